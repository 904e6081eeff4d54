# SPDX-License-Identifier: BSD-2-Clause
"""What a mail server makes of a message, whichever server it is.

A backend has deliver(mail) -> Outcome, forget() between stories, close(),
and can_tell(story): whether this server knows what the story is about.
ProtocolMta speaks the milter protocol itself; mta_postfix.py asks Postfix,
mta_sendmail.py Sendmail.
"""

import itertools
from dataclasses import dataclass, field

from milterclient import Milter
from smtp import Sink

PORT_OF_SMTP = "25"


@dataclass
class Mail:
    sender: str
    recipients: list
    headers: list
    body: str = "Good morning,\r\n"
    login: str = None
    client: str = None
    listener: str = None
    locally: bool = False
    smtputf8: bool = False
    same_session: bool = False

    def text(self):
        head = "".join("%s: %s\n" % pair for pair in self.headers)
        return head + "\n" + self.body


@dataclass
class Outcome:
    refused: dict = field(default_factory=dict)  # recipient: (code, text)
    end: tuple = None       # (code, text) of a refusal of the whole message
    end_step: str = None    # where that came
    accepted_at: str = None  # where the filter was done with it; None: not
    held: str = None        # the reason for which it is held
    discarded: bool = False  # taken, and nobody gets it from the server
    got: list = field(default_factory=list)      # who gets it at once
    headers: list = field(default_factory=list)  # as the next hop sees them
    knows_steps: bool = True  # accepted_at is known exactly


class ProtocolError(Exception):
    """The filter did what no MTA understands in this place."""


def lacks_date(story):
    """A mail server adds the Date that a client's mail lacks before it asks
    the filter: what becomes of a mail without one only the protocol tells."""
    return any(name.lower() == "date" and not value
               for step in story.steps for name, value in step.headers)


class Outlet:
    """Where Robinson hands over what it sends itself: it is kept."""

    sink = None

    def smtp(self):
        if not self.sink:
            self.sink = Sink()
        return "smtp:127.0.0.1:%d" % self.sink.port

    def close_outlet(self):
        if self.sink:
            self.sink.close()


def settle(outcome, wanted, letters):
    """Of a message that has left the server: who got it, and who was taken
    off its envelope."""
    outcome.accepted_at = "end"
    outcome.got = [r for letter in letters for r in letter.recipients]
    outcome.discarded = not outcome.got
    for recipient in wanted:
        if recipient not in outcome.got:
            outcome.refused[recipient] = (0, "removed")


