#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""README's "Installing" and "Five minutes of use", line by line, on a machine
with a systemd and Debian's own, chrooted Postfix; what the units do; then all
of it is removed as robinson-milter(8) says, and robinson(7) is followed from
"Set it up" to "Removing it"."""

import os
import re
import shutil

import peers  # noqa: F401
from machine import Machine
from tap import run

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
SOURCE = "/usr/src/robinson"
GUIDE = os.path.join(TOP, "src", "cli", "robinson.7")
# A display behind a comment: commands to run, or lines of the configuration.
DISPLAY = re.compile(r'^\.\\" (run|configuration)(?:: (\w+))?\n\.Bd[^\n]*\n'
                     r'(.*?)^\.Ed', re.M | re.S)
# Where lines of the configuration go.
WRITTEN = {"": "/etc/robinson/robinson.conf", "copy": "/root/new.conf"}
# Exit statuses that say what was found, and not that something failed.
FOUND = {"check": 1, "classify": 1, "hear": 1, "audit": 2, "report": 2,
         "doctor": 1}
REMOVING = """
systemctl disable --now robinson-milter.service $(systemctl list-unit-files \\
    --state=enabled --no-legend 'robinson-*.timer' | cut -d' ' -f1)
postconf -X smtpd_milters non_smtpd_milters
postfix reload
"""
DESTROYING = """
shred -u /etc/robinson/keys
rm -r /etc/robinson /var/lib/robinson
systemd-tmpfiles --create robinson.conf
"""
UNSUBSCRIBED = "email\ndawid@example.com\n"
PERSONS = """email,collected,last_contact
ewa.lis@example.com,2018-05-20,2018-05-20
jan.kos@example.com,2018-05-21,2018-05-21
"""
CAMPAIGN = "email\newa.lis@example.com\nadam.nowak@example.com\n"
LETTER = """From: Ewa Lis <ewa.lis@example.com>
To: sales@your-firm.example
Subject: A question
Message-ID: <1@example.com>

How much is a hundred of them?
"""
OFFER = """From: Ania <ania@your-firm.example>
To: Adam Nowak <adam.nowak@example.com>
Subject: Our offer
Message-ID: <2@your-firm.example>

As you asked.
"""


def commands(title):
    """The indented lines of README's section, each command whole."""
    with open(os.path.join(TOP, "README"), encoding="utf-8") as readme:
        text = readme.read()
    section = re.search(r"^%s\n-+\n(.*?)(?=^\S[^\n]*\n-{5,}$|\Z)" % re.escape(
        title), text, re.M | re.S)[1]
    lines = [line[4:] for line in section.splitlines()
             if line.startswith("    ")]
    text = re.sub(r"\s*\\\n\s*", " ", "\n".join(lines))
    return text.split("\n")


def made(folder, names):
    """Directories of builds, which are no part of the source."""
    return [name for name in names if name == ".git" or os.path.exists(
        os.path.join(folder, name, "config.status"))]


def installing(tap, machine):
    shutil.copytree(TOP, machine.root + SOURCE, symlinks=True, ignore=made)
    script = "\n".join(commands("Installing")).replace(" && make check", "")
    done = machine.run(script, timeout=580, cwd=SOURCE)
    tap.equal(done.returncode, 0, "Installing: every line")
    if done.returncode:
        tap.note(done.stdout[-3000:])
    for unit in ("robinson-milter.service", "robinson-unsubscribe.service",
                 "robinson-purge.timer"):
        said = machine.run("systemctl is-enabled " + unit).stdout.strip()
        tap.equal(said, "disabled", "%s is known, and not started" % unit)


def five_minutes(tap, machine):
    machine.write("/root/persons.csv", PERSONS)
    machine.write("/root/campaign.csv", CAMPAIGN)
    machine.write("/root/letter.eml", LETTER)
    machine.write("/root/offer.eml", OFFER)
    for line in commands("Five minutes of use"):
        if not line:
            continue
        done = machine.run(line)
        good = done.returncode == 0
        if line.startswith(("robinson check", "robinson classify")):
            # 1: somebody may not
            good = done.returncode in (0, 1)
        elif line == "robinson doctor":  # the clock of a machine in a test
            good = not re.search(r"^error", done.stdout, re.M)
        if not good and line.startswith("systemctl"):
            done.stdout += machine.run("journalctl -n 30 -o cat").stdout
        tap.ok(good, "five minutes: " + line, done.stdout)


