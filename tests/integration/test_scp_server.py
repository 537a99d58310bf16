# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ios_scp_server on a device of every train: from nothing to SCP with AAA and back, and what is refused on the way."""

from __future__ import annotations

import pytest
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
    {"name": "AAA without authorization", "config": {"aaa": {"new_model": True}}, "refused": "exec authorization"},
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
            assert found.count(". ") == 0


def test_no_secret_is_in_the_output(story):
    passed = {line.strip() for line in story.output.splitlines()}
    assert [secret for secret in SECRETS for line in passed if secret in line] == []
