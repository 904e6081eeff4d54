# SPDX-License-Identifier: BSD-2-Clause
"""A private Postfix on loopback ports: own configuration, queue and log.

Needs root, as Postfix does. Nothing of the system's own Postfix is read or
touched but its programs.

It logs to a reader of the tests' own, not by postlogd(8); postlog.py says why.
"""

import contextlib
import glob
import json
import os
import shutil
import signal
import socket
import subprocess
import sys

from installation import LIB, SetupError, scratch, wait_for
from smtp import Sink, free_port

MAIN = """\
compatibility_level = 3.6
queue_directory = {dir}/queue
data_directory = {dir}/data
maillog_file_prefixes = {dir}
maillog_file = {dir}/maillog
postlog_service_name = log
mail_owner = postfix
setgid_group = postdrop
myhostname = mta.firma.example
myorigin = firma.example
mydestination =
mynetworks = 0.0.0.0/0 [::]/0
inet_interfaces = 127.0.0.1
inet_protocols = all
alias_maps =
alias_database =
local_recipient_maps =
local_transport = error:no local mail here
default_transport = smtp:[127.0.0.1]:{sink}
relayhost =
smtp_dns_support_level = disabled
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions =
smtpd_authorized_xclient_hosts = 127.0.0.0/8
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 1000
smtpd_hard_error_limit = 1000
smtputf8_enable = yes
smtputf8_autodetect_classes = all
default_process_limit = 100
in_flow_delay = 0
smtp_destination_concurrency_limit = 50
minimal_backoff_time = 2s
maximal_backoff_time = 5s
queue_run_delay = 2s
notify_classes =
smtpd_milters = {milters}
non_smtpd_milters = {milters}
milter_default_action = tempfail
milter_connect_timeout = 30s
milter_command_timeout = 30s
milter_content_timeout = 60s
{more}
"""

SERVICES = """\
{port}    inet  n - n - 200 smtpd
pickup    unix  n - n 1 1   pickup
cleanup   unix  n - n - 0   cleanup
qmgr      unix  n - n 300 1 qmgr
rewrite   unix  - - n - -   trivial-rewrite
bounce    unix  - - n - 0   bounce
defer     unix  - - n - 0   bounce
trace     unix  - - n - 0   bounce
verify    unix  - - n - 1   verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - -   proxymap
proxywrite unix - - n - 1   proxymap
smtp      unix  - - n - -   smtp
relay     unix  - - n - -   smtp
local     unix  - n n - -   local
showq     unix  n - n - -   showq
error     unix  - - n - -   error
retry     unix  - - n - -   error
discard   unix  - - n - -   discard
tlsmgr    unix  - - n 1000? 1 tlsmgr
anvil     unix  - - n - 1   anvil
scache    unix  - - n - 1   scache
postlog   unix-dgram n - n - 1 postlogd
"""


def milter_address(socket):
    """libmilter's way to write a socket in Postfix's."""
    kind, _, rest = socket.partition(":")
    if kind == "unix":
        return socket
    port, _, host = rest.partition("@")
    return "inet:%s:%s" % (host, port)


