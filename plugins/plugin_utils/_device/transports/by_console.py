# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport for a console line behind a TCP port, as a console server gives it: bytes and nothing else."""

from __future__ import annotations

import select
from typing import TYPE_CHECKING

from ..errors import NoAnswer, SessionLost
from . import CLOSED, Peer
from .wire import Wire

if TYPE_CHECKING:
    from ..target import Target

CHUNK = 65536


class ConsoleTransport:
    """One console line. Whoever used it last may still be logged in on it."""

    def __init__(self, target: Target) -> None:
        """Connect. Raises the error of the phase that failed."""
        self._target = target
        self._wire = Wire(target)
        self.peer = Peer(
            address=target.address,
            port=target.port,
            user=target.user or "",
            own_address=self._wire.own_address,
            method="password",
        )

    def send(self, data: bytes) -> None:
        """See `Transport`."""
        self._wire.socket.settimeout(self._target.command_timeout)
        try:
            self._wire.socket.sendall(data)
        except TimeoutError:
            raise NoAnswer("the console line takes no more input.") from None
        except OSError:
            raise SessionLost(CLOSED) from None

    def receive(self, seconds: float) -> bytes:
        """See `Transport`."""
        try:
            if not select.select([self._wire.socket], [], [], max(0.0, seconds))[0]:
                return b""
            data = self._wire.socket.recv(CHUNK)
        except (OSError, ValueError):  # ValueError: the socket has been closed
            raise SessionLost(CLOSED) from None
        if not data:
            raise SessionLost(CLOSED)
        return data

    def close(self) -> None:
        """See `Transport`."""
        self._wire.close()
