"""Students nobody has vetted: whatever stands at their place, nothing of it runs, leaks, hangs or hides the others."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from portfolio import cli
from portfolio.classroom import making, me
from portfolio.classroom.fetch import Fetched, fetch
from portfolio.classroom.records import Row
from portfolio.classroom.rows import rows
from portfolio.clock import SetClock
from portfolio.door import Portfolio
from portfolio.door.create import create
from portfolio.errors import BrokenRecord, NotSaved, PortfolioError, Unreachable
from portfolio.history import bundle, git
from portfolio.history.mirror import Mirror
from portfolio.history.remote import Remote
from portfolio.history.server import Way
from portfolio.hub import bundles, joining
from portfolio.hub.place import FolderHub, history_name
from portfolio.model.schoolclass import Seat
from portfolio.store import files
from tests.hostile import controls
from tests.hostile_histories import CASES, Case, Objects, Place, begin, sound
from tests.makers import LONG, NOON, course_files, save_goal, save_work
from tests.test_rooms import FILES, PACKAGE

CANARY = "cornflower-lighthouse-4711"
LONGEST = 20.0
"""Seconds that any one step may take."""
LARGEST = 300 * 1024
"""KiB of memory that any one process may take for a bomb."""
STUDENT = "Mal Sample"
HONEST = ("Ada Honest", "Bea Honest")


@pytest.fixture(scope="session")
def _class_of_three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with two honest students, who have published, and an empty place."""
    root = tmp_path_factory.mktemp("class")
    clock = SetClock(NOON)
    patch = pytest.MonkeyPatch()
    patch.setenv("HOME", str(root / "home"))
    teacher = me.introduce("Ms Teacher")
    for name in ("hub", "guard/inner"):
        (root / name).mkdir(parents=True)
    (root / "guard" / "secret.json").write_text(json.dumps({"secret": CANARY}))
    (root / "guard" / "inner" / "text.md").write_text(CANARY)
    hub = FolderHub(str(root / "hub"))
    people = [Row(name, name) for name in (STUDENT, *HONEST)]
    room, _left = making.create(
        str(root / "teacher"),
        hub,
        Way(),
        name="Class 10",
        group="ten",
        me=teacher,
        rows=people,
        courses={},
        clock=clock,
    )
    for seat in room.seats():
        mine = create(str(root / seat.name.split()[0].lower()), seat.name, clock, courses=course_files())
        save_work(mine)
        save_goal(mine)
        mine.settle()
        if seat.name != STUDENT:
            hub.publish(history_name(seat.id), mine.repo, mine.version, "")
        mine.close()
    room.close()
    patch.undo()
    return root


@dataclass
class Stage:
    """One copy of the class, with everything around it under watch."""

    root: Path
    place: Place
    seat: Seat
    before: dict[str, object]

    def run(self, *arguments: str) -> int:
        """A command, in this process: its exit code; what it prints is looked at."""
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _n in range(2))
        code, since = 0, time.monotonic()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                cli.run(list(arguments))
            except SystemExit as done:
                code = int(done.code or 0)
        told = f"{' '.join(arguments)}\n"
        for stream in (out, err):
            self.harmless(told, stream.buffer.getvalue())  # type: ignore[attr-defined]
        assert code in (0, 1), told
        assert time.monotonic() - since < LONGEST, told
        self.said = (out.buffer.getvalue() + err.buffer.getvalue()).decode()  # type: ignore[attr-defined]
        if code:
            assert self.said.strip(), f"{told} says nothing"
        return code

    def harmless(self, told: str, printed: bytes) -> None:
        assert not controls(printed.replace(b"\t", b"")), (told, printed[:2000])
        assert not any(c in printed.decode() for c in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"), (
            told,
            printed[:2000],
        )
        assert CANARY not in printed.decode(), told
        assert b"Traceback" not in printed, told

    def teach(self, *arguments: str) -> int:
        return self.run("-C", str(self.root / "teacher"), "class", *arguments)

    def fetch(self) -> dict[str, Fetched]:
        room = making.open_room(str(self.root / "teacher"))
        since = time.monotonic()
        try:
            done = fetch(room, SetClock(NOON))
            assert time.monotonic() - since < LONGEST
            made = {row.seat.name: row for row in rows(room)}
        finally:
            room.close()
        for name in HONEST:
            row = made[name]
            assert row.summary is not None and row.summary.works == 1 and not row.wrong, row
        for one in done:
            self.harmless("fetch", one.reason.encode())
        return {one.seat.name: one for one in done}

    def untouched(self) -> None:
        """Nothing was run, and nothing outside was changed or copied in."""
        assert not self.place.marker.exists(), "something of the student's was run"
        assert _listing(self.root / "guard") == self.before
        allowed = {"teacher", "hub", "home", "guard", "mine", "stick", "new"}
        assert set(os.listdir(self.root)) <= allowed | {"ada", "bea", "mal"}
        for folder in ("teacher", "home"):
            for path in (self.root / folder).rglob("*"):
                assert not path.is_symlink()
                assert path.is_dir() or CANARY.encode() not in path.read_bytes()


