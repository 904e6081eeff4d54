#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Submission as salespeople do it: STARTTLS, a password that Cyrus SASL
proves, and the login decides; through Postfix and through Sendmail."""

import os
import shutil
import subprocess

from peers import NOW, letter, people
from installation import Installation, SetupError, scratch
from postfix import Postfix
from sendmail import PASSWORD, SASL, Sendmail, add_users
from smtp import Client, free_port
from tap import run

SENDER = "ania@firma.example"
# Cyrus SASL adds the realm for Postfix, not for Sendmail.
CONFIG = """
classify "sales" { purpose = followup  auth-user = {"ania", "ania@*"} }
"""

POSTFIX = """
smtpd_tls_cert_file = {dir}/cert.pem
smtpd_tls_key_file = {dir}/key.pem
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = firma.example
"""

SENDMAIL = """
define(`confCACERT_PATH', `{dir}')dnl
define(`confCACERT', `{dir}/cert.pem')dnl
define(`confSERVER_CERT', `{dir}/cert.pem')dnl
define(`confSERVER_KEY', `{dir}/key.pem')dnl
define(`confAUTH_OPTIONS', `A p')dnl
"""


def certificate(path):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days",
         "2", "-subj", "/CN=mta.firma.example", "-keyout",
         os.path.join(path, "key.pem"), "-out",
         os.path.join(path, "cert.pem")], check=True, timeout=60,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.chmod(os.path.join(path, "key.pem"), 0o600)


def users(path):
    """The users that Postfix's smtpd asks."""
    path = os.path.join(path, "users")
    add_users(path, "firma.example", ["ania", "boss"])
    shutil.chown(path, "postfix")


def encrypted(port):
    client = Client(port)
    client.command("EHLO client.example")
    answer = client.start_tls()
    if answer.code != 250:
        raise SetupError("STARTTLS: %d %s" % answer)
    return client


def submit(tap, name, server):
    client = Client(server.port)
    offer = client.command("EHLO client.example")
    tap.ok("STARTTLS" in offer.text, name + ": STARTTLS is offered", offer)
    tap.ok("PLAIN" not in offer.text,
           name + ": no password without encryption", offer)
    client.close()

    client = encrypted(server.port)
    tap.ok(client.authenticate("ania", "wrong").code == 535,
           name + ": a wrong password proves nothing")
    # Without a login this sender's mail is not marketing.
    refused, last = client.send(SENDER, ["objected0@example.com"],
                                letter(name + "-nobody"))
    tap.ok(not refused and last.code == 250,
           name + ": who proved no name is not sales", (refused, last))
    client.close()

    client = encrypted(server.port)
    answer = client.authenticate("ania", PASSWORD)
    tap.ok(answer.code == 235, name + ": the password is right", answer)
    refused, last = client.send(
        SENDER, ["allowed0@example.com", "objected0@example.com"],
        letter(name + "-ania"))
    tap.ok(list(refused) == ["objected0@example.com"] and
           "objected" in refused["objected0@example.com"].text,
           name + ": the login is sales and hears of the objection", refused)
    tap.ok(last is not None and last.code == 250,
           name + ": the other recipient gets it", last)
    client.close()

    client = encrypted(server.port)
    client.authenticate("boss", PASSWORD)
    refused, last = client.send(SENDER, ["objected0@example.com"],
                                letter(name + "-boss"))
    tap.ok(not refused and last.code == 250,
           name + ": another login is not sales", (refused, last))
    client.close()
    server.sink.wait_count(3, 20)
    tap.equal(sorted(l.recipients[0] for l in server.sink.letters),
              ["allowed0@example.com"] + 2 * ["objected0@example.com"],
              name + ": who may get it gets it")


def with_house(tap, name, socket, start):
    with Installation("submission", CONFIG, socket=socket) as house:
        house.set_clock(NOW)
        house.init()
        people(house, 1, 1)
        house.start()
        with start(house) as server:
            submit(tap, name, server)


def body(tap):
    place = scratch("submission")
    try:
        certificate(place)
        users(place)
        with_house(tap, "Postfix", None, lambda house: Postfix(
            house.socket, POSTFIX.format(dir=place),
            sasl=SASL.format(path=os.path.join(place, "users"))))
        with_house(tap, "Sendmail", "inet:%d@127.0.0.1" % free_port(),
                   lambda house: Sendmail(
                       house.socket, SENDMAIL.format(dir=place),
                       logins=["ania", "boss"]))
    finally:
        shutil.rmtree(place, ignore_errors=True)


run(body)
