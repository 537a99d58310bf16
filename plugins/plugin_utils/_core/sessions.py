# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is connected: `show ssh` of every generation, `show users`, and what belongs together.

The texts may have log messages, prompts and carriage returns around them, and may have been copied by people: columns
are not relied on where the words tell the same. What cannot be told is None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .text import without_logs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# --- show ssh ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SshSession:
    """One connection of `show ssh`; the rows of version 2 for IN and OUT are one session.

    `connection` is the number of the vty. `version` reads "1.5" or "2.0". Version 1 has one cipher for both ways and
    prints no MAC. `user` is None before the login.
    """

    connection: int
    version: str
    user: str | None = None
    state: str | None = None
    cipher_in: str | None = None
    cipher_out: str | None = None
    mac_in: str | None = None
    mac_out: str | None = None


# Source: behaviour reference 4.3. Rows have no fixed columns: long names of algorithms push the rest to the right.
_TITLE = re.compile(r"Connection\s*Version\s*(?:Mode\s*)?Encryption", re.IGNORECASE)
_NONE = re.compile(r"%?\s*No SSHv[12] server connections running", re.IGNORECASE)
_WORDS_OF_TITLE = re.compile(
    r"\s*Connection\s*Version.*?(?:State\s*Username|State\s*$|$)|\s*Username\s*$", re.IGNORECASE
)
_ROW = re.compile(
    r"(?<!\S)(?P<connection>\d{1,5})\s+(?P<version>[12]\.\d{1,2})\s+"
    r"(?:(?P<mode>IN|OUT)\s+)?(?P<rest>\S.*?)(?=\s+\d{1,5}\s+[12]\.\d{1,2}\s|\s*%?No SSHv|\s*$)"
)
# A copy may lose all blanks: `01.53DESSession startedlab`.
_GLUED = re.compile(
    r"(?<!\S)(?P<connection>\d{1,5}?)\s*(?P<version>1\.5|1\.99|2\.0)\s*(?P<mode>IN|OUT)?\s*"
    r"(?P<rest>(?:3?DES|aes|chacha|blowfish).*?)(?=\s*%?No SSHv|\s*$)",
    re.IGNORECASE,
)
_TOUCHING = re.compile(r"(?<=[^\s])(?=(?:hmac|umac)-)|(?<=\S)(?=session[ -]?start)", re.IGNORECASE)
_MAC = re.compile(r"(?=[\w.@]*[\d@-])[\w.@-]+(?:\s|$)|(?:none|[<(]?implicit[>)]?)(?:\s|$)", re.IGNORECASE)
# `Session started`; `Session Started`, `Session-Started` and `SessionStarted` in copies. Between other states and the
# user stand two blanks or more, as the table prints them.
_STATE = re.compile(r"(?P<state>session[ -]?start(?:ed)?)\s*(?P<user>.*)", re.IGNORECASE)
# A table that was copied cell by cell: `Connection 0  Version 1.5  Encryption 3DES  State Session started  Username x`
_CELLS = re.compile(
    r"Connection\s+(?P<connection>\d{1,5})\s+Version\s+(?P<version>[12]\.\d{1,2})\s+(?:Mode\s+(?P<mode>IN|OUT)\s+)?"
    r"Encryption\s+(?P<cipher>\S+)\s+(?:Hmac\s+(?P<mac>\S+)\s+)?State\s+(?P<state>\S+(?:\s+\S+)?)\s+Username\s*"
    r"(?P<user>\S*)",
    re.IGNORECASE,
)
# ... and one whose two rows came out as one: `1 2.0 1 2.0  aes128-cbc aes128-cbc  Session start Session start`
_PAIR_OF_ROWS = re.compile(
    r"\s*(?P<connection>\d{1,5})\s+(?P<version>2\.0)\s+(?P=connection)\s+(?P=version)\s+(?P<cipher_in>\S+)\s+"
    r"(?P<cipher_out>\S+)\s+(?P<state>session\s+\S+)\s+(?P=state)\s*$",
    re.IGNORECASE,
)
# Rows that are known without a title: of `show ssh | include ...`, or of a copy that begins below it.
_BARE_ROW = re.compile(r"\s*\d{1,5}\s+(?:2\.0|1\.99|1\.5)\s+(?:(?:IN|OUT)\s+)?\S+\s.*session[ -]?start", re.IGNORECASE)
_WIDE = re.compile(r"\s{3,}")  # means no more than two blanks, and would cost time
_SIGNS = (_TITLE.search, _NONE.search, _CELLS.search, _BARE_ROW.match)


