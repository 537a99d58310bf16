# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file systems of a device: flash with files and directories, the two configurations, and `null:`.

What a file holds never changes: to write is to put another content in its place. A copy on the same device therefore
costs nothing. Up to a megabyte stays in memory; what is larger lies in a file without a name in the temporary
directory of the machine, and is gone with the process.
"""

from __future__ import annotations

import hashlib
import itertools
import tempfile
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from .device import Device

IN_MEMORY = 1 << 20  # bytes of one file
CHUNK = 1 << 16
MEGABYTE = 1 << 20
NVRAM_BYTES = 262144
CONFIGURATION_BYTES = 2 * MEGABYTE  # a larger file is no configuration
FOLDER_BYTES = 4096
FILE, FOLDER = "file", "folder"
SYSTEM, NVRAM, NULL = "system", "nvram", "null"
RUNNING, STARTUP = "running-config", "startup-config"
NETWORK = ("tftp", "rcp", "http", "ftp", "scp", "sftp", "https")  # as `show file systems` lists them


class FlashError(Exception):
    """What a file system refuses, in the words that stand in the brackets of `%Error ...`."""


MISSING = "No such file or directory"  # reference 7.12
FULL = "No space left on device"
IS_FOLDER = "Is a directory"  # unverified
EXISTS = "File exists"  # unverified
NOT_EMPTY = "Directory not empty"
READ_ONLY = "Permission denied"


class Content(Protocol):
    """What a file holds."""

    size: int  # bytes

    def chunks(self) -> Iterator[bytes]:
        """All of it, in pieces."""


class Stored:
    """A content that is written from start to end, then read as often as somebody likes."""

    def __init__(self, data: bytes = b"") -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 lives as long as this
        self._lock = threading.Lock()  # hashes are made in threads
        self.size = 0
        self.write(data)

    def write(self, data: bytes) -> None:
        """Add to the end."""
        self._file.seek(self.size)
        self._file.write(data)
        self.size += len(data)

    def chunks(self) -> Iterator[bytes]:
        """The content, in pieces."""
        for start in range(0, self.size, CHUNK):
            with self._lock:
                self._file.seek(start)
                piece = self._file.read(min(CHUNK, self.size - start))
            yield piece


@dataclass(frozen=True, slots=True)
class Zeros:
    """Nothing but zeros: the software image, and whatever a fleet file gives by its size alone."""

    size: int

    def chunks(self) -> Iterator[bytes]:
        """The zeros, in pieces."""
        piece = bytes(CHUNK)
        for start in range(0, self.size, CHUNK):
            yield piece[: self.size - start]


def digest(kind: str, content: Content) -> str:
    """The hash of a content as the device prints it: hexadecimal, lower case."""
    made = hashlib.new(kind, usedforsecurity=False)
    for chunk in content.chunks():
        made.update(chunk)
    return made.hexdigest()


@dataclass(slots=True, eq=False)
class Entry:
    """A file or a directory."""

    number: int  # as in the first column of `dir`
    modified: datetime | None  # None: the file system keeps no dates
    content: Content | None  # None: a directory
    mode: str = ""  # "-rw-"; "" for what the file system gives everything


@dataclass(slots=True)
class FileSystem:
    """The flash: entries by path without leading slash, in the order of creation."""

    name: str
    total: int  # bytes
    entries: dict[str, Entry] = field(default_factory=dict)
    _number: int = 0

    @property
    def free(self) -> int:
        """Bytes that can still be written."""
        return max(0, self.total - sum(entry.content.size for entry in self.entries.values() if entry.content))

    def find(self, path: str) -> Entry | None:
        """What is at a path; None for nothing."""
        return self.entries.get(path)

    def is_folder(self, path: str) -> bool:
        """Whether this is a directory; the root is one."""
        entry = self.entries.get(path)
        return not path or (entry is not None and entry.content is None)

    def content(self, path: str) -> Content:
        """What a file holds; raises FlashError."""
        entry = self.entries.get(path)
        if entry is None:
            raise FlashError(MISSING)
        if entry.content is None:
            raise FlashError(IS_FOLDER)
        return entry.content

    def room_for(self, path: str, size: int) -> None:
        """Raise FlashError unless a file of this size can be written here."""
        folder = path.rpartition("/")[0]
        if not path or not self.is_folder(folder):
            raise FlashError(MISSING)
        old = self.entries.get(path)
        if old and old.content is None:
            raise FlashError(IS_FOLDER)
        if size > self.free + (old.content.size if old and old.content else 0):
            raise FlashError(FULL)

    def write(self, path: str, content: Content, when: datetime) -> None:
        """Put a content at a path, in the place of what was there; raises FlashError."""
        self.room_for(path, content.size)
        self.entries.pop(path, None)
        self.entries[path] = Entry(self._next(), when, content)

    def remove(self, path: str, *, recursive: bool = False) -> None:
        """Delete a file, or a directory with all that is in it; raises FlashError."""
        if not recursive:
            self.content(path)
        elif path not in self.entries:
            raise FlashError(MISSING)
        for below in [key for key in self.entries if key == path or key.startswith(f"{path}/")]:
            del self.entries[below]

    def make_folder(self, path: str, when: datetime) -> None:
        """Create a directory; raises FlashError."""
        if self.is_folder(path) or path in self.entries:
            raise FlashError(EXISTS)
        if not self.is_folder(path.rpartition("/")[0]):
            raise FlashError(MISSING)
        self.entries[path] = Entry(self._next(), when, None)

    def remove_folder(self, path: str) -> None:
        """Remove an empty directory; raises FlashError."""
        if not path or not self.is_folder(path):
            raise FlashError(MISSING)
        if self.below(path):
            raise FlashError(NOT_EMPTY)
        del self.entries[path]

    def rename(self, old: str, new: str) -> None:
        """Give a file or directory another path; raises FlashError."""
        if old not in self.entries:
            raise FlashError(MISSING)
        if new in self.entries or not new:
            raise FlashError(EXISTS)
        if not self.is_folder(new.rpartition("/")[0]):
            raise FlashError(MISSING)
        for path in [key for key in self.entries if key == old or key.startswith(f"{old}/")]:
            self.entries[new + path[len(old) :]] = self.entries.pop(path)

    def below(self, path: str) -> dict[str, Entry]:
        """What stands directly in a directory, by name."""
        lead = f"{path}/" if path else ""
        names = {key[len(lead) :]: entry for key, entry in self.entries.items() if key.startswith(lead)}
        return {name: entry for name, entry in names.items() if name and "/" not in name}

    def _next(self) -> int:
        self._number += 1
        return self._number


@dataclass(frozen=True, slots=True)
class Place:
    """A path on a file system, as somebody wrote it and as it is meant."""

    system: str  # the file system's own name
    path: str  # without leading and trailing slash; "" is the root
    typed: str  # "flash:new.bin": the own name of the file system, and the path as it was typed

    @property
    def shown(self) -> str:
        """`flash:/new.bin`."""
        return f"{self.system}:/{self.path}"

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def network(self) -> bool:
        """Whether this is somewhere else."""
        return self.system in NETWORK


@dataclass(frozen=True, slots=True)
class FlashPlan:
    """What the flash of a device is like at first."""

    room: int = 64 * MEGABYTE  # bytes that are free
    files: Mapping[str, str | int] = field(default_factory=dict)  # texts, or sizes in bytes, by path
    missing: bool = False  # there is no flash at all


class Storage:
    """All file systems of one device. What is on the flash survives a reload."""

    def __init__(self, device: Device, plan: FlashPlan) -> None:
        self._device = device
        facts = device.profile.system["files"]
        self.names: tuple[str, ...] = () if plan.missing else tuple(facts["names"])
        self.main = self.names[0] if self.names else NVRAM
        self.flash = FileSystem(self.main, 0)
        if plan.missing:
            return
        image = Zeros(device.profile.identity["image_bytes"])
        made: dict[str, Content] = {str(device.profile.identity["image_file"]): image}
        for path, text in plan.files.items():
            made[path.strip("/")] = Zeros(text) if isinstance(text, int) else Stored(text.encode())
        self.flash.total = plan.room + sum(content.size for content in made.values())
        now = device.clock.now()
        for path, content in made.items():
            parents = path.split("/")[:-1]
            for depth in range(1, len(parents) + 1):
                folder = "/".join(parents[:depth])
                if not self.flash.is_folder(folder):
                    self.flash.make_folder(folder, now)
            self.flash.write(path, content, now)

    def place(self, text: str, folder: str = "") -> Place | None:
        """What a URL means; None when there is no such file system. `folder` is where bare names are looked up."""
        system, colon, path = text.partition(":")
        if not colon:
            if text.lower() in (RUNNING, STARTUP):
                system = SYSTEM if text.lower() == RUNNING else NVRAM
                return Place(system, text.lower(), f"{system}:{text.lower()}")
            base = folder or f"{self.main}:/"
            joined = text if text.startswith("/") else f"{base.partition(':')[2].strip('/')}/{text}"
            return Place(base.partition(":")[0], _plain(joined), f"{base.partition(':')[0]}:{text}")
        own = self.own_name(system)
        return Place(own, _plain(path), f"{own}:{path}") if own else None

    def on_flash(self, place: Place) -> bool:
        """Whether this is a place on the flash, which a device may not have."""
        return bool(self.names) and place.system == self.main

    def own_name(self, system: str) -> str:
        """The own name of a file system, which may have others; "" when there is none."""
        lower = system.lower()
        if lower in self.names:
            return self.main
        return lower if lower in (SYSTEM, NVRAM, NULL, *NETWORK) else ""

    def known(self) -> tuple[str, ...]:
        """The names of all file systems, with colon."""
        return tuple(f"{name}:" for name in (*self.names, SYSTEM, NVRAM, NULL, *NETWORK))

    def read(self, place: Place) -> Content:
        """What is at a place; raises FlashError."""
        if self.on_flash(place):
            return self.flash.content(place.path)
        if place.system == SYSTEM and place.path == RUNNING:
            return Stored(self._device.saved_text().encode("latin-1"))
        if place.system == NVRAM and place.path == STARTUP and self._device.startup is not None:
            return Stored(self._device.startup.encode("latin-1"))
        if place.system == NULL:
            return Stored()
        raise FlashError(MISSING)

    def room_for(self, place: Place, size: int) -> None:
        """Raise FlashError unless this much can be written to a place."""
        if self.on_flash(place):
            self.flash.room_for(place.path, size)
        elif place.system == NVRAM:
            if place.path != STARTUP:
                raise FlashError("Invalid argument")  # recorded for `copy running-config` to another name
            if size > NVRAM_BYTES:
                raise FlashError(FULL)
        elif (place.system, place.path) == (SYSTEM, RUNNING):
            if size > CONFIGURATION_BYTES:
                raise FlashError(FULL)
        elif place.system != NULL:
            raise FlashError(READ_ONLY)

    def write(self, place: Place, content: Content) -> list[str]:
        """Put a content at a place; what the device says to a configuration. Raises FlashError."""
        self.room_for(place, content.size)
        if self.on_flash(place):
            self.flash.write(place.path, content, self._device.clock.now())
        elif place.system == NVRAM:
            self._device.startup = text_of(content)
        elif place.system == SYSTEM:
            return self._device.merge(text_of(content))
        return []


def _plain(path: str) -> str:
    """A path without slashes and dots that say nothing: OpenSSH asks for `.` where its user names no place."""
    return "/".join(part for part in path.split("/") if part not in ("", "."))


def text_of(content: Content) -> str:
    """A content as text of the device, each byte a character; no more than a configuration can have."""
    chunks = itertools.islice(content.chunks(), CONFIGURATION_BYTES // CHUNK)
    return b"".join(chunks).decode("latin-1")
