#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The reports that the firm's own mail server makes, the usual bounces: they
reach Robinson by the lines of contrib, a bad address becomes undeliverable,
and nothing that somebody on this host only pretends does."""

import os
import re

from peers import HERE, NOW, STEADY, letter, people
from installation import BUILD, Installation, wait_for
from postfix import Postfix
from sendmail import Sendmail
from smtp import Client, free_port
from tap import run

SHIPPED = os.path.join(HERE, "..", "..", "contrib")
SENDER = "ania@firma.example"
GONE = "550 5.1.1 No such user"
INBOUND = """
inbound {
    spool = "@DIR@/spool"
    helper = "%s"
    spf = no
    own-reports = {"REPORTS"}
}
unsubscribe { url = "https://firma.example/u/" }
""" % os.path.join(BUILD, "src", "inbound", "robinson-inbound")
# What somebody with a login on this host writes.
FORGED = """\
From: MAILER-DAEMON@mta.firma.example
To: <ania@firma.example>
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mta.firma.example

%s
--b
Content-Type: text/rfc822-headers

From: ania@firma.example
Message-ID: <%s@firma.example>
%s
--b--
"""


def forged(mark, *recipients, more=""):
    return FORGED % ("\n".join(
        "Final-Recipient: rfc822; %s\nAction: failed\nStatus: 5.1.1\n" % r
        for r in recipients), mark, more)


def token_field(content):
    """The line in which a letter carries our token."""
    return re.search(r"^List-Unsubscribe: .*(?:\r?\n[ \t].*)*", content,
                     re.M)[0].replace("\r", "")


class Firm:
    """A Robinson that reads, and the mail server that asks it."""

    def __init__(self, house, server):
        self.house, self.server = house, server
        self.sink = server.sink
        self.number = 0

    def person(self):
        """Somebody on record, whose address is good so far."""
        self.number += 1
        return "allowed%d@example.com" % self.number

    def send(self, recipients, mark, sender=SENDER):
        """How the recipients were answered, and the message."""
        client = Client(self.server.port).open()
        refused, last = client.send(sender, recipients, letter(mark))
        client.close()
        return refused, last

    def heard(self):
        return re.findall(r"incoming: (.*)", self.house.log_text())

    def hear(self, act):
        """What Robinson says of the next report, once "act" was done."""
        before = len(self.heard())
        act()
        wait_for(lambda: len(self.heard()) > before, 30, "a report\n"
                 + self.house.log_text()[-2000:]
                 + self.server.log_text()[-3000:])
        return self.heard()[-1]

    def bounce(self, recipients, mark, sender=SENDER):
        for recipient in recipients:
            self.sink.refuses[recipient] = GONE
        return self.hear(lambda: self.send(recipients, mark, sender))

    def is_bad(self, address):
        return "undeliverable" in self.house.run(
            "check", "--json", "--purpose", "followup", address).stdout


# ------------------------------------------------------- whichever it is

def counts(tap, firm, name):
    one = firm.person()
    said = firm.bounce([one], "one")
    tap.equal(said, "failure, proof none, delivery report: no such user, "
              "by the way of own reports, failure recorded",
              name + ": the log names the row, and the way it came")
    refused, _ = firm.send([one], "again")
    shown = firm.house.must("explain", "--purpose", "followup", one)
    tap.ok("undeliverable" in shown and "cannot be reached" in str(refused),
           name + ": the address is undeliverable", (shown, refused))
    found = wait_for(lambda: [l for l in firm.sink.find("<one@")
                              if l.recipients == [SENDER]], 20, "the bounce")
    tap.ok("https://firma.example/u/" in token_field(found[0].content),
           name + ": the sender gets it, and it returns our token")
    two = [firm.person(), firm.person()]
    said = firm.bounce(two, "two")
    tap.ok(all(firm.is_bad(p) for p in two),
           name + ": one report of two persons", said)
    other = firm.person()
    said = firm.bounce([other], "verp", "ania+77x2@firma.example")
    tap.ok(firm.is_bad(other), name + ": to a sender with an extension", said)


def by_token(tap, firm, name, forge):
    """Another Message-ID, as if a program had changed it."""
    person, other = firm.person(), firm.person()
    firm.send([person], "tokened")
    sent = wait_for(lambda: firm.sink.find("<tokened@"), 20, "the letter")
    said = firm.hear(lambda: forge(forged(
        "changed", person, other, more=token_field(sent[0].content))))
    tap.ok(firm.is_bad(person) and not firm.is_bad(other),
           name + ": a report with the token of one of two persons", said)


def counts_not(tap, firm, name, forge):
    person, other = firm.person(), firm.person()
    firm.send([person, other], "good")
    wait_for(lambda: {r for l in firm.sink.find("<good@")
                      for r in l.recipients} >= {person, other}, 20, "both")
    said = firm.bounce([person], "office", "office@firma.example")
    tap.ok("not counted" in said and not firm.is_bad(person),
           name + ": a bounce of what was no send counts for nothing", said)
    for what, text in (("a forged report", forged("guess", person)),
                       ("one of two persons", forged("guess", person, other))):
        said = firm.hear(lambda text=text: forge(text))
        tap.ok("not counted" in said and "by the way of own reports" in said
               and not firm.is_bad(person) and not firm.is_bad(other),
               "%s: %s proves nothing" % (name, what), said)
    listed = firm.house.must("objections", "list", "--reports")
    tap.ok(listed.count("\n") >= 4, name + ": they are listed", listed)


# --------------------------------------------------------------- Postfix

def nothing_else(tap, firm):
    """What is no report from the null sender is not read."""
    before = len(firm.heard())
    for sender, text in (("", letter("null")),
                         ("ania@pc.example", forged("one", "a@example.com"))):
        firm.server.submit(sender, [SENDER], text)
    wait_for(lambda: len([l for l in firm.sink.letters
                          if l.recipients == [SENDER] and
                          ("<null@" in l.content or
                           l.sender == "ania@pc.example")]) == 2, 20, "both")
    tap.equal(len(firm.heard()), before,
              "Postfix: other mail by sendmail(1) is not read")


def without_robinson(tap, firm, postfix):
    """A bounce waits, and nothing is lost."""
    person = firm.person()
    firm.sink.refuses[person] = "450 4.2.1 later"
    firm.send([person], "waits")
    wait_for(lambda: "450 4.2.1 later" in postfix.log_text(), 20, "a try")
    firm.house.stop()
    firm.sink.refuses[person] = GONE
    postfix.flush()
    wait_for(lambda: re.search(r"bounce.*(service failure|4\.[37]\.[01])|"
                               r"status=deferred \(bounce failed\)",
                               postfix.log_text()), 20,
             "a bounce that fails\n" + postfix.log_text()[-3000:])
    tap.ok(postfix.holds("<waits@"),
           "Postfix: while Robinson is away, what failed waits")
    said = firm.hear(lambda: (firm.house.start(), postfix.flush()))
    tap.ok(firm.is_bad(person), "Postfix: and is told of when it is back",
           said)


def no_loop(tap, firm, postfix):
    """The sender's address is bad, too."""
    person = firm.person()
    firm.sink.refuses[SENDER] = GONE
    said = firm.bounce([person], "orphan")
    wait_for(lambda: not postfix.queued(), 20, "an empty queue")
    tap.ok(firm.is_bad(person) and
           all("by the way of own reports" in line for line in firm.heard()),
           "Postfix: a bounce that bounces comes to an end", said)
    del firm.sink.refuses[SENDER]


