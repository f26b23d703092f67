"""What somebody with a grudge could leave where a student's history stands: small builders, each a named case.

Objects, packs and bundles are written byte by byte here, so that nothing a careful program refuses to make is missing.
A case is a function that puts something at a `Place`; one that yields goes on after the teacher has fetched once.
"""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import json
import os
import socket
import struct
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.hostile import NASTY

MAIN = "refs/heads/main"
WHO = "Mal Sample <p0123456789abcdef@portfolio.invalid>"
WHEN = "1795000000 -0500"
OWNER = "p0123456789abcdef"
_KINDS = {"commit": 1, "tree": 2, "blob": 3, "tag": 4}
Entry = tuple[bytes | str, bytes | str, str]
"""Mode, name and object of one line in a tree."""


class Objects:
    """git objects in memory, in the order they were made."""

    def __init__(self) -> None:
        self.all: dict[str, tuple[str, bytes]] = {}
        self.packed: dict[str, bytes] = {}
        """Entries of the pack that were made in another way (deltas, or huge ones)."""

    def add(self, kind: str, data: bytes) -> str:
        name = hashlib.sha1(b"%s %d\0" % (kind.encode(), len(data)) + data).hexdigest()
        self.all[name] = (kind, data)
        return name

    def blob(self, data: bytes | str) -> str:
        return self.add("blob", _bytes(data))

    def tree(self, entries: Sequence[Entry], *, ordered: bool = True) -> str:
        lines = [(_bytes(mode), _bytes(name), bytes.fromhex(target)) for mode, name, target in entries]
        if ordered:
            lines.sort(key=lambda one: one[1] + (b"/" if one[0] == b"40000" else b""))
        return self.add("tree", b"".join(mode + b" " + name + b"\0" + target for mode, name, target in lines))

    def files(self, contents: Mapping[str, bytes | str], *more: Entry) -> str:
        """A tree of files by path; `more` are entries of the outermost folder."""
        below: dict[str, dict[str, bytes | str]] = {}
        entries: list[Entry] = list(more)
        for path, data in contents.items():
            head, slash, rest = path.partition("/")
            if slash:
                below.setdefault(head, {})[rest] = data
            else:
                entries.append(("100644", head, self.blob(data)))
        entries += [("40000", head, self.files(inner)) for head, inner in below.items()]
        return self.tree(entries)

    def commit(
        self,
        tree: str,
        *parents: str,
        message: bytes | str = "Start\n",
        who: bytes | str = f"{WHO} {WHEN}",
        by: bytes | str = "",
        more: bytes | str = "",
    ) -> str:
        lines = [b"tree " + tree.encode(), *(b"parent " + one.encode() for one in parents)]
        lines += [b"author " + _bytes(who)] if who else []
        lines += [b"committer " + _bytes(by or who or f"{WHO} {WHEN}")]
        lines += [_bytes(more)] if more else []
        return self.add("commit", b"\n".join(lines) + b"\n\n" + _bytes(message))

    def big(self, count: int) -> str:
        """A blob of that many MiB of zeros, packed without ever being whole in memory here."""
        size, zeros = count << 20, bytes(1 << 20)
        name, check = hashlib.sha1(b"blob %d\0" % size), 1
        packer = zlib.compressobj(1, zlib.DEFLATED, -15)
        block = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
        for _n in range(count):
            name.update(zeros)
            check = zlib.adler32(zeros, check)
        packed = b"\x78\x01" + block * count + packer.flush() + struct.pack(">I", check)
        self.packed[name.hexdigest()] = _head(3, size) + packed
        return name.hexdigest()

    def pack(self, leave_out: Sequence[str] = ()) -> bytes:
        entries = [
            _head(_KINDS[kind], len(data)) + zlib.compress(data, 1)
            for name, (kind, data) in self.all.items()
            if name not in leave_out
        ] + list(self.packed.values())
        data = b"PACK" + struct.pack(">II", 2, len(entries)) + b"".join(entries)
        return data + hashlib.sha1(data).digest()

    def bundle(self, head: str, *needs: str, ref: str = MAIN, leave_out: Sequence[str] = ()) -> bytes:
        told = "".join(f"-{one}\n" for one in needs) + f"{head} {ref}\n\n"
        return b"# v2 git bundle\n" + told.encode() + self.pack(leave_out)


def _bytes(data: bytes | str) -> bytes:
    return data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data


def _head(kind: int, size: int) -> bytes:
    """How an entry of a pack begins: its kind and its size."""
    byte, size = (kind << 4) | (size & 15), size >> 4
    out = bytearray()
    while size:
        out.append(byte | 0x80)
        byte, size = size & 0x7F, size >> 7
    return bytes([*out, byte])


def owner(**more: Any) -> bytes:
    """A portfolio.json."""
    return json.dumps(
        {"format": 1, "id": OWNER, "name": "Mal Sample", "language": "en", "courses": [], **more}
    ).encode()


def record(kind: str, number: int, **fields: Any) -> tuple[str, bytes]:
    """The path and the bytes of a record."""
    name = f"20261120-12{number // 60000 % 60:02d}{number // 1000 % 60:02d}{number % 1000:03d}-abcdefgh"
    value = {"id": name, "created": "2026-11-20T12:00:00.000-05:00", "schema": 1, **fields}
    return f"records/{kind}/2026-11/{name}.json", json.dumps(value, ensure_ascii=True).encode()


def goal(number: int = 1, **fields: Any) -> tuple[str, bytes]:
    return record("goals", number, **{"statement": "Ask more", **fields})


def work(number: int = 1, **fields: Any) -> tuple[str, bytes]:
    return record("works", number, **{"task": "tiny@0123456789ab#river", "title": "River", "folder": "river", **fields})


def sound(text: bytes | str = "# River\n\nOne.\n", **more: bytes | str) -> dict[str, bytes | str]:
    """The files of a small portfolio."""
    return {"portfolio.json": owner(), **dict([goal(), work()]), "works/river/text.md": text, **more}


