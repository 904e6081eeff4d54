#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A salesperson's day on the staff pages: may I write, a list before a
campaign as CSV and as a workbook, what happened and who confirms it; and what
another salesperson is not told."""

import contextlib
import csv
import http.client
import io
import os
import signal
import socket
import sqlite3
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))
import staffroom as staff
import workbook
from installation import Installation, SetupError, wait_for
from tap import run

PASSWORD = "%s walks the dog at noon"
MORE = 'checks-per-day = 60000\n'
ROWS = 20000


def day_ago(days):
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() - days * 86400))


def settings(port):
    return staff.settings(port, MORE)


def log_in(house, server, name, role, *more):
    """A browser of a new account, with a password of its own."""
    first = staff.add(house, name, role, *more)
    browser = staff.Browser(server)
    page = browser.login(name, first)
    secret = PASSWORD % name
    page = browser.post("/login/password", {"new": secret, "again": secret},
                        page)
    if page.status != 200:
        raise AssertionError("%s: %d %s" % (name, page.status, page.words()))
    return browser


def list_form(browser, name, octets, purpose="followup"):
    """What a browser sends of a list: the body, and its headers."""
    form = browser.get("/may").form("/lists")
    form["purpose"] = purpose
    body, kind = staff.with_file(form, "list", name, octets)
    return body, {"Content-Type": kind, "Origin": browser.staff.url}


def send(browser, name, octets, purpose="followup"):
    """Uploads a list; the page that it leads to."""
    return browser.ask("POST", "/lists",
                       *list_form(browser, name, octets, purpose))


def wait_list(browser, path, seconds=180):
    """The page of a list once it has ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        page = browser.get(path)
        if page.status != 200 or "refresh" not in page.headers:
            return page
        # As the page asks a browser to.
        time.sleep(int(page.headers["refresh"]))
    raise SetupError("a list is not checked")


def rows_of(page):
    return list(csv.reader(io.StringIO(page.octets.decode("utf-8"))))


def asks(tap, ania):
    page = ania.post("/may", {
        "addresses": "Adam@Example.com\nnobody@example.com, x",
        "purpose": "followup"})
    words = page.words()
    tap.equal(page.status, 200, "may I write: there is an answer")
    tap.ok("Adam@Example.com" in words and "may be written to" in words,
           "may I write: yes", words)
    tap.ok("nobody@example.com" in words and words.count(" No ") >= 2,
           "may I write: no", words)
    tap.ok("Adam@Example.com" not in page.path, "no address is in a URL")
    polish = staff.Browser(ania.staff, "pl")
    polish.cookies = dict(ania.cookies)
    words = polish.post("/may", {"addresses": "nobody@example.com",
                                 "purpose": "followup"}).words()
    tap.ok("nie" in words.lower() and "RODO" in words,
           "may I write: in Polish", words)
    page = ania.post("/may", {"addresses": " ", "purpose": "followup"})
    tap.equal(page.status, 422, "may I write: nothing was asked")
    page = ania.post("/may", {"addresses": "a@b.example\n" * 101,
                              "purpose": "followup"})
    tap.ok(page.status == 422 and "100 addresses" in page.words(),
           "may I write: too many at once", page.words())


def lists(tap, ania, ela):
    page = send(ania, "spring.csv", b"email,name\nadam@example.com,Adam\n"
                b"nobody@example.com,N\n\"x\",\"y\"\n")
    tap.ok(page.status == 200 and page.path.startswith("/lists/"),
           "a list: it is taken", page.words())
    path = page.path.partition("?")[0]
    page = wait_list(ania, path)
    tap.ok("May be written to 1" in page.words(), "a list: it is checked",
           page.words())
    cleaned = ania.get(path + "/cleaned")
    tap.equal(rows_of(cleaned), [["email", "name"],
                                 ["adam@example.com", "Adam"]],
              "a list: the cleaned one")
    tap.ok("spring-cleaned.csv" in cleaned.headers["content-disposition"],
           "a list: has its name")
    whole = rows_of(ania.get(path + "/whole"))
    tap.ok(len(whole) == 4 and whole[0][2:] == ["may write", "why"] and
           whole[1][2] == "yes" and whole[2][2] == "no",
           "a list: the whole one", whole)
    for name in (path, path + "/cleaned", path + "/whole"):
        tap.equal(ela.get(name).status, 404,
                  "a list is nobody else's: " + name[len(path):])
    tap.equal(ela.post(path + "/drop", page=ela.get("/may")).status, 404,
              "a list: nobody else deletes it")
    page = ania.post(path + "/drop", page=ania.get(path))
    tap.ok(page.status == 200 and ania.get(path).status == 404,
           "a list: it is deleted")


