# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fleet file: which devices there are, what they start with, and the inventory by which Ansible reaches them."""

from __future__ import annotations

import re
import string
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from . import profiles
from .faults import FaultError, Faults
from .flash import MEGABYTE, FlashPlan

PRESETS_FILE = Path(__file__).with_name("presets.yml")
DOMAIN = "mock.example"
GROUP = "mock_ios"
DEFAULT_PROFILE = "17.9"
DEFAULT_USER = {"name": "admin", "password": "mock-admin", "privilege": 15}
MOST_DEVICES = 2000

Number = int | float

# option: (type, what the type is called)
DEVICE_OPTIONS: dict[str, tuple[Any, str]] = {
    "name": (str, "text"),
    "count": (int, "a whole number"),
    "profile": (str, 'text (quote it: "15.2")'),
    "preset": (str, "text"),
    "config": (str, "text"),
    "config_file": (str, "a path"),
    "startup_config": (str, "text"),
    "startup_config_file": (str, "a path"),
    "hostname": (str, "text"),
    "domain": (str, "text"),
    "users": (list, "a list"),
    "enable": (str, "text"),
    "keys": (list, "a list"),
    "groups": (list, "a list"),
    "variables": (dict, "a dictionary"),
    "boot_seconds": (Number, "a number"),
    "clock_rate": (Number, "a number"),
    "vrf": (str, "text"),
    "telnet": (bool, "true or false"),
    "console": (bool, "true or false"),
    "flash": (bool, "true or false"),
    "flash_megabytes": (Number, "a number"),
    "flash_files": (dict, "a dictionary"),
    "faults": (list, "a list"),
    "aaa_server": (dict, "a dictionary"),
}
AAA_SERVER_OPTIONS: dict[str, tuple[Any, str]] = {
    "reachable": (bool, "true or false"),
    "groups": (list, "a list"),
    "enable": (str, "text"),
    "users": (list, "a list"),
}
AAA_USER_OPTIONS: dict[str, tuple[Any, str]] = {
    "name": (str, "text"),
    "password": (str, "text"),
    "privilege": (int, "a whole number"),
    "expired": (bool, "true or false"),
    "expires_after": (int, "a whole number"),
    "challenges": (list, "a list"),
}
CHALLENGE_OPTIONS: dict[str, tuple[Any, str]] = {
    "prompt": (str, "text"),
    "reply": (str, 'text (quote it: "123456")'),
    "codes": (list, "a list"),
}
USER_OPTIONS: dict[str, tuple[Any, str]] = {
    "name": (str, "text"),
    "password": (str, "text"),
    "privilege": (int, "a whole number"),
}
KEY_OPTIONS: dict[str, tuple[Any, str]] = {
    "label": (str, "text"),
    "type": (str, "text"),
    "bits": (int, "a whole number"),
    "exportable": (bool, "true or false"),
}
KEY_TYPES = {"rsa": range(360, 4097), "ec": (256, 384, 521)}
TERMINALS = ("telnet", "console")
SECRETS = ("password", "enable", "reply", "codes")
FLASH_MEGABYTES = 64
MOST_MEGABYTES = 2048
MOST_CLOCK_RATE = 10000
PATH = re.compile(r"\w[\w.+-]*(?:/\w[\w.+-]*)*")
HOST_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")


class FleetError(ValueError):
    """A fleet file that cannot be served; the message names the place and what to write instead."""


@dataclass(frozen=True, slots=True)
class User:
    """A local user of a device."""

    name: str
    password: str
    privilege: int


@dataclass(frozen=True, slots=True)
class Key:
    """A key pair that a device has from the start; `label` None: named after the host and the domain."""

    label: str | None
    type: str
    bits: int
    exportable: bool = False


@dataclass(frozen=True, slots=True)
class DeviceSpec:
    """One device of a fleet, complete: nothing more has to be looked up."""

    name: str
    profile: str
    startup_config: str
    users: tuple[User, ...]
    enable: str | None
    keys: tuple[Key, ...]
    groups: tuple[str, ...] = ()
    variables: Mapping[str, Any] = field(default_factory=dict)
    boot_seconds: float = 1.0
    clock_rate: float = 1.0  # seconds of the device in a real one; 0: its clock stands still
    faults: tuple[Mapping[str, Any], ...] = ()
    terminals: tuple[str, ...] = ()  # "telnet", "console"
    access: bool = True  # the device knows the users
    saved: bool = True  # the startup configuration is in NVRAM
    flash: FlashPlan = field(default_factory=FlashPlan)
    aaa_server: Mapping[str, Any] | None = None
    vrf: str | None = None  # from which its clients come

    def key_name(self, key: Key) -> str:
        """The name under which the device stores the key pair."""
        if key.label:
            return key.label
        host = re.search(r"^hostname (\S+)", self.startup_config, re.MULTILINE)
        domain = re.search(r"^ip domain[- ]name (\S+)", self.startup_config, re.MULTILINE)
        return ".".join(found[1] for found in (host, domain) if found) or self.name


