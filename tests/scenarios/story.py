# SPDX-License-Identifier: BSD-2-Clause
"""The grammar of *.scn files (README): text in, stories out."""

import datetime
import re
import zoneinfo
from dataclasses import dataclass, field

STEPS = ("connect", "helo", "mail", "rcpt", "headers", "end")
# The words of a command, and which of them carry an address.
COMMANDS = {
    "contact": ("source", "relation", "ref", "dated"),
    "relate": ("relation", "ends", "dated"),
    "grant": ("purpose", "basis", "evidence", "expires", "dated"),
    "withdraw": ("purpose", "dated"),
    "object": ("purpose", "channel", "dated"),
    "lift": ("purpose", "reason"),
    "restrict": (),
    "unrestrict": (),
    "purge": (),
    "timer": (),
    "rotate": (),
    "retire": (),
    "erase": (),
    "rectify": ("to",),
    "import": ("relation", "source", "map"),
    "check": ("purpose", "on"),
    "explain": ("purpose",),
    "journal": (),
    "release": ("reason",),
    "list": ("dated",),
}
QUESTIONS = ("check", "explain", "journal")
TIMES = ("ends", "expires", "dated", "on")
WORD = re.compile(r'"((?:\\.|[^"\\])*)"(?=\s|$)|(\S+)')


class StoryError(Exception):
    def __init__(self, path, line, text):
        super().__init__("%s:%d: %s" % (path, line, text))


@dataclass
class Expect:
    line: int
    what: str            # accept, hold, defer, reply, header, no-header, ...
    source: str = ""     # as written, for the reader of a report
    text: str = ""       # words, with ... for anything between
    who: str = None
    step: str = None
    code: int = None
    name: str = None     # of a header
    until: str = None
    times: int = None


@dataclass
class Step:
    line: int
    kind: str            # command, mail, fault, reload
    verb: str = ""
    at: str = None
    who: str = None
    args: dict = field(default_factory=dict)
    text: str = ""       # the source line, for the reader of a report
    block: str = ""
    headers: list = field(default_factory=list)
    to: list = field(default_factory=list)
    expects: list = field(default_factory=list)


@dataclass
class Story:
    path: str
    line: int
    title: str
    config: str = ""
    without: list = field(default_factory=list)
    steps: list = field(default_factory=list)


def to_utc(text, zone):
    """Wall-clock TIME to seconds; what occurs twice is the earlier."""
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"):
        try:
            civil = datetime.datetime.strptime(text, form)
        except ValueError:
            continue
        return int(civil.replace(tzinfo=zoneinfo.ZoneInfo(zone)).timestamp())
    raise ValueError("no time: " + text)


def split_list(text):
    """Addresses at commas outside quotes."""
    parts = re.findall(r'(?:"(?:\\.|[^"\\])*"|[^,"])+', text)
    return [part.strip() for part in parts if part.strip()]


