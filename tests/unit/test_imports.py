# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The arrows of docs/architecture.md: who may import whom, read from the source by `ast`."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COLLECTION = "ansible_collections.secureshell.ios"
UTILS = f"{COLLECTION}.plugins.plugin_utils"
CORE, DEVICE, ANSIBLE = f"{UTILS}._core", f"{UTILS}._device", f"{UTILS}._ansible"
MODULES = f"{COLLECTION}.plugins.modules"
STDLIB = sys.stdlib_module_names

# What the standard library has for files, clocks, processes, threads and networks.
IMPURE = frozenset({
    "asyncio", "concurrent", "ctypes", "glob", "http", "importlib", "io", "logging", "multiprocessing", "os", "pathlib",
    "pickle", "random", "select", "selectors", "shutil", "signal", "socket", "ssl", "subprocess", "sys", "tempfile",
    "threading", "time", "urllib",
})  # fmt: skip
IMPURE_NAMES = frozenset({"open", "print", "input", "eval", "exec", "__import__"})
IMPURE_ATTRIBUTES = frozenset({("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")})


@dataclass(frozen=True, slots=True)
class Room:
    """One folder and what its files may import: dotted prefixes beside the standard library."""

    folder: str
    package: str
    may: tuple[str, ...]
    stdlib: frozenset[str] = STDLIB


ROOMS = (
    Room("plugins/plugin_utils/_core", CORE, ("cryptography", CORE), STDLIB - IMPURE),
    Room(
        "plugins/plugin_utils/_device", DEVICE, ("pylibsshext", "asyncssh", "telnetlib3", "cryptography", CORE, DEVICE)
    ),
    Room("plugins/plugin_utils/_ansible", ANSIBLE, ("ansible", CORE, DEVICE, ANSIBLE)),
    Room("plugins/action", f"{COLLECTION}.plugins.action", ("ansible", CORE, DEVICE, ANSIBLE, MODULES)),
    Room("plugins/connection", f"{COLLECTION}.plugins.connection", ("ansible", CORE, DEVICE, ANSIBLE)),
    Room("plugins/filter", f"{COLLECTION}.plugins.filter", (CORE, ANSIBLE)),
    Room("plugins/modules", MODULES, ("ansible.module_utils", f"{COLLECTION}.plugins.module_utils")),
    Room("plugins/module_utils", f"{COLLECTION}.plugins.module_utils", ("ansible.module_utils",)),
    Room("plugins/doc_fragments", f"{COLLECTION}.plugins.doc_fragments", ()),
    Room(
        "roles/mock_ios/files/mock_ios",
        "mock_ios",
        ("asyncssh", "cryptography", "pyasn1", "pysnmp", "telnetlib3", "yaml", "mock_ios"),
    ),
)


def imported(source: str, package: str) -> list[tuple[int, str]]:
    """Return (line, dotted name) of every import in `source`, wherever it stands; relative ones from `package`."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                base = ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [base])])
            found += [(node.lineno, f"{base}.{alias.name}") for alias in node.names]
    return found


def forbidden(source: str, package: str, room: Room) -> list[str]:
    """Return what `source` imports and its room may not, one sentence each."""

    def allowed(name: str) -> bool:
        inside = any(f"{name}.".startswith(f"{prefix}.") for prefix in room.may)
        return inside or name.partition(".")[0] in room.stdlib | {"__future__"}

    return [f"line {line}: {name}" for line, name in imported(source, package) if not allowed(name)]


def impurities(source: str) -> list[str]:
    """Return the built-in functions and clock calls with which a file would leave the world of values."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and node.id in IMPURE_NAMES:
            found.append(f"line {node.lineno}: {node.id}")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if (owner, node.attr) in IMPURE_ATTRIBUTES:
                found.append(f"line {node.lineno}: {owner}.{node.attr}")
    return found


def files(room: Room) -> list[Path]:
    return sorted((ROOT / room.folder).rglob("*.py"))


def package_of(path: Path, room: Room) -> str:
    return ".".join([room.package, *path.parent.relative_to(ROOT / room.folder).parts])


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.folder)
def test_imports_run_downward(room: Room) -> None:
    paths = files(room)
    assert paths, f"{room.folder} holds no Python file"
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in paths
        if (found := forbidden(path.read_text(encoding="utf-8"), package_of(path, room), room))
    }
    assert wrong == {}


def test_core_is_pure() -> None:
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in files(ROOMS[0])
        if (found := impurities(path.read_text(encoding="utf-8")))
    }
    assert wrong == {}


def test_collection_and_mock_do_not_know_each_other() -> None:
    """The mock is a program of its own: not even a text of it names the collection's code, and the other way round."""
    plugins = [path for path in (ROOT / "plugins").rglob("*.py") if "mock_ios" in path.read_text(encoding="utf-8")]
    mock = ROOT / "roles" / "mock_ios" / "files"
    known = [
        path
        for path in mock.rglob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in ("ansible_collections", "plugin_utils"))
    ]
    assert (plugins, known) == ([], [])


def test_every_folder_of_plugins_is_a_room() -> None:
    """A new folder gets its row above, or it would go unwatched."""
    watched = tuple(ROOT / room.folder for room in ROOMS)
    assert [path for path in (ROOT / "plugins").rglob("*.py") if not any(map(path.is_relative_to, watched))] == []


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("import time", "time"),
        ("import os.path", "os.path"),
        ("from socket import create_connection", "socket.create_connection"),
        ("def f():\n    import logging", "logging"),
        ("from .._device.session import Session", f"{DEVICE}.session.Session"),
        ("from .. import _device", f"{UTILS}._device"),
        ("from ansible.errors import AnsibleError", "ansible.errors.AnsibleError"),
        ("if TYPE_CHECKING:\n    import asyncssh", "asyncssh"),
    ],
)
def test_the_judge_sees_a_wrong_import(source: str, line: str) -> None:
    assert [entry.split(": ")[1] for entry in forbidden(source, CORE, ROOMS[0])] == [line]


@pytest.mark.parametrize(
    "source",
    ["import re", "from .text import clean", "from . import keys", "from cryptography.hazmat.primitives import hashes"],
)
def test_the_judge_lets_a_right_import_pass(source: str) -> None:
    assert forbidden(source, CORE, ROOMS[0]) == []


@pytest.mark.parametrize("source", ["open('x')", "x = datetime.datetime.now()", "d = date.today()", "print(1)"])
def test_the_judge_sees_impurity(source: str) -> None:
    assert len(impurities(source)) == 1