def workbooks(tap, ania):
    path = send(ania, "spring.xlsx", workbook.of_rows(
        [("e-mail", "name"), ("adam@example.com", "A, B"),
         ("nobody@example.com", "N")])).path.partition("?")[0]
    wait_list(ania, path)
    tap.equal(rows_of(ania.get(path + "/cleaned")),
              [["e-mail", "name"], ["adam@example.com", "A, B"]],
              "a workbook: the cleaned list")
    for name, octets in (("a bomb", workbook.laughs()),
                         ("no workbook", b"PK\x03\x04 and nothing")):
        path = send(ania, "bad.xlsx", octets).path.partition("?")[0]
        words = wait_list(ania, path).words()
        tap.ok("Save as" in words, "a workbook: %s is refused" % name, words)
    path = send(ania, "x.csv", b"name\nAdam\n").path.partition("?")[0]
    tap.ok("No column of addresses" in wait_list(ania, path).words(),
           "a list without addresses is refused")


def asked(house):
    """How many addresses count for the day, of all accounts."""
    with contextlib.closing(sqlite3.connect(house.store)) as db:
        return db.execute("select sum(addresses) from asking").fetchone()[0]


def restart(tap, house, server, ania):
    """A list goes on after a restart, and counts once for the day."""
    many = b"email\n" + b"".join(
        b"p%d@example.com\n" % n for n in range(ROWS)) + b"late@example.com\n"
    before = asked(house)
    path = send(ania, "many.csv", many).path.partition("?")[0]
    server.stop()
    server.start()
    words = wait_list(ania, path).words()
    tap.ok("Rows %d" % (ROWS + 1) in words and "May be written to 1 " in words,
           "a restart: the list goes on", words)
    tap.equal(asked(house) - before, ROWS + 1,
              "a restart: each address counts once")
    path = send(ania, "more.csv", many * 2).path.partition("?")[0]
    words = wait_list(ania, path).words()
    tap.ok("as many addresses as you may" in words,
           "the day's number is used up", words)
    tap.ok(b"p1@example.com" not in open(house.store, "rb").read(),
           "what was uploaded lies sealed")
    said = house.must("journal")
    tap.ok("rows, sha256" in said, "the journal has who checked a list", said)


def kept(house):
    """How many jobs and uploads there are, and pieces of them."""
    with contextlib.closing(sqlite3.connect(house.store)) as db:
        return tuple(db.execute("select count(*) from " + table).fetchone()[0]
                     for table in ("job", "job_chunk"))


