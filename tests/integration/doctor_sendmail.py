#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The lines of contrib/sendmail/robinson.mc, as they are shipped, in a real
Sendmail: they do what they say, robinson doctor is pleased with the
sendmail.cf that m4 makes of them, and with none that has a mistake in it."""

import json
import os
import re
import subprocess

from peers import HERE, NOW, letter, people
from installation import BUILD, Installation, wait_for
from sendmail import PASSWORD, SERVER, Sendmail
from smtp import Client, free_port
from tap import run

SHIPPED = os.path.join(HERE, "..", "..", "contrib", "sendmail",
                       "robinson.mc")
SIGNER = os.path.join(BUILD, "tests", "bench", "null_milter")
SENDER = "ania@firma.example"


def shipped(house, signer_port):
    with open(SHIPPED, encoding="utf-8") as mc:
        text = mc.read()
    for old, new in (
            ("local:/run/robinson/milter.sock",
             house.socket.replace("unix:", "local:")),
            ("inet:8891@", "inet:%d@" % signer_port)):
        if text.count(old) != 1:
            raise ValueError("robinson.mc has not one " + old)
        text = text.replace(old, new)
    return text


def send(server, recipients, mark, login=None):
    client = Client(server.port).open()
    if login:
        client.authenticate(login, PASSWORD)
    answer = client.send(SENDER, recipients, letter(mark))
    client.close()
    return answer


def used(tap, house, server):
    refused, last = send(server, ["allowed0@example.com",
                                  "objected0@example.com"], "one", "ania")
    tap.ok(list(refused) == ["objected0@example.com"] and
           last is not None and last.code == 250,
           "the shipped lines: a login is known, one is refused",
           (refused, last))
    wait_for(lambda: server.sink.find("<one@"), 20, "the other's")
    tap.equal(server.sink.find("<one@")[0].recipients,
              ["allowed0@example.com"], "the other one gets it")
    refused, last = send(server, ["objected0@example.com"], "two")
    tap.ok(not refused and last.code == 250,
           "without a login it is no marketing", (refused, last))
    house.stop()
    refused, last = send(server, ["objected0@example.com"], "three", "ania")
    answer = last or (list(refused.values()) or [None])[0]
    tap.ok(answer is not None and 400 <= answer.code < 500,
           "F=T: while the daemon is away, senders come again later",
           (refused, last))
    house.start()
    refused, _ = send(server, ["objected0@example.com"], "three", "ania")
    tap.equal([a.code for a in refused.values()], [550],
              "and it is back at once")


def examine(house, cf, areas=("sendmail", "socket")):
    """The findings about Sendmail and the socket that are not fine."""
    done = house.run("doctor", "--json", "--sendmail-cf", cf)
    found = json.loads(done.stdout)["findings"]
    return done.returncode, [f for f in found if f["area"] in areas
                             and f["severity"] != "fine"]


def finds(tap, house, cf, name, severity, words, mend):
    status, found = examine(house, cf)
    hits = [f for f in found if f["severity"] == severity and
            words in f["what"] and mend in (f["mend"] or "")]
    tap.ok(len(found) == 1 and hits and
           status >= (2 if severity == "error" else 1),
           "doctor finds: " + name, (status, found))


def changed(text, pattern, new):
    result, count = re.subn(pattern, new, text, flags=re.M)
    if not count:
        raise ValueError("nothing to change: " + pattern)
    return result


def seeded(tap, house, server, text):
    """Mistakes as people make them, in what m4 makes of them."""
    filters = re.findall(r"^INPUT_MAIL_FILTER.*\n", text, re.M)
    ours, signer = filters
    for name, mistake, severity, words, mend in (
            ("no F=", changed(text, r"(`robinson'.*) F=T,", r"\1"),
             "error", "no F=T", "F=T"),
            ("F=R", changed(text, r"(`robinson'.*) F=T,", r"\1 F=R,"),
             "warning", "F=R", "F=T"),
            ("Sendmail's own time limits",
             changed(text, r"(`robinson'.*), T=C[^']*'", r"\1'"),
             "warning", "waits 10 s for an answer", "R:30s"),
            ("a short limit at the end",
             changed(text, r"(`robinson'.*)E:5m", r"\1E:20s"),
             "warning", "20 s for the last", "E:5m"),
            ("the signer in front", text.replace(ours, "").replace(
                signer, signer + ours),
             "warning", "opendkim comes before Robinson",
             "line of robinson above that of opendkim"),
            ("who refuses stands behind",
             text.replace("INPUT_MAIL_FILTER(`opendkim', `S=inet",
                          "INPUT_MAIL_FILTER(`clamav', `S=inet"),
             "warning", "clamav comes behind Robinson",
             "line of clamav above that of robinson"),
            ("a daemon of its own mind",
             text + "DAEMON_OPTIONS(`Name=MSA, Port=587, "
             "InputMailFilters=opendkim')dnl\n",
             "error", "the daemon MSA has filters of its own",
             "InputMailFilters=robinson;opendkim"),
            ("no filter of ours", text.replace(ours, ""),
             "error", "does not ask Robinson", "INPUT_MAIL_FILTER("),
            ("defined, and not asked", text.replace(ours, ours.replace(
                "INPUT_MAIL", "MAIL")),
             "error", "defined, but not asked", "confINPUT_MAIL_FILTERS"),
            ("another socket", text.replace(house.socket[5:],
                                            "/run/elsewhere.sock"),
             "error", "does not ask Robinson", house.socket[5:])):
        server._generate("wrong", SERVER, more=mistake, milters="dnl",
                         daemons="dnl")
        finds(tap, house, server.path("wrong.cf"), name, severity, words,
              mend)


def domains(tap, house, server):
    """Class w and the masquerade, as m4 writes them."""
    for name, more, severity, words in (
            ("the same domain", "LOCAL_DOMAIN(`firma.example')dnl\n",
             None, None),
            ("another one", "LOCAL_DOMAIN(`firma.example zweite.de')dnl\n",
             "error", "class w names zweite.de"),
            ("masqueraded as another one",
             "LOCAL_DOMAIN(`firma.example')dnl\n"
             "MASQUERADE_AS(`zweite.de')dnl\n",
             "error", "MASQUERADE_AS names zweite.de")):
        server._generate("domains", SERVER, more=more, milters="dnl",
                         daemons="dnl")
        found = [f for f in examine(house, server.path("domains.cf"),
                                    ("domains",))[1]
                 if "stands for an example" not in f["what"]]
        tap.ok(len(found) == bool(words) and
               all(f["severity"] == severity and words in f["what"]
                   for f in found), "own-domains: " + name, found)


def bounces(tap, house, server, text):
    """Where incoming mail is read, Sendmail's own bounces are asked for."""
    with open(os.path.join(os.path.dirname(SHIPPED), "reports.mc"),
              encoding="utf-8") as mc:
        reports = mc.read()
    house.configure('inbound { spf = no  own-reports = {"REPORTS"} }')
    for name, lines, words in (
            ("reports.mc", reports, None),
            ("no copies", "", "PostmasterCopy = :"),
            ("no daemon", changed(reports, "^DAEMON_OPTIONS.*$", "dnl"),
             "own-reports names no daemon")):
        server._generate("bounces", SERVER, more=text + lines, milters="dnl",
                         daemons="dnl")
        found = examine(house, server.path("bounces.cf"), ("sendmail",))[1]
        tap.ok(len(found) == bool(words) and
               all(words in f["what"] for f in found),
               "bounces of Sendmail's own: " + name, found)
    house.configure()


