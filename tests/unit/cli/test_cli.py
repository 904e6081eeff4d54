#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The command line from outside: arguments, answers, exit status."""

import glob
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
BUILD = os.environ.get("ROBINSON_BUILDDIR", os.getcwd())
sys.path.insert(0, os.path.join(SRC, "tests", "lib"))
import tap as taplib  # noqa: E402

ROBINSON = os.path.join(BUILD, "src", "cli", "robinson")
ADAM = "adam.nowak@example.com"
OK, SOME, USAGE, DATA, UNAVAILABLE, CANTCREAT, CONFIG = (
    0, 1, 64, 65, 69, 73, 78)


class House:
    """One installation in a directory of its own."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="robinson-cli.")
        self.config = os.path.join(self.dir, "robinson.conf")
        with open(os.path.join(SRC, "tests", "lib", "base.conf")) as base:
            text = base.read()
        text = text.replace("@DIR@", self.dir).replace(
            "@SOCKET@", "unix:%s/sock" % self.dir)
        # No mail server of this machine is asked what it holds.
        text, n = re.subn(r"hold-in +=.*", "hold-in = robinson", text)
        assert n == 1
        with open(self.config, "w") as out:
            out.write(text)
        os.mkdir(os.path.join(self.dir, "db"))

    def close(self):
        shutil.rmtree(self.dir)

    def run(self, *args, **kwargs):
        env = dict(os.environ, LC_ALL="C.UTF-8")
        env.update(kwargs.get("env", {}))
        return subprocess.run(
            [ROBINSON, "-c", self.config] + list(args),
            input=kwargs.get("input", b""), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=env, timeout=60)

    def put(self, name, data):
        path = os.path.join(self.dir, name)
        with open(path, "wb") as out:
            out.write(data)
        return path


# (name, arguments, exit status, in standard output, in standard error)
ROWS = [
    ("no command", [], USAGE, "", "usage: robinson"),
    ("help", ["help"], OK, "import", ""),
    ("help of one command", ["help", "grant"], OK, "--evidence E", ""),
    ("help of a group", ["help", "config"], OK, "config show", ""),
    ("help of none", ["help", "frob"], USAGE, "", "no command \"frob\""),
    ("--help behind a group", ["config", "--help"], OK, "config show", ""),
    ("-h behind a group", ["quarantine", "-h"], OK, "quarantine digest", ""),
    ("--help behind other options", ["quarantine", "list", "--json",
                                     "--help"], OK, "usage: ", ""),
    ("--help as a value is a value", ["object", "--reason", "--help"],
     USAGE, "", "is missing"),
    ("--help behind no command", ["frob", "--help"], USAGE, "",
     "no command \"frob\""),
    ("version", ["--version"], OK, "robinson ", ""),
    ("an unknown command", ["frob"], USAGE, "", "no command \"frob\""),
    ("an unknown option", ["restrict", ADAM, "--frob"], USAGE, "",
     "no option --frob"),
    ("an option without its value", ["restrict", ADAM, "--lift=1"], USAGE, "",
     "usage: robinson"),
    ("an option twice", ["relate", ADAM, "--relation", "customer",
                         "--relation", "prospect"], USAGE, "", "twice"),
    ("a missing argument", ["restrict"], USAGE, "", "ADDRESS is missing"),
    ("one too many", ["restrict", ADAM, "x"], USAGE, "", "found also \"x\""),
    ("a missing option", ["withdraw", ADAM], USAGE, "",
     "--purpose is missing"),
    ("config check", ["config", "check"], OK, "accepted: 0 errors", ""),
    ("config show", ["config", "show"], OK, "followup", ""),
    ("before there are keys", ["check", "--purpose", "followup", ADAM],
     UNAVAILABLE, "", "keys"),
    ("keys init", ["keys", "init"], OK, "key file", ""),
    ("keys are never overwritten", ["keys", "init"], CANTCREAT, "",
     "exists already"),
    ("the token keys for the page", ["keys", "unsubscribe", "@token-keys"],
     OK, "The token keys are in", ""),
    ("the token keys again", ["keys", "unsubscribe", "@token-keys"], OK,
     "The token keys are in", ""),
    ("token keys in no directory",
     ["keys", "unsubscribe", "@nowhere/token-keys"], DATA, "",
     "No such file"),
    ("two files of token keys", ["keys", "unsubscribe", "a", "b"], USAGE, "",
     "found \"b\" too"),
    ("before there is a store", ["check", "--purpose", "followup", ADAM],
     UNAVAILABLE, "", "robinson.db"),
    ("a dry run makes no store",
     ["import", "@dry.csv", "--relation", "prospect", "--dry-run"],
     OK, "1 persons new", ""),
    ("there is still none", ["check", "--purpose", "followup", ADAM],
     UNAVAILABLE, "", "robinson.db"),
    ("the first contact needs a relation",
     ["contact", ADAM, "--at", "2018-05-28 10:00", "--source", "chat"],
     DATA, "", "--relation"),
    ("quarantine without a verb", ["quarantine"], USAGE, "",
     "a second word is missing"),
    ("its verbs are shown", ["quarantine"], USAGE, "",
     "robinson quarantine extend"),
    ("a verb that is none", ["quarantine", "shwo"], USAGE, "",
     "found \"shwo\", accepted: one of these"),
    ("a command that is none", ["quarantin"], USAGE, "",
     "no command \"quarantin\""),
    ("a contact",
     ["contact", ADAM, "--at", "2018-05-28 10:00", "--source", "chat",
      "--relation", "prospect", "--ref", "crm:4711"],
     OK, "recorded", ""),
    ("nothing is held", ["quarantine", "list"], OK, "", "nothing is held"),
    ("nothing is found", ["quarantine", "search", "x", "--json"], SOME, "",
     "nothing was found"),
    ("nothing is looked for", ["quarantine", "search", ""], USAGE, "",
     "accepted: words of a subject"),
    ("a reason that is none", ["quarantine", "list", "--reason", "x"], USAGE,
     "", "found \"x\""),
    ("a held message that is none", ["quarantine", "show", "7K3MQW9X2ABC"],
     DATA, "", "7K3MQW9X2ABC"),
    ("an id that is none", ["quarantine", "delete", "x!", "--reason", "y"],
     DATA, "", "is no id"),
    ("no deletion without a reason", ["quarantine", "delete", "7K3MQW9X2ABC"],
     USAGE, "", "--reason is missing"),
    ("no release for an empty one",
     ["quarantine", "release", "7K3MQW9X2ABC", "--reason", " "], USAGE, "",
     "--reason is empty"),
    ("no release of nothing", ["quarantine", "release", "--reason", "y"],
     USAGE, "", "ID is missing"),
    ("an end that is none",
     ["quarantine", "extend", "7K3MQW9X2ABC", "--until", "soon"], USAGE, "",
     "found \"soon\""),
    ("nothing is past its time", ["quarantine", "expire"], OK, "0 deleted",
     ""),
    ("a date that is none",
     ["contact", ADAM, "--at", "yesterday", "--source", "chat"], USAGE, "",
     "found \"yesterday\""),
    ("the last instant",
     ["check", "--purpose", "followup", "--at", "2018-06-28 23:59:59", ADAM],
     OK, "accept\tallowed\t2018-06-28 23:59:59", ""),
    ("the next one",
     ["check", "--purpose", "followup", "--at", "2018-06-29", ADAM],
     SOME, "reject\tretention-expired", ""),
    ("one of several may not",
     ["check", "--purpose", "followup", "--at", "2018-06-01", ADAM,
      "x@example.com"], SOME, "x@example.com\thold\tunknown", ""),
    ("a bad address",
     ["check", "--purpose", "followup", "x"], SOME, "x\treject\tbad-address",
     "no e-mail address"),
    ("a purpose nobody knows", ["check", "--purpose", "news", ADAM], DATA, "",
     "followup, newsletter, wellbeing"),
    ("neither addresses nor a list", ["check", "--purpose", "followup"],
     USAGE, "", "--file"),
    ("an objection",
     ["object", ADAM, "--at", "2018-06-12", "--channel", "phone"], OK,
     "on record", ""),
    ("wins", ["check", "--purpose", "followup", "--at", "2018-06-13", ADAM],
     SOME, "objected", ""),
    ("a lift without a reason", ["object", ADAM, "--lift"], USAGE, "",
     "--reason"),
    ("a reason without a lift", ["object", ADAM, "--reason", "x"], USAGE, "",
     "--lift"),
    ("a lift", ["object", ADAM, "--lift", "--reason", "wrong person"], OK,
     "undone", ""),
    ("an option before the argument",
     ["object", "--purpose", "newsletter", "@example.com"], OK,
     "of the domain", ""),
    ("explain names each rule",
     ["explain", ADAM, "--at", "2018-06-20", "--purpose", "followup"], OK,
     "> 15  allowed", ""),
    ("explain shows the reference", ["explain", ADAM], OK, "crm:4711", ""),
    ("explain of nobody", ["explain", "x@example.org"], OK,
     "no record of this person", ""),
    ("journal of a person", ["journal", "--address", ADAM], OK,
     "wrong person", ""),
    ("journal since later", ["journal", "--since", "2990-01-01"], OK, "",
     "no such entry"),
    ("journal verify", ["journal", "verify"], OK, "is whole: 7 entries", ""),
    ("no list is configured", ["lists", "show"], OK, "",
     "no list is configured"),
    ("nothing lists anybody", ["lists", "test", ADAM], OK, "", ""),
    ("a list that is none", ["lists", "update", "ecg", "@dry.csv"], DATA, "",
     "it knows: none"),
    ("lists update of nothing", ["lists", "update", "ecg"], USAGE, "",
     "NAME of a list and a FILE"),
    ("lists test of nothing", ["lists", "test", "x"], DATA, "",
     "is no e-mail address"),
    ("reload without a daemon", ["reload"], 69, "", "pid-file"),
    ("a list that is not there",
     ["check", "--purpose", "followup", "--file", "/nonexistent.csv"], 74,
     "", "/nonexistent.csv"),
    ("an import that is not there",
     ["import", "/nonexistent.csv", "--relation", "prospect"], 74, "",
     "/nonexistent.csv"),
    ("the trap of last activity",
     ["import", "@hubspot.csv", "--relation", "prospect", "--map",
      "last_contact=Last activity date"], DATA, "", "only what the person did"),
    ("an import with a bad line",
     ["import", "@bad.csv", "--relation", "prospect", "--source", "chat"],
     SOME, "2 persons new", "bad.csv:3: bad address"),
    ("again: nothing new",
     ["import", "@bad.csv", "--relation", "prospect", "--source", "chat"],
     SOME, "0 persons new, 0 changed, 2 rows with nothing new, 1 bad", ""),
    ("what is read is said",
     ["import", "@bad.csv", "--relation", "prospect", "--source", "chat"],
     SOME, "Windows-1250 (a guess: --encoding names another), separated by "
     "semicolon, dates as 28.05.2018", ""),
]

FILES = {
    "dry.csv": b"email,last_contact\nq@example.org,2018-06-20\n",
    "hubspot.csv": b"Email,Last activity date\nq@example.org,2018-06-20\n",
    "bad.csv": b"E-mail;Imi\xea;last_contact\r\na@example.org;A;28.05.2018\r\n"
               b"b;B;28.05.2018\r\nc@example.org;C;29.05.2018\r\n",
}
PLACES = set(FILES) | {"token-keys", "nowhere/token-keys"}


def play_rows(tap, house):
    for name, data in FILES.items():
        house.put(name, data)
    for name, args, status, out, err in ROWS:
        args = [os.path.join(house.dir, a[1:])
                if a[0:1] == "@" and a[1:] in PLACES else a for a in args]
        got = house.run(*args)
        text, told = got.stdout.decode(), got.stderr.decode()
        holds = (got.returncode == status and out in text and err in told and
                 (out != "" or text == "" or status == OK))
        tap.ok(holds, name, "status %d\n%s%s" % (got.returncode, text, told))


def json_lines(tap, house):
    got = house.run("check", "--json", "--purpose", "followup", "--at",
                    "2018-06-29", ADAM, "x", "cust@example.org")
    lines = [json.loads(line) for line in got.stdout.splitlines()]
    tap.equal(got.returncode, SOME, "json: exit status")
    tap.equal(lines[0], {
        "address": ADAM, "purpose": "followup", "action": "reject",
        "reason": "retention-expired",
        "retention_end": "2018-06-28T23:59:59+02:00",
        "rule": "GDPR Art. 5(1)(e)"}, "json: a date with its offset")
    tap.equal((lines[1]["reason"], lines[1]["retention_end"]),
              ("bad-address", "none"), "json: a bad address is an answer")
    tap.equal(len(lines), 3, "json: one object a line and nothing else")
    house.run("contact", "cust@example.org", "--at", "2018-05-28", "--source",
              "chat", "--relation", "customer")
    got = house.run("check", "--json", "--purpose", "followup",
                    "cust@example.org")
    tap.equal(json.loads(got.stdout)["retention_end"], None,
              "json: unlimited is null")
    got = house.run("check", "--json", "--purpose", "followup",
                    "--", b"\xff@example.org")
    tap.equal(json.loads(got.stdout)["reason"], "bad-address",
              "json: an argument that is no UTF-8")
    got = house.run("check", "--json", "--purpose", "followup",
                    "micha\u0142@\u017c\u00f3\u0142w.example",
                    env={"LC_ALL": "C"})
    tap.equal(json.loads(got.stdout)["reason"], "unknown",
              "arguments are UTF-8 whatever the locale")
    got = house.run("journal", "--json")
    kinds = [json.loads(line)["kind"] for line in got.stdout.splitlines()]
    tap.ok("contact" in kinds and "import" in kinds, "journal: json", kinds)


def hear(house, **said):
    """A mail that says so, without the mail."""
    subprocess.run([os.path.join(BUILD, "tests", "hear"), house.config]
                   + ["%s=%s" % pair for pair in said.items()],
                   check=True, timeout=60, stdout=subprocess.DEVNULL)


def unconfirmed(house):
    got = house.run("objections", "list", "--unconfirmed", "--json")
    return [json.loads(line) for line in got.stdout.splitlines()]


def objections(tap, house):
    who = ("o1@example.org", "o2@example.org", "o3@example.org")
    for one in who:
        hear(house, meaning="unsubscribe", proof="none", **{"from": one})
    hear(house, meaning="letter", id="1@example.org", **{"from": who[0]})
    waiting = unconfirmed(house)
    tap.equal([(w["kind"], w["purpose"], w["channel"]) for w in waiting],
              [("unconfirmed", None, "mail")] * 3, "objections: listed")
    refs = [w["ref"] for w in waiting]
    got = house.run("objections", "list", "--unconfirmed").stdout.decode()
    tap.ok(refs[0] in got and "all direct marketing  channel mail" in got,
           "objections: in words", got)
    got = house.run("journal", "--ref", refs[0]).stdout.decode()
    tap.ok("objection" in got and "queue id 4QTEST" in got
           and "proof none, unconfirmed" in got,
           "objections: each has its entry in the journal", got)
    got = house.run("check", "--json", "--purpose", "followup", who[0])
    line = json.loads(got.stdout)
    tap.equal((line["reason"], line["action"], line["channel"]),
              ("objection-unconfirmed", "hold", "mail"),
              "objections: check says which")
    got = house.run("explain", who[0]).stdout.decode()
    tap.ok("(mail), without proof: to be confirmed or dropped" in got
           and "wrote to us" in got, "objections: explain shows them", got)

    done = house.run("objections", "confirm", refs[0].lower())
    tap.equal((done.returncode, done.stdout.decode()),
              (OK, "The objection %s is confirmed.\n" % refs[0]),
              "objections: one is confirmed")
    done = house.run("objections", "confirm", refs[0])
    tap.ok(done.returncode != OK and b"no unconfirmed" in done.stderr,
           "objections: confirmed once", done.stderr)
    done = house.run("objections", "drop", refs[1])
    tap.equal(done.returncode, USAGE, "objections: not dropped without reason")
    done = house.run("objections", "drop", *refs, "--reason", "forged")
    tap.ok(done.returncode != OK and not done.stdout,
           "objections: all are dropped or none", done.stderr)
    tap.equal(len(unconfirmed(house)), 2, "objections: none was")
    done = house.run("objections", "drop", *refs[1:], "--reason", "forged")
    tap.equal((done.returncode, done.stdout.count(b"is dropped")), (OK, 2),
              "objections: two are dropped")
    got = house.run("check", "--json", "--purpose", "followup", *who)
    lines = [json.loads(line) for line in got.stdout.splitlines()]
    # Those of one second stand in no order.
    tap.equal(sorted(l["reason"] for l in lines),
              ["objected", "unknown", "unknown"],
              "objections: what is left blocks, what is dropped does not")
    got = house.run("objections", "list", "--json")
    kinds = [json.loads(line)["kind"] for line in got.stdout.splitlines()]
    tap.equal(kinds[-6:], ["objection"] * 3 + ["confirmed"] + ["dropped"] * 2,
              "objections: the journal's list")
    got = house.run("objections", "list").stdout.decode()
    tap.ok(": forged" in got and "  by " in got,
           "objections: who dropped it and why", got)
    for args, what in ((["confirm"], "without a reference"),
                       (["list", "x"], "one too many")):
        tap.equal(house.run("objections", *args).returncode, USAGE,
                  "objections: " + what)
    done = house.run("objections", "confirm", "no ref")
    tap.ok(done.returncode != OK and b"is no reference" in done.stderr,
           "objections: a reference that is none", done.stderr)


ECG = bytes.fromhex("ba72d6793be4cdd14256bbb5662033e3ee5e1951"
                    "471807096c1fbbece51ed10a4257f90385954ca9")
LISTS = """
list "ecg" { format = ecg  file = "%(dir)s/ecg.list"  max-age = "30 days" }
list "own" { format = addresses  file = "%(dir)s/own.list" }
"""

# (name, arguments behind "lists", exit status, output, error)
LIST_ROWS = [
    ("lists that are not there", ["show"], UNAVAILABLE, "ecg.list",
     "list \"own\": "),
    ("a test without lists", ["test", ADAM], UNAVAILABLE, "",
     "it is not there"),
    ("an update", ["update", "ecg", "@ecg"], OK,
     "2 entries taken, 2 digests installed", ""),
    ("an update with bad lines", ["update", "own", "@own"], DATA, "",
     "line 2: no @"),
    ("the same by force", ["update", "own", "@own", "--force"], OK,
     "1 bad line left out", ""),
    ("the wrong format", ["update", "ecg", "@own"], DATA, "", "found text"),
    ("a file that is not there", ["update", "ecg", "@nowhere"], DATA, "",
     "the installed list stays as it was"),
    ("a date that lies ahead",
     ["update", "ecg", "@ecg", "--dated", "2990-01-01"], DATA, "", "ahead"),
    ("by the address", ["test", "Karl.Testinger+x@firma.at"], SOME,
     "ecg\tlisted\t0 hours\tby the address karl.testinger@firma.at", ""),
    ("by the domain", ["test", "x@mail.home.lan"], SOME,
     "by the domain @home.lan", ""),
    ("by another list", ["test", "b@example.com"], SOME,
     "ecg\tnot listed\t0 hours\nown\tlisted", ""),
    ("by none", ["test", "c@example.com"], OK, "own\tnot listed", ""),
    ("entries and age", ["show"], OK, "0 hours", ""),
    ("an old list, by force",
     ["update", "ecg", "@ecg", "--dated", "2018-01-01", "--force"], OK,
     "2 before", ""),
    ("is too old", ["test", "c@example.com"], UNAVAILABLE, "",
     "days old, accepted: up to 30 days"),
    ("what another list says counts", ["test", "b@example.com"], SOME,
     "own\tlisted", "list \"ecg\": "),
]


def do_not_mail(tap):
    house = House()
    try:
        with open(house.config, "a") as out:
            out.write(LISTS % {"dir": house.dir})
        places = {"@ecg": house.put("ecg", ECG),
                  "@own": house.put("own", b"b@example.com\nbad\n"),
                  "@nowhere": os.path.join(house.dir, "nowhere")}
        for name, args, status, out, err in LIST_ROWS:
            got = house.run("lists", *[places.get(a, a) for a in args])
            text, told = got.stdout.decode(), got.stderr.decode()
            tap.ok(got.returncode == status and out in text and err in told,
                   "lists: " + name,
                   "status %d\n%s%s" % (got.returncode, text, told))
    finally:
        house.close()


def lists(tap, house):
    path = house.put("list.csv", b"n;email\r\n1;%s\r\n2;y@example.net\r\n"
                     % ADAM.encode())
    got = house.run("check", "--purpose", "followup", "--at", "2018-06-20",
                    "--file", path)
    tap.equal((got.returncode, got.stdout),
              (SOME, b"n;email;action;reason\r\n1;%s;accept;allowed\r\n"
                     b"2;y@example.net;hold;unknown\r\n" % ADAM.encode()),
              "a list comes back with action and reason")
    got = house.run("check", "--purpose", "followup", "--at", "2018-06-20",
                    "--json", "--file", path)
    tap.equal([json.loads(line)["action"] for line in
               got.stdout.splitlines()], ["accept", "hold"], "as json too")
    got = house.run("check", "--purpose", "followup", "--at", "2018-06-20",
                    "--file", "-", input=ADAM.encode() + b"\n")
    tap.equal((got.returncode, got.stdout),
              (OK, ADAM.encode() + b",accept,allowed\n"),
              "a list by standard input")


def on_terminal(tap, house):
    ours, theirs = pty.openpty()
    env = dict(os.environ, LC_ALL="C.UTF-8")
    subprocess.run([ROBINSON, "-c", house.config, "check", "--purpose",
                    "followup", "--at", "2018-06-20", ADAM, "x@example.net"],
                   stdout=theirs, stderr=subprocess.DEVNULL, env=env,
                   timeout=60)
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    heads = shown.splitlines()[0].split()
    tap.equal(heads, ["address", "action", "reason", "retention", "end",
                      "rule"], "a table on a terminal")
    args = ["explain", ADAM, "--at", "2018-06-20"]
    tap.ok("\u2500\u2500" in house.run(*args).stdout.decode(),
           "a line of box characters where the locale has them")
    plain = house.run(*args, env={"LC_ALL": "C"}).stdout
    tap.ok(plain.isascii() and b"--" in plain, "and ASCII where not", plain)


def bad_config(tap, house):
    with open(house.config, "a") as out:
        out.write('mode = enforced\nfrob = 1\n')
    got = house.run("config", "check")
    tap.equal(got.returncode, CONFIG, "config check: exit status")
    tap.ok(got.stdout.count(b": error: ") >= 2,
           "config check: all errors in one go", got.stdout.decode())
    got = house.run("restrict", ADAM)
    tap.equal((got.returncode, got.stdout), (CONFIG, b""),
              "no command runs under a bad configuration")
    got = house.run("-c", os.path.join(house.dir, "none"), "config", "show")
    tap.equal(got.returncode, CONFIG, "a configuration that is not there")


def nothing_of_a_person(tap, house):
    """The store, its log and the journal hold no address."""
    data = b"".join(open(p, "rb").read() for p in
                    glob.glob(os.path.join(house.dir, "db", "*")))
    tap.ok(len(data) > 0 and b"nowak" not in data.lower() and
           b"example.org" not in data, "no address is in the store")


def documents(tap, house):
    """The manual and the completion know every command and option."""
    usages = []
    for line in house.run("help").stdout.decode().splitlines():
        if line.startswith("  "):
            name = line[2:20].strip()
            text = house.run("help", *name.split()).stdout.decode()
            done = house.run(*name.split(), "--help")
            tap.ok(done.returncode == 0 and done.stdout.decode() == text,
                   "its own --help: " + name, (done.returncode, done.stdout))
            usages += [(name, text.splitlines()[0])]
    with open(os.path.join(SRC, "src", "cli", "robinson.1")) as page:
        manual = page.read()
    with open(os.path.join(SRC, "contrib", "bash-completion",
                           "robinson")) as page:
        completion = page.read()
    tap.ok(len(usages) > 10, "help lists the commands")
    for name, usage in usages:
        options = set(re.findall(r"--([a-z-]+)", usage))
        missing = [o for o in options if "Fl Fl " + o not in manual]
        missing += [o for o in options if "--" + o not in completion]
        missing += [w for w in name.split() if w not in completion]
        tap.ok("Cm " + name in manual and not missing,
               "documented: " + name, missing)


def body(tap):
    house = House()
    try:
        play_rows(tap, house)
        json_lines(tap, house)
        lists(tap, house)
        objections(tap, house)
        do_not_mail(tap)
        on_terminal(tap, house)
        nothing_of_a_person(tap, house)
        documents(tap, house)
        bad_config(tap, house)
    finally:
        house.close()


taplib.run(body)
