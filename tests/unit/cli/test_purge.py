#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# Rules E3
"""The end of the data from outside: what is left in the files, and who else
hears of it."""

import json
import os
import re
import stat
import subprocess
import sys

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
import house as houselib  # noqa: E402
import tap as taplib  # noqa: E402

PERSONS = 500

CONFIG = """
timezone = "Europe/Warsaw"
store    = "sqlite:%(dir)s/robinson.db"
key-file = "%(dir)s/keys"
relation "prospect" { retain = {"1 month after last-contact"}
                      bases = {"legitimate-interest"} }
source "chat" { collected-for = {"followup"} }
purpose "followup" { bases = {"legitimate-interest"} assessment = "LIA" }
purge {
    notify-command = "%(dir)s/forget"
    notify-file    = "%(dir)s/forgotten"
    notify-timeout = "1 second"
}
"""


class House(houselib.House):
    def __init__(self):
        super().__init__("purge", CONFIG, has_clock=False)
        self.command("exit 0")

    def read(self, name):
        try:
            with open(self.path(name)) as data:
                return data.read()
        except FileNotFoundError:
            return ""

    def command(self, body):
        path = self.put("forget", "#!/bin/sh\ncat >>%s/heard\n%s\n" % (
            self.dir, body))
        os.chmod(path, stat.S_IRWXU)

    def bytes_of_store(self):
        parts = b""
        for name in os.listdir(self.dir):
            if name.startswith("robinson.db"):
                with open(self.path(name), "rb") as data:
                    parts += data.read()
        return parts


def fill(house, persons):
    rows = "email,ref,collected,last_contact\n" + "".join(
        "person%d@example.com,crm:%d,2018-01-01,2018-05-28\n" % (
            i, 100000 + i) for i in range(persons))
    return house.run("import", house.put("list.csv", rows), "--relation",
                     "prospect", "--source", "chat")


def keys_of(house):
    return [row[0] for row in house.ask("SELECT key FROM subject")]


def what_is_left(tap):
    house = House()
    tap.equal(house.run("keys", "init").returncode, 0, "keys")
    tap.equal(fill(house, PERSONS).returncode, 0, "an import")
    due = house.run("due")
    tap.equal(len(due.stdout.splitlines()), PERSONS + 1, "all are due")
    line = json.loads(house.run("due", "--format", "json")
                      .stdout.splitlines()[0])
    tap.equal((line["relation"], line["retention_end"], line["restricted"]),
              ("prospect", "2018-06-28T23:59:59+02:00", False),
              "due as JSON")
    keys = keys_of(house)
    before = house.bytes_of_store()
    tap.ok(len(keys) == PERSONS and all(key in before for key in keys)
           and b"crm:100007" in before, "keys and references are there")
    dry = house.run("purge", "--dry-run")
    tap.ok("Would be removed: %d" % PERSONS in dry.stdout and
           len(keys_of(house)) == PERSONS, "a dry run removes nothing",
           dry.stdout)
    done = house.run(*houselib.PURGE)
    tap.ok(done.returncode == 0 and "Removed: %d" % PERSONS in done.stdout,
           "a purge", done.stdout + done.stderr)
    after = house.bytes_of_store()
    tap.equal(sum(key in after for key in keys), 0,
              "no key is left in the files")
    tap.equal(len(re.findall(rb"crm:\d+", after)), 0,
              "no reference is left in the files")
    heard = house.read("heard").splitlines()
    tap.equal(len(heard), PERSONS, "all references are handed over")
    tap.equal(house.read("forgotten").splitlines(), heard,
              "to the file the same")
    numbers = [int(text.split("\t")[0]) for text in heard]
    tap.equal(numbers, sorted(set(numbers)), "in order, once")
    tap.equal({text.split("\t")[2] for text in heard}, {"purged"},
              "and what was done")
    house.close()


