# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prompts, modes and questions of the IOS command line, as rows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import clean, is_log, without_rollback


@dataclass(frozen=True, slots=True)
class Mode:
    """A mode of the command line.

    `suffix` is a regular expression for what stands behind the host name. `parent` is the mode in which `enter` is
    typed ("" where the login leads to it; "..." in `enter` stands for arguments). `leave` goes up one mode, `end` goes
    straight to privileged EXEC and is None where the word would be taken as data.
    """

    name: str
    suffix: str
    parent: str
    enter: str
    leave: str
    end: str | None
    source: str


# From the particular to the general: the first row that matches names the mode.
MODES: tuple[Mode, ...] = (
    Mode("user", r">", "", "", "exit", None, "7.2"),
    Mode("privileged", r"#", "user", "enable", "disable", None, "7.2"),
    Mode("config", r"\(config\)#", "privileged", "configure terminal", "exit", "end", "7.2"),
    Mode("line", r"\(config-line\)#", "config", "line ...", "exit", "end", "7.2"),
    Mode("interface", r"\(config-(?:sub)?if(?:-range)?\)#", "config", "interface ...", "exit", "end", "7.2"),
    Mode("archive", r"\(config-archive\)#", "config", "archive", "exit", "end", "7.2"),
    Mode("pubkey-chain", r"\(conf-ssh-pubkey\)#", "config", "ip ssh pubkey-chain", "exit", "end", "2.1"),
    Mode("pubkey-user", r"\(conf-ssh-pubkey-user\)#", "pubkey-chain", "username ...", "exit", "end", "2.1"),
    Mode("pubkey-server", r"\(conf-ssh-pubkey-server\)#", "pubkey-chain", "server ...", "exit", "end", "2.1"),
    Mode("pubkey-data", r"\(conf-ssh-pubkey-data\)#", "pubkey-user", "key-string", "exit", None, "2.1"),
    # Every other submode. The prompts of certificate profiles were never captured, so no row claims to know them.
    Mode("submode", r"\([A-Za-z][\w.:+/ -]*\)#", "config", "...", "exit", "end", "7.2, generic"),
)

_BY_NAME = {mode.name: mode for mode in MODES}
_SUFFIXES = tuple((mode.name, re.compile(mode.suffix)) for mode in MODES)


def mode(name: str) -> Mode:
    """Give the row of that name. Raises KeyError."""
    return _BY_NAME[name]


@dataclass(frozen=True, slots=True)
class PromptMatch:
    """A prompt at the end of the output.

    `mode` is the name of a row of MODES; `hostname` the host name as far as the prompt shows it; `label` what stands in
    the parentheses ("config-if"), "" in EXEC; `text` the whole prompt.
    """

    mode: str
    hostname: str
    label: str
    text: str


_TAIL = 4096  # characters looked at; log lines behind a prompt have room in them
_SHORTEST_CUT = 16  # Source: behaviour reference 7.2; a prompt in configuration mode is cut to about 20 characters
_SPLIT = re.compile(r"(?P<host>.{1,80}?)(?P<suffix>\((?P<label>[A-Za-z][\w.:+/ -]*)\)#|[>#]) ?")
# Before the host name is known: no blanks, a letter somewhere, and only parentheses that name a mode count as a mode.
_UNKNOWN_HOST = re.compile(
    r"(?=[^>#]*[A-Za-z])(?P<host>[A-Za-z0-9_][\w.()~:@+/-]{0,62}?)"
    r"(?P<suffix>\((?P<label>(?:conf|cfg|ca-|cs-|dhcp|ssh-|vlan)[\w.:+/ -]*)\)#|[>#]) ?"
)


