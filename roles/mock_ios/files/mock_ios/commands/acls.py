# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access lists, as devices edit them: reference 5.8."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..acl import EXTENDED, IPV6, STANDARD, STEP, AceError, Line, kind_of, kind_of_number, lines_of, name_of, read
from ..acl import store as store_line
from ..config import rank_of
from ..parser import ParseError
from . import Call, Refused, Row

if TYPE_CHECKING:
    from ..config import Entry

DUPLICATE = "% Duplicate sequence number"
DUPLICATE_REMARK = "Duplicate remark statement"
NO_NAME = "% Invalid access list name."  # unverified
OTHER_TYPE = "% Access-list type conflicts with prior definition"  # unverified in this place
MODES = {STANDARD: "config-std-nacl", EXTENDED: "config-ext-nacl", IPV6: "config-ipv6-acl"}


def _shown(call: Call, entry: Entry, line: Line) -> str:
    """The line as the running configuration has it."""
    kind = kind_of(entry.text)
    action = "deny  " if line.action == "deny" and kind != IPV6 else line.action
    if entry.flat:
        return f"access-list {name_of(entry.text)} {action} {line.text}"
    if not call.device.profile.system["access_lists"]["numbers"]:
        return f" {action} {line.text}"
    return f" {'sequence ' if kind == IPV6 else ''}{line.number} {action} {line.text}"


def _list(call: Call, slot: str) -> Entry:
    """The list, made if it is not there. Older releases show a numbered one line by line."""
    config = call.device.config
    flat = name_of(slot).isdigit() and not call.device.profile.system["access_lists"]["numbers"]
    entry = config.set(slot, slot, rank=rank_of("access-list" if flat else slot))
    entry.flat = flat
    entry.children = entry.children if entry.children is not None else {}
    return entry


def _other_kind(call: Call, slot: str) -> str | None:
    """What is wrong with a name: a number of the other kind, or a list of that kind with this name."""
    kind, name = kind_of(slot), name_of(slot)
    if kind == IPV6:
        return None
    if name.isdigit():
        return None if kind_of_number(int(name)) == kind else NO_NAME
    known = call.device.access_lists.find(name)
    return OTHER_TYPE if known not in (None, slot) else None


def block(call: Call) -> str | None:
    """`ip access-list {standard|extended} NAME`, `ipv6 access-list NAME`."""
    slot = " ".join(call.words)
    if wrong := _other_kind(call, slot):
        raise Refused(wrong)
    if call.negated or call.reset:
        _remove(call, slot)
        return None
    _list(call, slot)
    call.cursor.enter(MODES[kind_of(slot)], block=slot)
    return None


def _remove(call: Call, slot: str) -> None:
    if call.device.config.entries.pop(slot, None):
        call.device.access_lists.forget(name_of(slot))


def numbered(call: Call) -> None:
    """`access-list NUMBER ...`; its `no` takes the whole list, whatever stands behind the number."""
    kind = kind_of_number(int(call.args["NUMBER"]))
    if kind is None:
        raise call.invalid(1)
    slot = f"{kind} {int(call.args['NUMBER'])}"
    if call.negated or call.reset:
        _remove(call, slot)
        return
    _check(call, kind, 2)
    _add(call, _list(call, slot), None, 2)


def _check(call: Call, kind: str, word: int) -> str:
    """The text behind `permit`, `deny` or `remark`, as the list stores it; raises ParseError."""
    text = call.args.get("LINE", "").rstrip()
    if call.words[word] == "remark":
        return text
    try:
        return read(kind, text).text
    except AceError as error:
        place = call.parsed.offsets[word + 1] + error.place if "LINE" in call.args else len(call.line)
        raise ParseError("incomplete" if error.incomplete else "invalid", place, call.line, word + 1) from error


def _add(call: Call, entry: Entry, number: int | None, word: int) -> None:
    action, text = call.words[word], _check(call, kind_of(entry.text), word)
    lines = list(lines_of(entry))
    rules = [line for line in lines if line.action != "remark"]
    if action == "remark":
        number = number or _next(rules)
        if any(line == Line(number, action, text) for line in lines):
            raise Refused(DUPLICATE_REMARK)
    else:
        same = next((line for line in rules if (line.action, line.text) == (action, text)), None)
        if same and number in (None, same.number):
            return  # unverified: it is there already, and stays where it is
        if any(line.number == number for line in rules):
            raise Refused(DUPLICATE)
        number = number or _next(rules)
    line = Line(number, action, text)
    store_line(entry, line, _shown(call, entry, line))


