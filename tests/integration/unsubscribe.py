#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The public page with the real daemon, recorder and store: what is clicked
is refused from the very next message on, whatever breaks in between."""

import contextlib
import os
import re
import signal
import sqlite3
import time

from peers import NOW, journal_verifies, people
from installation import Installation, wait_for
from page import FORM, ONE_CLICK, Mailer, Page, reserve_port
from tap import run

MULTIPART = ("--X\r\nContent-Disposition: form-data; "
             "name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--X--\r\n")
ALWAYS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex, nofollow",
}


class Scene:
    def __init__(self, tap, house, page):
        self.tap, self.house, self.page = tap, house, page
        self.mailer = Mailer(house)
        self.used = 0

    def somebody(self, who="ania"):
        """A person who may be written to, and the token that they got."""
        self.used += 1
        address = "allowed%d@example.com" % self.used
        code, token = self.mailer.send(address, who)
        if code != 250 or not token:
            raise AssertionError("%s: %s, token %s" % (address, code, token))
        return address, token

    def code(self, address, who="ania"):
        return self.mailer.send(address, who)[0]

    def objections(self):
        with contextlib.closing(sqlite3.connect(self.house.store)) as db:
            return db.execute("select count(*) from fact where kind = 1").fetchone()[0]

    def is_empty(self, name):
        wait_for(lambda: not self.page.waiting(), 20, "the spool to be empty")
        self.tap.ok(True, name + ": the spool is empty again")


def headers(tap, answer, name):
    wrong = {k: answer.headers.get(k) for k, v in ALWAYS.items()
             if answer.headers.get(k) != v}
    policy = answer.headers.get("content-security-policy", "")
    tap.ok(not wrong and policy.startswith("default-src 'none'; ")
           and "unsafe" not in policy, name + ": says what must not be done",
           "%s %s" % (wrong, policy))
    tap.ok("set-cookie" not in answer.headers
           and "location" not in answer.headers,
           name + ": no cookie, no redirect", answer.headers)


def one_click(s):
    """RFC 8058, both encodings; a GET changes nothing."""
    t = s.tap
    address, token = s.somebody()
    before = s.objections()
    answer = s.page.get(token)
    t.equal(answer.status, 200, "GET: the page")
    headers(t, answer, "GET")
    head = s.page.ask("HEAD", "/u/" + token)
    t.equal((head.status, head.text), (200, ""), "HEAD: no body")
    t.equal(head.headers["content-length"],
            str(len(answer.text.encode("utf-8"))), "HEAD: the same length")
    t.equal(s.objections(), before, "GET and HEAD: nothing is recorded")
    t.equal(s.code(address), 250, "GET and HEAD: mail goes on")

    answer = s.page.post(token)
    t.equal(answer.status, 200, "one click: 200")
    t.equal(s.objections(), before + 1, "one click: on record by then")
    headers(t, answer, "one click")
    t.equal(s.code(address), 550, "one click: the next message is refused")
    t.equal(s.code(address, "lena"), 250,
            "one click: another purpose is not")
    t.equal([s.page.post(token).status for _ in range(5)], [200] * 5,
            "one click: repeats are harmless")
    t.equal(s.objections(), before + 1, "one click: and record nothing more")

    address, token = s.somebody()
    answer = s.page.post(token, MULTIPART, "multipart/form-data; boundary=X")
    t.equal((answer.status, s.code(address)), (200, 550),
            "one click as multipart/form-data")


def person(s):
    """Both buttons, in both languages, and the undo."""
    t = s.tap
    address, token = s.somebody()
    answer = s.page.get(token, "pl,en;q=0.5")
    t.ok("<html lang=\"pl\">" in answer.text and "żadnych reklam"
         in answer.text and "28 maja 2018" in answer.text
         and "„oferty i przypomnienia”" in answer.text,
         "the page in Polish", answer.text)
    t.equal(answer.headers["content-language"], "pl", "and it says so")
    answer = s.page.get(token + "?lang=en", "pl")
    t.ok("<html lang=\"en\">" in answer.text
         and "action=\"%s?lang=en\"" % token in answer.text,
         "a language that is chosen outweighs the browser's")
    answer = s.page.post(token, "scope=purpose")
    t.equal((answer.status, answer.title()), (200, "Done"), "this purpose")
    t.equal((s.code(address), s.code(address, "lena")), (550, 250),
            "this purpose: refused, the other one not")
    secret = answer.secret()
    t.equal(len(secret), 32, "the answer page carries a secret")
    answer = s.page.post(token, "undo=%s&scope=all" % secret)
    t.equal((answer.title(), s.code(address), s.code(address, "lena")),
            ("Done", 550, 550), "all marketing: refused")
    t.equal(answer.secret(), secret, "one secret for one visit")
    answer = s.page.undo(token, secret)
    t.equal((answer.status, answer.title()), (200, "Taken back"), "undo")
    t.equal((s.code(address), s.code(address, "lena")), (250, 250),
            "undo: mail goes again")
    answer = s.page.undo(token, secret)
    t.equal((answer.status, answer.title()),
            (409, "There is nothing to take back"), "undo a second time")
    answer = s.page.post(token, "scope=purpose",
                         **{"Accept-Language": "pl"})
    t.ok("tylko na tej stronie" in answer.text and answer.secret()
         not in ("", secret), "the same in Polish, with a secret of its own")


def undo_is_narrow(s):
    """Only what this very click recorded, only within the hour."""
    t, house = s.tap, s.house
    address, token = s.somebody()
    house.set_clock(NOW + 1)
    _, other = s.mailer.send(address)
    t.ok(other and other != token, "two messages, two tokens")
    secret = s.page.post(token, "scope=purpose").secret()
    t.equal(s.page.undo(other, secret).status, 409,
            "undo with another token of the same person: nothing")
    t.equal(s.code(address), 550, "and the objection stands")
    house.must("object", address, "--at", "2018-05-27", "--channel", "phone",
               "--purpose", "followup")
    t.equal(s.page.undo(token, secret).status, 200, "undo: the click")
    t.equal(s.code(address), 550, "what was said on the phone stands")
    address, token = s.somebody()
    secret = s.page.post(token, "scope=all").secret()
    house.set_clock(NOW + 3600 + 2)
    t.equal(s.page.undo(token, secret).status, 409,
            "undo after more than an hour: nothing")
    t.equal(s.code(address), 550, "and the objection stands")
    house.set_clock(NOW)


def undo_needs_the_page(s):
    """Whoever merely has the link cannot undo: an archive of the mail, a
    scanner, a colleague to whom it was forwarded."""
    t = s.tap
    address, token = s.somebody()
    secret = s.page.post(token, "scope=purpose").secret()
    for name, body in (("the link alone", "scope=undo"),
                       ("no secret", "undo=&scope=undo"),
                       ("a guessed one", "undo=%s&scope=undo" % ("0" * 32)),
                       ("one letter wrong", "undo=%s&scope=undo" % (
                           secret[:-1] + ("0" if secret[-1] != "0" else "1")))):
        answer = s.page.post(token, body)
        t.equal((answer.status, answer.title()),
                (409, "There is nothing to take back"), name + ": no undo")
    t.equal(s.code(address), 550, "and the objection stands")
    t.ok("undo" not in s.page.get(token).text,
         "the page behind the link carries no secret")
    answer = s.page.post(token, "scope=purpose")
    t.equal((answer.status, answer.title(), answer.secret()),
            (200, "Done", ""), "a second click gets no secret")
    t.ok("Writing to" in answer.text and "Take it back" not in answer.text,
         "nor a button")
    t.equal(s.page.undo(token, secret).status, 409,
            "and ends the undo of the first one, which may be a stranger's")
    t.equal(s.code(address), 550, "what the second one wished stands")

    address, token = s.somebody()
    answer = s.page.post(token)
    t.equal((answer.status, answer.text), (200, "Done.\n"),
            "a machine's click gets no secret")
    answer = s.page.post(token, "scope=purpose")
    t.equal(answer.secret(), "", "nor who clicks after it")
    answer = s.page.post(token, "scope=all")
    t.equal(len(answer.secret()), 32, "but for all marketing, which is new")
    t.equal(s.page.undo(token, answer.secret()).status, 200,
            "this can be undone")
    t.equal(s.code(address), 550, "and what the machine said stands")
    # Nothing of a secret is in the store.
    with contextlib.closing(sqlite3.connect(s.house.store)) as db:
        t.equal(db.execute("select count(*) from undo where hex(digest) = ?",
                           (secret.upper(),)).fetchone()[0], 0,
                "the store has no secret")


def broken_links(s):
    """Links as mail programs break them; a POST that names no type."""
    t = s.tap
    for name, tail in (("a full stop", "."), ("a bracket", ")"),
                       ("an angle bracket", "%3E"), ("an equals sign", "="),
                       ("padding", "=="), ("an escaped full stop", "%2E"),
                       ("escaped twice", "%253E"), ("a blank", "%20"),
                       ("a line's end", "%0D%0A%20Adam"),
                       ("a no-break space", "%C2%A0"), ("a slash", "/"),
                       ("a query", "?utm_source=x")):
        address, token = s.somebody()
        answer = s.page.get(token + tail)
        t.ok(answer.status == 200 and "action=\"%s\"" % token
             in answer.text, name + " behind the link: the page", answer.text)
        t.equal((s.page.post(token + tail).status, s.code(address)),
                (200, 550), name + ": one click is on record")
    address, token = s.somebody()
    t.equal((s.page.post(token[:60] + "%0D%0A%20" + token[60:]).status,
             s.code(address)), (200, 550), "wrapped within")
    address, token = s.somebody()
    t.equal((s.page.post(token, kind=None).status, s.code(address)),
            (200, 550), "a POST without Content-Type")
    address, token = s.somebody()
    t.equal((s.page.post(token, MULTIPART, None).status, s.code(address)),
            (200, 550), "the same in parts")


def strangers(s):
    """Forged, cut, retired: one answer, whatever it is that is wrong."""
    t = s.tap
    _, token = s.somebody()
    before = s.objections()
    last = "A" if token[-1] != "A" else "Q"
    bad = {
        "the last character changed": token[:-1] + last,
        "one in the middle changed": token[:50]
        + ("A" if token[50] != "A" else "B") + token[51:],
        "another generation": token[:2] + "I" + token[3:],
        "cut short": token[:-1],
        "longer": token + "A",
        "a few letters": "abc",
        "very long": "A" * 3000,
        "odd characters": "%3Cscript%3E",
    }
    seen = set()
    for name, text in bad.items():
        for answer in (s.page.get(text), s.page.post(text, "scope=all")):
            t.equal(answer.status, 404, "%s: 404" % name)
            seen.add(re.sub(r"Date: .*", "", answer.text))
            headers(t, answer, name)
    t.equal(len(seen), 1, "all of them get one and the same page")
    t.ok("script" not in seen.pop().lower(), "nothing of it comes back")
    t.equal(s.objections(), before, "nothing was recorded")
    for path in ("/", "/u", "/u/", "/favicon.ico", "/robots.txt",
                 "/u/../etc/passwd", "/u/a/b", "//u/" + token, "/u/%2e%2e/x"):
        t.equal(s.page.ask("GET", path).status, 404, path + ": 404")
    for method in ("PUT", "DELETE", "OPTIONS", "PATCH"):
        answer = s.page.ask(method, "/u/" + token)
        t.equal((answer.status, answer.headers.get("allow")),
                (405, "GET, HEAD, POST"), method + ": 405")
    for name, body, kind in (
            ("nothing", "", FORM), ("another field", "a=b", FORM),
            ("JSON", "{}", "application/json"),
            ("another value", "List-Unsubscribe=Maybe", FORM)):
        t.equal(s.page.post(token, body, kind).status, 400,
                "POST of %s: 400" % name)
    t.equal(s.objections(), before, "and nothing was recorded")


def new_generation(s):
    """The keys change under a page that runs; old tokens go on."""
    t = s.tap
    _, token = s.somebody()
    path = s.house.path("token-keys")
    with open(path, encoding="ascii") as file:
        lines = file.read()
    other = lines.splitlines()[0] + "\n9 " + "ab" * 64 + "\n"

    def write(text):
        with open(path + ".new", "w", encoding="ascii") as file:
            file.write(text)
        os.chmod(path + ".new", 0o640)
        os.chown(path + ".new", 0, os.stat(path).st_gid)
        os.replace(path + ".new", path)

    write(other)
    wait_for(lambda: s.page.get(token).status == 404, 10,
             "the page to see its new keys")
    t.equal(s.page.post(token).status, 404,
            "a token of a generation that is kept no longer: as forged")
    write("nonsense\n")
    wait_for(lambda: "the old keys stay" in s.page.log_text(), 10,
             "the page to refuse nonsense")
    write(lines)
    wait_for(lambda: s.page.get(token).status == 200, 10,
             "the page to see the old keys")
    t.equal(s.page.post(token).status, 200, "the keys are back: it is valid")


def noted(s, answer, is_machine, name):
    if is_machine:
        s.tap.equal((answer.status, answer.headers.get("retry-after")),
                    (503, "60"), name + ": a machine shall ask again")
    else:
        s.tap.equal((answer.status, answer.title()), (202, "Noted"),
                    name + ": a person reads that it is noted")
        s.tap.ok("Done" not in answer.text and "on record as soon"
                 in answer.text, name + ": and not that it is done")


def recorder_gone(s):
    """The daemon is killed; clicks wait; the first mail afterwards is
    refused."""
    t, house = s.tap, s.house
    people_now = [s.somebody() for _ in range(6)]
    house.stop(signal.SIGKILL)
    for n, (_, token) in enumerate(people_now):
        answer = s.page.post(token, ONE_CLICK if n % 2 else "scope=all")
        noted(s, answer, n % 2, "the daemon is gone")
    answer = s.page.post(people_now[0][1], "scope=all",
                         **{"Accept-Language": "pl"})
    t.equal(answer.title(), "Zanotowane", "the same in Polish")
    t.equal(answer.secret(), "", "what is noted cannot be undone")
    answer = s.page.undo(people_now[0][1], "0" * 32)
    t.equal((answer.status, answer.title()), (503, "Not possible just now"),
            "an undo is not kept for later")
    t.equal(len(s.page.waiting()), 7, "as many clicks wait")
    spooled = b"".join(open(house.path("spool", n), "rb").read()
                       for n in s.page.waiting())
    t.ok(not any(token[:24].encode() in spooled for _, token in people_now),
         "no token can be read there")
    house.start(wait=False)
    # The very first connection that is answered at all.
    wait_for(lambda: os.path.exists(house.path("milter.sock")), 10, "socket")
    codes = []
    for address, _ in people_now:
        wait_for(lambda: answered(s, address, codes), 20, "an answer")
    t.ok(set(codes) <= {550, 451} and codes[-1] == 550,
         "after the start no message passes by a click that waits", codes)
    t.equal([s.code(address) for address, _ in people_now], [550] * 6,
            "all of them are on record")
    s.is_empty("the daemon is gone")


def answered(s, address, codes):
    try:
        codes.append(s.code(address))
    except OSError:
        return False
    return True


def killed_between(s):
    """Killed between click and commit, again and again."""
    t, house = s.tap, s.house
    lost = []
    for _ in range(8):
        address, token = s.somebody()
        link = s.page.connect()
        link.request("POST", "/u/" + token, body=ONE_CLICK,
                     headers={"Content-Type": FORM})
        house.stop(signal.SIGKILL)
        status = link.getresponse().status
        link.close()
        house.start()
        if status not in (200, 503) or s.code(address) != 550:
            lost.append((address, status))
    t.equal(lost, [], "killed between click and commit: none is lost")
    s.is_empty("killed between")
    journal_verifies(t, house, "killed between")


def store_locked(s):
    """Another writer holds the store: the click is noted, mail waits."""
    t, house = s.tap, s.house
    address, token = s.somebody()
    other, _ = s.somebody()
    with contextlib.closing(sqlite3.connect(
            house.store, isolation_level=None)) as db:
        db.execute("begin exclusive")
        answer = s.page.post(token, "scope=purpose")
        noted(s, answer, False, "the store is locked")
        t.equal(len(s.page.waiting()), 1, "the store is locked: it waits")
        t.equal(s.code(address), 451, "the store is locked: mail waits")
        t.equal(s.code(other), 451, "the store is locked: of others too")
        db.execute("rollback")
    wait_for(lambda: s.code(other) == 250, 20, "the store to heal")
    t.equal(s.code(address), 550,
            "the lock is gone: who clicked is not written to")
    s.is_empty("the store is locked")


def first_after_healing(s):
    """The moment the store is back, again and again: never a message to one
    whose click was noted."""
    t, house = s.tap, s.house
    passed = []
    for _ in range(5):
        address, token = s.somebody()
        with contextlib.closing(sqlite3.connect(
                house.store, isolation_level=None)) as db:
            db.execute("begin exclusive")
            s.page.post(token)
            db.execute("rollback")
        # No pause: the message races the recorder for the spool.
        codes = [s.code(address) for _ in range(3)]
        if 250 in codes:
            passed.append(codes)
        wait_for(lambda: s.code(address) == 550, 20, "the store to heal")
    t.equal(passed, [], "nothing passes in the moment of healing")


def spool_unreadable(s):
    """What cannot be known is a fault; junk does not stop the mail."""
    t, house = s.tap, s.house
    address, _ = s.somebody()
    house.stop()
    os.rename(house.path("spool"), house.path("spool.away"))
    with open(house.path("spool"), "w", encoding="ascii"):
        pass
    house.start()
    t.equal(s.code(address), 451, "the spool is no directory: mail waits")
    os.unlink(house.path("spool"))
    os.rename(house.path("spool.away"), house.path("spool"))
    wait_for(lambda: s.code(address) == 250, 10, "the spool to be read")
    junk = house.path("spool", "0" * 20 + "-" + "0" * 32)
    with open(junk, "wb") as file:
        file.write(b"\x01" * 90)
    t.equal(s.code(address), 250, "junk in the spool is set aside")
    t.ok(os.path.exists(house.path("spool", "bad-" + os.path.basename(junk))),
         "and kept")
    t.ok("is no click under our keys" in house.log_text(), "and told of")
    recorder = house.path("run", "recorder.sock")
    os.rename(recorder, recorder + ".away")
    s.page.stop()
    s.page.start()
    os.rename(house.path("spool"), house.path("spool.away"))
    token = s.somebody()[1]
    answer = s.page.post(token, "scope=all")
    t.equal((answer.status, answer.title()), (503, "Not possible just now"),
            "neither recorder nor spool: nobody is told that it is noted")
    os.rename(recorder + ".away", recorder)
    os.rename(house.path("spool.away"), house.path("spool"))


def uninvited(s):
    """Whom the recorder serves."""
    import socket
    import struct
    t = s.tap
    path = s.house.path("run", "recorder.sock")
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.setgid(1)
            os.setuid(1)
            with socket.socket(socket.AF_UNIX) as link:
                link.connect(path)
                link.settimeout(10)
                token = b"A" * 106
                body = struct.pack(">BBBq", 1, 0, 2, NOW) + b"i" * 16 + token
                try:
                    link.sendall(struct.pack(">H", len(body)) + body)
                    status = 0 if link.recv(100) == b"" else 2
                except (BrokenPipeError, ConnectionResetError):
                    status = 0
        finally:
            os._exit(status)
    t.equal(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0,
            "the recorder hangs up on a user that is not the page's")
    t.ok("uid 1 may not record clicks" in s.house.log_text(),
         "and tells of it")
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(path)
        link.settimeout(10)
        link.sendall(b"\xff\xff junk")
        t.equal(link.recv(100), b"", "the recorder hangs up on junk")
    _, token = s.somebody()
    t.equal(s.page.post(token).status, 200, "and goes on serving the page")


def spool_is_made(s):
    t, path = s.tap, s.house.path("spool")
    s.page.stop()
    os.rename(path, path + ".away")
    s.page.start()
    now, before = os.stat(path), os.stat(path + ".away")
    t.equal((now.st_mode & 0o7777, now.st_uid), (0o2770, before.st_uid),
            "started as root, the page makes its spool")
    _, token = s.somebody()
    s.house.stop(signal.SIGKILL)
    noted(s, s.page.post(token, "scope=all"), False, "the spool is new")
    s.house.start()
    s.is_empty("the spool is new")
    s.page.stop()
    os.rename(path, path + ".new")
    os.rename(path + ".away", path)
    s.page.start()


def confined(s):
    t = s.tap
    with open("/proc/%d/status" % s.page.process.pid, encoding="ascii") as f:
        status = f.read()

    def line(name):
        return re.search(r"^%s:\s+(.*)$" % name, status, re.M).group(1)

    t.ok("0" not in line("Uid").split(), "the page is not root")
    t.equal(line("Groups").strip(), line("Gid").split()[0],
            "it is in one group")
    t.equal((line("NoNewPrivs"), line("Seccomp")), ("1", "2"),
            "it can gain no rights and start no program")
    t.equal(line("CapEff"), "0" * 16, "it has no capability")
    links = os.listdir("/proc/%d/fd" % s.page.process.pid)
    opened = [os.readlink("/proc/%d/fd/%s" % (s.page.process.pid, n))
              for n in links]
    t.equal([o for o in opened if "keys" in o or ".db" in o], [],
            "it has no key file and no store open")


def main(tap):
    port = reserve_port()
    with Installation("unsubscribe", Page.settings(
            port, "clicks-per-minute = 100000")) as house:
        house.set_clock(NOW)
        house.init()
        people(house, 80, 0)
        with Page(house, port).prepare() as page:
            house.start()
            page.start()
            scene = Scene(tap, house, page)
            for part in (one_click, person, undo_is_narrow,
                         undo_needs_the_page, broken_links, strangers,
                         new_generation, recorder_gone, killed_between,
                         store_locked, first_after_healing,
                         spool_unreadable, uninvited, spool_is_made,
                         confined):
                tap.note(part.__name__)
                part(scene)
            journal_verifies(tap, house, "at the end")
            tap.equal(page.stop(), 0, "the page ends when it is told to")
            tap.equal(house.stop(), 0, "and so does the daemon")


if __name__ == "__main__":
    run(main)
