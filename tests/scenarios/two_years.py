#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Two years of a firm as a story.

usage: two_years.py [SEED] > two-years.scn

What happens is drawn from a seeded generator, what must come of it is reasoned
out by the model beside this file. The text is a story like any other: run.py
plays it against the daemon.
"""

import datetime
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from model import Model, canonical  # noqa: E402
from story import Parser  # noqa: E402

SEED = 1212
FIRST = datetime.date(2023, 1, 2)
MONTHS = 24

HEAD = """# SPDX-License-Identifier: BSD-2-Clause
# Two years of a firm: imports from the databases that firms have, campaigns,
# replies, sales, complaints, requests, purges. Written by two_years.py with
# seed %d; what is expected was reasoned out by model.py, which shares nothing
# with the daemon but the rules.

story two years of a firm
without rules
config
	timezone = "Europe/Warsaw"
	relation "prospect" { retain = {"3 months after last-contact"}
		bases = {"legitimate-interest"} }
	relation "customer" { retain = {"6 months after relation-end", "1 year after last-contact"}
		bases = {"contract", "legitimate-interest", "soft-opt-in"} }
	relation "subscriber" { retain = {"1 year after last-contact"} }
	source "chat"    { collected-for = {"followup", "newsletter", "similar", "wellbeing"} }
	source "crm"     { collected-for = {"followup", "similar"} }
	source "forms"   { collected-for = {"newsletter", "wellbeing"} }
	source "support" { collected-for = {} }
	source "mail"    { collected-for = {"followup"} }
	purpose "followup" { bases = {"legitimate-interest", "consent"} assessment = "LIA-2018-03"
		answer-window = "14 days" max-unanswered = 3 min-interval = "3 days" }
	purpose "newsletter" { bases = {"consent"} min-interval = "6 days"
		actions { unknown = reject no-basis = reject } }
	purpose "similar" { bases = {"soft-opt-in", "consent"} }
	purpose "wellbeing" { bases = {"explicit-consent"} special-category = {"health"} }
	classify "sales"  { purpose = followup   auth-user = {"ania", "jan"} }
	classify "shop"   { purpose = similar    sender = {"shop@firma.example"} }
	classify "clinic" { purpose = wellbeing  sender = {"clinic@firma.example"} }
	classify "mautic" { purpose = newsletter header = {"X-Mailer: /Mautic/i"} }
	list "ecg" { format = ecg file = "@DIR@/ecg.list" unless = {"explicit-consent"} }
