# SPDX-License-Identifier: BSD-2-Clause
"""robinson-inbound, started as robinson-milter starts it, and asked."""

import os
import socket
import struct
import subprocess

HELLO, QUESTION, ANSWER, PIECE, LOOK, PREVIEW = 1, 2, 3, 4, 5, 6
PIECE_MAX = 512 * 1024
LOOKED = {2: "is_read", 3: "has_text", 4: "has_page", 5: "is_text_cut",
          6: "is_page_cut", 7: "has_more_links", 8: "has_more_parts",
          9: "text", 10: "page", 11: "headers", 12: "links", 13: "names",
          14: "types", 15: "sizes"}
MEANINGS = {1: "nothing", 2: "letter", 3: "stop", 4: "unsubscribe",
            5: "complaint", 6: "failure", 7: "request"}
GRADES = {0: "none", 1: "likely", 2: "certain"}
PROOFS = {0: "none", 1: "spf", 2: "ar-spf", 3: "ar-dkim", 4: "ar-dmarc"}
FIELDS = {4: "spf", 5: "why", 6: "from", 7: "message_id", 8: "answered",
          9: "token", 10: "word", 11: "concerned", 12: "original_id",
          13: "statuses", 15: "subject"}
LISTS = ("answered", "concerned", "statuses")


def field(tag, value):
    if isinstance(value, str):
        value = value.encode("utf-8")
    return struct.pack(">BI", tag, len(value)) + value


def packet(kind, *fields):
    body = bytes([kind]) + b"".join(fields)
    return struct.pack(">I", len(body)) + body


def hello(timeout_ms=3000, stop_words=("stop",), authserv=(), spf=True,
          unsubscribe=None, subjects=()):
    fields = [field(2, name) for name in authserv]
    fields += [field(3, word) for word in stop_words]
    fields += [field(6, words) for words in subjects]
    if unsubscribe:
        fields.append(field(1, unsubscribe))
    return packet(HELLO, *fields, field(4, struct.pack(">q", timeout_ms)),
                  field(5, b"\0" if spf else b"\1"))


def question(number=1, client=None, helo=None, host=None, sender="",
             recipients=(), head="", body=""):
    fields = [field(1, struct.pack(">Q", number))]
    for tag, value in ((2, client), (3, helo), (4, host)):
        if value is not None:
            fields.append(field(tag, value))
    fields.append(field(5, sender))
    fields += [field(6, recipient) for recipient in recipients]
    fields += [field(7, head), field(8, body), field(9, b"\0")]
    return packet(QUESTION, *fields)


def parse_answer(body):
    answer = {name: [] for name in LISTS}
    assert body[0] == ANSWER, body
    at = 1
    while at < len(body):
        tag, length = struct.unpack_from(">BI", body, at)
        value = body[at + 5:at + 5 + length]
        at += 5 + length
        if tag == 1:
            answer["number"] = struct.unpack(">Q", value)[0]
        elif tag == 2:
            answer["meaning"] = MEANINGS[value[0]]
        elif tag == 3:
            answer["proof"] = PROOFS[value[0]]
        elif tag == 14:
            answer["grade"] = GRADES[value[0]]
        elif tag == 16:
            answer["is_late"] = value == b"\1"
        elif FIELDS[tag] in LISTS:
            answer[FIELDS[tag]].append(value.decode("utf-8", "replace"))
        else:
            answer[FIELDS[tag]] = value.decode("utf-8", "replace")
    return answer


def look(number, message):
    """The packets of a message that is looked at; "message" is octets."""
    message = message.replace(b"\0", b"")
    return b"".join(
        packet(PIECE, field(1, message[at:at + PIECE_MAX]))
        for at in range(0, len(message), PIECE_MAX)) + packet(
            LOOK, field(1, struct.pack(">Q", number)))


def parse_preview(body):
    preview = {name: [] for tag, name in LOOKED.items() if tag > 10}
    assert body[0] == PREVIEW, body
    at = 1
    while at < len(body):
        tag, length = struct.unpack_from(">BI", body, at)
        value = body[at + 5:at + 5 + length]
        at += 5 + length
        if tag == 1:
            preview["number"] = struct.unpack(">Q", value)[0]
        elif tag <= 8:
            preview[LOOKED[tag]] = value == b"\1"
        elif tag <= 10:
            preview[LOOKED[tag]] = value.decode("utf-8")
        else:
            preview[LOOKED[tag]].append(value.decode("utf-8"))
    return preview


class Reader:
    """One helper. Its end of the socket is descriptor 3."""

    def __init__(self, program, wait=30, **how):
        self.ours, theirs = socket.socketpair()
        self.ours.settimeout(wait)
        number = theirs.fileno()

        def arrange():
            os.dup2(number, 3)
            os.set_inheritable(3, True)

        # close_fds would close descriptor 3 again.
        self.process = subprocess.Popen(
            [program], preexec_fn=arrange, close_fds=False,
            stdin=subprocess.DEVNULL, **how)
        theirs.close()

    def send(self, octets):
        self.ours.sendall(octets)

    def read(self):
        """An answer, or None where the helper is gone."""
        return self._read(parse_answer)

    def _read(self, parse):
        try:
            head = self._whole(4)
            return parse(self._whole(struct.unpack(">I", head)[0]))
        except (EOFError, ConnectionError):
            return None

    def look(self, message, number=1):
        """A preview, or None where the helper is gone."""
        try:
            self.send(look(number, message))
        except ConnectionError:
            return None
        return self._read(parse_preview)

    def _whole(self, length):
        got = b""
        while len(got) < length:
            part = self.ours.recv(length - len(got))
            if not part:
                raise EOFError
            got += part
        return got

    def ask(self, **what):
        self.send(question(**what))
        return self.read()

    def close(self, wait=30):
        """The daemon closes its end; the helper's status."""
        self.ours.close()
        try:
            return self.process.wait(wait)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return "it did not end"
