# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom to reach and how: everything a session needs to know before it starts, and nothing it finds out later."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .._core.keys import known_hosts_name
from . import ssh_config
from .errors import BadTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .transports import Transport

TRANSPORTS = ("auto", "libssh", "asyncssh", "network_cli_libssh", "network_cli_paramiko")
TELNET_PORT = 23
WAYS = ("ssh", "telnet", "console")
PORT_VARIABLES = {
    "ssh": "ansible_port",
    "telnet": "ansible_ios_telnet_port",
    "console": "ansible_ios_console_port",
}
GLOBAL_KNOWN_HOSTS = (Path("/etc/ssh/ssh_known_hosts"), Path("/etc/ssh/ssh_known_hosts2"))


@dataclass(frozen=True, slots=True)
class Algorithms:
    """What to offer, as OpenSSH writes it: `a,b` replaces, `+a,b` appends to the default; "" is the default."""

    kex: str = ""
    host_keys: str = ""
    public_keys: str = ""
    ciphers: str = ""
    macs: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a device answers on one way, and the proxy command that leads there, "" for none."""

    address: str
    port: int
    proxy_command: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One device and the way to it. Times are seconds.

    `timeout` bounds one phase of the connection (TCP, key exchange), `connect_timeout` all of it up to the first
    prompt, `command_timeout` the silence of a device that should answer a command. `known_hosts` are read in order, and
    new keys are written to the first. `name` is the device in lower case, `address` where it answers, `alias` what
    known_hosts calls it whatever the port, if it has one, and `known_as` what it calls the SSH server of a device that
    is reached on another way. `way` is `ssh`, `telnet` or `console`, and `port` the one of that way. `host_keys`,
    (type, base64) each, are the only keys that the device may show, whatever known_hosts has. `login_answers` are
    (regular expression of a prompt, answer) for questions of the login, each used once; `new_password` is for a device
    that wants one because the old one has expired; `line_password` is for a terminal line that asks for a password and
    for no user. `by_variables`: the password is that of ansible_password, for messages. `told` gets a sentence about
    what a login has changed. `opener` makes the transport instead of those of `transports`; whoever puts one there
    knows why. `places` are where it answers on its other ways, see `by`.
    """

    name: str
    address: str
    alias: str = ""
    known_as: str = ""
    port: int = 22
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    by_variables: bool = True
    password_prompt: str | None = None
    private_key_file: Path | None = None
    private_key_passphrase: str | None = field(default=None, repr=False)
    look_for_keys: bool = True
    become: bool = False
    enable_password: str | None = field(default=None, repr=False)
    timeout: float = 10.0
    connect_timeout: float = 30.0
    command_timeout: float = 30.0
    host_key_checking: bool = True
    host_key_auto_add: bool = False
    known_hosts: tuple[Path, ...] = ()
    host_keys: tuple[tuple[str, str], ...] = ()
    proxy_command: str = ""
    algorithms: Algorithms = Algorithms()
    legacy_algorithms: bool = False
    transport: str = "auto"
    way: str = "ssh"
    login_answers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    new_password: str | None = field(default=None, repr=False)
    line_password: str | None = field(default=None, repr=False)
    told: Callable[[str], None] | None = field(default=None, repr=False, compare=False)
    opener: Callable[[Target], Transport] | None = None
    places: Mapping[str, Place] = field(default_factory=dict, repr=False)

    def by(self, way: str) -> Target:
        """Return the same device on its way `ssh` or `telnet`. Raises `BadTarget` where that is not known."""
        if way == self.way:
            return self
        if way not in self.places:
            raise BadTarget(f"where {self.address} answers by {way} is not known.")
        place = self.places[way]
        return replace(
            self,
            way=way,
            name=place.address.lower(),
            address=place.address,
            port=place.port,
            proxy_command=place.proxy_command,
            known_as="" if way == "ssh" else known_hosts_name(self.name, self.port),
            opener=None,
        )

    @property
    def peer(self) -> str:
        """The address as known_hosts and people write it: `r1`, `[r1]:2022`, or the alias."""
        return self.alias or self.known_as or known_hosts_name(self.name, self.port)