class ProtocolMta(Outlet):
    """A client of the milter protocol that behaves as Postfix does."""

    name = "milter protocol"

    def __init__(self):
        self.address = None
        self.session = None
        self.queue_ids = itertools.count(1)
        self.connection_verdict = None

    @staticmethod
    def can_tell(_story):
        return True

    def socket(self):
        return None  # the installation's own choice

    def begin(self, address):
        self.address = address

    def forget(self):
        if self.session:
            self.session.close()
        self.session = None

    def close(self):
        self.forget()
        self.close_outlet()

    # ------------------------------------------------------------ a mail

    def deliver(self, mail):
        outcome = Outcome()
        if not (mail.same_session and self.session):
            self.forget()
            self.session = Milter(self.address)
            self.connection_verdict = self._connect(mail)
        if self.connection_verdict:
            step, reply = self.connection_verdict
            self._note(outcome, step, reply)
        else:
            self._message(mail, outcome)
        if outcome.end is None and outcome.held is None \
                and not outcome.discarded:
            outcome.got = [r for r in mail.recipients
                           if r not in outcome.refused]
        return outcome

    def _connect(self, mail):
        session = self.session
        client = mail.client or "127.0.0.1"
        session.macros = {
            "j": "mta.firma.example", "v": "Postfix 3.7.11",
            "daemon_name": mail.listener or "mta.firma.example",
            "daemon_addr": "127.0.0.1",
            "daemon_port": "0" if mail.locally else PORT_OF_SMTP,
            "client_addr": client, "client_name": "client.example",
            "_": "client.example [%s]" % client,
        }
        reply = session.connect("localhost" if mail.locally
                                else "client.example", client)
        if reply.kind != "continue":
            return "connect", reply
        reply = session.helo("client.example")
        return None if reply.kind == "continue" else ("helo", reply)

    @staticmethod
    def _note(outcome, step, reply):
        """Takes down the end of a message; whether it is one."""
        if reply.kind in ("continue", "skip"):
            return False
        if reply.kind == "accept":
            outcome.accepted_at = step
        elif reply.kind == "discard":
            outcome.discarded = True
        elif reply.code:
            outcome.end, outcome.end_step = (reply.code, reply.text), step
        else:
            raise ProtocolError("%s at %s" % (reply.kind, step))
        return True

    def _message(self, mail, outcome):
        session = self.session
        queue_id = "4TEST%06d" % next(self.queue_ids)
        bracket = (lambda a: a) if mail.locally else (lambda a: "<%s>" % a)
        for name in ("i", "auth_authen", "auth_type"):
            session.macros.pop(name, None)
        if mail.locally:
            session.macros["i"] = queue_id
        if mail.login:
            session.macros.update(auth_authen=mail.login, auth_type="PLAIN")
        session.macros.update(mail_addr=mail.sender, mail_mailer="smtp",
                              mail_host="firma.example")
        arguments = [bracket(mail.sender)]
        if mail.smtputf8:
            arguments.append("SMTPUTF8")
        if self._note(outcome, "mail", session.mail(*arguments)):
            return
        if self._recipients(mail, outcome, bracket, queue_id):
            return
        if len(outcome.refused) == len(mail.recipients):
            session.abort()
            return
        session.macros["i"] = queue_id
        if self._content(mail, outcome):
            return
        reply, changes = session.end()
        self._apply(mail, outcome, changes)
        if not self._note(outcome, "end", reply):
            outcome.accepted_at = "end"

    def _recipients(self, mail, outcome, bracket, queue_id):
        session = self.session
        for number, recipient in enumerate(mail.recipients):
            session.macros.update(rcpt_addr=recipient, rcpt_host="example")
            session.macros.pop("rcpt_mailer", None)
            if not mail.locally:
                session.macros["rcpt_mailer"] = "smtp"
            if number == 1:
                session.macros["i"] = queue_id
            reply = session.rcpt(bracket(recipient))
            if reply.kind == "accept":
                return self._note(outcome, "rcpt", reply)
            if reply.code:
                if mail.locally:
                    raise ProtocolError("%d at RCPT of a local submission"
                                        % reply.code)
                outcome.refused[recipient] = (reply.code, reply.text)
            elif reply.kind not in ("continue", "skip"):
                raise ProtocolError("%s at rcpt" % reply.kind)
        return False

    def _content(self, mail, outcome):
        session = self.session
        if self._note(outcome, "rcpt", session.data()):
            return True
        for name, value in mail.headers:
            if self._note(outcome, "headers", session.header(name, value)):
                return True
        if self._note(outcome, "headers", session.eoh()):
            return True
        return self._note(outcome, "headers", session.body(mail.body))

    @staticmethod
    def _apply(mail, outcome, changes):
        """What the next hop sees after the filter's changes."""
        headers = [list(pair) for pair in mail.headers]
        for change in changes:
            if change.kind == "quarantine":
                outcome.held = change.args[0]
            elif change.kind == "add-header":
                headers.append(list(change.args))
            elif change.kind == "insert-header":
                headers.insert(change.args[0], change.args[1:])
            elif change.kind == "change-header":
                number, name, value = change.args
                same = [h for h in headers if h[0].lower() == name.lower()]
                if not 1 <= number <= len(same):
                    raise ProtocolError("no header %s %d" % (name, number))
                if value:
                    same[number - 1][1] = value
                else:
                    headers[:] = [h for h in headers
                                  if h is not same[number - 1]]
            elif change.kind == "delete-recipient":
                outcome.refused[change.args[0].strip("<>")] = (0, "removed")
            else:
                raise ProtocolError("unforeseen change " + change.kind)
        outcome.headers = [tuple(pair) for pair in headers]
