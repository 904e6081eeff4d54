# SPDX-License-Identifier: BSD-2-Clause
"""At the milter protocol: the load client against each filter in turn."""

import json
import subprocess
import time

from installation import cpu_seconds, rss_anon_kb, scratch, wait_for
from milterclient import Milter
from stores import MLOAD, NULL, SYNCS

MARKETING = "<ania@firma.example>"
OTHER = "<boss@firma.example>"

# libmilter's names of what an MTA is asked to leave out (SMFIP_...).
STEPS = ("NOCONNECT", "NOHELO", "NOMAIL", "NORCPT", "NOBODY", "NOHDRS",
         "NOEOH", "NR_HDR", "NOUNKNOWN", "NODATA", "SKIP", "RCPT_REJ",
         "NR_CONN", "NR_HELO", "NR_MAIL", "NR_RCPT", "NR_DATA", "NR_UNKN",
         "NR_EOH", "NR_BODY", "HDR_LEADSPC")


class NullMilter:
    """Asks for the same steps as the filter at "like"."""

    def __init__(self, like):
        with Milter(like) as session:
            self.steps = session.protocol
        self.dir = scratch("null")
        self.socket = "unix:%s/milter.sock" % self.dir
        self.process = subprocess.Popen([NULL, self.socket, hex(self.steps)])
        wait_for(self._answers, 10, "the null milter")
        subprocess.run(["chmod", "666", self.socket[5:]], check=True)

    def step_names(self):
        return [name for bit, name in enumerate(STEPS)
                if self.steps >> bit & 1]

    def _answers(self):
        try:
            Milter(self.socket).close()
        except OSError:
            return False
        return True

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        subprocess.run(["rm", "-rf", self.dir], check=True)


def load(socket, messages, sender, recipients=1, subjects=1000,
         connections=10, seed=1, body=15):
    done = subprocess.run(
        [MLOAD, "-s", socket, "-n", str(messages), "-f", sender, "-r",
         str(recipients), "-S", str(subjects), "-c", str(connections),
         "-x", str(seed), "-b", str(body)],
        stdout=subprocess.PIPE, encoding="ascii", check=True, timeout=1200)
    return json.loads(done.stdout)


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
    for store in stores:
        for sync in SYNCS:
            store.start(sync)
    null = NullMilter(stores[0].daemons["commit"].socket)
    try:
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
        steps = null.step_names()
    finally:
        null.close()
        for store in stores:
            store.stop()
    return results, memory, steps
