#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What tests/lib/leftovers.py sees of processes that a command leaves."""

import os
import subprocess
import sys
import tempfile

TOP = os.environ["ROBINSON_SRCDIR"]
sys.path.insert(0, os.path.join(TOP, "tests", "lib"))

from tap import run  # noqa: E402

LEFTOVERS = os.path.join(TOP, "tests", "lib", "leftovers.py")
ROWS = [
    # name, command, exit status, what is named
    ("nothing is left", "true", 0, ()),
    ("the command's own status", "exit 3", 3, ()),
    ("one that ends soon", "sleep 0.3 & exit 0", 0, ()),
    ("one that ends in the background is waited for at once",
     "setsid -f sh -c 'echo $$ >pid; exec sleep 0.1'; sleep 0.6;"
     " test ! -e /proc/$(cat pid)", 0, ()),
    ("one in the background", "sleep 61 & exit 0", 1, ("sleep 61",)),
    ("one in a session of its own", "setsid -f sleep 62; exit 0", 1,
     ("sleep 62",)),
    ("one that is stopped", "sleep 63 & kill -STOP $!; exit 0", 1,
     ("state T", "sleep 63")),
    ("one of a command that failed", "sleep 64 & exit 5", 5, ("sleep 64",)),
]


def check(tap, name, command, status, named):
    with tempfile.TemporaryDirectory() as place:
        done = subprocess.run(
            [sys.executable, LEFTOVERS, "sh", "-c", command], timeout=60,
            cwd=place, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    text = done.stderr
    tap.equal(done.returncode, status, name + ": status")
    tap.ok(all(word in text for word in named) and bool(text) == bool(named),
           name + ": told", text)
    for line in text.splitlines():
        pid = int(line.split()[3].rstrip(","))
        tap.ok(not os.path.exists("/proc/%d" % pid), name + ": it is ended")


def rows(tap):
    for row in ROWS:
        check(tap, *row)


if __name__ == "__main__":
    run(rows)
