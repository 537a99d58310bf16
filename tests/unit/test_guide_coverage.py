# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/guide-coverage.md: every section of the vendor's guide has its rows, and whatever a row names exists."""

from __future__ import annotations

import ast
import importlib
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "guide-coverage.md").read_text(encoding="utf-8")
PLUGINS = "ansible_collections.secureshell.ios.plugins"
HEAD = ["the guide", "task", "mock device", "proof"]

# The headings of the guide in their order; "How to Configure ..." and "Configuration Examples ..." hold nothing else.
SECTIONS = [
    "Information About Secure Shell Version 2 Support",
    "Secure Shell Version 2",
    "Secure Shell Version 2 Enhancements for RSA Keys",
    "SNMP Trap Generation",
    "SSH Keyboard Interactive Authentication",
    "Configuring a Device for SSH Version 2 Using a Hostname and Domain Name",
    "Configuring a Device for SSH Version 2 Using RSA Key Pairs",
    "Configuring the Cisco SSH Server to Perform RSA-Based User Authentication",
    "Configuring the Cisco IOS SSH Client to Perform RSA-Based Server Authentication",
    "Starting an Encrypted Session with a Remote Device",
    "Enabling Secure Copy Protocol on the SSH Server",
    "Verifying the Status of the Secure Shell Connection",
    "Verifying the Secure Shell Status",
    "Monitoring and Maintaining Secure Shell Version 2",
    "Example: Configuring Secure Shell Version 2",
    "Example: Starting an Encrypted Session with a Remote Device",
    "Example: Configuring Server-Side SCP",
    "Example: Setting an SNMP Trap",
    "Example: Enabling Client-Side Debugs",
    "Example: Enabling ChPass with a Blank Password Change",
    "Example: Enabling ChPass and Changing the Password on First Login",
    "Example: Enabling ChPass and Expiring the Password After Three Logins",
    "Example: SNMP Debugging",
    "Examples: SSH Debugging Enhancements",
    "Additional References for Secure Shell Version 2 Support",
    "Feature Information for Secure Shell Version 2 Support",
    "Where the guide errs",
]


def tables(page: str) -> dict[str, list[list[str]]]:
    """Return the rows below each heading, the head of the table first and without the line that rules it off."""
    found: dict[str, list[list[str]]] = {}
    for part in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
        title, _nl, text = part.partition("\n")
        lines = [line for line in text.splitlines() if line.startswith("|")]
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        found[title] = [rows[0], *rows[2:]] if rows else []
    return found


TABLES = tables(PAGE)
ROWS = [row for title in TABLES for row in TABLES[title][1:]]


def named(cell: str) -> list[str]:
    """Return what a cell names in backticks."""
    return re.findall(r"`([^`]+)`", cell)


def test_every_section_of_the_guide_has_a_table() -> None:
    assert list(TABLES) == SECTIONS
    assert [title for title, rows in TABLES.items() if rows[:1] != [HEAD] or len(rows) < 2] == []


def test_no_cell_is_empty() -> None:
    assert len(ROWS) > 90
    assert [row for row in ROWS if len(row) != len(HEAD) or not all(row)] == []
    assert [row for row in ROWS if not named(row[1]) or not named(row[3])] == []


@cache
def functions_in(name: str) -> frozenset[str]:
    """Return the test functions of a file below tests/; none where there is no such file."""
    path = ROOT / "tests" / name
    if not path.is_file():
        return frozenset()
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return frozenset(
        node.name
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    )


def missing_test(word: str) -> bool:
    file, _colons, test = word.partition("::")
    return test not in functions_in(file)


def test_every_test_that_is_named_exists() -> None:
    assert [word for row in ROWS for word in named(row[3]) if missing_test(word)] == []


@pytest.mark.parametrize(
    "word", ["unit/test_nothing.py::test_a", "unit/test_house.py::test_nothing", "unit/test_house.py"]
)
def test_the_judge_sees_a_test_that_is_not_there(word: str) -> None:
    assert missing_test(word)


def paths(options: dict, above: str = "") -> set[str]:
    """Return the options of a documentation, suboptions by their path."""
    return {
        name
        for option, row in (options or {}).items()
        for name in ({above + option} | paths(row.get("suboptions"), f"{above}{option}."))
    }


def documentation(kind: str, name: str) -> dict:
    return yaml.safe_load(importlib.import_module(f"{PLUGINS}.{kind}.{name}").DOCUMENTATION)


@cache
def public() -> frozenset[str]:
    """Return every name that a task may use: modules and their options, variables, playbooks, roles and filters."""
    names = set()
    for path in (ROOT / "plugins" / "modules").glob("ios_*.py"):
        options = documentation("modules", path.stem)["options"]
        names |= {path.stem} | {f"{path.stem}.{option}" for option in paths(options)}
    for option in documentation("connection", "cli")["options"].values():
        for variable in option.get("vars", ()):
            names |= {variable["name"]} | {f"{variable['name']}.{sub}" for sub in paths(option.get("suboptions"))}
    names |= {"ansible_connection", "secureshell.ios.cli"}
    specs = (ROOT / "roles" / "sshv2" / "meta" / "argument_specs.yml").read_text(encoding="utf-8")
    names |= set(yaml.safe_load(specs)["argument_specs"]["main"]["options"])
    for folder in ("playbooks/*.yml", "plugins/filter/[!_]*.py", "roles/*"):
        names |= {f"secureshell.ios.{path.stem}" for path in ROOT.glob(folder)}
    return frozenset(names)


def test_every_module_option_and_variable_that_is_named_exists() -> None:
    assert [word for row in ROWS for word in named(row[1]) if word not in public()] == []


@pytest.mark.parametrize(
    "word", ["ios_ssh_server.config.nothing", "sshv2_nothing", "secureshell.ios.nothing", "nothing"]
)
def test_the_judge_sees_a_name_that_is_not_there(word: str) -> None:
    assert word not in public()


def test_everything_public_has_a_place_in_the_guide() -> None:
    """Each module, playbook and filter does something that the guide asks for."""
    asked = {word.partition(".config")[0] for row in ROWS for word in named(row[1])}
    asked |= {word.partition(".")[0] for word in asked if word.startswith("ios_")}
    folders = ("plugins/modules/ios_*.py", "plugins/filter/[!_]*.py", "playbooks/*.yml")
    stems = {path.stem for folder in folders for path in ROOT.glob(folder)}
    assert len(stems) > 15
    # ios_sshv2 is the one task of the role sshv2, whose variables stand for it.
    assert sorted(name for name in stems - {"ios_sshv2"} if not {name, f"secureshell.ios.{name}"} & asked) == []
