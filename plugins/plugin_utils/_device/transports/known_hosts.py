# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""known_hosts: whether a device shows the key it should."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from ..._core.known_hosts import added, entries_of, with_lines
from .. import known_hosts_file
from ..errors import HostKeyChanged, HostKeyUnknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..target import Target

# Key type -> the algorithms that sign with such a key, strongest first.
SIGNATURES = {"ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256")}


def fingerprint(key: str) -> str:
    """Return `SHA256:...` of the base64 part of a public key, as OpenSSH prints it."""
    digest = hashlib.sha256(base64.b64decode(key)).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def known(target: Target) -> list[tuple[str, str, str]]:
    """Return (marker, key type, base64) of every line that speaks of the target, or of the keys that it must show."""
    found = [("", *key) for key in target.host_keys]
    if found:
        return found
    for path in target.known_hosts:
        found += list(_lines(path, target.peer))
    return found


def preferred(target: Target) -> tuple[str, ...]:
    """Return the signature algorithms of the keys we know, so that the device shows one of those."""
    types = dict.fromkeys(kind for marker, kind, _unused in known(target) if not marker)
    return tuple(name for kind in types for name in SIGNATURES.get(kind, (kind,)))


def judge(target: Target, kind: str, key: str) -> None:
    """Accept the host key or raise `HostKeyUnknown` or `HostKeyChanged`; write it down where that is asked for.

    `kind` is the key type ("ssh-ed25519"), `key` its base64. A key of another type than the known ones counts as a
    change when unknown keys are accepted: otherwise anybody in the middle could simply bring a type of his own.
    """
    if not target.host_key_checking and not target.host_keys:
        return
    lines = known(target)
    mark = fingerprint(key)
    if target.host_keys and (kind, key) not in target.host_keys:
        expected = ", ".join(f"{entry_kind} {fingerprint(entry)}" for entry_kind, entry in target.host_keys)
        raise HostKeyChanged(
            f"{target.peer} shows the host key {kind} {mark} and not {expected}, which it was expected to have; "
            "somebody may be in between, or it is another device."
        )
    file = target.known_hosts[0] if target.known_hosts else Path("known_hosts")
    if any(marker == "@revoked" and entry == key for marker, _unused, entry in lines):
        raise HostKeyChanged(f"the host key {kind} {mark} of {target.peer} is marked as revoked in known_hosts.")
    own = [(entry_kind, entry) for marker, entry_kind, entry in lines if not marker]
    if (kind, key) in own:
        return
    same_type = [entry for entry_kind, entry in own if entry_kind == kind]
    if same_type or (own and target.host_key_auto_add):
        old = ", ".join(f"{entry_kind} {fingerprint(entry)}" for entry_kind, entry in own)
        raise HostKeyChanged(
            f"the host key of {target.peer} has changed: it shows {kind} {mark}, known_hosts has {old}; if the device "
            f"was replaced or its key generated anew, remove the old line with: ssh-keygen -f {file} -R '{target.peer}'"
        )
    if target.host_key_auto_add:
        _add(file, target.peer, kind, key)
        return
    known_types = f", only its {', '.join(entry_kind for entry_kind, _unused in own)}" if own else ""
    raise HostKeyUnknown(
        f"the host key {kind} {mark} of {target.peer} is not in {file}{known_types}; compare it with the device and "
        f"add it (ssh-keyscan -p {target.port} {target.name} >> {file}), or set ansible_host_key_auto_add: true."
    )


def _lines(path: Path, peer: str) -> Iterator[tuple[str, str, str]]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for entry in entries_of(text, [peer]):
        yield entry.marker, entry.type, entry.key


def _add(file: Path, peer: str, kind: str, key: str) -> None:
    known_hosts_file.change(file, lambda text: with_lines(text, added(text, [peer], [(kind, key)])))
