# SPDX-License-Identifier: BSD-2-Clause
"""A do-not-mail list of many digests: installed, opened, asked."""

import json
import os
import statistics
import subprocess
import tempfile

BUILD = os.environ.get("ROBINSON_BUILDDIR", os.getcwd())
PROGRAM = os.path.join(BUILD, "tests", "bench", "bench_lists")
COLUMNS = ("median", "least", "most")
FIGURES = (("installed (s)", "update_s", "%.2f"),
           ("opened, checksum and all (s)", "open_s", "%.3f"),
           ("a digest that is on it (ns of CPU)", "hit_ns", "%.0f"),
           ("a digest that is not (ns of CPU)", "miss_ns", "%.0f"),
           ("an address, all spellings (ns of CPU)", "address_ns", "%.0f"))


def measure(sizes):
    """[(name, {column: text})]"""
    with tempfile.TemporaryDirectory(prefix="robinson-bench.") as place:
        rounds = [json.loads(subprocess.run(
            [PROGRAM, place, str(sizes.digests)], stdout=subprocess.PIPE,
            check=True, timeout=3600).stdout) for _ in range(sizes.rounds)]
    rows = []
    for name, key, form in FIGURES:
        values = [r[key] for r in rounds]
        rows.append((name, dict(zip(COLUMNS, (form % v for v in (
            statistics.median(values), min(values), max(values)))))))
    return rows
