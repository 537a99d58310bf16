# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSH servers that say exactly the bytes they are told to say. Run as a program; `Peers` is its client.

One process serves any number of peers. A peer is a dictionary:

    greeting    bytes after the shell is there, as text; `{p}` is the prompt
    prompt      "R1#"
    replies     command -> what follows its echo: a text (the prompt is added), or a dictionary, or a list of these, one
                for each time the command comes
    users       name -> password
    methods     publickey, keyboard-interactive, password
    algorithms  kex, encryption, mac, host_key: lists
    shell       False refuses it
    close_after_greeting
    behaviour   "ssh", or on the bare socket: "silent", "text" (another protocol), "closed"
    forwards    True makes it a jump host: it opens connections for its clients (direct-tcpip)
    hangs_up    True ends the connection at the password
    after_auth  "silence": accepts the login and says nothing more

A reply as a dictionary: `echo` (bytes instead of the echo), `send` (a list of texts and of seconds to wait), `prompt`
(the prompt from now on), `then` ("key": the next byte is a line; "hidden": the next line is not echoed; "close";
"silence").
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

INVALID = "          ^\r\n% Invalid input detected at '^' marker.\r\n\r\n{p}"
COMMON = {
    "": "",
    "terminal length 0": "",
    "terminal width 0": "",
    "show privilege": "Current privilege level is 15\r\n",
    "configure terminal": {
        "send": ["Enter configuration commands, one per line.  End with CNTL/Z.\r\n{p}"],
        "prompt": "R1(config)#",
    },
    "end": {"send": ["{p}"], "prompt": "R1#"},
}


class Peers:
    """The client of the program."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve())], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, **peer: Any) -> dict[str, Any]:
        """Serve a peer; returns its `port`, `host_key` (a line of known_hosts without the name), and `index`."""
        return self._ask({"start": peer})

    def typed(self, index: int) -> list[str]:
        """The lines that a peer has received so far, over all of its sessions."""
        return list(self._ask({"typed": index})["typed"])

    def stop(self) -> None:
        """End the process."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def _serve() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import asyncssh

        asyncio.run(_program(asyncssh))


