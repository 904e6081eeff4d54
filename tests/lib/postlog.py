# SPDX-License-Identifier: BSD-2-Clause
"""postlog.py SOCKET FILE: writes what Postfix logs, in place of postlogd(8).

postlogd can wait for ever, and all of Postfix with it. The kernel keeps ten
lines or so for a socket (net.unix.max_dgram_qlen) and lets the next writer
wait. master(8) writes lines as others do, at a reload or when a child was
killed; where it has to wait, postlogd reports each line that it reads to
master, until this socket is full too: each waits for the other. And before
postlogd reads, it sends its own warnings to the queue that only it will empty.
Whoever logs then hangs, "master -t" of the next start included. This reader
tells nobody anything, so it never waits.

Speaks one line when it listens; ends when its standard input does.
"""

import os
import select
import socket
import sys

LONGEST = 65536


def main(path, log_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as inbox:
        inbox.bind(path)
        os.chmod(path, 0o666)
        log = os.open(log_path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        print("ready", flush=True)
        while True:
            ready = select.select([inbox, sys.stdin], [], [])[0]
            if inbox in ready:
                os.write(log, inbox.recv(LONGEST) + b"\n")
            elif ready:
                return


if __name__ == "__main__":
    main(*sys.argv[1:])
