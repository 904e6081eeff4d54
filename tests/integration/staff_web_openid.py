#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Single sign-on as firms have it: Apache with Debian's mod_auth_openidc, a
small identity provider on loopback, and the staff pages behind it by the
example of contrib. Needs root."""

import base64
import contextlib
import hashlib
import hmac
import http.client
import http.server
import json
import os
import subprocess
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "lib"))

from installation import SetupError, wait_for  # noqa: E402
from smtp import free_port  # noqa: E402
from staff_answers import ANSWERS, TOKEN  # noqa: E402
from staff_web_proxies import (  # noqa: E402
    APACHE, CONTRIB, SOCKET, USER, answers, proxied, write)
from staffweb import StaffWeb  # noqa: E402
from tap import run  # noqa: E402

MODULE = "/usr/lib/apache2/modules/mod_auth_openidc.so"
MODULES = ("mpm_event", "authn_core", "authz_core", "authz_user", "headers",
           "proxy", "proxy_http", "auth_openidc")
CLIENT, SECRET = "robinson", "a secret of thirty-two characters"
OPENID = """
OIDCProviderMetadataURL %(issuer)s/.well-known/openid-configuration
OIDCClientID %(client)s
OIDCClientSecret "%(secret)s"
OIDCRedirectURI http://localhost:%(port)d/openid
OIDCCryptoPassphrase "only of this test"
OIDCRemoteUserClaim preferred_username
OIDCIDTokenSignedResponseAlg HS256
OIDCScope openid
"""


def part(data):
    if isinstance(data, dict):
        data = json.dumps(data).encode("ascii")
    return base64.urlsafe_b64encode(data).rstrip(b"=")


class Provider(http.server.BaseHTTPRequestHandler):
    """Everybody who comes is logged in already, as "name" of the server."""

    def log_message(self, *unused):
        pass

    def say(self, value):
        text = json.dumps(value).encode("ascii")
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self):
        issuer = self.server.issuer
        path, _, query = self.path.partition("?")
        asked = dict(urllib.parse.parse_qsl(query))
        if path == "/.well-known/openid-configuration":
            self.say({"issuer": issuer,
                      "authorization_endpoint": issuer + "/authorize",
                      "token_endpoint": issuer + "/token",
                      "jwks_uri": issuer + "/keys",
                      "response_types_supported": ["code"],
                      "subject_types_supported": ["public"],
                      "id_token_signing_alg_values_supported": ["HS256"]})
        elif path == "/authorize":
            self.server.nonce = asked.get("nonce")
            self.send_response(302)
            self.send_header("Location", asked["redirect_uri"] + "?" +
                             urllib.parse.urlencode({
                                 "code": "c1", "state": asked["state"]}))
            self.end_headers()
        else:
            self.say({"keys": []})

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        now = int(time.time())
        signed = part({"alg": "HS256", "typ": "JWT"}) + b"." + part({
            "iss": self.server.issuer, "sub": "1", "aud": CLIENT,
            "iat": now, "exp": now + 300, "nonce": self.server.nonce,
            "preferred_username": self.server.name})
        mark = hmac.new(SECRET.encode("ascii"), signed, hashlib.sha256)
        self.say({"access_token": "a1", "token_type": "Bearer",
                  "id_token": (signed + b"." + part(mark.digest())).decode(
                      "ascii")})


@contextlib.contextmanager
def provider(name):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.issuer = "http://127.0.0.1:%d" % server.server_port
    server.name, server.nonce = name, None
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def pages(path):
    """The example, with the lines of its comment on single sign-on."""
    with open(os.path.join(CONTRIB, "apache", "robinson-staff.conf"),
              encoding="utf-8") as file:
        text = file.read().replace(SOCKET, path)
    for line in ("AuthType openid-connect", "Require valid-user",
                 'RequestHeader set X-Remote-User "expr=%{REMOTE_USER}"'):
        if "#     " + line not in text:
            raise SetupError("the example does not say " + line)
        text = text.replace("#     " + line, line)
    return text


@contextlib.contextmanager
def apache(web, issuer):
    where, port = web.dir.name, free_port()
    write(where, "pages.conf", pages(web.path))
    text = "".join("LoadModule %s_module /usr/lib/apache2/modules/mod_%s.so\n"
                   % (m, m) for m in MODULES)
    text += OPENID % {"issuer": issuer, "client": CLIENT, "secret": SECRET,
                      "port": port}
    text += APACHE % {"dir": where, "user": USER, "port": port}
    process = subprocess.Popen(
        ["apache2", "-f", write(where, "apache.conf", text), "-DFOREGROUND"],
        stdin=subprocess.DEVNULL)
    try:
        wait_for(lambda: answers(process, port), 20, "httpd to answer")
        yield port
    finally:
        process.terminate()
        process.wait(20)


def visit(url, headers=()):
    """As a browser, through the provider and back; ends at what the pages
    themselves say."""
    jar, steps = {}, []
    for _ in range(10):
        place = urllib.parse.urlsplit(url)
        link = http.client.HTTPConnection("127.0.0.1", place.port, timeout=20)
        # Whoever takes no page is a script, and not sent round.
        more = dict(headers, Host=place.netloc, Accept="text/html")
        more["Cookie"] = "; ".join("%s=%s" % c for c in jar.items())
        link.request("GET", urllib.parse.urlunsplit(
            ("", "", place.path, place.query, "")), headers=more)
        answer = link.getresponse()
        text = answer.read().decode("utf-8", "replace")
        link.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, rest = value.split(";")[0].split("=", 1)
                jar[key] = rest
        steps.append("%d %s" % (answer.status, url))
        if answer.status != 302:
            return answer, text, jar, steps
        url = urllib.parse.urljoin(url, answer.getheader("Location"))
    raise SetupError("it leads in circles:\n" + "\n".join(steps))


def main(tap):
    if not os.path.exists(MODULE):
        raise SetupError("not installed: libapache2-mod-auth-openidc")
    say = {"who": {"name": "ola", "role": "officer"}}
    say = {verb: dict(say, **ANSWERS[verb])
           for verb in ("session", "account.self")}
    with StaffWeb(dict(say, **{"login.proxy": proxied}),
                  'proxy-user = "%s"' % USER, local=True) as web, \
            provider("ola") as server, apache(web, server.issuer) as port:
        answer, _, jar, steps = visit(
            "http://localhost:%d/account" % port, {"X-Remote-User": "eva"})
        tap.equal((answer.status, answer.getheader("Location")),
                  (303, "/account"),
                  "who is logged in at the provider is let in")
        tap.equal(jar.get("__Host-robinson-staff"), TOKEN,
                  "and has a session here")
        tap.ok(any("/authorize?" in step for step in steps),
               "after the provider was asked", "\n".join(steps))
        tap.equal([r["args"] for r in web.asked("login.proxy")],
                  [{"name": "ola"}],
                  "by the name of the provider, not by what the client says")


if __name__ == "__main__":
    run(main)
