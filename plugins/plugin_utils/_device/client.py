# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What this client would offer a device, and which of its host keys it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core.plan import Client
from .transports import known_hosts, offers
from .transports.choice import by_libssh

if TYPE_CHECKING:
    from .target import Target


def client_of(target: Target | None) -> Client:
    """Return the client of a target. What the SSH library of another plugin can do is not known."""
    if target is None:
        return Client()
    by_ssh = target if "ssh" not in target.places else target.by("ssh")
    wish = by_ssh.algorithms
    libssh = by_libssh(by_ssh)  # it takes no wish for ciphers and MACs, and has nothing that is legacy
    rows = (
        ("kex", offers.KEX, wish.kex),
        ("hostkey", offers.HOST_KEY, wish.host_keys),
        ("encryption", offers.CIPHER, "" if libssh else wish.ciphers),
        ("mac", offers.MAC, "" if libssh else wish.macs),
        ("publickey", offers.HOST_KEY, wish.public_keys),
    )
    legacy = by_ssh.legacy_algorithms and not libssh
    offered = {name: tuple(offers.offer(kind, said, legacy=legacy)) for name, kind, said in rows}
    if libssh and not wish.kex:
        offered["kex"] += offers.MORE_OF_LIBSSH
    known = dict.fromkeys((kind, key) for marker, kind, key in known_hosts.known(by_ssh) if not marker)
    return Client(
        algorithms={} if by_ssh.opener is not None else offered,
        pinned=tuple(known),
        checks_host_key=by_ssh.host_key_checking,
        port=by_ssh.port,
        can_enable=by_ssh.become and by_ssh.enable_password is not None,
    )
