# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every transport has to make of the same bytes: prompts, echo, paging, dialogues, interruptions, ends."""

from __future__ import annotations

import time

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import Answer
from ansible_collections.secureshell.ios.plugins.plugin_utils._device import errors

LOG = "*Nov 23 10:00:00.123: %SYS-5-CONFIG_I: Configured from console by vty0 (10.0.0.9)"
SHUTDOWN = "\r\n\r\n\r\n***\r\n*** --- SHUTDOWN in 00:05:00 ---\r\n***\r\n"
PRIVILEGE_1 = "Current privilege level is 1\r\n"


@pytest.mark.parametrize(
    "greeting",
    [
        "\r\n{p}",
        "{p}",
        "\r\n*** Authorized users only #\r\nCall NOC> before you work\r\n### R9# ###\r\n{p}",
        "\r\nsw1#\r\nother>\r\n\r\n{p}",
        "\r\n" + LOG + "\r\n{p}",
        "\r\n{p}\r\n" + LOG + "\r\n",
    ],
    ids=["plain", "bare", "marks in the banner", "prompts in the banner", "log before", "log behind"],
)
def test_login_finds_the_prompt(login, greeting):
    session = login(greeting=greeting)
    assert (session.hostname, session.mode, session.privilege, session.prompt) == ("R1", "privileged", 15, "R1#")


def test_a_banner_that_pauses_behind_a_false_prompt(login):
    session = login(greeting=["\r\nsw1#", 0.3, "\r\nNo, this is a banner\r\n{p}"], replies={"show clock": "10:00\r\n"})
    assert session.hostname == "R1"
    assert session.command("show clock").text == "10:00"


@pytest.mark.parametrize("name", ["R", "edge-01.pop_7", "a" * 63, "R1(lab)"])
def test_host_names(login, name):
    # IOS cuts the prompt in configuration mode so that it has about 20 characters.
    short = name if len(name) < 12 else name[: 20 - len("(config)#")] if len(name) > 20 else name
    if len(name) > 20:
        short = name[:16]
    session = login(
        prompt=f"{name}#",
        replies={
            "configure terminal": {"send": ["{p}"], "prompt": f"{short}(config)#"},
            "end": {"send": ["{p}"], "prompt": f"{name}#"},
            "show clock": "10:00\r\n",
        },
    )
    assert session.hostname == name
    session.enter(("configure terminal",))
    assert session.mode == "config"
    session.leave()
    assert (session.mode, session.command("show clock").text) == ("privileged", "10:00")


def test_the_reply_is_clean_and_refusals_are_named(login):
    session = login(
        replies={"show clock": "*10:00:00.000 UTC Mon Nov 23 2026\r\n", "conf": "% Incomplete command.\r\n\r\n"}
    )
    reply = session.command("show clock")
    assert (reply.command, reply.text, reply.prompt, reply.refusal) == (
        "show clock",
        "*10:00:00.000 UTC Mon Nov 23 2026",
        "R1#",
        None,
    )
    refused = session.command("show nonsense")
    assert refused.refusal is not None
    with pytest.raises(errors.CommandRefused, match=r"'show nonsense'.*Invalid input"):
        refused.ok()
    assert session.command("conf").refusal is not None


def test_a_pager_that_comes_nevertheless_is_answered(login):
    session = login(
        replies={
            "show log": {"send": ["one\r\n --More-- "], "then": "key"},
            " ": {"echo": "", "send": ["\b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\btwo\r\n{p}"]},
        }
    )
    assert session.command("show log").text.split() == ["one", "two"]


@pytest.mark.parametrize(
    ("refused", "typed"),
    [
        ((), ()),
        (("terminal width 0",), ("terminal width 512",)),
        (("terminal width 0", "terminal width 512"), ("terminal width 512", "terminal width 511")),
    ],
)
def test_terminal_width_falls_back(login, peers, refused, typed):
    no = "        ^\r\n% Invalid input detected at '^' marker.\r\n\r\n"
    accepted = {"terminal width 512": "", "terminal width 511": ""}
    session = login(replies={**accepted, **dict.fromkeys(refused, no)})
    assert peers.typed(session.test_index) == ["terminal length 0", "terminal width 0", "show privilege", *typed]


@pytest.mark.usefixtures("certain")
def test_a_scrolled_echo(login):
    """80 columns and a prompt of 21: the exact bytes are a recording (behaviour reference 7.5)."""
    command = "ip ssh server algorithm mac hmac-sha2-512-etm@openssh.com"
    echo = (
        "ip ssh server algorithm mac hmac-sha2-512-etm@openssh.co"
        + "\b" * 56
        + "$er algorithm mac hmac-sha2-512-etm@openssh.com"
        + " " * 9
        + "\b" * 9
        + "\r\n"
    )
    session = login(
        prompt="Router-12345(config)#", replies={command: {"echo": echo, "send": ["% Incomplete command.\r\n\r\n{p}"]}}
    )
    reply = session.command(command)
    assert reply.text == "% Incomplete command."


