#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The web process of robinson-staff against clients that mean no good: many
who say nothing, slow ones, floods, bodies without end, requests that are none.
The test is the desk."""

import os
import random
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "lib"))

from staff_answers import ANSWERS, TOKEN  # noqa: E402
from staffweb import StaffWeb  # noqa: E402
from tap import run  # noqa: E402

IDLE = 1000
MEMORY_MAX_KB = 64 * 1024
COOKIE = "Cookie: __Host-robinson-staff=%s\r\n" % TOKEN
SEEDS = [
    "GET /account HTTP/1.1\r\nHost: h\r\n" + COOKIE + "\r\n",
    "GET /login?next=%2Faccount HTTP/1.1\r\nHost: h\r\n\r\n",
    "POST /login HTTP/1.1\r\nHost: h\r\nContent-Length: 30\r\nContent-Type: "
    "application/x-www-form-urlencoded\r\n\r\nname=ola&password=x&csrf=%00%ff",
    "POST /account/password HTTP/1.1\r\nHost: h\r\n" + COOKIE +
    "Origin: http://localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5\r\nold=a\r\n0\r\n\r\n",
    "POST /account/password HTTP/1.1\r\nHost: h\r\nContent-Type: "
    "multipart/form-data; boundary=X\r\nContent-Length: 60\r\n\r\n--X\r\n"
    "Content-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--X--\r\n",
    "HEAD /style.css HTTP/1.0\r\n\r\n",
]


def memory_kb(web):
    with open("/proc/%d/status" % web.process.pid, encoding="ascii") as file:
        for line in file:
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0


def connect(web, timeout=20):
    link = socket.create_connection(("127.0.0.1", web.port), timeout)
    return link


def drained(link):
    """What was answered is read; whether the connection is over."""
    link.setblocking(False)
    try:
        while True:
            if not link.recv(65536):
                return True
    except BlockingIOError:
        return False
    except OSError:
        return True


def idle(tap, web):
    links = [connect(web) for _ in range(IDLE)]
    begin = time.monotonic()
    status = web.get("/login").status
    took = time.monotonic() - begin
    tap.ok(status == 200 and took < 2,
           "beside %d idle connections a page comes" % IDLE,
           "%d after %.2f s" % (status, took))
    tap.ok(memory_kb(web) < MEMORY_MAX_KB, "and they cost little memory",
           "%d kB" % memory_kb(web))
    # libmicrohttpd ends the silent.
    deadline = time.monotonic() + 40
    left = list(links)
    while left and time.monotonic() < deadline:
        left = [link for link in left if not drained(link)]
        time.sleep(0.5)
    tap.equal(len(left), 0, "who says nothing is hung up on")
    for link in links:
        link.close()


def slow(tap, web):
    """One octet a second, so that it is never silent for long."""
    link = connect(web)
    begin = time.monotonic()
    try:
        for octet in "GET /login HTTP/1.1\r\nX: " + "y" * 100:
            link.sendall(octet.encode("ascii"))
            time.sleep(1)
            if drained(link):
                break
    except OSError:
        pass
    took = time.monotonic() - begin
    link.close()
    tap.ok(25 < took < 45, "a head that never ends is hung up on",
           "after %.1f s" % took)


def endless(tap, web):
    link = connect(web)
    sent = 0
    try:
        link.sendall(b"POST /login HTTP/1.1\r\nHost: h\r\n"
                     b"Transfer-Encoding: chunked\r\n\r\n")
        while sent < 100 * 1024 * 1024:
            link.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
            sent += 65536
    except OSError:
        pass
    link.close()
    tap.ok(sent < 20 * 1024 * 1024, "a body without end is hung up on",
           "after %d octets" % sent)
    tap.ok(memory_kb(web) < MEMORY_MAX_KB, "and was not kept",
           "%d kB" % memory_kb(web))


def mutated(text, dice):
    data = bytearray(text.encode("latin-1"))
    for _ in range(dice.randrange(1, 8)):
        at = dice.randrange(len(data))
        what = dice.randrange(4)
        if what == 0:
            data[at] = dice.randrange(256)
        elif what == 1:
            del data[at:at + dice.randrange(1, 20)]
        elif what == 2:
            data[at:at] = bytes(dice.randrange(256)
                                for _ in range(dice.randrange(1, 20)))
        else:
            data[at:at] = data[at:at + dice.randrange(1, 200)]
        if not data:
            data = bytearray(b"\0")
    return bytes(data)


def shout(web, dice):
    link = connect(web)
    try:
        link.sendall(mutated(dice.choice(SEEDS), dice))
        link.shutdown(socket.SHUT_WR)
    except OSError:
        pass
    return link


def nonsense(tap, web):
    seed = random.randrange(1 << 32)
    dice = random.Random(seed)
    tap.note("seed %d" % seed)
    for _ in range(2):
        links = [shout(web, dice) for _ in range(700)]
        left, deadline = list(links), time.monotonic() + 45
        while left and time.monotonic() < deadline:
            left = [link for link in left if not drained(link)]
            time.sleep(0.2)
        tap.equal(len(left), 0,
                  "700 requests that are none: all come to an end")
        for link in links:
            link.close()
    tap.ok(web.process.poll() is None and web.get("/login").status == 200,
           "and the process serves on", web.log_text())
    tap.ok(memory_kb(web) < MEMORY_MAX_KB, "with little memory",
           "%d kB" % memory_kb(web))


def flood(tap, web):
    statuses = set()
    web.cookies["__Host-robinson-staff"] = TOKEN
    last = None
    for _ in range(400):
        last = web.get("/account")
        statuses.add(last.status)
        if last.status != 200:
            break
    tap.equal(statuses, {200, 429}, "a flood of one session is refused")
    tap.equal(last.headers.get("retry-after"), "60", "for a while")
    web.cookies.clear()
    tap.equal(web.get("/login").status, 200,
              "and others of the same office are not")


def main(tap):
    say = {"who": {"name": "ola", "role": "officer"}}
    answers = {verb: dict(say, **ANSWERS[verb])
               for verb in ("session", "account.self")}
    with StaffWeb(answers, "max-connections = 1200") as web:
        flood(tap, web)
        endless(tap, web)
        slow(tap, web)
        idle(tap, web)
        nonsense(tap, web)


if __name__ == "__main__":
    run(main)
