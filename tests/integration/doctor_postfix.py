#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""robinson doctor and a real Postfix: Debian's own main.cf and master.cf with
all that people switch on, and nothing is complained of; then mistakes as people
make them, each found, and each gone when the line that mends it was typed."""

import json
import os
import re
import shlex
import shutil
import subprocess

from peers import HERE, STEADY
from installation import Installation, SetupError, scratch

SHARE = "/usr/share/postfix"
CONTRIB = os.path.join(HERE, "..", "..", "contrib", "postfix")
OURS = "unix:robinson/milter.sock"
SIGNER = "inet:localhost:8891"
MAIN = """
queue_directory = {queue}
myhostname = mta.firma.example
myorigin = firma.example
mydestination = $myhostname, localhost
smtpd_milters = {ours}, {signer}
non_smtpd_milters = $smtpd_milters
milter_default_action = tempfail
mua_milters = ${{robinson_milter?{{$robinson_milter, {signer}}}:{{}}}}
robinson_milter = unix:/robinson/milter.sock
mua_client_restrictions = permit_sasl_authenticated, reject
mua_helo_restrictions =
mua_sender_restrictions =
"""
# An after-queue filter, which takes mail at 10024 and gives it back at 10025.
SCANNER = ["-M", "scan/unix=scan unix - - n - 10 smtp"]
BACK = ["-M", "127.0.0.1:10025/inet=127.0.0.1:10025 inet n - y - - smtpd "
        "-o content_filter= -o mynetworks=127.0.0.0/8 "
        "-o receive_override_options=no_unknown_recipient_checks"]
TO_SCANNER = ["-e", "content_filter=scan:[127.0.0.1]:10024"]


def debian_services():
    """master.cf as Debian has it, with postscreen and both submissions."""
    with open(SHARE + "/master.cf.dist", encoding="utf-8") as dist:
        text = dist.read()
    text = re.sub(r"^smtp +inet.*\n", "", text, count=1, flags=re.M)
    for line in (r"smtp +inet .* postscreen", r"smtpd +pass .*",
                 r"dnsblog +unix .*", r"tlsproxy +unix .*",
                 r"submissions? +inet .*"):
        text, count = re.subn("^#(%s)$" % line, r"\1", text, flags=re.M)
        if not count:
            raise SetupError("Debian's master.cf has no " + line)
    # Their options stand below, comments among them.
    text = re.sub(r"^#(  -o .*)$", r"\1", text, flags=re.M)
    for name in ("client", "helo", "sender"):
        text = text.replace("-o smtpd_%s_restrictions=\n" % name,
                            "-o smtpd_%s_restrictions=$mua_%s_restrictions\n"
                            % (name, name))
    return re.sub(r"^(submissions? +inet .*)$",
                  r"\1\n  -o smtpd_milters=$mua_milters", text, flags=re.M)


class Config:
    """A directory of Postfix's configuration that nobody runs."""

    def __init__(self, house, queue):
        self.house = house
        self.dir = house.path("postfix")
        shutil.rmtree(self.dir, ignore_errors=True)
        os.mkdir(self.dir)
        with open(SHARE + "/main.cf.debian", encoding="utf-8") as dist:
            main = dist.read()
        with open(self.path("main.cf"), "w", encoding="utf-8") as out:
            out.write(main + MAIN.format(queue=queue, ours=OURS,
                                         signer=SIGNER))
        with open(self.path("master.cf"), "w", encoding="utf-8") as out:
            out.write(debian_services())

    def path(self, name):
        return os.path.join(self.dir, name)

    def postconf(self, *args):
        subprocess.run(["postconf", "-c", self.dir, *args], timeout=20,
                       check=True, stderr=subprocess.DEVNULL)

    def examine(self, area="postfix"):
        """The findings about Postfix that are not fine."""
        done = self.house.run("doctor", "--json", "--postfix-config",
                              self.dir)
        return [f for f in json.loads(done.stdout)["findings"]
                if f["area"] == area and f["severity"] != "fine"]


