# SPDX-License-Identifier: BSD-2-Clause
"""Who may what, said a second time, by the tests.

Each subject has a file staff_rows_SUBJECT.py beside this one, with a row for
each verb of the desk process and for each route of the web process:

    VERBS = {"held.delete": Verb(POSTMASTER, args=lambda w: {"id": w.held()},
                                 foreign=None)}
    ROUTES = {"POST /held/:id/delete": Route(
        POSTMASTER, args=lambda w: {"id": w.held()})}

What is in a row must be so, and nothing else: a verb or a route without a row
fails the test, and so does a row without one. "args" makes the arguments for
the one who asks (w.name, w.role); what it names is theirs, or everybody's.
"foreign" makes arguments that name another's thing: the answer must be
"missing", word for word as for an id that nobody has ("guessed"). A module may
have "prepare(world)", which is called once."""

import glob
import importlib
import os

SALES, POSTMASTER, OFFICER, ADMIN = "sales", "postmaster", "officer", "admin"
STAFF = (SALES, POSTMASTER, OFFICER, ADMIN)
# A name of each role, and another salesperson.
NAMES = {SALES: "ania", POSTMASTER: "piotr", OFFICER: "anna", ADMIN: "adam"}
OTHER = "ela"


class Verb:
    """roles: who may; "open": needs no session; "half": also while a login is
    not whole; "changes": something is changed; "ends": the session is gone
    afterwards, or its password is another; "shared": what an id names is of
    all who may, and those who may not ask for it too; "ok": the statuses of
    who may."""

    def __init__(self, *roles, args=None, foreign=None, guessed=None,
                 blob=b"", is_open=False, half=False, changes=False,
                 ends=False, shared=False, ok=("ok",)):
        self.roles = flat(roles)
        self.args, self.foreign, self.guessed = args, foreign, guessed
        self.blob, self.open, self.half = blob, is_open, half
        self.changes, self.ends, self.ok = changes, ends, ok
        self.shared = shared


class Route:
    """roles: who may; "args": the parts of the path, for the one who asks;
    "foreign": the same of another's thing; "shared" as above; "fields" of a
    form; "ok": the status that who may gets."""

    def __init__(self, *roles, args=None, foreign=None, fields=None,
                 is_open=False, half=False, ends=False, shared=False,
                 ok=(200, 303)):
        self.roles = flat(roles)
        self.shared = shared
        self.args, self.foreign, self.fields = args, foreign, fields
        self.open, self.half, self.ends, self.ok = is_open, half, ends, ok


def flat(roles):
    found = []
    for role in roles:
        found += [role] if isinstance(role, str) else list(role)
    return tuple(found)


def modules():
    here = os.path.dirname(os.path.abspath(__file__))
    return [importlib.import_module(os.path.basename(path)[:-3])
            for path in sorted(glob.glob(os.path.join(here,
                                                      "staff_rows_*.py")))]


def rows(kind):
    """All VERBS, or all ROUTES; a name that stands twice is an error."""
    found = {}
    for module in modules():
        for name, row in getattr(module, kind, {}).items():
            if name in found:
                raise ValueError("two rows for " + name)
            found[name] = row
    return found


def made(what, world):
    """A value, or what makes it."""
    return what(world) if callable(what) else what
