#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A postmaster decides on the page, behind a real Postfix: what the milter
holds is released once and arrives octet by octet as it came, while a second
operator releases the same; what is deleted is told to its sender, where that
is set; who has objected meanwhile gets nothing."""

import os
import re
import signal
import socket
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))
import heldmail  # noqa: E402
import staffroom as staff  # noqa: E402
from installation import Installation, wait_for  # noqa: E402
from postfix import Postfix  # noqa: E402
from smtp import Client  # noqa: E402
from tap import run  # noqa: E402

PASSWORD = "%s walks the dog at noon"
SENDER = "ania@firma.example"
CONFIG = heldmail.HELD + """
classify "offers" { purpose = followup  header = {"X-Campaign: /./"} }
notices { from = "postmaster@firma.example"  tell-deleted = %s }
release { via = "smtp:127.0.0.1:%d" }
"""
DELETED = "Held and deleted, not sent"
SENT = "Held, now sent"
# What is easily changed on the way: dots, blanks at an end of a line, a folded
# and a twofold field, letters of eight bits, an end without a blank line.
TEXT = ("X-Mailer: our own\tprogram \r\n"
        "From: <" + SENDER + ">\r\n"
        "To: Gęślą <somebody@klient.example>,\r\n\t<else@klient.example>\r\n"
        "Subject: =?utf-8?q?G=C4=99=C5=9Bl=C4=85?=\r\n and more\r\n"
        "Date: Mon, 28 May 2018 10:00:00 +0200\r\n"
        "Message-ID: <%s@firma.example>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\nX-Campaign: may\r\n"
        "X-Twice: one\r\nx-twice: two\r\n\r\n"
        "Zażółć gęślą jaźń  \r\n.\r\n..two\r\n\r\n.end\r\nFrom here on\r\n"
        "\t \r\n" + "a long line " * 70 + "\r\nthe last one")


class Gate:
    """A mail server's port before the mail server's port: what comes while it
    is shut waits."""

    def __init__(self, port):
        self.behind = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.is_open, self.came = threading.Event(), threading.Event()
        self.is_open.set()
        threading.Thread(target=self._serve, daemon=True).start()

    def shut(self):
        self.came.clear()
        self.is_open.clear()

    def open(self):
        self.is_open.set()

    def _serve(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._bring, args=(near,),
                             daemon=True).start()

    def _bring(self, near):
        self.came.set()
        self.is_open.wait()
        far = socket.create_connection(("127.0.0.1", self.behind))
        threading.Thread(target=self._pump, args=(far, near),
                         daemon=True).start()
        self._pump(near, far)

    @staticmethod
    def _pump(source, target):
        try:
            while True:
                octets = source.recv(65536)
                if not octets:
                    break
                target.sendall(octets)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self):
        self.open()
        self.listener.close()


class Scene:
    def __init__(self, tap, house, server, gate):
        self.tap, self.house, self.server = tap, house, server
        self.gate, self.pages = gate, None

    def configure(self, port, tell_deleted):
        self.house.configure(CONFIG % (tell_deleted, self.gate.port) +
                             staff.settings(port))

    def log_in(self, name):
        browser = staff.Browser(self.pages)
        page = browser.login(name, staff.add(self.house, name, "postmaster"))
        own = PASSWORD % name
        browser.post("/login/password", {"new": own, "again": own}, page)
        return browser

    def hold(self, mark, *recipients):
        """Sent as by a mail program; the id under which it is held."""
        client = Client(self.server.port).open()
        _, last = client.send(SENDER, recipients, TEXT % mark,
                              " BODY=8BITMIME")
        client.close()
        found = [e["id"] for e in heldmail.listed(self.house)
                 if "<%s@" % mark in e["message_id"]]
        self.tap.equal((last.code, len(found)), (250, 1),
                       "%s: it is taken, and held" % mark)
        return found[0]

    def letters(self, mark):
        return [l for l in self.server.sink.find("<%s@" % mark) if l.sender]

    def told(self, mark, subject):
        return [l for l in self.server.sink.find("<%s@" % mark)
                if not l.sender and "Subject: %s [" % subject in l.content]

    def wait(self, ask, what):
        try:
            wait_for(ask, 30, what)
        except Exception as problem:  # a failed point, not the end
            self.tap.note("%s\n%s\n%s" % (
                problem, self.pages.log_text()[-1000:],
                self.server.log_text()[-1000:]))

    def is_still(self):
        """Postfix has nothing left that it could send."""
        self.wait(lambda: not self.server.queued(), "an empty queue")
        return self.server.queued() == []


def plan(browser, act, chosen):
    return browser.post("/held/plan", {"act": act, "ids": chosen},
                        browser.get("/held"))


def do(browser, page, reason):
    return browser.post("/held/act", {
        "ids": re.findall(r'name="ids" value="([^"]*)"', page.text),
        "reason": reason}, page)


def without_trace(content):
    """What mail servers put in front is theirs (RFC 5321, 4.4)."""
    return re.sub(r"\A(?:(?:Received|Return-Path):[^\n]*\n(?:[ \t][^\n]*\n)*)+",
                  "", content)


def released(tap, scene, first, second):
    """Two operators at the same time: the mail server has the first one's
    and has not answered yet when the second one says the same."""
    held = scene.hold("once", "somebody@klient.example")
    mine, theirs = plan(first, "release", held), plan(second, "release", held)
    done = []
    scene.gate.shut()
    at_once = threading.Thread(target=lambda: done.append(
        do(first, mine, "he asked for it by telephone")))
    at_once.start()
    scene.gate.came.wait(30)
    late = do(second, theirs, "I think so too")
    scene.gate.open()
    at_once.join(60)
    tap.ok(done and "Released." in done[0].words(),
           "once: it is released", done and done[0].words())
    tap.ok("Released." not in late.words() and
           "quicker" in late.words(),
           "once: the second operator is told", late.words())
    scene.wait(lambda: scene.letters("once"), "the released message")
    scene.wait(lambda: scene.told("once", SENT), "the notice of it")
    tap.ok(scene.is_still(), "once: nothing is under way any more")
    letters = scene.letters("once")
    tap.equal([(l.sender, l.recipients) for l in letters],
              [(SENDER, ["somebody@klient.example"])],
              "once: it arrives once, for whom it was held")
    tap.equal(without_trace(letters[0].content if letters else ""),
              TEXT % "once" + "\r\n", "once: octet by octet as it came")
    again = do(second, theirs, "and again")
    tap.ok("Somebody else was quicker." in again.words() and
           "piotr has released it" in again.words() and
           "he asked for it by telephone" in again.words(),
           "once: later, too, and by whom and why", again.words())
    tap.ok("piotr has released it" in second.get("/held/" + held).words(),
           "once: and so says its page")
    journal = scene.house.must("journal")
    tap.ok("he asked for it by telephone" in journal and
           "I think so too" not in journal,
           "once: the journal has one reason", journal)


def both_at_once(tap, scene, first, second):
    """The same without a gate: whoever comes first."""
    held = scene.hold("race", "race@klient.example")
    pages = [(b, plan(b, "release", held)) for b in (first, second)]
    said = []
    start = threading.Barrier(2)

    def release(browser, page):
        start.wait(30)
        said.append(do(browser, page, "at once").words())

    threads = [threading.Thread(target=release, args=p) for p in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    tap.equal(sorted(("Released." in words, "quicker" in words)
                     for words in said), [(False, True), (True, False)],
              "race: one has released it, one is told")
    scene.wait(lambda: scene.told("race", SENT), "the notice of it")
    tap.ok(scene.is_still() and len(scene.letters("race")) == 1,
           "race: it arrives once", scene.letters("race"))


def deleted(tap, scene, first, port):
    kept = scene.hold("untold", "somebody@klient.example")
    gone = scene.hold("told", "somebody@klient.example")
    for mark, held, word in (("untold", kept, "no"), ("told", gone, "yes")):
        scene.configure(port, word)
        before = len(scene.pages.log_text())
        scene.pages.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "settings read anew" in
                 scene.pages.log_text()[before:], 20, "the new settings")
        page = plan(first, "delete", held)
        tells = "Their senders are told." in page.words()
        tap.equal(tells, word == "yes",
                  "%s: whether the sender is told stands there" % mark)
        done = do(first, page, "a list that was bought")
        tap.ok("Deleted." in done.words(), "%s: deleted on the page" % mark,
               done.words())
    scene.wait(lambda: scene.told("told", DELETED), "the notice")
    told = scene.told("told", DELETED)
    tap.ok(len(told) == 1 and told[0].recipients == [SENDER] and
           "somebody@klient.example" in told[0].content and
           "Zażółć" not in told[0].content,
           "told: the sender is told once, without the text", told)
    tap.ok(scene.is_still() and not scene.told("untold", DELETED),
           "untold: its sender is not", scene.told("untold", DELETED))
    tap.equal([l for m in ("told", "untold") for l in scene.letters(m)], [],
              "told, untold: neither is sent")


def forbidden(tap, scene, first):
    """Objected after the page was shown on which the release is decided."""
    held = scene.hold("late", "stop@klient.example", "also@klient.example")
    page = plan(first, "release", held)
    scene.house.must("object", "stop@klient.example", "--channel", "phone")
    done = do(first, page, "please")
    words = done.words()
    tap.ok(re.search(r"stop@klient.example Not released", words) and
           "objected" in words,
           "late: an objection meanwhile refuses, and is named", words)
    tap.ok(re.search(r"also@klient.example Released", words),
           "late: the other recipient's goes", words)
    scene.wait(lambda: scene.letters("late"), "the other one's")
    tap.ok(scene.is_still(), "late: nothing is under way any more")
    tap.equal([l.recipients for l in scene.letters("late")],
              [["also@klient.example"]],
              "late: who objected gets nothing")
    page = first.get("/held/" + held)
    tap.ok("May not be released: objected" in page.words() and
           'value="release"' not in page.text,
           "late: it stays held, and no release is offered", page.words())
    forced = do(first, plan(first, "release", held), "all the same")
    tap.ok("Released." not in forced.words(), "late: nor asked for by force",
           forced.words())
    tap.ok(scene.is_still() and len(scene.letters("late")) == 1,
           "late: and nothing leaves", scene.letters("late"))


def body(tap):
    port = staff.reserve_port()
    with Installation("staff_postfix").init() as house, \
            Postfix(house.socket, listeners={"in": ""}) as server:
        gate = Gate(server.ports["in"])
        scene = Scene(tap, house, server, gate)
        scene.configure(port, "yes")
        house.must("contact", "old@example.com", "--at", "2018-05-28",
                   "--source", "chat", "--relation", "prospect")
        house.start()
        with staff.Staff(house, port).start() as scene.pages:
            first, second = scene.log_in("piotr"), scene.log_in("ewa")
            released(tap, scene, first, second)
            both_at_once(tap, scene, first, second)
            forbidden(tap, scene, first)
            deleted(tap, scene, first, port)
            tap.equal(heldmail.listed(house)[1:], [],
                      "nothing is held but what was refused")
            said = scene.pages.log_text() + house.log_text()
            tap.ok("error" not in said.lower(),
                   "nothing went wrong in the log", said[-2000:])
        gate.close()


if __name__ == "__main__":
    run(body)
