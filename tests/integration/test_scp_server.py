# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ios_scp_server on a device of every train: from nothing to SCP with AAA and back, and what is refused on the way."""

from __future__ import annotations

import os
import subprocess

import pytest
import yaml
from profiles import PROFILES, device, host

from playbooks import play, run

MODULE = "secureshell.ios.ios_scp_server"
EVERY = [host(profile) for profile in PROFILES]

CLEAR = {"name": "copier", "privilege": 15, "configured_password": "Copy!Secret-1"}
OTHER = CLEAR | {"configured_password": "Copy!Secret-2"}
WEAK = {"name": "weak", "configured_password": "weak-Secret-1", "password_type": "password"}
HASHES = {
    "five": {"type": 5, "value": "$1$mERr$hx5rVt7rPNoS4wqbXKX7m0"},
    "seven": {"type": 7, "value": "02050D480809"},
    "nought": {"type": 0, "value": "nought-Secret"},
}
HASHED = [
    {"name": name, "privilege": 1, "hashed_password": row}
    | ({"password_type": "password"} if row["type"] in {0, 7} else {})
    for name, row in HASHES.items()
]
LOGIN = [{"name": "default", "methods": ["group tacacs+", "local"]}, {"name": "CON", "methods": ["local", "none"]}]
EXEC = [{"name": "default", "methods": ["local", "if-authenticated"]}]
FULL = {"new_model": True, "authentication_login": LOGIN, "authorization_exec": EXEC}
OUT = {"name": "default", "methods": ["group tacacs+"]}

STORY = (
    {"name": "off already", "config": {"enabled": False}},
    {"name": "without AAA", "config": {"enabled": True, "users": [CLEAR]}},
    {"name": "without AAA again", "config": {"enabled": True, "users": [CLEAR]}},
    {"name": "AAA without authorization", "config": {"aaa": {"new_model": True}}, "refused": "enable secret"},
    {"name": "AAA with servers only", "config": {"aaa": {**FULL, "authentication_login": [OUT]}}, "refused": "local"},
    {"name": "with AAA", "config": {"enabled": True, "aaa": FULL, "users": [WEAK]}},
    {"name": "with AAA again", "config": {"enabled": True, "aaa": FULL, "users": [WEAK]}},
    {"name": "hashes", "config": {"users": HASHED}},
    {"name": "hashes again", "config": {"users": HASHED}},
    {
        "name": "their clear texts",
        "config": {
            "users": [
                {"name": "five", "configured_password": "cisco"},
                {"name": "seven", "configured_password": "cisco", "password_type": "password"},
                {"name": "nought", "configured_password": "nought-Secret", "password_type": "password"},
            ]
        },
    },
    {"name": "not again", "config": {"users": [OTHER | {"update_password": "on_create"}]}},
    {"name": "another password", "config": {"users": [OTHER]}},
    {"name": "another password again", "config": {"users": [OTHER]}},
    {"name": "a secret instead", "config": {"users": [{"name": "weak", "configured_password": "weak-Secret-1"}]}},
    {"name": "a secret instead again", "config": {"users": [{"name": "weak", "configured_password": "weak-Secret-1"}]}},
    {"name": "own account", "config": {"users": [{"name": "admin", "state": "absent"}]}, "refused": "this session"},
    {"name": "only mine", "state": "overridden", "config": {"users": [CLEAR]}, "refused": "this session"},
    {"name": "own password", "config": {"users": [{"name": "admin", "configured_password": "new"}]},
     "refused": "this session"},
    {"name": "replaced", "state": "replaced", "config": {"users": [{"name": "weak", "privilege": 3}], "aaa": {
        "authentication_login": [{"name": "CON", "methods": ["local"]}]}}},
    {"name": "replaced again", "state": "replaced", "config": {"users": [{"name": "weak", "privilege": 3}], "aaa": {
        "authentication_login": [{"name": "CON", "methods": ["local"]}]}}},
    {"name": "seen", "state": "gathered"},
    {"name": "lists fewer", "state": "deleted", "config": {"aaa": {"authentication_login": [{"name": "CON"}]}}},
    {"name": "users fewer", "state": "deleted", "config": {"users": [{"name": name} for name in HASHES]}},
    {"name": "users fewer again", "state": "deleted", "config": {"users": [{"name": name} for name in HASHES]}},
    {"name": "AAA off", "config": {"aaa": {"new_model": False}, "users": [{"name": "weak", "state": "absent"}]}},
    {"name": "AAA off again", "config": {"aaa": {"new_model": False}}},
    {"name": "deleted", "state": "deleted"},
    {"name": "deleted again", "state": "deleted"},
    {"name": "seen at the end", "state": "gathered"},
)  # fmt: skip
CHANGES = {"without AAA", "with AAA", "hashes", "another password", "a secret instead", "replaced", "lists fewer",
           "users fewer", "AAA off", "deleted"}  # fmt: skip
