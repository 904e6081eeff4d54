# SPDX-License-Identifier: BSD-2-Clause
"""What a change costs: this build and another, in turns, through one Postfix.

Each build has a store of its own, made by its own programs."""

import os

from installation import BUILD, SetupError, wait_for
from over_milter import NullMilter
from over_postfix import send
from postfix import Postfix
from stores import Store


def measure(sizes):
    """{name: mails a second, turn by turn}; each turn visits all, in an order
    that is turned round each time."""
    if not sizes.other:
        raise SetupError("BENCH_OTHER names no build to compare with")
    builds = {"this build": BUILD, "other build": sizes.other}
    stores = {name: Store(sizes.subjects[0], sizes.mails, build)
              for name, build in builds.items()}
    null = None
    try:
        sockets = {name: store.start("commit").socket
                   for name, store in stores.items()}
        null = NullMilter(sockets["this build"])
        sockets["null milter"] = null.socket
        listeners = {name: "-o smtpd_milters=" + socket
                     for name, socket in sockets.items()}
        rates = {name: [] for name in listeners}
        with Postfix(None, "default_transport = discard:\n",
                     listeners) as postfix:
            for turn in range(sizes.rounds + 1):
                order = list(listeners)[::1 if turn % 2 else -1]
                for name in order:
                    rate = send(postfix.ports[name], sizes.mails)
                    if turn:  # the first one warms up
                        rates[name].append(rate)
                    wait_for(lambda: not postfix.queued(), 120,
                             "the queue to be empty")
        return rates
    finally:
        if null:
            null.close()
        for store in stores.values():
            store.close()
