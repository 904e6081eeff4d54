#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""RFC 7208's published test suite, put to the real helper.

Its zones are served by a real name server (Knot DNS) in a network of the
test's own. Between the two stands a relay of a few lines, which keeps silent
about what the suite marks TIMEOUT: a name server cannot be told to.

The suite's "explanation" is not looked at: the helper asks for none.
"""

import os
import socket
import struct
import sys
import threading
import time

import yaml

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "lib"))
import nameserver  # noqa: E402
import reader  # noqa: E402
import tap  # noqa: E402
from installation import BUILD  # noqa: E402

SUITE = os.path.join(BUILD, "tests", "spf", "rfc7208-tests.yml")
PROGRAM = os.path.join(BUILD, "src", "inbound", "robinson-inbound")
KNOT = "127.0.0.2"
TIMEOUT_MS = 1200
TYPES = {1: "A", 5: "CNAME", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA",
         99: "SPF"}

# Where the helper's result is none of those that the suite accepts:
# test: (result, why). One more or one less fails.
NOUGHT = "libspf2 refuses a prefix of length 0, which is everybody: no pass"
DIFFERENCES = {
    "a-nxdomain": ("permerror", NOUGHT),
    "a-cidr4-0": ("permerror", NOUGHT),
    "a-cidr6-0-ip6": ("permerror", NOUGHT),
    "a-cidr6-0-nxdomain": ("permerror", NOUGHT),
    "mx-nxdomain": ("permerror", NOUGHT),
    "mx-cidr4-0": ("permerror", NOUGHT),
    "mx-cidr6-0-ip6": ("permerror", NOUGHT),
    "mx-cidr6-0-nxdomain": ("permerror", NOUGHT),
}

# What the suite does not ask.
FOUR = " ".join("-a:h%d.example.com" % i for i in range(4))
OWN = {
    "zonedata": {
        **{"h%d.example.com" % i: [{"A": "192.0.2.9"}] for i in range(4)},
        **{"%s.example.com" % n: [{"TXT": "v=spf1 %s ~all" % FOUR}]
           for n in ("one", "two", "three")},
        "nested.example.com": [
            {"TXT": "v=spf1 include:one.example.com include:two.example.com"
                    " include:three.example.com ip4:192.0.2.1 -all"}],
        "enough.example.com": [
            {"TXT": "v=spf1 include:one.example.com a:h0.example.com"
                    " a:h1.example.com a:h2.example.com a:h3.example.com"
                    " a:h0.example.com ip4:192.0.2.1 -all"}],
        "void.example.com": [
            {"TXT": "v=spf1 a:v1.example.com include:void2.example.com"
                    " ip4:192.0.2.1 -all"}],
        "void2.example.com": [
            {"TXT": "v=spf1 a:v2.example.com a:v3.example.com ~all"}],
        "long.example.com": [
            {"TXT": ["v=spf1"] + [" ip4:198.51.100.%d" % i
                                  for i in range(100)] +
                    [" ip4:192.0.2.1 -all"]}],
        "large.example.com": [
            {"TXT": ["v=spf1"] + [" -ptr:%s%d.example.com" % ("x" * 60, i)
                                  for i in range(9)] + [" +all"]}],
        "turns.example.com": [
            {"TXT": ["v=spf1 exists:", "a%{d}" * 40, " exists:",
                     "a%{d}" * 40, ".example.com +all"]}],
        "silent.example.com": ["TIMEOUT"],
        "part.example.com": [
            {"TXT": "v=spf1 a:silent.example.com ip4:192.0.2.1 -all"}],
    },
    "tests": {
        name: {"mailfrom": "a@%s.example.com" % name, "helo": "mx.example.com",
               "host": "192.0.2.1", "result": result}
        for name, result in (
            ("nested", "permerror"), ("enough", "pass"),
            ("void", "permerror"), ("long", "pass"), ("large", "permerror"),
            ("turns", "permerror"),
            ("silent", "temperror"), ("part", "temperror"))},
}

# A complaint is examined whatever its envelope says, so the null sender too.
HEAD = ("From: postmaster@example.com\n"
        "Content-Type: multipart/report; report-type=feedback-report;"
        " boundary=b\n")
BODY = ("--b\nContent-Type: message/feedback-report\n\n"
        "Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\n\n--b--\n")


# ------------------------------------------------------------------- zones

def escaped(octets, keep=b""):
    return "".join(chr(c) if c < 128 and chr(c).isalnum() or c in keep
                   else "\\%03d" % c for c in octets)


def presented(name):
    return ".".join(escaped(label.encode("utf-8"), b"-_")
                    for label in name.split(".") if label) + "."


def strings(value):
    parts = value if isinstance(value, list) else [value]
    out = []
    for part in parts:
        octets = str(part).encode("utf-8")
        out += [octets[i:i + 255] for i in range(0, len(octets), 255)]
    return " ".join("\"%s\"" % escaped(part, b" =:/.%{}-_+~?!,")
                    for part in out or [b""])


def record(name, kind, value):
    if kind == "TXT":
        data = strings(value)
    elif kind == "MX":
        data = "%d %s" % (value[0], presented(value[1]))
    elif kind in ("PTR", "CNAME"):
        data = presented(value)
    else:
        data = value
    return "%s 0 IN %s %s\n" % (presented(name), kind, data)


class Zone:
    """The records of one chapter; type SPF counts as TXT where the suite
    gives no TXT, as its introduction asks for."""

    def __init__(self, data):
        self.text = (". 0 IN SOA ns. hostmaster. 1 60 60 60 0\n"
                     ". 0 IN NS ns.\nns. 0 IN A %s\n" % KNOT)
        self.silent = {}  # name: types that are answered, the rest is not
        self.mute = set()  # (name, type)
        for name, entries in data.items():
            self._add(name, entries)

    def _add(self, name, entries):
        pairs = [next(iter(e.items())) for e in entries if isinstance(e, dict)]
        has_txt = any(kind == "TXT" for kind, _ in pairs)
        kinds = set()
        for kind, value in pairs:
            if kind == "SPF" and not has_txt:
                kind = "TXT"
            if kind == "SPF" or value == "NONE":
                continue
            if value == "TIMEOUT":
                self.mute.add((name.lower(), kind))
                continue
            kinds.add(kind)
            self.text += record(name, kind, value)
        if "TIMEOUT" in entries:
            self.silent[name.lower()] = kinds

    def answers(self, name, kind):
        if (name, kind) in self.mute:
            return False
        if name.startswith("error."):
            return False
        return name not in self.silent or kind in self.silent[name]


# ------------------------------------------------------------------- relay

def asked(query):
    """The name and type in a question."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]])
        at += 1 + query[at]
    kind = struct.unpack_from(">H", query, at + 1)[0]
    name = b".".join(labels).decode("utf-8", "replace").lower()
    return name, TYPES.get(kind, str(kind))


