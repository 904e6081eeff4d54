# SPDX-License-Identifier: BSD-2-Clause
"""Which lines of a build with --enable-coverage have been run.

gcov reads what the compiler (.gcno) and the programs (.gcda) left; here its
JSON is added up: a line of a file counts once, whatever it was compiled into.
"""

import json
import os
import subprocess


def _notes(build):
    """The .gcno files of objects that are of src/."""
    for folder, folders, names in os.walk(os.path.join(build, "src")):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".gcno"):
                yield os.path.join(folder, name)


def _reports(build, gcov):
    for notes in _notes(build):
        output = subprocess.run(
            gcov + ["--json-format", "--stdout", notes], cwd=build,
            check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL, text=True).stdout
        for line in output.splitlines():
            if line.strip():
                yield json.loads(line)


def read(top, build, gcov=("gcov",)):
    """{file by path from the top: {line: times}} of what lies in src/."""
    found = {}
    src = os.path.join(os.path.realpath(top), "src") + os.sep
    for report in _reports(build, list(gcov)):
        base = report.get("current_working_directory", build)
        for file in report["files"]:
            path = os.path.realpath(os.path.join(base, file["file"]))
            if not path.startswith(src):
                continue
            lines = found.setdefault(
                os.path.relpath(path, os.path.realpath(top)), {})
            for line in file["lines"]:
                number = line["line_number"]
                lines[number] = lines.get(number, 0) + line["count"]
    return found


def room_of(path):
    """ "core" of src/core/x.c, "service/verdict" of src/service/verdict/x.c"""
    return os.path.dirname(path)[len("src/"):]


class Share:
    def __init__(self):
        self.run = self.all = 0

    def add(self, lines):
        self.run += sum(1 for times in lines.values() if times)
        self.all += len(lines)

    def percent(self):
        return 100.0 * self.run / self.all if self.all else 100.0


def by_room(found):
    """Of each room the share of its lines, and of all together."""
    rooms, total = {}, Share()
    for path, lines in found.items():
        rooms.setdefault(room_of(path), Share()).add(lines)
        total.add(lines)
    return rooms, total


def gaps(lines):
    """Runs of lines that were never run: [(first, last), ...]; a line that
    is no code does not end one."""
    found, previous_missed = [], False
    for number in sorted(lines):
        if lines[number]:
            previous_missed = False
        elif previous_missed:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
            previous_missed = True
    return found
