#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The register of what persons asked for: deadlines, extensions, outcomes."""

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
requests { holidays = pl  more-holidays = {"2018-07-02"} retain = "2 years" }
"""
ADAM = "adam.nowak@example.com"


class House(houselib.House):
    def __init__(self):
        super().__init__("requests", CONFIG)
        self.at("2018-05-28T10:00:00Z")
        self.run("keys", "init")

    def register(self, *options):
        done = self.run("requests", "list", "--json", *options)
        return [json.loads(line) for line in done.stdout.splitlines()]


def said(tap, done, status, words, name):
    tap.ok(done.returncode == status and words in done.stdout + done.stderr,
           name, "%d\n%s%s" % (done.returncode, done.stdout, done.stderr))


def deadlines(tap):
    house = House()
    rows = (
        ("2018-05-28", "2018-06-28", "a weekday"),
        ("2018-05-30", "2018-07-03", "a Saturday, then a listed Monday"),
        ("2018-05-01", "2018-06-01", "the day after Corpus Christi"),
    )
    for received, due, name in rows:
        said(tap, house.run("requests", "add", ADAM, "--article", "15",
                            "--received", received, "--by", "letter"), 0,
             "until %s 23:59:59" % due, name)
        house.at("2018-05-30T10:00:00Z")
    tap.equal([r["due"][:10] for r in house.register()],
              ["2018-06-01", "2018-06-28", "2018-07-03"],
              "listed by receipt, with deadlines")
    house.at("2018-06-28T21:59:59Z")
    tap.equal([r["due"][:10] for r in house.register("--overdue")],
              ["2018-06-01"], "the last second is in time")
    house.at("2018-06-28T22:00:00Z")
    done = house.run("requests", "list", "--overdue")
    tap.ok(done.returncode == 1 and done.stdout.count("OVERDUE") == 2,
           "the next one is overdue: exit status 1", done.stdout)
    for number in "1", "2", "3":
        house.run("requests", "close", number)
    tap.equal(house.run("requests", "list", "--overdue").returncode, 0,
              "closed: none is overdue")
    tap.equal([(r["id"], r["late"]) for r in house.register()],
              [(3, True), (1, True), (2, False)],
              "and what was late stays late")
    house.close()


def extensions(tap):
    house = House()
    house.run("requests", "add", ADAM, "--article", "15")
    house.at("2018-06-20T10:00:00Z")
    for told, words, name in (
            ("2018-06-29", "lies ahead", "told in days to come"),
            ("2018-05-27", "before the request came", "told too early")):
        said(tap, house.run("requests", "extend", "1", "--reason", "many",
                            "--told", told), 65, words, name)
    house.at("2018-07-05T10:00:00Z")
    said(tap, house.run("requests", "extend", "1", "--reason", "many",
                        "--told", "2018-06-29"), 65, "too late",
         "told after the first month")
    said(tap, house.run("requests", "extend", "1", "--reason", "",
                        "--told", "2018-06-28"), 65, "reason is empty",
         "without a reason")
    said(tap, house.run("requests", "extend", "1", "--reason", "many",
                        "--told", "2018-06-28"), 0, "2018-08-28 23:59:59",
         "two further months, from the receipt")
    said(tap, house.run("requests", "extend", "1", "--reason", "more",
                        "--told", "2018-06-28"), 65, "extended already",
         "once only")
    one = house.register()[0]
    tap.equal((one["extension_reason"], one["extension_told"][:10],
               one["late"]), ("many", "2018-06-28", False),
              "reason and notice are on record")
    house.close()


def identified(tap):
    house = House()
    done = house.run("requests", "add", ADAM, "--article", "15",
                     "--identified", "called back")
    house.run("requests", "add", ADAM, "--article", "16")
    tap.ok(done.returncode == 0, "how somebody was identified", done.stderr)
    tap.equal([r["identified"] for r in house.register()],
              ["called back", None], "is in the register, or is not")
    lines = house.run("requests", "list").stdout.splitlines()
    tap.ok(lines[0].endswith("identified: called back") and
           "identified" not in lines[1], "and in its lines", lines)
    document = json.loads(house.run("export", ADAM).stdout)
    tap.equal([r["identified"] for r in document["requests"]],
              ["called back", None], "and the person is told")
    with open(os.path.join(house.dir, "robinson.db"), "rb") as file:
        tap.ok(b"called back" not in file.read(), "it lies sealed", "")
    house.close()


def answers(tap):
    house = House()
    house.run("contact", ADAM, "--at", "2018-05-28", "--source", "chat",
              "--relation", "prospect")
    for article in "18", "21", "17":
        house.run("requests", "add", ADAM, "--article", article)
    other = house.run("restrict", "eva@example.com", "--request", "1")
    said(tap, other, 65, "not of eva@example.com", "another person's request")
    said(tap, house.run("restrict", ADAM, "--request", "1"), 0,
         "Request 1 is closed", "restrict closes it")
    said(tap, house.run("object", ADAM, "--request", "2"), 0,
         "Request 2 is closed", "object closes it")
    said(tap, house.run("erase", ADAM, "--request", "3"), 77,
         "restricted", "a refused act")
    tap.equal([r["id"] for r in house.register("--open")], [3],
              "closes nothing")
    house.run("restrict", ADAM, "--lift")
    said(tap, house.run("erase", ADAM, "--request", "3"), 0,
         "Request 3 is closed", "erase closes it")
    said(tap, house.run("object", ADAM, "--request", "3"), 65, "was closed",
         "a closed one")
    said(tap, house.run("object", ADAM, "--request", "9"), 65,
         "no request 9", "one that there is not")
    tap.equal([(r["article"], r["outcome"]) for r in house.register()],
              [(18, "restricted"), (21, "objection recorded"),
               (17, "erased")], "the register outlives the erasure")
    data = b""
    for name in os.listdir(house.dir):
        if name.startswith("robinson.db"):
            with open(os.path.join(house.dir, name), "rb") as part:
                data += part.read()
    tap.ok(b"adam" not in data, "no address is in the store")
    said(tap, house.run("journal"), 0, "3 received, Art. 17",
         "the journal has it")
    house.at("2020-05-28T21:59:59Z")
    house.run(*houselib.PURGE)
    tap.equal(len(house.register()), 3, "kept for its retention")
    house.at("2020-05-29T00:00:00Z")
    house.run(*houselib.PURGE)
    tap.equal(house.register(), [], "and no longer")
    house.close()


def usage(tap):
    house = House()
    for args, status, words in (
            (("add", ADAM), 64, "--article is missing"),
            (("add", ADAM, "--article", "x"), 64, "accepted: 15, 16"),
            (("add", ADAM, "--article", "19"), 65, "accepted: 15, 16"),
            (("add", ADAM, "--article", "15", "--received", "2018-06-01"),
             65, "lies ahead"),
            (("add", "adam", "--article", "15"), 65, "no e-mail address"),
            (("close", "one"), 64, "accepted: a number"),
            (("close", "99999999999999999999"), 64, "accepted: a number"),
            (("close", "0"), 65, "no request 0"),
            (("extend", "1", "--reason", "x"), 64, "--told is missing"),
            (("list", "all"), 64, "unexpected")):
        said(tap, house.run("requests", *args), status, words,
             "requests " + " ".join(args))
    house.close()


def body(tap):
    deadlines(tap)
    extensions(tap)
    identified(tap)
    answers(tap)
    usage(tap)


taplib.run(body)
