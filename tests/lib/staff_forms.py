# SPDX-License-Identifier: BSD-2-Clause
"""Pages that are the answer to a form: on which page it stands, what is typed
and pressed, and with what status the answer comes. The desk does not accept
what has "wrong" in it, nor a form without what it cannot do without; REFUSED
says which of its causes it gives then."""

import re

from staff_answers import NOW

WRONG = "wrong"
REFUSED = {
    "login.begin": "This name and password do not go together.",
    "login.code": "This code is not right, or was used already.",
    "login.password": "The two new passwords are not the same.",
    "totp.confirm": "This code is not right. Do the clocks of the telephone "
                    "and of this computer agree?",
    "totp.renew": "The password is not right.",
    "totp.remove": "The password is not right.",
    "recovery.new": "The password is not right.",
    "account.password": "The old password is not right.",
    "held.list": "There is a character in it that cannot be read.",
    "held.plan": "No message was chosen.",
    "held.act": "There is a character in it that cannot be read.",
    "objections.plan": "No objection was chosen.",
    "objections.act": "Say why it is dropped: the journal keeps it.",
    "sales.decide": "A reason is missing.",
    "sales.may": "At most 100 addresses can be asked about at once. Of more, "
                 "send a list.",
    "sales.list.start": "Please choose a file.",
    "sales.happened": "Nothing is on record of this person yet. Please say "
                      "where the contact is from, and in which relation the "
                      "person stands to the firm.",
    "sales.happened.form": "There is a character in it that cannot be read.",
    "sales.mail.request": "Its release was asked for already.",
    "person.find": "\"%1\" is no e-mail address.",
    "person.effect": "\"%1\" is no date; accepted: 2018-06-28.",
    "person.do": "Nothing is known under the old address.",
    "person.export": "That request is not open, or another person's.",
    "requests.add": "\"%1\" is no e-mail address.",
    "requests.extend": "The person is told within the first month after the "
                       "receipt, and a request is extended once (GDPR Art. "
                       "12(3)).",
    "requests.close": "There is a character in it that cannot be read.",
    "audit.start": "The file is missing.",
    "what-if.start": "There is a character in it that cannot be read.",
    "staff.add": "There is an account of that name already.",
    "staff.change": "This is the last admin. Make another one first.",
}
# What a form cannot do without. A person's data is never handed out here:
# that would be no page.
NEEDED = {"audit.start": "upload", "sales.list.start": "upload",
          "held.plan": "ids", "objections.plan": "refs",
          "person.export": "nothing"}
# What is accepted by the first form, and not by the one after it.
LATER = "later@klient.example"
AT_LAST = ("person.do", "sales.happened.form")


