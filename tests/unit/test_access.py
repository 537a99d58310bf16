# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facet "access": each row's lines, what passwords come to, and every plan that is refused, with the way out."""

from __future__ import annotations

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import passwords
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.access import ACCESS, TABLE
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import LONGEST_COMMAND, Login, WishError
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.releases import Release
from hazard_kit import judged

ADMIN = "username admin privilege 15 secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0\n"  # cisco
BOB = "username bob privilege 15 password 7 02050D480809\n"  # cisco
LINES = "line vty 0 4\n login local\nline vty 5 15\n login local\n"
PLAIN_LINES = "line vty 0 4\nline vty 5 15\n"
AAA = "aaa new-model\naaa authentication login default local\naaa authorization exec default local \n"
SCRYPT = "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6"  # hashcat
PBKDF2 = "$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk"  # hashcat


def replies(text=ADMIN + LINES, release="17.15"):
    return {"running-config": f"Current configuration : 1 bytes\nversion {release}\n{text}"}


def have(text=ADMIN + LINES, release="17.15"):
    return ACCESS.have(replies(text, release))


def plan(wish, state="merged", login=None, **device):
    return judged(ACCESS, replies(**device), wish, state, login)


def sent(found):
    return [command for step in found.steps for command in (*step.path[1:], *step.commands)]


# --- rows -------------------------------------------------------------------------------------------------------------

NEW = {"name": "n", "configured_password": "x!y"}
# Name of the row, what is on the device, wish, what is sent, and what `deleted` sends for the same wish afterwards.
CASES = [
    ("enabled", ADMIN + LINES, {"enabled": True}, ["ip scp server enable"], ["no ip scp server enable"]),
    ("window_size", "", {"window_size": 65536}, ["ip ssh window-size 65536"], ["no ip ssh window-size"]),
    ("bulk_mode", "", {"bulk_mode": {"size": 262144}}, ["ip ssh bulk-mode 262144"], ["ip ssh bulk-mode 131072"]),
    ("users", ADMIN, {"users": [NEW]}, ["username n secret 0 x!y"], ["no username n"]),
    (
        "aaa.new_model",
        f"enable secret 9 {SCRYPT}\n{ADMIN}{LINES}",
        {"aaa": {"new_model": True}},
        ["aaa new-model"],
        ["no aaa new-model", "line vty 0 15", "login local"],
    ),
    (
        "aaa.authentication_login",
        ADMIN + AAA,
        {"aaa": {"authentication_login": [{"name": "VTY", "methods": ["tacacs+", "group MINE", "local"]}]}},
        ["aaa authentication login VTY group tacacs+ group MINE local"],
        ["no aaa authentication login VTY"],
    ),
    (
        "aaa.authorization_exec",
        ADMIN + AAA,
        {"aaa": {"authorization_exec": [{"name": "VTY", "methods": "if-authenticated"}]}},
        ["aaa authorization exec VTY if-authenticated"],
        ["no aaa authorization exec VTY"],
    ),
    (
        "aaa.authorization_console",
        ADMIN + AAA,
        {"aaa": {"authorization_console": "yes"}},
        ["aaa authorization console"],
        ["no aaa authorization console"],
    ),
    ("enable_secret", ADMIN, {"enable_secret": "x!y"}, ["enable secret 0 x!y"], ["no enable secret"]),
    ("client.username", "", {"client": {"username": "me"}}, ["ip scp username me"], ["no ip scp username"]),
    ("client.password", "", {"client": {"password": "pw"}}, ["ip scp password 0 pw"], ["no ip scp password"]),
]


@pytest.mark.parametrize(("name", "text", "wish", "commands", "removal"), CASES, ids=[case[0] for case in CASES])
def test_each_row(name, text, wish, commands, removal):
    del name
    start = have(text)
    found = ACCESS.plan(start, wish, "merged")
    assert sent(found) == commands
    there = ACCESS.predict(start, found.steps)
    assert ACCESS.plan(there, wish, "merged").steps == ()
    away = ACCESS.plan(there, wish, "deleted")
    assert sent(away) == removal
    assert ACCESS.plan(ACCESS.predict(there, away.steps), wish, "deleted").steps == ()


def test_every_row_is_tried():
    assert {case[0] for case in CASES} == {option.name for option in TABLE}


