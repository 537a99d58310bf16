# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of the collection: one device first, then batches that grow, and their variables told in their head."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from jinja2.nativetypes import NativeEnvironment

ROOT = Path(__file__).resolve().parents[2]
BOOKS = {path.stem: path for path in sorted((ROOT / "playbooks").glob("*.yml"))}
# Those that touch what somebody uses; the others copy files, or prepare devices that serve nobody yet.
CAREFUL = ("rotate_algorithms", "rotate_host_key", "rotate_user_keys", "sshv2")
each_careful = pytest.mark.parametrize("name", CAREFUL)


def play(name):
    (found,) = yaml.safe_load(BOOKS[name].read_text(encoding="utf-8"))
    return found


def templated(text, **variables):
    return NativeEnvironment().from_string(text).render(**variables)


def test_every_playbook_is_judged():
    assert set(CAREFUL) < set(BOOKS)


@each_careful
@pytest.mark.parametrize(
    ("hosts", "batches"),
    [(1, [1, "100%"]), (20, [1, "100%"]), (21, [1, "1%", "10%", "100%"]), (2000, [1, "1%", "10%", "100%"])],
)
def test_one_device_comes_first_and_few_devices_are_no_more_than_two_batches(name, hosts, batches):
    assert templated(play(name)["serial"], ansible_play_hosts_all=range(hosts)) == batches
    assert templated(play(name)["max_fail_percentage"]) == 5


@pytest.mark.parametrize("name", BOOKS)
def test_an_operator_has_the_last_word_about_batches(name):
    given = {"secureshell_serial": [1, 10], "secureshell_max_fail_percentage": 0, "ansible_play_hosts_all": range(3)}
    assert templated(play(name)["serial"], **given) == [1, 10]
    assert templated(play(name)["max_fail_percentage"], **given) == 0


@pytest.mark.parametrize("name", BOOKS)
def test_the_head_names_every_variable_that_is_taken(name):
    """What a playbook sets for itself is none of them."""
    text = BOOKS[name].read_text(encoding="utf-8")
    head, _unused, body = text.partition("- name:")
    own = {*re.findall(r"register: (\w+)", body), *re.findall(r"^ +(\w+):", body, flags=re.MULTILINE)}
    taken = set(re.findall(rf"\b((?:{name}|secureshell)_\w+)", body)) - own
    assert {"secureshell_serial", "secureshell_max_fail_percentage"} <= taken
    assert sorted(word for word in taken if word not in head) == []
