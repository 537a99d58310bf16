# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public keys, keyboard-interactive and passwords, met by an independent client; method lists and AAA servers."""

from __future__ import annotations

import asyncio
import hashlib
from functools import cache

import asyncssh
import pytest
from asyncssh.public_key import SSHLocalKeyPair
from mock_ios import fleet, hostkeys, profiles
from mock_ios.aaa import Account
from mock_ios.device import Peer
from mock_ios.server import FleetServer
from mock_session import Screen, serving
from test_server import Terminal, connect, served

pytestmark = pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")

NEW = ("17.9", "17.15", "26.1")
EC = ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-ed25519")
FAILURES = ["password"] * 3
AAA = "aaa new-model\naaa authentication login default group tacacs+ local\n"
EXPIRED = "Your password has expired.\nEnter a new one now."
MISMATCH = "The New and Re-entered passwords have to be the same.\nTry again."
NEW_PASSWORD, AGAIN = "New Password: ", "Re-enter New password: "


@cache
def key(kind="ssh-rsa", number=0):
    if kind == "ssh-rsa":
        return hostkeys.from_pool(2048, "client", choice=number).private
    return asyncssh.generate_private_key(kind)


def chain(*keys, user="admin"):
    lines = [f"key-hash {one.algorithm.decode()} {hashlib.md5(one.public_data).hexdigest().upper()}" for one in keys]
    return "\n   ".join(["ip ssh pubkey-chain", f"username {user}", *lines]) + "\n"


def configured(config, **options):
    """A device of a fleet file, without its server."""
    specs = fleet.devices({"devices": [{"name": "r1", "profile": "17.15", "config": config, **options}]})
    return FleetServer(specs).servers["r1"].device


def line_of(device):
    return device.admit(Peer("10.0.0.2", 50000), "ssh")


class Answering(asyncssh.SSHClient):
    """A client that gives these answers to keyboard-interactive and to password, and keeps what it was asked."""

    def __init__(self, answers, passwords=()):
        self.answers, self.passwords = list(answers), list(passwords)
        self.asked = []
        self.asked_for_password = 0

    def kbdint_auth_requested(self):
        return "" if self.answers else None

    def kbdint_challenge_received(self, name, instructions, lang, prompts):
        assert (name, lang) == ("", "")
        self.asked.append((instructions, *prompts[0]))
        return [self.answers.pop(0)]

    def password_auth_requested(self):
        self.asked_for_password += 1
        return self.passwords.pop(0) if self.passwords else None


async def attempt(one, answers, passwords=(), **options):
    """Log in like this; whether it worked, and the client."""
    clients = []

    def client():
        clients.append(Answering(answers, passwords))
        return clients[0]

    try:
        connection = await connect(one, password=None, client_factory=client, **options)
    except asyncssh.DisconnectError as error:
        return type(error), clients[0]
    connection.close()
    await connection.wait_closed()
    return None, clients[0]


def logged(one, word):
    return sum("SSH2_USERAUTH" in line and word in line for line in one.device.log_lines)


# Public keys


@pytest.mark.parametrize("profile", profiles.names())
def test_each_type_of_key_that_a_release_takes(profile):
    """Reference 2.5, and the algorithms of the server for keys of users."""
    kinds = ["ssh-rsa", *EC]
    text = "".join(chain(key(kind), user=f"u{number}") for number, kind in enumerate(kinds))

    async def scenario():
        opened = []
        async with served({"profile": profile, "config": text + "ip ssh logging events"}) as one:
            for number, kind in enumerate(kinds):
                try:
                    connection = await connect(one, username=f"u{number}", password=None, client_keys=[key(kind)])
                except asyncssh.PermissionDenied:
                    continue
                opened.append(kind)
                assert "privilege level is 1\n" in (await connection.run("show privilege")).stdout.replace("\r", "")
                connection.close()
            return opened, one.device.log_lines

    opened, lines = asyncio.run(scenario())
    assert opened == (kinds if profile in NEW else ["ssh-rsa"])
    assert any("User 'u0' authentication for SSH2 Session from 127.0.0.1" in line for line in lines)


