# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facet of public keys: what devices show, what states mean, limits, rotation, and the way back in."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from ansible.plugins.callback import CallbackBase
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import keys
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.hazards import HazardError
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.key_limits import ROWS
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import Login, Risk, WishError, diff
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.pubkeys import PUBKEYS
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.releases import Release
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hazard_kit import judged

A, B, C = ("7FB6EC05EAAD562E290308DD538DEA02", "B3BF21239E5F4BFBC0915890DEEF3C89", "2B482D02A98ECA90A7457CBC7D00928F")
LONG = "ab" * 32


def line(public):
    return public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


# The same in every worker; nobody has private halves of the RSA ones.
SHORT, RSA, LARGE = (line(rsa.RSAPublicNumbers(65537, (1 << bits) - 569).public_key()) for bits in (1024, 2048, 4096))
ED25519 = line(ed25519.Ed25519PrivateKey.from_private_bytes(b"k" * 32).public_key())
ECDSA = line(ec.derive_private_key(4711, ec.SECP521R1()).public_key())
KEY = keys.from_openssh(RSA)


def chain(*entries, release="17.9", indent=2, more=""):
    """Print a running-config: `("bob", A, B)` is a user with two keys, `("server 10.0.0.1", A)` a server."""
    lines = [f"version {release}", "ip ssh pubkey-chain"]
    for name, *hashes in entries:
        lines.append(" " * indent + (name if " " in name else f"username {name}"))
        lines += [" " * (indent + 1) + f"key-hash ssh-rsa {found} " for found in hashes]
    return "\n".join(lines) + f"\n{more}!\nend\n"


def read(text, login=None):
    return replace(PUBKEYS.have({"running-config": text}), login=login)


def users(**rows):
    return {"users": [{"name": name, "keys": list(found)} for name, found in rows.items()]}


def by_hash(*hashes):
    return [f"ssh-rsa {found}" for found in hashes]


def commands(text, config, state="merged", login=None):
    return list(PUBKEYS.plan(read(text, login), config, state).commands())


# --- reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        f"ip ssh pubkey-chain\n  username bob\n   key-hash ssh-rsa {A} \n   key-hash ssh-rsa {B} bob@host\n",
        f"ip ssh pubkey-chain\n username bob\n  key-hash ssh-rsa {A}\n  key-hash ssh-rsa {B} bob@host\n",
        f"ip ssh pubkey-chain\nusername bob\nkey-hash ssh-rsa {A}\nkey-hash ssh-rsa {B} bob@host\n",
        f"ip ssh pubkey-chain\r\n\tusername bob\r\n\t\tkey-hash ssh-rsa  {A}  \r\n\t\tkey-hash ssh-rsa {B} bob@host",
        f"ip ssh pubkey-chain\n username bob\n  key-hash ssh-rsa {B} bob@host" + f"\n  key-hash ssh-rsa {A}" * 2,
    ],
    ids=["two blanks", "17.18", "none", "tabs", "other order, twice"],
)
def test_however_a_device_shows_it_the_model_is_the_same(text):
    bob = [{"type": "ssh-rsa", "hash": A}, {"type": "ssh-rsa", "hash": B, "comment": "bob@host"}]
    assert PUBKEYS.parsed(text) == {"users": [{"name": "bob", "keys": bob}]}
    assert commands(f"version 17.18\n{text}\nend\n", users(bob=by_hash(B, A))) == []
    assert commands(f"version 17.18\n{text}\nend\n", users(bob=by_hash(A, B)), "overridden") == []


def test_a_comment_of_three_words_does_not_hide_a_key():
    text = chain(("bob",), more=f"   key-hash ssh-rsa {A} bob the builder\n")
    assert PUBKEYS.document(read(text))["users"][0]["keys"][0]["comment"] == "bob the builder"
    assert commands(text, users(bob=[f"ssh-rsa {A} another comment"]), "replaced") == []


