# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console port of mock devices, and the way of a new device to SSH over it and over Telnet."""

from __future__ import annotations

import asyncio
import re

import asyncssh
import pytest
from callers import Caller, eventually, refused, served
from mock_ios import profiles
from mock_ios.clock import ManualClock

pytestmark = pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
AVAILABLE = b"\r\n" * 8 + b"r1 con0 is now available" + b"\r\n" * 6 + b"Press RETURN to get started." + b"\r\n" * 13
STARTED = b"\r\n\r\nPress RETURN to get started!\r\n\r\n\r\n"
DIALOG = b"Would you like to enter the initial configuration dialog? [yes/no]: "
AUTOINSTALL = b"\r\nWould you like to terminate autoinstall? [yes]: "


async def at_prompt(one, *lines, prompt=b"r1>"):
    """A caller at the console, after these answers."""
    caller = await Caller.dial(one.console.port)
    await caller.say("", prompt)
    for line in lines:
        await caller.say(line, prompt.replace(b">", b"#") if b">" in prompt else prompt)
    return caller


def test_a_console_waits_for_return_and_asks_nothing():
    async def run():
        async with served() as one:
            caller = await Caller.dial(one.console.port)
            assert await caller.say("", b">") == b"\r\nr1>"
            assert await caller.say("enable", b"#") == b"enable\r\nr1#"
            shown = await caller.say("show users", b"r1#")
            assert b"*  0 con 0                idle                 00:00:00   \r\n" in shown
            assert await caller.say("exit", AVAILABLE) == b"exit\r\n" + AVAILABLE
            assert one.device.vtys == {}
            assert await caller.say("", b">") == b"\r\nr1>"
            caller.close()

    asyncio.run(run())


AAA = "aaa new-model\naaa authentication login default local\naaa authorization exec default local"

# Configuration of the line, and the dialogue after RETURN: what is typed, what comes back.
LOGINS = [
    ("line con 0\n login local", [("", b"Username: "), ("admin", b"Password: "), ("mock-admin", b"\r\nr1#")]),
    ("line con 0\n password con-pw\n login", [("", b"Password: "), ("con-pw", b"\r\nr1>")]),
    ("line con 0\n login", [("", b"\r\nr1>")]),  # disabled until a password is set
    ("aaa new-model", [("", b"\r\nr1>")]),  # no list named default: open
    (
        AAA,
        [("", b"Username: "), ("admin", b"Password: "), ("mock-admin", b"\r\nr1>")],
    ),
    (
        f"{AAA}\naaa authorization console",
        [("", b"Username: "), ("admin", b"Password: "), ("mock-admin", b"\r\nr1#")],
    ),
    (
        "aaa new-model\naaa authentication login CON local\nline con 0\n login authentication CON\n privilege level 15",
        [("", b"Username: "), ("admin", b"Password: "), ("mock-admin", b"\r\nr1#")],
    ),
    (
        "line con 0\n password con-pw\n login",
        [
            ("", b"Password: "),
            ("a", b"Password: "),
            ("b", b"Password: "),
            ("c", b"% Bad passwords\r\n"),
        ],
    ),
]


@pytest.mark.parametrize(("config", "dialogue"), LOGINS)
def test_login_on_the_console(config, dialogue):
    async def run():
        async with served(config + "\n") as one:
            caller = await Caller.dial(one.console.port)
            for text, reply in dialogue:
                assert (await caller.say(text, reply[-12:])).endswith(reply)
            caller.close()

    asyncio.run(run())


def test_the_session_stays_where_it_is_when_the_connection_is_lost():
    async def run():
        async with served() as one:
            one.device.clock = clock = ManualClock()
            first = await at_prompt(one, "enable")
            await first.say("configure terminal", b"(config)#")
            first.writer.write(b"hostname half")
            await first.until(b"half")
            first.close()
            await first.writer.wait_closed()
            second = await Caller.dial(one.console.port)  # the next one finds an open session, and a half-typed line
            assert await second.say("-typed", b"#") == b"-typed\r\nhalf-typed(config)#"
            second.close()
            await second.writer.wait_closed()
            clock.advance(601)  # exec-timeout 10 0

            async def free():
                return one.device.vtys == {}

            await eventually(free)
            third = await Caller.dial(one.console.port)
            assert await third.say("", b">") == b"\r\nhalf-typed>"
            third.close()

    asyncio.run(run())


