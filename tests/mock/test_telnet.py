# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Telnet to mock devices: bare sockets against bytes, and an independent client, in one process."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from mock_ios import fleet
from mock_ios.server import FleetServer

OFFER = b"\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f"
VERIFICATION = b"\r\nUser Access Verification\r\n\r\n"
LINES = "line vty 0 4\n{}\n transport input telnet\nno line vty 5\n"


@contextlib.asynccontextmanager
async def served(config="", **device):
    """The running server of one device with Telnet."""
    spec = {"name": "r1", "profile": "15.2", "telnet": True, "config": config, **device}
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
        self.writer.write(text if isinstance(text, bytes) else text.encode() + b"\r\n")
        return await self.until(until)

    def close(self):
        self.writer.close()


async def refused(port):
    try:
        caller = await Caller.dial(port)
        return await caller.rest() == b""
    except (ConnectionRefusedError, ConnectionResetError):
        return True


# Lines of the configuration, what the device says first, and the dialogue: what is typed, what comes back.
DIALOGUES = [
    (" login local", VERIFICATION + b"Username: ", [("admin", b"admin\r\nPassword: "), ("mock-admin", b"\r\nr1#")]),
    (" login local", VERIFICATION + b"Username: ", [("", b"\r\nUsername: "), ("x", b"x\r\nPassword: ")]),
    (" password line-pw\n login", VERIFICATION + b"Password: ", [("line-pw", b"\r\nr1>")]),
    (" password line-pw\n login\n privilege level 15", VERIFICATION + b"Password: ", [("line-pw", b"\r\nr1#")]),
    (" no login", b"r1>", [("enable", b"enable\r\n% No password set\r\nr1>")]),
    (
        " login local\nusername bare privilege 15",
        VERIFICATION + b"Username: ",
        [("bare", b"bare\r\nPassword: "), ("", b"\r\nr1#")],
    ),
    (
        " login local\naaa new-model\naaa authentication login default local\naaa authorization exec default local",
        VERIFICATION + b"Username: ",
        [
            ("admin", b"admin\r\nPassword: "),
            ("wrong", b"\r\n% Authentication failed\r\n\r\nUsername: "),
            ("admin", b"admin\r\nPassword: "),
            ("mock-admin", b"\r\nr1#"),
        ],
    ),
    (
        " password line-pw\naaa new-model\naaa authentication login default line",
        VERIFICATION + b"Password: ",
        [("line-pw", b"\r\nr1>")],
    ),
    ("aaa new-model\naaa authentication login default none", b"r1>", []),
    (" login local\nbanner motd ^CToday^C\nbanner login ^CNobody^C\nbanner exec ^CHello^C", b"Username: ", []),
    (
        " no login\nbanner motd ^CToday^C\nbanner login ^CNobody^C\nbanner exec ^CHello^C",
        b"Today\r\nHello\r\nr1>",
        [],
    ),
]


@pytest.mark.parametrize(("lines", "greeting", "dialogue"), DIALOGUES)
def test_login(lines, greeting, dialogue):
    async def run():
        async with served(LINES.format(lines)) as one:
            caller = await Caller.dial(one.telnet.port)
            first = await caller.until(greeting[-10:])
            assert first.startswith(OFFER + b"\r\n")
            assert first.endswith(greeting)
            for text, reply in dialogue:
                assert await caller.say(text, reply[-10:]) == reply
            caller.close()

    asyncio.run(run())


# Lines of the configuration, what is typed, and all that the device says before it hangs up.
ENDS = [
    (" login", [], b"\r\n\r\nPassword required, but none set\r\n"),
    (
        " password line-pw\n login",
        ["one", "two", "three"],
        b"\r\n" + VERIFICATION + b"Password: \r\nPassword: \r\nPassword: \r\n% Bad passwords\r\n\r\n",
    ),
    (
        " login local",
        ["a", "b", "c", "d", "e", "f"],
        b"\r\n" + VERIFICATION + b"".join(
            b"Username: %s\r\nPassword: \r\n%% Login invalid\r\n\r\n" % name for name in (b"a", b"c", b"e")
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "typed", "said"), ENDS)
def test_the_device_hangs_up(lines, typed, said):
    async def run():
        async with served(LINES.format(lines)) as one:
            caller = await Caller.dial(one.telnet.port)
            caller.writer.write("".join(f"{text}\r" for text in typed).encode())
            assert await caller.rest() == OFFER + said
            assert one.device.vtys == {}

    asyncio.run(run())
