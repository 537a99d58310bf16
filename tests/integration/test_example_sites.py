# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sites of docs/examples run as they are printed, on mock devices behind the names of their inventories.

A copy of the folder gets a second inventory, which says where the devices are, and public keys whose private halves are
at hand. Nothing else is changed.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
import yaml

from playbooks import ROOT, Run, run

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = ROOT / "docs" / "examples"
TASK = "secureshell.ios.sshv2 : Bring SSH to the wanted state"
OPENSSH = [
    "-F/dev/null",
    "-oBatchMode=yes",
    "-oIdentitiesOnly=yes",
    "-oStrictHostKeyChecking=no",
    "-oUserKnownHostsFile=/dev/null",
]
# What a client needs to say to devices of 15.2 and 16.8, as to real ones of that age.
LEGACY = [
    "-oKexAlgorithms=+diffie-hellman-group14-sha1",
    "-oHostKeyAlgorithms=+ssh-rsa",
    "-oPubkeyAcceptedAlgorithms=+ssh-rsa",
]


@dataclass
class Site:
    """A copy of an example, its devices and its runs."""

    place: Path
    fleet: object
    runs: dict[str, Run] = field(default_factory=dict)

    def run(self, name: str, playbook: str, *options: str) -> None:
        inventories = (self.place / "inventory.yml", self.place / "mock.yml")
        self.runs[name] = run(self.place / playbook, *inventories, options=options)

    def ssh(self, host: str, user: str, command: str, *options: str) -> subprocess.CompletedProcess:
        """Run one command on a device as OpenSSH does."""
        device = self.fleet[host]
        words = ["ssh", *OPENSSH, *options, f"-p{device.port}", f"{user}@{device.address}", command]
        return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL)

    def key(self, user: str) -> str:
        return f"-i{self.place / 'keys' / user}"


def site(name: str, profiles: dict[str, str], account: str, start, place: Path) -> Site:
    """Copy an example and start its devices, which know the account of its inventory and no more."""
    copy = place / name
    shutil.copytree(EXAMPLES / name, copy)
    for public in copy.glob("keys/*.pub"):
        kind = public.read_text(encoding="utf-8").split()[0]
        words = ["-t", "ecdsa", "-b", "384"] if kind.startswith("ecdsa") else ["-t", "rsa", "-b", "2048"]
        public.unlink()
        private = public.with_suffix("")
        subprocess.run(["ssh-keygen", "-q", *words, "-N", "", "-C", private.name, "-f", private], check=True)
    (secrets,) = copy.glob("group_vars/*/vault.yml")
    password = yaml.safe_load(secrets.read_text(encoding="utf-8"))["vault_password"]
    (top,) = yaml.safe_load((copy / "inventory.yml").read_text(encoding="utf-8"))["all"]["children"].values()
    devices = [
        {"name": host, "profile": profiles[group]} for group, row in top["children"].items() for host in row["hosts"]
    ]
    fleet = start({"defaults": {"users": [{"name": account, "password": password}]}, "devices": devices})
    mock = {host: {"ansible_host": fleet[host].address, "ansible_port": fleet[host].port} for host in fleet}
    if (copy / "keys" / account).exists():
        for variables in mock.values():
            variables["ansible_ssh_private_key_file"] = str(copy / "keys" / account)
    inventory = {"all": {"hosts": mock, "vars": {"ansible_host_key_checking": False}}}
    (copy / "mock.yml").write_text(yaml.safe_dump(inventory), encoding="utf-8")
    return Site(copy, fleet)


def changes(found: Site) -> dict[str, set[int]]:
    """Return how often a device was changed in each run, each number once."""
    assert [result.output for result in found.runs.values() if result.code] == []
    assert all(result.stats.keys() == set(found.fleet) for result in found.runs.values())
    return {name: set(result.changed().values()) for name, result in found.runs.items()}


