# SPDX-License-Identifier: BSD-2-Clause
"""Chromium for tests: playwright-core and axe-core as the lock file says, in
the build, and a program of tests/integration/browser that drives them."""

import json
import os
import shutil
import subprocess

BUILD = os.environ.get("ROBINSON_BUILDDIR", os.getcwd())
SOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir,
                       "integration", "browser")
FILES = ("package.json", "package-lock.json", "axe.js", "page.js",
         "documents.js", "staff.js")
PLACE = os.path.join(BUILD, "tests", "browser")
SHOTS = os.path.join(PLACE, "shots")


def install(tap):
    os.makedirs(SHOTS, exist_ok=True)
    for name in FILES:
        shutil.copy(os.path.join(SOURCES, name), PLACE)
    if os.path.isdir(os.path.join(PLACE, "node_modules", "playwright-core")):
        return
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=PLACE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", timeout=300, check=False)
    tap.ok(done.returncode == 0, "npm ci", done.stdout)


def browse(tap, program, name, **task):
    """What the program says of each point: it reads the task, and writes a
    line for each."""
    task.update(shots=SHOTS, chromium=shutil.which("chromium"))
    done = subprocess.run(
        ["node", program], cwd=PLACE, input=json.dumps(task),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        timeout=900, check=False)
    points = [json.loads(line) for line in done.stdout.splitlines()]
    for point in points:
        tap.ok(point["holds"], point["name"], point["why"])
    tap.ok(done.returncode == 0 and points, name + ": it came to its end",
           done.stderr)
