#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The helper looks into held messages: what it shows, and hostile ones."""

import base64
import email.message
import email.policy
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.environ.get("ROBINSON_SRCDIR", "."),
                                "tests", "lib"))
import reader  # noqa: E402
import tap  # noqa: E402

BUILD = os.environ.get("ROBINSON_BUILDDIR", ".")
PROGRAM = os.path.join(BUILD, "src", "inbound", "robinson-inbound")
HEAD = b"From: Ania <ania@firma.example>\r\nSubject: Oferta\r\n"
MEMORY_KB = 250 * 1024
# It may end for want of memory: whoever asked hears that, and starts another.
DEADLY = ("many fields of a part",)


def newsletter():
    m = email.message.EmailMessage(policy=email.policy.SMTP)
    m["From"] = "Ania Żak <ania@firma.example>"
    m["To"] = "adam@klient.example"
    m["Subject"] = "Gęślą jaźń"
    m.set_content("Szanowny Panie,\n\nrabat 5%\n")
    m.add_alternative(
        "<html><head><title>x</title><style>.h{display:none}</style></head>"
        "<body><p>Szanowny <b>Panie</b>, rabat <i>50%</i></p>"
        "<p class=h>niewidoczne</p><script>alert(1)</script>"
        "<img src='https://tracker.example/p.gif' alt='logo'>"
        "<a href='https://firma.example/?a=1&amp;b=2'>oferta</a>"
        "<a href='https://firma.example/?a=1&amp;b=2'>raz jeszcze</a>"
        "<a href='javascript:alert(1)'>x</a><a href='#top'>w górę</a>"
        "</body></html>", subtype="html")
    m.add_attachment(b"%PDF" + bytes(1000), maintype="application",
                     subtype="pdf", filename="oferta ą.pdf")
    m.add_attachment("a,b\n", subtype="csv", filename="a\u202efdp.csv")
    return m.as_bytes()


def shows(t):
    r = reader.Reader(PROGRAM)
    got = r.look(newsletter(), number=7)
    t.equal((got["number"], got["is_read"], got["has_text"], got["has_page"],
             got["is_text_cut"], got["is_page_cut"]),
            (7, True, True, True, False, False), "a message is looked at")
    t.equal(dict(zip(got["headers"][::2], got["headers"][1::2])),
            {"From": "Ania Żak <ania@firma.example>",
             "To": "adam@klient.example", "Subject": "Gęślą jaźń"},
            "its headers, decoded")
    t.equal(got["text"].split(), "Szanowny Panie, rabat 5%".split(),
            "its text")
    t.equal(" ".join(got["page"].split()),
            "Szanowny Panie, rabat 50% ofertaraz jeszczexw górę",
            "what is seen of the words of its page, and nothing else")
    t.equal(got["links"], ["https://firma.example/?a=1&b=2",
                           "javascript:alert(1)"],
            "where links lead, each once, as text")
    t.equal(list(zip(got["names"], got["types"], got["sizes"])),
            [("oferta ą.pdf", "application/pdf", "1004"),
             ("a?fdp.csv", "text/csv", "5")],
            "its attachments, and no name that turns the direction")
    got = r.look(b"Subject: x\r\n\r\n")
    t.equal((got["has_text"], got["text"].strip(), got["names"]),
            (True, "", []), "a message without a body")
    got = r.look(b"")
    t.ok(got is not None and got["headers"] == [], "nothing at all")
    r.send(reader.hello(spf=False))
    r.send(reader.packet(reader.PIECE, reader.field(1, "Subject: lost\n\n")))
    t.equal(r.ask(sender="a@b.example", head=HEAD.decode())["meaning"],
            "letter", "a question in between is answered")
    t.equal(r.look(HEAD + b"\r\nx")["headers"][-1], "Oferta",
            "and pieces that no look followed are forgotten")
    t.equal(r.close(), 0, "it ends well")


def encoded(charset, octets):
    return (HEAD + b"Content-Type: text/plain; charset=" + charset +
            b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
            base64.b64encode(octets))


def charsets(t):
    r = reader.Reader(PROGRAM)
    for name, charset, octets, expected in (
            ("iso-8859-2", b"iso-8859-2", "zażółć".encode("iso-8859-2"),
             "zażółć"),
            ("utf-16le", b"utf-16le", "zażółć".encode("utf-16le"), "zażółć"),
            ("unknown", b"x-nothing", b"abc", "abc"),
            ("wrong", b"utf-8", b"a\xff\xfe\xe2\x28b", None),
            ("with NULs", b"utf-8", b"a\0b\0c", None),
            ("with controls", b"utf-8", b"a\x1b[2Jb\x07\xe2\x80\xaec", None),
            ("cut in the middle", b"utf-16le", b"a\0b", None),
            ("empty name", b"", b"abc", "abc")):
        got = r.look(encoded(charset, octets))
        text = got and got["text"]
        t.ok(got is not None and (expected is None or
                                  text.strip() == expected),
             "charset " + name, text)
        t.ok(text is not None and
             not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", text),
             "harmless: charset " + name, repr(text))
    t.equal(r.close(), 0, "charsets: it ends well")


def parts(boundary, count, of=b"\r\nx\r\n"):
    return b"".join(b"--" + boundary + b"\r\n" + of for _ in range(count))


