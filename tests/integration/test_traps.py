# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notifications at the end of a session: set up by a playbook, sent by devices, received by an SNMP engine."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import pytest
from pysnmp.carrier.asyncio.dgram import udp
from pysnmp.entity import config, engine
from pysnmp.entity.rfc3413 import ntfrcv

from playbooks import play, run

COMMUNITY = "trap-community"
# Objects by what the device tells with them, in the order of the notification. Source: behaviour reference 6.
SESSION_TYPE = "1.3.6.1.4.1.9.2.9.3.1.1"
STATE = "1.3.6.1.2.1.6.13.1.1"
ELAPSED, IN_BYTES, OUT_BYTES = (f"1.3.6.1.4.1.9.2.6.1.1.{column}" for column in (5, 1, 2))
USER = "1.3.6.1.4.1.9.2.9.2.1.18"
TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0"
TRAP = "1.3.6.1.4.1.9.0.1"  # tcpConnectionClose


@dataclass
class Receiver:
    """A notification receiver of pysnmp on a free port, in a thread of its own."""

    port: int = 0
    received: list[list[tuple[str, Any]]] = field(default_factory=list)

    def wait(self, count: int) -> list[dict[str, Any]]:
        """Return the notifications once there are so many, each as OID -> value."""
        deadline = time.monotonic() + 30
        while len(self.received) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        return [dict(variables) for variables in self.received]


@pytest.fixture(scope="module")
def receiver():
    """Receive until the last test of the module."""
    result, ready, loop = Receiver(), threading.Event(), asyncio.new_event_loop()

    def serve() -> None:
        asyncio.set_event_loop(loop)
        snmp = engine.SnmpEngine()
        transport = udp.UdpTransport().open_server_mode(("127.0.0.1", 0))
        config.add_transport(snmp, udp.DOMAIN_NAME, transport)
        config.add_v1_system(snmp, "area", COMMUNITY)

        def notified(_engine, _reference, _context, _name, variables, _more) -> None:
            result.received.append([(str(name), value) for name, value in variables])

        ntfrcv.NotificationReceiver(snmp, notified)

        async def bound() -> None:
            while transport.transport is None:
                await asyncio.sleep(0.01)
            result.port = transport.transport.get_extra_info("sockname")[1]
            ready.set()

        loop.create_task(bound())
        loop.run_forever()
        snmp.close_dispatcher()

    thread = threading.Thread(target=serve)
    thread.start()
    assert ready.wait(10)
    yield result
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture(scope="module")
def life(module_mock_fleet, receiver):
    """Two trains that notify, by version 1 and by 2c; each run is a session that ends."""
    devices = [{"name": f"v{version}", "profile": "17.9"} for version in ("1", "2c")]
    fleet = module_mock_fleet({"devices": devices})
    plays = []
    for version in ("1", "2c"):
        host = {"host": "127.0.0.1", "community": COMMUNITY, "version": version, "port": receiver.port}
        wish = {"session_traps": {"enabled": True, "hosts": [host]}}
        plays.append(play({"name": f"Notify {version}", "config": wish}, hosts=f"v{version}"))
        plays.append(play({"name": f"Notify {version} again", "config": wish}, hosts=f"v{version}"))
    return run(plays, fleet.inventory, options=("--diff",))


def test_the_second_run_changes_nothing_and_no_community_is_shown(life):
    assert life.code == 0, life.output
    assert [life.tasks[f"Notify {version}"][f"v{version}"]["changed"] for version in ("1", "2c")] == [True, True]
    again = [life.tasks[f"Notify {version} again"][f"v{version}"]["changed"] for version in ("1", "2c")]
    assert again == [False, False]
    assert COMMUNITY not in life.output


def test_each_end_of_a_session_arrives_with_its_six_objects(life, receiver):
    assert life.code == 0
    notifications = receiver.wait(4)
    assert len(notifications) == 4
    for values in notifications:
        own = [name for name in values if not name.startswith(("1.3.6.1.2.1.1.3.", "1.3.6.1.6.3."))]
        objects = [SESSION_TYPE, STATE, ELAPSED, IN_BYTES, OUT_BYTES, USER]
        assert [next(start for start in objects if name.startswith(f"{start}.")) for name in own] == objects
        numbers = dict(zip(objects, (values[name] for name in own), strict=True))
        assert int(numbers[SESSION_TYPE]) == 6  # tcp
        assert bytes(numbers[USER]) == b"admin"
        assert int(numbers[IN_BYTES]) > 100
        assert int(numbers[OUT_BYTES]) > 100
        indexes = {name.removeprefix(f"{start}.") for name, start in zip(own[1:5], objects[1:5], strict=True)}
        assert len(indexes) == 1
        assert indexes.pop().startswith("127.0.0.1.22.127.0.0.1.")


def test_the_notification_is_the_one_for_a_closed_connection(life, receiver):
    assert life.code == 0
    named = [str(values[TRAP_OID]) for values in receiver.wait(4) if TRAP_OID in values]
    assert named
    assert set(named) == {TRAP}
