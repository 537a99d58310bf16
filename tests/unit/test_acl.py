# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access lists: read in every generation of writing them, and asked about one connection."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import acl, text
from hypothesis import given, settings
from hypothesis import strategies as st


def lists(config):
    return acl.lists(text.parse(config))


def said(config, source, **more):
    """Return the answer of the only list of a text."""
    (found,) = lists(config).values()
    return acl.verdict(found, source, **more)


STANDARD = "ip access-list standard MGMT\n"
EXTENDED = "ip access-list extended MGMT\n"
SIX = "ipv6 access-list MGMT6\n"

VERDICTS = [
    # numbered, as 12.x prints them
    ("access-list 10 permit 10.0.0.0 0.255.255.255\n", "10.1.2.3", "permit"),
    ("access-list 10 permit 10.0.0.0 0.255.255.255\n", "11.1.2.3", "deny"),
    ("access-list 10 permit 192.0.2.6\n", "192.0.2.6", "permit"),
    ("access-list 10 permit 192.0.2.6\n", "192.0.2.7", "deny"),
    ("access-list 10 permit host 192.0.2.6\naccess-list 10 permit any log\n", "192.0.2.7", "permit"),
    ("access-list 10 deny   192.0.2.6 log\naccess-list 10 permit any\n", "192.0.2.6", "deny"),
    ("access-list 1300 permit 192.0.2.0 0.0.0.255\n", "192.0.2.200", "permit"),
    ("access-list 1999 permit 192.0.2.0 0.0.0.255\n", "192.0.3.200", "deny"),
    ("access-list 100 permit tcp 10.0.0.0 0.255.255.255 any eq 22\n", "10.0.0.1", "permit"),
    ("access-list 2699 permit tcp any any eq telnet\n", "10.0.0.1", "deny"),
    ("access-list 2000 deny ip host 10.0.0.1 any\naccess-list 2000 permit ip any any\n", "10.0.0.1", "deny"),
    ("access-list 10 remark permit any\naccess-list 10 permit 192.0.2.6\n", "192.0.2.7", "deny"),
    # standard
    (STANDARD + " 10 permit 10.0.0.0 0.255.255.255\n", "10.9.9.9", "permit"),
    (STANDARD + " permit 10.0.0.0 0.255.255.255\n permit 192.0.2.6\n", "192.0.2.6", "permit"),
    (STANDARD + " 10 permit host 192.0.2.6\n", "192.0.2.6", "permit"),
    (STANDARD + " 20 permit any\n 10 deny   192.0.2.6\n", "192.0.2.6", "deny"),
    (STANDARD + " 10 permit 10.0.0.1 0.255.0.0\n", "10.7.0.1", "permit"),  # bits apart
    (STANDARD + " 10 permit 10.0.0.1 0.255.0.0\n", "10.7.1.1", "deny"),
    (STANDARD + " 10 permit 10.0.0.0 0.0.0.254\n", "10.0.0.8", "permit"),  # even hosts
    (STANDARD + " 10 permit 10.0.0.0 0.0.0.254\n", "10.0.0.9", "deny"),
    (STANDARD + " 10 permit 10.0.0.99 0.0.0.255\n", "10.0.0.1", "permit"),
    (STANDARD + " 10 remark the bastion\n 20 permit 192.0.2.6\n", "192.0.2.6", "permit"),
    ("ip access-list standard 10\n 10 permit 192.0.2.6\n", "192.0.2.6", "permit"),
    # extended
    (EXTENDED + " permit tcp host 192.0.2.6 any eq 22\n", "192.0.2.6", "permit"),
    (EXTENDED + " 10 permit tcp any any eq 22 log-input vty\n", "192.0.2.6", "permit"),
    (EXTENDED + " 10 permit 6 any any eq 22\n", "192.0.2.6", "permit"),
    (EXTENDED + " 10 permit 17 any any eq 22\n", "192.0.2.6", "deny"),
    (EXTENDED + " 10 permit udp any any\n 20 permit icmp any any echo\n", "192.0.2.6", "deny"),
    (EXTENDED + " 10 permit tcp any any eq telnet 22 443\n", "192.0.2.6", "permit"),
    (EXTENDED + " 10 permit tcp any any neq 22\n", "192.0.2.6", "deny"),
    (EXTENDED + " 10 permit tcp any any neq telnet www\n", "192.0.2.6", "permit"),
    (EXTENDED + " 10 permit tcp any any gt 22\n", "192.0.2.6", "deny"),
    (EXTENDED + " 10 permit tcp any any lt telnet\n", "192.0.2.6", "permit"),
    (EXTENDED + " 10 permit tcp any any range 22 telnet\n", "192.0.2.6", "permit"),
    (EXTENDED + " 10 permit tcp any any range 80 23\n", "192.0.2.6", "deny"),
    (EXTENDED + " 10 permit tcp any gt 1023 any eq 22\n", "192.0.2.6", "permit"),
    (EXTENDED + " 10 permit tcp any eq 22 any\n", "192.0.2.6", "deny"),
    (EXTENDED + " 10 permit tcp any range 32768 60999 any eq 22\n", "192.0.2.6", "unknown"),
    (EXTENDED + " 10 permit ip 192.0.2.0 0.0.0.255 any\n", "192.0.2.6", "permit"),
    # what nobody can tell from here
    (EXTENDED + " 10 permit tcp any any established\n", "192.0.2.6", "unknown"),
    (EXTENDED + " 10 permit tcp any any established\n 20 permit tcp any any eq 22\n", "192.0.2.6", "permit"),
    (EXTENDED + " 10 permit tcp any any eq 22 time-range WORK\n", "192.0.2.6", "unknown"),
    (EXTENDED + " 10 deny tcp any any eq 22 time-range NIGHT\n 20 permit tcp any any\n", "192.0.2.6", "unknown"),
    (EXTENDED + " 10 permit tcp object-group ADMINS any eq 22\n", "192.0.2.6", "unknown"),
    (EXTENDED + " 10 permit object-group SVC host 192.0.2.7 any\n", "192.0.2.6", "deny"),
    (EXTENDED + " 10 permit object-group SVC any any\n 20 permit ip any any\n", "192.0.2.6", "permit"),
    (EXTENDED + " 10 permit tcp any host 198.51.100.1 eq 22\n", "192.0.2.6", "unknown"),
    (EXTENDED + " 10 permit tcp any any eq 22 dscp ef\n", "192.0.2.6", "unknown"),
    (EXTENDED + " 10 permit tcp any any match-all +syn -ack\n", "192.0.2.6", "unknown"),
    (EXTENDED + " 10 permit tcp any any eq frobnicate\n", "192.0.2.6", "unknown"),
    (EXTENDED + " 10 permit frobnicate any any\n", "192.0.2.6", "unknown"),
    (EXTENDED + " 10 permit tcp any any eq 22 frobnicate\n", "192.0.2.6", "unknown"),
    (EXTENDED + " 10 permit tcp a.b any\n", "192.0.2.6", "unknown"),
    (EXTENDED + " evaluate SEEN\n", "192.0.2.6", "unknown"),
    (EXTENDED + " 10 allow ip any any\n", "192.0.2.6", "unknown"),
    (EXTENDED + " 10 allow ip any any\n 20 permit ip any any\n", "192.0.2.6", "unknown"),
    (EXTENDED + " 10 deny ip any any\n 20 allow ip any any\n", "192.0.2.6", "deny"),
    ("ip access-list fqdn MGMT\n 10 permit ip any host dynamic mgmt.example\n", "192.0.2.6", "unknown"),
    ("ip access-list role-based MGMT\n deny ip\n", "192.0.2.6", "unknown"),
    ("ipv6 access-list fqdn MGMT\n sequence 10 permit ipv6 any host dynamic mgmt.example\n", "2001:db8::6", "unknown"),
    ("ipv6 access-list role-based MGMT\n permit icmp\n", "2001:db8::6", "unknown"),
    ("access-list 101 dynamic KEYS permit ip any any\n", "192.0.2.6", "unknown"),
    (STANDARD + " 10 permit 10.0.0.0 0.255.255.255\n", "2001:db8::1", "unknown"),
    (STANDARD + " 10 permit 10.0.0.0 0.255.255.255\n", "bastion", "unknown"),
    # nothing in it
    (STANDARD, "192.0.2.6", "empty"),
    (STANDARD + " 10 remark nobody\n", "192.0.2.6", "empty"),
    # IPv6
    (SIX + " permit tcp 2001:DB8::/32 any eq 22 sequence 10\n", "2001:db8:1::9", "permit"),
    (SIX + " permit tcp 2001:DB8::/32 any eq 22\n", "2001:db9::9", "deny"),
    (SIX + " sequence 10 permit tcp host 2001:DB8::6 any eq 22\n", "2001:db8::6", "permit"),
    (SIX + " sequence 20 permit ipv6 any any\n sequence 10 deny tcp any any eq 22\n", "2001:db8::6", "deny"),
    (SIX + " permit icmp any any nd-na\n permit udp any any\n", "2001:db8::6", "deny"),
    (SIX + " remark ours\n permit ipv6 FE80::/10 any log\n", "fe80::1%eth0", "permit"),
    (SIX + " permit tcp any any eq 22 flow-label 5\n", "2001:db8::6", "unknown"),
    (SIX + " permit tcp any any\n", "192.0.2.6", "unknown"),
]


