#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What stands between libmilter and the C library, and why.

Debian's libmilter lets a session wait for the end of another when callbacks
are slow. Here the store takes 10 ms for each answer and many connections
talk back to back: no answer may take longer than a second. Left alone,
libmilter lets a connection wait at least three times as long, and so it does
where sessions are not handed to its workers one by one. Where file
descriptors run out, it would spin.
"""

import time

from peers import NOW, STEADY, one_message, people
from campaign import DELAY_MS, load, longest_wait, program, result, slow_house
from installation import Installation, cpu_seconds
from milterclient import Milter
from tap import run

LIMIT_US = 1e6


def crowd(tap, house, connections, rounds):
    messages = connections * rounds
    done = result(load(house, connections, messages))
    name = "%d connections back to back" % connections
    tap.note(done)
    tap.equal(done["lost"] + done["deferred"], 0, name + ": all are answered")
    tap.ok(done["longest_answer_us"] < LIMIT_US,
           name + ": no answer takes longer than a second", done)
    tap.ok(done["seconds"] < messages * DELAY_MS / 1000 * 0.6,
           name + ": commits serve several messages", done)


def campaign(tap, house, crowds):
    """One connection with 3 000 messages, and crowds beside it."""
    big = load(house, 1, 3000)
    time.sleep(0.5)
    answers = []
    for connections, rounds in crowds:
        done = result(load(house, connections, connections * rounds))
        answers.append(("%d connections beside a campaign" % connections,
                        done))
    tap.ok(big.poll() is None, "the campaign lasts longer than the others")
    answers.append(("the campaign of 3 000 messages", result(big)))
    for name, done in answers:
        tap.note(done)
        tap.equal(done["lost"] + done["deferred"], 0,
                  name + ": all are answered")
        tap.ok(done["longest_answer_us"] < LIMIT_US,
               name + ": no answer takes longer than a second", done)


def compared(tap):
    """One crowd beside a campaign, with three programs."""
    ours = longest_wait(program("clock"), 3)
    tap.note("longest wait: %.3f s" % ours)
    for name, what in (("alone", "libmilter left alone"),
                       ("no-turns", "sessions not handed out one by one")):
        theirs = longest_wait(program(name), 8, enough=3 * ours)
        tap.ok(theirs >= 3 * ours, what + ": three times as long a wait",
               "%.3f s, and %.3f s with it" % (theirs, ours))


def exhausted(tap):
    """No descriptors left: no spin, a word in the log, and it recovers."""
    with Installation("nofile", STEADY) as house:
        house.set_clock(NOW)
        house.init()
        people(house, 10, 1)
        house.start(under=["prlimit", "--nofile=64:64"])
        one_message(house)
        sessions = []
        for _ in range(120):
            try:
                sessions.append(Milter(house.socket, timeout=0.05))
            except OSError:
                pass
        before = cpu_seconds(house.daemon.pid)
        time.sleep(3)
        used = cpu_seconds(house.daemon.pid) - before
        tap.ok(house.daemon.poll() is None, "no descriptors: it lives")
        tap.ok(used < 1.0, "no descriptors: it does not spin", used)
        tap.ok("descriptor" in house.log_text() or
               "files" in house.log_text(),
               "no descriptors: the log says so", house.log_text()[-1000:])
        for session in sessions:
            session.close()
        time.sleep(1)
        tap.ok(one_message(house) < 5, "no descriptors: it recovers")
        tap.equal(house.stop(), 0, "no descriptors: it ends well")


def body(tap):
    with slow_house("slow") as house:
        # Each session lasts for several seconds: who waits for the end of
        # another waits too long.
        crowd(tap, house, 16, 300)
        crowd(tap, house, 64, 150)
        campaign(tap, house, ((16, 300), (64, 150)))
        tap.equal(house.stop(), 0, "after the crowd: it ends well")
    compared(tap)
    exhausted(tap)


run(body)