end
"""

PURPOSES = ("followup", "newsletter", "similar", "wellbeing")


def steps_of(text):
    parser = Parser("two-years", "story two years\n" + text)
    while parser.number < len(parser.lines):
        line = parser.lines[parser.number].strip()
        parser.number += 1
        if line and not line.startswith("#"):
            parser._statement(line)
    return parser.stories[-1].steps


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        parser = Parser("two-years", HEAD % seed)
        while parser.number < len(parser.lines):
            line = parser.lines[parser.number].strip()
            parser.number += 1
            if line and not line.startswith("#"):
                parser._statement(line)
        self.model = Model(parser.stories[0])
        self.out = [HEAD % seed]
        self.now = datetime.datetime.combine(FIRST, datetime.time(8))
        self.number = 0
        self.forms = self.letters = 0

    # -------------------------------------------------------------- writing

    def at(self, days=None):
        """Time goes on; nothing happens in the same minute."""
        self.now += datetime.timedelta(
            minutes=self.random.randint(1, 40)) if days is None else \
            datetime.timedelta(days=days)
        return self.now.strftime("%Y-%m-%d %H:%M")

    def say(self, text):
        step = steps_of(text)[-1]
        lines = self.model.lines(step, self.model.play(step))
        self.out.append("\n".join([text] + ["\texpect " + line
                                            for line in lines]) + "\n")

    def note(self, text):
        self.out.append("\n# %s\n" % text)

    # -------------------------------------------------------------- persons

    def known(self):
        return sorted(self.model.records)

    def anybody(self):
        """Who is known, mostly; who was; who never was."""
        everybody = sorted(set(self.model.records) | {
            k for k in self.model.wishes if not k.startswith("@")})
        if not everybody or self.random.random() < 0.05:
            return "nobody%d@elsewhere.example" % self.random.randint(1, 9)
        return self.spelled(self.random.choice(everybody))

    def spelled(self, address):
        """One of the ways to write the same address."""
        local, _, domain = address.partition("@")
        way = self.random.randint(0, 7)
        if way == 0:
            return "%s+%s@%s" % (local, self.random.choice(
                ("offers", "2023", "x")), domain)
        if way == 1:
            return local.capitalize() + "@" + domain.upper()
        if way == 2 and domain == "gmail.com" and len(local) > 3:
            return local[:2] + "." + local[2:] + "@googlemail.com"
        return address

    def new_address(self):
        self.number += 1
        name = self.random.choice(("adam", "ewa", "jan", "ola", "piotr",
                                   "zofia", "karol", "maria"))
        domain = self.random.choice((
            "example.com", "example.org", "mail.example.net", "gmail.com",
            "firm-a.example", "dept.firm-a.example", "firm-b.example"))
        return "%s%d@%s" % (name, self.number, domain)

    # --------------------------------------------------------------- events

    def meet(self):
        who = self.new_address()
        self.say("at %s contact %s source %s relation %s" % (
            self.at(), who, self.random.choice(
                ("chat", "chat", "chat", "crm", "forms", "support")),
            self.random.choice(("prospect", "prospect", "customer",
                                "subscriber"))))

    def return_of(self, who):
        text = "at %s contact %s source chat" % (self.at(), who)
        if canonical(who) not in self.model.records:
            text += " relation prospect"
        self.say(text)

    def consent(self, who):
        purpose = self.random.choice(PURPOSES)
        basis = "explicit-consent" if purpose == "wellbeing" and \
            self.random.random() < 0.7 else self.random.choice(
                ("consent", "consent", "explicit-consent"))
        self.forms += 1
        text = "at %s grant %s purpose %s basis %s" % (
            self.at(), who, purpose, basis)
        if self.random.random() < 0.9:
            text += " evidence form-%d" % self.forms
        if self.random.random() < 0.25:
            until = self.now + datetime.timedelta(
                days=self.random.randint(20, 200))
            text += " expires " + until.strftime("%Y-%m-%d")
        self.say(text)

    def sale(self, who):
        self.say("at %s relate %s relation customer" % (self.at(), who))

    def leave(self, who):
        """A customer ends the relation some days ahead."""
        span = self.model.relation(
            self.model.records[canonical(who)], sys.maxsize)
        if span[1] != "customer" or span[2] is not None:
            return self.sale(who)
        until = self.now + datetime.timedelta(days=self.random.randint(3, 30))
        return self.say("at %s relate %s relation customer ends %s" % (
            self.at(), who, until.strftime("%Y-%m-%d")))

    def complain(self, who):
        text = "at %s object %s" % (self.at(), who)
        if self.random.random() < 0.5:
            text += " purpose " + self.random.choice(PURPOSES)
        self.say(text + " channel " + self.random.choice(
            ("phone", "mail", "letter")))

    def write(self, who):
        self.number += 1
        text = "at %s letter from %s id <q%d@post.example>" % (
            self.at(), who, self.number)
        record = self.model.records.get(canonical(who))
        if record and record.sends and self.random.random() < 0.4:
            text += " answers <%s>" % self.random.choice(record.sends)[2]
        text += self.random.choice(("",) * 7 + (" unproven", " automatic",
                                                " stop", " stop unproven"))
        self.say(text)
        if self.random.random() < 0.7:
            later = self.random.choice((1, 5, 13, 15))
            self.at(later)
            self.mail("followup", who, "q%d@post.example" % self.number)

    def mail(self, purpose, who, answers=None, again=False):
        sender, login = {
            "followup": self.random.choice((("ania", " login ania"),
                                            ("jan", " login jan"))),
            "newsletter": ("news", ""), "similar": ("shop", ""),
            "wellbeing": ("clinic", "")}[purpose]
        text = "at %s mail from %s@firma.example%s%s to %s" % (
            self.at(), sender, login, " again" if again else "", who)
        if not again:
            self.letters += 1
            text += "\n\theader Message-ID: <m%d@firma.example>" % \
                self.letters
        if purpose == "newsletter":
            text += "\n\theader X-Mailer: Mautic 5"
        if answers:
            text += "\n\theader In-Reply-To: <%s>" % answers
        self.say(text)

    def check(self, who):
        self.say("at %s check %s purpose %s" % (
            self.at(), who, self.random.choice(PURPOSES)))

    def event(self):
        known = self.known()
        who = self.spelled(self.random.choice(known)) if known else None
        draw = self.random.random()
        if draw < 0.24 or not who:
            return self.meet()
        if draw < 0.46:
            return self.consent(who)
        if draw < 0.60:
            return self.return_of(self.anybody())
        if draw < 0.67:
            return self.sale(who)
        if draw < 0.72:
            return self.leave(who)
        if draw < 0.76:
            return self.complain(self.anybody())
        if draw < 0.79:
            return self.say("at %s withdraw %s purpose %s" % (
                self.at(), who, self.random.choice(PURPOSES)))
        if draw < 0.90:
            return self.write(self.anybody())
        if draw < 0.94:
            verb = "unrestrict" if self.model.records[
                canonical(who)].restricted else "restrict"
            return self.say("at %s %s %s" % (self.at(), verb, who))
        if draw < 0.95:
            return self.say("at %s erase %s" % (self.at(), who))
        return self.check(self.anybody())

    # -------------------------------------------------------------- imports

    def days_ago(self, least, most, form="%Y-%m-%d"):
        day = self.now - datetime.timedelta(
            days=self.random.randint(least, most))
        return day.strftime(form)

    def imported(self, words, columns, rows):
        self.say("at %s import %s\n\t%s\nend" % (
            self.at(), words, "\n\t".join([columns] + rows)))

    def listmonk(self):
        self.note("listmonk: dates as Go writes them.")
        self.imported(
            'relation subscriber source forms map collected=created_at '
            'map ref=uuid',
            "uuid,email,name,attributes,status,created_at,updated_at",
            ['%08x,%s,"Somebody, known",{},enabled,%s,%s' % (
                self.random.getrandbits(32), self.new_address(),
                self.days_ago(5, 300, "%Y-%m-%d 10:20:30 +0000 UTC"),
                self.days_ago(1, 4, "%Y-%m-%d 10:20:30 +0000 UTC"))
             for _ in range(4)])

    def mautic(self):
        self.note("Mautic: do-not-contact beside the contacts.")
        self.imported(
            'relation prospect source chat map collected=date_added '
            'map last_contact=last_reply map objected=donotcontact '
            'map ref=id',
            "id,email,stage,date_added,last_reply,donotcontact",
            ["%d,%s,lead,%s,%s,%d" % (
                self.number, self.new_address(), self.days_ago(50, 200),
                self.days_ago(2, 49), self.random.random() < 0.25)
             for _ in range(5)])

    def hubspot(self):
        self.note("HubSpot: the last activity is the seller's and is refused.")
        rows = ["%s,%s,%s,%s" % (
            self.new_address(), self.random.choice(("true", "false", "")),
            self.days_ago(1, 120, "%Y-%m-%d %H:%M"), self.days_ago(0, 1))
            for _ in range(4)]
        columns = ("Email,Unsubscribed from all email,Create date,"
                   "Last activity date")
        words = ('relation prospect source crm map '
                 '"collected=Create date" map '
                 '"objected=Unsubscribed from all email"')
        text = "at %s import %s map %s\n\t%s\nend\n\texpect refused" % (
            self.at(), words, '"last_contact=Last activity date"',
            "\n\t".join([columns] + rows))
        self.out.append(text + "\n")
        self.imported(words, columns, rows)

    def pipedrive(self):
        self.note("Pipedrive: customers, with semicolons and dots in dates.")
        self.imported(
            'relation customer source crm map "collected=Person - Person '
            'created" map "last_contact=Last order" '
            'map "relation_end=Contract until"',
            "Person - Name;Person - Email - Work;Person - Person created;"
            "Last order;Contract until",
            ["Somebody;%s;%s;%s;%s" % (
                self.new_address(), self.days_ago(200, 300, "%d.%m.%Y 10:00"),
                self.days_ago(3, 150, "%d.%m.%Y"), self.random.choice(
                    ("", "", self.days_ago(-90, 60, "%d.%m.%Y"))))
             for _ in range(5)])

    def suitecrm(self):
        self.note("SuiteCRM: everything quoted, consents with their source.")
        rows = []
        for _ in range(5):
            who = self.new_address() if self.random.random() < 0.6 \
                else self.random.choice(self.known())
            rows.append(",".join('"%s"' % cell for cell in (
                who, self.days_ago(20, 90), "0", "consent", "newsletter",
                self.days_ago(1, 19, "%Y-%m-%dT12:00:00+02:00"),
                "website %d" % self.random.randint(1, 99)
                if self.random.random() < 0.8 else "")))
        self.imported(
            'relation subscriber source forms map "collected=Date Created" '
            'map "objected=Opt Out" map "basis=Lawful Basis" '
            'map "purpose=Campaign" map "granted=Confirmed Opt In Date" '
            'map "evidence=Lawful Basis Source"',
            '"Email Address","Date Created","Opt Out","Lawful Basis",'
            '"Campaign","Confirmed Opt In Date","Lawful Basis Source"', rows)

    def bounced(self):
        self.note("Addresses that cannot be delivered to.")
        known = self.known()
        self.imported("", "email,relation,undeliverable", [
            "%s,%s,%s" % (who, self.model.records[who].relations[-1][1],
                          self.days_ago(0, 3)) for who in
            self.random.sample(known, min(3, len(known)))])

    # ----------------------------------------------------------- the months

    def campaign(self):
        purpose = self.random.choice(PURPOSES + ("followup", "newsletter"))
        self.note("A campaign: %s." % purpose)
        chosen = {self.anybody() for _ in range(3)}
        chosen |= {self.spelled(self.random.choice(self.known()))
                   for _ in range(4) if self.known()}
        for who in sorted(chosen):
            self.mail(purpose, who)
            if self.random.random() < 0.12:
                self.mail(purpose, who, again=True)
            if self.random.random() < 0.12:
                self.at(self.random.choice((1, 2, 3)))
                self.mail(purpose, who)

    def month(self, number):
        self.note("%s" % self.now.strftime("%B %Y"))
        imports = {0: self.listmonk, 2: self.mautic, 5: self.hubspot,
                   8: self.pipedrive, 11: self.suitecrm, 14: self.mautic,
                   17: self.listmonk, 19: self.suitecrm, 20: self.pipedrive}
        if number == 3:
            self.say("at %s list ecg\n\t%s\n\t@listed.example\nend" % (
                self.at(), "\n\t".join(self.random.sample(self.known(), 3))))
        if number == 15:
            self.say("at %s object @firm-a.example channel letter" % self.at())
        if number in imports:
            imports[number]()
        if number % 6 == 4:
            self.bounced()
        for _ in range(3):
            for _ in range(self.random.randint(2, 4)):
                self.event()
            self.campaign()
            self.check(self.anybody())
            self.at(self.random.randint(2, 6))
        if number % 2:
            self.say("at %s purge" % self.at())

    def write_all(self, months=MONTHS):
        self.say("at %s list ecg\n\t@listed.example\nend" % self.at())
        for number in range(months):
            year, month = divmod(FIRST.month - 1 + number, 12)
            begin = datetime.datetime(FIRST.year + year, month + 1, 2, 8)
            self.now = max(self.now, begin)
            self.month(number)
        self.note("What everybody who was written to met, and what all did.")
        for key in sorted(self.model.by_person)[:20]:
            self.say("at %s journal %s" % (self.at(), key))
        self.say("at %s journal" % self.at())
        return "".join(self.out)


def generate(seed=SEED, months=MONTHS):
    return Writer(seed).write_all(months)


if __name__ == "__main__":
    sys.stdout.write(generate(int(sys.argv[1]) if len(sys.argv) > 1 else SEED))
