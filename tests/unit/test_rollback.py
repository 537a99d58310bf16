# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Archive, timed rollback and timed reload, as devices print them."""

from __future__ import annotations

import re

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import modes, refusals, rollback, text
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.releases import Release
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.rollback import Archive, Pending, Reload, Stored
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Session
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.target import Target
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.transports import Peer
from hypothesis import given, settings
from hypothesis import strategies as st

ARMED = (
    "Rollback Confirmed Change: Backing up current running config to bootflash:/Backup/backup-May--4-13-16-19.360-0\n"
    "\n"
    "Enter configuration commands, one per line.  End with CNTL/Z.\n"
)
LOGGED = (
    "*May  4 14:05:35.179: %ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_BACKUP: Backing up current running config to "
    "bootflash:/Backup/backup-May--4-14-05-34.882-1\n"
    "*May  4 14:05:35.179: %ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_START_ABSTIMER: User: console(Priv: 15, View: 0): "
    "Scheduled to rollback to config bootflash:/Backup/backup-May--4-14-05-34.882-1 in 2 minutes\n"
)
WARNING = (
    "Rollback Confirmed Change: Rollback will begin in one minute.\n"
    'Enter "configure confirm" if you wish to keep what you\'ve configured\n'
)
ROLLED = (
    "Rollback Confirmed Change: rolling to:flash:archive-Feb-15-15-56-38.517-1\n"
    "\n"
    "*Feb 15 15:57:41.535: %ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_ROLLBACK_START: Start rolling to: flash:archive-Feb-15\n"
    "*Feb 15 15:57:41.560: Rollback:Acquired Configuration lock.\n"
    "!Pass 1\n"
    "!List of Rollback Commands:\n"
    "interface GigabitEthernet0/0\n"
    " no ip address 2.2.2.2 255.255.255.0\n"
    "end\n"
    "\n"
    "Total number of passes: 1\n"
    "Rollback Done\n"
)
SHUTDOWN = "\n\n\n***\n*** --- SHUTDOWN in 00:05:00 ---\n***\n"
ABORTED = "\n\n\n***\n*** --- SHUTDOWN ABORTED ---\n***\n"
BROADCASTS = [WARNING, ROLLED, SHUTDOWN, ABORTED]
TIMER = (
    "Time configured(or reconfigured): 22:50:48 UTC Sat Feb 21 2009\n"
    "Timer type: absolute timer\n"
    "Timer value: 2 min\n"
    "User: console\n"
)
KEPT = (
    "The maximum archive configurations allowed is 10.\n"
    "There are currently 1 archive configurations saved.\n"
    "The next archive file will be named bootflash:uncfg-<timestamp>-1\n"
    " Archive #  Name\n"
    "   1        bootflash:uncfg-Sep-27-15-01-23.728-0 <- Most Recent\n"
    "   2        \n"
)
KEPT_OLD = (
    "The next archive file will be named disk0:rtr-3\n Archive #  Name\n"
    "   1        disk0:rtr-1 \n   2        disk0:rtr-2 <- Most Recent\n"
)
ARMED_BEHIND_A_MESSAGE = (
    "*May  4 14:05:33.658: %SYS-5-CONFIG_I: Configured from console by consoleRollback Confirmed Change: "
    "Backing up current running config to flash:b-1\n\nEnter configuration commands, one per line.  End with CNTL/Z.\n"
)
IDLE = (
    "Time configured(or reconfigured): 10:00:00 CET Mon Mar 2 2026\n"
    "Timer type: idle timer\nTimer value: 10 min\nUser: jane doe\n"
)
SCHEDULED = (
    "Reload scheduled for 03:00:00 UTC Sun May 10 2020 (in 411 hours and 33 minutes) by admin on vty2 "
    "(192.0.2.120)\nReload reason: Reload Command\n"
)
FAILED = (
    "The rollback configlet from the last pass is listed below:\n********\n!List of Rollback Commands:\nend\n********\n"
    "\n\nRollback aborted after 5 passes\nThe following commands are failed to apply to the IOS image.\n"
)


# --- which releases have it -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("release", "has"),
    [
        ("12.1(22)EA14", False),
        ("12.2(18)SXF17", False),
        ("12.2(33)SRB", False),
        ("12.2(33)SRC", True),
        ("12.2(33)SRE4", True),
        ("12.2(33)SXH8", False),
        ("12.2(33)SXI", True),
        ("12.2(33)SXJ10", True),
        ("12.2(33)SB", True),
        ("12.2(31)SB2", False),
        ("12.2(55)SE12", None),
        ("12.2(25)SEE4", False),
        ("12.3(14)T", False),
        ("12.4(25g)", False),
        ("12.4(15)T17", None),
        ("12.4(20)T", True),
        ("12.4(24)T8", True),
        ("12.4(22)YB8", None),
        ("12.4(11)T", False),
        ("12.4", None),
        ("15.0", None),
        ("15.0(1)M10", True),
        ("15.0(2)SE11", None),
        ("15.1(4)M12a", True),
        ("15.2", True),
        ("15.2(4)E7", True),
        ("15.7(3)M8", True),
        ("3.6.5E", True),
        ("16.8.1", True),
        ("17.15", True),
        ("17.15.1", True),
        ("26.1.1", True),
    ],
)
def test_releases_that_have_the_timer(release, has):
    assert rollback.has_timer(Release.parse(release)) is has


