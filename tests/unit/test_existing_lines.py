# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines that are meant only where the device has them."""

from __future__ import annotations

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import WishError
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.releases import Release
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import SERVER

RUNNING = "version 15.2\nline vty 0 4\n login local\n transport input telnet\nline vty 5 9\n login local\nend\n"


def blocks(row: dict, state: str = "merged") -> list[str]:
    """Return the modes in which something is sent for a row of `lines`."""
    have = SERVER.have({"running-config": RUNNING})
    return [step.path[-1] for step in SERVER.plan(have, {"lines": [row]}, state).steps]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"first": 0, "existing": True}, ["line vty 0 9"]),
        ({"first": 0, "last": 15, "existing": True}, ["line vty 0 9"]),
        ({"first": 3, "last": 6, "existing": True}, ["line vty 3 6"]),
        ({"first": 7, "existing": True}, ["line vty 7 9"]),
        ({"first": 10, "existing": True}, []),
        ({"first": 0, "existing": False}, ["line vty 0"]),
        ({"first": 8, "last": 10}, ["configure terminal", "line vty 8 10"]),
    ],
)
def test_which_lines_are_meant(row, expected):
    assert blocks({**row, "exec_timeout": {"minutes": 5}}) == expected


def test_the_next_plan_is_empty():
    config = {"lines": [{"first": 0, "existing": True, "exec_timeout": {"minutes": 5}}]}
    have = SERVER.have({"running-config": RUNNING})
    there = SERVER.predict(have, SERVER.plan(have, config, "merged").steps)
    assert SERVER.plan(there, config, "merged").steps == ()


def test_rows_may_not_overlap():
    rows = [{"first": 0, "existing": True}, {"first": 4, "privilege_level": 15}]
    with pytest.raises(WishError, match="vty 4"):
        SERVER.plan(SERVER.have({"running-config": RUNNING}), {"lines": rows}, "merged")


def test_without_a_device_there_is_nobody_to_ask():
    with pytest.raises(WishError, match="existing"):
        SERVER.render({"lines": [{"first": 0, "existing": True}]}, Release.parse("17.9"))


def also(lines: str, version: str = "15.2") -> list[tuple[str, ...]]:
    """Return what is sent so that a line takes SSH too, and see that nothing is left for the next plan."""
    config = {"lines": [{"first": 0, "existing": True, "also_ssh": True}]}
    have = SERVER.have({"running-config": f"version {version}\nline vty 0 4\n{lines}end\n"})
    steps = SERVER.plan(have, config, "merged").steps
    assert SERVER.plan(SERVER.predict(have, steps), config, "merged").steps == ()
    return [step.commands for step in steps]


@pytest.mark.parametrize(
    ("lines", "version", "expected"),
    [
        (" login\n transport input telnet\n", "15.2", [("login local",), ("transport input ssh telnet",)]),
        (" no login\n transport input none\n", "17.9", [("login local",), ("transport input ssh",)]),
        (" login local\n transport input ssh\n", "17.9", []),
        (" login local\n transport input all\n", "17.9", []),
        # AAA is on: the lists say who comes in
        (" login authentication VTY\n transport input ssh\n", "17.9", []),
        (" transport input ssh telnet\n", "17.9", []),
        # the default of a line: everything, nobody knows, SSH
        (" login local\n", "12.4", []),
        (" login local\n", "16.8", [("transport input ssh telnet",)]),
        (" login local\n", "17.15", []),
    ],
)
def test_a_line_takes_ssh_beside_what_it_takes(lines, version, expected):
    assert sorted(also(lines, version)) == expected


@pytest.mark.parametrize(("name", "value"), [("transport_input", ["ssh"]), ("login", "local")])
def test_what_a_line_takes_is_said_once(name, value):
    row = {"first": 0, "existing": True, "also_ssh": True, name: value}
    with pytest.raises(WishError, match=f"{name} is given too"):
        SERVER.plan(SERVER.have({"running-config": RUNNING}), {"lines": [row]}, "merged")
    assert blocks({**row, "also_ssh": False}) is not None


def test_without_a_device_nobody_knows_what_a_line_takes():
    with pytest.raises(WishError, match="also_ssh: there is no device"):
        SERVER.render({"lines": [{"first": 0, "also_ssh": True}]}, Release.parse("17.9"))
