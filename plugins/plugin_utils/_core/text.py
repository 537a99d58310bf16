# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a device prints to clean text, and from clean text to the tree of a running-config.

Nothing here raises, whatever the text: a configuration that cannot be understood is a flat list of lines. Everything
takes time in proportion to the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a configuration with what belongs to it.

    `text` has no indentation and no trailing blanks. `number` counts from 1 in the text that was given. `body` is what
    IOS does not read as commands: the text between the delimiters of a banner, or the lines of a certificate, key or
    macro, joined by newlines. None means that the line has no such part.
    """

    text: str
    number: int
    children: tuple[Line, ...] = ()
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """The lines of a configuration, or of a part of one. `complete` is False when the text ended in an opaque part."""

    lines: tuple[Line, ...]
    complete: bool


# --- terminal residue -------------------------------------------------------------------------------------------------

_CONTROLS = "\x07\x08\r\x1b\x7f"
_CONTROL = re.compile(f"[{_CONTROLS}]")
_LINE_END = re.compile(r"(?<!\r)\r+\n")
_MOVE = re.compile(
    r"\x08+|\r+|[\x07\x7f]+"
    r"|\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[()][0-9A-B]|[ -~])?"
    r"|[^\x07\x08\r\x1b\x7f]+"
)
_ERASE_TO_END = ("\x1b[K", "\x1b[0K")
# The prompt stays when another tool has taken the controls out; IOS blanks eight columns to erase it.
_PAGER = re.compile(r"^(?:[ \t]?--More--(?: (?: {8})?)?)+", re.MULTILINE)
_SCROLL = 10  # columns by which IOS shifts an echoed line that is too long (behaviour reference 7.5, eight recordings)
_NARROWEST = 20  # a shorter window cannot be told from real backspaces in front of a dollar sign


def clean(raw: str) -> str:
    """Give the text that a person would have read: no CR, NUL, BEL, escapes, backspaces or pager prompts.

    Lines that IOS scrolled sideways while echoing them (`$` as first visible character) are put together again. Line
    feeds are kept one for one, so that line numbers stay true; text without any is split at its carriage returns.
    Applying it twice changes nothing more.
    """
    text = raw.lstrip("\ufeff").replace("\x00", "")
    if "\r" in text:
        text = _LINE_END.sub("\n", text)
        if "\n" not in text and not any(mark in text for mark in "\x08\x1b"):
            text = text.replace("\r", "\n")
    if any(control in text for control in _CONTROLS):
        text = "\n".join([_typed(line) if _CONTROL.search(line) else line for line in text.split("\n")])
    return _PAGER.sub("", text) if "--More--" in text else text


def _typed(line: str) -> str:
    """Replay one line as a terminal would: a cursor, overwriting, erasing."""
    cells: list[str] = []
    cursor = 0
    right = 0  # where the cursor stood before the backspaces just seen
    for move in _MOVE.findall(line):
        kind = move[0]
        if kind == "\x08":
            right = cursor
            cursor = max(0, cursor - len(move))
            continue
        if kind == "\r":
            cursor = 0
        elif kind == "\x1b":
            if move in _ERASE_TO_END:
                del cells[cursor:]
            elif move == "\x1b[2K":
                cells.clear()
                cursor = 0
        elif kind not in "\x07\x7f":
            kept = cursor + _SCROLL + 1
            if kind == "$" and right - cursor >= _NARROWEST and move.startswith("".join(cells[kept:right]), 1):
                cursor, shown = kept, move[1:]
            else:
                shown = move
            cells[cursor : cursor + len(shown)] = shown
            cursor += len(shown)
        right = 0
    return "".join(cells).rstrip(" \t")


# --- lines that are not configuration ---------------------------------------------------------------------------------

_STAMP = (
    r"[*.]?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d"
    r"(?:\.\d+)?(?: \S{1,6})?:"
    r"|\d+:\d\d:\d\d:"  # uptime
    r"|\d+[ywd]\d+[wdh]:"
)
_MNEMONIC = r"%[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_]+:"
_LOG = re.compile(rf"(?:\d{{1,10}}: )?(?:(?:{_STAMP})(?: |$)|{_MNEMONIC})")
_LOG_FIRST = frozenset("*.%0123456789JFMASONDRE")
# What devices tell every terminal at any time: that they restart, or go back to the old configuration.
# Source: behaviour reference 7.7.
_CONFIRM = r"Enter [\"\u201c]configure confirm[\"\u201d] if you wish to keep"
_ROLLBACK = r"Rollback Confirmed Change: ?(?:Rollback will begin in|rolling to:)"
_BROADCAST = re.compile(rf"\*\*\*(?: --- SHUTDOWN .* ---)?\s*$|{_ROLLBACK}|{_CONFIRM}", re.IGNORECASE)
_BEHIND_A_PROMPT = re.compile(rf"(?<=[#>])[ \t]*(?={_ROLLBACK}|{_CONFIRM})", re.IGNORECASE)
_ROLLED_BACK = re.compile(
    r"Rollback Confirmed Change: ?rolling to:[^\n]*\n(?:[^\n]*\n)*?[ \t]*Rollback Done[ \t\r]*$",
    re.IGNORECASE | re.MULTILINE,
)


def is_log(line: str) -> bool:
    """Whether a line of output is a message that IOS writes at any point: syslog, debug, reload announcements.

    Source: behaviour reference 7.8. Clock stamps (`*` or `.` when not synchronised, year and zone optional), uptime
    stamps (`00:04:18:`, `3d06h:`), sequence numbers, or the bare `%FACILITY-n-MNEMONIC:`.
    """
    text = line.lstrip(" \t")
    if text[:1] not in _LOG_FIRST:
        return False
    return bool(_LOG.match(text) or _BROADCAST.match(text))


def apart(output: str) -> str:
    """Give output with what a timed rollback told the terminal on lines of its own: it begins right behind a prompt."""
    return _BEHIND_A_PROMPT.sub("\n", output) if "ollback" in output or "configure confirm" in output else output


def without_rollback(tail: str) -> str:
    """Give the end of output without the commands that a timed rollback showed on the terminal."""
    tail = apart(tail)
    return _ROLLED_BACK.sub("***", tail) if "Rollback Done" in tail else tail


def without_logs(raw: str) -> list[str]:
    """Give the lines of cleaned text without the messages that IOS mixed in; blanks of web pages are blanks."""
    return [line for line in clean(raw).replace("\u00a0", " ").split("\n") if not is_log(line)]


_NOISE = re.compile(
    r"Building configuration\.\.\.|Current configuration ?:|Using \d+ out of \d+ bytes|Compressed configuration from"
    r"|Uncompressed configuration from|Load for five secs:|Time source is |Enter configuration commands, one per line"
    r"|(?:do )?show |%|\^$"
)
# A line is looked at closely when its first character or first word is one of these, when its first word ends in a
# colon (uptime, sequence number), or when it could be a prompt.
_SUSPECT_FIRST = frozenset("BCULTEJFMASONDR*.%^")
_SUSPECT_WORD = frozenset({"show", "do"})
_PROMPT = re.compile(r"[A-Za-z0-9_][\w.+/@:~()-]{0,80}[#>](?![#>])")


def _is_noise(text: str) -> bool:
    return bool(_NOISE.match(text)) or is_log(text)


# --- opaque parts -----------------------------------------------------------------------------------------------------

# Commands whose text stands between delimiters. Source: behaviour reference 5.4 and the vendor's command reference.
_DELIMITED = re.compile(
    r"[ \t]*("
    r"banner (?:exec|incoming|login|motd|prompt-timeout|slip-ppp|config-save)"
    r"|aaa authentication (?:banner|fail-message)"
    r"|menu \S+ title"
    r"|(?:vacant|refuse)-message"
    r")[ \t]+(?=\S)"
)
# The same in a form that only the device prints; seen in parameter maps of web authentication.
_DISPLAYED = re.compile(r"[ \t]*(banner (?:text|title))[ \t]+(?=\^C|\x03)")
_CONTROL_C = ("^C", "\x03")  # as running-configs show the delimiter; the raw byte on older trains is unverified

_HEX = re.compile(r"[0-9A-Fa-f]{1,8}(?: [0-9A-Fa-f]{1,8})*$")


@dataclass(frozen=True, slots=True)
class _Block:
    """A command whose following lines are data up to a closing word."""

    header: re.Pattern[str]
    closers: tuple[str, ...]
    data: re.Pattern[str] | None  # None: whatever comes; otherwise the block begins and goes on only with such lines
    source: str


_BLOCKS = {
    "certificate": _Block(re.compile(r"certificate .*"), ("quit",), _HEX, "behaviour reference 3"),
    "key-string": _Block(re.compile(r"key-string$"), ("quit", "exit"), None, "behaviour reference 2.1"),
    "macro": _Block(re.compile(r"macro name \S+$"), ("@",), None, "Catalyst Smartports macros, vendor's manual"),
}
_OPENERS = frozenset({"banner", "aaa", "menu", "vacant-message", "refuse-message", *_BLOCKS})


class _Item:
    """A line of configuration with its place: columns of indentation, first word, text, number, body."""

    __slots__ = ("body", "indent", "number", "text", "word")

    def __init__(self, indent: int, word: str, text: str, number: int, body: str | None) -> None:
        self.indent = indent
        self.word = word
        self.text = text
        self.number = number
        self.body = body


class _Scanner:
    """Cleaned lines -> those that are configuration, opaque parts taken in."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.position = 0
        self.complete = True

    def __iter__(self) -> Iterator[_Item]:
        lines = self.lines
        end = len(lines)
        while self.position < end:
            line = lines[self.position]
            self.position += 1
            text = line.strip(" \t")
            if not text or text[0] == "!":
                continue
            word = text.partition(" ")[0]
            if (text[0] in _SUSPECT_FIRST or word in _SUSPECT_WORD or word[-1] == ":") and _is_noise(text):
                continue
            indent = line.index(text[0])  # only blanks stand in front of it
            if indent == 0:
                if ("#" in text or ">" in text) and _PROMPT.match(text):
                    continue
            elif "\t" in line[:indent]:
                indent = len(line[:indent].expandtabs(8))
            number = self.position
            body = None
            if word in _OPENERS:
                text, body = self._opaque(line, text, word)
            yield _Item(indent, word, text, number, body)

    def _opaque(self, line: str, text: str, word: str) -> tuple[str, str | None]:
        block = _BLOCKS.get(word)
        if block is not None:
            return text, self._block(block) if block.header.match(text) else None
        found = _DELIMITED.match(line) or _DISPLAYED.match(line)
        if found is None:
            return text, None
        rest = line[found.end() :]
        if rest.startswith(_CONTROL_C):
            delimiter = "^C" if rest[0] == "^" else rest[0]
            return found[1], self._displayed(rest[len(delimiter) :], delimiter)
        return found[1], self._delimited(rest[1:], rest[0])

    def _delimited(self, rest: str, delimiter: str) -> str:
        """Take text as somebody typed it: up to the delimiter, wherever that is."""
        parts: list[str] = []
        while delimiter not in rest:
            parts.append(rest)
            if self.position == len(self.lines):
                self.complete = False
                return "\n".join(parts)
            rest = self._next_body_line()
        parts.append(rest[: rest.index(delimiter)])
        return "\n".join(parts)

    def _displayed(self, rest: str, delimiter: str) -> str:
        """Take text as the device shows it: the delimiter ends a line, and may also be part of the text.

        Another banner in front of the delimiter means that lines are missing: `| section` and `| include` do that.
        """
        parts: list[str] = []
        within: tuple[int, int] | None = None  # first delimiter inside a line: number of parts before, next position
        while not rest.rstrip(" \t").endswith(delimiter):
            if within is None and delimiter in rest:
                within = len(parts), self.position
            parts.append(rest)
            if self.position == len(self.lines) or self._banner_follows():
                if within is None:
                    self.complete = False
                    return "\n".join(parts)
                count, self.position = within
                rest = parts[count].partition(delimiter)[0] + delimiter
                del parts[count:]
            else:
                rest = self._next_body_line()
        parts.append(rest.rstrip(" \t").removesuffix(delimiter))
        return "\n".join(parts)

    def _banner_follows(self) -> bool:
        line = self.lines[self.position]
        found = _DELIMITED.match(line)
        return found is not None and line.startswith(_CONTROL_C, found.end())

    def _next_body_line(self) -> str:
        while True:
            line = self.lines[self.position]
            self.position += 1
            if self.position == len(self.lines) or not is_log(line) or "%" not in line:
                return line

    def _block(self, block: _Block) -> str | None:
        lines = self.lines
        data: list[str] = []
        while self.position < len(lines):
            text = lines[self.position].strip(" \t")
            if text in block.closers:
                self.position += 1
                return "\n".join(data)
            if text and not is_log(text):
                if block.data is not None and not block.data.match(text):
                    break
                data.append(text)
            self.position += 1
        if block.data is None or data:
            self.complete = False
        return "\n".join(data) if data else None


