# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines of an OpenSSH client configuration that say how to reach a host."""

from __future__ import annotations

import fnmatch
import functools
import shlex
from pathlib import Path

# Keywords that have a meaning here; everything else belongs to other programs.
KEYWORDS = frozenset({
    "hostname", "port", "user", "identityfile", "proxycommand", "proxyjump", "userknownhostsfile",
    "stricthostkeychecking", "ciphers", "macs", "kexalgorithms", "hostkeyalgorithms", "pubkeyacceptedalgorithms",
    "hostkeyalias",
})  # fmt: skip
ALIASES = {"pubkeyacceptedkeytypes": "pubkeyacceptedalgorithms"}
# Their value is the rest of the line, quotes and all: a shell will read it.
RAW = frozenset({"proxycommand"})


def lookup(path: Path, host: str) -> dict[str, str]:
    """Return keyword (lower case) -> value for `host`, the first value of each as OpenSSH does.

    A file that does not exist says nothing. `Host` with patterns and negation, `Match all` and `Include` are known;
    other `Match` blocks are passed over.
    """
    found: dict[str, str] = {}
    for patterns, keyword, value in _rows(path, _stamp(path)):
        if _applies(patterns, host):
            found.setdefault(keyword, value)
    return found


def split(line: str) -> tuple[str, str]:
    """Return the keyword in lower case and the value of `Keyword value`, `Keyword=value` or `Keyword = "value"`."""
    text = line.strip()
    end = next((index for index, char in enumerate(text) if char in " \t="), len(text))
    keyword = text[:end].lower()
    keyword = ALIASES.get(keyword, keyword)
    value = text[end:].lstrip(" \t")
    value = value.removeprefix("=").strip()
    if keyword not in RAW and len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1]
    return keyword, value


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=8)
def _rows(path: Path, _stamp: tuple[int, int]) -> tuple[tuple[tuple[str, ...], str, str], ...]:
    return tuple(_read(path, ("*",), depth=0))


def _read(path: Path, patterns: tuple[str, ...], depth: int) -> list[tuple[tuple[str, ...], str, str]]:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    rows: list[tuple[tuple[str, ...], str, str]] = []
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        keyword, value = split(line)
        if keyword == "host":
            patterns = tuple(_words(value))
        elif keyword == "match":
            patterns = ("*",) if value.strip().lower() == "all" else ()
        elif keyword == "include" and depth < 8:
            for name in _words(value):
                pattern = Path(name).expanduser()
                base = pattern if pattern.is_absolute() else Path("~/.ssh").expanduser() / pattern
                for included in sorted(base.parent.glob(base.name)):
                    rows += [row for row in _read(included, patterns, depth + 1) if patterns]
        elif keyword in KEYWORDS:
            rows.append((patterns, keyword, value))
    return rows


def _words(value: str) -> list[str]:
    try:
        return shlex.split(value)
    except ValueError:
        return value.split()


def _applies(patterns: tuple[str, ...], host: str) -> bool:
    name = host.lower()
    if any(fnmatch.fnmatchcase(name, pattern[1:].lower()) for pattern in patterns if pattern.startswith("!")):
        return False
    return any(fnmatch.fnmatchcase(name, pattern.lower()) for pattern in patterns if not pattern.startswith("!"))
