# SPDX-License-Identifier: BSD-2-Clause
"""What the tests of incoming mail have in common: a Robinson that listens to
strangers, a real Postfix and a real name server in a network of their own."""

import calendar
import glob
import json
import os
import re
import time

import peers  # noqa: F401  (finds the library)
from installation import BUILD, Installation, spooled, wait_for
from nameserver import NameServer
from smtp import Client

CLIENT = "192.0.2.7"      # may send for kunde.example
STRANGER = "198.51.100.9"  # may not
HELPER = os.path.join(BUILD, "src", "inbound", "robinson-inbound")

ZONES = {
    "kunde.example": '@ 60 TXT "v=spf1 ip4:%s -all"\n'
                     'mail 60 A %s\nmail 60 TXT "v=spf1 a -all"\n'
                     % (CLIENT, CLIENT),
    "firma.example": '@ 60 TXT "v=spf1 ip4:%s -all"\n' % CLIENT,
}

CONFIG = """
purpose "followup" {
    bases = {"legitimate-interest", "consent"}
    assessment = "LIA-2018-03"
    answer-window = "14 days"
}
source "mail" { collected-for = {"followup", "newsletter"} }
inbound {
    source = "mail"
    spool = "@DIR@/spool"
    helper = "%s"
    dns-timeout = "3 seconds"
    unconfirmed-per-hour = 1000
}
unsubscribe {
    url = "https://firma.example/u/"
    address = "unsubscribe@firma.example"
}
""" % HELPER


def name_server():
    return NameServer(ZONES)


def utc(text):
    """"2018-06-20 15:30" in Warsaw's summer."""
    form = "%Y-%m-%d %H:%M:%S" if text.count(":") == 2 else "%Y-%m-%d %H:%M"
    return calendar.timegm(time.strptime(text, form)) - 2 * 3600


class Firm:
    """One installation at a given socket, and the mail through Postfix."""

    def __init__(self, postfix, socket, config="", contact=True):
        self.postfix = postfix
        self.extra = CONFIG + config
        self.house = Installation("incoming", self.extra, socket=socket)
        self.spool = self.house.path("spool")
        self.number = 0
        self.at("2018-05-28 10:00")
        self.house.init()
        who = "adam.nowak" if contact else "somebody.else"
        self.house.must("contact", who + "@kunde.example", "--relation",
                        "prospect", "--source", "chat", "--at",
                        "2018-05-28 10:00")
        self.house.start()

    def at(self, text):
        self.house.set_clock(utc(text))

    def close(self):
        self.house.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()

    # ------------------------------------------------------------- spool

    def heard(self):
        return re.findall(r"incoming: (.*)", self.house.log_text())

    def waiting(self):
        return spooled(self.spool)

    def settle(self, before, seconds=40):
        """Waits until something more was heard and nothing waits."""
        wait_for(lambda: len(self.heard()) > before and not self.waiting(),
                 seconds, "a letter to be examined\n"
                 + self.house.log_text()[-1500:])
        return self.heard()[-1]

    # -------------------------------------------------------------- mail

    def write(self, sender, recipient, text, client=CLIENT,
              helo="mail.kunde.example"):
        """A stranger's mail; the server's answer, and the seconds."""
        begin = time.monotonic()
        link = Client(self.postfix.port).open(client=client, name=helo)
        refused, last = link.send(sender, [recipient], text)
        link.close()
        return (last or refused[recipient]).code, time.monotonic() - begin

    def hear(self, *args, **named):
        """The same, examined to the end; what was found."""
        before = len(self.heard())
        code, _ = self.write(*args, **named)
        if code != 250:
            return "answered %d" % code
        return self.settle(before)

    def offer(self, to="adam.nowak@kunde.example", headers="", mark=None):
        """Ania writes; (code, text) of the last word she hears."""
        self.number += 1
        mark = mark or "offer-%d" % self.number
        link = Client(self.postfix.port).open(login="ania")
        refused, last = link.send("ania@firma.example", [to],
                                  peers.letter(mark, headers))
        link.close()
        return last or refused[to]

    def delivered(self, mark):
        wait_for(lambda: self.postfix.sink.find(mark), 30,
                 "the delivery of " + mark)
        return self.postfix.sink.find(mark)[0].content

    def journal(self):
        return [json.loads(line) for line in
                self.house.must("journal", "--json").splitlines()]

    def helpers(self):
        """Process ids of the daemon's own helpers."""
        found = []
        for path in glob.glob("/proc/[0-9]*/stat"):
            try:
                with open(path, encoding="ascii", errors="replace") as stat:
                    head, _, tail = stat.read().rpartition(")")
            except OSError:
                continue
            pid, _, command = head.partition(" (")
            if command == "robinson-inboun" and \
                    int(tail.split()[1]) == self.house.daemon.pid:
                found.append(int(pid))
        return found


def reply(text, mark="reply-1", answers="offer-1@firma.example", more="",
          sender="adam.nowak@kunde.example"):
    return ("From: Adam Nowak <%s>\nTo: ania@firma.example\n"
            "Subject: Re: Our offer\nMessage-ID: <%s@kunde.example>\n"
            "In-Reply-To: <%s>\n%s\n%s\n" % (sender, mark, answers, more,
                                             text))
