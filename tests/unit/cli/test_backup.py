#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Backup and restore: what was said since a backup counts on, what ended
since does not come back, and nothing that is broken is put in place."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
import house as houselib  # noqa: E402
import tap as taplib  # noqa: E402


CONFIG = """
timezone = "Europe/Warsaw"
store    = "sqlite:%(dir)s/db/robinson.db"
key-file = "%(dir)s/keys"
relation "prospect" {
	retain = {"1 month after last-contact"}
	bases  = {"legitimate-interest"}
}
source "chat" { collected-for = {"followup"} }
journal { retain = "1 day" }
purpose "newsletter" { bases = {"consent"} }
purpose "followup" {
	bases      = {"legitimate-interest", "consent"}
	assessment = "LIA-2018-03"
}
"""


class House(houselib.House):
    store = property(lambda self: self.path("db/robinson.db"))

    def __init__(self):
        super().__init__("backup", CONFIG)
        os.mkdir(self.path("db"))
        self.at(0)
        self.must("keys", "init")

    def contact(self, name, at="2018-05-28 10:00"):
        self.must("contact", name + "@example.com", "--at", at, "--source",
                  "chat", "--relation", "prospect", "--ref", "crm:" + name)

    def verdict(self, name):
        """The reason, or what standard error says."""
        done = self.run("check", "--purpose", "followup", "--json",
                        name + "@example.com")
        at = done.stdout.find('"reason"')
        if at < 0:
            return done.stderr
        return done.stdout[at:].split('"')[3]

    def wipe(self):
        for name in os.listdir(self.path("db")):
            os.unlink(os.path.join(self.path("db"), name))


def bytes_of(path):
    with open(path, "rb") as source:
        return source.read()


def kept(tap, house):
    """A store in use since the backup."""
    house.at(0)
    for name in ("adam", "ewa", "jan", "ola", "zofia"):
        house.contact(name)
    house.must("object", "ola@example.com")
    backup = house.must("backup", house.path("monday"))
    tap.ok(os.stat(house.path("monday")).st_mode & 0o777 == 0o600,
           "a backup is for its owner")
    tap.ok(b"crm:adam" not in bytes_of(house.path("monday")) and
           b"SQLite" not in bytes_of(house.path("monday")),
           "and shows nothing of what is in it", backup.stdout)
    tap.ok(sorted(os.listdir(house.dir)) ==
           ["clock", "conf", "db", "keys", "monday"],
           "nothing else is left beside it", os.listdir(house.dir))

    house.at(1)
    house.must("object", "adam@example.com", "--purpose", "followup",
               "--channel", "telephone")
    house.must("withdraw", "nobody@example.com", "--purpose", "followup")
    house.must("restrict", "ewa@example.com")
    house.contact("late")
    house.must("restrict", "late@example.com")
    house.must("erase", "jan@example.com", "--without-objection")
    house.must("object", "ola@example.com", "--lift", "--reason", "a slip")
    entries = house.must("journal").stdout.count("\n")

    done = house.run("restore", house.path("monday"))
    tap.ok(done.returncode == 0, "a backup is put back",
           done.stdout + done.stderr)
    tap.ok("1 objections, 1 withdrawals, 2 restrictions" in done.stdout,
           "it says what it kept", done.stdout)
    tap.ok("Erased again: 1" in done.stdout, "and whom it erased again",
           done.stdout)
    for name, reason in (("adam", "objected"), ("ewa", "restricted"),
                         ("late", "restricted"), ("jan", "unknown"),
                         ("nobody", "withdrawn"), ("ola", "objected"),
                         ("zofia", "allowed")):
        tap.equal(house.verdict(name), reason, name + " is " + reason)
    explained = house.run("explain", "nobody@example.com")
    tap.ok("withdr" in explained.stdout + explained.stderr,
           "a withdrawal of somebody else is kept too", explained.stdout)
    tap.ok("telephone" in house.must("explain", "adam@example.com").stdout,
           "an objection keeps its channel")
    verified = house.run("journal", "verify")
    tap.ok(verified.returncode == 0, "the journal verifies",
           verified.stdout + verified.stderr)
    tap.ok(house.must("journal").stdout.count("\n") > entries,
           "and has what was done since the backup, and the restore")
    again = house.run("restore", house.path("monday"))
    tap.ok(again.returncode == 0 and "1 objections, 1 withdrawals" in again.stdout and
           "The journal goes on" in again.stdout,
           "twice is once", again.stdout + again.stderr)
    db = sqlite3.connect(house.store)
    tap.equal(db.execute("PRAGMA integrity_check").fetchone()[0], "ok",
              "the file is sound")
    db.close()


