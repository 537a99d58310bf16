# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SSH client of a device: its command line, the dialogue before the login, and how a session can end.

`Dialogue` looks at text and says what to do next; whoever talks to the device does it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import modes, refusals
from .plan import MASK, WishError
from .text import is_log

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONGEST = 254
"""Characters that a line of input may have. Source: behaviour reference 2.4."""


@dataclass(frozen=True, slots=True)
class Word:
    """A row: a word of the client's command line, the algorithm that it stands for, and whether version 1 has it."""

    name: str
    algorithm: str
    version_1: bool
    source: str
    confidence: str


_GRAMMAR = "8, the guide's grammar of ssh"
_NAMES = "8: words of newer releases were not found; the names of the algorithms are taken for them"
CIPHERS: tuple[Word, ...] = (
    Word("3des", "3des-cbc", True, f"{_GRAMMAR}; help of a 15.x switch", "V2"),
    Word("aes128-cbc", "aes128-cbc", False, f"{_GRAMMAR}; help of a 15.x switch", "V2"),
    Word("aes192-cbc", "aes192-cbc", False, f"{_GRAMMAR}; help of a 15.x switch", "V2"),
    Word("aes256-cbc", "aes256-cbc", False, f"{_GRAMMAR}; help of a 15.x switch", "V2"),
    Word("aes128-ctr", "aes128-ctr", False, f"{_GRAMMAR}; help of a 15.x router", "V2"),
    Word("aes192-ctr", "aes192-ctr", False, _GRAMMAR, "V1"),
    Word("aes256-ctr", "aes256-ctr", False, _GRAMMAR, "V1"),
    Word("aes128-gcm", "aes128-gcm", False, _NAMES, "U"),
    Word("aes256-gcm", "aes256-gcm", False, _NAMES, "U"),
    Word("aes128-gcm@openssh.com", "aes128-gcm@openssh.com", False, _NAMES, "U"),
    Word("aes256-gcm@openssh.com", "aes256-gcm@openssh.com", False, _NAMES, "U"),
    Word("chacha20-poly1305@openssh.com", "chacha20-poly1305@openssh.com", False, _NAMES, "U"),
)
MACS: tuple[Word, ...] = (
    Word("hmac-md5-128", "hmac-md5", False, _GRAMMAR, "V1"),
    Word("hmac-md5-96", "hmac-md5-96", False, _GRAMMAR, "V1"),
    Word("hmac-sha1-160", "hmac-sha1", False, _GRAMMAR, "V1"),
    Word("hmac-sha1-96", "hmac-sha1-96", False, _GRAMMAR, "V1"),
    Word("hmac-sha1", "hmac-sha1", False, _NAMES, "U"),
    Word("hmac-sha2-256", "hmac-sha2-256", False, _NAMES, "U"),
    Word("hmac-sha2-512", "hmac-sha2-512", False, _NAMES, "U"),
    Word("hmac-sha2-256-etm@openssh.com", "hmac-sha2-256-etm@openssh.com", False, _NAMES, "U"),
    Word("hmac-sha2-512-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", False, _NAMES, "U"),
)


@dataclass(frozen=True, slots=True)
class Ending:
    """A row: a line of the device that says how a session ended, or why there was none.

    `pattern` matches the line from its first visible character. `meaning` is for the operator.
    """

    result: str
    pattern: str
    meaning: str
    source: str
    confidence: str


