#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The helper as a process: what it says, what it refuses, how it ends."""

import base64
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ.get("ROBINSON_SRCDIR", "."),
                                "tests", "lib"))
import reader  # noqa: E402
import tap  # noqa: E402

BUILD = os.environ.get("ROBINSON_BUILDDIR", ".")
PROGRAM = os.path.join(BUILD, "src", "inbound", "robinson-inbound")
MEMORY_KB = 128 * 1024  # half of what the kernel would let it have
HEAD = "From: Adam <adam@klient.example>\r\nMessage-ID: <1@klient.example>\r\n"


def confined(t):
    done = subprocess.run([PROGRAM, "--self-test"], capture_output=True,
                          text=True, timeout=60)
    lines = done.stdout.splitlines()
    t.equal(done.returncode, 0, "the self-test passes")
    t.ok(lines and lines[-1] == "1..%d" % (len(lines) - 1) and
         len(lines) > 15 and all(line.startswith("ok ")
                                 for line in lines[:-1]),
         "each way out is denied", done.stdout + done.stderr)


def refused(t):
    for name, argv in (("an argument", [PROGRAM, "x"]),
                       ("no socket", [PROGRAM])):
        done = subprocess.run(argv, capture_output=True, timeout=60)
        t.equal(done.returncode, 64, "refused: " + name)
    done = subprocess.run("exec '%s' 3</dev/null" % PROGRAM, shell=True,
                          capture_output=True, timeout=60)
    t.equal(done.returncode, 64, "refused: descriptor 3 is no socket")


def answers(t):
    r = reader.Reader(PROGRAM)
    r.send(reader.hello(spf=False, stop_words=["finito"]))
    got = r.ask(number=7, sender="adam@klient.example", head=HEAD,
                body="Finito\r\n")
    t.equal((got["number"], got["meaning"], got["grade"], got["word"],
             got["from"], got["message_id"]),
            (7, "stop", "certain", "finito", "adam@klient.example",
             "1@klient.example"), "a question is answered")
    r.send(reader.question(number=8, sender="a@b.example", head=HEAD) +
           reader.question(number=9, sender="", head=HEAD))
    t.equal([(a["number"], a["meaning"]) for a in (r.read(), r.read())],
            [(8, "letter"), (9, "nothing")], "two at once are answered")
    r.send(reader.hello(spf=False, stop_words=["feierabend"]))
    t.equal(r.ask(sender="a@b.example", head=HEAD, body="finito\n")["meaning"],
            "letter", "after a second hello the first is forgotten")
    r.send(reader.hello(spf=False, subjects=["auf der messe"]))
    got = r.ask(sender="a@b.example", head=HEAD + "Subject: Auf der Messe\n")
    t.equal((got["meaning"], got["why"]),
            ("nothing", "subject of an automatic reply: auf der messe"),
            "subjects of the administrator hold")
    r.send(reader.hello(spf=False, stop_words=["feierabend"]))
    t.equal(r.ask(sender="a@b.example", head=HEAD, body="feierabend\n")["word"],
            "feierabend", "and the second holds")
    t.equal(r.close(), 0, "it ends where its end of the socket is closed")


def charsets(t):
    """Tables that libc would read at their first use, and can no more."""
    r = reader.Reader(PROGRAM)
    r.send(reader.hello(spf=False, stop_words=["rezygnuję", "стоп"]))
    for charset, text in (("iso-8859-2", "rezygnuję"),
                          ("windows-1250", "rezygnuję"),
                          ("cp852", "rezygnuję"), ("iso-8859-16", "rezygnuję"),
                          ("utf-16le", "rezygnuję"), ("utf-7", "rezygnuję"),
                          ("koi8-r", "стоп"), ("windows-1251", "стоп"),
                          ("iso-8859-5", "стоп")):
        head = (HEAD + "Content-Type: text/plain; charset=%s\r\n" % charset +
                "Content-Transfer-Encoding: base64\r\n")
        body = base64.b64encode(text.encode(charset)).decode()
        got = r.ask(sender="a@b.example", head=head, body=body)
        t.equal(got and got.get("word"), text, "charset " + charset)
    t.equal(r.close(), 0, "charsets: it ends well")


