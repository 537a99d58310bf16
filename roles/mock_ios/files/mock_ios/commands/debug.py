# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`debug`, `undebug`, and the log: reference 7.10."""

from __future__ import annotations

from ..log import LEVELS
from ..trace import DEBUGS
from . import Call, Row

DEBUG_ALL = "This may severely impact network performance. Continue? (yes/[no]): "
ALL_ON = "All possible debugging has been turned on"
ALL_OFF = "All possible debugging has been turned off"
STATE = (
    "Syslog logging: enabled (0 messages dropped, 0 messages rate-limited, 0 flushes, 0 overruns, "
    "xml disabled, filtering disabled)"
)
CLEAR_LOGGING = "Clear logging buffer [confirm]"


def debug(call: Call) -> str:
    """One switch, on or off."""
    off = call.words[0] in ("no", "undebug")
    words = " ".join(call.words[2 if call.words[0] == "no" else 1 :])
    kind = next(row.kind for row in DEBUGS if row.words == words)
    return call.device.tracer.switch(kind, on=not off)


async def debug_all(call: Call) -> None:
    """Asks first; anything but yes changes nothing."""
    answer = await call.live.ask(DEBUG_ALL)
    if answer and "yes".startswith(answer.strip().lower()):
        call.device.tracer.everything(on=True)
        call.live.say(ALL_ON)


def undebug_all(call: Call) -> str:
    """Everything off, whoever switched it on."""
    call.device.tracer.everything(on=False)
    return ALL_OFF


def show_debugging(call: Call) -> str | None:
    """What is on; classic IOS prints nothing when nothing is, IOS XE what it knows besides."""
    head = call.device.profile.system["debugging_head"]
    parts = ["\n".join(head), call.device.tracer.shown()]
    return "\n\n".join(part for part in parts if part) or None


def show_logging(call: Call) -> str:
    """Levels and counts, then the buffer."""
    log = call.device.log_book
    rows = []
    for target, name, indent in (("console", "Console", 21), ("monitor", "Monitor", 21), ("buffered", "Buffer", 20)):
        level = log.level(target)
        state = "disabled" if level is None else f"level {LEVELS[level]}, {log.counts[target]} messages logged"
        rows.append(f"    {name + ' logging:':<16} {state}, xml disabled,\n{' ' * indent}filtering disabled")
    head = [
        STATE,
        "\nNo Active Message Discriminator.\n\n\n\nNo Inactive Message Discriminator.\n\n",
        *rows,
        "    Exception Logging: size (4096 bytes)",
        "    Count and timestamp logging messages: disabled",
        "    Persistent logging: disabled",
        "\nNo active filter modules.\n",
        f"    Trap logging: level informational, {log.counts['trap']} message lines logged",
        "        Logging Source-Interface:       VRF Name:",
    ]
    if log.level("buffered") is not None:
        head += ["", f"Log Buffer ({log.size()} bytes):", ""]
    return "\n".join((*head, *log.lines))


async def clear_logging(call: Call) -> None:
    """Asks, and empties the buffer."""
    if await call.live.confirm(CLEAR_LOGGING):
        call.device.log_book.clear()


ROWS = (
    *(Row(f"{verb} {row.words}", debug, source=row.source) for row in DEBUGS for verb in ("debug", "undebug")),
    *(Row(f"no debug {row.words}", debug, source=row.source) for row in DEBUGS),
    Row("debug all", debug_all, source="7.10"),
    Row("undebug all", undebug_all, source="7.10"),
    Row("no debug all", undebug_all, source="7.10"),
    Row("show debugging", show_debugging, source="7.10"),
    Row("show logging", show_logging, user=True, source="7.10"),
    Row("clear logging", clear_logging, source="7.10"),
)
