#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Which functions the daemon puts in the place of a library's.

The dynamic linker gives every library the program's function where both have
one of the name: so the program may export no more than is meant.
"""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "..", "lib"))

from installation import BUILD  # noqa: E402
from tap import run  # noqa: E402

MEANT = {
    "src/milter/robinson-milter": "accept close poll read sigwait",
    "tests/robinson-milter-alone": "sigwait",
    "src/cli/robinson": "",
}


def exported(program):
    """Functions of the program that libraries see; not the compiler's own."""
    lines = subprocess.run(
        ["nm", "-D", "--defined-only", os.path.join(BUILD, program)],
        stdout=subprocess.PIPE, check=True, encoding="ascii").stdout
    found = (line.split() for line in lines.splitlines())
    return {name for _, kind, name in found
            if kind in "TtWi" and not name.startswith("_")}


def body(tap):
    for program, names in MEANT.items():
        tap.equal(sorted(exported(program)), names.split(), program)


run(body)
