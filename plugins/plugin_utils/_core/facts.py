# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts: what a device says about SSH, in one structure for every release.

Nothing here is a default that a device did not print: what its release does not tell, or what its configuration is
silent about, is None. Lists that were read and are empty are []. No secret is ever in a fact.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, cast

from . import access, keys, pubkeys, running, sessions, show, text
from .capabilities import CLIENT_LISTS, SERVER_LISTS
from .options import TABLE
from .plan import RUNNING, NeedsWholeConfig, Read, running_config
from .server import KEYS, STATUS
from .settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from .show import KeyPair, SshStatus
    from .table import Table
    from .tabled import TabledHave

SSH, USERS = "ssh", "users"

# Written short: a command of IOS has at most 254 characters. A test holds them to what each facet reads.
SECTIONS = (
    running.VERSION,
    "^hostname",
    "^(no ip|ip) (domain|ssh|scp)",
    "^(no aaa|aaa)",
    "^username",
    "^line vty",
    "^(no login|login) ",
    "^snmp-server (host|enable traps)",
    *running.BANNERS,
)
READS = {
    RUNNING: running_config(*SECTIONS),
    STATUS: Read(STATUS, "show ip ssh", optional=True),
    KEYS: Read(KEYS, "show crypto key mypubkey all", fallback="show crypto key mypubkey rsa", optional=True),
    SSH: Read(SSH, "show ssh", optional=True),
    USERS: Read(USERS, "show users", optional=True),
}


@dataclass(frozen=True, slots=True)
class Said:
    """The replies of one device, understood as far as they were asked for; what was not is None."""

    config: text.Config
    settings: Settings
    access: Settings
    chain: pubkeys.Chain
    status: SshStatus | None
    keys: tuple[KeyPair, ...] | None
    ssh: tuple[sessions.SshSession, ...] | None
    users: tuple[sessions.UserLine, ...] | None
    peer: str | None

    def option(self, name: str) -> Any:
        """Return what the configuration says about a row of the option table, None when it is silent."""
        value = self.settings.said.get((name,))
        return _filled(name, None if value is None else _plain(_ROWS[name].kind.public(value)))

    def options(self, name: str) -> list[Any]:
        """Return the instances of a row that has many."""
        return [_filled(name, row) for row in _instances(self.settings, name)]


_ROWS = TABLE.by_name


# --- what to gather ---------------------------------------------------------------------------------------------------


def subsets(words: Iterable[str]) -> tuple[str, ...]:
    """Return the subsets that `gather_subset` names, in the order of the table, as network facts modules read it.

    `all`, `min`, names, and each with `!`; exclusions win; only exclusions mean all but these. `!all` leaves the
    minimum. Raises ValueError for a name that is none.
    """
    wanted: set[str] = set()
    unwanted: set[str] = set()
    for word in words:
        name = word.removeprefix("!")
        group = {"all": set(SUBSETS), "min": set(MINIMUM)}.get(name, {name})
        if not group <= set(SUBSETS):
            raise ValueError(f"{word!r} is no subset; write all, min, {', '.join(SUBSETS)}, or one of them behind !")
        if word == "!all":
            group -= set(MINIMUM)
        (unwanted if word.startswith("!") else wanted).update(group)
    chosen = (wanted or set(SUBSETS)) - unwanted
    return tuple(name for name in SUBSETS if name in chosen)


class Facts:
    """What to read for the subsets, and the facts in what was read. `peer` is the host as known_hosts writes it."""

    def __init__(self, names: Iterable[str], peer: str | None = None) -> None:
        self.names = tuple(names)
        self.peer = peer

    def reads(self, _config: object = None) -> tuple[Read, ...]:
        """Return the commands: at most three for everything but the sessions, which take two."""
        needed = {read for name in self.names for read in SUBSETS[name].reads}
        return tuple(read for name, read in READS.items() if name in needed)

    def have(self, replies: Mapping[str, str]) -> dict[str, object]:
        """Return the facts by subset. Raises `NeedsWholeConfig` when a section was not enough."""
        raw = replies.get(RUNNING, "")
        config = text.parse(raw)
        if not config.complete and not running.is_whole(raw):
            raise NeedsWholeConfig(RUNNING)
        said = Said(
            config=config,
            settings=_settings(TABLE, config),
            access=_settings(access.TABLE, config),
            chain=_chain(config),
            status=show.ip_ssh(replies[STATUS]) if STATUS in replies else None,
            keys=show.crypto_keys(replies[KEYS]) if KEYS in replies else None,
            ssh=sessions.ssh(replies[SSH]) if SSH in replies else None,
            users=sessions.users(replies[USERS]) if USERS in replies else None,
            peer=self.peer,
        )
        return {name: SUBSETS[name].build(said) for name in self.names}


