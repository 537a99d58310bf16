# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The laws of planning, over random devices, random wishes, every state and releases of every row.

A device is the text that it would print: what a plan leads to is printed again, by a printer of this file, and read.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import host_keys
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import plan as plans
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.capabilities import ROWS as RELEASES
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.capabilities import for_release
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.options import ROWS, TABLE
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import Risk, WishError
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.releases import Release
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import SERVER
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.table import LINE
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.wish import STATES
from dice import EXAMPLES, LETTERS, NAMES, Dice, hostile, law, seeds, sizes
from hypothesis import given, reject, settings
from hypothesis import strategies as st

KEYS = ("K-one", "K-two")
ROOT = Path(__file__).resolve().parents[2]


def test_every_row_of_the_release_table_takes_part():
    assert {for_release(Release.parse(name)).name for name in NAMES} == {row.name for row in RELEASES}


# --- random wishes ----------------------------------------------------------------------------------------------------

# What can be typed: ASCII without control characters, without the help and the end of a banner.
TYPEABLE = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in "?^")


def algorithm_lists(dice, capabilities, prefix=""):
    return {
        name.removeprefix("client."): lambda entry=entry: dice.ordered(entry.accepted)
        for name, entry in capabilities.algorithms.items()
        if name.startswith("client.") == bool(prefix)
    }


def access_class(dice):
    direction = dice.choice(["in", "out"])
    also = direction == "in" and dice.coin()
    return {"name": dice.word(), "direction": direction, "ipv6": dice.coin(), "vrf_also": also}


def line_rows(dice):
    """Draw rows with ranges that do not overlap, of a device with up to twenty lines."""
    edges = sorted(dice.sample(range(20), dice.randint(1, 3)))
    rows = []
    for first, following in zip(edges, [*edges[1:], 20], strict=True):
        row = dice.some(
            {
                "transport_input": lambda: dice.choice(
                    [["ssh"], ["ssh", "telnet"], ["telnet", "ssh"], ["all"], ["none"]]
                ),
                "transport_output": lambda: dice.choice([["ssh"], ["none"], ["telnet", "ssh"]]),
                "exec_timeout": lambda: dice.choice(
                    [
                        {"minutes": dice.randint(0, 60)},
                        {"seconds": dice.randint(1, 59)},
                        {"minutes": 10, "seconds": dice.choice([0, 1])},
                    ]
                ),
                "session_limit": lambda: dice.randint(1, 20),
                "privilege_level": lambda: dice.randint(0, 15),
                "rotary": lambda: dice.randint(1, 127),
                "access_class": lambda: dice.instances(lambda: access_class(dice), 3, "direction", "ipv6"),
            }
        )
        row |= dice.choice(
            [
                {},
                {"login": "local"},
                {"login": "none"},
                {"login": "authentication", "login_list": "A"},
                {"login": "password"},
            ]
        )
        rows.append({"first": first, "last": dice.randint(first, following - 1), **row})
    return rows


def trap_host(dice):
    return {
        "host": dice.choice(["10.0.0.1", "10.0.0.2", "nms.example.com"]),
        "community": dice.choice(["SECRETone", "SECRETtwo", "SECRET" + dice.text(LETTERS, 4, 9)]),
        "version": dice.choice(["1", "2c"]),
        **dice.choice([{}, {"port": dice.randint(1024, 65535)}]),
    }


def port(dice):
    rotary = dice.randint(1, 100)
    return {"port": dice.randint(2000, 2003), "rotary": rotary, "rotary_end": rotary + dice.randint(0, 3)}


def profile(dice):
    return dice.some({"trustpoint": dice.word, "ocsp_response": dice.coin})


