# SPDX-License-Identifier: BSD-2-Clause
"""A machine of a test's own: this one's files below an overlay, booted by
systemd-nspawn with a systemd and a network of its own.

What happens there stays in memory and ends with close(). Needs root.
"""

import glob
import os
import shutil
import signal
import subprocess
import tempfile

from installation import SetupError, wait_for

# What the tests' own packages would start at boot.
MASKED = ("nginx", "knot", "postgresql", "apache2", "saslauthd", "redis-server",
          "prometheus", "prometheus-node-exporter", "apt-daily.timer",
          "apt-daily-upgrade.timer",
          "man-db.timer", "e2scrub_all.timer", "fstrim.timer")
# After "XCLIENT LOGIN=ania" the sample takes a mail for sales mail.
SEND = """
import smtplib, sys
with smtplib.SMTP("127.0.0.1", 25, timeout=20) as smtp:
    smtp.ehlo()
    if sys.argv[1]:
        smtp.docmd("XCLIENT", "LOGIN=" + sys.argv[1])
        smtp.ehlo()
    smtp.mail("ania@your-firm.example")
    code, text = smtp.rcpt(sys.argv[2])
    if code == 250:
        code, text = smtp.data(b"Subject: x\\r\\nMessage-ID: <1@x.example>"
                               b"\\r\\n\\r\\nGood morning.\\r\\n")
    print(code, text.decode())
"""


class Machine:
    def __init__(self, name):
        self.place = tempfile.mkdtemp(prefix="robinson-machine.")
        self.root = os.path.join(self.place, "root")
        self.log = os.path.join(self.place, "console")
        self.nspawn = self.leader = None
        self._mount()
        try:
            self._boot(name)
        except BaseException:
            self.close()
            raise

    def _mount(self):
        memory = os.path.join(self.place, "memory")
        for path in (self.root, memory):
            os.mkdir(path)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3g,mode=0755",
                        "tmpfs", memory], check=True)
        upper, work = (os.path.join(memory, n) for n in ("upper", "work"))
        os.mkdir(upper, 0o755)
        os.mkdir(work)
        subprocess.run(
            ["mount", "-t", "overlay", "overlay", "-o",
             "lowerdir=/,upperdir=%s,workdir=%s" % (upper, work), self.root],
            check=True)

    def _boot(self, name):
        units = os.path.join(self.root, "etc/systemd/system")
        for unit in MASKED:
            full = unit if "." in unit else unit + ".service"
            path = os.path.join(units, full)
            if not os.path.lexists(path):
                os.symlink("/dev/null", path)
        with open(self.log, "ab") as log:
            self.nspawn = subprocess.Popen(
                ["systemd-nspawn", "--quiet", "--directory=" + self.root,
                 "--boot", "--private-network", "--register=no",
                 "--keep-unit", "--machine=" + name, "--console=pipe"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.leader = wait_for(self._find_leader, 30,
                               "the machine's first process")
        wait_for(lambda: self.run("systemctl is-system-running").stdout.strip()
                 in ("running", "degraded"), 90, "the machine to be up\n"
                 + self.console())

    def _find_leader(self):
        """Whoever is process 1 of the machine's own numbers."""
        if self.nspawn.poll() is not None:
            raise SetupError("systemd-nspawn ended\n" + self.console())
        wanted = "/proc/%d/task/*/children" % self.nspawn.pid
        for path in glob.glob(wanted):
            with open(path, encoding="ascii") as children:
                for pid in children.read().split():
                    with open("/proc/%s/status" % pid,
                              encoding="ascii") as status:
                        if any(line.startswith("NSpid:")
                               and line.split()[-1] == "1"
                               and len(line.split()) > 2 for line in status):
                            return int(pid)
        return None

    def run(self, script, timeout=60, cwd="/root"):
        """A script of sh(1) in the machine: the finished process."""
        return subprocess.run(
            ["nsenter", "--target=%d" % self.leader, "--mount", "--uts",
             "--ipc", "--net", "--pid", "--cgroup", "--root", "env", "-i",
             "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8",
             "HOME=/root", "MAKEFLAGS=-j%d" % os.cpu_count(),
             "sh", "-ec", "cd '%s'\n%s" % (cwd, script)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=timeout, encoding="utf-8",
            errors="replace", check=False)

    def write(self, path, text):
        """A file of the machine."""
        full = os.path.join(self.root, path.lstrip("/"))
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as out:
            out.write(text)

    def take_mail(self):
        """Postfix accepts who XCLIENT says it is, and sends nothing on."""
        self.write("/root/send.py", SEND)
        return self.run("postconf -e smtpd_authorized_xclient_hosts=127.0.0.1 "
                        "default_transport=discard: && postfix reload")

    def mail(self, login, recipient):
        """What Postfix says to a mail of the firm's, after take_mail()."""
        return self.run("python3 send.py '%s' '%s'" % (
            login, recipient)).stdout.strip()

    def console(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()[-3000:]

    def close(self):
        """With its first process all others of the machine end."""
        for pid in (self.leader, self.nspawn and self.nspawn.pid):
            if pid and os.path.exists("/proc/%d" % pid):
                os.kill(pid, signal.SIGKILL)
        if self.nspawn:
            self.nspawn.wait(20)
        for path in (self.root, os.path.join(self.place, "memory")):
            wait_for(lambda p=path: not os.path.ismount(p)
                     or subprocess.run(["umount", p], check=False,
                                       stderr=subprocess.DEVNULL
                                       ).returncode == 0,
                     20, "the end of " + path)
        shutil.rmtree(self.place, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()
