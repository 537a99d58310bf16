# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hazards of host keys: whether SSH can start with those that are left, and whether clients know them.

Key pairs are in no running-config: no rollback brings them back, and a reload drops those that nobody saved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..capabilities import for_release
from .case import Case, Hazard, Picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..host_keys import Pair
    from ..releases import Release


def in_use(picture: Picture, release: Release | None = None) -> tuple[Pair, ...]:
    """Return the key pairs with which the SSH server can run: the bound one, or else all that are large enough.

    `release` is another one than that of the device. Source: behaviour reference 3.3, 3.4, 4.2.
    """
    capabilities = for_release(release or picture.server.release)
    least = capabilities.rsa_ssh_minimum if picture.server.settings.value(("version",)) != "1" else 0
    pairs = [pair for name, pair in picture.keys.items() if picture.label in {None, name}]
    return tuple(
        pair
        for pair in pairs
        if (capabilities.ec_keys_for_ssh is not False if pair.type == "ec" else pair.bits is None or pair.bits >= least)
    )


def expected_host_keys(picture: Picture) -> tuple[tuple[str, str], ...]:
    """Return the host keys, (type, base64) each, that a device may show: that of the bound pair, or of all usable ones.

    () when key pairs were not read, or when none of them is legible.
    """
    names = {pair.label for pair in in_use(picture)}
    shown = [pair.key.openssh for pair in picture.server.keys if pair.name in names and not pair.temporary and pair.key]
    return tuple(dict.fromkeys((text.split()[0], text.split()[1]) for text in shown))


def _down(picture: Picture, release: Release | None = None) -> str:
    """Return why SSH cannot run with the key pairs of a device, "" when it can."""
    if in_use(picture, release):
        return ""
    if picture.label and picture.label not in picture.keys:
        return f"SSH is bound to the key pair {picture.label}, which would not exist"
    if not picture.keys:
        return "no host key pair would be left"
    bound = [picture.keys[picture.label]] if picture.label else picture.keys.values()
    sizes = ", ".join(f"{pair.label}: {pair.bits} bits" for pair in bound)
    named = release or picture.server.release
    least = for_release(named).rsa_ssh_minimum
    return f"no key pair is large enough for SSH on release {named}, which needs RSA of {least} bits ({sizes})"


def _no_usable_host_key(case: Case) -> Iterator[str]:
    if not _down(case.before) and (found := _down(case.after)):
        yield found


ROWS = (
    Hazard(
        name="no_usable_host_key",
        title="no usable host key after the change",
        why="the SSH server goes down, and no rollback brings a key pair back",
        way_out="add a pair that is large enough to host_keys, bind SSH to it, and remove the old one later",
        source="lock-out catalogue 1, 4; behaviour reference 3.3, 4.2",
        options=("host_keys", "host_key_label", "version"),
        needs=("server", "keys"),
        see=_no_usable_host_key,
    ),
)
