# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lock people out of mock devices, three times over, and look at it with clients that are not ours.

A case is one hazard on one device. All cases of a module share one fleet and go through it together: check mode, a run
that is refused, a run with the hazard accepted and a guard armed, and one with neither.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import asyncssh
import yaml
from fleet_fixture import serve

from playbooks import run

if TYPE_CHECKING:
    from pathlib import Path

    from fleet_fixture import Fleet, Host

SERVER, ACCESS, PUBKEY = "ios_ssh_server", "ios_scp_server", "ios_ssh_pubkey"
HURRY = 4  # seconds of a device in a real one while it waits for somebody to confirm
CUT = {"fault": "drop", "command": "^configure revert now", "times": 1}
KEY, OTHER_KEY, MODERN_KEY = "operator", "other", "modern"  # files of private keys


@dataclass(frozen=True, slots=True)
class Case:
    """One row: a device, a task that would lock somebody out of it, and what becomes of it.

    * `device`: what the fleet file says beside the name; `variables` go into the inventory.
    * `config`, `state`, `more`: arguments of the module; `{file}` in a value of `more` is a file of the controller.
    * `also`: other hazards that the same plan has, which are accepted with it.
    * `ended`: words of the report of the guarded run that say where the new login came to its end.
    * `back`: how the device comes back. "by itself": the old session is cut before it can take the change back;
      "at once": it lives. "" where nothing has to come back, and `no_way_back` says why.
    * `warns`: why the hazard refuses nothing and only warns, where that is so.
    * `harm`: what an outside client meets afterwards: a word that `knock` gives, or a function of the place.
    * `no_harm`: why no client can show it on a mock device.
    """

    hazard: str
    config: dict[str, Any]
    module: str = SERVER
    state: str = "merged"
    device: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    guard: str = "revert_timer"
    also: tuple[str, ...] = ()
    ended: str = ""
    back: str = "by itself"
    no_way_back: str = ""
    warns: str = ""
    harm: str | Callable[[Place], None] = ""
    no_harm: str = ""
    unseen: str = ""
    """Why check mode does not show it."""
    refused_with: str = "auto"
    port: bool = False
    """Whether the task comes by the port `<port>`, and not by port 22."""
    told: str = ""
    """What the report of the guarded run says where the device does not come back as it was."""
    lost: str = ""
    """A line of its configuration that is lost then."""
    prepare: Callable[[Place], None] | None = None
    """Brings the device where no fleet file brings it, before each run."""

    @property
    def name(self) -> str:
        """Name of the device."""
        return self.hazard.replace("_", "-")

    @property
    def names(self) -> dict[str, str]:
        """Names of the devices by run: what is kept in the guarded run needs another one for the run without."""
        twin = f"{self.name}-twin" if self.no_way_back else self.name
        return {"check": self.name, "refused": self.name, "guarded": self.name, "unguarded": twin}


@dataclass(frozen=True, slots=True)
class Place:
    """The device of a case, and the files of the controller."""

    case: Case
    fleet: Fleet
    home: Path
    name: str

    @property
    def host(self) -> Host:
        """How to reach it."""
        return self.fleet[self.name]

    def tell(self, words: str) -> Any:
        """Tell the device what `--tell` tells."""
        return self.fleet.tell(f"{self.name} {words}")

    def knock(self, *commands: str, **login: Any) -> tuple[str, str]:
        """Log in from outside as the task does, or otherwise."""
        key = self.case.variables.get("ansible_ssh_private_key_file")
        if "key" not in login and key and "password" not in login:
            login["key"] = self.home / str(key).rpartition("/")[2]
        login.setdefault("user", self.host.variables["ansible_user"])
        login.setdefault("password", None if login.get("key") else self.host.variables["ansible_password"])
        return knock(self.host.address, self.host.port, *commands, **login)

    def old_way(self, *commands: str) -> tuple[str, str]:
        """Log in from outside as the task does: with SSH, or with Telnet."""
        if secret := self.case.variables.get("ansible_become_password"):
            commands = ("enable", secret, *commands)
        if self.case.variables.get("ansible_ios_transport") != "telnet":
            return self.knock(*commands)
        said = telnet(self, self.host.user, self.host.password, "terminal length 0", *commands, "exit")
        return ("in" if "#" in said else "not let in"), said


# --- clients that are not ours ----------------------------------------------------------------------------------------

ENDS = (
    (asyncssh.KeyExchangeFailed, "no algorithm"),
    (asyncssh.PermissionDenied, "not let in"),
    (asyncssh.HostKeyNotVerifiable, "host key"),
    (asyncssh.ConnectionLost, "closed"),
    (ConnectionResetError, "closed"),
    (OSError, "no connection"),
)


