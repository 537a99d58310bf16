# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facet "pubkeys": the public keys of users and servers that a device stores, and whether it checks its peers.

A key is known by its type and hash. Comments, the order of keys and their indentation are no part of it. Source:
behaviour reference 2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from . import key_limits, key_texts, keys, running, text
from .capabilities import for_release
from .kinds import mapping, members, needed, printable, unknown, word
from .plan import CONFIGURE, Answer, Have, Login, Plan, Risk, Step, WishError, running_config

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .key_limits import KeyLimits
    from .plan import Read
    from .releases import Release

CHAIN = "ip ssh pubkey-chain"
STRICT = "ip ssh stricthostkeycheck"
SECTIONS = (running.VERSION, *running.BANNERS, f"^{CHAIN}", f"^{STRICT}", f"^no {STRICT}")
STATES = ("merged", "replaced", "overridden", "deleted")
SEND_AS = ("key_hash", "key_string")
CHECKS = ("off", "on", "accept-new")
GROUPS = ("users", "servers", "strict_host_key_check", "send_as")
# Option of the wish -> the word that opens an entry of the chain.
WORDS = {"users": "username", "servers": "server"}
OPTIONS = {word: option for option, word in WORDS.items()}

WIDTH = 72  # characters of a line of key data; people use 64 to 100, the device takes 254
LONGEST_DATA = 254

# `no username` asks outside of the chain; whether it does in the chain of some release is not known. Reference 5.2.
SURE = Answer(r"Do you want to continue\? \[confirm\]", "y")

Entry = tuple[str, str]  # ("username", "bob"), ("server", "192.0.2.1")
Identity = tuple[str, str]  # (type, hash)


# --- what a device has ------------------------------------------------------------------------------------------------

_ENTRY = re.compile(r"(no )?(username|server) (\S+)")
_KEY_HASH = re.compile(r"(no )?key-hash (\S+) +(\S+)(?: +(.*))?")
_KEY = re.compile(r"key-(?:hash|string)\b")
_STRICT = re.compile(rf"(no )?{STRICT}( accept-new)?")


@dataclass(slots=True)
class Chain:
    """The keys of each entry with their comments, in the order of the configuration; `strict` is None when unsaid."""

    entries: dict[Entry, dict[Identity, str]] = field(default_factory=dict)
    strict: str | None = None

    def copy(self) -> Chain:
        """Return a chain that changes without this one."""
        return Chain({entry: dict(known) for entry, known in self.entries.items()}, self.strict)

    def read(self, lines: Iterable[text.Line], mode: tuple[str, ...] = ()) -> None:
        """Take in lines of a configuration with what stands below them."""
        for line in lines:
            if not mode and _ENTRY.fullmatch(line.text) and any(_KEY.match(child.text) for child in line.children):
                self.read(
                    (line,), (CHAIN,)
                )  # `show running-config | section username` leaves the title of the chain out
                continue
            self.apply(mode, line.text, line.body)
            if line.text == CHAIN or mode:
                self.read(line.children, (*mode, line.text))

    def apply(self, mode: tuple[str, ...], line: str, body: str | None = None) -> None:
        """Do what a line does in `mode`, the lines above it; `body` is the data behind `key-string`."""
        if not mode:
            if found := _STRICT.fullmatch(line):
                self.strict = "off" if found[1] else "accept-new" if found[2] else "on"
            elif line == f"no {CHAIN}":
                self.entries.clear()
        elif mode[0] == CHAIN and len(mode) == 1:
            self._entry(line)
        elif mode[0] == CHAIN and (found := _ENTRY.fullmatch(mode[1])):
            self._key(self.entries.setdefault((found[2], found[3]), {}), line, body)

    def _entry(self, line: str) -> None:
        found = _ENTRY.fullmatch(line)
        if found and found[1]:
            self.entries.pop((found[2], found[3]), None)
        elif found:
            self.entries.setdefault((found[2], found[3]), {})

    def _key(self, known: dict[Identity, str], line: str, body: str | None) -> None:
        if found := _KEY_HASH.fullmatch(line):
            identity = found[2], key_texts.hashed(found[3]) or found[3]
            if found[1]:
                known.pop(identity, None)
            else:
                known[identity] = found[4] or ""
        elif line == "key-string" and body:
            try:
                key, comment = keys.with_comment(body)
            except ValueError:
                return
            known[key.openssh.split()[0], key.md5] = comment

    def perform(self, steps: Iterable[Step]) -> Chain:
        """Return what the chain is after `steps`."""
        after = self.copy()
        for step in steps:
            after.do(step.path, step.commands, data=step.data)
        return after

    def undo(self, steps: Sequence[Step]) -> Chain:
        """Return what the chain is after the inverse of `steps`, last step first."""
        after = self.copy()
        for step in reversed(steps):
            after.do(step.inverse_path or step.path, step.inverse)
        return after

    def do(self, path: tuple[str, ...], commands: tuple[str, ...], *, data: bool = False) -> None:
        """Do what `commands` do in `path`; with `data` they are one command, its data, and the end of it."""
        for depth, entered in enumerate(path[1:], 1):
            self.apply(path[1:depth], entered)  # an entry comes into being when it is entered
        if data:
            self.apply(path[1:], commands[0], "\n".join(commands[1:-1]))
            return
        for command in commands:
            self.apply(path[1:], command)

    def document(self, *, defaults: bool) -> dict[str, object]:
        """Return the chain in the shape of the wish; what is not said counts as the default with `defaults`."""
        result: dict[str, object] = {}
        for option, opener in WORDS.items():
            rows = [
                {"name": name, "keys": [_document(identity, comment) for identity, comment in sorted(known.items())]}
                for (kind, name), known in sorted(self.entries.items())
                if kind == opener
            ]
            if rows:
                result[option] = rows
        if self.strict or defaults:
            result["strict_host_key_check"] = self.strict or "off"
        return result


