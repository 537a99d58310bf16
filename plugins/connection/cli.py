# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""secureshell.ios.cli: one SSH session to one device, inside the worker."""

from __future__ import annotations

DOCUMENTATION = r"""
name: cli
short_description: Command line of Cisco IOS and IOS XE over SSH, without a helper process
version_added: "0.1.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - Opens one SSH session to a device in the Ansible worker itself. It finds the prompt, turns paging off, raises the
    privilege level when asked to, and closes the session with the task.
  - The modules of this collection open such sessions themselves. They read the options below from the same variables
    as P(ansible.netcommon.network_cli#connection), so an inventory written for it works with them unchanged.
  - Named as C(ansible_connection), it serves M(ansible.builtin.raw). Each line of the command is sent by itself; the
    task fails when the device refuses one. It cannot transfer files.
  - OpenSSH's client configuration is read for the device's name, port, user, key, jump host and known_hosts file.
  - A device that does not speak SSH yet is reached with O(transport=telnet) or O(transport=console). Both carry
    passwords in the clear; use them to bring the device to SSH and then no more.
requirements:
  - ansible-pylibssh >= 1.4.0
  - asyncssh for O(legacy_algorithms), O(ciphers) and O(macs), and for keyboard-interactive authentication
  - telnetlib3 for O(transport=telnet)
options:
  host:
    description: Name or address of the device.
    type: str
    default: inventory_hostname
    vars:
      - name: inventory_hostname
      - name: ansible_host
      - name: ansible_ssh_host
      - name: ansible_libssh_host
  port:
    description: TCP port of the SSH server. Without it, or with V(22), the ssh configuration decides, then 22.
    type: int
    ini:
      - {section: defaults, key: remote_port}
    env:
      - name: ANSIBLE_REMOTE_PORT
    vars:
      - name: ansible_port
      - name: ansible_ssh_port
    keyword:
      - name: port
  remote_user:
    description: User on the device.
    type: str
    ini:
      - {section: defaults, key: remote_user}
    env:
      - name: ANSIBLE_REMOTE_USER
      - name: ANSIBLE_LIBSSH_REMOTE_USER
    vars:
      - name: ansible_user
      - name: ansible_ssh_user
      - name: ansible_libssh_user
    cli:
      - name: user
    keyword:
      - name: remote_user
  password:
    description: Password of the user, for the methods password and keyboard-interactive.
    type: str
    vars:
      - name: ansible_password
      - name: ansible_ssh_pass
      - name: ansible_ssh_password
      - name: ansible_libssh_pass
      - name: ansible_libssh_password
  new_password:
    version_added: "0.2.0"
    description:
      - New password for a user whose password has expired. It is given to a device that asks for one while the user
        logs in. Without it such a device is an error, and the password stays as it is.
      - A device that does not accept O(password) any more is tried with it too, so that the run can be repeated.
    type: str
    vars:
      - name: ansible_ios_new_password
  line_password:
    version_added: "0.2.0"
    description:
      - Password of a Telnet or console line that asks for a password without asking for a user, as new devices do.
        Without it O(password) is given.
    type: str
    vars:
      - name: ansible_ios_line_password
  login_answers:
    version_added: "0.2.0"
    description:
      - Answers to questions of keyboard-interactive authentication other than the one for the password, such as
        one-time codes. A list of dictionaries with C(prompt), a regular expression that is searched in the question
        without regard to case, and C(answer). Each is used once, in this order.
    type: list
    elements: dict
    vars:
      - name: ansible_ios_login_answers
  password_prompt:
    description: End of the question that keyboard-interactive authentication asks for the password.
    type: str
    vars:
      - name: ansible_libssh_password_prompt
  private_key_file:
    description: Private key to log in with.
    type: path
    ini:
      - {section: defaults, key: private_key_file}
    env:
      - name: ANSIBLE_PRIVATE_KEY_FILE
    vars:
      - name: ansible_private_key_file
      - name: ansible_ssh_private_key_file
    cli:
      - name: private_key_file
  private_key_passphrase:
    description: Passphrase of the private key.
    type: str
    vars:
      - name: ansible_private_key_password
      - name: ansible_private_key_passphrase
  look_for_keys:
    description:
      - Whether to try the keys of the SSH agent and those in C(~/.ssh).
      - Without it they are tried unless O(password) is set and O(private_key_file) is not, as network_cli does.
    type: bool
    ini:
      - {section: libssh_connection, key: look_for_keys}
    env:
      - name: ANSIBLE_LIBSSH_LOOK_FOR_KEYS
    vars:
      - name: ansible_libssh_look_for_keys
  become:
    description: Whether to type C(enable) when the session has less than privilege level 15.
    type: bool
    default: false
    ini:
      - {section: privilege_escalation, key: become}
    env:
      - name: ANSIBLE_BECOME
    vars:
      - name: ansible_become
    keyword:
      - name: become
  become_password:
    description: Enable password or secret. Without it a device that asks for one is an error.
    type: str
    ini:
      - {section: enable_become_plugin, key: password}
    env:
      - name: ANSIBLE_BECOME_PASS
      - name: ANSIBLE_ENABLE_PASS
    vars:
      - name: ansible_become_password
      - name: ansible_become_pass
      - name: ansible_enable_pass
  timeout:
    description: Seconds for one phase of the connection, such as TCP and the key exchange.
    type: int
    default: 10
    ini:
      - {section: defaults, key: timeout}
    env:
      - name: ANSIBLE_TIMEOUT
    vars:
      - name: ansible_timeout
      - name: ansible_ssh_timeout
    cli:
      - name: timeout
  connect_timeout:
    description: Seconds from the start of the session to its first prompt.
    type: int
    default: 30
    ini:
      - {section: persistent_connection, key: connect_timeout}
    env:
      - name: ANSIBLE_PERSISTENT_CONNECT_TIMEOUT
    vars:
      - name: ansible_connect_timeout
  command_timeout:
    description: Seconds that a device may be silent before a command counts as unanswered.
    type: int
    default: 30
    ini:
      - {section: persistent_connection, key: command_timeout}
    env:
      - name: ANSIBLE_PERSISTENT_COMMAND_TIMEOUT
    vars:
      - name: ansible_command_timeout
  host_key_checking:
    description: Whether the host key must be the one in known_hosts.
    type: bool
    default: true
    ini:
      - {section: defaults, key: host_key_checking}
      - {section: persistent_connection, key: host_key_checking}
      - {section: libssh_connection, key: host_key_checking}
    env:
      - name: ANSIBLE_HOST_KEY_CHECKING
      - name: ANSIBLE_SSH_HOST_KEY_CHECKING
      - name: ANSIBLE_LIBSSH_HOST_KEY_CHECKING
    vars:
      - name: ansible_host_key_checking
      - name: ansible_ssh_host_key_checking
      - name: ansible_libssh_host_key_checking
      - name: ansible_paramiko_host_key_checking
  host_key_auto_add:
    description:
      - Whether to accept the key of a device that has none in known_hosts, and to write it there.
      - A key that differs from a known one is an error in any case.
    type: bool
    default: false
    ini:
      - {section: paramiko_connection, key: host_key_auto_add}
      - {section: libssh_connection, key: host_key_auto_add}
    env:
      - name: ANSIBLE_HOST_KEY_AUTO_ADD
      - name: ANSIBLE_LIBSSH_HOST_KEY_AUTO_ADD
    vars:
      - name: ansible_host_key_auto_add
  proxy_command:
    description: Command whose standard input and output lead to the device; C(%h), C(%p) and C(%r) are filled in.
    type: str
    default: ''
    ini:
      - {section: libssh_connection, key: proxy_command}
    env:
      - name: ANSIBLE_LIBSSH_PROXY_COMMAND
    vars:
      - name: ansible_paramiko_proxy_command
      - name: ansible_libssh_proxy_command
  ssh_args:
    description:
      - Arguments of the ssh command. C(-J) and C(-F) are heeded, and of C(-o) the keywords ProxyJump, ProxyCommand,
        UserKnownHostsFile, StrictHostKeyChecking, HostKeyAlias, User, Port, HostName, IdentityFile, KexAlgorithms,
        HostKeyAlgorithms and PubkeyAcceptedAlgorithms.
    type: str
    ini:
      - {section: ssh_connection, key: ssh_args}
    env:
      - name: ANSIBLE_SSH_ARGS
    vars:
      - name: ansible_ssh_args
    cli:
      - name: ssh_args
  ssh_common_args:
    description: As O(ssh_args). Where both name a keyword this one counts.
    type: str
    ini:
      - {section: ssh_connection, key: ssh_common_args}
    env:
      - name: ANSIBLE_SSH_COMMON_ARGS
    vars:
      - name: ansible_ssh_common_args
    cli:
      - name: ssh_common_args
  ssh_extra_args:
    description: As O(ssh_common_args). Where both name a keyword this one counts.
    type: str
    ini:
      - {section: ssh_connection, key: ssh_extra_args}
    env:
      - name: ANSIBLE_SSH_EXTRA_ARGS
    vars:
      - name: ansible_ssh_extra_args
    cli:
      - name: ssh_extra_args
  config_file:
    description: Client configuration to read instead of C(~/.ssh/config); V(none) reads no file.
    type: str
    ini:
      - {section: libssh_connection, key: config_file}
    env:
      - name: ANSIBLE_LIBSSH_CONFIG_FILE
    vars:
      - name: ansible_libssh_config_file
      - name: ansible_ios_ssh_config_file
  key_exchange_algorithms:
    description: Key exchange methods to offer, separated by commas; V(+name) appends to the default.
    type: str
    default: ''
    ini:
      - {section: libssh_connection, key: key_exchange_algorithms}
    env:
      - name: ANSIBLE_LIBSSH_KEY_EXCHANGE_ALGORITHMS
    vars:
      - name: ansible_libssh_key_exchange_algorithms
  hostkeys:
    description: Host key algorithms to accept, in the notation of O(key_exchange_algorithms).
    type: str
    default: ''
    ini:
      - {section: libssh_connection, key: hostkeys}
    env:
      - name: ANSIBLE_LIBSSH_HOSTKEYS
    vars:
      - name: ansible_libssh_hostkeys
  publickey_accepted_algorithms:
    description: Algorithms to sign with when logging in with a key, in the notation of O(key_exchange_algorithms).
    type: str
    default: ''
    ini:
      - {section: libssh_connection, key: publickey_algorithms}
    env:
      - name: ANSIBLE_LIBSSH_PUBLICKEY_ALGORITHMS
    vars:
      - name: ansible_libssh_publickey_algorithms
  ciphers:
    description: Ciphers to offer, in the notation of O(key_exchange_algorithms).
    type: str
    default: ''
    ini:
      - {section: secureshell_ios, key: ciphers}
    env:
      - name: ANSIBLE_IOS_CIPHERS
    vars:
      - name: ansible_ios_ciphers
  macs:
    description: Message authentication codes to offer, in the notation of O(key_exchange_algorithms).
    type: str
    default: ''
    ini:
      - {section: secureshell_ios, key: macs}
    env:
      - name: ANSIBLE_IOS_MACS
    vars:
      - name: ansible_ios_macs
  legacy_algorithms:
    description:
      - Whether to offer, after the modern algorithms, those of old devices as well. These are the key exchanges
        diffie-hellman-group14-sha1, group-exchange-sha1 and group1-sha1, ssh-rsa host keys, CBC ciphers and hmac-sha1.
      - They can be broken or downgraded by somebody on the path. Set it for the devices that need it, not for all.
    type: bool
    default: false
    ini:
      - {section: secureshell_ios, key: legacy_algorithms}
    env:
      - name: ANSIBLE_IOS_LEGACY_ALGORITHMS
    vars:
      - name: ansible_ios_legacy_algorithms
  transport_plugin:
    description:
      - What carries the session. V(auto) is libssh, or asyncssh where O(legacy_algorithms), O(ciphers) or O(macs) are
        set.
      - V(network_cli_libssh) and V(network_cli_paramiko) let P(ansible.netcommon.network_cli#connection) make the SSH
        connection with its own options, for sites that depend on one of them; they cost more time.
    type: str
    choices: [auto, libssh, asyncssh, network_cli_libssh, network_cli_paramiko]
    default: auto
    ini:
      - {section: secureshell_ios, key: transport_plugin}
    env:
      - name: ANSIBLE_IOS_TRANSPORT_PLUGIN
    vars:
      - name: ansible_ios_transport_plugin
  transport:
    version_added: "0.2.0"
    description:
      - The way to the device. V(telnet) and V(console) are for devices that do not speak SSH yet.
      - V(console) is a console line behind a TCP port of a console server, as bytes and nothing else. For a console
        server that speaks Telnet use V(telnet) with its address and port.
    type: str
    choices: [ssh, telnet, console]
    default: ssh
    vars:
      - name: ansible_ios_transport
  telnet_port:
    version_added: "0.2.0"
    description: TCP port of the Telnet server.
    type: int
    default: 23
    vars:
      - name: ansible_ios_telnet_port
  console_host:
    version_added: "0.2.0"
    description: Address of the console server. Without it O(host) is taken.
    type: str
    vars:
      - name: ansible_ios_console_host
  console_port:
    version_added: "0.2.0"
    description: TCP port of the console line on the console server. Needed for O(transport=console).
    type: int
    vars:
      - name: ansible_ios_console_port
"""

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.plugins.connection import ConnectionBase, ensure_connect
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.errors import DeviceError
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Session
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.target import build

