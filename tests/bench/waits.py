# SPDX-License-Identifier: BSD-2-Clause
"""How long a connection waits beside a campaign that never pauses, with and
without what stands between libmilter and the C library."""

import os
import statistics

import campaign

PROGRAMS = (("Robinson", "clock"),
            ("sessions not handed out one by one", "no-turns"),
            ("libmilter left alone", "alone"))
COLUMNS = ("median ms", "longest ms", "ratio", "least ratio")
WAVES = 3


def measure(sizes):
    """The ratios are those to Robinson in the same turn."""
    waits = {name: [] for name, _ in PROGRAMS}
    for _ in range(sizes.rounds):
        for name, program in PROGRAMS:
            path = campaign.program(program)
            if os.path.exists(path):
                waits[name].append(campaign.longest_wait(path, WAVES))
    ours = waits["Robinson"]
    return [(name, row(wait, ours)) for name, wait in waits.items() if wait]


def row(waits, ours):
    ratios = [a / b for a, b in zip(waits, ours)]
    return {"median ms": "%.0f" % (1e3 * statistics.median(waits)),
            "longest ms": "%.0f" % (1e3 * max(waits)),
            "ratio": "%.1f" % statistics.median(ratios),
            "least ratio": "%.1f" % min(ratios)}
