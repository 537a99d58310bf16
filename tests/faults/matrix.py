# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every step of a transaction, interrupted in every way: one fresh device a cell."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import invariants
import outside
from fleet_fixture import serve, tell
from gate import CONNECT, KINDS
from invariants import Device

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fleet_fixture import Fleet, Host
    from scenarios import Scenario

HERE = Path(__file__).resolve().parent
CHUNK = 40  # devices of one fleet
AT_ONCE = 6  # cells at a time: some wait
PEOPLE = ("operator", "newcomer")
RECOVERY = (400, 700)  # device seconds: the guard and its rollback, then sessions that nobody uses


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a visit of a worker, task by task; one that was killed leaves no results."""

    results: tuple[Mapping[str, Any], ...]
    steps: tuple[str, ...] = ()
    fired: bool = False
    killed: bool = False

    @property
    def failed(self) -> bool:
        return self.killed or any(result.get("failed") or result.get("unreachable") for result in self.results)

    @property
    def changed(self) -> bool:
        return any(result.get("changed") for result in self.results)

    @property
    def words(self) -> str:
        """What the last task said."""
        return "killed" if self.killed else str(self.results[-1].get("msg", "ended well"))


class Workers:
    """The process from which workers are forked."""

    def __init__(self, directory: Path) -> None:
        self.address = str(directory / "workers")
        self.log = directory / "workers.txt"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(HERE / "worker.py"), self.address],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        assert self._process.stdout is not None
        if not self._process.stdout.readline():
            raise RuntimeError(self.log.read_text(encoding="utf-8"))

    def visit(self, order: Mapping[str, Any]) -> Came:
        """Have one task carried out."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(self.address)
            line.sendall(json.dumps(order).encode() + b"\n")
            said = b"".join(iter(lambda: line.recv(65536), b""))
        if not said:
            return Came((), killed=True)
        answer = json.loads(said)
        return Came(tuple(answer["results"]), tuple(answer["steps"]), answer["fired"])

    def stop(self) -> None:
        """End it, and with it nothing else: the workers have ended by themselves."""
        self._process.communicate()


@dataclass(frozen=True, slots=True)
class Cell:
    """One step, one interruption. `step` is what is typed there."""

    scenario: str
    at: int
    step: str
    kind: str

    def __str__(self) -> str:
        return f"{self.scenario}, step {self.at} {self.step!r}, {self.kind} ({KINDS[self.kind].title})"


@dataclass(frozen=True, slots=True)
class Place:
    """One device, and the home of the one who changes it."""

    scenario: Scenario
    workers: Workers
    keys: Path
    host: Host
    state: Path
    home: Path

    def known_keys(self) -> tuple[str, ...]:
        """Return the host keys by which the controller knows the device, type and base64."""
        name = f"[{self.host.address}]:{self.host.port}"
        rows = (self.home / ".ssh" / "known_hosts").read_text(encoding="ascii").splitlines()
        return tuple(row.partition(" ")[2] for row in rows if row.startswith(f"{name} "))

    def visit(self, at: int | None = None, kind: str = "", *, again: bool = False, until: int | None = None) -> Came:
        """Carry out the tasks of the scenario, or the first ones `until` that many."""
        more = {"save_when": "always", **self.scenario.again} if again else {}
        order = {
            "device": self.host.name,
            "state": str(self.state),
            "tasks": self.scenario.tasks()[:until],
            "variables": {**self.host.variables, **self.scenario.variables, **more},
            "home": str(self.home),
            "at": at,
            "kind": kind,
        }
        return self.workers.visit(filled(order, self.keys))

    def tell(self, text: str) -> Any:
        """Tell the device, as the mock takes it."""
        return tell(self.state, f"{self.host.name} {text}")

    def device(self) -> Device:
        """Look at the device."""
        view = outside.look(self.host.address, self.host.port, list(self._accounts()))
        return Device(self.tell("status"), view)

    def _accounts(self) -> Iterator[outside.Account]:
        for name in self.scenario.accounts:
            if name == "password":
                yield outside.Account(self.host.user, self.host.password)
            else:
                user = "operator" if "password" in self.scenario.accounts else self.host.user
                yield outside.Account(user, key_file=str(self.keys / name))

    def recover(self) -> None:
        """Let pass what passes by itself: time runs, others log out."""
        self.tell("clock run")
        self.tell("empty")
        for seconds in RECOVERY:
            self.tell(f"clock advance {seconds}")

    def judge(self, cell: Cell, rests: Sequence[Device]) -> list[str]:
        """Interrupt the transaction, and return what does not hold afterwards."""
        keys = self.known_keys()
        came = self.visit(cell.at, cell.kind)
        if not came.killed and (not came.fired or _timeless(came.steps[cell.at]) != _timeless(cell.step)):
            return [f"the step was not reached: {came.words}; {came.steps}"]
        said = [f"(the interrupted run: {came.words})"]
        self.recover()
        try:
            known, row = self.known_keys(), self.scenario
            expected = invariants.Expected(rests, keys, known, between=row.between, pins=row.pins)
            device = self.device()
            found = [*invariants.settled(device, expected), *invariants.honest(came, device, expected)]
            second, third = self.visit(again=True), self.visit(again=True)
            found += invariants.converged(second, third)
            found += invariants.finished(self.device(), rests[-1])
        except outside.NoWayIn as error:
            found = [f"nobody gets in any more: {error}"]
        return found and found + said


