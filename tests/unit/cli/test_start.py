#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""How each program starts: with descriptors 0 to 2 closed, with which limits,
and what the shell hears of a daemon that goes to the background."""

import os
import pwd
import re
import signal
import subprocess
import sys

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
import tap as taplib  # noqa: E402
from installation import (BUILD, Installation, SetupError,  # noqa: E402
                          wait_for)
from page import Page  # noqa: E402
from smtp import free_port  # noqa: E402

OK, USAGE, UNAVAILABLE, CANTCREAT, IOERR, CONFIG = 0, 64, 69, 73, 74, 78
MILTER = "milter { socket = \"@SOCKET@\"  pid-file = \"%s\" %s }"
IS_ROOT = os.geteuid() == 0


def program(room, name):
    return os.path.join(BUILD, "src", room, name)


def run(argv, closed=(), **more):
    """Its exit status, started without some of the first descriptors."""
    def close():
        for fd in closed:
            os.close(fd)

    with open(os.devnull, "r+b") as null:
        # preexec_fn: what a shell does for "<&- >&- 2>&-".
        return subprocess.run(argv, stdin=null, stdout=null, stderr=null,
                              preexec_fn=close, timeout=60, check=False,
                              **more).returncode


def read_pid(path):
    try:
        with open(path, encoding="ascii") as file:
            return int(file.read())
    except (OSError, ValueError):
        return 0


def end(pid):
    """A daemon is nobody's child: wait until its number is gone."""
    os.kill(pid, signal.SIGTERM)
    wait_for(lambda: not os.path.exists("/proc/%d" % pid), 30,
             "the daemon to end")


def targets(pid):
    return [os.readlink("/proc/%d/fd/%d" % (pid, fd)) for fd in range(3)]


def is_undumpable(pid):
    """Then root owns what there is of the process in /proc."""
    return os.stat("/proc/%d/environ" % pid).st_uid == 0


def core_limits(pid):
    with open("/proc/%d/limits" % pid, encoding="ascii") as file:
        found = re.search(r"^Max core file size +(\S+) +(\S+)", file.read(),
                          re.M)
    return found.groups()


def has_dumps():
    """A build for developers or with a sanitizer allows them."""
    with open(os.path.join(BUILD, "config.h"), encoding="ascii") as file:
        return "#define WITH_SANITIZER 1" in file.read()


def daemon(tap, house):
    pid_file = house.path("pid")
    argv = [program("milter", "robinson-milter"), "-c", house.conf]
    for closed in ((0,), (0, 1, 2)):
        name = "the daemon without %s" % (closed or "nothing",)
        tap.equal(run(argv, closed, cwd=house.dir), OK, name + ": starts")
        pid = read_pid(pid_file)
        if not tap.ok(pid > 1, name + ": it runs"):
            continue
        tap.equal(targets(pid), ["/dev/null"] * 3,
                  name + ": its first descriptors lead nowhere")
        tap.equal(house.run("check", "--purpose", "followup",
                            "a@example.com").returncode, 1,
                  name + ": the store is whole")
        tap.equal(run(argv, closed, cwd=house.dir), UNAVAILABLE,
                  name + ": a second one says that it does not start")
        end(pid)


def nobody(tap, house):
    """With a user of its own, so that it is seen who may look into it."""
    who = pwd.getpwnam("nobody")
    for path in (house.dir, house.store_dir, house.keys, house.store):
        if os.path.exists(path):
            os.chown(path, who.pw_uid, who.pw_gid)
    house.start()
    pid = house.daemon.pid
    with open("/proc/%d/status" % pid, encoding="ascii") as file:
        tap.ok(re.search(r"^Uid:\s+%d" % who.pw_uid, file.read(), re.M),
               "the daemon is nobody")
    if has_dumps():
        tap.note("a build with a sanitizer may be dumped")
    else:
        tap.equal(core_limits(pid), ("0", "0"), "the daemon: no core file")
        tap.ok(is_undumpable(pid), "the daemon: its user sees nothing of it")
    house.stop()


def failing(tap, house):
    argv = [program("milter", "robinson-milter"), "-c", house.conf]
    house.configure(MILTER % ("/nonexistent/pid", ""))
    tap.equal(run(argv), CANTCREAT,
              "a daemon that fails after it went away: its status")
    house.configure(MILTER % (house.path("pid"), "mode = nonsense"))
    tap.equal(run(argv), CONFIG, "a bad configuration")


