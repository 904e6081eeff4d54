#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# Rules I3 I5
"""Exports that a firm really has, through the program: nothing is misread in
silence, and every wish against writing counts."""

import os
import sys

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
import house as houselib  # noqa: E402
import tap as taplib  # noqa: E402

CONFIG = """
timezone = "Europe/Warsaw"
store    = "sqlite:%(dir)s/robinson.db"
key-file = "%(dir)s/keys"
relation "prospect" { retain = {"1 month after last-contact"}
                      bases = {"legitimate-interest"} }
relation "customer" { retain = {"6 years after relation-end"}
                      bases = {"legitimate-interest"} }
source "chat" { collected-for = {"followup", "newsletter"} }
source "shop" { collected-for = {"followup", "newsletter"} }
purpose "followup" { bases = {"legitimate-interest", "consent"}
                     assessment = "LIA" }
purpose "newsletter" { bases = {"consent"} }
"""
NOW = "2026-11-28T12:00:00Z"
BASE = ("email,collected,last_contact\n" + "".join(
    "%s@example.com,2026-11-01,2026-11-20\n" % who
    for who in ("ann", "bob", "cid", "dan", "eve", "fay", "gus", "hal")) +
    "info@cr\u00e8che.example,2026-11-01,2026-11-20\n")
EVERYBODY = {"ann", "bob", "cid", "dan", "eve", "fay", "gus", "hal"}


class House(houselib.House):
    def __init__(self):
        super().__init__("import", CONFIG)
        self.at(NOW)
        self.must("keys", "init")

    def put_bytes(self, name, data):
        with open(self.path(name), "wb") as out:
            out.write(data)
        return self.path(name)

    def reason(self, who, purpose="followup"):
        done = self.run("check", "--purpose", purpose,
                        who if "@" in who else who + "@example.com")
        return done.stdout.split("\t")[2]

    def load(self, data, *args):
        if isinstance(data, str):
            data = data.encode("utf-8")
        return self.run("import", self.put_bytes("x.csv", data), *args)


