# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what show commands print about SSH, of every generation, from what a terminal holds.

This is `show version`, `show ip ssh`, `show crypto key mypubkey`, `show snmp host` and `show ip ssh pubkey server`.

The texts may have log messages, prompts, carriage returns and other commands' output around them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from . import keys
from .releases import Release
from .text import without_logs

# --- show version -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Version:
    """What `show version` says. `train` is "15.2" or "17.15"; `family` is "IOS" or "IOS XE"."""

    train: str
    release: Release
    family: str
    platform: str | None = None  # "C9300-48U"
    image: str | None = None  # name of the software: "CAT9K_IOSXE"
    image_file: str | None = None  # "flash:packages.conf"
    hostname: str | None = None
    config_register: str | None = None  # "0x2102"


# In this order: the first row that matches names the release. The line with the image names IOS releases as IOS does;
# "Cisco IOS XE Software, Version 03.16.04b.S" above it counts differently. The last row is a running-config.
_RELEASE_ROWS = (
    re.compile(r"\((?P<image>[\w+./-]+)\),? +(?:Experimental +)?Version +(?P<release>[^\s,]+)", re.IGNORECASE),
    re.compile(r"IOS[ -]XE +Software.{0,200}?Version +(?P<release>[^\s,]+(?: +\d+\.\d+\S*)?)", re.IGNORECASE),
    re.compile(r"Cisco IOS(?![ -]XR).{0,200}?Version +(?P<release>[^\s,]+(?: +\d+\.\d+\S*)?)", re.IGNORECASE),
    re.compile(r"^version +(?P<release>\d+\.\d+)$"),
)
_PLATFORM_ROWS = (
    re.compile(
        r"^cisco +(?P<platform>\S+(?: \d\S*)?) +\([^()]*\).{0,60} with (?:about )?\d+K",
        re.IGNORECASE,
    ),
    re.compile(r"^(?P<platform>Linux Unix) +\(.*\) +processor"),  # IOS on Linux
    re.compile(r"^Model Number *: *(?P<platform>\S+)", re.IGNORECASE),
)
_XE = re.compile(r"IOS[ -]XE", re.IGNORECASE)
_COLUMNS, _ROOM = 80, 50  # a line of 50 has room for every word that this looks for
_BOOT_LOADER = re.compile(r"(?:ROM|BOOTLDR): ", re.IGNORECASE)  # has a release of its own
_HOSTNAME = re.compile(r"^(\S+) uptime is ")
_IMAGE_FILE = re.compile(r"^System image file is \"?([^\"\s]+)", re.IGNORECASE)
_REGISTER = re.compile(r"^Configuration register is (0x[0-9A-Fa-f]+)")


def version(raw: str) -> Version:
    """Read `show version`; the `version 15.2` line of a running-config also serves, and gives the train alone.

    Raises ValueError when the text names no release.
    """
    printed = [line.strip() for line in without_logs(raw)]
    lines = _unwrapped(printed)
    found = _first(_RELEASE_ROWS, _unwrapped([line for line in printed if not _BOOT_LOADER.match(line)]), "release")
    if found is None:
        raise ValueError(
            "the reply to show version names no release of IOS; check that the device is a Cisco IOS device"
        )
    release = Release.parse(found["release"])
    platform = _first(_PLATFORM_ROWS, lines)
    hostname = _first((_HOSTNAME,), lines)
    image_file = _first((_IMAGE_FILE,), lines)
    register = _first((_REGISTER,), lines)
    is_xe = release.is_xe or any(_XE.search(line) for line in lines)
    return Version(
        train=release.train,
        release=release,
        family="IOS XE" if is_xe else "IOS",
        platform=platform["platform"] if platform else None,
        image=found.groupdict().get("image"),
        image_file=image_file[1] if image_file else None,
        hostname=hostname[1] if hostname else None,
        config_register=register[1] if register else None,
    )


def _unwrapped(lines: list[str]) -> list[str]:
    """Put what follows behind a line that a terminal of 80 columns may have broken: at a blank, or within a word."""
    return [
        f"{line}{'' if len(line) == _COLUMNS else ' '}{below}" if _ROOM < len(line) <= _COLUMNS else line
        for line, below in zip(lines, [*lines[1:], ""], strict=True)
    ]


def _first(rows: tuple[re.Pattern[str], ...], lines: list[str], release: str | None = None) -> re.Match[str] | None:
    """Give the match of the earliest row; with `release`, of the earliest that names one."""
    for row in rows:
        for line in lines:
            found = row.search(line)
            if found and (release is None or re.search(r"\d+\.\d+", found[release])):
                return found
    return None


# --- show ip ssh ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HostKey:
    """A key in `show ip ssh`. `label` is the type as printed ("ssh-rsa", "ssh-ec"); `bits` is what the text declares.

    `name` is the key pair, None on releases that do not print it. `key` is None when its text is damaged.
    """

    name: str | None
    label: str
    key: keys.PublicKey | None
    bits: int | None = None


