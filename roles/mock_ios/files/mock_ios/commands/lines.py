# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`line con|aux|vty` and what stands below it: reference 5.3."""

from __future__ import annotations

from .. import passwords
from ..parser import ParseError
from . import Call, Row, Setting

TRANSPORTS = (
    "all",
    "none",
    "lat",
    "mop",
    "nasi",
    "pad",
    "udptn",
    "v120",
    "telnet",
    "rlogin",
    "ssh",
)  # order unverified
CANNOT_DELETE = "% Can't delete last {count} VTY lines"  # unverified


def line(call: Call) -> str | None:
    """Select lines; vty lines that do not exist yet are created, `no line vty N` removes N and those behind it."""
    config, kind = call.device.config, call.words[1][:3]
    first = int(call.args["FIRST"])
    last = int(call.args.get("LAST", first))
    if last < first:
        raise call.invalid(3)
    if call.negated or call.reset:
        floor = call.device.profile.lines["vty_floor"]
        if kind != "vty" or first < floor:
            return CANNOT_DELETE.format(count=floor) if kind == "vty" else None
        for key in [key for key in config.lines if key[0] == "vty" and key[1] >= first]:
            del config.lines[key]
        return None
    if kind == "vty":
        for number in range(config.vty_count(), last + 1):
            config.lines["vty", number] = {}
    call.cursor.enter("config-line", lines=tuple((kind, number) for number in range(first, last + 1)))
    return None


def login(call: Call) -> str | None:
    """`login`, `login local`, `no login`, `login authentication LIST`.

    With `aaa new-model` only the last form is known, without it only the others; unverified.
    """
    device = call.device
    aaa = device.config.has("aaa new-model")
    named = call.has("authentication")
    if aaa != named and call.shell and not call.negated and not call.reset:
        if len(call.words) == 1:
            raise ParseError("incomplete", len(call.line), call.line, 1)
        raise call.invalid(1)
    slot = "login authentication" if named else "login"
    said = []
    for key in call.cursor.lines:
        settings = device.config.lines[key]
        if call.negated and not named:
            settings[slot] = "no login"
        elif call.negated or call.reset or (named and call.args["LIST"] == "default"):
            settings.pop(slot, None)
        else:
            settings[slot] = " ".join(call.words)
            if call.words == ("login",) and "password" not in settings:
                said.append(f"% Login disabled on line {device.tty(*key)}, until 'password' is set")
    return "\n".join(said) or None


def password(call: Call) -> None:
    """`password [0|7] TEXT` of a line."""
    tail = call.args.get("LINE", "").split()
    kind, text = (tail[0], " ".join(tail[1:])) if len(tail) > 1 and tail[0] in "07" else ("0", " ".join(tail))
    if kind == "7" and not passwords.well_formed("7", text):
        raise call.invalid(1)
    for key in call.cursor.lines:
        settings = call.device.config.lines[key]
        if call.negated or call.reset:
            settings.pop("password", None)
        elif kind == "7":
            settings["password"] = f"password 7 {text}"
        elif call.device.config.has("service password-encryption"):
            settings["password"] = f"password 7 {passwords.type7(text)}"
        else:
            settings["password"] = f"password {text}"


def transport(call: Call) -> None:
    """`transport input|output`: shown in an order of the device's own; `no` means none."""
    slot = " ".join(call.words[:2])
    text = " ".join((slot, *sorted(call.words[2:], key=TRANSPORTS.index)))
    for kind, number in call.cursor.lines:
        settings = call.device.config.lines[kind, number]
        default = call.device.line_default(kind, slot)
        wanted = f"{slot} none" if call.negated else default if call.reset else text
        if wanted == default:
            settings.pop(slot, None)
        else:
            settings[slot] = wanted


def access_class(call: Call) -> None:
    """`access-class NAME {in|out}`: one list a direction."""
    place = call.words.index("access-class") + 2
    slot = " ".join((*call.words[: place - 1], call.words[place]))
    for key in call.cursor.lines:
        settings = call.device.config.lines[key]
        if call.negated or call.reset:
            settings.pop(slot, None)
        else:
            settings[slot] = " ".join(call.words)


def _minutes_seconds(call: Call, text: str) -> str:
    return text if len(call.words) > 2 else f"{text} 0"


def _off(call: Call) -> None:
    """`no exec-timeout` is `exec-timeout 0 0`."""
    if call.negated:
        for key in call.cursor.lines:
            call.device.config.lines[key]["exec-timeout"] = "exec-timeout 0 0"


ROWS = (
    Row("line vty FIRST<lines.vty> [LAST<lines.vty>]", line, "config", negatable=3, source="5.3"),
    Row("line {console|aux} FIRST<0-0>", line, "config", negatable=3, source="5.3"),
    Row("login [local]", login, "config-line", negatable=1, source="5.3"),
    Row("login authentication LIST", login, "config-line", negatable=2, source="5.3"),
    Row("password LINE", password, "config-line", negatable=1, source="5.3"),
    Row(
        f"transport {{input|output}} {{all|none|{{{'|'.join(TRANSPORTS[2:])}}}+}}",
        transport,
        "config-line",
        negatable=2,
        source="5.3",
    ),
    Setting("transport preferred {none|ssh|telnet}", 2, mode="config-line", source="unverified"),
    Setting(
        "exec-timeout MINUTES<0-35791> [SECONDS<0-2147483>]",
        1,
        mode="config-line",
        change=_minutes_seconds,
        then=_off,
        source="5.3",
    ),
    Setting("session-timeout MINUTES<0-35791>", 1, mode="config-line", source="unverified"),
    Setting("session-limit COUNT<0-4294967295>", 1, mode="config-line", source="unverified range"),
    Row("access-class NAME {in [vrf-also]|out}", access_class, "config-line", negatable=3, source="5.3"),
    Row("ipv6 access-class NAME {in|out}", access_class, "config-line", negatable=4, source="5.3"),
    Setting("privilege level LEVEL<0-15>", 2, mode="config-line", source="5.3"),
    Setting("rotary GROUP<0-127>", 1, mode="config-line", source="unverified"),
    Setting("length LINES<0-512>", 1, mode="config-line", source="unverified"),
    Setting("width COLUMNS<0-512>", 1, mode="config-line", source="unverified"),
    Setting("logging synchronous", 2, mode="config-line", source="unverified"),
    Setting("stopbits {1|1.5|2}", 1, mode="config-line", source="unverified"),
    Setting("history size LINES<0-256>", 2, mode="config-line", source="unverified"),
    Setting("authorization exec LIST", 2, mode="config-line", source="unverified"),
    Setting("exec", 1, mode="config-line", off=True, source="unverified"),
)
