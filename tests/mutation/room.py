# SPDX-License-Identifier: BSD-2-Clause
"""A room: its C files, its own unit tests, and how make builds these.

Nothing is listed here: a room is a folder below src/, its tests lie in the
folder of the same path below tests/unit/, and which of them count stands in
make's TESTS. The commands are those that make itself would run.
"""

import os
import re
import shlex
import subprocess


class NoSuchRoom(Exception):
    pass


def find_room(top, name):
    """The folder below src/ that is meant: "core", "service/verdict" or, of
    a name that exists once, only "verdict"."""
    src = os.path.join(top, "src")
    found = []
    for folder, folders, _ in os.walk(src):
        folders.sort()
        path = os.path.relpath(folder, src)
        if path == name or path.endswith("/" + name):
            found.append(path)
    if name in found:
        return name
    if len(found) != 1:
        raise NoSuchRoom("%s: %s" % (name, "is not a room of src/"
                         if not found else "may be " + ", ".join(found)))
    return found[0]


def sources_of(top, room):
    """Its .c files, by path from the top. A folder below it that has a build
    file is a room of its own."""
    found = []
    root = os.path.join(top, "src", room)
    for folder, folders, names in os.walk(root):
        if folder != root and "local.mk" in names:
            folders[:] = []
            continue
        found += [os.path.relpath(os.path.join(folder, name), top)
                  for name in names if name.endswith(".c")]
    return sorted(found)


class Make:
    """Asks the make of a build directory."""

    def __init__(self, build):
        self.build = build
        # Not what a make above us was told.
        self.env = {k: v for k, v in os.environ.items()
                    if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}

    def run(self, *args, **kwargs):
        return subprocess.run(
            ["make", "-C", self.build, "--no-print-directory", *args],
            env=self.env, check=True, stdin=subprocess.DEVNULL, text=True,
            **kwargs)

    def value(self, name):
        """Of a variable. What make says while it makes its own file anew
        stands before it."""
        text = "mutation-show: ; @echo '$(%s)'" % name
        output = self.run("-s", "--eval", text, "mutation-show",
                          stdout=subprocess.PIPE).stdout
        return output.rstrip("\n").rpartition("\n")[2].strip()

    def commands(self, changed, targets):
        """What it would run, a command a line, if "changed" were newer."""
        args = [word for name in changed for word in ("-W", name)]
        text = self.run("-n", "V=1", *args, *targets,
                        stdout=subprocess.PIPE).stdout
        return text.replace("\\\n", " ").splitlines()


COMPILE = re.compile(r"(?:^|;)(?P<how>[^;]*?) -MT \S+ -MD -MP -MF \S+ -c -o "
                     r"(?P<object>\S+) (?P<rest>.*)")


class Recipes:
    """The commands that make objects and programs, and what archives hold."""

    def __init__(self, lines):
        self.compile, self.link, self.members = {}, {}, {}
        self.objects_of = {}
        for line in lines:
            self._take(line)

    def _take(self, line):
        match = COMPILE.search(line)
        if match:
            source = re.search(r"src/\S+\.c(?=\W|$)", match.group("rest"))
            self.compile[match.group("object")] = shlex.split(
                match.group("how"))
            if source:
                self.objects_of.setdefault(source.group(), []).append(
                    match.group("object"))
        elif re.match(r"\S*ar \S+ \S+\.a ", line):
            _, _, target, *members = line.split()
            self.members[target] = members
        elif " -o " in line and " -c " not in line:
            argv = shlex.split(line)
            self.link[argv[argv.index("-o") + 1]] = argv

    def is_in(self, name, words):
        """Whether an object is in one of the archives."""
        return any(name in self.members.get(word, ()) for word in words)


class Room:
    def __init__(self, build, name):
        self.make = Make(build)
        self.build = os.path.abspath(build)
        self.srcdir = self.make.value("top_srcdir")
        self.top = os.path.abspath(os.path.join(self.build, self.srcdir))
        self.name = find_room(self.top, name)
        folder = os.path.join("tests/unit", self.name)
        tests = [test for test in self.make.value("TESTS").split()
                 if os.path.dirname(test) == folder]
        self.scripts = [t for t in tests if t.endswith((".py", ".sh"))]
        self.tests = [t for t in tests if t not in self.scripts]
        if not tests:
            raise NoSuchRoom("%s: no unit tests in %s" % (self.name, folder))
        every = [p for kind in ("bin", "sbin", "pkglibexec", "noinst")
                 for p in self.make.value(kind + "_PROGRAMS").split()]
        self.programs = [p for p in every if os.path.dirname(p) ==
                         os.path.join("src", self.name)]
        # What scripts of a room look at is its programs.
        if not self.scripts or not self.programs:
            self.scripts = self.programs = []
        self.others = self.named_by_scripts(every)

    def source_in_build(self, path):
        return path if self.srcdir == "." else self.srcdir + "/" + path

    def named_by_scripts(self, programs):
        """Those that a script, or a module that it imports, has the name of
        in quotes."""
        text, lib = "", os.path.join(self.top, "tests", "lib")
        paths = [os.path.join(self.top, name) for name in self.scripts]
        for path in paths:
            with open(path, encoding="utf-8") as file:
                text += file.read()
            for name in re.findall(r"^(?:import|from) (\w+)", text, re.M):
                module = os.path.join(lib, name + ".py")
                if module not in paths and os.path.exists(module):
                    paths.append(module)
        return [p for p in programs if re.search(
            r"[/\"']%s[\"']" % re.escape(os.path.basename(p)), text)]

    def prepare(self):
        """Builds what the tests need and learns how it is built."""
        sources = sources_of(self.top, self.name)
        targets = self.tests + self.programs
        self.make.run("-s", *targets, *self.others,
                      stdout=subprocess.DEVNULL)
        changed = [self.source_in_build(path) for path in sources] + [
            self.source_in_build(test + ".c") for test in self.tests]
        self.recipes = Recipes(self.make.commands(changed, targets))
        self.sources = [s for s in sources if s in self.recipes.objects_of]
