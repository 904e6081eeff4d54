#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Hundreds of idle connections do no harm."""

import time

from peers import NOW, STEADY, one_message, people
from installation import Installation, cpu_seconds
from milterclient import Milter
from tap import run

COUNT = 400


def idle(tap, house, count):
    sessions = [Milter(house.socket) for _ in range(count)]
    for session in sessions[::2]:
        session.connect("client.example")
    before = cpu_seconds(house.daemon.pid)
    time.sleep(2)
    used = cpu_seconds(house.daemon.pid) - before
    tap.ok(used < 0.5, "%d idle connections cost nothing" % count, used)
    took = max(one_message(house) for _ in range(20))
    tap.ok(took < 1, "%d idle connections: others are served" % count, took)
    for session in sessions:
        session.close()


def body(tap):
    with Installation("idle", STEADY) as house:
        house.set_clock(NOW)
        house.init()
        people(house, 10, 1)
        house.start()
        idle(tap, house, COUNT)
        tap.equal(house.stop(), 0, "it ends well")


run(body)