def page(tap, house):
    argv = [program("unsubscribe", "robinson-unsubscribe"), "-c", house.conf]
    web = Page(house, 0)
    tap.equal(run(argv), CONFIG,
              "the page: nothing to serve")
    house.configure(Page.settings(free_port()))
    web.prepare()
    tap.equal(run([*argv, "-n"], (0, 1, 2)), OK,
              "the page without any: checks its keys")


def command(tap, house):
    argv = [program("cli", "robinson"), "-c", house.conf]
    tap.equal(run([*argv, "config", "check"], (0, 2)), OK,
              "the command line without 0 and 2")
    tap.equal(run([*argv, "config", "check"], (1,)), IOERR,
              "the command line without 1: its answer is lost, and it says so")
    tap.equal(run([*argv, "contact", "a@example.com", "--at", "2026-01-01",
                   "--relation", "prospect", "--source", "chat"], (0, 1, 2)) in (OK, IOERR),
              True, "the command line without any: it records")
    tap.equal(house.run("doctor").returncode in (0, 1, 2), True,
              "and the store is whole")


def modes(tap, house):
    """What is made is for owner and group; what was made otherwise is told."""
    os.unlink(house.store)
    done = subprocess.run(
        [program("cli", "robinson"), "-c", house.conf, "contact",
         "b@example.com", "--at", "2026-01-01", "--relation", "prospect",
         "--source", "chat"], preexec_fn=lambda: os.umask(0), timeout=60,
        stdout=subprocess.DEVNULL, check=False)
    tap.equal(done.returncode, OK, "a store is made under umask 0")
    tap.equal(os.stat(house.store).st_mode & 0o777, 0o640, "its mode")
    os.chmod(house.store, 0o644)
    done = house.run("doctor")
    tap.ok("%s has mode 0644" % house.store in done.stdout and
           "chmod o-rwx %s" % house.store in done.stdout,
           "the doctor tells of a store that others can read", done.stdout)
    house.start()
    tap.ok("others can get at it; chmod o-rwx %s" % house.store in
           house.log_text(), "so does the daemon at its start",
           house.log_text())
    house.stop(signal.SIGKILL)
    os.chmod(house.store, 0o640)


def recorder(tap, house):
    """Anybody may connect to the recorder, and nobody fills the log so."""
    script = ("import os, socket, sys\nos.setgroups([]); os.setuid(65533)\n"
              "for i in range(200):\n"
              "  s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])\n"
              "  s.settimeout(10)\n"
              "  try: assert s.recv(1) == b''\n"
              "  except ConnectionResetError: pass\n")
    house.configure(Page.settings(free_port()))
    Page(house, 0).prepare()
    house.start()
    done = subprocess.run(
        [sys.executable, "-c", script, house.path("run", "recorder.sock")],
        timeout=60, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        check=False, encoding="utf-8")
    tap.equal(done.returncode, 0, "the recorder hangs up on 200 strangers")
    lines = house.log_text().count("may not record clicks")
    tap.ok(1 <= lines <= 10, "and logs some of them", "%d lines" % lines)
    tap.equal(house.log_text().count("not logged within the hour"), 1,
              "and that there were more")
    house.stop(signal.SIGKILL)


def helper(tap):
    argv = [program("inbound", "robinson-inbound")]
    tap.equal(run(argv, (0, 1, 2)), USAGE,
              "the helper without any takes no store for its socket")
    tap.equal(run([*argv, "--self-test"], (0, 2)), OK,
              "the helper without 0 and 2: its self-test")


def main():
    tap = taplib.Tap()
    try:
        with Installation("start", clock=False) as house:
            house.configure(MILTER % (house.path("pid"), ""))
            house.init()
            house.must("contact", "b@example.com", "--at", "2026-01-01",
                       "--relation", "prospect", "--source", "chat")
            daemon(tap, house)
            command(tap, house)
            helper(tap)
            modes(tap, house)
            failing(tap, house)
            if IS_ROOT:
                house.configure(MILTER % (house.path("pid"),
                                          "user = \"nobody\""))
                nobody(tap, house)
                if os.path.exists(program("unsubscribe",
                                          "robinson-unsubscribe")):
                    house.configure("")
                    page(tap, house)
                    recorder(tap, house)
    except SetupError as e:
        tap.ok(False, "the test could be set up", str(e))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
