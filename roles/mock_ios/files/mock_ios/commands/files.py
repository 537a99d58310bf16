# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files: what is on a file system, copies, hashes, directories."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ..flash import (
    FILE,
    FOLDER,
    FOLDER_BYTES,
    FULL,
    MEGABYTE,
    MISSING,
    NETWORK,
    NULL,
    NVRAM,
    NVRAM_BYTES,
    RUNNING,
    STARTUP,
    SYSTEM,
    Entry,
    FlashError,
    Zeros,
    digest,
    text_of,
)
from ..parser import ParseError
from . import Call, Refused, Row, Setting
from .system import write_memory

if TYPE_CHECKING:
    from ..device import Device
    from ..flash import Content, Place

NO_DATE = "<no date>"
OVERWRITE = "%Warning:There is a file already existing with this name "
DOT_BYTES = 1 << 19  # one dot of `verify` for so many bytes; unverified
NVRAM_FIRST = 189  # the number that the startup configuration has in `dir nvram:`, as recorded


# Places


def place_of(call: Call, word: int, *, bare: bool = True) -> Place:
    """The place that a word names; ParseError at the first letter that fits no file system, as for any bad word."""
    text = call.words[word]
    storage = call.device.storage
    place = storage.place(text, call.shell.folder if call.shell else "")
    if place is None or (not bare and ":" not in text and text not in (RUNNING, STARTUP)):
        known = (*storage.known(), RUNNING, STARTUP)
        matched = max(_common(name, text.lower()) for name in known)
        raise ParseError("invalid", call.parsed.offsets[word] + matched, call.line, word)
    return place


def _common(word: str, text: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(word, text, strict=False)) if a != b), min(len(word), len(text)))


def read(call: Call, place: Place) -> Content:
    """What is at a place; `%Error opening` where there is nothing."""
    try:
        return call.device.storage.read(place)
    except FlashError as error:
        raise Refused(f"%Error opening {place.typed} ({error})") from error


def _quiet(call: Call) -> bool:
    return call.device.config.get("file prompt") == "file prompt quiet"


async def _named(call: Call, question: str, place: Place, default: str) -> Place | None:
    """Ask for the name of a file on the file system of `place`; None after Ctrl-C."""
    if _quiet(call):
        answer: str | None = ""
    else:
        answer = await call.live.ask(f"{question} [{default}]? ")
    if answer is None:
        return None
    name = answer.strip() or default
    return call.device.storage.place(name if ":" in name else f"{place.system}:{name}")


# Listings


def directory(call: Call) -> str:
    """`dir`: the columns of the release; below them the sizes."""
    folder = call.live.folder
    storage = call.device.storage
    if "all-filesystems" in call.words:
        names = [f"{SYSTEM}:", f"{NVRAM}:", *([f"{storage.main}:"] if storage.names else [])]
        return "\n".join(_listing(call.device, place) for name in names if (place := storage.place(name)))
    word = len(call.words) - 1
    place = place_of(call, word) if "URL" in call.args else storage.place(folder or f"{storage.main}:")
    if place is None or place.network:
        raise call.invalid(word)
    return _listing(call.device, place, recursive=call.has("/recursive"))


def _listing(device: Device, place: Place, *, recursive: bool = False) -> str:
    rows = _rows(device, place)
    if rows is None:
        raise Refused(f"%Error opening {place.shown} ({MISSING})")
    storage = device.storage
    flash = storage.flash
    in_flash = storage.on_flash(place)
    is_folder = bool(place.path) and in_flash and flash.is_folder(place.path)
    listed = [f"Directory of {place.shown}{'/' if is_folder else ''}", ""]
    listed += rows or ["No files in directory"]
    if recursive and in_flash:
        for path in [key for key, entry in flash.entries.items() if entry.content is None]:
            if not place.path or path == place.path or path.startswith(f"{place.path}/"):
                below = storage.place(f"{place.system}:/{path}")
                listed += ["", f"Directory of {place.system}:/{path}/", ""]
                listed += (_rows(device, below) if below else None) or ["No files in directory"]
    listed += ["", _space(device, place)]
    return "\n".join(listed)


