# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters as Ansible calls them: text and lines, wrong input, a plan without a device, and their pages."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import pytest
import yaml
from ansible.errors import AnsibleFilterError
from ansible_collections.secureshell.ios.plugins.modules import ios_ssh_facts, ios_ssh_server
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import facts, offline
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import SERVER

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(path.stem for path in (ROOT / "plugins" / "filter").glob("*.py"))
FUNCTIONS = {
    "show_pubkey_server": facts.known_servers_of_text,
    "show_snmp_host": facts.receivers_of_text,
    "crypto_keys": facts.host_keys_of_text,
    "show_ip_ssh": facts.status_of_text,
    "show_ssh": facts.sessions_of_text,
    "ssh_config": facts.of_text,
    "ssh_plan": offline.plan,
}
OLD = """version 15.2
hostname r1
ip domain name example.com
line vty 0 4
 login local
 transport input telnet ssh
end
"""


def plugin(name):
    return importlib.import_module(f"ansible_collections.secureshell.ios.plugins.filter.{name}")


def the_filter(name):
    (found,) = plugin(name).FilterModule().filters().items()
    assert found[0] == name
    return found[1]


@pytest.mark.parametrize("name", NAMES)
def test_a_filter_documents_the_options_that_it_has(name):
    page = yaml.safe_load(plugin(name).DOCUMENTATION)
    assert page["name"] == name
    told = [option for option in page["options"] if option != "_input"]
    taken = list(inspect.signature(FUNCTIONS[name]).parameters)[1:] if name in FUNCTIONS else []
    assert told == taken
    assert yaml.safe_load(plugin(name).RETURN)["_value"]["sample"]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "ssh_plan"])
def test_text_and_lines_are_the_same(name):
    lines = ["SSH Enabled - version 2.0", "Authentication timeout: 120 secs; Authentication retries: 3"]
    lines += ["%No SSHv1 server connections running.", OLD]
    assert the_filter(name)(lines) == the_filter(name)("\n".join(lines))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "ssh_plan"])
@pytest.mark.parametrize("wrong", [None, 4, {"stdout": "x"}, [{"stdout": "x"}]])
def test_what_is_no_text_is_an_error(name, wrong):
    with pytest.raises(AnsibleFilterError, match=rf"{name} reads the text of a device"):
        the_filter(name)(wrong)


def test_the_argument_spec_of_the_facts_is_their_documentation():
    (name, spec), *rest = ios_ssh_facts.ARGUMENT_SPEC.items()
    page = yaml.safe_load(ios_ssh_facts.DOCUMENTATION)["options"]
    assert not rest
    assert list(page) == [name]
    assert {key: page[name][key] for key in spec} == spec
    told = yaml.safe_load(ios_ssh_facts.RETURN)["ansible_facts"]["contains"]
    assert set(told) == {f"ansible_net_ssh_{subset}" for subset in (*facts.SUBSETS, "gather_subset")}
    for subset in facts.SUBSETS:
        assert f"V({subset})" in ios_ssh_facts.DOCUMENTATION
        assert f"| `{subset}`" in (ROOT / "docs" / "facts.md").read_text()


# --- ssh_plan ---


def test_a_plan_from_a_running_config():
    made = the_filter("ssh_plan")(OLD, {"timeout": 60, "lines": [{"first": 0, "last": 4, "transport_input": ["ssh"]}]})
    assert made["changed"] is True
    assert made["commands"] == ["ip ssh time-out 60", "line vty 0 4", "transport input ssh"]
    assert [row["risk"] for row in made["plan"]] == ["neutral", "restrictive"]
    assert the_filter("ssh_plan")(OLD, {"hostname": "r1"})["changed"] is False
    assert the_filter("ssh_plan")(OLD.splitlines(), {"hostname": "r1"})["changed"] is False


def test_hazards_are_told_as_far_as_the_text_tells():
    only_ssh = {"lines": [{"first": 0, "last": 4, "transport_input": ["ssh"]}]}
    text = "version 15.2\nhostname r1\nline vty 0 4\n transport input telnet\nend\n"
    keys = (
        "% Key pair was generated at: 1\nKey name: K\nKey type: RSA KEYS      512 bits\n Usage: General Purpose Key\n"
    )
    assert the_filter("ssh_plan")(text, only_ssh)["hazards"] == []  # nobody knows whether there is a key pair
    (found,) = the_filter("ssh_plan")(text + keys, only_ssh)["hazards"]
    assert found["name"] == "only_ssh_without_host_key"
    assert "K has 512 bits" in found["message"]
    local = {"lines": [{"first": 0, "last": 4, "login": "local"}]}
    (found,) = the_filter("ssh_plan")(text, local)["hazards"]
    assert found["name"] == "local_login_without_user"
    gathered = {"hostname": "r1", "host_keys": [{"label": "K", "type": "rsa", "modulus": 2048}]}
    gone = {"host_keys": [{"label": "K", "state": "absent"}]}
    (found,) = the_filter("ssh_plan")(gathered, gone, release="15.2")["hazards"]
    assert found["name"] == "no_usable_host_key"


