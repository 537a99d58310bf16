# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Host keys are rotated while OpenSSH, which checks them strictly, logs in all the time."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from strict_client import ALL_AT_ONCE, Client, Probe, chain, new_key, operator

from playbooks import run

pytestmark = pytest.mark.timeout(400)  # one fixture makes all of the runs
BOOK = "secureshell.ios.rotate_host_key"
REMOVE = ("-e", "rotate_host_key_remove_old=true")
OLD = {"ansible_ios_legacy_algorithms": True, "rotate_host_key_size": 2048}
SIZES = {"newest": 3072}
PROFILES = {"old": "12.4", "mid": "15.2", "probed": "17.9", "newest": "26.1", "cut": "17.9"}
PROBED = ("probed", "newest")  # by a modern client without special options
TASKS = {
    "made": "Generate the new pair beside the old one, and save it",
    "written": "Write the new key down beside the old one, on this controller",
    "told": "Tell the other plays what clients have to know",
    "bound": "Show the new key to clients",
    "proven": "Prove a login that takes the new key and no other",
    "removed": "Remove the old pairs by their labels",
    "forgotten": "Forget the old keys on this controller",
}
LABEL = "ROTATED"
FURTHER = "dns-{}.example.com"


@pytest.fixture(scope="module")
def life(module_mock_fleet, tmp_path_factory):
    """Check, rotate while somebody logs in, again, and the old keys away: rehearsed, for real, and again."""
    home = tmp_path_factory.mktemp("rotation")
    key, public = new_key(home, "operator")
    client = Client(key)
    devices = [
        {"name": name, "profile": profile, "config": chain(admin=[public]),
         "variables": OLD if profile in {"12.4", "15.2"} else {"rotate_host_key_size": SIZES.get(name, 2048)}}
        for name, profile in PROFILES.items()
    ]  # fmt: skip
    for device in devices:
        device["variables"] = {**device["variables"], "rotate_host_key_names": [FURTHER.format(device["name"])]}
        if device["name"] == "mid":
            device["variables"]["rotate_host_key_guard"] = "none"
        if device["name"] == "cut":
            device["faults"] = [{"fault": "drop", "command": "ip ssh rsa keypair-name", "times": 1}]
    fleet = module_mock_fleet({"devices": devices})
    known = home / "known_hosts"
    shutil.copy(fleet.known_hosts, known)
    shutil.copy(known, home / "before")
    mine = operator(home, known, rotate_host_key_label=LABEL)
    found = {"fleet": fleet, "home": home, "client": client, "known": known}

    def rotate(name, *options):
        found[name] = run(BOOK, fleet.inventory, mine, options=(*ALL_AT_ONCE, *options))
        found[f"file {name}"] = known.read_text(encoding="ascii")

    rotate("check", "--check", "--diff")
    with Probe(client, [fleet[name] for name in PROBED], known) as probe:
        rotate("first", "--diff")
    found["probe"] = probe.found
    shutil.copy(known, home / "between")
    rotate("second")
    rotate("rehearsal", "--check", *REMOVE)
    with Probe(client, [fleet[name] for name in PROBED], known) as probe:
        rotate("removal", *REMOVE)
    found["probe of the removal"] = probe.found
    rotate("again", *REMOVE)
    return found


def result(life, run_name, task, host):
    return life[run_name].tasks[TASKS[task]][host]


def fingerprint(line):
    done = subprocess.run(["ssh-keygen", "-lf", "-"], input=line, check=True, capture_output=True, text=True)
    return done.stdout.split()[1]


def test_only_the_run_that_was_cut_fails(life):
    codes = {name: life[name].code for name in ("check", "first", "second", "rehearsal", "removal", "again")}
    assert codes == {"check": 0, "first": 2, "second": 0, "rehearsal": 0, "removal": 0, "again": 0}
    assert [host for host, counts in life["first"].stats.items() if counts["failures"]] == ["cut"]


def test_check_mode_tells_all_of_it_and_touches_nothing(life):
    assert life["file check"] == (life["home"] / "before").read_text(encoding="ascii")
    for name in PROFILES:
        size = SIZES.get(name, 2048)
        assert result(life, "check", "made", name)["commands"] == [
            f"crypto key generate rsa general-keys label {LABEL} modulus {size}",
            f"ip ssh rsa keypair-name {LABEL}",
        ]
        assert all(hazard["accepted"] for hazard in result(life, "check", "made", name)["hazards"])
    assert result(life, "first", "made", "probed")["changed"]


