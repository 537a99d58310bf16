# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet in this process, and terminals on its devices that share the event loop with it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, Self

from mock_ios import fleet
from mock_ios.device import Account, Device, Peer
from mock_ios.server import FleetServer
from mock_ios.shell import Shell

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SECONDS = 10


@contextlib.asynccontextmanager
async def serving(*devices: dict[str, Any]) -> AsyncIterator[dict[str, Device]]:
    """The devices by name, served until the end; nothing may be left behind then."""
    running = FleetServer(fleet.devices({"devices": list(devices)}))
    running.start()
    try:
        yield {name: server.device for name, server in running.servers.items()}
        async with asyncio.timeout(SECONDS):
            while any(server.connections for server in running.servers.values()):
                await asyncio.sleep(0.01)
        assert not any(server.device.client_numbers for server in running.servers.values())
    finally:
        await running.stop()


class Screen:
    """A session on the console of a device, or on a vty line."""

    def __init__(self, device: Device, *, user: str = "admin", privilege: int = 15, vty: bool = False) -> None:
        self.device = device
        line = device.admit(Peer("10.0.0.9", 50000), "ssh") if vty else device.console()
        assert line is not None
        line.user = user
        self.shell = Shell(device, line, Account(user, privilege), width=200, height=0, write=self._write)
        self._text = ""
        self._changed = asyncio.Event()
        self._keys: asyncio.Queue[bytes] = asyncio.Queue()
        self._task = asyncio.ensure_future(self.shell.run(self._keys))

    def _write(self, data: bytes) -> None:
        self._text += data.decode("latin-1").replace("\r\n", "\n")
        self._changed.set()

    async def until(self, text: str) -> str:
        """Everything up to and with this text, which is used up then."""
        try:
            async with asyncio.timeout(SECONDS):
                while text not in self._text:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"{text!r} did not come; there is {self._text!r}") from None
        before, found, self._text = self._text.partition(text)
        return before + found

    def raw(self, keys: str) -> None:
        """Press these keys."""
        self._keys.put_nowait(keys.encode())

    async def type(self, line: str, until: str) -> str:
        """Type a line; what came up to and with `until`, without the echo."""
        self.raw(line + "\r")
        text = await self.until(until)
        return text.removeprefix(line).removeprefix("\n")

    async def ended(self) -> None:
        """Wait until the session is over."""
        await asyncio.wait_for(self._task, SECONDS)

    async def __aenter__(self) -> Self:
        await self.until(self.shell.prompt)
        return self

    async def __aexit__(self, *_unused: object) -> None:
        self._keys.put_nowait(b"")
        await self.ended()
        self.device.release(self.shell.vty)
