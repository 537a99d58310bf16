# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One file to or from a device: looked at, copied by SCP, compared by checksum, and the device left as it was found."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .._core import files, show
from .._core.plan import CONFIGURE
from .errors import CommandRefused, DeviceError, TransferFailed
from .session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .._core.files import Entry, Hash, Location
    from .session import Reply
    from .target import Target

# The line and what takes it away. Source: behaviour reference 1.1.
SERVER = "ip scp server enable"
NO_SERVER = f"no {SERVER}"
LOOK = r"show running-config | include ^version|^ip scp server enable"

SLOWEST = 250_000  # bytes a second that an old device reads from its flash while it makes a checksum; unverified
PROGRESS = 10.0  # seconds between two lines about the progress
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Request:
    """`put`: from the controller to the device. `silence` is in seconds, as is every time."""

    put: bool
    local: Path
    remote: Location
    overwrite: bool = True
    manage_server: bool = True
    check: bool = False
    silence: float = 60.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `size` is in bytes; `algorithm` and `checksum` are None for a configuration."""

    changed: bool
    size: int | None = None
    algorithm: str | None = None
    checksum: str | None = None
    seconds: float | None = None
    free: int | None = None
    server_switched: bool = False


def copy(target: Target, request: Request, announce: Callable[[str], None] = lambda _sentence: None) -> Outcome:
    """Carry out one copy. `announce` gets a sentence about the progress now and then.

    Raises `TransferFailed` for what the device or the two files do not allow, and the errors of a session.
    """
    return _Copy(target, request, announce).run()


class _Copy:
    def __init__(self, target: Target, request: Request, announce: Callable[[str], None]) -> None:
        self._target = target
        self._request = request
        self._announce = announce
        self._session = _login(target)
        self._enabled = False
        self._hashes: tuple[Hash, ...] = ()

    def run(self) -> Outcome:
        try:
            self._look()
            return self._put() if self._request.put else self._get()
        finally:
            self._session.close()

    def _look(self) -> None:
        """Learn whether the server is on, and which checksums the release can make."""
        text = self._session.command(LOOK).ok().text
        self._enabled = re.search(rf"^{SERVER}\s*$", text, re.MULTILINE) is not None
        try:
            release = show.version(text).release
        except ValueError:
            release = None
        self._hashes = files.hashes(release)

    # --- to the device ------------------------------------------------------------------------------------------------

    def _put(self) -> Outcome:
        request, remote = self._request, self._request.remote
        size = request.local.stat().st_size
        there, free = self._listed()
        if there is not None and there.directory:
            raise TransferFailed(f"{remote} is a directory: name a file in it, or end the name with a slash.")
        done = Outcome(changed=False, size=size, free=free)
        if there is not None and there.size == size and (same := self._same(done)):
            return same
        if there is not None and not request.overwrite:
            raise TransferFailed(f"{remote} exists with other content ({there.size} bytes), and overwrite is false.")
        room = None if free is None else free + (there.size if there else 0)
        if room is not None and size > room:
            raise TransferFailed(
                f"{remote} needs {size} bytes and the device has {free} free: delete files, or name another one."
            )
        if request.check:
            return replace(done, changed=True, server_switched=not self._enabled)
        with self._server() as switched:
            try:
                seconds = self._transfer()
                done = replace(done, changed=True, seconds=seconds, server_switched=switched)
                return self._checked(done)
            except DeviceError:
                self._forget()
                raise

    def _listed(self) -> tuple[Entry | None, int | None]:
        """Return the entry of the remote file, None when there is none, and the free space."""
        remote = self._request.remote
        text = self._session.command(f"dir {remote}").text
        found = files.listing(text)
        entry = found.find(remote.name)
        if entry is None and not files.missing(text) and not found.entries:
            words = files.complaint(text)
            if words:
                raise TransferFailed(f"the device cannot look for {remote}: {words!r}.")
        if found.free is None:
            place = f"dir {remote.system}:" if remote.system else "dir"
            found = files.listing(self._session.command(place).text)
        return entry, found.free

    def _same(self, done: Outcome) -> Outcome | None:
        """Return the outcome when the file is there already, by its checksum."""
        row, there = self._remote_hash(done.size or 0)
        return replace(done, algorithm=row.word, checksum=there) if there == _hash(self._request.local, row) else None

    def _checked(self, done: Outcome) -> Outcome:
        row, there = self._remote_hash(done.size or 0)
        here = _hash(self._request.local, row)
        if there != here:
            raise TransferFailed(f"{self._request.remote} has the {row.word} {there} after the copy, {here} was sent.")
        return replace(done, algorithm=row.word, checksum=there)

    def _remote_hash(self, size: int) -> tuple[Hash, str]:
        """Ask the device for the checksum of the remote file, by the strongest algorithm that it takes."""
        seconds = self._target.command_timeout + size / SLOWEST
        for row in self._hashes:
            reply = self._again(f"verify /{row.word} {self._request.remote}", seconds)
            if (value := files.digest(reply.text, row)) is not None:
                return row, value
            if reply.refusal is None:
                words = files.complaint(reply.text) or " ".join(reply.text.split())[-80:]
                raise TransferFailed(f"the device gives no checksum of {self._request.remote}: {words!r}.")
        raise CommandRefused(f"verify {self._request.remote}", reply.text.strip(), "it has no checksum that we know")

    def _forget(self) -> None:
        """Take a file away that is not what was sent; its old content is gone in any case."""
        with contextlib.suppress(DeviceError):
            self._again(f"delete /force {self._request.remote}", self._target.command_timeout)

    # --- from the device ----------------------------------------------------------------------------------------------

    def _get(self) -> Outcome:
        request, remote = self._request, self._request.remote
        done = Outcome(changed=False)
        row = expected = None
        if not remote.virtual:
            there, _free = self._listed()
            if there is None or there.directory:
                raise TransferFailed(f"there is no file {remote} on the device.")
            row, expected = self._remote_hash(there.size)
            done = Outcome(changed=False, size=there.size, algorithm=row.word, checksum=expected)
            if request.local.is_file() and expected == _hash(request.local, row):
                return done
        if request.local.exists() and not request.overwrite:
            raise TransferFailed(f"{request.local} exists with other content, and overwrite is false.")
        if request.check:
            return replace(done, changed=True, server_switched=not self._enabled)
        handle, name = tempfile.mkstemp(prefix=f".{request.local.name}.", dir=request.local.parent)
        os.close(handle)
        part = Path(name)
        try:
            with self._server() as switched:
                seconds = self._transfer(part)
            if row is not None and (here := _hash(part, row)) != expected:
                raise TransferFailed(f"{remote} arrived with the {row.word} {here}, the device says {expected}.")
            changed = not (remote.virtual and request.local.is_file() and _settings(part) == _settings(request.local))
            if changed:
                part.replace(request.local)
            return replace(
                done,
                changed=changed,
                size=request.local.stat().st_size,
                seconds=seconds,
                server_switched=switched,
            )
        finally:
            part.unlink(missing_ok=True)

    # --- both ---------------------------------------------------------------------------------------------------------

    def _transfer(self, local: Path | None = None) -> float:
        from .scp import Scp  # noqa: PLC0415 - asyncssh, 0.2 s that only a copy needs

        request = self._request
        start = time.monotonic()
        with contextlib.closing(Scp(self._target)) as connection:
            told = _Progress(request.remote.name, self._announce)
            if local is None:
                connection.put(request.local, str(request.remote), told, request.silence)
            else:
                connection.get(str(request.remote), local, told, request.silence)
        return round(time.monotonic() - start, 3)

    @contextlib.contextmanager
    def _server(self) -> Iterator[bool]:
        """Have the SCP server on for a while; switched off again whatever happens when it was off."""
        if self._enabled:
            yield False
            return
        if not self._request.manage_server:
            raise TransferFailed(f"the SCP server is off ({SERVER!r} is missing) and manage_server is false.")
        self._configure(SERVER)
        try:
            yield True
        finally:
            self._restore()

    def _configure(self, line: str) -> None:
        try:
            self._session.enter((CONFIGURE,))
            self._session.command(line).ok()
        finally:
            with contextlib.suppress(DeviceError):
                self._session.leave()

    def _restore(self) -> None:
        try:
            try:
                self._configure(NO_SERVER)
            except CommandRefused:
                raise
            except DeviceError:  # a long copy may outlive exec-timeout
                self._session.close()
                self._session = _login(self._target)
                self._configure(NO_SERVER)
        except DeviceError as error:
            raise TransferFailed(
                f"the SCP server was switched on for the copy and could not be switched off again: {error} "
                f"Send {NO_SERVER!r}."
            ) from error

    def _again(self, line: str, seconds: float) -> Reply:
        """Send a command, over a new session when the old one did not live that long."""
        try:
            return self._session.command(line, seconds=seconds)
        except DeviceError:
            self._session.close()
            self._session = _login(self._target)
            return self._session.command(line, seconds=seconds)


def _login(target: Target) -> Session:
    """Open a session that has privilege level 15 from the start: SCP knows no enable."""
    session = Session.open(target, privilege=0)
    if session.privilege < 15:
        level = session.privilege
        session.close()
        raise TransferFailed(
            f"user {target.user!r} has privilege level {level} at login and SCP needs 15, which enable cannot give: "
            "use an account with privilege 15 and, with aaa new-model, aaa authorization exec."
        )
    return session


def _hash(path: Path, row: Hash) -> str:
    made = hashlib.new(row.word, usedforsecurity=False)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            made.update(chunk)
    return made.hexdigest()


def _settings(path: Path) -> list[str]:
    """Return the lines of a configuration without comments, which hold times."""
    lines = path.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("!")]


class _Progress:
    """Tells about a copy, not more often than somebody wants to read it."""

    def __init__(self, name: str, announce: Callable[[str], None]) -> None:
        self._name = name
        self._announce = announce
        self._start = self._told = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._told < PROGRESS and done < total:
            return
        self._told = now
        rate = done / max(now - self._start, 0.001) / 1e6
        share = 100 * done // total if total else 100
        self._announce(f"{self._name}: {share} % of {total / 1e6:.1f} MB, {rate:.1f} MB/s")
