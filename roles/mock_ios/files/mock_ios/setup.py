# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a device without startup configuration asks at its console. Reference 5.7."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import passwords
from .commands import BUILDING

if TYPE_CHECKING:
    from .shell import Shell

STARTED = "\n\nPress RETURN to get started!\n\n\n"
DIALOG = "\n\n         --- System Configuration Dialog ---\n\n"
ENTER_DIALOG = "Would you like to enter the initial configuration dialog? [yes/no]: "
TERMINATE_AUTOINSTALL = "\r\nWould you like to terminate autoinstall? [yes]: "
INTRODUCTION = """
At any point you may enter a question mark '?' for help.
Use ctrl-c to abort configuration dialog at any prompt.
Default settings are in square brackets '[]'.


Basic management setup configures only enough connectivity
for management of the system, extended setup will ask you
to configure each interface on the system

"""
BASIC = "Would you like to enter basic management setup? [yes/no]: "
GLOBAL = "\nConfiguring global parameters:\n\n"
STRONG = """
  The enable secret is a password used to protect access to
  privileged EXEC and configuration modes. This password, after
  entered, becomes encrypted in the configuration.
"""
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
WEAK = """
  The enable password is used when you do not specify an
  enable secret password, with some older software versions, and
  some boot images.
"""
ABOUT_LINES = """
  The virtual terminal password is used to protect
  access to the router over a network interface.
"""
ENTER = "  Enter enable secret: "
CONFIRM = "  Confirm enable secret: "
NO_DEFAULT = "% No defaulting allowed"
AGAIN = "% Invalid input.Please try again"  # unverified
DIFFERENT = "% Please choose a password that is different from the enable secret"
SCRIPT = """
The following configuration command script was created:

{lines}
!
end


[0] Go to the IOS command prompt without saving this config.
[1] Return back to the setup without saving this config.
[2] Save this configuration to nvram and exit.
"""
SELECTION = "\r\nEnter your selection [2]: "
SAVED = f"{BUILDING}\n[OK]\nUse the enabled mode 'configure' command to modify this configuration.\n\n"
ABORTED = "\n\nConfiguration aborted, no changes made.\n"  # unverified
GOOD_SECRET = re.compile(r"(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])(?!.*(?i:cisco)).{10,32}")


class Aborted(Exception):  # noqa: N818 the device's word
    """Ctrl-C."""


class Setup:
    """The questions of the first boot, on a console."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._device = shell.device
        self._facts = shell.device.profile.system["setup"]

    async def run(self) -> bool:
        """Ask until the device is let go on; True when its prompt follows at once, without a press of RETURN."""
        configured = False
        while True:
            self._write(DIALOG + self._facts["warning"])
            try:
                if await self._shell.yes_no(ENTER_DIALOG):
                    lines = await self._questions()
                elif self._facts["secret"]:
                    lines = [await self._secret(RULES)]
                else:
                    break
            except Aborted:
                self._write(ABORTED)
                break
            configured = True
            if await self._selected(lines):
                break
        if not configured and self._facts["autoinstall"]:
            await self._shell.ask(TERMINATE_AUTOINSTALL)
        elif not configured and not self._facts["secret"]:
            return True
        self._write(STARTED)
        return False

    async def _questions(self) -> list[str]:
        """Basic management setup; extended setup is the same here, as no interface exists before somebody names it."""
        self._write(INTRODUCTION)
        while not re.fullmatch("y|ye|yes|n|no", (await self._answer(BASIC)).strip().lower()):
            self._shell.say("% Please answer 'yes' or 'no'.")
        self._write(GLOBAL)
        name = await self._answer(f"  Enter host name [{self._device.hostname}]: ") or self._device.hostname
        secret = await self._secret(RULES if self._facts["secret"] else STRONG)
        self._write(WEAK)
        password = await self._needed("  Enter enable password: ")
        if passwords.matches(*secret.split()[2:], password):
            self._shell.say(DIFFERENT)
            password = await self._needed("  Enter enable password: ")
        self._write(ABOUT_LINES)
        terminal = await self._needed("  Enter virtual terminal password: ")
        snmp = (await self._answer("  Configure SNMP Network Management? [no]: ")).strip().lower()
        community = "no snmp-server"
        if snmp and "yes".startswith(snmp):
            community = f"snmp-server community {await self._answer('    Community string [public]: ') or 'public'}"
        last = self._device.config.vty_count() - 1
        lines = [f"hostname {name}", secret, f"enable password {password}", f"line vty 0 {last}"]
        return [*lines, f"password {terminal}", community]

    async def _secret(self, about: str) -> str:
        """The line with the enable secret."""
        self._write(about)
        while True:
            if not self._facts["secret"]:
                secret = await self._needed(ENTER)
                break
            secret = await self._masked(ENTER)
            if not secret:
                self._shell.say(NO_DEFAULT)
            elif not GOOD_SECRET.fullmatch(secret) or await self._masked(CONFIRM) != secret:
                self._shell.say(AGAIN)
            else:
                break
        kind = self._device.profile.aaa["secret_default"]
        return f"enable secret {kind} {passwords.hashed(kind, secret)}"

    async def _selected(self, lines: list[str]) -> bool:
        """The menu at the end; False to ask everything again."""
        self._shell.say(SCRIPT.format(lines="\n".join(lines)).rstrip("\n"))
        answer = ""
        while answer not in ("0", "1", "2"):
            answer = (await self._answer(SELECTION)).strip() or "2"
        if answer == "2":
            self._device.load("\n".join(line for line in lines if not line.startswith("no ")))
            self._device.changed()
            self._device.save()
            self._shell.say(SAVED)
        return answer != "1"

    async def _answer(self, prompt: str) -> str:
        text = await self._shell.ask(prompt)
        if text is None:
            raise Aborted
        return text

    async def _needed(self, prompt: str) -> str:
        while not (text := await self._answer(prompt)):
            self._shell.say(NO_DEFAULT)
        return text

    async def _masked(self, prompt: str) -> str:
        """A line of which the terminal shows stars."""
        self._shell.write(prompt)
        text = ""
        while (key := await self._shell.key()) not in "\r\n":
            if key == "\x03":
                raise Aborted
            if key in "\b\x7f":
                self._shell.write("\b \b" if text else "")
                text = text[:-1]
            elif key.isprintable():
                self._shell.write("*")
                text += key
        self._shell.write("\r\n")
        return text

    def _write(self, text: str) -> None:
        self._shell.write(text.replace("\n", "\r\n"))
