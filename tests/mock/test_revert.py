# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The archive, and changes that go back unless somebody confirms them: on the clock of the device, nothing waits."""

from __future__ import annotations

import asyncio

import asyncssh
import pytest
from mock_ios import profiles
from mock_ios.flash import FlashPlan
from mock_terminal import Terminal, device, running
from test_config import SITE
from test_server import Terminal as SshTerminal
from test_server import connect, served

INVALID = "% Invalid input detected at '^' marker.\n"
QUIET = "hostname R1\nno logging console\nline con 0\n exec-timeout 0 0\n"
ARCHIVE = "archive\n path flash:bak\n"
START = f"""{QUIET}ip ssh time-out 60
{ARCHIVE}something nobody knows
interface Loopback0
 description old
line vty 0 4
 transport input ssh
"""
FILE = "flash:bak-Sep-13-09-17-32.349-{}"
BACKING_UP = "Rollback Confirmed Change: Backing up current running config to "
ENTER = "Enter configuration commands, one per line.  End with CNTL/Z.\n"
WARNING = (
    "Rollback Confirmed Change: Rollback will begin in one minute.\r\n"
    'Enter "configure confirm" if you wish to keep what you\'ve configured\r\n'
)
PENDING = """Time configured(or reconfigured): 09:17:32 UTC Sun Sep 13 2026
Timer type: {} timer
Timer value: {} min
User: {}
"""
SCHEDULED = "User: admin(Priv: 15, View: 0): Scheduled to rollback to config {} in 2 minutes"
NOTHING = "%No Rollback Confirmed Change pending\n"
TIMER = "show archive config rollback timer"


def on(initial=START, *, profile="17.15", files=None, room=1 << 20, missing=False, rsa=3072):
    return device(profile, initial, rsa=rsa, flash=FlashPlan(room, files or {}, missing))


def settings(one):
    """The running configuration without its comments."""
    return [line for line in one.saved_text().split("\n") if not line.startswith("!")]


def changed(terminal):
    """Something of everything is changed, and SSH is gone."""
    terminal.type("ip ssh time-out 30", "hostname other", "no interface Loopback0", "interface Loopback1")
    terminal.type("line vty 0 15", "transport input none")


# The archive


def test_the_archive_keeps_as_many_files_as_it_may():
    with Terminal(on(QUIET)) as terminal:
        assert terminal.reply("show archive") == " Archive feature not enabled\n"
        assert terminal.reply("archive config") == " Archive feature not enabled\n% Error caught by command handler\n"
        said = terminal.configure("archive", "write-memory", "time-period 60", "maximum 3", "path flash:$h")
        assert said == ""
        block = "archive\n path flash:$h\n maximum 3\n write-memory\n time-period 60\n!\n"
        assert block in terminal.device.running_text()
        assert terminal.reply("show archive") == (
            "The maximum archive configurations allowed is 3.\n"
            "The archiving time-period is 60 minutes.\n"
            "The next archive will be in 60 minutes.\n"
            "Write-mem mode is enabled.\n"
            "There are currently 0 archive configurations saved.\n"
            "The next archive file will be named flash:R1-<timestamp>-0\n"
            " Archive #  Name\n   1        \n   2        \n   3        \n"
        )
        assert terminal.reply("archive config") == ""
        terminal.device.clock.advance(10)
        terminal.type("write memory")
        terminal.wait(2 * 3600)
        listed = terminal.reply("show archive").split(" Archive #  Name\n")[1]
        assert listed == (
            "   1        flash:R1-Sep-13-09-17-42.349-1\n"
            "   2        flash:R1-Sep-13-10-17-32.349-2\n"
            "   3        flash:R1-Sep-13-11-17-32.349-3 <- Most Recent\n"
        )
        listing = terminal.reply("dir flash:")
        assert ["R1-Sep" in line for line in listing.split("\n")].count(True) == 3
        assert "-0\n" not in listing
        text = terminal.reply("more flash:R1-Sep-13-11-17-32.349-3")
        assert text == terminal.device.saved_text()
        terminal.configure("archive", "no time-period", "no maximum", "no write-memory")
        assert "The maximum archive configurations allowed is 10.\nThere are" in terminal.reply("show archive")
        assert terminal.device.clock.timers == []
        terminal.configure("no archive")
        assert terminal.reply("show archive") == " Archive feature not enabled\n"


