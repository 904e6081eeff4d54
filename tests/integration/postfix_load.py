#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Ten senders at once through a real Postfix: in peace, while the
configuration is reloaded, and while the daemon is killed."""

import os
import signal
import time

from peers import (NOW, STEADY, all_delivered, journal_verifies, people,
                   start_senders)
from installation import Installation
from postfix import Postfix
from tap import run


def in_peace(tap, house, postfix):
    senders = start_senders(postfix.port, 10, 60)
    for sender in senders:
        sender.join(120)
    tap.ok(all(len(s.taken) == 60 for s in senders),
           "ten senders: every message is taken",
           [(len(s.taken), s.deferred, s.broken) for s in senders])
    all_delivered(tap, postfix, senders, "ten senders")
    journal_verifies(tap, house, "ten senders")


def reloaded(tap, house, postfix):
    senders = start_senders(postfix.port, 10)
    for _ in range(10):
        time.sleep(0.3)
        os.kill(house.daemon.pid, signal.SIGHUP)
    ended = [s.finish() for s in senders]
    tap.ok(all(ended), "reload under load: every sender came to an end")
    tap.equal(sum(s.deferred for s in senders), 0,
              "reload under load: no message is deferred")
    tap.ok(house.daemon.poll() is None, "reload under load: it runs on",
           house.log_text()[-1000:])
    all_delivered(tap, postfix, senders, "reload under load")


def killed(tap, house, postfix):
    senders = start_senders(postfix.port, 10)
    for _ in range(3):
        time.sleep(1)
        house.stop(signal.SIGKILL)
        time.sleep(0.3)
        house.start()
    time.sleep(1)
    ended = [s.finish() for s in senders]
    tap.ok(all(ended), "kill -9 under load: every sender came to an end")
    all_delivered(tap, postfix, senders, "kill -9 under load")
    journal_verifies(tap, house, "kill -9 under load")
    tap.ok(sum(s.deferred for s in senders) > 0,
           "kill -9 under load: what could not be judged was deferred")


def drained(tap, house, postfix):
    senders = start_senders(postfix.port, 4)
    time.sleep(1)
    begin = time.monotonic()
    status = house.stop(signal.SIGTERM)
    tap.equal(status, 0, "TERM under load: ends well")
    tap.ok(time.monotonic() - begin < 30,
           "TERM under load: ends within the MTA's patience")
    for sender in senders:
        sender.finish()
    all_delivered(tap, postfix, senders, "TERM under load")


def body(tap):
    for play in (in_peace, reloaded, killed, drained):
        with Installation("load", STEADY) as house:
            house.set_clock(NOW)
            house.init()
            people(house, 50, 10)
            house.start()
            with Postfix(house.socket) as postfix:
                play(tap, house, postfix)


run(body)
