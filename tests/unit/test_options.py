# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option table: for each row the line that sets it, the line that is read, and how it is removed."""

from __future__ import annotations

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.options import TABLE
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import WishError
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.releases import Release
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import SERVER
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.table import LINE

LINES = "line vty 0 4"
SERVER_PROFILE = "ip ssh server certificate profile\n server"
USER_PROFILE = "ip ssh server certificate profile\n user"


def have(text="", release="17.15"):
    return SERVER.have({"running-config": f"Current configuration : 1 bytes\nversion {release}\nline vty 0 4\n{text}"})


def commands(text, wish, state="merged", release="17.15"):
    steps = SERVER.plan(have(text, release), wish, state).steps
    return [(*step.path[1:], *step.commands) for step in steps]


# name of the row, wish, what sets it on a 17.15 (modes and command), what removes it again (None: nothing does)
CASES = [
    ("hostname", {"hostname": "edge-1"}, ["hostname edge-1"], None),
    ("domain_name", {"domain_name": "example.com"}, ["ip domain name example.com"], None),
    ("timeout", {"timeout": "60"}, ["ip ssh time-out 60"], ["no ip ssh time-out"]),
    (
        "authentication_retries",
        {"authentication_retries": 2},
        ["ip ssh authentication-retries 2"],
        ["no ip ssh authentication-retries"],
    ),
    (
        "source_interface",
        {"source_interface": "Lo0"},
        ["ip ssh source-interface Loopback0"],
        ["no ip ssh source-interface"],
    ),
    (
        "ports",
        {"ports": [{"port": 2001, "rotary": 1, "rotary_end": 4}]},
        ["ip ssh port 2001 rotary 1 4"],
        ["no ip ssh port 2001 rotary 1 4"],
    ),
    ("max_startups", {"max_startups": 10}, ["ip ssh maxstartups 10"], ["no ip ssh maxstartups"]),
    (
        "sessions_per_user",
        {"sessions_per_user": 4},
        ["ip ssh server peruser session limit 4"],
        ["no ip ssh server peruser session limit"],
    ),
    ("logging_events", {"logging_events": "no"}, ["no ip ssh logging events"], ["default ip ssh logging events"]),
    ("break_string", {"break_string": "~b"}, ["ip ssh break-string ~b"], ["no ip ssh break-string"]),
    ("rekey.time", {"rekey": {"time": 60}}, ["ip ssh rekey time 60"], ["no ip ssh rekey time"]),
    ("rekey.volume", {"rekey": {"volume": 4000}}, ["ip ssh rekey volume 4000"], ["no ip ssh rekey volume"]),
    ("window_size", {"window_size": 65536}, ["ip ssh window-size 65536"], ["no ip ssh window-size"]),
    (
        "bulk_mode",
        {"bulk_mode": {"enabled": True, "size": 262144}},
        ["ip ssh bulk-mode 262144"],
        ["ip ssh bulk-mode 131072"],
    ),
    ("dscp", {"dscp": 16}, ["ip ssh dscp 16"], ["no ip ssh dscp"]),
    ("precedence", {"precedence": 2}, ["ip ssh precedence 2"], ["no ip ssh precedence"]),
    (
        "certificate_profile.server.trustpoint",
        {"certificate_profile": {"server": {"trustpoint": "CA1"}}},
        ["ip ssh server certificate profile", "server", "trustpoint sign CA1"],
        ["ip ssh server certificate profile", "server", "no trustpoint sign CA1"],
    ),
    (
        "certificate_profile.server.ocsp_response",
        {"certificate_profile": {"server": {"ocsp_response": True}}},
        ["ip ssh server certificate profile", "server", "ocsp-response include"],
        ["ip ssh server certificate profile", "server", "no ocsp-response include"],
    ),
    (
        "certificate_profile.user.trustpoint",
        {"certificate_profile": {"user": {"trustpoint": "CA1"}}},
        ["ip ssh server certificate profile", "user", "trustpoint verify CA1"],
        ["ip ssh server certificate profile", "user", "no trustpoint verify CA1"],
    ),
    (
        "certificate_profile.user.ocsp_response",
        {"certificate_profile": {"user": {"ocsp_response": True}}},
        ["ip ssh server certificate profile", "user", "ocsp-response required"],
        ["ip ssh server certificate profile", "user", "no ocsp-response required"],
    ),
    ("banner", {"banner": "Only us!\n"}, ["banner login @", "Only us!", "@"], ["no banner login"]),
    (
        "session_traps.enabled",
        {"session_traps": {"enabled": True}},
        ["snmp-server enable traps tty"],
        ["no snmp-server enable traps tty"],
    ),
    (
        "session_traps.hosts",
        {"session_traps": {"hosts": [{"host": "10.0.0.9", "community": "blue", "version": "2c"}]}},
        ["snmp-server host 10.0.0.9 version 2c blue tty"],
        ["no snmp-server host 10.0.0.9 version 2c blue tty"],
    ),
    ("host_key_label", {"host_key_label": "K"}, ["ip ssh rsa keypair-name K"], ["no ip ssh rsa keypair-name K"]),
    (
        "algorithms.encryption",
        {"algorithms": {"encryption": ["aes256-ctr"]}},
        ["ip ssh server algorithm encryption aes256-ctr"],
        ["default ip ssh server algorithm encryption"],
    ),
    (
        "algorithms.mac",
        {"algorithms": {"mac": ["hmac-sha2-512", "hmac-sha2-256"]}},
        ["ip ssh server algorithm mac hmac-sha2-512 hmac-sha2-256"],
        ["default ip ssh server algorithm mac"],
    ),
    (
        "algorithms.kex",
        {"algorithms": {"kex": ["curve25519-sha256"]}},
        ["ip ssh server algorithm kex curve25519-sha256"],
        ["default ip ssh server algorithm kex"],
    ),
    (
        "algorithms.hostkey",
        {"algorithms": {"hostkey": ["rsa-sha2-512"]}},
        ["ip ssh server algorithm hostkey rsa-sha2-512"],
        ["default ip ssh server algorithm hostkey"],
    ),
    (
        "algorithms.publickey",
        {"algorithms": {"publickey": ["ssh-ed25519"]}},
        ["ip ssh server algorithm publickey ssh-ed25519"],
        ["default ip ssh server algorithm publickey"],
    ),
    (
        "client_algorithms.encryption",
        {"client_algorithms": {"encryption": ["aes256-ctr"]}},
        ["ip ssh client algorithm encryption aes256-ctr"],
        ["default ip ssh client algorithm encryption"],
    ),
    (
        "client_algorithms.mac",
        {"client_algorithms": {"mac": ["hmac-sha2-256"]}},
        ["ip ssh client algorithm mac hmac-sha2-256"],
        ["default ip ssh client algorithm mac"],
    ),
    (
        "client_algorithms.kex",
        {"client_algorithms": {"kex": ["ecdh-sha2-nistp521"]}},
        ["ip ssh client algorithm kex ecdh-sha2-nistp521"],
        ["default ip ssh client algorithm kex"],
    ),
    ("dh_min_size", {"dh_min_size": 4096}, ["ip ssh dh min size 4096"], ["no ip ssh dh min size"]),
    (
        "authentication_methods",
        {"authentication_methods": ["publickey", "keyboard"]},
        ["ip ssh server algorithm authentication publickey keyboard"],
        ["default ip ssh server algorithm authentication"],
    ),
    ("login_protection.delay", {"login_protection": {"delay": 5}}, ["login delay 5"], ["no login delay"]),
    (
        "login_protection.on_failure",
        {"login_protection": {"on_failure": {"every": 3}}},
        ["login on-failure log every 3"],
        ["no login on-failure log"],
    ),
    (
        "login_protection.on_success",
        {"login_protection": {"on_success": {"log": True}}},
        ["login on-success log"],
        ["no login on-success log"],
    ),
    (
        "login_protection.block_for",
        {"login_protection": {"block_for": {"seconds": 900, "attempts": 3, "within": 120}}},
        ["login block-for 900 attempts 3 within 120"],
        ["no login block-for"],
    ),
    (
        "login_protection.quiet_mode_acl",
        {"login_protection": {"quiet_mode_acl": "MGMT"}},
        ["login quiet-mode access-class MGMT"],
        ["no login quiet-mode access-class MGMT"],
    ),
    (
        "lines.exec_timeout",
        {"lines": [{"first": 0, "last": 4, "exec_timeout": {"minutes": 5}}]},
        [LINES, "exec-timeout 5 0"],
        [LINES, "default exec-timeout"],
    ),
    (
        "lines.session_limit",
        {"lines": [{"first": 0, "last": 4, "session_limit": 2}]},
        [LINES, "session-limit 2"],
        [LINES, "no session-limit"],
    ),
    (
        "lines.privilege_level",
        {"lines": [{"first": 0, "last": 4, "privilege_level": 15}]},
        [LINES, "privilege level 15"],
        [LINES, "no privilege level"],
    ),
    ("lines.rotary", {"lines": [{"first": 0, "last": 4, "rotary": 7}]}, [LINES, "rotary 7"], [LINES, "no rotary"]),
    (
        "lines.transport_output",
        {"lines": [{"first": 0, "last": 4, "transport_output": ["none"]}]},
        [LINES, "transport output none"],
        [LINES, "default transport output"],
    ),
    (
        "lines.login",
        {"lines": [{"first": 0, "last": 4, "login_list": "VTY"}]},
        [LINES, "login authentication VTY"],
        None,
    ),
    (
        "lines.access_class",
        {"lines": [{"first": 0, "last": 4, "access_class": [{"name": 23, "vrf_also": True}]}]},
        [LINES, "access-class 23 in vrf-also"],
        [LINES, "no access-class 23 in vrf-also"],
    ),
    (
        "lines.access_class.ipv6",
        {"lines": [{"first": 0, "last": 4, "access_class": [{"name": "V6", "direction": "out", "ipv6": True}]}]},
        [LINES, "ipv6 access-class V6 out"],
        [LINES, "no ipv6 access-class V6 out"],
    ),
    (
        "lines.transport_input",
        {"lines": [{"first": 0, "last": 4, "transport_input": ["telnet", "ssh"]}]},
        [LINES, "transport input ssh telnet"],
        None,
    ),
]


