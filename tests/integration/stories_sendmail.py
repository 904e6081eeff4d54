#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The stories, told to a real Sendmail over SMTP and sendmail(1)."""

import glob
import os
import sys

STORIES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..",
                       "scenarios")

os.execv(sys.executable,
         [sys.executable, os.path.join(STORIES, "run.py"), "--mta",
          "sendmail", *sorted(glob.glob(os.path.join(STORIES, "*.scn")))])