# name, the file, options, exit status, who is objected of the base, and what
# is said. Each after the base, in a house of its own.
FILES = [
    ("two columns of opt-outs: any yes",
     "Email,Unsubscribed,Do not contact,Create Date\n"
     "ann@example.com,no,yes,2026-11-01\n", (), 0, {"ann"},
     ['objected from "Do not contact"']),
    ("Salesforce", "Id,Email,HasOptedOutOfEmail,CreatedDate\n"
     "003A,ann@example.com,true,2026-11-01T10:00:00.000Z\n", (), 0, {"ann"},
     ['objected from "HasOptedOutOfEmail"']),
    ("truth in Polish", "email;objected\nann@example.com;PRAWDA\n"
     "bob@example.com;FA\u0141SZ\n", (), 0, {"ann"}, []),
    ("a wish beside cells that cannot be read",
     "email,objected,collected,relation,ref\n"
     "ann@example.com,yes,28/05/2026,prospect,crm:1\n"
     "bob@example.com,yes,2026-05-28,Lead,crm:2\n"
     "cid@example.com,yes,2026-05-28,prospect,cid@example.com\n"
     "dan@example.com,yes,2027-05-28,prospect,crm:4\n"
     "eve@example.com,yes,,prospect,crm:5\n", (), 1,
     {"ann", "bob", "cid", "dan", "eve"},
     ["x.csv:2: collected", "x.csv:3: relation", "x.csv:4: ref",
      "x.csv:5: collected", "4 bad lines"]),
    ("neither empty nor a known no is a yes",
     "email,objected\nann@example.com,yes \nbob@example.com,\u00a0\n"
     "cid@example.com,YES!\ndan@example.com,Ja\neve@example.com,WAHR\n"
     "fay@example.com,-\ngus@example.com,NULL\nhal@example.com,N/A\n", (), 1,
     EVERYBODY - {"bob"},
     ['found "YES!"', 'found "-"', 'found "NULL"', 'found "N/A"']),
    ("an apostrophe", "email,objected\n'ann@example.com,yes\n", (), 0,
     {"ann"}, ["without the apostrophe"]),
    ("blanks of any kind", "email,objected\nann@example.com\u00a0 ,yes\n"
     "\u200bbob@example.com,yes\n", (), 0, {"ann", "bob"}, []),
    ("in the heading", " Email \u00a0 ,Objected \nann@example.com,yes\n", (),
     0, {"ann"}, []),
    ("several addresses in a cell",
     'email,objected\n"ann@example.com, bob@example.com",yes\n'
     '"cid@example.com;dan@example.com",yes\nEve <eve@example.com>,yes\n'
     "mailto:fay@example.com,yes\n", (), 0,
     {"ann", "bob", "cid", "dan", "eve", "fay"}, []),
    ("Excel's line in quotation marks",
     '"sep=;"\r\nemail;objected\r\nann@example.com;x\r\n', (), 0, {"ann"},
     ["separated by semicolon"]),
    ("vertical bars", "email|objected\nann@example.com|x\n", (), 0, {"ann"},
     ["separated by vertical bar"]),
    ("a title", "Kontakte Export 2026;;\n;;\nemail;objected;x\n"
     "ann@example.com;x;\n", (), 0, {"ann"},
     ["x.csv:3: note: this is taken for the heading"]),
    ("no address in any heading", "a,b\nann@example.com,1\n", (), 65, set(),
     ["line 1 has: a, b"]),
    ("a workbook", b"PK\x03\x04\x14\x00\x06\x00", (), 65, set(), ["Save as"]),
    ("Amazon SES", "EmailAddress,LastUpdateTime,Reason\n"
     "ann@example.com,2026-11-25T21:03:05.000Z,BOUNCE\n"
     'bob@example.com,"Wed, 25 Nov 2026 21:03:05 GMT",COMPLAINT\n', (), 0,
     {"bob"}, ["1 persons are undeliverable now"]),
    ("SendGrid, and nobody says what it is",
     "email,created\nann@example.com,1443651125\n", (), 65, set(),
     ["--all-objected"]),
    ("SendGrid", "email,created\nann@example.com,1443651125\n",
     ("--all-objected",), 0, {"ann"}, ['the date from "created"']),
    ("Postmark", "EmailAddress,SuppressionReason,Origin,CreatedAt\n"
     "ann@example.com,HardBounce,Recipient,2026-11-25T08:58:33-05:00\n"
     "bob@example.com,SpamComplaint,Recipient,"
     "2026-11-25T08:58:33.1234567-05:00\n"
     "cid@example.com,ManualSuppression,Customer,2026-11-25T08:58:33Z\n", (),
     0, {"bob", "cid"}, ["1 persons are undeliverable now"]),
    ("not understood: its understood wishes alone",
     "email,Newsletter,Opt out,relation,last_contact\n"
     "ann@example.com,tak,1,prospect,2026-11-27\n"
     "new@example.com,tak,0,prospect,2026-11-27\n", (), 65, {"ann"},
     ['--map objected="Newsletter"', '--map consent="Newsletter"',
      '--ignore "Newsletter"', "0 persons new"]),
    ("and ignored",
     "email,Newsletter,Opt out,relation,last_contact\n"
     "ann@example.com,tak,1,prospect,2026-11-27\n"
     "new@example.com,tak,0,prospect,2026-11-27\n",
     ("--ignore", "Newsletter"), 0, {"ann"}, ["1 persons new"]),
    ("a wish that lies ahead",
     "email,objected_at\nann@example.com,2027-05-28\n", (), 1, {"ann"},
     ["lies ahead"]),
    ("an encoding that nobody knows", "email\n", ("--encoding", "klingon"),
     64, set(), ["accepted: utf-8"]),
    ("two things for everybody", "email\n",
     ("--all-objected", "--undeliverable"), 64, set(), ["not both"]),
]


