# SPDX-License-Identifier: BSD-2-Clause
"""A long journal, verified as an auditor does it; and the store that has it
put away and back."""

import os

from installation import BUILD, Installation
from quarantine import timed

CONFIG = """
purpose "followup" {
    bases = {"legitimate-interest", "consent"}
    assessment = "LIA-2018-03"
}
"""
COLUMNS = ("seconds", "entries/s", "peak MB", "file MB")


def measure(sizes):
    rows = []
    with Installation("journal", CONFIG, clock=False) as house:
        house.init()
        seconds, memory, _ = timed(
            [os.path.join(BUILD, "tests", "bench", "fill_journal"),
             "sqlite:" + house.store, house.keys, str(sizes.entries)])
        backup = house.path("backup")

        def row(name, seconds, memory, file=None):
            rows.append((name, {
                "seconds": "%.1f" % seconds,
                "entries/s": "%.0f" % (sizes.entries / seconds),
                "peak MB": "%.1f" % memory,
                "file MB": "%.0f" % (os.path.getsize(file) / 1e6)
                if file else ""}))

        row("written, 10 000 a commit", seconds, memory, house.store)
        for name, args, file in (
                ("journal verify", ("journal", "verify"), None),
                ("backup", ("backup", backup), backup),
                ("restore", ("restore", backup), house.store)):
            seconds, memory, _ = timed(
                [house.program_path("robinson"), "-c", house.conf, *args],
                house.environment())
            row(name, seconds, memory, file)
    return rows
