# SPDX-License-Identifier: BSD-2-Clause
"""Points of the Test Anything Protocol, printed as they are made."""

import sys
import traceback


class Tap:
    """Counts points; finish() prints the plan and gives the exit status."""

    def __init__(self, out=sys.stdout):
        self.out = out
        self.count = 0
        self.failed = 0

    def _line(self, text):
        self.out.write(text + "\n")
        self.out.flush()

    def note(self, text):
        for line in str(text).splitlines():
            self._line("# " + line)

    def ok(self, holds, name, why=None):
        """One point. "why" is printed when it does not hold."""
        self.count += 1
        name = name.replace("#", "\\#")
        if holds:
            self._line("ok %d - %s" % (self.count, name))
        else:
            self.failed += 1
            self._line("not ok %d - %s" % (self.count, name))
            if why is not None:
                self.note(why)
        return bool(holds)

    def equal(self, got, wanted, name):
        return self.ok(got == wanted, name,
                       "got    %r\nwanted %r" % (got, wanted))

    def bail_out(self, why):
        self._line("Bail out! " + str(why).replace("\n", " "))

    def finish(self):
        self._line("1..%d" % self.count)
        return 1 if self.failed or not self.count else 0


def run(body):
    """Runs body(tap); an exception becomes a failed point of its own."""
    tap = Tap()
    try:
        body(tap)
    except Exception as problem:  # a point for the reader, not a crash
        tap.ok(False, "no exception: %s" % type(problem).__name__,
               traceback.format_exc())
    sys.exit(tap.finish())
