# SPDX-License-Identifier: BSD-2-Clause
"""Prometheus text (version 0.0.4) as a collector reads it.

Stricter than Prometheus itself: each family comes once, with both lines above
it, and no series comes twice.
"""

import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"')
SAMPLE = re.compile(r"(%s)(?:\{(.*)\})? (\S+)" % NAME)
ESCAPES = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}


class FormatError(Exception):
    pass


def labels_of(text):
    """A frozenset of pairs."""
    found, rest = [], text or ""
    while rest:
        match = LABEL.match(rest)
        if not match:
            raise FormatError("no label: " + rest)
        value = re.sub(r'\\[\\"n]', lambda m: ESCAPES[m.group()],
                       match.group(2))
        found.append((match.group(1), value))
        rest = rest[match.end():]
        if rest and not rest.startswith(","):
            raise FormatError("no comma: " + rest)
        rest = rest[1:]
    return frozenset(found)


class Metrics:
    """What a program said: types by family, values by series."""

    def __init__(self, text):
        self.types, self.helps, self.series = {}, {}, {}
        family = None
        if text and not text.endswith("\n"):
            raise FormatError("the last line has no end")
        for line in text.splitlines():
            if line.startswith("# HELP "):
                family, _, words = line[7:].partition(" ")
                if family in self.helps or not words:
                    raise FormatError("again, or without words: " + line)
                self.helps[family] = words
            elif line.startswith("# TYPE "):
                name, _, kind = line[7:].partition(" ")
                if name != family or name in self.types:
                    raise FormatError("not below its HELP: " + line)
                self.types[name] = kind
            else:
                self._sample(family, line)

    def _sample(self, family, line):
        match = SAMPLE.fullmatch(line)
        if not match:
            raise FormatError("no sample: " + line)
        name = match.group(1)
        suffixes = ("_bucket", "_sum", "_count") \
            if self.types.get(family) == "histogram" else ("",)
        if name not in [family + suffix for suffix in suffixes]:
            raise FormatError("not below its TYPE: " + line)
        key = (name, labels_of(match.group(2)))
        if key in self.series:
            raise FormatError("twice: " + line)
        self.series[key] = float(match.group(3))

    def value(self, name, **labels):
        """Of one series; None: there is none."""
        return self.series.get((name, frozenset(labels.items())))

    def total(self, name, **labels):
        """The sum of all series that have these labels."""
        return sum(value for (of, pairs), value in self.series.items()
                   if of == name and pairs >= set(labels.items()))
