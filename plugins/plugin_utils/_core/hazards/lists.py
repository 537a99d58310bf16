# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hazards of AAA and of the logins of lines: lists that nobody can pass, and a privilege that nobody gets.

Source of all: behaviour reference 5.1, 5.3. The moment AAA is on, every line asks the list `default`, which is the
local users as long as it is not defined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ways import FALLBACKS, LOCAL, Way, aaa, all_users, hindrances, lists, numbers, users, ways
from .case import Case, Hazard
from .people import can_enable, last_privileged_user
from .reach import takes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..settings import Settings

ADD_USER = "add one to users of ios_scp_server; it is created before anything else is sent"
OPTIONS = ("aaa", "users", "lines.login")


def _changed(case: Case) -> dict[int, tuple[Way | None, Way]]:
    """Return the ways in with AAA that the plan changes, by the number of the vty; before it may be off."""
    before, after = case.access
    there = ways(before) if aaa(before) else {}
    here = ways(after) if aaa(after) else {}
    return {vty: (there.get(vty), way) for vty, way in here.items() if way != there.get(vty)}


# --- nobody to log in as ----------------------------------------------------------------------------------------------


def _works(settings: Settings, way: Way) -> bool:
    """Tell whether somebody can get in on a way while no server answers. What passwords lines have is not known."""
    methods = set(way.login or ())
    enable = settings.value(("enable",)) or settings.value(("enable_secret",))
    return bool({"none", "line"} & methods or ("enable" in methods and enable) or (LOCAL & methods and users(settings)))


def _aaa_without_user(case: Case) -> Iterator[str]:
    before, after = case.access
    there = ways(before) if aaa(before) else {}
    for vty, way in ways(after).items() if aaa(after) else ():
        methods = set(way.login or ())
        if _works(after, way) or not (LOCAL | {"enable"}) & methods:
            continue  # lists of servers alone, and those that are not there, are hazards of their own
        was = there.get(vty)
        if way != was or _works(before, was):
            asked = "local users, and no local user has a password" if LOCAL & methods else "enable, and there is none"
            yield f"AAA asks for {asked}" if not way.asks_servers else f"while no server answers, AAA asks for {asked}"


def _has_line_password(case: Case) -> bool:
    return any(
        inner.text.startswith("password ")
        for line in case.config.lines
        if line.text.startswith("line vty ")
        for inner in line.children
    )


def _asked(case: Case, settings: Settings, way: Way | None) -> str:
    """Return which secret a way asks of this session first, "" for its own password, or where nobody knows.

    A method that has nothing to compare with is passed over. Source: command reference of AAA.
    """
    for method in (way.login or ()) if way else ():
        if method == "enable" and (settings.value(("enable",)) or settings.value(("enable_secret",))):
            return "the secret of enable"
        if method == "line" and _has_line_password(case):
            return "the password of the line"
        if method not in {"enable", "line"} and not (method in LOCAL and case.login.user not in users(settings)):
            return ""
    return ""


def _own_password_not_asked(case: Case) -> Iterator[str]:
    if case.login.method != "password" or not case.login.user:
        return
    before, after = case.access
    found: dict[str, list[int]] = {}
    for vty, (was, way) in _changed(case).items():
        asked = _asked(case, after, way)
        if asked and asked != _asked(case, before, was):
            found.setdefault(asked, []).append(vty)
    for asked, lines in found.items():
        yield f"{numbers(lines)} would ask for {asked}, and this session came with the password of {case.login.user}"


def _servers_asked_first(case: Case) -> Iterator[str]:
    if case.login.method != "password":
        return
    lines = [
        vty
        for vty, (was, way) in _changed(case).items()
        if (way.login or ("",))[0].startswith("group ") and not (was and was.asks_servers)
    ]
    if lines:
        yield f"{numbers(lines)} would ask servers first, and this session came with a password that the device knows"


def _login(settings: Settings, vty: int) -> str:
    """Return how a line identifies users while AAA is off, "" where it does not say."""
    return str(settings.said.get(("lines.login", vty), {}).get("login", ""))


def _local_login_without_user(case: Case) -> Iterator[str]:
    before, after = case.access
    if aaa(after) or users(after):
        return
    worse = aaa(before) or bool(users(before))
    found = [
        vty for vty in sorted(after.vty) if _login(after, vty) == "local" and (worse or _login(before, vty) != "local")
    ]
    if found:
        yield f"{numbers(found)} would ask for local users, and no local user has a password"
    elif aaa(before):
        yield "without AAA the lines ask for local users, and no local user has a password"


