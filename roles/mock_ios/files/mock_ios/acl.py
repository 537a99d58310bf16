# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access lists: how their lines are understood and shown, and whom they let pass. Reference 5.8.

A list is an entry of the configuration, in the slot `ip access-list standard NAME`, `ip access-list extended NAME` or
`ipv6 access-list NAME`, whichever way it was typed. Its lines are children under the key `10 permit 10.0.0.1`; a
remark has the number of the line that it stands before.
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .config import Entry
    from .device import Device, Peer

STANDARD, EXTENDED, IPV6 = "ip access-list standard", "ip access-list extended", "ipv6 access-list"
RANGES = ((STANDARD, 1, 99), (EXTENDED, 100, 199), (STANDARD, 1300, 1999), (EXTENDED, 2000, 2699))
STEP = 10
MOST_PORTS = 10  # behind `eq` and `neq`
EVERY = 0xFFFFFFFF
TCP_PORTS = {
    "bgp": 179,
    "chargen": 19,
    "cmd": 514,
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
    "nntp": 119,
    "pim-auto-rp": 496,
    "pop2": 109,
    "pop3": 110,
    "smtp": 25,
    "sunrpc": 111,
    "tacacs": 49,
    "talk": 517,
    "telnet": 23,
    "time": 37,
    "uucp": 540,
    "whois": 43,
    "www": 80,
}
UDP_PORTS = {
    "biff": 512,
    "bootpc": 68,
    "bootps": 67,
    "discard": 9,
    "dnsix": 195,
    "domain": 53,
    "echo": 7,
    "isakmp": 500,
    "mobile-ip": 434,
    "nameserver": 42,
    "netbios-dgm": 138,
    "netbios-ns": 137,
    "netbios-ss": 139,
    "non500-isakmp": 4500,
    "ntp": 123,
    "pim-auto-rp": 496,
    "rip": 520,
    "snmp": 161,
    "snmptrap": 162,
    "sunrpc": 111,
    "syslog": 514,
    "tacacs": 49,
    "talk": 517,
    "tftp": 69,
    "time": 37,
    "who": 513,
    "xdmcp": 177,
}
PROTOCOLS = {
    "ahp": 51,
    "eigrp": 88,
    "esp": 50,
    "gre": 47,
    "icmp": 1,
    "igmp": 2,
    "ipinip": 4,
    "nos": 94,
    "ospf": 89,
    "pcp": 108,
    "pim": 103,
    "sctp": 132,
    "tcp": 6,
    "udp": 17,
}
OPERATORS = ("eq", "gt", "lt", "neq", "range")
FLAGS = ("ack", "established", "fin", "psh", "rst", "syn", "urg")
VALUED = ("dscp", "precedence", "tos")  # marks that are stored, and not looked at
LOGS = ("log", "log-input")


class AceError(Exception):
    """A line that no list can have. `place` counts in the text behind `permit` or `deny`."""

    def __init__(self, place: int, *, incomplete: bool = False) -> None:
        super().__init__(place)
        self.place = place
        self.incomplete = incomplete


@dataclass(frozen=True, slots=True)
class Packet:
    """The first packet of a TCP connection to the device."""

    source: str
    source_port: int
    destination: str
    port: int


