# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""napalm commits on mock devices with a time in which to confirm: an outside judge of timed rollback."""

from __future__ import annotations

import napalm
import pytest
from napalm.base.exceptions import CommitConfirmException

CONFIG = "ip scp server enable\ninterface Loopback0\n description old\n"
FLEET = {
    "defaults": {"config": f"{CONFIG}archive\n path flash:backup\n", "clock_rate": 0},
    "devices": [
        {"name": "r1", "profile": "17.15"},
        {"name": "sw1", "profile": "17.3"},
        {"name": "off", "profile": "17.15", "config": CONFIG},
    ],
}


@pytest.fixture(scope="module")
def fleet(module_mock_fleet):
    return module_mock_fleet(FLEET)


def connect(host):
    driver = napalm.get_network_driver("ios")
    return driver(host.address, host.user, host.password, optional_args={"port": host.port, "ssh_config_file": None})


def described(device):
    running = device.get_config(retrieve="running")["running"]
    return next(line.strip() for line in running.split("\n") if line.startswith(" description"))


@pytest.mark.parametrize("name", ["r1", "sw1"])
def test_what_is_not_confirmed_goes_back(fleet, name):
    with connect(fleet[name]) as device:
        assert not device.has_pending_commit()
        device.load_merge_candidate(config="interface Loopback0\n description new\nend\n")
        device.commit_config(revert_in=120)
        assert device.has_pending_commit()
        assert described(device) == "description new"
        fleet.tell(f"{name} clock advance 119")
        assert device.has_pending_commit()
        fleet.tell(f"{name} clock advance 1")
    with connect(fleet[name]) as device:
        assert not device.has_pending_commit()
        assert described(device) == "description old"


def test_it_is_confirmed_or_taken_back(fleet):
    with connect(fleet["r1"]) as device:
        wanted = device.get_config(retrieve="running")["running"].replace("description old", "description whole")
        device.load_replace_candidate(config=f"{wanted}\n")
        device.commit_config(revert_in=300)
        assert device.has_pending_commit()
        device.confirm_commit()
        assert not device.has_pending_commit()
        fleet.tell("r1 clock advance 300")
        assert described(device) == "description whole"
        device.load_merge_candidate(config="interface Loopback0\n description third\nend\n")
        device.commit_config(revert_in=60)
        assert described(device) == "description third"
        device.rollback()
        assert described(device) == "description whole"


def test_without_an_archive_there_is_no_such_commit(fleet):
    with connect(fleet["off"]) as device:
        device.load_merge_candidate(config="interface Loopback0\n description new\nend\n")
        with pytest.raises(CommitConfirmException, match="requires 'archive' feature"):
            device.commit_config(revert_in=120)
        assert described(device) == "description old"
