#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""robinson setup beside a private Postfix: what stops it midway, going on,
the daemon with the configuration that it writes, real mail in observe mode,
and the questions on a terminal."""

import os
import pty
import select
import shutil
import signal
import stat
import subprocess
import time

import peers  # noqa: F401
from installation import BUILD, PROFILES, scratch, wait_for
from milterclient import Milter
from postfix import Postfix
from smtp import Client
from tap import run

ROBINSON = os.path.join(BUILD, "src", "cli", "robinson")
DAEMON = os.path.join(BUILD, "src", "milter", "robinson-milter")
USER = "daemon"
USAGE, CANTCREAT, CONFIG = 64, 73, 78
OFFER = """From: <ania@firma.example>
Subject: Our newsletter
Message-ID: <%s@firma.example>
List-Unsubscribe: <mailto:stop@firma.example>

Good morning,
"""


class House:
    """What "robinson setup" is asked to fill."""

    def __init__(self, postfix, name):
        self.postfix = postfix
        self.dir = scratch("setup")
        self.conf = os.path.join(self.dir, name, "robinson.conf")
        self.state = os.path.join(self.dir, "state")
        self.socket = postfix.path("queue", "robinson", "milter.sock")

    def robinson(self, *args, user=None):
        as_user = ["setpriv", "--reuid=" + user, "--regid=" + user,
                   "--clear-groups"] if user else []
        return subprocess.run(
            [*as_user, ROBINSON, "-c", self.conf, *args],
            env=dict(os.environ, LC_ALL="C.UTF-8"), timeout=120,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8", check=False)

    def options(self):
        return ["--user", USER, "--state", self.state, "--postfix-config",
                self.postfix.conf]

    def setup(self, *args):
        return self.robinson("setup", *self.options(), *args)

    def setup_all(self, *args):
        return self.setup("--domain", "firma.example", "--profile",
                          os.path.join(PROFILES, "pl.conf"), "--language",
                          "pl", *args)

    def go_on(self, *args):
        return self.robinson("setup", "--continue", "--postfix-config",
                             self.postfix.conf, *args)

    def main_cf(self):
        with open(os.path.join(self.postfix.conf, "main.cf"),
                  encoding="utf-8") as file:
            return file.read()

    def text(self):
        with open(self.conf, encoding="utf-8") as file:
            return file.read()

    def start(self):
        with open(os.path.join(self.dir, "log"), "ab") as log:
            daemon = subprocess.Popen(
                [DAEMON, "-c", self.conf, "-f"], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log)

        def answers():
            try:
                Milter("unix:" + self.socket, timeout=10).close()
            except OSError:
                return False
            return True

        try:
            wait_for(answers, 20, "the daemon to answer")
        except BaseException:
            daemon.kill()
            raise
        return daemon


def refusals(tap, house):
    for args, status, said in (
            (["--domain", "firma"], USAGE, "found \"firma\", accepted:"),
            (["--domain", "firma.example"], USAGE, "--profile is missing"),
            (["--profile", "xx"], USAGE, "found \"xx\", accepted: eu, pl"),
            (["--language", "xx"], USAGE, "accepted: en, pl"),
            (["--mta", "exim"], USAGE, "accepted: postfix, sendmail"),
            (["--continue"], 64, "do not go with it"),
            ([], USAGE, "--domain is missing")):
        done = house.setup(*args)
        if args == ["--continue"]:
            done = house.go_on()
            status, said = 66, "there is no"
        tap.ok(done.returncode == status and said in done.stdout,
               "refused: %s" % " ".join(args or ["nothing told"]),
               "%d %s" % (done.returncode, done.stdout))
    tap.equal(sorted(os.listdir(house.dir)), [],
              "refused: nothing was made")


def not_by_others(tap, house):
    done = house.robinson("setup", user=USER)
    tap.ok(done.returncode == 77 and "only root" in done.stdout,
           "refused: somebody else than root", done.stdout)


def midway(tap, house):
    """A file where the socket's directory is to be."""
    place = os.path.dirname(house.socket)
    with open(place, "w", encoding="ascii"):
        pass
    done = house.setup_all()
    tap.ok(done.returncode not in (0, 1) and place in done.stdout and
           "no configuration is written" in done.stdout and
           "made     directory " + house.state in done.stdout,
           "midway: it says where it stands", done.stdout)
    tap.equal(os.listdir(os.path.dirname(house.conf)), [],
              "midway: no configuration, not even half a one")
    os.unlink(place)
    os.chmod(house.state, 0o700)
    shutil.chown(house.state, "root", "root")
    done = house.setup_all()
    tap.ok(done.returncode == 69 and "made     key file" in done.stdout and
           "Permission denied" in done.stdout and
           not os.path.exists(house.conf) and not os.listdir(house.state),
           "midway: no store, no configuration", done.stdout)
    shutil.chown(house.state, USER, USER)