ENDINGS: tuple[Ending, ...] = (
    Ending("closed", r"\[Connection to \S+ closed by foreign host\]", "the peer has ended the session", "8", "V1"),
    Ending(
        "aborted",
        r"\[Connection to \S+ aborted: error status \d+\]",
        "the client gave up before the login",
        "8",
        "V2",
    ),
    Ending(
        "refused",
        r"% ?Connection refused by remote host",
        "nothing listens on this port of the peer, or the peer takes no further session",
        "8 (known of telnet)",
        "U",
    ),
    Ending(
        "unreachable",
        r"% ?Destination unreachable",
        "there is no way to the peer: routing, an access list, or the wrong VRF",
        "8",
        "U",
    ),
    Ending(
        "timed_out",
        r"% ?Connection timed out",
        "the peer does not answer: it is down, or an access list drops the packets",
        "8",
        "U",
    ),
    Ending(
        "server_authentication_failed",
        r".*Server Authentication Failed",
        "the key of the peer is not the one that is stored for it, and ip ssh stricthostkeycheck is set: the peer has "
        "a new key, or somebody else answers in its place; compare the fingerprints before you replace the stored key",
        "8, the guide's words; the whole line is unverified",
        "V1",
    ),
    Ending(
        "authentication_failed",
        r"% ?(?:Authentication failed|Login invalid|Access denied)",
        "the peer does not take user and password",
        "7.1, known of login; for ssh unverified",
        "U",
    ),
    Ending(
        "command_refused",
        r"% ?No user specified",
        "the session with the device has no user whose name could be taken; set user",
        "8",
        "U",
    ),
    Ending(
        "command_refused",
        r"% ?ssh connections not permitted",
        "transport output of our line on the device does not have ssh",
        "8",
        "U",
    ),
    Ending("command_refused", r"% ?VRF \S+ does not exist", "the device has no VRF of this name", "unverified", "U"),
    Ending("name_unknown", r"% ?Unknown command or computer name", "the device cannot resolve the name", "7.1", "V2"),
    Ending("name_unknown", r"% ?Unrecognized host or address", "the device cannot resolve the name", "7.1", "V1"),
    Ending("name_unknown", r"% ?Bad IP address or host name", "the device cannot resolve the name", "7.1", "V1"),
    Ending("name_unknown", r"% ?Name lookup aborted", "the device cannot resolve the name", "unverified", "U"),
)
RESULTS = (
    "connected", "refused", "unreachable", "timed_out", "name_unknown", "no_common_algorithm", "aborted", "closed",
    "server_authentication_failed", "authentication_failed", "password_expired", "command_refused", "unknown",
)  # fmt: skip
MEANINGS = {
    "no_common_algorithm": "both sides have no algorithm in common; the words of the log name what each of them offers",
    "aborted": "the device gave up before the login, and its log does not say why; it often is an algorithm that both "
    "sides do not have in common, or a key of the peer that it does not know",
    "closed": "the peer ended the connection before it asked for a password: an access list, no free line, or too many "
    "attempts",
    "authentication_failed": "the peer does not take user and password, by keyboard-interactive and by password",
    "password_expired": "the peer wants a new password before it lets this user in; it was not changed",
    "command_refused": "the device does not take this form of ssh; leave out the option at the caret",
    "timed_out": "no end within the time-out of the task",
    "unknown": "no row of the table knows these words",
}

UNANSWERED = "the peer asks something for which the task has no answer: give password, or answers"
UNFINISHED = "the peer let the user in, but it did not come to an end within the time-out of the task"

# Questions before the login. Source: behaviour reference 7.9 and 8; other servers put user and host in front.
_PASSWORD = re.compile(r"(?:\(?\S+@\S+?\)?(?:'s)? ?|Enter (?:your )?)?[Pp]assword(?: for \S+)?: ?")
_EXPIRED = re.compile(r"Your password has expired|(?:Old|New|Re-enter New) [Pp]assword: ?$", re.MULTILINE)
# What servers say between two attempts; anything else behind an answer is said by somebody who has let us in.
_DENIAL = re.compile(
    r"\W*(?:permission denied|access (?:is )?denied|auth\w* fail|login (?:incorrect|invalid|fail)|bad password"
    r"|(?:invalid|incorrect|wrong) (?:password|login|user)|password (?:incorrect|invalid|timeout)|too many|sorry"
    r"|(?:please )?try again|(?:received )?disconnect|connection (?:closed|reset)"
    r"|(?:user|account) .*\b(?:locked|disabled))",
    re.IGNORECASE,
)
_NO_MATCH = re.compile(r"%SSH-\d-NO_MATCH: .*")
_WHO = re.compile(r"[A-Za-z0-9_][\w.@+$-]{0,63}")
_HOST = re.compile(r"[A-Za-z0-9][\w.-]{0,252}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]{2,45}")
_NAME = re.compile(r"[A-Za-z0-9][\w.+/@-]{0,63}")


def command_line(wish: Mapping[str, object]) -> str:
    """Return the command of the guide for a wish. Raises `WishError`; nothing of the wish can leave its word or line.

    Members: `host`, and where given `user`, `vrf`, `vrf_in_user`, `rotary`, `line`, `version`, `cipher`, `mac`,
    `password_prompts`, `port`, `command`.
    """
    host = str(wish["host"])
    if not _HOST.fullmatch(host):
        raise WishError("host", repr(host), "give a name or an address")
    words = ["ssh", *_versions(wish), *_whom(wish)]
    if wish.get("password_prompts") is not None:
        words += ["-o", "numberofpasswordprompts", str(wish["password_prompts"])]
    if wish.get("port") is not None:
        words += ["-p", str(wish["port"])]
    command = str(wish.get("command") or "").strip()
    if command and (not command.isprintable() or "?" in command or command.startswith("-")):
        raise WishError("command", repr(command), "one printable line without ? that does not begin with - is needed")
    line = " ".join(filter(None, [*words, host, command]))
    if len(line) > LONGEST:
        raise WishError("command", f"{len(line)} characters", f"a device takes {LONGEST} characters on a line")
    return line


