#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""robinson hear: what would be made of a message, before there are keys or a
store, and after."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.environ.get("ROBINSON_SRCDIR", "."),
                                "tests", "lib"))
from installation import BUILD, Installation  # noqa: E402
import tap  # noqa: E402

CONFIG = """
inbound {
	helper = "%s"
	trusted-authserv = {"mx.firma.example"}
	stop-words = {"finito"}
	automatic-subjects = {"Na targach"}
	spf = %s
}
unsubscribe { address = "wypisz@firma.example" }
"""
HELPER = os.path.join(BUILD, "src", "inbound", "robinson-inbound")
PROOF = "Authentication-Results: mx.firma.example; dmarc=pass" \
        " header.from=klient.example\n"
FROM = "From: Adam <adam@klient.example>\nTo: biuro@firma.example\n"
REPLY = FROM + "In-Reply-To: <1@firma.example>\nSubject: Re: Oferta\n"
REPORT = """From: MAILER-DAEMON@mx.klient.example
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Final-Recipient: rfc822; adam@klient.example
Action: failed
Status: %s
%s
--b
Content-Type: text/rfc822-headers

Message-ID: <1@firma.example>
--b--
"""
JMRP = """From: staff@hotmail.com
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: message/rfc822

X-HmXmrOriginalRecipient: %s
List-Unsubscribe: %s

x
--b--
"""
FOREIGN = "<https://firma.example/u/AQ" + "x" * 105 + ">"
OPEN, YES, NO = "open", "yes", "no"
# name, message, options, meaning, grade, record, counts
ROWS = (
    ("a letter, proven", PROOF + FROM + "\nDo you deliver on Monday?\n", (),
     "letter", "none", "contact", YES),
    ("a letter, SPF not asked", FROM + "\nDo you deliver on Monday?\n", (),
     "letter", "none", "contact", OPEN),
    ("a letter of our own", "From: ania@firma.example\n\nHello\n", (),
     "letter", "none", "nothing", YES),
    ("a letter of nobody", "Subject: x\n\nHello\n", (),
     "letter", "none", "nothing", YES),
    ("a polite stop", REPLY + "\nGood morning,\n\nplease remove me from your"
     " mailing list. Thank you.\n", (), "stop", "certain", "objection", OPEN),
    ("a stop that answers nothing", PROOF + FROM + "Subject: Unsubscribe\n\n",
     (), "stop", "certain", "objection", NO),
    ("a likely one", PROOF + REPLY + "\nNot interested.\n", (),
     "stop", "likely", "objection", NO),
    ("the administrator's word", REPLY + "\nFinito\n", (),
     "stop", "certain", "objection", OPEN),
    ("an absence", FROM + "Subject: Out of office\n\nBack on Monday.\n", (),
     "nothing", "none", "nothing", YES),
    ("the null sender by option", FROM + "\nHello\n", ("--from", "<>"),
     "nothing", "none", "nothing", YES),
    ("the null sender in the head",
     "Return-Path: <>\n" + FROM + "\nHello\n", (),
     "nothing", "none", "nothing", YES),
    ("to the mailbox, by To", "From: a@klient.example\n"
     "To: <Wypisz@firma.example>\n\n", (),
     "unsubscribe", "certain", "objection", OPEN),
    ("to the mailbox, by option", PROOF + FROM + "\n",
     ("--to", "wypisz@firma.example"),
     "unsubscribe", "certain", "objection", YES),
    ("to the mailbox, by Delivered-To, of nobody",
     "Delivered-To: wypisz@firma.example\n\n", (),
     "unsubscribe", "certain", "nothing", YES),
    ("from a mailbox file", "From adam Mon Nov 23 10:00:00 2026\n" + REPLY +
     "\nunsubscribe\n", (), "stop", "certain", "objection", OPEN),
    ("a bad address", REPORT % ("5.1.1", ""), ("--from", "<>"),
     "failure", "none", "undeliverable", OPEN),
    ("a report that returns nothing",
     (REPORT % ("5.1.1", "")).replace("Message-ID", "X-Other"), (),
     "failure", "none", "undeliverable", NO),
    ("a block", REPORT % ("5.1.1", "Diagnostic-Code: smtp; 550 5.7.1 blocked"),
     (), "nothing", "none", "nothing", YES),
    ("a complaint", JMRP % ("adam@klient.example", FOREIGN), (),
     "complaint", "none", "objection", OPEN),
    ("a complaint of our own", JMRP % ("ania@firma.example", "<x>"), (),
     "complaint", "none", "nothing", YES),
)


def heard(house, text, *options):
    """Exit status, and the object of the message."""
    got = house.run("hear", "--json", *options, "-", stdin=text)
    return got.returncode, json.loads(got.stdout) if got.stdout else got.stderr


def heard_together(house, texts):
    """One run for many messages: what is said of each."""
    paths = [house.path("%d.eml" % i) for i in range(len(texts))]
    for path, text in zip(paths, texts):
        with open(path, "w", encoding="utf-8", newline="") as out:
            out.write(text)
    got = house.run("hear", "--json", *paths)
    said = [json.loads(line) for line in got.stdout.splitlines()]
    for one in said:
        del one["file"]
    return said


def rows(t, house):
    for options in sorted({row[2] for row in ROWS}):
        few = [row for row in ROWS if row[2] == options]
        if options:
            said = [heard(house, row[1], *options)[1] for row in few]
        else:
            said = heard_together(house, [row[1] for row in few])
            crlf = heard_together(house, [row[1].replace("\n", "\r\n")
                                          for row in few])
            t.equal(crlf, said, "with CRLF all is the same")
        for row, one in zip(few, said):
            t.equal((one["meaning"], one["grade"], one["record"],
                     one["counts"]), row[3:], row[0])


