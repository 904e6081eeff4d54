#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Plays stories against the real daemon; one TAP point an expectation.

usage: run.py [--mta protocol|postfix|sendmail] FILE.scn...
The grammar is in README beside this file.
"""

import argparse
import email.utils
import hashlib
import json
import os
import re
import sys
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lib"), HERE]

from installation import (BUILD, Installation, SetupError,  # noqa: E402
                          move_file, overlay, wait_for)
from mta import Mail, ProtocolMta  # noqa: E402
from story import StoryError, read_stories, to_utc  # noqa: E402
from tap import Tap  # noqa: E402

# A daemon looks for a store or keys that went away at most once a second.
HEAL_SECONDS = 1.2
MX = "mx.firma.example"
# Stories ask no name server: what the first server found out is believed.
LISTENING = """
source "mail" { collected-for = {"followup", "newsletter"} }
inbound {
	source = "mail"
	spool = "@DIR@/spool"
	helper = "%s"
	trusted-authserv = {"%s"}
	spf = no
}
unsubscribe {
	url = "https://firma.example/u/"
	address = "unsubscribe@firma.example"
}
""" % (os.path.join(BUILD, "src", "inbound", "robinson-inbound"), MX)


def says(words, text):
    """Whether "text" holds the words, "..." standing for anything."""
    pattern = ".*".join(re.escape(" ".join(part.split())) for part in
                        re.split(r"\.\.\.|…", words) if part.strip())
    return re.search(pattern, " ".join(text.split()),
                     re.IGNORECASE | re.DOTALL) is not None


class Player:
    def __init__(self, story, mta, tap):
        self.story, self.mta, self.tap = story, mta, tap
        self.last_mail = None
        self.last_headers = []  # by which it is known again
        self.count = 0
        self.now = 0
        self.done = None  # the last command
        self.config = self._listening(story)
        if "@SMTP@" in self.config:
            self.config = self.config.replace("@SMTP@", mta.smtp())
        self.house = Installation("story", self.config, story.without,
                                  socket=mta.socket())
        zone = re.search(r'timezone\s*=\s*"([^"]+)"', self.house.config)
        self.zone = zone[1]

    def _set_clock(self, at):
        self.now = to_utc(at, self.zone)
        self.house.set_clock(self.now)

    @staticmethod
    def _listening(story):
        """The configuration; with letters, also what listens to them."""
        if all(step.kind != "letter" for step in story.steps):
            return story.config
        return overlay(LISTENING, story.config)

    def close(self):
        self.mta.forget()
        self.house.close()

    def point(self, holds, step, expect, why):
        name = "%s:%d: %s => %s" % (
            os.path.basename(self.story.path), expect.line,
            re.sub(r"\s+", " ", step.text), expect.source)
        self.tap.ok(holds, name, why)

    def play(self):
        first = next((s.at for s in self.story.steps if s.at), "2018-05-28")
        self._set_clock(first)
        self.house.init()
        if self.config != self.story.config:
            # A store is made by who writes first; letters wait for it.
            self.house.hear(meaning="letter", id="0@nowhere.example",
                            proof="spf", **{"from": "a@nowhere.example"})
        self.house.start()
        self.mta.begin(self.house.socket)
        for step in self.story.steps:
            if step.at:
                self._set_clock(step.at)
            getattr(self, "_" + step.kind)(step)
        self._end()

    def _end(self):
        """A daemon that lost a message's memory or crashed shows here."""
        self.mta.forget()
        status = self.house.stop()
        if status not in (0, None):
            self.tap.ok(False, "%s:%d: the daemon ends well"
                        % (self.story.path, self.story.line),
                        "exit status %d\n%s" % (status,
                                                self.house.log_text()))

    # ----------------------------------------------------------- commands

    def _arguments(self, step):
        args, verb = step.args, step.verb
        stamp = "--at", args.get("dated", step.at)
        if verb == "contact":
            out = ["contact", step.who, *stamp]
        elif verb in ("relate", "grant", "withdraw", "object"):
            out = [verb, step.who, *stamp]
        elif verb == "lift":
            out = ["object", step.who, "--lift"]
        elif verb in ("restrict", "unrestrict"):
            return ["restrict", step.who] + (
                ["--lift"] if verb == "unrestrict" else [])
        elif verb == "purge":
            return ["purge", "--confirm", "--reason", "a story"]
        elif verb == "timer":
            return ["purge"]
        elif verb == "rotate":
            return ["keys", "rotate"]
        elif verb == "retire":
            return ["keys", "retire", step.who]
        elif verb == "erase":
            return ["erase", step.who]
        elif verb == "rectify":
            return ["rectify", step.who, step.args.get("to", "")]
        elif verb == "check":
            out = ["check", "--json", "--at", args.get("on", step.at)]
        elif verb == "explain":
            out = ["explain", step.who, "--at", step.at]
        elif verb == "release":
            return self._release(step)
        elif verb == "list":
            return ["lists", "update", step.who, self._list(step), "--dated",
                    args.get("dated", step.at)]
        elif verb == "journal":
            return ["journal", "--json"] + (
                ["--address", step.who] if step.who else [])
        else:
            out = ["import", self._rows(step)]
            for pair in args.get("map", []):
                out += ["--map", pair]
        for word, option in (("source", "--source"), ("ref", "--ref"),
                             ("relation", "--relation"), ("ends", "--end"),
                             ("purpose", "--purpose"), ("basis", "--basis"),
                             ("evidence", "--evidence"),
                             ("expires", "--expires"),
                             ("channel", "--channel"),
                             ("reason", "--reason")):
            if word in args:
                out += [option, args[word]]
        return out + ([step.who] if verb == "check" else [])

    def _rows(self, step):
        path = self.house.path("import.csv")
        with open(path, "w", encoding="utf-8") as out:
            out.write(step.block + "\n")
        return path

    def _list(self, step):
        """The entries as the list's owner would hand them out."""
        block = re.search(r'list "%s" \{(.*?)\}\s*$' % re.escape(step.who),
                          self.config, re.M | re.S)
        form = re.search(r"format *= *([\w-]+)", block[1])[1]
        entries = [line.lower().encode() for line in step.block.splitlines()]
        if form == "ecg":
            data = b"".join(hashlib.sha1(e).digest() for e in entries)
        elif form == "addresses":
            data = b"\n".join(entries)
        elif form == "adigital-sha256":
            data = "\n".join(
                hashlib.sha256(b"02" + re.sub(rb"[^a-z0-9.@_+-]", b"", e))
                .hexdigest() for e in entries).encode()
        else:
            data = "\n".join(hashlib.new(form, e).hexdigest()
                             for e in entries).encode()
        path = self.house.path("list.download")
        with open(path, "wb") as out:
            out.write(data)
        return path

    def _release(self, step):
        """The one message that waits for this person."""
        listed = self.house.must("quarantine", "list", "--json", "--address",
                                 step.who)
        ids = [json.loads(line)["id"] for line in listed.splitlines()]
        return ["quarantine", "release", *ids, "--to", step.who,
                "--reason", step.args.get("reason", "a story")]

    def _command(self, step):
        self.done = done = self.house.run(*self._arguments(step))
        if step.verb == "list":
            time.sleep(HEAL_SECONDS)  # the daemon looks once a second
        output = done.stdout + done.stderr
        refusal = [e for e in step.expects if e.what == "refused"]
        if not refusal and step.verb != "check" and done.returncode:
            self.tap.ok(False, "%s:%d: %s" % (self.story.path, step.line,
                                              step.text),
                        "exit %d\n%s" % (done.returncode, output))
        for expect in step.expects:
            if expect.what == "refused":
                self.point(done.returncode != 0 and says(expect.text, output),
                           step, expect,
                           "exit %d\n%s" % (done.returncode, output))
            elif expect.what == "output":
                self.point(done.returncode == 0 and says(expect.text, output),
                           step, expect, output)
            else:
                self.point(self._entry(step, expect), step, expect, output)

    def _entry(self, step, expect):
        try:
            entries = [json.loads(line) for line in
                       self.done.stdout.splitlines()]
        except ValueError:
            return False
        same = [e for e in entries if e.get("reason") == expect.name
                and expect.text in ("", e.get("action"))]
        if expect.times is not None:
            return len(same) == expect.times
        if expect.until and same:
            end = same[-1]["retention_end"]
            wanted = {"unlimited": None}.get(expect.until, expect.until)
            if wanted and re.match(r"\d", wanted):
                return end and end[:19].replace("T", " ") == wanted.strip()
            return end == wanted
        return bool(same) and (step.verb != "check" or len(entries) == 1)

    # ------------------------------------------------------------ letters

    def _letter(self, step):
        """A mail from outside, examined to the end. The server that took it
        first says in it whether the sender is authentic."""
        args, who, before = step.args, step.who, self._heard()
        to = args.get("to", "ania@firma.example")
        headers = [("From", who), ("To", to), ("Subject", "A question"),
                   ("Message-ID", "<%s>" % args["id"])]
        if not args.get("unproven"):
            headers.insert(0, ("Authentication-Results",
                               "%s; spf=pass smtp.mailfrom=%s" % (MX, who)))
        if "answers" in args:
            headers.append(("In-Reply-To", "<%s>" % args["answers"]))
        if args.get("automatic"):
            headers.append(("Auto-Submitted", "auto-replied"))
        body = "Stop\r\n" if args.get("stop") else "How much is it?\r\n"
        self.mta.forget()
        outcome = self.mta.deliver(Mail(sender=who, recipients=[to],
                                        headers=headers, body=body))
        self.mta.forget()
        if outcome.got != [to]:
            raise SetupError("line %d: the letter is not taken: %s"
                             % (step.line, outcome))
        wait_for(lambda: self._heard() > before, 30,
                 "a letter to be examined\n"
                 + self.house.log_text()[-1500:])

    def _heard(self):
        return self.house.log_text().count(" incoming: ")

    # -------------------------------------------------------------- mails

    def _mail(self, step):
        if step.verb == "returned":
            outcome = self._returned(step)
        else:
            outcome = self._sent(step)
        kept = self._kept() if any(e.what in ("kept", "removed")
                                   for e in step.expects) else []
        for expect in step.expects:
            self.point(self._holds(step, expect, outcome, kept), step, expect,
                       "%s\nkept %s\n%s" % (outcome, kept,
                                            self.house.log_text()[-1500:]))

    def _kept(self):
        """For whom Robinson's own quarantine holds the last mail."""
        listed = self.house.must("quarantine", "list", "--json")
        entries = [json.loads(line) for line in listed.splitlines()]
        return [r["address"].strip("<>") for e in entries
                if e["message_id"] == self.last_mail
                for r in e["recipients"] if r["state"] == "held"]

    def _returned(self, step):
        """What was released comes back through the mail server."""
        letter = [l for l in self.mta.sink.letters if l.sender][-1]
        head, _, body = letter.content.partition("\r\n\r\n")
        lines = re.sub(r"\r\n([ \t])", r"\n\1", head).split("\r\n")
        headers = [tuple(part.lstrip() for part in line.split(":", 1))
                   for line in lines]
        step.to = step.to or letter.recipients
        self.last_mail = dict((n.lower(), v) for n, v in headers)["message-id"]
        if step.args["changed"]:
            body += "And one line more.\r\n"
        return self.mta.deliver(Mail(sender=letter.sender, recipients=step.to,
                                     headers=headers, body=body))

    def _sent(self, step):
        self.count += 1
        if step.args.get("again"):
            if not self.last_headers:
                raise SetupError("line %d: no mail to send again" % step.line)
            known = self.last_headers
        else:
            known = [("From", "<%s>" % (step.args["sender"]
                                        or "daemon@x.example")),
                     ("Message-ID", "<%d.%d.story@firma.example>"
                      % (time.time_ns(), self.count)),
                     ("Date", email.utils.formatdate(self.now))]
        given = {name.lower() for name, _ in step.headers}
        headers = [(name, value) for name, value in
                   known + [("Subject", "Our offer")]
                   if name.lower() not in given] + \
                  [(name, value) for name, value in step.headers if value]
        self.last_headers = [(name, value) for name, value in headers
                             if name in ("From", "Message-ID", "Date")]
        self.last_mail = dict(self.last_headers).get("Message-ID")
        extra = {"body": step.block} if step.block else {}
        return self.mta.deliver(Mail(
            sender=step.args["sender"], recipients=step.to, headers=headers,
            **extra,
            login=step.args.get("login"), client=step.args.get("client"),
            listener=step.args.get("listener"),
            locally=step.args.get("locally", False),
            smtputf8=step.args.get("smtputf8", False),
            same_session=step.args.get("same-session", False)))

    def _told(self, words):
        """Whether a notice says so, within some seconds."""
        end = time.monotonic() + 5
        while time.monotonic() < end:
            if any(not l.sender and says(words, l.content)
                   for l in list(self.mta.sink.letters)):
                return True
            time.sleep(0.02)
        return False

    def _holds(self, step, expect, outcome, kept):
        if expect.what == "notice":
            return self._told(expect.text)
        if expect.what == "header":
            return any(n.lower() == expect.name.lower()
                       and says(expect.text, v) for n, v in outcome.headers)
        if expect.what == "no-header":
            return bool(outcome.got) and not any(
                n.lower() == expect.name.lower() and says(expect.text, v)
                for n, v in outcome.headers)
        wanted = [expect.who] if expect.who else step.to
        if expect.what == "kept":
            return all(who in kept and who not in outcome.got
                       for who in wanted)
        if expect.what == "removed":
            return all(outcome.refused.get(who) == (0, "removed")
                       and who not in kept for who in wanted)
        if expect.what == "accept":
            return all(who in outcome.got for who in wanted) and \
                self._step_fits(expect, outcome.accepted_at, outcome)
        if expect.what == "hold":
            return outcome.held is not None and not outcome.got and (
                not outcome.knows_steps or says(expect.text, outcome.held))
        return not set(wanted) & set(outcome.got) and outcome.held is None \
            and self._refused(expect, outcome, wanted)

    def _refused(self, expect, outcome, wanted):
        code = expect.code or 451
        for who in wanted:
            answer, step = outcome.refused.get(who), "rcpt"
            if answer is None:
                answer, step = outcome.end, outcome.end_step
            if answer is None or answer[0] != code or \
                    not says(expect.text, answer[1]) or \
                    not self._step_fits(expect, step, outcome):
                return False
        return True

    @staticmethod
    def _step_fits(expect, step, outcome):
        if expect.step is None or expect.step == step:
            return True
        return not outcome.knows_steps and (
            expect.step not in ("rcpt", "end") or expect.what == "accept")

    # ------------------------------------------------------------- faults

    def _fault(self, step):
        what, _, how = step.verb.partition(" ")
        if what in ("stopped", "killed"):
            self.mta.forget()
            self.house.stop(*([9] if what == "killed" else []))
        if what in ("started", "killed"):
            self.house.start()
        if what in ("store", "keys"):
            if what == "store":
                self.house.move_store(how == "removed")
            else:
                move_file(self.house.keys, how == "removed")
            time.sleep(HEAL_SECONDS)
        for expect in step.expects:
            text = self.house.log_text()
            self.point(says(expect.text, text), step, expect, text)

    def _reload(self, step):
        change = overlay(self.config, step.block)
        self.house.configure(change, self.story.without)
        text = self.house.reload()
        for expect in step.expects:
            self.point(says(expect.text, text), step, expect, text)


def make_mta(name, stories):
    if name == "protocol":
        return ProtocolMta()

    def named(what):
        return sorted({
            step.args[what] for story in stories for step in story.steps
            if step.kind == "mail" and step.args.get(what)})

    if name == "sendmail":
        from mta_sendmail import SendmailMta
        return SendmailMta(named("listener"), named("login"))
    from mta_postfix import PostfixMta
    return PostfixMta(named("listener"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mta", choices=("protocol", "postfix", "sendmail"),
                        default="protocol")
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    tap = Tap()
    try:
        stories = [s for path in args.files for s in read_stories(path)]
    except StoryError as problem:
        tap.bail_out(problem)
        return 1
    mta = make_mta(args.mta, stories)
    try:
        for story in filter(mta.can_tell, stories):
            tap.note("%s: %s" % (os.path.basename(story.path), story.title))
            player = Player(story, mta, tap)
            try:
                player.play()
            except Exception:  # the other stories are still told
                tap.ok(False, "%s:%d: the story can be played" % (
                    os.path.basename(story.path), story.line),
                    traceback.format_exc() + player.house.log_text()[-1500:])
            finally:
                player.close()
    finally:
        mta.close()
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
