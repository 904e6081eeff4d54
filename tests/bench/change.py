# SPDX-License-Identifier: BSD-2-Clause
"""What a change costs: this build and another, in turns, through one Postfix.

Each build has a store of its own, made by its own programs."""

import contextlib

from installation import BUILD, SetupError
from over_milter import warm_up
from over_postfix import asks, take_turns
from programs import NullMilter
from stores import Store


def measure(sizes):
    """As over_postfix.take_turns()."""
    if not sizes.other:
        raise SetupError("BENCH_OTHER names no build to compare with")
    builds = {"this build": BUILD, "other build": sizes.other}
    with contextlib.ExitStack() as stack:
        listeners = {}
        for name, build in builds.items():
            store = stack.enter_context(contextlib.closing(
                Store(sizes.subjects[0], sizes.mails, build)))
            daemon = store.start("commit")
            warm_up(daemon.socket, sizes)
            listeners[name] = asks(daemon)
        null = stack.enter_context(NullMilter(daemon.socket))
        listeners["null milter"] = asks(null)
        return take_turns(sizes, listeners)