def test_names_of_files():
    with Terminal(on(QUIET + "archive\n path flash:$h-$t-x\n")) as terminal:
        terminal.wait(86400 * 20)
        terminal.type("archive config")
        terminal.configure("clock timezone CET 1", "archive", "path flash:y")
        terminal.type("archive config")
        listed = terminal.reply("show archive")
        assert "   1        flash:R1-Oct--3-09-17-32.349-x-0\n" in listed
        assert "   2        flash:y-Oct--3-09-17-32.349-CET-1 <- Most Recent\n" in listed


def test_a_path_that_cannot_be():
    with Terminal(on(QUIET, missing=True)) as terminal:
        assert terminal.configure("archive", "path flash:bak", "write-memory").endswith(f"^\n{INVALID}\n")
        assert terminal.reply("show archive") == " Archive feature not enabled\n", "as recorded without flash"
        terminal.configure("archive", "path tftp://10.0.0.9/bak")
        refusal = "Cannot set maximum when backing up to network path\n"
        assert terminal.configure("archive", "maximum 5") == refusal
        name = "tftp://10.0.0.9/bak-Sep-13-09-17-32.349-0"
        lost = f"%Error opening {name} (Timed out)\n"
        assert terminal.reply("archive config") == f"{lost}% Error caught by command handler\n"
        assert terminal.reply("configure terminal revert timer 5") == f"{BACKING_UP}{name}\n{lost}"
        assert terminal.reply(TIMER) == NOTHING


def test_a_flash_without_room_or_folder():
    with Terminal(on(room=0)) as terminal:
        name = FILE.format(0)
        full = f"%Error opening {name} (No space left on device)\n"
        assert terminal.reply("archive config") == f"{full}% Error caught by command handler\n"
        assert terminal.reply("configure terminal revert timer 5") == f"{BACKING_UP}{name}\n{full}"
        assert terminal.shell.prompt == "R1#"
        assert terminal.reply(TIMER) == NOTHING
        assert "0 archive configurations saved" in terminal.reply("show archive")
        terminal.configure("archive", "path flash:none/bak")
        assert "(No such file or directory)" in terminal.reply("archive config")


@pytest.mark.parametrize(("profile", "hidden"), [("15.2", False), ("17.15", True)])
def test_the_log_of_the_archive_is_stored(profile, hidden):
    with Terminal(on(profile=profile)) as terminal:
        assert terminal.type("configure terminal", "archive", "log config").endswith("R1(config-archive-log-cfg)#")
        terminal.type("hidekeys", "notify syslog", "logging size 200", "logging enable", "exit")
        assert terminal.type("maximum 5").endswith("(config-archive)#")
        lines = [
            "archive",
            " log config",
            "  logging enable",
            "  logging size 200",
            "  notify syslog contenttype plaintext",
            *([] if hidden else ["  hidekeys"]),
            " path flash:bak",
            " maximum 5",
            "!",
        ]
        assert "\n".join(lines) in terminal.device.running_text()
        terminal.type("end")
        terminal.configure("archive", "log config", "no logging enable", "no hidekeys")
        assert ("  no hidekeys\n" in terminal.device.running_text()) is hidden
        assert "logging enable" not in terminal.device.running_text()
        before = settings(terminal.device)
        terminal.type("write memory")
        terminal.device.reload()
        assert settings(terminal.device) == before
        terminal.device.replace(terminal.device.saved_text())
        assert settings(terminal.device) == before


# Changes that go back


@pytest.mark.parametrize("profile", [name for name in profiles.names() if name != "12.2"])
def test_a_change_that_nobody_confirms_goes_back(profile):
    one = on(profile=profile)
    with Terminal(one, user="admin") as terminal:
        before, keys = settings(one), list(one.keys)
        said = terminal.reply("configure terminal revert timer 2")
        assert said.startswith(f"{BACKING_UP}{FILE.format(0)}\n\n{ENTER}")
        assert [line.partition(": ")[2] for line in one.log_lines[-2:]] == [
            f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_BACKUP: Backing up current running config to {FILE.format(0)}",
            "%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_START_ABSTIMER: " + SCHEDULED.format(FILE.format(0)),
        ]
        changed(terminal)
        assert settings(one) != before
        assert not one.ssh_policy().enabled
        assert PENDING.format("absolute", 2, "admin") in terminal.type(f"do {TIMER}")
        terminal.output.clear()
        terminal.wait(59)
        assert terminal.output == b""
        terminal.wait(1)
        assert terminal.output.decode().startswith(WARNING)
        terminal.output.clear()
        terminal.wait(60)
        printed = terminal.output.decode()
        assert printed.startswith(f"\r\nRollback Confirmed Change: rolling to:{FILE.format(0)}\r\n\r\n")
        order = [
            "!Pass 1\r\n!List of Rollback Commands:\r\n",
            "end\r\n\r\nTotal number of passes: 1\r\nRollback Done\r\n",
        ]
        places = [printed.index(text) for text in order]
        assert places == sorted(places)
        assert "\r\nno hostname other\r\n" in printed
        assert any(line.endswith("Rollback:Acquired Configuration lock.") for line in one.log_lines)
        assert settings(one) == before
        assert "something nobody knows" in one.saved_text()
        assert one.keys == keys
        assert one.ssh_policy().enabled
        assert not one.modified, "it runs again what was saved"
        assert one.clock.timers == []
        assert f"\n{NOTHING}R1(config" in terminal.type(f"do {TIMER}")


