#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""robinson check --socket: staff without keys and configuration asks the
daemon whom it may write to, and gets that answer alone."""

import grp
import json
import os
import re
import socket
import stat
import subprocess
import sys
import time

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
import tap as taplib  # noqa: E402
from installation import Installation  # noqa: E402

OK, SOME_MAY_NOT, USAGE, DATAERR, UNAVAILABLE, NOPERM, CONFIG = \
    0, 1, 64, 65, 69, 77, 78
NOBODY = 65534
STRANGER = 65533
IS_ROOT = os.geteuid() == 0
NOW = 1527494400  # 2018-05-28 10:00 in Warsaw
ADAM, EWA, JAN, OLA = ("%s@example.com" % n for n in
                       ("adam", "ewa", "jan", "ola"))
HOUR = 3600
CONFIG_TEXT = """
milter {
    socket = "@SOCKET@"
    socket-mode = "0600"
    check-socket = "unix:@DIR@/check.sock"
    check-group = "%s"
    check-per-hour = 250
}
officer { contact = {"iod@firma.example"} }
"""


def same(tap, got, wanted, name, why=""):
    tap.ok(got == wanted, name, "got    %r\nwanted %r\n%s" % (
        got, wanted, why))


def own_group():
    """Root gives the socket to nobody's group, anybody else to their own."""
    return grp.getgrgid(65534 if IS_ROOT else os.getegid()).gr_name


def people(house):
    house.must("contact", ADAM, "--at", "2018-05-20 10:00", "--source", "chat",
               "--relation", "prospect")
    house.must("contact", JAN, "--at", "2018-05-20 10:00", "--source", "chat",
               "--relation", "prospect")
    house.must("object", EWA, "--at", "2018-05-21 10:00")
    house.must("restrict", JAN)


def drop(uid, gid):
    def do():
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    return do if IS_ROOT else None


def ask(house, *args, uid=NOBODY, gid=NOBODY, purpose="followup"):
    """As a member of the group, who can read neither keys nor store."""
    return subprocess.run(
        [house.program_path("robinson"), "-c", "/nonexistent", "check",
         "--socket", house.path("check.sock"), "--purpose", purpose, *args],
        env=house.environment(), preexec_fn=drop(uid, gid), timeout=60,
        encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        check=False, cwd="/")


def raw(house, text, close=True):
    """What the daemon says to these octets."""
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(20)
        s.connect(house.path("check.sock"))
        try:
            s.sendall(text)
            if close:
                s.shutdown(socket.SHUT_WR)
            said = b""
            while True:
                piece = s.recv(65536)
                if not piece:
                    return said
                said += piece
        except ConnectionError:
            return b""


def answers(tap, house):
    done = ask(house, ADAM)
    same(tap, (done.returncode, done.stdout),
              (OK, ADAM + "\tyes\tmay be written to\n"), "one who may")
    done = ask(house, ADAM, EWA, JAN, OLA, "no address")
    same(tap, done.returncode, SOME_MAY_NOT, "some who may not", done.stderr)
    same(tap, done.stdout.splitlines(), [
        ADAM + "\tyes\tmay be written to",
        EWA + "\tno\tobjected to such mail on 2018-05-21 (Art. 21(3) GDPR)",
        JAN + "\tno\tmay not be written to; please ask the data protection "
        "officer: iod@firma.example (GDPR)",
        OLA + "\tno\tis not on record, so nothing shows that we may write "
        "(Art. 5(2) and 6(1) GDPR)",
        done.stdout.splitlines()[-1]], "each with why")
    tap.ok(done.stdout.splitlines()[-1].startswith(
        "no address\tno\tis not a valid address: "), "no address", done.stdout)
    lines = [json.loads(line) for line in
             ask(house, "--json", EWA, ADAM).stdout.splitlines()]
    same(tap, [(l["address"], l["purpose"], l["may"]) for l in lines],
              [(EWA, "followup", False), (ADAM, "followup", True)], "as JSON")
    tap.ok("objected" in lines[0]["why"], "and why", lines)
    done = ask(house, JAN, purpose="wellbeing")
    same(tap, done.stdout, JAN + "\tno\tmay not be written to; please ask the "
              "data protection officer: iod@firma.example (GDPR)\n",
              "restricted")
    done = ask(house, ADAM, purpose="wellbeing")
    same(tap, done.stdout, ADAM + "\tno\tmay not be written to; please ask "
              "the data protection officer: iod@firma.example (GDPR)\n",
              "and sensitive data are told alike")


def refusals(tap, house):
    done = ask(house, ADAM, purpose="nothing")
    same(tap, done.returncode, DATAERR, "an unknown purpose")
    tap.ok("followup" in done.stderr, "the known ones are named", done.stderr)
    done = ask(house, "--at", "2018-05-01", ADAM)
    same(tap, done.returncode, USAGE, "about now alone", done.stderr)
    done = ask(house, *["p%d@example.com" % n for n in range(101)])
    same(tap, done.returncode, DATAERR, "too many at once")
    tap.ok("up to 100" in done.stderr, "how many may be", done.stderr)
    for text in (b"reload\n", b"", b"\n", b"check 2\nfollowup\na@b.example\n",
                 b"check 1\n", b"check 1\nfollowup\n",
                 b"check 1\nfollowup\na@b.example", b"check 1\n\0\na@b\n",
                 b"check 1\nfollowup\na@b.example\nc@d.example",
                 b"check 1\nfollowup\na@b.example\n\0\nc@d.example\n",
                 b"check 1\n" + b"x" * 70000,
                 b"check 1\nfollowup\n" + b"a@b.example\n" * 101,
                 b"check 1\nfollowup\n" + b"\xff\x00\x1b[2J\n"):
        said = raw(house, text)
        tap.ok(not said.startswith(b"answers"), "no answer to %r" % text[:40],
               said)
    begin = time.monotonic()
    same(tap, raw(house, b"check 1\nfollow", close=False), b"",
              "who does not go on is hung up on")
    tap.ok(time.monotonic() - begin < 15, "soon")
    tap.ok("read anew" not in house.log_text(), "no order is taken there")
    done = ask(house, ADAM)
    same(tap, done.returncode, OK, "and the next one is answered", done.stderr)