@pytest.fixture(scope="module")
def campus(module_mock_fleet, tmp_path_factory):
    profiles = {"access_classic": "15.2", "access_xe": "16.8", "distribution": "17.9"}
    found = site("campus", profiles, "admin", module_mock_fleet, tmp_path_factory.mktemp("site"))
    for name, playbook in (("simple", "simple.yml"), ("full", "full/site.yml")):
        found.run(name, playbook)
        found.run(f"{name} again", playbook)
    return found


def test_the_campus_is_changed_once_by_three_variables_and_once_by_all(campus):
    assert changes(campus) == {"simple": {1}, "simple again": {0}, "full": {1}, "full again": {0}}


def test_the_staff_of_the_campus_gets_in_with_its_keys_and_its_privileges(campus):
    for host in campus.fleet:
        options = LEGACY if host.startswith("access") else []
        for user, level in (("alice", 15), ("bob", 1)):
            done = campus.ssh(host, user, "show privilege", campus.key(user), *options)
            assert f"Current privilege level is {level}" in done.stdout, (host, done)
            assert "Authorised staff only." in done.stderr
        stranger = campus.ssh(host, "alice", "show privilege", campus.key("bob"), *options)
        assert "Permission denied" in stranger.stderr, (host, stranger)


def test_files_of_the_campus_are_copied_by_those_who_may(campus):
    for host in ("access-3", "distribution-1"):
        device = campus.fleet[host]
        for user, end in (("alice", 0), ("bob", 1)):
            words = ["scp", "-O", *OPENSSH, *LEGACY, campus.key(user), f"-P{device.port}"]
            words += [f"{user}@{device.address}:running-config", str(campus.place / f"{host}.{user}")]
            done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
            assert done.returncode == end, done.stderr
            assert end == 0 or "Privilege denied." in done.stderr


def test_no_secret_of_a_site_is_shown(campus, center):
    for found in (campus, center):
        (file,) = found.place.glob("group_vars/*/vault.yml")
        secrets = yaml.safe_load(file.read_text(encoding="utf-8")).values()
        output = "".join(result.output for result in found.runs.values())
        assert [secret for secret in secrets if secret in output] == []


@pytest.fixture(scope="module")
def center(module_mock_fleet, tmp_path_factory):
    profiles = {"border": "17.9", "leaf": "17.15", "spine": "26.1"}
    found = site("data-center", profiles, "ansible", module_mock_fleet, tmp_path_factory.mktemp("site"))
    for name in ("first", "second"):
        found.run(name, "site.yml")
    return found


def test_the_data_center_is_changed_once_and_the_second_visit_is_made_with_the_key(center):
    assert changes(center) == {"first": {1}, "second": {0}}


def test_the_data_center_lets_keys_in_and_no_passwords(center):
    for host in center.fleet:
        done = center.ssh(host, "oncall", "show privilege", center.key("oncall"))
        assert "Current privilege level is 15" in done.stdout, (host, done)
        stranger = center.ssh(host, "oncall", "show privilege", center.key("jump"))
        assert "Permission denied (publickey)." in stranger.stderr, (host, stranger)


def test_the_data_center_shows_keys_and_algorithms_of_its_wish(center):
    for host in center.fleet:
        old = host.startswith("border")
        done = center.ssh(host, "oncall", "show clock", "-v", center.key("oncall"))
        assert f"kex: host key algorithm: {'rsa-sha2-512' if old else 'ecdsa-sha2-nistp384'}" in done.stderr, host
        weak = center.ssh(host, "oncall", "show clock", "-oCiphers=aes128-ctr", center.key("oncall"))
        assert "no matching cipher found" in weak.stderr, (host, weak)


def test_the_devices_of_the_data_center_know_the_jump_host(center):
    line = (center.place / "keys" / "jump.pub").read_text(encoding="utf-8")
    wanted = hashlib.md5(base64.b64decode(line.split()[1]), usedforsecurity=False).hexdigest().upper()
    for host, result in center.runs["second"].tasks[TASK].items():
        keys = result["after"]["public_keys"]
        assert [server["name"] for server in keys["servers"]] == ["198.51.100.250"], host
        assert [key["hash"] for key in keys["servers"][0]["keys"]] == [wanted], host
        assert keys["strict_host_key_check"] == "on", host