def _whom(wish: Mapping[str, object]) -> list[str]:
    """Return the words for user and VRF."""
    user, vrf = wish.get("user"), wish.get("vrf")
    if user is not None and not _WHO.fullmatch(str(user)):
        raise WishError("user", repr(user), "a name without blanks, colons and question marks is needed")
    if vrf is not None and not _NAME.fullmatch(str(vrf)):
        raise WishError("vrf", repr(vrf), "give the name of a VRF")
    by_user = vrf is not None and bool(wish.get("vrf_in_user"))
    rotary, line = wish.get("rotary"), wish.get("line")
    behind = [str(vrf)] if by_user else []
    behind += [f"rotary{rotary}"] if rotary is not None else []
    behind += [str(line)] if line is not None else []
    if behind and user is None:
        raise WishError("user", "no user", "vrf_in_user, rotary and line stand behind the name of the user")
    if len(behind) > 1:
        raise WishError("user", ":".join(behind), "only one of vrf_in_user, rotary and line can stand behind the user")
    words = ["-l", ":".join([str(user), *behind])] if user is not None else []
    return words if vrf is None or by_user else [*words, "-vrf", str(vrf)]


def _versions(wish: Mapping[str, object]) -> list[str]:
    """Return the words for version, cipher and MAC."""
    version = wish.get("version")
    words = ["-v", str(version)] if version is not None else []
    for option, flag, rows in (("cipher", "-c", CIPHERS), ("mac", "-m", MACS)):
        name = wish.get(option)
        if name is None:
            continue
        row = next((row for row in rows if row.name == name), None)
        if row is None:
            raise WishError(option, repr(name), f"known are {', '.join(row.name for row in rows)}")
        if str(version) == "1" and not row.version_1:
            raise WishError(option, repr(name), "version 1 does not have it; leave one of the two out")
        words += [flag, row.name]
    return words


def algorithm(option: str, word: str | None) -> str | None:
    """Return the name of the algorithm behind a word of `cipher` or `mac`: the only one that the client then offers."""
    rows = CIPHERS if option == "cipher" else MACS
    return next((row.algorithm for row in rows if row.name == word), None)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer for a question before the login, beside the password. `question` is searched in the line."""

    question: str
    answer: str


@dataclass(slots=True)
class Dialogue:
    """What is known about a session while it is opened.

    `look` is given the text since the last thing that was typed, and says what to do: `wait`, `type` (`typed` has the
    line), `inside` (the peer has let us in and waits for a command), `ended` (a row of ENDINGS, or a refusal: the
    prompt of the device comes next), `stuck` (a question without an answer). The password goes to prompts for a
    password before the login, `most` times, and to nothing else: not to a new password, and to nothing that comes once
    the peer has let us in.
    """

    password: str | None = None
    replies: Sequence[Reply] = ()
    most: int = 6
    home: str = ""
    """The prompt of the device: before any answer it means that there is no session, whatever the words were."""
    answered: int = 0
    inside: bool = False
    """The peer has shown a prompt."""
    spoken: bool = False
    """Behind an answer something came that is neither a question nor a denial: no password is typed any more."""
    expired: bool = False
    typed: str = ""
    banner: list[str] = field(default_factory=list)

    def look(self, text: str, *, quiet: bool) -> str:
        """Look at cleaned text; `quiet` says that nothing more came for a while."""
        lines = [line.strip() for line in text.split("\n") if line.strip() and not is_log(line)]
        last = "" if text.endswith("\n") or not lines else lines[-1]
        # Behind an answer the peer may print such words too: only the last line says that the session is over.
        ended = any(map(ending, lines[-2:] if self.answered else lines))
        ended = ended or (not self.answered and refusals.find(text) is not None)
        if ended and not _PASSWORD.fullmatch(last):
            return "ended"
        complete = lines[:-1] if last else lines
        self.expired = self.expired or (self.answered > 0 and not self.spoken and _EXPIRED.search(text) is not None)
        if self.expired:
            return "stuck"
        self.spoken = self.spoken or (self.answered > 0 and any(map(self.is_speech, complete)))
        if not last or not (quiet or last.endswith(":")):
            return "wait"
        if not self.answered and last == self.home:
            return "ended" if quiet else "wait"
        if self.spoken:
            return self._behind_login(last, quiet=quiet)
        return self._answer(last, complete, quiet=quiet)

    def _behind_login(self, last: str, *, quiet: bool) -> str:
        if not quiet:
            return "wait"
        if _PASSWORD.fullmatch(last):
            return "stuck"
        self.inside = True
        return "inside"

    def is_speech(self, line: str) -> bool:
        """Whether a line that came behind an answer says that the peer has let us in."""
        asks = _PASSWORD.match(line) is not None or any(re.search(one.question, line) for one in self.replies)
        return not asks and not _DENIAL.match(line)

    def _answer(self, last: str, before: list[str], *, quiet: bool) -> str:
        answer = next((one.answer for one in self.replies if re.search(one.question, last)), None)
        if answer is None and _PASSWORD.fullmatch(last):
            answer = self.password
        if answer is not None and self.answered < self.most:
            if not self.answered:
                self.banner = before
            self.answered += 1
            self.typed = answer
            return "type"
        if not quiet:
            return "wait"
        prompt = modes.prompt(last) is not None or (self.answered > 0 and not last.endswith((":", "?")))
        self.inside = self.spoken = prompt
        return "inside" if prompt else "stuck"


def ending(line: str) -> Ending | None:
    """Return the row of a line."""
    return next((row for row, pattern in _ENDINGS if pattern.match(line.strip())), None)


_ENDINGS = tuple((row, re.compile(row.pattern, re.IGNORECASE)) for row in ENDINGS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of it: one of RESULTS, the words of the device, and what they mean."""

    result: str
    words: tuple[str, ...]
    meaning: str