# --- the tree ---------------------------------------------------------------------------------------------------------


class _Submode:
    """A command that opens a mode, and the commands that belong to it where no indentation says so."""

    __slots__ = ("children", "header", "modes", "source")

    def __init__(self, header: str, children: str, source: str, modes: dict[str, _Submode] | None = None) -> None:
        self.header = re.compile(header)
        self.children = re.compile(rf"(?:no |default )?(?:{children})(?![\w-])")
        self.source = source
        self.modes = {word: (mode,) for word, mode in (modes or {}).items()}


_REFERENCE = "behaviour reference"
_MANUAL = "vendor's command reference"
_KEY_USER = _Submode(r"(?:username|server) \S+$", r"key-string|key-hash", f"{_REFERENCE} 2.1")
_ACCESS_LIST = r"\d+|permit|deny|remark|evaluate|dynamic|sequence"

# The first word of the command that opens the mode -> its row. What is not named here is read as a global command,
# as IOS does with a command that the submode does not know.
_SUBMODES: dict[str, tuple[_Submode, ...]] = {
    "line": (
        _Submode(
            r"line (?:con|aux|vty|tty|\d)",
            r"transport (?:input|output|preferred)|exec|exec-timeout|access-class|ipv6 access-class|password|rotary"
            r"|login(?: local| authentication \S+| tacacs)?(?= tacacs$|$)|privilege level|session-(?:limit|timeout)"
            r"|absolute-timeout|authorization|accounting|logging synchronous|history size|length|width|location|notify"
            r"|stopbits|databits|parity|speed|[rt]xspeed|flowcontrol|modem|autocommand|autohangup|autoselect"
            r"|motd-banner|exec-banner|vacant-message|refuse-message|monitor(?=$)|terminal-type|escape-character"
            r"|logout-warning|timeout login|ip (?:netmask-format|tcp)|domain-lookup|editing|full-help|lockable"
            r"|media-type|usb-inactivity-timeout|international|session-disconnect-warning|telnet|padding|private"
            r"|(?:activation|disconnect|start|stop|hold)-character|(?:data|exec|special)-character-bits|script",
            f"{_REFERENCE} 5.3, {_MANUAL}",
        ),
    ),
    "ip": (
        _Submode(
            r"ip ssh pubkey-chain$",
            r"username \S+$|server \S+$",
            f"{_REFERENCE} 2.1",
            {"username": _KEY_USER, "server": _KEY_USER},
        ),
        _Submode(
            r"ip ssh server certificate profile$",
            r"server$|user$",
            f"{_REFERENCE} 1.1",
            {
                "server": _Submode(r"server$", r"trustpoint sign|ocsp-response include", f"{_REFERENCE} 1.1"),
                "user": _Submode(r"user$", r"trustpoint verify|ocsp-response required", f"{_REFERENCE} 1.1"),
            },
        ),
        _Submode(r"ip access-list (?:standard|extended|role-based|fqdn)", _ACCESS_LIST, _MANUAL),
        _Submode(
            r"ip dhcp pool",
            r"network|default-router|dns-server|domain-name|lease|option|host|client-identifier|hardware-address"
            r"|netbios-\S+|next-server|bootfile|class|import all|vrf|utilization",
            _MANUAL,
        ),
        _Submode(r"ip vrf \S+$", r"rd|route-target|description|export map|import map|maximum routes", _MANUAL),
    ),
    "ipv6": (_Submode(r"ipv6 access-list \S+", _ACCESS_LIST, _MANUAL),),
    "mac": (_Submode(r"mac access-list extended", _ACCESS_LIST, _MANUAL),),
    "interface": (
        _Submode(
            r"interface ",
            r"description|shutdown|switchport|bandwidth|delay|mtu|load-interval|encapsulation|keepalive|media-type"
            r"|speed|duplex|negotiation|channel-group|channel-protocol|service-policy|tunnel|standby|vrrp|glbp"
            r"|ip address|ip (?:access-group|helper-address|mtu|proxy-arp|redirects|unreachables|unnumbered|ospf)"
            r"|ip (?:directed-broadcast|flow|policy|tcp adjust-mss|verify|virtual-reassembly|vrf forwarding)"
            r"|ip (?:arp inspection|dhcp snooping) (?:trust|limit)|ip nat (?:inside|outside)(?=$)"
            r"|ip pim (?:sparse|dense)\S*|ip route-cache|ipv6 (?:address|enable|nd|ospf|traffic-filter|mtu)"
            r"|vrf forwarding|crypto map \S+(?=$)|snmp trap|logging event|storm-control|authentication|dot1x|mab|power"
            r"|mls qos trust|auto qos|priority-queue|srr-queue|cdp (?:enable|tlv)|lldp (?:transmit|receive)|udld port"
            r"|spanning-tree (?:portfast(?! default| bpdu)|bpduguard|bpdufilter|guard|cost|port-priority|link-type)"
            r"|mac-address|carrier-delay|access-session|device-tracking|isis|bfd|zone-member|ppp|dialer|clock rate"
            r"|arp|ospfv3|macsec|mka|trust|hold-queue|port-channel|ip (?:igmp|nbar|dhcp relay)|ipv6 (?:flow|verify)",
            _MANUAL,
        ),
    ),
    "archive": (
        _Submode(
            r"archive$",
            r"path|maximum|write-memory|time-period|rollback|log config$",
            f"{_REFERENCE} 7.7, {_MANUAL}",
            {"log": _Submode(r"log config$", r"logging (?:enable|size|persistent)|notify|hidekeys|record", _MANUAL)},
        ),
    ),
    "aaa": (
        _Submode(
            r"aaa group server ",
            r"server|server-private|ip (?:vrf forwarding|tacacs|radius)|deadtime|load-balance|attribute|authorization",
            _MANUAL,
        ),
        _Submode(r"aaa server radius dynamic-author$", r"client|server-key|port|auth-type|ignore", _MANUAL),
    ),
    "radius": (_Submode(r"radius server \S+$", r"address|key|timeout|retransmit|automate-tester|pac", _MANUAL),),
    "tacacs": (_Submode(r"tacacs server \S+$", r"address|key|timeout|port|single-connection", _MANUAL),),
    "crypto": (
        _Submode(
            r"crypto (?:pki|ca) trustpoint \S+$",
            r"enrollment|subject-name|subject-alt-name|revocation-check|rsakeypair|eckeypair|serial-number|fqdn|hash"
            r"|ip-address|usage|crl|storage|auto-enroll|chain-validation|match certificate|regenerate|source interface"
            r"|vrf|authorization|ocsp|password|on",
            _MANUAL,
        ),
        _Submode(r"crypto (?:pki|ca) certificate chain \S+$", r"certificate", "behaviour reference 3"),
        _Submode(r"crypto (?:isakmp|ikev2) policy", r"encr|encryption|hash|authentication|group|lifetime|prf", _MANUAL),
        _Submode(r"crypto ipsec transform-set", r"mode", _MANUAL),
        _Submode(r"crypto map \S+ \d+", r"set|match|description|reverse-route", _MANUAL),
    ),
    "vrf": (
        _Submode(
            r"vrf definition",
            r"rd|route-target|description|address-family|exit-address-family",
            _MANUAL,
            {"address-family": _Submode(r"address-family", r"route-target|export map|import map", _MANUAL)},
        ),
    ),
    "router": (
        _Submode(
            r"router ",
            r"version [12]|network|passive-interface|router-id|area|redistribute|neighbor|auto-summary|bgp|timers"
            r"|default-information|default-metric|distance|distribute-list|maximum-paths|log-adjacency-changes|summary"
            r"|eigrp|address-family|exit-address-family|synchronization|auto-cost|nsf|net|is-type|metric-style",
            _MANUAL,
        ),
    ),
    "route-map": (_Submode(r"route-map \S+ (?:permit|deny)", r"match|set|description|continue", _MANUAL),),
    "class-map": (_Submode(r"class-map ", r"match|description", _MANUAL),),
    "policy-map": (
        _Submode(
            r"policy-map ",
            r"class|description",
            _MANUAL,
            {
                "class": _Submode(
                    r"class ",
                    r"police|priority|bandwidth|set|shape|queue-limit|random-detect|fair-queue|service-policy|drop|inspect"
                    r"|pass|conform-action|exceed-action|violate-action",
                    _MANUAL,
                )
            },
        ),
    ),
    "vlan": (_Submode(r"vlan \d", r"name|remote-span|private-vlan|state", _MANUAL),),
    "control-plane": (_Submode(r"control-plane", r"service-policy", _MANUAL),),
    "event": (_Submode(r"event manager applet ", r"event|action|description|trigger|set", _MANUAL),),
    "key": (
        _Submode(
            r"key chain ",
            r"key \d+",
            _MANUAL,
            {"key": _Submode(r"key \d", r"key-string|accept-lifetime|send-lifetime|cryptographic-algorithm", _MANUAL)},
        ),
    ),
    "redundancy": (_Submode(r"redundancy$", r"mode|main-cpu", _MANUAL),),
    "spanning-tree": (_Submode(r"spanning-tree mst configuration$", r"name|revision|instance", _MANUAL),),
}
# Commands that open no mode, whatever the indentation behind them says: lines between are missing (`| include`), or the
# first line of a pasted text lost its own blanks.
_ALONE = re.compile(
    r"no |default |hostname |version |enable |login |username \S+ \S|ip (?:domain|scp)"
    r"|ip ssh (?!pubkey-chain$|server certificate profile$)"
)
_DEEPEST = 16  # levels; IOS nests no deeper than about six, and a tree must not outgrow the interpreter's stack


