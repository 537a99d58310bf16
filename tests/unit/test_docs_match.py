# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is written twice says the same: argument spec, documentation, option table; role defaults, specs, README."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.callback import CallbackBase
from ansible_collections.secureshell.ios.plugins.doc_fragments.facet import ModuleDocFragment
from ansible_collections.secureshell.ios.plugins.modules import ios_scp_server, ios_ssh_pubkey, ios_ssh_server
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible import role_sshv2
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.access import ACCESS
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.capabilities import Range
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.kinds import Number
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import diff
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import SERVER

# The modules whose words the role's variables are turned into, by the facet.
MODULES = {"access": ios_scp_server, "public_keys": ios_ssh_pubkey, "server": ios_ssh_server}
ROOT = Path(__file__).resolve().parents[2]
ROLE = ROOT / "roles" / "sshv2"
FACETS = {ios_ssh_server: SERVER, ios_scp_server: ACCESS}
each_table = pytest.mark.parametrize("module", FACETS, ids=lambda module: module.__name__.rpartition(".")[2])
each_module = pytest.mark.parametrize(
    "module", [*FACETS, ios_ssh_pubkey], ids=lambda module: module.__name__.rpartition(".")[2]
)


def documentation(module) -> dict:
    page = yaml.safe_load(module.DOCUMENTATION)
    shared = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)
    return page["options"] | (shared["options"] if "extends_documentation_fragment" in page else {})


def shape(options: dict, below: str) -> dict:
    """Reduce options to what argument spec and documentation have in common; `below` names the key of suboptions."""
    return {
        name: {
            "type": option.get("type", "str"),
            "elements": option.get("elements"),
            "choices": option.get("choices"),
            "default": option.get("default"),
            "required": option.get("required", False),
            "options": shape(option.get(below, {}), below),
        }
        for name, option in options.items()
    }


@each_module
def test_the_argument_spec_is_the_documentation(module):
    assert shape(module.ARGUMENT_SPEC, "options") == shape(documentation(module), "suboptions")


def names(options: dict, above: str = "") -> set[str]:
    """Return the paths of all options, as the option table writes them."""
    found = set()
    for name, option in options.items():
        found |= {above + name} | names(option.get("suboptions", {}), f"{above}{name}.")
    return found


@each_table
def test_every_row_of_the_option_table_is_documented(module):
    told = names(documentation(module)["config"]["suboptions"])
    assert {option.name for option in FACETS[module].table} <= told


def documented(module, name: str) -> str:
    """Return the description of an option, by its path."""
    option = documentation(module)["config"]
    for part in name.split("."):
        option = option["suboptions"][part]
    description = option["description"]
    return description if isinstance(description, str) else " ".join(description)


LIMITED = [
    (module, option.name, option.kind.limits)
    for module, facet in FACETS.items()
    for option in facet.table
    if isinstance(option.kind, Number) and isinstance(option.kind.limits, Range)
]


def test_numbers_are_documented_with_their_limits():
    assert len(LIMITED) > 10
    assert [name for module, name, limits in LIMITED if str(limits) not in documented(module, name)] == []


@each_table
def test_every_documented_option_is_in_the_option_table(module):
    assert set(documentation(module)["config"]["suboptions"]) == set(FACETS[module].table.tops)


@each_module
def test_every_example_passes_the_argument_spec(module):
    name = module.__name__.rpartition(".")[2]
    for task in yaml.safe_load(module.EXAMPLES):
        arguments = task[f"secureshell.ios.{name}"]
        validation = ArgumentSpecValidator(module.ARGUMENT_SPEC, **module.CONDITIONS).validate(arguments)
        assert not validation.error_messages, task["name"]


@each_module
def test_every_return_value_has_a_sample(module):
    returned = yaml.safe_load(module.RETURN)
    assert all("sample" in value for value in returned.values() if "contains" not in value)
    assert all("sample" in value for row in returned.values() for value in row.get("contains", {}).values())


def role_defaults() -> dict:
    return yaml.safe_load((ROLE / "defaults" / "main.yml").read_text())


def role_options() -> dict:
    return yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text())["argument_specs"]["main"]["options"]


def test_every_role_variable_is_specified_and_has_a_default():
    assert list(role_defaults()) == list(role_options())


def test_the_specified_defaults_are_the_defaults():
    for name, default in role_defaults().items():
        specified = role_options()[name].get("default")
        assert specified == default, name


