# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hazards of host keys: whether SSH can start with those that are left, and whether clients know them.

Key pairs are in no running-config: no rollback brings them back, and a reload drops those that nobody saved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..capabilities import for_release
from ..server import usable_pairs, why_unusable
from ..ways import numbers
from .case import Case, Hazard, Picture

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ..host_keys import Pair
    from ..show import KeyPair

IDENTITY = ("host_keys", "host_key_label", "version")
NEW_FIRST = "add the new pair with another label, bind SSH to it, and remove the old one in a later run"


def in_use(picture: Picture) -> tuple[Pair, ...]:
    """Return the key pairs with which SSH may run, see `usable_pairs`."""
    return usable_pairs(picture.server.settings, picture.server.release)


def expected_host_keys(picture: Picture) -> tuple[tuple[str, str], ...]:
    """Return the host keys, (type, base64) each, that a device may show: that of the bound pair, or of all usable ones.

    () when key pairs were not read, or when none of them is legible.
    """
    names = {pair.label for pair in in_use(picture)}
    return _shown(picture.server.keys, names)


def _shown(pairs: Collection[KeyPair], names: Collection[str]) -> tuple[tuple[str, str], ...]:
    texts = [pair.key.openssh.split() for pair in pairs if pair.name in names and not pair.temporary and pair.key]
    return tuple(dict.fromkeys((kind, key) for kind, key, *_comment in texts))


def _down(case: Case, *, after: bool) -> str:
    """Return why SSH cannot run, "" when it can or when key pairs were not read."""
    settings = case.server[after]
    return why_unusable(settings, case.release) if settings.keys_read else ""


def _made(case: Case) -> set[str]:
    """Return the names of the pairs that the plan makes."""
    return {
        step.option.partition("[")[2].removesuffix("]")
        for step in case.steps
        if step.commands[0].startswith("crypto key generate ")
    }


def _in_use(case: Case) -> set[str]:
    """Return the names of the pairs that SSH uses now, of those that it may use the first of each type.

    Source: behaviour reference 1.1: without a name SSH takes the first RSA pair.
    """
    pairs = in_use(case.before)
    return {next(pair.label for pair in pairs if pair.type == kind) for kind in {pair.type for pair in pairs}}


# --- whether SSH can run ----------------------------------------------------------------------------------------------


def _no_usable_host_key(case: Case) -> Iterator[str]:
    found = _down(case, after=True)
    if found and (not _down(case, after=False) or (case.changes("host_key_label") and case.after.label)):
        yield f"after the change {found}"


def _version_2_without_host_key(case: Case) -> Iterator[str]:
    before, after = case.server
    turned = after.value(("version",)) == "2" and before.value(("version",)) != "2"
    if turned and case.after.keys and _down(case, after=False) and (found := _down(case, after=True)):
        yield found


def _version_2_without_any(case: Case) -> Iterator[str]:
    after = case.server[1]
    if case.changes("version") and after.value(("version",)) == "2" and after.keys_read and not case.after.keys:
        yield "the device has no key pair, so that SSH stays off until one is generated"


def _only_ssh(case: Case) -> Iterator[str]:
    before, after = case.server
    key = "lines.transport_input"
    found = [
        vty for vty in sorted(after.vty) if after.value((key, vty)) == ("ssh",) and before.value((key, vty)) != ("ssh",)
    ]
    if found and (why := _down(case, after=True)):
        yield f"{numbers(found)} would take SSH only, and {why}"


# --- pairs that go ----------------------------------------------------------------------------------------------------


def _zeroizes_host_key_in_use(case: Case) -> Iterator[str]:
    """Look for a pair that goes before a login with its successor was proven, which a guard does before it goes."""
    proven = case.guard != "none" and case.after.label in case.after.keys
    if not proven and not _down(case, after=True):
        for name in sorted(_in_use(case) - case.after.keys.keys()):
            yield f"the key pair {name}, which SSH uses now, would be zeroized before a login with another was proven"


def _replaces_host_key_in_use(case: Case) -> Iterator[str]:
    for name in sorted(_in_use(case) & _made(case)):
        yield f"the key pair {name}, which SSH uses now, would be made anew under its name"


def _pinned_host_key_changes(case: Case) -> Iterator[str]:
    client = case.client
    if not client.checks_host_key or not client.pinned:
        return
    old, new = ({pair.label for pair in in_use(picture)} for picture in (case.before, case.after))
    knows = set(_shown(case.key_pairs, old)) & set(client.pinned)
    if knows and new and not set(_shown(case.key_pairs, new - _made(case))) & set(client.pinned):
        yield f"the device would show the key of {' or '.join(sorted(new))}, which known_hosts does not have"


def _names_of_host_key(case: Case) -> Iterator[str]:
    before, after = case.server
    name = before.default_pair()
    if name in _in_use(case) and case.after.label is None and after.default_pair() != name and name in after.keys:
        yield f"the pair {name} in use is named after the device, whose names change"


# --- later ------------------------------------------------------------------------------------------------------------


