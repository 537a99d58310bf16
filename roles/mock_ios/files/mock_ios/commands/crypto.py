# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`crypto key generate`, `crypto key zeroize`, `show crypto key mypubkey`: reference section 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import Call, Row, Setting

if TYPE_CHECKING:
    from ..device import Device, KeyPair
    from ..hostkeys import HostKey

NO_DOMAIN = "% Please define a domain-name first."
NO_HOSTNAME = "% Please define a hostname other than {default}."  # exact text unverified (reference 3.1)
USAGES = {"general": "General Purpose Key", "signature": "Signature Key", "encryption": "Encryption Key"}


def _name(call: Call) -> str | None:
    """The name of the new pair, or None after saying what is missing."""
    device = call.device
    if call.args.get("LABEL"):
        return call.args["LABEL"]
    if device.hostname == device.profile.identity["hostname"]:
        call.live.say(NO_HOSTNAME.format(default=device.profile.identity["hostname"]))
        return None
    if not device.domain_name:
        call.live.say(NO_DOMAIN)
        return None
    return f"{device.hostname}.{device.domain_name}"


async def generate_rsa(call: Call) -> None:
    """Dialogues (a) to (d) of reference 3.2."""
    device, shell, facts = call.device, call.live, call.device.profile.keys
    name = _name(call)
    if name is None or not await _announce(call, name):
        return
    usages = _usages(call)
    if "BITS" in call.args:
        bits: int | None = int(call.args["BITS"])
        shell.say(f"% The key modulus size is {bits} bits")
    else:
        bits = await _ask_bits(call, usages)
    if bits is None:
        return
    for line in facts["weak_before"] if bits < facts["weak_below"] else ():
        shell.say(line)
    made = [(usage, await _make_rsa(call, bits, name)) for usage in usages]
    if "BITS" in call.args:
        shell.say("")
    device.replace_keys(
        name, made, exportable=call.has("exportable"), redundancy=call.has("redundancy"), by=shell.account.name
    )
    if bits < facts["weak_below"] and facts["weak_log"]:
        device.log(*facts["weak_log"])


async def _announce(call: Call, name: str) -> bool:
    """The name, or what becomes of the pair that has it; with `modulus` nothing is asked. False: leave it."""
    device, shell = call.device, call.live
    existing = device.pairs(name)
    if not existing:
        shell.say(f"The name for the keys will be: {name}" + ("\n" if "BITS" in call.args else ""))
        return True
    shell.say(f"% You already have {existing[0].key.type.upper()} keys defined named {name}.")
    if "BITS" in call.args and call.has("rsa"):
        shell.say("% They will be replaced.\n")
        return True
    if not await shell.yes_no("% Do you really want to replace them? [yes/no]: "):
        return False
    device.remove_keys(existing, by=shell.account.name)
    return True


def _usages(call: Call) -> tuple[str, ...]:
    if call.has("usage-keys"):
        return ("signature", "encryption")
    return tuple(word for word in ("signature", "encryption") if call.has(word)) or ("general",)


async def _make_rsa(call: Call, bits: int, name: str) -> HostKey:
    """Make one pair while the device says so; the seconds are those of its clock."""
    device, shell = call.device, call.live
    one_line = device.profile.keys["one_line"]
    tail = "exportable" if call.has("exportable") else "non-exportable"
    shell.write(f"% Generating {bits} bit RSA keys" + (" ..." if one_line else f", keys will be {tail}...\r\n"))
    started = device.clock.now()
    key = await device.make_key("rsa", bits, name)
    seconds = int((device.clock.now() - started).total_seconds())
    shell.say("[OK]" if one_line else f"[OK] (elapsed time was {seconds} seconds)")
    return key


async def _ask_bits(call: Call, usages: tuple[str, ...]) -> int | None:
    """The size question; an answer out of range brings it again."""
    facts, shell = call.device.profile.keys, call.live
    low, high = facts["modulus"]
    kind = "General Purpose Keys" if usages == ("general",) else "Signature Keys"
    while True:
        shell.say(
            f"Choose the size of the key modulus in the range of {low} to {high} for your\n"
            f"  {kind}. Choosing a key modulus greater than 512 may take\n  a few minutes.\n"
        )
        answer = await shell.ask(f"How many bits in the modulus [{facts['modulus_default']}]: ")
        if answer is None:
            return None
        if not answer.strip():
            return int(facts["modulus_default"])
        if answer.strip().isdecimal() and low <= int(answer) <= high:
            return int(answer)
        shell.say(f"% A decimal number between {low} and {high}.")  # unverified


