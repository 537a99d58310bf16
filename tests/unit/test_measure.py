# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scales of `make bench`: what a command leaves running is weighed too, and ended."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

MEASURE = Path(__file__).resolve().parents[1] / "bench" / "measure.py"
BURN = "import time\nwhile time.process_time() < {seconds}: pass\n"
# Starts a program that detaches itself as a daemon does, works and stays; ends once that program has done its work.
DAEMON = """
import os, sys
ready, done = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.set_inheritable(done, True)
        stay = f"import os; os.write({{done}}, b'.'); time.sleep(300)"
        os.execv(sys.executable, [sys.executable, "-c", {burn!r} + stay])
    os._exit(0)
os.wait()
os.read(ready, 1)
open({note!r}, "w").write(str(os.getpid()))
sys.exit(3)
"""


def weigh(place: Path, program: str) -> tuple[int, dict[str, float]]:
    """Return the exit status and the figures of a Python program."""
    result = place / "result.json"
    command = [sys.executable, str(MEASURE), str(result), sys.executable, "-c", program]
    status = subprocess.run(command, timeout=60, check=False).returncode
    return status, json.loads(result.read_text(encoding="utf-8"))


def test_a_daemon_is_counted_and_ended(tmp_path: Path) -> None:
    program = DAEMON.format(burn=BURN.format(seconds=0.6), note=str(tmp_path / "note"))
    status, figures = weigh(tmp_path, program)
    assert status == figures["status"] == 3
    assert (tmp_path / "note").exists()
    assert figures["cpu"] >= 0.6
    assert (figures["helpers"], figures["left"]) == (1, 1)
    assert figures["memory"] > 1


def test_workers_forked_by_the_command_are_no_helpers(tmp_path: Path) -> None:
    fork = "import os\nif os.fork() == 0:\n    " + BURN.format(seconds=0.3).replace("\n", "\n    ") + "\n"
    status, figures = weigh(tmp_path, fork + "    os._exit(0)\nos.wait()\n")
    assert status == 0
    assert figures["cpu"] >= 0.3
    assert (figures["helpers"], figures["left"]) == (0, 0)
