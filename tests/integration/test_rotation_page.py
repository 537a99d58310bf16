# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of docs/rotation.md run as they are printed, on one site."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from strict_client import ALL_AT_ONCE, chain, new_key

from playbooks import run

pytestmark = pytest.mark.timeout(400)
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "rotation.md").read_text(encoding="utf-8")
PLAYS, USERS, ALGORITHMS, KNOWN_HOSTS = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
ACCOUNTS = ("ansible", "backup", "alice")
PASSPHRASE = "of-2026"


@pytest.fixture(scope="module")
def site(module_mock_fleet, tmp_path_factory):
    """Two devices and an operator without known_hosts: keys are read over consoles, and everything is rotated."""
    home = tmp_path_factory.mktemp("site")
    keys = home / "keys"
    keys.mkdir()
    public = {}
    for year in ("2025", "2026"):
        for name in ACCOUNTS:
            secret = PASSPHRASE if (name, year) == ("ansible", "2026") else ""
            public[name, year] = new_key(keys, f"{name}-{year}", secret)[1]
    stored = {name: [public[name, "2025"]] for name in ACCOUNTS}
    stored["backup"].append(new_key(keys, "spare")[1])
    fleet = module_mock_fleet({
        "defaults": {
            "profile": "17.15",
            "console": True,
            "groups": ["routers"],
            "users": [{"name": name, "password": f"mock-{name}", "privilege": 15} for name in ACCOUNTS],
            "config": chain(**stored),
        },
        "devices": [{"name": "r1"}, {"name": "r2"}],
    })  # fmt: skip
    inventory = yaml.safe_load(fleet.inventory.read_text(encoding="utf-8"))
    for variables in inventory["all"]["children"]["mock_ios"]["hosts"].values():
        del variables["ansible_password"]
    (home / "inventory.yml").write_text(yaml.safe_dump(inventory), encoding="utf-8")
    (home / "known.yml").write_text(KNOWN_HOSTS, encoding="utf-8")
    (home / "rotate.yml").write_text(PLAYS, encoding="utf-8")
    (home / "group_vars").mkdir()
    variables = {
        "ansible_host_key_checking": True,
        "ansible_ssh_common_args": f"-o UserKnownHostsFile={home}/known_hosts",
        "ansible_ssh_private_key_file": f"{keys}/ansible-2025",
        "ansible_become": True,
        "ansible_become_method": "ansible.netcommon.enable",
        "vault_ansible_2026": PASSPHRASE,
        "rotate_host_key_size": 2048,
    }
    text = yaml.safe_dump(variables) + USERS + ALGORITHMS
    (home / "group_vars" / "routers.yml").write_text(text, encoding="utf-8")
    found = {"fleet": fleet, "home": home, "public": public}

    def start(name, book):
        found[name] = run(book, home / "inventory.yml", options=ALL_AT_ONCE)

    start("known", home / "known.yml")
    start("keys", home / "rotate.yml")
    start("users", "secureshell.ios.rotate_user_keys")
    # The page says so: the inventory names the new key now.
    variables |= {"ansible_ssh_private_key_file": f"{keys}/ansible-2026", "ansible_private_key_passphrase": PASSPHRASE}
    text = yaml.safe_dump(variables) + USERS + ALGORITHMS
    (home / "group_vars" / "routers.yml").write_text(text, encoding="utf-8")
    start("algorithms", "secureshell.ios.rotate_algorithms")
    return found


def test_the_examples_run(site):
    outputs = {name: site[name].output for name in ("known", "keys", "users", "algorithms") if site[name].code}
    assert not outputs, "".join(outputs.values())[-3000:]


@pytest.mark.parametrize("name", ["r1", "r2"])
def test_known_hosts_has_what_the_devices_show(site, name):
    place = f"[127.0.0.1]:{site['fleet'][name].port}"
    for file, names, count in (
        ("known_hosts", [place, f"[{name}]:{site['fleet'][name].port}"], 2),
        ("known_hosts.new", [place], 1),
    ):
        for wanted in names:
            found = subprocess.run(
                ["ssh-keygen", "-F", wanted, "-f", site["home"] / file], check=True, capture_output=True, text=True
            ).stdout
            assert found.count("ssh-rsa AAAA") == (count if wanted == place else 1)


@pytest.mark.parametrize("name", ["r1", "r2"])
def test_every_account_is_where_it_should_be(site, name):
    opened = site["users"].tasks["Let the new keys in beside the old ones"][name]
    removed = site["users"].tasks["Take the old keys away"][name]
    assert removed["proof"]["proven"]
    left = {row["name"]: len(row["keys"]) for row in removed["after"]["users"]}
    assert left == {"ansible": 1, "backup": 1, "alice": 2}
    assert any(command.startswith("no key-hash") for command in opened["commands"])  # the spare one made room
    assert PASSPHRASE not in site["users"].output


def test_the_lists_are_those_that_are_printed(site):
    wanted = yaml.safe_load(ALGORITHMS)["sshv2_algorithms"]
    for name in ("r1", "r2"):
        after = site["algorithms"].tasks["Drop the others"][name]["after"]["algorithms"]
        assert {entry: after[entry] for entry in wanted} == wanted
