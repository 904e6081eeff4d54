# SPDX-License-Identifier: BSD-2-Clause
"""The staff pages of a test's own: accounts made on the command line, the
program, a client that logs in as a browser does, and a web process that is
nobody's friend: it speaks to the desk process directly."""

import html
import http.client
import json
import os
import re
import signal
import socket
import struct
import subprocess
import urllib.parse

from installation import BUILD, SetupError, wait_for
from smtp import free_port

CLIENT = "00" * 10 + "ffff7f000001"
COOKIE = "__Host-robinson-staff"
FORM = "application/x-www-form-urlencoded"

SETTINGS = """
staff {
    url = "http://localhost:%d"
    listen = "inet:%d@127.0.0.1"
    second-factor = %s
    workbook-helper = "%s"
    %s
}
"""
WORKBOOK = os.path.join(BUILD, "src", "workbook", "robinson-workbook")


def settings(port, more="", second_factor="optional"):
    """A section for Installation()."""
    return SETTINGS % (port, port, second_factor, WORKBOOK, more)


# ------------------------------------------------------------- hostile web

class Refused(Exception):
    """The desk process has hung up."""


class Answer:
    """What the desk process said: .status, .result, .who, .blob, ..."""

    def __init__(self, said, blob):
        self.id = said["id"]
        self.status = said["status"]
        self.cause = said.get("cause")
        self.retry_after = said.get("retry_after")
        self.who = said.get("who")
        self.result = said["result"]
        self.blob = blob


class Desk:
    """The desk process alone; we are its web process."""

    def __init__(self, house):
        program = os.path.join(BUILD, "tests", "staff-desk")
        if not os.path.exists(program):
            raise SetupError("not built: " + program)
        self.link, other = socket.socketpair()
        self.link.settimeout(30)
        self.log = house.path("desk.log")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [program, house.conf], stdin=other, stdout=log, stderr=log,
                env=house.environment(), cwd=house.dir)
        other.close()
        self.number = 0

    def close(self):
        self.link.close()
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
            raise SetupError("the desk process did not end")

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()

    def log_text(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    # ------------------------------------------------------------ octets

    def send_raw(self, octets):
        self.link.sendall(octets)

    def send_frame(self, text, blob=b""):
        self.send_raw(struct.pack(">II", len(text), len(blob)) + text + blob)

    def _read(self, size):
        octets = b""
        while len(octets) < size:
            piece = self.link.recv(size - len(octets))
            if not piece:
                raise Refused("hung up")
            octets += piece
        return octets

    def receive(self):
        try:
            json_len, blob_len = struct.unpack(">II", self._read(8))
            text = self._read(json_len)
            return Answer(json.loads(text), self._read(blob_len))
        except ConnectionError as gone:
            raise Refused(str(gone)) from gone

    # ---------------------------------------------------------- requests

    def send(self, verb, args=None, session=None, blob=b"", client=CLIENT,
             **more):
        self.number += 1
        said = {"v": 1, "id": self.number, "verb": verb, "client": client,
                "args": args or {}}
        if session is not None:
            said["session"] = session
        said.update(more)
        self.send_frame(json.dumps(said).encode("utf-8"), blob)
        return self.number

    def ask(self, verb, args=None, session=None, blob=b"", **more):
        number = self.send(verb, args, session, blob, **more)
        answer = self.receive()
        if answer.id != number:
            raise SetupError("an answer to %d, not %d" % (answer.id, number))
        return answer

    def login(self, name, password):
        """The token of a session, be it whole or not."""
        answer = self.ask("login.begin", {"name": name, "password": password})
        if answer.status != "ok":
            raise SetupError("login of %s: %s %s" % (
                name, answer.status, answer.cause))
        return answer.result["session"]

    def settle(self, name, first, password):
        """The first login: a password of their own. The session's token."""
        token = self.login(name, first)
        answer = self.ask("login.password", {
            "new": password, "again": password}, token)
        if answer.status != "ok":
            raise SetupError("password of %s: %s %s" % (
                name, answer.status, answer.cause))
        return answer.result.get("session", token)


def table():
    """All verbs and all routes, as the program itself prints them."""
    program = os.path.join(BUILD, "src", "staff", "robinson-staff")
    done = subprocess.run([program, "--table"], stdout=subprocess.PIPE,
                          timeout=30, check=True)
    return json.loads(done.stdout)


# ---------------------------------------------------------------- accounts

def add(house, name, role, *more):
    """An account; its first password."""
    return house.must("staff", "add", name, "--role", role, *more).strip()


# ------------------------------------------------------------- the program

class Page:
    """What a browser got."""

    def __init__(self, response, body, path):
        self.status = response.status
        self.headers = {k.lower(): v for k, v in response.getheaders()}
        self.cookies = [v for k, v in response.getheaders()
                        if k.lower() == "set-cookie"]
        self.octets = body
        self.text = body.decode("utf-8", "replace")
        self.path = path

    def title(self):
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.text, re.DOTALL)
        return html.unescape(re.sub("<[^>]*>", "", found.group(1))
                             ) if found else ""

    def words(self):
        """The text without its tags."""
        return re.sub(r"\s+", " ", html.unescape(
            re.sub(r"<[^>]*>", " ", self.text)))

    def form(self, action=None):
        """The hidden fields of the form with that action, or of the first
        one that is sent by POST."""
        for found in re.finditer(r"<form([^>]*)>(.*?)</form>", self.text,
                                 re.DOTALL):
            head, inner = found.groups()
            if 'method="post"' not in head.lower():
                continue
            if action and 'action="%s"' % action not in html.unescape(head):
                continue
            return {html.unescape(attribute(tag, "name")):
                    html.unescape(attribute(tag, "value"))
                    for tag in re.findall(r"<input[^>]*>", inner)
                    if attribute(tag, "type") == "hidden"}
        return None


