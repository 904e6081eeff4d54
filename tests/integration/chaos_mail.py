# SPDX-License-Identifier: BSD-2-Clause
"""Senders that keep a ledger of what they were told, and try again later
with the same Message-ID as a real client does."""

import collections
import heapq
import itertools
import random
import re
import threading
import time

from smtp import Client, SmtpClosed

DELIVERED, HELD, REFUSED = "delivered", "held", "refused"
STRICTNESS = (DELIVERED, HELD, REFUSED)
VERDICTS = {"allowed": DELIVERED, "objected": REFUSED, "expired": REFUSED,
            "unknown": HELD}
DOMAIN = "firma.example"
# Who is refused or held is drawn from so many persons of each class.
CROWD = 40

# early: the sender says what it is, so RCPT is answered; late: a header does;
# unmarked: no marketing, whoever it goes to.
Kind = collections.namedtuple("Kind", "name weight when persons")
KINDS = (
    Kind("allowed", 6, "early", ("allowed",)),
    Kind("objected", 4, "early", ("objected",)),
    Kind("retention expired", 2, "early", ("expired",)),
    Kind("unknown", 3, "early", ("unknown",)),
    Kind("allowed + objected", 3, "early", ("allowed", "objected")),
    Kind("allowed + unknown", 1, "early", ("allowed", "unknown")),
    Kind("late: allowed", 3, "late", ("allowed",)),
    Kind("late: objected", 3, "late", ("objected",)),
    Kind("late: unknown", 2, "late", ("unknown",)),
    Kind("late: allowed + objected", 2, "late", ("allowed", "objected")),
    Kind("unmarked", 5, "unmarked", ("objected",)),
)
SENDERS = {"early": "ania", "late": "offers", "unmarked": "boss"}

# by_notice: the SMTP answer was a success, a notice tells the rest.
Told = collections.namedtuple("Told", "fate queue_id text group by_notice at")


class Letter:
    """One message, and per recipient what its sender was told at last."""

    def __init__(self, mark, kind, number, splits):
        self.mark, self.kind = mark, kind
        self.splits = splits  # each recipient has a verdict of its own
        # A person who may be written to gets one message only: whether its
        # repetition is taken for a second one is a part of the test.
        self.persons = {
            "%s%d@example.com" % (who, number if who == "allowed"
                                  else number % CROWD): who
            for who in kind.persons}
        self.told = {}       # recipient: Told
        self.unsure = []     # groups sent whose last answer never came
        self.cut_off = 0     # times that the filter died over it
        self.deferrals = 0

    def open(self):
        return [r for r in self.persons if r not in self.told]

    def sender(self):
        return SENDERS[self.kind.when] + "@" + DOMAIN

    def text(self):
        campaign = "X-Campaign: spring\n" if self.kind.when == "late" else ""
        return ("From: <%s>\nSubject: offer %s\nMessage-ID: <%s@%s>\n"
                "Date: Mon, 28 May 2018 10:00:00 +0200\n%s\n"
                "Good morning,\nthis is letter %s.\n%s" % (
                    self.sender(), self.mark, self.mark, DOMAIN, campaign,
                    self.mark, "One more line.\n" * 20))

    def fate(self, recipient, group):
        """What must become of it for this recipient when the message came
        for the whole group: its own verdict or, where messages are not
        split, the strictest."""
        if self.kind.when == "unmarked":
            return DELIVERED
        if self.splits:
            return VERDICTS[self.persons[recipient]]
        verdicts = [VERDICTS[self.persons[r]] for r in group]
        return max(verdicts, key=STRICTNESS.index)


class HungUp(Exception):
    """The client itself has had enough."""


class Ledger:
    """What all senders heard, by stage: ("RCPT", "4xx") and so on; and with
    what words they were deferred, by (kind's "when", words)."""

    def __init__(self):
        self.heard = collections.Counter()
        self.deferred = collections.Counter()
        self.lock = threading.Lock()

    def note(self, stage, what):
        with self.lock:
            self.heard[stage, what] += 1

    def note_deferral(self, when, answer):
        words = re.sub(r"<\S*?>:? ?", "", answer.text.replace("\n", " "))
        with self.lock:
            self.deferred[when, "%d %s" % (answer.code, words)] += 1


