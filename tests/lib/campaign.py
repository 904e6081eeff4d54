# SPDX-License-Identifier: BSD-2-Clause
"""Sixteen connections beside a campaign that never pauses, at a slow store.

The store takes 10 ms for each answer. The campaign is one connection that
sends message after message; the others are connected, are silent for a
moment, and then speak all at once and without pauses. How long does one of
them wait for an answer, at the longest?
"""

import json
import os
import subprocess
import time

from installation import BUILD, Installation

MLOAD = os.path.join(BUILD, "tests", "bench", "mload")
DELAY_MS = 10
CONNECTIONS = 16
ROUNDS = 100
NOW = 1527494400  # 2018-05-28 10:00 in Warsaw
# No wait is looked at for longer.
WAIT_MAX_S = 20.0
# No limit of frequency: the same people are written to again and again.
CONFIG = """
purpose "followup" {
    bases = {"legitimate-interest", "consent"}
    assessment = "LIA-2018-03"
}
classify "sales" { purpose = followup  auth-user = {"ania"} }
"""

# A disk that others use, too, has waits of its own.
MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None


def program(name):
    """robinson-milter-NAME of the tests."""
    return os.path.join(BUILD, "tests", "robinson-milter-" + name)


def _first():
    """Under which the daemon and its client run before all other programs,
    where that is allowed. Others on the machine are to have no say: they
    would make sessions pause, and in a pause libmilter, left alone, gives the
    worker to another session."""
    command = ("chrt", "--rr", "1")
    try:
        done = subprocess.run([*command, "true"], stderr=subprocess.DEVNULL,
                              check=False)
    except OSError:
        return ()
    return command if done.returncode == 0 else ()


FIRST = _first()


def load(house, connections, messages, *options):
    return subprocess.Popen(
        [*FIRST, MLOAD, "-s", house.socket, "-c", str(connections), "-n",
         str(messages), "-p", "p", "-S", "50", "-u", "ania",
         "-x", str(messages), *options],
        stdout=subprocess.PIPE, encoding="ascii")


def result(process, seconds=240):
    return json.loads(process.communicate(timeout=seconds)[0])


def slow_house(name, path=None):
    """A daemon with a slow store, of the program at "path"."""
    house = Installation(name, CONFIG, delay_ms=DELAY_MS, program=path,
                         where=MEMORY)
    try:
        fill(house)
        return house.start(under=FIRST)
    except BaseException:
        house.close()
        raise


def fill(house):
    house.set_clock(NOW)
    house.init()
    people = house.path("people.csv")
    with open(people, "w", encoding="ascii") as out:
        out.write("email,collected,last_contact\n")
        for n in range(50):
            out.write("p%08d@k%03d.example.com,2018-05-20,2018-05-20\n"
                      % (n, n))
    house.must("import", people, "--relation", "prospect", "--source", "chat")


def one_wave(house):
    """The longest wait in seconds."""
    crowd = load(house, CONNECTIONS, CONNECTIONS * ROUNDS, "-a", "300")
    try:
        return result(crowd, WAIT_MAX_S)["longest_answer_us"] / 1e6
    except subprocess.TimeoutExpired:
        return WAIT_MAX_S
    finally:
        crowd.kill()
        crowd.wait()


def longest_wait(path, waves, enough=WAIT_MAX_S):
    """Of so many waves, fewer where one was "enough"; in seconds."""
    longest = 0.0
    with slow_house("campaign", path) as house:
        sender = load(house, 1, 1000000)
        try:
            time.sleep(0.5)
            for _ in range(waves):
                longest = max(longest, one_wave(house))
                if longest >= enough:
                    break
        finally:
            sender.kill()
            sender.communicate()
    return longest
