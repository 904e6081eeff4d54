#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# Rules M1
"""Senders and recipients in every spelling that an MTA takes, through real
Postfix and Sendmail, by SMTP and by sendmail(1): whoever objected gets
nothing, the journal says so, and mail that is not marketing goes as ever."""

import contextlib
import time

from peers import NOW, STEADY, people
from installation import Installation, wait_for
from postfix import Postfix
from sendmail import Sendmail
from smtp import Client, free_port
from tap import run

SENDERS = (
    "<ania@firma.example>", "<ania>", "<Ania Kowalska <ania@firma.example>>",
    "< ania@firma.example >", "<@relay.example:ania@firma.example>",
    '<"ania"@firma.example>', "<ania@firma.example.>", "<firma.example!ania>",
    "<ania@firma.example,>", "<Ania+may@FIRMA.example>",
    "ania@firma.example")
# "{}" is a person's name at example.com.
RECIPIENTS = (
    "<{}@example.com>", "<{}%example.com@firma.example>",
    "<example.com!{}@firma.example>", '<"{}@example.com"@firma.example>',
    "<{}%example.com@localhost>", "<{}%example.com@mta.firma.example>",
    "<{}%example.com%firma.example@firma.example>",
    "<@relay.example:{}@example.com>", "<example.com!{}>",
    "<{}%example.com>", "<Adam <{}@example.com>>", "<{}@example.com.>",
    '<"{}"@EXAMPLE.com>', "<{}+x@example.com>")
# What sendmail(1) is given on its command line.
ARGUMENTS = tuple(r[1:-1] for r in RECIPIENTS if " " not in r)

PEOPLE = 200
REPORT = "Content-Type: multipart/report; report-type=delivery-status; " \
    "boundary=x\n"

POSTFIX = """
mydestination = firma.example, $myhostname, localhost
local_transport = smtp:[127.0.0.1]:@sink@
strict_rfc821_envelopes = no
"""
# Local users have a mailer of their own, and a domain that goes again.
SENDMAIL_LOCAL = """\
define(`LOCAL_MAILER_PATH', `/bin/false')dnl
LOCAL_DOMAIN(`firma.example')dnl
MAILER(`local')dnl
"""


def letter(mark, headers=""):
    return "From: <ania@firma.example>\nSubject: Our offer\n" \
        "Message-ID: <%s@firma.example>\nDate: Mon, 28 May 2018 10:00:00 " \
        "+0200\n%s\nGood morning,\n" % (mark, headers)