def _own_account_not_local(case: Case) -> Iterator[str]:
    before, after = case.access
    name = case.login.user
    if case.login.method != "password" or not name or not users(after) or name in users(after):
        return
    if aaa(after):
        asked = any(
            LOCAL & {*way.login} and not {"none"} & {*way.login} and not way.asks_servers
            for _before, way in _changed(case).values()
            if way.login and not _asked(case, after, way)
        )
    else:
        asked = any(
            _login(after, vty) == "local" and (aaa(before) or _login(before, vty) != "local") for vty in after.vty
        )
    if asked:
        yield f"{name}, the account of this session, is no local user with a password, and lines would ask for one"


def _own_account_not_authorized(case: Case) -> Iterator[str]:
    for was, way in _changed(case).values():
        if not _authorized(case, way) and (was is None or _authorized(case, was)):
            asked = f"{' '.join(way.authorized or ())} as the list {way.authorization_list} of aaa authorization exec"
            yield f"{case.login.user}, the account of this session, is no local user, and {asked} knows no other ones"


def _own_account_unknown(case: Case) -> Iterator[str]:
    yield from _own_account_not_local(case)
    yield from _own_account_not_authorized(case)


def _without_user(case: Case, login: str) -> list[int]:
    """Return the lines that take SSH and get this login, which asks for no user, in the place of one that does."""
    before, after = case.access
    server = case.server[1]
    if aaa(after):
        return []
    return [
        vty
        for vty in sorted(after.vty)
        if _login(after, vty) == login
        and (aaa(before) or _login(before, vty) not in {"password", "none", ""})
        and takes(server, vty, "ssh")
    ]


def _line_password_login(case: Case) -> Iterator[str]:
    if found := _without_user(case, "password"):
        yield f"{numbers(found)} would ask for the password of the line, with which SSH lets nobody in"


def _no_login(case: Case) -> Iterator[str]:
    if found := _without_user(case, "none"):
        yield f"{numbers(found)} would ask for nothing (no login), where devices are not known to let anybody in by SSH"


# --- method lists -----------------------------------------------------------------------------------------------------


def _servers_only(case: Case) -> Iterator[str]:
    before, after = case.access
    answer = FALLBACKS if _has_line_password(case) else FALLBACKS - {"line"}
    for row in ("aaa.authentication_login", "aaa.authorization_exec") if aaa(after) else ():
        old = lists(before, row)
        for name, methods in lists(after, row).items():
            if old.get(name) != methods and not answer & set(methods):
                yield f"{row}[{name}]: {' '.join(methods)} has no method that answers when no server does"


def _undefined_list(case: Case) -> Iterator[str]:
    found: dict[str, list[int]] = {}
    for vty, (before, way) in _changed(case).items():
        if way.login is None and (before is None or before.login is not None):
            found.setdefault(way.login_list, []).append(vty)
    for name, lines in found.items():
        uses = "use" if len(lines) > 1 else "uses"
        yield f"{numbers(lines)} {uses} the list {name} of aaa authentication login, which would not exist"


def _authorized(case: Case, way: Way | None) -> str:
    """Return what exec authorization gives the account of this session: its "own" privilege, that of the "line", or "".

    Only local users and servers have one to give; that an account goes is a hazard of its own. Source: command
    reference of AAA.
    """
    methods = ("none",) if way is None or way.authorized is None else way.authorized
    known = {name for side in case.access for name in all_users(side)}
    for method in methods:
        if method in {"none", "if-authenticated"}:
            return "line"
        if method != "local" or not case.login.user or case.login.user in known:
            return "own"
    return ""


def _unauthorized(case: Case) -> Iterator[tuple[str, bool]]:
    """Yield what was found, and whether `enable` leads on."""
    before, after = case.access
    if not aaa(after):
        return
    there = ways(before) if aaa(before) else {}
    there_is = after.value(("enable",)) or after.value(("enable_secret",))
    can = can_enable(case)
    no_way = "this client has none for it (ansible_become_password)" if there_is else "no enable secret leads higher"
    for vty, way in ways(after).items():
        lowered = before.said.get(("lines.privilege_level", vty)) == 15
        if _authorized(case, way) != "line" or after.said.get(("lines.privilege_level", vty)) == 15:
            continue
        was = there.get(vty)
        if was is None or _authorized(case, was) == "own" or lowered:
            name = f"list {way.authorization_list} of aaa authorization exec"
            what = f"without a {name}" if way.authorized is None else f"with {' '.join(way.authorized)} as the {name}"
            then = "have to use enable" if can else no_way
            who = "users" if way.authorized is None or way.authorized[0] != "local" else "those who are no local users"
            yield f"{what} {who} get the privilege of the line and not their own, and {then}", can