def test_a_whole_site_goes_back():
    """Banners, unknown blocks, certificates, users, AAA, ranges of lines, and more output than a screen has lines."""
    one = on(f"{SITE}\n{QUIET}{ARCHIVE}", profile="15.2")
    with Terminal(one, user="admin", height=24) as terminal:
        before = settings(one)
        terminal.shell.width = 0
        terminal.type("configure terminal revert timer 5", "no banner login", "no vrf definition MGMT")
        terminal.type("no ip access-list standard MGMT-IN", "no enable secret", "no aaa authentication login default")
        terminal.type("no username ops", "", "no router ospf 1", "no login block-for", "line vty 0 15", "login local")
        terminal.type("no access-class MGMT-IN in", "exec-timeout 1 0", "no line vty 10 15", "hostname X")
        terminal.type("no aaa authorization exec default", "banner motd ^C hello ^C", "end")
        assert len(set(before) ^ set(settings(one))) >= 20
        said = terminal.type("configure revert now")
        assert said.endswith("Rollback Done\n\nR1#")
        assert settings(one) == before


def test_dialogues():
    one = on()
    with Terminal(one) as terminal:
        assert INVALID in terminal.reply("configure terminal revert timer 121")
        assert INVALID in terminal.reply("configure terminal revert timer 0")
        for command in ("configure confirm", "configure revert now", "configure revert timer 5", TIMER):
            assert terminal.reply(command) == NOTHING
        terminal.type("conf t revert timer 120", "hostname R2", "end")
        assert terminal.reply("configure terminal revert timer 5") == "%Rollback Confirmed Change already pending\n"
        assert terminal.reply("configure terminal").startswith(ENTER), "without a timer it is as ever"
        terminal.type("end")
        terminal.wait(600 - 30)
        assert terminal.reply(TIMER) == PENDING.format("absolute", 120, "console")
        assert terminal.reply("configure revert timer idle 5") == ""
        assert terminal.reply(TIMER) == PENDING.format("idle", 5, "console").replace("09:17:32", "09:27:02")
        assert terminal.reply("configure revert timer 7") == ""
        assert "Timer value: 7 min\n" in terminal.reply(TIMER)
        assert terminal.reply("configure confirm") == ""
        assert one.log_lines[-1].endswith(
            "ROLLBK_CNFMD_CHG_CONFIRM: User: console(Priv: 15, View: 0): Confirm the configuration change"
        )
        assert terminal.reply(TIMER) == NOTHING
        assert terminal.reply("configure confirm") == NOTHING
        terminal.wait(3600)
        assert one.hostname == "R2"
        terminal.type("configure terminal revert timer 5", "hostname R3", "end")
        said = terminal.type("configure revert now")
        assert "rolling to:flash:bak-Sep-13-10-" in said
        assert said.endswith("Total number of passes: 1\nRollback Done\n\nR2#")
        assert terminal.reply(TIMER) == NOTHING
        terminal.type("configure terminal revert timer 5", "end")
        assert "!Pass" not in (said := terminal.type("configure revert now")), "there was nothing to do"
        assert "Total number of passes: 0\nRollback Done\n" in said


