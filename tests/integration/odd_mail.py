#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Mail of odd shape through both servers: nothing at all, 30 MB, 1 000
recipients, long and folded headers, bare LF, NUL. Whatever a server makes of
it, nobody who objected gets it, and the next message is judged as ever."""

import time

from peers import NOW, letter, people
from installation import Installation, wait_for
from postfix import Postfix
from sendmail import Sendmail
from smtp import Client, SmtpClosed, free_port
from tap import run

SENDER = "ania@firma.example"
NEWS = "news@firma.example"
MANY = 1000
MEGABYTE = 1000 * 1000

# "sales" is known at RCPT, "mautic" by its headers only.
CONFIG = """
purpose "followup" {
    bases = {"legitimate-interest", "consent"}
    assessment = "LIA-2018-03"
}
classify "sales" { purpose = followup  sender = {"ania@firma.example"} }
classify "mautic" { purpose = followup  header = {"X-Mailer: /Mautic/i"} }
"""
# The milter protocol ends a value at its first NUL.
POSTFIX = """
message_size_limit = 50000000
message_reject_characters = \\0
"""


class House:
    """A server, its name for the report, and what was sent through it."""

    def __init__(self, tap, house, server, name):
        self.tap, self.house, self.server = tap, house, server
        self.name, self.count = name, 0
        self.client = None

    def mark(self):
        self.count += 1
        return "%s-odd-%d" % (self.name, self.count)

    def open(self):
        if not self.client:
            self.client = Client(self.server.port, timeout=120).open()
        return self.client

    def send_bytes(self, sender, recipient, content):
        """The code of the last answer; 0: the server hung up."""
        try:
            client = self.open()
            client.command("MAIL FROM:<%s>" % sender)
            answer = client.command("RCPT TO:<%s>" % recipient)
            if answer.code == 250:
                answer = client.command("DATA")
            if answer.code == 354:
                client.sock.sendall(content + b"\r\n.\r\n")
                answer = client.answer()
            else:
                client.command("RSET")
            if answer.code == 421:
                raise SmtpClosed("closing")
            return answer.code
        except (SmtpClosed, OSError):
            self.client = None
            return 0

    def arrives(self, mark, seconds=30):
        return wait_for(lambda: self.server.sink.find(mark), seconds,
                        mark)[0]

    def got(self, recipient):
        return sum(recipient in l.recipients and l.sender != ""
                   for l in list(self.server.sink.letters))

    def point(self, holds, text, why=None):
        self.tap.ok(holds, self.name + ": " + text, why)

    def as_ever(self, after):
        """In the same session: one is let through, one is refused."""
        mark = self.mark()
        refused, last = self.open().send(
            SENDER, ["allowed1@example.com", "objected1@example.com"],
            letter(mark))
        self.point(list(refused) == ["objected1@example.com"] and
                   last.code == 250 and
                   self.arrives(mark).recipients == ["allowed1@example.com"],
                   after + ": the next message is judged as ever",
                   (refused, last))


def empty(h):
    before = h.got("allowed2@example.com")
    client = h.open()
    client.command("MAIL FROM:<%s>" % SENDER)
    client.command("RCPT TO:<allowed2@example.com>")
    client.command("DATA")
    client.sock.sendall(b".\r\n")
    answer = client.answer()
    h.point(answer.code == 250, "0 bytes: taken", answer)
    wait_for(lambda: h.got("allowed2@example.com") > before, 20, "0 bytes")
    h.as_ever("0 bytes")


def large(h):
    line = "x" * 900 + "\r\n"  # Sendmail folds what is over 990
    text = letter(h.mark()) + line * (30 * MEGABYTE // len(line))
    refused, last = h.open().send(
        SENDER, ["allowed3@example.com", "objected3@example.com"], text)
    h.point(list(refused) == ["objected3@example.com"] and last.code == 250,
            "30 MB: one is refused, one is taken", (refused, last))
    got = h.arrives("%s-odd-%d@" % (h.name, h.count), 60)
    h.point(got.content.count("x" * 900) == text.count("x" * 900),
            "30 MB: it arrives whole", len(got.content))
    h.server.sink.letters.remove(got)  # each search would read it again
    h.point(h.send_bytes(NEWS, "objected3@example.com",
                         b"X-Mailer: Mautic 4\r\n\r\n" +
                         line.encode() * 30000) == 550,
            "30 MB, known by a header: refused")
    h.as_ever("30 MB")


def many(h):
    mark = h.mark()
    wanted = ["allowed%d@example.com" % n for n in range(MANY * 9 // 10)]
    objected = ["objected%d@example.com" % n for n in range(MANY // 10)]
    recipients = [r for pair in zip(*[iter(wanted)] * 9, objected)
                  for r in pair]
    refused, last = h.open().send(SENDER, recipients, letter(mark))
    h.point(sorted(refused) == sorted(objected) and last.code == 250,
            "1 000 recipients: each of the 100 objected hears it", last)

    def arrived():
        return {r for l in h.server.sink.find(mark) for r in l.recipients}

    wait_for(lambda: len(arrived()) >= len(wanted), 60, "900 recipients")
    h.point(arrived() == set(wanted),
            "1 000 recipients: the 900 others get it, and nobody else")
    refused, last = h.open().send(
        NEWS, objected, letter(h.mark(), "X-Mailer: Mautic 4\n"))
    h.point(not refused and last.code == 550 and
            "objected0@example.com" in last.text,
            "100 recipients, known by a header: refused at the end", last)
    h.as_ever("1 000 recipients")


def headers(h):
    for title, mailer in (
            ("folded mark", "X-Mailer:\r\n \tMautic\r\n 4"),
            ("mark in a header of 900 octets",
             "X-Mailer: " + "y" * 880 + " Mautic"),
            ("mark in the 300th line of a folded header",
             "X-Mailer: y" + "\r\n y" * 300 + "\r\n Mautic"),
            ("mark after 500 other headers",
             "\r\n".join("X-%d: %d" % (n, n) for n in range(500)) +
             "\r\nX-Mailer: Mautic")):
        content = mailer.encode() + b"\r\nSubject: x\r\n\r\nx"
        h.point(h.send_bytes(NEWS, "objected4@example.com", content) == 550,
                title + ": refused")
        mark = h.mark()
        code = h.send_bytes(NEWS, "allowed4@example.com", b"Message-ID: <" +
                            mark.encode() + b"@x>\r\n" + content)
        h.point(code == 250 and h.arrives(mark), title + ": taken", code)
    h.as_ever("long headers")


def octets(h):
    """A server may refuse such mail itself; it may not slip through."""
    for title, content in (
            ("bare LF in the body", b"X-Mailer: Mautic\r\n\r\na\nb\n"),
            ("bare LF among the headers",
             b"Subject: x\nX-Mailer: Mautic\n\na\n"),
            ("bare CR in a header", b"Subject: x\ry\r\nX-Mailer: Mautic"
             b"\r\n\r\na"),
            ("NUL in the body", b"X-Mailer: Mautic\r\n\r\na\0b"),
            ("NUL in a header",
             b"Subject: x\0y\r\nX-Mailer: Mautic\r\n\r\na"),
            ("NUL in the mark's header",
             b"X-Mailer: x\0 Mautic\r\n\r\na"),
            ("octets that are no UTF-8",
             b"Subject: \xff\xfe\r\nX-Mailer: \xa0Mautic\r\n\r\n\xff")):
        code = h.send_bytes(NEWS, "objected5@example.com", content)
        h.tap.note("%s: %s: %d" % (h.name, title, code))
        h.point(code != 250, title + ": refused", code)
        h.as_ever(title)
        code = h.send_bytes(SENDER, "objected5@example.com", content)
        h.point(code != 250, title + ": refused at RCPT", code)
    code = h.send_bytes(SENDER, "allowed\0 5@example.com", b"x")
    h.point(code != 250, "NUL in an address: refused", code)
    h.as_ever("NUL in an address")


def play(tap, house, server, name):
    h = House(tap, house, server, name)
    for part in (empty, large, many, headers, octets):
        begin = time.monotonic()
        part(h)
        tap.note("%s: %s: %.1f s" % (name, part.__name__,
                                     time.monotonic() - begin))
    h.open().close()
    # What was taken has left by now: nothing may come later, either.
    time.sleep(1)
    for n in range(6):
        tap.equal(h.got("objected%d@example.com" % n), 0,
                  "%s: nothing went to objected%d" % (name, n))
    tap.ok(house.daemon.poll() is None, name + ": the daemon lives",
           house.log_text()[-1000:])


def body(tap):
    for name, socket, start in (
            ("Postfix", "inet:%d@127.0.0.1" % free_port(),
             lambda house: Postfix(house.socket, POSTFIX)),
            # To Sendmail each step over TCP is worth 40 ms: 1 000 recipients.
            ("Sendmail", None, lambda house: Sendmail(house.socket))):
        with Installation("odd", CONFIG, socket=socket) as house:
            house.set_clock(NOW)
            house.init()
            people(house, MANY, MANY // 10)
            house.start()
            with start(house) as server:
                play(tap, house, server, name)


run(body)