SECRETS = ["Copy!Secret-1", "Copy!Secret-2", "weak-Secret-1", "nought-Secret", "$1$mERr$", "02050D480809"]


@pytest.fixture(scope="module")
def story(module_mock_fleet):
    """One task after the other, on a device of every train; refusals do not end the play."""
    rows = [device(profile, preset="legacy") for profile in PROFILES]
    tasks = [{key: task[key] for key in task if key != "refused"} for task in STORY]
    told = play(*tasks, module=MODULE)
    for task, row in zip(told["tasks"], STORY, strict=True):
        if "refused" in row:
            task |= {"register": "found", "failed_when": "found.msg is not defined"}
    return run([told], module_mock_fleet({"devices": rows}).inventory, options=("--diff",))


@pytest.mark.parametrize("name", EVERY)
def test_what_changes_and_what_does_not(story, name):
    assert story.code == 0, story.output
    changed = {task["name"] for task in STORY if story.tasks[task["name"]][name].get("changed")}
    assert changed == CHANGES


@pytest.mark.parametrize("name", EVERY)
def test_what_locks_somebody_out_is_refused_in_one_sentence(story, name):
    for task in STORY:
        if "refused" in task:
            found = story.tasks[task["name"]][name]["msg"]
            assert found.startswith(f"{name}: ")
            assert task["refused"] in found
            assert found.removesuffix(" Nothing was sent.").count(". ") == 0


def test_no_secret_is_in_the_output(story):
    passed = {line.strip() for line in story.output.splitlines()}
    assert [secret for secret in SECRETS for line in passed if secret in line] == []


# --- what others see --------------------------------------------------------------------------------------------------

OLD = ("KexAlgorithms=+diffie-hellman-group14-sha1", "HostKeyAlgorithms=+ssh-rsa")
GUEST = {"name": "guest", "privilege": 1, "configured_password": "Guest-Secret-1"}
STAGES = (
    {"name": "no AAA", "config": {"enabled": True, "users": [CLEAR, GUEST]}},
    {"name": "AAA", "config": {"enabled": True, "aaa": {**FULL, "authentication_login": LOGIN[:1]}}},
    {"name": "AAA off", "config": {"aaa": {"new_model": False}}},
    {"name": "SCP off", "config": {"enabled": False}},
)


