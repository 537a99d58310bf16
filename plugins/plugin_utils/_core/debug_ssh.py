# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the lines of `debug ip ssh`, `debug ip scp`, `debug snmp packet` and the log to sessions.

The text may come from a terminal, a logging buffer, a syslog server or a document: any time stamp or none, lines of
several sessions in between each other, two messages on one line, lines that a terminal wrapped, and words that were
damaged by copying (`CLIENTO 0`, `SSH2 MSG KEXINIT`). What is not understood is kept and counted, never an error.
Everything takes time in proportion to the length of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEPT = 20
"""So many different texts that nobody understood are kept for the reader."""

# Numbers of the protocol. Source: RFC 4250 section 4.1.2, RFC 4253, RFC 4252, RFC 4254, RFC 4256.
PACKETS = {
    1: "DISCONNECT", 2: "IGNORE", 3: "UNIMPLEMENTED", 4: "DEBUG", 5: "SERVICE_REQUEST", 6: "SERVICE_ACCEPT",
    7: "EXT_INFO", 20: "KEXINIT", 21: "NEWKEYS", 30: "KEXDH_INIT", 31: "KEXDH_REPLY", 32: "KEX_DH_GEX_INIT",
    33: "KEX_DH_GEX_REPLY", 34: "KEX_DH_GEX_REQUEST", 50: "USERAUTH_REQUEST", 51: "USERAUTH_FAILURE",
    52: "USERAUTH_SUCCESS", 53: "USERAUTH_BANNER", 60: "USERAUTH_INFO_REQUEST", 61: "USERAUTH_INFO_RESPONSE",
    80: "GLOBAL_REQUEST", 81: "REQUEST_SUCCESS", 82: "REQUEST_FAILURE", 90: "CHANNEL_OPEN",
    91: "CHANNEL_OPEN_CONFIRMATION", 92: "CHANNEL_OPEN_FAILURE", 93: "CHANNEL_WINDOW_ADJUST", 94: "CHANNEL_DATA",
    95: "CHANNEL_EXTENDED_DATA", 96: "CHANNEL_EOF", 97: "CHANNEL_CLOSE", 98: "CHANNEL_REQUEST", 99: "CHANNEL_SUCCESS",
    100: "CHANNEL_FAILURE",
}  # fmt: skip
# Source: OLD-CISCO-TS-MIB, tslineSesType (reference 6).
SESSION_TYPES = {
    1: "unknown", 2: "pad", 3: "stream", 4: "rlogin", 5: "telnet", 6: "tcp", 7: "lat", 8: "mop", 9: "slip",
    10: "xremote", 11: "rshell",
}  # fmt: skip
# Source: RFC 1213, tcpConnState.
TCP_STATES = {
    1: "closed", 2: "listen", 3: "synSent", 4: "synReceived", 5: "established", 6: "finWait1", 7: "finWait2",
    8: "closeWait", 9: "lastAck", 10: "closing", 11: "timeWait", 12: "deleteTCB",
}  # fmt: skip


@dataclass(slots=True)
class Direction:
    """What was agreed on for one direction; null where no line tells it."""

    encryption: str | None = None
    mac: str | None = None
    compression: str | None = None


@dataclass(slots=True)
class Authentication:
    """`methods` in the order in which they were tried; `result` is `success`, `failure`, or null while nobody knows."""

    methods: list[str] = field(default_factory=list)
    result: str | None = None
    user: str | None = None
    failures: int = 0


@dataclass(slots=True)
class Packets:
    """Packets and their bytes as the device counts them; `read` is what came from the network, packets or parts."""

    sent: int = 0
    sent_bytes: int = 0
    received: int = 0
    received_bytes: int = 0
    read_bytes: int = 0
    types: dict[str, int] = field(default_factory=dict)
    macs_verified: int = 0
    macs_failed: int = 0
    macs_sent: int = 0


@dataclass(slots=True)
class SshSession:
    """One session, from what its lines tell.

    `direction`: `server` where somebody logged in to this device, `client` where this device went to another one.
    `phase` is how far it came: `identification`, `key_exchange`, `authentication`, `session`, `closed`. `closed` is the
    reason: `normal`, `error`, or `closed` where the log only says that it ended. `started` and `ended` are the time
    stamps of its first and last line as printed, `seconds` the time between them where both tell it.
    """

    direction: str | None
    number: int | None
    protocol: str | None = None
    ident: str | None = None
    peer_ident: str | None = None
    peer_address: str | None = None
    local_port: int | None = None
    kex: str | None = None
    host_key: str | None = None
    client_to_server: Direction = field(default_factory=Direction)
    server_to_client: Direction = field(default_factory=Direction)
    authentication: Authentication = field(default_factory=Authentication)
    packets: Packets = field(default_factory=Packets)
    pty: dict[str, int] | None = None
    requests: list[str] = field(default_factory=list)
    phase: str = "identification"
    closed: str | None = None
    closed_by: str | None = None
    errors: list[str] = field(default_factory=list)
    started: str | None = None
    ended: str | None = None
    seconds: float | None = None
    lines: int = 0