@dataclass(frozen=True, slots=True)
class SshStatus:
    """What `show ip ssh` says. What the release does not print is None; a list that it prints as empty is ()."""

    enabled: bool | None = None
    version: str | None = None  # "1.5", "1.99", "2.0"
    why_disabled: str | None = None  # in the device's words, without the percent sign
    timeout: int | None = None  # seconds
    retries: int | None = None
    dh_min_size: int | None = None  # bits
    authentication_methods: tuple[str, ...] | None = None
    publickey_algorithms: tuple[str, ...] | None = None
    hostkey_algorithms: tuple[str, ...] | None = None
    encryption_algorithms: tuple[str, ...] | None = None
    mac_algorithms: tuple[str, ...] | None = None
    kex_algorithms: tuple[str, ...] | None = None
    keys: tuple[HostKey, ...] | None = None

    @property
    def compatibility(self) -> bool:
        """Whether both protocol versions are spoken."""
        return self.version == "1.99"


# Source: behaviour reference 4.1 and 4.2. Blanks are optional, since copied text loses and gains them.
_STATE = re.compile(r"\s*SSH\s*(Enabled|Disabled)\s*[-\u2013\u2014]?\s*version\s*(\d+\.\d+)", re.IGNORECASE)
_WHY = re.compile(r"\s*(?:%\s*)?(Please create .*keys.* to enable SSH.*)")
_TIMEOUT = re.compile(r"Authentication\s*timeout\s*:?\s*(\d{1,10})\s*secs?", re.IGNORECASE)
_RETRIES = re.compile(r"Authentication\s*retries\s*:?\s*(\d{1,10})", re.IGNORECASE)
_DH = re.compile(r"Minimum\s*expected\s*Diffie[\s-]*Hellman\s*key\s*size\s*:\s*(\d{1,10})", re.IGNORECASE)
_LISTS = {
    "authentication_methods": re.compile(r"\s*Authentication\s*methods\s*:\s*(.*)", re.IGNORECASE),
    "publickey_algorithms": re.compile(r"\s*Authentication\s*Publickey\s*Algorithms\s*:\s*(.*)", re.IGNORECASE),
    "hostkey_algorithms": re.compile(r"\s*Hostkey\s*Algorithms\s*:\s*(.*)", re.IGNORECASE),
    "encryption_algorithms": re.compile(r"\s*Encryption\s*Algorithms\s*:\s*(.*)", re.IGNORECASE),
    "mac_algorithms": re.compile(r"\s*MAC\s*Algorithms\s*:\s*(.*)", re.IGNORECASE),
    "kex_algorithms": re.compile(r"\s*KEX\s*Algorithms\s*:\s*(.*)", re.IGNORECASE),
}
# A terminal of 80 columns breaks lines at blanks, and words where there is none: a label, a list, the name of a pair.
# Source: behaviour reference 4.1.
_LABEL = re.compile(r"\s*(?:Authentication\s*Publickey|Hostkey|Encryption|MAC|KEX)\s*$", re.IGNORECASE)
_LABELLED = re.compile(r"\s*Algorithms\s*:", re.IGNORECASE)
_CONTINUED = re.compile(r"\s*[A-Za-z0-9@.,_-]+\s*$")
_SECSH = re.compile(r"\s*IOS\s*Keys\s*in\s*SECSH\s*format\s*\(([\w-]+)[^)]*\)\s*:\s*(\S*)", re.IGNORECASE)
_PAIR_NAME = re.compile(r"\s*(?!ssh-|ecdsa-)[\w.-]+\s*$")
_SIZE = re.compile(r"\s*(?:Modulus|Key)\s*Size\s*:\s*(\d{1,10})", re.IGNORECASE)
_KEY_START = re.compile(r"\s*((?:ssh|ecdsa)-[\w@.-]+)\s+(AAAA[A-Za-z0-9+/= ]*)$")
_KEY_MORE = re.compile(r"\s*[A-Za-z0-9+/]+={0,2}\s*$")


def ip_ssh(raw: str) -> SshStatus:
    """Read `show ip ssh`, the first where a text has several.

    Text of another command gives a status in which everything is None.
    """
    lines = without_logs(raw)
    states = [(index, found) for index, line in enumerate(lines) if (found := _STATE.match(line))]
    if not states:
        return SshStatus()
    start, state = states[0]
    lines = _whole_labels(lines[start : states[1][0] if len(states) > 1 else None])
    text = "\n".join(lines)
    why = _why(lines)
    return SshStatus(
        enabled=state[1].lower() == "enabled",
        version=state[2],
        why_disabled=why if state[1].lower() == "disabled" else None,
        timeout=_number(_TIMEOUT, text),
        retries=_number(_RETRIES, text),
        dh_min_size=_number(_DH, text),
        keys=_host_keys(lines),
        **{name: _algorithms(pattern, lines) for name, pattern in _LISTS.items()},
    )


