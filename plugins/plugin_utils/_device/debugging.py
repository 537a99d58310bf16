# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debugging for a while: on, wait, off, and what came meanwhile.

Debugging belongs to the device and outlives the session that switched it on. So whatever this code has switched on it
switches off, after an error and after a lost session too, and never anything else: no `undebug all`.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .._core import debugging, modes
from .._core.text import clean
from .errors import DeviceError, NoAnswer, SessionLost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .._core.debugging import Fresh, Logging, Switch
    from .session import Session

SHOW = "show debugging"
LOG = "show logging"
HEAD = "show logging | include Syslog logging|Buffer logging|Monitor logging|Log Buffer"
BUFFERED = "show running-config | include logging buffered"
SLICE = 15.0
"""Seconds between two looks at the device while it is watched: signs of life for both sides."""
LISTENED = 10_000_000
"""Bytes that are kept of what a terminal shows."""


class DebugError(DeviceError):
    """Debugging could not be switched off, or not be switched on; the sentence says what is on now."""

    phase = "debug"


@dataclass(slots=True)
class Watch:
    """What was switched on, and what has to be put back.

    `before` are the lines of `show debugging` then, `on` the names of what we switched on, `said` what the device
    said to each, `already` what was on anyway, `messages` what the log had counted, and `raised` the command that puts
    `logging buffered` back. `sent` are the commands that change something, `after` what `show debugging` says then.
    """

    before: tuple[str, ...] = ()
    on: list[str] = field(default_factory=list)
    said: dict[str, list[str]] = field(default_factory=dict)
    already: list[str] = field(default_factory=list)
    messages: int | None = None
    raised: str | None = None
    sent: list[str] = field(default_factory=list)
    after: tuple[str, ...] = ()


def look(session: Session) -> tuple[tuple[str, ...], Logging]:
    """Return the lines of `show debugging` that say that something is on, and the head of the log."""
    shown, head = session.commands([SHOW, HEAD])
    return debugging.switched_on(shown.ok().text), debugging.logging(head.ok().text)


def unfit(log: Logging, *, terminal: bool) -> str | None:
    """Return why debugging output would not be kept, and what to do; None when it would."""
    if log.enabled is False:
        return "logging is off on the device (no logging on)"
    level = log.monitor_level if terminal else log.level
    where, option = ("monitor", "logging monitor") if terminal else ("buffered", "logging buffered")
    if level is None:
        return f"the device keeps no log of this kind (no {option})"
    if level < len(debugging.LEVELS) - 1:
        return f"logging {where} keeps {debugging.LEVELS[level]} and what is more severe, which is no debugging"
    return None


def start(session: Session, switches: Sequence[Switch], watch: Watch) -> None:
    """Switch on what is not on yet; `watch` is told of each switch before the next one. Raises `CommandRefused`."""
    for row in switches:
        if any(debugging.shown_by(line) is row for line in watch.before):
            watch.already.append(row.name)
            continue
        command = f"debug {row.command}"
        watch.sent.append(command)
        watch.on.append(row.name)  # on from here on, should the answer not come
        reply = session.command(command)
        if reply.refusal is not None:
            watch.on.remove(row.name)
            reply.ok()
        said = debugging.switched_on(reply.text)
        if said and not debugging.missing(said, watch.before):
            watch.on.remove(row.name)
            watch.already.append(row.name)
        else:
            watch.said[row.name] = list(said)


def stop(session: Session, watch: Watch) -> tuple[str, ...]:
    """Switch off what `watch` says is on, put back what went off with it, and return what is on now.

    Raises `DebugError` when something of ours stays on.
    """
    session.leave()
    shown = debugging.switched_on(session.command(SHOW).ok().text) if watch.on else ()
    for name in still_on(watch, shown):
        command = f"no debug {debugging.switch(name).command}"
        watch.sent.append(command)
        session.command(command).ok()
    after = debugging.switched_on(session.command(SHOW).ok().text)
    for line in debugging.missing(watch.before, after):
        row = debugging.shown_by(line)
        if row is not None:  # a switch that belongs to somebody else and went off together with ours
            watch.sent.append(f"debug {row.command}")
            session.command(watch.sent[-1]).ok()
            after = debugging.switched_on(session.command(SHOW).ok().text)
    said = {line for lines in watch.said.values() for line in lines}
    ours = [line for line in after if line not in watch.before and line in said]
    if ours:
        raise DebugError(f"still on after it was switched off: {', '.join(ours)}; {by_hand(watch)}.")
    watch.on.clear()
    watch.said.clear()
    watch.after = after
    return after


