# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first playbook of README.md: its files are written and its commands are typed as they are printed.

What the page leaves to the reader is made here: an empty home, the password of the vault at the keyboard, and devices
behind the addresses of the page, which a ProxyCommand in the home's ssh configuration leads to.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent
PATIENCE = 110  # seconds for one command, on a machine that is busy with other things
VAULT = "group_vars/routers/vault.yml"
RELAY = """
import os, socket, sys, threading
peer = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
def upward():
    while data := os.read(0, 65536):
        peer.sendall(data)
threading.Thread(target=upward, daemon=True).start()
while data := peer.recv(65536):
    os.write(1, data)
"""


def section(title: str, until: str) -> str:
    """Return the part of the page from one heading to another."""
    return README.split(f"\n{title}\n")[1].split(f"\n{until}\n")[0]


def blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


FILES = dict(
    re.findall(r"`([\w./]+)`[^`\n]*:\n\n```\w+\n(.*?)```", section("### Write four files", "### Run it"), re.DOTALL)
)
INSTALL = blocks(section("### Install", "### Write four files"), "bash")[0].splitlines()
COMMANDS = "".join(blocks(section("### Run it", "## What is inside"), "bash")).splitlines()


def test_the_page_is_understood() -> None:
    assert sorted(FILES) == ["ansible.cfg", VAULT, "inventory.yml", "site.yml"]
    assert [command.split()[0] for command in INSTALL] == ["pip", "ansible-galaxy", "ansible-galaxy"]
    assert len(COMMANDS) == 6
    assert all(command.startswith(("ansible", "for address in")) for command in COMMANDS)


class Reader:
    """Somebody at a shell with an empty home."""

    def __init__(self, place: Path) -> None:
        self.home, self.desk = place / "home", place / "desk"
        for path in (self.home / ".ssh", (self.desk / VAULT).parent):
            path.mkdir(parents=True)
        (place / "vault-password").write_text("open\n", encoding="utf-8")
        self.environment = {
            "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.home),
            "LANG": os.environ.get("LANG", "C.UTF-8"),
            "ANSIBLE_NOCOLOR": "1",
        }
        self.encrypting = {"ANSIBLE_VAULT_PASSWORD_FILE": str(place / "vault-password")}

    def types(self, command: str, cwd: Path | None = None) -> str:
        """Run one line; the password of the vault is typed when a command asks for it."""
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=cwd or self.desk,
            env=self.environment | (self.encrypting if command.startswith("ansible-vault") else {}),
            input="open\n",
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout


def recap(output: str) -> dict[str, int]:
    """Return the number of changed tasks a host."""
    return {
        host: int(count) for host, count in re.findall(r"^(\S+)\s+: ok=\d+ +changed=(\d+)", output, flags=re.MULTILINE)
    }


@pytest.mark.timeout(300)
def test_the_first_playbook_runs_as_printed(mock_fleet, tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    for command in INSTALL[1:]:  # what the first line installs is the environment of the tests
        reader.types(command, cwd=ROOT)
    for name, text in FILES.items():
        (reader.desk / name).write_text(text, encoding="utf-8")

    routers = yaml.safe_load(FILES["inventory.yml"])["all"]["children"]["routers"]
    secrets = yaml.safe_load(FILES[VAULT])
    user = {"name": routers["vars"]["ansible_user"], "password": secrets["vault_password"], "privilege": 1}
    profiles = {
        name: "15.2" if "ansible_ios_legacy_algorithms" in host else "17.9" for name, host in routers["hosts"].items()
    }
    devices = [{"name": name, "profile": profile} for name, profile in profiles.items()]
    defaults = {"users": [user], "enable": secrets["vault_enable_password"]}
    fleet = mock_fleet({"defaults": defaults, "devices": devices})
    relay = tmp_path / "relay.py"
    relay.write_text(RELAY, encoding="utf-8")
    lines = [
        f"Host {host['ansible_host']}\n  ProxyCommand {sys.executable} {relay} {fleet[name].port}\n"
        for name, host in routers["hosts"].items()
    ]
    (reader.home / ".ssh" / "config").write_text("".join(lines), encoding="utf-8")

    encrypt, check, one, others, forget, again = COMMANDS
    reader.types(encrypt)
    assert (reader.desk / VAULT).read_text(encoding="utf-8").startswith("$ANSIBLE_VAULT;")
    assert secrets["vault_password"] not in (reader.desk / VAULT).read_text(encoding="utf-8")

    plan = reader.types(check)
    known = (reader.home / ".ssh" / "known_hosts").read_text(encoding="utf-8")
    assert "ip ssh time-out 30" in plan
    assert recap(plan) == dict.fromkeys(profiles, 1)
    assert {line.split()[0] for line in known.splitlines()} == {
        host["ansible_host"] for host in routers["hosts"].values()
    }

    assert recap(reader.types(one)) | recap(reader.types(others)) == dict.fromkeys(profiles, 1)

    reader.types(forget)
    assert recap(reader.types(again)) == dict.fromkeys(profiles, 0)
