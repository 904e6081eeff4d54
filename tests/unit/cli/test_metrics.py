#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""robinson metrics: what the daemon counted, as Prometheus text; whole files
for a collector; and a daemon that is away or a store that is."""

import os
import re
import socket
import stat
import subprocess
import sys

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
import tap as taplib  # noqa: E402
from installation import Installation, wait_for  # noqa: E402
from milterclient import Milter  # noqa: E402
from prometheus import Metrics  # noqa: E402

OK, USAGE, UNAVAILABLE, CANTCREAT = 0, 64, 69, 73
NOW = 1709283600
IS_ROOT = os.geteuid() == 0
NOBODY = 65534
CONFIG = """
hold-in = robinson
notices { from = "postmaster@firma.example" }
release { via = "smtp:127.0.0.1:9" }
inbound {
    spool = "@DIR@/spool"
    helper = "%s"
    spf = no
}
list "ecg" {
    format = ecg
    file = "@DIR@/ecg.list"
    max-age = "30 days"
    purposes = {"wellbeing"}
}
classify "wellness" { purpose = wellbeing auth-user = {"eva"} }
""" % os.path.join(os.environ.get("ROBINSON_BUILDDIR", os.getcwd()), "src",
                   "inbound", "robinson-inbound")


def offer(house, login, recipient, sender="ania@firma.example",
          headers=(), body="Hello.\r\n"):
    """The answers at RCPT and at the end, as far as they were reached."""
    with Milter(house.socket) as m:
        m.connect("client.example", "192.0.2.7")
        m.helo("client.example")
        m.macros.update(j="mx.firma.example", i="Q1")
        if login:
            m.macros["auth_authen"] = login
        m.mail("<%s>" % sender)
        answer = m.rcpt("<%s>" % recipient)
        if answer.kind not in ("continue", "accept"):
            return answer
        for name, value in [("From", sender), ("To", recipient),
                            ("Date", "Fri, 1 Mar 2024 10:00:00 +0100"),
                            ("Message-ID", "<%s@firma.example>" % recipient),
                            *headers]:
            m.header(name, value)
        m.eoh()
        m.body(body)
        return m.end()[0]


def read(house):
    return Metrics(house.must("metrics"))


def verdicts(metrics, purpose, reason, action):
    return metrics.value("robinson_verdicts_total", purpose=purpose,
                         reason=reason, action=action)


def at_first(tap, house):
    m = read(house)
    tap.equal(m.value("robinson_up"), 1, "the daemon is up")
    tap.equal([dict(labels) for name, labels in m.series
               if name == "robinson_settings_info"],
              [{"mode": "enforce", "on_fault": "defer"}], "and how it works")
    tap.equal(m.value("robinson_process_start_time_seconds"), NOW, "since")
    tap.equal(m.value("robinson_store_up"), 1, "its store answers")
    tap.equal(m.total("robinson_faults_total"), 0, "no fault yet")
    tap.equal(len([name for name, _ in m.series
                   if name == "robinson_faults_total"]), 27,
              "but each kind is told")
    tap.equal(m.value("robinson_held_messages"), 0, "nothing is held")
    tap.ok(m.value("robinson_process_open_fds") > 3, "descriptors")
    tap.ok(m.value("robinson_process_max_fds")
           > m.value("robinson_process_open_fds"), "and how many may be")
    tap.equal(m.value("robinson_list_dated_timestamp_seconds", list="ecg"),
              NOW - 86400, "the list's date")
    tap.equal(m.value("robinson_list_max_age_seconds", list="ecg"),
              30 * 86400, "and how old it may be")
    tap.equal(m.value("robinson_list_entries", list="ecg"), 1, "its digests")
    tap.equal(m.value("robinson_list_usable", list="ecg"), 1, "it is asked")
    for spool in ("incoming", "tokens"):
        tap.equal(m.value("robinson_spool_events", spool=spool), 0,
                  "nothing waits: " + spool)


def counted(tap, house):
    before = read(house)
    tap.equal(offer(house, "ania", "stranger@example.com").kind, "discard",
              "one is held")
    tap.equal(offer(house, "ania", "adam@example.com").kind, "accept",
              "one goes")
    refused = offer(house, None, "anna@example.com",
                    headers=[("X-Mailer", "Mautic")])
    tap.equal(refused.code, 550, "one is refused")
    m = read(house)
    tap.equal(verdicts(m, "followup", "unknown", "hold"), 1, "held")
    tap.equal(verdicts(m, "followup", "allowed", "accept"), 1, "accepted")
    tap.equal(verdicts(m, "newsletter", "unknown", "reject"), 1, "refused")
    tap.equal(m.value("robinson_held_messages"), 1, "and lies there")
    tap.ok(m.value("robinson_held_bytes") > 0, "with its octets")
    tap.equal(m.value("robinson_messages_total")
              - before.value("robinson_messages_total"), 3, "three messages")
    tap.equal(m.value("robinson_verdict_duration_seconds_count",
                      step="rcpt"), 2, "two judged beside the recipient")
    tap.equal(m.value("robinson_verdict_duration_seconds_count",
                      step="end-of-message"), 3, "three at the end")
    tap.ok(m.value("robinson_commit_duration_seconds_count") >= 2,
           "commits were measured")
    tap.equal(m.value("robinson_commit_failures_total"), 0, "and none failed")
    wait_for(lambda: read(house).value("robinson_sessions_open") == 0, 10,
             "the sessions to end")
    tap.ok(m.value("robinson_sessions_total") >= 3, "sessions")


def from_strangers(tap, house):
    offer(house, None, "ania@firma.example", sender="adam@example.com",
          body="I think about it.\r\n")
    wait_for(lambda: read(house).value("robinson_incoming_total",
                                       meaning="letter") == 1, 20, "a letter")
    m = read(house)
    tap.equal(m.value("robinson_incoming_taken_total"), 1, "it was taken")
    tap.equal(m.total("robinson_incoming_total"), 1, "and is one letter")
    tap.equal(m.value("robinson_spool_events", spool="incoming"), 0,
              "and waits no longer")


def faults(tap, house):
    os.rename(house.path("ecg.list"), house.path("ecg.away"))
    wait_for(lambda: read(house).value("robinson_list_usable", list="ecg")
             == 0, 10, "the list to be missed")
    tap.equal(offer(house, "eva", "eva@example.com").code, 451,
              "without the list")
    m = read(house)
    tap.equal(m.value("robinson_faults_total", kind="list",
                      outcome="deferred"), 1, "a fault of the list")
    tap.equal(m.value("robinson_list_dated_timestamp_seconds", list="ecg"),
              None, "that has no date")
    os.rename(house.path("ecg.away"), house.path("ecg.list"))
    for name in os.listdir(house.store_dir):
        os.rename(os.path.join(house.store_dir, name),
                  house.path("away-" + name))
    wait_for(lambda: offer(house, "ania", "adam@example.com").code == 451, 20,
             "the store to be missed")
    m = read(house)
    tap.equal(m.value("robinson_store_up"), 0, "the store is away")
    tap.ok(m.value("robinson_faults_total", kind="store",
                   outcome="deferred") >= 1, "faults of the store")
    tap.equal(m.value("robinson_held_messages"), None,
              "what lies in it is not told")
    tap.equal(verdicts(m, "followup", "unknown", "hold"), 1,
              "what was counted is")


def textfile(tap, house):
    path = house.path("robinson.prom")
    for _ in range(2):
        done = house.run("metrics", "--textfile", path)
        tap.equal((done.returncode, done.stdout, done.stderr), (OK, "", ""),
                  "to a file")
    with open(path, encoding="utf-8") as file:
        tap.equal(Metrics(file.read()).value("robinson_up"), 1, "it is whole")
    tap.equal(stat.S_IMODE(os.stat(path).st_mode), 0o644,
              "and others may read it")
    tap.equal([n for n in os.listdir(house.dir) if "prom" in n],
              ["robinson.prom"], "nothing lies beside it")
    done = house.run("metrics", "--textfile", house.path("none", "x.prom"))
    tap.equal(done.returncode, CANTCREAT, "no such directory")
    tap.ok("none/x.prom.new: No such file" in done.stderr, "which it says",
           done.stderr)
    os.mkdir(house.path("x.prom"))
    done = house.run("metrics", "--textfile", house.path("x.prom"))
    tap.ok(done.returncode != OK and "Is a directory" in done.stderr,
           "a directory stands there", done.stderr)
    tap.ok(not os.path.exists(house.path("x.prom.new")), "and nothing is left")
    tap.equal(house.run("metrics", "x").returncode, USAGE, "no argument")


def knock(house, text):
    """What is answered; nothing where it is closed, read or not."""
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(20)
        s.connect(house.path("milter.sock.control"))
        try:
            s.sendall(text)
            s.shutdown(socket.SHUT_WR)
            return s.recv(100)
        except (BrokenPipeError, ConnectionResetError):
            return b""


def who_asks(tap, house):
    for text in (b"metric\n", b"metricsx\n", b"metrics", b"\n", b"",
                 b"metrics and much more than any request\n"):
        tap.equal(knock(house, text), b"", "no request: %r" % text)
    tap.equal(knock(house, b"metrics\n")[:6], b"taken\n", "a request")
    if not IS_ROOT:
        return
    os.chmod(house.path("milter.sock.control"), 0o666)
    done = subprocess.run(
        [sys.executable, "-c", "import os, socket, sys\n"
         "os.setgroups([]); os.setuid(%d)\n"
         "s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])\n"
         "try:\n  s.sendall(b'metrics\\n'); print(len(s.recv(10)))\n"
         "except OSError: print(0)" % NOBODY,
         house.path("milter.sock.control")], timeout=60, check=False,
        stdout=subprocess.PIPE, encoding="ascii")
    tap.equal(done.stdout, "0\n", "a stranger is told nothing")


def away(tap, house):
    done = house.run("metrics")
    tap.equal((done.returncode, done.stdout), (UNAVAILABLE, ""), "no daemon")
    tap.ok("is the daemon running?" in done.stderr, "which it says",
           done.stderr)
    path = house.path("robinson.prom")
    done = house.run("metrics", "--textfile", path)
    tap.equal(done.returncode, UNAVAILABLE, "no daemon, and a file")
    with open(path, encoding="utf-8") as file:
        m = Metrics(file.read())
    tap.equal(m.series, {("robinson_up", frozenset()): 0},
              "that says that it is down, and no old counts")


def in_the_manual(tap, house):
    """The table of robinson-milter(8) names all that is told, and no more."""
    with open(os.path.join(SRC, "src", "milter", "robinson-milter.8"),
              encoding="utf-8") as page:
        text = page.read()
    names = re.findall(r"^\.It Li (robinson_\w+)", text, re.M)
    tap.equal(sorted(set(names)), sorted(names), "each once")
    tap.equal(sorted(names), sorted(read(house).types),
              "the manual names what is told")


def main(tap):
    with Installation("metrics", CONFIG) as house:
        house.init()
        house.set_clock(NOW)
        house.must("contact", "adam@example.com", "--at", "2024-02-20",
                   "--source", "chat", "--relation", "prospect")
        with open(house.path("digests"), "wb") as file:
            file.write(bytes(range(20)))
        house.must("lists", "update", "ecg", house.path("digests"),
                   "--dated", str("2024-02-29T09:00:00Z"))
        away(tap, house)
        house.start()
        at_first(tap, house)
        counted(tap, house)
        from_strangers(tap, house)
        textfile(tap, house)
        who_asks(tap, house)
        in_the_manual(tap, house)
        faults(tap, house)
        house.stop()
        away(tap, house)


if __name__ == "__main__":
    taplib.run(main)
