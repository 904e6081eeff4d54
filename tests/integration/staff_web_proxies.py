#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The staff pages behind real proxies, by the examples of contrib: what a
client says of who it is goes no further, and whom the proxy has found is let
in. Needs root: the proxy is a user of its own."""

import base64
import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "lib"))

from installation import SetupError, wait_for  # noqa: E402
from smtp import free_port  # noqa: E402
from staff_answers import ANSWERS, TOKEN  # noqa: E402
from staffweb import StaffWeb  # noqa: E402
from tap import run  # noqa: E402

CONTRIB = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                       os.pardir, os.pardir, "contrib")
SOCKET = "/run/robinson/staff.sock"
USER = "www-data"
NAMES = ("X-Remote-User", "x-remote-user", "X_Remote_User", "Remote-User",
         "X-Forwarded-User", "X-Auth-Request-User")
NGINX = """
user %(user)s;
daemon off;
pid %(dir)s/nginx.pid;
error_log %(dir)s/nginx-error.log;
events { }
http {
    access_log off;
    client_body_temp_path %(dir)s/body;
    proxy_temp_path %(dir)s/proxy;
    fastcgi_temp_path %(dir)s/fastcgi;
    uwsgi_temp_path %(dir)s/uwsgi;
    scgi_temp_path %(dir)s/scgi;
    server {
        listen 127.0.0.1:%(port)d;
        include %(dir)s/pages.conf;
    }
}
"""
APACHE = """
ServerRoot %(dir)s
ServerName localhost
PidFile %(dir)s/apache.pid
DefaultRuntimeDir %(dir)s
User %(user)s
Group %(user)s
Listen 127.0.0.1:%(port)d
ErrorLog %(dir)s/apache-error.log
<VirtualHost 127.0.0.1:%(port)d>
    Include %(dir)s/pages.conf
</VirtualHost>
"""
MODULES = ("mpm_event", "authn_core", "authn_file", "authz_core",
           "authz_user", "auth_basic", "headers", "proxy", "proxy_http")


def write(where, name, text):
    path = os.path.join(where, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, 0o644)
    return path


def example(name, path, signs_on):
    """The shipped file with the socket of this test; "signs_on": what its
    comment says, with the passwords of a file for the identity provider."""
    with open(os.path.join(CONTRIB, name, "robinson-staff.conf"),
              encoding="utf-8") as file:
        text = file.read()
    if SOCKET not in text:
        raise SetupError("the example names no " + SOCKET)
    text = text.replace(SOCKET, path)
    if not signs_on:
        return text
    where = os.path.dirname(path)
    if name == "nginx":
        return text.replace(
            'proxy_set_header X-Remote-User "";',
            'auth_basic "staff"; auth_basic_user_file %s/passwords;\n'
            "proxy_set_header X-Remote-User $remote_user;" % where)
    line = re.search(r'#     (RequestHeader set X-Remote-User .*)', text)[1]
    return text.replace("</Location>", (
        "AuthType Basic\nAuthName staff\nAuthUserFile %s/passwords\n"
        "Require valid-user\n%s\n</Location>") % (where, line))


def passwords(where):
    """As both programs read them."""
    digest = subprocess.run(
        ["openssl", "passwd", "-apr1", "good password"],
        stdout=subprocess.PIPE, encoding="ascii", check=True).stdout
    write(where, "passwords", "ola:" + digest)


@contextlib.contextmanager
def proxy(name, web, signs_on):
    """The port where it listens."""
    where, port = web.dir.name, free_port()
    values = {"dir": where, "user": USER, "port": port}
    write(where, "pages.conf", example(name, web.path, signs_on))
    passwords(where)
    if name == "nginx":
        command = ["nginx", "-c", write(where, "nginx.conf", NGINX % values)]
    else:
        text = "".join("LoadModule %s_module /usr/lib/apache2/modules/"
                       "mod_%s.so\n" % (m, m) for m in MODULES)
        command = ["apache2", "-f", write(where, "apache.conf",
                                          text + APACHE % values),
                   "-DFOREGROUND"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        wait_for(lambda: answers(process, port), 20, name + " to answer")
        yield port
    finally:
        process.terminate()
        process.wait(20)


def answers(process, port):
    if process.poll() is not None:
        raise SetupError("the proxy ended with %d" % process.returncode)
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def get(port, *lines):
    with socket.create_connection(("127.0.0.1", port), 20) as link:
        link.sendall(("GET /account HTTP/1.1\r\nHost: localhost\r\n"
                      "Connection: close\r\n" +
                      "".join(line + "\r\n" for line in lines) +
                      "\r\n").encode("ascii"))
        parts = []
        while True:
            part = link.recv(65536)
            if not part:
                return b"".join(parts).decode("utf-8", "replace")
            parts.append(part)


def lies(tap, web, name):
    """No sign-on in the proxy: nobody is believed."""
    with proxy(name, web, False) as port:
        for header in NAMES:
            got = get(port, header + ": ola")
            tap.ok("\nLocation: /login" in got.replace("\r", ""),
                   "%s: a client that says %s is led to the login" % (
                       name, header), got)
        got = get(port, "X-Remote-User: ola", "x-remote-user: eva")
        tap.ok("ocation: /login" in got, name + ": nor twice", got)
        got = get(port, "Cookie: __Host-robinson-staff=" + TOKEN)
        tap.ok("200 OK" in got and "My account" in got,
               name + ": who has a session works", got)
        tap.equal(web.asked("login.proxy"), [],
                  name + ": the desk was never told a name")


def signs_on(tap, web, name):
    basic = "Authorization: Basic " + base64.b64encode(
        b"ola:good password").decode("ascii")
    with proxy(name, web, True) as port:
        got = get(port, "X-Remote-User: eva")
        tap.ok(" 401 " in got.splitlines()[0],
               name + ": who is not logged in there, does not come here", got)
        got = get(port, basic, "X-Remote-User: eva")
        tap.ok("ocation: /account" in got, name + ": whom it knows is let in",
               got)
        tap.equal([r["args"] for r in web.asked("login.proxy")],
                  [{"name": "ola"}],
                  name + ": by the proxy's name, not the client's")


def proxied(request):
    return {"who": {"name": request["args"]["name"], "role": "officer"},
            "result": {"session": TOKEN, "needs": ""}}


def main(tap):
    say = {"who": {"name": "ola", "role": "officer"}}
    with_who = {verb: dict(say, **ANSWERS[verb])
                for verb in ("session", "account.self")}
    for name, program in (("nginx", "nginx"), ("apache", "apache2")):
        if not shutil.which(program):
            raise SetupError("not installed: " + program)
        for part in (lies, signs_on):
            with StaffWeb(dict(with_who, **{"login.proxy": proxied}),
                          'proxy-user = "%s"' % USER, local=True) as web:
                part(tap, web, name)


if __name__ == "__main__":
    run(main)
