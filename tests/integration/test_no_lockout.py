# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody gets locked out by what is done to host keys, accounts and lists; and every hazard has a case."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.hazards.table import HAZARDS
from lockout_cases import ALL_CASES, OF_PEOPLE, page
from lockout_tests import (
    life,
    pytest_generate_tests,
    test_check_mode_lists_it_and_does_not_fail,
    test_it_is_refused_by_name_and_nothing_is_sent,
    test_the_guard_brings_the_device_back_and_the_report_says_so,
    test_the_old_way_in_works_and_nothing_temporary_is_left,
    test_what_a_guard_does_not_catch_is_told,
    test_what_cannot_be_shown_says_why,
    test_with_neither_the_harm_is_real,
)

__all__ = [  # what pytest collects here beside the tests of this module
    "life",
    "pytest_generate_tests",
    "test_check_mode_lists_it_and_does_not_fail",
    "test_it_is_refused_by_name_and_nothing_is_sent",
    "test_the_guard_brings_the_device_back_and_the_report_says_so",
    "test_the_old_way_in_works_and_nothing_temporary_is_left",
    "test_what_a_guard_does_not_catch_is_told",
    "test_what_cannot_be_shown_says_why",
    "test_with_neither_the_harm_is_real",
]

pytestmark = [
    pytest.mark.timeout(600),  # one fixture makes all of the runs
    pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning"),
]
CASES = OF_PEOPLE


def test_every_hazard_has_a_case_and_every_case_is_a_hazard():
    assert sorted(case.hazard for case in ALL_CASES) == sorted(row.name for row in HAZARDS)


def test_the_page_repeats_what_goes_another_way():
    text = (Path(__file__).parents[2] / "docs" / "no-lockout.md").read_text(encoding="utf-8")
    assert text.split("test_no_lockout.py -->\n")[1].split("<!-- end of cases -->")[0].strip() == page()
