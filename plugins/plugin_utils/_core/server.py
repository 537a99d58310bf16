# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facet "server": everything that makes up the SSH server of a device."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from . import host_keys, running, show, text, wish
from .capabilities import CLIENT_LISTS, SERVER_LISTS, Capabilities, for_release
from .kinds import LONGEST_LINE, Checking, Value, in_order
from .options import LINE, ORDER, ROWS, TABLE, Option
from .plan import CONFIGURE, MASK, RUNNING, Have, Plan, Read, Risk, Step, WishError, running_config
from .settings import Key, Settings, in_table_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .host_keys import Pair, Row
    from .releases import Release
    from .wish import Wish

SECTIONS = (
    running.VERSION,
    "^hostname",
    "^ip domain",
    "^no ip domain",
    "^ip ssh",
    "^no ip ssh",
    "^line vty",
    "^login ",
    "^no login ",
    "^snmp-server (host|enable traps)",
    *running.BANNERS,
)
STATUS, KEYS = "ip-ssh", "keys"

# Options whose value `show ip ssh` tells when the running-config is silent, and the field that tells it.
_TOLD = {
    "timeout": "timeout",
    "authentication_retries": "retries",
    "dh_min_size": "dh_min_size",
    **{f"algorithms.{entry}": f"{entry}_algorithms" for entry in SERVER_LISTS},
}
_NEED_STATUS = ("timeout", "authentication_retries", "dh_min_size", "version", "algorithms", "client_algorithms")
_NEED_KEYS = ("host_keys", "host_key_label", "version", "lines")


@dataclass(frozen=True, slots=True)
class ServerHave(Have):
    """What a device has, as settings; `keys_read` tells whether no key pair means that there is none."""

    settings: Settings = field(default_factory=lambda: Settings(None), repr=False)
    keys_read: bool = False

    @property
    def capabilities(self) -> Capabilities:
        """The row of the release."""
        return self.settings.capabilities or for_release(self.release)


Ranked = tuple[tuple[float, ...], Step]


class Server:
    """See `Facet`. Nothing here talks to a device."""

    name = "server"

    def reads(self, config: Mapping[str, object] | None) -> tuple[Read, ...]:
        """Return what the wish needs: a section where that is safe, key pairs and status only when it is about them."""
        named = None if config is None else {name for name, value in config.items() if value is not None}
        whole = named is None or "banner" in named
        reads = [running_config(*(() if whole else SECTIONS))]
        if named is None or named & {*_NEED_STATUS, "authentication_methods", "host_keys", "host_key_label"}:
            reads.append(Read(STATUS, "show ip ssh"))
        if named is None or named & set(_NEED_KEYS):
            reads.append(Read(KEYS, "show crypto key mypubkey all", fallback="show crypto key mypubkey rsa"))
        return tuple(reads)

    def have(self, replies: Mapping[str, str], release: Release | None = None) -> ServerHave:
        """Understand the replies. `release` overrides the train that the running-config names."""
        config, release = running.read(replies, release)
        keys = show.crypto_keys(replies[KEYS]) if KEYS in replies else ()
        status = show.ip_ssh(replies[STATUS]) if STATUS in replies else None
        settings = _settings(config, release, status, keys)
        if not running.is_whole(replies[RUNNING]):
            _forget_cut_banner(settings, config)
        return ServerHave(
            release=release,
            model=settings.document(),
            keys=keys,
            status=status,
            warnings=for_release(release).warnings,
            settings=settings,
            keys_read=KEYS in replies,
        )

    def plan(self, have: Have, config: Mapping[str, object] | None, state: str) -> Plan:
        """Return the steps from `have` to `config` under `state`. Raises `WishError`."""
        have = _ours(have)
        checking = Checking(have.capabilities, str(have.release))
        wanted = wish.check(config, state, have.release, checking, have.settings.vty)
        planner = _Planner(have.settings, have.capabilities, checking, exactly=state != "merged")
        targets = _targets(wanted, have.settings, state)
        _version_can_be_left(targets, have)
        ranked = [
            *planner.globals(targets),
            *planner.create_lines(wanted.vty),
            *planner.lines(targets),
            *planner.keys(wanted),
        ]
        steps = tuple(step for _rank, step in sorted(ranked, key=lambda entry: entry[0]))
        after = have.settings.perform(steps)
        if have.keys_read:
            _Identity(have.settings, after, have.capabilities, str(have.release), checking).check(wanted, steps)
        return Plan(steps, tuple(dict.fromkeys(checking.warnings)), have.settings.document(), after.document())

    def predict(self, have: Have, steps: Sequence[Step]) -> ServerHave:
        """Return what a device has after `steps`, as far as commands tell."""
        have = _ours(have)
        settings = have.settings.perform(steps)
        return replace(have, model=settings.document(), settings=settings)

    def document(self, have: Have) -> dict[str, object]:
        """Return what is in effect and known, in the shape of the wish, secrets masked."""
        have = _ours(have)
        return have.settings.document()

    def render(self, config: Mapping[str, object], release: Release) -> tuple[str, ...]:
        """Return the commands for everything that `config` names, also where it is the default. Secrets are masked."""
        capabilities = for_release(release)
        checking = Checking(capabilities, str(release))
        wanted = wish.check(config, "merged", release, checking)
        planner = _Planner(Settings(None), capabilities, checking)
        targets = {key: value for key, value in wanted.values.items() if value is not None}
        ranked = [*planner.globals(targets), *planner.lines(targets), *planner.keys(wanted)]
        steps = tuple(step for _rank, step in sorted(ranked, key=lambda entry: entry[0]))
        return Plan(steps, (), {}, {}).commands()

    def parsed(self, raw: str) -> dict[str, object]:
        """Return the document of a text. Defaults are told only when it has the line with the version of IOS."""
        config = text.parse(raw)
        settings = _settings(config, running.release_of(config), show.ip_ssh(raw), show.crypto_keys(raw))
        return settings.document()


