# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option table of the SSH server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .capabilities import CLIENT_LISTS, SERVER_LISTS, Range
from .kinds import BulkMode, Fields, Flag, Number, Word
from .kinds.access import NewModel
from .kinds.server import (
    AccessClass,
    Banner,
    ExecTimeout,
    Interface,
    Logging,
    Login,
    Methods,
    Names,
    Port,
    Transports,
    TrapHost,
    Version,
)
from .plan import Risk
from .table import LINE, Option, Table

if TYPE_CHECKING:
    from .kinds import Value

PROFILE = "ip ssh server certificate profile"


def _algorithms(side: str, group: str, entry: str) -> Option:
    key = entry if side == "server" else f"client.{entry}"
    return Option(
        f"{group}.{entry}",
        Names(key),
        (f"ip ssh {side} algorithm {entry}",),
        "captures 16.8.1 and 17.15.1; models; `default ip ssh server algorithm` in recorded dialogues of IOS XE",
        removal="default {prefix}",
        default=lambda capabilities: capabilities.algorithms[key].default,
        since="15.2" if side == "server" and entry in {"encryption", "mac"} else "16.1",
        refused_before="15.0",
        risk=Risk.RESTRICTIVE,
    )


_GUIDE = "guide; models 16.6.1 to 26.1.1"

