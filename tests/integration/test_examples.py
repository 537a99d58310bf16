# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of the documentation run as they are printed, each on a device of its own."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.secureshell.ios.plugins.modules import ios_scp_server, ios_ssh_server

from playbooks import run

TASKS = [task for module in (ios_ssh_server, ios_scp_server) for task in yaml.safe_load(module.EXAMPLES)]
READS = {"gathered", "rendered", "parsed"}
NAMES = ("ansible", "fallback", "operator", "mallory", "emergency")
USERS = [{"name": name, "password": f"mock-{name}"} for name in NAMES]
VAULT = {
    "vault_copier_password": "mock-copier",
    "vault_emergency_password": "mock-emergency",
    "vault_fallback_password": "mock-fallback-2",
    "vault_guest_password": "mock-guest",
    "vault_operator_password": "mock-operator-2",
    "vault_operator_hash": "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6",
}


@pytest.fixture(scope="module")
def printed(module_mock_fleet):
    """Every example, twice, on its own device."""
    device = {"name": "r", "count": len(TASKS), "profile": "17.15", "users": USERS}
    fleet = module_mock_fleet({"devices": [device]})
    plays = [
        {"name": "Test", "hosts": name, "gather_facts": False, "vars": VAULT, "tasks": [task]}
        for name, task in zip(fleet, TASKS, strict=True)
    ]
    return list(fleet), [run(plays, fleet.inventory), run(plays, fleet.inventory)]


@pytest.mark.parametrize("number", range(len(TASKS)), ids=[task["name"] for task in TASKS])
def test_an_example_does_what_its_name_says_once(printed, number):
    hosts, runs = printed
    task = TASKS[number]
    first, second = (result.tasks[task["name"]][hosts[number]] for result in runs)
    assert not first.get("failed"), first
    assert second["changed"] is bool(task.get("check_mode")), second
    (arguments,) = (value for name, value in task.items() if name.startswith("secureshell.ios."))
    state = arguments.get("state", "merged")
    if state in READS:
        assert first[state]
    elif state != "deleted" and arguments["config"] != {"enabled": False}:  # a device in its defaults has nothing of it
        assert first["changed"], first