def _next(rules: list[Line]) -> int:
    return (rules[-1].number if rules else 0) + STEP


def rule(call: Call) -> None:
    """`[NUMBER] permit ...`, `[sequence NUMBER] permit ...` and their `no`, in a list."""
    entry = _list(call, call.cursor.block)  # somebody else may have removed it
    number = int(call.args["NUMBER"]) if "NUMBER" in call.args else None
    word = (number is not None) + (call.words[0] == "sequence")
    if not call.negated and not call.reset:
        _add(call, entry, number, word)
        return
    action = call.words[word] if len(call.words) > word else ""
    text = _check(call, kind_of(entry.text), word) if "LINE" in call.args else ""
    if number is None and not text:
        raise ParseError("incomplete", len(call.line), call.line, word + 1)
    for line in list(lines_of(entry)):
        if number in (None, line.number) and action in ("", line.action) and text in ("", line.text):
            entry.children.pop(line.key)
            if line.action != "remark":  # with its remarks
                for remark in [one for one in lines_of(entry) if one.number == line.number]:
                    entry.children.pop(remark.key)


def resequence(call: Call) -> None:
    """`ip access-list resequence NAME START STEP`: remarks go with their lines."""
    slot = call.device.access_lists.find(call.args["NAME"])
    if slot is None:
        raise Refused(NO_NAME)
    entry = call.device.config.entries[slot]
    numbers: dict[int, int] = {}
    lines = list(lines_of(entry))
    kept = {key: shown for key, shown in entry.children.items() if key.startswith("#")}
    entry.children = {}
    for line in lines:
        numbers.setdefault(line.number, int(call.args["START"]) + len(numbers) * int(call.args["STEP"]))
        moved = Line(numbers[line.number], line.action, line.text)
        store_line(entry, moved, _shown(call, entry, moved))
    entry.children |= kept


def show(call: Call) -> str | None:
    """`show access-lists`, `show ip access-lists`, `show ipv6 access-list`."""
    lists, name = call.device.access_lists, call.args.get("NAME", "")
    ipv6 = call.words[1] == "ipv6"
    shown = lists.pages(name, ipv6=ipv6)
    if call.words[1] == "access-lists":
        shown += lists.pages(name, ipv6=True)
    return "\n".join(shown) or None


def clear(call: Call) -> None:
    """`clear access-list counters`, `clear ip access-list counters`, `clear ipv6 access-list`."""
    call.device.access_lists.forget(call.args.get("NAME", ""))


_ACE = "{permit|deny|remark} LINE"
ROWS = (
    Row("show access-lists [NAME]", show, user=True, source="7.13"),
    Row("show ip access-lists [NAME]", show, user=True, source="7.13"),
    Row("show ipv6 access-list [NAME]", show, user=True, source="7.13"),
    Row("clear access-list counters [NAME]", clear, source="5.8"),
    Row("clear ip access-list counters [NAME]", clear, source="5.8"),
    Row("clear ipv6 access-list [NAME]", clear, source="5.8"),
    Row("ip access-list {standard|extended} NAME", block, "config", negatable=4, source="5.8"),
    Row("ip access-list resequence NAME START<1-2147483647> STEP<1-2147483647>", resequence, "config", source="5.8"),
    Row("ipv6 access-list NAME", block, "config", negatable=3, source="5.8"),
    Row(f"access-list NUMBER<1-2699> {_ACE}", numbered, "config", negatable=2, source="5.8"),
    *(
        Row(syntax, rule, mode, negatable=1, source="5.8")
        for mode in ("config-std-nacl", "config-ext-nacl")
        for syntax in (_ACE, f"NUMBER<1-2147483647> {_ACE}")
    ),
    Row(_ACE, rule, "config-ipv6-acl", negatable=1, source="5.8"),
    Row(f"sequence NUMBER<1-4294967294> {_ACE}", rule, "config-ipv6-acl", negatable=2, source="5.8"),
)
