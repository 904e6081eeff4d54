#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Weeks of observing behind a real Postfix: what the daemon counts is what its
journal has, also after it was killed; mail that no section names shows by
sender; the weekly mail reaches the postmaster and the officer."""

import json
import signal

from peers import NOW, STEADY, letter, people
from installation import Installation, wait_for
from milterclient import Milter
from postfix import Postfix
from smtp import Client
from tap import run

DAY = 86400
POST = {"in": ""}
CONFIG = STEADY + """
mode = observe
notices { from = "postmaster@firma.example"  digest-to = "boss@firma.example" }
officer { name = "Ewa Iod"  contact = {"iod@firma.example", "+48 22 000 00 00"} }
release { via = "smtp:127.0.0.1:%d" }
"""


def send(postfix, sender, recipient, mark, headers=""):
    client = Client(postfix.port).open()
    refused, last = client.send(sender, [recipient], letter(mark, headers))
    client.close()
    assert not refused and last.code == 250, last


def cells(house, *options):
    out = house.must("journal", "--summary", "--json", *options)
    return [json.loads(line) for line in out.splitlines()]


def entries(house, *options):
    out = house.must("journal", "--json", *options)
    return [json.loads(line) for line in out.splitlines()]


def total(found):
    return sum(c["count"] for c in found if c["part"] != "unnamed")


def counted(tap, house, what):
    """As many in all, and for each reason."""
    journal = entries(house)
    tap.equal(total(cells(house)), len(journal), what)
    for reason in ("allowed", "objected", "unknown"):
        tap.equal(total(cells(house, "--reason", reason)),
                  len(entries(house, "--reason", reason)),
                  "%s: %s" % (what, reason))


def unnamed(house):
    return sorted((c.get("by"), c["mark"], c["count"]) for c in cells(house)
                  if c["part"] == "unnamed")


def sends(tap, house, postfix):
    for n in range(4):
        send(postfix, "ania@firma.example", "allowed%d@example.com" % n,
             "a%d" % n)
    send(postfix, "ania@firma.example", "objected0@example.com", "o0")
    send(postfix, "ania@firma.example", "nobody@example.com", "u0")
    counted(tap, house, "what was decided is counted")
    tap.equal({(c["purpose"], c["action"], c["enforced"]) for c in
               cells(house, "--reason", "objected")},
              {("followup", "reject", False)}, "with what would have happened")
    found = entries(house, "--sender", "ania@firma.example")
    tap.equal(len(found), 6, "entries are found by sender")
    tap.equal(len(entries(house, "--sender", "ania@firma.example",
                          "--purpose", "newsletter")), 0,
              "and by purpose, all must apply")
    tap.equal(entries(house, "--sender", "ani@firma.example"), [],
              "a sender is exact")


def gaps(tap, house, postfix):
    """Nothing but what the firm sends, no section names, and bears a mark."""
    for n in range(3):
        send(postfix, "tool@firma.example", "x%d@example.com" % n, "t%d" % n,
             "Feedback-ID: 7:may\nPrecedence: bulk\n")
        send(postfix, "bounce-%d00000@news.firma.example" % (n + 1),
             "x%d@example.com" % n, "v%d" % n, "List-Id: <may>\n")
    send(postfix, "jan@firma.example", "x@example.com", "plain")
    send(postfix, "shop@other.example", "x@example.com", "strange",
         "List-Id: <may>\n")
    send(postfix, "ania@firma.example", "allowed0@example.com", "named",
         "List-Id: <may>\n")
    with Milter(house.socket) as session:
        session.macros.update(j="mta.firma.example", auth_authen="mautic",
                              daemon_port="587")
        session.connect("client.example")
        tap.equal(session.mail("<crm@firma.example>").kind, "continue",
                  "mail of a login is looked at")
        session.rcpt("<x@example.com>")
        session.data()
        session.header("X-Mailer", "MailChimp Mailer")
        session.eoh()
        answer, changes = session.end()
        tap.equal((answer.kind, changes), ("accept", []), "and passes")
    tap.equal(unnamed(house), [], "it waits in memory")
    house.stop()
    tap.equal(unnamed(house),
              [("@news.firma.example", "List-Id", 3),
               ("mautic", "X-Mailer", 1),
               ("tool@firma.example", "Feedback-ID", 3)],
              "gaps show by sender, each message once")
    house.start()


def killed(tap, house, postfix):
    """An entry without its number, or the other way round, is never there."""
    for n in range(3):
        send(postfix, "ania@firma.example", "allowed%d@example.com" % n,
             "k%d" % n)
    house.stop(signal.SIGKILL)
    counted(tap, house, "after the daemon was killed")
    house.start()


def mailed(tap, house, postfix):
    house.set_clock(NOW + 3 * DAY)
    out = house.must("journal", "--summary", "--mail")
    tap.equal(out.splitlines(), ["sent to boss@firma.example",
                                 "sent to iod@firma.example"],
              "the postmaster and the officer are told")

    def told():
        found = [l for l in list(postfix.sink.letters)
                 if "Subject: Robinson on " in l.content]
        return len(found) == 2 and found

    letters = wait_for(told, 20, "the weekly mail")
    tap.equal(sorted(r for l in letters for r in l.recipients),
              ["boss@firma.example", "iod@firma.example"], "each has one")
    content = letters[0].content.replace("=\r\n", "").replace("=\n", "")
    tap.ok("2018-05-24 to 2018-05-30" in content and
           "tool@firma.example" in content and "objected" in content,
           "with the seven days that are over", content)
    tap.ok("Auto-Submitted: auto-generated" in content and
           "nobody@example.com" not in content and
           "objected0@" not in content, "and no recipient", content)


def rotated(tap, house):
    """A sender under two generations of keys is one."""
    before = [c for c in cells(house, "--sender", "ania@firma.example")
              if c["reason"] == "allowed"]
    house.must("keys", "rotate")
    with Milter(house.socket) as session:
        session.macros.update(j="mta.firma.example", daemon_port="25",
                              rcpt_mailer="smtp")
        session.connect("client.example")
        session.mail("<ania@firma.example>")
        session.rcpt("<allowed3@example.com>")
        session.data()
        session.header("Message-ID", "<rotated@firma.example>")
        session.eoh()
        session.end()
    after = [c for c in cells(house, "--sender", "ania@firma.example")
             if c["reason"] == "allowed"]
    tap.equal(len(after), len(before), "keys are rotated: no line more")
    tap.equal(total(after), total(before) + 1, "and one verdict more")
    tap.equal(len(entries(house, "--sender", "ania@firma.example",
                          "--reason", "allowed")), total(after),
              "entries are found under both generations")
    tap.ok("ania@firma.example" not in house.must(
        "journal", "--summary", "--sender", "tool@firma.example"),
        "others are not in it")


def by_days(tap, house):
    days = cells(house, "--by", "day")
    tap.equal(sorted({c["since"] for c in days})[0], "2018-05-28",
              "numbers by day")
    tap.ok(all(c["since"] == c["until"] for c in days), "a day each")
    tap.equal(total(days), total(cells(house, "--by", "week")),
              "as many by week")
    tap.equal(total(cells(house, "--until", "2018-05-27")), 0,
              "nothing before the first day")
    tap.equal(total(cells(house, "--since", "2018-05-28", "--until",
                          "2018-05-28")) +
              total(cells(house, "--since", "2018-05-29")), total(days),
              "days add up")


def body(tap):
    with Installation("summary", CONFIG % 25) as house:
        house.set_clock(NOW)
        house.init()
        people(house, 4, 2)
        house.start()
        with Postfix(house.socket, listeners=POST) as postfix:
            house.configure(CONFIG % postfix.ports["in"])
            sends(tap, house, postfix)
            gaps(tap, house, postfix)
            killed(tap, house, postfix)
            mailed(tap, house, postfix)
            rotated(tap, house)
        by_days(tap, house)
        house.stop()


if __name__ == "__main__":
    run(body)