def test_one_short_command_reads_everything():
    for config in (None, {"enabled": True}):
        (read,) = ACCESS.reads(config)
        assert read.command.startswith("show running-config | section ")
        assert len(read.command) <= LONGEST_COMMAND
        assert "?" not in read.command


def test_what_stands_in_a_configuration_is_told_without_secrets():
    text = (
        f"{AAA}aaa authentication login CON group radius local enable\naaa authentication enable default enable\n"
        f"aaa session-id common\n{ADMIN}{BOB}username plain password 0 clear\nusername bare\n"
        "username view view V\nip scp server enable\nip scp username me\nip scp password 7 02050D480809\n"
    )
    document = ACCESS.parsed(text)
    assert document == {
        "enabled": True,
        "client": {"username": "me", "password": "********"},
        "aaa": {
            "new_model": True,
            "authentication_login": [
                {"name": "CON", "methods": ["group radius", "local", "enable"]},
                {"name": "default", "methods": ["local"]},
            ],
            "authorization_exec": [{"name": "default", "methods": ["local"]}],
        },
        "users": [
            {"name": "admin", "privilege": 15, "password_type": "secret",
             "hashed_password": {"type": 5, "value": "********"}},
            {"name": "bare", "privilege": 1},
            {"name": "bob", "privilege": 15, "password_type": "password",
             "hashed_password": {"type": 7, "value": "********"}},
            {"name": "plain", "privilege": 1, "password_type": "password", "configured_password": "********"},
            {"name": "view", "privilege": 1},
        ],
    }  # fmt: skip


def test_a_line_that_is_not_about_a_list_is_left_alone():
    for line in ("aaa authentication login", "username", "aaa new-model extra", "ip scp server"):
        assert ACCESS.parsed(line) == {}


# --- users ------------------------------------------------------------------------------------------------------------

STORED = {
    "cisco": ["secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0", "password 7 02050D480809", "password 0 cisco"],
    "hashcat": [f"secret 8 {PBKDF2}", f"secret 9 {SCRYPT}", "secret 4 2btjjy78REtmYkkW0csHUbJZOstRXoWdX1mGrmmfeHI"],
}


@pytest.mark.parametrize(("clear", "stored"), [(clear, text) for clear, texts in STORED.items() for text in texts])
def test_a_clear_text_is_compared_with_what_is_stored(clear, stored):
    text = f"{ADMIN}username u privilege 3 {stored}\n"
    row = {"name": "u", "configured_password": clear, "password_type": stored.split()[0]}
    assert sent(plan({"users": [row]}, text=text)) == []
    other = row | {"configured_password": "Other"}
    assert sent(plan({"users": [other]}, text=text)) == [f"username u {stored.split()[0]} 0 Other"]
    assert sent(plan({"users": [other | {"update_password": "on_create"}]}, text=text)) == []


USERS = [
    # what the device has, wish, what is sent
    ("", {**NEW, "privilege": 15}, ["username n privilege 15 secret 0 x!y"]),
    ("", {**NEW, "algorithm": "scrypt"}, ["username n algorithm-type scrypt secret x!y"]),
    ("", {**NEW, "password_type": "password"}, ["username n password 0 x!y"]),
    ("", {"name": "n", "hashed_password": {"type": "9", "value": SCRYPT}}, [f"username n secret 9 {SCRYPT}"]),
    ("", {"name": "n", "hashed_password": {"type": 6, "value": "JFVKQ]LbEi"}}, ["username n password 6 JFVKQ]LbEi"]),
    ("", {"name": "gone", "state": "absent"}, []),
    ("username n password 6 JFVKQ]LbEi", {"name": "n", "hashed_password": {"type": 6, "value": "JFVKQ]LbEi"}}, []),
    ("username n password 7 0822455D0A16", {"name": "n", "hashed_password": {"type": 7, "value": "02050D480809"}}, []),
    (f"username n secret 9 {SCRYPT}", {"name": "n", "privilege": 7}, ["username n privilege 7"]),
    (f"username n privilege 7 secret 9 {SCRYPT}", {"name": "n", "privilege": 1}, ["username n privilege 1"]),
    (f"username n secret 9 {SCRYPT}", {"name": "n", "configured_password": "hashcat", "algorithm": "scrypt"}, []),
    (
        f"username n secret 8 {PBKDF2}",
        {"name": "n", "configured_password": "hashcat", "algorithm": "scrypt"},
        ["username n algorithm-type scrypt secret hashcat"],
    ),
    (
        f"username n secret 9 {SCRYPT}",
        {"name": "n", "hashed_password": {"type": 8, "value": PBKDF2}},
        [f"username n secret 8 {PBKDF2}"],
    ),
    (
        "username n privilege 3 password 0 x!y\nusername n autocommand show users",
        NEW,
        ["no username n", "username n privilege 3 secret 0 x!y", "username n autocommand show users"],
    ),
    ("username n", NEW, ["username n secret 0 x!y"]),
]


