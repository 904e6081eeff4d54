# SPDX-License-Identifier: BSD-2-Clause
"""The rules once more, in another language, for stories of one file.

A story is read and each verdict reasoned out here, from the text of the rules
and without a line of the product: what every mail and every check must meet,
how long a person may be kept, and how often each reason is met in all. Only
what such a story uses is known: single recipients, no notice in the message,
lists that never get too old, times that do not lie ahead.
"""

import calendar
import csv
import datetime
import fnmatch
import re
import zoneinfo
from dataclasses import dataclass, field

from story import to_utc

REASONS = ("objected", "objection-unconfirmed", "listed", "restricted",
           "unknown", "withdrawn", "special-category", "incompatible", "basis-expired", "no-basis",
           "retention-expired", "undeliverable", "unanswered", "too-soon",
           "allowed")
# What hangs on an objection without proof is held, but with hold-in = mta, as
# in these stories, it is rejected.
ACTIONS = dict({"unknown": "hold", "incompatible": "hold",
                "basis-expired": "hold", "no-basis": "hold",
                "unanswered": "hold", "too-soon": "hold",
                "allowed": "accept"})
OF_RELATION = {"contract", "legitimate-interest", "soft-opt-in"}
DOTTED = r"^(\d\d?)\.(\d\d?)\.(\d{4})"
SAME = 5 * 86400  # how long a message is the same
UNLIMITED, ENDED = "unlimited", "ended"
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400,
         "week": 7 * 86400}


# ---------------------------------------------------------- configuration

def tokens_of(text):
    text = re.sub(r"(?m)#.*$", "", text)
    for match in re.finditer(
            r"'([^']*)'|\"([^\"]*)\"|([{}=,])|([^\s{}=,'\"]+)", text):
        quoted = match[1] if match[1] is not None else match[2]
        if quoted is not None:
            yield "text", quoted
        else:
            yield ("sign", match[3]) if match[3] else ("text", match[4])


def parse_section(tokens):
    """{key: [values]} and, of a section, {name: {title: section}}."""
    found, words = {}, []
    for kind, value in tokens:
        if kind == "text":
            words.append(value)
        elif value == "=":
            found[words[-1]] = parse_values(tokens)
            words = []
        elif value == "{":
            title = words[1] if len(words) > 1 else ""
            found.setdefault(words[0], {})[title] = parse_section(tokens)
            words = []
        elif value == "}":
            return found
    return found


def parse_values(tokens):
    kind, value = next(tokens)
    if kind == "text":
        return [value]
    values = []
    for kind, value in tokens:
        if value == "}" and kind == "sign":
            return values
        if kind == "text":
            values.append(value)
    return values


def elapsed(words):
    count, unit = (words[0].split() + ["second"])[:2] if words else (0, "day")
    return int(count) * UNITS[unit.rstrip("s")]


# ----------------------------------------------------------------- periods

class Clock:
    """Wall clock and periods of the firm's zone, Regulation 1182/71."""

    def __init__(self, zone):
        self.name, self.zone = zone, zoneinfo.ZoneInfo(zone)

    def first(self, text):
        return to_utc(text.strip(), self.name)

    def last(self, text):
        """Of a bare date its last second."""
        text = re.sub(DOTTED, r"\3-\2-\1", text.strip())
        return self.first(text + " 23:59:59" if len(text) == 10 else text)

    def stamp(self, text):
        """As exports write dates: with dots, with a zone, as Go does."""
        text = re.sub(DOTTED, r"\3-\2-\1", text)
        zoned = re.fullmatch(r"(\S+)[ T](\d\d:\d\d:\d\d) ?"
                             r"(Z|[+-]\d\d:?\d\d)( UTC)?", text)
        if not zoned:
            return self.first(text)
        offset = zoned[3].replace("Z", "+0000").replace(":", "")
        return int(datetime.datetime.strptime(
            "%s %s %s" % (zoned[1], zoned[2], offset),
            "%Y-%m-%d %H:%M:%S %z").timestamp())

    def date(self, utc):
        return datetime.datetime.fromtimestamp(utc, self.zone).date()

    def text(self, utc):
        return datetime.datetime.fromtimestamp(
            utc, self.zone).strftime("%Y-%m-%d %H:%M:%S")

    def period_end(self, utc, period):
        """The last second of the period's last day."""
        count, unit = period.split()
        count, day = int(count), self.date(utc)
        if unit.startswith(("month", "year")):
            months = count * (12 if unit.startswith("year") else 1)
            month = day.year * 12 + day.month - 1 + months
            year, month = divmod(month, 12)
            last = calendar.monthrange(year, month + 1)[1]
            day = datetime.date(year, month + 1, min(day.day, last))
        else:
            day += datetime.timedelta(
                days=count * (7 if unit.startswith("week") else 1))
        return self.last(day.isoformat())


