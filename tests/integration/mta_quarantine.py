#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What hold-in = "mta" holds lies in the server's own quarantine: listed by
its tools, released by them, and not before. What lies in Postfix's hold queue
is listed, released and deleted by robinson(1) too."""

import json
import re
import subprocess

from peers import NOW, STEADY, letter, people
from installation import Installation, SetupError, wait_for
from postfix import Postfix
from sendmail import Sendmail
from smtp import Client, free_port
from tap import run

SENDER = "ania@firma.example"
HOLD = STEADY + 'hold-in = mta\nmixed = all\n'


class PostfixTools:
    name = "Postfix"

    def __init__(self, server):
        self.server = server

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


class SendmailTools:
    name = "Sendmail"

    def __init__(self, server):
        self.server = server

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


def ours(house, server, *args):
    return house.run("quarantine", *args, "--postfix-config", server.conf)


def by_queue_id(house, server):
    """What robinson lists, of what the server holds."""
    text = ours(house, server, "list", "--json").stdout
    found = [json.loads(line) for line in text.splitlines()]
    return {e["id"]: e for e in found if e.get("where") == "mta"}


def play_listing(tap, house, server, first, both):
    listed = by_queue_id(house, server)
    tap.equal(sorted(listed), sorted([first, both]),
              "robinson lists what Postfix holds")
    entry = listed[both]
    tap.equal((entry["sender"], entry["by_robinson"],
               [(r["address"], r.get("reason"), r.get("action"))
                for r in entry["recipients"]]),
              (SENDER, True, [("allowed0@example.com", "allowed", "accept"),
                              ("nobody@example.com", "unknown", "hold")]),
              "with sender, recipients, and why by the journal")
    text = ours(house, server, "list", "--address",
                "nobody@example.com").stdout
    tap.ok(both in text and first not in text, "one person's alone", text)
    text = ours(house, server, "search", "SOMEBODY@").stdout
    tap.ok(first in text and both not in text, "and what is searched", text)


def play_release(tap, house, server, first):
    done = ours(house, server, "release", first)
    tap.equal(done.returncode, 64, "no release without a reason")
    done = ours(house, server, "release", first, "--reason", "x", "--to",
                "somebody@example.com")
    tap.ok(done.returncode == 65 and first in by_queue_id(house, server),
           "nor of a part", done.stderr)
    done = ours(house, server, "release", first, "--reason", "asked by phone")
    tap.equal((done.returncode, done.stdout), (0, first + " released\n"),
              "released by robinson")
    mark = "Postfix-ours-first"
    wait_for(lambda: server.sink.find(mark), 30, "what robinson released")
    tap.ok(first not in by_queue_id(house, server), "it is listed no more")
    journal = house.must("journal", "--address", "somebody@example.com")
    tap.ok("asked by phone" in journal and first in journal,
           "the reason is in the journal", journal)


def play_refusal(tap, house, server, both):
    house.must("object", "nobody@example.com")
    done = ours(house, server, "release", both, "--reason", "please")
    tap.ok(done.returncode == 77 and "nobody@example.com" in done.stderr,
           "an objection since then refuses the release", done.stderr)
    tap.ok(both in by_queue_id(house, server), "and it stays held")
    tap.ok(not server.sink.find("Postfix-ours-both"), "nobody gets it")
    journal = house.must("journal", "--address", "nobody@example.com")
    tap.ok("asked for: please" in journal, "which is on record", journal)
    done = ours(house, server, "delete", both, "--reason", "objected")
    tap.equal((done.returncode, done.stdout), (0, both + " deleted\n"),
              "deleted by robinson")
    tap.equal(PostfixTools(server).listed(), {}, "Postfix has it no more")


def play_foreign(tap, house, server):
    """Put on hold by somebody else."""
    house.stop()
    subprocess.run(["postconf", "-c", server.conf, "-e", "smtpd_milters=",
                    "smtpd_sender_restrictions=static:HOLD"], check=True)
    server._postfix("reload")
    taken = []

    def is_taken():  # an smtpd of before may take the first connections
        try:
            taken.append(send(server, ["allowed0@example.com"],
                              "Postfix-foreign"))
        except SetupError:
            return False
        return True

    wait_for(is_taken, 30, "the new settings")
    foreign = taken[0]
    tap.equal(by_queue_id(house, server)[foreign]["by_robinson"], False,
              "what others hold is told apart")
    for act in ("release", "delete"):
        done = ours(house, server, act, foreign, "--reason", "x")
        tap.ok(done.returncode == 77 and "postsuper" in done.stderr,
               "and not ours to " + act, done.stderr)
    tap.equal(list(PostfixTools(server).listed()), [foreign],
              "it lies there still")


def play_ours(tap, house, server):
    for queue_id in PostfixTools(server).listed():
        PostfixTools(server).release(queue_id)
    wait_for(lambda: not PostfixTools(server).listed(), 20, "an empty queue")
    first = send(server, ["somebody@example.com"], "Postfix-ours-first")
    both = send(server, ["allowed0@example.com", "nobody@example.com"],
                "Postfix-ours-both")
    play_listing(tap, house, server, first, both)
    play_release(tap, house, server, first)
    play_refusal(tap, house, server, both)
    play_foreign(tap, house, server)


def with_house(tap, socket, start):
    with Installation("held", HOLD, socket=socket) as house:
        house.set_clock(NOW)
        house.init()
        people(house, 2, 0)
        house.start()
        with start(house) as server:
            play(tap, (SendmailTools if isinstance(server, Sendmail)
                       else PostfixTools)(server))
            if isinstance(server, Postfix):
                play_ours(tap, house, server)


def body(tap):
    with_house(tap, None, lambda house: Postfix(house.socket))
    with_house(tap, "inet:%d@127.0.0.1" % free_port(),
               lambda house: Sendmail(house.socket))


run(body)
