#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Address rules change: who objected stays objected, and it is said."""

import json
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
source "chat" { collected-for = {"followup"} }
purpose "followup" { bases = {"legitimate-interest"} assessment = "LIA" }
"""

RULES = """
address-rule "example.com" { separators = "+-" ignore-dots = yes }
address-rule "pm.example" { alias-of = "post.example" }
"""

PEOPLE = ["jan-news@example.com", "ewa.nowak@example.com", "tom@pm.example"]
# The same persons by the later rules.
SPELT = ["jan@example.com", "ewanowak@example.com", "tom@post.example"]


class House(houselib.House):
    def __init__(self):
        super().__init__("rules", CONFIG)
        self.at("2026-11-25T10:00:00Z")
        self.run("keys", "init")
        rows = ["%s,2026-11-01,2026-11-20" % who for who in PEOPLE]
        self.list = self.put("list.csv", "\n".join(
            ["email,collected,last_contact"] + rows) + "\n")

    def do(self, *args):
        return self.must(*args).stdout

    def take(self):
        return self.do("import", "--source", "chat", "--relation", "prospect",
                       self.list)

    def rules(self, more):
        self.put("conf", CONFIG % {"dir": self.dir} + more)

    def reasons(self, people):
        said = self.run("check", "--purpose", "followup", "--json", *people)
        rows = [json.loads(line) for line in said.stdout.splitlines()]
        return [row["reason"] for row in rows]

    def doctor(self):
        return [line for line in self.run("doctor").stdout.splitlines()
                if "addresses" in line]


def changed(tap):
    house = House()
    house.take()
    tap.equal(house.reasons(PEOPLE), ["allowed"] * 3, "all may be written to")
    for who in PEOPLE:
        house.do("object", who)
    tap.equal(house.reasons(PEOPLE), ["objected"] * 3, "all object")
    said = house.do("config", "check")
    tap.ok("address rules" not in said, "nothing changed", said)
    tap.equal(house.doctor(), [], "nor for the doctor")
    house.rules(RULES)
    said = house.do("config", "check")
    for words in ("The address rules are others than those in force since "
                  "2026-11-25", "example.com: separators \"+-\", dots "
                  "ignored; before: separators \"+\", dots count",
                  "pm.example: an alias of post.example; before:",
                  "are one now"):
        tap.ok(words in said, "config check: " + words, said)
    tap.ok("several now" not in said, "and nobody is parted", said)
    told = "\n".join(house.doctor())
    tap.ok("others than those in force since 2026-11-25" in told,
           "the doctor says so", told)
    tap.equal(len(house.ask("SELECT 1 FROM address_rules")), 1,
              "who only looks puts nothing on record")
    house.take()
    tap.equal(house.reasons(PEOPLE), ["objected"] * 3,
              "the same persons object after another import")
    tap.equal(house.reasons(SPELT), ["objected"] * 3, "however they are spelt")
    told = "\n".join(house.doctor())
    tap.ok("the address rules changed on 2026-11-25" in told,
           "the doctor knows since when", told)
    said = house.do("config", "check")
    tap.ok("address rules" not in said, "what is in force is no change", said)
    house.close()


def changed_back(tap):
    house = House()
    house.rules(RULES)
    house.take()
    for who in PEOPLE:
        house.do("object", who)
    house.rules("")
    said = house.do("config", "check")
    tap.ok("several now" in said and "one now" not in said,
           "config check: persons are parted", said)
    house.take()
    tap.equal(house.reasons(PEOPLE), ["objected"] * 3, "all still object")
    tap.equal(house.reasons(SPELT), ["objected"] * 3,
              "and so do those that they were one with")
    house.do("object", PEOPLE[1], "--lift", "--reason", "a mistake")
    tap.equal(house.reasons([PEOPLE[1], SPELT[1]]), ["allowed", "objected"],
              "a lift is of one of them")
    house.close()


def gone(tap):
    house = House()
    house.take()
    house.do("object", PEOPLE[1])
    house.rules(RULES)
    tap.equal(house.reasons(PEOPLE), ["objected" if i == 1 else "allowed"
                                      for i in range(3)], "one objects")
    house.do("erase", SPELT[1], "--without-objection")
    house.at("2027-03-01T10:00:00Z")
    house.do("purge", "--confirm", "--reason", "a test")
    tap.equal(house.ask("SELECT count(*) FROM subject"), [(0,)],
              "nobody is on record under any key")
    tap.equal(house.ask("SELECT DISTINCT kind FROM fact"), [(1,)],
              "only objections are left")
    tap.equal(house.reasons([PEOPLE[1]]), ["objected"], "and they count")
    house.close()


def unreadable(tap):
    house = House()
    house.take()
    os.unlink(house.store)
    house.put("robinson.db", "this is no database " * 100)
    house.rules(RULES)
    said = house.do("config", "check")
    tap.ok("Whether the address rules changed cannot be told" in said,
           "a store that cannot be read is told", said)
    house.close()


def body(tap):
    changed(tap)
    changed_back(tap)
    gone(tap)
    unreadable(tap)


taplib.run(body)
