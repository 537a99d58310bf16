# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hazards of those who log in: accounts, their keys and passwords, and the lists that let them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import keys
from .case import Case, Hazard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..kinds import Value
    from ..settings import Settings


def users(settings: Settings, least: int = 0) -> Mapping[str, Value]:
    """Return the local users with a password and at least this privilege."""
    found = {key[1]: value for key, value in settings.said.items() if key[0] == "users"}
    return {name: user for name, user in found.items() if user["word"] and user["privilege"] >= least}


def _key_in_use_removed(case: Case) -> Iterator[str]:
    login = case.login
    if login.method != "publickey":
        return
    entry = ("username", login.user)
    before, after = (picture.pubkeys.chain.entries.get(entry, {}) for picture in (case.before, case.after))
    if before and not after:
        yield f"this session logged in as {login.user} with a public key, and no key of this user would be left"
    elif login.key:
        key = keys.from_openssh(login.key)
        identity = key.openssh.split()[0], key.md5
        if identity in before and identity not in after:
            yield f"this session logged in as {login.user} with the key {key.sha256}, which would be removed"


def _aaa_without_user(case: Case) -> Iterator[str]:
    before, after = case.access
    on = bool(after.value(("aaa.new_model",)))
    if on and not users(after) and (users(before) or not before.value(("aaa.new_model",))):
        yield "AAA is on, and no local user has a password"


ROWS = (
    Hazard(
        name="key_in_use_removed",
        title="the public key with which this session logged in is removed",
        why="the next login with it is refused",
        way_out="add the new key first, log in with it, and remove the old one then",
        source="lock-out catalogue 11; behaviour reference 2.1",
        options=("users",),
        needs=("pubkeys",),
        see=_key_in_use_removed,
    ),
    Hazard(
        name="aaa_without_user",
        title="AAA without a local user that works",
        why="nobody gets in while no server answers",
        way_out="add a user with a secret to users of ios_scp_server; it is created before anything else is sent",
        source="lock-out catalogue 6; behaviour reference 5.1",
        options=("aaa", "users"),
        needs=("access",),
        see=_aaa_without_user,
    ),
)
