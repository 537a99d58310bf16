# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`reload`, now or later, and taking it back. Reference 7.7."""

from __future__ import annotations

import calendar
import re
from datetime import timedelta
from typing import TYPE_CHECKING

from ..reload import NONE, REASON
from . import Call, Row
from .system import save

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

MONTHS = tuple(name.lower() for name in calendar.month_name)
MOST_MINUTES = 24 * 24 * 60  # the guides say about 24 days
_IN = re.compile(r"(?:(\d{1,3}):)?(\d{1,5})")
_AT = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_DAYS = (
    re.compile(r"(?P<month>[a-z]{3,9}) (?P<day>\d{1,2})\b ?", re.IGNORECASE),
    re.compile(r"(?P<day>\d{1,2}) (?P<month>[a-z]{3,9})\b ?", re.IGNORECASE),
)


async def reload_now(call: Call) -> None:
    """Every session ends."""
    shell, device = call.live, call.device
    reason = _reason(call.args.get("LINE", ""))
    if not await _saved_or_not(call):
        return
    if stack := device.profile.system["reload"]["stack"]:
        shell.say(stack)
    if await shell.confirm("Proceed with reload? [confirm]"):
        device.log("SYS-5-RELOAD", f"Reload requested by {shell.who()}. Reload Reason: {reason}.")
        device.reload()


async def reload_in(call: Call) -> None:
    """`reload in [hhh:]mm [text]`."""
    found = _IN.fullmatch(call.args["TIME"])
    minutes = int(found[1] or 0) * 60 + int(found[2]) if found else 0
    if not 1 <= minutes <= MOST_MINUTES:
        raise call.invalid(2)
    facts = call.device.profile.system["reload"]
    await _plan(
        call,
        lambda: call.device.clock.now() + timedelta(minutes=minutes),
        facts["announced"],
        call.args.get("LINE", ""),
    )


async def reload_at(call: Call) -> None:
    """`reload at hh:mm [month day | day month] [text]`: the next time that it is so late."""
    found = _AT.fullmatch(call.args["TIME"])
    if not found:
        raise call.invalid(2)
    text = call.args.get("LINE", "")
    day = next((match for form in _DAYS if (match := form.match(text)) and _month(match)), None)
    now = call.device.clock.now()
    when = now.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    try:
        when = _on_day(when, now, day)
    except ValueError:
        raise call.invalid(3) from None
    text = text[day.end() :] if day else text
    await _plan(call, lambda: when, call.device.profile.system["reload"]["shown"], text)


def _on_day(when: datetime, now: datetime, day: re.Match[str] | None) -> datetime:
    if day is None:
        return when if when > now else when + timedelta(days=1)
    when = when.replace(month=_month(day), day=int(day["day"]))
    return when if when > now else when.replace(year=when.year + 1)


def _month(day: re.Match[str]) -> int:
    """The number of the month that is named, 0 for none."""
    return next((number for number, name in enumerate(MONTHS) if name.startswith(day["month"].lower())), 0)


async def _plan(call: Call, when: Callable[[], datetime], form: str, text: str) -> None:
    """The questions, and the reload that is to come."""
    shell, reloads = call.live, call.device.reloads
    reason = _reason(text)
    if not await _saved_or_not(call):
        return
    if form:
        shell.say(reloads.line(form, when(), shell.who()))
    if call.device.profile.system["reload"]["reason"]:
        shell.say(f"Reload reason: {reason}")
    if await shell.confirm("Proceed with reload? [confirm]"):
        reloads.plan(when(), reason, shell.who())


async def _saved_or_not(call: Call) -> bool:
    """The question about unsaved changes, if there are any; False after Ctrl-C."""
    shell = call.live
    while call.device.modified:
        answer = await shell.ask("\r\nSystem configuration has been modified. Save? [yes/no]: ")
        if answer is None:
            return False
        word = answer.strip().lower()
        if word and "yes".startswith(word):
            save(call)
            return True
        if word and "no".startswith(word):
            return True
        shell.say("% Please answer 'yes' or 'no'.")
    return True


def _reason(text: str) -> str:
    return text.removeprefix("reason ").strip() or REASON


def cancel(call: Call) -> str | None:
    """`reload cancel`; what is said when there is nothing to cancel is taken from what collectors look for."""
    return None if call.device.reloads.cancel() else NONE


def show(call: Call) -> str:
    """What is to come."""
    return call.device.reloads.shown()


ROWS = (
    Row("reload [reason LINE]", reload_now, source="7.7"),
    Row("reload in TIME [LINE]", reload_in, source="7.7"),
    Row("reload at TIME [LINE]", reload_at, source="7.7"),
    Row("reload cancel", cancel, source="7.7"),
    Row("show reload", show, source="7.7"),
)