def _space(device: Device, place: Place) -> str:
    if place.system == SYSTEM:
        return "No space information available"
    if place.system == NVRAM:
        return f"{NVRAM_BYTES} bytes total ({_nvram_free(device)} bytes free)"
    return f"{device.storage.flash.total} bytes total ({device.storage.flash.free} bytes free)"


def _nvram_free(device: Device) -> int:
    return NVRAM_BYTES - len(device.startup or "")


def _rows(device: Device, place: Place) -> list[str] | None:
    """The lines of a directory or of one file; None when there is neither."""
    storage = device.storage
    if storage.on_flash(place):
        if storage.flash.is_folder(place.path):
            return [_row(device, name, entry) for name, entry in storage.flash.below(place.path).items()]
        entry = storage.flash.find(place.path)
        return [_row(device, place.name, entry)] if entry else None
    if place.system == NVRAM:
        entries = {STARTUP: Entry(NVRAM_FIRST, None, Zeros(len(device.startup or "")), "-rw-")}
    elif place.system == SYSTEM:
        entries = {RUNNING: Entry(1, device.clock.now(), Zeros(len(device.saved_text())), "-rw-")}
    else:
        return None
    return [_row(device, name, entry) for name, entry in entries.items() if place.path in ("", name)] or None


def _row(device: Device, name: str, entry: Entry) -> str:
    facts = device.profile.system["files"]
    mode = entry.mode or facts[FOLDER if entry.content is None else FILE]
    size = FOLDER_BYTES if entry.content is None else entry.content.size
    stamp = device.clock.file_stamp(entry.modified) if entry.modified else NO_DATE
    return f"{entry.number:>5}  {mode}{size:>{facts['width']}}  {stamp:>27}  {name}"


def show_flash(call: Call) -> str:
    """`show flash:`: on switches the same as `dir`, else a table of everything below."""
    device = call.device
    storage = device.storage
    place = storage.place(call.words[1])
    if place is None or not storage.names:
        raise call.invalid(1)
    facts = device.profile.system["files"]
    if facts["show"] == "directory":
        return _listing(device, place)
    flash = storage.flash
    lead = f"/{storage.main}/" if facts["show"] == "rooted" else ""
    rows = [(lead, FOLDER_BYTES, device.started_at)] if lead else []
    rows += [
        (f"{lead}{path}", entry.content.size if entry.content else FOLDER_BYTES, entry.modified or device.started_at)
        for path, entry in flash.entries.items()
    ]
    lines = [
        f"{number:>3} {size:>10} {when:%b %d %Y %H:%M:%S} +00:00 {path}"
        for number, (path, size, when) in enumerate(rows, 1)
    ]
    used = flash.total - flash.free
    return "\n".join([facts["head"], *lines, "", f"{flash.free} bytes available ({used} bytes used)"])


def show_file_systems(call: Call) -> str:
    """All file systems, the default one marked with a star."""
    device = call.device
    storage = device.storage
    lines = ["File Systems:", "", "       Size(b)       Free(b)      Type  Flags  Prefixes"]
    rows: list[tuple[str, str, str, str, str]] = [("-", "-", "opaque", "rw", f"{SYSTEM}:")]
    if storage.names:
        flash = storage.flash
        names = " ".join(f"{name}:" for name in storage.names)
        rows.append((str(flash.total), str(flash.free), device.profile.system["files"]["type"], "rw", names))
    rows += [
        ("-", "-", "opaque", "rw", f"{NULL}:"),
        (str(NVRAM_BYTES), str(_nvram_free(device)), "nvram", "rw", f"{NVRAM}:"),
        *(("-", "-", "network", "rw", f"{name}:") for name in NETWORK),
    ]
    for total, free, kind, flags, names in rows:
        mark = "*" if names.split()[0] == f"{storage.main}:" else " "
        lines.append(f"{mark}{total:>13}{free:>14}{kind:>10}{flags:>7}   {names}")
    return "\n".join([*lines, ""])


def change_folder(call: Call) -> None:
    """`cd`: where bare names are looked up; without a name back to the default file system."""
    storage = call.device.storage
    place = place_of(call, 1) if "URL" in call.args else storage.place(f"{storage.main}:")
    folder = place is not None and (storage.flash.is_folder(place.path) if storage.on_flash(place) else not place.path)
    if place is None or place.network or not folder:
        raise Refused(f"%Error changing current directory to {call.words[-1]} (Not a directory)")  # unverified
    call.live.folder = place.shown


