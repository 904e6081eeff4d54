#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The staff pages: a web process that is nobody's friend learns and changes
nothing without a session, and with one only what its role may; who may what,
verb by verb and route by route; two processes that live and die together."""

import contextlib
import os
import pwd
import re
import signal
import sqlite3
import struct
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))
import heldmail
import staffroom as staff
import staff_matrix as matrix
from installation import Installation, SetupError, wait_for
from staff_matrix import NAMES, OTHER, made
from tap import run

PASSWORD = "%s walks the dog at noon"
WEB_USER = "nobody"
WEB = "user = \"%s\"" % WEB_USER
DESK_USER = "daemon"
# What both salespersons write is held of whom nobody knows.
HELD = heldmail.HELD + 'classify "ela" { purpose = followup  ' \
    'auth-user = {"%s"} }\n' % OTHER


class World:
    """Accounts of every role, and a token of each."""

    def __init__(self, house):
        self.house = house
        self.firsts, self.tokens = {}, {}
        self.name = self.role = None

    def make(self, desk):
        self.desk = desk
        for name in [*NAMES.values(), OTHER]:
            role = next((r for r, n in NAMES.items() if n == name), "sales")
            login = ("--login", name) if role == "sales" else ()
            self.firsts[name] = staff.add(self.house, name, role, *login)
            self.tokens[name] = desk.settle(name, self.firsts[name],
                                            PASSWORD % name)
        for module in matrix.modules():
            if hasattr(module, "prepare"):
                module.prepare(self)
        return self

    def ask_as(self, name, verb, args=None, blob=b""):
        return self.desk.ask(verb, args, self.tokens[name], blob)

    def renew(self, name):
        self.tokens[name] = self.desk.login(name, PASSWORD % name)


def settings(port, more=""):
    """Keys and store are the desk process's user's."""
    return (staff.settings(port, more) + HELD +
            'milter { user = "%s" }\n' % DESK_USER)


@contextlib.contextmanager
def installation(name, more=""):
    port = staff.reserve_port()
    with Installation(name, staff.settings(port, more) + HELD).init() as house:
        house.must("contact", "adam@example.com", "--at", "2018-05-28",
                   "--source", "chat", "--relation", "prospect")
        yield house, port


def give_away(house, port):
    """Keys and store become the desk process's user's."""
    house.configure(settings(port, WEB))
    who = pwd.getpwnam(DESK_USER)
    for place in [house.keys, house.store_dir, *(
            os.path.join(house.store_dir, n)
            for n in os.listdir(house.store_dir))]:
        os.chown(place, who.pw_uid, who.pw_gid)


def contents(house):
    """All that is in the store; of jobs, which go on by themselves, and of
    sessions, which note when they were used, how many there are."""
    with contextlib.closing(sqlite3.connect(
            "file:%s?mode=ro" % house.store, uri=True)) as db:
        names = [row[0] for row in db.execute(
            "select name from sqlite_master where type = 'table'")]
        return {name: db.execute('select count(*) from "%s"' % name).fetchall()
                if re.search("job|login|session", name) else
                sorted(map(repr, db.execute('select * from "%s"' % name)))
                for name in names}


def settled(house):
    """The same, when the jobs that were begun have come to their end: each
    of them writes more often than that."""
    before, quiet = contents(house), 0
    for _ in range(300):
        time.sleep(0.2)
        now = contents(house)
        quiet = quiet + 1 if now == before else 0
        if quiet == 5:
            break
        before = now
    return before


def changes(before, after):
    """Of each table that differs: what is gone, and what is new."""
    return {name: ([r for r in before[name] if r not in after[name]],
                   [r for r in after[name] if r not in before[name]])
            for name in before if before[name] != after[name]}


# ---------------------------------------------------------------- frames

def frames(tap, house):
    """After each of these the desk process has hung up, and ended."""
    ok = (b'{"v":1,"id":1,"verb":"session","client":"' + b"0" * 32
          + b'","args":{}}')
    cases = (
        ("huge lengths", b"\xff" * 8),
        ("a request longer than may be", struct.pack(">II", 65537, 0)),
        ("a blob longer than may be", struct.pack(">II", len(ok), 65537)),
        ("a request of nothing", struct.pack(">II", 0, 0)),
        ("no JSON", struct.pack(">II", 4, 0) + b"\0\1\2\3"),
        ("JSON that is no object", struct.pack(">II", 4, 0) + b"[{}]"),
        ("JSON that never ends", struct.pack(">II", 60000, 0)
         + b"[" * 60000),
        ("another version", struct.pack(">II", len(ok), 0)
         + ok.replace(b'"v":1', b'"v":9')),
        ("somebody's name", struct.pack(">II", len(ok) + 18, 0)
         + ok.replace(b'"v":1', b'"v":1,"operator":"anna"')[:len(ok) + 18]),
        ("the same member twice", struct.pack(">II", len(ok) + 6, 0)
         + ok.replace(b'"v":1', b'"v":1,"v":1')),
        ("octets that are no UTF-8", struct.pack(">II", len(ok), 0)
         + ok.replace(b"session", b"sess\xffon")),
    )
    for name, octets in cases:
        with staff.Desk(house) as desk:
            try:
                desk.send_raw(octets)
                answer = desk.receive()
                tap.ok(False, "frames: %s: hung up" % name, vars(answer))
            except (staff.Refused, ConnectionError):
                tap.ok(True, "frames: %s: hung up" % name)
            tap.equal(desk.process.wait(20), 0,
                      "frames: %s: and it has ended" % name)
    with staff.Desk(house) as desk:
        desk.send_raw(struct.pack(">II", len(ok), 0) + ok[:20])
        desk.close()
        tap.equal(desk.process.wait(20), 0, "frames: half a request, and gone")


def words(tap, world):
    """What is framed as it should be, and asks for what is not there."""
    desk, token = world.desk, world.tokens["ania"]
    before = contents(world.house)
    for name, verb, args in (
            ("an unknown verb", "held.free", {}),
            ("a verb in the wrong case", "session.", {}),
            ("an unknown argument", "session", {"role": "admin"}),
            ("an argument of another type", "upload.end", {"id": ["x"]}),
            ("a long argument", "upload.end", {"id": "0" * 33}),
            ("a control character", "upload.begin",
             {"kind": "list", "name": "a\x1b[2J"}),
            ("no argument", "upload.end", {}),
            ("a number that is none", "upload.append",
             {"id": "0" * 32, "n": -5000})):
        answer = desk.ask(verb, args, token)
        tap.equal((answer.status, answer.result), ("invalid", {}),
                  "words: " + name)
    tap.equal(changes(before, contents(world.house)), {},
              "words: nothing has changed")
    # Somebody reads while somebody else writes, as a web process does.
    numbers = []
    writer = threading.Thread(target=lambda: numbers.extend(
        desk.send("session", session=token) for _ in range(400)))
    writer.start()
    answers = [desk.receive() for _ in range(400)]
    writer.join(30)
    tap.equal(sorted(a.id for a in answers), numbers,
              "words: each of 400 at once is answered, once")
    tap.ok({a.status for a in answers} <= {"ok", "busy"},
           "words: some with \"busy\" at most",
           {a.status for a in answers})


def tokens(tap, world):
    """Guessed, replayed and made-up sessions."""
    desk = world.desk
    good = world.tokens["ania"]
    flipped = good[:-2] + ("A" if good[-2] != "A" else "B") + good[-1]
    before = contents(world.house)
    for name, token in (("guessed", "A" * len(good)), ("short", good[:-1]),
                        ("one letter wrong", flipped), ("long", good + "A"),
                        ("a name", "anna"), ("a digest of nothing", "0" * 64)):
        answer = desk.ask("account.self", session=token)
        tap.equal((answer.status, answer.who, answer.result),
                  ("login", None, {}), "tokens: " + name)
    tap.equal(changes(before, contents(world.house)), {},
              "tokens: nothing has changed")
    ended = desk.login("ania", PASSWORD % "ania")
    tap.equal(desk.ask("session", session=ended).status, "ok",
              "tokens: a new one")
    tap.equal(desk.ask("logout", session=ended).status, "ok",
              "tokens: logged out")
    tap.equal(desk.ask("session", session=ended).status, "login",
              "tokens: replayed after that")
    first = desk.login(OTHER, PASSWORD % OTHER)
    second = desk.login(OTHER, PASSWORD % OTHER)
    changed = "another password of ela's own"
    answer = desk.ask("account.password", {
        "old": PASSWORD % OTHER, "new": changed, "again": changed}, second)
    tap.equal(answer.status, "ok", "tokens: the password is changed")
    tap.equal((desk.ask("session", session=first).status,
               desk.ask("session", session=second).status),
              ("login", "ok"), "tokens: all other sessions have ended")
    answer = desk.ask("account.password", {
        "old": changed, "new": PASSWORD % OTHER, "again": PASSWORD % OTHER},
        second)
    tap.equal(answer.status, "ok", "tokens: and changed back")
    world.tokens[OTHER] = second


def stolen(tap, world):
    """The store has no token: a copy of it opens no session."""
    with open(world.house.store, "rb") as file:
        octets = file.read()
    for name in os.listdir(world.house.store_dir):
        with open(os.path.join(world.house.store_dir, name), "rb") as file:
            octets += file.read()
    tap.ok(not any(t.encode() in octets for t in world.tokens.values()),
           "stolen: no token is in the store")
    tap.ok(not any(n.encode() in octets for n in (
        PASSWORD % "ania", PASSWORD % "anna")),
        "stolen: no password either")


# ------------------------------------------------------------------ trouble

def flood(tap, world):
    """Logins of strangers do not hold up who is logged in."""
    desk, token = world.desk, world.tokens["ania"]
    numbers = {desk.send("login.begin", {
        "name": "stranger%d" % n, "password": "let me in, please"},
        client="%032x" % n) for n in range(60)}
    begun = time.monotonic()
    ours = desk.send("account.self", session=token)
    said, waited = {}, None
    while numbers - set(said):
        answer = desk.receive()
        if answer.id == ours:
            waited = time.monotonic() - begun
            tap.equal((answer.status, bool(numbers - set(said))),
                      ("ok", True), "flood: a page comes before the logins")
        else:
            said[answer.id] = answer.status
    tap.ok(waited is not None and waited < 5, "flood: and soon", waited)
    tap.ok(set(said.values()) <= {"invalid", "busy"} and
           "busy" in said.values(), "flood: not all logins are worked on",
           set(said.values()))


def others_mail(tap, world):
    """What is held of another salesperson's."""
    for name, other in ((NAMES["sales"], OTHER), (OTHER, NAMES["sales"])):
        items = world.ask_as(name, "sales.mail").result["items"]
        tap.equal(sorted(i["id"] for i in items), sorted(
            i for (whose, _), i in world.held.items() if whose == name),
            "held: %s sees what is %s's" % (name, name))
        tap.ok(not any(world.held[other, use] in repr(items) or
                       "%s-%s@" % (use, other) in repr(items)
                       for use in ("verb", "route")),
               "held: %s sees nothing of %s's" % (name, other), items)
    tap.equal({i["id"]: i["requested"] is not None for i in
               world.ask_as(OTHER, "sales.mail").result["items"]},
              {world.held[OTHER, use]: False for use in ("verb", "route")},
              "held: nobody has asked for %s's but she" % OTHER)


