#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Text of strangers on its way to a terminal: nothing of it moves a cursor
or forges a line; JSON and the firm's own cells stay exact."""

import csv
import json
import os
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
relation "prospect" { retain = {"1 year after last-contact"} }
source "chat" { collected-for = {"followup"} }
purpose "followup" { bases = {"consent"} }
"""
CONTACT = ("--at", "2018-05-28", "--source", "chat", "--relation", "prospect")
RED = "\x1b[31m"
FORGED = "2018-05-28 00:00:00  0000000000000000  objection-lifted"


def clean(done):
    """Nothing but whole lines."""
    said = done.stdout + done.stderr
    return all(c == "\n" or c == "\t" or ord(c) >= 32 and c not in
               "\x7f\x85\x9b\u2028\u202e" for c in said)


def lines(done):
    return done.stdout.splitlines()


def test_journal(tap, house):
    tap.equal(house.run("object", "a@example.com", "--channel",
                        "phone\n" + FORGED).returncode in (0, 64, 65), True,
              "journal: a channel with a line feed is an answer")
    house.must("object", "b@example.com")
    house.must("object", "b@example.com", "--lift", "--reason",
               "typing %serror\n%s\u202e\x9b" % (RED, FORGED))
    got = house.must("journal")
    tap.ok(clean(got), "journal: no control passes", repr(got.stdout))
    entries = len(lines(house.must("journal", "--json")))
    tap.equal(len(lines(got)), entries, "journal: a line for each entry")
    tap.ok(not any(l.startswith(FORGED) for l in lines(got)),
           "journal: no line is forged", repr(got.stdout))
    tap.ok("typing \\x1b[31merror\\x0a" in got.stdout
           and "\\u202e\\u009b" in got.stdout,
           "journal: what was in it is seen", repr(got.stdout))
    details = [json.loads(l).get("detail") or "" for l in
               lines(house.must("journal", "--json"))]
    tap.ok(any("typing %serror\n%s\u202e\x9b" % (RED, FORGED) in d
               for d in details), "journal: JSON is exact", repr(details))
    for args in (("objections", "list"), ("explain", "a@example.com"),
                 ("explain", "b@example.com")):
        got = house.run(*args)
        tap.ok(clean(got) and FORGED not in lines(got),
               "%s: no control passes" % " ".join(args), repr(got.stdout))


def test_arguments(tap, house):
    bad = "x%s\n%s" % (RED, FORGED)
    for args in (("check", "--purpose", bad, "a@example.com"),
                 ("check", "--purpose", "followup", bad),
                 ("check", "--at", bad, "--purpose", "followup", "a@b.c"),
                 ("object", bad), ("object", "a@example.com", "--at", bad),
                 ("contact", "c@example.com", *CONTACT, "--ref", bad),
                 (bad,), ("journal", bad), ("journal", "--" + bad),
                 ("journal", "--address", bad), ("lists", "test", bad),
                 ("import", house.path("x%s\ny" % RED)), ("explain", bad),
                 ("requests", "close", bad), ("quarantine", "show", bad)):
        got = house.run(*args)
        tap.ok(got.returncode != 0 and clean(got) and not any(
            l.startswith(FORGED) for l in got.stderr.splitlines()),
            "argument: %s" % " ".join(args[:2]).encode(
                "unicode_escape").decode()[:40], repr(got.stderr))
    got = house.run("check", "--purpose", "followup", "a\tallow\tb@x.example")
    tap.equal(got.stdout.split("\t")[1], "reject",
              "argument: a tab makes no column")


def test_import(tap, house):
    path = house.path("li\n%sst.csv" % RED)
    with open(path, "wb") as out:
        out.write(b"email,up\x1b[2Jdate,opt\xe2\x80\xaeout\n"
                  b"no\x1b[31maddress,1,2\nok@example.com,,\n")
    got = house.run("import", path, "--relation", "prospect", "--source",
                    "chat")
    tap.ok(clean(got), "import: heading, cell, file name",
           repr(got.stdout + got.stderr))
    tap.ok("up\\x1b[2Jdate" in got.stdout + got.stderr
           and "li\\x0a\\x1b[31mst.csv" in got.stdout + got.stderr,
           "import: they are seen", repr(got.stdout + got.stderr))


def test_config(tap, house):
    path = house.put("bad\n%s.conf" % RED,
                     'timezone = "Eu\u202erope"\nrela\x9btion "x" { }\n')
    for args in (("config", "check"), ("journal",)):
        done = subprocess.run(
            [house.program, "-c", path, *args], env=house.environment,
            timeout=60, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8", check=False)
        tap.ok(done.returncode == 78 and clean(done),
               "config: %s" % args[0], repr(done.stdout + done.stderr))


def test_csv(tap, house):
    text = ("email,note,phone\n"
            "one@example.com,=1+1,+48 601 234 567\n"
            "two@example.com,@SUM(A1),-5\n"
            "three@example.com,\"+cmd|' /C calc'!A0\",x\n")
    path = house.put("list.csv", text)
    got = house.run("check", "--purpose", "followup", "--file", path)
    tap.ok(all(a.startswith(b) for a, b in zip(
        lines(got), text.splitlines())),
        "CSV: the firm's cells pass as they are", got.stdout)
    tap.ok("would execute 3 cells" in got.stderr,
           "CSV: those a spreadsheet would execute are counted", got.stderr)
    path = house.put("plain.csv", "email,phone\na@example.com,+48 1\n")
    got = house.run("check", "--purpose", "followup", "--file", path)
    tap.ok("execute" not in got.stderr, "CSV: telephone numbers are none",
           got.stderr)

    house.at(0)
    for name, ref in (("d", "=2+3"), ("e", "crm:1")):
        house.must("contact", name + "@example.com", *CONTACT, "--ref", ref)
    house.at(700)
    got = house.must("due")
    tap.equal(sorted(r[0] for r in csv.reader(lines(got)[1:])),
              ["'=2+3", "crm:1"], "CSV: due guards what it writes")
    tap.ok("1 references begin as a formula does" in got.stderr,
           "CSV: due says so", got.stderr)
    got = house.must("due", "--format", "json")
    tap.equal(sorted(json.loads(l)["reference"] for l in lines(got)),
              ["=2+3", "crm:1"], "CSV: due in JSON is exact")


def body(tap):
    house = houselib.House("texts", CONFIG)
    try:
        house.at(0)
        house.must("keys", "init")
        for test in (test_journal, test_arguments, test_import, test_config,
                     test_csv):
            test(tap, house)
    finally:
        house.close()


taplib.run(body)
