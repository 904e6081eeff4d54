#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Never lose, never leak: ten senders through a real Postfix while the daemon
is killed, its store locked, full, read-only or away. Afterwards each message
is accounted for, recipient by recipient.

    chaos.py [--seconds N] [--seed N] [--hold-in mta|robinson]

ROBINSON_CHAOS_SECONDS and ROBINSON_TEST_SEED do the same. The seed gives the
order of faults and messages, not the scheduler's.
"""

import argparse
import collections
import contextlib
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time

from peers import journal_verifies
from chaos_faults import Saboteur, room_for_store, unmount
from chaos_mail import (CROWD, DELIVERED, HELD, KINDS, REFUSED, Ledger, Sender)
from installation import BUILD, Installation, wait_for
from postfix import Postfix
from tap import run

SENDERS = 10
# A person's second message would be held: so is a repetition that is taken
# for one.
CONFIG = """
purpose "followup" {
    bases = {"legitimate-interest"}
    assessment = "LIA-2018-03"
    min-interval = "3 days"
    max-unanswered = 1
}
purpose "offer" {
    bases = {"legitimate-interest"}
    assessment = "LIA-2018-03"
    min-interval = "3 days"
    max-unanswered = 1
}
classify "sales"  { purpose = followup  sender = {"ania@firma.example"} }
classify "mautic" { purpose = offer     header = {"X-Campaign: /./"} }
source "chat"     { collected-for = {"followup", "offer"} }
"""
# Whole messages in Postfix's hold queue; or each recipient by itself, and
# what is held sealed in the store.
PLAYS = {"mta": 'hold-in = mta\nmixed = all\n',
         "robinson": """
