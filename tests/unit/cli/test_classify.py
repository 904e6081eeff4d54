#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""robinson classify: a message's purpose, by which block and condition, and
what each recipient's verdict would be."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.environ.get("ROBINSON_SRCDIR", "."),
                                "tests", "lib"))
from installation import Installation  # noqa: E402
from milterclient import Milter  # noqa: E402
import tap  # noqa: E402

CONFIG = """
purpose "offers" {
	bases = {"consent"}
	require-notice = {"text"}
	notice = "/sprzeciw/i"
	actions { no-notice = reject }
}
purpose "shop" {
	bases = {"consent"}
	require-notice = {"headers"}
	actions { no-notice = reject }
}
classify "invoices" { purpose = none  sender = "faktury@firma.example" }
classify "office" {
	purpose = offers
	client = {"192.0.2.0/24", "2001:db8::/32"}
	listener = {"26", "out"}
}
classify "to press" { purpose = offers  recipient = {"*@press.example"} }
classify "shop" { purpose = shop  sender = "sklep@firma.example" }
classify "sales" { purpose = followup  auth-user = {"ania", "jan@*"} }
classify "mautic" {
	purpose = newsletter
	header = {"X-Mailer: /Mautic/i"}
}
purpose-header { client = "198.51.100.1" }
"""
NOW = 1795428000
HEAD = "From: Ania <ania@firma.example>\nTo: adam@klient.example\n"
PLAIN = HEAD + "Subject: Hello\n\nHello\n"


def classified(house, text, *options):
    """Exit status, and the object of the message."""
    got = house.run("classify", "--json", *options, "-", stdin=text)
    return got.returncode, json.loads(got.stdout) if got.stdout else got.stderr


def met(one):
    """What a row compares of a recipient."""
    return (one["kind"], one.get("purpose"), one.get("block"),
            [(c["condition"], c["value"]) for c in one["conditions"]])


# name, message, options, then as met()
ROWS = (
    ("what no block names", PLAIN, (), "unnamed", None, None, []),
    ("a login", PLAIN, ("--login", "ania"), "purpose", "followup", "sales",
     [("auth-user", "ania")]),
    ("the second of two values", PLAIN, ("--login", "Jan@firma.example"),
     "purpose", "followup", "sales", [("auth-user", "jan@*")]),
    ("another login", PLAIN, ("--login", "ania@firma.example"),
     "unnamed", None, None, []),
    ("client and listener", PLAIN,
     ("--client", "192.0.2.9", "--listener", "out"), "purpose", "offers",
     "office", [("client", "192.0.2.0/24"), ("listener", "out")]),
    ("the listener by its port", PLAIN,
     ("--client", "2001:db8::1", "--port", "26"), "purpose", "offers",
     "office", [("client", "2001:db8::/32"), ("listener", "26")]),
    ("a client alone", PLAIN, ("--client", "192.0.2.9"),
     "unnamed", None, None, []),
    ("a header", HEAD + "X-Mailer: My MAUTIC 5\n\n", (), "purpose",
     "newsletter", "mautic", [("header", "X-Mailer: /Mautic/i")]),
    ("a folded header", HEAD + "X-Mailer:\n My\n\tMautic\n\n", (), "purpose",
     "newsletter", "mautic", [("header", "X-Mailer: /Mautic/i")]),
    ("one behind the head", HEAD + "\nX-Mailer: Mautic\n", (),
     "unnamed", None, None, []),
    ("an earlier block wins", HEAD + "X-Mailer: Mautic\n\n",
     ("--login", "ania"), "purpose", "followup", "sales",
     [("auth-user", "ania")]),
    ("declared none, by option", PLAIN, ("--from", "faktury@firma.example"),
     "none", None, "invoices", [("sender", "faktury@firma.example")]),
    ("declared none, by Return-Path",
     "Return-Path: <faktury+x@firma.example>\n" + PLAIN, (),
     "none", None, "invoices", [("sender", "faktury@firma.example")]),
    ("declared none, by From",
     PLAIN.replace("ania@", "faktury@"), (),
     "none", None, "invoices", [("sender", "faktury@firma.example")]),
    ("a recipient", PLAIN, ("--to", "ed@press.example"), "purpose", "offers",
     "to press", [("recipient", "*@press.example")]),
    ("the sender's own word", HEAD + "X-Robinson-Purpose: newsletter\n\n",
     ("--client", "198.51.100.1"), "purpose", "newsletter", None, []),
    ("one that is no purpose", HEAD + "X-Robinson-Purpose: newsleter\n\n",
     ("--client", "198.51.100.1"), "bad-purpose", "newsleter", None, []),
    ("a word of somebody else", HEAD + "X-Robinson-Purpose: newsletter\n\n",
     ("--client", "198.51.100.2"), "unnamed", None, None, []),
    ("a report of the null sender", HEAD +
     "Content-Type: multipart/report\n\n",
     ("--from", "<>", "--login", "ania"), "report", None, "sales",
     [("auth-user", "ania")]),
    ("from a mailbox file", "From ania Mon Nov 23 10:00:00 2026\n" + PLAIN,
     ("--login", "ania"), "purpose", "followup", "sales",
     [("auth-user", "ania")]),
)