def play_files(tap):
    for name, data, args, status, objected, says in FILES:
        house = House()
        house.must("import", house.put("base.csv", BASE), "--relation",
                   "prospect", "--source", "chat")
        done = house.load(data, *args)
        told = done.stdout + done.stderr
        tap.equal(done.returncode, status, name + ": exit status")
        for text in says:
            tap.ok(text in told, "%s: %s" % (name, text), told)
        tap.equal({who for who in EVERYBODY
                   if house.reason(who) == "objected"}, objected,
                  name + ": who objected")
        house.close()


def play_encoding(tap):
    data = "email;objected\ninfo@cr\u00e8che.example;1\n" \
        "sales@espa\u00f1a.example;1\n".encode("cp1252")
    house = House()
    done = house.load(data)
    tap.ok("a guess" in done.stdout and "guess" in done.stderr,
           "an encoding that is guessed is told", done.stdout + done.stderr)
    tap.equal((house.reason("info@cr\u00e8che.example"),
               house.reason("sales@espa\u00f1a.example")),
              ("objected", "objected"), "and the right one")
    house.close()
    house = House()
    done = house.load(data, "--encoding", "windows-1250")
    tap.ok("guess" not in done.stdout + done.stderr and
           house.reason("info@cr\u010dche.example") == "objected",
           "--encoding chooses", done.stdout + done.stderr)
    house.close()


def play_totals(tap):
    house = House()
    data = "email\na@example.com\nA@example.com\na+x@example.com\n" \
        "b@example.com\nnobody\n"
    done = house.load(data, "--relation", "prospect")
    tap.ok("5 rows: 2 persons new, 0 changed, 0 rows with nothing new, "
           "2 rows that repeat a person, 1 bad lines" in done.stdout,
           "the totals add up", done.stdout)
    tap.ok("x.csv:3: note: the same person as in line 2" in done.stderr and
           "1 more line (4)" in done.stderr, "who is repeated is named",
           done.stderr)
    data = "email,relation\n" + "".join(
        "p%d@example.com,Lead\n" % i for i in range(1000))
    done = house.load(data)
    tap.ok(done.stderr.count("\n") == 2 and "999 more lines (3, 4," in
           done.stderr, "a thousand equal warnings are two lines",
           done.stderr[:2000])
    house.close()


def play_relation(tap):
    house = House()
    house.load("email,relation,collected,last_contact\n"
               "kl@example.com,customer,2024-01-10,2024-01-10\n")
    done = house.load("email,collected,last_contact\n"
                      "kl@example.com,2026-10-01,2026-10-01\n",
                      "--relation", "prospect")
    tap.ok('1 persons of relation "customer" are "prospect" now' in
           done.stdout and "of 1 ends earlier" in done.stdout and
           "over now" in done.stdout, "a relation that gets weaker is told",
           done.stdout)
    house.close()


def play_consent(tap):
    house = House()
    house.must("import", house.put("base.csv", BASE), "--relation",
               "prospect", "--source", "chat")
    house.load("email;Zgoda marketingowa\nann@example.com;NIE\n"
               "bob@example.com;\ncid@example.com;TAK\n")
    tap.equal([house.reason(who, purpose) for who in ("ann", "bob", "cid")
               for purpose in ("followup", "newsletter")],
              ["withdrawn", "withdrawn", "allowed", "no-basis", "allowed",
               "no-basis"],
              "no in a column of consent withdraws, nothing else does")
    house.close()


def play_several(tap):
    """Contacts only for the first address that is on record."""
    house = House()
    house.must("import", house.put("base.csv", BASE), "--relation",
               "prospect", "--source", "chat")
    house.load("email,last_contact\n"
               '"new@example.com, bob@example.com",2026-11-27\n',
               "--relation", "prospect", "--source", "chat")
    tap.equal((house.reason("new"), house.reason("bob")),
              ("unknown", "allowed"), "the one on record, not the first")
    tap.equal(house.ask("SELECT count(*) FROM subject")[0][0], 9,
              "nobody is made")
    house.close()