class _Open:
    """A line whose children are still being read."""

    __slots__ = ("children", "indent", "item", "mode", "untold")

    def __init__(self, item: _Item, mode: _Submode | None) -> None:
        self.item = item
        self.indent = item.indent
        self.mode = mode
        self.untold = mode is not None  # whether no indentation has told yet which lines are children
        self.children: list[Line] = []


class _Tree:
    """Lines in the order of the text -> lines with their children."""

    def __init__(self) -> None:
        self.open = [_Open(_Item(-1, "", "", 0, None), None)]
        self.waiting: tuple[_Item, _Submode | None] | None = None  # the last line: whether it has children shows next

    def add(self, item: _Item) -> None:
        indent = item.indent
        if self.waiting is not None:
            last, mode = self.waiting
            if mode is None and indent <= last.indent:
                self.open[-1].children.append(Line(last.text, last.number, (), last.body))
            else:
                self._push(last, mode)
        while len(self.open) > 1 and not self._holds(indent, item.text):
            self._close()
        parent = self.open[-1]
        if indent > parent.indent:
            parent.untold = False
        self.waiting = item, self._mode(parent, item)

    def leave(self, item: _Item) -> None:
        """Take `exit` and `end` for what they do."""
        self._settle()
        while len(self.open) > 1 and (
            item.text == "end" or (self.open[-1].mode is None and self.open[-1].indent >= item.indent)
        ):
            self._close()
        if len(self.open) > 1 and item.text == "exit" and self.open[-1].mode is not None:
            self._close()

    def lines(self) -> tuple[Line, ...]:
        self._settle()
        while len(self.open) > 1:
            self._close()
        return tuple(self.open[0].children)

    def _holds(self, indent: int, text: str) -> bool:
        """Whether the innermost open line is the parent of a line with this indentation and text."""
        top = self.open[-1]
        mode = top.mode
        if indent > top.indent:
            outer = self.open[-2].mode
            if mode is not None or (outer is None and len(self.open) > 2):
                return True
            return not (outer.children if outer is not None else _ALONE).match(top.item.text)
        return indent == top.indent and mode is not None and top.untold and bool(mode.children.match(text))

    def _mode(self, parent: _Open, item: _Item) -> _Submode | None:
        if len(self.open) == 1:
            rows = _SUBMODES.get(item.word, ())
        elif parent.mode is not None:
            rows = parent.mode.modes.get(item.word, ())
        else:
            return None
        for row in rows:
            if row.header.match(item.text):
                return row
        return None

    def _settle(self) -> None:
        if self.waiting is not None:
            self._push(*self.waiting)
            self.waiting = None

    def _push(self, item: _Item, mode: _Submode | None) -> None:
        if len(self.open) > _DEEPEST:
            self._close()
        self.open.append(_Open(item, mode))

    def _close(self) -> None:
        done = self.open.pop()
        item = done.item
        self.open[-1].children.append(Line(item.text, item.number, tuple(done.children), item.body))


@lru_cache(maxsize=1)  # several facets and the hazards ask for the same text one after the other
def parse(raw: str) -> Config:
    """Read a running-config, whole or in sections, as a device, a file or a terminal log has it.

    Children are found by indentation (any width, blanks or tabs, also different ones in one text); where there is none,
    by a table of modes and their commands. Comments, `end`, `exit`, show preambles, prompts with the commands behind
    them, error messages and log messages are left out.
    """
    scanner = _Scanner(clean(raw))
    tree = _Tree()
    for item in scanner:
        if item.text in ("end", "exit"):
            tree.leave(item)
        else:
            tree.add(item)
    return Config(tree.lines(), scanner.complete)