def rows(t, house):
    for name, text, options, *want in ROWS:
        said = classified(house, text, *options)[1]
        crlf = classified(house, text.replace("\n", "\r\n"), *options)[1]
        t.equal((met(said["recipients"][0]), crlf == said),
                (tuple(want), True), name)


def verdicts(t, house):
    people = ("adam@klient.example", "ewa@klient.example",
              "biuro@firma.example", "kto", "to%press.example@klient.example")
    got = classified(house, PLAIN, "--login", "ania",
                     *[w for p in people for w in ("--to", p)])
    t.equal((got[0], [(one["address"], one["action"], one.get("reason"),
                       one["own_domain"]) for one in got[1]["recipients"]]),
            (1, [(people[0], "reject", "objected", False),
                 (people[1], "accept", "allowed", False),
                 (people[2], "accept", None, True),
                 (people[3], "reject", "bad-address", False),
                 (people[4], "hold", "unknown", False)]),
            "each recipient's verdict")
    head = ("From: ania@firma.example\nTo: Ewa <ewa@klient.example>,\n"
            " \"Nowak, Jan\" <jan@klient.example>\nCc: g: x@klient.example;\n")
    said = classified(house, head + "\n")[1]
    t.equal([one["address"] for one in said["recipients"]],
            ["ewa@klient.example", "jan@klient.example", "x@klient.example"],
            "recipients of To and Cc")
    t.equal(classified(house, PLAIN, "--login", "ania", "--to",
                       people[1])[0], 0, "all may get it: 0")


def notices(t, house):
    office = ("--to", "ola@klient.example", "--client", "192.0.2.9",
              "--port", "26")
    for name, body, want in (
            ("no notice in the text", "Hello\n", "no-notice"),
            ("with it", "Masz prawo do SPRZECIWU\n", "allowed"),
            ("within base64", None, "allowed")):
        text = HEAD + "\n" + body if body else (
            HEAD + "Content-Transfer-Encoding: base64\n\nU1BSWkVDSVc=\n")
        one = classified(house, text, *office)[1]["recipients"][0]
        t.equal(one["reason"], want, name)
    shop = ("--to", "iza@klient.example", "--from", "sklep@firma.example")
    for name, line, want in (
            ("no header to unsubscribe by", "", "no-notice"),
            ("with one", "List-Unsubscribe: <mailto:x@y.example>\n",
             "allowed")):
        one = classified(house, HEAD + line + "\n", *shop)[1]["recipients"][0]
        t.equal(one["reason"], want, name)


def marks(t, house):
    text = HEAD + "X-Mailer: MailChimp\nFeedback-ID: 1\nPrecedence: bulk\n\n"
    got = classified(house, text)
    t.equal((got[0], got[1]["recipients"][0]["kind"], got[1]["marks"]),
            (1, "unnamed", ["X-Mailer", "Feedback-ID", "Precedence"]),
            "marks that no block names")
    t.equal(classified(house, PLAIN)[0], 0, "without marks: 0")
    t.equal(classified(house, text, "--to", "biuro@firma.example")[0], 0,
            "to the firm itself: 0")
    t.equal(classified(house, text, "--to", "ewa@klient.example",
                       "--login", "ania")[0], 0, "a block names them: 0")


