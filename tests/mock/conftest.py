# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running mock fleets for the tests of the mock itself."""

from __future__ import annotations

from fleet_fixture import mock_fleet, module_mock_fleet

__all__ = ["mock_fleet", "module_mock_fleet"]
