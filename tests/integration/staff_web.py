#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The web process of robinson-staff alone, the test being its desk: logging
in, forms, cookies, errors, languages, and what the process has given up. Needs
root for the part of single sign-on, where other users of this host connect."""

import json
import os
import pwd
import re
import signal
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "lib"))

from staffweb import StaffWeb  # noqa: E402
from tap import run  # noqa: E402

SESSION = "__Host-robinson-staff"
LOGIN = "__Host-robinson-login"
TOKEN = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
OTHER = "b3RoZXItdG9rZW4tb3RoZXItdG9rZW4tb3RoZXItdG9"
OLA = {"name": "ola", "role": "officer", "lead": False, "totp": True}
ACCOUNT = {"name": "ola", "role": "officer", "has_totp": True,
           "recovery_left": 3, "may_remove_totp": False, "sessions": [
               {"id": "s1", "created_utc": 1795452000,
                "seen_utc": 1795452060, "is_this": True},
               {"id": "s2", "created_utc": 1795400000,
                "seen_utc": 1795440000, "is_this": False}]}


def with_session(answer, who=None):
    """What the desk says to whoever has the session, and else."""
    def say(request):
        if request.get("session") != TOKEN:
            return {"status": "login"}
        return dict({"who": who or OLA}, **answer)
    return say


def begin(request):
    args = request["args"]
    if args.get("password") == "slow down":
        return {"status": "busy", "retry_after": 300}
    if (args.get("name"), args.get("password")) != ("ola", "good password"):
        return {"status": "invalid",
                "cause": "%1 is <not> known", "values": [args.get("name")]}
    return {"who": dict(OLA, needs="code"),
            "result": {"session": TOKEN, "needs": "code"}}


ANSWERS = {
    "session": with_session({}),
    "login.begin": begin,
    "login.code": with_session({"result": {"needs": ""}}),
    "totp.begin": with_session({"result": {
        "secret": "ABCDEFGH", "uri": "otpauth://totp/Robinson:ola?"
        "secret=ABCDEFGH&issuer=Robinson"}}),
    "totp.confirm": with_session({"result": {
        "recovery": ["aaaa-bbbb", "cccc-dddd"], "needs": ""}}),
    "logout": with_session({}),
    "account.self": with_session({"result": ACCOUNT}),
    "account.password": lambda request: {
        "who": OLA, "status": "invalid",
        "cause": "The old password is wrong."}
    if request["args"].get("old") != "good password" else {
        "who": OLA, "result": {"session": OTHER}},
    "account.session.end": with_session({"status": "missing"}),
    "account.sessions.end": with_session({"status": "denied"}),
    "recovery.new": with_session({"status": "fault"}),
}


# ------------------------------------------------------------------- login

def login(tap, web):
    first = web.get("/account")
    tap.equal((first.status, first.headers["location"]),
              (303, "/login?next=%2Faccount"),
              "without a session one is led to the login, and from there on")
    page = web.get("/login?next=%2Faccount")
    tap.ok(LOGIN in page.cookies and page.csrf(),
           "the login page sets a cookie, and its form has a token of it")
    tap.ok('name="next" value="/account"' in page.text,
           "the form knows where to go then")
    csrf = page.csrf()
    fields = [("name", "ola"), ("password", "wrong"), ("next", "/account")]
    again = web.post("/login", fields, csrf)
    tap.equal((again.status, again.message()),
              (422, "ola is &lt;not&gt; known"),
              "a wrong password: the form again, with the cause, escaped")
    tap.ok('value="ola"' in again.text and "wrong" not in again.text,
           "the name stays, the password does not")
    tap.ok('name="next" value="/account"' in again.text,
           "and so does where to go")
    fields[1] = ("password", "slow down")
    slow = web.post("/login", fields, csrf)
    tap.equal((slow.status, slow.headers["retry-after"]), (429, "300"),
              "too many tries: 429, and when to come back")
    tap.ok("in 5 minutes" in slow.text, "which the page says in words")
    fields[1] = ("password", "good password")
    done = web.post("/login", fields, csrf)
    tap.equal((done.status, done.headers["location"]),
              (303, "/login/code?next=%2Faccount"),
              "a good one leads to the second factor")
    tap.equal(done.cookies.get(SESSION), TOKEN, "the session is the cookie")
    flags = done.headers["set-cookie"].split("; ")[1:]
    tap.equal(sorted(flags), ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"],
              "which no script and no other site sees")
    code = web.get("/login/code?next=%2Faccount")
    done = web.post("/login/code", [("code", "123456"),
                                    ("next", "/account")], code.csrf())
    tap.equal((done.status, done.headers["location"]), (303, "/account"),
              "the code leads to the page that was asked for")
    tap.equal(web.asked("login.code")[-1]["args"], {"code": "123456"},
              "where to go is not told the desk")
    tap.equal(web.get("/account").title(), "My account", "which is shown")


def next_is_ours(tap, web):
    for bad in ("https://evil.example/", "//evil.example/",
                "/\\evil.example/"):
        page = web.ask("GET", "/login?next=" + bad.replace("\\", "%5C"))
        tap.ok("evil" not in page.text, "next=%s is not taken over" % bad)
        done = web.post("/login/code", [("code", "1"), ("next", bad)],
                        web.get("/login/code").csrf())
        tap.equal(done.headers["location"], "/",
                  "and not gone to from a form: %s" % bad)


def second_factor(tap, web):
    page = web.get("/login/second-factor")
    tap.ok('<svg class="qr"' in page.text, "the second factor has a picture")
    done = web.post("/login/second-factor", [("code", "123456")],
                    page.csrf())
    tap.equal((done.status, done.title()), (200, "Recovery codes"),
              "the recovery codes are shown once")
    tap.equal(done.headers["cache-control"], "no-store", "and kept nowhere")


# ------------------------------------------------------------------- forms

def forms(tap, web):
    csrf = web.get("/account").csrf()
    before = len(web.desk.asked)
    fields = [("old", "good password"), ("new", "a"), ("again", "a")]
    for name, more in (
            ("no token", {"csrf": None}), ("a wrong token", {"csrf": "0" * 32}),
            ("another site", {"csrf": csrf, "origin": "https://evil.example"}),
            ("origin null", {"csrf": csrf, "origin": "null"}),
            ("no origin", {"csrf": csrf, "origin": None})):
        tap.equal(web.post("/account/password", fields, **more).status, 403,
                  "a form with %s is refused" % name)
    tap.equal(len(web.desk.asked), before, "and the desk is not even asked")
    tap.equal(web.get("/account/password").status, 405,
              "nothing is changed by GET")
    tap.equal(web.ask("DELETE", "/account").status, 405,
              "nor by another method")
    wrong = web.post("/account/password", [("old", "x")] + fields[1:], csrf)
    tap.equal((wrong.status, wrong.title(), wrong.message()),
              (422, "My account", "The old password is wrong."),
              "what is not accepted: the page again with the cause")
    done = web.post("/account/password", fields, csrf)
    tap.equal((done.status, done.headers["location"]),
              (303, "/account?done=password"), "what is done leads on")
    tap.equal(done.cookies.get(SESSION), OTHER,
              "a new session becomes the cookie")
    web.cookies[SESSION] = TOKEN
    tap.equal(web.get("/account?done=password").message(),
              "The password was changed.", "which says so")
    tap.equal(web.get("/account?done=%3Cscript%3E").message(), None,
              "but not what somebody else has made up")
    tap.equal(web.post("/account/session/end", [("id", "x")], csrf).status,
              404, "missing, or not yours: 404")
    tap.equal(web.post("/account/sessions/end", [], csrf).status, 403,
              "not allowed: 403")
    away = web.post("/account/recovery", [("password", "x")], csrf)
    tap.equal((away.status, away.headers.get("retry-after")), (503, "60"),
              "the store is away: 503")
    tap.equal(web.get("/nothing").status, 404, "no such page: 404")
    tap.equal(web.post("/account/password", [("old", "x" * 70000)],
                       csrf).status, 413, "far too much: 413")
    bad = web.post("/account/password", [], body=(
        "csrf=%s&old=%%ff%%fe" % csrf))
    tap.equal(bad.status, 400, "what is no text: 400")


def multipart(tap, web):
    csrf = web.get("/account").csrf()
    body = "".join(
        '--X\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % p
        for p in (("csrf", csrf), ("old", "good password"), ("new", " n\r\nn "),
                  ("again", "a"))) + "--X--\r\n"
    done = web.post("/account/password", [], body=body,
                    kind="multipart/form-data; boundary=X")
    tap.equal(done.status, 303, "a form as multipart")
    tap.equal(web.asked("account.password")[-1]["args"],
              {"old": "good password", "new": " n\r\nn ", "again": "a"},
              "whose values come as they are")
    web.cookies[SESSION] = TOKEN


# ------------------------------------------------------ uploads, downloads

def send_file(web, csrf, name, octets):
    body = b"".join(
        ('--X\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n' % (
            key, more)).encode("utf-8") + value + b"\r\n"
        for key, more, value in (
            ("csrf", "", csrf.encode("ascii")), ("language", "", b"pl"),
            ("file", '; filename="%s"' % name, octets))) + b"--X--\r\n"
    return web.post("/audit/start", [], body=body,
                    kind="multipart/form-data; boundary=X")


def uploads(tap, web):
    web.desk.answers.update({
        "audit.list": with_session({"result": {"jobs": []}}),
        "upload.begin": lambda request: {"who": OLA, "result": {
            "id": "u1"}} if request["args"]["size"] < 400000 else {
                "who": OLA, "status": "invalid", "cause": "Not so much."},
        "upload.append": with_session({}),
        "upload.end": with_session({}),
        "audit.start": with_session({"result": {"id": "a7"}}),
    })
    csrf = web.get("/audit").csrf() or web.get("/account").csrf()
    octets = bytes(range(256)) * 1000 + b"\r\n"
    done = send_file(web, csrf, "persons.csv", octets)
    tap.equal((done.status, done.headers.get("location")),
              (303, "/audit/a7"),
              "a file is sent, and one is led to what becomes of it")
    tap.equal(web.asked("upload.begin")[-1]["args"],
              {"kind": "audit", "name": "persons.csv", "size": len(octets)},
              "the desk is told what comes")
    parts = web.asked("upload.append")
    tap.equal(b"".join(r["blob"] for r in parts), octets,
              "and gets each octet of it")
    tap.equal([r["args"] for r in parts],
              [{"id": "u1", "n": n} for n in range(len(parts))],
              "in their order")
    tap.equal(web.asked("audit.start")[-1]["args"],
              {"language": "pl", "upload": "u1"}, "then the verb is asked")
    tap.equal(web.asked("audit.start")[-1]["session"], TOKEN,
              "all in one session")
    more = send_file(web, csrf, "persons.csv", b"x" * 500000)
    tap.equal((more.status, more.message()), (422, "Not so much."),
              "what the desk does not take: the form again, with the cause")
    n = len(web.asked("upload.begin"))
    send_file(web, csrf, "", b"")
    tap.equal((len(web.asked("upload.begin")),
               web.asked("audit.start")[-1]["args"]), (n, {"language": "pl"}),
              "without a file the verb is asked alone")


def downloads(tap, web):
    pieces = [b"a;b\r\n" * 10000, b"\0\xff" * 30000, b"end"]

    def fetch(request):
        n = request["args"]["n"] if "n" in request["args"] else 0
        return {"who": OLA, "blob": pieces[n], "result": {
            "name": "li\"st\r\n.csv", "type": "text/csv; charset=utf-8",
            "more": n < 2}}

    web.desk.answers["audit.fetch"] = fetch
    got = web.post("/audit/a7/list", [], web.get("/account").csrf())
    tap.equal((got.status, got.body == b"".join(pieces)), (200, True),
              "a file is fetched, piece by piece")
    tap.equal((got.headers["content-disposition"],
               got.headers["content-type"]),
              ('attachment; filename="li_st__.csv"',
               "text/csv; charset=utf-8"), "under a name that is one")


# -------------------------------------------------------- headers, languages

def headers(tap, web):
    page = web.get("/account")
    policy = page.headers["content-security-policy"]
    for part in ("default-src 'none'", "frame-ancestors 'none'",
                 "form-action 'self'", "base-uri 'none'"):
        tap.ok(part in policy, "the policy says " + part)
    tap.ok("unsafe" not in policy, "and allows nothing inline")
    tap.equal((page.headers["x-content-type-options"],
               page.headers["cache-control"],
               page.headers["referrer-policy"]),
              ("nosniff", "no-store", "same-origin"),
              "nothing is guessed, kept, or told other sites")
    tap.ok("style=" not in page.text and "<script" not in page.text,
           "a page has no style and no script of its own")
    sheet = re.search(r'href="(/style\.css[^"]*)"', page.text).group(1)
    style = web.get(sheet)
    tap.ok(style.status == 200 and "immutable" in
           style.headers["cache-control"] and not style.cookies,
           "the style sheet is kept")


def languages(tap, web):
    page = web.get("/account", Accept_Language="pl")
    tap.ok('<html lang="pl">' in page.text, "the browser's language")
    chosen = web.post("/language", [("language", "pl"),
                                    ("next", "/account")])
    tap.equal((chosen.status, chosen.headers["location"]),
              (303, "/account"), "a language is chosen, and one stays there")
    tap.ok('<html lang="pl">' in web.get("/account",
                                         Accept_Language="en").text,
           "and counts more than the browser's")
    tap.equal(web.post("/language", [("language", "xx"),
                                     ("next", "//evil.example")])
              .headers["location"], "/", "a bad one leads nowhere else")
    web.post("/language", [("language", "en")])
    tap.equal(web.post("/language", [("language", "pl")],
                       origin="https://evil.example").status, 403,
              "another site chooses none")


def menu(tap, web):
    page = web.get("/account")
    tap.ok('<a href="/account" aria-current="page">' in page.text,
           "the menu says where one is")
    home = web.get("/")
    tap.equal(home.status, 303, "the first page is the role's")
    out = web.post("/logout", [], page.csrf())
    tap.equal((out.status, out.headers["location"],
               out.cookies.get(SESSION)), (303, "/logged-out", ""),
              "logging out takes the cookie away")
    tap.equal(web.get("/logged-out").title(), "Logged out", "and says so")


# ------------------------------------------------------------- the desk ends

def many_at_once(tap, web):
    """Answers in any order reach whom they are for."""
    held, lock = [], threading.Lock()

    def later(request):
        with lock:
            held.append(request)
            full = len(held) == 10
        if full:
            for one in reversed(held):
                web.desk.say({"v": 1, "id": one["id"], "status": "ok",
                              "who": OLA, "result": {
                                  "secret": "ABC",
                                  "uri": "otpauth://x?%d" % one["id"]}})

    old, web.desk.answers["totp.begin"] = (
        web.desk.answers["totp.begin"], later)
    web.cookies[SESSION] = TOKEN
    got = []
    threads = [threading.Thread(target=lambda: got.append(
        web.get("/login/second-factor").status)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    tap.equal(got, [200] * 10, "ten wait at once, and all are answered")
    web.desk.answers["totp.begin"] = old


def logout_fails(tap, web):
    old, web.desk.answers["logout"] = (
        web.desk.answers["logout"], with_session({"status": "fault"}))
    done = web.post("/logout", [], web.get("/account").csrf())
    tap.equal((done.status, SESSION in (done.headers.get("set-cookie", ""))),
              (503, False), "a logout that failed leaves the cookie")
    web.desk.answers["logout"] = old
    web.cookies[SESSION] = TOKEN
    done = web.post("/logout", [], web.get("/account").csrf())
    tap.ok("Max-Age=0" in (done.headers.get("set-cookie", "")),
           "one that did not takes it")
    web.cookies[SESSION] = TOKEN


def the_end(tap, web):
    logout_fails(tap, web)
    got = []
    web.desk.answers["account.self"] = lambda request: None
    thread = threading.Thread(target=lambda: got.append(
        web.get("/account").status))
    thread.start()
    deadline = time.monotonic() + 20
    while not web.asked("account.self") and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    web.desk.end.shutdown(socket.SHUT_RDWR)
    thread.join(20)
    tap.equal(got, [503], "who waits when the desk ends is told")
    tap.equal(web.process.wait(20), 0, "and the web process ends as well")


def confined(tap, web):
    with open("/proc/%d/status" % web.process.pid,
              encoding="ascii") as file:
        status = dict(line.rstrip("\n").split(":\t", 1) for line in file
                      if ":\t" in line)
    tap.equal((status["NoNewPrivs"], status["Seccomp"]), ("1", "2"),
              "no new privileges, and a filter")


# -------------------------------------------------------------- single sign-on

ASK = r"""
import http.client, os, socket, sys
path, uid, what, body = sys.argv[1], int(sys.argv[2]), *sys.argv[3:5]
lines = sys.argv[5:] + ["Content-Length: %d" % len(body)]
os.setgroups([]); os.setgid(65534); os.setuid(uid)
link = socket.socket(socket.AF_UNIX)
link.settimeout(20)
link.connect(path)
link.sendall((what + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" +
              "".join(line + "\r\n" for line in lines) + "\r\n" +
              body).encode())
