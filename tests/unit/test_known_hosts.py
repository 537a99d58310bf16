# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""known_hosts: which lines speak of a host, what is added and dropped; and files that many change at the same time."""

from __future__ import annotations

import multiprocessing
import stat
import subprocess

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import known_hosts
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import WishError
from ansible_collections.secureshell.ios.plugins.plugin_utils._device import known_hosts_file

OLD, NEW, THIRD = ("ssh-rsa", "AAAAold"), ("ssh-rsa", "AAAAnew"), ("ecdsa-sha2-nistp256", "AAAAthird")
R1, DNS = "[192.0.2.1]:2022", "[r1.example.com]:2022"


def line(names, key, marker=""):
    return f"{marker} {names} {' '.join(key)}".strip()


def text(*lines):
    return "".join(f"{row}\n" for row in lines)


# What the file has, keys, whether exactly these, what it has then.
CHANGES = [
    ("an empty file", "", [NEW], False, text(line(f"{R1},{DNS}", NEW))),
    ("beside the old one", text(line(R1, OLD)), [NEW], False, text(line(R1, OLD), line(f"{R1},{DNS}", NEW))),
    ("for the name without it", text(line(R1, NEW)), [NEW], False, text(line(R1, NEW), line(DNS, NEW))),
    ("a last line without end", line(R1, OLD), [NEW], False, text(line(R1, OLD), line(f"{R1},{DNS}", NEW))),
    ("all there", text(line(f"{DNS},{R1}", NEW)), [NEW], False, None),
    ("by patterns", text(line("[*.example.com]:2022", NEW), line("[192.0.2.?]:2022", NEW)), [NEW], False, None),
    ("a pattern that excepts it", text(line("[*]:2022,!" + DNS, NEW)), [NEW], False,
     text(line("[*]:2022,!" + DNS, NEW), line(DNS, NEW))),
    ("comments and nonsense", text("# r1", "", "nonsense", line(R1, OLD) + " comment"), [NEW], False,
     text("# r1", "", "nonsense", line(R1, OLD) + " comment", line(f"{R1},{DNS}", NEW))),
    ("another port", text(line("192.0.2.1", OLD)), [NEW], True,
     text(line("192.0.2.1", OLD), line(f"{R1},{DNS}", NEW))),
    ("the old one goes", text(line(R1, OLD), line(f"{R1},{DNS}", NEW)), [NEW], True, text(line(f"{R1},{DNS}", NEW))),
    ("names of others stay", text(line(f"other,{R1},{DNS},more", OLD) + " note"), [NEW], True,
     text(line("other,more", OLD) + " note", line(f"{R1},{DNS}", NEW))),
    ("markers and patterns stay", text(line(R1, OLD, "@revoked"), line("[*]:2022", OLD, "@cert-authority"),
     line("[192.0.2.*]:2022", OLD)), [NEW], True,
     text(line(R1, OLD, "@revoked"), line("[*]:2022", OLD, "@cert-authority"), line("[192.0.2.*]:2022", OLD),
          line(f"{R1},{DNS}", NEW))),
    ("every key goes", text(line(R1, OLD), line("other", OLD), line(DNS.upper(), THIRD)), [], True,
     text(line("other", OLD))),
    ("another type counts as another key", text(line(R1, THIRD), line(f"{R1},{DNS}", NEW)), [NEW], True,
     text(line(f"{R1},{DNS}", NEW))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "keys", "exact", "after"), [row[1:] for row in CHANGES], ids=[r[0] for r in CHANGES]
)
def test_changes(before, keys, exact, after):
    found, added, removed = known_hosts.changed(before, [R1, DNS], keys, exact=exact)
    assert found == (before if after is None else after)
    assert bool(added or removed) == (after is not None)
    assert set(known_hosts.keys_of(found, [R1])) >= set(keys)
    assert known_hosts.changed(found, [R1, DNS], keys, exact=exact) == (found, (), ())


def test_revoked_keys_are_none():
    found = text(line(R1, OLD), line(R1, NEW), line("[*]:2022", OLD, "@revoked"))
    assert known_hosts.keys_of(found, [R1]) == (NEW,)
    assert known_hosts.is_revoked(found, [R1], OLD)
    assert not known_hosts.is_revoked(found, [R1], NEW)