def forgeries(query):
    """"No such name", to another question than this: by its number, by its
    name; and what is no answer."""
    number = struct.unpack_from(">H", query)[0]
    head = struct.pack(">HHHHHH", number, 0x8183, 1, 0, 0, 0)
    return (struct.pack(">H", number ^ 1) + head[2:] + query[12:],
            head + b"\1x" + query[12:], query, b"", head[:5])


class Relay:
    """Between the helper and Knot; counts the questions."""

    def __init__(self):
        self.zone = None
        self.seen = []
        self.forges = False  # false answers arrive before the true one
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind((nameserver.ADDRESS, 53))
        self.tcp = socket.socket()
        self.tcp.bind((nameserver.ADDRESS, 53))
        self.tcp.listen(10)
        for work in (self._udp, self._tcp):
            threading.Thread(target=work, daemon=True).start()

    def _passes(self, query):
        name, kind = asked(query)
        self.seen.append((name, kind))
        return self.zone.answers(name, kind)

    def _udp(self):
        while True:
            query, client = self.udp.recvfrom(4096)
            if not self._passes(query):
                continue
            if self.forges:
                for forged in forgeries(query):
                    self.udp.sendto(forged, client)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as knot:
                knot.settimeout(5)
                knot.sendto(query, (KNOT, 53))
                self.udp.sendto(knot.recv(4096), client)

    def _tcp(self):
        while True:
            client, _ = self.tcp.accept()
            with client, socket.create_connection((KNOT, 53), 5) as knot:
                head = client.recv(2, socket.MSG_WAITALL)
                query = client.recv(struct.unpack(">H", head)[0],
                                    socket.MSG_WAITALL)
                if not self._passes(query):
                    continue
                knot.sendall(head + query)
                head = knot.recv(2, socket.MSG_WAITALL)
                client.sendall(head + knot.recv(
                    struct.unpack(">H", head)[0], socket.MSG_WAITALL))


