# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Password types: published test vectors, what openssl makes of the same, and what cannot be told."""

from __future__ import annotations

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import passwords
from hypothesis import given, settings
from hypothesis import strategies as st

# Clear text, type, what a device or a published list of examples shows for it.
VECTORS = [
    ("hashcat", 4, "2btjjy78REtmYkkW0csHUbJZOstRXoWdX1mGrmmfeHI"),
    ("hashcat", 5, "$1$28772684$iEwNOgGugqO9.bIz5sk8k/"),
    ("hashcat", 8, "$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk"),
    ("hashcat", 9, "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6"),
    ("cisco", 7, "02050D480809"),
    ("cisco", 7, "0822455D0A16"),
    ("NTPKEY1", 7, "002A27362F7E3257"),
    ("NTPKEY1", 7, "080F787E223C3C46"),
    ("x", 0, "x"),
]


@pytest.mark.parametrize(("clear", "number", "stored"), VECTORS)
def test_a_clear_text_is_found_again(clear, number, stored):
    assert passwords.matches(clear, number, stored) is True
    assert passwords.matches(clear + "x", number, stored) is False
    assert passwords.matches(clear.swapcase(), number, stored) is False


@pytest.mark.parametrize("number", [6, 10, 99])
def test_what_only_the_device_can_tell(number):
    assert passwords.matches("cisco", number, "JFVKQ]LbEi`IDYP[GdfKNT^MgAAB") is None


@pytest.mark.parametrize(
    ("number", "stored"), [(5, "$1$ab"), (7, "0Z"), (7, "020"), (8, "$9$x$y"), (9, "$9$short$hash"), (4, "")]
)
def test_a_damaged_hash_is_no_answer(number, stored):
    assert passwords.matches("cisco", number, stored) is None


# As `openssl passwd -1 -salt SALT` prints them.
OPENSSL = [
    ("cisco", "$1$Ab.9$pZGZNhAVZJGghVavtm4nO1"),
    ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "$1$/$pZhpFhfGY6oOsCqY8hXs3/"),
    ("Pa$$w0rd!", "$1$01234567$EVyO/6wqbVvFJHK7BjdF30"),
    ("sixteen-letters!", "$1$x.Y/$reiudrHvbNTCP1m/hzio.."),
    ("b", "$1$mERr$k9GHGlBNgfi56AfbMB8eT1"),
]


@pytest.mark.parametrize(("clear", "printed"), OPENSSL)
def test_type_5_is_what_openssl_makes_of_it(clear, printed):
    assert passwords.md5_crypt(clear, printed.split("$")[2]) == printed


def test_every_type_has_a_row_with_a_source():
    assert list(passwords.TYPES) == [0, 4, 5, 6, 7, 8, 9]
    assert all(row.source and row.name and row.example and row.words for row in passwords.TYPES.values())


@settings(max_examples=100, derandomize=True, database=None, deadline=None)
@given(st.text("abcXYZ019!$.", min_size=1, max_size=30), st.integers(0, 15))
def test_the_reversible_type_comes_back(clear, offset):
    key = "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"
    signs = [f"{ord(sign) ^ ord(key[(offset + at) % len(key)]):02X}" for at, sign in enumerate(clear)]
    stored = f"{offset:02d}{''.join(signs)}"
    assert passwords.decoded(stored) == clear
    assert passwords.matches(clear, 7, stored) is True