# Name; what is typed; severity, words of the finding; whether its line mends.
SEEDS = (
    ("nobody is asked", [["-e", "smtpd_milters=" + SIGNER],
                         ["-e", "non_smtpd_milters=" + OURS]],
     "warning", "smtpd_milters does not name Robinson", True),
    ("a submission asks the signer only",
     [["-P", "submission/inet/smtpd_milters=" + SIGNER]],
     "error", "submission/inet has milters of its own", True),
    ("$mua_milters is not defined", [["-X", "robinson_milter"]],
     "error", "submission/inet has milters of its own without Robinson, "
     "smtpd_milters = $mua_milters", None),
    ("a submission by number",
     [["-M", "587/inet=587 inet n - y - - smtpd -o smtpd_milters="]],
     "error", "587/inet has milters of its own", True),
    ("a submission on the loopback",
     [["-M", "127.0.0.1:10587/inet=127.0.0.1:10587 inet n - y - - smtpd "
       "-o { smtpd_milters = inet:localhost:8891 }"]],
     "error", "127.0.0.1:10587/inet has milters of its own", True),
    ("behind postscreen", [["-P", "smtpd/pass/smtpd_milters=" + SIGNER]],
     "warning", "smtpd/pass has milters of its own", True),
    ("no_milters",
     [["-P", "submissions/inet/receive_override_options=no_milters"]],
     "error", "submissions/inet asks no milters", True),
    ("no_milters for sendmail(1)",
     [["-P", "pickup/unix/receive_override_options=no_milters"]],
     "warning", "pickup/unix asks no milters", True),
    ("sendmail(1) asks nobody", [["-e", "non_smtpd_milters="]],
     "warning", "non_smtpd_milters does not name Robinson", True),
    ("a cleanup of its own",
     [["-M", "second/unix=second unix n - y - 0 cleanup "
       "-o non_smtpd_milters="],
      ["-P", "pickup/unix/cleanup_service_name=second"]],
     "warning", "second/unix has milters of its own", True),
    ("a proxy", [["-P", "smtpd/pass/smtpd_proxy_filter=127.0.0.1:10024"]],
     "error", "smtpd/pass: with smtpd_proxy_filter", True),
    ("asked twice", [SCANNER, BACK, TO_SCANNER],
     "warning", "127.0.0.1:10025/inet asks Robinson again", True),
    ("asked twice, by sendmail(1)",
     [["-M", "spamassassin/unix=spamassassin unix - n n - - pipe user=nobody "
       "argv=/usr/bin/spamc -f -e /usr/sbin/sendmail -oi -f ${sender} "
       "${recipient}"],
      ["-P", "smtpd/pass/content_filter=spamassassin"]],
     "warning", "pickup/unix asks Robinson again", False),
    ("a client goes past",
     [["-e", "smtpd_milter_maps=cidr:@/milter_map"]],
     "warning", "gives the client 192.0.2.0/24 \"DISABLE\"", False),
    ("a fault lets mail out", [["-e", "milter_default_action=accept"]],
     "error", "milter_default_action = accept", True),
    ("a fault lets submissions out",
     [["-P", "submission/inet/milter_default_action=accept"]],
     "error", "submission/inet: milter_default_action = accept", True),
    ("who refuses stands behind",
     [["-e", "smtpd_milters=%s, inet:localhost:8893, %s" % (OURS, SIGNER)],
      ["-e", "non_smtpd_milters=" + OURS]],
     "warning", "inet:localhost:8893 comes behind Robinson", True),
    ("the signer stands in front",
     [["-e", "smtpd_milters=%s, %s" % (SIGNER, OURS)],
      ["-e", "non_smtpd_milters=" + OURS]],
     "warning", "inet:localhost:8891 comes before Robinson", True),
    ("a sender is rewritten",
     [["-e", "sender_canonical_maps=hash:@/canonical"]],
     "warning", "makes sales@firma.example of the sender ania@firma.example",
     False),
    ("a sender is made", [["-e", "smtp_generic_maps=hash:@/generic"]],
     "warning", "makes ania@firma.example of the sender ania@pc.local",
     False),
    ("a sender is masqueraded", [["-e", "masquerade_domains=firma.example"]],
     "warning", "ania@*.firma.example", False),
    ("a table that is away", [["-e", "canonical_maps=hash:@/nothing"]],
     "warning", "cannot be told", False),
    ("a table on another machine",
     [["-e", "canonical_maps=tcp:127.0.0.1:1"]],
     "warning", "cannot be told", False),
)
# What is right, and looks like a mistake.
RIGHT = (
    ("a filter whose mail is not asked about twice",
     [SCANNER, BACK, TO_SCANNER,
      ["-P", "127.0.0.1:10025/inet/smtpd_milters="]]),
    ("a proxy with Robinson behind it",
     [["-P", "smtpd/pass/smtpd_proxy_filter=127.0.0.1:10024"], BACK]),
    ("a gate", [
        BACK, ["-e", "default_transport=smtp:[127.0.0.1]:10025"],
        ["-P", "127.0.0.1:10025/inet/smtpd_milters=" + OURS],
        ["-P", "127.0.0.1:10025/inet/content_filter=smtp:"],
        ["-e", "smtpd_milters="], ["-e", "non_smtpd_milters="],
        ["-e", "mua_milters="]]),
    ("libmilter's spelling of a path",
     [["-e", "smtpd_milters=local:robinson/milter.sock " + SIGNER]]),
    ("tables without our senders",
     [["-e", "canonical_maps=hash:@/others"]]),
    ("a program that refuses and signs, in front",
     [["-e", "smtpd_milters=inet:localhost:11332, %s" % OURS],
      ["-e", "non_smtpd_milters=" + OURS]]),
)


