# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pages print runs: files are written and commands are typed as they stand there.

For the first playbook of README.md, what the page leaves to the reader is made here: an empty home, the password of the
vault at the keyboard, and devices behind the addresses of the page, to which a ProxyCommand in the home's ssh
configuration leads.
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


def page(name: str, number: int = 0) -> str:
    """Return a YAML block of a page."""
    return blocks((ROOT / name).read_text(encoding="utf-8"), "yaml")[number]


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    """Somebody with the collection of this checkout and an inventory without host keys."""
    reader = Reader(tmp_path)
    reader.environment |= {
        "ANSIBLE_COLLECTIONS_PATH": os.environ.get("ANSIBLE_COLLECTIONS_PATH", str(ROOT / ".build" / "collections")),
        "ANSIBLE_HOST_KEY_CHECKING": "False",
    }
    return reader


def test_the_playbook_of_the_role_mock_ios_starts_uses_and_stops_devices(reader: Reader) -> None:
    (reader.desk / "site.yml").write_text(page("roles/mock_ios/README.md"), encoding="utf-8")
    output = reader.types("ansible-playbook site.yml")
    devices = {"branch1": 1, "branch2": 1, "branch3": 1, "branch4": 1, "core": 1}
    assert devices.items() <= recap(output).items()


@pytest.mark.parametrize("name", ["roles/sshv2/README.md", "docs/connection.md"])
def test_the_playbook_of_a_page_runs_on_a_device(reader: Reader, mock_fleet, name: str) -> None:
    blocks_of_page = blocks((ROOT / name).read_text(encoding="utf-8"), "yaml")
    (text,) = (text for text in blocks_of_page if isinstance(yaml.safe_load(text), list))
    fleet = mock_fleet({"devices": [{"name": "edge-1", "groups": ["routers"]}]})
    (reader.desk / "site.yml").write_text(text, encoding="utf-8")
    assert recap(reader.types(f"ansible-playbook site.yml -i {fleet.inventory}")).keys() == {"edge-1"}


def test_the_guide_s_commands_run(reader: Reader, mock_fleet) -> None:
    fleet = mock_fleet(
        {"devices": [{"name": "one", "groups": ["canary", "routers"]}, {"name": "two", "groups": ["routers"]}]}
    )
    (reader.desk / "inventory.yml").write_bytes(fleet.inventory.read_bytes())
    guide = (ROOT / "docs" / "sshv2.md").read_text(encoding="utf-8")
    first, rest = [line for line in guide.splitlines() if line.startswith("ansible-playbook ")]
    assert recap(reader.types(first)) == {"one": 1, "two": 1}  # in batches that begin with one device
    assert recap(reader.types(rest)) == {"one": 0, "two": 0}


def test_the_program_is_started_as_the_page_says(reader: Reader) -> None:
    guide = (ROOT / "docs" / "mock_ios.md").read_text(encoding="utf-8")
    commands = [line for line in guide.splitlines() if line.startswith("python -m mock_ios ")]
    assert commands[0] == "python -m mock_ios --fleet fleet.yml > inventory.yml"
    (reader.desk / "fleet.yml").write_text(page("docs/mock_ios.md"), encoding="utf-8")
    program = ROOT / "roles" / "mock_ios" / "files"
    reader.environment["PYTHONPATH"] = str(program)
    reader.types("python -m mock_ios --background --state-file state --fleet fleet.yml > inventory.yml")
    try:
        hosts = yaml.safe_load((reader.desk / "inventory.yml").read_text(encoding="utf-8"))["all"]["children"][
            "mock_ios"
        ]["hosts"]
    finally:
        reader.types("python -m mock_ios --stop state")
    assert sorted(hosts) == ["branch1", "branch2", "branch3", "core"]