def restarts(tap, house, world):
    """A process is killed in the middle of an upload; the next one goes on."""
    upload = world.ask_as("ania", "upload.begin", {
        "kind": "list", "name": "a.csv"}).result["id"]
    answer = world.ask_as("ania", "upload.append", {"id": upload, "n": 0},
                          b"a@example.com\n" * 4000)
    tap.equal(answer.status, "ok", "restarts: the first piece")
    world.desk.send("upload.append", {"id": upload, "n": 1},
                    world.tokens["ania"], b"x" * 65536)
    world.desk.process.kill()
    world.desk.process.wait(10)
    with staff.Desk(house) as desk:
        token = world.tokens["ania"]
        tap.equal(desk.ask("session", session=token).status, "ok",
                  "restarts: the session goes on")
        answer = desk.ask("upload.append", {"id": upload, "n": 1}, token,
                          b"x" * 65536)
        # The piece that was under way may be there, or not; never half.
        tap.ok(answer.status in ("ok", "invalid"),
               "restarts: so does the upload", answer.status)
        answer = desk.ask("upload.append", {"id": upload, "n": 2}, token,
                          b"end")
        tap.equal(answer.status, "ok", "restarts: and the next piece")
        tap.equal(desk.ask("upload.end", {"id": upload}, token).status, "ok",
                  "restarts: it ends")
        tap.equal(desk.ask("upload.drop", {"id": upload}, token).status,
                  "ok", "restarts: and is dropped")


