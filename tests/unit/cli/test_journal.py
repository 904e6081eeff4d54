#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# Rules E7
"""The journal against somebody who can write to its file: whatever is done
to it shows, and the first entry concerned is named."""

import json
import os
import re
import shutil
import sqlite3
import sys

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
import house as houselib  # noqa: E402
import tap as taplib  # noqa: E402

ENTRIES = 12

CONFIG = """
timezone = "Europe/Warsaw"
store    = "sqlite:%(dir)s/robinson.db"
key-file = "%(dir)s/keys"
relation "prospect" { retain = {"1 year after last-contact"} }
source "chat" { collected-for = {"followup"} }
purpose "followup" { bases = {"consent"} }
journal { retain = "10 days"  retain-numbers = "70 days" }
"""


class House(houselib.House):
    """Two instances write in turn, an entry a day."""

    def __init__(self):
        super().__init__("journal", CONFIG)
        for name in ("one", "two"):
            self.put(name + ".conf", CONFIG % {"dir": self.dir}
                     + 'instance = "%s"\n' % name)
        self.run("keys", "init")
        for day in range(ENTRIES):
            self.at(day)
            self.write("person%d@example.com" % day,
                       by="two" if day % 3 == 2 else "one")
        shutil.copy(self.path("robinson.db"), self.path("whole"))

    def write(self, address, by="one"):
        """One entry, and no wish that changes a sum."""
        self.run("contact", address, "--at", "2018-05-28", "--source", "chat",
                 "--relation", "prospect", by=by)

    def run(self, *args, by="one"):
        self.config = self.path(by + ".conf")
        return super().run(*args)

    def sql(self, *statements):
        db = sqlite3.connect(self.path("robinson.db"))
        for statement in statements:
            db.execute(statement)
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()

    def restore(self, name="whole"):
        for end in ("-wal", "-shm"):
            if os.path.exists(self.path("robinson.db" + end)):
                os.unlink(self.path("robinson.db" + end))
        shutil.copy(self.path(name), self.path("robinson.db"))


# name, statements, the entry that is named
TAMPERED = (
    ("the time of an entry is changed",
     ["UPDATE journal SET at = at + 1 WHERE seq = 5"], 5),
    ("its person is",
     ["UPDATE journal SET key = (SELECT key FROM journal WHERE seq = 1)"
      " WHERE seq = 6"], 6),
    ("its words are",
     ["UPDATE journal SET detail = x'00' WHERE seq = 4"], 4),
    ("a name that many entries share is",
     ["UPDATE name SET text = 'nobody' WHERE id ="
      " (SELECT instance FROM journal WHERE seq = 1)"], 1),
    ("an entry in the middle is removed",
     ["DELETE FROM journal WHERE seq = 5"], 6),
    ("the first entry is removed",
     ["DELETE FROM journal WHERE seq = 1"], 2),
    ("the last one is",
     ["DELETE FROM journal WHERE seq = 12"], 12),
    ("all of one instance are",
     ["DELETE FROM journal WHERE instance ="
      " (SELECT instance FROM journal WHERE seq = 3)"], 4),
    ("two entries change places",
     ["UPDATE journal SET seq = 100 WHERE seq = 4",
      "UPDATE journal SET seq = 4 WHERE seq = 5",
      "UPDATE journal SET seq = 5 WHERE seq = 100"], 4),
    ("an entry is inserted",
     ["INSERT INTO journal(seq, at, instance, kind, key, purpose, reason,"
      " action, enforced, queue_id, host, sender, detail, mac)"
      " SELECT 13, at, instance, kind, key, purpose,"
      " reason, action, enforced, queue_id, host, sender, detail, mac"
      " FROM journal WHERE seq = 11"], 13),
    ("a checkpoint is made by hand",
     ["INSERT INTO checkpoint SELECT instance, seq, at, 2, mac, mac"
      " FROM journal WHERE seq = 2",
      "DELETE FROM journal WHERE seq IN (1, 2)"], 2),
)


def tampered(tap, house):
    whole = house.run("journal", "verify")
    tap.ok(whole.returncode == 0 and "%d entries" % ENTRIES in whole.stdout,
           "untouched it verifies", whole.stdout + whole.stderr)
    tap.equal(len(whole.stdout.splitlines()), 2,
              "and says so of the chain and of wishes, a line each")
    for name, statements, seq in TAMPERED:
        house.restore()
        house.sql(*statements)
        done = house.run("journal", "verify")
        found = re.search(r"at entry (\d+)", done.stderr)
        tap.ok(done.returncode == 1 and found and int(found[1]) == seq,
               name + ": entry %d is named" % seq,
               done.stdout + done.stderr)
    house.restore()


def numbers(house):
    """What the summary has of each day."""
    out = house.run("journal", "--summary", "--by", "day", "--json").stdout
    return [json.loads(line)["count"] for line in out.splitlines()]


