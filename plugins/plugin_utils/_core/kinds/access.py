# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds of values of AAA, local users and SCP: method lists, users with their secrets, client credentials."""

# ruff: noqa: D102 - the methods of a kind are documented once, in `Kind`

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from .. import passwords
from ..capabilities import Range
from ..plan import MASK, Answer, Risk, WishError
from . import (
    Checking,
    Flag,
    Kind,
    NotOurs,
    Typed,
    Value,
    limited,
    mapping,
    members,
    needed,
    printable,
    unknown,
    whole,
    word,
)

if TYPE_CHECKING:
    from ..capabilities import Capabilities
    from ..table import Option

PRIVILEGE = Range(0, 15)
LOWEST = 1  # the privilege of a user of whom nothing is said; source: guide
STATES = ("present", "absent")
ALGORITHMS = {"md5": 5, "sha256": 8, "scrypt": 9}
_LONGEST_PASSWORD = 127

# Methods that a list may name in one word. Others are sent with a warning; `group NAME` and `cache NAME` are two words.
LOGIN_METHODS = ("local", "local-case", "enable", "line", "none", "krb5", "krb5-telnet", "passwd-expiry")
EXEC_METHODS = ("local", "if-authenticated", "none", "krb5-instance")
_PAIRS = ("group", "cache")
_BARE_GROUPS = ("tacacs+", "radius", "ldap")  # what people write, and what devices print since 12.0: with `group`
MOST_METHODS = 4


_CREDENTIAL = ("word", "type", "value", "algorithm")


class NewModel(Flag):
    """AAA as a whole; taking it back asks.

    Source of the question: captures of a Catalyst switch, ansible/ansible#66055.
    """

    questions = (Answer(r"Continue ?\? ?\[confirm\]", ""),)


class Presence(Flag):
    """Whether there is any line like it, such as `enable password`."""

    def read(self, words: str) -> Value:
        del words
        return True


class MethodList(Kind):
    """`{name, methods}`: a named list of methods, asked in this order."""

    identity = ("name",)

    def __init__(self, known: tuple[str, ...]) -> None:
        self.known = known

    def check(self, value: object, where: str, checking: Checking) -> Value:
        given = mapping(value, where)
        unknown(given, ("name", "methods", "state"), where)
        needed(given, ("name",), where)
        name = word(given["name"], f"{where}.name")
        if _state(given, where) == "absent":
            return {"name": name, "absent": True}
        needed(given, ("methods",), where)
        here = f"{where}.methods"
        methods = tuple(
            self.method(member, f"{here}[{at}]", checking) for at, member in enumerate(members(given["methods"], here))
        )
        if not methods:
            raise WishError(here, "an empty list", "name at least one method, such as local")
        for at, method in enumerate(methods):
            if method in methods[:at]:
                raise WishError(f"{here}[{at}]", f"{method} stands twice in the list", "name each method once")
        if len(methods) > MOST_METHODS:
            checking.doubt(here, f"{len(methods)} methods", f"IOS is known to take up to {MOST_METHODS}")
        return {"name": name, "methods": methods}

    def method(self, value: object, where: str, checking: Checking) -> str:
        """Return one method as the device prints it."""
        words = [word(part, where) for part in str(value).split(" ") if part] if isinstance(value, str) else []
        if len(words) == 1 and words[0] in _BARE_GROUPS:
            words = ["group", *words]
        if len(words) == 2 and words[0] in _PAIRS:
            return " ".join(words)
        if len(words) != 1 or words[0] in _PAIRS:
            advice = f"write one method a member: {', '.join(self.known)} or group NAME"
            raise WishError(where, printable(value), advice)
        if words[0] not in self.known:
            checking.doubt(where, words[0], "it is not a known method of this list")
        return words[0]

    def absent(self, value: Value) -> bool:
        return "absent" in value

    def read(self, words: str) -> Value:
        name, *rest = words.split() or [""]
        if not name:
            raise NotOurs
        methods: list[str] = []
        for at, part in enumerate(rest):
            if at and rest[at - 1] in _PAIRS and (at < 2 or rest[at - 2] not in _PAIRS):
                methods[-1] = f"{rest[at - 1]} {part}"
            else:
                methods.append(part)
        return {"name": name, "methods": tuple(f"group {part}" if part in _BARE_GROUPS else part for part in methods)}

    def write(self, value: Value) -> str | None:
        return " ".join((value["name"], *value["methods"]))

    def commands(self, option: Option, have: Value, want: Value, capabilities: Capabilities | None) -> tuple[str, ...]:
        if want is None:
            return (f"no {option.shown[0]} {have['name']}",) if have else ()
        return super().commands(option, have, want, capabilities)

    def show(self, value: Value) -> str:
        return " ".join(value["methods"])

    def public(self, value: Value) -> Value:
        return {"name": value["name"], "methods": list(value["methods"])}


