#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What strangers write to the firm, through a real Postfix, with SPF from a
real name server: only what the person really did counts, and a word is
enough to be left in peace."""

import json
import os
import re
import shutil

import nameserver_first  # noqa: F401
from incoming_peers import CLIENT, STRANGER, Firm, name_server, reply
from installation import scratch
from postfix import Postfix
from smtp import Client
from tap import run

ADAM = "adam.nowak@kunde.example"
ANIA = "ania@firma.example"
STOP = "unsubscribe@firma.example"


def refused_as(tap, answer, word, name):
    tap.ok(answer.code == 550 and word in answer.text, name, answer)


def accepted(tap, answer, name):
    tap.equal(answer.code, 250, name)


# ------------------------------------------------------------- Adam Nowak

def he_replies(tap, firm):
    firm.at("2018-06-11 09:00")
    accepted(tap, firm.offer(), "a follow-up")
    firm.at("2018-06-20 15:30")
    said = firm.hear(ADAM, ANIA, reply("I think about it."))
    tap.ok("letter, proof spf" in said and "recorded" in said,
           "his reply is a contact", said)
    firm.at("2018-07-20 23:59:59")
    accepted(tap, firm.offer(), "the reminder in the last second")
    firm.at("2018-07-21 00:00:00")
    refused_as(tap, firm.offer(), "data ended on 2018-07-20",
               "one second later it is over")


def without_spf(tap, firm):
    firm.at("2018-06-20 15:30")
    said = firm.hear(ADAM, ANIA, reply("I think about it."), client=STRANGER)
    tap.ok("proof none" in said or "unproven" in said, "no SPF pass", said)
    firm.at("2018-06-28 23:59:59")
    accepted(tap, firm.offer(), "without SPF pass: the last second")
    firm.at("2018-06-29 00:00:00")
    refused_as(tap, firm.offer(), "data ended on 2018-06-28",
               "without SPF pass: nothing is longer")


def out_of_office(tap, firm):
    firm.at("2018-06-20 15:30")
    said = firm.hear(ADAM, ANIA, reply(
        "I am on holiday.", more="Auto-Submitted: auto-replied\n"))
    tap.ok("nothing" in said, "an automatic reply is nothing", said)
    firm.at("2018-06-29 00:00:00")
    refused_as(tap, firm.offer(), "data ended on 2018-06-28",
               "out of office: nothing is longer")


def rezygnuje(tap, firm):
    firm.at("2018-06-11 09:00")
    accepted(tap, firm.offer(), "the offer before")
    said = firm.hear(ADAM, ANIA, reply(
        "Rezygnuję\n\n> Good morning,",
        more="MIME-Version: 1.0\n"
             "Content-Type: text/plain; charset=utf-8\n"
             "Content-Transfer-Encoding: 8bit\n"))
    tap.ok("stop" in said, "rezygnuję is a stop", said)
    refused_as(tap, firm.offer(), "objected",
               "rezygnuję: the very next message is refused")


def it_was_a_letter(tap, firm):
    firm.at("2018-06-11 09:00")
    accepted(tap, firm.offer(), "the offer before")
    firm.at("2018-06-20 15:30")
    said = firm.hear(ADAM, ANIA, reply("We are not interested.\n"
                                       "Until autumn, that is."))
    tap.ok("stop" in said and "likely" in said, "words of two meanings", said)
    refused_as(tap, firm.offer(), "is not confirmed",
               "nothing goes meanwhile")
    waits = [json.loads(line) for line in firm.house.must(
        "objections", "list", "--unconfirmed", "--json").splitlines()]
    tap.equal([(w["grade"], w["why"], w["at"][:10]) for w in waits],
              [("likely", "may be meant otherwise", "2018-06-20")],
              "somebody has to look")
    tap.ok("not interested" in waits[0]["words"] and waits[0]["queue_id"]
           in firm.house.log_text(), "at the words that spoke", waits)
    firm.house.must("objections", "letter", waits[0]["ref"])
    firm.house.must("journal", "verify")
    firm.at("2018-07-20 23:59:59")
    accepted(tap, firm.offer(), "a letter: a contact of its own day")
    firm.at("2018-07-21 00:00:00")
    refused_as(tap, firm.offer(), "data ended on 2018-07-20",
               "and not of the day on which somebody said so")


# ------------------------------------------------------ answers to notices

ASKING = """
hold-in = robinson
notices { from = "postmaster@firma.example" }
release { via = "smtp:127.0.0.1:%d" }
"""


def she_answers_the_notice(tap, firm):
    def answer(login, words, client=None):
        before = len(firm.heard())
        link = Client(firm.postfix.port).open(login=login, client=client)
        link.send(ANIA, ["postmaster@firma.example"],
                  "From: %s\nTo: postmaster@firma.example\n"
                  "Subject: Re: %s\nIn-Reply-To: <%s>\n"
                  "Message-ID: <%d.answer@firma.example>\n\n%s\n"
                  % (ANIA, subject[1], name[1], before, words))
        link.close()
        return firm.settle(before)

    def asked():
        return [(e["asked"], e["login"]) for e in map(json.loads, firm.house.must(
            "quarantine", "list", "--requested", "--json").splitlines())]

    firm.at("2018-06-01 10:00")
    heard = len(firm.heard())
    accepted(tap, firm.offer(to="jan@kunde.example", mark="held-for-jan"),
             "held for a stranger")
    notice = firm.delivered("Held, not sent yet [")
    firm.settle(heard)  # the notice is incoming mail, too
    subject = re.search(r"^Subject: (.*?)\r?$", notice, re.M)
    name = re.search(r"^Message-ID: ?<(.*?)>", notice, re.M | re.I)
    said = answer("ben", "It was me who wrote that.")
    tap.ok("not from the login" in said, "another login asks nothing", said)
    answer(None, "Let it go, please.", client=STRANGER)
    tap.equal(asked(), [], "and somebody from outside nothing either")
    said = answer("ania", "He asked us\nby telephone.\n\n> It is HELD")
    tap.ok("noted" in said, "she answers the notice", said)
    said = answer("ania", "And once more.")
    tap.ok("asked for before" in said, "again: it is counted once", said)
    tap.equal(asked(), [("He asked us by telephone.", "ania")],
              "it is asked for, with her words")
    tap.ok("He asked us by telephone." in firm.house.must(
        "quarantine", "list", "--long"), "shown to whoever decides")
    tap.equal(len([e for e in firm.journal() if e["kind"] == "requested"]), 1,
              "the journal has it")


# ---------------------------------------------------------- unsubscribing

def token(tap, firm):
    firm.at("2018-06-11 09:00")
    accepted(tap, firm.offer(mark="with-token"), "an offer with a token")
    text = " ".join(firm.delivered("with-token").split())
    found = re.search(r"mailto:[^?>]*\?subject=([\w-]+)", text)
    tap.ok(found, "the offer carries a token", text[:600])
    if not found:
        return
    # Forwarded mail, another address: the token says who it is.
    said = firm.hear("somebody@else.example", STOP,
                     "From: somebody@else.example\nSubject: %s\n\n" % found[1],
                     client=STRANGER)
    tap.ok("unsubscribe" in said, "a mail with the token", said)
    refused_as(tap, firm.offer(), "objected", "the token is enough")


def no_token(tap, firm):
    firm.at("2018-06-11 09:00")
    said = firm.hear(ADAM, STOP, "From: %s\nSubject: no more\n\n" % ADAM)
    tap.ok("unsubscribe, proof spf" in said, "without token, proven", said)
    refused_as(tap, firm.offer(), "objected", "without token, proven")


def unproven(tap, firm):
    firm.at("2018-06-11 09:00")
    firm.hear(ADAM, STOP, "From: %s\nSubject: no more\n\n" % ADAM,
              client=STRANGER)
    refused_as(tap, firm.offer(), "is not confirmed",
               "without token, unproven: it blocks all the same")
    listed = firm.house.must("objections", "list")
    tap.ok("2018-06-11" in listed, "it is listed for the postmaster", listed)


# ----------------------------------------------------------------- reports

ARF = """\
From: <complaints@provider.example>
To: <%s>
Subject: complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