@pytest.mark.usefixtures("certain")
@pytest.mark.parametrize("message", [f"\r\n{LOG}\r\n", SHUTDOWN], ids=["syslog", "shutdown"])
@pytest.mark.parametrize("where", ["echo", "reply", "prompt"])
def test_messages_in_the_middle(login, message, where):
    echo = {"echo": f"show run{message}ning-config\r\n"} if where == "echo" else {}
    inside = message.lstrip("\r\n") if where == "reply" else ""
    behind = message if where == "prompt" else ""
    session = login(
        replies={
            "show running-config": {**echo, "send": [f"hostname R1\r\n{inside}end\r\n{{p}}{behind}"]},
            "show clock": "10:00\r\n",
        }
    )
    text = session.command("show running-config").text
    assert [line for line in text.split("\n") if line in {"hostname R1", "end"}] == ["hostname R1", "end"]
    assert session.command("show clock").text == "10:00"


def test_a_slow_device(login):
    pieces = [
        part for letter in "hostname R1\r\nline vty 0 4\r\nend\r\n{p}".replace("{p}", "R1#") for part in (letter, 0.005)
    ]
    session = login(replies={"show running-config": {"send": pieces}})
    assert session.command("show running-config").text == "hostname R1\nline vty 0 4\nend"


def test_a_pause_in_the_middle_of_something_like_a_prompt(login):
    session = login(replies={"show banner": {"send": ["Use R2#", 0.4, " for tests\r\nR1", 0.3, "# is mine\r\n{p}"]}})
    assert session.command("show banner").text == "Use R2# for tests\nR1# is mine"


def test_a_large_reply(login):
    lines = [f"access-list 101 permit ip host 10.0.{n // 256}.{n % 256} any # R1" for n in range(5000)]
    session = login(replies={"show running-config": "\r\n".join(lines) + "\r\n"})
    started = time.process_time()
    assert session.command("show running-config").text.split("\n") == lines
    assert time.process_time() - started < 1.5, "time must grow in proportion to the text"


def test_dialogue(login, peers):
    session = login(
        replies={
            "crypto key zeroize rsa": {
                "send": ["% All RSA keys will be removed.\r\nDo you really want to remove these keys? [yes/no]: "],
            },
            "yes": {"send": ["{p}"]},
            "no username bob": {
                "send": ["This operation will remove all.\r\nDo you want to continue? [confirm]"],
                "then": "key",
            },
            "y": {"echo": "y\r\n", "send": ["{p}"]},
            "\r": {"echo": "\r\n", "send": ["{p}"]},
            "show clock": "10:00\r\n",
        }
    )
    reply = session.command("crypto key zeroize rsa", answers=[Answer(r"\[yes/no\]", "yes")])
    assert "All RSA keys" in reply.text
    assert session.command("no username bob", answers=[Answer(r"\[confirm\]", "y")]).refusal is None
    assert session.command("no username bob", answers=[Answer(r"\[confirm\]", "")]).refusal is None
    assert session.command("show clock").text == "10:00"
    assert peers.typed(session.test_index)[3:] == [
        "crypto key zeroize rsa", "yes", "no username bob", "y", "no username bob", "\r", "show clock",
    ]  # fmt: skip


def test_a_question_that_nobody_expects_is_cancelled(login):
    session = login(
        replies={"reload": {"send": ["Proceed with reload? [confirm]"], "then": "key"}, "show clock": "10:00\r\n"}
    )
    with pytest.raises(errors.UnexpectedQuestion, match=r"'reload'.*Proceed with reload"):
        session.command("reload")
    session.leave()
    assert session.command("show clock").text == "10:00"


@pytest.mark.usefixtures("certain")
def test_commands_in_a_block_are_told_apart(login, peers):
    config = {"send": ["{p}"]}
    session = login(
        replies={
            "show version": "Cisco IOS Software\r\n",
            "show ip ssh": "SSH Enabled - version 2.0\r\n",
            "ip ssh time-out 60": config,
        }
    )
    replies = session.commands(["show version", "show nothing", "show ip ssh", "terminal length 0"])
    assert [reply.text.split("\n")[-1] for reply in replies] == [
        "Cisco IOS Software",
        "% Invalid input detected at '^' marker.",
        "SSH Enabled - version 2.0",
        "",
    ]
    assert [reply.refusal is None for reply in replies] == [True, False, True, True]
    assert [reply.command for reply in replies] == ["show version", "show nothing", "show ip ssh", "terminal length 0"]


