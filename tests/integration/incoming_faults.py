#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Incoming mail while helper, daemon, name server, spool and store fail: the
mail is never delayed or refused, nothing that was taken is lost, and each
letter is on record exactly once."""

import collections
import glob
import os
import re
import shutil
import signal
import threading
import time

import nameserver_first  # noqa: F401
import nameserver
from incoming_peers import CLIENT, HELPER, STRANGER, Firm, name_server, reply
from installation import BUILD, scratch, wait_for
from milterclient import Milter
from postfix import Postfix
from smtp import Client, SmtpClosed
from tap import run

ADAM = "adam.nowak@kunde.example"
ANIA = "ania@firma.example"
STOP = "unsubscribe@firma.example"
DEADLY = os.path.join(BUILD, "tests", "reader")
HELPERS = 9  # two for slow domains, one for objections with a token
QUICK = 2.0  # seconds; a fault adds nothing that a person would notice


def customers(firm, count):
    path = firm.house.path("people.csv")
    with open(path, "w", encoding="ascii") as out:
        out.write("email,collected,last_contact\n")
        for n in range(count):
            out.write("c%d@kunde.example,2018-05-20,2018-05-20\n" % n)
    firm.house.must("import", path, "--relation", "prospect", "--source",
                    "chat")


class Writers:
    """Each customer writes one letter, by one of several connections."""

    def __init__(self, firm, count, threads=4):
        self.firm, self.taken, self.others = firm, [], []
        self.longest = 0.0
        self.left = collections.deque(range(count))
        self.threads = [threading.Thread(target=self._run, daemon=True)
                        for _ in range(threads)]
        for thread in self.threads:
            thread.start()

    def _run(self):
        link = None
        end = time.monotonic() + 90
        while self.left and time.monotonic() < end:
            try:
                n = self.left.popleft()
            except IndexError:
                break
            who = "c%d@kunde.example" % n
            begin = time.monotonic()
            try:
                link = link or Client(self.firm.postfix.port).open(
                    client=CLIENT, name="mail.kunde.example")
                _, last = link.send(who, [ANIA], reply(
                    "I think about it.", mark="w%d" % n, sender=who))
            except (SmtpClosed, OSError):
                link, last = None, None
            self.longest = max(self.longest, time.monotonic() - begin)
            if last and last.code == 250:
                self.taken.append(n)
            else:  # as a mail server does: later, by another connection
                self.others.append(n)
                self.left.append(n)
                link = None
                time.sleep(0.2)
        if link:
            link.close()

    def join(self, seconds=120):
        for thread in self.threads:
            thread.join(seconds)


def contacts(firm):
    """How often a contact by mail was recorded, by person."""
    return collections.Counter(
        entry["key"] for entry in firm.journal()
        if "by mail" in (entry.get("detail") or ""))


def all_recorded(tap, firm, writers, name):
    wait_for(lambda: not firm.waiting(), 90, "the spool to be empty\n"
             + firm.house.log_text()[-2000:])
    time.sleep(0.2)
    more = contacts(firm)
    tap.ok(len(more) >= len(writers.taken), name + ": nothing is lost",
           "%d taken, %d recorded, others %d\n%s" % (
               len(writers.taken), len(more), len(writers.others),
               firm.house.log_text()[-1500:]))
    tap.ok(all(n == 1 for n in more.values()),
           name + ": everything once", more)
    tap.ok("is set aside" not in firm.house.log_text(),
           name + ": nothing is set aside")
    tap.ok(firm.house.run("journal", "verify").returncode == 0,
           name + ": the journal's chain holds")


def helper_killed(tap, firm, _dns):
    customers(firm, 600)
    writers = Writers(firm, 600)
    kills = 0
    since = {}
    deadline = time.monotonic() + 60
    while any(t.is_alive() for t in writers.threads) and \
            time.monotonic() < deadline:
        time.sleep(0.05)
        heard = len(firm.heard())
        # A letter that ends two helpers is set aside. So only one that has
        # lived through many letters is killed, never one that began with
        # the letter of a dead one and may not have answered yet.
        # One that nobody has asked since its death is a zombie still.
        for pid in filter(runs, firm.helpers()):
            if heard - since.setdefault(pid, heard) >= 60:
                os.kill(pid, signal.SIGKILL)
                kills += 1
                break
    writers.join()
    tap.ok(kills >= 2, "helper killed: it was", kills)
    tap.equal(len(writers.taken), 600, "helper killed: all mail is taken")
    tap.note("kills %d, longest %.2f s" % (kills, writers.longest))
    all_recorded(tap, firm, writers, "helper killed")


def daemon_killed(tap, firm, _dns):
    customers(firm, 600)
    writers = Writers(firm, 600)
    for _ in range(3):
        wait_for(lambda n=len(writers.taken): len(writers.taken) >= n + 15
                 or not writers.left, 60, "some mail")
        firm.house.stop(signal.SIGKILL)
        firm.house.start()
    writers.join()
    tap.equal(len(writers.taken), 600, "daemon killed: all mail is taken")
    tap.ok(writers.others, "daemon killed: some at a second try only")
    all_recorded(tap, firm, writers, "daemon killed")


def all_helpers(firm):
    """They begin when the daemon answers already."""
    wait_for(lambda: len(firm.helpers()) == HELPERS, 20, "all helpers")
    return firm.helpers()


def helper_hangs(tap, firm, _dns):
    stopped = all_helpers(firm)
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    before = len(firm.heard())
    code, took = firm.write(ADAM, ANIA, reply("I think about it."))
    tap.ok(code == 250 and took < QUICK, "helper hangs: mail goes at once",
           (code, took))
    said = firm.settle(before, 60)
    tap.ok("proof spf" in said, "helper hangs: another is asked", said)
    wait_for(lambda: len(set(stopped) & set(firm.helpers())) < len(stopped),
             30, "a stopped helper to be gone")
    tap.ok(True, "helper hangs: it is gone")


def runs(pid):
    """Whether it is there and no zombie."""
    try:
        with open("/proc/%d/stat" % pid, encoding="ascii",
                  errors="replace") as stat:
            return stat.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def daemon_gone(tap, firm, _dns):
    """One is stopped and hears nothing but KILL, the others run."""
    helpers = all_helpers(firm)
    os.kill(helpers[0], signal.SIGSTOP)
    firm.house.stop(signal.SIGKILL)
    wait_for(lambda: not any(runs(pid) for pid in helpers), 10,
             "the helpers to die with their daemon")
    tap.ok(True, "daemon gone: its helpers are, a stopped one too")


def helper_missing(tap, firm, _dns):
    firm.house.configure(firm.extra.replace("robinson-inbound", "gone"))
    firm.house.reload()
    code, took = firm.write(ADAM, ANIA, reply("I think about it."))
    tap.ok(code == 250 and took < QUICK, "helper missing: mail goes at once",
           (code, took))
    wait_for(lambda: "cannot be started" in firm.house.log_text(), 20,
             "the log to tell of it")
    tap.ok(firm.waiting(), "helper missing: the letter waits")
    before = len(firm.heard())
    firm.house.configure(firm.extra)
    firm.house.reload()
    said = firm.settle(before, 60)
    tap.ok("proof spf" in said, "helper missing: it is examined later", said)


def deadly(tap, firm, _dns):
    """A helper that dies over what one client sends, each time."""
    firm.house.configure(firm.extra.replace(HELPER, DEADLY))
    firm.house.reload()
    code, took = firm.write(ADAM, ANIA, reply("Goodbye."), helo="die")
    tap.ok(code == 250 and took < QUICK, "deadly: mail goes at once",
           (code, took))
    wait_for(lambda: "another is asked" in firm.house.log_text()
             and glob.glob(os.path.join(firm.spool, "*.failed")), 30,
             "it to be set aside\n" + firm.house.log_text()[-800:])
    tap.ok("is set aside" in firm.house.log_text(), "deadly: it is told")
    said = firm.hear(ADAM, ANIA, reply("Well.", mark="reply-2"))
    tap.ok("letter" in said, "deadly: the next letter is examined", said)
    # A better helper, and the file without its suffix.
    path = glob.glob(os.path.join(firm.spool, "*.failed"))[0]
    firm.house.configure(firm.extra)
    firm.house.stop()
    os.rename(path, path[:-len(".failed")])
    before = len(firm.heard())
    firm.house.start()
    said = firm.settle(before)
    tap.ok("letter, proof" in said and not glob.glob(
        os.path.join(firm.spool, "*.failed")),
           "deadly: it is taken up again", said)


def dns_silent(tap, firm, dns):
    dns.silence()
    before = len(firm.heard())
    code, took = firm.write(ADAM, ANIA, reply("I think about it."))
    tap.ok(code == 250 and took < QUICK, "silent DNS: mail goes at once",
           (code, took))
    said = firm.settle(before, 60)
    dns.speak()
    tap.ok("proof none" in said or "unproven" in said,
           "silent DNS: no answer is no pass", said)
    firm.at("2018-06-11 09:00")
    said = firm.hear(ADAM, ANIA, reply("Well.", mark="reply-2"))
    tap.ok("proof spf" in said, "silent DNS: it speaks again", said)


def token_of(tap, firm, mark):
    """Ania's offer to Adam, and the token that it carries."""
    answer = firm.offer(mark=mark)
    tap.equal(answer.code, 250, "an offer with a token")
    text = " ".join(firm.delivered(mark).split())
    return re.search(r"mailto:[^?>]*\?subject=([\w-]+)", text)[1]


