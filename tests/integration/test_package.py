# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection as users get it: built, installed without a network, stripped to what runs, documented, and run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = ("meta", "plugins", "roles", "playbooks")
BIN = Path(sys.executable).parent


def run(*command: str | Path, cwd: Path, collections: Path, patience: float = 110) -> str:
    """Run a tool of this environment with nothing of this checkout in its surroundings; return what it printed."""
    home = cwd / "home"
    home.mkdir(exist_ok=True)
    environment = {
        "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": os.environ.get("LANG", "C.UTF-8"),
        "ANSIBLE_HOME": str(home / ".ansible"),
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_NOCOLOR": "1",
    }
    words = [str(BIN / command[0]), *map(str, command[1:])]
    result = subprocess.run(
        words, cwd=cwd, env=environment, capture_output=True, text=True, timeout=patience, check=False
    )
    assert result.returncode == 0, f"{' '.join(words)}\n{result.stdout}\n{result.stderr}"
    return result.stdout


@pytest.fixture(scope="module")
def tarball(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("build")
    run("ansible-galaxy", "collection", "build", "--output-path", place, ROOT, cwd=place, collections=place)
    (found,) = place.glob("secureshell-ios-*.tar.gz")
    return found


@pytest.fixture(scope="module")
def collections(tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a collections path with the package, of which only the folders needed at run time are left."""
    place = tmp_path_factory.mktemp("installed")
    install = ("ansible-galaxy", "collection", "install", "--offline", "--collections-path", place, tarball)
    run(*install, cwd=tarball.parent, collections=place)
    installed = place / "ansible_collections" / "secureshell" / "ios"
    for path in installed.iterdir():
        if path.is_dir() and path.name not in RUNTIME:
            shutil.rmtree(path)
        elif path.is_file() and path.name not in {"MANIFEST.json", "FILES.json"}:
            path.unlink()
    return place


def test_the_tarball_holds_the_tracked_files_and_nothing_else(tarball: Path) -> None:
    listing = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    left_out = (".ci/", ".gitignore", "galaxy.yml")
    wanted = {name for name in names if name and (ROOT / name).exists() and not name.startswith(left_out)}
    with tarfile.open(tarball) as archive:
        packed = {member.name for member in archive.getmembers() if not member.isdir()}
    assert packed == wanted | {"MANIFEST.json", "FILES.json"}


def test_the_dependencies_are_those_of_the_ansible_package(tarball: Path) -> None:
    """`--offline` above has already resolved them; here: each with a lower bound of 1.0.0 or more."""
    with tarfile.open(tarball) as archive:
        manifest = json.load(archive.extractfile("MANIFEST.json"))["collection_info"]
    assert manifest["dependencies"]
    assert [
        bound for bound in manifest["dependencies"].values() if not re.fullmatch(r">=[1-9]\d*\.\d+\.\d+", bound)
    ] == []


def test_every_plugin_and_role_has_its_page(collections: Path, tmp_path: Path) -> None:
    installed = collections / "ansible_collections" / "secureshell" / "ios"
    pages = 0
    for folder, kind in (("modules", "module"), ("connection", "connection"), ("filter", "filter")):
        for path in sorted((installed / "plugins" / folder).glob("[!_]*.py")):
            name = f"secureshell.ios.{path.stem}"
            page = run("ansible-doc", "--json", "--type", kind, name, cwd=tmp_path, collections=collections)
            assert json.loads(page)[name]["doc"]["description"]
            pages += 1
    for path in sorted((installed / "roles").iterdir()):
        name = f"secureshell.ios.{path.name}"
        page = json.loads(run("ansible-doc", "--json", "--type", "role", name, cwd=tmp_path, collections=collections))
        specs = yaml.safe_load((path / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]
        assert set(page[name]["entry_points"]) == set(specs)
        assert all(entry["description"] for entry in page[name]["entry_points"].values())
        pages += 1
    assert pages >= 4


def test_it_runs_with_what_is_left(collections: Path, tmp_path: Path) -> None:
    """Start a device with one role, bring it to SSH version 2 with the playbook, twice, and stop it."""
    device = {"name": "core", "profile": "17.9"}
    variables = {"mock_ios_directory": str(tmp_path / "mock"), "mock_ios_devices": [device]}
    inventory = tmp_path / "inventory.yml"
    (tmp_path / "start.yml").write_text(mock_playbook("start", variables, inventory), encoding="utf-8")
    (tmp_path / "stop.yml").write_text(mock_playbook("stop", variables, None), encoding="utf-8")
    run("ansible-playbook", "start.yml", cwd=tmp_path, collections=collections)
    try:
        counts = []
        for _round in range(2):
            bring = ("ansible-playbook", "secureshell.ios.sshv2", "--inventory", inventory)
            output = run(*bring, cwd=tmp_path, collections=collections)
            counts += re.findall(r"^core\s.* changed=(\d+) .* failed=(\d+)", output, flags=re.MULTILINE)
    finally:
        stopped = run("ansible-playbook", "stop.yml", cwd=tmp_path, collections=collections)
    assert counts == [("1", "0"), ("0", "0")]
    assert re.search(r"^localhost\s.* failed=0", stopped, flags=re.MULTILINE)
    assert not list((tmp_path / "mock").glob("state.json"))


@pytest.mark.timeout(400)
def test_the_example_repository_passes_its_scenario_with_the_package(collections: Path, tmp_path: Path) -> None:
    """As somebody does who copies the folder: no file of the checkout is at hand, only what was installed."""
    copy = tmp_path / "repository"
    shutil.copytree(ROOT / "docs" / "example-repository", copy)
    output = run("molecule", "test", cwd=copy, collections=collections, patience=300)
    recaps = re.findall(r"^(access-1|core-1)\s.* changed=(\d+) .* failed=0", output, flags=re.MULTILINE)
    converge, idempotence, verify = recaps[:2], recaps[2:4], recaps[4:]
    assert converge == [("access-1", "1"), ("core-1", "1")]
    assert idempotence == verify == [("access-1", "0"), ("core-1", "0")]
    stops = re.findall(r"End the process of the fleet.*\nchanged: \[localhost\]", output)
    assert len(stops) == 1  # the first of the two had nothing to end


def mock_playbook(tasks_from: str, variables: dict[str, object], inventory: Path | None) -> str:
    """Return a playbook that runs one half of the role mock_ios, and writes down the inventory that it prints."""
    role = {"name": "secureshell.ios.mock_ios", "tasks_from": tasks_from}
    tasks: list[dict[str, object]] = [{"ansible.builtin.import_role": role, "vars": variables}]
    if inventory:
        content = {"content": "{{ mock_ios_started.stdout }}", "dest": str(inventory), "mode": "0600"}
        tasks.append({"ansible.builtin.copy": content})
    return yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}])
