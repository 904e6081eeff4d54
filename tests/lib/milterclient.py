# SPDX-License-Identifier: BSD-2-Clause
"""The MTA's side of the milter protocol, version 6.

Written from the public constants of libmilter's mfdef.h. One Milter is one
connection; it sends what an MTA would send: no step that the filter
negotiated away, no wait where the filter said that it gives no reply, and
only those macros that Postfix sends by itself or that the filter asked for.
"""

import collections
import socket
import struct

ACTIONS_ALL = 0x1FF
PROTOCOL_ALL = 0x1FFFFF

NO_STEP = {"C": 0x1, "H": 0x2, "M": 0x4, "R": 0x8, "B": 0x10, "L": 0x20,
           "N": 0x40, "U": 0x100, "T": 0x200}
NO_REPLY = {"L": 0x80, "C": 0x1000, "H": 0x2000, "M": 0x4000, "R": 0x8000,
            "T": 0x10000, "U": 0x20000, "N": 0x40000, "B": 0x80000}
CAN_SKIP = 0x400
LEADING_SPACE = 0x100000

# SMFIM_*: the stages for which a filter may ask for macros.
STAGES = {"C": 0, "H": 1, "M": 2, "R": 3, "T": 4, "E": 5, "N": 6}
POSTFIX_MACROS = {
    "C": "j {daemon_name} {daemon_addr} v _",
    "H": "{tls_version} {cipher} {cipher_bits} {cert_subject} {cert_issuer}",
    "M": "i {auth_type} {auth_authen} {auth_author} {mail_addr} {mail_host} "
         "{mail_mailer}",
    "R": "i {rcpt_addr} {rcpt_host} {rcpt_mailer}",
    "T": "i", "N": "i", "E": "i",
}

FINAL = {"c": "continue", "a": "accept", "r": "reject", "t": "tempfail",
         "d": "discard", "y": "reply", "s": "skip", "4": "shutdown",
         "f": "conn-fail"}
CHANGES = {"+": "add-recipient", "2": "add-recipient", "-": "delete-recipient",
           "b": "replace-body", "e": "change-sender", "h": "add-header",
           "i": "insert-header", "m": "change-header", "q": "quarantine"}

# "asked": the filter wanted this step; "text" of an SMTP reply.
Reply = collections.namedtuple("Reply", "kind code text asked")
Change = collections.namedtuple("Change", "kind args")

NOT_ASKED = Reply("continue", None, "", False)
NO_ANSWER = Reply("continue", None, "", True)


class MilterError(Exception):
    """The filter broke the protocol, or closed the connection."""


def text_bytes(text):
    return text if isinstance(text, bytes) else text.encode("utf-8")


def connect_socket(address, timeout):
    """"unix:/path" or "inet:port@host" as libmilter writes them."""
    kind, _, rest = address.partition(":")
    if kind in ("unix", "local"):
        sock = socket.socket(socket.AF_UNIX)
        target = rest
    elif kind in ("inet", "inet6"):
        port, _, host = rest.partition("@")
        family = socket.AF_INET if kind == "inet" else socket.AF_INET6
        sock = socket.socket(family)
        target = (host, int(port))
    else:
        raise ValueError("no milter socket: " + address)
    sock.settimeout(timeout)
    sock.connect(target)
    return sock