def unsubscribe(firm, subject, more="\n"):
    return firm.write("somebody@else.example", STOP,
                      "From: somebody@else.example\nSubject: %s\n\n%s" % (
                          subject, more), client=STRANGER)


def waits_for_nobody(tap, firm, dns):
    """Two dozen mails of domains whose name servers are silent."""
    subject = token_of(tap, firm, "beside-silence")
    dns.silence()
    for n in range(24):
        who = "a@slow%d.example" % n
        firm.write(who, ANIA, reply("I think about it.", mark="s%d" % n,
                                    sender=who))
    begin = time.monotonic()
    code, took = unsubscribe(firm, subject)
    tap.ok(code == 250 and took < QUICK, "beside silent DNS: it is taken",
           (code, took))
    wait_for(lambda: any("unsubscribe" in said for said in firm.heard()), 60,
             "the objection")
    took = time.monotonic() - begin
    tap.ok(took < QUICK, "beside silent DNS: it is on record at once", took)
    tap.ok(len(firm.waiting()) > 12, "beside silent DNS: the others wait",
           len(firm.waiting()))
    tap.equal(firm.offer().code, 550, "beside silent DNS: it counts")
    dns.speak()
    wait_for(lambda: not firm.waiting(), 90, "the spool to be empty")


def silent_domains(tap, firm, _dns):
    """Two dozen domains whose name servers are silent, and one whose answer;
    the daemon is killed in the middle."""
    with nameserver.Relay("slow") as relay:
        firm.house.stop()
        firm.house.start()
        link = Client(firm.postfix.port).open(client=CLIENT,
                                              name="mail.kunde.example")
        for n in range(24):
            who = "a@slow%d.example" % n
            link.send(who, [STOP], "From: %s\nSubject: no more\n\n\n" % who)
        link.close()
        begin = time.monotonic()
        firm.write(ADAM, ANIA, reply("Well."))
        wait_for(lambda: any("letter, proof spf" in said
                             for said in firm.heard()), 60,
                 "the letter\n" + firm.house.log_text()[-1500:])
        took = time.monotonic() - begin
        tap.note("the letter took %.2f s" % took)
        tap.ok(took < 7, "silent domains: another's letter passes them", took)
        tap.ok(len(firm.waiting()) > 12, "silent domains: theirs waits",
               len(firm.waiting()))
        firm.house.stop(signal.SIGKILL)
        firm.house.start()
        relay.speak()
        wait_for(lambda: not firm.waiting(), 90, "the spool to be empty")
    said = collections.Counter(
        entry["key"] for entry in firm.journal()
        if "channel mail, proof none" in (entry.get("detail") or ""))
    tap.ok(len(said) == 24 and set(said.values()) == {1},
           "silent domains: all of it is on record, once", said)