class User(Kind):
    """A local user: `{name, privilege, word, type, value, rest}`.

    `word` is `secret` or `password`, or "" for a user without either; `type` and `value` are what is stored, or type 0
    and the clear text. `rest` are further attributes, which are kept. Several lines about one user add up. A wish also
    says how to treat a password that exists (`update`) and by which `algorithm` a new one is hashed.
    """

    identity = ("name",)
    # Source: behaviour reference 5.2; one key answers.
    questions = (Answer(r"Do you want to continue ?\? ?\[confirm\]", "y"),)
    fields = (
        "name",
        "privilege",
        "configured_password",
        "password_type",
        "algorithm",
        "hashed_password",
        "update_password",
        "state",
    )

    def check(self, value: object, where: str, checking: Checking) -> Value:
        given = mapping(value, where)
        unknown(given, self.fields, where)
        needed(given, ("name",), where)
        name = word(given["name"], f"{where}.name")
        if _state(given, where) == "absent":
            return {"name": name, "absent": True}
        result: dict[str, Any] = {"name": name, "privilege": None, "word": "", "type": 0, "value": "", "rest": ()}
        if "privilege" in given:
            here = f"{where}.privilege"
            result["privilege"] = limited(whole(given["privilege"], here), PRIVILEGE, here, checking)
        result["update"] = _choice(given, "update_password", ("always", "on_create"), where)
        if "hashed_password" in given:
            result |= self.hashed(given, where, checking)
        elif "configured_password" in given:
            result |= self.configured(given, where, checking)
        else:
            for member in ("password_type", "algorithm"):
                if member in given:
                    raise WishError(f"{where}.{member}", "no password is given", "give configured_password too")
        return result

    @staticmethod
    def configured(given: dict[str, Value], where: str, checking: Checking) -> dict[str, Any]:
        """Return the credential of a clear text."""
        result: dict[str, Any] = {"word": _choice(given, "password_type", ("secret", "password"), where), "type": 0}
        result["value"] = typeable(given["configured_password"], f"{where}.configured_password")
        if "algorithm" in given:
            here = f"{where}.algorithm"
            algorithm = _choice(given, "algorithm", tuple(ALGORITHMS), where)
            if result["word"] != "secret":
                raise WishError(here, "password_type is password", "an algorithm belongs to a secret")
            _mind_type(ALGORITHMS[algorithm], here, checking)
            if len((*checking.capabilities.secret_types.values, *checking.capabilities.secret_types.perhaps)) > 1:
                result["algorithm"] = algorithm  # where there is only one, the command has no word for it
        return result

    @staticmethod
    def hashed(given: dict[str, Value], where: str, checking: Checking) -> dict[str, Any]:
        """Return the credential that is given as the device stores it."""
        here = f"{where}.hashed_password"
        if "configured_password" in given:
            raise WishError(here, "configured_password is given too", "give one of them")
        if "algorithm" in given:
            raise WishError(f"{where}.algorithm", "the password is hashed already", "the type says how: leave it out")
        if not isinstance(given["hashed_password"], dict):
            raise WishError(here, "it is not a dictionary", "write type and value below it")
        hashed = mapping(given["hashed_password"], here)
        unknown(hashed, ("type", "value"), here)
        needed(hashed, ("type", "value"), here)
        kind = next((row for row in passwords.TYPES.values() if str(row.number) == str(hashed["type"]).strip()), None)
        if kind is None:
            known = ", ".join(str(known) for known in passwords.TYPES)
            raise WishError(f"{here}.type", "it is no type of a password", f"known types are {known}")
        text = typeable(hashed["value"], f"{here}.value")
        if not re.fullmatch(kind.shape, text):
            advice = f"copy it from a configuration: it looks like {kind.example}"
            raise WishError(f"{here}.value", f"it is no password of type {kind.number} ({kind.name})", advice)
        keyword = _choice(given, "password_type", kind.words, where)
        if keyword == "secret" and kind.number:
            _mind_type(kind.number, f"{here}.type", checking)
        return {"word": keyword, "type": kind.number, "value": text}

    def absent(self, value: Value) -> bool:
        return "absent" in value

    def read(self, words: str) -> Value:
        name, _unused, rest = words.partition(" ")
        if not name:
            raise NotOurs
        result: dict[str, Any] = {"name": name, "privilege": LOWEST, "word": "", "type": 0, "value": "", "rest": ()}
        return result | self.attributes(rest)

    @staticmethod
    def attributes(text: str) -> dict[str, Any]:
        """Return what one line says about a user, and no more."""
        found: dict[str, Any] = {}
        rest: list[str] = []
        words = text.split(" ") if text else []
        while words:
            first = words.pop(0)
            if first == "privilege" and words and re.fullmatch(r"[0-9]{1,2}", words[0]):
                found["privilege"] = int(words.pop(0))
            elif first == "algorithm-type" and len(words) > 1 and words[1] == "secret":
                found["algorithm"] = words.pop(0)
            elif first in {"secret", "password"} and words:
                kind = int(words.pop(0)) if len(words) > 1 and re.fullmatch(r"[0-9]{1,2}", words[0]) else 0
                found |= {"word": first, "type": kind, "value": " ".join(words)}
                words = []
            elif first == "autocommand":
                rest, words = [*rest, " ".join([first, *words])], []
            else:
                rest.append(first)
        return found | ({"rest": (" ".join(rest),)} if rest else {})

    def fold(self, before: Value, line: Typed) -> Value:
        if line.mood:
            return None
        value = before or self.read(line.words)
        told = self.attributes(line.words.partition(" ")[2])
        if "rest" in told:
            told["rest"] = tuple(dict.fromkeys((*value["rest"], *told["rest"])))
        if "word" in told:
            value = {key: member for key, member in value.items() if key != "algorithm"}
        return value | told

    def complete(self, want: Value, have: Value, *, exactly: bool = False) -> Value:
        privilege = want["privilege"]
        if privilege is None:
            privilege = have["privilege"] if have and not exactly else LOWEST
        there = {key: have[key] for key in _CREDENTIAL if key in have} if have else {}
        keep = bool(have) and (
            not want["word"] or (have["word"] and want["update"] == "on_create") or self.compares(want, have)
        )
        if not keep and not want["word"]:
            advice = "give configured_password or hashed_password; without one anybody could log in as this user"
            raise WishError(f"users[{want['name']}]", "the device has no such user, and no password is given", advice)
        asked = {key: want[key] for key in _CREDENTIAL if key in want}
        rest = have["rest"] if have else ()
        return {"name": want["name"], "privilege": privilege, "rest": rest, **(there if keep else asked)}

    @staticmethod
    def compares(want: Value, have: Value) -> bool:
        """Tell whether the device has the wanted password. Raises `WishError` when only the device could tell."""
        stored = ALGORITHMS.get(have.get("algorithm", ""), have["type"])
        if want["word"] != have["word"] or ALGORITHMS.get(want.get("algorithm", ""), stored) != stored:
            return False
        if want["type"] == have["type"] and want["value"] == have["value"]:
            return True
        if want["type"] not in {0, 7} and have["type"] in passwords.TYPES:
            return False  # hashes with another salt, of which one that stands for the same password is not the same
        clear = want["value"] if want["type"] == 0 else passwords.decoded(want["value"])
        same = passwords.matches(clear, have["type"], have["value"])
        if same is None:
            raise WishError(
                f"users[{want['name']}]",
                f"the device stores its password as type {have['type']}, which nobody else can compare with the wish",
                "set update_password: on_create, or give it as hashed_password as the device prints it",
            )
        return same

    def same(self, one: Value, other: Value) -> bool:
        return all(one[name] == other[name] for name in ("privilege", "word", "type", "value"))

    def commands(self, option: Option, have: Value, want: Value, capabilities: Capabilities | None) -> tuple[str, ...]:
        del capabilities
        if want is None:
            return (f"no {option.shown[0]} {have['name']}",) if have else ()
        start = f"{option.shown[0]} {want['name']}"
        privilege = f" privilege {want['privilege']}"
        if have and have["word"] in {"", want["word"]}:
            privilege = privilege if want["privilege"] != have["privilege"] else ""
            secret = self.credential(want) if self.credential(want) != self.credential(have) else ""
            return (f"{start}{privilege}{secret}",)
        # A device does not take a secret for a user with a password, nor the other way round.
        removal = (f"no {start}",) if have else ()
        privilege = privilege if want["privilege"] != LOWEST else ""
        return (*removal, f"{start}{privilege}{self.credential(want)}", *(f"{start} {text}" for text in want["rest"]))

    @staticmethod
    def credential(value: Value) -> str:
        """Return the words that set the password of a user, with a blank before them."""
        if not value["word"]:
            return ""
        if value.get("algorithm"):
            return f" algorithm-type {value['algorithm']} secret {value['value']}"
        return f" {value['word']} {value['type']} {value['value']}"

    def risk(self, option: Option, have: Value, want: Value) -> Risk:
        if want is None:
            return Risk.RESTRICTIVE
        if not have or (not have["word"] and want["privilege"] >= have["privilege"]):
            return Risk.ADDITIVE
        if self.credential(want) != self.credential(have) or want["privilege"] < have["privilege"]:
            return Risk.RESTRICTIVE
        return option.risk

    def show(self, value: Value) -> str:
        how = (
            f"{value['word']} of type {value['type']}"
            if value["type"]
            else {"": "no password"}.get(value["word"], f"clear {value['word']}")
        )
        return f"privilege {value['privilege']}, {how}"

    def public(self, value: Value) -> Value:
        result = {"name": value["name"], "privilege": value["privilege"]}
        if value["word"]:
            result["password_type"] = value["word"]
        if value["word"] and value["type"]:
            result["hashed_password"] = {"type": value["type"], "value": MASK}
        elif value["word"]:
            result["configured_password"] = MASK
        return result

    def secrets(self, value: Value) -> tuple[str, ...]:
        return tuple(value["value"].split(" ")) if value and value["value"] else ()


