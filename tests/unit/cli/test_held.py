#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What is held, on the command line: a line each, by filter, and decided about
by filter only where the number of them is confirmed."""

import json
import os
import sys

TOP = os.environ["ROBINSON_SRCDIR"]
sys.path.insert(0, os.path.join(TOP, "tests", "lib"))

import tap as taplib  # noqa: E402
from installation import Installation  # noqa: E402
from milterclient import Milter  # noqa: E402

CONFIG = """
hold-in = robinson
classify "offers" { purpose = followup  header = {"X-Campaign: /./"} }
notices { from = "postmaster@firma.example" }
release { via = "smtp:127.0.0.1:1" }
"""
NOW = 1527500000  # 2018-05-28 11:33 in Warsaw
DAY = 86400
ANIA, BEN = "ania@firma.example", "ben@firma.example"
HTML = ("<style>p { color: red }</style><h1>Nur heute</h1>\n"
        "<p>Gr&uuml;&szlig;e, <b>dear</b> client</p>")


def send(house, sender, to, subject, html=False):
    with Milter(house.socket) as link:
        link.connect("mail.firma.example")
        link.helo("mail.firma.example")
        link.mail("<%s>" % sender)
        for who in to:
            link.rcpt("<%s>" % who)
        link.data()
        for name, value in (
                ("From", sender), ("Subject", subject), ("X-Campaign", "may"),
                ("Message-ID", "<%s@firma.example>" % abs(hash(subject))),
                ("Content-Type",
                 "text/html; charset=utf-8" if html else "text/plain")):
            link.header(name, value)
        link.eoh()
        link.body((HTML if html else "Good morning\n").encode("utf-8"))
        return link.end()


def subjects(house, *options):
    return [json.loads(line)["subject"] for line in house.must(
        "quarantine", "list", "--json", *options).splitlines()]


def lists(tap, house):
    lines = house.must("quarantine", "list").splitlines()
    tap.equal(len(lines), 5, "a line each")
    tap.equal([line.split()[1] for line in lines],
              ["2018-05-28"] + ["2018-06-01"] * 4, "oldest first")
    tap.equal([line.split()[-1] for line in lines],
              ["First", "Second", "Third", "a?[2J", "Fifth"],
              "in one second as they came, with a harmless subject")
    tap.ok(" ania@firma.example " in lines[0] and " 2 unknown " in lines[0],
           "sender, how many wait, and why", lines[0])
    tap.ok("purpose followup" in house.must("quarantine", "list", "--long"),
           "--long tells all")
    tap.equal(len(house.must("quarantine", "search", "ania@").splitlines()),
              3, "what is found has a line each")
    for name, options, wanted in (
            ("sender", ["--sender", "BEN@firma.example"],
             ["Third", "Fifth"]),
            ("a part of a sender", ["--sender", "firma.example"], []),
            ("age", ["--older-than", "3 days"], ["First"]),
            ("recipient", ["--address", "two@example.com"],
             ["First", "Second"]),
            ("reason", ["--held-for", "unknown", "--sender", "<%s>" % BEN],
             ["Third", "Fifth"]),
            ("another reason", ["--reason", "too-soon"], []),
            ("purpose", ["--purpose", "newsletter"], [])):
        tap.equal(subjects(house, *options), wanted, "by " + name)
    done = house.run("quarantine", "list", "--older-than", "long ago")
    tap.ok(done.returncode == 64 and "14 days" in done.stderr,
           "an age that is none", done.stderr)


def shown(tap, house):
    name = json.loads(house.must("quarantine", "list", "--json", "--sender",
                                 BEN).splitlines()[1])["id"]
    said = house.must("quarantine", "show", name)
    tap.ok("\nNur heute\nGr\u00fc\u00dfe, dear client\n" in said
           and "<b>" not in said and "color" not in said
           and "text/html, %d octets" % len(HTML) in said,
           "HTML alone: its words are shown", said)


def refused(tap, house):
    by_ben = ["--all", "--sender", BEN, "--reason", "a test"]
    for name, args, status, words in (
            ("no count", by_ben, 1, "2 match, nothing was done"),
            ("too few", by_ben + ["--count", "1"], 1, "--count 2 confirms"),
            ("too many", by_ben + ["--count", "3"], 1, "2 match"),
            ("no number", by_ben + ["--count", "two"], 64, "a number"),
            ("a sign", by_ben + ["--count", "-2"], 64, "a number"),
            ("no --all", by_ben[1:] + ["--count", "2"], 64, "with --all"),
            ("an id beside it", by_ben + ["7K3MQW9X2ABC"], 64, "takes no ID"),
            ("no reason", by_ben[:3] + ["--count", "2"], 64, "--reason"),
            ("a filter that is none",
             ["--all", "--held-for", "x", "--reason", "y"], 64,
             "--held-for")):
        for act in "delete", "release":
            done = house.run("quarantine", act, *args)
            tap.ok(done.returncode == status and words in done.stderr,
                   "%s, %s: refused" % (act, name),
                   "%d %s" % (done.returncode, done.stderr))
    tap.equal(len(subjects(house)), 5, "and nothing is done")


def decided(tap, house):
    house.set_clock(NOW + 5 * DAY)
    done = house.run("quarantine", "release", "--all", "--sender", BEN,
                     "--count", "2", "--reason", "a test")
    tap.equal([line.split(": ")[1] for line in done.stderr.splitlines()],
              ["not taken by the MTA, held again"] * 2,
              "release: those that match are tried, and no other")
    said = house.must("quarantine", "delete", "--all", "--sender", BEN,
                      "--older-than", "0", "--count", "2", "--reason", "gone")
    tap.equal([line.split()[1] for line in said.splitlines()],
              ["deleted"] * 2, "delete: said of each")
    tap.equal(subjects(house), ["First", "Second", "a?[2J"],
              "the others stay")
    tap.equal(house.must("quarantine", "delete", "--all", "--sender", BEN,
                         "--count", "0", "--reason", "gone"), "",
              "none, as was confirmed")
    house.must("quarantine", "delete", "--all", "--count", "3", "--reason",
               "all of it")
    tap.equal(subjects(house), [], "without a filter: all")


def body(tap):
    with Installation("held", CONFIG) as house:
        house.set_clock(NOW)
        house.init()
        # A store is made by who writes first.
        house.must("contact", "known@example.com", "--source", "chat",
                   "--relation", "prospect", "--at", "2018-05-01")
        house.start()
        send(house, ANIA, ["one@example.com", "two@example.com"], "First")
        house.set_clock(NOW + 4 * DAY)
        send(house, ANIA, ["two@example.com"], "Second")
        send(house, BEN, ["three@example.com"], "Third")
        send(house, ANIA, ["four@example.com"], "a\x1b[2J")
        send(house, BEN, ["five@example.com"], "Fifth", html=True)
        lists(tap, house)
        shown(tap, house)
        refused(tap, house)
        decided(tap, house)
        tap.equal(house.stop(), 0, "the daemon ends well")


taplib.run(body)
