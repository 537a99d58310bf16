# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may come in, and as what: lines, local users, AAA method lists, and a stand-in for AAA servers.

A login is a conversation: a generator yields what to ask and is sent the answers, however they travel. Text is bytes
carried as latin-1. Reference 5.1 to 5.3; the dialogues about passwords are those of the vendor guide.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import keychain, passwords

if TYPE_CHECKING:
    from .device import Device, Vty

ASK_PASSWORD, OLD, NEW, AGAIN = "Password: ", "Old Password: ", "New Password: ", "Re-enter New password: "
EXPIRED = "Your password has expired.\nEnter a new one now."
MISMATCH = "The New and Re-entered passwords have to be the same.\nTry again."
AUTHORIZATION_FAILED = "% Authorization failed."  # unverified


@dataclass(frozen=True, slots=True)
class Account:
    """A user who has been let in."""

    name: str
    privilege: int
    authorized: bool = True  # False: AAA refuses the shell; the session ends at once, and the privilege is 0


@dataclass(frozen=True, slots=True)
class Ask:
    """One question; the lines of `text` are shown before it."""

    prompt: str
    text: str = ""
    echo: bool = False


Conversation = Generator[Ask, str, Account | None]


@dataclass(frozen=True, slots=True)
class Challenge:
    """A further question of the AAA server."""

    prompt: str
    replies: list[str]  # the right answers
    once: bool = False  # each of them is good for one login: one-time codes


@dataclass(slots=True)
class ServerUser:
    """A user of the AAA server."""

    name: str
    password: str | None  # None: the challenges alone let somebody in
    privilege: int | None
    challenges: tuple[Challenge, ...] = ()
    expires_after: int | None = None  # logins with one password; 0: it has expired already
    logins: int = 0

    @property
    def expired(self) -> bool:
        """Whether the password has to be changed now."""
        return self.expires_after is not None and self.logins >= self.expires_after

    def change(self, password: str) -> None:
        """The new password holds from now on; one that was good for no login at all does not expire again."""
        self.password = password
        self.logins = 0
        if not self.expires_after:
            self.expires_after = None


@dataclass(slots=True)
class AaaServer:
    """A TACACS+ or RADIUS server as the device sees it."""

    reachable: bool = True
    groups: tuple[str, ...] = ()  # that it answers for; none: for every group
    users: dict[str, ServerUser] = field(default_factory=dict)
    enable: str | None = None  # the password for `enable`

    def answers(self, group: str) -> bool:
        """Whether it is there for this group of a method list."""
        return self.reachable and (not self.groups or group in self.groups)

    def login(self, name: str) -> Generator[Ask, str, bool]:
        """Password, change of an expired password, challenges; a blank password asks for a change."""
        user = self.users.get(name)
        if user is None or user.password is not None:
            offered = yield Ask(ASK_PASSWORD)
            if user is None:
                return False
            if not offered:
                if (yield Ask(OLD)) != user.password:
                    return False
                user.change((yield from _new_password("")))
            elif offered != user.password:
                return False
        for challenge in user.challenges:
            answer = yield Ask(challenge.prompt)
            if answer not in challenge.replies:
                return False
            if challenge.once:
                challenge.replies.remove(answer)
        if user.password is not None and user.expired:
            user.change((yield from _new_password(EXPIRED)))
        user.logins += 1
        return True


def _new_password(text: str) -> Generator[Ask, str, str]:
    while True:
        new = yield Ask(NEW, text)
        if (yield Ask(AGAIN)) == new and new:
            return new
        text = MISMATCH


def server(options: Mapping[str, Any] | None) -> AaaServer | None:
    """The server of a fleet file, whose options have been checked there."""
    if options is None:
        return None
    users = {}
    for row in options.get("users", ()):
        challenges = tuple(
            Challenge(one["prompt"], list(one.get("codes") or [one["reply"]]), "codes" in one)
            for one in row.get("challenges", ())
        )
        expires = 0 if row.get("expired") else row.get("expires_after")
        users[row["name"]] = ServerUser(row["name"], row.get("password"), row.get("privilege"), challenges, expires)
    return AaaServer(options.get("reachable", True), tuple(options.get("groups", ())), users, options.get("enable"))


