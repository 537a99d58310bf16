# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every run pays for at its start: no action brings a library with it that most runs never need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
ACTIONS = sorted(path.stem for path in (TESTS.parent / "plugins" / "action").glob("ios_*.py"))
LOAD = """
import importlib, sys
import conftest
for name in sys.argv[1:]:
    importlib.import_module("ansible_collections.secureshell.ios.plugins.action." + name)
print(*sorted({"asyncssh", "telnetlib3"} & sys.modules.keys()))
"""


def test_no_action_imports_asyncssh_at_its_start():
    done = subprocess.run(
        [sys.executable, "-c", LOAD, *ACTIONS], check=True, capture_output=True, text=True, cwd=TESTS, timeout=100
    )
    assert len(ACTIONS) > 5
    assert done.stdout.split() == []