def test_one_user_at_a_time():
    async def run():
        async with served() as one:
            caller = await at_prompt(one)
            assert await refused(one.console.port)
            caller.close()
            await caller.writer.wait_closed()
            assert not await refused_after_close(one)

    asyncio.run(run())


async def refused_after_close(one):
    caller = await Caller.dial(one.console.port)
    reply = await caller.say("", b"r1>")
    caller.close()
    return not reply


def test_the_console_shows_the_log_also_while_nobody_is_logged_in():
    async def run():
        async with served() as one:
            caller = await Caller.dial(one.console.port)
            one.device.log("SYS-5-TEST", "seen")
            assert (await caller.until(b"seen\r\n")).endswith(b": %SYS-5-TEST: seen\r\n")
            await caller.say("", b"r1>")
            await caller.say("enable", b"r1#")
            await caller.say("configure terminal", b"(config)#")
            await caller.say("no logging console", b"(config)#")
            one.device.log("SYS-5-TEST", "not seen")
            assert b"SYS-5" not in await caller.say("end", b"r1#")
            caller.close()

    asyncio.run(run())


def test_telnet_commands_are_understood_and_raw_bytes_pass():
    async def run():
        async with served() as one:
            caller = await at_prompt(one)
            assert await caller.say(b"\xff\xfd\x03x", b"x") == b"\xff\xfb\x01\xff\xfb\x03x"
            assert await caller.say(b"\xff\xfb\x1fy", b"y") == b"\xff\xfe\x1fy"
            caller.writer.write(b"\x15")
            caller.close()

    asyncio.run(run())


def test_reload_seen_from_the_console():
    async def run():
        async with served(boot_seconds=0.1) as one:
            caller = await at_prompt(one, "enable")
            await caller.say("reload", b"[confirm]")
            said = await caller.say("", b"started!\r\n\r\n\r\n")
            assert b"%SYS-5-RELOAD: Reload requested by console. Reload Reason: Reload Command.\r\n" in said
            assert b"\r\nCisco IOS Software, C2960X Software" in said
            assert said.endswith(STARTED)
            assert b"available" not in said
            assert b"%SYS-5-RESTART: System restarted --\r\nCisco IOS" in await caller.until(b"prod_rel_team\r\n")
            assert await caller.say("", b">") == b"\r\nr1>"
            caller.close()

    asyncio.run(run())


def test_a_session_that_breaks_does_not_take_the_line_with_it(monkeypatch, caplog):
    def broken(_call):
        raise RuntimeError("this command is broken")

    async def run():
        async with served() as one:
            monkeypatch.setattr(type(one.device), "version_text", broken)
            caller = await at_prompt(one)
            await caller.say("show version", AVAILABLE)
            assert "this command is broken" in caplog.text
            await caller.say("", b"r1>")
            caller.close()

    asyncio.run(run())


def test_faults_reach_the_console_and_end_with_the_connection():
    async def run():
        faults = [
            {"fault": "drop", "command": "show clock"},
            {"fault": "refuse", "command": "show ver", "text": "% No"},
        ]
        async with served(faults=faults) as one:
            caller = await at_prompt(one)
            assert await caller.say("show version", b"r1>") == b"show version\r\n% No\r\nr1>"
            caller.writer.write(b"show clock\r")
            assert await caller.rest() in (b"", b"show clock")
            again = await Caller.dial(one.console.port)
            await again.say(b"\x15\r", b"r1>")  # the line typed so far is still there
            assert await again.say("show privilege", b"r1>")
            again.close()

    asyncio.run(run())


# What a device without startup configuration asks, from the answer to the first question on; reference 5.7.
SETUPS = [
    ("12.4", b"no\r\n" + AUTOINSTALL, STARTED),
    ("17.9", b"no\r\n" + AUTOINSTALL, STARTED),
    ("15.2", b"no\r\n\r\nRouter>", None),
]


