#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The page's texts and their translations, its style sheet and its digest."""

import base64
import hashlib
import os
import re
import subprocess
import sys

SRC = os.environ["ROBINSON_SRCDIR"]
BUILD = os.environ["ROBINSON_BUILDDIR"]
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))

import tap  # noqa: E402


def read(*names):
    with open(os.path.join(SRC, *names), encoding="utf-8") as file:
        return file.read()


def c_text(source):
    """The C string that a run of literals makes."""
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', source))


def sources_texts():
    """Every text that the page marks for translation."""
    source = read("src", "unsubscribe", "page.c")
    found = re.findall(r'\bN_\(((?:\s*"(?:[^"\\]|\\.)*")+)\s*\)', source)
    return {c_text(text) for text in found}


def translations(language):
    """{text: translation} of a .po file; lines may be continued."""
    pairs = re.findall(
        r'^msgid ((?:".*"\n)+)msgstr ((?:".*"(?:\n|$))+)',
        read("po", language + ".po"), re.MULTILINE)
    return {c_text(text): c_text(to) for text, to in pairs}


def body(t):
    texts = sources_texts()
    t.ok(len(texts) > 40, "the texts are found")
    polish = translations("pl")
    polish.pop("", None)
    t.equal(sorted(texts - set(polish)), [], "each text is in pl.po")
    t.equal(sorted(set(polish) - texts), [], "pl.po has no others")
    t.equal([a for a, b in polish.items() if not b], [], "none is empty")
    t.equal([a for a, b in polish.items()
             if sorted(re.findall(r"%\d", a)) != sorted(
                 re.findall(r"%\d", b))], [],
            "places for words are the same in both")
    t.ok("#, fuzzy" not in read("po", "pl.po"), "none is a guess")

    style = read("src", "unsubscribe", "style.h")
    sheet = c_text(style[style.index("#define STYLE_TEXT"):])
    digest = base64.b64encode(hashlib.sha256(
        sheet.encode("utf-8")).digest()).decode("ascii")
    t.equal(re.search(r'STYLE_DIGEST "(.*)"', style).group(1), digest,
            "the digest is the style sheet's")
    t.ok("url(" not in sheet and "@import" not in sheet,
         "the style sheet loads nothing")

    program = os.path.join(BUILD, "src", "unsubscribe",
                           "robinson-unsubscribe")
    linked = subprocess.run(["ldd", program], stdout=subprocess.PIPE,
                            encoding="utf-8", check=True).stdout
    t.equal(re.findall(r"lib(?:sqlite3|curl|milter|pq|gmime)\S*", linked), [],
            "the program links no store and no mail")
    with open(program, "rb") as file:
        code = file.read()
    t.equal([name for name in (b"robinson-keys 1", b"BEGIN IMMEDIATE")
             if name in code], [],
            "the program has no reader of the key file and no SQL")


tap.run(body)
