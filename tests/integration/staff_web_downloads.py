#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Files that browsers fetch from the web process of robinson-staff, the test
being its desk: of whatever size, never more than a piece of one in memory; one
that breaks off is seen to; and the process ends while one is fetched."""

import hashlib
import http.client
import os
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "lib"))

from installation import rss_anon_kb  # noqa: E402
from staffweb import StaffWeb  # noqa: E402
from tap import run  # noqa: E402

SESSION = "__Host-robinson-staff"
TOKEN = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
OLA = {"name": "ola", "role": "sales", "lead": False, "totp": True}
LIST = "/lists/a7/whole"
VERB = "sales.list.fetch"
PIECE = bytes(range(256)) * 240
# Twice what the largest result of a job is.
PIECES = 256 * 1024 * 1024 // len(PIECE)
FEW_KB = 4096


def of_pieces(pieces, is_known=True, ends=None, late_s=0):
    """A file of so many; at piece "ends" the desk has it no more."""
    def fetch(request):
        n = request["args"].get("n", 0)
        if n == ends:
            return {"who": OLA, "status": "missing"}
        if n > 0:
            time.sleep(late_s)
        size = {"size": pieces * len(PIECE)} if is_known else {}
        return {"who": OLA, "blob": PIECE, "result": {
            "name": "list.csv", "type": "text/csv", "more": n < pieces - 1,
            **size}}
    return fetch


def begin(web, path=LIST):
    link = web.connect()
    link.request("GET", path, headers={"Cookie": "%s=%s" % (SESSION, TOKEN)})
    return link, link.getresponse()


def whole(tap, web):
    for what, is_known, header, said in (
            ("a known size", True, "content-length", str(3 * len(PIECE))),
            ("no known size", False, "transfer-encoding", "chunked")):
        web.desk.answers[VERB] = of_pieces(3, is_known)
        got = web.get(LIST)
        tap.equal((got.status, got.headers.get(header),
                   got.body == 3 * PIECE), (200, said, True),
                  "of %s: all of it" % what)
        web.desk.answers[VERB] = of_pieces(3, is_known, ends=2)
        try:
            got = web.get(LIST)
            tap.ok(False, "of %s: seen to break off" % what, len(got.body))
        except http.client.IncompleteRead as end:
            tap.ok(end.partial == 2 * PIECE,
                   "of %s: seen to break off" % what, len(end.partial))
        web.desk.answers[VERB] = of_pieces(3, is_known, ends=0)
        tap.equal(web.get(LIST).status, 404,
                  "of %s: one that there is not has a page" % what)
    web.desk.answers[VERB] = {"who": OLA, "result": {
        "name": "empty.csv", "type": "text/csv", "more": False, "size": 0}}
    got = web.get(LIST)
    tap.equal((got.status, got.body), (200, b""), "an empty one")
    web.desk.answers[VERB] = of_pieces(3)
    got = web.ask("HEAD", LIST)
    tap.equal((got.status, got.headers["content-length"], got.body),
              (200, str(3 * len(PIECE)), b""), "its head alone")


def digest_of(pieces):
    digest = hashlib.sha256()
    for _ in range(pieces):
        digest.update(PIECE)
    return digest.hexdigest()


def large(tap, web):
    """Taken slowly at first, and then at once."""
    web.desk.answers[VERB] = of_pieces(PIECES)
    before, asked = rss_anon_kb(web.process.pid), len(web.asked(VERB))
    link, response = begin(web)
    digest, most = hashlib.sha256(response.read(1000000)), 0
    begun = len(web.asked(VERB)) - asked
    tap.ok(begun < PIECES / 8,
           "a large one: pieces are asked for as the browser takes them",
           begun)
    for part in iter(lambda: response.read(1 << 20), b""):
        digest.update(part)
        most = max(most, rss_anon_kb(web.process.pid) - before)
    link.close()
    tap.equal(digest.hexdigest(), digest_of(PIECES), "a large one: all of it")
    tap.equal(len(web.asked(VERB)) - asked, PIECES,
              "a large one: each piece once")
    tap.ok(most < FEW_KB, "a large one: little of it is in memory",
           "%d kB more" % most)


def left(tap, web):
    """Browsers that do not take what they asked for, and go."""
    web.desk.answers[VERB] = of_pieces(PIECES)
    before = rss_anon_kb(web.process.pid)
    links = [begin(web) for _ in range(20)]
    tap.equal([r.status for _, r in links], [200] * 20,
              "twenty at once: each begins")
    tap.ok(rss_anon_kb(web.process.pid) - before < 20 * 512,
           "twenty at once: little of them is in memory",
           rss_anon_kb(web.process.pid) - before)
    for link, response in links:
        response.close()
        link.close()
    web.desk.answers[VERB] = of_pieces(3)
    tap.ok(web.get(LIST).body == 3 * PIECE, "when they have gone: the next")


def ends(tap, web):
    """The desk's answer to the next piece is still to come."""
    came, fetch = threading.Event(), of_pieces(PIECES, late_s=3)

    def tell(request):
        if request["args"].get("n", 0) == 1:
            came.set()
        return fetch(request)

    web.desk.answers[VERB] = tell
    link, response = begin(web)
    tap.ok(came.wait(20), "the end: one is being fetched")
    web.process.send_signal(signal.SIGTERM)
    try:
        response.read()
        tap.ok(False, "the end: it is seen to break off")
    except (http.client.IncompleteRead, ConnectionError):
        tap.ok(True, "the end: it is seen to break off")
    link.close()
    tap.equal(web.process.wait(20), 0, "the end: the process ends well")


def body(tap):
    with StaffWeb({"session": {"who": OLA}}) as web:
        web.cookies[SESSION] = TOKEN
        whole(tap, web)
        large(tap, web)
        left(tap, web)
        ends(tap, web)


if __name__ == "__main__":
    run(body)
