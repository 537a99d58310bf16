# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Release names of IOS and IOS XE as ordered values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering

_NAME = re.compile(
    r"(?<![\w.(-])(?P<major>\d{1,2})\.(?P<minor>\d{1,2})"
    r"(?:"  # 15.2(4)E7, 15.4(0.10)S of an interim build; 17.3.4a, 3.6.5E
    r"\((?P<maintenance>\d+)(?:\.\d+)*(?P<letter>[a-z]*)\)(?P<branch>[A-Z]*)(?P<rebuild>\d*)(?P<suffix>[a-z]?)"
    r"|\.(?P<xe>\d+)(?P<xe_suffix>(?:[a-z](?![a-z]))?)(?:\.?(?P<xe_branch>SE|SG|XO|[ES])(?![A-Za-z]))?"
    r")?",
)

# IOS XE 3.x counts below the IOS releases it is built from. Source: the tables "Cisco IOS XE 3S / 3E to Cisco IOS
# mapping" of the vendor's release notes, from memory and not re-read: the exact maintenance number is unverified.
_XE3_AS_IOS: dict[tuple[str, int], tuple[int, int, int]] = {
    ("SE", 2): (15, 0, 1),
    ("SE", 3): (15, 0, 1),
    ("SG", 2): (15, 0, 2),
    ("SG", 3): (15, 1, 1),
    ("SG", 4): (15, 1, 2),
    ("XO", 3): (15, 1, 1),
    ("E", 5): (15, 2, 1),
    ("E", 6): (15, 2, 2),
    ("E", 7): (15, 2, 3),
    ("E", 8): (15, 2, 4),
    ("E", 9): (15, 2, 5),
    ("E", 10): (15, 2, 6),
    ("E", 11): (15, 2, 7),
    ("S", 1): (15, 0, 1),
    ("S", 2): (15, 1, 1),
    ("S", 3): (15, 1, 2),
    ("S", 4): (15, 1, 3),
    ("S", 5): (15, 2, 1),
    ("S", 6): (15, 2, 2),
    ("S", 7): (15, 2, 4),
    ("S", 8): (15, 3, 1),
    ("S", 9): (15, 3, 2),
    ("S", 10): (15, 3, 3),
    ("S", 11): (15, 4, 1),
    ("S", 12): (15, 4, 2),
    ("S", 13): (15, 4, 3),
    ("S", 14): (15, 5, 1),
    ("S", 15): (15, 5, 2),
    ("S", 16): (15, 5, 3),
    ("S", 17): (15, 6, 1),
    ("S", 18): (15, 6, 2),
}


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """One release of IOS or IOS XE, ordered by age as far as numbers tell it.

    `patch` is (maintenance or rebuild, its letter, rebuild of a branch, its letter) with letters counted from a = 1 and
    0 for what is not there: 15.2(4)E7 gives (4, 0, 7, 0), 17.03.04a gives (4, 1, 0, 0). `branch` is the letters behind
    the parenthesis ("E", "T", "SXJ"), empty on IOS XE 16 and later. `text` is the name as the device printed it; two
    spellings of one release (17.03.04a and 17.3.4a) are equal.
    """

    major: int
    minor: int
    patch: tuple[int, int, int, int]
    branch: str
    text: str

    @classmethod
    def parse(cls, text: str) -> Release:
        """Read the first release name in `text`, such as "Denali 16.3.1" or "12.4(24)T5".

        A bare train ("17.15") is the release before every one of its rebuilds. Raises ValueError when there is none.
        """
        found = _NAME.search(text)
        if found is None:
            raise ValueError(
                f"{text[:60]!r} does not name a release of IOS; expected a form such as 15.2(4)E7 or 17.15.1"
            )
        return cls(
            major=int(found["major"]),
            minor=int(found["minor"]),
            patch=(
                int(found["maintenance"] or found["xe"] or 0),
                _ordinal(found["letter"] or found["xe_suffix"]),
                int(found["rebuild"] or 0),
                _ordinal(found["suffix"]),
            ),
            branch=found["branch"] or found["xe_branch"] or "",
            text=found[0],
        )

    @property
    def train(self) -> str:
        """The first two numbers without padding: "12.4", "15.2", "17.3"."""
        return f"{self.major}.{self.minor}"

    @property
    def is_xe(self) -> bool:
        """Whether the numbering is that of IOS XE: 3.x, and 16 and later."""
        return self.major == 3 or self.major >= 16

    @property
    def _age(self) -> tuple[int, int, tuple[int, int, int, int], str]:
        ios = _XE3_AS_IOS.get((self.branch or "S", self.minor)) if self.major == 3 else None
        if ios is None:
            return self.major, self.minor, self.patch, self.branch
        return ios[0], ios[1], (ios[2], 0, self.patch[0], self.patch[1]), self.branch or "S"

    def __eq__(self, other: object) -> bool:
        return self._age == other._age if isinstance(other, Release) else NotImplemented

    def __lt__(self, other: Release) -> bool:
        return self._age < other._age if isinstance(other, Release) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._age)

    def __str__(self) -> str:
        return self.text


def _ordinal(letters: str | None) -> int:
    number = 0
    for letter in letters or "":
        number = number * 27 + ord(letter) - ord("a") + 1
    return number
