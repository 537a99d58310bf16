# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that carry out one task as a worker of Ansible does: the action of a module, and nothing around it.

Usage: `worker.py SOCKET`: listens there until its standard input is closed. Each connection brings a visit as a line of
JSON, is served by a process forked from this one, which has imported everything already (again as with Ansible), and
gets what came of it as a line of JSON: nothing, when the process was killed.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import socket
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path[:0] = [str(folder) for folder in (Path(__file__).resolve().parent.parent, Path(__file__).resolve().parent)]

importlib.import_module("conftest")  # makes the collection importable
from virtual import CLOCK  # noqa: E402

CLOCK.install()  # before anything of the collection is imported: functions have these as defaults

from ansible.parsing.dataloader import DataLoader  # noqa: E402
from ansible.playbook.play_context import PlayContext  # noqa: E402
from ansible.playbook.task import Task  # noqa: E402
from ansible.plugins.loader import action_loader  # noqa: E402
from ansible.template import Templar, trust_as_template  # noqa: E402
from fleet_fixture import tell  # noqa: E402
from gate import Gate  # noqa: E402

MODULES = ("ios_known_hosts", "ios_ssh_login", "ios_ssh_pubkey", "ios_ssh_server", "ios_sshv2")
ACTIONS = {f"secureshell.ios.{name}": action_loader.get(f"secureshell.ios.{name}", class_only=True) for name in MODULES}
SET_FACT = "ansible.builtin.set_fact"


def carry_out(visit: dict[str, Any]) -> dict[str, Any]:
    """Run the tasks of a visit, up to the first that fails; interrupted at step `at` by `kind`, if there is one.

    A task is as in a playbook. `device` and `state` are the name of the device and the state file of its fleet, `home`
    is the home of the user.
    """
    os.environ["HOME"] = visit["home"]

    def to_device(text: str) -> object:
        return tell(Path(visit["state"]), f"{visit['device']} {text}")

    CLOCK.advance = lambda seconds: to_device(f"clock advance {seconds}")
    gate = Gate(visit.get("at"), visit.get("kind", ""), to_device, CLOCK)
    variables = {**MAGIC, "inventory_hostname": visit["device"], **trusted(visit["variables"])}
    variables["hostvars"] = {visit["device"]: variables}
    results = []
    for task in visit["tasks"]:
        results.append(run(task, variables))
        if results[-1].get("failed") or results[-1].get("unreachable"):
            break
    return {"results": results, "steps": gate.steps, "fired": gate.fired}


MAGIC = {"ansible_check_mode": False, "ansible_play_hosts_all": ["one"]}


def run(task: dict[str, Any], variables: dict[str, Any]) -> dict[str, Any]:
    """Run a task, and keep in `variables` what it registers."""
    if "loop" not in task:
        result = run_once(task, variables)
    else:
        items = Templar(loader=DataLoader(), variables={**variables, **trusted(task["vars"])}).template(
            trusted(task["loop"])
        )
        results = [run_once(task, {**variables, "item": item}) for item in items]
        result = {name: any(row.get(name) for row in results) for name in ("changed", "failed", "unreachable")}
        result |= {"results": results, "msg": "; ".join(str(row.get("msg")) for row in results)}
    variables[task["register"]] = result
    return result


def run_once(task: dict[str, Any], variables: dict[str, Any]) -> dict[str, Any]:
    """Run a task, or one round of its loop."""
    loader = DataLoader()
    own = {**variables, **trusted(task["vars"])}
    templar = Templar(loader=loader, variables=own)
    if not all(templar.template(trust_as_template(f"{{{{ ({condition}) | bool }}}}")) for condition in task["when"]):
        return {"changed": False, "skipped": True}
    given = templar.template(trusted(task["arguments"]))
    if task["module"] == SET_FACT:
        variables.update(given)
    if task["module"] not in ACTIONS:
        return {"changed": False}
    unused = SimpleNamespace(_shell=SimpleNamespace(tmpdir=""))  # these actions have no connection
    loaded = Task.load({task["module"]: given})
    action = ACTIONS[task["module"]](loaded, unused, PlayContext(), loader, templar, None)
    return {"changed": False, **action.run(task_vars=own)}


def trusted(value: Any) -> Any:
    """Return a value whose texts are templates, as those of a playbook are."""
    if isinstance(value, dict):
        return {name: trusted(item) for name, item in value.items()}
    if isinstance(value, list):
        return [trusted(item) for item in value]
    return trust_as_template(value) if isinstance(value, str) else value


def serve(listener: socket.socket) -> None:
    """Fork a process for each connection, until standard input is closed."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    while True:
        ready, _unused, _unused = select.select([listener, sys.stdin], [], [])
        if sys.stdin in ready:
            return
        connection, _unused = listener.accept()
        with connection:
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                os.dup2(2, 1)  # what is displayed goes to the log: nobody reads the pipe
                listener.close()
                with connection.makefile("rw", encoding="utf-8") as stream:
                    stream.write(json.dumps(carry_out(json.loads(stream.readline())), default=str))
                os._exit(0)


if __name__ == "__main__":
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(sys.argv[1])
        server.listen(16)
        print("ready", flush=True)
        serve(server)
