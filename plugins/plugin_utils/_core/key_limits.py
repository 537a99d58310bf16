# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many public keys a release stores for how many users, and of which types, as rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .releases import Release


@dataclass(frozen=True, slots=True)
class KeyLimits:
    """One row; it holds up to the next and says only what changed.

    `types` are known to be taken, those in `perhaps` by some releases of the row: they are sent with a warning.
    `accept_new` is whether the check of host keys can learn a key at the first connection, None where nobody knows.
    """

    since: Release
    source: str
    users: int
    keys: int
    types: tuple[str, ...]
    perhaps: tuple[str, ...] = ()
    accept_new: bool | None = None


_ECDSA = ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521")
_ED25519 = ("ssh-ed25519",)
_X509 = (*(f"x509v3-{name}" for name in _ECDSA), "x509v3-rsa2048-sha256")
_TOKENS = ("sk-ecdsa-sha2-nistp256@openssh.com", "sk-ssh-ed25519@openssh.com")

_CLASSIC = KeyLimits(
    since=Release.parse("12.4"),
    source="2.4, 2.5; guide: ten users with two keys; field: classic IOS takes ssh-rsa only",
    users=10,
    keys=2,
    types=("ssh-rsa",),
    accept_new=False,
)
_XE_16 = replace(
    _CLASSIC,
    since=Release.parse("16.1"),
    source="2.4, 2.5; models 16.6 to 16.12; help of 2018: the check of host keys has no further word",
)
_XE_171 = replace(
    _XE_16,
    since=Release.parse("17.1"),
    source="2.5; one guide: ECDSA keys from 17.1; the model still has ssh-rsa only",
    perhaps=_ECDSA,
    accept_new=None,
)
_XE_173 = replace(_XE_171, since=Release.parse("17.3"), source="2.4; model 17.3.1", users=15)
_XE_178 = replace(
    _XE_173,
    since=Release.parse("17.8"),
    source="2.5; one guide: Ed25519 keys from 17.8.1; 17.15.1 offers the algorithm; the models have ssh-rsa only",
    perhaps=(*_ECDSA, *_ED25519),
)
_XE_1716 = replace(
    _XE_178,
    since=Release.parse("17.16"),
    source="2.5; model 17.16.1",
    types=("ssh-rsa", *_ECDSA, *_ED25519, *_X509),
    perhaps=(),
)
_XE_1717 = replace(_XE_1716, since=Release.parse("17.17"), source="2.4; model 17.17.1", users=100)
_XE_261 = replace(_XE_1717, since=Release.parse("26.1"), source="2.5; model 26.1.1", types=(*_XE_1717.types, *_TOKENS))

ROWS = (_CLASSIC, _XE_16, _XE_171, _XE_173, _XE_178, _XE_1716, _XE_1717, _XE_261)
KNOWN_TYPES = frozenset(name for row in ROWS for name in (*row.types, *row.perhaps))


def for_release(release: Release) -> KeyLimits:
    """Return the row of a release; the oldest one for what is older than all."""
    return next((row for row in reversed(ROWS) if row.since <= release), ROWS[0])
