# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenSSH copies files to and from mock devices with `scp -O`, and is refused where a device refuses."""

from __future__ import annotations

import hashlib
import os

import pytest

OLD = ("KexAlgorithms=+diffie-hellman-group14-sha1,diffie-hellman-group1-sha1", "HostKeyAlgorithms=+ssh-rsa")
OPTIONS = {"old": (*OLD, "Ciphers=+aes128-cbc"), "middle": OLD, "new": ()}
ENABLED = "ip scp server enable\n"
AAA = "aaa new-model\naaa authentication login default local\n"
FLEET = {
    "defaults": {"profile": "17.15", "config": ENABLED},
    "devices": [
        {"name": "old", "profile": "12.4"},
        {"name": "middle", "profile": "15.2"},
        {"name": "new"},
        {"name": "off", "config": ""},
        {"name": "full", "flash_megabytes": 0, "flash_files": {"here.txt": "hello"}},
        {"name": "none", "flash": False},
        {"name": "low", "users": [{"name": "op", "password": "op-password", "privilege": 1}], "enable": "to-fifteen"},
        {"name": "aaa", "config": ENABLED + AAA},
        {"name": "exec", "config": ENABLED + AAA + "aaa authorization exec default local\n"},
        {
            "name": "cut",
            "faults": [
                {"fault": "scp_drop", "after": 100000, "times": 1},  # of files that are so long
                {"fault": "refuse", "command": "^scp -t flash:denied", "text": "Not today."},
            ],
        },
    ],
}


@pytest.fixture(scope="module")
def fleet(module_mock_fleet):
    return module_mock_fleet(FLEET)


@pytest.fixture
def both(fleet, openssh, openscp):
    return fleet, openssh, openscp


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """20 MB that no two runs share."""
    path = tmp_path_factory.mktemp("image") / "image.bin"
    path.write_bytes(os.urandom(1 << 20) * 20)
    return path


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("a text\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("name", OPTIONS)
def test_twenty_megabytes_both_ways(both, image, tmp_path, name):
    fleet, openssh, openscp = both
    host, options = fleet[name], OPTIONS[name]
    put = openscp(host, "-O", str(image), "device:flash:image.bin", options=options)
    assert put.returncode == 0, put.stderr
    verified = openssh(host, "verify /md5 flash:image.bin", options=options)
    assert f"image.bin) = {hashlib.md5(image.read_bytes(), usedforsecurity=False).hexdigest()}" in verified.stdout
    got = openscp(host, "-O", "-p", "device:flash:image.bin", str(tmp_path / "back.bin"), options=options)
    assert got.returncode == 0, got.stderr
    assert (tmp_path / "back.bin").read_bytes() == image.read_bytes()


def test_bare_names_directories_and_the_configuration(fleet, openssh, openscp, text, tmp_path):
    host = fleet["new"]
    assert openscp(host, "-O", "-v", str(text), "device:plain.txt").returncode == 0
    openssh(host, "-tt", input="mkdir flash:d\r\rexit\r")
    assert openscp(host, "-O", str(text), str(text), "device:flash:/d").returncode == 0
    assert "a.txt" in openssh(host, "dir flash:/d").stdout
    for path in ("plain.txt", "flash:/d/a.txt", "bootflash:/plain.txt"):
        assert openscp(host, "-O", f"device:{path}", str(tmp_path / "back")).returncode == 0
        assert (tmp_path / "back").read_text(encoding="utf-8") == "a text\n"
    assert openscp(host, "-O", "device:running-config", str(tmp_path / "running")).returncode == 0
    running = (tmp_path / "running").read_text(encoding="utf-8")
    assert running.startswith("\nCurrent configuration : ")
    assert "\nip scp server enable\n" in running
    text.write_text("ip ssh time-out 33\n", encoding="utf-8")
    assert openscp(host, "-O", str(text), "device:running-config").returncode == 0
    assert openssh(host, "show running-config | include time-out").stdout.strip() == "ip ssh time-out 33"


def test_without_the_old_protocol_the_login_works_and_nothing_else(fleet, openssh, openscp, text):
    """OpenSSH 9 asks for SFTP first; an older one copies anyway."""
    version = int(openssh(fleet["new"], "-V").stderr.partition("_")[2].partition(".")[0])
    result = openscp(fleet["new"], *(["-s"] if version < 9 else []), str(text), "device:flash:never.txt")
    assert result.returncode != 0
    assert "subsystem request failed" in result.stderr
    assert "Error opening" in openssh(fleet["new"], "dir flash:never.txt").stdout


@pytest.mark.parametrize(
    ("name", "target", "message"),
    [
        ("off", "flash:a", "Administratively disabled."),
        ("low", "flash:a", "Privilege denied."),
        ("aaa", "flash:a", "Privilege denied."),
        ("full", "flash:a", "flash:a: No space left on device"),
        ("none", "flash:a", "flash:a: Invalid file system."),
        ("new", "flash:/none/a", "flash:/none/a: No such file or directory"),
        ("cut", "flash:denied", "Not today."),
        ("new", "disk9:a", "disk9:a: Invalid file system."),
    ],
)
def test_a_refused_upload_says_why_and_leaves_nothing(both, text, name, target, message):
    fleet, openssh, openscp = both
    result = openscp(fleet[name], "-O", str(text), f"device:{target}")
    assert (result.returncode, message in result.stderr) == (1, True), result.stderr
    if name == "full":
        assert "Error opening" in openssh(fleet[name], "dir flash:a").stdout


@pytest.mark.parametrize(
    ("name", "source", "message"),
    [
        ("off", "running-config", "Administratively disabled."),
        ("low", "running-config", "Privilege denied."),
        ("new", "flash:none", "flash:none: No such file or directory"),
    ],
)
def test_a_refused_download_says_why(both, tmp_path, name, source, message):
    fleet, _unused, openscp = both
    result = openscp(fleet[name], "-O", f"device:{source}", str(tmp_path / "back"))
    assert (result.returncode, message in result.stderr) == (1, True), result.stderr
    assert not (tmp_path / "back").exists()


def test_a_full_flash_still_gives_and_aaa_with_exec_authorization_works(fleet, openscp, text, tmp_path):
    assert openscp(fleet["full"], "-O", "device:flash:here.txt", str(tmp_path / "back")).returncode == 0
    assert (tmp_path / "back").read_text(encoding="utf-8") == "hello"
    assert openscp(fleet["exec"], "-O", str(text), "device:flash:a.txt").returncode == 0


def test_directories_are_refused(fleet, openscp, text):
    result = openscp(fleet["new"], "-O", "-r", str(text.parent), "device:flash:")
    assert (result.returncode, "Recursive copy is not supported." in result.stderr) == (1, True)


def test_an_interrupted_copy_leaves_what_arrived_and_the_next_one_completes_it(fleet, openssh, openscp, image):
    host = fleet["cut"]
    assert openscp(host, "-O", str(image), "device:flash:image.bin").returncode != 0
    assert openssh(host, "dir flash:image.bin").stdout.split("-rw-")[1].split()[0] == "100000"
    assert openscp(host, "-O", str(image), "device:flash:image.bin").returncode == 0
    assert openssh(host, "dir flash:image.bin").stdout.split("-rw-")[1].split()[0] == str(20 << 20)


def test_the_program_was_quiet(fleet, openssh):
    assert openssh(fleet["new"], "show clock").returncode == 0
    assert fleet.errors.read_text(encoding="utf-8") == ""
