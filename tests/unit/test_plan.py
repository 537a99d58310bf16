# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans as they are printed, compared and refused."""

from __future__ import annotations

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import (
    CONFIGURE,
    NeedsWholeConfig,
    Plan,
    Risk,
    Step,
    WishError,
    diff,
)

TIMEOUT = Step("timeout", ("ip ssh time-out 60",), (CONFIGURE,), "60 s wanted, 120 s found (default)", Risk.NEUTRAL)
LINES = (CONFIGURE, "line vty 0 4")
LOGIN = Step("lines.login", ("login local",), LINES, "local wanted, none found", Risk.RESTRICTIVE)
INPUT = Step("lines.transport_input", ("transport input ssh",), LINES, "ssh wanted, all found", Risk.RESTRICTIVE)
TRAP = Step(
    "session_traps.hosts[10.0.0.9]",
    ("snmp-server host 10.0.0.9 community-of-nms tty",),
    (CONFIGURE,),
    "10.0.0.9 version 1 wanted, none found",
    Risk.ADDITIVE,
    inverse=("no snmp-server host 10.0.0.9 community-of-nms tty",),
    shown=("snmp-server host 10.0.0.9 ******** tty",),
)
BEFORE = {"timeout": 120, "lines": [{"first": 0, "last": 4, "transport_input": ["all"]}], "version": "2"}
AFTER = {
    "timeout": 60,
    "lines": [{"first": 0, "last": 4, "transport_input": ["ssh"], "login": "local"}],
    "version": "2",
}
PLAN = Plan((TRAP, TIMEOUT, LOGIN, INPUT), (), BEFORE, AFTER)


def test_commands_name_a_mode_once_and_mask_secrets():
    assert PLAN.commands() == (
        "snmp-server host 10.0.0.9 ******** tty",
        "ip ssh time-out 60",
        "line vty 0 4",
        "login local",
        "transport input ssh",
    )


def test_the_diff_has_only_what_differs_and_the_reason_of_each_step():
    found = diff(PLAN)
    assert found["before"] == "timeout: 120\nlines[0-4].transport_input: all\n"
    assert found["after"] == "timeout: 60\nlines[0-4].transport_input: ssh\nlines[0-4].login: local\n"
    assert "# timeout: 60 s wanted, 120 s found (default)\nip ssh time-out 60\n# lines.login" in found["prepared"]


def test_an_empty_plan_has_nothing_to_show():
    assert diff(Plan((), (), BEFORE, BEFORE)) == {"before": "", "after": "", "prepared": ""}


def test_the_order_of_members_of_a_list_makes_no_difference():
    one, other = {"label": "A", "modulus": 2048}, {"label": "B", "modulus": 3072}
    found = diff(Plan((), (), {"host_keys": [one, other]}, {"host_keys": [other, one]}))
    assert found["before"] == found["after"] == ""


def test_secrets_are_not_in_the_representation():
    assert "community-of-nms" not in repr(PLAN)
    assert TIMEOUT.shown_commands() == TIMEOUT.commands


def test_risks_are_ordered():
    assert Risk.ADDITIVE < Risk.NEUTRAL < Risk.RESTRICTIVE < Risk.IRREVERSIBLE


def test_a_refused_wish_is_one_sentence_with_its_parts():
    with pytest.raises(WishError) as caught:
        raise WishError("timeout", "121", "release 17.15 takes 1 to 120")
    assert str(caught.value) == "timeout: 121; release 17.15 takes 1 to 120."
    assert (caught.value.option, caught.value.found) == ("timeout", "121")


def test_the_request_for_the_whole_configuration_names_the_read():
    assert NeedsWholeConfig().name == "running-config"
