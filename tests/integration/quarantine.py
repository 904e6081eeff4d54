#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Robinson's own quarantine behind a real Postfix and a real Sendmail: a
message is split, its part is held sealed, released once, refused after an
objection, expires."""

import glob
import json
import os
import re
import signal

from peers import NOW, people
from installation import Installation, wait_for
from postfix import Postfix
from sendmail import HOST, PROGRAM, Sendmail
from smtp import Client, free_port
from tap import run

SENDER = "ania@firma.example"
WORDS = "a-very-private-offer-of-the-firm"
CONFIG = """
hold-in = robinson
mixed = split
classify "offers" { purpose = followup  header = {"X-Campaign: /./"} }
notices { from = "postmaster@firma.example"  digest-to = "boss@firma.example" }
release { via = "%s" }
"""
DAY = 86400
SENT = "Held, now sent"
DELETED = "Held and deleted, not sent"
# Of the right shape, and signed by nobody we know.
TOKEN = ("AQAAAAE3SzNNUVc5WDJBQkMAAAAAZVPxAACgoaKjpKWmp6ipqqusra6vyHMsLgV9cqsa"
         "bYblrUfFaKcMp08iZ_GXmEY6-PSkC8I")


def text_of(mark, subject="Our offer"):
    return ("From: <%s>\nTo: <somebody@example.com>\nSubject: %s\n"
            "Date: Mon, 28 May 2018 10:00:00 +0200\n"
            "Message-ID: <%s@firma.example>\nX-Campaign: may\n\n"
            "Good morning, %s\n.\n\tand a dot\n\n" % (
                SENDER, subject, mark, WORDS))


POSTED = {"Postfix": """#!/bin/sh
exec sendmail -C %(conf)s "$@"
""", "Sendmail": """#!/bin/sh
exec unshare --uts sh -c 'hostname "$1" && shift && exec "$@"' sh \\
	%(host)s %(program)s -C %(conf)s -Ac "$@"
