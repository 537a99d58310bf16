# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facet "server": what it reads and understands, what it plans about lines and host keys, and in which order."""

from __future__ import annotations

import time

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.hazards import HazardError
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import NeedsWholeConfig, Risk, WishError
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.releases import Release
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import SERVER
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.text import parse
from hazard_kit import judged, mypubkey

CONFIG = "Current configuration : 1 bytes\nversion {release}\nhostname R1\nip domain name example.com\n"
LINES = "line vty 0 4\n transport input telnet ssh\nline vty 5 15\n transport input telnet ssh\n"


def replies(text=LINES, keys=(), release="17.15", status=None):
    found = {"running-config": CONFIG.format(release=release) + text, "keys": mypubkey(*keys)}
    return found if status is None else found | {"ip-ssh": status}


def have(**device):
    return SERVER.have(replies(**device))


def plan(wish, state="merged", **device):
    return judged(SERVER, replies(**device), wish, state)


def sent(found):
    return [command for step in found.steps for command in step.commands]


OLD = ("R1.example.com", "rsa", 1024, "")
GOOD = ("K", "rsa", 2048, "")
CURVE = ("E", "ec", 384, "")
SERVING = ("K.server", "rsa", 768, "Temporary key\n")


# --- reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "names", "whole"),
    [
        (None, ["running-config", "ip-ssh", "keys"], True),
        ({"banner": "x"}, ["running-config"], True),
        ({"timeout": 60}, ["running-config", "ip-ssh"], False),
        ({"max_startups": 3, "timeout": None}, ["running-config"], False),
        ({"lines": []}, ["running-config", "keys"], False),
        ({"host_keys": [], "algorithms": {}}, ["running-config", "ip-ssh", "keys"], False),
    ],
)
def test_only_what_the_wish_needs_is_read(config, names, whole):
    reads = SERVER.reads(config)
    assert [read.name for read in reads] == names
    assert (reads[0].command == "show running-config") is whole
    assert whole or reads[0].fallback == "show running-config"
    assert all(read.command.startswith("show ") and len(read.command) < 254 for read in reads)


SECTION = "version 15.2\nhostname R1\nbanner login ^C\n{closing}ip ssh version 2\nline vty 0 4\n transport input ssh\n"


def test_a_banner_that_does_not_close_in_a_section_asks_for_the_whole_configuration():
    with pytest.raises(NeedsWholeConfig) as caught:
        SERVER.have({"running-config": SECTION.format(closing="")})
    assert caught.value.name == "running-config"


def test_of_a_banner_in_a_section_only_its_presence_is_known():
    found = SERVER.have({"running-config": SECTION.format(closing="^C\n")})
    assert "banner" not in SERVER.document(found)
    removal = SERVER.plan(found, {"version": "2"}, "overridden").steps
    assert [(step.commands, step.inverse) for step in removal] == [(("no banner login",), ())]


def test_a_whole_configuration_that_is_cut_off_is_taken_as_it_is():
    text = f"Building configuration...\n\n{SECTION.format(closing='')}"
    assert SERVER.document(SERVER.have({"running-config": text}))["hostname"] == "R1"


def test_a_configuration_without_a_version_is_refused_unless_the_release_is_given():
    with pytest.raises(WishError, match="no line with the version of IOS"):
        SERVER.have({"running-config": "hostname R1\n"})
    assert str(SERVER.have({"running-config": "hostname R1\n"}, Release.parse("17.15.1")).release) == "17.15.1"


STATUS = """SSH Enabled - version 1.99
Authentication methods:publickey,keyboard-interactive,password
Hostkey Algorithms:rsa-sha2-512,ssh-rsa
Encryption Algorithms:aes256-ctr,aes128-ctr
MAC Algorithms:hmac-sha2-512
KEX Algorithms:diffie-hellman-group14-sha1
Authentication timeout: 90 secs; Authentication retries: 2
Minimum expected Diffie Hellman key size : 4096 bits
"""


