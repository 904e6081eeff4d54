#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What a salesperson reads when mail is refused, through Postfix and Sendmail:
in the firm's language, with whom to ask and a link, within SMTP's bounds, in
ASCII without SMTPUTF8, and no more of the person than they may know."""

import re

from peers import NOW, STEADY, letter, people
from installation import Installation, wait_for
from postfix import Postfix
from sendmail import Sendmail
from smtp import Client, free_port
from tap import run

SENDER = "ania@firma.example"
PAGE = "https://firma.example/robinson/r/"
ASK = "Pytania? Zapytaj: Łucja Bąk, wew. 12"
PLAIN_ASK = "Pytania? Zapytaj: Lucja Bak, wew. 12"
OBJECTED = "ta osoba nie życzy sobie takich wiadomości (sprzeciw z " \
    "2018-05-21) (art. 21 ust. 3 RODO); numer "
PLAIN_OBJECTED = "ta osoba nie zyczy sobie takich wiadomosci (sprzeciw z " \
    "2018-05-21) (art. 21 ust. 3 RODO); numer "
CONFIG = STEADY + """
reply-language = pl
reply-contact = "Łucja Bąk, wew. 12"
reply-page = "%s"
officer { contact = {"iod@firma.example"} }
purpose "wellbeing" { bases = {"explicit-consent"}
    special-category = {"health"} }
classify "health" { purpose = wellbeing  sender = {"ewa@firma.example"} }
classify "mautic" { purpose = followup  sender = {"news@firma.example"}
    header = {"X-Mailer: /Mautic/i"} }
""" % PAGE
RESTRICTED = "restricted@example.com"
# RFC 5321 4.5.3.1.5, with the code and CRLF.
LINE_MAX = 512 - len("550-5.7.1 ") - 2


def same(tap, got, wanted, name, why=""):
    tap.ok(got == wanted, name, "got    %r\nwanted %r\n%s" % (
        got, wanted, why))


def reply_lines(answer):
    """Each line without its enhanced code."""
    return [re.sub(r"^5\.\d\.\d ", "", line)
            for line in answer.text.split("\n")]


def in_bounds(tap, answer, is_ascii, name):
    lines = answer.text.split("\n")
    tap.ok(answer.code == 550 and all(
        line.startswith("5.7.1 ") for line in lines),
        name + ": code and enhanced code on each line", answer)
    tap.ok(all(len(line.encode("utf-8")) <= LINE_MAX for line in lines),
           name + ": no line is too long", answer)
    same(tap, answer.text.isascii(), is_ascii,
              name + (": ASCII alone" if is_ascii else ": with its letters"))


def linked(line, name, tap):
    found = re.search(r"numer (\w+), (\S+)$", line)
    tap.ok(found and found[2] == PAGE + found[1],
           name + ": the link has the reference", line)


def refused_at_rcpt(tap, name, server, options, is_ascii):
    client = Client(server.port).open()
    client.command("MAIL FROM:<%s>%s" % (SENDER, options))
    answer = client.command("RCPT TO:<objected0@example.com>")
    in_bounds(tap, answer, is_ascii, name)
    lines = reply_lines(answer)
    words = PLAIN_OBJECTED if is_ascii else OBJECTED
    tap.ok("<objected0@example.com> " + words in lines[0],
           name + ": why, since when, by which law", lines)
    linked(lines[0], name, tap)
    same(tap, lines[1:], [PLAIN_ASK if is_ascii else ASK],
              name + ": whom to ask")
    client.close()


def told_alike(tap, name, server):
    """Restricted, or of special categories: a salesperson cannot tell."""
    client = Client(server.port).open()
    texts = set()
    for sender, recipient in ((SENDER, RESTRICTED),
                              ("ewa@firma.example", "allowed0@example.com")):
        client.command("MAIL FROM:<%s>" % sender)
        answer = client.command("RCPT TO:<%s>" % recipient)
        in_bounds(tap, answer, True, "%s: %s" % (name, sender))
        text = answer.text.replace(recipient, "WHO")
        texts.add(re.sub(r"numer \w+, \S+", "", text))
        client.command("RSET")
    client.close()
    same(tap, len(texts), 1, name + ": one text for both reasons", texts)
    text = texts.pop()
    tap.ok("nie wolno pisac; zapytaj inspektora ochrony danych: "
           "iod@firma.example (RODO)" in text, name + ": whom to ask", text)


def refused_at_end(tap, name, server):
    """Only a header tells: the whole message, with all recipients named."""
    client = Client(server.port).open()
    names = ["objected%d@example.com" % n for n in range(40)]
    refused, last = client.send("news@firma.example", names, letter(
        name + "-end", "X-Mailer: Mautic\n"))
    same(tap, refused, {}, name + ": nobody is refused at RCPT")
    in_bounds(tap, last, True, name + ": at the end")
    lines = reply_lines(last)
    same(tap, len(lines), 31, name + ": as many lines as there may be", lines)
    for number, line in enumerate(lines[:29]):
        tap.ok("<objected%d@example.com> %s" % (number, PLAIN_OBJECTED)
               in line, name + ": recipient %d is named" % number, line)
        linked(line, name, tap)
    same(tap, lines[29:], ["i jeszcze 11; nikt nie dostal tej wiadomosci",
                           PLAIN_ASK], name + ": the rest is counted")
    client.close()


def bounced(tap, server):
    """By sendmail(1): the words are in the bounce."""
    server.submit(SENDER, ["objected0@example.com"], letter("bounce"))

    def bounce():
        return [l for l in server.sink.letters if not l.sender]

    text = " ".join(wait_for(bounce, 30, "the bounce")[0].content.split())
    tap.ok("ta osoba nie zyczy sobie" in text and PAGE in text,
           "Postfix: the bounce has the words", text[:2000])
    tap.ok("__" not in text and PLAIN_ASK in text,
           "Postfix: in one line, whom to ask at its end", text[:2000])


def with_server(tap, name, socket, start):
    with Installation("refusal", CONFIG, socket=socket) as house:
        house.set_clock(NOW)
        house.init()
        people(house, 1, 40)
        said = house.must("restrict", RESTRICTED)
        tap.ok("no record" in said, name + ": restricted without a record",
               said)
        house.start()
        with start(house) as server:
            refused_at_rcpt(tap, name, server, "", True)
            told_alike(tap, name, server)
            refused_at_end(tap, name, server)
            if name == "Postfix":
                refused_at_rcpt(tap, name + ", SMTPUTF8", server,
                                " SMTPUTF8", False)
                bounced(tap, server)


def body(tap):
    with_server(tap, "Postfix", None, lambda house: Postfix(house.socket))
    with_server(tap, "Sendmail", "inet:%d@127.0.0.1" % free_port(),
                lambda house: Sendmail(house.socket))


run(body)
