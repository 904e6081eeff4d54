#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
# Rules D20
"""A store that is removed, read-only, locked, on a full disk: marketing mail
is deferred, the rest passes, and it heals by itself. A store that was restored
without a look at the one before it waits for a person's word."""

import contextlib
import os
import sqlite3
import subprocess
import time

from peers import NOW, STEADY, journal_verifies, letter, people
from installation import Installation, wait_for
from postfix import Postfix
from smtp import Client
from tap import run

PATIENCE = 30  # what Postfix waits for an answer to a command


class Scene:
    def __init__(self, tap, house, postfix):
        self.tap, self.house, self.postfix = tap, house, postfix
        self.number = 0

    def send(self, sender, recipient):
        """The last word that the sender hears, and how long it took."""
        self.number += 1
        begin = time.monotonic()
        client = Client(self.postfix.port).open()
        refused, last = client.send(sender, [recipient],
                                    letter("fault-%d" % self.number))
        client.close()
        answer = last if last is not None else refused[recipient]
        return answer.code, time.monotonic() - begin

    def marketing(self, who="allowed1@example.com"):
        return self.send("ania@firma.example", who)

    def is_well(self, name):
        code, _ = self.marketing()
        self.tap.equal(code, 250, name + ": who may be written to is")
        code, _ = self.marketing("objected1@example.com")
        self.tap.equal(code, 550, name + ": who objected is not")

    def is_faulty(self, name):
        for who in ("allowed1@example.com", "objected1@example.com"):
            code, took = self.marketing(who)
            self.tap.ok(code in (450, 451), name + ": marketing is deferred",
                        code)
            self.tap.ok(took < PATIENCE, name + ": within the MTA's patience",
                        took)
        code, _ = self.send("boss@firma.example", "objected1@example.com")
        self.tap.equal(code, 250, name + ": what is no marketing passes")

    def heals(self, name):
        self.tap.ok(wait_for(lambda: self.marketing()[0] == 250, 30,
                             "the store to heal"), name + ": it heals")
        self.is_well(name + ", healed")
        journal_verifies(self.tap, self.house, name)


def mount(*args):
    subprocess.run(["mount", *args], check=True)


def unmount(path):
    subprocess.run(["umount", "-l", path], check=True)


def removed(scene):
    scene.is_well("removed")
    house = scene.house
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(house.store + suffix):
            os.replace(house.store + suffix, house.path("away" + suffix))
    time.sleep(1.5)
    scene.is_faulty("removed")
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(house.path("away" + suffix)):
            os.replace(house.path("away" + suffix), house.store + suffix)
    scene.heals("removed")


def read_only(scene):
    house = scene.house
    house.stop()
    mount("--bind", house.store_dir, house.store_dir)
    try:
        mount("-o", "remount,bind,ro", house.store_dir)
        house.start()
        scene.is_faulty("read-only")
        mount("-o", "remount,bind,rw", house.store_dir)
        scene.heals("read-only")
        house.stop()
    finally:
        unmount(house.store_dir)


def locked(scene):
    scene.is_well("locked")
    other = sqlite3.connect(scene.house.store, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        scene.is_faulty("locked")
    finally:
        other.execute("ROLLBACK")
        other.close()
    scene.heals("locked")


def disk_full(scene):
    house = scene.house
    scene.is_well("disk full")
    filler = os.path.join(house.store_dir, "filler")
    with open(filler, "wb", buffering=0) as out, contextlib.suppress(OSError):
        while True:
            out.write(b"x" * 4096)
    codes = []
    while 451 not in codes and len(codes) < 500:
        codes.append(scene.marketing()[0])
    scene.tap.equal(codes[-1], 451, "disk full: at last mail is deferred")
    scene.tap.ok(set(codes) <= {250, 451}, "disk full: never refused", codes)
    scene.is_faulty("disk full")
    os.unlink(filler)
    scene.heals("disk full")


def restored(scene):
    """What was objected to since the backup nobody knows: nothing goes out
    until somebody says that it was asked for elsewhere (Art. 21(3))."""
    tap, house, sink = scene.tap, scene.house, scene.postfix.sink
    scene.is_well("restored")
    house.must("backup", house.path("backup"))
    late = "allowed2@example.com"
    house.must("object", late)
    tap.equal(scene.marketing(late)[0], 550,
              "restored: who objects after the backup is refused")
    house.stop()
    for suffix in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(house.store + suffix)
    with open(house.store, "wb") as out:
        out.write(b"no store " * 1000)
    done = house.run("restore", house.path("backup"))
    tap.ok(done.returncode == 0 and "--confirm" in done.stderr,
           "restored: the officer is told", done.stdout + done.stderr)
    house.start()
    before = len(sink.letters)
    for name in ("restored", "restored, started again"):
        scene.is_faulty(name)
        tap.equal(scene.marketing(late)[0], 451,
                  name + ": who objected since is not written to")
        house.stop()
        house.start()
    sink.wait_count(before + 4, 20)
    tap.equal({l.sender for l in sink.letters[before:]},
              {"boss@firma.example"}, "restored: no marketing went out")
    house.must("object", late)
    scene.is_faulty("restored, and the objection given again")
    house.must("restore", "--confirm")
    scene.heals("restored and confirmed")
    tap.equal(scene.marketing(late)[0], 550,
              "restored and confirmed: what was given again counts")


def play(tap, scenario, size=None):
    with Installation("fault", STEADY) as house, contextlib.ExitStack() as end:
        house.set_clock(NOW)
        if size:
            mount("-t", "tmpfs", "-o", "size=" + size, "tmpfs",
                  house.store_dir)
            end.callback(unmount, house.store_dir)
        house.init()
        people(house, 10, 10)
        house.start()
        end.callback(house.stop, 9)
        with Postfix(house.socket) as postfix:
            scenario(Scene(tap, house, postfix))


def body(tap):
    for scenario, size in ((removed, None), (read_only, None), (locked, None),
                           (disk_full, "4m"), (restored, None)):
        play(tap, scenario, size)


run(body)