def away(tap, house, world):
    """Keys that are away are a fault, not a login; they come back."""
    os.rename(house.keys, house.keys + ".away")
    with staff.Desk(house) as desk:
        token = world.tokens["ania"]
        answer = desk.ask("session", session=token)
        tap.equal((answer.status, answer.result), ("fault", {}),
                  "away: without keys, a fault")
        tap.equal(desk.ask("login.begin", {
            "name": "ania", "password": PASSWORD % "ania"}).status, "fault",
            "away: nobody can log in")
        os.rename(house.keys + ".away", house.keys)
        wait_for(lambda: desk.ask("session", session=token).status == "ok",
                 20, "the desk process to find the keys")
        tap.ok(True, "away: it finds them by itself")


def deaf(tap, house, world):
    """A web process that asks and does not read is hung up on."""
    with staff.Desk(house) as desk:
        desk.link.settimeout(1)
        begun = time.monotonic()
        while desk.process.poll() is None and time.monotonic() - begun < 90:
            with contextlib.suppress(TimeoutError, OSError):
                desk.send("session", session=world.tokens["ania"])
        tap.equal(desk.process.poll(), 0, "deaf: it has ended")


# ---------------------------------------------------------- the matrix: verbs

def outsiders(row, world):
    """The arguments of who may not: a thing of one who may is not made for
    them, one of all is there."""
    return made(row.args, world) if row.shared else (
        row.args if isinstance(row.args, dict) else None)


