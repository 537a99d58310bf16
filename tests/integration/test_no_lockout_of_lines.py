# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody gets locked out by what is done to lines, algorithms and limits, or by what is under way on a device."""

from __future__ import annotations

import pytest
from lockout_cases import OF_LINES
from lockout_tests import *  # noqa: F403 - the tests

pytestmark = [
    pytest.mark.timeout(600),  # one fixture makes all of the runs
    pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning"),
]
CASES = OF_LINES
