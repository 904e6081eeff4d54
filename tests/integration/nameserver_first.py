# SPDX-License-Identifier: BSD-2-Clause
"""Imported first: begins the program anew in a network of its own."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))

import nameserver  # noqa: E402

nameserver.alone()
