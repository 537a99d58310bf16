# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The archive, configurations in files against the one that runs, and changes that go back unless confirmed."""

from __future__ import annotations

from ..archive import BACKING_UP, BLOCK, LOCKED, MINUTE, NOTHING_PENDING, additions, failed, name_of, put, tree
from ..flash import FlashError, text_of
from . import Call, Refused, Row
from .files import place_of, read
from .stored import block
from .terminal import ENTER_CONFIGURATION

SURE = (
    "This will apply all necessary additions and deletions\n"
    "to replace the current running configuration with the\n"
    "contents of the specified configuration file, which is\n"
    "assumed to be a complete configuration, not a partial\n"
    "configuration. Enter Y if you are sure you want to proceed. ? [no]: "
)
NO_ARCHIVE = "%Please turn config archive on before using Rollback Confirmed Change"  # the first half is recorded
NOT_ENABLED = " Archive feature not enabled"
HANDLER = "% Error caught by command handler"  # recorded without archive; behind a failure to write it is unverified
ABORTING = (
    "Failed to apply command {command}\nAborting Rollback.\n"
    "Rollback failed.Reverting back to the original configuration: {url}"
)
ALREADY = "%Rollback Confirmed Change already pending"  # unverified
SOMEBODY_ELSE = "%Rollback Confirmed Change can only be confirmed or reverted by user {user}"  # unverified
NETWORK_MAXIMUM = "Cannot set maximum when backing up to network path"
ORDER = ("log config", "path", "maximum", "write-memory", "time-period")  # as usual samples have it: unverified
LOG_ORDER = ("logging enable", "logging size", "notify syslog", "hidekeys")  # likewise


# Configuration


def archive(call: Call) -> None:
    """`archive`: its block."""
    block(call, BLOCK, "config-archive")


def setting(call: Call) -> None:
    """A line of the archive; it is shown at its own place."""
    words = 2 if call.words[0] == "log" else 1
    slot = " ".join(call.words[:words])
    children = call.device.config.entries[BLOCK].children or {}
    if call.negated or call.reset:
        children.pop(slot, None)
    else:
        children[slot] = f" {' '.join(call.words)}"
    call.device.config.entries[BLOCK].children = dict(sorted(children.items(), key=lambda pair: _place(pair[0], ORDER)))
    call.device.archive.refresh()


def path(call: Call) -> None:
    """`path URL`: a file system that the device does not have is a bad word, as recorded."""
    if not (call.negated or call.reset):
        place_of(call, 1, bare=False)
    setting(call)


def maximum(call: Call) -> None:
    """`maximum N`, which a path to a server does not take."""
    place = call.device.storage.place(call.device.archive.path)
    if not (call.negated or call.reset) and place and place.network:
        raise Refused(NETWORK_MAXIMUM)
    setting(call)


def log_config(call: Call) -> None:
    """`log config`: a block within the block."""
    children = call.device.config.entries[BLOCK].children or {}
    if call.negated or call.reset:
        children.pop("log config", None)
        return
    if "log config" not in children:
        setting(call)
    call.cursor.enter("config-archive-log", block=BLOCK, child="log config")


def log_setting(call: Call) -> None:
    """A line below `log config`: stored. Where keys are hidden by default, `hidekeys` is not shown (reference 7.7)."""
    children = call.device.config.entries[BLOCK].children or {}
    slot = " ".join(call.words[: 1 if call.words[0] == "hidekeys" else 2])
    head, *lines = children["log config"].split("\n")
    kept = [line for line in lines if not line.strip().removeprefix("no ").startswith(slot)]
    hidden = call.device.profile.system["hides_keys"]
    text = " ".join(call.words)
    if slot == "notify syslog" and "contenttype" not in text:
        text += " contenttype plaintext"
    if call.negated and slot == "hidekeys" and hidden:
        kept.append("  no hidekeys")
    elif not (call.negated or call.reset or (slot == "hidekeys" and hidden)):
        kept.append(f"  {text}")
    kept.sort(key=lambda line: _place(line.strip().removeprefix("no "), LOG_ORDER))
    children["log config"] = "\n".join([head, *kept])


