# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task says about its guard, its hazards and its proof, checked before a device is contacted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._core import rollback
from .._core.hazards import Preflight
from .._core.plan import WishError
from .._device.proof import Account, Asked
from .._device.transports.by_libssh import private_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .._device.target import Target

LEVELS = range(16)


def minutes_of(arguments: Mapping[str, Any]) -> int:
    """Return `guard_minutes`. Raises `WishError`."""
    minutes = arguments["guard_minutes"]
    if minutes not in rollback.MINUTES:
        advice = f"write {rollback.MINUTES[0]} to {rollback.MINUTES[-1]} minutes"
        raise WishError("guard_minutes", str(minutes), advice)
    return int(minutes)


def preflight_of(arguments: Mapping[str, Any], *, check: bool) -> Preflight:
    """Return the look for hazards that a task asks for. Raises `WishError`."""
    return Preflight(
        arguments["guard"],
        arguments["accept_hazards"] or (),
        arguments.get("upgrade_release"),
        arguments["save_when"],
        check=check,
    )


def asked_of(arguments: Mapping[str, Any], target: Target, find: Callable[[str], str]) -> Asked:
    """Return the further proofs of a task; `find` gives the path of a file. Raises `WishError` and `BadTarget`."""
    proof = arguments.get("proof") or {}
    return Asked(
        accounts=tuple(_accounts(proof, "accounts", target, find)),
        refused=tuple(_accounts(proof, "refused", target, find)),
        scp=bool(proof.get("scp")),
        telnet_refused=bool(proof.get("telnet_refused")),
    )


def _accounts(proof: Mapping[str, Any], name: str, target: Target, find: Callable[[str], str]) -> list[Account]:
    accounts = []
    for place, row in enumerate(proof.get(name) or ()):
        where = f"proof.{name}[{place}]"
        level, file = row.get("privilege"), row.get("private_key_file")
        if level is not None and level not in LEVELS:
            raise WishError(f"{where}.privilege", str(level), f"write {LEVELS[0]} to {LEVELS[-1]}")
        if row.get("password") is None and file is None:
            raise WishError(
                where, f"user {row['user']!r} has nothing to log in with", "give password or private_key_file"
            )
        account = Account(
            user=row["user"],
            password=row.get("password"),
            private_key_file=Path(find(file)) if file else None,
            private_key_passphrase=row.get("private_key_passphrase"),
            enable_password=row.get("enable_password"),
            privilege=level,
        )
        if file:
            private_key(account.on(target))  # it can be opened, or nothing is sent
        accounts.append(account)
    return accounts