@pytest.mark.parametrize(
    ("profile", "algorithm", "passed"),
    [
        ("15.2", "ssh-rsa", True),
        ("15.2", "rsa-sha2-256", False),
        ("17.15", "ssh-rsa", True),
        ("17.15", "rsa-sha2-512", True),
        ("26.1", "ssh-rsa", False),  # no longer among the defaults
        ("26.1", "rsa-sha2-256", True),
    ],
)
def test_the_signature_must_be_of_the_list(profile, algorithm, passed):
    async def scenario():
        async with served({"profile": profile, "config": chain(key())}) as one:
            names = [algorithm]
            return await attempt(one, (), client_keys=[key()], signature_algs=names)

    assert (asyncio.run(scenario())[0] is None) is passed


def test_wrong_keys_are_logged_and_cost_nothing():
    async def scenario():
        wrong = [key("ssh-ed25519"), *(key(number=number) for number in range(1, 5))]
        async with served(
            {"config": chain(key(), key("ecdsa-sha2-nistp256")) + "ip ssh authentication-retries 1"}
        ) as one:
            assert (await attempt(one, (), client_keys=wrong))[0] is asyncssh.PermissionDenied
            assert logged(one, "'admin'") == logged(one, "Failed") == 5
            assert (await attempt(one, (), client_keys=[*wrong, key()]))[0] is None
            assert logged(one, "Succeeded") == 1
            assert (await attempt(one, (), client_keys=[key("ecdsa-sha2-nistp256")]))[0] is None
            assert (await attempt(one, (), client_keys=[key()], username="other"))[0] is asyncssh.PermissionDenied
            assert (await attempt(one, ["mock-admin"], client_keys=wrong))[0] is None

    asyncio.run(scenario())


def test_a_key_is_gone_with_its_user_and_with_the_method():
    async def scenario():
        async with served({"config": chain(key())}) as one:
            device = one.device
            assert (await attempt(one, (), client_keys=[key()]))[0] is None
            device.load("ip ssh server algorithm authentication keyboard password")
            assert (await attempt(one, (), client_keys=[key()]))[0] is asyncssh.PermissionDenied
            device.load("default ip ssh server algorithm authentication\nno ip ssh pubkey-chain")
            assert (await attempt(one, (), client_keys=[key()]))[0] is asyncssh.PermissionDenied

    asyncio.run(scenario())


def test_a_forged_signature_lets_nobody_in():
    forged = SSHLocalKeyPair(key(), None, None, None)
    forged._key = key(number=1)  # it offers the one and signs with the other

    async def scenario():
        async with served({"config": chain(key())}) as one:
            assert (await attempt(one, (), client_keys=[forged]))[0] is asyncssh.PermissionDenied
            assert (logged(one, "Failed"), logged(one, "Succeeded")) == (1, 0)

    asyncio.run(scenario())


# the lines of the configuration; the account of the user `keyed` of the chain, who is or is not a local user
KEYED = [
    ("line vty 0 4\n login local\n", Account("keyed", 1)),
    ("line vty 0 4\n login\n password x\n", Account("keyed", 1)),
    ("line vty 0 4\n privilege level 9\n", Account("keyed", 9)),
    ("username keyed privilege 15\n", Account("keyed", 15)),
    ("aaa new-model\n", Account("keyed", 1)),
    ("aaa new-model\naaa authentication login default group tacacs+\n", Account("keyed", 1)),
    ("aaa new-model\naaa authorization exec default local\n", Account("keyed", 0, authorized=False)),
    ("aaa new-model\naaa authorization exec default local\nusername keyed privilege 15\n", Account("keyed", 15)),
    ("aaa new-model\naaa authorization exec default if-authenticated\n", Account("keyed", 1)),
    ("aaa new-model\naaa authorization exec default none\nline vty 0 4\n privilege level 15\n", Account("keyed", 15)),
    ("aaa new-model\naaa authorization exec default group tacacs+\n", Account("keyed", 0, authorized=False)),
    ("aaa new-model\naaa authorization exec default group tacacs+ if-authenticated\n", Account("keyed", 1)),
    (
        "aaa new-model\naaa authorization exec V local\nline vty 0 4\n authorization exec V\n",
        Account("keyed", 0, False),
    ),
]


