# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which devices are locked out how: one row for every hazard, in the order of its table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lockout import ACCESS, PUBKEY, Case, Place, greeting, hold, idle, openssh, scp, slip, telnet, upgraded

if TYPE_CHECKING:
    from collections.abc import Callable

ADMIN = {"name": "admin", "password": "mock-admin", "privilege": 15}
SECOND = {"name": "second", "password": "mock-second", "privilege": 15}
LOW = {"name": "low", "password": "mock-low", "privilege": 1}
ALL = {"first": 0, "existing": True}
BY_KEY = {"ansible_ssh_private_key_file": "<home>/operator", "ansible_password": "not-this-one"}
BY_TELNET = {"ansible_ios_transport": "telnet"}
PINS = {"ansible_host_key_checking": True, "ansible_ssh_common_args": "-o UserKnownHostsFile=<home>/known_hosts"}
CENTRAL = {"name": "central", "password": "mock-central", "privilege": 15}
SERVERS = {"users": [CENTRAL]}
BY_SERVER = {"ansible_user": "central", "ansible_password": "mock-central"}
SERVERS_FIRST = """aaa new-model
aaa authentication login default group tacacs+ local
aaa authorization exec default group tacacs+ local
"""
LOCAL = """aaa new-model
aaa authentication login default local
aaa authorization exec default local
"""
TWO_PAIRS = [{"label": "SSH-KEY", "bits": 3072}, {"label": "SECOND", "bits": 2048}]
NO_MODERN_KEYS = "ip ssh server algorithm publickey rsa-sha2-256 rsa-sha2-512"
GUESSING = {"block_for": {"seconds": 100, "attempts": 2, "within": 60}}
ONLY_SSH = {"lines": [{**ALL, "transport_input": ["ssh"]}]}
AUDITOR = {"accounts": [{"user": "auditor", "password": "mock-auditor"}]}

NO_KEY = "SSH stays off until a large enough host key exists"
NO_CONNECTION = "there is no TCP connection"
CLOSED = "closed it before it named itself"
NO_KEX = "there is no key exchange"
NOT_LET_IN = "the device does not let the user in"
NOT_BESIDE = "no guard is armed beside that of somebody else, also where the hazard is accepted: nothing is sent"
WORKS = "it shuts out nobody who logs in now: the new login works, and the change is kept"


def classed(name: str, first: int = 0, last: int | None = None, **more: Any) -> dict[str, Any]:
    """Return a wish that gives lines an access class, all of them without `last`."""
    lines = {**ALL} if last is None else {"first": first, "last": last}
    return {"lines": [{**lines, "access_class": [{"name": name, "direction": "in", **more}]}]}


# --- what an outside client meets -------------------------------------------------------------------------------------


def known_hosts_refuse(place: Place) -> None:
    """OpenSSH, which learned the key when the fleet started, refuses the device."""
    said = openssh(place, "-o", "StrictHostKeyChecking=yes", known_hosts=str(place.home / "known_hosts"))
    assert "REMOTE HOST IDENTIFICATION HAS CHANGED" in said, said


def enable_refused(place: Place) -> None:
    """The login works, and the old secret of enable leads nowhere."""
    where, said = place.knock("enable", "mock-enable", "mock-enable", "mock-enable", "show privilege")
    assert where == "in"
    assert "Current privilege level is 15" not in said, said


def nothing_in_common(kind: str, *options: str) -> Callable[[Place], None]:
    """OpenSSH ends in the key exchange, with its defaults unless `options` leave something out."""

    def harm(place: Place) -> None:
        said = openssh(place, "-o", "StrictHostKeyChecking=no", *options)
        assert f"no matching {kind} found" in said, said

    return harm


def privilege(level: int, **login: Any) -> Callable[[Place], None]:
    """The login works and leads no higher."""

    def harm(place: Place) -> None:
        where, said = place.knock("show privilege", **login)
        assert where == "in"
        assert f"Current privilege level is {level}" in said, said

    return harm


def gone_after_a_restart(place: Place) -> None:
    """A reload drops what nobody saved; the configuration is saved from another session, the pairs were made since."""
    assert place.knock()[0] == "in"
    place.tell("restart")
    assert place.knock()[0] == "no connection"


def version_of_the_server(word: str) -> Callable[[Place], None]:
    """The device names itself with this version, or refuses TCP."""

    def harm(place: Place) -> None:
        assert greeting(place.host.address, place.host.port) == word

    return harm


