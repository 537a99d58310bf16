# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console line of a device behind a TCP port, as a console server gives it. Reference 5.7.

The bytes go straight to `con 0`. Its session does not notice who looks on: a connection that is lost leaves it where it
is, and the next one finds it there.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from typing import TYPE_CHECKING

from telnetlib3.telopt import ECHO, IAC, SGA, WILL

from . import passwords
from .commands import BUILDING
from .device import Account, Peer, Vty
from .login import LoginShell
from .ports import Port, reset
from .shell import TERMINAL
from .telnet import Options

if TYPE_CHECKING:
    from .server import DeviceServer

AVAILABLE = "\r\n" * 8 + "{name} con0 is now available" + "\r\n" * 6 + "Press RETURN to get started." + "\r\n" * 13
STARTED = "\r\n\r\nPress RETURN to get started!\r\n\r\n\r\n"
DIALOG = "\r\n\r\n         --- System Configuration Dialog ---\r\n\r\n"
ENTER_DIALOG = "Would you like to enter the initial configuration dialog? [yes/no]: "
TERMINATE_AUTOINSTALL = "\r\nWould you like to terminate autoinstall? [yes]: "
RULES = """

  The enable secret is a password used to protect
  access to privileged EXEC and configuration modes.
  This password, after entered, becomes encrypted in
  the configuration.
  -------------------------------------------------
  secret should be of minimum 10 characters and maximum 32 characters with
  at least 1 upper case, 1 lower case, 1 digit and
  should not contain [cisco]
  -------------------------------------------------
"""
ENTER = "  Enter enable secret: "
CONFIRM = "  Confirm enable secret: "
NO_DEFAULT = "% No defaulting allowed"
AGAIN = "% Invalid input.Please try again"
SCRIPT = """
The following configuration command script was created:

{line}
!
end


[0] Go to the IOS command prompt without saving this config.
[1] Return back to the setup without saving this config.
[2] Save this configuration to nvram and exit.
"""
SELECTION = "\r\nEnter your selection [2]: "
SAVED = f"{BUILDING}\n[OK]\nUse the enabled mode 'configure' command to modify this configuration.\n\n"
GOOD_SECRET = re.compile(r"(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])(?!.*(?i:cisco)).{10,32}")
ABORTED = "\r\n\r\nConfiguration aborted, no changes made.\r\n"  # unverified


class ConsoleShell(LoginShell):
    """One session on the console: it begins when somebody presses RETURN.

    With `setup` the device asks its first questions before that.
    """

    setup = False
    awake = False

    async def _begin(self) -> None:
        if not (self.setup and await self._set_up()):
            while await self._char() not in "\r\n":
                pass
        self.awake = True
        self.device.take_console(self.vty)
        await super()._begin()

    async def _set_up(self) -> bool:
        """The questions of a device without startup configuration; True when the prompt follows at once."""
        facts = self.device.profile.system["setup"]
        while True:
            self.write(DIALOG + facts["warning"].replace("\n", "\r\n"))
            while await self.yes_no(ENTER_DIALOG):
                self.write(ABORTED)
            if not facts["secret"] or await self._take_secret():
                break
        if not facts["autoinstall"] and not facts["secret"]:
            return True
        if facts["autoinstall"]:
            await self.ask(TERMINATE_AUTOINSTALL)
        self.write(STARTED)
        return False

    async def _take_secret(self) -> bool:
        """Ask for the enable secret that the release insists on; False to go back to the first question."""
        self.write(RULES.replace("\n", "\r\n"))
        while True:
            secret = await self._masked(ENTER)
            if not secret:
                self.say(NO_DEFAULT)
            elif not GOOD_SECRET.fullmatch(secret) or await self._masked(CONFIRM) != secret:
                self.say(AGAIN)
            else:
                break
        device = self.device
        kind = device.profile.aaa["secret_default"]
        line = f"enable secret {kind} {passwords.hashed(kind, secret, None)}"
        self.say(SCRIPT.format(line=line).rstrip("\n"))
        answer = ""
        while answer not in ("0", "1", "2"):
            answer = (await self.ask(SELECTION) or "").strip() or "2"
        if answer == "2":
            device.config.set("enable secret", line)
            device.changed()
            device.save()
            self.say(SAVED)
        return answer != "1"

    async def _masked(self, prompt: str) -> str:
        """A line of which the terminal shows stars."""
        self.write(prompt)
        text = ""
        while (key := await self._key()) not in "\r\n":
            if key in "\b\x7f":
                self.write("\b \b" if text else "")
                text = text[:-1]
            elif key.isprintable():
                self.write("*")
                text += key
        self.write("\r\n")
        return text

    async def _more_input(self) -> bytes:
        if not self.awake:
            return await self._input.get()
        return await super()._more_input()

    def left_over(self) -> bytes:
        """What was typed and not read."""
        return self._ahead.encode("latin-1")


