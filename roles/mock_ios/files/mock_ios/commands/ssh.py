# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`ip ssh` and `ip scp`, `show ip ssh`, `show ssh`."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING

from ..names import interface_name, is_interface
from . import Call, Row, Setting, store

if TYPE_CHECKING:
    from ..device import Device, KeyPair

# Words of the configuration and what a client sees.
METHOD_NAMES = {"publickey": "publickey", "keyboard": "keyboard-interactive", "password": "password"}
SECSH_WIDTH = 80


def _with_default_size(call: Call, text: str) -> str:
    return text if len(call.words) > 3 else call.device.default_of("ip ssh bulk-mode")


def _interface(call: Call, _text: str) -> str:
    if not is_interface(call.args["LINE"]):
        raise call.invalid(3)
    return f"ip ssh source-interface {interface_name(call.args['LINE'])}"


def version(call: Call) -> str | None:
    """`ip ssh version N`; where there is only one version, `no` is answered with a sentence and changes nothing."""
    facts = call.device.profile.ssh
    if call.negated and facts["no_version"]:
        return str(facts["no_version"])
    store(call)
    hint = call.device.value("ip ssh version") == "2" and facts["hint_after_version"] and not call.device.ssh_state()
    return facts["create_keys"] if hint and not call.negated and not call.reset else None


def _after_keypair(call: Call) -> str | None:
    """The sentence that a bound label without a key brings (reference 4.2)."""
    if call.negated or call.reset or call.device.ssh_state():
        return None
    return call.device.profile.ssh["create_keys"]


def algorithm(call: Call) -> str | None:
    """`ip ssh {server|client} algorithm KIND A [A...]`, with `no` and `default`."""
    config, slot, kind = call.device.config, " ".join(call.words[:5]), call.words[4]
    chosen = call.words[5:]
    default = call.device.default_of(slot)
    if call.reset or (call.negated and not chosen):
        config.remove(slot)
        return None
    if call.negated:
        current = (config.get(slot) or default).split()[5:]
        chosen = tuple(name for name in current if name not in chosen)
        if not chosen:
            return f"% SSH command rejected: All {kind} algorithms cannot be disabled"
    text = " ".join((slot, *chosen))
    if text == default:
        config.remove(slot)
    else:
        config.set(slot, text)
    return None


def _algorithm(side: str, kind: str) -> Row:
    path = f"ssh.algorithms.{side}.{kind}"
    return Row(
        f"ip ssh {side} algorithm {kind} {{@{path}.accepted}}+",
        algorithm,
        "config",
        needs=path,
        negatable=5,
        source="1.1; the rejection of an empty list is unverified",
    )


def _profile_mode(call: Call) -> None:
    slot = "ip ssh server certificate profile"
    if call.negated or call.reset:
        call.device.config.remove(slot)
        return
    entry = call.device.config.set(slot, slot)
    entry.children = entry.children or {}
    call.cursor.enter("ssh-profile", block=slot)


def _profile_side(call: Call) -> None:
    children = call.device.config.entries[call.cursor.block].children
    side = call.words[0]
    if call.negated or call.reset:
        children.pop(side, None)
        return
    children.setdefault(side, f" {side}")
    call.cursor.enter(f"ssh-profile-{side}", block=call.cursor.block, child=side)


def _profile_line(call: Call) -> None:
    """A line two deep: kept in the text of the `server` or `user` line above it."""
    children = call.device.config.entries[call.cursor.block].children
    first = call.words[0]
    lines = [line for line in children[call.cursor.child].split("\n") if line.split()[0] != first]
    if not call.negated and not call.reset:
        lines.append("  " + " ".join(call.words))
    children[call.cursor.child] = "\n".join(lines)


def show_ip_ssh(call: Call) -> str:
    """Every generation of reference 4.1 and 4.2: the profile lists the lines."""
    device = call.device
    policy = device.ssh_policy()
    facts = device.profile.ssh
    state = "Enabled" if device.ssh_state() else "Disabled"
    values = {
        "methods": "Authentication methods:" + ",".join(policy.methods),
        "publickey": "Authentication Publickey Algorithms:" + ",".join(policy.publickey),
        "hostkey": "Hostkey Algorithms:" + ",".join(device.algorithms("server", "hostkey")),
        "encryption": "Encryption Algorithms:" + ",".join(policy.encryption),
        "mac": "MAC Algorithms:" + ",".join(policy.mac),
        "kex": "KEX Algorithms:" + ",".join(policy.kex),
        "timers": f"Authentication timeout: {policy.timeout} secs; Authentication retries: {policy.retries}",
        "dh": f"Minimum expected Diffie Hellman key size : {policy.dh_min} bits",
    }
    lines = [f"SSH {state} - version {device.ssh_state() or device.ssh_wanted_version()}"]
    if state == "Disabled":
        lines.append("%" + facts["create_keys"])
    for name in facts["show_lines"]:
        if name == "rsa":
            lines += _secsh_rsa(device)
        elif name == "ec":
            lines += _secsh_ec(device)
        else:
            lines.append(values[name])
    return "\n".join(lines)


