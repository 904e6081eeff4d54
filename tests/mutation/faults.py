# SPDX-License-Identifier: BSD-2-Clause
"""The small faults that can be put into a C file, each a change of one place:

    comparison   == becomes !=, < becomes >=, && becomes ||
    bound        < becomes <=, a number beside an operator moves by one
    condition    that of an if or a loop is negated, a ! is left out
    return       the value that a function returns is another
    statement    one is left out
"""

import re

from ctext import OPENING, Source

TURNED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=",
          "<=": ">", "&&": "||", "||": "&&"}
MOVED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
# A number beside one of these is a bound, a step or a part of one.
BESIDE = frozenset(TURNED) - {"&&", "||"} | set("+-*/%")
DEFINED = re.compile(r"^#[ \t]*define[ \t]+\w+[ \t]+(\d+)[uUlL]*[ \t]*$", re.M)
INTEGERS = re.compile(
    r"(unsigned|signed|int|long|char|double|size_t|ssize_t|time_t|off_t"
    r"|u?int\d+_t)( (int|long|char))*$")
# Left out, these change what a debugger or the compiler sees, no more.
MEANINGLESS = frozenset(("assert", "static_assert", "_Static_assert"))


class Fault:
    """Put in by writing "new" over the text from start to end."""

    def __init__(self, source, kind, what, span, new, function):
        text = self.text = source.text
        self.kind, self.what, self.function = kind, what, function
        self.start, self.end = span
        self.new = new
        self.line_number = text.count("\n", 0, self.start) + 1
        begin = text.rfind("\n", 0, self.start) + 1
        self.line = text[begin:text.index("\n", self.start)].strip()
        self.path = None

    def apply(self):
        return self.text[:self.start] + self.new + self.text[self.end:]

    def key(self):
        """By this it is found again when lines have moved."""
        return (self.path, self.function, self.line, self.what)


