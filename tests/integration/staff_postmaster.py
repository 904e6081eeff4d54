#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The postmaster's desk: what is held is listed, looked at, kept longer,
deleted, released; the second of two operators is told; an objection that
waits is decided; and an officer reads, and decides about objections alone."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))
import heldmail  # noqa: E402
import staffroom as staff  # noqa: E402
from installation import Installation  # noqa: E402
from smtp import free_port  # noqa: E402
from tap import run  # noqa: E402

PASSWORD = "%s walks the dog at noon"
CONFIG = heldmail.HELD + """
release { via = "smtp:127.0.0.1:%d" }
inbound { helper = "%s" }
""" 
BUILD = os.environ.get("ROBINSON_BUILDDIR", ".")
HELPER = os.path.abspath(os.path.join(BUILD, "src", "inbound",
                                      "robinson-inbound"))
BODY = ("--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        "<p>Dear <b>%s</b></p><script>alert(1)</script>"
        "<img src=https://tracker.example/x.gif>"
        "<a href=https://firma.example/offer>our offer</a>\r\n"
        "--b\r\nContent-Type: application/pdf; name=offer.pdf\r\n"
        "Content-Disposition: attachment; filename=offer.pdf\r\n\r\nPDF\r\n"
        "--b--\r\n")


def hold(house, subject, recipient, sender="ania@firma.example"):
    """With a page, and a file."""
    return heldmail.bring(house, subject, recipient, sender,
                          kind="multipart/mixed; boundary=b",
                          text=BODY % recipient)


def ids(page):
    """Of the messages of a list, with their subjects."""
    return {subject: found for found, subject in re.findall(
        r'<a href="/held/([0-9A-Z]{12})">([^<]*)</a>', page.text)}


def logged_in(pages, house, name, role):
    browser = staff.Browser(pages)
    first = staff.add(house, name, role)
    page = browser.login(name, first)
    own = PASSWORD % name
    page = browser.post("/login/password", {"new": own, "again": own}, page)
    return browser


def plan(browser, act, chosen, **more):
    """The page that says what will happen."""
    return browser.post("/held/plan", {"act": act, "ids": chosen, **more},
                        browser.get("/held"))


def do(browser, page, **fields):
    hidden = page.form("/held/act")
    chosen = re.findall(r'name="ids" value="([^"]*)"', page.text)
    return browser.post("/held/act", {**hidden, "ids": chosen, **fields}, page)


def lists(tap, browser):
    page = browser.get("/held")
    tap.equal(sorted(ids(page)), ["First offer", "Gęślą jaźń", "Third"],
              "what is held is listed, subjects decoded")
    for name, fields, wanted in (
            ("a sender", {"sender": "jan@firma.example"}, ["Third"]),
            ("a sender's domain", {"sender": "@firma.example"},
             ["First offer", "Gęślą jaźń", "Third"]),
            ("a recipient", {"recipient": "Adam@klient.example"},
             ["First offer"]),
            ("a recipient's domain", {"recipient": "@other.example"},
             ["Gęślą jaźń", "Third"]),
            ("words", {"words": "GESLA"}, ["Gęślą jaźń"]),
            ("a reason", {"reason": "unknown"},
             ["First offer", "Gęślą jaźń", "Third"]),
            ("another reason", {"reason": "objected"}, []),
            ("a purpose", {"purpose": "newsletter"}, [])):
        found = browser.post("/held", fields, page)
        tap.equal(sorted(ids(found)), wanted, "looked for: " + name)
        tap.ok("klient" not in found.path and "?" not in found.path,
               "and it is in no URL: " + name, found.path)
    tap.ok("this number of messages: all that there are" in
           browser.post("/held", {"words": "x"}, page).words() or
           "all that there are" in
           browser.post("/held", {"words": "x"}, page).words(),
           "how many were looked through is said")
    wrong = browser.post("/held", {"sender": "a b@x"}, page)
    tap.equal(wrong.status, 422, "what is no address is refused")
    for sort, wanted in (("oldest", ["First offer", "Gęślą jaźń", "Third"]),
                         ("newest", ["Third", "Gęślą jaźń", "First offer"])):
        tap.equal(list(ids(browser.get("/held?sort=" + sort))), wanted,
                  "sorted: " + sort)
    return ids(page)