def _listing(folder: Path) -> dict[str, object]:
    found: dict[str, object] = {}
    for path in folder.rglob("*"):
        stat = path.lstat()
        found[str(path)] = (stat.st_mode, stat.st_size, stat.st_mtime_ns)
    return found


@pytest.fixture
def stage(_class_of_three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    root = shutil.copytree(_class_of_three, tmp_path / "class", symlinks=True)
    monkeypatch.setenv("HOME", str(root / "home"))
    kept = root / "teacher" / "class.json"
    kept.write_text(kept.read_text().replace(str(_class_of_three), str(root)))
    room = making.open_room(str(root / "teacher"))
    seats = {seat.name: seat for seat in room.seats()}
    room.close()
    seat = seats[STUDENT]
    objects = Objects()
    own = objects.bundle(objects.commit(objects.files(sound())))
    honest = (root / "hub" / history_name(seats[HONEST[0]].id) / "current.bundle").read_bytes()
    place = Place(
        root / "hub" / history_name(seat.id), tmp_path / "IT-RAN", root / "guard" / "secret.json", own, honest
    )
    with place.ends:
        yield Stage(root, place, seat, _listing(root / "guard"))


def _put(one: Case, stage: Stage) -> Iterator[None] | None:
    try:
        return begin(one, stage.place)
    except PermissionError:
        pytest.skip("this needs more rights than the test has")


@pytest.mark.parametrize("one", [one for one in CASES if not one.bomb], ids=lambda one: f"{one.group}: {one.name}")
def test_a_teacher_reads_a_class_with(one: Case, stage: Stage) -> None:
    then = _put(one, stage)
    done = stage.fetch()
    if then is not None:
        assert done[STUDENT].state == "new", done[STUDENT]
        next(then, None)
        done = stage.fetch()
    if one.states:
        assert done[STUDENT].state in one.states, done[STUDENT]
    for name in HONEST:
        assert done[name].state == ("new" if then is None else "same"), done[name]
    for arguments in (
        ["fetch"],
        ["list"],
        ["list", "--json"],
        ["show", STUDENT],
        ["show", STUDENT, "--json"],
        ["show", STUDENT, "river"],
        ["history", STUDENT],
        ["history", STUDENT, "--json"],
        ["diff", STUDENT],
        ["diff", STUDENT, "--json"],
        ["check", "--json"],
    ):
        stage.teach(*arguments)
    stage.untouched()


SITTING = [one for one in CASES if not one.bomb and one.group in ("place", "repository", "bundle", "rewritten")]


@pytest.mark.parametrize("one", SITTING, ids=lambda one: f"{one.group}: {one.name}")
def test_nobody_can_sit_where_there_is(one: Case, stage: Stage) -> None:
    """Another student who tries that seat is refused, and what stands there stands there."""
    _put(one, stage)
    if not stage.place.folder.is_dir() or not os.listdir(stage.place.folder):
        return
    hub = FolderHub(str(stage.root / "hub"))
    if one.group != "repository" or "current.bundle" in os.listdir(stage.place.folder):
        with contextlib.suppress(PortfolioError):
            assert joining.taken_by(hub, stage.seat)
        assert stage.run("-C", str(stage.root / "mal"), "join", f"{hub.address}#ten", "--seat", STUDENT, "--yes") == 1
    stage.untouched()


STICKS = [one for one in CASES if not one.bomb and one.group in ("place", "tree", "bundle", "content")]


@pytest.mark.parametrize("one", STICKS, ids=lambda one: f"{one.group}: {one.name}")
def test_a_student_takes_in_a_stick_with(one: Case, stage: Stage) -> None:
    stage.place.folder.rmdir()
    stage.place.folder = stage.root / "stick" / "portfolio-p0123456789abcdef"
    stage.place.folder.mkdir(parents=True)
    _put(one, stage)
    new = stage.root / "new"
    stage.run("stick", "in", str(stage.root / "stick"), "--in", str(new))
    if new.exists():
        stage.run("-C", str(new), "history")
        for path in new.rglob("*"):
            assert not path.is_symlink()
    stage.untouched()


HEAVY = ("tree of ten to the tenth files", "gigabyte of zeros", "folders 2000 deep")


@pytest.mark.parametrize("one", [one for one in CASES if one.name in HEAVY], ids=lambda one: one.name)
def test_a_stick_with_a_bomb_is_refused_or_taken_in_small_memory(one: Case, stage: Stage) -> None:
    stage.place.folder.rmdir()
    stage.place.folder = stage.root / "stick" / "portfolio-p0123456789abcdef"
    stage.place.folder.mkdir(parents=True)
    _put(one, stage)
    _measured(stage, ["stick", "in", str(stage.root / "stick"), "--in", str(stage.root / "new")])
    stage.untouched()


_MEASURED = """
import contextlib, io, json, resource, sys, time
from portfolio import cli
from portfolio.classroom import making
from portfolio.classroom.fetch import fetch
from portfolio.classroom.rows import rows
from portfolio.clock import SystemClock
from portfolio.errors import PortfolioError

def memory():
    with open("/proc/self/status") as file:  # ru_maxrss of this process begins with that of the one that started it
        own = next(int(one.split()[1]) for one in file if one.startswith("VmHWM"))
    return own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss

folder, commands = sys.argv[1], json.loads(sys.argv[2])
steps = []
since = time.monotonic()
room = making.open_room(folder)
states = {one.seat.name: one.state + " " + one.reason for one in fetch(room, SystemClock())}
honest = [row.seat.name for row in rows(room) if row.summary]
room.close()
steps.append(["fetch", time.monotonic() - since, *memory()])
for one in commands:
    since = time.monotonic()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        code = 0
        try:
            cli.run(one)
        except SystemExit as done:
            code = done.code
    steps.append([f"{' '.join(one)}: {code}", time.monotonic() - since, *memory()])
print(json.dumps({"states": states, "steps": steps, "honest": honest}))
"""


def _measured(stage: Stage, *commands: list[str]) -> dict[str, str]:
    """Fetch and run commands in a process of their own; every step is held to its time and memory."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(stage.root / "teacher"), json.dumps(commands)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=str(PACKAGE.parent),
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    for told, seconds, *memory in found["steps"]:
        assert seconds < LONGEST, found
        assert max(memory) < LARGEST, (told, found)
    assert set(HONEST) <= set(found["honest"])
    states: dict[str, str] = found["states"]
    return states


@pytest.mark.parametrize("one", [one for one in CASES if one.bomb], ids=lambda one: one.name)
def test_a_bomb_is_refused_or_read_in_small_memory(one: Case, stage: Stage) -> None:
    then = _put(one, stage)
    teacher = ["-C", str(stage.root / "teacher"), "class"]
    if then is not None:
        _measured(stage, [*teacher, "show", STUDENT])
        next(then, None)
    head = (bundle.peek(str(stage.place.folder / "current.bundle")) or bundle.Header("", (), 0)).head
    reading = [["diff", STUDENT], ["show", STUDENT], ["history", STUDENT], ["diff", STUDENT, head[:10]], ["list"]]
    states = _measured(stage, *([*teacher, *each] for each in reading))
    assert states[STUDENT].partition(" ")[0] in one.states, states
    stage.untouched()


# What a hub says of the class itself


def _seat(number: int, **more: object) -> dict[str, object]:
    return {"id": f"s{number}", "name": f"Student {number}", **more}


_ESC = "\x1b]52;c;cHduZWQ=\x07\x9b31m\u202e\n[@click=app.quit]x[/]"
_CLASS: dict[str, object] = {
    "format": 1, "id": "ten", "name": "Class 10", "owner": "t1", "staff": [{"id": "t1", "name": "Ms Teacher"}],
    "seats": [_seat(1)], "courses": [],
}  # fmt: skip
PUBLISHED: dict[str, dict[str, bytes | str]] = {
    "an id that climbs": {"class.json": json.dumps({**_CLASS, "id": "../../x"})},
    "another id": {"class.json": json.dumps({**_CLASS, "id": "eleven"})},
    "a seat that climbs": {"class.json": json.dumps({**_CLASS, "seats": [_seat(1, id="../../../x")]})},
    "a seat with controls": {"class.json": json.dumps({**_CLASS, "seats": [_seat(1, id=_ESC)]})},
    "staff that climb": {"class.json": json.dumps({**_CLASS, "staff": [{"id": "../x", "name": "x"}]})},
    "a million seats": {"class.json": json.dumps({**_CLASS, "seats": [_seat(n) for n in range(1_000_000)]})},
    "30000 seats": {"class.json": json.dumps({**_CLASS, "seats": [{"id": f"{n}", "name": ""} for n in range(30_000)]})},
    "two seats of one id": {"class.json": json.dumps({**_CLASS, "seats": [_seat(1), _seat(1)]})},
    "names of controls": {
        "class.json": json.dumps({
            **_CLASS, "name": _ESC, "staff": [{"id": "t1", "name": _ESC, "role": _ESC}],
            "seats": [_seat(1, name=f"Student 1{_ESC}", group=_ESC)],
        })
    },
    "names that are empty": {"class.json": json.dumps({**_CLASS, "name": "", "seats": [_seat(1, name="")]})},
    "a wrong type with controls": {"class.json": json.dumps({**_CLASS, "name": {_ESC: 1}})},
    "a format to come": {"class.json": json.dumps({**_CLASS, "format": 99})},
    "brackets": {"class.json": "[" * 100_000},
    "nothing": {},
    "courses that climb": {"class.json": json.dumps({**_CLASS, "courses": ["../../x@1", _ESC, "a"]})},
    "course files in wrong places": {
        "class.json": json.dumps({**_CLASS, "courses": ["a@b"]}),
        "courses/x": "x", "courses/a/y": "y", "courses/a/b/course.md": _ESC, "courses/a/b/c/d/e/f": "z",
        "courses/.git/config": "x",
    },
    "a course of controls": {
        "class.json": json.dumps({**_CLASS, "courses": ["tiny@0123456789ab"]}),
        "courses/tiny/0123456789ab/course.md": f"---\nid: tiny\ntitle: {_ESC}\n---\n# {_ESC}\n",
    },
    "files that a portfolio has": {
        "class.json": json.dumps(_CLASS), "portfolio.json": "{}", ".gitignore": "", "courses/a/b/../../x": "x"
    },
    "courses of a hundred megabytes": {
        "class.json": json.dumps(_CLASS), **{f"courses/a/b/{n}.md": b"x" * 10_000_000 for n in range(10)}
    },
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_student_joins_a_class_that_publishes(name: str, stage: Stage) -> None:
    objects = Objects()
    place = stage.root / "hub" / "classes" / "ten"
    shutil.rmtree(place)
    place.mkdir()
    contents = {path: data for path, data in PUBLISHED[name].items() if ".git/" not in path and ".." not in path}
    (place / "current.bundle").write_bytes(objects.bundle(objects.commit(objects.files(contents))))
    address = f"{stage.root}/hub#ten"
    stage.run("join", address, "--seat", "Student 1", "--yes", "--in", str(stage.root / "new"))
    if (stage.root / "new").exists():
        stage.run("-C", str(stage.root / "new"), "sync")
        stage.run("-C", str(stage.root / "new"), "today")
    stage.run("-C", str(stage.root / "mal"), "join", address, "--seat", "Student 1", "--yes")
    stage.run("class", "join", address, "--in", str(stage.root / "stick"))
    if (stage.root / "stick").exists():
        for command in (["list"], ["list", "--json"], ["staff"], ["staff", "--json"], ["check", "--json"], ["fetch"]):
            stage.run("-C", str(stage.root / "stick"), "class", *command)
    stage.untouched()


@pytest.mark.parametrize("lock", ["\u00b2", "9" * 30, "9" * 5_000, "0", "-1", "1 2 3", "", "1"])
def test_a_lock_left_by_nobody_holds_nobody_up(lock: str, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "_PATIENCE", 0.2)
    mine = Portfolio.open(str(stage.root / "mal"), SetClock(NOON))
    stage.place.put(f"{files.HOST} {lock} x\n".encode(), "lock")
    bundles.publish(str(stage.place.folder), mine.repo, mine.version, "")
    assert bundles.head(str(stage.place.folder)) == mine.version
    mine.close()


@pytest.mark.parametrize("name", ["lock that never ends", "lock is a folder"])
def test_a_lock_that_somebody_plays_with_is_given_up(name: str, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "_PATIENCE", 0.2)
    monkeypatch.setattr(bundles, "_LONGEST", 1.0)
    mine = Portfolio.open(str(stage.root / "mal"), SetClock(NOON))
    _put(next(one for one in CASES if one.name == name), stage)
    since = time.monotonic()
    with contextlib.suppress(Unreachable, NotSaved):
        bundles.publish(str(stage.place.folder), mine.repo, mine.version, bundles.head(str(stage.place.folder)))
    assert time.monotonic() - since < 5
    mine.close()


# What is never called


def _calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]


def test_gitpython_makes_repositories_and_nothing_else() -> None:
    """Its holes since 2022 (URLs, options, references, hooks, submodules, config) are in calls nobody makes here."""
    using = [path for path in FILES if "gitpython" in path.read_text(encoding="utf-8")]
    assert [str(path.relative_to(PACKAGE)) for path in using] == ["history/repo.py"]
    source = using[0].read_text(encoding="utf-8")
    make = source[source.index("    def make(") : source.index("    # The newest version")]
    used = set(re.findall(r"(?:gitpython|command|repo|config)\.([A-Za-z_]+)\(", make))
    assert used == {"Git", "Repo", "update_environment", "init", "config_writer", "set_value", "close"}
    assert source.count("gitpython") == make.count("gitpython")
    assert not re.search(r"gitpython\.(?!Git\(|Repo\()", make)


NEVER = {"clone", "checkout", "switch", "merge", "pull", "submodule", "reset", "am", "apply", "archive", "daemon"}
NEVER |= {"filter-branch", "blame", "difftool", "verify-commit", "bisect", "rebase", "worktree", "stash", "restore"}


def test_git_is_never_told_to_write_a_work_tree_or_to_run_what_a_history_names() -> None:
    """CVE-2024-32002 and its like need a clone, a checkout or a submodule: no word of these is ever handed to git."""
    found: set[str] = set()
    for path in FILES:
        if path.relative_to(PACKAGE).parts[0] != "history":
            assert not any(
                isinstance(node.func, ast.Attribute) and ast.unparse(node.func) in ("git.run", "git.spawn")
                for node in _calls(path)
            ), path
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    assert not found & NEVER
    assert {"index-pack", "rev-list", "cat-file"} <= found


def test_nothing_is_pushed_but_to_an_address_that_was_checked() -> None:
    """A push to a path runs the hooks there as whoever pushes."""
    pushing = [path for path in FILES if '"push"' in path.read_text(encoding="utf-8")]
    assert [str(path.relative_to(PACKAGE)) for path in pushing] == ["history/remote.py"]
    for address in ("/srv/x", "../x", "file:///srv/x", "ext::sh -c x", "-oProxyCommand=x", "ssh://-oProxyCommand=x/y"):
        with pytest.raises(PortfolioError):
            Remote(address, Way()).head("classes/ten")


def test_git_reads_no_settings_but_ours(stage: Stage) -> None:
    made = git.environment()
    assert made["GIT_CONFIG_GLOBAL"] == os.devnull and made["GIT_CONFIG_NOSYSTEM"] == "1" and made["HOME"] == os.devnull
    assert "GIT_DIR" not in made and not any(name.startswith("GIT_PYTHON") for name in made)
    stage.place.put(stage.place.own)
    stage.fetch()
    mirror = stage.root / "teacher" / "mirrors" / stage.seat.id / "student.git"
    assert (mirror / "config").read_text().split() == [
        "[core]",
        "repositoryformatversion",
        "=",
        "0",
        "bare",
        "=",
        "true",
    ]
    assert sorted(path.name for path in mirror.iterdir()) == ["HEAD", "config", "objects", "portfolio", "refs"]


# Damage


def _damaged(whole: bytes, rng: random.Random, n: int) -> bytes:
    at, size = rng.randrange(len(whole)), rng.choice((1, 16, 64, 512))
    if n % 5 == 0:
        return whole[:at]
    if n % 5 == 1:
        return whole[:at] + bytes([whole[at] ^ (1 << rng.randrange(8))]) + whole[at + 1 :]
    if n % 5 == 2:
        return whole[:at] + b"\0" * min(size, len(whole) - at) + whole[at + size :]
    other = rng.randrange(len(whole))
    if n % 5 == 3:
        first, second = sorted((at, other))
        size = min(size, second - first, len(whole) - second)
        left, right = whole[first : first + size], whole[second : second + size]
        return whole[:first] + right + whole[first + size : second] + left + whole[second + size :]
    return whole[:at] + whole[at : at + size] * 2 + whole[at + size :]


def test_damage_is_never_taken_in(tmp_path: Path, record_property: Callable[[str, int], None]) -> None:
    """Cut, flipped, zeroed, swapped, doubled: refused, with nothing added, or the very same history."""
    objects = Objects()
    head = objects.commit(objects.files(sound()))
    for n in range(3):
        head = objects.commit(objects.files(sound(f"# River\n\n{n}\n")), head, message=f"{n}\n")
    whole = objects.bundle(head)
    expected = {path: objects.blob(data) for path, data in sound("# River\n\n2\n").items()}
    rng = random.Random(5)
    tried = taken = 0
    path = tmp_path / "x.bundle"
    mirror = Mirror.make(str(tmp_path / "m.git"))
    for n in range(1_000 if LONG else 300):
        damaged = _damaged(whole, rng, n)
        if damaged == whole:
            continue
        tried += 1
        path.write_bytes(damaged)
        try:
            with files.reading(str(path), bundle.LARGEST) as source:
                found = bundle.take_in(mirror.git_dir, source, "x")
        except BrokenRecord:
            assert not any(Path(mirror.git_dir, "objects").rglob("*.pack"))
            continue
        taken += 1
        assert found.head == head
        assert mirror.files_of(head) == expected
        assert mirror.check() == []
        mirror.close()
        shutil.rmtree(mirror.git_dir)
        mirror = Mirror.make(mirror.git_dir)
    mirror.close()
    record_property("damaged bundles", tried)
    assert taken <= tried // 50
