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
