#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Which faults are found in C, and that each listed one is still there."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lib"), HERE]

import equivalents  # noqa: E402
import faults  # noqa: E402
import tap  # noqa: E402
from room import sources_of  # noqa: E402

TOP = os.path.join(HERE, "..", "..")

# What stands in a function of the type, and what is found in it.
ROWS = [
    ("int", "return a < b;",
     ["returns (a < b) + 1", "< becomes <=", "< becomes >="]),
    ("bool", "return a == 'x';", ["returns !(a == 'x')", "== becomes !="]),
    ("bool", "return true;", ["returns false"]),
    ("enum err", "return ERR_OK;", ["returns ERR_INVALID"]),
    ("enum err", "return f(a);", ["returns ERR_OK"]),
    ("const char *", "return s;", ["returns NULL"]),
    ("const char *", "return NULL;", []),
    ("enum day", "return MONDAY;", ["returns (enum day)((MONDAY) + 1)"]),
    ("struct pair", "return p;", []),
    ("void", "if (a && !b) f(a);",
     ["negated", "&& becomes ||", "! is left out", "left out: f(a);"]),
    ("void", "if (a) { f(a); } else g(a);",
     ["negated", "left out: f(a);", "left out: g(a);"]),
    ("void", "while (*s++) ;", ["negated"]),
    ("void", "for (size_t i = 0; i < n; i++) a += i;",
     ["0 becomes 1", "negated", "< becomes <=", "< becomes >=",
      "left out: a += i;"]),
    ("void", "for (;;) break;", ["left out: break;"]),
    ("void", "switch (a) { case 1: f(a); break; default: return; }",
     ["left out: f(a);", "left out: break;", "left out: return;"]),
    ("void", "a = b - 1;", ["left out: a = b - 1;", "1 becomes 0",
                            "1 becomes 2"]),
    ("void", "a = b + 0x10;", ["left out: a = b + 0x10;", "0x10 becomes 15",
                               "0x10 becomes 17"]),
    ("void", "out: f(a);", ["left out: f(a);"]),
    ("void", "f(-1);", ["left out: f(-1);"]),
    ("int", "return -1;", ["returns (-1) + 1"]),
    ("void", "*p = (struct x){.a = 1, .b = f(c)};",
     ["left out: *p = (struct x){.a = 1, .b = f(c)};"]),
    # What is no fault: declarations, comments, literals, other lines.
    ("void", "int a; char b[SIZE + 1]; size_t *c; const T *d = e;", []),
    ("void", "/* a < b */ // a == b", []),
    ("void", "f(\"a < b\", '<');", ["left out: f(\"a < b\", '<');"]),
    ("void", "(void)a; assert(a);", []),
    ("void", "\n#if A < 1\n#endif\n", []),
]


def test_rows(t):
    for returns, body, wanted in ROWS:
        text = "%s f(int n)\n{\n\t%s\n}\n" % (returns, body)
        found = [f.what for f in faults.find("x.c", text)]
        t.equal(sorted(found), sorted(wanted), "%s: %s" % (
            returns, " ".join(body.split())))


def test_outside_of_functions(t):
    text = ("#define MANY 10\n#define NAME \"x\"\n"
            "static const int table[] = {1 + 1, 2};\nint f(int a);\n"
            "struct s { int a : 1; };\n")
    t.equal([f.what for f in faults.find("x.c", text)],
            ["10 becomes 11", "10 becomes 9"],
            "of what stands outside of functions only numbers with a name")


def test_put_in(t):
    text = "int f(int a)\n{\n\treturn a <= 1;\n}\n"
    made = {f.what: f.apply().split("\n")[2].strip()
            for f in faults.find("x.c", text)}
    t.equal(made, {"<= becomes <": "return a < 1;",
                   "<= becomes >": "return a > 1;",
                   "1 becomes 0": "return a <= 0;",
                   "1 becomes 2": "return a <= 2;",
                   "returns (a <= 1) + 1": "return (a <= 1) + 1;"},
            "each is one change of one place")


def test_found_again(t):
    text = "int f(int a)\n{\n\treturn a == 1 || a == 2;\n}\n"
    before = faults.find("x.c", text)
    after = faults.find("x.c", "/* One\n * more */\n\n" + text)
    t.equal([f.key() for f in after], [f.key() for f in before],
            "found again when lines have moved")
    t.ok(len({f.key() for f in before}) == len(before),
         "two of one line are told apart", [f.what for f in before])


def test_equivalent(t):
    found, rooms = [], set()
    entries = equivalents.read()
    for path, _, _, _ in entries:
        rooms.add(os.path.dirname(path)[len("src/"):])
    for room in sorted(rooms):
        for path in sources_of(TOP, room):
            with open(os.path.join(TOP, path), encoding="utf-8") as file:
                found += faults.find(path, file.read())
    gone = equivalents.unknown(entries, found)
    t.ok(not gone, "each fault that is listed can be put in",
         "\n".join(" | ".join(key) for key in gone))


def body(t):
    test_rows(t)
    test_outside_of_functions(t)
    test_put_in(t)
    test_found_again(t)
    test_equivalent(t)


if __name__ == "__main__":
    tap.run(body)
