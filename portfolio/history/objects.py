"""git objects: each is whole and on the disk before it has its name; loose ones are read without a process."""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence

from portfolio.errors import BrokenRecord
from portfolio.history.catfile import Reader
from portfolio.i18n import _
from portfolio.store import files

_FILE, _FOLDER = "100644", "40000"
_FILES = ("100644", "100755")
_NAME = re.compile(r"[0-9a-f]{40}")
Entry = tuple[str, str]
"""Mode and object name of one line in a tree."""


def is_name(text: str) -> bool:
    """Whether the text is a whole object name (40 lower-case hexadecimal digits)."""
    return bool(_NAME.fullmatch(text))


_LEADS_OUT = re.compile(r"(?:^|/)(?:\.{1,2}|\.git|git~\d+|)(?:/|$)|[\\:\x00]", re.IGNORECASE)
_BROKEN = re.compile("[\ud800-\udfff]")
"""Halves of a sign, which no UTF-8 text has."""
_UNSEEN = str.maketrans("", "", "\u200b\u200c\u200d\u200e\u200f\ufeff")


def is_safe(path: str) -> bool:
    """Whether a path from a tree stays inside the folder and out of .git, on every system."""
    if path.isascii():
        return not _LEADS_OUT.search(path)
    return not _LEADS_OUT.search(path.translate(_UNSEEN)) and not _BROKEN.search(path)


def name_of(kind: str, data: bytes) -> str:
    """The name git gives these bytes."""
    return hashlib.sha1(b"%s %d\0" % (kind.encode(), len(data)) + data, usedforsecurity=False).hexdigest()


def blob_name(data: bytes) -> str:
    """The name git gives a file with these bytes."""
    return name_of("blob", data)


