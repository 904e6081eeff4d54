#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The pages for the staff as people see them, the test being the desk: in
Chromium, in both languages and themes, on a desk and on a telephone, by
keyboard, and for axe-core. What the desk says is in staff_answers.py; which
pages are looked at, in PAGES. A name on the command line: that page alone."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "lib"))

from browser import browse, install  # noqa: E402
from staff_answers import ANSWERS  # noqa: E402
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
    ("officer", "what-if", "/what-if"),
    ("officer", "what-if-done", "/what-if/0123456789abcdef0123456789abcdef"),
    ("officer", "configuration", "/configuration"),
]


def answers_for(role):
    """The same answers, for somebody of that role."""
    def say(verb):
        who = {"name": "ola", "role": role, "lead": False, "totp": True}
        return lambda request: dict({"who": who}, **(
            ANSWERS[verb](request) if callable(ANSWERS[verb])
            else ANSWERS[verb]))
    return {verb: say(verb) for verb in ANSWERS}


def main(tap):
    install(tap)
    wanted = sys.argv[1:]
    for role in (None, "sales", "postmaster", "officer", "admin"):
        pages = [{"name": page[1], "path": page[2],
                  "status": page[3] if len(page) > 3 else 200}
                 for page in PAGES if page[0] == role and
                 (not wanted or page[1] in wanted)]
        if not pages:
            continue
        with StaffWeb(answers_for(role)) as web:
            browse(tap, "staff.js", "staff, %s" % role, url=web.url,
                   languages=["en", "pl"], pages=pages,
                   login="ola" if role else None)


if __name__ == "__main__":
    run(main)
