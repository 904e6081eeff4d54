#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""All stories, their stores on a PostgreSQL server."""

import glob
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))

from pgserver import Server  # noqa: E402

STORIES = os.path.join(HERE, "..", "scenarios")

with Server() as server:
    sys.exit(subprocess.run(
        [sys.executable, os.path.join(STORIES, "run.py"),
         *sorted(glob.glob(os.path.join(STORIES, "*.scn")))],
        env=dict(os.environ, ROBINSON_SERVER=server.url),
        check=False).returncode)