def attribute(tag, name):
    found = re.search(r'\b%s="([^"]*)"' % name, tag)
    return found.group(1) if found else ""


BOUNDARY = "5d1f0a"


def with_file(form, field, name, octets):
    """The body of a form with a file in "field", and its Content-Type."""
    body = b"".join(
        b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (
            BOUNDARY.encode(), key.encode(), value.encode())
        for key, value in form.items())
    body += (b'--%s\r\nContent-Disposition: form-data; name="%s";'
             b' filename="%s"\r\nContent-Type: text/csv\r\n\r\n' % (
                 BOUNDARY.encode(), field.encode(), name.encode())) + octets
    return (body + b"\r\n--%s--\r\n" % BOUNDARY.encode(),
            "multipart/form-data; boundary=" + BOUNDARY)


class Browser:
    """Cookies, redirects, forms with what they hide."""

    def __init__(self, staff, language="en"):
        self.staff, self.language = staff, language
        self.cookies = {}

    def ask(self, method, path, body=None, headers=(), follow=True):
        for _ in range(10):
            page = self._once(method, path, body, headers)
            if not follow or page.status not in (302, 303):
                return page
            method, body, headers = "GET", None, ()
            path = page.headers["location"]
            if path.startswith(self.staff.url):
                path = path[len(self.staff.url):]
        raise SetupError("redirected without end to " + path)

    def _once(self, method, path, body, headers):
        link = http.client.HTTPConnection("127.0.0.1", self.staff.port,
                                          timeout=60)
        sent = {"Accept-Language": self.language,
                "Host": "localhost:%d" % self.staff.port}
        if self.cookies:
            sent["Cookie"] = "; ".join("%s=%s" % c
                                       for c in self.cookies.items())
        sent.update(headers)
        try:
            link.request(method, path, body=body, headers=sent)
            response = link.getresponse()
            page = Page(response, response.read(), path)
        finally:
            link.close()
        for cookie in page.cookies:
            name, _, value = cookie.split(";")[0].partition("=")
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return page

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def post(self, path, fields=(), page=None, origin=None, follow=True):
        """Fills the form of "page" (asked for where it is not given)."""
        if page is None:
            page = self.get(path)
        hidden = page.form(path) or page.form() or {}
        body = urllib.parse.urlencode({**hidden, **dict(fields)}, doseq=True)
        return self.ask("POST", path, body, {
            "Content-Type": FORM, "Origin": origin or self.staff.url},
            follow=follow)

    def login(self, name, password, path="/login"):
        page = self.get(path)
        return self.post("/login", {"name": name, "password": password},
                         page)


class Staff:
    """robinson-staff, both processes. Make the house with settings(port)."""

    def __init__(self, house, port):
        self.house, self.port = house, port
        self.url = "http://localhost:%d" % port
        self.log = house.path("staff.log")
        self.process = None

    def start(self, *args, wait=True):
        program = os.path.join(BUILD, "tests", "robinson-staff-clock")
        if not os.path.exists(program):
            raise SetupError("not built: " + program)
        # Under a sanitizer: looking for leaks needs what web has given up.
        env = dict(self.house.environment(), ASAN_OPTIONS="detect_leaks=0")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [program, "-c", self.house.conf, "-f", "-v", *args],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env,
                cwd=self.house.dir, start_new_session=True)
        if wait:
            wait_for(self.answers, 30, "the staff pages to answer")
        return self

    def answers(self):
        if self.process.poll() is not None:
            raise SetupError("robinson-staff ended with %d\n%s" % (
                self.process.returncode, self.log_text()))
        try:
            return Browser(self).get("/login").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def web_pid(self):
        """The process that speaks HTTP."""
        with open("/proc/%d/task/%d/children" % (
                self.process.pid, self.process.pid), encoding="ascii") as c:
            pids = c.read().split()
        return int(pids[0]) if pids else None

    def stop(self, how=signal.SIGTERM):
        process, self.process = self.process, None
        if process is None:
            return None
        if process.poll() is None:
            process.send_signal(how)
        try:
            return process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
            raise SetupError("robinson-staff did not end")

    def log_text(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.stop()


def reserve_port():
    return free_port()