# Name; what is typed; severity and words of the finding beside own-domains =
# firma.example; whether the files alone tell it.
DOMAINS = (
    ("the same domains", [], None, None, True),
    ("mail ends at another", [["-e", "mydestination=firma.example zweite.de"]],
     "error", "mydestination names zweite.de", True),
    ("a mailbox domain in a table",
     [["-e", "virtual_mailbox_domains=hash:@/domains"]],
     "error", "virtual_mailbox_domains names zweite.de", True),
    ("by what another parameter says",
     [["-e", "brand=zweite.de"], ["-e", "virtual_alias_domains=$brand"]],
     "error", "virtual_alias_domains names zweite.de", True),
    ("another origin", [["-e", "myorigin=zweite.de"]],
     "error", "myorigin names zweite.de", True),
    ("relayed", [["-e", "relay_domains=zweite.de"]],
     "warning", "relay_domains names zweite.de", True),
    ("by a default of an old level",
     [["-e", "compatibility_level=0"], ["-X", "relay_domains"],
      ["-e", "mydestination=firma.example"]], None, None, True),
    ("not known to Postfix",
     [["-e", "myhostname=mx.zweite.de"], ["-e", "mydestination="],
      ["-e", "myorigin=zweite.de"]],
     "warning", "own-domains names firma.example, which the mail server does",
     True),
)


def domains(tap, house, queue):
    for name, typed, severity, words, by_files in DOMAINS:
        config = seeded(house, queue, typed)
        found = [f for f in config.examine("domains")
                 if "stands for an example" not in f["what"]]
        hits = [f for f in found if f["severity"] == severity
                and words in f["what"]]
        tap.ok(bool(hits) == bool(words) and (words or not found),
               "doctor, own-domains: " + name, found)
        said = house.run("config", "check", "--postfix-config",
                         config.dir).stdout
        if by_files:
            tap.ok((words in said) if words else
                   "names zweite.de" not in said,
                   "config check, own-domains: " + name, said)


def tables(house):
    """Tables that the seeds name "@/..."."""
    os.mkdir(house.path("tables"))
    for name, text in (
            ("canonical", "ania@firma.example sales@firma.example\n"),
            ("generic", "ania@pc.local ania@firma.example\n"),
            ("others", "root admin@firma.example\n"),
            ("domains", "firma.example OK\nzweite.de OK\n"),
            ("milter_map", "192.0.2.0/24 DISABLE\n")):
        with open(house.path("tables", name), "w", encoding="ascii") as out:
            out.write(text)
        subprocess.run(["postmap", "hash:" + house.path("tables", name)],
                       timeout=20, check=True)


