#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Incoming mail with SPF from a local name server, through a real Postfix:
no milter, a milter that does nothing, Robinson, and OpenDMARC, which asks
libspf2 in its callbacks. In a network of its own; prints one line of JSON.

usage: strangers.py MAILS ROUNDS
"""

import json
import os
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lib"), HERE]

import nameserver  # noqa: E402
import programs  # noqa: E402
from installation import (BUILD, Installation, SetupError,  # noqa: E402
                          spooled, wait_for)

CLIENT = "192.0.2.7"  # smtp-source, which cannot choose, has its target's
COLUMNS = ("mails/s", "to none", "to null")
NAMES = ("no milter", "null milter", "Robinson", "OpenDMARC, SPF by itself")

CONFIG = """
source "mail" { collected-for = {"followup", "newsletter"} }
inbound {
    source = "mail"
    spool = "@DIR@/spool"
    helper = "%s"
}
""" % os.path.join(BUILD, "src", "inbound", "robinson-inbound")


def measure(sizes):
    """The table, by a process that enters a network of its own."""
    process = subprocess.Popen(
        [sys.executable, os.path.abspath(__file__), str(sizes.mails),
         str(sizes.rounds)], stdout=subprocess.PIPE, encoding="utf-8")
    try:
        out, _ = process.communicate(timeout=3600)
    finally:
        programs.end(process, 60)
    if process.returncode:
        raise SetupError("strangers.py: exit %d" % process.returncode)
    return [tuple(row) for row in json.loads(out.splitlines()[-1])]


def send(port, mails):
    begin = time.monotonic()
    subprocess.run(
        ["smtp-source", "-s", "10", "-m", str(mails), "-l", "2048", "-N",
         "-M", "mail.kunde.example", "-f", "jan@kunde.example",
         "-t", "ania@firma.example", "%s:%d" % (CLIENT, port)],
        check=True, timeout=1200)
    return time.monotonic() - begin


def drain(house):
    """Seconds until everything that waits is examined."""
    begin = time.monotonic()
    spool = house.path("spool")
    wait_for(lambda: not spooled(spool), 600, "the spool to be empty")
    return time.monotonic() - begin


def compare(house, mails, rounds):
    from postfix import Postfix
    milter = "-o smtpd_milters="
    took = {name: [] for name in NAMES}
    later = []
    with programs.NullMilter(house.socket) as null, \
            programs.OpenDmarc() as dmarc:
        listeners = dict(zip(NAMES, (
            "", milter + null.socket, milter + house.socket,
            milter + dmarc.socket)))
        with Postfix(None, "default_transport = discard:\n", listeners,
                     host=CLIENT) as postfix:
            for turn in range(rounds + 1):
                for name in listeners:
                    seconds = send(postfix.ports[name], mails)
                    rest = drain(house)
                    if turn:
                        took[name].append(seconds)
                    if turn and name == "Robinson":
                        later.append(rest)
                    wait_for(lambda: not postfix.queued(), 120,
                             "the queue to be empty")
        check(house, mails * (rounds + 1))
    return took, later


def check(house, mails):
    """A bench of mail that nobody examined would tell nothing."""
    heard = house.log_text().count("proof spf")
    if heard != mails:
        raise SystemExit("%d of %d were authentic" % (heard, mails))


def main(mails, rounds):
    subprocess.run(["ip", "address", "add", CLIENT + "/32", "dev", "lo"],
                   check=True)
    zones = {"kunde.example": '@ 60 TXT "v=spf1 ip4:%s -all"\n' % CLIENT}
    with nameserver.NameServer(zones), \
            Installation("strangers", CONFIG, clock=False) as house:
        house.init()
        house.must("contact", "a@b.example", "--relation", "prospect",
                   "--source", "chat", "--at", "2026-01-01")
        house.start()
        took, later = compare(house, mails, rounds)
    took = {name: statistics.median(all_) for name, all_ in took.items()}
    rows = [(name, {"mails/s": "%.0f" % (mails / seconds),
                    "to none": "%.2f" % (took["no milter"] / seconds),
                    "to null": "%.2f" % (took["null milter"] / seconds)})
            for name, seconds in took.items()]
    rows.append(("... examined to the end",
                 {"mails/s": "%.0f" % (mails / (
                     took["Robinson"] + statistics.median(later)))}))
    print(json.dumps(rows))


if __name__ == "__main__":
    nameserver.alone()
    programs.end_on_signals()
    main(int(sys.argv[1]), int(sys.argv[2]))
