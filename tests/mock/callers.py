# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bare TCP connections to the ports of one device that is served in this process."""

from __future__ import annotations

import asyncio
import contextlib

from mock_ios import fleet
from mock_ios.server import FleetServer


@contextlib.asynccontextmanager
async def served(config="", **device):
    """The running server of one device with Telnet and console."""
    spec = {"name": "r1", "profile": "15.2", "telnet": True, "console": True, "config": config, **device}
    running = FleetServer(fleet.devices({"devices": [spec]}))
    running.start()
    try:
        yield running.servers["r1"]
    finally:
        await running.stop()


class Caller:
    """A TCP connection, and what comes over it."""

    @classmethod
    async def dial(cls, port):
        self = cls()
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        return self

    async def until(self, text):
        return await asyncio.wait_for(self.reader.readuntil(text), 10)

    async def rest(self):
        return await asyncio.wait_for(self.reader.read(), 10)

    async def say(self, text, until):
        """Type a line, or bytes as they are; everything up to the end of `until`."""
        self.writer.write(text if isinstance(text, bytes) else text.encode() + b"\r")
        return await self.until(until)

    def close(self):
        self.writer.close()


async def refused(port):
    """Whether nobody answers at this port."""
    try:
        caller = await Caller.dial(port)
        first = await asyncio.wait_for(caller.reader.read(1), 10)
    except (ConnectionRefusedError, ConnectionResetError):
        return True
    caller.close()
    return first == b""


async def eventually(condition, seconds=5.0):
    """Wait until something holds."""
    end = asyncio.get_running_loop().time() + seconds
    while not await condition():
        assert asyncio.get_running_loop().time() < end
        await asyncio.sleep(0.01)