def no_door(place: Place) -> None:
    """Neither SSH nor Telnet takes a connection."""
    assert place.knock()[0] == "no connection"
    assert telnet(place, "admin", "mock-admin") == ""


def guessed(place: Place) -> None:
    """Somebody guesses passwords, and then the right one does not help either, until the time is over."""
    for _guess in range(2):
        assert place.knock(user="root", password="guess")[0] != "in"
    assert place.knock()[0] in {"closed", "no connection", "not let in"}
    place.tell("clock advance 101")
    assert place.knock()[0] == "in"


def guessed_after(*commands: str) -> Callable[[Place], None]:
    """What another session does afterwards decides whom the quiet mode lets in."""

    def harm(place: Place) -> None:
        assert place.knock("configure terminal", *commands, "end")[0] == "in"
        guessed(place)

    return harm


def shut_by_somebody_else(*commands: str, before: str = "in", after: str = "closed") -> Callable[[Place], None]:
    """What another session does afterwards shuts the door."""

    def harm(place: Place) -> None:
        assert place.knock("configure terminal", *commands, "end")[0] == before
        assert place.knock()[0] == after

    return harm


def depends_on_the_line(place: Place) -> None:
    """The same address is refused on one line, and let in on another."""
    assert place.knock(source="127.0.0.2")[0] == "closed"
    place.tell("fill 4")
    assert place.knock(source="127.0.0.2")[0] == "in"


def no_line_left(place: Place) -> None:
    """With one more session on the lines nobody gets in."""
    assert place.knock()[0] == "in"
    place.tell("fill 1")
    assert place.knock()[0] == "no connection"


def lines_run_out(place: Place) -> None:
    """Five sessions are enough to shut out the next one, where sixteen were."""
    assert place.knock()[0] == "in"
    place.tell("fill 5")
    assert place.knock()[0] == "no connection"


def other_port_only(place: Place) -> None:
    """Nothing is there any more where the operator came in; port 22 is another door."""
    assert "ip ssh port" not in place.tell("status")["running_config"]
    assert place.knock()[0] == "in"


def second_session(place: Place) -> None:
    """While one session is there, the same user gets no other one."""
    with hold(place) as held:
        assert held == "in"
        assert place.knock()[0] != "in"
    assert place.knock()[0] == "in"


def one_slip(place: Place) -> None:
    """A client that gives one wrong password has no second attempt."""
    assert slip(place)[0] == "not let in"


def cut_while_idle(place: Place) -> None:
    """A session that says nothing for a while is over."""
    assert idle(place, "clock advance 11")


def robot_has_no_key(place: Place) -> None:
    """Neither the old key nor the new one lets the account in."""
    for name in ("operator", "modern"):
        assert place.knock(user="robot", key=place.home / name)[0] == "not let in"


def scp_refused(place: Place) -> None:
    """A copy fails, until somebody puts the list back."""
    assert scp(place)
    back = ("enable", "mock-enable", "configure terminal", "aaa authorization exec default local", "end")
    assert place.knock(*back)[0] == "in"
    assert scp(place) == ""


def gone_behind_it(seconds: int) -> Callable[[Place], None]:
    """The change is in effect, and when the other's time is over it is not."""

    def harm(place: Place) -> None:
        assert "transport input telnet" not in place.tell("status")["running_config"]
        place.tell(f"clock advance {seconds}")
        assert place.knock()[0] == "in"
        assert "transport input telnet" in place.tell("status")["running_config"]

    return harm


def off_after_an_upgrade(place: Place) -> None:
    """The release of the upgrade, started with the configuration and the keys of this device, has no SSH."""
    assert place.knock()[0] == "in"
    assert upgraded(place, "17.15") == "no connection"


# --- where no fleet file brings a device ------------------------------------------------------------------------------


def others(count: int) -> Callable[[Place], None]:
    """Somebody else holds lines."""

    def prepare(place: Place) -> None:
        place.tell("empty")
        place.tell(f"fill {count}")

    return prepare


def somebody(*commands: str) -> Callable[[Place], None]:
    """Somebody else does something, unless that stands already."""

    def prepare(place: Place) -> None:
        assert place.knock(*commands, user="second", password="mock-second")[0] == "in"

    return prepare


