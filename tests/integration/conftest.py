# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real `ansible-playbook` runs against fleets of mock devices.

A run costs seconds, so a module makes its runs once, in a fixture, and its tests look at what came of them.
"""

from __future__ import annotations

from fleet_fixture import mock_fleet, module_mock_fleet

__all__ = ["mock_fleet", "module_mock_fleet"]
