# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users of other tools have suffered from, as scenarios that must not happen here."""

from __future__ import annotations

import re

import pytest

from playbooks import MODULE, play, run

# Names of hosts at which prompts have been misread: very long, one letter, cut at twenty characters in configuration.
NAMES = ("x", "a" + 31 * "-z", "Core-Switch-Building-7")
TRICKY_BANNER = (
    "line vty 0 4\n transport input telnet\nNo entry# beyond this point>\n% Invalid input detected\nhostname not-mine"
)


def devices() -> list[dict]:
    """One device for each pain."""
    rows = [{"name": name, "profile": "17.3"} for name in NAMES]
    rows += [
        {"name": "old", "profile": "15.2", "variables": {"ansible_ios_legacy_algorithms": True}},
        {"name": "bannered", "profile": "17.15"},
        {"name": "low", "profile": "17.9", "users": [{"name": "ops", "password": "mock-ops", "privilege": 1}]},
        {"name": "slow", "profile": "17.9", "faults": [{"fault": "slow_prompt", "seconds": 0.4}]},
    ]
    rows[-2] |= {"enable": "mock-enable"}
    return rows


DEFAULTS = {
    "timeout": 120,
    "authentication_retries": 3,
    "authentication_methods": ["publickey", "keyboard", "password"],
    "login_protection": {"on_failure": {"log": False}},
    "lines": [{"first": 0, "existing": True, "exec_timeout": {"minutes": 10, "seconds": 0}, "login": "local"}],
}
CHANGE = {"timeout": 33, "lines": [{"first": 0, "existing": True, "exec_timeout": {"minutes": 4}}]}


@pytest.fixture(scope="module")
def pains(module_mock_fleet):
    """The scenarios, one after the other, on every device."""
    fleet = module_mock_fleet({"devices": devices()})
    banner = play(
        {"name": "Set the banner", "config": {"banner": TRICKY_BANNER}},
        {"name": "Set the banner again", "config": {"banner": TRICKY_BANNER}},
        {"name": "See the banner", "state": "gathered"},
        hosts="bannered",
    )
    everywhere = play(
        {"name": "Name the defaults", "config": DEFAULTS},
        {"name": "Change", "config": CHANGE},
        {"name": "Change again", "config": CHANGE},
        {"name": "Look", "state": "gathered"},
    )
    runs = [run([rows], fleet.inventory, options=("--diff",)) for rows in (banner, everywhere)]
    assert [result.code for result in runs] == [0, 0], [result.output for result in runs]
    return {name: hosts for result in runs for name, hosts in result.tasks.items()}


def every():
    return [row["name"] for row in devices()]


@pytest.mark.parametrize("name", every())
def test_lines_that_equal_the_default_are_no_change(pains, name):
    assert pains["Name the defaults"][name]["commands"] == [], pains["Name the defaults"][name]
    assert not pains["Name the defaults"][name]["changed"]


@pytest.mark.parametrize("name", every())
def test_every_prompt_is_understood(pains, name):
    assert pains["Change"][name]["changed"]
    assert not pains["Change again"][name]["changed"]
    assert pains["Look"][name]["gathered"]["hostname"] == name


@pytest.mark.parametrize("name", every())
def test_a_diff_is_shown(pains, name):
    assert "timeout: 33" in pains["Change"][name]["diff"]["after"]
    assert pains["Change again"][name]["diff"] == {"before": "", "after": "", "prepared": ""}


def test_a_banner_that_looks_like_a_configuration_is_only_a_banner(pains):
    assert pains["Set the banner"]["bannered"]["changed"]
    assert not pains["Set the banner again"]["bannered"]["changed"]
    seen = pains["See the banner"]["bannered"]["gathered"]
    assert seen["banner"].strip("\n") == TRICKY_BANNER
    assert seen["hostname"] == "bannered"


@pytest.fixture(scope="module")
def crowd(module_mock_fleet):
    """A talkative run over hosts whose inventory names network_cli."""
    fleet = module_mock_fleet({"devices": [{"name": "r", "count": 3, "profile": "17.9"}]})
    task = {"name": "Count", MODULE: {"state": "gathered"}}
    return run([{"name": "Test", "hosts": "all", "gather_facts": False, "tasks": [task]}], fleet.inventory, plain=True,
               options=("-vvvv",))  # fmt: skip


def test_no_helper_process_is_started(crowd):
    assert crowd.code == 0
    assert not re.search("attempting to start connection|local domain socket|connection_process", crowd.output)
