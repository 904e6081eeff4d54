# SPDX-License-Identifier: BSD-2-Clause
"""A PostgreSQL server of the tests' own, at a socket in a directory of its own.
It does not sync, unless somebody wants it."""

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
import time

from installation import SetupError, wait_for


class Server:
    """Ends with close(); "url" leads to an empty database."""

    def __init__(self, *settings):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"))
        if not found:
            raise SetupError("no PostgreSQL server (Debian: postgresql)")
        self.bin = os.path.dirname(found[-1])
        self.dir = tempfile.mkdtemp(prefix="robinson-pgsql.")
        self.data = os.path.join(self.dir, "data")
        self.user = {}
        if os.geteuid() == 0:  # the server refuses to be root's
            user = pwd.getpwnam("postgres")
            os.chown(self.dir, user.pw_uid, user.pw_gid)
            self.user = {"user": user.pw_uid, "group": user.pw_gid,
                         "extra_groups": []}
        self.log = open(os.path.join(self.dir, "log"), "wb")
        self.url = "postgresql:///robinson?host=%s&user=robinson" % self.dir
        self.process = None
        self.run("initdb", "-D", self.data, "-U", "robinson", "-A", "trust",
                 "-E", "UTF8", "--locale=C", "--no-sync")
        self.start(*(settings or ("fsync=off", "full_page_writes=off")))
        self.ask("CREATE DATABASE robinson", "postgres")

    def run(self, program, *args):
        subprocess.run([os.path.join(self.bin, program), *args], check=True,
                       stdin=subprocess.DEVNULL, stdout=self.log,
                       stderr=self.log, cwd=self.dir, timeout=120, **self.user)

    def start(self, *settings):
        options = [word for setting in (
            "listen_addresses=", "unix_socket_directories=" + self.dir,
            "max_connections=200", *settings) for word in ("-c", setting)]
        self.process = subprocess.Popen(
            [os.path.join(self.bin, "postgres"), "-D", self.data, *options],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
            cwd=self.dir, **self.user)
        wait_for(self.answers, 60, "the server to answer")

    def answers(self):
        return subprocess.run(
            [os.path.join(self.bin, "pg_isready"), "-q", "-h", self.dir],
            check=False).returncode == 0

    def ask(self, sql, database="robinson"):
        """What psql prints of it, bare."""
        return subprocess.run(
            [os.path.join(self.bin, "psql"), "-X", "-q", "-A", "-t", "-v",
             "ON_ERROR_STOP=1", "-h", self.dir, "-U", "robinson", "-d",
             database, "-c", sql], check=True, stdout=subprocess.PIPE,
            text=True, timeout=120).stdout.strip()

    def close(self):
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()
        for _ in range(50):
            shutil.rmtree(self.dir, ignore_errors=True)
            if not os.path.exists(self.dir):
                break
            time.sleep(0.1)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()