@dataclass(frozen=True, slots=True)
class Where:
    """Addresses: those that equal `network` in the bits of `care`."""

    network: int
    care: int
    text: str
    standard: str = ""  # as `show access-lists` has it for a standard list

    def holds(self, address: str) -> bool:
        """Whether an address is one of them."""
        return (int(ipaddress.ip_address(address)) ^ self.network) & self.care == 0


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports: all of them without an operator."""

    operator: str = ""
    values: tuple[int, ...] = ()

    def holds(self, port: int) -> bool:
        """Whether a port is one of them."""
        first = self.values[0] if self.values else 0
        return {
            "": True,
            "eq": port in self.values,
            "neq": port not in self.values,
            "gt": port > first,
            "lt": port < first,
            "range": first <= port <= self.values[-1] if self.values else True,
        }[self.operator]


ANY = Where(0, 0, "any", "any")


@dataclass(frozen=True, slots=True)
class Ace:
    """One line of a list."""

    text: str  # behind `permit` or `deny`, as the running configuration has it
    shown: str  # the same as `show access-lists` has it
    source: Where
    destination: Where = ANY
    protocol: str = "ip"
    source_ports: Ports = Ports()
    ports: Ports = Ports()
    log: bool = False
    first: bool = True  # False: it wants a flag that the first packet of a connection has not

    def matches(self, packet: Packet) -> bool:
        """Whether it is about this packet. `established` and its kin never are: nothing is established yet."""
        return (
            self.first
            and self.protocol in ("ip", "ipv6", "tcp")
            and self.source.holds(packet.source)
            and self.destination.holds(packet.destination)
            and self.source_ports.holds(packet.source_port)
            and self.ports.holds(packet.port)
        )


class _Words:
    """The words of a line, with their places."""

    def __init__(self, text: str) -> None:
        self._left = [(match.group(), match.start()) for match in re.finditer(r"\S+", text)]
        self._end = len(text)

    @property
    def next(self) -> str:
        return self._left[0][0].lower() if self._left else ""

    def wrong(self) -> AceError:
        return AceError(self._left[0][1] if self._left else self._end, incomplete=not self._left)

    def take(self) -> str:
        if not self._left:
            raise self.wrong()
        return self._left.pop(0)[0]


@lru_cache(maxsize=65536)
def read(kind: str, text: str) -> Ace:
    """Understand what stands behind `permit` or `deny` in a list of this kind; raises AceError."""
    words = _Words(text)
    ace = _standard(words) if kind == STANDARD else _extended(words, kind)
    if words.next:
        raise words.wrong()
    return ace


def _standard(words: _Words) -> Ace:
    source = _where(words, standard=True)
    log = words.next == "log"
    mark = f" {words.take()}" if log else ""
    mark += f" {words.take()}" if log and words.next else ""
    return Ace(source.text + mark, source.standard + mark, source, log=log)


def _extended(words: _Words, kind: str) -> Ace:
    whole = "ipv6" if kind == IPV6 else "ip"
    protocol = _protocol(words, whole)
    names = {"tcp": TCP_PORTS, "udp": UDP_PORTS}.get(protocol)
    ends = []
    for _unused in range(2):
        where = _prefix(words) if kind == IPV6 else _where(words)
        ports = _ports(words, names) if names is not None else Ports()
        ends.append((where, ports))
    parts = [protocol]
    for where, ports in ends:
        parts.append(where.text)
        if ports.operator:
            parts += [ports.operator, *(_port_name(names or {}, port) for port in ports.values)]
    log, first = False, True
    while words.next:
        word = words.next
        if word in LOGS:
            log = True
            parts.append(words.take().lower())
        elif word in FLAGS and protocol == "tcp":
            first = first and word == "syn"
            parts.append(words.take().lower())
        elif word == "fragments":
            first = False
            parts.append(words.take().lower())
        elif word in VALUED:
            parts += [words.take().lower(), words.take()]
        elif protocol in ("icmp", "igmp") or (log and parts[-1] in LOGS):
            parts.append(words.take())  # a kind of message, or a tag
        else:
            raise words.wrong()
    text = " ".join(parts)
    (source, source_ports), (destination, ports) = ends
    return Ace(text, text, source, destination, protocol, source_ports, ports, log, first)


def _protocol(words: _Words, whole: str) -> str:
    word = words.next
    named = {str(number): name for name, number in PROTOCOLS.items()}
    if word == whole or word in PROTOCOLS or (word.isdigit() and int(word) < 256):
        words.take()
        return named.get(word, word)
    raise words.wrong()


def _quad(text: str) -> int | None:
    try:
        return int(ipaddress.IPv4Address(text))
    except ValueError:
        return None


def _where(words: _Words, *, standard: bool = False) -> Where:
    """`any`, `host A`, `A W`; in a standard list also `A` alone."""
    if words.next == "any":
        words.take()
        return ANY
    host = words.next == "host"
    if host:
        words.take()
    address = _quad(words.next)
    if address is None:
        raise words.wrong()
    words.take()
    wild = None if host else _quad(words.next)
    if wild is not None:
        words.take()
    elif not host and not standard:
        raise words.wrong()
    if wild == EVERY:
        return ANY
    care = EVERY ^ (wild or 0)
    network = address & care
    dotted = str(ipaddress.IPv4Address(network))
    if not wild:
        return Where(network, care, dotted if standard else f"host {dotted}", dotted)
    bits = ipaddress.IPv4Address(wild)
    return Where(network, care, f"{dotted} {bits}", f"{dotted}, wildcard bits {bits}")


def _prefix(words: _Words) -> Where:
    """`any`, `host A`, `A/N`."""
    if words.next == "any":
        words.take()
        return ANY
    host = words.next == "host"
    if host:
        words.take()
    try:
        network = ipaddress.IPv6Network(words.next, strict=False)
    except ValueError:
        raise words.wrong() from None
    if ("/" in words.next) == host:
        raise words.wrong()
    words.take()
    if network.prefixlen == 0:
        return ANY
    text = f"host {network.network_address}" if host else str(network)
    head, _unused, tail = text.rpartition(" ")
    return Where(int(network.network_address), int(network.netmask), f"{head} {tail.upper()}".strip())


def _ports(words: _Words, names: dict[str, int]) -> Ports:
    operator = words.next
    if operator not in OPERATORS:
        return Ports()
    words.take()
    values = [_port(words, names)]
    if operator == "range":
        values.append(_port(words, names))
        values.sort()
    while operator in ("eq", "neq") and len(values) < MOST_PORTS and _number(words.next, names) is not None:
        values.append(_port(words, names))
    return Ports(operator, tuple(values))


def _port(words: _Words, names: dict[str, int]) -> int:
    number = _number(words.next, names)
    if number is None:
        raise words.wrong()
    words.take()
    return number


def _number(word: str, names: dict[str, int]) -> int | None:
    if word in names:
        return names[word]
    return int(word) if word.isascii() and word.isdigit() and int(word) < 65536 else None


def _port_name(names: dict[str, int], port: int) -> str:
    return next((name for name, number in names.items() if number == port), str(port))


# Lists of a device


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list as it is stored."""

    number: int
    action: str  # "permit", "deny", "remark"
    text: str

    @property
    def key(self) -> str:
        """Its slot among the children of the list."""
        return f"{self.number} {self.action} {self.text}"


