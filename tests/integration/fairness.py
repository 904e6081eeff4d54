#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A slow store starves nobody; idle and too many connections do no harm.

Debian's libmilter lets a session wait for the end of another when callbacks
are slow. Here the store takes 10 ms for each answer and many connections
talk back to back: no answer may take longer than a second.
"""

import json
import os
import subprocess
import time

from peers import NOW, STEADY, people
from installation import BUILD, Installation, cpu_seconds
from milterclient import Milter
from tap import run

MLOAD = os.path.join(BUILD, "tests", "bench", "mload")
DELAY_MS = 10
LIMIT_US = 1e6


def load(house, connections, messages):
    return subprocess.Popen(
        [MLOAD, "-s", house.socket, "-c", str(connections), "-n",
         str(messages), "-p", "p", "-S", "50", "-u", "ania",
         "-x", str(messages)], stdout=subprocess.PIPE, encoding="ascii")


def result(process):
    return json.loads(process.communicate(timeout=240)[0])


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


def one_message(house):
    """Seconds that a fresh session with one marketing message takes."""
    begin = time.monotonic()
    with Milter(house.socket, timeout=20) as session:
        session.macros.update(j="mta.firma.example", rcpt_mailer="smtp",
                              auth_authen="ania", daemon_port="25")
        session.connect("client.example")
        session.helo("client.example")
        session.mail("<ania@firma.example>")
        session.rcpt("<p00000001@k001.example.com>")
        session.data()
        session.header("Message-ID", "<%f@firma.example>" % begin)
        session.eoh()
        session.body("x")
        session.end()
    return time.monotonic() - begin


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


def fill(house):
    path = house.path("people.csv")
    with open(path, "w", encoding="ascii") as out:
        out.write("email,collected,last_contact\n")
        for n in range(50):
            out.write("p%08d@k%03d.example.com,2018-05-20,2018-05-20\n"
                      % (n, n))
    house.must("import", path, "--relation", "prospect", "--source", "chat")


def body(tap):
    with Installation("slow", STEADY.replace("sender", "auth-user").replace(
            "ania@firma.example", "ania"), delay_ms=DELAY_MS) as house:
        house.set_clock(NOW)
        house.init()
        fill(house)
        house.start()
        # Each session lasts for several seconds: who waits for the end of
        # another waits too long.
        crowd(tap, house, 16, 300)
        crowd(tap, house, 64, 150)
        campaign(tap, house, ((16, 300), (64, 150)))
        tap.equal(house.stop(), 0, "after the crowd: it ends well")
    with Installation("idle", STEADY) as house:
        house.set_clock(NOW)
        house.init()
        people(house, 10, 1)
        house.start()
        idle(tap, house, 400)
    exhausted(tap)


run(body)
