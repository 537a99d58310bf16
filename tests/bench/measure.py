# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run one command and measure all processes that it starts, also those that outlive it.

Usage: `measure.py RESULT COMMAND...`: writes `RESULT` as JSON, exits with the status of the command.

Helper processes of network_cli detach from their parents and live on for 30 s after their last use. So this process
becomes the parent of every orphan among its descendants (Linux: PR_SET_CHILD_SUBREAPER), ends what is left once the
command has ended, waits for it, and reads the CPU time of everything it waited for (`RUSAGE_CHILDREN`). What others
started, the mock fleet for instance, is not among its descendants and not counted.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
EVERY = 0.05  # seconds between two looks at the processes
MEMORY_EVERY = 5  # looks between two sums of memory, which cost more


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one command cost."""

    status: int
    wall: float  # s, until the command itself ended
    cpu: float  # s, user and system, all processes
    memory: float  # MB, peak of the sum over all processes, shared pages counted once (PSS)
    processes: int  # distinct processes seen
    helpers: int  # of these: programs of their own, not workers forked by the command
    left: int  # processes still there when the command had ended
    programs: dict[str, int]  # the helpers' command lines, cut, and how often each was seen


def descendants(root: int) -> list[int]:
    """Return the process ids below `root`, without `root`."""
    found: list[int] = []
    queue = [root]
    while queue:
        number = queue.pop()
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{number}/task").iterdir():
                below = [int(word) for word in (task / "children").read_text(encoding="ascii").split()]
                found += below
                queue += below
    return found


def memory_of(number: int) -> float:
    """Return the proportional set size of a process in MB; 0 when it has ended."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024
    return 0.0


def command_line(number: int) -> bytes:
    """Return what the process was started with; empty when it has ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{number}/cmdline").read_bytes()
    return b""


class Watch(threading.Thread):
    """Looks at the descendants of this process until told to stop."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.enough = threading.Event()
        self.peak = 0.0
        self.seen: dict[int, bytes] = {}  # process id -> command line when last seen: forked first, then executed

    def run(self) -> None:
        looks = 0
        while not self.enough.wait(EVERY):
            numbers = descendants(os.getpid())
            for number in numbers:
                self.seen[number] = command_line(number) or self.seen.get(number, b"")
            if looks % MEMORY_EVERY == 0:
                self.peak = max(self.peak, sum(map(memory_of, numbers)))
            looks += 1


def end(numbers: list[int], number_of_signal: int) -> None:
    """Send a signal to each process that is still there."""
    for number in numbers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, number_of_signal)


def reap() -> None:
    """Wait for every child: only then is its CPU time counted. What does not end on a polite word is killed."""
    deadline = time.monotonic() + 10
    while True:
        try:
            number, _status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if number:
            continue
        if time.monotonic() > deadline:
            end(descendants(os.getpid()), signal.SIGKILL)
        time.sleep(0.02)


def alive() -> list[int]:
    """Return the descendants that still run, without those that ended and only wait to be reaped."""
    return [number for number in descendants(os.getpid()) if command_line(number)]


def measure(command: list[str]) -> Measurement:
    """Run `command` with this process's standard streams."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "this system cannot make one process the parent of all orphans")
    watch = Watch()
    started = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    watch.start()
    status = process.wait()
    wall = time.monotonic() - started
    left = alive()
    watch.enough.set()
    watch.join()
    end(left, signal.SIGTERM)
    reap()
    own = watch.seen.get(process.pid, b"")
    others = (line for line in watch.seen.values() if line not in (own, b""))
    programs = dict(Counter(line.replace(b"\0", b" ").decode(errors="replace")[:120].strip() for line in others))
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Measurement(
        status=status,
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        memory=watch.peak,
        processes=len(watch.seen),
        helpers=sum(programs.values()),
        left=len(left),
        programs=programs,
    )


if __name__ == "__main__":
    result = measure(sys.argv[2:])
    Path(sys.argv[1]).write_text(json.dumps(asdict(result)), encoding="utf-8")
    sys.exit(result.status)