class Objects:
    """The objects of one repository.

    Args:
        limit: bytes of the largest object that is read, 0 for any; with a limit, loose objects are left to git.
    """

    def __init__(self, git_dir: str, *, limit: int = 0) -> None:
        self._folder = f"{git_dir}/objects"
        self._limited = bool(limit)
        self._reader = Reader(git_dir, limit)
        self._trees: dict[str, dict[str, Entry]] = {}
        self._ahead: dict[str, bytes] = {}

    def close(self) -> None:
        """Let go of the reading process, and of the folders that were read."""
        self._reader.close()
        self._trees.clear()
        self._ahead.clear()

    # Reading

    def read(self, name: str, kind: str) -> bytes:
        """The bytes of an object.

        Raises:
            BrokenRecord: it is not there, damaged, or of another kind.
        """
        if kind == "blob" and name in self._ahead:
            return self._ahead[name]
        found = self._loose(name) or self._reader.read(name)
        if found is None or found[0] != kind:
            raise BrokenRecord(
                _("A part of the history cannot be read ({name}). What you see and save now is not affected.").format(
                    name=name[:10]
                ),
                _("Run “portfolio check” to see what it concerns."),
            )
        return found[1]

    def holds(self, name: str) -> bool:
        """Whether an object is here."""
        return (self._loose(name) or self._reader.read(name)) is not None

    def _loose(self, name: str) -> tuple[str, bytes] | None:
        if self._limited:
            return None
        try:
            packed = files.read(f"{self._folder}/{name[:2]}/{name[2:]}", files.LARGEST)
            head, data = zlib.decompress(packed).split(b"\0", 1)
            kind, _size = head.split()
        except (OSError, ValueError, zlib.error):
            return None
        return kind.decode(), data

    def tree(self, name: str) -> dict[str, Entry]:
        """A folder: name to (mode, object). An empty name is an empty folder."""
        if not name:
            return {}
        found = self._trees.get(name)
        if found is None:
            found = self._trees[name] = _entries(self.read(name, "tree"))
        return found

    def files_below(self, tree: str, folders: Sequence[str]) -> dict[str, str]:
        """Path to blob of every file below some folders of a vetted tree; level by level, many objects in one go."""
        found: dict[str, str] = {}
        wanted, inside = set(folders), tuple(f"{one}/" for one in folders)
        leads = {"/".join(one.split("/")[:n]) for one in folders for n in range(1, one.count("/") + 2)}
        level = [("", tree)]
        while level:
            missing = [name for _path, name in level if name not in self._trees]
            read = self._reader.read_many(missing)
            self._trees.update({name: _entries(data) for name, (kind, data) in read.items() if kind == "tree"})
            below: list[tuple[str, str]] = []
            for above, name in level:
                for entry, (mode, inner) in self.tree(name).items():
                    path = above + entry
                    if not is_safe(path):
                        continue
                    if mode in _FILES and (path in wanted or path.startswith(inside)):
                        found[path] = inner
                    elif mode == _FOLDER and (path in leads or path.startswith(inside)):
                        below.append((f"{path}/", inner))
            level = below
        return found

    def read_vetted(self, names: Sequence[str]) -> dict[str, bytes]:
        """Many blobs in one go, whose sizes have been vetted; what is not there is left out."""
        return {name: data for name, (kind, data) in self._reader.read_many(names).items() if kind == "blob"}

    def read_ahead(self, names: Sequence[str]) -> None:
        """Read many blobs in one go, whose sizes have been vetted, for `read` to give; they are held until `close`."""
        self._ahead.update(self.read_vetted(names))

    def find(self, tree: str, path: str) -> str:
        """The object at a path below a tree, "" where there is none."""
        mode = _FOLDER
        for part in path.split("/"):
            mode, tree = self.tree(tree).get(part, ("", "")) if tree and mode == _FOLDER else ("", "")
        return tree

    def walk(self, tree: str, below: str = "") -> Iterator[tuple[str, str, str]]:
        """Every file below a tree, as (path, mode, object)."""
        for entry, (mode, name) in self.tree(tree).items():
            path = f"{below}{entry}"
            if mode == _FOLDER and is_safe(path):
                yield from self.walk(name, path + "/")
            elif mode in _FILES and is_safe(path):
                yield path, mode, name

    def left_out(self, tree: str, below: str = "") -> Iterator[tuple[str, str]]:
        """Every entry below a tree that `walk` passes over, as (path, mode)."""
        for entry, (mode, name) in self.tree(tree).items():
            path = f"{below}{entry}"
            if not is_safe(path) or mode not in (_FOLDER, *_FILES):
                yield path, mode
            elif mode == _FOLDER:
                yield from self.left_out(name, path + "/")

    def difference(self, old: str, new: str, below: str = "") -> dict[str, tuple[str, str]]:
        """What differs between two trees: path to (object before, object after), "" for none."""
        found: dict[str, tuple[str, str]] = {}
        if old == new:
            return found
        a, b = self.tree(old), self.tree(new)
        for entry in sorted({*a, *b}):
            before, after = a.get(entry, ("", "")), b.get(entry, ("", ""))
            if before == after:
                continue
            path = below + entry
            if not is_safe(path):
                continue
            folders = [name if mode == _FOLDER else "" for mode, name in (before, after)]
            if any(folders):
                found |= self.difference(folders[0], folders[1], path + "/")
            leaves = tuple(name if mode in _FILES else "" for mode, name in (before, after))
            if any(leaves):
                found[path] = (leaves[0], leaves[1])
        return found

    def commit(self, name: str) -> tuple[str, list[str], int]:
        """A version's tree, its parents, and when it was committed (seconds)."""
        return parse_commit(self.read(name, "commit"))

    # Writing

    def write(self, kind: str, data: bytes) -> str:
        """Store an object, on the disk when this returns; gives its name.

        One that is there already is checked, and replaced where a crash of something else left it damaged.
        """
        name = name_of(kind, data)
        folder = f"{self._folder}/{name[:2]}"
        path = f"{folder}/{name[2:]}"
        if os.path.exists(path) and self._loose(name) == (kind, data):
            return name
        files.make_folders(folder)
        packed = zlib.compress(b"%s %d\0" % (kind.encode(), len(data)) + data, 1)
        files.write(path, packed, 0o400)
        return name

    def write_tree(self, tree: str, changes: Mapping[str, str | None]) -> str:
        """The tree with some paths set to other objects (None: gone). Only folders that change are written.

        Returns:
            The new tree, "" where nothing is left in it.
        """
        entries = dict(self.tree(tree))
        below: dict[str, dict[str, str | None]] = {}
        for path, name in changes.items():
            head, slash, rest = path.partition("/")
            if slash:
                below.setdefault(head, {})[rest] = name
            elif name is None:
                entries.pop(head, None)
            else:
                entries[head] = (_FILE, name)
        for head, inner in below.items():
            mode, old = entries.get(head, ("", ""))
            new = self.write_tree(old if mode == _FOLDER else "", inner)
            if new:
                entries[head] = (_FOLDER, new)
            elif mode == _FOLDER:
                del entries[head]
        if entries == self.tree(tree):
            return tree
        return self.store_tree(entries) if entries else ""

    def store_tree(self, entries: Mapping[str, Entry]) -> str:
        """Write one folder as a tree."""
        ordered = sorted(entries.items(), key=lambda item: _sort_key(item[0], item[1][0]))
        data = b"".join(
            mode.encode() + b" " + _bytes(entry) + b"\0" + bytes.fromhex(name) for entry, (mode, name) in ordered
        )
        name = self.write("tree", data)
        self._trees[name] = dict(entries)
        return name


def parse_commit(data: bytes) -> tuple[str, list[str], int]:
    """The tree, the parents and the seconds in a commit's bytes (see `Objects.commit`)."""
    tree, parents, at = "", [], 0
    for line in data.split(b"\n\n", 1)[0].decode(errors="replace").split("\n"):
        word, _space, rest = line.partition(" ")
        if word == "tree":
            tree = rest
        elif word == "parent":
            parents.append(rest)
        elif word == "committer":
            digits = rest.rpartition("> ")[2].split(" ")[0]
            at = int(digits) if digits.isdigit() else 0
    return tree, parents, at


def _entries(data: bytes) -> dict[str, Entry]:
    """What a tree object holds.

    Raises:
        ValueError: it is not a tree.
    """
    found: dict[str, Entry] = {}
    at = 0
    while at < len(data):
        end = data.index(b"\0", at)
        mode, _space, entry = data[at:end].partition(b" ")
        found[entry.decode("utf-8", "surrogateescape")] = (mode.decode(), data[end + 1 : end + 21].hex())
        at = end + 21
    return found


def _bytes(entry: str) -> bytes:
    return entry.encode("utf-8", "surrogateescape")


def _sort_key(entry: str, mode: str) -> bytes:
    return _bytes(entry) + (b"/" if mode == _FOLDER else b"")
