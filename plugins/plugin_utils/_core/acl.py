# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access lists, and whether one lets a new TCP connection pass.

Read from a running-config of any generation (`lists`) or from `show access-lists` (`shown`). What an entry asks that
nobody can tell from here (the time of day, an object-group, flags of a packet) makes it a doubt, and a doubt that
decides makes the verdict "unknown". Source: the vendor's command reference of `access-list`, `ip access-list`,
`ipv6 access-list` and `show access-lists`, unless a line says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from .text import without_logs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from .text import Config, Line

SECTIONS = ("^access-list ", "^ip access-list ", "^ipv6 access-list ")
"""The sections of the running-config that `lists` reads."""

EPHEMERAL = range(1024, 65536)
"""Ports from which a client may come; which one it will be nobody knows."""

# Numbers of IPv4 lists -> whether they are standard ones.
NUMBERS: tuple[tuple[range, bool], ...] = (
    (range(1, 100), True),
    (range(1300, 2000), True),
    (range(100, 200), False),
    (range(2000, 2700), False),
)

# Names of TCP ports as IOS prints them in place of the number.
TCP_PORTS: Mapping[str, int] = {
    "bgp": 179,
    "chargen": 19,
    "cmd": 514,
    "connectedapps-plain": 15001,
    "connectedapps-tls": 15002,
    "daytime": 13,
    "discard": 9,
    "domain": 53,
    "drip": 3949,
    "echo": 7,
    "exec": 512,
    "finger": 79,
    "ftp": 21,
    "ftp-data": 20,
    "gopher": 70,
    "hostname": 101,
    "ident": 113,
    "irc": 194,
    "klogin": 543,
    "kshell": 544,
    "login": 513,
    "lpd": 515,
    "msrpc": 135,
    "nntp": 119,
    "onep-plain": 15001,
    "onep-tls": 15002,
    "pim-auto-rp": 496,
    "pop2": 109,
    "pop3": 110,
    "smtp": 25,
    "ssh": 22,
    "sunrpc": 111,
    "syslog": 514,
    "tacacs": 49,
    "tacacs-ds": 65,
    "talk": 517,
    "telnet": 23,
    "time": 37,
    "uucp": 540,
    "whois": 43,
    "www": 80,
}

