#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The journal decided again under other rules: a story is played, then asked
what would have been different."""

import json
import os
import sys

SRC = os.environ.get("ROBINSON_SRCDIR", os.getcwd())
sys.path[:0] = [os.path.join(SRC, "tests", "lib"),
                os.path.join(SRC, "tests", "scenarios")]
from installation import overlay  # noqa: E402
from mta import ProtocolMta  # noqa: E402
from run import Player  # noqa: E402
from story import Parser  # noqa: E402
from tap import Tap  # noqa: E402
from two_years import generate  # noqa: E402

STORY = """
story a month of letters
config
	purpose "followup" { bases = {"legitimate-interest", "consent"}
		assessment = "LIA-1"  answer-window = "7 days" }
	classify "sales" { purpose = followup auth-user = {"ania", "jan"} }
	list "ecg" { format = addresses file = "@DIR@/ecg.list" }
end
at 2024-03-01 08:00 list ecg
	listed@example.com
end
at 2024-03-01 10:00 contact a@example.com relation prospect source chat
at 2024-03-01 10:00 contact b@example.com relation customer source chat
at 2024-03-01 10:00 contact c@example.com relation prospect source chat
at 2024-03-01 10:00 contact listed@example.com relation customer source chat
at 2024-03-02 10:00 mail from ania@firma.example login ania to a@example.com
	expect accept
at 2024-03-03 10:00 mail from jan@firma.example login jan to a@example.com
	expect accept
at 2024-03-20 10:00 mail from ania@firma.example login ania to a@example.com
	expect accept
at 2024-03-20 10:01 mail from jan@firma.example login jan to b@example.com
	expect accept
at 2024-03-20 10:02 mail from ania@firma.example login ania to c@example.com
	expect accept
at 2024-03-20 10:03 mail from jan@firma.example login jan to stranger@example.com
	expect hold
at 2024-03-20 10:04 mail from jan@firma.example login jan to listed@example.com
	expect 550 do-not-mail
at 2024-03-21 10:00 object @b.example
at 2024-03-21 10:01 mail from ania@firma.example login ania to b@b.example
	expect 550 objected
at 2024-03-22 10:00 grant a@example.com purpose newsletter basis consent evidence form-1
at 2024-03-22 10:01 mail from news@firma.example to a@example.com
	header X-Mailer: Mautic 4
	expect accept
at 2024-03-23 10:00 letter from stranger@example.com id <q1@example.com>
at 2024-03-24 10:00 mail from ania@firma.example login ania to stranger@example.com
	header In-Reply-To: <q1@example.com>
	expect accept
at 2024-03-25 10:00 relate c@example.com relation customer
"""

ROTATED = """
story letters and bills under two generations of keys
config
	purpose "followup" { bases = {"legitimate-interest"}  assessment = "LIA-1" }
	classify "sales" { purpose = followup auth-user = {"ania"} }
	classify "bills" { purpose = none auth-user = {"ola"} }
end
at 2024-03-01 10:00 object a@example.com
at 2024-03-01 10:01 object b@example.com
at 2024-03-02 10:00 mail from ania@firma.example login ania to a@example.com
	expect 550 objected
at 2024-03-02 10:01 mail from ola@firma.example login ola to a@example.com
	expect accept
at 2024-03-02 10:02 rotate
reload
end
at 2024-03-02 10:03 mail from ania@firma.example login ania to b@example.com
	expect 550 objected
at 2024-03-02 10:04 mail from ola@firma.example login ola to b@example.com
	expect accept
