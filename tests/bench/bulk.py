# SPDX-License-Identifier: BSD-2-Clause
"""Whole lists: import beside the sqlite3 shell's, check beside sort(1)."""

import os
import subprocess
import time

from installation import Installation
from stores import CONFIG


def timed(args, **options):
    begin = time.monotonic()
    subprocess.run(args, check=options.pop("check", True), timeout=3600,
                   stdout=subprocess.DEVNULL, **options)
    return time.monotonic() - begin


def import_beside_shell(store, rounds):
    """The same file into a fresh store and into an indexed table."""
    ours, theirs = [], []
    for _ in range(rounds):
        with Installation("import", CONFIG % ("commit", "commit"),
                          clock=False) as house:
            house.init()
            begin = time.monotonic()
            house.must("import", store.csv, "--relation", "prospect",
                       "--source", "chat", timeout=3600)
            ours.append(time.monotonic() - begin)
            theirs.append(timed([
                "sqlite3", house.path("plain.db"),
                "CREATE TABLE t (email TEXT PRIMARY KEY, collected TEXT, "
                "last_contact TEXT)", ".mode csv",
                ".import --skip 1 %s t" % store.csv]))
    return sorted(ours)[rounds // 2], sorted(theirs)[rounds // 2]


def check_beside_sort(store, rounds):
    ours, theirs = [], []
    house = store.house
    env = dict(os.environ, LC_ALL="C")
    for _ in range(rounds):
        ours.append(timed([house.program_path("robinson"), "-c", house.conf,
                           "check", "--purpose", "followup", "--file",
                           store.csv], check=False))
        theirs.append(timed(["sort", "-u", store.csv], env=env))
    return sorted(ours)[rounds // 2], sorted(theirs)[rounds // 2]


def measure(stores, sizes):
    store = [s for s in stores if s.subjects <= 1000000][-1]
    rounds = min(sizes.rounds, 3)
    rows = []
    for name, other, (ours, theirs) in (
            ("robinson import", "sqlite3 shell, .import",
             import_beside_shell(store, rounds)),
            ("robinson check --file", "LC_ALL=C sort -u",
             check_beside_sort(store, rounds))):
        for who, seconds, ratio in ((name, ours, ours / theirs),
                                    (other, theirs, None)):
            rows.append(("%s, %d rows" % (who, store.rows), {
                "rows/s": "%.0f" % (store.rows / seconds),
                "seconds": "%.2f" % seconds,
                "ratio": "%.2f" % ratio if ratio else ""}))
    return rows
