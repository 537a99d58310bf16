# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files to and from devices of every train, by playbooks: copied once, compared, and the SCP server as it was found."""

from __future__ import annotations

import hashlib

import pytest
import yaml
from profiles import PROFILES, device, host

from playbooks import run

COPY = "secureshell.ios.ios_scp_copy"
TASK = "Copy with SCP and compare by checksum"
NO_HASH = "%Error verifying flash: (Device or resource busy)"
EVERY = [host(profile) for profile in PROFILES]
CONTENT = bytes(range(256)) * 4096


def task(name, **arguments):
    return {"name": name, COPY: arguments}


def look(name):
    return {
        "name": name,
        "ansible.builtin.raw": "show running-config | include ip scp server",
        "vars": {"ansible_connection": "secureshell.ios.cli"},
    }


def play(*tasks, hosts="mock_ios", **more):
    return {"name": "Test", "hosts": hosts, "gather_facts": False, "tasks": list(tasks), **more}


@pytest.fixture(scope="module")
def life(module_mock_fleet, tmp_path_factory):
    """Put, put again, another content, get, get again: on one fleet, in this order."""
    home = tmp_path_factory.mktemp("files")
    (home / "image.bin").write_bytes(CONTENT)
    (home / "other.bin").write_bytes(CONTENT[::-1])
    (home / "back").mkdir()
    fleet = module_mock_fleet({"devices": [device(profile) for profile in PROFILES]})
    put = {"src": str(home / "image.bin"), "dest": "flash:"}
    get = {"direction": "get", "src": "flash:image.bin", "dest": f"{home}/back/{{{{ inventory_hostname }}}}.bin"}
    keep = {"direction": "get", "src": "running-config", "dest": f"{home}/back/{{{{ inventory_hostname }}}}.cfg"}
    check = run([play(task("Would put", **put))], fleet.inventory, options=("--check",))
    done = run(
        [
            play(
                task("Put", **put),
                task("Put again", **put),
                task("Put other", src=str(home / "other.bin"), dest="flash:image.bin"),
                task("Get", **get),
                task("Get again", **get),
                task("Keep", **keep),
                task("Keep again", **keep),
                look("Look"),
            )
        ],
        fleet.inventory,
    )
    extra = ("-e", f"scp_copy_src={home}/image.bin", "-e", "scp_copy_dest=flash:third.bin", "-e", "scp_copy_serial=3")
    book = run("secureshell.ios.scp_copy", fleet.inventory, options=extra)
    return {"check": check, "done": done, "book": book, "home": home}


def test_every_run_succeeds(life):
    assert {name: life[name].code for name in ("check", "done", "book")} == {"check": 0, "done": 0, "book": 0}, life


@pytest.mark.parametrize("name", EVERY)
def test_a_file_is_copied_once(life, name):
    changed = {title: hosts[name]["changed"] for title, hosts in life["done"].tasks.items() if name in hosts}
    assert life["check"].tasks["Would put"][name]["changed"]
    assert changed | {"Look": False} == {
        "Put": True,
        "Put again": False,
        "Put other": True,
        "Get": True,
        "Get again": False,
        "Keep": True,
        "Keep again": False,
        "Look": False,
    }
    assert life["book"].tasks[TASK][name]["changed"]


@pytest.mark.parametrize("name", EVERY)
def test_the_checksum_is_the_one_of_the_content(life, name):
    put = life["done"].tasks["Put"][name]
    assert put["checksum"] == hashlib.new(put["algorithm"], CONTENT).hexdigest()
    assert put["algorithm"] == ("md5" if name in {host("12.4"), host("15.2")} else "sha512")
    assert put["size"] == len(CONTENT)
    assert put["free"] > 0
    assert (life["home"] / "back" / f"{name}.bin").read_bytes() == CONTENT[::-1]
    assert f"hostname {name}" in (life["home"] / "back" / f"{name}.cfg").read_text()


@pytest.mark.parametrize("name", EVERY)
def test_the_server_is_off_again(life, name):
    assert life["done"].tasks["Put"][name]["scp_server_switched"]
    assert "ip scp server enable" not in life["done"].tasks["Look"][name]["stdout"]


