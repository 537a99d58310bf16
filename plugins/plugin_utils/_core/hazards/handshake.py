# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hazards of the handshake: whether device and client still share what they need to talk at all.

Each side names what it can do, and the first of the client's that the device knows is taken. A list of which one side
is not known says nothing, and leads to no refusal.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from ..server import STATUS
from .case import Case, Hazard, Picture
from .identity import in_use

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Kind of algorithm -> what people call it.
NAMES = {
    "kex": "key exchange",
    "encryption": "cipher",
    "mac": "MAC",
    "hostkey": "host key algorithm",
    "publickey": "public key algorithm",
}
# Ciphers that authenticate by themselves, so that no MAC is needed beside. Source: RFC 5647, OpenSSH PROTOCOL.
AEAD = re.compile(r"aes\d+-gcm|chacha20-poly1305")
# Bits of the fixed groups. Source: RFC 4253, RFC 8268. A group exchange takes whatever is asked for.
GROUPS = {1: 1024, 14: 2048, 15: 3072, 16: 4096, 17: 6144, 18: 8192}
_GROUP = re.compile(r"diffie-hellman-group(\d+)-")
# What signs with a key of a type. Source: RFC 8332.
_SIGNS = {"ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa")}


def offered(picture: Picture, kind: str) -> tuple[str, ...] | None:
    """Return what the device offers of a kind, None where nobody knows.

    Host key algorithms are only those for which there is a key, as far as key pairs were read.
    """
    names: tuple[str, ...] | None = picture.server.settings.value((f"algorithms.{kind}",))
    if names is None:
        return None
    if kind == "hostkey" and (pairs := in_use(picture)):
        types = {"ssh-rsa" if pair.type == "rsa" else f"ecdsa-sha2-nistp{pair.bits or ''}" for pair in pairs}
        return tuple(
            name for name in names if any(name in _SIGNS.get(kind_, ()) or name.startswith(kind_) for kind_ in types)
        )
    if kind == "kex":
        least = picture.server.settings.value(("dh_min_size",)) or 0
        return tuple(name for name in names if _bits(name) >= least)
    return names


def _bits(kex: str) -> int:
    """Return the bits of a fixed group, and more than anybody asks for where `dh min size` is not about it."""
    found = _GROUP.match(kex)
    return GROUPS.get(int(found[1]), 0) if found else 1 << 20


def shared(picture: Picture, theirs: Sequence[str], kind: str) -> tuple[str, ...] | None:
    """Return what a client and the device share of a kind, in the client's order; None where nobody knows."""
    ours = offered(picture, kind)
    return None if ours is None else tuple(name for name in theirs if name in ours)


def _wanted(case: Case, kind: str) -> tuple[str, ...]:
    """Return what this client can do of a kind; for public keys what its key can sign with."""
    theirs = case.client.algorithms.get(kind, ())
    if kind != "publickey":
        return theirs
    if case.login.method != "publickey":
        return ()
    type_ = case.login.key.partition(" ")[0]
    return tuple(name for name in theirs if not type_ or name in _SIGNS.get(type_, (type_,)))


def _nothing_shared(case: Case, kind: str) -> Iterator[str]:
    theirs = _wanted(case, kind)
    if not theirs or shared(case.after, theirs, kind) != () or shared(case.before, theirs, kind) == ():
        return
    if kind == "mac" and _needs_no_mac(case):
        return
    left = offered(case.after, kind) or ()
    least = case.after.server.settings.value(("dh_min_size",)) if kind == "kex" else None
    size = (
        f" of at least {least} bits" if least and least != case.before.server.settings.value(("dh_min_size",)) else ""
    )
    yield (
        f"the device would offer no {NAMES[kind]}{size} that this client knows: "
        f"{', '.join(left) or 'none'} on the device, "
        f"{', '.join(theirs)} on this side"
    )


def _needs_no_mac(case: Case) -> bool:
    """Whether the cipher that would be taken authenticates by itself."""
    ciphers = shared(case.after, case.client.algorithms.get("encryption", ()), "encryption")
    return bool(ciphers) and AEAD.match(ciphers[0]) is not None if ciphers else False


def _mac_unneeded(case: Case) -> Iterator[str]:
    theirs = _wanted(case, "mac")
    lost = theirs and shared(case.after, theirs, "mac") == () and shared(case.before, theirs, "mac") != ()
    if lost and _needs_no_mac(case):
        yield "the device would offer no MAC that this client knows, and only a cipher that needs none is left"


def _version_1(case: Case) -> Iterator[str]:
    before, after = (settings.value(("version",)) for settings in case.server)
    if after == "1" and before != "1":
        yield "the device would speak version 1 of SSH only, which this client does not"


_WAY_OUT = "keep one that both know in the list until the client has been replaced"


def _row(kind: str, name: str) -> Hazard:
    return Hazard(
        name=f"no_common_{name}",
        title=f"no {NAMES[kind]} in common with this client",
        why="the connection ends before the login" if kind != "publickey" else "the key of this session is refused",
        way_out=f"{_WAY_OUT}, or allow it to the client (ansible_ios_legacy_algorithms)"
        if kind != "publickey"
        else "keep the algorithm of the key in the list, or log in with another key first",
        source="ytti/oxidized#3067, ansible-collections/cisco.ios#1133; behaviour reference 4.1",
        options=(
            f"algorithms.{kind}",
            *(("dh_min_size",) if kind == "kex" else ()),
            *(("host_keys", "host_key_label") if kind == "hostkey" else ()),
            *(("algorithms.encryption",) if kind == "mac" else ()),
        ),
        needs=("server", STATUS, *(("keys",) if kind == "hostkey" else ())),
        see=partial(_nothing_shared, kind=kind),
    )


ROWS = (
    _row("kex", "kex"),
    _row("encryption", "cipher"),
    _row("mac", "mac"),
    Hazard(
        name="no_mac_beside_aead",
        title="no MAC in common with this client, which ciphers that need none make good",
        why="a client that asks for a MAC all the same does not connect",
        way_out="keep a MAC that both know in the list",
        source="lock-out catalogue 9; RFC 5647",
        options=("algorithms.mac", "algorithms.encryption"),
        needs=("server", STATUS),
        hint=_mac_unneeded,
    ),
    _row("hostkey", "host_key_algorithm"),
    _row("publickey", "public_key_algorithm"),
    Hazard(
        name="ssh_version_1",
        title="version 1 of SSH alone",
        why="clients of today do not connect",
        way_out='write version: "2"',
        source="guide; RFC 4253 5.1",
        options=("version",),
        needs=("server", STATUS),
        see=_version_1,
    ),
)
