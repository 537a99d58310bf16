# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The login dialogue of a line without SSH: Telnet and the console. Reference 5.3 and 7.1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .server import FaultyShell
from .shell import Ended

if TYPE_CHECKING:
    from .aaa import Account
    from .device import Device, Vty

ATTEMPTS = 3
SECONDS = 30  # for each answer (reference 5.6)
VERIFICATION = "User Access Verification"
NONE_SET = "Password required, but none set"
EXPIRED = "% {prompt}  timeout expired!"


@dataclass(frozen=True, slots=True)
class Way:
    """What a line asks for, and what it says after a failure and after the last one; reference 7.1."""

    prompts: tuple[str, ...]
    failure: str
    last: str


# `% Login invalid` again after the last failure with local users, and not `% Bad passwords`, is unverified.
LINE_PASSWORD = Way(("Password:",), "", "% Bad passwords")
LOCAL_USERS = Way(("Username:", "Password:"), "% Login invalid", "% Login invalid")
AAA_USERS = Way(("Username:", "Password:"), "% Authentication failed", "% Authentication failed")
AAA_PASSWORD = Way(("Password:",), "% Authentication failed", "% Authentication failed")


class Expired(Exception):  # noqa: N818 the device's word
    """Nobody answered in time."""


def way_in(device: Device, vty: Vty) -> Way | None:
    """How this line lets somebody in now; None: it asks nothing. A line without a password says no to everybody."""
    if device.config.has("aaa new-model"):
        methods = device.gate.login_methods(vty)
        if methods[:1] == ["none"]:
            return None
        return AAA_PASSWORD if methods[:1] in (["line"], ["enable"]) else AAA_USERS
    login = device.line_value(*vty.line, "login")
    if login == "login local":
        return LOCAL_USERS
    return LINE_PASSWORD if login == "login" else None


class LoginShell(FaultyShell):
    """A session that starts with the login of its line."""

    logged_in = False

    async def _begin(self) -> None:
        """Banners and login; Ended when nobody comes in."""
        self.write("\r\n")
        self._banner("banner motd")
        way = way_in(self.device, self.vty)
        if way is LINE_PASSWORD and "password" not in self.device.config.lines[self.vty.line]:
            if self.vty.transport != "console":
                self.write(f"\r\n{NONE_SET}\r\n")
                raise Ended
            way = None  # the login of a console waits for its password (reference 5.3)
        if way is None:
            self._enter(self.device.gate.account(self.vty, ""))
        else:
            await self._log_in(way)
        self._banner("banner exec")

    async def _log_in(self, way: Way) -> None:
        self._banner("banner login")
        self.write(f"\r\n{VERIFICATION}\r\n\r\n")
        for attempt in range(1, ATTEMPTS + 1):
            typed, user, account = await self._attempt(way)
            if self.vty.transport != "console":
                await self.device.watch.turn()
                account = None if self.device.watch.blocks(self.vty.peer) else account
            if typed and way is not LINE_PASSWORD:
                self.device.authenticated(self.vty, user, success=account is not None)
            if account:
                self.device.gate.used(user)
                self._enter(account)
                return
            text = way.failure if attempt < ATTEMPTS else way.last
            if text and (typed or way is LINE_PASSWORD):
                self.write(f"{text}\r\n\r\n")
        raise Ended

    def _enter(self, account: Account) -> None:
        self.account = account
        self._check_authorization()
        self.privilege = account.privilege
        self.logged_in = self.vty.logged_in = True

    async def _attempt(self, way: Way) -> tuple[bool, str, Account | None]:
        """Whether anything was typed in time, for which user, and who has come in."""
        user, prompt, typed = "", way.prompts[0], False
        try:
            if len(way.prompts) > 1:
                user = await self._answer(prompt, secret=False)
                typed = True
            gate = self.device.gate
            conversation = gate.line_login(self.vty) if way is LINE_PASSWORD else gate.login(self.vty, user)
            ask = next(conversation)
            while True:
                if ask.text:
                    self.say(ask.text)
                prompt = ask.prompt.rstrip()
                answer = await self._answer(prompt, secret=not ask.echo)
                typed = True
                ask = conversation.send(answer)
        except StopIteration as end:
            return typed, user, end.value
        except Expired:
            self.write(f"\r\n{EXPIRED.format(prompt=prompt)}\r\n")
            return typed, user, None

    async def _answer(self, prompt: str, *, secret: bool) -> str:
        """A line. A user name that is empty is asked for again."""
        while True:
            text = await self.ask(f"{prompt} ", secret=secret)
            if text or prompt != "Username:":
                return text or ""

    async def _more_input(self) -> bytes:
        if self.logged_in:
            return await super()._more_input()
        if not self._input.empty():
            return self._input.get_nowait()
        try:
            return await self.device.clock.within(SECONDS, self._input.get())
        except TimeoutError:
            raise Expired from None