def test_a_block_goes_out_before_its_replies_come(login):
    """Ten commands on a device that takes 0.1 s for each prompt, and the round trips are paid once."""
    replies = {f"show item {n}": {"send": [f"item {n}\r\n{{p}}"]} for n in range(40)}
    session = login(replies=replies)
    assert [reply.text for reply in session.commands(list(replies))] == [f"item {n}" for n in range(40)]


@pytest.mark.usefixtures("certain")
def test_a_block_with_a_message_in_an_echo(login):
    session = login(
        replies={
            "show one": "1\r\n",
            "show two": {"echo": f"show t\r\n{LOG}\r\nwo\r\n", "send": ["2\r\n{p}"]},
            "show three": "3\r\n",
        }
    )
    assert [reply.text for reply in session.commands(["show one", "show two", "show three"])] == ["1", "2", "3"]


BLOCK = ["show one", "show two", "show three"]


def test_a_device_that_pauses_between_two_lines_of_a_block(login):
    """A prompt, and nothing for longer than a doubt lasts: what is on its way is no empty reply."""
    session = login(replies={"show one": {"send": ["1\r\n{p}", 2.0]}, "show two": "2\r\n", "show three": "3\r\n"})
    assert [reply.text for reply in session.commands(BLOCK)] == ["1", "2", "3"]
    assert session.command("show two").text == "2"


def test_a_device_that_falls_silent_between_two_lines_of_a_block(login):
    replies = {"show one": {"send": ["1\r\n{p}"], "then": "silence"}}
    session = login(replies=replies, target={"command_timeout": 1.5})
    with pytest.raises(errors.NoAnswer, match="'show three'"):
        session.commands(BLOCK)


def test_the_end_of_a_block_whose_echo_never_came(login):
    session = login(replies={"show one": "1\r\n", "show three": {"echo": "%LOG-5-X: sh\r\n", "send": ["3\r\n{p}"]}})
    replies = session.commands(["show one", "show three"])
    assert "3" in replies[0].text.split()
    assert session.command("show one").text == "1"


def test_submodes_are_entered_and_always_left(login):
    def mode(label):
        return {"send": ["{p}"], "prompt": f"R1({label})#"}

    session = login(
        replies={
            "configure terminal": mode("config"),
            "line vty 0 4": mode("config-line"),
            "ip ssh pubkey-chain": mode("conf-ssh-pubkey"),
            "username bob": mode("conf-ssh-pubkey-user"),
            "key-string": mode("conf-ssh-pubkey-data"),
            "exit": mode("conf-ssh-pubkey-user"),
        }
    )
    session.enter(("configure terminal", "line vty 0 4"))
    assert session.mode == "line"
    session.leave()
    session.leave()
    assert (session.mode, session.prompt) == ("privileged", "R1#")
    session.enter(("configure terminal", "ip ssh pubkey-chain", "username bob"))
    session.command("key-string")
    assert session.mode == "pubkey-data"
    session.leave()
    assert session.prompt == "R1#"
    with pytest.raises(errors.CommandRefused, match="line con 9"):
        session.enter(("configure terminal", "line con 9"))
    session.leave()
    assert session.prompt == "R1#"


def test_a_mode_that_is_not_entered_is_an_error(login):
    session = login(replies={"configure terminal": ""})
    with pytest.raises(errors.CommandRefused, match="configure terminal"):
        session.enter(("configure terminal",))


@pytest.mark.usefixtures("certain")
def test_the_host_name_may_change(login):
    session = login(
        replies={
            "hostname edge": {"send": ["{p}"], "prompt": "edge(config)#"},
            "end": {"send": ["{p}"], "prompt": "edge#"},
        }
    )
    session.enter(("configure terminal",))
    session.command("hostname edge")
    session.leave()
    assert (session.hostname, session.prompt) == ("edge", "edge#")


@pytest.mark.usefixtures("certain")
def test_a_text_of_several_lines_is_one_command(login):
    started = "Enter TEXT message.  End with the character '^'.\r\n"
    lines = {line: {"send": []} for line in ("", "No R1# here", "line vty 0 4")}
    lines |= {"banner login ^": {"send": [started]}, "^": {"send": ["{p}"]}}
    session = login(replies={**lines, "show clock": "10:00\r\n"})
    reply = session.command("banner login ^\n\nNo R1# here\n\nline vty 0 4\n^")
    assert (reply.refusal, reply.prompt) == (None, "R1#")
    assert session.command("show clock").text == "10:00"