def show_folder(call: Call) -> str:
    """`pwd`."""
    return call.live.folder or f"{call.device.storage.main}:/"


# One file


def more(call: Call) -> str:
    """The text of a file."""
    place = place_of(call, len(call.words) - 1)
    return text_of(read(call, place)).replace("\r", "").rstrip("\n")


async def verify(call: Call) -> str:
    """`verify /md5 FILE [HASH]` and `/sha512`: the hash of a file, or whether it is the one that was given."""
    kind = call.words[1].lstrip("/")
    place = place_of(call, 2)
    content = read(call, place)
    found = await asyncio.to_thread(digest, kind, content)
    done = call.device.profile.system["files"]["done"].format(file=place.typed) if kind == "md5" else "Done!"
    dots = "." * (1 + content.size // DOT_BYTES) + done
    wanted = call.args.get("HASH")
    if wanted is None:
        return f"{dots}\n\nverify /{kind} ({place.typed}) = {found}\n"
    if wanted.lower() == found:
        return f"{dots}\nVerified ({place.typed}) = {found}\n"
    lines = [f"%Error verifying {place.typed}", f"Computed signature  = {found}", f"Submitted signature = {wanted}"]
    return "\n".join([dots, *lines, ""])


async def delete(call: Call) -> None:
    """Two questions, and silence when it is done; `/force` asks nothing, nor does `file prompt quiet`."""
    shell, storage = call.live, call.device.storage
    first = place_of(call, len(call.words) - 1)
    place: Place | None = first
    if not call.has("/force") and not _quiet(call):
        place = await _named(call, "Delete filename", first, first.path)
        if place is None or not await shell.confirm(f"Delete {place.shown}? [confirm]"):
            return
    if place is None:
        return
    if (place.system, place.path) == (NVRAM, STARTUP):
        call.device.erase()
        return
    if not storage.on_flash(place):
        raise Refused(f"%Error deleting {place.shown} ({MISSING})")
    try:
        storage.flash.remove(place.path, recursive=call.has("/recursive"))
    except FlashError as error:
        raise Refused(f"%Error deleting {place.shown} ({error})") from error


def _on_flash(call: Call, place: Place, doing: str) -> None:
    if not call.device.storage.on_flash(place):
        raise Refused(f"%Error {doing} {place.typed} (Operation not supported)")  # unverified


async def make_folder(call: Call) -> str | None:
    """`mkdir`."""
    first = place_of(call, 1)
    place = await _named(call, "Create directory filename", first, first.path)
    if place is None:
        return None
    _on_flash(call, place, "Creating dir")
    try:
        call.device.storage.flash.make_folder(place.path, call.device.clock.now())
    except FlashError as error:
        raise Refused(f"%Error Creating dir {place.typed} ({error})") from error
    return f"Created dir {place.shown}"


async def remove_folder(call: Call) -> str | None:
    """`rmdir`."""
    first = place_of(call, 1)
    place = await _named(call, "Remove directory filename", first, first.path)
    if place is None:
        return None
    if not _quiet(call) and not await call.live.confirm(f"Delete {place.typed}? [confirm]"):
        return None
    _on_flash(call, place, "Removing dir")
    try:
        call.device.storage.flash.remove_folder(place.path)
    except FlashError as error:
        raise Refused(f"%Error Removing dir {place.typed} ({error})") from error
    return f"Removed dir {place.typed}"


async def rename(call: Call) -> None:
    """`rename OLD NEW`, on one file system."""
    old, first = place_of(call, 1), place_of(call, 2)
    place = await _named(call, "Destination filename", first, first.path or old.name)
    if place is None:
        return
    _on_flash(call, place, "renaming")
    try:
        call.device.storage.flash.rename(old.path, place.path)
    except FlashError as error:
        raise Refused(f"%Error renaming {old.typed} ({error})") from error  # unverified


# Copies


async def copy(call: Call) -> None:
    """`copy SOURCE DESTINATION`: asks what is missing, then for the name of the destination."""
    first, last = len(call.words) - 2, len(call.words) - 1
    source, target = place_of(call, first, bare=False), place_of(call, last, bare=False)
    if source.network or target.network:
        await _far(call, source, target)
        return
    if not source.path and source.system != NULL:
        asked = await _named(call, "Source filename", source, "")
        if asked is None or not asked.path:
            return
        source = asked
    place = await _named(call, "Destination filename", target, target.path or source.name)
    if place is None:
        return
    if (source.path, place.system, place.path) == (RUNNING, NVRAM, STARTUP):
        await write_memory(call)
        return
    content = read(call, source)
    if await _may_write(call, place):
        _write(call, source, place, content)


async def _may_write(call: Call, place: Place) -> bool:
    storage = call.device.storage
    if _quiet(call) or not storage.on_flash(place) or storage.flash.find(place.path) is None:
        return True
    call.live.say(OVERWRITE)
    return await call.live.confirm("Do you want to over write? [confirm]")


def _write(call: Call, source: Place, place: Place, content: Content) -> None:
    device, shell = call.device, call.live
    started = device.clock.now()
    try:
        said = device.storage.write(place, content)
    except FlashError as error:
        if str(error) == FULL:
            raise Refused(f"%Error copying {source.typed} (Not enough space on device)") from error
        raise Refused(f"%Error copying {place.typed} ({error})") from error
    if place.system == SYSTEM:
        device.changed(shell.account.name)
    elif place.system == NVRAM:
        said = ["[OK]"]  # unverified
    elif device.storage.on_flash(source) and device.profile.system["files"]["progress"]:
        said = ["Copy in progress..." + "C" * (1 + content.size // MEGABYTE)]
    for line in said:
        shell.say(line)
    seconds = max((device.clock.now() - started).total_seconds(), 0.001)
    shell.say(f"{content.size} bytes copied in {seconds:.3f} secs ({int(content.size / seconds)} bytes/sec)")


async def _far(call: Call, source: Place, target: Place) -> None:
    """A copy from or to a server: the questions are asked, and nobody answers the device."""
    shell = call.live
    far = source if source.network else target
    host, _unused, path = far.path.partition("/")
    if not host:
        answer = await shell.ask("Address or name of remote host []? ")
        if not (answer or "").strip():
            return
        host = str(answer).strip()
    if source.network and not path:
        path = (await shell.ask("Source filename []? ") or "").strip()
    name = path.rpartition("/")[2] or (f"{call.device.hostname.lower()}-confg" if not source.network else "")
    if target.path and not target.network:
        name = target.path
    if not _quiet(call) and await shell.ask(f"Destination filename [{name}]? ") is None:
        return
    url = f"{far.system}://{host}/{path or name}"
    if source.network:
        shell.say(f"Accessing {url}...")
    raise Refused(f"%Error opening {url} (Timed out)")


_FROM = f"{{{RUNNING}|{STARTUP}|SOURCE}}"
_TO = f"{{{RUNNING}|{STARTUP}|DESTINATION}}"
ROWS = (
    Row("dir [/all|/recursive]* [URL]", directory, source="7.12"),
    Row("dir all-filesystems", directory, source="7.12; the order is unverified"),
    Row("show flash:", show_flash, user=True, source="7.12"),
    Row("show bootflash:", show_flash, user=True, source="7.12"),
    Row("show file systems", show_file_systems, user=True, source="7.12; shortened"),
    Row("cd [URL]", change_folder, source="unverified refusal"),
    Row("pwd", show_folder),
    Row("more [/ascii|/binary] FILE", more, source="7.12"),
    Row("verify /md5 FILE [HASH]", verify, source="7.12; how many dots is unverified"),
    Row("verify /sha512 FILE [HASH]", verify, needs="system.files.sha512", source="7.12"),
    Row("delete [/force|/recursive]* FILE", delete, source="7.12"),
    Row("mkdir FILE", make_folder, source="7.12"),
    Row("rmdir FILE", remove_folder, source="7.12"),
    Row("rename FILE DESTINATION", rename, source="7.12; the refusal is unverified"),
    Row(f"copy [/noverify|/verify] {_FROM} {_TO}", copy, source="7.6, 7.12"),
    Setting("file prompt {alert|noisy|quiet}", 2, source="7.12"),
)
