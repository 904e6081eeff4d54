# SPDX-License-Identifier: BSD-2-Clause
"""Logging in, one's own account, uploads."""

from staff_matrix import OFFICER, SALES, STAFF, Route, Verb

NO_ID = "0" * 32
WRONG = "a password that is wrong"


def upload(w, name=None):
    """One that has begun, of who asks or of "name"."""
    # An account has ten at most: those of earlier rows go.
    mine = [u for u in w.uploads if u[0] == (name or w.name)]
    for owner, old in mine[:-4]:
        w.ask_as(owner, "upload.drop", {"id": old})
        w.uploads.remove((owner, old))
    answer = w.ask_as(name or w.name, "upload.begin", {"kind": "list",
                                                       "name": "a.csv"})
    if answer.status != "ok":
        raise AssertionError("upload.begin: %s %s" % (answer.status,
                                                      answer.cause))
    w.uploads.append((name or w.name, answer.result["id"]))
    return answer.result["id"]


def prepare(w):
    w.uploads = []


VERBS = {
    # Numbers alone; no route leads to it.
    "metrics": Verb(STAFF, is_open=True),
    "login.begin": Verb(STAFF, is_open=True, changes=True, ok=("invalid",
                                                               "busy"),
                        args={"name": "nobody", "password": WRONG}),
    "login.proxy": Verb(STAFF, is_open=True, changes=True, ok=("denied",),
                        args={"name": "ania"}),
    # Of a whole login nothing is asked any more.
    "login.code": Verb(STAFF, half=True, changes=True, ok=("ok",),
                       args={"code": "000000"}),
    "login.password": Verb(STAFF, half=True, changes=True, ok=("invalid",),
                           args={"new": WRONG, "again": WRONG}),
    "logout": Verb(STAFF, half=True, changes=True, ends=True),
    "session": Verb(STAFF, half=True),
    "totp.begin": Verb(STAFF, half=True, ok=("ok", "invalid")),
    "totp.confirm": Verb(STAFF, half=True, changes=True,
                         ok=("invalid", "busy"), args={"code": "000000"}),
    "totp.renew": Verb(STAFF, half=True, changes=True, ok=("ok", "invalid", "busy"),
                       args={"password": WRONG}),
    "totp.remove": Verb(STAFF, changes=True, ok=("invalid", "busy"),
                        args={"password": WRONG}),
    "recovery.new": Verb(STAFF, changes=True, ok=("invalid", "busy"),
                         args={"password": WRONG}),
    "account.self": Verb(STAFF),
    "account.password": Verb(STAFF, changes=True, ok=("invalid", "busy"),
                             args={"old": WRONG, "new": "x", "again": "x"}),
    "account.sessions.end": Verb(STAFF, changes=True),
    "upload.begin": Verb(SALES, OFFICER, changes=True,
                         args={"kind": "list", "name": "a.csv", "size": 3}),
    "upload.append": Verb(
        SALES, OFFICER, changes=True, blob=b"abc",
        args=lambda w: {"id": upload(w), "n": 0},
        foreign=lambda w: {"id": upload(w, "ela"), "n": 0},
        guessed={"id": NO_ID, "n": 0}),
    "upload.end": Verb(
        SALES, OFFICER, changes=True, args=lambda w: {"id": upload(w)},
        foreign=lambda w: {"id": upload(w, "ela")}, guessed={"id": NO_ID}),
    "upload.drop": Verb(
        SALES, OFFICER, changes=True, args=lambda w: {"id": upload(w)},
        foreign=lambda w: {"id": upload(w, "ela")}, guessed={"id": NO_ID}),
}
ROUTES = {
    "GET /": Route(STAFF),
    "GET /login": Route(STAFF, is_open=True),
    "POST /login": Route(STAFF, is_open=True, ok=(200, 422, 429),
                         fields={"name": "nobody", "password": WRONG}),
    "GET /login/code": Route(STAFF, half=True),
    "POST /login/code": Route(STAFF, half=True, ok=(303,),
                              fields={"code": "000000"}),
    "GET /login/password": Route(STAFF, half=True),
    "POST /login/password": Route(STAFF, half=True, ok=(200, 422, 429),
                                  fields={"new": WRONG, "again": WRONG}),
    "GET /login/second-factor": Route(STAFF, half=True, ok=(200, 422)),
    "POST /login/second-factor": Route(STAFF, half=True, ok=(200, 422, 429),
                                       fields={"code": "000000"}),
    "POST /login/second-factor/new": Route(
        STAFF, half=True, ok=(200, 422, 429), fields={"password": WRONG}),
    "POST /logout": Route(STAFF, half=True, ends=True),
    "GET /logged-out": Route(STAFF, is_open=True),
    "GET /account": Route(STAFF),
    "POST /account/password": Route(
        STAFF, ok=(200, 422, 429),
        fields={"old": WRONG, "new": "x", "again": "x"}),
    "POST /account/second-factor/remove": Route(
        STAFF, ok=(200, 422, 429), fields={"password": WRONG}),
    "POST /account/recovery": Route(STAFF, ok=(200, 422, 429),
                                    fields={"password": WRONG}),
    "POST /account/sessions/end": Route(STAFF),
}
