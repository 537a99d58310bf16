# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facet "access": the SCP server and what it needs, AAA and local users.

A device takes method lists only when AAA is on. The moment AAA is on, every line asks the list `default`, which is the
local users as long as it is not defined, and nobody gets more than the privilege of the line until exec authorization
is. So a plan sends users first, and sees them taken; then `aaa new-model` with the lists behind it in one go, those of
exec authorization first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from . import running
from .kinds import Flag, Word
from .kinds.access import EXEC_METHODS, LOGIN_METHODS, ClientPassword, EnableSecret, MethodList, Presence, User
from .options import AFTER_AAA, NEW_MODEL, ROWS
from .plan import CONFIGURE, Read, Risk, Step, WishError, running_config
from .planner import Planner, Ranked, runs
from .table import LINE, Option, Table
from .tabled import TabledFacet, TabledHave
from .ways import aaa, hindrances, lists, users

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
        """Raise `WishError` for an SCP server that cannot work, and for what a device would not take."""
        _Judge(have, after, wanted, checking).judge(steps)


ACCESS = Access()


# --- consequences -----------------------------------------------------------------------------------------------------


class _Judge:
    """Looks at what a plan leads to: what cannot be, and what deserves a warning.

    Who gets in afterwards is a matter of `hazards`.
    """

    def __init__(self, have: TabledHave, after: Settings, wanted: Wish, checking: Checking) -> None:
        self.before = have.settings
        self.after = after
        self.wanted = wanted
        self.checking = checking

    def judge(self, steps: Sequence[Step]) -> None:
        """Raise `WishError`, or leave warnings."""
        if any(step.option.startswith("users") for step in steps):
            self.accounts()
            self.encryption()
        if any(step.option.startswith(("aaa.", "users")) for step in steps):
            self.lists()
        self.scp()

    def accounts(self) -> None:
        """Warn about users that are removed for a moment."""
        before, after = users(self.before), users(self.after)
        for name in sorted(before.keys() & after.keys()):
            if before[name]["word"] != after[name]["word"]:
                self.checking.warnings.append(
                    f"users[{name}]: a device takes no {after[name]['word']} for a user with a {before[name]['word']}, "
                    "so the user is removed and created again in one go"
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

    def lists(self) -> None:
        """Raise `WishError` for what a device takes only while AAA is on, warn about a list that is open to all."""
        if not aaa(self.after):
            for key, want in self.wanted.values.items():
                if key[0] in AFTER_AAA and want:
                    found = "AAA is off, and a device takes this only while it is on"
                    raise WishError(self.wanted.where[key], found, "add new_model: true to aaa")
            return
        for row in ("aaa.authentication_login", "aaa.authorization_exec"):
            old = lists(self.before, row)
            for name, methods in lists(self.after, row).items():
                if old.get(name) != methods and "none" in methods:
                    self.checking.warnings.append(
                        f"{row}[{name}]: none lets everybody pass when the methods before it do not answer"
                    )

    def scp(self) -> None:
        """Raise `WishError` for an SCP server that is wished and cannot work."""
        if not self.after.value(("enabled",)) or "enabled" not in self.wanted.named:
            return
        for found in hindrances(self.after):
            if found.fatal:
                raise WishError(found.option, found.what, found.advice)
            self.checking.warnings.append(f"{found.option}: {found.what}; {found.advice}")