def _after_upgrade(case: Case, *, touched: bool) -> Iterator[str]:
    settings = case.server[1]
    if case.upgrade is None or not settings.keys_read or not (found := why_unusable(settings, case.upgrade)):
        return
    worse = not why_unusable(case.server[0], case.upgrade)
    if touched is (worse or (bool(case.after.keys) and case.changes(*IDENTITY))):
        yield f"after the upgrade {found}"


def _too_small_after_upgrade(case: Case) -> Iterator[str]:
    return _after_upgrade(case, touched=True)


def _too_small_already(case: Case) -> Iterator[str]:
    return _after_upgrade(case, touched=False)


def _perhaps_too_small(case: Case) -> Iterator[str]:
    yield from _too_small_already(case)
    settings = case.server[1]
    if case.upgrade is None or not case.changes(*IDENTITY) or not settings.keys_read:
        return
    least = for_release(case.upgrade).rsa_ssh_minimum_doubtful
    for pair in usable_pairs(settings, case.upgrade):
        if pair.type == "rsa" and pair.bits and pair.bits < least:
            yield f"{pair.label} has {pair.bits} bits, and release {case.upgrade} may want {least} for SSH"


def _host_keys_not_saved(case: Case) -> Iterator[str]:
    if case.save_when == "never":
        for name in sorted(_made(case)):
            yield f"host_keys[{name}] would not be saved"


ROWS = (
    Hazard(
        name="no_usable_host_key",
        title="no usable host key after the change",
        why="the SSH server goes down",
        way_out="add a pair that is large enough to host_keys, bind SSH to it, and remove the old one in a later run",
        source="guide: zeroizing disables SSH; behaviour reference 1.1, 3.3, 4.2",
        options=IDENTITY,
        needs=("server", "keys"),
        see=_no_usable_host_key,
    ),
    Hazard(
        name="version_2_without_host_key",
        title="SSH version 2 alone, with key pairs that are too short for it",
        why="no client gets a version 2 session, and version 1 is off",
        way_out="add a pair that is large enough to host_keys in the same task",
        source="field: default pairs of 512 bits; behaviour reference 3.3",
        options=("version", "host_keys"),
        needs=("server", "keys"),
        see=_version_2_without_host_key,
        hint=_version_2_without_any,
    ),
    Hazard(
        name="only_ssh_without_host_key",
        title="lines that take SSH only on a device on which SSH cannot start",
        why="no session could be opened any more",
        way_out="add a pair that is large enough to host_keys in the same task",
        source="behaviour reference 4.2",
        options=("lines.transport_input",),
        needs=("server", "keys"),
        see=_only_ssh,
    ),
    Hazard(
        name="zeroizes_host_key_in_use",
        title="the key pair in use is zeroized before a login with its successor was proven",
        why="no rollback brings it back when the new one does not let you in",
        way_out="bind SSH to another pair with host_key_label, under a guard, or zeroize the old one in a later run",
        source="guide; behaviour reference 3.5",
        options=("host_keys",),
        needs=("server", "keys"),
        see=_zeroizes_host_key_in_use,
    ),
    Hazard(
        name="replaces_host_key_in_use",
        title="the key pair in use is made anew under its name",
        why="the old one is gone at once, clients that know it refuse the device, and no rollback brings it back",
        way_out=NEW_FIRST,
        source="behaviour reference 3.2; ansible/ansible#27136",
        options=("host_keys",),
        needs=("server", "keys"),
        see=_replaces_host_key_in_use,
    ),
    Hazard(
        name="pinned_host_key_changes",
        title="a host key that known_hosts does not have",
        why="this client refuses the device from then on",
        way_out="make the pair first, add its key to known_hosts, and bind SSH to it then, as the playbook "
        "secureshell.ios.rotate_host_key does",
        source="ansible/ansible#27136, ansible/ansible#68413",
        options=("host_keys", "host_key_label"),
        needs=("server", "keys"),
        see=_pinned_host_key_changes,
    ),
    Hazard(
        name="host_key_too_small_after_upgrade",
        title="a host key that is too short for the release of the upgrade",
        why="SSH stays off after the first boot of that release",
        way_out="add a pair that is large enough for both releases to host_keys before the upgrade",
        source="field notice FN72511; behaviour reference 3.3",
        options=IDENTITY,
        needs=("server", "keys"),
        see=_too_small_after_upgrade,
        hint=_perhaps_too_small,
        foresees=True,
    ),
    Hazard(
        name="names_of_host_key_change",
        title="a device whose names change, with a host key that is named after them",
        why="some releases may look for a pair of the new name after a reload",
        way_out="bind SSH to the pair with host_key_label, or make one with a label",
        source="behaviour reference 3.1; what a release does then is unverified",
        options=("hostname", "domain_name"),
        needs=("server", "keys"),
        hint=_names_of_host_key,
    ),
    Hazard(
        name="host_keys_not_saved",
        title="key pairs that are made and not saved",
        why="a reload drops them, and SSH with them where it is bound to one",
        way_out="set save_when: changed",
        source="the vendor's Common Criteria guides: key pairs lie in NVRAM, and are lost unless saved",
        options=("host_keys",),
        needs=("server",),
        hint=_host_keys_not_saved,
    ),
)
