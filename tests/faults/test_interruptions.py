# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A transaction is interrupted at every step: the device stays reachable, is old or new, and the next run finishes.

With INTERRUPTIONS=all each step meets each kind of interruption (`make faults`). Otherwise each second step meets one
kind, in turn; which steps those are, and with which kind it begins, is another thing in each scenario.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from gate import KINDS
from matrix import Cell, Matrix
from scenarios import SCENARIOS, UNGUARDED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matrix import Workers

ALL = os.environ.get("INTERRUPTIONS") == "all"
FIGURES = os.environ.get("INTERRUPTIONS_FIGURES")
NAMES = list(SCENARIOS)
LOGIN = ("terminal length 0", "terminal width 0", "show privilege")  # the same in each session; `make faults` has them


def some(cells: Sequence[Cell], turn: int) -> list[Cell]:
    """Return one cell for each second step; the kinds take turns."""
    kinds = list(KINDS)
    steps = list(dict.fromkeys(cell.at for cell in cells if cell.step not in LOGIN))[turn % 2 :: 2]
    wanted = {(at, kinds[(turn + place) % len(kinds)]) for place, at in enumerate(steps)}
    return [cell for cell in cells if (cell.at, cell.kind) in wanted]


@pytest.mark.parametrize("name", NAMES)
def test_a_transaction_is_interrupted(name: str, workers: Workers, keys: Path, tmp_path: Path) -> None:
    matrix = Matrix(SCENARIOS[name], workers, keys, tmp_path)
    cells = matrix.cells()
    chosen = cells if ALL else some(cells, NAMES.index(name) * 3)
    started = time.monotonic()
    broken = matrix.run(chosen)
    seconds = time.monotonic() - started
    steps, kinds = len({cell.at for cell in chosen}), len({cell.kind for cell in chosen})
    figures = f"{name}: {steps} steps, {kinds} kinds, {len(chosen)} of {len(cells)} cells in {seconds:.0f} s"
    print(figures)
    if FIGURES:
        with Path(FIGURES).open("a", encoding="utf-8") as file:
            file.write(f"{figures}\n")
    told = ["\n  ".join([str(cell), *found]) for cell, found in broken.items()]
    assert not broken, "\n".join([f"{len(broken)} cells are broken", *told])


def test_without_a_guard_an_interruption_shuts_the_operator_out(workers: Workers, keys: Path, tmp_path: Path) -> None:
    """What the guard is for, and that the matrix finds it: behind `aaa new-model` alone nobody is privileged."""
    matrix = Matrix(UNGUARDED, workers, keys, tmp_path)
    (cell,) = [cell for cell in matrix.cells() if cell.step == "aaa new-model" and cell.kind == "kill-behind"]
    found = " ".join(matrix.run([cell])[cell])
    assert "neither the old nor the new configuration" in found
    assert "does not lead to privileged EXEC" in found
    assert "the next run failed" in found