@dataclass(slots=True)
class Transfer:
    """Lines of `debug ip scp` between one port here and one there; `files` are `{name, bytes, mode}`."""

    local_port: int
    peer_address: str
    peer_port: int
    files: list[dict[str, Any]] = field(default_factory=list)
    sent: int = 0
    received: int = 0
    messages: list[str] = field(default_factory=list)
    started: str | None = None
    ended: str | None = None


@dataclass(slots=True)
class Trap:
    """A trap as `debug snmp packet` shows it. `elapsed` is in seconds; bytes are those of the connection."""

    time: str | None = None
    version: str | None = None
    enterprise: str | None = None
    address: str | None = None
    generic: int | None = None
    specific: int | None = None
    receivers: list[str] = field(default_factory=list)
    varbinds: list[dict[str, str]] = field(default_factory=list)
    session_type: str | None = None
    tcp_state: str | None = None
    user: str | None = None
    bytes_in: int | None = None
    bytes_out: int | None = None
    elapsed: float | None = None
    local_address: str | None = None
    local_port: int | None = None
    remote_address: str | None = None
    remote_port: int | None = None


@dataclass(slots=True)
class Debug:
    """Everything that a text tells. `errors` belong to no session; `unknown` are SSH lines that no row knows."""

    sessions: list[SshSession] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    traps: list[Trap] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    lines: int = 0


# --- messages ---------------------------------------------------------------------------------------------------------

# Behaviour reference 7.8. An uptime has two digits for the hours, so that `type 21` in front of it stays whole.
_STAMP = (
    r"[*.]?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ ]+\d{1,2}[ ](?:\d{4}[ ])?\d{1,2}:\d\d:\d\d"
    r"(?:\.\d+)?(?:[ ][A-Za-z][\w+-]{0,5})?"
    r"|\d\d:\d\d:\d\d(?:\.\d+)?"
    r"|\d{1,3}[ywd]\d{1,2}[wdh]"
)
_SOURCE = (
    r"SSH2?[ ]?CLIENT[ ]?[0-9O]{1,4}:|SSH2[ ][0-9O]{1,4}:|SSH[0-9]{1,4}:|SSH:|SCP:|SNMP:"
    r"|%[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*-[0-7]-\w+:"
)
_HEAD = re.compile(
    rf"(?:(?<!\S)\d{{1,10}}:[ ]+)?(?:(?P<stamp>{_STAMP}):[ ]*(?P<stamped>{_SOURCE})?|(?P<bare>{_SOURCE}))[ ]*"
)
_SSH = re.compile(r"SSH(?P<two>2)?[ ]?(?P<client>CLIENT)?[ ]?(?P<number>[0-9O]+)?:")
_PROMPT = re.compile(r"\S{1,63}[#>].*|.*[Pp]assword: ?.*|\[Connection to .*")
_VARBIND = re.compile(r"(?P<name>[A-Za-z][\w-]*(?:\.\d+)+) ?= ?(?P<value>.*)")
# What loggers and syslog servers put in front of the time stamp of the device; no part of the message before.
_LEAD = re.compile(
    r"(?:<\d{1,3}>.*|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d.*|\d{4}-\d\d-\d\d.*|(?:\S+ +)?\d{1,10}:)",
    re.DOTALL,
)
_HARD_WRAP = 40  # columns; a terminal is at least so wide
_LONGEST = 4096  # characters; more than any message has


@dataclass(slots=True)
class _Message:
    stamp: str | None
    source: str
    text: str


def _messages(text: str) -> Iterator[_Message]:
    """Cut a text into messages; what a terminal wrapped is put together again."""
    lines = text.split("\n")
    width = max(map(len, lines), default=0)
    margin = min((_indentation(line) for line in lines if line.strip()), default=0)
    last: _Message | None = None
    before = ""
    for line in lines:
        heads = [*_HEAD.finditer(line)]
        bare = bool(heads) and heads[0]["stamp"] is None
        if not bare:  # without a time stamp a message only begins a line, or follows one that has none either
            heads = [head for head in heads if head["stamp"] is not None]
        lead = line[: heads[0].start()].strip() if heads else ""
        glue = "" if len(before) >= width and _indentation(line) <= margin else " "
        if lead and last is not None and not _LEAD.fullmatch(lead) and _goes_on(before, lead, width):
            last.text = f"{last.text}{glue}{lead[:_LONGEST]}".lstrip()
        if heads:
            for index, head in enumerate(heads):
                if last is not None:
                    yield last
                end = heads[index + 1].start() if index + 1 < len(heads) else len(line)
                last = _Message(head["stamp"], head["stamped"] or head["bare"] or "", line[head.end() : end].strip())
        elif last is not None and len(last.text) < _LONGEST and _goes_on(before, line, width):
            last.text = f"{last.text}{glue}{line.strip()}".lstrip()
        else:
            if last is not None:
                yield last
            last = _Message(None, "", line.strip()) if line.strip() else None
        before = line.rstrip()
    if last is not None:
        yield last


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


