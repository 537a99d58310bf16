# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of mock devices, without a connection: what is read from the fleet file, and what happens to bytes."""

from __future__ import annotations

import asyncio
import time

import pytest
from mock_ios.faults import FaultError, Faults, Wire

REPLY = b"show clock\r\nfirst\r\nsecond\r\nR1#"
LOG = "%LINK-3-UPDOWN: Interface Gi1, changed state to down"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("drop", "'drop' is no fault"),
        ({}, "None is no fault; write one of drop, fill_lines,"),
        ({"fault": "explode"}, "'explode' is no fault"),
        ({"fault": "drop"}, "drop needs `command` or `after`"),
        ({"fault": "silence"}, "silence needs `command` or `after`"),
        ({"fault": "restart", "when": "during"}, "restart needs `command` or `after`"),
        ({"fault": "hang", "after": 1, "count": 2}, "hang has no field 'count'"),
        ({"fault": "drop", "after": -1}, "after must not be negative, found -1"),
        ({"fault": "drop", "after": True}, "after must be a whole number, not True"),
        ({"fault": "drop", "command": "x", "when": "later"}, "when must be one of before, during, not 'later'"),
        ({"fault": "slow_prompt"}, "slow_prompt needs seconds"),
        ({"fault": "slow_prompt", "seconds": "2"}, "seconds must be a number, not '2'"),
        ({"fault": "slow_output", "rate": 0.5}, "rate must be a whole number, not 0.5"),
        ({"fault": "silence", "command": "("}, "'(' is no regular expression"),
        ({"fault": "refuse", "command": "x"}, "refuse needs text"),
        ({"fault": "refuse", "command": "x", "text": "no", "loud": True}, "refuse has no field 'loud'"),
        ({"fault": "syslog", "command": "x", "text": "y", "where": "here"}, "where must be one of echo, reply, prompt"),
    ],
)
def test_faults_that_cannot_be(row, message):
    with pytest.raises(FaultError) as caught:
        Faults([row])
    assert message in str(caught.value)


def test_refusal_wears_out_after_its_times():
    faults = Faults([{"fault": "refuse", "command": "^ip ssh", "text": "% Authorization failed.", "times": 2}])
    answers = [
        faults.refusal(line) for line in ("hostname x", "ip ssh version 2", " ip ssh version 2", "ip ssh time-out 9")
    ]
    assert answers == [None, "% Authorization failed.", "% Authorization failed.", None]


def test_ignored_lines():
    faults = Faults([{"fault": "ignore", "command": "time-out"}])
    assert faults.ignored("ip ssh time-out 60")
    assert not faults.ignored("ip ssh version 2")


def test_key_generation_adds_up():
    faults = Faults(
        [{"fault": "key_generation", "seconds": 2, "times": 1}, {"fault": "key_generation", "seconds": 0.5}]
    )
    assert [faults.key_generation(), faults.key_generation()] == [2.5, 0.5]


@pytest.mark.parametrize(
    ("rows", "busy"),
    [([], 0), ([{"fault": "lines_busy", "count": 3}], 3), ([{"fault": "lines_busy"}], None)],
)
def test_lines_busy(rows, busy):
    assert Faults(rows).lines_busy() == busy


class Line:
    """A connection whose client sends command lines, and whose shell answers each with REPLY."""

    def __init__(self, *rows):
        self.heard = b""
        self.passed = []
        self.drops = 0
        self.happened = []
        self.faults = Faults(rows)
        self.faults.happens = lambda fault: self.happened.append(fault.kind)
        self.wire = Wire(self.faults, self.hear, self.drop)

    def hear(self, data):
        self.heard += data

    def drop(self):
        self.drops += 1

    def send(self, *lines, answer=(REPLY,)):
        async def talk():
            for line in lines:
                self.passed.append(self.wire.received(line))
                for piece in answer:
                    self.wire.write(piece)
                await self.wire.drained()
            self.wire.close()

        asyncio.run(talk())


def test_drop_after_commands():
    line = Line({"fault": "drop", "after": 2})
    line.send(b"show clock\r", b"show clock\n", b"show clock\r")
    assert line.passed == [b"show clock\r", b"show clock\n", b"show clock"]
    assert (line.heard, line.drops) == (REPLY * 2, 1)


def test_empty_lines_are_no_commands():
    line = Line({"fault": "drop", "after": 1})
    line.send(b"\r\n", b"\r", b"show clock\r\n")
    assert line.drops == 0


