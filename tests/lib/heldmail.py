# SPDX-License-Identifier: BSD-2-Clause
"""A message that our own quarantine holds, brought as a mail server does, for
the tests of the staff pages."""

import json
import re

from installation import SetupError
from milterclient import Milter

HELD = "hold-in = robinson\nmixed = split\nnotify-held = no\n"


def bring(house, subject, recipient, sender="ania@firma.example",
          login="ania", kind="text/plain", text="Good morning.\r\n"):
    """Nobody knows the recipient. What the milter said in the end."""
    with Milter(house.socket) as m:
        m.macros["i"] = "Q" + re.sub(r"\W", "", subject)
        m.macros["auth_authen"] = login
        m.connect("mail.firma.example")
        m.helo("mail.firma.example")
        m.mail("<%s>" % sender)
        m.rcpt("<%s>" % recipient)
        m.data()
        for name, value in (
                ("From", "Ania <%s>" % sender), ("To", recipient),
                ("Subject", subject),
                ("Message-ID", "<%s@firma.example>" % hash(subject)),
                ("MIME-Version", "1.0"), ("Content-Type", kind)):
            m.header(name, value)
        m.eoh()
        m.body(text)
        return m.end()


def listed(house):
    """All that is held, as the command line tells it."""
    return [json.loads(line) for line in
            house.must("quarantine", "list", "--json").splitlines()]


def hold(house, subject, recipient, **more):
    """The same; the id under which it is held."""
    before = {entry["id"] for entry in listed(house)}
    bring(house, subject, recipient, **more)
    new = [entry["id"] for entry in listed(house)
           if entry["id"] not in before]
    if len(new) != 1:
        raise SetupError("%s: held as %s" % (subject, new))
    return new[0]