def _goes_on(before: str, line: str, width: int) -> bool:
    """Whether a line without a head continues the one before it."""
    if not line.strip() or _VARBIND.fullmatch(line.strip()) or _PROMPT.fullmatch(line.strip()):
        return False
    return before.endswith(",") or len(before) >= max(width - 1, _HARD_WRAP)


# --- wordings ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wording:
    """A row: what a line of the SSH debug says, by its text behind the head.

    `pattern` matches from the first character, whatever the case; lost underscores are allowed for. `source` is a
    section of the behaviour reference or a document, `confidence` as in the table of refusals.
    """

    name: str
    pattern: str
    source: str
    confidence: str


_GUIDE = "the vendor's guide to SSH version 2, sample of debug ip ssh"
_DETAIL = "the vendor's guide to SSH version 2, samples of debug ip ssh detail and packet"
_CLIENT = "the vendor's guide to SSH version 2, sample of debug ip ssh client"
_NOTE = "the vendor's note on configuring SSH (document 4145), debug of version 1"

WORDINGS: tuple[Wording, ...] = (
    Wording("send", r"send: ?(?:len|packet of +length) (\d{1,9})", f"{_GUIDE}; {_DETAIL}", "V1"),
    Wording("input", r"input: (?:packet len|total packet length of) (-?\d{1,9})", f"{_GUIDE}; {_DETAIL}", "V1"),
    Wording("read", r"ssh[ _]receive: (\d{1,9}) bytes received", f"{_GUIDE}; {_DETAIL}", "V1"),
    Wording("type", r"received packet type (\d{1,9})", _GUIDE, "V1"),
    Wording("mac", r"MAC (?:#\d{1,9}|compared for #\d{1,9}) ?:? ?(\w+)", f"{_GUIDE}; {_DETAIL}", "V1"),
    Wording("mac_out", r"done calc MAC out #\d{1,9}", _GUIDE, "V1"),
    Wording(
        "detail",
        r"input: pad ?len|partial packet|signature length|expecting |waiting for |newkeys: mode|kex[ _]derive[ _]keys"
        r"|(?:shell|exec|subsystem) message received"
        r"|RSA decrypt|requesting TTY|channel window adjust|receive SSH message|Range sent by"
        r"|Modulus size|Authentications that can continue|Received publickey algo"
        r"|kexinit sent: (?:kex|hostkey|encryption|mac) algo",
        f"{_GUIDE}; {_DETAIL}; {_NOTE}; the last six unverified",
        "V1",
    ),
    Wording("start", r"starting SSH control process", _GUIDE, "V1"),
    Wording("ours", r"sent protocol version id (\S.*)", _GUIDE, "V1"),
    Wording(
        "theirs", r"(?:protocol version id is|client version is) ?-? ?(\S.*)", f"{_GUIDE}; client: unverified", "V1"
    ),
    Wording("exchanged", r"protocol version exchange successful", _CLIENT, "V1"),
    Wording(
        "kex",
        r"kex: ?(client ?->? ?server|server ?->? ?client) (?:enc:)?(\S+) (?:mac:)?(\S+)(?: (?:comp:)?([a-z][\w@.-]*))?",
        f"{_GUIDE}; {_DETAIL}",
        "V1",
    ),
    Wording("host_key", r"Using host ?key[ _]algo(?:rithm)? ?= ?(\S+)", "unverified", "U"),
    Wording("kex_name", r"Using kex[ _]algo(?:rithm)? ?= ?(\S+)", "unverified", "U"),
    Wording(
        "encrypted",
        r"key exchange successful and encryption on|keys exchanged and encryption on|sending encryption confirmation",
        f"{_CLIENT}; {_NOTE}",
        "V1",
    ),
    Wording(
        "message",
        r"SSH2?[ _][CS]?MSG[ _]([A-Z0-9_ ]{1,40}?)(?:(?: message)? (sent|received)| msg\b)",
        f"{_GUIDE}; msg: unverified",
        "V1",
    ),
    Wording("method", r"using method ?=? ?([a-z][\w-]*)", f"{_CLIENT}; with an equals sign unverified", "V1"),
    Wording("accepted", r"authentication successful for (\S+)", _GUIDE, "V1"),
    Wording("key_accepted", r"pubkey authentication succeeded for user '?([^\s']+)", "unverified", "U"),
    Wording("key_refused", r"pubkey authentication failed for user '?([^\s']+)", "unverified", "U"),
    Wording("refused", r"(?:password )?authentication failed(?: for (\S+))?(?: (\(code=))?", _NOTE, "V1"),
    Wording("asks", r"authentication request for userid (\S+)", _NOTE, "V1"),
    Wording("logged_in", r"user authenticated", _CLIENT, "V1"),
    Wording(
        "tty",
        r"setting TTY - requested: (?:height|length) (\d{1,9}), width (\d{1,9})"
        r"(?:; set: (?:height|length) (\d{1,9}), ?width (\d{1,9}))?",
        f"{_GUIDE}; length for version 1: unverified",
        "V1",
    ),
    Wording("request", r"([a-z][\w.@-]*(?: open)?) request(?: sent)?$", f"{_GUIDE}; {_CLIENT}", "V1"),
    Wording("open", r"starting shell for vty|session open", f"{_GUIDE}; {_CLIENT}", "V1"),
    Wording("ended", r"session terminated normally", _GUIDE, "V1"),
    Wording("broken", r"session disconnected - error (0x[0-9a-f]+)", f"{_NOTE}; published captures", "V2"),
    Wording(
        "error",
        r"bad packet length|invalid request|SSH ERROR|error\b|corrupted|unable to|failed to|no matching|TCP .* failed",
        "bad packet length: published capture; the others unverified",
        "U",
    ),
)