def build(options: Mapping[str, object], *, opener: Callable[[Target], Transport] | None = None) -> Target:
    """Make the target from the resolved options of the connection plugin (their names are in its documentation).

    Reads the user's ssh configuration. What the options say wins over `ssh_*_args`, and those over the file. Raises
    `BadTarget`.
    """
    host = _text(options, "host")
    if not host:
        raise BadTarget("the host has no address: set ansible_host.")
    arguments = _arguments(options)
    file = _config_file(options, arguments)
    config = {**(ssh_config.lookup(file, host) if file else {}), **arguments}
    way = _text(options, "transport") or "ssh"
    if way not in WAYS:
        raise BadTarget(f"ansible_ios_transport is {way!r}; it knows {', '.join(WAYS)}.")
    port = _port_of(way, options, config)
    address = ssh_address = config.get("hostname", "").replace("%h", host) or host
    if way == "console":
        address = _text(options, "console_host") or address
    known_as = ""
    if way != "ssh":
        known_as = known_hosts_name(ssh_address, _port(_port_of("ssh", options, config)))
    user = _text(options, "remote_user") or config.get("user") or None
    key_file = _text(options, "private_key_file") or config.get("identityfile", "")
    jump = config.get("proxyjump", "")
    proxy = _text(options, "proxy_command") or config.get("proxycommand", "")
    if not proxy and jump and jump.lower() != "none":
        proxy = _jump_command(jump, file)
    transport = _text(options, "transport_plugin") or "auto"
    if transport not in TRANSPORTS:
        raise BadTarget(f"ansible_ios_transport_plugin is {transport!r}; it knows {', '.join(TRANSPORTS)}.")
    strict = config.get("stricthostkeychecking", "").lower()
    template = "" if proxy.lower() == "none" else proxy
    places = {}
    for other in ("ssh", "telnet"):
        number = _port(_port_of(other, options, config), PORT_VARIABLES[other])
        places[other] = Place(ssh_address, number, _expand(template, ssh_address, number, user))
    target = Target(
        name=address.lower(),
        address=address,
        alias=config.get("hostkeyalias", "").lower(),
        known_as=known_as,
        port=_port(port, PORT_VARIABLES[way]),
        user=user,
        password=_secret(options, "password"),
        password_prompt=_text(options, "password_prompt") or None,
        private_key_file=Path(key_file).expanduser() if key_file and key_file.lower() != "none" else None,
        private_key_passphrase=_secret(options, "private_key_passphrase"),
        look_for_keys=_look_for_keys(options),
        become=bool(options.get("become")),
        enable_password=_secret(options, "become_password"),
        timeout=_seconds(options, "timeout", 10.0),
        connect_timeout=_seconds(options, "connect_timeout", 30.0),
        command_timeout=_seconds(options, "command_timeout", 30.0),
        host_key_checking=bool(options.get("host_key_checking", True)) and strict not in {"no", "off"},
        host_key_auto_add=bool(options.get("host_key_auto_add")) or strict == "accept-new",
        known_hosts=_known_hosts(config),
        algorithms=Algorithms(
            kex=_text(options, "key_exchange_algorithms") or config.get("kexalgorithms", ""),
            host_keys=_text(options, "hostkeys") or config.get("hostkeyalgorithms", ""),
            public_keys=_text(options, "publickey_accepted_algorithms") or config.get("pubkeyacceptedalgorithms", ""),
            ciphers=_text(options, "ciphers"),
            macs=_text(options, "macs"),
        ),
        legacy_algorithms=bool(options.get("legacy_algorithms")),
        transport=transport,
        way=way,
        login_answers=_login_answers(options.get("login_answers")),
        new_password=_secret(options, "new_password"),
        line_password=_secret(options, "line_password"),
        opener=opener if way == "ssh" else None,
        proxy_command=_expand(template, address, _port(port), user),
        places=places,
    )
    for option, seconds in (("timeout", target.timeout), ("connect_timeout", target.connect_timeout)):
        if seconds <= 0:
            raise BadTarget(f"{option} is {seconds:g} s; it must be more than 0.")
    return target


def _text(options: Mapping[str, object], name: str) -> str:
    value = options.get(name)
    return "" if value is None else str(value).strip()


def _secret(options: Mapping[str, object], name: str) -> str | None:
    value = options.get(name)
    return None if value is None or value == "" else str(value)


def _seconds(options: Mapping[str, object], name: str, default: float) -> float:
    value = options.get(name)
    try:
        return default if value is None else float(str(value))
    except ValueError:
        raise BadTarget(f"{name} is {value!r}; it must be a number of seconds.") from None


def _port(value: object, variable: str = "ansible_port") -> int:
    try:
        port = int(str(value))
    except ValueError:
        port = -1
    if not 0 < port < 65536:
        raise BadTarget(f"{variable} is {value!r}; it must be a number from 1 to 65535.")
    return port


