# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run make targets one after the other, stop at the first that fails, and see that no process is left behind.

Usage: `steps.py TARGET...`. Output goes to the screen and to `.build/log/TARGET.log`; the last lines are a summary.
A step also fails when its pytest skipped something: a skipped test proves nothing.

Processes left behind are found without names or patterns: on Linux this process asks to become the parent of every
orphan among its descendants (PR_SET_CHILD_SUBREAPER), so what still has it as parent after a step was left by it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / ".build" / "log"
PR_SET_CHILD_SUBREAPER = 36
PATIENCE = 75.0  # seconds; the helper processes of network_cli end themselves 30 s after their last use
CLOSING = re.compile(r"^=* ?(\d+ (?:passed|failed|error|skipped|deselected|xfailed|xpassed).* in [\d.]+m?s.*?) ?=*$")
SUMMARY = re.compile(r"^(?:sanity: |All checks passed!|Success: |molecule: )")
NOT_RUN = re.compile(r"\d+ (?:skipped|xfailed|deselected)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one step ended: `closing` are the lines worth repeating in the summary."""

    target: str
    seconds: float
    status: int
    closing: tuple[str, ...]


def adopt_orphans() -> bool:
    """Become the parent of every orphaned descendant; False where the system has no such thing."""
    if not sys.platform.startswith("linux"):
        return False
    return ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


def children() -> dict[int, str]:
    """Return the living children of this process: id -> command line. Ended ones are reaped on the way."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    found = {}
    listing = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    for number in listing.read_text(encoding="ascii").split() if listing.exists() else ():
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ")
            found[int(number)] = words.decode(errors="replace").strip()
    return found


def run(target: str) -> Outcome:
    """Run `make TARGET`, show and keep its output."""
    print(f"\n===== make {target}", flush=True)
    started = time.monotonic()
    closing: list[str] = []
    with (LOGS / f"{target}.log").open("w", encoding="utf-8") as log:
        command = [os.environ.get("MAKE", "make"), "--no-print-directory", target]
        with subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            assert process.stdout is not None  # noqa: S101 - for the type checker: stdout=PIPE
            for line in process.stdout:
                print(line, end="", flush=True)
                log.write(line)
                plain = re.sub(r"\x1b\[[0-9;]*m", "", line).strip()
                if found := CLOSING.match(plain):
                    closing.append(found[1])
                elif SUMMARY.match(plain):
                    closing.append(plain)
    status = process.returncode
    if any(NOT_RUN.search(line) for line in closing):
        print(f"===== make {target}: some tests did not run; a test that is skipped proves nothing", flush=True)
        status = status or 1
    return Outcome(target, time.monotonic() - started, status, tuple(closing))


def wait_for_children(seconds: float) -> dict[int, str]:
    """Return those that are still there after this time."""
    deadline = time.monotonic() + seconds
    while (rest := children()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return rest


def left_behind() -> list[str]:
    """Wait for what ends by itself, then end and name the processes that the steps left running."""
    found = wait_for_children(PATIENCE)
    rest = found
    for number_of_signal in (signal.SIGTERM, signal.SIGKILL):
        for number in rest:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, number_of_signal)
        rest = wait_for_children(5.0)
    return [f"{number} {words}" for number, words in found.items()]


def main(targets: list[str]) -> int:
    """Run the steps; return 0 when all passed and nothing was left running."""
    LOGS.mkdir(parents=True, exist_ok=True)
    watched = adopt_orphans()
    outcomes: list[Outcome] = []
    for target in targets:
        outcomes.append(run(target))
        if outcomes[-1].status:
            break
    waited = time.monotonic()
    rest = left_behind()
    waited = time.monotonic() - waited
    print("\n===== summary")
    for outcome in outcomes:
        word = "ok" if outcome.status == 0 else "FAILED"
        print(f"{word:<7} {outcome.target:<12} {outcome.seconds:6.1f} s  {'; '.join(outcome.closing)}")
    for target in targets[len(outcomes) :]:
        print(f"not run {target}")
    if not watched:
        print("NOT CHECKED: processes left behind can be counted on Linux only")
    elif rest:
        print("FAILED: processes left behind, now ended:", *rest, sep="\n  ")
    else:
        print(f"ok      no process left behind (waited {waited:.0f} s for helpers that end by themselves)")
    python = f"Python {sys.version.split()[0]}"
    if failed := [outcome.target for outcome in outcomes if outcome.status]:
        print(f"FAILED on {python}: make {failed[0]}; its log: .build/log/{failed[0]}.log")
        return 1
    total = sum(outcome.seconds for outcome in outcomes) + waited
    print(f"{'FAILED' if rest else 'PASSED'} on {python}: {len(outcomes)} steps in {total:.0f} s")
    return 1 if rest else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
