# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds of values that only the SSH server and its lines have."""

# ruff: noqa: D102 - the methods of a kind are documented once, in `Kind`

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..capabilities import KNOWN_ALGORITHMS, Capabilities, Range
from ..plan import MASK, Risk, WishError
from . import (
    LONGEST_LINE,
    NUMBER,
    Checking,
    Fields,
    Kind,
    NotOurs,
    Typed,
    Value,
    Word,
    limited,
    mapping,
    members,
    needed,
    printable,
    truth,
    unknown,
    whole,
    word,
)

if TYPE_CHECKING:
    from ..table import Option


_INTERFACES = (  # names that operators shorten; the device shows them in full
    "GigabitEthernet",
    "TenGigabitEthernet",
    "TwoGigabitEthernet",
    "TwentyFiveGigE",
    "FiveGigabitEthernet",
    "FortyGigabitEthernet",
    "HundredGigE",
    "FastEthernet",
    "Ethernet",
    "Loopback",
    "Vlan",
    "Port-channel",
    "Tunnel",
    "BDI",
    "Serial",
    "Dialer",
)


class Interface(Word):
    """An interface; `Gi0/0` and `Loopback 0` are the names that the device shows."""

    def check(self, value: object, where: str, checking: Checking) -> Value:
        if isinstance(value, str):
            value = re.sub(r"^([A-Za-z-]+) +(?=\d)", r"\1", value)
        text: str = super().check(value, where, checking)
        return self.full(text)

    def read(self, words: str) -> Value:
        if not words:
            raise NotOurs
        return self.full(words.replace(" ", ""))

    def negated(self, words: str) -> Value:
        del words

    @staticmethod
    def full(name: str) -> str:
        letters = re.match(r"[A-Za-z-]*", name)
        short = letters[0] if letters else ""
        if len(short) < 2:
            return name
        fits = [full for full in _INTERFACES if full.lower().startswith(short.lower())]
        return fits[0] + name[len(short) :] if fits else name


class Version(Kind):
    """`1`, `2`, or `1.99`: no line, both accepted."""

    def check(self, value: object, where: str, checking: Checking) -> Value:
        text = str(value).strip()
        text = text.removesuffix(".0")
        if text not in {"1", "2", "1.99"}:
            raise WishError(where, f"{printable(value)} is no version of SSH", 'write "1", "2" or "1.99"')
        if text not in checking.capabilities.versions:
            known = " or ".join(checking.capabilities.versions)
            raise WishError(
                where, f"release {checking.release} does not offer version {text}", f"it knows only {known}"
            )
        return text

    def read(self, words: str) -> Value:
        if words not in {"1", "2"}:
            raise NotOurs
        return words

    def write(self, value: Value) -> str | None:
        return None if value == "1.99" else str(value)


class Names(Kind):
    """An ordered list of algorithm names, preferred first."""

    def __init__(self, entry: str) -> None:
        self.entry = entry

    def check(self, value: object, where: str, checking: Checking) -> Value:
        names = tuple(word(member, f"{where}[{at}]").lower() for at, member in enumerate(members(value, where)))
        if not names:
            raise WishError(where, "an empty list", "name at least one algorithm, or leave the option out")
        known = checking.capabilities.algorithms[self.entry]
        for at, name in enumerate(names):
            here = f"{where}[{at}]"
            if not re.fullmatch(r"[a-z0-9][a-z0-9@._-]*", name):
                raise WishError(here, f"{printable(name)} is no name of an algorithm", "write one name a list member")
            if name in names[:at]:
                raise WishError(here, f"{name} stands twice in the list", "name each algorithm once")
            if name in known.accepted:
                continue
            if known.complete and name in KNOWN_ALGORITHMS:
                advice = f"it knows {', '.join(known.accepted)}"
                raise WishError(here, f"release {checking.release} does not know {name} here", advice)
            checking.doubt(here, name, f"release {checking.release} is not known to accept it")
        return names

    def read(self, words: str) -> Value:
        if not words:
            raise NotOurs
        return tuple(words.split())

    def write(self, value: Value) -> str | None:
        return " ".join(value)

    def risk(self, option: Option, have: Value, want: Value) -> Risk:
        if have and want and set(have) <= set(want):
            return Risk.ADDITIVE
        return super().risk(option, have, want)

    def show(self, value: Value) -> str:
        return " ".join(value)


