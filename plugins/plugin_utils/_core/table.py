# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an option table is: one row an option. Parsing, planning, rendering, checking and documentation read the rows.

Within one risk, the order of the rows is the order of sending; removals go the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .capabilities import Capabilities, Range
from .kinds import Kind, Typed, Value
from .plan import CONFIGURE, Risk
from .releases import Release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LINE = "line vty"
VTY = Range(0, 1869)  # the highest number is a matter of the platform


@dataclass(frozen=True, slots=True)
class Option:
    """One row.

    `name` is the path in the wish. `shown` are the prefixes of its line, as read; the first is written unless
    `written` finds another for the release. `removal` holds `{prefix}` and `{words}`. `mode` is where the line stands:
    `()` for global configuration, `(PROFILE, "server")`, or `(LINE,)` for every vty. `default` may depend on the
    release; `hidden` is what no line means, when that is not the default. Before `refused_before` the device is known
    to refuse the option; between that and `since` nobody knows, and a wish is sent with a warning. `keep` options are
    never reset because a wish does not name them: no default of theirs keeps a device reachable. `many` options are
    lists of instances, one line each. Instances that stand `apart`, such as users, are things of their own: replaced
    and deleted touch those that the wish names. Each member of a `loose` dictionary is named by itself.
    `takes` are the rows that go when the option takes this value.
    """

    name: str
    kind: Kind
    shown: tuple[str, ...]
    source: str
    removal: str = "no {prefix}"
    mode: tuple[str, ...] = ()
    default: Any = None
    hidden: Callable[[Capabilities], Value] | None = None
    written: Callable[[Capabilities], str] | None = None
    since: str = ""
    refused_before: str = ""
    risk: Risk = Risk.NEUTRAL
    keep: bool = False
    many: bool = False
    apart: bool = False
    loose: bool = False
    takes: Callable[[Value], tuple[str, ...]] | None = None

    def spelling(self, capabilities: Capabilities | None) -> str:
        """Return the prefix that is written on a release."""
        return self.written(capabilities) if self.written and capabilities else self.shown[0]

    def default_on(self, capabilities: Capabilities | None) -> Value:
        """Return the default on a release, `None` when there is none or nobody knows."""
        if capabilities is None:
            return None
        return self.default(capabilities) if callable(self.default) else self.default

    def hidden_on(self, capabilities: Capabilities | None) -> Value:
        """Return what the absence of the line means on a release."""
        if self.hidden is None or capabilities is None:
            return self.default_on(capabilities)
        return self.hidden(capabilities)

    def supported(self, release: Release) -> bool | None:
        """Tell whether `release` knows the option; `None` when no source tells."""
        if self.refused_before and release < Release.parse(self.refused_before):
            return False
        return True if not self.since or release >= Release.parse(self.since) else None

    @property
    def group(self) -> str:
        """What has to be named in a wish for the row to be meant: its top-level option, or itself in a loose one."""
        return self.name if self.loose else self.name.split(".", 1)[0]

    @property
    def path(self) -> tuple[str, ...]:
        """The way to the mode of a global option, as `Step` wants it."""
        return (CONFIGURE, *self.mode)


class Table:
    """The rows of one facet.

    `more` are top-level options of the wish that no row describes. `untouched` are groups that only change when they
    are named, in whatever state. `context` are rows that are read for what they mean to others; a wish cannot name
    them and no document tells them.
    """

    def __init__(
        self,
        rows: tuple[Option, ...],
        *,
        more: tuple[str, ...] = (),
        untouched: tuple[str, ...] = (),
        context: tuple[Option, ...] = (),
    ) -> None:
        self.rows = rows
        self.untouched = untouched
        self.by_name = {option.name: option for option in (*rows, *context)}
        self.order = {name: place for place, name in enumerate(self.by_name)}
        self.tops = (*dict.fromkeys(option.name.split(".", 1)[0] for option in rows), *more)
        self.groups = (*dict.fromkeys(option.group for option in rows), *more)
        self.of_lines = tuple(option for option in rows if option.mode == (LINE,))
        self._prefixes: dict[str, list[tuple[str, Option]]] = {}
        for option in self.by_name.values():
            for prefix in option.shown:
                self._prefixes.setdefault(option.mode[0] if option.mode else "", []).append((prefix, option))
        for found in self._prefixes.values():
            found.sort(key=lambda row: -len(row[0]))
        modes = (mode for mode in self._prefixes if mode)
        globals_ = (prefix for prefix, _option in self._prefixes[""])
        self.host_keys = "host_keys" in more
        own = {"no", "default", "line", *(["crypto"] if self.host_keys else [])}
        self.words = frozenset(text.partition(" ")[0] for text in (*modes, *globals_)) | own

    def __iter__(self) -> Iterator[Option]:
        return iter(self.rows)

    def is_of_lines(self, key: tuple[Any, ...]) -> bool:
        """Tell whether a key is about an option of a line."""
        return self.by_name[key[0]].mode == (LINE,)

    def in_order(self, key: tuple[Any, ...]) -> tuple[int, str]:
        """Sort keys as the table does, instances by what identifies them."""
        return self.order[key[0]], str(key[1:])

    def find(self, mode: tuple[str, ...], text: str, body: str | None = None) -> tuple[Option, Typed] | None:
        """Return the row that a line of a running-config, or a command, is about; `None` for foreign lines.

        `mode` are the lines above it; all `line vty` blocks share their rows.
        """
        text = " ".join(text.split())
        mood, _unused, rest = text.partition(" ")
        if mood not in {"no", "default"}:
            mood, rest = "", text
        for prefix, option in self._prefixes.get(mode[0] if mode else "", ()):
            follows = rest[len(prefix) : len(prefix) + 1]
            if rest.startswith(prefix) and follows in {"", " "} and option.mode[1:] == mode[1:]:
                return option, Typed(prefix, rest[len(prefix) :].strip(), mood, body)
        return None
