#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The public page as people see it: in Chromium, in both languages, with a
mouse, a keyboard, a telephone, without JavaScript, and for axe-core, which
knows the rules of accessibility."""

import signal

from peers import NOW, people
from browser import browse, install
from installation import Installation, wait_for
from page import Mailer, Page, reserve_port
from tap import run

def look(tap, page, part, tokens, **more):
    browse(tap, "page.js", part, part=part, tokens=tokens,
           url="http://127.0.0.1:%d/u/" % page.port, **more)


def main(tap):
    port = reserve_port()
    install(tap)
    with Installation("browser", Page.settings(
            port, "clicks-per-minute = 100000")) as house:
        house.set_clock(NOW)
        house.init()
        people(house, 20, 0)
        with Page(house, port).prepare() as page:
            house.start()
            page.start()
            mailer = Mailer(house)
            tokens = [mailer.send("allowed%d@example.com" % n)[1]
                      for n in range(20)]
            forged = tokens[0][:-2] + ("AA" if tokens[0][-2:] != "AA"
                                       else "BA")
            retired = "AQk" + tokens[0][3:]
            look(tap, page, "ask", tokens, forged=forged, retired=retired)
            codes = [mailer.send("allowed%d@example.com" % n)[0]
                     for n in range(11)]
            # Six by mouse, one by keyboard and one without JavaScript took
            # it back, two on telephones did not.
            tap.equal(codes, [550] * 6 + [250, 250, 550, 550, 250],
                      "what was clicked holds for the next message")
            house.stop(signal.SIGKILL)
            look(tap, page, "noted", tokens[12:14])
            house.start()
            wait_for(lambda: not page.waiting(), 20, "the spool to be empty")
            tap.equal([mailer.send("allowed%d@example.com" % n)[0]
                       for n in (12, 13)], [550, 550],
                      "what was noted holds too")


if __name__ == "__main__":
    run(main)