@pytest.mark.parametrize("name", ["old", "mid", "probed", "newest"])
def test_the_new_key_is_saved_and_known_before_clients_see_it(life, name):
    order = [task for task, hosts in life["first"].tasks.items() if hosts.get(name, {}).get("changed")]
    assert order[:3] == [TASKS["made"], TASKS["written"], TASKS["bound"]]
    made = result(life, "first", "made", name)
    assert made["saved"]
    (pair,) = [pair for pair in made["host_keys"] if pair["name"] == LABEL]
    assert pair["bits"] == SIZES.get(name, 2048)
    assert not pair["used_by_ssh"]
    port = life["fleet"][name].port
    names = [f"[127.0.0.1]:{port}", f"[{FURTHER.format(name)}]:{port}"]
    assert result(life, "first", "written", name)["added"] == [f"{','.join(names)} {pair['public_key']}"]
    facts = result(life, "first", "told", name)["ansible_facts"]
    assert facts["rotate_host_key_known_hosts"] == [f"{','.join(names)} {pair['public_key']}"]
    bound = result(life, "first", "bound", name)
    assert bound["commands"] == [f"ip ssh rsa keypair-name {LABEL}"]
    proof = result(life, "first", "proven", name) if name == "mid" else bound["proof"]
    assert proof["proven"]
    assert proof["host_key"]["sha256"] == pair["sha256"]
    assert bound.get("guard", {}).get("result") == (None if name == "mid" else "confirmed")


@pytest.mark.parametrize("name", PROBED)
@pytest.mark.parametrize("run_name", ["probe", "probe of the removal"])
def test_at_no_moment_a_client_that_checks_strictly_is_refused(life, name, run_name):
    assert [said for code, _shown, said in life[run_name][name] if code != 0] == []
    assert len(life[run_name][name]) > 2


@pytest.mark.parametrize("name", PROBED)
def test_the_client_saw_the_key_change(life, name):
    shown = [shown for _code, shown, _said in life["probe"][name]]
    (pair,) = [pair for pair in result(life, "first", "made", name)["host_keys"] if pair["name"] == LABEL]
    assert shown[0] != shown[-1]
    assert shown[-1] == pair["sha256"]
    assert sorted(set(shown), key=shown.index) == [shown[0], shown[-1]]  # and never went back


@pytest.mark.parametrize("name", PROBED)
def test_known_hosts_from_before_refuse_and_those_written_let_in(life, name):
    host, client, home = life["fleet"][name], life["client"], life["home"]
    code, _shown, said = client.log_in(host, home / "before")
    assert code == 255
    assert "REMOTE HOST IDENTIFICATION HAS CHANGED" in said
    assert client.log_in(host, home / "between")[0] == 0
    assert client.log_in(host, life["known"])[0] == 0
    assert client.log_in(host, life["known"], f"HostKeyAlias=[{FURTHER.format(name)}]:{host.port}")[0] == 0


def test_a_second_run_changes_nothing_and_finishes_what_was_cut(life):
    assert life["second"].changed() == {name: 1 if name == "cut" else 0 for name in PROFILES}
    assert result(life, "second", "bound", "cut")["commands"] == [f"ip ssh rsa keypair-name {LABEL}"]
    assert life["file second"] == life["file first"]
    assert [name for name in PROFILES if "proven" in result(life, "second", "proven", name)] == ["mid"]


@pytest.mark.parametrize("name", PROFILES)
def test_the_old_pair_goes_by_its_label_after_a_new_proof(life, name):
    old = f"{name}.mock.example"
    command = f"crypto key zeroize rsa {old}"
    assert result(life, "rehearsal", "removed", name)["commands"] == [command]
    assert result(life, "removal", "proven", name)["proven"]
    removed = result(life, "removal", "removed", name)
    assert removed["commands"] == [command]
    assert removed["saved"]
    assert old not in [pair["name"] for pair in removed["host_keys"]]
    host = f"[127.0.0.1]:{life['fleet'][name].port}"
    lines = [line for line in life["file removal"].splitlines() if host in line.split()[0]]
    (pair,) = [pair for pair in removed["host_keys"] if pair["name"] == LABEL]
    assert [fingerprint(line.partition(" ")[2]) for line in lines] == [pair["sha256"]]


def test_the_rehearsal_forgets_nothing(life):
    assert life["file rehearsal"] == life["file second"]


