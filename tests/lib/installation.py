# SPDX-License-Identifier: BSD-2-Clause
"""A Robinson of a test's own: directory, configuration, keys, store, daemon.

Everything lives in one temporary directory and ends with close(). Processes
are ended by their process ids; every wait has an end.
"""

import glob
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

LIB = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("ROBINSON_BUILDDIR", os.getcwd())
PROGRAMS = {"robinson": "cli", "robinson-milter": "milter"}
PROFILES = os.path.abspath(os.path.join(LIB, "..", "..", "conf", "profiles"))
BASE_CONFIG = os.path.join(LIB, "base.conf")
# "postgresql:///DATABASE?host=...": each installation's store is there, in a
# schema of its own; else in a file of SQLite's.
SERVER = os.environ.get("ROBINSON_SERVER", "")


class SetupError(Exception):
    """The test could not be set up; not a verdict on the product."""


def wait_for(ask, seconds, what):
    """Asks until the answer is true; SetupError after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > end:
            raise SetupError("waited %g s for %s" % (seconds, what))
        time.sleep(0.01)


def scratch(name, where=None):
    """A directory that the daemon's and Postfix's users may enter."""
    path = tempfile.mkdtemp(prefix="robinson-%s." % name, dir=where)
    os.chmod(path, 0o755)
    return path


# ---------------------------------------------------------- configuration

def statements(text):
    """Splits a configuration into [(key, text)]: a block or a line each."""
    found, lines, depth = [], [], 0
    for line in text.splitlines():
        bare = re.sub(r"'[^']*'|\"(\\.|[^\"])*\"", "", line).split("#")[0]
        if not bare.strip() and not depth:
            continue
        lines.append(line)
        depth += bare.count("{") - bare.count("}")
        if depth == 0:
            found.append((statement_key(lines[0]), "\n".join(lines)))
            lines = []
    if lines:
        raise SetupError("unbalanced braces after: " + lines[0])
    return found


def statement_key(line):
    """"mode", 'relation "prospect"': what a later statement replaces."""
    block = re.match(r"\s*([\w-]+)\s*(\"[^\"]*\")?\s*\{", line)
    if block:
        return " ".join(part for part in block.groups() if part)
    return line.split("=")[0].split("+")[0].strip()


# What "without rules" leaves out.
RULES = ("relation", "source", "purpose", "classify", "actions")


def overlay(base, change, without=()):
    """The base configuration with a story's own statements in their place.

    What is included stands first, so that every other statement wins.
    """
    merged = dict(statements(base))
    for key in without:
        gone = [k for k in merged if k == key
                or key == "rules" and k.split(" ")[0] in RULES]
        if not gone:
            raise SetupError("the base configuration has no %s" % key)
        for k in gone:
            del merged[k]
    merged.update(statements(change))
    return "\n".join(sorted(
        merged.values(), key=lambda s: not s.startswith("include"))) + "\n"


# ----------------------------------------------------------- installation

AWAY = ".away"


def move_file(path, is_away, suffixes=("",)):
    for suffix in suffixes:
        here, away = path + suffix, path + suffix + AWAY
        source, target = (here, away) if is_away else (away, here)
        if os.path.exists(source):
            os.replace(source, target)


class Installation:
    """One configuration, one key file, one store, perhaps one daemon."""

    def __init__(self, name, config="", without=(), socket=None, clock=True,
                 delay_ms=0, program=None, build=BUILD, where=None):
        self.dir = scratch(name, where)
        self.build = build
        self.conf = self.path("robinson.conf")
        self.store_dir = self.path("db")  # a directory that may be mounted
        self.store = self.path("db", "robinson.db")
        self.keys = self.path("keys")
        self.log = self.path("daemon.log")
        self.socket = socket or "unix:" + self.path("milter.sock")
        self.clock = self.path("clock") if clock else None
        self.program = program
        self.delay_ms = delay_ms
        self.daemon = None
        self.config = ""
        os.mkdir(self.store_dir)
        self.configure(config, without)

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def _ask_server(self, sql):
        subprocess.run(["psql", "-X", "-q", "-d", SERVER, "-c",
                        "SET client_min_messages = warning; " + sql],
                       check=True)

    def _schema(self):
        return "t" + re.sub(r"\W", "_", os.path.basename(self.dir)).lower()

    def schema(self):
        """The URL of a schema of its own on the server."""
        self._ask_server("CREATE SCHEMA IF NOT EXISTS " + self._schema())
        return "%s&options=-csearch_path%%3D%s" % (SERVER, self._schema())

    def move_store(self, is_away):
        """Takes the store away or brings it back."""
        if SERVER:
            names = [self._schema(), self._schema() + "_away"]
            self._ask_server("ALTER SCHEMA %s RENAME TO %s" % tuple(
                names if is_away else names[::-1]))
            return
        move_file(self.store, is_away, ("", "-wal", "-shm"))

    def configure(self, change="", without=()):
        with open(BASE_CONFIG, encoding="utf-8") as base:
            text = base.read()
        if SERVER:
            change = 'store = "%s"\n%s' % (self.schema(), change)
        places = {"DIR": self.dir, "SOCKET": self.socket,
                  "PROFILES": PROFILES}
        self.config = overlay(text, change, without)
        for name, value in places.items():
            self.config = self.config.replace("@%s@" % name, value)
        with open(self.conf, "w", encoding="utf-8") as out:
            out.write(self.config)

    def environment(self):
        env = dict(os.environ, LC_ALL="C.UTF-8")
        env.pop("ROBINSON_TEST_CLOCK", None)
        if self.clock:
            env["ROBINSON_TEST_CLOCK"] = self.clock
        if self.delay_ms:
            env["ROBINSON_TEST_STORE_DELAY_MS"] = str(self.delay_ms)
        return env

    def set_clock(self, seconds):
        """The instant that daemon and commands take for now."""
        with open(self.clock + ".new", "w", encoding="ascii") as out:
            out.write("%d\n" % seconds)
        os.replace(self.clock + ".new", self.clock)

    def program_path(self, name):
        if self.clock or self.delay_ms:
            path = os.path.join(self.build, "tests", name + "-clock")
        else:
            path = os.path.join(self.build, "src", PROGRAMS[name], name)
        if not os.path.exists(path):
            raise SetupError("not built: " + path)
        return path

    # ----------------------------------------------------------- commands

    def hear(self, **said):
        """What a mail says, put on record without the mail."""
        done = subprocess.run(
            [os.path.join(self.build, "tests", "hear"), self.conf]
            + ["%s=%s" % pair for pair in said.items()],
            env=self.environment(), timeout=60, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode:
            raise SetupError("it was not heard: " + done.stderr)
        return done.stdout

    def run(self, *args, timeout=60, stdin=None):
        """robinson -c CONF ARGS...: the finished process."""
        return subprocess.run(
            [self.program_path("robinson"), "-c", self.conf, *args],
            env=self.environment(), input=stdin, timeout=timeout,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8", check=False)

    def must(self, *args, timeout=60, stdin=None):
        """The same, and it must succeed; its standard output."""
        done = self.run(*args, timeout=timeout, stdin=stdin)
        if done.returncode != 0:
            raise SetupError("robinson %s: exit %d\n%s%s" % (
                " ".join(args), done.returncode, done.stdout, done.stderr))
        return done.stdout

    def init(self):
        """Makes the key file."""
        self.must("keys", "init")
        return self

    # ------------------------------------------------------------- daemon

    def start(self, wait=True, under=()):
        """Starts the daemon, perhaps under a command such as prlimit(1)."""
        path = self.program or self.program_path("robinson-milter")
        with open(self.log, "ab") as log:
            self.daemon = subprocess.Popen(
                [*under, path, "-c", self.conf, "-f"], env=self.environment(),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=self.dir)
        if wait:
            self.wait_ready()
        return self

    def wait_ready(self):
        from milterclient import Milter

        def answers():
            if self.daemon.poll() is not None:
                raise SetupError("the daemon ended with %d\n%s" % (
                    self.daemon.returncode, self.log_text()))
            try:
                Milter(self.socket, timeout=10).close()
            except OSError:
                return False
            return True

        wait_for(answers, 20, "the daemon to answer at " + self.socket)

    def reload(self):
        """SIGHUP, and wait until the log speaks of it."""
        before = len(self.log_text())
        os.kill(self.daemon.pid, signal.SIGHUP)
        wait_for(lambda: re.search(r"read anew|settings stay",
                                   self.log_text()[before:]),
                 10, "the daemon to speak of the reload")
        return self.log_text()[before:]

    def stop(self, how=signal.SIGTERM, seconds=40):
        """Ends the daemon; its exit status."""
        daemon, self.daemon = self.daemon, None
        if daemon is None:
            return None
        if daemon.poll() is None:
            daemon.send_signal(how)
        try:
            return daemon.wait(seconds)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait(10)
            raise SetupError("the daemon did not end within %d s" % seconds)

    def log_text(self):
        try:
            with open(self.log, encoding="utf-8", errors="replace") as log:
                return log.read()
        except FileNotFoundError:
            return ""

    def close(self):
        try:
            self.stop(signal.SIGKILL)
        finally:
            shutil.rmtree(self.dir, ignore_errors=True)
            if SERVER:
                self._ask_server(
                    "DROP SCHEMA IF EXISTS %s, %s_away CASCADE" % (
                        self._schema(), self._schema()))

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


# ------------------------------------------------------------------ spool

def spooled(spool):
    """Files of what waits in a spool, in whichever of its directories."""
    return [path for path in glob.glob(os.path.join(spool, "**"),
                                       recursive=True)
            if re.fullmatch(r"[0-9a-f]{16}-[0-9a-f]{32}",
                            os.path.basename(path))]


# ------------------------------------------------------------ /proc facts

def cpu_seconds(pid):
    """User and system time that a process has used."""
    with open("/proc/%d/stat" % pid, encoding="ascii") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_anon_kb(pid):
    """Private memory of a process in KiB."""
    with open("/proc/%d/status" % pid, encoding="ascii") as status:
        for line in status:
            if line.startswith("RssAnon:"):
                return int(line.split()[1])
    return 0
