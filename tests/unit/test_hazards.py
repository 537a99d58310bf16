# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hazards: what is read for them, what each refuses, what cures it, and that accepting one removes that one alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

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
    identity,
    lists,
    people,
)
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import (
    LONGEST_COMMAND,
    RUNNING,
    Client,
    Login,
    WishError,
)
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.pubkeys import PUBKEYS
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import SERVER
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hazard_kit import Device, look, mypubkey, refused, warned

ALL = Composite("all", Part("access", ACCESS), Part("pubkeys", PUBKEYS), Part("server", SERVER, at_top=True))
EVERYTHING = {
    "server": {"config": {"lines": [], "host_keys": []}},
    "access": {"config": {"users": []}},
    "pubkeys": {"config": {"users": []}},
}
HEAD = "version 17.9\nhostname R1\nip domain name example.com\n"
OLD_HEAD = HEAD.replace("17.9", "15.2")
ADMIN = "username admin privilege 15 secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0\n"
BOB = ADMIN.replace("admin", "bob")
VTY = "line vty 0 4\n login local\n transport input ssh\n"
TELNET = VTY.replace("ssh", "telnet ssh")
AAA = "aaa new-model\naaa authentication login default local\naaa authorization exec default local \n"
CENTRAL = AAA.replace("default local", "default group tacacs+ local")
GOOD, SHORT, CURVE = ("NEW", "rsa", 3072), ("OLD", "rsa", 512), ("E", "ec", 384)
TWO = (("A", "rsa", 2048), ("B", "rsa", 2048))
PASSWORD, KEY = Login("admin", method="password"), Login("admin", method="publickey")
RSA_TEXT = rsa.RSAPublicNumbers(65537, (1 << 2048) - 569).public_key()
RSA_LINE = RSA_TEXT.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
MINE = keys.from_openssh(RSA_LINE)
OTHER = "B3BF21239E5F4BFBC0915890DEEF3C89"
ENABLE = "enable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0\n"  # cisco, as that of ADMIN
ENABLED = Login("admin", method="password", enabled=True)
NO_ENABLE = Client(can_enable=False)
PINNED = Client(pinned=(("ssh-rsa", RSA_LINE.split()[1]),))


def chain(*hashes, user="admin", kind="ssh-rsa"):
    rows = "".join(f"   key-hash {kind} {name}\n" for name in hashes)
    return f"ip ssh pubkey-chain\n  username {user}\n{rows}"


def by_hash(*hashes):
    return {"users": [{"name": "admin", "keys": [f"ssh-rsa {name}" for name in hashes]}]}


def shown(*pairs):
    """Print key pairs of which the first has the key that PINNED knows."""
    digits = RSA_TEXT.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo).hex().upper()
    words = [digits[at : at + 8] for at in range(0, len(digits), 8)]
    first, *rest = mypubkey(*pairs).split(" Key Data:\n")
    return " Key Data:\n".join([first, "  " + " ".join(words) + "\n" + rest[0], *rest[1:]])


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
    wish = {"max_startups": 60}
    assert Preflight("none").reads(SERVER.reads(wish), wish) == SERVER.reads(wish)


def test_a_run_without_changes_sends_what_it_would_send_without_hazards():
    device = Device(HEAD + VTY, keys=mypubkey(GOOD))
    wish = {"lines": [{"first": 0, "last": 4, "transport_input": ["ssh"]}]}
    found, plan = look(SERVER, wish, device)
    assert (found, plan.steps) == ((), ())
    assert len(device.sent) == len(SERVER.reads(wish))


def test_what_only_the_plan_shows_to_be_needed_is_read_then():
    device = Device(OLD_HEAD + "ip ssh version 2\n" + VTY, keys=mypubkey(SHORT))
    look(SERVER, {"timeout": 60}, device, "overridden")  # takes the version back, which the wish does not name
    assert "show crypto key mypubkey all" in device.sent[-2:]