def _port_of(way: str, options: Mapping[str, object], config: Mapping[str, str]) -> object:
    if way == "telnet":
        return options.get("telnet_port") or TELNET_PORT
    if way == "console":
        if not options.get("console_port"):
            raise BadTarget("ansible_ios_transport is 'console'; set ansible_ios_console_port to the port of its line.")
        return options["console_port"]
    return options.get("port") or config.get("port") or 22


def _login_answers(value: object) -> tuple[tuple[str, str], ...]:
    """Check the answers for keyboard-interactive authentication; no error shows one."""
    rows = value if isinstance(value, list) else [] if value is None else [value]
    answers = []
    for place, row in enumerate(rows):
        if not isinstance(row, dict) or not row.keys() >= {"prompt", "answer"}:
            raise BadTarget(f"ansible_ios_login_answers[{place}] is no dictionary of prompt and answer.")
        pattern = str(row["prompt"])
        try:
            re.compile(pattern)
        except re.error as error:
            raise BadTarget(f"ansible_ios_login_answers[{place}].prompt is no regular expression: {error}.") from None
        answers.append((pattern, str(row["answer"])))
    return tuple(answers)


def _look_for_keys(options: Mapping[str, object]) -> bool:
    """Keys of the user are tried unless told otherwise, or a password is given and no key file: as network_cli does."""
    explicit = options.get("look_for_keys")
    if explicit is not None:
        return bool(explicit)
    return not (options.get("password") and not options.get("private_key_file"))


def _arguments(options: Mapping[str, object]) -> dict[str, str]:
    """Return what `ssh_extra_args`, `ssh_common_args` and `ssh_args` say; the first of them wins."""
    found: dict[str, str] = {}
    for name in ("ssh_extra_args", "ssh_common_args", "ssh_args"):
        try:
            words = shlex.split(_text(options, name))
        except ValueError as error:
            raise BadTarget(f"ansible_{name} cannot be read: {error}.") from None
        while words:
            word = words.pop(0)
            flag, value = word[:2], word[2:]
            if flag not in {"-o", "-J", "-F"}:
                continue
            if not value:
                value = words.pop(0) if words else ""
            if flag == "-o":
                keyword, value = ssh_config.split(value)
            else:
                keyword = {"-J": "proxyjump", "-F": "configfile"}[flag]
            found.setdefault(keyword, value)
    return found


def _config_file(options: Mapping[str, object], arguments: Mapping[str, str]) -> Path | None:
    name = _text(options, "config_file") or arguments.get("configfile", "") or "~/.ssh/config"
    if name.lower() == "none":
        return None
    path = Path(name).expanduser()
    if name != "~/.ssh/config" and not path.is_file():
        raise BadTarget(f"the ssh configuration file {name!r} does not exist.")
    return path


def _known_hosts(config: Mapping[str, str]) -> tuple[Path, ...]:
    named = config.get("userknownhostsfile", "")
    own = tuple(Path(name).expanduser() for name in named.split() if name.lower() != "none")
    if not named:
        own = (Path("~/.ssh/known_hosts").expanduser(),)
    return own + GLOBAL_KNOWN_HOSTS


def _jump_command(jump: str, file: Path | None) -> str:
    """Return the proxy command that OpenSSH itself would make of `ProxyJump a,b`."""
    *first, last = (hop.strip().removeprefix("ssh://") for hop in jump.split(","))
    words = ["ssh", "-o", "BatchMode=yes"]
    if file is not None and file != Path("~/.ssh/config").expanduser():
        words += ["-F", str(file)]
    if first:
        words += ["-J", ",".join(first)]
    user, _unused, place = last.rpartition("@")
    if user:
        words += ["-l", user]
    name, _unused, port = place.rpartition(":") if place.count(":") == 1 or place.startswith("[") else (place, "", "")
    if place.startswith("[") and not port.isdigit():
        name, port = place, ""
    if port:
        words += ["-p", port]
    return " ".join(shlex.quote(word) for word in [*words, "-W"]) + rf" \[%h\]:%p {shlex.quote(name.strip('[]'))}"


def _expand(command: str, address: str, port: int, user: str | None) -> str:
    """Fill in `%h`, `%p`, `%r` and `%%`, quoted for the shell that will run the command."""
    values = {"h": address, "p": str(port), "r": user or "", "%": "%"}
    return re.sub(r"%([hpr%])", lambda found: shlex.quote(values[found[1]]) if found[1] != "%" else "%", command)
