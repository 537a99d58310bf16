# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reloads now, in a while and never: dialogues, countdown, and what is there afterwards."""

from __future__ import annotations

import asyncio

import asyncssh
import pytest
from callers import Caller, refused
from mock_ios import profiles
from mock_terminal import Terminal, device
from test_server import Terminal as SshTerminal
from test_server import connect, served

QUIET = "hostname R1\nno logging console\nline con 0\n exec-timeout 0 0\n"
SAVE = "\nSystem configuration has been modified. Save? [yes/no]: "
PROCEED = "Proceed with reload? [confirm]"
NONE = "No reload is scheduled.\n"
IN = "Reload scheduled for 09:37:32 UTC Sun Sep 13 2026 (in 20 minutes)"
# profile -> what `reload in 20` says before it asks, and how the countdown writes five minutes
FORMS = {
    "12.2": (f"{IN}\n", "0:05:00"),
    "12.4": (f"{IN}\n", "0:05:00"),
    "15.2": ("Reload reason: Reload Command\n", "0:05:00"),
    "16.8": ("Reload scheduled in 20 minutes by console\nReload reason: Reload Command\n", "00:05:00"),
    "17.3": ("Reload scheduled in 20 minutes by console\nReload reason: Reload Command\n", "00:05:00"),
    **dict.fromkeys(("17.9", "17.15", "26.1"), (f"{IN} by console\nReload reason: Reload Command\n", "00:05:00")),
}


def banner(what, empty=3):
    return "\r\n" * empty + f"***\r\n*** --- SHUTDOWN {what} ---\r\n***\r\n"


@pytest.mark.parametrize("profile", profiles.names())
def test_the_dialogue_and_the_countdown(profile):
    said, shown = FORMS[profile]
    one = device(profile, QUIET + "ip ssh time-out 60\n", rsa=3072)
    with Terminal(one) as terminal, Terminal(one, vty=True, user="op") as other:
        assert terminal.type("reload in 20") == f"reload in 20\n{said}{PROCEED}", "nothing to save"
        assert terminal.raw("\r") == b"\r\nR1#"
        assert one.log_lines[-1].endswith(
            "%SYS-5-SCHEDULED_RELOAD: Reload requested for 09:37:32 UTC Sun Sep 13 2026 at "
            "09:17:32 UTC Sun Sep 13 2026 by console. Reload Reason: Reload Command."
        )
        other.raw("show ver")
        other.output.clear()
        terminal.wait(15 * 60 - 1)
        assert (terminal.output, other.output) == (b"\r\nR1#", b"")
        told = (banner(f"in {shown}"), banner(f"in {shown}").replace("5", "1"))
        for seconds, text in zip((1, 240), told, strict=True):
            terminal.output.clear()
            other.output.clear()
            terminal.wait(seconds)
            assert terminal.output.decode() == other.output.decode() == text
        assert "(in 1 minute)" in (page := terminal.type("show reload")) or "in 1 minute by console" in page
        assert terminal.type("reload cancel") == "reload cancel\nR1#" + banner("ABORTED", 2).replace("\r\n", "\n")
        assert other.output.decode().endswith(banner("ABORTED", 2))
        assert one.log_lines[-1].endswith(
            "%SYS-5-SCHEDULED_RELOAD_CANCELLED: Scheduled reload cancelled at 09:36:32 UTC Sun Sep 13 2026"
        )
        assert terminal.reply("show reload") == terminal.reply("reload cancel") == NONE
        assert one.clock.timers == []
        terminal.wait(3600)
        assert one.boots == 0


@pytest.mark.parametrize("profile", ["17.3", "17.9"])
def test_a_stack_says_so(profile):
    stack = "Reload command is being issued on Active unit, this will reload the whole stack\n"
    with Terminal(device(profile, QUIET)) as terminal:
        assert terminal.type("reload") == f"reload\n{stack if profile == '17.3' else ''}{PROCEED}"


def test_the_question_about_what_is_not_saved():
    one = device("15.2", QUIET, rsa=2048)
    with Terminal(one) as terminal:
        start = f"Reload reason: Reload Command\n{PROCEED}"
        terminal.configure("hostname R2")
        assert terminal.type("reload in 5") == f"reload in 5\n{SAVE}"
        assert terminal.raw("\x03").decode().endswith("\r\nR2#"), "Ctrl-C leaves it"
        terminal.type("reload in 5")
        assert terminal.type("perhaps") == f"perhaps\n% Please answer 'yes' or 'no'.\n{SAVE}"
        assert terminal.type("n") == f"n\n{start}"
        assert terminal.raw("\x03") == b"\r\nR2#"
        assert terminal.reply("show reload") == NONE
        terminal.type("reload in 5", "no")
        assert terminal.raw("x") == b"x\r\nR2#"
        assert one.startup.count("hostname R1") == 1
        terminal.type("reload in 5")
        assert terminal.type("y") == f"y\nBuilding configuration...\n[OK]\n{start}"
        assert "hostname R2" in one.startup
        terminal.raw("\r")
        terminal.configure("hostname R3", "hostname R2")
        assert terminal.type("reload in 9") == f"reload in 9\n{start}", "it runs what is saved"
        terminal.raw("\r")
        terminal.wait(0.01)  # as long as it takes to ask
        assert "in 9 minutes" in terminal.reply("show reload"), "the new one stands for the old one"
        terminal.configure("crypto key generate rsa label NEW modulus 2048")
        assert terminal.type("reload") == f"reload\n{SAVE}", "a key is not saved yet"