def test_what_the_device_shows_beats_the_table_of_defaults():
    found = SERVER.document(have(release="17.3", status=STATUS))
    assert found["timeout"] == 90
    assert found["authentication_retries"] == 2
    assert found["dh_min_size"] == 4096
    assert found["version"] == "1.99"
    assert found["algorithms"]["encryption"] == ["aes256-ctr", "aes128-ctr"]
    wish = {
        "timeout": 90,
        "algorithms": {"mac": ["hmac-sha2-512"]},
        "authentication_methods": found["authentication_methods"],
    }
    assert plan(wish, release="17.3", status=STATUS).steps == ()


def test_where_no_source_knows_the_default_of_the_client_it_is_taken_to_be_that_of_the_server():
    found = have(release="17.3", status=STATUS)
    assert "client_algorithms" not in SERVER.document(found)
    assert SERVER.plan(found, {"client_algorithms": {"mac": ["hmac-sha2-512"]}}, "merged").steps == ()
    (step,) = SERVER.plan(found, {"client_algorithms": {"mac": ["hmac-sha2-256"]}}, "merged").steps
    assert step.inverse == ("default ip ssh client algorithm mac",)


def test_what_the_configuration_says_beats_what_the_device_shows():
    text = f"ip ssh time-out 60\n{LINES}"
    assert SERVER.document(have(text=text, release="17.3", status=STATUS))["timeout"] == 60


def test_compatibility_mode_cannot_be_had_where_no_line_makes_version_2():
    with pytest.raises(WishError, match=r"1\.99 cannot be had on this device"):
        plan({"version": "1.99"}, release="16.8", status=STATUS.replace("1.99", "2.0"))


def test_a_hidden_default_returns_to_its_default_only_when_it_is_said():
    assert plan(None, "deleted", release="17.3", status=STATUS).steps == ()


def test_line_blocks_without_numbers_are_not_ours():
    assert (
        SERVER.parsed("version 15.2\nhostname R1\nline vty\n session-limit 64\n exec-timeout 5 0\n").get("lines")
        is None
    )


def test_parsed_takes_any_mixture_of_texts():
    text = CONFIG.format(release="17.3") + LINES + STATUS + mypubkey(GOOD, CURVE, SERVING)
    found = SERVER.parsed(text)
    assert found["timeout"] == 90
    assert [pair["label"] for pair in found["host_keys"]] == ["E", "K"]
    assert found["host_keys"][0] == {"label": "E", "type": "ec", "curve": 384, "usage": "general", "exportable": False}
    assert SERVER.parsed("ip ssh time-out 7\n") == {"timeout": 7}


def test_the_document_of_a_device_is_a_wish_that_changes_nothing():
    text = (
        "ip ssh time-out 60\nip ssh rsa keypair-name K\nip ssh bulk-mode 131072\n"
        "ip ssh server algorithm mac hmac-sha2-512\nip ssh port 2005 rotary 5\n"
        "login block-for 60 attempts 3 within 30\n"
        "line vty 0 4\n access-class 10 in vrf-also\n login local\n transport input ssh\n"
        "line vty 5 15\n exec-timeout 0 0\n login authentication VTY\n transport input none\n"
    )
    found = have(text=text, keys=(GOOD,))
    for state in ("merged", "replaced", "overridden"):
        assert SERVER.plan(found, SERVER.document(found), state).steps == ()


def test_a_list_that_does_not_fit_into_a_line_is_refused_before_it_is_cut():
    names = [f"hmac-of-tomorrow-{number:040}" for number in range(5)]
    with pytest.raises(WishError, match=r"algorithms\.mac: its command has \d+ characters"):
        plan({"algorithms": {"mac": names}})


# --- lines ------------------------------------------------------------------------------------------------------------


def steps_of(found):
    return [(*step.path[1:], *step.commands) for step in found.steps]


SSH_ONLY = {"first": 0, "last": 15, "transport_input": ["ssh"]}


