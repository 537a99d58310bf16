# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, passwords, AAA, banners and login protection: reference section 5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import passwords
from . import Call, Refused, Row, Setting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..config import Configuration

ENTER_TEXT = "Enter TEXT message.  End with the character '{mark}'."  # unverified
CONFIRM_NO_USER = "This operation will remove all username related configurations with same name.\n"
CONFIRM_NO_USER_QUESTION = "Do you want to continue? [confirm]"
CONFIRM_NO_AAA = "Changing configuration back to no aaa new-model is not supported.\n"
CONFIRM_NO_AAA_QUESTION = "Continue?[confirm]"
BAD_HASH = (
    "ERROR: The secret you entered is not a valid encrypted secret.\n"
    "To enter an UNENCRYPTED secret, do not specify type {kind} encryption.\n"
    "When you properly enter an UNENCRYPTED secret, it will be encrypted.\n"
)
BOTH = "ERROR: Can not have both a user password and a user secret.\nPlease choose one or the other."
ALGORITHMS = {"md5": "5", "sha256": "8", "scrypt": "9"}  # `algorithm-type`
WEAK_TYPE = {
    "0": "using a type 0 password. However, recommended to migrate to strong type-6 encryption",
    "5": "using a type 5 password. However, type 5 passwords will soon be deprecated. "
    "Migrate to a supported password type",
    "7": "using a type 7 password. However, type 7 passwords will soon be deprecated. "
    "Migrate to a supported password type",
}


def _stored(call: Call, word: str, tail: Sequence[str], start: int) -> tuple[str, str]:
    """`0 text`, `9 $9$...` or bare text after `secret` or `password`, as (type, stored text)."""
    kinds = call.device.profile.aaa[f"{word}_types"]
    kind, text = (tail[0], " ".join(tail[1:])) if len(tail) > 1 and tail[0] in "0456789" else ("0", " ".join(tail))
    if kind not in kinds:
        raise call.invalid(start)
    if kind != "0" and not passwords.well_formed(kind, text):
        raise Refused(BAD_HASH.format(kind=kind))
    if word == "secret" and kind == "0":
        kind, text = _hashed(call, call.device.profile.aaa["secret_default"], text)
    elif kind == "0" and call.device.config.has("service password-encryption"):
        kind, text = "7", passwords.type7(text)
    return kind, text


def _hashed(call: Call, kind: str, text: str) -> tuple[str, str]:
    return kind, passwords.hashed(kind, text, None if call.shell else passwords.fixed_salt(kind, text))


def username(call: Call) -> object:
    """`username NAME [privilege N] [secret|password [TYPE] TEXT] ...`; options of several lines add up."""
    config, name = call.device.config, call.words[1]
    slot = f"username {name}"
    if call.negated or call.reset:
        if config.has(slot) and call.device.profile.aaa["confirms_no_username"]:
            return _asked(call, CONFIRM_NO_USER, CONFIRM_NO_USER_QUESTION, lambda: config.remove(slot))
        config.remove(slot)
        return None
    known = config.users().get(name, {})
    user, options = dict(known), _user_options(call)
    for option, value in options:
        other = {"secret": "password", "password": "secret"}.get(option, "")
        if other in user and call.shell:
            raise Refused(BOTH)
        user.pop(other, None)
        user[option] = value
    config.set(slot, config.user_line(name, user))
    if not known and call.shell and call.device.profile.aaa["logs_users"]:  # recorded when created, not at boot
        call.device.log("AAA-6-USERNAME_CONFIGURATION", f"user with username: {name} configured")
    return _warning(call, dict(options))


def _warning(call: Call, user: dict[str, str]) -> str | None:
    kind = (user.get("secret") or user.get("password") or "-").split()[0]
    if not call.device.profile.aaa["warns_weak"] or kind not in WEAK_TYPE:
        return None
    return f" WARNING: Command has been added to the configuration {WEAK_TYPE[kind]}"


def _user_options(call: Call) -> list[tuple[str, str]]:
    options: list[tuple[str, str]] = []
    words = list(call.words[2:])
    place = 2
    while words:
        word = words[0]
        if word in ("secret", "password"):
            kind, text = _stored(call, word, words[1].split(), place + 1)
            options.append((word, f"{kind} {text}"))
            break
        if word == "algorithm-type":
            options.append(("secret", " ".join(_hashed(call, ALGORITHMS[words[1]], words[3]))))
            break
        count = 1 if word in ("nopassword", "one-time") else 2
        options.append((word, " ".join(words[1:count])))
        words, place = words[count:], place + count
    return options


def _asked(call: Call, text: str, question: str, then: Callable[[], object]) -> Any:
    """Do it when the question is answered with yes; nobody is asked while a configuration is read."""
    shell = call.shell
    if shell is None:
        then()
        return None

    async def ask() -> None:
        shell.write(text.replace("\n", "\r\n"))
        if await shell.confirm(question):
            then()

    return ask()


def enable_secret(call: Call) -> str | None:
    """`enable {secret|password} [TYPE] TEXT`."""
    slot = " ".join(call.words[:2])
    if call.negated or call.reset:
        call.device.config.remove(slot)
        return None
    kind, text = _stored(call, call.words[1], call.words[2].split(), 2)
    call.device.config.set(slot, f"{slot} {text}" if kind == "0" else f"{slot} {kind} {text}")
    return None


def enable_algorithm(call: Call) -> None:
    """`enable algorithm-type ALGORITHM secret TEXT`."""
    kind, text = _hashed(call, ALGORITHMS[call.words[2]], call.args["LINE"])
    call.device.config.set("enable secret", f"enable secret {kind} {text}")


