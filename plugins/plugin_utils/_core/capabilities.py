# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each release of IOS and IOS XE accepts, hides and prefers, as rows that a reviewer can check one by one.

A row holds from its `since` up to the next row, and says only what changed. Sources: the YANG models that the vendor
publishes for IOS XE 16.6.1 to 26.1.1 (`model`), captures of `show running-config all` on a CSR1000V 16.8.1 and an
IOL-XE 17.15.1 (`capture`), the field notice on RSA keys FN72511, and the vendor's "Secure Shell Version 2 Support" for
classic IOS (`guide`). What no source confirms is marked as doubtful: a wish that meets such a limit is sent with a
warning, and reading back finds out. Only what is confirmed refuses a wish.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from .releases import Release

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Range:
    """Whole numbers from `low` to `high`. Outside of a `doubtful` range a value is only warned about."""

    low: int
    high: int
    doubtful: bool = False

    def __str__(self) -> str:
        return f"{self.low} to {self.high}"

    def holds(self, value: int) -> bool:
        """Tell whether `value` is inside."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Choices:
    """Single values. Those in `perhaps` were accepted by some releases of the train, nobody knows which."""

    values: tuple[int, ...]
    perhaps: tuple[int, ...] = ()
    doubtful: bool = False

    def __str__(self) -> str:
        return " or ".join(str(value) for value in self.values)

    def holds(self, value: int) -> bool:
        """Tell whether `value` is inside."""
        return value in self.values


@dataclass(frozen=True, slots=True)
class Algorithms:
    """Names of one `ip ssh server|client algorithm` list: what is accepted, and what the default is, in its order.

    `complete` says that `accepted` is the whole truth of the release; where it is not, the CLI takes more names than
    the source shows. `default` is `None` where it differs inside the train: `show ip ssh` tells.
    """

    accepted: tuple[str, ...]
    default: tuple[str, ...] | None
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Capabilities:
    """One row. Sizes in bits, bulk mode in bytes."""

    name: str
    since: Release
    source: str
    versions: tuple[str, ...]
    version_default: str
    dh_min_size: Choices
    dh_min_size_default: int
    logging_events_default: bool
    bulk_mode_default: Mapping[str, object]
    bulk_mode_hidden: Mapping[str, object]  # what it means when the running-config has no line about it
    domain_command: str
    methods_in_one_line: bool  # `algorithm authentication A B C`, before: one `authenticate user A` a method
    rsa_modulus: Range
    rsa_ssh_minimum: int
    rsa_ssh_minimum_doubtful: int  # as above, when a newer rule is known to exist and its release is not
    ec_keys: bool | None  # None: doubtful
    ec_keys_for_ssh: bool | None
    transport_input_default: tuple[str, ...] | None
    secret_types: Choices  # hashes that `username NAME secret` takes
    algorithms: Mapping[str, Algorithms]  # "encryption", ..., and "client.encryption", ...
    warnings: tuple[str, ...] = ()


SERVER_LISTS = ("encryption", "mac", "kex", "hostkey", "publickey")
CLIENT_LISTS = ("encryption", "mac", "kex")

_CTR = ("aes128-ctr", "aes192-ctr", "aes256-ctr")
_CBC = ("aes128-cbc", "aes192-cbc", "aes256-cbc", "3des-cbc")
_GCM = ("chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-gcm", "aes256-gcm")
_ETM = ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com")
_SHA1_GROUPS = ("diffie-hellman-group-exchange-sha1", "diffie-hellman-group14-sha1")
_ECDH = ("ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521")
_KEX = (
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    *_ECDH,
    "diffie-hellman-group14-sha256",
    "diffie-hellman-group16-sha512",
)
_ECDSA = ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521")
_X509 = tuple(f"x509v3-{name}" for name in _ECDSA)
_HOSTKEY = (*_ECDSA, "rsa-sha2-512", "rsa-sha2-256", "ssh-rsa")
_PUBLICKEY = ("ssh-rsa", *_ECDSA, "ssh-ed25519", *_X509, "rsa-sha2-256", "rsa-sha2-512", "x509v3-rsa2048-sha256")
_CLASSIC_KEYS = ("x509v3-ssh-rsa", "ssh-rsa")
_CLASSIC_MAC = ("hmac-sha2-256", "hmac-sha2-512", "hmac-sha1", "hmac-sha1-96")


def _lists(server: dict[str, Algorithms]) -> Mapping[str, Algorithms]:
    """Give the client the lists of the server; both captures show the same defaults on both sides."""
    return MappingProxyType({**server, **{f"client.{name}": server[name] for name in CLIENT_LISTS}})


_CLASSIC_LISTS = _lists(
    {  # show ip ssh of an IOSvL2 15.2(4)E and of a 1941; the CBC ciphers: help of the IOS client in the guide
        "encryption": Algorithms((*_CTR, *_CBC), _CTR),
        "mac": Algorithms(_CLASSIC_MAC, None),
        "kex": Algorithms((*_SHA1_GROUPS, "diffie-hellman-group1-sha1"), None),
        "hostkey": Algorithms(_CLASSIC_KEYS, _CLASSIC_KEYS),
        "publickey": Algorithms(_CLASSIC_KEYS, _CLASSIC_KEYS),
    }
)
_XE16_LISTS = _lists(
    {  # capture 16.8.1; the models of 16.6 to 17.15 list only the CTR ciphers, the CLI takes more
        "encryption": Algorithms((*_CTR, *_CBC, *_GCM), _CTR),
        "mac": Algorithms((*_CLASSIC_MAC, *_ETM), _CLASSIC_MAC),
        "kex": Algorithms((*_SHA1_GROUPS, *_KEX), _SHA1_GROUPS),
        "hostkey": Algorithms(("x509v3-ssh-rsa", *_HOSTKEY), _CLASSIC_KEYS),
        "publickey": Algorithms(("x509v3-ssh-rsa", *_PUBLICKEY), _CLASSIC_KEYS),
    }
)
_XE17_LISTS = _lists(
    # 17.1 to 17.9: what is accepted as above; the defaults grew inside the train and no source lists them
    {name: Algorithms(_XE16_LISTS[name].accepted, None) for name in SERVER_LISTS}
)
_XE1710_LISTS = _lists(
    {  # capture 17.15.1; release notes 17.10: SHA-1 groups, hmac-sha1 and plain hmac-sha2 left the defaults
        "encryption": Algorithms((*_GCM, *_CTR, *_CBC), (*_GCM, *_CTR)),
        "mac": Algorithms((*_ETM, *_CLASSIC_MAC), _ETM),
        "kex": Algorithms((*_KEX, "diffie-hellman-group14-sha1"), _KEX),
        "hostkey": Algorithms(_HOSTKEY, _HOSTKEY),
        "publickey": Algorithms(_PUBLICKEY, _PUBLICKEY),
    }
)
_XE1716_LISTS = _lists(
    {  # model 17.16.1 to 17.18.1, which from here on lists every name; defaults: show ip ssh of 17.16.1a on IOL and
        # Catalyst 8000V, without ssh-rsa; of 17.18 the plain hmac-sha2 are seen again, on which release is not known
        "encryption": Algorithms((*_GCM, *_CTR, *_CBC), (*_GCM, *_CTR), complete=True),
        "mac": Algorithms((*_ETM, "hmac-sha2-256", "hmac-sha2-512", "hmac-sha1"), None, complete=True),
        "kex": Algorithms((*_KEX, "diffie-hellman-group14-sha1"), _KEX, complete=True),
        "hostkey": Algorithms(_HOSTKEY, _HOSTKEY[:-1], complete=True),
        "publickey": Algorithms(_PUBLICKEY, _PUBLICKEY[1:], complete=True),
    }
)
_MLKEM = ("mlkem768x25519-sha256", "mlkem768nistp256-sha256", "mlkem1024nistp384-sha384")
_SK = ("sk-ecdsa-sha2-nistp256@openssh.com", "sk-ssh-ed25519@openssh.com")
_XE26_LISTS = _lists(
    {  # model 26.1.1, which lists the plain hmac-sha2 among the defaults again; whether mlkem is one is not known
        "encryption": _XE1716_LISTS["encryption"],
        "mac": Algorithms(_XE1716_LISTS["mac"].accepted, (*_ETM, "hmac-sha2-256", "hmac-sha2-512"), complete=True),
        "kex": Algorithms((*_MLKEM, *_XE1716_LISTS["kex"].accepted), None, complete=True),
        "hostkey": _XE1716_LISTS["hostkey"],
        "publickey": Algorithms((*_PUBLICKEY, *_SK), None, complete=True),
    }
)

_BULK_OFF: Mapping[str, object] = MappingProxyType({"enabled": False})
_BULK_ON: Mapping[str, object] = MappingProxyType({"enabled": True, "size": 131072})

_IOS_124 = Capabilities(
    name="IOS 12.4",
    since=Release.parse("12.4"),
    source="guide; prompts of old gateways and switches for the modulus range; show ip ssh without algorithm lists",
    versions=("1", "2", "1.99"),
    version_default="1.99",
    dh_min_size=Choices((1024, 2048, 4096), doubtful=True),
    dh_min_size_default=1024,
    logging_events_default=False,
    bulk_mode_default=_BULK_OFF,
    bulk_mode_hidden=_BULK_OFF,
    domain_command="ip domain-name",  # unverified for 12.4; both spellings are accepted everywhere
    methods_in_one_line=False,
    rsa_modulus=Range(360, 2048),
    rsa_ssh_minimum=768,
    rsa_ssh_minimum_doubtful=768,
    ec_keys=None,
    ec_keys_for_ssh=False,  # guide: RSA only
    transport_input_default=("all",),  # unverified, differs by platform
    secret_types=Choices((5,)),  # unverified: no type 8 or 9 before 15.3(3)M
    algorithms=_CLASSIC_LISTS,
)
_IOS_150 = replace(
    _IOS_124,
    name="IOS 15.0",
    since=Release.parse("15.0"),
    source="guide; show ip ssh of 15.0 to 15.2 with the DH line; modulus prompts 360 to 4096 and 512 to 4096",
    rsa_modulus=Range(360, 4096),
    secret_types=Choices((5,), perhaps=(4, 8, 9)),  # unverified which releases of the train
)
_IOS_152 = replace(
    _IOS_150,
    name="IOS 15.2",
    since=Release.parse("15.2"),
    source="sixty running-configs of 15.2 print `ip domain name`",
    domain_command="ip domain name",
)
_XE_16 = replace(
    _IOS_152,
    name="IOS XE 16",
    since=Release.parse("16.1"),
    source="capture 16.8.1; models 16.6.1 to 16.12.1: dh min size 2048 or 4096, older CLI also 1024",
    dh_min_size=Choices((2048, 4096), perhaps=(1024,)),
    dh_min_size_default=2048,
    methods_in_one_line=True,
    ec_keys=True,
    ec_keys_for_ssh=None,
    transport_input_default=None,
    secret_types=Choices((5, 8, 9)),  # model (native) 17.18.1; older ones unverified
    algorithms=_XE16_LISTS,
)
_XE_170 = replace(
    _XE_16,
    name="IOS XE 17.1",
    since=Release.parse("17.1"),
    source="models 17.1.1 to 17.5.1",
    algorithms=_XE17_LISTS,
)
_XE_177 = replace(
    _XE_170,
    name="IOS XE 17.7",
    since=Release.parse("17.7"),
    source="model 17.7.1: the only value of version is 2; a stack answers `no ip ssh version 2` with `not supported`",
    versions=("2",),
    version_default="2",
)
_XE_1710 = replace(
    _XE_177,
    name="IOS XE 17.10",
    since=Release.parse("17.10"),
    source="model 17.10.1: bulk-mode has a default; release notes 17.10 for the algorithms; capture 17.15.1",
    bulk_mode_default=_BULK_ON,
    # The default is printed, so no line means that it was switched off. How that is printed is not known.
    bulk_mode_hidden=_BULK_OFF,
    algorithms=_XE1710_LISTS,
)
_XE_1711 = replace(
    _XE_1710,
    name="IOS XE 17.11",
    since=Release.parse("17.11"),
    source="FN72511: RSA below 2048 bits refused; capture 17.15.1: parser error below 2048, an EC key enables SSH",
    rsa_modulus=Range(2048, 4096),
    rsa_ssh_minimum=2048,
    rsa_ssh_minimum_doubtful=2048,
    ec_keys_for_ssh=True,
)
_XE_1712 = replace(
    _XE_1711,
    name="IOS XE 17.12",
    since=Release.parse("17.12"),
    source="model 17.12.1: events-enable defaults to true",
    logging_events_default=True,
)
_XE_1715 = replace(
    _XE_1712,
    name="IOS XE 17.15",
    since=Release.parse("17.15"),
    source="capture 17.15.1: `default transport input` gives ssh; `ip ssh dh min size 1024` is a parser error",
    dh_min_size=Choices((2048, 4096)),
    transport_input_default=("ssh",),
)
_XE_1716 = replace(
    _XE_1715,
    name="IOS XE 17.16",
    since=Release.parse("17.16"),
    source="models 17.16.1 to 17.18.1: complete algorithm lists; show ip ssh of 17.16.1a: no ssh-rsa by default",
    algorithms=_XE1716_LISTS,
)
_XE_261 = replace(
    _XE_1716,
    name="IOS XE 26.1",
    since=Release.parse("26.1"),
    source="model 26.1.1; messages about a minimum of 3072 bits in test data of 2026, release unverified",
    rsa_ssh_minimum_doubtful=3072,
    algorithms=_XE26_LISTS,
)

ROWS = (
    _IOS_124,
    _IOS_150,
    _IOS_152,
    _XE_16,
    _XE_170,
    _XE_177,
    _XE_1710,
    _XE_1711,
    _XE_1712,
    _XE_1715,
    _XE_1716,
    _XE_261,
)

KNOWN_ALGORITHMS = frozenset(name for row in ROWS for names in row.algorithms.values() for name in names.accepted)


def for_release(release: Release) -> Capabilities:
    """Return what `release` can do. For one that is newer or older than every row: the nearest row, with a warning."""
    oldest, newest = ROWS[0], ROWS[-1]
    if release < oldest.since:
        warning = f"release {release} is older than any this collection knows; it is treated as {oldest.name}"
        return replace(oldest, warnings=(warning,))
    if (release.major, release.minor) > (newest.since.major, newest.since.minor):
        warning = f"release {release} is newer than any this collection knows; it is treated as {newest.name}"
        lists = {name: replace(entry, complete=False) for name, entry in newest.algorithms.items()}
        return replace(newest, algorithms=MappingProxyType(lists), warnings=(warning,))
    return next(row for row in reversed(ROWS) if row.since <= release)
