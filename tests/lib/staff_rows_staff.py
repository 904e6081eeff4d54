# SPDX-License-Identifier: BSD-2-Clause
"""Accounts: an admin's alone. Nothing here is one's own."""

from staff_matrix import ADMIN, Route, Verb

GUESSED = {"id": 99999}


def nobody(_):
    """All accounts are an admin's; there is one of no such number."""
    return {"id": 99998}


def prepare(w):
    w.made = 0


def extra(w):
    """An account that nobody needs."""
    w.made += 1
    name = "extra%d" % w.made
    answer = w.ask_as("adam", "staff.add", {"name": name, "role": "sales"})
    if answer.status != "ok":
        raise AssertionError("staff.add: %s %s" % (answer.status,
                                                   answer.cause))
    accounts = w.ask_as("adam", "staff.list", {}).result["accounts"]
    return [a["id"] for a in accounts if a["name"] == name][0]


def an_id(w):
    return {"id": extra(w)}


def new(w):
    w.made += 1
    return {"name": "new%d" % w.made, "role": "sales"}


VERBS = {
    "staff.list": Verb(ADMIN),
    "staff.get": Verb(ADMIN, args=an_id, foreign=nobody,
                      guessed=GUESSED),
    "staff.add": Verb(ADMIN, changes=True, args=new),
    "staff.change": Verb(
        ADMIN, changes=True,
        args=lambda w: {"id": extra(w), "role": "postmaster"},
        foreign=lambda w: {"id": 99998, "role": "postmaster"},
        guessed={"id": 99999, "role": "postmaster"}),
    "staff.password": Verb(ADMIN, changes=True, args=an_id, foreign=nobody,
                   guessed=GUESSED),
    "staff.end": Verb(ADMIN, changes=True, args=an_id, foreign=nobody,
                   guessed=GUESSED),
    "staff.remove": Verb(ADMIN, changes=True, args=an_id, foreign=nobody,
                   guessed=GUESSED),
}
ROUTES = {
    "GET /staff": Route(ADMIN),
    "GET /staff/:id": Route(ADMIN, args=an_id),
    "POST /staff/add": Route(ADMIN, fields=new),
    "POST /staff/:id/change": Route(ADMIN, args=an_id,
                                    fields={"role": "postmaster"}),
    "POST /staff/:id/password": Route(ADMIN, args=an_id),
    "POST /staff/:id/end": Route(ADMIN, args=an_id),
    "POST /staff/:id/remove": Route(ADMIN, args=an_id),
}