def slow_domain(tap, firm, dns):
    """Mail of one slow domain, and a letter whose sender the mail server has
    proven: it needs no DNS."""
    firm.house.configure(firm.extra.replace(
        "inbound {", 'inbound {\n    trusted-authserv = {"mx.firma.example"}'))
    firm.house.reload()
    dns.silence()
    for n in range(8):
        who = "a%d@host%d.slow.example" % (n, n)
        firm.write(who, ANIA, reply("I think about it.", mark="s%d" % n,
                                    sender=who))
    begin = time.monotonic()
    firm.write(ADAM, ANIA, "Authentication-Results: mx.firma.example; "
               "dmarc=pass header.from=kunde.example\n" + reply("Well."))
    wait_for(lambda: any("dmarc" in said
                         for said in firm.heard()), 60,
             "the letter\n" + firm.house.log_text()[-1500:])
    took = time.monotonic() - begin
    tap.ok(took < QUICK, "a slow domain: another's letter goes past it", took)
    tap.ok(firm.waiting(), "a slow domain: its own wait")
    dns.speak()
    wait_for(lambda: not firm.waiting(), 90, "the spool to be empty")


def spool_full_of_tokens(tap, firm, _dns):
    """The common room is full, then the one of tokens, too."""
    subject = token_of(tap, firm, "beside-fullness")
    away = firm.extra.replace("robinson-inbound", "gone").replace(
        "inbound {", 'inbound {\n    spool-max = "2 MB"')
    firm.house.configure(away)
    firm.house.reload()
    line = "I think about it, and shall write more of it soon.\n" * 4000
    for n in range(12):
        firm.write(ADAM, ANIA, reply(line, mark="long-%d" % n))
    code, _ = unsubscribe(firm, "no more", line)
    tap.equal(code, 451, "full: without a token it comes again")
    code, _ = unsubscribe(firm, subject)
    tap.equal(code, 250, "full: with a token it is taken")
    tap.equal(len(glob.glob(os.path.join(firm.spool, "tokens", "*"))), 1,
              "full: into a room of its own")
    for _ in range(24):
        code, _ = unsubscribe(firm, subject, line)
        if code != 250:
            break
    tap.equal(code, 451, "both full: the mailbox is deferred")
    code, _ = firm.write(ADAM, ANIA, reply(line, mark="last"))
    tap.equal(code, 250, "both full: other mail goes")
    tap.ok("deferred: it goes to the mailbox" in firm.house.log_text(),
           "both full: it is told", firm.house.log_text()[-800:])
    firm.house.configure(firm.extra)
    firm.house.reload()
    wait_for(lambda: not firm.waiting(), 60, "the spool to be empty")
    tap.ok(any("unsubscribe" in said for said in firm.heard()),
           "both full: what was taken is on record later")
    tap.equal(firm.offer().code, 550, "both full: it counts")


