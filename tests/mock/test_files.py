# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""File systems at the prompt: listings, copies with their dialogues, hashes, directories, full and missing flash."""

from __future__ import annotations

import hashlib
import re

import pytest
from mock_ios import profiles
from mock_ios.flash import MEGABYTE, FlashPlan, Stored
from mock_terminal import Terminal, device

ALL = profiles.names()
NEW = "17.15"
HOSTNAME = "hostname R1\n"
CARET = "^\n% Invalid input detected at '^' marker.\n"
ROOM = 64 * MEGABYTE


def on(profile=NEW, files=None, *, initial=HOSTNAME, room=ROOM, missing=False):
    return device(profile, initial, flash=FlashPlan(room, files or {}, missing))


def talk(files, *lines, profile=NEW, **more):
    with Terminal(on(profile, files, **more)) as terminal:
        return terminal.type(*lines)


# profile -> the line that `dir` has for a file, and the name of its flash
ROWS = {
    "12.4": ("flash", "    2  -rw-           5  Sep 13 2026 09:17:32 +00:00  a.txt"),
    "15.2": ("flash", "    2  -rwx           5  Sep 13 2026 09:17:32 +00:00  a.txt"),
    "16.8": ("bootflash", "    2  -rw-                5  Sep 13 2026 09:17:32 +00:00  a.txt"),
    "17.3": ("flash", "    2  -rw-                5  Sep 13 2026 09:17:32 +00:00  a.txt"),
    "17.15": ("bootflash", "    2  -rw-                5  Sep 13 2026 09:17:32 +00:00  a.txt"),
}


@pytest.mark.parametrize("profile", ROWS)
def test_dir_has_the_columns_of_the_release_and_the_sizes(profile):
    name, row = ROWS[profile]
    image = profiles.load(profile).identity
    with Terminal(on(profile, {"a.txt": "hello"})) as terminal:
        page = terminal.reply("dir").split("\n")
        assert page[:2] == [f"Directory of {name}:/", ""]
        assert page[2].split()[:3] == ["1", page[2].split()[1], str(image["image_bytes"])]
        assert page[2].endswith(f"  {image['image_file']}")
        assert page[3] == row
        assert page[5] == f"{ROOM + image['image_bytes'] + 5} bytes total ({ROOM} bytes free)"
        one = terminal.reply("dir flash:a.txt").split("\n")
        assert one[:3] == [f"Directory of {name}:/a.txt", "", row]
        assert terminal.reply("dir flash:/none") == f"%Error opening {name}:/none (No such file or directory)\n"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("dir nvram:", "  189  -rw-"),
        ("dir nvram:startup-config", "<no date>  startup-config"),
        ("dir system:", "running-config\n\nNo space information available"),
        ("dir /all flash:", "a.txt"),
        ("dir a.txt", "Directory of bootflash:/a.txt"),
        ("dir flash", "%Error opening bootflash:/flash (No such file or directory)"),
        ("dir flash:/empty", "Directory of bootflash:/empty/\n\nNo files in directory\n"),
        ("dir all-filesystems", "Directory of nvram:/"),
        ("dir /recursive flash:", "Directory of bootflash:/empty/"),
        ("show flash:", "          5 Sep 13 2026 09:17:32 +00:00 /bootflash/a.txt"),
        ("show bootflash:", " bytes available ("),
        ("show file systems", "disk     rw   bootflash: flash:\n"),
        ("more flash:a.txt", "hello"),
        ("more nvram:startup-config", "hostname R1"),
        ("more system:running-config", "hostname R1"),
        ("more flash:none", "%Error opening bootflash:none (No such file or directory)"),
        ("more flash:empty", "%Error opening bootflash:empty (Is a directory)"),
        ("pwd", "bootflash:/"),
        ("cd nothing", "%Error changing"),
    ],
)
def test_looking_around(command, words):
    with Terminal(on(NEW, {"a.txt": "hello", "empty/x": 0})) as terminal:
        terminal.reply("delete /force flash:empty/x")
        assert words in terminal.reply(command)


@pytest.mark.parametrize(("profile", "head"), [("12.4", "-#- --length--"), ("15.2", "Directory of flash:/")])
def test_show_flash_of_the_other_families(profile, head):
    with Terminal(on(profile)) as terminal:
        assert terminal.reply("show flash:").startswith(head)


