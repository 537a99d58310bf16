# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Passwords that have expired and one-time codes, through real playbooks and on every way into a device."""

from __future__ import annotations

import pytest
import yaml

from playbooks import run

pytestmark = pytest.mark.timeout(400)  # one fixture makes all of the runs
OLD, NEW = "Old-and-expired", "New-and-good-1"
AAA = (
    "aaa new-model\naaa authentication login default group tacacs+ local\n"
    "aaa authorization exec default group tacacs+ local\nline vty 0 4\n transport input telnet ssh\n"
)
KEYBOARD = AAA + "ip ssh server authenticate user keyboard\n"
SERVER = {
    "users": [
        {"name": "worn", "password": OLD, "privilege": 15, "expired": True},
        {
            "name": "token",
            "password": OLD,
            "privilege": 15,
            "challenges": [
                {"prompt": "Enter PASSCODE: ", "codes": ["111111", "222222", "333333"]},
                {"prompt": "Enter the next one: ", "codes": ["444444", "555555"]},
            ],
        },
    ]
}
ASYNCSSH = {"ansible_ios_transport_plugin": "asyncssh"}
TELNET = {"ansible_ios_transport": "telnet"}
# Name of the device: profile, configuration, variables. All of them log in as `worn`.
CHANGED = {
    "usual": ("17.15", AAA, {}),
    "asyncssh": ("17.15", AAA, ASYNCSSH),
    "old": ("15.2", AAA, {"ansible_ios_legacy_algorithms": True}),
    "keyboard": ("17.9", KEYBOARD, {}),
    "telnet": ("17.15", AAA, TELNET),
    "telnet-old": ("12.4", AAA, TELNET),
}
CARRIED = {name: ("17.15", AAA, {"ansible_ios_transport_plugin": name.replace("-", "_")})
           for name in ("network-cli-libssh", "network-cli-paramiko")}  # fmt: skip
CODES = {
    "codes": ("17.15", AAA, {}),
    "codes-keyboard": ("17.9", KEYBOARD, {}),
    "codes-telnet": ("16.8", AAA, TELNET),
}
FACTS = [{"name": "Look", "secureshell.ios.ios_ssh_facts": {"gather_subset": ["users"]}}]
PLAY = [{"name": "Test", "hosts": "mock_ios", "gather_facts": False, "tasks": FACTS}]


def answers(following, passcode):
    rows = [{"prompt": "next one", "answer": following}, {"prompt": "passcode", "answer": passcode}]
    return {"ansible_ios_login_answers": [row for row in rows if row["answer"]]}


def inventory(home, title, *, user, password, names, **variables):
    """Write what an operator's inventory would say of these devices, and return the file."""
    known = {**CHANGED, **CARRIED, **CODES}
    rows = {name: {"ansible_user": user, "ansible_password": password, **known[name][2]} for name in names}
    path = home / f"{title}.yml"
    path.write_text(yaml.safe_dump({"mock_ios": {"hosts": rows, "vars": variables}}))
    return path


def results(done):
    return {name: {**result, "warned": f"{name}: the password of user" in done.output}
            for name, result in done.tasks["Look"].items()}  # fmt: skip


@pytest.fixture(scope="module")
def life(module_mock_fleet, tmp_path_factory):
    """Log in without a wish, with the new password, again with both, and with the new one alone; and with codes."""
    home = tmp_path_factory.mktemp("passwords")
    devices = [
        {"name": name, "profile": profile, "config": config, "telnet": True, "aaa_server": SERVER}
        for name, (profile, config, _variables) in {**CHANGED, **CARRIED, **CODES}.items()
    ]
    fleet = module_mock_fleet({"devices": devices})
    every = [*CHANGED, *CARRIED]

    def look(title, names, user="worn", password=OLD, **variables):
        path = inventory(home, title, user=user, password=password, names=names, **variables)
        return run(PLAY, fleet.inventory, path, options=("--limit", ",".join(names)))

    return {
        "none": look("none", every),
        "none again": look("none again", every),
        "changed": look("changed", every, ansible_ios_new_password=NEW),
        "both": look("both", [*CHANGED], ansible_ios_new_password=NEW),
        "new": look("new", [*CHANGED], password=NEW),
        "old": look("old", ["usual", "telnet"]),
        "codes": look("codes", [*CODES], "token", **answers("444444", "111111")),
        "spent": look("spent", [*CODES], "token", **answers("444444", "111111")),
        "fewer": look("fewer", [*CODES], "token", **answers(None, "222222")),
    }


@pytest.mark.parametrize("name", [*CHANGED])
def test_without_a_wish_the_error_names_the_variable_and_nothing_is_changed(life, name):
    for title in ("none", "none again"):
        found = results(life[title])[name]
        assert found["unreachable"]
        assert "expired" in found["msg"]
        assert "ansible_ios_new_password" in found["msg"]
        assert found["msg"].startswith(f"{name}: ")


@pytest.mark.parametrize("name", [*CARRIED])
def test_the_connections_of_network_cli_answer_no_second_question(life, name):
    for title in ("none", "none again"):
        assert results(life[title])[name]["unreachable"], title
    if name == "network-cli-libssh":
        assert "perhaps for a new one" in results(life["none"])[name]["msg"]
    assert "leave ansible_ios_transport_plugin out" in results(life["changed"])[name]["msg"]


@pytest.mark.parametrize("name", [*CHANGED])
def test_with_a_wish_the_password_is_changed_and_the_run_goes_on(life, name):
    told = {title: results(life[title])[name] for title in ("changed", "both", "new")}
    for title, found in told.items():
        assert "ansible_facts" in found, title
    assert {title: found["warned"] for title, found in told.items()} == {"changed": True, "both": False, "new": False}


@pytest.mark.parametrize("name", ["usual", "telnet"])
def test_the_old_password_is_one_no_more(life, name):
    found = results(life["old"])[name]
    assert found["unreachable"]
    assert "does not let user 'worn' in" in found["msg"]


@pytest.mark.parametrize("name", [*CODES])
def test_codes_are_given_once_each_to_the_question_that_asks_for_them(life, name):
    assert "ansible_facts" in results(life["codes"])[name]
    spent, fewer = results(life["spent"])[name], results(life["fewer"])[name]
    assert "does not let user 'token' in" in spent["msg"]
    assert "asks 'Enter the next one:', and no answer is known: give it in ansible_ios_login_answers" in fewer["msg"]


def test_no_secret_is_shown(life):
    for title, done in life.items():
        for secret in (OLD, NEW, "111111", "222222", "444444"):
            assert secret not in done.output, title
