# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The session on a mock device: the same work on every transport and train, against a device with a mind of its own."""

from __future__ import annotations

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._device import errors
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Session
from carriers import target_for

PROFILES = ("12.4", "15.2", "16.8", "17.3", "17.9", "17.15", "26.1")
OLD = {"12.4", "15.2", "16.8"}  # these offer SHA-1 key exchanges and ssh-rsa host keys only


def name(profile):
    return "r" + profile.replace(".", "-")


@pytest.fixture(scope="module")
def fleet(module_mock_fleet):
    return module_mock_fleet({"devices": [{"name": name(profile), "profile": profile} for profile in PROFILES]})


def device(fleet, home, transport, profile, **changes):
    host = fleet[name(profile)]
    values = {"user": host.user, "password": host.password, "legacy_algorithms": profile in OLD, **changes}
    return target_for(transport, host.port, home, **values)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_visit(fleet, home, profile):
    session = Session.open(device(fleet, home, "auto", profile))
    try:
        assert (session.hostname, session.mode, session.privilege) == (name(profile), "privileged", 15)
        version, config, nothing = session.commands(["show version", "show running-config", "show nothing"])
        assert "Version" in version.text
        assert config.text.rstrip().endswith("end")
        assert f"hostname {name(profile)}" in config.text
        assert nothing.refusal is not None
        session.enter(("configure terminal", "line vty 0 4"))
        assert session.command("exec-timeout 9 0").ok().text == ""
        session.leave()
        assert " exec-timeout 9 0" in session.command("show running-config").text.split("\n")
    finally:
        session.close()


def test_every_transport_sees_the_same(fleet, home, transport):
    session = Session.open(device(fleet, home, transport, "17.15"))
    try:
        texts = [reply.text for reply in session.commands(["show version", "show ip ssh", "show privilege"])]
    finally:
        session.close()
    assert texts[1].startswith("SSH Enabled - version 2.0")
    assert texts[2] == "Current privilege level is 15"


def test_a_wrong_password_leaves_no_line_in_use(fleet, home, transport):
    target = device(fleet, home, transport, "17.15", password="wrong")
    for _unused in range(2):
        with pytest.raises(errors.AuthenticationFailed):
            Session.open(target)
    Session.open(device(fleet, home, transport, "17.15")).close()
