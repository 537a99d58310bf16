# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One device: configuration, keys, users, lines, log and clock, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from .hostkeys import HostKey


@dataclass(frozen=True, slots=True)
class KeyPair:
    """One key pair in the device's key storage, which is not part of the configuration."""

    name: str  # the label, or hostname.domain-name
    key: HostKey
    generated_at: datetime
    usage: str = "general"  # "general", "signature" or "encryption"
    exportable: bool = False
    redundancy: bool = False
    temporary: bool = False  # the server's own ".server" key: never saved
    saved: bool = False  # False until `write memory`: gone after a reload


@dataclass(frozen=True, slots=True)
class SshPolicy:
    """What the SSH server must do now, computed from the running configuration and the keys."""

    enabled: bool
    reason: str  # why connections are refused, for the mock's own log; "" when enabled
    ident: str  # "SSH-2.0-Cisco-1.25", "SSH-1.99-Cisco-1.25", "SSH-1.5-Cisco-1.25"
    version2: bool  # False: only SSH version 1 is spoken
    host_keys: tuple[KeyPair, ...]  # RSA first; those that `hostkey` can use
    encryption: tuple[str, ...]  # IOS words, in the device's order of preference
    mac: tuple[str, ...]
    kex: tuple[str, ...]
    hostkey: tuple[str, ...]
    publickey: tuple[str, ...]
    methods: tuple[str, ...]  # of "publickey", "keyboard-interactive", "password"
    retries: int  # failed attempts after which the connection is closed
    timeout: int  # seconds for the whole negotiation
    dh_min: int  # bits, for group exchange
    banner: str  # login banner as sent before authentication, lines ended by CRLF; "" for none
    max_startups: int | None  # connections that may be unauthenticated at once
    per_user: int | None  # sessions one user may have
    ports: tuple[tuple[int, int], ...]  # further listening ports: (port, rotary group)
    log_events: bool
    rekey_seconds: int | None
    rekey_bytes: int | None
    window: int  # bytes


@dataclass(frozen=True, slots=True)
class Peer:
    """The other end of a connection."""

    address: str
    port: int
    local_address: str = "127.0.0.1"
    local_port: int = 22  # the port the device believes in, not the loopback port that stands for it


@dataclass(slots=True, eq=False)
class Vty:
    """One terminal line while somebody uses it; `Device.release` gives it back."""

    number: int  # 0 for vty 0
    tty: int  # absolute line number, as in `show users`
    transport: str  # "ssh", "telnet", "console"
    peer: Peer
    opened_at: datetime
    session: int = 0  # number of the SSH session, as in `show ssh` and "(tty = 0)"
    user: str = ""
    cipher: str = ""  # IOS words, set by the server after key exchange
    mac: str = ""
    state: str = "Session started"


@dataclass(frozen=True, slots=True)
class Account:
    """A user who has been let in."""

    name: str
    privilege: int