def by_postfix(tap, house):
    with Postfix(house.socket,
                 "internal_mail_filter_classes = bounce") as postfix:
        firm = Firm(house, postfix)
        counts(tap, firm, "Postfix")
        for part in (by_token, counts_not):
            part(tap, firm, "Postfix",
                 lambda text: postfix.submit("", [SENDER], text))
        nothing_else(tap, firm)
        without_robinson(tap, firm, postfix)
        no_loop(tap, firm, postfix)


# -------------------------------------------------------------- Sendmail

def to_daemon(port, recipient, text):
    client = Client(port).open()
    answer = client.send("", [recipient], text)
    client.close()
    return answer


def by_sendmail(tap, house):
    port = free_port()
    with open(os.path.join(SHIPPED, "sendmail", "reports.mc"),
              encoding="utf-8") as mc:
        lines = mc.read().replace("10027", str(port))
    with Sendmail(house.socket, more=lines) as sendmail:
        firm = Firm(house, sendmail)
        firm.number = 20
        counts(tap, firm, "Sendmail")
        for part in (by_token, counts_not):
            part(tap, firm, "Sendmail", lambda text: to_daemon(
                port, "robinson-read@firma.example", text))
        refused, _ = to_daemon(sendmail.port, "robinson-reports@firma.example",
                               forged("one", "a@example.com"))
        tap.ok("550" in str(refused),
               "Sendmail: nobody else writes to the address of the copies",
               refused)


def body(tap):
    for each in (by_postfix, by_sendmail):
        with Installation("bounces", STEADY + INBOUND) as house:
            house.set_clock(NOW)
            house.init()
            people(house, 40, 0)
            house.start()
            each(tap, house)


run(body)
