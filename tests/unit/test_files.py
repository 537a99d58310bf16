# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of a device: names that may be typed, and what `dir` and `verify` print on different trains."""

from __future__ import annotations

import time

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import files
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import WishError
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.releases import Release

CLASSIC = """Directory of flash:/

    1  -rw-    33591768   Jun 21 2007 00:02:14 +00:00  c1841-adventerprisek9-mz.124-24.T.bin
    2  -rw-        1038  Mar 1 1993 00:00:30  vlan.dat
    3  drwx           0                    <no date>  html

63995904 bytes total (30402560 bytes free)
"""
XE = """Directory of bootflash:/

11      drwx            16384  Apr 27 2017 13:33:50 -04:00  lost+found
12      -rw-        480544836  Apr 27 2017 13:34:34 -04:00  asr1000rp2.03.16.02b.S.155-3.S2b-ext.SPA.bin
*Jul 18 10:18:42.619: %SYS-5-CONFIG_I: Configured from console by console
13      -rw-              130   Sep 6 2026 08:00:00 +00:00  notes with blanks.txt

6646632448 bytes total (4938723328 bytes free)
"""
ONE = """Directory of bootflash:/image.bin

   15  -rw-         2072   Jul 5 2021 10:00:00 +00:00  image.bin

99 bytes total (7 bytes free)
"""
OLD_SWITCH = "    2  -rwx        1654   Mar 01 1993 00:01:05  config.text\n\n7741440 bytes total (433152 bytes free)\n"


@pytest.mark.parametrize(
    ("raw", "names", "sizes", "space"),
    [
        (CLASSIC, ["c1841-adventerprisek9-mz.124-24.T.bin", "vlan.dat", "html"],
         [33591768, 1038, 0], (63995904, 30402560)),
        (XE, ["lost+found", "asr1000rp2.03.16.02b.S.155-3.S2b-ext.SPA.bin", "notes with blanks.txt"],
         [16384, 480544836, 130], (6646632448, 4938723328)),
        (ONE, ["image.bin"], [2072], (99, 7)),
        # drec0: of a Catalyst 9200, as published by genieparser
        ("Attributes        Size         Name\n- - - - - -\n-rwxrwxrwx   490586943   cat9k_lite.SPA.bin\n- - - - - -\n",
         ["cat9k_lite.SPA.bin"], [490586943], (None, None)),
        (OLD_SWITCH, ["config.text"], [1654], (7741440, 433152)),
        ("%Error opening flash:/x (No such file or directory)", [], [], (None, None)),
        ("62720 bytes available (14336 bytes used)", [], [], (62720, 48384)),
    ],
)  # fmt: skip
def test_dir_is_read(raw, names, sizes, space):
    found = files.listing(raw)
    assert [entry.name for entry in found.entries] == names
    assert [entry.size for entry in found.entries] == sizes
    assert (found.total, found.free) == space


def test_directories_are_told_apart():
    assert [entry.directory for entry in files.listing(XE).entries] == [True, False, False]
    assert files.listing(XE).find("nothing") is None


SHA = (
    "def67296d50606d28d4f80b79826ff3898e0f7f07d01f59aefd658309632eb7f"
    "308b950d471b7c024a0c72097069d8cbb602365b7ddb32c4de99775806e86d62"
)


def test_blank_lines_cost_no_time():
    started = time.process_time()
    assert files.complaint("\n" * 100_000 + "%Error opening flash:a (Timeout)") == "%Error opening flash:a (Timeout)"
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("raw", "word", "value"),
    [
        (f"....Done!\n\nverify /sha512 (bootflash:/a) = {SHA}\n", "sha512", SHA),
        (f"....Done!\nverify /sha512 (bootflash:/a) = {SHA[:80]}\n{SHA[80:].upper()}", "sha512", SHA),
        (".MD5 of flash:a Done!\nverify /md5 (flash:a) = 410db2a7015eaa42b1fe71f1bf3d59a2", "md5",
         "410db2a7015eaa42b1fe71f1bf3d59a2"),
        ("verify /md5 flash:a 410db2a7015eaa42b1fe71f1bf3d59a2", "md5", None),
        ("%Error opening flash:a (No such file or directory)", "md5", None),
        ("verify /md5 (flash:a) = 410db2a7", "md5", None),
    ],
)  # fmt: skip
def test_the_checksum_is_the_one_behind_the_equals_sign(raw, word, value):
    assert files.digest(raw, next(row for row in files.HASHES if row.word == word)) == value


@pytest.mark.parametrize(
    ("release", "words"),
    [
        ("12.4", ["md5"]),
        ("15.2", ["md5"]),
        ("15.5", ["sha512", "md5"]),
        ("17.15", ["sha512", "md5"]),
        (None, ["sha512", "md5"]),
    ],
)
def test_the_strongest_checksum_of_the_release_comes_first(release, words):
    assert [row.word for row in files.hashes(release and Release.parse(release))] == words


@pytest.mark.parametrize(
    ("value", "name", "shown"),
    [
        ("flash:", "a.bin", "flash:a.bin"),
        ("flash:/dir/", "a.bin", "flash:/dir/a.bin"),
        ("bootflash:b.bin", "a.bin", "bootflash:b.bin"),
        ("b.bin", "", "b.bin"),
        ("running-config", "", "running-config"),
    ],
)
def test_places_are_understood(value, name, shown):
    assert str(files.location(value, "dest", name)) == shown


@pytest.mark.parametrize(
    "value",
    ["", "flash:", "flash:a b", "flash:a\rreload", "flash:a\n", "flash:a?", "a|b", "flash:ä", "flash:" + "x" * 250],
)
def test_no_name_leaves_its_line(value):
    with pytest.raises(WishError, match="dest"):
        files.location(value, "dest")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("Privilege denied.", "privilege level 15"),
        ("scp: flash:x: No space left on device", "full"),
        ("quite another", ""),
    ],
)
def test_refusals_of_the_server_come_with_what_to_do(words, hint):
    assert hint in files.scp_hint(words)
    assert bool(files.scp_hint(words)) is bool(hint)