def password_encryption(call: Call) -> None:
    """Clear passwords become type 7 at once; they stay so when the service is switched off again."""
    config = call.device.config
    if call.negated or call.reset:
        config.remove("service password-encryption")
        return
    config.set("service password-encryption", "service password-encryption")
    for name, user in config.users().items():
        if user.get("password", "").startswith("0 "):
            user["password"] = "7 " + passwords.type7(user["password"][2:])
            config.set(f"username {name}", config.user_line(name, user))
    clear = config.get("enable password")
    if clear and not clear.startswith("enable password 7 "):
        config.set("enable password", "enable password 7 " + passwords.type7(clear.removeprefix("enable password ")))
    for settings in config.lines.values():
        text = settings.get("password", "")
        if text and not text.startswith("password 7 "):
            settings["password"] = "password 7 " + passwords.type7(text.removeprefix("password "))


def aaa_new_model(call: Call) -> object:
    """`aaa new-model`; its `no` asks, and takes the lists and what uses them on lines with it."""
    config = call.device.config
    if call.negated or call.reset:
        return _asked(call, CONFIRM_NO_AAA, CONFIRM_NO_AAA_QUESTION, lambda: _without_aaa(config))
    config.set("aaa new-model", "aaa new-model")
    config.set("aaa session-id", "aaa session-id common")
    return None


def _without_aaa(config: Configuration) -> None:
    for slot in [slot for slot in config.entries if slot.startswith("aaa ")]:
        config.remove(slot)
    for settings in config.lines.values():
        settings.pop("login authentication", None)
        settings.pop("authorization exec", None)


def aaa_list(call: Call) -> None:
    """A method list; the line ends with a blank for exec authorization (reference 5.1)."""
    slot = " ".join(call.words[:4])
    if call.negated or call.reset:
        call.device.config.remove(slot)
    else:
        trailing = " " if call.words[1] == "authorization" else ""
        call.device.config.set(slot, " ".join(call.words) + trailing)


async def banner(call: Call) -> None:
    """`banner KIND c text c`, on one line or many; shown back with the delimiter of the release."""
    slot = " ".join(call.words[:2])
    config = call.device.config
    if call.negated or call.reset:
        config.remove(slot)
        return
    text = call.words[2]
    mark = "^C" if text.startswith("^C") else text[0]
    first = text[len(mark) :]
    if mark in first:
        body = first.split(mark, 1)[0]
    else:
        shell = call.live
        shell.say(ENTER_TEXT.format(mark=mark))
        lines = [first] if first else []
        opening = "" if first else "\n"
        while True:
            line = await shell.text_line()
            if line is None:
                return
            if mark in line:
                lines.append(line.split(mark, 1)[0])
                break
            lines.append(line)
        body = opening + "\n".join(lines)
    store_banner(call, slot, body)


def store_banner(call: Call, slot: str, body: str) -> None:
    """Keep the text of a banner."""
    call.device.config.set(slot, slot).body = body


def show_login(call: Call) -> str:
    """`show login [failures]`."""
    return call.device.watch.failures_page() if call.has("failures") else call.device.watch.page()


_METHODS = "{group SERVERS|local|local-case|line|enable|none|if-authenticated|krb5}+"
_USER = (
    "username NAME [privilege LEVEL<0-15>|view VIEW|common-criteria-policy POLICY|autocommand-options OPTION|"
    "one-time|nopassword]*"
)
_ALGORITHM = "algorithm-type {md5|scrypt|sha256} secret LINE"
ROWS = (
    Row(f"{_USER} [{{secret|password}} LINE]", username, "config", negatable=2, source="5.2"),
    Row(f"{_USER} {_ALGORITHM}", username, "config", needs="aaa.algorithm_type", negatable=2, source="5.2"),
    Row("enable {secret|password} LINE", enable_secret, "config", negatable=2, source="5.2"),
    Row(f"enable {_ALGORITHM}", enable_algorithm, "config", needs="aaa.algorithm_type", source="5.2"),
    Row("service password-encryption", password_encryption, "config", negatable=2, source="5.2"),
    Row("show login [failures]", show_login, source="5.3"),
    Row("aaa new-model", aaa_new_model, "config", negatable=2, source="5.1"),
    Row(f"aaa authentication login LIST {_METHODS}", aaa_list, "config", negatable=4, source="5.1"),
    Row(f"aaa authentication enable default {_METHODS}", aaa_list, "config", negatable=4, source="5.1"),
    Row(f"aaa authorization {{exec|network|console}} LIST {_METHODS}", aaa_list, "config", negatable=4, source="5.1"),
    Setting("aaa authorization console", 3, source="5.1"),
    Setting("aaa session-id {common|unique}", 2, source="5.1"),
    Row("banner {exec|login|motd} LINE", banner, "config", negatable=2, source="5.4"),
    Setting("login block-for SECONDS<1-65535> attempts COUNT<1-65535> within WINDOW<1-65535>", 2, source="5.3"),
    Setting("login delay SECONDS<1-10>", 2, source="5.3"),
    Setting("login quiet-mode access-class NAME", 3, source="5.3; its order after block-for is unverified"),
    Setting("login on-failure [log] [every COUNT<1-65535>]", 2, source="5.3; the range of every is unverified"),
    Setting("login on-success [log] [every COUNT<1-65535>]", 2, source="5.3; the range of every is unverified"),
)
