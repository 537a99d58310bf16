# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public keys through real playbooks, on every train: what users of other tools have suffered from, and rotation."""

from __future__ import annotations

import subprocess

import pytest
import yaml
from ansible_collections.secureshell.ios.plugins.modules import ios_ssh_pubkey
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import keys
from profiles import PROFILES, VARIABLES, device, host

from playbooks import run

PUBKEY = "secureshell.ios.ios_ssh_pubkey"
A, B, C = ("7FB6EC05EAAD562E290308DD538DEA02", "B3BF21239E5F4BFBC0915890DEEF3C89", "2B482D02A98ECA90A7457CBC7D00928F")


def task(name, state="merged", **more):
    """Return a task of the module; `check_mode` and `diff` are words of the task, the rest are arguments."""
    words = {word: more.pop(word) for word in ("check_mode", "diff") if word in more}
    return {"name": name, PUBKEY: {"state": state, **more}, **words}


def play(*tasks, hosts="mock_ios", **more):
    return {"name": "Test", "hosts": hosts, "gather_facts": False, "tasks": list(tasks), **more}


def users(**rows):
    return {"users": [{"name": name, "keys": found} for name, found in rows.items()]}


def by_hash(*hashes):
    return [f"ssh-rsa {found}" for found in hashes]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Pairs of keys on the controller; OpenSSH reads them too."""
    place = tmp_path_factory.mktemp("keys")
    for name, kind in (("old", "rsa"), ("new", "rsa"), ("modern", "ed25519")):
        command = ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", f"the {name} one", "-f", str(place / name)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return place


def md5(files, name):
    return keys.from_openssh((files / f"{name}.pub").read_text(encoding="ascii")).md5


def found(result, user):
    """Return the hashes of a user in a document."""
    return next(([key["hash"] for key in row["keys"]] for row in result.get("users", []) if row["name"] == user), None)


# --- every train ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trains(module_mock_fleet, files):
    """The life of some keys on one device of every train."""
    fleet = module_mock_fleet(
        {"devices": [device(profile, hostname="Core-Switch-Building-7-West") for profile in PROFILES]}
    )
    line = (files / "old.pub").read_text(encoding="ascii")
    two = users(bob=[str(files / "old.pub"), *by_hash(B)])
    other_words = users(bob=[f"ssh-rsa {B} another comment", line.split()[1], f"ssh-rsa {md5(files, 'old').lower()} x"])
    server = {"servers": [{"name": "192.0.2.9", "keys": by_hash(A)}], "strict_host_key_check": "on"}
    typed = {"send_as": "key_string", **users(ann=[str(files / "new.pub")])}
    tasks = [
        task("look first", config=two, check_mode=True, diff=True),
        task("add", config={**two, **server}, save_when="changed", diff=True),
        task("add again", config={**two, **server}),
        task("other words", "replaced", config=other_words),
        task("one of two", config=users(bob=by_hash(B))),
        task("type a key", config=typed),
        task("type a key again", config=typed),
        task("gather", "gathered"),
        task("rotate", "replaced", config=users(bob=by_hash(B, C))),
        task("rotate again", "replaced", config=users(bob=by_hash(C, B))),
        task("override", "overridden", config=users(bob=by_hash(B))),
        task("override again", "overridden", config=users(bob=by_hash(B))),
        task("delete one", "deleted", config={"users": [{"name": "bob"}]}),
        task("add some", config={**two, **server}),
        task("delete all", "deleted"),
        task("delete all again", "deleted"),
    ]
    result = run([play(*tasks)], fleet.inventory)
    assert result.code == 0, result.output
    return result.tasks


every_train = pytest.mark.parametrize("name", [host(profile) for profile in PROFILES])


@every_train
def test_check_mode_shows_what_would_come_and_sends_nothing(trains, files, name):
    looked = trains["look first"][name]
    assert looked["changed"]
    assert looked["commands"] == [
        "ip ssh pubkey-chain",
        "username bob",
        f"key-hash ssh-rsa {md5(files, 'old')} the_old_one",
        f"key-hash ssh-rsa {B}",
    ]
    assert looked["diff"]["before"] == ""
    assert f"users[bob].keys[{B}].type: ssh-rsa\n" in looked["diff"]["after"]
    assert "wanted, not found" in looked["diff"]["prepared"]
    added = trains["add"][name]
    assert (added["before"], added["changed"], added["saved"]) == (looked["before"], True, True)
    assert added["after"]["users"] == looked["after"]["users"]


@every_train
@pytest.mark.parametrize(
    "name_of_task",
    [
        "add again",
        "other words",
        "one of two",
        "type a key again",
        "rotate again",
        "override again",
        "delete all again",
    ],
)
def test_a_second_run_changes_nothing(trains, name, name_of_task):
    assert not trains[name_of_task][name]["changed"]
    assert trains[name_of_task][name]["commands"] == []


@every_train
def test_a_typed_key_is_what_its_hash_says(trains, files, name):
    typed = trains["type a key"][name]["commands"]
    assert typed[:3] == ["ip ssh pubkey-chain", "username ann", "key-string"]
    assert typed[-1] == "exit"
    assert found(trains["gather"][name]["gathered"], "ann") == [md5(files, "new")]


@every_train
def test_each_state_does_what_it_says(trains, files, name):
    assert found(trains["rotate"][name]["after"], "bob") == sorted((B, C))
    assert trains["rotate"][name]["commands"][2:] == [
        f"no key-hash ssh-rsa {md5(files, 'old')}",
        f"key-hash ssh-rsa {C}",
    ]
    gathered = trains["gather"][name]["gathered"]
    assert gathered["servers"] == [{"name": "192.0.2.9", "keys": [{"type": "ssh-rsa", "hash": A}]}]
    assert gathered["strict_host_key_check"] == "on"
    over = {"users": [{"name": "bob", "keys": [{"type": "ssh-rsa", "hash": B}]}], "strict_host_key_check": "off"}
    assert trains["override"][name]["after"] == over
    for name_of_task in ("delete one", "delete all"):
        assert trains[name_of_task][name]["after"] == {"strict_host_key_check": "off"}
    assert trains["delete one"][name]["commands"] == ["ip ssh pubkey-chain", "no username bob"]


# --- trouble ----------------------------------------------------------------------------------------------------------

THIRD = "%SSH: Maximum supported number of keyhash for user bob is already configured"
TROUBLE = {
    "full": {"config": f"ip ssh pubkey-chain\n username bob\n  key-hash ssh-rsa {A}\n  key-hash ssh-rsa {B}\n"},
    "refuses": {"faults": [{"fault": "refuse", "command": "^key-hash", "text": THIRD}]},
    "no-data": {"faults": [{"fault": "refuse", "command": "key-string", "text": "% Invalid input detected"}]},
    "ignores": {"faults": [{"fault": "ignore", "command": "^key-hash"}]},
    "old": {"profile": "15.2", "variables": VARIABLES["15.2"]},
    "drops": {"faults": [{"fault": "drop", "command": "^key-hash", "times": 1}]},
    "private": {},
    "pasted": {},
    "cut": {},
    "no-file": {},
}


@pytest.fixture(scope="module")
def trouble(module_mock_fleet, files):
    """One wish in trouble on each device; what comes after it finds a session that is no key data."""
    fleet = module_mock_fleet({"devices": [{"name": name, "profile": "17.9", **row} for name, row in TROUBLE.items()]})
    wishes = {
        "full": users(bob=by_hash(C)),
        "no-data": {"send_as": "key_string", **users(bob=[str(files / "new.pub")])},
        "old": users(bob=[str(files / "modern.pub")]),
        "private": users(bob=[{"file": str(files / "old")}]),
        "pasted": users(bob=[(files / "old").read_text(encoding="ascii")]),
        "cut": users(bob=[(files / "new.pub").read_text(encoding="ascii").split()[1][:-20]]),
        "no-file": users(bob=["nowhere.pub"]),
    }
    arguments = {"config": "{{ wishes[inventory_hostname] | default(usual) }}"}
    block = {
        "name": "Try",
        "block": [task("change", **arguments)],
        "rescue": [task("look", "gathered"), task("add another", config=users(eve=[f"key-hash ssh-rsa {A} eve"]))],
    }
    more = {"vars": {"wishes": wishes, "usual": users(bob=by_hash(C))}}
    return run([play(block, **more)], fleet.inventory, options=("-vvv",))


@pytest.mark.parametrize("name", TROUBLE)
def test_every_trouble_is_a_failure_with_a_sentence(trouble, name):
    result = trouble.tasks["change"][name]
    assert result["failed"]
    assert result["msg"].startswith(f"{name}: "), result["msg"]
    assert "Traceback" not in result["msg"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("full", ["users[bob].keys: 3 keys, of which 2 are there", "stores 2 for a user", "state replaced"]),
        ("refuses", [f"users[bob].keys[{C}]: the device refused", f"'{THIRD}'"]),
        ("no-data", ["users[bob].keys[", "the device refused 'key-string'", "Invalid input"]),
        ("ignores", [f"users[bob].keys[{C}]: 'key-hash ssh-rsa {C}' did not take effect"]),
        ("old", ["users[bob].keys[0]", "it is ssh-ed25519; release 15.2 takes ssh-rsa only"]),
        ("drops", ["'key-hash ssh-rsa", f"Whether it took effect is not known: users[bob].keys[{C}]"]),
        ("private", ["users[bob].keys[0]", "old", "it is a private key"]),
        ("pasted", ["users[bob].keys[0]", "it is a private key"]),
        ("cut", ["users[bob].keys[0]: the public key is not whole base64"]),
        ("no-file", ["the file 'nowhere.pub' cannot be read: not found"]),
    ],
)
def test_the_sentence_names_user_and_key(trouble, name, words):
    message = trouble.tasks["change"][name]["msg"]
    assert [word for word in words if word not in message] == [], message


@pytest.mark.parametrize("name", TROUBLE)
def test_the_next_task_finds_a_device_and_no_key_data(trouble, name):
    assert trouble.tasks["look"][name]["gathered"]["strict_host_key_check"] == "off"
    if name not in {"refuses", "ignores"}:
        assert found(trouble.tasks["add another"][name]["after"], "eve") == [A]


def test_a_user_whose_first_key_is_refused_does_not_stay_without_keys(trouble):
    for name in ("refuses", "no-data"):
        assert "Nothing was changed." in trouble.tasks["change"][name]["msg"]
        assert "users" not in trouble.tasks["look"][name]["gathered"]


def test_nothing_is_sent_for_a_wish_that_cannot_be(trouble):
    for name in ("full", "old", "private", "pasted", "cut", "no-file"):
        assert "commands" not in trouble.tasks["change"][name]


def test_no_line_of_a_private_key_in_any_output(trouble, files):
    lines = (files / "old").read_text(encoding="ascii").splitlines()[1:-1]
    assert [line for line in lines if line in trouble.output] == []


# --- the key of this session ------------------------------------------------------------------------------------------

BY_KEY = ("15.2", "17.9", "26.1")


@pytest.fixture(scope="module")
def rotation(module_mock_fleet, files):
    """The account of the playbook logs in with a key and has no room for another; then with the new one."""
    chain = "\n".join(
        ("ip ssh pubkey-chain", " username admin", f"  key-hash ssh-rsa {md5(files, 'old')}", f"  key-hash ssh-rsa {A}")
    )
    rows = [device(profile, config=f"{chain}\n") for profile in BY_KEY]
    for row in rows:
        row["variables"] |= {"ansible_ssh_private_key_file": str(files / "old")}
    fleet = module_mock_fleet({"devices": rows})
    new = {"users": [{"name": "admin", "keys": [str(files / "new.pub"), *by_hash(A)]}]}
    at_once = {"config": new, "accept_hazards": ["key_in_use_removed"]}
    steps = [
        {"name": "Try", "block": [task("take all", "deleted")], "rescue": [task("rotate", "replaced", **at_once)]},
    ]
    by_new = ("-e", f"ansible_ssh_private_key_file={files / 'new'}", "-e", "ansible_password=")
    first = run([play(*steps)], fleet.inventory)
    second = run([play(task("rotate", "replaced", config=new))], fleet.inventory, options=by_new)
    return fleet, first, second


by_key = pytest.mark.parametrize("name", [host(profile) for profile in BY_KEY])


@by_key
def test_the_account_of_the_session_keeps_a_key(rotation, name):
    refused = rotation[1].tasks["take all"][name]
    assert "this session logged in as admin with a public key, and no key of it would be left" in refused["msg"]


@by_key
def test_the_key_of_the_session_goes_when_the_new_one_is_in(rotation, files, name):
    rotated = rotation[1].tasks["rotate"][name]
    old, new = md5(files, "old"), md5(files, "new")
    assert rotated["commands"] == [
        "ip ssh pubkey-chain",
        "username admin",
        f"no key-hash ssh-rsa {A}",
        f"key-hash ssh-rsa {new} the_new_one",
        f"no key-hash ssh-rsa {old}",
        f"key-hash ssh-rsa {A}",
    ]
    assert found(rotated["after"], "admin") == sorted((A, new))
    assert [(row["name"], row["accepted"]) for row in rotated["hazards"]] == [("key_in_use_removed", True)]


@by_key
def test_the_new_key_lets_the_next_run_in_and_it_changes_nothing(rotation, name):
    assert rotation[2].code == 0, rotation[2].output
    assert not rotation[2].tasks["rotate"][name]["changed"]


@by_key
def test_openssh_gets_in_with_the_new_key_and_not_with_the_old_one(rotation, files, name):
    row = rotation[0][name]
    old = ("KexAlgorithms", "HostKeyAlgorithms", "PubkeyAcceptedAlgorithms", "Ciphers", "MACs")
    words = dict.fromkeys(old[:1], "+diffie-hellman-group14-sha1") | dict.fromkeys(old[1:3], "+ssh-rsa")
    options = {"BatchMode": "yes", "IdentitiesOnly": "yes", "StrictHostKeyChecking": "no", "IdentityAgent": "none",
               "UserKnownHostsFile": "/dev/null", "MACs": "+hmac-sha1", **words}  # fmt: skip
    told = {
        key: subprocess.run(
            ["ssh", "-F", "none", *(w for k, v in options.items() for w in ("-o", f"{k}={v}")), "-i", str(files / key),
             "-p", str(row.port), f"admin@{row.address}", "show privilege"],
            capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL,
        )
        for key in ("new", "old")
    }  # fmt: skip
    assert "Current privilege level is 15" in told["new"].stdout, told["new"].stderr
    assert "Permission denied" in told["old"].stderr


# --- host keys of servers ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def learning(module_mock_fleet):
    """A device that learns the host key of another one, connects to it, and is told of one that has changed."""
    fleet = module_mock_fleet({"devices": [{"name": name, "profile": "17.9"} for name in ("r1", "r2", "r3")]})

    def learn(name, server, **more):
        row = fleet[server]
        wish = {"name": "r2", "learn": {"host": row.address, "port": row.port, **more}}
        return task(name, config={"servers": [wish], "strict_host_key_check": "on"})

    def connect(name, server, expected):
        wish = {"host": server, "user": "admin", "password": fleet[server].password, "expect": [expected]}
        return {"name": name, "secureshell.ios.ios_ssh_session": {**wish, "command": "show privilege"}}

    of_another = {"servers": [{"name": "r3", "keys": by_hash(A)}]}
    tasks = [
        {**learn("vouch", "r3", fingerprint="SHA256:" + 43 * "A"), "when": "inventory_hostname == 'r2'"},
        *(
            {**each, "when": "inventory_hostname == 'r1'"}
            for each in (
                learn("learn", "r2"),
                learn("learn again", "r2"),
                task("a wrong key", config=of_another),
                connect("connect", "r2", "connected"),
                connect("connect to another", "r3", "server_authentication_failed"),
                learn("another", "r3"),
            )
        ),
    ]
    return fleet, run([play(*tasks, hosts="r1,r2")], fleet.inventory)


def test_a_host_key_is_learned_with_its_fingerprint(learning):
    fleet, result = learning
    told = result.tasks["learn"]["r1"]
    (learned,) = told["learned"]
    line = next(line for line in fleet.known_hosts.read_text().splitlines() if f":{fleet['r2'].port} ssh-rsa" in line)
    assert learned["known_hosts"] == " ".join(line.split()[:3])
    assert learned["fingerprint"] == keys.from_openssh(" ".join(line.split()[1:3])).sha256
    assert told["after"]["servers"] == [{"name": "r2", "keys": [{"type": "ssh-rsa", "hash": learned["md5"]}]}]
    assert learned["fingerprint"] in told["warnings"][0]
    assert not result.tasks["learn again"]["r1"]["changed"]


def test_the_device_connects_to_the_server_it_knows_and_not_to_one_with_another_key(learning):
    connected, refused = (learning[1].tasks[name]["r1"] for name in ("connect", "connect to another"))
    assert (connected["result"], connected["output"]) == ("connected", "Current privilege level is 15")
    assert refused["result"] == "server_authentication_failed"


def test_a_host_key_that_changed_needs_somebody_who_vouches_for_it(learning):
    message = learning[1].tasks["another"]["r1"]["msg"]
    assert "servers[r2].learn: the server shows SHA256:" in message
    assert "learn.fingerprint" in message


def test_another_fingerprint_than_the_expected_one_is_an_error(learning):
    assert "another one is expected" in learning[1].tasks["vouch"]["r2"]["msg"]


# --- what the documentation prints ------------------------------------------------------------------------------------

EXAMPLES = [example for example in yaml.safe_load(ios_ssh_pubkey.EXAMPLES) if "learn" not in str(example)]


@pytest.fixture(scope="module")
def printed(module_mock_fleet, files, tmp_path_factory):
    """Every example twice, each on a device of its own, with the files that they name beside the playbook."""
    config = f"ip ssh pubkey-chain\n username bob\n  key-hash ssh-rsa {A} bob the builder\n"
    rows = {"name": "r", "count": len(EXAMPLES), "profile": "17.15", "config": config}
    fleet = module_mock_fleet({"devices": [rows]})
    place = tmp_path_factory.mktemp("project")
    (place / "files").mkdir()
    for name, pair in (("alice", "old"), ("ansible-2027", "new")):
        (place / "files" / f"{name}.pub").write_bytes((files / f"{pair}.pub").read_bytes())
    tasks = [play(*(twice(example)), hosts=name) for name, example in zip(fleet, EXAMPLES, strict=True)]
    (place / "site.yml").write_text(yaml.safe_dump(tasks), encoding="utf-8")
    result = run(place / "site.yml", fleet.inventory)
    assert result.code == 0, result.output
    return dict(zip([example["name"] for example in EXAMPLES], fleet, strict=True)), result.tasks


def twice(example):
    return example, {**example, "name": f"{example['name']}, again"}


@pytest.mark.parametrize("name", [example["name"] for example in EXAMPLES])
def test_an_example_does_what_its_name_says_once(printed, name):
    host_name, tasks = printed[0][name], printed[1]
    state = next(example for example in EXAMPLES if example["name"] == name)[PUBKEY].get("state", "merged")
    first, second = tasks[name][host_name], tasks[f"{name}, again"][host_name]
    assert not second["changed"]
    if state in {"gathered", "rendered", "parsed"}:
        assert first[state]
    else:
        assert first["changed"]


def test_a_comment_of_three_words_is_read_and_makes_no_change(printed):
    (bob,) = printed[1]["See who has which keys"][printed[0]["See who has which keys"]]["gathered"]["users"]
    assert bob["keys"] == [{"type": "ssh-rsa", "hash": A, "comment": "bob the builder"}]


# --- without a device -------------------------------------------------------------------------------------------------


def test_rendered_and_parsed_need_no_device(files):
    config = {"users": [{"name": "bob", "keys": [str(files / "old.pub")]}]}
    text = f"ip ssh pubkey-chain\n username bob\n  key-hash ssh-rsa {A} bob the builder\n"
    tasks = (
        task("render", "rendered", config=config, release="15.2"),
        task("parse", "parsed", running_config=text),
    )
    result = run([play(*tasks, hosts="localhost")])
    assert result.code == 0, result.output
    assert result.tasks["render"]["localhost"]["rendered"][2].startswith("key-hash ssh-rsa ")
    kept = result.tasks["parse"]["localhost"]["parsed"]["users"][0]["keys"]
    assert kept == [{"type": "ssh-rsa", "hash": A, "comment": "bob the builder"}]
