# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the laws of planning share: how cases are drawn, and how many."""

from __future__ import annotations

import os
import random

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

NAMES = ("12.4", "15.0", "15.2", "16.8", "16.12", "17.3", "17.9", "17.10", "17.11", "17.12", "17.15", "17.18", "26.1")
# The suite tries the same cases every time. LAW_EXAMPLES=3000 tries as many new ones for each law, see `make laws`.
# A case is not made smaller when it fails: its parts come from a seed, and the sizes are drawn small often enough.
EXAMPLES = os.environ.get("LAW_EXAMPLES")
law = settings(
    max_examples=int(EXAMPLES or 100),
    derandomize=EXAMPLES is None,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
WORD = LETTERS + "0123456789._-"
# Characters of which some cannot be typed, some end a line, and some mean something to a command line.
HOSTILE = "ab1 \t\n\r\x00\x03\x1b!?\"'`^|;#\\é\u2028"

seeds = st.integers(0, 2**32 - 1)
sizes = st.sampled_from([1, 2, 4, 8, 99])
hostile = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=8).map("".join)


class Dice(random.Random):
    """Draws values. hypothesis draws only the seed and the sizes, which is a hundred times faster than every value."""

    def some(self, members, most=99):
        """Draw a value for some of the members, which are functions; the others are not given."""
        names = self.sample(sorted(members), self.randint(0, min(most, len(members))))
        return {name: members[name]() for name in sorted(names)}

    def text(self, signs, least, most):
        return "".join(self.choices(signs, k=self.randint(least, most)))

    def word(self):
        return self.choice(LETTERS) + self.text(WORD, 0, 11)

    def coin(self):
        return self.random() < 0.5

    def ordered(self, names):
        return self.sample(names, self.randint(1, min(4, len(names))))

    def instances(self, draw, most, *identity):
        """Draw a list of dictionaries that differ in `identity`."""
        rows = [draw() for _unused in range(self.randint(0, most))]
        return list({tuple(row[name] for name in identity): row for row in rows}.values())
