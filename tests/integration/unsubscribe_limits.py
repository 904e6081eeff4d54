#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The public page under those who mean it no good, with TLS of its own, and
behind a real nginx."""

import collections
import grp
import http.client
import os
import pwd
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
import warnings

from peers import HERE, NOW, people
from installation import Installation, wait_for
from page import FORM, ONE_CLICK, USER, Mailer, Page, reserve_port
from tap import run

SRC = os.path.join(HERE, "..", "..")
CROWD = 1000
ROOM = 400  # max-connections
SLOW = 20  # a request may take 15 s


def raw(port, data, seconds=30):
    """What comes back to octets that no client library would send."""
    with socket.create_connection(("127.0.0.1", port), seconds) as link:
        try:
            for piece in data if isinstance(data, list) else [data]:
                link.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass
        got = b""
        try:
            while True:
                piece = link.recv(65536)
                if not piece:
                    return got
                got += piece
        except ConnectionResetError:
            return got


def status_of(answer):
    found = re.match(rb"HTTP/1\.[01] (\d\d\d) ", answer)
    return int(found.group(1)) if found else 0


def head(token, *more, method="GET"):
    return ("%s /u/%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n" % (
        method, token, "".join(m + "\r\n" for m in more))).encode("latin-1")


# ------------------------------------------------------------ odd requests

def odd(tap, page, token):
    many = ["X-%d: y" % n for n in range(200)]
    rows = (
        ("a plain one", head(token), {200}),
        ("200 header fields", head(token, *many), {431}),
        ("a header of 100 kB", head(token, "X: " + "y" * 100000),
         {431, 413, 0}),
        ("a path of 100 kB", head("y" * 100000), {414, 0}),
        ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00 hello\r\n\r\n", {400, 0}),
        ("a body of 4097 octets", head(
            token, "Content-Length: 4097", "Content-Type: " + FORM,
            method="POST") + b"a=" + b"x" * 4095, {413}),
        ("a body of 10 MB", [head(
            token, "Content-Length: 10000000", "Content-Type: " + FORM,
            method="POST")] + [b"x" * 100000] * 100, {413, 0}),
        ("a body in chunks", head(
            token, "Transfer-Encoding: chunked", "Content-Type: " + FORM,
            method="POST") + b"5\r\nscope\r\n4\r\n=all\r\n0\r\n\r\n", {200}),
        ("a length that is none", head(
            token, "Content-Length: many", method="POST"), {400, 0}),
        ("a negative length", head(
            token, "Content-Length: -1", method="POST"), {400, 0}),
        ("a NUL in the path", head(token[:20] + "%00" + token[20:]), {404}),
        ("octets that are no UTF-8", head("%ff%fe"), {404}),
        ("Accept-Language of 8 kB", head(
            token, "Accept-Language: " + "pl," * 2700), {200}),
        ("no header at all, HTTP/1.0", b"GET /u/" + token.encode()
         + b" HTTP/1.0\r\n\r\n", {200}),
    )
    for name, data, wanted in rows:
        got = status_of(raw(page.port, data))
        tap.ok(got in wanted, "%s: %s" % (name, sorted(wanted)), got)
    tap.equal(page.get(token).status, 200, "and the page goes on")


def pipelined(tap, page, token):
    """Two requests in one packet are two."""
    body = ONE_CLICK.encode()
    post = ("POST /u/%s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\n"
            "Content-Length: %d\r\n\r\n" % (token, FORM, len(body))
            ).encode() + body
    got = raw(page.port, post + post + head(token))
    tap.equal(re.findall(rb"HTTP/1\.1 (\d+)", got), [b"200"] * 3,
              "three requests in one packet: three answers")


def slow(tap, page, token):
    """An octet each second is not enough."""
    begin = time.monotonic()
    ends = []

    def drip(first):
        with socket.create_connection(("127.0.0.1", page.port), 60) as link:
            link.settimeout(0.01)
            try:
                link.sendall(first)
                while time.monotonic() - begin < 3 * SLOW:
                    link.sendall(b"X")
                    time.sleep(0.5)
                    try:
                        if not link.recv(1000):
                            break
                    except TimeoutError:
                        pass
            except (BrokenPipeError, ConnectionResetError):
                pass
        ends.append(time.monotonic() - begin)

    silent = socket.create_connection(("127.0.0.1", page.port), 60)
    threads = [threading.Thread(target=drip, args=(first,)) for first in
               [b"GET /u/x HTTP/1.1\r\nX: "] * 20
               + [head(token, "Content-Length: 4000", "Content-Type: " + FORM,
                       method="POST")] * 20]
    for thread in threads:
        thread.start()
    time.sleep(2)
    tap.equal(page.post(token).status, 200, "40 slow ones: others are served")
    tap.equal(silent.recv(10), b"", "who says nothing is hung up on")
    silent.close()
    for thread in threads:
        thread.join(90)
    tap.ok(len(ends) == 40 and max(ends) < SLOW,
           "40 slow ones are hung up on within %d s" % SLOW,
           "%d, longest %.1f" % (len(ends), max(ends or [0])))


def crowd(tap, page, tokens):
    """Many more connections than there is room for."""
    links = []
    for _ in range(CROWD):
        try:
            links.append(socket.create_connection(
                ("127.0.0.1", page.port), 5))
        except OSError:
            pass
    tap.ok(len(links) >= ROOM, "%d connections are made" % len(links))
    with open("/proc/%d/status" % page.process.pid, encoding="ascii") as f:
        rss = int(re.search(r"VmRSS:\s+(\d+)", f.read()).group(1))
    tap.ok(rss < 100000, "the page needs less than 100 MB", rss)
    tap.ok(len(os.listdir("/proc/%d/fd" % page.process.pid)) < ROOM + 50,
           "and holds no more than it may")
    for link in links:
        link.close()
    wait_for(lambda: quietly(lambda: page.get(tokens[0]).status) == 200, 20,
             "the page to have room again")

    results = collections.Counter()

    def click(n):
        try:
            status = page.post(tokens[n % len(tokens)]).status
        except (OSError, http.client.HTTPException):
            status = "refused"
        results[status] += 1

    threads = [threading.Thread(target=click, args=(n,))
               for n in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    tap.note("1000 clicks at once: %s" % dict(results))
    tap.ok(set(results) <= {200, "refused"} and results[200] >= ROOM // 2,
           "1000 clicks at once: recorded, or not taken at all",
           dict(results))
    tap.equal(quietly(lambda: page.post(tokens[0]).status), 200,
              "and the page goes on")


def quietly(ask):
    try:
        return ask()
    except (OSError, http.client.HTTPException) as problem:
        return str(problem)


def rates(tap, house, page, tokens, unused):
    """Forged ones are counted by client, good ones by token; what was asked
    with one before counts too, for a minute."""
    house.configure(Page.settings(
        page.port, "clicks-per-minute = 30\n trusted-proxies = "
        "{\"127.0.0.1\"} max-connections = %d" % ROOM))
    before = page.log_text().count("read anew")
    page.process.send_signal(1)
    wait_for(lambda: page.log_text().count("read anew") > before, 10,
             "the page to reload")
    got = collections.Counter(
        page.get("forged%d" % n, **{"X-Forwarded-For": "198.51.100.7"}).status
        for n in range(60))
    tap.ok(30 <= got[404] <= 33 and got[404] + got[429] == 60,
           "forged ones of one client: 30 a minute", dict(got))
    answer = page.get("forged", **{"X-Forwarded-For": "198.51.100.7"})
    tap.equal((answer.status, answer.headers.get("retry-after")),
              (429, "60"), "and they are told when to ask again")
    tap.equal(page.get("forged", **{
        "X-Forwarded-For": "1.2.3.4, 198.51.100.8"}).status, 404,
        "another client is not")
    tap.equal(page.get("forged", **{
        "X-Forwarded-For": "1.2.3.4, 198.51.100.7"}).status, 429,
        "making up an address does not help")
    statuses = [page.post(token, **{"X-Forwarded-For": "198.51.100.7"}).status
                for token in tokens]
    tap.equal(statuses, [200] * len(tokens),
              "good tokens of the same client are all recorded")
    got = collections.Counter(page.post(unused).status for _ in range(60))
    tap.ok(28 <= got[200] <= 33 and got[429] == 60 - got[200],
           "one good token: 30 a minute", dict(got))


# --------------------------------------------------------- TLS and a proxy

def certificate(place):
    cert, key = place + "/cert.pem", place + "/key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days",
         "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert],
        check=True, stderr=subprocess.DEVNULL)
    return cert, key


def own_tls(tap, house, port, tokens):
    cert, key = certificate(house.dir)
    os.chmod(key, 0o600)  # root's, whom the page is not when it serves
    house.configure(Page.settings(
        port, "certificate = \"%s\"\n private-key = \"%s\"" % (cert, key)))
    with Page(house, port, tls=cert) as page:
        page.start()
        answer = page.post(tokens[0])
        tap.equal(answer.status, 200, "TLS of its own: one click")
        tap.ok("max-age" in answer.headers.get(
            "strict-transport-security", ""), "and it asks for no less")
        tap.equal(page.get(tokens[0], "pl").status, 200, "a page")
        warnings.simplefilter("ignore", DeprecationWarning)
        for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
            tap.ok(not speaks(port, cert, version),
                   "%s is not spoken" % version.name)
        tap.ok(speaks(port, cert, ssl.TLSVersion.TLSv1_2), "TLS 1.2 is")


def speaks(port, cert, version):
    context = ssl.create_default_context(cafile=cert)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    try:
        with socket.create_connection(("127.0.0.1", port), 10) as link:
            with context.wrap_socket(link, server_hostname="localhost"):
                return True
    except (ssl.SSLError, ConnectionResetError):
        return False


NGINX = """
daemon off;
user %s %s;
pid %s/nginx.pid;
error_log %s/nginx-error.log;
events { worker_connections 512; }
http {
    access_log %s/nginx-access.log;
    client_body_temp_path %s/nginx-body;
    proxy_temp_path %s/nginx-proxy;
    fastcgi_temp_path %s/nginx-f;
    uwsgi_temp_path %s/nginx-u;
    scgi_temp_path %s/nginx-s;
    server {
        listen 127.0.0.1:%d ssl;
        ssl_certificate %s/cert.pem;
        ssl_certificate_key %s/key.pem;
        include %s/page.conf;
    }
}
"""


def behind_nginx(tap, house, port, tokens):
    """The example of contrib, with the ports of this test."""
    front, place = reserve_port(), house.dir
    certificate(place)
    example = os.path.join(SRC, "contrib", "nginx",
                           "robinson-unsubscribe.conf")
    with open(example, encoding="utf-8") as file:
        text = file.read()
    with open(place + "/page.conf", "w", encoding="utf-8") as file:
        file.write(text.replace("8892", str(port)))
    with open(place + "/nginx.conf", "w", encoding="ascii") as file:
        group = grp.getgrgid(pwd.getpwnam(USER).pw_gid).gr_name
        file.write(NGINX % ((USER, group) + (place,) * 8 + (front,)
                            + (place,) * 3))
    house.configure(Page.settings(
        port, "trusted-proxies = {\"127.0.0.1\"}\n clicks-per-minute = 20"))
    with Page(house, port) as page:
        page.start()
        nginx = subprocess.Popen(["nginx", "-c", place + "/nginx.conf"],
                                 stderr=subprocess.DEVNULL)
        try:
            through_nginx(tap, house, page, front, tokens)
        finally:
            nginx.terminate()
            nginx.wait(20)


def behind(tap, house, front, tokens, name):
    """The page through "name": what is alike for every one of them."""
    outside = Page(house, front, tls=house.path("cert.pem"))
    wait_for(lambda: quietly(lambda: outside.ask("GET", "/u/").status) == 404,
             20, name + " to answer")
    answer = outside.post(tokens[0])
    tap.equal((answer.status, answer.text), (200, "Done.\n"),
              "behind %s: one click over HTTPS" % name)
    answer = outside.get(tokens[0], "pl-PL")
    tap.ok(answer.status == 200 and "reklam" in answer.text,
           "a page in Polish")
    tap.ok("content-security-policy" in answer.headers
           and answer.headers.get("cache-control") == "no-store",
           "the page's headers come through")
    got = collections.Counter(outside.get(
        "forged%d" % n, **{"X-Forwarded-For": "203.0.113.%d" % n}).status
        for n in range(40))
    tap.ok(17 <= got[404] <= 22,
           "who asks is known by what %s has seen" % name, dict(got))
    return outside


def through_nginx(tap, house, page, front, tokens):
    outside = behind(tap, house, front, tokens, "nginx")
    page.stop()
    answer = outside.post(tokens[1])
    tap.equal(answer.status, 502, "the page is away: nginx says so")
    page.start()
    tap.equal(outside.post(tokens[1]).status, 200, "and it is back")
    with open(house.path("nginx-access.log"), encoding="ascii") as file:
        log = file.read()
    tap.ok("/u/" not in log, "no token is in nginx's log", log)


def main(tap):
    port = reserve_port()
    with Installation("unsubscribe-limits", Page.settings(
            port, "clicks-per-minute = 1000000\n max-connections = %d"
            % ROOM)) as house:
        house.set_clock(NOW)
        house.init()
        people(house, 50, 0)
        with Page(house, port).prepare() as page:
            house.start()
            page.start()
            mailer = Mailer(house)
            tokens = [mailer.send("allowed%d@example.com" % n)[1]
                      for n in range(50)]
            odd(tap, page, tokens[0])
            pipelined(tap, page, tokens[1])
            slow(tap, page, tokens[2])
            crowd(tap, page, tokens[:-1])
            rates(tap, house, page, tokens[:45], tokens[-1])
            tap.equal(page.stop(), 0, "the page ends when it is told to")
        own_tls(tap, house, reserve_port(), tokens)
        if shutil.which("nginx"):
            behind_nginx(tap, house, reserve_port(), tokens)
        else:
            tap.ok(False, "nginx is installed")


if __name__ == "__main__":
    run(main)