def knock(
    address: str,
    port: int,
    *commands: str,
    user: str,
    password: str | None = None,
    key: Path | None = None,
    source: str | None = None,
    **more: Any,
) -> tuple[str, str]:
    """Log in with asyncssh and send commands; ("in", what the device said), or a word for where it ended, and why.

    The words: "no connection", "closed" before the device named itself, "no algorithm", "not let in", "host key", "no
    prompt".
    """

    async def work() -> tuple[str, str]:
        options = {
            "known_hosts": None,
            "username": user,
            "client_keys": [str(key)] if key else None,
            "config": None,
            "agent_path": None,
            "local_addr": (source, 0) if source else None,
            "login_timeout": 30,
            **more,
        }
        if password is not None:
            options["password"] = password
        async with asyncssh.connect(address, port, **options) as connection:
            process = await connection.create_process(term_type="vt100", term_size=(200, 0), encoding="latin-1")
            process.stdin.write("".join(f"{command}\n" for command in ("terminal length 0", *commands, "exit")))
            return "in", str(await asyncio.wait_for(process.stdout.read(), 30))

    try:
        word, said = asyncio.run(work())
    except (OSError, asyncssh.Error) as error:
        return next((word for kind, word in ENDS if isinstance(error, kind)), type(error).__name__), str(error)
    return (word, said) if re.search(r"[>#]", said) else ("no prompt", said)


def openssh(place: Place, *options: str, known_hosts: str = "/dev/null") -> str:
    """Return what OpenSSH says to a login without any credentials, as it comes."""
    done = subprocess.run(
        ["ssh", "-F", "none", "-o", "BatchMode=yes", "-o", f"UserKnownHostsFile={known_hosts}",
         "-o", "GlobalKnownHostsFile=none", "-o", "IdentitiesOnly=yes", *options,
         "-p", str(place.host.port), f"nobody@{place.host.address}"],
        check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60,
    )  # fmt: skip
    return done.stderr


def greeting(address: str, port: int) -> str:
    """Return the protocol version with which an SSH server names itself, "" where nothing answers."""
    with contextlib.suppress(ConnectionError), socket.create_connection((address, port), 10) as line:
        return "-".join(line.recv(200).decode("latin-1").split("-")[:2])
    return ""


def scp(place: Place) -> str:
    """Return what a copy of the running configuration says that asyncssh makes; "" for one that works."""

    async def work() -> None:
        host = place.host
        async with asyncssh.connect(
            host.address, host.port, known_hosts=None, config=None, client_keys=None, agent_path=None,
            username=host.user, password=host.password,
        ) as connection:  # fmt: skip
            await asyncssh.scp((connection, "running-config"), str(place.home / "copy"))

    try:
        asyncio.run(work())
    except (OSError, asyncssh.Error) as error:
        return str(error)
    return ""


@contextlib.contextmanager
def hold(place: Place) -> Iterator[str]:
    """Hold a session of the user of the task open, for as long as the context lasts."""
    loop = asyncio.new_event_loop()
    host = place.host
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def enter() -> asyncssh.SSHClientConnection:
        connection = await asyncssh.connect(
            host.address, host.port, known_hosts=None, config=None, client_keys=None, agent_path=None,
            username=host.user, password=host.password,
        )  # fmt: skip
        process = await connection.create_process(term_type="vt100")
        await process.stdout.readuntil("#")
        return connection

    async def leave(connection: asyncssh.SSHClientConnection) -> None:
        connection.abort()
        await connection.wait_closed()

    try:
        connection = asyncio.run_coroutine_threadsafe(enter(), loop).result(60)
        try:
            yield "in"
        finally:
            asyncio.run_coroutine_threadsafe(leave(connection), loop).result(60)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def slip(place: Place) -> tuple[str, str]:
    """Log in with one wrong password first, and the right one then."""
    words = iter(("wrong", place.host.password))

    class Careless(asyncssh.SSHClient):
        def password_auth_requested(self) -> str | None:
            return next(words, None)

    return place.knock(password=None, client_factory=Careless, preferred_auth="password")


def idle(place: Place, words: str) -> bool:
    """Open a session, tell the device something, and see whether that ended the session."""

    async def work() -> bool:
        host = place.host
        async with asyncssh.connect(
            host.address, host.port, known_hosts=None, config=None, client_keys=None, agent_path=None,
            username=host.user, password=host.password,
        ) as connection:  # fmt: skip
            process = await connection.create_process(term_type="vt100")
            await process.stdout.readuntil("#")
            place.tell(words)
            try:
                await asyncio.wait_for(process.stdout.read(), 10)
            except TimeoutError:
                return False
            return True

    return asyncio.run(work())