def test_every_role_variable_reaches_the_module():
    assert set(role_defaults()) == role_sshv2.VARIABLES
    row = set(ios_ssh_server.ARGUMENT_SPEC["config"]["options"]["host_keys"]["options"])
    for facet, module in MODULES.items():
        named = {option for part in role_sshv2.PARTS.values() for option in part.get(facet, ())}
        assert named, facet
        assert named <= set(module.ARGUMENT_SPEC["config"]["options"]), facet
        choices = role_options()[role_sshv2.STATES[facet]]["choices"]
        assert set(choices) <= set(module.ARGUMENT_SPEC["state"]["choices"])
    assert set(role_sshv2.OUTSIDE) <= set(ios_ssh_server.ARGUMENT_SPEC)
    assert set(role_sshv2.HOST_KEY).union(*role_sshv2.HOST_KEYS.values()) <= row


def test_the_tags_of_the_role_are_its_parts():
    task = yaml.safe_load((ROLE / "tasks" / "main.yml").read_text())[0]
    assert task["tags"] == ["sshv2", *role_sshv2.PARTS]


def test_users_keys_and_scp_are_wishes_of_their_own_facets():
    values = role_defaults() | {
        "sshv2_users": [{"name": "ops", "privilege": 15}],
        "sshv2_scp_server": True,
        "sshv2_user_keys": [{"name": "ops", "keys": ["ops.pub"]}],
        "sshv2_keys_state": "replaced",
    }
    config = role_sshv2.arguments(values, [])["config"]
    assert set(config) == {"access", "public_keys", "server"}
    assert config["access"] == {
        "config": {"users": values["sshv2_users"], "aaa": None, "enabled": True},
        "state": "merged",
    }
    assert config["public_keys"]["state"] == "replaced"
    assert role_sshv2.arguments(values, ["sshv2_keys"])["config"].keys() == {"public_keys"}
    assert [part.name for part in role_sshv2.SSHV2.narrowed(config).parts] == ["access", "public_keys", "server"]
    assert [part.name for part in role_sshv2.SSHV2.narrowed({"server": {}}).parts] == ["server"]


def test_a_tag_narrows_the_wish():
    values = role_defaults() | {
        "sshv2_host_key_label": "K",
        "sshv2_hostname": "r1",
        "sshv2_config": {"rekey": {"time": 60}},
    }
    everything = role_sshv2.arguments(values, ["all"])
    assert role_sshv2.arguments(values, ["sshv2"]) == everything
    assert list(everything["config"]) == ["server"]
    server = everything["config"]["server"]["config"]
    assert server["hostname"] == "r1"
    assert server["host_key_label"] == "K"
    assert server["rekey"] == {"time": 60}
    lines = role_sshv2.arguments(values, ["sshv2_lines", "mine"])
    assert lines["config"] == {"server": {"config": {"lines": values["sshv2_lines"]}, "state": "merged"}}
    assert lines["save_when"] == "changed"


def test_the_escape_hatch_is_laid_over_the_other_variables():
    algorithms = {"mac": ["hmac-sha2-512"], "encryption": ["aes256-ctr"]}
    values = {"sshv2_algorithms": algorithms, "sshv2_config": {"algorithms": {"mac": ["hmac-sha2-256"]}, "timeout": 30}}
    config = role_sshv2.arguments(values, [])["config"]["server"]["config"]
    assert config["algorithms"] == {"mac": ["hmac-sha2-256"], "encryption": ["aes256-ctr"]}
    assert config["timeout"] == 30
    assert algorithms["mac"] == ["hmac-sha2-512"]


@pytest.mark.parametrize(
    ("changed", "label"),
    [
        ({}, "SSH-3072"),
        ({"sshv2_host_key_modulus": 4096}, "SSH-4096"),
        ({"sshv2_host_key_type": "ec"}, "SSH-EC-384"),
        ({"sshv2_host_key_label": "mine"}, "mine"),
        ({"sshv2_host_key_label": None}, None),
    ],
)
def test_the_label_that_is_left_to_the_role_holds_the_size(changed, label):
    config = role_sshv2.arguments(role_defaults() | changed, [])["config"]["server"]["config"]
    assert config["host_keys"][0]["label"] == label


def test_an_elliptic_curve_pair_is_not_bound_by_name():
    values = role_defaults() | {"sshv2_host_key_type": "ec", "sshv2_host_key_label": "E"}
    config = role_sshv2.arguments(values, [])["config"]["server"]["config"]
    assert config["host_keys"] == [{"label": "E", "type": "ec", "exportable": None, "curve": 384}]
    assert config["host_key_label"] is None
    assert role_sshv2.arguments({"sshv2_host_key_type": None}, [])["config"] == {"server": {"config": {}}}


