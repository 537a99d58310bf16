# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The box: names, configurations shown and saved, version, clock, reload."""

from __future__ import annotations

import re

from ..archive import failed
from ..flash import NVRAM_BYTES, FlashError
from ..names import interface_name, is_interface
from . import BUILDING, Call, Row, Setting

NO_STARTUP = "startup-config is not present"  # unverified
BOOT_FACTS = {"image": r'System image file is "(.+)"', "register": r"Configuration register is (\S+)"}
BAD_HOSTNAME = "% Hostname contains one or more illegal characters."  # unverified
OVERWRITE = (
    "Warning: Attempting to overwrite an NVRAM configuration previously written\n"
    "by a different version of the system image.\n"
)


def hostname(call: Call) -> str | None:
    """Letters, digits, hyphen, underscore and dot, up to 63 characters; `no` returns to the factory name."""
    device = call.device
    if call.negated or call.reset:
        device.config.remove("hostname")
        return None
    name = call.args["NAME"]
    if len(name) > 63 or not all(letter.isascii() and (letter.isalnum() or letter in "-_.") for letter in name):
        return BAD_HOSTNAME
    device.config.set("hostname", f"hostname {name}")
    return None


def domain_name(call: Call) -> None:
    """Both spellings are taken; the release decides which one is shown (reference 1.3)."""
    spelling = call.device.profile.system["domain_name"]
    if call.negated or call.reset:
        call.device.config.remove(spelling)
    else:
        call.device.config.set(spelling, f"{spelling} {call.args['NAME']}")


def domain_lookup(call: Call) -> None:
    """Both spellings, as for the domain name; only `no` is shown."""
    spelling = call.device.profile.system["domain_lookup"]
    if call.negated:
        call.device.config.set(spelling, f"no {spelling}")
    else:
        call.device.config.remove(spelling)


def show_running(call: Call) -> str:
    """Reference 7.4."""
    return f"{BUILDING}\n\n{call.device.running_text(everything=call.has('all'))}"


def show_interface(call: Call) -> str:
    """The block of one interface; the preamble as above, the rest unverified."""
    name = interface_name(call.args["LINE"])
    entry = call.device.config.entries.get(f"interface {name}")
    if not is_interface(call.args["LINE"]) or entry is None:
        raise call.invalid(3)
    block = "\n".join([f"interface {name}", *(entry.children or {}).values(), "end", ""])
    return f"{BUILDING}\n\nCurrent configuration : {len(block)} bytes\n!\n{block}"


def show_hosts(call: Call) -> str:
    """The head of the page, for collectors that look for the domain name; unverified."""
    return f"Default domain is {call.device.domain_name or 'not set'}\nName servers are 255.255.255.255"


def show_startup(call: Call) -> str:
    """The saved configuration, or that there is none."""
    text = call.device.startup
    if text is None:
        return NO_STARTUP
    return f"Using {len(text)} out of {NVRAM_BYTES} bytes\n{text}"  # the head is unverified


def show_version(call: Call) -> str:
    """From the template of the profile."""
    return call.device.version_text()


def show_boot(call: Call) -> str:
    """The boot variables: the image that runs, and the register; the order of the lines is that of a recording."""
    version = call.device.version_text()
    found = {name: re.search(pattern, version) for name, pattern in BOOT_FACTS.items()}
    image, register = (match[1] if match else "" for match in found.values())
    return (
        f"BOOT variable = {image}\nCONFIG_FILE variable = \nBOOTLDR variable does not exist\n"
        f"Configuration register is {register}"
    )


def show_inventory(call: Call) -> str:
    """The chassis."""
    facts = call.device.profile.identity
    return (
        f'NAME: "{facts["inventory_name"]}", DESCR: "{facts["inventory_descr"]}"\n'
        f"PID: {facts['platform']:<18}, VID: V01  , SN: {call.device.serial}\n"
    )


def show_chassis(call: Call) -> str:
    """The serial number, unless `snmp-server chassis-id` says something else, which is not known here."""
    return call.device.serial if call.device.config.starting("snmp-server") else "%SNMP agent not enabled"


def show_clock(call: Call) -> str:
    """The time of the device."""
    return call.device.clock.shown()


async def write_memory(call: Call) -> None:
    """Reference 7.6. Keys are saved together with the configuration."""
    shell, device = call.live, call.device
    if device.startup_of_other_image:
        shell.say(OVERWRITE.rstrip("\n"))
        if not await shell.confirm("Overwrite the previous NVRAM configuration?[confirm]"):
            return
    save(call)


def save(call: Call) -> None:
    """Save, and archive when the archive wants that."""
    shell, keeper = call.live, call.device.archive
    shell.say(BUILDING)
    call.device.save()
    shell.say("[OK]")
    if keeper.on_write():
        name = keeper.next_name()
        try:
            keeper.store(name)
        except FlashError as error:
            shell.say(failed(name, error))


async def write_erase(call: Call) -> None:
    """Reference has no recording of this dialogue: unverified."""
    shell = call.live
    if await shell.confirm("Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]"):
        call.device.erase()
        shell.say("[OK]\nErase of nvram: complete")


ROWS = (
    Row("hostname NAME", hostname, "config", negatable=1),
    Row("ip domain name NAME", domain_name, "config", negatable=3, source="1.3"),
    Row("ip domain-name NAME", domain_name, "config", negatable=2, source="1.3"),
    Row("ip domain lookup", domain_lookup, "config", negatable=3, source="1.3"),
    Row("ip domain-lookup", domain_lookup, "config", negatable=2, source="1.3"),
    Row("show running-config [all]", show_running, source="7.4"),
    Row("show running-config interface LINE", show_interface),
    Row("write terminal", show_running, source="7.4"),
    Row("show hosts", show_hosts, user=True),
    Row("show startup-config", show_startup),
    Row("show version", show_version, user=True),
    Row("show boot", show_boot, source="7.13"),
    Row("show inventory [raw]", show_inventory, user=True),
    Row("show clock", show_clock, user=True),
    Row("write [memory]", write_memory, source="7.6"),
    Row("write erase", write_erase),
    Row("erase startup-config", write_erase),
    Row("show snmp chassis", show_chassis, user=True, source="unverified"),
    Setting("boot-start-marker", 1),
    Setting("boot-end-marker", 1),
)
