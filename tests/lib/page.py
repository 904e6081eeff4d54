# SPDX-License-Identifier: BSD-2-Clause
"""The public page of a test's own, beside an Installation: its settings, its
spool, its process; and marketing mail, whose headers lead there."""

import grp
import http.client
import os
import pwd
import re
import signal
import ssl
import subprocess

from installation import BUILD, SetupError, wait_for
from milterclient import Milter
from smtp import free_port

USER = "nobody"
ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"

SETTINGS = """
unsubscribe {
    url = "https://firma.example/u/"
    address = "unsubscribe@firma.example"
    token-keys = "@DIR@/token-keys"
    listen = "inet:%d@127.0.0.1"
    recorder = "unix:@DIR@/run/recorder.sock"
    spool = "@DIR@/spool"
    user = "%s"
    %s
}
controller { name = "Firma Example" }
purpose "followup" {
    bases = {"legitimate-interest", "consent"}
    assessment = "LIA-2018-03"
    shown-as = {"en: offers and reminders", "pl: oferty i przypomnienia"}
}
purpose "newsletter" { bases = {"legitimate-interest"}  assessment = "LIA-2" }
classify "letters" { purpose = newsletter  auth-user = {"lena"} }
source "chat" { collected-for = {"followup", "newsletter"} }
"""


class Answer:
    """What the page said."""

    def __init__(self, response, body):
        self.status = response.status
        self.headers = {k.lower(): v for k, v in response.getheaders()}
        self.text = body.decode("utf-8")

    def title(self):
        found = re.search(r"<h1>(.*?)</h1>", self.text, re.DOTALL)
        return found.group(1) if found else self.text.strip()

    def secret(self):
        """By which the click that this page answers can be taken back; ""
        where there is none."""
        found = set(re.findall(r'name="undo" value="([^"]*)"', self.text))
        return found.pop() if len(found) == 1 else ""


class Page:
    """One process of robinson-unsubscribe. Make the house with settings()."""

    def __init__(self, house, port, tls=None):
        self.house, self.port, self.tls = house, port, tls
        self.log = house.path("page.log")
        self.process = None

    @staticmethod
    def settings(port, more="", user=USER):
        return SETTINGS % (port, user, more)

    def prepare(self):
        """Directories and token keys, with the rights that the manual says."""
        house, who = self.house, pwd.getpwnam(USER)
        for name, mode in (("run", 0o755), ("spool", 0o2770)):
            os.makedirs(house.path(name), exist_ok=True)
            os.chmod(house.path(name), mode)
        os.chown(house.path("spool"), who.pw_uid, 0)
        self.write_keys()
        return self

    def write_keys(self):
        self.house.must("keys", "unsubscribe")
        os.chown(self.house.path("token-keys"), 0,
                 grp.getgrgid(pwd.getpwnam(USER).pw_gid).gr_gid)

    def start(self, under=()):
        program = os.path.join(BUILD, "src", "unsubscribe",
                               "robinson-unsubscribe")
        if not os.path.exists(program):
            raise SetupError("not built: " + program)
        # Under a sanitizer: looking for leaks needs what it has given up.
        env = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*under, program, "-c", self.house.conf, "-f", "-v", "-l",
                 os.path.join(BUILD, "po")], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, cwd=self.house.dir, env=env)
        wait_for(self.answers, 20, "the page to answer")
        return self

    def answers(self):
        if self.process.poll() is not None:
            raise SetupError("the page ended with %d\n%s" % (
                self.process.returncode, self.log_text()))
        try:
            return self.ask("GET", "/").status == 404
        except (OSError, http.client.HTTPException):
            return False

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
            raise SetupError("the page did not end")

    def log_text(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.stop(signal.SIGKILL)

    # ----------------------------------------------------------- requests

    def connect(self, port=None, timeout=30):
        port = port or self.port
        if self.tls:
            context = ssl.create_default_context(cafile=self.tls)
            return http.client.HTTPSConnection(
                "localhost", port, timeout=timeout, context=context)
        return http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def ask(self, method, path, body=None, headers=(), port=None):
        link = self.connect(port)
        try:
            link.request(method, path, body=body, headers=dict(headers))
            response = link.getresponse()
            return Answer(response, response.read())
        finally:
            link.close()

    def get(self, token, language=None, **headers):
        if language:
            headers["Accept-Language"] = language
        return self.ask("GET", "/u/" + token, headers=headers)

    def undo(self, token, secret):
        return self.post(token, "undo=%s&scope=undo" % secret)

    def post(self, token, body=ONE_CLICK, kind=FORM, port=None, **headers):
        if kind is not None:
            headers["Content-Type"] = kind
        return self.ask("POST", "/u/" + token, body=body, port=port,
                        headers=headers)

    def waiting(self):
        """Names of the clicks that wait in the spool."""
        return sorted(name for name in os.listdir(self.house.path("spool"))
                      if re.fullmatch(r"[0-9]{20}-[0-9a-f]{32}", name))


class Mailer:
    """Marketing mail over the milter protocol."""

    def __init__(self, house):
        self.house, self.number, self.link = house, 0, None

    def _open(self, who):
        self.link = Milter(self.house.socket)
        self.link.macros = {"auth_authen": who, "j": "mta.firma.example",
                            "rcpt_mailer": "smtp", "daemon_port": "25"}
        self.link.connect("client.firma.example", "192.0.2.1")
        self.link.helo("client.firma.example")

    def close(self):
        if self.link:
            self.link.close()
        self.link = None

    def send(self, recipient, who="ania", keeps=False):
        """(code, token): 250 or what refused it; the token of its header.
        "keeps": over the connection of the message before."""
        self.number += 1
        if not (keeps and self.link):
            self._open(who)
        try:
            return self._send(recipient, who)
        finally:
            if not keeps:
                self.close()

    def _send(self, recipient, who):
        link = self.link
        link.macros["i"] = "Q%d" % self.number
        link.mail("<%s@firma.example>" % who)
        reply = link.rcpt("<%s>" % recipient)
        if reply.code:
            link.abort()
            return reply.code, None
        link.data()
        link.header("From", "<%s@firma.example>" % who)
        link.header("Subject", "An offer")
        link.header("Message-ID", "<%d.%d@firma.example>" % (
            os.getpid(), self.number))
        link.eoh()
        link.body("Good morning,\r\n")
        reply, changes = link.end()
        found = re.search(r"/u/([\w-]+)>", " ".join(
            str(arg) for change in changes for arg in change.args))
        return reply.code or 250, found.group(1) if found else None


def reserve_port():
    return free_port()