@pytest.mark.parametrize(("profile", "answer", "then"), SETUPS)
def test_a_factory_device_asks_for_the_initial_configuration(profile, answer, then):
    async def run():
        async with served(profile=profile, preset="factory", boot_seconds=0.05) as one:
            caller = await Caller.dial(one.console.port)
            again = b"\r\n% Please answer 'yes' or 'no'.\r\n" + DIALOG
            assert await caller.say("", DIALOG) == again
            assert await caller.say("no", answer[-8:]) == answer
            if then:
                assert await caller.say("", b"started!\r\n\r\n\r\n") == b"\r\n" + then
                await caller.say("", b"Router>")
            await caller.say("enable", b"Router#")
            assert await refused(one.port)
            for line in ("configure terminal", "hostname R9", "end"):
                await caller.say(line, b"#")
            await caller.say("write memory", b"[OK]\r\nR9#")
            await caller.say("reload", b"[confirm]")
            await caller.say("", b"started!")  # saved: no questions any more
            await caller.until(b"prod_rel_team" if profile == "12.4" else b"RELEASE SOFTWARE")
            assert (await caller.say("", b"R9>")).endswith(b"\r\nR9>")
            await caller.say("enable", b"R9#")
            await caller.say("write erase", b"[confirm]")
            await caller.say("", b"R9#")
            await caller.say("reload", b"[confirm]")
            said = await caller.say("", DIALOG)
            assert b"         --- System Configuration Dialog ---\r\n\r\n" in said
            assert (b"Enable secret warning" in said) == (profile == "15.2")
            caller.close()

    asyncio.run(run())


def test_recent_releases_want_an_enable_secret_first():
    async def run():
        async with served(profile="17.15", preset="factory") as one:
            caller = await Caller.dial(one.console.port)
            await caller.say("", DIALOG)
            assert b"\r\n  secret should be of minimum 10 characters" in await caller.say("no", b"secret: ")
            assert (await caller.say("", b"secret: ")).endswith(b"% No defaulting allowed\r\n  Enter enable secret: ")
            assert (await caller.say("Cisco12345", b"secret: ")).startswith(b"**********\r\n% Invalid input.")
            assert await caller.say("Day0-secret", b"secret: ") == b"***********\r\n  Confirm enable secret: "
            assert b"% Invalid input." in await caller.say("Day0-other", b"secret: ")
            await caller.say("Day0-secret", b"Confirm enable secret: ")
            script = await caller.say(b"Day0-sex\x7fcret\r", b"[2]: ")
            assert re.search(rb"created:\r\n\r\nenable secret 9 \$9\$\S+\r\n!\r\nend\r\n", script)
            assert (await caller.say("1", DIALOG)).startswith(b"1\r\n")  # back to the first question
            await caller.say("no", b"secret: ")
            await caller.say("Day0-secret", b"secret: ")
            await caller.say("Day0-secret", b"[2]: ")
            said = await caller.say("", b"started!\r\n\r\n\r\n")
            assert said.startswith(b"\r\nBuilding configuration...\r\n[OK]\r\nUse the enabled mode")
            assert one.device.startup
            await caller.say("", b"Router>")
            await caller.say("enable", b"Password: ")
            await caller.say("Day0-secret", b"Router#")
            caller.close()

    asyncio.run(run())


# The dialogue behind `yes` on two generations: what is typed, and how the answer ends.
DIALOGUES = [
    (
        "12.4",
        [
            ("yes", b"Would you like to enter basic management setup? [yes/no]: "),
            (
                "perhaps",
                b"% Please answer 'yes' or 'no'.\r\nWould you like to enter basic management setup? [yes/no]: ",
            ),
            ("yes", b"\r\nConfiguring global parameters:\r\n\r\n  Enter host name [Router]: "),
            ("edge1", b"entered, becomes encrypted in the configuration.\r\n  Enter enable secret: "),
            ("", b"% No defaulting allowed\r\n  Enter enable secret: "),
            ("strong", b"  some boot images.\r\n  Enter enable password: "),
            (
                "strong",
                b"% Please choose a password that is different from the enable secret\r\n  Enter enable password: ",
            ),
            ("weak", b"over a network interface.\r\n  Enter virtual terminal password: "),
            ("lines", b"  Configure SNMP Network Management? [no]: "),
            ("yes", b"    Community string [public]: "),
            ("", b"\r\nEnter your selection [2]: "),
            (
                "2",
                b"[OK]\r\nUse the enabled mode 'configure' command to modify this configuration.\r\n\r\n\r\n" + STARTED,
            ),
        ],
    ),
    (
        "17.15",
        [
            ("yes", b"basic management setup? [yes/no]: "),
            ("no", b"  Enter host name [Router]: "),
            ("edge1", b"should not contain [cisco]\r\n  " + b"-" * 49 + b"\r\n  Enter enable secret: "),
            ("Day0-strong", b"***********\r\n  Confirm enable secret: "),
            ("Day0-strong", b"  Enter enable password: "),
            ("weak", b"  Enter virtual terminal password: "),
            ("lines", b"  Configure SNMP Network Management? [no]: "),
            ("", b"\r\nEnter your selection [2]: "),
            ("", b"to modify this configuration.\r\n\r\n\r\n" + STARTED),
        ],
    ),
]


