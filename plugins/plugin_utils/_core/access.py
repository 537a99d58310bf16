# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facet "access": the SCP server and what it needs, AAA and local users; and that nobody is locked out.

A device takes method lists only when AAA is on. The moment AAA is on, every line asks the list `default`, which is the
local users as long as it is not defined, and nobody gets more than the privilege of the line until exec authorization
is. So a plan sends users first, and sees them taken; then `aaa new-model` with the lists behind it in one go, those of
exec authorization first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from . import running
from .kinds import Flag, Word
from .kinds.access import EXEC_METHODS, LOGIN_METHODS, ClientPassword, EnableSecret, MethodList, Presence, User
from .options import AFTER_AAA, NEW_MODEL, ROWS
from .plan import CONFIGURE, Read, Risk, Step, WishError, running_config
from .planner import Planner, Ranked, runs
from .table import LINE, Option, Table
from .tabled import TabledFacet, TabledHave

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .kinds import Checking, Value
    from .settings import Key, Settings
    from .wish import Wish

# Each begins a line, because a section filter matches anywhere in a line.
SECTIONS = (
    running.VERSION,
    "^aaa ",
    "^no aaa ",
    "^username ",
    "^ip scp ",
    "^ip ssh (window-size|bulk-mode)",
    "^no ip ssh bulk-mode",
    "^enable ",
    "^password encryption aes",
    "^line vty",
    *running.BANNERS,
)

TABLE = Table(
    (
        Option(
            "users",
            User(),
            ("username",),
            "behaviour reference 5.2; models (native)",
            risk=Risk.NEUTRAL,
            many=True,
            apart=True,
        ),
        NEW_MODEL,
        Option(
            "aaa.authorization_exec",
            MethodList(EXEC_METHODS),
            ("aaa authorization exec",),
            "behaviour reference 5.1; a blank behind the methods in running-configs",
            risk=Risk.RESTRICTIVE,
            many=True,
            apart=True,
            loose=True,
        ),
        Option(
            "aaa.authentication_login",
            MethodList(LOGIN_METHODS),
            ("aaa authentication login",),
            "behaviour reference 5.1; methods from the command reference of AAA",
            risk=Risk.RESTRICTIVE,
            many=True,
            apart=True,
            loose=True,
        ),
        Option(
            "aaa.authorization_console",
            Flag(),
            ("aaa authorization console",),
            "command reference of AAA",
            default=False,
            risk=Risk.RESTRICTIVE,
            loose=True,
        ),
        Option(
            "enable_secret",
            EnableSecret(),
            ("enable secret",),
            "command reference; configurations show types 5, 8 and 9",
            risk=Risk.NEUTRAL,
        ),
        Option("enabled", Flag(), ("ip scp server enable",), "guide; models 16.6.1 to 26.1.1", default=False),
        ROWS["window_size"],
        ROWS["bulk_mode"],
        Option("client.username", Word(), ("ip scp username",), "model 17.14.1, not in that of 17.13.1", since="17.14"),
        Option(
            "client.password",
            ClientPassword(),
            ("ip scp password",),
            "model 17.14.1, not in that of 17.13.1",
            since="17.14",
        ),
    ),
    untouched=("users", "enable_secret", "aaa.new_model", *AFTER_AAA),
    context=(
        ROWS["lines.login"],
        ROWS["lines.privilege_level"],
        Option(
            "lines.authorization",
            Word(),
            ("authorization exec",),
            "command reference of AAA",
            mode=(LINE,),
            default="default",
            risk=Risk.RESTRICTIVE,
        ),
        Option("enable", Presence(), ("enable",), "behaviour reference 5.1", default=False),
        Option("password_encryption_aes", Flag(), ("password encryption aes",), "models (native)", default=False),
    ),
)


