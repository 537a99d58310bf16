# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public keys typed at a device that judges them when the data ends, and what is left of the session then."""

from __future__ import annotations

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.keys import from_openssh
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.pubkeys import PUBKEYS
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.transaction import Request, TransactionError, run
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEY = (
    rsa.RSAPublicNumbers(65537, (1 << 2048) - 569)
    .public_key()
    .public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    .decode()
)
WISH = Request({"send_as": "key_string", "users": [{"name": "bob", "keys": [KEY]}]}, "merged")
CONFIG, CHAIN, USER, DATA = (
    f"R1({label})#" for label in ("config", "conf-ssh-pubkey", "conf-ssh-pubkey-user", "conf-ssh-pubkey-data")
)
DAMAGED = "%SSH: Failed to decode the Key Value"


def lines():
    """The command that reads, and the lines of the key."""
    (read,) = PUBKEYS.reads(None)
    plan = PUBKEYS.plan(PUBKEYS.have({"running-config": "version 17.9\n"}), WISH.config, "merged")
    return read.command, plan.steps[0].commands[1:-1]


def replies(said, after=USER):
    """What a device says: `said` when the data end, and the mode to which that leads."""
    command, data = lines()
    return {
        command: "version 17.9\r\n",
        "configure terminal": {"send": ["{p}"], "prompt": CONFIG},
        "ip ssh pubkey-chain": {"send": ["{p}"], "prompt": CHAIN},
        "username bob": {"send": ["{p}"], "prompt": USER},
        "key-string": {"send": ["{p}"], "prompt": DATA},
        **dict.fromkeys(data, ""),
        "exit": [{"send": [f"{said}\r\n{{p}}"], "prompt": after}, {"send": ["{p}"], "prompt": USER}],
        "end": {"send": ["{p}"], "prompt": "R1#"},
        "show clock": "12:00:00 UTC\r\n",
    }


@pytest.mark.parametrize("after", [USER, CHAIN, DATA], ids=["user", "chain", "still data"])
def test_a_key_that_the_device_cannot_read_is_named_and_the_session_is_no_key_data(login, after):
    session = login(replies=replies(DAMAGED, after))
    with pytest.raises(TransactionError) as caught:
        run(session, PUBKEYS, WISH)
    assert str(caught.value).startswith("users[bob].keys[")
    assert f"the device refused 'key-string': '{DAMAGED}'" in str(caught.value)
    assert session.mode == "privileged"
    assert session.command("show clock").text == "12:00:00 UTC"


def test_a_device_that_falls_silent_in_the_middle_of_a_key_is_called_back(login):
    said = replies("")
    said[lines()[1][-1]] = {"send": []}
    session = login(target={"command_timeout": 1.0}, replies=said)
    with pytest.raises(TransactionError) as caught:
        run(session, PUBKEYS, WISH)
    assert "Whether it took effect is not known: users[bob].keys[" in str(caught.value)
    assert session.mode == "privileged"
    assert session.command("show clock").text == "12:00:00 UTC"


def test_a_key_that_the_device_takes_and_forgets_is_named_without_its_lines(login):
    with pytest.raises(TransactionError, match=r"users\[bob\].keys\[\w+\]: 'key-string' did not take effect \(ssh-rsa"):
        run(login(replies=replies("")), PUBKEYS, WISH)


def test_a_key_that_the_device_takes_is_read_back(login):
    read = lines()[0]
    said = replies("")
    stored = (
        f"version 17.9\r\nip ssh pubkey-chain\r\n  username bob\r\n   key-hash ssh-rsa {from_openssh(KEY).md5} \r\n"
    )
    said[read] = [said[read], stored]
    session = login(replies=said)
    outcome = run(session, PUBKEYS, WISH)
    assert outcome.changed
    assert outcome.after == outcome.plan.after
    assert session.mode == "privileged"
