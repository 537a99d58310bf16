# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The laws of planning for SCP, AAA and users, and that at no moment of a plan nobody can log in.

A device is the text that it would print. It hashes what it is given in clear, as devices do.
"""

from __future__ import annotations

import contextlib
import re

from ansible_collections.secureshell.ios.plugins.plugin_utils._core import passwords
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import plan as plans
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.access import ACCESS, TABLE
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.hazards import Preflight
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import Client, Login, Risk, WishError
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.releases import Release
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.table import LINE
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.wish import STATES
from dice import EXAMPLES, NAMES, Dice, hostile, law, seeds, sizes
from hypothesis import given, reject, settings
from hypothesis import strategies as st

ROWS = TABLE.by_name
CLEAR = ("SECRETone", "SECRETtwo!$", "SECRET'three")
KEY = "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"


def reversible(clear, offset=3):
    return f"{offset:02d}" + "".join(f"{ord(sign) ^ ord(KEY[offset + at]):02X}" for at, sign in enumerate(clear))


HASHES = (
    *((0, clear) for clear in CLEAR),
    *((5, passwords.md5_crypt(clear, "mERr")) for clear in CLEAR),
    *((7, reversible(clear)) for clear in CLEAR),
    (8, "$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk"),
    (9, "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6"),
)
STORED = [text for _number, text in HASHES]

# --- random wishes ----------------------------------------------------------------------------------------------------


def user(dice, release):
    """Draw a row of `users`, most of them with a password."""
    row = {"name": dice.choice(["admin", "bob", "eve", "x.y", "zoe"])}
    if dice.random() < 0.1:
        return row | {"state": "absent"}
    if dice.coin():
        row["privilege"] = dice.choice([0, 1, 5, 15, 15])
    kind = dice.choice(["clear", "clear", "clear", "hash", "hash", ""])
    if kind == "clear":
        row |= {"configured_password": dice.choice(CLEAR), "password_type": dice.choice(["secret", "password"])}
        if row["password_type"] == "secret" and release >= Release.parse("16.1") and dice.random() < 0.1:
            row["algorithm"] = dice.choice(["md5", "sha256", "scrypt"])
    elif kind == "hash":
        number, text = dice.choice([row for row in HASHES if row[0] not in {8, 9} or release >= Release.parse("16.1")])
        row["hashed_password"] = {"type": number, "value": text}
        if number == 0:
            row["password_type"] = "password"
    if dice.coin():
        row["update_password"] = dice.choice(["always", "on_create"])
    return row


def method_list(dice, methods):
    chosen = dice.sample(methods, dice.randint(1, 3))
    if dice.random() < 0.8 and "local" not in chosen:
        chosen.append("local")
    return {"name": dice.choice(["default", "default", "VTY", "CON"]), "methods": chosen}


def aaa(dice):
    logins = ["group tacacs+", "group radius", "local", "none", "enable", "line", "local-case", "group MINE"]
    execs = ["group tacacs+", "local", "if-authenticated", "none"]
    found = dice.some(
        {
            "new_model": lambda: dice.random() < 0.7,
            "authentication_login": lambda: dice.instances(lambda: method_list(dice, logins), 3, "name"),
            "authorization_exec": lambda: dice.instances(lambda: method_list(dice, execs), 3, "name"),
            "authorization_console": dice.coin,
        }
    )
    return {"new_model": False} if found.get("new_model") is False else found


def drawn_wish(dice, release, size):
    members = {
        "enabled": dice.coin,
        "window_size": lambda: dice.choice([8192, 65536, 131072]),
        "bulk_mode": lambda: dice.choice([{"enabled": False}, {"enabled": True, "size": 262144}]),
        "aaa": lambda: aaa(dice),
        "users": lambda: dice.instances(lambda: user(dice, release), 4, "name"),
        "enable_secret": lambda: dice.choice(CLEAR),
        "client": lambda: dice.some({"username": dice.word, "password": lambda: dice.choice(CLEAR)}),
    }
    known = {option.name.split(".")[0] for option in TABLE if option.supported(release) is not False}
    return dice.some({name: draw for name, draw in members.items() if name in known}, size)


class Case(tuple):
    """What a device has, a wish, and a state."""

    __slots__ = ()

    def __repr__(self):
        have, config, state = self
        return f"{printed(have)}\n{state}: {config}"


@st.composite
def cases(draw):
    release = Release.parse(draw(st.sampled_from(NAMES)))
    dice = Dice(draw(seeds))
    config = drawn_wish(dice, release, draw(sizes))
    state = draw(st.sampled_from(STATES))
    if state == "deleted" and dice.random() < 0.3:
        config = None
    return Case((device(release, drawn_wish(dice, release, draw(sizes)), dice), config, state))


# --- devices ----------------------------------------------------------------------------------------------------------

BLANK = """Current configuration : 4711 bytes
version {release}
username admin privilege 15 secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0
username lab view V autocommand show users
line vty 0 4
 login local
