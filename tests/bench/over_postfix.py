# SPDX-License-Identifier: BSD-2-Clause
"""Through a real Postfix: smtp-source against listeners that differ only in
who is asked about each mail."""

import os
import shutil
import sqlite3
import subprocess
import time

from installation import scratch, wait_for
from over_milter import warm_up
from postfix import Postfix
from programs import NullMilter, OpenDkim
from stores import SYNCS


def addresses(store):
    with open(store.csv, encoding="ascii") as rows:
        next(rows)
        for row in rows:
            yield row.split(",", 1)[0]


def make_tables(store, place):
    """The same addresses as access tables of SQLite and LMDB."""
    path = os.path.join(place, "access.db")
    table = sqlite3.connect(path)
    table.execute("CREATE TABLE access (address TEXT PRIMARY KEY, "
                  "action TEXT) WITHOUT ROWID")
    table.executemany("INSERT INTO access VALUES (?, 'DUNNO')",
                      ((a,) for a in sorted(addresses(store))))
    table.commit()
    table.close()
    with open(os.path.join(place, "access.cf"), "w", encoding="ascii") as out:
        out.write("dbpath = %s\nquery = SELECT action FROM access "
                  "WHERE address = '%%s'\n" % path)
    with open(os.path.join(place, "access"), "w", encoding="ascii") as out:
        out.writelines("%s DUNNO\n" % a for a in sorted(addresses(store)))
    with open(os.path.join(place, "main.cf"), "w", encoding="ascii") as out:
        out.write("compatibility_level = 3.6\n"
                  "lmdb_map_size = 4294967296\n")
    subprocess.run(["postmap", "-c", place,
                    "lmdb:" + os.path.join(place, "access")], check=True,
                   timeout=3600)
    subprocess.run(["chmod", "-R", "a+rX", place], check=True)


def send(port, mails):
    """Mails a second that the sending side gets rid of."""
    begin = time.monotonic()
    subprocess.run(
        ["smtp-source", "-s", "10", "-m", str(mails), "-l", "1024", "-N",
         "-f", "ania@firma.example", "-t", "x@k001.example.com",
         "127.0.0.1:%d" % port], check=True, timeout=1200)
    return mails / (time.monotonic() - begin)


def measure(stores, sizes):
    store = [s for s in stores if s.subjects <= 1000000][-1]
    place = scratch("tables")
    try:
        make_tables(store, place)
        for sync in SYNCS:
            store.start(sync)
        warm_up(store.daemons["commit"].socket, sizes)
        with NullMilter(store.daemons["commit"].socket) as null, \
                OpenDkim() as dkim:
            return take_turns(sizes, {
                "no milter": "",
                "null milter": asks(null),
                "Robinson, commit": asks(store.daemons["commit"]),
                "Robinson, write": asks(store.daemons["write"]),
                "OpenDKIM, signing": asks(dkim),
                "access table, SQLite": ACCESS
                + "sqlite:%s/access.cf" % place,
                "access table, LMDB": ACCESS + "lmdb:%s/access" % place,
            })
    finally:
        store.stop()
        shutil.rmtree(place, ignore_errors=True)


ACCESS = "-o smtpd_recipient_restrictions=check_recipient_access,"


def asks(filter_):
    """The option of a listener that asks this filter."""
    return "-o smtpd_milters=" + filter_.socket


def take_turns(sizes, listeners):
    """{name: mails a second, turn by turn}; each turn visits all, in an order
    that is turned round each time."""
    rates = {name: [] for name in listeners}
    with Postfix(None, "default_transport = discard:\n"
                 "lmdb_map_size = 4294967296\n", listeners) as postfix:
        for turn in range(sizes.rounds + 1):
            for name in list(listeners)[::1 if turn % 2 else -1]:
                rate = send(postfix.ports[name], sizes.mails)
                if turn:  # the first one warms up
                    rates[name].append(rate)
                wait_for(lambda: not postfix.queued(), 120,
                         "the queue to be empty")
    return rates
