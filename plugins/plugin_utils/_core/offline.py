# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan without a device: from a text, or from what was gathered before, to the commands that a wish needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .facts import replies_in
from .kinds import printable
from .plan import RUNNING, NeedsWholeConfig
from .releases import Release
from .server import SERVER

if TYPE_CHECKING:
    from .tabled import TabledHave


STATES = ("merged", "replaced", "overridden", "deleted")


def plan(
    have: str | list[str] | Mapping[str, object],
    want: Mapping[str, object],
    state: str = "merged",
    release: str | None = None,
) -> dict[str, object]:
    """Return what leads from `have` to `want`: `changed`, `commands`, `plan` and `warnings`, as ios_ssh_server does.

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
    if isinstance(have, Mapping):
        if named is None:
            raise ValueError("what was gathered does not name the release; give it as release")
        there = _from_document(have, named)
    else:
        try:
            there = SERVER.have(replies_in(have), named)
        except NeedsWholeConfig:
            raise ValueError("the text ends inside a banner or a key; give the configuration up to its end") from None
    made = SERVER.plan(there, want, state)
    return {
        "changed": bool(made.steps),
        "commands": list(made.commands()),
        "plan": made.rows(),
        "warnings": list(dict.fromkeys((*there.warnings, *made.warnings))),
    }


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