def _settings(table: Table, config: text.Config) -> Settings:
    """Return what a configuration says, and no default of any release."""
    settings = Settings(table, None)
    settings.read(config.lines)
    return settings


def _chain(config: text.Config) -> pubkeys.Chain:
    chain = pubkeys.Chain()
    chain.read(config.lines)
    return chain


def of_text(raw: str, host: str | None = None) -> dict[str, object]:
    """Return the facts that a text holds: a running-config, the output of show commands, or both in any order.

    Raises ValueError for a configuration that ends inside a banner or a key.
    """
    names = [name for name in SUBSETS if name != "sessions"]
    try:
        return Facts(names, host).have(replies_in(raw))
    except NeedsWholeConfig:
        raise ValueError("the text ends inside a banner or a key; give the configuration up to its end") from None


def replies_in(raw: str) -> dict[str, str]:
    """Return the replies of a device that a text may stand for."""
    replies = {RUNNING: raw}
    if show.ip_ssh(raw).enabled is not None:
        replies[STATUS] = raw
    if show.crypto_keys(raw):
        replies[KEYS] = raw
    return replies


# --- server -----------------------------------------------------------------------------------------------------------

# Options whose value is a dictionary, and its keys.
_FIELDS = {
    "ports": ("port", "rotary", "rotary_end"),
    "bulk_mode": ("enabled", "size"),
    "login_protection.block_for": ("seconds", "attempts", "within"),
    "login_protection.on_failure": ("log", "every"),
    "login_protection.on_success": ("log", "every"),
    "lines.exec_timeout": ("minutes", "seconds"),
}
# What `show ip ssh` tells better than the configuration, or what stands in another subset.
_ELSEWHERE = {"version", "banner", "source_interface", "session_traps", "client_algorithms", "lines"}


def _server(said: Said) -> dict[str, object]:
    release = running.release_of(said.config)
    told = _status(said.status or show.SshStatus())
    facts: dict[str, Any] = {"release": str(release) if release else None}
    for name, value in told.items():
        _put(facts, name, value)
    facts["configured_version"] = said.option("version")
    facts["login_banner"] = ("banner",) in said.settings.said
    for row in TABLE.rows:
        if row.group not in _ELSEWHERE and told.get(row.name) is None:
            _put(facts, row.name, said.options(row.name) if row.many else said.option(row.name))
    return facts


def _status(status: SshStatus) -> dict[str, object]:
    """Return what `show ip ssh` tells, by the path of the fact."""
    return {
        "enabled": status.enabled,
        "version": status.version,
        "compatibility_mode": status.compatibility if status.version else None,
        "why_disabled": status.why_disabled,
        "timeout": status.timeout,
        "authentication_retries": status.retries,
        "dh_min_size": status.dh_min_size,
        "authentication_methods": _methods(status.authentication_methods),
        **{f"algorithms.{name}": _plain(getattr(status, f"{name}_algorithms")) for name in SERVER_LISTS},
    }


def _methods(shown: tuple[str, ...] | None) -> list[str] | None:
    """Return the names as the configuration and the wish have them: `keyboard` for `keyboard-interactive`."""
    return None if shown is None else [name.removesuffix("-interactive") for name in shown]


def status_of_text(raw: str) -> dict[str, object] | None:
    """Return what the output of `show ip ssh` tells; None when the text is not of that command."""
    status = show.ip_ssh(raw)
    if status.enabled is None:
        return None
    facts: dict[str, Any] = {}
    for name, value in _status(status).items():
        _put(facts, name, value)
    return {**facts, "host_keys": _shown_keys(status, None)}


def _put(facts: dict[str, Any], name: str, value: object) -> None:
    *groups, last = name.split(".")
    place = facts
    for group in groups:
        place = place.setdefault(group, {})
    place[last] = value


def _filled(name: str, value: Any) -> Any:
    """Return a value with every key that it can have."""
    fields = _FIELDS.get(name)
    return value if fields is None else dict.fromkeys(fields) | (value or {})


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    return [_plain(member) for member in value] if isinstance(value, list | tuple) else value


# --- host keys --------------------------------------------------------------------------------------------------------

_NO_KEY = {"bits": None, "curve": None, "sha256": None, "md5": None, "public_key": None}


def _host_keys(said: Said) -> list[dict[str, object]] | None:
    if said.keys is None:
        return _shown_keys(said.status, said.peer) if said.status else None
    return _told_keys(said.keys, said.status, said.option("host_key_label"), said.peer)


