# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Host key pairs: the wish for them, the commands that make and remove them, and what those commands do.

Key pairs are not part of the running-config. `crypto key generate rsa ... modulus N` replaces a pair of the same name
without a question, so it is sent only when no such pair exists, or when the wish says `replace`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from .kinds import Checking, Value, limited, mapping, members, printable, truth, unknown, whole, word
from .plan import CONFIGURE, Answer, Risk, Step, WishError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .show import KeyPair

CURVES = (256, 384, 521)
USUAL_MODULUS = 3072
USUAL_CURVE = 384

# Seconds that the oldest supported CPUs need, with a wide margin; nobody waits that long on the others.
_PATIENCE = ((1024, 60.0), (2048, 240.0), (3072, 480.0), (4096, 900.0))
_PATIENCE_EC = 30.0

# Recorded dialogues of IOS and IOS XE.
_REPLACE = r"Do you really want to replace them\? \[yes/no\]:\s*$"
_REMOVE = r"Do you really want to remove these keys\? \[yes/no\]:\s*$"


@dataclass(frozen=True, slots=True)
class Pair:
    """A key pair of the device.

    `bits` is the RSA modulus or the size of the curve, `None` when it is not known. `label` is empty for a pair that is
    named after a device whose names are not known.
    """

    label: str
    type: str
    bits: int | None
    usage: str = "general"
    exportable: bool | None = None

    def document(self) -> dict[str, object]:
        """Return the pair in the shape of the wish."""
        label = {"label": self.label} if self.label else {}
        size = {"modulus" if self.type == "rsa" else "curve": self.bits} if self.bits else {}
        exportable = {} if self.exportable is None else {"exportable": self.exportable}
        return {**label, "type": self.type, **size, "usage": self.usage, **exportable}

    def __str__(self) -> str:
        return f"{self.type.upper()} pair of {self.bits or 'unknown'} bits"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the wish, checked. `label` is `None` for the pair that is named after the device."""

    where: str
    label: str | None
    type: str | None
    bits: int | None
    usage: str | None
    exportable: bool | None
    replace: bool
    present: bool

    def pair(self, name: str, maximum: int) -> Pair:
        """Return the pair that is generated for the row."""
        kind = self.type or "rsa"
        bits = self.bits or (min(USUAL_MODULUS, maximum) if kind == "rsa" else USUAL_CURVE)
        return Pair(name, kind, bits, self.usage or "general", bool(self.exportable))


def pairs(keys: Iterable[KeyPair]) -> dict[str, Pair]:
    """Return the key pairs of the device by name, without those that the device makes for itself and drops."""
    result: dict[str, Pair] = {}
    for key in keys:
        if key.temporary or key.type is None:
            continue
        bits = key.key.bits if key.key else key.declared
        usage = "general" if key.usage in {None, "general"} else "usage"
        known = result.get(key.name)
        if known is not None and known.bits is not None and (bits is None or known.bits < bits):
            bits = known.bits
        result[key.name] = Pair(key.name, key.type, bits, usage, key.exportable)
    return result


_FIELDS = ("label", "type", "modulus", "curve", "usage", "exportable", "replace", "state")


def check(value: object, where: str, checking: Checking) -> tuple[Row, ...]:
    """Return the rows of a wish for host keys, held against the limits of the release."""
    rows: list[Row] = []
    for at, member in enumerate(members(value, where)):
        row = _row(mapping(member, f"{where}[{at}]"), f"{where}[{at}]", checking)
        if row.label in [other.label for other in rows]:
            name = f"label {row.label}" if row.label else "the pair without label"
            raise WishError(row.where, f"{name} stands twice in the list", "write one row for each pair")
        rows.append(row)
    return tuple(rows)


def _row(given: Mapping[str, Value], where: str, checking: Checking) -> Row:
    unknown(dict(given), _FIELDS, where)
    state = _one_of(given, "state", ("present", "absent"), where) or "present"
    label = word(given["label"], f"{where}.label") if "label" in given else None
    if state == "absent":
        if label is None:
            raise WishError(where, "state absent without label", "name the key pair to zeroize")
        return Row(where, label, None, None, None, None, replace=False, present=False)
    kind = _one_of(given, "type", ("rsa", "ec"), where)
    if kind is None and "curve" in given:
        kind = "ec"
    if kind is None and "modulus" in given:
        kind = "rsa"
    bits = _bits(given, kind, where, checking)
    usage = _one_of(given, "usage", ("general", "usage"), where)
    if kind == "ec" and usage == "usage":
        raise WishError(f"{where}.usage", "usage keys of type ec", "only RSA pairs come as usage keys")
    return Row(
        where,
        label,
        kind,
        bits,
        usage,
        truth(given["exportable"], f"{where}.exportable") if "exportable" in given else None,
        replace=truth(given.get("replace", False), f"{where}.replace"),
        present=True,
    )


def _bits(given: Mapping[str, Value], kind: str | None, where: str, checking: Checking) -> int | None:
    capabilities = checking.capabilities
    if kind == "ec":
        if "modulus" in given:
            raise WishError(f"{where}.modulus", "the type is ec", "give curve instead")
        if not capabilities.ec_keys:
            checking.doubt(where, "an EC key pair", f"release {checking.release} is not known to have EC keys")
        if "curve" not in given:
            return None
        curve = whole(given["curve"], f"{where}.curve")
        if curve not in CURVES:
            raise WishError(f"{where}.curve", str(curve), "write 256, 384 or 521")
        return curve
    if "curve" in given:
        raise WishError(f"{where}.curve", "the type is rsa", "give modulus instead")
    if "modulus" not in given:
        return None
    here = f"{where}.modulus"
    modulus = limited(whole(given["modulus"], here), capabilities.rsa_modulus, here, checking)
    if modulus < capabilities.rsa_ssh_minimum:
        advice = f"SSH version 2 on release {checking.release} needs at least {capabilities.rsa_ssh_minimum}"
        raise WishError(here, f"{modulus} bits", advice)
    if modulus < capabilities.rsa_ssh_minimum_doubtful:
        least = capabilities.rsa_ssh_minimum_doubtful
        checking.doubt(here, f"{modulus} bits", f"release {checking.release} may want at least {least} for SSH")
    return modulus


def _one_of(given: Mapping[str, Value], name: str, choices: tuple[str, ...], where: str) -> str | None:
    if name not in given:
        return None
    text = str(given[name]).lower()
    if text not in choices:
        raise WishError(f"{where}.{name}", printable(given[name]), f"write {' or '.join(choices)}")
    return text


def unsatisfied(row: Row, pair: Pair) -> str | None:
    """Return in which way an existing pair is not what the row wants, `None` when it is."""
    if row.type and row.type != pair.type:
        return f"is of type {pair.type}, wanted is {row.type}"
    if row.bits and pair.bits and (pair.bits < row.bits if pair.type == "rsa" else pair.bits != row.bits):
        return f"has {pair.bits} bits, wanted are {row.bits}"
    if row.usage and row.usage != pair.usage:
        return f"is a pair for {pair.usage} purposes, wanted is {row.usage}"
    if row.exportable is not None and pair.exportable is not None and row.exportable != pair.exportable:
        return f"is {'' if pair.exportable else 'not '}exportable, wanted is the contrary"
    return None


def refuse(row: Row, pair: Pair, why: str) -> WishError:
    """Return the refusal to replace a pair silently, with both ways out."""
    return WishError(
        row.where,
        f"key pair {pair.label} exists and {why}",
        "generating it again would replace it without a question and change the identity of the device: give the new "
        "pair another label and name that in host_key_label, or set replace: true on this row",
    )


def generate(pair: Pair, row: Row, old: Pair | None) -> Step:
    """Return the step that generates `pair`; `old` is the pair of that name that is replaced."""
    label = f" label {pair.label}" if row.label else ""
    exportable = " exportable" if pair.exportable else ""
    if pair.type == "ec":
        command = f"crypto key generate ec keysize {pair.bits}{exportable}{label}"
        patience = _PATIENCE_EC
    else:
        command = f"crypto key generate rsa {pair.usage}-keys{label} modulus {pair.bits}{exportable}"
        patience = next((seconds for size, seconds in _PATIENCE if (pair.bits or 0) <= size), _PATIENCE[-1][1])
    risk = Risk.IRREVERSIBLE if old else Risk.ADDITIVE if row.label else Risk.NEUTRAL
    return Step(
        option=f"host_keys[{pair.label}]",
        commands=(command,),
        path=(CONFIGURE,),
        reason=f"{pair} wanted, {old or 'no such pair'} found" + (", it is replaced" if old else ""),
        risk=risk,
        answers=(Answer(_REPLACE, "yes" if old else "no"),),
        patience=patience,
    )


def zeroize(pair: Pair) -> Step:
    """Return the step that destroys `pair`. Without a label the command would destroy all pairs of the type."""
    if not pair.label:
        raise WishError("host_keys", f"a {pair} without a name", "it cannot be removed by itself: remove it by hand")
    return Step(
        option=f"host_keys[{pair.label}]",
        commands=(f"crypto key zeroize {pair.type} {pair.label}",),
        path=(CONFIGURE,),
        reason=f"not wanted any more, {pair} found",
        risk=Risk.IRREVERSIBLE,
        answers=(Answer(_REMOVE, "yes"),),
    )


_GENERATE = re.compile(
    r"crypto key generate (?:rsa(?: (?P<usage>general|usage)-keys)?|(?P<ec>ec) keysize (?P<curve>[0-9]{1,4}))"
    r"(?P<words>.*)"
)
_ZEROIZE = re.compile(r"crypto key zeroize (?:rsa|ec) (\S+)")


def apply(keys: dict[str, Pair], command: str, name: str) -> None:
    """Do to `keys` what `command` does; `name` is what a pair without label is called."""
    removed = _ZEROIZE.fullmatch(command)
    if removed:
        keys.pop(removed[1], None)
    made = _GENERATE.fullmatch(command)
    if not made:
        return
    words = made["words"].split()
    values = dict(pairwise(words))
    label = values.get("label", name)
    bits = made["curve"] or values.get("modulus", "")
    if bits and not re.fullmatch(r"[0-9]{1,5}", bits):
        return
    kind = "ec" if made["ec"] else "rsa"
    exportable = "exportable" in (words[:1] + words[-1:])
    keys[label] = Pair(label, kind, int(bits) if bits else None, made["usage"] or "general", exportable)