@pytest.mark.parametrize(("config", "source", "answer"), VERDICTS)
def test_verdicts(config, source, answer):
    found = said(config, source)
    assert found.answer == answer
    assert found.passes is {"permit": True, "deny": False, "empty": True, "unknown": None}[answer]
    assert bool(found.why) is (answer == "unknown")


def test_verdicts_come_with_the_line_that_decides():
    config = STANDARD + " 10 deny   192.0.2.6 log\n 20 permit any\n"
    assert str(said(config, "192.0.2.6").entry) == "10 deny 192.0.2.6 log"
    assert str(said(config, "192.0.2.7").entry) == "20 permit any"
    assert said(STANDARD + " permit host 192.0.2.6\n", "192.0.2.7").entry is None
    why = said(EXTENDED + " 10 permit tcp any any eq 22 time-range WORK\n", "192.0.2.6").why
    assert why == "'10 permit tcp any any eq 22 time-range WORK' holds at certain times only (time-range)"
    assert said(EXTENDED + " 5 permit tcp object-group A any\n", "192.0.2.6").why.endswith(
        "asks for the object-group A"
    )


def test_a_list_that_does_not_exist_lets_everybody_in_and_says_so():
    found = acl.verdict(lists(STANDARD).get((4, "OTHER")), "192.0.2.6")
    assert (found.answer, found.passes) == ("undefined", True)


