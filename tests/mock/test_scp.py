# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SCP server, record by record: who may copy, what is said, and what is left behind."""

from __future__ import annotations

import asyncio

import pytest
from mock_ios.device import Account
from mock_ios.flash import MEGABYTE, FlashPlan, text_of
from mock_ios.scp import Request, ScpServer
from mock_terminal import PEER, Terminal, device

ENABLED = "hostname R1\nip scp server enable\n"


def on(profile="17.15", files=None, *, initial=ENABLED, room=MEGABYTE, missing=False):
    return device(profile, initial, flash=FlashPlan(room, files or {}, missing))


def copy(storing, command, *sent, privilege=15, drop_after=None):
    """Run a command while a client sends these pieces and then closes; (exit status, what the device sent)."""
    answer = bytearray()

    async def send(data):
        answer.extend(data)

    async def run():
        received = asyncio.Queue()
        for piece in (*sent, b""):
            received.put_nowait(piece)
        server = ScpServer(
            storing,
            Account("admin", privilege),
            f"{PEER.address}:{PEER.port}",
            received=received,
            send=send,
            drop_after=drop_after,
        )
        return await server.run(Request.of(command))

    return asyncio.run(run()), bytes(answer)


def text(storing, path):
    return text_of(storing.storage.flash.content(path))


@pytest.mark.parametrize(
    ("command", "request_"),
    [
        ("scp -t flash:a", Request("t", "flash:a")),
        ("scp -v -p -f flash:/a b", Request("vpf", "flash:/a b")),
        ("scp -pt -- a", Request("pt", "a")),
        ("scp flash:a", None),
        ("scp -t", None),
        ("show version", None),
    ],
)
def test_commands(command, request_):
    assert Request.of(command) == request_


# what the client asks for -> path on the flash
TARGETS = [
    ("scp -t flash:a", "a"),
    ("scp -v -t flash:/d/a", "d/a"),
    ("scp -t bootflash:", "new.txt"),
    ("scp -t flash:/d", "d/new.txt"),
    ("scp -d -t flash:d", "d/new.txt"),
    ("scp -t flash://d//", "d/new.txt"),
    ("scp -t plain", "plain"),
    ("scp -t .", "new.txt"),
    ("scp -t ./a", "a"),
]


@pytest.mark.parametrize(("command", "path"), TARGETS)
def test_a_file_is_taken(command, path):
    storing = on(files={"d/x": ""})
    said = copy(storing, command, b"T1 0 1 0\n", b"C0644 5 new.txt\nhel", b"lo\0")
    assert said == (0, b"\0\0\0\0")
    assert text(storing, path) == "hello"


def test_several_files_and_an_overwritten_one():
    storing = on(files={"d/a": "old"})
    said = copy(storing, "scp -d -t flash:d", b"C0644 1 a\nA\0C0644 0 empty\n\0")
    assert said == (0, b"\0" * 5)
    assert (text(storing, "d/a"), text(storing, "d/empty")) == ("A", "")


@pytest.mark.parametrize(
    ("path", "content"), [("flash:a", b"hello"), ("a", b"hello"), ("bootflash:/a", b"hello"), ("null:", b"")]
)
def test_a_file_is_given(path, content):
    said = copy(on(files={"a": "hello"}), f"scp -f {path}", b"\0\0\0")
    assert said == (0, b"C0644 %d %s\n%s\0" % (len(content), path.rpartition("/")[2].encode(), content))


def test_times_are_given_when_asked_for():
    status, said = copy(on(files={"a": "x"}), "scp -p -f flash:a", b"\0\0\0\0")
    when = 1789291052
    assert (status, said) == (0, b"T%d 0 %d 0\nC0644 1 flash:a\nx\0" % (when, when))


def test_the_running_configuration_begins_with_a_blank_line_and_has_no_building():
    storing = on()
    status, said = copy(storing, "scp -f running-config", b"\0\0\0")
    header, _unused, content = said.partition(b"\n")
    assert status == 0
    assert header == b"C0644 %d running-config" % (len(content) - 1)
    assert content.decode() == f"\n{storing.running_text()}\0"
    assert content.startswith(b"\nCurrent configuration : ")


def test_a_configuration_is_merged_or_becomes_the_startup_configuration():
    storing = on()
    assert copy(storing, "scp -t running-config", b"C0644 12 x\nhostname R2\n\0")[0] == 0
    assert storing.hostname == "R2"
    assert storing.unsaved
    assert copy(storing, "scp -t nvram:startup-config", b"C0644 12 x\nhostname R3\n\0")[0] == 0
    assert storing.startup == "hostname R3\n"
    assert copy(storing, "scp -f startup-config", b"\0\0\0")[1] == b"C0644 12 startup-config\nhostname R3\n\0"


