# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public keys of users are rotated, that of the controller among them, while OpenSSH logs in with either key."""

from __future__ import annotations

import base64
import hashlib

import pytest
import yaml
from strict_client import ALL_AT_ONCE, Client, Probe, chain, new_key, operator

from playbooks import run

pytestmark = pytest.mark.timeout(400)  # one fixture makes all of the runs
BOOK = "secureshell.ios.rotate_user_keys"
TASKS = {
    "today": "See how this controller gets in today",
    "opened": "Let the new keys in beside the old ones",
    "proven": "Prove a login with each new key",
    "removed": "Take the old keys away",
    "told": "Tell whose old keys stay",
}
PASSPHRASE = "of-the-new-key"
NAMES = ("own-old", "own-new", "bob-old", "bob-new", "eve-new", "spare", "stray")
DEVICES = {"room": "17.9", "full": "15.2", "cut": "17.9", "wrong": "17.9", "unknown": "17.9", "named": "17.15"}
GOOD = ("room", "full", "cut")
REST = ("-e", "rotate_user_keys_remove_unproven=true")


def fingerprint(public):
    """Return the line of a device about a key, as far as it is the key."""
    kind, blob = public.split()[:2]
    return f"key-hash {kind} {hashlib.md5(base64.b64decode(blob)).hexdigest().upper()}"


@pytest.fixture(scope="module")
def life(module_mock_fleet, tmp_path_factory):
    """Check, rotate, again, and those away who cannot be proven from here."""
    home = tmp_path_factory.mktemp("users")
    keys = {name: new_key(home, name, PASSPHRASE if name == "own-new" else "") for name in NAMES}
    public = {name: text for name, (_file, text) in keys.items()}
    users = [
        {"name": "admin", "password": "mock-admin", "privilege": 15},
        *({"name": name, "password": f"mock-{name}"} for name in ("bob", "eve")),
    ]
    one = {name: [public[key]] for name, key in (("admin", "own-old"), ("bob", "bob-old"), ("eve", "spare"))}
    two = {"admin": [public["spare"], *one["admin"]], "bob": [*one["bob"], public["spare"]], "eve": one["eve"]}
    stored = {"full": two, "unknown": two, "named": {"bob": two["bob"], "admin": one["admin"]}}
    rows = [
        {
            "name": "admin",
            "keys": [f"{home}/own-new.pub"],
            "private_key_file": f"{home}/own-new",
            "passphrase": PASSPHRASE,
        },
        {
            "name": "bob",
            "keys": [public["bob-new"]],
            "private_key_file": f"{home}/bob-new",
            "old_private_key_file": f"{home}/bob-old",
        },
        {"name": "eve", "keys": [public["eve-new"]]},
    ]
    used = [rows[0], {**rows[1], "in_use": [public["bob-old"]]}, rows[2]]
    wanted = {
        "full": used,
        "wrong": [rows[0], {**rows[1], "private_key_file": f"{home}/stray"}],
        "named": [{"name": "bob", "keys": [public["bob-new"], public["spare"]], "private_key_file": f"{home}/bob-new"}],
    }
    faults = {"cut": [{"fault": "drop", "command": "no key-hash", "times": 1}]}
    fleet = module_mock_fleet({
        "defaults": {"users": users},
        "devices": [
            {"name": name, "profile": profile, "config": chain(**stored.get(name, one)), "faults": faults.get(name, []),
             "variables": {"ansible_ios_legacy_algorithms": profile == "15.2",
                           "rotate_user_keys_users": wanted.get(name, rows)}}
            for name, profile in DEVICES.items()
        ],
    })  # fmt: skip
    inventory = yaml.safe_load(fleet.inventory.read_text(encoding="utf-8"))
    for variables in inventory["all"]["children"]["mock_ios"]["hosts"].values():
        del variables["ansible_password"]  # this controller has a key and nothing else
    (home / "fleet.yml").write_text(yaml.safe_dump(inventory), encoding="utf-8")
    mine = operator(home, fleet.known_hosts, ansible_ssh_private_key_file=f"{home}/own-old")
    found = {"fleet": fleet, "public": public, "files": {name: file for name, (file, _text) in keys.items()}}

    def rotate(name, *options):
        found[name] = run(BOOK, home / "fleet.yml", mine, options=(*ALL_AT_ONCE, *options))

    rotate("check", "--check", "--limit", ",".join(GOOD))
    with Probe(Client(keys["bob-new"][0], keys["bob-old"][0]), [fleet["room"]], fleet.known_hosts, user="bob") as probe:
        rotate("first", "-vvv")
    found["probe"] = probe.found
    rotate("second", "--limit", ",".join(GOOD))
    rotate("rest", "--limit", "room", *REST)
    found["codes"] = {
        (host, key): Client(keys[key][0]).log_in(fleet[host], fleet.known_hosts, user=name)[0]
        for host in ("room", "cut", "wrong")
        for name, key in (("bob", "bob-old"), ("bob", "bob-new"), ("admin", "own-old"))
    }
    return found