def verb_of_role(tap, world, verb, row, role):
    """One verb, asked by one role."""
    desk, name = world.desk, NAMES[role]
    world.role, world.name = role, name
    may = role in row.roles or row.open
    args = made(row.args, world) if may else outsiders(row, world)
    answer = desk.ask(verb, args, world.tokens[name], row.blob)
    what = "%s as %s" % (verb, role)
    if may:
        tap.ok(answer.status in row.ok, "matrix: %s: may" % what,
               "%s %s %s" % (answer.status, answer.cause, args))
    else:
        tap.equal((answer.status, answer.result), ("denied", {}),
                  "matrix: %s: may not" % what)
    if row.ends and may:
        world.renew(name)
    if row.foreign and may:
        foreign(tap, world, verb, row, what)


def foreign(tap, world, verb, row, what):
    """Another's thing cannot be told from one that there is not."""
    token = world.tokens[world.name]
    theirs = world.desk.ask(verb, made(row.foreign, world), token, row.blob)
    tap.equal((theirs.status, theirs.result), ("missing", {}),
              "matrix: %s: not another's" % what)
    if row.guessed is None:
        return
    none = world.desk.ask(verb, made(row.guessed, world), token, row.blob)
    tap.equal((theirs.status, theirs.cause, theirs.result, theirs.blob),
              (none.status, none.cause, none.result, none.blob),
              "matrix: %s: another's is as none" % what)


def without_login(tap, world, verb, row, half):
    """Nobody, and somebody whose login is not whole."""
    args = outsiders(row, world)
    if not row.open:
        # Jobs are worked on beside it; what nobody could change would change
        # each time.
        for _ in range(20):
            before = contents(world.house)
            answer = world.desk.ask(verb, args, blob=row.blob)
            after = contents(world.house)
            if after == before:
                break
            time.sleep(0.2)
        tap.equal((answer.status, answer.who, answer.result, answer.blob),
                  ("login", None, {}, b""), "matrix: %s: nobody may" % verb)
        tap.equal(after, before,
                  "matrix: %s: nobody has changed anything" % verb)
    if not row.open and not row.half:
        answer = world.desk.ask(verb, args, half, row.blob)
        tap.equal((answer.status, answer.result), ("login", {}),
                  "matrix: %s: not before the login is whole" % verb)


def verbs(tap, world, table):
    rows = matrix.rows("VERBS")
    tap.equal(sorted(v["name"] for v in table["verbs"]), sorted(rows),
              "matrix: each verb has a row, and each row a verb")
    half = world.desk.login("half", world.firsts["half"])
    for verb in table["verbs"]:
        name = verb["name"]
        row = rows.get(name)
        if not row:
            continue
        tap.equal((verb["open"], verb["half"], verb["changes"],
                   tuple(sorted(verb["roles"]))),
                  (row.open, row.half, row.changes,
                   tuple(sorted(row.roles))),
                  "matrix: %s: the table says the same" % name)
        tap.ok(row.foreign or row.shared or not any(a["name"] == "id"
                                      for a in verb["args"]),
               "matrix: %s: another's id is tried" % name)
        without_login(tap, world, name, row, half)
        for role in matrix.STAFF:
            verb_of_role(tap, world, name, row, role)


