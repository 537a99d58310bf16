# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make test` says no when it should: a failed step, a test that did not run, a process left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"
PROGRAM = "import sys; import steps; steps.PATIENCE = 0.6; steps.LOGS = steps.Path(sys.argv[1]); "
PROGRAM += "sys.exit(steps.main(sys.argv[2:]))"


def run_steps(place: Path, recipes: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run steps.py with a stand-in for make: each target is a piece of shell."""
    make = place / "make"
    cases = "".join(f"{target}) {recipe} ;;\n" for target, recipe in recipes.items())
    make.write_text(f'#!/bin/bash\ncase "$2" in\n{cases}esac\n', encoding="utf-8")
    make.chmod(0o755)
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, str(place / "log"), *recipes],
        env={**os.environ, "MAKE": str(make), "PYTHONPATH": str(TOOLS)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_all_steps_pass(tmp_path: Path) -> None:
    result = run_steps(tmp_path, {"one": "echo '=== 3 passed in 0.10s ==='", "two": "echo fine"})
    assert result.returncode == 0, result.stdout
    assert "ok      one" in result.stdout
    assert "3 passed in 0.10s" in result.stdout.split("===== summary")[1]
    assert "PASSED" in result.stdout.splitlines()[-1]
    assert (tmp_path / "log" / "two.log").read_text(encoding="utf-8") == "fine\n"


def test_the_first_failure_ends_the_run_and_names_its_log(tmp_path: Path) -> None:
    result = run_steps(tmp_path, {"one": "echo broken; exit 3", "two": "echo never"})
    assert result.returncode == 1
    assert "not run two" in result.stdout
    assert "never" not in result.stdout
    assert "one.log" in result.stdout.splitlines()[-1]


@pytest.mark.parametrize("closing", ["2 passed, 1 skipped in 0.10s", "2 passed, 1 xfailed in 1.00s (0:00:01)"])
def test_a_test_that_did_not_run_is_a_failure(tmp_path: Path, closing: str) -> None:
    result = run_steps(tmp_path, {"one": f"echo '{closing}'"})
    assert result.returncode == 1
    assert "FAILED  one" in result.stdout


def test_a_process_left_behind_is_ended_and_a_failure(tmp_path: Path) -> None:
    result = run_steps(tmp_path, {"one": "(sleep 321 >/dev/null 2>&1 & echo $! >" + str(tmp_path / "pid") + ")"})
    number = int((tmp_path / "pid").read_text(encoding="ascii"))
    assert result.returncode == 1
    assert f"{number} sleep 321" in result.stdout
    assert not Path(f"/proc/{number}").exists()