class ConsoleClient(asyncio.Protocol):
    """Somebody at the port. The line is raw; whoever sends Telnet commands gets Telnet."""

    def __init__(self, owner: ConsoleServer, client: socket.socket) -> None:
        self.client = client
        self._owner = owner
        self._transport: asyncio.Transport | None = None
        self._options: Options | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport. A console says nothing to newcomers."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 asyncio's own promise for TCP
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Pass on what was typed."""
        if self._transport and self._options is None and IAC in data:
            self._options = Options(self._transport, lambda _columns, _rows: None, wanted=frozenset())
            self._options.offer((WILL, ECHO), (WILL, SGA))
        typed = self._options.received(data) if self._options else data
        if typed:
            self._owner.typed(typed)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more; the session goes on."""
        del exc
        self._transport = None
        self._owner.left(self)

    def write(self, data: bytes) -> None:
        """Send output of the device."""
        if self._options:
            self._options.write(data)
        elif self._transport:
            self._transport.write(data)

    def abort(self) -> None:
        """End at once."""
        if self._transport:
            self._transport.abort()

    def gone(self) -> bool:
        """Whether the client has closed the connection, noticed or not."""
        try:
            return self.client.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True


class ConsoleServer:
    """The console port of one device: it listens also while the device boots."""

    def __init__(self, server: DeviceServer) -> None:
        self.server = server
        self._device = server.device
        self._client: ConsoleClient | None = None
        self._port = Port(server.address, self._accept)
        self._input: asyncio.Queue[bytes] = asyncio.Queue()
        self._up = asyncio.Event()
        self._booted = False

    @property
    def port(self) -> int:
        """The port."""
        return self._port.number

    def start(self) -> None:
        """Take a free port, and serve the line behind it."""
        self._port.reserve()
        self._port.listen()
        self._up.set()
        self.server.run(self._run())

    def stop(self) -> None:
        """Give the port back, and end the connection."""
        self._port.release()
        if self._client:
            self._client.abort()

    def boot(self) -> None:
        """The device reloads."""
        self._up.clear()
        self.write(f"\r\n{self._device.banner_text()}\r\n".replace("\n", "\r\n").replace("\r\r", "\r").encode())

    def refresh(self, *, up: bool) -> None:
        """The device may have finished to boot."""
        if up and not self._up.is_set():
            self._booted = True
            self._up.set()

    def write(self, data: bytes) -> None:
        """Output of the device: it is lost when nobody is there."""
        if self._client:
            self._client.write(data)

    def typed(self, data: bytes) -> None:
        """Input for the device: it is lost while the device boots."""
        if self._up.is_set():
            self._input.put_nowait(data)

    def left(self, client: ConsoleClient) -> None:
        """The client has gone."""
        if self._client is client:
            self._client = None

    def _accept(self, client: socket.socket, _address: str, _port: int) -> None:
        if self._client and self._client.gone():
            self._client.abort()
            self._client = None
        if self._client:
            reset(client)
            return
        self._client = ConsoleClient(self, client)
        self.server.run(self._serve(self._client, client))

    async def _serve(self, attached: ConsoleClient, client: socket.socket) -> None:
        try:
            await asyncio.get_running_loop().connect_accepted_socket(lambda: attached, client)
        except OSError:
            client.close()
            self.left(attached)

    async def _run(self) -> None:
        """One session after the other, for ever."""
        setup = self._device.startup is None
        while True:
            shell = self._shell()
            shell.setup = setup
            if self._booted:
                self._booted = False
                self._device.log("SYS-5-RESTART", f"System restarted --\n{self._device.banner_text()}")
            try:
                await shell.run(self._input)
            except Exception:
                logging.getLogger(__name__).exception("the session on the console of %s", self._device.name)
            self._device.release(shell.vty)
            waiting = [shell.left_over()]
            while not self._input.empty():
                waiting.append(self._input.get_nowait())
            setup = False
            if self._up.is_set():
                self.write(AVAILABLE.format(name=self._device.hostname).encode("latin-1"))
                for data in filter(None, waiting):
                    self._input.put_nowait(data)
            else:
                await self._up.wait()
                setup = self._device.startup is None
                if not setup:
                    self.write(STARTED.encode())

    def _shell(self) -> ConsoleShell:
        vty = Vty(0, 0, "console", Peer("", 0), self._device.clock.now())
        shell = ConsoleShell(self._device, vty, Account("", 1), width=TERMINAL[0], height=TERMINAL[1], write=self.write)
        shell.faults = self.server.faults
        return shell
