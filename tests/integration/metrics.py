#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The metrics on their whole way: the daemon, robinson metrics --textfile,
Debian's node_exporter, Debian's Prometheus. Every query of the dashboard has an
answer there, every rule is understood, and those that should speak do."""

import json
import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

from peers import HERE
from installation import BUILD, Installation, SetupError, scratch, wait_for
from milterclient import Milter
from prometheus import Metrics
from smtp import Sink, free_port
from tap import run

CONTRIB = os.path.join(HERE, "..", "..", "contrib")
DASHBOARD = os.path.join(CONTRIB, "grafana", "robinson.json")
RULES = os.path.join(CONTRIB, "prometheus", "robinson.rules.yml")
RULES_TEST = os.path.join(CONTRIB, "prometheus", "robinson.test.yml")
CONFIG = """
hold-in = robinson
mixed = split
notices { from = "postmaster@firma.example" }
release { via = "smtp:127.0.0.1:%d" }
purpose "newsletter" { bases = {"consent"}  actions { unknown = reject } }
inbound {
    spool = "@DIR@/spool"
    helper = "%s"
    spf = no
}
unsubscribe {
    url = "https://firma.example/u/"
    address = "unsubscribe@firma.example"
    recorder = "unix:@DIR@/recorder.sock"
    token-keys = "@DIR@/token-keys"
    spool = "@DIR@/clicks"
}
list "ecg" {
    format = ecg
    file = "@DIR@/ecg.list"
    max-age = "30 days"
    purposes = {"wellbeing"}
}
classify "wellness" { purpose = wellbeing auth-user = {"eva"} }
"""
HELPER = os.path.join(BUILD, "src", "inbound", "robinson-inbound")
# Grafana's own words, as it would fill them in.
VARIABLES = {"$__rate_interval": "1m", "$instance": ".*"}
PATIENCE = 60


# ------------------------------------------------------------- the programs

class Program:
    """Listens on a port of its own on loopback, and ends with close()."""

    def __init__(self, directory, name, *args):
        path = shutil.which(name)
        if not path:
            raise SetupError("%s is missing: see contrib/packages" % name)
        self.port = free_port()
        self.log = os.path.join(directory, name + ".log")
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [path, "--web.listen-address=127.0.0.1:%d" % self.port, *args],
                env=dict(os.environ, GOMAXPROCS="1"), cwd=directory,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def get(self, path):
        """The answer's octets; None: there is none."""
        if self.process.poll() is not None:
            with open(self.log, encoding="utf-8") as log:
                raise SetupError("it has ended: " + log.read()[-2000:])
        url = "http://127.0.0.1:%d%s" % (self.port, path)
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                return answer.read()
        except urllib.error.HTTPError as refusal:
            if refusal.code == 503:  # it is about to begin
                return None
            raise SetupError("%s: %s" % (path, refusal.read())) from refusal
        except OSError:
            return None

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)


class Prometheus(Program):
    def __init__(self, directory, exporter):
        config = os.path.join(directory, "prometheus.yml")
        with open(config, "w", encoding="ascii") as out:
            json.dump({  # which is YAML, too
                "global": {"scrape_interval": "1s",
                           "evaluation_interval": "1s"},
                "rule_files": [os.path.abspath(RULES)],
                "scrape_configs": [{
                    "job_name": "node", "static_configs": [
                        {"targets": ["127.0.0.1:%d" % exporter.port]}]}],
            }, out)
        super().__init__(directory, "prometheus", "--config.file=" + config,
                         "--storage.tsdb.path=" + os.path.join(
                             directory, "data"))

    def ask(self, what, **values):
        answer = self.get("/api/v1/%s?%s" % (
            what, urllib.parse.urlencode(values)))
        if answer is None:
            return None
        found = json.loads(answer)
        if found["status"] != "success":
            raise SetupError("%s %s: %s" % (what, values, found))
        return found["data"]

    def query(self, expression):
        """[(labels, value)]; None: it does not answer yet."""
        data = self.ask("query", query=expression)
        if data is None:
            return None
        return [(one["metric"], float(one["value"][1]))
                for one in data["result"]]

    def alerts(self):
        return {(a["labels"]["alertname"], a["state"])
                for a in self.ask("alerts")["alerts"]}


