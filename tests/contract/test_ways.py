# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Telnet, and logins that ask more than a password, against mock devices."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.errors import AuthenticationFailed, ConnectFailed
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Session
from carriers import target_for

ENABLE = {"become": True, "enable_password": "mock-enable"}


@pytest.fixture(scope="module")
def fleet(module_mock_fleet: Any) -> Any:
    """Three trains with Telnet, one device that takes SSH only."""
    rows = [
        {"name": f"t{number}", "profile": profile, "telnet": True, "enable": "mock-enable",
         "users": [{"name": "ops", "password": "mock-ops", "privilege": 1}]}
        for number, profile in enumerate(("12.4", "16.8", "17.15"))
    ]  # fmt: skip
    shut = {"name": "shut", "profile": "17.9", "preset": "hardened", "telnet": True}
    return module_mock_fleet({"devices": [*rows, shut]})


def target(fleet: Any, name: str, home: Any, **changes: Any) -> Any:
    host = fleet[name]
    port = host.variables["ansible_ios_telnet_port"]
    values = {"way": "telnet", "user": host.user, "password": host.password}
    return target_for("auto", port, home, **{**values, **changes})


@pytest.mark.parametrize("name", ["t0", "t1", "t2"])
def test_a_session_over_telnet_is_a_session(fleet: Any, home: Any, name: str) -> None:
    session = Session.open(target(fleet, name, home, **ENABLE))
    try:
        assert (session.hostname, session.mode, session.privilege) == (name, "privileged", 15)
        session.enter(("configure terminal", "line vty 0 4"))
        assert session.commands(["exec-timeout 7 0"])[0].ok()
        session.leave()
        assert "exec-timeout 7 0" in session.command("show running-config | section line vty").text
        assert len(session.command("show running-config").text) > 500
    finally:
        session.close()


def test_a_wrong_password_is_told_with_the_words_of_the_device(fleet: Any, home: Any) -> None:
    with pytest.raises(AuthenticationFailed, match="ansible_password") as caught:
        Session.open(target(fleet, "t2", home, password="not-this-one"))
    assert "not-this-one" not in str(caught.value)


def test_lines_that_take_no_telnet_are_named_as_the_cause(fleet: Any, home: Any) -> None:
    with pytest.raises(ConnectFailed, match="transport input"):
        Session.open(target(fleet, "shut", home))
