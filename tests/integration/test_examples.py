# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of the documentation run as they are printed, each on a device of its own."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.secureshell.ios.plugins.modules.ios_ssh_server import EXAMPLES

from playbooks import MODULE, run

TASKS = yaml.safe_load(EXAMPLES)
READS = {"gathered", "rendered", "parsed"}


@pytest.fixture(scope="module")
def printed(module_mock_fleet):
    """Every example, twice, on its own device."""
    fleet = module_mock_fleet({"devices": [{"name": "r", "count": len(TASKS), "profile": "17.15"}]})
    plays = [
        {"name": "Test", "hosts": name, "gather_facts": False, "tasks": [task]}
        for name, task in zip(fleet, TASKS, strict=True)
    ]
    return list(fleet), [run(plays, fleet.inventory), run(plays, fleet.inventory)]


@pytest.mark.parametrize("number", range(len(TASKS)), ids=[task["name"] for task in TASKS])
def test_an_example_does_what_its_name_says_once(printed, number):
    hosts, runs = printed
    first, second = (result.tasks[TASKS[number]["name"]][hosts[number]] for result in runs)
    assert not first.get("failed"), first
    assert not second["changed"], second
    state = TASKS[number][MODULE].get("state", "merged")
    if state in READS:
        assert first[state]
    elif state != "deleted":  # a device in its defaults has nothing to delete
        assert first["changed"], first
