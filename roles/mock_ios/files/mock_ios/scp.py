# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SCP server: a client runs `scp -t PATH` to write to the device and `scp -f PATH` to read from it.

Records end with a newline: `C0644 SIZE NAME` announces a file, `T...` its times. Each is answered by a zero byte, or
by a one with a text, which ends the copy. Behind a file stands a zero byte too.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .flash import RUNNING, SYSTEM, FlashError, Place, Stored

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable

    from .device import Account, Device
    from .flash import Content

COMMAND = re.compile(r"scp(?P<options>(?:\s+-[a-zA-Z]+)*)\s+(?:--\s+)?(?P<path>\S.*)")
FILE_RECORD = re.compile(rb"C[0-7]{4} (\d+) ([^/\n]+)\n")
LONGEST_RECORD = 1024

# What a refused client is told. Reference 5.5 for the privilege; the others are unverified.
DENIED = "Privilege denied."
DISABLED = "Administratively disabled."
NO_RECURSION = "Recursive copy is not supported."
BAD_RECORD = "Protocol error."
NO_SYSTEM = "Invalid file system."


class ScpError(Exception):
    """The copy ends with this text for the client."""


class LostError(Exception):
    """The client has gone, or has given up."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a client wants: the letters of its options, and a path."""

    options: str
    path: str

    @classmethod
    def of(cls, command: str) -> Request | None:
        """The request in a command line; None for any other command."""
        found = COMMAND.fullmatch(command.strip())
        letters = "".join(found["options"].replace("-", "").split()) if found else ""
        return cls(letters, found["path"]) if found and set(letters) & {"t", "f"} else None