# ----------------------------------------------------------------- persons

def canonical(address):
    local, _, domain = address.strip().rpartition("@")
    local, domain = local.lower(), domain.lower()
    if local.find("+") > 0:
        local = local[:local.find("+")]
    if domain in ("gmail.com", "googlemail.com"):
        local, domain = local.replace(".", ""), "gmail.com"
    return local + "@" + domain


def parents(address):
    """@mail.example.com, @example.com, @com"""
    labels = address.rpartition("@")[2].split(".")
    return ["@" + ".".join(labels[i:]) for i in range(len(labels))]


@dataclass
class Record:
    """What a purge removes."""
    source: str = None
    collected: int = None
    contacts: list = field(default_factory=list)
    failures: list = field(default_factory=list)
    relations: list = field(default_factory=list)  # [since, name, end]
    grants: list = field(default_factory=list)  # (at, purpose, basis, until)
    restricted: bool = False
    sends: list = field(default_factory=list)  # (at, purpose, message)
    # What a consent lifted is lifted as long as there is that consent.
    lifts: list = field(default_factory=list)  # (at, purpose)


@dataclass
class Wishes:
    """What survives it."""
    objections: list = field(default_factory=list)  # (at, purpose or None)
    unproven: list = field(default_factory=list)  # objections, as well
    withdrawals: list = field(default_factory=list)  # (at, purpose)


@dataclass
class Verdict:
    reason: str
    action: str
    until: object = None  # seconds, UNLIMITED, ENDED; None: nobody known


