# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to hold after a transaction was interrupted, wherever and however. All of it stands here."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outside import FLASH, RELOAD, TIMER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matrix import Came
    from outside import View

OURS = "secureshell-ios"  # what the names of files and archives begin with that are set up for one change
_CHANGING = re.compile(r"^(?:!|Building configuration|Current configuration|Using \d+|ntp clock-period)")
_HASH = re.compile(r"(?<=secret )\d \S+")


@dataclass(frozen=True, slots=True)
class Device:
    """A device at one moment: what the mock tells of it, and what an outside client saw."""

    status: Mapping[str, Any]
    view: View

    @property
    def running(self) -> tuple[str, ...]:
        """The lines of the running configuration that mean something."""
        return lines(self.status["running_config"])

    @property
    def startup(self) -> tuple[str, ...]:
        """The same of the startup configuration."""
        return lines(self.status["startup_config"] or "")


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a configuration without comments, headers, the salt of passwords and an empty archive."""
    kept = (line.rstrip() for line in text.splitlines())
    kept = [_HASH.sub("*", line) for line in kept if line.strip() and line != "end" and not _CHANGING.match(line)]
    return _without_empty_archive(kept)


def _without_empty_archive(config: list[str]) -> tuple[str, ...]:
    """Leave out a block that says nothing: no configuration is known that shows it empty."""
    pairs = zip(config, [*config[1:], ""], strict=True)
    return tuple(line for line, following in pairs if line != "archive" or following.startswith(" "))


def without_ours(config: tuple[str, ...]) -> tuple[str, ...]:
    """Return a configuration without the archive that was set up for one change."""
    return _without_empty_archive([line for line in config if OURS not in line])


@dataclass(frozen=True, slots=True)
class Expected:
    """What a device may be like: one of `rests`, in which tasks leave it; the first is the old one, the last the new.

    `keys` are its own host keys of the start, type and base64, and `known` those that the controller knows by now.
    `between` are the numbers of the tasks that need no guard, because no part of them does any harm: each line may be
    the one before or behind.
    `pins`: clients see no key that is not known.
    """

    rests: Sequence[Device]
    keys: Sequence[str]
    known: Sequence[str]
    between: Sequence[int]
    pins: bool


def settled(device: Device, expected: Expected) -> Iterator[str]:
    """What holds as soon as the time of the guard is over: the device is whole, quiet, and old or new."""
    running, startup = without_ours(device.running), without_ours(device.startup)
    for word, found, rests in (
        ("configuration", running, [rest.running for rest in expected.rests]),
        ("startup configuration", startup, [rest.startup for rest in expected.rests]),
    ):
        if found not in rests and not any(is_between(found, *rests[at : at + 2]) for at in expected.between):
            yield f"neither the old nor the new {word}:\n{differences(rests[0], rests[-1], found)}"
    if running == expected.rests[0].running != expected.rests[-1].running and device.view.host_key not in expected.keys:
        yield "the old configuration, and another host key"
    if expected.pins and device.view.host_key not in expected.known:
        yield f"clients see a host key that the controller does not know: {device.view.host_key}"
    if lost := set(expected.keys) - {row["public"] for row in device.status["keys"]}:
        yield f"key pairs of the start are gone: {lost}"
    if not device.view.prompt.endswith("#") or "(" in device.view.prompt:
        yield f"a new login does not lead to privileged EXEC, but to {device.view.prompt!r}"
    # A console asks for a login whether or not somebody is there.
    if left := [line for line in device.status["lines"] if line["logged_in"] or line["mode"] != "exec"]:
        yield f"sessions are left: {left}"
    if not (told := device.view.replies[TIMER]).startswith("%No Rollback"):
        yield f"a rollback is pending: {told!r}"
    if not (told := device.view.replies[RELOAD]).startswith("No reload is scheduled"):
        yield f"a reload is pending: {told!r}"


def honest(came: Came, device: Device, expected: Expected) -> Iterator[str]:
    """What a run says that was not killed: that all is well where all is new, that nothing changed where all is old.

    A failed run may have changed what goes back later.
    """
    running = without_ours(device.running)
    if not came.killed and not came.failed and running != expected.rests[-1].running:
        yield "the interrupted run ended well, and the device does not have the new configuration"
    if came.failed and not came.killed and not came.changed and running != expected.rests[0].running:
        yield "the interrupted run said that it changed nothing, and the device does not have the old configuration"


def converged(second: Came, third: Came) -> Iterator[str]:
    """What the next two runs say: the first ends well, and leaves nothing to the other."""
    for word, came in (("next run", second), ("run after it", third)):
        if came.failed:
            yield f"the {word} failed: {came.words}"
    if third.changed:
        yield f"the run after it changed something: {[result.get('commands') for result in third.results]}"


def finished(device: Device, new: Device) -> Iterator[str]:
    """What holds after the next run: the wish is in effect and saved, and nothing of ours is left."""
    if device.running != new.running:
        yield f"the next run did not converge:\n{difference(new.running, device.running)}"
    if device.startup != new.startup:
        yield f"the next run did not save all:\n{difference(new.startup, device.startup)}"
    if left := [line for line in device.view.replies[FLASH].splitlines() if OURS in line]:
        yield f"files are left: {left}"


def is_between(found: tuple[str, ...], old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    """Tell whether nothing is there that neither has, and nothing is missing that both have."""
    return set(old) & set(new) <= set(found) <= set(old) | set(new)


def differences(old: tuple[str, ...], new: tuple[str, ...], found: tuple[str, ...]) -> str:
    """Say what is different from both."""
    return f"from the old: {difference(old, found)}\nfrom the new: {difference(new, found)}"


def difference(expected: tuple[str, ...], found: tuple[str, ...]) -> str:
    """Say what is missing and what is too much."""
    rows = difflib.unified_diff(expected, found, "expected", "found", n=0, lineterm="")
    return " | ".join(row for row in rows if not row.startswith(("---", "+++", "@@"))) or "nothing"