@pytest.mark.parametrize(
    "text",
    [
        "line vty 0 4\n transport input ssh\nline vty 5 15\n transport input ssh\n",
        "line vty 0 15\n transport input ssh\n",
        "line vty 0\n transport input ssh\nline vty 1 15\n transport input ssh\n",
    ],
)
def test_ranges_of_lines_are_compared_number_by_number(text):
    assert plan({"lines": [SSH_ONLY]}, text=text, keys=(GOOD,)).steps == ()
    split = [{**SSH_ONLY, "last": 7}, {**SSH_ONLY, "first": 8}]
    assert plan({"lines": split}, text=text, keys=(GOOD,)).steps == ()


def test_only_the_lines_that_differ_are_entered():
    text = (
        "line vty 0 4\n transport input ssh\n"
        "line vty 5 9\n transport input telnet\n"
        "line vty 10 15\n transport input ssh\n"
    )
    assert steps_of(plan({"lines": [SSH_ONLY]}, text=text, keys=(GOOD,))) == [("line vty 5 9", "transport input ssh")]


def test_lines_that_differ_in_their_way_back_are_sent_apart():
    text = "line vty 0 4\n transport input telnet\nline vty 5 15\n transport input none\n"
    found = plan({"lines": [SSH_ONLY]}, text=text, keys=(GOOD,))
    assert {step.path[1]: step.inverse for step in found.steps} == {
        "line vty 0 4": ("transport input telnet",),
        "line vty 5 15": ("transport input none",),
    }


def test_missing_lines_are_created_without_a_gap():
    found = plan({"lines": [{"first": 20, "last": 21, "rotary": 3}]}, keys=(GOOD,))
    assert steps_of(found) == [("line vty 16 21", "exit"), ("line vty 20 21", "rotary 3")]
    assert found.steps[0].inverse == ("no line vty 16 21",)
    assert [(row["first"], row["last"]) for row in found.after["lines"]] == [(0, 15), (16, 19), (20, 21)]


def test_the_way_back_takes_new_lines_away_after_what_was_done_on_them():
    found = have()
    steps = SERVER.plan(found, {"lines": [{"first": 16, "last": 19, "rotary": 5}]}, "merged").steps
    after = found.settings.perform(steps)
    assert max(after.vty) == 19
    assert after.undo(steps).vty == found.settings.vty


def test_what_the_device_showed_is_in_effect_again_on_the_way_back():
    found = have(release="17.3", status="SSH Enabled - version 2.0\nMAC Algorithms:hmac-sha2-512\n")
    steps = SERVER.plan(found, {"algorithms": {"mac": ["hmac-sha1"]}}, "merged").steps
    assert found.settings.perform(steps).undo(steps).value(("algorithms.mac",)) == ("hmac-sha2-512",)


def test_an_ec_pair_is_no_host_key_of_classic_ios():
    with pytest.raises(WishError, match="no key pair is large enough"):
        plan({"version": "2"}, release="15.2", keys=[("K", "ec", 256, "")])


def test_only_neighbours_are_one_range():
    lines = SERVER.parsed("line vty 0 4\nline vty 8 9\n")["lines"]
    assert lines == [{"first": 0, "last": 4}, {"first": 8, "last": 9}]


def test_lines_are_entered_in_their_order():
    rows = [{"first": first, "last": first + 1, "rotary": first + 1} for first in (10, 0, 5)]
    assert [step.path[-1] for step in plan({"lines": rows}).steps] == ["line vty 0 1", "line vty 5 6", "line vty 10 11"]