async def generate_ec(call: Call) -> None:
    """Reference 3.4: an existing pair is replaced only after a question."""
    device, shell = call.device, call.live
    name = _name(call)
    if name is None or not await _announce(call, name):
        return
    key = await device.make_key("ec", int(call.args["BITS"]), name)
    device.replace_keys(
        name, [("general", key)], exportable=call.has("exportable"), redundancy=False, by=shell.account.name
    )


async def zeroize(call: Call) -> None:
    """Reference 3.5: without a name every pair of the kind goes."""
    device, shell, facts = call.device, call.live, call.device.profile.keys
    kind = "ec" if call.has("ec") else "rsa" if call.has("rsa") else ""
    name = call.args.get("LABEL")
    doomed = [pair for pair in device.keys if (not kind or pair.key.type == kind) and name in (None, pair.name)]
    if not doomed:
        shell.say(f"% No Signature {kind.upper() or 'RSA'} Keys found in configuration.")
        return
    if name:
        shell.say(f"% Keys to be removed are named '{name}'.")
    else:
        shell.say(f"% All {facts['zeroize_word'].get(kind, '')}keys will be removed.")
    shell.say("% All router certs issued using these keys will also be removed.")
    if await shell.yes_no("Do you really want to remove these keys? [yes/no]: "):
        device.remove_keys(doomed, by=shell.account.name)


def show_keys(call: Call) -> str | None:
    """Reference 3.6, with the real SubjectPublicKeyInfo."""
    kind = "rsa" if call.has("rsa") else "ec" if call.has("ec") else ""
    name = call.args.get("LABEL")
    pairs = [
        pair for pair in call.device.listed_keys() if (not kind or pair.key.type == kind) and name in (None, pair.name)
    ]
    return "\n".join(line for pair in pairs for line in _listing(call.device, pair)) or None


def _listing(device: Device, pair: KeyPair) -> list[str]:
    facts = device.profile.keys
    lines = [f"% Key pair was generated at: {device.clock.stamp(pair.generated_at)}", f"Key name: {pair.name}"]
    if facts["listing"] != "bare":
        size = f"{pair.key.bits} bits" if pair.key.type == "rsa" else f"p{pair.key.bits} curve"
        sized = f"      {size}" if facts["listing"] == "sized" else ""
        lines.append(f"Key type: {pair.key.type.upper()} KEYS{sized}")
        if pair.temporary:
            lines.append("Temporary key")
        else:
            lines.append(f" Storage Device: {'private-config' if pair.saved else 'not specified'}")
    lines.append(f" Usage: {USAGES[pair.usage]}")
    exportable = " Key is exportable." if pair.exportable else " Key is not exportable."
    lines += [exportable + (" Redundancy enabled." if pair.redundancy else ""), " Key Data:"]
    groups = [pair.key.spki[start : start + 4].hex().upper() for start in range(0, len(pair.key.spki), 4)]
    rows = [groups[start : start + 8] for start in range(0, len(groups), 8)]
    lines += ["  " + " ".join(row) + " " for row in rows[:-1]]
    return [*lines, "  " + " ".join(rows[-1])]


_OPTIONS = (
    "[general-keys|usage-keys|signature|encryption] "
    "[label LABEL|exportable|redundancy|modulus BITS<keys.modulus>|storage DEVICE|on DEVICE]*"
)
_MODES = ("exec", "config")
ROWS = (
    *(
        Row(
            f"crypto key generate rsa {_OPTIONS}",
            generate_rsa,
            mode,
            needs=f"keys.from_{mode}",
            source="3.2",
            changes=False,
        )
        for mode in _MODES
    ),
    *(
        Row(
            "crypto key generate ec keysize BITS<keys.curves> [exportable|label LABEL]*",
            generate_ec,
            mode,
            needs="keys.curves" if mode == "config" else "keys.ec_from_exec",
            source="3.4",
            changes=False,
        )
        for mode in _MODES
    ),
    *(
        Row(
            "crypto key zeroize [{rsa|ec} [LABEL]]",
            zeroize,
            mode,
            needs=f"keys.from_{mode}",
            source="3.5",
            changes=False,
        )
        for mode in _MODES
    ),
    Row("show crypto key mypubkey {rsa|all} [LABEL]", show_keys, source="3.6"),
    Row("show crypto key mypubkey ec [LABEL]", show_keys, needs="keys.curves", source="3.6"),
    Setting("crypto engine compliance shield disable", 4, "keys.compliance_shield", source="1.4"),
)