def test_a_destination_that_is_known_is_no_doubt():
    config = EXTENDED + " 10 permit tcp any host 198.51.100.1 eq 22\n"
    assert said(config, "192.0.2.6", destination="198.51.100.1").answer == "permit"
    assert said(config, "192.0.2.6", destination="198.51.100.2").answer == "deny"
    assert said(config, "192.0.2.6", port=23).answer == "deny"
    assert said(config, "192.0.2.6", destination="nowhere").answer == "unknown"


def test_an_ipv4_address_in_the_clothes_of_ipv6_is_one_of_ipv4():
    assert said(STANDARD + " 10 permit 192.0.2.6\n", "::ffff:192.0.2.6").answer == "permit"


MANY = """\
ip access-list standard MGMT
 permit 192.0.2.6
ip access-list extended MGMT6
 deny   ip any any
!
access-list 10 permit 192.0.2.6
access-list 10 permit 192.0.2.7
access-list 701 permit 0000.0000.0000 ffff.ffff.ffff
access-list compiled
access-list 120 permit tcp any any eq 22
ip access-list logging interval 10
ip access-list log-update threshold 5
ipv6 access-list MGMT6
 permit ipv6 any any
ipv6 access-list log-update threshold 5
line vty 0 4
 access-class 10 in
"""


def test_all_lists_of_a_configuration_are_found():
    found = lists(MANY)
    assert {key: (value.standard, len(value.entries)) for key, value in found.items()} == {
        (4, "MGMT"): (True, 1),
        (4, "MGMT6"): (False, 1),
        (4, "10"): (True, 2),
        (4, "120"): (False, 1),
        (6, "MGMT6"): (False, 1),
    }
    assert [entry.sequence for entry in found[4, "10"].entries] == [10, 20]


