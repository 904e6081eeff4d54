# SPDX-License-Identifier: BSD-2-Clause
"""The stories' mails, sent over SMTP through a private Sendmail."""

import os
import re
import shutil

from installation import SetupError, scratch, wait_for
from mta import Outcome, Outlet, lacks_date, settle
from mta_postfix import PostfixMta
from sendmail import PASSWORD, Sendmail
from smtp import Client


class SendmailMta(Outlet):
    """One Sendmail for all stories; the daemons take turns at its port.

    Who is logged in proves it (SASL). No client may say that he has another
    address, and addresses beyond ASCII are unknown to this Sendmail."""

    name = "Sendmail"

    def __init__(self, listeners=(), logins=()):
        # Over TCP each step would meet a delayed acknowledgement, 40 ms:
        # Sendmail writes macros and command one by one.
        self.dir = scratch("socket")
        self.address = "unix:" + os.path.join(self.dir, "milter.sock")
        self.sendmail = Sendmail(self.address, listeners=listeners,
                                 logins=logins)
        self.client = None

    @staticmethod
    def can_tell(story):
        return not lacks_date(story) and not any(
            step.args.get("client") or step.args.get("smtputf8")
            for step in story.steps if step.kind == "mail")

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
        self.sendmail.close()
        shutil.rmtree(self.dir, ignore_errors=True)

    # ------------------------------------------------------------ a mail

    def deliver(self, mail):
        mark = next(v for n, v in mail.headers if n.lower() == "message-id")
        before = len(self.sendmail.sink.find(mark))
        outcome = Outcome(knows_steps=False)
        if mail.locally:
            return self._submit(mail, mark, before, outcome)
        if not (mail.same_session and self.client):
            self._connect(mail)
        refused, last = self.client.send(mail.sender, mail.recipients,
                                         mail.text())
        outcome.refused = {  # it puts "<recipient>... " in front
            who: (a.code, re.sub(r"<\S*>\.\.\. ", "", a.text, count=1))
            for who, a in refused.items()}
        if last is None:
            return outcome
        if last.code != 250:
            outcome.end, outcome.end_step = tuple(last), "end"
            return outcome
        found = re.search(r"(\w+) Message accepted", last.text)
        if not found:
            raise SetupError("no queue id in: " + last.text)
        self._wait_arrival(outcome, mark, before,
                           [r for r in mail.recipients if r not in refused],
                           found[1])
        return outcome

    def _connect(self, mail):
        self.forget()
        port = self.sendmail.port
        if mail.listener:
            port = self.sendmail.ports[mail.listener]
        self.client = Client(port).open()
        if mail.login:
            answer = self.client.authenticate(mail.login, PASSWORD)
            if answer.code != 235:
                raise SetupError("AUTH: %d %s" % answer)

    def _wait_arrival(self, outcome, mark, before, wanted, queue_id):
        """Quarantined, or gone: to all who were not refused, or to some."""
        def arrived():
            reason = self.sendmail.quarantined(queue_id)
            if reason is not None:
                return "held", reason
            is_gone = not any(path.endswith(queue_id)
                              for path in self.sendmail.queued("qtd"))
            letters = self.sendmail.sink.find(mark)[before:]
            return ("gone", letters) if is_gone else None

        what, detail = wait_for(arrived, 20, "delivery or hold of " + mark)
        if what == "held":
            outcome.held, outcome.accepted_at = detail, "end"
            return
        settle(outcome, wanted, detail)
        if detail:
            outcome.headers = PostfixMta.headers_of(detail[0].content)

    def _submit(self, mail, mark, before, outcome):
        """sendmail(1) hands it to the server by SMTP; what the server
        refuses comes back as a report, what it defers stays behind."""
        self.sendmail.submit(mail.sender, mail.recipients, mail.text())

        def settled():
            letters = self.sendmail.sink.find(mark)[before:]
            passed = [l for l in letters if l.sender]
            reports = [l.content for l in letters if not l.sender]
            got = [r for l in passed for r in l.recipients]
            missing = [r for r in mail.recipients if r not in got]
            if not missing:
                return "delivered", passed, missing
            if any(r in report for r in missing for report in reports):
                return "refused", reports, missing
            if self.sendmail.waiting(mark, kinds="h"):
                return "held", None, missing
            later = self.sendmail.waiting(mark, "client")
            return ("deferred", later, missing) if later else None

        what, detail, missing = wait_for(settled, 20, "an end of " + mark)
        outcome.got = [r for r in mail.recipients if r not in missing]
        if what == "delivered":
            outcome.accepted_at = "end"
            outcome.headers = PostfixMta.headers_of(detail[0].content)
        elif what == "held":
            outcome.held, outcome.got = "held", []
        elif what == "refused":
            text = " ".join(" ".join(detail).split())
            found = re.search(r"(5\d\d) (5\.\d\.\d .*)", text)
            outcome.end = (550, found[2] if found else text)
            outcome.end_step = "end"
        else:
            outcome.end, outcome.end_step = (451, detail), "end"
        return outcome