def test_a_section_that_only_the_plan_shows_to_be_needed_is_read_again_with_the_others():
    device = Device(HEAD + ADMIN + "ip ssh server algorithm authentication publickey password\n" + VTY)
    look(SERVER, {"timeout": 60}, device, "overridden")
    again = [command for command in device.sent if "running-config" in command]
    assert len(again) <= 2
    assert "username" in again[-1]


# --- what is said -----------------------------------------------------------------------------------------------------


def test_a_refusal_says_what_was_found_why_it_matters_and_the_ways_out():
    wish = {"host_keys": [{"label": "NEW", "state": "absent"}]}
    found, _plan = look(SERVER, wish, Device(HEAD + VTY, keys=mypubkey(GOOD)))
    (one,) = [one for one in found if one.name == "no_usable_host_key"]
    assert one.message == (
        "after the change there is no host key pair: the SSH server goes down; add a pair that is large enough to "
        "host_keys, bind SSH to it, and remove the old one in a later run, or accept_hazards: [no_usable_host_key]."
    )
    error = Preflight.refusal([one])
    assert isinstance(error, HazardError)
    assert str(error) == f"no_usable_host_key: {one.message}"
    assert Preflight.refusal([replace(one, accepted=True)]) is None
    assert Preflight.refusal([replace(one, warning=True)]) is None


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


PAGE = Path(__file__).resolve().parents[2] / "docs" / "hazards.md"


def test_the_page_tells_every_hazard_as_the_table_has_it():
    rows = [f"| `{row.name}` | {row.title} | {row.why} | {row.way_out} |" for row in HAZARDS]
    page = PAGE.read_text(encoding="utf-8").splitlines()
    assert [line for line in page if line.startswith("| `")] == rows


# --- every row --------------------------------------------------------------------------------------------------------


def keep(label, **more):
    return {"label": label, "modulus": 3072, **more}


def gone(label):
    return {"label": label, "state": "absent"}


SSH_ONLY = {"lines": [{"first": 0, "last": 4, "transport_input": ["ssh"]}]}
LOCAL_LINES = {"lines": [{"first": 0, "last": 4, "login": "local"}]}
PUBLICKEY_ONLY = {"authentication_methods": ["publickey"]}
SAME_PASSWORD = {"name": "admin", "configured_password": "cisco", "algorithm": "sha256"}
NEW_USER = {"name": "eve", "privilege": 15, "configured_password": "x"}
ON = {"new_model": True, "authorization_exec": [{"name": "default", "methods": ["local"]}]}
FIRST_ENABLE = {"aaa": {"authentication_login": [{"name": "default", "methods": ["enable", "local"]}]}}
FIRST_LINE = {"aaa": {"authentication_login": [{"name": "default", "methods": ["line", "local"]}]}}
TACACS = [{"name": "default", "methods": ["group tacacs+"]}]
BOUND = "ip ssh rsa keypair-name NEW\n"
METHODS = "ip ssh server algorithm authentication publickey keyboard password\n"