def host_keys_of(have: TabledHave, peer: str) -> list[dict[str, object]] | None:
    """Return the host keys of a device of which the facet "server" has read the key pairs, None when it has not."""
    if not have.settings.keys_read:
        return None
    return _told_keys(have.keys, have.status, have.settings.said.get(("host_key_label",)), peer)


def _told_keys(
    pairs: Sequence[KeyPair], status: SshStatus | None, label: str | None, peer: str | None
) -> list[dict[str, object]]:
    return [_host_key(pair, peer, used=_is_used(pair, pairs, status, label)) for pair in pairs]


def _shown_keys(status: SshStatus, peer: str | None) -> list[dict[str, object]] | None:
    """Return the keys of `show ip ssh`, which are those that clients see."""
    return None if status.keys is None else [_host_key(_as_pair(key), peer, used=True) for key in status.keys]


def host_keys_of_text(raw: str, host: str | None = None) -> list[dict[str, object]]:
    """Return the key pairs in the output of `show crypto key mypubkey`; those of `show ip ssh` in it are marked."""
    replies = replies_in(raw)
    return cast(
        "list[dict[str, object]]", Facts(["host_keys"], host).have({KEYS: raw, **replies, RUNNING: ""})["host_keys"]
    )


def _as_pair(key: show.HostKey) -> KeyPair:
    kind = {"rsa": "rsa", "ecdsa": "ec", "ed25519": "ed25519"}.get(key.key.type) if key.key else None
    return show.KeyPair(key.name or "", type=kind, key=key.key, declared=key.bits)


def _host_key(pair: KeyPair, peer: str | None, *, used: bool | None) -> dict[str, object]:
    key = pair.key
    decoded: dict[str, object] = dict(_NO_KEY) | {"bits": pair.declared}
    if key is not None:
        decoded = {
            "bits": key.bits,
            "curve": key.curve,
            "sha256": key.sha256,
            "md5": key.md5,
            "public_key": key.openssh,
        }
    return {
        "name": pair.name or None,
        "type": pair.type,
        "usage": pair.usage,
        "exportable": pair.exportable,
        "temporary": pair.temporary,
        "storage": pair.storage,
        "generated_at": pair.generated_at,
        "used_by_ssh": used,
        **decoded,
        "known_hosts": keys.known_hosts_line([peer], key) if used and key and peer else None,
    }


def _is_used(pair: KeyPair, pairs: Sequence[KeyPair], status: SshStatus | None, label: str | None) -> bool | None:
    """Tell whether SSH shows this key to clients; None when nobody tells.

    `show ip ssh` prints the keys that SSH uses, from 15.0 on. Before, it is the pair that is configured by name, else
    the only RSA pair; of several it is the one that was generated first, and their times have no order that is sure.
    Source: behaviour reference 1.1, 4.1.
    """
    if status is None or status.enabled is None:
        return None
    if status.keys is not None:
        return any(pair.key == key.key if key.key and pair.key else pair.name == key.name for key in status.keys)
    if not status.enabled or pair.temporary or pair.usage == "encryption":
        return False
    if label:
        return bool(pair.name == label)
    candidates = {key.name for key in pairs if key.type != "ec" and not key.temporary}
    return pair.name in candidates if len(candidates) == 1 else None


# --- sessions ---------------------------------------------------------------------------------------------------------


def _sessions(said: Said) -> list[dict[str, object]] | None:
    return None if said.ssh is None else [_session(session, said.users or ()) for session in said.ssh]


def _session(session: sessions.SshSession, lines: Iterable[sessions.UserLine]) -> dict[str, object]:
    line = sessions.line_of(session, tuple(lines))
    return {
        **asdict(session),
        "line": line.name if line else None,
        "tty": line.tty if line else None,
        "location": line.location if line else None,
        "idle": line.idle if line else None,
        "current": line.current if line else None,
    }


def sessions_of_text(raw: str) -> list[dict[str, object]] | None:
    """Return the sessions in the output of `show ssh`; where they are from tells `show users` in the same text."""
    found = sessions.ssh(raw)
    return None if found is None else [_session(session, sessions.users(raw) or ()) for session in found]


# --- the rest of the configuration ------------------------------------------------------------------------------------


def _lines(said: Said) -> list[dict[str, object]]:
    blocks = said.settings.document().get("lines", [])
    return [_line(block) for block in blocks] if isinstance(blocks, list) else []


def _line(block: Mapping[str, Any]) -> dict[str, object]:
    facts: dict[str, Any] = {"first": block["first"], "last": block["last"]}
    for row in TABLE.of_lines:
        name = row.name.removeprefix("lines.").partition(".")[0]
        facts[name] = _filled(row.name, block.get(name, [] if row.many else None))
    return {**facts, "login_list": block.get("login_list")}