def drawn_wish(dice, release, size):
    """Draw a wish of up to `size` options that the release knows and that does not shut its own SSH."""
    capabilities = for_release(release)
    members = {
        "hostname": lambda: (
            dice.choice(LETTERS) + dice.text(LETTERS + "0123456789-", 0, 18) + dice.choice(LETTERS) + "x"
        ),
        "domain_name": lambda: dice.choice(["example.com", "lab.example.net"]),
        "version": lambda: dice.choice(capabilities.versions),
        "timeout": lambda: dice.choice([1, 60, 119, 120]),
        "authentication_retries": lambda: dice.randint(0, 5),
        "dh_min_size": lambda: dice.choice(capabilities.dh_min_size.values),
        "source_interface": lambda: dice.choice(["Loopback0", "Gi0/0/1", "vlan 10", "Port-channel3"]),
        "ports": lambda: dice.instances(lambda: port(dice), 3, "port"),
        "max_startups": lambda: dice.randint(2, 128),
        "sessions_per_user": lambda: dice.randint(1, 16),
        "logging_events": dice.coin,
        "break_string": lambda: dice.choice(["~break", dice.word()]),
        "rekey": lambda: dice.some(
            {"time": lambda: dice.randint(10, 1440), "volume": lambda: dice.randint(100, 4194303)}
        ),
        "window_size": lambda: dice.choice([8192, 65536, 131072]),
        "bulk_mode": lambda: dice.choice(
            [
                {"enabled": False},
                {"enabled": True},
                {"enabled": True, "size": 131072},
                {"enabled": True, "size": 262144},
            ]
        ),
        "algorithms": lambda: dice.some(algorithm_lists(dice, capabilities)),
        "client_algorithms": lambda: dice.some(algorithm_lists(dice, capabilities, "client")),
        "authentication_methods": lambda: dice.ordered(["publickey", "keyboard", "password"]),
        "certificate_profile": lambda: dice.some({"server": lambda: profile(dice), "user": lambda: profile(dice)}),
        "lines": lambda: line_rows(dice),
        "login_protection": lambda: dice.some(
            {
                "block_for": lambda: {
                    "seconds": dice.randint(1, 600),
                    "attempts": dice.randint(1, 9),
                    "within": dice.randint(1, 600),
                },
                "delay": lambda: dice.randint(1, 10),
                "quiet_mode_acl": dice.word,
                "on_failure": lambda: dice.choice([{"log": True}, {"log": False}, {"every": 5}]),
                "on_success": lambda: dice.choice([{"log": True}, {"log": False}, {"log": True, "every": 2}]),
            }
        ),
        "banner": lambda: "\n".join(dice.text(TYPEABLE, 0, 20) for _unused in range(dice.randint(1, 3))),
        "session_traps": lambda: dice.some(
            {
                "enabled": dice.coin,
                # What is rendered masks communities, so that it cannot tell two of one host and version.
                "hosts": lambda: dice.instances(lambda: trap_host(dice), 3, "host", "version"),
            }
        ),
        dice.choice(["dscp", "precedence"]): lambda: dice.randint(0, 7),
    }
    known = {option.group for option in TABLE if option.supported(release) is not False}
    wish = dice.some({name: draw for name, draw in members.items() if name in known}, size)
    labels = dice.sample(KEYS, dice.randint(0, 2))
    if labels or "version" in wish or "lines" in wish:
        labels = labels or [KEYS[0]]
        wish["host_keys"] = [{"label": label, "modulus": 2048} for label in labels]
        if dice.coin():
            wish["host_key_label"] = labels[0]
    return wish


class Case(tuple):
    """What a device has, a wish, and a state."""

    __slots__ = ()

    def __repr__(self):
        have, config, state = self
        return f"{printed(have)}\n{state}: {config}"


@st.composite
def wishes(draw):
    """A release and a wish that it knows."""
    release = Release.parse(draw(st.sampled_from(NAMES)))
    return release, drawn_wish(Dice(draw(seeds)), release, draw(sizes))


@st.composite
def cases(draw):
    """A release, what a device of it has, a wish, and a state."""
    release, config = draw(wishes())
    state = draw(st.sampled_from(STATES))
    dice = Dice(draw(seeds))
    if state == "deleted":
        config = {name: value for name, value in config.items() if name not in {"hostname", "host_keys"}}
        config = dice.choice([config, None])
    return Case((device(release, drawn_wish(dice, release, draw(sizes)), dice.randint(5, 16)), config, state))


# --- devices ----------------------------------------------------------------------------------------------------------

BLANK = "version {release}\nline vty 0 4\nline vty 5 {last}\n"