# The row, and what makes it refuse: facet, wish, running-config, key pairs, how we came in, more.
REFUSES = [
    ("no_usable_host_key", SERVER, {"host_keys": [gone("NEW")]}, HEAD + VTY, [GOOD], {}),
    ("no_usable_host_key", SERVER, {"host_keys": [gone("NEW")]}, HEAD + BOUND + VTY, [GOOD, *TWO], {}),
    ("no_usable_host_key", SERVER, {"host_key_label": "NONE"}, HEAD + VTY, [GOOD], {}),
    ("no_usable_host_key", SERVER, {"host_key_label": "NONE"}, HEAD + VTY, [], {}),
    ("no_usable_host_key", SERVER, {"host_key_label": "OLD"}, HEAD + VTY, [GOOD, SHORT], {}),
    ("version_2_without_host_key", SERVER, {"version": "2"}, OLD_HEAD + VTY, [SHORT], {}),
    ("only_ssh_without_host_key", SERVER, SSH_ONLY, HEAD + TELNET, [], {}),
    ("only_ssh_without_host_key", SERVER, SSH_ONLY, HEAD + TELNET, [SHORT], {}),
    ("zeroizes_host_key_in_use", SERVER, {"host_keys": [gone("A")]}, HEAD + VTY, TWO, {}),
    (
        "zeroizes_host_key_in_use",
        SERVER,
        {"host_keys": [gone("NEW"), keep("N2")], "host_key_label": "N2"},
        HEAD + BOUND + VTY,
        [GOOD],
        {"guard": "none"},
    ),
    (
        "replaces_host_key_in_use",
        SERVER,
        {"host_keys": [{"label": "NEW", "modulus": 4096, "replace": True}]},
        HEAD + VTY,
        [GOOD],
        {},
    ),
    ("pinned_host_key_changes", SERVER, {"host_key_label": "B"}, HEAD + VTY, TWO, {"client": PINNED}),
    ("host_key_too_small_after_upgrade", SERVER, {"host_keys": [{"label": "N", "modulus": 1024}]}, HEAD + VTY, [],
     {"upgrade": "17.12.4"}),
    ("host_key_too_small_after_upgrade", SERVER, {"host_key_label": "M"}, HEAD + VTY, [GOOD, ("M", "rsa", 1024)],
     {"upgrade": "17.12.4"}),
    ("own_account_removed", ACCESS, {"users": [{"name": "admin", "state": "absent"}]}, HEAD + ADMIN + BOB, [],
     {"login": KEY}),
    ("own_account_demoted", ACCESS, {"users": [{"name": "admin", "privilege": 1}]}, HEAD + ADMIN + BOB, [],
     {"login": KEY}),
    ("own_account_demoted", ACCESS, {"users": [{"name": "admin", "privilege": 1}]}, HEAD + ENABLE + ADMIN + BOB, [],
     {"login": KEY, "client": NO_ENABLE}),
    ("own_enable_secret_changed", ACCESS, {"enable_secret": "x"}, HEAD + ENABLE + ADMIN, [], {"login": ENABLED}),
    ("own_enable_secret_changed", ACCESS, {"enable_secret": "x"}, HEAD + "enable password x\n" + ADMIN, [],
     {"login": ENABLED}),
    ("own_enable_secret_changed", ACCESS, {"enable_secret": "x"}, HEAD + ENABLE + ADMIN, [],
     {"login": ENABLED, "state": "deleted"}),
    ("own_password_changed", ACCESS, {"users": [{"name": "admin", "configured_password": "x"}]}, HEAD + ADMIN, [],
     {"login": PASSWORD}),
    ("no_key_left", PUBKEYS, by_hash(), HEAD + chain(MINE.md5), [], {"login": KEY, "state": "replaced"}),
    ("key_in_use_removed", PUBKEYS, by_hash(OTHER), HEAD + chain(MINE.md5), [],
     {"login": replace(KEY, key=RSA_LINE), "state": "replaced"}),
    ("own_method_left_out", SERVER, PUBLICKEY_ONLY, HEAD + VTY, [], {"login": PASSWORD}),
    ("own_method_left_out", SERVER, {"authentication_methods": ["password"]}, HEAD + VTY, [], {"login": KEY}),
    ("own_method_left_out", SERVER, PUBLICKEY_ONLY, HEAD + chain(OTHER) + VTY, [],
     {"login": PASSWORD, "guard": "none"}),
    ("doubtful_keys_only", SERVER, PUBLICKEY_ONLY,
     HEAD + ADMIN + chain(OTHER, kind="ecdsa-sha2-nistp256") + VTY, [], {}),
    ("last_privileged_user", ACCESS, {"users": [{"name": "admin", "state": "absent"}]}, HEAD + ADMIN, [], {}),
    ("user_without_password", SERVER, {"lines": [{"first": 0, "last": 4, "transport_input": ["telnet", "ssh"]}]},
     HEAD + ADMIN + "username lab privilege 15\n" + VTY, [GOOD], {}),
    ("aaa_without_user", ACCESS, {"aaa": ON}, HEAD + "line vty 0 4\n", [], {}),
    ("aaa_without_user", ACCESS, {"users": [{"name": "admin", "state": "absent"}]}, HEAD + AAA + ADMIN + VTY, [], {}),
    ("aaa_without_user", ACCESS, {"aaa": {**ON, "authentication_login": [{"name": "default", "methods": ["enable"]}]}},
     HEAD + ADMIN + VTY, [], {}),
    ("local_login_without_user", SERVER, LOCAL_LINES, HEAD + "line vty 0 4\n login\n", [GOOD], {}),
    ("local_login_without_user", ACCESS, {"aaa": {"new_model": False}}, HEAD + AAA, [], {}),
    ("own_account_not_local", ACCESS, {"aaa": ON}, HEAD + BOB + VTY, [], {"login": PASSWORD}),
    ("own_account_not_local", ACCESS,
     {"aaa": {"authorization_exec": [{"name": "default", "methods": ["local"]}]}}, HEAD + BOB + ENABLE + CENTRAL, [],
     {"login": PASSWORD}),
    ("own_account_not_local", ACCESS,
     {"aaa": {"authentication_login": [{"name": "default", "methods": ["local", "enable"]}]}}, HEAD + BOB + CENTRAL, [],
     {"login": PASSWORD}),
    ("own_account_not_local", SERVER, LOCAL_LINES, HEAD + BOB + "line vty 0 4\n login\n", [], {"login": PASSWORD}),
    ("own_password_not_asked", ACCESS, FIRST_ENABLE, HEAD + ENABLE + ADMIN + AAA + VTY, [], {"login": PASSWORD}),
    ("own_password_not_asked", ACCESS, FIRST_LINE, HEAD + ADMIN + AAA + VTY + " password 7 02050D480809\n", [],
     {"login": PASSWORD}),
    ("own_password_not_asked", SERVER, {"lines": [{"first": 0, "last": 4, "login_list": "E"}]},
     HEAD + ENABLE + ADMIN + AAA + "aaa authentication login E enable\nline vty 0 4\n", [GOOD], {"login": PASSWORD}),
    ("line_password_login", SERVER, {"lines": [{"first": 0, "last": 4, "login": "password"}]}, HEAD + ADMIN + VTY,
     [GOOD], {}),
    ("servers_only", ACCESS, {"aaa": {"authentication_login": [{"name": "default", "methods": ["line", "group x"]}]}},
     HEAD + ADMIN + AAA, [], {}),
    ("line_password_login", SERVER, {"lines": [{"first": 0, "last": 4, "login": "password"}]},
     HEAD + ADMIN + "line vty 0 4\n login local\n", [GOOD], {}),
    ("servers_only", ACCESS, {"aaa": {"authentication_login": TACACS}}, HEAD + ADMIN + AAA, [], {}),
    ("servers_only", ACCESS, {"aaa": {"authorization_exec": TACACS}}, HEAD + ADMIN + AAA, [], {}),
    ("undefined_list", SERVER, {"lines": [{"first": 0, "last": 4, "login_list": "VTY"}]},
     HEAD + ADMIN + AAA + "line vty 0 4\n", [GOOD], {}),
    ("no_exec_authorization", ACCESS, {"aaa": {"new_model": True}}, HEAD + ADMIN + VTY, [], {}),
    ("no_exec_authorization", ACCESS, {"aaa": {"new_model": True}}, HEAD + ENABLE + ADMIN + VTY, [],
     {"client": NO_ENABLE}),
    ("no_exec_authorization", ACCESS, {"aaa": {"authorization_exec": [{"name": "default", "methods": ["none"]}]}},
     HEAD + ADMIN + AAA, [], {}),
    ("no_exec_authorization", ACCESS,
     {"aaa": {"authorization_exec": [{"name": "default", "methods": ["local", "if-authenticated"]}]}},
     HEAD + BOB + CENTRAL, [], {"login": PASSWORD}),
    ("scp_stops_working", ACCESS, {"aaa": {"new_model": True}},
     HEAD + ADMIN + "enable secret 9 $9$x\nip scp server enable\n" + VTY, [], {}),
]  # fmt: skip