@pytest.mark.parametrize(("text", "row", "commands"), USERS)
def test_what_a_user_takes(text, row, commands):
    device = f"{ADMIN}{text}\n"
    found = plan({"users": [row]}, text=device)
    assert sent(found) == commands
    there = ACCESS.predict(have(device), found.steps)
    assert ACCESS.plan(there, {"users": [row]}, "merged").steps == ()


def test_replaced_returns_a_user_to_the_lowest_privilege_and_keeps_the_password():
    wish = {"users": [{"name": "bob"}]}
    assert sent(plan(wish, text=ADMIN + BOB)) == []
    assert sent(plan(wish, "replaced", text=ADMIN + BOB)) == ["username bob privilege 1"]


def test_overridden_removes_users_and_lists_only_of_what_it_names():
    text = f"{ADMIN}{BOB}{AAA}aaa authentication login CON local\nip scp server enable\n"
    assert sent(plan({"users": [{"name": "admin", "privilege": 15}]}, "overridden", text=text, release="16.8")) == [
        "no ip scp server enable",
        "no username bob",
    ]
    wish = {"enabled": True, "aaa": {"authentication_login": [{"name": "default", "methods": ["local"]}]}}
    assert sent(plan(wish, "overridden", text=text, release="16.8")) == ["no aaa authentication login CON"]


def test_deleted_with_an_empty_dictionary_removes_nothing():
    assert sent(plan({"aaa": {}}, "deleted", text=f"{ADMIN}ip scp server enable\n")) == []


def test_the_question_of_a_removal_is_answered_with_one_key():
    removal, creation = (
        plan({"users": [row]}, text=ADMIN + BOB).steps[0] for row in ({"name": "bob", "state": "absent"}, NEW)
    )
    assert [answer.reply for answer in removal.answers] == ["y"]
    assert not removal.inverse_answers
    assert removal.inverse == ("username bob privilege 15 password 7 02050D480809",)
    assert not creation.answers
    assert [answer.reply for answer in creation.inverse_answers] == ["y"]


# --- AAA --------------------------------------------------------------------------------------------------------------

LIST = {"authentication_login": [{"name": "default", "methods": ["group tacacs+", "local"]}]}
EXEC = {"authorization_exec": [{"name": "default", "methods": ["local"]}]}


def test_users_come_first_then_aaa_then_lists_and_lines_lose_their_login():
    wish = {"enabled": True, "users": [NEW], "aaa": {**EXEC, **LIST, "new_model": True}}
    found = plan(wish)
    assert sent(found) == [
        "username n secret 0 x!y",
        "ip scp server enable",
        "aaa new-model",
        "aaa authorization exec default local",
        "aaa authentication login default group tacacs+ local",
    ]
    assert [step.joined for step in found.steps] == [False, False, True, True, True]
    after = ACCESS.predict(have(), found.steps)
    assert ("lines.login", 0) not in after.settings.said


def test_aaa_is_switched_off_list_by_list_and_lines_ask_local_users_again():
    lines = "line vty 0 4\n login authentication VTY\n authorization exec VTY\nline vty 5 15\n"
    text = f"{ADMIN}{AAA}aaa authentication login VTY local\naaa authorization exec VTY local\n{lines}"
    start = have(text)
    found = ACCESS.plan(start, {"aaa": {"new_model": False}}, "merged")
    assert sent(found) == [
        "line vty 0 4",
        "no authorization exec",
        "line vty 0 4",
        "login authentication default",
        "no aaa new-model",
        "line vty 0 15",
        "login local",
    ]
    assert ACCESS.predict(start, found.steps).settings.undo(found.steps).said == start.settings.said


# --- what is refused --------------------------------------------------------------------------------------------------

