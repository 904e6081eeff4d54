# SPDX-License-Identifier: BSD-2-Clause
"""What is held, and objections that wait. Of the latter there is none. What is
held are messages of two salespersons: all who decide may look at both; what a
salesperson asks for with a real id of one is in staff_rows_sales.py."""

import heldmail
from staff_matrix import OFFICER, POSTMASTER, Route, Verb

READERS = (POSTMASTER, OFFICER)
NOTHING = "7K3MQW9X2ABC"
NO_REF = "AVWG37SR"

# Of each salesperson: one that is asked for by a verb, one by a route.
USES = ("verb", "route")


def prepare(w):
    """w.held["ania", "verb"] is an id."""
    w.house.start()
    w.held = {(name, use): heldmail.hold(
        w.house, "%s of %s" % (use, name), "%s-%s@klient.example" % (use, name),
        sender=name + "@firma.example", login=name)
        for name in ("ania", "ela") for use in USES}
    w.house.stop()


def ids(w):
    return {"ids": [w.held["ania", "verb"], w.held["ela", "verb"]]}


VERBS = {
    "held.overview": Verb(READERS),
    "held.list": Verb(READERS, args={"sort": "reason", "words": "offer"}),
    "held.show": Verb(READERS, shared=True,
                      args=lambda w: {"id": w.held["ela", "verb"]},
                      foreign={"id": NOTHING}),
    "held.plan": Verb(POSTMASTER, shared=True,
                      args=lambda w: {"act": "delete", **ids(w)}),
    "held.act": Verb(POSTMASTER, changes=True, shared=True,
                     args=lambda w: {"act": "extend", "days": 3,
                                     "reason": "a test", **ids(w)}),
    "objections.list": Verb(READERS),
    "objections.plan": Verb(READERS, ok=("invalid",),
                            args={"act": "drop", "refs": [NO_REF]}),
    "objections.act": Verb(READERS, changes=True, ok=("invalid",),
                           args={"act": "confirm", "refs": [NO_REF]}),
}

ROUTES = {
    "GET /waiting": Route(READERS),
    "GET /held": Route(READERS),
    "POST /held": Route(READERS, fields={"sender": "@firma.example"}),
    "GET /held/:id": Route(READERS, shared=True,
                           args=lambda w: {"id": w.held["ela", "route"]},
                           foreign={"id": NOTHING}),
    "POST /held/plan": Route(POSTMASTER, fields=lambda w: {
        "act": "delete", **ids(w)}),
    "POST /held/act": Route(POSTMASTER, fields=lambda w: {
        "act": "extend", "days": "3", "reason": "a test", **ids(w)}),
    "GET /objections": Route(READERS),
    "POST /objections/plan": Route(READERS, ok=(200, 422), fields={
        "act": "drop", "refs": NO_REF}),
    "POST /objections/act": Route(READERS, ok=(200, 422), fields={
        "act": "confirm", "refs": NO_REF}),
}
