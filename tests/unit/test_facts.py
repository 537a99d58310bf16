# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts: what is gathered with which commands, in one structure for every release, and without a secret."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import facts, keys, show
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.access import ACCESS
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.facts import SUBSETS, Facts, subsets
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import LONGEST_COMMAND, NeedsWholeConfig
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.pubkeys import PUBKEYS
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import SERVER
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

RUNNING_15_2 = (Path(__file__).parent / "data" / "running_15_2.txt").read_text()
DER = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
RSA, OTHER = (rsa.generate_private_key(65537, 2048).public_key().public_bytes(*DER) for _unused in range(2))
EC = ec.generate_private_key(ec.SECP384R1()).public_key().public_bytes(*DER)
EVERYTHING = tuple(SUBSETS)
BUT_SESSIONS = tuple(name for name in SUBSETS if name != "sessions")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["all", "!sessions"], BUT_SESSIONS),
        (["all"], EVERYTHING),
        ([], EVERYTHING),
        (["min"], ("server",)),
        (["!all"], ("server",)),
        (["!min"], tuple(name for name in SUBSETS if name != "server")),
        (["lines", "server"], ("server", "lines")),
        (["!lines"], tuple(name for name in SUBSETS if name != "lines")),
        (["all", "!all", "lines"], ("server",)),
        (["server", "!server"], ()),
    ],
)
def test_subsets(words: list[str], expected: tuple[str, ...]) -> None:
    assert subsets(words) == expected


@pytest.mark.parametrize("word", ["nonsense", "!nonsense", "", "!!lines"])
def test_an_unknown_subset_is_named(word: str) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(word))):
        subsets(["server", word])


def test_three_commands_tell_everything_but_the_sessions() -> None:
    assert [read.command.split(" |")[0] for read in Facts(BUT_SESSIONS).reads()] == [
        "show running-config",
        "show ip ssh",
        "show crypto key mypubkey all",
    ]
    assert [read.command for read in Facts(["sessions"]).reads()] == ["show ssh", "show users"]
    assert len(Facts(["lines", "scp", "traps", "client", "users", "aaa", "public_keys"]).reads()) == 1
    assert Facts([]).reads() == ()


def test_the_command_fits_a_line_and_asks_for_no_help() -> None:
    command = facts.READS["running-config"].command
    assert "section" in command
    assert len(command) <= LONGEST_COMMAND
    assert "?" not in command


BLANK = " "  # where devices print one at the end of a line
FULL = f"""version 17.15
hostname r1
no aaa new-model
aaa authentication login default group tacacs+ local
aaa authorization exec default local{BLANK}
ip domain name example.com
username admin privilege 15 secret 9 $9$secret
username old password 7 0822455D0A16
username clear one-time password 0 s3cret
username nobody privilege 3 nopassword
no ip domain lookup
ip ssh bulk-mode 131072
ip ssh port 2222 rotary 1
ip ssh time-out 60
ip ssh version 2
ip ssh source-interface Loopback0
ip ssh rsa keypair-name SSH
ip ssh rekey time 60
no ip ssh logging events
ip ssh stricthostkeycheck accept-new
ip ssh server certificate profile
 server
  trustpoint sign TP
ip ssh server algorithm mac hmac-sha2-512
ip ssh client algorithm encryption aes256-ctr
ip ssh pubkey-chain
  username admin
   key-hash ssh-rsa 7FB6EC05EAAD562E290308DD538DEA02 laptop
   key-hash ssh-rsa B3BF21239E5F4BFBC0915890DEEF3C89{BLANK}
  server 192.0.2.7
   key-hash ssh-rsa 0BF21239E5F4BFBC0915890DEEF3C89A
ip scp server enable
ip scp username copier
ip scp password 7 0822455D0A16
login block-for 120 attempts 3 within 60
login on-failure log every 2
no login on-success log
snmp-server enable traps tty
snmp-server host 192.0.2.1 s3cret  tty
snmp-server host 192.0.2.2 vrf Mgmt informs version 2c s3cret udp-port 1162 tty config
snmp-server host 192.0.2.3 version 3 priv s3cret
banner login ^CAuthorised only^C
line vty 0 4
 access-class MGMT in vrf-also
 exec-timeout 5 0
 login local
 transport input ssh
line vty 5 15
 transport input none
end
"""


@pytest.mark.parametrize("facet", [SERVER, ACCESS, PUBKEYS], ids=lambda facet: facet.name)
def test_the_section_holds_what_each_facet_reads(facet: Any) -> None:
    """Whatever line a facet asks for, the facts ask for too."""
    sections = [section for read in facet.reads({"timeout": 1, "lines": [], "users": []}) for section in read.sections]
    assert sections
    ours = re.compile("|".join(facts.SECTIONS))
    asked = [line for line in FULL.splitlines() if re.search("|".join(sections), line)]
    assert [line for line in asked if not ours.search(line)] == []


