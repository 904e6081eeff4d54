#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# Rules E5
"""What a person is given when they ask for their data, and that it keeps to
the published schema."""

import html.parser
import json
import os
import subprocess
import sys

import jsonschema

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
import house as houselib  # noqa: E402
import tap as taplib  # noqa: E402


CONFIG = """
timezone = "Europe/Warsaw"
store    = "sqlite:%(dir)s/robinson.db"
key-file = "%(dir)s/keys"
own-domains = {"firma.example"}
relation "prospect" { retain = {"1 month after last-contact"}
                      bases = {"legitimate-interest"} }
relation "customer" { retain = {"6 months after relation-end"}
                      bases = {"legitimate-interest", "contract"} }
source "chat" { collected-for = {"followup"} }
purpose "followup" { bases = {"legitimate-interest"} assessment = "LIA-1"
    shown-as = {"en: offers & <reminders>", "pl: oferty i przypomnienia"} }
purpose "newsletter" { bases = {"consent"} }
controller { name = "Firma & Synowie" }
unsubscribe { address = "u@firma.example" }
"""
ADAM = "Adam.Nowak@example.com"
BAD = '<script>alert("1")</script>'


class House(houselib.House):
    def __init__(self):
        super().__init__("export", CONFIG)
        self.at("2018-06-20T10:00:00Z")
        self.run("keys", "init")
        with open(os.path.join(SRC, "src", "service", "report",
                               "export.schema.json")) as schema:
            self.checker = jsonschema.Draft202012Validator(json.load(schema))

    def export(self, tap, who, name):
        done = self.run("export", who)
        try:
            document = json.loads(done.stdout)
        except ValueError:
            tap.ok(False, name, done.stdout + done.stderr)
            return {}
        wrong = ["%s: %s" % (list(e.absolute_path), e.message)
                 for e in self.checker.iter_errors(document)]
        tap.ok(not wrong, name + " keeps to the schema", "\n".join(wrong))
        return document


def live(house):
    """Adam, with a fact of each kind that staff can record."""
    for args in (
            ("contact", ADAM, "--at", "2018-05-20", "--source", "chat",
             "--relation", "prospect", "--ref", "crm:4711"),
            ("contact", ADAM, "--at", "2018-05-28 10:00", "--source", "chat"),
            ("relate", ADAM, "--relation", "customer", "--at", "2018-06-15"),
            ("grant", ADAM, "--purpose", "newsletter", "--basis", "consent",
             "--at", "2018-06-01", "--evidence", BAD, "--expires",
             "2020-06-01"),
            ("withdraw", ADAM, "--purpose", "newsletter", "--at",
             "2018-06-10"),
            ("object", ADAM, "--purpose", "newsletter", "--at", "2018-06-11",
             "--channel", "phone"),
            ("object", "@example.com", "--purpose", "followup"),
            ("requests", "add", ADAM, "--article", "15", "--by", "letter")):
        done = house.run(*args)
        if done.returncode:
            raise RuntimeError(done.stderr)


def documents(tap):
    house = House()
    house.run("contact", "eva@example.net", "--at", "2018-05-28", "--source",
              "chat", "--relation", "prospect")
    live(house)
    d = house.export(tap, ADAM, "a full export")
    tap.equal((d["controller"]["name"], d["address"], d["known"],
               d["reference"]),
              ("Firma & Synowie", ADAM, True, "crm:4711"), "who and whose")
    tap.equal(d["source"], {"name": "chat", "shown_as": [],
                            "collected_for": ["followup"],
                            "collected": "2018-05-20T00:00:00+02:00"},
              "where the data comes from")
    tap.equal(sorted((r["name"], r["since"][:10], r["end"] and r["end"][:10])
                     for r in d["relations"]),
              [("customer", "2018-06-15", None),
               ("prospect", "2018-05-20", "2018-06-15")],
              "relations past and present")
    tap.equal(sorted(c[:10] for c in d["contacts"]),
              ["2018-05-20", "2018-05-28"], "contacts past and present")
    tap.equal(d["retention"], {"kind": "unlimited", "end": None},
              "the end of retention")
    tap.equal([(g["purpose"], g["basis"], g["evidence"], g["expires"][:10])
               for g in d["grants"]],
              [("newsletter", "consent", BAD, "2020-06-01")],
              "a grant with its evidence")
    tap.equal([w["at"][:10] for w in d["withdrawals"]], ["2018-06-10"],
              "a withdrawal")
    tap.equal(sorted((o["purpose"], o["channel"], o["by_domain"])
                     for o in d["objections"]),
              [("followup", None, True), ("newsletter", "phone", False)],
              "objections, the domain's too")
    tap.equal([(p["name"], p["reason"], p["action"]) for p in d["purposes"]],
              [("followup", "objected", "reject"),
               ("newsletter", "objected", "reject")], "verdicts")
    tap.equal([r["article"] for r in d["requests"]], [15], "requests")
    kinds = [e["kind"] for e in d["journal"]]
    tap.ok({"contact", "relation", "grant", "withdrawal", "objection",
            "register"} <= set(kinds), "the journal", kinds)
    tap.ok("eva" not in json.dumps(d), "nothing of anybody else")
    again = house.export(tap, "adam.nowak+tag@EXAMPLE.com", "another spelling")
    tap.equal([e["kind"] for e in again["journal"]],
              kinds + ["exported"], "is the same person; exports are journaled")
    house.close()