# -------------------------------------------------------- the matrix: routes

def routes_and_verbs(tap, table):
    """What the two tables say of each other."""
    rows = matrix.rows("ROUTES")
    known = {v["name"]: v for v in table["verbs"]}
    names = ["%s %s" % (r["method"], r["path"]) for r in table["routes"]]
    tap.equal(sorted(names), sorted(rows),
              "matrix: each route has a row, and each row a route")
    for route in table["routes"]:
        name = "%s %s" % (route["method"], route["path"])
        verb = known.get(route.get("verb"))
        tap.ok(verb or "verb" not in route,
               "matrix: %s: its verb exists" % name, route)
        if not verb:
            continue
        if route["method"] == "GET":
            tap.ok(not verb["changes"],
                   "matrix: %s: a GET changes nothing" % name, verb)
        tap.ok(set(route["args"]) - {"next"}
               <= {a["name"] for a in verb["args"]},
               "matrix: %s: the verb knows its fields" % name,
               (route["args"], verb["args"]))
        # What the menu offers must not be refused.
        tap.ok(set(route["roles"]) <= set(verb["roles"]),
               "matrix: %s: whom it is shown to may" % name,
               (route["roles"], verb["roles"]))


def path_of(route, parts):
    return re.sub(r":(\w+)", lambda m: str(parts[m.group(1)]), route["path"])


def route_as(tap, world, server, route, row, role):
    """One route, in one role's browser."""
    name = "%s %s as %s" % (route["method"], route["path"], role)
    browser = staff.Browser(server)
    browser.cookies[staff.COOKIE] = world.tokens[NAMES[role]]
    world.role, world.name = role, NAMES[role]
    may = role in row.roles or row.open or row.half
    parts = (made(row.args, world) or {}) if may or row.shared else {
        k: "0" * 32 for k in re.findall(r":(\w+)", route["path"])}
    path = path_of(route, parts)
    if route["method"] == "GET":
        page = browser.get(path, follow=False)
    else:
        page = post(browser, route, path, made(row.fields, world) or {})
    if may:
        tap.ok(page.status in row.ok, "matrix: %s: may" % name,
               "%s\n%s" % (page.status, page.text))
    else:
        tap.equal(page.status, 403, "matrix: %s: may not" % name)
    if may and row.ends:
        world.renew(NAMES[role])
    if may and row.foreign:
        path = path_of(route, made(row.foreign, world))
        page = browser.get(path, follow=False) if route["method"] == "GET" \
            else post(browser, route, path, made(row.fields, world) or {})
        tap.equal(page.status, 404, "matrix: %s: not another's" % name)


def post(browser, route, path, fields):
    """With the token of whatever page of theirs has a form; before a login
    it is another."""
    page = browser.get("/login" if route["open"] else "/account")
    return browser.post(path, fields, page, follow=False)


def strange_posts(tap, world, server, route):
    """A form of nobody, of another origin, without its token."""
    name = "%s %s" % (route["method"], route["path"])
    path = path_of(route, {k: "0" * 32 for k in re.findall(
        r":(\w+)", route["path"])})
    before = settled(world.house)
    browser = staff.Browser(server)
    browser.cookies[staff.COOKIE] = world.tokens["ania"]
    good = browser.get("/account").form() or {}
    tap.ok(len(good.get("csrf", "")) >= 32, "matrix: %s: a token" % name, good)
    form = {"Content-Type": staff.FORM}
    own = {**form, "Origin": server.url}
    csrf = "csrf=" + good.get("csrf", "")
    for what, body, headers in (
            ("without token", "", own),
            ("with a wrong token", "csrf=" + "0" * 32, own),
            ("without origin", csrf, form),
            ("of another origin", csrf,
             {**form, "Origin": "https://evil.example"}),
            ("of an origin of nothing", csrf, {**form, "Origin": "null"})):
        page = browser.ask("POST", path, body, headers, follow=False)
        tap.ok(page.status in (400, 403), "matrix: %s %s: refused" % (
            name, what), page.status)
    stranger = staff.Browser(server)
    page = stranger.ask("POST", path, csrf, own, follow=False)
    tap.ok(page.status in (303, 403), "matrix: %s of nobody: refused" % name,
           page.status)
    tap.equal(changes(before, contents(world.house)), {},
              "matrix: %s: nothing has changed" % name)