def test_what_a_user_of_the_chain_may_do():
    for lines, wanted in KEYED:
        one = configured(chain(key(), user="keyed") + lines)
        assert one.check_public_key(line_of(one), "keyed", key().public_data) == wanted, lines
        assert one.check_public_key(line_of(one), "keyed", key(number=1).public_data) is None


def test_a_shell_that_is_not_authorized_ends_at_once():
    lines = chain(key(), user="keyed") + "aaa new-model\naaa authorization exec default local\n"

    async def scenario():
        async with (
            served({"config": lines}) as one,
            await connect(one, username="keyed", password=None, client_keys=[key()]) as connection,
        ):
            return (await connection.run("show clock")).stdout

    assert asyncio.run(scenario()) == "% Authorization failed.\r\n"


# Keyboard-interactive and password


@pytest.mark.parametrize("retries", [0, 1, 3])
def test_each_method_has_as_many_failures_as_configured(retries):
    """The guide: three prompts of keyboard-interactive, then three of password."""

    async def scenario():
        async with served({"config": f"ip ssh authentication-retries {retries}"}) as one:
            error, client = await attempt(one, ["wrong"] * 9, ["wrong"] * 9)
            assert error is asyncssh.ProtocolError
            assert client.asked == [("", "Password: ", False)] * max(1, retries)
            assert client.asked_for_password == max(1, retries)
            assert logged(one, "Failed") == 2 * max(1, retries)

    asyncio.run(scenario())


def test_a_list_that_asks_nothing():
    """`none`: keyboard-interactive has no question, and every password will do."""

    async def scenario():
        async with served({"config": "aaa new-model\naaa authentication login default none"}) as one:
            error, client = await attempt(one, ["unused"], username="anybody")
            assert (error, client.asked) == (None, [])
            assert (await attempt(one, (), ["any"], username="anybody"))[0] is None

    asyncio.run(scenario())


@pytest.mark.parametrize(("answers", "passwords"), [([""] * 3, ["", "mock-admin"]), ([""] * 2 + ["mock-admin"], [])])
def test_the_last_prompt_of_the_guide_lets_in(answers, passwords):
    async def scenario():
        async with served() as one:
            error, client = await attempt(one, answers, passwords)
            assert error is None
            assert len(client.asked) == len(answers)
            assert not client.passwords

    asyncio.run(scenario())


def test_one_method_alone():
    async def scenario():
        async with served({"config": "ip ssh server algorithm authentication keyboard"}) as one:
            error, client = await attempt(one, ["wrong"] * 9, ["mock-admin"])
            assert (error, len(client.asked), client.asked_for_password) == (asyncssh.ProtocolError, 3, 0)

    asyncio.run(scenario())


