#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""tests/mutation/run.py on a small room whose tests leave something out."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lib"), HERE]

import leftovers  # noqa: E402
import tap  # noqa: E402

LIMIT_S = 120

FILES = {
    "src/house/attic/small.c": """
#include "small.h"

bool is_small(int n)
{
	return n < 10;
}

int count_down(int n)
{
	int steps = 0;

	while (n > 0) {
		n--;
		steps++;
	}
	return steps;
}
""",
    "src/house/attic/small.h": """
#include <stdbool.h>
bool is_small(int n);
int count_down(int n);
""",
    # Nobody asks for 10.
    "tests/unit/house/attic/test_small.c": """
#include "small.h"

int main(void)
{
	return !(is_small(9) && !is_small(12) && count_down(3) == 3);
}
""",
    "build/config.status": "",
    "build/Makefile": """
top_srcdir = ..
TESTS = tests/unit/house/attic/test_small
A = src/house/attic/
T = tests/unit/house/attic/
all: $(TESTS)
COMPILE = cc -I../src/house/attic -MT $@ -MD -MP -MF $@.d -c -o $@ $<
$(A)small.o: ../$(A)small.c
	$(COMPILE)
$(T)test_small.o: ../$(T)test_small.c
	$(COMPILE)
$(A)libattic.a: $(A)small.o
	rm -f $@
	ar cr $@ $(A)small.o
	ranlib $@
$(T)test_small: $(T)test_small.o $(A)libattic.a
	cc -o $@ $(T)test_small.o $(A)libattic.a
""",
}


class House:
    """The room's files, and what run.py says of it."""

    def __init__(self, top):
        self.top, self.tmp = top, os.path.join(top, "tmp")
        for path, text in FILES.items():
            path = os.path.join(top, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text.lstrip("\n"))
        for folder in ("src/house/attic", "tests/unit/house/attic"):
            os.makedirs(os.path.join(top, "build", folder))
        os.makedirs(self.tmp)

    def start(self, *args):
        return subprocess.Popen(
            [sys.executable, os.path.join(HERE, "run.py"),
             os.path.join(self.top, "build"), *args],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=dict(os.environ, TMPDIR=self.tmp))

    def run(self, *args):
        process = self.start(*args)
        output = process.communicate(timeout=LIMIT_S)[0]
        return process.returncode, output


def survivors(output):
    return set(re.findall(r"^src/house/attic/small\.c:\d+: \w+: (.*)$",
                          output, re.M))


def test_all_faults(t, house):
    status, output = house.run("attic", "1000", "1", "2")
    t.equal(status, 0, "tries all faults of a room below another")
    t.equal(survivors(output),
            {"< becomes <=", "10 becomes 11"}, "shows what no test sees")
    t.ok("left out: n--;" not in output,
         "a loop without end is seen", output)
    t.ok("  -        return n < 10;\n  +        return n <= 10;\n" in output,
         "shows the changed line", output)


def test_workers(t, house):
    runs = [house.run("house/attic", "3", "1", jobs)[1]
            for jobs in ("1", "3")]
    t.equal(runs[0], runs[1], "the same faults with more workers")
    t.ok(re.search(r"^house/attic, seed 1: \d+ of 3 faults seen", runs[0],
                   re.M), "as many faults as were wished", runs[0])


def test_interrupted(t, house, number):
    process = house.start("attic", "1000", "1", "2")
    end = time.monotonic() + LIMIT_S
    while not os.listdir(house.tmp) and time.monotonic() < end:
        time.sleep(0.01)
    # Somewhere in its work.
    time.sleep(1.5)
    process.send_signal(number)
    process.communicate(timeout=LIMIT_S)
    t.equal(process.returncode, 128 + number, "ends when interrupted")
    t.equal(os.listdir(house.tmp), [], "leaves no file behind")
    t.equal(leftovers.settle(), {}, "leaves no process behind")


def test_refused(t, house):
    for room, wanted in (("cellar", "is not a room"),
                         ("house", "no unit tests")):
        status, output = house.run(room, "1", "1", "1")
        t.ok(status == 1 and wanted in output, room + ": " + wanted, output)


def body(t):
    leftovers.adopt_orphans()
    with tempfile.TemporaryDirectory() as top:
        house = House(top)
        test_all_faults(t, house)
        test_workers(t, house)
        test_interrupted(t, house, signal.SIGTERM)
        test_interrupted(t, house, signal.SIGINT)
        test_refused(t, house)
        t.equal(os.listdir(house.tmp), [], "no scratch directory is left")


if __name__ == "__main__":
    tap.run(body)
