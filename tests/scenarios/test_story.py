#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""An error in a story is told with file and line; a story means one thing."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lib"), HERE]

from installation import overlay  # noqa: E402
from run import says  # noqa: E402
from story import Parser, StoryError, to_utc  # noqa: E402
from tap import run  # noqa: E402

MAIL = "story x\nat 2018-05-28 10:00 mail from a@x.example to b@y.example\n"

# name, text, the line, what the message says
BAD = (
    ("nothing in it", "# only a comment\n", 1, "no story"),
    ("no story first", "config\nend\n", 1, "begins with"),
    ("an unknown word", "story x\nperhaps\n", 2, "what is"),
    ("a story without events", "story x\n", 1, "nothing happens"),
    ("a mail that nobody looks at", MAIL, 2, "nothing is expected"),
    ("no such day", "story x\nat 2018-02-30 contact a@x source c\n", 2,
     "no such time"),
    ("no time", "story x\nat noon contact a@x source c\n", 2, "2018-05-28"),
    ("an unknown command", "story x\nat 2018-05-28 forget a@x\n", 2,
     "accepted: mail"),
    ("a word that the command does not take",
     "story x\nat 2018-05-28 withdraw a@x source chat\n", 2, "does not take"),
    ("a word without its value",
     "story x\nat 2018-05-28 withdraw a@x purpose\n", 2, "of what"),
    ("a command of nobody", "story x\nat 2018-05-28 restrict\n", 2,
     "of whom"),
    ("no end", "story x\nconfig\nmode = observe\n", 2, "no \"end\""),
    ("configuration too late", MAIL + "expect accept\nconfig\nend\n", 4,
     "before the first event"),
    ("a mail to nobody", "story x\nat 2018-05-28 mail from a@x\n", 2,
     "accepted here"),
    ("a mail with a strange word",
     "story x\nat 2018-05-28 mail from a@x quickly to b@y\n", 2,
     "does not take"),
    ("a letter without an id", "story x\nat 2018-05-28 letter from a@x\n", 2,
     "has an id"),
    ("a letter with a strange word",
     "story x\nat 2018-05-28 letter from a@x id 1 soon\n", 2,
     "does not take"),
    ("something expected of a letter",
     "story x\nat 2018-05-28 letter from a@x id 1\nexpect accept\n", 3,
     "seen later"),
    ("an expectation of no kind", MAIL + "expect happiness\n", 3,
     "accepted here"),
    ("an unknown step", MAIL + "expect at noon accept\n", 3, "no step"),
    ("a header without a value", MAIL + "header Subject\n", 3,
     "NAME: VALUE"),
)

# name, words, text, whether they are said
SAID = (
    ("the same words", "objected 2018", "550 objected 2018-06", True),
    ("case does not count", "OBJECTED", "objected", True),
    ("any text between", "a ... c", "a b c", True),
    ("not in the other order", "c ... a", "a b c", False),
    ("not elsewhere", "withdrawn", "objected", False),
    ("line ends are blanks", "a b", "a\n b", True),
)


def body(tap):
    for name, text, line, words in BAD:
        try:
            Parser("x.scn", text).parse()
            tap.ok(False, name + ": is an error")
        except StoryError as problem:
            tap.ok(str(problem).startswith("x.scn:%d: " % line)
                   and words in str(problem), name, problem)
    for name, words, text, expected in SAID:
        tap.equal(says(words, text), expected, name)
    stories = Parser("x.scn", MAIL + "header X: y: z\nexpect b@y.example: "
                     "550 no ... way\nexpect at rcpt accept\n").parse()
    mail = stories[0].steps[0]
    tap.equal(mail.headers, [("X", "y: z")], "a header's value has colons")
    tap.equal((mail.expects[0].who, mail.expects[0].code,
               mail.expects[0].text), ("b@y.example", 550, "no ... way"),
              "a recipient of one's own")
    tap.equal((mail.expects[1].step, mail.expects[1].what),
              ("rcpt", "accept"), "a step")
    tap.equal(to_utc("2018-05-28 10:00", "Europe/Warsaw"), 1527494400,
              "summer time")
    tap.equal(to_utc("2018-10-28 02:30", "Europe/Warsaw"), 1540686600,
              "what occurs twice is the earlier")
    tap.equal(overlay('a = 1\nb "x" {\n c = 2 }\n', 'b "x" { }\nd = 3\n'),
              'a = 1\nb "x" { }\nd = 3\n', "a block takes another's place")


run(body)