_ROWS: tuple[Option, ...] = (
    Option(
        "hostname",
        Word(r"[A-Za-z](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?", "it starts with a letter and has at most 63 characters"),
        ("hostname",),
        "guide",
        keep=True,
    ),
    Option(
        "domain_name",
        Word(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9])?", "write a domain name such as example.com"),
        ("ip domain name", "ip domain-name"),
        "guide types the hyphen; running-configs from 15.2 print the blank; both are accepted",
        removal="no {prefix} {words}",
        written=lambda capabilities: capabilities.domain_command,
        keep=True,
    ),
    Option("timeout", Number(Range(1, 120), "s"), ("ip ssh time-out",), _GUIDE, default=120),
    Option("authentication_retries", Number(Range(0, 5)), ("ip ssh authentication-retries",), _GUIDE, default=3),
    Option("source_interface", Interface(), ("ip ssh source-interface",), "help of 2018; recorded dialogues"),
    Option(
        "ports",
        Port(),
        ("ip ssh port",),
        "help of 2018; model 16.6.1; older releases unverified",
        removal="no {prefix} {words}",
        since="16.6",
        risk=Risk.ADDITIVE,
        many=True,
    ),
    Option(
        "max_startups",
        Number(Range(2, 128)),
        ("ip ssh maxstartups",),
        "model 16.9.1; help of 2018; range on older releases unverified",
        since="16.6",
    ),
    Option(
        "sessions_per_user",
        Number(Range(1, 16)),
        ("ip ssh server peruser session limit",),
        "capture 16.8.1; model 16.9.1",
        since="16.8",
    ),
    Option(
        "logging_events",
        Flag(),
        ("ip ssh logging events",),
        "model 17.12.1; capture 17.15.1",
        removal="default {prefix}",
        default=lambda capabilities: capabilities.logging_events_default,
    ),
    Option(
        "break_string",
        Word(),
        ("ip ssh break-string",),
        "captures 16.8.1 and 17.15.1; older releases unverified",
        default="~break",
        since="16.8",
    ),
    Option(
        "rekey.time",
        Number(Range(10, 1440, doubtful=True), "min"),
        ("ip ssh rekey time",),
        "captures 16.8.1 and 17.15.1; range unverified",
        since="16.6",
    ),
    Option(
        "rekey.volume",
        Number(Range(100, 4194303), "KB"),
        ("ip ssh rekey volume",),
        "captures 16.8.1 and 17.15.1; model 17.15.1",
        since="16.6",
    ),
    Option(
        "window_size",
        Number(Range(8192, 131072), "bytes"),
        ("ip ssh window-size",),
        "captures 16.8.1 and 17.15.1; model 17.15.1",
        default=8192,
        since="16.8",
    ),
    Option(
        "bulk_mode",
        BulkMode(),
        ("ip ssh bulk-mode",),
        "models 17.6.1 and 17.10.1; capture 17.15.1; neither in the capture of 16.8.1 nor in its help",
        removal="default {prefix}",
        default=lambda capabilities: dict(capabilities.bulk_mode_default),
        hidden=lambda capabilities: dict(capabilities.bulk_mode_hidden),
        since="17.6",
        refused_before="16.9",
    ),
    Option("dscp", Number(Range(0, 63)), ("ip ssh dscp",), "help of 2018; model 16.6.1", since="16.6"),
    Option("precedence", Number(Range(0, 7)), ("ip ssh precedence",), "help of 2018; model 16.6.1", since="16.6"),
    Option(
        "certificate_profile.server.trustpoint",
        Word(),
        ("trustpoint sign",),
        "recorded dialogues; capture 16.8.1",
        removal="no {prefix} {words}",
        mode=(PROFILE, "server"),
        since="16.8",
        refused_before="15.0",
    ),
    Option(
        "certificate_profile.server.ocsp_response",
        Flag(),
        ("ocsp-response include",),
        "recorded dialogues",
        mode=(PROFILE, "server"),
        default=False,
        since="16.8",
        refused_before="15.0",
    ),
    Option(
        "certificate_profile.user.trustpoint",
        Word(),
        ("trustpoint verify",),
        "recorded dialogues; capture 16.8.1",
        removal="no {prefix} {words}",
        mode=(PROFILE, "user"),
        since="16.8",
        refused_before="15.0",
    ),
    Option(
        "certificate_profile.user.ocsp_response",
        Flag(),
        ("ocsp-response required",),
        "recorded dialogues",
        mode=(PROFILE, "user"),
        default=False,
        since="16.8",
        refused_before="15.0",
    ),
    Option(
        "banner",
        Banner(),
        ("banner login",),
        "guide; running-configs print ^C as delimiter; question marks while typing unverified and refused",
        risk=Risk.ADDITIVE,
    ),
    Option(
        "session_traps.enabled",
        Flag(),
        ("snmp-server enable traps tty",),
        "guide; capture 17.15.1",
        default=False,
        risk=Risk.ADDITIVE,
    ),
    Option(
        "session_traps.hosts",
        TrapHost(),
        ("snmp-server host",),
        "guide; capture 17.15.1; blanks before the notification types in running-configs unverified",
        removal="no {prefix} {words}",
        risk=Risk.ADDITIVE,
        many=True,
    ),
    Option(
        "host_key_label",
        Word(),
        ("ip ssh rsa keypair-name",),
        "guide; capture 16.8.1; no `ip ssh ec keypair-name` in any model or help",
        removal="no {prefix} {words}",
        risk=Risk.RESTRICTIVE,
    ),
    Option(
        "version",
        Version(),
        ("ip ssh version",),
        "guide; models: 1 or 2 up to 17.6, only 2 from 17.7; `no` refused by a stack: it is not sent from 17.7",
        default=lambda capabilities: capabilities.version_default,
        risk=Risk.RESTRICTIVE,
    ),
    *(_algorithms("server", "algorithms", entry) for entry in SERVER_LISTS),
    *(_algorithms("client", "client_algorithms", entry) for entry in CLIENT_LISTS),
    Option(
        "dh_min_size",
        Number(lambda capabilities: capabilities.dh_min_size, "bits"),
        ("ip ssh dh min size",),
        "model 16.12.1; captures 16.8.1 and 17.15.1; 1024 on 15.x from show ip ssh",
        default=lambda capabilities: capabilities.dh_min_size_default,
        since="15.0",
        risk=Risk.RESTRICTIVE,
    ),
    Option(
        "authentication_methods",
        Methods(),
        ("ip ssh server algorithm authentication", Methods.EACH),
        "captures 16.8.1 and 17.15.1",
        removal="default {prefix}",
        default=("publickey", "keyboard", "password"),
        since="15.2",
        refused_before="15.0",
        risk=Risk.RESTRICTIVE,
    ),
    Option(
        "login_protection.delay",
        Number(Range(1, 10), "s"),
        ("login delay",),
        "models (native): 1 to 10; whether it wants block-for first is unverified",
    ),
    Option(
        "login_protection.on_failure",
        Logging(),
        ("login on-failure log",),
        "models (native); form of `every` from courseware",
        default={"log": False},
    ),
    Option(
        "login_protection.on_success",
        Logging(),
        ("login on-success log",),
        "models (native); form of `every` from courseware",
        default={"log": False},
    ),
    Option(
        "login_protection.block_for",
        Fields(
            "{seconds} attempts {attempts} within {within}",
            {"seconds": Range(1, 65535), "attempts": Range(1, 65535), "within": Range(1, 65535)},
        ),
        ("login block-for",),
        "model 17.18.1",
        risk=Risk.RESTRICTIVE,
    ),
    Option(
        "login_protection.quiet_mode_acl",
        Word(),
        ("login quiet-mode access-class",),
        "models (native); compliance rules: it wants block-for first",
        removal="no {prefix} {words}",
        risk=Risk.RESTRICTIVE,
    ),
    Option(
        "lines.exec_timeout",
        ExecTimeout(),
        ("exec-timeout",),
        "line model 17.18.1; default 10 0",
        mode=(LINE,),
        removal="default {prefix}",
        default={"minutes": 10, "seconds": 0},
    ),
    Option(
        "lines.session_limit",
        Number(Range(1, 4294967295, doubtful=True)),
        ("session-limit",),
        "range unverified",
        mode=(LINE,),
    ),
    Option("lines.privilege_level", Number(Range(0, 15)), ("privilege level",), "guide", mode=(LINE,), default=1),
    Option(
        "lines.rotary",
        Number(Range(1, 127)),
        ("rotary",),
        "help of 2018: 1 to 127 for the rotary of a port; line model: 1 to 99",
        mode=(LINE,),
    ),
    Option(
        "lines.transport_output",
        Transports(),
        ("transport output",),
        "default unverified",
        mode=(LINE,),
        removal="default {prefix}",
        default=("all",),
    ),
    Option(
        "lines.login",
        Login(),
        ("login",),
        "captures; without a line the AAA list `default` applies, where AAA is on",
        mode=(LINE,),
        removal="{prefix} authentication default",
        default={"login": "authentication", "login_list": "default"},
        risk=Risk.RESTRICTIVE,
        keep=True,
    ),
    Option(
        "lines.access_class",
        AccessClass(ipv6=False),
        ("access-class",),
        "guide; vrf-also from compliance rules of the vendor's customers",
        mode=(LINE,),
        removal="no {prefix} {words}",
        risk=Risk.RESTRICTIVE,
        many=True,
    ),
    Option(
        "lines.access_class.ipv6",
        AccessClass(ipv6=True),
        ("ipv6 access-class",),
        "compliance rules of the vendor's customers",
        mode=(LINE,),
        removal="no {prefix} {words}",
        risk=Risk.RESTRICTIVE,
        many=True,
    ),
    Option(
        "lines.transport_input",
        Transports(),
        ("transport input",),
        "capture 17.15.1: `default transport input` gives ssh; older defaults unverified",
        mode=(LINE,),
        removal="default {prefix}",
        default=lambda capabilities: capabilities.transport_input_default,
        risk=Risk.RESTRICTIVE,
        keep=True,
    ),
)

AFTER_AAA = ("aaa.authentication_login", "aaa.authorization_exec", "aaa.authorization_console")


def goes_with_aaa(new_model: Value) -> tuple[str, ...]:
    """Return the rows whose lines a device drops when AAA goes on or off. Source: unverified."""
    return ("lines.login",) if new_model else (*AFTER_AAA, "lines.login", "lines.authorization")


# A row of the facet of users and AAA, which the server knows for what it does to the lines.
NEW_MODEL = Option(
    "aaa.new_model",
    NewModel(),
    ("aaa new-model",),
    "behaviour reference 5.1; captures for the question of the no-form",
    default=False,
    risk=Risk.RESTRICTIVE,
    loose=True,
    takes=goes_with_aaa,
)

TABLE = Table(
    _ROWS, context=(NEW_MODEL,), more=("host_keys",), untouched=("hostname", "domain_name", "host_keys", "lines")
)
ROWS = TABLE.by_name
