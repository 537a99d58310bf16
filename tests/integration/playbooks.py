# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run plays in a real `ansible-playbook` and return what each task said of each host."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(sys.executable).parent / "ansible-playbook"
MODULE = "secureshell.ios.ios_ssh_server"
PATIENCE = 300  # seconds, on a machine that is busy with other things


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a run: `tasks` maps the name of a task to the results of the hosts, `stats` is the recap."""

    code: int
    output: str
    tasks: dict[str, dict[str, dict[str, Any]]]
    stats: dict[str, dict[str, int]]

    def changed(self) -> dict[str, int]:
        """Return the number of changed tasks a host."""
        return {host: counts["changed"] for host, counts in self.stats.items()}


def run(
    playbook: list | Path | str, *inventories: Path | str, options: tuple[str, ...] = (), plain: bool = False
) -> Run:
    """Run a list of plays, a file or a playbook of a collection. With `plain` the output is what a person sees."""
    with tempfile.TemporaryDirectory() as name:
        if isinstance(playbook, list):
            path = Path(name) / "play.yml"
            path.write_text(yaml.safe_dump(playbook, sort_keys=False), encoding="utf-8")
            playbook = path
        sources = [word for inventory in inventories for word in ("-i", str(inventory))]
        environment = {
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".build" / "collections"),
            "ANSIBLE_HOME": str(ROOT / ".build" / "ansible"),
            **os.environ,
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_FORKS": "8",
            "ANSIBLE_RETRY_FILES_ENABLED": "0",
            "HOME": name,  # nobody's known hosts, keys or settings
        }
        if not plain:
            environment["ANSIBLE_STDOUT_CALLBACK"] = "ansible.posix.json"
        done = subprocess.run(
            [str(PROGRAM), str(playbook), *sources, *options],
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            cwd=name,
            env=environment,
        )
    output = done.stdout + done.stderr
    if plain or "{" not in done.stdout:
        return Run(done.returncode, output, {}, {})
    report = json.loads(done.stdout[done.stdout.index("{") :])
    tasks: dict[str, dict[str, dict[str, Any]]] = {}
    for play in report["plays"]:
        for task in play["tasks"]:
            tasks.setdefault(task["task"]["name"], {}).update(task["hosts"])
    return Run(done.returncode, output, tasks, report["stats"])


def play(*tasks: dict[str, Any], hosts: str = "mock_ios", module: str = MODULE, **keywords: Any) -> dict[str, Any]:
    """Return a play; the tasks are `{name, **arguments of the module}`."""
    rows = [{"name": task["name"], module: {key: task[key] for key in task if key != "name"}} for task in tasks]
    return {"name": "Test", "hosts": hosts, "gather_facts": False, "tasks": rows, **keywords}


def role(hosts: str = "mock_ios", **variables: Any) -> dict[str, Any]:
    """Return a play that runs the role as its README says."""
    task = {
        "name": "Run the role",
        "ansible.builtin.import_role": {"name": "secureshell.ios.sshv2", "rolespec_validate": False},
    }
    return {"name": "Test", "hosts": hosts, "gather_facts": False, "vars": variables, "tasks": [task]}