@pytest.fixture(scope="module")
def trouble(module_mock_fleet, tmp_path_factory):
    """What can go wrong, a device each."""
    home = tmp_path_factory.mktemp("files")
    (home / "image.bin").write_bytes(CONTENT)
    (home / "big.bin").write_bytes(b"x" * 3_000_000)
    low = {"users": [{"name": "ops", "password": "mock-ops", "privilege": 1}], "enable": "mock-enable"}
    fleet = module_mock_fleet(
        {
            "devices": [
                {"name": "low", "profile": "17.9", **low},
                {"name": "small", "profile": "17.9", "flash_megabytes": 2},
                {"name": "off", "profile": "17.9"},
                {
                    "name": "silly",
                    "profile": "17.9",
                    "faults": [{"fault": "refuse", "command": "^verify", "text": NO_HASH}],
                },
                {"name": "lost", "profile": "17.9", "faults": [{"fault": "drop", "command": "^verify", "times": 1}]},
                {"name": "on", "profile": "17.9", "config": "ip scp server enable\n"},
            ]
        }
    )
    image, big = str(home / "image.bin"), str(home / "big.bin")

    def on(name, row):
        return {**row, "when": f"inventory_hostname == '{name}'"}

    tries = [
        on("low", task("Too low", src=image, dest="flash:")),
        on("small", task("Too big", src=big, dest="flash:")),
        on("off", task("Not managed", src=image, dest="flash:", manage_server=False)),
        on("silly", task("No checksum", src=image, dest="flash:")),
        on("lost", task("Lost", src=image, dest="flash:")),
        on("on", task("Put", src=image, dest="flash:a.bin")),
        on("on", look("After")),
        on("on", task("Exists", src=big, dest="flash:a.bin", overwrite=False)),
    ]
    rest = [
        look("After"),
        on("silly", {**look("Files"), "ansible.builtin.raw": "dir flash:"}),
        on("on", task("No such file", direction="get", src="flash:nothing.bin", dest=str(home))),
    ]
    return {"runs": run([play(*tries)], fleet.inventory), "after": run([play(*rest)], fleet.inventory)}


@pytest.mark.parametrize(
    ("run_name", "title", "name", "words"),
    [
        ("runs", "Too low", "low", "privilege level 1 at login and SCP needs 15"),
        ("runs", "Too big", "small", "needs 3000000 bytes and the device has"),
        ("runs", "Not managed", "off", "manage_server is false"),
        ("runs", "No checksum", "silly", f"gives no checksum of flash:image.bin: {NO_HASH!r}"),
        ("runs", "Exists", "on", "overwrite is false"),
        ("after", "No such file", "on", "there is no file flash:nothing.bin"),
    ],
)
def test_trouble_is_one_sentence(trouble, run_name, title, name, words):
    result = trouble[run_name].tasks[title][name]
    assert result.get("failed"), result
    assert words in result["msg"]
    assert result["msg"].startswith(f"{name}: ")


def test_a_server_that_was_on_stays_on(trouble):
    assert not trouble["runs"].tasks["Put"]["on"]["scp_server_switched"]
    assert "ip scp server enable" in trouble["runs"].tasks["After"]["on"]["stdout"]


def test_after_a_failure_the_server_is_off_and_the_file_is_gone(trouble):
    assert "ip scp server enable" not in trouble["after"].tasks["After"]["silly"]["stdout"]
    assert "image.bin" not in trouble["after"].tasks["Files"]["silly"]["stdout"]


def test_a_session_that_did_not_outlive_the_copy_is_opened_again(trouble):
    assert trouble["runs"].tasks["Lost"]["lost"]["changed"]
    assert "ip scp server enable" not in trouble["after"].tasks["After"]["lost"]["stdout"]


WISHES = [
    ({"src": "nowhere.bin", "dest": "flash:"}, "src: 'nowhere.bin' is no file"),
    ({"src": "{file}", "dest": "flash:a?b"}, "dest: 'flash:a?b' holds characters"),
    ({"src": "{file}", "dest": "flash:a\nreload"}, "holds characters"),
    ({"src": "{file}", "dest": "running-config"}, "typed into the configuration"),
    ({"src": "flash:x", "dest": "nowhere/x", "direction": "get"}, "directory 'nowhere' does not exist"),
]


def test_a_wish_that_cannot_be_is_told_before_anything_is_contacted(tmp_path):
    (tmp_path / "file").write_text("x")
    hosts = {f"wish{at}": {"ansible_host": "192.0.2.1"} for at in range(len(WISHES))}
    inventory = tmp_path / "inventory.yml"
    inventory.write_text(yaml.safe_dump({"all": {"hosts": hosts}}))
    tasks = [
        task(f"Try {at}", **{key: value.replace("{file}", f"{tmp_path}/file") for key, value in arguments.items()})
        | {"when": f"inventory_hostname == 'wish{at}'"}
        for at, (arguments, _words) in enumerate(WISHES)
    ]
    done = run([play(*tasks, hosts="all")], inventory)
    for at, (_arguments, words) in enumerate(WISHES):
        result = done.tasks[f"Try {at}"][f"wish{at}"]
        assert result["failed"]
        assert words in result["msg"]
