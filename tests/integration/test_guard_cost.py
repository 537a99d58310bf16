# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a guarded and proven change costs a device beside the same change without guard, as the device counts it."""

from __future__ import annotations

import pytest
from lockout import knock

from playbooks import run

LOGIN = "secureshell.ios.ios_ssh_login"
SERVER = "secureshell.ios.ios_ssh_server"
COUNTED = """login on-success log
logging buffered 65536
"""
ARCHIVE = """archive
 path bootflash:copies
"""
WISHES = {  # the same change in both directions, and one that nobody has to guard
    "there": {"lines": [{"first": 0, "existing": True, "transport_input": ["telnet", "ssh"]}]},
    "back": {"lines": [{"first": 0, "existing": True, "transport_input": ["ssh"]}]},
}


def task(wish, guard):
    return {"name": "Change", SERVER: {"config": WISHES[wish], "guard": guard}}


@pytest.fixture(scope="module")
def costs(module_mock_fleet):
    """Commands and logins of each run on a device with an archive, and on one without."""
    devices = [{"name": "archive", "config": COUNTED + ARCHIVE}, {"name": "bare", "config": COUNTED}]
    fleet = module_mock_fleet({"defaults": {"profile": "17.9", "preset": "hardened"}, "devices": devices})
    ours = 0

    def count(name):
        """Return commands and logins so far, without those by which it was counted."""
        nonlocal ours
        host = fleet[name]
        commands = fleet.tell(f"{name} status")["commands"]
        _in, said = knock(host.address, host.port, "show logging", user=host.user, password=host.password)
        ours = fleet.tell(f"{name} status")["commands"] - commands
        return fleet.tell(f"{name} status")["commands"], said.count("%SEC_LOGIN-5-LOGIN_SUCCESS")

    knows = ("-e", f"ansible_ssh_common_args='-o UserKnownHostsFile={fleet.known_hosts}'")
    runs = {
        "login": {"name": "Log in", LOGIN: {}},
        "set": task("there", "none"),
        "plain": task("back", "none"),
        "set again": task("there", "none"),
        "guarded": task("back", "revert_timer"),
        "nothing": task("back", "none"),
        "nothing, guarded": task("back", "auto"),
    }
    found = {}
    for name, one in runs.items():
        before = {host: count(host) for host in fleet}
        done = run(
            [{"name": "Test", "hosts": "mock_ios", "gather_facts": False, "tasks": [one]}],
            fleet.inventory,
            options=knows,
        )
        assert done.code == 0, done.output
        for host in fleet:
            after = count(host)
            # one login and its commands are those of counting
            found[host, name] = (after[0] - before[host][0] - ours, after[1] - before[host][1] - 1)
            if name == "guarded":
                (found[host, "proof"],) = (hosts[host]["proof"] for hosts in done.tasks.values())
    return found


def test_counting_counts(costs):
    commands, logins = costs["archive", "login"]
    assert logins == 1
    assert commands > 0


def test_a_guarded_and_proven_change_costs_one_login_and_four_commands_more(costs):
    commands, logins = (guarded - plain for guarded, plain in zip(*both(costs, "archive"), strict=True))
    assert costs["archive", "proof"]["proven"]
    assert logins == 1
    assert commands - costs["archive", "login"][0] <= 4


def test_an_archive_that_is_set_up_for_the_change_costs_a_few_more(costs):
    commands, logins = (guarded - plain for guarded, plain in zip(*both(costs, "bare"), strict=True))
    assert logins == 1
    assert 4 < commands - costs["bare", "login"][0] <= 20


@pytest.mark.parametrize("name", ["archive", "bare"])
def test_without_a_change_a_guard_costs_nothing(costs, name):
    assert costs[name, "nothing, guarded"] == costs[name, "nothing"]


def both(costs, name):
    return costs[name, "guarded"], costs[name, "plain"]
