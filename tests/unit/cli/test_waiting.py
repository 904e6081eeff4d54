#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Clicks that the public page keeps and nobody has recorded: "check" and
"explain" tell of them, where it does not get into their answers."""

import json
import os
import sys

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
import house as houselib  # noqa: E402
import tap as taplib  # noqa: E402


RULES = """
timezone = "Europe/Warsaw"
store    = "sqlite:%(dir)s/robinson.db"
key-file = "%(dir)s/keys"
relation "prospect" { retain = {"1 month after last-contact"}
                      bases = {"legitimate-interest"} }
source "chat" { collected-for = {"followup"} }
purpose "followup" { bases = {"legitimate-interest"} assessment = "LIA" }
"""
PAGE = """
unsubscribe { url = "https://firma.example/u/"
              token-keys = "%(dir)s/tokens"
              recorder = "unix:%(dir)s/recorder"
              spool = "%(dir)s/spool"
              user = "root" }
"""
ADAM = "adam.nowak@example.com"
CLICK = "%020d-000102030405060708090a0b0c0d0e0f"


def questions(house):
    path = house.put("list.csv", "email\n%s\n" % ADAM)
    return (
        ("check", "--purpose", "followup", ADAM),
        ("check", "--purpose", "followup", "--json", ADAM),
        ("check", "--purpose", "followup", "--file", path),
        ("check", "--purpose", "followup", "--json", "--file", path),
        ("explain", ADAM),
    )


def name_of(question):
    return " ".join(w for w in question if w[0] != "/" and "@" not in w)


def new_house(config):
    house = houselib.House("waiting", config)
    house.at("2018-06-01T10:00:00Z")
    house.must("keys", "init")
    house.must("contact", ADAM, "--at", "2018-05-28", "--relation",
               "prospect", "--source", "chat")
    return house


def waiting(tap):
    house = new_house(RULES + PAGE)
    before = [house.must(*q).stdout for q in questions(house)]
    silent = [house.must(*q).stderr for q in questions(house)]
    tap.ok(not any("clicks" in s for s in silent),
           "no spool was ever made: nothing is said", silent)
    os.mkdir(house.path("spool"))
    tap.ok("clicks" not in house.must(*questions(house)[0]).stderr,
           "nothing waits: nothing is said")
    for n in range(3):
        house.put(os.path.join("spool", CLICK % n), "sealed")
    house.put(os.path.join("spool", "bad-" + CLICK % 9), "junk")
    for question, answer in zip(questions(house), before):
        done = house.must(*question)
        tap.ok("clicks that wait in %s to be recorded: 3;" %
               house.path("spool") in done.stderr,
               name_of(question) + ": three wait", done.stderr)
        tap.equal(done.stdout, answer,
                  name_of(question) + ": the answer has no other word")
    done = house.must(*questions(house)[1])
    tap.equal(json.loads(done.stdout)["reason"], "allowed", "JSON is JSON")
    tap.equal(len(os.listdir(house.path("spool"))), 4, "they wait on")
    house.close()


def unseen(tap):
    house = new_house(RULES + PAGE)
    house.put("spool", "a file")
    for question in questions(house):
        done = house.must(*question)
        tap.ok("whether clicks wait in %s cannot be seen: Not a directory" %
               house.path("spool") in done.stderr,
               name_of(question) + ": it cannot be seen", done.stderr)
    house.close()


def no_page(tap):
    house = new_house(RULES)
    tap.ok(not any("clicks" in house.must(*q).stderr
                   for q in questions(house)),
           "without a page nothing is said")
    house.close()


def main(tap):
    waiting(tap)
    unseen(tap)
    no_page(tap)


taplib.run(main)