def trimmed(tap, house):
    house.at(16)
    done = house.run("journal", "trim")
    # Ten days after the day of the event: the first six are over.
    tap.ok(done.returncode == 0 and "6 entries trimmed" in done.stdout,
           "what is over is trimmed", done.stdout + done.stderr)
    tap.equal([row[0] for row in house.ask("SELECT seq FROM journal")],
              list(range(7, ENTRIES + 1)), "the rest stays")
    done = house.run("journal", "verify")
    tap.ok(done.returncode == 0 and "6 entries" in done.stdout,
           "and verifies", done.stdout + done.stderr)
    done = house.run("journal", "trim")
    tap.ok("0 entries trimmed" in done.stdout, "nothing more is over")
    house.write("later@example.com")
    tap.equal(house.run("journal", "verify").returncode, 0,
              "it goes on behind")
    shutil.copy(house.path("robinson.db"), house.path("cut"))
    for name, statement in (
            ("the checkpoint is removed", "DELETE FROM checkpoint"),
            ("one entry more is, behind it",
             "DELETE FROM journal WHERE seq = 7"),
            ("the checkpoint is moved",
             "UPDATE checkpoint SET seq = seq + 1"),
            ("it says another count",
             "UPDATE checkpoint SET entries = entries + 1"),
            ("one instance's is given to the other",
             "UPDATE checkpoint SET mac = (SELECT max(mac) FROM checkpoint),"
             " sign = (SELECT max(sign) FROM checkpoint)")):
        house.restore("cut")
        house.sql(statement)
        tap.equal(house.run("journal", "verify").returncode, 1, name)
    house.restore("cut")
    house.at(60)
    house.sql("UPDATE journal SET detail = x'00' WHERE seq = 9")
    done = house.run(*houselib.TRIM)
    tap.ok(done.returncode == 1 and "entry 9" in done.stderr and
           house.ask("SELECT count(*) FROM journal WHERE seq >= 9")[0][0] > 4,
           "what was tampered with is not trimmed away", done.stderr)
    house.restore("cut")
    tap.equal(house.run(*houselib.TRIM).returncode, 0, "all of it")
    left = [json.loads(line) for line in
            house.run("journal", "--json").stdout.splitlines()]
    tap.equal(numbers(house), [1] * ENTRIES + [1, 1],
              "numbers stay when all entries go")
    tap.equal([entry["detail"] for entry in left], ["a test"],
              "is gone, but for who said that the clock is right")
    house.at(90)
    tap.equal(house.run(*houselib.TRIM).returncode, 0, "and once more")
    # Whatever of the entries is gone: 12, the later one, and two "a test".
    tap.equal(numbers(house), [1, 1], "of what is trimmed numbers stay, "
              "until their own time is over")
    tap.equal(house.run("journal", "verify").returncode, 0,
              "a journal of one entry verifies")
    house.write("latest@example.com", by="two")
    tap.equal(house.run("journal", "verify").returncode, 0,
              "and goes on")
    tap.equal(house.ask("SELECT seq FROM journal"),
              [(ENTRIES + 3,), (ENTRIES + 4,)], "with the next number")
    house.restore()


def heads(tap, house):
    house.at(12)
    house.run("journal", "head", house.path("heads"))
    with open(house.path("heads")) as data:
        told = {head["instance"]: head for head in json.load(data)}
    tap.equal({name: head["seq"] for name, head in told.items()},
              {"one": 11, "two": 12}, "heads of both")
    house.write("later@example.com")
    done = house.run("journal", "verify", "--head", house.path("heads"))
    tap.ok(done.returncode == 0 and "holds the 2 heads" in done.stdout,
           "held later on", done.stdout + done.stderr)
    house.at(60)
    house.run(*houselib.TRIM)
    done = house.run("journal", "verify", "--head", house.path("heads"))
    tap.ok(done.returncode == 0 and "1 the entries were trimmed" in
           done.stdout, "trimmed since", done.stdout + done.stderr)
    # Somebody who has the keys makes the journal anew, shorter by one.
    for name in ("robinson.db", "robinson.db-wal", "robinson.db-shm"):
        if os.path.exists(house.path(name)):
            os.unlink(house.path(name))
    for day in range(ENTRIES):
        house.at(day)
        house.write("other%d@example.com" % day,
                    by="two" if day % 3 == 2 else "one")
    tap.equal(house.run("journal", "verify").returncode, 0,
              "a forged journal verifies")
    done = house.run("journal", "verify", "--head", house.path("heads"))
    tap.ok(done.returncode == 1 and "another, or missing" in done.stderr,
           "but does not hold the heads", done.stderr)
    told["one"]["seq"] = 9
    with open(house.path("heads"), "w") as out:
        json.dump(list(told.values()), out)
    done = house.run("journal", "verify", "--head", house.path("heads"))
    tap.ok(done.returncode == 65 and "was changed" in done.stderr,
           "a head that was changed", done.stderr)
    with open(house.path("heads"), "w") as out:
        out.write("[{}]")
    done = house.run("journal", "verify", "--head", house.path("heads"))
    tap.ok(done.returncode == 65 and "item 1 is no head" in done.stderr,
           "no head", done.stderr)


def body(tap):
    house = House()
    tampered(tap, house)
    trimmed(tap, house)
    heads(tap, house)
    house.close()


taplib.run(body)