class Milter:
    def __init__(self, address, actions=ACTIONS_ALL, protocol=PROTOCOL_ALL,
                 timeout=30):
        self.sock = connect_socket(address, timeout)
        self.buffer = b""
        self.macros = {}
        self.wanted = dict(POSTFIX_MACROS)
        self._negotiate(actions, protocol)

    # ------------------------------------------------------------ packets

    def send(self, command, payload=b""):
        data = command.encode("ascii") + payload
        self.sock.sendall(struct.pack(">I", len(data)) + data)

    def receive(self):
        while True:
            if len(self.buffer) >= 4:
                size = struct.unpack(">I", self.buffer[:4])[0]
                if len(self.buffer) >= 4 + size:
                    data = self.buffer[4:4 + size]
                    self.buffer = self.buffer[4 + size:]
                    return chr(data[0]), data[1:]
            chunk = self.sock.recv(65536)
            if not chunk:
                raise MilterError("the filter closed the connection")
            self.buffer += chunk

    def _negotiate(self, actions, protocol):
        self.send("O", struct.pack(">III", 6, actions, protocol))
        command, data = self.receive()
        if command != "O" or len(data) < 12:
            raise MilterError("no negotiation but %r" % command)
        self.version, self.actions, self.protocol = struct.unpack(
            ">III", data[:12])
        if self.actions & ~actions or self.protocol & ~protocol:
            raise MilterError("the filter wants what was not offered")
        rest = data[12:]
        stages = {number: letter for letter, number in STAGES.items()}
        while len(rest) > 4:
            stage = struct.unpack(">I", rest[:4])[0]
            names, _, rest = rest[4:].partition(b"\0")
            self.wanted[stages[stage]] = names.decode("ascii")

    def asks(self, command):
        """Whether the filter wants this step."""
        return not self.protocol & NO_STEP.get(command, 0)

    # -------------------------------------------------------------- steps

    def _send_macros(self, command):
        pairs = []
        for name in self.wanted.get(command, "").replace(",", " ").split():
            value = self.macros.get(name.strip("{}"))
            if value is not None:
                pairs.append(name.encode("ascii") + b"\0"
                             + text_bytes(value) + b"\0")
        if pairs:
            self.send("D", command.encode("ascii") + b"".join(pairs))

    def _step(self, command, payload):
        if not self.asks(command):
            return NOT_ASKED
        self._send_macros(command)
        self.send(command, payload)
        if self.protocol & NO_REPLY.get(command, 0):
            return NO_ANSWER
        return self._final([])

    def _final(self, changes):
        while True:
            command, data = self.receive()
            if command == "p":
                continue
            if command in CHANGES:
                changes.append(self._change(command, data))
                continue
            if command == "y":
                text = data.rstrip(b"\0").decode("utf-8", "replace")
                return Reply("reply", int(text[:3]), text[4:], True)
            if command not in FINAL:
                raise MilterError("unknown answer %r" % command)
            code = {"r": 550, "t": 451}.get(command)
            return Reply(FINAL[command], code, "", True)

    @staticmethod
    def _change(command, data):
        if command in "im":
            number = struct.unpack(">I", data[:4])[0]
            return Change(CHANGES[command], [number] + [
                part.decode("utf-8", "replace")
                for part in data[4:].split(b"\0")[:2]])
        return Change(CHANGES[command], [
            part.decode("utf-8", "replace")
            for part in data.rstrip(b"\0").split(b"\0")])

    def connect(self, host, address="127.0.0.1", port=40000):
        if address is None:
            return self._step("C", text_bytes(host) + b"\0U")
        family = b"6" if ":" in address else b"4"
        return self._step("C", text_bytes(host) + b"\0" + family
                          + struct.pack(">H", port)
                          + text_bytes(address) + b"\0")

    def helo(self, name):
        return self._step("H", text_bytes(name) + b"\0")

    def mail(self, *args):
        return self._step("M", b"".join(text_bytes(a) + b"\0" for a in args))

    def rcpt(self, *args):
        return self._step("R", b"".join(text_bytes(a) + b"\0" for a in args))

    def data(self):
        return self._step("T", b"")

    def header(self, name, value):
        if self.protocol & LEADING_SPACE:
            value = b" " + text_bytes(value)
        return self._step("L", text_bytes(name) + b"\0"
                          + text_bytes(value) + b"\0")

    def eoh(self):
        return self._step("N", b"")

    def body(self, chunk):
        return self._step("B", text_bytes(chunk))

    def end(self):
        """End of message: (reply, changes)."""
        changes = []
        self._send_macros("E")
        self.send("E")
        return self._final(changes), changes

    def abort(self):
        self.send("A")

    def new_connection(self):
        """QUIT_NC: the next connect() comes over the same socket."""
        self.send("K")
        self.macros = {}

    def close(self):
        try:
            self.send("Q")
        except OSError:
            pass
        self.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()