def filled(value: Mapping[str, Any], keys: Path) -> dict[str, Any]:
    """Fill in the names of key files, and `{operator.pub}`, which is a public key itself."""
    text = json.dumps(value).replace("{operator.pub}", (keys / "operator.pub").read_text(encoding="ascii").strip())
    for name in PEOPLE:
        text = text.replace(f"{{{name}}}", str(keys / name))
    return dict(json.loads(text))


def _timeless(step: str) -> str:
    """Return a step without the date and time in the name of a file."""
    return re.sub(r"-\w{3}-+\d.*", "", step)


class Matrix:
    """The cells of one scenario. `keys` is the folder with the keys of people."""

    def __init__(self, scenario: Scenario, workers: Workers, keys: Path, directory: Path) -> None:
        self._scenario = scenario
        self._workers = workers
        self._keys = keys
        self._directory = directory
        rests = range(1, len(scenario.tasks()))
        with self._places(2 + len(rests)) as (place, other, *others):
            old, self.first = place.device(), place.visit()
            last = other.visit(again=True)
            between = [one.device() for one, until in zip(others, rests, strict=True) if one.visit(until=until)]
            self.rests = (old, *between, other.device())
        if self.first.failed != scenario.fails or last.failed:
            raise AssertionError(f"{scenario.name}, uninterrupted: {self.first.words}; later: {last.words}")

    def cells(self) -> list[Cell]:
        """Return all of them, in the order of the steps."""
        name = self._scenario.name
        return [
            Cell(name, at, step, kind)
            for at, step in enumerate(self.first.steps)
            for kind in KINDS
            if step and not (step == CONNECT and kind == "hang")  # a device hangs at a line
        ]

    def run(self, cells: Sequence[Cell]) -> dict[Cell, list[str]]:
        """Carry out cells, and return what does not hold after those where something does not."""
        broken: dict[Cell, list[str]] = {}
        for start in range(0, len(cells), CHUNK):
            chunk = cells[start : start + CHUNK]
            with self._places(len(chunk)) as places, ThreadPoolExecutor(AT_ONCE) as pool:
                work = [pool.submit(place.judge, cell, self.rests) for place, cell in zip(places, chunk, strict=True)]
                broken |= {cell: found for cell, done in zip(chunk, work, strict=True) if (found := done.result())}
        return broken

    @contextlib.contextmanager
    def _places(self, count: int) -> Iterator[list[Place]]:
        rows = [filled({**self._scenario.device, "name": f"d{number}"}, self._keys) for number in range(count)]
        directory = Path(tempfile.mkdtemp(dir=self._directory))
        with serve({"devices": rows}, directory) as fleet:
            yield [self._place(fleet, directory, name) for name in fleet]

    def _place(self, fleet: Fleet, directory: Path, name: str) -> Place:
        home = directory / name
        (home / ".ssh").mkdir(mode=0o700, parents=True)
        (home / ".ssh" / "known_hosts").write_bytes(fleet.known_hosts.read_bytes())
        return Place(self._scenario, self._workers, self._keys, fleet[name], fleet.state, home)