# The row, and what comes near it and is no hazard, or cures it: none of these is refused for any reason.
ALLOWS = [
    ("no_usable_host_key", SERVER, {"host_keys": [gone("OLD")]}, HEAD + VTY, [SHORT], {}),
    ("no_usable_host_key", SERVER, {"host_keys": [keep("N")], "host_key_label": "N"}, HEAD + VTY, [], {}),
    ("no_usable_host_key", SERVER, {"host_keys": [gone("OLD")]}, HEAD + BOUND + VTY, [GOOD, SHORT], {}),
    ("version_2_without_host_key", SERVER, {"version": "2", "host_keys": [keep("N")]}, OLD_HEAD + VTY, [SHORT], {}),
    ("only_ssh_without_host_key", SERVER, {**SSH_ONLY, "host_keys": [keep("N")]}, HEAD + TELNET, [], {}),
    ("zeroizes_host_key_in_use", SERVER, {"host_keys": [gone("B")]}, HEAD + VTY, TWO, {}),
    ("zeroizes_host_key_in_use", SERVER, {"host_keys": [gone("NEW"), keep("N2")], "host_key_label": "N2"},
     HEAD + BOUND + VTY, [GOOD], {"guard": "revert_timer"}),
    ("replaces_host_key_in_use", SERVER, {"host_keys": [{"label": "OLD", "modulus": 2048, "replace": True}]},
     HEAD + VTY, [SHORT], {}),
    ("pinned_host_key_changes", SERVER, {"host_key_label": "A"}, HEAD + VTY, TWO, {"client": PINNED}),
    ("pinned_host_key_changes", SERVER, {"host_key_label": "B"}, HEAD + VTY, TWO, {}),
    ("pinned_host_key_changes", SERVER, {"host_keys": [keep("N")]}, HEAD + VTY, TWO, {"client": PINNED}),
    ("host_key_too_small_after_upgrade", SERVER, {"timeout": 60}, HEAD + VTY, [("K", "rsa", 1024)],
     {"upgrade": "17.12.4"}),
    ("own_account_removed", ACCESS, {"users": [{"name": "bob", "state": "absent"}]}, HEAD + ADMIN + BOB, [],
     {"login": KEY}),
    ("own_enable_secret_changed", ACCESS, {"enable_secret": "x"}, HEAD + ENABLE + ADMIN, [], {"login": PASSWORD}),
    ("own_enable_secret_changed", ACCESS, {"enable_secret": "cisco", "users": [NEW_USER]}, HEAD + ENABLE + ADMIN, [],
     {"login": ENABLED, "state": "replaced"}),
    ("own_account_demoted", ACCESS, {"users": [{"name": "admin", "privilege": 1}]}, HEAD + ENABLE + ADMIN + BOB, [],
     {"login": KEY}),
    ("own_password_changed", ACCESS, {"users": [{"name": "admin", "configured_password": "x"}]}, HEAD + ADMIN, [],
     {"login": KEY}),
    ("own_password_changed", ACCESS, {"users": [SAME_PASSWORD]}, HEAD + ADMIN, [], {"login": PASSWORD}),
    ("own_password_changed", ACCESS, {"users": [SAME_PASSWORD]},
     HEAD + "username admin privilege 15 password 7 02050D480809\n", [], {"login": PASSWORD}),
    ("no_key_left", PUBKEYS, by_hash(), HEAD + chain(MINE.md5), [], {"login": PASSWORD, "state": "replaced"}),
    ("key_in_use_removed", PUBKEYS, by_hash(MINE.md5), HEAD + chain(MINE.md5, OTHER), [],
     {"login": replace(KEY, key=RSA_LINE), "state": "replaced"}),
    ("own_method_left_out", SERVER, PUBLICKEY_ONLY, HEAD + VTY, [], {"login": KEY}),
    ("own_method_left_out", SERVER, {"authentication_methods": ["publickey", "keyboard"]}, HEAD + VTY, [],
     {"login": PASSWORD}),
    ("doubtful_keys_only", SERVER, PUBLICKEY_ONLY, HEAD + ADMIN + chain(OTHER) + VTY, [], {}),
    ("last_privileged_user", ACCESS, {"users": [{"name": "admin", "state": "absent"}, NEW_USER]}, HEAD + ADMIN, [], {}),
    ("user_without_password", SERVER, SSH_ONLY, HEAD + "username lab privilege 15\n" + TELNET, [GOOD], {}),
    ("aaa_without_user", ACCESS, {"aaa": ON, "users": [NEW_USER]}, HEAD + "line vty 0 4\n", [], {}),
    ("local_login_without_user", SERVER, LOCAL_LINES, HEAD + BOB + "line vty 0 4\n login\n", [GOOD], {}),
    ("own_account_not_local", ACCESS, {"aaa": ON}, HEAD + ADMIN + VTY, [], {"login": PASSWORD}),
    ("own_password_not_asked", ACCESS, FIRST_ENABLE, HEAD + ENABLE + ADMIN + AAA + VTY, [], {"login": KEY}),
    ("own_password_not_asked", ACCESS, FIRST_LINE, HEAD + ADMIN + AAA + VTY, [], {"login": PASSWORD}),
    ("own_password_not_asked", ACCESS,
     {"aaa": {"authentication_login": [{"name": "default", "methods": ["group x", "local", "enable"]}]}},
     HEAD + ENABLE + ADMIN + AAA + VTY, [], {"login": PASSWORD}),
    ("servers_only", ACCESS, {"aaa": {"authentication_login": [{"name": "default", "methods": ["group x", "local"]}]}},
     HEAD + ADMIN + AAA, [], {}),
    ("undefined_list", SERVER, {"lines": [{"first": 0, "last": 4, "login_list": "default"}]},
     HEAD + ADMIN + AAA + "line vty 0 4\n login authentication VTY\n", [GOOD], {}),
    ("no_exec_authorization", ACCESS, {"aaa": ON}, HEAD + ADMIN + VTY, [], {}),
    ("no_exec_authorization", ACCESS,
     {"aaa": {"authorization_exec": [{"name": "default", "methods": ["group tacacs+", "if-authenticated"]}]}},
     HEAD + BOB + CENTRAL, [], {"login": PASSWORD}),
    ("no_exec_authorization", ACCESS, {"aaa": {"authentication_login": [{"name": "X", "methods": ["local"]}]}},
     HEAD + BOB + CENTRAL.replace("exec default group tacacs+ local", "exec default none"), [], {"login": PASSWORD}),
    ("scp_stops_working", ACCESS, {"users": [NEW_USER]}, HEAD + ADMIN + "ip scp server enable\n" + VTY, [], {}),
]  # fmt: skip

