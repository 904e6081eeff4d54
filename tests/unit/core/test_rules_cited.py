#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""src/core/RULES and the tests name each other: a rule names its tests, each
of these cites the rule, no test cites a rule that there is not, and the rules
of decision stand in the order, and with the default actions, of the program."""

import os
import re
import sys

TOP = os.environ["ROBINSON_SRCDIR"]
sys.path.insert(0, os.path.join(TOP, "tests", "lib"))

from tap import run  # noqa: E402

NUMBER = r"[DWAMIPNE]\d+"
CITED = re.compile(r"Rules((?: %s)+)" % NUMBER)
ENTRY = re.compile(r"^(%s)  +(.*(?:\n(?:     .*)?)*)" % NUMBER, re.M)
TESTS = re.compile(r"^     Tests:  (.*(?:\n             .*)*)", re.M)
# reasons[] of reason.c: [REASON_X] = {"name", ... ACTION_Y, ...}
REASON = re.compile(
    r'\[REASON_\w+\] = \{"([a-z-]+)".*?ACTION_([A-Z]+)', re.S)


def read(*name):
    with open(os.path.join(TOP, *name), encoding="utf-8") as file:
        return file.read()


def rules_of(text):
    """Number to (words, tests)."""
    rules = {}
    for number, words in ENTRY.findall(text):
        tests = TESTS.search(words)
        rules[number] = (words, tests.group(1).split() if tests else [])
    return rules


def cited_in(text):
    return {number for numbers in CITED.findall(text)
            for number in numbers.split()}


def test_files():
    for place, _, names in os.walk(os.path.join(TOP, "tests")):
        for name in sorted(names):
            if name.endswith((".c", ".py", ".scn")):
                yield os.path.relpath(os.path.join(place, name), TOP)


def tests(tap):
    rules = rules_of(read("src", "core", "RULES"))
    tap.ok(len(rules) > 50, "the rules are read")
    for number, (_, named) in rules.items():
        tap.ok(bool(named), number + " names its tests")
        for test in named:
            found = os.path.exists(os.path.join(TOP, test))
            tap.ok(found and number in cited_in(read(test)),
                   "%s is cited by %s" % (number, test))
    for test in test_files():
        strange = sorted(cited_in(read(test)) - set(rules))
        if strange:
            tap.ok(False, "%s cites no rule: %s" % (test, " ".join(strange)))
    decided = [(name, action.lower()) for name, action in
               REASON.findall(read("src", "core", "reason.c"))]
    told = [re.match(r"([a-z-]+) \((\w+)\)", rules["D%d" % i][0]).groups()
            for i in range(1, 16)]
    order = [row for row in decided if row in told]
    tap.equal(order, told, "D1 to D15 are the program's reasons and actions")


if __name__ == "__main__":
    run(tests)