async def _program(asyncssh: Any) -> None:  # noqa: C901 - classes that need the module, which only the program loads
    keys: dict[tuple[str, int], Any] = {}
    typed: list[list[str]] = []

    def key_of(kind: str, serial: int) -> Any:
        name = "ssh-rsa" if "rsa" in kind else kind
        if (name, serial) not in keys:
            keys[name, serial] = asyncssh.generate_private_key(name)
        return keys[name, serial]

    class Shell(asyncssh.SSHServerSession):
        def __init__(self, peer: dict[str, Any], lines: list[str]) -> None:
            self.peer = peer
            self.lines = lines
            self.input: asyncio.Queue[bytes] = asyncio.Queue()
            self.times: dict[str, int] = {}
            self.prompt = peer.get("prompt", "R1#")

        def connection_made(self, chan: Any) -> None:
            self.chan = chan

        def pty_requested(self, *_unused: Any) -> bool:
            return True

        def shell_requested(self) -> bool:
            return self.peer.get("shell", True)

        def session_started(self) -> None:
            self.task = asyncio.get_running_loop().create_task(self.run())

        def data_received(self, data: bytes, datatype: Any) -> None:
            for byte in data:
                self.input.put_nowait(bytes([byte]))

        def connection_lost(self, exc: Exception | None) -> None:
            self.task.cancel()

        def write(self, text: str) -> None:
            self.chan.write(text.replace("{p}", self.prompt).encode("latin-1"))

        async def run(self) -> None:
            if self.peer.get("after_auth") == "silence":
                return
            await self.say(self.peer.get("greeting", "\r\n{p}"))
            if self.peer.get("close_after_greeting"):
                self.chan.get_connection().abort()
                return
            how = ""
            while True:
                line = await self.line(how)
                self.lines.append(line)
                reply = self.reply(line)
                if how == "":
                    self.write(reply.get("echo", line) + ("" if "echo" in reply else "\r\n"))
                elif how == "hidden":
                    self.write("\r\n")
                self.prompt = reply.get("prompt", self.prompt)
                await self.say(reply["send"])
                how = reply.get("then", "")
                if how == "close":
                    self.chan.get_connection().abort()
                    return
                if how == "silence":
                    return

        async def say(self, parts: Any) -> None:
            for part in [parts] if isinstance(parts, str) else parts:
                if isinstance(part, str):
                    self.write(part)
                else:
                    await asyncio.sleep(part)

        async def line(self, how: str) -> str:
            got = b""
            while True:
                byte = await self.input.get()
                if how == "key" or byte == b"\x03":
                    return byte.decode("latin-1")
                if byte in b"\r\n":
                    return got.decode("latin-1")
                got += byte

        def reply(self, line: str) -> dict[str, Any]:
            replies = {**COMMON, "\x03": {"echo": "^C\r\n", "send": ["{p}"]}, **self.peer.get("replies", {})}
            reply = replies.get(line, INVALID.removesuffix("{p}"))
            if isinstance(reply, list):
                time = self.times[line] = self.times.get(line, -1) + 1
                reply = reply[min(time, len(reply) - 1)]
            return {"send": [reply + "{p}"]} if isinstance(reply, str) else reply

    class Server(asyncssh.SSHServer):
        def __init__(self, peer: dict[str, Any], lines: list[str]) -> None:
            self.peer = peer
            self.lines = lines

        def connection_made(self, conn: Any) -> None:
            self.conn = conn

        def begin_auth(self, username: str) -> bool:
            if self.peer.get("login_banner"):
                self.conn.send_auth_banner(self.peer["login_banner"])
            return True

        def offers(self, method: str) -> bool:
            return method in self.peer.get("methods", ["password"])

        def password_auth_supported(self) -> bool:
            return self.offers("password")

        def kbdint_auth_supported(self) -> bool:
            return self.offers("keyboard-interactive")

        def public_key_auth_supported(self) -> bool:
            return self.offers("publickey")

        def validate_password(self, username: str, password: str) -> bool:
            if self.peer.get("hangs_up"):
                self.conn.abort()
            return self.peer.get("users", {"admin": "secret"}).get(username) == password

        def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> Any:
            return "", "", "en", [("Password: ", False)]

        def validate_kbdint_response(self, username: str, responses: Any) -> bool:
            return self.validate_password(username, responses[0])

        def validate_public_key(self, username: str, key: Any) -> bool:
            return key.export_public_key().decode().split()[1] in self.peer.get("authorized", "")

        def connection_requested(self, *place: Any) -> bool:
            self.lines.append(f"{place[0]}:{place[1]}")
            return bool(self.peer.get("forwards"))

        def session_requested(self) -> Any:
            return Shell(self.peer, self.lines)

    async def start(peer: dict[str, Any]) -> dict[str, Any]:
        lines: list[str] = []
        typed.append(lines)
        behaviour = peer.get("behaviour", "ssh")
        wanted = peer.get("algorithms", {})
        kind = wanted.get("host_key", ["ssh-ed25519"])[0]
        key = key_of(kind, peer.get("key_serial", 0))
        if behaviour == "ssh":
            pair = asyncssh.load_keypairs(key)[0]
            if "rsa" in kind:
                pair.host_key_algorithms = [name.encode() for name in wanted["host_key"]]
            server = await asyncssh.create_server(
                lambda: Server(peer, lines),
                "127.0.0.1",
                0,
                server_host_keys=[pair],
                encoding=None,
                line_editor=False,
                kex_algs=wanted.get("kex", ()),
                encryption_algs=wanted.get("encryption", ()),
                mac_algs=wanted.get("mac", ()),
                gss_kex=False,
                gss_auth=False,
            )
            port = server.get_port()
        else:
            port = await plain(behaviour)
        exported = " ".join(key.export_public_key().decode().split()[:2])
        return {"port": port, "host_key": exported, "index": len(typed) - 1}

    async def plain(behaviour: str) -> int:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if behaviour == "text":
                writer.write(b"220 mail.example ready\r\n")
            if behaviour != "silent":
                writer.close()
            else:
                await reader.read()
                writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        return int(server.sockets[0].getsockname()[1])

    loop = asyncio.get_running_loop()
    while question := await loop.run_in_executor(None, sys.stdin.readline):
        asked = json.loads(question)
        answer = await start(asked["start"]) if "start" in asked else {"typed": typed[asked["typed"]]}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
