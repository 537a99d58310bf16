# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The host key that an SSH server shows to the controller, as ssh-keyscan asks for it: nobody logs in."""

from __future__ import annotations

import asyncio
import contextlib
import warnings

from .._core.keys import PublicKey, from_openssh
from .errors import BadTarget, KexFailed
from .target import Target
from .transports.by_asyncssh import MISSING
from .transports.offers import CIPHER, HOST_KEY, KEX, MAC, offer
from .transports.wire import Wire

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # cryptography warns about each old algorithm
    with contextlib.suppress(ImportError):  # by_asyncssh keeps the reason
        import asyncssh

# Type of key -> how the names of its signature algorithms begin.
TYPES = {"rsa": ("rsa-sha2-", "ssh-rsa"), "ecdsa": ("ecdsa-",), "ed25519": ("ssh-ed25519",)}


def ask(host: str, port: int, kind: str, seconds: float) -> PublicKey:
    """Return the host key of the type `kind` that `host` shows. Raises the error of the phase that failed.

    Old algorithms are offered too: there is no secret to keep, and many a server that a router knows is old.
    """
    if MISSING:
        raise BadTarget(
            f"asyncssh cannot be loaded ({MISSING}), a host key is asked for with it: pip install asyncssh."
        )
    wire = Wire(Target(name=host.lower(), address=host, port=port, timeout=seconds))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            shown = asyncio.run(_shown(wire, kind, seconds))
    except (asyncssh.Error, OSError, TimeoutError) as error:
        words = "no answer in time" if isinstance(error, TimeoutError) else str(error).strip().rstrip(".") or "closed"
        raise KexFailed(f"{host} port {port} shows no host key of type {kind}: {words}.") from None
    finally:
        wire.close()
    return from_openssh(shown)


async def _shown(wire: Wire, kind: str, seconds: float) -> str:
    options = asyncssh.SSHClientConnectionOptions(
        config=None,
        kex_algs=offer(KEX, "", legacy=True),
        encryption_algs=offer(CIPHER, "", legacy=True),
        mac_algs=offer(MAC, "", legacy=True),
        server_host_key_algs=[name for name in offer(HOST_KEY, "", legacy=True) if name.startswith(TYPES[kind])],
    )
    asked = asyncssh.get_server_host_key(sock=wire.socket, config=None, options=options)
    key = await asyncio.wait_for(asked, seconds)
    if key is None:
        raise asyncssh.KeyExchangeFailed("the server has none")
    return str(key.export_public_key("openssh").decode("ascii"))