def ssh(raw: str) -> tuple[SshSession, ...] | None:
    """Read `show ssh`, in the order of the device. None when the text is not of that command.

    A number that comes again in a text with several outputs is another session, unless all is the same.
    """
    lines = [_WIDE.sub("  ", line.replace("\t", "  ")).strip() for line in without_logs(raw)]
    if not any(sign(line) for line in lines for sign in _SIGNS):
        return None
    found: list[SshSession] = []
    latest: dict[tuple[int, str], int] = {}
    for session in _rows(lines):
        key = session.connection, session.version
        known = found[latest[key]] if key in latest else None
        if known is None or (not _fits(known, session) and _joined(session, known) != known):
            latest[key] = len(found)
            found.append(session)
        elif _fits(known, session):
            found[latest[key]] = _joined(known, session)
    return tuple(found)


def _fits(known: SshSession, row: SshSession) -> bool:
    """Whether a row tells of the direction that is missing."""
    return not ((known.cipher_in and row.cipher_in) or (known.cipher_out and row.cipher_out))


def _rows(lines: Sequence[str]) -> Iterator[SshSession]:
    """Yield a session of one direction for every row."""
    for index, line in enumerate(lines):
        if (cells := _CELLS.search(line)) is not None:
            state = " ".join(cells["state"].split())
            yield _session(cells, (cells["cipher"], cells["mac"]), state, cells["user"])
        elif (pair := _PAIR_OF_ROWS.match(line)) is not None:
            number, version = int(pair["connection"]), pair["version"]
            ciphers = {"cipher_in": pair["cipher_in"], "cipher_out": pair["cipher_out"]}
            yield SshSession(number, version, state=" ".join(pair["state"].split()), **ciphers)
        else:
            line = _WORDS_OF_TITLE.sub("", line, count=1)  # noqa: PLW2901 - the title may stand on the line of a row
            rows = list(_ROW.finditer(line)) or list(_GLUED.finditer(line))
            for row in rows:
                session = _understood(row, row["rest"])
                if session.user is None and row is rows[-1]:
                    session = _continued(row, session, lines[index + 1 : index + 2])
                yield session


def _continued(row: re.Match[str], session: SshSession, lines: Sequence[str]) -> SshSession:
    """Take in what a narrow terminal put on the next line, which it may have broken within a word."""
    if (below := _below(lines, most=5)) and not (session.state and _STATE.fullmatch(session.state)):
        glued = _understood(row, row["rest"] + below)
        if session.state and _STATE.match(glued.state or ""):
            return glued
    below = _below(lines, most=2 if session.state else 5)
    return _understood(row, f"{row['rest']} {below}") if below else session


def _below(lines: Sequence[str], most: int) -> str:
    """Return what a narrow terminal put on the next line: at most so many words that are no row of their own."""
    line = lines[0].strip() if lines else ""
    return "" if len(line.split()) > most or re.search(r"[#>%:]|^\d+\s+\d\.\d|^Username$|Version", line) else line


def _understood(row: re.Match[str], rest: str) -> SshSession:
    """Cut the text behind the version and the mode of a row into cipher, MAC, state and user."""
    cipher, rest = _word(_TOUCHING.sub(" ", rest))
    mac = None
    if _MAC.match(rest) and not _STATE.match(rest):  # version 1 has none, and an AEAD cipher needs none
        mac, rest = _word(rest)
    told = _STATE.match(rest)
    state, user = (told["state"], told["user"]) if told else rest.partition("  ")[::2]
    return _session(row, (cipher, mac), state.strip(), user)


def _word(text: str) -> tuple[str, str]:
    word, _blank, rest = text.strip().partition(" ")
    return word, rest.lstrip()


def _session(row: re.Match[str], algorithms: tuple[str, str | None], state: str, user: str) -> SshSession:
    """Return what one row says: of one direction, or of both in version 1."""
    cipher, mac = (None if name in {"", "-"} else name for name in algorithms)
    session = SshSession(int(row["connection"]), row["version"], user.strip() or None, state or None)
    mode = (row["mode"] or "").upper()
    if mode != "OUT":
        session = replace(session, cipher_in=cipher, mac_in=mac)
    return session if mode == "IN" else replace(session, cipher_out=cipher, mac_out=mac)


def _joined(one: SshSession, other: SshSession) -> SshSession:
    names = ("user", "state", "cipher_in", "cipher_out", "mac_in", "mac_out")
    return replace(one, **{name: getattr(other, name) for name in names if getattr(one, name) is None})


# --- show users -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UserLine:
    """One line of the device in `show users`.

    `tty` is the number among all lines, None where the device prints the kind alone; `name` reads "con 0", "vty 3" or
    "vty 0/1/0", `vty` is the number of a vty that has a plain one. `user` may be cut to ten characters by the device.
    `hosts` are where the line has sessions of its own to; () is idle. `idle` is as printed (`00:02:36`, `1d02h`),
    `location` where the user comes from, `current` the line that asked.
    """

    tty: int | None
    name: str
    vty: int | None = None
    user: str | None = None
    hosts: tuple[str, ...] = ()
    idle: str | None = None
    location: str | None = None
    current: bool = False