@pytest.mark.parametrize("profile", ALL)
def test_hashes_by_release(profile):
    text = "some text\n"
    name = "flash" if profile in {"12.2", "12.4", "15.2", "17.3"} else "bootflash"
    md5 = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    with Terminal(on(profile, {"a": text})) as terminal:
        assert f"Done!\n\nverify /md5 ({name}:/a) = {md5}\n" in terminal.reply("verify /md5 flash:/a")
        assert f"Done!\nVerified ({name}:a) = {md5}\n" in terminal.reply(f"verify /md5 flash:a {md5.upper()}")
        wrong = terminal.reply("verify /md5 flash:a 0123")
        assert f"%Error verifying {name}:a\nComputed signature  = {md5}\nSubmitted signature = 0123\n" in wrong
        assert terminal.reply("verify /md5 flash:b") == f"%Error opening {name}:b (No such file or directory)\n"
        long = terminal.reply("verify /sha512 flash:a")
        if profile in {"12.2", "12.4", "15.2"}:
            assert CARET in long
        else:
            assert f"verify /sha512 ({name}:a) = {hashlib.sha512(text.encode()).hexdigest()}\n" in long


# what is there, what is typed line by line -> what must be in the conversation
DIALOGUES = [
    (
        {},
        ["copy running-config flash:a", ""],
        "Destination filename [a]? \n253 bytes copied in 0.001 secs (253000 bytes/sec)\n",
    ),
    ({}, ["copy running-config flash:", ""], "Destination filename [running-config]? \n"),
    ({}, ["copy running-config flash:", "b", "dir flash:b"], "Directory of bootflash:/b\n"),
    ({"a": "x"}, ["copy running-config flash:a", "", "n", "more flash:a"], "[confirm]n\nR1#"),
    ({"a": "x"}, ["copy running-config flash:a", "", "", "more flash:a"], "hostname R1"),
    (
        {"a": "x"},
        ["copy running-config flash:a", "", ""],
        "%Warning:There is a file already existing with this name \nDo you want to over write? [confirm]",
    ),
    ({"a": "xy"}, ["copy flash:a flash:b", ""], "Copy in progress...C\n2 bytes copied in"),
    ({"a": "xy"}, ["copy flash: flash:b", "a", ""], "Source filename []? a\nDestination filename [b]? \n"),
    ({}, ["copy flash:none flash:b", ""], "%Error opening bootflash:none (No such file or directory)\n"),
    ({"a": "x"}, ["copy flash:a startup-config", "", "more nvram:startup-config"], "\nx\n"),
    ({}, ["copy run start", "x"], "%Error copying nvram:x (Invalid argument)\n"),
    ({}, ["copy run start", ""], "Destination filename [startup-config]? \nBuilding configuration...\n[OK]\n"),
    ({}, ["copy startup-config running-config", ""], "Destination filename [running-config]? \n"),
    ({}, ["copy null: flash:a", "", "dir flash:a"], " 0  Sep 13"),
    ({}, ["copy foo: flash:"], CARET),
    ({}, ["copy a flash:"], CARET),
    ({}, ["copy flash:a"], "% Incomplete command."),
    (
        {},
        ["copy tftp: flash:", "192.0.2.9", "x.bin", ""],
        "Accessing tftp://192.0.2.9/x.bin...\n%Error opening tftp://192.0.2.9/x.bin (Timed out)\n",
    ),
    ({}, ["copy run tftp://192.0.2.9/", ""], "Destination filename [r1-confg]? \n%Error opening tftp://192.0.2.9/r1-"),
    ({"a": "x"}, ["delete flash:a", "", "y"], "Delete filename [a]? \nDelete bootflash:/a? [confirm]y\nR1#"),
    ({"b": "x"}, ["delete b", "", "y", "dir b"], "%Error opening bootflash:/b"),
    ({"a": "x"}, ["delete flash:a", "", "n", "more flash:a"], "\nx\n"),
    ({}, ["delete flash:a", "", "y"], "%Error deleting bootflash:/a (No such file or directory)\n"),
    ({"a": "x"}, ["delete /force flash:a"], "delete /force flash:a\nR1#"),
    ({"d/a": "x"}, ["delete /force flash:d"], "%Error deleting bootflash:/d (Is a directory)"),
    ({"d/a": "x"}, ["delete /force /recursive flash:d", "dir flash:d"], "%Error opening bootflash:/d"),
    ({}, ["delete nvram:startup-config", "", "y", "show startup-config"], "startup-config is not present"),
    ({}, ["mkdir flash:d", "", "dir flash:d"], "Create directory filename [d]? \nCreated dir bootflash:/d\n"),
    ({"d/a": "x"}, ["mkdir flash:d", ""], "%Error Creating dir bootflash:d (File exists)\n"),
    ({"d/a": "x"}, ["rmdir flash:d", "", "y"], "Delete bootflash:d? [confirm]y\n%Error Removing dir bootflash:d (Dir"),
    ({"d/a": 0}, ["delete /force flash:d/a", "rmdir flash:d", "", "y"], "Removed dir bootflash:d\n"),
    ({"a": "x"}, ["rename flash:a flash:b", "", "more flash:b"], "Destination filename [b]? \nR1#"),
    ({"a": "x", "b": "y"}, ["rename flash:a flash:b", ""], "%Error renaming bootflash:a (File exists)\n"),
    ({"d/a": "x"}, ["cd flash:d", "pwd", "more a"], "bootflash:/d\nR1#more a\nx\n"),
]