def cut_off(tap, house, server, ela):
    """The program ends while a browser sends a list."""
    body, headers = list_form(ela, "half.csv", b"email\n" + b"a@b.example\n"
                              * 100000)
    head = ["POST /lists HTTP/1.1", "Host: localhost:%d" % server.port,
            "Content-Length: %d" % len(body), "Cookie: " + "; ".join(
                "%s=%s" % c for c in ela.cookies.items())]
    head += ["%s: %s" % h for h in headers.items()]
    before = kept(house)
    with socket.create_connection(("127.0.0.1", server.port), 60) as link:
        link.sendall("\r\n".join(head + ["", ""]).encode("ascii"))
        link.sendall(body[:len(body) // 2])
        time.sleep(0.5)
        tap.equal(server.stop(), 0, "half a list: the program ends all the same")
        try:
            said = link.recv(65536)
        except ConnectionError:
            said = b""
    tap.ok(not said.startswith(b"HTTP/1.1 3"),
           "half a list: it is not said to be taken", said)
    server.start()
    tap.equal(kept(house), before, "half a list: nothing of it is kept")
    path = send(ela, "whole.csv", b"email\nlate@example.com\n").path
    words = wait_list(ela, path.partition("?")[0]).words()
    tap.ok("May be written to 1 " in words,
           "half a list: it can be sent anew", words)


def killed(tap, house, server, ela):
    """The program is killed while it puts a list into the store."""
    body = list_form(ela, "big.csv", b"email\n" + b"p@example.com\n" *
                     1500000)
    jobs, pieces = kept(house)
    got = []

    def upload():
        try:
            got.append(ela.ask("POST", "/lists", *body, follow=False).status)
        except (OSError, http.client.HTTPException):
            got.append(None)

    thread = threading.Thread(target=upload)
    thread.start()
    wait_for(lambda: kept(house)[1] >= pieces + 3, 60, "pieces of a list")
    web = server.web_pid()
    server.stop(signal.SIGKILL)
    thread.join(60)
    wait_for(lambda: not os.path.exists("/proc/%d" % web), 30,
             "the web process to end")
    tap.ok(got and got[0] != 303, "killed: nobody is told that it was taken",
           got)
    tap.equal(kept(house)[0], jobs + 1, "killed: it had begun")
    server.start()
    page = ela.get("/may")
    tap.ok(page.status == 200 and "big.csv" not in page.text,
           "killed: what had begun is no list", page.words())
    path = send(ela, "anew.csv", b"email\nlate@example.com\n").path
    words = wait_list(ela, path.partition("?")[0]).words()
    tap.ok("May be written to 1 " in words, "killed: it can be sent anew",
           words)
    # What nobody can go on with is gone when the next list comes.
    house.set_clock(int(time.time()) + 1000)
    left = kept(house)
    path = send(ela, "later.csv", b"email\nlate@example.com\n").path
    wait_list(ela, path.partition("?")[0])
    now = kept(house)
    tap.ok(now[0] == left[0] and now[1] <= left[1] - 3 + 2,
           "killed: no stale pieces stay", (left, now))


def happened(tap, ania, piotr):
    page = ania.post("/happened", {
        "what": "meeting", "who": "late@example.com",
        "day": day_ago(0), "note": "at the fair"})
    tap.ok("confirmed it" in page.words(), "a meeting waits", page.words())
    tap.ok("late@example.com" not in page.path, "no address is in a URL")
    page = ania.post("/happened", {"what": "call", "day": day_ago(20),
                                   "who": "new@example.com"})
    tap.ok(page.status == 422 and "Nothing is on record" in page.words() and
           "new@example.com" in page.text,
           "a call of somebody new needs more", page.words())
    page = ania.post("/happened", {"what": "stop", "day": day_ago(0),
                                   "who": "adam@example.com"})
    tap.ok("No marketing mail" in page.words(), "told to stop", page.words())
    words = ania.post("/may", {"addresses": "adam@example.com",
                               "purpose": "followup"}).words()
    tap.ok("objected" in words, "told to stop counts at once", words)
    tap.equal(ania.get("/statements").status, 403,
              "a salesperson confirms nothing")
    page = piotr.get("/statements")
    tap.ok("late@example.com" in page.text and "at the fair" in page.text and
           "ania" in page.words(), "a postmaster sees it", page.words())
    page = piotr.post("/statements", {"decision": "refuse"}, page)
    tap.equal(page.status, 422, "a refusal needs a reason")
    page = piotr.post("/statements", {"decision": "confirm"},
                      piotr.get("/statements"))
    tap.ok("Nothing waits" in page.words(), "it is confirmed", page.words())
    words = ania.post("/may", {"addresses": "late@example.com",
                               "purpose": "followup"}).words()
    tap.ok("may be written to" in words, "and counts", words)


def body(tap):
    port = staff.reserve_port()
    with Installation("staff_sales", settings(port)).init() as house:
        for who, days in (("adam@example.com", 5), ("late@example.com", 90)):
            house.must("contact", who, "--at", day_ago(days), "--source",
                       "chat", "--relation", "prospect")
        with staff.Staff(house, port).start() as server:
            ania = log_in(house, server, "ania", "sales", "--login", "ania")
            ela = log_in(house, server, "ela", "sales", "--login", "ela")
            piotr = log_in(house, server, "piotr", "postmaster")
            asks(tap, ania)
            lists(tap, ania, ela)
            workbooks(tap, ania)
            tap.ok("Nothing of your mail" in ania.get("/mail").words(),
                   "my mail: nothing yet")
            happened(tap, ania, piotr)
            restart(tap, house, server, ania)
            cut_off(tap, house, server, ela)
            killed(tap, house, server, ela)


if __name__ == "__main__":
    run(body)
