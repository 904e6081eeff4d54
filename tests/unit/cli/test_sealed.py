#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What staff wrote about persons lies sealed: no word of it is in any file,
neither of a new store nor of one that older programs wrote. Whoever has the
key file reads it as before."""

import os
import resource
import shutil
import sqlite3
import subprocess
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
"""
NOW = "2026-11-28T12:00:00Z"
KEYS = "robinson-keys 1\n1 %s %s\n" % (NOW, bytes(range(32)).hex())
EVIDENCE = "DOI ann@example.com IP 192.0.2.3 Ann Smith"
EXPORT = ("email,collected,purpose,basis,granted,evidence\n"
          "ann@example.com,2026-11-01,newsletter,consent,2026-11-20,\"%s\"\n"
          % EVIDENCE)
# Of what deeds() tells; stems, as somebody would look for them.
WORDS = ("ann@", "smith", "192.0.2.3", "xeniavidence", "quirinchannel",
         "ulrikelift", "dan.private", "vendelaby", "torvaldextend",
         "sigridoutcome", "example.com", "example.org")
# What the house brings in by itself.
INPUTS = ("conf", "keys", "clock", "ev.csv", "no.csv", "kept.db", "heads")


class House(houselib.House):
    def __init__(self, has_keys=True):
        super().__init__("sealed", CONFIG)
        self.at(NOW)
        self.put("ev.csv", EXPORT)
        self.put("no.csv", "email,opt_out\nfay@example.com,yes\n")
        if has_keys:
            os.chmod(self.put("keys", KEYS), 0o600)

    def found(self):
        """The words that stand in a file, and in which."""
        found = set()
        for top, _, names in os.walk(self.dir):
            for name in names:
                if name in INPUTS:
                    continue
                with open(os.path.join(top, name), "rb") as file:
                    text = file.read().lower()
                found |= {(name, word) for word in WORDS
                          if word.encode() in text or
                          word.encode("utf-16-le") in text}
        return sorted(found)

    def brings(self, *names):
        """Beside the inputs there are files with these names' ends."""
        have = [n for n in os.listdir(self.dir) if n not in INPUTS]
        return all(any(h.endswith(n) for h in have) for n in names)


def deeds(h):
    imports = ("--source", "chat", "--relation", "prospect")
    h.must("import", h.path("ev.csv"), *imports)
    h.must("import", h.path("no.csv"), *imports)
    h.must("grant", "bob@example.com", "--purpose", "newsletter", "--basis",
           "consent", "--at", "2026-11-02", "--evidence",
           "letter of Xeniavidence")
    h.must("object", "bob@example.com", "--channel", "phone, Quirinchannel",
           "--purpose", "followup")
    h.must("object", "cid@example.com", "--channel", "phone, Quirinchannel")
    h.must("object", "cid@example.com", "--lift", "--reason",
           "Ulrikelift mistook him")
    h.must("object", "dan@example.com", "--channel",
           "dan.private@example.org")
    h.must("requests", "add", "eve@example.com", "--article", "15", "--by",
           "letter to Vendelaby")
    h.must("requests", "extend", "1", "--reason", "Torvaldextend is ill",
           "--told", "2026-11-28")
    h.must("requests", "close", "1", "--outcome",
           "answered by Sigridoutcome")
    h.must("restrict", "ann@example.com")


# name, arguments, what the answer tells
READ = (
    ("the evidence of an import", ("export", "ann@example.com"), EVIDENCE),
    ("the evidence of a grant", ("export", "bob@example.com"),
     "letter of Xeniavidence"),
    ("the channel of an objection", ("explain", "dan@example.com"),
     "dan.private@example.org"),
    ("a channel that two have", ("export", "bob@example.com"),
     "phone, Quirinchannel"),
    ("the reason of a lift", ("journal",), "Ulrikelift mistook him"),
    ("who took a request", ("requests", "list", "--json"),
     "letter to Vendelaby"),
    ("why it took longer", ("requests", "list", "--json"),
     "Torvaldextend is ill"),
    ("how it ended", ("requests", "list", "--json"),
     "answered by Sigridoutcome"),
    ("that the chain holds", ("journal", "verify"), ""),
)


def readable(tap, house, where):
    for name, args, words in READ:
        done = house.run(*args)
        tap.ok(done.returncode == 0 and words in done.stdout,
               "%s is read: %s" % (where, name), done.stdout + done.stderr)


def new_store(tap):
    house = House()
    house.must("config", "check")
    house.run("check", "--purpose", "followup", "nobody@example.com")
    house.must("contact", "zoe@example.com", "--at", "2026-11-20",
               "--source", "chat", "--relation", "prospect")
    # As long as somebody reads, the log and its index stay.
    reader = sqlite3.connect(house.store)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM fact").fetchone()
    deeds(house)
    house.must("backup", house.path("backup"))
    tap.ok(house.brings("robinson.db", "-wal", "-shm", "backup"),
           "there are a store, its log, its index and a backup",
           str(os.listdir(house.dir)))
    tap.equal(house.found(), [], "no word is in any of them")
    reader.close()
    readable(tap, house, "a new store")
    tap.equal(house.found(), [], "nor after they were read")
    tap.equal(len(house.ask("SELECT DISTINCT detail FROM journal WHERE kind ="
                            " 2 AND detail IS NOT NULL")),
              3, "equal texts are not equal where they lie")
    house.close()


