# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console line of a device behind a TCP port, as a console server gives it. Reference 5.7.

The bytes go straight to `con 0`. Its session does not notice who looks on: a connection that is lost leaves it where it
is, and the next one finds it there.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import TYPE_CHECKING

from telnetlib3.telopt import ECHO, IAC, SGA, WILL

from .device import Account, Peer, Vty
from .faults import Wire
from .login import LoginShell
from .ports import Port, reset
from .setup import STARTED, Setup
from .shell import TERMINAL
from .telnet import Options

if TYPE_CHECKING:
    from .server import DeviceServer

AVAILABLE = "\r\n" * 8 + "{name} con0 is now available" + "\r\n" * 6 + "Press RETURN to get started." + "\r\n" * 13


class ConsoleShell(LoginShell):
    """One session on the console: it begins when somebody presses RETURN.

    With `setup` the device asks its first questions before that.
    """

    setup = False
    awake = False

    async def _begin(self) -> None:
        if not (self.setup and await Setup(self).run()):
            while await self._char() not in "\r\n":
                pass
        self.awake = True
        self.device.take_console(self.vty)
        await super()._begin()

    async def _more_input(self) -> bytes:
        if not self.awake:
            return await self._input.get()
        return await super()._more_input()

    def left_over(self) -> bytes:
        """What was typed and not read."""
        return self._ahead.encode("latin-1")


class ConsoleClient(asyncio.Protocol):
    """Somebody at the port. The line is raw; whoever sends Telnet commands gets Telnet."""

    def __init__(self, owner: ConsoleServer, client: socket.socket) -> None:
        self.client = client
        self._owner = owner
        self._transport: asyncio.Transport | None = None
        self._options: Options | None = None
        self._wire = Wire(owner.server.faults, self._send, self.abort, outlasts=True)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport. A console says nothing to newcomers."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 asyncio's own promise for TCP
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Pass on what was typed."""
        if self._owner.server.hung:
            return
        if self._transport and self._options is None and IAC in data:
            self._options = Options(self._transport, lambda _columns, _rows: None, wanted=frozenset())
            self._options.offer((WILL, ECHO), (WILL, SGA))
        typed = self._options.received(data) if self._options else data
        if self._owner.logged_in:
            typed = self._wire.received(typed)
        if typed:
            self._owner.typed(typed)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more; the session goes on."""
        del exc
        self._transport = None
        self._wire.close()
        self._owner.left(self)

    def write(self, data: bytes) -> None:
        """Take output of the device."""
        self._wire.write(data)

    def _send(self, data: bytes) -> None:
        if self._transport and not self._owner.server.hung:
            (self._options or self._transport).write(data)

    def abort(self) -> None:
        """End at once."""
        if self._transport:
            self._transport.abort()

    def gone(self) -> bool:
        """Whether the client has closed the connection, noticed or not."""
        try:
            return self.client.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True


class ConsoleServer:
    """The console port of one device: it listens also while the device boots."""

    def __init__(self, server: DeviceServer) -> None:
        self.server = server
        self._device = server.device
        self._client: ConsoleClient | None = None
        self._port = Port(server.address, self._accept)
        self._input: asyncio.Queue[bytes] = asyncio.Queue()
        self._up = asyncio.Event()
        self._booted = False
        self._shell: ConsoleShell | None = None

    @property
    def port(self) -> int:
        """The port."""
        return self._port.number

    def start(self) -> None:
        """Take a free port, and serve the line behind it."""
        self._port.reserve()
        self._port.listen()
        self._up.set()
        self.server.run(self._run())

    def stop(self) -> None:
        """Give the port back, and end the connection."""
        self._port.release()
        if self._client:
            self._client.abort()

    def boot(self) -> None:
        """The device reloads."""
        self._up.clear()
        self.write(f"\r\n{self._device.banner_text()}\r\n".replace("\n", "\r\n").replace("\r\r", "\r").encode())

    def recover(self) -> None:
        """The device was silent for a while; the line does not notice."""

    def refresh(self, *, up: bool) -> None:
        """The device may have finished to boot."""
        if up and not self._up.is_set():
            self._booted = True
            self._up.set()

    def write(self, data: bytes) -> None:
        """Output of the device: it is lost when nobody is there."""
        if self._client:
            self._client.write(data)

    def typed(self, data: bytes) -> None:
        """Input for the device: it is lost while the device boots."""
        if self._up.is_set():
            self._input.put_nowait(data)

    @property
    def logged_in(self) -> bool:
        """Whether somebody works on the line, or could."""
        return self._shell is not None and self._shell.logged_in

    def left(self, client: ConsoleClient) -> None:
        """The client has gone."""
        if self._client is client:
            self._client = None

    def _accept(self, client: socket.socket, _address: str, _port: int) -> None:
        if self._client and self._client.gone():
            self._client.abort()
            self._client = None
        if self._client:
            reset(client)
            return
        self._client = ConsoleClient(self, client)
        self.server.run(self._serve(self._client, client))

    async def _serve(self, attached: ConsoleClient, client: socket.socket) -> None:
        try:
            await asyncio.get_running_loop().connect_accepted_socket(lambda: attached, client)
        except OSError:
            client.close()
            self.left(attached)

    async def _run(self) -> None:
        """One session after the other, for ever."""
        setup = self._device.startup is None
        while True:
            shell = self._shell = self._new_shell()
            shell.setup = setup
            if self._booted:
                self._booted = False
                self._device.log("SYS-5-RESTART", f"System restarted --\n{self._device.banner_text()}")
            try:
                await shell.run(self._input)
            except Exception:
                logging.getLogger(__name__).exception("the session on the console of %s", self._device.name)
            self._device.release(shell.vty)
            waiting = [shell.left_over()]
            while not self._input.empty():
                waiting.append(self._input.get_nowait())
            setup = False
            if self._up.is_set():
                self.write(AVAILABLE.format(name=self._device.hostname).encode("latin-1"))
                for data in filter(None, waiting):
                    self._input.put_nowait(data)
            else:
                await self._up.wait()
                setup = self._device.startup is None
                if not setup:
                    self.write(STARTED.replace("\n", "\r\n").encode())

    def _new_shell(self) -> ConsoleShell:
        vty = Vty(0, 0, "console", Peer("", 0), self._device.clock.now())
        shell = ConsoleShell(self._device, vty, Account("", 1), width=TERMINAL[0], height=TERMINAL[1], write=self.write)
        shell.faults = self.server.faults
        return shell
