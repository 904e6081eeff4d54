#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# Rules E2
"""A clock that runs wrong removes nothing: persons, entries of the journal,
held messages; and who has looked goes on."""

import json
import os
import sqlite3
import sys

TOP = os.environ["ROBINSON_SRCDIR"]
sys.path.insert(0, os.path.join(TOP, "tests", "lib"))

import house as houselib  # noqa: E402
import tap as taplib  # noqa: E402

CONFIG = """
timezone = "Europe/Warsaw"
store = "sqlite:%(dir)s/robinson.db"
key-file = "%(dir)s/keys"
journal { retain = "60 days" }
relation "prospect" { retain = {"1 month after last-contact"} }
source "chat" { collected-for = {"followup"} }
purpose "followup" { bases = {"consent"} }
"""
PERSONS = 40
# name, day of the run, exit status, words
ROWS = [
    ("1970", "1970-01-01T00:00:10Z", 75, "which is later"),
    ("two hours back", "2018-06-27T08:00:00Z", 75, "which is later"),
    ("half an hour back", "2018-06-27T09:31:00Z", 0, "looked at"),
    ("a year ahead", "2019-06-27T10:00:00Z", 75, "more than 30 days"),
    ("31 days ahead", "2018-07-28T10:00:01Z", 75, "more than 30 days"),
    ("the next day", "2018-06-28T10:00:00Z", 0, "looked at"),
    # All forty last wrote on 2018-06-01: on 2018-07-02 their time is over.
    ("all at once", "2018-07-02T10:00:00Z", 75, "40 of 40"),
]


def count(house, table):
    store = sqlite3.connect(house.store)
    number = store.execute("SELECT count(*) FROM " + table).fetchone()[0]
    store.close()
    return number


def fill(house):
    house.at("2018-06-27T09:59:00Z")
    house.must("keys", "init")
    rows = "".join("p%d@example.com,2018-06-01,2018-06-01\n" % n
                   for n in range(PERSONS))
    path = house.put("persons.csv", "email,collected,last_contact\n" + rows)
    house.must("import", path, "--relation", "prospect", "--source", "chat")
    house.at("2018-06-27T10:00:00Z")
    house.must("contact", "p0@example.com", "--at", "2018-06-01",
               "--source", "chat")


def purges(tap, house):
    for name, now, status, words in ROWS:
        house.at(now)
        done = house.run("purge")
        tap.ok(done.returncode == status
               and words in done.stdout + done.stderr,
               "purge, %s: exit %d" % (name, status),
               (done.returncode, done.stdout, done.stderr))
        tap.equal(count(house, "subject"), PERSONS,
                  "purge, %s: nobody is removed" % name)
    done = house.run("purge", "--confirm")
    tap.equal(done.returncode, 64, "a confirmation needs a reason")
    done = house.run("purge", "--reason", "x")
    tap.equal(done.returncode, 64, "a reason goes with a confirmation")
    done = house.run("purge", "--confirm", "--reason", "the fair of May")
    tap.equal((done.returncode, count(house, "subject")), (0, 0),
              "who has looked goes on")
    kinds = [json.loads(line) for line in
             house.must("journal", "--json").stdout.splitlines()]
    tap.ok(any(e["kind"] == "clock" and e["detail"] == "the fair of May"
               for e in kinds), "and the journal has it", kinds)


def confirmation_is_the_latest(tap, house):
    """After 31 days of silence somebody looks; the next run is believed."""
    house.at("2018-08-15T10:00:00Z")
    tap.equal(house.run("purge").returncode, 75, "after a long silence")
    tap.equal(house.run(*houselib.PURGE).returncode, 0, "somebody looks")
    house.at("2018-08-16T10:00:00Z")
    tap.equal(house.run("purge").returncode, 0, "the next run goes by itself")


def trims(tap, house):
    entries = count(house, "journal")
    house.at("2019-08-16T10:00:00Z")
    done = house.run("journal", "trim")
    tap.ok(done.returncode == 75 and "more than 30 days" in done.stderr,
           "trim: a year ahead", done.stderr)
    house.at("1970-01-01T00:00:10Z")
    tap.equal(house.run("journal", "trim").returncode, 75, "trim: 1970")
    tap.equal(count(house, "journal"), entries, "trim: nothing is removed")
    house.at("2018-09-10T10:00:00Z")
    done = house.run(*houselib.TRIM)
    tap.ok(done.returncode == 0 and count(house, "journal") < entries + 1,
           "trim: who has looked goes on", done.stderr)


def body(tap):
    house = houselib.House("clock", CONFIG)
    try:
        fill(house)
        purges(tap, house)
        confirmation_is_the_latest(tap, house)
        trims(tap, house)
    finally:
        house.close()


taplib.run(body)
