# SPDX-License-Identifier: BSD-2-Clause
"""A configuration, a key file and a store in a directory of their own, and
the command line that works on them: no daemon, no mail server."""

import os
import shutil
import sqlite3
import subprocess
import tempfile

BUILD = os.environ.get("ROBINSON_BUILDDIR", os.getcwd())
STORES = os.path.join(os.environ.get("ROBINSON_SRCDIR", os.getcwd()),
                      "tests", "unit", "cli", "stores")
DAY = 86400
FIRST = 1527500000  # 2018-05-28
# More goes at once, or after a longer time, than an unattended run believes.
CONFIRM = ("--confirm", "--reason", "a test")
PURGE = ("purge", *CONFIRM)
TRIM = ("journal", "trim", *CONFIRM)


def versions():
    """Of the stores that load() knows."""
    return sorted(int(name.partition(".")[0]) for name in os.listdir(STORES))


class House:
    """"%(dir)s" in the configuration is the directory."""

    timeout = 120
    store = property(lambda self: self.path("robinson.db"))

    def __init__(self, name, config, has_clock=True):
        self.dir = tempfile.mkdtemp(prefix="robinson-%s." % name)
        self.config = self.put("conf", config % {"dir": self.dir})
        # With a clock that tests set, or as it is installed.
        self.clock = self.path("clock") if has_clock else None
        self.program = os.path.join(
            BUILD, *(("tests", "robinson-clock") if has_clock else
                     ("src", "cli", "robinson")))

    def path(self, name):
        return os.path.join(self.dir, name)

    def put(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)
        return self.path(name)

    def at(self, now):
        """"2018-05-28T10:00:00Z", or how many days after the first."""
        self.put("clock", "%s\n" % (
            now if isinstance(now, str) else FIRST + now * DAY))

    @property
    def environment(self):
        return dict(os.environ, **(
            {"ROBINSON_TEST_CLOCK": self.clock} if self.clock else {}))

    def argv(self, *args):
        return [self.program, "-c", self.config, *args]

    def run(self, *args):
        return subprocess.run(
            self.argv(*args), env=self.environment, timeout=self.timeout,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
            check=False)

    def must(self, *args):
        done = self.run(*args)
        assert done.returncode == 0, (args, done.stdout + done.stderr)
        return done

    def ask(self, question):
        """The rows that the store has, as SQL tells them."""
        db = sqlite3.connect(self.store)
        rows = db.execute(question).fetchall()
        db.close()
        return rows

    def load(self, version):
        """The store as a program of that schema left it."""
        for end in ("", "-wal", "-shm"):
            if os.path.exists(self.store + end):
                os.unlink(self.store + end)
        with open(os.path.join(STORES, "%d.sql" % version),
                  encoding="utf-8") as dump:
            db = sqlite3.connect(self.store)
            db.execute("PRAGMA page_size=2048")
            db.executescript(dump.read())
            db.execute("PRAGMA application_id=1383031345")
            db.execute("PRAGMA user_version=%d" % version)
            db.execute("PRAGMA journal_mode=WAL")
            db.close()

    def intruder(self):
        """A connection of somebody who has no key file: the functions that
        the triggers of the store call do nothing of use."""
        db = sqlite3.connect(self.store)
        db.create_function("robinson_mac", -1, lambda *_: None)
        db.create_function("robinson_sum", 4, lambda state, *_: state)
        return db

    def close(self):
        shutil.rmtree(self.dir)
