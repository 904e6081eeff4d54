#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Another hand's client of the milter protocol: Debian's miltertest, over a
Unix socket and over TCP."""

import os
import subprocess

from peers import HERE, NOW, people
from installation import Installation
from smtp import free_port
from tap import run

CONFIG = """
purpose "followup" {
    bases = {"legitimate-interest", "consent"}
    assessment = "LIA-2018-03"
}
"""


def body(tap):
    for socket in (None, "inet:%d@127.0.0.1" % free_port()):
        with Installation("miltertest", CONFIG, socket=socket) as house:
            house.set_clock(NOW)
            house.init()
            people(house, 10, 10)
            house.start()
            done = subprocess.run(
                ["miltertest", "-D", "socket=" + house.socket, "-s",
                 os.path.join(HERE, "adam.lua")], timeout=60,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                encoding="utf-8", check=False)
            tap.ok(done.returncode == 0,
                   "miltertest over " + house.socket.partition(":")[0],
                   done.stdout + house.log_text()[-1000:])
            tap.ok(house.daemon.poll() is None, "the daemon lives")


run(body)
