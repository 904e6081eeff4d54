# SPDX-License-Identifier: BSD-2-Clause
"""Reads tests/mutation/equivalent: faults that change nothing."""

import os

FIELDS = ("file", "in", "line", "fault", "why")
PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "equivalent")


class Malformed(Exception):
    pass


def _entry(paragraph):
    entry = {}
    for line in paragraph:
        name, colon, value = line.partition(":")
        if line[0].isspace() and entry:
            entry[FIELDS[len(entry) - 1]] += " " + line.strip()
        elif colon and len(entry) < len(FIELDS) and \
                name == FIELDS[len(entry)]:
            entry[name] = value.strip()
        else:
            raise Malformed("not understood: " + line)
    if len(entry) != len(FIELDS) or not all(entry.values()):
        raise Malformed("wants %s: %s" % (", ".join(FIELDS), paragraph[0]))
    return (entry["file"], entry["in"], entry["line"],
            entry["fault"]), entry["why"]


def read(path=PATH):
    """Reasons by the keys of faults (see faults.py)."""
    found, paragraph = {}, []
    with open(path, encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file] + [""]
    for line in lines:
        if line.startswith("#"):
            continue
        if line.strip():
            paragraph.append(line)
        elif paragraph:
            key, why = _entry(paragraph)
            if key in found:
                raise Malformed("twice: " + " | ".join(key))
            found[key] = why
            paragraph = []
    return found


def unknown(entries, faults):
    """Entries that no fault bears: the line is gone, or reads otherwise."""
    return sorted(set(entries) - {fault.key() for fault in faults})
