#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""journal-sync = write: what the MTA was told survives the daemon's end.

The daemon is killed again and again while ten connections send without a
pause; each message that was accepted must be in the journal afterwards, the
journal must verify, and commands that write get their turn meanwhile.
"""

import json
import os
import subprocess
import time

from peers import NOW, STEADY
from installation import BUILD, Installation
from tap import run

MLOAD = os.path.join(BUILD, "tests", "bench", "mload")
KILLS = 8
CONFIG = "journal-sync = write\n" + STEADY.replace(
    "sender", "auth-user").replace("ania@firma.example", "ania")


def fill(house):
    path = house.path("people.csv")
    with open(path, "w", encoding="ascii") as out:
        out.write("email,collected,last_contact\n")
        for n in range(200):
            out.write("p%08d@k%03d.example.com,2018-05-20,2018-05-20\n"
                      % (n, n))
    house.must("import", path, "--relation", "prospect", "--source", "chat")


def load(house, seed, messages=200000):
    return subprocess.Popen(
        [MLOAD, "-s", house.socket, "-c", "10", "-n", str(messages), "-p",
         "p", "-S", "200", "-u", "ania", "-x", str(seed)],
        stdout=subprocess.PIPE, encoding="ascii")


def journal(house):
    """Entries of verdicts, as the journal tells them."""
    return sum(1 for line in house.must(
        "journal", "--json", timeout=120).splitlines()
        if json.loads(line).get("kind") == "verdict")


def killed(tap, house, number):
    """How many messages were accepted before the end."""
    sends = load(house, 100 + number)
    time.sleep(0.3 + 0.07 * number)
    house.daemon.kill()
    house.daemon.wait(10)
    house.daemon = None
    done = json.loads(sends.communicate(timeout=120)[0])
    tap.note("killed after %d accepted" % done["passed"])
    return done["passed"]


def commands_get_through(tap, house):
    sends = load(house, 7, 60000)
    time.sleep(0.3)
    longest = 0
    for n in range(10):
        begin = time.monotonic()
        house.must("contact", "p%08d@k%03d.example.com" % (n, n), "--at",
                   "2018-05-21", "--source", "chat")
        longest = max(longest, time.monotonic() - begin)
    under_load = sends.poll() is None
    done = json.loads(sends.communicate(timeout=120)[0])
    tap.ok(under_load, "the load lasts as long as the commands")
    tap.ok(longest < 3, "a command waits for its turn, not long", longest)
    tap.equal(done["passed"], 60000, "and the mail goes on")
    return done["passed"]


def body(tap):
    with Installation("behind", CONFIG) as house:
        house.set_clock(NOW)
        house.init()
        fill(house)
        accepted = 0
        for number in range(KILLS):
            house.start()
            accepted += killed(tap, house, number)
            known = journal(house)
            # What was on record and not answered for is one a connection.
            tap.ok(accepted <= known <= accepted + 10 * (number + 1),
                   "kill %d: what was answered for is in the journal"
                   % (number + 1), (accepted, known))
        tap.ok(accepted > KILLS * 100, "messages went", accepted)
        house.start()
        accepted += commands_get_through(tap, house)
        tap.equal(house.stop(), 0, "it ends well")
        tap.ok(accepted <= journal(house) <= accepted + 10 * KILLS,
               "after an orderly end all is there")
        tap.equal(house.run("journal", "verify", timeout=120).returncode, 0,
                  "the journal verifies")


run(body)
