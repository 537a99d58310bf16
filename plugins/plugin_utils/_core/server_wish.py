# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wish for the SSH server: what its options have beyond rows of the table, and what excludes each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import host_keys
from .kinds import Value, limited, mapping, needed, truth, unknown, whole
from .options import TABLE
from .plan import WishError
from .table import VTY
from .wish import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LINE_FIELDS = (
    "first",
    "last",
    "existing",
    "also_ssh",
    "login_list",
    *dict.fromkeys(option.name.split(".")[1] for option in TABLE.of_lines),
)
_KEEP = "keep_current"
_NOT_REMOVED = {
    "hostname": "name a new one",
    "host_keys": "zeroize key pairs with state: absent on their row",
}


class ServerReader(Reader):
    """See `Reader`."""

    def top(self, name: str, value: object) -> None:
        """Read a top-level option."""
        if name == "lines":
            self.lines(value)
        elif name == "algorithms":
            self.algorithms(value)
        elif name == "host_keys":
            self.wish.keys = host_keys.check(value, name, self.checking)
        else:
            self.option(name, value)

    def algorithms(self, value: object) -> None:
        """Read `algorithms`; with `keep_current`, what is offered now stays behind what is named."""
        given = mapping(value, "algorithms")
        keep = truth(given.pop(_KEEP, False), f"algorithms.{_KEEP}")
        unknown(given, (*self.below("algorithms"), _KEEP), "algorithms")
        self.option("algorithms", given)
        for entry in given if keep else ():
            key = (f"algorithms.{entry}",)
            current = self.have.value(key) if self.have else None
            if current is None:
                found = f"nobody tells which {entry} algorithms the device offers now"
                raise WishError(f"algorithms.{_KEEP}", found, "name all that it is to offer, without keep_current")
            named = self.wish.values[key]
            self.wish.values[key] = (*named, *(name for name in current if name not in named))

    def removed(self, name: str, value: object) -> None:
        """Read a top-level option of a wish to remove."""
        if name in _NOT_REMOVED:
            raise WishError(name, "state deleted", f"it has no default to return to; {_NOT_REMOVED[name]}")
        if name == "lines":
            self.wish.vty = tuple(self.numbers(value))

    def contradictions(self) -> None:
        """Raise `WishError` for values that exclude each other."""
        values = self.wish.values
        if ("dscp",) in values and ("precedence",) in values:
            raise WishError("precedence", "dscp is given too", "both set the same bits of a packet: give one of them")

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
        """Read what a row of `lines` says, for one of its numbers."""
        for name, value in given.items():
            here = f"{where}.{name}"
            if name in {"first", "last", "existing", "login_list"}:
                continue
            if name == "also_ssh":
                self.also_ssh(given, where, number)
            elif name == "access_class":
                self.access_classes(value, here, number)
            elif name != "login":
                self.row(self.table.by_name[f"lines.{name}"], value, here, number)
        login = {name: given[name] for name in ("login", "login_list") if name in given}
        if login:
            self.row(self.table.by_name["lines.login"], login, where, number)

    def also_ssh(self, given: Mapping[str, Value], where: str, number: int) -> None:
        """Read `also_ssh`: what a line needs to take SSH beside what it takes already."""
        here = f"{where}.also_ssh"
        if not truth(given["also_ssh"], here):
            return
        for name in ("transport_input", "login"):
            if name in given:
                raise WishError(here, f"{name} is given too", "give one of them: also_ssh finds out what is missing")
        if self.have is None:
            raise WishError(here, "there is no device", "name transport_input and login")
        takes = self.have.value(("lines.transport_input", number)) or ("telnet",)  # nobody tells: it must not be closed
        if not {"ssh", "all"} & set(takes):
            wanted = sorted({*takes, "ssh"} - {"none"})
            self.row(self.table.by_name["lines.transport_input"], wanted, here, number)
        login = self.have.said.get(("lines.login", number), {}).get("login")
        if login in {"password", "none"}:
            self.row(self.table.by_name["lines.login"], {"login": "local"}, here, number)

    def access_classes(self, value: object, where: str, number: int) -> None:
        """Read `access_class`: a list for each protocol and direction."""
        for at, member in enumerate(_list(value, where)):
            here = f"{where}[{at}]"
            ipv6 = str(mapping(member, here).get("ipv6", False)).lower() in {"true", "yes", "on", "1"}
            option = self.table.by_name["lines.access_class.ipv6" if ipv6 else "lines.access_class"]
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
            if self.have is None:
                raise WishError(f"{where}.existing", "there is no device", "name the lines with first and last")
            given = {"last": max(self.have.vty, default=first), **given}
            last = whole(given["last"], f"{where}.last")
            return [number for number in range(first, last + 1) if number in self.have.vty]
        here = f"{where}.last"
        last = limited(whole(given.get("last", first), here), VTY, here, self.checking)
        if last < first:
            raise WishError(here, f"{last} is smaller than first, {first}", "swap them")
        return range(first, last + 1)


def _list(value: object, where: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise WishError(where, "it is not a list", "write a list of rows")
    return list(value)
