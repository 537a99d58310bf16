# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of releases and their order."""

from __future__ import annotations

import itertools
import random

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.releases import Release
from hypothesis import given
from hypothesis import strategies as st

NAMES = [
    ("12.2(33)SXJ7", "12.2", (33, 0, 7, 0), "SXJ", False),
    ("12.4", "12.4", (0, 0, 0, 0), "", False),
    ("12.4(24)T5", "12.4", (24, 0, 5, 0), "T", False),
    ("15.0(2a)EX5", "15.0", (2, 1, 5, 0), "EX", False),
    ("15.1(4)M12a", "15.1", (4, 0, 12, 1), "M", False),
    ("15.2(4)E7", "15.2", (4, 0, 7, 0), "E", False),
    ("15.2(4)E7,", "15.2", (4, 0, 7, 0), "E", False),
    ("15.4(0.10)S", "15.4", (0, 0, 0, 0), "S", False),  # interim builds, as published by genieparser, ntc-templates
    ("15.2(4.0.55)E", "15.2", (4, 0, 0, 0), "E", False),
    ("15.9(3)M", "15.9", (3, 0, 0, 0), "M", False),
    ("3.6.5E", "3.6", (5, 0, 0, 0), "E", True),
    ("03.06.05.E", "3.6", (5, 0, 0, 0), "E", True),
    ("03.16.04b.S", "3.16", (4, 2, 0, 0), "S", True),
    ("03.03.05SE", "3.3", (5, 0, 0, 0), "SE", True),
    ("Denali 16.3.1", "16.3", (1, 0, 0, 0), "", True),
    ("16.12.05b", "16.12", (5, 2, 0, 0), "", True),
    ("17.03.04a", "17.3", (4, 1, 0, 0), "", True),
    ("17.15", "17.15", (0, 0, 0, 0), "", True),
    ("17.15.1", "17.15", (1, 0, 0, 0), "", True),
    ("17.15.1prd7", "17.15", (1, 0, 0, 0), "", True),
    ("26.1.1", "26.1", (1, 0, 0, 0), "", True),
]


@pytest.mark.parametrize(("text", "train", "patch", "branch", "is_xe"), NAMES)
def test_names_are_read(text: str, train: str, patch: tuple[int, ...], branch: str, is_xe: bool) -> None:
    release = Release.parse(text)
    assert (release.train, release.patch, release.branch, release.is_xe) == (train, patch, branch, is_xe)
    assert str(release) in text


ORDER = [
    "12.2(33)SXJ7",
    "12.4",
    "12.4(24)T5",
    "12.4(24)T6",
    "15.0(2)SE1",
    "15.2",
    "3.6.5E",
    "15.2(4)E7",
    "15.2(4)E10",
    "15.5(3)S",
]
ORDER += ["16.3.1", "16.12.1", "17.3", "17.3.4", "17.03.04a", "17.3.5", "17.9.1", "17.15", "17.15.1", "26.1.1"]


def test_releases_are_ordered_by_age() -> None:
    releases = [Release.parse(text) for text in ORDER]
    shuffled = random.Random(1).sample(releases, len(releases))
    assert sorted(shuffled) == releases
    for older, newer in itertools.combinations(releases, 2):
        assert older < newer
        assert newer >= older
        assert older != newer


def test_spellings_of_one_release_are_equal() -> None:
    assert Release.parse("17.03.04a") == Release.parse("Amsterdam 17.3.4a")
    assert len({Release.parse("17.03.04a"), Release.parse("17.3.4a")}) == 1
    assert str(Release.parse("17.03.04a")) == "17.03.04a"
    assert Release.parse("17.15.1") != "17.15.1"


@pytest.mark.parametrize("text", ["", "unknown", "x1.2y", "17", "v", "(15.2)"])
def test_what_is_no_release_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="does not name a release of IOS"):
        Release.parse(text)


@given(st.text(max_size=40))
def test_other_texts_give_a_release_or_the_sentence(text: str) -> None:
    try:
        release = Release.parse(text)
    except ValueError as error:
        assert "does not name a release" in str(error)  # noqa: PT017
    else:
        assert release.text in text