def as_text(t, house):
    path = house.path("letter.eml")
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEAD + "Cc: ewa@klient.example\nX-Mailer: MailChimp\n\n")
    got = house.run("classify", "--login", "ania", path)
    t.equal(got.stdout, "%s: sender ania@firma.example (From), login ania\n"
            "  adam@klient.example\n"
            "    purpose    followup, by classify \"sales\"\n"
            "    because    auth-user \"ania\"\n"
            "    verdict    reject, objected (GDPR Art. 21(3))\n"
            "  ewa@klient.example\n"
            "    purpose    followup, by classify \"sales\"\n"
            "    because    auth-user \"ania\"\n"
            "    verdict    accept, allowed\n" % path, "as text")
    got = house.run("classify", path)
    t.ok("    purpose    not named: no classify block is met\n"
         "    verdict    accept, no rule is asked\n" in got.stdout and
         got.stdout.endswith("  marks of marketing: X-Mailer; no block names "
                             "the message\n"), "what no block names, as text",
         got.stdout)


def faults(t, house):
    for name, text, options, status, says in (
            ("no recipient", "Subject: x\n\n", (), 65, "give --to"),
            ("no address of a client", PLAIN, ("--client", "mx"), 64,
             "found \"mx\", accepted: an IP address"),
            ("two logins", PLAIN, ("--login", "a", "--login", "b"), 64,
             "given twice"),
            ("a head that is too large", HEAD + "X: " + "x" * 2000000 + "\n",
             (), 65, "max-header-bytes")):
        got = classified(house, text, *options)
        t.ok(got[0] == status and says in got[1], name, str(got)[:300])
    got = house.run("classify", house.path("none.eml"))
    t.ok(got.returncode == 66 and "No such file" in got.stderr,
         "a file that is not there", got.stderr)


def send(house, said, text, options):
    """The row's message to the daemon, with the envelope that was said; the
    last answer."""
    given = dict(zip(options[::2], options[1::2]))
    lines = text.split("\n\n")[0].replace("\n ", " ").replace("\n\t", " ")
    with Milter(house.socket) as mta:
        mta.macros = {"daemon_name": given.get("--listener"),
                      "daemon_port": given.get("--port"),
                      "auth_authen": given.get("--login"), "i": "Q1"}
        mta.connect("mx", given.get("--client", "203.0.113.9"))
        mta.helo("mx")
        answers = [mta.mail("<%s>" % said["sender"])]
        for one in said["recipients"]:
            answers.append(mta.rcpt("<%s>" % one["address"]))
        if {a.kind for a in answers} == {"continue"}:
            mta.data()
            for line in lines.splitlines():
                name, colon, value = line.partition(":")
                if colon and " " not in name:
                    mta.header(name, value.strip())
            mta.eoh()
            if mta.asks("B"):
                mta.body("x\r\n")
            answers.append(mta.end()[0])
        return answers[-1]


def as_the_daemon(t, house):
    """What is said of each row is what the daemon then writes down."""
    before = len(house.must("journal", "--json").splitlines())
    wanted = []
    house.start()
    for name, text, options, *_ in ROWS:
        said = classified(house, text, *options)[1]
        one = said["recipients"][0]
        answer = send(house, said, text, options)
        if one["kind"] == "bad-purpose":
            t.equal(answer.code, 550, "the daemon refuses: " + name)
        elif one["kind"] in ("purpose", "none"):
            wanted.append((one.get("purpose", "none"), one["action"],
                           one.get("reason", "not-marketing")))
    house.stop()
    entries = [json.loads(line) for line in
               house.must("journal", "--json").splitlines()[before:]]
    t.equal([(e["purpose"], e["action"], e["reason"]) for e in entries],
            wanted, "the daemon's verdicts")


def people(house):
    house.must("object", "adam@klient.example")
    for who, purpose in (("ewa", "followup"), ("ola", "offers"),
                         ("iza", "shop")):
        address = who + "@klient.example"
        house.must("contact", address, "--at", "2026-11-10",
                   "--source", "chat", "--relation", "prospect")
        house.must("grant", address, "--purpose", purpose, "--basis",
                   "consent", "--at", "2026-11-10", "--evidence", "form 1")


def body(t):
    with Installation("classify", CONFIG, without=(
            'classify "sales"', 'classify "mautic"')) as house:
        house.init()
        house.set_clock(NOW)
        got = classified(house, PLAIN, "--login", "ania")
        t.equal((got[0], got[1]["recipients"][0]["reason"],
                 os.path.exists(house.store)), (1, "unknown", False),
                "before there is a store; none is made")
        people(house)
        before = house.must("journal", "--json")
        for part in (rows, verdicts, notices, marks, as_text, faults):
            part(t, house)
        t.equal(house.must("journal", "--json"), before,
                "nothing was recorded")
        as_the_daemon(t, house)


tap.run(body)
