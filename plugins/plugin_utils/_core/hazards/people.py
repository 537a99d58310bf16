# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hazards of those who log in: the account of this session, its key or password, and users that are open to all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import key_limits, keys, passwords
from ..pubkeys import in_use
from ..ways import all_users, users
from .case import Case, Hazard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..kinds import Value
    from ..settings import Settings

AS_ANOTHER = "run the task as another user"


# --- the account of this session --------------------------------------------------------------------------------------


def _own_account(case: Case) -> tuple[Value, Value]:
    """Return what the device has about the account of this session as local user, before and after."""
    before, after = (all_users(settings).get(case.login.user) for settings in case.access)
    return before, after


def _own_account_removed(case: Case) -> Iterator[str]:
    before, after = _own_account(case)
    if before and not after:
        yield f"{case.login.user} is the account of this session, and it would be removed"


def _own_privilege_falls(case: Case) -> str:
    before, after = _own_account(case)
    if not (before and after and after["privilege"] < before["privilege"]):
        return ""
    return f"{case.login.user} is the account of this session, and its privilege would fall to {after['privilege']}"


def can_enable(case: Case) -> bool:
    """Tell whether `enable` may lead on after the change: the device has a secret for it, and this client has one."""
    after = case.access[1]
    return case.client.can_enable and bool(after.value(("enable",)) or after.value(("enable_secret",)))


def _own_account_demoted(case: Case) -> Iterator[str]:
    if (found := _own_privilege_falls(case)) and not can_enable(case):
        yield found


def _own_account_has_to_enable(case: Case) -> Iterator[str]:
    if (found := _own_privilege_falls(case)) and can_enable(case):
        yield f"{found}, so that it has to use enable"


def _own_enable_changed(case: Case) -> Iterator[str]:
    """Look for another secret of `enable`, also for one that takes the place of an `enable password`."""
    before, after = (settings.value(("enable_secret",)) for settings in case.access)
    if case.login.enabled and before != after:
        yield f"this session needed enable, and its secret would be {'another' if after else 'removed'}"


def _other_password(case: Case) -> bool:
    before, after = _own_account(case)
    if not (before and before["word"] and after) or all(
        before[part] == after[part] for part in ("word", "type", "value")
    ):
        return False
    return not after["word"] or not passwords.is_same(before["type"], before["value"], after["type"], after["value"])


def _own_password_changed(case: Case) -> Iterator[str]:
    if case.login.method == "password" and _other_password(case):
        yield f"{case.login.user} is the account of this session, and the password it logged in with would be another"


def _own_password_perhaps_changed(case: Case) -> Iterator[str]:
    if not case.login.method and _other_password(case):
        yield f"{case.login.user} is the account of this session, and its password would be another"


# --- public keys ------------------------------------------------------------------------------------------------------


def _own_keys(case: Case) -> tuple[Mapping[tuple[str, str], str], Mapping[tuple[str, str], str]]:
    """Return the keys of the account of this session before and after, where a key of it let us in."""
    entry, _identity = in_use(case.before.pubkeys.chain, case.login)
    if entry is None:
        return {}, {}
    return case.before.pubkeys.chain.entries.get(entry, {}), case.after.pubkeys.chain.entries.get(entry, {})


def _no_key_left(case: Case) -> Iterator[str]:
    before, after = _own_keys(case)
    if before and not after:
        yield f"this session logged in as {case.login.user} with a public key, and no key of it would be left"


def _key_in_use_removed(case: Case) -> Iterator[str]:
    before, after = _own_keys(case)
    _entry, identity = in_use(case.before.pubkeys.chain, case.login)
    if after and identity in before and identity not in after:
        name = keys.from_openssh(case.login.key).sha256
        yield f"this session logged in as {case.login.user} with the key {name}, which would be removed"


def _key_in_use_perhaps_removed(case: Case) -> Iterator[str]:
    before, after = _own_keys(case)
    if after and not case.login.key and (gone := before.keys() - after.keys()):
        yield (
            f"this session logged in as {case.login.user} with a key, and {len(gone)} of its keys would be removed, "
            "of which it may be one"
        )


def _methods(settings: Settings) -> frozenset[str]:
    """Return by which methods the SSH server lets people in."""
    return frozenset(settings.value(("authentication_methods",)) or ("publickey", "keyboard", "password"))


def _by_password(methods: frozenset[str]) -> bool:
    return bool({"keyboard", "password"} & methods)


def _own_method_lost(case: Case) -> str:
    before, after = (_methods(settings) for settings in case.server)
    method = case.login.method if case.login.way == "ssh" else ""
    lost = (method == "publickey" and method in before - after) or (
        method == "password" and _by_password(before) and not _by_password(after)
    )
    return f"this session logged in by {method}, and SSH would take {' and '.join(sorted(after))} only" if lost else ""


def _proven_by_key(case: Case) -> bool:
    """Tell whether a guard proves that a key of this account lets it in, before passwords are out for good."""
    after = case.after.pubkeys.chain.entries.get(("username", case.login.user))
    return bool(after) and case.guard != "none" and case.login.method == "password"


def _own_method_left_out(case: Case) -> Iterator[str]:
    if (found := _own_method_lost(case)) and not _proven_by_key(case):
        yield found


def _password_left_out(case: Case) -> Iterator[str]:
    if (found := _own_method_lost(case)) and _proven_by_key(case):
        yield f"{found}, for which this client needs the private half of a key of {case.login.user}"
    before, after = (_methods(settings) for settings in case.server)
    if _by_password(before) and not _by_password(after) and (case.login.way != "ssh" or not case.login.method):
        yield "SSH would take no password any more, and nobody knows whether this client has a key that it takes"


