# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running mock fleets, and the OpenSSH client with a password, without a terminal and without the user's own files."""

from __future__ import annotations

import os
import subprocess
from typing import Any

import pytest
from fleet_fixture import Host, mock_fleet, module_mock_fleet

__all__ = ["mock_fleet", "module_mock_fleet", "openssh"]

QUIET = ["-F", "none", "-o", "UserKnownHostsFile=/dev/null", "-o", "GlobalKnownHostsFile=/dev/null"]


@pytest.fixture
def openssh(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """`openssh(host, *words, options=[...], input=...)` runs the real client and returns the finished process.

    `answers` are given one by one instead of the password; the process then has the questions as `asked`.
    """
    directory = tmp_path_factory.mktemp("openssh")
    helper = directory / "askpass"
    helper.write_text('#!/bin/sh\necho "$MOCK_PASSWORD"\n', encoding="utf-8")
    helper.chmod(0o700)
    dialogue = directory / "dialogue"
    dialogue.write_text(
        '#!/bin/sh\nprintf "%s\\n" "$1" >>"$HOME/asked"\nhead -n 1 "$HOME/answers"\n'
        'tail -n +2 "$HOME/answers" >"$HOME/rest"\nmv "$HOME/rest" "$HOME/answers"\n',
        encoding="utf-8",
    )
    dialogue.chmod(0o700)

    def run(host: Host, *words: str, options: tuple[str, ...] = (), **more: Any) -> subprocess.CompletedProcess[str]:
        answers = more.pop("answers", None)
        if answers is not None:
            (directory / "answers").write_text("".join(f"{answer}\n" for answer in answers), encoding="utf-8")
            (directory / "asked").write_text("", encoding="utf-8")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(directory),
            "SSH_ASKPASS": str(helper if answers is None else dialogue),
            "SSH_ASKPASS_REQUIRE": "force",
            "MOCK_PASSWORD": more.pop("password", host.password),
        }
        checking = (
            [] if any("StrictHostKeyChecking" in option for option in options) else ["-o", "StrictHostKeyChecking=no"]
        )
        chosen = [word for option in options for word in ("-o", option)]
        user = more.pop("user", host.user)
        command = ["ssh", *chosen, *QUIET, *checking, "-p", str(host.port), f"{user}@{host.address}", *words]
        result: Any = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=False, **{"input": "", **more}
        )
        if answers is not None:
            result.asked = (directory / "asked").read_text(encoding="utf-8").splitlines()
        return result

    return run
