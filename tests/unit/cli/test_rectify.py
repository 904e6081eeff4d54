#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A person has another address: what comes along, and what stays behind."""

import json
import os
import random
import sys

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
import house as houselib  # noqa: E402
import tap as taplib  # noqa: E402

OLD, NEW = "adam.nowak@example.com", "adam@example.net"
PEOPLE = 12

CONFIG = """
timezone = "Europe/Warsaw"
store    = "sqlite:%(dir)s/robinson.db"
key-file = "%(dir)s/keys"
relation "prospect" { retain = {"1 month after last-contact"}
                      bases = {"legitimate-interest"} }
relation "customer" { retain = {"6 months after relation-end"}
                      bases = {"legitimate-interest"} }
source "chat" { collected-for = {"followup", "news"} }
purpose "followup" { bases = {"legitimate-interest"} assessment = "LIA" }
purpose "news" { bases = {"consent"} }
"""


class House(houselib.House):
    def __init__(self):
        super().__init__("rectify", CONFIG)
        self.at("2018-06-20T10:00:00Z")
        self.run("keys", "init")

    def do(self, *args):
        return self.must(*args).stdout

    def contact(self, who, at="2018-06-01", *more):
        self.do("contact", who, "--at", at, "--source", "chat", "--relation",
                "prospect", *more)

    def consent(self, who, at):
        self.do("grant", who, "--purpose", "news", "--basis", "consent",
                "--at", at, "--evidence", "form")

    def export(self, who):
        return json.loads(self.do("export", who))

    def reasons(self, who):
        return {p["name"]: p["reason"] for p in self.export(who)["purposes"]}


def moved(tap):
    house = House()
    house.contact(OLD, "2018-06-01", "--ref", "crm:1")
    house.contact(OLD, "2018-06-10")
    house.consent(OLD, "2018-06-05")
    house.do("object", OLD, "--purpose", "followup", "--channel", "phone")
    house.do("object", "@example.com", "--purpose", "news")
    house.do("requests", "add", OLD, "--article", "16")
    before = house.export(OLD)
    dry = house.do("rectify", OLD, NEW, "--dry-run")
    again = house.export(OLD)
    tap.ok("nothing is changed" in dry and
           again["contacts"] == before["contacts"] and
           not house.export(NEW)["known"], "a dry run changes nothing", dry)
    done = house.do("rectify", OLD, NEW, "--request", "1")
    tap.ok("1 consents, 1 objections" in done and "Request 1 is closed"
           in done, "rectify", done)
    new = house.export(NEW)
    for part in ("reference", "source", "retention", "relations", "grants"):
        tap.equal(new[part], before[part], part + " comes along")
    tap.equal(sorted(new["contacts"]), sorted(before["contacts"]),
              "contacts come along")
    tap.equal(house.reasons(NEW), {"followup": "objected", "news": "allowed"},
              "the objection comes along, the domain's does not")
    old = house.export(OLD)
    tap.equal((old["known"], old["grants"], old["contacts"],
               old["reference"]), (False, [], [], None), "the record is gone")
    tap.equal({o["channel"] for o in old["objections"]},
              {"phone", "rectification", None}, "its objections stay")
    tap.equal(house.reasons(OLD),
              {"followup": "objected", "news": "objected"},
              "and it is not written to")
    tap.equal([r["outcome"] for r in new["requests"]], ["rectified"],
              "the request goes with the person")
    journal = house.do("journal")
    tap.ok("rectified" in journal and "adam" not in journal,
           "the journal has it, without addresses", journal)
    data = b""
    for name in os.listdir(house.dir):
        if name.startswith("robinson.db"):
            with open(os.path.join(house.dir, name), "rb") as part:
                data += part.read()
    tap.equal(data.count(b"crm:1"), 1, "the reference is stored once")
    house.close()


# What each address said, and what is decided under NEW afterwards.
MERGES = (
    ("both object to nothing", (), (), "allowed"),
    ("OLD objected, NEW consented later",
     (("object", "2018-06-05"),), (("grant", "2018-06-08"),), "objected"),
    ("OLD objected, NEW lifted its own objection later",
     (("object", "2018-06-05"),),
     (("object", "2018-06-02"), ("grant", "2018-06-08")), "objected"),
    ("NEW objected, OLD lifted its own objection later",
     (("object", "2018-06-02"), ("grant", "2018-06-08")),
     (("object", "2018-06-05"),), "objected"),
    ("both lifted their own",
     (("object", "2018-06-02"), ("grant", "2018-06-08")),
     (("object", "2018-06-05"), ("grant", "2018-06-09")), "allowed"),
    ("OLD withdrew, NEW consented later",
     (("withdraw", "2018-06-05"),), (("grant", "2018-06-08"),), "withdrawn"),
    ("NEW withdrew, OLD consented later",
     (("grant", "2018-06-08"),), (("withdraw", "2018-06-05"),), "withdrawn"),
    ("OLD withdrew and consented again",
     (("withdraw", "2018-06-05"), ("grant", "2018-06-08")), (), "allowed"),
)