def kind_of(slot: str) -> str:
    """The kind of list in a slot."""
    return slot.rpartition(" ")[0]


def name_of(slot: str) -> str:
    """The name of the list in a slot."""
    return slot.rpartition(" ")[2]


def kind_of_number(number: int) -> str | None:
    """The kind of a numbered list; None for numbers of lists that are not about IP."""
    return next((kind for kind, low, high in RANGES if low <= number <= high), None)


def lines_of(entry: Entry) -> Iterator[Line]:
    """The lines of a list in their order, without those that nobody understood."""
    for key in entry.children or {}:
        if not key.startswith("#"):
            number, action, text = key.split(" ", 2)
            yield Line(int(number), action, text)


def store(entry: Entry, line: Line, shown: str) -> None:
    """Put a line where its number belongs; a remark stands before the line whose number it has."""
    children = entry.children = entry.children if entry.children is not None else {}
    last = next(reversed(children), "")
    children[line.key] = shown
    if last and not last.startswith("#") and _rank(line.key) < _rank(last):
        entry.children = dict(sorted(children.items(), key=lambda pair: _rank(pair[0])))


def _rank(key: str) -> tuple[int, bool]:
    number, action = key.split(" ", 2)[:2]
    return (int(number), action != "remark") if number.isdigit() else (0, False)


