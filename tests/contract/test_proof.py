# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proof against real servers that say no in every phase: what an operator is told, and where to look."""

from __future__ import annotations

import socket

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.means import Means
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.proof import Account, Asked, prove
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.target import Place
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.transports.known_hosts import fingerprint
from carriers import target_for

OLD = {"kex": ["diffie-hellman-group1-sha1"]}
ANOTHER = ("ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl")


@pytest.fixture
def closed_port():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def of(peer):
    """Return the host key of a peer as (type, base64)."""
    return tuple(peer["host_key"].split())


def ask(target, asked=None, expected=()):
    proof = prove(target, asked or Asked(), expected, Means())
    if proof.session is not None:
        proof.session.close()
    return proof


def test_a_proof_has_figures(peers, home, transport):
    peer = peers.start()
    key = of(peer)
    proof = ask(target_for(transport, peer["port"], home), expected=[key])
    report = proof.report()
    assert proof.proven, proof.why
    assert report["host_key"] == {"type": "ssh-ed25519", "sha256": fingerprint(key[1])}
    assert (report["user"], report["privilege"], report["way"]) == ("admin", 15, "ssh")
    assert report["host_key_was_pinned"]
    assert 0 < report["seconds"] < 30
    assert [(row["check"], row["ok"], row["user"]) for row in report["checks"]] == [("login", True, "admin")]
    if transport == "libssh":
        assert all(report["algorithms"][name] for name in ("kex", "cipher"))


ENDS = [
    ({"behaviour": "closed"}, {}, "closed it before it named itself", "access-class of the lines"),
    ({"behaviour": "text"}, {}, "closed it before it named itself", "quiet mode"),
    ({"algorithms": OLD}, {}, "there is no key exchange", "the algorithms that the device offers"),
    ({}, {"password": "wrong"}, "the device does not let the user in", "the AAA lists"),
    ({"shell": False}, {}, "the login gives no prompt", "aaa authorization exec"),
    (
        {"replies": {"show privilege": "Current privilege level is 1\r\n", "enable": "% Access denied\r\n"}},
        {"become": True, "enable_password": "wrong"},
        "enable does not lead to privilege level 15",
        "the enable secret",
    ),
]


@pytest.mark.parametrize("case", ENDS, ids=[row[2] for row in ENDS])
def test_where_a_login_ended_is_told(peers, home, transport, case):
    peer, changes, ended, look = case
    proof = ask(target_for(transport, peers.start(**peer)["port"], home, **changes))
    assert not proof.proven
    assert proof.why.startswith("no new login: ")
    assert ended in proof.why
    assert look in proof.why
    assert proof.checks == [{**proof.checks[0], "check": "login", "ok": False, "why": proof.why[14:]}]


def test_a_port_that_refuses_is_no_closed_connection(closed_port, home, transport):
    proof = ask(target_for(transport, closed_port, home))
    assert "no new login: there is no TCP connection: " in proof.why
    assert "(show ip ssh)" in proof.why


def test_another_host_key_than_the_one_that_was_read_is_no_proof(peers, home, transport):
    """Also where the inventory takes every key, and known_hosts has the one that is shown."""
    peer = peers.start()
    (home / ".ssh" / "known_hosts").write_text(f"[127.0.0.1]:{peer['port']} {peer['host_key']}\n")
    target = target_for(transport, peer["port"], home, host_key_checking=False, host_key_auto_add=True)
    proof = ask(target, expected=[ANOTHER])
    assert "the device shows another host key" in proof.why
    assert fingerprint(ANOTHER[1]) in proof.why
    assert "which key pair SSH uses" in proof.why


def test_other_accounts_get_in_or_are_refused(peers, home, transport):
    peer = peers.start(users={"admin": "secret", "eve": "apple"})
    target = target_for(transport, peer["port"], home)
    good, bad = Account("eve", "apple", privilege=15), Account("eve", "pear")
    assert ask(target, Asked(accounts=(good,), refused=(bad,))).proven
    assert (
        "no login of the account 'eve': the device does not let the user in" in ask(target, Asked(accounts=(bad,))).why
    )
    proof = ask(target, Asked(refused=(good,)))
    assert proof.why == "the account 'eve' should be refused: the device lets it in."
    assert [row["ok"] for row in proof.checks] == [True, False]


@pytest.mark.parametrize("case", [("port", True), ("closed", True), ("text", False), ("silent", False)])
def test_telnet_is_refused_or_not(peers, home, closed_port, monkeypatch, case):
    kind, refused = case
    module = "ansible_collections.secureshell.ios.plugins.plugin_utils._device.proof"
    monkeypatch.setattr(f"{module}.TELNET_SPEAKS", 0.3)
    port = closed_port if kind == "port" else peers.start(behaviour=kind)["port"]
    places = {"telnet": Place("127.0.0.1", port)}
    target = target_for("libssh", peers.start()["port"], home, places=places)
    proof = ask(target, Asked(telnet_refused=True))
    assert proof.proven is refused
    assert refused or "takes Telnet. Look at transport input of all lines" in proof.why