class AccessPlanner(Planner):
    """The steps of the table, and what has to go along when AAA is switched off."""

    def ranked(self, targets: dict[Key, Value], wanted: Wish) -> Iterator[Ranked]:
        """Yield the steps of the wish with their ranks."""
        key = ("aaa.new_model",)
        is_on, said = bool(self.settings.said.get(key)), self.settings.said
        turns_on = bool(targets.get(key)) and not is_on
        turns_off = is_on and key in targets and not targets[key]
        lists: list[Key] = []
        if turns_off:
            # The device drops its lists in silence, all at once. Lines that name one return to the default before.
            lists = sorted((known for known in said if known[0] in AFTER_AAA), key=self.settings.table.in_order)
            lines = dict.fromkeys(known for known in said if known[0] in {"lines.login", "lines.authorization"})
            targets = {**lines, **{known: want for known, want in targets.items() if known[0] not in AFTER_AAA}}
            yield from self._local_logins()
        for rank, step in super().ranked(targets, wanted):
            if turns_off and step.option == "aaa.new_model":
                back = [command for known in lists for command in self._creation(known)]
                yield rank, replace(step, inverse=(*step.inverse, *back))
            else:
                yield rank, replace(step, joined=True) if turns_on and step.option.startswith("aaa.") else step

    def _creation(self, key: Key) -> tuple[str, ...]:
        option = self.settings.table.by_name[key[0]]
        return option.kind.commands(option, None, self.settings.said[key], self.capabilities)

    def _local_logins(self) -> Iterator[Ranked]:
        """Yield the steps behind `no aaa new-model`: without AAA lines ask for a line password, which they lack."""
        for first, last in runs(sorted(self.settings.vty)) if self.settings.vty else ():
            step = Step(
                option="aaa.new_model",
                commands=("login local",),
                path=(CONFIGURE, f"{LINE} {first} {last}" if last > first else f"{LINE} {first}"),
                reason="without AAA the lines would ask for a line password, local users wanted",
                risk=Risk.RESTRICTIVE,
            )
            yield (Risk.RESTRICTIVE, 2, first), step


class Access(TabledFacet):
    """See `Facet`. Nothing here talks to a device."""

    name = "access"
    table = TABLE
    planner: ClassVar[type[Planner]] = AccessPlanner

    def reads(self, config: Mapping[str, object] | None) -> tuple[Read, ...]:
        """Return what every wish needs: one section of the running-config."""
        del config
        return (running_config(*SECTIONS),)

    def judge(self, have: TabledHave, after: Settings, wanted: Wish, steps: Sequence[Step], checking: Checking) -> None:
        """Raise `WishError` for a plan that locks somebody out, or for an SCP server that cannot work."""
        _Judge(have, after, wanted, checking).judge(steps)


ACCESS = Access()


# --- consequences -----------------------------------------------------------------------------------------------------

_LOCAL = frozenset({"local", "local-case"})
_FALLBACKS = _LOCAL | {"none", "enable", "line", "if-authenticated"}  # methods that answer without a server


@dataclass(frozen=True, slots=True)
class _Way:
    """How one vty identifies users and authorizes them: the methods, `None` where a list is named and not defined."""

    login: tuple[str, ...] | None
    login_list: str
    authorized: tuple[str, ...] | None
    authorization_list: str


def _lists(settings: Settings, row: str) -> dict[str, tuple[str, ...]]:
    return {key[1]: value["methods"] for key, value in settings.said.items() if key[0] == row}


def _users(settings: Settings, least: int = 0) -> dict[str, Value]:
    """Return the users with a password and at least this privilege."""
    users = {key[1]: value for key, value in settings.said.items() if key[0] == "users"}
    return {name: user for name, user in users.items() if user["word"] and user["privilege"] >= least}


def _ways(settings: Settings) -> dict[int, _Way]:
    """Return the ways in with AAA, by the number of the vty; without a list `default` the local users are asked."""
    logins, execs = _lists(settings, "aaa.authentication_login"), _lists(settings, "aaa.authorization_exec")
    logins.setdefault("default", ("local",))
    ways = {}
    for vty in sorted(settings.vty) or [0]:
        login = settings.value(("lines.login", vty)).get("login_list", "default")
        authorization = settings.value(("lines.authorization", vty)) or "default"
        ways[vty] = _Way(logins.get(login), login, execs.get(authorization), authorization)
    return ways


def _numbers(vty: Sequence[int]) -> str:
    return ", ".join(f"vty {first} to {last}" if last > first else f"vty {first}" for first, last in runs(vty))