SERVER = Server()


def _ours(have: Have) -> ServerHave:
    if not isinstance(have, ServerHave):
        raise TypeError(f"the facet server needs what its own `have` returned, not {type(have).__name__}")
    return have


# --- reading ----------------------------------------------------------------------------------------------------------


def _settings(
    config: text.Config, release: Release | None, status: show.SshStatus | None, keys: Sequence[show.KeyPair]
) -> Settings:
    settings = Settings(for_release(release) if release else None, release)
    settings.read(config.lines)
    settings.keys.update(host_keys.pairs(keys))
    if status is not None:
        _add_status(settings, status)
    return settings


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


def _forget_cut_banner(settings: Settings, config: text.Config) -> None:
    """A section holds the first and the last line of a banner: what it says in between is not known."""
    for line in config.lines:
        if line.text == "banner login" and line.body and "\n" in line.body:
            settings.said[("banner",)] = ""


# --- what is wanted ---------------------------------------------------------------------------------------------------


def _targets(wanted: Wish, settings: Settings, state: str) -> dict[Key, Value]:
    """Return what every key comes to under `state`; `None` is its default. Keys that stay are not in it."""
    reset = {
        "merged": (),
        "replaced": wanted.named,
        "overridden": (*(group for group in wish.GROUPS if group not in wish.UNTOUCHED), *wanted.named),
        "deleted": wanted.named or tuple(group for group in wish.GROUPS if group not in wish.UNTOUCHED),
    }[state]
    targets: dict[Key, Value] = {}
    for option in TABLE:
        if option.group not in reset or (option.keep and (state != "deleted" or option.mode)):
            continue
        if option.mode == (LINE,):
            targets.update(dict.fromkeys(_keys_on_lines(option, settings, wanted.vty)))
        else:
            targets.update(dict.fromkeys(_removable(option, settings)))
    targets.update(wanted.values)
    return targets


def _keys_on_lines(option: Option, settings: Settings, numbers: Sequence[int]) -> list[Key]:
    if not option.many:
        return [(option.name, number) for number in numbers]
    return [key for key in settings.said if key[0] == option.name and key[1] in numbers]


def _removable(option: Option, settings: Settings) -> list[Key]:
    keys = settings.keys_of(option)
    return [key for key in keys if option.kind.ours(settings.said[key])] if option.many else keys