def judge(
    text: str, dialogue: Dialogue, *, output: str = "", logged: Sequence[str] = (), in_time: bool = True
) -> Verdict:
    """Judge a session by what was seen behind the command, and by what was logged meanwhile.

    `output` is what came behind the last answer of a session for one command: text that is no denial means that the
    peer ran it. A command that prints nothing looks like a login that was refused, and is taken for one. Without
    `in_time` the end was forced.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    found = [(row, line) for line in lines if (row := ending(line)) is not None]
    words = tuple(line for _unused, line in found)
    if dialogue.inside or (dialogue.answered and not dialogue.expired and _spoken(output, dialogue)):
        return Verdict("connected", words, "") if in_time else Verdict("timed_out", words, UNFINISHED)
    if dialogue.expired:
        said = tuple(line for line in lines if _EXPIRED.search(line))
        return _verdict("password_expired", said)
    particular = [row for row, _unused in found if row.result not in _GENERAL]
    no_match = [match[0] for line in [*lines, *logged] if (match := _NO_MATCH.search(line)) is not None]
    if no_match and not particular:
        return _verdict("no_common_algorithm", (*words, *dict.fromkeys(no_match)))
    if found:
        row = particular[0] if particular else found[-1][0]
        result = "authentication_failed" if row.result in _GENERAL and dialogue.answered else row.result
        return Verdict(
            result, words, MEANINGS[result] if result in {*_GENERAL, "authentication_failed"} else row.meaning
        )
    return _without_words(text, dialogue.home, in_time=in_time)


_GENERAL = frozenset({"closed", "aborted"})  # what else was said tells more


def _without_words(text: str, home: str, *, in_time: bool) -> Verdict:
    """Judge a session about whose end the device said nothing that a row knows."""
    refusal = refusals.find(text)
    if refusal is not None:
        return _verdict("command_refused", (refusal.words(text),))
    said = tuple(line.strip() for line in text.split("\n") if line.strip() not in {"", home} and not is_log(line))[-5:]
    if in_time and said and said[-1].endswith((":", "?")):
        return Verdict("unknown", said, UNANSWERED)
    return _verdict("unknown" if in_time else "timed_out", said)


def _verdict(result: str, words: tuple[str, ...]) -> Verdict:
    return Verdict(result, words, MEANINGS[result])


def _spoken(output: str, dialogue: Dialogue) -> bool:
    lines = (line.strip() for line in output.split("\n"))
    return any(line and not is_log(line) and ending(line) is None and dialogue.is_speech(line) for line in lines)


def without_secrets(text: str, secrets: Sequence[str]) -> str:
    """Return a text of the peer with what was typed at its questions masked, should it have been shown."""
    for secret in sorted((one for one in secrets if len(one) > 2), key=len, reverse=True):
        text = text.replace(secret, MASK)
    return text