# The row, and what it only warns about.
WARNS = [
    ("version_2_without_host_key", SERVER, {"version": "2"}, OLD_HEAD + VTY, [], {}),
    ("host_key_too_small_after_upgrade", SERVER, {"timeout": 60}, HEAD + VTY, [("K", "rsa", 1024)],
     {"upgrade": "17.12.4"}),
    ("host_key_too_small_after_upgrade", SERVER, {"host_keys": [{"label": "N", "modulus": 2048}]}, HEAD + VTY, [],
     {"upgrade": "26.1"}),
    ("names_of_host_key_change", SERVER, {"hostname": "R2"}, HEAD + VTY, [("R1.example.com", "rsa", 2048)], {}),
    ("host_keys_not_saved", SERVER, {"host_keys": [keep("N")]}, HEAD + VTY, [], {"save_when": "never"}),
    ("own_account_demoted", ACCESS, {"users": [{"name": "admin", "privilege": 1}]}, HEAD + ENABLE + ADMIN + BOB, [],
     {"login": KEY}),
    ("own_password_changed", ACCESS, {"users": [{"name": "admin", "configured_password": "x"}]}, HEAD + ADMIN, [],
     {"login": Login("admin")}),
    ("own_password_not_asked", ACCESS,
     {"aaa": {"authentication_login": [{"name": "default", "methods": ["group x", "local"]}]}},
     HEAD + ADMIN + AAA + VTY, [], {"login": PASSWORD}),
    ("line_password_login", SERVER, {"lines": [{"first": 0, "last": 4, "login": "none"}]}, HEAD + ADMIN + VTY, [GOOD],
     {}),
    ("key_in_use_removed", PUBKEYS, by_hash(OTHER), HEAD + chain(MINE.md5), [], {"login": KEY, "state": "replaced"}),
    ("own_method_left_out", SERVER, PUBLICKEY_ONLY, HEAD + VTY, [], {"login": replace(PASSWORD, way="telnet")}),
    ("own_method_left_out", SERVER, PUBLICKEY_ONLY, HEAD + chain(OTHER) + VTY, [], {"login": PASSWORD}),
    ("no_exec_authorization", ACCESS, {"aaa": {"new_model": True}}, HEAD + ADMIN + "enable secret 9 $9$x\n" + VTY, [],
     {}),
    ("scp_stops_working", ACCESS, {"enabled": False}, HEAD + ADMIN + "ip scp server enable\n" + VTY, [], {}),
]  # fmt: skip