@pytest.mark.parametrize(("profile", "dialogue"), DIALOGUES)
def test_the_initial_configuration_takes_effect(profile, dialogue):
    async def run():
        async with served(profile=profile, preset="factory") as one:
            caller = await Caller.dial(one.console.port)
            await caller.say("", DIALOG)
            for text, ending in dialogue:
                caller.writer.write(text.encode() + b"\r")
                said = b""
                while not said.endswith(ending):
                    said += await caller.until(ending[-6:])
            await caller.say("", b"edge1>")
            text = one.device.startup
            assert "\nhostname edge1\n" in text
            assert "\nenable password weak\n" in text
            assert ("\nsnmp-server community public RO\n" in text) == (profile == "12.4")
            telnet = await Caller.dial(one.telnet.port) if profile == "12.4" else caller  # 17.15 takes SSH alone
            if telnet is not caller:
                await telnet.until(b"Password: ")
                await telnet.say("lines", b"edge1>")
            await telnet.say("enable", b"Password: ")
            await telnet.say("strong" if profile == "12.4" else "Day0-strong", b"edge1#")

    asyncio.run(run())


@pytest.mark.parametrize(("profile", "then"), [("12.4", AUTOINSTALL), ("15.2", b"\r\nRouter>"), ("17.15", STARTED)])
def test_ctrl_c_ends_the_initial_configuration(profile, then):
    async def run():
        async with served(profile=profile, preset="factory") as one:
            caller = await Caller.dial(one.console.port)
            await caller.say("", DIALOG)
            await caller.say("yes", b"basic management setup? [yes/no]: ")
            await caller.say("yes", b"  Enter host name [Router]: ")
            said = await caller.say(b"\x03", then)
            assert b"Configuration aborted, no changes made." in said
            caller.close()

    asyncio.run(run())


async def past_the_first_questions(caller, profile):
    """From the first question of a factory device to its prompt."""
    if profile == "15.2":
        await caller.say("no", b"Router>")
        return
    if profile in ("17.15", "26.1"):
        await caller.say("no", b"secret: ")
        await caller.say("Day0-secret", b"secret: ")
        await caller.say("Day0-secret", b"[2]: ")
        await caller.say("0", b"started!")
    else:
        await caller.say("no", b"[yes]: ")
        await caller.say("", b"started!")
    await caller.say("", b"Router>")


SETTING_UP = (
    "enable secret day0-enable",
    "username op privilege 15 secret day0-pw",
    "hostname edge1",
    "ip domain-name mock.example",
    "crypto key generate rsa modulus 2048",
    "ip ssh version 2",
    "line vty 0 15",
    "login local",
    "transport input ssh",
    "end",
)


@pytest.mark.parametrize("profile", profiles.names())
@pytest.mark.parametrize("way", ["console", "telnet"])
def test_from_the_factory_to_ssh(profile, way):
    """Commands that an operator types, and an SSH login of an independent client at the end."""

    async def run():
        preset = {"console": "factory", "telnet": "day0"}[way]
        modulus = "3072" if profile == "26.1" else "2048"
        async with served(profile=profile, preset=preset, enable="day0-enable") as one:
            assert await refused(one.port)
            caller = await Caller.dial(getattr(one, way).port)
            if way == "console":
                await past_the_first_questions(caller, profile)
            else:
                await caller.until(b"Password: ")
                await caller.say("mock-admin", b"Router>")
            await caller.say("enable", b"Password: ")
            await caller.say("day0-enable", b"Router#")
            await caller.say("configure terminal", b"(config)#")
            for line in SETTING_UP:
                said = await caller.say(line.replace("2048", modulus), b"#")
                assert not re.search(rb"% (Invalid|Incomplete|Ambiguous)", said)
            assert await refused(one.telnet.port)
            async with asyncssh.connect(
                "127.0.0.1",
                one.port,
                username="op",
                password="day0-pw",
                known_hosts=None,
                config=None,
                client_keys=None,
                kex_algs="*",
                encryption_algs="*",
                mac_algs="*",
                server_host_key_algs="*",
            ) as connection:
                shown = await connection.run("show privilege")
            assert "Current privilege level is 15" in shown.stdout
            caller.close()

    asyncio.run(run())


def test_a_fleet_ends_also_when_somebody_types_at_that_moment():
    async def run():
        async with served() as one:
            caller = await at_prompt(one)
            one.console.typed(b"x")
        caller.close()

    asyncio.run(asyncio.wait_for(run(), 20))