def test_removing_again_changes_nothing(life):
    assert life["again"].changed() == dict.fromkeys(PROFILES, 0)
    assert life["file again"] == life["file removal"]


def test_no_run_zeroizes_without_a_label(life):
    commands = [
        command
        for name in ("check", "first", "second", "rehearsal", "removal", "again")
        for hosts in life[name].tasks.values()
        for found in hosts.values()
        for command in found.get("commands", ())
    ]
    assert len([command for command in commands if command.startswith("crypto key zeroize")]) == 2 * len(PROFILES)
    assert [
        command for command in commands if command.startswith("crypto key zeroize") and len(command.split()) < 5
    ] == []


# --- elliptic curves --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def curves(module_mock_fleet, tmp_path_factory):
    """Devices that get an EC pair, a device that shows one already, and one that cannot show any."""
    home = tmp_path_factory.mktemp("curves")
    key, public = new_key(home, "operator")
    client = Client(key)
    devices = [
        {"name": "adds", "profile": "17.15"},
        {"name": "has", "profile": "17.15", "keys": [{"label": "OLD-EC", "type": "ec", "bits": 256}]},
        {"name": "cannot", "profile": "17.9"},
        {"name": "short", "profile": "26.1", "preset": "hardened"},
    ]
    fleet = module_mock_fleet({"defaults": {"config": chain(admin=[public])}, "devices": devices})
    shutil.copy(fleet.known_hosts, home / "known_hosts")
    mine = operator(home, home / "known_hosts")
    found = {"fleet": fleet, "client": client, "known": home / "known_hosts"}

    def rotate(name, *options):
        found[name] = run(BOOK, fleet.inventory, mine, options=(*ALL_AT_ONCE, "--limit", *options))

    with Probe(client, fleet.values(), found["known"]) as probe:
        rotate("ec", "adds,has,cannot", "-e", "rotate_host_key_type=ec")
        rotate("ec again", "adds", "-e", "rotate_host_key_type=ec")
        rotate("short", "short", "-e", "rotate_host_key_size=2048")
        rotate("rsa", "has", *REMOVE, "-e", '{"rotate_host_key_size": 2048, "rotate_host_key_old": ["OLD-EC"]}')
    found["probe"] = probe.found
    return found


def test_an_ec_pair_comes_in_beside_rsa(curves):
    made = curves["ec"].tasks[TASKS["made"]]["adds"]
    (command,) = made["commands"]
    assert command.startswith("crypto key generate ec keysize 384 label SSH-EC-384-")
    assert curves["ec"].tasks[TASKS["proven"]]["adds"]["host_key"]["type"] == "ecdsa-sha2-nistp384"
    assert curves["ec again"].changed() == {"adds": 0}


def test_an_ec_pair_is_refused_where_it_would_shut_somebody_out(curves):
    assert curves["ec"].code == 2
    tasks = curves["ec"].tasks
    told = tasks["Refuse an EC pair beside another one"]["has"]["msg"]
    assert told.startswith("has: clients see the EC pair OLD-EC, and no command chooses")
    told = tasks["Refuse an EC pair that SSH would not show"]["cannot"]["msg"]
    assert told.startswith("cannot: release 17.9 does not offer ecdsa-sha2-nistp384 as host key algorithm")
    assert set(tasks[TASKS["made"]]) == {"adds"}


def test_from_ec_to_rsa_and_the_ec_pair_away(curves):
    assert curves["rsa"].code == 0, curves["rsa"].output
    assert curves["rsa"].tasks[TASKS["removed"]]["has"]["commands"] == ["crypto key zeroize ec OLD-EC"]
    lines = [
        line.split()[1] for line in curves["known"].read_text().splitlines() if str(port_of(curves, "has")) in line
    ]
    assert lines == ["ssh-rsa"]


def test_a_pair_that_the_release_does_not_take_leaves_the_old_one(curves):
    """Nobody knows beforehand whether 2048 bits are enough there: the device says so when they are bound."""
    told = curves["short"].tasks[TASKS["bound"]]["short"]
    assert told["failed"]
    assert told["guard"]["result"] == "reverted", told
    assert curves["short"].code == 2
    assert curves["client"].log_in(curves["fleet"]["short"], curves["known"])[0] == 0


def test_nobody_is_refused_meanwhile(curves):
    assert [said for rows in curves["probe"].values() for code, _shown, said in rows if code != 0] == []


def port_of(curves, name):
    return curves["fleet"][name].port


