#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Debian's packages on a machine with Debian's own Postfix: install, upgrade
from the packages of an earlier commit with a filled store, remove, purge; every
unit under its systemd. The rpm packages are built and looked at.

Where the git history does not reach back to that commit (a release archive),
the packages before the upgrade are today's under a lower version.
"""

import glob
import os
import re
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

import peers  # noqa: F401
from installation import BUILD, wait_for
from machine import Machine
from tap import run

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
FORMER = "7c92120685117ddc212c6dbcb9b6ea39b46a3e7b"
PATHS = {"prefix": "/usr", "sysconfdir": "/etc", "localstatedir": "/var"}
JOBS = ("purge", "digest", "backup", "journal-trim", "lists", "summary")
# By hand: the former packages have no "robinson setup".
CONFIGURE = """
cp /usr/share/doc/robinson/examples/robinson.conf.sample \
    /etc/robinson/robinson.conf
sed -i -e s/firma.example/your-firm.example/ -e 's/^#\\(journal {\\)/\\1/' \
    /etc/robinson/robinson.conf
cat >>/etc/robinson/robinson.conf <<END
unsubscribe {
    url = "https://your-firm.example/u/"
    address = "unsubscribe@your-firm.example"
    listen = "inet:8892@127.0.0.1"
    token-keys = "/etc/robinson/token-keys"
    spool = "/var/lib/robinson-unsubscribe"
    user = "robinson-unsubscribe"
}
END
robinson keys init
robinson keys unsubscribe
chgrp robinson /etc/robinson/keys && chmod 0640 /etc/robinson/keys
chgrp robinson-unsubscribe /etc/robinson/token-keys
chmod 0640 /etc/robinson/token-keys
robinson contact ewa.lis@example.com --at "$(date +%F)" --source chat \
    --relation prospect
robinson object adam.nowak@example.com --purpose followup --channel phone
chown -R robinson:robinson /var/lib/robinson
systemctl start robinson-milter
postconf -e smtpd_milters=unix:robinson/milter.sock \
    milter_default_action=tempfail
"""
STAFF = """
cat >>/etc/robinson/robinson.conf <<END
staff {
    url = "https://desk.your-firm.example"
    listen = "unix:/run/robinson-staff/staff.sock"
    user = "robinson-staff"
}
END
robinson config check
robinson staff add piotr --role admin
chown -R robinson:robinson /var/lib/robinson
systemctl enable --now robinson-staff
robinson doctor | grep staff
"""
# On another machine, by "robinson setup"; and what the firm adds then.
SETUP = """
robinson setup --domain your-firm.example --profile pl --language pl --apply
"""
OWN = """
cat >>/etc/robinson/robinson.conf <<END
source "chat" { collected-for = {"followup"} }
classify "sales" { purpose = followup  auth-user = {"ania"} }
END
robinson config check
robinson reload
robinson object adam.nowak@example.com --purpose followup --channel phone
"""


def built():
    """The build directory, if its programs are for the packages' paths."""
    with open(os.path.join(BUILD, "config.status"), encoding="utf-8") as text:
        found = dict(re.findall(r'^S\["(\w+)"\]="(.*)"$', text.read(), re.M))
    return BUILD if all(found[k] == v for k, v in PATHS.items()) else None


def build_deb(out, *options, **env):
    os.mkdir(out)
    return subprocess.run(
        [os.path.join(TOP, "contrib", "build-deb"), *options, out],
        env=dict(os.environ, DEBFULLNAME="Robinson",
                 DEBEMAIL="robinson@example.org", **env),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, check=False, timeout=500, encoding="utf-8",
        errors="replace")


def checked(tap, done, name):
    if not tap.equal(done.returncode, 0, name):
        tap.note(done.stdout[-3000:])


def build_former(work):
    """Of the former commit, or where that is not at hand of today's tree."""
    reaches = subprocess.run(["git", "-C", TOP, "cat-file", "-e", FORMER],
                             check=False, stderr=subprocess.DEVNULL)
    options = ("--commit", FORMER)
    if reaches.returncode:
        options = ("--built", built()) if built() else ()
    return build_deb(os.path.join(work, "old"), "--version", "0.1.0",
                     *options, DEB_BUILD_OPTIONS="nocheck noopt nostrip")


def build(tap, work):
    """Packages of the former commit in "old", of today's tree in "new"."""
    with ThreadPoolExecutor(1) as beside:
        former = beside.submit(build_former, work)
        ours = ("--built", built()) if built() else ()
        checked(tap, build_deb(os.path.join(work, "new"), "--version",
                               "0.1.0+new", *ours), "build: today's packages")
        look(tap, work)
        rpm(tap, work)
        checked(tap, former.result(), "build: the former packages")