_TCP = frozenset({"tcp", "6"})
_ALL = frozenset({"ip", "ipv6"})
# Protocols that no TCP connection is part of, by the names that IOS prints.
_OTHERS = frozenset(
    {"ahp", "eigrp", "esp", "gre", "hbh", "icmp", "icmpv6", "igmp", "igrp", "ipinip", "nos", "ospf", "pcp", "pim"}
    | {"sctp", "udp", "vrrp"}
)
# Words behind the addresses of an entry: how many words follow, and why they make a doubt; "" where they do not.
_WORDS: Mapping[str, tuple[int, str]] = {
    "log": (0, ""),
    "log-input": (0, ""),
    "time-range": (1, "holds at certain times only (time-range)"),
    "reflect": (1, ""),
    "timeout": (1, ""),
    "established": (0, "holds for running connections only (established)"),
    "match-any": (1, "asks for flags of TCP"),
    "match-all": (1, "asks for flags of TCP"),
    **dict.fromkeys(("ack", "fin", "psh", "rst", "syn", "urg"), (0, "asks for flags of TCP")),
    **dict.fromkeys(("dscp", "precedence", "tos", "flow-label", "ttl"), (1, "asks for fields of the packet")),
    **dict.fromkeys(("fragments", "routing", "undetermined-transport"), (0, "asks for fields of the packet")),
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses that are like `value` in every bit that `wildcard` does not let go."""

    value: int
    wildcard: int

    def holds(self, address: int) -> bool:
        """Tell whether an address is one of these."""
        return not (address ^ self.value) & ~self.wildcard


@dataclass(frozen=True, slots=True)
class Ports:
    """`eq`, `neq`, `gt`, `lt` or `range` with the numbers behind it."""

    operator: str
    numbers: tuple[int, ...]

    def holds(self, port: int) -> bool:
        """Tell whether a port is one of these."""
        first, last = self.numbers[0], self.numbers[-1]
        if self.operator == "eq":
            return port in self.numbers
        if self.operator == "neq":
            return port not in self.numbers
        if self.operator == "gt":
            return port > first
        if self.operator == "lt":
            return port < first
        return min(first, last) <= port <= max(first, last)

    def hold(self, ports: range) -> bool | None:
        """Tell whether all of these ports are meant; None when some are."""
        found = {self.holds(port) for port in ports}
        return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list. `source`, `destination` and the ports are None where any will do.

    `permit` is None for a line that is no entry as this file knows them: it may let in and may refuse.
    `tcp` tells whether the entry speaks of TCP at all. `doubts` say why it may or may not hold. `text` is the line
    without its number and counters.
    """

    permit: bool | None
    text: str
    sequence: int | None = None
    tcp: bool = True
    source: Addresses | None = None
    destination: Addresses | None = None
    source_ports: Ports | None = None
    ports: Ports | None = None
    doubts: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text if self.sequence is None else f"{self.sequence} {self.text}"


@dataclass(frozen=True, slots=True)
class Acl:
    """A list of IPv4 (`family` 4) or IPv6 (6) with its entries in the order in which the device looks at them."""

    name: str
    family: int
    standard: bool
    entries: tuple[Entry, ...] = ()


Lists = Mapping[tuple[int, str], Acl]
"""By family and name; the number of a numbered list is its name."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a list lets a connection pass.

    `answer` is "permit", "deny", "undefined" (there is no such list), "empty" (it has no entries), or "unknown".
    `entry` is the line that decides, None for the deny behind the last one. `why` explains "unknown".
    """

    answer: str
    entry: Entry | None = None
    why: str = ""

    @property
    def passes(self) -> bool | None:
        """Tell whether the connection is let in; None when nobody can tell.

        A list that does not exist or has no entries lets everybody in. Source: command reference of `access-class`;
        for a list of remarks alone unverified.
        """
        return {"permit": True, "undefined": True, "empty": True, "deny": False}.get(self.answer)


def verdict(
    acl: Acl | None, source: str, destination: str | None = None, port: int = 22, *, source_ports: range = EPHEMERAL
) -> Verdict:
    """Return what a list says to a TCP connection from `source` to `port`.

    Without `destination`, entries that name one are a doubt. An address that is none, or of the other family, is
    "unknown".
    """
    if acl is None:
        return Verdict("undefined")
    if not acl.entries:
        return Verdict("empty")
    try:
        from_ = _number(source, acl.family)
        to = None if destination is None else _number(destination, acl.family)
    except ValueError as error:
        return Verdict("unknown", None, str(error))
    doubtful: list[tuple[Entry, str]] = []
    for entry in acl.entries:
        holds, why = _holds(entry, from_, to, port, source_ports)
        if holds is None:
            doubtful.append((entry, why))
        elif holds:
            return _decided(bool(entry.permit), entry, doubtful)
    return _decided(False, None, doubtful)


def _decided(permit: bool, entry: Entry | None, doubtful: Sequence[tuple[Entry, str]]) -> Verdict:
    """Return the verdict of an entry in front of which others might have held."""
    for other, why in doubtful:
        if other.permit != permit:
            return Verdict("unknown", other, f"{str(other)!r} {why}")
    return Verdict("permit" if permit else "deny", entry)


def _number(address: str, family: int) -> int:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        raise ValueError(f"{address!r} is no address") from None
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None and family == 4:
        found = found.ipv4_mapped
    if found.version != family:
        raise ValueError(f"{address} is an address of IPv{found.version}, and the list is one of IPv{family}")
    return int(found)


def _holds(
    entry: Entry, source: int, destination: int | None, port: int, source_ports: range
) -> tuple[bool | None, str]:
    if not entry.tcp or (entry.source is not None and not entry.source.holds(source)):
        return False, ""
    if entry.ports is not None and not entry.ports.holds(port):
        return False, ""
    why = entry.doubts[0] if entry.doubts else ""
    if entry.destination is not None:
        if destination is None:
            why = why or "asks for an address of the device"
        elif not entry.destination.holds(destination):
            return False, ""
    if entry.source_ports is not None:
        held = entry.source_ports.hold(source_ports)
        if held is False:
            return False, ""
        if held is None:
            why = why or "asks for the port of the client"
    return (None, why) if why else (True, "")


# --- reading ----------------------------------------------------------------------------------------------------------

_NAMED = re.compile(r"ip access-list (?P<kind>standard|extended) (?P<name>\S+)$")
_NAMED6 = re.compile(r"ipv6 access-list (?P<name>\S+)$")
# Lists of host names (fqdn), of security groups (role-based), and of kinds to come. Source: tests of genieparser.
_OF_A_KIND = re.compile(r"ip(?P<six>v6)? access-list (?P<kind>[a-z-]+) (?P<name>\S+)$")
_NUMBERED = re.compile(r"access-list (?P<name>\d+) (?P<rest>(?:permit|deny|remark|dynamic)\b.*)$")
_SHOWN = re.compile(r"(?P<kind>Standard IP|Extended IP|IPv6) access list (?P<name>\S+)", re.IGNORECASE)
_COUNTERS = re.compile(r"\s*\((?:\d+ (?:matche?s?|estimate matches)|(?:in)?active|hitcnt[ =]\d+)\)")
# Some devices print entries without blanks in front.
_ENTRY = re.compile(r"\s|(?:sequence )?(?:\d+ )?(?:permit|deny|remark|evaluate|dynamic)\b")
_ORDER = re.compile(r"^(?:sequence )?(?P<number>\d+) (?=\S)|\s+sequence (?P<behind>\d+)$")


def lists(config: Config, only: Collection[str] | None = None) -> Lists:
    """Return the lists of a running-config, of every generation of writing them; with `only`, those of these names."""
    found = _Collector(only)
    for line in config.lines:
        if (numbered := _NUMBERED.match(line.text)) is not None:
            standard = _is_standard(numbered["name"])
            if standard is not None:
                found.take((4, numbered["name"]), (numbered["rest"],), standard=standard)
        elif (named := _NAMED.match(line.text)) is not None:
            found.take((4, named["name"]), _texts(line), standard=named["kind"] == "standard")
        elif (named := _NAMED6.match(line.text)) is not None:
            found.take((6, named["name"]), _texts(line), standard=False)
        elif (named := _OF_A_KIND.match(line.text)) is not None:
            what = f"the kind of list {named['kind']}"
            found.take((6 if named["six"] else 4, named["name"]), (what,), standard=False)
    return found.lists()


def shown(raw: str) -> Lists:
    """Return the lists that `show access-lists`, `show ip access-lists` or `show ipv6 access-list` prints."""
    found = _Collector(None)
    key: tuple[int, str] | None = None
    standard = False
    for line in without_logs(raw):
        if (title := _SHOWN.match(line.strip())) is not None:
            standard = title["kind"].lower() == "standard ip"
            key = (6 if title["kind"].lower() == "ipv6" else 4, title["name"])
            found.take(key, (), standard=standard)
        elif key is not None and _ENTRY.match(line):
            found.take(key, (line.strip(),), standard=standard)
        elif line.strip():
            key = None
    return found.lists()


def _texts(line: Line) -> tuple[str, ...]:
    return tuple(child.text for child in line.children)


def _is_standard(name: str) -> bool | None:
    """Tell whether a numbered list is a standard one; None when it is not of IPv4."""
    return next((standard for numbers, standard in NUMBERS if int(name) in numbers), None)


class _Collector:
    """Gathers the lines of lists, which may stand apart, and reads those that are asked for."""

    def __init__(self, only: Collection[str] | None) -> None:
        self.only = only
        self.found: dict[tuple[int, str], tuple[bool, list[str]]] = {}

    def take(self, key: tuple[int, str], texts: Iterable[str], *, standard: bool) -> None:
        if self.only is None or key[1] in self.only:
            self.found.setdefault(key, (standard, []))[1].extend(texts)

    def lists(self) -> Lists:
        return {key: _list(key, texts, standard=standard) for key, (standard, texts) in self.found.items()}


def _list(key: tuple[int, str], texts: Iterable[str], *, standard: bool) -> Acl:
    entries = []
    last = 0
    for text in texts:
        entry = _entry(text, key[0], standard=standard)
        if entry is None:
            continue
        if entry.sequence is None:  # the device numbers in tens
            entry = replace(entry, sequence=last + 10)
        last = max(last, entry.sequence or 0)
        entries.append(entry)
    return Acl(key[1], key[0], standard, tuple(sorted(entries, key=lambda entry: entry.sequence or 0)))


def _entry(text: str, family: int, *, standard: bool) -> Entry | None:
    """Read one line; None for a remark."""
    text = _COUNTERS.sub("", text).strip()
    order = _ORDER.search(text)
    sequence = None
    if order is not None:
        sequence = int(order["number"] or order["behind"])
        text = (text[: order.start()] + text[order.end() :]).strip()
    words = text.split()
    if not words or words[0] == "remark":
        return None
    text = " ".join(words)
    if words[0] in {"evaluate", "dynamic"}:  # both let in whom another entry or a login has let in before
        return Entry(True, text, sequence, doubts=("holds for some only (reflexive or dynamic)",))
    if words[0] not in {"permit", "deny"}:
        return Entry(None, text, sequence, doubts=("is not known",))
    reader = _Reader(words[1:], family)
    entry = Entry(words[0] == "permit", text, sequence)
    entry = reader.standard(entry) if standard else reader.extended(entry)
    return replace(entry, doubts=tuple(reader.doubts))


class _Reader:
    """The words of an entry, from left to right."""

    def __init__(self, words: Sequence[str], family: int) -> None:
        self.words = [word.rstrip(",") for word in words]
        self.family = family
        self.doubts: list[str] = []

    def standard(self, entry: Entry) -> Entry:
        source = self._addresses(standard=True)
        self._rest()
        return replace(entry, source=source)

    def extended(self, entry: Entry) -> Entry:
        protocol = self._next()
        if protocol in {"object-group", "object"}:
            self._doubt(f"asks for the object-group {self._next()}")
        elif not (protocol in _TCP or protocol in _ALL):
            if protocol in _OTHERS or (protocol.isdigit() and int(protocol) < 256):
                return replace(entry, tcp=False)
            self._doubt(f"asks for the protocol {protocol!r}, which is not known")
        with_ports = protocol not in _ALL
        source = self._addresses()
        source_ports = self._ports() if with_ports else None
        destination = self._addresses()
        ports = self._ports() if with_ports else None
        self._rest()
        return replace(entry, source=source, source_ports=source_ports, destination=destination, ports=ports)

    def _next(self) -> str:
        return self.words.pop(0) if self.words else ""

    def _doubt(self, why: str) -> None:
        self.doubts.append(why)

    def _addresses(self, *, standard: bool = False) -> Addresses | None:
        word = self._next()
        if word == "any":
            return None
        if word in {"object-group", "object", "fqdn-group"}:
            self._doubt(f"asks for the object-group {self._next()}")
            return None
        try:
            return self._masked(word, standard=standard)
        except ValueError:
            self._doubt(f"asks for the address {word!r}, which cannot be read")
            return None

    def _masked(self, word: str, *, standard: bool) -> Addresses:
        if word == "host":
            return Addresses(self._address(self._next()), 0)
        if self.family == 6:
            network = IPv6Network(word, strict=False)
            return Addresses(int(network.network_address), int(network.hostmask))
        value = self._address(word)
        if self.words[:2] == ["wildcard", "bits"]:  # show access-lists
            del self.words[:2]
        elif standard and not (self.words and self.words[0][:1].isdigit()):
            return Addresses(value, 0)
        return Addresses(value, int(IPv4Address(self._next())))

    def _address(self, word: str) -> int:
        return int(IPv6Address(word) if self.family == 6 else IPv4Address(word))

    def _ports(self) -> Ports | None:
        if not self.words or self.words[0] not in {"eq", "neq", "gt", "lt", "range"}:
            return None
        operator = self._next()
        numbers: list[int] = []
        most = {"range": 2, "gt": 1, "lt": 1}.get(operator, len(self.words))
        while self.words and len(numbers) < most:
            word = self.words[0].lower()
            number = int(word) if word.isdigit() else TCP_PORTS.get(word)
            if number is None and numbers:
                break
            self._next()
            if number is None:
                self._doubt(f"asks for the port {word!r}, which is not known")
                return None
            numbers.append(number)
        if len(numbers) < (2 if operator == "range" else 1):
            self._doubt(f"has no port behind {operator}")
            return None
        return Ports(operator, tuple(numbers))

    def _rest(self) -> None:
        while self.words:
            word = self._next()
            count, why = _WORDS.get(word, (0, f"has the word {word!r}, which is not known"))
            del self.words[:count]
            if why:
                self._doubt(why)
            if word in {"log", "log-input"} and self.words and self.words[0] not in _WORDS:
                self._next()  # a word that marks the messages
