#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# Rules E6
"""The curve of silence against R's package "survival", on data sets that it
publishes: equal to 1e-9 in every point, and so are conditional chances."""

import math
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))

from tap import run  # noqa: E402

OURS = os.path.join(os.environ["ROBINSON_BUILDDIR"], "tests", "survival")
EXACT = 1e-9

# name, times, status (TRUE: returned)
SETS = (
    ("lung", "lung$time", "lung$status == 2"),
    ("aml", "aml$time", "aml$status == 1"),
    ("ovarian", "ovarian$futime", "ovarian$fustat == 1"),
    ("veteran", "veteran$time", "veteran$status == 1"),
    ("colon", "colon$time", "colon$status == 1"),
    ("mgus2", "mgus2$futime", "mgus2$death == 1"),
    ("rotterdam", "rotterdam$dtime", "rotterdam$death == 1"),
    ("gbsg", "gbsg$rfstime", "gbsg$status == 1"),
    ("flchain", "flchain$futime", "flchain$death == 1"),
    ("myeloid", "myeloid$futime", "myeloid$death == 1"),
)
FROM_DAYS = (30, 90, 180, 365)
WITHIN = 30

SCRIPT = r"""
library(survival)
time <- %(time)s
came <- %(came)s
cat("data\n")
cat(sprintf("%%d %%d\n", as.integer(time), as.integer(came)), sep = "")
fit <- survfit(Surv(time, came) ~ 1, conf.type = "log-log")
cat("fit\n")
cat(sprintf("%%d %%d %%d %%.17g %%.17g %%.17g %%.17g\n", as.integer(fit$time),
    as.integer(fit$n.risk), as.integer(fit$n.event), fit$surv,
    fit$std.err^2, fit$lower, fit$upper), sep = "")
cat("chance\n")
for (start in c(%(starts)s)) {
    if (max(time) < start + %(within)d) next
    part <- survfit(Surv(time, came) ~ 1, conf.type = "log-log",
                    start.time = start + 1)
    at <- max(which(part$time <= start + %(within)d), 0)
    if (at == 0 || part$surv[at] == 1) next
    cat(sprintf("%%d %%d %%.17g %%.17g %%.17g\n", as.integer(start),
        as.integer(sum(part$n.event[seq_len(at)])), 1 - part$surv[at],
        1 - part$upper[at], 1 - part$lower[at]))
}
"""


def by_r(time, came):
    script = SCRIPT % {"time": time, "came": came, "within": WITHIN,
                       "starts": ", ".join(map(str, FROM_DAYS))}
    done = subprocess.run(["Rscript", "--vanilla", "-e", script], timeout=60,
                          stdout=subprocess.PIPE, encoding="utf-8",
                          check=True)
    parts = {}
    for line in done.stdout.splitlines():
        if not line[:1].isdigit():
            rows = parts.setdefault(line, [])
        else:
            rows.append([math.nan if word == "NA" else float(word)
                         for word in line.split()])
    return parts["data"], parts["fit"], parts.get("chance", [])


def by_us(data, *arguments):
    text = "".join("%d %d %d\n" % (time, came, 1 - came)
                   for time, came in data)
    done = subprocess.run([OURS] + [str(a) for a in arguments], timeout=60,
                          input=text, stdout=subprocess.PIPE,
                          encoding="utf-8", check=True)
    return [[float(word) for word in line.split()]
            for line in done.stdout.splitlines()]


def farthest(ours, theirs):
    """The greatest difference; where R gives no bound, we give none."""
    if len(ours) != len(theirs):
        return math.inf
    far = 0.0
    for mine, other in zip(ours, theirs):
        for a, b in zip(mine, other):
            if math.isnan(a) or math.isnan(b) or math.isinf(b):
                # bounds and variance where S is 0 or 1
                if not (math.isnan(a) or math.isinf(a)) and mine[3] not in (
                        0, 1):
                    return math.inf
            else:
                far = max(far, abs(a - b) / max(1.0, abs(b)))
    return far


def body(tap):
    for name, time, came in SETS:
        data, fit, chances = by_r(time, came)
        far = farthest(by_us(data), fit)
        tap.ok(len(fit) > 10 and far <= EXACT,
               "%s: %d persons, %d points" % (name, len(data), len(fit)),
               "farthest %g" % far)
        for start, events, chance, lower, upper in chances:
            mine = by_us(data, int(start), WITHIN)[0]
            far = farthest([mine[1:]], [[events, chance, lower, upper]])
            tap.ok(far <= EXACT, "%s: within %d days after %d" % (
                name, WITHIN, start), "farthest %g" % far)


run(body)
