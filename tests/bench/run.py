#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What a verdict costs: Robinson beside a filter that does nothing, and
beside what people use today. "make bench" runs it.

Everything is measured in one run, with repetitions that take turns, so that
a noisy machine is noisy for all; the table gives medians, and ratios to the
row that each is compared with. Sizes come from the environment:

    BENCH_SUBJECTS=1000,1000000,10000000   sizes of the stores
    BENCH_ROUNDS=5                         repetitions
    BENCH_MESSAGES=20000                   messages a repetition
    BENCH_HOLDS=2000                       messages of 10 kB held a repetition,
                                           and a tenth as many of 1 MB
    BENCH_HELD=100000                      messages that are listed
    BENCH_RELEASES=10000                   messages that are released
    BENCH_DIGESTS=10000000                 digests on a do-not-mail list
    BENCH_CLICKS=20000                     persons who click
    BENCH_CLICK_TRIES=1000                 clicks whose effect is timed
    BENCH_ENTRIES=10000000                 entries of the journal
    BENCH_JOURNAL=1000000                  entries beside those of the persons,
                                           where the staff pages are timed
    BENCH_PAGES=200                        times that each page is asked for
    BENCH_ROUND_SECONDS=20                 of mail, with and without a flood
    BENCH_PARTS=store,verdicts,lists,holding,quarantine,dnm,ending,clicks,
                strangers,inbox,journal,   which tables; "change" compares with
                waits,browse,staff         another build
    BENCH_OTHER=DIR                        the other build's directory
    BENCH_POSTFIX=1                        0: without Postfix (needs root)
    BENCH_DIR=/var/tmp                     where the stores are made
    BENCH_QUICK=1                          small sizes, for a first look