def upgraded(place: Place, profile: str) -> str:
    """Start the device anew with another release, and with its configuration and its keys; what a client meets."""
    status = place.tell("status")
    folder = place.home / "upgraded"
    folder.mkdir()
    text = re.sub(r"(?m)^version .*", f"version {profile}", status["running_config"])
    device = {
        "name": place.name,
        "profile": profile,
        "startup_config": text,
        "keys": [{"label": key["name"], "bits": key["bits"], "type": key["type"]} for key in status["keys"]],
    }
    with serve({"devices": [device]}, folder) as fleet:
        host = fleet[place.name]
        return knock(host.address, host.port, user=host.user, password=host.password)[0]


def telnet(place: Place, *lines: str) -> str:
    """Type lines into a Telnet session, each when the device asks; what it said, "" where it takes no Telnet."""
    said = b""
    port = place.host.variables["ansible_ios_telnet_port"]
    with contextlib.suppress(ConnectionError), socket.create_connection((place.host.address, port), 10) as line:
        for word in (*lines, None):
            while not re.search(rb"(?:name|word): ?\Z|[>#] ?\Z", said):
                more = line.recv(4096)
                if not more:
                    return said.decode("latin-1")
                said += more
            if word is not None:
                said += b"\n"
                line.sendall(f"{word}\r\n".encode())
    return said.decode("latin-1")


