# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hazards: what is read for them, when they refuse, and that accepting one removes exactly that one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import keys
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.access import ACCESS
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.composite import Composite, Part
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.hazards import (
    HAZARDS,
    HazardError,
    Picture,
    Preflight,
    expected_host_keys,
)
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import (
    LONGEST_COMMAND,
    RUNNING,
    Login,
    WishError,
)
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.pubkeys import PUBKEYS
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import SERVER
from hazard_kit import Device, look, mypubkey, refused

ALL = Composite("all", Part("access", ACCESS), Part("pubkeys", PUBKEYS), Part("server", SERVER, at_top=True))
EVERYTHING = {
    "server": {"config": {"lines": [], "host_keys": []}},
    "access": {"config": {"users": []}},
    "pubkeys": {"config": {"users": []}},
}
HEAD = "version 17.9\nhostname R1\nip domain name example.com\n"
ADMIN = "username admin privilege 15 secret 9 $9$x\n"
VTY = "line vty 0 4\n login local\n transport input ssh\n"
GOOD, SHORT = ("NEW", "rsa", 3072), ("OLD", "rsa", 512)


# --- what is read -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facet", "wish"),
    [
        (SERVER, {"lines": [], "host_keys": []}),
        (ACCESS, {"users": []}),
        (PUBKEYS, {"users": []}),
        (ALL, EVERYTHING),
    ],
)
def test_the_running_config_stays_one_command_that_a_line_holds(facet, wish):
    reads = Preflight().reads(facet.reads(wish), wish)
    assert [read.name for read in reads] == [read.name for read in facet.reads(wish)]
    (command,) = [read.command for read in reads if read.name == RUNNING]
    assert " section " in command
    assert len(command) <= LONGEST_COMMAND


def test_nothing_is_read_for_a_wish_that_no_hazard_is_about():
    wish = {"timeout": 60}
    assert Preflight("none").reads(SERVER.reads(wish), wish) == SERVER.reads(wish)


def test_a_run_without_changes_sends_what_it_would_send_without_hazards():
    device = Device(HEAD + VTY, keys=mypubkey(GOOD))
    wish = {"lines": [{"first": 0, "last": 4, "transport_input": ["ssh"]}]}
    found, plan = look(SERVER, wish, device)
    assert (found, plan.steps) == ((), ())
    assert len(device.sent) == len(SERVER.reads(wish))


def test_what_only_the_plan_shows_to_be_needed_is_read_then():
    device = Device(HEAD.replace("17.9", "15.2") + "ip ssh version 2\n" + VTY, keys=mypubkey(SHORT))
    look(SERVER, {"timeout": 60}, device, "overridden")  # takes the version back, which the wish does not name
    assert device.sent[-1] == "show crypto key mypubkey all"


# --- what is said -----------------------------------------------------------------------------------------------------


def test_a_refusal_says_what_was_found_why_it_matters_and_the_ways_out():
    wish = {"host_keys": [{"label": "NEW", "state": "absent"}]}
    found, _plan = look(SERVER, wish, Device(HEAD + VTY, keys=mypubkey(GOOD)))
    (one,) = [one for one in found if one.name == "no_usable_host_key"]
    assert one.message == (
        "after the change there is no host key pair: the SSH server goes down, and no rollback brings a key pair back; "
        "add a pair that is large enough to host_keys, bind SSH to it, and remove the old one in a later run, or "
        "accept_hazards: [no_usable_host_key]."
    )
    error = Preflight.refusal([one])
    assert isinstance(error, HazardError)
    assert str(error) == f"no_usable_host_key: {one.message}"
    assert Preflight.refusal([replace(one, accepted=True)]) is None


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ({"accept": ["no_such_thing"]}, "accept_hazards"),
        ({"guard": "maybe"}, "guard"),
        ({"upgrade": "soon"}, "upgrade_release"),
    ],
)
def test_options_that_cannot_be_are_told_by_name(options, where):
    with pytest.raises(WishError) as caught:
        Preflight(**options)
    assert caught.value.option == where


def test_names_are_stable_words_and_every_row_tells_where_it_comes_from():
    names = [row.name for row in HAZARDS]
    assert len(set(names)) == len(names)
    assert [row.name for row in HAZARDS if not row.name.replace("_", "").isalnum() or not row.source] == []
    assert [row.name for row in HAZARDS if not (row.see or row.hint)] == []


# --- host keys --------------------------------------------------------------------------------------------------------


def test_the_last_usable_pair_is_kept_unless_accepted():
    wish = {"host_keys": [{"label": "NEW", "state": "absent"}]}
    device = Device(HEAD + VTY, keys=mypubkey(GOOD, SHORT))
    assert "no_usable_host_key" in refused(SERVER, wish, device)
    assert "no_usable_host_key" not in refused(SERVER, wish, device, accept=["no_usable_host_key"])
    assert "no_usable_host_key" not in refused(
        SERVER, wish, Device(HEAD + VTY, keys=mypubkey(GOOD, ("X", "rsa", 2048)))
    )


def test_a_device_without_a_key_is_not_refused_another_change():
    wish = {"host_keys": [{"label": "OLD", "state": "absent"}]}
    assert refused(SERVER, wish, Device(HEAD + VTY, keys=mypubkey(SHORT))) == []


# --- people -----------------------------------------------------------------------------------------------------------


def test_picture_of_nothing_expects_no_key():
    assert expected_host_keys(Picture.of({RUNNING: HEAD + "end\n"})) == ()
    assert keys.known_hosts_name("r1") == "r1"
    assert Login().way == "ssh"
