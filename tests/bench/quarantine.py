# SPDX-License-Identifier: BSD-2-Clause
"""What is held in numbers: a long list, and many released at once, beside
what Postfix needs for its own hold queue."""

import json
import subprocess
import tempfile
import time

from holding import TO_NOWHERE, fill, new_house, send
from installation import SetupError, scratch, wait_for
from over_milter import OTHER
from postfix import Postfix

BODY = 10000
SMALL = 1000
PATIENCE = 900


def peak_mb(pid):
    """The most that a process has had resident so far; 0: it is gone."""
    try:
        with open("/proc/%d/status" % pid, encoding="ascii") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0


def timed(args, env=None, accepted=(0,)):
    """(seconds, peak memory in MB, standard output)"""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out, \
            tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        begin = time.monotonic()
        memory = 0
        process = subprocess.Popen(args, stdout=out, env=env,
                                   stderr=errors, encoding="utf-8")
        # What getrusage() says would count this program's own memory too.
        try:
            while process.poll() is None:
                memory = max(memory, peak_mb(process.pid))
                time.sleep(0.005)
        finally:
            process.kill()  # where the measurement is broken off
            process.wait()
        seconds = time.monotonic() - begin
        errors.seek(0)
        out.seek(0)
        text = out.read()
    if process.returncode not in accepted:
        raise SetupError("%s: exit %d\n%s" % (
            " ".join(args)[:200], process.returncode, errors.read()[-2000:]))
    return seconds, memory, text


def robinson(house, *args):
    return timed([house.program_path("robinson"), "-c", house.conf,
                  "quarantine", *args], house.environment())


def cells(rows, seconds, memory=None):
    found = {"rows/s": "%.0f" % (rows / seconds), "seconds": "%.2f" % seconds}
    if memory:
        found["peak MB"] = "%.1f" % memory
    return found


# ----------------------------------------------------------------- a list

def list_held(house, expected):
    seconds, memory, text = robinson(house, "list", "--json")
    ids = [json.loads(line)["id"] for line in text.splitlines()]
    if len(set(ids)) != expected:
        raise SetupError("%d are held, listed: %d" % (expected, len(ids)))
    return ids, cells(expected, seconds, memory)


def long_list(sizes):
    rows = []
    with new_house("robinson") as house:
        before = 0
        for held in (sizes.held // 10, sizes.held):
            fill(house, held - before, SMALL, seed=held)
            before = held
            rows.append(("robinson quarantine list --json, %d held" % held,
                         list_held(house, held)[1]))
    return rows


# -------------------------------------------------------------- a release

def settle(postfix, begin, mails, log_before):
    """Seconds until Postfix is rid of so many mails."""
    # Seldom: looking through a long queue takes time from who works on it.
    while postfix.queued():
        if time.monotonic() - begin > PATIENCE:
            raise SetupError("Postfix still has mails of %d" % mails)
        time.sleep(0.2)
    seconds = time.monotonic() - begin
    sent = postfix.log_text()[log_before:].count("status=sent")
    if sent != mails:
        raise SetupError("%d of %d went out" % (sent, mails))
    return seconds


def release_ours(postfix, house, releases):
    fill(house, releases, BODY)
    ids, _ = list_held(house, releases)
    log_before = len(postfix.log_text())
    begin = time.monotonic()
    spent, memory, _ = robinson(
        house, "release", *ids, "--reason", "measured")
    settle(postfix, begin, releases, log_before)
    left = house.must("quarantine", "list", "--json")
    if left:
        raise SetupError("released, and still held:\n" + left[:1000])
    return cells(releases, spent, memory)


def send_alone(postfix, mails):
    """What of it is SMTP: one connection, mails that nobody holds."""
    seconds = send(postfix.ports["back"], mails, BODY, ("-s", "1", "-d"),
                   OTHER)
    wait_for(lambda: not postfix.queued(), 120, "the queue to be empty")
    return cells(mails, seconds)


def release_theirs(postfix, releases):
    send(postfix.ports["hold"], releases, BODY)
    seconds, memory, text = timed(["postqueue", "-c", postfix.conf, "-j"])
    if len(text.splitlines()) != releases:
        raise SetupError("Postfix does not hold all of its mails")
    listed = cells(releases, seconds, memory)
    log_before = len(postfix.log_text())
    begin = time.monotonic()
    subprocess.run(["postsuper", "-c", postfix.conf, "-H", "ALL"],
                   check=True, timeout=600, stderr=subprocess.DEVNULL)
    postfix.flush()
    return listed, cells(
        releases, settle(postfix, begin, releases, log_before))


def released(sizes):
    alone = min(sizes.releases, 1000)
    place = scratch("releases")
    socket = "unix:%s/milter.sock" % place
    listeners = {
        "back": "-o smtpd_milters=" + socket,
        "hold": "-o smtpd_sender_restrictions="
                "check_sender_access,static:HOLD"}
    try:
        with Postfix(None, TO_NOWHERE, listeners) as postfix:
            with new_house("robinson", socket, "release { via = \"smtp:"
                           "127.0.0.1:%d\" }\n" % postfix.ports["back"]
                           ) as house:
                ours = release_ours(postfix, house, sizes.releases)
                by_smtp = send_alone(postfix, alone)
            listed, theirs = release_theirs(postfix, sizes.releases)
    finally:
        subprocess.run(["rm", "-rf", place], check=True)
    return [("robinson quarantine release, %d" % sizes.releases, ours),
            ("the SMTP of it alone, %d" % alone, by_smtp),
            ("postsuper -H, %d, until they went" % sizes.releases, theirs),
            ("postqueue -j, %d held" % sizes.releases, listed)]