def _no_exec_authorization(case: Case) -> Iterator[str]:
    return (what for what, can in _unauthorized(case) if not can)


def _enable_needed(case: Case) -> Iterator[str]:
    return (what for what, can in _unauthorized(case) if can)


# --- SCP --------------------------------------------------------------------------------------------------------------


def _new_hindrances(case: Case, *, fatal: bool) -> Iterator[str]:
    before, after = case.access
    if before.value(("enabled",)) and after.value(("enabled",)):
        known = [*hindrances(before)]
        for found in hindrances(after):
            if found not in known and found.fatal is fatal:
                yield f"{found.what} ({found.advice})"


def _scp_stops(case: Case) -> Iterator[str]:
    if not (any(_no_exec_authorization(case)) or any(last_privileged_user(case))):  # which say so for everybody
        yield from _new_hindrances(case, fatal=True)


def _scp_may_stop(case: Case) -> Iterator[str]:
    before, after = case.access
    if before.value(("enabled",)) and not after.value(("enabled",)):
        yield "the SCP server would be off"
    yield from _new_hindrances(case, fatal=False)


ROWS = (
    Hazard(
        name="aaa_without_user",
        title="AAA that asks for local users of whom none has a password, or for an enable secret that is not there",
        why="nobody could log in",
        way_out="add a user with a secret to users of ios_scp_server; it is created before anything else is sent",
        source="CIS benchmark, impact of aaa new-model; behaviour reference 5.1",
        options=OPTIONS,
        needs=("access",),
        see=_aaa_without_user,
    ),
    Hazard(
        name="local_login_without_user",
        title="lines that ask for local users of whom none has a password",
        why="nobody could log in",
        way_out=ADD_USER,
        source="behaviour reference 5.1, 5.3",
        options=OPTIONS,
        needs=("access",),
        see=_local_login_without_user,
    ),
    Hazard(
        name="own_account_not_local",
        title="lines that ask for local users, of whom the account of this session is none",
        why="it would not get in again",
        way_out="add it to users of ios_scp_server, or log in as a local user",
        source="CIS benchmark, impact of aaa new-model; behaviour reference 5.1",
        options=OPTIONS,
        needs=("access",),
        see=_own_account_unknown,
    ),
    Hazard(
        name="own_password_not_asked",
        title="lines that ask for another secret than the password of this session",
        why="the next login there needs the one that is asked for",
        way_out="put local in front of the method in the list",
        source="command reference of AAA; behaviour reference 5.1",
        options=("aaa", "lines.login"),
        needs=("access",),
        see=_own_password_not_asked,
        hint=_servers_asked_first,
    ),
    Hazard(
        name="line_password_login",
        title="lines that take SSH and ask for the password of the line",
        why="SSH refuses every login there",
        way_out="set login: local, with a user that has a secret",
        source="behaviour reference 5.3; no login was seen to be refused once, unverified",
        options=("aaa", "lines.login", "lines.transport_input"),
        needs=("server", "access"),
        see=_line_password_login,
        hint=_no_login,
    ),
    Hazard(
        name="servers_only",
        title="a method list that names servers only",
        why="nobody gets in or gets privilege while no server answers",
        way_out="add local as the last method",
        source="CIS benchmark, impact of aaa new-model; behaviour reference 5.1",
        options=("aaa",),
        needs=("access",),
        see=_servers_only,
    ),
    Hazard(
        name="undefined_list",
        title="a line that names a method list which does not exist",
        why="nobody could log in there",
        way_out="define it, or let the lines use another one first",
        source="CIS benchmark, impact of aaa new-model; behaviour reference 5.1",
        options=("aaa", "lines.login"),
        needs=("access",),
        see=_undefined_list,
    ),
    Hazard(
        name="no_exec_authorization",
        title="AAA without exec authorization that gives users their privilege",
        why="the login alone leads neither to the configuration nor to SCP",
        way_out="add that list to aaa.authorization_exec of ios_scp_server, with a method that knows them (local)",
        source="ansible/ansible#53910; behaviour reference 5.1, 5.5",
        options=(*OPTIONS, "lines.privilege_level"),
        needs=("access",),
        see=_no_exec_authorization,
        hint=_enable_needed,
    ),
    Hazard(
        name="scp_stops_working",
        title="an SCP server that works stops working",
        why="copies to and from the device fail after the login",
        way_out="keep what SCP needs, or switch its server off with enabled: false",
        source="behaviour reference 5.5",
        options=(*OPTIONS, "enabled", "lines.privilege_level"),
        needs=("access",),
        see=_scp_stops,
        hint=_scp_may_stop,
    ),
)