class AccessLists:
    """The access lists of one device, and how often each line has matched."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self.hits: Counter[tuple[str, str]] = Counter()  # by slot of the list and key of the line

    def find(self, name: str, *, ipv6: bool = False) -> str | None:
        """The slot of the list of this name."""
        slots = (f"{kind} {name}" for kind in ((IPV6,) if ipv6 else (STANDARD, EXTENDED)))
        return next((slot for slot in slots if self._device.config.has(slot)), None)

    def permits(self, name: str, packet: Packet) -> bool:
        """Whether the list lets the packet pass; one that does not exist, or has no line, lets everything pass."""
        slot = self.find(name, ipv6=":" in packet.source)
        entry = self._device.config.entries[slot] if slot else None
        lines = [line for line in lines_of(entry) if line.action != "remark"] if entry else []
        if slot is None or not lines:
            return True
        for line in lines:
            ace = read(kind_of(slot), line.text)
            if ace.matches(packet):
                self.hits[slot, line.key] += 1
                if ace.log:
                    self._log(slot, line, packet)
                return line.action == "permit"
        return False

    def _log(self, slot: str, line: Line, packet: Packet) -> None:
        kind, name = kind_of(slot), name_of(slot)
        done = "permitted" if line.action == "permit" else "denied"
        ends = f"{packet.source}({packet.source_port}) -> {packet.destination}({packet.port})"
        if kind == STANDARD:
            self._device.log("SEC-6-IPACCESSLOGS", f"list {name} {done} {packet.source} 1 packet ")
        elif kind == EXTENDED:
            self._device.log("SEC-6-IPACCESSLOGP", f"list {name} {done} tcp {ends}, 1 packet")
        else:
            self._device.log("IPV6_ACL-6-ACCESSLOGP", f"list {name}/{line.number} {done} tcp {ends}, 1 packet")

    def lets_in(self, number: int, peer: Peer, vrf: str | None) -> bool:
        """Whether the `access-class` of a vty line takes a connection; one without `vrf-also` takes none of a VRF."""
        slot = "ipv6 access-class in" if ":" in peer.address else "access-class in"
        line = self._device.config.lines["vty", number].get(slot, "")
        if not line:
            return True
        if vrf and "vrf-also" not in line:
            return False
        name = line.removeprefix("ipv6 ").split()[1]
        return self.permits(name, Packet(peer.address, peer.port, peer.local_address, peer.local_port))

    def lets_out(self, kind: str, number: int, address: str, port: int) -> bool:
        """Whether the `access-class ... out` of a line takes a connection of its user to somewhere else.

        A standard list is about where the connection goes.
        """
        line = self._device.config.lines.get((kind, number), {}).get("access-class out", "")
        if not line:
            return True
        name = line.split()[1]
        standard = self.find(name) == f"{STANDARD} {name}"
        return self.permits(name, Packet(address if standard else "127.0.0.1", 0, address, port))

    def pages(self, wanted: str = "", *, ipv6: bool = False) -> list[str]:
        """The lines of `show access-lists`: lists in the order of the configuration, without remarks."""
        shown = []
        for slot, entry in self._device.config.entries.items():
            kind, name = kind_of(slot), name_of(slot)
            if kind not in ((IPV6,) if ipv6 else (STANDARD, EXTENDED)) or wanted not in ("", name):
                continue
            title = {STANDARD: "Standard IP", EXTENDED: "Extended IP", IPV6: "IPv6"}[kind]
            shown.append(f"{title} access list {name}")
            shown += [self._shown(slot, line) for line in lines_of(entry) if line.action != "remark"]
        return shown

    def _shown(self, slot: str, line: Line) -> str:
        kind, hits = kind_of(slot), self.hits[slot, line.key]
        action = "deny  " if kind == STANDARD and line.action == "deny" else line.action
        count = f" ({hits} match{'' if hits == 1 else 'es'})" if hits else ""
        text = f"{action} {read(kind, line.text).shown}{count}"
        return f"    {text} sequence {line.number}" if kind == IPV6 else f"    {line.number} {text}"

    def forget(self, name: str = "") -> None:
        """`clear access-list counters`, of one list or all."""
        for slot, key in [pair for pair in self.hits if name in ("", name_of(pair[0]))]:
            del self.hits[slot, key]
