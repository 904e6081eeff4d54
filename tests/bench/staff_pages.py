# SPDX-License-Identifier: BSD-2-Clause
"""The staff pages beside mail: what each page of each role takes with two
browsers at once, what the two processes need, and what a flood of pages and
logins does to mail at a steady rate."""

import contextlib
import os
import re
import statistics
import subprocess
import time

import staff_load as beside
import staffroom
from installation import BUILD, Installation, cpu_seconds, wait_for
from over_milter import MARKETING
from postfix import Postfix
from stores import MLOAD, POLICY, write_subjects

ROUNDS = 7
PER_SECOND = 50
BROWSERS = 2
CONFIG = """
hold-in = robinson
mixed = split
notify-held = no
quarantine { max-total = "100 GB" }
""" + POLICY
ROLES = {"sales": ("--sender", "ania@firma.example"), "postmaster": (),
         "officer": (), "admin": ()}
KNOWN = "s%08d@k%03d.example.com" % (7, 7)
# What a page cannot do without.
ASKED = {"/report/advice": "?relation=prospect"}
PAGE_COLUMNS = ("p50 ms", "p99 ms", "longest ms")
MEMORY_COLUMNS = ("PSS MB",)
MAIL_COLUMNS = ("p50 ms", "p99 ms", "ratio", "least", "largest")


class Page:
    """fields: of a POST, whose form stands on the page "form"; thing: the part
    of the path that names one."""

    def __init__(self, who, path, form=None, fields=None, thing=None):
        self.who, self.path = who, path % thing if thing else path
        self.form, self.fields = form, fields
        self.name = "%s %s" % (who, path % ":id" if thing else path)
        if fields:
            self.name += " " + " ".join("%s=%s" % f for f in fields.items())


# ------------------------------------------------------------------ a store