@pytest.mark.parametrize(
    ("found", "wanted", "risk"),
    [
        ("none", ["ssh"], Risk.ADDITIVE),
        ("telnet", ["all"], Risk.ADDITIVE),
        ("telnet", ["telnet", "ssh"], Risk.ADDITIVE),
        ("telnet ssh", ["ssh"], Risk.RESTRICTIVE),
        ("all", ["ssh"], Risk.RESTRICTIVE),
        ("ssh", ["none"], Risk.RESTRICTIVE),
    ],
)
def test_opening_a_line_is_an_addition_and_closing_it_a_restriction(found, wanted, risk):
    wish = {"lines": [{"first": 0, "last": 4, "transport_input": wanted}]}
    steps = SERVER.plan(have(text=f"line vty 0 4\n transport input {found}\n", keys=[GOOD]), wish, "merged").steps
    assert [step.risk for step in steps] == [risk]


def test_replaced_lines_keep_how_one_gets_in():
    text = (
        "line vty 0 4\n exec-timeout 5 0\n access-class 10 in\n login local\n transport input ssh\n"
        "line vty 5 15\n rotary 1\n"
    )
    found = plan({"lines": [{"first": 0, "last": 4, "rotary": 2}]}, "replaced", text=text, keys=(GOOD,))
    assert steps_of(found) == [
        ("line vty 0 4", "default exec-timeout"),
        ("line vty 0 4", "rotary 2"),
        ("line vty 0 4", "no access-class 10 in"),
    ]


@pytest.mark.parametrize(
    ("keys", "text"),
    [((), LINES), ((("K", "rsa", 1024, ""),), LINES), ((GOOD,), f"ip ssh rsa keypair-name gone\n{LINES}")],
    ids=["no pair", "too short", "another is bound"],
)
def test_telnet_is_not_closed_while_ssh_cannot_start(keys, text):
    with pytest.raises(
        HazardError, match=r"only_ssh_without_host_key: vty 0 to 15 would take SSH only, and (there is no|no key pair)"
    ):
        plan({"lines": [SSH_ONLY]}, text=text, keys=keys)


def test_telnet_is_closed_last_when_the_key_is_part_of_the_wish():
    found = plan({"lines": [SSH_ONLY], "host_keys": [{"label": "N", "modulus": 3072}], "host_key_label": "N"})
    assert sent(found) == [
        "crypto key generate rsa general-keys label N modulus 3072",
        "ip ssh rsa keypair-name N",
        "transport input ssh",
    ]


# --- host keys --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "command"),
    [
        ({"label": "N"}, "crypto key generate rsa general-keys label N modulus 3072"),
        ({"label": 3072, "modulus": "4096"}, "crypto key generate rsa general-keys label 3072 modulus 4096"),
        ({"label": "N", "exportable": True}, "crypto key generate rsa general-keys label N modulus 3072 exportable"),
        ({"label": "N", "usage": "usage"}, "crypto key generate rsa usage-keys label N modulus 3072"),
        ({"label": "N", "type": "ec"}, "crypto key generate ec keysize 384 label N"),
        ({"curve": 521}, "crypto key generate ec keysize 521"),
        ({"modulus": 2048}, "crypto key generate rsa general-keys modulus 2048"),
    ],
)
def test_an_absent_pair_is_generated_in_one_line(row, command):
    (step,) = plan({"host_keys": [row]}).steps
    assert step.commands == (command,)
    assert step.path == ("configure terminal",)
    assert [answer.reply for answer in step.answers] == ["no"]
    assert step.patience > 0
    assert step.inverse == ()


def test_the_largest_modulus_of_the_release_bounds_the_usual_one():
    assert sent(plan({"host_keys": [{"label": "N"}]}, release="12.4"))[0].endswith("modulus 2048")