class Finder:
    """Walks through one file; "found" grows in the order of the text."""

    def __init__(self, text):
        self.source = Source(text)
        self.tokens = self.source.tokens
        self.found = []
        self.function = None

    def add(self, kind, what, span, new):
        name = self.function.name if self.function else "-"
        self.found.append(Fault(self.source, kind, what, span, new, name))

    def span(self, first, last):
        return self.tokens[first].start, self.tokens[last - 1].end

    def replace(self, kind, i, new):
        token = self.tokens[i]
        self.add(kind, "%s becomes %s" % (token.text, new),
                 (token.start, token.end), new)

    # ------------------------------------------------------ expressions

    def operators(self, first, last):
        for i in range(first, last):
            text = self.tokens[i].text
            if text in TURNED:
                self.replace("comparison", i, TURNED[text])
            if text in MOVED:
                self.replace("bound", i, MOVED[text])
            if text == "!":
                self.add("condition", "! is left out",
                         (self.tokens[i].start, self.tokens[i].end), "")
            if self.tokens[i].is_number() and (
                    self.is_operator(i - 1) or self.is_operator(i + 1)):
                self.number(self.tokens[i].text, self.tokens[i].start)

    def is_operator(self, i):
        """Of two sides: the sign of -1, which means "none", is none."""
        if self.tokens[i].text not in BESIDE:
            return False
        before = self.tokens[i - 1]
        return self.tokens[i].text not in "+-" or before.is_number() or \
            before.text in (")", "]") or (
                before.is_word() and before.text not in ("return", "case"))

    def number(self, text, start):
        match = re.match(r"(0[xX][0-9A-Fa-f]+|\d+)([uUlL]*)$", text)
        if not match:
            return
        value = int(match.group(1), 0 if text[:2] in ("0x", "0X") else 10)
        for new in (value + 1, value - 1):
            if new >= 0:
                new = "%d%s" % (new, match.group(2))
                self.add("bound", "%s becomes %s" % (text, new),
                         (start, start + len(text)), new)

    def bounds_of_loop(self, first, last):
        """for (i = 0; ...": where it begins is a bound as well."""
        end = self.source.end_of_simple(first, last)
        for i in range(first, end):
            if self.tokens[i].is_number() and \
                    self.tokens[i - 1].text == "=":
                self.number(self.tokens[i].text, self.tokens[i].start)
        condition = end + 1
        end = self.source.end_of_simple(condition, last)
        if end > condition:
            self.negate(condition, end)

    def negate(self, first, last):
        self.add("condition", "negated", self.span(first, last),
                 "!(%s)" % self.source.between(first, last))

    def returned(self, first, last):
        """What the function returns instead of tokens[first:last]."""
        value = self.source.between(first, last)
        returns = self.function.returns
        new = None
        if returns == "bool":
            new = {"true": "false", "false": "true"}.get(
                value, "!(%s)" % value)
        elif returns == "enum err":
            new = "ERR_INVALID" if value == "ERR_OK" else "ERR_OK"
        elif returns.endswith("*"):
            new = None if value == "NULL" else "NULL"
        elif returns.startswith("enum "):
            new = "(%s)((%s) + 1)" % (returns, value)
        elif INTEGERS.match(returns):
            new = "(%s) + 1" % value
        if new:
            short = " ".join(new.split())
            self.add("return", "returns " + short, self.span(first, last), new)

    # ------------------------------------------------------- statements

    def leave_out(self, first, end):
        text = " ".join(self.source.between(first, end).split())
        if self.tokens[first].text in MEANINGLESS or \
                text.startswith("(void)"):
            return
        self.add("statement", "left out: %s;" % text, self.span(first, end),
                 "")

    def condition_of(self, i):
        """Of the keyword at i; where what hangs on it begins."""
        close = self.source.partner[i + 1]
        if self.tokens[i].text == "for":
            self.bounds_of_loop(i + 2, close)
        elif self.tokens[i].text != "switch":
            self.negate(i + 2, close)
        return close + 1

    def simple(self, i, last):
        end = self.source.end_of_simple(i, last)
        text = self.tokens[i].text
        if text == "return" and end > i + 1:
            self.returned(i + 1, end)
        elif end > i and not self.source.is_declaration(i):
            self.leave_out(i, end)
        return end + 1

    def statement(self, i, last):
        """Where the next one begins."""
        text = self.tokens[i].text
        if text == "{":
            self.block(i + 1, self.source.partner[i])
            return self.source.partner[i] + 1
        if text in ("if", "while", "switch", "for"):
            return self.statement(self.condition_of(i), last)
        if text in ("else", "do"):
            return self.statement(i + 1, last)
        if text in ("case", "default"):
            while self.tokens[i].text != ":":
                i += 1
            return i + 1
        if self.tokens[i].is_word() and self.tokens[i + 1].text == ":":
            return i + 2
        return self.simple(i, last)

    def block(self, i, last):
        while i < last:
            i = self.statement(i, last)

    def array_sizes(self, first, last):
        """Indices within [] of declarations: a longer array is no fault."""
        inside = set()
        i = first
        while i < last:
            if self.tokens[i].text in (";", "{", "}") and i + 2 < last and \
                    self.source.is_declaration(i + 1):
                end = min(self.source.end_of_simple(i + 1, last), last)
                for j in range(i + 1, end):
                    if self.tokens[j].text == "[":
                        inside.update(range(j, self.source.partner[j]))
                    elif self.tokens[j].text in ("=", *OPENING):
                        break
            i += 1
        return inside

    def search(self):
        for match in DEFINED.finditer(self.source.text):
            self.number(match.group(1), match.start(1))
        for self.function in self.source.functions():
            first, last = self.function.first, self.function.last
            self.block(first, last)
            sizes = self.array_sizes(first - 1, last)
            self.operators(first, last)
            spans = [self.tokens[i].start for i in sizes]
            self.found = [f for f in self.found if not (
                f.kind == "bound" and f.start in spans)]
        self.found.sort(key=lambda f: (f.start, f.end, f.what))
        return self.found


def _tell_apart(found):
    """Numbers faults that would have one key: the second in a line."""
    seen = {}
    for fault in found:
        n = seen[fault.key()] = seen.get(fault.key(), 0) + 1
        if n > 1:
            fault.what += " (%d)" % n


def find(path, text):
    """The faults that can be put into the file, in the order of its text."""
    found = Finder(text).search()
    for fault in found:
        fault.path = path
    _tell_apart(found)
    return found
