#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""report and audit from outside: a large random export, counted here in
another way, and nothing readable of persons in what is written."""

import collections
import csv
import datetime
import json
import os
import random
import re
import sys

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
import house as houselib  # noqa: E402
import tap as taplib  # noqa: E402

SEED = 20180525
PERSONS = 4000
ROWS = 6000
TODAY = datetime.date.today()

CONFIG = """
timezone = "Europe/Warsaw"
store    = "sqlite:%(dir)s/robinson.db"
key-file = "%(dir)s/keys"
relation "prospect" { retain = {"100 days after last-contact"}
                      bases = {"legitimate-interest"} }
relation "guest"    { retain = {"100 days after last-contact"} }
source "shop" { collected-for = {"followup"} }
purpose "followup" { bases = {"legitimate-interest"} assessment = "LIA" }
purpose "newsletter" { bases = {"consent"} }
"""


class House(houselib.House):
    timeout = 300

    def __init__(self):
        super().__init__("audit", CONFIG, has_clock=False)
        self.run("keys", "init")

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as data:
            return data.read()


def address(n):
    return "person.%d@k%d.example.com" % (n, n % 7)


def spelling(rng, n):
    local, domain = address(n).split("@")
    return rng.choice([address(n), address(n), local.upper() + "@" + domain,
                       local + "+shop@" + domain.upper(),
                       " " + address(n)])


def put_persons(house, rng):
    """What each is to Robinson: None: not known."""
    persons = {}
    with open(house.path("known.csv"), "w", newline="") as out:
        to = csv.writer(out)
        to.writerow(["email", "relation", "last_contact", "objected",
                     "objected_purpose"])
        for n in range(PERSONS):
            if n % 5 == 4:
                continue
            p = {"ended": rng.random() < 0.2, "guest": rng.random() < 0.1,
                 "objects": rng.choice([None] * 8 + ["", "newsletter"])}
            persons[n] = p
            days = rng.randint(200, 2000) if p["ended"] else \
                rng.randint(2, 90)
            to.writerow([address(n), "guest" if p["guest"] else "prospect",
                         TODAY - datetime.timedelta(days=days),
                         "1" if p["objects"] is not None else "",
                         p["objects"] or ""])
    done = house.run("import", house.path("known.csv"), "--source", "shop")
    return persons, done


def expected(rows, persons):
    counts = dict.fromkeys(
        ("bad-address", "unknown", "ended", "objected", "objected-partly",
         "no-basis", "duplicate", "spelling"), 0)
    seen = {}
    for n, text in rows:
        if n is None:
            counts["bad-address"] += 1
        else:
            seen.setdefault(n, []).append(text.strip())
    for n, texts in seen.items():
        p = persons.get(n)
        counts["duplicate"] += len(texts) > 1
        counts["spelling"] += any(t != texts[0] for t in texts)
        counts["unknown"] += p is None
        if p:
            counts["ended"] += p["ended"]
            counts["no-basis"] += p["guest"]
            counts["objected"] += p["objects"] == ""
            counts["objected-partly"] += p["objects"] == "newsletter"
    return len(seen), counts


def put_export(house, rng):
    rows = []
    with open(house.path("export.csv"), "w", newline="",
              encoding="cp1250") as out:
        to = csv.writer(out, delimiter=";")
        to.writerow(["Id", "Adres e-mail", "Imi\u0119", "Data urodzenia",
                     "Pole 1"])
        for i in range(ROWS):
            n = rng.randrange(PERSONS) if rng.random() < 0.99 else None
            text = spelling(rng, n) if n is not None else "no address"
            rows.append((n, text))
            to.writerow(["crm:%d" % i, text, "\u0141ucja",
                         "1970-02-0%d" % (1 + i % 9), "44051401359"])
    return rows


def against_a_count(tap):
    rng = random.Random(SEED)
    tap.note("seed %d" % SEED)
    house = House()
    persons, done = put_persons(house, rng)
    tap.equal(done.returncode, 0, "an import")
    rows = put_export(house, rng)
    before = sorted(os.listdir(house.dir))
    done = house.run("audit", house.path("export.csv"), "--source", "shop",
                     "--json", "-", "--html", house.path("page.html"),
                     "--work-list", house.path("work.csv"))
    tap.equal(done.returncode, 2, "there are errors: exit status 2")
    found = json.loads(done.stdout)
    count, marks = expected(rows, persons)
    tap.equal(found["rows"], ROWS, "rows")
    tap.equal(found["persons"], count, "persons")
    for mark, number in marks.items():
        tap.equal(found["persons_by_finding"][mark], number,
                  "the same count: %s" % mark)
    data = {c["name"]: c["data"] for c in found["files"][0]["columns"]}
    tap.equal(data["Data urodzenia"], "birth-date", "a column by its heading")
    tap.equal(data["Pole 1"], "national-id", "a column by its values")
    tap.equal(data["Imi\u0119"], "plain", "a column of names")
    work = list(csv.DictReader(house.read("work.csv").splitlines()))
    listed = {row["reference"]: row for row in work}
    tap.equal(sum("bad-address" in r["findings"] for r in work),
              marks["bad-address"], "bad addresses are in the work list")
    first = next(r for r in work if r["same_line"])
    again = "crm:%d" % (int(first["line"]) - 2)
    tap.ok(again in listed and
           rows[int(first["line"]) - 2][0] == rows[int(first["same_line"])
                                                   - 2][0],
           "a repeated row names the first one of the person")
    often = collections.Counter(n for n, _ in rows)
    fine = {"crm:%d" % i for i, (n, _) in enumerate(rows)
            if n is not None and persons.get(n) == {
                "ended": False, "guest": False, "objects": None} and
            often[n] == 1}
    tap.ok(fine and not fine & set(listed),
           "who is in order is not in the work list")
    written = house.read("page.html") + house.read("work.csv") + done.stdout
    for secret in ("example.com", "44051401359", "\u0141ucja", "1970-02"):
        tap.ok(secret.lower() not in written.lower(),
               "nowhere in what is written: %s" % secret)
    tap.equal(sorted(os.listdir(house.dir)),
              sorted(before + ["page.html", "work.csv"]),
              "nothing else is left")
    again = house.run("audit", house.path("export.csv"), "--source", "shop",
                      "--json", "-", "--needed", "Pole 1")
    tap.ok(not any(f["severity"] == "error" and f["area"] == "columns"
                   for f in json.loads(again.stdout)["findings"]),
           "--needed accepts a column")
    house.close()


def timeless(page):
    """Two pages are not made within one second."""
    return re.sub(r"\d\d:\d\d(:\d\d)?", "", page)


def reported(tap):
    rng = random.Random(SEED + 1)
    house = House()
    persons, _ = put_persons(house, rng)
    done = house.run("report", "--json", "-", "--html",
                     house.path("page.html"))
    tap.equal(done.returncode, 2, "long past due: exit status 2")
    found = json.loads(done.stdout)
    tap.equal(found["persons"], len(persons), "persons")
    tap.equal(sum(r["ended"] for r in found["relations"]),
              sum(p["ended"] for p in persons.values()), "ended")
    tap.equal(found["persons_by_basis"]["legitimate-interest"],
              sum(not p["guest"] for p in persons.values()), "bases")
    reasons = found["purposes"][0]["persons_by_reason"]
    tap.equal(reasons["objected"],
              sum(p["objects"] == "" for p in persons.values()), "objected")
    tap.equal(found["purposes"][0]["may_be_written_to"],
              sum(not p["ended"] and not p["guest"] and p["objects"] != ""
                  for p in persons.values()), "who may be written to")
    tap.ok("</html>" in house.read("page.html"), "a page")
    done = house.run("report", "--html", "-")
    tap.ok(done.returncode == 2 and
           timeless(done.stdout) == timeless(house.read("page.html")),
           "the same page on standard output, and nothing else",
           done.stdout[:200])
    house.run(*houselib.PURGE)
    done = house.run("report")
    tap.ok(done.returncode == 1 and "retention" not in
           done.stdout.split("## Purposes")[0], "after a purge: warnings",
           done.stdout)
    house.close()


def opted_out(tap):
    """Wishes that the other system knows and Robinson does not; every
    address of a row."""
    house = House()
    house.put("known.csv", "email,relation,last_contact,objected\n" + "".join(
        "%s@example.com,prospect,%s,%s\n" % (who, TODAY, said) for who, said in
        (("ann", ""), ("bob", ""), ("cid", "1"), ("dan", ""))))
    house.run("import", house.path("known.csv"), "--source", "shop")
    house.put("export.csv", '"ID","Name","Email Address","Non Primary '
              'E-mails","Opt Out"\n'
              '"1","J","bob@example.com","jan.k@example.org","0"\n'
              '"2","A","ann@example.com","","1"\n'
              '"3","C","cid@example.com","","1"\n'
              '"4","D","\'dan@example.com","","0"\n')
    done = house.run("audit", house.path("export.csv"), "--source", "shop",
                     "--json", "-", "--work-list", house.path("work.csv"))
    found = json.loads(done.stdout)
    tap.equal((found["rows"], found["persons"]), (4, 5),
              "every address of a row")
    counts = found["persons_by_finding"]
    tap.equal((counts["opted-out-there"], counts["unknown"],
               counts["objected"], counts["bad-address"]), (1, 1, 1, 0),
              "who opted out there and not here")
    work = list(csv.DictReader(house.read("work.csv").splitlines()))
    tap.equal([(row["reference"], row["findings"]) for row in work],
              [("1", "unknown"), ("2", "opted-out-there"),
               ("3", "objected")], "the work list names their rows")
    house.close()


def told_by_values(tap):
    """What values say weighs more than the heading, and each row is read."""
    house = House()
    house.put("known.csv", "email,relation\np1@example.com,prospect\n")
    house.run("import", house.path("known.csv"), "--source", "shop")
    rows = [["c%d" % n, "p%d@example.com" % n, "", "", "", "44051401359"]
            for n in range(3000)]
    rows[2997][2] = "jest po chemioterapii"
    rows[2998][3] = "a Jehovah's witness, so please never call on a Saturday"
    for n in range(20):
        rows[n][4] = "ma cukrzycę"
    with open(house.path("notes.csv"), "w", newline="") as out:
        csv.writer(out).writerows(
            [["ID", "email", "Uwagi", "Pole 7", "Numer", "Nr klienta"]] + rows)
    done = house.run("audit", house.path("notes.csv"), "--source", "shop",
                     "--map", "ref=Nr klienta", "--json", "-",
                     "--html", house.path("notes.html"))
    tap.equal((done.returncode, done.stderr), (2, ""), "errors")
    found = json.loads(done.stdout)
    columns = {c["name"]: c for c in found["files"][0]["columns"]}
    tap.equal({name: (columns[name]["holds"], columns[name]["values"])
               for name in ("email", "Uwagi", "Pole 7", "Numer",
                            "Nr klienta")},
              {"email": ([], 3000), "Uwagi": (["health", "free-text"], 1),
               "Pole 7": (["religion", "free-text"], 1),
               "Numer": (["health"], 20),
               "Nr klienta": (["national-id"], 3000)},
              "by their values, of the last rows too")
    errors = [f["what"] for f in found["findings"]
              if f["severity"] == "error" and f["area"] == "columns"]
    tap.ok(len(errors) == 4 and all("by its values" in e for e in errors),
           "each is an error", errors)
    tap.ok("1000 rows" not in house.read("notes.html"),
           "no sample is spoken of")
    house.close()


def refused(tap):
    house = House()
    put_persons(house, random.Random(1))
    known = house.path("known.csv")
    for args, status, what in (
            (("audit", "--source", "shop"), 64, "no file"),
            (("audit", known), 64, "no source"),
            (("audit", known, "--source", "fair"), 65, "an unknown source"),
            (("audit", known, "--source", "shop", "--map", "email=Nowhere"),
             65, "a column that is not there"),
            (("audit", house.path("none.csv"), "--source", "shop"), 74,
             "a file that is not there"),
            (("report", "--html", "-", "--json", "-"), 64,
             "page and JSON on standard output"),
            (("report", "more"), 64, "an argument"),
            (("report", "--html", house.dir), 73, "a place that is none")):
        done = house.run(*args)
        tap.equal(done.returncode, status, "refused: " + what)
    house.close()


def body(tap):
    against_a_count(tap)
    reported(tap)
    opted_out(tap)
    told_by_values(tap)
    refused(tap)


taplib.run(body)
