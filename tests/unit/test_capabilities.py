# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of releases: which row a release gets, and the facts that the rows hold."""

from __future__ import annotations

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.capabilities import (
    CLIENT_LISTS,
    KNOWN_ALGORITHMS,
    ROWS,
    SERVER_LISTS,
    for_release,
)
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.releases import Release


def row(name):
    return for_release(Release.parse(name))


def test_rows_are_ordered_by_release_and_each_names_its_source():
    since = [entry.since for entry in ROWS]
    assert since == sorted(set(since))
    assert all(entry.source and entry.name for entry in ROWS)
    assert all(set(entry.algorithms) == {*SERVER_LISTS, *(f"client.{name}" for name in CLIENT_LISTS)} for entry in ROWS)


@pytest.mark.parametrize(
    ("release", "name"),
    [
        ("12.4(24)T5", "IOS 12.4"),
        ("15.1(4)M", "IOS 15.0"),
        ("15.2(4)E7", "IOS 15.2"),
        ("15.7(3)M", "IOS 15.2"),
        ("16.8.1", "IOS XE 16"),
        ("17.3.4a", "IOS XE 17.1"),
        ("17.9", "IOS XE 17.7"),
        ("17.10", "IOS XE 17.10"),
        ("17.11.1", "IOS XE 17.11"),
        ("17.15.1", "IOS XE 17.15"),
        ("17.18.2", "IOS XE 17.16"),
        ("26.1.1", "IOS XE 26.1"),
        ("03.06.05E", "IOS 15.2"),
    ],
)
def test_a_release_gets_the_row_that_holds_for_it(release, name):
    assert row(release).name == name
    assert row(release).warnings == ()


@pytest.mark.parametrize(
    ("release", "name", "word"), [("12.2(55)SE", "IOS 12.4", "older"), ("26.2.1", "IOS XE 26.1", "newer")]
)
def test_a_release_outside_of_the_table_gets_the_nearest_row_and_a_warning(release, name, word):
    found = row(release)
    assert found.name == name
    assert f"release {release} is {word} than any" in found.warnings[0]


@pytest.mark.parametrize(
    ("release", "fact", "value"),
    [
        ("12.4", "domain_command", "ip domain-name"),
        ("15.2", "domain_command", "ip domain name"),
        ("17.6", "versions", ("1", "2", "1.99")),
        ("17.7", "versions", ("2",)),
        ("17.9", "bulk_mode_default", {"enabled": False}),
        ("17.10", "bulk_mode_default", {"enabled": True, "size": 131072}),
        ("17.11", "logging_events_default", False),
        ("17.12", "logging_events_default", True),
        ("15.0", "methods_in_one_line", False),
        ("16.8", "methods_in_one_line", True),
        ("17.10", "rsa_ssh_minimum", 768),
        ("17.11", "rsa_ssh_minimum", 2048),
        ("17.18", "rsa_ssh_minimum_doubtful", 2048),
        ("26.1", "rsa_ssh_minimum_doubtful", 3072),
        ("12.4", "ec_keys_for_ssh", False),
        ("17.15", "ec_keys_for_ssh", True),
        ("17.15", "transport_input_default", ("ssh",)),
        ("15.2", "dh_min_size_default", 1024),
        ("16.8", "dh_min_size_default", 2048),
    ],
)
def test_facts(release, fact, value):
    assert getattr(row(release), fact) == value


@pytest.mark.parametrize(
    ("release", "entry", "default"),
    [
        ("16.8", "mac", "hmac-sha2-256 hmac-sha2-512 hmac-sha1 hmac-sha1-96"),
        ("16.8", "client.encryption", "aes128-ctr aes192-ctr aes256-ctr"),
        ("16.8", "kex", "diffie-hellman-group-exchange-sha1 diffie-hellman-group14-sha1"),
        ("17.15", "mac", "hmac-sha2-256-etm@openssh.com hmac-sha2-512-etm@openssh.com"),
        (
            "17.15",
            "hostkey",
            "ecdsa-sha2-nistp256 ecdsa-sha2-nistp384 ecdsa-sha2-nistp521 rsa-sha2-512 rsa-sha2-256 ssh-rsa",
        ),
        ("17.16", "hostkey", "ecdsa-sha2-nistp256 ecdsa-sha2-nistp384 ecdsa-sha2-nistp521 rsa-sha2-512 rsa-sha2-256"),
        (
            "26.1",
            "mac",
            "hmac-sha2-256-etm@openssh.com hmac-sha2-512-etm@openssh.com hmac-sha2-256 hmac-sha2-512",
        ),
    ],
)
def test_default_lists_as_captured(release, entry, default):
    assert row(release).algorithms[entry].default == tuple(default.split())


@pytest.mark.parametrize(("release", "default"), [("17.15", True), ("17.16", False)])
def test_ssh_rsa_leaves_the_defaults_with_17_16(release, default):
    for name in ("hostkey", "publickey"):
        assert ("ssh-rsa" in row(release).algorithms[name].default) is default
        assert "ssh-rsa" in row(release).algorithms[name].accepted


def test_no_default_is_claimed_where_sources_of_one_train_differ():
    assert row("17.18").algorithms["mac"].default is row("17.9").algorithms["mac"].default is None


def test_every_default_is_accepted():
    for entry in ROWS:
        for names in entry.algorithms.values():
            assert set(names.default or ()) <= set(names.accepted) <= KNOWN_ALGORITHMS


@pytest.mark.parametrize(("release", "known"), [("17.18", False), ("26.1", True)])
def test_post_quantum_key_exchange_begins_with_26_1(release, known):
    assert ("mlkem768x25519-sha256" in row(release).algorithms["kex"].accepted) is known
    assert row(release).algorithms["kex"].complete


def test_no_algorithm_stands_twice_and_every_default_is_accepted():
    for row in ROWS:
        for name, entry in row.algorithms.items():
            assert len(set(entry.accepted)) == len(entry.accepted), (row.name, name)
            assert set(entry.default or ()) <= set(entry.accepted), (row.name, name)
