# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The running configuration: what is stored, in which order it is shown, and how line ranges split and merge."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

# Order of `show running-config`, as groups: a `!` stands between groups that are shown. Within a group the rows
# keep this order, and entries of one row the order in which they were entered. A `no ` in front does not count.
# The order of `ip ssh` lines is that of the recorded snapshots (reference 1.2); `ip ssh` after `ip route` and
# before `ip scp` is recorded as well. The order of the other groups is unverified: it follows usual samples.
ORDER: tuple[tuple[str, ...], ...] = (
    ("version",),
    (
        "service pad",
        "service tcp-keepalives-in",
        "service tcp-keepalives-out",
        "service timestamps",
        "service",
        "platform",
    ),
    ("hostname",),
    ("boot-start-marker", "boot", "boot-end-marker"),
    ("vrf", "ip vrf"),
    ("logging buffered", "logging console", "logging monitor", "logging on", "logging rate-limit"),
    ("enable secret", "enable password"),
    ("aaa new-model",),
    ("aaa group",),
    ("aaa authentication", "aaa authorization", "aaa accounting"),
    ("aaa session-id", "aaa common-criteria"),
    ("clock",),
    (
        "switch",
        "system",
        "ip routing",
        "ip cef",
        "ip domain",
        "ip domain-name",
        "ip domain-lookup",
        "ip name-server",
        "ip host",
    ),
    ("login",),
    ("ipv6 unicast-routing", "ipv6 cef", "multilink"),
    ("crypto pki trustpoint",),
    ("crypto pki certificate",),
    ("license", "diagnostic", "memory", "spanning-tree"),
    ("archive", "file"),
    ("username",),
    ("redundancy", "crypto engine"),
    ("vlan",),
    ("ip tcp", "ip ftp", "ip tftp", "cdp", "lldp"),
    ("class-map",),
    ("policy-map",),
    ("interface",),
    ("router",),
    ("ip default-gateway", "ip forward-protocol", "ip http", "ip tacacs", "ip radius"),
    (
        "ip route",
        "ip ssh bulk-mode",
        "ip ssh time-out",
        "ip ssh authentication-retries",
        "ip ssh window-size",
        "ip ssh rsa",
        "ip ssh source-interface",
        "ip ssh port",
        "ip ssh maxstartups",
        "ip ssh break-string",
        "ip ssh logging",
        "ip ssh version",
        "ip ssh dscp",
        "ip ssh precedence",
        "ip ssh stricthostkeycheck",
        "ip ssh dh",
        "ip ssh pubkey-chain",
        "ip ssh rekey",
        "ip ssh server authenticate",
        "ip ssh server peruser",
        "ip ssh server certificate",
        "ip ssh server algorithm mac",
        "ip ssh server algorithm encryption",
        "ip ssh server algorithm kex",
        "ip ssh server algorithm hostkey",
        "ip ssh server algorithm authentication",
        "ip ssh server algorithm publickey",
        "ip ssh client algorithm mac",
        "ip ssh client algorithm encryption",
        "ip ssh client algorithm kex",
        "ip scp",
    ),
    ("ip access-list", "access-list"),
    ("ip sla",),
    ("logging",),
    ("route-map",),
    ("snmp-server",),
    ("tacacs-server", "tacacs", "radius-server", "radius"),
    ("ipv6 access-list",),
    ("control-plane",),
    ("banner exec", "banner login", "banner motd"),
    ("privilege", "alias"),
    ("line",),
    ("scheduler", "sntp", "ntp"),
    ("event manager",),
)
_RANKS = {tuple(words.split()): (group, place) for group, row in enumerate(ORDER) for place, words in enumerate(row)}
_LINE_RANK = _RANKS["line",]
VTY_HARD_EDGE = 5  # `line vty 0 4` never melts into the lines behind it; unverified, common in field samples
USER_FLAGS = ("one-time", "nopassword")
LAST_CHANGE = "! Last configuration change"
LINE_KINDS = ("con", "aux", "vty")


def rank_of(text: str) -> tuple[int, int] | None:
    """Where a line belongs, or None for a line that no row of ORDER names."""
    words = tuple(text.removeprefix("no ").split()[:5])
    for length in range(len(words), 0, -1):
        rank = _RANKS.get(words[:length])
        if rank is not None:
            return rank
    return None


def settings(text: str) -> list[str]:
    """The lines of a configuration without those that part it and the one that tells when it was changed."""
    return [line for line in text.split("\n") if line != "!" and not line.startswith(LAST_CHANGE)]


@dataclass(slots=True)
class Entry:
    """One top-level line, with the lines below it (a block) or the text behind it (a banner)."""

    text: str
    rank: tuple[int, int]
    children: dict[str, str] | None = None  # slot -> line(s), indented as shown
    body: str | None = None  # banner text; lines separated by newline
    flat: bool = False  # a block of which only the lines are shown, each of them whole


