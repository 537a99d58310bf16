# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Telnet to mock devices: bare sockets against bytes, and an independent client, in one process."""

from __future__ import annotations

import asyncio

import pytest
import telnetlib3
from callers import Caller, eventually, refused, served
from mock_ios.clock import ManualClock

OFFER = b"\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f"
VERIFICATION = b"\r\nUser Access Verification\r\n\r\n"
LINES = "line vty 0 4\n{}\n transport input telnet\nno line vty 5\n"


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
    (
        "aaa new-model\naaa authentication login default local",
        ["a", "b", "c", "d", "e", "f"],
        b"\r\n" + VERIFICATION + b"".join(
            b"Username: %s\r\nPassword: \r\n%% Authentication failed\r\n\r\n" % name for name in (b"a", b"c", b"e")
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


def test_an_independent_client_negotiates_and_works():
    async def run():
        async with served(LINES.format(" login local")) as one:
            reader, writer = await telnetlib3.open_connection(
                "127.0.0.1", one.telnet.port, encoding="latin-1", term="vt220", cols=132, rows=50
            )
            await asyncio.wait_for(reader.readuntil(b"Username: "), 10)
            writer.write("admin\r")
            await asyncio.wait_for(reader.readuntil(b"Password: "), 10)
            writer.write("mock-admin\r")
            await asyncio.wait_for(reader.readuntil(b"r1#"), 10)
            assert writer.remote_option.enabled(telnetlib3.ECHO)
            assert writer.remote_option.enabled(telnetlib3.SGA)
            shell = next(shell for shell in one.device.shells if shell.vty.transport == "telnet")
            assert (shell.width, shell.height) == (132, 50)
            writer.write("show users | include \\*\r")
            shown = await asyncio.wait_for(reader.readuntil(b"r1#"), 10)
            assert b"*  2 vty 0     admin      idle                 00:00:00 127.0.0.1\r\n" in shown
            writer.close()

            async def gone():
                return not one.device.vtys

            await eventually(gone)

    asyncio.run(run())


# Commands of the protocol, and what comes back besides the echo: RFC 855 and its kin.
COMMANDS = [
    (b"\xff\xfd\x05", b"\xff\xfc\x05"),  # DO STATUS: WONT
    (b"\xff\xfb\x22", b"\xff\xfe\x22"),  # WILL LINEMODE: DONT
    (b"\xff\xfb\x18", b"\xff\xfa\x18\x01\xff\xf0"),  # WILL TERMINAL-TYPE: which?
    (b"\xff\xfd\x01", b""),  # DO ECHO is an answer
    (b"\xff\xfa\x1f\x00\xff\xf0", b""),  # a broken window size does no harm
    (b"\xff\xff", b"\xff\xff"),  # 255 as text, echoed
    (b"\xff\xf1", b""),  # NOP
]


@pytest.mark.parametrize(("sent", "reply"), COMMANDS)
def test_protocol(sent, reply):
    async def run():
        async with served(LINES.format(" no login")) as one:
            caller = await Caller.dial(one.telnet.port)
            await caller.until(b"r1>")
            assert await caller.say(sent + b"x", b"x") == reply + b"x"
            caller.writer.write(b"\x15")
            caller.close()

    asyncio.run(run())


def test_interrupt_is_ctrl_c():
    async def run():
        async with served(LINES.format(" no login\n privilege level 15")) as one:
            caller = await Caller.dial(one.telnet.port)
            await caller.until(b"r1#")
            await caller.say("configure terminal", b"(config)#")
            assert await caller.say(b"\xff\xf4", b"#") == b"^C\r\nr1#"
            caller.close()

    asyncio.run(run())


def test_lines_are_shared_with_ssh_and_refuse_when_all_are_busy():
    async def run():
        config = LINES.format(" no login").replace("telnet", "telnet ssh") + "line vty 2 4\n transport input ssh\n"
        async with served(config) as one:
            first, second = [await Caller.dial(one.telnet.port) for _unused in range(2)]
            for caller in (first, second):
                await caller.until(b"r1>")
            assert await refused(one.telnet.port)
            assert not await refused_ssh(one)
            assert sorted(one.device.vtys) == [2, 3]
            first.writer.write(b"exit\r")
            await first.rest()
            third = await Caller.dial(one.telnet.port)
            await third.until(b"r1>")
            assert sorted(one.device.vtys) == [2, 3]

    asyncio.run(run())


async def refused_ssh(one):
    caller = await Caller.dial(one.port)
    ident = await caller.until(b"\n")
    caller.close()

    async def gone():
        return len(one.device.vtys) == 2

    await eventually(gone)
    return not ident.startswith(b"SSH-")


def test_telnet_closes_with_the_configuration_and_sessions_go_on():
    async def run():
        async with served(LINES.format(" no login\n privilege level 15")) as one:
            caller = await Caller.dial(one.telnet.port)
            await caller.until(b"r1#")
            port = one.telnet.port
            for line in ("configure terminal", "line vty 0 4", "transport input ssh"):
                await caller.say(line, b")#")
            assert await refused(port)
            await caller.say("transport input telnet", b")#")
            assert not await refused(port)
            await caller.say("transport input none", b")#")
            assert await refused(port)
            await caller.say("end", b"r1#")
            caller.close()

    asyncio.run(run())


def test_reload_refuses_until_the_device_has_booted():
    async def run():
        async with served(LINES.format(" no login\n privilege level 15"), boot_seconds=0.2) as one:
            caller = await Caller.dial(one.telnet.port)
            await caller.until(b"r1#")
            await caller.say("reload", b"[confirm]")
            caller.writer.write(b"\r")
            assert b"\r1#" not in await caller.rest()
            assert await refused(one.telnet.port)

            async def answers():
                return not await refused(one.telnet.port)

            await eventually(answers)

    asyncio.run(run())


def test_time_runs_out_at_the_login_and_at_the_prompt():
    async def run():
        async with served(LINES.format(" exec-timeout 1 0\n login local")) as one:
            one.device.clock = clock = ManualClock()
            caller = await Caller.dial(one.telnet.port)
            await caller.until(b"Username: ")
            clock.advance(31)
            assert await caller.until(b"\nUsername: ") == b"\r\n% Username:  timeout expired!\r\nUsername: "
            await caller.say("admin", b"Password: ")
            clock.advance(31)
            said = await caller.until(b"\nUsername: ")
            assert said == b"\r\n% Password:  timeout expired!\r\n% Login invalid\r\n\r\nUsername: "
            await caller.say("admin", b"Password: ")
            await caller.say("mock-admin", b"r1#")
            clock.advance(61)
            assert await caller.rest() == b""
            assert one.device.vtys == {}

    asyncio.run(run())


def test_logins_are_recorded_with_the_telnet_port():
    async def run():
        config = LINES.format(" login local") + "login on-success log\nlogin on-failure log\n"
        async with served(config) as one:
            caller = await Caller.dial(one.telnet.port)
            await caller.until(b"Username: ")
            for user, password, until in (("admin", "no", b"Username: "), ("admin", "mock-admin", b"r1#")):
                await caller.say(user, b"Password: ")
                await caller.say(password, until)
            lines = [line.split("%", 1)[1].split(" at ")[0] for line in one.device.log_lines]
            where = "[user: admin] [Source: 127.0.0.1] [localport: 23]"
            failed = f"SEC_LOGIN-4-LOGIN_FAILED: Login failed {where} [Reason: Login Authentication Failed]"
            assert lines == [failed, f"SEC_LOGIN-5-LOGIN_SUCCESS: Login Success {where}"]
            caller.close()

    asyncio.run(run())


def test_faults_reach_telnet():
    async def run():
        fault = {"fault": "drop", "command": "show clock"}
        async with served(LINES.format(" login local"), faults=[fault]) as one:
            caller = await Caller.dial(one.telnet.port)
            await caller.until(b"Username: ")
            await caller.say("admin", b"Password: ")
            await caller.say("mock-admin", b"r1#")
            caller.writer.write(b"show clock\r")
            assert await caller.rest() in (b"", b"show clock")

    asyncio.run(run())


def test_an_expired_password_is_changed_on_the_way_in():
    """The same dialogue as over SSH, and a shell that AAA does not authorize."""
    lines = "aaa new-model\naaa authentication login default group tacacs+\naaa authorization exec default local"
    users = [{"name": "cisco", "password": "old", "expired": True}, {"name": "admin", "password": "far"}]

    async def run():
        async with served(LINES.format(lines), aaa_server={"users": users}) as one:
            caller = await Caller.dial(one.telnet.port)
            await caller.until(b"Username: ")
            await caller.say("cisco", b"Password: ")
            expired = b"\r\nYour password has expired.\r\nEnter a new one now.\r\nNew Password: "
            assert await caller.say("old", b"New Password: ") == expired
            await caller.say("new", b"Re-enter New password: ")
            assert await caller.say("typo", b"New Password: ") == (
                b"\r\nThe New and Re-entered passwords have to be the same.\r\nTry again.\r\nNew Password: "
            )
            await caller.say("new", b"Re-enter New password: ")
            caller.writer.write(b"new\r")
            assert (await caller.rest()).endswith(b"\r\n% Authorization failed.\r\n")  # no local user
            assert one.device.gate.server.users["cisco"].password == "new"
            caller = await Caller.dial(one.telnet.port)
            await caller.until(b"Username: ")
            await caller.say("admin", b"Password: ")
            assert await caller.say("far", b"r1#") == b"\r\nr1#"
            caller.close()

    asyncio.run(run())
