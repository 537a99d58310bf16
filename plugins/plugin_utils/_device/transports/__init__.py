# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes to and from the terminal of one device, over whichever SSH library the target asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ..errors import LoginRefused

if TYPE_CHECKING:
    from ..target import Target

WIDTH, HEIGHT = 511, 24
"""What we ask of the terminal; most devices heed neither, which is why the session turns paging off itself."""
CLOSED = "the device closed the session"


@dataclass(frozen=True, slots=True)
class Peer:
    """Who answered and how the two sides agreed. "" where the library does not tell.

    `own_address` is ours as the device sees it without address translation; `host_key` is the type of the host key,
    `key` its base64 and `fingerprint` its `SHA256:...`. `method` is how we got in, "publickey" or "password", and
    `user_key` the public key of it, type and base64. `new_password`: the device was given a new one on the way.
    """

    address: str
    port: int
    user: str
    own_address: str = ""
    host_key: str = ""
    fingerprint: str = ""
    key: str = ""
    kex: str = ""
    cipher: str = ""
    mac: str = ""
    method: str = ""
    user_key: str = ""
    new_password: bool = False


class Transport(Protocol):
    """A shell on the device, as bytes. Nothing here knows what a prompt is."""

    peer: Peer

    def send(self, data: bytes) -> None:
        """Send all of it. Raises `SessionLost`, or `NoAnswer` when the device takes nothing any more."""

    def receive(self, seconds: float) -> bytes:
        """Return what has come, at the latest after `seconds`, b"" for nothing. Raises `SessionLost` at the end."""

    def close(self) -> None:
        """End the connection and every process that was started for it. Safe to call twice."""


def not_let_in(target: Target, words: str) -> LoginRefused:
    """Return the error for a login that failed; `words` are those of the library."""
    tried = [
        f"the key {target.private_key_file}" if target.private_key_file else "",
        f"the password{' (ansible_password)' if target.by_variables else ''}" if target.password else "",
        "the keys of the agent and of the user" if target.look_for_keys else "",
    ]
    return LoginRefused(
        f"{target.address} does not let user {target.user or '(of this controller)'!r} in; tried "
        f"{', '.join(filter(None, tried)) or 'nothing, set ansible_password'} ({words.strip().rstrip('.')})."
    )
