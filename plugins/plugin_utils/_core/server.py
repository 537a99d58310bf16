# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facet "server": everything that makes up the SSH server of a device."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import host_keys, running, show
from .capabilities import CLIENT_LISTS, SERVER_LISTS, for_release
from .kinds.server import in_order
from .options import TABLE
from .plan import CONFIGURE, RUNNING, Read, Risk, Step, WishError, running_config
from .planner import Planner, Ranked, runs
from .server_wish import ServerReader
from .table import LINE
from .tabled import TabledFacet, TabledHave

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .host_keys import Pair, Row
    from .kinds import Checking, Value
    from .releases import Release
    from .settings import Key, Settings
    from .text import Config
    from .wish import Wish

SECTIONS = (
    running.VERSION,
    "^hostname",
    "^ip domain",
    "^no ip domain",
    "^ip ssh",
    "^no ip ssh",
    "^aaa new-model",
    "^line vty",
    "^login ",
    "^no login ",
    "^snmp-server (host|enable traps)",
    *running.BANNERS,
)
STATUS, KEYS = "ip-ssh", "keys"
READS = {
    STATUS: Read(STATUS, "show ip ssh"),
    KEYS: Read(KEYS, "show crypto key mypubkey all", fallback="show crypto key mypubkey rsa"),
}

# Options whose value `show ip ssh` tells when the running-config is silent, and the field that tells it.
_TOLD = {
    "timeout": "timeout",
    "authentication_retries": "retries",
    "dh_min_size": "dh_min_size",
    **{f"algorithms.{entry}": f"{entry}_algorithms" for entry in SERVER_LISTS},
}
_NEED_STATUS = ("timeout", "authentication_retries", "dh_min_size", "version", "algorithms", "client_algorithms")
_NEED_KEYS = ("host_keys", "host_key_label", "version", "lines")


# --- reading ----------------------------------------------------------------------------------------------------------


def _add_status(settings: Settings, status: show.SshStatus) -> None:
    """Take in the values in effect of options about which the running-config is silent."""
    told: dict[str, Value] = {name: getattr(status, field_name) for name, field_name in _TOLD.items()}
    capabilities = settings.capabilities
    if status.version and (capabilities is None or "1.99" in capabilities.versions):
        # 1.5 is what the compatibility mode comes down to while the key is too short for version 2.
        told["version"] = "2" if status.version == "2.0" else "1.99"
    if status.authentication_methods:
        names = tuple(name.removesuffix("-interactive") for name in status.authentication_methods)
        told["authentication_methods"] = names if capabilities and capabilities.methods_in_one_line else in_order(names)
    for name, value in told.items():
        if value and (name,) not in settings.said:
            settings.status[(name,)] = value
    for entry in CLIENT_LISTS:
        # Where the default of the client is not known it is that of the server, as on every release that is known.
        server = settings.status.get((f"algorithms.{entry}",))
        if server and capabilities and capabilities.algorithms[f"client.{entry}"].default is None:
            settings.assumed[(f"client_algorithms.{entry}",)] = server


def _forget_cut_banner(settings: Settings, config: Config) -> None:
    """A section holds the first and the last line of a banner: what it says in between is not known."""
    for line in config.lines:
        if line.text == "banner login" and line.body and "\n" in line.body:
            settings.said[("banner",)] = ""


def _version_can_be_left(targets: Mapping[Key, Value], settings: Settings) -> None:
    key = ("version",)
    if targets.get(key) == "1.99" and key not in settings.said and settings.value(key) == "2":
        advice = "the device offers only version 2 without being told to, so that there is no line to remove"
        raise WishError("version", f"1.99 cannot be had on this device with release {settings.release}", advice)


# --- steps ------------------------------------------------------------------------------------------------------------