def other_door(*lines: str) -> Callable[[Place], None]:
    """Telnet lets somebody in who types these lines."""

    def harm(place: Place) -> None:
        assert telnet(place, *lines).rstrip()[-1:] in {">", "#"}

    return harm


OF_PEOPLE = (
    # --- host keys ----------------------------------------------------------------------------------------------------
    Case(
        "no_usable_host_key",
        {"host_key_label": "GONE"},
        ended=NO_KEY,
        harm="no connection",
    ),
    Case(
        "version_2_without_host_key",
        {"version": "2"},
        device={"profile": "15.2", "preset": "legacy", "keys": [{"bits": 512}], "telnet": True},
        variables=BY_TELNET,
        ended=NO_KEY,
        back="at once",
        harm=version_of_the_server(""),
    ),
    Case(
        "only_ssh_without_host_key",
        {"lines": [{**ALL, "transport_input": ["ssh"]}]},
        device={"profile": "17.9", "preset": "legacy", "keys": [], "telnet": True},
        variables=BY_TELNET,
        ended=NO_CONNECTION,
        back="at once",
        harm=no_door,
    ),
    Case(
        "zeroizes_host_key_in_use",
        {"host_key_label": "SECOND", "host_keys": [{"label": "SSH-KEY", "state": "absent"}]},
        device={"keys": TWO_PAIRS},
        refused_with="none",
        more={"proof": AUDITOR},
        ended="no login of the account 'auditor'",
        back="at once",
        harm=known_hosts_refuse,
    ),
    Case(
        "replaces_host_key_in_use",
        {"host_keys": [{"label": "SSH-KEY", "modulus": 4096, "replace": True}]},
        no_way_back="nothing brings a key pair back; the new login works, and it proves the new key",
        harm=known_hosts_refuse,
    ),
    Case(
        "pinned_host_key_changes",
        {"host_key_label": "SECOND"},
        device={"keys": TWO_PAIRS},
        variables=PINS,
        no_way_back="the new login takes the key that was read from the device, and works; the next run does not",
        harm=known_hosts_refuse,
    ),
    Case(
        "host_key_too_small_after_upgrade",
        {"host_key_label": "SMALL"},
        device={"keys": [{"label": "SSH-KEY", "bits": 3072}, {"label": "SMALL", "bits": 1024}]},
        more={"upgrade_release": "17.15"},
        no_way_back="the login works until the other release boots",
        harm=off_after_an_upgrade,
    ),
    Case(
        "names_of_host_key_change",
        {"hostname": "elsewhere"},
        device={"preset": "legacy"},
        warns="no source says what a release does then",
        no_way_back=WORKS,
        no_harm="no source says what a release does then, and the mock device keeps to its pair",
    ),
    Case(
        "host_keys_not_saved",
        {"host_keys": [{"label": "NEW", "modulus": 2048}], "host_key_label": "NEW"},
        warns="it is a choice, and the pair works until the next reload",
        no_way_back="the login works until the next reload",
        harm=gone_after_a_restart,
    ),
    # --- accounts -----------------------------------------------------------------------------------------------------
    Case(
        "own_account_removed",
        {"users": [{"name": "admin", "state": "absent"}]},
        ACCESS,
        device={"users": [ADMIN, SECOND]},
        ended=NOT_LET_IN,
        back="at once",
        harm="not let in",
    ),
    Case(
        "own_account_demoted",
        {"users": [{"name": "admin", "privilege": 1}]},
        ACCESS,
        device={"users": [ADMIN, SECOND]},
        ended="enable does not lead to privilege level 15",
        harm=privilege(1),
    ),
    Case(
        "own_enable_secret_changed",
        {"enable_secret": "something-else"},
        ACCESS,
        device={"users": [LOW], "enable": "mock-enable"},
        variables={"ansible_become": True, "ansible_become_method": "enable", "ansible_become_password": "mock-enable"},
        ended="enable does not lead to privilege level 15",
        harm=enable_refused,
    ),
    Case(
        "own_password_changed",
        {"users": [{"name": "admin", "configured_password": "something-else"}]},
        ACCESS,
        ended=NOT_LET_IN,
        back="at once",
        harm="not let in",
    ),
    Case(
        "no_key_left",
        {"users": [{"name": "admin"}]},
        PUBKEY,
        "deleted",
        device={"config": "<chain admin=operator>"},
        variables=BY_KEY,
        ended=NOT_LET_IN,
        back="at once",
        harm="not let in",
    ),
    Case(
        "key_in_use_removed",
        {"users": [{"name": "admin", "keys": ["<public other>"]}]},
        PUBKEY,
        "replaced",
        device={"config": "<chain admin=operator,other>"},
        variables=BY_KEY,
        ended=NOT_LET_IN,
        back="at once",
        harm="not let in",
    ),
    Case(
        "own_method_left_out",
        {"authentication_methods": ["publickey"]},
        ended=NOT_LET_IN,
        back="at once",
        harm="not let in",
    ),
    Case(
        "doubtful_keys_only",
        {"users": [{"name": "robot", "keys": ["<public modern>"]}]},
        PUBKEY,
        "replaced",
        device={"profile": "17.9", "config": f"username robot privilege 15\n{NO_MODERN_KEYS}\n<chain robot=operator>"},
        more={"proof": {"accounts": [{"user": "robot", "private_key_file": "<home>/modern"}]}},
        ended="no login of the account 'robot'",
        back="at once",
        harm=robot_has_no_key,
    ),
    Case(
        "last_privileged_user",
        {"users": [{"name": "boss", "privilege": 1}]},
        ACCESS,
        device={
            "users": [LOW, {"name": "boss", "password": "mock-boss", "privilege": 15}],
            "enable": "mock-enable",
        },
        variables={"ansible_become": True, "ansible_become_method": "enable", "ansible_become_password": "mock-enable"},
        more={"proof": {"accounts": [{"user": "boss", "password": "mock-boss", "privilege": 15}]}},
        ended="no login of the account 'boss'",
        back="at once",
        harm=privilege(1, user="boss", password="mock-boss"),
    ),
    Case(
        "user_without_password",
        {"lines": [{**ALL, "transport_input": ["telnet", "ssh"]}]},
        device={"telnet": True, "config": "username guest privilege 15"},
        more={"proof": {"telnet_refused": True}},
        ended="Telnet should be refused",
        back="at once",
        harm=other_door("guest", ""),
    ),
    # --- AAA and lists ------------------------------------------------------------------------------------------------
    Case(
        "aaa_without_user",
        {"aaa": {"authentication_login": [{"name": "default", "methods": ["local"]}]}},
        ACCESS,
        device={"users": [CENTRAL], "aaa_server": SERVERS, "config": SERVERS_FIRST + "no username central"},
        ended=NOT_LET_IN,
        back="at once",
        harm="not let in",
    ),
    Case(
        "local_login_without_user",
        {"aaa": {"new_model": False}},
        ACCESS,
        device={"users": [CENTRAL], "aaa_server": SERVERS, "config": SERVERS_FIRST + "no username central"},
        ended=NOT_LET_IN,
        back="at once",
        harm="not let in",
    ),
    Case(
        "own_account_not_local",
        {"aaa": {"authentication_login": [{"name": "default", "methods": ["local"]}]}},
        ACCESS,
        device={"aaa_server": SERVERS, "config": SERVERS_FIRST},
        variables=BY_SERVER,
        ended=NOT_LET_IN,
        back="at once",
        harm="not let in",
    ),
    Case(
        "own_password_not_asked",
        {"aaa": {"authentication_login": [{"name": "default", "methods": ["enable", "local"]}]}},
        ACCESS,
        device={"enable": "mock-enable", "config": LOCAL},
        ended=NOT_LET_IN,
        back="at once",
        harm="not let in",
    ),
    Case(
        "line_password_login",
        {"lines": [{**ALL, "login": "password"}]},
        device={"config": "line vty 0 15\n password on-the-line"},
        ended=NOT_LET_IN,
        back="at once",
        harm="not let in",
    ),
    Case(
        "servers_only",
        {"aaa": {"authentication_login": [{"name": "default", "methods": ["group tacacs+"]}]}},
        ACCESS,
        device={"config": LOCAL},
        ended=NOT_LET_IN,
        back="at once",
        harm="not let in",
    ),
    Case(
        "undefined_list",
        {"lines": [{**ALL, "login": "authentication", "login_list": "NOBODY"}]},
        device={"config": LOCAL},
        ended=NOT_LET_IN,
        back="at once",
        harm="not let in",
    ),
    Case(
        "no_exec_authorization",
        {"aaa": {"new_model": True}},
        ACCESS,
        ended="enable does not lead to privilege level 15",
        harm=privilege(1),
    ),
    Case(
        "scp_stops_working",
        {"aaa": {"authorization_exec": [{"name": "default", "state": "absent"}]}},
        ACCESS,
        device={"config": LOCAL + "ip scp server enable", "enable": "mock-enable"},
        variables={"ansible_become": True, "ansible_become_method": "enable", "ansible_become_password": "mock-enable"},
        more={"proof": {"scp": True}},
        ended="no copy by SCP",
        back="at once",
        harm=scp_refused,
    ),
)
OF_LINES = (
    # --- lines --------------------------------------------------------------------------------------------------------
    Case(
        "transport_closed",
        {"lines": [{**ALL, "transport_input": ["telnet"]}]},
        ended=NO_CONNECTION,
        harm="no connection",
    ),
    Case(
        "transport_on_some_lines",
        {"lines": [{"first": 5, "last": 15, "transport_input": ["none"]}]},
        warns="the lines that are left take SSH, until they are in use",
        no_way_back=WORKS,
        harm=lines_run_out,
    ),
    Case(
        "access_class_denies",
        classed("10"),
        device={"config": "access-list 10 permit 10.0.0.0 0.0.0.255"},
        ended=CLOSED,
        harm="closed",
    ),
    Case(
        "access_class_undefined",
        classed("LATER"),
        warns="everybody is let in until somebody makes the list",
        no_way_back=WORKS,
        harm=shut_by_somebody_else("ip access-list standard LATER", "permit 10.0.0.0 0.0.0.255"),
    ),
    Case(
        "access_class_unjudged",
        classed("GROUPS"),
        device={
            "config": """ip access-list extended GROUPS
 permit tcp object-group ADMINS any eq 22
 permit tcp 10.0.0.0 0.0.0.255 any"""
        },
        warns="nobody can tell from a configuration who is in the group",
        ended=CLOSED,
        harm="closed",
    ),
    Case(
        "access_class_on_some_lines",
        classed("10", 0, 3),
        device={"config": "access-list 10 permit 127.0.0.1"},
        warns="it depends on the line that a session gets",
        no_way_back=WORKS,
        harm=depends_on_the_line,
    ),
    Case(
        "access_class_without_vrf_also",
        {"lines": [{**ALL, "access_class": [{"name": "10", "direction": "in", "vrf_also": False}]}]},
        device={
            "vrf": "Mgmt-intf",
            "config": "vrf definition Mgmt-intf\naccess-list 10 permit any\n"
            "line vty 0 15\n access-class 10 in vrf-also",
        },
        ended=CLOSED,
        harm="closed",
    ),
    Case(
        "too_few_lines",
        {"lines": [{"first": 3, "last": 15, "transport_input": ["none"]}]},
        prepare=others(2),
        ended=NO_CONNECTION,
        back="at once",
        harm=no_line_left,
    ),
    Case(
        "too_few_sessions",
        {"sessions_per_user": 1},
        device={"profile": "17.15"},
        ended="no new login",
        back="at once",
        harm=second_session,
    ),
    Case(
        "port_in_use_removed",
        {"ports": []},
        state="replaced",
        device={"config": "ip ssh port <port> rotary 1\nline vty 0 15\n rotary 1"},
        port=True,
        ended=CLOSED,
        harm=other_port_only,
    ),
    # --- handshake ----------------------------------------------------------------------------------------------------
    Case(
        "no_common_kex",
        {"algorithms": {"kex": ["diffie-hellman-group14-sha1"]}},
        ended=NO_KEX,
        harm=nothing_in_common("key exchange method"),
    ),
    Case(
        "no_common_cipher",
        {"algorithms": {"encryption": ["aes128-cbc"]}},
        ended=NO_KEX,
        back="at once",
        harm=nothing_in_common("cipher"),
    ),
    Case(
        "no_common_mac",
        {"algorithms": {"mac": ["hmac-sha1"]}},
        ended=NO_KEX,
        back="at once",
        harm=nothing_in_common("MAC", "-o", "MACs=hmac-sha2-256,hmac-sha2-512"),
    ),
    Case(
        "no_mac_beside_aead",
        {"algorithms": {"mac": ["hmac-sha1"], "encryption": ["aes256-gcm@openssh.com"]}},
        device={"profile": "17.15"},
        warns="the cipher that is left needs no MAC",
        no_way_back=WORKS,
        harm=nothing_in_common("cipher", "-o", "Ciphers=aes256-ctr", "-o", "MACs=hmac-sha2-256"),
    ),
    Case(
        "no_common_host_key_algorithm",
        {"algorithms": {"hostkey": ["ssh-rsa"]}},
        ended=NO_KEX,
        back="at once",
        harm=nothing_in_common("host key type"),
    ),
    Case(
        "no_common_public_key_algorithm",
        {"algorithms": {"publickey": ["ecdsa-sha2-nistp256"]}},
        device={"config": "<chain admin=operator>"},
        variables=BY_KEY,
        ended=NOT_LET_IN,
        back="at once",
        harm="not let in",
    ),
    Case(
        "ssh_version_1",
        {"version": "1"},
        device={"profile": "15.2"},
        variables={"ansible_ios_legacy_algorithms": True},
        ended=NO_KEX,
        harm=version_of_the_server("SSH-1.5"),
    ),
    # --- limits -------------------------------------------------------------------------------------------------------
    Case(
        "no_authentication_retries",
        {"authentication_retries": 0},
        no_way_back=WORKS,
        harm=one_slip,
    ),
    Case(
        "block_without_quiet_acl",
        {"login_protection": GUESSING},
        no_way_back=WORKS,
        harm=guessed,
    ),
    Case(
        "quiet_acl_denies",
        {"login_protection": {**GUESSING, "quiet_mode_acl": "10"}},
        device={"config": "access-list 10 permit 10.0.0.0 0.0.0.255"},
        no_way_back=WORKS,
        harm=guessed,
    ),
    Case(
        "quiet_acl_doubtful",
        {"login_protection": {**GUESSING, "quiet_mode_acl": "LATER"}},
        warns="whom the list lets in is not known until somebody makes it",
        no_way_back=WORKS,
        harm=guessed_after("ip access-list standard LATER", "permit 10.0.0.0 0.0.0.255"),
    ),
    Case(
        "exec_timeout_too_short",
        {"lines": [{**ALL, "exec_timeout": {"minutes": 0, "seconds": 10}}]},
        no_way_back=WORKS,
        harm=cut_while_idle,
    ),
    # --- what is under way --------------------------------------------------------------------------------------------
    Case(
        "pending_rollback",
        ONLY_SSH,
        device={"preset": "legacy", "users": [ADMIN, SECOND], "config": "archive\n path flash:copies"},
        refused_with="none",
        prepare=somebody("configure terminal revert timer 30", "end"),
        no_way_back=NOT_BESIDE,
        harm=gone_behind_it(1801),
    ),
    Case(
        "pending_reload",
        ONLY_SSH,
        device={"preset": "legacy", "users": [ADMIN, SECOND]},
        guard="reload",
        refused_with="reload",
        prepare=somebody("reload in 30", ""),
        no_way_back=NOT_BESIDE,
        harm=gone_behind_it(1801),
    ),
    Case(
        "unsaved_changes",
        ONLY_SSH,
        device={"preset": "legacy", "users": [ADMIN, SECOND]},
        guard="reload",
        refused_with="reload",
        unseen="the device asks whether to save when the reload is set, and is told no: check mode sets none",
        prepare=somebody("configure terminal", "ip ssh time-out 30", "end"),
        more={"proof": AUDITOR},
        ended="no login of the account 'auditor'",
        told="The device restarted with its saved configuration. A new login as before works, but these are not as "
        "they were: timeout",
        lost="ip ssh time-out 30\n",
        no_harm="without a guard that restarts the device nothing is lost; with it, what others had not saved is",
    ),
)
ALL_CASES = (*OF_PEOPLE, *OF_LINES)


def page() -> str:
    """Return what docs/no-lockout.md says of the cases that go another way."""
    lines = ["| hazard | refused | comes back | harm |", "|---|---|---|---|"]
    for case in ALL_CASES:
        words = (case.warns and f"only warned of: {case.warns}", case.no_way_back, case.no_harm)
        if any(words) or case.unseen:
            refused = words[0] or (case.unseen and f"when the guard is armed: {case.unseen}") or "yes"
            lines.append(f"| `{case.hazard}` | {refused} | {words[1] or 'yes'} | {words[2] or 'shown'} |")
    return "\n".join(lines)
