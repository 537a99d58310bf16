# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From `config` as users write it to checked values by row of the option table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import host_keys
from .kinds import Checking, Value, limited, mapping, members, needed, truth, unknown, whole
from .options import LINE, ROWS, TABLE, VTY, Option
from .plan import WishError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from .host_keys import Row
    from .releases import Release
    from .settings import Key

GROUPS = (*dict.fromkeys(option.group for option in TABLE), "host_keys")
UNTOUCHED = ("hostname", "domain_name", "host_keys", "lines")  # only changed when named
STATES = ("merged", "replaced", "overridden", "deleted")

_LINE_FIELDS = (
    "first",
    "last",
    "existing",
    "login_list",
    *dict.fromkeys(option.name.split(".")[1] for option in TABLE if option.mode == (LINE,)),
)


@dataclass(slots=True)
class Wish:
    """`named` are the top-level options, `values` what is wanted by key (`None`: removed), `vty` the lines named."""

    named: tuple[str, ...] = ()
    values: dict[Key, Value] = field(default_factory=dict)
    keys: tuple[Row, ...] = ()
    vty: tuple[int, ...] = ()
    where: dict[Key, str] = field(default_factory=dict)


def check(
    config: Mapping[str, object] | None,
    state: str,
    release: Release,
    checking: Checking,
    vty: Collection[int] | None = None,
) -> Wish:
    """Return the wish, every value checked on its own and against its neighbours. Raises `WishError`.

    `vty` are the lines that the device has, `None` when there is no device.
    """
    if state not in STATES:
        raise WishError("state", state, f"write one of {', '.join(STATES)}")
    if config is None and state != "deleted":
        raise WishError("config", "nothing is given", f"state {state} needs the wanted options")
    given = mapping(dict(config or {}), "config")
    unknown(given, GROUPS, "")
    wish = Wish(named=tuple(given))
    reader = _Reader(wish, release, checking, vty)
    if state == "deleted":
        for name in ("hostname", "host_keys"):
            if name in given:
                advice = (
                    "zeroize key pairs with state: absent on their row" if name == "host_keys" else "name a new one"
                )
                raise WishError(name, "state deleted", f"it has no default to return to; {advice}")
        if "lines" in given:
            wish.vty = tuple(reader.numbers(given["lines"]))
        return wish
    for name, value in given.items():
        if name == "lines":
            reader.lines(value)
        elif name == "host_keys":
            wish.keys = host_keys.check(value, name, checking)
        else:
            reader.option(name, value)
    _contradictions(wish, checking)
    return wish


def _contradictions(wish: Wish, checking: Checking) -> None:
    if ("dscp",) in wish.values and ("precedence",) in wish.values:
        raise WishError("precedence", "dscp is given too", "both set the same bits of a packet: give one of them")
    retries = wish.values.get(("authentication_retries",))
    if retries is not None and retries < 2:
        checking.warnings.append(
            f"authentication_retries: {retries} shuts out clients that offer several keys before the right one"
        )


class _Reader:
    def __init__(self, wish: Wish, release: Release, checking: Checking, vty: Collection[int] | None) -> None:
        self.wish = wish
        self.release = release
        self.checking = checking
        self.vty = vty

    def option(self, name: str, value: object) -> None:
        """Read a global option: a row of its own, or a dictionary of rows."""
        if name in ROWS:
            self.row(ROWS[name], value, name)
            return
        below = tuple(
            dict.fromkeys(row.removeprefix(f"{name}.").split(".")[0] for row in ROWS if row.startswith(f"{name}."))
        )
        given = mapping(value, name)
        unknown(given, below, name)
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
            self.put((option.name, *place, *option.kind.instance(checked)), checked, here)

    def put(self, key: Key, value: Value, where: str) -> None:
        if key in self.wish.values:
            raise WishError(where, f"the same as {self.wish.where[key]}", "name it once")
        self.wish.values[key] = value
        self.wish.where[key] = where

    def released(self, option: Option, where: str) -> None:
        supported = option.supported(self.release)
        if supported is False:
            raise WishError(where, f"release {self.release} does not have this option", "leave it out for this device")
        if supported is None:
            self.checking.doubt(where, "it", f"release {self.release} is not known to have it")

    def lines(self, value: object) -> None:
        """Read `lines`: every row for every number of its range."""
        rows = [mapping(member, f"lines[{at}]") for at, member in enumerate(_list(value, "lines"))]
        self.wish.vty = tuple(self.numbers(rows))
        for at, given in enumerate(rows):
            where = f"lines[{at}]"
            unknown(given, _LINE_FIELDS, where)
            warned = len(self.checking.warnings)
            for number in self.range(given, where):
                self.line(given, where, number)
                self.checking.warnings[warned:] = dict.fromkeys(self.checking.warnings[warned:])

    def line(self, given: Mapping[str, Value], where: str, number: int) -> None:
        for name, value in given.items():
            here = f"{where}.{name}"
            if name in {"first", "last", "existing", "login_list"}:
                continue
            if name == "access_class":
                self.access_classes(value, here, number)
            elif name != "login":
                self.row(ROWS[f"lines.{name}"], value, here, number)
        login = {name: given[name] for name in ("login", "login_list") if name in given}
        if login:
            self.row(ROWS["lines.login"], login, where, number)

    def access_classes(self, value: object, where: str, number: int) -> None:
        for at, member in enumerate(_list(value, where)):
            here = f"{where}[{at}]"
            ipv6 = str(mapping(member, here).get("ipv6", False)).lower() in {"true", "yes", "on", "1"}
            option = ROWS["lines.access_class.ipv6" if ipv6 else "lines.access_class"]
            checked = option.kind.check(member, here, self.checking)
            self.put((option.name, number, *option.kind.instance(checked)), checked, here)

    def numbers(self, value: object) -> list[int]:
        """Return the vty numbers of all rows, which must not overlap."""
        taken: dict[int, str] = {}
        for at, member in enumerate(_list(value, "lines")):
            where = f"lines[{at}]"
            for number in self.range(mapping(member, where), where):
                if number in taken:
                    raise WishError(where, f"vty {number} is in {taken[number]} too", "let every line be in one row")
                taken[number] = where
        return sorted(taken)

    def range(self, given: dict[str, Value], where: str) -> Sequence[int]:
        """Return the vty numbers of a row; of an `existing` one those that the device has, up to `last` or all."""
        needed(given, ("first",), where)
        first = limited(whole(given["first"], f"{where}.first"), VTY, f"{where}.first", self.checking)
        if truth(given.get("existing", False), f"{where}.existing"):
            if self.vty is None:
                raise WishError(f"{where}.existing", "there is no device", "name the lines with first and last")
            given = {"last": max(self.vty, default=first), **given}
            return [number for number in range(first, whole(given["last"], f"{where}.last") + 1) if number in self.vty]
        here = f"{where}.last"
        last = limited(whole(given.get("last", first), here), VTY, here, self.checking)
        if last < first:
            raise WishError(here, f"{last} is smaller than first, {first}", "swap them")
        return range(first, last + 1)


def _list(value: object, where: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise WishError(where, "it is not a list", "write a list of rows")
    return list(value)