class Further:
    """Another port of a device, which mock devices do not have: connections are passed on while the device says so."""

    def __init__(self) -> None:
        self.socket = socket.socket()
        for port in range(2000, 10001):
            with contextlib.suppress(OSError):
                self.socket.bind(("127.0.0.1", port))
                break
        self.port = self.socket.getsockname()[1]
        self.place: Place | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(asyncio.start_server(self._serve, sock=self.socket), self._loop).result(10)
        return self

    def __exit__(self, *_what: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self.socket.close()
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        place = self.place
        words = f"ip ssh port {self.port} "
        status = await asyncio.to_thread(place.tell, "status") if place else {"running_config": ""}
        if place is None or words not in status["running_config"]:
            writer.close()
            return
        there, back = await asyncio.open_connection(place.host.address, place.host.port)
        await asyncio.gather(self._pass(reader, back), self._pass(there, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()


# --- the runs ---------------------------------------------------------------------------------------------------------


def keys(home: Path) -> None:
    """Write the pairs of keys of an operator."""
    for name, kind in ((KEY, "rsa"), (OTHER_KEY, "rsa"), (MODERN_KEY, "ed25519")):
        command = ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", name, "-f", str(home / name)]
        subprocess.run([*command, *(("-b", "2048") if kind == "rsa" else ())], check=True)


def public(home: Path, name: str) -> str:
    """Return a public key as its file has it."""
    return (home / f"{name}.pub").read_text(encoding="ascii").strip()


def chain(home: Path, **users: Iterable[str]) -> str:
    """Return the configuration that lets users in with keys."""
    lines = ["ip ssh pubkey-chain"]
    for user, names in users.items():
        lines.append(f" username {user}")
        for name in names:
            kind, data, _comment = public(home, name).split()
            text = f"{kind} {data}"
            lines += ["  key-string", *(text[at : at + 72] for at in range(0, len(text), 72)), "  exit"]
    return "\n".join([*lines, ""])


def _filled(value: Any, home: Path, port: int) -> Any:
    """Return a value with files, keys and a port of the controller in the place of their names."""
    if isinstance(value, str):
        if value == "<port>":
            return port
        value = value.replace("<port>", str(port))
        value = re.sub(r"<chain ([^>]*)>", lambda found: chain(home, **_users(found[1])), value)
        return re.sub(r"<public (\w+)>", lambda found: public(home, found[1]), value).replace("<home>", str(home))
    if isinstance(value, Mapping):
        return {name: _filled(found, home, port) for name, found in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(found, home, port) for found in value]
    return value


def _users(words: str) -> dict[str, list[str]]:
    return {user: names.split(",") for user, names in (word.split("=") for word in words.split())}


@dataclass(frozen=True, slots=True)
class Life:
    """What came of the runs: `results` and `status` by run and hazard. `knocks` are logins by the old way."""

    places: dict[str, Place]
    results: dict[str, dict[str, dict[str, Any]]]
    status: dict[str, dict[str, dict[str, Any]]]
    knocks: dict[str, tuple[str, str]]
    port: int


TASK = "Lock somebody out"


@contextlib.contextmanager
def living(cases: Iterable[Case], start: Callable[[Mapping[str, Any]], Fleet], home: Path) -> Iterator[Life]:
    """Make all runs on one fleet, and look at the devices in between."""
    with Further() as further:
        yield _live(list(cases), start, home, further)


def _live(cases: list[Case], start: Callable[[Mapping[str, Any]], Fleet], home: Path, further: Further) -> Life:
    keys(home)
    defaults = {"profile": "17.9", "preset": "hardened"}
    devices = [
        {
            **_filled(case.device, home, further.port),
            "name": name,
            "hostname": case.name,
            "variables": _filled(case.variables, home, further.port),
        }
        for case in cases
        for name in sorted(set(case.names.values()))
    ]
    fleet = start({"defaults": defaults, "devices": devices})
    shutil.copy(fleet.known_hosts, home / "known_hosts")
    results: dict[str, dict[str, dict[str, Any]]] = {}
    status: dict[str, dict[str, dict[str, Any]]] = {}

    def at(run_name: str) -> dict[str, Place]:
        return {case.hazard: Place(case, fleet, home, case.names[run_name]) for case in cases}

    def go(name: str, accept: bool, *options: str) -> None:
        inventory = home / f"{name}.yml"
        hosts = {}
        for place in at(name).values():
            case = place.case
            if name == "refused" and case.warns:
                continue
            if case.prepare is not None:
                case.prepare(place)
            if case.port:
                further.place = place
            hosts[place.name] = {
                **({"ansible_port": further.port} if case.port else {}),
                "lockout": {
                    "module": case.module,
                    "config": _filled(case.config, home, further.port),
                    "state": case.state,
                    "guard": {"guarded": case.guard, "unguarded": "none"}.get(name, case.refused_with),
                    "guard_minutes": 1,
                    "accept_hazards": [case.hazard, *case.also] if accept else [],
                    **_filled(case.more, home, further.port),
                },
            }
        status[f"before {name}"] = _status(at(name))
        inventory.write_text(yaml.safe_dump({"mock_ios": {"hosts": hosts}}), encoding="utf-8")
        tasks = [
            {
                "name": f"{TASK} with {module}",
                f"secureshell.ios.{module}": _arguments(),
                "when": f"lockout.module == '{module}'",
            }
            for module in sorted({case.module for case in cases})
        ]
        plays = [{"name": "Test", "hosts": ":".join(hosts), "gather_facts": False, "strategy": "free", "tasks": tasks}]
        done = run(plays, fleet.inventory, inventory, options=("--forks", "16", *options))
        found = {host: told for hosts in done.tasks.values() for host, told in hosts.items() if not told.get("skipped")}
        results[name] = {
            case.hazard: found.get(case.names[name], {"msg": "" if case.warns else done.output}) for case in cases
        }

    go("check", False, "--check", "--diff")
    go("refused", False)
    status["refused"] = _status(at("refused"))
    guarded = at("guarded")
    for place in guarded.values():
        if place.case.back == "by itself" and not place.case.no_way_back:
            place.tell(f"clock run {HURRY}")
            place.tell(f"fault {yaml.safe_dump(CUT, default_flow_style=True).strip()}")
    go("guarded", True)
    for place in guarded.values():
        place.tell("clock run 1")
        place.tell("faults clear")
        place.tell("empty")
    status["guarded"] = _status(guarded)
    knocks = {
        hazard: place.old_way("show privilege", "dir", "show archive config rollback timer")
        for hazard, place in guarded.items()
        if not place.case.no_way_back
    }
    go("unguarded", True)
    return Life(at("unguarded"), results, status, knocks, further.port)


def _arguments() -> dict[str, str]:
    names = ("config", "state", "guard", "guard_minutes", "accept_hazards", "proof", "save_when", "upgrade_release")
    return {name: "{{ lockout." + name + " | default(omit) }}" for name in names}


def _status(places: Mapping[str, Place]) -> dict[str, dict[str, Any]]:
    return {hazard: place.tell("status") for hazard, place in places.items()}


def as_it_was(status: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a run must leave alone: the configuration, and the key pairs.

    Not the head with sizes and times, and not an `archive` in which nothing stands: how a device shows an archive that
    was removed is not known.
    """
    config = re.sub(
        r"(?m)^(Current configuration|! Last configuration|! NVRAM config).*\n", "", status["running_config"]
    )
    return {"running_config": re.sub(r"(?m)^(archive\n)?!\n", "", config), "keys": status["keys"]}
