#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What the staff pages give to be fetched, at the limits that they set
themselves: a list of 100,000 rows and 32 MB, an export of a person with a long
journal, a work list of an audit. It arrives whole, and the two processes stay
small."""

import json
import os
import re
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))
import staffroom as staff  # noqa: E402
from installation import BUILD, Installation, SetupError  # noqa: E402
from tap import run  # noqa: E402

PASSWORD = "%s walks the dog at noon"
ROWS = 100000
AUDIT_ROWS = 150000
ENTRIES = 20000
INPUT = 32 * 1024 * 1024
KNOWN = "p000000@example.com"
BOTH_KB = 128 * 1024


def log_in(house, server, name, role, *more):
    browser = staff.Browser(server)
    page = browser.login(name, staff.add(house, name, role, *more))
    secret = PASSWORD % name
    browser.post("/login/password", {"new": secret, "again": secret}, page)
    return browser


def upload(browser, path, field, name, octets, **fields):
    """What a form with a file sends; the page that it leads to."""
    form = dict(browser.get(fields.pop("at")).form(path), **fields)
    body, kind = staff.with_file(form, field, name, octets)
    return browser.ask("POST", path, body, {
        "Content-Type": kind, "Origin": browser.staff.url})


def wait_job(browser, path):
    for _ in range(300):
        page = browser.get(path)
        is_at_work = re.search(r"is worked on|Audit waits", page.words())
        if page.status != 200 or not (is_at_work or
                                      "refresh" in page.headers):
            return page
        time.sleep(int(page.headers.get("refresh", 1)))
    raise SetupError("a job does not end")


def kept_kb(server):
    """Memory of both processes that is theirs alone, files in memory too."""
    found = 0
    for pid in (server.process.pid, server.web_pid()):
        with open("/proc/%d/status" % pid, encoding="ascii") as status:
            for line in status:
                if line.startswith(("RssAnon:", "RssShmem:")):
                    found += int(line.split()[1])
    return found


def rows(n, size):
    """A list of that many octets."""
    filler = (size - 12) // n - len("p000000@example.com,\n")
    lines = [b"email,note\n"] + [
        b"p%06d@example.com,%s\n" % (i, b"n" * filler) for i in range(n)]
    return b"".join(lines)


class Watch(threading.Thread):
    """The most that both processes had in memory while it lasts."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.most = server, 0
        self.over = threading.Event()

    def run(self):
        while not self.over.wait(0.05):
            self.most = max(self.most, kept_kb(self.server))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *unused):
        self.over.set()
        self.join()


def lists(tap, server, ania):
    """The whole list is longer than what was sent."""
    sent = rows(ROWS, INPUT)
    page = upload(ania, "/lists", "list", "big.csv", sent, at="/may",
                  purpose="followup")
    tap.equal(page.status, 200, "a list: it is taken")
    path = page.path.partition("?")[0]
    words = wait_job(ania, path).words()
    tap.ok("Rows %d" % ROWS in words and "May be written to 1 " in words,
           "a list: it is checked", words)
    with Watch(server) as watch:
        whole = ania.get(path + "/whole")
        cleaned = ania.get(path + "/cleaned")
    tap.ok(len(whole.octets) > INPUT and
           whole.octets.count(b"\n") == ROWS + 1 and
           b"\np%06d@example.com," % (ROWS - 1) in whole.octets[-1000:],
           "a list: the whole one is fetched whole",
           (whole.status, len(whole.octets), whole.octets[-300:]))
    tap.equal([line.split(b",")[0] for line in cleaned.octets.splitlines()],
              [b"email", KNOWN.encode()], "a list: and the cleaned one")
    tap.ok(watch.most < BOTH_KB, "a list: both processes stay small",
           "%d kB" % watch.most)
    page = upload(ania, "/lists", "list", "more.csv", rows(ROWS + 1, 3 << 20),
                  at="/may", purpose="followup")
    words = wait_job(ania, page.path.partition("?")[0]).words()
    tap.ok("more than 100,000 rows" in words, "a list of a row more: refused",
           words)


def audits(tap, server, anna):
    page = upload(anna, "/audit/start", "file", "crm.csv",
                  rows(AUDIT_ROWS, 12 << 20), at="/audit", source="chat")
    tap.equal(page.status, 200, "an audit: it is taken")
    with Watch(server) as watch:
        page = wait_job(anna, page.path.partition("?")[0])
        found = anna.post(page.path + "/list", page=page)
    tap.ok(found.status == 200 and
           found.octets.count(b"\n") >= AUDIT_ROWS - 1,
           "an audit: its work list is fetched whole",
           (found.status, len(found.octets), found.octets[:300], page.words()))
    tap.ok(watch.most < BOTH_KB, "an audit: both processes stay small",
           "%d kB" % watch.most)
    tap.ok("150,000 rows" in anna.get("/audit").words(),
           "an audit: how many rows is said beforehand")
    page = upload(anna, "/audit/start", "file", "crm.csv",
                  rows(AUDIT_ROWS + 1, 6 << 20), at="/audit", source="chat")
    words = wait_job(anna, page.path.partition("?")[0]).words()
    tap.ok("too many rows" in words, "an audit of a row more: refused", words)


