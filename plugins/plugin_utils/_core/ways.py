# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What settings say about who gets in: local users, method lists, and how every vty identifies and authorizes.

The settings are those of the facet "access", which reads what the lines say about it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .planner import runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .kinds import Value
    from .settings import Settings

LOCAL = frozenset({"local", "local-case"})
NEEDS_NOBODY = frozenset({"none", "enable", "line"})
FALLBACKS = LOCAL | NEEDS_NOBODY | {"if-authenticated"}  # methods that answer without a server


@dataclass(frozen=True, slots=True)
class Way:
    """How one vty identifies users and authorizes them: the methods, `None` where a list is named and not defined."""

    login: tuple[str, ...] | None
    login_list: str
    authorized: tuple[str, ...] | None
    authorization_list: str

    @property
    def asks_servers(self) -> bool:
        """Whether a group of servers is asked."""
        return any(method.startswith("group ") for method in self.login or ())


def aaa(settings: Settings) -> bool:
    """Tell whether AAA is on."""
    return bool(settings.value(("aaa.new_model",)))


def lists(settings: Settings, row: str) -> dict[str, tuple[str, ...]]:
    """Return the methods of every list of a row, by its name."""
    return {key[1]: value["methods"] for key, value in settings.said.items() if key[0] == row}


def all_users(settings: Settings) -> dict[str, Value]:
    """Return all local users."""
    return {key[1]: value for key, value in settings.said.items() if key[0] == "users"}


def users(settings: Settings, least: int = 0) -> dict[str, Value]:
    """Return the users with a password and at least this privilege."""
    return {name: user for name, user in all_users(settings).items() if user["word"] and user["privilege"] >= least}


def ways(settings: Settings) -> dict[int, Way]:
    """Return the ways in with AAA, by the number of the vty; without a list `default` the local users are asked."""
    logins, execs = lists(settings, "aaa.authentication_login"), lists(settings, "aaa.authorization_exec")
    logins.setdefault("default", ("local",))
    found = {}
    for vty in sorted(settings.vty) or [0]:
        login = settings.value(("lines.login", vty)).get("login_list", "default")
        authorization = settings.value(("lines.authorization", vty)) or "default"
        found[vty] = Way(logins.get(login), login, execs.get(authorization), authorization)
    return found


def numbers(vty: Sequence[int]) -> str:
    """Return the numbers of lines as people write them."""
    return ", ".join(f"vty {first} to {last}" if last > first else f"vty {first}" for first, last in runs(vty))


# --- SCP --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why SCP does not work: for sure, or perhaps."""

    fatal: bool
    option: str
    what: str
    advice: str


def hindrances(settings: Settings) -> Iterator[Hindrance]:
    """Yield what keeps an SCP server from working. Source: behaviour reference 5.5."""
    there = ways(settings) if aaa(settings) else {}
    yield from _unauthorized(there, settings) if aaa(settings) else _not_local(settings)
    if users(settings, 15):
        return
    elsewhere = any(way.asks_servers for way in there.values())
    raised = any(key[0] == "lines.privilege_level" and value == 15 for key, value in settings.said.items())
    what = "no local user has privilege 15 and a password, and SCP answers others with 'Privilege denied.'"
    yield Hindrance(not (elsewhere or raised), "users", what, "add one to users, or raise the privilege of one to 15")


def _unauthorized(there: Mapping[int, Way], settings: Settings) -> Iterator[Hindrance]:
    missing = {vty: way.authorization_list for vty, way in there.items() if way.authorized is None}
    if not missing:
        return
    names = " and ".join(sorted(set(missing.values())))
    everywhere = len(missing) == len(there)
    place = "" if everywhere or not settings.vty else f" on {numbers(sorted(missing))}"
    yield Hindrance(
        everywhere,
        "aaa.authorization_exec",
        f"with aaa new-model SCP needs exec authorization, and there is no list {names}{place}",
        f"add a list {names} with methods such as local",
    )


def _not_local(settings: Settings) -> Iterator[Hindrance]:
    logins = {vty: settings.said.get(("lines.login", vty), {}).get("login", "") for vty in sorted(settings.vty)}
    others = [vty for vty, login in logins.items() if login not in {"local", "tacacs"}]
    if not others:
        return
    yield Hindrance(
        bool(logins) and set(logins.values()) == {"password"},
        "enabled",
        f"without aaa new-model SCP needs login local, and {numbers(others)} {'have' if len(others) > 1 else 'has'} "
        "another login",
        "set login: local on the lines with ios_ssh_server, or set up AAA here",
    )