METHODS = ("publickey", "keyboard", "password")


class Methods(Kind):
    """Authentication methods, which have one line on newer releases and one line each on older ones.

    Where each has its line their order cannot be expressed, and all three are the default. Read are both forms.
    """

    EACH = "ip ssh server authenticate user"

    def check(self, value: object, where: str, checking: Checking) -> Value:
        found = [str(member).strip().lower() for member in members(value, where)]
        names = tuple("keyboard" if name == "keyboard-interactive" else name for name in found)
        if not names or len(set(names)) != len(names) or not set(names) <= set(METHODS):
            raise WishError(where, printable(list(names)), f"name each of {', '.join(METHODS)} at most once, and one")
        return names if checking.capabilities.methods_in_one_line else in_order(names)

    def fold(self, before: Value, line: Typed) -> Value:
        if line.mood == "default":
            return None
        if line.prefix != self.EACH:
            return None if line.mood else self.read(line.words)
        names = self.read(line.words)
        if len(names) > 1:
            raise NotOurs
        others = tuple(name for name in before or METHODS if name not in names)
        return in_order(others if line.mood else (*others, *names))

    def read(self, words: str) -> Value:
        names = tuple(name.removesuffix("-interactive") for name in words.split())
        if not names or not set(names) <= set(METHODS):
            raise NotOurs
        return names

    def commands(self, option: Option, have: Value, want: Value, capabilities: Capabilities | None) -> tuple[str, ...]:
        if capabilities is None or capabilities.methods_in_one_line:
            return super().commands(option, have, want, capabilities)
        wanted, perhaps = want or METHODS, have or METHODS
        surely = perhaps if have or want is None else ()
        enable = [f"{self.EACH} {name}" for name in METHODS if name in wanted and name not in surely]
        disable = [f"no {self.EACH} {name}" for name in METHODS if name not in wanted and name in perhaps]
        return (*enable, *disable)

    def write(self, value: Value) -> str | None:
        return " ".join(value)

    def show(self, value: Value) -> str:
        return " ".join(value)