def test_states_and_the_release_can_be_given():
    text = "hostname r1\nip ssh time-out 60\nip ssh authentication-retries 2\n"
    made = the_filter("ssh_plan")(text, {"timeout": 60}, "overridden", release="15.2")
    assert made["commands"] == ["no ip ssh authentication-retries"]
    with pytest.raises(AnsibleFilterError, match="ssh_plan: running-config: it has no line with the version of IOS"):
        the_filter("ssh_plan")(text, {"timeout": 60})


def test_show_output_in_the_same_text_counts():
    shown = f"{OLD}SSH Enabled - version 2.0\nAuthentication timeout: 30 secs; Authentication retries: 3\n"
    assert the_filter("ssh_plan")(shown, {"timeout": 30})["changed"] is False


@pytest.mark.parametrize(
    ("want", "message"),
    [
        ({"timeout": 999}, "timeout: 999"),
        ({"nonsense": 1}, "nonsense"),
        ("timeout", "want is 'timeout'"),
    ],
)
def test_a_wish_that_cannot_be_is_named(want, message):
    with pytest.raises(AnsibleFilterError, match=f"ssh_plan: {message}"):
        the_filter("ssh_plan")(OLD, want)


def test_other_arguments_are_checked_too():
    for arguments, message in (
        ((OLD, {"timeout": 60}, "wished"), "state is 'wished'; write one of merged"),
        ((4, {"timeout": 60}), "have is neither text nor what was gathered"),
        ((OLD, {"timeout": 60}, "merged", "newest"), "newest"),
    ):
        with pytest.raises(AnsibleFilterError, match=f"ssh_plan: .*{message}"):
            the_filter("ssh_plan")(*arguments)


def test_a_plan_from_what_was_gathered():
    have = SERVER.have(
        {"running-config": OLD + "ip ssh time-out 60\nsnmp-server host 192.0.2.1 s3cret tty\n", "keys": ""}
    )
    document = SERVER.document(have)
    assert the_filter("ssh_plan")(document, {"timeout": 60}, release="15.2")["changed"] is False
    made = the_filter("ssh_plan")(document, {"timeout": 90}, release="15.2")
    assert made["commands"] == ["ip ssh time-out 90"]
    with pytest.raises(AnsibleFilterError, match="does not name the release"):
        the_filter("ssh_plan")(document, {"timeout": 90})


DEVICES = {
    "15.2": OLD,
    "12.4": OLD.replace("15.2", "12.4") + "ip ssh version 2\nno ip ssh logging events\n",
    "17.15": OLD.replace("15.2", "17.15")
    + "ip ssh bulk-mode 131072\nip ssh server algorithm mac hmac-sha2-512\nlogin block-for 60 attempts 3 within 60\n"
    + "line vty 5 15\n exec-timeout 5 0\n transport input none\n",
}


@pytest.mark.parametrize("release", DEVICES)
@pytest.mark.parametrize("task", yaml.safe_load(ios_ssh_server.EXAMPLES), ids=lambda task: task["name"])
def test_what_was_gathered_plans_as_the_device_does(release, task):
    """For every example of the module: a document stands for the device from which it was gathered."""
    wish = task["secureshell.ios.ios_ssh_server"]
    if wish.get("state", "merged") not in {"merged", "replaced", "overridden", "deleted"}:
        assert "config" not in wish or wish["state"] == "rendered"
        return
    have = SERVER.have({"running-config": DEVICES[release]})

    def planned(there, **options):
        try:
            return offline.plan(there, wish.get("config"), wish.get("state", "merged"), **options)["commands"]
        except ValueError as error:
            return str(error)

    assert planned(SERVER.document(have), release=release) == planned(DEVICES[release])


def test_a_text_that_is_cut_inside_a_banner_is_an_error():
    with pytest.raises(AnsibleFilterError, match="ends inside a banner"):
        the_filter("ssh_plan")("version 15.2\nbanner login ^CHello\n", {"timeout": 60})
    with pytest.raises(AnsibleFilterError, match="ssh_config: the text ends inside a banner"):
        the_filter("ssh_config")("version 15.2\nbanner login ^CHello\n")
