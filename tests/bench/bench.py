# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a device costs: this collection, cisco.ios over network_cli, an empty task, and SSH alone, on one mock fleet.

Every figure is of a whole run with all processes that it started (see measure.py); the mock fleet itself is another
process and not counted. Each round starts a fresh fleet on legacy settings and runs the cases in the order below, so
the machine's mood falls on all of them; the figures are medians over the rounds. Goals are checked at the end and
decide the exit status. Environment: BENCH_DEVICES, BENCH_ROUNDS, BENCH_CISCO_ROUNDS (rounds of the slow case (d)),
BENCH_FORKS.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE.parent)]

from fleet_fixture import Fleet, serve  # noqa: E402

importlib.import_module("conftest")  # makes the collection importable

from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import SERVER  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping

DEVICES = int(os.environ.get("BENCH_DEVICES", "50"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
CISCO_ROUNDS = min(ROUNDS, int(os.environ.get("BENCH_CISCO_ROUNDS", "1")))
FORKS = int(os.environ.get("BENCH_FORKS", "25"))
LOGS = ROOT / ".build" / "bench"
RESULT = ROOT / ".build" / "bench.json"
PLAYS = HERE / "plays"
TICKS = os.sysconf("SC_CLK_TCK")

GOAL_RATIO = 60.0  # times less CPU and wall than the cisco.ios tasks, nothing to change
GOAL_ABOVE_EMPTY = 0.03  # CPU seconds a device above an empty task


@dataclass(frozen=True, slots=True)
class Case:
    """One run of a round. `changed`: what the recap must say of every device; None where it is no playbook.

    One that is not `shown` only prepares the devices for the next one.
    """

    key: str
    title: str
    command: tuple[str, ...]
    changed: int | None = 0
    rounds: int = ROUNDS
    shown: bool = True


def change(wanted: str, guard: str) -> tuple[str, ...]:
    """Return the run that changes one line of every device."""
    return ("ansible-playbook", str(PLAYS / "change.yml"), "-e", f"wanted={wanted}", "-e", f"guard={guard}")


CASES = (
    Case("role_changes", "(a) role sshv2, changes", ("ansible-playbook", "secureshell.ios.sshv2"), changed=1),
    Case("role_nothing", "(b) role sshv2, nothing to change", ("ansible-playbook", "secureshell.ios.sshv2")),
    Case("gathered", "(c) ios_ssh_server gathered", ("ansible-playbook", str(PLAYS / "gathered.yml"))),
    Case("facts", "(g) ios_ssh_facts, all subsets", ("ansible-playbook", str(PLAYS / "facts.yml"))),
    Case("empty", "(e) empty task, network_cli inventory", ("ansible-playbook", str(PLAYS / "empty.yml"))),
    Case("empty_local", "(e) empty task, connection local", ("ansible-playbook", str(PLAYS / "empty_local.yml"))),
    Case("bare", "(f) bare libssh, one process", (sys.executable, str(HERE / "bare.py")), changed=None),
    Case(
        "cisco_ios",
        "(d) eight cisco.ios tasks, nothing to change",
        ("ansible-playbook", str(PLAYS / "cisco_ios.yml")),
        rounds=CISCO_ROUNDS,
    ),
    Case("open", "    Telnet, to have something to close", change("ssh,telnet", "none"), changed=1, shown=False),
    Case("plain", "(h) one restrictive line, without guard", change("ssh", "none"), changed=1),
    Case("open_again", "    Telnet once more", change("ssh,telnet", "none"), changed=1, shown=False),
    Case("guarded", "(i) the same, guarded and proven", change("ssh", "revert_timer"), changed=1),
)


def cpu_of(number: int) -> float:
    """Return the CPU seconds that a running process has used so far."""
    fields = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def run(case: Case, fleet: Fleet, place: Path, name: str) -> dict[str, Any]:
    """Run one case once and return its figures; exit when the run was not what it should be."""
    result, log = place / f"{name}.json", LOGS / f"{name}.log"
    command = [sys.executable, str(HERE / "measure.py"), str(result), *case.command]
    if case.changed is None:
        devices = place / "devices.json"
        rows = [
            {"host": host.address, **{w: getattr(host, w) for w in ("port", "user", "password")}}
            for host in fleet.values()
        ]
        devices.write_text(json.dumps(rows), encoding="utf-8")
        command += [str(devices), "terminal length 0", *(read.command for read in SERVER.reads(None))]
    else:
        command += ["--inventory", str(fleet.inventory), "--forks", str(FORKS)]
    before = cpu_of(fleet.process.pid)
    with log.open("w", encoding="utf-8") as out:
        subprocess.run(command, cwd=place, stdout=out, stderr=subprocess.STDOUT, check=False)
    text = log.read_text(encoding="utf-8")
    if wrong := complaint(case, text, fleet):
        sys.exit(f"{text[-3000:]}\nbench: {case.title}: {wrong}; the whole output: {log.relative_to(ROOT)}")
    figures: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return figures | {"mock_cpu": cpu_of(fleet.process.pid) - before}


def complaint(case: Case, text: str, fleet: Fleet) -> str:
    """Return what is wrong with the output of a run; empty when it did what the case is about."""
    if case.changed is None:
        return "" if f"{len(fleet)} devices" in text else "it did not visit every device"
    recap = re.findall(r"^(\S+)\s+: ok=\d+\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)", text, re.MULTILINE)
    if {name for name, *_counts in recap} != set(fleet):
        return f"the recap names {len(recap)} of {len(fleet)} devices"
    wanted = (str(case.changed), "0", "0")
    bad = [name for name, *counts in recap if tuple(counts) != wanted]
    return f"{len(bad)} devices, {bad[0]} first, are not changed={case.changed} without failure" if bad else ""


def medians(rounds: list[dict[str, Any]]) -> dict[str, float]:
    """Return the median of each figure."""
    names = (name for name, value in rounds[0].items() if isinstance(value, int | float))
    return {name: statistics.median(figures[name] for figures in rounds) for name in names}


def goals(figures: Mapping[str, Mapping[str, float]]) -> list[tuple[bool, str]]:
    """Return each goal with whether it is reached."""
    ours, theirs, floor = figures["role_nothing"], figures["cisco_ios"], figures["empty_local"]
    found = []
    for word, name in (("cpu", "CPU"), ("wall", "wall")):
        ratio = theirs[word] / ours[word]
        found.append((ratio >= GOAL_RATIO, f"(b) takes {ratio:.0f} times less {name} than (d); goal {GOAL_RATIO:.0f}"))
    for key, letter in (("role_nothing", "b"), ("gathered", "c")):
        above = (figures[key]["cpu"] - floor["cpu"]) / DEVICES
        text = f"({letter}) is {above:.4f} CPU s a device above the empty local task; goal {GOAL_ABOVE_EMPTY}"
        found.append((above <= GOAL_ABOVE_EMPTY, text))
    for key, letter in (("role_changes", "a"), ("role_nothing", "b"), ("gathered", "c"), ("guarded", "i")):
        started, left = figures[key]["helpers"], figures[key]["left"]
        found.append(
            (started == left == 0, f"({letter}) started {started:.0f} helper processes, left {left:.0f}; goal 0")
        )
    return found


def table(figures: Mapping[str, Mapping[str, float]]) -> str:
    """Return the figures as text, a line a case."""
    head = (
        f"{'':<46}{'wall s':>8}{'CPU s':>9}{'CPU s/dev':>11}{'ms wall/dev':>12}{'peak MB':>9}{'helpers':>9}{'left':>6}"
    )
    lines = [head + f"{'x CPU':>8}{'x wall':>8}{'mock CPU':>10}"]
    ours = figures["role_nothing"]
    for case in (case for case in CASES if case.shown):
        row = figures[case.key]
        lines.append(
            f"{case.title:<46}{row['wall']:>8.2f}{row['cpu']:>9.2f}{row['cpu'] / DEVICES:>11.4f}"
            f"{1000 * row['wall'] / DEVICES:>12.1f}{row['memory']:>9.0f}{row['helpers']:>9.0f}{row['left']:>6.0f}"
            f"{row['cpu'] / ours['cpu']:>8.2f}{row['wall'] / ours['wall']:>8.2f}{row['mock_cpu']:>10.2f}"
        )
    return "\n".join(lines)


def main() -> int:
    """Run all rounds, print the table and the goals, write the JSON; 1 when a goal is missed."""
    LOGS.mkdir(parents=True, exist_ok=True)
    # On a slow machine more than the usual 30 s pass between two tasks of a host: its helper process would end, and
    # with bad luck in the middle of a request. With 600 s it lives as long as the run, to the advantage of (d).
    os.environ |= {"ANSIBLE_NOCOLOR": "1", "ANSIBLE_PERSISTENT_CONNECT_TIMEOUT": "600"}
    software = {name: version(name) for name in ("ansible-core", "ansible-pylibssh", "asyncssh")}
    print(
        f"{DEVICES} devices, {FORKS} forks, {os.cpu_count()} processors, Python {platform.python_version()}, {software}"
    )
    print(f"{ROUNDS} rounds; the slow case (d) runs in {CISCO_ROUNDS} of them (BENCH_CISCO_ROUNDS)", flush=True)
    rounds: dict[str, list[dict[str, Any]]] = {case.key: [] for case in CASES}
    for number in range(1, ROUNDS + 1):
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            wanted = {"defaults": {"profile": "17.9", "preset": "legacy"}, "devices": [{"name": "r", "count": DEVICES}]}
            with serve(wanted, place) as fleet:
                for case in (case for case in CASES if number <= case.rounds):
                    figures = run(case, fleet, place, f"{case.key}-{number}")
                    rounds[case.key].append(figures)
                    print(
                        f"round {number} {case.title:<46} {figures['wall']:7.2f} s wall {figures['cpu']:8.2f} s CPU",
                        flush=True,
                    )
    figures = {key: medians(each) for key, each in rounds.items()}
    checked = goals(figures)
    print(f"\nMedians. `x`: times the figure of (b). Memory: shared pages counted once.\n{table(figures)}\n")
    for reached, text in checked:
        print(f"{'PASS' if reached else 'FAIL'}  {text}")
    RESULT.write_text(
        json.dumps(
            {
                "devices": DEVICES,
                "forks": FORKS,
                "processors": os.cpu_count(),
                "python": platform.python_version(),
                "software": software,
                "median": figures,
                "rounds": rounds,
                "goals": [{"reached": reached, "text": text} for reached, text in checked],
            },
            indent=2,
        )
        + "\n",
        encoding="utf-8",
    )
    print(f"written to {RESULT.relative_to(ROOT)}")
    return 0 if all(reached for reached, _text in checked) else 1


if __name__ == "__main__":
    sys.exit(main())