def read(text):
    return SERVER.have({"running-config": text, "keys": ""})


def device(release, config, lines=15):
    """Return what a device has on which `config` was set up before."""
    have = read(BLANK.format(release=release, last=lines))
    return SERVER.predict(have, SERVER.plan(have, config, "merged").steps)


def printed(have, indent=" ", hyphen=False, trailing="", explicit=False):
    """Print a running-config as devices do: indented blocks, banners between ^C, key pairs as the commands for them."""
    settings, capabilities = have.settings, have.capabilities
    lines = ["Current configuration : 4711 bytes", f"version {have.release}"]
    blocks = {}
    for key, value in settings.said.items():
        option = ROWS[key[0]]
        where = key[1] if option.mode == (LINE,) else option.mode
        target = blocks.setdefault(where, []) if where != () else lines
        target.extend(printed_option(option, value, capabilities))
    if explicit:
        lines.extend(defaults(settings, capabilities))
    for mode in [mode for mode in blocks if isinstance(mode, tuple)]:
        lines += [mode[0], indent + mode[1], *(indent * 2 + line for line in blocks[mode])]
    for first, last in ranges(settings.vty, blocks):
        lines += [f"line vty {first} {last}", *(indent + line for line in blocks.get(first, ()))]
    lines += [
        f"crypto key generate rsa general-keys label {pair.label} modulus {pair.bits}"
        for pair in settings.keys.values()
    ]
    text = "\n".join(line + trailing if "\n" not in line else line for line in lines)
    spellings = ("ip domain name", "ip domain-name")
    return text.replace(*spellings if hyphen else reversed(spellings))


def printed_option(option, value, capabilities):
    if option.name == "banner":
        return (f"banner login ^C\n{value}\n^C",)
    return option.kind.commands(option, None, value, capabilities)


def defaults(settings, capabilities):
    """Print the defaults that a device hides, as `show running-config all` does."""
    for option in TABLE:
        value = option.default_on(capabilities)
        hides = option.hidden is None and option.supported(settings.release) and option.name != "version"
        if value is not None and hides and not option.mode and (option.name,) not in settings.said:
            yield from option.kind.commands(option, None, value, capabilities)


def ranges(numbers, blocks):
    """Join neighbours that are alike into ranges, and split them behind vty 4, as devices do."""
    found = []
    for number in sorted(numbers):
        alike = found and found[-1][1] == number - 1 and blocks.get(number) == blocks.get(found[-1][0])
        if alike and number != 5:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def effects(have):
    """Return what is in effect, by key, without what is the default."""
    settings = have.settings
    keys = {*settings.said, *((option.name,) for option in TABLE if option.mode != (LINE,) and not option.many)}
    in_effect = {key: settings.value(key) for key in keys}
    return {key: value for key, value in in_effect.items() if value is not None and value != settings.default(key)}


def prepare(have, config, state):
    try:
        return SERVER.plan(have, config, state)
    except WishError as error:
        # Of valid options only the consequences for key pairs can be refused.
        if error.option not in {"version", "lines", "host_key_label"}:
            raise
    reject()
    return None


# --- laws -------------------------------------------------------------------------------------------------------------


@law
@given(cases())
def test_a_plan_leads_where_nothing_is_left_to_do(case):
    have, config, state = case
    plan = prepare(have, config, state)
    after = SERVER.predict(have, plan.steps)
    assert SERVER.plan(after, config, state).steps == ()
    again = read(printed(after))
    assert SERVER.document(again) == SERVER.document(after) == plan.after
    assert SERVER.plan(again, config, state).steps == ()


