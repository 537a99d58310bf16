# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Telnet server of a device: its vty lines, reached without SSH.

The protocol is telnetlib3's: `TelnetWriter` interprets commands and negotiates options byte by byte. What it would
offer on its own is cut down to what IOS has.
"""

from __future__ import annotations

import asyncio
import struct
from typing import TYPE_CHECKING, Any

from telnetlib3.stream_writer import TelnetWriter
from telnetlib3.telopt import BRK, DO, ECHO, IP, NAWS, SGA, TTYPE, WILL

from .aaa import Account
from .device import Peer
from .faults import Wire
from .login import LoginShell
from .ports import Port, reset
from .shell import TERMINAL

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from .device import Vty
    from .server import DeviceServer

TELNET_PORT = 23  # the port the device believes in
OFFER = ((WILL, ECHO), (WILL, SGA), (DO, TTYPE), (DO, NAWS))  # reference 5.6: recorded, in this order
EVERY = frozenset(bytes((number,)) for number in range(256))
CTRL_C = 0x03


class Counted:
    """A transport that counts what the device sends."""

    def __init__(self, transport: asyncio.Transport, vty: Vty) -> None:
        self._transport = transport
        self._vty = vty

    def write(self, data: bytes) -> None:
        """Send, and count."""
        self._vty.bytes_out += len(data)
        self._transport.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Options:
    """The Telnet options and commands of one connection (RFC 854 and its kin)."""

    def __init__(
        self,
        transport: asyncio.Transport | Counted,
        resized: Callable[[int, int], None],
        *,
        wanted: frozenset[bytes] = frozenset((TTYPE, NAWS, SGA)),
    ) -> None:
        self._interrupted = False
        self._writer = TelnetWriter(transport, None, server=True)
        self._writer.slc_simulated = False  # every key goes to the device as it is
        self._writer.always_wont = set(EVERY - {ECHO, SGA})
        self._writer.always_dont = set(EVERY - wanted)
        self._writer.set_ext_callback(NAWS, lambda rows, columns: resized(columns, rows))
        for command in (IP, BRK):
            self._writer.set_iac_callback(command, self._interrupt)

    def offer(self, *commands: tuple[bytes, bytes]) -> None:
        """Say what the device does and wants to know."""
        for command, option in commands:
            self._writer.iac(command, option)

    def received(self, data: bytes) -> bytes:
        """What the client typed, without commands."""
        typed = bytearray()
        for number in data:
            try:
                keep = self._writer.feed_byte(bytes((number,)))
            except (ValueError, struct.error, UnicodeDecodeError, IndexError):
                keep = False  # not Telnet: a command or an option that nobody can mean
            if self._interrupted:
                self._interrupted = False
                typed.append(CTRL_C)
            elif keep:
                typed.append(number)
        return bytes(typed)

    def write(self, data: bytes) -> None:
        """Send output of the device."""
        self._writer.write(data)

    def _interrupt(self, _command: bytes) -> None:
        self._interrupted = True


class TelnetConnection(asyncio.Protocol):
    """One connection: a terminal on a vty line."""

    def __init__(self, owner: TelnetServer, vty: Vty) -> None:
        self.vty = vty
        self._owner = owner
        self._input: asyncio.Queue[bytes] = asyncio.Queue()
        self._transport: asyncio.Transport | None = None
        self._options: Options | None = None
        self._wire = Wire(owner.server.faults, self._write, self.abort)
        self._shell: LoginShell | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Negotiate, and start the shell without waiting for answers, as IOS does."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 asyncio's own promise for TCP
        self._transport = transport
        self._options = Options(Counted(transport, self.vty), self._resized)
        self._options.offer(*OFFER)
        self._owner.server.run(self._run())

    def data_received(self, data: bytes) -> None:
        """Pass on what the client typed."""
        self.vty.bytes_in += len(data)
        if self._owner.server.hung:
            return
        typed = self._options.received(data) if self._options else b""
        if self._shell and self._shell.logged_in:
            typed = self._wire.received(typed)
        if typed:
            self._input.put_nowait(typed)

    def eof_received(self) -> bool:
        """Tell the shell that nothing more will come; it may still answer."""
        self._input.put_nowait(b"")
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the shell."""
        del exc
        self._transport = None
        self._input.put_nowait(b"")

    def abort(self) -> None:
        """End at once."""
        if self._transport:
            self._transport.abort()
        self._input.put_nowait(b"")

    def _resized(self, columns: int, rows: int) -> None:
        if self._shell:
            self._shell.width = self._shell.width and columns
            self._shell.height = self._shell.height and rows

    def _write(self, data: bytes) -> None:
        if self._transport and self._options and not self._owner.server.hung:
            self._options.write(data)

    async def _run(self) -> None:
        server = self._owner.server
        self._shell = LoginShell(
            server.device,
            self.vty,
            Account("", 1),
            width=TERMINAL[0],
            height=TERMINAL[1],
            write=self._wire.write,
        )
        self._shell.faults = server.faults
        try:
            await self._shell.run(self._input)
            if self._transport:
                await self._wire.drained()
        finally:
            self._wire.close()
            if self._transport:
                self._transport.close()
            self._owner.left(self)


class TelnetServer:
    """The Telnet port of one device."""

    def __init__(self, server: DeviceServer) -> None:
        self.server = server
        self.connections: set[TelnetConnection] = set()
        self._port = Port(server.address, self._accept)

    @property
    def port(self) -> int:
        """The port."""
        return self._port.number

    def start(self) -> None:
        """Take a free port."""
        self._port.reserve()

    def stop(self) -> None:
        """Give the port back, and end every connection."""
        self._port.release()
        self.boot()

    def refresh(self, *, up: bool) -> None:
        """Listen while the device is up and a line takes Telnet, else refuse."""
        self._port.mute = self.server.hung
        if up and not self.server.device.watch.closed and self.server.device.free_line("telnet") is not None:
            self._port.listen()
        else:
            self._port.refuse()

    def boot(self) -> None:
        """The device reloads: every connection is lost."""
        for connection in list(self.connections):
            connection.abort()

    def recover(self) -> None:
        """The device was silent for a while: who has waited is cut off."""
        self.boot()
        self._port.refuse()

    def left(self, connection: TelnetConnection) -> None:
        """A connection has ended: its line is free again."""
        if connection in self.connections:
            self.connections.remove(connection)
            self.server.device.release(connection.vty)
            self.server.refresh()

    def _accept(self, client: socket.socket, address: str, port: int) -> None:
        vty = self.server.device.admit(Peer(address, port, client.getsockname()[0], TELNET_PORT), "telnet")
        if vty is None:
            reset(client)
            return
        connection = TelnetConnection(self, vty)
        self.connections.add(connection)
        self.server.run(self._serve(connection, client))
        self.server.refresh()

    async def _serve(self, connection: TelnetConnection, client: socket.socket) -> None:
        try:
            await asyncio.get_running_loop().connect_accepted_socket(lambda: connection, client)
        except OSError:
            client.close()
            self.left(connection)