if TYPE_CHECKING:
    from ansible_collections.secureshell.ios.plugins.plugin_utils._device.target import Target


class Connection(ConnectionBase):
    """A session as an Ansible connection."""

    transport = "secureshell.ios.cli"
    has_pipelining = False
    allow_executable = False  # there is no shell on the device that could run /bin/sh -c
    _remote_is_local = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._session: Session | None = None

    def _connect(self) -> Connection:
        if self._session is None:
            try:
                self._session = Session.open(self._target(), privilege=15 if self.get_option("become") else 0)
            except DeviceError as error:
                raise AnsibleConnectionFailure(str(error)) from None
            self._connected = True
        return self

    def _target(self) -> Target:
        options = {**self.get_options(), "become_password": self._become_password()}
        if self._play_context.password and not options.get("password"):
            options["password"] = self._play_context.password
        host = self._play_context.remote_addr
        return replace(
            build(options, opener=self._opener(options)),
            told=lambda sentence: self._display.warning(f"{host}: {sentence}"),
        )

    def _become_password(self) -> str | None:
        return self.get_option("become_password") or self._play_context.become_pass

    def _opener(self, options: dict[str, Any]) -> Any:
        if not str(options["transport_plugin"]).startswith("network_cli"):
            return None
        from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible import (  # noqa: PLC0415 - 0.1 s
            network_cli,
        )

        return network_cli.opener({})

    @ensure_connect
    def exec_command(self, cmd: str, in_data: bytes | None = None, sudoable: bool = True) -> tuple[int, bytes, bytes]:
        """Send each line of `cmd`; (1, output, refusal) when the device refuses one, and the rest stays unsent."""
        super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
        if in_data:
            raise AnsibleError("secureshell.ios.cli sends commands; it cannot feed data to them.")
        output: list[str] = []
        try:
            for line in filter(None, (part.strip() for part in cmd.splitlines())):
                reply = self._session.command(line)
                output.append(reply.text)
                if reply.refusal is not None:
                    words = reply.refusal.words(reply.text)
                    return 1, "\n".join(output).encode(), f"{words} ({reply.refusal.meaning})".encode()
        except DeviceError as error:
            self.close()
            raise AnsibleConnectionFailure(str(error)) from None
        finally:
            if self._session is not None and self._session.mode not in {"user", "privileged"}:
                self._leave()
        return 0, "\n".join(output).encode(), b""

    def _leave(self) -> None:
        try:
            self._session.leave()
        except DeviceError:
            self.close()

    def put_file(self, in_path: str, out_path: str) -> NoReturn:  # noqa: ARG002
        """Refuse: a device has no place for Ansible's modules."""
        raise AnsibleError(
            f"{os.path.basename(in_path)} cannot be copied to a device over secureshell.ios.cli; it serves "  # noqa: PTH119
            "ansible.builtin.raw and the modules of this collection."
        )

    def fetch_file(self, in_path: str, out_path: str) -> NoReturn:  # noqa: ARG002
        """Refuse: see put_file."""
        raise AnsibleError(f"{in_path} cannot be fetched from a device over secureshell.ios.cli.")

    def reset(self) -> None:
        """End the session; the next command opens a new one."""
        self.close()

    def close(self) -> None:
        """End the session. Safe to call twice."""
        session, self._session = self._session, None
        if session is not None:
            session.close()
        self._connected = False