@pytest.fixture(scope="module")
def scp(tmp_path_factory):
    """`scp(host, user, password)` copies with the client of OpenSSH; its status and what it says are returned."""
    directory = tmp_path_factory.mktemp("scp")
    (directory / "askpass").write_text('#!/bin/sh\necho "$MOCK_PASSWORD"\n', encoding="utf-8")
    (directory / "askpass").chmod(0o700)

    def copy(one, user: str, password: str, *, upload: bool = False) -> tuple[int, str]:
        here, there = (
            str(directory / "file"),
            f"{user}@{one.address}:{'flash:pushed.txt' if upload else 'running-config'}",
        )
        options = [*OLD, "UserKnownHostsFile=/dev/null", "StrictHostKeyChecking=no", "NumberOfPasswordPrompts=1"]
        command = ["scp", "-O", "-F", "none", "-P", str(one.port), *(f"-o{option}" for option in options)]
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(directory),
            "SSH_ASKPASS": str(directory / "askpass"),
            "SSH_ASKPASS_REQUIRE": "force",
            "MOCK_PASSWORD": password,
        }
        done = subprocess.run(
            [*command, *((here, there) if upload else (there, here))],
            env=environment, capture_output=True, text=True, timeout=60, check=False, input="",
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    return copy


@pytest.mark.parametrize("profile", ["15.2", "17.15"])
def test_openssh_copies_exactly_when_it_may(module_mock_fleet, scp, profile):
    fleet = module_mock_fleet({"devices": [device(profile)]})
    (one,) = fleet.values()
    copier, guest = (CLEAR["name"], CLEAR["configured_password"]), (GUEST["name"], GUEST["configured_password"])
    for stage in STAGES:
        done = run([play(stage, module=MODULE)], fleet.inventory)
        assert done.changed() == {one.name: 1}, done.output
        code, said = scp(one, *copier)
        assert (code == 0) is (stage["name"] != "SCP off"), (stage["name"], said)
        if code == 0:
            assert scp(one, *copier, upload=True)[0] == 0
            denied = scp(one, *guest)
            assert denied[0] != 0
            assert "Privilege denied." in denied[1]


# --- trouble ----------------------------------------------------------------------------------------------------------

WAY = {"users": [CLEAR], "aaa": {**FULL, "authentication_login": LOGIN[:1]}, "enabled": True}
TROUBLE = {
    # name of the device: its faults
    "nouser": [{"fault": "refuse", "command": "^username copier", "text": "% Invalid input detected"}],
    "strange": [{"fault": "refuse", "command": "^username copier", "text": "Words of a later release", "times": 1}],
    "nolist": [{"fault": "refuse", "command": "^aaa authentication", "text": "% Invalid input detected"}],
    "lost": [{"fault": "drop", "command": "^aaa authorization", "when": "during", "times": 1}],
    "ignored": [{"fault": "ignore", "command": "^username copier", "times": 1}],
}


@pytest.fixture(scope="module")
def trouble(module_mock_fleet):
    """The same wish three times on devices with faults, and what they have in the end."""
    rows = [{"name": name, "profile": "17.9", "faults": faults} for name, faults in TROUBLE.items()]
    # Without a guard: what is sent in one go has to leave a way in by itself.
    steps: list[dict] = [{"name": f"try {number}", "config": WAY, "guard": "none"} for number in (1, 2, 3)]
    steps.append({"name": "see", "state": "gathered"})
    told = play(*steps, module=MODULE)
    for task in told["tasks"][:3]:
        task |= {"register": "found", "failed_when": False, "ignore_unreachable": True}
    return run([told], module_mock_fleet({"devices": rows}).inventory).tasks


def test_without_its_user_aaa_is_not_switched_on(trouble):
    said, seen = trouble["try 1"]["nouser"], trouble["see"]["nouser"]["gathered"]
    assert "'username copier privilege 15 secret 0 ********'" in said["msg"]
    assert seen["aaa"]["new_model"] is False
    assert [user["name"] for user in seen["users"]] == ["admin"]


def test_neither_behind_words_that_nobody_knows(trouble):
    first, second, third = (trouble[f"try {number}"]["strange"] for number in (1, 2, 3))
    assert "users[copier]: the device said 'Words of a later release', of which nobody knows" in first["msg"]
    assert "'aaa new-model' and what comes behind it was not sent" in first["msg"]
    assert [command.split()[0] for command in second["commands"]] == ["username", "aaa", "aaa", "aaa"]
    assert not third["changed"]


def test_a_list_that_is_refused_leaves_a_way_in(trouble):
    said = trouble["try 1"]["nolist"]["msg"]
    assert said.startswith("nolist: aaa.authentication_login[default]: ")
    assert "In effect now and not saved: users[copier], enabled, aaa.new_model, aaa.authorization_exec" in said
    seen = trouble["see"]["nolist"]["gathered"]
    assert seen["aaa"]["new_model"] is True
    assert seen["aaa"]["authorization_exec"] == [{"name": "default", "methods": ["local", "if-authenticated"]}]


def test_a_connection_that_is_lost_does_not_cut_aaa_apart(trouble):
    first, second = (trouble[f"try {number}"]["lost"] for number in (1, 2))
    assert "Whether it took effect is not known: aaa.new_model, aaa.authorization_exec[default]" in first["msg"]
    assert second["commands"] == []  # the device had the lists in the same breath
    seen = trouble["see"]["lost"]["gathered"]["aaa"]
    assert seen["new_model"] is True
    assert seen["authorization_exec"]
    assert seen["authentication_login"]


def test_a_user_who_does_not_take_is_found_by_reading_back(trouble):
    first = trouble["try 1"]["ignored"]
    assert "users[copier]" in first["msg"]
    assert "did not take effect" in first["msg"]
    assert CLEAR["configured_password"] not in str(trouble)


# --- passwords on devices ---------------------------------------------------------------------------------------------

MIXED = """service password-encryption
username old privilege 5 password old-Secret-1
username eight secret 8 $8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk
username nine secret 9 $9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6
"""
SAME = [
    {"name": "old", "configured_password": "old-Secret-1", "password_type": "password"},
    {"name": "eight", "configured_password": "hashcat"},
    {"name": "nine", "configured_password": "hashcat", "algorithm": "scrypt"},
]
CHOSEN = [
    {"name": algorithm, "configured_password": f"{algorithm}-Secret", "algorithm": algorithm}
    for algorithm in ("md5", "sha256", "scrypt")
]
SIX = [{"name": "six", "hashed_password": {"type": 6, "value": "JFVKQ]LbEi`IDYP[GdfKNT^MgAAB"}}]
CLIENT = {"username": "me", "password": "Client-Secret"}
PASSWORDS = (
    {"name": "client and type 6", "config": {"users": SIX, "client": CLIENT}},
    {"name": "client and type 6 again", "config": {"users": SIX, "client": CLIENT}},
    {"name": "client no more", "state": "deleted", "config": {"client": CLIENT}},
    {"name": "same", "config": {"users": SAME}},
    {"name": "chosen", "config": {"users": CHOSEN}},
    {"name": "chosen again", "config": {"users": CHOSEN}},
    {"name": "chosen hashes", "state": "gathered"},
)


@pytest.fixture(scope="module")
def stored(module_mock_fleet):
    """Passwords that are there already, and secrets hashed as it is wished, first in check mode."""
    fleet = module_mock_fleet({"devices": [{"name": "r", "profile": "17.15", "config": MIXED}]})
    chosen = next(task for task in PASSWORDS if task["name"] == "chosen")
    checked = run([play(chosen, module=MODULE)], fleet.inventory, options=("--check", "--diff"))
    return checked.tasks["chosen"]["r"], run([play(*PASSWORDS, module=MODULE)], fleet.inventory).tasks


def test_what_is_stored_is_compared_and_nothing_is_sent(stored):
    assert stored[1]["same"]["r"]["commands"] == []


def test_type_6_and_the_credentials_of_the_client_are_kept_as_given(stored):
    told = {name: hosts["r"]["commands"] for name, hosts in stored[1].items() if name.startswith("client")}
    assert told == {
        "client and type 6": ["username six password 6 ********", "ip scp username me", "ip scp password 0 ********"],
        "client and type 6 again": [],
        "client no more": ["no ip scp password", "no ip scp username"],
    }


def test_secrets_are_hashed_as_wished_and_found_again(stored):
    told = stored[1]
    assert len(told["chosen"]["r"]["commands"]) == 3
    assert told["chosen again"]["r"]["commands"] == []
    users = {user["name"]: user["hashed_password"]["type"] for user in told["chosen hashes"]["r"]["gathered"]["users"]
             if user["name"] in {"md5", "sha256", "scrypt"}}  # fmt: skip
    assert users == {"md5": 5, "sha256": 8, "scrypt": 9}


def test_check_mode_tells_and_sends_nothing(stored):
    checked, told = stored
    assert checked["changed"]
    assert "username md5 algorithm-type md5 secret ********" in checked["diff"]["prepared"]
    assert checked["commands"] == told["chosen"]["r"]["commands"]
    assert "-Secret" not in yaml.safe_dump(checked)


def test_no_secret_is_shown_to_somebody_who_looks_closely(module_mock_fleet):
    fleet = module_mock_fleet({"devices": [{"name": "r", "profile": "17.3"}]})
    # Not as a text of the play: of that Ansible itself prints the lines around a task that fails.
    user = CLEAR | {"configured_password": "{{ secret }}"}
    tasks = [
        {"name": str(privilege), "config": {"users": [{**user, "privilege": privilege}]}} for privilege in (15, 16)
    ]
    told = play(*tasks, module=MODULE, vars={"secret": CLEAR["configured_password"]})
    shown = run([told], fleet.inventory, options=("-vvvv", "--diff"), plain=True)
    assert "username copier privilege 15 secret 0 ********" in shown.output
    assert "users[0].privilege" in shown.output
    assert CLEAR["configured_password"] not in shown.output
