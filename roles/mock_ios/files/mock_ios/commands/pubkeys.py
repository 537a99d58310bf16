# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`ip ssh pubkey-chain`: keys of users, who log in with them, and of servers, which the ssh client checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import keychain
from ..keychain import CHAIN, StoredKey
from . import Call, Refused, Row, Setting

if TYPE_CHECKING:
    from ..device import Device

DATA = "ssh-pubkey-data"
LAST = "exit"  # alone on its line it ends the data (reference 2.1)


def chain(call: Call) -> None:
    """Enter the chain, or forget all of it."""
    if call.negated or call.reset:
        call.device.config.remove(CHAIN)
    else:
        call.cursor.enter("ssh-pubkey", block=CHAIN)


def holder(call: Call) -> None:
    """`username NAME` and `server NAME`; a new user beyond the limit of the release is refused (reference 2.4)."""
    device, slot = call.device, " ".join(call.words)
    if call.negated or call.reset:
        keychain.remove(device.config, slot)
        return
    facts = device.profile.ssh["pubkey"]
    known = keychain.holders(device.config, call.words[0])
    if call.words[1] not in known:
        if call.words[0] == "username" and len(known) >= facts["users"]:
            raise Refused(keychain.TOO_MANY_USERS)
        keychain.write(device.config, slot, (), facts)
    mode = "ssh-pubkey-user" if call.words[0] == "username" else "ssh-pubkey-server"
    call.cursor.enter(mode, block=CHAIN, child=slot)


async def key_string(call: Call) -> None:
    """Read lines until `exit` alone; what is wrong with them is said only then. Ctrl-C and Ctrl-Z give up."""
    shell, cursor = call.live, call.cursor
    mode, cursor.mode = cursor.mode, DATA
    lines: list[str] = []
    while (line := await shell.text_line(shell.prompt)) is not None:
        if line.strip() == LAST:
            cursor.mode = mode
            take(call.device, cursor.child, lines)
            return
        lines.append(line)
    shell.leave_mode("exec")


def key_string_row(call: Call) -> object:
    """In a configuration that is being read, the reader collects the lines."""
    if call.shell:
        return key_string(call)
    call.cursor.mode = DATA
    return None


def take(device: Device, slot: str, lines: list[str]) -> None:
    """Store the key that was typed. Raises Refused in the words of the device."""
    try:
        key, blob = keychain.decode(lines, device.profile.ssh["pubkey"])
    except keychain.KeyRefused as refusal:
        raise Refused(str(refusal)) from None
    device.seen_keys[key.hash] = keychain.sha256(blob)
    _store(device, slot, key)


def key_hash(call: Call) -> None:
    """`key-hash TYPE HASH [comment]`, and its `no`, to which the comment does not matter."""
    facts = call.device.profile.ssh["pubkey"]
    kind, digest = call.words[1:3]
    if not keychain.HASH.fullmatch(digest):
        raise call.invalid(2)
    digest = digest.upper() if len(digest) == 32 else digest.lower()
    slot = call.cursor.child
    if call.negated or call.reset:
        kept = [key for key in keychain.keys_of(call.device.config, slot) if (key.type, key.hash) != (kind, digest)]
        keychain.write(call.device.config, slot, kept, facts)
        return
    if kind not in facts["types"]:
        raise Refused(facts["other_type"])
    _store(call.device, slot, StoredKey(kind, digest, " ".join(call.args.get("LINE", "").split())))


def _store(device: Device, slot: str, key: StoredKey) -> None:
    """Add a key; the same key once more changes nothing, which is unverified."""
    facts = device.profile.ssh["pubkey"]
    keys = keychain.keys_of(device.config, slot)
    if any((old.type, old.hash) == (key.type, key.hash) for old in keys):
        return
    kind, _unused, name = slot.partition(" ")
    if kind == "username" and len(keys) >= facts["keys"]:
        raise Refused(keychain.TOO_MANY_KEYS.format(name=name))
    keychain.write(device.config, slot, (*keys, key), facts)


def show_servers(call: Call) -> str:
    """Reference 4.4; a key that was entered as its MD5 is listed so, in lower case, which is unverified."""
    device = call.device
    configured = [
        f"{name} {key.type} {device.seen_keys.get(key.hash, key.hash).lower()}"
        for name in keychain.holders(device.config, "server")
        for key in keychain.keys_of(device.config, f"server {name}")
    ]
    learned = [
        f"{name} {keychain.type_of(blob)} {keychain.sha256(blob)}"
        for name, blobs in device.learned_servers.items()
        for blob in blobs
    ]
    return "\n".join(["Configured Entries:", *configured, "", "Learned TOFU Entries:", *learned])


def clear_servers(call: Call) -> None:
    """Forget what was learned, of one server or of all; what is configured stays, which is unverified."""
    learned = call.device.learned_servers
    if call.has("all"):
        learned.clear()
    else:
        learned.pop(call.words[-1].lower(), None)


_MODES = ("ssh-pubkey-user", "ssh-pubkey-server")
ROWS = (
    Row(CHAIN, chain, "config", negatable=3, source="2.1"),
    Row("username NAME", holder, "ssh-pubkey", negatable=2, source="2.1"),
    Row("server NAME", holder, "ssh-pubkey", negatable=2, source="2.1"),
    *(Row("key-string", key_string_row, mode, source="2.1") for mode in _MODES),
    *(Row("key-hash TYPE HASH [LINE]", key_hash, mode, negatable=3, source="2.1, 2.2") for mode in _MODES),
    Setting("ip ssh stricthostkeycheck accept-new", 3, "ssh.accept_new", source="1.1"),
    Row("show ip ssh pubkey server all", show_servers, user=True, needs="ssh.accept_new", source="4.4"),
    Row("clear ip ssh pubkey server {all|SERVER}", clear_servers, needs="ssh.accept_new", source="1.1"),
)