class ServerPlanner(Planner):
    """The steps of the table, and those of lines that are created and of key pairs."""

    def ranked(self, targets: dict[Key, Value], wanted: Wish) -> Iterator[Ranked]:
        """Yield the steps of the wish with their ranks."""
        _version_can_be_left(targets, self.settings)
        yield from super().ranked(targets, wanted)
        if self.settings.capabilities is not None:
            yield from self.create_lines(wanted.vty)
        yield from self.keys(wanted)

    def create_lines(self, numbers: Sequence[int]) -> Iterator[Ranked]:
        """Yield the step that creates the lines that are named and not there; the device has no gaps between lines."""
        have = self.settings.vty
        top = max(have, default=-1)
        missing = set(numbers) - have
        if not missing:
            return
        for first, last in runs(sorted({*missing, *range(top + 1, max(missing) + 1)})):
            block = f"{LINE} {first} {last}" if last > first else f"{LINE} {first}"
            yield (
                (Risk.ADDITIVE, -1, first),
                Step(
                    option="lines",
                    commands=(block, "exit"),
                    path=(CONFIGURE,),
                    reason=f"vty {last} wanted, {f'the last is vty {top}' if have else 'no vty found'}",
                    risk=Risk.ADDITIVE,
                    # What a text only left out is there, and to take it away would take the lines behind it too.
                    inverse=(f"no {block}",) if first > top else (),
                ),
            )

    def keys(self, wanted: Wish) -> Iterator[Ranked]:
        """Yield the steps of key pairs: made when absent, replaced or zeroized only when that is what the row says."""
        for at, row in enumerate(wanted.keys):
            name = row.label or self._device_name(wanted, row)
            old = self.settings.keys.get(name)
            if not row.present:
                if old:
                    yield (Risk.IRREVERSIBLE, 1, at), host_keys.zeroize(old)
                continue
            why = host_keys.unsatisfied(row, old) if old else ""
            if old and not why:
                self._mind_short(old, row)
                continue
            if old and not row.replace:
                raise host_keys.refuse(row, old, why or "")
            pair = row.pair(name, self.capabilities.rsa_modulus.high)
            if old:
                self.checking.warnings.append(
                    f"{row.where}: key pair {name} is replaced, and with it the fingerprint of the device; "
                    "clients that know the old one will refuse to connect"
                )
            step = host_keys.generate(pair, row, old)
            # A pair without label takes its name from the device; one that is replaced serves what is restricted next.
            rank = (Risk.NEUTRAL, 3, at) if old else (step.risk, 2, at)
            yield rank, step

    def _mind_short(self, old: Pair, row: Row) -> None:
        least = self.capabilities.rsa_ssh_minimum
        if old.type == "rsa" and old.bits and old.bits < least:
            raise host_keys.refuse(row, old, f"has {old.bits} bits, SSH version 2 needs at least {least}")

    def _device_name(self, wanted: Wish, row: Row) -> str:
        """Return the name of a pair without label, which the device makes of its own names."""
        names = []
        for option in ("hostname", "domain_name"):
            name = wanted.values.get((option,)) or self.settings.said.get((option,))
            if name is None and self.settings.capabilities is None:
                name = option
            if name is None or (option == "hostname" and name.lower() == "router"):
                raise WishError(
                    row.where,
                    f"a key pair without label needs {option}, the device has {name or 'none'}",
                    f"give {option}, or give the key pair a label",
                )
            names.append(name)
        return ".".join(names)


# --- consequences -----------------------------------------------------------------------------------------------------


def _logins(after: Settings, wanted: Wish) -> None:
    """Raise `WishError` for a login that a line does not take while AAA is on. Source: behaviour reference 5.1."""
    if not after.said.get(("aaa.new_model",)):
        return
    for key, want in wanted.values.items():
        if key[0] == "lines.login" and want and want["login"] != "authentication":
            advice = "leave login out, or name a method list with login_list"
            found = f"aaa new-model is on, and a line does not take login {want['login']} then"
            raise WishError(wanted.where[key], found, advice)


# --- the identity of the server ---------------------------------------------------------------------------------------


def usable_pairs(settings: Settings, release: Release) -> tuple[Pair, ...]:
    """Return the key pairs with which SSH can run on a release: the bound one, or else all that are large enough.

    Source: behaviour reference 1.1, 3.3, 3.4, 4.2.
    """
    capabilities, label = for_release(release), settings.said.get(("host_key_label",))
    least = capabilities.rsa_ssh_minimum if settings.value(("version",)) != "1" else 0
    return tuple(
        pair
        for name, pair in settings.keys.items()
        if label in {None, name}
        and (
            capabilities.ec_keys_for_ssh is not False if pair.type == "ec" else pair.bits is None or pair.bits >= least
        )
    )