# Source: behaviour reference 4.4.
_USERS_TITLE = re.compile(r"^\s*Line\s+User(?:\s+Host\(s\)\s+(?P<idle>Idle\s+)Location)?\s*$", re.IGNORECASE)
_INTERFACES_TITLE = re.compile(r"^\s*Interface\s+User\s+Mode\s+Idle", re.IGNORECASE)
_LINE = re.compile(
    r"^(?:\s*(?P<current>\*))?\s*(?:(?P<tty>\d{1,5})\s+)?(?P<kind>con|aux|vty|tty|lpt)\s+(?P<number>[\d/]+)(?P<rest>\s.*|$)"
)
_IDLE = re.compile(r"\d{1,4}:\d\d(?::\d\d)?|(?:\d{1,4}[ywdhms]){1,4}|never|-", re.IGNORECASE)
_NO_COLUMN = 10_000
_SHOWN_OF_A_NAME = 10  # characters: the width of the column of users


def users(raw: str) -> tuple[UserLine, ...] | None:
    """Read `show users`, also `all` and `wide`. None when the text is not of that command."""
    lines = [line.expandtabs() for line in without_logs(raw)]
    columns: _Columns | None = None
    found: list[UserLine] = []
    goes_on = False  # a line below a row may belong to it
    for line in lines:
        if (title := _USERS_TITLE.match(line)) is not None:
            columns, goes_on = _Columns.of(title), False
        elif columns is not None and (row := _LINE.match(line)) is not None:
            found.append(_user_line(row, columns))
            goes_on = True
        elif goes_on and line.startswith(" ") and line.strip() and not _INTERFACES_TITLE.match(line):
            found[-1] = _more(found[-1], line.split())
        else:
            goes_on = False
    return None if columns is None else tuple(found)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the hosts begin, and the idle time with what is between it and the location; `wide` may have neither."""

    hosts: int
    idle: range

    @classmethod
    def of(cls, title: re.Match[str]) -> _Columns:
        if title["idle"] is None:
            return cls(_NO_COLUMN, range(0))
        return cls(title.string.lower().find("host(s)"), range(title.start("idle"), title.end("idle")))


def _user_line(row: re.Match[str], columns: _Columns) -> UserLine:
    words = row["rest"].split()
    first = row.start("rest") + len(row["rest"]) - len(row["rest"].lstrip())
    at = _idle(words)
    if at is None:  # a number of minutes, known by its place alone
        places = [row.start("rest") + word.start() for word in re.finditer(r"\S+", row["rest"])]
        numbers = (index for index, place in enumerate(places) if place in columns.idle and words[index].isdecimal())
        at = next(numbers, None)
    before, location = (words, "") if at is None else (words[:at], " ".join(words[at + 1 :]))
    if len(before) > 1:
        user, hosts = " ".join(before[:-1]), before[-1:]
    elif before and before != ["idle"] and first < columns.hosts - 3:
        user, hosts = before[0], []
    else:
        user, hosts = "", before
    number = row["number"]
    return UserLine(
        tty=int(row["tty"]) if row["tty"] else None,
        name=f"{row['kind']} {number}",
        vty=int(number) if row["kind"] == "vty" and number.isdigit() else None,
        user=user or None,
        hosts=() if hosts == ["idle"] else tuple(hosts),
        idle=None if at is None or words[at] == "-" else words[at],
        location=location or None,
        current=row["current"] is not None,
    )


def _idle(words: Sequence[str]) -> int | None:
    """Return where the idle time stands; a bare number only behind `idle`, since a host may begin with one."""
    for index, word in enumerate(words):
        if _IDLE.fullmatch(word) or (index and words[index - 1] == "idle" and word.isdigit()):
            return index
    return None


def _more(line: UserLine, words: Sequence[str]) -> UserLine:
    """Take in the line below: a further host with its idle time, or a location that was too long for its line."""
    if len(words) > 1 and _IDLE.fullmatch(words[-1]):
        return replace(line, hosts=(*line.hosts, words[0]))
    if len(words) == 1 and line.location is None:
        return replace(line, location=words[0])
    return line


# --- both -------------------------------------------------------------------------------------------------------------


def line_of(session: SshSession, lines: Sequence[UserLine]) -> UserLine | None:
    """Return the line on which a session runs: the vty of that number, when both name the same user.

    Source: behaviour reference 4.3: the number of a connection is that of its vty. The two commands are sent one after
    the other, so that a line may have changed hands in between.
    """
    line = next((line for line in lines if line.vty == session.connection), None)
    if line is None or line.user == session.user:
        return line
    if line.user and session.user and len(line.user) >= _SHOWN_OF_A_NAME and session.user.startswith(line.user):
        return line
    return None
