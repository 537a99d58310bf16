# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One device: configuration, keys, users, lines, log and clock, and what follows from them."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import inspect
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from . import hostkeys, keychain, profiles, traps
from .aaa import Account, Gate
from .acl import AccessLists
from .archive import Archive, Rollback
from .clock import Clock
from .commands import Call, Cursor, Refused, understand
from .commands.pubkeys import DATA, LAST, take
from .commands.ssh import METHOD_NAMES
from .config import LAST_CHANGE, Configuration, Entry, rank_of, settings
from .flash import FlashPlan, Storage
from .log import Log
from .parser import ParseError
from .reload import Reloads
from .trace import Tracer
from .watch import LoginWatch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from .aaa import AaaServer, Conversation
    from .client import Network
    from .commands import Understood
    from .hostkeys import HostKey
    from .profiles import Profile
    from .shell import Shell

HEAD_LINES = ("Building configuration", "Current configuration", "version ", "Using ", "Last configuration change")
SESSION_TEXT = "using crypto cipher '{cipher}', hmac '{mac}'"


@dataclass(frozen=True, slots=True)
class KeyPair:
    """One key pair in the device's key storage, which is not part of the configuration."""

    name: str  # the label, or hostname.domain-name
    key: HostKey
    generated_at: datetime
    usage: str = "general"  # "general", "signature" or "encryption"
    exportable: bool = False
    redundancy: bool = False
    temporary: bool = False  # the server's own ".server" key: never saved
    saved: bool = False  # False until `write memory`: gone after a reload


@dataclass(frozen=True, slots=True)
class SshPolicy:
    """What the SSH server must do now, computed from the running configuration and the keys."""

    enabled: bool
    reason: str  # why connections are refused, for the mock's own log; "" when enabled
    ident: str  # "SSH-2.0-Cisco-1.25", "SSH-1.99-Cisco-1.25", "SSH-1.5-Cisco-1.25"
    version2: bool  # False: only SSH version 1 is spoken
    host_keys: tuple[KeyPair, ...]  # RSA first; those that `hostkey` can use
    encryption: tuple[str, ...]  # IOS words, in the device's order of preference
    mac: tuple[str, ...]
    kex: tuple[str, ...]
    hostkey: tuple[str, ...]
    publickey: tuple[str, ...]
    methods: tuple[str, ...]  # of "publickey", "keyboard-interactive", "password"
    retries: int  # failed attempts after which the connection is closed
    timeout: int  # seconds for the whole negotiation
    dh_min: int  # bits, for group exchange
    banner: str  # login banner as sent before authentication, lines ended by CRLF; "" for none
    max_startups: int | None  # connections that may be unauthenticated at once
    per_user: int | None  # sessions one user may have
    ports: tuple[tuple[int, int], ...]  # further listening ports: (port, rotary group)
    log_events: bool
    rekey_seconds: int | None
    rekey_bytes: int | None
    window: int  # bytes


@dataclass(frozen=True, slots=True)
class Peer:
    """The other end of a connection."""

    address: str
    port: int
    local_address: str = "127.0.0.1"
    local_port: int = 22  # the port the device believes in, not the loopback port that stands for it


@dataclass(slots=True, eq=False)
class Vty:
    """One terminal line while somebody uses it; `Device.release` gives it back."""

    number: int  # 0 for vty 0
    tty: int  # absolute line number, as in `show users`
    transport: str  # "ssh", "telnet", "console"
    peer: Peer
    opened_at: datetime
    session: int = 0  # number of the SSH session, as in `show ssh` and "(tty = 0)"
    user: str = ""
    cipher: str = ""  # IOS words, set by the server after key exchange
    mac: str = ""
    state: str = "Session started"
    logged_in: bool = False
    bytes_in: int = 0  # of the TCP connection
    bytes_out: int = 0
    hang_up: Callable[[], None] | None = None  # for who has no shell yet

    @property
    def line(self) -> tuple[str, int]:
        """The line as the configuration names it."""
        return ("con" if self.transport == "console" else "vty", self.number)


