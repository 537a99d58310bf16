# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a guard and its proof know by small signs: copies by their names, clients by their port, a list by a reset."""

from __future__ import annotations

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.client import client_of
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.errors import ConnectFailed
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.guard import _seconds_of_day
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.proof import explain
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.target import Target

AFTERNOON = 14 * 3600 + 5 * 60 + 34


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("14:05:34 UTC Mon May 4 2026", AFTERNOON),
        ("flash:archive-May--4-14-05-34.882-1", AFTERNOON),
        ("flash:archive-May-04-14-05-34-1", AFTERNOON),
        ("bootflash:secureshell-ios-guard-Nov-24-14-05-34.147-12", AFTERNOON),  # the day is no hour
        ("bootflash:copies-of-2026-1", None),
        ("", None),
    ],
)
def test_the_time_in_the_name_of_a_copy(text, seconds):
    assert _seconds_of_day(text) == seconds


def test_a_client_knows_by_which_port_it_comes():
    assert client_of(Target(name="r", address="192.0.2.1", port=2222)).port == 2222


def test_a_reset_is_an_access_class_also_when_it_comes_early():
    target = Target(name="r", address="192.0.2.1")
    reset = ConnectFailed("cannot connect to 192.0.2.1 port 22: connection reset by peer; check the address.")
    assert "closed it before it named itself" in explain(reset, target)
    refused = ConnectFailed("cannot connect to 192.0.2.1 port 22: connection refused; check the address.")
    assert explain(refused, target).startswith("there is no TCP connection")