def written(tap, house):
    before = house.main_cf()
    done = house.setup_all()
    tap.equal(done.returncode, 0, "written: it goes on from there")
    tap.ok("kept     directory " + house.state in done.stdout and
           "kept     key file" in done.stdout and
           "made     store" in done.stdout and
           "written  " + house.conf in done.stdout and
           "postconf -c '%s' -e 'smtpd_milters = unix:robinson/milter.sock'"
           % house.postfix.conf in done.stdout and
           "robinson -c %s setup --continue --postfix-config %s\n"
           % (house.conf, house.postfix.conf) in done.stdout and
           "\\x" not in done.stdout,
           "written: it says what it did",
           done.stdout)
    tap.equal(house.main_cf(), before, "written: Postfix is as it was")
    keys = os.stat(os.path.join(os.path.dirname(house.conf), "keys"))
    tap.equal((stat.S_IMODE(keys.st_mode), keys.st_uid), (0o640, 0),
              "written: the key file is root's, and its group may read it")
    place = os.stat(os.path.dirname(house.socket))
    tap.equal(stat.S_IMODE(place.st_mode), 0o2750,
              "written: the socket's directory is Postfix's group's")
    tap.ok("mode = observe" in house.text() and
           'own-domains = {"firma.example"}' in house.text() and
           'reply-language = "pl"' in house.text(), "written: what was chosen",
           house.text())
    done = house.robinson("config", "check", "--postfix-config",
                          house.postfix.conf)
    tap.ok(done.returncode == 0 and done.stdout.count("warning:") == 1 and
           "stands for an example" in done.stdout,
           "written: accepted, warned of nothing but the example's domain",
           done.stdout)


def refuses_again(tap, house):
    before = house.text()
    done = house.setup_all()
    tap.ok(done.returncode == CANTCREAT and "left as it is" in done.stdout,
           "again: an existing configuration is refused", done.stdout)
    tap.equal(house.text(), before, "again: and is as it was")
    before = house.main_cf()
    done = house.go_on("--apply")
    tap.ok(done.returncode == 0 and "once the daemon answers" in done.stdout,
           "go on: without a daemon Postfix is told nothing", done.stdout)
    tap.equal(house.main_cf(), before, "go on: main.cf is as it was")


def with_daemon(tap, house):
    done = house.robinson("object", "adam@example.com", user=USER)
    tap.equal(done.returncode, 0, "daemon: its user can write the store")
    daemon = house.start()
    try:
        done = house.go_on("--apply")
        tap.ok("main.cf  smtpd_milters = unix:robinson/milter.sock\n"
               "main.cf  non_smtpd_milters = unix:robinson/milter.sock"
               in done.stdout and "robinson doctor:" in done.stdout,
               "daemon: Postfix is told, and doctor looks", done.stdout)
        postfix = [line for line in done.stdout.splitlines()
                   if line.split()[:2] in (["error", "postfix"],
                                           ["error", "socket"],
                                           ["error", "keys"],
                                           ["error", "files"])]
        tap.equal(postfix, [], "daemon: doctor finds no error of setup's")
        mail(tap, house)
        done = house.go_on("--apply")
        tap.ok("Postfix asks already" in done.stdout,
               "daemon: once more, and nothing is left to do", done.stdout)
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(30)


def mail(tap, house):
    letters = house.postfix.sink
    with_client = Client(house.postfix.port).open()
    refused, last = with_client.send(
        "ania@firma.example", ["adam@example.com"], OFFER % "1")
    with_client.close()
    tap.ok(not refused and last.code == 250,
           "mail: to who objected it goes, in observe mode", last)
    tap.equal(letters.wait_count(1, 30), 1, "mail: and arrives")
    done = house.robinson("journal", user=USER)
    tap.ok("objected" in done.stdout and "newsletter" in done.stdout,
           "mail: the journal says what would have been", done.stdout)


def converse(argv, answers):
    """Runs it on a terminal; each answer follows a line that ends in ": "."""
    pid, fd = pty.fork()
    if pid == 0:
        os.environ["LC_ALL"] = "C.UTF-8"
        os.execv(argv[0], argv)
    said, left = b"", list(answers)
    deadline = time.monotonic() + 60
    asked = 0
    while time.monotonic() < deadline:
        if not select.select([fd], [], [], 1)[0]:
            continue
        try:
            piece = os.read(fd, 4096)
        except OSError:
            break
        if not piece:
            break
        said += piece
        if left and said[asked:].endswith(b": "):
            asked = len(said)
            os.write(fd, left.pop(0).encode() + b"\n")
    else:
        os.kill(pid, signal.SIGKILL)
    os.close(fd)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.decode(
        errors="replace")


def asked(tap, house):
    argv = [ROBINSON, "-c", house.conf, "setup", *house.options()]
    profile = os.path.join(PROFILES, "de.conf")
    status, said = converse(argv, ["", "xx", profile, "", "no"])
    tap.equal(status, 0, "asked: it is set up")
    tap.ok("mail domains [firma.example]" in said and
           "found \"xx\", accepted:" in said and "[en]" in said,
           "asked: with proposals, and again after a wrong answer", said)
    tap.ok('own-domains = {"firma.example"}' in house.text() and
           profile in house.text(), "asked: the answers are written",
           house.text())
    os.unlink(house.conf)
    status, said = converse(argv, ["", "\x04"])
    tap.ok(status == 66 and not os.path.exists(house.conf),
           "asked: no answer, nothing is written", said)


def body(tap):
    with Postfix(None) as postfix:
        house, other = House(postfix, "etc"), House(postfix, "other")
        try:
            refusals(tap, house)
            not_by_others(tap, house)
            midway(tap, house)
            written(tap, house)
            refuses_again(tap, house)
            with_daemon(tap, house)
            asked(tap, other)
        finally:
            shutil.rmtree(house.dir)
            shutil.rmtree(other.dir)


run(body)
