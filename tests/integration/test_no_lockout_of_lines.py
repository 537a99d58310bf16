# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody gets locked out by what is done to lines, algorithms and limits, or by what is under way on a device."""

from __future__ import annotations

import pytest
from lockout_cases import OF_LINES
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
CASES = OF_LINES