def prompt(tail: str, hostname: str | None = None) -> PromptMatch | None:
    """Say whether output ends in a prompt, and in which one.

    Only the last line counts; log messages that came behind the prompt are passed over. With `hostname` the line must
    be that name and a suffix and nothing else, where a long name may be cut as IOS cuts it; text that merely ends in
    `#` or `>` does not match. Without it, any single word that could be a host name does: ask twice before believing.
    """
    line = last_line(tail)
    if not line.endswith((">", "#", "> ", "# ")):
        return None
    if hostname is None:
        found = _UNKNOWN_HOST.fullmatch(line)
    elif line.rstrip(" ")[:-1] == hostname:  # also names that end in a parenthesis
        found = re.fullmatch(rf"(?P<host>{re.escape(hostname)})(?P<suffix>(?P<label>)[>#]) ?", line)
    else:
        found = _SPLIT.fullmatch(line)
        if found is not None and not _is_cut(hostname, found["host"], len(line.rstrip(" "))):
            found = None
    if found is None:
        return None
    name = next(name for name, suffix in _SUFFIXES if suffix.fullmatch(found["suffix"]))
    return PromptMatch(name, found["host"], found["label"] or "", line.rstrip(" "))


def _is_cut(hostname: str, shown: str, width: int) -> bool:
    return shown == hostname or (hostname.startswith(shown) and width >= _SHORTEST_CUT)


def last_line(tail: str) -> str:
    """Give the last line that is not a log message; blank lines count unless log messages are around them.

    "" when the output ends with a line feed: then nothing waits for an answer. The mark of a pager is taken away.
    """
    rest = without_rollback(tail[-_TAIL:])
    seen_log = False
    behind = False  # whether a line stands behind this one
    while rest:
        rest, _unused, line = rest.rpartition("\n")
        line = clean(line.rstrip("\r")).rpartition("\n")[2]
        if is_log(line):
            seen_log = True
        elif line.strip():
            return line if seen_log or not behind else ""
        behind = True
    return ""


@dataclass(frozen=True, slots=True)
class Question:
    """Something the device waits for: `pattern` matches the end of its last line."""

    name: str
    pattern: str
    source: str


# The first row that matches names the question.
QUESTIONS: tuple[Question, ...] = (
    Question("more", r"--More-- ?", "7.3"),
    Question("modulus", r"How many bits in the modulus \[\d+\]: ?", "3.2"),
    Question("yes_no", r"\[yes/no\](?: ?\[(?:yes|no)\])?[:?] ?", "3.2, 3.5, 7.7"),
    Question("confirm", r"\[confirm\]:? ?", "5.2, 7.6, 7.7"),
    Question("y_n", r"[(\[]y/n[)\]](?:\[[yn]\])?[?:]? ?", "recorded by CiscoTestAutomation/unicon.plugins on IOS XE"),
    Question("replace", r"\? \[no\]: ?", "7.7"),
    Question("filename", r"(?:Source|Destination) filename \[[^\]]*\]\? ?", "7.6"),
    Question("configure_from", r"Configuring from terminal, memory, or network \[terminal\]\? ?", "7.2"),
    Question("new_password", r"(?:New Password|Re-enter New password): ?", "8"),
    Question(
        "password", r"(?:[Pp]assword|[Ee]nable secret): ?", "7.9, 8; set-up dialogue as recorded by unicon.plugins"
    ),
    Question("username", r"(?:^|\s)[Uu]sername: ?", "login of telnet and console, unverified"),
    Question("default", r"\[[^\]]*\](?:\?|:) ?", "7.6, generic"),
)
_PAGER_WIDTH = 80
_PAGED = re.compile(r" ?--More--(?=(?: |\x1b\[[0-9;]*m)*\Z)")
_QUESTIONS = tuple((question.name, re.compile(rf"(?:{question.pattern})$")) for question in QUESTIONS)


@dataclass(frozen=True, slots=True)
class QuestionMatch:
    """A question at the end of the output: the row's name, and the line as printed."""

    name: str
    text: str


def question(tail: str) -> QuestionMatch | None:
    """Say whether output ends in a question, by the same rules of the last line as `prompt`."""
    paged = _PAGED.search(tail[-_PAGER_WIDTH:])  # before cleaning, which removes it
    line = paged[0] if paged else last_line(tail)
    return next((QuestionMatch(name, line) for name, pattern in _QUESTIONS if pattern.search(line)), None)