def trimmed(tap, house):
    """The front of the journal went since the backup."""
    house.must("restore", house.path("monday"))
    house.at(1)
    house.must("object", "adam@example.com", "--purpose", "newsletter")
    house.at(3)
    house.must(*houselib.TRIM)
    house.must("object", "later@example.com")
    entries = house.must("journal").stdout
    done = house.must("restore", house.path("monday"))
    verified = house.run("journal", "verify")
    after = house.must("journal").stdout
    tap.ok("The journal goes on" in done.stdout and
           verified.returncode == 0,
           "a journal that was trimmed since goes on",
           done.stdout + verified.stderr)
    tap.ok(after.startswith(entries) and
           after.count("\n") == entries.count("\n") + 2,
           "and nothing of what was trimmed comes back", entries + after)
    house.at(1)


def ended(tap, house):
    house.at(40)
    done = house.run("restore", house.path("monday"))
    tap.ok(done.returncode == 0 and "time is over: 3 persons" in done.stdout,
           "who has ended since is removed first",
           done.stdout + done.stderr)
    tap.equal(house.verdict("zofia"), "unknown", "and is unknown")
    tap.equal(house.verdict("ewa"), "restricted", "a restricted person stays")
    tap.ok(b"crm:zofia" not in bytes_of(house.store).replace(
        b"crm:zofia", b"", 1),
        "of the reference there is the one that is to be handed over")
    house.at(1)


def unreadable(tap, house):
    """The store in place is lost, or cannot be read."""
    for name, damage in (
            ("there is none", lambda: house.wipe()),
            ("it is no store", lambda: put(house.store, b"x" * 5000)),
            ("pages of it are overwritten",
             lambda: put(house.store, bytes_of(house.store)[:6000] +
                         b"\xff" * (len(bytes_of(house.store)) - 6000))),
            ("it is of another key file", lambda: foreign(house))):
        damage()
        before = bytes_of(house.store) if os.path.exists(house.store) else b""
        done = house.run("restore", house.path("monday"))
        tap.ok(done.returncode == 0 and "--confirm" in done.stderr,
               name + ": the officer is told", done.stdout + done.stderr)
        said = house.verdict("zofia")
        tap.ok("--confirm" in said and "2018-05-28" in said,
               name + ": nobody is answered", said)
        tap.ok(not before or bytes_of(house.store + ".replaced")[100:] ==
               before[100:],
               name + ": it is left beside the new one")
        house.must("object", "adam@example.com")
        again = house.must("restore", house.path("monday"))
        tap.ok("--confirm" in house.verdict("adam"),
               name + ": a second restore confirms nothing", again.stdout)
        confirmed = house.run("restore", "--confirm")
        tap.ok(confirmed.returncode == 0, name + ": it is confirmed",
               confirmed.stdout + confirmed.stderr)
        tap.equal([house.verdict("zofia"), house.verdict("adam")],
                  ["allowed", "objected"],
                  name + ": then it answers, and knows what was recorded")
    none = house.run("restore", "--confirm")
    tap.ok(none.returncode != 0 and "nobody's" in none.stderr,
           "there is nothing more to confirm", none.stderr)
    house.must("restore", house.path("monday"))


def put(path, content):
    for end in ("-wal", "-shm"):
        if os.path.exists(path + end):
            os.unlink(path + end)
    with open(path, "wb") as out:
        out.write(content)


def foreign(house):
    house.wipe()
    os.rename(house.path("keys"), house.path("keys.kept"))
    house.must("keys", "init")
    house.contact("stranger")
    os.rename(house.path("keys.kept"), house.path("keys"))


def refused(tap, house):
    whole = bytes_of(house.path("monday"))
    middle = len(whole) // 2
    house.must("object", "adam@example.com", "--purpose", "followup")
    for name, content, words in (
            ("a bit is changed",
             whole[:middle] + bytes([whole[middle] ^ 1]) +
             whole[middle + 1:], "changed or cut short"),
            ("the last octet is",
             whole[:-1] + bytes([whole[-1] ^ 128]), "changed or cut short"),
            ("it is cut short", whole[:-100], "changed or cut short"),
            ("it is cut to its head", whole[:30], "changed or cut short"),
            ("something follows", whole + b"more", "changed or cut short"),
            ("it is empty", b"", "no backup"),
            ("it is a store", bytes_of(house.store), "no backup"),
            ("it is of a version to come",
             whole.replace(b"backup 1\n", b"backup 2\n", 1), "newer")):
        put(house.path("bad"), content)
        not_put_back(tap, house, name, house.path("bad"), words)
    not_put_back(tap, house, "there is none", house.path("nothing"),
                 "No such file")

    shutil.copy(house.path("keys"), house.path("keys.kept"))
    os.unlink(house.path("keys"))
    house.must("keys", "init")
    done = house.run("restore", house.path("monday"))
    tap.ok(done.returncode != 0 and "another key file" in done.stderr,
           "another key file: refused", done.stdout + done.stderr)
    os.rename(house.path("keys.kept"), house.path("keys"))

    db = sqlite3.connect(house.store)
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.execute("PRAGMA user_version = %d" % (version + 1))
    db.commit()
    db.close()
    newer = house.run("restore", house.path("monday"))
    tap.ok(newer.returncode != 0 and "newer" in newer.stderr,
           "the store in place is of a newer version: refused",
           newer.stdout + newer.stderr)
    db = sqlite3.connect(house.store)
    db.execute("PRAGMA user_version = %d" % version)
    db.commit()

    db.execute("PRAGMA journal_mode=WAL")
    db.execute("SELECT count(*) FROM journal").fetchone()
    used = house.run("restore", house.path("monday"))
    tap.ok(used.returncode != 0 and "stop robinson-milter" in used.stderr,
           "somebody has the store open: refused", used.stdout + used.stderr)
    db.close()
    tap.equal(house.verdict("adam"), "objected", "nothing has changed")


