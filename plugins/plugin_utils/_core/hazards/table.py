# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of all hazards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import handshake, identity, limits, lists, pending, people, reach

if TYPE_CHECKING:
    from .case import Hazard

HAZARDS: tuple[Hazard, ...] = (
    *identity.ROWS,
    *people.ROWS,
    *lists.ROWS,
    *reach.ROWS,
    *handshake.ROWS,
    *limits.ROWS,
    *pending.ROWS,
)
BY_NAME = {row.name: row for row in HAZARDS}
