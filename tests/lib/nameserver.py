# SPDX-License-Identifier: BSD-2-Clause
"""A real name server (Knot DNS) in a network of the test's own.

alone() begins the program anew in a network and mount namespace where only
loopback is, and where resolv.conf names the server that the test will start:
nothing of the machine's is asked, and port 53 is free. Needs root.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading

from installation import SetupError, wait_for

MARK = "ROBINSON_TEST_ALONE"
ADDRESS = "127.0.0.1"

CONFIG = """\
server:
    rundir: "{dir}"
    listen: [ {address}@53 ]
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: "{dir}"
log:
  - target: "{dir}/log"
    any: info
template:
  - id: default
    storage: "{dir}"
    zonefile-load: whole
    journal-content: none
    semantic-checks: off
zone:
{zones}"""

ZONE = """\
@ 60 SOA ns.{zone}. hostmaster.{zone}. 1 60 60 60 1
@ 60 NS ns.{zone}.
ns.{zone}. 60 A {address}
{records}
"""


def alone():
    """The rest of the program runs where nobody else is."""
    if os.environ.get(MARK):
        return
    os.environ[MARK] = "1"
    os.execvp("unshare", ["unshare", "--net", "--mount", "--propagation",
                          "private", "--", sys.executable, *sys.argv])


def quiet_network():
    if not os.environ.get(MARK):
        raise SetupError("call alone() first: this is the machine's network")
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with tempfile.NamedTemporaryFile("w", delete=False) as file:
        file.write("nameserver %s\noptions timeout:2 attempts:2\n" % ADDRESS)
    os.chmod(file.name, 0o644)
    subprocess.run(["mount", "--bind", file.name,
                    os.path.realpath("/etc/resolv.conf")], check=True)
    os.unlink(file.name)


def resolve_by(address):
    with open("/etc/resolv.conf", "w", encoding="ascii") as file:
        file.write("nameserver %s\n" % address)


class Knot:
    """zones: {"example.com": "the text of a zone file"}, of serial 1."""

    def __init__(self, zones, address=ADDRESS):
        self.dir = tempfile.mkdtemp(prefix="robinson-dns.")
        self.server = None
        listed = ""
        for number, (zone, text) in enumerate(zones.items()):
            file = "%d.zone" % number
            listed += "  - domain: \"%s\"\n    file: \"%s\"\n" % (zone, file)
            self._write(file, text)
        self._write("knot.conf", CONFIG.format(
            dir=self.dir, address=address, zones=listed))
        self.server = subprocess.Popen(
            ["knotd", "-c", os.path.join(self.dir, "knot.conf")],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        try:
            for zone in zones:
                wait_for(lambda zone=zone: self._serves(zone), 20,
                         "the zone " + zone)
        except SetupError:
            self.close()
            raise

    def _write(self, name, text):
        with open(os.path.join(self.dir, name), "w",
                  encoding="utf-8") as file:
            file.write(text)

    def _serves(self, zone):
        if self.server.poll() is not None:
            raise SetupError("knotd has ended: " + self.log_text()[-2000:])
        done = subprocess.run(
            ["knotc", "-s", os.path.join(self.dir, "knot.sock"),
             "zone-status", zone, "+serial"], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, encoding="utf-8", check=False)
        return "serial: 1" in done.stdout

    def log_text(self):
        try:
            with open(os.path.join(self.dir, "log"),
                      encoding="utf-8") as log:
                return log.read()
        except FileNotFoundError:
            return ""

    def silence(self):
        """From now on it gives no answer."""
        self.server.send_signal(signal.SIGSTOP)

    def speak(self):
        self.server.send_signal(signal.SIGCONT)

    def close(self):
        if self.server:
            self.speak()
            self.server.terminate()
            self.server.wait(20)
        shutil.rmtree(self.dir, ignore_errors=True)


class Relay:
    """Between the helpers that start from now on and the one at ADDRESS. Gives
    no answer to questions (by UDP) in whose names "silent" occurs."""

    HERE = "127.0.0.3"

    def __init__(self, silent):
        self.silent = silent
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((self.HERE, 53))
        threading.Thread(target=self._run, daemon=True).start()

    def __enter__(self):
        resolve_by(self.HERE)
        return self

    def __exit__(self, *unused):
        resolve_by(ADDRESS)

    def speak(self):
        self.silent = None

    def _run(self):
        while True:
            query, client = self.socket.recvfrom(4096)
            if self.silent and self.silent.encode() in query.lower():
                continue
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
                server.settimeout(5)
                server.sendto(query, (ADDRESS, 53))
                self.socket.sendto(server.recv(4096), client)


class NameServer(Knot):
    """The one of resolv.conf. zones: {"example.com": "more lines"}."""

    def __init__(self, zones):
        quiet_network()
        super().__init__({zone: ZONE.format(
            zone=zone, address=ADDRESS, records=records)
            for zone, records in zones.items()})

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()
