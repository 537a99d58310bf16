# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The laws of planning, over random devices, random wishes, every state and releases of every row.

A device is the text that it would print: what a plan leads to is printed again, by a printer of this file, and read.
"""

from __future__ import annotations

import re

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import plan as plans
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.capabilities import ROWS as RELEASES
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.capabilities import for_release
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.options import LINE, ROWS, TABLE
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import WishError
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.releases import Release
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import SERVER
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.wish import STATES, UNTOUCHED
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

NAMES = ("12.4", "15.0", "15.2", "16.8", "16.12", "17.3", "17.9", "17.10", "17.11", "17.12", "17.15", "17.18", "26.1")
KEYS = ("K-one", "K-two")
law = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def test_every_row_of_the_release_table_takes_part():
    assert {for_release(Release.parse(name)).name for name in NAMES} == {row.name for row in RELEASES}


# --- random wishes ----------------------------------------------------------------------------------------------------

words = st.from_regex(r"[A-Za-z][A-Za-z0-9._-]{0,11}", fullmatch=True)
banners = st.text(st.characters(codec="ascii", exclude_categories=["Cc"], exclude_characters="?^"), max_size=60)


def optional(**members):
    return st.fixed_dictionaries({}, optional=members)


def ordered(names):
    return st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True)


def algorithm_lists(capabilities, prefix=""):
    return {
        name.removeprefix("client."): ordered(entry.accepted)
        for name, entry in capabilities.algorithms.items()
        if name.startswith("client.") == bool(prefix)
    }


@st.composite
def line_rows(draw):
    """Rows with ranges that do not overlap, of a device with up to twenty lines."""
    edges = sorted(draw(st.sets(st.integers(0, 19), min_size=1, max_size=3)))
    rows = []
    for first, following in zip(edges, [*edges[1:], 20], strict=True):
        row = draw(
            optional(
                transport_input=st.sampled_from([["ssh"], ["ssh", "telnet"], ["telnet", "ssh"], ["all"], ["none"]]),
                transport_output=st.sampled_from([["ssh"], ["none"], ["telnet", "ssh"]]),
                exec_timeout=optional(minutes=st.integers(1, 60), seconds=st.integers(0, 59)).filter(bool),
                session_limit=st.integers(1, 20),
                privilege_level=st.integers(0, 15),
                rotary=st.integers(1, 127),
                access_class=st.lists(
                    st.builds(
                        lambda name, direction, ipv6, also: {
                            "name": name,
                            "direction": direction,
                            "ipv6": ipv6,
                            "vrf_also": also and direction == "in",
                        },
                        words,
                        st.sampled_from(["in", "out"]),
                        st.booleans(),
                        st.booleans(),
                    ),
                    max_size=2,
                    unique_by=lambda row: (row["direction"], row["ipv6"]),
                ),
            )
        )
        row |= draw(
            st.sampled_from([{}, {"login": "local"}, {"login": "none"}, {"login": "authentication", "login_list": "A"}])
        )
        rows.append({"first": first, "last": draw(st.integers(first, following - 1)), **row})
    return rows


@st.composite
def wishes(draw, release):
    """A wish that the release knows and that does not shut its own SSH."""
    capabilities = for_release(release)
    members = {
        "hostname": st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,18}[A-Za-z0-9]", fullmatch=True).filter(
            lambda name: name.lower() != "router"
        ),
        "domain_name": st.sampled_from(["example.com", "lab.example.net"]),
        "version": st.sampled_from(capabilities.versions),
        "timeout": st.integers(1, 120),
        "authentication_retries": st.integers(0, 5),
        "dh_min_size": st.sampled_from(capabilities.dh_min_size.values),
        "source_interface": st.sampled_from(["Loopback0", "Gi0/0/1", "vlan 10", "Port-channel3"]),
        "ports": st.lists(
            st.builds(
                lambda port, rotary, more: {"port": port, "rotary": rotary, "rotary_end": rotary + more},
                st.integers(2000, 2003),
                st.integers(1, 100),
                st.integers(0, 3),
            ),
            max_size=3,
            unique_by=lambda row: row["port"],
        ),
        "max_startups": st.integers(2, 128),
        "sessions_per_user": st.integers(1, 16),
        "logging_events": st.booleans(),
        "break_string": words,
        "rekey": optional(time=st.integers(10, 1440), volume=st.integers(100, 4194303)),
        "window_size": st.integers(8192, 131072),
        "bulk_mode": st.one_of(
            st.just({"enabled": False}), st.just({"enabled": True}), st.just({"enabled": True, "size": 262144})
        ),
        "algorithms": optional(**algorithm_lists(capabilities)),
        "client_algorithms": optional(**algorithm_lists(capabilities, "client")),
        "authentication_methods": ordered(["publickey", "keyboard", "password"]),
        "certificate_profile": optional(
            server=optional(trustpoint=words, ocsp_response=st.booleans()),
            user=optional(trustpoint=words, ocsp_response=st.booleans()),
        ),
        "lines": line_rows(),
        "login_protection": optional(
            block_for=st.fixed_dictionaries(
                {"seconds": st.integers(1, 600), "attempts": st.integers(1, 9), "within": st.integers(1, 600)}
            ),
            delay=st.integers(1, 10),
            quiet_mode_acl=words,
            on_failure=st.sampled_from([{"log": True}, {"log": False}, {"every": 5}]),
            on_success=st.sampled_from([{"log": True}, {"log": False}, {"log": True, "every": 2}]),
        ),
        "banner": banners,
        "session_traps": optional(
            enabled=st.booleans(),
            hosts=st.lists(
                st.builds(
                    lambda host, community, version: {"host": host, "community": community, "version": version},
                    st.sampled_from(["10.0.0.1", "10.0.0.2", "nms.example.com"]),
                    st.from_regex(r"SECRET[a-z0-9]{4,9}", fullmatch=True),
                    st.sampled_from(["1", "2c"]),
                ),
                max_size=2,
                unique_by=lambda row: row["host"],
            ),
        ),
    }
    dscp = draw(st.sampled_from([{}, {"dscp": st.integers(0, 63)}, {"precedence": st.integers(0, 7)}]))
    members = {
        name: value
        for name, value in (members | dscp).items()
        if any(row.group == name and row.supported(release) is not False for row in TABLE)
    }
    wish = draw(optional(**members))
    labels = draw(st.lists(st.sampled_from(KEYS), max_size=2, unique=True))
    if labels or "version" in wish or "lines" in wish:
        labels = labels or [KEYS[0]]
        wish["host_keys"] = [{"label": label, "modulus": 2048} for label in labels]
        if draw(st.booleans()):
            wish["host_key_label"] = labels[0]
    return wish


@st.composite
def cases(draw):
    """A release, what a device of it has, a wish, and a state."""
    release = Release.parse(draw(st.sampled_from(NAMES)))
    config = draw(wishes(release))
    state = draw(st.sampled_from(STATES))
    if state == "deleted":
        config = {name: value for name, value in config.items() if name not in {"hostname", "host_keys"}}
        config = draw(st.sampled_from([config, None]))
    return device(release, draw(wishes(release)), draw(st.integers(5, 16))), config, state


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
        return group not in UNTOUCHED if reset is None else group in reset

    alone = effects(device(have.release, config or {})) if state != "deleted" else {}
    for key in before.keys() | after.keys() | alone.keys():
        group = ROWS[key[0]].group
        if group == "lines":
            continue  # numbers of lines that did not exist: the law about lines
        if key in alone and group in named:
            assert same(key, after.get(key), alone[key])
        elif group not in named and not wanted_to_be_reset(group):
            assert after.get(key) == before.get(key)
        elif wanted_to_be_reset(group) and not ROWS[key[0]].keep:
            assert after.get(key) is None


def same(key, one, other):
    return ROWS[key[0]].kind.same(one, other) or ROWS[key[0]].name == "bulk_mode"


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
@given(st.data())
def test_what_is_rendered_is_read_as_what_was_wished(data):
    release = Release.parse(data.draw(st.sampled_from(NAMES)))
    config = data.draw(wishes(release))
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


hostile = st.text(st.sampled_from("ab1 \t\n\r\x00\x03\x1b!?\"'`^|;#\\é\u2028"), min_size=1, max_size=8)
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
    lambda text: {text: 1},
)


@settings(max_examples=400, deadline=None)
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
    closing = [place for place, step in enumerate(steps) if step.commands == ("transport input ssh",)]
    assert all(place > made_at for place in closing)