# ------------------------------------------------------------------- tests

def put(test, timeout_ms=TIMEOUT_MS):
    """One test to a helper of its own."""
    r = reader.Reader(PROGRAM)
    r.send(reader.hello(timeout_ms=timeout_ms))
    answer = r.ask(client=test["host"], helo=test["helo"],
                   host=test.get("receiver", "mx.firma.example"),
                   sender=test["mailfrom"], head=HEAD, body=BODY)
    status = r.close()
    if answer is None or status != 0:
        return "no answer, status %s" % status
    return answer.get("spf", "not asked")


def judge(t, name, test, got, seen):
    accepted = test["result"]
    if not isinstance(accepted, list):
        accepted = [accepted]
    if name in DIFFERENCES:
        wanted, why = DIFFERENCES[name]
        t.equal(got, wanted, "%s differs as known: %s" % (name, why))
        t.ok(got not in accepted, "%s still differs" % name)
    else:
        t.ok(got in accepted, "%s: %s" % (name, got),
             "accepted %r\npolicy asked: %r" % (accepted, seen))
    t.ok(all(kind != "SPF" for _, kind in seen) and len(seen) <= 60,
         "%s: few questions, none for type SPF" % name, repr(seen))


def name_servers(*addresses):
    """Who is asked, by helpers that begin from now on."""
    with open("/etc/resolv.conf", "w", encoding="ascii") as file:
        file.writelines("nameserver %s\n" % a for a in addresses)


def servers(t, relay):
    """Name servers that are dead, silent or impersonated."""
    test = OWN["tests"]["enough"]
    relay.zone = Zone(OWN["zonedata"])
    knot = nameserver.Knot({".": relay.zone.text}, KNOT)
    silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    silent.bind(("127.0.0.8", 53))
    try:
        relay.forges = True
        t.equal(put(test), "pass", "forged answers are not believed")
        relay.forges = False
        name_servers("127.0.0.9", nameserver.ADDRESS)
        t.equal(put(test), "pass", "where the first is dead, the second")
        name_servers("127.0.0.8", nameserver.ADDRESS)
        t.equal(put(test, 20000), "pass", "where it is silent, the second")
        name_servers("127.0.0.9")
        before = time.monotonic()
        t.equal(put(test), "temperror", "nobody there: no pass")
        t.ok(time.monotonic() - before < TIMEOUT_MS / 1000 + 1,
             "and it is said in time")
    finally:
        silent.close()
        knot.close()


def body(t):
    with open(SUITE, encoding="utf-8") as suite:
        chapters = list(yaml.safe_load_all(suite))
    nameserver.quiet_network()
    relay = Relay()
    count = 0
    for chapter in chapters + [OWN]:
        relay.zone = Zone(chapter["zonedata"])
        knot = nameserver.Knot({".": relay.zone.text}, KNOT)
        try:
            for name, test in chapter["tests"].items():
                relay.seen = []
                before = time.monotonic()
                got = put(test)
                took = time.monotonic() - before
                judge(t, name, test, got, list(relay.seen))
                # A second for the helper's own start.
                t.ok(took < TIMEOUT_MS / 1000 + 1,
                     "%s: answered in time" % name, "%.3f s" % took)
                count += 1
        finally:
            knot.close()
    servers(t, relay)
    t.equal(count, 203 + len(OWN["tests"]), "all tests of the suite were put")


nameserver.alone()
tap.run(body)
