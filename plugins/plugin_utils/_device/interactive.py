# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keyboard-interactive authentication: any number of rounds, each prompt answered with what it asks for or not at all.

A password never goes to a prompt that asks for another thing, and the old one never to a prompt for a new one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .._core import logins
from .errors import AuthenticationFailed, DeviceError, PasswordExpired

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .target import Target

MOST_ROUNDS = 12  # a device that goes on asking is not going to let us in


class Answers:
    """Answers to questions that nobody but the user can know, such as one-time codes. Each is given once."""

    def __init__(self, answers: Sequence[tuple[str, str]]) -> None:
        self._unused = list(answers)

    def knows(self, question: str) -> bool:
        """Whether there is an answer."""
        return any(re.search(pattern, question, re.IGNORECASE) for pattern, _answer in self._unused if question)

    def take(self, question: str) -> str | None:
        """Return the first unused answer whose pattern is in the question, and never again."""
        for place, (pattern, answer) in enumerate(self._unused):
            if question and re.search(pattern, question, re.IGNORECASE):
                del self._unused[place]
                return answer
        return None


class Interactive:
    """The answers of one login. `refused` is why it ended, once it did."""

    def __init__(self, target: Target) -> None:
        self.refused: DeviceError | None = None
        self._target = target
        self._answers = Answers(target.login_answers)
        self._asked: list[str] = []
        self._new_asked = 0

    @property
    def changed(self) -> bool:
        """Whether the device was given a new password."""
        return self._new_asked > 0

    def answer(self, texts: Sequence[str], prompts: Sequence[str]) -> list[str] | None:
        """Return the answers to one round, `None` to end the login; `texts` stand above the prompts."""
        try:
            return [self._one(" ".join((*texts, prompt)), prompt) for prompt in prompts]
        except DeviceError as error:
            self.refused = error
            return None

    def _one(self, text: str, prompt: str) -> str:
        words = " ".join(prompt.split())
        self._asked.append(words)
        if len(self._asked) > MOST_ROUNDS:
            raise AuthenticationFailed(f"{self._where()} goes on asking, the last time {words!r}.")
        if (given := self._answers.take(prompt)) is not None:
            return given
        row = logins.by_keyboard(self._bare(prompt))
        if row is None:
            raise AuthenticationFailed(
                f"{self._where()} asks {words!r}, and no answer is known: give it in ansible_ios_login_answers."
            )
        if row.secret == logins.NEW_PASSWORD:
            return self._new_password(text)
        if self._target.password is None:
            raise AuthenticationFailed(f"{self._where()} asks {words!r}: set ansible_password.")
        return self._target.password

    def _bare(self, prompt: str) -> str:
        """Take a prompt that the target names by its end for one that asks for the password."""
        wanted = (self._target.password_prompt or "").strip().lower()
        return "Password:" if wanted and prompt.strip().lower().endswith(wanted) else prompt

    def _new_password(self, text: str) -> str:
        new = self._target.new_password
        if new is None:
            expired = logins.EXPIRED.search(text)
            what = "the password has expired and is as it was" if expired else "the device wants a new password"
            raise PasswordExpired(f"{self._where()}: {what}; change it by hand, or set ansible_ios_new_password.")
        if logins.MISMATCH.search(text) or self._new_asked >= logins.NEW_PASSWORD_PROMPTS:
            said = " ".join(text.split())
            raise PasswordExpired(
                f"{self._where()} does not take the new password (ansible_ios_new_password), the old one is as it was; "
                f"the device said {said!r}."
            )
        self._new_asked += 1
        return new

    def _where(self) -> str:
        return f"{self._target.address}, user {self._target.user or '(of this controller)'!r}"
