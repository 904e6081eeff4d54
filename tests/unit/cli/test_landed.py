#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Stores of published schemas, opened by today's programs: each person is what
they were, and nothing that was answered for is lost."""

import glob
import json
import os
import shutil
import sqlite3
import sys

TOP = os.environ["ROBINSON_SRCDIR"]
sys.path.insert(0, os.path.join(TOP, "tests", "lib"))

import house as houselib  # noqa: E402
import tap as taplib  # noqa: E402

LANDED = os.path.join(TOP, "tests", "landed")
NOW = "2026-11-20T12:00:00Z"
KEYS = "robinson-keys 1\n1 %s %s\n" % (NOW, bytes(range(32)).hex())
CONFIG = """
timezone = "Europe/Warsaw"
store = "sqlite:%(dir)s/robinson.db"
key-file = "%(dir)s/keys"
relation "prospect" { retain = {"1 year after last-contact"}
                      bases = {"legitimate-interest"} }
source "chat" { collected-for = {"followup"} }
purpose "followup" { bases = {"legitimate-interest"} assessment = "LIA" }
"""
# who: verdicts for followup and newsletter
VERDICTS = {
    "adam@example.com": ("objected", "objected"),
    "beata@example.com": ("allowed", "objected"),
    "celina@example.com": ("allowed", "allowed"),
    "dorota@example.com": ("allowed", "withdrawn"),
    "edward@example.com": ("restricted", "restricted"),
    "filip@example.com": ("allowed", "allowed"),
    "gosia@example.com": ("allowed", "no-basis"),
    "henryk@example.com": ("objected", "objected"),
    "anybody@blocked.example": ("objected", "objected"),
}


def verdict(house, who, purpose):
    done = house.run("check", "--json", "--purpose", purpose, who)
    return json.loads(done.stdout)["reason"]


def opened(tap, name, house):
    for who, reasons in VERDICTS.items():
        tap.equal(tuple(verdict(house, who, purpose)
                        for purpose in ("followup", "newsletter")), reasons,
                  "%s: %s is what they were" % (name, who))
    done = house.run("journal", "verify")
    tap.ok(done.returncode == 0, name + ": the journal verifies",
           done.stdout + done.stderr)
    entries = [json.loads(line) for line in
               house.must("journal", "--json").stdout.splitlines()]
    sent = [e for e in entries if e["kind"] == "verdict"]
    tap.equal([e["reason"] for e in sent], ["allowed"] * 3,
              name + ": what the mail server was told is on record")
    tap.ok(not os.path.exists(house.store + "-redo"),
           name + ": the file of the earlier version is gone")
    tap.equal(house.ask("SELECT count(*) FROM request"), [(1,)],
              name + ": the request is there")
    counted(tap, name, house)
    said = house.must("export", "gosia@example.com").stdout
    tap.equal(len(json.loads(said)["sends"]), 3,
              name + ": three sends are on record")


def counted(tap, name, house):
    """The daily numbers begin with the entries of the journal, be they from
    before or after the step that made them."""
    journal = house.ask(
        "SELECT (at - ((at % 86400) + 86400) % 86400) / 86400,"
        " coalesce(sender, X''), kind, purpose, reason, action, enforced,"
        " count(*) FROM journal GROUP BY 1, 2, 3, 4, 5, 6, 7"
        " ORDER BY 1, 2, 3, 4, 5, 6, 7")
    numbers = house.ask(
        "SELECT day, sender, kind, purpose, reason, action, enforced,"
        " sum(entries) FROM tally GROUP BY 1, 2, 3, 4, 5, 6, 7"
        " ORDER BY 1, 2, 3, 4, 5, 6, 7")
    tap.ok(len(journal) > 3, name + ": the journal has entries", journal)
    tap.equal(numbers, journal, name + ": as many as are counted")


def held(house, at, name, seq):
    """As schema 19 has it: nothing says which of one second came first, but
    the entries of the journal."""
    db = sqlite3.connect(house.store)
    db.execute("INSERT INTO held(received, id, expires, size, stored, chunks,"
               " recipients, waiting, host, summary, mark) VALUES"
               "(?, ?, ?, 1, 1, 0, 1, 1, 0, x'00', ?)",
               (at, name, at + 9, name.encode("ascii")))
    db.execute("INSERT INTO held_recipient(id, n, key, address, purpose,"
               " reason, action, seq, state, changed) VALUES"
               "(?, 0, NULL, x'00', 1, 12, 2, ?, 1, ?)", (name, seq, at))
    db.execute("UPDATE held_sum SET messages = messages + 1,"
               " bytes = bytes + 1")
    db.commit()
    db.close()


def order_of_held(tap):
    """What lay in the quarantine of a store of schema 19 is there, in the order
    in which it was held."""
    house = houselib.House("landed", CONFIG)
    try:
        house.at(NOW)
        house.put("keys", KEYS)
        os.chmod(house.path("keys"), 0o600)
        house.load(19)
        wanted = ["ZZZZZZZZZZZZ", "MMMMMMMMMMMM", "AAAAAAAAAAAA",
                  "000000000000"]
        for at, name, seq in ((1529400000, wanted[2], 9),
                              (1529400000, wanted[0], 7),
                              (1529400001, wanted[3], 2),
                              (1529400000, wanted[1], 8)):
            held(house, at, name, seq)
        listed = house.must("quarantine", "list", "--json").stdout
        tap.equal([json.loads(line)["id"] for line in listed.splitlines()],
                  wanted, "schema 19: what is held is listed as it was held")
        tap.equal(house.ask("SELECT id, number, expires - received, mark"
                            " FROM held ORDER BY received, number"),
                  [(name, n + 1, 9, name.encode("ascii"))
                   for n, name in enumerate(wanted)], "schema 19: whole")
        tap.equal(house.ask("SELECT messages, last FROM held_sum"), [(4, 4)],
                  "schema 19: and counted")
        tap.equal(house.ask("PRAGMA integrity_check"), [("ok",)],
                  "schema 19: the store is sound")
        counted(tap, "schema 19", house)
        plan = " ".join(str(row[3]) for row in house.ask(
            "EXPLAIN QUERY PLAN SELECT id FROM held WHERE (received, number)"
            " > (1, 1) AND received >= 0 AND received < 9"
            " ORDER BY received, number LIMIT 2"))
        tap.ok("(received,number)>" in plan and "TEMP" not in plan,
               "schema 19: a page is read in order, without sorting", plan)
    finally:
        house.close()


def body(tap):
    order_of_held(tap)
    stores = sorted(glob.glob(os.path.join(LANDED, "schema-*")))
    tap.ok(stores, "there are some")
    with open(os.path.join(LANDED, "robinson.conf"),
              encoding="utf-8") as conf:
        config = conf.read()
    for path in stores:
        house = houselib.House("landed", config)
        try:
            house.at(NOW)
            for file in os.listdir(path):
                shutil.copy(os.path.join(path, file), house.dir)
            os.chmod(house.path("keys"), 0o600)
            opened(tap, os.path.basename(path), house)
        finally:
            house.close()


taplib.run(body)
