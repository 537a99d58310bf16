# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A look at a device from outside, by a client that shares nothing with the collection: asyncssh on its own."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import asyncssh

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SECONDS = 30.0  # for one login, on a machine that is busy with other things
PROMPT = re.compile(r"(?:^|\n)([\w.-]+(?:\([\w-]+\))?[>#]) ?$")
RUNNING, STARTUP = "show running-config", "show startup-config"
TIMER, RELOAD, FLASH, USERS = "show archive config rollback timer", "show reload", "dir flash:", "show users"
QUESTIONS = (RUNNING, STARTUP, TIMER, RELOAD, FLASH, USERS)


@dataclass(frozen=True, slots=True)
class Account:
    """Whom to log in as."""

    user: str
    password: str = ""
    key_file: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What was seen: `replies` by command, the first prompt, and the host key as OpenSSH writes it."""

    account: Account
    prompt: str
    host_key: str
    replies: Mapping[str, str] = field(default_factory=dict)


class NoWayIn(Exception):  # noqa: N818 - named for what happened
    """Nobody gets in. The message says what became of each account."""


def look(address: str, port: int, accounts: Sequence[Account], commands: Sequence[str] = QUESTIONS) -> View:
    """Log in as the first of `accounts` that the device takes, and ask it. Raises `NoWayIn`."""
    return asyncio.run(_look(address, port, accounts, commands))


async def _look(address: str, port: int, accounts: Sequence[Account], commands: Sequence[str]) -> View:
    failures = []
    for account in accounts:
        try:
            async with asyncio.timeout(SECONDS):
                return await _visit(address, port, account, commands)
        except (OSError, TimeoutError, asyncssh.Error, asyncio.IncompleteReadError) as error:
            failures.append(f"{account.user}: {type(error).__name__} {error}")
    raise NoWayIn("; ".join(failures))


async def _visit(address: str, port: int, account: Account, commands: Sequence[str]) -> View:
    connection = await asyncssh.connect(
        address,
        port,
        config=None,
        known_hosts=None,
        username=account.user,
        password=account.password or None,
        client_keys=[account.key_file] if account.key_file else None,
        agent_path=None,
        server_host_key_algs="*",
    )
    async with connection:
        async with connection.create_process(term_type="vt100", term_size=(200, 0), encoding="latin-1") as terminal:
            prompt, _unused = await _until_prompt(terminal)
            replies = {}
            for command in ("terminal length 0", *commands):
                terminal.stdin.write(f"{command}\r")
                _unused, text = await _until_prompt(terminal, command)
                replies[command] = text
            terminal.stdin.write("exit\r")
            await terminal.wait(check=False)
        key = connection.get_server_host_key().export_public_key().decode()
    return View(account, prompt, " ".join(key.split()[:2]), replies)


async def _until_prompt(terminal: asyncssh.SSHClientProcess[str], command: str = "") -> tuple[str, str]:
    """Return the prompt, and what stands between the echo of `command` and it."""
    text = ""
    while True:
        more = await terminal.stdout.read(65536)
        if not more:
            raise asyncio.IncompleteReadError(text.encode(), None)
        text += more.replace("\r", "")
        found = PROMPT.search(text)
        if found and (not command or command in text):
            return found[1], text[text.index(command) + len(command) : found.start()].strip("\n")