def test_names_of_devices():
    names = [known_hosts.name(given, 2022, "names") for given in ("R1", "2001:db8::1", "[R2]:22", "192.0.2.1")]
    assert names == ["[r1]:2022", "[2001:db8::1]:2022", "[r2]:22", "[192.0.2.1]:2022"]
    assert known_hosts.name("2001:db8::1", 22, "names") == "2001:db8::1"
    for given in ("r1,r2", "*.example.com", "!r1", "@revoked", "|1|a|b", "r1 ssh-rsa", "", "#r1"):
        with pytest.raises(WishError, match="is no name of a host"):
            known_hosts.name(given, 22, "names")


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Two real keys as (type, base64)."""
    place = tmp_path_factory.mktemp("keys")
    found = []
    for at in range(2):
        file = place / str(at)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file], check=True)
        found.append(tuple(file.with_suffix(".pub").read_text(encoding="ascii").split()[:2]))
    return found


def test_ssh_keygen_finds_what_was_written_and_its_hashes_are_known(real, tmp_path):
    old, new = real
    file = tmp_path / "known_hosts"
    known_hosts_file.change(file, lambda found: known_hosts.changed(found, [R1, DNS], [old], exact=False)[0])
    subprocess.run(["ssh-keygen", "-q", "-H", "-f", file], check=True, capture_output=True)
    hashed = file.read_text(encoding="ascii")
    assert "r1" not in hashed
    assert known_hosts.changed(hashed, [R1, DNS], [old], exact=True) == (hashed, (), ())
    known_hosts_file.change(file, lambda found: known_hosts.changed(found, [R1, DNS], [new], exact=False)[0])
    assert file.read_text(encoding="ascii").startswith(hashed)
    for name in (R1, DNS):
        found = subprocess.run(
            ["ssh-keygen", "-F", name, "-f", file], check=True, capture_output=True, text=True
        ).stdout
        assert old[1] in found
        assert new[1] in found
    known_hosts_file.change(file, lambda found: known_hosts.changed(found, [R1, DNS], [new], exact=True)[0])
    assert file.read_text(encoding="ascii") == text(line(f"{R1},{DNS}", new))


def test_lines_of_known_hosts_are_keys(real):
    bare = [" ".join(key) for key in real]
    assert known_hosts.wanted([bare[0], f"{R1} {bare[1]} comment", f"{bare[0]} again"], "keys") == tuple(real)
    with pytest.raises(WishError, match=r"keys\[1\]"):
        known_hosts.wanted([bare[0], "ssh-rsa AAAAnonsense"], "keys")


def test_a_file_keeps_its_mode_its_bytes_and_its_links(tmp_path):
    file, link = tmp_path / "real" / "known_hosts", tmp_path / "known_hosts"
    file.parent.mkdir()
    file.write_bytes(b"# caf\xe9\r\n" + text(line(R1, OLD)).encode())
    file.chmod(0o640)
    link.symlink_to(file)
    known_hosts_file.change(link, lambda found: known_hosts.changed(found, [R1], [NEW], exact=True)[0])
    assert link.is_symlink()
    assert file.read_bytes() == b"# caf\xe9\r\n" + text(line(R1, NEW)).encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [entry.name for entry in file.parent.iterdir()] == ["known_hosts"]


def test_a_file_that_stays_as_it_is_is_not_written(tmp_path):
    file = tmp_path / "sub" / "known_hosts"
    known_hosts_file.change(file, lambda found: found)
    assert not file.parent.exists()
    known_hosts_file.change(file, lambda found: known_hosts.changed(found, [R1], [NEW], exact=False)[0])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o400)
    before = file.stat()
    known_hosts_file.change(file, lambda found: known_hosts.changed(found, [R1], [NEW], exact=True)[0])
    assert file.stat() == before


def _many(file, start, number):
    start.wait()
    host = f"r{number}"
    for key in (OLD, NEW):
        for exact in (False, True):
            known_hosts_file.change(file, lambda f: known_hosts.changed(f, [host], [key], exact=exact)[0])  # noqa: B023


def test_many_writers_lose_nothing(tmp_path):
    file = tmp_path / "known_hosts"
    file.write_text(text("# kept", line("other", OLD)), encoding="ascii")
    context = multiprocessing.get_context("fork")
    start = context.Event()
    writers = [context.Process(target=_many, args=(file, start, number)) for number in range(12)]
    for writer in writers:
        writer.start()
    start.set()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    lines = file.read_text(encoding="ascii").splitlines()
    assert lines[:2] == ["# kept", line("other", OLD)]
    assert sorted(lines[2:]) == sorted(line(f"r{number}", NEW) for number in range(12))
    assert [entry.name for entry in tmp_path.iterdir()] == ["known_hosts"]