@pytest.mark.parametrize(
    "row",
    [
        {"label": "K"},
        {"label": "K", "modulus": 2048, "type": "rsa", "usage": "general", "exportable": False},
        {"label": "K", "replace": True},
        {"label": "E", "curve": 384},
    ],
)
def test_a_pair_that_is_good_enough_is_left_alone(row):
    assert plan({"host_keys": [row]}, keys=(GOOD, CURVE, SERVING)).steps == ()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"label": "K", "modulus": 3072}, "has 2048 bits, wanted are 3072"),
        ({"label": "K", "type": "ec"}, "is of type rsa, wanted is ec"),
        ({"label": "K", "exportable": True}, "is not exportable"),
        ({"label": "K", "usage": "usage"}, "pair for general purposes"),
        ({"label": "E", "curve": 256}, "has 384 bits, wanted are 256"),
        ({}, "has 1024 bits, SSH version 2 needs at least 2048"),
    ],
)
def test_a_pair_that_does_not_satisfy_is_never_replaced_silently(row, why):
    with pytest.raises(WishError) as caught:
        plan({"host_keys": [row]}, keys=(GOOD, CURVE, OLD))
    assert caught.value.option == "host_keys[0]"
    assert why in caught.value.found
    assert "another label" in caught.value.advice
    assert "replace: true" in caught.value.advice


def test_replacing_is_an_explicit_wish_that_comes_before_what_needs_the_pair():
    wish = {"host_keys": [{"label": "K", "modulus": 3072, "replace": True}], "host_key_label": "K", "timeout": 30}
    with pytest.raises(HazardError, match="replaces_host_key_in_use: the key pair K"):
        plan(wish, keys=(GOOD,))
    found = SERVER.plan(have(keys=(GOOD,)), wish, "merged")
    assert sent(found) == [
        "ip ssh time-out 30",
        "crypto key generate rsa general-keys label K modulus 3072",
        "ip ssh rsa keypair-name K",
    ]
    assert found.steps[1].risk is Risk.IRREVERSIBLE
    assert [answer.reply for answer in found.steps[1].answers] == ["yes"]
    assert "fingerprint" in found.warnings[0]


@pytest.mark.parametrize(
    ("release", "row", "option", "said"),
    [
        ("17.15", {"label": "N", "modulus": 1024}, "host_keys[0].modulus", "release 17.15 takes 2048 to 4096"),
        ("12.4", {"label": "N", "modulus": 4096}, "host_keys[0].modulus", "release 12.4 takes 360 to 2048"),
        ("15.2", {"label": "N", "modulus": 512}, "host_keys[0].modulus", "needs at least 768"),
        ("17.15", {"label": "N", "curve": 255}, "host_keys[0].curve", "256, 384 or 521"),
        ("17.15", {"label": "N", "type": "ec", "modulus": 2048}, "host_keys[0].modulus", "give curve"),
        ("17.15", {"label": "N", "type": "rsa", "curve": 256}, "host_keys[0].curve", "give modulus"),
        ("17.15", {"label": "N", "type": "ec", "usage": "usage"}, "host_keys[0].usage", "only RSA"),
        ("17.15", {"label": "N", "type": "dsa"}, "host_keys[0].type", "write rsa or ec"),
        ("17.15", {"state": "absent"}, "host_keys[0]", "name the key pair to zeroize"),
        ("17.15", {"lable": "N"}, "host_keys[0].lable", "did you mean label"),
    ],
)
def test_rows_of_host_keys_that_cannot_be(release, row, option, said):
    with pytest.raises(WishError) as caught:
        plan({"host_keys": [row]}, release=release)
    assert caught.value.option == option
    assert said in str(caught.value)


def test_a_pair_without_label_needs_the_names_of_the_device():
    replies = {"running-config": "Current configuration : 1 bytes\nversion 15.2\nhostname Router\n", "keys": ""}
    with pytest.raises(WishError, match="needs hostname, the device has Router"):
        SERVER.plan(SERVER.have(replies), {"host_keys": [{}], "domain_name": "example.com"}, "merged")
    with pytest.raises(WishError, match="needs domain_name, the device has none"):
        SERVER.plan(SERVER.have(replies), {"host_keys": [{}], "hostname": "R1"}, "merged")
    wish = {"host_keys": [{}], "hostname": "R1", "domain_name": "example.com"}
    found = SERVER.plan(SERVER.have(replies), wish, "merged")
    assert [command.split()[0] for command in sent(found)] == ["hostname", "ip", "crypto"]
    assert found.after["host_keys"][0]["label"] == "R1.example.com"