class Sender(threading.Thread):
    """One client with a queue of its own. "numbers" is shared: each number
    is one message of the whole test."""

    def __init__(self, port, name, seed, numbers, ledger, splits):
        super().__init__(daemon=True)
        self.port, self.name = port, name
        self.random = random.Random("%s/%s" % (seed, name))
        self.numbers, self.ledger, self.splits = numbers, ledger, splits
        self.letters = []
        self.waiting = []    # heap of (when, tie, letter)
        self.ties = itertools.count()
        self.client, self.sent = None, 0
        self.is_last = threading.Event()
        self.give_up = None  # set before is_last
        self.broken = None

    def run(self):
        try:
            self._run()
        except Exception as problem:  # told by the test that joins
            self.broken = problem

    def finish(self, give_up):
        """No new messages; what was deferred is tried until it is told."""
        self.give_up = give_up
        self.is_last.set()

    def _run(self):
        fresh_at = time.monotonic()
        while True:
            now = time.monotonic()
            is_last = self.is_last.is_set()
            if is_last and (not self.waiting or now > self.give_up):
                break
            if self.waiting and self.waiting[0][0] <= now:
                self._try(heapq.heappop(self.waiting)[2])
            elif not is_last and fresh_at <= now and len(self.waiting) < 30:
                letter = self._compose()
                fresh_at = now + self.random.uniform(0.05, 0.4)
                if letter:
                    self._try(letter)
            else:
                time.sleep(0.02)
        self._hang_up(True)

    def _compose(self):
        number = next(self.numbers, None)
        if number is None:
            return None
        kind = self.random.choices(KINDS, [k.weight for k in KINDS])[0]
        letter = Letter("chaos-%s-%d" % (self.name, number), kind, number,
                        self.splits)
        self.letters.append(letter)
        return letter

    def _try(self, letter):
        self._attempt(letter)
        if letter.open():
            letter.deferrals += 1
            delay = self.random.uniform(0.2, 2.5)
            heapq.heappush(self.waiting, (time.monotonic() + delay,
                                          next(self.ties), letter))

    # ----------------------------------------------------------- a session

    def _hang_up(self, politely):
        client, self.client, self.sent = self.client, None, 0
        if client and politely:
            client.close()
        elif client:
            client.file.close()
            client.sock.close()

    def _attempt(self, letter):
        """One try. Any answer but a success or a final no, and any loss of
        the connection, leaves recipients open."""
        self.stage = "connect"
        try:
            if not self.client:
                self.client = Client(self.port, timeout=150)
                if not self._is_ok(letter, self.client.greeting):
                    raise HungUp
                self._ask(letter, "EHLO", "EHLO client.example")
            is_well = self._transaction(letter)
        except (SmtpClosed, OSError, ValueError):
            self.ledger.note(self.stage, "lost")
            self._hang_up(False)
        except HungUp:
            self._hang_up(False)
        else:
            self.sent += 1
            if not is_well or self.sent >= self.random.randint(1, 8):
                self._hang_up(True)

    def _is_ok(self, letter, answer):
        self.ledger.note(self.stage, "%dxx" % (answer.code // 100))
        if answer.code // 100 == 4:
            self.ledger.note_deferral(letter.kind.when, answer)
        return answer.code // 100 in (2, 3)

    def _ask(self, letter, stage, text):
        self.stage = stage
        answer = self.client.command(text)
        return self._is_ok(letter, answer), answer

    def _transaction(self, letter):
        """Whether the session is worth another message."""
        is_ok, _ = self._ask(letter, "MAIL",
                             "MAIL FROM:<%s>" % letter.sender())
        if not is_ok:
            return False
        group, has_failed = [], False
        for recipient in letter.open():
            is_ok, answer = self._ask(letter, "RCPT",
                                      "RCPT TO:<%s>" % recipient)
            if is_ok:
                group.append(recipient)
            elif answer.code // 100 == 5:
                letter.told[recipient] = Told(
                    REFUSED, None, answer.text, (recipient,), False,
                    time.monotonic())
            else:
                has_failed = True
        if not group:
            self._ask(letter, "RSET", "RSET")
            return not has_failed
        is_ok, _ = self._ask(letter, "DATA", "DATA")
        return is_ok and self._content(letter, tuple(group))

    def _content(self, letter, group):
        content = letter.text().replace("\n", "\r\n").encode("ascii")
        mood = self.random.random()
        self.stage = "content"
        if mood < 0.02:
            self.client.sock.sendall(content[:len(content) // 2])
            self._leave()
        letter.unsure.append(group)
        self.stage = "dot"
        self.client.sock.sendall(content + b".\r\n")
        if mood > 0.97:
            self._leave()
        answer = self.client.answer()
        letter.unsure.pop()
        if not self._is_ok(letter, answer) and answer.code // 100 != 5:
            # Postfix's own words: our answer, if any, never reached it.
            if "Service unavailable" in answer.text:
                letter.cut_off += 1
            return False
        self._tell(letter, group, answer)
        return True

    @staticmethod
    def _tell(letter, group, answer):
        fates = {r: letter.fate(r, group) for r in group}
        is_split = letter.splits and set(fates.values()) != {REFUSED}
        found = re.search(r"queued as (\w+)", answer.text)
        for recipient in group:
            # A sender cannot tell what is held from what goes on.
            fate, is_refused = fates[recipient], answer.code // 100 == 5
            if is_refused:
                fate = REFUSED
            elif fate == REFUSED and not is_split:
                fate = DELIVERED
            letter.told[recipient] = Told(
                fate, found and found[1], answer.text, group,
                letter.splits and not is_refused and fate != DELIVERED,
                time.monotonic())

    def _leave(self):
        self.ledger.note(self.stage, "left")
        raise HungUp
