# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files on a device: their names, what `dir` and `verify` say of them, and how the SCP server refuses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .plan import LONGEST_COMMAND, WishError
from .releases import Release
from .text import clean, without_logs

# --- names ------------------------------------------------------------------------------------------------------------

VIRTUAL = ("running-config", "startup-config")
"""Names that the SCP server serves without a file system. Source: behaviour reference 5.5."""

_LOCATION = re.compile(r"(?:(?P<system>[A-Za-z][A-Za-z0-9-]*):)?(?P<path>[\x21-\x7e]*)", re.ASCII)
_UNTYPEABLE = re.compile(r"[?|\"'`;&<>\\]")


@dataclass(frozen=True, slots=True)
class Location:
    """A place on a device: `system` is `flash`, `bootflash`, ... or "" for the default; `path` stands behind it."""

    system: str
    path: str

    def __str__(self) -> str:
        return f"{self.system}:{self.path}" if self.system else self.path

    @property
    def virtual(self) -> bool:
        """Whether it is a configuration, which has neither size nor checksum on the device."""
        return not self.system and self.path in VIRTUAL

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


def location(value: str, where: str, default_name: str = "") -> Location:
    """Read `flash:dir/name`, `name` or `running-config`; a place without a name gets `default_name`.

    Raises `WishError` for what could leave the line of a command or open the help.
    """
    found = _LOCATION.fullmatch(value)
    if found is None or _UNTYPEABLE.search(value):
        raise WishError(where, f"{value!r} holds characters that no file of a device has", "write e.g. flash:name.bin")
    system, path = found["system"] or "", found["path"]
    if not path or path.endswith("/"):
        path += default_name
    if not path:
        raise WishError(where, f"{value!r} names no file", "write e.g. flash:name.bin")
    result = Location(system, path)
    if len(str(result)) > LONGEST_COMMAND - 20:
        raise WishError(where, "the name is too long for a line of the device", "choose a shorter one")
    return result


# --- dir --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or directory as `dir` lists it; `size` in bytes."""

    name: str
    size: int
    directory: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """What `dir` says; `total` and `free` in bytes, None where the text does not tell; `system` as in `flash:`."""

    entries: tuple[Entry, ...]
    total: int | None = None
    free: int | None = None
    system: str = ""

    def find(self, name: str) -> Entry | None:
        """Return the entry of that name."""
        return next((entry for entry in self.entries if entry.name == name), None)


# `   11  -rw-        2072   Jul 5 2021 10:00:00 +00:00  name`; old trains number nothing, some print no date.
_ENTRY = re.compile(
    r"\s*(?:\d+\s+)?(?P<mode>[d-](?:[r-][w-][x-]){1,3})\s+(?P<size>\d+)\s+"
    r"(?:.*?(?:\d\d:\d\d(?::\d\d)?(?:\s+[+-]\d\d:\d\d)?|<no date>)\s+)?(?P<name>\S.*?)\s*"
)
_SPACE = re.compile(r"(?P<total>\d+) bytes (?:total|available) \((?P<free>\d+) bytes (?:free|used)\)")
_DIRECTORY = re.compile(r"Directory of (?P<system>[A-Za-z][\w-]*:)")
_FREE = re.compile(r"\((?P<free>\d+) bytes free\)")


def listing(raw: str) -> Listing:
    """Read `dir`."""
    entries = []
    total = free = None
    system = ""
    for line in without_logs(raw):
        if found := _DIRECTORY.match(line):
            system = system or found["system"]
        elif found := _ENTRY.fullmatch(line):
            name = found["name"].rpartition("/")[2] or found["name"]
            entries.append(Entry(name, int(found["size"]), found["mode"].startswith("d")))
        elif found := _SPACE.search(line):
            total = int(found["total"])
            free = int(found["free"]) if _FREE.search(line) else total - int(found["free"])
    return Listing(tuple(entries), total, free, system)