def play_lift(tap):
    """An import never lifts an objection."""
    house = House()
    house.load("email,objected\nann@example.com,yes\n")
    done = house.load("email,collected,purpose,basis,granted,evidence\n"
                      "ann@example.com,2026-11-01,newsletter,consent,"
                      '2026-11-20,"DOI ann@example.com IP 192.0.2.3"\n',
                      "--relation", "prospect", "--source", "chat")
    tap.ok("1 consents are newer than an objection" in done.stdout and
           house.reason("ann", "newsletter") == "objected",
           "a newer consent is reported, not applied", done.stdout)
    house.close()


def play_undated(tap):
    """Told for the first time after a grant it holds, again after a lift it
    is no new one."""
    house = House()
    ann = "ann@example.com"
    house.must("contact", ann, "--at", "2026-11-01", "--source", "chat",
               "--relation", "prospect")
    house.must("object", ann, "--at", "2026-11-10")
    house.must("grant", ann, "--purpose", "newsletter", "--basis", "consent",
               "--at", "2026-11-15", "--evidence", "form-1")
    tap.equal(house.reason("ann", "newsletter"), "allowed", "granted")
    data = "email,objected\nann@example.com,yes\n"
    done = house.load(data, "--source", "chat")
    tap.equal(house.reason("ann", "newsletter"), "objected",
              "an undated objection, told for the first time")
    tap.ok("new: 1 objections" in done.stdout, "the report names it",
           done.stdout)
    house.must("object", ann, "--lift", "--reason", "a mistake")
    done = house.load(data, "--source", "chat")
    tap.ok("still set there" in done.stderr and "1 wishes that were lifted"
           in done.stdout and "new: " not in done.stdout,
           "the same file again: still set there", done.stderr + done.stdout)
    tap.equal(house.reason("ann", "newsletter"), "allowed",
              "which is no new objection")
    house.close()


def play_one_second(tap):
    """A consent on sight of an undated wish ends it, also in the same second;
    of another source's wish, told after it in that second, it does not. The
    clock of this house stands."""
    for name, data, reason in (
            ("objection", "email,objected\nann@example.com,yes\n",
             "objected"),
            ("withdrawal", "email,Zgoda marketingowa\n"
             "ann@example.com,NIE\n", "withdrawn")):
        house = House()
        house.must("contact", "ann@example.com", "--at", "2026-11-01",
                   "--source", "chat", "--relation", "prospect")
        told = [house.load(data, "--source", "chat")]
        seen = [house.reason("ann", "newsletter")]
        house.must("grant", "ann@example.com", "--purpose", "newsletter",
                   "--basis", "consent", "--at", "2026-11-15", "--evidence",
                   "form-1")
        seen += [house.reason("ann", "newsletter")]
        told += [house.load(data, "--source", "shop")]
        seen += [house.reason("ann", "newsletter")]
        tap.equal(seen, [reason, "allowed", reason],
                  "told, granted, told by another in one second: " + name)
        tap.equal([d.returncode for d in told], [0, 0],
                  "both files are read: " + name)
        house.close()


def play_same_day(tap):
    house = House()
    house.load("email,collected,last_contact,purpose,basis,granted,evidence,"
               "withdrawn\n"
               "ann@example.com,2026-11-15,2026-11-15,newsletter,consent,"
               "2026-11-15 10:00:00,doi-1,2026-11-15\n"
               "bob@example.com,2026-11-15,2026-11-15,newsletter,consent,"
               "2026-11-15,doi-2,2026-11-15\n", "--relation", "prospect",
               "--source", "chat")
    tap.equal([house.reason(who, "newsletter") for who in ("ann", "bob")],
              ["withdrawn", "withdrawn"],
              "a withdrawal known by its day outlasts a grant of that day")
    house.close()


def body(tap):
    play_files(tap)
    play_encoding(tap)
    play_totals(tap)
    play_relation(tap)
    play_consent(tap)
    play_several(tap)
    play_lift(tap)
    play_undated(tap)
    play_one_second(tap)
    play_same_day(tap)


taplib.run(body)
