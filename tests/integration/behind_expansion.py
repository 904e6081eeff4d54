#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Behind aliases and copies: the lines of contrib/postfix/behind-expansion,
as they are shipped, let Robinson see who really gets the mail."""

import json
import os
import re

from peers import NOW, STEADY, letter, people
from installation import Installation, wait_for
from postfix import Postfix, milter_address
from smtp import Client
from tap import run

SHIPPED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..",
                       "contrib", "postfix", "behind-expansion")
SENDER = "ania@firma.example"
EXPANSION = """
virtual_alias_maps = inline:{ { team@firma.example =
    allowed1@example.com, objected1@example.com } }
always_bcc = objected2@example.com
local_transport = local
mydestination = local.firma.example
alias_maps = inline:{ { sales = allowed2@example.com, objected3@example.com } }
"""


def shipped(milter):
    """The gate's options, and the settings for main.cf."""
    with open(SHIPPED, encoding="utf-8") as lines:
        text, _, bounces = lines.read().partition("- bounces\n")
    assert "cleanup_service_name" in bounces
    options = re.findall(r"^    (-o .*)$", text, re.M)
    milters = "-o { smtpd_milters = %s }" % milter_address(milter)
    options = [milters if "smtpd_milters" in o else o for o in options]
    main = dict(re.findall(r"^([a-z_]+) =[ ]?(.*)$", text, re.M))
    return "\n  ".join(options), main


def postfix_of(house, with_gate):
    if not with_gate:
        return Postfix(house.socket, EXPANSION)
    options, main = shipped(house.socket)
    main["default_transport"] = main["default_transport"].replace(
        "10026", "@gate@")
    main["robinson_way"] = "smtp:[127.0.0.1]:@sink@"
    more = "\n".join("%s = %s" % item for item in main.items())
    return Postfix(None, EXPANSION + more, {"gate": options})


def reached(postfix, mark):
    """Who got it, bounces apart: those go to the sender."""
    return {r for l in list(postfix.sink.letters) if mark in l.content
            for r in l.recipients} - {SENDER}


def told(postfix, mark):
    return any(mark in l.content and SENDER in l.recipients
               for l in list(postfix.sink.letters))


def send(postfix, recipient, mark):
    client = Client(postfix.port).open()
    _, last = client.send(SENDER, [recipient], letter(mark))
    client.close()
    return last is not None and last.code == 250


def behind(tap, house):
    with postfix_of(house, True) as postfix:
        for recipient, person, mark in (
                ("team@firma.example", "allowed1@example.com", "virtual"),
                ("sales@local.firma.example", "allowed2@example.com",
                 "alias"),
                ("allowed3@example.com", "allowed3@example.com", "copy")):
            tap.ok(send(postfix, recipient, mark), mark + ": taken")
            wait_for(lambda: reached(postfix, mark), 30, mark)
            wait_for(lambda: not postfix.queued(), 30, "an empty queue")
            tap.equal(reached(postfix, mark), {person},
                      mark + ": only who may be written to gets it")
            # Of a copy that it made itself Postfix tells nobody.
            tap.equal(told(postfix, mark), mark != "copy",
                      mark + ": the sender is told of the others")
        tap.equal(examined(house, postfix), [],
                  "doctor finds nothing wrong with the gate")


def examined(house, postfix):
    """What robinson doctor does not like of the ways of mail."""
    done = house.run("doctor", "--json", "--postfix-config", postfix.conf)
    return [f["what"] for f in json.loads(done.stdout)["findings"]
            if f["area"] == "postfix" and f["severity"] != "fine"]


def before(tap, house):
    """Why it is needed: the same without the gate."""
    with postfix_of(house, False) as postfix:
        send(postfix, "allowed4@example.com", "unseen")
        wait_for(lambda: len(reached(postfix, "unseen")) > 1, 30, "the copy")
        tap.ok("objected2@example.com" in reached(postfix, "unseen"),
               "in front of the expansion a copy is not seen")
        tap.ok(any("always_bcc" in what
                   for what in examined(house, postfix)),
               "and doctor says so", examined(house, postfix))


def body(tap):
    with Installation("behind", STEADY) as house:
        house.init()
        house.set_clock(NOW)
        people(house, 5, 5)
        house.start()
        behind(tap, house)
        before(tap, house)


if __name__ == "__main__":
    run(body)
