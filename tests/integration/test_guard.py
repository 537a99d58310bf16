# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guarded changes through real playbooks: what is kept, what comes back, what is refused, and what it costs."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
import yaml

from playbooks import MODULE, PROGRAM, play, role, run

COLLECTIONS = Path(__file__).resolve().parents[2] / ".build" / "collections"
ARCHIVE = "archive\n path bootflash:copies\n"
CLOSED = "access-list 10 permit 10.9.9.9\n"
SSH = {"config": {"lines": [{"first": 0, "existing": True, "transport_input": ["ssh"]}]}, "save_when": "changed"}
SHUT = {
    "config": {"lines": [{"first": 0, "existing": True, "access_class": [{"name": "10", "direction": "in"}]}]},
    "accept_hazards": ["access_class_denies"],
    "save_when": "changed",
}
ACCOUNTS = [{"name": "admin", "password": "mock-admin", "privilege": 15}, {"name": "eve", "password": "apple"}]
PROOF = {
    "accounts": [{"user": "eve", "password": "apple"}],
    "refused": [{"user": "eve", "password": "pear"}],
    "scp": True,
    "telnet_refused": True,
}
HURRY = {"clock_rate": 60}  # five minutes of a guard are five seconds
REFUSED = {**SHUT, "accept_hazards": []}
# Device -> its row of the fleet file, and what is asked of it.
DEVICES = {
    "kept": ({"config": ARCHIVE}, SSH),
    "without": ({"config": ARCHIVE}, {**SSH, "guard": "none"}),
    "bare": ({}, SSH),
    "proven": (
        {"config": f"{ARCHIVE}ip scp server enable\n", "telnet": True, "users": ACCOUNTS},
        {**SSH, "proof": PROOF},
    ),
    "unproven": ({"config": ARCHIVE}, {**SSH, "proof": {"accounts": [{"user": "eve", "password": "pear"}]}}),
    "refused": ({"config": ARCHIVE + CLOSED}, REFUSED),
    "denied": ({"config": ARCHIVE + CLOSED}, SHUT),
    "cut": ({"config": ARCHIVE, "faults": [{"fault": "drop", "command": "^transport input", "times": 1}]}, SSH),
    "dark": (
        {"config": ARCHIVE + CLOSED, "faults": [{"fault": "drop", "command": "^end", "times": 1}], **HURRY},
        SHUT,
    ),
    "full": ({"flash_megabytes": 0}, SSH),
    "none": ({"flash": False}, SSH),
    "foreign": ({"config": ARCHIVE, "users": [{**account, "privilege": 15} for account in ACCOUNTS]}, SSH),
    "old": ({"profile": "12.2", "variables": {"ansible_ios_legacy_algorithms": True}}, SSH),
    "restarts": ({"config": CLOSED, **HURRY}, {**SHUT, "guard": "reload"}),
}
ROLE = ({"config": ARCHIVE, "preset": "hardened"}, {})
EVE = {"ansible_connection": "secureshell.ios.cli", "ansible_user": "eve", "ansible_password": "apple"}
OPTIONS = ("config", "save_when", "guard", "accept_hazards", "proof")


def change(host, name="change", **more):
    """Return a play that carries out what the inventory asks of each host."""
    arguments = {option: f"{{{{ wish.{option} | default(omit) }}}}" for option in OPTIONS}
    words = {word: more.pop(word) for word in ("check_mode",) if word in more}
    task = {"name": name, MODULE: {**arguments, **more}, **words}
    return {"name": "Change", "hosts": host, "gather_facts": False, "tasks": [task]}


def command(line, host, **variables):
    """Return a play that sends a single command."""
    words = {"ansible_connection": "secureshell.ios.cli", **variables}
    return {
        "name": "Send",
        "hosts": host,
        "gather_facts": False,
        "vars": words,
        "tasks": [{"name": line, "ansible.builtin.raw": line}],
    }


@pytest.fixture(scope="module")
def story(module_mock_fleet):
    """Two changes that are counted, then all others at a time, then what comes after them."""
    rows = []
    for name, (row, wish) in {**DEVICES, "role": ROLE}.items():
        variables = {**row.get("variables", {}), "wish": wish}
        rows.append({"name": name, "profile": "17.9", "preset": "legacy", **row, "variables": variables})
    fleet = module_mock_fleet({"devices": rows})

    def counted(host):
        before = fleet.tell(f"{host} status")["commands"]
        return run([change(host)], fleet.inventory), fleet.tell(f"{host} status")["commands"] - before

    found = {"fleet": fleet}
    found["kept"], found["cost"] = counted("kept")
    found["without"], found["free"] = counted("without")
    found["again"], found["idle"] = counted("kept")
    found["before"] = run(
        [
            command("configure terminal revert timer 30", "foreign", **EVE),
            change("refused", "look", check_mode=True),
            role("role", sshv2_timeout=45, sshv2_guard="revert_timer", sshv2_guard_minutes=7),
        ],
        fleet.inventory,
    )
    found["all"] = run([change("mock_ios:!kept:!without:!role")], fleet.inventory)
    found["after"] = run(
        [change("old", "by reload", guard="reload"), command("dir bootflash:", "bare")], fleet.inventory
    )
    return found