def test_every_row_of_the_releases_is_reached():
    assert all(row.source for row in rollback.REVERT_TIMER)
    for index, row in enumerate(rollback.REVERT_TIMER):
        assert not any(
            before.train == row.train and before.branch == ".*" for before in rollback.REVERT_TIMER[:index]
        ), row


# --- the archive ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("", Archive()),
        (
            "hostname r\narchive\n path flash:archive\n write-memory\n",
            Archive("flash:archive", None, True, False, False),
        ),
        (
            "archive\n log config\n  logging enable\n  hidekeys\n path bootflash:$h-\n maximum 5\n time-period 1440\n",
            Archive("bootflash:$h-", 5, False, False, False),
        ),
        ("archive\n log config\n  hidekeys\n", Archive(empty=False, only_path=False)),
        ("archive\n path flash:a\n", Archive("flash:a", empty=False)),
        ("archive\n", Archive()),
        ("ip archive path x\n!archive\n", Archive()),
    ],
)
def test_archive_of_a_running_config(config, expected):
    assert rollback.archive(text.parse(config)) == expected


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (" Archive feature not enabled\n", Stored(on=False)),
        (
            KEPT,
            Stored(True, 10, 1, "bootflash:uncfg-<timestamp>-1", ("bootflash:uncfg-Sep-27-15-01-23.728-0",)),
        ),
        (
            KEPT_OLD,
            Stored(on=True, following="disk0:rtr-3", files=("disk0:rtr-1", "disk0:rtr-2")),
        ),
        ("% Invalid input detected at '^' marker.\n", None),
        ("", None),
    ],
)
def test_show_archive(reply, expected):
    assert rollback.stored(reply) == expected


# --- the timer --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "file"),
    [
        (ARMED, "bootflash:/Backup/backup-May--4-13-16-19.360-0"),
        (LOGGED + ARMED, "bootflash:/Backup/backup-May--4-14-05-34.882-1"),
        (
            "Rollback Confirmed Change: Backing up current running config to\n flash:/rollback_1.cfg\n",
            "flash:/rollback_1.cfg",
        ),
        (
            ARMED_BEHIND_A_MESSAGE,
            "flash:b-1",
        ),
        ("Enter configuration commands, one per line.  End with CNTL/Z.\n", ""),
        ("%Turn config archive on before using Rollback Confirmed Change\n", ""),
        (ARMED + "%Error opening flash:/b-1 (No space left on device)\n", ""),
        (ARMED + "%Error opening flash:nodir/x-0 (No such file or directory)\n", ""),
        (ARMED + "%Error writing tftp://192.0.2.1/x-0 (Timed out)\n", ""),
        ("", ""),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_name_of_the_backup_file(reply, file, line_end):
    assert rollback.backup(reply.replace("\n", line_end)) == file


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("%No Rollback Confirmed Change pending\n", ()),
        (" Archive feature not enabled\n", ()),
        (TIMER, (Pending("22:50:48 UTC Sat Feb 21 2009", "absolute", 2, "console"),)),
        (
            IDLE,
            (Pending("10:00:00 CET Mon Mar 2 2026", "idle", 10, "jane doe"),),
        ),
        ("Timer value: 3 min\n", (Pending(minutes=3),)),
        (LOGGED + TIMER + SHUTDOWN, (Pending("22:50:48 UTC Sat Feb 21 2009", "absolute", 2, "console"),)),
        ("% Invalid input detected at '^' marker.\n", None),
        ("User: console\n", None),
        ("", None),
    ],
)
def test_show_archive_config_rollback_timer(reply, expected):
    assert rollback.pending(reply) == expected
    assert rollback.pending(reply.replace("\n", "\r\n")) == expected


def test_a_pending_rollback_is_said_in_words():
    found = rollback.pending(TIMER)
    assert found is not None
    assert str(found[0]) == "a timed rollback of 2 min of console, set at 22:50:48 UTC Sat Feb 21 2009"
    assert str(Pending()) == "a timed rollback of somebody, set at an unknown time"


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (ROLLED, True),
        ("Total number of passes: 0\nRollback Done\n", True),
        (FAILED, False),
        ("%No Rollback Confirmed Change pending\n", False),
        ("", False),
    ],
)
def test_end_of_a_rollback(reply, expected):
    assert rollback.done(reply) is expected


