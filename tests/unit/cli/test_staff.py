#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Accounts of staff on the command line: made, listed, changed, removed; in a
backup, and after keys were rotated."""

import json
import os
import subprocess
import sys

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
import house as houselib  # noqa: E402
import tap as taplib  # noqa: E402

CONFIG = """
timezone = "Europe/Warsaw"
store    = "sqlite:%(dir)s/robinson.db"
key-file = "%(dir)s/keys"
relation "prospect" { retain = {"1 month after last-contact"}
                      bases = {"legitimate-interest"} }
source "chat" { collected-for = {"followup"} }
purpose "followup" { bases = {"legitimate-interest"} assessment = "LIA" }
staff { url = "https://desk.firma.example"  listen = "inet:8899@127.0.0.1" }
"""


class House(houselib.House):
    def __init__(self):
        super().__init__("staff", CONFIG)
        self.at("2018-05-28T10:00:00Z")
        self.run("keys", "init")

    def given(self, password, *args):
        return subprocess.run(
            self.argv(*args), input=password, env=self.environment,
            timeout=self.timeout, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, encoding="utf-8", check=False)

    def accounts(self):
        done = self.must("staff", "list", "--json")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def kinds(self):
        done = self.must("journal", "--json")
        return [json.loads(line)["kind"] for line in done.stdout.splitlines()
                if "staff" in json.loads(line)["kind"]]


def said(tap, done, status, words, name):
    tap.ok(done.returncode == status and words in done.stdout + done.stderr,
           name, "%d\n%s%s" % (done.returncode, done.stdout, done.stderr))


def acts(tap):
    house = House()
    said(tap, house.run("staff", "list"), 69, "cannot be opened", "no store yet")
    done = house.run("staff", "add", "Anna", "--role", "admin")
    tap.ok(done.returncode == 0 and len(done.stdout) == 24
           and "Anna" in done.stderr, "the first admin",
           done.stdout + done.stderr)
    done = house.given("a quiet lantern\n", "staff", "add", "Ela", "--role",
                       "sales", "--sender", "ela@firma.example", "--sender",
                       "e@firma.example", "--login", "ela", "--team", "North",
                       "--lead", "--password-stdin")
    tap.ok(done.returncode == 0 and done.stdout == "", "a password is given",
           done.stdout + done.stderr)
    tap.equal([(a["name"], a["role"], a["team"], a["lead"], a["senders"],
                a["logins"], a["first_password"], a["last_login"])
               for a in house.accounts()],
              [("Anna", "admin", None, False, [], [], True, None),
               ("Ela", "sales", "North", True,
                ["ela@firma.example", "e@firma.example"], ["ela"], True,
                None)], "they are listed")
    said(tap, house.run("staff", "list"), 0, "lead of North", "in words, too")
    house.must("staff", "change", "ELA", "--no-lead", "--team", "", "--role",
               "postmaster", "--no-senders", "--off")
    ela = house.accounts()[1]
    tap.equal((ela["role"], ela["team"], ela["lead"], ela["senders"],
               ela["logins"], ela["off"]),
              ("postmaster", None, False, [], ["ela"], True), "changed")
    said(tap, house.run("staff", "list"), 0, "OFF", "who is switched off")
    done = house.run("staff", "password", "ela", "--forget-second-factor")
    tap.ok(done.returncode == 0 and len(done.stdout) == 24,
           "a new password", done.stdout + done.stderr)
    said(tap, house.run("staff", "end", "ela"), 0, "ended: 0", "no sessions")
    house.must("staff", "remove", "ela")
    tap.equal(len(house.accounts()), 1, "removed")
    tap.equal(house.kinds(),
              ["staff-added", "staff-added", "staff-changed", "staff-secret",
               "staff-removed"], "each act is on record")
    tap.ok(b"Anna" not in open(house.store, "rb").read(),
           "no name is in the database")
    house.close()


def refused(tap):
    house = House()
    house.must("staff", "add", "anna", "--role", "admin")
    rows = (
        (("add", "ola"), 64, "--role is missing", "no role"),
        (("add", "--role", "sales"), 64, "NAME is missing", "no name"),
        (("add", "ola", "--role", "boss"), 64,
         "sales, postmaster, officer, admin", "another role"),
        (("add", "ANNA", "--role", "sales"), 73, "there is an account",
         "the name of another"),
        (("add", "o la", "--role", "sales"), 65, "no name", "a blank in it"),
        (("add", "ola", "--role", "sales", "--sender", "x"), 65,
         "no e-mail address", "a sender that is none"),
        (("change", "anna"), 64, "nothing is to be changed", "no change"),
        (("change", "anna", "--on", "--off"), 64, "one of", "on and off"),
        (("change", "anna", "--off"), 77, "last admin", "the last admin off"),
        (("change", "anna", "--role", "sales"), 77, "last admin",
         "the last admin sells"),
        (("remove", "anna"), 77, "last admin", "the last admin removed"),
        (("remove", "ola"), 65, "there is no account", "nobody removed"),
        (("password", "ola"), 65, "there is no account",
         "nobody's password"),
        (("end", "ola"), 65, "there is no account", "nobody's sessions"),
        (("list", "x"), 64, "no argument", "an argument too many"),
    )
    for args, status, words, name in rows:
        said(tap, house.run("staff", *args), status, words, name)
    said(tap, house.given("short\n", "staff", "add", "ola", "--role", "sales",
                          "--password-stdin"), 65, "fewer than 12",
         "a short password")
    said(tap, house.given("", "staff", "add", "ola", "--role", "sales",
                          "--password-stdin"), 66, "no line", "no password")
    said(tap, house.given("x" * 600 + "\n", "staff", "add", "ola", "--role",
                          "sales", "--password-stdin"), 65, "too long",
         "a long password")
    tap.equal([a["name"] for a in house.accounts()], ["anna"],
              "nothing came of it")
    house.close()


def keys_and_backup(tap):
    """Accounts outlive their generation of keys, and a store that is put back
    has those of the store that it replaces."""
    house = House()
    house.must("staff", "add", "anna", "--role", "admin")
    house.must("staff", "add", "ela", "--role", "sales")
    house.must("keys", "rotate")
    house.must("staff", "add", "ola", "--role", "officer")
    house.must("keys", "retire", "1", "--lose-them")
    tap.equal([a["name"] for a in house.accounts()], ["anna", "ela", "ola"],
              "all can be read without the old generation")
    said(tap, house.run("staff", "add", "ELA", "--role", "sales"), 73,
         "there is an account", "and found")
    copy = house.path("backup")
    house.must("backup", copy)
    house.must("staff", "remove", "ela")
    done = house.run("restore", copy)
    tap.ok(done.returncode == 0, "the backup is put back",
           done.stdout + done.stderr)
    tap.equal([a["name"] for a in house.accounts()], ["anna", "ola"],
              "who was removed since does not come back")
    house.must("staff", "add", "jan", "--role", "sales")
    # Into another place: there it is all that is known.
    for end in ("", "-wal", "-shm"):
        if os.path.exists(house.store + end):
            os.unlink(house.store + end)
    house.run("restore", copy)
    house.must("restore", "--confirm")
    tap.equal([a["name"] for a in house.accounts()], ["anna", "ela", "ola"],
              "without a store in place the backup's are there")
    house.close()


def body(tap):
    acts(tap)
    refused(tap)
    keys_and_backup(tap)


taplib.run(body)
