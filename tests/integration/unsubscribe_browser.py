#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The public page as people see it: in Chromium, in both languages, with a
mouse, a keyboard, a telephone, without JavaScript, and for axe-core, which
knows the rules of accessibility."""

import json
import os
import shutil
import signal
import subprocess

from peers import HERE, NOW, people
from installation import BUILD, Installation, wait_for
from page import Mailer, Page, reserve_port
from tap import run

FILES = ("package.json", "package-lock.json", "page.js")
PLACE = os.path.join(BUILD, "tests", "browser")
SHOTS = os.path.join(PLACE, "shots")


def install(tap):
    """playwright-core and axe-core, as the lock file says, in the build."""
    os.makedirs(SHOTS, exist_ok=True)
    for name in FILES:
        shutil.copy(os.path.join(HERE, "browser", name), PLACE)
    if os.path.isdir(os.path.join(PLACE, "node_modules", "playwright-core")):
        return
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=PLACE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", timeout=300, check=False)
    tap.ok(done.returncode == 0, "npm ci", done.stdout)


def browse(tap, page, part, tokens, **more):
    task = dict(more, part=part, tokens=tokens, shots=SHOTS,
                chromium=shutil.which("chromium"),
                url="http://127.0.0.1:%d/u/" % page.port)
    done = subprocess.run(
        ["node", "page.js"], cwd=PLACE, input=json.dumps(task),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        timeout=300, check=False)
    points = [json.loads(line) for line in done.stdout.splitlines()]
    for point in points:
        tap.ok(point["holds"], point["name"], point["why"])
    tap.ok(done.returncode == 0 and points, part + ": it came to its end",
           done.stderr)


def main(tap):
    port = reserve_port()
    install(tap)
    with Installation("browser", Page.settings(
            port, "clicks-per-minute = 100000")) as house:
        house.set_clock(NOW)
        house.init()
        people(house, 20, 0)
        with Page(house, port).prepare() as page:
            house.start()
            page.start()
            mailer = Mailer(house)
            tokens = [mailer.send("allowed%d@example.com" % n)[1]
                      for n in range(20)]
            forged = tokens[0][:-2] + ("AA" if tokens[0][-2:] != "AA"
                                       else "BA")
            retired = "AQk" + tokens[0][3:]
            browse(tap, page, "ask", tokens, forged=forged, retired=retired)
            codes = [mailer.send("allowed%d@example.com" % n)[0]
                     for n in range(11)]
            # Six by mouse, one by keyboard and one without JavaScript took
            # it back, two on telephones did not.
            tap.equal(codes, [550] * 6 + [250, 250, 550, 550, 250],
                      "what was clicked holds for the next message")
            house.stop(signal.SIGKILL)
            browse(tap, page, "noted", tokens[12:14])
            house.start()
            wait_for(lambda: not page.waiting(), 20, "the spool to be empty")
            tap.equal([mailer.send("allowed%d@example.com" % n)[0]
                       for n in (12, 13)], [550, 550],
                      "what was noted holds too")


if __name__ == "__main__":
    run(main)