def asked(case, *, whole=False):
    """Return what the engine is asked to look at."""
    _name, facet, wish, config, pairs, more = case
    device = Device(config, keys=(shown if "client" in more else mypubkey)(*pairs) if pairs else "")
    device.whole = whole
    return (facet, wish, device), more


@pytest.mark.parametrize("case", REFUSES, ids=lambda case: case[0])
def test_what_is_refused_and_that_accepting_it_removes_that_alone(case):
    name, (arguments, more) = case[0], asked(case)
    found = refused(*arguments, **more)
    assert name in found
    assert refused(*arguments, **more, accept=[name]) == [other for other in found if other != name]
    arguments, more = asked(case, whole=True)
    assert refused(*arguments, **more) == found


@pytest.mark.parametrize("case", ALLOWS, ids=lambda case: case[0])
def test_what_comes_near_is_not_refused(case):
    arguments, more = asked(case)
    found, plan = look(*arguments, **more)
    assert plan.steps
    assert [one for one in found if one.refuses] == []


@pytest.mark.parametrize("case", WARNS, ids=lambda case: case[0])
def test_what_is_only_warned_about(case):
    arguments, more = asked(case)
    assert case[0] in warned(*arguments, **more)
    assert refused(*arguments, **more) == []


def test_every_row_is_tried():
    rows = (*identity.ROWS, *people.ROWS, *lists.ROWS)
    assert {row.name for row in rows if row.see} == {case[0] for case in REFUSES}
    assert {row.name for row in rows if row.hint} == {case[0] for case in WARNS}
    assert {row.name for row in rows} <= {case[0] for case in ALLOWS} | {row.name for row in rows if not row.see} | {
        "line_password_login"}  # fmt: skip