class Parser:
    def __init__(self, path, text):
        self.path = path
        self.lines = text.splitlines()
        self.number = 0
        self.stories = []

    def fail(self, text, line=None):
        raise StoryError(self.path, line or self.number, text)

    def parse(self):
        while self.number < len(self.lines):
            line = self.lines[self.number].strip()
            self.number += 1
            if line and not line.startswith("#"):
                self._statement(line)
        if not self.stories:
            self.fail("no story")
        for story in self.stories:
            self._complete(story)
        return self.stories

    def _complete(self, story):
        if not story.steps:
            self.fail("a story in which nothing happens", story.line)
        for step in story.steps:
            if step.kind == "mail" or step.verb in QUESTIONS:
                if not step.expects:
                    self.fail("nothing is expected of this", step.line)

    def _block(self):
        start, lines = self.number, []
        while self.number < len(self.lines):
            line = self.lines[self.number]
            self.number += 1
            if line.strip() == "end":
                return "\n".join(lines)
            lines.append(line.strip())
        return self.fail("no \"end\" to what begins here", start)

    def _statement(self, line):
        verb, _, rest = line.partition(" ")
        if verb == "story":
            self.stories.append(Story(self.path, self.number, rest.strip()))
            return
        if not self.stories:
            self.fail("a file begins with \"story\"")
        story = self.stories[-1]
        if verb in ("config", "without"):
            if story.steps:
                self.fail("the configuration stands before the first event")
            if verb == "config":
                story.config += self._block() + "\n"
            else:
                story.without.append(rest.strip())
        elif verb == "at":
            story.steps.append(self._event(line))
        elif verb in ("header", "body", "expect"):
            if not story.steps:
                self.fail("%s of what?" % verb)
            step = story.steps[-1]
            if verb == "header":
                self._header(step, rest)
            elif verb == "body":
                self._body(step, rest)
            else:
                step.expects.append(self._expect(step, rest.strip()))
        elif verb == "reload":
            at = self.number
            story.steps.append(Step(at, "reload", "reload", text=line,
                                    block=self._block()))
        elif line in ("store removed", "store back", "keys removed",
                      "keys back", "stopped", "started", "killed"):
            story.steps.append(Step(self.number, "fault", line, text=line))
        else:
            self.fail("what is \"%s\"?" % verb)

    def _header(self, step, text):
        name, colon, value = text.partition(":")
        if step.kind != "mail" or not colon:
            self.fail("accepted here: header NAME: VALUE, after a mail")
        step.headers.append((name.strip(), value.strip()))

    def _body(self, step, text):
        if step.kind != "mail":
            self.fail("accepted here: body TEXT, after a mail")
        step.block += text.strip() + "\r\n"

    # ------------------------------------------------------------- events

    def _time(self, words):
        """Takes one or two words as TIME."""
        if not words or not re.fullmatch(r"\d{4}-\d\d-\d\d", words[0]):
            self.fail("accepted here: 2018-05-28 [10:00[:30]]")
        text = words.pop(0)
        if words and re.fullmatch(r"\d\d:\d\d(:\d\d)?", words[0]):
            text += " " + words.pop(0)
        try:
            to_utc(text, "UTC")
        except ValueError:
            self.fail("there is no such time: " + text)
        return text

    def _event(self, line):
        if re.search(r" mail from ", line):
            return self._mail(line)
        if re.search(r" letter from ", line):
            return self._letter(line)
        words = [m.group(1) if m.group(1) is not None else m.group(2)
                 for m in WORD.finditer(line)][1:]
        at = self._time(words)
        verb = words.pop(0) if words else ""
        if verb == "returned":
            return self._returned(at, line)
        if verb not in COMMANDS:
            self.fail("what is \"%s\"? accepted: mail, %s"
                      % (verb, ", ".join(COMMANDS)))
        step = Step(self.number, "command", verb, at=at, text=line)
        if verb not in ("import", "journal", "purge", "rotate",
                        "timer") or (
                verb == "journal" and words):
            if not words:
                self.fail("%s of whom?" % verb)
            step.who = words.pop(0)
        while words:
            word = words.pop(0)
            if word not in COMMANDS[verb]:
                self.fail("%s does not take \"%s\"; accepted: %s" % (
                    verb, word, " ".join(COMMANDS[verb]) or "nothing"))
            if word in TIMES:
                step.args[word] = self._time(words)
            elif word == "map" and words:
                step.args.setdefault("map", []).append(words.pop(0))
            elif words:
                step.args[word] = words.pop(0)
            else:
                self.fail("%s of what?" % word)
        if verb in ("import", "list"):
            step.block = self._block()
        return step

    def _letter(self, line):
        words = line.split()[1:]
        at = self._time(words)
        if words[:2] != ["letter", "from"] or len(words) < 3:
            self.fail("accepted here: at TIME letter from WHO id ID ...")
        step = Step(self.number, "letter", "letter", at=at, text=line,
                    who=words[2])
        words = words[3:]
        while words:
            word = words.pop(0)
            if word in ("id", "answers", "to") and words:
                step.args[word] = words.pop(0).strip("<>")
            elif word in ("proven", "unproven", "stop", "automatic"):
                step.args[word] = True
            else:
                self.fail("a letter does not take \"%s\"" % word)
        if "id" not in step.args:
            self.fail("a letter has an id")
        return step

    def _returned(self, at, line):
        head, _, recipients = line.partition(" to ")
        words = head.split()
        step = Step(self.number, "mail", "returned", at=at, text=line,
                    to=split_list(recipients))
        step.args["changed"] = words[-1] == "changed"
        if words[-1] not in ("changed", "returned"):
            self.fail("accepted here: at TIME returned [changed] [to WHO]")
        return step

    def _mail(self, line):
        head, to, recipients = line.partition(" to ")
        words = head.split()[1:]
        at = self._time(words)
        if words[:2] != ["mail", "from"] or len(words) < 3 or not to:
            self.fail("accepted here: at TIME mail from SENDER ... to WHO")
        step = Step(self.number, "mail", "mail", at=at, text=line,
                    to=split_list(recipients))
        step.args["sender"] = "" if words[2] == "<>" else words[2]
        words = words[3:]
        while words:
            word = words.pop(0)
            if word in ("login", "client", "listener") and words:
                step.args[word] = words.pop(0)
            elif word in ("locally", "smtputf8", "again", "same-session"):
                step.args[word] = True
            else:
                self.fail("a mail does not take \"%s\"" % word)
        return step

    # ------------------------------------------------------- expectations

    def _expect(self, step, text):
        expect = Expect(self.number, "", source=text, text=text)
        if step.kind == "mail":
            self._expect_mail(expect, text)
        elif step.kind == "letter":
            self.fail("of a letter nothing is expected: what follows from it "
                      "is seen later")
        elif step.kind == "reload" or step.kind == "fault":
            if not text.startswith("log "):
                self.fail("accepted here: expect log WORDS")
            expect.what, expect.text = "log", text[4:].strip()
        elif step.verb == "explain":
            expect.what = "output"
        elif step.verb in ("check", "journal"):
            self._expect_entry(expect, text)
        elif text.split(" ")[0] == "refused":
            expect.what, expect.text = "refused", text[7:].strip()
        else:
            self.fail("accepted here: expect refused [WORDS]")
        return expect

    def _expect_entry(self, expect, text):
        found = re.fullmatch(
            r"(?P<reason>[a-z-]+)(?: (?P<action>accept|flag|hold|reject))?"
            r"(?: until (?P<until>unlimited|ended|\d[\d :-]*))?"
            r"(?: times (?P<times>\d+))?", text)
        if not found:
            self.fail("accepted here: expect REASON [ACTION] [until TIME] "
                      "[times N]")
        expect.what, expect.name = "entry", found["reason"]
        expect.text, expect.until = found["action"] or "", found["until"]
        expect.times = int(found["times"]) if found["times"] else None

    def _expect_mail(self, expect, text):
        header = re.fullmatch(r"(no )?header ([\w-]+)(?:: *(.*))?", text)
        if header:
            expect.what = "no-header" if header[1] else "header"
            expect.name, expect.text = header[2], header[3] or ""
            return
        if text.startswith("notice "):
            expect.what, expect.text = "notice", text[7:].strip()
            return
        step = re.match(r"at (\w+) ", text)
        if step:
            expect.step, text = step[1], text[step.end():]
            if expect.step not in STEPS:
                self.fail("no step \"%s\"; accepted: %s"
                          % (expect.step, ", ".join(STEPS)))
        who = re.match(r"(\S*@\S+|\"[^\"]*\"@\S+): ", text)
        if who:
            expect.who, text = who[1], text[who.end():]
        verb, _, expect.text = text.partition(" ")
        if re.fullmatch(r"[45]\d\d", verb):
            expect.what, expect.code = "reply", int(verb)
        elif verb in ("accept", "hold", "defer", "kept", "removed"):
            expect.what = verb
        else:
            self.fail("accepted here: accept, hold, kept, removed, defer, 550, "
                      "notice, header, no header")


def read_stories(path):
    with open(path, encoding="utf-8") as file:
        return Parser(path, file.read()).parse()