def test_every_row_has_its_case_but_version_which_has_its_own_tests():
    assert {option.name for option in TABLE} - {name for name, *_unused in CASES} == {"version"}


@pytest.mark.parametrize(
    ("wish", "set_by", "removed_by"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_both_directions_of_a_row(wish, set_by, removed_by):
    bulk = "ip ssh bulk-mode 131072\n"
    assert commands(bulk, wish) == [tuple(set_by)]
    shown = "\n".join(set_by).replace("banner login @", "banner login ^C").replace("\n@", "^C")
    if set_by[0].startswith("ip ssh server certificate"):
        shown = f"{set_by[0]}\n {set_by[1]}\n  {set_by[2]}"
    text = shown if "bulk-mode" in shown else bulk + shown
    assert commands(text, wish) == []
    if "lines" in wish:
        removals = commands(text, {"lines": [{"first": 0, "last": 4}]}, "replaced")
    else:
        removals = commands(text, {}, "overridden")
    assert removals == ([tuple(removed_by)] if removed_by else [])


@pytest.mark.parametrize("name", [option.name for option in TABLE])
def test_every_row_names_its_source(name):
    option = next(option for option in TABLE if option.name == name)
    assert option.source
    assert option.mode in {(), (LINE,), *((option.mode[0], side) for side in ("server", "user") if option.mode)}


@pytest.mark.parametrize(
    ("release", "text", "wish", "state", "expected"),
    [
        # spelling of the domain name, read and written
        ("12.4", "ip domain-name example.com", {"domain_name": "example.com"}, "merged", []),
        ("17.15", "ip domain-name example.com", {"domain_name": "example.com"}, "merged", []),
        ("12.4", "", {"domain_name": "example.com"}, "merged", [("ip domain-name example.com",)]),
        ("12.4", "ip domain-name a.b", {"domain_name": "a.b"}, "deleted", [("no ip domain-name a.b",)]),
        ("17.15", "ip domain name vrf Mgmt x.y", {"domain_name": "a.b"}, "merged", [("ip domain name a.b",)]),
        ("17.15", "ip domain name vrf Mgmt x.y\nip domain lookup", None, "deleted", []),
        # version: a line on classic releases, never one from 17.7
        ("15.2", "", {"version": 2}, "merged", [("ip ssh version 2",)]),
        ("15.2", "ip ssh version 2", {"version": "2"}, "merged", []),
        ("15.2", "ip ssh version 2", {"version": 1.99}, "merged", [("no ip ssh version",)]),
        ("15.2", "ip ssh version 2", {"version": "2"}, "deleted", [("no ip ssh version",)]),
        ("17.15", "", {"version": "2"}, "merged", []),
        ("17.15", "ip ssh version 2", None, "deleted", []),
        # defaults that a release prints or hides
        ("17.15", "ip ssh bulk-mode 131072", {"timeout": 120, "authentication_retries": 3}, "overridden", []),
        ("17.15", "no ip ssh bulk-mode", {"bulk_mode": {}}, "replaced", [("ip ssh bulk-mode 131072",)]),
        ("17.9", "ip ssh bulk-mode 131072", {"bulk_mode": {}}, "replaced", [("no ip ssh bulk-mode",)]),
        ("17.15", "ip ssh bulk-mode 262144", {"bulk_mode": {"enabled": True}}, "merged", []),
        (
            "17.15",
            "ip ssh bulk-mode 262144",
            {"bulk_mode": {"enabled": True}},
            "replaced",
            [("ip ssh bulk-mode 131072",)],
        ),
        ("17.15", "ip ssh bulk-mode 131072", {"bulk_mode": {"enabled": False}}, "merged", [("no ip ssh bulk-mode",)]),
        ("17.12", "", {"logging_events": True}, "merged", []),
        ("17.11", "", {"logging_events": True}, "merged", [("ip ssh logging events",)]),
        ("15.2", "ip ssh time-out 120", None, "deleted", []),
        # authentication methods: one line, or one line each
        (
            "15.2",
            "",
            {"authentication_methods": ["publickey"]},
            "merged",
            [("no ip ssh server authenticate user keyboard", "no ip ssh server authenticate user password")],
        ),
        (
            "15.2",
            "no ip ssh server authenticate user password",
            {"authentication_methods": ["keyboard", "publickey"]},
            "merged",
            [],
        ),
        (
            "15.2",
            "no ip ssh server authenticate user password",
            None,
            "deleted",
            [("ip ssh server authenticate user password",)],
        ),
        (
            "17.15",
            "ip ssh bulk-mode\nno ip ssh server authenticate user password",
            {"authentication_methods": ["publickey", "keyboard"]},
            "merged",
            [],
        ),
        (
            "17.15",
            "ip ssh server algorithm authentication keyboard",
            {"authentication_methods": ["keyboard-interactive"]},
            "merged",
            [],
        ),
        # notifications of a receiver belong together
        (
            "17.15",
            "snmp-server host 10.0.0.9 blue  config snmp",
            {"session_traps": {"hosts": [{"host": "10.0.0.9", "community": "blue"}]}},
            "merged",
            [("snmp-server host 10.0.0.9 blue config snmp tty",)],
        ),
        (
            "17.15",
            "snmp-server host 10.0.0.9 blue config tty",
            {"session_traps": {}},
            "replaced",
            [("snmp-server host 10.0.0.9 blue config",)],
        ),
        (
            "17.15",
            "snmp-server host 10.0.0.9 blue",
            {"session_traps": {"hosts": [{"host": "10.0.0.9", "community": "blue"}]}},
            "replaced",
            [],
        ),
        ("17.15", "snmp-server host 10.0.0.9 version 3 auth someone tty", {"session_traps": {}}, "replaced", []),
        ("17.15", "snmp-server host 10.0.0.9 vrf Mgmt blue tty", {"session_traps": {}}, "replaced", []),
        (
            "17.15",
            "snmp-server host 10.0.0.9 version 2c blue udp-port 1162  tty",
            {"session_traps": {"hosts": [{"host": "10.0.0.9", "community": "blue", "version": "2c", "port": 1162}]}},
            "replaced",
            [],
        ),
        (
            "17.15",
            "snmp-server host 10.0.0.9 blue udp-port 1162 tty",
            {"session_traps": {"hosts": [{"host": "10.0.0.9", "community": "blue"}]}},
            "merged",
            [("snmp-server host 10.0.0.9 blue tty",)],
        ),
        # banner: blanks around the text and at the end of lines mean nothing
        ("17.15", "banner login ^C\nKeep out  \n^C", {"banner": "Keep out\n"}, "merged", []),
        ("17.15", "banner login ^CKeep out^C", {"banner": ""}, "merged", [("no banner login",)]),
        ("17.15", "", {"banner": ""}, "merged", []),
        ("17.15", "banner motd ^C\nip ssh time-out 5\n^C", {"timeout": 120}, "merged", []),
        # lines
        ("17.15", " no exec-timeout", {"lines": [{"first": 0, "exec_timeout": {"minutes": 0}}]}, "merged", []),
        ("17.15", " exec-timeout 10 0", {"lines": [{"first": 0, "exec_timeout": {"minutes": "10"}}]}, "merged", []),
        ("17.15", " no login", {"lines": [{"first": 0, "login": "none"}]}, "merged", []),
        ("17.15", " transport input none", {"lines": [{"first": 3, "transport_input": "none"}]}, "merged", []),
    ],
)
def test_forms_and_defaults_by_release(release, text, wish, state, expected):
    text = (
        text if "bulk-mode" in text or release != "17.15" or state == "merged" else f"{text}\nip ssh bulk-mode 131072"
    )
    if text.startswith(" "):
        text = text.strip("\n")
    assert commands(text, wish, state, release) == expected


@pytest.mark.parametrize(
    ("release", "wish", "option", "said"),
    [
        ("17.15", {"timeot": 60}, "timeot", "did you mean timeout"),
        ("17.15", {"lines": [{"first": 0, "exec_timout": 1}]}, "lines[0].exec_timout", "did you mean exec_timeout"),
        ("17.15", {"algorithms": {"cipher": ["x"]}}, "algorithms.cipher", "the options here are encryption"),
        ("17.15", {"timeout": 121}, "timeout", "release 17.15 takes 1 to 120"),
        ("17.15", {"timeout": "soon"}, "timeout", "is not a whole number"),
        ("17.15", {"timeout": True}, "timeout", "is not a whole number"),
        ("17.15", {"logging_events": "maybe"}, "logging_events", "neither true nor false"),
        ("17.15", {"dh_min_size": 1024}, "dh_min_size", "release 17.15 takes 2048 or 4096"),
        ("17.15", {"version": "1"}, "version", "release 17.15 does not offer version 1; it knows only 2"),
        ("17.15", {"version": "1.99"}, "version", "release 17.15 does not offer version 1.99"),
        ("17.15", {"version": "3"}, "version", "no version of SSH"),
        ("15.2", {"bulk_mode": {"enabled": True}}, "bulk_mode", "release 15.2 does not have this option"),
        ("12.4", {"algorithms": {"mac": ["hmac-sha1"]}}, "algorithms.mac", "release 12.4 does not have this option"),
        ("17.16", {"algorithms": {"mac": ["hmac-sha1-96"]}}, "algorithms.mac[0]", "does not know hmac-sha1-96"),
        ("17.15", {"algorithms": {"mac": []}}, "algorithms.mac", "an empty list"),
        ("17.15", {"algorithms": {"mac": ["hmac-sha1", "hmac-sha1"]}}, "algorithms.mac[1]", "stands twice"),
        ("17.15", {"algorithms": {"mac": ["hmac,sha1"]}}, "algorithms.mac[0]", "is no name of an algorithm"),
        ("17.15", {"authentication_methods": ["hostbased"]}, "authentication_methods", "name each of publickey"),
        ("17.15", {"dscp": 1, "precedence": 1}, "precedence", "dscp is given too"),
        ("17.15", {"ports": [{"port": 22, "rotary": 1}]}, "ports[0].port", "2000 to 10000"),
        ("17.15", {"ports": [{"port": 2000}]}, "ports[0]", "rotary is missing"),
        ("17.15", {"ports": [{"port": 2000, "rotary": 3, "rotary_end": 2}]}, "ports[0].rotary_end", "smaller"),
        (
            "17.15",
            {"ports": [{"port": 2000, "rotary": 3}, {"port": 2000, "rotary": 4}]},
            "ports[1]",
            "the same as ports[0]",
        ),
        ("17.15", {"bulk_mode": {"enabled": False, "size": 131072}}, "bulk_mode.size", "bulk mode is off"),
        ("17.15", {"lines": [{"last": 4}]}, "lines[0]", "first is missing"),
        ("17.15", {"lines": [{"first": 4, "last": 0}]}, "lines[0].last", "smaller than first"),
        (
            "17.15",
            {"lines": [{"first": 0, "last": 4}, {"first": 4, "last": 15}]},
            "lines[1]",
            "vty 4 is in lines[0] too",
        ),
        (
            "17.15",
            {"lines": [{"first": 0, "exec_timeout": {"minutes": 40000}}]},
            "lines[0].exec_timeout.minutes",
            "0 to 35791",
        ),
        (
            "17.15",
            {"lines": [{"first": 0, "transport_input": ["ssh", "all"]}]},
            "lines[0].transport_input",
            "stand alone",
        ),
        (
            "17.15",
            {"lines": [{"first": 0, "login": "local", "login_list": "A"}]},
            "lines[0].login_list",
            "belongs to login authentication",
        ),
        (
            "17.15",
            {"lines": [{"first": 0, "access_class": [{"name": "A", "direction": "out", "vrf_also": True}]}]},
            "lines[0].access_class[0].vrf_also",
            "incoming",
        ),
        ("17.15", {"login_protection": {"block_for": {"seconds": 60}}}, "login_protection.block_for", "missing"),
        ("17.15", {"banner": "who?"}, "banner", "question mark"),
        ("17.15", {"banner": "tab\there"}, "banner", "control characters"),
        ("17.15", {"banner": "x" * 300}, "banner", "too long"),
        ("17.15", {"banner": "a ^C b"}, "banner", "the end of a banner"),
        (
            "17.15",
            {"session_traps": {"hosts": [{"host": "10.0.0.1", "community": "********"}]}},
            "session_traps.hosts[0].community",
            "a masked value",
        ),
        ("17.15", {"hostname": "two words"}, "hostname", "blanks"),
        ("17.15", {"hostname": "-x"}, "hostname", "starts with a letter"),
        ("17.15", {"break_string": "a!b"}, "break_string", "a character that IOS interprets"),
        ("17.15", {"rekey": 5}, "rekey", "is not a dictionary"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_by_name(release, wish, option, said):
    with pytest.raises(WishError) as caught:
        SERVER.plan(have(release=release), wish, "merged")
    assert caught.value.option == option
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("release", "wish", "said"),
    [
        ("16.12", {"dh_min_size": 1024}, "dh_min_size: 1024 is sent although as far as known"),
        ("15.2", {"break_string": "~x"}, "break_string: it is sent although release 15.2 is not known to have it"),
        ("12.4", {"ports": [{"port": 2222, "rotary": 1}]}, "ports: it is sent although release 12.4"),
        ("12.4", {"dscp": 1}, "dscp: it is sent although release 12.4"),
        ("12.4", {"precedence": 1}, "precedence: it is sent although release 12.4"),
        ("15.2", {"max_startups": 10}, "max_startups: it is sent although release 15.2 is not known to have it"),
        ("15.2", {"algorithms": {"mac": ["hmac-sha3-512"]}}, "release 15.2 is not known to accept it"),
        ("17.16", {"algorithms": {"kex": ["sntrup761x25519-sha512"]}}, "release 17.16 is not known to accept it"),
        ("26.3", {"algorithms": {"mac": ["hmac-sha1-96"]}}, "release 26.3 is not known to accept it"),
        ("17.15", {"rekey": {"time": 2000}}, "rekey.time: 2000 is sent although as far as known"),
    ],
)
def test_a_wish_that_nobody_can_judge_is_sent_with_a_warning(release, wish, said):
    plan = SERVER.plan(have(release=release), wish, "merged")
    assert plan.steps
    assert any(said in warning for warning in plan.warnings)


def test_empty_members_are_not_given():
    wish = {"timeout": None, "rekey": {"time": None, "volume": None}, "lines": [{"first": 0, "login": None}]}
    assert SERVER.plan(have(), wish, "merged").steps == ()


def test_rendering_shows_also_what_is_the_default():
    wish = {"timeout": 120, "logging_events": False, "version": "1.99"}
    rendered = SERVER.render(wish, Release.parse("15.2"))
    assert rendered == ("ip ssh time-out 120", "no ip ssh logging events", "no ip ssh version")