# An AAA server: what it knows; then logins in turn: answers, and what is asked (None: as before), whether they let in
DIALOGUES = [
    (
        "a blank password asks for a change",
        {"name": "cisco", "password": "cisco"},
        [
            (
                ["", "cisco", "cisco123", "cisco123"],
                [("", "Password: "), ("", "Old Password: "), ("", NEW_PASSWORD), ("", AGAIN)],
                True,
            ),
            (["cisco"], [("", "Password: ")], False),
            (["cisco123"], [("", "Password: ")], True),
            (["", "cisco"], [("", "Password: "), ("", "Old Password: ")], False),
        ],
    ),
    (
        "change at the first login",
        {"name": "cisco", "password": "cisco", "expired": True},
        [
            (["wrong"], [("", "Password: ")], False),
            (
                ["cisco", "cisco123", "cisco123"],
                [("", "Password: "), (EXPIRED, NEW_PASSWORD), ("", AGAIN)],
                True,
            ),
            (["cisco"], [("", "Password: ")], False),
            (["cisco123"], [("", "Password: ")], True),
        ],
    ),
    (
        "mismatch, and once more",
        {"name": "cisco", "password": "cisco1", "expired": True},
        [
            (
                ["cisco1", "cisco", "cisco12", "cisco", "cisco"],
                [
                    ("", "Password: "),
                    (EXPIRED, NEW_PASSWORD),
                    ("", AGAIN),
                    (MISMATCH, NEW_PASSWORD),
                    ("", AGAIN),
                ],
                True,
            ),
            (["cisco"], [("", "Password: ")], True),
        ],
    ),
    (
        "after three logins",
        {"name": "cisco", "password": "cisco", "expires_after": 3},
        [
            *[(["cisco"], [("", "Password: ")], True)] * 3,
            (["cisco", "cisco123", "cisco123"], [("", "Password: "), (EXPIRED, NEW_PASSWORD), ("", AGAIN)], True),
            *[(["cisco123"], [("", "Password: ")], True)] * 2,
            (["cisco123", "next", "next"], [("", "Password: "), (EXPIRED, NEW_PASSWORD), ("", AGAIN)], True),
        ],
    ),
    (
        "a passcode besides the password, and one without",
        {"name": "cisco", "password": "cisco", "challenges": [{"prompt": "PIN: ", "reply": "1234"}]},
        [
            (["cisco", "1234"], [("", "Password: "), ("", "PIN: ")], True),
            (["cisco", "4321"], [("", "Password: "), ("", "PIN: ")], False),
        ],
    ),
    (
        "codes that are good for once",
        {"name": "cisco", "challenges": [{"prompt": "Enter PASSCODE: ", "codes": ["111111", "222222"]}]},
        [
            (["111111"], [("", "Enter PASSCODE: ")], True),
            (["111111"], [("", "Enter PASSCODE: ")], False),
            (["222222"], [("", "Enter PASSCODE: ")], True),
        ],
    ),
    (
        "a user whom it does not know, although there is a local one",
        {"name": "other", "password": "cisco"},
        [(["mock-admin"], [("", "Password: ")], False)],
    ),
]


@pytest.mark.parametrize(("user", "logins"), [row[1:] for row in DIALOGUES], ids=[row[0] for row in DIALOGUES])
def test_dialogues_of_an_aaa_server(user, logins):
    device = {"config": AAA + "username cisco password 0 mock-admin", "aaa_server": {"users": [user]}}

    async def scenario():
        async with served(device) as one:
            for answers, asked, success in logins:
                error, client = await attempt(one, answers, username="cisco")
                assert client.asked == [(text, prompt, False) for text, prompt in asked]
                assert (error is None) is success
                assert not client.answers

    asyncio.run(scenario())


def test_an_expired_password_is_no_way_in_without_a_dialogue():
    device = {"config": AAA, "aaa_server": {"users": [{"name": "cisco", "password": "cisco", "expired": True}]}}

    async def scenario():
        async with served(device) as one:
            error, _unused = await attempt(one, (), ["cisco"], username="cisco")
            assert error is asyncssh.PermissionDenied
            assert one.device.gate.server.users["cisco"].password == "cisco"

    asyncio.run(scenario())


# whether it answers; methods for login and for exec; the user; the account
METHODS = [
    ({}, "group tacacs+ local", "", "remote", Account("remote", 1)),
    ({}, "group tacacs+ local", "group tacacs+", "remote", Account("remote", 15)),
    ({}, "group tacacs+ local", "group tacacs+ local", "admin", None),
    ({}, "group NAMED local", "", "remote", Account("remote", 1)),
    ({"groups": ["radius"]}, "group radius", "group radius", "remote", Account("remote", 15)),
    ({"groups": ["radius"]}, "group tacacs+ local", "", "remote", None),
    ({"groups": ["radius"]}, "group tacacs+ group radius", "", "remote", Account("remote", 1)),
    ({"reachable": False}, "group tacacs+ local", "", "remote", None),
    ({"reachable": False}, "group tacacs+ local", "group tacacs+ local", "admin", Account("admin", 15)),
    ({"reachable": False}, "group tacacs+ enable", "", "anybody", None),
    ({"reachable": False}, "group tacacs+ line none", "", "anybody", Account("anybody", 1)),
    ({"reachable": False}, "local", "group tacacs+", "admin", Account("admin", 0, authorized=False)),
    ({"reachable": False}, "local", "group tacacs+ none", "admin", Account("admin", 1)),
]