# ---------------------------------------------------------------- the traffic

class Site:
    """A daemon, what collects its metrics, and mail that never ends."""

    def __init__(self, house, directory):
        self.house, self.rounds = house, 0
        textfiles = os.path.join(directory, "textfiles")
        os.mkdir(textfiles)
        self.textfile = os.path.join(textfiles, "robinson.prom")
        self.exporter = Program(
            directory, "prometheus-node-exporter",
            "--collector.disable-defaults", "--collector.textfile",
            "--collector.textfile.directory=" + textfiles)
        self.prometheus = Prometheus(directory, self.exporter)

    def close(self):
        self.prometheus.close()
        self.exporter.close()

    def offer(self, login, recipient, sender="ania@firma.example",
              headers=()):
        with Milter(self.house.socket) as m:
            m.connect("client.example", "192.0.2.7")
            m.helo("client.example")
            m.macros.update(j="mx.firma.example", i="Q%d" % self.rounds)
            if login:
                m.macros["auth_authen"] = login
            m.mail("<%s>" % sender)
            if m.rcpt("<%s>" % recipient).kind != "continue":
                return
            for name, value in [("From", sender), ("To", recipient),
                                ("Date", "Fri, 1 Mar 2024 10:00:00 +0100"),
                                ("Message-ID", "<%d@x>" % self.rounds),
                                *headers]:
                m.header(name, value)
            m.eoh()
            m.body("I think about it.\r\n")
            m.end()

    def go_on(self):
        """Verdicts of each kind, a letter, and what the timer does."""
        self.rounds += 1
        n = self.rounds
        self.offer("ania", "adam%d@example.com" % (n % 400))  # goes
        self.offer("ania", "stranger%d@example.com" % n)  # is held
        self.offer("mautic", "anna%d@example.com" % n,
                   headers=[("X-Mailer", "Mautic")])  # is refused
        self.offer("kasia", "jan@example.com")  # no marketing
        self.offer(None, "ania@firma.example", sender="adam1@example.com")
        self.collect()

    def collect(self):
        return self.house.run("metrics", "--textfile", self.textfile)

    def until(self, ask, what):
        """Goes on with the mail until the answer is true."""
        def again():
            self.go_on()
            answer = ask()
            if not answer:
                time.sleep(0.2)
            return answer
        return wait_for(again, PATIENCE, what)


def customers(house, count):
    path = house.path("people.csv")
    with open(path, "w", encoding="ascii") as out:
        out.write("email,collected,last_contact\n")
        for n in range(count):
            day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 259200))
            out.write("adam%d@example.com,%s,%s\n" % (n, day, day))
    house.must("import", path, "--relation", "prospect", "--source", "chat")


def prepare(house):
    house.init()
    os.mkdir(house.path("clicks"))
    house.must("keys", "unsubscribe")
    customers(house, 400)
    with open(house.path("digests"), "wb") as file:
        file.write(bytes(range(20)))
    house.must("lists", "update", "ecg", house.path("digests"))


# ------------------------------------------------------------------- the tests

