# SPDX-License-Identifier: BSD-2-Clause
"""Stores of a given size, filled by "robinson import"."""

import contextlib
import math
import os
import time

from installation import BUILD, Installation

MLOAD = os.path.join(BUILD, "tests", "bench", "mload")
NULL = os.path.join(BUILD, "tests", "bench", "null_milter")

POLICY = """
purpose "followup" {
    bases = {"legitimate-interest", "consent"}
    assessment = "LIA-2018-03"
}
relation "prospect" {
    retain = {"20 years after last-contact"}
    bases = {"legitimate-interest"}
}
classify "sales" { purpose = followup  sender = {"ania@firma.example"} }
"""
CONFIG = """
journal-sync = %s
instance = "%s"
""" + POLICY
SYNCS = ("commit", "write")


class Store:
    """A store with its CSV file and a daemon for each journal-sync."""

    def __init__(self, subjects, mails, build=BUILD):
        self.subjects = subjects
        self.house = Installation("bench", CONFIG % ("commit", "commit"),
                                  clock=False, build=build)
        self.csv = self.house.path("subjects.csv")
        self.rows = self.import_seconds = 0
        self.daemons = {}
        try:
            self._fill(mails)
        except BaseException:
            self.close()
            raise

    def _fill(self, mails):
        self.rows = write_subjects(self.csv, self.subjects, mails)
        self.house.init()
        begin = time.monotonic()
        self.house.must("import", self.csv, "--relation", "prospect",
                        "--source", "chat", timeout=3600)
        self.import_seconds = time.monotonic() - begin

    def start(self, sync):
        """A daemon on this store; its Installation."""
        house = self.house
        daemon = Installation("bench", CONFIG % (sync, sync), clock=False,
                              build=house.build)
        self.daemons[sync] = daemon  # close() ends one that never answers
        daemon.config = daemon.config.replace(
            daemon.store, house.store).replace(daemon.keys, house.keys)
        with open(daemon.conf, "w", encoding="utf-8") as out:
            out.write(daemon.config)
        return daemon.start()

    def stop(self):
        """Ends each, also where another does not end as it should."""
        with contextlib.ExitStack() as stack:
            for daemon in self.daemons.values():
                stack.callback(daemon.close)
                stack.callback(daemon.stop)
            self.daemons = {}

    def close(self):
        try:
            self.stop()
        finally:
            self.house.close()


def stride(count):
    """Coprime to "count" and far from it: n * stride % count visits all in
    an order that is nobody's."""
    step = int(count * 0.6180339887) | 1
    while math.gcd(step, count) != 1:
        step += 2
    return step


def write_subjects(path, subjects, mails):
    """What mload draws from, and those whom smtp-source -N numbers; in no
    order of addresses, as a firm's exports are."""
    step = stride(subjects)
    with open(path, "w", encoding="ascii") as out:
        out.write("email,collected,last_contact\n")
        for begin in range(0, subjects, 100000):
            out.write("".join([
                "s%08d@k%03d.example.com,2025-05-20,2025-05-%02d\n"
                % (n, n % 1000, 1 + n % 28)
                for n in (i * step % subjects for i in range(
                    begin, min(begin + 100000, subjects)))]))
        for n in range(mails + 1):
            out.write("%dx@k001.example.com,2025-05-20,2025-05-20\n" % n)
    return subjects + mails + 1


def make_stores(stack, sizes, mails):
    """Stores that "stack", a contextlib.ExitStack, closes."""
    stores = []
    for subjects in sizes:
        stores.append(stack.enter_context(contextlib.closing(
            Store(subjects, mails))))
        print("filled a store with %d subjects in %.1f s"
              % (subjects, stores[-1].import_seconds), flush=True)
    return stores
