#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The pages for the staff as people see them, the test being the desk: in
Chromium, in both languages and themes, on a desk and on a telephone, by
keyboard, and for axe-core. What the desk says is in staff_answers.py; which
pages are looked at, in PAGES, and those that answer a form in staff_forms.py.
A name on the command line: that page alone."""

import os
import sys

SOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                       os.pardir, os.pardir)
sys.path.insert(0, os.path.join(SOURCES, "tests", "lib"))

from browser import browse, install  # noqa: E402
from staff_answers import ANSWERS, PASSWORD_FIRST  # noqa: E402
from staff_forms import FORMS, SAID, WAYS, invented, missing, \
    refusal  # noqa: E402
from staffroom import table  # noqa: E402
from staffweb import StaffWeb  # noqa: E402
from tap import run  # noqa: E402

# Role of who looks (None: nobody is logged in), name, path, and the status
# where it is not 200.
PAGES = [
    (None, "login", "/login?next=%2Faccount"),
    (None, "logged-out", "/logged-out"),
    ("officer", "code", "/login/code"),
    ("officer", "password", "/login/password"),
    ("officer", "second-factor", "/login/second-factor"),
    ("officer", "account", "/account?done=password"),
    ("postmaster", "held", "/waiting"),
    ("postmaster", "held-list", "/held?sort=reason"),
    ("postmaster", "held-message", "/held/7K3MQW9X2AB1"),
    ("postmaster", "held-gone", "/held/gone"),
    ("postmaster", "objections", "/objections"),
    ("sales", "may", "/may"),
    ("sales", "list-running", "/lists/running"),
    ("sales", "list-done", "/lists/done"),
    ("sales", "list-failed", "/lists/failed"),
    ("sales", "happened", "/happened/waits"),
    ("sales", "mail", "/mail"),
    ("postmaster", "statements", "/statements"),
    ("officer", "missing", "/nothing", 404),
    ("admin", "accounts", "/staff"),
    ("admin", "one-account", "/staff/3?done=staff-changed"),
    ("officer", "person-search", "/person"),
    ("officer", "person", "/person/R1"),
    ("officer", "person-journal", "/person/R1/journal"),
    ("officer", "person-act", "/person/R1/act/rectify"),
    ("officer", "requests", "/requests?all=1"),
    ("officer", "request", "/requests/1"),
    ("officer", "overview", "/overview"),
    ("officer", "report", "/report"),
    ("officer", "advice", "/report/advice?relation=prospect"),
    ("officer", "looked", "/looked"),
    ("officer", "audit", "/audit"),
    ("officer", "audit-done", "/audit/0123456789abcdef0123456789abcdef"),
    ("officer", "audit-running", "/audit/running"),
    ("officer", "audit-failed", "/audit/failed"),
    ("officer", "what-if", "/what-if"),
    ("officer", "what-if-refused", "/what-if/refused"),
    ("officer", "what-if-done", "/what-if/0123456789abcdef0123456789abcdef"),
    ("officer", "configuration", "/configuration"),
]


# What forms of those who sell and of the officer offer.
POLICY = """
relation "prospect" {
    retain = {"1 month after last-contact"}
    bases = {"legitimate-interest"}
    shown-as = {"en: prospect", "pl: potencjalny klient"}
}
source "chat" {
    collected-for = {"followup", "newsletter"}
    shown-as = {"en: chat on our page", "pl: czat na naszej stronie"}
}
purpose "followup" {
    bases = {"legitimate-interest", "consent"}
    assessment = "LIA-2018-03"
    shown-as = {"en: offers and reminders", "pl: oferty i przypomnienia"}
}
purpose "newsletter" { bases = {"consent"} }
"""


def answers_for(role):
    """The same answers, for somebody of that role."""
    who = {"name": "ola", "role": role, "lead": False, "totp": True}
    answers = dict(ANSWERS, **SAID)
    if role == "admin":
        answers["totp.begin"] = PASSWORD_FIRST

    def say(answer):
        return lambda request: dict({"who": who}, **(
            refusal(request) or
            (answer(request) if callable(answer) else answer)))
    return {verb: say(answer) for verb, answer in answers.items()}


def pages_of(role):
    """What the program is told of each page."""
    for page in PAGES:
        if page[0] == role:
            yield {"name": page[1], "path": page[2], "steps": [],
                   "status": page[3] if len(page) > 3 else 200}
    for who, name, path, status, steps in FORMS:
        if who == role:
            yield {"name": name, "path": path, "status": status,
                   "steps": steps}
    for who, name, path, steps in WAYS:
        if who == role:
            yield {"name": name, "path": path, "status": 200,
                   "steps": steps, "brief": True}


def main(tap):
    tap.equal(missing(table()["routes"]), [],
              "each page that answers a form is looked at")
    tap.equal(invented(os.path.join(SOURCES, "po", "pl.po")), [],
              "each cause is one of the desk's")
    install(tap)
    wanted = sys.argv[1:]
    for role in (None, "sales", "postmaster", "officer", "admin"):
        pages = [page for page in pages_of(role)
                 if not wanted or page["name"] in wanted]
        if not pages:
            continue
        with StaffWeb(answers_for(role), policy=POLICY) as web:
            browse(tap, "staff.js", "staff, %s" % role, url=web.url,
                   languages=["en", "pl"], pages=pages,
                   login="ola" if role else None)


if __name__ == "__main__":
    run(main)