@pytest.mark.parametrize(
    ("initial", "profile", "refusal"),
    [
        (QUIET, "12.4", "%Turn config archive on before using Rollback Confirmed Change\n"),
        (QUIET, "17.15", "%Turn config archive on before using Rollback Confirmed Change\n"),
        (QUIET + "archive\n write-memory\n", "17.15", "%Turn config archive on before using"),
        (START, "12.2", " " * len("R1#configure terminal ") + f"^\n{INVALID}\n"),
    ],
)
def test_where_a_timer_cannot_be(initial, profile, refusal):
    with Terminal(on(initial, profile=profile, rsa=0)) as terminal:
        assert terminal.reply("configure terminal revert timer 5").startswith(refusal)
        assert terminal.shell.prompt == "R1#"
        if profile == "12.2":
            assert INVALID in terminal.reply(TIMER)
            assert INVALID in terminal.reply("configure revert now")
            assert terminal.reply("archive config") == ""
            said = terminal.type("configure replace nvram:startup-config force time 90")
            assert said.endswith("Rollback Done\n\nR1#")
            terminal.type("configure terminal", "hostname R2", "end")
            terminal.wait(90)
            assert terminal.device.hostname == "R1"
            assert terminal.reply("configure confirm") == NOTHING


def test_an_idle_timer_waits_for_the_session():
    one = on()
    with Terminal(one) as terminal:
        terminal.type("configure terminal revert timer idle 3", "hostname R2", "end")
        for _unused in range(3):
            terminal.wait(150)
            terminal.type("")
        assert one.hostname == "R2"
        terminal.output.clear()
        terminal.wait(125)
        assert b"Rollback will begin in one minute" in terminal.output
        terminal.wait(60)
        assert one.hostname == "R1"


def test_nobody_else_ends_a_change():
    one = on(START + "username op privilege 15 password 0 pw\n")
    with Terminal(one, user="admin") as mine, Terminal(one, vty=True, user="op") as other:
        mine.type("configure terminal revert timer 5", "hostname R2", "end")
        assert other.reply(TIMER) == PENDING.format("absolute", 5, "admin")
        refusal = "%Rollback Confirmed Change can only be confirmed or reverted by user admin\n"
        for command in ("configure confirm", "configure revert now", "configure revert timer 9"):
            assert other.reply(command) == refusal
        other.output.clear()
        one.clock.advance(300)
        assert one.hostname == "R1"
        assert other.output == b"", "printed is it where the change began"


def test_where_sessions_stand_afterwards():
    one = on()
    places = [
        (("interface Loopback0",), "(config-if)#"),
        (("interface Loopback9",), "(config)#"),
        (("line vty 0 4",), "(config-line)#"),
        (("line vty 5 6",), "(config)#"),
        (("ip ssh pubkey-chain", "username fresh"), "(config)#"),
        ((), "(config)#"),
    ]
    one.config.lines = {key: value for key, value in one.config.lines.items() if key[1] < 5}
    terminals = [Terminal(one) for _unused in places]
    terminals[0].type("configure terminal revert timer 1", "end")
    for terminal, (lines, _unused) in zip(terminals, places, strict=True):
        terminal.type("configure terminal", *lines)
    one.clock.advance(60)
    for terminal, (lines, prompt) in zip(terminals, places, strict=True):
        assert terminal.type("").endswith(f"\nR1{prompt}"), lines
        terminal.close()


def test_key_pairs_do_not_come_back():
    one = on(QUIET + "ip domain name a.b\nip ssh rsa keypair-name R1.rsa\n" + ARCHIVE)
    with Terminal(one) as terminal:
        old = one.keys[0].key.blob
        terminal.type("configure terminal revert timer 5")
        terminal.type("crypto key generate rsa label FRESH modulus 3072", "ip ssh rsa keypair-name FRESH")
        terminal.type("crypto key zeroize rsa R1.rsa", "yes", "end")
        assert [pair.name for pair in one.keys] == ["FRESH"]
        terminal.type("configure revert now")
        assert "ip ssh rsa keypair-name R1.rsa" in running(one)
        assert [pair.name for pair in one.keys] == ["FRESH"], "what was zeroized stays away, what was made stays"
        assert old not in [pair.key.blob for pair in one.keys]
        assert not one.ssh_policy().enabled, "the configuration names a pair that is gone"


