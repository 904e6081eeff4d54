#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What hold-in = "mta" holds lies in the server's own quarantine: listed by
its tools, released by them, and not before."""

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


def with_house(tap, socket, start):
    with Installation("held", HOLD, socket=socket) as house:
        house.set_clock(NOW)
        house.init()
        people(house, 2, 0)
        house.start()
        with start(house) as server:
            play(tap, (SendmailTools if isinstance(server, Sendmail)
                       else PostfixTools)(server))


def body(tap):
    with_house(tap, None, lambda house: Postfix(house.socket))
    with_house(tap, "inet:%d@127.0.0.1" % free_port(),
               lambda house: Sendmail(house.socket))


run(body)
