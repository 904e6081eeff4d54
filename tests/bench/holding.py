# SPDX-License-Identifier: BSD-2-Clause
"""What holding a message costs: Robinson's own quarantine, sealed and
committed, beside the MTA's, at the milter protocol and through Postfix.

Nobody is known to these stores, so each message is held. Each turn begins
with a store of its own: what one turn left behind slows no other.
"""

import contextlib
import os
import shutil
import subprocess
import time

from installation import Installation, SetupError, scratch, wait_for
from over_milter import MARKETING, load
from postfix import Postfix
from programs import NullMilter
from stores import CONFIG

HOLD_CONFIG = CONFIG % ("commit", "hold") + """
hold-in = %s
mixed = split
notify-held = no
quarantine { max-message = "25 MB"  max-total = "100 GB" }
"""
KINDS = ((10000, "10 kB"), (1000000, "1 MB"))
TO_NOWHERE = "transport_maps = static:discard:\n"
HOUSES = ("mta", "robinson")


def new_house(hold_in, socket=None, more=""):
    """An installation that holds everything, with its daemon."""
    house = Installation("hold", HOLD_CONFIG % hold_in + more, socket=socket,
                         clock=False)
    try:
        house.init()
        # Makes the store; the daemon never does.
        house.must("import", "-", "--relation", "prospect", stdin="email\n"
                   "somebody@example.com\n")
        return house.start()
    except Exception:
        house.close()
        raise


def count(size, sizes):
    """Fewer of the large ones."""
    return sizes.holds if size < 100000 else max(sizes.holds // 10, 20)


def fill(house, messages, size, seed=1):
    """Holds so many; what the load client says of it."""
    answer = load(house.socket, messages, MARKETING, seed=seed, body=size)
    if answer["held"] != messages:
        raise SetupError("%d messages, not all held: %s" % (messages, answer))
    return answer


def row(size, seconds, peer=None):
    """Of pairs (messages, seconds): the median; a ratio to the peer's."""
    rates = sorted(n / s for n, s in seconds)
    rate = rates[len(rates) // 2]
    cells = {"messages/s": "%.0f" % rate, "MB/s": "%.1f" % (rate * size / 1e6),
             "ms/message": "%.2f" % (1000 / rate)}
    if peer:
        cells["ratio"] = "%.2f" % (rate / peer)
    return rate, cells


def tabulate(results, names):
    """results: {(size, name): pairs}; the first name is the peer."""
    rows = []
    for size, text in KINDS:
        peer = None
        for name in names:
            rate, cells = row(size, results[size, name], peer)
            peer = peer or rate
            rows.append(("%s, %s" % (text, name), cells))
    return rows


# ------------------------------------------------------ at the protocol

def ask(name, size, messages, seed):
    """One turn at the milter protocol: (messages, seconds)."""
    if name != "null milter":
        with new_house(name.rpartition(" ")[2]) as house:
            return messages, fill(house, messages, size, seed)["seconds"]
    with new_house("robinson") as house, NullMilter(house.socket) as null:
        return messages, load(null.socket, messages, MARKETING, seed=seed,
                              body=size)["seconds"]


def over_milter(sizes):
    names = ["null milter"] + ["hold-in = " + kind for kind in HOUSES]
    results = {(size, name): [] for size, _ in KINDS for name in names}
    for turn in range(sizes.rounds):
        for size, _ in KINDS:
            for name in names:
                results[size, name].append(
                    ask(name, size, count(size, sizes), turn + 1))
    return tabulate(results, names)


# ------------------------------------------------------ through Postfix

def send(port, mails, size, how=("-s", "10"), sender=MARKETING):
    """Seconds until the sending side is rid of them."""
    begin = time.monotonic()
    subprocess.run(
        ["smtp-source", *how, "-m", str(mails), "-l", str(size), "-N",
         "-f", sender.strip("<>"), "-t", "x@k001.example.com",
         "127.0.0.1:%d" % port], check=True, timeout=1200)
    return time.monotonic() - begin


def empty(postfix):
    subprocess.run(["postsuper", "-c", postfix.conf, "-d", "ALL", "hold"],
                   check=True, timeout=600, stderr=subprocess.DEVNULL)
    wait_for(lambda: not postfix.queued(), 120, "the queue to be empty")


def send_and_count(postfix, name, size, mails):
    """One turn; each mail must lie where the row says."""
    seconds = send(postfix.ports[name], mails, size)
    held = len(postfix.queued("hold"))
    if held != (0 if name.endswith("robinson") else mails):
        raise SetupError("%s: Postfix holds %d of %d" % (name, held, mails))
    if name.endswith("robinson"):
        wait_for(lambda: not postfix.queued(), 120, "the queue to be empty")
    empty(postfix)
    return mails, seconds


def over_postfix(sizes):
    names = ["Postfix HOLD"] + ["hold-in = " + kind for kind in HOUSES]
    place = scratch("holding")
    sockets = {names[1 + n]: "unix:%s/%s.sock" % (place, kind)
               for n, kind in enumerate(HOUSES)}
    listeners = {names[0]: "-o smtpd_sender_restrictions="
                           "check_sender_access,static:HOLD"}
    for name, socket in sockets.items():
        listeners[name] = "-o smtpd_milters=" + socket
    results = {(size, name): [] for size, _ in KINDS for name in names}
    try:
        with Postfix(None, TO_NOWHERE, listeners) as p:
            for size in [size for size, _ in KINDS] * sizes.rounds:
                for name in names:
                    with contextlib.ExitStack() as stack:
                        if name in sockets:
                            stack.enter_context(new_house(
                                name.rpartition(" ")[2], sockets[name]))
                        results[size, name].append(send_and_count(
                            p, name, size, count(size, sizes)))
    finally:
        for socket in sockets.values():
            with contextlib.suppress(FileNotFoundError):
                os.unlink(socket[5:])
        shutil.rmtree(place, ignore_errors=True)
    return tabulate(results, names)