def load(path: Path | None) -> tuple[DeviceSpec, ...]:
    """Read a fleet file, or standard input, where paths start at the working directory. Raises FleetError."""
    name = str(path or "standard input")
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8") if path else sys.stdin.read())
    except OSError as error:
        raise FleetError(f"{name}: cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FleetError(f"{name}: is no YAML: {error}") from error
    try:
        return devices(data, base=path.parent if path else Path())
    except FleetError as error:
        raise FleetError(f"{name}: {error}") from error


def devices(data: Any, *, base: Path = Path()) -> tuple[DeviceSpec, ...]:
    """The devices that a fleet file describes; `base` is where relative paths start. Raises FleetError."""
    if not isinstance(data, Mapping) or not isinstance(data.get("devices"), list) or not data["devices"]:
        raise FleetError("a fleet is a dictionary with a list `devices` of at least one device")
    _known(data, {"devices": (list, "a list"), "defaults": (dict, "a dictionary")}, "the fleet")
    defaults = data.get("defaults") or {}
    _known(defaults, {name: row for name, row in DEVICE_OPTIONS.items() if name not in {"name", "count"}}, "defaults")
    specs: list[DeviceSpec] = []
    for number, entry in enumerate(data["devices"]):
        if not isinstance(entry, Mapping):
            raise FleetError(f"devices[{number}] must be a dictionary with at least `name`, not {entry!r}")
        where = f"devices[{number}] ({entry.get('name', 'without name')})"
        _known(entry, DEVICE_OPTIONS, where)
        specs += _copies({**defaults, **entry}, where, base)
    seen: set[str] = set()
    for spec in specs:
        if spec.name in seen:
            raise FleetError(f"two devices have the name {spec.name}; give each entry a name of its own")
        seen.add(spec.name)
    if len(specs) > MOST_DEVICES:
        raise FleetError(f"{len(specs)} devices are more than the {MOST_DEVICES} that one process serves")
    return tuple(specs)


def inventory(served: Iterable[tuple[DeviceSpec, str, int, Mapping[str, int]]]) -> str:
    """The inventory of the devices at their addresses and ports, as YAML for `ansible-playbook -i`.

    The port is the one for SSH; further ports come as variables.
    """
    hosts: dict[str, Any] = {}
    groups: dict[str, Any] = {}
    for spec, address, port, further in served:
        user = spec.users[0]
        hosts[spec.name] = {
            "ansible_host": address,
            "ansible_port": port,
            **further,
            "ansible_user": user.name,
            "ansible_password": user.password,
            "mock_ios_profile": spec.profile,
        }
        if user.privilege < 15 or not spec.access:
            hosts[spec.name] |= {"ansible_become": True, "ansible_become_method": "ansible.netcommon.enable"}
            if spec.enable is not None:
                hosts[spec.name]["ansible_become_password"] = spec.enable
        hosts[spec.name] |= spec.variables
        for group in spec.groups:
            groups.setdefault(group, {"hosts": {}})["hosts"][spec.name] = {}
    common = {
        "ansible_connection": "ansible.netcommon.network_cli",
        "ansible_network_os": "cisco.ios.ios",
        # Ports and keys of mock devices come and go: they have no place in anybody's known hosts.
        "ansible_host_key_checking": False,
    }
    tree = {"all": {"children": {GROUP: {"hosts": hosts, "vars": common}, **groups}}}
    return yaml.safe_dump(tree, sort_keys=False, width=1000)


def known_hosts(served: Iterable[tuple[str, int, Iterable[str]]]) -> str:
    """Lines for a known-hosts file: address, port, and the public keys as OpenSSH writes them."""
    return "".join(f"[{address}]:{port} {key}\n" for address, port, keys in served for key in keys)


def _copies(entry: dict[str, Any], where: str, base: Path) -> list[DeviceSpec]:
    name = entry.get("name")
    if not name:
        raise FleetError(f"{where} needs a `name`")
    count = entry.get("count")
    if count is None:
        return [_device(name, entry, where, base)]
    if not 1 <= count <= MOST_DEVICES:
        raise FleetError(f"{where}: count must be 1 to {MOST_DEVICES}, not {count}")
    digits = len(str(count))
    return [_device(f"{name}{number:0{digits}}", entry, where, base) for number in range(1, count + 1)]


def _device(name: str, entry: Mapping[str, Any], where: str, base: Path) -> DeviceSpec:
    if not HOST_NAME.fullmatch(name):
        raise FleetError(f"{where}: {name!r} is no host name: a letter, then up to 62 letters, digits, hyphens")
    profile = entry.get("profile", DEFAULT_PROFILE)
    if profile not in profiles.names():
        raise FleetError(f"{where}: there is no profile {profile!r}; the known ones are {', '.join(profiles.names())}")
    users = tuple(_user(user, where) for user in entry.get("users") or [DEFAULT_USER])
    enable = entry.get("enable")
    whole = _text(entry, "startup_config", where, base)
    added = _text(entry, "config", where, base)
    if whole is not None and (added is not None or "preset" in entry):
        raise FleetError(f"{where}: a startup configuration stands alone; leave out `preset` and `config`")
    preset = _preset(entry.get("preset", "legacy"), where)
    keys = tuple(_key(key, where) for key in entry["keys"]) if "keys" in entry else ()
    whole_given = whole is not None
    if whole is None:
        names = {
            "hostname": entry.get("hostname", preset.get("hostname", name)),
            "domain": entry.get("domain", DOMAIN),
            "password": users[0].password,
            "interfaces": "".join(f"interface {name}\n no ip address\n" for name in _interfaces(profile)),
        }
        if "keys" not in entry:
            keys = tuple(Key(row.get("label"), "rsa", _since(row["bits"], profile)) for row in preset["keys"])
        parts = [part["lines"] for part in preset["config"] if _order(part.get("since", "0")) <= _order(profile)]
        access = [f"enable secret 0 {enable}\n"] if enable is not None else []
        if preset.get("users", True):
            access += [f"username {u.name} privilege {u.privilege} password 0 {u.password}\n" for u in users]
        whole = string.Template("".join([*parts[:1], *access, *parts[1:]])).substitute(names) + (added or "")
    rows = tuple(entry.get("faults") or ())
    try:
        Faults(rows)
    except FaultError as error:
        raise FleetError(f"{where}: {error}") from error
    groups = tuple(entry.get("groups") or ())
    if not all(isinstance(group, str) and re.fullmatch(r"[A-Za-z_]\w*", group) for group in groups):
        raise FleetError(f"{where}: groups must be names that Ansible accepts: letters, digits, underscores")
    return DeviceSpec(
        name=name,
        profile=profile,
        startup_config=whole,
        users=users,
        enable=enable,
        keys=keys,
        groups=groups,
        variables=entry.get("variables") or {},
        **_times(entry, where),
        faults=rows,
        terminals=tuple(name for name in TERMINALS if entry.get(name)),
        access=whole_given or preset.get("users", True),
        saved=whole_given or preset.get("saved", True),
        flash=_flash(entry, where),
        aaa_server=_aaa_server(entry.get("aaa_server"), where),
        vrf=entry.get("vrf"),
    )


def _times(entry: Mapping[str, Any], where: str) -> dict[str, float]:
    boot_seconds = float(entry.get("boot_seconds", 1.0))
    if boot_seconds < 0:
        raise FleetError(f"{where}: boot_seconds must not be negative, found {boot_seconds:g}")
    clock_rate = float(entry.get("clock_rate", 1.0))
    if not 0 <= clock_rate <= MOST_CLOCK_RATE:
        raise FleetError(f"{where}: clock_rate must be 0 to {MOST_CLOCK_RATE}, found {clock_rate:g}")
    return {"boot_seconds": boot_seconds, "clock_rate": clock_rate}


def _flash(entry: Mapping[str, Any], where: str) -> FlashPlan:
    room = entry.get("flash_megabytes", FLASH_MEGABYTES)
    if not 0 <= room <= MOST_MEGABYTES:
        raise FleetError(f"{where}: flash_megabytes must be 0 to {MOST_MEGABYTES}, not {room:g}")
    files = entry.get("flash_files") or {}
    for path, text in files.items():
        sized = isinstance(text, int) and not isinstance(text, bool) and text >= 0
        if not isinstance(path, str) or not PATH.fullmatch(path) or not (sized or isinstance(text, str)):
            raise FleetError(f"{where}: flash_files gives a text, or a size in bytes, for each path; found {path!r}")
    return FlashPlan(room=int(room * MEGABYTE), files=files, missing=not entry.get("flash", True))


def _user(row: Any, where: str) -> User:
    if not isinstance(row, Mapping) or not {"name", "password"} <= set(row):
        raise FleetError(f"{where}: a user has a `name` and a `password`, and may have a `privilege`")
    _known(row, USER_OPTIONS, f"{where}: user {row['name']}")
    privilege = row.get("privilege", 15)
    if not 0 <= privilege <= 15:
        raise FleetError(f"{where}: user {row['name']}: privilege must be 0 to 15, not {privilege}")
    for option in ("name", "password"):
        if not re.fullmatch(r"[\x21-\x3e\x40-\x7e]+", row[option]):
            reason = "one or more printable characters without blanks and question marks"
            raise FleetError(f"{where}: user {row['name']!r}: {option} must be {reason}")
    return User(row["name"], row["password"], privilege)


def _aaa_server(options: Mapping[str, Any] | None, where: str) -> Mapping[str, Any] | None:
    if options is None:
        return None
    where = f"{where}: aaa_server"
    _known(options, AAA_SERVER_OPTIONS, where)
    _plain(where, groups=options.get("groups", ()), enable=(options.get("enable", ""),))
    for row in options.get("users", ()):
        if not isinstance(row, Mapping) or "name" not in row or not {"password", "challenges"} & set(row):
            raise FleetError(f"{where}: a user has a `name`, and a `password` or `challenges`")
        _aaa_user(row, f"{where}: user {row['name']}")
    return options


def _aaa_user(row: Mapping[str, Any], where: str) -> None:
    _known(row, AAA_USER_OPTIONS, where)
    _plain(where, name=(row["name"],), password=(row.get("password", ""),))
    if "expired" in row and "expires_after" in row:
        raise FleetError(f"{where}: write expired or expires_after, not both")
    if not 0 <= row.get("privilege", 0) <= 15:
        raise FleetError(f"{where}: privilege must be 0 to 15, not {row['privilege']}")
    if row.get("expires_after", 1) < 1:
        raise FleetError(f"{where}: expires_after must be 1 or more logins, not {row['expires_after']}")
    for challenge in row.get("challenges", ()):
        if not isinstance(challenge, Mapping) or set(challenge) not in ({"prompt", "reply"}, {"prompt", "codes"}):
            raise FleetError(f"{where}: a challenge has a `prompt`, and either a `reply` or a list of `codes`")
        _known(challenge, CHALLENGE_OPTIONS, where)
        codes = challenge.get("codes", ())
        _plain(where, prompt=(challenge["prompt"],), reply=(challenge.get("reply", ""),), codes=codes)


def _plain(where: str, **texts: Iterable[Any]) -> None:
    """These are texts of printable ASCII characters, so that every protocol carries them alike."""
    for option, values in texts.items():
        if not all(isinstance(value, str) and value.isascii() and value.isprintable() for value in values):
            raise FleetError(f"{where}: {option} must be text of printable ASCII characters; put numbers into quotes")


def _key(row: Any, where: str) -> Key:
    if not isinstance(row, Mapping):
        raise FleetError(f"{where}: a key is a dictionary with at least `bits`, not {row!r}")
    _known(row, KEY_OPTIONS, f"{where}: a key")
    kind, bits = row.get("type", "rsa"), row.get("bits", 0)
    if kind not in KEY_TYPES:
        raise FleetError(f"{where}: a key has the type rsa or ec, not {kind!r}")
    if bits not in KEY_TYPES[kind]:
        sizes = "360 to 4096" if kind == "rsa" else "256, 384 or 521"
        raise FleetError(f"{where}: an {kind.upper()} key has {sizes} bits, not {bits}")
    return Key(row.get("label"), kind, bits, row.get("exportable", False))


def _text(entry: Mapping[str, Any], option: str, where: str, base: Path) -> str | None:
    path = entry.get(f"{option}_file")
    if path is None:
        text = entry.get(option)
        return None if text is None else text.rstrip("\n") + "\n"
    if option in entry:
        raise FleetError(f"{where}: write {option} or {option}_file, not both")
    try:
        return (base / path).read_text(encoding="utf-8").rstrip("\n") + "\n"
    except (OSError, UnicodeDecodeError) as error:
        raise FleetError(f"{where}: {option}_file {path} cannot be read: {error}") from error


def _interfaces(profile: str) -> list[str]:
    named: list[str] = profiles.load(profile).identity["interfaces"]
    return named


def _preset(name: str, where: str) -> dict[str, Any]:
    presets = _presets()
    if name not in presets:
        raise FleetError(f"{where}: there is no preset {name!r}; the known ones are {', '.join(presets)}")
    chosen: dict[str, Any] = presets[name]
    return chosen


@cache
def _presets() -> dict[str, Any]:
    presets: dict[str, Any] = yaml.safe_load(PRESETS_FILE.read_text(encoding="utf-8"))
    return presets


def _since(values: Mapping[str, int], profile: str) -> int:
    return [value for since, value in values.items() if _order(since) <= _order(profile)][-1]


def _order(profile: str) -> tuple[int, ...]:
    return tuple(int(part) for part in profile.split("."))


def _known(entry: Mapping[str, Any], options: Mapping[str, tuple[Any, str]], where: str) -> None:
    for option, value in entry.items():
        if option not in options:
            raise FleetError(f"{where}: unknown option {option!r}; the known ones are {', '.join(options)}")
        kind, name = options[option]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            found = "something else" if option in SECRETS else repr(value)
            raise FleetError(f"{where}: {option} must be {name}, not {found}")