class Trial:
    """One server; each person who objected is written to once."""

    def __init__(self, tap, name, house, server):
        self.tap, self.name = tap, name
        self.house, self.server = house, server
        self.count = 0
        self.refused = 0    # senders that the server itself refuses

    def person(self):
        self.count += 1
        return "objected%d" % (self.count - 1)

    def mark(self):
        return "%s-%d" % (self.name.replace(" ", "-"), self.count)

    def by_smtp(self, sender, recipient, headers=""):
        """"from", "to", "end": where it was refused; None: taken."""
        client = Client(self.server.port).open()
        try:
            if client.command("MAIL FROM:" + sender).code != 250:
                return "from"
            if client.command("RCPT TO:" + recipient).code not in (250, 251):
                return "to"
            answer = client.content(letter(self.mark(), headers))
            return None if answer.code == 250 else "end"
        finally:
            client.close()

    def journaled(self, person, words):
        listing = self.house.must(
            "journal", "--address", person + "@example.com")
        return listing.count(words)

    def senders(self):
        for sender in SENDERS:
            person = self.person()
            where = self.by_smtp(sender, "<%s@example.com>" % person)
            self.tap.ok(where, "%s: %s is refused" % (self.name, sender))
            if where == "from":
                self.refused += 1
                continue
            self.tap.equal(self.journaled(person, "objected"), 1,
                           "%s: %s is in the journal" % (self.name, sender))

    def recipients(self):
        for spelling in RECIPIENTS:
            person = self.person()
            recipient = spelling.format(person)
            where = self.by_smtp("<ania@firma.example>", recipient)
            self.tap.ok(where, "%s: to %s is refused" % (self.name, recipient))

    def arguments(self):
        """What is refused here comes back as a bounce, or is not taken."""
        for spelling in ARGUMENTS:
            recipient = spelling.format(self.person())
            self.server.submit("ania@firma.example", [recipient],
                               letter(self.mark()))

    def sender_arguments(self):
        senders = ["ania@firma.example", "Ania@FIRMA.example",
                   "ania+may@firma.example", "firma.example!ania",
                   '"ania"@firma.example']
        # Sendmail's sendmail(1) gives a bare name the host's domain.
        if self.name == "Postfix":
            senders.append("ania")
        for sender in senders:
            self.server.submit(sender, [self.person() + "@example.com"],
                               letter(self.mark()))

    def passes(self):
        """Neither report nor ordinary mail is stopped."""
        person = self.person()
        to = "<%s@example.com>" % person
        wanted = []
        for sender, headers in (
                ("<boss@firma.example>", ""), ("<>", REPORT),
                ("<Boss <boss@firma.example>>", ""),
                ("<>", "Auto-Submitted: auto-replied\nPrecedence: bulk\n"),
                ("<>", "")):
            where = self.by_smtp(sender, to, headers)
            self.tap.equal(where, None, "%s: %s%s passes" % (
                self.name, sender, " " + headers.split(":")[0] if headers
                else ""))
            wanted.append(person)
        self.tap.equal(self.journaled(person, "objected"), 0,
                       self.name + ": nobody asked about it")
        return person, len(wanted)

    def duplicates(self):
        client = Client(self.server.port).open()
        spellings = ["allowed0@example.com", "Allowed0@example.com",
                     "allowed0@EXAMPLE.com", "allowed0+x@example.com",
                     "allowed0@example.com"]
        refused, last = client.send("ania@firma.example", spellings,
                                    letter(self.mark() + "-many"))
        client.close()
        self.tap.ok(not refused and last.code == 250,
                    self.name + ": one person in five spellings is written to",
                    (refused, last))
        self.tap.equal(self.journaled("allowed0", "allowed"), 1,
                       self.name + ": one entry for that person")

    def delivered(self):
        return [r.strip("<>").lower() for l in self.server.sink.letters
                for r in l.recipients]

    def finish(self, spared, count):
        """"spared": whom mail that is no marketing went to, "count" times."""
        def done():
            return self.delivered().count(spared + "@example.com") >= count \
                and "allowed0+x@example.com" in self.delivered()
        wait_for(done, 60, "the mail to be delivered")
        # What should not come has had as long as what did.
        time.sleep(3)
        got = self.delivered()
        wrong = [r for r in got
                 if "objected" in r and r != spared + "@example.com"]
        self.tap.equal(wrong, [], self.name + ": nobody who objected got mail")
        self.tap.equal(got.count("allowed0@example.com"), 1,
                       self.name + ": a plain form gets it once")
        self.tap.equal(got.count("allowed0+x@example.com"), 1,
                       self.name + ": and another one once")

    def run(self):
        self.senders()
        self.recipients()
        self.arguments()
        self.sender_arguments()
        spared, count = self.passes()
        self.duplicates()
        self.finish(spared, count)


@contextlib.contextmanager
def installed(socket=None):
    with Installation("spellings", STEADY + 'own-domains = {"firma.example"}',
                      socket=socket) as house:
        house.set_clock(NOW)
        house.init()
        people(house, 1, PEOPLE)
        house.start()
        yield house


def body(tap):
    with installed() as house, Postfix(house.socket, POSTFIX) as server:
        Trial(tap, "Postfix", house, server).run()
    for name, more in (("Sendmail", ""),
                       ("Sendmail with local users", SENDMAIL_LOCAL)):
        with installed("inet:%d@127.0.0.1" % free_port()) as house, \
                Sendmail(house.socket, more) as server:
            Trial(tap, name, house, server).run()


run(body)
