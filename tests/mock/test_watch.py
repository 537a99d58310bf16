# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`login block-for` and its companions over real SSH and Telnet, and users without a password."""

from __future__ import annotations

import asyncio
import re
import time

import asyncssh
import pytest
from callers import Caller, refused, served
from mock_terminal import Terminal, device

pytestmark = pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")

EVERY = dict.fromkeys(("kex_algs", "encryption_algs", "mac_algs", "server_host_key_algs"), "*")
WATCHED = "login block-for 60 attempts 3 within 30\nlogin on-failure log\n"
VTY = "line vty 0 15\n login local\n"


async def login(one, password="mock-admin", source="127.0.0.1", user="admin", **options):
    """Whether one attempt over SSH lets somebody in; a second after the last one, also where the clock stands still."""
    one.device.clock.advance(1)
    known = {"known_hosts": None, "client_keys": None, "preferred_auth": "password", **EVERY}
    known |= {"username": user, "password": password, "local_addr": (source, 0)} | options
    try:
        async with asyncssh.connect(one.address, one.port, **known) as connection:
            return "uptime" in (await connection.run("show version")).stdout
    except (OSError, asyncssh.Error):
        return False


async def mistype(one, times, **options):
    for _unused in range(times):
        assert not await login(one, "wrong", **options)


def shown(one):
    return one.device.watch.page()


def test_quiet_mode_begins_and_ends():
    async def scenario():
        async with served(WATCHED + "ip ssh authentication-retries 1\nlogin delay 1\n") as one:
            clock = one.device.clock
            clock.stop()
            assert "Router presently in Normal-Mode." in shown(one)
            await mistype(one, 2)
            assert "Login failures for current window: 2." in shown(one)
            clock.advance(31)
            await mistype(one, 2)
            assert "Login failures for current window: 2." in shown(one)
            await mistype(one, 1)
            assert "     Denying logins from all sources." in shown(one)
            assert "Will remain in Quiet-Mode for 60 seconds." in shown(one)
            assert await refused(one.port)
            assert await refused(one.telnet.port)
            assert not await login(one)
            clock.advance(60)
            assert "Router presently in Normal-Mode." in shown(one)
            assert await login(one)
            assert not await refused(one.telnet.port)
            log = "\n".join(one.device.log_lines)
            where = r"\[user: admin\] \[Source: 127.0.0.1\] \[localport: 22\] \[Reason: Login Authentication Failed\]"
            on = rf"%SEC_LOGIN-1-QUIET_MODE_ON: Still timeleft for watching failures is 28 secs, {where} "
            assert len(re.findall(rf"{on}\[ACL: sl_def_acl\] at", log)) == 1
            assert log.count("%SEC_LOGIN-4-LOGIN_FAILED: ") == 5
            assert log.count("%SEC_LOGIN-5-QUIET_MODE_OFF: Quiet Mode is OFF, because block period timed out at ") == 1

    asyncio.run(scenario())


def test_a_list_opens_quiet_mode_for_some():
    async def scenario():
        config = "login block-for 60 attempts 2 within 30\nlogin quiet-mode access-class Q\nlogin delay 1\n"
        config += "ip access-list standard Q\n permit 127.0.0.2\n"
        async with served(config) as one:
            one.device.clock.stop()
            await mistype(one, 2)
            assert "Quiet-Mode access list Q is applied." in shown(one)
            assert "Restricted logins filtered by applied ACL Q." in shown(one)
            assert not await login(one)
            assert await login(one, source="127.0.0.2")
            assert await refused(one.telnet.port)
            assert "[ACL: Q]" in "\n".join(one.device.log_lines)
            one.device.config.remove("login block-for")
            one.device.changed()
            assert await login(one)
            one.device.load("login block-for 60 attempts 2 within 30")
            one.device.changed()
            assert "Login failures for current window: 0." in shown(one)
            assert await login(one)
            await mistype(one, 2)
            assert one.device.watch.quiet
            one.restart()
            assert not one.device.watch.quiet
            one.device.clock.advance(100)
            assert "QUIET_MODE_OFF" not in "\n".join(one.device.log_lines)

    asyncio.run(scenario())


def test_telnet_counts_and_is_blocked():
    async def scenario():
        async with served(f"{VTY}login block-for 900 attempts 2 within 900\n") as one:
            one.device.clock.run(50)  # the second between two attempts takes no time
            caller = await Caller.dial(one.telnet.port)
            await caller.until(b"Username: ")
            await caller.say("admin", b"Password: ")
            await caller.say("wrong", b"Username: ")
            await caller.say("admin", b"Password: ")
            await caller.say("wrong", b"Username: ")
            await caller.say("admin", b"Password: ")
            assert b"#" not in await caller.say("mock-admin", b"invalid")
            assert await refused(one.port)
            failures = one.device.watch.failures_page().split("\n")
            assert failures[0] == "Total failed logins: 3"
            assert re.fullmatch(r"admin           127\.0\.0\.1       23    3     \S+ UTC .*", failures[4])

    asyncio.run(scenario())


def test_keys_that_are_refused_do_not_count():
    async def scenario():
        async with served("login block-for 100 attempts 2 within 50\n") as one:
            keys = [asyncssh.generate_private_key("ssh-rsa", key_size=2048) for _unused in range(3)]
            assert await login(one, client_keys=keys, preferred_auth="publickey,password")
            assert one.device.watch.total == 0

    asyncio.run(scenario())


def test_delay_lies_between_attempts():
    async def scenario():
        async with served("login delay 1\n") as one:
            started = time.monotonic()
            assert all(await asyncio.gather(login(one), login(one)))
            assert time.monotonic() - started >= 1

    asyncio.run(scenario())


def test_every_second_failure_is_logged():
    async def scenario():
        config = "login on-failure log every 2\nlogin on-success log\nip ssh authentication-retries 1\n"
        async with served(config) as one:
            await mistype(one, 4)
            assert await login(one)
            log = "\n".join(one.device.log_lines)
            assert log.count("LOGIN_SUCCESS") == 1
            assert one.device.watch.total == 2 * log.count("LOGIN_FAILED") > 0

    asyncio.run(scenario())


PAGES = [
    (
        "",
        [
            "No login delay has been applied.",
            "No Quiet-Mode access list has been configured.",
            "",
            "Router NOT enabled",
        ],
    ),
    ("login delay 3", ["A login delay of 3 seconds is applied."]),
    ("login block-for 9 attempts 3 within 7", ["A default login delay of 1 second is applied."]),
    ("login on-failure log\nlogin on-success log", ["All successful login is logged.", "All failed login is logged."]),
]


@pytest.mark.parametrize(("config", "lines"), PAGES)
def test_pages(config, lines):
    with Terminal(device("17.9", f"hostname R1\n{config}\n")) as terminal:
        page = terminal.reply("show login")
        for line in lines:
            assert f"     {line}" in page or (not line and "\n\n" in page)
        assert terminal.reply("show login failures") == "*** No logged failed login attempts with the device.***\n"


def test_a_user_without_a_password_comes_in_by_telnet_alone():
    async def scenario():
        async with served(f"{VTY}username bare privilege 15\n") as one:
            assert not await login(one, "", user="bare")
            assert not await login(one, "", user="bare", preferred_auth="keyboard-interactive")
            caller = await Caller.dial(one.telnet.port)
            await caller.until(b"Username: ")
            await caller.say("bare", b"Password: ")
            await caller.say("", b"r1#")
            caller.close()

    asyncio.run(scenario())