def _place(line: str, order: tuple[str, ...]) -> int:
    return next((place for place, start in enumerate(order) if line.startswith(start)), len(order))


# The archive


def show_archive(call: Call) -> str:
    """Files and what comes next; without `path` there is no archive (reference 7.7)."""
    return call.device.archive.shown() if call.device.archive.path else NOT_ENABLED


def archive_now(call: Call) -> str | None:
    """`archive config`: one more file."""
    keeper = call.device.archive
    if not keeper.path:
        return f"{NOT_ENABLED}\n{HANDLER}"
    name = keeper.next_name()
    try:
        keeper.store(name)
    except FlashError as error:
        return f"{failed(name, error)}\n{HANDLER}"
    return None


def show_log(_call: Call) -> str:
    """Changes are not logged."""
    return "% Config Logger disabled."


# Changes that go back


def _backed_up(call: Call) -> str | None:
    """Archive what runs before a change, and say so; the URL, or None after saying why it cannot be."""
    keeper = call.device.archive
    name = keeper.next_name()
    call.live.say(f"Rollback Confirmed Change: {BACKING_UP}{name}")
    try:
        keeper.store(name)
    except FlashError as error:
        call.live.say(failed(name, error))
        return None
    call.device.soon(lambda: call.device.log("ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_BACKUP", f"{BACKING_UP}{name}"))
    return name


def _may_begin(call: Call, refusal: str) -> None:
    if not call.device.archive.path:
        raise Refused(refusal)
    if call.device.rollback.pending:
        raise Refused(ALREADY)


def configure_revert(call: Call) -> None:
    """`configure terminal revert ...`: the archive must be on; then as `configure terminal`."""
    device, shell = call.device, call.live
    _may_begin(call, device.profile.system["rollback"]["refusal"])
    name = _backed_up(call)
    if name is None:
        return
    count, idle = int(call.args["MINUTES"]), call.has("idle")
    device.rollback.start(shell, name, count, idle=idle)
    shell.say(f"\n{ENTER_CONFIGURATION}")
    call.cursor.enter("config")


def _own(call: Call) -> None:
    """Who did not begin a change may not end it, as the command reference has it."""
    pending = call.device.rollback.pending
    if pending is None:
        raise Refused(NOTHING_PENDING)
    if pending.user != name_of(call.live):
        raise Refused(SOMEBODY_ELSE.format(user=pending.user))


def confirm(call: Call) -> None:
    """`configure confirm`."""
    _own(call)
    call.device.rollback.confirm()


def revert_now(call: Call) -> None:
    """`configure revert now`; that it prints what the end of the timer prints is unverified."""
    _own(call)
    call.live.say(call.device.rollback.heading())
    call.live.say(call.device.rollback.back())


def revert_later(call: Call) -> None:
    """`configure revert timer ...`: count again."""
    _own(call)
    call.device.rollback.count_again(int(call.args["MINUTES"]), idle=call.has("idle"))


def show_timer(call: Call) -> str:
    """The change that waits."""
    return call.device.rollback.shown()


# Files


async def replace(call: Call) -> None:
    """`configure replace FILE`: the whole configuration; what the device knows besides, such as keys, stays."""
    shell, device = call.live, call.device
    place = place_of(call, 2)
    try:
        text = text_of(device.storage.read(place))
    except FlashError as error:
        raise Refused(f"Error: Could not open file {place.typed} for reading") from error
    count = next((int(call.args[name]) for name in ("MINUTES", "SECONDS") if name in call.args), 0)
    name: str | None = ""
    if count or call.has("trigger"):
        _may_begin(call, NO_ARCHIVE)
        name = _backed_up(call)
        if name is None:
            return
        shell.say("")
    if not call.has("force"):
        answer = await shell.ask(SURE.replace("\n", "\r\n"))
        if not (answer or "").strip().lower().startswith("y"):
            return
    device.log("", LOCKED)
    before = device.saved_text()
    done = put(device, text, by=shell.account.name)
    if done.failed and call.has("trigger"):
        shell.say(ABORTING.format(command=done.failed[0], url=name))
        shell.say(put(device, before, by=shell.account.name).shown(listed=False))
        return
    shell.say(done.shown(listed=call.has("list")))
    if count and name:
        unit = 1.0 if "SECONDS" in call.args else MINUTE
        device.rollback.start(shell, name, count, unit=unit)