def test_parts_of_a_composite_are_judged_together():
    config = HEAD + TELNET
    wish = {
        "access": {"config": {"users": [NEW_USER]}},
        "server": {"config": {**SSH_ONLY, **LOCAL_LINES}},
    }
    found = refused(ALL, wish, Device(config, keys=mypubkey(GOOD)))
    assert found == []
    found = refused(ALL, {"server": wish["server"]}, Device(config.replace(" login local\n", ""), keys=mypubkey(GOOD)))
    assert found == ["local_login_without_user"]


# --- what a device may show -------------------------------------------------------------------------------------------


def test_the_bound_pair_is_the_key_that_a_device_shows_else_every_usable_one():
    def expected(config, *pairs):
        return expected_host_keys(Picture.of({RUNNING: config + "end\n", "keys": shown(*pairs)}))

    mine = ("ssh-rsa", RSA_LINE.split()[1])
    assert expected(HEAD + VTY, *TWO) == (mine,)  # of the other one the text has no digits
    assert expected(HEAD + "ip ssh rsa keypair-name A\n" + VTY, *TWO) == (mine,)
    assert expected(HEAD + "ip ssh rsa keypair-name B\n" + VTY, *TWO) == ()
    assert expected_host_keys(Picture.of({RUNNING: HEAD + "end\n"})) == ()