def run_here(script):
    return subprocess.run(["sh", "-ec", script], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False, timeout=400, encoding="utf-8",
                          errors="replace")


def look(tap, work):
    names = sorted(os.path.basename(p).split("_")[0] for p in glob.glob(
        os.path.join(work, "new", "*.deb")))
    tap.equal(names, ["robinson", "robinson-dbgsym", "robinson-staff",
                      "robinson-staff-dbgsym", "robinson-unsubscribe",
                      "robinson-unsubscribe-dbgsym"], "look: the packages")
    done = run_here("lintian --allow-root --display-info --pedantic --fail-on "
                    "error,warning,info,pedantic %s/new/*.changes" % work)
    checked(tap, done, "look: lintian finds nothing that is not overridden")


def rpm(tap, work):
    if not built():
        tap.note("rpm: the build directory has other paths")
        return
    spec = os.path.join(TOP, "contrib", "rpm", "robinson.spec")
    done = run_here(
        "rpmbuild --nodeps -bb --define '_topdir %s/rpm' --define "
        "'_sourcedir %s' --define 'built %s' %s && rpmlint -r %s %s "
        "%s/rpm/RPMS/*/*.rpm" % (work, TOP, built(), spec, os.path.join(
            TOP, "contrib", "rpm", "rpmlintrc"), spec, work))
    checked(tap, done, "rpm: the spec builds, rpmlint finds no error")


def install(machine, work, which):
    place = os.path.join(machine.root, "root", which)
    os.mkdir(place)
    for name in ("robinson", "robinson-unsubscribe", "robinson-staff"):
        for path in glob.glob(os.path.join(work, which, name + "_*.deb")):
            shutil.copy(path, place)
    return dpkg(machine, "-i %s/*.deb" % which)


def dpkg(machine, what):
    """Without what other packages do then: an index of all manual pages."""
    return machine.run("dpkg --no-triggers --force-unsafe-io " + what,
                       timeout=300)


def state(machine, unit):
    return machine.run("systemctl is-active '%s' || true; "
                       "systemctl is-enabled '%s' || true" % (unit, unit)
                       ).stdout.split()


def installed(tap, machine, work):
    # What an image for containers leaves out of packages, and never starts.
    machine.run("rm -f /usr/sbin/policy-rc.d /etc/dpkg/dpkg.cfg.d/*")
    checked(tap, install(machine, work, "old"), "install: the former packages")
    done = machine.run("ls /etc/robinson; dpkg-query -f '${Conffiles}' -W "
                       "robinson robinson-unsubscribe")
    tap.equal(done.stdout.strip(), "", "install: no configuration is shipped")
    checked(tap, machine.run(CONFIGURE), "install: it is configured")
    machine.take_mail()
    refused(tap, machine, "install")


def refused(tap, machine, when, why="objected"):
    said = machine.mail("ania", "adam.nowak@example.com")
    tap.ok(said.startswith("550 5.7.1") and why in said,
           when + ": sales mail to who objected is refused", said)
    said = machine.mail("", "adam.nowak@example.com")
    tap.ok(said.startswith("250"), when + ": other mail goes", said)


def set_up(tap, machine, work):
    """"robinson setup --apply" behind today's packages, and mail."""
    machine.run("rm -f /usr/sbin/policy-rc.d /etc/dpkg/dpkg.cfg.d/*")
    checked(tap, install(machine, work, "new"), "setup: today's packages")
    tap.equal(state(machine, "robinson-milter")[0], "inactive",
              "setup: nothing runs before it")
    chroot = machine.run("postconf -Mf smtp/inet").stdout.split()
    tap.equal(chroot[4], "y", "setup: smtpd is chrooted")
    done = machine.run(SETUP)
    checked(tap, done, "setup: it sets up")
    tap.ok("started  robinson-milter" in done.stdout and
           "main.cf  smtpd_milters = unix:robinson/milter.sock" in done.stdout
           and not re.search(r"^error", done.stdout, re.M),
           "setup: it starts, builds in, and doctor finds no error",
           done.stdout)
    for unit in ("milter.service", "purge.timer", "backup.timer"):
        tap.equal(state(machine, "robinson-" + unit), ["active", "enabled"],
                  "setup: robinson-%s runs" % unit)
    done = machine.run("robinson setup --domain x.example --profile pl")
    tap.equal(done.returncode, 73, "setup: what is there is left alone")
    done = machine.run("robinson setup --continue --apply")
    checked(tap, done, "setup: to go on with it changes nothing")
    tap.ok("Postfix asks already" in done.stdout, "setup: and says so",
           done.stdout)
    checked(tap, machine.run(OWN), "setup: the firm adds its own")
    machine.take_mail()
    said = machine.mail("ania", "adam.nowak@example.com")
    tap.ok(said.startswith("250"), "setup: it observes, the mail goes", said)
    done = machine.run("robinson journal")
    tap.ok("objected" in done.stdout, "setup: the journal has it",
           done.stdout)
    machine.run("sed -i 's/^mode = observe/mode = enforce/' "
                "/etc/robinson/robinson.conf && robinson reload")
    refused(tap, machine, "setup, enforced", "sprzeciw")


