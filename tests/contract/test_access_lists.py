# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of an access list is what a device does with a connection.

Each list is typed on a device and put on its lines, and then somebody connects.
"""

from __future__ import annotations

import socket

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import acl, sessions, text
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Session
from carriers import target_for

PROFILES = {"12.4": "old", "17.15": "new"}
# Whether the one who connects is let in, by what was typed; {here} is where he comes from.
LISTS = (
    (("access-list 10 permit {here}",), True),
    (("access-list 10 permit 198.51.100.0 0.0.0.255",), False),
    (("access-list 10 deny {here}", "access-list 10 permit any"), False),
    (("access-list 110 permit tcp any any eq 22",), True),
    (("access-list 110 permit tcp any any eq telnet", "access-list 110 permit udp any any"), False),
    (("access-list 110 permit tcp host {here} any range 20 25",), True),
    (("access-list 110 permit tcp any any gt 22", "access-list 110 deny ip any any"), False),
    (("ip access-list standard M", "permit 0.0.0.1 255.255.255.254"), True),  # odd hosts
    (("ip access-list standard M", "permit 0.0.0.0 255.255.255.254"), False),  # even hosts
    (("ip access-list standard M", "permit any", "deny host {here}"), True),
    (("ip access-list extended M", "deny tcp host {here} any eq 22", "permit ip any any"), False),
    (("ip access-list extended M", "permit tcp any any neq 22 23", "permit tcp any any lt www"), True),
    ((), True),  # not defined
)
PUT = ("line vty 0 4", "access-class {name} in")


def _name(typed):
    return (
        typed[0].split()[-1] if typed and typed[0].startswith("ip ") else (typed or ("access-list 99",))[0].split()[1]
    )


def _is_let_in(host):
    """Whether the device names itself to whoever connects."""
    try:
        with socket.create_connection((host.address, host.port), 5.0) as connection:
            return connection.recv(8).startswith(b"SSH-")
    except ConnectionError:
        return False


@pytest.mark.parametrize("profile", PROFILES)
def test_a_list_does_what_is_said_of_it(module_mock_fleet, home, profile):
    host = module_mock_fleet({"devices": [{"name": "r1", "profile": profile}]})["r1"]
    values = {"user": host.user, "password": host.password, "legacy_algorithms": profile == "12.4"}
    session = Session.open(target_for("auto", host.port, home, **values))
    try:
        here = next(line.location for line in sessions.users(session.command("show users").text) if line.current)
        for typed, let_in in LISTS:
            name = _name(typed)
            commands = [line.format(here=here) for line in typed]
            session.enter(("configure terminal",))
            for line in (*commands, *(line.format(name=name) for line in PUT)):
                session.command(line).ok()
            session.leave()
            lists = acl.lists(text.parse(session.command("show running-config").text))
            said = acl.verdict(lists.get((4, name)), here)
            assert said.passes is let_in, typed
            assert _is_let_in(host) is let_in, typed
            shown = acl.shown(session.command("show access-lists").text)
            assert acl.verdict(shown.get((4, name)), here).passes is let_in, typed
            session.enter(("configure terminal",))
            kind = "standard" if typed and "standard" in typed[0] else "extended"
            gone = f"no ip access-list {kind} {name}" if name == "M" else f"no access-list {name}"
            for line in ("line vty 0 4", f"no access-class {name} in", "exit", gone):
                session.command(line)
            session.leave()
    finally:
        session.close()
