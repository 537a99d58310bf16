# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenSSH and ssh-audit meet mock devices as they would meet real ones."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest

OLD = ("KexAlgorithms=+diffie-hellman-group1-sha1", "HostKeyAlgorithms=+ssh-rsa", "Ciphers=+aes128-cbc,3des-cbc")
FLEET = {
    "devices": [
        {"name": "old", "profile": "12.4"},
        {"name": "middle", "profile": "15.2"},
        {
            "name": "new",
            "profile": "17.15",
            "config": "banner login ^CKeep out^C",
            "keys": [{"label": "K", "bits": 3072}],
        },
        {"name": "ec", "profile": "17.15", "keys": [{"label": "E", "type": "ec", "bits": 384}]},
        {"name": "newest", "profile": "26.1", "preset": "hardened"},
        {"name": "off", "profile": "16.8", "preset": "factory"},
    ]
}


@pytest.fixture(scope="module")
def fleet(module_mock_fleet):
    return module_mock_fleet(FLEET)


def keyscan(host, kind):
    command = ["ssh-keyscan", "-T", "10", "-t", kind, "-p", str(host.port), host.address]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout


@pytest.mark.parametrize("name", ["new", "ec", "newest"])
def test_modern_devices_are_reached_without_special_options(fleet, openssh, name):
    result = openssh(fleet[name], "show privilege")
    assert result.returncode == 0, result.stderr
    assert "Current privilege level is 15" in result.stdout


def test_an_old_device_is_reached_only_with_old_algorithms(fleet, openssh):
    refused = openssh(fleet["old"], "show privilege")
    assert refused.returncode == 255
    assert "no matching key exchange method found. Their offer: diffie-hellman-group1-sha1" in refused.stderr
    result = openssh(fleet["old"], "show privilege", options=OLD)
    assert "Current privilege level is 15" in result.stdout, result.stderr


def test_a_shell_takes_commands_and_ends(fleet, openssh):
    result = openssh(fleet["new"], "-tt", input="terminal length 0\rshow ip ssh\rexit\r")
    assert "SSH Enabled - version 2.0" in result.stdout, result.stderr
    assert result.stdout.count("new#") == 3
    assert result.returncode == 0


def test_the_login_banner_is_shown(fleet, openssh):
    assert "Keep out" in openssh(fleet["new"], "show clock").stderr


def test_a_wrong_password_is_refused(fleet, openssh):
    result = openssh(fleet["new"], "show clock", password="wrong")
    assert result.returncode == 255
    assert "Too many authentication failures" in result.stderr


def test_a_device_without_ssh_refuses_the_connection(fleet, openssh):
    assert "Connection refused" in openssh(fleet["off"], "show clock").stderr


def test_sftp_finds_nothing(fleet, openssh):
    result = openssh(fleet["new"], "-s", "sftp")
    assert result.returncode == 255
    assert "subsystem request failed" in result.stderr


def test_the_known_hosts_of_the_fleet_satisfy_strict_checking(fleet, openssh):
    strict = ("StrictHostKeyChecking=yes", f"UserKnownHostsFile={fleet.known_hosts}")
    for name in ("new", "ec", "newest"):
        result = openssh(fleet[name], "show privilege", options=strict)
        assert result.returncode == 0, result.stderr
    wrong = ("StrictHostKeyChecking=yes", "UserKnownHostsFile=/dev/null")
    assert "Host key verification failed" in openssh(fleet["new"], "show privilege", options=wrong).stderr


@pytest.mark.parametrize(("name", "kind"), [("new", "rsa"), ("newest", "rsa"), ("ec", "ecdsa")])
def test_the_scanned_key_is_the_one_the_device_shows(fleet, openssh, tmp_path, name, kind):
    scanned = keyscan(fleet[name], kind).split()
    assert scanned[0] == f"[127.0.0.1]:{fleet[name].port}"
    shown = openssh(fleet[name], f"show crypto key mypubkey {'ec' if kind == 'ecdsa' else 'rsa'}").stdout
    data = shown.split("Key Data:")[1].split("% Key pair")[0].split()
    spki = tmp_path / "key.pem"
    body = base64.encodebytes(bytes.fromhex("".join(word for word in data if len(word) <= 8))).decode()
    spki.write_text(f"-----BEGIN PUBLIC KEY-----\n{body}-----END PUBLIC KEY-----\n", encoding="utf-8")
    public = subprocess.run(
        ["ssh-keygen", "-i", "-m", "PKCS8", "-f", spki], capture_output=True, text=True, timeout=60, check=True
    ).stdout
    assert public.split() == scanned[1:3]
    file = tmp_path / "key.pub"
    file.write_text(public, encoding="utf-8")
    lists = [
        subprocess.run(["ssh-keygen", "-lf", path], capture_output=True, text=True, timeout=60, check=True).stdout
        for path in (file, fleet.known_hosts)
    ]
    assert lists[0].split()[1] in lists[1]


def test_ssh_audit_sees_what_is_configured(fleet):
    def audit(name):
        command = [
            str(Path(sys.executable).with_name("ssh-audit")),
            "-jj",
            "--skip-rate-test",
            "-p",
            str(fleet[name].port),
        ]
        result = subprocess.run([*command, "127.0.0.1"], capture_output=True, text=True, timeout=60, check=False)
        seen = json.loads(result.stdout)
        return seen["banner"], {kind: [row["algorithm"] for row in seen[kind]] for kind in ("kex", "key", "enc", "mac")}

    banner, seen = audit("middle")
    assert (banner["protocol"], banner["software"]) == ("1.99", "Cisco-1.25")
    assert seen["enc"] == ["aes128-ctr", "aes192-ctr", "aes256-ctr"]
    assert seen["mac"] == ["hmac-sha1", "hmac-sha1-96"]
    assert seen["key"] == ["ssh-rsa"]
    banner, seen = audit("newest")
    assert banner["protocol"] == "2.0"
    assert seen["enc"] == ["aes256-ctr", "aes192-ctr", "aes128-ctr"]
    assert seen["mac"] == ["hmac-sha2-512", "hmac-sha2-256"]
    assert seen["key"] == ["rsa-sha2-512", "rsa-sha2-256"]


def test_what_is_configured_over_ssh_changes_what_the_next_client_can_do(mock_fleet, openssh):
    running = mock_fleet({"devices": [{"name": "r1", "profile": "17.9"}]})
    lines = "configure terminal\rip ssh server algorithm encryption aes256-ctr\rend\rexit\r"
    before = openssh(running["r1"], "show privilege", options=("Ciphers=aes128-ctr",))
    assert before.returncode == 0, before.stderr
    assert openssh(running["r1"], "-tt", input=lines).returncode == 0
    after = openssh(running["r1"], "show privilege", options=("Ciphers=aes128-ctr",))
    assert "no matching cipher found. Their offer: aes256-ctr" in after.stderr
    assert openssh(running["r1"], "show privilege").returncode == 0


def test_the_program_is_quiet(mock_fleet, openssh):
    """Old algorithms make libraries talk; that is nobody's business."""
    running = mock_fleet({"devices": [{"name": "old", "profile": "12.4"}]})
    assert openssh(running["old"], "show privilege", options=OLD).returncode == 0
    openssh(running["old"], "show privilege", password="wrong", options=OLD)
    assert running.errors.read_text(encoding="utf-8") == ""
