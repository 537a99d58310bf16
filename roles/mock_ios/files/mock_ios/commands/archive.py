# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configurations in files against the one that runs: what would change, and the change itself. There is no archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..flash import FlashError, text_of
from . import Call, Refused, Row
from .files import place_of, read

if TYPE_CHECKING:
    from collections.abc import Iterable

SURE = (
    "This will apply all necessary additions and deletions\n"
    "to replace the current running configuration with the\n"
    "contents of the specified configuration file, which is\n"
    "assumed to be a complete configuration, not a partial\n"
    "configuration. Enter Y if you are sure you want to proceed. ? [no]: "
)
NO_ARCHIVE = "%Please turn config archive on before using Rollback Confirmed Change"  # the first half is recorded
RESTORED = "The original configuration has been successfully restored."  # as napalm looks for it
Tree = dict[str, list[str]]  # line at the left -> the lines below it
NOTHING_PENDING = "%No Rollback Confirmed Change pending"


def show_archive(call: Call) -> str:
    """Only the answer of a device without an archive is known here (reference 7.7)."""
    if call.device.config.has("archive"):
        raise call.invalid(1)
    return " Archive feature not enabled"


def archive_now(call: Call) -> str:
    """`archive config`, likewise."""
    return f"{show_archive(call)}\n% Error caught by command handler"


def show_log(_call: Call) -> str:
    """Changes are not logged."""
    return "% Config Logger disabled."


def show_timer(_call: Call) -> str:
    """Nothing is ever pending: changes with a timer are not simulated."""
    return NOTHING_PENDING


async def replace(call: Call) -> None:
    """`configure replace FILE`: the whole configuration; what the device knows besides, such as keys, stays."""
    shell, device = call.live, call.device
    place = place_of(call, 2)
    try:
        text = text_of(device.storage.read(place))
    except FlashError as error:
        raise Refused(f"Error: Could not open file {place.typed} for reading") from error
    archive = device.config.entries.get("archive")
    if call.has("revert") and not (archive and archive.children and "path" in archive.children):
        raise Refused(NO_ARCHIVE)
    if not call.has("force"):
        answer = await shell.ask(SURE.replace("\n", "\r\n"))
        if not (answer or "").strip().lower().startswith("y"):
            return
    before = device.saved_text()
    old, new = _tree(before), _tree(text)
    complaints = device.replace(text)
    for line in complaints:
        shell.say(line)
    if complaints and call.has("revert"):
        device.replace(before)
        shell.say(RESTORED)
    device.changed(shell.account.name)
    if call.has("list"):
        shell.say(
            "\n".join(
                ["!Pass 1", "!List of Rollback Commands:", *_removals(old, new), *_additions(old, new), "end", ""]
            )
        )
    shell.say("Total number of passes: 1\nRollback Done\n")


def _tree(text: str) -> Tree:
    """Lines at the left, each with the lines below it; several places with the same line count as one."""
    found: Tree = {}
    parent: list[str] = []
    for line in text.replace("\r", "").split("\n"):
        bare = line.strip()
        if not bare or bare.startswith("!") or bare == "end" or line.startswith(("Building", "Current config")):
            continue
        if line[0] == " ":
            parent.append(bare)
        else:
            parent = found.setdefault(bare, [])
    return found


def _has(lines: Iterable[str], line: str) -> bool:
    """Whether a line would change nothing; `no X` does so where nothing starts with X."""
    if line.startswith("no "):
        return line in lines or not any(f"{held} ".startswith(f"{line[3:]} ") for held in lines)
    return line in lines


def _additions(old: Tree, new: Tree) -> list[str]:
    """The lines that have to be typed so that everything in `new` holds."""
    lines: list[str] = []
    for parent, children in new.items():
        fresh = [child for child in children if not _has(old.get(parent, []), child)]
        if fresh or not _has(old, parent):
            lines += [parent, *(f" {child}" for child in fresh)]
    return lines


def _removals(old: Tree, new: Tree) -> list[str]:
    """The lines that take away what `new` does not have."""
    lines: list[str] = []
    for parent, children in old.items():
        gone = [child for child in children if child not in new.get(parent, [])]
        if parent not in new:
            lines.append(_inverse(parent))
        elif gone:
            lines += [parent, *(f" {_inverse(child)}" for child in gone)]
    return lines


def _inverse(line: str) -> str:
    return line[3:] if line.startswith("no ") else f"no {line}"


def incremental_differences(call: Call) -> str:
    """The commands of a file that the running configuration has not; the order is that of the file."""
    lines = _additions(_tree(call.device.saved_text()), _tree(text_of(read(call, place_of(call, 4)))))
    return "\n".join(["!List of Commands:", *lines, "end"] + ([] if lines else ["!No changes were found"]))


def differences(call: Call) -> str:
    """What the second configuration has and the first has not (`+`), and the other way round (`-`)."""
    texts = [text_of(read(call, place_of(call, word))) for word in range(4, len(call.words))]
    defaults = [call.device.saved_text(), call.device.startup or ""]
    old, new = (_tree(text) for text in (texts + defaults[: 2 - len(texts)] if texts else defaults[::-1]))
    lines = []
    for sign, one, other in (("+", new, old), ("-", old, new)):
        for parent, children in one.items():
            fresh = [child for child in children if child not in other.get(parent, [])]
            if parent not in other:
                lines += [f"{sign}{parent}", *(f" {sign}{child}" for child in children)]
            elif fresh:
                lines += [parent, *(f" {sign}{child}" for child in fresh)]
    return "\n".join(["!Contextual Config Diffs:", *(lines or ["!No changes were found"])])


ROWS = (
    Row("show archive", show_archive, source="7.7"),
    Row("show archive config rollback timer", show_timer, source="7.7"),
    Row("show archive log config all", show_log, source="7.7"),
    Row("archive config", archive_now, source="7.7"),
    Row("configure confirm", show_timer, source="7.7"),
    Row("configure revert now", show_timer, source="7.7"),
    Row("show archive config incremental-diffs FILE [ignorecase]", incremental_differences, source="7.7"),
    Row("show archive config differences [FIRST] [SECOND]", differences, source="7.7"),
    Row("configure replace FILE [list] [force] [revert trigger error]", replace, source="7.7"),
)
