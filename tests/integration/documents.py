#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The pages that the command line writes as people see them: report, audit,
advice and a person's own data, in both languages, by day and by night, on a
desk and on a telephone, and for axe-core."""

import csv
import json
import os
import sys
import time

SRC = os.environ.get("ROBINSON_SRCDIR", os.path.join(
    os.path.dirname(os.path.abspath(__file__)), os.pardir, os.pardir))
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))

from browser import browse, install  # noqa: E402
from house import DAY, FIRST, House  # noqa: E402
from tap import run  # noqa: E402

CONFIG = """
timezone = "Europe/Warsaw"
store    = "sqlite:%(dir)s/robinson.db"
key-file = "%(dir)s/keys"
notices { language = "pl" }
controller { name = "Przykład sp. z o.o." contact = {"rodo@firma.example"}
             address = "ul. Długa 1, 00-001 Warszawa" }
officer { name = "Jan Kowalski" contact = {"iod@firma.example"} }
processing { data-categories = {"pl: adres e-mail", "en: e-mail address"}
             disclosed-to = {"pl: dostawca hostingu", "en: hosting provider"}
             transfers = {"none"} }
relation "prospect" { retain = {"100 days after last-contact"}
                      bases = {"legitimate-interest"}
                      shown-as = {"pl: osoby zainteresowane",
                                  "en: interested persons"} }
relation "customer" { retain = {"6 years after relation-end"}
                      bases = {"contract", "soft-opt-in",
                               "legitimate-interest"}
                      shown-as = {"pl: klienci", "en: customers"} }
source "chat" { collected-for = {"followup", "newsletter"}
                shown-as = {"pl: czat na stronie", "en: chat of the site"} }
source "fair" { collected-for = {"followup"}
                shown-as = {"pl: targi", "en: trade fairs"} }
purpose "followup" { bases = {"legitimate-interest"} assessment = "LIA-7"
                     shown-as = {"pl: przypomnienia o ofercie",
                                 "en: reminders of an offer"} }
purpose "newsletter" { bases = {"consent"}
                       shown-as = {"pl: biuletyn", "en: bulletin"} }