def of_live_mail(tap):
    """What the daemon records, put where it puts it."""
    house = House()
    house.run("contact", ADAM, "--at", "2018-05-28", "--source", "chat",
              "--relation", "prospect")
    db = house.intruder()
    key, = db.execute("SELECT key FROM subject").fetchone()
    db.execute("INSERT OR IGNORE INTO name(text) VALUES('followup')")
    name, = db.execute("SELECT id FROM name WHERE text = 'followup'"
                       ).fetchone()
    at = 1529400000
    db.execute("INSERT INTO fact(key, kind, name, mark, at)"
               " VALUES(?, 5, ?, ?, ?)", (key, name, b"m" * 16, at))
    db.execute("INSERT INTO asked(key, message, purpose, at) VALUES(?, ?, 0, ?)",
               (key, b"a" * 16, at))
    db.execute("INSERT INTO held(received, number, id, expires, size, stored, chunks,"
               " recipients, waiting, host, summary) VALUES"
               "(?, 1, '7K3MQW9X2ABC', ?, 1, 1, 0, 2, 2, 0, x'00')",
               (at, at + 9))
    for n, whose in enumerate((key, b"o" * 32)):
        db.execute("INSERT INTO held_recipient(id, n, key, address, purpose,"
                   " reason, action, seq, state, changed) VALUES"
                   "('7K3MQW9X2ABC', ?, ?, x'00', ?, ?, 2, 1, 1, ?)",
                   (n, whose, name, 12 + n, at))
    seq, instance = db.execute("SELECT max(seq), instance FROM journal"
                               ).fetchone()
    db.execute("INSERT INTO journal(seq, at, instance, kind, key, purpose,"
               " reason, action, enforced, host, mac) VALUES"
               "(?, ?, ?, 1, ?, ?, 12, 2, 1, 0, ?)",
               (seq + 1, at, instance, key, name, b"c" * 32))
    db.commit()
    db.close()
    d = house.export(tap, ADAM, "with live mail")
    tap.equal([(s["purpose"], s["message"]) for s in d["sends"]],
              [("followup", "6d" * 16)], "a send")
    tap.equal(d["letters"], ["2018-06-19T11:20:00+02:00"], "a letter")
    tap.equal([(h["id"], h["purpose"], h["reason"], h["state"])
               for h in d["held"]],
              [("7K3MQW9X2ABC", "followup", "unanswered", "held")],
              "a held message, with nothing of its other recipient")
    tap.equal([(e["reason"], e["action"]) for e in d["journal"]
               if e["kind"] == "verdict"], [("unanswered", "hold")],
              "a verdict")
    page = Page(house.run("export", ADAM, "--html", "--language", "pl").stdout)
    missing = [w for w in ("Wysłano do Ciebie wiadomość",
                           "Zatrzymano wiadomość do Ciebie",
                           "wysłano dość bez odpowiedzi",
                           "na którą możemy jeszcze odpowiedzieć")
               if w not in page.said]
    tap.equal(missing, [], "the page tells of them")
    house.close()


def after_rotation(tap):
    house = House()
    live(house)
    before = house.export(tap, ADAM, "before a new key")
    rotated = house.run("keys", "rotate")
    tap.equal(rotated.returncode, 0, "a new generation of keys")
    after = house.export(tap, ADAM, "after it")
    same = [part for part in before if part not in ("made", "journal")
            and json.dumps(before[part]) != json.dumps(after[part])]
    tap.equal(same, [], "all is found again")
    kinds = [e["kind"] for e in after["journal"]]
    tap.equal(kinds[:len(before["journal"])],
              [e["kind"] for e in before["journal"]],
              "entries under the former key, too")
    closed = house.run("export", ADAM, "--request", "1")
    tap.equal(closed.returncode, 0, "and the request under it is the person's")
    house.close()


def small_ones(tap):
    house = House()
    house.run("contact", "eva@example.net", "--at", "2018-05-28", "--source",
              "chat", "--relation", "prospect")
    d = house.export(tap, "eva@example.net", "a short export")
    tap.equal(d["retention"], {"kind": "until",
                               "end": "2018-06-28T23:59:59+02:00"},
              "with an end")
    d = house.export(tap, "nobody@example.net", "of nobody")
    tap.equal((d["known"], d["retention"], d["journal"]), (False, None, []),
              "nothing is known")
    house.run("restrict", "eva@example.net")
    d = house.export(tap, "eva@example.net", "a restricted person")
    tap.equal(d["restricted"], "2018-06-20T12:00:00+02:00", "since when")
    house.run("restrict", "eva@example.net", "--lift")
    house.run("erase", "eva@example.net")
    d = house.export(tap, "eva@example.net", "an erased person")
    tap.equal((d["known"], [o["channel"] for o in d["objections"]]),
              (False, ["erasure"]), "the objection alone is left")
    house.close()


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.said, self.language = [], "", None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        attrs = dict(attrs)
        if tag == "html":
            self.language = attrs.get("lang")
        for name in ("src", "href", "onload"):
            if name in attrs:
                self.tags.append("!" + name)

    def handle_data(self, data):
        self.said += data


