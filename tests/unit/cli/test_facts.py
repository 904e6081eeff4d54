#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Objections, withdrawals, grants and restrictions against somebody who can
write to the store and has no key file: whatever is done to them shows. What
Robinson does itself never does."""

import json
import os
import shutil
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
instance = "office"
relation "prospect" { retain = {"1 month after last-contact"}
                      bases = {"legitimate-interest"} }
source "chat" { collected-for = {"followup", "newsletter"} }
purpose "followup" { bases = {"legitimate-interest", "consent"}
                     assessment = "LIA" }
purpose "newsletter" { bases = {"consent"} }
journal { retain = "10 days" }
"""
NOW = "2026-11-28T12:00:00Z"
KEYS = "robinson-keys 1\n1 %s %s\n" % (NOW, bytes(range(32)).hex())
EXPORT = ("email,collected,purpose,basis,granted,evidence\n"
          "ann@example.com,2026-11-01,newsletter,consent,2026-11-20,form\n"
          "bob@example.com,2026-11-01,newsletter,consent,2026-11-20,form\n")
CHANGED = "was changed, or added"
SUM_LEN = 32


class House(houselib.House):
    def __init__(self):
        super().__init__("facts", CONFIG)
        self.at(NOW)
        self.put("keys", KEYS)
        os.chmod(self.path("keys"), 0o600)

    def keep(self, name="whole"):
        self.empty_log()
        shutil.copy(self.store, self.path(name))

    def put_back(self, name="whole"):
        for end in ("-wal", "-shm"):
            if os.path.exists(self.store + end):
                os.unlink(self.store + end)
        shutil.copy(self.path(name), self.store)

    def empty_log(self):
        db = sqlite3.connect(self.store)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()

    def write(self, *statements):
        """As somebody without the key file, and so that no trigger is in
        his way."""
        db = self.intruder()
        triggers = db.execute("SELECT name, sql FROM sqlite_schema"
                              " WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            db.execute("DROP TRIGGER " + name)
        for statement in statements:
            db.execute(*([statement] if isinstance(statement, str)
                         else statement))
        for _, sql in triggers:
            db.execute(sql)
        db.commit()
        db.close()

    def clean(self, tap, name):
        done = self.run("journal", "verify")
        tap.ok(done.returncode == 0 and not done.stderr,
               "clean: " + name, done.stdout + done.stderr)

    def found(self, tap, name, *words):
        done = self.run("journal", "verify")
        tap.ok(done.returncode == 1 and all(w in done.stderr for w in words),
               "found: " + name, (words, done.stdout + done.stderr))


def life(h):
    h.put("some.csv", EXPORT)
    h.must("import", h.path("some.csv"), "--source", "chat", "--relation",
           "prospect")
    h.must("object", "cid@example.com", "--purpose", "followup", "--at",
           "2026-11-12", "--channel", "phone")
    h.must("object", "dan@example.com")
    h.must("object", "@firma.example")
    h.must("withdraw", "ann@example.com", "--purpose", "newsletter")
    h.must("restrict", "bob@example.com")


# A column of an objection, and what it becomes.
COLUMNS = (("key", "(SELECT key FROM subject LIMIT 1)"), ("kind", "4"),
           ("name", "0"), ("mark", "x'01'"), ("at", "at - 1"),
           ("until", "1"), ("by_domain", "1"), ("told_by", "NULL"),
           ("evidence", "x'01'"), ("unconfirmed", "1"), ("untold", "1"),
           ("generation", "2"), ("recorded", "recorded + 1"),
           ("day", "1 - coalesce(day, 0)"), ("mac", "zeroblob(32)"))
THE_ONE = " WHERE kind = 1 AND told_by <> 0"


def columns(tap, h):
    tap.equal({row[1] for row in h.ask("PRAGMA table_info(fact)")},
              {name for name, _ in COLUMNS}, "each column is tried")
    for name, value in COLUMNS:
        h.put_back()
        h.write("UPDATE fact SET %s = %s%s" % (name, value, THE_ONE))
        h.found(tap, "an objection's %s is changed" % name, CHANGED)
    h.put_back()
    h.write("UPDATE fact SET at = at + 86400" + THE_ONE)
    h.found(tap, "and it is named", "an objection of person ",
            " for followup, dated 2026-11-13")
    for name, statement in (
            ("what a purpose is called",
             "UPDATE name SET text = 'other' WHERE text = 'followup'"),
            ("the digest of a channel",
             "UPDATE channel SET digest = zeroblob(32)")):
        h.put_back()
        h.write(statement)
        h.found(tap, name + " is changed", CHANGED)


# fact.kind, its name, the words of an entry that is left without a row
KINDS = ((1, "objection", "recorded an objection of person"),
         (2, "withdrawal", "recorded a withdrawal of person"),
         (3, "grant", ""))
COPY = ("INSERT INTO fact(key, kind, name, mark, at, until, by_domain,"
        " told_by, evidence, unconfirmed, untold, generation, recorded, day,"
        " mac) SELECT x'%s', kind, name, mark, at, until,"
        " by_domain, told_by, evidence, unconfirmed, untold, generation,"
        " recorded, day, mac FROM fact WHERE kind = %d LIMIT 1")


def rows(tap, h):
    for kind, name, entry in KINDS:
        h.put_back()
        h.write("DELETE FROM fact WHERE (key, kind, name, mark, at) IN"
                " (SELECT key, kind, name, mark, at FROM fact"
                " WHERE kind = %d LIMIT 1)" % kind)
        h.found(tap, "a %s is removed" % name, '"%s": the journal' % name,
                ": 1 missing", entry)
        h.put_back()
        h.write("DELETE FROM fact WHERE kind = %d" % kind)
        h.found(tap, "each %s is removed" % name, "there are 0: ", entry)
        h.put_back()
        h.write(COPY % ("ab" * 32, kind))
        h.found(tap, "a %s is added" % name, CHANGED,
                "%s of person abababab" % name, ": 1 too many")
    h.put_back()
    h.write("INSERT INTO fact(key, kind, name, mark, at, generation)"
            " SELECT key, 4, name, x'', at + 9, 1 FROM fact WHERE kind = 1"
            " LIMIT 1")
    h.found(tap, "an objection is lifted", "a lifting of an objection of",
            CHANGED)


RESTRICTIONS = (
    ("lifted", "restricted = NULL WHERE restricted IS NOT NULL",
     ("a restriction of person", ": 1 missing", "recorded a restriction")),
    ("lifted, its digest too",
     "restricted = NULL, mac = NULL WHERE restricted IS NOT NULL",
     (": 1 missing", "recorded a restriction")),
    ("dated otherwise",
     "restricted = restricted + 1 WHERE restricted IS NOT NULL",
     ("a restriction of person", CHANGED)),
    ("added", "restricted = 1 WHERE restricted IS NULL",
     ("a restriction of person", CHANGED, ": 1 too many")),
    ("given to another person", "key = zeroblob(32)"
     " WHERE restricted IS NOT NULL", ("person 00000000", CHANGED)),
)


def restrictions(tap, h):
    for name, change, words in RESTRICTIONS:
        h.put_back()
        h.write("UPDATE subject SET " + change)
        h.found(tap, "a restriction is " + name, *words)
    h.put_back()
    h.write("DELETE FROM subject WHERE restricted IS NOT NULL")
    h.found(tap, "a person who is restricted is removed", ": 1 missing")


def without(state, mac):
    """The sum as it is without a row: its digest is in the file."""
    whole = int.from_bytes(state[:SUM_LEN], "big")
    left = (whole - int.from_bytes(mac, "big")) % (1 << 8 * SUM_LEN)
    objections = int.from_bytes(state[SUM_LEN:SUM_LEN + 8], "big") - 1
    return (left.to_bytes(SUM_LEN, "big") + objections.to_bytes(8, "big") +
            state[SUM_LEN + 8:])


def sums(tap, h):
    h.put_back()
    h.write("DELETE FROM fact_sum")
    h.found(tap, "the sum is removed", "the sum that is kept")
    h.must("object", "eve@example.com")
    h.found(tap, "an objection is put on record all the same",
            "the sum that is kept")
    h.put_back()
    h.write("UPDATE fact_sum SET state = x'00'")
    h.must("object", "eve@example.com")
    h.found(tap, "the sum is none", "the sum that is kept")
    h.put_back()
    (state, mac), = h.ask("SELECT state, f.mac FROM fact_sum, fact f"
                          + THE_ONE)
    h.write("DELETE FROM fact" + THE_ONE,
            ("UPDATE fact_sum SET state = ?", (without(state, mac),)))
    h.found(tap, "a row is removed, and the sum fits", ": 1 missing",
            "the sum that is kept")
    h.must("object", "eve@example.com")
    h.found(tap, "that shows also after a further change",
            "somebody else than Robinson changed rows")
    for n in range(3):
        h.must("object", "%d@example.com" % n)
    h.found(tap, "and for ever", "somebody else than Robinson changed rows")


def changed_twice(tap, h):
    """A change of ours does not make right what somebody changed."""
    h.put_back()
    h.write("UPDATE fact SET evidence = x'01' WHERE kind = 3",
            "UPDATE fact SET day = NULL, at = at - 86400" + THE_ONE)
    h.must("erase", "ann@example.com")
    h.must("object", "cid@example.com", "--purpose", "followup", "--at",
           "2026-11-11", "--channel", "phone")
    h.found(tap, "a row that was changed before Robinson changed it",
            CHANGED, "not the same")


def put_back(tap, h):
    """Rows and their sum as they were, and the journal as it is."""
    tables = ("fact", "subject", "fact_sum")
    copy = ["ATTACH '%s' AS old" % h.path("whole")]
    for table in tables:
        copy += ["DELETE FROM main." + table,
                 "INSERT INTO main.%s SELECT * FROM old.%s" % (table, table)]
    h.put_back()
    h.must("object", "eve@example.com")
    h.keep("later")
    db = h.intruder()
    db.isolation_level = None
    triggers = db.execute("SELECT name, sql FROM sqlite_schema"
                          " WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        db.execute("DROP TRIGGER " + name)
    for statement in copy:
        db.execute(statement)
    for _, sql in triggers:
        db.execute(sql)
    db.close()
    h.found(tap, "older rows are put back with their sum", ": 1 missing",
            "recorded an objection of person", "the sum that is kept")
    h.must("object", "fay@example.com")
    h.found(tap, "and that shows afterwards",
            "somebody else than Robinson changed rows")


def whole_file(tap, h):
    """What the manual says of an older copy of all."""
    h.put_back()
    h.must("object", "eve@example.com")
    h.must("journal", "head", h.path("heads"))
    h.put_back()
    h.clean(tap, "an older copy of the whole file says nothing")
    done = h.run("journal", "verify", "--head", h.path("heads"))
    tap.ok(done.returncode == 1 and "another, or missing" in done.stderr,
           "a head kept elsewhere does", done.stderr)


def triggers(tap, h):
    for name, statement, word in (
            ("one is planted", "CREATE TRIGGER mine AFTER INSERT ON journal"
             " BEGIN DELETE FROM fact; END", ": mine"),
            ("a view is", "CREATE VIEW mine AS SELECT 1", ": mine"),
            ("one is removed", "DROP TRIGGER fact_removed", "is missing"),
            ("one of a retired generation is made up",
             "CREATE TRIGGER fact_retired_7 BEFORE INSERT ON fact BEGIN"
             " SELECT RAISE(IGNORE); END", ": fact_retired_7")):
        h.put_back()
        db = h.intruder()
        db.execute(statement)
        db.commit()
        db.close()
        h.found(tap, "of the triggers " + name, word)
    h.put_back()
    db = sqlite3.connect(h.store)
    try:
        db.execute("DELETE FROM fact WHERE kind = 1")
        tap.ok(False, "no other program writes")
    except sqlite3.OperationalError as problem:
        tap.ok("no such function" in str(problem), "no other program writes",
               problem)
    db.close()


def tampered(tap):
    h = House()
    try:
        life(h)
        h.keep()
        h.clean(tap, "untouched")
        columns(tap, h)
        rows(tap, h)
        restrictions(tap, h)
        sums(tap, h)
        changed_twice(tap, h)
        put_back(tap, h)
        whole_file(tap, h)
        triggers(tap, h)
    finally:
        h.close()


ORDINARY = (
    ("object", "ann@example.com", "--channel", "phone"),
    ("object", "ann@example.com", "--lift", "--reason", "a mistake"),
    ("object", "fay@example.com", "--at", "2026-11-12"),
    ("grant", "fay@example.com", "--purpose", "newsletter", "--basis",
     "consent", "--at", "2026-11-20", "--evidence", "letter"),
    ("withdraw", "fay@example.com", "--purpose", "newsletter"),
    ("restrict", "ann@example.com"),
    ("restrict", "ann@example.com", "--lift"),
    ("contact", "gus@example.com", "--at", "2026-11-27", "--source", "chat",
     "--relation", "prospect"),
    ("rectify", "fay@example.com", "fey@example.com"),
    ("restrict", "bob@example.com", "--lift"),
    ("erase", "bob@example.com"),
    ("keys", "rotate"),
    ("object", "dan@example.com", "--purpose", "newsletter"),
    ("check", "--purpose", "followup", "ann@example.com", "bob@example.com",
     "cid@example.com", "dan@example.com", "fay@example.com",
     "fey@example.com", "gus@example.com", "x@firma.example"),
    ("withdraw", "ann@example.com", "--purpose", "followup"),
    ("keys", "retire", "1", "--lose-them"),
)


def kinds(h):
    lines = h.must("journal", "--json", "--sums").stdout.splitlines()
    return [json.loads(line)["kind"] for line in lines]


def ordinary(tap):
    h = House()
    try:
        life(h)
        for args in ORDINARY:
            done = h.run(*args)
            tap.ok(done.returncode in (0, 1), "done: " + " ".join(args),
                   done.stderr)
            h.clean(tap, " ".join(args))
        listed = h.must("journal").stdout
        tap.ok("  sum  " not in listed and "sum" in kinds(h),
               "sums are told apart", listed)
        h.must("backup", h.path("backup"))
        h.must("object", "hal@example.com")
        h.must("restrict", "gus@example.com")
        h.must("restore", h.path("backup"))
        h.clean(tap, "a backup is put in place, with what came since")
        h.must("object", "ida@example.com")
        h.clean(tap, "and goes on")
        h.must("backup", h.path("backup"))
        h.must("object", "jim@example.com")
        for end in ("", "-wal", "-shm"):
            if os.path.exists(h.store + end):
                os.unlink(h.store + end)
        h.must("restore", h.path("backup"))
        h.must("restore", "--confirm")
        h.clean(tap, "a backup alone, confirmed")
        h.at("2027-02-01T12:00:00Z")
        h.run("purge", "--confirm", "--reason", "a test")
        h.clean(tap, "purged")
        h.must("journal", "trim", "--confirm", "--reason", "a test")
        h.clean(tap, "trimmed")
        tap.ok("sum" in kinds(h), "the sum is told anew", kinds(h))
        h.must("object", "kim@example.com")
        h.clean(tap, "after that")
    finally:
        h.close()


def trimmed(tap):
    """What was tampered with is not trimmed away."""
    h = House()
    try:
        life(h)
        (state, mac), = h.ask("SELECT state, f.mac FROM fact_sum, fact f"
                              + THE_ONE)
        h.write("DELETE FROM fact" + THE_ONE,
                ("UPDATE fact_sum SET state = ?", (without(state, mac),)))
        h.at("2026-12-24T12:00:00Z")
        done = h.run("journal", "trim", "--confirm", "--reason", "a test")
        tap.ok(done.returncode == 1, "rows were changed behind the last sum",
               done.stdout + done.stderr)
        h.must("object", "eve@example.com")
        done = h.run("journal", "trim", "--confirm", "--reason", "a test")
        tap.ok(done.returncode == 1, "and before the next",
               done.stdout + done.stderr)
    finally:
        h.close()


def migrated(tap, version):
    h = House()
    name = "schema %d: " % version
    try:
        h.load(version)
        h.must("journal")
        h.clean(tap, name + "as it stands")
        tap.equal(kinds(h)[-1], "sum", name + "the journal says so")
        h.must("object", "zoe@example.com")
        h.clean(tap, name + "goes on")
        h.keep()
        h.write("DELETE FROM fact WHERE kind = 1 AND at < 0")
        h.found(tap, name + "a row is removed", "missing")
        h.put_back()
        h.write("UPDATE fact SET recorded = 7 WHERE kind = 1")
        h.found(tap, name + "a row is changed", CHANGED)
        h.put_back()
        h.must("backup", h.path("backup"))
        h.load(version)
        h.must("restore", h.path("backup"))
        h.clean(tap, name + "a backup is put over an older store")
    finally:
        h.close()


def body(tap):
    tampered(tap)
    ordinary(tap)
    trimmed(tap)
    for version in houselib.versions():
        migrated(tap, version)


taplib.run(body)
