# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which transport serves a target. libssh is imported here, in the parent process before Ansible forks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .by_libssh import LibsshTransport

if TYPE_CHECKING:
    from ..target import Target
    from . import Transport


def open_transport(target: Target) -> Transport:
    """Connect, check the host key, authenticate, ask for a shell. Raises the error of the phase.

    asyncssh is used when asked for by name, for legacy algorithms, and for ciphers and MACs, which ansible-pylibssh has
    no option for; it is imported only then.
    """
    if target.opener is not None:
        return target.opener(target)
    needs_asyncssh = target.legacy_algorithms or target.algorithms.ciphers or target.algorithms.macs
    if target.transport == "asyncssh" or (target.transport == "auto" and needs_asyncssh):
        from .by_asyncssh import AsyncsshTransport  # noqa: PLC0415 - 0.2 s that most sites never need

        return AsyncsshTransport(target)
    return LibsshTransport(target)
