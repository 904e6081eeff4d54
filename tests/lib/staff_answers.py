# SPDX-License-Identifier: BSD-2-Clause
"""What a desk process says, for pictures of the pages: each verb with the
result that its page shows. Whoever adds a page adds its verb here, or in a
file staff_answers_SUBJECT.json beside it."""

import glob
import json
import os

NOW = 1795452000
TOKEN = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"

ACCOUNTS = [
    {"id": 1, "name": "adam", "role": "admin", "lead": False, "senders": [],
     "logins": [], "off": False, "has_totp": True, "must_change": False,
     "created_utc": NOW - 900000, "last_login_utc": NOW - 60},
    {"id": 2, "name": "ola", "role": "officer", "lead": False, "senders": [],
     "logins": [], "off": False, "has_totp": True, "must_change": False,
     "created_utc": NOW - 800000, "last_login_utc": NOW - 90000},
    {"id": 3, "name": "ela.kowalska@firma.example", "role": "sales",
     "team": "Północ", "lead": True, "off": False, "has_totp": False,
     "senders": ["ela.kowalska@firma.example", "oferty@firma.example"],
     "logins": ["ela.kowalska"], "must_change": False,
     "created_utc": NOW - 700000, "last_login_utc": NOW - 7200},
    {"id": 4, "name": "jan", "role": "sales", "team": "Północ",
     "lead": False, "senders": ["jan@firma.example"], "logins": [],
     "off": False, "has_totp": False, "must_change": True,
     "created_utc": NOW - 3600},
    {"id": 5, "name": "marek", "role": "postmaster", "lead": False,
     "senders": [], "logins": [], "off": True, "has_totp": False,
     "must_change": False, "created_utc": NOW - 700000,
     "last_login_utc": NOW - 600000}]
SESSIONS = [
    {"account": 1, "created_utc": NOW - 60, "seen_utc": NOW - 5},
    {"account": 3, "created_utc": NOW - 7200, "seen_utc": NOW - 300},
    {"account": 3, "created_utc": NOW - 3000, "seen_utc": NOW - 900}]
# Another second factor in the place of the one that there is.
SECRET = {"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
          "uri": "otpauth://totp/Robinson%20Firma:ola?secret="
                 "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Robinson%20Firma"}
PASSWORD_FIRST = {"result": {"needs_password": True, "is_another": True}}
ANSWERS = {
    "staff.list": {"result": {"accounts": ACCOUNTS, "sessions": SESSIONS,
                              "unreadable": 1}},
    "staff.get": {"result": {"account": ACCOUNTS[2],
                             "sessions": SESSIONS[1:], "is_self": False}},
    "staff.add": {"result": {"name": "zofia",
                             "password": "4f7k2-m9xqd-0a3bc-7nrsy"}},
    "session": {},
    "login.begin": {"result": {"session": TOKEN, "needs": ""}},
    "totp.begin": {"result": SECRET},
    "totp.renew": {"result": dict(SECRET, **PASSWORD_FIRST["result"])},
    "account.self": {"result": {
        "name": "ola", "role": "officer", "has_totp": True,
        "recovery_left": 3, "may_remove_totp": True, "sessions": [
            {"id": "s1", "created_utc": NOW - 3600, "seen_utc": NOW - 60,
             "is_this": True},
            {"id": "s2", "created_utc": NOW - 90000,
             "seen_utc": NOW - 40000, "is_this": False}]}},
}


def held_row(n, subject, reasons, asked=None):
    return {"id": "7K3MQW9X2AB%d" % n, "received": NOW - n * 5000,
            "expires": NOW + 1209600 - n * 5000, "size": 14200 * n ** 4,
            "waiting": n, "damaged": False,
            "sender": "anna.kowalska@firma.example",
            "from": "Anna Kowalska <anna.kowalska@firma.example>",
            "login": "anna", "subject": subject,
            "to": "jan.maria.nowakowski@klient.example",
            "asked_utc": NOW - 900 if asked else None, "asked": asked or "",
            "reasons": reasons, "purposes": ["newsletter"]}


