# SPDX-License-Identifier: BSD-2-Clause
"""What is held, and objections that wait. There is nothing of either: an id
that nobody has is missing, and what is done to it is done to nothing."""

from staff_matrix import OFFICER, POSTMASTER, Route, Verb

READERS = (POSTMASTER, OFFICER)
NOTHING = "7K3MQW9X2ABC"
NO_REF = "AVWG37SR"

VERBS = {
    "held.overview": Verb(READERS),
    "held.list": Verb(READERS, args={"sort": "reason", "words": "offer"}),
    "held.show": Verb(READERS, args={"id": NOTHING}, ok=("missing",),
                      foreign={"id": NOTHING[::-1]}),
    "held.plan": Verb(POSTMASTER, args={"act": "delete", "ids": [NOTHING]}),
    "held.act": Verb(POSTMASTER, changes=True,
                     args={"act": "extend", "ids": [NOTHING], "days": 3,
                           "reason": "a test"}),
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
    "GET /held/:id": Route(READERS, args={"id": NOTHING}, ok=(404,)),
    "POST /held/plan": Route(POSTMASTER, fields={"act": "delete",
                                                 "ids": NOTHING}),
    "POST /held/act": Route(POSTMASTER, fields={
        "act": "extend", "ids": NOTHING, "days": "3", "reason": "a test"}),
    "GET /objections": Route(READERS),
    "POST /objections/plan": Route(READERS, ok=(200, 422), fields={
        "act": "drop", "refs": NO_REF}),
    "POST /objections/act": Route(READERS, ok=(200, 422), fields={
        "act": "confirm", "refs": NO_REF}),
}
