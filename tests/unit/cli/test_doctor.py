#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""robinson doctor from outside: what it finds, its exit status, JSON. The
lines that contrib/ ships for Sendmail please it."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(
    os.environ.get("ROBINSON_SRCDIR", os.getcwd()), "tests", "lib"))
import tap as taplib  # noqa: E402
from installation import Installation, wait_for  # noqa: E402

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())


def sendmail_cf(house, socket):
    """What m4 makes of the shipped lines: X lines and the list of names."""
    with open(os.path.join(SRC, "contrib", "sendmail", "robinson.mc"),
              encoding="utf-8") as mc:
        filters = re.findall(r"^INPUT_MAIL_FILTER\(`(\w+)', `(.*)'\)", mc.read(),
                             re.M)
    path = house.path("sendmail.cf")
    with open(path, "w", encoding="utf-8") as cf:
        cf.write("O InputMailFilters=%s\n" % ",".join(n for n, _ in filters))
        for name, equates in filters:
            cf.write("X%s, %s\n" % (name, equates.replace(
                "local:/run/robinson/milter.sock", socket)))
    return path


class MailServer:
    """Greets and hangs up, as often as it is asked."""

    def __init__(self, greeting):
        self.greeting = greeting
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            with peer:
                peer.sendall(self.greeting)

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def releases(tap, house, cf):
    """Whoever takes what is released: three ways in which it cannot."""
    server = MailServer(b"HTTP/1.1 400 Bad Request\r\n")
    try:
        for via, told in (
                ("smtp:127.0.0.1:%d" % server.port, "found \"HTT\""),
                ("smtp:127.0.0.1:1", "Connection refused"),
                ("sendmail:/no/sendmail", "No such file")):
            house.configure('release { via = "%s" }' % via)
            _, found = examine(house, "--sendmail-cf", cf)
            what = [f["what"] for f in found["findings"]
                    if f["area"] == "release" and f["severity"] == "error"]
            tap.ok(len(what) == 1 and told in what[0] and
                   via.split(":", 1)[1] in what[0],
                   "release via " + via.split(":")[0] + ": " + told, what)
    finally:
        server.close()


def examine(house, *args):
    done = house.run("doctor", "--json", *args)
    found = json.loads(done.stdout)
    return done.returncode, found


def areas(found, severity):
    return {f["area"] for f in found["findings"] if f["severity"] == severity}


def in_background(tap, house, ours, found):
    """The process that listened first is not the one that serves."""
    pid_file = house.path("pid")
    house.configure('milter { socket = "@SOCKET@"  pid-file = "%s" }'
                    % pid_file)
    done = subprocess.run([ours, "-c", house.conf], timeout=60, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL)
    tap.equal(done.returncode, 0, "the program: in the background")
    with open(pid_file, encoding="ascii") as file:
        pid = int(file.read())
    said = found()
    tap.ok(len(said) == 1 and "process %d runs" % pid in said[0][1],
           "the program: in the background, by its own number", said)
    os.kill(pid, signal.SIGTERM)
    wait_for(lambda: not os.path.exists("/proc/%d" % pid), 30,
             "the daemon to end")


def replaced(tap):
    """The program is replaced as a package does it, under the daemon."""
    with Installation("replaced", clock=False) as house:
        ours = house.path("robinson-milter")
        shutil.copy(house.program_path("robinson-milter"), ours)
        house.program = ours
        house.init().start()
        cf = sendmail_cf(house, house.socket)

        def found():
            return [(f["severity"], f["what"], f["mend"]) for f in examine(
                house, "--sendmail-cf", cf)[1]["findings"]
                if f["area"] == "program"]

        said = found()
        if os.geteuid() != 0:  # only root sees which program a process runs
            tap.equal(said, [], "the program: not for others to see")
            return
        tap.ok(len(said) == 1 and said[0][0] == "fine" and ours in said[0][1]
               and str(house.daemon.pid) in said[0][1],
               "the program: as it is installed", said)
        shutil.copy(ours, ours + ".new")
        os.replace(ours + ".new", ours)
        said = found()
        tap.ok(len(said) == 1 and said[0][0] == "warning" and
               ours + " was replaced" in said[0][1] and
               said[0][2] == "systemctl restart robinson-milter",
               "the program: replaced under the daemon", said)
        house.stop()
        tap.equal(found(), [], "the program: nobody runs")
        house.start()
        tap.equal([f[0] for f in found()], ["fine"],
                  "the program: fine after a restart")
        house.stop()
        in_background(tap, house, ours, found)
        house.start()
        os.rename(ours, ours + ".old")
        shutil.copy(ours + ".old", ours)
        said = found()
        tap.ok(len(said) == 1 and said[0][0] == "warning",
               "the program: moved aside", said)


def body(tap):
    replaced(tap)
    server = MailServer(b"220 mail.firma.example ESMTP\r\n")
    via = 'release { via = "smtp:127.0.0.1:%d" }' % server.port
    with Installation("doctor", via, clock=False) as house:
        cf = sendmail_cf(house, house.socket)
        status, found = examine(house, "--sendmail-cf", cf)
        tap.equal(status, 2, "no daemon, no keys, no store: errors")
        tap.equal(areas(found, "error"), {"socket", "keys", "store"},
                  "and they are named")
        tap.equal(found["errors"], len([f for f in found["findings"]
                                        if f["severity"] == "error"]),
                  "and counted")
        house.init()
        house.must("object", "eve@example.com")
        house.start()
        status, found = examine(house, "--sendmail-cf", cf)
        # Whether the machine's clock is synchronised, and how full its disk
        # is, are not this test's matter.
        tap.ok(areas(found, "error") <= {"store"}, "mended: no errors",
               found["findings"])
        tap.ok({"socket", "keys", "store", "sendmail", "release"} <=
               areas(found, "fine"), "what is well is said too")
        tap.ok(status == (2 if found["errors"] else
                          1 if found["warnings"] else 0),
               "the worst gives the exit status", status)
        with open(cf, "w", encoding="utf-8") as out:
            out.write("O InputMailFilters=\n")
        done = house.run("doctor", "--sendmail-cf", cf)
        tap.equal(done.returncode, 2, "Sendmail does not ask: an error")
        text = done.stdout if isinstance(done.stdout, str) else \
            done.stdout.decode()
        tap.ok("mend: INPUT_MAIL_FILTER(`robinson', `S=" in text,
               "and the line that mends it", text)
        tap.equal(house.run("doctor", "x").returncode, 64, "wrong usage")
        releases(tap, house, cf)
    server.close()


if __name__ == "__main__":
    taplib.run(body)
