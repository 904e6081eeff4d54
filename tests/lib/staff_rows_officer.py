# SPDX-License-Identifier: BSD-2-Clause
"""The officer: persons, requests, the overview, long work."""

from staff_matrix import NAMES, OFFICER, POSTMASTER, Route, Verb
from staff_rows_login import NO_ID, upload

ADAM = "adam@example.com"
NO_REQUEST = 99


def ref(w):
    """By what the officer has Adam's page."""
    answer = w.ask_as(NAMES[OFFICER], "person.find", {"address": ADAM})
    if answer.status != "ok":
        raise AssertionError("person.find: %s" % answer.status)
    return answer.result["ref"]


def prepare(w):
    w.house.must("requests", "add", ADAM, "--article", "15")


def of_person(**more):
    return lambda w: dict({"ref": ref(w)}, **more)


def theirs(**more):
    """A job of a salesperson."""
    return lambda w: dict({"id": upload(w, "ela")}, **more)


VERBS = {
    "person.search": Verb(OFFICER),
    "person.find": Verb(OFFICER, changes=True, args={"address": ADAM}),
    "person.get": Verb(OFFICER, args=of_person()),
    "person.journal": Verb(OFFICER, args=of_person(before=0)),
    "person.form": Verb(OFFICER, args=of_person(act="object")),
    "person.effect": Verb(OFFICER, changes=True,
                          args=of_person(act="object")),
    "person.do": Verb(OFFICER, changes=True,
                      args=of_person(act="object", channel="phone")),
    "person.export": Verb(OFFICER, changes=True,
                          args=of_person(format="json", n=0)),
    "looked.list": Verb(OFFICER),
    "requests.list": Verb(OFFICER, args={"all": True}),
    # The register is one for all officers.
    "requests.get": Verb(OFFICER, args={"id": 1},
                         foreign=lambda w: {"id": NO_REQUEST},
                         guessed={"id": NO_REQUEST + 1}),
    "requests.add": Verb(OFFICER, changes=True,
                         args={"address": ADAM, "article": 17}),
    "requests.extend": Verb(
        OFFICER, changes=True, ok=("ok", "invalid"),
        args={"id": 1, "reason": "many", "told": "2018-05-29"},
        foreign=lambda w: {"id": NO_REQUEST, "reason": "many",
                           "told": "2018-05-29"},
        guessed={"id": NO_REQUEST + 1, "reason": "many",
                 "told": "2018-05-29"}),
    "requests.close": Verb(OFFICER, changes=True, ok=("ok", "missing"),
                           args={"id": 2},
                           foreign=lambda w: {"id": NO_REQUEST},
                           guessed={"id": NO_REQUEST + 1}),
    "overview.get": Verb(OFFICER, POSTMASTER, args={"days": 7}),
    "report.get": Verb(OFFICER),
    "report.make": Verb(OFFICER, changes=True, ok=("ok", "invalid")),
    "advice.get": Verb(OFFICER, args={"relation": "prospect"}),
    "config.show": Verb(OFFICER, POSTMASTER),
    "audit.list": Verb(OFFICER),
    "audit.start": Verb(OFFICER, changes=True, ok=("invalid",),
                        args={"source": "chat"}),
    "audit.get": Verb(OFFICER, args={"id": NO_ID}, ok=("missing",),
                      foreign=theirs(), guessed={"id": NO_ID}),
    "audit.fetch": Verb(OFFICER, changes=True, args={"id": NO_ID, "n": 0},
                        ok=("missing",), foreign=theirs(n=0),
                        guessed={"id": NO_ID, "n": 0}),
    "what-if.list": Verb(OFFICER),
    "what-if.start": Verb(OFFICER, changes=True, ok=("ok", "invalid"),
                          args={"text": "nonsense = 1\n"}),
    "what-if.get": Verb(OFFICER, args={"id": NO_ID}, ok=("missing",),
                        foreign=theirs(), guessed={"id": NO_ID}),
}
ROUTES = {
    "GET /person": Route(OFFICER),
    "POST /person/find": Route(OFFICER, fields={"address": ADAM}),
    "GET /person/:ref": Route(OFFICER, args=of_person()),
    "GET /person/:ref/journal": Route(OFFICER, args=of_person()),
    "GET /person/:ref/act/:act": Route(OFFICER, args=of_person(act="erase")),
    "POST /person/:ref/effect": Route(OFFICER, args=of_person(),
                                      fields={"act": "object"}),
    "POST /person/:ref/do": Route(OFFICER, args=of_person(),
                                  fields={"act": "object"}),
    "POST /person/:ref/export": Route(OFFICER, args=of_person(),
                                      fields={"format": "json"}),
    "GET /looked": Route(OFFICER),
    "GET /requests": Route(OFFICER),
    "POST /requests/add": Route(OFFICER, fields={"address": ADAM,
                                                 "article": "16"}),
    "GET /requests/:id": Route(OFFICER, args={"id": 1}),
    "POST /requests/:id/extend": Route(
        OFFICER, args={"id": 1}, ok=(303, 422),
        fields={"reason": "many", "told": "2018-05-29"}),
    "POST /requests/:id/close": Route(OFFICER, args={"id": 2},
                                      ok=(303, 404)),
    "GET /overview": Route(OFFICER, POSTMASTER),
    "GET /report": Route(OFFICER),
    # It needs a relation.
    "GET /report/advice": Route(OFFICER, ok=(400,)),
    "POST /report/make": Route(OFFICER, ok=(303, 422)),
    "GET /configuration": Route(OFFICER, POSTMASTER),
    "GET /audit": Route(OFFICER),
    "POST /audit/start": Route(OFFICER, ok=(422,),
                               fields={"source": "chat"}),
    "GET /audit/:id": Route(OFFICER, args={"id": NO_ID}, ok=(404,)),
    "POST /audit/:id/list": Route(OFFICER, args={"id": NO_ID}, ok=(404,)),
    "GET /what-if": Route(OFFICER),
    "POST /what-if/start": Route(OFFICER, ok=(303, 422),
                                 fields={"text": "nonsense = 1"}),
    "GET /what-if/:id": Route(OFFICER, args={"id": NO_ID}, ok=(404,)),
}
