# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run every sanity test of ansible-test on a copy of this checkout, without ignores and without the user's home.

ansible-test wants the collection below `ansible_collections/NAMESPACE/NAME`, resolves symbolic links, and keeps its
virtual environments in the home directory: it gets a copy and a home of its own below `.build`. To fill those
environments it downloads a bootstrap of pip from a server of the Ansible project, unless one lies in its cache: a few
lines there install the wheel of pip beside them, which comes from the package index like everything else. So one way
works with the internet, and where only a package index can be reached.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build" / "sanity"

BOOTSTRAP = '''\
"""Install the wheel of pip that lies beside this file: `pip` runs from a wheel as it is."""
import glob, os, sys
wheel = glob.glob(os.path.join(os.path.dirname(os.path.abspath({path!r})), "pip-{version}-*.whl"))[0]
sys.path.insert(0, wheel)
from pip._internal.cli.main import main
names = [name for name in sys.argv[1:] if not name.startswith("--no-setuptools") and not name.startswith("--no-wheel")]
names = [wheel if name.startswith("pip==") else name for name in names]
sys.exit(main(["install", "--upgrade", "--force-reinstall", "--no-index"] + names))
'''


def tracked() -> list[str]:
    """Return every file that git knows or would take, relative to the root."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return sorted({name for name in listing.split("\0") if name and (ROOT / name).exists()})


def copy_tree(target: Path) -> None:
    """Make `target` the tracked tree and nothing else."""
    shutil.rmtree(target, ignore_errors=True)
    for name in tracked():
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, place, follow_symlinks=False)
    # A repository of its own, or git would take the copy for an ignored folder of this one and list nothing.
    subprocess.run(["git", "init", "--quiet", str(target)], check=True)


def provide_dependencies(collections: Path) -> None:
    """Put the collections that galaxy.yml asks for beside the copy, from the `ansible` package of this environment."""
    installed = Path(sysconfig.get_path("purelib")) / "ansible_collections"
    for name in yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["dependencies"]:
        namespace, _dot, collection = name.partition(".")
        place = collections / namespace / collection
        place.parent.mkdir(exist_ok=True)
        place.unlink(missing_ok=True)
        place.symlink_to(installed / namespace / collection)


def provide_pip(home: Path) -> None:
    """Put the bootstrap and the wheel of the pip that this ansible-test asks for into its cache."""
    from ansible_test._internal import python_requirements  # noqa: PLC0415 - found only where ansible-core is

    version = re.search(r"pip='([0-9.]+)'", Path(python_requirements.__file__).read_text(encoding="utf-8"))
    if version is None:
        sys.exit("tools/sanity.py: this ansible-test does not say which pip it installs; see get_venv_packages() there")
    cache = home / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / f"get_pip_{version[1].replace('.', '_')}.py"
    if not list(cache.glob(f"pip-{version[1]}-*.whl")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*command, "--dest", str(cache), f"pip=={version[1]}"], check=True)
    path.write_text(BOOTSTRAP.format(path=str(path), version=version[1]), encoding="utf-8")


def environment(home: Path) -> dict[str, str]:
    """Return the environment of ansible-test: its own home, the real interpreter first, the user's pip settings."""
    values = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    real = Path(os.path.realpath(sys.executable)).parent
    values |= {"HOME": str(home), "PATH": f"{Path(sys.executable).parent}:{real}:{os.environ['PATH']}"}
    for place in (Path.home() / ".config" / "pip" / "pip.conf", Path.home() / ".pip" / "pip.conf"):
        if place.exists():
            values.setdefault("PIP_CONFIG_FILE", str(place))
    return values


def main() -> int:
    """Run the tests; print at the end what ansible-test left out or warned of."""
    ignores = [name for name in tracked() if name.startswith("tests/sanity/ignore")]
    if ignores:
        sys.exit(f"tools/sanity.py: this collection lists no sanity ignores; remove {', '.join(ignores)}")
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    base = BUILD / f"py{python}"
    tree, home = base / "ansible_collections" / "secureshell" / "ios", base / "home"
    copy_tree(tree)
    provide_dependencies(base / "ansible_collections")
    provide_pip(home)
    ansible_test = str(Path(sys.executable).parent / "ansible-test")
    command = [ansible_test, "sanity", "--python", python, "--color", "no", *sys.argv[1:]]
    notes: list[str] = []
    ran: list[str] = []
    pipe, both = subprocess.PIPE, subprocess.STDOUT
    with subprocess.Popen(command, cwd=tree, env=environment(home), stdout=pipe, stderr=both, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - for the type checker: stdout=PIPE
        for line in process.stdout:
            print(line, end="", flush=True)
            if name := re.match(r'Running sanity test "(\S+)"', line):
                ran.append(name[1])
            if line.startswith(("WARNING", "Skipping", "NOTICE")) and "WARNING: Reviewing previous" not in line:
                notes.append(line.strip())
    count, status = len(set(ran)), process.returncode or (0 if ran else 1)
    print(f"\nsanity: {count} tests of ansible-test on Python {python}, no ignores, exit status {status}")
    for note in dict.fromkeys(notes):
        print(f"sanity: ansible-test says: {note}")
    return status


if __name__ == "__main__":
    sys.exit(main())
