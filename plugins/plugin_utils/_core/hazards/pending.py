# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hazards of what is under way on the device already: a timed rollback, a timed reload, changes that nobody saved.

The guard takes the same replies when it is armed, and the device asks about changes that nobody saved then.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .. import rollback
from .case import RELOAD, SAVED, TIMER, Case, Hazard

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = r"(?P<time>\d\d:\d\d:\d\d) \S+ \w{3} (?P<month>\w{3}) (?P<day>\d{1,2}) (?P<year>\d{4})"
_CHANGED = re.compile(rf"! Last configuration change at {_TIME}")
_STORED = re.compile(rf"! NVRAM config last updated at {_TIME}")


def _pending_rollback(case: Case) -> Iterator[str]:
    for found in rollback.pending(case.replies.get(TIMER, "")) or ():
        yield f"{found} is pending on the device"


def _pending_reload(case: Case) -> Iterator[str]:
    for found in rollback.scheduled(case.replies.get(RELOAD, "")) or ():
        yield f"{found} is pending on the device"


def _moment(pattern: re.Pattern[str], text: str) -> tuple[int, int, int, str] | None:
    found = pattern.search(text)
    if found is None or found["month"].lower() not in _MONTHS:
        return None
    return int(found["year"]), _MONTHS.index(found["month"].lower()), int(found["day"]), found["time"]


def _unsaved_changes(case: Case) -> Iterator[str]:
    """Compare the two moments in the head of a running-config. Where one is missing, the device asks when it counts."""
    text = case.replies.get(SAVED, "")
    changed, stored = _moment(_CHANGED, text), _moment(_STORED, text)
    if changed is not None and stored is not None and changed > stored:
        yield "the running configuration was changed after it was last saved"


ROWS = (
    Hazard(
        name="pending_rollback",
        title="a timed rollback of somebody else",
        why="the device will go back behind this change, and a confirmation would confirm what somebody else has done",
        way_out=f"wait until it has ended, or let whoever set it send {rollback.CONFIRM!r} or {rollback.REVERT!r}",
        source="behaviour reference 7.7",
        options=(),
        needs=(TIMER,),
        see=_pending_rollback,
        any_risk=True,
    ),
    Hazard(
        name="pending_reload",
        title="a timed reload of somebody else",
        why="the device has one timer only, and to set it would take the other one away",
        way_out=f"wait until it is over, or let whoever set it send {rollback.CANCEL_RELOAD!r}",
        source="behaviour reference 7.7",
        options=(),
        needs=(RELOAD,),
        see=_pending_reload,
        any_risk=True,
        guards=("reload",),
    ),
    Hazard(
        name="unsaved_changes",
        title="changes that nobody saved, under a guard that reloads",
        why="a reload would lose them",
        way_out="save them first, or use guard: revert_timer",
        source="behaviour reference 7.4, 7.7",
        options=(),
        needs=(SAVED,),
        hint=_unsaved_changes,
        any_risk=True,
        guards=("reload",),
        left_to=("reload",),
    ),
)
