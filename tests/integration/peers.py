# SPDX-License-Identifier: BSD-2-Clause
"""What the integration tests have in common."""

import os
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))

from milterclient import Milter  # noqa: E402
from smtp import Client, SmtpClosed  # noqa: E402

# No limit of frequency: the same people are written to again and again.
STEADY = """
purpose "followup" {
    bases = {"legitimate-interest", "consent"}
    assessment = "LIA-2018-03"
}
classify "sales" { purpose = followup  sender = {"ania@firma.example"} }
"""
NOW = 1527494400  # 2018-05-28 10:00 in Warsaw


def people(house, allowed, objected):
    """Fills the store: allowedN@example.com and objectedN@example.com."""
    path = house.path("people.csv")
    with open(path, "w", encoding="ascii") as out:
        out.write("email,collected,last_contact,objected,objected_at\n")
        for n in range(allowed):
            out.write("allowed%d@example.com,2018-05-20,2018-05-20,,\n" % n)
        for n in range(objected):
            out.write("objected%d@example.com,2018-05-20,2018-05-20,1,"
                      "2018-05-21\n" % n)
    house.must("import", path, "--relation", "prospect", "--source", "chat")


def letter(mark, headers=""):
    return "From: <ania@firma.example>\nSubject: Our offer\n" \
        "Message-ID: <%s@firma.example>\n%s\nGood morning,\n" % (mark, headers)


def one_message(house):
    """Seconds that a fresh session with one marketing message takes."""
    begin = time.monotonic()
    with Milter(house.socket, timeout=20) as session:
        session.macros.update(j="mta.firma.example", rcpt_mailer="smtp",
                              auth_authen="ania", daemon_port="25")
        session.connect("client.example")
        session.helo("client.example")
        session.mail("<ania@firma.example>")
        session.rcpt("<p00000001@k001.example.com>")
        session.data()
        session.header("Message-ID", "<%f@firma.example>" % begin)
        session.eoh()
        session.body("x")
        session.end()
    return time.monotonic() - begin


class Sender(threading.Thread):
    """Sends numbered messages until told to stop or all are sent: to one
    person who may be written to, every third also to one who may not."""

    def __init__(self, port, name, count=None):
        super().__init__(daemon=True)
        self.port, self.name, self.count = port, name, count
        self.taken = []      # marks of messages answered 250
        self.leaked = []     # marks whose objected recipient was not refused
        self.deferred = 0
        self.longest = 0.0
        self.stopping = threading.Event()
        self.broken = None

    def run(self):
        try:
            self._run()
        except Exception as problem:  # told by the test that joins
            self.broken = problem

    def _run(self):
        client, number = None, 0
        while not self.stopping.is_set() and number != self.count:
            number += 1
            mark = "%s-%d" % (self.name, number)
            recipients = ["allowed%d@example.com" % (number % 50)]
            if number % 3 == 0:
                recipients.append("objected%d@example.com" % (number % 10))
            begin = time.monotonic()
            try:
                client = client or Client(self.port).open()
                refused, last = client.send("ania@firma.example", recipients,
                                            letter(mark))
            except (SmtpClosed, OSError):
                client = None
                continue
            self.longest = max(self.longest, time.monotonic() - begin)
            self._note(mark, recipients, refused, last)
        if client:
            client.close()

    def _note(self, mark, recipients, refused, last):
        if last is not None and last.code == 250:
            self.taken.append(mark)
            if len(recipients) > 1 and recipients[1] not in refused:
                self.leaked.append(mark)
        else:
            self.deferred += 1

    def finish(self, seconds=60):
        self.stopping.set()
        self.join(seconds)
        if self.broken:
            raise self.broken
        return not self.is_alive()


def start_senders(port, count, messages=None):
    senders = [Sender(port, "s%d" % n, messages) for n in range(count)]
    for sender in senders:
        sender.start()
    return senders


def all_delivered(tap, postfix, senders, name):
    """Everything that was answered 250 arrives; nobody who objected gets
    anything."""
    marks = [mark for s in senders for mark in s.taken]
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and postfix.sink.wait_count(
            len(marks), 1) < len(marks):
        postfix.flush()
    text = {l.content.split("Message-ID: <")[1].split("@")[0]
            for l in list(postfix.sink.letters) if "Message-ID: <" in l.content}
    lost = [mark for mark in marks if mark not in text]
    tap.ok(marks and not lost, name + ": nothing that was taken is lost",
           "%d taken, lost: %s" % (len(marks), lost[:5]))
    leaked = [l for l in postfix.sink.letters
              if any(r.startswith("objected") for r in l.recipients)]
    tap.ok(not leaked and not any(s.leaked for s in senders),
           name + ": nothing goes to a person who objected", leaked[:2])


def journal_verifies(tap, house, name):
    done = house.run("journal", "verify")
    tap.ok(done.returncode == 0, name + ": the journal's chain holds",
           done.stdout + done.stderr)
