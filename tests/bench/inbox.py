# SPDX-License-Identifier: BSD-2-Clause
"""What it costs to understand an inbox: the helper alone, without DNS, is
given letters, stops, automatic replies and reports of some kilobytes."""

import os
import statistics
import threading
import time

import reader
from installation import BUILD, cpu_seconds

PROGRAM = os.path.join(BUILD, "src", "inbound", "robinson-inbound")
COLUMNS = ("messages/s", "cpu us", "per core", "ratio")
MIX = "all, as they come"
NOTHING = "nothing to read"
HEAD = ("Received: from mx.klient.example by mx.firma.example; "
        "Mon, 23 Nov 2026 10:00:00 +0100\n"
        "From: Adam Nowak <adam@klient.example>\nTo: biuro@firma.example\n"
        "Message-ID: <%s@klient.example>\nIn-Reply-To: <1@firma.example>\n")
OURS = "\n\nOn Monday Ania <ania@firma.example> wrote:\n" + "".join(
    "> Line %d of an offer with prices, terms and a link to the list.\n" % n
    for n in range(40))
SENTENCE = ("Thank you for the offer of last week, we would like to order "
            "two pumps more if the delivery is possible before Easter. ")
LETTER = "Good morning,\n\n" + SENTENCE * 12 + "\n\nKind regards\nAdam\n"
PAGE = ("<html><head><style>p {margin: 0}</style></head><body>" +
        ("<p>" + SENTENCE + "&nbsp;</p>\n") * 12 + "<blockquote>" +
        "<p>An older letter.</p>" * 40 + "</blockquote></body></html>\n")
REPORT = """--b
Content-Type: text/plain

This is the mail system at host mx.klient.example.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.klient.example

Final-Recipient: rfc822; adam@klient.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <adam@klient.example>: User unknown

--b
Content-Type: text/rfc822-headers

From: ania@firma.example
Message-ID: <1@firma.example>
""" + "X-Field: a field of the message that comes back\n" * 30 + "--b--\n"
REPORT_HEAD = ("From: MAILER-DAEMON@mx.klient.example\nMIME-Version: 1.0\n"
               "Content-Type: multipart/report; boundary=b; "
               "report-type=delivery-status\n")
QMAIL = ("Hi. This is the qmail-send program at mx.klient.example.\n"
         "I'm afraid I wasn't able to deliver your message to the following "
         "addresses.\n\n<adam@klient.example>:\nSorry, no mailbox here by "
         "that name. (#5.1.1)\n\n--- Below this line is a copy of the "
         "message.\n\nMessage-ID: <1@firma.example>\n\n" + SENTENCE * 20)
PLAIN = HEAD + "Subject: Re: Oferta\n"
HTML = PLAIN + "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n"
# name, share of the mix, sender, head, body, meaning
KINDS = (
    ("letter", 8, "adam@klient.example", PLAIN, LETTER + OURS, "letter"),
    ("letter, page", 4, "adam@klient.example", HTML, PAGE, "letter"),
    ("stop", 2, "adam@klient.example", PLAIN, "Dzień dobry,\n\nproszę mnie "
     "wypisać z listy i nie przysyłać więcej ofert.\n" + OURS, "stop"),
    ("automatic reply", 3, "adam@klient.example",
     HEAD + "Subject: Poza biurem: Oferta\n", LETTER + OURS, "nothing"),
    ("delivery report", 2, "", REPORT_HEAD, REPORT, "failure"),
    ("report in words", 1, "", "From: MAILER-DAEMON@mx.klient.example\n"
     "Subject: failure notice\n", QMAIL, "failure"),
)


def questions(kinds):
    """[(packet, meaning)] in the shares of the mix, spread."""
    found = []
    for _, share, sender, head, body, meaning in kinds:
        for n in range(share):
            packet = reader.question(
                sender=sender, client=None, body=body,
                head=head.replace("%s", "m%d" % n),
                recipients=["biuro@firma.example"])
            found.append((n / share, packet, meaning))
    return [(packet, meaning) for _, packet, meaning in
            sorted(found, key=lambda one: one[0])]


def run(asked, messages):
    """Messages a second, and CPU of the helper in us for each."""
    helper = reader.Reader(PROGRAM, wait=600)
    helper.send(reader.hello(spf=False, stop_words=["finito"]))
    helper.send(asked[0][0])
    helper.read()
    cpu, begin = cpu_seconds(helper.process.pid), time.monotonic()
    writer = threading.Thread(target=lambda: [
        helper.send(asked[n % len(asked)][0]) for n in range(messages)])
    writer.start()
    for n in range(messages):
        got = helper.read()
        if got is None or got["meaning"] != asked[n % len(asked)][1]:
            raise SystemExit("the helper took it for %s" % got)
    writer.join()
    took = time.monotonic() - begin
    cpu = cpu_seconds(helper.process.pid) - cpu
    helper.close()
    return messages / took, cpu * 1e6 / messages


def measure(sizes):
    """[(name, {column: text})]; the ratio is that of the CPU to a message with
    nothing in it, in the same turn."""
    asked = {NOTHING: [(reader.question(sender="a@klient.example"), "letter")],
             MIX: questions(KINDS)}
    for kind in KINDS:
        asked[kind[0]] = questions([kind])
    took = {name: [] for name in asked}
    for _ in range(sizes.rounds):
        for name, few in asked.items():
            took[name].append(run(few, sizes.messages))
    rows = []
    for name, runs in took.items():
        cpu = statistics.median(cpu for _, cpu in runs)
        ratio = statistics.median(
            one[1] / max(least[1], 0.1)
            for one, least in zip(runs, took[NOTHING]))
        rows.append((name, {
            "messages/s": "%.0f" % statistics.median(r for r, _ in runs),
            "cpu us": "%.0f" % cpu,
            "per core": "%.0f" % (1e6 / cpu) if cpu else "",
            "ratio": "" if name == NOTHING else "%.1f" % ratio}))
    return rows