HELD_ROWS = [
    held_row(1, "Gęślą jaźń: nowa oferta na zimę, rabat do 15 grudnia",
             ["unknown"], "She asked me for this offer on the telephone."),
    held_row(2, "Zaproszenie", ["too-soon", "no-basis"]),
    held_row(3, "", ["objection-unconfirmed"]),
    held_row(9, "Newsletter", ["special-category", "unknown"]),
]
HELD_COUNTS = [
    {"reason": "unknown", "purpose": "newsletter", "recipients": 12044,
     "requested": 1, "oldest": NOW - 1000000},
    {"reason": "too-soon", "purpose": "followup", "recipients": 12,
     "requested": 0, "oldest": NOW - 5000},
]
OBJECTION_ROWS = [
    {"ref": "AVWG37SR", "at": NOW - 7000, "purpose": "", "channel": "letter",
     "words": "proszę nie pisać do mnie więcej", "grade": "likely",
     "cause": "likely", "letter": True, "queue_id": "4Q2xyz"},
    {"ref": "AHVJ2YWQ", "at": NOW - 90000, "purpose": "newsletter",
     "channel": "letter", "words": "", "grade": "certain",
     "cause": "unproven", "letter": False, "queue_id": ""},
]
HELD_RECIPIENTS = [
    {"n": 0, "address": "jan.maria.nowakowski@klient.example",
     "state": "held", "reason": "unknown", "purpose": "newsletter",
     "ref": "AVWG37SR", "requested": NOW - 900, "changed": NOW - 5000,
     "waiting": True, "may": True, "now": "too-soon", "article": "",
     "unconfirmed": False, "events": [
         {"kind": "verdict", "at": NOW - 5000, "ref": "AVWG37SR",
          "reason": "unknown", "action": "hold", "who": "anna", "words": ""},
         {"kind": "requested", "at": NOW - 900, "ref": "AVWG37SR",
          "reason": "", "action": "", "who": "anna", "words": ""}]},
    {"n": 1, "address": "eva.weber@klient.example", "state": "held",
     "reason": "objection-unconfirmed", "purpose": "newsletter",
     "ref": "AHVJ2YWQ", "requested": None, "changed": NOW - 5000,
     "waiting": True, "may": False, "now": "objection-unconfirmed",
     "article": "GDPR Art. 12(6), 21(3)", "unconfirmed": True, "events": []},
]
HELD_CONTENT = {
    "read": True, "has_text": True, "has_page": True, "text_cut": False,
    "page_cut": True, "more_links": False, "more_parts": False,
    "whole": True,
    "text": "Szanowny Panie,\n\nzapraszamy do zapoznania się z naszą nową "
            "ofertą na zimę.\n\n-- \nAnna Kowalska\n",
    "page": "Szanowny Panie,\nzapraszamy\n",
    "headers": ["From", "Anna Kowalska <anna.kowalska@firma.example>", "To",
                "jan.maria.nowakowski@klient.example", "Subject",
                "Gęślą jaźń"],
    "links": ["https://firma.example/oferta/zima/2026?a=1&b=2&utm_source="
              "newsletter&utm_medium=email&utm_campaign=zima",
              "mailto:anna.kowalska@firma.example"],
    "parts": [{"name": "oferta na zimę.pdf", "type": "application/pdf",
               "size": 1250000},
              {"name": "", "type": "image/png", "size": 900}],
}
FATE = {"kind": "deleted", "at": NOW - 60, "who": "ewa",
        "reason": "the list was bought"}

ANSWERS.update({
    "held.overview": {"result": {
        "requests": HELD_ROWS[:1], "requests_total": 1,
        "objections": OBJECTION_ROWS, "objections_total": 5,
        "counts": HELD_COUNTS, "messages": 11900, "bytes": 1250000000}},
    "held.list": {"result": {
        "rows": HELD_ROWS, "total": 11900, "looked_at": 5000,
        "is_partial": True, "undigested": 0, "before": "1.2", "after": "3.4",
        "purpose_names": ["newsletter", "followup"], "counts": HELD_COUNTS,
        "messages": 11900, "bytes": 1250000000}},
    "held.show": lambda request: {"result": {
        "id": "GONE", "fate": FATE} if request["args"]["id"] == "gone" else {
            "message": dict(HELD_ROWS[0], queue_id="4Q2xyz1234",
                            host="mx.firma.example", recipients=2),
            "recipients": HELD_RECIPIENTS, "may_release": True,
            "keep_days": 14, "content": HELD_CONTENT}},
    "held.plan": lambda request: {"result": {
        "act": request["args"]["act"], "tells_released": True,
        "tells_deleted": True, "rows": [
            dict(HELD_ROWS[0], may=1, may_not=0),
            dict(HELD_ROWS[3], may=2, may_not=7),
            dict(HELD_ROWS[2], may=0, may_not=3),
            {"id": "7K3MQW9X2ABZ", "fate": FATE}]}},
    "held.act": lambda request: {"result": {
        "act": request["args"]["act"], "rows": [
            {"id": "7K3MQW9X2AB1", "end": "done", "text": "250 2.0.0 Ok",
             "address": "jan.maria.nowakowski@klient.example", "fate": None},
            {"id": "7K3MQW9X2AB9", "end": "refused", "address":
             "eva.weber@klient.example", "fate": None, "text":
             "7K3MQW9X2AB9, recipient 1, cannot be released: objected"},
            {"id": "7K3MQW9X2ABZ", "end": "gone", "address": None,
             "text": "", "fate": FATE}]}},
    "objections.list": {"result": {"objections": OBJECTION_ROWS,
                                   "objections_total": 2}},
    "objections.plan": lambda request: {"result": {
        "act": request["args"]["act"], "objections": OBJECTION_ROWS[:1]}},
    "objections.act": {"result": {}},
})
for path in sorted(glob.glob(os.path.join(
        os.path.dirname(os.path.abspath(__file__)), "staff_answers_*.json"))):
    with open(path, encoding="utf-8") as file:
        ANSWERS.update(json.load(file))

