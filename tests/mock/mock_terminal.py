# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal in memory: type at a simulated device and read what it writes, without network and wall clock."""

from __future__ import annotations

import asyncio
from typing import Self

from mock_ios import hostkeys
from mock_ios.clock import ManualClock
from mock_ios.device import Account, Device, KeyPair, Peer
from mock_ios.profiles import load
from mock_ios.shell import Shell

PEER = Peer("10.0.0.2", 55246)


def new_key(kind: str, bits: int, name: str) -> hostkeys.HostKey:
    """Keys from the pool: tests need no new ones."""
    return hostkeys.from_pool(bits, name) if kind == "rsa" else hostkeys.generate_ec(bits)


def device(
    profile: str, initial: str = "hostname R1\n", *, rsa: int = 0, ec: int = 0, label: str = "", **more: object
) -> Device:
    """A device, with a saved pair of this size when `rsa` or `ec` is given."""
    clock = ManualClock()
    pairs = []
    for kind, bits in (("rsa", rsa), ("ec", ec)):
        if bits:
            pairs.append(KeyPair(label or f"R1.{kind}", new_key(kind, bits, label), clock.now(), saved=True))
    return Device("r1", load(profile), initial=initial, keys=pairs, clock=clock, new_key=new_key, **more)


class Keyboard(asyncio.Queue):
    """Input that knows when the shell waits for more."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = asyncio.Event()

    async def get(self) -> bytes:
        if self.empty():
            self.waiting.set()
        return await super().get()


class Terminal:
    """A session on the console, or with `vty=True` on the first vty line that takes SSH."""

    def __init__(self, on: Device, *, vty: bool = False, privilege: int = 15, user: str = "", **screen: int) -> None:
        self.device = on
        self.output = bytearray()
        line = on.admit(PEER, "ssh") if vty else on.console()
        assert line is not None
        line.user = user
        size = {"width": 80, "height": 0} | screen
        self.shell = Shell(on, line, Account(user, privilege), write=self.output.extend, **size)
        self._runner = asyncio.Runner()
        self._keys = self._runner.run(self._start())

    async def _start(self) -> Keyboard:
        keys = Keyboard()
        self._task = asyncio.create_task(self.shell.run(keys))
        await self._idle(keys)
        return keys

    async def _idle(self, keys: Keyboard) -> None:
        waiting = asyncio.create_task(keys.waiting.wait())
        await asyncio.wait({waiting, self._task}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()

    def raw(self, data: bytes | str) -> bytes:
        """Type these bytes; what the device wrote until it waited for more."""
        self.output.clear()

        async def run() -> None:
            self._keys.waiting.clear()
            self._keys.put_nowait(data.encode() if isinstance(data, str) else data)
            await self._idle(self._keys)

        self._runner.run(run())
        return bytes(self.output)

    def wait(self, seconds: float) -> None:
        """Let time pass on the device's clock."""
        self.device.clock.advance(seconds)

        async def turns() -> None:
            for _unused in range(10):
                await asyncio.sleep(0)

        self._runner.run(turns())

    def type(self, *lines: str) -> str:
        """Type whole lines; the whole conversation, with newlines only, without the first echo's prompt."""
        return "".join(self.raw(line + "\r").decode("latin-1") for line in lines).replace("\r\n", "\n")

    def reply(self, line: str) -> str:
        """What stands between the echo of one line and the next prompt."""
        echo, _unused, rest = self.type(line).partition("\n")
        assert echo == line
        return rest[: rest.rfind("\n") + 1]

    def configure(self, *lines: str) -> str:
        """Type lines in configuration mode, without scrolling, and leave it; the replies."""
        width, self.shell.width = self.shell.width, 0
        self.type("configure terminal")
        said = "".join(self.reply(line) for line in lines)
        self.shell.width = width
        self.type("end")
        return said

    @property
    def ended(self) -> bool:
        return self._task.done()

    def close(self) -> None:
        self.raw(b"") if not self.ended else None
        self._runner.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_unused: object) -> None:
        self.close()


def running(on: Device, *, start: str = "version") -> str:
    """The running configuration from this word on."""
    text = on.running_text()
    return text[text.index(start) :]