def hostile(t):
    mixed = HEAD + b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n"
    html = HEAD + b"Content-Type: text/html\r\n\r\n"
    deep = b"".join(
        b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" %
        (i, i + 1) for i in range(50000))
    letters = {
        "many parts": mixed + parts(b"b0", 100000),
        "nested parts": mixed + deep,
        "a little nested": mixed + b"".join(
            b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" %
            (i, i + 1) for i in range(45)),
        "messages in messages": HEAD + b"Content-Type: message/rfc822\r\n\r\n"
        + b"Content-Type: message/rfc822\n\n" * 100000,
        "a little of messages": HEAD + b"Content-Type: message/rfc822\r\n\r\n"
        + b"Content-Type: message/rfc822\n\n" * 90,
        "many fields": HEAD + b"A: b\r\n" * 500000 + b"\r\nx",
        "many fields of a part": mixed + b"--b0\r\n" + b"A: b\r\n" * 500000 +
        b"\r\nx",
        "one long field": HEAD + b"To: " + b"x" * 5000000 + b"\r\n\r\nx",
        "many comments": HEAD + b"To: " + b"(" * 500000 + b"\r\n\r\nx",
        "many encoded words": HEAD + b"To: " + b"=?utf-8?q?a?= " * 100000 +
        b"\r\n\r\nx",
        "a long text": HEAD + b"\r\n" + b"word " * 5000000,
        "a long text of no UTF-8": HEAD + b"\r\n" + b"\xff" * 5000000,
        "many lines": HEAD + b"\r\n" + b"\n" * 5000000,
        "a large page": html + b"<p>&amp;<b>x</b>" * 300000,
        "many tags": html + b"<blockquote>" * 300000,
        "open tags": html + b"<a href='" * 300000,
        "open remarks": html + b"<!--" * 500000,
        "many links": html + b"".join(
            b"<a href='https://x.example/%d'>x</a>" % i for i in range(50000)),
        "a long link": html + b"<a href='" + b"x" * 2000000 + b"'>x</a>",
        "many styles": html + b"<style>" + b".a .b > .c{display:none}" * 40000
        + b"</style>" + b"<p class='a b c'>x</p>" * 30000,
        "much base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" +
        b"QUFB" * 2000000,
        "broken base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" +
        b"Q=U*F" * 500000,
        "long names": mixed + parts(
            b"b0", 40, b"Content-Type: application/pdf; name=\"" +
            b"x" * 20000 + b"\"\r\n\r\nx\r\n"),
        "30 MB attached": mixed + b"--b0\r\n\r\ntext\r\n--b0\r\nContent-Type:"
        b" application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64"
        b"\r\n\r\n" + (b"QUFB" * 19 + b"\r\n") * 400000 + b"--b0--\r\n",
        "more than is looked at": HEAD + b"\r\n" + b"word " * 9000000,
        "octets of nothing": bytes(range(1, 256)) * 20000,
    }
    r = reader.Reader(PROGRAM, wait=120)
    with open("/proc/%d/limits" % r.process.pid, encoding="ascii") as limits:
        is_sanitized = re.search(
            r"Max address space +unlimited", limits.read())
    seen = {}
    for name, message in letters.items():
        before = time.monotonic()
        seen[name] = r.look(message)
        took = time.monotonic() - before
        t.ok((seen[name] is not None or name in DEADLY) and
             took < (100 if is_sanitized else 10),
             "looked at in time: " + name, took)
        if seen[name] is None:
            r.close()
            r = reader.Reader(PROGRAM, wait=120)
    t.equal([name for name in letters if seen[name] and
             not seen[name]["is_read"]],
            ["nested parts", "messages in messages", "many fields",
             "one long field", "many comments", "many encoded words",
             "octets of nothing"],
            "what has too many parts is not read, and nothing else")
    t.equal((seen["30 MB attached"]["text"].strip(),
             seen["30 MB attached"]["names"],
             seen["30 MB attached"]["sizes"]),
            ("text", ["a.zip"], [str(400000 * 57)]),
            "a large attachment has its size")
    t.ok(seen["many links"]["has_more_links"] and
         len(seen["many links"]["links"]) == 100,
         "of many links the first hundred, and it says so")
    t.ok(seen["many parts"]["has_more_parts"] and
         len(seen["many parts"]["names"]) == 100,
         "of many parts as well")
    t.ok(seen["a long text"]["is_text_cut"] and
         len(seen["a long text"]["text"]) > 30000,
         "of a long text the begin, and it says so")
    with open("/proc/%d/status" % r.process.pid, encoding="ascii") as status:
        most = int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1))
    t.ok(is_sanitized or most < MEMORY_KB, "it stays within its memory", most)
    t.equal(r.close(), 0, "hostile: it ends well")


def damaged(t):
    for name, octets in (
            ("a piece without its field", reader.packet(reader.PIECE)),
            ("a look without its number", reader.packet(reader.LOOK)),
            ("a preview", reader.packet(reader.PREVIEW)),
            ("an unknown kind", reader.packet(9))):
        r = reader.Reader(PROGRAM)
        r.send(octets)
        t.equal(r.read(), None, "no answer to " + name)
        t.equal(r.close(), 70, "it ends: " + name)


def body(t):
    shows(t)
    charsets(t)
    damaged(t)
    hostile(t)


tap.run(body)
