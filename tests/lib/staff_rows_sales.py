# SPDX-License-Identifier: BSD-2-Clause
"""What a salesperson asks and says, and who confirms it."""

from staff_matrix import OFFICER, POSTMASTER, SALES, Route, Verb
from staff_rows_login import NO_ID, upload

PURPOSE = "followup"
# Nobody's held message.
NO_HELD = "7K3MQW9X2ABC"
CONTACT = {"what": "call", "who": "new@example.com", "day": "2020-01-02",
           "source": "chat", "relation": "prospect"}


def checked(w, name=None):
    """A list that was sent, of who asks or of "name"."""
    name = name or w.name
    upload_id = upload(w, name)
    for verb, args, blob in (
            ("upload.append", {"id": upload_id, "n": 0},
             b"email\na@b.example\n"),
            ("upload.end", {"id": upload_id}, b""),
            ("sales.list.start", {"upload": upload_id, "purpose": PURPOSE},
             b"")):
        answer = w.ask_as(name, verb, args, blob)
        if answer.status != "ok":
            raise AssertionError("%s: %s %s" % (verb, answer.status,
                                                answer.cause))
    return upload_id


VERBS = {
    "sales.start": Verb(SALES),
    "sales.may": Verb(SALES, changes=True, args={
        "purpose": PURPOSE, "addresses": "a@b.example", "language": "pl"}),
    "sales.list.start": Verb(SALES, changes=True, ok=("invalid",),
                             args={"purpose": PURPOSE}),
    "sales.list.get": Verb(
        SALES, args=lambda w: {"id": checked(w)},
        foreign=lambda w: {"id": checked(w, "ela")}, guessed={"id": NO_ID}),
    # It may not be ready yet.
    "sales.list.fetch": Verb(
        SALES, args=lambda w: {"id": checked(w), "which": "cleaned"},
        ok=("ok", "missing"),
        foreign=lambda w: {"id": checked(w, "ela"), "which": "cleaned"},
        guessed={"id": NO_ID, "which": "cleaned"}),
    "sales.list.drop": Verb(
        SALES, changes=True, args=lambda w: {"id": checked(w)},
        foreign=lambda w: {"id": checked(w, "ela")}, guessed={"id": NO_ID}),
    "sales.happened.form": Verb(SALES),
    "sales.happened": Verb(SALES, changes=True, args=CONTACT,
                           ok=("ok", "invalid")),
    "sales.statements": Verb(POSTMASTER, OFFICER),
    "sales.decide": Verb(POSTMASTER, OFFICER, changes=True, ok=("missing",),
                         shared=True,
                         args={"id": 999999, "decision": "confirm"}),
    "sales.mail": Verb(SALES),
    "sales.mail.request": Verb(
        SALES, changes=True, args=lambda w: {"id": w.held[w.name, "verb"]},
        foreign=lambda w: {"id": w.held["ela", "verb"]},
        guessed={"id": NO_HELD}),
}
ROUTES = {
    "GET /may": Route(SALES),
    "POST /may": Route(SALES, fields={"purpose": PURPOSE,
                                      "addresses": "a@b.example"}),
    "POST /lists": Route(SALES, ok=(422,), fields={"purpose": PURPOSE}),
    "GET /lists/:id": Route(
        SALES, args=lambda w: {"id": checked(w)},
        foreign=lambda w: {"id": checked(w, "ela")}),
    "GET /lists/:id/:which": Route(
        SALES, args=lambda w: {"id": checked(w), "which": "cleaned"},
        ok=(200, 404),
        foreign=lambda w: {"id": checked(w, "ela"), "which": "cleaned"}),
    "POST /lists/:id/drop": Route(
        SALES, args=lambda w: {"id": checked(w)},
        foreign=lambda w: {"id": checked(w, "ela")}),
    "GET /happened": Route(SALES),
    "POST /happened/form": Route(SALES, fields={"who": "a@b.example"}),
    "GET /happened/:outcome": Route(SALES, args={"outcome": "waits"}),
    "POST /happened": Route(SALES, ok=(303, 422), fields=CONTACT),
    "GET /mail": Route(SALES),
    "POST /mail/:id/request": Route(
        SALES, ok=(303,), args=lambda w: {"id": w.held[w.name, "route"]},
        foreign=lambda w: {"id": w.held["ela", "route"]}),
    "GET /statements": Route(POSTMASTER, OFFICER),
    "POST /statements": Route(POSTMASTER, OFFICER, ok=(404,),
                              fields={"id": "999999",
                                      "decision": "confirm"}),
}
