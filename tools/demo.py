# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring three mock devices to SSH version 2 with the role, and let the OpenSSH client judge before and after.

Nothing here is staged: the devices are servers on loopback ports that behave as they are configured, the role runs in
a real `ansible-playbook`, and what is printed about a device is what `ssh` and `ssh-keygen` saw. Whatever is not as it
is said ends the demo with an error.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
FLEET = ROOT / "tools" / "demo" / "fleet.yml"
PLAYBOOK = "secureshell.ios.sshv2"
PATIENCE = 30.0  # seconds for one command of the outside client, or for the fleet to come up

# What an operator adds to reach old devices with a current OpenSSH.
LEGACY = (
    "-oKexAlgorithms=+diffie-hellman-group14-sha1,diffie-hellman-group1-sha1",
    "-oHostKeyAlgorithms=+ssh-rsa",
    "-oCiphers=+aes128-cbc,3des-cbc",
    "-oMACs=+hmac-sha1",
)
OLD_CIPHER = "aes128-ctr"

COLOURS = {"bold": "1", "dim": "2", "green": "32", "yellow": "33"}


class DemoError(Exception):
    """Something is not as this demo says."""


@dataclass(frozen=True, slots=True)
class Host:
    """A device as the inventory knows it."""

    name: str
    release: str
    address: str
    port: int
    user: str
    password: str


@dataclass(frozen=True, slots=True)
class Look:
    """What the OpenSSH client saw of a device."""

    protocol: str
    key: str  # as ssh-keygen prints it: "3072 SHA256:... (RSA)"
    ciphers: tuple[str, ...]
    kex: tuple[str, ...]

    @property
    def host_key(self) -> str:
        """Kind and size, such as "RSA 3072"."""
        bits, _fingerprint, *_comment, kind = self.key.split()
        return f"{kind.strip('()')} {bits}"


def paint(text: str, *colours: str) -> str:
    """Colour `text` when somebody looks."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\033[{';'.join(COLOURS[colour] for colour in colours)}m{text}\033[0m"


def say(text: str = "") -> None:
    """Print one line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def expect(truth: object, sentence: str) -> None:
    """End the demo unless something is as said."""
    if not truth:
        raise DemoError(sentence)