def _document(identity: Identity, comment: str) -> dict[str, object]:
    return {"type": identity[0], "hash": identity[1], **({"comment": comment} if comment else {})}


@dataclass(frozen=True, slots=True)
class PubkeysHave(Have):
    """What a device has."""

    chain: Chain = field(default_factory=Chain)


# --- what is wanted ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """A key that somebody wants: `hashes` are the names under which a device may know it, the usual one first."""

    where: str
    type: str
    hashes: tuple[str, ...]
    comment: str = ""
    key: keys.PublicKey | None = None
    learned: bool = False  # a server showed it, and nobody vouches for it

    def found(self, known: Mapping[Identity, str]) -> Identity | None:
        """Return under which name it is known."""
        return next((name for name in self.names() if name in known), None)

    def names(self) -> tuple[Identity, ...]:
        """Return the names under which it may be known."""
        return tuple((self.type, name) for name in self.hashes)

    def __str__(self) -> str:
        comment = f" ({self.comment})" if self.comment else ""
        return f"{self.type} {self.key.sha256 if self.key else self.hashes[0]}{comment}"


@dataclass(slots=True)
class Wish:
    """`rows` are the entries that are named, with their keys (None: none given); `named` the options that are.

    `in_use` are the keys that users log in with today, of those of whom a row tells: others of them may make room.
    """

    named: tuple[str, ...] = ()
    rows: dict[Entry, tuple[Wanted, ...] | None] = field(default_factory=dict)
    in_use: dict[Entry, tuple[Wanted, ...]] = field(default_factory=dict)
    strict: str | None = None
    send_as: str = SEND_AS[0]
    warnings: list[str] = field(default_factory=list)


def check(config: Mapping[str, object] | None, state: str) -> Wish:
    """Return the wish, every key decoded and every name checked. Raises `WishError`."""
    if state not in STATES:
        raise WishError("state", state, f"write one of {', '.join(STATES)}")
    if config is None and state != "deleted":
        raise WishError("config", "nothing is given", f"state {state} needs the wanted keys")
    given = mapping(dict(config or {}), "config")
    unknown(given, GROUPS, "")
    wish = Wish(named=tuple(name for name in given if name != "send_as"))
    wish.send_as = _one_of(given.get("send_as", SEND_AS[0]), SEND_AS, "send_as")
    if "strict_host_key_check" in given:
        wish.strict = _one_of(_check_word(given["strict_host_key_check"]), CHECKS, "strict_host_key_check")
    for option, opener in WORDS.items():
        for at, row in enumerate(_rows(given.get(option, []), option)):
            _read_row(wish, opener, mapping(row, f"{option}[{at}]"), f"{option}[{at}]", state)
    return wish