"""
PERSONS = 600
ANN = "person.1@example.com"
# Of each page: words that are in it, and those of the other language that are
# not. Names of the configuration show that "shown-as" is used.
WORDS = {
    "report": {
        "pl": ["Rejestr czynności przetwarzania", "Ustalenia",
               "przypomnienia o ofercie", "osoby zainteresowane", "targi",
               "prawnie uzasadniony interes (art. 6 ust. 1 lit. f RODO)",
               "100 dni od ostatniego kontaktu", "dostawca hostingu",
               "osoba wniosła sprzeciw"],
        "en": ["Record of processing", "Findings", "reminders of an offer",
               "interested persons", "trade fairs",
               "legitimate interest (GDPR Art. 6(1)(f))",
               "100 days after the last contact", "hosting provider",
               "the person objected"]},
    "audit": {
        "pl": ["Audyt innej bazy danych", "wierszy, ", "numery PESEL",
               "czat na stronie", "art. 5 ust. 1 lit. e RODO"],
        "en": ["Audit of another database", "rows, ",
               "national numbers (PESEL)", "chat of the site",
               "GDPR Art. 5(1)(e)"]},
    "advise": {
        "pl": ["Przechowywanie danych osób, które milczą",
               "osoby zainteresowane", "Do konfiguracji:", "próg 2 %",
               "dni milczenia"],
        "en": ["Retention of silent subjects", "interested persons",
               "For the configuration:", "threshold 2 %",
               "days of silence"]},
    "export": {
        "pl": ["Twoje dane", "przypomnienia o ofercie",
               "art. 6 ust. 1 lit. f RODO", "osoby zainteresowane",
               "dla adresu, sposób: telefon"],
        "en": ["Your data", "reminders of an offer", "GDPR Art. 6(1)(f)",
               "interested persons", "of the address, by telephone"]},
}
ENGLISH = ["GDPR", " Art. ", "Directive", "persons", " the ", " after ",
           "findings", "recorded", "consent", "none", "silence",
           "channel", "by address", "contact",
           "warning"]
POLISH = ["RODO", " ust. ", "osoby", "dni ", "cel ", "zgoda",
          "ustalenia", "ostrzeżenie", "brak", "milczenia"]

def table(house, name, head, rows):
    with open(house.path(name), "w", newline="", encoding="utf-8") as out:
        to = csv.writer(out)
        to.writerow(head)
        to.writerows(rows)
    return house.path(name)


def address(n):
    return "person.%d@example.com" % n


def day(number):
    """"2018-05-30": so many days after the first."""
    return time.strftime("%Y-%m-%d", time.gmtime(FIRST + number * DAY))


def fill(house):
    """Persons who came back soon, some who never did, one who objected."""
    house.at(0)
    house.must("keys", "init")
    first = [(address(n), "prospect", day(-(n % 60)), day(-(n % 60)))
             for n in range(PERSONS)]
    head = ("email", "relation", "collected", "last_contact")
    house.must("import", table(house, "first.csv", head, first),
               "--source", "chat")
    house.at(90)
    house.must("import", table(
        house, "second.csv", head,
        [(address(n), "prospect", day(-(n % 60)),
          day(-(n % 60) + 1 + n % 45)) for n in range(0, PERSONS, 2)]),
        "--source", "chat")
    house.must("import", table(
        house, "fair.csv", ("email", "relation", "collected"),
        [("guest.%d@example.org" % n, "customer", day(n)) for n in range(7)]),
        "--source", "fair")
    house.must("object", ANN, "--at", day(80), "--channel", "phone")
    house.must("grant", address(2), "--purpose", "newsletter", "--basis",
               "consent", "--at", day(70), "--evidence", "form 7")
    house.must("contact", ANN, "--at", day(85), "--source", "chat",
               "--relation", "prospect")


def write_pages(tap, house, language):
    """All four in the language; their paths."""
    export = table(house, "export.csv",
                   ("Id", "Adres e-mail", "Pole 1", "Uwagi"),
                   [("crm:%d" % n, address(n) if n % 50 else "nobody",
                     "44051401359" if n % 2 else "", "")
                    for n in range(PERSONS + 60)])
    paths = {name: house.path("%s-%s.html" % (name, language))
             for name in WORDS}
    option = ("--language", language)
    done = [house.run("report", "--html", paths["report"], *option),
            house.run("audit", export, "--source", "chat", "--html",
                      paths["audit"], *option),
            house.run("advise", "--relation", "prospect", "--page",
                      paths["advise"], *option),
            house.run("export", ANN, "--html", *option)]
    house.put(os.path.basename(paths["export"]), done[3].stdout)
    tap.equal([d.returncode for d in done], [2, 2, 0, 0],
              language + ": all are written")
    return paths


def task(name, language, path):
    other = {"pl": "en", "en": "pl"}[language]
    foreign = {"pl": ENGLISH, "en": POLISH}[language]
    return {"name": name, "language": language, "path": path,
            "has": WORDS[name][language],
            "lacks": WORDS[name][other] + foreign}


def languages(tap, house):
    """The one that is asked for, else that of the notices."""
    for args, title in (((), "# Rejestr czynności"),
                        (("--language", "en-GB"), "# Record of processing"),
                        (("--language", "PL"), "# Rejestr czynności")):
        said = house.run("report", *args).stdout
        tap.ok(said.startswith(title), " ".join(args) + ": " + title[2:],
               said[:200])
    for key in ('reply-language = "pl"\n', ""):
        house.put("conf", key + CONFIG.replace(
            'notices { language = "pl" }', "") % {"dir": house.dir})
        said = house.run("report").stdout
        tap.ok(said.startswith("# Rejestr" if key else "# Record"),
               "of the replies, or English: " + key.strip(), said[:200])
    house.put("conf", CONFIG % {"dir": house.dir})
    for command in (("report",), ("audit", "x.csv", "--source", "chat"),
                    ("advise", "--relation", "prospect"), ("export", ANN)):
        done = house.run(*command, "--language", "de")
        tap.ok(done.returncode == 64 and "accepted: en, pl" in done.stderr,
               command[0] + ": a language that there is not", done.stderr)
    found = json.loads(house.run("report", "--json", "-").stdout)["findings"]
    tap.ok(found and all("`" not in (f["mend"] or "") for f in found),
           "JSON has no marks of a page", found)


def main(tap):
    install(tap)
    house = House("documents", CONFIG)
    fill(house)
    house.at(200)
    languages(tap, house)
    for language in ("pl", "en"):
        paths = write_pages(tap, house, language)
        browse(tap, "documents.js", language,
               pages=[task(name, language, path)
                      for name, path in paths.items()])
    house.close()


if __name__ == "__main__":
    run(main)
