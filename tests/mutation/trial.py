# SPDX-License-Identifier: BSD-2-Clause
"""Puts one fault into a copy, builds the room's tests and runs them until one
fails."""

import os
import re
import signal
import subprocess
import time

# The outcomes of a trial.
UNBUILT = "does not compile"
UNCHANGED = "the compiler makes the same of it"
SEEN = "seen"
SURVIVES = "survives"

MEMORY_BYTES = 2 << 30
FILE_BYTES = 256 << 20
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
NOT_OK = re.compile(rb"^not ok ", re.M)


class CannotBuild(RuntimeError):
    """What is built of a fault that compiles, or of none."""


class Stopped(Exception):
    """There is to be no further process."""


class Limits:
    """Of a test: well above what it takes without a fault."""

    def __init__(self, wall_s, cpu_s):
        self.wall_s = 20 + 20 * wall_s
        self.cpu_s = 2 + 10 * cpu_s


UNHURRIED = Limits(30, 30)


class Used:
    """What a process has used: seconds of processor and bytes of memory. It
    is looked at now and then and not limited by the system, as a leak checker
    reserves more than it uses, and a limit of the processor makes the clock
    coarse that tests read."""

    def __init__(self, pid):
        self.cpu_s = self.bytes = 0
        try:
            with open("/proc/%d/stat" % pid, encoding="ascii",
                      errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            return
        self.cpu_s = (int(fields[11]) + int(fields[12])) / TICKS
        self.bytes = int(fields[21]) * PAGE_BYTES

    def is_within(self, limits):
        return self.cpu_s < limits.cpu_s and self.bytes < MEMORY_BYTES


class Bench:
    """A worker's copy and what it knows of the tests: their limits, what they
    have inside, and those that leave memory behind without a fault, where
    leaks are not looked for."""

    def __init__(self, scratch, first=None):
        self.scratch, self.room = scratch, scratch.room
        self.limits = first.limits if first else {}
        self.leaky = first.leaky if first else set()
        self.inside = first.inside if first else {}
        self.is_over = False
        self.originals = {}
        self.has_caught = {}
        self.env = {k: v for k, v in os.environ.items()
                    if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
        self.env.update(
            CCACHE_DISABLE="1", LC_ALL="C.UTF-8", TMPDIR=scratch.tmp,
            CMOCKA_MESSAGE_OUTPUT="TAP", MALLOC_PERTURB_="165",
            ROBINSON_SRCDIR=scratch.top, ROBINSON_BUILDDIR=scratch.build)

    # -------------------------------------------------------- commands

    def _call(self, argv, limits, output=subprocess.DEVNULL):
        """Its status, negative where it took more than it may. Whatever it
        started ends with it."""
        if self.is_over:
            raise Stopped
        process = subprocess.Popen(
            argv, cwd=self.scratch.build, env=self.env,
            stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True)
        end = time.monotonic() + limits.wall_s
        try:
            while not self.is_over and time.monotonic() < end and \
                    Used(process.pid).is_within(limits):
                try:
                    process.wait(0.1)
                    break
                except subprocess.TimeoutExpired:
                    pass
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
        return process.returncode

    def _build(self, argv):
        return self._call(self.scratch.argv(argv), UNHURRIED) == 0

    def _output(self):
        return os.path.join(self.scratch.root, "output")

    def compile(self, path):
        """All objects of a source; their contents, or None. Without the
        places of statements, so that equal objects mean equal code."""
        contents = {}
        for name in self.room.recipes.objects_of[path]:
            self.scratch.remove(self.scratch.made(name))
            argv = self.room.recipes.compile[name] + [
                "-g0", "-Wno-error", "-w", "-c", "-o", name,
                self.room.source_in_build(path)]
            if not self._build(argv):
                return None
            with open(self.scratch.made(name), "rb") as file:
                contents[name] = file.read()
        return contents

    def link(self, target, changed=()):
        """With the changed objects, which stand before the archives that
        they are in, so that the linker takes them from there; without them
        where the test has a function of its own in their place."""
        recipes = self.room.recipes
        argv = list(recipes.link[target])
        if target not in self.leaky and not any(
                "-fsanitize" in word for word in argv):
            argv.append("-fsanitize=leak")
        put_in = [name for name in changed
                  if name not in argv and recipes.is_in(name, argv)]
        at = argv.index("-o") + 2
        self.scratch.remove(self.scratch.made(target))
        if not (put_in and self._build(argv[:at] + put_in + argv[at:])) and \
                not self._build(argv):
            raise CannotBuild("cannot link " + target)

    def look_inside(self, target):
        """Notes which objects the linker takes: a fault in another is none
        that the test could see."""
        with open(self._output(), "wb") as output:
            self._call(self.scratch.argv(
                self.room.recipes.link[target] + ["-Wl,-t,-t"]), UNHURRIED,
                output)
        with open(self._output(), encoding="utf-8",
                  errors="replace") as output:
            self.inside[target] = output.read()

    def has_inside(self, target, path):
        """Whether the test has something of the source in it; where that
        cannot be told it may."""
        names = [os.path.basename(name)
                 for name in self.room.recipes.objects_of[path]]
        return target not in self.inside or \
            any(re.search(r"(?:^|[()/])%s\b" % re.escape(name),
                          self.inside[target], re.M) for name in names)

    def run(self, test, limits):
        """Whether it fails."""
        argv = ["prlimit", "--core=0", "--fsize=%d" % FILE_BYTES]
        if test.endswith(".py"):
            argv += ["python3", self.scratch.source(test)]
        elif test.endswith(".sh"):
            argv += ["sh", self.scratch.source(test)]
        else:
            argv.append(self.scratch.made(test))
        with open(self._output(), "wb") as output:
            status = self._call(argv, limits, output)
        with open(self._output(), "rb") as output:
            text = output.read()
        self.scratch.clear_tmp()
        return status != 0 or NOT_OK.search(text) is not None

    # ---------------------------------------------------------- trials

    def measure_one(self, test):
        """Builds and runs it without a fault; whether it passes."""
        try:
            if test in self.room.tests:
                self.look_inside(test)
                self.link(test)
            began, before = time.monotonic(), os.times()
            fails = self.run(test, UNHURRIED)
        except CannotBuild:
            return False
        after = os.times()
        cpu_s = after.children_user + after.children_system - \
            before.children_user - before.children_system
        self.limits[test] = Limits(time.monotonic() - began, cpu_s)
        return not fails

    def measure(self):
        """Those tests that fail without a fault."""
        # A program may have to be as it is to run at all.
        self.leaky.update(self.room.programs)
        for program in self.room.programs:
            self.link(program)
        failed = []
        for test in self.room.tests + self.room.scripts:
            if self.measure_one(test):
                continue
            self.leaky.add(test)
            if not self.measure_one(test):
                failed.append(test)
        return failed

    def order(self, path):
        """First the test that bears the file's name, then those that have
        caught most."""
        stem = os.path.basename(path)[:-2]
        return sorted(self.room.tests, key=lambda test: (
            os.path.basename(test) != "test_" + stem,
            -self.has_caught.get((path, test), 0))) + self.room.scripts

    def is_seen(self, path, changed):
        programs = list(self.room.programs)
        for test in self.order(path):
            if test in self.room.tests:
                if not self.has_inside(test, path):
                    continue
                self.link(test, changed)
            while test in self.room.scripts and programs:
                self.link(programs.pop(), changed)
            if self.run(test, self.limits[test]):
                key = (path, test)
                self.has_caught[key] = self.has_caught.get(key, 0) + 1
                return True
        return False

    def original(self, path):
        """The objects without a fault."""
        if path not in self.originals:
            self.originals[path] = self.compile(path)
            if self.originals[path] is None:
                raise CannotBuild("cannot compile " + path)
        return self.originals[path]

    def try_fault(self, fault):
        contents = self.original(fault.path)
        source = self.scratch.source(fault.path)
        self.scratch.write(source, fault.apply().encode())
        try:
            changed = self.compile(fault.path)
            if changed is None:
                return UNBUILT
            if changed == contents:
                return UNCHANGED
            return SEEN if self.is_seen(fault.path, changed) else SURVIVES
        finally:
            self.scratch.write(source, fault.text.encode())
            for name, data in contents.items():
                self.scratch.write(self.scratch.made(name), data)
