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
    """`openssh(host, *words, options=[...], input=...)` runs the real client and returns the finished process."""
    directory = tmp_path_factory.mktemp("openssh")
    helper = directory / "askpass"
    helper.write_text('#!/bin/sh\necho "$MOCK_PASSWORD"\n', encoding="utf-8")
    helper.chmod(0o700)

    def run(host: Host, *words: str, options: tuple[str, ...] = (), **more: Any) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(directory),
            "SSH_ASKPASS": str(helper),
            "SSH_ASKPASS_REQUIRE": "force",
            "MOCK_PASSWORD": more.pop("password", host.password),
        }
        checking = (
            [] if any("StrictHostKeyChecking" in option for option in options) else ["-o", "StrictHostKeyChecking=no"]
        )
        chosen = [word for option in options for word in ("-o", option)]
        command = ["ssh", *chosen, *QUIET, *checking, "-p", str(host.port), f"{host.user}@{host.address}", *words]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=False, **{"input": "", **more}
        )

    return run