def until(true, seconds=60):
    """Wait for something that has to come."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end
        time.sleep(0.1)
    return found


def test_a_worker_that_is_ended_takes_the_change_back(mock_fleet, tmp_path):
    slow = [{"fault": "slow_prompt", "seconds": 0.3}]
    fleet = mock_fleet({"devices": [{"name": "ended", "profile": "17.9", "preset": "legacy", "faults": slow}]})
    book = tmp_path / "play.yml"
    book.write_text(yaml.safe_dump([play({"name": "change", **SSH, "config": {**SSH["config"], "timeout": 50}})]))
    words = [PROGRAM, book, "-i", fleet.inventory]
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS), "HOME": str(tmp_path)}
    running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    until(lambda: " transport input ssh\n" in fleet.tell("ended status")["running_config"])
    (worker,) = subprocess.run(
        ["pgrep", "-P", str(running.pid)], capture_output=True, text=True, check=True
    ).stdout.split()
    os.kill(int(worker), signal.SIGTERM)
    running.wait(60)
    now = until(lambda: (found := fleet.tell("ended status"))["rollback"] is None and found)
    assert " transport input telnet ssh" in now["running_config"]
    until(lambda: "archive" not in fleet.tell("ended status")["running_config"])


def result(story, host, name="change", when="all"):
    return story[when].tasks[name][host]


def status(story, host):
    return story["fleet"].tell(f"{host} status")


def is_as_it_was(story, host):
    return " transport input telnet ssh" in status(story, host)["running_config"]


def test_a_change_is_proven_confirmed_and_saved(story):
    done = result(story, "kept", when="kept")
    assert (done["changed"], done["saved"], done["guard"]["result"]) == (True, True, "confirmed")
    assert done["guard"]["archive"] == "bootflash:copies"
    assert done["proof"]["proven"]
    assert done["proof"]["host_key_was_pinned"]
    assert done["hazards"] == []
    now = status(story, "kept")
    assert " transport input ssh\n" in now["startup_config"]
    assert now["rollback"] is None
    assert not result(story, "kept", when="again")["changed"]


def test_it_costs_one_login_and_at_most_four_commands(story):
    """A login is three lines: two for the terminal, one for the privilege level."""
    assert story["cost"] - story["free"] - 3 <= 4
    assert "guard" not in result(story, "without", when="without")
    assert story["idle"] <= 6  # nothing to change: the login, and what the option needs


def test_an_archive_is_set_up_and_removed(story):
    done = result(story, "bare")
    assert done["guard"]["archive"] == "bootflash:secureshell-ios-guard"
    assert not done["guard"]["archive_left_behind"]
    assert "archive" not in status(story, "bare")["running_config"]
    assert "secureshell" not in result(story, "bare", "dir bootflash:", "after")["stdout"]


def test_the_role_has_the_same_options(story):
    done = result(story, "role", "secureshell.ios.sshv2 : Bring SSH to the wanted state", "before")
    assert (done["guard"]["minutes"], done["guard"]["result"]) == (7, "confirmed")
    assert done["proof"]["proven"]


def test_further_proofs(story):
    done = result(story, "proven")
    assert [(row["check"], row["ok"]) for row in done["proof"]["checks"]] == [
        ("login", True),
        ("account", True),
        ("refused", True),
        ("scp", True),
        ("telnet_refused", True),
    ]
    failed = result(story, "unproven")
    assert "The proof failed, no login of the account 'eve'" in failed["msg"]
    assert is_as_it_was(story, "unproven")
    assert not any(secret in story["all"].output for secret in ("apple", "pear"))


def test_a_hazard_is_refused_and_told_by_check_mode(story):
    refused, looked = result(story, "refused"), result(story, "refused", "look", "before")
    assert refused["failed"]
    assert "accept_hazards: [access_class_denies]" in refused["msg"]
    assert [row["name"] for row in refused["hazards"]] == ["access_class_denies"]
    assert not looked.get("failed")
    assert "a run refuses this: access_class_denies" in looked["warnings"][0]
    assert looked["hazards"] == refused["hazards"]


def test_a_way_in_that_is_shut_opens_again(story):
    done = result(story, "denied")
    assert done["failed"]
    assert "The change was taken back at once ('configure revert now')." in done["msg"]
    assert done["msg"].endswith("The device is as it was before, and a new login as before works.")
    assert (done["changed"], done["guard"]["result"]) == (False, "reverted")
    assert done["hazards"][0]["accepted"]
    assert "access-class" not in status(story, "denied")["running_config"]


@pytest.mark.parametrize(
    ("host", "how"),
    [
        ("cut", "The change was taken back at once"),
        ("dark", "The device went back by itself, at the latest 5 min after the change began."),
        ("restarts", "The device restarted with its saved configuration."),
    ],
)
def test_a_device_comes_back(story, host, how):
    done = result(story, host)
    assert done["failed"]
    assert how in done["msg"]
    assert done["msg"].endswith("The device is as it was before, and a new login as before works.")
    assert is_as_it_was(story, host)
    assert "access-class" not in status(story, host)["running_config"]


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("full", "the flash of the device is full"),
        ("none", "no flash file system for one"),
        ("foreign", "a timed rollback of 30 min of eve"),
        ("old", "no timed rollback ('configure terminal revert timer')"),
    ],
)
def test_what_cannot_be_guarded_is_refused(story, host, words):
    done = result(story, host)
    assert done["failed"]
    assert words in done["msg"]
    assert done["msg"].endswith(("Nothing was changed.", "Nothing was sent."))
    assert not done["changed"]


def test_a_rollback_of_somebody_else_still_runs(story):
    assert status(story, "foreign")["rollback"] is not None
    assert is_as_it_was(story, "foreign")


def test_a_release_without_the_timer_has_a_reload(story):
    done = result(story, "old", "by reload", "after")
    assert done["guard"] == {"kind": "reload", "minutes": 5, "result": "confirmed"}
    assert status(story, "old")["reload"] is None
    assert status(story, "old")["boots"] == 0