def _secsh_rsa(device: Device) -> list[str]:
    facts = device.profile.ssh
    pair = device.rsa_host_key()
    header = "IOS Keys in SECSH format(ssh-rsa, base64 encoded):"
    if not pair:
        return [f"{header} NONE"]
    lines = [f"{header} {pair.name}" if facts["show_key_name"] else header]
    if facts["show_modulus"]:
        lines.append(f"Modulus Size : {pair.key.bits} bits")
    return lines + _secsh("ssh-rsa", pair, pad=facts["show_pads_key"])


def _secsh_ec(device: Device) -> list[str]:
    pair = device.ec_host_key()
    if not pair:
        return ["IOS Keys in SECSH format(ssh-ec, base64 encoded): NONE"]
    name = f"ecdsa-sha2-nistp{pair.key.bits}"
    lines = [f"IOS Keys in SECSH format({name}, base64 encoded): {pair.name}", f"Key Size : {pair.key.bits} bits"]
    return lines + _secsh(name, pair, pad=device.profile.ssh["show_pads_key"])


def _secsh(word: str, pair: KeyPair, *, pad: bool) -> list[str]:
    text = f"{word} {base64.b64encode(pair.key.blob).decode()}"
    lines = [text[start : start + SECSH_WIDTH] for start in range(0, len(text), SECSH_WIDTH)]
    return [*lines[:-1], lines[-1].ljust(SECSH_WIDTH)] if pad else lines


def show_ssh(call: Call) -> str:
    """Live sessions, in the columns of reference 4.3; a name that fills its column gets one space behind it."""
    sessions = [vty for vty in call.device.vtys.values() if vty.transport == "ssh" and vty.user]
    if not sessions:
        return "\n".join(call.device.profile.ssh["show_ssh_idle"])
    lines = ["Connection Version Mode Encryption  Hmac         State                 Username"]
    for vty in sorted(sessions, key=lambda vty: vty.number):
        for mode in ("IN", "OUT"):
            columns = (str(vty.number), "2.0", mode, vty.cipher, vty.mac, vty.state)
            widths = (11, 8, 5, 12, 13, 22)
            cells = (f"{text} ".ljust(width) for text, width in zip(columns, widths, strict=True))
            lines.append("".join(cells) + vty.user)
    return "\n".join(lines + [line for line in call.device.profile.ssh["show_ssh_idle"] if "SSHv1" in line])


def _option(words: str, value: str = "", *, off: bool = False, count: int = 0, **rest: object) -> Setting:
    """A row of reference 1.1, known when the profile has the option."""
    syntax = f"ip ssh {words} {value}".strip()
    return Setting(syntax, count or len(words.split()) + 2, f"ssh.options.{words}", off, source="1.1", **rest)


ROWS = (
    _option("bulk-mode", "[SIZE<ssh.options.bulk-mode>]", off=True, change=_with_default_size),
    _option("time-out", "SECONDS<ssh.options.time-out>"),
    _option("authentication-retries", "COUNT<ssh.options.authentication-retries>"),
    _option("window-size", "BYTES<ssh.options.window-size>"),
    _option("rsa keypair-name", "LABEL", then=_after_keypair),
    _option("source-interface", "LINE", change=_interface),
    _option("port", "PORT<ssh.options.port> rotary FIRST<1-127> [LAST<1-127>]", count=4),
    _option("maxstartups", "COUNT<ssh.options.maxstartups>"),
    _option("break-string", "STRING"),
    _option("logging events", off=True),
    replace(_option("version", "VERSION<ssh.options.version>").row(), run=version),
    _option("dscp", "VALUE<0-63>"),
    _option("precedence", "VALUE<0-7>"),
    _option("stricthostkeycheck"),
    _option("dh min size", "BITS<ssh.options.dh min size>"),
    _option("rekey time", "MINUTES<ssh.options.rekey time>"),
    _option("rekey volume", "KILOBYTES<ssh.options.rekey volume>"),
    *(_option(f"server authenticate user {method}", off=True) for method in METHOD_NAMES),
    _option("server peruser session limit", "COUNT<ssh.options.server peruser session limit>"),
    *(_algorithm("server", kind) for kind in ("mac", "encryption", "kex", "hostkey", "authentication", "publickey")),
    *(_algorithm("client", kind) for kind in ("mac", "encryption", "kex")),
    Row(
        "ip ssh server certificate profile",
        _profile_mode,
        "config",
        needs="ssh.options.server certificate profile",
        negatable=5,
        source="1.1",
    ),
    Row("server", _profile_side, "ssh-profile", negatable=1, source="1.1"),
    Row("user", _profile_side, "ssh-profile", negatable=1, source="1.1"),
    Row("trustpoint sign NAME", _profile_line, "ssh-profile-server", negatable=2, source="1.1"),
    Row("ocsp-response include", _profile_line, "ssh-profile-server", negatable=2, source="1.1"),
    Row("trustpoint verify NAME", _profile_line, "ssh-profile-user", negatable=2, source="1.1"),
    Row("ocsp-response required", _profile_line, "ssh-profile-user", negatable=2, source="1.1"),
    Setting("ip scp server enable", 4, source="1.1"),
    Setting("ip scp username NAME", 3, "ssh.scp_client", source="1.1"),
    Setting("ip scp password [0|7] TEXT", 3, "ssh.scp_client", source="1.1"),
    Row("show ip ssh", show_ip_ssh, user=True, source="4.1, 4.2"),
    Row("show ssh", show_ssh, user=True, source="4.3"),
)
