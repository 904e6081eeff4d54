# SPDX-License-Identifier: BSD-2-Clause
"""What the tables of "make bench" need, looked for before the first begins:
half an hour of filling stores should not end with "opendkim: not found".
"""

import os
import shutil
import subprocess

INSTALL = "contrib/install-packages demo bench"


class Missing(Exception):
    """Names each program that is not there, and how to come by it."""


# {program: Debian package}; "Postfix's NAME" is a type of its tables.
PACKAGES = {
    "ip": "iproute2",
    "knotd": "knot",
    "opendkim": "opendkim",
    "opendmarc": "opendmarc",
    "openssl": "openssl",
    "postfix": "postfix",
    "postmap": "postfix",
    "postqueue": "postfix",
    "postsuper": "postfix",
    "smtp-source": "postfix",
    "sort": "coreutils",
    "sqlite3": "sqlite3",
    "unshare": "util-linux",
    "wrk": "wrk",
    "Postfix's lmdb": "postfix-lmdb",
    "Postfix's sqlite": "postfix-sqlite",
}
MAIL = ("postfix", "postsuper", "smtp-source")
# What each part needs, and what more with BENCH_POSTFIX=1.
PARTS = {
    "store": ((), ()),
    "verdicts": ((), MAIL + ("opendkim", "openssl", "postmap",
                             "Postfix's lmdb", "Postfix's sqlite")),
    "change": (MAIL, ()),
    "lists": (("sort", "sqlite3"), ()),
    "holding": ((), MAIL),
    "quarantine": ((), MAIL + ("postqueue",)),
    "dnm": ((), ()),
    "ending": (("sqlite3",), ()),
    "strangers": ((), MAIL + ("ip", "knotd", "opendmarc", "unshare")),
    "inbox": ((), ()),
    "journal": ((), ()),
    "clicks": (("wrk",), ()),
    "waits": ((), ()),
    "browse": ((), ()),
    "staff": ((), MAIL),
}


def find(program):
    places = os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin"
    return shutil.which(program, path=places)


def has_table_type(name):
    if not find("postconf"):
        return False
    types = subprocess.run([find("postconf"), "-m"], stdout=subprocess.PIPE,
                           encoding="ascii", check=True, timeout=60).stdout
    return name in types.split()


def is_there(program):
    if program.startswith("Postfix's "):
        return has_table_type(program.split()[1])
    return find(program) is not None


def wanted(parts, postfix):
    """Programs of these parts, in alphabetical order."""
    unknown = sorted(set(parts) - set(PARTS))
    if unknown:
        raise Missing("BENCH_PARTS: there is no %s; there are %s" % (
            ", ".join(unknown), ", ".join(PARTS)))
    found = set()
    for part in parts:
        always, with_postfix = PARTS[part]
        found.update(always)
        if postfix:
            found.update(with_postfix)
    return sorted(found, key=str.lower)


def check(parts, postfix):
    """Missing: says all of it."""
    programs = wanted(parts, postfix)
    gone = [p for p in programs if not is_there(p)]
    if gone:
        raise Missing("not there: %s\nDebian packages: %s (%s)\n"
                      "BENCH_PARTS and BENCH_POSTFIX=0 leave tables out" % (
                          ", ".join(gone),
                          " ".join(sorted({PACKAGES[p] for p in gone})),
                          INSTALL))
    if "postfix" in programs and os.geteuid() != 0:
        raise Missing("a private Postfix needs root; BENCH_POSTFIX=0 leaves "
                      "it out")