def test_servers_and_the_check_of_their_keys():
    text = chain(("server 192.0.2.9", A), ("server r2.example", LONG), more="ip ssh stricthostkeycheck accept-new\n")
    assert PUBKEYS.document(read(text)) == {
        "servers": [
            {"name": "192.0.2.9", "keys": [{"type": "ssh-rsa", "hash": A}]},
            {"name": "r2.example", "keys": [{"type": "ssh-rsa", "hash": LONG}]},
        ],
        "strict_host_key_check": "accept-new",
    }
    assert PUBKEYS.document(read("version 17.9\nno ip ssh stricthostkeycheck\n")) == {"strict_host_key_check": "off"}
    assert PUBKEYS.parsed("hostname r1\n") == {}


def test_a_key_that_was_typed_is_read_as_what_a_device_makes_of_it():
    typed = RSA.split()[1]
    folded = "\n".join(typed[at : at + 70] for at in range(0, len(typed), 70))
    text = f"ip ssh pubkey-chain\nusername bob\nkey-string\n{folded}\nexit\nusername eve\nkey-hash ssh-rsa {A}\n"
    found = PUBKEYS.parsed(text)["users"]
    assert [(row["name"], row["keys"][0]["hash"]) for row in found] == [("bob", KEY.md5), ("eve", A)]


def test_a_banner_that_looks_like_a_chain_is_none():
    text = f"version 17.9\nbanner login ^C\nip ssh pubkey-chain\n  username eve\n   key-hash ssh-rsa {A}\n^C\n"
    assert PUBKEYS.document(read(text)) == {"strict_host_key_check": "off"}


def test_only_the_lines_that_matter_are_read():
    (one,) = PUBKEYS.reads(None)
    assert one.command.startswith("show running-config | section ^version|")
    assert len(one.command) < 254


# --- states -----------------------------------------------------------------------------------------------------------

TWO = chain(("bob", A), ("eve", B), ("server 192.0.2.9", A))


@pytest.mark.parametrize(
    ("state", "config", "wanted"),
    [
        ("merged", users(bob=by_hash(B)), ["ip ssh pubkey-chain", "username bob", f"key-hash ssh-rsa {B}"]),
        ("merged", users(bob=[]), []),
        (
            "replaced",
            users(bob=by_hash(B)),
            ["ip ssh pubkey-chain", "username bob", f"key-hash ssh-rsa {B}", f"no key-hash ssh-rsa {A}"],
        ),
        ("replaced", users(bob=[]), ["ip ssh pubkey-chain", "no username bob"]),
        ("replaced", users(nobody=[]), []),
        (
            "overridden",
            users(bob=by_hash(A)),
            ["ip ssh pubkey-chain", "no username eve", "no server 192.0.2.9"],
        ),
        ("deleted", {"users": [{"name": "bob"}]}, ["ip ssh pubkey-chain", "no username bob"]),
        ("deleted", users(bob=by_hash(A)), ["ip ssh pubkey-chain", "no username bob"]),
        ("deleted", users(bob=by_hash(B), nobody=by_hash(A)), []),
        ("deleted", {"servers": [{"name": "192.0.2.9"}]}, ["ip ssh pubkey-chain", "no server 192.0.2.9"]),
        (
            "deleted",
            None,
            ["ip ssh pubkey-chain", "no username bob", "no username eve", "no server 192.0.2.9"],
        ),
        ("deleted", {"strict_host_key_check": "on"}, []),
        ("merged", {"strict_host_key_check": True}, ["ip ssh stricthostkeycheck"]),
        (
            "merged",
            {"servers": [{"name": "r2", "keys": by_hash(A)}], "strict_host_key_check": "on"},
            ["ip ssh pubkey-chain", "server r2", f"key-hash ssh-rsa {A}", "ip ssh stricthostkeycheck"],
        ),
    ],
)
def test_states(state, config, wanted):
    assert commands(TWO, config, state) == wanted


def test_one_key_of_two_goes_and_the_user_stays():
    assert commands(chain(("bob", A, B)), users(bob=by_hash(A)), "deleted") == [
        "ip ssh pubkey-chain",
        "username bob",
        f"no key-hash ssh-rsa {A}",
    ]


