# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What this client would offer a device, and which of its host keys it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core.plan import Client
from .transports import known_hosts, offers

if TYPE_CHECKING:
    from .target import Target


def client_of(target: Target | None) -> Client:
    """Return the client of a target. What the SSH library of another plugin can do is not known."""
    if target is None:
        return Client()
    by_ssh = target if "ssh" not in target.places else target.by("ssh")
    wish = by_ssh.algorithms
    rows = (
        ("kex", offers.KEX, wish.kex),
        ("hostkey", offers.HOST_KEY, wish.host_keys),
        ("encryption", offers.CIPHER, wish.ciphers),
        ("mac", offers.MAC, wish.macs),
        ("publickey", offers.HOST_KEY, wish.public_keys),
    )
    offered = {name: tuple(offers.offer(kind, said, legacy=by_ssh.legacy_algorithms)) for name, kind, said in rows}
    known = dict.fromkeys((kind, key) for marker, kind, key in known_hosts.known(by_ssh) if not marker)
    return Client(
        algorithms={} if by_ssh.opener is not None else offered,
        pinned=tuple(known),
        checks_host_key=by_ssh.host_key_checking,
        port=by_ssh.port,
    )
