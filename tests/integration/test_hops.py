# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions from one device to another, as ios_ssh_session opens them: each result, by a real playbook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from playbooks import ROOT, Run, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MODULE = "secureshell.ios.ios_ssh_session"
SECRET = "very-wrong-password"
FLEET: dict[str, Any] = {
    "devices": [
        {"name": "first", "profile": "17.15", "groups": ["chain"]},
        {
            "name": "second",
            "profile": "17.15",
            "groups": ["chain"],
            "users": [
                {"name": "admin", "password": "mock-admin"},
                {"name": "low", "password": "low-secret", "privilege": 1},
            ],
            "config": "banner login ^CAuthorized users only^C\nbanner motd ^CWelcome to the second^C\n",
        },
        {"name": "namesake", "profile": "17.15", "hostname": "first"},
        {
            "name": "strict",
            "profile": "17.15",
            "config": "ip ssh stricthostkeycheck\nip ssh pubkey-chain\n server 127.0.0.1\n"
            f"  key-hash ssh-rsa {'0123456789ABCDEF' * 2}\n",
        },
        {"name": "old", "profile": "15.2", "variables": {"ansible_ios_legacy_algorithms": True}},
    ]
}


def task(name: str, to: str, **options: Any) -> dict[str, Any]:
    words = {
        "host": "127.0.0.1",
        "port": f"{{{{ hostvars.{to}.ansible_port }}}}" if to.isalpha() else int(to),
        "user": "admin",
        "password": "mock-admin",
        "timeout": 30,
        **options,
    }
    return {"name": name, MODULE: {key: value for key, value in words.items() if value is not None}}


TASKS = [
    task("shell", "second", show_negotiated=True),
    task("command", "second", command="show clock", cipher="aes256-ctr"),
    task("paged", "second", command="show running-config | exclude username", shell=True),
    task("namesake", "namesake", command="show privilege", shell=True),
    task("low", "second", user="low", password="low-secret", command="show privilege", shell=True),
    task("refused command", "second", command="show nonsense"),
    task("wrong", "second", password=SECRET, expect=["authentication_failed"]),
    task("closed port", "1", expect=["refused"]),
    task("name", "second", host="nowhere.example", expect=["name_unknown"]),
    task("old", "old", expect=["no_common_algorithm"]),
    task("cipher", "second", cipher="3des", expect=["no_common_algorithm"]),
    task("silence", "second", user="admin", password=None, expect=["unknown"]),
]
EXPECTED = {
    "shell": "connected",
    "command": "connected",
    "paged": "connected",
    "namesake": "connected",
    "low": "connected",
    "refused command": "connected",
    "wrong": "authentication_failed",
    "closed port": "refused",
    "name": "name_unknown",
    "old": "no_common_algorithm",
    "cipher": "no_common_algorithm",
    "silence": "unknown",
}


@pytest.fixture(scope="module")
def fleet(module_mock_fleet: Callable[..., Any]) -> Any:
    return module_mock_fleet(FLEET)


@pytest.fixture(scope="module")
def done(fleet: Any) -> Run:
    play = {"name": "Hop", "hosts": "first", "gather_facts": False, "tasks": TASKS}
    strict = play | {"hosts": "strict", "tasks": [task("strict", "second", expect=["server_authentication_failed"])]}
    itself = play | {"hosts": "old", "tasks": [task("itself", "old", cipher="aes128-ctr", mac="hmac-sha1-160")]}
    done = run([play, strict, itself], fleet.inventory, options=("-vv",))
    assert done.code == 0, done.output
    return done


def test_every_result(done):
    results = {name: hosts["first"]["result"] for name, hosts in done.tasks.items() if "first" in hosts}
    assert results == EXPECTED
    assert done.tasks["strict"]["strict"]["result"] == "server_authentication_failed"
    assert "compare the fingerprints" in done.tasks["strict"]["strict"]["meaning"]
    assert done.stats["first"]["changed"] == 0


def test_the_device_is_found_again_after_each(done):
    left = [name for name, host in done.tasks.items() for one in host.values() if not one["left_cleanly"]]
    assert left == []


def test_a_device_logs_in_to_itself(done):
    said = done.tasks["itself"]["old"]
    assert (said["result"], said["left_cleanly"]) == ("connected", True)
    assert said["negotiated"] == {"cipher": "aes128-ctr", "mac": "hmac-sha1", "known_from": "offer"}


def test_what_the_peer_said(done):
    said = {name: hosts["first"] for name, hosts in done.tasks.items() if "first" in hosts}
    assert said["shell"]["banner"] == "Authorized users only"
    assert said["shell"]["negotiated"]["known_from"] == "peer"
    assert said["shell"]["negotiated"]["cipher"]
    assert re.fullmatch(r"[*.]?\d\d:\d\d:\d\d.* UTC .*", said["command"]["output"])
    assert said["command"]["negotiated"] == {"cipher": "aes256-ctr", "mac": None, "known_from": "offer"}
    assert "hostname second" in said["paged"]["output_lines"]
    assert said["paged"]["output_lines"][-1] == "end"
    assert not any("--More--" in line for line in said["paged"]["output_lines"])
    assert said["namesake"]["output"] == "Current privilege level is 15"
    assert said["low"]["output"] == "Current privilege level is 1"
    assert "% Invalid input detected" in said["refused command"]["output"]


def test_words_and_meaning_of_a_failure(done):
    said = {name: hosts["first"] for name, hosts in done.tasks.items() if "first" in hosts}
    assert any("NO_MATCH" in line for line in said["old"]["words"])
    assert said["wrong"]["prompts"] == 2
    assert all(said[name]["meaning"] for name, result in EXPECTED.items() if result != "connected")


def test_no_secret_is_shown(done):
    assert SECRET not in done.output
    assert "low-secret" not in done.output


def test_a_result_that_was_not_expected_fails_with_one_sentence(fleet):
    play = {
        "name": "Hop",
        "hosts": "first",
        "gather_facts": False,
        "tasks": [
            {
                "name": "Block",
                "block": [task("fails", "1")],
                "rescue": [{"name": "on", "ansible.builtin.meta": "noop"}],
            },
            {"name": "Block", "block": [task("bad", "second", cipher="rot13")], "rescue": [task("check", "second")]},
        ],
    }
    play["tasks"][1]["rescue"][0]["check_mode"] = True
    done = run([play], fleet.inventory)
    failed = done.tasks["fails"]["first"]
    assert failed["msg"].startswith(
        "first: the session to 127.0.0.1 ended as refused, connected was expected: the device"
    )
    assert (failed["result"], failed["left_cleanly"]) == ("refused", True)
    assert "cipher: 'rot13'" in done.tasks["bad"]["first"]["msg"]
    checked = done.tasks["check"]["first"]
    assert (checked["result"], checked["command"][:14], checked["changed"]) == (None, "ssh -l admin -", False)


def test_the_playbook_of_the_page_runs_as_printed(fleet, tmp_path):
    page = (ROOT / "docs" / "sessions-and-debug.md").read_text(encoding="utf-8")
    (printed,) = re.findall(r"`hops\.yml`:\n\n```yaml\n(.*?)```", page, re.DOTALL)
    path: Path = tmp_path / "hops.yml"
    path.write_text(printed, encoding="utf-8")
    done = run(path, fleet.inventory)
    assert done.code == 0, done.output
    assert {host: counts["ok"] for host, counts in done.stats.items()} == {"first": 2, "second": 2}
    assert yaml.safe_load(printed)
