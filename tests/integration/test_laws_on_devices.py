# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The laws of planning on devices: what a plan predicts is what the device then has, on every train and in every state.

One session a device and no playbook, so that many plans fit into little time.
"""

from __future__ import annotations

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.access import ACCESS
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.capabilities import for_release
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.options import TABLE
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.releases import Release
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import SERVER
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Session
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.target import Target
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.transaction import Request, gather, run

PROFILES = ("12.4", "15.2", "16.8", "17.3", "17.9", "17.15", "26.1")

# Two wishes that name every option with other values, as far as the release is known to have it.
ONE = {
    "hostname": "edge-1",
    "domain_name": "one.example.com",
    "host_keys": [{"label": "LAW"}],
    "host_key_label": "LAW",
    "timeout": 60,
    "authentication_retries": 2,
    "dh_min_size": 4096,
    "source_interface": "Loopback0",
    "ports": [{"port": 2001, "rotary": 1}, {"port": 2002, "rotary": 2, "rotary_end": 4}],
    "max_startups": 8,
    "sessions_per_user": 4,
    "logging_events": True,
    "break_string": "~stop",
    "rekey": {"time": 60, "volume": 4000},
    "window_size": 65536,
    "bulk_mode": {"enabled": True, "size": 262144},
    "dscp": 16,
    "algorithms": {"encryption": ["aes256-ctr", "aes128-ctr"], "mac": ["hmac-sha2-256", "hmac-sha1"]},
    "client_algorithms": {"encryption": ["aes256-ctr"]},
    "authentication_methods": ["publickey", "password"],
    "certificate_profile": {"server": {"trustpoint": "CA", "ocsp_response": True}, "user": {"trustpoint": "USERS"}},
    "login_protection": {
        "block_for": {"seconds": 900, "attempts": 3, "within": 120},
        "delay": 2,
        "quiet_mode_acl": "MGMT",
        "on_failure": {"log": True},
        "on_success": {"every": 2},
    },
    "banner": "Keep out!\n\n  Only @ staff #1 ~ >\n",
    "session_traps": {"enabled": True, "hosts": [{"host": "192.0.2.9", "community": "blue"}]},
    "lines": [
        {"first": 0, "last": 4, "exec_timeout": {"minutes": 5, "seconds": 30}, "privilege_level": 15, "rotary": 1},
        {"first": 5, "last": 15, "transport_output": ["none"], "access_class": [{"name": "MGMT", "direction": "out"}]},
    ],
}
OTHER = {
    "domain_name": "other.example.com",
    "timeout": 30,
    "ports": [{"port": 2002, "rotary": 2}],
    "logging_events": False,
    "rekey": {"volume": 5000},
    "bulk_mode": {"enabled": False},
    "algorithms": {"encryption": ["aes192-ctr", "aes256-ctr"]},
    "authentication_methods": ["password", "keyboard"],
    "certificate_profile": {"user": {"trustpoint": "STAFF", "ocsp_response": True}},
    "login_protection": {"on_failure": {"every": 3}},
    "banner": "Other",
    "session_traps": {"hosts": [{"host": "192.0.2.9", "community": "green", "version": "2c"}]},
    "lines": [
        {"first": 3, "last": 8, "exec_timeout": {"minutes": 0}, "session_limit": 3},
        {"first": 10, "last": 11, "transport_input": ["ssh"], "login": "local"},
    ],
}
# Lines that are created bring settings of the platform with them, which no plan can predict.
START = {"lines": [{"first": 0, "last": 15, "exec_timeout": {"minutes": 9}}]}
STORY = (
    ("merged", ONE),
    ("merged", OTHER),
    ("replaced", ONE),
    ("overridden", OTHER),
    ("merged", ONE),
    ("replaced", OTHER),
    ("deleted", None),
)


@pytest.fixture(scope="module")
def devices(module_mock_fleet):
    names = {profile: f"r{profile.replace('.', '-')}" for profile in PROFILES}
    fleet = module_mock_fleet({"devices": [{"name": name, "profile": profile} for profile, name in names.items()]})
    return {profile: fleet[name] for profile, name in names.items()}


@pytest.fixture(params=PROFILES)
def session(request, devices):
    host = devices[request.param]
    target = Target(
        name=host.name,
        address=host.address,
        port=host.port,
        user=host.user,
        password=host.password,
        become=True,
        host_key_checking=False,
        legacy_algorithms=True,
    )
    opened = Session.open(target)
    yield opened
    opened.close()


def known(config, release):
    """Leave out what the release is not known to have, which the device may refuse; ask for a pair that SSH takes."""
    groups = {}
    for option in TABLE:
        groups.setdefault(option.group, []).append(option.supported(release) is True)
    found = {name: value for name, value in (config or {}).items() if all(groups.get(name, [True]))}
    if "host_keys" in found:
        bits = max(2048, for_release(release).rsa_ssh_minimum_doubtful)
        found["host_keys"] = [{**pair, "modulus": bits} for pair in found["host_keys"]]
    return config and found


def untrue(predicted, found):
    """Return what was predicted and did not come: the defaults that no source knows are not part of a prediction."""
    if isinstance(predicted, dict) and isinstance(found, dict):
        wrong = {name: untrue(value, found.get(name)) for name, value in predicted.items()}
        return {name: value for name, value in wrong.items() if value}
    return {} if predicted == found else (predicted, found)


def test_a_prediction_comes_true_and_nothing_is_left_to_do(session):
    release = run(session, SERVER, Request(START, "merged")).release
    for state, wish in STORY:
        request = Request(known(wish, Release.parse(release)), state)
        outcome = run(session, SERVER, request)
        assert outcome.changed, (state, release)
        assert untrue(outcome.plan.after, outcome.after) == {}, (state, release)
        assert run(session, SERVER, request).plan.steps == ()


# The same for users, AAA and SCP; of the account of the session and the last one with privilege 15 nothing is taken.
USERS = [
    {"name": "law", "privilege": 15, "hashed_password": {"type": 5, "value": "$1$mERr$hx5rVt7rPNoS4wqbXKX7m0"}},
    {"name": "low", "privilege": 3, "configured_password": "Law-Secret", "password_type": "password"},
]
AAA = {
    "new_model": True,
    "authentication_login": [
        {"name": "default", "methods": ["group radius", "local"]},
        {"name": "LAW", "methods": ["local"]},
    ],
    "authorization_exec": [{"name": "default", "methods": ["local"]}],
    "authorization_console": True,
}
ACCESS_STORY = (
    ("merged", {"enabled": True, "window_size": 65536, "users": USERS, "aaa": AAA}),
    ("merged", {"users": [{"name": "low", "privilege": 1}, {"name": "law", "state": "absent"}]}),
    ("replaced", {"aaa": {"authentication_login": [{"name": "default", "methods": ["local", "none"]}]}}),
    ("overridden", {"aaa": {"authentication_login": [{"name": "default", "methods": ["local"]}]}, "enabled": True}),
    ("deleted", {"aaa": {"new_model": True}, "users": [{"name": "low"}]}),
    ("deleted", None),
)


def test_a_prediction_about_users_and_aaa_comes_true(session):
    release = gather(session, ACCESS).release
    for state, wish in ACCESS_STORY:
        request = Request(known(wish, release), state)
        outcome = run(session, ACCESS, request)
        assert outcome.changed, (state, release)
        assert untrue(outcome.plan.after, outcome.after) == {}, (state, release)
        assert run(session, ACCESS, request).plan.steps == ()


def test_the_inverse_of_a_plan_about_users_and_aaa_brings_the_device_back(session):
    before = gather(session, ACCESS)
    for wish in (known(ACCESS_STORY[0][1], before.release), {"aaa": {"new_model": False}}):
        undone = gather(session, ACCESS)
        outcome = run(session, ACCESS, Request(wish, "merged"))
        assert outcome.changed
        undo(session, outcome.plan.steps)
        assert untrue(ACCESS.document(undone), ACCESS.document(gather(session, ACCESS))) == {}
        if wish.get("enabled"):
            run(session, ACCESS, Request(wish, "merged"))


def undo(session, steps):
    """Send the inverse of steps, last one first."""
    for step in reversed(steps):
        session.enter(step.path)
        for command in ["\n".join(step.inverse)] if step.text else step.inverse:
            session.command(command, answers=step.inverse_answers).ok()
    session.leave()


def test_the_inverse_of_a_plan_brings_the_device_back(session):
    run(session, SERVER, Request(START, "replaced"))
    run(session, SERVER, Request(None, "deleted"))
    before = gather(session, SERVER)
    config = {name: value for name, value in known(ONE, before.release).items() if not name.startswith("host_key")}
    outcome = run(session, SERVER, Request(config, "merged"))
    assert outcome.changed
    undo(session, outcome.plan.steps)
    assert untrue(SERVER.document(before), SERVER.document(gather(session, SERVER))) == {}
