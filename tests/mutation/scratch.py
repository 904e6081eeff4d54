# SPDX-License-Identifier: BSD-2-Clause
"""A copy of the tree and of what a room's tests are built from, where faults
are put in; one for each worker. The real tree is only read. What the tests
themselves write lies in memory where there is room: they sync often."""

import os
import shutil
import tempfile

MEMORY = "/dev/shm"
MEMORY_MIN = 1 << 30
SKIPPED = frozenset((".git", ".deps", "autom4te.cache", "__pycache__"))


def _copy(source, target, wanted, copies):
    """Files of source for which wanted(path from source) holds; neither other
    builds nor the folder that holds the copies."""
    for folder, folders, names in os.walk(source):
        below = os.path.relpath(folder, source)
        folders[:] = [f for f in folders if f not in SKIPPED and
                      os.path.join(folder, f) != copies and not
                      os.path.exists(os.path.join(folder, f, "config.status"))]
        os.makedirs(os.path.join(target, below), exist_ok=True)
        for name in names:
            path = os.path.normpath(os.path.join(below, name))
            if wanted(path):
                shutil.copy2(os.path.join(folder, name),
                             os.path.join(target, path),
                             follow_symlinks=False)


class Places:
    """Where source and build lie below a root, so that the path from one to
    the other is the real one wherever it is relative."""

    def __init__(self, root, srcdir):
        if os.path.isabs(srcdir):
            self.build = os.path.join(root, "build")
            self.top = os.path.join(root, "tree")
            return
        ups = srcdir.split("/").count("..")
        self.build = os.path.join(root, *["build"] * ups)
        self.top = os.path.normpath(os.path.join(self.build, srcdir))


class Roots:
    """Where all copies are, and what their tests write."""

    def __init__(self):
        told = os.environ.get("TMPDIR")
        self.copies = self._make(told or "/var/tmp")
        self.tmp = self.copies
        if not told and os.access(MEMORY, os.W_OK | os.X_OK) and \
                shutil.disk_usage(MEMORY).free > MEMORY_MIN:
            self.tmp = self._make(MEMORY)

    @staticmethod
    def _make(folder):
        return os.path.abspath(tempfile.mkdtemp(
            prefix="robinson-mutation.", dir=folder))

    def remove(self):
        for root in {self.copies, self.tmp}:
            shutil.rmtree(root, ignore_errors=True)


class Scratch:
    """The first copy is made from the room, the others are made from it."""

    def __init__(self, roots, name, room, first=None):
        self.room = room
        self.root = root = os.path.join(roots.copies, name)
        places = Places(root, room.srcdir)
        self.build, self.top = places.build, places.top
        self.tmp = os.path.join(roots.tmp, name + ".tmp")
        os.makedirs(self.tmp)
        if first:
            # A file that is changed is made anew, so they may share them.
            shutil.copytree(first.root, root, symlinks=True,
                            copy_function=os.link)
        else:
            self._copy_room()

    def _copy_room(self):
        recipes = self.room.recipes
        copies = os.path.dirname(self.root)
        needed = set(self.room.tests + self.room.programs)
        for target in self.room.tests + self.room.programs:
            needed.update(recipes.link[target])

        def of_build(path):
            if path.endswith((".o", ".a")) or path.startswith("tests/unit/"):
                return path in needed
            return not path.endswith((".log", ".trs"))

        if self.build != self.top:
            _copy(self.room.top, self.top,
                  lambda path: not path.endswith((".o", ".a")), copies)
        _copy(self.room.build, self.build, of_build, copies)

    def argv(self, words):
        """A recorded command, for this copy."""
        if not os.path.isabs(self.room.srcdir):
            return list(words)
        return [word.replace(self.room.top, self.top) for word in words]

    def source(self, path):
        return os.path.join(self.top, path)

    def made(self, path):
        return os.path.join(self.build, path)

    def write(self, path, data):
        """A new file: the old one may be shared with another copy."""
        self.remove(path)
        with open(path, "wb") as file:
            file.write(data)

    @staticmethod
    def remove(path):
        try:
            os.unlink(path)
        except FileNotFoundError:
            pass

    def clear_tmp(self):
        shutil.rmtree(self.tmp, ignore_errors=True)
        os.makedirs(self.tmp, exist_ok=True)