class ScpServer:
    """One copy. `received` gives the client's bytes, b"" at their end; `send` waits for room, and raises LostError."""

    def __init__(  # noqa: PLR0913 the interface with the server
        self,
        device: Device,
        account: Account,
        client: str,
        *,
        received: asyncio.Queue[bytes],
        send: Callable[[bytes], Awaitable[None]],
        drop_after: int | None = None,
    ) -> None:
        self.device = device
        self.account = account
        self.client = client  # address:port
        self.dropped = False  # the connection is lost now, as a fault wants it
        self._received = received
        self._send = send
        self._left = drop_after  # bytes of files until the connection is lost
        self._buffer = b""

    async def run(self, request: Request) -> int:
        """Carry out a request; the exit status."""
        try:
            self._allow(request)
            if "t" in request.options:
                await self._take(request)
            else:
                await self._give(request)
        except ScpError as error:
            return await self.refuse(str(error))
        except LostError:
            return 1
        return 0

    async def refuse(self, text: str) -> int:
        """Tell the client that the copy ends; the exit status."""
        await self._send(b"\x01" + text.encode("latin-1", "replace") + b"\n")
        self._trace("send", text)
        return 1

    def _allow(self, request: Request) -> None:
        """Whether this user may copy now (reference 5.5): the server is on, and privilege 15 came with the login."""
        if not self.device.enabled("ip scp server enable"):
            raise ScpError(DISABLED)
        if self.account.privilege < 15:
            raise ScpError(DENIED)
        if "r" in request.options:
            raise ScpError(NO_RECURSION)

    def _place(self, path: str) -> Place:
        place = self.device.storage.place(path)
        if place is None or place.network:
            raise ScpError(f"{path}: {NO_SYSTEM}")
        return place

    # To the device

    async def _take(self, request: Request) -> None:
        await self._ok()
        while (record := await self._record()) is not None:
            if record.startswith(b"T"):  # the device goes by its own clock
                await self._ok()
                continue
            found = FILE_RECORD.fullmatch(record)
            if not found:
                raise ScpError(NO_RECURSION if record.startswith(b"D") else BAD_RECORD)
            size, name = int(found[1]), found[2].decode("latin-1")
            place = self._target(request, name)
            try:
                self.device.storage.room_for(place, size)
            except FlashError as error:
                raise ScpError(f"{request.path}: {error}") from error
            await self._ok()
            await self._file(place, size)
            await self._ok()

    def _target(self, request: Request, name: str) -> Place:
        """Where a file of this name goes: into the directory that was asked for, else to the path itself."""
        place = self._place(request.path)
        storage = self.device.storage
        if storage.on_flash(place) and storage.flash.is_folder(place.path):
            return self._place(f"{place.system}:/{place.path}/{name}" if place.path else f"{place.system}:/{name}")
        if "d" in request.options:
            raise ScpError(f"{request.path}: Not a directory")
        return place

    async def _file(self, place: Place, size: int) -> None:
        """Receive a file; what arrived of one that stops half-way stays on the flash."""
        content = Stored()
        try:
            while content.size < size:
                content.write(await self._some(size - content.size))
            self._trace("recv", f"{size} bytes")
            if await self._exactly(1) != b"\0":
                raise ScpError(BAD_RECORD)
            self._trace("recv", "<OK>")
        except LostError:
            if content.size and self.device.storage.on_flash(place):
                with contextlib.suppress(FlashError):
                    self.device.storage.write(place, content)
            raise
        try:
            self.device.storage.write(place, content)
        except FlashError as error:
            raise ScpError(f"{place.typed}: {error}") from error
        if place.system == SYSTEM:
            self.device.changed(self.account.name)

    # From the device

    async def _give(self, request: Request) -> None:
        await self._agreed()
        place = self._place(request.path)
        try:
            content: Content = self.device.storage.read(place)
        except FlashError as error:
            raise ScpError(f"{request.path}: {error}") from error
        if (place.system, place.path) == (SYSTEM, RUNNING):  # reference 5.5: a blank line first
            content = Stored(f"\n{self.device.running_text()}".encode("latin-1"))
        if "p" in request.options:
            entry = self.device.storage.flash.find(place.path) if self.device.storage.on_flash(place) else None
            when = int(((entry and entry.modified) or self.device.clock.now()).timestamp())
            await self._send(f"T{when} 0 {when} 0\n".encode())
            await self._agreed()
        # The name as the client wrote it behind the last slash, which strict clients insist on; unverified.
        header = f"C0644 {content.size} {request.path.rpartition('/')[2]}"
        self._trace("send", header)
        await self._send(header.encode("latin-1") + b"\n")
        await self._agreed()
        for chunk in content.chunks():
            await self._send(chunk[: self._spend(len(chunk))])
            if self.dropped:
                raise LostError
        self._trace("send", f"{content.size} bytes")
        await self._ok()
        await self._agreed()

    async def _agreed(self) -> None:
        """Wait for the zero byte; anything else is the client's own failure, and the end."""
        if await self._exactly(1) != b"\0":
            raise LostError
        self._trace("recv", "<OK>")

    # Bytes

    async def _ok(self) -> None:
        await self._send(b"\0")
        self._trace("send", "<OK>")

    async def _record(self) -> bytes | None:
        """The next record with its newline; None at the end of the copy."""
        while b"\n" not in self._buffer:
            more = await self._received.get()
            if not more:
                self._trace("recv", "<EOF>")
                return None
            self._buffer += more
            if len(self._buffer) > LONGEST_RECORD and b"\n" not in self._buffer[:LONGEST_RECORD]:
                raise ScpError(BAD_RECORD)
        record, newline, self._buffer = self._buffer.partition(b"\n")
        self._trace("recv", record.decode("latin-1"))
        return record + newline

    async def _exactly(self, count: int) -> bytes:
        while len(self._buffer) < count:
            more = await self._received.get()
            if not more:
                raise LostError
            self._buffer += more
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken

    async def _some(self, most: int) -> bytes:
        """At least one byte of a file, `most` at most."""
        data = self._buffer or await self._received.get()
        if not data:
            raise LostError
        taken, self._buffer = data[:most], data[most:]
        passed = self._spend(len(taken))
        if self.dropped and not passed:
            raise LostError
        return taken[:passed]

    def _spend(self, count: int) -> int:
        """How many of these bytes still pass before the connection is lost."""
        if self._left is None:
            return count
        passed = min(count, self._left)
        self._left -= passed
        self.dropped = self._left == 0
        return passed

    def _trace(self, way: str, text: str) -> None:
        """What `debug ip scp` shows, in the wording of the vendor's command reference."""
        arrow = {"send": "->", "recv": "<-"}[way]
        self.device.trace("scp", f"SCP: [22 {arrow} {self.client}] {way} {text}")