class Clear(Kind):
    """A password that is given as clear text, and stored in whatever way the device has."""

    where: ClassVar[str]
    advice = "remove it first with state: deleted"

    def check(self, value: object, where: str, checking: Checking) -> Value:
        del checking
        return {"type": 0, "value": typeable(value, where)}

    def read(self, words: str) -> Value:
        found = re.fullmatch(r"(?:([0-9]) )?(\S.*)", words)
        if found is None:
            raise NotOurs
        return {"type": int(found[1] or 0), "value": found[2]}

    def negated(self, words: str) -> Value:
        del words

    def same(self, one: Value, other: Value) -> bool:
        same = passwords.matches(other["value"], one["type"], one["value"])
        if same is None:
            raise WishError(self.where, f"the device stores type {one['type']}, which cannot be compared", self.advice)
        return same

    def write(self, value: Value) -> str | None:
        return f"{value['type']} {value['value']}"

    def show(self, value: Value) -> str:
        return f"a password of type {value['type']}"

    def public(self, value: Value) -> Value:
        del value
        return MASK

    def secrets(self, value: Value) -> tuple[str, ...]:
        return tuple(value["value"].split(" ")) if value else ()


class ClientPassword(Clear):
    """The password of the SCP client of the device."""

    where = "client.password"


class EnableSecret(Clear):
    """The secret of `enable`, for level 15; those of other levels are left alone."""

    where = "enable_secret"

    def read(self, words: str) -> Value:
        if words.startswith("level ") and not words.startswith("level 15 "):
            raise NotOurs
        return super().read(words.removeprefix("level 15 "))

    def show(self, value: Value) -> str:
        return f"a secret of type {value['type']}" if value["type"] else "another secret"

    def risk(self, option: Option, have: Value, want: Value) -> Risk:
        return Risk.RESTRICTIVE if have or not want else option.risk