def damaged(t):
    for name, octets in (
            ("a question before the hello", reader.question()),
            ("a packet of length nought", b"\0\0\0\0"),
            ("a packet too large", b"\xff\xff\xff\xff"),
            ("an answer", reader.packet(reader.ANSWER)),
            ("a hello without its fields", reader.packet(reader.HELLO)),
            ("a question without its fields",
             reader.hello() + reader.packet(reader.QUESTION))):
        r = reader.Reader(PROGRAM)
        r.send(octets)
        t.equal(r.read(), None, "no answer to " + name)
        t.equal(r.close(), 70, "it ends: " + name)
    r = reader.Reader(PROGRAM)
    r.send(reader.hello()[:-3])
    t.equal(r.close(), 70, "it ends: half a packet")


def memory_kb(pid):
    """The most that it ever had."""
    with open("/proc/%d/status" % pid, encoding="ascii") as status:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1))


def hostile(t):
    """What is large, deep or long is answered within bounds."""
    deep = "".join("--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n"
                   % (i, i + 1) for i in range(5000))[:256 * 1024 - 1]
    letters = {
        "many parts": (HEAD + "Content-Type: multipart/mixed; boundary=b0\n",
                       "--b0\n\nx\n" * 30000),
        "nested parts": (HEAD + "Content-Type: multipart/mixed; boundary=b0\n",
                         deep),
        "many fields": (HEAD + "A: b\n" * 50000, "x"),
        "one long field": (HEAD + "Subject: " + "x" * 250000, "x"),
        "many recipients in From": ("From: " + "a@b.example, " * 19000, "x"),
        "many comments": (HEAD + "Subject: " + "(" * 200000, "x"),
        "many references": (HEAD + "References: " + "<a@b> " * 40000, "x"),
        "many encoded words": (HEAD + "Subject: " + "=?utf-8?q?a?= " * 18000,
                               "x"),
        "many quoted lines": (HEAD, "> x\n" * 60000),
        "many attributions": (HEAD, "x:\n\n" * 60000),
        "messages in messages": (
            HEAD + "Content-Type: message/rfc822\n",
            "Content-Type: message/rfc822\n\n" * 8000),
        "many recipients of a report": (
            HEAD + "Content-Type: multipart/report; boundary=b\n",
            "--b\nContent-Type: message/delivery-status\n\nA: b\n\n" +
            "".join("Final-Recipient: rfc822; a%d@b.example\nAction: failed\n"
                    "Status: 5.1.1\n\n" % i for i in range(3000))),
        "a report in words": (
            "From: MAILER-DAEMON@b.example\nSubject: failure notice\n",
            "Hi. This is the qmail-send program at b.example.\n\n" +
            "<a@b.example>:\nno mailbox here. (#5.1.1)\n\n" * 5000),
        "many sentences": (HEAD, "Stop. remove, me! nicht mehr; " * 8000),
        "many words of a row": (HEAD, "no more not send me stop " * 10000),
        "a subject of absences": (
            HEAD + "Subject: " + "Re: [x] out of the " * 12000, "x"),
        "a large page": (HEAD + "Content-Type: text/html\n",
                         "<p>&amp;<b>x</b>" * 16000),
        "many tags": (HEAD + "Content-Type: text/html\n",
                      "<blockquote>" * 20000),
        "open tags": (HEAD + "Content-Type: text/html\n", "<!--" * 60000),
        "much base64": (HEAD + "Content-Transfer-Encoding: base64\n",
                        "QUFB" * 60000),
    }
    r = reader.Reader(PROGRAM, wait=120)
    r.send(reader.hello(spf=False, authserv=["mx.example"]))
    first = r.ask(sender="a@b.example", head=HEAD, body="x")
    with open("/proc/%d/limits" % r.process.pid, encoding="ascii") as limits:
        bound = re.search(r"Max address space +(\S+)", limits.read()).group(1)
    # A sanitizer needs room without end, and several times as long.
    is_sanitized = bound == "unlimited"
    t.ok(first and (is_sanitized or bound == str(256 << 20)),
         "hostile: it could not leave its memory", bound)
    for name, (head, body) in letters.items():
        before = time.monotonic()
        got = r.ask(sender="a@b.example", head=head[:256 * 1024],
                    body=body[:256 * 1024])
        took = time.monotonic() - before
        t.ok(got is not None and took < (100 if is_sanitized else 10),
             "answered in time: " + name, took)
    t.ok(is_sanitized or memory_kb(r.process.pid) < MEMORY_KB,
         "hostile: it stays within its memory", memory_kb(r.process.pid))
    t.equal(r.close(), 0, "hostile: it ends well")


def body(t):
    confined(t)
    refused(t)
    answers(t)
    charsets(t)
    damaged(t)
    hostile(t)


tap.run(body)