"""


class Asker:
    def __init__(self, tap, player):
        self.tap, self.player, self.house = tap, player, player.house

    def ask(self, change, *more, without=()):
        path = self.house.path("new.conf")
        with open(path, "w", encoding="utf-8") as out:
            out.write(overlay(self.house.config, change, without))
        return json.loads(self.house.must(
            "simulate", "--config", path, "--json", *more))

    def lines(self, said, where="matrix"):
        return sorted((line.get("purpose") or line.get("sender") or "",
                       line["old_reason"],
                       line.get("new_reason") or "?" + line["unknown"],
                       line["verdicts"]) for line in said[where]
                      if line["old_reason"] != line.get("new_reason"))

    def differs(self, name, change, wanted, without=(), **parts):
        said = self.ask(change, without=without)
        self.tap.equal(self.lines(said), sorted(wanted), name)
        for part, lines in parts.items():
            self.tap.equal(self.lines(said, part), sorted(lines),
                           "%s: %s" % (name, part))
        self.tap.equal(sum(line["verdicts"] for line in said["matrix"]),
                       said["verdicts"], name + ": all are counted")
        return said


def followup(more, window="7 days"):
    return ('purpose "followup" { bases = {"legitimate-interest", "consent"}'
            ' assessment = "LIA-1" answer-window = "%s" %s }' % (
                window, more))


def play_and_ask(tap, asker):
    house = asker.house
    before = house.must("journal", "--json")
    said = asker.differs("the same rules", "", [])
    tap.equal((said["verdicts"], said["same"], said["different"],
               said["unknown"], said["notes"]), (10, 10, 0, {}, []),
              "the same rules: the summary")
    asker.differs(
        "a shorter retention", 'relation "prospect" '
        '{ retain = {"2 weeks after last-contact"}'
        ' bases = {"legitimate-interest"} }',
        [("", "allowed", "retention-expired", 3)],
        purposes=[("followup", "allowed", "retention-expired", 2),
                  ("newsletter", "allowed", "retention-expired", 1)],
        senders=[("ania", "allowed", "retention-expired", 2),
                 ("news@firma.example", "allowed", "retention-expired", 1)])
    asker.differs("a least interval", followup('min-interval = "3 days"'),
                  [("", "allowed", "too-soon", 1)],
                  senders=[("jan", "allowed", "too-soon", 1)])
    asker.differs("a limit of what is unanswered",
                  followup("max-unanswered = 1"),
                  [("", "allowed", "unanswered", 2)])
    asker.differs("another action of a reason",
                  "actions { unknown = reject retention-expired = reject }",
                  [])
    said = asker.ask("actions { unknown = reject }")
    tap.equal([(l["old_action"], l["new_action"], l["verdicts"])
               for l in said["matrix"]
               if l.get("new_reason") == "unknown"],
              [("hold", "reject", 1)], "another action is a difference")
    asker.differs("a list less: its person is known", "",
                  [("", "listed", "allowed", 1)], without=['list "ecg"'])
    asker.differs(
        "a list more", 'list "own" { format = addresses file = "/x/y" }',
        [("", "allowed", "?list", 6), ("", "unknown", "?list", 1)])
    asker.differs(
        "a purpose renamed", 'purpose "letter" { bases = {"consent"} }\n'
        'classify "mautic" { purpose = letter header = {"X-Mailer: /M/"} }\n'
        'source "chat" { collected-for = {"followup"} }\n'
        'source "mail" { collected-for = {"followup"} }',
        [("", "allowed", "?no-purpose", 1)], without=['purpose "newsletter"'])
    # The letter was answered a day later.
    asker.differs("a shorter answer window", followup("", "2 hours"),
                  [("", "allowed", "?domain", 1)])
    asker.differs("no answer window", followup("", "0"),
                  [("", "allowed", "?domain", 1)])
    asker.differs("a longer answer window", followup("", "30 days"),
                  [("", "listed", "?answer", 1), ("", "objected", "?answer", 1),
                   ("", "unknown", "?answer", 1)])
    asker.differs("a notice is asked for",
                  followup('require-notice = {"headers"}'),
                  [("", "allowed", "?notice", 4)])
    said = asker.ask('classify "x" { purpose = followup sender = {"x@*"} }\n'
                     'own-domains = {"other.example"}\n'
                     'quarantine { max-message = "1 MB" }\n'
                     'address-rule "example.com" { ignore-dots = yes }')
    tap.equal(said["notes"], ["classify", "addresses", "own-domains", "size"],
              "what the journal has no trace of is noted")
    said = asker.ask("", "--since", "2024-03-22")
    tap.equal((said["verdicts"], said["from"][:10]), (2, "2024-03-22"),
              "from an instant on")

    # What cannot be seen any more: somebody is gone, a date came later.
    house.must("erase", "a@example.com")
    house.must("contact", "stranger@example.com", "--at", "2024-03-19",
               "--source", "chat", "--relation", "prospect")
    asker.differs("records that changed since", "",
                  [("", "allowed", "?purged", 4),
                   ("", "unknown", "?changed", 1)])
    tap.equal([line for line in house.must("journal", "--json").splitlines()
               if '"verdict"' in line],
              [line for line in before.splitlines() if '"verdict"' in line],
              "no verdict is recorded")
    text = house.must("simulate", "--config", house.conf)
    tap.ok("4 purged: the person was removed since" in text, "as text", text)
    bad = house.run("simulate", "--config", "/no/where.conf")
    tap.ok(bad.returncode == 78 and "/no/where.conf" in bad.stderr,
           "a configuration that is not there", bad.stderr)
    tap.equal(house.run("simulate").returncode, 64, "--config is needed")


def ask_of_months(tap, asker):
    """Under the same rules nothing is different, whatever happened since."""
    said = asker.ask("include(\"%s\")" % asker.house.path("empty.conf"))
    tap.equal(said["different"], 0, "the same rules: nothing is different")
    tap.equal(set(said["unknown"]) - {"purged", "changed"}, set(),
              "the same rules: nothing else is in doubt")
    tap.ok(said["same"] > 20 and said["unknown"].get("purged", 0) > 0,
           "some are known and some are gone", said)


def ask_of_rotated(tap, asker):
    """A login is sealed anew with each generation, and is one all the same."""
    said = asker.ask("")
    tap.equal(sorted((line["sender"], line["verdicts"])
                     for line in said["senders"]), [("ania", 2), ("ola", 2)],
              "rotated keys: a login stands there once")
    report = json.loads(asker.house.run("report", "--json", "-").stdout)
    tap.equal([(actor["name"], actor["declared_not_marketing"])
               for actor in report["journal"]["actors"]], [("ola", 2)],
              "rotated keys: in the report too")


def played(tap, text, ask):
    mta = ProtocolMta()
    player = Player(Parser("story", text).parse()[0], mta, tap)
    try:
        player.play()
        with open(player.house.path("empty.conf"), "w", encoding="utf-8"):
            pass
        ask(tap, Asker(tap, player))
    finally:
        player.close()
        mta.close()


def main():
    tap = Tap()
    played(tap, STORY, play_and_ask)
    played(tap, ROTATED, ask_of_rotated)
    played(tap, generate(seed=4, months=6), ask_of_months)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
