# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The laws of planning for public keys, over random devices, wishes, states, logins and releases of every row.

A device is the text that it would print: what a plan leads to is printed again, by a printer of this file, and read.
"""

from __future__ import annotations

import os
import random
import re
from dataclasses import replace

from ansible_collections.secureshell.ios.plugins.plugin_utils._core.hazards import Preflight
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.key_limits import ROWS, for_release
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import Client, Login, Risk, WishError
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.pubkeys import PUBKEYS, STATES, Chain
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.releases import Release
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

NAMES = ("12.4", "15.2", "16.12", "17.1", "17.3", "17.9", "17.15", "17.16", "17.18", "26.1")
EXAMPLES = os.environ.get("LAW_EXAMPLES")  # see `make laws`
law = settings(
    max_examples=int(EXAMPLES or 150),
    derandomize=EXAMPLES is None,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_every_row_of_the_table_takes_part():
    assert {for_release(Release.parse(name)) for name in NAMES} == set(ROWS)


# --- random devices and wishes ----------------------------------------------------------------------------------------

OWN = random.Random(7)
USERS, SERVERS = ("ann", "bob", "eve"), ("192.0.2.9", "r2.example")
HASHES = [f"{OWN.getrandbits(128):032X}" for _unused in range(5)]
LONG = [f"{OWN.getrandbits(256):064x}" for _unused in range(2)]
TEXTS = [
    public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    for public in (
        rsa.RSAPublicNumbers(65537, (1 << 2048) - 569).public_key(),
        ed25519.Ed25519PrivateKey.from_private_bytes(b"k" * 32).public_key(),
    )
]
COMMENTS = ("", "", "laptop", "bob the builder")


def drawn_chain(dice, release):
    """Draw what a device stores: up to two keys a user, and now and then a full chain."""
    types = for_release(release).types
    chain = Chain(strict=dice.choice([None, "off", "on", "accept-new"]))
    names = [*dice.sample(USERS, dice.randint(0, 3))]
    if dice.random() < 0.3:
        limit = for_release(release).users
        names = (names + [f"u{number}" for number in range(limit)])[: dice.choice([limit, limit - 1])]
    for name in names:
        known = [(dice.choice(types), found) for found in dice.sample(HASHES, dice.randint(0, 2))]
        chain.entries["username", name] = {identity: dice.choice(COMMENTS) for identity in known}
    for name in dice.sample(SERVERS, dice.randint(0, 2)):
        known = [("ssh-rsa", found) for found in dice.sample(HASHES + LONG, dice.randint(0, 2))]
        chain.entries["server", name] = {identity: dice.choice(COMMENTS) for identity in known}
    return chain


def drawn_key(dice, release, *, server=False):
    limits = for_release(release)
    texts = TEXTS[: 2 if "ssh-ed25519" in (*limits.types, *limits.perhaps) else 1]
    if dice.random() < 0.3:
        return f"{dice.choice(texts)} {dice.choice(COMMENTS)}"
    found = dice.choice(HASHES + LONG if server else HASHES)
    kind = "ssh-rsa" if dice.random() < 0.8 else dice.choice(limits.types)
    return dice.choice([f"{kind} {found} x", f"key-hash {kind} {found.swapcase()}", {"type": kind, "hash": found}])


def drawn_wish(dice, release, state, most=2):
    def row(name, server):
        if state == "deleted" and dice.random() < 0.4:
            return {"name": name}
        drawn = [drawn_key(dice, release, server=server) for _unused in range(dice.randint(0, most))]
        return {"name": name, "keys": drawn}

    known = for_release(release).accept_new is not False
    return {
        "users": [row(name, False) for name in dice.sample(USERS, dice.randint(0, 3))],
        "servers": [row(name, True) for name in dice.sample(SERVERS, dice.randint(0, 2))],
        **({"strict_host_key_check": dice.choice(["off", "on", *(["accept-new"] if known else [])])}
           if dice.random() < 0.5 else {}),
        **({"send_as": dice.choice(["key_hash", "key_string"])} if dice.random() < 0.3 else {}),
    }  # fmt: skip


def drawn_login(dice, chain):
    name = dice.choice(USERS)
    known = list(chain.entries.get(("username", name), {}))
    login = Login(name, method=dice.choice(["password", "publickey"]))
    if known and dice.random() < 0.5:
        chain.entries["username", name][dice.choice(mine())] = "mine"
        return replace(login, key=TEXTS[0])
    return login


def mine():
    (_word, found) = PUBKEYS.render({"users": [{"name": "x", "keys": [TEXTS[0]]}]}, Release.parse("17.9"))[2].split()[
        1:3
    ]
    return [("ssh-rsa", found)]


class Case(tuple):
    """What a device has, a wish, and a state."""

    __slots__ = ()

    def __repr__(self):
        have, config, state = self
        return f"{printed(have)}\n{have.login}\n{state}: {config}"


@st.composite
def cases(draw):
    release = Release.parse(draw(st.sampled_from(NAMES)))
    state = draw(st.sampled_from(STATES))
    dice = random.Random(draw(st.integers(0, 2**32 - 1)))
    chain = drawn_chain(dice, release)
    login = drawn_login(dice, chain) if dice.random() < 0.5 else None
    for entry, known in chain.entries.items():
        if entry[0] == "username":
            chain.entries[entry] = dict(list(known.items())[-2:])
    have = replace(PUBKEYS.have({"running-config": printed_chain(chain, release)}), login=login)
    config = drawn_wish(dice, release, state)
    return Case((have, dice.choice([config, config, config, None]) if state == "deleted" else config, state))


def printed_chain(chain, release, indent=2, trailing=" ", order=1):
    lines = ["Current configuration : 4711 bytes", f"version {release}", "ip ssh pubkey-chain"]
    for (kind, name), known in chain.entries.items():
        lines.append(f"{' ' * indent}{kind} {name}")
        rows = [f"key-hash {kind_} {found} {comment}" for (kind_, found), comment in known.items()][::order]
        lines += [" " * (indent + bool(indent)) + row.rstrip() + trailing for row in rows]
    lines += {"on": ["ip ssh stricthostkeycheck"], "accept-new": ["ip ssh stricthostkeycheck accept-new"]}.get(
        chain.strict, []
    )
    return "\n".join([*lines, "end"])


def printed(have, *how, **more):
    return printed_chain(have.chain, have.release, *how, **more)


def read(text, login=None):
    return replace(PUBKEYS.have({"running-config": text}), login=login)


def model(chain):
    """Return everything that counts: keys by entry, and the check."""
    return {entry: set(known) for entry, known in chain.entries.items()}, chain.strict or "off"


def prepared(case):
    """Return a plan, or None where the wish cannot be: for the limits, a hash that cannot be typed, or the way in."""
    have, config, state = case
    try:
        return PUBKEYS.plan(have, config, state)
    except WishError as error:
        refusal = str(error)
    assert re.match(r"users(\[\w+\](\.keys(\[\d\])?)?)?: |servers\[[\w.]+\]\.keys\[\d\]: only its hash", refusal)
    return None


# --- laws -------------------------------------------------------------------------------------------------------------


@law
@given(cases())
def test_a_plan_leads_where_nothing_is_left_to_do(case):
    have, config, state = case
    if (plan := prepared(case)) is None:
        return
    after = PUBKEYS.predict(have, plan.steps)
    assert PUBKEYS.plan(after, config, state).steps == ()
    assert PUBKEYS.document(after) == plan.after
    for indent, trailing, order in ((2, " ", 1), (1, "", -1), (0, "  ", 1)):
        again = read(printed(after, indent, trailing, order), have.login)
        assert PUBKEYS.plan(again, config, state).steps == ()
        assert model(again.chain) == model(after.chain)


@law
@given(cases())
def test_a_plan_gives_what_its_state_promises(case):
    have, config, state = case
    if (plan := prepared(case)) is None:
        return
    before, _check = model(have.chain)
    after, check = model(PUBKEYS.predict(have, plan.steps).chain)
    rows = {
        (word, row["name"]): model(Chain(wished(word, row)))[0].get((word, row["name"]), set())
        for option, word in (("users", "username"), ("servers", "server"))
        for row in (config or {}).get(option, [])
    }
    for entry in before.keys() | after.keys() | rows.keys():
        was, now = before.get(entry, set()), after.get(entry, set())
        if entry not in rows:
            gone = state == "overridden" or (state == "deleted" and not (config or {}))
            assert now == (set() if gone else was) or state == "deleted"
        elif state == "merged":
            assert now >= was
        elif state == "deleted":
            assert now <= was
        if entry in rows and state in {"replaced", "overridden"}:
            assert len(now) == len(rows[entry])
    if "strict_host_key_check" in (config or {}):
        assert check == ("off" if state == "deleted" else config["strict_host_key_check"])


def wished(word, row):
    """Return the keys of a row as they would be on a device where nothing else is."""
    if "keys" not in row:
        return {}
    option = {"username": "users", "server": "servers"}[word]
    rendered = PUBKEYS.render({option: [row]}, Release.parse("26.1"))
    chain = Chain()
    for line in rendered[2:]:
        chain.apply(rendered[:2], line)
    return chain.entries


@law
@given(cases())
def test_the_inverse_of_a_plan_gives_the_start_back(case):
    have, _config, _state = case
    if (plan := prepared(case)) is None:
        return
    after = have.chain.perform(plan.steps)
    assert model(after.undo(plan.steps)) == model(have.chain)


@law
@given(cases())
def test_no_moment_has_more_than_the_device_stores_nor_locks_this_session_out(case):
    have, _config, _state = case
    if (plan := prepared(case)) is None:
        return
    limits = for_release(have.release)
    chain = have.chain
    login = have.login or Login()
    if Preflight.refusal(Preflight().judge({"running-config": printed(have)}, login, Client(), plan)):
        return
    account = ("username", login.user) if login.method == "publickey" else None
    known = set(have.chain.entries.get(account, {}))
    used = known & set(mine()) if login.key else known
    for step in plan.steps:
        chain = chain.perform([step])
        users = [known for (kind, _name), known in chain.entries.items() if kind == "username"]
        assert all(len(known) <= limits.keys for known in users)
        assert len(users) <= limits.users
        if used:  # the key of this session stays until another has come; where it is not known, any may be it
            now = set(chain.entries.get(account, {}))
            assert now
            assert now & used or now - known or not _added(plan, account)
    assert [step.risk for step in plan.steps] == sorted(step.risk for step in plan.steps)
    assert all(
        step.risk >= Risk.RESTRICTIVE for step in plan.steps if step.commands[0].startswith(("no key", "no user"))
    )


@law
@given(cases(), st.integers(0, 2**32 - 1))
def test_a_key_that_is_wanted_or_in_use_never_makes_room(case, seed):
    """With `in_use`, `merged` takes away what nobody needs, and only where the new key would not fit."""
    have, config, state = case
    if state != "merged":
        return
    dice = random.Random(seed)
    used = {row["name"]: dice.sample(HASHES, dice.randint(0, 2)) for row in config["users"]}
    rows = [{**row, "in_use": [f"ssh-rsa {name}" for name in used[row["name"]]]} for row in config["users"]]
    try:
        plan = PUBKEYS.plan(have, {**config, "users": rows}, "merged")
    except WishError:
        return
    after = have.chain.perform(plan.steps)
    for row in rows:
        entry = ("username", row["name"])
        before, now = have.chain.entries.get(entry, {}), after.entries.get(entry, {})
        gone = set(before) - set(now)
        assert not {name for kind, name in gone if kind == "ssh-rsa"} & set(used[row["name"]])
        assert not gone or len(now) == for_release(have.release).keys
        assert not have.login or entry[1] != have.login.user or not have.login.key or not gone & set(mine())
    assert PUBKEYS.plan(PUBKEYS.predict(have, plan.steps), {**config, "users": rows}, "merged").steps == ()


def _added(plan, account):
    """Return what a plan adds to an account."""
    path = " ".join(account)
    return [step for step in plan.steps if step.path[-1] == path and not step.commands[0].startswith("no ")]


@law
@given(cases())
def test_what_is_rendered_is_read_as_what_was_wished(case):
    have, config, state = case
    if state == "deleted" or not config or config.get("send_as") == "key_string":
        return
    try:
        rendered = PUBKEYS.render(config, have.release)
    except WishError:
        return
    for mark in ("\n", "\r\n"):
        document = PUBKEYS.parsed(mark.join(rendered))
        assert PUBKEYS.parsed(mark.join(PUBKEYS.render(document, have.release))) == document
    device = read(f"version {have.release}\n" + "\n".join(rendered) + "\nend\n")
    assert PUBKEYS.plan(device, config, "merged").steps == ()


HOSTILE = "ab1 \t\n\r\x00\x03\x1b!?\"'`^|;#\\é\u2028"
hostile = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=8).map("".join)
PLACES = (
    lambda text: {"users": [{"name": text, "keys": [TEXTS[0]]}]},
    lambda text: {"servers": [{"name": text, "keys": [TEXTS[0]]}]},
    lambda text: {"users": [{"name": "bob", "keys": [text]}]},
    lambda text: {"users": [{"name": "bob", "keys": [f"{TEXTS[0]} {text}"]}]},
    lambda text: {"users": [{"name": "bob", "keys": [{"key": TEXTS[0], "comment": text}]}]},
    lambda text: {"users": [{"name": "bob", "keys": [{"type": "ssh-rsa", "hash": HASHES[0], "comment": text}]}]},
    lambda text: {"users": [{"name": "bob", "keys": [{"type": text, "hash": HASHES[0]}]}]},
    lambda text: {"users": [{"name": "bob", "keys": [{"type": "ssh-rsa", "hash": text}]}]},
    lambda text: {"users": [{"name": "bob", "keys": [{"key": "x", "file": text}]}]},
    lambda text: {"send_as": "key_string", "users": [{"name": "bob", "keys": [f"{text} {TEXTS[1]}"]}]},
    lambda text: {"strict_host_key_check": text},
    lambda text: {"send_as": text},
    lambda text: {text: 1},
)


@settings(law, max_examples=int(EXAMPLES or 400))
@given(st.sampled_from(PLACES), hostile)
def test_no_value_leaves_its_line(place, text):
    try:
        plan = PUBKEYS.plan(read("version 17.18\n"), place(text), "merged")
    except WishError as error:
        refusal = str(error)
    else:
        refusal = ""
    assert refusal.isprintable()
    for step in () if refusal else plan.steps:
        for command in (*step.commands, *step.inverse, *step.path):
            assert re.fullmatch(r"[\x20-\x7e]*", command)
            assert not re.search(r"[!?\"'`]", command)
            assert len(command) <= 254
    assert refusal or all(warning.isprintable() for warning in plan.warnings)