class Model:
    def __init__(self, story):
        self.config = parse_section(tokens_of(story.config))
        self.clock = Clock(self.config["timezone"][0])
        self.records, self.wishes = {}, {}
        self.letters = {}  # (address, id): at
        self.lists = {}
        self.counts = dict.fromkeys(REASONS, 0)
        self.by_person = {}
        self.purged = 0
        self.last_message = None

    def wish(self, key):
        return self.wishes.setdefault(key, Wishes())

    # ------------------------------------------------------------- the rules

    def purpose(self, name):
        return self.config["purpose"][name]

    def action(self, purpose, reason):
        for table in (self.purpose(purpose).get("actions", {}).get("", {}),
                      self.config.get("actions", {}).get("", {})):
            if reason in table:
                return table[reason][0]
        return ACTIONS.get(reason, "reject")

    def _objected(self, key, purpose, kind="objections"):
        record = self.records.get(key)
        lifts = [at for at, name in record.lifts if name == purpose] \
            if record else []
        for who in [key] + parents(key):
            for at, name in getattr(self.wishes.get(who, Wishes()), kind):
                lifted = who == key and any(lift > at for lift in lifts)
                if name in (None, purpose) and not lifted:
                    return True
        return False

    def _consents(self, key, purpose, now):
        """Standing bases that grants give, and whether one has expired."""
        stands, expired = set(), False
        record = self.records.get(key)
        for at, name, basis, until in record.grants if record else []:
            withdrawn = any(name == of and at <= when
                            for when, of in self.wish(key).withdrawals)
            if name != purpose or withdrawn:
                continue
            gives = {"consent", basis}
            if until is None or now <= until:
                stands |= gives
            elif gives & set(self.purpose(purpose)["bases"]):
                expired = True
        return stands, expired

    def relation(self, record, now):
        began = [span for span in record.relations if span[0] <= now]
        return max(began, key=lambda span: span[0]) if began else None

    def _standing(self, key, purpose, now):
        stands, _ = self._consents(key, purpose, now)
        record = self.records.get(key)
        span = self.relation(record, now) if record else None
        if span:
            carried = OF_RELATION & set(
                self.config["relation"][span[1]].get("bases", []))
            if span[2] is not None and now >= span[2]:
                carried &= {"legitimate-interest"}
            if not self.purpose(purpose).get("assessment"):
                carried -= {"legitimate-interest"}
            stands = stands | carried
        return stands

    def retention(self, record, now):
        span = self.relation(record, now)
        ends = []
        for rule in self.config["relation"][span[1]]["retain"]:
            period, _, anchor = rule.partition(" after ")
            start = record.collected
            if anchor == "relation-end":
                if span[2] is None or span[2] > now:
                    continue
                start = span[2]
            elif anchor == "last-contact" and record.contacts:
                start = max(record.contacts)
            ends.append(self.clock.period_end(start, period))
        return min(ends) if ends else UNLIMITED

    def _listed(self, key, stands):
        for name, entries in self.lists.items():
            unless = set(self.config["list"][name].get("unless", []))
            if ({key} | set(parents(key))) & entries and not unless & stands:
                return True
        return False

    def _solicited(self, key, purpose, now, answers):
        asked = self.letters.get((key, answers))
        window = elapsed(self.purpose(purpose).get("answer-window", []))
        return asked is not None and now - asked <= window and window > 0

    def reason(self, key, purpose, now, message=None, answers=None):
        record, settings = self.records.get(key), self.purpose(purpose)
        stands = self._standing(key, purpose, now)
        if answers and self._solicited(key, purpose, now, answers):
            return "restricted" if record and record.restricted else "allowed"
        if self._objected(key, purpose):
            return "objected"
        if self._objected(key, purpose, "unproven"):
            return "objection-unconfirmed"
        if self._listed(key, stands):
            return "listed"
        if record and record.restricted:
            return "restricted"
        consents, expired = self._consents(key, purpose, now)
        withdrawn = any(of == purpose for _, of in self.wish(key).withdrawals)
        if withdrawn and not consents:
            return "withdrawn"
        if not record:
            return "unknown"
        if settings.get("special-category") and \
                "explicit-consent" not in stands:
            return "special-category"
        meant = self.config["source"].get(record.source, {})
        if not consents and purpose not in meant.get("collected-for", []):
            return "incompatible"
        if not stands & set(settings["bases"]):
            return "basis-expired" if expired else "no-basis"
        end = self.retention(record, now)
        if end != UNLIMITED and now > end:
            return "retention-expired"
        contact = max(record.contacts, default=0)
        if any(at >= contact for at in record.failures):
            return "undeliverable"
        return self._courtesy(record, purpose, now, message, contact)

    def _courtesy(self, record, purpose, now, message, contact):
        settings = self.purpose(purpose)
        sent = [(at, mark) for at, name, mark in record.sends
                if name == purpose]
        limit = int(settings.get("max-unanswered", ["0"])[0])
        same = {(at, mark) for at, mark in sent
                if mark == message and at >= now - SAME}
        unanswered = [at for at, mark in sent
                      if at >= contact and (at, mark) not in same]
        if limit and len(unanswered) >= limit:
            return "unanswered"
        interval = elapsed(settings.get("min-interval", []))
        if interval and sent and not same and \
                now < max(sent)[0] + interval:
            return "too-soon"
        return "allowed"

    def verdict(self, who, purpose, now, **more):
        key = canonical(who)
        reason = self.reason(key, purpose, now, **more)
        record = self.records.get(key)
        return Verdict(reason, self.action(purpose, reason),
                       self.retention(record, now) if record else None)

    # -------------------------------------------------------- what happens

    def play(self, step):
        """The Verdict of a mail or a check, the counts of a journal."""
        now = self.clock.first(step.at)
        told = getattr(self, "_" + step.verb.replace("-", "_"))(step, now)
        return told

    def _dated(self, step, now):
        return self.clock.first(step.args["dated"]) \
            if "dated" in step.args else now

    def _contact(self, step, now):
        key, at = canonical(step.who), self._dated(step, now)
        record = self.records.get(key)
        if not record:
            record = self.records[key] = Record(step.args["source"], at)
            record.relations.append([at, step.args["relation"], None])
        elif "relation" in step.args:
            self._relate_to(record, step.args["relation"], at, None)
        record.contacts.append(at)

    @staticmethod
    def _relate_to(record, name, since, end):
        latest = max(record.relations)
        if latest[1] == name and latest[2] is None and since >= latest[0]:
            latest[2] = end  # the same one goes on, or is to end
        else:
            record.relations.append([since, name, end])

    def _relate(self, step, now):
        end = step.args.get("ends")
        self._relate_to(self.records[canonical(step.who)],
                        step.args["relation"], self._dated(step, now),
                        self.clock.last(end) if end else None)

    def _grant(self, step, now):
        key, at = canonical(step.who), self._dated(step, now)
        purpose, until = step.args["purpose"], step.args.get("expires")
        if "evidence" not in step.args:
            return
        self.records[key].grants.append((
            at, purpose, step.args["basis"],
            self.clock.last(until) if until else None))
        self.records[key].lifts.append((at, purpose))

    def _withdraw(self, step, now):
        self.wish(canonical(step.who)).withdrawals.append(
            (self._dated(step, now), step.args["purpose"]))

    def _object(self, step, now):
        key = step.who.lower() if step.who.startswith("@") \
            else canonical(step.who)
        self.wish(key).objections.append(
            (self._dated(step, now), step.args.get("purpose")))

    def _restrict(self, step, now):
        self.records[canonical(step.who)].restricted = True

    def _unrestrict(self, step, now):
        self.records[canonical(step.who)].restricted = False

    def _erase(self, step, now):
        key = canonical(step.who)
        if self.records[key].restricted:
            return "restricted"  # Art. 18(1)(b)-(c) opposes it
        del self.records[key]
        self.wish(key).objections.append((now, None))
        return None

    def _purge(self, step, now):
        for key, record in list(self.records.items()):
            end = self.retention(record, now)
            if end != UNLIMITED and now > end and not record.restricted:
                del self.records[key]
                self.purged += 1

    def _list(self, step, now):
        self.lists[step.who] = {
            line.lower() if line.startswith("@") else canonical(line)
            for line in step.block.splitlines()}

    def _letter(self, step, now):
        key = canonical(step.who)
        if step.args.get("automatic"):
            return
        # Whatever it answers: a stop is never a contact. Of a mail that
        # answers nothing it waits for somebody.
        if step.args.get("stop"):
            mine = self.wish(key)
            is_certain = step.args.get("answers") and \
                not step.args.get("unproven")
            (mine.objections if is_certain
             else mine.unproven).append((now, None))
            return
        if step.args.get("unproven"):
            return
        self.letters.setdefault((key, step.args["id"]), now)
        if key in self.records:
            self.records[key].contacts.append(now)

    # ------------------------------------------------------------ an import

    def _import(self, step, now):
        lines = step.block.splitlines()
        comma = ";" if lines[0].count(";") > lines[0].count(",") else ","
        rows = list(csv.reader(lines, delimiter=comma))
        head = {name: "email" if "email" in name.lower() else name
                for name in rows[0]}
        for pair in step.args.get("map", []):
            name, _, column = pair.partition("=")
            head[column] = name
        names = [head[column] for column in rows[0]]
        if any(e.what == "refused" for e in step.expects):
            return
        for cells in rows[1:]:
            row = {n: c for n, c in zip(names, cells) if c}
            self._row(step, row)

    def _row(self, step, row):
        key = canonical(row["email"])

        def date(name):
            return self.clock.stamp(row[name]) if name in row else None

        collected, contact = date("collected"), date("last_contact")
        record = self.records.get(key)
        if not record:
            record = self.records[key] = Record(
                row.get("source", step.args.get("source")))
            since = collected if collected is not None else contact
            record.relations.append([
                since, row.get("relation", step.args.get("relation")),
                self.clock.last(row["relation_end"])
                if "relation_end" in row else None])
        else:
            self._row_relation(step, record, row, max(
                d for d in (collected, contact, 0) if d is not None))
        if collected is not None and "source" in step.args and \
                collected < (record.collected or collected):
            record.source = step.args["source"]  # of the earliest one
        if collected is not None:
            record.collected = min(collected, record.collected or collected)
        if contact is not None:
            record.contacts.append(contact)
        if "undeliverable" in row:
            record.failures.append(date("undeliverable"))
        self._row_wishes(key, record, row, date)

    def _row_relation(self, step, record, row, dated):
        """It changes when it is dated after the present one began."""
        name = row.get("relation", step.args.get("relation"))
        since, present, _ = max(record.relations)
        if name != present and dated > since:
            self._relate_to(record, name, dated, None)

    def _row_wishes(self, key, record, row, date):
        if row.get("objected", "0").lower() in ("1", "yes", "true", "tak") \
                or "objected_at" in row:
            self.wish(key).objections.append(
                (date("objected_at") or 0, row.get("objected_purpose")))
        if "withdrawn" in row:
            self.wish(key).withdrawals.append(
                (date("withdrawn"), row["purpose"]))
        if "basis" in row and "evidence" in row:
            given = date("granted")
            mine = self.wish(key)
            older = any(at < given
                        for at, name in mine.objections + mine.unproven
                        if name in (None, row["purpose"]))
            if not older:
                until = row.get("expires")
                record.grants.append((
                    given, row["purpose"], row["basis"],
                    self.clock.last(until) if until else None))

    # ------------------------------------------------------------ questions

    def classify(self, step):
        headers = {name.lower(): value for name, value in step.headers}

        def holds(block):
            sender, login = step.args["sender"], step.args.get("login", "")
            if "sender" in block and not any(
                    fnmatch.fnmatch(sender, p) for p in block["sender"]):
                return False
            if "auth-user" in block and login not in block["auth-user"]:
                return False
            for rule in block.get("header", []):
                name, _, pattern = rule.partition(": ")
                pattern = pattern.strip("/i")
                if not re.search(pattern, headers.get(name.lower(), "\n"),
                                 re.IGNORECASE):
                    return False
            return True

        for block in self.config["classify"].values():
            if holds(block):
                return block["purpose"][0]
        return None

    def _mail(self, step, now):
        purpose = self.classify(step)
        if not purpose:
            return Verdict("not-marketing", "accept")
        headers = {n.lower(): v.strip("<>") for n, v in step.headers}
        if not step.args.get("again"):
            self.last_message = headers["message-id"]
        answers = headers.get("in-reply-to")
        key = canonical(step.to[0])
        verdict = self.verdict(step.to[0], purpose, now, answers=answers,
                               message=self.last_message)
        self.counts[verdict.reason] += 1
        mine = self.by_person.setdefault(key, dict.fromkeys(REASONS, 0))
        mine[verdict.reason] += 1
        if verdict.action in ("accept", "flag"):
            self._sent(key, now, purpose)
        return verdict

    def _sent(self, key, now, purpose):
        record = self.records.get(key)
        if record and not any(
                (name, mark) == (purpose, self.last_message)
                and at >= now - SAME
                for at, name, mark in record.sends):
            record.sends.append((now, purpose, self.last_message))

    def _check(self, step, now):
        return self.verdict(step.who, step.args["purpose"], now)

    def _journal(self, step, now):
        return self.by_person.get(canonical(step.who), {}) \
            if step.who else self.counts

    # --------------------------------------------------------- expectations

    def until_text(self, verdict):
        return verdict.until if isinstance(verdict.until, str) \
            else self.clock.text(verdict.until)

    def lines(self, step, told):
        """The expect lines that the rules ask for."""
        if step.verb == "mail":
            return [{"accept": "accept", "flag": "accept", "hold": "hold",
                     "reject": "550"}[told.action]]
        if step.verb == "check":
            line = "%s %s" % (told.reason, told.action)
            if told.until is not None:
                line += " until " + self.until_text(told)
            return [line]
        if step.verb == "erase" and told:
            return ["refused " + told]
        if step.verb == "journal":
            return ["%s times %d" % pair for pair in told.items() if pair[1]]
        return []
