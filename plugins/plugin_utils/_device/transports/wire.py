# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connected socket to the device: through the network, or through a proxy command."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import socket
import subprocess
import tempfile
import time
from typing import IO, TYPE_CHECKING

from ..errors import ConnectFailed, ResolveFailed

if TYPE_CHECKING:
    from ..target import Target


class Wire:
    """The socket and, behind a proxy command, the process at its other end."""

    def __init__(self, target: Target) -> None:
        """Resolve and connect within `target.timeout`. Raises `ResolveFailed` or `ConnectFailed`."""
        self._process: subprocess.Popen[bytes] | None = None
        self._words: IO[bytes] | None = None
        self._command = target.proxy_command
        self._lent: int | None = None
        self.socket = self._proxied(target) if target.proxy_command else _direct(target)

    @property
    def own_address(self) -> str:
        """Our end of the connection; "" behind a proxy."""
        return "" if self._process else str(self.socket.getsockname()[0])

    def proxy_complaint(self) -> str:
        """What the proxy command said before it ended, as a sentence; "" while it runs, or without one."""
        if self._process is None or self._words is None:
            return ""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(2.0)  # its end of the connection is closed already, or nothing ever came
        if self._process.returncode is None:
            return ""
        self._words.seek(0)
        lines = [line.strip() for line in self._words.read().decode("utf-8", "replace").splitlines() if line.strip()]
        said = "; ".join(lines[-3:]) or "nothing"  # the last line of ssh is seldom the one that tells
        program = shlex.split(self._command)[0] if self._command else ""
        return f"the proxy command {program!r} ended with status {self._process.returncode} and said {said!r}."

    def lend(self) -> int:
        """Return a descriptor for a library of which one cannot know whether it will close it."""
        self._lent = os.dup(self.socket.fileno())
        return self._lent

    def close(self) -> None:
        """Close the socket and end the process. Safe to call twice."""
        lent, self._lent = self._lent, None
        if lent is not None:
            # The number may belong to another file by now: it is ours only while it leads to our socket.
            with contextlib.suppress(OSError):
                if os.path.sameopenfile(lent, self.socket.fileno()):
                    os.close(lent)
        self.socket.close()
        process, self._process = self._process, None
        if process is not None:
            # The command runs in a shell and may have children of its own: they share its process group.
            for number in (signal.SIGTERM, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(1.0)
                    break
        if self._words is not None:
            self._words.close()

    def _proxied(self, target: Target) -> socket.socket:
        ours, theirs = socket.socketpair()
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the wire
        with theirs:
            self._process = subprocess.Popen(  # noqa: S602 - a proxy command is a line for the shell, by definition
                f"exec {target.proxy_command}",
                shell=True,
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=self._words,
                start_new_session=True,
            )
        return ours


# What it means that IOS refuses a connection. Source: behaviour reference 4.2, 5.3.
_REFUSED = {
    "ssh": "IOS refuses while it has no host key, no line takes SSH, or all lines are in use",
    "telnet": "IOS refuses while no line takes Telnet (transport input), or all lines are in use",
    "console": "a console server refuses while the line is switched off or somebody else is on it",
}


def _direct(target: Target) -> socket.socket:
    place = f"{target.address} port {target.port}"
    try:
        found = socket.getaddrinfo(target.address, target.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise ResolveFailed(
            f"cannot resolve {target.address!r}: {words}; check ansible_host and the name service."
        ) from None
    deadline = time.monotonic() + target.timeout
    complaints: dict[str, None] = {}
    for family, kind, protocol, _unused, address in found:
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(max(0.001, deadline - time.monotonic()))
            connection.connect(address)
            connection.settimeout(None)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except TimeoutError:
            complaints[f"no answer within {target.timeout:g} s"] = None
            connection.close()
        except OSError as error:
            complaints[(error.strerror or str(error)).lower()] = None
            connection.close()
        else:
            return connection
    hint = f"check the address, the path to it, and whether {target.way.replace('ssh', 'SSH')} is enabled on the device"
    if "connection refused" in complaints:
        hint = _REFUSED[target.way]
    raise ConnectFailed(f"cannot connect to {place}: {', '.join(complaints)}; {hint}.")
