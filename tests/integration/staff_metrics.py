#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The metrics of the staff pages: by both processes, with a store; by the web
process alone, where the test is a desk that is busy, away or silent; and that
the manual tells of each."""

import http.client
import os
import re
import socket
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "lib"))

import staffroom as staff  # noqa: E402
from installation import BUILD, Installation, wait_for  # noqa: E402
from prometheus import Metrics  # noqa: E402
from smtp import free_port  # noqa: E402
from staff_answers import ANSWERS  # noqa: E402
from staffweb import StaffWeb  # noqa: E402
from tap import run  # noqa: E402

MANUAL = os.path.join(HERE, "..", "..", "src", "staff", "robinson-staff.8")
NOW = 1795452000
PASSWORD = "seven grey geese at dawn"


def ask(port, path="/metrics", method="GET", link=None):
    """(status, type, text)"""
    link = link or http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        link.request(method, path)
        response = link.getresponse()
        return (response.status, response.getheader("Content-Type"),
                response.read().decode("utf-8"))
    finally:
        link.close()


def scrape(port):
    return Metrics(ask(port)[2])


def over_unix(path):
    link = http.client.HTTPConnection("localhost", timeout=30)
    link.sock = socket.socket(socket.AF_UNIX)
    link.sock.settimeout(30)
    link.sock.connect(path)
    return ask(None, link=link)


# ------------------------------------------------------------ both processes

def logins(tap, room, port, password):
    browser = staff.Browser(room)
    before = scrape(port)
    tap.equal(before.value("robinson_staff_desk_up"), 1.0,
              "the desk answers from the store")
    tap.equal(before.value("robinson_staff_sessions_open"), 0.0,
              "nobody is logged in")
    browser.login("ola", password)
    after = scrape(port)
    tap.equal(after.value("robinson_staff_logins_total", step="password",
                          result="ok"), 1.0, "a login is counted")
    tap.equal(after.value("robinson_staff_sessions_open"), 1.0,
              "and there is a session")
    staff.Browser(room).login("ola", "wrong wrong wrong")
    after = scrape(port)
    tap.equal(after.value("robinson_staff_logins_total", step="password",
                          result="failed"), 1.0, "a wrong one is counted")
    tap.equal(after.value("robinson_staff_sessions_open"), 1.0,
              "and is no session")
    return browser


def forms(tap, port, text):
    status, kind, _ = ask(port)
    tap.equal((status, kind), (200, "text/plain; version=0.0.4"),
              "as Prometheus reads it")
    tap.equal(ask(port, method="HEAD")[0], 200, "HEAD")
    tap.equal(ask(port, method="POST")[0], 405, "no POST")
    for path in ("/", "/login", "/metrics/", "/style.css"):
        tap.equal(ask(port, path)[0], 404, "no page there: " + path)
    with open(MANUAL, encoding="utf-8") as manual:
        told = set(re.findall(r"^\.It Li (robinson_staff_\w+)",
                              manual.read(), re.M))
    tap.equal(sorted(Metrics(text).types), sorted(told),
              "the manual has each of them, and no other")
    tap.ok("ola" not in text and "127.0.0.1" not in text,
           "nobody is named", text)


def both(tap):
    port, metrics = staff.reserve_port(), free_port()
    with Installation("staff-metrics", staff.settings(
            port, 'metrics = "inet:%d@127.0.0.1"' % metrics)).init() as house:
        house.set_clock(NOW)
        password = staff.add(house, "ola", "sales", "--sender",
                             "ola@firma.example", "--login", "ola")
        with staff.Staff(house, port).start() as room:
            browser = logins(tap, room, metrics, password)
            page = browser.get("/login/password")
            browser.post("/login/password", {"new": PASSWORD,
                                             "again": PASSWORD}, page)
            tap.equal(browser.get("/account").status, 200, "a page")
            said = scrape(metrics)
            tap.ok(said.value("robinson_staff_requests_total",
                              **{"class": "2xx"}) > 1, "pages are counted")
            tap.ok(said.value("robinson_staff_desk_call_duration_seconds"
                              "_count", subject="login") >= 2,
                   "and how long the desk took")
            tap.equal(said.value("robinson_staff_jobs", state="waiting"),
                      0.0, "no job waits")
            house.set_clock(NOW + 2 * 86400)
            tap.equal(scrape(metrics).value("robinson_staff_sessions_open"),
                      0.0, "a session that has expired is none")
            forms(tap, metrics, ask(metrics)[2])
        tap.ok(not answers(metrics), "at the end of the program it is silent")


def answers(port):
    try:
        return ask(port)[0] == 200
    except OSError:
        return False


def local(tap):
    port = staff.reserve_port()
    with Installation("staff-metrics", staff.settings(
            port, 'metrics = "unix:@DIR@/m.sock"')).init() as house:
        path = house.path("m.sock")
        with staff.Staff(house, port).start():
            status, _, text = over_unix(path)
            tap.equal((status, Metrics(text).value("robinson_staff_up")),
                      (200, 1.0), "at a Unix socket")
        tap.ok(not os.path.exists(path), "which is gone afterwards")


def refused(tap):
    """Only loopback; and none unless it is asked for."""
    program = os.path.join(BUILD, "src", "staff", "robinson-staff")
    with Installation("staff-metrics", staff.settings(
            1, 'metrics = "inet:9893@0.0.0.0"')) as house:
        done = subprocess.run([program, "-n", "-c", house.conf],
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, encoding="utf-8",
                              timeout=60, check=False)
        tap.ok(done.returncode == 78 and "loopback" in done.stdout,
               "an address of the network is refused", done.stdout)


# ------------------------------------------------------- the web process alone

def alone(tap):
    desk = dict(ANSWERS)
    desk["metrics"] = {"result": {"sessions": 5, "waiting": 2, "running": 1}}
    with StaffWeb(desk, metrics=True) as web:
        said = scrape(web.metrics)
        tap.equal((said.value("robinson_staff_sessions_open"),
                   said.value("robinson_staff_jobs", state="waiting"),
                   said.value("robinson_staff_jobs", state="running")),
                  (5.0, 2.0, 1.0), "what the desk says is told")
        for status in ("busy", "fault", "denied"):
            desk["metrics"] = {"status": status}
            said = scrape(web.metrics)
            tap.equal((said.value("robinson_staff_desk_up"),
                       said.value("robinson_staff_sessions_open")),
                      (0.0, None), "a desk that says %s: the rest" % status)
            said = scrape(web.metrics)
            tap.ok(said.value("robinson_staff_desk_calls_total",
                              subject="metrics", status=status) >= 1,
                   "and it is counted")
        tap.equal([r["args"] for r in web.asked("metrics")][0], {},
                  "the desk is asked for nothing of anybody")
        silent(tap, web)


def silent(tap, web):
    """Whoever asks while the desk is silent waits, and nobody else does."""
    web.answers["metrics"] = lambda request: None
    links = [socket.create_connection(("127.0.0.1", web.metrics), 30)
             for _ in range(20)]
    for link in links:
        link.sendall(b"GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n")
    wait_for(lambda: web.asked("metrics"), 20, "the desk to be asked")
    tap.equal(web.get("/login").status, 200,
              "twenty who wait for metrics hold up no page")
    for link in links:
        link.close()


def main(tap):
    both(tap)
    local(tap)
    refused(tap)
    alone(tap)


if __name__ == "__main__":
    run(main)