AAA = "aaa new-model\naaa authentication login default local\n"
USER = "username admin privilege 15 secret pw\nline vty 0 4\n login local\n transport input ssh\n"


@pytest.mark.parametrize(
    ("initial", "works"),
    [
        (ENABLED + USER, True),
        (ENABLED + AAA + USER, False),
        (ENABLED + AAA + "aaa authorization exec default local\n" + USER, True),
        (ENABLED + USER.replace("privilege 15 ", ""), False),
    ],
)
def test_privilege_at_login_decides_as_measured(initial, works):
    storing = on(initial=initial)
    account = storing.check_password(storing.admit(PEER, "ssh"), "admin", "pw")
    status, said = copy(storing, "scp -f running-config", b"\0\0\0", privilege=account.privilege)
    assert (status == 0) is works
    assert works or said == b"\x01Privilege denied.\n"


# devices and commands that are refused -> the text of the error record
REFUSED = [
    ({"initial": "hostname R1\n"}, "scp -t flash:a", (), "Administratively disabled."),
    ({}, "scp -r -t flash:", (), "Recursive copy is not supported."),
    ({}, "scp -f flash:none", (b"\0",), "flash:none: No such file or directory"),
    ({}, "scp -f flash:d", (b"\0",), "flash:d: Is a directory"),
    ({}, "scp -f 'flash:a'", (b"\0",), "'flash:a': Invalid file system."),
    ({}, "scp -f tftp://x/a", (b"\0",), "tftp://x/a: Invalid file system."),
    ({"missing": True}, "scp -f flash:a", (b"\0",), "flash:a: Invalid file system."),
    ({"missing": True}, "scp -f a", (b"\0",), "a: No such file or directory"),
    ({}, "scp -t flash:none/a", (b"C0644 1 a\n",), "flash:none/a: No such file or directory"),
    ({}, "scp -t nvram:other", (b"C0644 1 a\n",), "nvram:other: Invalid argument"),
    ({}, "scp -t system:other", (b"C0644 1 a\n",), "system:other: Permission denied"),
    ({}, "scp -t running-config", (b"C0644 9000000 a\n",), "running-config: No space left on device"),
    ({}, "scp -d -t flash:a", (b"C0644 1 a\n",), "flash:a: Not a directory"),
    ({}, "scp -t flash:", (b"D0755 0 d\n",), "Recursive copy is not supported."),
    ({}, "scp -t flash:", (b"hello\n",), "Protocol error."),
    ({}, "scp -t flash:", (b"C0644 1 ../a\n",), "Protocol error."),
    ({}, "scp -t flash:", (b"x" * 2000,), "Protocol error."),
    ({"room": 4}, "scp -t flash:a2", (b"C0644 5 a\n",), "flash:a2: No space left on device"),
]


@pytest.mark.parametrize(("how", "command", "sent", "message"), REFUSED, ids=[row[3] for row in REFUSED])
def test_refusals_are_error_records(how, command, sent, message):
    storing = on(files={"a": "kept", "d/x": ""}, **how)
    status, said = copy(storing, command, *sent)
    assert status == 1
    assert said.lstrip(b"\0") == b"\x01" + message.encode() + b"\n"
    assert how.get("missing") or text(storing, "a") == "kept"


def test_what_arrived_of_an_interrupted_file_stays():
    storing = on()
    assert copy(storing, "scp -t flash:a", b"C0644 10 a\nabc")[0] == 1
    assert text(storing, "a") == "abc"
    storing = on()
    assert copy(storing, "scp -t flash:a", b"C0644 10 a\nabcdef", drop_after=4)[0] == 1
    assert text(storing, "a") == "abcd"


def test_a_client_that_gives_up_gets_nothing_more():
    assert copy(on(files={"a": "x"}), "scp -f flash:a", b"\0\x01no\n") == (1, b"C0644 1 flash:a\n")
    assert copy(on(files={"a": "xyz"}), "scp -f flash:a", b"\0\0", drop_after=2) == (1, b"C0644 3 flash:a\nxy")


def test_debugging_shows_the_records_as_the_vendor_prints_them():
    storing = on(profile="15.2")
    with Terminal(storing) as terminal:
        terminal.reply("debug ip scp")
        copy(storing, "scp -t flash:a", b"C0644 5 scptest.cfg\nhello\0")
        page = terminal.reply("show logging")
    where = f"{PEER.address}:{PEER.port}]"
    assert [line.partition("SCP: ")[2] for line in page.split("\n") if "SCP: [" in line] == [
        f"[22 -> {where} send <OK>",
        f"[22 <- {where} recv C0644 5 scptest.cfg",
        f"[22 -> {where} send <OK>",
        f"[22 <- {where} recv 5 bytes",
        f"[22 <- {where} recv <OK>",
        f"[22 -> {where} send <OK>",
        f"[22 <- {where} recv <EOF>",
    ]