What the tables need is looked for before the first begins. Whatever ends it,
no process and no directory stays behind: SIGTERM and SIGHUP too end what was
begun, and "make bench" runs it under leftovers.py, which ends the rest.
"""

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lib"), HERE]

import bulk  # noqa: E402
import change  # noqa: E402
import clicking  # noqa: E402
import do_not_mail  # noqa: E402
import ending  # noqa: E402
import holding  # noqa: E402
import inbox  # noqa: E402
import journal  # noqa: E402
import needs  # noqa: E402
import over_milter  # noqa: E402
import over_postfix  # noqa: E402
import quarantine as held  # noqa: E402
import staff_pages  # noqa: E402
import strangers  # noqa: E402
import waits  # noqa: E402
from installation import BUILD  # noqa: E402
from programs import end_on_signals  # noqa: E402
from stores import make_stores  # noqa: E402


def has_staff():
    """It is built without the staff pages with --disable-staff."""
    return os.path.exists(os.path.join(BUILD, "tests", "robinson-staff-clock"))


class Sizes:
    def __init__(self, env):
        quick = env.get("BENCH_QUICK", "0") not in ("", "0")
        subjects = "1000,100000" if quick else "1000,1000000,10000000"
        self.subjects = [int(n) for n in env.get(
            "BENCH_SUBJECTS", subjects).split(",")]
        self.rounds = int(env.get("BENCH_ROUNDS", 3 if quick else 5))
        self.messages = int(env.get("BENCH_MESSAGES",
                                    5000 if quick else 20000))
        self.mails = int(env.get("BENCH_MAILS", 500 if quick else 2000))
        # The load client has ten connections, each with one message or more.
        self.holds = max(int(env.get("BENCH_HOLDS",
                                     300 if quick else 2000)), 10)
        self.held = max(int(env.get("BENCH_HELD",
                                    10000 if quick else 100000)), 100)
        self.releases = max(int(env.get("BENCH_RELEASES",
                                        500 if quick else 10000)), 10)
        self.digests = max(int(env.get(
            "BENCH_DIGESTS", 1000000 if quick else 10000000)), 1)
        self.clicks = max(int(env.get("BENCH_CLICKS",
                                      2000 if quick else 20000)), 10)
        self.click_tries = max(int(env.get("BENCH_CLICK_TRIES",
                                           200 if quick else 1000)), 1)
        self.entries = max(int(env.get(
            "BENCH_ENTRIES", 100000 if quick else 10000000)), 1)
        self.journal = int(env.get("BENCH_JOURNAL",
                                   100000 if quick else 1000000))
        self.pages = max(int(env.get("BENCH_PAGES", 40 if quick else 200)),
                         2)
        self.staff_seconds = max(int(env.get("BENCH_ROUND_SECONDS",
                                             5 if quick else 20)), 1)
        self.click_seconds = 2 if quick else 5
        self.parts = env.get("BENCH_PARTS", "store,verdicts,lists,holding,"
                             "quarantine,dnm,ending,clicks,"
                             "strangers,inbox,journal,waits,browse" +
                             (",staff" if has_staff() else "")).split(",")
        self.postfix = env.get("BENCH_POSTFIX", "1") != "0"
        self.other = env.get("BENCH_OTHER")


def median(values):
    return statistics.median(values) if values else float("nan")


def table(title, rows, columns):
    """rows: [(name, {column: text})]"""
    print("\n" + title)
    width = max(len(name) for name, _ in rows) + 2
    print(" " * width + "".join("%14s" % c for c in columns))
    for name, cells in rows:
        print(name.ljust(width) + "".join(
            "%14s" % cells.get(c, "") for c in columns))
    sys.stdout.flush()


def load_rows(results):
    """Medians of mload's answers. The ratio is the median of the ratios to
    the row compared with in the same turn."""
    rows = []
    for name, (against, answers) in results.items():
        rate = median([a["per_s"] for a in answers])
        ratio = median([a["per_s"] / b["per_s"] for a, b in zip(
            answers, results[against][1])])
        strange = sorted({key for a in answers
                          for key in ("held", "refused", "deferred", "lost")
                          if a[key]})
        rows.append((name, {
            "messages/s": "%.0f" % rate,
            "us/message": "%.1f" % (1e6 / rate),
            "cpu us": "%.1f" % median([a["cpu_us"] for a in answers]),
            "p50 us": "%.0f" % median([a["p50_us"] for a in answers]),
            "p99 us": "%.0f" % median([a["p99_us"] for a in answers]),
            "p99.9 ms": "%.1f" % (
                median([a["p999_us"] for a in answers]) / 1000),
            "longest ms": "%.1f" % (
                max(a["longest_us"] for a in answers) / 1000),
            "ratio": "" if name == against else "%.2f" % ratio,
            "note": " ".join(strange)}))
    return rows


def verdicts(stores, sizes):
    results, memory, steps = over_milter.measure(stores, sizes)
    table("Milter protocol, Unix socket, 10 connections; cpu: of the filter",
          load_rows(results), ("messages/s", "us/message", "cpu us",
                               "p50 us", "p99 us", "p99.9 ms", "longest ms",
                               "ratio", "note"))
    print("All filters negotiate: %s" % " ".join(steps))
    table("Private memory of the daemon, 200 connections", [
        (name, {"RssAnon MB": "%.1f" % (kb / 1024)})
        for name, kb in memory], ("RssAnon MB",))
    if not sizes.postfix:
        return
    mail_table(over_postfix.measure(stores, sizes),
               {"to none": "no milter", "to null": "null milter"})


def mail_table(rates, against):
    """The ratio is the median of the ratios to the other's rate of the same
    turn. "against": {column: name}"""
    table("Through Postfix, smtp-source, 10 parallel, new connection each", [
        (name, dict(
            {"mails/s": "%.0f" % median(rate)},
            **{column: "%.2f" % median(
                [a / b for a, b in zip(rate, rates[other])])
               for column, other in against.items()}))
        for name, rate in rates.items()], ("mails/s", *against))


def with_stores(sizes):
    with contextlib.ExitStack() as stack:
        stores = make_stores(stack, sizes.subjects, sizes.mails)
        if "verdicts" in sizes.parts:
            verdicts(stores, sizes)
        if "lists" in sizes.parts:
            table("Lists", bulk.measure(stores, sizes),
                  ("rows/s", "seconds", "ratio"))


def store_api(sizes):
    """The verbs of the store by themselves, without a daemon."""
    program = os.path.join(BUILD, "tests", "bench", "bench_store")
    subjects = [n for n in sizes.subjects if n <= 1000000][-1]
    with tempfile.TemporaryDirectory() as place:
        print("\nThe store, %d subjects" % subjects, flush=True)
        subprocess.run([program, place, str(subjects)], check=True,
                       timeout=3600)


def browse(sizes):
    """A page of what is held, and the counts, by the store alone."""
    program = os.path.join(BUILD, "tests", "bench", "bench_browse")
    with tempfile.TemporaryDirectory() as place:
        print("\nWhat is held, a page at a time, %d held; of the processor"
              % sizes.held, flush=True)
        subprocess.run([program, place, str(sizes.held)], check=True,
                       timeout=3600)


def hold(sizes):
    columns = ("messages/s", "MB/s", "ms/message", "ratio")
    table("Holding, milter protocol, 10 connections",
          holding.over_milter(sizes), columns)
    if sizes.postfix:
        table("Holding, through Postfix, smtp-source, 10 parallel",
              holding.over_postfix(sizes), columns)


def quarantine(sizes):
    columns = ("rows/s", "seconds", "peak MB")
    table("The quarantine listed", held.long_list(sizes), columns)
    if sizes.postfix:
        table("Releases, by SMTP to a Postfix that asks Robinson again",
              held.released(sizes), columns)


def pages_of_staff(sizes):
    """Each table as soon as it is there."""
    for title, rows, columns in staff_pages.measure(sizes):
        table(title, rows, columns)


@contextlib.contextmanager
def a_place():
    """A directory for everything that is made."""
    with tempfile.TemporaryDirectory(
            prefix="bench.", ignore_cleanup_errors=True,
            dir=os.environ.get("BENCH_DIR", "/var/tmp")) as place:
        os.chmod(place, 0o755)  # Postfix's users enter it
        os.environ["TMPDIR"] = tempfile.tempdir = place
        yield


def main():
    sizes = Sizes(os.environ)
    os.environ["PATH"] = os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin"
    end_on_signals()
    try:
        needs.check(sizes.parts, sizes.postfix)
    except needs.Missing as what:
        sys.exit("bench: %s" % what)
    with a_place():
        measure(sizes)


def measure(sizes):
    if "store" in sizes.parts:
        store_api(sizes)
    if {"verdicts", "lists"} & set(sizes.parts):
        with_stores(sizes)
    if "change" in sizes.parts:
        mail_table(change.measure(sizes),
                   {"to other": "other build", "to null": "null milter"})
    if "holding" in sizes.parts:
        hold(sizes)
    if "quarantine" in sizes.parts:
        quarantine(sizes)
    if "dnm" in sizes.parts:
        table("A do-not-mail list of %d digests" % sizes.digests,
              do_not_mail.measure(sizes), do_not_mail.COLUMNS)
    if "ending" in sizes.parts:
        table("The end of the data, %d subjects" % max(sizes.subjects),
              ending.measure(sizes), ending.COLUMNS)
    if "strangers" in sizes.parts and sizes.postfix:
        table("Incoming mail with SPF, through Postfix, smtp-source, 10 "
              "parallel", strangers.measure(sizes), strangers.COLUMNS)
    if "inbox" in sizes.parts:
        table("An inbox understood by one helper; ratio: of cpu, to a message "
              "with nothing in it", inbox.measure(sizes), inbox.COLUMNS)
    if "journal" in sizes.parts:
        table("A journal of %d entries" % sizes.entries,
              journal.measure(sizes), journal.COLUMNS)
    if "waits" in sizes.parts:
        table("16 connections beside a campaign, a store of 10 ms: the "
              "longest wait for an answer", waits.measure(sizes),
              waits.COLUMNS)
    if "browse" in sizes.parts:
        browse(sizes)
    if "staff" in sizes.parts:
        pages_of_staff(sizes)
    if "clicks" in sizes.parts:
        fast, later = clicking.measure(sizes)
        table("The public page, wrk, two threads; a click is committed before "
              "its 200", fast, ("requests/s", "p50 ms", "p99 ms", "not 200"))
        table("From a click's 200 to the first message refused", later,
              ("p50 ms", "p99 ms", "longest ms", "mails between"))


if __name__ == "__main__":
    main()
