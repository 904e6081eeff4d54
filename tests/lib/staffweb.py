# SPDX-License-Identifier: BSD-2-Clause
"""The web process of robinson-staff, with a desk process that the test plays:
it sees each request of the wire and says what the answer is."""

import http.client
import json
import os
import re
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import urllib.parse

from installation import BUILD, SetupError, wait_for
from smtp import free_port

FORM = "application/x-www-form-urlencoded"
SETTINGS = """
timezone = "Europe/Warsaw"
store = "sqlite:%(dir)s/db"
key-file = "%(dir)s/keys"
controller { name = "Firma Example" }
%(policy)s
staff {
    url = "%(url)s"
    listen = "%(listen)s"
    %(more)s
}
"""


class Desk(threading.Thread):
    """Answers with what "answers" says of the verb: a dict (of the frame's
    JSON, and perhaps "blob"), or a function of the request that gives one.
    Keeps what it was asked."""

    def __init__(self, end, answers):
        super().__init__(daemon=True)
        self.end, self.answers, self.asked = end, answers, []

    def _read(self, size):
        parts = b""
        while len(parts) < size:
            part = self.end.recv(size - len(parts))
            if not part:
                raise EOFError
            parts += part
        return parts

    def say(self, answer):
        answer = dict(answer)
        blob = answer.pop("blob", b"")
        text = json.dumps(answer).encode("utf-8")
        self.end.sendall(struct.pack(">II", len(text), len(blob)) + text +
                         blob)

    def run(self):
        try:
            while True:
                sizes = struct.unpack(">II", self._read(8))
                request = json.loads(self._read(sizes[0]))
                request["blob"] = self._read(sizes[1])
                self.asked.append(request)
                answer = self.answers.get(request["verb"],
                                          {"status": "denied"})
                if callable(answer):
                    answer = answer(request)
                if answer is not None:
                    self.say(dict({"v": 1, "id": request["id"],
                                   "status": "ok", "result": {}}, **answer))
        except (EOFError, OSError):
            pass


class Answer:
    """What a browser was sent."""

    def __init__(self, response, body):
        self.status = response.status
        self.headers = {}
        self.cookies = {}
        self.body = body
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, text = value.split(";")[0].split("=", 1)
                self.cookies[key] = text
            self.headers[name.lower()] = value
        self.text = body.decode("utf-8", "replace")

    def title(self):
        found = re.search(r"<h1>(.*?)</h1>", self.text, re.DOTALL)
        return found.group(1) if found else None

    def csrf(self):
        found = re.search(r'name="csrf" value="([0-9a-f]*)"', self.text)
        return found.group(1) if found else ""

    def message(self):
        found = re.search(r'<p class="message[^"]*" role="\w+">(.*?)</p>',
                          self.text, re.DOTALL)
        return found.group(1) if found else None


class StaffWeb:
    """The process, from its start to its end. "path": a Unix socket;
    "more": of the section staff; "policy": other sections."""

    def __init__(self, answers, more="", local=False, metrics=False,
                 policy=""):
        self.dir = tempfile.TemporaryDirectory(prefix="robinson-web.")
        os.chmod(self.dir.name, 0o755)
        self.path = os.path.join(self.dir.name, "socket") if local else None
        self.port = None if local else free_port()
        self.metrics = free_port() if metrics else None
        self.url = "http://localhost:%d" % (self.port or 8893)
        self.conf = os.path.join(self.dir.name, "conf")
        self.log = os.path.join(self.dir.name, "log")
        with open(self.conf, "w", encoding="utf-8") as file:
            file.write(SETTINGS % {
                "dir": self.dir.name, "url": self.url, "more": more,
                "policy": policy,
                "listen": "unix:" + self.path if local else
                          "inet:%d@127.0.0.1" % self.port})
        self.answers = answers
        self.cookies = {}
        self.process = self.desk = None

    def __enter__(self):
        program = os.path.join(BUILD, "tests", "staff-web")
        if not os.path.exists(program):
            raise SetupError("not built: " + program)
        ours, theirs = socket.socketpair()
        if self.path:
            door = socket.socket(socket.AF_UNIX)
            door.bind(self.path)
            os.chmod(self.path, 0o666)
        else:
            door = socket.socket()
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(("127.0.0.1", self.port))
        door.listen(100)
        door.setblocking(False)
        doors = [door]
        if self.metrics:
            doors.append(socket.create_server(("127.0.0.1", self.metrics)))
            doors[1].setblocking(False)
        ends = [theirs.fileno()] + [d.fileno() for d in doors]
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [program, self.conf, *map(str, ends)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                pass_fds=ends,
                env=dict(os.environ, ASAN_OPTIONS="detect_leaks=0"))
        theirs.close()
        for door in doors:
            door.close()
        self.desk = Desk(ours, self.answers)
        self.desk.start()
        wait_for(self.serves, 20, "the web process to serve")
        return self

    def log_text(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def serves(self):
        if self.process.poll() is not None:
            raise SetupError("it ended with %d\n%s" % (
                self.process.returncode, self.log_text()))
        try:
            return self.ask("GET", "/style.css").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def __exit__(self, *unused):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
            raise
        finally:
            self.desk.end.close()
            self.dir.cleanup()

    # ----------------------------------------------------------- requests

    def connect(self):
        if not self.path:
            return http.client.HTTPConnection("127.0.0.1", self.port,
                                              timeout=30)
        link = http.client.HTTPConnection("localhost", timeout=30)
        link.sock = socket.socket(socket.AF_UNIX)
        link.sock.settimeout(30)
        link.sock.connect(self.path)
        return link

    def ask(self, method, path, body=None, headers=()):
        """As a browser: cookies are kept."""
        headers = dict(headers)
        if self.cookies and "Cookie" not in headers:
            headers["Cookie"] = "; ".join("%s=%s" % c for c in
                                          self.cookies.items())
        link = self.connect()
        try:
            link.request(method, path, body=body, headers=headers)
            response = link.getresponse()
            answer = Answer(response, response.read())
        finally:
            link.close()
        for name, value in answer.cookies.items():
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return answer

    def get(self, path, **headers):
        return self.ask("GET", path, headers={
            name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path, fields, csrf=None, origin="own", kind=FORM,
             body=None):
        """"fields": pairs. Without "csrf" none is sent."""
        headers = {"Content-Type": kind}
        if origin:
            headers["Origin"] = self.url if origin == "own" else origin
        pairs = list(fields)
        if csrf is not None:
            pairs.append(("csrf", csrf))
        if body is None:
            body = urllib.parse.urlencode(pairs)
        return self.ask("POST", path, body=body, headers=headers)

    def asked(self, verb):
        """What the desk was asked by that verb."""
        return [r for r in self.desk.asked if r["verb"] == verb]