def fill(house, n):
    """So many entries more in the journal of one person."""
    subprocess.run([os.path.join(BUILD, "tests", "journal-of"), house.conf,
                    KNOWN, str(n)], env=house.environment(), check=True,
                   timeout=120)


def entries(house, kind=""):
    return house.must("journal", "--address", KNOWN).count(kind or "\n")


def ref_of(browser):
    page = browser.post("/person/find", {"address": KNOWN},
                        browser.get("/person"))
    return page.path.split("/")[2].split("?")[0]


def export(browser, ref, kind):
    return browser.post("/person/%s/export" % ref, {"format": kind},
                        browser.get("/person/%s/act/export" % ref))


def persons(tap, house, server, anna):
    ref = ref_of(anna)
    fill(house, ENTRIES - 2 - entries(house))
    for kind in ("html", "json"):
        with Watch(server) as watch:
            got = export(anna, ref, kind)
        tap.ok(got.status == 200 and len(got.octets) > 4 << 20,
               "a person, %s: fetched" % kind, (got.status, len(got.octets)))
        tap.ok(watch.most < BOTH_KB,
               "a person, %s: both processes stay small" % kind,
               "%d kB" % watch.most)
    document = json.loads(got.octets)
    tap.equal((document["address"], len(document["journal"])),
              (KNOWN, ENTRIES), "a person: with all of the journal")
    fill(house, 1)
    before = entries(house, "exported")
    page = anna.get("/person/%s/act/export" % ref)
    tap.ok("more than %d entries" % ENTRIES in page.words() and
           "/export" not in (page.form() or {}) and
           'action="/person/%s/export"' % ref not in page.text,
           "a person of an entry more: that is said beforehand", page.words())
    got = anna.post("/person/%s/export" % ref, {"format": "json"}, page)
    tap.ok(got.status == 422 and "robinson export" in got.words(),
           "a person of an entry more: refused", got.words())
    tap.equal(entries(house, "exported"), before,
              "a person of an entry more: not said to be handed out")
    tap.equal(house.run("export", KNOWN).returncode, 0,
              "a person of an entry more: the command line can")


def closed(house):
    return "closed" in house.must("requests", "list")


def last_piece(tap, house):
    """Only who was given all of it was handed it out."""
    house.must("requests", "add", KNOWN, "--article", "15")
    with staff.Desk(house) as desk:
        token = desk.settle("eva", staff.add(house, "eva", "officer"),
                            PASSWORD % "eva")
        ref = desk.ask("person.find", {"address": KNOWN}, token).result["ref"]
        args = {"ref": ref, "format": "json", "request": 1}
        octets, n, has_more = b"", 0, True
        while has_more:
            tap.equal((entries(house, "exported"), closed(house)), (0, False),
                      "in pieces: before piece %d nothing is on record" % n)
            answer = desk.ask("person.export", dict(args, n=n), token)
            octets += answer.blob
            has_more = answer.status == "ok" and answer.result["more"]
            n += 1
        tap.ok(n > 3 and len(octets) == answer.result.get("size") and
               json.loads(octets)["address"] == KNOWN,
               "in pieces: all are there", (n, answer.status, len(octets)))
        tap.equal((entries(house, "exported"), closed(house)), (1, True),
                  "in pieces: after the last it is, and the request closed")
        answer = desk.ask("person.export", dict(args, n=0), token)
        tap.equal((answer.status, answer.blob, entries(house, "exported")),
                  ("invalid", b"", 1),
                  "in pieces: none of a request that is closed")
        answer = desk.ask("person.export", dict(args, n=1), token)
        tap.equal((answer.status, answer.blob), ("missing", b""),
                  "in pieces: and what was fetched is kept no more")


def body(tap):
    port = staff.reserve_port()
    with Installation("staff_downloads", staff.settings(
            port, "checks-per-day = 1000000")).init() as house:
        house.must("contact", KNOWN, "--at", time.strftime("%Y-%m-%d"),
                   "--source", "chat", "--relation", "prospect")
        fill(house, 1000)
        last_piece(tap, house)
        with staff.Staff(house, port).start() as server:
            anna = log_in(house, server, "anna", "officer")
            persons(tap, house, server, anna)
            ania = log_in(house, server, "ania", "sales")
            lists(tap, server, ania)
            audits(tap, server, anna)
            tap.ok("error" not in server.log_text(),
                   "nothing went wrong in the log",
                   server.log_text()[-2000:])


if __name__ == "__main__":
    run(body)
