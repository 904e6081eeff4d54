# SPDX-License-Identifier: BSD-2-Clause
"""Through a real Postfix: smtp-source against listeners that differ only in
who is asked about each mail."""

import os
import sqlite3
import subprocess
import time

from installation import scratch, wait_for
from over_milter import NullMilter
from postfix import Postfix
from stores import SYNCS


class OpenDkim:
    """Signs what comes from firma.example, as many servers do."""

    def __init__(self):
        self.dir = scratch("opendkim")
        self.socket = "unix:%s/milter.sock" % self.dir
        key = os.path.join(self.dir, "key.pem")
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True,
                       stderr=subprocess.DEVNULL)
        os.chmod(key, 0o600)
        conf = os.path.join(self.dir, "opendkim.conf")
        with open(conf, "w", encoding="ascii") as out:
            out.write("Mode s\nDomain firma.example\nSelector s\n"
                      "KeyFile %s\nSocket local:%s\nUMask 000\n"
                      "Background no\nSyslog no\nRequireSafeKeys no\n"
                      % (key, self.socket[5:]))
        self.process = subprocess.Popen(["opendkim", "-f", "-x", conf])
        wait_for(lambda: os.path.exists(self.socket[5:]), 10, "opendkim")

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        subprocess.run(["rm", "-rf", self.dir], check=True)


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
    for sync in SYNCS:
        store.start(sync)
    robinson = {sync: store.daemons[sync].socket for sync in SYNCS}
    null, dkim = NullMilter(robinson["commit"]), OpenDkim()
    place = scratch("tables")
    try:
        make_tables(store, place)
        milter = "-o smtpd_milters="
        access = "-o smtpd_recipient_restrictions=check_recipient_access,"
        listeners = {
            "no milter": "",
            "null milter": milter + null.socket,
            "Robinson, commit": milter + robinson["commit"],
            "Robinson, write": milter + robinson["write"],
            "OpenDKIM, signing": milter + dkim.socket,
            "access table, SQLite":
                access + "sqlite:%s/access.cf" % place,
            "access table, LMDB":
                access + "lmdb:%s/access" % place,
        }
        rates = {name: [] for name in listeners}
        with Postfix(None, "default_transport = discard:\n"
                     "lmdb_map_size = 4294967296", listeners) as postfix:
            for turn in range(sizes.rounds + 1):
                for name in listeners:
                    rate = send(postfix.ports[name], sizes.mails)
                    if turn:
                        rates[name].append(rate)
                    wait_for(lambda: not postfix.queued(), 120,
                             "the queue to be empty")
        return rates
    finally:
        dkim.close()
        null.close()
        store.stop()
        subprocess.run(["rm", "-rf", place], check=True)
