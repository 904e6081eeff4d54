#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The texts of all pages and their translations: none is missing, none is too
many, each says the same numbers and cites the law as its language does."""

import os
import re
import subprocess
import sys

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))

import tap  # noqa: E402

FLAGS = ["--language=C", "--from-code=UTF-8", "--keyword=N_",
         "--keyword=NP_:1,2", "--keyword=tr:2", "--keyword=tr_count:2,3",
         "--files-from=po/POTFILES", "-o", "-"]
ENTRY = re.compile(
    r'^msgid ((?:".*"\n)+)(?:msgid_plural ((?:".*"\n)+))?'
    r'((?:msgstr(?:\[\d\])? (?:".*"(?:\n|$))+)+)', re.MULTILINE)
# Words that Polish has, too.
SAME_IN_POLISH = ("Menu", "Postmaster", "administrator", "import")
PLACE = re.compile(r"%(?:\d|(?:\.\*)?(?:ll)?[a-z])")


def c_text(source):
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', source))


def entries(po):
    """{text: (form for several or None, [translations])}"""
    found = {}
    for one, many, said in ENTRY.findall(po):
        forms = re.split(r"^msgstr(?:\[\d\])? ", said, flags=re.MULTILINE)[1:]
        found[c_text(one)] = (c_text(many) if many else None,
                              [c_text(form) for form in forms])
    return found


def numbers(text):
    return re.findall(r"\d+", PLACE.sub("", text))


def cites_badly(text, polish):
    """Citations of the source text are cited in the translation, and so."""
    if "GDPR" in polish or "Art." in polish or "Directive" in polish:
        return True
    return "GDPR" in text and \
        not re.search(r"\bart\. (\d+|%\d).* RODO", polish)


def body(t):
    made = subprocess.run(["xgettext"] + FLAGS, cwd=SRC, check=True,
                          stdout=subprocess.PIPE, encoding="utf-8").stdout
    texts = entries(made)
    with open(os.path.join(SRC, "po", "pl.po"), encoding="utf-8") as file:
        po = file.read()
    polish = entries(po)
    for found in (texts, polish):
        found.pop("", None)
    t.ok(len(texts) > 300, "the texts are found", len(texts))
    t.equal(sorted(set(texts) - set(polish)), [], "each text is in pl.po")
    t.equal(sorted(set(polish) - set(texts)), [], "pl.po has no others")
    t.equal([one for one in texts
             if one in polish and texts[one][0] != polish[one][0]], [],
            "forms for several are the same")
    t.ok("#, fuzzy" not in po and "\n#~" not in po,
         "none is a guess, none is old")
    pairs = [(one if i == 0 or not many else many, form)
             for one, (many, forms) in polish.items()
             for i, form in enumerate(forms)]
    t.equal([one for one, form in pairs if not form], [], "none is empty")
    t.equal([one for one, form in pairs
             if sorted(PLACE.findall(one)) != sorted(PLACE.findall(form))],
            [], "places for words are the same")
    t.equal([one for one, form in pairs if numbers(one) != numbers(form)], [],
            "articles and other numbers are the same")
    t.equal([one for one, form in pairs if cites_badly(one, form)], [],
            "the law is cited as Polish does")
    t.equal([one for one, form in pairs
             if one == form and one not in SAME_IN_POLISH and
             not re.fullmatch(r"[\W\d]*", one)], [],
            "none is left in English")
    t.equal([one for one, (many, forms) in polish.items()
             if len(forms) != (3 if many else 1)], [],
            "each form of the language is there")
    t.equal([one for one, form in pairs
             if one.count("`") % 2 or one.count("`") != form.count("`")], [],
            "what is typed is marked alike")


tap.run(body)
