# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public keys as `ip ssh pubkey-chain` keeps them: type and MD5, never the key itself. Reference section 2."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .config import Configuration

CHAIN = "ip ssh pubkey-chain"
DECODE_FAILED = "%SSH: Failed to decode the Key Value"
TOO_MANY_KEYS = "%SSH: Maximum supported number of keyhash for user {name} is already configured"
TOO_MANY_USERS = "%SSH: Maximum supported number of users is already configured"  # unverified
HASH = re.compile(r"[0-9A-Fa-f]{32}|[0-9A-Fa-f]{64}")  # MD5, or SHA-256 as the newest release lists servers

# Strings behind the type in a public key (RFC 4253 6.6, RFC 5656 3.1, RFC 8709, OpenSSH PROTOCOL.u2f).
_FIELDS = {
    "ssh-rsa": 2,
    "ssh-dss": 4,
    "ecdsa-sha2-nistp256": 2,
    "ecdsa-sha2-nistp384": 2,
    "ecdsa-sha2-nistp521": 2,
    "ssh-ed25519": 1,
    "sk-ecdsa-sha2-nistp256@openssh.com": 3,
    "sk-ssh-ed25519@openssh.com": 2,
}


class KeyRefused(Exception):  # noqa: N818 it is the device that speaks
    """A key that the device does not take; the text is the device's own."""


@dataclass(frozen=True, slots=True)
class StoredKey:
    """One key of a user or of a server."""

    type: str  # "ssh-rsa"
    hash: str  # MD5 of the key as 32 upper-case digits, or SHA-256 as 64 lower-case ones
    comment: str = ""

    @property
    def line(self) -> str:
        """As the running configuration shows it: without a comment it ends with a blank (reference 2.2)."""
        return f"key-hash {self.type} {self.hash} {self.comment}"

    def is_of(self, blob: bytes) -> bool:
        """Whether this is the hash of a key as it comes over the network."""
        return self.type == type_of(blob) and self.hash in (md5(blob), sha256(blob))


def md5(blob: bytes) -> str:
    """The hash of a key as `key-hash` has it (reference 2.3)."""
    return hashlib.md5(blob, usedforsecurity=False).hexdigest().upper()


def sha256(blob: bytes) -> str:
    """The hash of a key as `show ip ssh pubkey server all` lists it (reference 4.4)."""
    return hashlib.sha256(blob).hexdigest()


def type_of(blob: bytes) -> str:
    """The type that a key names itself, or "" when these bytes are no key of a known type."""
    fields = []
    place = 0
    while place < len(blob):
        end = place + 4 + int.from_bytes(blob[place : place + 4], "big")
        if end > len(blob) or len(blob) < place + 4:
            return ""
        fields.append(blob[place + 4 : end])
        place = end
    name = fields[0].decode("latin-1") if fields else ""
    return name if all(fields) and _FIELDS.get(name) == len(fields) - 1 else ""


def decode(lines: Sequence[str], facts: dict[str, Any]) -> tuple[StoredKey, bytes]:
    """The key that was typed after `key-string`, with its bytes; `facts` is `ssh.pubkey` of the profile.

    The lines are put together as they came. Raises KeyRefused.
    """
    words = "".join(lines).split()
    named = words[0] if words and not words[0].startswith("AAAA") else ""
    if named:
        words = words[1:]
    if not words or (named and not facts["prefix"]) or (len(words) > 1 and not facts["comment"]):
        raise KeyRefused(DECODE_FAILED)
    try:
        blob = base64.b64decode(words[0], validate=True)
    except (binascii.Error, ValueError):
        raise KeyRefused(DECODE_FAILED) from None
    kind = type_of(blob)
    if not kind or named not in ("", kind):
        raise KeyRefused(DECODE_FAILED)
    if kind not in facts["types"]:
        raise KeyRefused(facts["other_type"])
    return StoredKey(kind, md5(blob), " ".join(words[1:])), blob


def holders(config: Configuration, kind: str) -> tuple[str, ...]:
    """Names of the users (`kind` "username") or servers ("server") in the chain, in the order entered."""
    entry = config.entries.get(CHAIN)
    heads = (slot.partition(" ") for slot in (entry.children or {})) if entry else ()
    return tuple(name for head, _unused, name in heads if head == kind)


def keys_of(config: Configuration, slot: str) -> tuple[StoredKey, ...]:
    """The keys of `username NAME` or `server NAME`."""
    entry = config.entries.get(CHAIN)
    text = (entry.children or {}).get(slot, "") if entry else ""
    rows = (line.split(None, 3) for line in text.split("\n")[1:])
    return tuple(StoredKey(row[1], row[2], row[3].rstrip() if len(row) > 3 else "") for row in rows)


def write(config: Configuration, slot: str, keys: Sequence[StoredKey], facts: dict[str, Any]) -> None:
    """Put these keys in the place of those of a user or server, which is created when it is not there."""
    entry = config.set(CHAIN, CHAIN)
    if entry.children is None:
        entry.children = {}
    indent = " " * facts["indent"]
    entry.children[slot] = "\n".join([indent + slot, *(f"{indent} {key.line}" for key in keys)])


def remove(config: Configuration, slot: str) -> None:
    """Forget a user or server; an empty chain is not shown, which is unverified."""
    entry = config.entries.get(CHAIN)
    if entry and entry.children is not None:
        entry.children.pop(slot, None)
        if not entry.children:
            config.remove(CHAIN)
