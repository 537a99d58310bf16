# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From `config` as users write it to checked values by row of an option table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .kinds import Checking, Value, mapping, members, unknown
from .plan import WishError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .host_keys import Row
    from .releases import Release
    from .settings import Key, Settings
    from .table import Option, Table

STATES = ("merged", "replaced", "overridden", "deleted")


@dataclass(slots=True)
class Wish:
    """`named` are the groups of options, `values` what is wanted by key (`None`: removed), `vty` the lines named.

    `keys` are the rows of key pairs, `where` the place of each value in `config`. `empty`: no option is named.
    """

    named: tuple[str, ...] = ()
    values: dict[Key, Value] = field(default_factory=dict)
    keys: tuple[Row, ...] = ()
    vty: tuple[int, ...] = ()
    where: dict[Key, str] = field(default_factory=dict)
    empty: bool = False


class Reader:
    """Reads the wish of one facet, every value checked on its own and against its neighbours. Raises `WishError`.

    `have` is what the device has, `None` when there is no device. A facet with options that are no rows
    overrides `top` and `removed`, one with values that exclude each other `contradictions`.
    """

    def __init__(self, table: Table, release: Release, checking: Checking, have: Settings | None = None) -> None:
        self.table = table
        self.release = release
        self.checking = checking
        self.have = have
        self.wish = Wish()

    def read(self, config: Mapping[str, object] | None, state: str) -> Wish:
        """Return what `config` asks for under `state`."""
        if state not in STATES:
            raise WishError("state", state, f"write one of {', '.join(STATES)}")
        if config is None and state != "deleted":
            raise WishError("config", "nothing is given", f"state {state} needs the wanted options")
        given = mapping(dict(config or {}), "config")
        unknown(given, self.table.tops, "")
        self.wish.empty = not given
        self.wish.named = tuple(name for top, value in given.items() for name in self.groups(top, value))
        for name, value in given.items():
            if state == "deleted":
                self.removed(name, value)
            else:
                self.top(name, value)
        if state != "deleted":
            self.contradictions()
        return self.wish

    def groups(self, name: str, value: object) -> tuple[str, ...]:
        """Return the groups that a top-level option names: itself, or those of its members that stand alone."""
        if name in self.table.groups:
            return (name,)
        return tuple(f"{name}.{member}" for member in mapping(value, name))

    def top(self, name: str, value: object) -> None:
        """Read a top-level option."""
        self.option(name, value)

    def removed(self, name: str, value: object) -> None:
        """Read a top-level option of a wish to remove: of instances that stand apart, which ones."""
        option = self.table.by_name.get(name)
        if option is None:
            for member, inner in mapping(value, name).items() if name not in self.table.groups else ():
                unknown({member: inner}, self.below(name), name)
                self.removed(f"{name}.{member}", inner)
        elif option.apart:
            for at, member in enumerate(members(value, name)):
                here = f"{name}[{at}]"
                self.put((option.name, *option.kind.named(member, here)), None, here)

    def contradictions(self) -> None:
        """Raise `WishError` for values that exclude each other."""

    def below(self, name: str) -> tuple[str, ...]:
        """Return the members of a dictionary of rows."""
        names = (row.removeprefix(f"{name}.") for row in self.table.by_name if row.startswith(f"{name}."))
        return tuple(dict.fromkeys(row.split(".")[0] for row in names))

    def option(self, name: str, value: object) -> None:
        """Read a global option: a row of its own, or a dictionary of rows."""
        if name in self.table.by_name:
            self.row(self.table.by_name[name], value, name)
            return
        given = mapping(value, name)
        unknown(given, self.below(name), name)
        for member, inner in given.items():
            self.option(f"{name}.{member}", inner)

    def row(self, option: Option, value: object, where: str, number: int | None = None) -> None:
        """Read the value of one row, of line `number` when it belongs to a line."""
        if isinstance(value, dict) and not mapping(value, where):
            return  # named and nothing said about it, which only some states mean something by
        self.released(option, where)
        place = () if number is None else (number,)
        if not option.many:
            checked = option.kind.check(value, where, self.checking)
            self.put((option.name, *place), None if checked == "" else checked, where)
            return
        for at, member in enumerate(members(value, where)):
            here = f"{where}[{at}]"
            checked = option.kind.check(member, here, self.checking)
            wanted = None if option.kind.absent(checked) else checked
            self.put((option.name, *place, *option.kind.instance(checked)), wanted, here)

    def put(self, key: Key, value: Value, where: str) -> None:
        """Keep what is wanted of a key. Raises `WishError` when it is named twice."""
        if key in self.wish.values:
            raise WishError(where, f"the same as {self.wish.where[key]}", "name it once")
        self.wish.values[key] = value
        self.wish.where[key] = where

    def released(self, option: Option, where: str) -> None:
        """Raise `WishError` when the release does not have the option, warn when nobody knows."""
        supported = option.supported(self.release)
        if supported is False:
            raise WishError(where, f"release {self.release} does not have this option", "leave it out for this device")
        if supported is None:
            self.checking.doubt(where, "it", f"release {self.release} is not known to have it")