def texts(value):
    """All that was typed."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    return [value] if isinstance(value, str) else []


def refusal(request):
    """What the desk answers to a form that it does not accept, or None."""
    verb, args = request["verb"], request["args"]
    typed = [text for text in texts(args)
             if WRONG in text or (verb in AT_LAST and LATER in text)]
    if "too often" in texts(args):
        return {"status": "busy", "retry_after": 240}
    if not typed and (verb not in NEEDED or NEEDED[verb] in args):
        return None
    return {"status": "invalid", "cause": REFUSED[verb],
            "values": typed[:1]}


def send(form, press=None, **fields):
    """Fills the form of that path, and presses the button of that value."""
    return {"form": form, "press": press, "fields": fields}


def act(name, status=200, **fields):
    """What an act for a person would change."""
    return ("officer", "effect-" + name, "/person/R1/act/" + name, status,
            [send("/person/R1/effect", **fields)])


def chosen(press):
    """Two of the messages of the list."""
    return send("/held/plan", press, ids=["7K3MQW9X2AB1", "7K3MQW9X2AB9"])


OLD = {"password": "my own password"}
BAD = {"password": WRONG}
NEW = {"new": "correct horse battery", "again": "correct horse battery"}
REASON = {"reason": "as agreed with Ewa on the telephone"}
ONE = ["AVWG37SR"]
# Role, name, page, status, what is done there.
FORMS = [
    (None, "login-wrong", "/login", 422, [
        send("/login", name="ola", password=WRONG)]),
    (None, "login-too-often", "/login", 429, [
        send("/login", name="too often", password="x")]),
    ("officer", "code-wrong", "/login/code", 422, [
        send("/login/code", code=WRONG)]),
    ("officer", "password-wrong", "/login/password", 422, [
        send("/login/password", new=WRONG, again="another one")]),
    ("officer", "recovery-first", "/login/second-factor", 200, [
        send("/login/second-factor", code="123456")]),
    ("officer", "second-factor-wrong", "/login/second-factor", 422, [
        send("/login/second-factor", code=WRONG)]),
    ("admin", "second-factor-new", "/login/second-factor", 200, [
        send("/login/second-factor/new", **OLD)]),
    ("admin", "second-factor-new-wrong", "/login/second-factor", 422, [
        send("/login/second-factor/new", **BAD)]),
    ("officer", "account-password-wrong", "/account", 422, [
        send("/account/password", old=WRONG, **NEW)]),
    ("officer", "factor-remove-wrong", "/account", 422, [
        send("/account/second-factor/remove", **BAD)]),
    ("officer", "recovery", "/account", 200, [
        send("/account/recovery", **OLD)]),
    ("officer", "recovery-wrong", "/account", 422, [
        send("/account/recovery", **BAD)]),

    ("postmaster", "held-found", "/held", 200, [
        send("/held", words="oferta", sender="@firma.example", younger="7",
             sort="oldest")]),
    ("postmaster", "held-found-wrong", "/held", 422, [
        send("/held", words=WRONG)]),
    ("postmaster", "plan-release", "/held", 200, [chosen("release")]),
    ("postmaster", "plan-delete", "/held", 200, [chosen("delete")]),
    ("postmaster", "plan-extend", "/held", 200, [chosen("extend")]),
    ("postmaster", "plan-none", "/held", 422, [
        send("/held/plan", "release")]),
    ("postmaster", "plan-one", "/held/7K3MQW9X2AB1", 200, [
        send("/held/plan")]),
    ("postmaster", "done-release", "/held", 200, [
        chosen("release"), send("/held/act", **REASON)]),
    ("postmaster", "done-delete", "/held", 200, [
        chosen("delete"), send("/held/act", **REASON)]),
    ("postmaster", "done-extend", "/held", 200, [
        chosen("extend"), send("/held/act", days="30", **REASON)]),
    ("postmaster", "done-wrong", "/held", 422, [
        chosen("release"), send("/held/act", reason=WRONG)]),
    ("postmaster", "objections-confirm", "/objections", 200, [
        send("/objections/plan", "confirm", refs=ONE)]),
    ("postmaster", "objections-letter", "/objections", 200, [
        send("/objections/plan", "letter", refs=ONE)]),
    ("postmaster", "objections-drop", "/objections", 200, [
        send("/objections/plan", "drop", refs=ONE)]),
    ("postmaster", "objections-none", "/objections", 422, [
        send("/objections/plan", "confirm")]),
    ("postmaster", "objections-wrong", "/objections", 422, [
        send("/objections/plan", "drop", refs=ONE),
        send("/objections/act", reason=WRONG)]),
    ("postmaster", "statements-wrong", "/statements", 422, [
        send("/statements", "refuse", reason=WRONG)]),

    ("officer", "person-not-found", "/person", 422, [
        send("/person/find", address="adam@wrong.example")]),
    act("object", purpose="newsletter", channel="letter", date="2026-11-20"),
    act("object-lift", purpose="newsletter", **REASON),
    act("withdraw", purpose="newsletter"),
    act("restrict"), act("restrict-lift"),
    act("rectify", to="adam@klient.example", request="1"),
    act("erase", without_objection=["1"]),
    ("officer", "effect-wrong", "/person/R1/act/object", 422, [
        send("/person/R1/effect", channel=WRONG)]),
    ("officer", "act-wrong", "/person/R1/act/rectify", 422, [
        send("/person/R1/effect", to=LATER),
        send("/person/R1/do")]),
    ("officer", "export-wrong", "/person/R1/act/export", 422, [
        send("/person/R1/export", language="pl", request="1")]),
    ("officer", "request-add-wrong", "/requests", 422, [
        send("/requests/add", address="adam@wrong.example", article="17",
             channel="letter")]),
    ("officer", "request-extend-wrong", "/requests/1", 422, [
        send("/requests/1/extend", reason=WRONG, told="2026-12-02")]),
    ("officer", "request-close-wrong", "/requests/1", 422, [
        send("/requests/1/close", outcome=WRONG)]),
    ("officer", "audit-wrong", "/audit", 422, [
        send("/audit/start", source="chat")]),
    ("officer", "what-if-wrong", "/what-if", 422, [
        send("/what-if/start", text=WRONG)]),

    ("admin", "account-added", "/staff", 200, [
        send("/staff/add", name="zofia", role="sales", team="Północ",
             senders="zofia@firma.example")]),
    ("admin", "account-add-wrong", "/staff", 422, [
        send("/staff/add", name=WRONG, role="postmaster",
             logins="zofia\nzofia2")]),
    ("admin", "account-change-wrong", "/staff/3", 422, [
        send("/staff/3/change", team=WRONG)]),
    ("admin", "account-password", "/staff/3", 200, [
        send("/staff/3/password")]),

    ("sales", "may-answers", "/may", 200, [
        send("/may", addresses="jan.maria.nowakowski@klient.example\n"
             "eva.weber@klient.example", purpose="newsletter")]),
    ("sales", "may-wrong", "/may", 422, [send("/may", addresses=WRONG)]),
    ("sales", "list-wrong", "/may", 422, [send("/lists")]),
    ("sales", "happened-to", "/may", 200, [
        send("/may", addresses="jan.maria.nowakowski@klient.example"),
        send("/happened/form")]),
    ("sales", "happened-to-wrong", "/may", 422, [
        send("/may", addresses=LATER), send("/happened/form")]),
    ("sales", "happened-wrong", "/happened", 422, [
        send("/happened", who="adam@wrong.example", what="order",
             note="at the fair in Poznań", source="chat")]),
    ("sales", "mail-wrong", "/mail", 422, [
        send("/mail/7K3MQW9X2AB1/request", why=WRONG)]),
]
# Those after which another page comes, which is looked at by itself: whether
# the way there can be gone.
WAYS = [
    ("officer", "account-password", "/account", [
        send("/account/password", old="x", **NEW)]),
    ("officer", "sessions-ended", "/account", [
        send("/account/sessions/end")]),
    ("postmaster", "objections-done", "/objections", [
        send("/objections/plan", "confirm", refs=ONE),
        send("/objections/act")]),
    ("postmaster", "statement-done", "/statements", [
        send("/statements", "confirm")]),
    ("officer", "person-found", "/person", [
        send("/person/find", address="adam.nowak@example.com")]),
    ("officer", "act-done", "/person/R1/act/erase", [
        send("/person/R1/effect"), send("/person/R1/do")]),
    ("officer", "request-added", "/requests", [
        send("/requests/add", address="adam@example.com", article="17")]),
    ("officer", "request-closed", "/requests/1", [
        send("/requests/1/close", outcome="answered by letter")]),
    ("officer", "report-made", "/report", [send("/report/make")]),
    ("officer", "audit-sent", "/audit", [
        send("/audit/start", source="chat", file="email\na@b.example\n")]),
    ("admin", "account-changed", "/staff/3", [
        send("/staff/3/change", team="Południe")]),
    ("admin", "account-removed", "/staff/3", [send("/staff/3/remove")]),
    ("sales", "list-sent", "/may", [
        send("/lists", purpose="newsletter", list="email\na@b.example\n")]),
    ("sales", "happened-done", "/happened", [
        send("/happened", who="adam@example.com", what="meeting")]),
    ("sales", "mail-asked", "/mail", [
        send("/mail/7K3MQW9X2AB1/request", why="she asked for it")]),
]


# --------------------------------------------------------- which are missing

def pattern(route):
    return re.compile(re.sub(r":\w+", "[^/]+", route["path"]) + "$")


def route_of(routes, path):
    """The row of the table; "/held/plan" comes before "/held/:id"."""
    found = [r for r in routes if r["method"] == "POST" and
             pattern(r).match(path)]
    return min(found, key=lambda r: r["path"].count(":"))["path"]


# Whose fields are but boxes to be checked.
NEVER_WRONG = ("/staff/:id/password",)


def missing(routes):
    """Which answer of which route is looked at by no row: its page, and its
    form once more where something is typed that can be wrong."""
    seen = {(route_of(routes, row[4][-1]["form"]), row[3] >= 400)
            for row in FORMS}
    gone = []
    for route in routes:
        if route["method"] != "POST":
            continue
        typed = [name for name in route["args"]
                 if ":" + name not in route["path"]]
        if route["shows"] and (route["path"], False) not in seen:
            gone.append(route["path"])
        if "form" in route and typed and \
                route["path"] not in NEVER_WRONG and \
                (route["path"], True) not in seen:
            gone.append(route["path"] + " once more")
    return gone


def invented(catalogue):
    """Causes that the desk never gives: they have no translation."""
    with open(catalogue, encoding="utf-8") as file:
        known = file.read()
    return [cause for cause in REFUSED.values()
            if 'msgid "%s"\n' % cause.replace('"', '\\"') not in known]


# ------------------------------------------------------ what the desk says

def person(address):
    yes = not address.startswith("eva")
    return {"address": address, "yes": yes, "reason": "", "why":
            "The person agreed to it (GDPR Art. 6(1)(a))." if yes else
            "The person objected (GDPR Art. 21(3)).",
            "since": NOW - 9000000, "since_is_day": False,
            "last_contact": NOW - 900000, "next": None,
            "until": NOW + 90000000 if yes else None, "unlimited": False,
            "known": True}


def may(request):
    return {"result": {"left": 99410, "purpose": "newsletter", "answers": [
        person(one) for one in request["args"]["addresses"].split()]}}


CODES = {"recovery": ["%s-%s" % (a, b) for a, b in zip(
    "4f7k2 0a3bc 9m2tq xx81d 7nrsy qq2c0 1hwz5 b6e6p 3dv0k 8ysn4".split(),
    "m9xqd 7nrsy 5kd3e 0pq7r 4f7k2 j1c9x 6gm2w t0a8z r5h1n 2wcf6".split())]}
SAID = {
    "totp.confirm": {"result": CODES},
    "recovery.new": {"result": CODES},
    "staff.password": {"result": {"name": "ela.kowalska@firma.example",
                                  "password": "0a3bc-4f7k2-9m2tq-7nrsy"}},
    "sales.may": may,
    "sales.happened": {"result": {"outcome": "waits"}},
    "sales.list.start": {"result": {"id": "running"}},
    "audit.start": {"result": {"id": "running"}},
    "what-if.start": {"result": {"id": "running"}},
    "upload.begin": {"result": {"id": "running"}},
}
for verb in ("login.code", "login.password", "person.export", "totp.remove", "account.password",
             "account.sessions.end", "objections.act", "sales.decide",
             "sales.mail.request", "person.do", "requests.add",
             "requests.extend", "requests.close", "report.make",
             "staff.change", "staff.remove", "upload.append", "upload.end"):
    SAID[verb] = {"result": {}}