def incremental_differences(call: Call) -> str:
    """The commands of a file that the running configuration has not; the order is that of the file."""
    lines = additions(tree(call.device.saved_text()), tree(text_of(read(call, place_of(call, 4)))))
    return "\n".join(["!List of Commands:", *lines, "end"] + ([] if lines else ["!No changes were found"]))


def differences(call: Call) -> str:
    """What the second configuration has and the first has not (`+`), and the other way round (`-`)."""
    texts = [text_of(read(call, place_of(call, word))) for word in range(4, len(call.words))]
    defaults = [call.device.saved_text(), call.device.startup or ""]
    old, new = (tree(text) for text in (texts + defaults[: 2 - len(texts)] if texts else defaults[::-1]))
    lines = []
    for sign, one, other in (("+", new, old), ("-", old, new)):
        for parent, children in one.items():
            fresh = [child for child in children if child not in other.get(parent, [])]
            if parent not in other:
                lines += [f"{sign}{parent}", *(f" {sign}{child}" for child in children)]
            elif fresh:
                lines += [parent, *(f" {sign}{child}" for child in fresh)]
    return "\n".join(["!Contextual Config Diffs:", *(lines or ["!No changes were found"])])


_AFTER = "{MINUTES<1-120>|idle MINUTES<1-120>}"
_UNLESS = "time MINUTES<1-120>|revert {timer MINUTES<1-120>|trigger error [timer MINUTES<1-120>]}"
_HOW = "[list|force|nolock|ignorecase]*"
_TIMED = "system.rollback"  # Rollback Confirmed Change: 12.4(20)T, 12.2(33)SRC, SB and SXI, and what came later
ROWS = (
    Row(BLOCK, archive, "config", negatable=1, source="7.2"),
    Row("path URL", path, "config-archive", negatable=1, source="7.7"),
    Row("maximum COUNT<1-14>", maximum, "config-archive", negatable=1, source="7.7"),
    Row("write-memory", setting, "config-archive", negatable=1, source="7.7"),
    Row("time-period MINUTES<1-525600>", setting, "config-archive", negatable=1, source="7.7"),
    Row("log config", log_config, "config-archive", negatable=2, source="7.7"),
    Row("logging enable", log_setting, "config-archive-log", negatable=2, source="7.7"),
    Row("logging size ENTRIES<1-1000>", log_setting, "config-archive-log", negatable=2, source="7.7"),
    Row("notify syslog [contenttype {plaintext|xml}]", log_setting, "config-archive-log", negatable=2, source="7.7"),
    Row("hidekeys", log_setting, "config-archive-log", negatable=1, source="7.7"),
    Row("show archive", show_archive, source="7.7"),
    Row("show archive config rollback timer", show_timer, needs=_TIMED, source="7.7"),
    Row("show archive log config all", show_log, source="7.7"),
    Row("archive config", archive_now, source="7.7"),
    Row(f"configure terminal revert {{timer {_AFTER}|idle MINUTES<1-120>}}", configure_revert, needs=_TIMED),
    Row("configure confirm", confirm, source="7.7"),
    Row("configure revert now", revert_now, needs=_TIMED, source="7.7"),
    Row(f"configure revert timer {_AFTER}", revert_later, needs=_TIMED, source="7.7"),
    Row("show archive config incremental-diffs FILE [ignorecase]", incremental_differences, source="7.7"),
    Row("show archive config differences [FIRST] [SECOND]", differences, source="7.7"),
    Row(f"configure replace FILE {_HOW} [{_UNLESS}]", replace, needs=_TIMED, source="7.7"),
    Row(f"configure replace FILE {_HOW} [time SECONDS<1-4294967>]", replace, needs="system.replace_seconds"),
)