def looks(tap, house, browser, found):
    page = browser.get("/held/" + found["First offer"])
    words = page.words()
    tap.ok("Dear adam@klient.example" in words and "our offer" in words,
           "the words of its page are shown", words)
    tap.ok("<script>alert" not in page.text and "alert(1)" not in words and
           "tracker.example" not in page.text,
           "no script, and nothing that is fetched")
    tap.ok("<code>https://firma.example/offer</code>" in page.text and
           'href="https://firma' not in page.text, "links are text")
    tap.ok("offer.pdf" in words and "application/pdf" in words,
           "its attachment is named")
    tap.ok("no record of this person" in words and
           "decision about a message" in words,
           "why it is held, and since when", words)
    journal = house.must("journal")
    tap.ok(re.search(r"piotr.*%s|%s.*piotr" % (
        found["First offer"], found["First offer"]), journal) is not None,
           "that it was looked at is in the journal", journal[-2000:])
    tap.equal(browser.get("/held/7K3MQW9X2ABC").status, 404,
              "an id that nobody has")


def decides(tap, first, second, found):
    page = plan(first, "extend", [found["First offer"]])
    done = do(first, page, days="20", reason="she is on holiday")
    tap.ok("Kept longer." in done.words(), "kept longer", done.words())
    shown = first.get("/held/" + found["First offer"]).words()
    tap.ok("held message kept longer" in shown and
           "she is on holiday" in shown, "and its timeline says so", shown)

    mine = plan(first, "delete", [found["Third"], found["Gęślą jaźń"]])
    theirs = plan(second, "delete", [found["Third"]])
    tap.ok("cannot be brought back" in mine.words(),
           "what will happen is said")
    none = do(first, mine, reason=" ")
    tap.equal(none.status, 422, "without a reason nothing is done")
    done = do(first, mine, reason="the list was bought")
    tap.equal(done.words().count("Deleted."), 2, "two are deleted at once")
    late = do(second, theirs, reason="not ours")
    tap.ok("piotr has deleted it" in late.words() and
           "the list was bought" in late.words() and
           "Somebody else was quicker." in late.words(),
           "the second operator is told who did what", late.words())
    gone = second.get("/held/" + found["Third"])
    tap.ok("piotr has deleted it" in gone.words(), "and on its page",
           gone.words())

    page = plan(first, "release", [found["First offer"]])
    done = do(first, page, reason="she asked for it")
    tap.ok("The mail server does not take it now." in done.words(),
           "a release that the mail server does not take: held again",
           done.words())


def objections(tap, house, first, officer, found):
    house.must("object", "adam@klient.example")
    page = first.get("/held/" + found["First offer"])
    tap.ok("May not be released: objected" in page.words() and
           'value="release"' not in page.text,
           "what an objection forbids is said, and not offered",
           page.words())
    house.hear(meaning="stop", proof="none", id="1@x.example",
               **{"from": "eva@other.example"})
    page = officer.get("/objections")
    refs = re.findall(r'name="refs" value="([^"]*)"', page.text)
    tap.equal(len(refs), 1, "an objection waits")
    asked = officer.post("/objections/plan", {"act": "confirm",
                                              "refs": refs}, page)
    tap.ok("for good" in asked.words(), "what will happen is said",
           asked.words())
    done = officer.post("/objections/act", {"refs": refs}, asked)
    tap.ok("It was done as you said." in done.words() and
           "No objection waits." in done.words(), "it is confirmed",
           done.words())
    late = first.post("/objections/act", {"act": "drop", "refs": refs,
                                          "reason": "a test"}, asked)
    tap.ok(late.status in (403, 422), "and cannot be dropped any more",
           late.status)


def officer_reads(tap, officer, found):
    page = officer.get("/held")
    tap.ok("First offer" in page.text and "/held/plan" not in page.text,
           "an officer reads, and is offered no act")
    forced = officer.post("/held/plan", {"act": "delete",
                                         "ids": found["First offer"]},
                          officer.get("/objections"))
    tap.equal(forced.status, 403, "and may do none")


def main(tap):
    port = staff.reserve_port()
    config = CONFIG % (free_port(), HELPER) + staff.settings(port)
    with Installation("postmaster", config).init() as house:
        house.must("contact", "old@example.com", "--at", "2018-05-28",
                   "--source", "chat", "--relation", "prospect")
        house.start()
        hold(house, "First offer", "adam@klient.example")
        hold(house, "=?utf-8?q?G=C4=99=C5=9Bl=C4=85_ja=C5=BA=C5=84?=",
             "eva@other.example")
        hold(house, "Third", "ola@other.example", "jan@firma.example")
        with staff.Staff(house, port).start() as pages:
            first = logged_in(pages, house, "piotr", "postmaster")
            second = logged_in(pages, house, "ewa", "postmaster")
            officer = logged_in(pages, house, "anna", "officer")
            found = lists(tap, first)
            looks(tap, house, first, found)
            officer_reads(tap, officer, found)
            decides(tap, first, second, found)
            objections(tap, house, first, officer, found)
            tap.ok("error" not in pages.log_text().lower(),
                   "nothing went wrong in the log", pages.log_text()[-2000:])


if __name__ == "__main__":
    run(main)