# Lines of the log. Source: behaviour reference 4.5; the form without `2` for version 1 is unverified.
_BY = r"(?: using crypto cipher '([^']*)'(?:, hmac '([^']*)')?)?"
LOGS: tuple[Wording, ...] = (
    Wording("log_session", rf"SSH2? Session request from (\S+) \(tty ?= ?(\d{{1,9}})\){_BY} (\w+)", "4.5", "V1"),
    Wording(
        "log_user",
        rf"User '([^']*)' authentication for SSH2? Session from (\S+) \(tty ?= ?(\d{{1,9}})\){_BY} (\w+)",
        "4.5",
        "V1",
    ),
    Wording(
        "log_close",
        rf"SSH2? Session from (\S+) \(tty ?= ?(\d{{1,9}})\)(?: for user '([^']*)')?{_BY} closed",
        "4.5",
        "V1",
    ),
    Wording("log_no_match", r"(No matching (\w+)(?: algorithm)? found: client (\S*) server (.*))", "4.5", "V2"),
    Wording("log_unexpected", r"(Unexpected message type has arrived.* from (\S+))", "4.5", "V2"),
    Wording(
        "log_login",
        r"Login (Success|failed) \[user: ([^]]*)\] \[Source: ([^]]*)\] \[localport: (\d{1,9})\]",
        "4.5",
        "V1",
    ),
)


def _compiled(rows: tuple[Wording, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row.name, re.compile(row.pattern, re.IGNORECASE)) for row in rows)


_WORDINGS, _LOGS = _compiled(WORDINGS), _compiled(LOGS)
_LOG_SOURCE = re.compile(r"%(?:SSH|SEC_LOGIN)-(?P<severity>[0-7])-(?P<mnemonic>\w+):")
_SCP = re.compile(r"\[(\d{1,5}) (->|<-) ([\w.:%-]{1,64}):(\d{1,5})\]\s*(send|recv)\s*(.*)", re.DOTALL)
_SCP_FILE = re.compile(r"C(\d{4}) (\d{1,18}) (\S.*)")
_TRAP = re.compile(r"V(\w+) Trap(?:, (.*))?", re.IGNORECASE)
_VERSION_1 = re.compile(r"SSH-1\.[0-8]")
_TRAILING = frozenset({"send", "input", "read", "type", "mac", "mac_out", "detail"})  # may follow the end of a session
_LATER = ("authentication", "session")
_PHASES = ("identification", "key_exchange", "authentication", "session", "closed")


def parse(raw: str) -> Debug:
    """Read a text. Nothing in it makes this fail; a text without any SSH line gives empty lists."""
    reader = _Reader()
    for message in _messages(clean(raw)):
        reader.take(message)
    return reader.finish()


def document(debug: Debug) -> dict[str, Any]:
    """Return what was read as plain dictionaries and lists, in the shape of the dataclasses.

    `packets.types` is keyed by the name of the packet where the protocol has one, else by its number.
    """
    return asdict(debug)