def test_zeroizing_is_asked_for_by_label_comes_last_and_warns():
    wish = {"host_keys": [{"label": "K", "state": "absent"}, {"label": "N"}], "host_key_label": "N"}
    device = {"text": f"ip ssh rsa keypair-name K\n{LINES}", "keys": (GOOD,)}
    found = plan(wish, **device)
    assert sent(found)[-1] == "crypto key zeroize rsa K"
    assert found.steps[-1].risk is Risk.IRREVERSIBLE
    assert [answer.reply for answer in found.steps[-1].answers] == ["yes"]
    assert found.warnings == ("host_keys[K]: the pair is zeroized and nothing brings it back",)
    assert plan(wish, keys=(("N", "rsa", 3072, ""),)).steps[0].commands == ("ip ssh rsa keypair-name N",)


def test_the_old_pair_goes_in_a_later_run():
    wish = {"host_keys": [{"label": "K", "state": "absent"}, {"label": "N"}], "host_key_label": "N"}
    two = (GOOD, ("N", "rsa", 3072, ""))
    assert sent(plan(wish, text=f"ip ssh rsa keypair-name N\n{LINES}", keys=two)) == ["crypto key zeroize rsa K"]


def test_the_only_pair_is_kept():
    with pytest.raises(HazardError, match="the SSH server goes down"):
        plan({"host_keys": [{"label": "K", "state": "absent"}]}, keys=(GOOD,))


@pytest.mark.parametrize(
    ("label", "said"),
    [("gone", "there is no key pair gone"), ("E", "E is an EC pair"), ("R1.example.com", "has 1024 bits")],
)
def test_a_label_that_would_shut_ssh_is_refused(label, said):
    with pytest.raises(WishError, match=said):
        plan({"host_key_label": label}, keys=(GOOD, CURVE, OLD))


def test_a_label_of_a_pair_that_is_zeroized_is_refused():
    with pytest.raises(WishError, match="there is no key pair K"):
        plan({"host_key_label": "K", "host_keys": [{"label": "K", "state": "absent"}]}, keys=(GOOD,))


def test_version_2_needs_a_pair_that_is_large_enough():
    with pytest.raises(WishError, match="no key pair is large enough for SSH"):
        plan({"version": "2"}, release="15.2", keys=(("K", "rsa", 512, ""),))
    found = plan({"version": "2"}, release="15.2")
    assert "SSH stays off" in found.warnings[0]
    found = plan({"version": "2", "host_keys": [{"label": "N"}]}, release="15.2")
    assert sent(found) == ["crypto key generate rsa general-keys label N modulus 3072", "ip ssh version 2"]


def test_key_pairs_are_not_judged_when_they_were_not_read():
    found = SERVER.have({"running-config": CONFIG.format(release="17.15") + LINES})
    assert sent(SERVER.plan(found, {"host_key_label": "K"}, "merged")) == ["ip ssh rsa keypair-name K"]


# --- states and order -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "value"), [("hostname", "x"), ("host_keys", [{"label": "K"}])])
def test_what_has_no_default_is_not_deleted(name, value):
    with pytest.raises(WishError, match="no default to return to"):
        plan({name: value}, "deleted")


def test_deleted_does_not_look_at_values():
    found = plan({"timeout": 99999, "domain_name": "other.example"}, "deleted", text=f"ip ssh time-out 60\n{LINES}")
    assert sent(found) == ["no ip ssh time-out", "no ip domain name example.com"]


@pytest.mark.parametrize("state", ["merged", "replaced", "overridden"])
def test_a_state_without_a_wish_is_refused(state):
    with pytest.raises(WishError, match="needs the wanted options"):
        plan(None, state)