def test_answers_are_commands():
    """A bare Enter at a question, and the key that `[confirm]` waits for."""
    line = Line({"fault": "stop_clock", "command": "^$"}, {"fault": "restart", "after": 4})
    dialogue = [(b"reload\r", b"reload\r\nSave? [yes/no]: "), (b"no\r", b"no\r\nProceed with reload? [confirm]")]
    for typed, said in [*dialogue, (b"y", b"y\r\nR1#"), (b"copy a b\r", b"\r\nName [b]? "), (b"\r", b"\r\nR1#")]:
        line.send(typed, answer=(said,))
    assert line.happened == ["stop_clock", "restart"]


@pytest.mark.parametrize("fault", ["restart", "hang", "fill_lines", "stop_clock"])
@pytest.mark.parametrize("when", ["before", "during"])
def test_what_happens_to_the_device(fault, when):
    line = Line({"fault": fault, "after": 1, "when": when, "times": 1})
    line.send(b"show clock\r", b"show clock\r")
    deaf = fault in ("restart", "hang")
    assert line.happened == [fault]
    assert line.passed[1] == (b"show clock" if deaf and when == "before" else b"show clock\r")
    assert line.heard == REPLY * (1 if deaf else 2)


def test_commands_are_counted_over_all_sessions():
    faults = Faults([{"fault": "drop", "after": 2, "command": "clock"}])
    assert [bool(faults.entered(line)) for line in ("show clock", "conf t", "end", "show clock")] == [False] * 3 + [
        True
    ]
    faults.add([{"fault": "hang", "after": 0, "times": 1}])
    assert [row.kind for row in faults.entered("end")] == ["hang"]
    assert faults.shown() == [{"fault": "drop", "after": 2, "command": "clock"}]
    faults.clear()
    assert (faults.entered("show clock"), faults.shown()) == ((), [])


def test_drop_before_a_command_keeps_it_from_the_shell():
    line = Line({"fault": "drop", "command": "^wr"})
    line.send(b"show clock\rwr mem\rend\r")
    assert (line.passed, line.heard, line.drops) == ([b"show clock\rwr mem"], b"", 1)


def test_drop_during_a_command_lets_it_run_and_swallows_the_reply():
    line = Line({"fault": "drop", "command": "clock", "when": "during", "times": 1})
    line.send(b"show clock\r", answer=(b"show clock\r\nfirst\r\n", b"R1#"))
    assert (line.passed, line.heard, line.drops) == ([b"show clock\r"], b"", 1)


def test_silence_lasts():
    line = Line({"fault": "silence", "command": "reload"})
    line.send(b"show clock\r", b"reload\r", b"show clock\r")
    assert (line.heard, line.drops) == (REPLY, 0)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("reply", f"show clock\r\nfirst\r\n\r\n{LOG}\r\nsecond\r\nR1#"),
        ("echo", f"show \r\n{LOG}\r\nclock\r\nfirst\r\nsecond\r\nR1#"),
        ("prompt", f"show clock\r\nfirst\r\nsecond\r\nR1#\r\n{LOG}\r\n"),
    ],
)
def test_log_line_in_the_middle(where, expected):
    line = Line({"fault": "syslog", "command": "clock", "text": LOG, "where": where, "times": 1})
    line.send(b"show clock\r", b"show clock\r")
    assert line.heard == expected.encode() + REPLY


def test_log_line_in_a_reply_that_comes_in_pieces():
    line = Line({"fault": "syslog", "command": "clock", "text": LOG})
    line.send(b"show clock\r", answer=(b"show clock\r\n", b"first\r\nsec", b"ond\r\nR1#"))
    assert line.heard.decode() == f"show clock\r\nfirst\r\n\r\n{LOG}\r\nsecond\r\nR1#"


def test_log_line_without_a_reply_comes_before_the_prompt():
    line = Line({"fault": "syslog", "command": "time-out", "text": LOG})
    line.send(b"ip ssh time-out 9\r", answer=(b"ip ssh time-out 9\r\n", b"R1(config)#"))
    assert line.heard.decode() == f"ip ssh time-out 9\r\n\r\n{LOG}\r\nR1(config)#"


def test_slow_prompt_delays_the_prompt_alone():
    line = Line({"fault": "slow_prompt", "seconds": 0.2})
    arrivals = []
    line.wire._write = lambda data: arrivals.append((time.monotonic(), data))
    line.send(b"show clock\r")
    assert [data for _unused, data in arrivals] == [REPLY[:-3], b"R1#"]
    assert arrivals[1][0] - arrivals[0][0] >= 0.2


def test_slow_output_keeps_to_its_rate():
    line = Line({"fault": "slow_output", "rate": 2000})
    started = time.monotonic()
    line.send(b"show run\r", answer=(b"x" * 500,))
    assert line.heard == b"x" * 500
    assert time.monotonic() - started >= 0.2
