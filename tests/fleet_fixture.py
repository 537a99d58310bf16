# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running mock fleet for any test suite.

A conftest.py says `from fleet_fixture import mock_fleet` (or `module_mock_fleet`, one fleet for many tests), and a
test calls it with a fleet as a dictionary, as YAML or as a path:

    def test_something(mock_fleet):
        fleet = mock_fleet({"devices": [{"name": "r1", "profile": "17.15"}]})
        fleet.inventory          # path for `ansible-playbook -i`
        fleet["r1"].port         # and .address, .user, .password, .profile, .variables
        fleet.tell("r1 restart") # what `python -m mock_ios --tell` tells a running device

The devices run in a process of their own, which ends with the test, and with the process of the test.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

PROGRAM = Path(__file__).resolve().parent.parent / "roles" / "mock_ios" / "files"
PATIENCE = 60.0  # seconds until a fleet must be ready on a machine that is busy with other things


@dataclass(frozen=True, slots=True)
class Host:
    """How to reach one device of the fleet."""

    name: str
    address: str
    port: int
    user: str
    password: str
    profile: str
    variables: Mapping[str, Any]


class Fleet(Mapping[str, Host]):
    """A running fleet; a mapping of device names to hosts."""

    def __init__(self, process: subprocess.Popen[bytes], directory: Path) -> None:
        self.process = process
        self.inventory = directory / "inventory.yml"
        self.known_hosts = directory / "known_hosts"
        self.errors = directory / "stderr.txt"
        self.state = directory / "state.json"
        self._hosts: dict[str, Host] = {}

    def __getitem__(self, name: str) -> Host:
        return self._hosts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._hosts)

    def __len__(self) -> int:
        return len(self._hosts)

    def wait(self) -> None:
        """Until all devices are ready."""
        deadline = time.monotonic() + PATIENCE
        while not self.inventory.exists():
            ended = self.process.poll() is not None
            if ended or time.monotonic() > deadline:
                what = "ended" if ended else "was not ready in time"
                raise RuntimeError(f"the mock fleet {what}: {self.errors.read_text(encoding='utf-8')}")
            time.sleep(0.01)
        hosts = yaml.safe_load(self.inventory.read_text(encoding="utf-8"))["all"]["children"]["mock_ios"]["hosts"]
        for name, variables in hosts.items():
            words = (variables[f"ansible_{word}"] for word in ("host", "port", "user", "password"))
            self._hosts[name] = Host(name, *words, profile=variables["mock_ios_profile"], variables=variables)

    def tell(self, text: str) -> Any:
        """Tell a device what `--tell` tells, such as `r1 clock advance 60`; its answer. See docs/mock_ios.md."""
        return tell(self.state, text)

    def stop(self) -> None:
        """End the process and wait for it."""
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


def tell(state: Path, text: str) -> Any:
    """Tell a device of the fleet with this state file something; its answer."""
    folder = os.open(state.parent, os.O_RDONLY)  # the address of a socket has to be short
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asked:
        asked.connect(f"/proc/self/fd/{folder}/{state.name}.control")
        os.close(folder)
        asked.sendall(text.encode() + b"\n")
        answer = json.loads(b"".join(iter(lambda: asked.recv(65536), b"")))
    if "error" in answer:
        raise ValueError(answer["error"])
    return answer["answer"]


@contextlib.contextmanager
def serve(fleet: Mapping[str, Any] | str | Path, directory: Path) -> Iterator[Fleet]:
    """Serve a fleet from a directory of its own, for as long as the context lasts."""
    file = fleet if isinstance(fleet, Path) else directory / "fleet.yml"
    if not isinstance(fleet, Path):
        text = fleet if isinstance(fleet, str) else yaml.safe_dump(dict(fleet), sort_keys=False)
        file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "mock_ios", "--fleet", str(file), "--until-stdin-closes"]
    command += ["--ready-file", str(directory / "inventory.yml"), "--known-hosts", str(directory / "known_hosts")]
    command += ["--state-file", str(directory / "state.json")]
    environment = {**os.environ, "PYTHONPATH": str(PROGRAM)}
    with (directory / "stderr.txt").open("wb") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors, env=environment
        )
    running = Fleet(process, directory)
    try:
        running.wait()
        yield running
    finally:
        running.stop()


def _factory(base: Path) -> Iterator[Callable[[Mapping[str, Any] | str | Path], Fleet]]:
    with contextlib.ExitStack() as stack:

        def start(fleet: Mapping[str, Any] | str | Path) -> Fleet:
            return stack.enter_context(serve(fleet, Path(tempfile.mkdtemp(dir=base))))

        yield start


@pytest.fixture
def mock_fleet(tmp_path: Path) -> Iterator[Callable[[Mapping[str, Any] | str | Path], Fleet]]:
    """A function that starts fleets, which end with the test."""
    yield from _factory(tmp_path)


@pytest.fixture(scope="module")
def module_mock_fleet(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[Mapping[str, Any] | str | Path], Fleet]]:
    """A function that starts fleets, which end with the last test of the module."""
    yield from _factory(tmp_path_factory.mktemp("fleet"))
