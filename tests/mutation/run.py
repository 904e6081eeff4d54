#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Do a room's own unit tests see small faults in its code?

    run.py BUILDDIR ROOM [COUNT [SEED [JOBS]]]

"make mutation ROOM=core COUNT=200 SEED=1 JOBS=2" runs it. It puts COUNT
faults (faults.py), chosen by SEED, one at a time into the .c files of
src/ROOM, in a copy, and runs the tests of tests/unit/ROOM until one fails.
Shown are those that no test has seen, and the share that was seen. A fault
does not count where it does not compile or where the compiler makes the same
code of it; nor does one that tests/mutation/equivalent lists. A run that is
interrupted tells what it has seen.
"""

import os
import random
import signal
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lib"), HERE]

import equivalents  # noqa: E402
import faults  # noqa: E402
import leftovers  # noqa: E402
import trial  # noqa: E402
from room import NoSuchRoom, Room  # noqa: E402
from scratch import Roots, Scratch  # noqa: E402


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# How long a worker may take to see that it is over.
JOIN_S = 60


class Interrupted(BaseException):
    pass


def interrupt(number, _):
    raise Interrupted(number)


class Draw:
    """Hands out the faults in their order until enough of them count, and
    tells of each in that order, so that what is shown does not hang on the
    number of workers."""

    def __init__(self, count, tell):
        self.count, self.tell = count, tell
        self.faults, self.benches, self.threads = [], [], []
        self.results = {}
        self.taken = self.told = self.counted = 0
        self.lock = threading.Lock()
        self.error = None

    def take(self):
        with self.lock:
            if self.error or self.taken == len(self.faults) or \
                    self.counted >= self.count:
                return None
            self.taken += 1
            return self.taken - 1

    def put(self, index, outcome):
        with self.lock:
            self.results[index] = outcome
            while self.told in self.results and self.counted < self.count:
                fault, outcome = self.faults[self.told], \
                    self.results[self.told]
                self.told += 1
                if outcome in (trial.SEEN, trial.SURVIVES):
                    self.counted += 1
                    self.tell(fault, outcome == trial.SEEN)


def work(bench, draw):
    try:
        while True:
            index = draw.take()
            if index is None:
                return
            draw.put(index, bench.try_fault(draw.faults[index]))
    except Exception as error:  # shown by whoever waits for the workers
        draw.error = draw.error or error


def first_bench(roots, room):
    """With what is measured without a fault."""
    bench = trial.Bench(Scratch(roots, "first", room))
    failed = bench.measure()
    if failed:
        raise RuntimeError("fails without a fault: " + " ".join(failed))
    leaky = [test for test in room.tests if test in bench.leaky]
    if leaky:
        print("leaks are not looked for in " + " ".join(leaky), flush=True)
    return bench


def try_all(roots, room, draw, jobs):
    bench = first_bench(roots, room)
    draw.benches = [bench] + [
        trial.Bench(Scratch(roots, "copy%d" % n, room, bench.scratch), bench)
        for n in range(1, jobs)]
    draw.threads = [threading.Thread(target=work, args=(b, draw), daemon=True)
                    for b in draw.benches]
    for thread in draw.threads:
        thread.start()
    for thread in draw.threads:
        while thread.is_alive():
            thread.join(0.2)
    if draw.error:
        raise draw.error


def end(roots, draw):
    """Nothing is left behind, whatever happened."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    draw.error = draw.error or Interrupted(0)
    for bench in draw.benches:
        bench.is_over = True
    leftovers.end_all()
    for thread in draw.threads:
        thread.join(JOIN_S)
    leftovers.end_all()
    roots.remove()


class Report:
    """Shows survivors as they are found; at the end what was seen of each
    kind."""

    def __init__(self, entries):
        self.entries = entries
        self.kinds, self.excused = {}, 0

    def tell(self, fault, is_seen):
        why = self.entries.get(fault.key())
        if why and not is_seen:
            self.excused += 1
            return
        if why:
            print("%s:%d: %s: listed as changing nothing, but a test sees "
                  "it\n" % (fault.path, fault.line_number, fault.what))
        seen, of = self.kinds.get(fault.kind, (0, 0))
        self.kinds[fault.kind] = (seen + is_seen, of + 1)
        if not is_seen:
            self.show(fault)

    def show(self, fault):
        text = fault.text
        first = fault.line_number - 1
        print("%s:%d: %s: %s" % (fault.path, fault.line_number, fault.kind,
                                 fault.what))
        print("  in %s()" % fault.function if fault.function != "-" else
              "  outside of functions")
        for mark, version, end in (
                ("-", text, fault.end),
                ("+", fault.apply(), fault.start + len(fault.new))):
            last = version.count("\n", 0, end) + 1
            for line in version.split("\n")[first:last]:
                print("  " + mark + line.expandtabs(8))
        print(flush=True)

    def end(self, room, seed):
        for kind in sorted(self.kinds):
            print("%-12s %4d of %4d seen" % (kind, *self.kinds[kind]))
        seen = sum(s for s, _ in self.kinds.values())
        of = sum(n for _, n in self.kinds.values())
        print("%s, seed %s: %d of %d faults seen, %.1f %%" % (
            room, seed, seen, of, 100.0 * seen / max(of, 1)))
        if self.excused:
            print("%d more change nothing (tests/mutation/equivalent)" %
                  self.excused)


def find_all(room):
    found = []
    for path in room.sources:
        with open(os.path.join(room.top, path), encoding="utf-8") as file:
            found += faults.find(path, file.read())
    return found


def run(build, name, count, seed, jobs):
    report = Report(equivalents.read())
    draw = Draw(count, report.tell)
    leftovers.adopt_orphans()
    roots = Roots()
    try:
        room = Room(build, name)
        room.prepare()
        draw.faults = find_all(room)
        random.Random(seed).shuffle(draw.faults)
        print("%s: %d faults can be put in, %d are tried" % (
            room.name, len(draw.faults), min(count, len(draw.faults))),
            flush=True)
        try_all(roots, room, draw, jobs)
    except Interrupted:
        print("interrupted after %d of %d faults" % (draw.counted, count))
        report.end(name, seed)
        raise
    finally:
        end(roots, draw)
    report.end(name, seed)


def main(argv):
    if not 3 <= len(argv) <= 6:
        sys.exit(__doc__.strip())
    count = int(argv[3] if len(argv) > 3 and argv[3] else 200)
    seed = argv[4] if len(argv) > 4 and argv[4] else "1"
    jobs = int(argv[5] if len(argv) > 5 and argv[5] else os.cpu_count())
    for number in SIGNALS:
        signal.signal(number, interrupt)
    try:
        run(argv[1], argv[2], count, seed, max(1, min(jobs, count)))
    except (NoSuchRoom, RuntimeError, equivalents.Malformed) as error:
        sys.exit("mutation: %s" % error)
    except subprocess.CalledProcessError as error:
        sys.exit("mutation: does not build: %s" % " ".join(error.cmd[:6]))
    except Interrupted as interrupted:
        sys.exit(128 + interrupted.args[0])


if __name__ == "__main__":
    main(sys.argv)