@dataclass
class Place:
    """Where a student's history stands, and what must never be touched from there."""

    folder: Path
    marker: Path
    """Appears where anything a student wrote was run."""
    secret: Path
    """A file of the teacher's, with words that must never be seen."""
    own: bytes
    """The student's own true bundle."""
    honest: bytes
    """The bundle of another student."""
    ends: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    """What has to stop afterwards."""

    @property
    def run(self) -> str:
        """A command that would be noticed."""
        return f"touch {self.marker}"

    def put(self, data: bytes, name: str = "current.bundle") -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(data)

    def put_tree(self, objects: Objects, tree: str, **how: Any) -> None:
        """A history of one version."""
        self.put(objects.bundle(objects.commit(tree, **how)))

    def put_files(self, contents: Mapping[str, bytes | str], *more: Entry, **how: Any) -> None:
        objects = Objects()
        self.put_tree(objects, objects.files(contents, *more), **how)

    def meanwhile(self, act: Callable[[], None]) -> None:
        """Do something over and over until the case is done."""
        stop = threading.Event()

        def again() -> None:
            while not stop.wait(0.0005):
                with contextlib.suppress(OSError):
                    act()

        thread = threading.Thread(target=again, daemon=True)
        thread.start()
        self.ends.callback(thread.join)
        self.ends.callback(stop.set)


@dataclass(frozen=True)
class Case:
    """One hostile thing."""

    name: str
    group: str
    put: Callable[[Place], Iterator[None] | None]
    states: frozenset[str]
    """What fetching may say of it; empty: anything but a crash."""
    reads: bool
    """Whether the class commands can read it afterwards."""
    bomb: bool
    """Whether it is made to take memory away, and is measured in a process of its own."""


CASES: list[Case] = []


def case(
    group: str, states: str = "", *, name: str = "", reads: bool = False, bomb: bool = False
) -> Callable[[Callable[..., Any]], Any]:
    """Enter a function among the cases."""

    def enter(function: Callable[..., Any]) -> Callable[..., Any]:
        told = name or function.__name__.strip("_").replace("_", " ")
        CASES.append(Case(told, group, function, frozenset(states.split()), reads, bomb))
        return function

    return enter


def begin(one: Case, place: Place) -> Iterator[None] | None:
    """Put a case at a place; gives what is to be gone on with after a fetch, if it has two steps."""
    made = one.put(place)
    if not inspect.isgenerator(made):
        return None
    next(made)
    return made


# (a) What is not a plain bundle


@case("place", "damaged later")
def fifo_for_a_bundle(p: Place) -> None:
    p.folder.mkdir(parents=True, exist_ok=True)
    os.mkfifo(p.folder / "current.bundle")


@case("place", "damaged later")
def three_fifos(p: Place) -> None:
    for name in ("current.bundle", "base.bundle", "previous.bundle", "lock"):
        os.mkfifo(p.folder / name)


@case("place", "damaged later")
def link_to_a_secret(p: Place) -> None:
    (p.folder / "current.bundle").symlink_to(p.secret)


@case("place", "damaged later")
def link_to_a_true_bundle(p: Place) -> None:
    p.put(p.own, "elsewhere")
    (p.folder / "current.bundle").symlink_to("elsewhere")


@case("place", "damaged later")
def links_in_a_circle(p: Place) -> None:
    (p.folder / "current.bundle").symlink_to("previous.bundle")
    (p.folder / "previous.bundle").symlink_to("current.bundle")


@case("place", "damaged later")
def hard_link_to_a_secret(p: Place) -> None:
    os.link(p.secret, p.folder / "current.bundle")


@case("place", "refused none")
def linked_place(p: Place) -> None:
    p.folder.rmdir()
    p.folder.symlink_to(p.secret.parent)


@case("place", "refused none")
def linked_seat(p: Place) -> None:
    p.folder.rmdir()
    seat = p.folder.parent
    for each in seat.iterdir():
        each.rmdir()
    seat.rmdir()
    seat.symlink_to(p.secret.parent)


@case("place", "damaged later")
def device(p: Place) -> None:
    if os.getuid() != 0:
        raise PermissionError
    os.mknod(p.folder / "current.bundle", 0o20666, os.makedev(1, 5))  # /dev/zero


@case("place", "damaged later")
def folder_called_a_bundle(p: Place) -> None:
    (p.folder / "current.bundle").mkdir()


@case("place", "damaged later")
def listening_socket(p: Place) -> None:
    made = p.ends.enter_context(socket.socket(socket.AF_UNIX))
    before = os.getcwd()
    os.chdir(p.folder)
    try:
        made.bind("current.bundle")
    finally:
        os.chdir(before)
    made.listen(1)


@case("place", "damaged later", bomb=True)
def sparse_file_of_8_tb(p: Place) -> None:
    p.put(b"")
    os.truncate(p.folder / "current.bundle", 8 << 40)


@case("place", "damaged", bomb=True)
def sparse_file_below_the_limit(p: Place) -> None:
    p.put(b"")
    os.truncate(p.folder / "current.bundle", 255 << 20)


@case("place", "damaged", bomb=True)
def good_header_and_then_nothing_for_long(p: Place) -> None:
    p.put(b"# v2 git bundle\n" + b"a" * 40 + b" refs/heads/main\n\n")
    os.truncate(p.folder / "current.bundle", 255 << 20)


