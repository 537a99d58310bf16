# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of a known_hosts file: which lines speak of a host, and what it takes to add and to drop keys.

Source: sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT".
"""

from __future__ import annotations

import base64
import fnmatch
import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import keys as public_keys
from .kinds import printable
from .plan import WishError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

Key = tuple[str, str]  # ("ssh-rsa", base64)

AUTHORITY, REVOKED = "@cert-authority", "@revoked"
HASHED = "|1|"


def wanted(lines: Iterable[str], where: str) -> tuple[Key, ...]:
    """Return the keys in lines of known_hosts or of OpenSSH; names in front and comments behind do not count.

    Raises `WishError` for what is no public key; `where` is the option that holds the lines.
    """
    found = []
    for place, line in enumerate(lines):
        words = line.split()
        start = next((at for at, word in enumerate(words) if word.startswith("AAAA")), 0) - 1
        try:
            key = public_keys.from_openssh(" ".join(words[max(0, start) :]))
        except ValueError as error:
            raise WishError(f"{where}[{place}]", str(error), "give public keys as ios_ssh_facts does") from None
        kind, blob = key.openssh.split()[:2]
        found.append((kind, blob))
    return tuple(dict.fromkeys(found))


def name(given: str, port: int, where: str) -> str:
    """Return a further name of a device as a line has it; without a port of its own it gets `port`."""
    if re.fullmatch(r"\[[^\s,\[\]]+\]:[0-9]{1,5}", given):
        return given.lower()
    if not re.fullmatch(r"[0-9A-Za-z][\w.:%-]*", given, re.ASCII):
        raise WishError(where, f"{printable(given)} is no name of a host", "write a name, an address, or [name]:port")
    return public_keys.known_hosts_name(given, port)


def port_of(host: str) -> int:
    """Return the port in a name as `known_hosts_name` writes it."""
    found = re.fullmatch(r"\[.*\]:([0-9]+)", host)
    return int(found[1]) if found else 22


@dataclass(frozen=True, slots=True)
class Entry:
    """One line that holds a key: `names` is its first field, hashed or not, `rest` what stands behind that field."""

    marker: str
    names: str
    type: str
    key: str
    rest: str

    def speaks_of(self, host: str) -> bool:
        """Tell whether the line is about `host`, written as `known_hosts_name` does."""
        return speaks_of(self.names, host)


def entry(line: str) -> Entry | None:
    """Return what a line says, None for comments and for what is no line of a key."""
    found = re.fullmatch(r"\s*(?:(@\S+)\s+)?([^\s@#]\S*)(\s+(\S+)\s+(\S+).*)", line.rstrip("\r\n"))
    return Entry(found[1] or "", found[2], found[4], found[5], found[3]) if found else None


def speaks_of(names: str, host: str) -> bool:
    """Tell whether the first field of a line means `host`: by name, by pattern, or by its hash."""
    if names.startswith(HASHED):
        try:
            _unused, _unused, salt, digest = names.split("|", 3)
            wanted = base64.b64decode(digest)
            return hmac.compare_digest(hmac.digest(base64.b64decode(salt), host.encode(), "sha1"), wanted)
        except ValueError:
            return False
    patterns = [pattern.lower() for pattern in names.split(",")]
    if any(_like(pattern[1:], host) for pattern in patterns if pattern.startswith("!")):
        return False
    return any(_like(pattern, host) for pattern in patterns)


def _like(pattern: str, host: str) -> bool:
    if not _is_pattern(pattern):
        return pattern == host
    # Brackets belong to `[host]:port` here, and are no character class.
    return fnmatch.fnmatchcase(host, pattern.replace("[", "[[]"))


def _is_pattern(name: str) -> bool:
    return bool({"*", "?"} & set(name))


def entries_of(text: str, hosts: Collection[str]) -> Iterator[Entry]:
    """Yield the lines that speak of one of `hosts`, without those of certificate authorities."""
    for line in text.splitlines():
        if _perhaps(line, hosts):
            found = entry(line)
            if found and found.marker != AUTHORITY and any(found.speaks_of(host) for host in hosts):
                yield found


def _perhaps(line: str, hosts: Collection[str]) -> bool:
    """Tell whether a closer look is worth its time: most lines of a large file are of other hosts."""
    names = line[: line.find(" ", 1)].lower() if line[:1] not in {"@", " ", "\t"} else line.lower()
    return any(word in names for word in (*hosts, HASHED, "*", "?"))


def keys_of(text: str, hosts: Collection[str]) -> tuple[Key, ...]:
    """Return the keys that the file takes from one of `hosts`; revoked ones are none."""
    found = list(entries_of(text, hosts))
    revoked = {line.key for line in found if line.marker == REVOKED}
    return tuple(dict.fromkeys((line.type, line.key) for line in found if not line.marker and line.key not in revoked))


def is_revoked(text: str, hosts: Collection[str], key: Key) -> bool:
    """Tell whether a line says that `key` is not to be taken from one of `hosts` any more."""
    return any(line.marker == REVOKED and line.key == key[1] for line in entries_of(text, hosts))


def added(text: str, hosts: Sequence[str], keys: Iterable[Key]) -> tuple[str, ...]:
    """Return the lines that are missing for `keys`, each with those of `hosts` that do not have the key yet."""
    lines = []
    for kind, key in keys:
        known = [line for line in entries_of(text, hosts) if not line.marker and line.key == key]
        missing = [host for host in dict.fromkeys(hosts) if not any(line.speaks_of(host) for line in known)]
        if missing:
            lines.append(f"{','.join(missing)} {kind} {key}")
    return tuple(lines)


def changed(
    text: str, hosts: Sequence[str], keys: Sequence[Key], *, exact: bool
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return the text with `keys` for `hosts`, with `exact` without others, and the lines that came and went."""
    removed: tuple[str, ...] = ()
    if exact:
        text, removed = only(text, hosts, keys)
    new = added(text, hosts, keys)
    return with_lines(text, new), new, removed


def with_lines(text: str, lines: Sequence[str]) -> str:
    """Return the text with `lines` behind what it has."""
    if not lines:
        return text
    gap = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{gap}" + "".join(f"{line}\n" for line in lines)


def only(text: str, hosts: Sequence[str], keys: Collection[Key]) -> tuple[str, tuple[str, ...]]:
    """Return the text without other keys than `keys` of `hosts`, and the lines that were dropped or made shorter.

    Only names that are exactly one of `hosts`, or its hash, are taken out; the other names of a line keep it. Patterns
    and lines with markers stay as they are.
    """
    kept: list[str] = []
    gone: list[str] = []
    for line in text.splitlines(keepends=True):
        found = entry(line) if _perhaps(line, hosts) else None
        if found is None or found.marker or (found.type, found.key) in keys:
            kept.append(line)
            continue
        rest = _without(found.names, hosts)
        if rest == found.names:
            kept.append(line)
            continue
        gone.append(line.strip())
        if rest:
            kept.append(f"{rest}{found.rest}\n")
    return "".join(kept), tuple(gone)


def _without(names: str, hosts: Collection[str]) -> str:
    """Return the first field of a line without `hosts`, "" when nothing is left that means any other."""
    if names.startswith(HASHED):
        return "" if any(speaks_of(names, host) for host in hosts) else names
    words = names.split(",")
    left = [word for word in words if word.lower() not in hosts]
    return names if left == words else ",".join(left) if any(not word.startswith("!") for word in left) else ""