def spool_full(tap, firm, _dns):
    away = firm.extra.replace("robinson-inbound", "gone").replace(
        "inbound {", 'inbound {\n    spool-max = "2 MB"')
    firm.house.configure(away)
    firm.house.reload()
    line = "I think about it, and shall write more of it soon.\n"
    longest = 0
    for n in range(12):
        code, took = firm.write(ADAM, ANIA, reply(line * 4000,
                                                  mark="long-%d" % n))
        longest = max(longest, took)
        if code != 250:
            break
    tap.ok(code == 250, "spool full: mail is taken", code)
    tap.ok(longest < QUICK, "spool full: at once", longest)
    tap.ok("is not examined: the spool is full" in firm.house.log_text(),
           "spool full: it is told", firm.house.log_text()[-800:])
    kept = len(firm.waiting())
    tap.ok(8 <= kept < 12, "spool full: as much as fits waits", kept)
    firm.house.configure(firm.extra)
    firm.house.reload()
    wait_for(lambda: not firm.waiting(), 60, "the spool to be empty")
    tap.equal(len(firm.heard()), kept, "spool full: that is examined")


def hung_up(tap, firm, _dns):
    """An MTA that goes away while it shows a body."""
    link = Milter(firm.house.socket)
    link.connect("mail.kunde.example")
    link.helo("mail.kunde.example")
    link.macros = {"i": "4Qabc", "j": "mx.firma.example"}
    link.mail("<%s>" % ADAM)
    link.rcpt("<%s>" % STOP)
    link.data()
    link.header("Subject", "no more")
    link.eoh()
    link.body(b"Good morning,\r\n")
    link.sock.close()
    wait_for(lambda: "4Qabc: mx.firma.example: the MTA hung up"
             in firm.house.log_text(), 20, "the log to tell of it\n"
             + firm.house.log_text()[-800:])
    tap.ok(not firm.waiting(), "hung up: nothing is taken")


def store_away(tap, firm, _dns):
    customers(firm, 40)
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(firm.house.store + suffix):
            os.replace(firm.house.store + suffix,
                       firm.house.path("away" + suffix))
    time.sleep(1.5)
    writers = Writers(firm, 40)
    writers.join()
    tap.equal(len(writers.taken), 40, "store away: all mail is taken")
    tap.ok(writers.longest < QUICK, "store away: at once", writers.longest)
    tap.ok(len(firm.waiting()) >= 38, "store away: the letters wait",
           len(firm.waiting()))
    firm.house.stop(signal.SIGKILL)
    firm.house.start()
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(firm.house.path("away" + suffix)):
            os.replace(firm.house.path("away" + suffix),
                       firm.house.store + suffix)
    all_recorded(tap, firm, writers, "store away")


FAULTS = (helper_killed, daemon_killed, helper_hangs, daemon_gone,
          helper_missing, deadly, dns_silent, waits_for_nobody,
          silent_domains, slow_domain, spool_full, spool_full_of_tokens,
          hung_up, store_away)


def body(tap):
    only = os.environ.get("FAULTS_ONLY", "").split()
    place = scratch("socket")
    socket = "unix:" + os.path.join(place, "milter.sock")
    with name_server() as dns, Postfix(socket) as postfix:
        for fault in FAULTS:
            if only and fault.__name__ not in only:
                continue
            tap.note(fault.__name__)
            with Firm(postfix, socket) as firm:
                fault(tap, firm, dns)
            if os.path.exists(socket[5:]):
                os.unlink(socket[5:])
    shutil.rmtree(place)


run(body)
