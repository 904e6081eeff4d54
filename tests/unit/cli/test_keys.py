#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Generations of keys: what was said under an old one counts on, comes to the
newest when the address is seen, and is never lost by retiring."""

import os
import shutil
import sqlite3
import stat
import sys

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
import house as houselib  # noqa: E402
import tap as taplib  # noqa: E402


CONFIG = """
timezone = "Europe/Warsaw"
store    = "sqlite:%(dir)s/robinson.db"
key-file = "%(dir)s/keys"
relation "prospect" {
	retain = {"1 month after last-contact"}
	bases  = {"legitimate-interest"}
}
source "chat" { collected-for = {"followup", "newsletter"} }
purpose "followup" {
	bases      = {"legitimate-interest", "consent"}
	assessment = "LIA-2018-03"
}
purpose "newsletter" { bases = {"consent"} }
"""


class House(houselib.House):
    def __init__(self):
        super().__init__("keys", CONFIG)
        self.at(0)
        self.must("keys", "init")

    def contact(self, name):
        self.must("contact", name + "@example.com", "--at",
                  "2018-05-28 10:00", "--source", "chat", "--relation",
                  "prospect", "--ref", "crm:" + name)

    def reason(self, address, purpose="followup"):
        done = self.run("check", "--purpose", purpose, "--json", address)
        at = done.stdout.find('"reason"')
        return done.stdout[at:].split('"')[3] if at >= 0 else done.stderr

    def under(self, generation):
        """Persons, objections, withdrawals, as "keys list" has them."""
        for line in self.must("keys", "list").stdout.splitlines():
            words = line.split()
            if words[0] == str(generation):
                return tuple(int(word) for word in words[2:5])
        return None


def bytes_of(path):
    with open(path, "rb") as source:
        return source.read()


def rotated(tap, house):
    for name in ("adam", "ewa", "jan", "ola", "zofia"):
        house.contact(name)
    house.must("object", "adam@example.com", "--purpose", "followup")
    house.must("object", "@firma.example")
    house.must("restrict", "ewa@example.com")
    house.must("withdraw", "jan@example.com", "--purpose", "newsletter")
    house.must("grant", "ola@example.com", "--purpose", "newsletter",
               "--basis", "consent", "--at", "2018-05-28", "--evidence", "f1")
    tap.equal(house.under(1), (5, 2, 1), "all is under the first generation")
    os.chmod(house.path("keys"), 0o640)
    done = house.must("keys", "rotate")
    tap.ok("Generation 2" in done.stdout, "there is a second", done.stdout)
    tap.equal(stat.S_IMODE(os.stat(house.path("keys")).st_mode), 0o640,
              "the key file keeps its mode")
    tap.equal(house.under(2), (0, 0, 0), "with nothing under it yet")
    tap.equal(house.under(1), (5, 2, 1), "nothing has moved")


def honoured(tap, house):
    for address, reason in (("adam@example.com", "objected"),
                            ("anna@firma.example", "objected"),
                            ("ewa@example.com", "restricted"),
                            ("zofia@example.com", "allowed"),
                            ("nobody@example.com", "unknown")):
        tap.equal(house.reason(address), reason,
                  "%s is %s, said under the first" % (address, reason))
    tap.equal(house.reason("jan@example.com", "newsletter"), "withdrawn",
              "a withdrawal counts")
    tap.equal(house.reason("ola@example.com", "newsletter"), "allowed",
              "a grant stands")
    tap.equal((house.under(1), house.under(2)), ((0, 0, 0), (5, 2, 1)),
              "who was seen has come to the second")
    tap.equal(house.reason("a@sub.firma.example"), "objected",
              "the domain's subdomains too")
    tap.equal(house.reason("adam@example.com"), "objected",
              "and counts there")
    timeline = house.must("explain", "zofia@example.com").stdout
    tap.ok("2018-05-28" in timeline, "a timeline is whole", timeline)
    journal = house.must("journal", "--json").stdout
    tap.ok(journal.count('"sender":null') == 0, "the journal's names open",
           journal)


def refused(tap, house):
    house.must("keys", "rotate")
    house.contact("late")
    before = bytes_of(house.path("keys"))
    for args, words in ((("3",), "newest"), (("7",), "no generation 7"),
                        (("2",), "5 persons, 2 objections and 1"),
                        (("2", "--lose-them"), "never lost"),
                        (("x",), "accepted"), (("0",), "accepted")):
        done = house.run("keys", "retire", *args)
        tap.ok(done.returncode != 0 and words in done.stderr and
               bytes_of(house.path("keys")) == before,
               "keys retire %s: refused" % " ".join(args),
               done.stdout + done.stderr)
    for address in ("adam@example.com", "x@firma.example",
                    "ewa@example.com", "jan@example.com"):
        house.reason(address)
    tap.equal(house.under(2), (2, 0, 0), "two persons are left")
    done = house.run("keys", "retire", "2")
    tap.ok(done.returncode != 0 and "--lose-them" in done.stderr,
           "persons are not lost without a word", done.stderr)


def retired(tap, house):
    house.must("keys", "retire", "1")
    tap.ok("retired" in house.must("keys", "list").stdout.splitlines()[1],
           "an empty generation retires")
    house.must("keys", "retire", "2", "--lose-them")
    again = house.run("keys", "retire", "1")
    tap.ok(again.returncode != 0 and "already" in again.stderr,
           "once", again.stderr)
    for address, reason in (("adam@example.com", "objected"),
                            ("anna@firma.example", "objected"),
                            ("ewa@example.com", "restricted"),
                            ("zofia@example.com", "unknown"),
                            ("late@example.com", "allowed")):
        tap.equal(house.reason(address), reason,
                  "%s is %s" % (address, reason))
    verified = house.run("journal", "verify")
    tap.ok(verified.returncode == 0, "the journal's chain goes on",
           verified.stdout + verified.stderr)
    journal = house.must("journal", "--json").stdout
    tap.ok(journal.count('"sender":null') == 0 and "keys" in journal,
           "its names still open, and it tells of the keys", journal)
    tap.equal(house.ask("SELECT count(*) FROM fact WHERE generation < 3"
                        " AND kind < 3"), [(0,)],
              "no objection is under what is gone")
    db = house.intruder()
    try:
        db.execute("INSERT INTO fact(key, kind, name, mark, at, generation)"
                   " VALUES(x'00', 1, 0, x'', 0, 1)")
        tap.ok(False, "nobody writes under a retired generation")
    except sqlite3.IntegrityError as problem:
        tap.ok("retired" in str(problem),
               "nobody writes under a retired generation")
    db.close()
    house.must("backup", house.path("backup"))
    house.must("restore", house.path("backup"))
    tap.equal(house.reason("adam@example.com"), "objected",
              "a backup of it is put back")
    text = bytes_of(house.path("keys")).decode()
    tap.equal([len(line.split()) for line in text.splitlines()],
              [2, 4, 4, 3], "the secrets of the retired are gone")


def told(tap, house):
    """Entries that name a person by a key of then."""
    house.must("object", "ola@example.com")
    before = house.must("journal", "--address", "ola@example.com").stdout
    house.must("keys", "rotate")
    house.must("object", "ola@example.com", "--purpose", "newsletter")
    after = house.must("journal", "--address", "ola@example.com").stdout
    tap.ok(after.startswith(before.rstrip("\n")) and
           after.count("\n") > before.count("\n"),
           "the journal of one person is of all generations",
           before + after)


def merged(tap, house):
    """A daemon that has not reloaded goes on under the older keys."""
    shutil.copy(house.path("keys"), house.path("before"))
    house.must("keys", "rotate")
    house.contact("piotr")
    shutil.move(house.path("keys"), house.path("after"))
    shutil.copy(house.path("before"), house.path("keys"))
    house.must("object", "piotr@example.com", "--purpose", "followup")
    house.must("contact", "piotr@example.com", "--at", "2018-05-28 11:00",
               "--source", "chat", "--relation", "prospect")
    house.must("restrict", "piotr@example.com")
    shutil.move(house.path("after"), house.path("keys"))
    tap.equal(house.reason("piotr@example.com"), "objected",
              "what it writes is found")
    tap.equal(house.ask("SELECT count(*), max(last_contact), count(restricted)"
                        " FROM subject WHERE relation IN (SELECT id FROM name"
                        " WHERE text = 'prospect') AND ref = 'crm:piotr'"),
              [(1, 1527498000, 1)], "both records are one")


def imported(tap, house):
    house.must("object", "karol@example.com", "--purpose", "newsletter")
    house.must("keys", "rotate")
    with open(house.path("list.csv"), "w") as out:
        out.write("email,collected,last_contact\n"
                  "karol@example.com,2018-05-28,2018-05-28\n"
                  "late@example.com,2018-05-28,2018-05-28\n")
    newest = len(bytes_of(house.path("keys")).splitlines()) - 1
    house.must("import", house.path("list.csv"), "--relation", "prospect",
               "--source", "chat")
    tap.equal(house.reason("karol@example.com", "newsletter"), "objected",
              "an objection is honoured after an import")
    tap.equal(house.under(newest), (2, 1, 0),
              "an import brings whom it names to the newest")


def body(tap):
    house = House()
    try:
        rotated(tap, house)
        honoured(tap, house)
        refused(tap, house)
        retired(tap, house)
        told(tap, house)
        merged(tap, house)
        imported(tap, house)
    finally:
        house.close()


if __name__ == "__main__":
    taplib.run(body)