def test_additions_come_first_and_restrictions_last():
    wish = {
        "lines": [{**SSH_ONLY, "exec_timeout": {"minutes": 5}}],
        "version": "2",
        "algorithms": {"mac": ["hmac-sha2-512"]},
        "timeout": 60,
        "host_keys": [{"label": "N"}, {"modulus": 2048}],
        "host_key_label": "N",
        "banner": "Keep out",
        "hostname": "R2",
    }
    found = plan(wish, release="15.2")
    assert [step.option for step in found.steps] == [
        "banner",
        "host_keys[N]",
        "hostname",
        "timeout",
        "lines.exec_timeout",
        "host_keys[R2.example.com]",
        "host_key_label",
        "version",
        "algorithms.mac",
        "lines.transport_input",
    ]


def test_reading_and_planning_a_large_configuration_is_quick():
    filler = "".join(
        f"interface Vlan{number}\n description x\n ip address 10.0.0.1 255.255.255.0\n" for number in range(4000)
    )
    replies = {
        "running-config": CONFIG.format(release="17.15") + filler + LINES,
        "keys": mypubkey(GOOD),
        "ip-ssh": STATUS,
    }
    wish = {"timeout": 60, "lines": [{"first": 0, "last": 15, "exec_timeout": {"minutes": 5}}]}
    started = time.process_time()
    parse(replies["running-config"])
    read = time.process_time()
    SERVER.plan(SERVER.have(replies), wish, "overridden")
    assert time.process_time() - read < 6 * (read - started)


def test_a_login_that_a_line_does_not_take_with_aaa_is_refused_before_anything_is_sent():
    wish = {"lines": [{"first": 0, "last": 4, "login": "local"}]}
    assert SERVER.plan(have(), wish, "merged").steps
    with pytest.raises(WishError, match=r"lines\[0\].*aaa new-model is on.*name a method list"):
        plan(wish, text="aaa new-model\n" + LINES)
    named = {"lines": [{"first": 0, "login_list": "VTY"}]}
    with pytest.raises(HazardError, match="undefined_list: vty 0 uses the list VTY"):
        plan(named, text="aaa new-model\n" + LINES)
    assert SERVER.plan(have(text="aaa new-model\n" + LINES), named, "merged").steps


# What is offered, what is wanted, what is sent, and its risk.
UNIONS = [
    ("aes128-ctr aes256-ctr", ["aes256-ctr"], True, "aes256-ctr aes128-ctr", Risk.ADDITIVE),
    ("aes128-ctr", ["aes256-ctr"], True, "aes256-ctr aes128-ctr", Risk.ADDITIVE),
    ("aes256-ctr aes128-ctr", ["aes256-ctr"], True, None, None),
    ("aes256-ctr aes128-ctr", ["aes256-ctr"], False, "aes256-ctr", Risk.RESTRICTIVE),
    ("aes256-ctr", ["aes256-ctr", "aes192-ctr"], False, "aes256-ctr aes192-ctr", Risk.ADDITIVE),
    ("aes256-ctr", ["aes128-ctr"], False, "aes128-ctr", Risk.RESTRICTIVE),
]


@pytest.mark.parametrize(("found", "wanted", "keep", "line", "risk"), UNIONS)
def test_only_a_list_that_drops_something_restricts(found, wanted, keep, line, risk):
    wish = {"algorithms": {"encryption": wanted, "keep_current": keep}}
    steps = plan(wish, text=f"ip ssh server algorithm encryption {found}\n{LINES}").steps
    assert [(step.commands, step.risk) for step in steps] == (
        [((f"ip ssh server algorithm encryption {line}",), risk)] if line else []
    )


def test_algorithms_that_nobody_tells_cannot_be_kept():
    wish = {"algorithms": {"publickey": ["ssh-rsa"], "keep_current": True}}
    with pytest.raises(WishError, match="nobody tells which publickey algorithms the device offers now"):
        SERVER.render(wish, Release.parse("17.15"))
    with pytest.raises(WishError, match="did you mean keep_current"):
        plan({"algorithms": {"keep_currents": True}})