# --- reload -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("No reload is scheduled.\n", ()),
        ("%No reload is scheduled\n", ()),
        (
            "Reload scheduled in 9 minutes by console\nReload reason: I_took_an_arrow\n",
            (Reload(9, "", "console", "I_took_an_arrow"),),
        ),
        (
            SCHEDULED,
            (Reload(24693, "03:00:00 UTC Sun May 10 2020", "admin on vty2 (192.0.2.120)", "Reload Command"),),
        ),
        ("Reload scheduled for 11:33:53 EST Feb 1 2003 (in 20 minutes)\n", (Reload(20, "11:33:53 EST Feb 1 2003"),)),
        (
            "Reload scheduled in 1 hour and 1 minute by ed on vty0 (192.0.2.2)\n",
            (Reload(61, "", "ed on vty0 (192.0.2.2)"),),
        ),
        (SHUTDOWN, None),
        ("", None),
    ],
)
def test_show_reload(reply, expected):
    assert rollback.scheduled(reply) == expected


def test_a_scheduled_reload_is_said_in_words():
    assert str(Reload(9, "", "console")) == "a reload in 9 min, scheduled by console"
    assert str(Reload(None, "03:00:00", "")) == "a reload at 03:00:00, scheduled by somebody"


def test_a_cancelled_reload_is_announced():
    assert rollback.aborted(ABORTED.replace("\n", "\r\n"))
    assert not rollback.aborted(SHUTDOWN)


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("System configuration has been modified. Save? [yes/no]: ", rollback.SAVE),
        ("Proceed with reload? [confirm]", rollback.PROCEED),
        ("configuration. Enter Y if you are sure you want to proceed. ? [no]: ", rollback.REPLACE),
    ],
)
def test_questions_are_seen_and_answered(question, row):
    assert modes.question(f"\r\n{question}") is not None
    assert re.search(row.answer.question, question)
    others = [rollback.SAVE, rollback.PROCEED, rollback.REPLACE]
    assert [other for other in others if re.search(other.answer.question, question)] == [row]
    assert rollback.SAVE.reply == "no"


# --- between the replies ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("broadcast", BROADCASTS)
@pytest.mark.parametrize("glue", ["", "\n", "\n\n"])
def test_a_prompt_is_seen_behind_which_the_device_told_something(broadcast, glue):
    tail = f"text\nRT01(config)#{glue}{broadcast}".replace("\n", "\r\n")
    if not glue and broadcast in {SHUTDOWN, ABORTED}:
        assert broadcast.startswith("\n")
    for hostname in ("RT01", None):
        found = modes.prompt(tail, hostname)
        assert found is not None
        assert found.text == "RT01(config)#"
    assert modes.prompt(tail.replace("RT01(config)#", "RT01#reload in 5"), "RT01") is None


@pytest.mark.parametrize("broadcast", BROADCASTS)
def test_what_the_device_tells_is_no_refusal_and_no_configuration(broadcast):
    assert refusals.find(broadcast) is None
    if broadcast is not ROLLED:
        assert refusals.unexpected(broadcast) == ""
        parsed = text.parse(f"hostname r\n{broadcast}line vty 0 4\n login local\n")
        assert [line.text for line in parsed.lines] == ["hostname r", "line vty 0 4"]


class Wire:
    """A device that tells something between replies, in pieces of the given sizes."""

    peer = Peer("192.0.2.1", 22, "admin")

    def __init__(self, broadcasts, size):
        self.broadcasts = broadcasts  # command -> what is told behind its prompt
        self.size = size
        self.pending = b"\r\nR1#"
        self.typed = b""

    def send(self, data):
        self.typed += data
        while b"\r" in self.typed:
            line, _unused, self.typed = self.typed.partition(b"\r")
            said = {b"show privilege": b"Current privilege level is 15\r\n", b"show clock": b"10:00:00 UTC\r\n"}
            told = self.broadcasts.get(line.decode(), "").replace("\n", "\r\n").encode()
            self.pending += line + b"\r\n" + said.get(line, b"") + b"R1#" + told

    def receive(self, seconds):
        if not self.pending and not seconds:
            return b""
        piece, self.pending = self.pending[: self.size], self.pending[self.size :]
        return piece

    def close(self):
        pass


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([WARNING, SHUTDOWN, ABORTED]), min_size=1, max_size=3), st.sampled_from([1, 40, 4096]))
def test_a_session_keeps_replies_apart_from_what_the_device_tells(told, size):
    wire = Wire({"show clock": "".join(told), "reload cancel": ABORTED}, size)
    session = Session.open(Target(name="r1", address="r1", opener=lambda _target: wire, command_timeout=1.0))
    for _unused in range(2):
        reply = session.command("show clock")
        assert (reply.text, reply.prompt, reply.refusal) == ("10:00:00 UTC", "R1#", None)
        assert session.command("reload cancel").text == ""
    replies = session.commands(["show clock", "terminal width 0"])
    assert [(reply.text, reply.prompt) for reply in replies] == [("10:00:00 UTC", "R1#"), ("", "R1#")]


def test_a_session_finds_the_prompt_in_front_of_a_rollback():
    wire = Wire({"show clock": ROLLED}, 40)
    session = Session.open(Target(name="r1", address="r1", opener=lambda _target: wire, command_timeout=1.0))
    assert [session.command("show clock").text for _unused in range(2)] == ["10:00:00 UTC", "10:00:00 UTC"]
