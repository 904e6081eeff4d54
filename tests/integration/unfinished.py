#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Recipients are asked about, and no message follows: what the log says of a
Postfix that hands mail to a proxy; and what probes of addresses do, as the
manual says."""

import subprocess

from peers import NOW, STEADY, letter, people
from installation import Installation, wait_for
from postfix import Postfix
from smtp import Client
from tap import run

LISTENERS = {
    "proxied": "-o smtpd_proxy_filter=$sink_port",
    "probing": "-o smtpd_recipient_restrictions=reject_unverified_recipient "
               "-o address_verify_map=",
}
WORDS = "recipients were asked about and no message followed"


def session(port, recipients, mark):
    client = Client(port).open()
    answer = client.send("ania@firma.example", recipients, letter(mark))
    client.close()
    return answer


def count_told(house):
    return house.log_text().count(WORDS)


def entries(house, who):
    return house.must("journal", "--address", who).count("verdict accept")


def warned(tap, house, postfix):
    for n in range(12):
        session(postfix.port, ["allowed1@example.com"], "whole%d" % n)
    for n in range(12):
        refused, _ = session(postfix.ports["proxied"],
                             ["objected1@example.com"], "no%d" % n)
    tap.ok(refused and not count_told(house),
           "the log: whole messages, and sessions in which all are refused, "
           "prove nothing", house.log_text())
    for n in range(9):
        refused, last = session(postfix.ports["proxied"],
                                ["allowed0@example.com"], "half%d" % n)
    tap.ok(not refused and last.code == 250 and not count_told(house),
           "nine sessions by a proxy: nothing is said yet", last)
    session(postfix.ports["proxied"], ["allowed0@example.com"], "half9")
    wait_for(lambda: count_told(house), 10, "the log to tell of it")
    tap.ok("port %d: in 10 sessions" % postfix.ports["proxied"]
           in house.log_text(), "ten: the log tells which listener",
           house.log_text())
    for n in range(12):
        session(postfix.ports["proxied"], ["allowed0@example.com"],
                "more%d" % n)
    session(postfix.port, ["allowed1@example.com"], "last")
    tap.equal(count_told(house), 1, "and tells it once")
    tap.equal(entries(house, "allowed0@example.com"), 0,
              "what passed by the proxy was never decided at its end")
    tap.ok(postfix.sink.find("<half3@"), "and went out")
    done = house.run("doctor", "--json", "--postfix-config", postfix.conf)
    tap.ok("never sees a message" in done.stdout,
           "doctor tells of the same service", done.stdout)


def probes(tap, house, postfix):
    """What the manual says of probes."""
    subprocess.run(["sendmail", "-C", postfix.conf, "-bv", "-f",
                    "ania@firma.example", "allowed2@example.com"],
                   timeout=30, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, check=True)
    wait_for(lambda: "status=deliverable" in postfix.log_text(), 20,
             "the end of sendmail -bv")
    tap.equal(entries(house, "allowed2@example.com"), 1,
              "sendmail -bv counts as a message: no macro tells it from one")
    tap.ok(not [l for l in postfix.sink.letters
                if "allowed2@example.com" in l.recipients],
           "though nothing goes out")
    before = postfix.log_text().count("status=deliverable")
    refused, last = session(postfix.ports["probing"],
                            ["allowed3@example.com"], "probed")
    tap.ok(not refused and last.code == 250 and
           postfix.log_text().count("status=deliverable") == before + 1,
           "an address is verified before the message is taken",
           (refused, last))
    tap.equal(entries(house, "allowed3@example.com"), 1,
              "verify(8)'s own probe asks no milter: the message is the one "
              "send")


def body(tap):
    with Installation("halved", STEADY) as house:
        house.set_clock(NOW)
        house.init()
        people(house, 4, 2)
        house.start()
        with Postfix(house.socket, listeners=LISTENERS,
                     more="sink_port = 127.0.0.1:@sink@") as postfix:
            warned(tap, house, postfix)
            probes(tap, house, postfix)


if __name__ == "__main__":
    run(body)
