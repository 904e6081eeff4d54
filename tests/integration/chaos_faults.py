# SPDX-License-Identifier: BSD-2-Clause
"""What breaks under the senders' hands: each fault begins, lasts a while and
is mended again before the next."""

import collections
import contextlib
import os
import random
import re
import signal
import sqlite3
import subprocess
import time

from installation import wait_for

ROOM = 256 << 20  # bytes of the store's file system while it is not full


def mount(*args):
    subprocess.run(["mount", *args], check=True)


def unmount(path):
    subprocess.run(["umount", "-l", path], check=True)


def room_for_store(house):
    """A file system of the store's own, which can be full or read-only."""
    mount("-t", "tmpfs", "-o", "size=%d" % ROOM, "tmpfs", house.store_dir)


class Saboteur:
    def __init__(self, house, postfix, seed):
        self.house, self.postfix = house, postfix
        self.random = random.Random("%s/saboteur" % seed)
        self.done = collections.Counter()
        self.deaths = []  # ends of the daemon that nobody asked for
        self.faults = {
            "daemon killed (-9)": self.killed,
            "daemon ended (TERM)": self.terminated,
            "daemon stopped for a while (STOP, CONT)": self.frozen,
            "reload (HUP)": self.reloaded,
            "reload of a bad configuration": self.badly_reloaded,
            "store locked": self.locked,
            "store read-only": self.read_only,
            "store's file system full": self.full,
            "store removed and put back": self.removed,
            "key file away, reloads": self.keyless,
            "key file away, daemon killed": self.keyless_start,
            "smtpd killed (-9)": self.smtpd_killed,
        }

    def work(self, seconds):
        """Every fault at least once, then again until the time is over."""
        end = time.monotonic() + seconds
        first = True
        while first or time.monotonic() < end:
            deck = list(self.faults)
            self.random.shuffle(deck)
            for name in deck:
                if not first and time.monotonic() > end:
                    break
                time.sleep(self.random.uniform(0.5, 2.0))
                self._look()
                self.faults[name]()
                self.done[name] += 1
            first = False
        self._look()

    def _look(self):
        if self.house.daemon.poll() is not None:
            self.deaths.append(self.house.daemon.returncode)
            self.house.start()

    def _last(self, longest=4.0):
        """The fault lasts; at times the daemon dies meanwhile."""
        time.sleep(self.random.uniform(0.5, longest))
        if self.random.random() < 0.4:
            self._look()
            self.killed()
            self.done["daemon killed during another fault"] += 1
            time.sleep(self.random.uniform(0.5, 2.0))

    # -------------------------------------------------------- the daemon

    def killed(self):
        self.house.stop(signal.SIGKILL)
        time.sleep(self.random.uniform(0, 1.0))
        self.house.start()

    def terminated(self):
        self.house.stop(signal.SIGTERM, 90)
        self.house.start()

    def frozen(self):
        os.kill(self.house.daemon.pid, signal.SIGSTOP)
        time.sleep(self.random.uniform(0.5, 4.0))
        os.kill(self.house.daemon.pid, signal.SIGCONT)

    def _reload(self, words):
        """HUP, and until the log says what came of it."""
        begin = os.path.getsize(self.house.log)
        os.kill(self.house.daemon.pid, signal.SIGHUP)

        def said():
            if self.house.daemon.poll() is not None:
                return True
            with open(self.house.log, "rb") as log:
                log.seek(begin)
                return re.search(words, log.read())

        wait_for(said, 90, "the daemon to say " + repr(words))

    def reloaded(self):
        for _ in range(self.random.randint(1, 5)):
            self._reload(rb"settings read anew")

    def badly_reloaded(self):
        with open(self.house.conf, "a", encoding="utf-8") as conf:
            conf.write('no-such-key = "x"\n')
        try:
            self._reload(rb"the old settings stay")
            time.sleep(self.random.uniform(0.2, 1.0))
        finally:
            with open(self.house.conf, "w", encoding="utf-8") as conf:
                conf.write(self.house.config)
        self._reload(rb"settings read anew")

    # --------------------------------------------------------- the store

    def locked(self):
        with contextlib.closing(sqlite3.connect(
                self.house.store, isolation_level=None,
                timeout=60)) as other:
            other.execute("BEGIN EXCLUSIVE")
            self._last(8.0)
            other.execute("ROLLBACK")

    def read_only(self):
        """No file system becomes read-only under who writes to it."""
        self.house.stop(signal.SIGKILL)
        mount("-o", "remount,ro", self.house.store_dir)
        self.house.start()
        self._last()
        mount("-o", "remount,rw", self.house.store_dir)

    def full(self):
        place = self.house.store_dir
        # With an empty log the very next commit needs room.
        with contextlib.closing(sqlite3.connect(
                self.house.store, timeout=20)) as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        state = os.statvfs(place)
        used = (state.f_blocks - state.f_bfree) * state.f_frsize
        # It is written to meanwhile: less than is used is refused.
        for more in range(0, 64):
            with contextlib.suppress(subprocess.CalledProcessError):
                mount("-o", "remount,size=%d" % (used + (more << 16)), place)
                break
        self._last()
        mount("-o", "remount,size=%d" % ROOM, place)

    def removed(self):
        # The store itself goes first and comes last: nobody can open it
        # without its log, as with a directory that is away and back.
        parts = [self.house.store + suffix for suffix in ("", "-wal", "-shm")]
        for part in parts:
            with contextlib.suppress(FileNotFoundError):
                os.replace(part, part + ".away")
        self._last()
        for part in reversed(parts):
            with contextlib.suppress(FileNotFoundError):
                os.replace(part + ".away", part)

    # ---------------------------------------------------------- the rest

    def keyless(self):
        os.replace(self.house.keys, self.house.keys + ".away")
        os.kill(self.house.daemon.pid, signal.SIGHUP)
        self._last(2.0)
        os.replace(self.house.keys + ".away", self.house.keys)
        self._reload(rb"settings read anew")

    def keyless_start(self):
        os.replace(self.house.keys, self.house.keys + ".away")
        self.killed()
        self._last(3.0)
        os.replace(self.house.keys + ".away", self.house.keys)

    def smtpd_killed(self):
        """Clients lose their connection, perhaps after the final dot."""
        for _ in range(20):
            for pid in self.postfix.children("smtpd"):
                if self.random.random() < 0.3:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            time.sleep(self.random.uniform(0.05, 0.3))