@pytest.mark.parametrize("state", ["replaced", "overridden", "deleted"])
def test_a_user_without_keys_is_cleared_away(state):
    config = {"users": [{"name": "bob", "keys": []}]} if state != "deleted" else {"users": [{"name": "bob"}]}
    assert commands(chain(("bob",)), config, state) == ["ip ssh pubkey-chain", "no username bob"]


def test_the_check_is_switched_off_only_where_the_state_says_so():
    text = chain(more="ip ssh stricthostkeycheck\n")
    off = ["no ip ssh stricthostkeycheck"]
    assert commands(text, {}, "merged") == commands(text, {}, "replaced") == commands(text, users(), "deleted") == []
    assert commands(text, {}, "overridden") == commands(text, None, "deleted") == off
    assert commands(text, {"strict_host_key_check": "off"}) == off
    assert commands(text, {"strict_host_key_check": "on"}, "deleted") == off


# --- what is sent -----------------------------------------------------------------------------------------------------


def test_a_key_is_sent_as_type_and_hash_with_its_comment_as_one_word():
    plan = PUBKEYS.plan(read(chain()), users(bob=[f"{RSA} bob the builder"]), "merged")
    (step,) = plan.steps
    assert step.commands == (f"key-hash ssh-rsa {KEY.md5} bob_the_builder",)
    assert step.path == ("configure terminal", "ip ssh pubkey-chain", "username bob")
    assert step.option == f"users[bob].keys[{KEY.md5}]"
    assert step.reason == f"ssh-rsa {KEY.sha256} (bob_the_builder) wanted, not found"
    assert (step.inverse, step.inverse_path) == (("no username bob",), ("configure terminal", "ip ssh pubkey-chain"))
    assert step.risk is Risk.ADDITIVE
    assert diff(plan)["after"] == (
        f"users[bob].keys[{KEY.md5}].type: ssh-rsa\nusers[bob].keys[{KEY.md5}].comment: bob_the_builder\n"
    )


@pytest.mark.parametrize(
    ("key", "release", "first"),
    [(RSA, "15.2", None), (LARGE, "12.4", None), (ECDSA, "17.18", ECDSA), (ED25519, "26.1", ED25519)],
)
def test_a_key_is_typed_in_lines_that_the_device_can_take(key, release, first):
    config = {"send_as": "key_string", **users(bob=[f"{key} comment"])}
    (step,) = PUBKEYS.plan(read(chain(release=release)), config, "merged").steps
    opening, *data, closing = step.commands
    assert (opening, closing, step.data) == ("key-string", "exit", True)
    assert all(len(part) <= 254 for part in data)
    assert "".join(data) == (first or key.split()[1])
    assert first or all(64 <= len(part) <= 100 for part in data[:-1])


def test_a_hash_alone_cannot_be_typed_as_a_key():
    with pytest.raises(WishError, match="only its hash is given"):
        commands(chain(), {"send_as": "key_string", **users(bob=by_hash(A))})
    # One that is there already is not sent.
    assert commands(chain(("bob", A)), {"send_as": "key_string", **users(bob=by_hash(A))}) == []


@pytest.mark.parametrize(
    "value",
    [
        f"ssh-rsa {KEY.md5}",
        f"key-hash ssh-rsa {KEY.md5.lower()} bob",
        {"type": "ssh-rsa", "hash": ":".join(KEY.md5[at : at + 2] for at in range(0, 32, 2)).lower()},
        {"type": "ssh-rsa", "hash": f"MD5:{KEY.md5}"},
        RSA,
        {"key": RSA, "comment": "x"},
        f"{RSA} other\n{RSA} same",
        RSA.split()[1],
    ],
)
def test_every_way_to_name_a_key_is_the_same_key(value):
    assert commands(chain(("bob", KEY.md5)), users(bob=[value]), "replaced") == []