def routes(tap, world, server, table):
    rows = matrix.rows("ROUTES")
    routes_and_verbs(tap, table)
    for route in table["routes"]:
        name = "%s %s" % (route["method"], route["path"])
        row = rows.get(name)
        if not row:
            continue
        if not row.open and route["method"] == "GET":
            page = staff.Browser(server).get(path_of(route, {
                k: "0" * 32 for k in re.findall(r":(\w+)", route["path"])}),
                follow=False)
            tap.ok(page.status == 303 and page.headers[
                "location"].startswith("/login"),
                "matrix: %s: nobody is led to the login" % name,
                (page.status, page.headers))
        if route["method"] == "POST" and not row.open:
            strange_posts(tap, world, server, route)
        for role in matrix.STAFF:
            route_as(tap, world, server, route, row, role)


# --------------------------------------------------------------- processes

def users(tap, server):
    """Who they are, and what the one that speaks HTTP may not."""
    web = server.web_pid()
    with open("/proc/%d/status" % web, encoding="ascii") as file:
        status = file.read()
    with open("/proc/%d/status" % server.process.pid,
              encoding="ascii") as file:
        desk = file.read()
    ids = [re.search(r"^Uid:\s+(.*)$", s, re.M).group(1).split()
           for s in (status, desk)]
    tap.equal(ids, [[str(pwd.getpwnam(WEB_USER).pw_uid)] * 4,
                    [str(pwd.getpwnam(DESK_USER).pw_uid)] * 4],
              "processes: each has its user, for good")
    tap.equal([re.search(r"^CapEff:\s+(\S+)", s, re.M).group(1)
               for s in (status, desk)], ["0" * 16] * 2,
              "processes: and no capability")
    tap.ok(re.search(r"^Seccomp:\s+2", status, re.M)
           and re.search(r"^NoNewPrivs:\s+1", status, re.M),
           "processes: web is confined", status)
    fds = [os.readlink("/proc/%d/fd/%s" % (web, fd))
           for fd in os.listdir("/proc/%d/fd" % web)]
    tap.ok(not any(re.search(r"robinson\.db|/keys", f) for f in fds),
           "processes: web has neither store nor keys open", fds)
    fds = [os.readlink("/proc/%d/fd/%s" % (server.process.pid, fd))
           for fd in os.listdir("/proc/%d/fd" % server.process.pid)]
    tap.ok(any("robinson.db" in f for f in fds),
           "processes: desk has the store", fds)


def life(tap, house, server):
    """If one ends, so does the other."""
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "settings read anew" in server.log_text(), 10, "reload")
    tap.equal(staff.Browser(server).get("/login").status, 200,
              "processes: after a reload they serve")
    tap.equal(server.stop(), 0, "processes: told to end, they end")
    server.start()
    os.kill(server.web_pid(), signal.SIGKILL)
    tap.ok(server.process.wait(20) != 0,
           "processes: without web, desk ends with a fault")
    server.process = None
    server.start()
    web = server.web_pid()
    server.process.kill()
    server.process.wait(10)
    server.process = None

    def gone():
        try:
            with open("/proc/%d/stat" % web, encoding="ascii") as file:
                return file.read().rpartition(")")[2].split()[0] == "Z"
        except FileNotFoundError:
            return True

    wait_for(gone, 20, "web to end without desk")
    tap.ok(True, "processes: without desk, web ends")
    house.configure(settings(server.port, WEB).replace(
        "url = \"http:", "url = \"ftp:"))
    with open(server.log, "w", encoding="ascii"):
        pass
    try:
        server.start()
        tap.ok(False, "processes: a wrong configuration is refused")
    except SetupError:
        tap.equal(server.process.wait(10), 78,
                  "processes: a wrong configuration is refused")
    server.process = None


def body(tap):
    table = staff.table()
    with installation("staff", WEB) as (house, port):
        frames(tap, house)
        with staff.Desk(house) as desk:
            world = World(house).make(desk)
            world.firsts["half"] = staff.add(house, "half", "sales")
            words(tap, world)
            tokens(tap, world)
            stolen(tap, world)
            flood(tap, world)
            verbs(tap, world, table)
            others_mail(tap, world)
            restarts(tap, house, world)
        away(tap, house, world)
        deaf(tap, house, world)
        with staff.Desk(house) as desk:
            world.desk = desk
            give_away(house, port)
            with staff.Staff(house, port).start() as server:
                routes(tap, world, server, table)
                users(tap, server)
                life(tap, house, server)


if __name__ == "__main__":
    run(body)