def _whole_labels(lines: list[str]) -> list[str]:
    whole: list[str] = []
    for line in lines:
        if whole and _LABELLED.match(line) and _LABEL.match(whole[-1]):
            whole[-1] = f"{whole[-1].rstrip()} {line.lstrip()}"
        else:
            whole.append(line)
    return whole


def _why(lines: list[str]) -> str | None:
    """Return the sentence that says why SSH is off, which may be broken before its end."""
    for index, line in enumerate(lines):
        found = _WHY.match(line)
        if found is None:
            continue
        sentence, more = found[1].strip(), lines[index + 1].strip() if index + 1 < len(lines) else ""
        return f"{sentence} {more}" if not sentence.endswith(".") and more.endswith(".") else sentence
    return None


def _number(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    return int(found[1]) if found else None


def _algorithms(label: re.Pattern[str], lines: list[str]) -> tuple[str, ...] | None:
    for index, line in enumerate(lines):
        found = label.match(line)
        if found is None:
            continue
        listed = found[1].strip()
        for more in lines[index + 1 :]:
            if not _CONTINUED.match(more):
                break
            listed += more.strip()
        words = re.split(r"[,\s]+", listed)
        return tuple(word for word in words if word and word != "NONE")
    return None


def _host_keys(lines: list[str]) -> tuple[HostKey, ...] | None:
    shown: list[HostKey] = []
    starts = [(index, found) for index, line in enumerate(lines) if (found := _SECSH.match(line))]
    ends = [index for index, _unused in starts[1:]] + [len(lines)]
    for (start, found), end in zip(starts, ends, strict=False):
        block = [line for line in lines[start + 1 : end] if line.strip()]
        name = found[2] or (block[0].strip() if block and _PAIR_NAME.match(block[0]) else "")
        if name == "NONE":
            continue
        size = next((int(match[1]) for line in block if (match := _SIZE.match(line))), None)
        shown.append(HostKey(name or None, found[1], _openssh_key(block), size))
    return tuple(shown) if starts else None


def _openssh_key(block: list[str]) -> keys.PublicKey | None:
    for index, line in enumerate(block):
        start = _KEY_START.match(line)
        if start is None:
            continue
        encoded = [start[1], start[2]]
        for more in block[index + 1 :]:
            if not _KEY_MORE.match(more):
                break
            encoded.append(more.strip())
        try:
            return keys.from_openssh(" ".join(encoded))
        except ValueError:
            return None
    return None


# --- show crypto key mypubkey -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A key pair of the device. The two pairs that `usage-keys` makes share their name.

    `type` is "rsa" or "ec", `usage` "general", "signature" or "encryption", `storage` the device's words; each is None
    when the text does not say. `key` is None when its hexadecimal digits are damaged; `declared` is then still the size
    in bits that newer releases print.
    """

    name: str
    type: str | None = None
    usage: str | None = None
    exportable: bool | None = None
    temporary: bool = False
    storage: str | None = None
    generated_at: str | None = None
    key: keys.PublicKey | None = None
    declared: int | None = None


# Source: behaviour reference 3.6.
_GENERATED = re.compile(r"\s*(?:%\s*)?Key pair was generated at:\s*(.*\S)", re.IGNORECASE)
_NAME = re.compile(r"\s*Key name:\s*(\S+)", re.IGNORECASE)
_TYPE = re.compile(r"\s*Key type:\s*(RSA|EC)\b[^\d\n]*(\d{1,10})?", re.IGNORECASE)
_STORAGE = re.compile(r"\s*(?:Storage|On Cryptographic) Device:\s*(.*\S)", re.IGNORECASE)
_USAGE = re.compile(r"\s*Usage:\s*(General|Signature|Encryption)", re.IGNORECASE)
_EXPORTABLE = re.compile(r"\s*Key is (not )?exportable", re.IGNORECASE)
_TEMPORARY = re.compile(r"\s*Temporary key", re.IGNORECASE)
_DATA = re.compile(r"\s*Key Data:?\s*(.*)$", re.IGNORECASE)
_HEX = re.compile(r"[0-9A-Fa-f\s]+$")


def crypto_keys(raw: str) -> tuple[KeyPair, ...]:
    """Read `show crypto key mypubkey rsa|ec|all`, in the device's order. Never raises: what is damaged is None."""
    lines = without_logs(raw)
    starts = [index for index, line in enumerate(lines) if _GENERATED.match(line)]
    if not starts:  # the line of time may be lost at the top of a copy
        starts = [index for index, line in enumerate(lines) if _NAME.match(line)]
    ends = [*starts[1:], len(lines)]
    pairs = (_key_pair(lines[start:end]) for start, end in zip(starts, ends, strict=False))
    return tuple(pair for pair in pairs if pair is not None)


def _key_pair(block: list[str]) -> KeyPair | None:
    name = _match(_NAME, block)
    if name is None:
        return None
    kind, usage, storage = _match(_TYPE, block), _match(_USAGE, block), _match(_STORAGE, block)
    exportable, generated = _match(_EXPORTABLE, block), _match(_GENERATED, block)
    key = _spki_key(block)
    decoded = {"rsa": "rsa", "ecdsa": "ec"}.get(key.type) if key else None
    return KeyPair(
        name=name[1],
        type=kind[1].lower() if kind else decoded,
        usage=usage[1].lower() if usage else None,
        exportable=exportable[1] is None if exportable else None,
        temporary=_match(_TEMPORARY, block) is not None,
        storage=storage[1] if storage else None,
        generated_at=generated[1] if generated else None,
        key=key,
        declared=int(kind[2]) if kind and kind[2] else None,
    )


def _match(pattern: re.Pattern[str], block: list[str]) -> re.Match[str] | None:
    return next((found for line in block if (found := pattern.match(line))), None)


def _spki_key(block: list[str]) -> keys.PublicKey | None:
    start = next((index for index, line in enumerate(block) if _DATA.match(line)), None)
    if start is None:
        return None
    digits: list[str] = []
    for line in [_DATA.sub(r"\1", block[start]), *block[start + 1 :]]:
        if not line.strip():
            continue
        if not _HEX.match(line):
            break
        digits += line.split()
    try:
        return keys.from_spki(bytes.fromhex("".join(digits)))
    except ValueError:
        return None


# --- show snmp host ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NotificationHost:
    """A receiver of SNMP notifications.

    `kind` is "trap" or "inform", `model` reads "v1", "v2c" or "v3"; `level` is "noauth", "auth" or "priv" for the last.
    The name behind `user:` is the community for v1 and v2c. It is a secret, and is not kept.
    """

    host: str
    port: int | None = None
    kind: str | None = None
    model: str | None = None
    level: str | None = None


# Source: behaviour reference 6. Between the fields stand tabs.
_RECEIVER = re.compile(
    r"\s*Notification host:\s*(\S+)(?:\s+udp-port:\s*(\d{1,5})(?:-\S+)?)?(?:\s+type:\s*(\w+))?", re.IGNORECASE
)
_MODEL = re.compile(r"security model:\s*(v\w+)(?: +(noauth|auth|priv)\b)?", re.IGNORECASE)


def snmp_hosts(raw: str) -> tuple[NotificationHost, ...]:
    """Read `show snmp host`; text of another command gives none."""
    hosts: list[NotificationHost] = []
    for line in without_logs(raw):
        if (found := _RECEIVER.match(line)) is not None:
            port = int(found[2]) if found[2] else None
            hosts.append(NotificationHost(found[1], port, found[3].lower() if found[3] else None))
        if hosts and (model := _MODEL.search(line)) is not None:
            hosts[-1] = replace(hosts[-1], model=model[1].lower(), level=model[2])
    return tuple(hosts)


# --- show ip ssh pubkey server ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KnownServer:
    """A server that the ssh client of the device knows: `learned` at the first connection, or configured.

    `digest` is the SHA-256 of the key in hexadecimal digits, None when it is cut.
    """

    address: str
    type: str
    digest: str | None
    learned: bool


# Source: behaviour reference 4.4.
_ENTRIES = re.compile(r"\s*(Configured|Learned)\b.*\b(?:Entries|public keys)\s*:", re.IGNORECASE)
_ENTRY = re.compile(r"\s*(\S+)\s+((?:ssh|ecdsa|sk)-[\w@.-]+)(?:\s+([0-9A-Fa-f]{1,128}))?\s*$")
_DIGITS = re.compile(r"\s*[0-9A-Fa-f]+\s*$")
_WHOLE = {32, 64}  # digits of MD5 and SHA-256


def known_servers(raw: str) -> tuple[KnownServer, ...] | None:
    """Read `show ip ssh pubkey server all`. None when the text is not of that command."""
    servers: list[KnownServer] = []
    learned: bool | None = None
    lines = without_logs(raw)
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if (title := _ENTRIES.match(line)) is not None:
            learned = title[1].lower() == "learned"
        elif learned is not None and (entry := _ENTRY.match(line)) is not None:
            digest = entry[3] or ""
            if _DIGITS.match(below) and len(digest + below.strip()) in _WHOLE:  # a terminal of 80 columns breaks it
                digest += below.strip()
            servers.append(KnownServer(entry[1], entry[2], digest.lower() if len(digest) in _WHOLE else None, learned))
    return None if learned is None else tuple(servers)