def say(house, who, what, at):
    if what == "grant":
        house.consent(who, at)
    else:
        house.do(what, who, "--purpose", "news", "--at", at)


def merged(tap):
    for name, old, new, wanted in MERGES:
        house = House()
        for who, acts in ((OLD, old), (NEW, new)):
            house.contact(who)
            house.consent(who, "2018-06-01")
            for what, at in acts:
                say(house, who, what, at)
        house.do("rectify", OLD, NEW)
        tap.equal(house.reasons(NEW)["news"], wanted, name)
        house.close()


def never_widens(tap):
    """Whoever may not be written to under one of two addresses may not be
    under the one that is left, for the wishes of the person."""
    seed = int(os.environ.get("ROBINSON_SEED", "4711"))
    dice = random.Random(seed)
    tap.note("seed %d" % seed)
    house = House()
    wider = []
    for n in range(PEOPLE):
        old, new = "o%d@example.com" % n, "n%d@example.net" % n
        acts = []
        for who in old, new:
            house.contact(who, "2018-06-%02d" % dice.randint(1, 10))
            house.consent(who, "2018-05-30")
            for _ in range(dice.randint(0, 3)):
                act = (who, dice.choice(("grant", "object", "withdraw")),
                       "2018-06-%02d" % dice.randint(1, 19))
                say(house, *act)
                acts.append(act)
        sides = {house.reasons(w)["news"] for w in (old, new)}
        house.do("rectify", old, new)
        after = house.reasons(new)["news"]
        if sides & {"objected", "withdrawn"} and after == "allowed":
            wider.append((acts, sides, after))
    tap.equal(wider, [], "merging never widens what is allowed")
    house.close()


def restricted(tap):
    house = House()
    house.contact(OLD, "2018-06-10", "--ref", "crm:1")
    house.do("restrict", OLD)
    house.contact(NEW, "2018-05-01", "--ref", "crm:2")
    done = house.do("rectify", OLD, NEW)
    tap.ok('"crm:1"' in done and '"crm:2"' in done,
           "two references: both are told", done)
    tap.equal(house.reasons(NEW)["followup"], "restricted",
              "a restriction comes along")
    new = house.export(NEW)
    tap.equal((new["reference"], new["source"]["collected"][:10],
               sorted(c[:10] for c in new["contacts"])),
              ("crm:2", "2018-05-01", ["2018-05-01", "2018-06-10"]),
              "the earliest collection, the latest contact")
    tap.equal(house.export(OLD)["restricted"], new["restricted"],
              "and stays under the old address")
    house.at("2019-06-20T10:00:00Z")
    done = house.do(*houselib.PURGE)
    tap.ok("Restricted, left alone (GDPR Art. 18): 2" in done,
           "a purge skips the restricted", done)
    house.close()


def refused(tap):
    house = House()
    house.contact(OLD)
    house.do("requests", "add", "eva@example.com", "--article", "16")
    for args, status, words in (
            ((OLD,), 64, "two addresses"),
            ((OLD, NEW, "c@d.example"), 64, "two addresses"),
            ((OLD, "Adam.Nowak+x@EXAMPLE.com"), 65, "are one address"),
            (("nobody@example.com", NEW), 65, "nothing is known"),
            ((OLD, "adam"), 65, "no e-mail address"),
            ((OLD, NEW, "--request", "1"), 65, "not of"),
            ((OLD, NEW, "--request", "x"), 64, "accepted: a number")):
        done = house.run("rectify", *args)
        tap.ok(done.returncode == status and words in done.stderr,
               "rectify " + " ".join(args), "%d %s" % (
                   done.returncode, done.stderr))
    tap.ok(house.export(OLD)["known"], "and nothing has changed")
    house.do("requests", "add", NEW, "--article", "16")
    tap.ok("Request 2 is closed" in house.do(
        "rectify", OLD, NEW, "--request", "2", "--without-objection"),
        "a request from the new address")
    tap.equal(house.reasons(OLD)["followup"], "unknown",
              "without the objection the old one is not known")
    house.close()


def body(tap):
    moved(tap)
    merged(tap)
    never_widens(tap)
    restricted(tap)
    refused(tap)


taplib.run(body)
