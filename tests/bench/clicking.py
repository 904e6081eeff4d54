# SPDX-License-Identifier: BSD-2-Clause
"""One-click POSTs a second, committed before their 200, and how soon a click
holds: from its 200 to the first message that is refused."""

import json
import os
import statistics
import subprocess
import time

from installation import Installation, SetupError
from page import FORM, ONE_CLICK, Mailer, Page, reserve_port
from stores import CONFIG

HERE = os.path.dirname(os.path.abspath(__file__))
MORE = """
own-domains = {"firma.example"}
classify "offers" { purpose = followup  auth-user = {"ania"} }
"""


def address(n):
    return "click%d@example.com" % n


def new_house(persons):
    port = reserve_port()
    house = Installation("clicks", CONFIG % ("commit", "defer") + MORE
                         + Page.settings(port, "clicks-per-minute = 1000000\n"
                                         "max-connections = 2000"),
                         clock=False)
    page = Page(house, port)
    try:
        house.init()
        house.must("import", "-", "--relation", "prospect", "--source",
                   "chat", stdin="email,collected,last_contact\n" + "".join(
                       "%s,%s,%s\n" % (address(n), today(), today())
                       for n in range(persons)))
        page.prepare()
        house.start()
        page.start()
    except Exception:
        page.stop()
        house.close()
        raise
    return house, page


def today():
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86400))


def wrk(page, method, path, connections, seconds):
    done = subprocess.run(
        ["wrk", "-t2", "-c%d" % connections, "-d%ds" % seconds, "-s",
         os.path.join(HERE, "clicks.lua"),
         "http://127.0.0.1:%d" % page.port, "--", method, path],
        stdout=subprocess.PIPE, encoding="ascii", check=True, timeout=300)
    found = [line for line in done.stdout.splitlines()
             if line.startswith("JSON ")]
    if not found:
        raise SetupError("wrk said:\n" + done.stdout)
    return json.loads(found[0][5:])


def rates(page, tokens, sizes):
    path = page.house.path("tokens")
    with open(path, "w", encoding="ascii") as out:
        out.write("\n".join(tokens) + "\n")
    rows = []
    for method, name in (("GET", "the page"), ("POST", "one click")):
        for connections in (2, 16, 64, 256):
            runs = [wrk(page, method, path, connections, sizes.click_seconds)
                    for _ in range(sizes.rounds)]

            def middle(key):
                return statistics.median(r[key] for r in runs)

            rows.append(("%s, %d connections" % (name, connections), {
                "requests/s": "%.0f" % statistics.median(
                    r["requests"] / r["seconds"] for r in runs),
                "p50 ms": "%.2f" % (middle("p50_us") / 1000),
                "p99 ms": "%.2f" % (middle("p99_us") / 1000),
                "not 200": "%d" % sum(r["bad"] + r["broken"]
                                      for r in runs)}))
    return rows


def effects(house, page, tokens):
    """For each token: seconds from the click's 200 to a refusal, and whether
    anything went out in between."""
    mailer, link = Mailer(house), page.connect()
    took, passed = [], 0
    mailer.send("nobody@example.org", keeps=True)
    for n, token in tokens:
        link.request("POST", "/u/" + token, body=ONE_CLICK,
                     headers={"Content-Type": FORM})
        answer = link.getresponse()
        answer.read()
        begin = time.monotonic()
        if answer.status != 200:
            raise SetupError("a click was answered %d" % answer.status)
        while mailer.send(address(n), keeps=True)[0] != 550:
            passed += 1
            if time.monotonic() - begin > 60:
                raise SetupError("clicked, and never refused")
        took.append(time.monotonic() - begin)
    mailer.close()
    link.close()
    took.sort()
    return [("%d clicks" % len(took), {
        "p50 ms": "%.2f" % (took[len(took) // 2] * 1000),
        "p99 ms": "%.2f" % (took[len(took) * 99 // 100] * 1000),
        "longest ms": "%.2f" % (took[-1] * 1000),
        "mails between": "%d" % passed})]


def measure(sizes):
    """(rates, effects), as rows of tables."""
    house, page = new_house(sizes.clicks + sizes.click_tries)
    try:
        mailer = Mailer(house)
        tokens = []
        for n in range(sizes.clicks + sizes.click_tries):
            code, token = mailer.send(address(n), keeps=True)
            if code != 250 or not token:
                raise SetupError("no token for %s: %s" % (address(n), code))
            tokens.append((n, token))
        mailer.close()
        later = effects(house, page, tokens[:sizes.click_tries])
        fast = rates(page, [t for _, t in tokens[sizes.click_tries:]], sizes)
        return fast, later
    finally:
        page.stop()
        house.close()