def upgraded(tap, machine, work):
    pid = machine.run("systemctl show -P MainPID robinson-milter").stdout
    checked(tap, install(machine, work, "new"), "upgrade: dpkg takes it")
    new = machine.run("systemctl show -P MainPID robinson-milter").stdout
    tap.ok(new.strip() not in ("0", pid.strip()),
           "upgrade: the daemon is today's program", pid + new)
    refused(tap, machine, "upgrade")
    done = machine.run("robinson journal verify")
    checked(tap, done, "upgrade: the journal verifies")


def units(tap, machine):
    tap.equal(state(machine, "robinson-milter"), ["active", "enabled"],
              "units: the milter is enabled and active")
    for job in JOBS:
        unit = "robinson-" + job
        tap.equal(state(machine, unit + ".timer"), ["active", "enabled"],
                  "units: %s.timer is enabled and active" % unit)
        done = machine.run("systemctl start %s && systemctl show -P Result %s"
                           % (unit, unit))
        tap.equal(done.stdout.strip(), "success", "units: %s runs" % unit)
        if done.stdout.strip() != "success":
            tap.note(machine.run("journalctl -o cat -u " + unit).stdout)
    done = machine.run("ls -l /var/backups/robinson/???")
    tap.ok("robinson robinson" in done.stdout, "units: there is a backup",
           done.stdout)
    page = "robinson-unsubscribe"
    tap.equal(state(machine, page), ["inactive", "disabled"],
              "units: the page waits until it is enabled")
    done = machine.run("systemctl enable --now %s 2>&1" % page)
    tap.equal(state(machine, page), ["active", "enabled"],
              "units: the page is ready")
    staff(tap, machine)
    done = machine.run("systemd-analyze verify /lib/systemd/system/robinson-* "
                       "2>&1 | grep robinson || true")
    tap.equal(done.stdout, "", "units: systemd finds nothing wrong")
    metrics(tap, machine)
    exposed(tap, machine)


def staff(tap, machine):
    """Two processes, of two users, neither of them root."""
    unit = "robinson-staff"
    tap.equal(state(machine, unit), ["inactive", "disabled"],
              "units: the staff pages wait until they are enabled")
    done = machine.run(STAFF)
    tap.ok("the staff pages answer" in done.stdout,
           "units: the staff pages answer", done.stdout)
    tap.equal(state(machine, unit), ["active", "enabled"],
              "units: the staff pages are ready")
    done = machine.run("ps -o user:20= -C robinson-staff | sort")
    tap.equal(done.stdout.split(), ["robinson", "robinson-staff"],
              "units: the staff pages are two processes")
    done = machine.run("systemctl reload %s && systemctl restart %s && "
                       "systemctl is-active %s" % (unit, unit, unit))
    tap.equal(done.stdout.strip(), "active",
              "units: the staff pages are started anew")
    done = machine.run("systemctl stop %s && systemctl show -P Result %s && "
                       "systemctl start %s" % (unit, unit, unit))
    tap.equal(done.stdout.strip(), "success", "units: and end as they should")


def metrics(tap, machine):
    """For the textfile collector, whose directory is root's."""
    unit, place = "robinson-metrics", "/var/lib/prometheus/node-exporter"
    tap.equal(state(machine, unit + ".timer"), ["inactive", "disabled"],
              "units: the metrics wait until they are enabled")
    machine.run("mkdir -p %s && rm -f %s/robinson.prom" % (place, place))
    machine.run("systemctl enable --now %s.timer 2>&1" % unit)
    done = machine.run("systemctl start %s && systemctl show -P Result %s"
                       % (unit, unit))
    tap.equal(done.stdout.strip(), "success", "units: %s runs" % unit)
    done = machine.run("stat -c '%%A %%U' %s/robinson.prom && "
                       "grep '^robinson_up' %s/robinson.prom" % (place, place))
    tap.equal(done.stdout.splitlines(), ["-rw-r--r-- robinson",
                                         "robinson_up 1"],
              "units: and what it writes can be collected")