@dataclass(slots=True)
class Configuration:
    """Entries by slot: the leading words that identify a setting, such as `ip ssh time-out` or `username bob`."""

    entries: dict[str, Entry] = field(default_factory=dict)
    lines: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)  # ("vty", 0) -> slot -> text

    def copy(self) -> Configuration:
        """A copy of its own."""
        return copy.deepcopy(self)

    def get(self, slot: str) -> str | None:
        """The stored line, or None when the setting is at its default."""
        entry = self.entries.get(slot)
        return entry.text if entry else None

    def has(self, slot: str) -> bool:
        """Whether a line is stored for this setting."""
        return slot in self.entries

    def starting(self, prefix: str) -> list[Entry]:
        """Entries whose line starts with these words, in the order entered."""
        return [entry for entry in self.entries.values() if entry.text == prefix or entry.text.startswith(prefix + " ")]

    def set(self, slot: str, text: str, *, rank: tuple[int, int] | None = None) -> Entry:
        """Store a line; an entry that exists keeps its place and its block."""
        entry = self.entries.get(slot)
        if entry is None:
            last = next(reversed(self.entries.values())).rank if self.entries else (0, 0)
            entry = self.entries[slot] = Entry(text, rank or rank_of(text) or last)
        entry.text = text
        return entry

    def remove(self, slot: str) -> bool:
        """Forget a setting and what lies below it; False when there was nothing."""
        found = self.entries.pop(slot, None) is not None
        below = [key for key in self.entries if key.startswith(slot + " ")]
        for key in below:
            del self.entries[key]
        return found or bool(below)

    def users(self) -> dict[str, dict[str, str]]:
        """Local users: name -> option -> value, such as `{"privilege": "15", "secret": "9 $9$..."}`."""
        users = {}
        for entry in self.starting("username"):
            words = entry.text.split()
            options: dict[str, str] = {}
            rest = words[2:]
            while rest:
                if rest[0] in ("secret", "password"):
                    options[rest[0]] = " ".join(rest[1:])
                    break
                flag = rest[0] in USER_FLAGS
                options[rest[0]] = "" if flag else " ".join(rest[1:2])
                rest = rest[1 if flag else 2 :]
            users[words[1]] = options
        return users

    @staticmethod
    def user_line(name: str, options: dict[str, str]) -> str:
        """One `username` line, privilege first and the password last (reference 5.2)."""
        order = sorted(options, key=lambda option: (option in ("secret", "password"), option != "privilege"))
        return " ".join(["username", name, *(f"{option} {options[option]}".strip() for option in order)])

    def vty_count(self) -> int:
        """How many vty lines exist."""
        return sum(1 for kind, _unused in self.lines if kind == "vty")

    def render(self, extra: dict[str, str], lines: list[str], banner_mark: str) -> list[str]:
        """The lines of the configuration from below `version` up to, and without, `end`.

        `extra` holds lines shown although nobody entered them (slot -> text); a stored setting wins. `lines` are
        the blocks of the terminal lines, from `render_lines`.
        """
        shown = [(entry.rank, entry) for entry in self.entries.values()]
        shown += [
            (rank_of(text) or (0, 0), Entry(text, (0, 0))) for slot, text in extra.items() if slot not in self.entries
        ]
        shown.sort(key=lambda pair: pair[0])
        result: list[str] = []
        group = -1
        lines_done = False
        for rank, entry in shown:
            if not lines_done and rank > _LINE_RANK:
                result += ["!", *lines]
                lines_done = True
            if rank[0] != group and result and result[-1] != "!":
                result.append("!")
            group = rank[0]
            if entry.body is not None:
                result += f"{entry.text} {banner_mark}{entry.body}{banner_mark}".split("\n")
                continue
            if entry.flat:
                result += (entry.children or {}).values()
                continue
            result.append(entry.text)
            if entry.children is not None:
                for child in entry.children.values():
                    result += child.split("\n")
                result.append("!")
        if not lines_done:
            result += ["!"] * (bool(result) and result[-1] != "!") + lines
        return result

    def render_lines(self, defaults: dict[str, dict[str, str]], hidden: frozenset[str]) -> list[str]:
        """The blocks of the terminal lines: neighbours with equal settings share one.

        `defaults` are settings shown when nothing else is stored, by kind; `hidden` slots are not shown.
        """
        blocks: list[tuple[str, int, int, list[str]]] = []
        for kind in LINE_KINDS:
            for number in sorted(number for name, number in self.lines if name == kind):
                settings = {**defaults[kind], **self.lines[kind, number]}
                texts = [text for slot, text in _line_order(settings) if text and slot not in hidden]
                if blocks and blocks[-1][0] == kind and blocks[-1][3] == texts and number != VTY_HARD_EDGE:
                    blocks[-1] = (kind, blocks[-1][1], number, texts)
                else:
                    blocks.append((kind, number, number, texts))
        result = []
        for kind, first, last, texts in blocks:
            result.append(f"line {kind} {first}" + (f" {last}" if last != first else ""))
            result += [f" {text}" for text in texts]
        return [*result, "!"]


# Order inside a line block; unverified beyond exec-timeout, login, transport (reference 5.3).
LINE_ORDER = (
    "session-timeout",
    "access-class",
    "exec-timeout",
    "privilege level",
    "password",
    "logging synchronous",
    "authorization",
    "login",
    "rotary",
    "length",
    "width",
    "session-limit",
    "transport preferred",
    "transport input",
    "transport output",
    "stopbits",
)


def _line_order(settings: dict[str, str]) -> list[tuple[str, str]]:
    def place(slot: str) -> int:
        return next((i for i, name in enumerate(LINE_ORDER) if slot == name or slot.startswith(name + " ")), 99)

    return sorted(settings.items(), key=lambda pair: place(pair[0]))