def strangers(tap, house):
    mode = os.stat(house.path("check.sock"))
    same(tap, stat.S_IMODE(mode.st_mode), 0o660, "the socket's mode")
    same(tap, grp.getgrgid(mode.st_gid).gr_name, own_group(), "its group")
    if not IS_ROOT:
        return
    done = ask(house, ADAM, uid=STRANGER, gid=STRANGER)
    same(tap, done.returncode, NOPERM, "another group may not ask",
              done.stdout + done.stderr)
    done = subprocess.run(
        [house.program_path("robinson"), "-c", house.conf, "check",
         "--purpose", "followup", ADAM], env=house.environment(),
        preexec_fn=drop(NOBODY, NOBODY), timeout=60, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, cwd="/")
    tap.ok(done.returncode not in (OK, SOME_MAY_NOT),
           "who asks there has no keys", done.stdout + done.stderr)
    done = subprocess.run(
        [house.program_path("robinson"), "-c", house.conf, "reload"],
        env=house.environment(), preexec_fn=drop(NOBODY, NOBODY), timeout=60,
        encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        check=False, cwd="/")
    tap.ok(done.returncode, "and gives no orders", done.stdout + done.stderr)


def counted(tap, house):
    log = house.log_text()
    uid = NOBODY if IS_ROOT else os.geteuid()
    tap.ok(re.search("check: uid %d asked about 5 addresses for \"followup\": "
                     "1 may be written to" % uid, log), "each use is logged",
           log)
    tap.ok("example.com" not in log, "without the addresses", log)
    hundred = ["p%d@example.com" % n for n in range(100)]
    seen = [ask(house, *hundred).returncode for _ in range(3)]
    tap.ok(seen[0] == SOME_MAY_NOT and seen[-1] == DATAERR,
           "no more than so many within the hour", seen)
    done = ask(house, ADAM)
    same(tap, done.returncode, DATAERR, "nor a single one")
    tap.ok("check-per-hour" in done.stderr, "and says why", done.stderr)
    if IS_ROOT:
        done = ask(house, ADAM, uid=0, gid=0)
        same(tap, done.returncode, OK, "another user is counted apart",
                  done.stderr)


def flood(tap, house):
    """Whoever knocks all the time fills no log."""
    line = "check: uid %d was refused" % os.geteuid()
    for _ in range(450):
        raw(house, b"")
    told = house.log_text().count(line)
    tap.ok(50 < told <= 350, "so many lines an hour", told)
    raw(house, b"")
    same(tap, house.log_text().count(line), told, "and no more")


def without_keys(tap):
    """The daemon serves all the same; no answer is no "yes"."""
    with Installation("ask") as house:
        house.configure((CONFIG_TEXT % own_group()).replace(
            "@DIR@", house.dir))
        house.set_clock(NOW)
        house.start()
        done = ask(house, ADAM)
        same(tap, (done.returncode, done.stdout), (UNAVAILABLE, ""),
                  "without keys there is no answer", done.stderr)
        tap.ok("no answer can be had now" in done.stderr, "and it is said",
               done.stderr)
        house.init()
        done = ask(house, OLA)
        tap.ok(done.returncode in (UNAVAILABLE, SOME_MAY_NOT),
               "no yes either once they are there", done.stdout)
        house.stop()


def configured(tap, house):
    for text, said in (
            ("milter { check-socket = \"inet:1@127.0.0.1\" "
             "check-group = \"x\" }\n", "accepted: unix:/PATH"),
            ("milter { check-socket = \"unix:/run/x\" }\n",
             "found no \"check-group\" beside it"),
            ("milter { check-group = \"x\" }\n",
             "found no \"check-socket\" beside it")):
        house.configure(text)
        done = house.run("config", "check")
        same(tap, done.returncode, CONFIG, text.strip())
        tap.ok(said in done.stdout + done.stderr, said,
               done.stdout + done.stderr)


def tests(tap):
    with Installation("ask") as house:
        house.configure((CONFIG_TEXT % own_group()).replace(
            "@DIR@", house.dir))
        house.set_clock(NOW)
        house.init()
        people(house)
        done = ask(house, ADAM)
        same(tap, done.returncode, UNAVAILABLE, "no daemon, no answer",
                  done.stderr)
        house.start()
        strangers(tap, house)
        answers(tap, house)
        refusals(tap, house)
        counted(tap, house)
        flood(tap, house)
        house.stop()
        tap.ok(not os.path.exists(house.path("check.sock")),
               "the socket is gone with the daemon")
        configured(tap, house)
    without_keys(tap)


taplib.run(tests)
