# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that carry out one task as a worker of Ansible does: the action of a module, and nothing around it.

Usage: `worker.py SOCKET`: listens there until its standard input is closed. Each connection brings a visit as a line of
JSON, is served by a process forked from this one, which has imported everything already (again as with Ansible), and
gets what came of it as a line of JSON: nothing, when the process was killed.
"""

from __future__ import annotations

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

import conftest  # noqa: E402, F401 - makes the collection importable
from virtual import CLOCK  # noqa: E402

CLOCK.install()  # before anything of the collection is imported: functions have these as defaults

from ansible.parsing.dataloader import DataLoader  # noqa: E402
from ansible.playbook.play_context import PlayContext  # noqa: E402
from ansible.playbook.task import Task  # noqa: E402
from ansible.plugins.loader import action_loader  # noqa: E402
from ansible.template import Templar  # noqa: E402
from fleet_fixture import tell  # noqa: E402
from gate import Gate  # noqa: E402

MODULES = ("ios_sshv2", "ios_ssh_server")
ACTIONS = {name: action_loader.get(f"secureshell.ios.{name}", class_only=True) for name in MODULES}


def carry_out(visit: dict[str, Any]) -> dict[str, Any]:
    """Run the task of a visit: `module`, `arguments`, `variables`; interrupted at step `at` by `kind`, if there is one.

    `device` and `state` are the name of the device and the state file of its fleet, `home` is the home of the user.
    """
    os.environ["HOME"] = visit["home"]

    def to_device(text: str) -> object:
        return tell(Path(visit["state"]), f"{visit['device']} {text}")

    CLOCK.advance = lambda seconds: to_device(f"clock advance {seconds}")
    gate = Gate(visit.get("at"), visit.get("kind", ""), to_device, CLOCK)
    loader = DataLoader()
    variables = {"inventory_hostname": visit["device"], **visit["variables"]}
    task = Task.load({f"secureshell.ios.{visit['module']}": visit["arguments"]})
    templar = Templar(loader=loader, variables=variables)
    unused = SimpleNamespace(_shell=SimpleNamespace(tmpdir=""))  # these actions have no connection
    action = ACTIONS[visit["module"]](task, unused, PlayContext(), loader, templar, None)
    result = action.run(task_vars=variables)
    return {"result": result, "steps": gate.steps, "fired": gate.fired}


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