# --- privilege --------------------------------------------------------------------------------------------------------


def enable(password="topsecret", answer=None):
    wrong = {"send": ["Password: "], "then": "hidden"}
    return {
        "show privilege": [PRIVILEGE_1, "Current privilege level is 15\r\n"],
        "enable": {"send": ["Password: "], "then": "hidden"},
        password: {"send": ["{p}"], "prompt": "R1#"},
        **(answer or {"bad": wrong}),
    }


def test_enable_with_a_password(login, peers):
    session = login(prompt="R1>", replies=enable(), target={"become": True, "enable_password": "topsecret"})
    assert (session.mode, session.privilege) == ("privileged", 15)


def test_enable_without_a_password(login):
    replies = {**enable(), "enable": {"send": ["{p}"], "prompt": "R1#"}}
    session = login(prompt="R1>", replies=replies, target={"become": True})
    assert (session.mode, session.privilege) == ("privileged", 15)


def test_enable_is_not_typed_where_it_is_not_needed(login, peers):
    session = login(target={"become": True, "enable_password": "x"})
    assert "enable" not in peers.typed(session.test_index)


def test_privilege_7_shows_a_number_sign_and_is_not_enough(login):
    replies = {"show privilege": "Current privilege level is 7\r\n"}
    with pytest.raises(errors.EnableFailed, match=r"privilege level 7.*ansible_become: true"):
        login(replies=replies)
    assert login(replies=replies, privilege=0).privilege == 7


@pytest.mark.parametrize(
    ("target", "answer", "message"),
    [
        ({"become": False}, None, r"privilege level 1.*ansible_become: true"),
        ({"become": True}, None, "set ansible_become_password"),
        ({"become": True, "enable_password": "bad"}, None, "ansible_become_password is wrong"),
        ({"become": True, "enable_password": "bad"}, {"bad": "% Bad secrets\r\n\r\n"}, "Bad secrets"),
        ({"become": True, "enable_password": "bad"}, {"bad": "% Access denied\r\n\r\n"}, "Access denied"),
        ({"become": True, "enable_password": "bad"}, {"enable": "% No password set\r\n"}, "No password set"),
    ],
)
def test_enable_fails_clearly(login, target, answer, message):
    with pytest.raises(errors.EnableFailed, match=message) as caught:
        login(prompt="R1>", replies=enable(answer=answer), target=target)
    assert "'bad'" not in str(caught.value)


# --- ends -------------------------------------------------------------------------------------------------------------


def test_a_drop_in_the_middle_names_what_was_sent(login):
    session = login(replies={"username bob secret hunter2": {"send": ["par"], "then": "close"}})
    with pytest.raises(errors.SessionLost) as caught:
        session.command("username bob secret hunter2")
    assert str(caught.value) == "the device closed the session after 'username bob secret ********' was sent."
    assert caught.value.sent == "username bob secret ********"
    assert "hunter2" not in str(caught.value)
    with pytest.raises(errors.SessionLost, match=r"^the device closed the session after 'username [^']*' was sent\.$"):
        session.command("show clock")
    session.close()
    session.close()


def test_a_drop_in_the_middle_of_a_text_names_its_first_line(login):
    session = login(replies={"banner login ^": {"send": ["Enter TEXT message.\r\n"], "then": "close"}})
    with pytest.raises(errors.SessionLost, match=r"after 'banner login \^' was sent"):
        session.command("banner login ^\nNo entry\n^")


def test_silence_ends_with_the_time_out(login):
    session = login(replies={"show tech": {"send": ["working"], "then": "silence"}}, target={"command_timeout": 0.5})
    started = time.monotonic()
    with pytest.raises(errors.NoAnswer, match="'show tech'"):
        session.command("show tech")
    assert time.monotonic() - started > 0.45


def test_patience_of_one_command(login):
    session = login(replies={"crypto": {"send": [0.7, "done\r\n{p}"]}}, target={"command_timeout": 0.4})
    assert session.command("crypto", seconds=4).text == "done"


def test_a_login_without_a_prompt(login):
    with pytest.raises(errors.ShellFailed, match=r"no prompt within 1 s.*'Welcome'"):
        login(greeting="Welcome\r\n", replies={"": {"echo": "", "send": []}}, target={"connect_timeout": 1.0})


def test_a_login_that_ends_at_once_gives_the_last_words(login):
    with pytest.raises(errors.ShellFailed, match="Authorization failed"):
        login(greeting=["% Authorization failed.\r\n", 0.05], replies={}, prompt="", close_after_greeting=True)