class _Reader:
    """Attributes messages to sessions. One session a slot is open at a time, for each direction."""

    def __init__(self) -> None:
        self.debug = Debug()
        self._open: dict[tuple[str, int], SshSession] = {}
        self._latest: dict[tuple[str, int], SshSession] = {}
        self._touched: SshSession | None = None
        self._failures: dict[int, Counter[str]] = {}
        self._unknown: dict[str, None] = {}
        self._transfers: dict[tuple[int, str, int], Transfer] = {}
        self._trap: Trap | None = None
        self._queued: str | None = None
        self._on: dict[str, Callable[[SshSession, re.Match[str]], None]] = {
            name: getattr(self, f"_on_{name}") for name, _unused in _WORDINGS
        }

    def take(self, message: _Message) -> None:
        source = message.source
        if source.startswith("SSH"):
            self._ssh(message)
        elif source.startswith("%"):
            self._log(message)
        elif source == "SCP:":
            self._scp(message)
        elif source == "SNMP:":
            self._snmp(message)
        elif self._trap is not None and (found := _VARBIND.fullmatch(message.text)):
            self._trap.varbinds.append({"name": found["name"], "value": found["value"]})

    def finish(self) -> Debug:
        for session in self.debug.sessions:
            session.authentication.failures = max(self._failures.get(id(session), {"": 0}).values())
            idents = session.ident, session.peer_ident
            if session.protocol is None and all(idents) and any(_VERSION_1.match(one or "") for one in idents):
                session.protocol = "1"
            session.seconds = seconds_between(session.started, session.ended)
        for trap in self.debug.traps:
            _explain(trap)
        self.debug.unknown = list(self._unknown)
        return self.debug

    # --- sessions -----------------------------------------------------------------------------------------------------

    def _ssh(self, message: _Message) -> None:
        self.debug.lines += 1
        head = _SSH.fullmatch(message.source)
        if head is None:
            return
        name, found = _matched(_WORDINGS, message.text)
        number = None if head["number"] is None else int(head["number"].replace("O", "0"))
        two = head["two"] is not None
        if (
            two
            and number is None
            and name not in {"kex", "kex_name", "host_key"}
            and not message.text.startswith("kex")
        ):
            two, number = False, 2  # `SSH2:` is session 2, except where the key exchange speaks
        if number is None and found is None and (self._touched is None or self._touched.closed):
            self._not_known(message.text)
            return
        session = self._session_of("client" if head["client"] else None, number, name, named=two or name == "start")
        self._touch(session, message.stamp)
        if two:
            session.protocol = "2"
        if found is None:
            self._not_known(message.text)
            return
        self._on[name](session, found)

    def _not_known(self, text: str) -> None:
        if len(self._unknown) < KEPT:
            self._unknown[text] = None

    def _session_of(self, side: str | None, number: int | None, name: str, *, named: bool) -> SshSession:
        """Find the session of a line.

        The lines of a client have no word for it where both ends share the code: the exchange of identifications and
        the end. Those go to a server session only where one is open (or begins), else to the client of that number.
        """
        if number is None:
            return self._unnumbered(name)
        if side == "client":
            return self._of_client(number, name)
        if name == "start":
            return self._new("server", number)
        session = self._open.get(("server", number)) or self._open.get(("", number))
        client = self._open.get(("client", number))
        shared = not named and (session is None or (name == "theirs" and session.peer_ident))
        if client is not None and shared and not (name == "ours" and client.phase in _LATER):
            return client
        if session is not None and name == "ours" and (session.ident or session.phase != "identification"):
            session = None  # a second identification: the end of the one before was not seen
        late = self._latest.get(("server", number)) if name in _TRAILING else None
        if session is None:
            return late or self._new("server" if named else "", number)
        if session.direction is None and named:
            self._settle(session, "server")
        return session

    def _unnumbered(self, name: str) -> SshSession:
        """Find the session of a line without a number: the last that spoke, or one whose key exchange is under way."""
        session = self._touched if self._touched is not None and not self._touched.closed else None
        if name == "kex" and (session is None or session.phase != "key_exchange"):
            waiting = (one for one in reversed(self._open.values()) if one.phase == "key_exchange")
            session = next(waiting, session)
        return session or self._new(None, None)

    def _of_client(self, number: int, name: str) -> SshSession:
        unsure = self._open.get(("", number))
        if unsure is not None:
            self._settle(unsure, "client")
        client = self._open.get(("client", number))
        if client is None or (name in {"ours", "theirs"} and client.phase in _LATER):
            client = self._new("client", number)
        return client

    def _new(self, side: str | None, number: int | None) -> SshSession:
        session = SshSession(side or None, number)
        self.debug.sessions.append(session)
        if number is not None:
            self._open[side or "", number] = session
            self._latest[side or "", number] = session
        return session

    def _settle(self, session: SshSession, side: str) -> None:
        number = session.number or 0
        self._open.pop(("", number), None)
        self._latest.pop(("", number), None)
        session.direction = side
        self._open[side, number] = self._latest[side, number] = session

    def _touch(self, session: SshSession, stamp: str | None) -> None:
        self._touched = session
        session.lines += 1
        if stamp is not None:
            session.started = session.started or stamp
            session.ended = stamp

    def _reached(self, session: SshSession, phase: str) -> None:
        if _PHASES.index(phase) > _PHASES.index(session.phase):
            session.phase = phase

    def _close(self, session: SshSession, reason: str, words: str) -> None:
        session.closed = session.closed or reason
        session.closed_by = session.closed_by or words
        session.phase = "closed"
        key = session.direction or "", session.number or 0
        if self._open.get(key) is session:
            del self._open[key]

    # One method a row of WORDINGS.

    def _on_send(self, session: SshSession, found: re.Match[str]) -> None:
        session.packets.sent += 1
        session.packets.sent_bytes += int(found[1])

    def _on_input(self, session: SshSession, found: re.Match[str]) -> None:
        session.packets.received += 1
        session.packets.received_bytes += max(0, int(found[1]))  # what does not decrypt has any length

    def _on_read(self, session: SshSession, found: re.Match[str]) -> None:
        session.packets.read_bytes += int(found[1])

    def _on_type(self, session: SshSession, found: re.Match[str]) -> None:
        number = int(found[1])
        name = PACKETS.get(number, str(number))
        session.packets.types[name] = session.packets.types.get(name, 0) + 1
        if number >= PHASE_OF_SESSION:
            self._reached(session, "session")
        elif number >= PHASE_OF_AUTHENTICATION or number in {5, 6}:
            self._reached(session, "authentication")
        elif number >= PHASE_OF_KEX:
            self._reached(session, "key_exchange")

    def _on_mac(self, session: SshSession, found: re.Match[str]) -> None:
        self._reached(session, "authentication")
        if found[1].lower() == "ok":
            session.packets.macs_verified += 1
        else:
            session.packets.macs_failed += 1

    def _on_mac_out(self, session: SshSession, _found: re.Match[str]) -> None:
        session.packets.macs_sent += 1

    def _on_detail(self, session: SshSession, _found: re.Match[str]) -> None:
        """Tell nothing that another line does not tell better."""

    def _on_start(self, session: SshSession, _found: re.Match[str]) -> None:
        session.direction = "server"

    def _on_ours(self, session: SshSession, found: re.Match[str]) -> None:
        session.ident = session.ident or found[1].strip()

    def _on_theirs(self, session: SshSession, found: re.Match[str]) -> None:
        session.peer_ident = session.peer_ident or found[1].strip()

    def _on_exchanged(self, session: SshSession, _found: re.Match[str]) -> None:
        self._reached(session, "key_exchange")

    def _on_kex(self, session: SshSession, found: re.Match[str]) -> None:
        self._reached(session, "key_exchange")
        way = session.client_to_server if found[1].lower().startswith("client") else session.server_to_client
        way.encryption, way.mac, way.compression = found[2], found[3], found[4]

    def _on_kex_name(self, session: SshSession, found: re.Match[str]) -> None:
        session.kex = found[1]

    def _on_host_key(self, session: SshSession, found: re.Match[str]) -> None:
        session.host_key = found[1]

    def _on_encrypted(self, session: SshSession, _found: re.Match[str]) -> None:
        self._reached(session, "authentication")

    def _on_message(self, session: SshSession, found: re.Match[str]) -> None:
        name = found[1].upper().replace(" ", "_")
        if name in {"KEXINIT", "KEXDH_INIT", "PUBLIC_KEY", "SESSION_KEY"}:
            self._reached(session, "key_exchange")
        elif name == "NEWKEYS" and (found[2] or "").lower() == "received":
            self._reached(session, "authentication")
        elif name == "USERAUTH_SUCCESS":
            self._authenticated(session, None)
        elif name == "USERAUTH_FAILURE":
            self._failed(session, None, "message")

    def _on_method(self, session: SshSession, found: re.Match[str]) -> None:
        self._reached(session, "authentication")
        method = found[1].lower()
        if method != "none" and method not in session.authentication.methods:
            session.authentication.methods.append(method)

    def _on_accepted(self, session: SshSession, found: re.Match[str]) -> None:
        self._authenticated(session, found[1].strip("'"))

    def _on_key_accepted(self, session: SshSession, found: re.Match[str]) -> None:
        if "publickey" not in session.authentication.methods:
            session.authentication.methods.append("publickey")
        self._authenticated(session, found[1])

    def _on_key_refused(self, session: SshSession, found: re.Match[str]) -> None:
        if "publickey" not in session.authentication.methods:
            session.authentication.methods.append("publickey")
        self._failed(session, found[1], "debug")

    def _on_refused(self, session: SshSession, found: re.Match[str]) -> None:
        self._failed(session, found[1], "code" if found[2] else "debug")

    def _on_asks(self, session: SshSession, found: re.Match[str]) -> None:
        self._reached(session, "authentication")
        session.authentication.user = found[1].strip("'")

    def _on_logged_in(self, session: SshSession, _found: re.Match[str]) -> None:
        self._authenticated(session, None)

    def _on_tty(self, session: SshSession, found: re.Match[str]) -> None:
        height, width = int(found[1]), int(found[2])
        session.pty = {
            "requested_height": height,
            "requested_width": width,
            "height": int(found[3] or height),
            "width": int(found[4] or width),
        }

    def _on_request(self, session: SshSession, found: re.Match[str]) -> None:
        self._reached(session, "session")
        session.requests.append(found[1].lower())

    def _on_open(self, session: SshSession, _found: re.Match[str]) -> None:
        self._reached(session, "session")

    def _on_ended(self, session: SshSession, found: re.Match[str]) -> None:
        self._close(session, "normal", found[0])

    def _on_broken(self, session: SshSession, found: re.Match[str]) -> None:
        session.errors.append(found[0])
        self._close(session, "error", found[0])

    def _on_error(self, session: SshSession, found: re.Match[str]) -> None:
        session.errors.append(found.string)

    def _authenticated(self, session: SshSession, user: str | None) -> None:
        self._reached(session, "session")
        session.authentication.result = "success"
        session.authentication.user = user or session.authentication.user

    def _failed(self, session: SshSession, user: str | None, teller: str) -> None:
        """Count a failure for the kind of line that tells it: two kinds may tell of the same one."""
        self._reached(session, "authentication")
        self._failures.setdefault(id(session), Counter())[teller] += 1
        session.authentication.user = user or session.authentication.user
        if session.authentication.result is None:
            session.authentication.result = "failure"

    # --- log ----------------------------------------------------------------------------------------------------------

    def _log(self, message: _Message) -> None:
        source = _LOG_SOURCE.fullmatch(message.source)
        if source is None:
            return
        self.debug.lines += 1
        name, found = _matched(_LOGS, message.text)
        if found is None:
            if source["severity"] in "01234" and message.source.startswith("%SSH"):
                self.debug.errors.append(f"{message.source} {message.text}")
        elif name == "log_session":
            self._agreed(self._logged(found[2], found[1], message.stamp), found[3], found[4])
        elif name == "log_user":
            session = self._logged(found[3], found[2], message.stamp)
            self._agreed(session, found[4], found[5])
            if found[6].lower() == "succeeded":
                self._authenticated(session, found[1] or None)
                return
            self._failed(session, found[1] or None, "log")
        elif name == "log_close":
            session = self._logged(found[2], found[1], message.stamp, ending=True)
            session.authentication.user = found[3] or session.authentication.user
            self._agreed(session, found[4], found[5])
            self._close(session, "closed", found[0])
        elif name in {"log_no_match", "log_unexpected"}:
            self._error(message, None if name == "log_no_match" else found[2])
        else:
            self._login(found)

    def _logged(self, tty: str, address: str, stamp: str | None, *, ending: bool = False) -> SshSession:
        """Find the session on a line of terminal; the numbers of debug lines are those of the vty lines."""
        number = int(tty)
        session = self._open.get(("server", number)) or self._open.get(("", number))
        late = self._latest.get(("server", number))
        if session is None and ending and late is not None and late.closed in {"normal", "error"}:
            session = late if late.peer_address in {None, address} else None
        if session is not None and session.peer_address not in {None, address}:
            session = None
        session = session or self._new("server", number)
        if session.direction is None:
            self._settle(session, "server")
        session.peer_address = address
        self._touch(session, stamp)
        return session

    def _agreed(self, session: SshSession, cipher: str | None, mac: str | None) -> None:
        self._reached(session, "authentication")
        for way in (session.client_to_server, session.server_to_client):
            way.encryption = way.encryption or cipher or None
            way.mac = way.mac or mac or None

    def _error(self, message: _Message, address: str | None) -> None:
        text = f"{message.source} {message.text}"
        if address is not None:
            address = address.rstrip(".")
            open_ones = [one for one in self._open.values() if one.peer_address in {None, address}]
        else:  # nothing was agreed on yet in a session that finds no algorithm
            open_ones = [one for one in self._open.values() if one.authentication.result is None]
        session = self._touched if self._touched in open_ones else (open_ones[-1] if open_ones else None)
        if session is None:
            self.debug.errors.append(text)
            return
        self._touch(session, message.stamp)
        session.peer_address = session.peer_address or address
        session.errors.append(text)

    def _login(self, found: re.Match[str]) -> None:
        """Learn address and port from the line of the login, which names no session."""
        result, user, address, port = found.groups()
        if int(port) == TELNET:
            return
        for session in reversed(self._open.values()):
            fits = session.direction != "client" and session.peer_address in {None, address}
            if fits and session.authentication.user in {None, user}:
                session.peer_address, session.local_port = address, int(port)
                session.authentication.user = session.authentication.user or user or None
                if result.lower() == "failed":
                    self._failed(session, user or None, "login")
                elif session.authentication.result is None:
                    self._authenticated(session, user)
                return

    # --- SCP and SNMP -------------------------------------------------------------------------------------------------

    def _scp(self, message: _Message) -> None:
        self.debug.lines += 1
        found = _SCP.match(message.text)
        if found is None:
            self._not_known(message.text)
            return
        key = int(found[1]), found[3], int(found[4])
        transfer = self._transfers.get(key)
        if transfer is None:
            transfer = self._transfers[key] = Transfer(*key)
            self.debug.transfers.append(transfer)
        transfer.started = transfer.started or message.stamp
        transfer.ended = message.stamp or transfer.ended
        words = found[6].strip()
        if found[5] == "send":
            transfer.sent += 1
        else:
            transfer.received += 1
        record = _SCP_FILE.match(words)
        if record is not None:
            transfer.files.append({"mode": record[1], "bytes": int(record[2]), "name": record[3]})
        elif words and len(transfer.messages) < KEPT:
            transfer.messages.append(words)

    def _snmp(self, message: _Message) -> None:
        self.debug.lines += 1
        words = message.text.split()
        found = _TRAP.match(message.text)
        if found is not None:
            trap = self._trap = Trap(time=message.stamp, version=found[1])
            self.debug.traps.append(trap)
            if self._queued:
                trap.receivers.append(self._queued)
            values = dict(pair.split(None, 1) for pair in (found[2] or "").split(", ") if " " in pair.strip())
            trap.enterprise, trap.address = values.get("ent"), values.get("addr")
            trap.generic, trap.specific = _number(values.get("gentrap")), _number(values.get("spectrap"))
        elif message.text.startswith("Queuing packet to") and words:
            self._queued, self._trap = words[-1], None
        elif message.text.startswith("Packet sent") and words:
            if self._trap is not None and words[-1] not in self._trap.receivers:
                self._trap.receivers.append(words[-1])
            self._trap = self._queued = None