A person complains.
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Provider/1.0
Version: 1
Original-Rcpt-To: <%s>
--b
Content-Type: message/rfc822

From: ania@firma.example
Message-ID: <complained@firma.example>

Good morning,
--b--
"""

DSN = """\
From: MAILER-DAEMON@kunde.example
To: <%s>
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

No such user.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.kunde.example

Final-Recipient: rfc822; %s
Action: failed
Status: %s
--b
Content-Type: text/rfc822-headers

From: ania@firma.example
Message-ID: <failed@firma.example>
--b--
"""


def complaint(tap, firm):
    firm.at("2018-06-11 09:00")
    accepted(tap, firm.offer(mark="complained"), "the offer before")
    said = firm.hear("complaints@provider.example", ANIA, ARF % (ANIA, ADAM),
                     client=STRANGER)
    tap.ok("complaint" in said, "a complaint", said)
    refused_as(tap, firm.offer(), "is not confirmed",
               "who complains is let alone")


def undeliverable(tap, firm):
    firm.at("2018-06-11 09:00")
    accepted(tap, firm.offer(mark="failed"), "the offer before")
    firm.at("2018-06-11 09:05")
    firm.hear("", ANIA, DSN % (ANIA, ADAM, "4.2.2"))
    firm.at("2018-06-11 09:06")
    accepted(tap, firm.offer(), "4.2.2 is no failure for good")
    firm.at("2018-06-11 09:10")
    said = firm.hear("", ANIA, (DSN % (ANIA, ADAM, "5.1.1")).replace(
        "<failed@", "<forged@"))
    tap.ok("not counted" in said, "a forged delivery report", said)
    tap.ok("makes nobody undeliverable" in firm.house.log_text(),
           "a forged delivery report is told")
    accepted(tap, firm.offer(), "5.1.1, forged: it is no failure")
    said = firm.hear("", ANIA, DSN % (ANIA, ADAM, "5.1.1"))
    tap.ok("failure" in said, "a delivery report", said)
    firm.at("2018-06-11 09:20")
    answer = firm.offer()
    tap.equal(answer.code, 550, "5.1.1: undeliverable")
    checked = firm.house.run("check", "--json", "--purpose", "followup", ADAM)
    tap.ok("undeliverable" in checked.stdout, "5.1.1: its reason",
           checked.stdout + checked.stderr)


def solicited(tap, firm):
    firm.at("2018-06-01 10:00")
    asked = "jan@kunde.example"
    before = firm.offer(to=asked, headers="In-Reply-To: <q1@kunde.example>\n")
    tap.ok("queued" in before.text and firm.postfix.holds("offer-1", "hold"),
           "before he writes: held", before)
    said = firm.hear(asked, ANIA, "From: %s\nSubject: A question\n"
                     "Message-ID: <q1@kunde.example>\n\nHow much?\n" % asked)
    tap.ok("letter, proof spf" in said, "a stranger asks", said)
    accepted(tap, firm.offer(to=asked, mark="the-answer",
                             headers="In-Reply-To: <q1@kunde.example>\n"),
             "he is answered")
    firm.delivered("the-answer")
    tap.ok(True, "the answer is delivered")
    firm.offer(to=asked, mark="no-answer")
    tap.ok(firm.postfix.holds("no-answer", "hold"),
           "what answers nothing is held")


def doctor(tap, firm):
    def look():
        done = firm.house.run("doctor", "--json", "--sends-from",
                              "%s,%s" % (CLIENT, STRANGER))
        return {(f["severity"], f["what"].replace(firm.house.dir, ""))
                for f in json.loads(done.stdout)["findings"]
                if f["area"] == "inbound"}

    found = look()
    tap.equal({f for f in found if "robinson-inbound" not in f[1]}, {
        ("fine", "/spool: nothing waits"),
        ("fine", "SPF of firma.example for mail from 192.0.2.7: pass"),
        ("warning",
         "SPF of firma.example for mail from 198.51.100.9: fail")},
              "the doctor: spool and SPF of our own")
    tap.ok(any(s == "fine" and "starts and is confined" in w
               for s, w in found), "the doctor: the helper", found)
    name = "0018aa52e7c3f1d4-" + "0" * 32
    for suffix in (".failed", ".damaged"):
        with open(os.path.join(firm.spool, name + suffix), "wb"):
            pass
    firm.house.stop()
    with open(os.path.join(firm.spool, name), "wb"):
        pass
    said = " ".join(w for s, w in look() if s == "warning")
    tap.ok("1 messages wait" in said and "1 files are set aside" in said,
           "the doctor: what waits and what is set aside", said)


STORIES = (he_replies, without_spf, out_of_office, rezygnuje,
           it_was_a_letter, she_answers_the_notice, token, no_token, unproven, complaint, undeliverable, solicited,
           doctor)


def body(tap):
    place = scratch("socket")
    socket = "unix:" + os.path.join(place, "milter.sock")
    with name_server(), Postfix(socket) as postfix:
        for story in STORIES:
            tap.note(story.__name__)
            asks = story is she_answers_the_notice
            with Firm(postfix, socket, ASKING % postfix.port if asks else "",
                      contact=story is not solicited) as firm:
                story(tap, firm)
            if os.path.exists(socket[5:]):
                os.unlink(socket[5:])
    shutil.rmtree(place)


run(body)
