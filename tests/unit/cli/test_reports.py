#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Delivery reports that did not count, as the postmaster sees them: listed,
kept over a restore, given to the person, forgotten with them."""

import json
import os
import sqlite3
import sys

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
import house as houselib  # noqa: E402
import tap as taplib  # noqa: E402

CONFIG = """
timezone = "Europe/Warsaw"
store    = "sqlite:%(dir)s/robinson.db"
key-file = "%(dir)s/keys"
relation "prospect" { retain = {"1 year after last-contact"}
                      bases = {"legitimate-interest"} }
source "chat" { collected-for = {"followup"} }
purpose "followup" { bases = {"legitimate-interest"} assessment = "LIA" }
"""
NOW = "2026-11-28T12:00:00Z"
AT = 1795860000  # 2026-11-28 11:00 in Warsaw
LIST = ("objections", "list", "--reports")
# Of the stores of older schemas.
KEYS = "robinson-keys 1\n1 %s %s\n" % (NOW, bytes(range(32)).hex())
ANN = "ann@example.com"


def report(house, at, cause):
    """One that came about Ann; what it said stays out, because only a program
    with the keys can seal it."""
    db = sqlite3.connect(house.store)
    db.execute("INSERT INTO doubt(at, kind, cause, key, queue_id)"
               " SELECT ?, 1, ?, key, '4Qxyz' FROM subject", (at, cause))
    db.commit()
    db.close()


def older(tap):
    """What a store of schema 19 has listed is listed as before."""
    house = houselib.House("reports", CONFIG)
    house.at(NOW)
    house.put("keys", KEYS)
    os.chmod(house.path("keys"), 0o600)
    house.load(19)
    said = house.must(*LIST).stdout
    tap.ok("4Qxyz  report" in said, "schema 19: a report is listed", said)
    tap.equal(house.ask("SELECT grade, mark, message FROM doubt"),
              [(None, None, None)], "schema 19: and is no objection")
    house.must("journal", "verify")
    house.must("purge", "--confirm", "--reason", "a test")
    tap.equal(house.ask("SELECT count(*) FROM doubt"), [(1,)],
              "schema 19: it stays its time")
    house.close()


def body(tap):
    older(tap)
    house = houselib.House("reports", CONFIG)
    house.at(NOW)
    house.must("keys", "init")
    house.must("contact", ANN, "--at", "2026-11-20", "--source", "chat",
               "--relation", "prospect")
    done = house.run(*LIST)
    tap.ok(done.returncode == 0 and "there is none" in done.stderr,
           "none is listed at first", done.stdout + done.stderr)
    report(house, AT, 1)
    report(house, AT - 60, 2)
    lines = house.must(*LIST).stdout.splitlines()
    tap.equal([line.split("  ")[1:3] + line.split("  ")[4:] for line in lines],
              [["4Qxyz", "report", "names several persons"],
               ["4Qxyz", "report",
                "returns no message of ours to that address"]],
              "oldest first, with queue id and why")
    key = house.ask("SELECT lower(hex(key)) FROM subject")[0][0]
    tap.ok("person " + key[:8] in lines[0], "and whose address", lines[0])
    items = [json.loads(line) for line in
             house.must(*LIST, "--json").stdout.splitlines()]
    tap.equal(items[0], {"at": "2026-11-28T10:59:00+01:00",
                         "kind": "report", "queue_id": "4Qxyz", "key": key,
                         "detail": "names several persons"},
              "the same as JSON")
    done = house.run(*LIST, "--unconfirmed")
    tap.equal(done.returncode, 64, "one list at a time")
    tap.equal(house.run("check", "--purpose", "followup", ANN).returncode, 0,
              "a report that does not count blocks nothing")

    house.must("backup", house.path("backup"))
    report(house, AT + 60, 1)
    house.must("restore", house.path("backup"))
    tap.equal(len(house.must(*LIST).stdout.splitlines()), 3,
              "a restore keeps what came since the backup")

    said = json.loads(house.must("export", ANN).stdout)["reports"]
    tap.equal([(r["status"], r["why"]) for r in said],
              [(None, "names several persons")] +
              [(None, "returns no message of ours to that address")] * 2,
              "the person is told of them")
    tap.ok("nothing proved" in house.must("export", ANN, "--html").stdout,
           "on the page, too")
    house.must("erase", ANN)
    tap.equal(house.ask("SELECT count(*) FROM doubt"), [(0,)],
              "they go with the person")
    house.close()


taplib.run(body)