@contextlib.contextmanager
def fleet(directory: Path) -> Iterator[Path]:
    """Serve the devices for as long as the context lasts; gives the inventory."""
    inventory, errors = directory / "inventory.yml", directory / "fleet.log"
    command = [sys.executable, "-m", "mock_ios", "--fleet", str(FLEET), "--ready-file", str(inventory)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "roles" / "mock_ios" / "files")}
    with errors.open("wb") as log:
        process = subprocess.Popen(
            [*command, "--until-stdin-closes"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=log,
            env=environment,
        )
    try:
        deadline = time.monotonic() + PATIENCE
        while not inventory.exists():
            alive = process.poll() is None and time.monotonic() < deadline
            expect(alive, f"the mock devices did not come up: {errors.read_text()}")
            time.sleep(0.02)
        yield inventory
    finally:
        process.communicate(timeout=PATIENCE)
    expect(process.returncode == 0, f"the mock devices ended with {process.returncode}: {errors.read_text()}")


def hosts_of(inventory: Path) -> list[Host]:
    """Return the devices of an inventory."""
    rows = yaml.safe_load(inventory.read_text())["all"]["children"]["mock_ios"]["hosts"]
    words = ("host", "port", "user", "password")
    return [
        Host(name, row["mock_ios_profile"], *(row[f"ansible_{word}"] for word in words)) for name, row in rows.items()
    ]


def ssh(host: Host, known_hosts: Path, command: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run one command on a device with the OpenSSH client, as strict about its key as `options` say."""
    askpass = known_hosts.parent / "askpass"
    askpass.write_text('#!/bin/sh\nprintf "%s\\n" "$DEMO_PASSWORD"\n')
    askpass.chmod(0o700)
    environment = {**os.environ, "SSH_ASKPASS": str(askpass), "SSH_ASKPASS_REQUIRE": "force"}
    environment |= {"DEMO_PASSWORD": host.password}
    fixed = ("-F", "none", "-oIdentityAgent=none", "-oIdentitiesOnly=yes", "-oNumberOfPasswordPrompts=1")
    files = (f"-oUserKnownHostsFile={known_hosts}", "-oGlobalKnownHostsFile=/dev/null", "-oUpdateHostKeys=no")
    target = ("-p", str(host.port), "-l", host.user, host.address, command)
    return subprocess.run(
        ["ssh", "-vv", *options, *fixed, *files, *target],
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
        env=environment,
    )


def look(host: Host, known_hosts: Path) -> Look:
    """Log in to a device and report what the client saw; its key is recorded in `known_hosts`."""
    known_hosts.unlink(missing_ok=True)
    done = ssh(host, known_hosts, "show privilege", "-oStrictHostKeyChecking=accept-new", *LEGACY)
    expect(done.returncode == 0, f"{host.name}: the OpenSSH client could not log in: {done.stderr[-500:]}")
    expect("privilege level is 15" in done.stdout, f"{host.name}: no privileged shell: {done.stdout!r}")
    offer = done.stderr.split("peer server KEXINIT proposal")[1]
    keygen = subprocess.run(
        ["ssh-keygen", "-lf", str(known_hosts)], check=True, capture_output=True, text=True, timeout=PATIENCE
    )
    return Look(
        protocol=re.search(r"Remote protocol version ([\d.]+)", done.stderr)[1],
        key=keygen.stdout.strip(),
        ciphers=tuple(re.search(r"ciphers ctos: (\S+)", offer)[1].split(",")),
        kex=tuple(re.search(r"KEX algorithms: (\S+)", offer)[1].split(",")),
    )


def run_role(inventory: Path, directory: Path, *options: str) -> str:
    """Run the playbook on the whole fleet and return what it printed. Fails as the playbook does."""
    environment = {
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".build" / "collections"),
        **os.environ,
        "ANSIBLE_HOME": str(directory / "ansible"),
        "ANSIBLE_NOCOWS": "1",
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_HOST_KEY_CHECKING": "False",
    }
    program = Path(sys.executable).parent / "ansible-playbook"
    say(paint(f"$ ansible-playbook {PLAYBOOK} -i inventory.yml {' '.join(options)}".rstrip(), "bold"))
    done = subprocess.run(
        [str(program), PLAYBOOK, "-i", str(inventory), *options],
        check=False,
        capture_output=True,
        text=True,
        timeout=4 * PATIENCE,
        env=environment,
        cwd=directory,
    )
    expect(done.returncode == 0, f"the playbook failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def changed(output: str) -> dict[str, int]:
    """Return the number of changed tasks a host from the recap of a run."""
    return {name: int(count) for name, count in re.findall(r"^(\S+)\s+: ok=\d+\s+changed=(\d+)", output, re.MULTILINE)}


def plan_of(output: str, host: str) -> list[str]:
    """Return the plan of one host from the output of `--check --diff`: each reason with its commands."""
    lines, found = [], False
    for line in output.splitlines():
        if line.startswith("# "):
            found = True
        if line.startswith(("changed: ", "ok: ")):
            if f"[{host}]" in line:
                return lines
            lines, found = [], False
        elif found and line.strip():
            lines.append(line)
    raise DemoError(f"the check run shows no plan for {host}:\n{output}")


def refused(host: Host, known_hosts: Path, words: str, *options: str) -> str:
    """See that the OpenSSH client cannot log in, for the reason that `words` name; gives its sentence."""
    done = ssh(host, known_hosts, "show privilege", "-oStrictHostKeyChecking=yes", *options)
    sentence = next((line for line in done.stderr.splitlines() if words in line), "")
    expect(
        done.returncode == 255 and sentence, f"{host.name}: expected {words!r}: {done.returncode} {done.stderr[-500:]}"
    )
    return sentence.strip("@ \r")


def table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns; the first is the heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        say(f"  {paint(line, 'dim') if number == 0 else line}")
    say()


def heading(number: int, text: str) -> None:
    """Print the title of a scene."""
    say(paint(f"{number}. {text}", "bold", "green"))


def show(hosts: Sequence[Host], looks: Sequence[Look]) -> None:
    """Print what the client saw, a row a device."""
    rows = [("device", "IOS", "protocol", "host key", "ciphers offered")]
    for host, seen in zip(hosts, looks, strict=True):
        ciphers = ", ".join(seen.ciphers[:3]) + (f" and {len(seen.ciphers) - 3} more" if len(seen.ciphers) > 3 else "")
        rows.append((host.name, host.release, seen.protocol, seen.host_key, ciphers))
    table(rows)


def demo(directory: Path, inventory: Path) -> None:
    """Tell the story, and check each sentence of it."""
    hosts = hosts_of(inventory)
    names = [host.name for host in hosts]
    old_keys = {host.name: directory / f"{host.name}.old" for host in hosts}
    new_keys = {host.name: directory / f"{host.name}.new" for host in hosts}

    heading(1, "Three devices as they were set up long ago, seen by the OpenSSH client")
    before = [look(host, old_keys[host.name]) for host in hosts]
    show(hosts, before)

    heading(2, "What the role would do, and why")
    output = run_role(inventory, directory, "--check", "--diff")
    expect(changed(output) == dict.fromkeys(names, 1), f"the check run does not predict a change everywhere:\n{output}")
    for line in plan_of(output, names[0]):
        say(paint(f"    {line}", "dim") if line.startswith("#") else f"    {line}")
    say(f"    {paint(f'and as much for {chr(32).join(names[1:])}; nothing was sent', 'dim')}\n")
    expect([look(host, directory / "again") for host in hosts] == before, "the check run changed a device")

    heading(3, "The role, twice")
    output = run_role(inventory, directory)
    expect(changed(output) == dict.fromkeys(names, 1), f"not every device changed:\n{output}")
    say(f"    changed: {', '.join(names)}")
    output = run_role(inventory, directory)
    expect(changed(output) == dict.fromkeys(names, 0), f"the second run changed something:\n{output}")
    say(f"    changed: none of {len(names)}\n")

    heading(4, "The same devices, seen by the same client")
    after = [look(host, new_keys[host.name]) for host in hosts]
    show(hosts, after)

    heading(5, "Who still gets in")
    rows = [("device", "new key, new cipher", "client that pinned the old key", f"client with only {OLD_CIPHER}")]
    for host, old, new in zip(hosts, before, after, strict=True):
        expect(new.protocol == "2.0", f"{host.name} still speaks {new.protocol}")
        expect(new.host_key == "RSA 3072", f"{host.name} shows the key {new.key}")
        expect(old.key.split()[1] != new.key.split()[1], f"{host.name} shows its old key")
        expect(OLD_CIPHER in old.ciphers and OLD_CIPHER not in new.ciphers, f"{host.name} offers {new.ciphers}")
        done = ssh(host, new_keys[host.name], "show ip ssh", "-oStrictHostKeyChecking=yes", *LEGACY)
        expect(done.returncode == 0 and "version 2.0" in done.stdout, f"{host.name}: {done.stdout}{done.stderr[-500:]}")
        expect("timeout: 60 secs; Authentication retries: 3" in done.stdout, f"{host.name}: {done.stdout}")
        refused(host, old_keys[host.name], "REMOTE HOST IDENTIFICATION HAS CHANGED", *LEGACY)
        refused(host, new_keys[host.name], "no matching cipher found", "-c", OLD_CIPHER, *LEGACY)
        rows.append((host.name, "logs in", "refused: host key changed", "refused: no matching cipher"))
    table(rows)

    heading(6, "Before and after")
    rows = [("device", "IOS", "protocol", "host key", "ciphers")]
    for host, old, new in zip(hosts, before, after, strict=True):
        rows.append(
            (
                host.name,
                host.release,
                f"{old.protocol} -> {new.protocol}",
                f"{old.host_key} -> {new.host_key}",
                f"{len(old.ciphers)} -> {len(new.ciphers)}",
            )
        )
    table(rows)


def main() -> int:
    """Run the demo in a directory of its own; 1 when anything was not as said."""
    started = time.monotonic()
    missing = [program for program in ("ssh", "ssh-keygen") if shutil.which(program) is None]
    if missing:
        sys.stderr.write(f"demo: {' and '.join(missing)} of OpenSSH must be in the PATH\n")
        return 1
    try:
        with tempfile.TemporaryDirectory(prefix="sshv2-demo-") as name, fleet(Path(name)) as inventory:
            demo(Path(name), inventory)
    except DemoError as error:
        sys.stderr.write(f"\ndemo: {error}\n")
        return 1
    say(f"Everything was as said, in {time.monotonic() - started:.0f} s. All devices are stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
