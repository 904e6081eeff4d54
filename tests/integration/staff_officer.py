#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The officer's pages with the real desk: a person found by address, acts that
tell first what they do, the data handed out, the register of requests, the
overview, the report, another system and other rules beside ours, and who
looked. No address is in a URL, in a log or in the store."""

import csv
import html
import io
import json
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))
import staffroom as staff  # noqa: E402
import workbook  # noqa: E402
from installation import Installation, SetupError  # noqa: E402
from tap import run  # noqa: E402

ADAM = "adam.nowak@example.com"
EWA = "ewa@example.com"
PASSWORD = "anna walks the dog at noon"
EXPORT = ("email,name,health\n%s,Adam,asthma\nnobody@example.com,Nobody,\n"
          % ADAM).encode()


def fill(house):
    house.must("contact", ADAM, "--at", "2018-05-28", "--source", "chat",
               "--relation", "prospect", "--ref", "crm:4711")
    house.must("grant", ADAM, "--purpose", "newsletter", "--basis", "consent",
               "--at", "2018-05-29", "--evidence", "form 7")
    house.must("requests", "add", ADAM, "--article", "15", "--by", "letter",
               "--identified", "called back")


def log_in(house, program, name, role):
    """For the first time: with a password of their own."""
    browser = staff.Browser(program)
    page = browser.login(name, staff.add(house, name, role))
    if page.status != 200 or 'name="again"' not in page.text:
        raise SetupError("no page for a new password: %s" % page.words())
    browser.post("/login/password", {"new": PASSWORD, "again": PASSWORD},
                 page)
    return browser


def find(desk, who):
    return desk.post("/person/find", {"address": who}, desk.get("/person"))


def ref_of(page):
    found = re.fullmatch(r"/person/([^/?]+)(\?.*)?", page.path)
    return found.group(1) if found else None


# ----------------------------------------------------------------- a person

def person(tap, desk):
    page = find(desk, ADAM)
    ref = ref_of(page)
    tap.ok(page.status == 200 and ref, "found: by POST", page.path)
    tap.ok("@" not in page.path and "nowak" not in page.path,
           "found: no address in the URL", page.path)
    words = page.words()
    for text in ("crm:4711", "form 7", "called back", ADAM,
                 "data collected", "GDPR Art. 21(3)"):
        tap.ok(text in words, "a person: %s" % text, words)
    tap.ok('class="timeline wide"' in page.text, "a person: drawn")
    tap.ok(" style=" not in page.text, "a person: no style of its own")
    nobody = find(desk, "somebody@example.com")
    tap.ok("There is no record of this person" in nobody.words(),
           "somebody of whom nothing is known", nobody.words())
    wrong = find(desk, "adam")
    tap.ok(wrong.status == 422 and "is no e-mail address" in wrong.words(),
           "what is no address", (wrong.status, wrong.words()))
    for name, other in (("changed", ref[:-1] + ("A" if ref[-1] != "A"
                                                else "B")),
                        ("none", "x"), ("an address", "adam%40example.com")):
        tap.equal(desk.get("/person/" + other).status, 404,
                  "a reference that is %s" % name)
    return ref


def acts(tap, house, desk, ref):
    path = "/person/%s" % ref
    form = desk.get(path + "/act/object")
    told = desk.post(path + "/effect", {"purpose": "", "channel": "phone"},
                     form)
    words = told.words()
    tap.ok("1 objection is put on record." in words and
           "the person objected" in words, "object: told first", words)
    tap.ok('"purpose": null' not in house.must("export", ADAM).split(
        '"objections"')[1].split("]")[0], "object: and not done yet")
    done = desk.post(path + "/do", {}, told)
    tap.ok(done.status == 200 and "It is done, and on record." in
           done.words(), "object: done", done.words())
    document = json.loads(house.must("export", ADAM))
    tap.equal([(o["purpose"], o["channel"]) for o in document["objections"]],
              [(None, "phone")], "object: on record")
    form = desk.get(path + "/act/object-lift")
    told = desk.post(path + "/effect", {"purpose": "", "reason": ""}, form)
    tap.ok(told.status == 422 and "The reason is missing." in told.words(),
           "lift: without a reason", told.words())
    told = desk.post(path + "/effect", {"purpose": "", "reason": "a slip"},
                     form)
    desk.post(path + "/do", {}, told)
    tap.equal(json.loads(house.must("export", ADAM))["objections"], [],
              "lift: undone")
    form = desk.get(path + "/act/rectify")
    told = desk.post(path + "/effect", {"to": ADAM.upper()}, form)
    tap.ok(told.status == 422 and "Both are one address." in told.words(),
           "rectify: to the same address", told.words())
    form = desk.get(path + "/act/restrict")
    told = desk.post(path + "/effect", {"request": "1"}, form)
    desk.post(path + "/do", {}, told)
    tap.ok("restricted" in house.must("explain", ADAM),
           "restrict: on record")
    tap.ok("closed" in house.must("requests", "list"),
           "restrict: and the request is closed")
    form = desk.get(path + "/act/erase")
    told = desk.post(path + "/effect", {}, form)
    tap.ok(told.status == 422 and "opposes erasure" in told.words(),
           "erase: a restriction opposes it", told.words())
    told = desk.post(path + "/effect", {}, desk.get(path +
                                                    "/act/restrict-lift"))
    desk.post(path + "/do", {}, told)


def erase(tap, house, desk):
    path = "/person/%s" % ref_of(find(desk, EWA))
    house.must("contact", EWA, "--at", "2018-05-28", "--source", "chat",
               "--relation", "prospect")
    told = desk.post(path + "/effect", {}, desk.get(path + "/act/erase"))
    words = told.words()
    tap.ok("The record of the person is deleted." in words and
           "It cannot be undone." in words, "erase: told first", words)
    desk.post(path + "/do", {}, told)
    document = json.loads(house.must("export", EWA))
    tap.equal((document["known"], len(document["objections"])), (False, 1),
              "erase: gone, but for the objection")


def export(tap, house, desk, ref):
    path = "/person/%s/export" % ref
    form = desk.get("/person/%s/act/export" % ref)
    before = house.must("journal", "--address", ADAM).count("exported")
    got = desk.post(path, {"format": "json"}, form)
    disposition = got.headers.get("content-disposition", "")
    tap.ok(got.status == 200 and "personal-data.json" in disposition,
           "export: a file", (got.status, disposition))
    document = json.loads(got.octets)
    tap.equal((document["address"], document["$schema"]),
              (ADAM, "urn:robinson:export:1"), "export: as JSON")
    page = desk.post(path, {"format": "html", "language": "pl"}, form)
    tap.ok('lang="pl"' in page.text and ADAM in page.text,
           "export: as a page in Polish", page.text[:200])
    tap.equal(house.must("journal", "--address", ADAM).count("exported"),
              before + 2,
              "export: each is an entry of the journal")


# ----------------------------------------------------------------- the rest

def register(tap, house, desk):
    page = desk.get("/requests")
    done = desk.post("/requests/add", {
        "address": EWA, "article": "17", "received": "", "channel": "phone",
        "identified": "called back on a known number"}, page)
    words = done.words()
    tap.ok("The request is in the register." in words and
           "Identified: called back on a known number." in words,
           "register: put there", words)
    wrong = desk.post("/requests/add", {"address": "ewa", "article": "17"},
                      page)
    tap.ok(wrong.status == 422 and 'value="ewa"' in wrong.text,
           "register: what is no address is typed once more", wrong.status)
    one = desk.get("/requests/2")
    done = desk.post("/requests/2/close", {"outcome": "erased"}, one)
    tap.ok("The request is closed." in done.words(), "register: closed",
           done.words())
    tap.ok("erased" in desk.get("/requests?all=1").words(),
           "register: with its outcome")
    tap.equal(desk.get("/requests/99").status, 404,
              "register: one that there is not")
    for _ in range(99):
        house.must("requests", "add", EWA, "--article", "15")
    first = desk.get("/requests?all=1")
    tap.ok("/requests/100" in first.text and "from=100" in first.text and
           "/requests/101" not in first.text,
           "register: a hundred on a page", first.words()[-200:])
    rest = desk.get("/requests?all=1&from=100")
    tap.ok("/requests/101" in rest.text and "from=200" not in rest.text,
           "register: the rest of them", rest.words()[-200:])


def overview(tap, house, desk):
    page = desk.get("/overview")
    words = page.words()
    tap.ok(page.status == 200 and "the milter does not answer" in words,
           "overview: without a milter", words)
    tap.ok("Objections" in words, "overview: what persons said", words)
    tap.equal(desk.get("/overview?days=90").status, 200, "overview: longer")
    config = desk.get("/configuration")
    tap.ok("key-file" in config.words(), "configuration: shown",
           config.words()[:300])


def soon(desk, path, wanted, seconds=30):
    end = time.monotonic() + seconds
    while True:
        page = desk.get(path)
        if wanted in page.text or time.monotonic() > end:
            return page
        time.sleep(0.3)


def long_work(tap, desk):
    page = soon(desk, "/report", 'class="report"')
    tap.ok('class="report"' in page.text, "report: made by itself",
           page.words()[:400])
    tap.ok(" style=" not in page.text and "<style" not in page.text,
           "report: no style of its own")
    advice = desk.get("/report/advice?relation=prospect")
    tap.ok('class="report"' in advice.text, "advice: of a relation",
           advice.words()[:400])
    tap.ok("Persons on record" in desk.get("/overview").words(),
           "overview: has the figures of the night")
    page = desk.get("/what-if")
    text = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page.text,
                     re.DOTALL)
    config = html.unescape(text.group(1)) if text else ""
    done = desk.post("/what-if/start", {"text": config}, page)
    done = soon(desk, done.path, "Decided alike")
    tap.ok("Nothing would be decided otherwise." in done.words(),
           "what if: the very same rules", done.words()[:400])
    done = desk.post("/what-if/start", {"text": "nonsense = 1\n"}, page)
    done = soon(desk, done.path, "has errors")
    tap.ok("The other configuration has errors." in done.words(),
           "what if: nonsense", done.words()[:400])


def send_export(desk, name, octets):
    """The export of another system; the page of its audit."""
    page = desk.get("/audit")
    hidden = page.form("/audit/start")
    mark = "----------------7c1"
    body = b""
    for name, value in {**hidden, "source": "chat"}.items():
        body += ("--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n"
                 "%s\r\n" % (mark, name, value)).encode()
    body += ("--%s\r\nContent-Disposition: form-data; name=\"file\"; "
             "filename=\"%s\"\r\nContent-Type: application/octet-stream"
             "\r\n\r\n" % (mark, name)).encode() + octets
    body += ("\r\n--%s--\r\n" % mark).encode()
    return desk.ask("POST", "/audit/start", body, {
        "Content-Type": "multipart/form-data; boundary=" + mark,
        "Origin": desk.staff.url})


def audit(tap, desk):
    lists = []
    for name, octets in (("crm.csv", EXPORT),
                         ("crm.xlsx", workbook.of_rows(list(
                             csv.reader(io.StringIO(EXPORT.decode())))))):
        done = send_export(desk, name, octets)
        done = soon(desk, done.path, 'class="report"')
        words = done.words()
        tap.ok('class="report"' in done.text and ADAM not in words,
               "audit: %s: a page without addresses" % name, words[:600])
        fetched = desk.post(done.path.split("?")[0] + "/list", {}, done)
        tap.ok("work-list.csv" in fetched.headers.get(
            "content-disposition", "") and b"@" not in fetched.octets,
            "audit: %s: the work list" % name, fetched.octets[:300])
        lists.append(fetched.octets)
    tap.equal(lists[1], lists[0], "audit: a workbook says what its CSV says")
    done = send_export(desk, "crm.xlsx", b"PK\x03\x04 and nothing")
    words = soon(desk, done.path, "Save as").words()
    tap.ok("Save as" in words, "audit: what is no workbook is refused", words)
    polish = staff.Browser(desk.staff, "pl")
    polish.cookies = dict(desk.cookies)
    words = polish.get(done.path).words()
    tap.ok("Zapisz jako" in words,
           "audit: and why, in Polish", words)


def looked(tap, house, desk, ref):
    page = desk.get("/looked")
    rows = re.findall(r"<tr>.*?</tr>", page.text, re.S)
    tap.equal(sum(">export<" in row for row in rows), 2,
              "who looked: what was taken out, too")
    tap.ok(page.words().count("anna") >= 2, "who looked: the officer",
           page.words())
    page = desk.get("/person/%s/journal" % ref)
    words = page.words()
    tap.ok("objection" in words and "data handed out" in words,
           "a person's journal", words)


def hidden(tap, house):
    """The log, the store and its log."""
    for place in (house.path("staff.log"), house.store, house.store + "-wal"):
        if not os.path.exists(place):
            continue
        with open(place, "rb") as file:
            octets = file.read()
        for who in (ADAM, EWA, "crm.csv"):
            tap.ok(who.encode() not in octets, "no %s in %s" % (
                who, os.path.basename(place)))


def others(tap, house, program, ref):
    """Another officer's reference is of no use, and a salesperson has none of
    these pages."""
    ola = log_in(house, program, "ola", "officer")
    tap.equal(ola.get("/person/" + ref).status, 404,
              "another officer's reference")
    piotr = log_in(house, program, "piotr", "postmaster")
    for path, status in (("/overview", 200), ("/configuration", 200),
                         ("/person", 403), ("/person/" + ref, 403),
                         ("/requests", 403), ("/looked", 403),
                         ("/report", 403), ("/audit", 403),
                         ("/what-if", 403)):
        tap.equal(piotr.get(path).status, status, "a postmaster at " + path)


def main(tap):
    port = staff.reserve_port()
    with Installation("staff_officer", staff.settings(port)).init() as house:
        fill(house)
        with staff.Staff(house, port).start() as program:
            desk = log_in(house, program, "anna", "officer")
            ref = person(tap, desk)
            if ref:
                acts(tap, house, desk, ref)
                export(tap, house, desk, ref)
                looked(tap, house, desk, ref)
                others(tap, house, program, ref)
            erase(tap, house, desk)
            register(tap, house, desk)
            overview(tap, house, desk)
            long_work(tap, desk)
            audit(tap, desk)
        hidden(tap, house)


if __name__ == "__main__":
    run(main)
