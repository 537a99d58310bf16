# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Interface names spelled out: `gi 0/1` is `GigabitEthernet0/1`."""

from __future__ import annotations

import re

TYPES = (
    "Ethernet",
    "FastEthernet",
    "GigabitEthernet",
    "TwoGigabitEthernet",
    "TenGigabitEthernet",
    "TwentyFiveGigE",
    "FortyGigabitEthernet",
    "HundredGigE",
    "AppGigabitEthernet",
    "Loopback",
    "Port-channel",
    "Serial",
    "Tunnel",
    "Vlan",
    "BDI",
    "Null",
    "Dialer",
    "Virtual-Template",
)


def interface_name(text: str) -> str:
    """The full name, or the text as it came when no type fits."""
    match = re.fullmatch(r"([A-Za-z-]+)\s*(\d[\d/.:]*)", text.strip())
    if not match:
        return text.strip()
    kind = next((name for name in TYPES if name.lower().startswith(match[1].lower())), match[1])
    return kind + match[2]


def is_interface(text: str) -> bool:
    """Whether this names an interface of a type that exists."""
    match = re.fullmatch(r"([A-Za-z-]+)\s*(\d[\d/.:]*)", text.strip())
    return bool(match) and any(name.lower().startswith(match[1].lower()) for name in TYPES)