def shape(value: Any) -> Any:
    """Return the keys of a fact; a list is that of its members, or empty."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items()}
    if isinstance(value, list):
        members = [shape(member) for member in value if isinstance(member, dict)]
        return [functools.reduce(merged, members)] if members else []
    return None


def merged(one: Any, other: Any) -> Any:
    """Return a shape in which what one leaves open is as in the other; what both have must have the same keys."""
    if isinstance(one, dict) and isinstance(other, dict):
        assert one.keys() == other.keys()
        return {name: merged(one[name], other[name]) for name in one}
    if isinstance(one, list) and one and isinstance(other, list) and other:
        return [merged(one[0], other[0])]
    return one or other


def test_every_release_has_the_same_structure() -> None:
    texts = ["", "version 12.4\nhostname old\nend\n", RUNNING_15_2, FULL]
    whole = functools.reduce(merged, [shape(facts.of_text(text)) for text in texts])
    assert whole.keys() == set(BUT_SESSIONS)
    assert whole["lines"][0]["exec_timeout"] == {"minutes": None, "seconds": None}


def test_silence_is_null_and_no_default() -> None:
    server: Any = facts.of_text("version 17.15\nhostname r1\nend\n")["server"]
    known = {"release": "17.15", "hostname": "r1", "login_banner": False}
    assert {name: server.pop(name) for name in known} == known

    def leaves(value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [leaf for member in value.values() for leaf in leaves(member)]
        return [value]

    assert {leaf for leaf in leaves(server) if leaf != []} == {None}


def test_what_is_configured() -> None:
    found: Any = facts.of_text(FULL)
    server = found["server"]
    assert server["configured_version"] == "2"
    assert server["version"] is None  # only `show ip ssh` tells what is in effect
    assert (server["timeout"], server["rekey"]) == (60, {"time": 60, "volume": None})
    assert server["ports"] == [{"port": 2222, "rotary": 1, "rotary_end": None}]
    assert server["logging_events"] is False
    assert server["bulk_mode"] == {"enabled": True, "size": 131072}
    assert server["certificate_profile"]["server"] == {"trustpoint": "TP", "ocsp_response": None}
    assert server["login_protection"]["block_for"] == {"seconds": 120, "attempts": 3, "within": 60}
    assert server["login_protection"]["on_failure"] == {"log": True, "every": 2}
    assert server["login_banner"] is True
    assert server["algorithms"]["mac"] == ["hmac-sha2-512"]
    assert found["public_keys"] == {
        "users": [
            {
                "name": "admin",
                "keys": [
                    {"type": "ssh-rsa", "hash": "7FB6EC05EAAD562E290308DD538DEA02", "comment": "laptop"},
                    {"type": "ssh-rsa", "hash": "B3BF21239E5F4BFBC0915890DEEF3C89", "comment": None},
                ],
            }
        ],
        "servers": [
            {
                "name": "192.0.2.7",
                "keys": [{"type": "ssh-rsa", "hash": "0BF21239E5F4BFBC0915890DEEF3C89A", "comment": None}],
            }
        ],
    }
    assert found["scp"] == {"enabled": True, "client_username": "copier", "client_password": True}
    assert found["aaa"] == {
        "new_model": False,
        "authentication_login": [{"name": "default", "methods": ["group tacacs+", "local"]}],
        "authorization_exec": [{"name": "default", "methods": ["local"]}],
        "authorization_console": None,
    }
    assert found["users"] == [
        {"name": "admin", "privilege": 15, "password_type": "secret", "hash_type": 9, "one_time": False},
        {"name": "old", "privilege": 1, "password_type": "password", "hash_type": 7, "one_time": False},
        {"name": "clear", "privilege": 1, "password_type": "password", "hash_type": 0, "one_time": True},
        {"name": "nobody", "privilege": 3, "password_type": None, "hash_type": None, "one_time": False},
    ]
    assert found["client"] == {
        "algorithms": {"encryption": ["aes256-ctr"], "mac": None, "kex": None},
        "source_interface": "Loopback0",
        "strict_host_key_check": "accept-new",
    }
    assert found["traps"] == {
        "enabled": True,
        "hosts": [
            {"host": "192.0.2.1", "vrf": None, "kind": "trap", "version": "1", "port": None, "types": ["tty"]},
            {
                "host": "192.0.2.2",
                "vrf": "Mgmt",
                "kind": "inform",
                "version": "2c",
                "port": 1162,
                "types": ["tty", "config"],
            },
            {"host": "192.0.2.3", "vrf": None, "kind": "trap", "version": "3", "port": None, "types": []},
        ],
    }
    first, second = found["lines"]
    assert (first["first"], first["last"], first["login"], first["transport_input"]) == (0, 4, "local", ["ssh"])
    assert first["access_class"] == [{"name": "MGMT", "direction": "in", "ipv6": False, "vrf_also": True}]
    assert first["exec_timeout"] == {"minutes": 5, "seconds": 0}
    assert (second["first"], second["last"], second["transport_input"]) == (5, 15, ["none"])
    assert second["exec_timeout"] == {"minutes": None, "seconds": None}


def test_no_secret_is_a_fact() -> None:
    text = json.dumps(facts.of_text(FULL + RUNNING_15_2))
    assert "s3cret" not in text
    assert "$9$" not in text
    assert "0822455D0A16" not in text
    assert not re.search(r"\$1\$|secret 5", text)


# --- show ip ssh and key pairs ---


def openssh(der: bytes) -> str:
    return keys.from_spki(der).openssh


def pair(
    name: str, der: bytes, *, kind: str = "RSA", usage: str = "General Purpose Key", temporary: bool = False
) -> str:
    more = "Temporary key\n" if temporary else " Storage Device: private-config\n"
    return (
        f"% Key pair was generated at: 09:32:02 UTC Aug 23 2022\nKey name: {name}\nKey type: {kind} KEYS\n{more}"
        f" Usage: {usage}\n Key is not exportable.\n Key Data:\n  {der.hex().upper()}\n"
    )


OLD = "SSH Enabled - version 1.99\nAuthentication timeout: 120 secs; Authentication retries: 3\n"
OLD_OFF = "SSH Disabled - version 1.99\n%Please create RSA keys (of atleast 768 bits size) to enable SSH v2.\n"
NEW = f"""SSH Enabled - version 2.0
Authentication methods:publickey,keyboard-interactive,password
Encryption Algorithms:aes256-ctr
Authentication timeout: 30 secs; Authentication retries: 2
IOS Keys in SECSH format(ssh-rsa, base64 encoded): SSH
Modulus Size : 2048 bits
{openssh(RSA)}
"""
BOTH = pair("first", OTHER) + pair("SSH", RSA)


@pytest.mark.parametrize(
    ("running", "status", "pairs", "used"),
    [
        ("", NEW, BOTH, {"first": False, "SSH": True}),
        ("", NEW.replace(" SSH\n", "\n"), BOTH, {"first": False, "SSH": True}),  # releases that print no name
        ("", NEW, BOTH + pair("E", EC, kind="EC"), {"first": False, "SSH": True, "E": False}),
        ("ip ssh rsa keypair-name SSH\n", OLD, BOTH, {"first": False, "SSH": True}),
        ("", OLD, BOTH, {"first": None, "SSH": None}),  # the first that was generated, and nobody tells which
        ("", OLD, pair("r1.x", RSA) + pair("r1.x.server", OTHER, usage="Encryption Key", temporary=True),
         {"r1.x": True, "r1.x.server": False}),
        ("", OLD, pair("u", RSA, usage="Signature Key") + pair("u", OTHER, usage="Encryption Key"), {"u": False}),
        ("ip ssh rsa keypair-name SSH\n", OLD_OFF, BOTH, {"first": False, "SSH": False}),
        ("", "% Invalid input", BOTH, {"first": None, "SSH": None}),
        ("", NEW, "", {}),
        ("", NEW, None, {"SSH": True}),  # the command for key pairs was refused
    ],
)  # fmt: skip
def test_which_key_ssh_uses(running: str, status: str, pairs: str | None, used: dict[str, bool | None]) -> None:
    replies = {"running-config": running, "ip-ssh": status}
    replies |= {} if pairs is None else {"keys": pairs}
    found: Any = Facts(["host_keys"], "[r1]:2022").have(replies)["host_keys"]
    assert {key["name"]: key["used_by_ssh"] for key in found} == used
    for key in found:
        known = f"[r1]:2022 {key['public_key']}" if key["used_by_ssh"] else None
        assert key["known_hosts"] == known


def test_what_ssh_tells_wins_over_what_is_configured() -> None:
    replies = {"running-config": "version 15.2\nip ssh time-out 99\nip ssh version 2\n", "ip-ssh": NEW}
    server: Any = Facts(["server"]).have(replies)["server"]
    assert (server["enabled"], server["version"], server["compatibility_mode"]) == (True, "2.0", False)
    assert (server["timeout"], server["authentication_retries"]) == (30, 2)
    assert server["authentication_methods"] == ["publickey", "keyboard", "password"]
    assert server["algorithms"] == {
        "encryption": ["aes256-ctr"], "mac": None, "kex": None, "hostkey": None, "publickey": None,
    }  # fmt: skip


def test_why_it_is_off() -> None:
    server: Any = Facts(["server"]).have({"running-config": "version 12.4\n", "ip-ssh": OLD_OFF})["server"]
    assert server["enabled"] is False
    assert server["compatibility_mode"] is True
    assert server["why_disabled"] == "Please create RSA keys (of atleast 768 bits size) to enable SSH v2."


def test_what_the_image_does_not_know_is_null() -> None:
    found = Facts(EVERYTHING).have({"running-config": "version 12.4\nhostname r1\n"})
    assert found["sessions"] is None
    assert found["host_keys"] is None
    server: Any = found["server"]
    assert server["enabled"] is None


def test_a_section_that_ends_inside_a_banner_is_not_enough() -> None:
    with pytest.raises(NeedsWholeConfig):
        Facts(["lines"]).have({"running-config": "version 15.2\nbanner login ^CHello\nline vty 0 4\n"})
    with pytest.raises(ValueError, match="ends inside a banner"):
        facts.of_text("version 15.2\nbanner login ^CHello\nline vty 0 4\n")


def test_sessions_come_from_somewhere() -> None:
    ssh = """Connection Version Mode Encryption  Hmac         State                 Username
