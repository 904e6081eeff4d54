# SPDX-License-Identifier: BSD-2-Clause
"""At the milter protocol: the load client against each filter in turn."""

import json
import subprocess
import time

from installation import cpu_seconds, rss_anon_kb
from programs import NullMilter
from stores import MLOAD, SYNCS

MARKETING = "<ania@firma.example>"
OTHER = "<boss@firma.example>"

def load(socket, messages, sender, recipients=1, subjects=1000,
         connections=10, seed=1, body=15):
    done = subprocess.run(
        [MLOAD, "-s", socket, "-n", str(messages), "-f", sender, "-r",
         str(recipients), "-S", str(subjects), "-c", str(connections),
         "-x", str(seed), "-b", str(body)],
        stdout=subprocess.PIPE, encoding="ascii", check=True, timeout=1200)
    return json.loads(done.stdout)


def warm_up(socket, sizes):
    """A store that has been in use has its log at full length: what is added
    to a file takes the disk longer than what is written over."""
    load(socket, sizes.messages, MARKETING)


def load_on(socket, pid, messages, *args, **options):
    """The same, and what the filter's process used of the processors."""
    before = cpu_seconds(pid)
    answer = load(socket, messages, *args, **options)
    answer["cpu_us"] = (cpu_seconds(pid) - before) / messages * 1e6
    return answer


def count_name(n):
    for size, letter in ((1000000, " million"), (1000, " 000")):
        if n >= size and n % size == 0:
            return "%d%s" % (n // size, letter)
    return str(n)


def plan(stores, null, sizes):
    """[(name, compared with, function of a seed)]"""
    first = stores[0].daemons["commit"]
    idle = null.process.pid
    few = max(sizes.messages // 20, 200)
    rows = [
        ("(a) null milter", "(a) null milter", lambda seed: load_on(
            null.socket, idle, sizes.messages, OTHER, seed=seed)),
        ("(b) not marketing", "(a) null milter", lambda seed: load_on(
            first.socket, first.daemon.pid, sizes.messages, OTHER,
            seed=seed)),
        ("(a50) null milter, 50 recipients",
         "(a50) null milter, 50 recipients", lambda seed: load_on(
             null.socket, idle, few, OTHER, 50, seed=seed)),
    ]
    for recipients, letter, base, messages in (
            (1, "c", rows[0][0], sizes.messages), (50, "d", rows[2][0], few)):
        for store in stores:
            for sync in SYNCS:
                rows.append(("(%s) %s subjects, %d recipient%s, %s" % (
                    letter, count_name(store.subjects), recipients,
                    "s" if recipients > 1 else "", sync), base,
                    lambda seed, subjects=store.subjects,
                    daemon=store.daemons[sync], messages=messages,
                    recipients=recipients: load_on(
                        daemon.socket, daemon.daemon.pid, messages,
                        MARKETING, recipients, subjects, seed=seed)))
    return rows


def measure(stores, sizes):
    try:
        for store in stores:
            for sync in SYNCS:
                store.start(sync)
        with NullMilter(stores[0].daemons["commit"].socket) as null:
            return take_turns(stores, null, sizes) + (null.step_names(),)
    finally:
        for store in stores:
            store.stop()


def take_turns(stores, null, sizes):
    """(results, memory)"""
    rows = plan(stores, null, sizes)
    results = {name: (against, []) for name, against, _ in rows}
    for turn in range(sizes.rounds + 1):
        for number, (name, _, ask) in enumerate(rows):
            answer = ask(int(time.time()) * 100 + number)
            if turn:  # the first turn only warms up
                results[name][1].append(answer)
    memory = []
    for store in stores:
        daemon = store.daemons["commit"]
        load(daemon.socket, max(sizes.messages // 4, 2000), MARKETING,
             subjects=store.subjects, connections=200, seed=3)
        memory.append(("%s subjects" % count_name(store.subjects),
                       rss_anon_kb(daemon.daemon.pid)))
    return results, memory
