#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""robinson-workbook with Debian's xlsx2csv, as robinson-staff starts it:
workbooks that are good, too large or hostile; and that the confinement holds
whatever a converter tries."""

import csv
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "lib"))

import workbook  # noqa: E402
from installation import BUILD  # noqa: E402
from tap import run  # noqa: E402

HELPER = os.path.join(BUILD, "src", "workbook", "robinson-workbook")
XLSX2CSV = "/usr/bin/xlsx2csv"
PEOPLE = [("e-mail", "name"), ("adam@example.com", "Adam \u0141ab"),
          ("ewa@example.com", 'E "w", a\n')]
SECONDS = 120
# Much less than what a bomb unfolds to.
MEMORY_KB = 600 * 1024

# Each prints "got" when it could do what it must not.
ATTEMPTS = {
    "a socket": "import socket; socket.socket(); print('got')",
    "a socket of the host": "import socket; socket.socket(socket.AF_UNIX);"
                            " print('got')",
    "a file of the system": "open('/etc/passwd').read(); print('got')",
    "a file of others": "import os; os.listdir('/var'); print('got')",
    "a new file": "open('/tmp/workbook-made', 'w').write('x'); print('got')",
    "a process": "import os; os.fork(); print('got')",
    "another process": "import os; os.kill(os.getppid(), 0); print('got')",
    "memory of another": "import ctypes; c = ctypes.CDLL(None);"
                         " print('got') if c.ptrace(16, 1, 0, 0) == 0 else 0",
    "more memory": "bytearray(600 << 20); print('got')",
    "more files": "import resource;"
                  " resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64));"
                  " print('got')",
}


class Answer:
    """What came of one workbook."""

    def __init__(self, octets, converter=XLSX2CSV, keep=1 << 20):
        before = time.monotonic()
        memory = os.memfd_create("workbook")
        try:
            os.write(memory, octets)
            os.lseek(memory, 0, os.SEEK_SET)
            child = subprocess.Popen(
                [HELPER, converter], stdin=memory, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, env={"LC_ALL": "C.UTF-8"})
            try:
                self.text = child.stdout.read(keep).decode(
                    "utf-8", "replace")
                child.stdout.close()
                _, self.status, usage = os.wait4(child.pid, 0)
                child.returncode = self.status
            except BaseException:
                child.kill()
                raise
        finally:
            os.close(memory)
        self.memory_kb = usage.ru_maxrss
        self.seconds = time.monotonic() - before
        self.cpu = usage.ru_utime + usage.ru_stime

    def good(self):
        return os.WIFEXITED(self.status) and \
            os.WEXITSTATUS(self.status) == 0

    def __str__(self):
        return "status %#x, %d kB, %.1f s, %r" % (
            self.status, self.memory_kb, self.seconds, self.text[:200])


def converts(tap):
    answer = Answer(workbook.of_rows(PEOPLE))
    tap.ok(answer.good() and answer.text.startswith(
        "e-mail,name\nadam@example.com,Adam \u0141ab\n"),
        "a workbook becomes CSV", answer)
    tap.equal(len(list(csv.reader(io.StringIO(answer.text)))), 3,
              "a line break in a cell begins no row")
    many = Answer(workbook.of_rows(
        [("e-mail",)] + [("p%d@example.com" % n,) for n in range(20000)]))
    tap.equal(many.text.count("\n"), 20001, "all rows are there")


def bombs(tap):
    for name, octets in (
            ("a bomb of blanks", workbook.many_blanks(300)),
            ("a bomb in one cell", workbook.long_cell(200)),
            ("entities of entities", workbook.laughs()),
            ("a column far away", workbook.far_away()),
            ("no archive", b"PK\x03\x04 and nothing"),
            ("half an archive", workbook.of_rows(PEOPLE)[:-60])):
        answer = Answer(octets)
        tap.ok((not answer.good() or len(answer.text) < 1000) and
               answer.memory_kb < MEMORY_KB and answer.cpu < SECONDS,
               name, answer)
    answer = Answer(workbook.with_entities(
        '<!ENTITY e SYSTEM "file:///etc/hostname">', "&e;"))
    with open("/etc/hostname", encoding="utf-8") as file:
        host = file.read().strip()
    tap.ok(host not in answer.text, "no file is read into a cell", answer)


def confinement(tap, directory):
    converter = os.path.join(directory, "converter")
    for name, script in ATTEMPTS.items():
        with open(converter, "w", encoding="utf-8") as file:
            file.write("#!/usr/bin/python3\n%s\n" % script)
        os.chmod(converter, 0o755)
        answer = Answer(b"x", converter)
        tap.ok("got" not in answer.text,
               "it gets no: " + name, answer)
    tap.ok(not os.path.exists("/tmp/workbook-made"), "no file was made")
    with open(converter, "w", encoding="utf-8") as file:
        file.write("#!/usr/bin/python3\nprint('alive')\n")
    tap.equal(Answer(b"x", converter).text, "alive\n",
              "what it may it can all the same")
    missing = Answer(b"x", os.path.join(directory, "nothing"))
    tap.equal(os.WEXITSTATUS(missing.status), 69, "it says what is missing")


def body(tap):
    if not os.path.exists(XLSX2CSV):
        tap.ok(True, "# SKIP no xlsx2csv")
        return
    directory = tempfile.mkdtemp(prefix="robinson-workbook.")
    try:
        converts(tap)
        bombs(tap)
        confinement(tap, directory)
    finally:
        shutil.rmtree(directory)


if __name__ == "__main__":
    sys.exit(run(body))
