#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A bench that fails or is ended leaves nothing behind, neither a process nor
a directory; and what it needs is looked for before it begins. It runs as
"make bench" has it."""

import os
import shutil
import signal
import subprocess
import sys
import time

import peers  # noqa: F401
from installation import BUILD, scratch, wait_for
from tap import run

HERE = os.path.dirname(os.path.abspath(__file__))
BENCH = os.path.join(HERE, "..", "bench", "run.py")
LEFTOVERS = os.path.join(HERE, "..", "lib", "leftovers.py")
SIZES = {"BENCH_SUBJECTS": "1000", "BENCH_ROUNDS": "1000",
         "BENCH_MAILS": "50"}


def begin(place, **more):
    return subprocess.Popen(
        [sys.executable, LEFTOVERS, sys.executable, BENCH],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, start_new_session=True, encoding="utf-8",
        env=dict(os.environ, BENCH_DIR=place, PYTHONFAULTHANDLER="1",
                 **SIZES, **more))


def end(bench, number):
    """Sends the signal to the bench itself."""
    with open("/proc/%d/task/%d/children" % (bench.pid, bench.pid),
              encoding="ascii") as children:
        os.kill(int(children.read().split()[0]), number)


def names_place(pid, place):
    try:
        with open("/proc/%s/cmdline" % pid, "rb") as line:
            return place.encode() in line.read() or \
                os.readlink("/proc/%s/cwd" % pid).startswith(place)
    except OSError:
        return False


def left(place):
    """Processes that work there, and what lies there."""
    return [pid for pid in os.listdir("/proc")
            if pid.isdigit() and names_place(pid, place)] + os.listdir(place)


def nothing_left(tap, place, name):
    found = left(place)
    tap.equal(found, [], "%s: nothing is left" % name)
    for pid in found:
        if pid.isdigit():
            os.kill(int(pid), signal.SIGKILL)


def ended(tap, place, wait, name):
    bench = begin(place, BENCH_PARTS="change", BENCH_OTHER=BUILD)
    try:
        wait(bench)
        tap.ok(left(place), "%s: it is at work" % name)
        end(bench, signal.SIGTERM)
        try:
            out = bench.communicate(timeout=120)[0]
        except subprocess.TimeoutExpired:
            end(bench, signal.SIGABRT)  # tells where it stood
            out = bench.communicate(timeout=60)[0]
    finally:
        bench.kill()
        bench.wait(10)
    tap.equal(bench.returncode, 128 + signal.SIGTERM,
              "%s: it ends by itself" % name)
    tap.note(out[-3000:])
    nothing_left(tap, place, name)


def fails(tap, place):
    """The second of two builds is not there."""
    bench = begin(place, BENCH_PARTS="change", BENCH_OTHER=place)
    out = bench.communicate(timeout=120)[0]
    tap.equal(bench.returncode, 1, "a failure: told by the exit status")
    tap.ok("not built" in out, "a failure: told in words", out[-300:])
    tap.ok("left behind" not in out, "a failure: it cleans up by itself", out)
    nothing_left(tap, place, "a failure")


def lacks(tap, place):
    bench = begin(place, BENCH_PARTS="clicks", PATH="/nonexistent")
    out = bench.communicate(timeout=120)[0]
    tap.equal(bench.returncode, 1, "a program lacks: told at once")
    tap.ok("wrk" in out and "install-packages" in out,
           "a program lacks: named, and how to install it", out)
    tap.ok("filled" not in out, "a program lacks: before anything begins")


IN_FINALIZER = """
import signal, sys, time
sys.path[:0] = %r
from programs import end_on_signals

class Ended:
    def __del__(self):
        signal.raise_signal(signal.SIGTERM)
        time.sleep(0)

end_on_signals()
Ended()
time.sleep(20)
"""


def in_finalizer(tap):
    """Python ignores what is raised there."""
    paths = [os.path.dirname(BENCH), os.path.dirname(LEFTOVERS)]
    done = subprocess.run([sys.executable, "-c", IN_FINALIZER % paths],
                          timeout=60, check=False)
    tap.equal(done.returncode, 128 + signal.SIGTERM,
              "a signal within a finalizer is not lost")


def body(tap):
    place = scratch("benches")

    def has_postfix():
        return any("robinson-postfix" in name
                   for _, names, _ in os.walk(place) for name in names)

    try:
        in_finalizer(tap)
        lacks(tap, place)
        fails(tap, place)
        ended(tap, place, lambda _: wait_for(
            lambda: left(place), 60, "the bench to begin"),
            "ended at its begin")
        ended(tap, place, lambda _: (wait_for(
            has_postfix, 60, "Postfix to be made"), time.sleep(3)),
            "ended while mail flows")
    finally:
        shutil.rmtree(place, ignore_errors=True)


run(body)
