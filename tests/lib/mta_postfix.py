# SPDX-License-Identifier: BSD-2-Clause
"""The stories' mails, sent over SMTP through a private Postfix."""

import os
import shutil
import re

from installation import SetupError, scratch, wait_for
from mta import Outcome, Outlet, lacks_date, settle
from postfix import Postfix
from smtp import Client


class PostfixMta(Outlet):
    """One Postfix for all stories; each story's daemon takes its socket."""

    name = "Postfix"

    def __init__(self, listeners=()):
        self.dir = scratch("socket")
        self.address = "unix:" + os.path.join(self.dir, "milter.sock")
        self.postfix = Postfix(self.address, listeners={
            name: "-o milter_macro_daemon_name=" + name
            for name in listeners})
        self.client = None

    def socket(self):
        return self.address

    def begin(self, address):
        if address != self.address:
            raise SetupError("the daemon is not at " + self.address)

    def forget(self):
        if self.client:
            self.client.close()
        self.client = None

    def close(self):
        self.forget()
        self.close_outlet()
        self.postfix.close()
        if os.path.exists(self.address[5:]):
            os.unlink(self.address[5:])
        shutil.rmtree(self.dir, ignore_errors=True)

    @staticmethod
    def can_tell(story):
        return not lacks_date(story)

    # ------------------------------------------------------------ a mail

    def deliver(self, mail):
        mark = next(v for n, v in mail.headers if n.lower() == "message-id")
        before = len(self.postfix.sink.find(mark))
        outcome = Outcome(knows_steps=False)
        if mail.locally:
            return self._submit(mail, mark, before, outcome)
        port = self.postfix.port
        if mail.listener:
            port = self.postfix.ports[mail.listener]
        if not (mail.same_session and self.client):
            self.forget()
            self.client = Client(port).open(mail.login, mail.client)
        refused, last = self.client.send(
            mail.sender, mail.recipients, mail.text(),
            " SMTPUTF8" if mail.smtputf8 else "")
        outcome.refused = {who: tuple(a) for who, a in refused.items()}
        if last is None:
            return outcome
        if last.code != 250:
            outcome.end, outcome.end_step = tuple(last), "end"
            return outcome
        found = re.search(r"queued as (\w+)", last.text)
        self._wait_arrival(outcome, mark, before,
                           [r for r in mail.recipients if r not in refused],
                           found and found[1])
        return outcome

    def _wait_arrival(self, outcome, mark, before, wanted, queue_id):
        """Held, or gone: to everybody who was not refused, or to some."""
        def arrived():
            if queue_id and os.path.exists(
                    self.postfix.path("queue", "hold", queue_id)):
                return "held", None
            is_gone = re.search(
                r": %s: (removed$|milter-discard: )" % queue_id,
                self.postfix.log_text(), re.M)
            letters = self.postfix.sink.find(mark)[before:]
            return ("gone", letters) if is_gone else None

        what, letters = wait_for(arrived, 20, "delivery or hold of " + mark)
        if what == "held":
            outcome.held = self._hold_reason(queue_id)
            outcome.accepted_at = "end"
            return
        settle(outcome, wanted, letters)
        if letters:
            outcome.headers = self.headers_of(letters[0].content)

    def _hold_reason(self, queue_id):
        """Postfix keeps no reason; its log has a word of the milter's."""
        found = re.search(queue_id + r": milter-hold: .*?; milter triggers "
                          r"HOLD action|" + queue_id + ": milter-hold: .*",
                          self.postfix.log_text())
        return found[0] if found else "held"

    def _submit(self, mail, mark, before, outcome):
        """sendmail(1): what becomes of it shows later, in queue or bounce."""
        log_before = len(self.postfix.log_text())
        if self.postfix.submit(mail.sender, mail.recipients, mail.text()):
            raise SetupError("sendmail(1) failed")

        def settled():
            letters = self.postfix.sink.find(mark)[before:]
            got = [r for l in letters if l.sender for r in l.recipients]
            if len(got) >= len(mail.recipients):
                return "delivered", letters
            bounces = [l for l in letters if not l.sender and mail.sender]
            if bounces:
                return "bounced", bounces[0].content
            if self.postfix.holds(mark, "hold"):
                return "held", None
            later = re.search(r"milter-reject: END-OF-MESSAGE[^;]*: (4.*?);",
                              self.postfix.log_text()[log_before:])
            return ("deferred", later[1]) if later else None

        what, detail = wait_for(settled, 20, "an end of " + mark)
        if what == "delivered":
            outcome.got, outcome.accepted_at = list(mail.recipients), "end"
            outcome.headers = self.headers_of(detail[0].content)
        elif what == "held":
            outcome.held = "held"
        elif what == "bounced":
            text = " ".join(detail.split())
            found = re.search(r"(?:said: |reason: )?(5\d\d) (5\.\d\.\d .*)",
                              text)
            outcome.end = (550, found[2] if found else text)
            outcome.end_step = "end"
        else:
            outcome.end, outcome.end_step = (451, detail), "end"
        return outcome

    @staticmethod
    def headers_of(content):
        head = content.split("\r\n\r\n")[0]
        lines = re.sub(r"\r\n[ \t]+", " ", head).split("\r\n")
        return [tuple(part.strip() for part in line.split(":", 1))
                for line in lines if ":" in line]