# --- algorithms -------------------------------------------------------------------------------------------------------

WANTED = {"encryption": ["aes256-ctr"], "mac": ["hmac-sha2-512"], "kex": ["ecdh-sha2-nistp521"]}
PROVE, DROP = "Prove a login that uses the wanted algorithms and no others", "Drop the others"


@pytest.fixture(scope="module")
def algorithms(module_mock_fleet, tmp_path_factory):
    """Both for a while, then the wanted ones alone, and again; and lists that this controller does not speak."""
    home = tmp_path_factory.mktemp("algorithms")
    key, public = new_key(home, "operator")
    client = Client(key)
    devices = [
        {"name": "narrow", "profile": "17.9"},
        {"name": "mute", "profile": "17.15",
         "variables": {"rotate_algorithms_wanted": {"encryption": ["aes256-gcm"]}}},
    ]  # fmt: skip
    fleet = module_mock_fleet({"defaults": {"config": chain(admin=[public])}, "devices": devices})
    mine = operator(home, fleet.known_hosts, sshv2_algorithms=WANTED)
    found = {"fleet": fleet}

    def change(name, *options):
        found[name] = run("secureshell.ios.rotate_algorithms", fleet.inventory, mine, options=(*ALL_AT_ONCE, *options))
        old = ("Ciphers=aes128-ctr", "KexAlgorithms=ecdh-sha2-nistp256")
        found[f"old after {name}"] = client.log_in(fleet["narrow"], fleet.known_hosts, *old)

    change("check", "--check")
    change("both", "-e", "rotate_algorithms_finish=false")
    change("finish", "--limit", "narrow")
    change("again", "--limit", "narrow")
    return found


def test_both_are_offered_and_the_wanted_ones_are_proven(algorithms):
    both = algorithms["both"].tasks
    lists = both["Offer the wanted algorithms in front of those of today"]["narrow"]["after"]["algorithms"]
    assert all(lists[entry][0] == words[0] and len(lists[entry]) > 1 for entry, words in WANTED.items())
    proof = both[PROVE]["narrow"]["algorithms"]
    assert (proof["encryption"], proof["mac"]) == ("aes256-ctr", "hmac-sha2-512")
    assert both[DROP]["narrow"].get("skipped")


def test_others_go_only_in_the_end(algorithms):
    codes = {name: algorithms[f"old after {name}"][0] for name in ("check", "both", "finish")}
    assert codes == {"check": 0, "both": 0, "finish": 255}
    assert "no matching" in algorithms["old after finish"][2]
    assert algorithms["finish"].changed() == {"narrow": 1}
    assert algorithms["again"].changed() == {"narrow": 0}


def test_what_this_controller_does_not_speak_drops_nothing(algorithms):
    told = algorithms["both"].tasks[PROVE]["mute"]
    assert told["failed"]
    assert told["msg"].startswith(
        "mute: no login by SSH: this controller speaks none of the encryption algorithms aes256-gcm;"
    )


def test_check_mode_tells_both_steps(algorithms):
    check = algorithms["check"].tasks
    assert algorithms["check"].code == 0
    assert check["Offer the wanted algorithms in front of those of today"]["narrow"]["changed"]
    assert "ip ssh server algorithm encryption aes256-ctr" in check[DROP]["narrow"]["commands"]


# --- batches ----------------------------------------------------------------------------------------------------------


def test_a_canary_that_fails_stops_the_fleet(module_mock_fleet):
    """By default: the first device alone, and nobody else when it fails."""
    fault = {"fault": "refuse", "command": "crypto key generate", "text": "% Too many keys"}
    devices = [{"name": "canary", "faults": [fault]}, *({"name": f"fleet{at}"} for at in range(1, 4))]
    fleet = module_mock_fleet({"defaults": {"profile": "17.9"}, "devices": devices})
    for book in (BOOK, "secureshell.ios.sshv2"):
        stopped = run(book, fleet.inventory, options=("-e", "ansible_host_key_checking=false"))
        assert stopped.code == 2
        assert list(stopped.stats) == ["canary"], stopped.output
        assert stopped.stats["canary"]["failures"] == 1
    going = run(
        BOOK, fleet.inventory,
        options=("--check", "-e", "ansible_host_key_checking=false", "--limit", "!canary", "-vv"), plain=True,
    )  # fmt: skip
    assert going.code == 0
    assert going.output.count("PLAY [Rotate") == 2  # one first, then the other two
