#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The book of manual pages (contrib/book): every page of the tree is in it,
every link leads somewhere, mandoc finds nothing, and what the guides tell a
reader to type is there."""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
BUILD = os.environ.get("ROBINSON_BUILDDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
import tap as taplib  # noqa: E402

PAGES = sorted(glob.glob(os.path.join(SRC, "src", "*", "*.[1-8]")))
GUIDES = [p for p in PAGES if p.endswith(".7")]
# A picture needs no more than the first octets of one here: 640 by 480.
PICTURE = (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
           b"\x00\x00\x05\x00\x00\x00\x03\xc0")
# Reasons that no message of a person is answered with.
# What nobody is told, and what a salesperson reads otherwise.
SILENT = ("REASON_ALLOWED", "REASON_NOT_MARKETING")
# Told to nobody but the officer.
HIDDEN = ("REASON_RESTRICTED", "REASON_SPECIAL_CATEGORY")
CONFIDENTIAL = "may not be written to, ask the data protection officer"


def read(path):
    with open(path, encoding="utf-8") as text:
        return text.read()


def bind(out):
    return subprocess.run(
        [os.path.join(SRC, "contrib", "book", "bind"), SRC, out], timeout=120,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        check=False)


def lint(tap):
    for page in PAGES:
        done = subprocess.run(
            ["mandoc", "-Tlint", "-Wwarning", page], timeout=60,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", check=False)
        tap.equal(done.stdout, "", "lint: %s" % os.path.basename(page))


def all_pages(tap, out):
    made = {os.path.basename(p) for p in glob.glob(out + "/*.html")}
    index = read(os.path.join(out, "index.html"))
    for page in PAGES:
        name = os.path.basename(page) + ".html"
        tap.ok(name in made and 'href="%s"' % name in index,
               "in the book and its index: " + name)
    tap.equal(len(made), len(PAGES) + 1, "and nothing else")


def links(tap, out):
    texts = {os.path.basename(p): read(p) for p in glob.glob(out + "/*.html")}
    anchors = {name: set(re.findall(r'\bid="([^"]*)"', text))
               for name, text in texts.items()}
    for name, text in sorted(texts.items()):
        astray = []
        for target in re.findall(r'\b(?:href|src|srcset)="([^"]*)"', text):
            page, _, anchor = target.partition("#")
            page = page or name
            if not os.path.exists(os.path.join(out, page)) or (
                    anchor and anchor not in anchors.get(page, ())):
                astray.append(target)
        tap.equal(astray, [], "links: %s" % name)
    found = set(re.findall(r'class="Xr" href="([^"]*)"',
                           "".join(texts.values())))
    tap.ok({os.path.basename(p) + ".html" for p in PAGES} - found == set(),
           "links: each page is named by another", found)


def figures(tap, out):
    wanted = [m for p in PAGES
              for m in re.findall(r'^\.\\" figure ([a-z0-9-]+): (.+)$',
                                  read(p), re.M)]
    names = [name for name, _ in wanted]
    tap.equal(sorted(set(names)), sorted(names), "figures: each has one place")
    text = "".join(read(p) for p in glob.glob(out + "/*.html"))
    tap.ok("@figure@" not in text and "<img" not in text,
           "figures: without pictures no trace of them")
    os.mkdir(os.path.join(out, "figures"))
    for name in names:
        with open(os.path.join(out, "figures", name + ".png"), "wb") as file:
            file.write(PICTURE)
    done = bind(out)
    text = "".join(read(p) for p in glob.glob(out + "/*.html"))
    missing = [name for name in names if not re.search(
        r'<img src="figures/%s.png" alt="[^"]{20,}" width="640" height="480"'
        % name, text)]
    tap.equal((done.returncode, missing), (0, []),
              "figures: each at its place, with what is seen in it")


def usage(*words):
    """What the program says of how this command is used; "" of none."""
    said = subprocess.run(
        [os.path.join(BUILD, "src", "cli", "robinson"), "help", *words],
        timeout=60, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        encoding="utf-8", check=False).stdout
    found = re.search(r"^usage: robinson \[-c FILE\] %s( .*)?$" % re.escape(
        " ".join(words)), said, re.M)
    return found[0] if found else ""


def told(guide):
    """Each command line that a guide names: "robinson ..." """
    text = re.sub(r"\s*\\e\n\s*", " ", read(guide))
    return re.findall(r"^(?:\.It )?(?:\.?Ql )?(robinson [a-z].*)$", text, re.M)


def commands(tap):
    for guide in GUIDES:
        unknown, missing = [], []
        for line in told(guide):
            words = re.findall(r"\S+", line)[1:3]
            said = usage(*words) or usage(words[0])
            if not said:
                unknown.append(line)
            missing += [line for option in re.findall(r"(?<= )--[a-z-]+", line)
                        if option not in said]
        name = os.path.basename(guide)
        tap.equal(unknown, [], "commands: %s names none that is not" % name)
        tap.equal(missing, [], "commands: and no option that is not: " + name)
        tap.ok(told(guide) or "sales" in name, "commands: %s names some" % name)


def begins(text, lines):
    """Whether one of them is what the refusal always begins with."""
    least = len(re.split(r"[\[;:,]", text)[0])
    return any(text.startswith(line) and len(line) >= least for line in lines)


def texts(table):
    """[REASON_X] = {"...", "..."} of a source: [(name, [text, ...])], pieces
    joined."""
    rows = re.findall(r"\[(REASON_\w+)\]\s*=\s*(\{.*?\})[,}]", table, re.S)
    return [(name, [re.sub(r'"\s*"', "", text)[1:-1] for text in re.findall(
        r'"(?:[^"\\]|"\s+")*"', row)]) for name, row in rows]


def reasons(tap):
    """Who reads a reason finds it in the page for them."""
    words = dict(texts(read(os.path.join(SRC, "src", "core", "reason.c"))))
    said = read(os.path.join(SRC, "src", "mail", "refusal_text.c"))
    said = dict(texts(said[said.index("*const reasons["):
                           said.index("*const not_permitted[")]))
    sales = read(os.path.join(SRC, "src", "cli", "robinson-sales.7"))
    officer = read(os.path.join(SRC, "src", "cli", "robinson-officer.7"))
    tap.ok(len(words) > 15 and len(said) > 12, "reasons: they are found",
           "%r %r" % (words, said))
    lines = re.findall(r"^\.(?:It Sy|Em) (.+)$", sales, re.M)
    tap.equal([text for name, row in said.items() if name not in SILENT
               for text in row if not begins(text, lines)], [],
              "reasons: robinson-sales(7) has what a refusal begins with")
    short = [row[1] for name, row in words.items()
             if name not in SILENT and name not in HIDDEN] + [CONFIDENTIAL]
    tap.equal([w for w in short if ".Pq Dq %s\n" % w not in sales], [],
              "reasons: and what a notice says")
    tap.equal([row[0] for name, row in words.items()
               if name not in ("REASON_BAD_ADDRESS", "REASON_NOT_MARKETING")
               and ".It Cm %s" % row[0] not in officer], [],
              "reasons: robinson-officer(7) has each")


def body(tap):
    out = tempfile.mkdtemp(prefix="robinson-book.")
    try:
        done = bind(out)
        if not tap.equal(done.returncode, 0, "the book is made"):
            tap.note(done.stdout)
        lint(tap)
        all_pages(tap, out)
        links(tap, out)
        figures(tap, out)
        commands(tap)
        reasons(tap)
    finally:
        shutil.rmtree(out)


taplib.run(body)
