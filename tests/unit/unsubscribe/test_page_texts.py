#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The page's style sheet and its digest, and what the program is without."""

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


def c_text(source, macros):
    """The C string that a run of literals, and macros of such, makes."""
    return "".join(macros[macro] if macro else literal for literal, macro in
                   re.findall(r'"((?:[^"\\]|\\.)*)"|\b(STYLE_\w+)', source))


def shared_styles():
    """The macros of http/style.h."""
    parts = re.split(r"#define (STYLE_\w+)", read("src", "http", "style.h"))
    return {name: c_text(text, {}) for name, text in
            zip(parts[1::2], parts[2::2])}


def body(t):
    style = read("src", "unsubscribe", "style.h")
    sheet = c_text(style.split("#define STYLE_TEXT")[1], shared_styles())
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