class Postfix:
    """More services: {name: "-o key=value ..."} are smtpd on own ports of
    "host"; @name@ and @sink@ in more lines stand for their ports. sasl: the
    text of Cyrus SASL's smtpd.conf."""

    def __init__(self, milter, more="", listeners=None, sink_port=None,
                 sasl=None, host="127.0.0.1"):
        if os.geteuid() != 0:
            raise SetupError("a private Postfix needs root")
        self.dir = scratch("postfix")
        self.sink = None if sink_port else Sink()
        self.logger = None
        self.port = free_port()
        self.ports = {name: free_port() for name in listeners or {}}
        self.conf = self.path("etc")
        for name in ("etc", "queue", "data"):
            os.mkdir(self.path(name))
        shutil.chown(self.path("data"), "postfix")
        milters = milter_address(milter) if milter else ""
        ports = dict(self.ports, sink=sink_port or self.sink.port)
        for name, port in ports.items():
            more = more.replace("@%s@" % name, str(port))
        self._write("etc/main.cf", MAIN.format(
            dir=self.dir, sink=sink_port or self.sink.port, milters=milters,
            more=more))
        services = SERVICES.format(port="127.0.0.1:%d" % self.port)
        for name, options in (listeners or {}).items():
            services += "%s:%d inet n - n - - smtpd\n  %s\n" % (
                host, self.ports[name], options)
        self._write("etc/master.cf", services)
        if sasl:  # Debian's Postfix looks there and nowhere else
            os.mkdir(self.path("etc", "sasl"))
            self._write("etc/sasl/smtpd.conf", sasl)
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def _write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)

    def _postfix(self, command, seconds=60):
        script = subprocess.Popen(
            ["postfix", "-c", self.conf, command], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        try:
            status = script.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(script.pid, signal.SIGKILL)
            script.wait()
            status = "none after %d s" % seconds
        if status != 0:
            raise SetupError("postfix %s: exit status %s\n%s" % (
                command, status, self.log_text()[-2000:]))

    def _log(self):
        """Listens where Postfix's programs look for their logger."""
        public = self.path("queue", "public")
        os.mkdir(public)
        shutil.chown(public, "postfix", "postdrop")
        os.chmod(public, 0o2710)
        self.logger = subprocess.Popen(
            [sys.executable, os.path.join(LIB, "postlog.py"),
             os.path.join(public, "log"), self.path("maillog")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if not self.logger.stdout.readline():
            raise SetupError("the reader of Postfix's log does not start")

    def _start(self):
        self._log()
        self._postfix("start")
        wait_for(self._greets, 20, "Postfix to greet")

    def _greets(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port),
                                          15) as link:
                return link.recv(3) != b""
        except OSError:
            return False

    def master(self):
        """The process id of master(8); None if it does not run."""
        try:
            with open(self.path("queue", "pid", "master.pid"),
                      encoding="ascii") as file:
                pid = int(file.read())
            with open("/proc/%d/stat" % pid, encoding="ascii") as stat:
                _, is_ours, rest = stat.read().partition("(master) ")
                return pid if is_ours and rest[0] != "Z" else None
        except (OSError, ValueError):
            return None

    def _stop(self):
        """As "postfix stop" does, which sleeps a second more: master(8) takes
        its process group along."""
        master = self.master()
        if master is None:
            return
        os.kill(master, signal.SIGTERM)
        try:
            wait_for(lambda: self.master() is None, 20, "Postfix to end")
        except SetupError:
            os.killpg(master, signal.SIGKILL)
            raise

    def log_text(self):
        try:
            with open(self.path("maillog"), encoding="utf-8",
                      errors="replace") as log:
                return log.read()
        except FileNotFoundError:
            return ""

    def submit(self, sender, recipients, text):
        """sendmail(1), as cron and scripts use it; its exit status."""
        return subprocess.run(
            ["sendmail", "-C", self.conf, "-i", "-f", sender or "<>", "--",
             *recipients], input=text.encode("utf-8"), timeout=60,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            check=False).returncode

    def queued(self, *queues):
        """Queue files: all, or those of hold, deferred, maildrop, ...

        A message moves while it is looked for: from deferred back to active,
        and a bounce of an active one comes into incoming. So these two are
        looked at once more at the end, and none is missed.
        """
        found = {}
        for queue in queues or ("maildrop", "incoming", "active", "deferred",
                                "hold", "incoming", "active"):
            for path in glob.glob(self.path("queue", queue, "**"),
                                  recursive=True):
                if os.path.isfile(path):
                    found[os.path.basename(path)] = path
        return list(found.values())

    def holds(self, mark, *queues):
        """Whether a file of these queues contains "mark"."""
        for path in self.queued(*queues):
            try:
                with open(path, "rb") as file:
                    if mark.encode("utf-8") in file.read():
                        return True
            except FileNotFoundError:
                pass
        return False

    def queue_listing(self):
        """What postqueue(1) says of each message: a list of objects."""
        done = subprocess.run(["postqueue", "-c", self.conf, "-j"],
                              timeout=120, stdout=subprocess.PIPE,
                              encoding="utf-8", check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def children(self, name):
        """Process ids of the daemons of this name that our master runs."""
        master = str(self.master())
        found = []
        for path in glob.glob("/proc/[0-9]*/stat"):
            with contextlib.suppress(OSError):
                with open(path, encoding="ascii", errors="replace") as stat:
                    head, _, tail = stat.read().rpartition(")")
                pid, _, command = head.partition(" (")
                if command == name and tail.split()[1] == master:
                    found.append(int(pid))
        return found

    def flush(self):
        subprocess.run(["postqueue", "-c", self.conf, "-f"], timeout=30,
                       check=False)

    def close(self):
        try:
            self._stop()
        finally:
            if self.logger:
                self.logger.communicate(timeout=20)
            if self.sink:
                self.sink.close()
            shutil.rmtree(self.dir, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()