class Gate:
    """The decisions of one device, from its configuration as it stands."""

    def __init__(self, device: Device, aaa_server: AaaServer | None) -> None:
        self._device = device
        self.server = aaa_server

    # Logging in

    def login(self, vty: Vty, user: str) -> Conversation:
        """The conversation that lets a user in or not, as the line's `login` or AAA says."""
        device = self._device
        if not device.config.has("aaa new-model"):
            offered = yield Ask(ASK_PASSWORD)
            known = device.line_value(*vty.line, "login") == "login local" and self.local(vty, user, offered)
            return self.account(vty, user) if known else None
        method = self._answering(self.login_methods(vty), vty)
        if method == "none":
            return self.account(vty, user)
        if method == "group" and self.server:
            passed = yield from self.server.login(user)
        else:
            offered = yield Ask(ASK_PASSWORD)
            passed = self._check(method, vty, user, offered)
        return self.account(vty, user) if passed else None

    def line_login(self, vty: Vty) -> Conversation:
        """The login of a line that wants its own password; SSH has none."""
        offered = yield Ask(ASK_PASSWORD)
        return self.account(vty, "") if self.check_line(vty, offered) else None

    def login_methods(self, vty: Vty) -> list[str]:
        """The AAA methods of this line; without a default list the console is open and a vty asks for local users."""
        line = self._device.line_value(*vty.line, "login authentication")
        name = line.split()[2] if line else "default"
        stored = self._device.config.get(f"aaa authentication login {name}")
        if stored:
            return stored.split()[4:]
        return [] if name != "default" else ["none" if vty.transport == "console" else "local"]

    def password(self, vty: Vty, user: str, offered: str) -> Account | None:
        """A login with nothing but a password; whoever would be asked more is not let in."""
        conversation = self.login(vty, user)
        try:
            next(conversation)
            conversation.send(offered)
        except StopIteration as end:
            result: Account | None = end.value
            return result
        conversation.close()
        return None

    def public_key(self, vty: Vty, user: str, blob: bytes) -> Account | None:
        """A login with a key whose hash is in the chain.

        Assumed: neither `login` of the line nor authentication lists count, and the user need not be a local one;
        what the session may do is decided as for a password.
        """
        keys = keychain.keys_of(self._device.config, f"username {user}")
        return self.account(vty, user) if any(key.is_of(blob) for key in keys) else None

    def used(self, user: str) -> None:
        """A login has succeeded: a local user for one time is gone, which is unverified."""
        if "one-time" in self._device.config.users().get(user, {}):
            self._device.config.remove(f"username {user}")
            self._device.changed()

    def _answering(self, methods: Sequence[str], vty: Vty) -> str:
        """The first method of a list that can answer at all, or ""."""
        place = 0
        while place < len(methods):
            method = methods[place]
            group = methods[place + 1] if method == "group" and place + 1 < len(methods) else ""
            place += 2 if group else 1
            if self._can_answer(method, group, vty):
                return method
        return ""

    def _can_answer(self, method: str, group: str, vty: Vty) -> bool:
        if method == "group":
            return self.server is not None and self.server.answers(group)
        if method == "enable":
            return self.enable_known()
        if method == "line":
            return "password" in self._device.config.lines[vty.line]
        return method in ("local", "local-case", "none", "if-authenticated")

    def _check(self, method: str, vty: Vty, user: str, offered: str) -> bool:
        if method in ("local", "local-case"):
            return self.local(vty, user, offered)
        if method == "enable":
            return self.check_enable(offered)
        return method == "line" and self.check_line(vty, offered)

    # Authorization

    def account(self, vty: Vty, user: str) -> Account:
        """What a user who has been let in may do: without AAA the user's own level counts before that of the line.

        With AAA the level is the line's, unless exec authorization gives another; the console is authorized only
        with `aaa authorization console`. A list of which no method answers refuses, and so does one that does not
        know the user.
        """
        device = self._device
        line = device.line_value(*vty.line, "privilege level")
        base = int(line.split()[2]) if line else 1
        own = device.config.users().get(user, {}).get("privilege")
        if not device.config.has("aaa new-model"):
            return Account(user, int(own) if own is not None else base)
        named = device.line_value(*vty.line, "authorization exec")
        stored = device.config.get(f"aaa authorization exec {named.split()[2] if named else 'default'}")
        if not stored or (vty.transport == "console" and not device.config.has("aaa authorization console")):
            return Account(user, base)
        method = self._answering(stored.split()[4:], vty)
        if method in ("none", "if-authenticated"):
            return Account(user, base)
        if method == "group" and self.server and user in self.server.users:
            given = self.server.users[user].privilege
            return Account(user, base if given is None else given)
        if method in ("local", "local-case") and user in device.config.users():
            return Account(user, int(own) if own is not None else base)
        return Account(user, 0, authorized=False)

    # Passwords

    def local(self, vty: Vty, user: str, offered: str) -> bool:
        """Whether this is the password of a local user; a user without any has the empty one, which SSH never takes."""
        if not offered and vty.transport == "ssh":
            return False  # unverified
        options = self._device.config.users().get(user)
        if options is None:
            return False
        kind, _unused, stored = (options.get("secret") or options.get("password") or "").partition(" ")
        return passwords.matches(kind, stored, offered) if kind else offered == ""

    def check_line(self, vty: Vty, offered: str) -> bool:
        """Whether this is the password of the line; without one, none is right."""
        stored = self._device.config.lines[vty.line].get("password", "").removeprefix("password ")
        return _matches(stored, offered)

    def enable_known(self) -> bool:
        """Whether there is an enable secret or password."""
        return self._device.config.has("enable secret") or self._device.config.has("enable password")

    def check_enable(self, offered: str) -> bool:
        """The enable secret counts; the enable password only without one."""
        line = self._device.config.get("enable secret") or self._device.config.get("enable password") or ""
        return _matches(line.partition(" ")[2].partition(" ")[2], offered)

    def enable_method(self, vty: Vty) -> str:
        """Who decides about `enable` here: "enable", "line", "group", "none", or "" for nobody."""
        stored = self._device.config.get("aaa authentication enable default")
        methods = stored.split()[4:] if stored and self._device.config.has("aaa new-model") else ["enable"]
        return self._answering(methods, vty)

    def enable(self, vty: Vty, offered: str) -> bool:
        """Whether this password raises the privilege."""
        method = self.enable_method(vty)
        if method == "group":
            return self.server is not None and self.server.enable == offered
        return method == "none" or self._check(method, vty, "", offered)


def _matches(stored: str, offered: str) -> bool:
    """Check `5 $1$...`, `7 0822...`, or clear text."""
    kind, _unused, text = stored.partition(" ")
    if not text:
        kind, text = "0", stored
    return bool(stored) and passwords.matches(kind, text, offered)