def not_put_back(tap, house, name, path, words):
    before = bytes_of(house.store)
    done = house.run("restore", path)
    tap.ok(done.returncode != 0 and words in done.stderr and
           bytes_of(house.store) == before and
           sorted(os.listdir(house.path("db")))[0] == "robinson.db" and
           "robinson.db.restore" not in os.listdir(house.path("db")),
           name + ": refused, and nothing is touched",
           done.stdout + done.stderr)


def killed(tap, house):
    """kill -9 at any moment of a restore: the old store or the new one."""
    outcomes = {"old": 0, "new": 0, "neither": 0}
    house.must("restore", house.path("monday"))
    house.must("backup", house.path("plain"))
    took = time.monotonic()
    house.must("restore", house.path("plain"))
    took = time.monotonic() - took
    rounds = 40
    for n in range(rounds):
        name = "round%d" % n
        house.must("object", name + "@example.com")
        inode = os.stat(house.store).st_ino
        job = subprocess.Popen(
            house.argv("restore", house.path("plain")),
            env=house.environment, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        time.sleep(took * 1.1 * n / rounds)
        job.send_signal(signal.SIGKILL)
        job.wait(timeout=60)
        is_same = os.stat(house.store).st_ino == inode
        verdicts = [house.verdict(name), house.verdict("zofia"),
                    house.verdict("ewa")]
        if verdicts != ["objected", "allowed", "restricted"] or \
                house.run("journal", "verify").returncode != 0:
            outcomes["neither"] += 1
            tap.note("%s: %r" % (name, verdicts))
        else:
            outcomes["old" if is_same else "new"] += 1
    tap.ok(outcomes["neither"] == 0 and outcomes["old"] > 0,
           "killed %d times in %d ms: %r" % (rounds, took * 1000, outcomes))
    done = house.run("restore", house.path("plain"))
    tap.ok(done.returncode == 0 and
           "robinson.db.restore" not in os.listdir(house.path("db")),
           "what they left is no hindrance", done.stdout + done.stderr)


def busy(tap, house):
    """Ten write all the time: each backup is of one instant."""
    house.must("object", "first@example.com")
    writers = [subprocess.Popen(
        ["sh", "-c", "i=0; while [ $i -lt 200 ] && [ ! -e \"$0/stop\" ]; do "
         "i=$((i+1)); \"$@\" object w%d-$i@example.com; done" % n, house.dir]
        + house.argv(), env=house.environment, stdout=subprocess.DEVNULL)
        for n in range(10)]
    try:
        done = []
        for n in range(5):
            time.sleep(0.2)
            done.append(house.run("backup", house.path("busy%d" % n)))
    finally:
        put(house.path("stop"), b"")
        failed = [w.wait(timeout=60) for w in writers]
    tap.ok(all(d.returncode == 0 for d in done) and not any(failed),
           "five backups beside ten writers, whom they do not hold up",
           [d.stderr for d in done] + failed)
    entries = []
    for n in range(5):
        house.wipe()
        house.must("restore", house.path("busy%d" % n))
        house.must("restore", "--confirm")
        verified = house.run("journal", "verify")
        db = sqlite3.connect(house.store)
        objections = db.execute(
            "SELECT (SELECT count(*) FROM fact WHERE kind = 1) -"
            " (SELECT count(*) FROM journal WHERE kind = 2)").fetchone()[0]
        entries.append(db.execute(
            "SELECT count(*) FROM journal").fetchone()[0])
        db.close()
        tap.ok(verified.returncode == 0,
               "backup %d verifies, with %d entries" % (n, entries[-1]),
               verified.stderr)
        tap.equal(objections, 0, "and each objection has its entry")
    tap.ok(entries == sorted(entries) and entries[-1] > entries[0],
           "each has more than the one before", entries)


def body(tap):
    house = House()
    try:
        kept(tap, house)
        ended(tap, house)
        trimmed(tap, house)
        house.wipe()
        house.must("restore", house.path("monday"))
        house.must("restore", "--confirm")
        unreadable(tap, house)
        refused(tap, house)
        house.must("restrict", "ewa@example.com")
        killed(tap, house)
    finally:
        house.close()
    house = House()
    try:
        busy(tap, house)
    finally:
        house.close()


if __name__ == "__main__":
    taplib.run(body)