PASSWORD = Login("admin", method="password")
KEY = Login("admin", method="publickey")
OUT = {"name": "default", "methods": ["group tacacs+"]}
SCP = "ip scp server enable\n"
ENABLE = "enable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0\n"
REFUSED = [
    # what is wished, on which device, by whom, the words that name what is wrong, and the way out
    ({"aaa": {"new_model": True}}, PLAIN_LINES, None, "no local user has a password", "add a user with a secret"),
    ({"aaa": {"new_model": True}}, BOB + LINES, PASSWORD, "admin, the account of this session", "add it to users"),
    ({"aaa": {"new_model": True, "authentication_login": [OUT]}}, ADMIN, None, "when no server does", "add local"),
    ({"aaa": {"authorization_exec": [OUT]}}, ADMIN + AAA, None, "when no server does", "add local"),
    ({"aaa": LIST}, ADMIN, None, "AAA is off", "new_model: true"),
    ({"aaa": {"new_model": False, **LIST}}, ADMIN + AAA, None, "AAA is off", "new_model: true"),
    ({"aaa": {"new_model": False}}, AAA, None, "no local user has a password", "add one to users"),
    (
        {"aaa": {"authentication_login": [{"name": "VTY", "state": "absent"}]}},
        f"{ADMIN}{AAA}aaa authentication login VTY local\nline vty 0 4\n login authentication VTY\n",
        None,
        "vty 0 to 4 use the list VTY",
        "let the lines use another one first",
    ),
    ({"users": [{"name": "admin", "state": "absent"}]}, ADMIN + BOB, KEY, "account of this session", "another user"),
    ({"users": [{"name": "admin", "privilege": 1}]}, ADMIN + BOB, KEY, "would fall to 1", "another user"),
    ({"users": [{"name": "admin", "configured_password": "x"}]}, ADMIN + BOB, PASSWORD, "logged in with", "public key"),
    ({"users": [{"name": "admin", "state": "absent"}]}, ADMIN, None, "no local user with privilege 15", "keep one"),
    ({"users": [{"name": "n"}]}, ADMIN, None, "no such user", "give configured_password"),
    ({"users": [{**NEW, "name": "u"}]}, f"{ADMIN}username u secret 10 abc\n", None, "type 10", "on_create"),
    (
        {"users": [{**NEW, "password_type": "password"}]},
        f"password encryption aes\n{ADMIN}username n password 6 JFVKQ]LbEi\n",
        None,
        "type 6, which nobody else",
        "update_password: on_create",
    ),
    (
        {"users": [{**NEW, "password_type": "password"}]},
        f"password encryption aes\n{ADMIN}",
        None,
        "encrypts passwords with AES",
        "password_type: secret",
    ),
    ({"enabled": True}, LINES, None, "no local user has privilege 15", "add one to users"),
    ({"enabled": True}, "username u secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0\n", None, "privilege 15", "raise"),
    ({"enabled": True}, f"{ADMIN}aaa new-model\n", None, "SCP needs exec authorization", "add a list default"),
    ({"enabled": True}, f"{ADMIN}line vty 0 4\n login\n", None, "vty 0 to 4 have another login", "login: local"),
    ({"aaa": {"new_model": True}}, ADMIN + LINES, None, "no enable secret leads higher", "add that list"),
    (
        {"aaa": {"new_model": True}},
        ENABLE + ADMIN + LINES + SCP,
        None,
        "SCP needs exec authorization",
        "add a list default",
    ),
    ({"users": [{"name": "bob", "privilege": 1}]}, BOB + SCP, None, "no local user with privilege 15", "keep one"),
    ({"users": [{**NEW, "hashed_password": {"type": 0, "value": "x"}}]}, ADMIN, None, "given too", "one of them"),
    ({"users": [{"name": "n", "hashed_password": SCRYPT}]}, ADMIN, None, "not a dictionary", "below it"),
    ({"users": [{"name": "n", "hashed_password": {"type": SCRYPT, "value": 9}}]}, ADMIN, None, "no type", "known"),
    ({"users": [{"name": "n", "hashed_password": {"type": 9, "value": "$9$x"}}]}, ADMIN, None, "no password of", "$9$"),
    ({"users": [{"name": "n", "configured_password": "********"}]}, ADMIN, None, "masked", "real one"),
    ({"users": [{"name": "n", "algorithm": "md5"}]}, ADMIN, None, "no password", "configured_password"),
    ({"users": [{**NEW, "password_type": "password", "algorithm": "md5"}]}, ADMIN, None, "is password", "a secret"),
    ({"users": [NEW, NEW]}, ADMIN, None, "the same as users[0]", "once"),
    ({"users": [{"nam": "n"}]}, ADMIN, None, "no such option", "did you mean name"),
    ({"aaa": {"authentication_login": [{"name": "X", "methods": []}]}}, ADMIN + AAA, None, "empty list", "local"),
    ({"aaa": {"authentication_login": [{"name": "X", "methods": ["group"]}]}}, ADMIN + AAA, None, "group", "NAME"),
    ({"aaa": {"authentication_login": [{"name": "X", "methods": ["a b c"]}]}}, ADMIN + AAA, None, "a b c", "NAME"),
    ({"aaa": {"authentication_login": [{"name": "X", "methods": ["local", "local"]}]}}, AAA, None, "twice", "once"),
    ({"aaa": {"authentication_login": [{"methods": ["local"]}]}}, ADMIN + AAA, None, "name is missing", "name"),
    ({"aaa": {"new_modle": True}}, ADMIN, None, "no such option", "did you mean new_model"),
]