def result(life, run_name, task, host):
    return life[run_name].tasks[TASKS[task]][host]


def lines(life, run_name, task, host):
    """Return the lines about keys that were sent, without comments."""
    return [
        " ".join(line.split()[: 4 if line.startswith("no") else 3])
        for line in result(life, run_name, task, host)["commands"]
        if "key-hash" in line
    ]


def test_runs_end_as_they_should(life):
    assert {name: life[name].code for name in ("check", "first", "second", "rest")} == {
        "check": 0, "first": 2, "second": 0, "rest": 0
    }  # fmt: skip
    failed = {name for name, counts in life["first"].stats.items() if counts["failures"]}
    assert failed == {"cut", "wrong", "unknown"}


def test_the_new_key_comes_before_the_old_one_goes(life):
    key = {name: fingerprint(text) for name, text in life["public"].items()}
    assert lines(life, "first", "opened", "room") == [key["own-new"], key["bob-new"], key["eve-new"]]
    proofs = result(life, "first", "proven", "room")["results"]
    assert [(proof["user"], proof["method"]) for proof in proofs] == [("admin", "publickey"), ("bob", "publickey")]
    assert lines(life, "first", "removed", "room") == [f"no {key['own-old']}", f"no {key['bob-old']}"]
    removed = result(life, "first", "removed", "room")
    assert removed["guard"]["result"] == "confirmed"
    assert [(check["check"], check["user"], check["ok"]) for check in removed["proof"]["checks"]] == [
        ("login", "admin", True), ("account", "admin", True), ("account", "bob", True), ("refused", "bob", True)
    ]  # fmt: skip


def test_where_there_is_no_room_a_key_goes_that_is_neither_wanted_nor_in_use(life):
    key = {name: fingerprint(text) for name, text in life["public"].items()}
    assert lines(life, "first", "opened", "full") == [
        key["eve-new"], f"no {key['spare']}", key["own-new"], f"no {key['spare']}", key["bob-new"]
    ]  # fmt: skip
    assert lines(life, "first", "removed", "full") == [f"no {key['own-old']}", f"no {key['bob-old']}"]


def test_where_nobody_knows_which_key_may_go_nothing_is_sent(life):
    told = result(life, "first", "opened", "unknown")["msg"]
    assert told.startswith("unknown: users[bob].in_use: 2 keys are neither wanted nor known to be in use")
    assert "unknown" not in life["first"].tasks[TASKS["proven"]]


def test_a_second_key_that_is_wanted_stays(life):
    key = {name: fingerprint(text) for name, text in life["public"].items()}
    assert lines(life, "first", "opened", "named") == [f"no {key['bob-old']}", key["bob-new"]]
    assert not result(life, "first", "removed", "named")["changed"]


def test_a_key_that_does_not_log_in_leaves_the_old_one(life):
    proofs = result(life, "first", "proven", "wrong")["results"]
    assert [proof["proven"] for proof in proofs] == [True, False]
    assert "does not let user 'bob' in" in proofs[1]["msg"]
    assert "wrong" not in life["first"].tasks[TASKS["removed"]]


def test_the_user_gets_in_all_the_time(life):
    assert [said for code, _shown, said in life["probe"]["room"] if code != 0] == []
    assert len(life["probe"]["room"]) > 2


def test_old_keys_are_refused_and_new_ones_taken_in_the_end(life):
    taken = {place for place, code in life["codes"].items() if code == 0}
    assert taken == {
        ("room", "bob-new"), ("cut", "bob-new"), ("wrong", "bob-old"), ("wrong", "bob-new"), ("wrong", "own-old")
    }  # fmt: skip


def test_a_second_run_changes_nothing_and_finishes_what_was_cut(life):
    assert life["second"].changed() == {name: 1 if name == "cut" else 0 for name in GOOD}
    assert not result(life, "second", "today", "room")["proven"]  # the inventory still has the old key
    assert result(life, "second", "proven", "room").get("skipped")


def test_keys_that_nobody_can_prove_go_when_somebody_says_so(life):
    assert "the old keys of eve stay" in result(life, "first", "told", "room")["msg"]
    spare = fingerprint(life["public"]["spare"])
    assert lines(life, "rest", "removed", "room") == [f"no {spare}"]


def test_check_mode_tells_and_touches_nothing(life):
    assert life["check"].changed() == dict.fromkeys(GOOD, 2)
    assert result(life, "check", "proven", "room").get("skipped")


def test_no_secret_is_shown(life):
    for name in ("check", "first", "second", "rest"):
        assert PASSPHRASE not in life[name].output, name