def channels(tap):
    """One is known by its digest: the same teller tells nothing new."""
    house = House()
    deeds(house)
    mark = house.ask("SELECT mark FROM fact WHERE kind = 1 AND at < 0")
    tap.ok(len(mark) == 1 and len(mark[0][0]) == 32 and
           b"chat" not in mark[0][0], "who told a wish without a date is a "
           "digest", str(mark))
    house.must("import", house.path("no.csv"), "--source", "chat")
    tap.equal(house.ask("SELECT count(*) FROM fact WHERE kind = 1 AND at < 0"),
              [(1,)], "told again it is none")
    tap.equal(house.ask("SELECT count(*) FROM channel"), [(4,)],
              "each channel is kept once")
    house.close()


def old_store(tap, version):
    house = House()
    house.load(version)
    name = "version %d" % version
    tap.equal(sorted({word for _, word in house.found()}),
              sorted(set(WORDS)), name + ": had all words in plain text")
    tap.equal(house.must("journal", "verify").returncode, 0,
              name + ": the chain holds when it is sealed")
    tap.equal(house.found(), [], name + ": no word is left")
    tap.equal(house.ask("SELECT count(*) FROM meta WHERE key = 'untidy'"),
              [(0,)], name + ": nothing is left to do")
    readable(tap, house, name)
    done = house.must("import", house.path("no.csv"), "--source", "chat")
    tap.equal(house.ask("SELECT count(*) FROM fact WHERE kind = 1"
                        " AND at < 0"), [(1 if version > 11 else 2,)],
              name + ": who told a wish is known again" if version > 11 else
              name + ": kept nobody who told a wish")
    tap.ok(done.returncode == 0, name + ": goes on", done.stderr)
    house.must("object", "gus@example.com", "--channel",
               "phone, Quirinchannel")
    tap.equal(house.ask("SELECT count(*) FROM channel WHERE digest ="
                        " (SELECT c.digest FROM channel c JOIN fact f"
                        " ON f.told_by = c.id WHERE f.kind = 1 AND f.at > 0"
                        " GROUP BY c.id HAVING count(*) > 1)"), [(1,)],
              name + ": a channel of before is the same one")
    house.close()


def sealed_before(tap):
    """Version 17 was sealed already: it gets what came later, and is read."""
    house = House()
    house.load(17)
    readable(tap, house, "version 17")
    tap.ok(house.ask("PRAGMA user_version") > [(17,)],
           "version 17: is one of today's")
    done = house.run("objections", "list", "--reports")
    tap.ok(done.returncode == 0 and "there is none" in done.stderr,
           "version 17: has no report that did not count",
           done.stdout + done.stderr)
    tap.equal(house.found(), [], "version 17: no word is in any file")
    house.close()


def tampered(tap):
    """It shows afterwards what it showed before."""
    house = House()
    house.load(16)
    db = sqlite3.connect(house.store)
    db.execute("UPDATE journal SET detail = 'Ulrikelift was told' WHERE seq ="
               " 6")
    db.commit()
    db.close()
    done = house.run("journal", "verify")
    tap.ok(done.returncode == 1 and "entry 6" in done.stderr,
           "an entry that was changed before is named while it is sealed",
           done.stderr)
    done = house.run("journal", "verify")
    tap.ok(done.returncode == 1 and "entry 6" in done.stderr,
           "and afterwards", done.stdout + done.stderr)
    tap.ok("Ulrikelift was told" in house.run("journal").stdout,
           "as it stood")
    tap.equal(house.found(), [], "sealed")
    house.close()


def changed(tap):
    house = House()
    deeds(house)
    for name, statement, args, status in (
            ("the detail of an entry",
             "UPDATE journal SET detail = (SELECT detail FROM journal"
             " WHERE seq = 5) WHERE seq = 7", ("journal", "verify"), 1),
            ("one that no key opens",
             "UPDATE journal SET detail = zeroblob(60) WHERE seq = 7",
             ("journal", "verify"), 1),
            ("one that is listed", "SELECT 1", ("journal",), 0),
            ("a channel", "UPDATE channel SET text = zeroblob(60)",
             ("explain", "dan@example.com"), 0),
            ("evidence", "UPDATE fact SET evidence = zeroblob(60)"
             " WHERE evidence IS NOT NULL", ("export", "ann@example.com"),
             0)):
        db = house.intruder()
        db.execute(statement)
        db.commit()
        db.close()
        done = house.run(*args)
        said = done.stdout + done.stderr
        tap.ok(done.returncode == status and
               ("entry 7" if status else "cannot be opened") in said,
               "what was changed is named: " + name, said)
    done = house.run("check", "--purpose", "followup", "dan@example.com")
    tap.ok("objected" in done.stdout, "and an objection stays one",
           done.stdout + done.stderr)
    house.close()