@pytest.mark.parametrize(("wish", "text", "login", "found", "advice"), REFUSED)
def test_what_is_refused(wish, text, login, found, advice):
    with pytest.raises(WishError) as caught:
        plan(wish, text=text, login=login)
    assert found in str(caught.value)
    assert advice in str(caught.value)
    assert not any(secret in str(caught.value) for secret in ("x!y", SCRYPT, "02050D480809"))


def test_nobody_is_locked_out_in_overridden_and_deleted():
    for state, wish in (("overridden", [{"name": "bob"}]), ("deleted", [{"name": "admin"}])):
        with pytest.raises(WishError, match="account of this session"):
            plan({"users": wish}, state, text=ADMIN + BOB, login=KEY)


def test_where_nobody_knows_how_the_session_logged_in_its_password_is_changed_with_a_warning():
    found = plan({"users": [{"name": "admin", "configured_password": "x"}]}, text=ADMIN, login=Login("admin"))
    assert found.steps
    assert "the next login needs the new one" in found.warnings[0]


def test_a_hash_is_computed_once_for_each_user_that_is_compared(monkeypatch):
    computed = []
    hashed = passwords._hashed
    monkeypatch.setattr(passwords, "_hashed", lambda *parts: computed.append(parts[1]) or hashed(*parts))
    text = f"{ADMIN}username n secret 9 {SCRYPT}\nusername o secret 9 {SCRYPT}\n{SCP}{LINES}"
    wish = {"enabled": True, "users": [{"name": "n", "configured_password": "hashcat"}]}
    assert plan(wish, text=text).steps == ()
    assert computed == [9]


@pytest.mark.parametrize(
    ("release", "row", "refused"),
    [
        ("12.4", {**NEW, "algorithm": "scrypt"}, True),
        ("12.4", {**NEW, "algorithm": "md5"}, False),
        ("12.4", {"name": "n", "hashed_password": {"type": 9, "value": SCRYPT}}, True),
        ("15.2", {**NEW, "algorithm": "scrypt"}, False),
        ("17.9", {"name": "n", "hashed_password": {"type": 4, "value": "2btjjy78REtmYkkW0csHUbJZOstRXoWdX1mGrmmfeHI"}},
         True),
    ],
)  # fmt: skip
def test_which_release_takes_which_hash(release, row, refused):
    try:
        commands, message = sent(plan({"users": [row]}, release=release)), ""
    except WishError as error:
        commands, message = [], str(error)
    assert bool(message) is refused
    assert ("does not know type" in message) is refused
    assert refused or commands
    assert not any("algorithm-type" in command for command in commands if release == "12.4")


