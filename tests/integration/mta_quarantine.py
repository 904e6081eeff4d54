#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# Rules M3
"""What hold-in = "mta" holds lies in the server's own quarantine: listed by
its tools, released by them, and not before. robinson(1) lists, releases and
deletes what lies in Postfix's hold queue and in Sendmail's quarantine, too."""

import contextlib
import fcntl
import json
import os
import re
import shutil
import subprocess
import time

from peers import NOW, STEADY, letter, people
from installation import Installation, SetupError, wait_for
from postfix import Postfix
from sendmail import HOST, PROGRAM, Sendmail
from smtp import Client, free_port
from tap import run

SENDER = "ania@firma.example"
HOLD = STEADY + 'hold-in = mta\nmixed = all\n'


class PostfixTools:
    name = "Postfix"
    own_tool = "postsuper"

    def __init__(self, house, server):
        self.house, self.server = house, server
        self.options = ["--postfix-config", server.conf]

    def listed(self):
        """{queue id: recipients} of what is held."""
        done = subprocess.run(
            ["postqueue", "-c", self.server.conf, "-j"], timeout=30,
            stdout=subprocess.PIPE, encoding="utf-8", check=True)
        found = [json.loads(line) for line in done.stdout.splitlines()]
        return {e["queue_id"]: [r["address"] for r in e["recipients"]]
                for e in found if e["queue_name"] == "hold"}

    def release(self, queue_id):
        subprocess.run(["postsuper", "-c", self.server.conf, "-H", queue_id],
                       timeout=30, stderr=subprocess.DEVNULL, check=True)
        self.server.flush()

    def why(self, queue_id):
        """Postfix keeps no reason."""
        return self.server.log_text()

    def hold_by_others(self, _like):
        """Put on hold by somebody else; its queue id."""
        self.house.stop()
        subprocess.run(["postconf", "-c", self.server.conf, "-e",
                        "smtpd_milters=",
                        "smtpd_sender_restrictions=static:HOLD"], check=True)
        self.server._postfix("reload")
        taken = []

        def is_taken():  # an smtpd of before may take the first connections
            try:
                taken.append(send(self.server, ["allowed0@example.com"],
                                  "Postfix-foreign"))
            except SetupError:
                return False
            return True

        wait_for(is_taken, 30, "the new settings")
        return taken[0]


# It waits a minute at every start where the host's name has no dot.
WRAPPER = """#!/bin/sh
exec unshare --uts sh -c 'hostname "$1" && shift && exec "$@"' sh \\
	%s %s "$@"
"""


