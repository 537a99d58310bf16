# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running mock fleets, and the OpenSSH client with a password, without a terminal and without the user's own files."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from fleet_fixture import Host, mock_fleet, module_mock_fleet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["mock_fleet", "module_mock_fleet", "openscp", "openssh"]

QUIET = ["-F", "none", "-o", "UserKnownHostsFile=/dev/null", "-o", "GlobalKnownHostsFile=/dev/null"]


class Client:
    """The OpenSSH programs, in a home directory of their own."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._password = self._helper("askpass", 'echo "$MOCK_PASSWORD"\n')
        self._dialogue = self._helper(
            "dialogue",
            'printf "%s\\n" "$1" >>"$HOME/asked"\nhead -n 1 "$HOME/answers"\n'
            'tail -n +2 "$HOME/answers" >"$HOME/rest"\nmv "$HOME/rest" "$HOME/answers"\n',
        )

    def _helper(self, name: str, lines: str) -> str:
        path = self._directory / name
        path.write_text(f"#!/bin/sh\n{lines}", encoding="utf-8")
        path.chmod(0o700)
        return str(path)

    def run(self, command: list[str], password: str, answers: Sequence[str] | None = None, **more: Any) -> Any:
        """Run a program; the finished process, which has the questions as `asked` when there are `answers`."""
        asked = self._directory / "asked"
        if answers is not None:
            (self._directory / "answers").write_text("".join(f"{answer}\n" for answer in answers), encoding="utf-8")
            asked.write_text("", encoding="utf-8")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self._directory),
            "SSH_ASKPASS": self._password if answers is None else self._dialogue,
            "SSH_ASKPASS_REQUIRE": "force",
            "MOCK_PASSWORD": password,
        }
        result: Any = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=False, **{"input": "", **more}
        )
        if answers is not None:
            result.asked = asked.read_text(encoding="utf-8").splitlines()
        return result


def _options(options: tuple[str, ...]) -> list[str]:
    checking = [] if any("StrictHostKeyChecking" in option for option in options) else ["StrictHostKeyChecking=no"]
    return [*(word for option in options for word in ("-o", option)), *QUIET, *(f"-o{word}" for word in checking)]


@pytest.fixture
def openssh(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """`openssh(host, *words, options=[...], input=...)` runs the real client and returns the finished process.

    `answers` are given one by one instead of the password; the process then has the questions as `asked`.
    """
    client = Client(tmp_path_factory.mktemp("openssh"))

    def run(host: Host, *words: str, options: tuple[str, ...] = (), **more: Any) -> subprocess.CompletedProcess[str]:
        user = more.pop("user", host.user)
        command = ["ssh", *_options(options), "-p", str(host.port), f"{user}@{host.address}", *words]
        return client.run(command, more.pop("password", host.password), **more)

    return run


@pytest.fixture
def openscp(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """`openscp(host, *words)` runs the real `scp`; in the words, `device:` stands for the device."""
    client = Client(tmp_path_factory.mktemp("openssh"))

    def run(host: Host, *words: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        where = f"{host.user}@{host.address}:"
        named = [where + word.removeprefix("device:") if word.startswith("device:") else word for word in words]
        return client.run(["scp", *_options(options), "-P", str(host.port), *named], host.password)

    return run