@cache
def _defaults(name: str) -> tuple[dict[str, str], dict[str, str], dict[str, str], frozenset[str]]:
    """From a profile: default lines by slot; those shown plainly; those shown by `all`; slots whose default is kept."""
    profile = profiles.load(name)
    default = dict(profile.system["defaults"])
    shown = dict(profile.system["shown"])
    every: dict[str, str] = {}
    kept = set()
    for words, facts in profile.ssh["options"].items():
        slot = f"ip ssh {words}"
        for wanted, target in (("default", default), ("all", every)):
            if wanted in facts:
                target[slot] = facts[wanted]
        if "default" in facts:
            every.setdefault(slot, facts["default"])
            if facts.get("shown"):
                shown[slot] = facts["default"]
        if facts.get("keep"):
            kept.add(slot)
    for side, kinds in profile.ssh["algorithms"].items():
        for kind, facts in kinds.items():
            slot = f"ip ssh {side} algorithm {kind}"
            default[slot] = every[slot] = " ".join((slot, *facts["default"]))
    if profile.keys.get("compliance_shield"):
        every["crypto engine compliance shield disable"] = "no crypto engine compliance shield disable"
    return default, shown, every, frozenset(kept)


class Device:
    """One simulated device.

    `initial` is the text of its startup configuration: it is loaded without complaint, and lines that the release
    does not know are kept and shown back. With `saved` False it is only what the device runs, and a reload loses it.
    `new_key(kind, bits, name)` makes a key; it runs in a thread.
    """

    def __init__(  # noqa: PLR0913 all but two have a default
        self,
        name: str,
        profile: Profile,
        *,
        initial: str = "",
        saved: bool = True,
        keys: Iterable[KeyPair] = (),
        clock: Clock | None = None,
        new_key: Callable[[str, int, str], HostKey] | None = None,
        flash: FlashPlan | None = None,
        aaa_server: AaaServer | None = None,
        vrf: str | None = None,
    ) -> None:
        self.name = name
        self.profile = profile
        self.clock = clock or Clock()
        self.keys: list[KeyPair] = list(keys)
        self.config = Configuration()
        self.access_lists = AccessLists(self)
        self.watch = LoginWatch(self)
        self.vrf = vrf  # from which all connections come
        self.seen_keys: dict[str, str] = {}  # MD5 to SHA-256 of keys entered whole: the configuration has the MD5 alone
        self.learned_servers: dict[str, list[bytes]] = {}  # keys under `accept-new`; gone after a reload, unverified
        self.vtys: dict[int, Vty] = {}  # lines in use, by absolute number
        self.shells: set[Shell] = set()
        self.network: Network | None = None  # what the ssh client reaches by name; None: this machine alone
        self.client_numbers: set[int] = set()  # of outgoing SSH sessions
        self.log_book = Log(self)
        self.tracer = Tracer(self.log_book)
        self.storage = Storage(self, flash or FlashPlan())
        self.gate = Gate(self, aaa_server)
        self.archive = Archive(self)
        self.rollback = Rollback(self)
        self.reloads = Reloads(self)
        self.odd_lines: set[str] = set()  # of configurations; kept although nobody understands them
        self.startup: str | None = None
        self.startup_of_other_image = False
        self.unsaved = False
        self.request = 0  # number of the last SNMP message
        self.send_datagram: Callable[[str, int, bytes], None] = _nowhere  # (address, port, packet)
        self.serial = "9" + hashlib.sha256(name.encode()).hexdigest()[:10].upper()
        self._new_key = new_key or _generate
        self._listeners: list[Callable[[], None]] = []
        self._changed_at: datetime | None = None
        self._changed_by = ""
        self._rendered: str | None = None
        self._factory()
        if initial:
            self.load(carried(initial))
        if initial and saved:
            self.startup = self._body()
        self.started_at = self.clock.now()
        self.boots = 0
        self._state = self.ssh_state()
        self.archive.refresh()

    # Configuration

    def _factory(self) -> None:
        self.config = Configuration()
        self.config.lines = {("con", 0): {}, ("aux", 0): {}}
        for number in range(self.profile.lines["vty_at_first"]):
            self.config.lines["vty", number] = {}

    @property
    def hostname(self) -> str:
        """The configured name, or the factory name."""
        return (self.config.get("hostname") or f"hostname {self.profile.identity['hostname']}").split()[1]

    @property
    def domain_name(self) -> str:
        """The configured domain name, or nothing."""
        line = self.config.get(self.profile.system["domain_name"])
        return line.split()[-1] if line else ""

    def default_of(self, slot: str) -> str:
        """The line that a setting amounts to while nobody has entered one; "" when there is none."""
        return _defaults(self.profile.name)[0].get(slot, "")

    def keeps_default(self, slot: str) -> bool:
        """Whether the release shows this setting also when it was set to its default."""
        return slot in _defaults(self.profile.name)[3]

    def line_default(self, kind: str, slot: str) -> str:
        """What a terminal line has while nobody has configured it; "" for nothing."""
        facts = self.profile.lines
        return str(facts["shown"][kind].get(slot) or facts["hidden"][kind].get(slot, ""))

    def line_value(self, kind: str, number: int, slot: str) -> str:
        """A setting of a terminal line as it stands, default included."""
        return self.config.lines[kind, number].get(slot) or self.line_default(kind, slot)

    def value(self, slot: str) -> str:
        """What follows the slot's words in the line that holds now; "" when nothing or `no ...` holds."""
        line = self.config.get(slot) or self.default_of(slot)
        return line[len(slot) :].strip() if line.startswith(slot) else ""

    def enabled(self, slot: str) -> bool:
        """Whether a line without a value holds now."""
        return (self.config.get(slot) or self.default_of(slot)).startswith(slot)

    def load(self, text: str) -> None:
        """Take over a configuration text, line by line; what is not understood is kept as it is."""
        _Loader(self).run(text)
        self._rendered = None

    def merge(self, text: str) -> list[str]:
        """Take over a configuration on top of what runs; what the device says to lines that it refuses."""
        loader = _Merger(self)
        loader.run(text)
        self._rendered = None
        return loader.complaints

    def replace(self, text: str) -> list[str]:
        """Take over a configuration in the place of the one that runs; what the device says to refused lines."""
        loader = _Merger(self)
        self._factory()
        loader.run(text)
        self._rendered = None
        return loader.complaints

    def saved_text(self) -> str:
        """The running configuration as it stands in a file: without the head of `show running-config`."""
        return self._body()

    def running_text(self, *, everything: bool = False) -> str:
        """`Current configuration ...` to `end` (reference 7.4)."""
        if everything:
            body = self._body(everything=True)
        else:
            if self._rendered is None:
                self._rendered = self._body()
            body = self._rendered
        return f"Current configuration : {len(body)} bytes\n{body}"

    def _body(self, *, everything: bool = False) -> str:
        aaa = self.config.has("aaa new-model")
        _unused, shown, every, _unused = _defaults(self.profile.name)
        extra = {"hostname": f"hostname {self.hostname}", **shown, **(every if everything else {})}
        if not aaa:
            extra["aaa new-model"] = "no aaa new-model"
        facts = self.profile.lines
        defaults = facts["shown"]
        if everything:
            defaults = {kind: {**facts["hidden"][kind], **facts["shown"][kind]} for kind in facts["shown"]}
        lines = self.config.render_lines(defaults, frozenset(("login",) if aaa else ("login authentication",)))
        rendered = self.config.render(extra, lines, self.profile.system["banner_mark"])
        head = ["!"]
        if self._changed_at:
            by = f" by {self._changed_by}" if self._changed_by else ""
            head += [f"{LAST_CHANGE} at {self.clock.long_stamp(self._changed_at)}{by}", "!"]
        tail = [] if rendered[-1] == "!" else ["!"]
        return "\n".join([*head, f"version {self.profile.identity['version']}", *rendered, *tail, "end"]) + "\n"

    def changed(self, by: str = "") -> None:
        """To be called after every change of configuration or keys; logs when SSH goes up or down."""
        self._rendered = None
        self.unsaved = True
        self._changed_at = self.clock.now()
        self._changed_by = by
        self.archive.refresh()
        self.watch.refresh()
        self._notice_ssh()
        self.notify()

    def notify(self) -> None:
        """Who lets connections in has to look again."""
        for listener in self._listeners:
            listener()

    def _notice_ssh(self) -> None:
        before, self._state = self._state, self.ssh_state()
        if before and not self._state:
            self.log("SSH-5-DISABLED", f"SSH {before} has been disabled")
        elif self._state and not before:
            self.log("SSH-5-ENABLED", f"SSH {self._state} has been enabled")

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every change of configuration or keys."""
        self._listeners.append(listener)

    def save(self) -> None:
        """`write memory`: configuration and keys."""
        self.keys = [pair if pair.temporary else replace(pair, saved=True) for pair in self.keys]
        self.startup = self._body()
        self.startup_of_other_image = False
        self.unsaved = False

    @property
    def modified(self) -> bool:
        """Whether saving would change anything: what the comments say does not count."""
        return self.unsaved and (
            settings(self.startup or "") != settings(self._body())
            or not all(pair.saved or pair.temporary for pair in self.keys)
        )

    def erase(self) -> None:
        """Forget the startup configuration."""
        self.startup = None

    def reload(self) -> None:
        """Every session ends; the startup configuration and the saved keys are what remains."""
        for shell in list(self.shells):
            shell.close()
        self.vtys.clear()
        self.keys = [pair for pair in self.keys if pair.saved]
        self.log_book.restart()
        self.access_lists.forget()
        self.tracer.everything(on=False)
        self.learned_servers.clear()
        for memory in (self.watch, self.archive, self.rollback, self.reloads):
            memory.restart()
        self._factory()
        if self.startup:
            self.load(self.startup)
        self._rendered = self._changed_at = None
        self.unsaved = False
        self.started_at = self.clock.now()
        self.boots += 1
        self._state = self.ssh_state()
        self.archive.refresh()
        self.notify()

    # Keys

    def pairs(self, name: str) -> list[KeyPair]:
        """The key pairs of this name."""
        return [pair for pair in self.keys if pair.name == name]

    async def make_key(self, kind: str, bits: int, name: str) -> HostKey:
        """Make a key without holding up the event loop."""
        return await asyncio.to_thread(self._new_key, kind, bits, name)

    def replace_keys(
        self, name: str, made: Sequence[tuple[str, HostKey]], *, exportable: bool, redundancy: bool, by: str = ""
    ) -> None:
        """Put new pairs (usage, key) in the place of those with the same name."""
        place = next((i for i, pair in enumerate(self.keys) if pair.name == name), len(self.keys))
        now = self.clock.now()
        fresh = [KeyPair(name, key, now, usage, exportable, redundancy) for usage, key in made]
        rest = [pair for pair in self.keys if pair.name != name]
        minimum = self.profile.ssh["minimum_modulus"]
        if self.profile.ssh["short_key"] and any(key.type == "rsa" and key.bits < minimum for _unused, key in made):
            self.log("", self.profile.ssh["short_key"])
        self.keys = [*rest[:place], *fresh, *rest[place:]]
        self.changed(by)

    def remove_keys(self, doomed: Sequence[KeyPair], by: str = "") -> None:
        """Forget key pairs."""
        self.keys = [pair for pair in self.keys if pair not in doomed]
        self.changed(by)

    def listed_keys(self) -> list[KeyPair]:
        """The stored pairs, and the encryption key that the server makes for itself once it runs (reference 3.6)."""
        bits = self.profile.keys["server_key"]
        pair = self.rsa_host_key()
        if not bits or not pair or not self.ssh_state():
            return self.keys
        key = hostkeys.from_pool(bits, self.name)
        own = KeyPair(f"{pair.name}.server", key, pair.generated_at, "encryption", temporary=True)
        return [*self.keys, own]

    # SSH

    def rsa_host_key(self) -> KeyPair | None:
        """The pair of the bound label, else the first that can sign."""
        label = self.value("ip ssh rsa keypair-name")
        usable = (pair for pair in self.keys if pair.key.type == "rsa" and pair.usage != "encryption")
        return next((pair for pair in usable if label in ("", pair.name)), None)

    def ec_host_key(self) -> KeyPair | None:
        """The first EC pair, on releases that use one as host key."""
        if not self.profile.ssh["ec_host_keys"]:
            return None
        return next((pair for pair in self.keys if pair.key.type == "ec"), None)

    def ssh_key(self) -> bool:
        """Whether any pair could be the host key."""
        return bool(self.rsa_host_key() or self.ec_host_key())

    def ssh_wanted_version(self) -> str:
        """Which version the configuration wants: "2.0", "1.5", or "1.99" for both."""
        wanted = self.value("ip ssh version")
        return {"1": "1.5", "2": "2.0"}.get(wanted, self.profile.ssh["default_version"])

    def ssh_state(self) -> str:
        """The version that is up now, or "" when SSH is disabled."""
        wanted = self.ssh_wanted_version()
        rsa = self.rsa_host_key()
        second = bool(self.ec_host_key()) or (rsa is not None and rsa.key.bits >= self.profile.ssh["minimum_modulus"])
        if second and wanted != "1.5":
            return wanted
        return "1.5" if rsa and wanted != "2.0" else ""

    def algorithms(self, side: str, kind: str) -> tuple[str, ...]:
        """The list in force, in the device's words."""
        stored = self.value(f"ip ssh {side} algorithm {kind}")
        return tuple(stored.split()) if stored else tuple(self.profile.ssh["fixed"].get(kind, ()))

    def trusts_server(self, *names: str, blob: bytes) -> bool:
        """Whether the ssh client of this device goes on with a server that shows this host key.

        `names` are the address of the server and the name that was typed, if any; `blob` is the key as RFC 4253 6.6
        writes it. Without `ip ssh stricthostkeycheck` every key will do. With it, the key must be in the chain or
        learned for one of the names; under `accept-new` the key of a server without any is learned here, by its
        first name. A refusal shows as "Server Authentication Failed" (reference 8).
        """
        check = self.value("ip ssh stricthostkeycheck")
        if not self.config.has("ip ssh stricthostkeycheck"):
            return True
        wanted = {name.lower() for name in names}
        configured = [
            key
            for name in keychain.holders(self.config, "server")
            if name.lower() in wanted
            for key in keychain.keys_of(self.config, f"server {name}")
        ]
        learned = [known for name in wanted for known in self.learned_servers.get(name, ())]
        if check == "accept-new" and not configured and not learned:
            self.learned_servers[names[0].lower()] = [blob]
            return True
        return blob in learned or any(key.is_of(blob) for key in configured)

    def ssh_policy(self) -> SshPolicy:
        """What the SSH server must do now."""
        state = self.ssh_state()
        pairs = tuple(pair for pair in (self.rsa_host_key(), self.ec_host_key()) if pair)
        served = {name for pair in pairs for name in pair.key.algorithms}
        methods = [word for word in self.algorithms("server", "authentication") or METHOD_NAMES if word in METHOD_NAMES]
        asked = [
            m
            for m in methods
            if self.enabled(f"ip ssh server authenticate user {m}")
            or not self.default_of(f"ip ssh server authenticate user {m}")
        ]
        ports = []
        for entry in self.config.starting("ip ssh port"):
            words = entry.text.split()
            ports.append((int(words[3]), int(words[5])))
        time, volume = self.value("ip ssh rekey time"), self.value("ip ssh rekey volume")
        startups, per_user = self.value("ip ssh maxstartups"), self.value("ip ssh server peruser session limit")
        reason = self._refusal(state)
        banner = self.config.entries.get("banner login")
        return SshPolicy(
            enabled=not reason,
            reason=reason,
            ident=f"SSH-{state or self.ssh_wanted_version()}-Cisco-1.25",
            version2=state in ("2.0", "1.99"),
            host_keys=pairs,
            encryption=self.algorithms("server", "encryption"),
            mac=self.algorithms("server", "mac"),
            kex=self.algorithms("server", "kex"),
            hostkey=tuple(name for name in self.algorithms("server", "hostkey") if name in served),
            publickey=self.algorithms("server", "publickey"),
            methods=tuple(METHOD_NAMES[word] for word in asked),
            retries=int(self.value("ip ssh authentication-retries")),
            timeout=int(self.value("ip ssh time-out")),
            dh_min=int(self.value("ip ssh dh min size") or self.profile.ssh["fixed"]["dh_min"]),
            banner=plain(banner.body or "").replace("\n", "\r\n") if banner and state != "1.5" else "",
            max_startups=int(startups) if startups else None,
            per_user=int(per_user) if per_user else None,
            ports=tuple(ports),
            log_events=self.enabled("ip ssh logging events"),
            rekey_seconds=int(time) * 60 if time else None,
            rekey_bytes=int(volume) * 1024 if volume else None,
            window=int(self.value("ip ssh window-size") or self.profile.ssh["fixed"]["window"]),
        )

    def _refusal(self, state: str) -> str:
        if not state:
            if not self.ssh_key():
                label = self.value("ip ssh rsa keypair-name")
                return f"there is no key pair {label}" if label else "there is no key pair"
            pair = self.rsa_host_key()
            return f"the key pair has {pair.key.bits if pair else 0} bits, too few for version 2"
        if self.watch.closed:
            return "quiet mode denies all logins"
        takers = [n for kind, n in sorted(self.config.lines) if kind == "vty" and "ssh" in self.transports(n)]
        if not takers:
            return "no vty line takes ssh"
        if all(self.tty("vty", number) in self.vtys for number in takers):
            return "all vty lines that take ssh are busy"
        return ""

    # Terminal lines and logins

    def tty(self, kind: str, number: int) -> int:
        """Absolute number: con 0 is 0, aux 0 is 1, vty 0 is 2 (reference 5.3)."""
        return {"con": 0, "aux": 1, "vty": 2}[kind] + number

    def transports(self, number: int) -> tuple[str, ...]:
        """Protocols that `transport input` of a vty line takes."""
        words = self.line_value("vty", number, "transport input").split()[2:]
        return ("ssh", "telnet") if "all" in words else tuple(word for word in words if word != "none")

    def idle_limit(self, kind: str, number: int) -> int:
        """Seconds without input after which a session ends; 0 for never."""
        if (kind, number) not in self.config.lines:
            return 0
        minutes, seconds = self.line_value(kind, number, "exec-timeout").split()[1:]
        return int(minutes) * 60 + int(seconds)

    def admit(self, peer: Peer, transport: str) -> Vty | None:
        """Take a vty line for a connection; None when none takes this transport, all are busy, or it is not let in.

        The first free line decides: its `access-class` counts, and no other line is tried after it (unverified).
        """
        number = self.free_line(transport)
        if number is None or self.watch.blocks(peer) or not self.access_lists.lets_in(number, peer, self.vrf):
            return None
        vty = Vty(number, self.tty("vty", number), transport, peer, self.clock.now())
        if transport == "ssh":
            vty.session = self._session()
        self.vtys[vty.tty] = vty
        return vty

    def occupy(self) -> Vty | None:
        """Somebody else takes the first free vty line, whatever it is for; None when all are busy."""
        numbers = (number for kind, number in sorted(self.config.lines) if kind == "vty")
        number = next((number for number in numbers if self.tty("vty", number) not in self.vtys), None)
        if number is None:
            return None
        peer = Peer("192.0.2.1", 50000 + number)
        vty = Vty(number, self.tty("vty", number), "ssh", peer, self.clock.now(), session=self._session())
        self.vtys[vty.tty] = vty
        return vty

    def free_line(self, transport: str) -> int | None:
        """The vty line that the next connection gets."""
        takers = (n for kind, n in sorted(self.config.lines) if kind == "vty" and transport in self.transports(n))
        return next((number for number in takers if self.tty("vty", number) not in self.vtys), None)

    def console(self) -> Vty:
        """The console line in use, without the login that `take_console` leaves to its caller."""
        return self.take_console(Vty(0, 0, "console", Peer("", 0), self.clock.now()))

    def take_console(self, vty: Vty) -> Vty:
        """A session begins on the console line."""
        vty.opened_at = self.clock.now()
        self.vtys[0] = vty
        return vty

    def _session(self) -> int:
        taken = {vty.session for vty in self.vtys.values() if vty.transport == "ssh"}
        return next(number for number in range(len(taken) + 1) if number not in taken)

    def release(self, vty: Vty) -> None:
        """The session is over: the line is free again."""
        if self.vtys.get(vty.tty) is not vty:
            return
        del self.vtys[vty.tty]
        if vty.transport != "console":
            traps.session_ended(self, vty)
        if vty.transport == "ssh" and vty.cipher and self.enabled("ip ssh logging events"):
            self.log(
                "SSH-5-SSH2_CLOSE",
                f"SSH2 Session from {vty.peer.address} (tty = {vty.session}) for user '{vty.user}' "
                f"{SESSION_TEXT.format(cipher=vty.cipher, mac=vty.mac)} closed",
            )

    def clear_line(self, tty: int) -> None:
        """End the session on this line."""
        shells = [shell for shell in self.shells if shell.vty.tty == tty]
        for shell in shells:
            shell.close()
        vty = self.vtys.get(tty)
        if vty and vty.hang_up and not shells:
            vty.hang_up()

    def session_opened(self, vty: Vty, cipher: str, mac: str) -> None:
        """Key exchange is done: remember the algorithms (IOS words), and log."""
        vty.cipher, vty.mac = cipher, mac
        if self.enabled("ip ssh logging events"):
            self.log(
                "SSH-5-SSH2_SESSION",
                f"SSH2 Session request from {vty.peer.address} (tty = {vty.session}) "
                f"{SESSION_TEXT.format(cipher=cipher, mac=mac)} Succeeded",
            )

    def authenticated(self, vty: Vty, user: str, *, success: bool, counts: bool = True) -> None:
        """An authentication attempt has ended (reference 4.5 and 5.3); one that does not count is only logged."""
        if success:
            vty.user, vty.logged_in = user, True
        if vty.transport == "ssh" and self.enabled("ip ssh logging events"):
            self.log(
                "SSH-5-SSH2_USERAUTH",
                f"User '{user}' authentication for SSH2 Session from {vty.peer.address} (tty = {vty.session}) "
                f"{SESSION_TEXT.format(cipher=vty.cipher, mac=vty.mac)} {'Succeeded' if success else 'Failed'}",
            )
        if vty.transport == "ssh" and not success:  # unverified; success is traced once the client knows of it
            self.trace(("ssh", "ssh detail"), f"SSH2 {vty.session}: authentication failed for {user}")
        source, port = (vty.peer.address, vty.peer.local_port) if vty.transport != "console" else ("LOCAL", 0)
        where = f"[user: {user}] [Source: {source}] [localport: {port}]"
        when = self.clock.long_stamp(self.clock.now())
        if success and self.watch.logs("on-success"):
            self.log("SEC_LOGIN-5-LOGIN_SUCCESS", f"Login Success {where} at {when}")
        if not success and self.watch.logs("on-failure"):
            reason = "[Reason: Login Authentication Failed]"
            self.log("SEC_LOGIN-4-LOGIN_FAILED", f"Login failed {where} {reason} at {when}")
        if not success and counts and vty.transport != "console":
            self.watch.failed(vty, user)

    def login(self, vty: Vty, user: str) -> Conversation:
        """The questions that let a user in or not, as the line's `login` or AAA says (reference 5.1 and 5.3)."""
        conversation = self.gate.login(vty, carried(user))
        try:
            ask = next(conversation)
            while True:
                ask = conversation.send(carried((yield ask)))
        except StopIteration as end:
            result: Account | None = end.value
            return result

    def check_password(self, vty: Vty, user: str, password: str) -> Account | None:
        """A login with a password alone."""
        return self.gate.password(vty, carried(user), carried(password))

    def check_public_key(self, vty: Vty, user: str, blob: bytes) -> Account | None:
        """A login with a public key, as RFC 4253 6.6 writes it (reference 2.3)."""
        return self.gate.public_key(vty, carried(user), blob)

    def next_request(self) -> int:
        """A number for the next SNMP message."""
        self.request += 1
        return self.request

    # Log

    @property
    def log_lines(self) -> list[str]:
        """The lines in the log buffer, oldest first."""
        return self.log_book.lines

    def log(self, facility_severity_mnemonic: str, text: str) -> None:
        """Put a message in the buffer, and on every terminal that monitors; a few have no facility."""
        self.log_book.message(facility_severity_mnemonic, text)

    def soon(self, callback: Callable[[], None]) -> None:
        """Do something that devices do behind the prompt: once the session that speaks waits again."""
        try:
            asyncio.get_running_loop().call_soon(callback)
        except RuntimeError:
            callback()

    def trace(self, kind: str | tuple[str, ...], text: str) -> None:
        """Log a line of debugging output if debugging of this kind is on; the kinds are those of `trace.DEBUGS`."""
        self.tracer.emit(kind, text)

    def version_text(self) -> str:
        """`show version`, from the template of the profile."""
        seconds = int((self.clock.now() - self.started_at).total_seconds())
        minutes, hours, days = seconds // 60 % 60, seconds // 3600 % 24, seconds // 86400
        parts = [(days, "day"), (hours, "hour"), (minutes, "minute")]
        uptime = ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in parts if n or word == "minute")
        facts = self.profile.identity
        software = facts["software"].format(release=self.profile.release)
        page = facts["show_version"].format(
            hostname=self.hostname, uptime=uptime, serial=self.serial, software=software
        )
        return str(page).rstrip("\n")

    def banner_text(self) -> str:
        """What a booting device says of its software: the head of `show version` (reference 5.7)."""
        lines = self.version_text().split("\n\n", maxsplit=1)[0].split("\n")
        return "\n".join(lines[next(i for i, line in enumerate(lines) if line.startswith("Cisco IOS Software")) :])