# `snmp-server host ADDRESS [vrf V] [traps|informs] [version 1|2c|3 auth|noauth|priv] COMMUNITY [udp-port N] [types]`:
# the community of versions 1 and 2c is a secret, and what stands in its place is left out for all.
# Source: behaviour reference 6 and the vendor's command reference.
_RECEIVER = re.compile(
    r"snmp-server host (?P<host>\S+)(?: vrf (?P<vrf>\S+))?(?: (?P<kind>traps|informs))?"
    r"(?: version (?P<version>1|2c|3)(?: (?P<level>auth|noauth|priv))?)?"
    r" \S+(?: +udp-port (?P<port>\d+))?(?P<types>(?: +[\w-]+)*)"
)


def _traps(said: Said) -> dict[str, object]:
    found = [match for line in said.config.lines if (match := _RECEIVER.fullmatch(line.text)) is not None]
    receivers = [
        {
            "host": match["host"],
            "vrf": match["vrf"],
            "kind": "inform" if match["kind"] == "informs" else "trap",
            "version": match["version"] or "1",
            "port": int(match["port"]) if match["port"] else None,
            "types": match["types"].split(),
        }
        for match in found
    ]
    return {"enabled": ("session_traps.enabled",) in said.settings.said, "hosts": receivers}


def _aaa(said: Said) -> dict[str, object]:
    there = said.access.said
    return {
        "new_model": there.get(("aaa.new_model",)),
        "authentication_login": _instances(said.access, "aaa.authentication_login"),
        "authorization_exec": _instances(said.access, "aaa.authorization_exec"),
        "authorization_console": there.get(("aaa.authorization_console",)),
    }


def _instances(settings: Settings, name: str) -> list[Any]:
    row = settings.table.by_name[name]
    return [_plain(row.kind.public(settings.said[key])) for key in settings.keys_of(row)]


def _users(said: Said) -> list[dict[str, object]]:
    """Return the local users: whether there is a password or a secret and how it is stored, never what it is."""
    users = [value for key, value in said.access.said.items() if key[0] == "users"]
    return [
        {
            "name": user["name"],
            "privilege": user["privilege"],
            "password_type": user["word"] or None,
            "hash_type": user["type"] if user["word"] else None,
            "one_time": "one-time" in " ".join(user["rest"]).split(),
        }
        for user in users
    ]


def _public_keys(said: Said) -> dict[str, object]:
    """Return the keys by user and by server, with every field that one can have."""
    document: Any = said.chain.document(defaults=False)
    return {option: [_chain_row(row) for row in document.get(option, [])] for option in pubkeys.WORDS}


def _chain_row(row: Mapping[str, Any]) -> dict[str, object]:
    return {"name": row["name"], "keys": [{"comment": None, **key} for key in row["keys"]]}


def _scp(said: Said) -> dict[str, object]:
    return {
        "enabled": bool(said.access.said.get(("enabled",))),
        "client_username": said.access.said.get(("client.username",)),
        "client_password": ("client.password",) in said.access.said,
    }


def _client(said: Said) -> dict[str, object]:
    return {
        "algorithms": {name: said.option(f"client_algorithms.{name}") for name in CLIENT_LISTS},
        "source_interface": said.option("source_interface"),
        "strict_host_key_check": said.chain.document(defaults=True)["strict_host_key_check"],
    }


def receivers_of_text(raw: str) -> list[dict[str, object]]:
    """Return who receives notifications, from the output of `show snmp host`."""
    return [asdict(receiver) for receiver in show.snmp_hosts(raw)]


def known_servers_of_text(raw: str) -> list[dict[str, object]] | None:
    """Return the servers in the output of `show ip ssh pubkey server all`; None when it is of another command."""
    servers = show.known_servers(raw)
    return None if servers is None else [asdict(server) for server in servers]


# --- the table --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Subset:
    """One subset: the replies that it needs, and how they become facts."""

    reads: tuple[str, ...]
    build: Callable[[Said], object]


SUBSETS = {
    "server": Subset((RUNNING, STATUS), _server),
    "host_keys": Subset((RUNNING, STATUS, KEYS), _host_keys),
    "sessions": Subset((SSH, USERS), _sessions),
    "public_keys": Subset((RUNNING,), _public_keys),
    "lines": Subset((RUNNING,), _lines),
    "aaa": Subset((RUNNING,), _aaa),
    "users": Subset((RUNNING,), _users),
    "scp": Subset((RUNNING,), _scp),
    "traps": Subset((RUNNING,), _traps),
    "client": Subset((RUNNING,), _client),
}
MINIMUM = ("server",)
