# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines as devices and people write them, also absurd ones: what the model makes of them, and that nothing raises."""

from __future__ import annotations

import random

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import NeedsWholeConfig, WishError
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.releases import Release
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import SERVER


def block(**members):
    return {"lines": [{"first": 0, "last": 4, **members}]}


def access(name, direction="in", ipv6=False, vrf_also=False):
    return {"name": name, "direction": direction, "ipv6": ipv6, "vrf_also": vrf_also}


@pytest.mark.parametrize(
    ("lines", "document"),
    [
        ("ip domain name vrf Mgmt-vrf x.example", {}),
        ("ip domain name a.example\nno ip domain name vrf Mgmt-vrf x.example", {"domain_name": "a.example"}),
        ("no ip domain lookup\nno ip domain-lookup", {}),
        ("ip ssh source-interface Vlan100", {"source_interface": "Vlan100"}),
        ("ip ssh rekey time 60\nip ssh rekey volume 1000000", {"rekey": {"time": 60, "volume": 1000000}}),
        ("no ip ssh rekey time\nno ip ssh rekey volume", {}),
        ("ip ssh dh min size 4096", {"dh_min_size": 4096}),
        ("ip ssh port 2222 rotary 1 5", {"ports": [{"port": 2222, "rotary": 1, "rotary_end": 5}]}),
        ("no ip ssh bulk-mode", {"bulk_mode": {"enabled": False}}),
        ("no ip ssh logging events", {"logging_events": False}),
        ("ip ssh time-out 30\ndefault ip ssh time-out", {}),
        ("login on-failure log every 3", {"login_protection": {"on_failure": {"log": True, "every": 3}}}),
        (
            "login block-for 120 attempts 3 within 60",
            {"login_protection": {"block_for": {"seconds": 120, "attempts": 3, "within": 60}}},
        ),
        (
            "snmp-server host 10.1.1.1 version 2c public  tty",
            {"session_traps": {"hosts": [{"host": "10.1.1.1", "community": "********", "version": "2c"}]}},
        ),
        ("snmp-server host 10.1.1.1 version 2c public", {}),
        ("snmp-server host 10.1.1.1 vrf Mgmt version 3 priv user tty config", {}),
        ("snmp-server host 10.1.1.1 version 3 priv user tty", {}),
        ("snmp-server host 10.1.1.1 informs version 2c public tty", {}),
        # `no ... user X` disables one method, and all are on: enabling one says no more than that.
        (
            "ip ssh server authenticate user publickey\nno ip ssh server authenticate user password",
            {"authentication_methods": ["publickey", "keyboard"]},
        ),
        (
            "ip ssh server authenticate user publickey",
            {"authentication_methods": ["publickey", "keyboard", "password"]},
        ),
        ("ip ssh server algorithm authentication keyboard", {"authentication_methods": ["keyboard"]}),
        ("line vty 0 4\n transport input telnet ssh", block(transport_input=["ssh", "telnet"])),
        ("line vty 0 4\n transport input none", block(transport_input=["none"])),
        ("line vty 0 4\n no transport input", block(transport_input=["none"])),
        ("line vty 0 4\n login authentication default", block(login="authentication", login_list="default")),
        ("line vty 0 4\n exec-timeout 0", block(exec_timeout={"minutes": 0, "seconds": 0})),
        ("line vty 0 4\n exec-timeout 5", block(exec_timeout={"minutes": 5, "seconds": 0})),
        ("line vty 0 4\n session-timeout 5", block()),
        ("line vty 0 4\n access-class X in vrf-also", block(access_class=[access("X", vrf_also=True)])),
        ("line vty 0 4\n access-class X in vrf-name Y", block()),
        ("line vty 0 4\n ipv6 access-class X in", block(access_class=[access("X", ipv6=True)])),
        (
            "line vty 0 4\n transport input ssh\nline vty 5 15\n transport input ssh\nline vty 16 31",
            {
                "lines": [
                    {"first": 0, "last": 15, "transport_input": ["ssh"]},
                    {"first": 16, "last": 31},
                ]
            },
        ),
        ("line vty 0 97", {"lines": [{"first": 0, "last": 97}]}),
        # Of no device: they say nothing, and cost nothing.
        ("line vty 5 2\n transport input ssh", {}),
        ("line vty 0 99999999\n transport input ssh", {}),
        ("line vty 0 123456789012345678901234567890", {}),
        ("line vty \u0663", {}),
        ("ip ssh server algorithm authentication", {}),
        ("ip ssh server authenticate user publickey keyboard", {}),
        ("ip ssh time-out \u0663", {}),
        ("ip ssh time-out " + "9" * 5000, {}),
        ("login block-for " + "9" * 5000 + " attempts 1 within 1", {}),
        ("Authentication timeout: " + "9" * 5000 + " secs; Authentication retries: 3", {}),
        ("crypto key generate rsa modulus many", {}),
        ("version 999.999", {}),
    ],
)
def test_what_a_line_says(lines, document):
    assert SERVER.parsed(lines) == document


