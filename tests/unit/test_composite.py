# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facets together: the fewest commands to read, and one order of steps across all of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.access import ACCESS
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.composite import Composite, Part
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import (
    LONGEST_COMMAND,
    WHOLE_CONFIG,
    Login,
    Read,
    Risk,
    WishError,
    running_config,
    together,
)
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.pubkeys import PUBKEYS
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import SERVER

# Two halves of the one facet that is sure to be there stand for facets of their own.
BOTH = Composite("both", Part("timers", SERVER), Part("server", SERVER, at_top=True))
LONG = [f"^{number}{'x' * 25}" for number in range(12)]
NAMES = [str(number) * 20 for number in range(8)]
WORDY = ["^ip ssh version", *(f"^ip {name} x" for name in NAMES), "^line vty", r"\^C"]
LEGACY = "version 17.9\nhostname r1\nline vty 0 4\n login local\n transport input telnet\nend\n"
WISH = {
    "timers": {"config": {"timeout": 60, "lines": [{"first": 0, "last": 4, "transport_input": ["telnet", "ssh"]}]}},
    "server": {"config": {"banner": "keep out", "dscp": 8, "dh_min_size": 4096}, "state": "replaced"},
}


def have():
    return BOTH.have({"running-config": LEGACY})


@pytest.mark.parametrize(
    ("reads", "commands"),
    [
        ([running_config("^a"), running_config("^b", "^a")], [f"{WHOLE_CONFIG} | section ^a|^b"]),
        ([running_config("^a"), running_config()], [WHOLE_CONFIG]),
        ([running_config(), running_config("^a"), running_config("^b")], [WHOLE_CONFIG]),
        ([running_config("^a"), Read("ip-ssh", "show ip ssh"), running_config("^a")],
         [f"{WHOLE_CONFIG} | section ^a", "show ip ssh"]),
        ([Read("ip-ssh", "show ip ssh"), Read("ip-ssh", "show ip ssh")], ["show ip ssh"]),
        ([running_config(*LONG[:6]), running_config(*LONG[6:])], [WHOLE_CONFIG]),
        ([running_config(*WORDY), running_config("^ip ssh", "^no ip ssh version")],
         [f"{WHOLE_CONFIG} | section ^(no )*(ip ({'|'.join(f'{name} x' for name in NAMES)}|ssh)|line vty)|\\^C"]),
    ],
)  # fmt: skip
def test_what_is_read_together_is_read_once(reads, commands):
    joined = together(reads)
    assert [read.command for read in joined] == commands
    assert all(len(read.command) <= LONGEST_COMMAND for read in joined)
    assert all(read.fallback == WHOLE_CONFIG for read in joined if read.sections)


def test_one_name_for_two_commands_is_a_mistake():
    with pytest.raises(ValueError, match="show ip ssh"):
        together([Read("status", "show ip ssh"), Read("status", "show ssh")])


def test_only_parts_that_are_named_are_read_and_planned():
    assert BOTH.reads({"timers": {"config": {"dscp": 1}}}) == SERVER.reads({"dscp": 1})
    assert BOTH.reads(None) == SERVER.reads(None)
    plan = BOTH.plan(have(), {"server": WISH["server"]}, "merged")
    assert {step.option for step in plan.steps} == {"banner", "dscp", "dh_min_size"}
    assert "timers" not in plan.before


def test_steps_of_all_parts_go_by_risk_and_then_in_the_order_of_the_parts():
    plan = BOTH.plan(have(), WISH, "merged")
    assert [step.risk for step in plan.steps] == sorted(step.risk for step in plan.steps)
    assert [step.option for step in plan.steps] == [
        "lines.transport_input",
        "banner",
        "timeout",
        "dscp",
        "dh_min_size",
    ]
    assert plan.steps[0].risk is Risk.ADDITIVE


def test_documents_stand_where_the_part_says():
    plan = BOTH.plan(have(), WISH, "merged")
    assert (plan.before["timeout"], plan.before["timers"]["timeout"]) == (120, 120)
    assert (plan.after["timeout"], plan.after["timers"]["timeout"]) == (60, 60)  # the same device
    assert plan.after["banner"] == "keep out"
    assert BOTH.document(have())["timers"] == SERVER.document(SERVER.have({"running-config": LEGACY}))
    assert BOTH.parsed(LEGACY)["hostname"] == BOTH.parsed(LEGACY)["timers"]["hostname"] == "r1"


def test_each_part_has_its_own_state():
    states = {"timers": {"config": {"timeout": 1}, "state": "deleted"}, "server": {"config": {"dscp": 1}}}
    there = BOTH.have({"running-config": LEGACY.replace("line vty", "ip ssh time-out 30\nip ssh dscp 9\nline vty", 1)})
    plan = BOTH.plan(there, states, "merged")
    assert plan.commands() == ("no ip ssh time-out", "ip ssh dscp 1")


def test_render_names_the_commands_of_every_part():
    release = have().release
    assert BOTH.render({"server": {"config": {"dscp": 1}}, "timers": {"config": {"timeout": 9}}}, release) == (
        "ip ssh time-out 9",
        "ip ssh dscp 1",
    )


def test_every_part_is_told_how_the_session_got_in():
    rows = "".join(f"   key-hash ssh-rsa {sign * 32}\n" for sign in "AB")
    text = LEGACY.replace("line vty", f"ip ssh pubkey-chain\n  username ops\n{rows}line vty")
    whole = Composite("whole", Part("server", SERVER, at_top=True), Part("pubkeys", PUBKEYS))
    there = replace(whole.have({"running-config": text}), login=Login("ops", method="publickey"))
    other = {"name": "ops", "keys": [f"ssh-rsa {'C' * 32}"]}
    wish = {
        "server": {"config": {"timeout": 60}},
        "pubkeys": {"config": {"users": [other]}, "state": "replaced"},
    }
    with pytest.raises(WishError, match="one of them let this session in"):
        whole.plan(there, wish, "merged")
    by_password = replace(there, login=Login("ops", method="password"))
    assert [step.option.partition("[")[0] for step in whole.plan(by_password, wish, "merged").steps] == [
        "timeout",
        "users",
        "users",
        "users",
    ]


def test_what_one_part_leads_to_and_another_does_not_allow_is_found_before_anything_is_sent():
    both = Composite("both", Part("access", ACCESS), Part("server", SERVER, at_top=True))
    text = "version 17.9\nusername a privilege 15 password 0 x\nline vty 0 4\n login local\nend\n"
    aaa = {"new_model": True, "authorization_exec": [{"name": "default", "methods": ["local"]}]}
    lines = [{"first": 0, "last": 4, "login": "local"}]
    wish = {"access": {"config": {"aaa": aaa}}, "server": {"config": {"lines": lines}}}
    for name, alone in wish.items():
        both.plan(both.have({"running-config": text}), {name: alone}, "merged")
    with pytest.raises(WishError, match="a line does not take login local"):
        both.plan(both.have({"running-config": text}), wish, "merged")