def seeded(house, queue, typed):
    config = Config(house, queue)
    for args in typed:
        config.postconf(*[a.replace("@/", house.path("tables", ""))
                          for a in args])
    return config


def mistakes(tap, house, queue):
    for name, typed, severity, words, mends in SEEDS:
        config = seeded(house, queue, typed)
        found = config.examine()
        hits = [f for f in found if f["severity"] == severity and
                words in f["what"] and f["mend"]]
        tap.ok(hits and (len(found) == 1 or mends is None),
               "doctor finds: " + name, found)
        if not mends or not hits:
            continue
        line = shlex.split(hits[0]["mend"].split(" #")[0])
        config.postconf(*line[1:])
        left = config.examine()
        tap.ok(line[0] == "postconf" and not left,
               "and the line mends it: " + hits[0]["mend"], left)


def shipped(house, queue):
    """The lines of contrib/postfix, with the filter that they speak of."""
    config = Config(house, queue)
    with open(os.path.join(CONTRIB, "main.cf"), encoding="utf-8") as lines:
        text = lines.read()
    with open(config.path("main.cf"), "a", encoding="utf-8") as out:
        out.write(text)
    with open(os.path.join(CONTRIB, "master.cf"), encoding="utf-8") as lines:
        services = lines.read()
    with open(config.path("master.cf"), encoding="utf-8") as master:
        old = re.sub(r"^submission +inet .*\n( .*\n|#.*\n)*|^smtp +inet.*\n", "",
                     master.read(), flags=re.M)
    with open(config.path("master.cf"), "w", encoding="utf-8") as out:
        out.write(old + services)
    for args in (SCANNER, TO_SCANNER):
        config.postconf(*args)
    return config


def bounces(tap, queue, socket):
    """What is asked where incoming mail is read, too."""
    with Installation("doctored", STEADY + 'inbound { spf = no }',
                      socket=socket) as house:
        house.init()
        tap.equal(shipped(house, queue).examine(), [],
                  "contrib's lines: Postfix's own bounces reach Robinson")
        for typed, words in (
                ([], "internal_mail_filter_classes is without bounce"),
                ([["-e", "internal_mail_filter_classes=notify"]],
                 "internal_mail_filter_classes is without bounce"),
                ([["-e", "internal_mail_filter_classes=bounce"],
                  ["-P", "cleanup/unix/non_smtpd_milters=" + SIGNER],
                  ["-P", "pickup/unix/cleanup_service_name=first"],
                  ["-M", "first/unix=first unix n - y - 0 cleanup"]],
                 "non_smtpd_milters of cleanup/unix is without Robinson")):
            config = seeded(house, queue, typed)
            found = config.examine()
            tap.ok(len(found) == 1 and words in found[0]["what"],
                   "doctor finds: " + words, found)
            config.postconf(*shlex.split(found[0]["mend"])[1:])
            tap.equal(config.examine(), [],
                      "and the line mends it: " + found[0]["mend"])


def clean(tap, house, queue):
    tap.equal(shipped(house, queue).examine(), [],
              "contrib's main.cf and master.cf: no alarm")
    tap.equal(Config(house, queue).examine(), [],
              "Debian's main.cf and master.cf, submissions and postscreen "
              "enabled: no alarm")
    for name, typed in RIGHT:
        tap.equal(seeded(house, queue, typed).examine(), [],
                  "no alarm: " + name)


def body(tap):
    queue = scratch("spool")
    try:
        os.mkdir(os.path.join(queue, "robinson"))
        socket = "unix:" + os.path.join(queue, "robinson", "milter.sock")
        with Installation("doctored", STEADY, socket=socket) as house:
            house.init()
            tables(house)
            clean(tap, house, queue)
            mistakes(tap, house, queue)
            domains(tap, house, queue)
        bounces(tap, queue, socket)
    finally:
        shutil.rmtree(queue, ignore_errors=True)


if __name__ == "__main__":
    from tap import run
    run(body)
