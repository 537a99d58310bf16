# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A TCP port of a device, kept for it while it refuses connections."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BACKLOG = 64
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Port:
    """A free port of `address`. A second socket is bound to it and never listens, so that it stays this device's.

    `accepted(client, address, port)` gets every new connection as a socket that does not block.
    """

    def __init__(self, address: str, accepted: Callable[[socket.socket, str, int], None]) -> None:
        self.address = address
        self.number = 0
        self.mute = False  # whoever connects gets no answer
        self._waiting: list[socket.socket] = []  # those who got none
        self._accepted = accepted
        self._reservation: socket.socket | None = None
        self._listening: socket.socket | None = None

    @property
    def reserved(self) -> bool:
        """Whether the port is this device's."""
        return self._reservation is not None

    def reserve(self) -> None:
        """Take a free port."""
        self._reservation = self._bound(0)
        self.number = self._reservation.getsockname()[1]

    def listen(self) -> None:
        """Accept connections from now on."""
        if self._listening is None:
            self._listening = self._bound(self.number)
            self._listening.listen(BACKLOG)
            asyncio.get_running_loop().add_reader(self._listening.fileno(), self._accept)

    def refuse(self) -> None:
        """Refuse connections from now on."""
        while self._waiting:
            reset(self._waiting.pop())
        if self._listening:
            asyncio.get_running_loop().remove_reader(self._listening.fileno())
            self._listening.close()
            self._listening = None

    def release(self) -> None:
        """Give the port back."""
        self.refuse()
        if self._reservation:
            self._reservation.close()
            self._reservation = None

    def _bound(self, number: int) -> socket.socket:
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setblocking(False)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.bind((self.address, number))
        return bound

    def _accept(self) -> None:
        if self._listening is None:
            return
        try:
            client, (address, port, *_unused) = self._listening.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        client.setblocking(False)
        if self.mute:
            self._waiting.append(client)
            return
        self._accepted(client, address, port)


def reset(client: socket.socket) -> None:
    """Close a connection as if nobody had listened."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    client.close()
