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
from installation import BUILD, Installation, scratch, wait_for  # noqa: E402

CLIENT = "192.0.2.7"  # smtp-source, which cannot choose, has its target's
COLUMNS = ("mails/s", "to none", "to null")

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
    done = subprocess.run(
        [sys.executable, os.path.abspath(__file__), str(sizes.mails),
         str(sizes.rounds)], stdout=subprocess.PIPE, encoding="utf-8",
        check=True, timeout=3600)
    return [tuple(row) for row in json.loads(done.stdout.splitlines()[-1])]


class OpenDmarc:
    def __init__(self):
        self.dir = scratch("opendmarc")
        self.socket = "unix:%s/milter.sock" % self.dir
        conf = os.path.join(self.dir, "opendmarc.conf")
        with open(conf, "w", encoding="ascii") as out:
            out.write("AuthservID mta.firma.example\nSocket local:%s\n"
                      "SPFIgnoreResults true\nSPFSelfValidate true\n"
                      "RejectFailures false\nSyslog false\nUMask 000\n"
                      "IgnoreHosts /dev/null\n" % self.socket[5:])
        self.process = subprocess.Popen(
            ["opendmarc", "-f", "-c", conf], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        wait_for(lambda: os.path.exists(self.socket[5:]), 10, "opendmarc")

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        subprocess.run(["rm", "-rf", self.dir], check=True)


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
    wait_for(lambda: not os.listdir(spool), 600, "the spool to be empty")
    return time.monotonic() - begin


def compare(house, mails, rounds):
    from over_milter import NullMilter
    from postfix import Postfix
    null, dmarc = NullMilter(house.socket), OpenDmarc()
    milter = "-o smtpd_milters="
    listeners = {
        "no milter": "",
        "null milter": milter + null.socket,
        "Robinson": milter + house.socket,
        "OpenDMARC, SPF by itself": milter + dmarc.socket,
    }
    took = {name: [] for name in listeners}
    later = []
    try:
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
    finally:
        dmarc.close()
        null.close()
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
    main(int(sys.argv[1]), int(sys.argv[2]))
