# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ios_ssh_login: a login by SSH that proves that there is one."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ansible_collections.secureshell.ios.plugins.modules.ios_ssh_login import ARGUMENT_SPEC
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.device_action import DeviceAction
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import known_hosts, show
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import WishError
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.errors import BadTarget, DeviceError, KexFailed
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Session
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.transports import offers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ansible_collections.secureshell.ios.plugins.plugin_utils._device.target import Target

STATUS = "show ip ssh"


class ActionModule(DeviceAction):
    """Log in; see the documentation of the module."""

    argument_spec = ARGUMENT_SPEC

    def answer(self, arguments: dict[str, Any], host: str, variables: Mapping[str, object]) -> dict[str, object]:
        """Open a session, look at it, and close it. A device that cannot be reached has failed the proof."""
        least = arguments["privilege"]
        if not 0 <= least <= 15:
            raise WishError("privilege", str(least), "write 0 to 15")
        given = arguments.get("host_keys")
        pinned = None if given is None else known_hosts.wanted(given, "host_keys")
        if pinned == ():
            advice = "the device has no key that SSH uses: generate one first"
            raise WishError("host_keys", "an empty list", advice)
        target = self.target(arguments, variables)
        if target.way != "ssh":
            raise BadTarget(f"ansible_ios_transport is {target.way!r}; a login by SSH is proven with ssh.")
        target = replace(target, host_key_checking=True, host_key_auto_add=False, host_keys=pinned or ())
        try:
            target = _narrowed(target, arguments.get("algorithms") or {})
            with contextlib.closing(Session.open(target, privilege=least)) as session:
                status = show.ip_ssh(session.command(STATUS).ok().text)
                login, peer, privilege = session.login, session.peer, session.privilege
        except DeviceError as error:
            return _not_proven(arguments, f"{host}: no login by SSH: {error}")
        version = status.version or "unknown"
        if arguments["version"] == "2" and version != "2.0":
            found = f"user {login.user!r} logs in by SSH, and the server speaks version {version}, not 2.0 alone"
            return _not_proven(arguments, f"{host}: {found}: see version of ios_ssh_server.")
        return {
            "changed": False,
            "proven": True,
            "user": login.user,
            "method": peer.method,
            "privilege": privilege,
            "version": version,
            "host_key": {"type": peer.host_key, "sha256": peer.fingerprint},
            "algorithms": {"kex": peer.kex, "encryption": peer.cipher, "mac": peer.mac},
            "msg": f"{host}: user {login.user!r} logs in by SSH version {version} with privilege level {privilege}; "
            f"the host key is {peer.host_key} {peer.fingerprint}",
        }


def _not_proven(arguments: Mapping[str, Any], sentence: str) -> dict[str, object]:
    return {"changed": False, "failed": arguments["required"], "proven": False, "msg": sentence}


# Lists of a server, as the device writes them, with ours.
LISTS = {
    "kex": ("kex", offers.KEX),
    "encryption": ("ciphers", offers.CIPHER),
    "mac": ("macs", offers.MAC),
    "hostkey": ("host_keys", offers.HOST_KEY),
    "publickey": ("public_keys", offers.HOST_KEY),
}


def _narrowed(target: Target, wanted: Mapping[str, list[str] | None]) -> Target:
    """Return the target with no other algorithms than the wanted ones that this controller speaks."""
    chosen = {}
    for name, words in wanted.items():
        if words is None:
            continue
        ours, kind = LISTS[name]
        spoken = offers.offer(kind, getattr(target.algorithms, ours), legacy=target.legacy_algorithms)
        both = [word for word in words if word in spoken]
        if both:
            chosen[ours] = ",".join(both)
        elif name != "publickey" or target.private_key_file:
            raise KexFailed(
                f"this controller speaks none of the {name} algorithms {', '.join(words)}; it speaks "
                f"{', '.join(spoken)}."
            )
    if not chosen:
        return target
    # Of the transports this one can be told what to offer of every list.
    return replace(target, algorithms=replace(target.algorithms, **chosen), transport="asyncssh", opener=None)