def pages(tap):
    house = House()
    live(house)
    for language, words in (
            ("en", ("Your data", "offers & <reminders>", "your consent",
                    "you objected", "Your rights", "2018-05-28 10:00")),
            ("pl", ("Twoje dane", "oferty i przypomnienia", "Twoja zgoda",
                    "zgłoszono sprzeciw", "Twoje prawa", "crm:4711"))):
        done = house.run("export", ADAM, "--html", "--language", language)
        page = Page(done.stdout)
        missing = [w for w in words if w not in page.said]
        tap.ok(page.language == language and not missing,
               "the page in " + language, "%r\n%s" % (missing, done.stdout))
        tap.ok("script" not in page.tags and BAD in page.said and
               not [t for t in page.tags if t.startswith("!")],
               "text stays text, nothing is loaded", page.tags)
    for args, status in ((("--language", "de"), 64), (("x@y", "b@c"), 64)):
        tap.equal(house.run("export", ADAM, *args).returncode, status,
                  "export " + " ".join(args))
    done = house.run("export", ADAM, "--request", "1")
    tap.ok(done.returncode == 0 and "Request 1 is closed" in done.stderr,
           "--request closes it, and says so beside the document",
           done.stderr)
    json.loads(done.stdout)
    with open("/dev/full", "w") as full:
        failed = subprocess.run(
            house.argv("export", ADAM), stdout=full, stderr=subprocess.PIPE,
            timeout=120, env=house.environment)
    tap.equal(failed.returncode, 74, "a full disk")
    house.close()


FULL = CONFIG.replace('controller { name = "Firma & Synowie" }', """
controller { name = "Firma & Synowie" address = "ul. Prosta 1, Warszawa"
             contact = {"biuro@firma.example", "+48 22 000"}
             authority = {"pl: Prezes UODO", "en: the Polish authority"} }
officer { name = "Anna Nowak" contact = {"iod@firma.example"} }
processing { data-categories = {"en: address <hashed>", "pl: adres"}
             disclosed-to = {"en: hosting", "pl: hosting w Polsce"}
             transfers = {"none"} }
inbound { }
""").replace('source "chat" {', 'source "chat" { shown-as = '
             '{"en: our chat", "pl: nasza rozmowa"}').replace(
    'relation "customer" {', 'relation "customer" { shown-as = '
    '{"en: a buyer", "pl: klient"}').replace(
    'purpose "newsletter" {', 'purpose "newsletter" { transfers = {"USA"}')
PROMISES = ("stop”", "unsubscribe link", "Write to", "Ask us at", "officer",
            "iod@", "uodo", "hosting")


def promised(tap):
    """What Art. 15(1) asks, as far as it is configured and no further."""
    house = House()
    live(house)
    house.put("bare.conf", CONFIG.split("unsubscribe {")[0].replace(
        'controller { name = "Firma & Synowie" }', "") % {"dir": house.dir})
    house.put("full.conf", FULL % {"dir": house.dir})

    def page(config, language):
        done = house.run("-c", house.path(config), "export", ADAM, "--html",
                         "--language", language)
        return Page(done.stdout)

    bare = page("bare.conf", "en")
    tap.equal([p for p in PROMISES if p in bare.said], [],
              "nothing is promised that is not configured")
    tap.ok("not recorded here; please ask" in bare.said and
           "How it is decided" in bare.said and "firma.example" in bare.said,
           "what is asked for and not configured is not passed over")
    for language, words in (
            ("en", ("Controller", "ul. Prosta 1", "+48 22 000", "Anna Nowak",
                    "iod@firma.example", "address <hashed>", "hosting",
                    "none", "USA", "our chat", "a buyer", "GDPR Art. 21(3)",
                    "the Polish authority", "Answer any message",
                    "Write to u@firma.example.")),
            ("pl", ("Administrator danych", "Inspektor ochrony danych",
                    "hosting w Polsce", "brak", "USA", "nasza rozmowa",
                    "klient", "art. 21 ust. 3 RODO", "Prezes UODO",
                    "art. 15 RODO", "Odpowiedz „stop”",
                    "Napisz na adres u@firma.example."))):
        full = page("full.conf", language)
        tap.equal([w for w in words if w not in full.said], [],
                  "all that is configured is told in " + language)
        tap.ok(language == "en" or "GDPR" not in full.said,
               "citations are of that language")
        tap.equal("linku do rezygnacji" in full.said, False,
                  "no link where there is no page")
    house.close()


def body(tap):
    promised(tap)
    documents(tap)
    of_live_mail(tap)
    after_rotation(tap)
    small_ones(tap)
    pages(tap)


taplib.run(body)