def _doubtful_keys_only(case: Case) -> Iterator[str]:
    """Look for people who would have nothing but a key of which nobody knows whether the release takes it."""
    perhaps = key_limits.for_release(case.release).perhaps
    before, after = case.before.pubkeys.chain.entries, case.after.pubkeys.chain.entries
    by_key_before, by_key = (not _by_password(_methods(settings)) for settings in case.server)
    with_password, with_password_after = (users(settings) for settings in case.access)
    for entry, known in sorted(after.items()):
        name = entry[1]
        doubtful = known and entry[0] == "username" and all(kind in perhaps for kind, _hash in known)
        had = name in with_password and not by_key_before
        has = name in with_password_after and not by_key
        if doubtful and not has and (had or before.get(entry, {}).keys() - known.keys()):
            kinds = " and ".join(sorted({kind for kind, _hash in known}))
            yield f"{name} would have no way in but {kinds} keys, and release {case.release} is not known to take them"


# --- all local users --------------------------------------------------------------------------------------------------


def last_privileged_user(case: Case) -> Iterator[str]:
    """Look for the last local user who may do everything."""
    before, after = case.access
    if users(before, 15) and not users(after, 15):
        yield "no local user with privilege 15 and a password would be left"


def _open_to_all(case: Case, *, after: bool) -> frozenset[tuple[str, int]]:
    """Return which user without a password may come in on which vty by Telnet."""
    server, access = case.server[after], case.access[after]
    open_users = [name for name, user in all_users(access).items() if not user["word"]]
    takes = {vty: server.value(("lines.transport_input", vty)) or () for vty in server.vty}
    return frozenset((name, vty) for name in open_users for vty, ways in takes.items() if {"telnet", "all"} & set(ways))


def _user_without_password(case: Case) -> Iterator[str]:
    new = _open_to_all(case, after=True) - _open_to_all(case, after=False)
    for name in sorted({name for name, _vty in new}):
        yield f"user {name} has no password, and a vty takes Telnet"


ROWS = (
    Hazard(
        name="own_account_removed",
        title="the account of this session is removed",
        why="it would not get in again",
        way_out=AS_ANOTHER,
        source="behaviour reference 5.2",
        options=("users",),
        needs=("access",),
        see=_own_account_removed,
    ),
    Hazard(
        name="own_account_demoted",
        title="the account of this session loses privilege",
        why="the next session of it gets no further by itself",
        way_out=AS_ANOTHER,
        source="behaviour reference 5.2, 5.5",
        options=("users",),
        needs=("access",),
        see=_own_account_demoted,
        hint=_own_account_has_to_enable,
    ),
    Hazard(
        name="own_enable_secret_changed",
        title="the secret with which this session got its privilege becomes another one",
        why="the next session needs the new one, and could not undo that with the old one",
        way_out="change it as a user with privilege 15",
        source="behaviour reference 5.1, 5.2",
        options=("enable_secret",),
        needs=("access",),
        see=_own_enable_changed,
    ),
    Hazard(
        name="own_password_changed",
        title="the password with which this session logged in becomes another one",
        why="the next login needs the new one",
        way_out="change it as another user, or log in with a public key",
        source="behaviour reference 5.2",
        options=("users",),
        needs=("access",),
        see=_own_password_changed,
        hint=_own_password_perhaps_changed,
    ),
    Hazard(
        name="no_key_left",
        title="the account of this session, which a public key let in, has no key any more",
        why="it would not get in again",
        way_out="keep a key, or log in with a password or another account to remove it",
        source="behaviour reference 2.1",
        options=("users",),
        needs=("pubkeys",),
        see=_no_key_left,
    ),
    Hazard(
        name="key_in_use_removed",
        title="the public key with which this session logged in is removed",
        why="the next login needs another key that the device has then",
        way_out="add the new key first, log in with it, and remove the old one then",
        source="behaviour reference 2.1, 2.4",
        options=("users",),
        needs=("pubkeys",),
        see=_key_in_use_removed,
        hint=_key_in_use_perhaps_removed,
    ),
    Hazard(
        name="own_method_left_out",
        title="the SSH server no longer takes the way of login of this session",
        why="this client would not get in again",
        way_out="keep the method in authentication_methods, or first log in by one that stays",
        source="behaviour reference 1.1",
        options=("authentication_methods",),
        needs=("server", "pubkeys"),
        see=_own_method_left_out,
        hint=_password_left_out,
    ),
    Hazard(
        name="doubtful_keys_only",
        title="a user has nothing to log in with but a key of a type that the release may not take",
        why="this user may not get in",
        way_out="give the user an RSA key, or keep the password until a login with the key has worked",
        source="behaviour reference 2.5; ansible-collections/cisco.ios#1322",
        options=("users", "authentication_methods"),
        needs=("server", "access", "pubkeys"),
        see=_doubtful_keys_only,
    ),
    Hazard(
        name="last_privileged_user",
        title="no local user with privilege 15 is left",
        why="nobody could change the device while no server answers",
        way_out="keep one, or add another one to users in the same task",
        source="behaviour reference 5.2, 5.5",
        options=("users",),
        needs=("access",),
        see=last_privileged_user,
    ),
    Hazard(
        name="user_without_password",
        title="a user without a password while a line takes Telnet",
        why="whoever knows the name gets in with an empty password",
        way_out="give the user a secret, or set transport_input: [ssh] on all lines",
        source="ansible-collections/cisco.ios#920; behaviour reference 5.2",
        options=("users", "lines.transport_input"),
        needs=("server", "access"),
        see=_user_without_password,
    ),
)
