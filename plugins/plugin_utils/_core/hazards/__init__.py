# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hazards: what a plan can do to those who have to get in again, found before anything is sent."""

from __future__ import annotations

from .case import GUARDS, SECTIONS, Case, Hazard, Picture
from .identity import expected_host_keys
from .preflight import Found, HazardError, Preflight
from .table import HAZARDS

__all__ = [
    "GUARDS",
    "HAZARDS",
    "SECTIONS",
    "Case",
    "Found",
    "Hazard",
    "HazardError",
    "Picture",
    "Preflight",
    "expected_host_keys",
]
