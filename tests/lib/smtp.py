# SPDX-License-Identifier: BSD-2-Clause
"""Both ends of SMTP as the tests need them: a client that speaks word by
word and a sink that keeps whatever is delivered."""

import base64
import collections
import socket
import ssl
import threading

Answer = collections.namedtuple("Answer", "code text")
Letter = collections.namedtuple("Letter", "sender recipients content")


def free_port():
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class SmtpClosed(Exception):
    """The server hung up."""


class Client:
    """One session. Every command returns Answer(code, text)."""

    def __init__(self, port, timeout=60):
        self.sock = socket.create_connection(("127.0.0.1", port), timeout)
        self.file = self.sock.makefile("rb")
        self.greeting = self.answer()

    def answer(self):
        lines = []
        while True:
            line = self.file.readline()
            if not line:
                raise SmtpClosed("the server closed the session")
            lines.append(line[4:].decode("utf-8", "replace").rstrip("\r\n"))
            if line[3:4] != b"-":
                return Answer(int(line[:3]), "\n".join(lines))

    def command(self, text):
        self.sock.sendall(text.encode("utf-8") + b"\r\n")
        return self.answer()

    def open(self, login=None, client=None, name="client.example"):
        """EHLO, and before it who Postfix shall believe we are."""
        self.command("EHLO " + name)
        facts = []
        if login:
            facts.append("LOGIN=" + login)
        if client:
            facts.append("ADDR=" + ("IPV6:" if ":" in client else "") + client)
        if facts:
            answer = self.command("XCLIENT " + " ".join(facts))
            if answer.code != 220:
                raise SmtpClosed("XCLIENT: %d %s" % answer)
            self.command("EHLO " + name)
        return self

    def authenticate(self, login, password):
        """AUTH PLAIN (RFC 4616)."""
        proof = "\0%s\0%s" % (login, password)
        return self.command("AUTH PLAIN " + base64.b64encode(
            proof.encode("utf-8")).decode("ascii"))

    def start_tls(self, name="client.example"):
        """STARTTLS without a look at the certificate, and EHLO again."""
        answer = self.command("STARTTLS")
        if answer.code != 220:
            return answer
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.file.close()
        self.sock = context.wrap_socket(self.sock)
        self.file = self.sock.makefile("rb")
        return self.command("EHLO " + name)

    def content(self, text):
        """DATA, the message and the final dot."""
        answer = self.command("DATA")
        if answer.code != 354:
            return answer
        lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
        stuffed = ["." + line if line.startswith(".") else line
                   for line in lines]
        self.sock.sendall("\r\n".join(stuffed).encode("utf-8")
                          + b"\r\n.\r\n")
        return self.answer()

    def send(self, sender, recipients, text, options=""):
        """A whole message: the refusals by recipient and the last answer."""
        refused = {}
        answer = self.command("MAIL FROM:<%s>%s" % (sender, options))
        if answer.code != 250:
            return refused, answer
        for recipient in recipients:
            answer = self.command("RCPT TO:<%s>" % recipient)
            if answer.code not in (250, 251):
                refused[recipient] = answer
        if len(refused) == len(recipients):
            self.command("RSET")
            return refused, None
        return refused, self.content(text)

    def close(self):
        try:
            self.command("QUIT")
        except (OSError, SmtpClosed):
            pass
        self.file.close()
        self.sock.close()


class Sink:
    """Takes every message; letters are in self.letters, as delivered.
    refuses: {recipient: the line that it is answered with}."""

    def __init__(self):
        self.refuses = {}
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.listener.getsockname()[1]
        self.letters = []
        self.change = threading.Condition()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._session, args=(sock,),
                             daemon=True).start()

    def _session(self, sock):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        file = sock.makefile("rb")
        try:
            self._talk(sock, file)
        except OSError:
            pass
        finally:
            file.close()
            sock.close()

    def _talk(self, sock, file):
        sock.sendall(b"220 sink ESMTP\r\n")
        sender, recipients = "", []
        for line in file:
            verb = line[:4].upper()
            if verb == b"EHLO":
                sock.sendall(b"250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
                             b"250 PIPELINING\r\n")
            elif verb == b"MAIL":
                sender, recipients = self._path(line), []
                sock.sendall(b"250 2.1.0 Ok\r\n")
            elif verb == b"RCPT":
                answer = self.refuses.get(self._path(line))
                if not answer:
                    recipients.append(self._path(line))
                sock.sendall((answer or "250 2.1.5 Ok").encode() + b"\r\n")
            elif verb == b"DATA" and not recipients:
                sock.sendall(b"554 5.5.1 No recipients\r\n")
            elif verb == b"DATA":
                sock.sendall(b"354 Go ahead\r\n")
                content = self._content(file)
                if content is None:
                    return
                self._keep(Letter(sender, recipients, content))
                sock.sendall(b"250 2.0.0 Ok\r\n")
            elif verb == b"QUIT":
                sock.sendall(b"221 2.0.0 Bye\r\n")
                return
            else:
                sock.sendall(b"250 2.0.0 Ok\r\n")

    @staticmethod
    def _path(line):
        text = line.decode("utf-8", "replace")
        return text[text.index("<") + 1:text.rindex(">")]

    @staticmethod
    def _content(file):
        """None: the client went before the final dot, and no letter came."""
        lines = []
        for line in file:
            if line == b".\r\n":
                return b"".join(lines).decode("utf-8", "replace")
            lines.append(line[1:] if line.startswith(b".") else line)
        return None

    def _keep(self, letter):
        with self.change:
            self.letters.append(letter)
            self.change.notify_all()

    def find(self, mark):
        """The letters whose content holds "mark"."""
        with self.change:
            return [l for l in self.letters if mark in l.content]

    def wait_count(self, count, seconds):
        """Waits until so many letters came; how many there are."""
        with self.change:
            self.change.wait_for(lambda: len(self.letters) >= count, seconds)
            return len(self.letters)

    def close(self):
        self.listener.close()
