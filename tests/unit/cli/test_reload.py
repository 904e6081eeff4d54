#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""robinson reload: the daemon says whether it took the configuration, and a
pid file that lies aims at nobody."""

import os
import re
import signal
import socket
import subprocess
import sys

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
import tap as taplib  # noqa: E402
from installation import Installation, wait_for  # noqa: E402
from smtp import free_port  # noqa: E402

OK, DATAERR, UNAVAILABLE, NOPERM, CONFIG = 0, 65, 69, 77, 78
NOBODY = 65534
IS_ROOT = os.geteuid() == 0
MILTER = "milter { socket = \"%s\" %s }\n"


def answer(tap, house, status, text, name):
    done = house.run("reload")
    tap.equal(done.returncode, status, name)
    tap.ok(text in done.stdout + done.stderr, name + ": " + text,
           done.stdout + done.stderr)


def by_socket(tap, house):
    house.start()
    tap.equal(os.stat(house.path("milter.sock.control")).st_mode & 0o777,
              0o600, "the socket for orders is the daemon's own")
    house.configure("mode = observe\n")
    answer(tap, house, OK, "has read its configuration again", "a good one")
    tap.ok(re.search("read anew .*mode observe", house.log_text()),
           "and the daemon lives by it")
    house.configure("mode = nonsense\n")
    answer(tap, house, CONFIG, "found \"nonsense\"", "a bad one")
    # The command line cannot see this one: the store is another.
    house.configure("store = \"sqlite:%s\"\n" % house.path("db", "other.db"))
    answer(tap, house, CONFIG, "store was changed: that needs a restart",
           "one that the daemon refuses")
    answer(tap, house, CONFIG, "its old settings stay", "and what holds")
    house.configure("mode = enforce\n milter { socket = \"@SOCKET@\" "
                    "socket-mode = \"0600\" }\n")
    answer(tap, house, OK, "stay as they were until a restart",
           "one of which a part waits")
    silent = [knock(house) for _ in range(3)]
    silent[0].sendall(b"rel")
    for s in silent[1:]:
        s.close()
    house.configure("")
    answer(tap, house, OK, "read its configuration again",
           "after some who asked for nothing")
    silent[0].close()
    if IS_ROOT:
        strangers(tap, house)
    house.stop()
    tap.ok(not os.path.exists(house.path("milter.sock.control")),
           "it is gone with the daemon")
    answer(tap, house, UNAVAILABLE, "is the daemon running?", "no daemon")


def knock(house):
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(10)
    s.connect(house.path("milter.sock.control"))
    return s


def strangers(tap, house):
    """The mode keeps others out; if it did not, their name would."""
    os.chmod(house.path("milter.sock.control"), 0o666)
    before = house.log_text().count("may not give orders")
    anew = house.log_text().count("read anew")
    for _ in range(30):
        subprocess.run(
            [sys.executable, "-c", "import os, socket, sys\n"
             "os.setgroups([]); os.setuid(%d)\n"
             "s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])\n"
             "try:\n  s.sendall(b'reload\\n'); print(s.recv(10))\n"
             "except OSError: pass" % NOBODY,
             house.path("milter.sock.control")], timeout=60, check=False,
            stdout=subprocess.DEVNULL)
    tap.equal(house.log_text().count("read anew"), anew,
              "a stranger gives no orders")
    lines = house.log_text().count("may not give orders") - before
    tap.ok(1 <= lines <= 5, "and does not fill the log", lines)


def forged(tap, house):
    """Somebody else's process stands where the daemon is not."""
    script = ("import os, socket, sys\nos.setgroups([]); os.setuid(%d)\n"
              "s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1])\n"
              "s.listen(1)\nprint(flush=True)\nc = s.accept()[0]\n"
              "c.sendall(b'taken\\n')" % NOBODY)
    os.makedirs(house.path("open"))
    os.chmod(house.path("open"), 0o777)
    path = house.path("open", "milter.sock")
    house.configure(MILTER % ("unix:" + path, ""))
    with subprocess.Popen([sys.executable, "-c", script, path + ".control"],
                          stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as process:
        process.stdout.readline()
        answer(tap, house, NOPERM, "not the daemon's user",
               "who stands in for the daemon is not believed")
        process.kill()


def victim():
    """A process that a HUP would end."""
    return subprocess.Popen(["/bin/sleep", "60"])


def write(path, text, mode=0o644):
    if os.path.lexists(path):
        os.unlink(path)
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
    os.chmod(path, mode)


def by_pid_file(tap, house):
    """A TCP socket, and a pid file whose socket for orders is away."""
    pid_file = house.path("pid")
    house.socket = "inet:%d@127.0.0.1" % free_port()
    house.configure(MILTER % (house.socket, "pid-file = \"%s\"" % pid_file))
    house.start()
    pid = house.daemon.pid
    answer(tap, house, OK, "has read its configuration again",
           "TCP: beside the pid file")
    os.rename(pid_file + ".control", pid_file + ".away")
    answer(tap, house, OK, "was told to read", "by signal")
    wait_for(lambda: house.log_text().count("read anew") == 2, 10,
             "the signal")
    other = victim()
    rows = [
        ("another process", "%d\n" % other.pid, 0o644, NOPERM,
         "is no robinson-milter"),
        ("a group of processes", "-1\n", 0o644, DATAERR, "no process number"),
        ("no number", "x\n", 0o644, DATAERR, "no process number"),
        ("one that others may write", "%d\n" % pid, 0o666, NOPERM,
         "others than its owner"),
    ]
    for name, text, mode, status, said in rows:
        write(pid_file, text, mode)
        answer(tap, house, status, said, "a pid file with " + name)
    gone = subprocess.Popen(["/bin/true"])
    gone.wait(10)
    write(pid_file, "%d\n" % gone.pid)
    answer(tap, house, UNAVAILABLE, "its process is gone", "a stale pid file")
    write(pid_file + ".real", "%d\n" % pid)
    os.unlink(pid_file)
    os.symlink(pid_file + ".real", pid_file)
    answer(tap, house, NOPERM, "symbolic link", "a pid file that is a link")
    if IS_ROOT:
        write(pid_file, "%d\n" % pid)
        os.chown(pid_file, NOBODY, NOBODY)
        answer(tap, house, NOPERM, "whose file it is",
               "a pid file of another user that names the daemon")
    os.unlink(pid_file)
    answer(tap, house, UNAVAILABLE, "is the daemon running?", "no pid file")
    tap.ok(other.poll() is None, "the other process was not signalled")
    other.kill()
    other.wait(10)
    tap.ok(house.daemon.poll() is None, "the daemon lives")
    house.stop(signal.SIGTERM)


def main(tap):
    with Installation("reload") as house:
        house.init()
        house.set_clock(1527501600)
        by_socket(tap, house)
        if IS_ROOT:
            forged(tap, house)
    with Installation("reload-pid") as house:
        house.init()
        house.set_clock(1527501600)
        by_pid_file(tap, house)


if __name__ == "__main__":
    taplib.run(main)