def expressions(dashboard):
    """(panel, expression) of every target."""
    for panel in dashboard["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]


def filled_in(expression):
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    return expression


def as_files(tap):
    """What can be seen without any daemon."""
    for command in (["check", "rules", RULES], ["test", "rules", RULES_TEST]):
        done = subprocess.run(["promtool", *command], timeout=120, check=False,
                              stdout=subprocess.PIPE, encoding="utf-8",
                              stderr=subprocess.STDOUT)
        tap.equal(done.returncode, 0, "promtool " + " ".join(command[:2]))
        tap.note(done.stdout)
    with open(DASHBOARD, encoding="utf-8") as file:
        dashboard = json.load(file)
    panels = dashboard["panels"]
    tap.equal(len({p["id"] for p in panels}), len(panels),
              "each panel has its number")
    cells = [(x, y) for p in panels
             for x in range(p["gridPos"]["x"],
                            p["gridPos"]["x"] + p["gridPos"]["w"])
             for y in range(p["gridPos"]["y"],
                            p["gridPos"]["y"] + p["gridPos"]["h"])]
    tap.equal(len(set(cells)), len(cells), "and its place")
    tap.ok(max(x for x, _ in cells) < 24, "within Grafana's 24 columns")
    left = {word for _, e in expressions(dashboard)
            for word in re.findall(r"\$\w+", filled_in(e))}
    tap.equal(left, set(), "no variable but those that are filled in here")
    return dashboard


def on_the_way(tap, site):
    site.until(lambda: site.prometheus.query("robinson_up"), "the first scrape")
    site.until(lambda: (site.prometheus.query(
        "count_over_time(robinson_up[1m])") or [({}, 0)])[0][1] >= 5,
        "five scrapes")
    tap.equal(site.prometheus.query("node_textfile_scrape_error")[0][1], 0,
              "node_exporter takes the file")
    tap.ok(b"process_open_fds" in site.exporter.get("/metrics"),
           "beside its own numbers of a process")
    text = site.house.must("metrics")
    done = subprocess.run(["promtool", "check", "metrics"], input=text,
                          timeout=60, check=False, encoding="utf-8",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    tap.equal((done.returncode, done.stdout), (0, ""),
              "promtool check metrics finds nothing")
    return Metrics(text)


def in_the_dashboard(tap, site, dashboard, told):
    for title, expression in expressions(dashboard):
        found = site.prometheus.query(filled_in(expression))
        tap.ok(found and all(value == value for _, value in found),
               "dashboard: %s: %s" % (title, expression), found)
    names = dashboard["templating"]["list"][1]["query"]["query"]
    tap.equal(names, "label_values(robinson_up, instance)",
              "the hosts are those that tell of themselves")
    shown = " ".join(e for _, e in expressions(dashboard))
    tap.equal([name for name in told.types if name not in shown], [],
              "whatever is told is shown")


def in_the_rules(tap, site):
    rules = site.until(lambda: [
        r for group in site.prometheus.ask("rules")["groups"]
        for r in group["rules"]
        if all(r["health"] == "ok" for r in group["rules"])],
        "the rules to be evaluated")
    tap.ok(len(rules) >= 15, "rules", len(rules))
    for rule in rules:
        query = rule["query"]
        if query.startswith("absent("):
            tap.equal(site.prometheus.query(query), [], query)
            continue
        bare = re.sub(r" (==|>) [0-9.]+$", "", query)
        tap.ok(bare != query and site.prometheus.query(bare),
               "there is what %s looks at: %s" % (rule["name"], bare))
    tap.equal({name for name, _ in site.prometheus.alerts()}, set(),
              "nothing is wrong")


def when_it_breaks(tap, site):
    house = site.house
    os.rename(house.path("ecg.list"), house.path("ecg.away"))

    def is_told():
        site.offer("eva", "eva@example.com")
        return {("RobinsonFaults", "firing"),
                ("RobinsonListUnusable", "pending")} <= \
            site.prometheus.alerts()

    site.until(is_told, "the fault to be told")
    tap.ok(True, "a list that is away: fault and list are told")
    os.rename(house.path("ecg.away"), house.path("ecg.list"))
    house.stop()
    done = site.collect()
    tap.equal(done.returncode, 69, "no daemon")
    wait_for(lambda: ("RobinsonDown", "pending") in site.prometheus.alerts(),
             PATIENCE, "the daemon to be missed")
    tap.equal([value for _, value in site.prometheus.query("robinson_up")],
              [0], "a daemon that is away is told")
    tap.equal(site.prometheus.query("robinson_verdicts_total"), [],
              "and no old counts")
    os.unlink(site.textfile)
    wait_for(lambda: ("RobinsonAbsent", "pending") in site.prometheus.alerts(),
             PATIENCE, "the metrics to be missed")
    tap.ok(True, "and metrics that are away, too")


def main(tap):
    directory = scratch("prometheus")
    sink = Sink()  # takes the notices
    try:
        dashboard = as_files(tap)
        with Installation("metered", CONFIG % (sink.port, HELPER),
                          clock=False) as house:
            prepare(house)
            house.start()
            site = Site(house, directory)
            try:
                told = on_the_way(tap, site)
                in_the_dashboard(tap, site, dashboard, told)
                in_the_rules(tap, site)
                when_it_breaks(tap, site)
            finally:
                site.close()
    finally:
        sink.close()
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    run(main)