@case("place", "damaged new same none later")
def changes_while_it_is_read(p: Place) -> None:
    turn = [0]

    def other() -> None:
        turn[0] += 1
        p.put((p.own, p.own[: len(p.own) // 2], p.honest, b"", p.own + b"x" * 999)[turn[0] % 5])

    other()
    p.meanwhile(other)


@case("place", "damaged later none new")
def grows_while_it_is_read(p: Place) -> None:
    p.put(p.own)
    grown = [0]

    def more() -> None:
        if grown[0] < 64:
            grown[0] += 1
            with (p.folder / "current.bundle").open("ab") as file:
                file.write(b"\0" * (1 << 20))

    more()
    p.meanwhile(more)


@case("place", "new", reads=True)
def lock_that_never_ends(p: Place) -> None:
    p.put(p.own)
    p.put(b"lab-07 1 x\n", "lock")
    p.meanwhile(lambda: p.put(os.urandom(8), "lock"))


@case("place", "new", reads=True)
def lock_is_a_folder(p: Place) -> None:
    p.put(p.own)
    (p.folder / "lock" / "inner").mkdir(parents=True)


@case("place", "", reads=False)
def nobody_may_read_it(p: Place) -> None:
    p.put(p.own)
    os.chmod(p.folder / "current.bundle", 0)


@case("place", "", reads=False)
def nobody_may_open_the_folder(p: Place) -> None:
    p.put(p.own)
    os.chmod(p.folder, 0)
    p.ends.callback(os.chmod, p.folder, 0o700)


@case("place", "new", reads=True)
def names_with_control_characters_beside_it(p: Place) -> None:
    p.put(p.own)
    for name in ("a\x1b]0;x\x07", "b\nc", "\u202egpj.exe", "x\x9b31m", b"\xff\xfe".decode("utf-8", "surrogateescape")):
        p.put(b"x", name)


@case("place", "damaged later")
def bundle_inside_a_folder_of_that_name(p: Place) -> None:
    p.put(p.own, "inner")
    (p.folder / "current.bundle").mkdir()
    (p.folder / "inner").rename(p.folder / "current.bundle" / "current.bundle")


@case("place", "damaged")
def empty_bundle(p: Place) -> None:
    p.put(b"")


@case("place", "damaged")
def plain_text(p: Place) -> None:
    p.put(b"\x1b]0;pwned\x07 not a bundle\n\n" * 500)


@case("place", "damaged")
def base_alone_and_damaged(p: Place) -> None:
    p.put(p.own[:-30], "base.bundle")


@case("place", "new", reads=True)
def base_alone(p: Place) -> None:
    p.put(p.own, "base.bundle")


@case("place", "new other", reads=True)
def somebody_elses_bundle_as_the_one_before(p: Place) -> None:
    p.put(p.own)
    p.put(p.honest, "previous.bundle")


# A whole repository in its place

_EVIL = """[core]
	repositoryformatversion = 1
	bare = {bare}
	fsmonitor = {run}
	hooksPath = {hooks}
	sshCommand = {run}
	gitProxy = {run}
	pager = {run}
	editor = {run}
	askPass = {run}
	worktree = {worktree}
[filter "x"]
	clean = {run}
	smudge = {run}
	process = {run}
	required = true
[diff]
	external = {run}
[diff "x"]
	textconv = {run}
	command = {run}
[merge "x"]
	driver = {run}
[alias]
	log = !{run}
	cat-file = !{run}
	rev-list = !{run}
	index-pack = !{run}
[gpg]
	program = {run}
[gpg "ssh"]
	program = {run}
[log]
	showSignature = true
[credential]
	helper = !{run}
[remote "origin"]
	url = ext::{run}
	uploadpack = {run}
	vcs = x
	promisor = true
	partialclonefilter = blob:none
[extensions]
	partialClone = origin
[protocol "ext"]
	allow = always
[uploadpack]
	packObjectsHook = {run}
[trailer "x"]
	command = {run}
[include]
	path = {fifo}
[url "ext::{run} "]
	insteadOf = /
"""


def evil_repository(p: Place, git_dir: Path, *, bare: bool) -> None:
    """Everything a repository's own settings and hooks could start."""
    for inner in ("objects/info", "objects/pack", "refs/heads", "hooks", "info", "portfolio"):
        (git_dir / inner).mkdir(parents=True, exist_ok=True)
    os.mkfifo(git_dir / "fifo")
    hooks = ("post-index-change", "post-checkout", "reference-transaction", "pre-receive", "update", "post-receive")
    for name in (*hooks, "post-update", "pre-commit", "fsmonitor-watchman", "push-to-checkout", "proc-receive"):
        (git_dir / "hooks" / name).write_text(f"#!/bin/sh\n{p.run}\n")
        (git_dir / "hooks" / name).chmod(0o755)
    fills = {"run": p.run, "hooks": git_dir / "hooks", "fifo": git_dir / "fifo", "worktree": p.secret.parent}
    (git_dir / "config").write_text(_EVIL.format(bare=str(bare).lower(), **fills))
    (git_dir / "HEAD").write_text(f"ref: {MAIN}\n")
    (git_dir / "info" / "attributes").write_text("* filter=x diff=x merge=x\n")
    (git_dir / "info" / "grafts").write_text("")
    objects = Objects()
    head = objects.commit(objects.files({**sound(), ".gitattributes": "* filter=x diff=x merge=x\n"}))
    for name, (kind, data) in objects.all.items():
        (git_dir / "objects" / name[:2]).mkdir(exist_ok=True)
        raw = zlib.compress(b"%s %d\0" % (kind.encode(), len(data)) + data)
        (git_dir / "objects" / name[:2] / name[2:]).write_bytes(raw)
    (git_dir / "refs" / "heads" / "main").write_text(f"{head}\n")


@case("repository", "none damaged later")
def bare_repository_as_the_place(p: Place) -> None:
    evil_repository(p, p.folder, bare=True)


@case("repository", "none damaged later")
def repository_with_a_work_tree_as_the_place(p: Place) -> None:
    evil_repository(p, p.folder / ".git", bare=False)
    (p.folder / ".gitattributes").write_text("* filter=x diff=x\n")
    (p.folder / "portfolio.json").write_bytes(owner())


@case("repository", "new", reads=True)
def repository_around_a_true_bundle(p: Place) -> None:
    evil_repository(p, p.folder, bare=True)
    evil_repository(p, p.folder / ".git", bare=False)
    p.put(p.own)


@case("repository", "damaged later")
def bare_repository_called_a_bundle(p: Place) -> None:
    evil_repository(p, p.folder / "current.bundle", bare=True)


@case("repository", "none damaged later")
def git_file_that_points_elsewhere(p: Place) -> None:
    evil_repository(p, p.folder / "x", bare=False)
    (p.folder / ".git").write_text("gitdir: x\n")
    (p.folder / "HEAD").symlink_to("x/HEAD")
    os.mkfifo(p.folder / "packed-refs")


@case("repository", "none damaged later")
def alternates_to_a_fifo(p: Place) -> None:
    evil_repository(p, p.folder, bare=True)
    (p.folder / "objects" / "info" / "alternates").write_text(f"{p.folder}/fifo\n/dev/zero\n")


@case("repository", "new", reads=True)
def repository_above_the_place(p: Place) -> None:
    evil_repository(p, p.folder.parent / ".git", bare=False)
    p.put(p.own)


# (b) Trees


def _names(name: str, *entries: Entry, ordered: bool = True, states: str = "damaged", reads: bool = False) -> None:
    """A case with these entries in the outermost tree; the object of each is a file's, or an empty folder's."""

    def put(p: Place) -> None:
        objects = Objects()
        inner = {"40000": objects.tree([]), "160000": "a" * 40}
        made = objects.blob(f"#!/bin/sh\n{p.run}\n")
        whole: list[Entry] = [(mode, called, target or inner.get(str(mode), made)) for mode, called, target in entries]
        for path, data in sound().items():
            if "/" not in path:
                whole.append(("100644", path, objects.blob(data)))
        p.put_tree(objects, objects.tree(whole, ordered=ordered))

    case("tree", states, name=name, reads=reads)(put)


for _told, _name in {
    "dot dot": "..",
    "dot": ".",
    "dot git": ".git",
    "dot GIT": ".GIT",
    "GIT~1": "GIT~1",
    "git with an unseen joiner": ".g\u200cit",
    "dot git and a space": ".git ",
    "dot git and a dot": ".git.",
    "dot git stream": ".git::$INDEX_ALLOCATION",
    "slash in a name": "a/b",
    "climbing slash in a name": "../../outside",
    "absolute name": "/tmp/outside",
    "empty name": "",
}.items():
    _names(f"folder named {_told}", ("40000", _name, ""))
    if _told not in ("dot", "empty name"):
        _names(f"file named {_told}", ("100755", _name, ""))

for _told, _name in {
    "backslash": "works\\..\\..\\outside",
    "drive": "C:outside",
    "stream": "a:b",
    "CON": "CON",
    "aux.md": "aux.md",
    "trailing dot": "a.",
    "trailing space": "a ",
    "escape": "a\x1b]52;c;cHduZWQ=\x07b",
    "C1": "a\x9b31mb",
    "right to left": "\u202egpj.exe",
    "line end": "a\nPassed over: nothing",
    "not UTF-8": b"\xff\xfe\xe4".decode("utf-8", "surrogateescape"),
    "half a surrogate": b"\xed\xa0\x80".decode("utf-8", "surrogateescape"),
    "option": "--upload-pack=x",
    "very long": "x" * 5000,
    "pathspec magic": ":(exclude)a",
    "HEAD": "HEAD",
    "dot gitattributes": ".gitattributes",
    "dot mailmap": ".mailmap",
}.items():
    _names(f"file named with {_told}", ("100644", _name, ""), states="new", reads=True)
    _names(f"link named with {_told}", ("120000", _name, ""), states="new damaged", reads=True)

_names("case pairs", ("100644", "a", ""), ("100644", "A", ""), ("40000", "B", ""), ("100644", "b", ""), states="new")
_names("one name twice", ("100644", "a", ""), ("100644", "a", ""))
_names("file and folder of one name", ("100644", "a", ""), ("40000", "a", ""))
_names("tree out of order", ("100644", "z", ""), ("100644", "a", ""), ordered=False)
_names("mode with a leading zero", ("0100644", "a", ""))
_names("mode that is not a number", ("10o644", "a", ""))
_names("mode with other letters", (b"\xff00644", "a", ""))
_names("world writable mode", ("100666", "a", ""), states="new damaged", reads=True)
_names("set user id mode", ("104755", "a", ""), states="new damaged", reads=True)
_names("character device mode", ("20666", "a", ""), states="new damaged", reads=True)
_names("named pipe mode", ("10644", "a", ""), states="new damaged", reads=True)
_names("huge mode", ("777777777777777777777", "a", ""), states="new damaged", reads=True)
_names("object of zeros", ("100644", "a", "0" * 40))
_names("missing object", ("100644", "a", "b" * 40))
_names("folder that is a file", ("40000", "a", hashlib.sha1(b"blob 0\0").hexdigest()))
_names("another repository", ("160000", "works", ""), states="new", reads=True)
_names("executable file", ("100755", "run.sh", ""), states="new", reads=True)


@case("tree", "damaged")
def tree_cut_in_the_middle(p: Place) -> None:
    objects = Objects()
    p.put_tree(objects, objects.add("tree", b"100644 a\0" + b"x" * 7))


@case("tree", "damaged")
def tree_without_end_of_name(p: Place) -> None:
    objects = Objects()
    p.put_tree(objects, objects.add("tree", b"100644 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"))


@case("tree", "new", reads=True)
def portfolio_json_is_a_link(p: Place) -> None:
    objects = Objects()
    files = {path: data for path, data in sound().items() if path != "portfolio.json"}
    p.put_tree(objects, objects.files(files, ("120000", "portfolio.json", objects.blob(str(p.secret)))))


@case("tree", "new", reads=True)
def records_and_works_are_links(p: Place) -> None:
    objects = Objects()
    away = objects.blob(str(p.secret.parent))
    p.put_tree(
        objects, objects.files({"portfolio.json": owner()}, ("120000", "records", away), ("120000", "works", away))
    )


@case("tree", "new", reads=True)
def text_is_a_link(p: Place) -> None:
    objects = Objects()
    river = objects.tree([("120000", "text.md", objects.blob(str(p.secret)))])
    works = objects.tree([("40000", "river", river)])
    p.put_tree(objects, objects.files({"portfolio.json": owner(), **dict([goal(), work()])}, ("40000", "works", works)))


@case("tree", "new", reads=True)
def record_is_another_repository(p: Place) -> None:
    objects = Objects()
    name = goal()[0].rpartition("/")[2]
    month = objects.tree([("160000", name, "c" * 40)])
    goals = objects.tree([("40000", "2026-11", month)])
    p.put_tree(
        objects,
        objects.files({"portfolio.json": owner()}, ("40000", "records", objects.tree([("40000", "goals", goals)]))),
    )


for _told, _module in {
    "ext url": '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c {run}\n',
    "update command": '[submodule "x"]\n\tpath = x\n\turl = ./x\n\tupdate = !{run}\n',
    "path that climbs": '[submodule "../../x"]\n\tpath = ../../outside\n\turl = ./x\n',
    "path into git": '[submodule "x"]\n\tpath = .git/hooks\n\turl = ./x\n',
    "option for a url": '[submodule "x"]\n\tpath = x\n\turl = --upload-pack={run}\n',
    "option for a path": '[submodule "x"]\n\tpath = --x\n\turl = ./x\n',
    "carriage return": '[submodule "x"]\n\tpath = "x\r"\n\turl = "./x\r"\n',
    "line end in the url": '[submodule "x"]\n\tpath = x\n\turl = "https://a.invalid/\\n{run}"\n',
    "name with a line end": '[submodule "x\\n[core]"]\n\tpath = x\n\turl = ./x\n',
    "not a settings file": "[[[\x00\x1b]0;x\x07",
}.items():

    def _modules(p: Place, text: str = _module) -> None:
        objects = Objects()
        told = objects.blob(text.replace("{run}", p.run))
        p.put_tree(objects, objects.files(sound(), ("100644", ".gitmodules", told), ("160000", "x", "a" * 40)))

    case("tree", "new damaged", name=f"gitmodules with {_told}", reads=True)(_modules)


@case("tree", "new damaged", reads=True)
def gitmodules_is_a_link(p: Place) -> None:
    objects = Objects()
    p.put_tree(objects, objects.files(sound(), ("120000", ".gitmodules", objects.blob(str(p.secret)))))


@case("tree", "new", reads=True)
def tracked_files_pose_as_a_repository(p: Place) -> None:
    """PYSEC-2026-3982: the hook among them ran at GitPython's index.commit."""
    hook = f"#!/bin/sh\n{p.run}\n"
    config = f"[core]\n\tbare = true\n\tfsmonitor = {p.run}\n\thooksPath = hooks\n"
    pose = {"HEAD": f"ref: {MAIN}\n", "config": config, "objects/x": "", "refs/heads/x": "", "hooks/pre-commit": hook}
    p.put_files({**sound(), **pose, "works/HEAD": "ref: x\n", "works/config": config, "works/hooks/pre-commit": hook})


# Bombs


@case("bomb", "refused damaged", bomb=True)
def tree_of_ten_to_the_tenth_files(p: Place) -> None:
    objects = Objects()
    name = objects.blob("x")
    inner: tuple[str, str] = ("100644", name)
    for _level in range(10):
        inner = ("40000", objects.tree([(inner[0], f"f{n}", inner[1]) for n in range(10)]))
    p.put_tree(objects, objects.files({"portfolio.json": owner()}, ("40000", "works", inner[1])))


@case("bomb", "refused damaged new", bomb=True)
def tree_bomb_in_the_version_before(p: Place) -> None:
    objects = Objects()
    inner: tuple[str, str] = ("100644", objects.blob("x"))
    for _level in range(10):
        inner = ("40000", objects.tree([(inner[0], f"f{n}", inner[1]) for n in range(10)]))
    before = objects.commit(objects.files({"portfolio.json": owner()}, ("40000", "records", inner[1])))
    p.put(objects.bundle(objects.commit(objects.files(sound()), before)))


@case("bomb", "refused damaged", bomb=True)
def folders_2000_deep(p: Place) -> None:
    objects = Objects()
    inner = objects.tree([("100644", "f", objects.blob("x"))])
    for _level in range(2_000):
        inner = objects.tree([("40000", "d", inner)])
    p.put_tree(objects, objects.files({"portfolio.json": owner()}, ("40000", "works", inner)))


@case("bomb", "refused damaged", bomb=True)
def files_30000(p: Place) -> None:
    objects = Objects()
    name = objects.blob("x")
    many = objects.tree([("100644", f"f{n:05d}", name) for n in range(30_000)])
    p.put_tree(objects, objects.files({"portfolio.json": owner()}, ("40000", "works", many)))


@case("bomb", "refused", bomb=True)
def gigabyte_of_zeros(p: Place) -> None:
    objects = Objects()
    zeros = objects.big(1 << 10)
    river = objects.tree([("100644", "text.md", zeros)])
    works = objects.tree([("40000", "river", river)])
    p.put_tree(
        objects,
        objects.files({"portfolio.json": owner(), **dict([goal(), work()])}, ("40000", "works", works)),
    )


def _size(number: int) -> bytes:
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


@case("bomb", "damaged new refused", bomb=True)
def difference_that_unpacks_to_a_gigabyte(p: Place) -> None:
    objects = Objects()
    base = bytes(1 << 16)
    copies = (1 << 30) // len(base)
    delta = _size(len(base)) + _size(len(base) * copies) + b"\x80" * copies  # copy 64 KiB from the beginning
    check = hashlib.sha1(b"blob %d\0" % (len(base) * copies))
    for _n in range(copies):
        check.update(base)
    name = objects.blob(base)
    objects.packed[check.hexdigest()] = _head(7, len(delta)) + bytes.fromhex(name) + zlib.compress(delta)
    p.put_tree(objects, objects.files(sound(), ("100644", "big", check.hexdigest()), ("100644", "base", name)))


@case("bomb", "refused damaged new", bomb=True)
def records_of_two_megabytes_each(p: Place) -> None:
    pad = " " * 2_000_000
    made = [goal(n, statement=f"Goal {n}") for n in range(200)]
    p.put_files({"portfolio.json": owner(), **{path: data[:-1] + pad.encode() + b"}" for path, data in made}})


@case("bomb", "refused damaged new", bomb=True)
def records_that_grow_when_read(p: Place) -> None:
    wide = json.dumps({f"n{n}": {} for n in range(60_000)})[1:-1]
    made = [goal(n, statement=f"Goal {n}") for n in range(100)]
    p.put_files({"portfolio.json": owner(), **{path: data[:-1] + b", " + wide.encode() + b"}" for path, data in made}})


@case("bomb", "refused damaged new", bomb=True)
def hundred_works_with_the_same_huge_text(p: Place) -> None:
    objects = Objects()
    huge = objects.blob(b"word " * 1_600_000)
    works = [work(n, title=f"W{n}", folder=f"w{n}") for n in range(100)]
    inner = [("40000", f"w{n}", objects.tree([("100644", "text.md", huge)])) for n in range(100)]
    p.put_tree(
        objects, objects.files({"portfolio.json": owner(), **dict(works)}, ("40000", "works", objects.tree(inner)))
    )


@case("bomb", "refused damaged new", bomb=True)
def messages_of_100_megabytes(p: Place) -> None:
    objects = Objects()
    tree = objects.files(sound())
    before = objects.commit(tree, message=b"x" * 100_000_000)
    p.put(objects.bundle(objects.commit(tree, before, message="Small\n")))


@case("bomb", "refused damaged", bomb=True)
def message_of_40_megabytes_on_top(p: Place) -> None:
    objects = Objects()
    p.put_tree(objects, objects.files(sound()), message=b"x " * 20_000_000)


@case("bomb", "new", reads=True, bomb=True)
def text_of_9_megabytes(p: Place) -> None:
    p.put_files(sound("word " * 1_900_000))


@case("bomb", "new", reads=True, bomb=True)
def texts_that_are_slow_to_compare(p: Place) -> Iterator[None]:
    objects = Objects()
    first = objects.commit(objects.files(sound("".join(f"line {n * 7 % 400}\n" for n in range(120_000)))))
    p.put(objects.bundle(first))
    yield
    tree = objects.files(sound("".join(f"line {n * 11 % 400}\n" for n in range(120_000))))
    p.put(objects.bundle(objects.commit(tree, first)))


@case("bomb", "other new refused", reads=True)
def many_common_versions(p: Place) -> Iterator[None]:
    """Every one of 400 roots is a parent of both heads: what is common is dear to find."""
    objects = Objects()
    tree = objects.files(sound())
    roots = [objects.commit(tree, message=f"{n}\n") for n in range(400)]
    p.put(objects.bundle(objects.commit(tree, *roots)))
    yield
    p.put(objects.bundle(objects.commit(tree, *reversed(roots), message="Other\n")))


# Bundles


def _bundle_case(name: str, states: str, made: Callable[[Objects, str], bytes], *, reads: bool = False) -> None:
    def put(p: Place) -> None:
        objects = Objects()
        p.put(made(objects, objects.commit(objects.files(sound()))))

    case("bundle", states, name=name, reads=reads)(put)


def _swap_head(data: bytes, told: bytes) -> bytes:
    return told + data[data.index(b"\n\n") + 2 :]


_bundle_case("two references", "damaged", lambda o, c: o.bundle(c, ref=f"{MAIN}\n{c} refs/heads/other"))
_bundle_case("50000 references", "damaged", lambda o, c: o.bundle(
    c, ref=MAIN + "".join(f"\n{c} refs/heads/x{n}" for n in range(50_000))))  # fmt: skip
_bundle_case("reference HEAD", "damaged", lambda o, c: o.bundle(c, ref="HEAD"))
_bundle_case("reference that climbs", "damaged", lambda o, c: o.bundle(c, ref="refs/../../../config"))
_bundle_case("reference main and more", "damaged", lambda o, c: o.bundle(c, ref=f"{MAIN}/../../x"))
_bundle_case("replace reference", "damaged", lambda o, c: o.bundle(c, ref=f"refs/replace/{c}"))
_bundle_case("no reference", "damaged", lambda o, c: _swap_head(o.bundle(c), b"# v2 git bundle\n\n"))
_bundle_case("header without end", "damaged", lambda o, c: b"# v2 git bundle\n" + f"{c} {MAIN}\n".encode() * 500)
_bundle_case("version 3 with a filter", "damaged", lambda o, c: _swap_head(
    o.bundle(c), f"# v3 git bundle\n@object-format=sha1\n@filter=blob:none\n{c} {MAIN}\n\n".encode()))  # fmt: skip
_bundle_case("version 2 with a capability", "damaged", lambda o, c: _swap_head(
    o.bundle(c), f"# v2 git bundle\n@filter=blob:none\n{c} {MAIN}\n\n".encode()))  # fmt: skip
_bundle_case("address of another bundle", "damaged", lambda o, c: _swap_head(
    o.bundle(c), f"# v3 git bundle\n@bundle-uri=http://a.invalid/\n{c} {MAIN}\n\n".encode()))  # fmt: skip
_bundle_case("upper case head", "damaged", lambda o, c: o.bundle(c.upper()))
_bundle_case("head that is not in it", "damaged", lambda o, c: o.bundle("d" * 40))
_bundle_case("head of zeros", "damaged", lambda o, c: o.bundle("0" * 40))
_bundle_case("needs what does not exist", "later", lambda o, c: o.bundle(c, "e" * 40))
_bundle_case("needs itself", "later", lambda o, c: o.bundle(c, c))
_bundle_case("needs 5000 versions", "damaged", lambda o, c: o.bundle(c, *(f"{n:040x}" for n in range(5_000))))
_bundle_case("comment with controls", "later", lambda o, c: o.bundle(c, "e" * 40 + " \x1b]0;x\x07"))
_bundle_case("pack of version 9", "damaged", lambda o, c: o.bundle(c).replace(b"PACK\0\0\0\2", b"PACK\0\0\0\x09"))
_bundle_case("pack that says it is huge", "damaged", lambda o, c: o.bundle(c).replace(
    b"PACK\0\0\0\2\0", b"PACK\0\0\0\2\x7f"))  # fmt: skip
_bundle_case("empty pack", "damaged", lambda o, c: Objects().bundle(c))
_bundle_case("bytes behind the pack", "damaged new", lambda o, c: o.bundle(c) + b"more" * 99)
_bundle_case("tag for a head", "damaged", lambda o, c: o.bundle(
    o.add("tag", f"object {c}\ntype commit\ntag x\ntagger {WHO} {WHEN}\n\nx\n".encode())))  # fmt: skip
_bundle_case("blob for a head", "damaged", lambda o, c: o.bundle(o.blob("x")))
_bundle_case("tree for a head", "damaged", lambda o, c: o.bundle(o.tree([])))
_bundle_case("tag beside it", "new damaged", lambda o, c: (
    o.add("tag", f"object {c}\ntype commit\ntag ../x\ntagger {WHO} {WHEN}\n\nx\n".encode()) and o.bundle(c)),
    reads=True)  # fmt: skip


@case("bundle", "damaged")
def difference_from_what_is_not_there(p: Place) -> None:
    objects = Objects()
    head = objects.commit(objects.files(sound()))
    objects.packed["x"] = _head(7, 5) + b"\xaa" * 20 + zlib.compress(b"\x01\x01\x01a\x00")
    p.put(objects.bundle(head))


@case("bundle", "damaged new other same")
def bundles_that_need_each_other(p: Place) -> None:
    objects = Objects()
    first = objects.commit(objects.files(sound()))
    second = objects.commit(objects.files(sound("# Two\n")), first)
    p.put(objects.bundle(second, first, leave_out=[first]))
    p.put(objects.bundle(first, second, leave_out=[second]), "base.bundle")
    p.put(objects.bundle(first, second, leave_out=[second]), "previous.bundle")


@case("bundle", "damaged")
def objects_of_another_student(p: Place) -> None:
    """A head that stands in another student's history, without its objects."""
    p.put(p.honest[: p.honest.index(b"\n\n") + 2] + Objects().pack())


@case("bundle", "new", reads=True)
def replace_and_graft_names_inside(p: Place) -> None:
    p.put_files({**sound(), "refs/replace/x": "y", "info/grafts": "z", "objects/info/alternates": "/etc\n"})


@case("bundle", "damaged")
def same_name_other_bytes(p: Place) -> None:
    """A pack whose blob is not what the tree names."""
    objects = Objects()
    head = objects.commit(objects.files(sound()))
    name = next(name for name, (kind, _data) in objects.all.items() if kind == "blob")
    objects.all[name] = ("blob", b"other")
    p.put(objects.bundle(head))


# Commits


def _commit_case(name: str, states: str = "new damaged", **how: Any) -> None:
    case("commit", states, name=name, reads=True)(lambda p: p.put_files(sound(), **how))


_EMAIL = "p0123456789abcdef@portfolio.invalid"
_commit_case("date of 10^20", "damaged new", who=f"{WHO} {10**20} +0000")
_commit_case("date of 10^12", who=f"{WHO} {10**12} +0000")
_commit_case("date of 2^63", who=f"{WHO} {2**63} +0000")
_commit_case("date before 1970", who=f"{WHO} -99999 +0000")
_commit_case("date in the year 9999", who=f"{WHO} 253402300799 -1200")
_commit_case("date that is no number", who=f"{WHO} \u00b2\u00b3 +0000")
_commit_case("zone of 99 hours", who=f"{WHO} 1795000000 +9999")
_commit_case("zone that is no zone", who=f"{WHO} 1795000000 XYZ")
_commit_case("dates far in the future", by=f"{WHO} 4102444800 +0000")
_commit_case("no author", who="")
_commit_case("author without address", who=f"Mal {WHEN}")
_commit_case("author with brackets", who=f"A <b> <c> <{_EMAIL}> {WHEN}")
_commit_case("author with controls", who=f"\x1b]0;x\x07\x9b31m\u202eMal <{_EMAIL}> {WHEN}")
_commit_case("author of a megabyte", "refused", who=f"{'x' * 1_000_000} <{_EMAIL}> {WHEN}")
_commit_case("author that is not UTF-8", who=b"\xff\xfe <x@y.invalid> " + WHEN.encode())
_commit_case("unknown encoding", more="encoding \x1b[31m-nonsense")
_commit_case("UTF-16 encoding", more="encoding UTF-16", message=b"\xff\xfea\0b\0")
_commit_case("UTF-7 that hides a NUL", more="encoding UTF-7", message="Start +AAA-+AAo-Change: x +ABs-[31m\n")
_commit_case("UTF-7 that hides lines in a name", more="encoding UTF-7", who=f"A+AAo-parent x <{_EMAIL}> {WHEN}")
_commit_case("ISO-2022-JP", more="encoding ISO-2022-JP", message=b'\x1b$B$"\x1b(B \x1b]0;x\x07\n')
_commit_case("message of a megabyte on one line", message="word " * 200_000)
_commit_case("message with a hundred thousand lines", message="Change: x\n" * 100_000)
_commit_case("NUL in the message", message=b"a\0b\0c\0d\0e\0f\n")
_commit_case("empty message", message="")
_commit_case("controls in the message", message="".join(NASTY))
_commit_case("forged trailers", message=(
    "Draft saved\n\nChange: undo\nRecord: ../../../etc/passwd\nRecord: goals/x\nWork: ../x\nWords: +\u00b2 -9\n"
    "Undoes: --output=/tmp/x\nSave: \x1b]0;x\x07\nApp: portfolio/999\n"))  # fmt: skip
_commit_case("forged join", message=f"Bring together\n\nChange: join\nUndoes: {'a' * 40}\nWords: +{'9' * 5000} -1\n")
_commit_case("unknown kind of change", message="A\n\nChange: \u202e[/]{what}%s\nRecord: drafts/x\nRecord: x\n")
_commit_case("signature that names a program", more=(
    "gpgsig -----BEGIN PGP SIGNATURE-----\n \n program=touch\n -----END PGP SIGNATURE-----"))  # fmt: skip
_commit_case("ssh signature", more="gpgsig -----BEGIN SSH SIGNATURE-----\n AAAA\n -----END SSH SIGNATURE-----")
_commit_case("two trees", more=f"tree {'a' * 40}")
_commit_case("mergetag inside", more=f"mergetag object {'a' * 40}\n type commit\n tag x\n tagger x\n \n x")
_commit_case("header that never ends", more="x" * 500_000)


@case("commit", "new", reads=True)
def two_roots(p: Place) -> None:
    objects = Objects()
    one, other = (objects.commit(objects.files(sound(text))) for text in ("a\n", "b\n"))
    p.put(objects.bundle(objects.commit(objects.files(sound()), one, other)))


@case("commit", "new", reads=True)
def hundred_parents(p: Place) -> None:
    objects = Objects()
    tree = objects.files(sound())
    p.put(objects.bundle(objects.commit(tree, *(objects.commit(tree, message=f"{n}\n") for n in range(100)))))


@case("commit", "damaged new", reads=True)
def same_parent_twice(p: Place) -> None:
    objects = Objects()
    tree = objects.files(sound())
    first = objects.commit(tree)
    p.put(objects.bundle(objects.commit(tree, first, first)))


@case("commit", "damaged")
def parent_that_is_a_blob(p: Place) -> None:
    objects = Objects()
    p.put(objects.bundle(objects.commit(objects.files(sound()), objects.blob("x"))))


@case("commit", "damaged")
def parent_that_is_missing(p: Place) -> None:
    objects = Objects()
    p.put(objects.bundle(objects.commit(objects.files(sound()), "a" * 40)))


@case("commit", "new", reads=True)
def five_thousand_versions(p: Place) -> None:
    objects = Objects()
    tree, head = objects.files(sound()), ""
    for n in range(5_000):
        head = objects.commit(tree, *([head] if head else []), message=f"{n}\n")
    p.put(objects.bundle(head))


@case("commit", "damaged")
def tree_that_is_a_commit(p: Place) -> None:
    objects = Objects()
    p.put(objects.bundle(objects.commit(objects.commit(objects.files(sound())))))


# (c) Contents


def _content_case(name: str, states: str = "new", **contents: bytes | str) -> None:
    case("content", states, name=name, reads=True)(lambda p: p.put_files({**sound(), **contents}))


def _owner_case(name: str, data: bytes | str) -> None:
    _content_case(f"portfolio.json {name}", **{"portfolio.json": data})


_ESC = "\x1b]52;c;cHduZWQ=\x07\x9b31m\u202e[@click=app.quit]x[/]\x7f\u2067"
_owner_case("with another id", owner(id="p" + "f" * 16))
_owner_case("with an id that climbs", owner(id="../../x"))
_owner_case("of a format to come", owner(format=99))
_owner_case("with a huge format", owner().replace(b'"format": 1', b'"format": ' + b"9" * 5_000))
_owner_case("of 100000 brackets", b"[" * 100_000)
_owner_case("of 100000 braces", b'{"a":' * 100_000)
_owner_case("with NaN", b'{"format": NaN}')
_owner_case("with 1e999", b'{"format": 1e999}')
_owner_case("with the same name twice", f'{{"{_ESC}": 1, "{_ESC}": 2}}'.replace("\x1b", "\\u001b").replace("\x07", ""))
_owner_case("with half a surrogate", b'{"format": 1, "name": "\\ud800", "id": "p0123456789abcdef"}')
_owner_case("that is a list", b"[1]")
_owner_case("that is empty", b"")
_owner_case("that is binary", bytes(range(256)) * 10)
_owner_case("with merge marks", b"<<<<<<< a\n{}\n=======\n{}\n>>>>>>> b\n")
_owner_case("with a name of controls", owner(name=_ESC, language=_ESC, courses=[_ESC]))
_owner_case("with a language that climbs", owner(language="../../../../tmp/x"))
_owner_case("with a name of a megabyte", owner(name="x" * 1_000_000))
_owner_case("with a wrong type", owner(courses={_ESC: 1}))
_owner_case("with a class that is no class", owner(classes=[1, {"id": ["x"]}, None]))
_content_case("portfolio.json of 9 megabytes", **{"portfolio.json": owner(name="x" * 9_000_000)})


@case("content", "new", reads=True)
def every_name_and_text_hostile(p: Place) -> None:
    files: dict[str, bytes | str] = {"portfolio.json": owner(name=_ESC + NASTY[0])}
    for n, nasty in enumerate(NASTY):
        files |= dict([goal(n, statement=nasty, why=nasty), work(n, title=nasty, folder=f"w{n}", task=nasty)])
        files[f"works/w{n}/text.md"] = nasty + "\x1b]0;x\x07"
        files |= dict([record("drafts", n, work=work(n)[0][-31:-5], name=nasty, blob="x", words=1)])
    p.put_files(files, message=_ESC + f"\n\nChange: work.edit\nWork: {work(1)[0][-31:-5]}\n")


_content_case("record in the wrong place", **{"records/goals/2026-11/x.json": goal()[1], "records/goals/y": b"{}"})
_content_case("record beside the kinds", **{"records/x.json": b"{}", "records/nonsense/2026-11/a.json": b"{}"})
_content_case("record path with controls", **{f"records/goals/{_ESC}.json": b"{}"})
_content_case("record of 100000 brackets", **{goal(5)[0]: b'{"id": ' + b"[" * 100_000})
_content_case("record with a wrong type and controls", **dict([goal(5, statement={_ESC: _ESC})]))
_content_case("record with a status to come", **dict([goal(5, status=_ESC)]))
_content_case("record of a schema to come", **dict([goal(5, schema=99)]))
_content_case("record with a huge number", **dict([record("checkins", 5, goal="x", confidence=10**4000, note="")]))
_content_case("record with NaN", **{goal(5)[0]: b'{"schema": NaN, "id": Infinity}'})
_content_case("record with wrong instants", **dict([goal(5, created=_ESC), work(5, shared="\u202enever", folder="x")]))
_content_case("reflection about an unknown moment", **dict([record("reflections", 5, work="x", moment=_ESC, blob="")]))
_content_case("work whose folder climbs", **dict([work(5, folder="../../x"), work(6, folder=".git")]))
_content_case("two works with one folder", **dict([work(5), work(6)]))
_content_case("work whose text is a folder", **{**dict([work(5, folder="f")]), "works/f/text.md/x": "y"})
_content_case("text that is binary", **{"works/river/text.md": bytes(range(256)) * 4_000})
_content_case("text of controls", **{"works/river/text.md": _ESC * 10_000})
_content_case("text with merge marks", **{"works/river/text.md": "<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n"})
_content_case("text of one line of a megabyte", **{"works/river/text.md": "x" * 1_000_000})
_content_case("text with links of every kind", **{"works/river/text.md": "\n\n".join(
    f"[x]({scheme}:calc.exe) <{scheme}:x> ![]({scheme}://a.invalid/x)" for scheme in
    ("file", "javascript", "data", "ms-msdt", "vbscript", "ssh", "ext", "http", "action", "search-ms"))})  # fmt: skip
_content_case("courses that are no courses", **{
    "courses/x": "y", "courses/a/y": "c", "courses/a/b/c": "[" * 10_000, "courses/a/b/course.md": _ESC})  # fmt: skip
_content_case("private words in it", **{"private/x.json": "{}", "private/.journal/y": "z"})


@case("content", "new", reads=True)
def nothing_of_a_portfolio(p: Place) -> None:
    p.put_files({"README.md": "Hello\n"})


@case("content", "new", reads=True)
def nothing_at_all(p: Place) -> None:
    objects = Objects()
    p.put_tree(objects, objects.tree([]))


# (d) Histories that are made anew


def _rewritten(name: str, states: str, second: Callable[[Objects, str, str], str]) -> None:
    def put(p: Place) -> Iterator[None]:
        objects = Objects()
        first = objects.commit(objects.files(sound("# One\n")))
        head = objects.commit(objects.files(sound("# Two\n")), first, message="Two\n")
        p.put(objects.bundle(head))
        yield
        p.put(objects.bundle(second(objects, first, head)))

    case("rewritten", states, name=name, reads=True)(put)


_rewritten("amended", "other", lambda o, first, head: o.commit(o.files(sound("# Other\n")), first, message="Two\n"))
_rewritten("rebased", "other", lambda o, first, head: o.commit(
    o.files(sound("# Two\n")), o.commit(o.files(sound("# New\n"))), message="Two\n"))  # fmt: skip
_rewritten("new root", "other", lambda o, first, head: o.commit(o.files(sound("# Two\n")), message="Two\n"))
_rewritten("moved back", "same", lambda o, first, head: first)
_rewritten("gone on", "new", lambda o, first, head: o.commit(o.files(sound("# Three\n")), head))
_rewritten("merged with another root", "new", lambda o, first, head: o.commit(
    o.files(sound("# Three\n")), head, o.commit(o.tree([]))))  # fmt: skip
_rewritten("head is a tree that is known", "damaged", lambda o, first, head: next(
    name for name, (kind, _data) in o.all.items() if kind == "tree"))  # fmt: skip
_rewritten("head is a blob that is known", "damaged", lambda o, first, head: o.blob(owner()))


@case("rewritten", "other", reads=True)
def another_persons_history(p: Place) -> Iterator[None]:
    p.put(p.own)
    yield
    p.put(p.honest)


@case("rewritten", "damaged", reads=True)
def damaged_later_on(p: Place) -> Iterator[None]:
    p.put(p.own)
    yield
    p.put(p.own.replace(b" refs/heads/main", b" refs/heads/evil"))
