# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan without a device: from a text, or from what was gathered before, to the commands that a wish needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from . import running
from .facts import replies_in
from .hazards import SECTIONS, Picture, Preflight
from .kinds import printable
from .plan import RUNNING, NeedsWholeConfig
from .releases import Release
from .server import KEYS, SERVER

if TYPE_CHECKING:
    from .hazards import Found
    from .plan import Plan
    from .tabled import TabledHave


STATES = ("merged", "replaced", "overridden", "deleted")


def plan(
    have: str | list[str] | Mapping[str, object],
    want: Mapping[str, object],
    state: str = "merged",
    release: str | None = None,
) -> dict[str, object]:
    """Return what leads from `have` to `want`: `changed`, `commands`, `plan`, `hazards` and `warnings`.

    It is what ios_ssh_server would do in check mode, as far as `have` tells. Hazards that are about the session of
    somebody who has logged in are not among them.

    `have` is a running-config or its lines, with the output of show commands behind it where that matters, or a
    document as `SERVER.document` returns it. A document needs `release`; a text names its train. Raises `WishError`,
    and ValueError for a text that ends inside a banner.
    """
    if not isinstance(want, Mapping):
        raise ValueError(f"want is {printable(want)}; give a dictionary as config of ios_ssh_server is one")  # noqa: TRY004
    if state not in STATES:
        raise ValueError(f"state is {printable(state)}; write one of {', '.join(STATES)}")
    if isinstance(have, list) and all(isinstance(line, str) for line in have):
        have = "\n".join(have)
    if not isinstance(have, str | Mapping):
        raise ValueError("have is neither text nor what was gathered")  # noqa: TRY004
    named = Release.parse(release) if release else None
    replies: dict[str, str] = {}
    if isinstance(have, Mapping):
        if named is None:
            raise ValueError("what was gathered does not name the release; give it as release")
        there = _from_document(have, named)
    else:
        replies = replies_in(have)
        try:
            there = SERVER.have(replies, named)
        except NeedsWholeConfig:
            raise ValueError("the text ends inside a banner or a key; give the configuration up to its end") from None
    made = SERVER.plan(there, want, state)
    found = _hazards(there, replies, made)
    hints = [f"{one.name}: {one.message}" for one in found if one.warning]
    return {
        "changed": bool(made.steps),
        "commands": list(made.commands()),
        "plan": made.rows(),
        "hazards": [{"name": one.name, "message": one.message} for one in found if one.refuses],
        "warnings": list(dict.fromkeys((*there.warnings, *made.warnings, *hints))),
    }


def _hazards(there: TabledHave, replies: Mapping[str, str], made: Plan) -> tuple[Found, ...]:
    """Return the hazards that what is known tells: of a whole configuration all parts, else what the facet has."""
    known = {"server"} | ({KEYS} if there.settings.keys_read else set())
    before = Picture.of({RUNNING: f"version {there.release.train}\nend\n"})
    if RUNNING in replies and running.is_whole(replies[RUNNING]):
        before, known = Picture.of(replies, there.release), {*SECTIONS, *replies}
    return Preflight().foresee(replace(before, server=there), replies, known, made)


def _from_document(document: Mapping[str, Any], release: Release) -> TabledHave:
    """Return the device of which the document tells: one in its defaults, to which all of it was done.

    Receivers of traps are left out: their communities are masked.
    """
    known = {name: value for name, value in document.items() if name != "session_traps"}
    traps = {name: value for name, value in document.get("session_traps", {}).items() if name != "hosts"}
    known |= {"session_traps": traps} if traps else {}
    empty = SERVER.have({RUNNING: f"version {release.train}\nend\n"}, release)
    told = SERVER.predict(empty, SERVER.plan(empty, known, "merged").steps)
    return replace(told, settings=replace(told.settings, keys_read="host_keys" in document))