def test_keys_of_servers_are_found_by_either_hash_and_sent_as_the_device_writes_them():
    from_text = {"servers": [{"name": "r2", "keys": [RSA]}]}
    long = str(PUBKEYS.plan(read(chain()), from_text, "merged").steps[0].commands[0].split()[2])
    assert long == KEY.md5
    sha256 = PUBKEYS.plan(read(chain(("server r1", LONG))), from_text, "merged").steps[0].commands[0].split()[2]
    assert len(sha256) == 64
    for known in (KEY.md5, sha256):
        assert commands(chain(("server r2", known)), from_text, "replaced") == []


def test_render():
    config = {
        **users(bob=[f"{RSA} bob"]),
        "servers": [{"name": "r2", "keys": by_hash(A)}],
        "strict_host_key_check": "on",
    }
    assert PUBKEYS.render(config, Release.parse("17.9")) == (
        "ip ssh pubkey-chain",
        "username bob",
        f"key-hash ssh-rsa {KEY.md5} bob",
        "ip ssh pubkey-chain",
        "server r2",
        f"key-hash ssh-rsa {A}",
        "ip ssh stricthostkeycheck",
    )
    assert PUBKEYS.render({"strict_host_key_check": "off"}, Release.parse("17.9")) == ("no ip ssh stricthostkeycheck",)