def probed(tap, house, server):
    """What the manual says of probes."""
    before = house.must("journal")
    done = server.run("-bv", "-f", SENDER, "allowed0@example.com")
    tap.ok(b"deliverable" in done.stdout,
           "sendmail -bv says what would become of an address", done.stdout)
    client = Client(server.port).open()
    client.authenticate("ania", PASSWORD)
    client.command("VRFY <objected0@example.com>")
    client.command("MAIL FROM:<%s>" % SENDER)
    client.command("VRFY <objected0@example.com>")
    client.close()
    tap.equal(house.must("journal"), before,
              "and asks no filter, nor does VRFY")


def side_door(tap, house, text):
    """A daemon with filters of its own: the mistake is one."""
    port = free_port()
    text += "DAEMON_OPTIONS(`Name=SIDE, Addr=127.0.0.1, Port=%d, " \
        "InputMailFilters=opendkim')dnl\n" % port
    with Sendmail(None, more=text, logins=["ania"]) as server:
        _, found = examine(house, server.path("sendmail.cf"))
        tap.ok(len(found) == 1 and "the daemon SIDE" in found[0]["what"],
               "doctor finds: a daemon with filters of its own", found)
        for at, codes in ((server.port, [550]), (port, [])):
            client = Client(at).open()
            client.authenticate("ania", PASSWORD)
            refused, _ = client.send(SENDER, ["objected0@example.com"],
                                     letter("side%d" % at))
            client.close()
            tap.equal([a.code for a in refused.values()], codes,
                      "which %s" % ("takes what is refused elsewhere"
                                    if at == port else "the others refuse"))


def open_directory(tap, house, server):
    """What everybody may write to is refused by Sendmail, too."""
    cf = server.path("sendmail.cf")
    os.chmod(house.dir, 0o777)
    finds(tap, house, cf, "a directory that everybody may write to",
          "error", "can be written by everybody", "chmod o-w")
    refused, last = send(server, ["allowed1@example.com"], "four", "ania")
    answer = last or (list(refused.values()) or [None])[0]
    tap.ok(answer is not None and 400 <= answer.code < 500,
           "and Sendmail does not use a socket in it", (refused, last))
    os.chmod(house.dir, 0o755)
    _, last = send(server, ["allowed1@example.com"], "four", "ania")
    tap.ok(last is not None and last.code == 250, "mended: it does", last)
    tap.equal(examine(house, cf)[1], [], "and doctor is pleased again")


def body(tap):
    port = free_port()
    signer = subprocess.Popen([SIGNER, "inet:%d@127.0.0.1" % port, "0"])
    try:
        with Installation("doctored") as house:
            house.set_clock(NOW)
            house.init()
            people(house, 2, 1)
            house.start()
            text = shipped(house, port)
            with Sendmail(None, more=text, logins=["ania"]) as server:
                used(tap, house, server)
                tap.equal(examine(house, server.path("sendmail.cf"))[1], [],
                          "doctor is pleased with what is shipped")
                probed(tap, house, server)
                seeded(tap, house, server, text)
                domains(tap, house, server)
                bounces(tap, house, server, text)
                open_directory(tap, house, server)
            side_door(tap, house, text)
    finally:
        signer.terminate()
        signer.wait(20)


run(body)