@law
@given(cases())
def test_a_plan_gives_what_its_state_promises(case):
    have, config, state = case
    plan = prepare(have, config, state)
    before, after = effects(have), effects(SERVER.predict(have, plan.steps))
    named = set(config or ())
    reset = {"merged": set(), "replaced": named, "overridden": None, "deleted": named or None}[state]

    def wanted_to_be_reset(group):
        return group not in TABLE.untouched if reset is None else group in reset

    alone = effects(device(have.release, config or {})) if state != "deleted" else {}
    for key in before.keys() | after.keys() | alone.keys():
        group = ROWS[key[0]].group
        if group == "lines":
            continue  # numbers of lines that did not exist: the law about lines
        if key in alone and group in named:
            # Only a merged wish for bulk mode without a size keeps the size that is there.
            kept = state == "merged" and key == ("bulk_mode",)
            assert kept or ROWS[key[0]].kind.same(after.get(key), alone[key])
        elif group not in named and not wanted_to_be_reset(group):
            assert after.get(key) == before.get(key)
        elif wanted_to_be_reset(group) and not ROWS[key[0]].keep:
            assert after.get(key) is None


@law
@given(cases())
def test_of_lines_only_the_named_numbers_are_touched(case):
    have, config, state = case
    plan = prepare(have, config, state)
    after = SERVER.predict(have, plan.steps)
    rows = (config or {}).get("lines", [])
    named = {number for row in rows for number in range(row["first"], row["last"] + 1)}
    for key in have.settings.said.keys() | after.settings.said.keys():
        if ROWS[key[0]].mode == (LINE,) and key[1] not in named:
            assert after.settings.said.get(key) == have.settings.said.get(key)
    if state != "deleted":
        assert named <= after.settings.vty


@law
@given(cases())
def test_the_inverse_of_a_plan_gives_the_start_back(case):
    have, config, state = case
    plan = prepare(have, config, state)
    back = SERVER.predict(have, plan.steps).settings.undo(plan.steps)
    after = SERVER.predict(have, ())
    after.settings.said, after.settings.vty = back.said, back.vty
    assert effects(after) == effects(have)
    assert after.settings.vty == have.settings.vty


@law
@given(cases())
def test_merged_never_removes(case):
    have, config, _state = case
    config = {name: value for name, value in (config or {}).items() if name != "banner"}
    plan = prepare(have, config, "merged")
    after = SERVER.predict(have, plan.steps).settings
    wanted_default = {key for key in have.settings.said if key not in after.said}
    # Only 1.99 is expressed by taking a line away.
    assert wanted_default <= {("version",)}
    assert have.settings.keys.keys() <= after.keys.keys()
    assert have.settings.vty <= after.vty


@law
@given(
    cases(),
    st.sampled_from(["", " ", "  ", "\t"]),
    st.booleans(),
    st.sampled_from(["", " ", "   ", "\r"]),
    st.booleans(),
)
def test_spelling_indentation_blanks_and_hidden_defaults_make_no_difference(case, indent, hyphen, trailing, explicit):
    have, config, state = case
    after = SERVER.predict(have, prepare(have, config, state).steps)
    again = read(printed(after, indent, hyphen, trailing, explicit))
    assert SERVER.document(again) == SERVER.document(after)
    assert SERVER.plan(again, config, state).steps == ()


@law
@given(wishes())
def test_what_is_rendered_is_read_as_what_was_wished(wish):
    release, config = wish
    rendered = SERVER.render(config, release)
    document = SERVER.parsed("\n".join(rendered))
    assert SERVER.parsed("\r\n".join(f"{line}  " for line in rendered)) == document
    # A device on which nothing but the wish was done, of a release of which nothing is known by default.
    done = SERVER.parsed("\n".join(line for line in printed(device(release, config)).split("\n")[2:]))
    for name, value in document.items():
        if name != "lines":
            assert_holds(value, done.get(name), config.get(name))
    second = SERVER.render(unmasked(document, config), release)
    assert SERVER.parsed("\n".join(second)) == document


def assert_holds(rendered, done, wished):
    """Compare a value that was rendered with what a device says, which is silent about what is its default."""
    if isinstance(rendered, dict) and isinstance(done, dict):
        for name, value in rendered.items():
            assert_holds(value, done.get(name), (wished or {}).get(name))
    elif done is not None:
        assert rendered == done


def unmasked(document, config):
    hosts = config.get("session_traps", {}).get("hosts", [])
    if hosts:
        document = {**document, "session_traps": {**document["session_traps"], "hosts": hosts}}
    return document


