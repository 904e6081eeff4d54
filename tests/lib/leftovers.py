#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs a command and tells which processes it leaves behind.

    leftovers.py COMMAND...

Orphans of the command come to this process (prctl(2), "child subreaper"), so
none escapes by going to the background. After the command has ended they have
a moment to end by themselves; what is there then is named on standard error,
a line each, and killed, stopped processes too. The exit status is the command's, or
1 where the command succeeded and left something.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36
GRACE_S = 5.0


def stat_of(pid):
    """(parent, state) of a process, or None when it is gone."""
    try:
        with open("/proc/%d/stat" % pid, encoding="ascii",
                  errors="replace") as stat:
            fields = stat.read().rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[1]), fields[0]


def text_of(pid, name):
    try:
        with open("/proc/%d/%s" % (pid, name), "rb") as file:
            text = file.read().replace(b"\0", b" ").strip()
    except OSError:
        return ""
    return text.decode("utf-8", "replace")


def place_of(pid):
    try:
        return os.readlink("/proc/%d/cwd" % pid)
    except OSError:
        return "?"


def descendants():
    """Processes below this one that still live, and their states."""
    stats = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            found = stat_of(int(name))
            if found:
                stats[int(name)] = found
    ours = {os.getpid()}
    while True:
        more = {pid for pid, (parent, _) in stats.items()
                if parent in ours and pid not in ours}
        if not more:
            break
        ours |= more
    return {pid: stats[pid][1] for pid in ours - {os.getpid()}
            if stats[pid][1] not in "ZX"}


def reap():
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                return
        except ChildProcessError:
            return


def settle():
    """What is left when the time to end by oneself is over."""
    end = time.monotonic() + GRACE_S
    while True:
        reap()
        left = descendants()
        if not left or time.monotonic() > end:
            return left
        time.sleep(0.05)


def end_all():
    """Bounded: whoever is killed may have started another just before."""
    for _ in range(50):
        left = descendants()
        if not left:
            return
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.05)
        reap()


def run(argv):
    """Its exit status, as a shell has it. Orphans that end meanwhile are
    waited for at once: somebody may look whether their numbers are gone."""
    command = subprocess.Popen(argv)
    while True:
        pid, status = os.wait()
        if pid == command.pid:
            break
    command.returncode = os.waitstatus_to_exitcode(status)
    return command.returncode if command.returncode >= 0 else \
        128 - command.returncode


def adopt_orphans():
    if ctypes.CDLL(None, use_errno=True).prctl(
            PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        sys.exit("leftovers: prctl: " + os.strerror(ctypes.get_errno()))


def main():
    if len(sys.argv) < 2:
        sys.exit("usage: leftovers.py COMMAND...")
    adopt_orphans()
    status = run(sys.argv[1:])
    left = settle()
    for pid, state in sorted(left.items()):
        command = text_of(pid, "cmdline") or text_of(pid, "comm")
        sys.stderr.write("left behind: process %d, state %s, in %s: %s\n" % (
            pid, state, place_of(pid), command[:200]))
    end_all()
    sys.exit(status if status else int(bool(left)))


if __name__ == "__main__":
    main()