def why(t, house):
    status, said = heard(house, REPORT % ("5.0.0", "Diagnostic-Code: smtp; 550 no"
                                          " such user"))
    t.equal((status, said["row"], said["concerned"], said["original_id"]),
            (1, "delivery report: no such user",
             [{"address": "adam@klient.example", "status": "5.0.0"}],
             "1@firma.example"), "a report: the row, the address, its status")
    said = heard(house, REPLY + "\nPlease do not send me any more offers.\n")[1]
    t.equal((said["row"], said["words"], said["from"]),
            ("letter that says stop: English: "
             "not/no + send/write + me + more/mail/ad/offer",
             "not send me any", "adam@klient.example"),
            "a stop: the row, the words, and whose they are")
    for text, row in (
            (REPLY + "\nFinito\n", "letter that says stop: stop-words"),
            (FROM + "Subject: Unsubscribe\n\n",
             "subject that says stop: English: | + bare + |"),
            (FROM + "X-Autoreply: yes\n\nI am here.\n",
             "automatic reply, X-Autoreply"),
            (FROM + "Subject: Re: Poza biurem\n\n",
             "subject of an automatic reply: poza biurem"),
            (FROM + "Subject: Na targach w Lipsku\n\n",
             "subject of an automatic reply: na targach"),
            (FROM + "Auto-Submitted: auto-replied\n\n", "Auto-Submitted")):
        t.equal(heard(house, text)[1]["row"], row, "row: " + row)


def tokens(t, house):
    said = heard(house, JMRP % ("adam@klient.example", FOREIGN))[1]
    t.equal((said["token"][:11], said["because"][0]),
            ("not checked", "the token in it was not checked"),
            "without keys tokens are not checked, and it says so")
    house.must("keys", "init")
    said = heard(house, JMRP % ("adam@klient.example", FOREIGN))[1]
    t.equal((said["token"], said["counts"]), ("none of ours", NO),
            "with keys they are")


def files(t, house):
    letter, stop = house.path("letter.eml"), house.path("stop.eml")
    for path, text in ((letter, FROM + "\nHello\n"),
                       (stop, REPLY + "\nrezygnuję\n")):
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
    got = house.run("hear", letter, stop, letter)
    t.equal((got.returncode, [line for line in got.stdout.splitlines()
                              if not line.startswith(" ")]),
            (1, [letter + ": letter", stop + ": stop, certain",
                 letter + ": letter"]), "several files, one of note")
    t.ok("words      rezygnuję\n" in got.stdout and
         "writer     adam@klient.example, proof none\n" in got.stdout and
         "on record  objection, as far as is known\n" in got.stdout,
         "as text", got.stdout)
    t.equal(house.run("hear", letter).returncode, 0, "a letter alone: 0")
    got = house.run("hear", house.path("none.eml"), stop)
    t.equal((got.returncode, got.stdout.count("stop, certain")), (66, 1),
            "a file that is not there: the others are read")
    t.ok("none.eml: No such file" in got.stderr, "and it is named", got.stderr)
    got = house.run("hear", house.dir)
    t.equal(got.returncode, 74, "a directory")


def usage(t, house):
    for name, args in (("no file", ()), ("no address", ("--client", "x", "-"))):
        t.equal(house.run("hear", *args).returncode, 64, "refused: " + name)
    got = house.run("hear", "--client", "192.0.2.1", "-", stdin=FROM + "\nx\n")
    t.equal((got.returncode, "give --from" in got.stderr), (65, True),
            "SPF of a sender that is not told")


def hostile(t, house):
    """A large message is cut as the daemon cuts it."""
    text = REPLY + "X-Long: " + "x" * 300000 + "\n\nunsubscribe\n"
    t.equal(heard(house, text)[1]["meaning"], "stop", "a head too long")
    text = REPLY + "\nunsubscribe\n\n" + "y" * 3000000
    t.equal(heard(house, text)[1]["meaning"], "stop", "a body too long")
    text = FROM + "Subject: \x1b[31m\n\n\0un\0subscribe\x1b[2J\n"
    got = house.run("hear", "-", stdin=text)
    t.ok("\x1b" not in got.stdout and got.returncode in (0, 1),
         "controls are not shown", got.stdout)
    t.equal(heard(house, "")[1]["meaning"], "letter", "nothing at all")


def without_helper(t, house):
    house.configure(CONFIG % ("/nonexistent", "yes"))
    got = house.run("hear", "-", stdin=FROM + "\nHello\n")
    t.equal((got.returncode, got.stdout), (69, ""), "no helper: nothing said")


def unproven(t, house):
    house.configure(CONFIG % (HELPER, "no"))
    said = heard(house, REPLY + "\nunsubscribe\n")[1]
    t.equal((said["counts"], said["because"][0]),
            (NO, "the sender is not proven"), "where SPF is never asked")


def body(t):
    with Installation("hear", CONFIG % (HELPER, "yes")) as house:
        rows(t, house)
        why(t, house)
        tokens(t, house)
        files(t, house)
        usage(t, house)
        hostile(t, house)
        unproven(t, house)
        without_helper(t, house)
        t.ok(not os.path.exists(house.store), "there is no store afterwards")


tap.run(body)