PLACES = (
    lambda text: {"hostname": text},
    lambda text: {"domain_name": text},
    lambda text: {"host_key_label": text},
    lambda text: {"host_keys": [{"label": text}]},
    lambda text: {"host_keys": [{"label": text, "state": "absent"}]},
    lambda text: {"version": text},
    lambda text: {"timeout": text},
    lambda text: {"source_interface": text},
    lambda text: {"break_string": text},
    lambda text: {"algorithms": {"mac": [text]}},
    lambda text: {"client_algorithms": {"kex": [text]}},
    lambda text: {"authentication_methods": [text]},
    lambda text: {"certificate_profile": {"server": {"trustpoint": text}}},
    lambda text: {"lines": [{"first": 0, "transport_input": [text]}]},
    lambda text: {"lines": [{"first": 0, "login": "authentication", "login_list": text}]},
    lambda text: {"lines": [{"first": text}]},
    lambda text: {"lines": [{"first": 0, "access_class": [{"name": text}]}]},
    lambda text: {"login_protection": {"quiet_mode_acl": text}},
    lambda text: {"login_protection": {"on_failure": {"every": text}}},
    lambda text: {"banner": text},
    lambda text: {"session_traps": {"hosts": [{"host": text, "community": "c"}]}},
    lambda text: {"session_traps": {"hosts": [{"host": "10.0.0.1", "community": text}]}},
    lambda text: {"session_traps": {"hosts": [{"host": "10.0.0.1", "community": "c", "version": text}]}},
    lambda text: {"session_traps": {"hosts": [{"host": "10.0.0.1", "community": "c", "port": text}]}},
    lambda text: {text: 1},
)


@settings(law, max_examples=int(EXAMPLES or 400))
@given(st.sampled_from(PLACES), hostile)
def test_no_value_leaves_its_line(place, text):
    config = place(text)
    have = read(BLANK.format(release="17.15", last=15))
    try:
        plan = SERVER.plan(have, config, "merged")
    except WishError as refusal:
        message = str(refusal)
    else:
        message = ""
    assert message.isprintable()
    if message:
        return
    for step in plan.steps:
        for command in step.commands:
            assert re.fullmatch(r"[\x20-\x7e]*", command)
            assert "?" not in command
            assert step.text or not re.search(r"[!\"'`]", command)
        if step.text:
            first, *inner, last = step.commands
            assert first == f"banner login {last}"
            assert not any(last in line for line in inner)


@law
@given(cases())
def test_no_secret_is_shown(case):
    have, config, state = case
    plan = prepare(have, config, state)
    shown = repr((plan, SERVER.document(have), have, plan.commands(), plans.diff(plan), plan.warnings))
    assert "SECRET" not in shown
    if config:
        assert "SECRET" not in repr(SERVER.render(config, have.release)) if state != "deleted" else True


@pytest.mark.parametrize("member", ["host", "version", "community"])
def test_no_secret_is_in_an_error(member):
    row = {"host": "10.0.0.1", "version": "1", "community": "SECRET"} | {
        member: "SECRET bad" if member == "community" else "?"
    }
    with pytest.raises(WishError) as caught:
        SERVER.plan(read(BLANK.format(release="17.15", last=15)), {"session_traps": {"hosts": [row]}}, "merged")
    assert "SECRET" not in str(caught.value)


@law
@given(cases())
def test_steps_come_by_risk_and_key_pairs_before_what_needs_them(case):
    have, config, state = case
    steps = prepare(have, config, state).steps
    risks = [step.risk for step in steps if not step.option.startswith("host_keys")]
    assert risks == sorted(risks)
    places = {step.option.partition("[")[0]: place for place, step in enumerate(steps)}
    made_at = places.get("host_keys", -1)
    assert all(places.get(name, len(steps)) > made_at for name in ("host_key_label", "version"))
    closing = [
        place
        for place, step in enumerate(steps)
        if step.commands == ("transport input ssh",) and step.risk is Risk.RESTRICTIVE
    ]
    assert all(place > made_at for place in closing)