def fill(house, subjects, entries, held):
    """Persons by an import, a journal, and messages to whom nobody knows."""
    csv = house.path("subjects.csv")
    write_subjects(csv, subjects, 0)
    house.must("import", csv, "--relation", "prospect", "--source", "chat",
               timeout=3600)
    os.unlink(csv)
    if entries:
        subprocess.run([os.path.join(BUILD, "tests", "bench", "fill_journal"),
                        "sqlite:" + house.store, house.keys, str(entries)],
                       check=True, timeout=3600)
    house.start()
    subprocess.run([MLOAD, "-s", house.socket, "-n", str(held), "-f",
                    MARKETING, "-p", "unknown", "-S", "90000000", "-c", "10",
                    "-b", "2000"], check=True, timeout=3600,
                   stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def installation(sizes):
    port = staffroom.reserve_port()
    config = CONFIG + staffroom.settings(
        port, 'trusted-proxies = {"127.0.0.1"}')
    with Installation("staff", config, clock=False) as house:
        house.init()
        begun = time.monotonic()
        fill(house, max(sizes.subjects), sizes.journal, sizes.held)
        firsts = {role: staffroom.add(house, role, role, *more)
                  for role, more in ROLES.items()}
        print("filled a store in %.0f s: %d subjects, %d more entries, %d held"
              % (time.monotonic() - begun, max(sizes.subjects), sizes.journal,
                 sizes.held), flush=True)
        with staffroom.Staff(house, port).start() as staff:
            for role, first in firsts.items():
                beside.Person(staff, role, "192.0.2.90").settle(first)
            yield house, staff


def wait_idle(staff):
    """The figures of the night are made when the desk is first started."""
    used = [0.0]

    def is_idle():
        before, used[0] = used[0], cpu_seconds(staff.process.pid)
        time.sleep(2)
        return used[0] - before < 0.05

    wait_for(is_idle, 600, "the desk to have nothing to do")


# -------------------------------------------------------------------- pages

def of_table():
    """Every page that the program has, for each role that may see it; those
    that name a thing are below."""
    return [Page(role, route["path"] + ASKED.get(route["path"], ""))
            for route in staffroom.table()["routes"]
            if route["method"] == "GET" and ":" not in route["path"]
            for role in route["roles"]]


def of_things(staff):
    """Pages of one message, one person, and what is looked for."""
    person = beside.Person(staff, "officer", "192.0.2.91")
    person.fresh()
    found = person.post("/person/find", {"address": KNOWN},
                        person.get("/person"))
    ref = re.search(r"/person/([\w-]+)/act/", found.text)
    keeper = beside.Person(staff, "postmaster", "192.0.2.91")
    keeper.fresh()
    held = re.search(r'href="/held/(\w+)"', keeper.get("/held").text)
    pages = [Page("postmaster", "/held?" + query) for query in (
        "sort=largest", "sort=ends-first", "sort=reason", "reason=unknown",
        "reason=objected", "purpose=followup&state=held&sort=smallest",
        "requested=1", "words=subject", "older=1")]
    pages += [
        Page("postmaster", "/held", "/held", {"sender": "@firma.example",
                                              "sort": "largest"}),
        Page("postmaster", "/held", "/held", {"recipient":
                                              "@k001.example.com"}),
        Page("postmaster", "/held", "/held", {"recipient": KNOWN}),
        Page("officer", "/person/find", "/person", {"address": KNOWN}),
        Page("sales", "/may", "/may", {"purpose": "followup",
                                       "addresses": KNOWN}),
        Page("sales", "/happened/form", "/happened", {"who": KNOWN}),
        Page("postmaster", "/overview?days=90")]
    if held:
        pages += [Page(who, "/held/%s", thing=held.group(1))
                  for who in ("postmaster", "officer")]
    if ref:
        pages += [Page("officer", path, thing=ref.group(1))
                  for path in ("/person/%s", "/person/%s/journal")]
    return pages


def row(seconds):
    return {"p50 ms": "%.1f" % (1e3 * statistics.median(seconds)),
            "p99 ms": "%.1f" % (1e3 * beside.percentile(seconds, 0.99)),
            "longest ms": "%.1f" % (1e3 * max(seconds))}


def measure_pages(staff, pages, times):
    each = -(-times // BROWSERS)
    browsers = [beside.begin(beside.browse,
                             beside.people_of(staff, pages, n + 1), pages,
                             each, n + 1)
                for n in range(BROWSERS)]
    took = {page.name: [] for page in pages}
    try:
        for browser in browsers:
            for name, seconds in beside.result(browser, 3600).items():
                took[name] += seconds
    finally:
        for browser in browsers:
            beside.stop(browser)
    worst = max(took, key=lambda name: beside.percentile(took[name], 0.99))
    rows = [(name, row(seconds)) for name, seconds in took.items()]
    return rows + [("the slowest: " + worst, row(took[worst]))]


# ------------------------------------------------------------------- memory

def pss_mb(pid):
    """Its share of the memory that it uses."""
    with open("/proc/%d/smaps_rollup" % pid, encoding="ascii") as rollup:
        for line in rollup:
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0


def memory(staff):
    desk, web = pss_mb(staff.process.pid), pss_mb(staff.web_pid())
    return [("desk", desk), ("web", web), ("together", desk + web)]


# --------------------------------------------------------------------- mail

def send_round(send, where, sizes):
    return beside.result(beside.begin(
        beside.mail, send, where, PER_SECOND, sizes.staff_seconds,
        max(sizes.subjects)), 600)


def measure_mail(staff, pages, send, where, sizes):
    """Rounds that take turns; the ratio is the median of the rounds'."""
    peaceful, flooded, ratios = [], [], []
    send_round(send, where, sizes)  # warms up
    for turn in range(ROUNDS):
        took = {}
        for is_flood in (False, True)[::1 if turn % 2 else -1]:
            with beside.flood(staff, pages) if is_flood else \
                    contextlib.nullcontext():
                time.sleep(1)
                took[is_flood] = send_round(send, where, sizes)
        peaceful.append(took[False])
        flooded.append(took[True])
        ratios.append(beside.percentile(took[True], 0.99) /
                      beside.percentile(took[False], 0.99))

    def mail_row(rounds):
        return {"p50 ms": "%.1f" % (1e3 * statistics.median(
                    statistics.median(r) for r in rounds)),
                "p99 ms": "%.1f" % (1e3 * statistics.median(
                    beside.percentile(r, 0.99) for r in rounds))}

    return [("by itself", mail_row(peaceful)),
            ("beside a flood of pages and logins", dict(
                mail_row(flooded), ratio="%.2f" % statistics.median(ratios),
                least="%.2f" % min(ratios), largest="%.2f" % max(ratios)))]


@contextlib.contextmanager
def way_of_mail(house, sizes):
    """(how a message is sent, and where)"""
    if not sizes.postfix:
        yield beside.by_milter, house.socket
        return
    # Postfix ends an smtpd after 100 connections: at this rate several begin
    # anew every six seconds, which is then what p99 tells of.
    with Postfix(house.socket, "default_transport = discard:\n"
                 "max_use = 1000000\n") as postfix:
        yield beside.by_smtp, postfix.port


def measure(sizes):
    """What run.table() is given, one after the other."""
    with installation(sizes) as (house, staff):
        wait_idle(staff)
        pages = of_table() + of_things(staff)
        yield ("Staff pages, %d browsers at once" % BROWSERS,
               measure_pages(staff, pages, sizes.pages), PAGE_COLUMNS)
        kept = [("after the pages: " + n, mb) for n, mb in memory(staff)]
        with way_of_mail(house, sizes) as (send, where):
            yield ("%d messages a second, %s; ratio: of p99, the median of %d "
                   "rounds" % (PER_SECOND, "through Postfix" if sizes.postfix
                               else "milter protocol", ROUNDS),
                   measure_mail(staff, pages, send, where, sizes),
                   MAIL_COLUMNS)
        kept += [("after the flood: " + n, mb) for n, mb in memory(staff)]
    yield ("Memory of robinson-staff",
           [(name, {"PSS MB": "%.1f" % mb}) for name, mb in kept],
           MEMORY_COLUMNS)
