# SPDX-License-Identifier: BSD-2-Clause
"""A private Sendmail on loopback ports: own configuration, queue and users.

Needs root. Its programs are unpacked (contrib/unpack-sendmail), never
installed: as packages Postfix and Sendmail exclude each other.
"""

import glob
import os
import shutil
import socket
import subprocess

from installation import BUILD, SetupError, scratch, wait_for
from smtp import Sink, free_port

ROOT = os.path.join(BUILD, "tests", "sendmail", "root")
PROGRAM = os.path.join(ROOT, "usr", "libexec", "sendmail", "sendmail")
CF = os.path.join(ROOT, "usr", "share", "sendmail", "cf", "")
HOST = "mta.firma.example"
# It waits a minute at every start where the host's name has no dot.
WITH_HOST_NAME = ("unshare", "--uts", "sh", "-c",
                  'hostname "$1" && shift && exec "$@"', "sh", HOST)
PASSWORD = "Zgoda-2018"

# The test's directory lies below one like /tmp: hence TrustStickyBit. However
# busy the machine is, mail is not left in a queue: also not in that of the
# submitting program, which nobody runs.
COMMON = """\
OSTYPE(`linux')dnl
define(`confDOMAIN_NAME', `{host}')dnl
define(`confPID_FILE', `{dir}/{name}.pid')dnl
define(`STATUS_FILE', `')dnl
define(`HELP_FILE', `')dnl
define(`confSERVICE_SWITCH_FILE', `{dir}/switch')dnl
define(`confHOSTS_FILE', `{dir}/hosts')dnl
define(`confTO_IDENT', `0')dnl
define(`confDONT_BLAME_SENDMAIL', `TrustStickyBit')dnl
define(`confREFUSE_LA', `1000')dnl
define(`confQUEUE_LA', `1000')dnl
"""

# The time limits and F=T are those that the manual advises.
SERVER = COMMON + """\
define(`QUEUE_DIR', `{dir}/queue')dnl
define(`ALIAS_FILE', `{dir}/aliases')dnl
define(`SMART_HOST', `smtp:[127.0.0.1]')dnl
define(`SMTP_MAILER_ARGS', `TCP $h {sink}')dnl
define(`PROCMAIL_MAILER_PATH', `/bin/false')dnl
define(`confCONNECTION_RATE_THROTTLE', `0')dnl
define(`confMAX_HEADERS_LENGTH', `0')dnl
define(`confAUTH_MECHANISMS', `PLAIN')dnl
define(`confAUTH_REALM', `firma.example')dnl
TRUST_AUTH_MECH(`PLAIN')dnl
FEATURE(`nocanonify')dnl
FEATURE(`accept_unresolvable_domains')dnl
FEATURE(`accept_unqualified_senders')dnl
FEATURE(`promiscuous_relay')dnl
FEATURE(`no_default_msa')dnl
{daemons}
{milters}
{more}
MAILER(`smtp')dnl
LOCAL_CONFIG
ESASL_CONF_PATH={dir}/sasl
LOCAL_RULE_0
R$+ < @ {host} . >	$#smtp $@ [127.0.0.1] $: $1 < @ {host} . >
R$-	$#smtp $@ [127.0.0.1] $: $1
"""

MILTER = ("INPUT_MAIL_FILTER(`robinson', `S={socket}, F=T, "
          "T=C:30s;S:10s;R:10s;E:5m')dnl")

# How sendmail(1) hands mail to the server: Sendmail's usual way.
SUBMIT = COMMON + """\
define(`confRUN_AS_USER', `mail:mail')dnl
define(`MSP_QUEUE_DIR', `{dir}/client')dnl
define(`RELAY_MAILER_ARGS', `TCP $h {port}')dnl
FEATURE(`msp', `[127.0.0.1]')dnl
"""

SASL = """\
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {path}
mech_list: PLAIN
"""


