# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection is lost at every line that the role types: before the device reads it, or with its reply.

The next run has to finish the work, and the one after it finds nothing to do.
"""

from __future__ import annotations

import pytest

from playbooks import role, run

LOGIN = 3  # lines that a login types; how they are lost makes no difference
LINES = 27  # what the role types on one device, with the login
TASK = "secureshell.ios.sshv2 : Bring SSH to the wanted state"
WISH = {"sshv2_hostname": "edge", "sshv2_banner": "Keep out\n\nAt once"}
PLACES = [("before", after) for after in range(LOGIN - 1, LINES)] + [("during", after) for after in range(8, LINES, 2)]
LOST = [f"{when}-{after}" for when, after in PLACES]


@pytest.fixture(scope="module")
def lives(module_mock_fleet):
    """The role three times; the last time it saves in any case."""
    fault = {"fault": "drop", "times": 1}
    rows = [
        {"name": name, "faults": [{**fault, "when": when, "after": after}]}
        for name, (when, after) in zip(LOST, PLACES, strict=True)
    ]
    rows.append({"name": "lucky"})
    fleet = module_mock_fleet({"devices": [{**row, "profile": "17.9", "preset": "legacy"} for row in rows]})
    # Without a guard: with one the change is taken back, see tests/faults.
    wish = {**WISH, "sshv2_guard": "none"}
    runs = [run([role(**wish, sshv2_save_when="changed")], fleet.inventory)]
    assert fleet.tell("lucky status")["commands"] == LINES
    runs += [run([role(**wish, sshv2_save_when=when)], fleet.inventory) for when in ("changed", "always")]
    return [result.tasks[TASK] for result in runs]


def test_every_line_was_lost_once(lives):
    assert lives[0]["lucky"]["saved"]
    assert [name for name in LOST if not (lives[0][name].get("failed") or lives[0][name].get("unreachable"))] == []


@pytest.mark.parametrize("name", LOST)
def test_the_sentence_is_true(lives, name):
    said, later = lives[0][name], lives[1][name]
    assert "the device closed the session after '" in said["msg"]
    left = [row["option"] for row in later["plan"]]
    assert set(left) <= {row["option"] for row in lives[0]["lucky"]["plan"]}
    in_effect = said["msg"].partition("In effect now and not saved: ")[2].partition(". ")[0]
    assert set(filter(None, in_effect.split(", "))) & set(left) == set()
    if left == [] or "In effect now" in said["msg"]:
        assert said["changed"]
        assert "save_when: always" in said["msg"]


def test_the_next_run_finishes_and_saves(lives):
    assert [name for name, said in lives[1].items() if said.get("failed") or said.get("unreachable")] == []
    assert [name for name, said in lives[1].items() if said["changed"] != said["saved"]] == []
    assert {name for name, said in lives[1].items() if said["changed"]} < set(LOST)


def test_the_run_after_it_changes_nothing_and_saves_what_was_left(lives):
    assert [name for name, said in lives[2].items() if said["changed"] or not said["saved"]] == []