WISHES = (
    ("merged", {"timeout": 60, "lines": [{"first": 0, "last": 20, "transport_input": ["ssh"]}]}),
    ("replaced", {"authentication_methods": ["keyboard"], "lines": [{"first": 3, "access_class": []}], "ports": []}),
    ("overridden", {"login_protection": {"delay": 3}, "session_traps": {"hosts": []}, "banner": "one\ntwo"}),
    ("deleted", None),
)
TEXT = """version 15.2
hostname R1
ip domain-name example.com
ip ssh time-out 60
ip ssh port 2222 rotary 1
ip ssh server algorithm authentication password publickey
no ip ssh server authenticate user keyboard
ip ssh server certificate profile
 server
  trustpoint sign TP
banner login ^C
hostname evil
line vty 0 4
^C
snmp-server host 10.1.1.1 version 2c public  tty
login block-for 120 attempts 3 within 60
line con 0
 login local
line vty 0 4
 access-class X in vrf-also
 transport input telnet ssh
line vty 5 15
 exec-timeout 0
 transport input none
end"""
BETWEEN = (
    " --More-- ",
    " --More-- \x08\x08\x08\x08\x08\x08\x08\x08\x08        \x08\x08\x08\x08\x08\x08\x08\x08\x08",
    "*Mar  1 00:00:01.003: %SSH-5-ENABLED: SSH 2.0 has been enabled",
    "banner motd \x03\nline vty 0 4\n\x03",
    "R1#show running-config",
    "line vty 7 3",
    "line vty 0 4294967295",
    "line vty 30",
    "no line vty 2",
    "no ip ssh",
    "ip ssh port 2222",
    "no ip ssh port 2222",
    "ip ssh source-interface",
    "default ip ssh server algorithm",
    "crypto key generate rsa modulus",
    "version 99.99",
)


def mangled(dice):
    """Give the text as a terminal, an editor or a broken session might: other blanks, lines between, cut off."""
    lines = TEXT.split("\n")
    for _unused in range(dice.randint(0, 5)):
        lines.insert(dice.randrange(len(lines)), dice.choice(BETWEEN))
    unit = dice.choice((" ", "  ", "\t", "   "))
    lines = [unit * (len(line) - len(line.lstrip(" "))) + line.lstrip(" ") for line in lines]
    text = dice.choice(("\n", "\r\n")).join(lines)
    return text[: dice.randrange(len(text))] if dice.random() < 0.3 else text


def test_no_text_and_no_wish_raise_more_than_they_may():
    dice = random.Random(20260101)
    for _unused in range(120):
        text = mangled(dice)
        SERVER.parsed(text)
        try:
            have = SERVER.have({"running-config": text, "keys": ""}, Release.parse("15.2"))
        except NeedsWholeConfig:
            continue
        for state, wish in WISHES:
            try:
                plan = SERVER.plan(have, wish, state)
            except WishError:
                continue
            assert all(step.commands for step in plan.steps), text
            assert SERVER.plan(SERVER.predict(have, plan.steps), wish, state).steps == (), text


def test_a_number_that_nobody_can_mean_is_a_wish_error():
    have = SERVER.have({"running-config": "version 15.2\n"})
    with pytest.raises(WishError, match="timeout"):
        SERVER.plan(have, {"timeout": "9" * 5000}, "merged")


def test_lines_that_a_text_left_out_are_entered_and_never_taken_away():
    have = SERVER.have({"running-config": "version 15.2\nline vty 0 2\nline vty 8\n"})
    steps = SERVER.plan(have, {"lines": [{"first": 0, "last": 9}]}, "merged").steps
    assert [(step.commands[0], step.inverse) for step in steps] == [
        ("line vty 3 7", ()),
        ("line vty 9", ("no line vty 9",)),
    ]


@pytest.mark.parametrize(
    ("wish", "commands"),
    [
        (["publickey", "keyboard", "password"], ("ip ssh server authenticate user publickey",)),
        (["password"], ("no ip ssh server authenticate user publickey",)),
    ],
)
def test_methods_are_rendered_one_by_one_on_a_device_of_which_nothing_is_known(wish, commands):
    rendered = SERVER.render({"authentication_methods": wish}, Release.parse("15.2"))
    assert len(rendered) == 3
    assert set(commands) <= set(rendered)
    assert SERVER.parsed("\n".join(rendered)) == {"authentication_methods": wish}
