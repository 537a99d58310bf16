# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change a known_hosts file while other processes read and change it too: nobody sees half of it, nothing is lost."""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def read(path: Path) -> str:
    """Return the text of the file, "" when there is none. Raises OSError."""
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""


def change(path: Path, edit: Callable[[str], str]) -> None:
    """Put what `edit` makes of the text of the file in its place; a file that stays as it is is only read.

    `edit` is called again when somebody else has changed the file meanwhile. Additions at the end are written in one
    go, everything else becomes a new file that takes the place of the old one, with its owner and mode; behind a
    symbolic link it is the file that it leads to. Who changes the file at the same time waits. Raises OSError.
    """
    path = path.expanduser().resolve()
    seen = read(path)
    wanted = edit(seen)
    if wanted == seen:
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(path) as file:
        before = file.read()
        text = before.decode("utf-8", "surrogateescape")
        after = (wanted if text == seen else edit(text)).encode("utf-8", "surrogateescape")
        if after == before:
            return
        if after.startswith(before):
            file.write(after[len(before) :])
            file.flush()
        else:
            _replace(path, after, os.fstat(file.fileno()))


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    """Open the file and lock it; begin again when another process has put a new one in its place meanwhile."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), path.stat()):
                    yield file
                    return


def _replace(path: Path, content: bytes, was: os.stat_result) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(descriptor, stat.S_IMODE(was.st_mode))
            if (was.st_uid, was.st_gid) != (os.geteuid(), os.getegid()):
                with contextlib.suppress(PermissionError):  # who may not give it away keeps it
                    os.fchown(descriptor, was.st_uid, was.st_gid)
            os.fsync(descriptor)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