@law
@given(cases())
def test_algorithms_in_two_steps_take_nothing_away_before_the_second(case):
    have, config, _state = case
    wanted = (config or {}).get("algorithms") or {}
    lists = {entry: names for entry, names in wanted.items() if have.settings.value((f"algorithms.{entry}",))}
    plan = SERVER.plan(have, {"algorithms": {**lists, "keep_current": True}}, "merged")
    both = SERVER.predict(have, plan.steps)
    for entry, names in lists.items():
        before, after = (found.settings.value((f"algorithms.{entry}",)) for found in (have, both))
        assert list(after[: len(names)]) == list(names)
        assert set(after) == {*before, *names}
    assert all(step.risk is Risk.ADDITIVE for step in plan.steps)
    assert SERVER.plan(both, {"algorithms": {**lists, "keep_current": True}}, "merged").steps == ()
    left = SERVER.predict(both, SERVER.plan(both, {"algorithms": lists}, "merged").steps)
    assert {entry: list(left.settings.value((f"algorithms.{entry}",))) for entry in lists} == lists


# --- key pairs --------------------------------------------------------------------------------------------------------

PAIR = """% Key pair was generated at: 09:32:02 UTC Aug 23 2026
Key name: {name}
Key type: {type} KEYS
 Usage: General Purpose Key
 Key is not exportable.
 Key Data:
"""
NAMES_OF_PAIRS = ("K-one", "K-two", "r1.example.com", "rsa", "all", "TP-self-signed-1331515841")


@st.composite
def cases_of_pairs(draw):
    """What a device has with some key pairs, a wish that is about pairs, and a state."""
    release = Release.parse(draw(st.sampled_from(NAMES)))
    dice = Dice(draw(seeds))
    pairs = dice.sample(NAMES_OF_PAIRS, dice.randint(0, 4))
    keys = "".join(PAIR.format(name=name, type=dice.choice(["RSA", "EC"])) for name in pairs)
    bound = f"ip ssh rsa keypair-name {dice.choice(pairs)}\n" if pairs and dice.coin() else ""
    config = f"hostname r1\nip domain name example.com\n{bound}{BLANK.format(release=release, last=15)}"
    rows = [
        dice.choice(
            [{"label": name, "state": "absent"}, {"label": name}, {"label": name, "type": "rsa", "replace": True}]
        )
        for name in dice.sample(NAMES_OF_PAIRS, dice.randint(0, 3))
    ]
    rows += [{"modulus": 2048}] if dice.coin() else []
    wish = {"host_keys": rows, "host_key_label": dice.choice(NAMES_OF_PAIRS)}
    if dice.coin():
        del wish["host_key_label"]
    return SERVER.have({"running-config": config, "keys": keys}), wish, draw(st.sampled_from(STATES[:3]))


@law
@given(cases_of_pairs())
def test_a_pair_is_zeroized_by_its_label_and_only_when_a_row_says_so(case):
    have, config, state = case
    try:
        plan = SERVER.plan(have, config, state)
    except WishError:
        return  # a pair that is not what is wanted, or that the device does not have
    gone = {row["label"] for row in config["host_keys"] if row.get("state") == "absent"}
    for command in plan.commands():
        if "zeroize" in command:
            found = re.fullmatch(r"crypto key zeroize (?:rsa|ec) (\S+)", command)
            assert found, command
            assert found[1] in gone
    after = SERVER.predict(have, plan.steps).settings.keys
    assert set(have.settings.keys) - set(after) <= gone


def test_nothing_types_the_command_that_zeroizes_every_pair():
    """The only place that says it puts a label behind it, and a pair without a name is refused there."""
    lines = [
        line
        for path in [*ROOT.glob("plugins/**/*.py"), *ROOT.glob("playbooks/*.yml"), *ROOT.glob("roles/sshv2/**/*.yml")]
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"crypto key zeroize", line) and not line.lstrip().startswith("#")
    ]
    typed = [line.strip() for line in lines if re.search(r"[fr]\"crypto key zeroize|^\s*- crypto", line)]
    assert typed == [
        'commands=(f"crypto key zeroize {pair.type} {pair.label}",),',
        '_ZEROIZE = re.compile(r"crypto key zeroize (?:rsa|ec) (\\S+)")',
    ]
    with pytest.raises(WishError, match="without a name"):
        host_keys.zeroize(host_keys.Pair("", "rsa", 2048))