def test_every_role_variable_starts_with_the_name_of_the_role():
    assert all(name.startswith("sshv2_") for name in role_defaults())


def variables_table() -> str:
    """Return the table of the role's README as its argument specs make it."""
    rows = ["| variable | default | |", "|---|---|---|"]
    defaults = role_defaults()
    for name, option in role_options().items():
        description = option["description"]
        text = description if isinstance(description, str) else " ".join(description)
        default = defaults[name]
        cell = "" if default is None else f"`{str(default).lower() if isinstance(default, bool) else default}`"
        if isinstance(default, list | dict) and default:
            cell = "see above"
        rows.append(f"| `{name}` | {cell} | {plain(text)} |")
    return "\n".join(rows)


def plain(text: str) -> str:
    """Turn semantic markup into Markdown."""
    text = re.sub(r"O\((?:[\w.]+#module:)?([^)]*)\)", r"`\1`", text)
    return re.sub(r"[VC]\(([^)]*)\)", r"`\1`", text)


def test_the_readme_of_the_role_shows_its_variables():
    readme = (ROLE / "README.md").read_text()
    begin, end = "by tests/unit/test_docs_match.py -->\n", "\n<!-- end of variables -->"
    assert readme.split(begin)[1].split(end)[0] == variables_table()


LEGACY = """version 15.2
hostname access-1
ip domain-name example.net
line vty 0 4
 login local
 transport input telnet ssh
line vty 5 15
 login local
 transport input telnet ssh
end
"""


def test_the_guide_shows_the_plan_of_the_role():
    """As `--check --diff` prints it for a device that was left at its defaults."""
    have = SERVER.have({"running-config": LEGACY})
    config = role_sshv2.arguments(role_defaults(), [])["config"]["server"]["config"]
    shown = CallbackBase()._get_diff(diff(SERVER.plan(have, config, "merged")))
    lines = [line.rstrip() for line in re.sub(r"\x1b\[[\d;]*m", "", shown).strip().splitlines()]
    (printed,) = re.findall(r"```diff\n(.*?)\n```\n", (ROOT / "docs" / "sshv2.md").read_text(), re.DOTALL)
    assert printed.splitlines() == lines


def snippets() -> list[dict]:
    """Return the wishes that the guide prints, in the places where it prints them."""
    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "sshv2.md").read_text(), re.DOTALL)
    wishes = [yaml.safe_load(block) for block in blocks]
    return [
        wish[0]["secureshell.ios.ios_ssh_server"] if isinstance(wish, list) else {"config": wish} for wish in wishes
    ]


@pytest.mark.parametrize("arguments", snippets(), ids=lambda arguments: " ".join(arguments["config"]))
def test_the_guide_prints_wishes_that_can_be(arguments):
    validation = ArgumentSpecValidator(ios_ssh_server.ARGUMENT_SPEC).validate(arguments)
    assert not validation.error_messages
    have = SERVER.have({"running-config": "version 17.15\nhostname r1\nline vty 0 4\n transport input telnet\nend\n"})
    state = arguments.get("state", "merged")
    there = SERVER.predict(have, SERVER.plan(have, arguments["config"], state).steps)
    assert SERVER.plan(there, arguments["config"], state).steps == ()


def scp_snippets() -> list[dict]:
    """Return the tasks that the page about SCP prints, with passwords in place of variables."""
    page = re.sub(r"\{\{ \w+ \}\}", "Vault-1", (ROOT / "docs" / "scp.md").read_text())
    return [yaml.safe_load(block)[0] for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]


@pytest.mark.parametrize("task", scp_snippets(), ids=lambda task: task["name"])
def test_the_page_about_scp_prints_tasks_that_can_be(task):
    arguments = task["secureshell.ios.ios_scp_server"]
    assert not ArgumentSpecValidator(ios_scp_server.ARGUMENT_SPEC).validate(arguments).error_messages
    users = "".join(f"username {name} privilege 15 password 0 x\n" for name in ("ansible", "fallback", "mallory"))
    have = ACCESS.have({"running-config": f"version 17.15\n{users}line vty 0 4\n login local\nend\n"})
    state = arguments.get("state", "merged")
    plan = ACCESS.plan(have, arguments["config"], state)
    assert plan.steps
    assert ACCESS.plan(ACCESS.predict(have, plan.steps), arguments["config"], state).steps == ()