# --- limits and refusals ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "config", "state", "message"),
    [
        (chain(("bob", A, B)), users(bob=by_hash(C)), "merged",
         r"users\[bob\].keys: 3 keys, of which 2 are there; release 17.9 stores 2 for a user; name those to keep"),
        (chain(), users(bob=by_hash(A, B, C)), "replaced", "3 keys, of which 0 are there"),
        (chain(*((f"u{n}", A) for n in range(15))), users(bob=by_hash(C)), "merged",
         "users: 16 users, of which 15 are there; release 17.9 stores keys for 15"),
        (chain(*((f"u{n}", A) for n in range(10)), release="16.12"), users(bob=by_hash(C)), "merged", "for 10"),
        (chain(release="15.2"), users(bob=[ED25519]), "merged",
         r"users\[bob\].keys\[0\]: it is ssh-ed25519; release 15.2 takes ssh-rsa only"),
        (chain(), users(bob=["x509v3-rsa2048-sha256 " + A]), "merged", "release 17.9 takes ssh-rsa, ecdsa"),
        (chain(), {"strict_host_key_check": "accept-new", "users": []}, "replaced", ""),
        (chain(release="15.2"), {"strict_host_key_check": "accept-new"}, "merged", "does not have it: write on or off"),
        (chain(), {"strict_host_key_check": "sometimes"}, "merged", "write one of off, on, accept-new"),
        (chain(), {"user": []}, "merged", "user"),
        (chain(), {"users": {"bob": RSA}}, "merged", "it is not a list"),
        (chain(), {"users": [{"keys": []}]}, "merged", "name"),
        (chain(), {"users": [{"name": "bob"}]}, "merged", "no keys are given for bob"),
        (chain(), {"users": [{"name": "bob", "keys": []}] * 2}, "merged", "stands there twice"),
        (chain(), users(bob=[7]), "merged", "it is not the text of a public key"),
        (chain(), users(bob=[{"type": "ssh-rsa", "hash": "7FB6"}]), "merged", "is no MD5 of a key"),
        (chain(), users(bob=[{"type": "ssh-foo", "hash": A}]), "merged", "no type of key that IOS knows"),
        (chain(), users(bob=[{"type": "ssh-rsa", "hash": LONG}]), "merged", "is a SHA-256"),
        (chain(), users(bob=[{"key": RSA, "hash": A}]), "merged", "a key and a hash are given"),
        (chain(), users(bob=[{"file": "bob.pub"}]), "merged", r"keys\[0\] \('bob.pub'\)"),
        (chain(), users(bob=["-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl"]), "merged", "it is a private key"),
        (chain(), {"send_as": "fax"}, "merged", "write one of key_hash, key_string"),
        (chain(), None, "replaced", "nothing is given"),
        (chain(), {}, "wanted", "write one of merged"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence(text, config, state, message):
    if not message:
        assert PUBKEYS.plan(read(text), config, state).steps
        return
    with pytest.raises(WishError, match=message):
        PUBKEYS.plan(read(text), config, state)


def test_a_device_that_has_more_than_the_table_says_may_keep_it():
    crowded = chain(*((f"u{n}", A) for n in range(12)), ("bob", A, B, C), release="15.2")
    assert commands(crowded, {"users": [{"name": "u3", "keys": by_hash(A)}]}) == []
    assert commands(crowded, users(bob=by_hash(A, B, C)), "replaced") == []


@pytest.mark.parametrize(
    ("config", "release", "words"),
    [
        (users(bob=[SHORT]), "17.15", "an RSA key of 1024 bits; release 17.15 wants 2048 bits"),
        (users(bob=[ED25519]), "17.9", "a ssh-ed25519 key is sent although release 17.9 is not known to take one"),
        (users(bob=[f'from="10.0.0.1" {RSA}']), "17.9", "have no effect on IOS"),
        ({"strict_host_key_check": "accept-new"}, "26.1", "is not known to have it"),
        ({"strict_host_key_check": "on"}, "17.9", "the chain has no server"),
        ({"servers": [{"name": "r2", "keys": [{"key": RSA, "learned": True}]}]}, "17.9", "learned over the network"),
    ],
)
def test_what_is_doubtful_is_warned_about(config, release, words):
    (warning,) = PUBKEYS.plan(read(chain(release=release)), config, "merged").warnings
    assert words in warning


def test_a_key_that_a_server_shows_and_nobody_vouches_for_does_not_join_another():
    learned = {"servers": [{"name": "r2", "keys": [{"key": RSA, "learned": True}]}]}
    with pytest.raises(WishError, match="compare the fingerprint at the server"):
        commands(chain(("server r2", A)), learned)
    assert commands(chain(("server r2", KEY.md5)), learned) == []
    vouched = {"servers": [{"name": "r2", "keys": [{"key": RSA, "learned": False}]}]}
    assert commands(chain(("server r2", A)), vouched, "replaced")


# --- rotation ---------------------------------------------------------------------------------------------------------

BY_KEY = Login("bob", method="publickey", key=RSA)
BY_SOME_KEY = Login("bob", method="publickey")
BY_PASSWORD = Login("bob", method="password")
MINE = KEY.md5
ADD, REMOVE = "key-hash ssh-rsa ", "no key-hash ssh-rsa "


def order(text, config, login=None, state="replaced"):
    plan = PUBKEYS.plan(read(text, login), config, state)
    assert list(plan.steps) == sorted(plan.steps, key=lambda step: step.risk)
    return [command for step in plan.steps for command in step.commands]


@pytest.mark.parametrize(
    ("there", "wanted", "login", "steps"),
    [
        # room: the new key comes first
        ((A,), (B,), None, [ADD + B, REMOVE + A]),
        ((MINE,), (B,), BY_KEY, [ADD + B, REMOVE + MINE]),
        # none: one makes room, and no more than one
        ((A, B), (C,), None, [REMOVE + A, ADD + C, REMOVE + B]),
        ((A, B), (A, C), None, [REMOVE + B, ADD + C]),
        # the key of this session goes last
        ((MINE, A), (B,), BY_KEY, [REMOVE + A, ADD + B, REMOVE + MINE]),
        ((A, MINE), (B, C), BY_KEY, [REMOVE + A, ADD + B, REMOVE + MINE, ADD + C]),
        ((A, MINE), (MINE, C), BY_KEY, [REMOVE + A, ADD + C]),
        # the only one that may go is that of this session: the other one makes room until the new one is in
        ((MINE, A), (A, B), BY_KEY, [REMOVE + A, ADD + B, REMOVE + MINE, ADD + A]),
        # with a password, or as somebody else, nothing depends on the chain
        ((MINE, A), (A, B), BY_PASSWORD, [REMOVE + MINE, ADD + B]),
        ((MINE, A), (A, B), replace(BY_KEY, user="eve"), [REMOVE + MINE, ADD + B]),
        # a key that is not of the chain let us in
        ((A, B), (B, C), BY_KEY, [REMOVE + A, ADD + C]),
        ((A,), (B,), BY_SOME_KEY, [ADD + B, REMOVE + A]),
    ],
)
def test_rotation(there, wanted, login, steps):
    assert order(chain(("bob", *there)), users(bob=by_hash(*wanted)), login) == steps


# What is there, wanted, in use; who is logged in; the steps of `merged`.
ROOM = [
    ((A,), (C,), (), None, [ADD + C]),
    ((A, B), (C,), (A,), None, [REMOVE + B, ADD + C]),
    ((A, B), (A, C), (), None, [REMOVE + B, ADD + C]),
    ((MINE, A), (C,), (), BY_KEY, [REMOVE + A, ADD + C]),
    ((A, MINE), (C,), (), BY_KEY, [REMOVE + A, ADD + C]),
    ((A, C), (C,), (), None, []),
    ((A, C), (C,), (A,), None, []),
    ((), (C,), (A,), None, [ADD + C]),
]


@pytest.mark.parametrize(("there", "wanted", "used", "login", "steps"), ROOM)
def test_a_key_that_is_neither_wanted_nor_in_use_makes_room(there, wanted, used, login, steps):
    wish = {"users": [{"name": "bob", "keys": by_hash(*wanted), "in_use": by_hash(*used)}]}
    assert order(chain(("bob", *there) if there else ("eve", A)), wish, login, "merged") == steps


@pytest.mark.parametrize(
    ("there", "used", "login", "message"),
    [
        (
            (A, B),
            (),
            None,
            f"2 keys are neither wanted nor known to be in use, and 1 of them must make room .*: {A}, {B}",
        ),
        ((A, B), (RSA,), None, "name the key that the user logs in with today"),
        ((A, MINE), (A,), BY_KEY, "3 keys, of which 2 are there"),
        ((A, B), (A, B), None, "3 keys, of which 2 are there"),
        ((A, B), (A,), BY_SOME_KEY, "one of them let this session in, and which is not known"),
    ],
)
def test_no_key_that_may_be_in_use_makes_room(there, used, login, message):
    used = [key if " " in key else by_hash(key)[0] for key in used]
    wish = {"users": [{"name": "bob", "keys": by_hash(C), "in_use": used}]}
    with pytest.raises(WishError, match=message):
        PUBKEYS.plan(read(chain(("bob", *there)), login), wish, "merged")


def test_room_is_made_in_state_merged_only():
    with pytest.raises(WishError, match="it is for state merged"):
        PUBKEYS.plan(read(chain()), {"users": [{"name": "bob", "keys": [], "in_use": []}]}, "replaced")
    with pytest.raises(WishError, match="in_use: no such option"):
        PUBKEYS.plan(read(chain()), {"servers": [{"name": "r1", "keys": by_hash(A), "in_use": []}]}, "merged")


def test_never_more_keys_than_the_device_stores_and_never_none():
    for there, wanted in (((A, B), (C,)), ((MINE, A), (A, B)), ((A, MINE), (B, C))):
        count, least = len(there), 2
        for command in order(chain(("bob", *there)), users(bob=by_hash(*wanted)), BY_KEY):
            count += -1 if command.startswith("no ") else 1
            least = min(least, count)
            assert count <= 2
        assert least == 1


@pytest.mark.parametrize(
    ("state", "config"),
    [
        ("replaced", users(bob=[])),
        ("overridden", users(eve=by_hash(B))),
        ("deleted", {"users": [{"name": "bob"}]}),
        ("deleted", users(bob=by_hash(A, MINE))),
        ("deleted", None),
    ],
)
@pytest.mark.parametrize("login", [BY_KEY, BY_SOME_KEY])
def test_the_account_that_a_key_let_in_keeps_one(state, config, login):
    replies = {"running-config": chain(("bob", MINE, A))}
    with pytest.raises(HazardError, match=r"no_key_left: this session logged in as bob with a public key"):
        judged(PUBKEYS, replies, config, state, login)
    assert judged(PUBKEYS, replies, config, state, BY_PASSWORD).steps


def test_which_key_makes_room_must_be_known():
    text = chain(("bob", A, B))
    with pytest.raises(WishError, match="ansible_ssh_private_key_file"):
        PUBKEYS.plan(read(text, BY_SOME_KEY), users(bob=by_hash(C)), "replaced")


def test_the_own_key_is_not_removed_in_the_run_that_brings_another():
    replies = {"running-config": chain(("bob", MINE))}
    with pytest.raises(HazardError, match="key_in_use_removed: this session logged in as bob with the key SHA256:"):
        judged(PUBKEYS, replies, users(bob=by_hash(B)), "replaced", BY_KEY)
    (warning,) = judged(PUBKEYS, replies, users(bob=by_hash(B)), "replaced", BY_SOME_KEY).warnings
    assert warning.startswith("this session logged in as bob with a key, and 1 of its keys would be removed")
    assert not judged(PUBKEYS, replies, users(bob=by_hash(MINE, B)), "replaced", BY_KEY).warnings


def test_a_full_chain_lets_somebody_go_before_somebody_comes():
    full = chain(*((f"u{n}", A) for n in range(15)))
    rows = {f"u{n}": by_hash(A) for n in range(14)}
    assert order(full, users(**rows, bob=by_hash(B)), state="overridden") == ["no username u14", ADD + B]
    almost = chain(*((f"u{n}", A) for n in range(14)))
    rows.pop("u13")
    steps = order(almost, users(**rows, bob=by_hash(B), eve=by_hash(C)), state="overridden")
    assert steps == [ADD + B, "no username u13", ADD + C]


# --- the page ---------------------------------------------------------------------------------------------------------

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "pubkey.md").read_text(encoding="utf-8")


def snippets():
    """Return the wishes that the page prints, with texts for the files and servers that they name."""
    for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL):
        wish = yaml.safe_load(block)
        arguments = wish[0]["secureshell.ios.ios_ssh_pubkey"] if isinstance(wish, list) else {"config": wish}
        for row in (row for option in ("users", "servers") for row in arguments["config"].get(option, [])):
            fetched = [RSA] if row.pop("learn", None) else []
            keys_given = row.get("keys", [])
            files = [
                key for key in keys_given if (isinstance(key, dict) and "file" in key) or str(key).endswith(".pub")
            ]
            if keys_given or fetched:
                row["keys"] = [RSA if key in files else key for key in keys_given] + fetched
        yield arguments