def carried(text: str) -> str:
    """Text from outside as the device keeps it: its UTF-8 bytes, each a character of latin-1."""
    return text.encode().decode("latin-1")


def plain(text: str) -> str:
    """The way back."""
    return text.encode("latin-1").decode(errors="replace")


def _nowhere(_address: str, _port: int, _packet: bytes) -> None:
    """A device without a network."""


def _generate(kind: str, bits: int, _name: str) -> HostKey:
    return hostkeys.generate_rsa(bits) if kind == "rsa" else hostkeys.generate_ec(bits)


class _Loader:
    """Reads a configuration text into a device: understood lines take effect, others are kept as they are."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.cursor = Cursor("config")
        self.key_lines: list[str] = []  # behind `key-string`
        self.entry: Entry | None = None  # the block of lines that were not understood
        self.kept = 0
        self.error: ParseError | Refused | None = None  # why the last line was not understood

    def run(self, text: str) -> None:
        lines = iter(text.splitlines())
        for line in lines:
            bare = line.strip()
            if self.cursor.mode == DATA:
                self._key_line(bare)
            elif bare == LAST:
                if self.cursor.mode != "config":
                    self.cursor.leave()
            elif bare and bare != "end" and not bare.startswith("!") and not line.startswith(HEAD_LINES):
                self._text_line(line, bare, lines)

    def _text_line(self, line: str, bare: str, lines: Any) -> None:
        if line.startswith("banner ") and len(bare.split(None, 2)) == 3:
            self._banner(bare, line, lines)
        elif line[0] in " \t" and self.entry is not None:
            self._keep_below(self.entry, line)
        else:
            self._line(line, bare)

    def _key_line(self, bare: str) -> None:
        """A line of a key; one that the device refuses leaves no trace."""
        if bare != LAST:
            self.key_lines.append(bare)
            return
        kind = self.cursor.child.partition(" ")[0]
        self.cursor.mode = "ssh-pubkey-server" if kind == "server" else "ssh-pubkey-user"
        with contextlib.suppress(Refused):
            take(self.device, self.cursor.child, self.key_lines)
        self.key_lines = []

    def _banner(self, bare: str, line: str, lines: Any) -> None:
        kind, rest = bare.split(None, 2)[1], line.split(None, 2)[2]
        mark = "^C" if rest.startswith("^C") else rest[0]
        text = rest[len(mark) :]
        while mark not in text:
            following = next(lines, None)
            if following is None:
                break
            text += "\n" + following
        slot = f"banner {kind}"
        self.device.config.set(slot, slot).body = text.split(mark, 1)[0]

    def _line(self, line: str, bare: str) -> None:
        indented = line[0] in " \t"
        if not indented:
            self.entry = None
        self.error = None
        try:
            found = understand(self.device.profile.name, self.cursor.mode, bare)
            understood = not (indented and found.mode == "config")
            if understood:
                self._carry_out(found, bare)
        except (ParseError, Refused) as error:
            understood, self.error = False, error
        if not understood:
            self._keep(line.rstrip(), indented=indented)

    def _carry_out(self, found: Understood, bare: str) -> None:
        if found.mode != self.cursor.mode:
            self.cursor.enter(found.mode, block=self.cursor.block if found.mode != "config" else "")
        call = Call(self.device, self.cursor, found.parsed, None, found.negated, found.reset, bare)
        result = found.parsed.row.run(call)
        if inspect.iscoroutine(result):
            result.close()

    def _keep(self, line: str, *, indented: bool) -> None:
        config = self.device.config
        self.device.odd_lines.add(line)
        if indented and self.cursor.mode == "config-line":
            for key in self.cursor.lines:
                config.lines[key][line.strip()] = line.strip()
        elif indented and self.cursor.block in config.entries:
            self._keep_below(config.entries[self.cursor.block], line)
        else:
            text = line.lstrip() if indented else line  # below nothing: a line of its own
            self.entry = config.set(text, text, rank=rank_of(text))
            self.cursor.enter("config")

    def _keep_below(self, entry: Entry, line: str) -> None:
        entry.children = {} if entry.children is None else entry.children
        self.kept += 1
        entry.children[f"#{self.kept}"] = line.rstrip()


class _Merger(_Loader):
    """Reads a configuration as if it were typed: a line that is not understood is refused, with the text for it."""

    def __init__(self, device: Device) -> None:
        super().__init__(device)
        self.complaints: list[str] = []
        self.known = frozenset(device.saved_text().splitlines()) | device.odd_lines

    def _keep(self, line: str, *, indented: bool) -> None:
        if line in self.known:
            super()._keep(line, indented=indented)
            return
        error = self.error or ParseError("invalid", 0, line, 0)
        text = str(error) if isinstance(error, Refused) else error.render(0)
        self.complaints += [line.strip(), text.rstrip("\n")]