def real_mail(tap, machine):
    chroot = machine.run("postconf -Mf smtp/inet").stdout.split()
    tap.equal(chroot[4], "y", "mail: smtpd is chrooted")
    machine.take_mail()
    said = machine.mail("ania", "adam.nowak@example.com")
    tap.ok(said.startswith("550 5.7.1") and "sprzeciw" in said,
           "mail: sales mail to who objected is refused", said)
    said = machine.mail("", "adam.nowak@example.com")
    tap.ok(said.startswith("250"), "mail: other mail goes", said)
    said = machine.run("robinson journal").stdout
    tap.ok("objected" in said, "mail: the journal has it", said)


def units(tap, machine):
    done = machine.run("systemctl reload robinson-milter && "
                       "systemctl is-active robinson-milter")
    tap.equal(done.stdout.strip(), "active", "units: the daemon is reloaded")
    done = machine.run("systemctl enable --now robinson-purge.timer && "
                       "systemctl start robinson-purge.service && "
                       "systemctl show -P Result robinson-purge.service")
    tap.equal(done.stdout.strip().splitlines()[-1:], ["success"],
              "units: a purge runs")
    done = machine.run("systemd-analyze verify "
                       "/usr/lib/systemd/system/robinson-*.service "
                       "/usr/lib/systemd/system/robinson-*.timer 2>&1 "
                       "| grep robinson || true")
    tap.equal(done.stdout, "", "units: systemd finds nothing wrong")
    done = machine.run("systemctl restart postfix robinson-milter && "
                       "python3 send.py ania adam.nowak@example.com")
    tap.ok(done.stdout.startswith("550"), "units: the same after a restart",
           done.stdout)


def guide_steps():
    """robinson(7): what is to be typed or written, in its order."""
    with open(GUIDE, encoding="utf-8") as page:
        for kind, hint, text in DISPLAY.findall(page.read()):
            text = text.replace("\\e", "\\").replace(
                "firma.example", "your-firm.example")
            yield kind, hint, re.sub(r"\s*\\\n\s*", " ", text).strip("\n")


def guide(tap, machine):
    done = machine.run(REMOVING + DESTROYING)
    if not tap.equal(done.returncode, 0, "guide: a machine without Robinson"):
        tap.note(done.stdout)
    machine.write("/root/unsubscribed.csv", UNSUBSCRIBED)
    machine.run("mkdir -p /media/safe")
    for kind, hint, text in guide_steps():
        if hint == "upgrade":  # tests/integration/packages.py does
            continue
        if hint == "removing":
            enforced(tap, machine)
        if kind == "configuration":
            machine.run("cat >>%s <<'END'\n%s\nEND" % (WRITTEN[hint], text))
            continue
        for line in text.split("\n"):
            done = machine.run(line)
            words = line.split()
            most = FOUND.get(words[1], 0) if words[0] == "robinson" else 0
            tap.ok(done.returncode <= most, "guide: " + line, done.stdout)


def enforced(tap, machine):
    """What robinson(7) has led to."""
    machine.take_mail()
    said = machine.mail("ania", "dawid@example.com")
    tap.ok(said.startswith("550 5.7.1"), "guide: who objected is refused",
           said)
    said = machine.mail("ania", "stranger@example.com")
    held = machine.run("robinson quarantine list").stdout
    tap.ok(said.startswith("250") and "unknown" in held,
           "guide: whom nobody knows is held", said + held)


def body(tap):
    with Machine("readme") as machine:
        installing(tap, machine)
        five_minutes(tap, machine)
        real_mail(tap, machine)
        units(tap, machine)
        guide(tap, machine)


run(body)
