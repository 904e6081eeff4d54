# SPDX-License-Identifier: BSD-2-Clause
"""Reads C as far as faults need it: tokens, functions, statements.

Comments, literals and preprocessor lines are blanked out first, in place, so
that an offset in the blanked text is one in the file. What this tree's style
does not use (K&R definitions, macros that open a block) is not understood.
"""

import re

TOKEN = re.compile(
    r"[A-Za-z_]\w*"
    r"|0[xX][0-9A-Fa-f]+[uUlL]*|\d+\.\d*(?:[eE][-+]?\d+)?|\d+[uUlL]*"
    r"|->|\+\+|--|<<=|>>=|&&|\|\||[-+*/%&|^<>=!]=|<<|>>|\"|'|\S")
BLANK = re.compile(
    r"/\*.*?\*/|//[^\n]*"
    r"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
    r"|^[ \t]*\#(?:\\\n|/\*.*?\*/|[^\n])*", re.S | re.M)
OPENING = {"(": ")", "[": "]", "{": "}"}
TYPE_WORDS = frozenset(
    "const static struct enum union unsigned signed int char long short "
    "bool double float void volatile register extern".split())


def _blank(match):
    text = match.group()
    quote = text[0] if text[0] in "\"'" else ""
    blanked = re.sub(r"[^\n]", " ", text)
    return quote + blanked[1:-1] + quote if quote else blanked


def blanked(text):
    return BLANK.sub(_blank, text)


class Token:
    __slots__ = ("text", "start", "end")

    def __init__(self, match):
        self.text = match.group()
        self.start, self.end = match.span()

    def is_word(self):
        return self.text[0].isalpha() or self.text[0] == "_"

    def is_number(self):
        return self.text[0].isdigit()


class Function:
    """What stands between the braces is tokens[first:last]."""

    def __init__(self, name, returns, first, last):
        self.name, self.returns = name, returns
        self.first, self.last = first, last


class Source:
    def __init__(self, text):
        self.text = text
        self.tokens = [Token(m) for m in TOKEN.finditer(blanked(text))]
        self.partner = self._partners()

    def _partners(self):
        """From each bracket's index to that of the other of its pair."""
        partner, open_ones = {}, []
        for i, token in enumerate(self.tokens):
            if token.text in OPENING:
                open_ones.append(i)
            elif token.text in (")", "]", "}") and open_ones:
                j = open_ones.pop()
                partner[i], partner[j] = j, i
        return partner

    def functions(self):
        i = start = 0
        while i < len(self.tokens):
            text = self.tokens[i].text
            if text == "{" and i and self.tokens[i - 1].text == ")":
                close = self.partner[i]
                name = self.partner[i - 1] - 1
                returns = [t.text for t in self.tokens[start:name]
                           if t.text not in ("static", "inline", "const")]
                yield Function(self.tokens[name].text, " ".join(returns),
                               i + 1, close)
                i = start = close + 1
            elif text in OPENING:
                i = self.partner.get(i, i) + 1
            else:
                i += 1
                if text == ";":
                    start = i

    def between(self, first, last):
        """The file's text of tokens[first:last]."""
        return self.text[self.tokens[first].start:self.tokens[last - 1].end]

    def end_of_simple(self, i, last):
        """Index of the ";" that ends the statement that begins at i."""
        while i < last and self.tokens[i].text != ";":
            i = self.partner[i] if self.tokens[i].text in OPENING else i
            i += 1
        return i

    def is_declaration(self, i):
        first, second = self.tokens[i], self.tokens[i + 1]
        if first.text in TYPE_WORDS:
            return True
        if not first.is_word():
            return False
        if second.text == "*":
            # "a * b;" as a statement would be no use to anybody.
            while self.tokens[i + 1].text == "*":
                i += 1
            return self.tokens[i + 1].is_word()
        return second.is_word()