def why_unusable(settings: Settings, release: Release) -> str:
    """Return why SSH cannot run on a release with the key pairs of a device, "" when it can."""
    if usable_pairs(settings, release):
        return ""
    label = settings.said.get(("host_key_label",))
    if label and label not in settings.keys:
        return f"there is no key pair {label}, to which SSH is bound"
    if not settings.keys:
        return "there is no host key pair"
    pairs = [settings.keys[label]] if label else [*settings.keys.values()]
    sizes = ", ".join(f"{pair.label} has {pair.bits} bits" for pair in pairs if pair.type == "rsa")
    least = for_release(release).rsa_ssh_minimum
    return f"no key pair is large enough for SSH on release {release}, which wants RSA of {least} bits" + (
        f" ({sizes})" if sizes else ""
    )


def _identity(have: TabledHave, after: Settings, wanted: Wish, steps: Sequence[Step], checking: Checking) -> None:
    """Raise `WishError` for a wish that leaves SSH off, as it is; warn about key pairs that go for good.

    What a plan does to an SSH server that runs is a matter of `hazards`.
    """
    label = after.said.get(("host_key_label",))
    pair = after.keys.get(label) if label else None
    if "host_key_label" in wanted.named and pair and pair.type == "ec":
        advice = "it takes RSA pairs only, an EC pair is used without it: leave host_key_label out"
        raise WishError("host_key_label", f"{label} is an EC pair", advice)
    about = ["host_key_label"] * ("host_key_label" in wanted.named and label is not None)
    about += ["version"] * ("version" in wanted.named and after.value(("version",)) == "2" and bool(after.keys))
    touched = any(step.option in {"host_key_label", "version"} for step in steps)
    found = why_unusable(after, have.release)
    if about and found and not touched and why_unusable(have.settings, have.release):
        raise WishError(about[0], found, "SSH is off: add a pair that is large enough to host_keys")
    if "version" in wanted.named and not after.keys and not touched:
        checking.warnings.append("version: the device has no key pair, SSH stays off until one is generated")
    for name in have.settings.keys.keys() - after.keys.keys():
        checking.warnings.append(f"host_keys[{name}]: the pair is zeroized and nothing brings it back")


# --- the facet --------------------------------------------------------------------------------------------------------


class Server(TabledFacet):
    """See `Facet`. Nothing here talks to a device."""

    name = "server"
    table = TABLE
    reader = ServerReader
    replies = (RUNNING, STATUS, KEYS)
    planner = ServerPlanner

    def reads(self, config: Mapping[str, object] | None) -> tuple[Read, ...]:
        """Return what the wish needs: a section where that is safe, key pairs and status only when it is about them."""
        named = None if config is None else {name for name, value in config.items() if value is not None}
        whole = named is None or "banner" in named
        reads = [running_config(*(() if whole else SECTIONS))]
        if named is None or named & {*_NEED_STATUS, "authentication_methods", "host_keys", "host_key_label"}:
            reads.append(READS[STATUS])
        if named is None or named & set(_NEED_KEYS):
            reads.append(READS[KEYS])
        return tuple(reads)

    def understand(
        self, config: Config, release: Release | None, replies: Mapping[str, str], *, whole: bool
    ) -> tuple[Settings, dict[str, Any]]:
        """Return what the replies say, with key pairs and status."""
        settings, _more = super().understand(config, release, replies, whole=whole)
        keys = show.crypto_keys(replies[KEYS]) if KEYS in replies else ()
        status = show.ip_ssh(replies[STATUS]) if STATUS in replies else None
        settings.keys.update(host_keys.pairs(keys))
        settings.keys_read = KEYS in replies
        if status is not None:
            _add_status(settings, status)
        if not whole:
            _forget_cut_banner(settings, config)
        return settings, {"keys": keys, "status": status}

    def judge(self, have: TabledHave, after: Settings, wanted: Wish, steps: Sequence[Step], checking: Checking) -> None:
        """Raise `WishError` for a wish that leaves SSH off, or for what a line does not take while AAA is on."""
        _logins(after, wanted)
        if have.settings.keys_read:
            _identity(have, after, wanted, steps, checking)


SERVER = Server()
