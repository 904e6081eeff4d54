#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The public page behind a real Apache httpd, by the example of contrib."""

import grp
import os
import pwd
import re
import socket
import ssl
import subprocess

from peers import HERE, NOW, people
from installation import Installation
from page import USER, Mailer, Page, reserve_port
from tap import run
from unsubscribe_limits import behind, certificate

EXAMPLE = os.path.join(HERE, "..", "..", "contrib", "apache",
                       "robinson-unsubscribe.conf")
MODULES = ("mpm_event", "authz_core", "headers", "proxy", "proxy_http",
           "socache_shmcb", "ssl")
HTTPD = """
ServerRoot %(dir)s
ServerName localhost
PidFile %(dir)s/apache.pid
DefaultRuntimeDir %(dir)s
User %(user)s
Group %(group)s
Listen 127.0.0.1:%(port)d
ErrorLog %(dir)s/apache-error.log
LogFormat "%%h %%t \\"%%r\\" %%>s" short
<VirtualHost 127.0.0.1:%(port)d>
    SSLEngine on
    SSLCertificateFile %(dir)s/cert.pem
    SSLCertificateKeyFile %(dir)s/key.pem
    CustomLog %(dir)s/apache-access.log short %(log_if)s
    Include %(dir)s/page.conf
</VirtualHost>
"""


def configure(house, front, port):
    """The example as it is, with the port of this test."""
    with open(EXAMPLE, encoding="utf-8") as file:
        text = file.read()
    with open(house.path("page.conf"), "w", encoding="utf-8") as file:
        file.write(text.replace("8892", str(port)))
    group = grp.getgrgid(pwd.getpwnam(USER).pw_gid).gr_name
    with open(house.path("apache.conf"), "w", encoding="ascii") as file:
        for name in MODULES:
            file.write("LoadModule %s_module /usr/lib/apache2/modules/"
                       "mod_%s.so\n" % (name, name))
        file.write(HTTPD % {"dir": house.dir, "port": front, "user": USER,
                            "group": group,
                            "log_if": re.search(
                                r"# +CustomLog .* combined (.*)",
                                text)[1]})


def through(tap, house, page, front, tokens):
    outside = behind(tap, house, front, tokens, "httpd")
    answer = outside.post(tokens[0], "a=" + "x" * 20000)
    tap.equal(answer.status, 413, "a body of 20 kB is refused")
    page.stop()
    tap.equal(outside.post(tokens[1]).status, 503,
              "the page is away: httpd says so")
    page.start()
    tap.equal(outside.post(tokens[1]).status, 200,
              "and it is back at once")
    tap.equal(outside.ask("GET", "/elsewhere").status, 404,
              "the rest of the site is the site's own")


def refused_early(tap, house, front, token):
    """Before httpd knows what the example says of the place."""
    context = ssl.create_default_context(cafile=house.path("cert.pem"))
    for name, more in (("no host", ""),
                       ("a header of 20 kB", "Host: x\r\nX: " + "y" * 20000),
                       ("two lengths", "Host: x\r\nContent-Length: 1\r\n"
                        "Content-Length: 2")):
        with socket.create_connection(("127.0.0.1", front), 20) as link, \
                context.wrap_socket(link, server_hostname="localhost") as tls:
            tls.sendall(("POST /u/%s HTTP/1.1\r\nConnection: close\r\n"
                         "%s\r\n\r\n" % (token, more)).encode("ascii"))
            answer = tls.recv(100)
        tap.ok(answer.startswith(b"HTTP/1.1 400 "),
               name + ": httpd itself refuses it", answer)


def logs(tap, house, tokens):
    for name in "access", "error":
        with open(house.path("apache-%s.log" % name),
                  encoding="ascii") as file:
            log = file.read()
        tap.ok(not any(t in log for t in tokens[:2]) and "/u/" not in log,
               "no token is in httpd's %s log" % name, log)
        if name == "access":
            tap.ok("/elsewhere" in log, "where the rest is")


def main(tap):
    port, front = reserve_port(), reserve_port()
    with Installation("unsubscribe-apache", Page.settings(
            port, "trusted-proxies = {\"127.0.0.1\"}\n"
            "clicks-per-minute = 20")) as house:
        house.set_clock(NOW)
        house.init()
        people(house, 2, 0)
        with Page(house, port).prepare() as page:
            house.start()
            page.start()
            mailer = Mailer(house)
            tokens = [mailer.send("allowed%d@example.com" % n)[1]
                      for n in range(2)]
            certificate(house.dir)
            configure(house, front, port)
            httpd = subprocess.Popen(
                ["apache2", "-f", house.path("apache.conf"), "-DFOREGROUND"],
                stdin=subprocess.DEVNULL)
            try:
                through(tap, house, page, front, tokens)
                refused_early(tap, house, front, tokens[0])
            finally:
                httpd.terminate()
                httpd.wait(20)
            logs(tap, house, tokens)


if __name__ == "__main__":
    run(main)