SHOWN = """\
R1#show access-lists
Standard IP access list 10
    20 permit 192.0.2.7 log
    10 permit 10.0.0.0, wildcard bits 0.255.255.255 (2 matches)
    30 deny   any (1 match)
Extended IP access list MGMT
    10 permit tcp host 192.0.2.6 any eq 22 (71 matches)
*Sep 13 09:18:39.349: %SYS-5-CONFIG_I: Configured from console by console
    20 permit tcp any any eq telnet time-range WORK (inactive)
IPv6 access list MGMT6
    permit tcp host 2001:DB8::6 any eq 22 (3 matches) sequence 10
    sequence 20 deny ipv6 any any
R1#
"""


def test_show_access_lists():
    found = acl.shown(SHOWN)
    assert {key: [str(entry) for entry in value.entries] for key, value in found.items()} == {
        (4, "10"): ["10 permit 10.0.0.0, wildcard bits 0.255.255.255", "20 permit 192.0.2.7 log", "30 deny any"],
        (4, "MGMT"): [
            "10 permit tcp host 192.0.2.6 any eq 22",
            "20 permit tcp any any eq telnet time-range WORK",
        ],
        (6, "MGMT6"): ["10 permit tcp host 2001:DB8::6 any eq 22", "20 deny ipv6 any any"],
    }
    assert acl.verdict(found[4, "10"], "10.1.1.1").answer == "permit"
    assert acl.verdict(found[4, "10"], "192.0.2.7").answer == "permit"
    assert acl.verdict(found[4, "10"], "192.0.2.8").answer == "deny"
    assert acl.verdict(found[4, "MGMT"], "192.0.2.6").answer == "permit"
    assert acl.verdict(found[6, "MGMT6"], "2001:db8::7").answer == "deny"


def test_show_access_lists_without_blanks_in_front():
    """As some devices print it. Source: ntc-templates and genieparser, `show access-lists`."""
    plain = "\n".join(line.strip() for line in SHOWN.splitlines())
    assert acl.shown(plain) == acl.shown(SHOWN)


def test_names_of_ports_are_ports():
    assert all(0 < port < 65536 for port in acl.TCP_PORTS.values())
    for name, port in acl.TCP_PORTS.items():
        assert said(EXTENDED + f" 10 permit tcp any any eq {name}\n", "192.0.2.6", port=port).answer == "permit"


# --- against somebody who does it bit by bit ------------------------------------------------------------------------

ADDRESSES = st.integers(0, 15).map(lambda low: 0x0A000000 + low) | st.integers(0, 0xFFFFFFFF)
WILDCARDS = st.sampled_from([0, 1, 2, 5, 10, 15, 255, 0xFF, 0xFFFFFF, 0xFF00FF, 0xFFFFFFFF])
PORTS = st.one_of(
    st.none(),
    st.tuples(st.sampled_from(["eq", "neq"]), st.lists(st.integers(20, 25), min_size=1, max_size=3)),
    st.tuples(st.sampled_from(["gt", "lt"]), st.lists(st.integers(20, 25), min_size=1, max_size=1)),
    st.tuples(st.just("range"), st.lists(st.integers(20, 25), min_size=2, max_size=2)),
)
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "permit": st.booleans(),
            "value": ADDRESSES,
            "wildcard": WILDCARDS,
            "protocol": st.sampled_from(["tcp", "ip", "udp", "6", "47"]),
            "ports": PORTS,
        }
    ),
    min_size=1,
    max_size=6,
)
SAMPLES = st.tuples(LINES, ADDRESSES, st.integers(19, 26), st.integers(0, 3), st.randoms(use_true_random=False))


