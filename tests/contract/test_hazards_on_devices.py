# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever is locked out was told before: random changes with all hazards accepted, and a new login behind them."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.access import ACCESS
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.hazards import HAZARDS, Preflight
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import SERVER
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.errors import DeviceError
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.means import Means
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Session
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.target import Target
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.transaction import Request, run

pytestmark = pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")

SEEDS = range(64)
USERS = [
    {"name": "admin", "password": "mock-admin", "privilege": 15},
    {"name": "low", "password": "mock-low", "privilege": 1},
]
LISTS = """access-list 10 permit 127.0.0.0 0.255.255.255
access-list 11 permit 10.0.0.0 0.255.255.255
access-list 100 deny tcp host 127.0.0.1 any eq 22
access-list 100 permit ip any any
access-list 101 permit tcp any any range 20 25
"""
LOCAL = "aaa new-model\naaa authentication login default local\naaa authorization exec default local\n"
METHODS = ("local", "enable", "line", "none", "group tacacs+")


def device(seed):
    """Return a device of a fleet, and who comes to it."""
    dice = Random(seed)
    split = dice.randint(1, 14)
    ways = dice.choice(["ssh", "telnet ssh"]), dice.choice(["ssh", "telnet", "none"])
    lines = f"line vty 0 {split}\n transport input {ways[0]}\nline vty {split + 1} 15\n transport input {ways[1]}\n"
    config = LISTS + dice.choice(["", LOCAL]) + lines
    row = {"name": f"d{seed}", "profile": dice.choice(["15.2", "17.9", "17.15"]), "preset": "hardened"}
    return {**row, "users": USERS, "enable": "mock-enable", "config": config}, dice.choice(USERS)


def change(seed):
    """Return a facet and what is wished of it."""
    dice = Random(seed)

    def listed(methods):
        return [{"name": "default", "methods": dice.sample(methods, 2)}]

    wishes = (
        (SERVER, {"lines": [{"first": 0, "last": 15, "access_class": [
            {"name": dice.choice(["10", "11", "100", "101", "NONE"]), "direction": "in"}]}]}),
        (SERVER, {"lines": [{"first": 0, "last": dice.choice([3, 15]), "transport_input": ["telnet"]}]}),
        (SERVER, {"host_keys": [{"label": "SSH-KEY", "state": "absent"}]}),
        (ACCESS, {"aaa": {"new_model": True, "authentication_login": listed(METHODS)}}),
        (ACCESS, {"aaa": {"new_model": True, "authorization_exec": listed(["local", "none", "if-authenticated"])}}),
        (ACCESS, {"users": [{"name": dice.choice(["admin", "low"]), "state": "absent"}]}),
        (ACCESS, {"users": [{"name": "low", "configured_password": dice.choice(["mock-low", "other"])}]}),
        (ACCESS, {"enable_secret": dice.choice(["mock-enable", "other"]), "users": [
            {"name": "eve", "privilege": 15, "configured_password": "mock-eve"}]}),
    )  # fmt: skip
    return wishes[seed % len(wishes)]


def outcome(seed, host, user):
    """Return the names of what was found, and why nobody gets in any more, "" for somebody who does."""
    target = Target(
        name=host.name, address=host.address, port=host.port, user=user["name"], password=user["password"],
        look_for_keys=False, become=True, enable_password="mock-enable", host_key_checking=False,
        legacy_algorithms=True, timeout=30.0, connect_timeout=60.0,
    )  # fmt: skip
    facet, wish = change(seed)
    preflight = Preflight("none", [row.name for row in HAZARDS])
    with contextlib.closing(Session.open(target)) as session:
        found = run(session, facet, Request(wish, "merged", preflight=preflight), Means(target)).hazards
        try:
            Session.open(target).close()
        except DeviceError as error:
            return [one.name for one in found], str(error)
    return [one.name for one in found], ""


def test_nobody_is_locked_out_who_was_not_told(module_mock_fleet):
    rows = {seed: device(seed) for seed in SEEDS}
    fleet = module_mock_fleet({"devices": [row for row, _user in rows.values()]})
    with ThreadPoolExecutor(2) as pool:
        done = dict(
            zip(SEEDS, pool.map(lambda seed: outcome(seed, fleet[f"d{seed}"], rows[seed][1]), SEEDS), strict=True)
        )
    assert {seed: why for seed, (names, why) in done.items() if why and not names} == {}
    assert sum(bool(why) for _names, why in done.values()) >= 5  # some are locked out
    assert sum(not names for names, _why in done.values()) >= 5  # and some are left alone
