#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""own-domains beside the mail server's, as "config check" and "doctor" say
it: by the files of a mail server that nobody runs."""

import json
import os
import sys

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
import tap as taplib  # noqa: E402
from installation import Installation  # noqa: E402

MAIN = """\
# What an administrator writes.
myhostname = mx.firma.pl
mydestination = $myhostname, localhost, firma.pl,
    # the second brand
    %s
"""


def write(house, name, text):
    path = house.path(name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path


def own(house, domains):
    house.configure("own-domains = {%s}" % ", ".join(
        '"%s"' % d for d in domains) if domains else "",
        without=() if domains else ("own-domains",))


def check(house, *args):
    """What config check says of domains, without the rest."""
    done = house.run("config", "check", *args)
    return done.returncode, [line for line in done.stdout.splitlines()
                             if "own-domains" in line]


def doctor(house, *args):
    done = house.run("doctor", "--json", *args)
    return [f for f in json.loads(done.stdout)["findings"]
            if f["area"] == "domains" and f["severity"] != "fine"]


def both(tap, house, name, args, words):
    """One warning with these words, or none."""
    status, lines = check(house, *args)
    tap.ok(status == 0 and len(lines) == bool(words)
           and all(": warning: " in l and words in l for l in lines),
           "config check: " + name, (status, lines))


def found(tap, house, name, args, severity, words):
    findings = doctor(house, *args)
    tap.ok([f["severity"] for f in findings] == [severity] * bool(words)
           and all(words in f["what"] and f["mend"] for f in findings),
           "doctor: " + name, findings)


def logins(tap, house):
    """What smtpd_sasl_local_domain makes of a login."""
    said = 'auth-user "ania" is met by nobody'
    args = ["--postfix-config", house.path("postfix")]
    house.configure('own-domains = {"firma.pl", "zweite.de"}')
    for name, lines, words in (
            ("no domain of SASL", "", ""),
            ("an empty one", "smtpd_sasl_local_domain =\n", ""),
            ("one", "smtpd_sasl_local_domain = $mydomain\n",
             said + ": Postfix has smtpd_sasl_local_domain = firma.pl, so "
             'that SASL writes "ania@firma.pl"'),
            ("one that Dovecot does not look at", "smtpd_sasl_local_domain ="
             " firma.pl\nsmtpd_sasl_type = dovecot\n", "")):
        write(house, "postfix/main.cf", MAIN % "zweite.de" + lines)
        done = house.run("config", "check", *args)
        tap.ok(done.returncode == 0 and words in done.stdout
               and (said in done.stdout) == bool(words),
               "config check: " + name, done.stdout)
    write(house, "postfix/main.cf", MAIN % "zweite.de" +
          "smtpd_sasl_local_domain = $myhostname\n")
    house.configure('own-domains = {"firma.pl", "zweite.de"}\n'
                    'classify "sales" { purpose = followup\n'
                    'auth-user = {"ania", "*@mx.firma.pl"} }')
    done = house.run("config", "check", *args)
    tap.ok("is met by nobody" not in done.stdout,
           "config check: a login in both forms", done.stdout)


def body(tap):
    with Installation("domains", clock=False) as house:
        write(house, "postfix/main.cf", MAIN % "zweite.de")
        postfix = ["--postfix-config", house.path("postfix")]
        names = write(house, "local-host-names", "firma.pl\nzweite.de\n")
        sendmail = ["--sendmail-cf", write(
            house, "sendmail.cf", "Cwlocalhost\nFw-o %s\n" % names)]

        own(house, ["firma.pl", "zweite.de"])
        both(tap, house, "the same as Postfix's", postfix, "")
        both(tap, house, "the same as Sendmail's", sendmail, "")
        found(tap, house, "the same as Sendmail's", sendmail, "fine", "")

        own(house, ["firma.pl"])
        both(tap, house, "a domain that is not an own one", postfix,
             "mydestination names zweite.de")
        both(tap, house, "a local host name that is not an own one", sendmail,
             "class w names zweite.de")
        found(tap, house, "a local host name that is not an own one",
              sendmail, "error", "class w names zweite.de")

        own(house, ["firma.pl", "zweite.de", "frima.pl"])
        both(tap, house, "an own domain that Postfix does not know", postfix,
             "own-domains names frima.pl")
        found(tap, house, "an own domain that Sendmail does not know",
              sendmail, "warning", "own-domains names frima.pl")

        write(house, "postfix/main.cf", MAIN % "firma.example")
        own(house, ["firma.pl", "firma.example"])
        both(tap, house, "that of the sample", postfix,
             "own-domains names firma.example, which stands for an example")

        own(house, [])
        done = house.run("config", "check", *postfix)
        tap.ok("there are no own-domains" in done.stdout
               and done.returncode == 0, "config check: none", done.stdout)
        tap.ok(any("there are no own-domains" in f["what"]
                   for f in doctor(house, *sendmail)), "doctor: none")

        own(house, ["firma.pl"])
        both(tap, house, "a main.cf that is not there",
             ["--postfix-config", house.path("nowhere")],
             "cannot be compared")
        logins(tap, house)


if __name__ == "__main__":
    taplib.run(body)
