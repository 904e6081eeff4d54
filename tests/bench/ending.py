# SPDX-License-Identifier: BSD-2-Clause
"""The end of the data in numbers: a purge while marketing mail flows, and
what the officer asks of all subjects."""

import os
import statistics
import threading
import time

from installation import Installation
from over_milter import MARKETING, load
from quarantine import timed
from stores import stride

CONFIG = """
journal-sync = commit
purpose "followup" {
    bases = {"legitimate-interest", "consent"}
    assessment = "LIA-2018-03"
}
relation "prospect" {
    retain = {"1 year after last-contact"}
    bases = {"legitimate-interest"}
}
classify "sales" { purpose = followup  sender = {"ania@firma.example"} }
"""
# One in so many has been silent for too long.
ENDED_EACH = 10
LONG_AGO = "2023-05-01"
# Silences of the past: weeks, most of them.
SILENCES = """
WITH RECURSIVE day(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM day
                          WHERE n < 300)
INSERT OR REPLACE INTO silence
SELECT (SELECT id FROM name WHERE text = 'prospect'), n, 40000 / (n * n) + 1, 0
FROM day
"""
MESSAGES = 2000
CALM_ROUNDS = 5
COLUMNS = ("seconds", "persons/s", "p50 us", "p99 us", "to calm", "peak MB")


def write_subjects(path, subjects, today):
    step = stride(subjects)
    with open(path, "w", encoding="ascii") as out:
        out.write("email,collected,last_contact\n")
        for begin in range(0, subjects, 100000):
            out.write("".join([
                "s%08d@k%03d.example.com,%s,%s\n" % (
                    n, n % 1000, LONG_AGO,
                    LONG_AGO if n % ENDED_EACH == 0 else today)
                for n in (i * step % subjects for i in range(
                    begin, min(begin + 100000, subjects)))]))


def robinson(house, *args, accepted=(0,)):
    return timed([house.program_path("robinson"), "-c", house.conf, *args],
                 house.environment(), accepted)


class Mail(threading.Thread):
    """Marketing mail as long as the purge runs."""

    def __init__(self, house, subjects):
        super().__init__()
        self.house, self.subjects = house, subjects
        self.ends = False
        self.answers = []

    def run(self):
        while not self.ends:
            self.answers.append(load(
                self.house.socket, MESSAGES, MARKETING, 1, self.subjects,
                seed=100 + len(self.answers)))


def cells(seconds, count, memory):
    found = {"seconds": "%.1f" % seconds, "peak MB": "%.1f" % memory}
    if count:
        found["persons/s"] = "%.0f" % (count / seconds)
    return found


def flow(answers, calm=None):
    p99 = statistics.median(a["p99_us"] for a in answers)
    found = {"p50 us": "%.0f" % statistics.median(
        a["p50_us"] for a in answers), "p99 us": "%.0f" % p99}
    if calm:
        found["to calm"] = "%.2f" % (p99 / calm)
    return p99, found


def purge(house, subjects):
    calm, calm_cells = flow([load(
        house.socket, MESSAGES, MARKETING, 1, subjects, seed=seed)
        for seed in range(CALM_ROUNDS)])
    mail = Mail(house, subjects)
    mail.start()
    try:
        seconds, memory, _ = robinson(house, "purge")
    finally:
        mail.ends = True
        mail.join()
    # What was begun during the purge; the last one may have outlived it.
    _, during = flow(mail.answers[:-1] or mail.answers, calm)
    count = subjects // ENDED_EACH
    return [("mail before", calm_cells),
            ("mail during the purge", during),
            ("purge of %d" % count, cells(seconds, count, memory))]


def questions(house, subjects):
    rows = []
    for name, args in (
            ("due", ("due",)),
            ("advise", ("advise", "--relation", "prospect"))):
        seconds, memory, _ = robinson(house, *args)
        rows.append((name, cells(seconds, subjects, memory)))
    # Whatever it finds.
    seconds, memory, _ = robinson(house, "report", accepted=(0, 1, 2))
    rows.append(("report", cells(seconds, subjects, memory)))
    seconds, memory, _ = robinson(house, "export", "s00000005@k005.example.com")
    rows.append(("export of one person", cells(seconds, 0, memory)))
    return rows


def measure(sizes):
    subjects = max(sizes.subjects)
    with Installation("ending", CONFIG, clock=False) as house:
        path = house.path("subjects.csv")
        write_subjects(path, subjects, time.strftime("%Y-%m-%d"))
        house.init()
        house.must("import", path, "--relation", "prospect", "--source",
                   "chat", timeout=7200)
        os.unlink(path)
        timed(["sqlite3", house.store, SILENCES])
        rows = questions(house, subjects)
        house.start()
        return rows + purge(house, subjects)