class _Judge:
    """Looks at what a plan leads to."""

    def __init__(self, have: TabledHave, after: Settings, wanted: Wish, checking: Checking) -> None:
        self.before = have.settings
        self.after = after
        self.login = have.login
        self.wanted = wanted
        self.checking = checking

    def judge(self, steps: Sequence[Step]) -> None:
        """Raise `WishError`, or leave warnings."""
        if any(step.option.startswith("users") for step in steps):
            self.accounts()
            self.encryption()
        if any(step.option.startswith(("aaa.", "users")) for step in steps):
            self.way_in()
        self.scp()

    # --- users ---

    def accounts(self) -> None:
        """Keep the account of this session, and one that may do everything."""
        before, after = _users(self.before), _users(self.after)
        self.own_account(before, after)
        if _users(self.before, 15) and not _users(self.after, 15):
            raise WishError(
                "users",
                "no local user with privilege 15 and a password would be left",
                "keep one, or add another one in the same task",
            )
        for name in sorted(before.keys() & after.keys()):
            if before[name]["word"] != after[name]["word"]:
                self.checking.warnings.append(
                    f"users[{name}]: a device takes no {after[name]['word']} for a user with a {before[name]['word']}, "
                    "so the user is removed and created again in one go"
                )

    def own_account(self, before: Mapping[str, Value], after: Mapping[str, Value]) -> None:
        """Raise `WishError` when the account of this session loses what it logged in with."""
        name = self.login.user if self.login else ""
        old, new = before.get(name), after.get(name)
        if not self.login or not old:
            return
        where, advice = f"users[{name}]", "run the task as another user"
        if not new:
            raise WishError(where, "it is the account of this session, it would not get in again", advice)
        if new["privilege"] < old["privilege"]:
            found = f"it is the account of this session, its privilege would fall to {new['privilege']}"
            raise WishError(where, found, advice)
        changed = any(old[part] != new[part] for part in ("word", "type", "value"))
        if changed and self.login.method == "password":
            found = "it is the account of this session, and the password it logged in with would be another one"
            raise WishError(where, found, "change it as another user, or log in with a public key")
        if changed and not self.login.method:
            self.checking.warnings.append(
                f"{where}: it is the account of this session, the next login needs the new one"
            )

    def encryption(self) -> None:
        """Raise `WishError` for a password that the device would encrypt so that nobody can compare it any more."""
        if not self.after.value(("password_encryption_aes",)):
            return
        for key, want in self.wanted.values.items():
            user = self.after.said.get(key)
            clear = key[0] == "users" and want and want["word"] == "password" and want["type"] in {0, 7}
            if clear and want["update"] == "always" and user != self.before.said.get(key):
                raise WishError(
                    f"users[{key[1]}]",
                    "the device encrypts passwords with AES, so that the next run could not compare it with the wish",
                    "use password_type: secret, or set update_password: on_create",
                )

    # --- AAA ---

    def way_in(self) -> None:
        """Raise `WishError` when lists or AAA change and nobody could log in without a server."""
        before, after = (bool(settings.value(("aaa.new_model",))) for settings in (self.before, self.after))
        if before and not after and not _users(self.after):
            raise WishError(
                "aaa.new_model",
                "without AAA the lines ask for local users, and no local user has a password",
                "add one to users; it is created before AAA is switched off",
            )
        if not after:
            self.lists_without_aaa()
            return
        for row in ("aaa.authentication_login", "aaa.authorization_exec"):
            self.fallbacks(row)
        there = _ways(self.before) if before else {}
        for vty, way in _ways(self.after).items():
            if way.login is None and (not before or there[vty].login is not None):
                raise WishError(
                    f"aaa.authentication_login[{way.login_list}]",
                    f"vty {vty} uses this list, which would not exist",
                    "define it, or let the lines use another one first",
                )
            if way != there.get(vty):
                self.local_user(way)
                self.privilege(vty, way)

    def lists_without_aaa(self) -> None:
        """Raise `WishError` for what a device takes only while AAA is on."""
        for key, want in self.wanted.values.items():
            if key[0] in AFTER_AAA and want:
                advice = "add new_model: true to aaa"
                raise WishError(
                    self.wanted.where[key], "AAA is off, and a device takes this only while it is on", advice
                )

    def fallbacks(self, row: str) -> None:
        """Raise `WishError` for a list that is set and ends with servers only."""
        old = _lists(self.before, row)
        for name, methods in _lists(self.after, row).items():
            if old.get(name) == methods:
                continue
            if not _FALLBACKS & set(methods):
                raise WishError(
                    f"{row}[{name}]",
                    f"{' '.join(methods)} has no method that answers when no server does",
                    "add local as the last method",
                )
            if "none" in methods:
                self.checking.warnings.append(
                    f"{row}[{name}]: none lets everybody pass when the methods before it do not answer"
                )

    def local_user(self, way: _Way) -> None:
        """Raise `WishError` for a way in by local users that no local user can go."""
        methods = way.login or ()
        if not _LOCAL & set(methods) or {"none", "enable", "line"} & set(methods):
            return
        users = _users(self.after)
        advice = "add one to users; it is created before anything else is sent"
        if not users:
            raise WishError("aaa.new_model", "no local user has a password, nobody could log in", advice)
        if not self.login or self.login.method != "password" or any(method.startswith("group ") for method in methods):
            return
        if self.login.user and self.login.user not in users:
            raise WishError(
                "aaa.new_model",
                f"{self.login.user}, the account of this session, is no local user with a password",
                "add it to users, or log in as a local user",
            )

    def privilege(self, vty: int, way: _Way) -> None:
        """Raise `WishError` when nobody would get beyond the privilege of the line, warn when only enable leads there.

        Source: behaviour reference 5.1, 5.5.
        """
        if way.authorized is not None or self.after.said.get(("lines.privilege_level", vty)) == 15:
            return
        where, advice = "aaa.authorization_exec", f"add a list {way.authorization_list} with methods such as local"
        found = f"without a list {way.authorization_list} users get the privilege of the line and not their own"
        if not (self.after.value(("enable",)) or self.after.value(("enable_secret",))):
            raise WishError(where, f"{found}, and there is no enable secret to get higher", advice)
        self.checking.warnings.append(f"{where}: {found}, and have to use enable; {advice}")

    # --- SCP ---

    def scp(self) -> None:
        """Raise `WishError` for an SCP server that is wished and cannot work, or that this plan would break."""
        if not self.after.value(("enabled",)):
            return
        known = () if "enabled" in self.wanted.named else {*_hindrances(self.before)}
        for found in _hindrances(self.after):
            if found in known:
                continue
            if found.fatal:
                raise WishError(found.option, found.what, found.advice)
            self.checking.warnings.append(f"{found.option}: {found.what}; {found.advice}")


