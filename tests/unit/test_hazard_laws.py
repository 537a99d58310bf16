# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The laws of hazards, over the random devices and wishes of every facet."""

from __future__ import annotations

import test_access_laws
import test_laws
import test_pubkey_laws
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.access import ACCESS
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.composite import Composite, Part
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.hazards import HAZARDS, Preflight
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import Client, Login, Plan, Risk, WishError
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.pubkeys import PUBKEYS
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import KEYS, SERVER
from dice import NAMES, Dice, law, seeds
from hazard_kit import Device, look, mypubkey, read
from hypothesis import given
from hypothesis import strategies as st

FACETS = {
    "server": (SERVER, test_laws),
    "access": (ACCESS, test_access_laws),
    "pubkeys": (PUBKEYS, test_pubkey_laws),
}
LOGINS = (
    Login(),
    Login("admin", method="password"),
    Login("admin", method="publickey"),
    Login("bob", "192.0.2.1", "publickey", test_pubkey_laws.TEXTS[0]),
    Login("bob", "2001:db8::1", "", way="telnet"),
    Login("", way="console"),
)
CLIENTS = (Client(), Client(pinned=(("ssh-rsa", "AAAA"),)), Client(checks_host_key=False))
NAMED = sorted(row.name for row in HAZARDS)


def running(printed):
    """Return the lines of a configuration that devices print; key pairs are in none."""
    lines = (
        line for line in printed.splitlines() if not line.startswith(("crypto key ", "Current ", "end", "version "))
    )
    return "".join(f"{line}\n" for line in lines)


@st.composite
def cases(draw):
    """Draw a device of all facets, the wish of one, and how somebody came to it."""
    release, dice = draw(st.sampled_from(NAMES)), Dice(draw(seeds))
    haves = {name: draw(laws.cases()) for name, (_facet, laws) in FACETS.items()}
    name = draw(st.sampled_from(sorted(FACETS)))
    config = "".join(running(FACETS[part][1].printed(have)) for part, (have, _wish, _state) in haves.items())
    pairs = [
        (f"K{at}", *dice.choice([("rsa", 512), ("rsa", 1024), ("rsa", 3072), ("ec", 256)]))
        for at in range(dice.randint(0, 3))
    ]
    more = {KEYS: mypubkey(*pairs), "users": draw(st.sampled_from(["", "junk\n"]))}
    device = Device(f"version {release}\n{config}", **more)
    options = {"login": dice.choice(LOGINS), "client": dice.choice(CLIENTS), "upgrade": dice.choice([None, *NAMES])}
    return FACETS[name][0], haves[name][1], haves[name][2], device, options


def looked(case, **more):
    """Return hazards and plan, None where the facet refuses the wish; looking for hazards refuses nothing itself."""
    facet, wish, state, device, options = case
    preflight = Preflight(upgrade=options["upgrade"], **more)
    try:
        plan, replies = read(preflight, facet, wish, device, state, login=options["login"])
    except WishError:
        return None
    return preflight.judge(replies, options["login"], options["client"], plan), plan


@law
@given(cases(), st.sampled_from(["auto", "revert_timer", "reload", "none"]), st.sampled_from(["always", "never"]))
def test_whatever_is_wished_is_looked_at(case, guard, save_when):
    if (seen := looked(case, guard=guard, save_when=save_when)) is None:
        return
    found, plan = seen
    assert all(one.name in NAMED and one.message.isprintable() and one.message.endswith(".") for one in found)
    assert plan.steps or not any(one.refuses for one in found)


@law
@given(cases(), st.sets(st.sampled_from(NAMED), max_size=4))
def test_accepting_hazards_removes_exactly_these_refusals(case, accepted):
    if (seen := looked(case)) is None:
        return
    found, _plan = looked(case, accept=accepted)
    assert [(one.name, one.message, one.warning) for one in found] == [
        (one.name, one.message, one.warning) for one in seen[0]
    ]
    assert [one for one in found if one.refuses] == [one for one in seen[0] if one.refuses and one.name not in accepted]


@law
@given(cases())
def test_a_plan_that_only_adds_locks_nobody_out(case):
    facet, wish, state, device, options = case
    if (seen := looked(case)) is None:
        return
    _found, plan = seen
    steps = tuple(step for step in plan.steps if step.risk is Risk.ADDITIVE)
    replies = device.read(facet.reads(None)) | {KEYS: device.replies[KEYS]}
    found = Preflight().judge(replies, options["login"], options["client"], Plan(steps, (), {}, {}))
    assert {one.name for one in found if one.refuses} <= {"user_without_password"}  # opening Telnet adds too
    assert (wish, state) == case[1:3]


@law
@given(cases())
def test_a_facet_and_the_composite_of_it_have_the_same_hazards(case):
    facet, wish, state, device, options = case
    if (seen := looked(case)) is None:
        return
    whole = Composite("whole", Part("part", facet))
    found, _plan = look(whole, {"part": {"config": wish, "state": state}}, device, state, **options)
    assert found == seen[0]