def exposed(tap, machine):
    for unit in ("milter", "unsubscribe", "metrics") + JOBS:
        done = machine.run(
            "systemd-analyze security --offline=yes --threshold=19 "
            "/lib/systemd/system/robinson-%s.service | tail -n 1" % unit)
        level = re.search(r"service: ([0-9.]+)", done.stdout)
        tap.ok(level and float(level[1]) < 2.0,
               "units: robinson-%s is exposed by less than 2" % unit,
               done.stdout)
    # It begins as root, because it becomes two users.
    done = machine.run(
        "systemd-analyze security --offline=yes --threshold=30 "
        "/lib/systemd/system/robinson-staff.service | tail -n 1")
    level = re.search(r"service: ([0-9.]+)", done.stdout)
    tap.ok(level and float(level[1]) < 3.0,
           "units: robinson-staff is exposed by less than 3", done.stdout)


def watched(tap, machine):
    """The daemon tells systemd that it answers; one that hangs is ended."""
    def show(what):
        return machine.run("systemctl show -P %s robinson-milter"
                           % what).stdout.strip()

    tap.equal((show("Type"), show("WatchdogUSec")), ("notify", "2min"),
              "watchdog: it is the unit's")
    machine.write("/etc/systemd/system/robinson-milter.service.d/test.conf",
                  "[Service]\nWatchdogSec=4s\nTimeoutAbortSec=1s\n")
    machine.run("systemctl daemon-reload && systemctl restart robinson-milter")
    told = show("WatchdogTimestampMonotonic")
    wait_for(lambda: show("WatchdogTimestampMonotonic") != told, 20,
             "a daemon that answers itself")
    tap.ok(True, "watchdog: the daemon tells that it answers")
    hung = show("MainPID")
    machine.run("kill -STOP " + hung)
    wait_for(lambda: show("MainPID") not in ("0", hung)
             and show("ActiveState") == "active", 30, "another daemon")
    tap.ok(int(show("NRestarts")) > 0, "watchdog: it replaces what hangs")
    done = machine.run("journalctl -o cat -u robinson-milter -p warning | "
                       "grep robinson-milter: || true")
    tap.equal(done.stdout, "", "watchdog: its questions are not in the log")
    machine.run("rm -r /etc/systemd/system/robinson-milter.service.d && "
                "systemctl daemon-reload && systemctl restart robinson-milter")


def removed(tap, machine):
    machine.run("systemctl stop robinson-unsubscribe && "
                "systemctl start robinson-unsubscribe")
    done = dpkg(machine, "-r robinson-staff robinson-unsubscribe robinson")
    checked(tap, done, "remove: dpkg does it")
    tap.ok("stay in /etc/robinson" in done.stdout, "remove: it says what stays",
           done.stdout)
    done = machine.run("pgrep -a robinson || true; "
                       "systemctl list-units --plain --no-legend 'robinson*'")
    tap.equal(done.stdout, "", "remove: nothing runs any more")
    done = dpkg(machine, "-P robinson-staff robinson-unsubscribe robinson")
    tap.ok("to destroy them" in done.stdout, "purge: it says how to destroy it",
           done.stdout)
    done = machine.run("ls -d /etc/robinson/keys /etc/robinson/robinson.conf "
                       "/etc/robinson/token-keys /var/lib/robinson/robinson.db "
                       "/var/backups/robinson/??? "
                       "/var/lib/robinson-unsubscribe")
    checked(tap, done, "purge: store, keys, backups and spools stay")
    checked(tap, dpkg(machine, "-i new/*.deb"), "purge: it is put back")
    wait_for(lambda: state(machine, "robinson-milter")[0] == "active", 10,
             "the milter")
    refused(tap, machine, "purge")


def body(tap):
    work = tempfile.mkdtemp(prefix="robinson-packages.", dir="/var/tmp")
    try:
        build(tap, work)
        with Machine("packages") as machine:
            installed(tap, machine, work)
            upgraded(tap, machine, work)
            units(tap, machine)
            watched(tap, machine)
            removed(tap, machine)
        with Machine("setup") as machine:
            set_up(tap, machine, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)


run(body)