"""}


class Named:
    """Whose story it is stands before each point."""

    def __init__(self, tap, name):
        self.tap, self.name = tap, name
        self.note = tap.note

    def ok(self, holds, what, why=""):
        return self.tap.ok(holds, "%s: %s" % (self.name, what), why)

    def equal(self, got, wanted, what):
        return self.tap.equal(got, wanted, "%s: %s" % (self.name, what))


class Scene:
    def __init__(self, tap, house, server, name):
        self.tap, self.house, self.server = tap, house, server
        self.name = name
        self.way = "smtp:127.0.0.1:%d" % server.ports["in"]

    def send(self, mark, *recipients, subject="Our offer"):
        client = Client(self.server.port).open()
        _, last = client.send(SENDER, recipients, text_of(mark, subject))
        client.close()
        return last

    def letters(self, mark):
        return [l for l in list(self.server.sink.letters)
                if "<%s@" % mark in l.content]

    def reached(self, mark):
        """Who got the message itself."""
        return sorted(r for l in self.letters(mark) if l.sender
                      for r in l.recipients)

    def notices(self, mark):
        return [l for l in self.letters(mark) if not l.sender]

    def told(self, mark, subject):
        """The notices of that subject, as they come."""
        return [l for l in self.notices(mark)
                if "Subject: %s [" % subject in l.content]

    def wait(self, ask, what):
        try:
            return wait_for(ask, 15, what)
        except Exception as problem:  # a failed point, not the end
            self.tap.note(str(problem) + self.house.log_text()[-1500:])
            return None

    def held(self, *options):
        out = self.house.must("quarantine", "list", "--json", *options)
        return [json.loads(line) for line in out.splitlines()]

    def id_of(self, mark):
        return next(e["id"] for e in self.held() if "<%s@" % mark in e["message_id"])


def mixed(tap, scene):
    last = scene.send("mixed", "allowed0@example.com",
                      "objected0@example.com", "stranger@example.com")
    tap.equal(last.code, 250, "a mixed message is taken")
    scene.wait(lambda: scene.reached("mixed"), "the allowed part")
    tap.equal(scene.reached("mixed"), ["allowed0@example.com"],
              "who may get it gets it, and nobody else")
    held = scene.held()
    tap.equal([(r["address"].strip("<>"), r["state"], r["reason"])
               for e in held for r in e["recipients"]],
              [("stranger@example.com", "held", "unknown")],
              "who is to be decided about is held")
    tap.equal(held[0]["sender"], SENDER, "with its sender")
    notices = scene.wait(lambda: scene.notices("mixed"), "the notice")
    notice = notices[0] if notices else None
    tap.ok(notice and notice.recipients == [SENDER]
           and "objected0@example.com" in notice.content
           and "stranger@example.com" in notice.content
           and "allowed0@example.com" not in notice.content
           and "Action: failed" in notice.content
           and "Action: delayed" in notice.content
           and WORDS not in notice.content,
           "the sender is told of both, and not of the rest", notice)
    listed = scene.house.must("journal", "--json")
    tap.ok('"kind":"held"' in listed, "the journal knows it", listed)


def sealed(tap, scene):
    data = b"".join(open(p, "rb").read() for p in
                    glob.glob(scene.house.store + "*"))
    found = [w for w in (WORDS, "stranger@example.com", "Our offer", SENDER)
             if w.encode() in data]
    tap.ok(data and not found, "nothing readable is in store or WAL", found)


def shown(tap, scene):
    name = scene.id_of("mixed")
    out = scene.house.must("quarantine", "show", name)
    tap.ok(WORDS in out and "Our offer" in out, "show gives the text", out)
    raw = scene.house.must("quarantine", "show", name.lower(), "--raw")
    tap.ok("X-Campaign: may" in raw and "\tand a dot" in raw,
           "show --raw gives all of it", raw)
    tap.ok(name in scene.house.must("quarantine", "search", "STRANGER"),
           "search finds it")


def released(tap, scene):
    name = scene.id_of("mixed")
    done = scene.house.run("quarantine", "release", name)
    tap.equal(done.returncode, 64, "no release without a reason")
    out = scene.house.must("quarantine", "release", name, "--reason",
                           "an old customer")
    tap.ok("released" in out, "it is released", out)
    scene.wait(lambda: len(scene.reached("mixed")) > 1, "the released part")
    tap.equal(scene.reached("mixed"),
              ["allowed0@example.com", "stranger@example.com"],
              "and delivered once, to whom it was held for")
    letter = [l for l in scene.letters("mixed")
              if l.recipients == ["stranger@example.com"]]
    tap.ok(letter and "Robinson-Release" not in letter[0].content
           and WORDS in letter[0].content
           and letter[0].sender == SENDER, "whole, without the token", letter)
    scene.wait(lambda: scene.told("mixed", SENT), "the notice of it")
    told = scene.told("mixed", SENT)
    tap.ok(len(told) == 1 and told[0].recipients == [SENDER]
           and "stranger@example.com" in told[0].content
           and "Action: relayed" in told[0].content
           and "objected0@example.com" not in told[0].content,
           "and its sender is told that it went", told)
    tap.equal(scene.held(), [], "nothing of it is kept")
    text = scene.house.must("journal")
    tap.ok("an old customer" in text, "the journal says why", text)
    done = scene.house.run("quarantine", "release", name, "--reason", "again")
    tap.ok(done.returncode != 0, "and not a second time")


def objected(tap, scene):
    last = scene.send("later", "later@example.com", "also@example.com")
    tap.equal(last.code, 250, "held for all: taken")
    notices = scene.wait(lambda: scene.notices("later"), "the notice")
    tap.ok(notices and "Action: delayed" in notices[0].content,
           "the sender is told that it is held")
    scene.house.must("object", "later@example.com", "--channel", "phone")
    done = scene.house.run("quarantine", "release", scene.id_of("later"),
                           "--reason", "please")
    tap.ok(done.returncode == 1 and "objected" in done.stderr
           and "also@example.com>: released" in done.stdout,
           "an objection in between refuses, the other one goes",
           done.stdout + done.stderr)
    scene.wait(lambda: scene.reached("later"), "the other one")
    tap.equal(scene.reached("later"), ["also@example.com"],
              "who objected gets nothing")
    states = {r["address"]: r["state"] for e in scene.held()
              for r in e["recipients"]}
    tap.equal(states, {"<later@example.com>": "held",
                       "<also@example.com>": "released"}, "and it stays held")
    scene.wait(lambda: scene.told("later", SENT), "the notice of it")
    tap.ok(["later@example.com" in n.content
            for n in scene.told("later", SENT)] == [False],
           "the sender is told who got it", scene.told("later", SENT))
    scene.house.must("quarantine", "delete", scene.id_of("later"),
                     "--reason", "he objected")
    tap.equal(scene.held(), [], "until it is deleted")
    scene.wait(lambda: scene.told("later", DELETED), "the notice of that")
    tap.ok(["also@example.com" in n.content
            for n in scene.told("later", DELETED)] == [False],
           "its sender is told that it was deleted, once",
           scene.told("later", DELETED))


def released_to_many(tap, scene):
    """Several messages, several persons: a notice for each message."""
    scene.send("many", "one@example.com", "two@example.com",
               "three@example.com")
    scene.send("more", "one@example.com")
    scene.house.must("quarantine", "release", "--all", "--address",
                     "one@example.com", "--count", "2", "--reason",
                     "customers")
    scene.wait(lambda: scene.told("many", SENT) and scene.told("more", SENT)
               and len(scene.reached("many")) >= 3 and scene.reached("more"),
               "the messages and the notices of both")
    told = scene.told("many", SENT)
    tap.ok(len(told) == 1 and told[0].content.count("Action: relayed") == 3,
           "three recipients of one message are told of in one notice", told)
    tap.equal(len(scene.told("more", SENT)), 1, "the other has its own")
    tap.equal((scene.reached("many").count("one@example.com"),
               scene.reached("more")), (1, ["one@example.com"]),
              "and each went once")
    counted = scene.house.must("journal", "--address", "one@example.com",
                               "--json").splitlines()
    tap.equal([json.loads(l)["kind"] for l in counted].count("delivered"), 2,
              "and is on record once")


def told_after_all(tap, scene):
    """The mail server is away when it is deleted, and then the daemon dies."""
    scene.send("away", "away@example.com")
    name = scene.id_of("away")
    scene.house.configure(CONFIG % ("smtp:127.0.0.1:%d" % free_port()))
    scene.house.reload()
    done = scene.house.run("quarantine", "delete", name, "--reason", "no")
    tap.ok(done.returncode == 0 and not scene.held(),
           "deleted while nobody can be told", done.stderr)
    scene.house.stop(signal.SIGKILL)
    scene.house.configure(CONFIG % scene.way)
    scene.house.set_clock(NOW + 60)  # when it is tried again
    scene.house.start()
    scene.wait(lambda: scene.told("away", DELETED), "the notice")
    scene.send("behind", "behind@example.com")
    scene.house.must("quarantine", "delete", scene.id_of("behind"),
                     "--reason", "no")
    scene.wait(lambda: scene.told("behind", DELETED), "the next notice")
    tap.equal(len(scene.told("away", DELETED)), 1,
              "the sender is told once, after the daemon was killed")


# As written on the wire; whether it may be held.
SENDERS = (
    ("a sub-address", "ania+offers@firma.example", True),
    ("a subdomain", "ania@crm.firma.example", True),
    ("a local part in quotation marks", '"ania k"@firma.example', True),
    ("an @ in quotation marks", '"ania@home"@firma.example', True),
    ("the null sender", "", False),
    ("somebody outside", "ania@else.example", False),
    ("an address literal", "ania@[192.0.2.7]", False),
)


def senders(tap, scene):
    """What is held can be released in its sender's name; what could not be is
    not held."""
    for i, (name, sender, may_be_held) in enumerate(SENDERS):
        mark = "sender%d" % i
        client = Client(scene.server.port).open()
        refused, last = client.send(sender, ["%s@example.com" % mark],
                                    text_of(mark))
        client.close()
        answer = last or list(refused.values())[0]
        held = [e["id"] for e in scene.held()
                if "<%s@" % mark in e["message_id"]]
        tap.ok((answer.code, len(held)) ==
               ((250, 1) if may_be_held else (550, 0)),
               "%s: %s" % (name, "held" if may_be_held else "refused"),
               (answer, held))
        for queued in held:
            scene.house.run("quarantine", "release", queued, "--reason", "ok")
            scene.wait(lambda: scene.reached(mark), mark)
            tap.equal([l.sender for l in scene.letters(mark) if l.sender],
                      [sender], "%s: released in its name, once" % name)
            scene.wait(lambda: scene.told(mark, SENT), "the notice")
            tap.equal([l.recipients for l in scene.told(mark, SENT)],
                      [[sender]], "%s: and told" % name)


def repeated(tap, scene):
    """Who did not hear the answer brings it again."""
    for _ in range(3):
        last = scene.send("twice", "allowed2@example.com",
                          "twice@example.com")
        tap.equal(last.code, 250, "brought again, it is taken again")
    tap.equal(len(scene.held()), 1, "and held once")
    scene.wait(lambda: scene.notices("twice"), "the notice")
    name = scene.id_of("twice")
    scene.house.must("quarantine", "release", name, "--reason", "once")
    scene.wait(lambda: "twice@example.com" in scene.reached("twice"),
               "the released message")
    tap.equal(scene.reached("twice").count("twice@example.com"), 1,
              "it goes out once")
    scene.wait(lambda: scene.told("twice", SENT), "the notice of it")
    tap.equal(len(scene.notices("twice")), 2,
              "its sender is told once that it is held, and once that it went")
    last = scene.send("twice", "twice@example.com")
    tap.ok(last.code == 250 and len(scene.held()) == 1,
           "what was decided about is held anew", last)
    scene.house.must("quarantine", "delete", scene.id_of("twice"),
                     "--reason", "done")


def forged(tap, scene):
    client = Client(scene.server.port).open()
    _, last = client.send(SENDER, ["stranger@example.com"],
                          "X-Robinson-Release: %s\n%s"
                          % (TOKEN, text_of("forged")))
    tap.equal(last.code, 550, "a forged token is refused")
    _, last = client.send(SENDER, ["allowed1@example.com"],
                          "X-Robinson-Release: let me in\n"
                          + text_of("junk"))
    client.close()
    tap.equal(last.code, 250, "what is no token does no harm")
    scene.wait(lambda: scene.reached("junk"), "it")
    tap.ok("Robinson-Release" not in scene.letters("junk")[0].content,
           "and is removed")


def by_sendmail(tap, scene):
    """Postfix asks the milter only after sendmail(1) has ended; Sendmail's
    own hands it to the server by SMTP."""
    program = scene.house.path("sendmail")
    conf = scene.server.conf if scene.name == "Postfix" else \
        scene.server.path("submit.cf")
    with open(program, "w", encoding="ascii") as out:
        out.write(POSTED[scene.name] % {"conf": conf, "host": HOST,
                                        "program": PROGRAM})
    os.chmod(program, 0o755)
    scene.send("posted", "posted@example.com")
    scene.house.configure(CONFIG % ("sendmail:" + program))
    out = scene.house.must("quarantine", "release", scene.id_of("posted"),
                           "--reason", "a customer")
    scene.wait(lambda: scene.reached("posted"), "the released message")
    tap.equal(scene.reached("posted"), ["posted@example.com"],
              "released by sendmail(1), once")
    tap.ok("released" in out or "under way" in out, "and it is said", out)
    tap.ok(all("Robinson-Release" not in l.content
               for l in scene.letters("posted")), "without the token")
    scene.house.configure(CONFIG % scene.way)
    tap.ok(all(r["state"] == "passed" for e in scene.held()
               for r in e["recipients"]), "nothing waits", scene.held())


def submitted(tap, scene):
    """By sendmail(1) on the server itself: Postfix shows bare addresses."""
    scene.house.set_clock(NOW + 4 * DAY)
    status = scene.server.submit(
        SENDER, ["allowed0@example.com", "objected0@example.com",
                 "person@example.com"], text_of("typed"))
    tap.equal(status, 0, "submitted on the server")
    scene.wait(lambda: scene.reached("typed") and scene.notices("typed"),
               "the allowed part and the notice")
    tap.equal(scene.reached("typed"), ["allowed0@example.com"],
              "it is split, too")
    tap.equal([r["address"].strip("<>") for e in
               scene.held("--address", "person@example.com")
               for r in e["recipients"]], ["person@example.com"], "and held")
    scene.house.must("quarantine", "delete", scene.id_of("typed"),
                     "--reason", "done")
    scene.house.set_clock(NOW)


def limits(tap, scene):
    last = scene.send("refused", "objected0@example.com",
                      "objected1@example.com")
    tap.equal(last.code, 550, "refused to all: 550")
    tap.equal(scene.letters("refused"), [], "and no notice beside it")


def asked_and_expired(tap, scene):
    scene.send("old", "old@example.com", subject="An old offer")
    name = scene.id_of("old")
    tap.equal(scene.held("--requested"), [], "nobody asked yet")
    scene.house.must("quarantine", "request", name, "--by", "ania")
    tap.equal([e["id"] for e in scene.held("--requested")], [name],
              "somebody asked")
    scene.house.must("quarantine", "extend", name, "--until", "2018-07-01")
    scene.house.set_clock(NOW + 10 * DAY)
    tap.ok("0 deleted" in scene.house.must("quarantine", "expire"),
           "kept longer")
    out = scene.house.must("quarantine", "digest")
    scene.wait(lambda: any("boss@firma.example" in l.recipients for l in
                           scene.server.sink.letters), "the digest")
    digest = [l for l in scene.server.sink.letters
              if "boss@firma.example" in l.recipients]
    tap.ok("boss@firma.example" in out and digest and SENDER in
           digest[0].content and "old@example.com" not in digest[0].content,
           "the digest counts by sender, and names no recipient", digest)
    tap.ok(digest and "An old offer" in digest[0].content and
           "robinson quarantine release " + name in digest[0].content,
           "it has the subject, and what can be done", digest)
    scene.house.set_clock(NOW + 60 * DAY)
    # Nothing has written a record for two months: a person confirms it.
    tap.ok("1 deleted" in scene.house.must(
        "quarantine", "expire", "--confirm", "--reason", "it is July"),
           "past its time it is deleted")
    scene.wait(lambda: len(scene.notices("old")) > 1, "the last notice")
    tap.equal(["5.4.7" in l.content for l in scene.notices("old")],
              [False, True], "and the sender is told")
    tap.equal(len(scene.told("posted", SENT)), 1,
              "what was under way is settled, and told, once")
    tap.equal(scene.held(), [], "nothing is left")
    done = scene.house.run("journal", "verify")
    tap.equal(done.returncode, 0, "the journal's chain holds")


def expired_by_daemon(tap, scene):
    scene.send("gone", "gone@example.com")
    tap.equal(len(scene.held()), 1, "held once more")
    scene.house.stop()
    scene.house.set_clock(NOW + 90 * DAY)
    scene.house.start()
    tap.ok(scene.wait(lambda: not scene.held(), "the daemon to delete it"),
           "the daemon deletes by itself what is past its time")
    scene.wait(lambda: len(scene.notices("gone")) > 1, "the last notice")
    tap.ok(any("5.4.7" in l.content for l in scene.notices("gone")),
           "and tells the sender")


def play(tap, name, start):
    with Installation("quarantine", CONFIG % "smtp:127.0.0.1:25") as house:
        house.set_clock(NOW)
        house.init()
        people(house, 3, 2)
        named = Named(tap, name)
        with start(house) as server:
            scene = Scene(named, house, server, name)
            house.configure(CONFIG % scene.way)
            house.start()
            for part in (mixed, sealed, shown, released, objected,
                         released_to_many, senders, repeated, forged, by_sendmail, submitted, limits,
                         told_after_all, asked_and_expired,
                         expired_by_daemon):
                part(named, scene)
        named.equal(house.stop(), 0, "the daemon ends well")
        named.ok(not re.search("error", house.log_text()),
                 "and complained of nothing", house.log_text())


def body(tap):
    play(tap, "Postfix",
         lambda house: Postfix(house.socket, listeners={"in": ""}))
    play(tap, "Sendmail",
         lambda house: Sendmail(house.socket, listeners=("in",)))


run(body)