def _read_row(wish: Wish, opener: str, given: dict[str, Any], where: str, state: str) -> None:
    unknown(given, ("name", "keys", *(("in_use",) if opener == "username" else ())), where)
    needed(given, ("name",), where)
    name = word(given["name"], f"{where}.name")
    if (opener, name) in wish.rows:
        raise WishError(where, f"{name} stands there twice", "write one row with all keys")
    if "in_use" in given:
        here = f"{OPTIONS[opener]}[{name}].in_use"
        if state != "merged":
            raise WishError(here, f"the state is {state}", "it is for state merged, where a key makes room")
        wish.in_use[opener, name] = _distinct(given["in_use"], here, opener, wish.warnings)
    if "keys" not in given:
        if state != "deleted":
            raise WishError(where, f"no keys are given for {name}", "list its keys below keys, [] for none")
        wish.rows[opener, name] = None
        return
    wish.rows[opener, name] = _distinct(given["keys"], f"{OPTIONS[opener]}[{name}].keys", opener, wish.warnings)


def _distinct(value: object, where: str, opener: str, warnings: list[str]) -> tuple[Wanted, ...]:
    found: list[Wanted] = []
    for at, member in enumerate(members(value, where)):
        for key in _keys(member, f"{where}[{at}]", opener, warnings):
            if not any(set(key.names()) & set(other.names()) for other in found):
                found.append(key)
    return tuple(found)


_HASH_LINE = re.compile(r"(?:key-hash +)?([a-z][\w.@-]*) +([0-9A-Fa-f]{32}|[0-9A-Fa-f]{64})(?: +(.*?))? *", re.ASCII)


def _keys(value: object, where: str, opener: str, warnings: list[str]) -> Iterator[Wanted]:
    """Yield the keys that one member of the list stands for; nothing of what is no public key is ever shown."""
    given: dict[str, Any] = {"key": value}
    if isinstance(value, dict):
        given = mapping(value, where)
        unknown(given, ("key", "type", "hash", "comment", "file", "learned"), where)
    comment = str(given.get("comment", ""))
    if "file" in given:
        where = f"{where} ({printable(given['file'])})"
    elif "key" not in given:
        needed(given, ("type", "hash"), where)
        yield _by_hash(str(given["type"]), str(given["hash"]), comment, where, opener)
        return
    if "type" in given or "hash" in given:
        raise WishError(where, "a key and a hash are given", "give one of them, the hash is computed from the key")
    text_given = given.get("key")
    if not isinstance(text_given, str):
        raise WishError(where, "it is not the text of a public key", "give the line of the .pub file, or type and hash")
    rows = [_HASH_LINE.fullmatch(line.strip()) for line in text_given.strip().splitlines()]
    if rows and all(rows):
        for row in filter(None, rows):
            yield _by_hash(row[1], row[2], comment or row[3] or "", where, opener)
    else:
        for key in _by_text(text_given, comment, where, opener, warnings):
            yield replace(key, learned=bool(given.get("learned")))


def _by_text(given: str, comment: str, where: str, opener: str, warnings: list[str]) -> Iterator[Wanted]:
    try:
        found = key_texts.read(given)
    except ValueError as error:
        raise WishError(where, str(error), "nothing has been sent") from None
    for member in found:
        if member.options:
            warnings.append(
                f"{where}: the options in front of the key (such as from= or command=) have no effect on IOS: "
                "whoever has the key gets a full session"
            )
        yield Wanted(
            where,
            member.key.openssh.split()[0],
            key_texts.hashes(member.key) if opener == "server" else (member.key.md5,),
            key_texts.comment(comment or member.comment),
            member.key,
        )


def _by_hash(kind: str, found: str, comment: str, where: str, opener: str) -> Wanted:
    if kind not in key_limits.KNOWN_TYPES:
        advice = f"write one of {', '.join(sorted(key_limits.KNOWN_TYPES))}"
        raise WishError(where, f"{printable(kind)} is no type of key that IOS knows", advice)
    name = key_texts.hashed(found)
    if name is None:
        raise WishError(
            where,
            f"{printable(found)} is no MD5 of a key",
            "32 hexadecimal digits, as ssh-keygen -E md5 -lf FILE prints them, colons do not matter",
        )
    if opener == "username" and len(name) == 64:
        advice = "devices know keys of users by MD5: ssh-keygen -E md5 -lf FILE"
        raise WishError(where, f"{printable(found)} is a SHA-256", advice)
    return Wanted(where, kind, (name,), key_texts.comment(comment))


