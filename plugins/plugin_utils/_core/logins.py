# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a device asks on the way to its prompt, as rows: on a terminal line, and by keyboard-interactive."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import modes
from .text import clean, is_log

USER, PASSWORD, ENABLE, NEW_PASSWORD = "user", "password", "enable", "new password"


@dataclass(frozen=True, slots=True)
class Dialogue:
    """`pattern` matches the end of the last line; `reply` is typed, or the secret of that name.

    `secret` is USER, PASSWORD, ENABLE or NEW_PASSWORD, "" where `reply` is a text. `source` is the place in the
    behaviour reference, or says who recorded it.
    """

    name: str
    pattern: str
    source: str
    reply: str = ""
    secret: str = ""


# What asks for a password that is to be: no old one may ever go there. What stands behind the word is at the end.
_NEW = r"\b(?:new|re-?enter|re-?type|repeat|confirm|verify|again)\b[^:]*password: ?"
NEW_PASSWORD_PROMPTS = 2  # New Password, Re-enter New password: a third one means that it was not taken. Source: 8

# Telnet and console, in this order: the first row that matches is answered.
ON_A_LINE: tuple[Dialogue, ...] = (
    Dialogue(
        "setup",
        r"Would you like to enter the initial configuration dialog\? \[yes/no\]: ?",
        "console without startup configuration, recorded by unicon.plugins",
        "no",
    ),
    Dialogue(
        "autoinstall",
        r"Would you like to terminate autoinstall\? ?\[yes\]: ?",
        "IOS XE after the answer no, recorded by unicon.plugins",
        "yes",
    ),
    Dialogue(
        "make_enable",
        r"Enter enable secret: ?",
        "IOS XE 17 that insists on an enable secret, recorded by unicon.plugins",
        secret=ENABLE,
    ),
    Dialogue("make_enable_again", r"Confirm enable secret: ?", "as above", secret=ENABLE),
    Dialogue("selection", r"Enter your selection \[\d\]: ?", "as above: 0 leaves without saving", "0"),
    Dialogue(
        "username",
        r"(?:^|\s)(?:Username|User name|User|Login): ?",
        "login of telnet and console; the words are configurable, these are what netmiko expects; unverified",
        secret=USER,
    ),
    Dialogue("new_password", _NEW, "8", secret=NEW_PASSWORD),
    Dialogue("password", r"Password: ?", "5.3", secret=PASSWORD),
)
# Where the mark of a pager stands the last line is no other question.
MORE = Dialogue("more", r"--More-- ?", "7.3: somebody left a page on the console", "q")
# A console that waits for somebody prints this, blank lines, and perhaps messages.
PRESS_RETURN = Dialogue(
    "return", r"Press RETURN to get started[.!]?", "console of every train, recorded by unicon.plugins"
)

# Keyboard-interactive. What a prompt asks for is at its end; a text may stand above it.
BY_KEYBOARD: tuple[Dialogue, ...] = (
    Dialogue("new_password", _NEW, "8", secret=NEW_PASSWORD),
    Dialogue("old_password", r"\bold password: ?", "guide, blank change", secret=PASSWORD),
    Dialogue("password", r"(?:^|\s)(?:\S+'s )?password: ?", "7.9, 8", secret=PASSWORD),
)

EXPIRED = re.compile(r"password has expired", re.IGNORECASE)  # 8
MISMATCH = re.compile(r"passwords have to be the same", re.IGNORECASE)  # 8


def _find(rows: tuple[Dialogue, ...], line: str) -> Dialogue | None:
    return next((row for row in rows if re.search(rf"(?:{row.pattern})\Z", line.rstrip("\r\n"), re.IGNORECASE)), None)


def on_a_line(tail: str) -> Dialogue | None:
    """Return the row that the end of what a terminal shows matches.

    A question is the last line, and its line is not ended: banners hold questions too. Messages may have come behind.
    """
    question = modes.question(tail)
    if question is not None and question.name == MORE.name:
        return MORE
    found = _find(ON_A_LINE, modes.last_line(tail))
    if found is None:
        lines = [line for line in clean(tail).split("\n") if line.strip() and not is_log(line)]
        found = _find((PRESS_RETURN,), lines[-1].rstrip()) if lines else None
    return found


def by_keyboard(prompt: str) -> Dialogue | None:
    """Return the row that a prompt of keyboard-interactive authentication matches; `None` for any other question."""
    return _find(BY_KEYBOARD, prompt)
