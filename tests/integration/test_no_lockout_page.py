# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plays of docs/no-lockout.md run as they are printed, and do what the page says of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from playbooks import run

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "no-lockout.md").read_text(encoding="utf-8")
PLAYS = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)]


@pytest.fixture(scope="module")
def printed(module_mock_fleet, tmp_path_factory):
    """Both plays, each on a device of its own."""
    operator = {"name": "operator", "password": "mock-operator", "privilege": 1}
    users = [{"name": "admin", "password": "mock-admin", "privilege": 15}, operator]
    defaults = {"profile": "17.9", "users": users, "groups": ["routers"], "telnet": True}
    devices = [{"name": "closes"}, {"name": "shuts", "config": "access-list 10 permit 192.0.2.0 0.0.0.255"}]
    fleet = module_mock_fleet({"defaults": defaults, "devices": devices})
    knows = ("-e", f"ansible_ssh_common_args='-o UserKnownHostsFile={fleet.known_hosts}'")
    secret = ("-e", "vault_operator_password=mock-operator")
    runs = {
        name: run(play, fleet.inventory, options=("--limit", name, *knows, *secret))
        for name, play in zip(fleet, PLAYS, strict=True)
    }
    return fleet, runs


def test_what_is_proven_is_shown(printed):
    _fleet, runs = printed
    done = runs["closes"]
    assert done.code == 0, done.output
    said = done.tasks["Show what was proven"]["closes"]["msg"]
    assert re.fullmatch(r"admin got in by password with SHA256:\S+, 4 checks in \d+\.\d+ s", said.strip())
    result = done.tasks["Take SSH only"]["closes"]
    assert [check["check"] for check in result["proof"]["checks"]] == ["login", "account", "refused", "telnet_refused"]
    assert result["guard"]["result"] == "confirmed"
    assert result["guard"]["minutes"] == 3
    assert result["saved"]


def test_the_change_that_shuts_the_door_is_taken_back(printed):
    fleet, runs = printed
    done = runs["shuts"]
    assert done.code == 2
    (hosts,) = done.tasks.values()
    assert "closed it before it named itself" in hosts["shuts"]["msg"], hosts["shuts"]["msg"]
    assert hosts["shuts"]["msg"].endswith("The device is as it was before, and a new login as before works.")
    assert "access-class" not in fleet.tell("shuts status")["running_config"]


def test_every_state_that_the_page_explains_is_one(printed):
    states = re.findall(r"(?m)^\| `([a-z ]+)` \|", PAGE.split("## What the report says")[1].split("## Hazards")[0])
    assert states == ["confirmed", "reverted", "expired", "not armed", "armed"]
