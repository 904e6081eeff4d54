#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The way in, by both processes as a browser goes it: a first password that
must be changed, the second factor with its picture and codes that count once,
recovery codes, the account page, and the end of a session."""

import base64
import hashlib
import hmac
import os
import re
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "lib"))

import staffroom as staff  # noqa: E402
from installation import Installation  # noqa: E402
from tap import run  # noqa: E402

NOW = 1795452000
FIRST, SECOND = "seven grey geese at dawn", "eleven green kites at dusk"


def totp(secret, utc):
    """RFC 6238."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mark = hmac.new(key, struct.pack(">Q", utc // 30), hashlib.sha1).digest()
    at = mark[-1] & 15
    return "%06d" % ((struct.unpack(">I", mark[at:at + 4])[0] & 0x7fffffff)
                     % 1000000)


def first_login(tap, browser, name, password):
    page = browser.login(name, password, "/login?next=%2Faccount")
    tap.equal(page.title(), "A password of your own",
              "a first password must be changed")
    tap.equal(browser.get("/account").title(), "A password of your own",
              "and nothing else is shown until it is")
    page = browser.get("/login/password?next=%2Faccount")
    page = browser.post("/login/password",
                        {"new": FIRST, "again": FIRST + "x"}, page)
    tap.equal((page.status, page.title()), (422, "A password of your own"),
              "typed twice, and not alike: once more")
    page = browser.post("/login/password", {"new": "short", "again": "short"},
                        page)
    tap.equal(page.status, 422, "a short one: once more")
    return browser.post("/login/password", {"new": FIRST, "again": FIRST},
                        page)


def set_up(tap, house, browser, page):
    tap.equal(page.title(), "Set up the second factor",
              "an officer needs a second factor")
    tap.ok('<svg class="qr"' in page.text, "there is a picture")
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)
    tap.ok(secret, "and the key in letters", page.text)
    secret = secret.group(1).replace(" ", "")
    again = browser.get("/login/second-factor?next=%2Faccount")
    tap.ok(secret in again.text.replace(" ", ""),
           "loaded anew it is the same key")
    page = browser.post("/login/second-factor", {"code": "000000"}, again)
    tap.equal((page.status, page.title()),
              (422, "Set up the second factor"), "a wrong code: once more")
    house.set_clock(NOW + 120)
    page = browser.post("/login/second-factor",
                        {"code": totp(secret, NOW + 120)}, page)
    tap.equal(page.title(), "Recovery codes", "a right one: recovery codes")
    codes = re.findall(r"<li>([^<]+)</li>", page.text.split("codes\">")[1])
    tap.ok(len(codes) >= 6, "several", codes)
    tap.equal(browser.get("/account").title(), "My account",
              "and the login is whole")
    return secret, codes


def comes_back(tap, house, room, secret, codes):
    browser = staff.Browser(room)
    page = browser.login("ola", FIRST, "/login?next=%2Faccount")
    tap.equal(page.title(), "Second factor", "the next time: a code")
    tap.equal(browser.get("/account").title(), "Second factor",
              "without which nothing is shown")
    page = browser.get("/login/code?next=%2Faccount")
    page = browser.post("/login/code", {"code": totp(secret, NOW + 120)}, page)
    tap.equal((page.status, page.title()), (422, "Second factor"),
              "one that was used already is not taken")
    house.set_clock(NOW + 600)
    page = browser.post("/login/code", {"code": totp(secret, NOW + 600)},
                        page)
    tap.equal((page.status, page.title()), (200, "My account"),
              "a new one leads to the page that was asked for")
    other = staff.Browser(room)
    other.login("ola", FIRST)
    page = other.post("/login/code", {"code": codes[0]},
                      other.get("/login/code?next=%2Faccount"))
    tap.equal(page.title(), "My account", "so does a recovery code")
    house.set_clock(NOW + 1200)
    third = staff.Browser(room)
    third.login("ola", FIRST)
    page = third.post("/login/code", {"code": codes[0]},
                      third.get("/login/code"))
    tap.equal(page.status, 422, "which counts once")
    house.set_clock(NOW + 1800)
    return browser, other


def changes(tap, house, browser, other):
    page = browser.post("/account/password", {
        "old": FIRST, "new": SECOND, "again": SECOND},
        browser.get("/account"))
    tap.ok("The password was changed." in page.text,
           "the password is changed", page.words())
    tap.equal(other.get("/account").title(), "Log in",
              "and all other sessions end")
    tap.equal(browser.get("/account").title(), "My account",
              "but not this one")
    page = browser.post("/account/recovery", {"password": "wrong"},
                        browser.get("/account"))
    tap.equal(page.status, 422, "new recovery codes need the password")
    house.set_clock(NOW + 2400)
    page = browser.post("/account/recovery", {"password": SECOND}, page)
    tap.equal(page.title(), "Recovery codes", "with which they come")
    another(tap, house, browser)
    kept = dict(browser.cookies)
    page = browser.post("/logout", {}, browser.get("/account"))
    tap.equal(page.title(), "Logged out", "who logs out, is told so")
    browser.cookies = kept
    tap.equal(browser.get("/account").title(), "Log in",
              "and the old cookie is worth nothing")


def another(tap, house, browser):
    # In the place of the first: not for who has found a session open.
    page = browser.get("/login/second-factor?next=%2Faccount")
    tap.ok("<svg" not in page.text, "another second factor: no picture yet")
    page = browser.post("/login/second-factor/new", {"password": FIRST}, page)
    tap.equal(page.status, 422, "it needs the password")
    house.set_clock(NOW + 3000)
    page = browser.post("/login/second-factor/new", {"password": SECOND},
                        page)
    tap.ok('<svg class="qr"' in page.text, "with which its picture comes",
           page.words())
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text).group(1)
    code = totp(secret.replace(" ", ""), NOW + 3000)
    wrong = browser.post("/login/second-factor", {"code": code}, page)
    tap.equal(wrong.status, 422, "a code without the password is not taken")
    house.set_clock(NOW + 3600)
    code = totp(secret.replace(" ", ""), NOW + 3600)
    done = browser.post("/login/second-factor",
                        {"code": code, "password": SECOND}, page)
    tap.equal(done.title(), "Recovery codes", "with both it is in force")


def main(tap):
    port = staff.reserve_port()
    with Installation("staff-login", staff.settings(
            port, second_factor="required")).init() as house:
        house.set_clock(NOW)
        password = house.must("staff", "add", "ola", "--role",
                              "officer").strip()
        with staff.Staff(house, port).start() as room:
            browser = staff.Browser(room)
            tap.equal(browser.login("ola", "wrong wrong wrong").title(),
                      "Log in", "a wrong password does not let in")
            page = browser.login("ola", password)
            tap.ok(page.status == 429 and page.title() == "Log in" and
                   "Please try again in" in page.text,
                   "the next try has to wait, which the form says",
                   page.words())
            house.set_clock(NOW + 60)
            page = first_login(tap, browser, "ola", password)
            secret, codes = set_up(tap, house, browser, page)
            browser, other = comes_back(tap, house, room, secret, codes)
            changes(tap, house, browser, other)


if __name__ == "__main__":
    run(main)
