# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which transport serves a target. libssh is imported here, in the parent process before Ansible forks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import LoginRefused, NeedsInteractive
from .by_console import ConsoleTransport
from .by_libssh import LibsshTransport

if TYPE_CHECKING:
    from ..target import Target
    from . import Transport


def by_libssh(target: Target) -> bool:
    """Tell whether libssh is the one that is tried first for an SSH target."""
    algorithms = target.legacy_algorithms or target.algorithms.ciphers or target.algorithms.macs
    questions = target.login_answers or target.new_password
    return target.transport != "asyncssh" and not (questions or (algorithms and target.transport == "auto"))


def open_transport(target: Target) -> Transport:
    """Connect, check the host key, authenticate, ask for a shell. Raises the error of the phase.

    asyncssh is used when asked for by name, for legacy algorithms, and for ciphers and MACs, which ansible-pylibssh has
    no option for; and for keyboard-interactive authentication, because ansible-pylibssh would answer a prompt for a new
    password with the old one. It is imported only then.
    """
    if target.opener is not None:
        return target.opener(target)
    if target.way == "telnet":
        from .by_telnet import TelnetTransport  # noqa: PLC0415 - 0.1 s that most sites never need

        return TelnetTransport(target)
    if target.way == "console":
        return ConsoleTransport(target)
    if by_libssh(target):
        try:
            return LibsshTransport(target)
        except NeedsInteractive:
            pass
    from .by_asyncssh import AsyncsshTransport  # noqa: PLC0415 - 0.2 s that most sites never need

    try:
        return AsyncsshTransport(target)
    except LoginRefused:
        # Perhaps an earlier run has set the new one. Codes that have been given are not good for a second time.
        if target.new_password is None or target.password is None or target.login_answers:
            raise
        return AsyncsshTransport(replace(target, password=target.new_password))