def in_order(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return authentication methods in the order of the device."""
    return tuple(name for name in METHODS if name in names)


class Port(Kind):
    """`{port, rotary, rotary_end}`: a further TCP port for a rotary group or a range of them."""

    identity = ("port",)
    fields = ("port", "rotary", "rotary_end")
    limits = (Range(2000, 10000), Range(1, 127), Range(1, 127))

    def check(self, value: object, where: str, checking: Checking) -> Value:
        given = mapping(value, where)
        unknown(given, self.fields, where)
        needed(given, ("port", "rotary"), where)
        result = {
            name: limited(whole(given[name], f"{where}.{name}"), limits, f"{where}.{name}", checking)
            for name, limits in zip(self.fields, self.limits, strict=True)
            if name in given
        }
        if result.get("rotary_end", result["rotary"]) < result["rotary"]:
            raise WishError(f"{where}.rotary_end", str(result["rotary_end"]), "it cannot be smaller than rotary")
        if result.get("rotary_end") == result["rotary"]:
            del result["rotary_end"]
        return result

    def read(self, words: str) -> Value:
        found = re.fullmatch(rf"({NUMBER}) rotary ({NUMBER})(?: ({NUMBER}))?", words)
        if found is None:
            raise NotOurs
        result = {"port": int(found[1]), "rotary": int(found[2])}
        if found[3] and found[3] != found[2]:
            result["rotary_end"] = int(found[3])
        return result

    def write(self, value: Value) -> str | None:
        end = f" {value['rotary_end']}" if "rotary_end" in value else ""
        return f"{value['port']} rotary {value['rotary']}{end}"

    def risk(self, option: Option, have: Value, want: Value) -> Risk:
        return Risk.RESTRICTIVE if want is None else super().risk(option, have, want)

    def show(self, value: Value) -> str:
        return self.write(value) or ""


class ExecTimeout(Fields):
    """`{minutes, seconds}`; `no exec-timeout` and zero for both mean never."""

    def __init__(self) -> None:
        limits = {"minutes": Range(0, 35791), "seconds": Range(0, 2147483)}
        super().__init__("{minutes} {seconds}", limits, {"minutes": 0, "seconds": 0})

    def read(self, words: str) -> Value:
        return super().read(words if " " in words else f"{words} 0")

    def negated(self, words: str) -> Value:
        del words
        return {"minutes": 0, "seconds": 0}

    def show(self, value: Value) -> str:
        return f"{value['minutes']} min {value['seconds']} s" if any(value.values()) else "never"


class Logging(Kind):
    """`{log, every}`: `login on-failure log [every N]`."""

    limits = Range(1, 65535)

    def check(self, value: object, where: str, checking: Checking) -> Value:
        given = mapping(value, where)
        unknown(given, ("log", "every"), where)
        log = truth(given.get("log", True), f"{where}.log")
        if not log and "every" in given:
            raise WishError(f"{where}.every", "logging is off", "leave it out or set log to true")
        if not log:
            return {"log": False}
        every = limited(whole(given.get("every", 1), f"{where}.every"), self.limits, f"{where}.every", checking)
        return {"log": True, "every": every} if every > 1 else {"log": True}

    def read(self, words: str) -> Value:
        found = re.fullmatch(rf"(?:every ({NUMBER}))?", words)
        if found is None:
            raise NotOurs
        return {"log": True, "every": int(found[1])} if found[1] and int(found[1]) > 1 else {"log": True}

    def negated(self, words: str) -> Value:
        del words
        return {"log": False}

    def write(self, value: Value) -> str | None:
        if not value["log"]:
            return None
        return f"every {value['every']}" if "every" in value else ""

    def show(self, value: Value) -> str:
        if not value["log"]:
            return "off"
        return f"every {value['every']}" if "every" in value else "on"


_TRANSPORTS = frozenset(
    {"ssh", "telnet", "rlogin", "all", "none", "lapb-ta", "lat", "mop", "nasi", "pad", "udptn", "v120"}
)


class Transports(Kind):
    """Protocols of a line; the order has no meaning."""

    def check(self, value: object, where: str, checking: Checking) -> Value:
        names = {word(member, f"{where}[{at}]").lower() for at, member in enumerate(members(value, where))}
        if not names:
            raise WishError(where, "an empty list", "write none to close the line")
        if names & {"all", "none"} and len(names) > 1:
            raise WishError(where, printable(sorted(names)), "all and none stand alone")
        for name in sorted(names - _TRANSPORTS):
            if not re.fullmatch(r"[a-z0-9-]+", name):
                raise WishError(where, printable(name), "name protocols such as ssh and telnet")
            checking.doubt(where, name, "it is not a known protocol of a line")
        return tuple(sorted(names))

    def read(self, words: str) -> Value:
        if not words:
            raise NotOurs
        return tuple(sorted(set(words.split())))

    def negated(self, words: str) -> Value:
        del words
        return ("none",)

    def write(self, value: Value) -> str | None:
        return " ".join(value)

    def show(self, value: Value) -> str:
        return " ".join(value)

    def risk(self, option: Option, have: Value, want: Value) -> Risk:
        if want == ("all",) or have == ("none",) or (have and want and "none" not in want and set(have) <= set(want)):
            return Risk.ADDITIVE
        return option.risk


class Login(Kind):
    """How a user is identified on a line: `{login, login_list}`. AAA's list `default` is what no line means."""

    def read(self, words: str) -> Value:
        if not words:
            return {"login": "password"}
        if words in {"local", "tacacs"}:
            return {"login": words}
        found = re.fullmatch(r"authentication (\S+)", words)
        if found is None:
            raise NotOurs
        return {"login": "authentication", "login_list": found[1]}

    def check(self, value: object, where: str, checking: Checking) -> Value:
        del checking
        given = mapping(value, where)
        how = str(given.get("login", "authentication" if "login_list" in given else ""))
        known = ("local", "password", "none", "authentication")
        if how not in known:
            raise WishError(f"{where}.login", printable(how), f"write one of {', '.join(known)}")
        if how != "authentication":
            if "login_list" in given:
                raise WishError(f"{where}.login_list", f"login is {how}", "a list belongs to login authentication only")
            return {"login": how}
        return {"login": how, "login_list": word(given.get("login_list", "default"), f"{where}.login_list")}

    def fold(self, before: Value, line: Typed) -> Value:
        if line.mood == "no" and not line.words:
            return {"login": "none"}
        return super().fold(before, line)

    def write(self, value: Value) -> str | None:
        words = {"local": "local", "tacacs": "tacacs", "password": "", "none": None}
        how = value["login"]
        return words[how] if how in words else f"authentication {value['login_list']}"

    def show(self, value: Value) -> str:
        return f"{value['login']} {value.get('login_list', '')}".strip()


class AccessClass(Kind):
    """`{name, direction, ipv6, vrf_also}`: at most one list a direction and protocol on a line."""

    identity = ("ipv6", "direction")

    def __init__(self, ipv6: bool) -> None:
        self.ipv6 = ipv6

    def check(self, value: object, where: str, checking: Checking) -> Value:
        del checking
        given = mapping(value, where)
        unknown(given, ("name", "direction", "ipv6", "vrf_also"), where)
        needed(given, ("name",), where)
        direction = str(given.get("direction", "in"))
        if direction not in {"in", "out"}:
            raise WishError(f"{where}.direction", printable(direction), "write in or out")
        vrf_also = truth(given.get("vrf_also", False), f"{where}.vrf_also")
        if vrf_also and direction == "out":
            raise WishError(f"{where}.vrf_also", "the direction is out", "vrf-also belongs to incoming connections")
        return {
            "name": word(given["name"], f"{where}.name"),
            "direction": direction,
            "ipv6": self.ipv6,
            "vrf_also": vrf_also,
        }

    def read(self, words: str) -> Value:
        found = re.fullmatch(r"(\S+) (in|out)( vrf-also)?", words)
        if found is None:
            raise NotOurs
        return {"name": found[1], "direction": found[2], "ipv6": self.ipv6, "vrf_also": bool(found[3])}

    def write(self, value: Value) -> str | None:
        return f"{value['name']} {value['direction']}{' vrf-also' if value['vrf_also'] else ''}"

    def show(self, value: Value) -> str:
        return self.write(value) or ""


_DELIMITERS = "@~=+|/&*_;:,.<>[]{}()%#$-0123456789XYZxyz"


class Banner(Kind):
    """The text of `banner login`, typed line by line between two delimiters that do not occur in it.

    Blank lines around the text and blanks at the end of its lines have no meaning.
    """

    text = True

    def check(self, value: object, where: str, checking: Checking) -> Value:
        del checking
        if not isinstance(value, str):
            raise WishError(where, f"{printable(value)} is not text", "write it in quotes or as a YAML block")
        text = self.normal(value)
        why = self.untypeable(text)
        if why:
            raise WishError(where, *why)
        return text

    @staticmethod
    def normal(text: str) -> str:
        lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
        return "\n".join(lines).strip("\n")

    @staticmethod
    def untypeable(text: str) -> tuple[str, str] | None:
        """Return what in `text` cannot be typed, and what to do; `None` when all can."""
        if re.search(r"[^\x20-\x7e\n]", text):
            return "the text holds control characters or others than ASCII", "write it in plain ASCII without tabs"
        if "?" in text:
            return "the text holds a question mark", "leave it out, on the command line it opens the help"
        if "^C" in text:
            return "the text holds ^C", "leave it out, the device shows the end of a banner that way"
        if any(len(line) > LONGEST_LINE - 14 for line in text.split("\n")):
            return "a line of the text is too long for the device", f"break lines at {LONGEST_LINE - 14} characters"
        if not set(_DELIMITERS) - set(text):
            return "no character is left to mark its end", "shorten the text"
        return None

    def write(self, value: Value) -> str | None:
        del value
        return None

    def fold(self, before: Value, line: Typed) -> Value:
        del before
        if line.mood:
            return None
        if line.body is None:
            raise NotOurs
        # A section of a running-config shows that there is a banner, and not its text: that is the empty text.
        return self.normal(line.body) if line.body else None

    def commands(self, option: Option, have: Value, want: Value, capabilities: Capabilities | None) -> tuple[str, ...]:
        if not want:
            return super().commands(option, have, None, capabilities)
        if self.untypeable(want):
            return ()
        delimiter = next(sign for sign in _DELIMITERS if sign not in want)
        return (f"banner login {delimiter}", *want.split("\n"), delimiter)

    def show(self, value: Value) -> str:
        lines = [line for line in value.split("\n") if line.strip()]
        return f"{printable(lines[0])} and {len(lines) - 1} lines" if lines else "a text"


class TrapHost(Kind):
    """`{host, community, version, port}` and the notifications of that entry, of which `tty` is ours.

    One entry of the device holds all notification types of a receiver, so that others are kept when ours is added or
    removed. An entry without types receives everything and is not touched.
    """

    identity = ("host", "version", "community", "port")
    ports = Range(1, 65535)
    usual_port = 162  # source: RFC 3417; the device does not show it
    pattern = re.compile(
        r"(?P<host>\S+)(?: traps)?(?: version (?P<version>1|2c))?"
        r" (?P<community>(?!(?:informs|vrf|version|traps)(?: |$))\S+)(?: udp-port (?P<port>\d{1,5}))?"
        r"(?P<types>(?: \S+)*)"
    )

    def check(self, value: object, where: str, checking: Checking) -> Value:
        given = mapping(value, where)
        unknown(given, ("host", "community", "version", "port"), where)
        needed(given, ("host", "community"), where)
        community = word(given["community"], f"{where}.community", secret=True)
        if community == MASK:
            advice = "give the real community, documents of a device show it masked"
            raise WishError(f"{where}.community", "a masked value", advice)
        if community in {"informs", "vrf", "version", "traps"}:
            raise WishError(f"{where}.community", "a keyword of the command", "choose another community")
        version = str(given.get("version", "1"))
        if version not in {"1", "2c"}:
            raise WishError(f"{where}.version", printable(version), 'write "1" or "2c"')
        host = word(given["host"], f"{where}.host")
        here = f"{where}.port"
        port = limited(whole(given.get("port", self.usual_port), here), self.ports, here, checking)
        return {"host": host, "community": community, "version": version, "port": port, "types": ("tty",)}

    def ours(self, value: Value) -> bool:
        return "tty" in value["types"]

    def untouched(self, have: Value) -> str:
        if have["types"]:
            return ""
        return f"{have['host']} receives every notification already and is left as it is"

    def complete(self, want: Value, have: Value, *, exactly: bool = False) -> Value:
        del exactly
        others = tuple(name for name in (have or {}).get("types", ()) if name != "tty")
        return {**want, "types": (*others, "tty")}

    def read(self, words: str) -> Value:
        found = self.pattern.fullmatch(words)
        if found is None or re.search(r"\budp-port\b", found["types"]):
            raise NotOurs
        return {
            "host": found["host"],
            "community": found["community"],
            "version": found["version"] or "1",
            "port": int(found["port"] or self.usual_port),
            "types": tuple(found["types"].split()),
        }

    def same(self, one: Value, other: Value) -> bool:
        return bool(one) and bool(other) and set(one["types"]) == set(other["types"])

    def write(self, value: Value) -> str | None:
        version = f"version {value['version']} " if value["version"] != "1" else ""
        port = f" udp-port {value['port']}" if value["port"] != self.usual_port else ""
        return " ".join((f"{value['host']} {version}{value['community']}{port}", *value["types"]))

    def commands(self, option: Option, have: Value, want: Value, capabilities: Capabilities | None) -> tuple[str, ...]:
        if want is None and have is not None and len(have["types"]) > 1:
            want = {**have, "types": tuple(name for name in have["types"] if name != "tty")}
        return super().commands(option, have, want, capabilities)

    def show(self, value: Value) -> str:
        port = f" port {value['port']}" if value["port"] != self.usual_port else ""
        return f"{value['host']}{port} version {value['version']}"

    def public(self, value: Value) -> Value:
        port = {"port": value["port"]} if value["port"] != self.usual_port else {}
        return {"host": value["host"], "community": MASK, "version": value["version"], **port}

    def secrets(self, value: Value) -> tuple[str, ...]:
        return (value["community"],) if value else ()