class Sendmail:
    """logins: who may prove a name, all with PASSWORD. listeners: names of
    more ports. more: m4 lines."""

    def __init__(self, milter, more="", listeners=(), logins=(),
                 aliases=""):
        if os.geteuid() != 0:
            raise SetupError("a private Sendmail needs root")
        if not os.path.exists(PROGRAM):
            raise SetupError("not unpacked: " + PROGRAM)
        self.dir = scratch("sendmail")
        self.sink = Sink()
        self.port = free_port()
        self.ports = {name: free_port() for name in listeners}
        self.server = None
        for name in ("queue", "client", "sasl"):
            os.mkdir(self.path(name), 0o700)
        # It submits as somebody who is not root.
        shutil.chown(self.path("client"), "mail", "mail")
        os.chmod(self.path("client"), 0o770)
        self._write("switch", "hosts files\n")
        self._write("hosts", "127.0.0.1 localhost %s\n" % HOST)
        self._users(logins)
        self._write("aliases", aliases)
        ports = dict({"MTA": self.port}, **self.ports)
        self._generate("sendmail", SERVER, more=more.replace("{dir}", self.dir),
                       milters=MILTER.format(socket=milter)
                       if milter else "dnl", daemons="\n".join(
            "DAEMON_OPTIONS(`Name=%s, Addr=127.0.0.1, Port=%d')dnl" % item
            for item in ports.items()))
        self._generate("submit", SUBMIT)
        if aliases:
            self.run("-bi")
        self.start()

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def _write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)

    def _generate(self, name, template, **values):
        self._write(name + ".mc", template.format(
            name=name, dir=self.dir, host=HOST, port=self.port,
            sink=self.sink.port, **values))
        done = subprocess.run(
            ["m4", "-D_CF_DIR_=" + CF, CF + "m4/cf.m4",
             self.path(name + ".mc")], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, encoding="utf-8", timeout=30,
            check=False)
        if done.returncode:
            raise SetupError("m4 %s.mc: %s" % (name, done.stderr))
        self._write(name + ".cf", done.stdout)

    def _users(self, logins):
        users = self.path("sasl", "users")
        self._write("sasl/Sendmail.conf", SASL.format(path=users))
        add_users(users, "firma.example", logins)
        if logins:
            os.chmod(users, 0o600)  # Sendmail reads no other

    def start(self):
        with open(self.path("out"), "ab") as out:
            self.server = subprocess.Popen(
                [*WITH_HOST_NAME, PROGRAM, "-C", self.path("sendmail.cf"),
                 "-bD", "-q2s", "-X", self.path("traffic")],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        wait_for(self._listens, 20, "Sendmail to listen")

    def _listens(self):
        if self.server.poll() is not None:
            raise SetupError("Sendmail ended: " + self.log_text())
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def log_text(self):
        found = []
        for name in ("out", "traffic"):
            try:
                with open(self.path(name), encoding="utf-8",
                          errors="replace") as log:
                    found.append(log.read())
            except FileNotFoundError:
                pass
        return "\n".join(found)

    # ----------------------------------------------------------- commands

    def run(self, *args, stdin="", config="sendmail.cf"):
        """sendmail ARGS... by this configuration: the finished process."""
        return subprocess.run(
            [*WITH_HOST_NAME, PROGRAM, "-C", self.path(config), *args],
            timeout=60, input=stdin.encode("utf-8"), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, check=False)

    def submit(self, sender, recipients, text):
        """sendmail(1), as cron and scripts use it; its exit status."""
        return self.run("-Ac", "-i", "-f", sender or "<>", "--", *recipients,
                        stdin=text, config="submit.cf").returncode

    def queued(self, kinds="qh", queue="queue"):
        """Control files in the queue: q waiting, h quarantined."""
        return [path for kind in kinds
                for path in glob.glob(self.path(queue, kind + "f*"))]

    def quarantined(self, queue_id):
        """Why this message is quarantined; None: it is not."""
        try:
            with open(self.path("queue", "hf" + queue_id),
                      encoding="utf-8", errors="replace") as control:
                lines = control.read().splitlines()
        except FileNotFoundError:
            return None
        return next((l[1:] for l in lines if l.startswith("q")), "")

    def waiting(self, mark, queue="queue", kinds="qh"):
        """The control file of a message whose header holds "mark"."""
        for path in self.queued(kinds, queue):
            try:
                with open(path, encoding="utf-8", errors="replace") as file:
                    text = file.read()
            except FileNotFoundError:
                continue
            if mark in text:
                return text
        return None

    # ---------------------------------------------------------------- end

    def close(self):
        try:
            if self.server and self.server.poll() is None:
                self.server.terminate()
                try:
                    self.server.wait(20)
                except subprocess.TimeoutExpired:
                    self.server.kill()
                    self.server.wait(10)
        finally:
            self.sink.close()
            shutil.rmtree(self.dir, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


def add_users(path, realm, logins):
    """A Cyrus SASL database of users, all with PASSWORD."""
    for login in logins:
        name, _, domain = login.partition("@")
        subprocess.run(["saslpasswd2", "-c", "-p", "-f", path, "-u",
                        domain or realm, name], input=PASSWORD.encode(),
                       timeout=30, check=True)