def test_the_first_method_that_can_answer_decides():
    for options, login, exec_methods, user, wanted in METHODS:
        lines = f"aaa new-model\naaa authentication login default {login}\n"
        lines += f"aaa authorization exec default {exec_methods}\n" if exec_methods else ""
        users = [{"name": "remote", "password": "mock-admin", "privilege": 15}]
        one = configured(lines, aaa_server={"users": users, **options})
        assert one.check_password(line_of(one), user, "mock-admin") == wanted, (options, login, exec_methods, user)


def test_a_one_time_password_is_good_once():
    async def scenario():
        async with served({"config": "username once privilege 15 one-time password 0 first"}) as one:
            assert "\nusername once privilege 15 one-time password 0 first\n" in one.device.running_text()
            assert (await attempt(one, ["wrong"], username="once"))[0] is not None
            assert (await attempt(one, ["first"], username="once"))[0] is None
            assert "username once" not in one.device.running_text()
            assert (await attempt(one, ["first"], username="once"))[0] is not None

    asyncio.run(scenario())


# the AAA server, the methods for enable, the password, and what comes of it
ENABLES = [
    (None, "enable", "stored", "#"),
    (None, "enable", "wrong", "% Access denied"),
    (None, "group tacacs+ enable", "stored", "#"),
    ({"enable": "remote"}, "group tacacs+ enable", "remote", "#"),
    ({"enable": "remote"}, "group tacacs+ enable", "stored", "% Access denied"),
    ({}, "group tacacs+ enable", "stored", "% Access denied"),
    ({"enable": "remote", "reachable": False}, "group tacacs+ enable", "stored", "#"),
    (None, "group tacacs+ none", "", "#"),
    (None, "group tacacs+", "", "% Error in authentication."),
]


def test_enable_asks_the_method_that_answers():
    async def scenario():
        for options, methods, typed, wanted in ENABLES:
            lines = f"aaa new-model\naaa authentication enable default {methods}\nenable secret 0 stored\n"
            device = {"config": lines, **({} if options is None else {"aaa_server": options})}
            async with served(device) as one, await connect(one) as connection:
                terminal = await Terminal.open(connection, prompt="r1>")
                reply = await terminal.send("enable", prompt="Password: ") if typed else ""
                last = await terminal.send(typed or "enable", prompt="#" if wanted == "#" else "r1>")
                assert wanted in last, (options, methods, reply)

    asyncio.run(scenario())


# The guide's samples, from one device to another: the user, and question and answer in turn
SAMPLES = {
    "blank": [("Password: ", ""), ("Old Password: ", "cisco"), (NEW_PASSWORD, "cisco123"), (AGAIN, "cisco123")],
    "first": [
        ("Password: ", "cisco"),
        (f"{EXPIRED}\n{NEW_PASSWORD}", "cisco"),
        (AGAIN, "cisco12"),
        (f"{MISMATCH}\n{NEW_PASSWORD}", "cisco"),
        (AGAIN, "cisco"),
    ],
}


@pytest.mark.parametrize("user", SAMPLES)
def test_the_dialogues_of_the_guide_between_two_devices(user):
    users = [{"name": user, "password": "cisco", "privilege": 15, "expired": user == "first"}]
    lines = AAA + "aaa authorization exec default group tacacs+\ninterface Vlan1\n ip address 10.1.1.3 255.255.255.0\n"
    far = {"name": "r2", "profile": "15.2", "config": lines, "aaa_server": {"users": users}}

    async def scenario():
        async with serving({"name": "r1", "profile": "15.2"}, far) as devices, Screen(devices["r1"]) as screen:
            typed = f"ssh -l {user} 10.1.1.3"
            for question, answer in SAMPLES[user]:
                assert (await screen.type(typed, question)).lstrip("\n") == question
                typed = answer
            await screen.type(typed, "r2#")
            said = await screen.type("exit", "r1#")
            assert said.endswith("\n[Connection to 10.1.1.3 closed by foreign host]\nr1#")

    asyncio.run(scenario())
