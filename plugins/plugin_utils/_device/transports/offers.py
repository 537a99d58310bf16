# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSH algorithms: what we offer, what is legacy, and the sentence for a device with which we share none."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import BadTarget, DeviceError, KexFailed
from .wire import Wire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..target import Target


@dataclass(frozen=True, slots=True)
class Kind:
    """One list of the key exchange: what we offer always, and what only when asked for legacy algorithms.

    `words` begin the names by which the SSH libraries call this list, `variable` narrows or widens it.
    """

    name: str
    words: tuple[str, ...]
    variable: str
    modern: tuple[str, ...]
    legacy: tuple[str, ...]


# Order is preference. Legacy is what RFC 9142 and RFC 8758 advise against, or what signs or hashes with SHA-1.
KEX = Kind(
    "key exchange",
    ("kex", "key exchange"),
    "ansible_libssh_key_exchange_algorithms",
    (
        "mlkem768x25519-sha256",
        "curve25519-sha256",
        "curve25519-sha256@libssh.org",
        "ecdh-sha2-nistp256",
        "ecdh-sha2-nistp384",
        "ecdh-sha2-nistp521",
        "diffie-hellman-group16-sha512",
        "diffie-hellman-group18-sha512",
        "diffie-hellman-group-exchange-sha256",
        "diffie-hellman-group14-sha256",
    ),
    ("diffie-hellman-group14-sha1", "diffie-hellman-group-exchange-sha1", "diffie-hellman-group1-sha1"),
)
MORE_OF_LIBSSH = ("mlkem768nistp256-sha256", "mlkem1024nistp384-sha384")
"""Key exchanges that libssh offers beside those above, and that devices know, too."""
HOST_KEY = Kind(
    "host key algorithm",
    ("server host key", "host key"),
    "ansible_libssh_hostkeys",
    (
        "ssh-ed25519",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521",
        "rsa-sha2-512",
        "rsa-sha2-256",
    ),
    ("ssh-rsa",),
)
CIPHER = Kind(
    "cipher",
    ("encryption",),
    "ansible_ios_ciphers",
    (
        "chacha20-poly1305@openssh.com",
        "aes256-gcm@openssh.com",
        "aes128-gcm@openssh.com",
        "aes256-ctr",
        "aes192-ctr",
        "aes128-ctr",
    ),
    ("aes256-cbc", "aes192-cbc", "aes128-cbc", "3des-cbc"),
)
MAC = Kind(
    "MAC",
    ("mac", "hmac"),
    "ansible_ios_macs",
    ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512"),
    ("hmac-sha1-etm@openssh.com", "hmac-sha1", "hmac-sha1-96"),
)
KINDS = (KEX, HOST_KEY, CIPHER, MAC)
LINES_BEFORE = 32  # RFC 4253 4.2: lines may come before the identification
_SIGNALS = ("ext-info-", "kex-strict-")  # words in the list of key exchanges that are no algorithms


def offer(kind: Kind, wish: str, *, legacy: bool) -> list[str]:
    """Return what to offer for a wish as OpenSSH writes it: `a,b` replaces, `+` appends, `-` removes, `^` prefers."""
    default = [*kind.modern, *(kind.legacy if legacy else ())]
    names = [name for name in wish.lstrip("+-^").replace(" ", "").split(",") if name]
    if not names:
        return default
    others = [name for name in default if name not in names]
    chosen = {"+": default + [n for n in names if n not in default], "-": others, "^": names + others}
    offered = chosen.get(wish.strip()[0], names)
    if not offered:
        raise BadTarget(f"{kind.variable} is {wish!r}, which leaves nothing to offer.")
    return offered


def mismatch(target: Target) -> KexFailed | None:
    """Find out, by another connection, why the device ended the key exchange; None when it is not for the algorithms.

    A device that shares no algorithm with us hangs up, and its list is often lost with the connection.
    """
    try:
        lists = _asked(target)
    except (DeviceError, OSError, ValueError, struct.error):
        return None
    wishes = (target.algorithms.kex, target.algorithms.host_keys, target.algorithms.ciphers, target.algorithms.macs)
    for kind, wish, theirs in zip(KINDS, wishes, lists, strict=True):
        ours = offer(kind, wish, legacy=target.legacy_algorithms)
        if not set(ours) & set(theirs):
            return no_common(target, kind.words[0], theirs, ours)
    return None


def names_itself(target: Target) -> bool:
    """Find out, by another connection, whether an SSH server sends its identification before it hangs up."""
    try:
        wire = Wire(target)
    except DeviceError:
        return False
    try:
        wire.socket.settimeout(target.timeout)
        with wire.socket.makefile("rb") as stream:
            return any(stream.readline(512).startswith(b"SSH-") for _unused in range(LINES_BEFORE))
    except OSError:
        return False
    finally:
        wire.close()


def _asked(target: Target) -> list[list[str]]:
    """Return the device's lists of key exchanges, host keys, ciphers and MACs: its first packet, which is in clear."""
    wire = Wire(target)
    try:
        wire.socket.settimeout(target.timeout)
        with wire.socket.makefile("rwb") as stream:
            stream.write(b"SSH-2.0-secureshell.ios\r\n")
            stream.flush()
            for _unused in range(LINES_BEFORE):
                if stream.readline(512).startswith(b"SSH-"):
                    break
            length, padding, message = struct.unpack(">IBB", stream.read(6))
            if message != 20 or length > 35000:
                raise ValueError("no SSH_MSG_KEXINIT")
            body = stream.read(length - 2)[16 : length - 2 - padding]
    finally:
        wire.close()
    lists = []
    for _unused in range(6):
        size = struct.unpack(">I", body[:4])[0]
        lists.append(body[4 : 4 + size].decode("ascii").split(","))
        body = body[4 + size :]
    # Kex, host key, ciphers and MACs to the device; those from it are the same in practice.
    return [lists[0], lists[1], lists[2], lists[4]]


def no_common(target: Target, what: str, theirs: Sequence[str], ours: Sequence[str]) -> KexFailed:
    """Return the error for a device that offers only `theirs` while we offered `ours`, with the way out."""
    kind = next((kind for kind in KINDS if what.strip().lower().startswith(kind.words)), KEX)
    them = [name for name in theirs if name and not name.startswith(_SIGNALS)]
    us = [name for name in ours if name and not name.startswith(_SIGNALS)]
    if not target.legacy_algorithms and set(them) & set(kind.legacy):
        advice = "set ansible_ios_legacy_algorithms: true to accept it, until the device is configured anew"
    else:
        advice = f"name one of the device's in {kind.variable}, or change the device"
    return KexFailed(
        f"no common {kind.name} with {target.address} port {target.port}: the device offers "
        f"{', '.join(them) or 'none'}, we offer {', '.join(us) or 'none'}; {advice}."
    )