# --- show file systems ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FileSystem:
    """A row of `show file systems`: `name` is its first prefix, `flash:`; `free` in bytes, None where none are told."""

    name: str
    free: int | None
    kind: str
    flags: str
    default: bool = False

    @property
    def takes_files(self) -> bool:
        """Whether files of ours belong there: memory of the device that can be written, and no place of its own."""
        return self.kind in {"disk", "flash"} and self.flags == "rw" and self.rank < _LAST

    @property
    def rank(self) -> int:
        """Where it stands among places for files: the default first, then those that are never taken out."""
        stem = self.name.rstrip(":")
        if stem.startswith(_NOT_FOR_FILES):
            return _LAST
        if self.default:
            return 0
        return next((at for at, name in enumerate(_PLACES, 1) if stem.startswith(name)), len(_PLACES) + 1)


# Names as devices give them. Source: behaviour reference 7.12.
_PLACES = ("flash", "bootflash", "disk", "sup-bootdisk", "bootdisk", "harddisk", "slot", "usbflash", "usb")
_NOT_FOR_FILES = ("crashinfo", "webui", "stby-", "nvram")
_LAST = 99
_SYSTEM = re.compile(
    r"(?P<default>\*)?\s*(?P<size>\d+|-)\s+(?P<free>\d+|-)\s+(?P<kind>[a-z]+)\s+(?P<flags>[rw]{2})\s+(?P<name>[A-Za-z][\w-]*:).*"
)


def file_systems(raw: str) -> tuple[FileSystem, ...]:
    """Read `show file systems`; those without a size, as a drive without a disk, are left out."""
    rows = (_SYSTEM.fullmatch(line.strip()) for line in without_logs(raw))
    return tuple(
        FileSystem(
            row["name"],
            int(row["free"]) if row["free"] != "-" else None,
            row["kind"],
            row["flags"],
            bool(row["default"]),
        )
        for row in rows
        if row is not None and row["size"] != "-"
    )


# --- verify -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hash:
    """A checksum that a device can make: its word in `verify /WORD FILE`, and its length in hexadecimal digits."""

    word: str
    digits: int
    since: Release
    source: str


# The first that the release knows and does not refuse is used.
HASHES: tuple[Hash, ...] = (
    Hash("sha512", 128, Release.parse("15.5"), "recorded on 15.5(3)S and 17.12; on older trains unverified"),
    Hash("md5", 32, Release.parse("12.2"), "command references; recorded on 12.4 and later"),
)


def hashes(release: Release | None) -> tuple[Hash, ...]:
    """Return what may be tried on a release, the strongest first; all where the release is not known."""
    return tuple(row for row in HASHES if release is None or release >= row.since)


def digest(raw: str, row: Hash) -> str | None:
    """Return the checksum that `verify` printed, in lower case; a terminal may have broken it over lines."""
    text = clean(raw)
    found = re.search(
        rf"verify\s*/{row.word}\s*\([^)]*\)\s*=\s*((?:[0-9A-Fa-f]\s*){{{row.digits}}})", text, re.IGNORECASE
    )
    return "".join(found[1].split()).lower() if found else None


# --- how the device says no -------------------------------------------------------------------------------------------

# What the SCP server says -> what to do about it. Source: behaviour reference 5.5, except where a row says unverified.
SCP_REFUSALS: tuple[tuple[str, str], ...] = (
    (
        r"privilege denied",
        "the account needs privilege level 15 at the login, and with aaa new-model also aaa authorization exec",
    ),
    (r"administratively disabled|not enabled", "ip scp server enable is missing"),  # wording unverified
    (r"no space left|no memory available|not enough space", "the file system is full"),  # wording unverified
    (r"no such (?:file|device)|file not found", "the name is not known to the device"),  # wording unverified
    (r"permission denied|read-only|write protected", "the file system does not take this file"),  # wording unverified
)


def scp_hint(words: str) -> str:
    """Return what the words of an SCP server mean, "" where nobody knows."""
    return next((hint for pattern, hint in SCP_REFUSALS if re.search(pattern, words, re.IGNORECASE)), "")


_NO_FILE = re.compile(r"%\s*Error opening .*\((?:No such file or directory|File not found|no such file)", re.IGNORECASE)
_ERROR = re.compile(r"^[ \t]*(%[ \t]*Error .*)$", re.IGNORECASE | re.MULTILINE)


def missing(raw: str) -> bool:
    """Tell whether `dir` or `verify` says that there is no such file."""
    return _NO_FILE.search(clean(raw)) is not None


def complaint(raw: str) -> str:
    """Return the line by which a file command failed, "" when there is none."""
    found = _ERROR.search(clean(raw))
    return found[1].strip() if found else ""
