# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`login block-for` and its companions: who has failed to log in, and the quiet mode that follows. Reference 5.3.

Only logins over the network count and are blocked; the console is free.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .acl import Packet

if TYPE_CHECKING:
    from datetime import datetime

    from .clock import Timer
    from .device import Device, Peer, Vty

KEPT = 50  # failures that `show login failures` tells of
DEFAULT_DELAY = 1  # seconds between attempts once `login block-for` is there
DEFAULT_ACL = "sl_def_acl"  # the name that the device has for denying everybody
REASON = "[Reason: Login Authentication Failed]"
NO_FAILURES = "*** No logged failed login attempts with the device.***"  # unverified
INDENT = "     "


@dataclass(slots=True)
class Failure:
    """Failed logins of one user from one address to one port."""

    user: str
    source: str
    port: int
    count: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Rule:
    """`login block-for SECONDS attempts COUNT within WINDOW`."""

    seconds: int
    attempts: int
    window: int


class LoginWatch:
    """What one device remembers of failed logins."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._window: Timer | None = None
        self._quiet: Timer | None = None
        self.restart()

    def restart(self) -> None:
        """Nothing is remembered after a reload."""
        self.failures: list[Failure] = []
        self.total = 0
        self._count = 0  # in the current window
        self._logged = {"on-failure": 0, "on-success": 0}
        _stop(self._window, self._quiet)
        self._window = self._quiet = None
        self._next = 0.0  # when the clock has counted so far, the next attempt may be answered

    # What is configured

    @property
    def rule(self) -> Rule | None:
        """What blocks logins; None when nothing does."""
        words = self._device.value("login block-for").split()
        return Rule(int(words[0]), int(words[2]), int(words[4])) if words else None

    @property
    def delay(self) -> int:
        """Seconds between two attempts."""
        given = self._device.value("login delay")
        return int(given) if given else DEFAULT_DELAY * (self.rule is not None)

    @property
    def quiet_list(self) -> str:
        """The access list that still lets somebody in during quiet mode, or nothing."""
        return self._device.value("login quiet-mode access-class")

    def logs(self, what: str) -> bool:
        """Whether this failure or success ("on-failure", "on-success") is to be logged; counts it."""
        words = self._device.value(f"login {what}").split()
        self._logged[what] += 1
        every = int(words[words.index("every") + 1]) if "every" in words else 1
        return "log" in words and self._logged[what] % every == 0

    # Quiet mode

    @property
    def quiet(self) -> bool:
        """Whether the device is in quiet mode."""
        return self._quiet is not None

    @property
    def closed(self) -> bool:
        """Whether nobody at all is let in."""
        return self.quiet and not self.quiet_list

    def blocks(self, peer: Peer) -> bool:
        """Whether a login from there is denied now."""
        if not self.quiet or not self.quiet_list:
            return self.quiet
        packet = Packet(peer.address, peer.port, peer.local_address, peer.local_port)
        return not self._device.access_lists.permits(self.quiet_list, packet)

    def failed(self, vty: Vty, user: str) -> None:
        """A login has failed: remember it, and fall silent when that was one too many."""
        self.total += 1
        now, peer, rule = self._device.clock.now(), vty.peer, self.rule
        key = (user, peer.address, peer.local_port)
        known = next((one for one in self.failures if (one.user, one.source, one.port) == key), None)
        count = known.count + 1 if known else 1
        rest = [one for one in self.failures if one is not known]
        self.failures = [*rest, Failure(*key, count, now)][-KEPT:]
        if rule is None or self.quiet:
            return
        if self._window is None:
            self._window = self._device.clock.call_later(rule.window, self._forget)
        self._count += 1
        if self._count >= rule.attempts:
            self._fall_silent(rule, vty, user, max(0, round(self._window.left)))

    def _forget(self) -> None:
        """The window is over."""
        _stop(self._window)
        self._window, self._count = None, 0

    def _fall_silent(self, rule: Rule, vty: Vty, user: str, left: int) -> None:
        self._forget()
        self._quiet = self._device.clock.call_later(rule.seconds, self._wake_up)
        peer, now = vty.peer, self._device.clock.long_stamp(self._device.clock.now())
        where = f"[user: {user}] [Source: {peer.address}] [localport: {peer.local_port}] {REASON}"
        which = f"[ACL: {self.quiet_list or DEFAULT_ACL}]"
        text = f"Still timeleft for watching failures is {left} secs, {where} {which} at {now}"
        self._device.log("SEC_LOGIN-1-QUIET_MODE_ON", text)
        self._device.notify()

    def _wake_up(self) -> None:
        self._quiet = None
        now = self._device.clock.long_stamp(self._device.clock.now())
        self._device.log("SEC_LOGIN-5-QUIET_MODE_OFF", f"Quiet Mode is OFF, because block period timed out at {now}")
        self._device.notify()

    def refresh(self) -> None:
        """The configuration may have changed: without `login block-for` nothing is counted, and quiet mode is over."""
        if self.rule is None:
            self._forget()
            _stop(self._quiet)
            self._quiet = None

    async def turn(self) -> None:
        """Wait until an attempt may be answered: `login delay` lies between two of them, from wherever they come."""
        clock, delay = self._device.clock, self.delay
        counted = clock.counted()
        start = max(counted, self._next if delay else counted)
        self._next = start + delay
        if start > counted:
            reached = asyncio.get_running_loop().create_future()
            timer = clock.call_later(start - counted, lambda: reached.done() or reached.set_result(None))
            try:
                await reached
            finally:
                timer.cancel()

    # What is shown

    def page(self) -> str:
        """`show login`."""
        lines = [self._delay_line(), self._list_line()]
        for what, name in (("on-success", "successful"), ("on-failure", "failed")):
            if "log" in self._device.value(f"login {what}").split():
                lines.append(f"All {name} login is logged.")
        rule = self.rule
        if rule is None:
            return _indented([*lines, "", "Router NOT enabled to watch for login Attacks"])
        lines += [
            "",
            "Router enabled to watch for login Attacks.",
            f"If more than {rule.attempts} login failures occur in {rule.window} seconds or less,",
            f"logins will be disabled for {rule.seconds} seconds.",
            "",
        ]
        if self.quiet and self._quiet:
            denied = f"Restricted logins filtered by applied ACL {self.quiet_list}."  # unverified
            lines += [
                "Router presently in Quiet-Mode.",
                f"Will remain in Quiet-Mode for {round(self._quiet.left)} seconds.",
                denied if self.quiet_list else "Denying logins from all sources.",
            ]
        else:
            left = self._window.left if self._window else rule.window
            lines += [
                "Router presently in Normal-Mode.",
                "Current Watch Window",
                f"    Time remaining: {round(left)} seconds.",
                f"    Login failures for current window: {self._count}.",
                f"Total login failures: {self.total}.",
            ]
        return _indented(lines)

    def _delay_line(self) -> str:
        if not self.delay:
            return "No login delay has been applied."
        kind = "" if self._device.value("login delay") else "default "
        return f"A {kind}login delay of {self.delay} second{'' if self.delay == 1 else 's'} is applied."

    def _list_line(self) -> str:
        if self.quiet_list:
            return f"Quiet-Mode access list {self.quiet_list} is applied."
        return "No Quiet-Mode access list has been configured."

    def failures_page(self) -> str:
        """`show login failures`."""
        if not self.failures:
            return NO_FAILURES
        lines = [f"Total failed logins: {self.total}", f"Detailed information about last {KEPT} failures", ""]
        lines.append(f"{'Username':<16}{'SourceIPAddr':<16}{'lPort':<6}{'Count':<6}TimeStamp")
        for one in self.failures:
            when = self._device.clock.long_stamp(one.last)
            lines.append(f"{one.user:<15} {one.source:<15} {one.port:<5} {one.count:<5} {when}")
        return "\n".join(lines)


def _stop(*timers: Timer | None) -> None:
    for timer in timers:
        if timer:
            timer.cancel()


def _indented(lines: list[str]) -> str:
    return "\n".join(f"{INDENT}{line}" if line else "" for line in lines)
