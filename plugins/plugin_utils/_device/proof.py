# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proof that a change has left the door open: a new login, from outside, before anything is confirmed.

Each login is a connection of its own, with its own socket and on the same way, through the same jump host. An old
session proves nothing: it lives on behind any access list.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import (
    AuthenticationFailed,
    ConnectFailed,
    DeviceError,
    EnableFailed,
    HostKeyChanged,
    HostKeyUnknown,
    KexFailed,
    NoAnswer,
    ResolveFailed,
    SessionLost,
    ShellFailed,
)
from .means import Means
from .transports.known_hosts import fingerprint
from .transports.offers import names_itself
from .transports.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .session import Session
    from .target import Target

PRIVILEGE = 15
TELNET_SPEAKS = 3.0
"""Seconds after which a Telnet connection that is neither closed nor says a word counts as open."""
RESET = "reset by peer"
COPY = "running-config"
"""What is copied by SCP: served without a file system, and nothing is written on the device. Source: reference 5.5."""
COPY_SILENCE = 60.0


@dataclass(frozen=True, slots=True)
class Account:
    """Credentials of a login. Without `privilege` any level will do."""

    user: str
    password: str | None = field(default=None, repr=False)
    private_key_file: Path | None = None
    private_key_passphrase: str | None = field(default=None, repr=False)
    enable_password: str | None = field(default=None, repr=False)
    privilege: int | None = None

    def on(self, target: Target) -> Target:
        """Return the way to a device with these credentials and no others."""
        return replace(
            target,
            user=self.user,
            password=self.password,
            by_variables=False,
            private_key_file=self.private_key_file,
            private_key_passphrase=self.private_key_passphrase,
            look_for_keys=False,
            become=self.enable_password is not None or bool(self.privilege),
            enable_password=self.enable_password,
            login_answers=(),
            new_password=None,
            opener=None,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What has to be proven beside the login of the session itself."""

    accounts: tuple[Account, ...] = ()
    refused: tuple[Account, ...] = ()
    scp: bool = False
    telnet_refused: bool = False


@dataclass(slots=True)
class Proof:
    """What was proven, and the session of the first login, which belongs to the caller. `why` is "" for a success."""

    session: Session | None = None
    facts: dict[str, object] = field(default_factory=dict)
    checks: list[dict[str, object]] = field(default_factory=list)
    seconds: float = 0.0
    why: str = ""

    @property
    def proven(self) -> bool:
        """Whether everything was."""
        return not self.why

    def report(self) -> dict[str, object]:
        """Return what a result shows."""
        return {"proven": self.proven, "seconds": round(self.seconds, 3), **self.facts, "checks": self.checks}


@dataclass(frozen=True, slots=True)
class Look:
    """A row: where a login that failed in this way came to its end, and where an operator looks for the reason."""

    error: type[DeviceError]
    ended: str
    look: str


# The first that fits. Source: behaviour reference 4.2, 5.1, 5.3; compliance and needs, catalogue of lock-outs.
LINE = Look(
    KexFailed,
    "the device took the connection and closed it before it named itself",
    "access-class of the lines (also vrf-also, and all ranges of lines), quiet mode (show login), and free lines "
    "(show users)",
)
LOOKS = (
    Look(ResolveFailed, "the name of the device has no address", "the name service of this controller"),
    Look(
        ConnectFailed,
        "there is no TCP connection",
        "whether SSH is up and has a host key (show ip ssh), transport input and access-class of the lines, free lines "
        "(show users), and access lists on the way",
    ),
    Look(HostKeyChanged, "the device shows another host key", "which key pair SSH uses (show ip ssh, host_key_label)"),
    Look(HostKeyUnknown, "the host key is not known", "which key pair SSH uses (show ip ssh), and known_hosts"),
    Look(
        KexFailed,
        "there is no key exchange",
        "the algorithms that the device offers (algorithms, dh_min_size) and those of this controller",
    ),
    Look(
        AuthenticationFailed,
        "the device does not let the user in",
        "login of the lines, the AAA lists and their servers, the secret and the keys of the user "
        "(authentication_methods), and whether logins are blocked (show login)",
    ),
    Look(
        EnableFailed, "enable does not lead to privilege level 15", "the enable secret, and aaa authentication enable"
    ),
    Look(
        ShellFailed,
        "the login gives no prompt",
        "aaa authorization exec, the privilege level of the user, and an autocommand",
    ),
    Look(NoAnswer, "the device fell silent", "the load of the device (show processes cpu), and the path to it"),
    Look(SessionLost, "the device ended the session", "exec-timeout and session-limit of the lines"),
    Look(DeviceError, "the session could not be used", "the words of the device"),
)


def explain(error: DeviceError, target: Target) -> str:
    """Return in words of an operator where a login came to its end, and where to look. It may connect once more."""
    row = next(row for row in LOOKS if isinstance(error, row.error))
    if target.way == "ssh" and (
        (row.error is KexFailed and not names_itself(target))
        or (row.error is ConnectFailed and RESET in str(error))  # the refusal came before our side saw the connection
    ):
        row = LINE
    return f"{row.ended}: {str(error).rstrip('.')}. Look at {row.look}."


def pinned(target: Target, keys: Sequence[tuple[str, str]]) -> Target:
    """Return the target with no other host keys than these; without any, with those of known_hosts."""
    return replace(target, host_keys=tuple(keys), host_key_checking=True, host_key_auto_add=False) if keys else target


def prove(
    target: Target,
    asked: Asked,
    expected: Sequence[tuple[str, str]] = (),
    means: Means = Means(),  # noqa: B008 - a value that nobody changes
) -> Proof:
    """Log in anew and prove what is asked. It never raises an error of the device: `Proof.why` tells.

    `expected` are the only host keys, (type, base64) each, that the device may show. The session of the first login
    stays open when it came into being, whatever became of the further proofs.
    """
    return _Prover(target, asked, expected, means).run()


class _Prover:
    def __init__(self, target: Target, asked: Asked, expected: Sequence[tuple[str, str]], means: Means) -> None:
        self._target = pinned(target, expected)
        self._expected = expected
        self._asked = asked
        self._means = means
        self._proof = Proof()

    def run(self) -> Proof:
        start = self._means.clock()
        try:
            self._check("login", self._target.user or "", self._own_login)
            by_ssh = self._by_ssh()
            for account in self._asked.accounts:
                self._check("account", account.user, partial(self._let_in, account, by_ssh))
            for account in self._asked.refused:
                self._check("refused", account.user, partial(self._refused, account, by_ssh))
            if self._asked.scp:
                self._check("scp", self._target.user or "", lambda: _copies(by_ssh))
            if self._asked.telnet_refused:
                self._check("telnet_refused", "", self._telnet_refused)
        except _Failed:
            pass
        finally:
            self._proof.seconds = self._means.clock() - start
        return self._proof

    def _check(self, name: str, user: str, work: Callable[[], str]) -> None:
        """Carry out one check and write it down. `work` returns why it failed, "" when it did not."""
        start = self._means.clock()
        why = work()
        row: dict[str, object] = {"check": name, "ok": not why, "seconds": round(self._means.clock() - start, 3)}
        if user:
            row["user"] = user
        if why:
            row["why"] = why
        self._proof.checks.append(row)
        if why:
            self._proof.why = f"{_NAMES[name].format(user=user)}: {why}"
            raise _Failed

    def _by_ssh(self) -> Target:
        """Return the way for the other accounts and for copies, where something of the sort is asked for."""
        asked = self._asked
        return self._target.by("ssh") if asked.accounts or asked.refused or asked.scp else self._target

    def _own_login(self) -> str:
        target = self._target
        try:
            session = self._means.login(target, privilege=PRIVILEGE)
        except DeviceError as error:
            return explain(error, target)
        peer, keys = session.peer, {fingerprint(key): kind for kind, key in self._expected}
        self._proof.session = session
        self._proof.facts = {
            "way": target.way,
            "user": session.login.user,
            "method": session.login.method,
            "privilege": session.privilege,
            "host_key": {"type": peer.host_key, "sha256": peer.fingerprint} if peer.fingerprint else None,
            "host_key_was_pinned": bool(keys) and target.way == "ssh",
            "algorithms": {"kex": peer.kex, "cipher": peer.cipher, "mac": peer.mac} if peer.fingerprint else None,
        }
        if target.way == "ssh" and keys and peer.fingerprint not in keys:
            return explain(HostKeyChanged(f"it shows {peer.fingerprint}, and not {', '.join(keys)}."), target)
        return ""

    def _let_in(self, account: Account, by_ssh: Target) -> str:
        target = account.on(by_ssh)
        try:
            self._means.login(target, privilege=account.privilege or 0).close()
        except DeviceError as error:
            return explain(error, target)
        return ""

    def _refused(self, account: Account, by_ssh: Target) -> str:
        try:
            session = self._means.login(account.on(by_ssh), privilege=0)
        except AuthenticationFailed:
            return ""
        except DeviceError as error:
            return f"whether it is refused is not known: {error}"
        session.close()
        return "the device lets it in."

    def _telnet_refused(self) -> str:
        target = self._target.by("telnet")
        try:
            taken = answers_telnet(target)
        except ResolveFailed as error:
            return str(error)
        return (
            f"{target.address} port {target.port} takes Telnet. Look at transport input of all lines (show line)."
            if taken
            else ""
        )


def answers_telnet(target: Target) -> bool:
    """Tell whether a device takes a connection by Telnet and keeps it. Raises `ResolveFailed`."""
    try:
        wire = Wire(target)
    except ConnectFailed:
        return False
    try:
        wire.socket.settimeout(TELNET_SPEAKS)
        return bool(wire.socket.recv(1))
    except TimeoutError:
        return True
    except OSError:
        return False
    finally:
        wire.close()


_NAMES = {
    "login": "no new login",
    "account": "no login of the account {user!r}",
    "refused": "the account {user!r} should be refused",
    "scp": "no copy by SCP",
    "telnet_refused": "Telnet should be refused",
}


class _Failed(Exception):  # noqa: N818 - the end of a row of checks
    """One check failed; those behind it are not made."""


def _copies(target: Target) -> str:
    """Copy something from the device; what it is goes to a place that nobody else can read, and away at once."""
    from .scp import Scp  # noqa: PLC0415 - asyncssh, 0.2 s that only this check needs

    try:
        with tempfile.TemporaryDirectory(prefix="scp-proof-") as folder:
            connection = Scp(target)
            try:
                connection.get(COPY, Path(folder) / "copy", lambda _done, _total: None, COPY_SILENCE)
            finally:
                connection.close()
    except DeviceError as error:
        return f"{str(error).rstrip('.')}."
    return ""
