# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport for devices that do not speak SSH yet: Telnet, by telnetlib3."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any

from ..errors import BadTarget, ConnectFailed, NoAnswer, SessionLost
from . import CLOSED, HEIGHT, WIDTH, Peer
from .loop import LoopTransport
from .wire import Wire

try:
    import telnetlib3

    MISSING = ""
except ImportError as error:
    MISSING = str(error)

if TYPE_CHECKING:
    from ..target import Target

CHUNK = 65536


class TelnetTransport(LoopTransport):
    """One terminal over Telnet. Nobody has logged in on it yet."""

    def __init__(self, target: Target) -> None:
        """Connect. Raises the error of the phase that failed."""
        if MISSING:
            raise BadTarget(f"telnetlib3 cannot be loaded ({MISSING}): pip install telnetlib3.")
        super().__init__()
        self._target = target
        self._client: Any = None
        self._reading: asyncio.Task[None] | None = None
        # It tells the log of every option; whoever turns logging on for Ansible has not asked for that.
        logging.getLogger("telnetlib3").setLevel(logging.WARNING)
        self._wire = Wire(target)
        own_address = self._wire.own_address  # the library closes the socket as soon as the other end does
        try:
            in_time = self._run(self._connect(), target.timeout)
        except BaseException:
            self.close()
            raise
        if not in_time:
            self.close()
            raise ConnectFailed(f"no Telnet within {target.timeout:g} s on {target.address} port {target.port}.")
        self.peer = Peer(
            address=target.address,
            port=target.port,
            user=target.user or "",
            own_address=own_address,
            method="password",
        )

    def send(self, data: bytes) -> None:
        """See `Transport`."""
        if self._closed:
            raise SessionLost(CLOSED)
        self._client.writer.write(data.replace(b"\r", b"\r\0"))  # RFC 854: a carriage return alone is CR NUL
        if not self._run(self._client.writer.drain(), self._target.command_timeout):
            raise NoAnswer("the device takes no more input.")

    def close(self) -> None:
        """See `Transport`."""
        if not self._loop.is_closed():
            if self._client is not None and not self._closed:
                self._client.writer.close()
            for task in asyncio.all_tasks(self._loop):
                task.cancel()
            self._run(asyncio.sleep(0), 1.0)
            self._loop.close()
        self._wire.close()

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        self._wire.socket.setblocking(False)
        _unused, self._client = await loop.create_connection(
            lambda: telnetlib3.TelnetClient(
                term="vt100", cols=WIDTH, rows=HEIGHT, encoding=False, connect_minwait=0.0, connect_maxwait=0.05
            ),
            sock=self._wire.socket,
        )
        self._reading = loop.create_task(self._read())

    async def _read(self) -> None:
        with contextlib.suppress(OSError):
            while data := await self._client.reader.read(CHUNK):
                self.arrived(data)
        self.ended()