line vty 5 15
 login local
"""


def read(text):
    return ACCESS.have({"running-config": text})


def device(release, config, dice):
    """Return what a device has on which `config` was set up before, where that could be."""
    have = read(BLANK.format(release=release))
    with contextlib.suppress(WishError):
        have = ACCESS.predict(have, ACCESS.plan(have, config, "merged").steps)
    return read(printed(have)) if dice.coin() else have


def printed(have, indent=" ", trailing="", hashing=True):
    """Print a running-config as devices do. With `hashing` no clear secret is left in it."""
    said, lines, blocks = have.settings.said, [f"Current configuration : 4711 bytes\nversion {have.release}"], {}
    for key in sorted(said, key=TABLE.in_order):
        option, value = ROWS[key[0]], said[key]
        if option.name == "users" and hashing:
            value = stored(value)
        target = blocks.setdefault(key[1], []) if option.mode == (LINE,) else lines
        target.extend(option.kind.commands(option, None, value, have.capabilities))
    for number in sorted(have.settings.vty):
        lines += [f"line vty {number}", *(indent + line for line in blocks.get(number, ()))]
    return "".join(f"{line}{trailing}\n" for line in lines)


def stored(value):
    """Return a user as a device keeps it: a clear secret is hashed."""
    if value["word"] != "secret" or value["type"]:
        return value
    asked = {"md5": 5, "sha256": 8, "scrypt": 9}.get(value.get("algorithm"), 5)
    value = {key: member for key, member in value.items() if key != "algorithm"}
    if asked == 5:
        return value | {"type": 5, "value": passwords.md5_crypt(value["value"], "abcd")}
    template = f"${asked}$abcdefghijklmn${'.' * 43}"
    return value | {"type": asked, "value": passwords._hashed(value["value"], asked, template)}


def prepare(have, config, state):
    try:
        return ACCESS.plan(have, config, state)
    except WishError as error:
        refusal = error
    # Of valid options only the consequences can be refused: for people, and for SCP.
    assert refusal.option.startswith(("users", "aaa", "enabled"))
    assert not any(secret in str(refusal) for secret in STORED)
    reject()
    return None


# --- laws -------------------------------------------------------------------------------------------------------------


@law
@given(cases())
def test_a_plan_leads_where_nothing_is_left_to_do(case):
    have, config, state = case
    plan = prepare(have, config, state)
    after = ACCESS.predict(have, plan.steps)
    assert ACCESS.plan(after, config, state).steps == ()
    assert ACCESS.document(after) == plan.after
    again = read(printed(after))
    assert ACCESS.plan(again, config, state).steps == ()


@law
@given(cases())
def test_the_inverse_of_a_plan_gives_the_start_back(case):
    have, config, state = case
    plan = prepare(have, config, state)
    back = ACCESS.predict(have, plan.steps).settings.undo(plan.steps)
    kept = [key for key in (*back.said, *have.settings.said) if ROWS[key[0]].mode != (LINE,)]
    assert [key for key in kept if not same(key, back.value(key), have.settings.value(key))] == []


def same(key, one, other):
    kind = ROWS[key[0]].kind
    return one == other if one is None or other is None else kind.same(one, other)


@law
@given(cases())
def test_a_plan_gives_what_its_state_promises(case):
    have, config, state = case
    before, after = have.settings, ACCESS.predict(have, prepare(have, config, state).steps).settings
    config = config or {}
    gone = state == "deleted"
    rows = {"users": config.get("users"), **{f"aaa.{name}": value for name, value in config.get("aaa", {}).items()}}
    aaa_off = not after.value(("aaa.new_model",))
    for group in ("users", "aaa.authentication_login", "aaa.authorization_exec"):
        named = {row["name"]: row for row in rows.get(group) or ()}
        for key in {key for key in (*before.said, *after.said) if key[0] == group}:
            row = named.get(key[1])
            if row is None and (state != "overridden" or rows.get(group) is None):
                assert after.said.get(key) == before.said.get(key) or (aaa_off and group != "users")
            elif row is None or gone or row.get("state") == "absent":
                assert key not in after.said
            elif group == "users":
                privilege = row.get("privilege", 1 if state != "merged" or key not in before.said else None)
                assert privilege is None or after.said[key]["privilege"] == privilege
            else:
                assert list(after.said[key]["methods"]) == row["methods"]
        assert all((group, name) in after.said or gone or row.get("state") for name, row in named.items())
    for name in ("enabled", "window_size", "bulk_mode"):
        if name in config and not gone:
            assert same((name,), after.value((name,)), ROWS[name].kind.complete(config[name], None))
        elif state == "overridden" or (gone and (name in config or not config)):
            assert after.is_default((name,)) or after.value((name,)) == after.default((name,))
        else:
            assert after.value((name,)) == before.value((name,))


@law
@given(cases())
def test_merged_removes_only_what_is_wished_away(case):
    have, config, _state = case
    config = config or {}
    plan = prepare(have, config, "merged")
    after = ACCESS.predict(have, plan.steps).settings
    away = {("users", row["name"]) for row in config.get("users", ()) if row.get("state") == "absent"}
    missing = {key for key in have.settings.said if key not in after.said and ROWS[key[0]].mode != (LINE,)}
    assert missing <= away or config.get("aaa", {}).get("new_model") is False


@law
@given(cases(), st.sampled_from(["", " ", "  ", "\t"]), st.sampled_from(["", " ", "   ", "\r"]))
def test_indentation_blanks_and_hashes_make_no_difference(case, indent, trailing):
    have, config, state = case
    after = ACCESS.predict(have, prepare(have, config, state).steps)
    again = read(printed(after, indent, trailing, hashing=False))
    assert ACCESS.document(again) == ACCESS.document(after)
    assert ACCESS.plan(again, config, state).steps == ()
    noise = "aaa session-id common\naaa group server tacacs+ MINE\n server name T\nservice password-encryption\n"
    noisy = read(noise + printed(after, indent, trailing))
    assert ACCESS.plan(noisy, config, state).steps == ()


@law
@given(cases())
def test_what_is_rendered_is_read_as_what_was_wished(case):
    have, config, _state = case
    users = [row for row in (config or {}).get("users", ()) if "configured_password" in row or "hashed_password" in row]
    config = {**(config or {}), "users": users}
    rendered = ACCESS.render(config, have.release)
    document = ACCESS.parsed("\n".join(rendered))
    assert ACCESS.parsed("\r\n".join(f"{line}  " for line in rendered)) == document
    for name in ("enabled", "window_size"):
        assert document.get(name) == config.get(name) or (name not in config)
    assert {row["name"]: row["privilege"] for row in document.get("users", ())} == {
        row["name"]: row.get("privilege", 1) for row in users
    }
    lists = {row["name"]: row["methods"] for row in document.get("aaa", {}).get("authentication_login", ())}
    assert lists == {row["name"]: row["methods"] for row in config.get("aaa", {}).get("authentication_login", ())}


PLACES = (
    lambda text: {"enabled": text},
    lambda text: {"window_size": text},
    lambda text: {"users": [{"name": text, "configured_password": "x"}]},
    lambda text: {"users": [{"name": text, "state": "absent"}]},
    lambda text: {"users": [{"name": "bob", "privilege": text, "configured_password": "x"}]},
    lambda text: {"users": [{"name": "bob", "configured_password": text}]},
    lambda text: {"users": [{"name": "bob", "configured_password": "x", "password_type": text}]},
    lambda text: {"users": [{"name": "bob", "configured_password": "x", "algorithm": text}]},
    lambda text: {"users": [{"name": "bob", "hashed_password": {"type": 0, "value": text}}]},
    lambda text: {"users": [{"name": "bob", "hashed_password": {"type": text, "value": "x"}}]},
    lambda text: {"users": [{"name": "bob", "hashed_password": {"type": 6, "value": text * 3}}]},
    lambda text: {"users": [{"name": "bob", "configured_password": "x", "update_password": text}]},
    lambda text: {"aaa": {"authentication_login": [{"name": text, "methods": ["local"]}]}},
    lambda text: {"aaa": {"authentication_login": [{"name": "VTY", "methods": [text, "local"]}]}},
    lambda text: {"aaa": {"authorization_exec": [{"name": "VTY", "methods": [f"group {text}", "local"]}]}},
    lambda text: {"aaa": {text: True}},
    lambda text: {"client": {"username": text}},
    lambda text: {"client": {"password": text}},
    lambda text: {text: 1},
)


@settings(law, max_examples=int(EXAMPLES or 400))
@given(st.sampled_from(PLACES), hostile)
def test_no_value_leaves_its_line(place, text):
    have = read(BLANK.format(release="17.15") + "aaa new-model\n")
    try:
        plan = ACCESS.plan(have, place(text), "merged")
    except WishError as error:
        message, plan = str(error), None
    else:
        message = ""
    assert message.isprintable()
    if plan is None:
        return
    for step in plan.steps:
        for command in step.commands:
            assert re.fullmatch(r"[\x20-\x7e]*", command)
            assert not re.search(r"[?\"]", command)
            assert not command.startswith("!")


@law
@given(cases())
def test_no_secret_is_shown(case):
    have, config, state = case
    plan = prepare(have, config, state)
    shown = repr((plan, ACCESS.document(have), have, plan.commands(), plans.diff(plan), plan.warnings))
    assert [secret for secret in STORED if secret in shown] == []
    assert "SECRET" not in shown


def way_in(settings):
    """Tell whether somebody can log in on a vty when no server answers."""
    users = [key for key, value in settings.said.items() if key[0] == "users" and value["word"]]
    if not settings.value(("aaa.new_model",)):
        return bool(users) and settings.said.get(("lines.login", 0)) == {"login": "local"}
    enable = settings.value(("enable",)) or settings.value(("enable_secret",))
    if not (settings.said.get(("aaa.authorization_exec", "default")) or enable):
        return False  # nobody gets beyond the privilege of the line
    methods = settings.said.get(("aaa.authentication_login", "default"), {"methods": ("local",)})["methods"]
    return bool({"none", "enable", "line"} & set(methods) or (users and {"local", "local-case"} & set(methods)))


@law
@given(cases())
def test_at_no_moment_of_a_plan_is_everybody_locked_out(case):
    have, config, state = case
    plan = prepare(have, config, state)
    steps = plan.steps
    found = Preflight().judge({"running-config": printed(have, hashing=False)}, Login(), Client(), plan)
    if not way_in(have.settings) or Preflight.refusal(found):
        return
    for sent in range(1, len(steps) + 1):
        if sent < len(steps) and steps[sent - 1].joined and steps[sent].joined:
            continue  # they leave in one go
        # Right behind `no aaa new-model` come the lines, in the same visit.
        behind = steps[sent : sent + 1] if steps[sent - 1].commands == ("no aaa new-model",) else ()
        assert way_in(have.settings.perform((*steps[:sent], *behind)))


@law
@given(cases())
def test_steps_come_by_risk_users_before_aaa_and_lists_behind_it(case):
    have, config, state = case
    steps = prepare(have, config, state).steps
    assert [step.risk for step in steps] == sorted(step.risk for step in steps)
    on = [place for place, step in enumerate(steps) if step.commands == ("aaa new-model",)]
    for place, step in enumerate(steps):
        if on and step.option.startswith("users") and step.commands[0].startswith("username"):
            assert place < on[0]
        if on and step.option.startswith("aaa.auth") and not step.commands[0].startswith("no "):
            assert place > on[0]
        assert step.risk > Risk.NEUTRAL or not step.option.startswith("aaa")
        assert bool(step.answers) == any(command.startswith(("no username", "no aaa new")) for command in step.commands)