def other_keys(tap):
    """Nothing is sealed with keys that are not the store's."""
    house = House(has_keys=False)
    house.must("keys", "init")
    house.load(16)
    done = house.run("journal")
    tap.ok(done.returncode != 0 and "another key file" in done.stderr,
           "another key file is refused", done.stderr)
    tap.equal(house.ask("PRAGMA user_version"), [(16,)],
              "and the store is as it was")
    house.close()


def killed(tap):
    """At whatever octet the disk is full: the store is old or new."""
    house = House()
    house.load(16)
    shutil.copy(house.store, house.path("kept.db"))
    seen = set()
    wrong = []
    for limit in range(16 * 1024, 400 * 1024, 24 * 1024):
        for end in ("", "-wal", "-shm"):
            if os.path.exists(house.store + end):
                os.unlink(house.store + end)
        shutil.copy(house.path("kept.db"), house.store)
        subprocess.run(
            house.argv("journal"), env=house.environment, timeout=60,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
            preexec_fn=lambda at=limit: resource.setrlimit(
                resource.RLIMIT_FSIZE, (at, at)))
        db = sqlite3.connect(house.store)
        version = db.execute("PRAGMA user_version").fetchone()[0]
        untidy = db.execute("SELECT count(*) FROM meta WHERE key = 'untidy'"
                            ).fetchone()[0]
        sound = db.execute("PRAGMA integrity_check").fetchone()[0]
        db.close()
        seen.add((version > 16, untidy))
        done = house.run("journal", "verify")
        if done.returncode or house.found() or sound != "ok":
            wrong.append((limit, version, untidy, sound, done.stderr,
                          house.found()))
    tap.equal(wrong, [], "at the next start it is sealed and sound")
    tap.ok((False, 0) in seen and (True, 1) in seen and (True, 0) in seen,
           "it was killed before, between and not at all", str(seen))
    house.close()


def held_up(tap):
    """Who still reads the old state holds up the log's end, not the mail."""
    house = House()
    house.load(16)
    reader = sqlite3.connect(house.store)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM fact").fetchone()
    done = house.run("check", "--purpose", "followup", "dan@example.com")
    tap.ok("objected" in done.stdout and "at the next start" in done.stderr,
           "a reader of before holds up the rest", done.stdout + done.stderr)
    tap.equal(house.ask("SELECT count(*) FROM meta WHERE key = 'untidy'"),
              [(1,)], "that is kept in mind")
    reader.close()
    house.must("journal", "verify")
    tap.equal(house.found(), [], "the next start finishes it")
    tap.equal(house.ask("SELECT count(*) FROM meta WHERE key = 'untidy'"),
              [(0,)], "once")
    house.close()


def keys(tap):
    """A retired generation still opens what staff wrote under it."""
    house = House()
    deeds(house)
    house.must("keys", "rotate")
    house.must("object", "hal@example.com", "--channel",
               "phone, Quirinchannel")
    tap.equal(house.ask("SELECT count(*) FROM channel"), [(4,)],
              "a channel is the same one under new keys")
    for who in ("ann", "bob", "cid", "dan", "eve", "fay"):
        house.must("explain", who + "@example.com")
        house.must("object", who + "@example.com", "--channel", "mail")
    done = house.run("keys", "retire", "1")
    tap.ok(done.returncode == 0, "the old generation is retired",
           done.stdout + done.stderr)
    readable(tap, house, "under a retired generation")
    tap.equal(house.found(), [], "and no word is in any file")
    house.close()


def restored(tap):
    """Channels of both stores come together, by their digests."""
    house = House()
    house.load(16)
    house.must("journal", "verify")
    house.must("backup", house.path("backup"))
    house.must("object", "ida@example.com", "--channel", "Quirinchannel's")
    house.must("object", "jan@example.com", "--channel",
               "phone, Quirinchannel")
    house.must("restore", house.path("backup"))
    for who, words in (("ida", "Quirinchannel's"),
                       ("jan", "phone, Quirinchannel"),
                       ("dan", "dan.private@example.org")):
        tap.ok(words in house.run("explain", who + "@example.com").stdout,
               "after a restore %s has the channel" % who)
    readable(tap, house, "a restored store")
    tap.equal(house.found(), [], "and no word is in any file")
    house.close()


def body(tap):
    new_store(tap)
    channels(tap)
    old_store(tap, 11)
    old_store(tap, 16)
    sealed_before(tap)
    tampered(tap)
    changed(tap)
    other_keys(tap)
    killed(tap)
    held_up(tap)
    keys(tap)
    restored(tap)


taplib.run(body)
