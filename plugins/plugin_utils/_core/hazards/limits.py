# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hazards of limits against guessing and idling that meet those who work, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import acl
from ..ways import numbers
from .case import USERS, Case, Hazard
from .reach import PORTS, source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..settings import Settings

SHORTEST_WORK = 60
"""Seconds that a line has to stay open while nobody types: reading a configuration and making keys take that long."""
BLOCK, QUIET = ("login_protection.block_for",), ("login_protection.quiet_mode_acl",)


def _retries(case: Case) -> tuple[int | None, int | None]:
    before, after = (settings.value(("authentication_retries",)) for settings in case.server)
    return before, after


def _no_retries(case: Case) -> Iterator[str]:
    before, after = _retries(case)
    if after == 0 and before != 0:
        yield "authentication_retries would be 0"


def _few_retries(case: Case) -> Iterator[str]:
    before, after = _retries(case)
    if after == 1 and before not in {0, 1}:
        yield "authentication_retries would be 1"


def _block_without_acl(case: Case) -> Iterator[str]:
    before, after = case.server
    blocks = after.value(BLOCK)
    if not blocks or after.value(QUIET):
        return
    if before.value(BLOCK) and not before.value(QUIET):
        return
    yield (
        f"{blocks['attempts']} failed logins within {blocks['within']} s would shut everybody out for "
        f"{blocks['seconds']} s, because quiet_mode_acl names no list"
    )


def _quiet(case: Case, settings: Settings) -> acl.Verdict | None:
    """Return what the list of the quiet mode says to this session, None where there is no quiet mode or no address."""
    name, address = settings.value(QUIET), source(case)
    if not settings.value(BLOCK) or not name or not address or case.login.way not in PORTS:
        return None
    family = 6 if ":" in address else 4
    lists = acl.lists(case.config, {str(name)})
    found = lists.get((family, str(name)))
    if found is None and family == 6:
        found = lists.get((4, str(name)))  # one list is named for both, and one of IPv4 lets nobody of IPv6 in
    return acl.verdict(found, address, port=PORTS[case.login.way])


def _quiet_acl(case: Case, *answers: str) -> acl.Verdict | None:
    """Return a verdict of the quiet mode that is one of these and was not before."""
    before, after = case.server
    verdict, was = _quiet(case, after), _quiet(case, before)
    if verdict is None or verdict.answer not in answers or (was is not None and was.answer == verdict.answer):
        return None
    return verdict


def _quiet_acl_denies(case: Case) -> Iterator[str]:
    if (verdict := _quiet_acl(case, "deny")) is not None:
        why = f"its line {str(verdict.entry)!r}" if verdict.entry else "the deny behind its last line"
        name = case.server[1].value(QUIET)
        yield f"in quiet mode {source(case)}, from where this session comes, would be refused by {why} of {name}"


def _quiet_acl_doubtful(case: Case) -> Iterator[str]:
    name = case.server[1].value(QUIET)
    if (verdict := _quiet_acl(case, "undefined", "empty", "unknown")) is not None:
        what = {"undefined": "does not exist", "empty": "has no entries"}.get(
            verdict.answer, f"cannot be judged: {verdict.why}"
        )
        yield f"the list {name} of the quiet mode {what}"


def seconds(settings: Settings, vty: int) -> int:
    """Return after how many seconds without input a line ends its session; 0 for never."""
    value = settings.value(("lines.exec_timeout", vty)) or {}
    return int(value.get("minutes", 0)) * 60 + int(value.get("seconds", 0))


def _exec_timeout_too_short(case: Case) -> Iterator[str]:
    before, after = case.server
    found = [
        vty
        for vty in sorted(after.vty)
        if 0 < seconds(after, vty) < SHORTEST_WORK
        and not (vty in before.vty and 0 < seconds(before, vty) <= seconds(after, vty))
    ]
    if found:
        least = min(seconds(after, vty) for vty in found)
        yield f"{numbers(found)} would end a session after {least} s without input"


ROWS = (
    Hazard(
        name="no_authentication_retries",
        title="no second attempt to log in",
        why="clients that offer a key before the password are refused at once",
        way_out="set authentication_retries to 2 or more",
        source="ronf/asyncssh#505; models: 0 to 5",
        options=("authentication_retries",),
        needs=("server", "ip-ssh"),
        see=_no_retries,
        hint=_few_retries,
    ),
    Hazard(
        name="block_without_quiet_acl",
        title="login block-for without an access list for the quiet mode",
        why="whoever guesses passwords shuts out the automation as well",
        way_out="name a list that lets the management network in with login_protection.quiet_mode_acl",
        source="compliance rules; behaviour reference 5.3",
        options=("login_protection",),
        needs=("server",),
        see=_block_without_acl,
    ),
    Hazard(
        name="quiet_acl_denies",
        title="an access list for the quiet mode that does not let this source in",
        why="whoever guesses passwords shuts out the automation as well",
        way_out="permit the address in the list first, or use another list",
        source="compliance rules; models (native)",
        options=("login_protection",),
        needs=("server", "acls", USERS),
        see=_quiet_acl_denies,
    ),
    Hazard(
        name="quiet_acl_doubtful",
        title="an access list for the quiet mode that does not exist or cannot be judged",
        why="whether the quiet mode shuts out the automation, or anybody, is not known",
        way_out="define a list that names the management network",
        source="compliance rules; models (native)",
        options=("login_protection",),
        needs=("server", "acls", USERS),
        hint=_quiet_acl_doubtful,
    ),
    Hazard(
        name="exec_timeout_too_short",
        title="lines that end sessions before work can end",
        why="a session is cut off while the device makes a key or writes its configuration",
        way_out="set exec_timeout to a minute or more",
        source="compliance rules; behaviour reference 5.3",
        options=("lines.exec_timeout",),
        needs=("server",),
        see=_exec_timeout_too_short,
    ),
)
