#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What is added up of a small program, part of which runs."""

import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lib"), HERE]

import lines  # noqa: E402
import tap  # noqa: E402

SOURCE = """\
#include "twice.h"

int half(int n)
{
	if (n > 1000)
		return twice(0);

	return n / 2;
}

int never(int n)
{
	n++;
	return n;
}
"""
HEADER = """\
static inline int twice(int n)
{
	return n * 2;
}
"""
MAIN = """\
#include "../src/house/attic/twice.h"
int half(int n);
int main(int argc, char **argv)
{
	(void)argv;
	return half(argc + twice(1)) != 1;
}
"""


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def build_and_run(top):
    write(os.path.join(top, "src/house/attic/half.c"), SOURCE)
    write(os.path.join(top, "src/house/attic/twice.h"), HEADER)
    write(os.path.join(top, "tests/main.c"), MAIN)
    build = os.path.join(top, "build")
    os.makedirs(os.path.join(build, "src/house/attic"))
    for argv in (["gcc", "-O0", "--coverage", "-c", "-o",
                  "src/house/attic/half.o", "../src/house/attic/half.c"],
                 ["gcc", "-O0", "--coverage", "-o", "main", "../tests/main.c",
                  "src/house/attic/half.o"],
                 ["./main"]):
        subprocess.run(argv, cwd=build, check=True)
    return build


def body(t):
    with tempfile.TemporaryDirectory() as top:
        found = lines.read(top, build_and_run(top))
    t.equal(sorted(found), ["src/house/attic/half.c",
                            "src/house/attic/twice.h"],
            "what lies in src, by its path from the top")
    t.equal(lines.gaps(found["src/house/attic/half.c"]),
            [(6, 6), (11, 14)], "runs of lines that were not run")
    rooms, total = lines.by_room(found)
    t.equal(sorted(rooms), ["house/attic"], "a room below another")
    t.equal((total.run, total.all), (3, 9), "lines are counted once")
    t.equal(lines.Share().percent(), 100.0, "nothing to run is all run")


if __name__ == "__main__":
    tap.run(body)