def _rows(value: object, where: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise WishError(where, "it is not a list", "write a list of rows with name and keys")
    return list(value)


def _one_of(value: object, choices: tuple[str, ...], where: str) -> str:
    if value not in choices:
        raise WishError(where, printable(value), f"write one of {', '.join(choices)}")
    return str(value)


def _check_word(value: object) -> object:
    """Return what YAML makes of on and off as the word that was meant."""
    return {"true": "on", "yes": "on", "false": "off", "no": "off"}.get(str(value).lower(), value)


# --- the facet --------------------------------------------------------------------------------------------------------


class Pubkeys:
    """See `Facet`. Nothing here talks to a device."""

    name = "pubkeys"

    def reads(self, config: Mapping[str, object] | None) -> tuple[Read, ...]:
        """Return the one command that shows the chain."""
        del config
        return (running_config(*SECTIONS),)

    def have(self, replies: Mapping[str, str], release: Release | None = None) -> PubkeysHave:
        """Understand the reply. `release` overrides the train that the running-config names."""
        config, release = running.read(replies, release)
        return _have(_chain(config), release)

    def plan(self, have: Have, config: Mapping[str, object] | None, state: str) -> Plan:
        """Return the steps from `have` to `config` under `state`. Raises `WishError`."""
        have = _ours(have)
        wish = check(config, state)
        planner = _Planner(have.chain, have.release, wish, have.login)
        steps = planner.steps(_targets(wish, have.chain, state), _strict(wish, state))
        after = have.chain.perform(steps)
        return Plan(
            steps,
            tuple(dict.fromkeys((*wish.warnings, *planner.hints(after)))),
            have.chain.document(defaults=True),
            after.document(defaults=True),
        )

    def predict(self, have: Have, steps: Sequence[Step]) -> PubkeysHave:
        """Return what a device has after `steps`, as far as commands tell."""
        have = _ours(have)
        return replace(_have(have.chain.perform(steps), have.release), login=have.login)

    def document(self, have: Have) -> dict[str, object]:
        """Return the chain in the shape of the wish."""
        return _ours(have).chain.document(defaults=True)

    def render(self, config: Mapping[str, object], release: Release) -> tuple[str, ...]:
        """Return the commands for everything that `config` names."""
        wish = check(config, "merged")
        chain = Chain(strict="" if wish.strict else None)
        steps = _Planner(chain, release, wish, None).steps(_targets(wish, chain, "merged"), wish.strict)
        return Plan(steps, (), {}, {}).commands()

    def parsed(self, raw: str) -> dict[str, object]:
        """Return the document of a text; the default of the check is told when it names the version of IOS."""
        config = text.parse(raw)
        return _chain(config).document(defaults=running.release_of(config) is not None)


PUBKEYS = Pubkeys()


def _have(chain: Chain, release: Release) -> PubkeysHave:
    return PubkeysHave(
        release=release,
        model=chain.document(defaults=True),
        warnings=for_release(release).warnings,
        chain=chain,
    )


def _chain(config: text.Config) -> Chain:
    chain = Chain()
    chain.read(config.lines)
    return chain


def _ours(have: Have) -> PubkeysHave:
    if not isinstance(have, PubkeysHave):
        raise TypeError(f"the facet pubkeys needs what its own `have` returned, not {type(have).__name__}")
    return have


# --- from wish to targets ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Target:
    """What an entry comes to: keys that stay, keys that are added; without either of them it is removed."""

    stay: tuple[Identity, ...] = ()
    add: tuple[Wanted, ...] = ()


def _targets(wish: Wish, chain: Chain, state: str) -> dict[Entry, Target]:
    """Return what every entry comes to that is named, or that the state speaks of."""
    targets: dict[Entry, Target] = {}
    if state == "overridden" or (state == "deleted" and not wish.named):
        targets = {entry: Target() for entry in chain.entries}
    for entry, wanted in wish.rows.items():
        known = chain.entries.get(entry, {})
        named = {found for key in wanted or () if (found := key.found(known))}
        missing = tuple(key for key in wanted or () if not key.found(known))
        if state == "merged":
            if wanted:
                targets[entry] = Target(tuple(known), missing)
        elif state == "deleted":
            stay = () if wanted is None else tuple(name for name in known if name not in named)
            if entry in chain.entries and (wanted is None or stay != tuple(known)):
                targets[entry] = Target(stay)
        else:
            targets[entry] = Target(tuple(name for name in known if name in named), missing)
    return targets


def _strict(wish: Wish, state: str) -> str | None:
    """Return what the check of host keys comes to, None when nothing is said about it."""
    if state == "deleted" and wish.named:
        return "off" if wish.strict else None
    return wish.strict or ("off" if state in {"overridden", "deleted"} else None)


# --- steps ------------------------------------------------------------------------------------------------------------


class _Planner:
    """Makes steps, and sees to it that the key of this session goes last."""

    def __init__(self, chain: Chain, release: Release, wish: Wish, login: Login | None) -> None:
        self.chain = chain
        self.release = release
        self.wish = wish
        self.limits: KeyLimits = key_limits.for_release(release)
        self.warnings = wish.warnings
        self.account, self.in_use = in_use(chain, login)
        # The one place where SHA-256 was seen is the list of servers of the newest release.
        servers = [known for (kind, _name), known in chain.entries.items() if kind == "server"]
        self.long = any(len(name) == 64 for known in servers for _type, name in known)

    def steps(self, targets: Mapping[Entry, Target], strict: str | None) -> tuple[Step, ...]:
        """Return the steps in their order."""
        targets = {entry: self._with_room(entry, target) for entry, target in targets.items()}
        self._fits(targets)
        entries = self.chain.entries
        new = [entry for entry, target in targets.items() if entry not in entries and target.add]
        users = [entry for entry in new if entry[0] == "username"]
        room = max(0, self.limits.users - sum(kind == "username" for kind, _name in entries))
        late = set(users[room:])
        steps: list[Step] = []
        for entry in (entry for entry in targets if entry in entries):
            steps += self._changed(entry, targets[entry])
        for entry in new:
            steps += self._created(entry, targets[entry], Risk.RESTRICTIVE if entry in late else Risk.ADDITIVE)
        steps += self._strict(strict)
        return tuple(sorted(steps, key=lambda step: step.risk))

    def hints(self, after: Chain) -> list[str]:
        """Return all warnings."""
        servers = [name for kind, name in after.entries if kind == "server"]
        if after.strict == "on" and self.chain.strict != "on" and not servers:
            self.warnings.append(
                "strict_host_key_check: the chain has no server, so that the device will connect to none"
            )
        return self.warnings

    def _with_room(self, entry: Entry, target: Target) -> Target:
        """Return the target without the keys that make room for those that are added. Raises `WishError`."""
        over = len(target.stay) + len(target.add) - self.limits.keys
        if over <= 0 or entry not in self.wish.in_use:
            return target
        known = self.chain.entries[entry]
        used = {found for key in self.wish.in_use[entry] if (found := key.found(known))}
        if entry == self.account and self.in_use:
            used.add(self.in_use)
        wanted = {found for key in self.wish.rows[entry] or () if (found := key.found(known))}
        free = [name for name in known if name not in used | wanted]
        if over < len(free):
            raise WishError(
                f"users[{entry[1]}].in_use",
                f"{len(free)} keys are neither wanted nor known to be in use, and {over} of them must make room for "
                f"the new one: {', '.join(name for _type, name in free)}",
                "name the key that the user logs in with today",
            )
        return Target(tuple(name for name in target.stay if name not in free[:over]), target.add)

    def _fits(self, targets: Mapping[Entry, Target]) -> None:
        """Hold what would be there against the limits of the release. Nothing has been sent yet."""
        for entry, target in targets.items():
            before = len(self.chain.entries.get(entry, {}))
            count = len(target.stay) + len(target.add)
            if entry[0] == "username" and count > max(self.limits.keys, before):
                raise WishError(
                    f"users[{entry[1]}].keys",
                    f"{count} keys, of which {before} are there; release {self.release} stores {self.limits.keys} "
                    "for a user",
                    "name those to keep with state replaced, or take one away with state deleted",
                )
            for key in target.add:
                self._fitting_type(key)
                self._vouched_for(entry, key)
        before = sum(kind == "username" for kind, _name in self.chain.entries)
        gone = sum(1 for entry, target in targets.items() if entry[0] == "username" and self._goes(entry, target))
        added = sum(
            entry[0] == "username" and entry not in self.chain.entries and bool(target.add)
            for entry, target in targets.items()
        )
        if before - gone + added > max(self.limits.users, before):
            raise WishError(
                "users",
                f"{before - gone + added} users, of which {before} are there; release {self.release} stores keys for "
                f"{self.limits.users}",
                "leave some out, or take others away with state deleted",
            )

    def _goes(self, entry: Entry, target: Target) -> bool:
        return entry in self.chain.entries and not target.stay and not target.add

    def _fitting_type(self, key: Wanted) -> None:
        if key.type in self.limits.perhaps:
            self.warnings.append(
                f"{key.where}: a {key.type} key is sent although release {self.release} is not known to take one; "
                "reading back will tell whether it took effect"
            )
        elif key.type not in self.limits.types:
            known = ", ".join((*self.limits.types, *self.limits.perhaps))
            raise WishError(key.where, f"it is {key.type}", f"release {self.release} takes {known} only")
        least = for_release(self.release).rsa_ssh_minimum
        if key.key and key.key.type == "rsa" and key.key.bits < least:
            self.warnings.append(
                f"{key.where}: an RSA key of {key.key.bits} bits; release {self.release} wants {least} bits of its own "
                "keys, and clients refuse short ones, so that logging in with it may fail"
            )
        if self.wish.send_as == "key_string" and key.key is None:
            raise WishError(
                key.where, "only its hash is given", "send_as: key_string needs the key itself; give it, or key_hash"
            )

    def _vouched_for(self, entry: Entry, key: Wanted) -> None:
        if not key.learned or not key.key:
            return
        known = ", ".join(name for _type, name in self.chain.entries.get(entry, {}))
        if known:
            raise WishError(
                f"servers[{entry[1]}].learn",
                f"the server shows {key.key.sha256}, and the device knows another key of it, {known}",
                "compare the fingerprint at the server, then give it in learn.fingerprint",
            )
        self.warnings.append(
            f"servers[{entry[1]}]: the key {key.key.sha256} was learned over the network; compare it at the server"
        )

    # --- one entry

    def _changed(self, entry: Entry, target: Target) -> list[Step]:
        known = self.chain.entries[entry]
        if self._goes(entry, target):
            return [self._remove_entry(entry)]
        steps = []
        present = dict(known)
        for key, risk in self._order(entry, target):
            if isinstance(key, Wanted):
                steps.append(self._add(entry, key, risk))
            elif key in present:
                steps.append(self._remove(entry, key, risk))
                del present[key]
            else:  # it made room for a moment
                steps.append(self._add(entry, Wanted("", key[0], (key[1],), key_texts.comment(known[key])), risk))
        return steps

    def _order(self, entry: Entry, target: Target) -> Iterator[tuple[Wanted | Identity, Risk]]:
        """Yield what is added and removed, in an order that never has more keys than the device stores.

        Keys are added first where there is room. Where there is none, one key makes room for the next; the key of this
        session goes last, and when it would be the first to go, another one leaves until the new key is in.
        """
        known = self.chain.entries[entry]
        going = [name for name in known if name not in target.stay]
        add = list(target.add)
        room = max(0, self.limits.keys - len(known)) if entry[0] == "username" else len(add)
        late = add[room:]
        mine = entry == self.account and self._depends(entry, forced=bool(late))
        for key in add[:room]:
            yield key, Risk.ADDITIVE
        back: list[Identity] = []
        if mine and self.in_use in going:
            going.remove(self.in_use)
            if late and not going and not add[:room]:
                back = [name for name in known if name != self.in_use][:1]
                going = list(back)
            going.append(self.in_use)
        for key in late:
            if going:
                yield going.pop(0), Risk.RESTRICTIVE
            yield key, Risk.RESTRICTIVE
        for name in (*going, *back):
            yield name, Risk.RESTRICTIVE

    def _depends(self, entry: Entry, *, forced: bool) -> bool:
        """Tell whether the key of this session can be named. Raises `WishError`."""
        if self.in_use is None and forced:
            raise WishError(
                f"users[{entry[1]}].keys",
                f"{len(self.chain.entries[entry])} keys are there, one of them let this session in, and which is not "
                "known, so that none can make room for the new one",
                "name the key of this controller in ansible_ssh_private_key_file, or log in with a password",
            )
        return self.in_use is not None

    def _created(self, entry: Entry, target: Target, risk: Risk) -> list[Step]:
        first, *rest = [self._add(entry, key, risk) for key in target.add]
        gone = (f"no {entry[0]} {entry[1]}",)
        return [replace(first, inverse=gone, inverse_path=(CONFIGURE, CHAIN), inverse_answers=(SURE,)), *rest]

    def _add(self, entry: Entry, key: Wanted, risk: Risk) -> Step:
        kind, name = key.type, self._sent(entry, key)
        data = self.wish.send_as == "key_string" and key.key is not None
        names = key.hashes if data else (name,)  # under which of them the device stores a key that it hashes itself
        return Step(
            option=_option(entry, name),
            commands=_key_string(key.key) if data and key.key else (_key_hash(kind, name, key.comment),),
            path=_path(entry),
            reason=f"{key} wanted, not found" if key.where else f"{key} back, it made room",
            risk=risk,
            inverse=tuple(f"no key-hash {kind} {stored}" for stored in names),
            data=data,
        )

    def _sent(self, entry: Entry, key: Wanted) -> str:
        return key.hashes[-1 if entry[0] == "server" and self.long else 0]

    def _remove(self, entry: Entry, identity: Identity, risk: Risk) -> Step:
        comment = self.chain.entries[entry][identity]
        return Step(
            option=_option(entry, identity[1]),
            commands=(f"no key-hash {' '.join(identity)}",),
            path=_path(entry),
            reason=f"not wanted, found{f' with the comment {printable(comment)}' if comment else ''}",
            risk=risk,
            inverse=(_key_hash(*identity, key_texts.comment(comment)),),
        )

    def _remove_entry(self, entry: Entry) -> Step:
        known = self.chain.entries[entry]
        return Step(
            option=f"{OPTIONS[entry[0]]}[{entry[1]}]",
            commands=(f"no {entry[0]} {entry[1]}",),
            path=(CONFIGURE, CHAIN),
            reason=f"not wanted, {len(known)} key{'' if len(known) == 1 else 's'} found",
            risk=Risk.RESTRICTIVE,
            inverse=tuple(_key_hash(*name, key_texts.comment(comment)) for name, comment in known.items()),
            inverse_path=_path(entry),
            answers=(SURE,),
        )

    def _strict(self, want: str | None) -> list[Step]:
        have = self.chain.strict or "off"
        if want is None or (want == have and self.chain.strict != ""):
            return []
        if want == "accept-new":
            if self.limits.accept_new is False:
                advice = f"release {self.release} does not have it: write on or off"
                raise WishError("strict_host_key_check", want, advice)
            if self.limits.accept_new is None:
                self.warnings.append(
                    f"strict_host_key_check: {want} is sent although release {self.release} is not known to have it; "
                    "reading back will tell whether it took effect"
                )
        return [
            Step(
                option="strict_host_key_check",
                commands=(_strict_command(want),),
                path=(CONFIGURE,),
                reason=f"{want} wanted, {have} found{'' if self.chain.strict else ' (default)'}",
                risk=Risk.NEUTRAL,
                inverse=(_strict_command(have),),
            )
        ]


def in_use(chain: Chain, login: Login | None) -> tuple[Entry | None, Identity | None]:
    """Return the account that depends on the chain because this session used a key of it, and that key if known."""
    if login is None or login.method != "publickey":
        return None, None
    entry = ("username", login.user)
    known = chain.entries.get(entry, {})
    if not login.key:
        return (entry, None) if known else (None, None)
    key = keys.from_openssh(login.key)
    identity = (key.openssh.split()[0], key.md5)
    return (entry, identity) if identity in known else (None, None)


def _option(entry: Entry, name: str) -> str:
    return f"{OPTIONS[entry[0]]}[{entry[1]}].keys[{name}]"


def _path(entry: Entry) -> tuple[str, ...]:
    return CONFIGURE, CHAIN, f"{entry[0]} {entry[1]}"


def _key_hash(kind: str, name: str, comment: str) -> str:
    return f"key-hash {kind} {name} {comment}".rstrip()


def _key_string(key: keys.PublicKey) -> tuple[str, ...]:
    """Return what is typed for a key itself.

    Of RSA the bare base64 text, which works everywhere; of other types with the type in front, as it was recorded.
    Source: behaviour reference 2.4.
    """
    line = key.openssh.split()[1] if key.type == "rsa" else key.openssh
    width = WIDTH if len(line) > LONGEST_DATA else LONGEST_DATA
    lines = [line[at : at + width] for at in range(0, len(line), width)]
    return ("key-string", *lines, "exit")


def _strict_command(value: str) -> str:
    return {"off": f"no {STRICT}", "on": STRICT}.get(value, f"{STRICT} {value}")