TELNET = 23
PHASE_OF_KEX, PHASE_OF_AUTHENTICATION, PHASE_OF_SESSION = 20, 50, 80
"""The first packet numbers of the transport, authentication and connection protocols. Source: RFC 4250, 4.1.1."""


def _matched(rows: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> tuple[str, re.Match[str] | None]:
    for name, pattern in rows:
        found = pattern.match(text)
        if found is not None:
            return name, found
    return "", None


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and _DECIMAL.fullmatch(text) else None


_DECIMAL = re.compile(r"[0-9]{1,18}")
# Objects of the trap, by the end of their names as the device abbreviates them. Source: behaviour reference 6.
_CONNECTION = r"\.(\d+\.\d+\.\d+\.\d+)\.(\d{1,5})\.(\d+\.\d+\.\d+\.\d+)\.(\d{1,5})"
_OBJECTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("session_type", re.compile(r"(?:local|ltsLineSessionEntry|lts\w*)\.(?:9\.3\.1\.)?1\.\d+\.\d+")),
    ("tcp_state", re.compile(rf"tcpConnEntry\.1{_CONNECTION}")),
    ("elapsed", re.compile(rf"l(?:oc)?tcpConnEntry\.5{_CONNECTION}")),
    ("bytes_in", re.compile(rf"l(?:oc)?tcpConnEntry\.1{_CONNECTION}")),
    ("bytes_out", re.compile(rf"l(?:oc)?tcpConnEntry\.2{_CONNECTION}")),
    ("user", re.compile(r"(?:local|lts\w*)\.(?:9\.2\.1\.)?18\.\d+")),
)