ALLOWED = [
    # what is wished, on which device, by whom: none of these is a danger
    ({"users": [{"name": "admin", "configured_password": "x"}]}, ADMIN + LINES, KEY),
    ({"users": [{"name": "bob", "state": "absent"}]}, ADMIN + BOB, PASSWORD),
    ({"aaa": {"new_model": True, "authentication_login": [{"name": "default", "methods": ["enable"]}]}}, ENABLE, None),
    ({"aaa": {"new_model": True, **EXEC}, "users": [NEW]}, LINES, None),
    ({"aaa": {"new_model": True}}, f"{ADMIN}line vty 0 4\n privilege level 15\n login local\n", None),
    ({"enabled": True}, f"{ADMIN}line vty 0 4\n login local\nline vty 5\n login\n", None),
    ({"enabled": True}, f"{ADMIN}{AAA}", None),
    ({"enabled": True}, f"{AAA}aaa authentication login default group tacacs+ local\n", None),
    ({"enabled": True}, f"username u secret 9 {SCRYPT}\nline vty 0 4\n privilege level 15\n login local\n", None),
    ({"window_size": 65536}, SCP, None),
    ({"users": [NEW]}, SCP + PLAIN_LINES, None),
]


@pytest.mark.parametrize(("wish", "text", "login"), ALLOWED)
def test_what_is_not_refused(wish, text, login):
    assert plan(wish, text=text, login=login).steps


def test_what_may_keep_scp_from_working_is_a_warning():
    mixed = f"{ADMIN}line vty 0 4\n login local\nline vty 5 15\n login\n"
    (warning,) = plan({"enabled": True}, text=mixed).warnings
    assert "vty 5 to 15 have another login" in warning
    half = (
        f"{ADMIN}aaa new-model\naaa authorization exec VTY local\nline vty 0 4\n authorization exec VTY\nline vty 5\n"
    )
    (warning,) = plan({"enabled": True}, text=half).warnings
    assert "there is no list default on vty 5" in warning


def test_aaa_without_authorization_is_a_warning_where_enable_leads_on():
    (warning,) = plan({"aaa": {"new_model": True}}, text=ENABLE + ADMIN + LINES).warnings
    assert "users get the privilege of the line" in warning
    assert "without a list default" in warning
    assert "add that list" in warning


def test_unknown_methods_and_long_lists_are_sent_with_a_warning():
    methods = ["local", "mystery", "group a", "group b", "none"]
    found = plan({"aaa": {"authentication_login": [{"name": "X", "methods": methods}]}}, text=ADMIN + AAA)
    assert sent(found) == ["aaa authentication login X local mystery group a group b none"]
    assert [word for word in ("mystery", "5 methods", "none lets everybody") if word in " ".join(found.warnings)] == [
        "mystery", "5 methods", "none lets everybody"]  # fmt: skip


def test_rendering_needs_no_device():
    wish = {"enabled": True, "users": [NEW], "aaa": {"new_model": True, **EXEC}}
    assert ACCESS.render(wish, Release.parse("17.9")) == (
        "username n secret 0 ********",
        "ip scp server enable",
        "aaa new-model",
        "aaa authorization exec default local",
    )


# --- enable -----------------------------------------------------------------------------------------------------------

MD5 = "$1$mERr$hx5rVt7rPNoS4wqbXKX7m0"  # cisco


@pytest.mark.parametrize("state", ["merged", "replaced"])
@pytest.mark.parametrize(
    ("text", "secret", "commands"),
    [
        (f"enable secret 5 {MD5}\n", "cisco", []),
        (f"enable secret 9 {SCRYPT}\n", "hashcat", []),
        (f"enable secret 8 {PBKDF2}\n", "hashcat", []),
        (f"enable secret level 15 5 {MD5}\n", "cisco", []),
        (f"enable secret 5 {MD5}\n", "Zz9.", ["enable secret 0 Zz9."]),
        (f"enable secret level 7 5 {MD5}\nenable password 7 02050D480809\n", "cisco", ["enable secret 0 cisco"]),
    ],
)
def test_an_enable_secret_is_compared_by_its_hash(text, secret, commands, state):
    found = plan({"enable_secret": secret}, state, text=text + ADMIN)
    assert sent(found) == commands
    shown = repr([found.commands(), found.before, found.after, [step.reason for step in found.steps]])
    assert secret not in shown
    assert MD5 not in shown


def test_an_enable_secret_is_not_touched_unless_it_is_named():
    text = f"enable secret 5 {MD5}\n{ADMIN}"
    for state in ("overridden", "replaced"):
        assert "enable" not in repr(sent(plan({"enabled": False}, state, text=text)))
    assert "enable secret" not in repr(sent(ACCESS.plan(have(text), None, "deleted")))
    with pytest.raises(WishError, match="enable_secret"):
        plan({"enable_secret": "x"}, text=f"enable secret 3 abc\n{ADMIN}")
