# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet in the background: its state file, by which exactly this process is found again and ended.

The serving process keeps a lock on its state file. Whoever wants to end it trusts the process id in the file only
while that lock is held, so a recycled process id is never hit.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import sys
import time
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

END_PATIENCE = 10.0  # seconds between asking a process to end and killing it
POLL = 0.02


class StateError(Exception):
    """A state file that does not fit what is asked."""


class State:
    """The state file of this process."""

    def __init__(self, path: Path) -> None:
        """Take the file; raises StateError when a running fleet has it."""
        self.path = path
        self._file = _open(path, "a+")
        if not _locked(self._file):
            pid = _pid(self._file)
            self._file.close()
            raise StateError(f"{path}: a fleet is running with this state file, process {pid}; stop it first")

    def write(self) -> None:
        """Record this process."""
        self._file.seek(0)
        self._file.truncate()
        self._file.write(json.dumps({"pid": os.getpid()}) + "\n")
        self._file.flush()

    def remove(self) -> None:
        """Remove the file; the lock goes with the process."""
        self.path.unlink(missing_ok=True)


def stop(path: Path) -> bool:
    """End the fleet of a state file and wait until it has ended; False when none was running."""
    try:
        file = _open(path, "r+")
    except FileNotFoundError:
        return False
    with file:
        if _locked(file):
            path.unlink(missing_ok=True)
            return False
        for number in (signal.SIGTERM, signal.SIGKILL):
            pid = _pid(file)
            if pid is None:
                raise StateError(f"{path}: is in use, and names no process; wait until the fleet is ready")
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            deadline = time.monotonic() + END_PATIENCE
            while time.monotonic() < deadline:
                if _locked(file):
                    path.unlink(missing_ok=True)
                    return True
                time.sleep(POLL)
    raise StateError(f"{path}: process {pid} does not end")


def background(serve: Callable[[Callable[[str], None]], int], log: Path) -> int:
    """Run `serve` in a new process and return as soon as it is ready or has failed.

    `serve` gets a function to call with the text for standard output when everything is ready. What it writes to
    standard error goes to the file `log`, and to this process's standard error when it fails before being ready.
    """
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.close(reader)
        os._exit(_child(serve, log, writer))
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        text = pipe.read()
    if text:
        sys.stdout.write(text)
        return 0
    sys.stderr.write(log.read_text(encoding="utf-8"))
    return 2


def _child(serve: Callable[[Callable[[str], None]], int], log: Path, writer: int) -> int:
    """The new process: a session of its own, no terminal, no inherited pipes."""

    def ready(text: str) -> None:
        with os.fdopen(writer, "w", encoding="utf-8") as pipe:
            pipe.write(text)

    os.setsid()
    for descriptor, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, os.devnull, os.O_WRONLY),
        (2, str(log), os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, descriptor)
        os.close(opened)
    try:
        return serve(ready)
    finally:
        sys.stderr.flush()


def _open(path: Path, mode: str) -> IO[str]:
    return path.open(mode, encoding="utf-8")


def _locked(file: IO[str]) -> bool:
    """Whether the lock is ours now."""
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _pid(file: IO[str]) -> int | None:
    file.seek(0)
    try:
        return int(json.loads(file.read())["pid"])
    except (ValueError, KeyError, TypeError):
        return None
