# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The OpenSSH client of an operator who checks host keys strictly, as a judge of what a playbook does meanwhile."""

from __future__ import annotations

import subprocess
import threading

import yaml

ALL_AT_ONCE = ("-e", "secureshell_serial=100%", "-e", "secureshell_max_fail_percentage=100")


def new_key(home, name, passphrase=""):
    """Generate a key; (file, text of the public half)."""
    file = home / name
    command = ["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", passphrase, "-C", name, "-f", file]
    subprocess.run(command, check=True)
    return file, file.with_suffix(".pub").read_text(encoding="ascii").strip()


def chain(**users):
    """Return the configuration that lets users in with public keys."""
    lines = ["ip ssh pubkey-chain"]
    for name, keys in users.items():
        lines.append(f" username {name}")
        for key in keys:
            data = key.split()[1]
            lines += ["  key-string", *(data[at : at + 72] for at in range(0, len(data), 72)), "  exit"]
    return "\n".join([*lines, ""])


class Client:
    """An OpenSSH client that logs in with some private keys, the first that the device takes, and no other way."""

    def __init__(self, *keys):
        self._keys = [word for key in keys for word in ("-i", str(key))]

    def log_in(self, host, known_hosts, *options, user="admin"):
        """Log in once, with further options of ssh; (exit status, fingerprint of the host key, what it said)."""
        fixed = {
            "IdentitiesOnly": "yes",
            "BatchMode": "yes",
            "StrictHostKeyChecking": "yes",
            "GlobalKnownHostsFile": "none",
            "UpdateHostKeys": "no",
            "UserKnownHostsFile": known_hosts,
        }
        words = [word for name, value in fixed.items() for word in ("-o", f"{name}={value}")]
        words += [word for option in options for word in ("-o", option)]
        done = subprocess.run(
            [
                "ssh",
                "-v",
                "-F",
                "none",
                *self._keys,
                *words,
                "-p",
                str(host.port),
                f"{user}@{host.address}",
                "show clock",
            ],
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
        )
        shown = [line.split()[-1] for line in done.stderr.splitlines() if "Server host key:" in line]
        return done.returncode, shown[0] if shown else None, done.stdout + done.stderr


def operator(home, known_hosts, **variables):
    """Return an inventory of an operator who checks host keys against a file."""
    checked = {
        "ansible_host_key_checking": True,
        "ansible_ssh_common_args": f"-o UserKnownHostsFile={known_hosts}",
    }
    path = home / "operator.yml"
    path.write_text(yaml.safe_dump({"mock_ios": {"vars": {**checked, **variables}}}), encoding="utf-8")
    return path


class Probe:
    """Logs in to some devices, over and over, until the end of the block."""

    def __init__(self, client, hosts, known_hosts, **more):
        self.found = {host.name: [] for host in hosts}
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._watch, args=(client, host, known_hosts), kwargs=more) for host in hosts
        ]

    def _watch(self, client, host, known_hosts, **more):
        while not self._stop.wait(0.1):
            self.found[host.name].append(client.log_in(host, known_hosts, **more))
        self.found[host.name].append(client.log_in(host, known_hosts, **more))

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_what):
        self._stop.set()
        for thread in self._threads:
            thread.join()
