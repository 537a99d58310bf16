# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each state of ios_ssh_server does, on a device of every train in one run."""

from __future__ import annotations

import pytest
from profiles import PROFILES, host, legacy_fleet

from playbooks import play, run

EVERY = [host(profile) for profile in PROFILES]

FULL = {
    "timeout": 45,
    "authentication_retries": 2,
    "source_interface": "Loopback0",
    "break_string": "~stop",
    "login_protection": {
        "block_for": {"seconds": 100, "attempts": 5, "within": 50},
        "quiet_mode_acl": "MGMT",
        "on_failure": {"log": True},
    },
    "banner": "Authorised users only",
    "lines": [{"first": 0, "last": 4, "exec_timeout": {"minutes": 7, "seconds": 30}}],
}
DEFAULTS = {"timeout": 120, "authentication_retries": 3, "lines": [{"first": 0, "exec_timeout": {"minutes": 10}}]}
STORY = (
    {"name": "defaults named", "config": DEFAULTS},
    {"name": "merged", "config": FULL},
    {"name": "merged again", "config": FULL},
    {"name": "merged adds", "config": {"login_protection": {"delay": 3}}},
    {"name": "replaced", "state": "replaced", "config": {"login_protection": {"delay": 3}, "timeout": 50}},
    {"name": "replaced again", "state": "replaced", "config": {"login_protection": {"delay": 3}, "timeout": 50}},
    {"name": "seen after replaced", "state": "gathered"},
    {"name": "overridden", "state": "overridden", "config": {"authentication_retries": 4}},
    {"name": "overridden again", "state": "overridden", "config": {"authentication_retries": 4}},
    {"name": "seen after overridden", "state": "gathered"},
    {"name": "deleted named", "state": "deleted", "config": {"authentication_retries": 4}},
    {"name": "deleted named again", "state": "deleted", "config": {"authentication_retries": 4}},
    {"name": "merged once more", "config": FULL},
    {"name": "deleted", "state": "deleted"},
    {"name": "deleted again", "state": "deleted"},
    {"name": "seen after deleted", "state": "gathered"},
)
CHANGES = {"merged", "merged adds", "replaced", "overridden", "deleted named", "merged once more", "deleted"}


@pytest.fixture(scope="module")
def story(module_mock_fleet):
    """One task after the other, on a device of every train."""
    return run([play(*STORY)], module_mock_fleet(legacy_fleet()).inventory)


@pytest.mark.parametrize("name", EVERY)
def test_what_changes_and_what_does_not(story, name):
    changed = {task["name"] for task in STORY if story.tasks[task["name"]][name]["changed"]}
    assert changed == CHANGES, story.output


@pytest.mark.parametrize("name", EVERY)
def test_the_second_time_there_is_nothing_to_send(story, name):
    for task in STORY:
        if task["name"] not in CHANGES and "state" not in task:
            assert story.tasks[task["name"]][name]["commands"] == []


@pytest.mark.parametrize("name", EVERY)
def test_merged_removes_nothing(story, name):
    after = story.tasks["merged adds"][name]["after"]
    assert after["login_protection"]["block_for"] == {"seconds": 100, "attempts": 5, "within": 50}
    assert after["login_protection"]["delay"] == 3
    assert after["timeout"] == 45


@pytest.mark.parametrize("name", EVERY)
def test_replaced_makes_the_named_options_equal_and_leaves_the_others(story, name):
    found = story.tasks["seen after replaced"][name]["gathered"]
    assert found["timeout"] == 50
    assert found["login_protection"]["delay"] == 3
    assert "block_for" not in found["login_protection"]
    assert found["authentication_retries"] == 2
    assert found["banner"] == "Authorised users only"


@pytest.mark.parametrize("name", EVERY)
def test_overridden_resets_the_rest_but_not_names_keys_and_lines(story, name):
    before, after = (story.tasks[task][name]["gathered"] for task in ("seen after replaced", "seen after overridden"))
    assert after["authentication_retries"] == 4
    assert after["timeout"] == 120
    assert not after.get("banner")
    assert "delay" not in after.get("login_protection", {})
    for kept in ("hostname", "domain_name", "host_keys", "lines"):
        assert after[kept] == before[kept], kept


@pytest.mark.parametrize("name", EVERY)
def test_deleted_returns_to_the_defaults(story, name):
    assert story.tasks["deleted named"][name]["after"]["authentication_retries"] == 3
    found = story.tasks["seen after deleted"][name]["gathered"]
    assert found["timeout"] == 120
    assert found["lines"] == story.tasks["seen after overridden"][name]["gathered"]["lines"]
    assert found["host_keys"]


@pytest.mark.parametrize("name", EVERY)
def test_the_return_values_are_those_of_the_documentation(story, name):
    changed = story.tasks["merged"][name]
    assert {"changed", "before", "after", "commands", "plan", "saved", "release"} <= set(changed)
    assert {"option", "commands", "reason", "risk"} == set(changed["plan"][0])
    assert changed["release"] == name.removeprefix("ios-").replace("-", ".")
    assert "diff" not in changed


OFFLINE = """
all:
  hosts:
    nobody:
      ansible_connection: ansible.netcommon.network_cli
      ansible_network_os: cisco.ios.ios
      ansible_host: device.invalid
"""


@pytest.fixture(scope="module")
def offline(tmp_path_factory):
    """The states that need no device, for a host that does not exist."""
    inventory = tmp_path_factory.mktemp("offline") / "inventory.yml"
    inventory.write_text(OFFLINE)
    tasks = [{"name": profile, "state": "rendered", "release": profile, "config": FULL} for profile in PROFILES] + [
        {"name": "parsed", "state": "parsed", "running_config": "hostname r1\r\nip ssh time-out 45\r\n"},
    ]
    return run([play(*tasks, hosts="all")], inventory)


@pytest.mark.parametrize("profile", PROFILES)
def test_rendering_needs_no_device(offline, profile):
    rendered = offline.tasks[profile]["nobody"]["rendered"]
    assert "ip ssh time-out 45" in rendered
    assert "exec-timeout 7 30" in [line.strip() for line in rendered]


def test_parsing_needs_no_device(offline):
    assert offline.tasks["parsed"]["nobody"]["parsed"] == {"hostname": "r1", "timeout": 45}