0          2.0     IN   aes128-ctr  hmac-sha1    Session started       mason
0          2.0     OUT  aes128-ctr  hmac-sha1    Session started       mason
1          2.0     IN   aes128-ctr  hmac-sha1    Session started       late
"""
    users = """    Line       User       Host(s)              Idle       Location
*  2 vty 0     mason      idle                 00:00:00 10.1.10.6
   3 vty 1     other      idle                 00:00:00 10.1.10.7
"""
    there, gone = Facts(["sessions"]).have({"ssh": ssh, "users": users})["sessions"]
    assert (there["line"], there["tty"], there["location"], there["current"]) == ("vty 0", 2, "10.1.10.6", True)
    assert (gone["user"], gone["line"], gone["location"], gone["current"]) == ("late", None, None, None)
    assert facts.sessions_of_text(ssh + users) == [there, gone]
    (alone, _second) = Facts(["sessions"]).have({"ssh": ssh})["sessions"]
    assert alone["cipher_out"] == "aes128-ctr"
    assert alone["location"] is None


def test_filters_tell_text_of_another_command_by_null() -> None:
    assert facts.sessions_of_text("SSH Enabled - version 2.0") is None
    assert facts.status_of_text("%No SSHv2 server connections running.") is None
    assert facts.host_keys_of_text("nothing") == []


def test_show_ip_ssh_as_a_dictionary() -> None:
    found: Any = facts.status_of_text(f"r1#show ip ssh\n{NEW}r1#")
    assert found["algorithms"]["encryption"] == ["aes256-ctr"]
    assert found["host_keys"][0]["sha256"] == keys.from_spki(RSA).sha256
    old: Any = facts.status_of_text(OLD)
    assert old["host_keys"] is None
    assert shape(found).keys() == shape(old).keys()


def test_host_keys_of_a_text_with_both_outputs() -> None:
    found: Any = facts.host_keys_of_text(BOTH + NEW, "r1")
    assert [(key["name"], key["used_by_ssh"], key["bits"]) for key in found] == [
        ("first", False, 2048),
        ("SSH", True, 2048),
    ]
    assert found[1]["known_hosts"] == f"r1 {openssh(RSA)}"
    assert show.crypto_keys(BOTH)[1].key == keys.from_spki(RSA)


def test_facts_are_small() -> None:
    """A device with four key pairs and every algorithm of 17.15, as JSON."""
    found = Facts(BUT_SESSIONS, "[192.0.2.1]:2022").have({
        "running-config": FULL, "ip-ssh": NEW, "keys": BOTH + pair("E", EC, kind="EC") + pair("third", OTHER),
    })  # fmt: skip
    assert len(json.dumps(found)) < 8000


def test_keys_of_a_section_without_the_title_of_the_chain():
    """`show running-config | section username`, in the form published by napalm."""
    raw = (
        f"username bob privilege 15 secret 5 $1$x$y\n  username bob\n   key-hash ssh-rsa {'0A' * 16} bob@example.net\n"
    )
    found = facts.of_text(raw)
    key = {"comment": "bob@example.net", "type": "ssh-rsa", "hash": "0A" * 16}
    assert found["public_keys"]["users"] == [{"name": "bob", "keys": [key]}]
    assert [(user["name"], user["privilege"], user["hash_type"]) for user in found["users"]] == [("bob", 15, 5)]
