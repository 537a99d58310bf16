# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a running fleet is told from outside: `DEVICE VERB ...`, in the process or through a socket.

The socket lies beside the state file. Over it goes one line each way: the words, and JSON, `{"answer": ...}` or
`{"error": "one sentence"}`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from .faults import FaultError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from .server import DeviceServer

EVERY = "all"  # in the place of a device
LONGEST_ADDRESS = 100  # bytes of a path that every system takes as the address of a socket
LONGEST_LINE = 1 << 20  # bytes
CREDENTIALS = "3i"  # process, user and group of who is on the other side of a socket


class ControlError(ValueError):
    """Something that a fleet cannot be told, with what to say instead."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing to tell a device; `run` takes the rest of the line and gives what is answered."""

    usage: str
    run: Callable[[DeviceServer, str], Any]


def tell(servers: Mapping[str, DeviceServer], text: str) -> Any:
    """Do what the words say; the answer of the device, or of each device by name. Raises ControlError."""
    name, _unused, rest = text.strip().partition(" ")
    verb, _unused, rest = rest.strip().partition(" ")
    if name not in servers and name != EVERY:
        raise ControlError(f"there is no device {name!r}; the known ones are {', '.join(servers)}, and {EVERY}")
    if verb not in VERBS:
        raise ControlError(f"{verb!r} is nothing to tell a device; it is one of {', '.join(VERBS)}")
    if name in servers:
        return VERBS[verb].run(servers[name], rest.strip())
    return {one: VERBS[verb].run(server, rest.strip()) for one, server in servers.items()}


def _wrong(verb: str, rest: str) -> ControlError:
    return ControlError(f"{rest!r} does not go with {verb}; write {VERBS[verb].usage}")


def _number(verb: str, rest: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise _wrong(verb, rest) from None
    if not 0 <= number < 1e9:
        raise _wrong(verb, rest)
    return number


def _clock(server: DeviceServer, rest: str) -> str:
    clock, words = server.device.clock, rest.split()
    match words:
        case ["stop"]:
            clock.stop()
        case ["run"]:
            clock.run()
        case ["run", rate] if _number("clock", rest, rate):
            clock.run(float(rate))
        case ["advance", seconds]:
            clock.advance(_number("clock", rest, seconds))
        case _:
            raise _wrong("clock", rest)
    return clock.now().isoformat()


def _restart(server: DeviceServer, rest: str) -> None:
    if rest:
        raise _wrong("restart", rest)
    server.restart()


def _fill(server: DeviceServer, rest: str) -> int:
    if rest != EVERY and not rest.isdigit():
        raise _wrong("fill", rest)
    return server.fill(None if rest == EVERY else int(rest))


def _empty(server: DeviceServer, rest: str) -> int:
    if rest:
        raise _wrong("empty", rest)
    return server.empty()


def _fault(server: DeviceServer, rest: str) -> list[dict[str, Any]]:
    try:
        rows = yaml.safe_load(rest)
    except yaml.YAMLError as error:
        raise ControlError(f"fault: {rest!r} is no YAML: {' '.join(str(error).split())}") from error
    try:
        server.faults.add(rows if isinstance(rows, list) else [rows])
    except FaultError as error:
        raise ControlError(str(error)) from error
    return server.faults.shown()


def _faults(server: DeviceServer, rest: str) -> list[dict[str, Any]]:
    if rest not in ("", "clear"):
        raise _wrong("faults", rest)
    if rest:
        server.faults.clear()
    return server.faults.shown()


def _status(server: DeviceServer, rest: str) -> dict[str, Any]:
    if rest:
        raise _wrong("status", rest)
    return server.status()


VERBS = {
    "clock": Verb("clock stop, clock run [RATE], or clock advance SECONDS", _clock),
    "restart": Verb("restart", _restart),
    "fill": Verb("fill NUMBER, or fill all", _fill),
    "empty": Verb("empty", _empty),
    "fault": Verb("fault {fault: KIND, ...}, or a list of such", _fault),
    "faults": Verb("faults, or faults clear", _faults),
    "status": Verb("status", _status),
}


# The socket


def address_of(state_file: Path) -> Path:
    """Where the fleet of a state file listens."""
    return state_file.with_name(f"{state_file.name}.control")


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """A name of the path that fits into the address of a socket."""
    if len(os.fsencode(path)) <= LONGEST_ADDRESS:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


class Control:
    """The socket of a fleet. It is for the user who started the fleet alone."""

    def __init__(self, servers: Mapping[str, DeviceServer]) -> None:
        self._servers = servers
        self._path: Path | None = None
        self._server: asyncio.Server | None = None

    async def start(self, path: Path) -> None:
        """Listen."""
        path.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            with _short(path) as name:
                listening.bind(name)
        except OSError:
            listening.close()
            raise
        finally:
            os.umask(before)
        self._path = path
        self._server = await asyncio.start_unix_server(self._serve, sock=listening, limit=LONGEST_LINE)

    async def stop(self) -> None:
        """Listen no more."""
        if self._server and self._path:
            self._server.close()
            self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, ValueError, asyncio.IncompleteReadError):
            if _owner(writer.get_extra_info("socket")):
                line = await reader.readuntil(b"\n")
                writer.write(json.dumps(self._answer(line.decode())).encode() + b"\n")
                await writer.drain()
        writer.close()

    def _answer(self, text: str) -> dict[str, Any]:
        try:
            return {"answer": tell(self._servers, text)}
        except ControlError as error:
            return {"error": str(error)}


def _owner(connection: Any) -> bool:
    """Whether the same user is on the other side; where the system does not say so, the file's mode has to do."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    size = struct.calcsize(CREDENTIALS)
    user: int = struct.unpack(CREDENTIALS, connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))[1]
    return user in (os.getuid(), 0)


def ask(state_file: Path, text: str) -> Any:
    """Tell the running fleet of a state file; its answer. Raises ControlError, also when none is running."""
    asked = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with asked:
        try:
            with _short(address_of(state_file)) as name:
                asked.connect(name)
        except OSError as error:
            raise ControlError(f"{state_file}: no fleet is running with this state file: {error.strerror}") from error
        asked.sendall(" ".join(text.split("\n")).encode() + b"\n")
        said = b""
        while part := asked.recv(65536):
            said += part
    if not said:
        raise ControlError(f"{state_file}: the fleet did not answer; it belongs to another user, or ended just now")
    answer = json.loads(said)
    if "error" in answer:
        raise ControlError(answer["error"])
    return answer["answer"]
