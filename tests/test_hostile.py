"""Students nobody has vetted: whatever stands at a student's place, nothing of it runs, leaks, hangs or hides the others."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from portfolio import cli, config
from portfolio.classroom import me, making
from portfolio.classroom.fetch import Fetched, fetch
from portfolio.classroom.records import Row
from portfolio.classroom.rows import rows
from portfolio.clock import SetClock
from portfolio.door import Portfolio
from portfolio.door.create import create
from portfolio.errors import BrokenRecord, PortfolioError, Refused
from portfolio.history import bundle, git
from portfolio.history.mirror import Mirror
from portfolio.history.remote import Way
from portfolio.hub import bundles, joining
from portfolio.hub.place import FolderHub, class_name, history_name
from portfolio.model import schoolclass
from portfolio.model.codec import canonical, encode
from portfolio.model.schoolclass import Person, SchoolClass, Seat
from tests.hostile import controls
from tests.hostile_histories import CASES, MAIN, Case, Objects, Place, begin, owner, sound, work
from tests.makers import NOON, course_files, save_goal, save_text, save_work
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
        stage.run("-C", str(new), "today")
        stage.run("-C", str(new), "history")
        for path in new.rglob("*"):
            assert not path.is_symlink()
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
    states = _measured(stage, [*teacher, "show", STUDENT])
    if then is not None:
        next(then, None)
        states = _measured(stage)
    head = (bundle.peek(str(stage.place.folder / "current.bundle")) or bundle.Header("", (), 0)).head
    reading = [["diff", STUDENT], ["show", STUDENT], ["history", STUDENT], ["diff", STUDENT, head[:10]], ["list"]]
    _measured(stage, *([*teacher, *one] for one in reading))
    assert states[STUDENT].partition(" ")[0] in one.states, states
    stage.untouched()