@pytest.mark.parametrize(("files", "lines", "expected"), DIALOGUES, ids=[" / ".join(row[1]) for row in DIALOGUES])
def test_dialogues(files, lines, expected):
    assert expected in talk(files, *lines)


def test_file_prompt_quiet_asks_nothing():
    with Terminal(on(NEW, {"a": "x"})) as terminal:
        assert terminal.configure("file prompt quiet") == ""
        assert re.match(r"\d+ bytes copied in", terminal.reply("copy running-config flash:a"))
        assert terminal.reply("delete flash:a") == ""
        assert "\nfile prompt quiet\n" in terminal.device.running_text()
        terminal.configure("no file prompt quiet")
        assert "file prompt" not in terminal.device.running_text()


def test_a_full_flash_takes_nothing_more():
    said = talk({}, "copy running-config flash:a", "", "dir flash:a", room=100)
    assert "%Error copying system:running-config (Not enough space on device)\n" in said
    assert "%Error opening bootflash:/a" in said
    assert "(0 bytes free)" in talk({}, "dir", room=0)


def test_a_device_without_flash_does_not_know_the_word():
    """As recorded on an image without flash: the caret stands behind the `f` that `ftp:` begins with too."""
    with Terminal(on(missing=True)) as terminal:
        assert terminal.reply("copy running-config flash:a") == " " * (3 + 21) + CARET + "\n"
        assert CARET in terminal.reply("show flash:")
        assert terminal.reply("dir").startswith("Directory of nvram:/")
        assert "flash:" not in terminal.reply("show file systems")


def test_the_flash_survives_a_reload():
    storing = on(NEW, {"a": "kept"})
    storing.reload()
    with Terminal(storing) as terminal:
        assert terminal.reply("more flash:a") == "kept\n"


MERGED = """hostname R2
bogus line
interface Loopback7
 ip address 10.7.7.7 255.255.255.255
banner login ^CKeep
out^C
ip ssh time-out 500
end
"""


def test_a_file_is_merged_into_the_running_configuration_and_bad_lines_are_named():
    with Terminal(on(NEW, {"m": MERGED})) as terminal:
        said = terminal.type("copy flash:m running-config", "")
        assert re.search(r"\nbogus line\n *\^\n% Invalid input", said)
        assert re.search(r"\nip ssh time-out 500\n *\^\n% Invalid input", said)
        assert f"{len(MERGED)} bytes copied in" in said
        assert said.endswith("R2#")
        text = terminal.device.running_text()
        assert "interface Loopback7\n ip address 10.7.7.7 255.255.255.255\n" in text
        assert "banner login ^CKeep\nout^C" in text
        assert "bogus" not in text
        assert terminal.device.unsaved


def test_large_contents_are_on_disk_and_copies_share_them():
    storing = on()
    large = Stored()
    for _unused in range(20):
        large.write(bytes(MEGABYTE))
    storing.storage.flash.write("a", large, storing.clock.now())
    with Terminal(storing) as terminal:
        terminal.type("copy flash:a flash:b", "")
    assert storing.storage.flash.content("b") is large
    assert large._file._rolled
    assert storing.storage.flash.free == ROOM - 40 * MEGABYTE