def nobody_takes_them(tap):
    house = House()
    house.run("keys", "init")
    fill(house, 3)
    house.command("echo no room >&2; exit 75")
    done = house.run(*houselib.PURGE)
    tap.equal(done.returncode, 1, "the command fails: exit status 1")
    tap.ok("status 75: no room" in done.stderr, "what it said is told",
           done.stderr)
    tap.equal(house.read("forgotten"), "", "the file waits for the command")
    house.command("sleep 30")
    done = house.run(*houselib.PURGE)
    tap.ok(done.returncode == 1 and "longer than notify-timeout" in
           done.stderr, "the command hangs", done.stderr)
    os.unlink(house.path("forget"))
    done = house.run(*houselib.PURGE)
    tap.ok(done.returncode == 1 and "references wait" in done.stderr,
           "the command is missing", done.stderr)
    house.command("exit 0")
    os.symlink(house.put("elsewhere", ""), house.path("forgotten"))
    done = house.run("purge")
    tap.ok(done.returncode == 1 and "symbolic link" in done.stderr and
           house.read("elsewhere") == "", "the file is a link", done.stderr)
    os.unlink(house.path("forgotten"))
    os.unlink(house.path("heard"))
    house.put("forgotten", "1\tcut o")
    house.command("exit 0")
    done = house.run(*houselib.PURGE)
    tap.ok(done.returncode == 0 and "handed over: 3" in done.stdout,
           "the next purge hands them over", done.stdout + done.stderr)
    tap.equal([text.split("\t")[0] for text in
               house.read("heard").splitlines()], ["1", "2", "3"],
              "in their order")
    tap.equal(len(house.read("forgotten").splitlines()), 4,
              "a line that was cut off stays apart")
    house.close()


def killed(tap):
    """Ended at any moment: nobody is forgotten, nobody half removed."""
    house = House()
    house.run("keys", "init")
    fill(house, 3000)
    for rounds in range(6):
        running = subprocess.Popen(
            house.argv(*houselib.PURGE),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            running.wait(0.02 * (rounds + 1))
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
    done = house.run(*houselib.PURGE)
    tap.equal(done.returncode, 0, "the last one ends")
    tap.equal(len(keys_of(house)), 0, "all are gone")
    refs = {text.split("\t")[3] for text in house.read("heard").splitlines()}
    tap.equal(len(refs), 3000, "every reference was handed over")
    tap.equal(house.run("journal", "verify").returncode, 0,
              "the journal verifies")
    house.close()


def erased(tap):
    house = House()
    house.run("keys", "init")
    fill(house, 1)
    explain = ("explain", "--at", "2018-06-01 12:00", "person0@example.com")
    before = house.run(*explain).stdout
    tap.ok("contact" in before, "before: somebody is on record", before)
    done = house.run("erase", "--dry-run", "person0@example.com")
    tap.ok(done.returncode == 0 and done.stdout.startswith(
        "A dry run: nothing is changed.\nErased: the record, "),
           "a dry run says what would go", done.stdout + done.stderr)
    tap.equal(house.run(*explain).stdout, before,
              "and nothing has gone")
    tap.ok(not os.path.exists(house.path("heard")),
           "nor has any other system heard of it")
    done = house.run("erase", "person0@example.com")
    tap.ok(done.returncode == 0 and "Erased" in done.stdout, "erase",
           done.stdout + done.stderr)
    tap.ok("\terased\tcrm:100000" in house.read("heard"),
           "the system of record hears of it", house.read("heard"))
    check = house.run("check", "--purpose", "followup",
                      "person0@example.com")
    tap.ok(check.returncode == 1 and "objected" in check.stdout,
           "and no mail may go any more", check.stdout)
    tap.equal(house.run("erase").returncode, 64, "without an address")
    tap.equal(house.run("due", "--within", "a week").returncode, 64,
              "a time that is none")
    house.close()


def body(tap):
    what_is_left(tap)
    nobody_takes_them(tap)
    killed(tap)
    erased(tap)


taplib.run(body)