@dataclass(frozen=True, slots=True)
class _Hindrance:
    """Why SCP does not work: for sure, or perhaps."""

    fatal: bool
    option: str
    what: str
    advice: str


def _hindrances(settings: Settings) -> Iterator[_Hindrance]:
    """Yield what keeps an SCP server from working. Source: behaviour reference 5.5."""
    aaa = bool(settings.value(("aaa.new_model",)))
    ways = _ways(settings) if aaa else {}
    if aaa:
        yield from _unauthorized(ways, settings)
    else:
        yield from _not_local(settings)
    if _users(settings, 15):
        return
    elsewhere = any(method.startswith("group ") for way in ways.values() for method in way.login or ())
    raised = any(key[0] == "lines.privilege_level" and value == 15 for key, value in settings.said.items())
    what = "no local user has privilege 15 and a password, and SCP answers others with 'Privilege denied.'"
    yield _Hindrance(not (elsewhere or raised), "users", what, "add one to users, or raise the privilege of one to 15")


def _unauthorized(ways: Mapping[int, _Way], settings: Settings) -> Iterator[_Hindrance]:
    missing = {vty: way.authorization_list for vty, way in ways.items() if way.authorized is None}
    if not missing:
        return
    names = " and ".join(sorted(set(missing.values())))
    everywhere = len(missing) == len(ways)
    place = "" if everywhere or not settings.vty else f" on {_numbers(sorted(missing))}"
    yield _Hindrance(
        everywhere,
        "aaa.authorization_exec",
        f"with aaa new-model SCP needs exec authorization, and there is no list {names}{place}",
        f"add a list {names} with methods such as local",
    )


def _not_local(settings: Settings) -> Iterator[_Hindrance]:
    logins = {vty: settings.said.get(("lines.login", vty), {}).get("login", "") for vty in sorted(settings.vty)}
    others = [vty for vty, login in logins.items() if login not in {"local", "tacacs"}]
    if not others:
        return
    yield _Hindrance(
        bool(logins) and set(logins.values()) == {"password"},
        "enabled",
        f"without aaa new-model SCP needs login local, and {_numbers(others)} {'have' if len(others) > 1 else 'has'} "
        "another login",
        "set login: local on the lines with ios_ssh_server, or set up AAA here",
    )
