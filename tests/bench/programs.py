# SPDX-License-Identifier: BSD-2-Clause
"""The programs that Robinson is measured beside.

Each has a directory of its own and ends with close(), also where it never
answered; with "with", whatever happens.
"""

import os
import shutil
import signal
import subprocess
import sys

from installation import scratch, wait_for
from milterclient import Milter
from stores import NULL

# libmilter's names of what an MTA is asked to leave out (SMFIP_...).
STEPS = ("NOCONNECT", "NOHELO", "NOMAIL", "NORCPT", "NOBODY", "NOHDRS",
         "NOEOH", "NR_HDR", "NOUNKNOWN", "NODATA", "SKIP", "RCPT_REJ",
         "NR_CONN", "NR_HELO", "NR_MAIL", "NR_RCPT", "NR_DATA", "NR_UNKN",
         "NR_EOH", "NR_BODY", "HDR_LEADSPC")


def end(process, seconds=20):
    """Terminates it, and kills it where that does not help."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(seconds)


def end_on_signals():
    """SIGTERM and SIGHUP end the program as an exception does. One that
    arrives within a finalizer, where Python ignores exceptions, comes again."""
    ends = (signal.SIGTERM, signal.SIGHUP)

    def leave(number, _):
        if number in ends:
            leave.number = number
        raise SystemExit(128 + leave.number)

    def ignored(what):
        if isinstance(what.exc_value, SystemExit):
            signal.setitimer(signal.ITIMER_REAL, 0.01)
        else:
            sys.__unraisablehook__(what)

    sys.unraisablehook = ignored
    for number in (*ends, signal.SIGALRM):
        signal.signal(number, leave)


class Program:
    """A filter; _prepare() gives its command line and other options of
    Popen()."""

    name = None

    def __init__(self):
        self.process = None
        self.dir = scratch(self.name)
        self.socket = "unix:%s/milter.sock" % self.dir
        try:
            argv, options = self._prepare()
            self.process = subprocess.Popen(argv, **options)
            wait_for(self._answers, 10, self.name)
            os.chmod(self.socket[5:], 0o666)
        except BaseException:
            self.close()
            raise

    def path(self, name):
        return os.path.join(self.dir, name)

    def _prepare(self):
        raise NotImplementedError

    def _answers(self):
        return os.path.exists(self.socket[5:])

    def close(self):
        process, self.process = self.process, None
        try:
            if process:
                end(process)
        finally:
            shutil.rmtree(self.dir, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


class NullMilter(Program):
    """Does nothing; asks for the same steps as the filter at "like"."""

    name = "null"

    def __init__(self, like):
        with Milter(like) as session:
            self.steps = session.protocol
        super().__init__()

    def _prepare(self):
        return [NULL, self.socket, hex(self.steps)], {}

    def step_names(self):
        return [name for bit, name in enumerate(STEPS)
                if self.steps >> bit & 1]

    def _answers(self):
        try:
            Milter(self.socket).close()
        except OSError:
            return False
        return True


class OpenDkim(Program):
    """Signs what comes from firma.example, as many servers do."""

    name = "opendkim"

    def _prepare(self):
        key, conf = self.path("key.pem"), self.path("opendkim.conf")
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True,
                       timeout=60, stderr=subprocess.DEVNULL)
        os.chmod(key, 0o600)
        with open(conf, "w", encoding="ascii") as out:
            out.write("Mode s\nDomain firma.example\nSelector s\n"
                      "KeyFile %s\nSocket local:%s\nUMask 000\n"
                      "Background no\nSyslog no\nRequireSafeKeys no\n"
                      % (key, self.socket[5:]))
        return ["opendkim", "-f", "-x", conf], {}


class OpenDmarc(Program):
    """Asks libspf2 in its callbacks."""

    name = "opendmarc"

    def _prepare(self):
        conf = self.path("opendmarc.conf")
        with open(conf, "w", encoding="ascii") as out:
            out.write("AuthservID mta.firma.example\nSocket local:%s\n"
                      "SPFIgnoreResults true\nSPFSelfValidate true\n"
                      "RejectFailures false\nSyslog false\nUMask 000\n"
                      "IgnoreHosts /dev/null\n" % self.socket[5:])
        return ["opendmarc", "-f", "-c", conf], {
            "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
