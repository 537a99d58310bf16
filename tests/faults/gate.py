# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands between a transaction and its connections, counts what goes out, and interrupts it at one place.

A step is one connection that is opened, or one line that is typed, in whichever session of the transaction. Lines that
the session sends in one go are steps of their own: a wire can break between any two of them.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ansible_collections.secureshell.ios.plugins.plugin_utils._device import session
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.errors import ConnectFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    from virtual import Clock

CONNECT = "(connect)"
HANGS = 90.0  # seconds of the device
SETTLES = 10.0  # real seconds in which a device has answered what was typed before the interruption
_LINE = re.compile(rb"[^\r\n]*[\r\n]|[^\r\n]+")
_END = re.compile(rb"[#>\])?:]\s*\Z")


@dataclass(frozen=True, slots=True)
class Kind:
    """An interruption: what happens, and whether before the line is sent, at once behind it, or once it has run."""

    name: str
    act: str
    when: str  # before, behind, after
    title: str


KINDS = {
    kind.name: kind
    for kind in (
        Kind("kill", "kill", "before", "the worker is killed before the line is sent"),
        Kind("kill-behind", "kill", "behind", "the worker is killed as soon as the line is sent"),
        Kind("cut", "cut", "before", "the connection is lost before the line is sent"),
        Kind("cut-after", "cut", "after", "the connection is lost after the line ran, with its reply"),
        Kind("silence", "silence", "before", "the line is not heard, and nothing comes any more"),
        Kind("silence-after", "silence", "after", "the line runs, and neither its reply nor anything else comes"),
        Kind("no-path", "no_path", "before", "no packet passes any more, on this connection or a new one"),
        Kind("hang", "hang", "before", "the device hangs for a minute and a half, and then resets its connections"),
        Kind("restart", "restart", "before", "the device restarts"),
        Kind("lines-full", "fill", "before", "others take all lines that are free"),
        Kind("clock-stops", "stop_clock", "before", "the clock of the device stands still"),
    )
}


class Gate:
    """Wraps every connection of this process, and interrupts at step number `at`. `tell` tells the device something."""

    def __init__(self, at: int | None, kind: str, tell: Callable[[str], object], clock: Clock) -> None:
        self.steps: list[str] = []
        self.fired = False
        self.path_is_there = True
        self._hangs_until = 0.0
        self.clock = clock
        self._tell = tell
        self._at = at
        self._kind = KINDS.get(kind)
        self._open = session.open_transport
        session.open_transport = self.open

    def open(self, target: Any) -> Any:
        """Open a connection."""
        kind = self.reached(CONNECT)
        if kind and kind.when == "before" and kind.act not in {"cut", "silence"}:
            getattr(self, kind.act)(None)
        if not self.path_is_there or self.device_hangs():
            self.clock.passes(target.timeout)
            raise ConnectFailed(f"cannot connect to {target.address}: no answer within {target.timeout:g} s.")
        connection = Gated(self, self._open(target))
        if kind and (kind.when != "before" or kind.act in {"cut", "silence"}):
            getattr(self, kind.act)(connection)
        return connection

    def reached(self, name: str) -> Kind | None:
        """Count a step, and return the interruption if this is the one."""
        self.steps.append(name)
        if len(self.steps) - 1 != self._at:
            return None
        self.fired = True
        return self._kind

    def kill(self, _connection: Gated | None) -> None:
        """End this process as `kill -9` does."""
        os.kill(os.getpid(), signal.SIGKILL)

    def cut(self, connection: Gated) -> None:
        """Lose one connection."""
        connection.lose()

    def silence(self, connection: Gated) -> None:
        """Let nothing through one connection any more."""
        connection.is_mute = True

    def no_path(self, connection: Gated | None) -> None:
        """Let nothing through any connection any more."""
        self.path_is_there = False
        if connection is not None:
            connection.is_mute = True

    def hang(self, _connection: Gated | None) -> None:
        """Let the device hang at the next line."""
        self._hangs_until = self.clock.monotonic() + HANGS
        self._tell(f"fault {{fault: hang, after: 0, seconds: {HANGS:.0f}, times: 1}}")

    def device_hangs(self) -> bool:
        """Tell whether the device hangs now."""
        return self.clock.monotonic() < self._hangs_until

    def restart(self, _connection: Gated | None) -> None:
        """Restart the device."""
        self._tell("restart")

    def fill(self, _connection: Gated | None) -> None:
        """Take all lines that are free."""
        self._tell("fill all")

    def stop_clock(self, _connection: Gated | None) -> None:
        """Stop the clock of the device."""
        self.clock.advance = lambda _seconds: None
        self._tell("clock stop")


class Gated:
    """A transport with a gate in front of it."""

    def __init__(self, gate: Gate, inner: Any) -> None:
        self.peer = inner.peer
        self.is_mute = False
        self._gate = gate
        self._inner = inner
        self._held = b""

    def send(self, data: bytes) -> None:
        """See `Transport`."""
        waiting: list[bytes] = []
        for line in _LINE.findall(data):
            kind = self._gate.reached(line.decode("utf-8", "replace").strip())
            if kind is None:
                waiting.append(line)
                continue
            if kind.when == "before":
                self._settle(waiting)
                waiting = [line]
            else:
                self._settle([*waiting, line], wait=kind.when == "after")
                waiting = []
            getattr(self._gate, kind.act)(self)
        if waiting and not self.is_mute:
            self._inner.send(b"".join(waiting))

    def receive(self, seconds: float) -> bytes:
        """See `Transport`."""
        if self._held:
            held, self._held = self._held, b""
            return held
        if self.is_mute:
            if seconds:
                self._gate.clock.passes(seconds)
            return b""
        if seconds and self._gate.device_hangs():
            self._gate.clock.passes(seconds)
            seconds = 0.0
        return self._inner.receive(seconds)

    def close(self) -> None:
        """See `Transport`."""
        self._inner.close()

    def lose(self) -> None:
        """Lose the connection under it, with all that was on its way."""
        self._held = b""
        self._inner._wire.socket.shutdown(socket.SHUT_RDWR)

    def _settle(self, lines: list[bytes], *, wait: bool = True) -> None:
        """Send lines and wait until the device has answered them."""
        if not lines:
            return
        self._inner.send(b"".join(lines))
        last = lines[-1].strip()[:20]
        deadline = time.monotonic() + SETTLES
        while wait and time.monotonic() < deadline:
            more = self._inner.receive(0.1)
            self._held += more
            echoed = last in self._held or not more
            if echoed and _END.search(self._held) and not self._inner.receive(0.0):
                break