def typeable(value: object, where: str) -> str:
    """Return a secret that can be typed; what stands in it is never printed."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise WishError(where, "the value is not text", "write it in quotes")
    text = str(value)
    if text == MASK:
        raise WishError(where, "a masked value", "give the real one, documents of a device show it masked")
    if not re.fullmatch(r"[\x21-\x7e]+", text):
        raise WishError(where, "the value is empty or holds blanks, control or other characters than ASCII",
                        "use a password of plain characters")  # fmt: skip
    if "?" in text:
        raise WishError(where, "the value holds a question mark", "leave it out, on the command line it opens the help")
    if '"' in text:
        raise WishError(where, "the value holds a double quotation mark", "leave it out, IOS reads it as a delimiter")
    if len(text) > _LONGEST_PASSWORD:
        raise WishError(where, f"the value is {len(text)} characters long", f"use at most {_LONGEST_PASSWORD}")
    return text


def _state(given: dict[str, Value], where: str) -> str:
    return _choice(given, "state", STATES, where)


def _choice(given: dict[str, Value], name: str, choices: tuple[str, ...], where: str) -> str:
    """Return one of several words, the first when nothing is said."""
    text = str(given.get(name, choices[0]))
    if text not in choices:
        raise WishError(f"{where}.{name}", printable(given[name]), f"write {' or '.join(choices)}")
    return text


def _mind_type(number: int, where: str, checking: Checking) -> None:
    """Hold the type of a password against the release."""
    known = checking.capabilities.secret_types
    if number in known.values:
        return
    if number in known.perhaps:
        checking.doubt(where, f"type {number}", f"release {checking.release} is not known to take it")
        return
    raise WishError(where, f"release {checking.release} does not know type {number}", f"it takes type {known}")
