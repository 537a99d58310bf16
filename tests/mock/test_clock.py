# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clock of a device: rate, standing still, moving on, and timers."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from callers import Caller, eventually, refused, served
from mock_ios.clock import Clock, ManualClock

START = datetime(2026, 9, 13, 9, 0, tzinfo=UTC)


def test_timers_fire_in_order_each_at_its_own_moment():
    clock = ManualClock(START)
    fired = []

    def note(name):
        return lambda: fired.append((name, clock.now() - START))

    clock.call_later(60, note("third"))
    clock.call_at(START + timedelta(seconds=5), note("first"))
    clock.call_later(60, note("fourth"))
    cancelled = clock.call_later(30, note("never"))
    clock.call_later(10, lambda: (note("second")(), clock.call_later(20, note("added"))))
    late = clock.call_later(3600, note("late"))
    cancelled.cancel()
    cancelled.cancel()
    clock.advance(60)
    seconds = [(name, passed.total_seconds()) for name, passed in fired]
    assert seconds == [("first", 5), ("second", 10), ("added", 30), ("third", 60), ("fourth", 60)]
    assert clock.now() == START + timedelta(seconds=60)
    assert (late.pending, late.left) == (True, 3540)
    clock.end()
    clock.advance(7200)
    assert len(fired) == 5
    with pytest.raises(ValueError, match="forward"):
        clock.advance(-1)


def test_a_clock_that_runs_can_be_stopped_and_moved():
    async def run():
        clock = Clock(START, rate=1000)
        fired = asyncio.Event()
        clock.call_later(50, fired.set)  # 0.05 real seconds
        await asyncio.wait_for(fired.wait(), 10)
        clock.stop()
        stopped = clock.now()
        assert stopped >= START + timedelta(seconds=50)
        fired.clear()
        clock.call_later(0.001, fired.set)
        await asyncio.sleep(0.05)
        assert (clock.now(), fired.is_set()) == (stopped, False)
        clock.advance(1)
        assert (clock.now(), fired.is_set()) == (stopped + timedelta(seconds=1), True)
        fired.clear()
        clock.call_later(5, fired.set)
        clock.run()
        await asyncio.wait_for(fired.wait(), 10)
        clock.end()

    asyncio.run(run())


def test_patience_does_not_hurry_but_jumps():
    async def run():
        clock = Clock(START, rate=10000)
        never: asyncio.Queue[bytes] = asyncio.Queue()
        waiting = asyncio.ensure_future(clock.within(600, never.get()))
        await asyncio.sleep(0.2)  # more than half an hour of the device
        assert not waiting.done()
        assert clock.now() > START + timedelta(minutes=30)
        clock.advance(601)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(waiting, 10)
        answered = clock.within(600, asyncio.sleep(0, "word"))
        assert await answered == "word"
        assert clock.timers == []
        with pytest.raises(TimeoutError):
            await Clock().within(0.01, never.get())

    asyncio.run(run())


def test_the_clock_of_a_device_that_stands_still():
    """Whoever is logged in stays so, a device boots as its clock has it, and its timers end with it."""

    async def run():
        config = "line vty 0 4\n no login\n privilege level 15\n transport input all\n"
        async with served(config, clock_rate=0, boot_seconds=240) as one:
            clock = one.device.clock
            caller = await Caller.dial(one.telnet.port)
            await caller.until(b"r1#")
            first = await caller.say("show clock", b"r1#")
            clock.advance(599)
            second = await caller.say("show clock", b"r1#")
            assert first != second
            await caller.say("reload", b"[confirm]")
            caller.writer.write(b"\r")
            await caller.rest()
            assert await refused(one.telnet.port)
            clock.advance(239)
            assert await refused(one.telnet.port)
            clock.advance(1)

            async def answers():
                return not await refused(one.telnet.port)

            await eventually(answers)
            clock.call_later(1, lambda: None)
        assert clock.timers == []

    asyncio.run(run())