class SendmailTools:
    name = "Sendmail"
    own_tool = "sendmail -qQ -Q"

    def __init__(self, house, server):
        self.house, self.server = house, server
        program = house.path("sendmail")
        with open(program, "w", encoding="ascii") as out:
            out.write(WRAPPER % (HOST, PROGRAM))
        os.chmod(program, 0o755)
        self.options = ["--sendmail-cf", server.path("sendmail.cf"),
                        "--sendmail", program]

    def listed(self):
        text = self.server.run("-bp", "-qQ").stdout.decode("utf-8")
        ids = re.findall(r"^(\w{14})\b", text, re.M)
        parts = re.split(r"^\w{14}\b", text, flags=re.M)[1:]
        return {queue_id: re.findall(r"^\s+<([^>]*)>$", part, re.M)
                for queue_id, part in zip(ids, parts)}

    def release(self, queue_id):
        self.server.run("-qQ", "-Q", "-qI" + queue_id)

    def why(self, queue_id):
        return self.server.run("-bp", "-qQ").stdout.decode("utf-8")

    def hold_by_others(self, like):
        """A quarantined message that our journal does not know."""
        queue_id = like[:-6] + "999999"
        for kind in "df", "hf":
            shutil.copyfile(self.server.path("queue", kind + like),
                            self.server.path("queue", kind + queue_id))
        return queue_id

    @contextlib.contextmanager
    def busy(self, queue_id):
        """Sendmail is at work on it."""
        with open(self.server.path("queue", "hf" + queue_id), "rb+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def send(server, recipients, mark):
    client = Client(server.port).open()
    _, last = client.send(SENDER, recipients, letter(mark))
    client.close()
    if last is None or last.code != 250:
        raise SetupError("not taken: %s" % (last,))
    found = re.search(r"queued as (\w+)|(\w+) Message accepted", last.text)
    return found[1] or found[2]


def play(tap, tools):
    server, name = tools.server, tools.name
    first = send(server, ["somebody@example.com"], name + "-first")
    second = send(server, ["allowed0@example.com", "nobody@example.com"],
                  name + "-second")
    send(server, ["allowed1@example.com"], name + "-third")
    wait_for(lambda: server.sink.find(name + "-third"), 20, "the third")
    held = tools.listed()
    tap.equal(sorted(held), sorted([first, second]),
              name + ": what is held is listed, and nothing else")
    tap.equal(held.get(second),
              ["allowed0@example.com", "nobody@example.com"],
              name + ": with its recipients")
    if name == "Sendmail":
        tap.ok("no record of this person" in tools.why(first),
               name + ": and why", tools.why(first))
    else:
        tap.ok("milter triggers HOLD action" in tools.why(first),
               name + ": and the log says who held it")
    server.sink.wait_count(2, 3)
    tap.equal(len(server.sink.letters), 1,
              name + ": nothing of it goes out by itself")
    tools.release(first)
    wait_for(lambda: server.sink.find(name + "-first"), 30, "the release")
    tap.equal(server.sink.find(name + "-first")[0].recipients,
              ["somebody@example.com"], name + ": released, it goes out")
    tap.equal(list(tools.listed()), [second],
              name + ": the other one stays")
    tap.equal(len(server.sink.letters), 2, name + ": and went nowhere")


def ours(tools, *args):
    return tools.house.run("quarantine", *args, *tools.options)


def by_queue_id(tools):
    """What robinson lists, of what the server holds."""
    done = ours(tools, "list", "--json")
    if done.returncode:
        raise SetupError("list: %d %s" % (done.returncode, done.stderr))
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {e["id"]: e for e in found if e.get("where") == "mta"}


def play_listing(tap, tools, first, both):
    name = tools.name
    listed = by_queue_id(tools)
    tap.equal(list(listed), [first, both],
              "robinson lists what %s holds, oldest first" % name)
    entry = listed[both]
    tap.equal((entry["sender"], entry["by_robinson"],
               [(r["address"], r.get("reason"), r.get("action"))
                for r in entry["recipients"]]),
              (SENDER, True, [("allowed0@example.com", "allowed", "accept"),
                              ("nobody@example.com", "unknown", "hold")]),
              name + ": with sender, recipients, and why by the journal")
    tap.ok(entry["size"] > 10, name + ": and size", entry)
    text = ours(tools, "list", "--address", "nobody@example.com").stdout
    tap.ok(both in text and first not in text,
           name + ": one person's alone", text)
    text = ours(tools, "search", "SOMEBODY@").stdout
    tap.ok(first in text and both not in text,
           name + ": and what is searched", text)


def notices(tools, queue_id):
    """What the sender was told, when it has come."""
    found = []

    def come():
        found[:] = [l for l in list(tools.server.sink.letters)
                    if not l.sender and "[%s]" % queue_id in l.content]
        return found

    wait_for(come, 30, "the notice about " + queue_id)
    return found


def play_release(tap, tools, first):
    name = tools.name
    done = ours(tools, "release", first)
    tap.equal(done.returncode, 64, name + ": no release without a reason")
    done = ours(tools, "release", first, "--reason", "x", "--to",
                "somebody@example.com")
    tap.ok(done.returncode == 65 and first in by_queue_id(tools),
           name + ": nor of a part", done.stderr)
    done = ours(tools, "release", first, "--reason", "asked by phone")
    tap.equal((done.returncode, done.stdout), (0, first + " released\n"),
              name + ": released by robinson")
    wait_for(lambda: tools.server.sink.find(name + "-ours-first"), 30,
             "what robinson released")
    tap.equal([l.recipients for l in
               tools.server.sink.find(name + "-ours-first")],
              [["somebody@example.com"]], name + ": it goes out once")
    told = notices(tools, first)
    tap.ok(len(told) == 1 and "Action: relayed" in told[0].content
           and "somebody@example.com" in told[0].content
           and told[0].recipients == [SENDER],
           name + ": its sender is told, once", told)
    tap.ok(first not in by_queue_id(tools), name + ": it is listed no more")
    journal = tools.house.must("journal", "--address", "somebody@example.com")
    tap.ok("asked by phone" in journal and first in journal,
           name + ": the reason is in the journal", journal)
    done = ours(tools, "release", first, "--reason", "again")
    tap.ok(done.returncode, name + ": and not a second time", done.stderr)


def play_refusal(tap, tools, both):
    name = tools.name
    tools.house.must("object", "nobody@example.com")
    done = ours(tools, "release", both, "--reason", "please")
    tap.ok(done.returncode == 77 and "nobody@example.com" in done.stderr,
           name + ": an objection since then refuses the release",
           done.stderr)
    tap.ok(both in by_queue_id(tools), name + ": and it stays held")
    tap.ok(not tools.server.sink.find(name + "-ours-both"),
           name + ": nobody gets it")
    journal = tools.house.must("journal", "--address", "nobody@example.com")
    tap.ok("asked for: please" in journal, name + ": which is on record",
           journal)


# Each leads to a person of example.com.
ROUTED = (("percent", "percent%example.com@firma.example"),
          ("bang", "example.com!bang@firma.example"),
          ("quoted", '"quoted@example.com"@firma.example'))


def play_routed(tap, tools):
    """Whom an address leads to is asked about again, too."""
    name, mark = tools.name, tools.name + "-routed"
    held = send(tools.server, [address for _, address in ROUTED], mark)
    tap.ok(held in by_queue_id(tools), name + ": routed addresses are held")
    for who, address in ROUTED:
        tools.house.must("object", who + "@example.com")
        done = ours(tools, "release", held, "--reason", "please")
        tap.equal(done.returncode, 77, "%s: an objection of whom %s leads to "
                  "refuses the release" % (name, address))
        tools.house.must("object", who + "@example.com", "--lift", "--reason",
                         "a test")
    tap.ok(held in by_queue_id(tools) and not tools.server.sink.find(mark),
           name + ": it stays held")
    done = ours(tools, "delete", held, "--reason", "objected")
    tap.equal(done.returncode, 0, name + ": and is deleted")
    notices(tools, held)


def play_delete(tap, tools, both):
    name = tools.name
    done = ours(tools, "delete", both, "--reason", "objected")
    tap.equal((done.returncode, done.stdout), (0, both + " deleted\n"),
              name + ": deleted by robinson")
    told = notices(tools, both)
    tap.ok(len(told) == 1 and told[0].content.count("Action: failed") == 2,
           name + ": its sender is told, once, and of no act that failed",
           told)
    tap.equal(tools.listed(), {}, name + " has it no more")
    tap.equal(tools.server.queued(), [], name + ": no file is left of it")


def play_busy(tap, tools, both):
    """Only Sendmail's files can be locked by others."""
    house = tools.house
    house.must("object", "nobody@example.com", "--lift", "--reason", "test")
    with tools.busy(both):
        for act in ("release", "delete"):
            done = ours(tools, act, both, "--reason", "while it is busy")
            tap.ok(done.returncode == 69 and both in done.stderr,
                   "Sendmail: what is locked is not touched: " + act,
                   (done.returncode, done.stderr))
    tap.equal(list(tools.listed()), [both], "Sendmail: it is held as before")
    journal = house.must("journal", "--address", "nobody@example.com")
    tap.equal(journal.count("returned"), 2,
              "Sendmail: and the journal says that nothing came of it")
    house.must("object", "nobody@example.com")


def play_foreign(tap, tools, like):
    name, foreign = tools.name, tools.hold_by_others(like)
    tap.equal(by_queue_id(tools)[foreign]["by_robinson"], False,
              name + ": what others hold is told apart")
    for act in ("release", "delete"):
        done = ours(tools, act, foreign, "--reason", "x")
        tap.ok(done.returncode == 77 and tools.own_tool in done.stderr,
               name + ": and not ours to " + act, done.stderr)
    tap.ok(foreign in tools.listed(), name + ": it lies there still")


def play_ours(tap, tools):
    server, name = tools.server, tools.name
    for queue_id in tools.listed():
        tools.release(queue_id)
    wait_for(lambda: not server.queued(), 20, "an empty queue")
    first = send(server, ["somebody@example.com"], name + "-ours-first")
    time.sleep(1.1)  # they are ordered by the second
    both = send(server, ["allowed0@example.com", "nobody@example.com"],
                name + "-ours-both")
    play_listing(tap, tools, first, both)
    play_release(tap, tools, first)
    play_refusal(tap, tools, both)
    play_routed(tap, tools)
    if isinstance(tools, SendmailTools):
        play_busy(tap, tools, both)
        play_foreign(tap, tools, both)
        os.unlink(server.path("queue", "hf" + both[:-6] + "999999"))
        os.unlink(server.path("queue", "df" + both[:-6] + "999999"))
        play_delete(tap, tools, both)
    else:
        play_delete(tap, tools, both)
        play_foreign(tap, tools, both)


def with_house(tap, socket, start):
    with Installation("held", HOLD, socket=socket) as house:
        house.set_clock(NOW)
        house.init()
        people(house, 2, 0)
        house.start()
        with start(house) as server:
            house.configure(HOLD + 'release { via = "smtp:127.0.0.1:%d" }\n'
                            % server.port)
            house.reload()
            tools = (SendmailTools if isinstance(server, Sendmail)
                     else PostfixTools)(house, server)
            play(tap, tools)
            play_ours(tap, tools)


def body(tap):
    with_house(tap, None, lambda house: Postfix(house.socket))
    with_house(tap, "inet:%d@127.0.0.1" % free_port(),
               lambda house: Sendmail(house.socket))


run(body)