def still_on(watch: Watch, shown: Sequence[str]) -> list[str]:
    """Return what of ours is on: all of it, but what has said how it is shown and is not."""
    return [name for name in watch.on if not watch.said.get(name) or set(watch.said[name]) & set(shown)]


def by_hand(watch: Watch) -> str:
    """Return what an operator has to type when we cannot."""
    commands = [f"no debug {debugging.switch(name).command}" for name in watch.on]
    commands += ["configure terminal", watch.raised] if watch.raised else []
    return f"type on the device: {', '.join(commands)}" if commands else "nothing of ours is on"


def raise_level(session: Session, size: int | None, watch: Watch) -> None:
    """Have the buffer keep debugging, in so many bytes, for as long as the watch lasts. Another size may clear it."""
    watch.raised = debugging.restoring(session.command(BUFFERED).ok().text)
    _configure(session, f"logging buffered {f'{size} ' if size else ''}debugging", watch)


def restore_level(session: Session, watch: Watch) -> None:
    """Put `logging buffered` back as it was."""
    if watch.raised is not None and debugging.restoring(session.command(BUFFERED).ok().text) != watch.raised:
        _configure(session, watch.raised, watch)
    watch.raised = None


def _configure(session: Session, command: str, watch: Watch) -> None:
    watch.sent.append(command)
    session.enter(("configure terminal",))
    session.command(command).ok()
    session.leave()


def new_lines(session: Session, watch: Watch) -> Fresh:
    """Return what came into the buffer since the watch began."""
    reply = session.command(LOG)
    text = reply.text if "Log Buffer" in reply.text else reply.ok().text  # what was logged is no refusal of ours
    return debugging.fresh(text, watch.messages)


def wait(session: Session, seconds: float, announce: Callable[[str], None]) -> None:
    """Let the time pass; from time to time say how much has come."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, SLICE))
        if end - time.monotonic() > 1:
            log = debugging.logging(session.command(HEAD).ok().text)
            passed = seconds - (end - time.monotonic())
            announce(f"watching for {passed:.0f} of {seconds:.0f} s, {log.messages} messages in the log so far.")


def listen(session: Session, seconds: float, watch: Watch, announce: Callable[[str], None]) -> list[str]:
    """Let the device show its log on our terminal for some seconds, and return the lines."""
    watch.sent.append("terminal monitor")
    session.command("terminal monitor")  # the console says that it does so anyway
    data = bytearray()
    started = told = time.monotonic()
    while (left := started + seconds - time.monotonic()) > 0 and len(data) < LISTENED:
        data += session.hear(min(left, 1.0))
        if time.monotonic() - told >= SLICE:
            told = time.monotonic()
            announce(f"watching for {told - started:.0f} of {seconds:.0f} s, {len(data)} bytes so far.")
    watch.sent.append("terminal no monitor")
    data += session.command("terminal no monitor").text.encode()
    lines = clean(data.decode("utf-8", "replace")).split("\n")
    return [line.rstrip() for line in lines if line.strip() and modes.prompt(line, session.hostname) is None]


@contextmanager
def switched_off(
    session: Session, reopen: Callable[[], Session], watch: Watch, *, always: bool = True
) -> Iterator[None]:
    """Run a block, and switch off what `watch` says is on: always, or only when the block fails.

    Raises what the block raises. When switching off fails, `DebugError` tells both.
    """
    try:
        yield
    except DeviceError as error:
        try:
            end(session, reopen, watch)
        except DebugError as worse:
            raise DebugError(f"{error} And {worse}") from None
        raise
    except BaseException:
        end(session, reopen, watch)
        raise
    if always:
        end(session, reopen, watch)


def end(session: Session, reopen: Callable[[], Session], watch: Watch) -> tuple[str, ...]:
    """Switch off and restore, in a new session where this one is gone. Returns what is on then.

    Raises `DebugError` with what to type by hand when that fails too.
    """
    try:
        try:
            after = stop(session, watch)
            restore_level(session, watch)
        except (SessionLost, NoAnswer):
            fresh_one = reopen()
            try:
                after = stop(fresh_one, watch)
                restore_level(fresh_one, watch)
            finally:
                fresh_one.close()
    except DebugError:
        raise
    except DeviceError as error:
        raise DebugError(f"debugging could not be switched off: {error} So {by_hand(watch)}.") from None
    return after
