#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Stores of published schemas, opened by today's programs: each person is what
they were, and nothing that was answered for is lost."""

import glob
import json
import os
import shutil
import sys

TOP = os.environ["ROBINSON_SRCDIR"]
sys.path.insert(0, os.path.join(TOP, "tests", "lib"))

import house as houselib  # noqa: E402
import tap as taplib  # noqa: E402

LANDED = os.path.join(TOP, "tests", "landed")
NOW = "2026-11-20T12:00:00Z"
# who: verdicts for followup and newsletter
VERDICTS = {
    "adam@example.com": ("objected", "objected"),
    "beata@example.com": ("allowed", "objected"),
    "celina@example.com": ("allowed", "allowed"),
    "dorota@example.com": ("allowed", "withdrawn"),
    "edward@example.com": ("restricted", "restricted"),
    "filip@example.com": ("allowed", "allowed"),
    "gosia@example.com": ("allowed", "no-basis"),
    "henryk@example.com": ("objected", "objected"),
    "anybody@blocked.example": ("objected", "objected"),
}


def verdict(house, who, purpose):
    done = house.run("check", "--json", "--purpose", purpose, who)
    return json.loads(done.stdout)["reason"]


def opened(tap, name, house):
    for who, reasons in VERDICTS.items():
        tap.equal(tuple(verdict(house, who, purpose)
                        for purpose in ("followup", "newsletter")), reasons,
                  "%s: %s is what they were" % (name, who))
    done = house.run("journal", "verify")
    tap.ok(done.returncode == 0, name + ": the journal verifies",
           done.stdout + done.stderr)
    entries = [json.loads(line) for line in
               house.must("journal", "--json").stdout.splitlines()]
    sent = [e for e in entries if e["kind"] == "verdict"]
    tap.equal([e["reason"] for e in sent], ["allowed"] * 3,
              name + ": what the mail server was told is on record")
    tap.ok(not os.path.exists(house.store + "-redo"),
           name + ": the file of the earlier version is gone")
    tap.equal(house.ask("SELECT count(*) FROM request"), [(1,)],
              name + ": the request is there")
    said = house.must("export", "gosia@example.com").stdout
    tap.equal(len(json.loads(said)["sends"]), 3,
              name + ": three sends are on record")


def body(tap):
    stores = sorted(glob.glob(os.path.join(LANDED, "schema-*")))
    tap.ok(stores, "there are some")
    with open(os.path.join(LANDED, "robinson.conf"),
              encoding="utf-8") as conf:
        config = conf.read()
    for path in stores:
        house = houselib.House("landed", config)
        try:
            house.at(NOW)
            for file in os.listdir(path):
                shutil.copy(os.path.join(path, file), house.dir)
            os.chmod(house.path("keys"), 0o600)
            opened(tap, os.path.basename(path), house)
        finally:
            house.close()


taplib.run(body)