def test_replace_with_a_timer():
    one = on(
        files={"new": START.replace("R1", "R2").replace("60", "45"), "bad": f"hostname R3\nno such line\n{ARCHIVE}"}
    )
    with Terminal(one) as terminal:
        before = settings(one)
        said = terminal.type("configure replace flash:new list time 1", "y")
        assert f"\n{BACKING_UP}{FILE.format(0)}\n\nThis will apply all" in said
        assert said.index("? [no]: y\n!Pass 1\n") < said.index("Rollback Done")
        assert one.hostname == "R2"
        assert "Timer value: 1 min\n" in terminal.reply(TIMER)
        terminal.wait(60)
        assert settings(one) == before
        terminal.type("configure replace flash:new force time 5", "configure confirm")
        terminal.wait(599)
        assert one.hostname == "R2"
        said = terminal.type("configure replace flash:bad force revert trigger error timer 5")
        assert "\nRollback failed.Reverting back to the original configuration: flash:bak-" in said
        assert terminal.reply(TIMER) == NOTHING
        terminal.type("configure replace flash:bad force revert timer 5")
        assert one.hostname == "R3"
        refused = terminal.reply("configure replace flash:new force time 5")
        assert refused == "%Rollback Confirmed Change already pending\n"
        terminal.type("configure revert now")
        assert one.hostname == "R2"
        assert terminal.type("configure replace flash:new time 5", "n").endswith("[no]: n\nR2#")
        assert terminal.reply(TIMER) == NOTHING
    with Terminal(on(QUIET, files={"new": START})) as terminal:
        for form in ("time 5", "revert timer 5", "revert trigger error timer 5", "revert trigger error"):
            refused = terminal.reply(f"configure replace flash:new force {form}")
            assert refused == "%Please turn config archive on before using Rollback Confirmed Change\n"


def test_the_file_to_go_back_to_may_be_gone():
    one = on()
    with Terminal(one) as terminal:
        terminal.type("configure terminal revert timer 1", "hostname R2", "end")
        terminal.type(f"delete /force {FILE.format(0)}")
        terminal.output.clear()
        terminal.wait(60)
        assert f"Error: Could not open file {FILE.format(0)} for reading" in terminal.output.decode()
        assert one.hostname == "R2"
        assert terminal.reply(TIMER) == NOTHING


# Over the network


def test_the_timer_outlives_the_session_and_the_way_comes_back():
    """Who locked himself out gets in again, with the old host key; nobody confirmed."""

    async def scenario():
        config = f"{ARCHIVE}username other privilege 15 password 0 other-password\n"
        async with served({"clock_rate": 0, "config": config}) as one:
            connection = await connect(one)
            key = connection.get_server_host_key().public_data
            terminal = await SshTerminal.open(connection)
            await terminal.send("configure terminal revert timer 5")
            await terminal.send("no username admin", prompt="[confirm]")
            await terminal.send("", "line vty 0 15", "transport input telnet")
            connection.abort()
            with pytest.raises((OSError, asyncssh.Error)):
                await connect(one, username="other", password="other-password")
            one.device.clock.advance(299)
            with pytest.raises((OSError, asyncssh.Error)):
                await connect(one)
            one.device.clock.advance(1)
            async with await connect(one) as again:
                assert again.get_server_host_key().public_data == key
                assert NOTHING in (await again.run(TIMER)).stdout.replace("\r", "")

    asyncio.run(scenario())


def test_a_session_that_stays_hears_of_it_and_another_confirms():
    async def scenario():
        async with served({"clock_rate": 0, "config": ARCHIVE}) as one:
            clock = one.device.clock
            async with await connect(one) as first, await connect(one) as second:
                terminal = await SshTerminal.open(first)
                await terminal.send("configure terminal revert timer 3", "ip ssh time-out 33", "end")
                clock.advance(120)
                await terminal.until("what you've configured\r\n")
                clock.advance(60)
                await terminal.until("Rollback Done")
                assert "ip ssh time-out 33" not in running(one.device)
                await terminal.send("", "configure terminal revert timer 3", "ip ssh time-out 44", "end")
                other = await SshTerminal.open(second)
                await other.send("configure confirm")
                clock.advance(599)
                assert "ip ssh time-out 44" in running(one.device)
                reply = await terminal.send("show archive config rollback timer")
                assert "%No Rollback" in reply

    asyncio.run(scenario())


def test_a_reload_forgets_what_was_pending():
    async def scenario():
        async with served({"clock_rate": 0, "boot_seconds": 10, "config": ARCHIVE}) as one:
            terminal = await SshTerminal.open(await connect(one))
            await terminal.send("write memory", "configure terminal revert timer 5", "hostname other", "end")
            await terminal.send("write memory")
            one.device.reload()
            one.device.clock.advance(600)
            async with await connect(one) as again:
                shown = (await again.run("show archive")).stdout
                assert "There are currently 0 archive configurations saved." in shown
            assert one.device.hostname == "other"
            assert one.device.clock.timers == []

    asyncio.run(scenario())
