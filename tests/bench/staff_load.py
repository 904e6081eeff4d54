# SPDX-License-Identifier: BSD-2-Clause
"""What goes on beside each other while the staff pages are measured: browsers,
mail at a steady rate, and a flood. Each is a process of its own, so that none
waits for another's Python."""

import contextlib
import http.client
import multiprocessing
import os
import random
import smtplib
import threading
import time
import urllib.parse

from installation import SetupError
from milterclient import Milter
from staffroom import FORM, Browser

PASSWORD = "seven grey geese at dawn"
SENDER = "ania@firma.example"
# A session may ask 300 times a minute (staff/web/site.h).
REQUESTS_OF_SESSION = 250
BODY = "x" * 70 + "\r\n"


def percentile(values, share):
    """The least value that so large a share does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def begin(work, *args):
    """(process, where its one answer comes)"""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(False)
    process = context.Process(target=run, args=(theirs, work, args),
                              daemon=True)
    process.start()
    theirs.close()
    return process, ours


def run(end, work, args):
    try:
        end.send((work(*args), None))
    except (OSError, http.client.HTTPException, smtplib.SMTPException,
            SetupError, KeyError, TypeError) as wrong:
        end.send((None, "%s: %s" % (type(wrong).__name__, wrong)))


def result(begun, seconds):
    process, end = begun
    try:
        if not end.poll(seconds):
            raise SetupError("nothing came within %d s" % seconds)
        found, wrong = end.recv()
    except EOFError:
        raise SetupError("a process of the bench ended with %s" %
                         process.exitcode) from None
    finally:
        stop(begun)
    if wrong:
        raise SetupError(wrong)
    return found


def stop(begun):
    process, _ = begun
    process.terminate()
    process.join(20)


# ---------------------------------------------------------------- browsers

class Person(Browser):
    """One of the staff, at an address of their own. Logs in anew before the
    session has asked too often."""

    def __init__(self, staff, name, client):
        super().__init__(staff)
        self.name, self.client, self.left = name, client, 0

    def _once(self, method, path, body, headers):
        return super()._once(method, path, body, dict(
            headers, **{"X-Forwarded-For": self.client}))

    def fresh(self):
        if self.left <= 0:
            self.cookies = {}
            page = self.login(self.name, PASSWORD)
            if page.status != 200 or self.get("/account").status != 200:
                raise SetupError("%s cannot log in: %d %s" % (
                    self.name, page.status, page.title()))
            self.left = REQUESTS_OF_SESSION
        self.left -= 1

    def settle(self, first):
        """The first login: a password of their own."""
        page = self.login(self.name, first)
        page = self.post("/login/password", {"new": PASSWORD,
                                             "again": PASSWORD}, page)
        if page.status != 200:
            raise SetupError("a password of %s: %d" % (self.name, page.status))
        self.left = REQUESTS_OF_SESSION
        return self


def fetch(person, page):
    """Seconds. A POST has its token from the page where its form stands."""
    person.fresh()
    body, headers = None, {}
    if page.fields is not None:
        if not hasattr(person, "token"):
            person.token = {}
        key = person.cookies.get("__Host-robinson-staff"), page.form
        if key not in person.token:
            person.token = {key: person.get(page.form).form()["csrf"]}
            person.left -= 1
        body = urllib.parse.urlencode(dict(page.fields,
                                           csrf=person.token[key]))
        headers = {"Content-Type": FORM, "Origin": person.staff.url}
    start = time.monotonic()
    answer = person.ask("POST" if body else "GET", page.path, body, headers,
                        follow=False)
    took = time.monotonic() - start
    if answer.status not in (200, 303):
        raise SetupError("%s: %s: %d %s" % (person.name, page.path,
                                            answer.status, answer.title()))
    return took


def people_of(staff, pages, number):
    return {page.who: Person(staff, page.who, "192.0.2.%d" % number)
            for page in pages}


def browse(people, pages, times, number):
    """{page's name: [seconds]}; the pages in an order of their own each
    time."""
    order, dice = list(pages), random.Random(number)
    took = {page.name: [] for page in pages}
    for _ in range(times):
        dice.shuffle(order)
        for page in order:
            took[page.name].append(fetch(people[page.who], page))
    return took


# -------------------------------------------------------------------- mail

def by_smtp(port, address):
    with smtplib.SMTP("127.0.0.1", port, "client.example", 60) as link:
        link.sendmail(SENDER, [address], "Subject: a\r\n\r\n" + BODY * 14)


def by_milter(socket, address):
    with Milter(socket, timeout=60) as link:
        link.connect("client.example")
        link.helo("client.example")
        link.mail("<%s>" % SENDER)
        link.rcpt("<%s>" % address)
        link.data()
        link.header("Subject", "a")
        link.eoh()
        link.body((BODY * 14).encode("ascii"))
        link.end()


def mail(send, where, per_second, seconds, subjects):
    """Seconds of each message, from when it should have begun: one that waits
    for those before it has waited."""
    took, lock, turn = [], threading.Lock(), [0]
    begun = time.monotonic() + 0.2

    def post():
        while True:
            with lock:
                n, turn[0] = turn[0], turn[0] + 1
            if n >= per_second * seconds:
                return
            due = begun + n / per_second
            time.sleep(max(0, due - time.monotonic()))
            person = random.randrange(subjects)
            send(where, "s%08d@k%03d.example.com" % (person, person % 1000))
            took.append(time.monotonic() - due)

    threads = [threading.Thread(target=post, daemon=True) for _ in range(25)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 120)
    if len(took) != per_second * seconds:
        raise SetupError("%d of %d mails were taken" % (
            len(took), per_second * seconds))
    return took


# ------------------------------------------------------------------- flood

def stand_back():
    """What a client needs is not to count: it would be another machine. So it
    keeps to the processors that the pages keep to, and where the kernel shares
    these among sessions, it needs one of its own."""
    processors = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, processors[(len(processors) + 1) // 2:] or
                         processors)
    os.setsid()
    with contextlib.suppress(OSError), \
            open("/proc/self/autogroup", "w", encoding="ascii") as group:
        group.write("19")
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def flood_pages(staff, pages, number):
    """Without end."""
    stand_back()
    people = people_of(staff, pages, number)
    while True:
        with contextlib.suppress(OSError, http.client.HTTPException,
                                 SetupError):
            browse(people, pages, 1, number)


def flood_logins(staff, number):
    """Wrong passwords of names that there are and are not, each from another
    address, so that none has to wait."""
    stand_back()
    dice = random.Random(number)
    while True:
        client = "10.%d.%d.%d" % (dice.getrandbits(8), dice.getrandbits(8),
                                  dice.getrandbits(8))
        with contextlib.suppress(OSError, http.client.HTTPException):
            Person(staff, "", client).login(
                "name%d" % dice.randrange(1000000), "wrong wrong wrong")


@contextlib.contextmanager
def flood(staff, pages):
    begun = [begin(flood_pages, staff, pages, 100 + n) for n in range(3)]
    begun += [begin(flood_logins, staff, 200 + n) for n in range(2)]
    try:
        yield
    finally:
        for one in begun:
            stop(one)