def _explain(trap: Trap) -> None:
    """Say in words what the varbinds of a session's end mean."""
    for varbind in trap.varbinds:
        for name, pattern in _OBJECTS:
            found = pattern.fullmatch(varbind["name"])
            if found is None:
                continue
            value = varbind["value"]
            number = _number(value)
            if name == "user":
                trap.user = value
            elif number is None:
                continue
            elif name == "session_type":
                trap.session_type = SESSION_TYPES.get(number, str(number))
            elif name == "tcp_state":
                trap.tcp_state = TCP_STATES.get(number, str(number))
            elif name == "elapsed":
                trap.elapsed = number / 100
            else:
                setattr(trap, name, number)
            if pattern.groups:
                trap.local_address, trap.remote_address = found[1], found[3]
                trap.local_port, trap.remote_port = int(found[2]), int(found[4])
            break


# --- time -------------------------------------------------------------------------------------------------------------

_UPTIME = re.compile(r"(\d\d):(\d\d):(\d\d(?:\.\d+)?)")
_CLOCK = re.compile(
    r"[*.]?(?P<month>[A-Z][a-z]{2}) +(?P<day>\d+) (?:(?P<year>\d{4}) )?(?P<time>\d+:\d\d:\d\d)(?P<part>\.\d+)?"
    r"(?: (?P<zone>\S+))?"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LEAP = 2000  # a year in which every date exists


def seconds_between(first: str | None, last: str | None) -> float | None:
    """Return the seconds between two time stamps as printed; None where they do not tell (forms, zones, or hours only).

    A clock without a year that goes back has passed the end of a year; an uptime that goes back has restarted.
    """
    if first is None or last is None:
        return None
    uptimes = _UPTIME.fullmatch(first), _UPTIME.fullmatch(last)
    if uptimes[0] is not None and uptimes[1] is not None:
        start, end = (int(one[1]) * 3600 + int(one[2]) * 60 + float(one[3]) for one in uptimes if one is not None)
        return round(end - start, 3) if end >= start else None
    clocks = _CLOCK.fullmatch(first), _CLOCK.fullmatch(last)
    if clocks[0] is None or clocks[1] is None:
        return None
    if (clocks[0]["zone"], clocks[0]["year"] is None) != (clocks[1]["zone"], clocks[1]["year"] is None):
        return None
    moments = [_moment(one) for one in clocks if one is not None]
    if moments[0] is None or moments[1] is None:
        return None
    passed = (moments[1] - moments[0]).total_seconds()
    if passed < 0 and clocks[0]["year"] is None:
        passed += 366 * 86400 if (moments[1].month, moments[0].month) == (1, 12) else 0
    return round(passed, 3) if passed >= 0 else None


def _moment(clock: re.Match[str]) -> datetime | None:
    hour, minute, second = map(int, clock["time"].split(":"))
    microsecond = int(float(clock["part"] or 0) * 1_000_000)
    try:
        month = _MONTHS.index(clock["month"]) + 1
        year, day = int(clock["year"] or _LEAP), int(clock["day"])
        return datetime(year, month, day, hour, minute, second, microsecond)  # noqa: DTZ001 - both are of one zone
    except ValueError:
        return None
