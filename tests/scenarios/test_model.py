#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The story of two years says what the model reasons out, and the model what
the rules' own examples say."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lib"), HERE]

from model import REASONS, Clock, Model, canonical  # noqa: E402
from story import read_stories  # noqa: E402
from tap import Tap  # noqa: E402
from two_years import generate  # noqa: E402

STORY = os.path.join(HERE, "two-years.scn")

# event, period, last second: Regulation 1182/71 Art. 3
PERIODS = (
    ("2018-05-28 10:00", "1 month", "2018-06-28 23:59:59"),
    ("2019-01-31", "1 month", "2019-02-28 23:59:59"),
    ("2020-01-31", "1 month", "2020-02-29 23:59:59"),
    ("2019-08-31", "6 months", "2020-02-29 23:59:59"),
    ("2020-02-29", "1 year", "2021-02-28 23:59:59"),
    ("2018-03-24 12:00", "1 day", "2018-03-25 23:59:59"),
    ("2018-05-28", "30 days", "2018-06-27 23:59:59"),
)

ADDRESSES = ("Adam.Nowak+oferta@GMAIL.com", "adamnowak@gmail.com",
             "adam.nowak@googlemail.com")


def check_story(tap, story):
    """Each line that stands in the story, and no other."""
    model = Model(story)
    for step in story.steps:
        wanted = model.lines(step, model.play(step))
        written = [e.source for e in step.expects
                   if e.what != "refused" or step.verb == "erase"]
        if wanted or written:
            tap.equal(written, wanted, "%d: %s" % (step.line, step.text))
    for reason in REASONS:
        tap.ok(model.counts[reason] > 0, "somebody met " + reason)
    tap.ok(model.purged > 10, "a purge removed persons", model.purged)


def main():
    tap = Tap()
    clock = Clock("Europe/Warsaw")
    for event, period, end in PERIODS:
        tap.equal(clock.text(clock.period_end(clock.first(event), period)),
                  end, "%s after %s" % (period, event))
    tap.equal({canonical(a) for a in ADDRESSES}, {"adamnowak@gmail.com"},
              "one person's spellings")
    check_story(tap, read_stories(STORY)[0])
    with open(STORY, encoding="utf-8") as text:
        tap.ok(text.read() == generate(), "the story is as it was written",
               "two_years.py > two-years.scn writes it anew")
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
