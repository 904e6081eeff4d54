#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""How much of src/ the quick tests run, room by room.

    run.py SRCDIR DIR

"make coverage" runs it. In DIR a build of its own is made with
--enable-coverage; there "make check" is run and, for root, who can start real
peers, "make check-integration", and what gcov found is added up (lines.py).
Shown are each room's lines and the share of them that was run, and in
DIR/missed.txt the lines that were not. The exit status is 1 where less was run
than FLOORS asks for. Tests that fail are named and no more: one that looks at
what the compiler leaves in memory may do so in this build alone.

    COVERAGE_JOBS=N    how many jobs make may run (the number of processors)
    COVERAGE_PEERS=0   without real peers; the floors are meant for both
    COVERAGE_KEEP=1    of an earlier run: add up what is there, run nothing

robinson-inbound counts only up to where it gives up its rights: from then on
it cannot write, not even what it has run.
"""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lib"), HERE]

import leftovers  # noqa: E402
import lines  # noqa: E402

# Per cent of the lines of a room; "" is all of src/.
FLOORS = {"": 92.0, "core": 99.0}


def call(argv, cwd):
    return subprocess.run(argv, cwd=cwd, stdin=subprocess.DEVNULL,
                          check=False).returncode


def configure(top, build):
    os.makedirs(build, exist_ok=True)
    if os.path.exists(os.path.join(build, "Makefile")):
        return
    # Lines that were moved about are no lines.
    if call([os.path.join(os.path.abspath(top), "configure"), "--quiet",
             "--enable-coverage", "CFLAGS=-g -O0"], build):
        sys.exit("coverage: it cannot be configured")


def forget(build):
    """What earlier runs counted."""
    for folder, _, names in os.walk(build):
        for name in names:
            if name.endswith(".gcda"):
                os.unlink(os.path.join(folder, name))


def open_to_all(build):
    """A daemon that has become another user writes what it has run as well."""
    os.umask(0)
    for folder, _, _ in os.walk(build):
        os.chmod(folder, 0o777)


def has_peers():
    return os.geteuid() == 0 and \
        os.environ.get("COVERAGE_PEERS", "1") not in ("", "0")


def make(build, *args):
    env = {k: v for k, v in os.environ.items()
           if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    return subprocess.run(["make", *args], cwd=build, env=env, check=False,
                          stdin=subprocess.DEVNULL).returncode == 0


def run_tests(build):
    """Whether all of them passed."""
    jobs = "-j%s" % (os.environ.get("COVERAGE_JOBS") or os.cpu_count())
    if not make(build, jobs, "all") or \
            not make(build, jobs, "check", "TESTS=") or has_peers() and \
            not make(build, jobs, "check-integration", "INTEGRATION_TESTS=",
                     "INTEGRATION_ALONE="):
        sys.exit("coverage: it does not build")
    forget(build)
    open_to_all(build)
    passed = make(build, jobs, "-k", "check")
    if has_peers():
        passed = make(build, jobs, "-k", "check-integration") and passed
    return passed


def show(found, missed_path):
    """The table; whether every floor is reached."""
    rooms, total = lines.by_room(found)
    rooms[""] = total
    good = True
    print("%-24s %8s %8s %8s" % ("room", "lines", "run", "share"))
    for room in sorted(rooms, key=lambda name: (name == "", name)):
        share = rooms[room]
        floor = FLOORS.get(room)
        low = floor is not None and share.percent() < floor
        good = good and not low
        print("%-24s %8d %8d %7.1f%%%s" % (
            room or "all of src", share.all, share.run, share.percent(),
            "  less than %.0f %%" % floor if low else ""))
    with open(missed_path, "w", encoding="utf-8") as file:
        for path in sorted(found):
            for first, last in lines.gaps(found[path]):
                file.write("%s:%d%s\n" % (
                    path, first, "-%d" % last if last > first else ""))
    return good


def main(argv):
    if len(argv) != 3:
        sys.exit(__doc__.strip())
    top, build = argv[1], os.path.abspath(argv[2])
    passed = True
    if os.environ.get("COVERAGE_KEEP", "0") in ("", "0"):
        leftovers.adopt_orphans()
        try:
            configure(top, build)
            passed = run_tests(build)
        finally:
            leftovers.end_all()
    missed = os.path.join(build, "missed.txt")
    good = show(lines.read(top, build), missed)
    print("lines that no test runs: " + missed)
    if not passed:
        print("some tests failed, see the logs in " + build)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main(sys.argv)
