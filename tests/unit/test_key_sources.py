# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys that the controller fetches: which members of a wish are files, and what servers may show."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFileNotFound
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible import key_sources
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.keys import from_openssh
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import WishError
from ansible_collections.secureshell.ios.plugins.plugin_utils._device import server_key
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.errors import ConnectFailed
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PUBLIC = ed25519.Ed25519PrivateKey.from_private_bytes(b"k" * 32).public_key()
KEY = from_openssh(PUBLIC.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode())


@pytest.fixture
def find(tmp_path):
    (tmp_path / "bob.pub").write_text("text of bob", encoding="ascii")

    def path_of(name):
        if not (tmp_path / name).exists():
            raise AnsibleFileNotFound(file_name=name)
        return str(tmp_path / name)

    return path_of


@pytest.fixture
def asked(monkeypatch):
    """What servers are asked; each shows the same key."""
    questions = []

    def ask(*question):
        questions.append(question)
        if question[0] == "closed":
            raise ConnectFailed("cannot connect to closed port 22: connection refused.")
        return KEY

    monkeypatch.setattr(server_key, "ask", ask)
    return questions


def row(*keys, **more):
    return {"servers": [{"name": "r2", **({"keys": list(keys)} if keys else {}), **more}]}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("bob.pub", {"file": "bob.pub", "key": "text of bob"}),
        (" bob.pub\n", {"file": "bob.pub", "key": "text of bob"}),
        ({"file": "bob.pub", "comment": "x"}, {"file": "bob.pub", "comment": "x", "key": "text of bob"}),
        ("ssh-rsa AAAA bob.pub", "ssh-rsa AAAA bob.pub"),
        ({"type": "ssh-rsa", "hash": "A.pub"}, {"type": "ssh-rsa", "hash": "A.pub"}),
        (7, 7),
    ],
)
def test_files(find, given, wanted):
    config, learned = key_sources.complete({"users": [{"name": "bob", "keys": [given]}], "send_as": "key_hash"}, find)
    assert config == {"users": [{"name": "bob", "keys": [wanted]}], "send_as": "key_hash"}
    assert learned == []


def test_what_is_no_list_is_left_to_the_core(find):
    for config in (None, {"users": {}}, {"users": ["bob"]}, {"users": [{"name": "bob", "keys": "bob"}]}):
        assert key_sources.complete(config, find) == (config, [])


def test_a_file_that_is_not_there(find):
    with pytest.raises(WishError, match=r"users\[0\].keys\[0\]: the file 'eve.pub' cannot be read: not found"):
        key_sources.complete({"users": [{"name": "eve", "keys": ["eve.pub"]}]}, find)


def test_a_learned_key_joins_those_that_are_given(find, asked):
    config, (learned,) = key_sources.complete(row("one", learn={}), find)
    assert asked == [("r2", 22, "rsa", key_sources.SECONDS)]
    assert config == row("one", {"key": KEY.openssh, "learned": True})
    assert (learned["fingerprint"], learned["md5"]) == (KEY.sha256, KEY.md5)
    assert learned["known_hosts"] == f"r2 {KEY.openssh}"


@pytest.mark.parametrize("fingerprint", [KEY.sha256, KEY.md5.lower(), f"MD5:{KEY.md5}"])
def test_somebody_may_vouch_for_it(find, asked, fingerprint):
    learn = {"host": "10.0.0.2", "port": 2022, "type": "ed25519", "fingerprint": fingerprint}
    config, (learned,) = key_sources.complete(row(learn=learn), find)
    assert asked == [("10.0.0.2", 2022, "ed25519", key_sources.SECONDS)]
    assert config == row({"key": KEY.openssh, "learned": False})
    assert learned["known_hosts"].startswith("[10.0.0.2]:2022 ssh-ed25519 ")


@pytest.mark.parametrize(
    ("learn", "message"),
    [
        ({"fingerprint": "SHA256:" + "A" * 43}, r"learn.fingerprint: r2 port 22 shows SHA256:\S+, another one"),
        ({"fingerprint": "green"}, r"learn.fingerprint: it is no fingerprint"),
        ({"host": "closed"}, r"servers\[0\].learn: cannot connect to closed port 22: connection refused; check"),
    ],
)
def test_what_must_not_be_learned(find, asked, learn, message):
    with pytest.raises(WishError, match=message):
        key_sources.complete(row(learn=learn), find)
    assert bool(asked) == ("green" not in learn.values())