@pytest.mark.parametrize("arguments", list(snippets()), ids=lambda arguments: arguments.get("state", "merged"))
def test_the_page_prints_wishes_that_can_be(arguments):
    state, config = arguments.get("state", "merged"), arguments["config"]
    have = read(chain(("bob", A), release="17.18"))
    there = PUBKEYS.predict(have, PUBKEYS.plan(have, config, state).steps)
    assert PUBKEYS.plan(there, config, state).steps == ()


def test_the_page_shows_a_plan_as_it_is_printed():
    have = read(chain(("alice",), more=f"   key-hash ssh-rsa {B} alice@old\n"))
    wish = users(alice=[f"ssh-rsa {C} alice@new", f"ssh-rsa {A} alice@laptop"])
    shown = CallbackBase()._get_diff(diff(PUBKEYS.plan(have, wish, "replaced")))
    lines = [line.rstrip() for line in re.sub(r"\x1b\[[\d;]*m", "", shown).strip().splitlines()]
    (printed,) = re.findall(r"```diff\n(.*?)\n```\n", PAGE, re.DOTALL)
    assert printed.splitlines() == lines


def test_the_page_has_the_limits_of_the_table():
    rows = re.findall(r"^\| .*? \| (\d+) \| (\d) \| ", PAGE, re.MULTILINE)
    assert {int(count) for count, _keys in rows} == {row.users for row in ROWS}
    assert {int(count) for _users, count in rows} == {row.keys for row in ROWS}