hold-in = robinson
mixed = split
release { via = "smtp:127.0.0.1:%d" }
notices { from = "postmaster@firma.example" }
"""}
# The daemon's tries to hand a notice over become rare while nobody takes it.
NOTICE_SECONDS = 300
# A service whose process is killed before its first client is not throttled
# for a minute.
MORE = "service_throttle_time = 1s"
MARK = re.compile(r"Message-ID: <(chaos-[^@>]+)@")


def day(days_ago):
    return time.strftime("%Y-%m-%d", time.gmtime(time.time()
                                                 - days_ago * 86400))


def people(house, allowed):
    path = house.path("people.csv")
    recent, old = day(5), day(400)
    with open(path, "w", encoding="ascii") as out:
        out.write("email,collected,last_contact,objected,objected_at\n")
        for n in range(allowed):
            out.write("allowed%d@example.com,%s,%s,,\n" % (n, recent, recent))
        for n in range(CROWD):
            out.write("objected%d@example.com,%s,%s,1,%s\n"
                      % (n, recent, recent, day(3)))
            out.write("expired%d@example.com,%s,%s,,\n" % (n, old, old))
    house.must("import", path, "--relation", "prospect", "--source", "chat",
               timeout=300)


# ------------------------------------------------------------- afterwards

def notified(letter):
    """Of a delivery status notification: (action, recipient) of each."""
    if letter.sender:
        return []
    return [(action, recipient) for recipient, action in re.findall(
        r"Final-Recipient: rfc822; (\S+)\r?\nAction: (\w+)",
        letter.content)]


class Account:
    """Where the copies of each letter are, and whether that is right."""

    def __init__(self, house, postfix, letters):
        self.letters = letters
        self.by_log = 0
        self.sink_port = postfix.sink.port
        self.log = postfix.log_text()
        self.told = house.log_text()
        self.notices = collections.Counter()
        self.delivered, self.held = (collections.Counter(),
                                     collections.Counter())
        self.strays = []
        self.wrong = collections.defaultdict(list)
        self.table = {kind.name: collections.Counter() for kind in KINDS}
        self._collect(postfix)
        self._collect_quarantine(house)
        self.by_ref, self.by_queue_id = {}, collections.defaultdict(list)
        for line in house.must("journal", "--json", timeout=300).splitlines():
            entry = json.loads(line)
            self.by_ref[entry["ref"]] = entry
            if entry["kind"] == "verdict" and "queue_id" in entry:
                self.by_queue_id[entry["queue_id"]].append(entry)
        for letter in letters:
            self._judge(letter)

    def _collect(self, postfix):
        for letter in postfix.sink.letters:
            found = MARK.search(letter.content)
            if not found:
                self.strays.append(letter)
                continue
            for action, recipient in notified(letter):
                self.notices[found[1], recipient, action] += 1
            for recipient in letter.recipients if letter.sender else ():
                self.delivered[found[1], recipient] += 1
        for entry in postfix.queue_listing():
            path = postfix.path("queue", "hold", entry["queue_id"])
            with open(path, "rb") as file:
                found = MARK.search(file.read().decode("ascii", "replace"))
            if entry["queue_name"] != "hold" or not found:
                self.strays.append(entry)
                continue
            for recipient in entry["recipients"]:
                self.held[found[1], recipient["address"]] += 1

    def _collect_quarantine(self, house):
        done = subprocess.run([os.path.join(BUILD, "tests", "held"),
                               house.conf], timeout=300, encoding="utf-8",
                              stdout=subprocess.PIPE, check=True)
        for line in done.stdout.splitlines():
            message_id, address, _ = line.split("\t", 2)
            found = MARK.search("Message-ID: " + message_id)
            self.held[found[1], address.strip("<>")] += 1

    def _judge(self, letter):
        row = self.table[letter.kind.name]
        row["letters"] += 1
        row["deferred"] += letter.deferrals > 0
        row["cut off"] += letter.cut_off > 0
        for recipient in letter.persons:
            row["recipients"] += 1
            told = letter.told.get(recipient)
            if told is None:
                self.wrong["untold"].append((letter.mark, recipient))
                row["open"] += 1
                continue
            row[told.fate] += 1
            self._copies(letter, recipient, told, row)
            self._notice(letter, recipient, told, row)
            self._journal(letter, told)

    def _copies(self, letter, recipient, told, row):
        """As many as were taken; more only for answers that never came."""
        rightly = letter.fate(recipient, told.group)
        if told.fate != rightly:
            self.wrong["verdict"].append((letter.mark, recipient, told))
        unsure = [letter.fate(recipient, group) for group in letter.unsure
                  if recipient in group]
        for place, fate in ((self.delivered, DELIVERED), (self.held, HELD)):
            copies = place[letter.mark, recipient]
            sure = int(told.fate == fate == rightly)
            allowed = sure + unsure.count(fate)
            # Robinson's own quarantine knows what is brought again, be it
            # that the filter died before the MTA had its answer, or the MTA
            # before the client had it.
            if fate == HELD and letter.splits:
                allowed = min(allowed, 1)
            where = (letter.mark, recipient, fate, told)
            if copies < sure and fate == DELIVERED and self._was_sent(
                    told.queue_id, recipient):
                self.by_log += 1
            elif copies < sure:
                self.wrong["lost"].append(where)
                row["lost"] += 1
            elif copies and rightly != fate and not allowed:
                self.wrong["leaked"].append(where)
                row["leaked"] += 1
            elif copies > allowed:
                self.wrong["doubled"].append(where)
            row["doubled"] += min(max(copies, sure), allowed) - sure

    def _was_sent(self, queue_id, recipient):
        """Once in many runs the sink of this test, which answered Postfix
        with 250, does not have the letter: Postfix's own log is the witness
        that it arrived there, at this very port."""
        return queue_id and re.search(
            r"smtp\[\d+\]: %s: to=<%s>, relay=127\.0\.0\.1\[127\.0\.0\.1\]"
            r":%d, .* status=sent \(250 " % (
                queue_id, re.escape(recipient), self.sink_port), self.log)

    def _notice_was_sent(self, letter):
        """The same of a notice: the daemon's log has the queue id that
        Postfix gave it, and for which message it was."""
        ids = re.findall(r" ([0-9A-F]{6,}): message-id=<%s@" % letter.mark,
                         self.log)
        return any(self._was_sent(found, letter.sender())
                   for queue_id in ids for found in re.findall(
                       r"%s: the sender was told: .* queued as (\w+)"
                       % queue_id, self.told))

    def _notice(self, letter, recipient, told, row):
        """What the SMTP answer did not tell, a notice does."""
        if not told.by_notice:
            return
        action = "failed" if told.fate == REFUSED else "delayed"
        if self.notices[letter.mark, recipient, action]:
            row["noticed"] += 1
        elif self._notice_was_sent(letter):
            row["noticed"] += 1
            self.by_log += 1
        else:
            row["unnoticed"] += 1
            self.wrong["notice"].append((letter.mark, recipient, told))

    def _journal(self, letter, told):
        """What a client was told is on record."""
        if letter.kind.when == "unmarked":
            if told.queue_id in self.by_queue_id:
                self.wrong["journal"].append((letter.mark, told))
        elif told.fate == REFUSED and not told.by_notice:
            refs = re.findall(r"; ref (\w+)", told.text)
            entries = [self.by_ref.get(ref) for ref in refs]
            if not entries or not all(
                    e and e["action"] == "reject" and e["enforced"]
                    for e in entries):
                self.wrong["journal"].append((letter.mark, told))
        else:
            action = {DELIVERED: "accept", HELD: "hold",
                      REFUSED: "reject"}[told.fate]
            entries = [e for e in self.by_queue_id[told.queue_id]]
            if len(entries) < len(told.group) or not any(
                    e["action"] == action and e["enforced"] for e in entries):
                self.wrong["journal"].append((letter.mark, told))


# --------------------------------------------------------------- the table

def print_heard(tap, ledger):
    tap.note("")
    tap.note("what clients heard    2xx    3xx    4xx    5xx   lost   left")
    for stage in ("connect", "EHLO", "MAIL", "RCPT", "RSET", "DATA",
                  "content", "dot"):
        tap.note("  %-15s %s" % (stage, "".join(
            "%7d" % ledger.heard[stage, what]
            for what in ("2xx", "3xx", "4xx", "5xx", "lost", "left"))))
    tap.note("")
    tap.note("how they were deferred")
    for (when, words), times in sorted(ledger.deferred.items()):
        tap.note("  %6d %-9s %s" % (times, when, words[:70]))


def print_tables(tap, saboteur, ledger, account):
    tap.note("what was tried                             times")
    for name, times in sorted(saboteur.done.items()):
        tap.note("  %-40s %5d" % (name, times))
    print_heard(tap, ledger)
    columns = ("letters", "recipients", "delivered", "refused", "held",
               "deferred", "cut off", "doubled", "noticed", "unnoticed", "open",
               "lost", "leaked")
    tap.note("")
    tap.note("%-26s%s" % ("what came out", "".join(
        "%11s" % c for c in columns)))
    rows = list(account.table.items())
    total = collections.Counter()
    for _, row in rows:
        total.update(row)
    for name, row in rows + [("all", total)]:
        tap.note("  %-24s%s" % (name, "".join(
            "%11d" % row[c] for c in columns)))
    for line in (
            "deferred: letters that were tried again",
            "doubled: copies more, where the answer to the final dot never "
            "reached the client",
            "cut off: letters whose filter died before the MTA had its "
            "answer",
            "unnoticed: recipients whose sender never heard"):
        tap.note(line)


def points(tap, place, house, saboteur, ledger, account):
    wrong = account.wrong
    if place == "robinson":
        tap.ok(not wrong["notice"],
               "every notice reached its sender, whoever was killed",
               "%d: %s" % (len(wrong["notice"]), wrong["notice"][:5]))
    for key, name in (
            ("untold", "every letter came to an end within bounds"),
            ("lost", "nothing is lost: what was taken is delivered or held"),
            ("leaked", "nothing leaks: what was refused or held went nowhere"),
            ("doubled", "nothing is doubled but where SMTP allows it"),
            ("verdict", "no fault changed a verdict"),
            ("journal", "each verdict that was told is in the journal")):
        tap.ok(not wrong[key], name,
               "%d: %s" % (len(wrong[key]), wrong[key][:5]))
    tap.ok(not account.strays, "no letter that nobody wrote",
           account.strays[:3])
    tap.equal(saboteur.deaths, [], "the daemon ends only when it is made to")
    journal_verifies(tap, house, "chaos")
    with contextlib.closing(sqlite3.connect(house.store)) as store:
        tap.equal(store.execute("PRAGMA integrity_check").fetchall(),
                  [("ok",)], "the store is sound")
    ours = [words for when, words in ledger.deferred
            if when == "unmarked" and "Service unavailable" not in words
            and "being restarted" not in words]
    tap.equal(ours, [], "what is no marketing waits for Postfix only")
    tap.ok(all(saboteur.done[name] for name in saboteur.faults),
           "every fault was tried", saboteur.done)
    tap.ok(all(row["letters"] for row in account.table.values()),
           "every kind of letter was sent")
    tap.ok(ledger.heard["RCPT", "4xx"] and ledger.heard["dot", "4xx"],
           "the faults were felt: recipients and messages were deferred")


def print_traces(tap, house, postfix, account):
    """What both logs have on the first letters that are not right, and on the
    notices that tell of them."""
    logs = postfix.log_text().splitlines(), house.log_text().splitlines()
    for wrong in list(account.wrong.values()):
        for entry in wrong[:5]:
            ids = {m[1] for line in logs[0] if entry[0] + "@" in line
                   for m in [re.search(r": ([0-9A-F]{6,}): ", line)] if m}
            told = [line for line in logs[1] if "was told" in line and
                    any(i + ":" in line for i in ids)]
            ids |= {m[1] for line in told
                    for m in [re.search(r"queued as (\w+)", line)] if m}
            tap.note("%s %s" % (entry[0], sorted(ids)))
            for log in logs:
                for line in log:
                    if any(i + ":" in line for i in ids):
                        tap.note("  " + line)


def settle(tap, house, postfix, senders):
    """All is mended: what was deferred is taken, the queue runs empty."""
    give_up = time.monotonic() + 240
    for sender in senders:
        sender.finish(give_up)
    for sender in senders:
        sender.join(max(1.0, give_up + 180 - time.monotonic()))
        if sender.broken:
            raise sender.broken
    tap.ok(not any(s.is_alive() for s in senders),
           "every sender came to an end")
    next_flush = [0.0]

    def is_empty():
        if time.monotonic() > next_flush[0]:
            postfix.flush()
            next_flush[0] = time.monotonic() + 5
        time.sleep(0.2)
        return not postfix.queued("maildrop", "incoming", "active",
                                  "deferred", "incoming", "active")

    wait_for(is_empty, 240, "Postfix's queue to run empty")
    wait_for(lambda: outbox_length(house) == 0, NOTICE_SECONDS,
             "the notices to be handed over")
    house.stop(signal.SIGTERM, 90)
    wait_for(is_empty, 240, "Postfix's queue to run empty of notices")


def outbox_length(house):
    """How many notices wait."""
    time.sleep(0.2)
    with contextlib.closing(sqlite3.connect(house.store)) as store:
        return store.execute("SELECT count(*) FROM outbox").fetchone()[0]


def play(tap, place, seconds, seed):
    tap.note("seed %d, %d seconds, hold-in = %s" % (seed, seconds, place))
    with Installation("chaos", CONFIG, clock=False) as house, \
            contextlib.ExitStack() as end:
        room_for_store(house)
        end.callback(unmount, house.store_dir)
        house.init()
        most = 2000 + 60 * seconds
        people(house, most)
        end.callback(house.stop, signal.SIGKILL)
        postfix = end.enter_context(Postfix(house.socket, more=MORE))
        change = PLAYS[place]
        if place == "robinson":
            change %= postfix.port
        house.configure(CONFIG + change)
        house.start()
        numbers, ledger = iter(range(most)), Ledger()
        senders = [Sender(postfix.port, "s%d" % n, seed, numbers, ledger,
                          place == "robinson")
                   for n in range(SENDERS)]
        for sender in senders:
            sender.start()
        saboteur = Saboteur(house, postfix, seed)
        saboteur.work(seconds)
        settle(tap, house, postfix, senders)
        account = Account(house, postfix,
                          [l for s in senders for l in s.letters])
        print_tables(tap, saboteur, ledger, account)
        points(tap, place, house, saboteur, ledger, account)
        if account.by_log:
            tap.note("%d arrived by Postfix's log alone" % account.by_log)
        print_traces(tap, house, postfix, account)


def body(tap):
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=int, default=int(
        os.environ.get("ROBINSON_CHAOS_SECONDS", "80")))
    options.add_argument("--seed", type=int, default=int(
        os.environ.get("ROBINSON_TEST_SEED", random.randrange(1 << 31))))
    options.add_argument("--hold-in", choices=PLAYS, action="append")
    args = options.parse_args()
    # What was mounted is unmounted and who was started is ended.
    signal.signal(signal.SIGTERM, lambda *unused: sys.exit(1))
    places = args.hold_in or list(PLAYS)
    for place in places:
        play(tap, place, args.seconds // len(places), args.seed)


run(body)