@pytest.mark.parametrize(
    ("line", "when", "reason"),
    [
        ("in 1:30 new software", "10:47:32 UTC Sun Sep 13 2026 (in 1 hour and 30 minutes)", "new software"),
        ("in 100:00", "13:17:32 UTC Thu Sep 17 2026 (in 100 hours and 0 minutes)", "Reload Command"),
        ("in 10 reason I_took_an_arrow", "09:27:32 UTC Sun Sep 13 2026 (in 10 minutes)", "I_took_an_arrow"),
        ("at 23:15", "23:15:00 UTC Sun Sep 13 2026 (in 13 hours and 57 minutes)", "Reload Command"),
        ("at 09:00", "09:00:00 UTC Mon Sep 14 2026 (in 23 hours and 42 minutes)", "Reload Command"),
        ("at 3:00 10 oct", "03:00:00 UTC Sat Oct 10 2026 (in 641 hours and 42 minutes)", "Reload Command"),
        ("at 03:00 October 10 at night", "03:00:00 UTC Sat Oct 10 2026 (in 641 hours and 42 minutes)", "at night"),
        ("at 03:00 jan 2", "03:00:00 UTC Sat Jan 2 2027 (in 2657 hours and 42 minutes)", "Reload Command"),
        ("at 09:18 maybe 5 times", "09:18:00 UTC Sun Sep 13 2026 (in 28 seconds)", "maybe 5 times"),
    ],
)
def test_times(line, when, reason):
    one = device("17.15", QUIET)
    with Terminal(one, vty=True, user="op") as terminal:
        who = "by op on vty0 (10.0.0.2)"
        said = terminal.type(f"reload {line}")
        assert said.endswith(f"\nReload scheduled for {when} {who}\nReload reason: {reason}\n{PROCEED}")
        terminal.raw("\r")
        assert terminal.reply("show reload") == f"Reload scheduled for {when} {who}\nReload reason: {reason}\n"


@pytest.mark.parametrize("line", ["in 0", "in x", "in 1:", "in 600:00", "at 25:00", "at 3", "at 03:00 feb 30"])
def test_times_that_cannot_be(line):
    with Terminal(device("17.15", QUIET)) as terminal:
        assert terminal.reply(f"reload {line}").endswith("^\n% Invalid input detected at '^' marker.\n\n")
        assert terminal.reply("show reload") == NONE


KEY = "crypto key generate rsa label {} modulus 2048"


def test_what_is_there_after_a_reload():
    """Sessions are lost, the port refuses, and the saved configuration comes back with the saved keys alone."""

    async def scenario():
        options = {"clock_rate": 0, "boot_seconds": 300, "profile": "17.9", "telnet": True}
        async with served({**options, "config": "archive\n path flash:bak\n"}) as one:
            clock, on = one.device.clock, one.device
            first = await connect(one)
            known = first.get_server_host_key().public_data
            terminal = await SshTerminal.open(first)
            await terminal.send("configure terminal", KEY.format("SAVED"), "end", "write memory")
            await terminal.send("configure terminal", KEY.format("LOST"), "ip ssh rsa keypair-name LOST", "end")
            async with await connect(one) as between:
                assert between.get_server_host_key().public_data != known
            await terminal.send("reload in 2", prompt=": ")
            await terminal.send("no", prompt="[confirm]")
            await terminal.send("")
            telnet = await Caller.dial(one.telnet.port)
            clock.advance(60)
            await terminal.until("SHUTDOWN in 00:01:00 ---")
            assert (await connect_and_close(one)) is None, "until then it lets people in"
            clock.advance(60)
            await asyncio.wait_for(first.wait_closed(), 10)
            assert b"SHUTDOWN NOW" in await telnet.rest(), "every terminal hears of it"
            for seconds in (0, 299):
                clock.advance(seconds)
                with pytest.raises(OSError, match=r"refused|Connect call failed|reset"):
                    await connect(one)
                assert await refused(one.telnet.port)
            clock.advance(1)
            async with await connect(one) as again:
                assert again.get_server_host_key().public_data == known
                keys = (await again.run("show crypto key mypubkey all | include name")).stdout
            assert "SAVED" in keys
            assert "LOST" not in keys
            assert "keypair-name LOST" not in on.saved_text()
            assert clock.timers == []
            assert on.boots == 1

    async def connect_and_close(one):
        connection = await connect(one)
        connection.close()
        await connection.wait_closed()

    asyncio.run(scenario())


def test_a_reload_that_is_taken_back_lets_everybody_stay():
    async def scenario():
        async with served({"clock_rate": 0}) as one, await connect(one) as first, await connect(one) as second:
            mine, other = await SshTerminal.open(first), await SshTerminal.open(second)
            await mine.send("reload in 10", prompt="[confirm]")
            await mine.send("")
            one.device.clock.advance(300)
            for terminal in (mine, other):
                await terminal.until("SHUTDOWN in 00:05:00 ---\r\n***\r\n")
            await other.send("reload cancel")
            for terminal in (mine, other):
                await terminal.until("*** --- SHUTDOWN ABORTED ---\r\n***\r\n")
            one.device.clock.advance(299)
            assert "15" in await mine.send("show privilege")
            assert "No reload is scheduled." in await other.send("show reload")

    asyncio.run(scenario())


def test_a_clock_that_hurries_reloads_by_itself():
    async def scenario():
        async with served({"clock_rate": 3000, "boot_seconds": 60}) as one:
            connection = await connect(one)
            terminal = await SshTerminal.open(connection)
            await terminal.send("reload in 10", prompt="[confirm]")
            terminal.process.stdin.write("\r")
            await asyncio.wait_for(connection.wait_closed(), 10)
            for _unused in range(200):
                try:
                    async with await connect(one):
                        return
                except (OSError, asyncssh.Error):
                    await asyncio.sleep(0.02)
            raise AssertionError("it never came back")

    asyncio.run(scenario())
