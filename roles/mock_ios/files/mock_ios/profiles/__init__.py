# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases as data: one YAML file a release, read once a process.

YAML and not Python, so that a fact cannot hide a branch and an operator can check a file line by line against
vendor notes. A file may start from another one with `like`, and then states only what changed.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).resolve().parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Profile:
    """What one release knows, shows and prefers. Sections are mappings as in the file."""

    name: str  # "17.15": the name of the file
    release: str  # "17.15.1"
    family: str  # "IOS" or "IOS-XE"
    identity: dict[str, Any]  # show version, hardware, boot
    ssh: dict[str, Any]  # ip ssh: what exists, ranges, defaults, what is shown; show ip ssh; algorithms
    keys: dict[str, Any]  # crypto key: ranges, dialogues, listing
    lines: dict[str, Any]  # vty lines: how many, defaults shown
    aaa: dict[str, Any]  # users and passwords
    system: dict[str, Any]  # logging, clock, domain name spelling, startup configuration


def names() -> tuple[str, ...]:
    """Names of the profiles that exist, oldest release first."""
    return tuple(sorted((path.stem for path in _HERE.glob("*.yml")), key=_order))


@cache
def load(name: str) -> Profile:
    """Read the profile `name` ("17.15"). Raises ValueError naming the known profiles when there is none."""
    if name not in names():
        message = f"There is no profile {name!r}; the known ones are {', '.join(names())}."
        raise ValueError(message)
    data = _read(name)
    known = {field.name for field in fields(Profile)} - {"name"}
    if set(data) != known:
        wrong = ", ".join(sorted(set(data) ^ known))
        message = f"Profile {name} must have exactly the sections {', '.join(sorted(known))}; wrong: {wrong}."
        raise ValueError(message)
    return Profile(name=name, **data)


def _order(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.split("."))


def _read(name: str) -> dict[str, Any]:
    data = yaml.load((_HERE / f"{name}.yml").read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 both are safe loaders
    base = data.pop("like", None)
    return _merge(_read(base), data) if base else data


def _merge(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """Sections merge key by key; a list or scalar replaces the one it changes."""
    merged = dict(base)
    for key, value in change.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(value, dict) and isinstance(old, dict) else value
    return merged