def _bit_by_bit(rows, source, port, *, extended):
    for row in rows:
        same = all(
            (row["wildcard"] >> bit) & 1 or (row["value"] >> bit) & 1 == (source >> bit) & 1 for bit in range(32)
        )
        if extended:
            same = same and row["protocol"] in {"tcp", "ip", "6"}
            if row["ports"] is not None and row["protocol"] not in {"ip", "47"}:
                operator, numbers = row["ports"]
                meant = {
                    "eq": set(numbers),
                    "neq": set(range(65536)) - set(numbers),
                    "gt": set(range(numbers[0] + 1, 65536)),
                    "lt": set(range(numbers[0])),
                    "range": set(range(min(numbers), max(numbers) + 1)),
                }[operator]
                same = same and port in meant
        if same:
            return "permit" if row["permit"] else "deny"
    return "deny"


def _addresses(row, spelling):
    value, wildcard = IPv4Address(row["value"]), IPv4Address(row["wildcard"])
    if spelling and row["wildcard"] == 0:
        return f"host {value}"
    if spelling and row["wildcard"] == 0xFFFFFFFF:
        return "any"
    return f"{value} {wildcard}"


@settings(max_examples=300, deadline=None)
@given(SAMPLES)
def test_standard_lists_mean_what_their_bits_say(sample):
    rows, source, _port, spelling, random = sample
    entries = [f"{'permit' if row['permit'] else 'deny  '} {_addresses(row, spelling)}" for row in rows]
    numbered = [f"{10 * (index + 1)} {entry}" for index, entry in enumerate(entries)]
    random.shuffle(numbered)
    wanted = _bit_by_bit(rows, source, 22, extended=False)
    for config in (
        "".join(f"access-list 10 {entry}\n" for entry in entries),
        "ip access-list standard A\n" + "".join(f" {entry}\n" for entry in entries),
        "ip access-list standard 10\n" + "".join(f" {entry}\n" for entry in numbered),
    ):
        assert said(config, str(IPv4Address(source))).answer == wanted, config


@settings(max_examples=300, deadline=None)
@given(SAMPLES)
def test_extended_lists_mean_what_their_bits_say(sample):
    rows, source, port, spelling, random = sample
    entries = []
    for row in rows:
        asked = ""
        if row["ports"] is not None and row["protocol"] not in {"ip", "47"}:
            operator, numbers = row["ports"]
            asked = f" {operator} {' '.join(map(str, numbers))}"
        action = "permit" if row["permit"] else "deny"
        entries.append(f"{action} {row['protocol']} {_addresses(row, spelling)} any{asked}")
    numbered = [f"{10 * (index + 1)} {entry}" for index, entry in enumerate(entries)]
    random.shuffle(numbered)
    wanted = _bit_by_bit(rows, source, port, extended=True)
    for config in (
        "".join(f"access-list 110 {entry}\n" for entry in entries),
        "ip access-list extended A\n" + "".join(f" {entry}\n" for entry in numbered),
    ):
        assert said(config, str(IPv4Address(source)), port=port).answer == wanted, config


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 7), st.integers(0, 128)), min_size=1, max_size=5),
    st.integers(0, 7),
)
def test_lists_of_ipv6_mean_what_their_prefixes_say(rows, low):
    base = int(IPv6Address("2001:db8::"))
    wanted = "deny"
    for permit, value, length in rows:
        if ((base + value) >> (128 - length)) == ((base + low) >> (128 - length)):
            wanted = "permit" if permit else "deny"
            break
    source = str(IPv6Address(base + low))
    for form in (
        " {action} tcp {prefix} any eq 22 sequence {number}\n",
        " sequence {number} {action} ipv6 {prefix} any\n",
    ):
        config = SIX + "".join(
            form.format(
                action="permit" if permit else "deny",
                prefix=f"{IPv6Address(base + value)}/{length}".upper(),
                number=10 * (index + 1),
            )
            for index, (permit, value, length) in enumerate(rows)
        )
        assert said(config, source).answer == wanted, config


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["permit", "deny", "tcp", "ip", "any", "host", "10.0.0.1", "eq", "22", "log", "range", "0.0.0.255"]
        ),
        max_size=9,
    ),
    st.sampled_from([STANDARD, EXTENDED, SIX]),
)
def test_no_entry_raises(words, title):
    for source in ("10.0.0.1", "2001:db8::1"):
        assert said(f"{title} {' '.join(words)}\n", source).answer