data = b""
while True:
    part = link.recv(65536)
    if not part:
        break
    data += part
sys.stdout.write(data.decode("utf-8", "replace"))
"""


def ask_as(web, user, *lines, what="GET /account", body=""):
    return subprocess.run(
        [sys.executable, "-c", ASK, web.path,
         str(pwd.getpwnam(user).pw_uid), what, body, *lines],
        stdout=subprocess.PIPE, encoding="utf-8", timeout=60,
        check=True).stdout


def proxied(request):
    if request["args"]["name"] == "nobody-here":
        return {"status": "denied"}
    return {"who": dict(OLA, name=request["args"]["name"]),
            "result": {"session": OTHER, "needs": ""}}


def single_sign_on(tap):
    answers = dict(ANSWERS, **{
        "login.proxy": proxied,
        "account.self": with_session({"result": ACCOUNT})})
    with StaffWeb(answers, 'proxy-user = "www-data"\n    proxy-header = '
                  '"X-Remote-User"', local=True) as web:
        got = ask_as(web, "www-data", "X-Remote-User: ola")
        tap.ok(got.startswith("HTTP/1.1 303") and
               "Location: /account\n" in got and
               SESSION + "=" + OTHER in got,
               "whom the proxy names is let in, to the page asked for", got)
        tap.equal(web.asked("login.proxy")[-1]["args"], {"name": "ola"},
                  "by the name that it says")
        n = len(web.asked("login.proxy"))
        got = ask_as(web, "daemon", "X-Remote-User: ola")
        tap.ok("Location: /login?" in got,
               "another user of this host is not believed", got)
        got = ask_as(web, "root", "X-Remote-User: ola")
        tap.ok("Location: /login?" in got, "not even root", got)
        got = ask_as(web, "www-data", "X-Remote-User: ola",
                     "X-Remote-User: eva")
        tap.ok("Location: /login?" in got,
               "nor two names, of which one is a client's", got)
        got = ask_as(web, "www-data", "X-Remote-User:")
        tap.ok("Location: /login?" in got, "nor an empty one", got)
        tap.equal(len(web.asked("login.proxy")), n,
                  "and the desk is not asked")
        got = ask_as(web, "www-data", "X-Remote-User: nobody-here")
        tap.ok(got.startswith("HTTP/1.1 403"),
               "who has no account is told", got)
        cookie = "Cookie: %s=%s" % (SESSION, TOKEN)
        got = ask_as(web, "www-data", "X-Remote-User: OLA", cookie)
        tap.ok(got.startswith("HTTP/1.1 200"),
               "a session of the same person goes on", got)
        got = ask_as(web, "www-data", "X-Remote-User: eva", cookie)
        tap.ok(SESSION + "=" + OTHER in got,
               "one of another person is not", got)
        forms_of_others(tap, web, cookie)


def forms_of_others(tap, web, cookie):
    # What is changed is changed by whom the proxy names.
    page = ask_as(web, "www-data", "X-Remote-User: ola", cookie)
    csrf = re.search(r'name="csrf" value="([^"]+)"', page).group(1)
    lines = (cookie, "Origin: " + web.url,
             "Content-Type: application/x-www-form-urlencoded")
    form = {"what": "POST /account/password",
            "body": "csrf=%s&old=x&new=y&again=y" % csrf}
    n = len(web.asked("account.password"))
    got = ask_as(web, "www-data", "X-Remote-User: eva", *lines, **form)
    tap.ok(got.startswith("HTTP/1.1 403"),
           "a form of another person's session is refused", got)
    tap.equal(len(web.asked("account.password")), n,
              "before the desk is asked for it")
    got = ask_as(web, "www-data", "X-Remote-User: Ola", *lines, **form)
    tap.equal((got.split()[1], len(web.asked("account.password"))),
              ("422", n + 1), "one of the same person's is taken")


def main(tap):
    with StaffWeb(dict(ANSWERS)) as web:
        confined(tap, web)
        login(tap, web)
        next_is_ours(tap, web)
        second_factor(tap, web)
        forms(tap, web)
        multipart(tap, web)
        uploads(tap, web)
        downloads(tap, web)
        headers(tap, web)
        languages(tap, web)
        many_at_once(tap, web)
        menu(tap, web)
    with StaffWeb(dict(ANSWERS)) as web:
        web.cookies[SESSION] = TOKEN
        the_end(tap, web)
    if os.geteuid() == 0:
        single_sign_on(tap)


if __name__ == "__main__":
    run(main)