# ----------------------------------------------------------------- the officer

FORM = ANSWERS["person.form"]["result"]
ERASURE = ANSWERS["person.effect"]["result"]


def effect(request):
    """What each act would change of what is there before."""
    act, erased = request["args"]["act"], ERASURE["effect"]
    before = erased["before"]
    changed = {
        "object": {"objections": 2}, "object-lift": {"objections": 0},
        "withdraw": {"grants": 0, "withdrawals": 1},
        "restrict": {"restricted": "2026-11-30T18:45:42+01:00"},
        "rectify": erased["after"], "erase": erased["after"]}.get(act, {})
    purposes = erased["purposes"] if act in ("object", "erase") else [
        dict(purpose, after=purpose["before"])
        for purpose in erased["purposes"]]
    other = {"before": erased["after"], "after": before,
             "purposes": purposes} if act == "rectify" else None
    return {"result": dict(ERASURE, effect=dict(
        erased, act=act, after=dict(before, **changed), purposes=purposes,
        changes=bool(changed), other=other, notified=act == "erase"))}


def job(verb, failed, outcome):
    """A job by its state, which is its id here."""
    def say(request):
        state = request["args"]["id"]
        said = ANSWERS_DONE[verb]["result"]
        if state == "refused":
            return {"result": dict(said, outcome=outcome)}
        if state not in ("running", "failed"):
            return {"result": said}
        return {"result": {"job": dict(said["job"], state=state, id=state,
                                       title=failed)}}
    return say


ANSWERS_DONE = {verb: ANSWERS[verb] for verb in ("audit.get", "what-if.get")}
ANSWERS.update({
    "person.form": lambda request: {"result": dict(
        FORM, act=request["args"]["act"])},
    "person.effect": effect,
    "audit.get": job("audit.get", "The file has too many rows. Please send "
                     "it in parts.", None),
    "what-if.get": job("what-if.get", "", {"accepted": False, "problems": [
        {"line": 1, "text": "\"nonsense\" is no key of the configuration"},
        {"line": 14, "text": "purpose \"followup\" has no basis"}]}),
})

# ------------------------------------------------------------------ salespersons

LIST = {"id": "a1" * 16, "file": "wiosna 2026, klienci.csv",
        "purpose": "followup", "created": NOW - 60, "rows": 1200, "done": 400,
        "may": 0, "bad": 0, "formulas": 0, "reasons": [], "cause": ""}
OBJECTED = {"en": "objected", "pl": "sprzeciw"}
UNKNOWN = {"en": "no record of this person", "pl": "brak zapisu o osobie"}
STATEMENT = {"id": 12, "kind": "meeting", "at": NOW - 90000,
             "said": NOW - 3600, "who": "jan.maria.nowakowski@klient.example",
             "note": "at the fair in Poznań, asked for the price list",
             "teller": "ela.kowalska@firma.example", "source": "",
             "relation": ""}
ANSWERS.update({
    "sales.start": {"result": {"left": 99412, "lists": [
        dict(LIST, state="running"),
        dict(LIST, state="done", file="targi.xlsx"),
        dict(LIST, state="failed", file="stare.xlsx")]}},
    "sales.list.get": lambda request: {"result": {"list": {
        "running": dict(LIST, state="running"),
        "failed": dict(LIST, state="failed", cause=(
            "No column of addresses was found. Please call it \"email\" in "
            "the first row.")),
        "done": dict(LIST, state="done", may=871, bad=2, formulas=3, reasons=[
            {"words": OBJECTED, "rows": 208},
            {"words": UNKNOWN, "rows": 121}]),
    }[request["args"]["id"]]}},
    "sales.happened.form": {"result": {"confirmed": True}},
    "sales.statements": {"result": {
        "statements": [STATEMENT, dict(STATEMENT, id=13, kind="order",
                                       note="")],
        "counts": [{"teller": "ela.kowalska@firma.example", "waiting": 2,
                    "counted": 0, "confirmed": 41, "refused": 3},
                   {"teller": "jan", "waiting": 0, "counted": 0,
                    "confirmed": 7, "refused": 0}]}},
    "sales.mail": {"result": {"names": 2, "lead": True, "more": True, "items": [
        {"ref": "AVWG37SR", "seq": 9, "at": NOW - 60, "purpose": "followup",
         "words": {}, "name": "ela.kowalska", "held": True, "waits": True,
         "requested": None, "expires": NOW + 900000, "id": "7K3MQW9X2AB1",
         "subject": "Oferta na wiosnę: rabat dla stałych klientów",
         "recipients": [{"address": "jan.maria.nowakowski@klient.example",
                         "words": UNKNOWN, "state": "held"}]},
        {"ref": "AHVJ2YWQ", "seq": 8, "at": NOW - 7200, "purpose": "followup",
         "words": OBJECTED, "name": "jan", "held": False},
        {"ref": "DY9WMPCD", "seq": 7, "at": NOW - 90000, "purpose":
         "newsletter", "words": {}, "name": "jan", "held": True}]}},
})