def _version_can_be_left(targets: Mapping[Key, Value], have: ServerHave) -> None:
    key = ("version",)
    if targets.get(key) == "1.99" and key not in have.settings.said and have.settings.value(key) == "2":
        advice = "the device offers only version 2 without being told to, so that there is no line to remove"
        raise WishError("version", f"1.99 cannot be had on this device with release {have.release}", advice)


# --- steps ------------------------------------------------------------------------------------------------------------


class _Planner:
    """Makes steps. With settings that know no defaults, whatever is wanted becomes a step."""

    def __init__(
        self, settings: Settings, capabilities: Capabilities, checking: Checking, *, exactly: bool = False
    ) -> None:
        self.settings = settings
        self.capabilities = capabilities
        self.checking = checking
        self.exactly = exactly  # what a value leaves open comes to its default, not to what is there

    def globals(self, targets: Mapping[Key, Value]) -> Iterator[Ranked]:
        """Yield the steps of options that are not of a line."""
        for key, want in targets.items():
            option = ROWS[key[0]]
            if option.mode == (LINE,):
                continue
            change = self._change(option, key, want)
            if change:
                yield change.rank, change.step(option.path)

    def lines(self, targets: Mapping[Key, Value]) -> Iterator[Ranked]:
        """Yield the steps of lines: one for each option and run of neighbours that change alike."""
        changes: dict[_Change, list[int]] = {}
        for key in sorted(targets, key=in_table_order):
            option = ROWS[key[0]]
            if option.mode == (LINE,):
                change = self._change(option, key, targets[key])
                if change:
                    changes.setdefault(change, []).append(key[1])
        for change, numbers in changes.items():
            for first, last in _runs(sorted(numbers)):
                block = f"{LINE} {first} {last}" if last > first else f"{LINE} {first}"
                yield (*change.rank, first), change.step((CONFIGURE, block))

    def create_lines(self, numbers: Sequence[int]) -> Iterator[Ranked]:
        """Yield the step that creates the lines that are named and not there; the device has no gaps between lines."""
        have = self.settings.vty
        top = max(have, default=-1)
        missing = set(numbers) - have
        if not missing:
            return
        for first, last in _runs(sorted({*missing, *range(top + 1, max(missing) + 1)})):
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

    def _change(self, option: Option, key: Key, want: Value) -> _Change | None:
        settings, kind = self.settings, option.kind
        have, said, default = settings.value(key), settings.said.get(key), settings.default(key)
        silent = key not in settings.said
        if want is None and option.hidden is not None:
            want = default
        if want is None:
            if settings.is_default(key):
                return None
            if not silent and default is not None and kind.same(said, default):
                return None
        else:
            want = kind.complete(want, default if self.exactly and not option.many else have)
            if option.name == "session_traps.hosts" and have and not have["types"]:
                self.checking.warnings.append(
                    f"session_traps.hosts: {have['host']} receives every notification already and is left as it is"
                )
                return None
            if have is not None and kind.same(have, want):
                return None
        back = None if settings.is_default(key) else have
        risk = kind.risk(option, have, want)
        order = ORDER[option.name]
        commands = kind.commands(option, have, want, self.capabilities)
        if not commands:
            return None
        if any(len(command) > LONGEST_LINE for command in commands):
            advice = f"the device takes {LONGEST_LINE} characters in a line: name fewer or shorter values"
            raise WishError(option.name, f"its command has {max(map(len, commands))} characters", advice)
        return _Change(
            option=_label(option, key),
            commands=commands,
            inverse=() if back == "" else kind.commands(option, want, back, self.capabilities),
            reason=_reason(option, have, want, default, silent=silent),
            risk=risk,
            rank=(risk, 0, -order) if want is None else (risk, 1, order),
            secrets=kind.secrets(want) + kind.secrets(have),
            text=kind.text,
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


@dataclass(frozen=True, slots=True)
class _Change:
    """A step before it is known where it is sent; equal for lines that change alike."""

    option: str
    commands: tuple[str, ...]
    inverse: tuple[str, ...]
    reason: str
    risk: Risk
    rank: tuple[float, ...]
    secrets: tuple[str, ...] = field(default=(), repr=False)
    text: bool = False

    def step(self, path: tuple[str, ...]) -> Step:
        shown = tuple(_masked(command, self.secrets) for command in self.commands) if self.secrets else ()
        return Step(
            self.option, self.commands, path, self.reason, self.risk, inverse=self.inverse, shown=shown, text=self.text
        )


def _masked(command: str, secrets: tuple[str, ...]) -> str:
    return " ".join(MASK if word in secrets else word for word in command.split(" "))


def _label(option: Option, key: Key) -> str:
    name = option.name.removesuffix(".ipv6")
    return f"{name}[{key[1]}]" if option.many and option.mode != (LINE,) else name


def _reason(option: Option, have: Value, want: Value, default: Value, *, silent: bool) -> str:
    kind = option.kind
    found = "none found" if have is None else f"{kind.show(have)} found{' (default)' if silent else ''}"
    if want is not None:
        return f"{kind.show(want)} wanted, {found}"
    if option.many:
        return f"not wanted, {found}"
    return f"default wanted{f', {kind.show(default)}' if default is not None else ''}, {found}"


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last number of each run of neighbours."""
    first = last = numbers[0]
    for number in numbers[1:]:
        if number != last + 1:
            yield first, last
            first = number
        last = number
    yield first, last


# --- the identity of the server ---------------------------------------------------------------------------------------


class _Identity:
    """Sees to it that the plan leaves the device with a key pair with which its SSH server can run."""

    def __init__(
        self, before: Settings, after: Settings, capabilities: Capabilities, release: str, checking: Checking
    ) -> None:
        self.before = before
        self.after = after
        self.capabilities = capabilities
        self.release = release
        self.checking = checking

    def check(self, wanted: Wish, steps: Sequence[Step]) -> None:
        """Raise `WishError` for a wish that shuts SSH; warn about what only comes near it."""
        label = self.after.said.get(("host_key_label",))
        if "host_key_label" in wanted.named and label:
            self._bound(label)
        usable = self._usable(label)
        if "version" in wanted.named and self.after.value(("version",)) == "2" and not usable:
            if self.after.keys:
                raise WishError(
                    "version", f"no key pair is large enough for version 2 ({self._sizes()})", self._way_out()
                )
            self.checking.warnings.append("version: the device has no key pair, SSH stays off until one is generated")
        gone = [pair for name, pair in self.before.keys.items() if name not in self.after.keys]
        for pair in gone:
            used = not usable or pair.label == self.before.said.get(("host_key_label",))
            self.checking.warnings.append(
                f"host_keys[{pair.label}]: the pair is zeroized and nothing brings it back"
                + (", and with it the SSH server goes down" if not usable else ", it is the one in use" if used else "")
            )
        if not usable and self._closes_everything_else(steps):
            advice = self._way_out()
            raise WishError("lines", "transport input ssh without a key pair with which SSH can start", advice)

    def _bound(self, label: str) -> None:
        pair = self.after.keys.get(label)
        if pair is None:
            advice = "SSH would go down: name an existing pair, or add it to host_keys"
            raise WishError("host_key_label", f"there is no key pair {label}", advice)
        if pair.type == "ec":
            advice = "it takes RSA pairs only, an EC pair is used without it: leave host_key_label out"
            raise WishError("host_key_label", f"{label} is an EC pair", advice)
        if not self._fits(pair):
            raise WishError("host_key_label", f"{label} has {pair.bits} bits", self._way_out())

    def _fits(self, pair: Pair) -> bool:
        if pair.type == "ec":
            return self.capabilities.ec_keys_for_ssh is not False
        least = self.capabilities.rsa_ssh_minimum if self.after.value(("version",)) != "1" else 0
        return pair.bits is None or pair.bits >= least

    def _usable(self, label: str | None) -> bool:
        pairs = [self.after.keys[label]] if label in self.after.keys else []
        candidates = pairs if label else list(self.after.keys.values())
        return any(self._fits(pair) for pair in candidates)

    def _sizes(self) -> str:
        return ", ".join(f"{pair.label}: {pair.bits} bits" for pair in self.after.keys.values())

    def _way_out(self) -> str:
        least = self.capabilities.rsa_ssh_minimum
        return f"release {self.release} needs an RSA pair of at least {least} bits: add one to host_keys"

    def _closes_everything_else(self, steps: Sequence[Step]) -> bool:
        return any(
            step.option == "lines.transport_input" and step.commands == ("transport input ssh",) for step in steps
        )
