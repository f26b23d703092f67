"""What a teacher waits for: 150 students with four years each, in a shared folder."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

from textual.app import App, ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from benchmarks.growing import painted
from benchmarks.jobs import place
from benchmarks.measure import Row, once
from portfolio.classroom import making, records
from portfolio.classroom.fetch import WORKERS, fetch
from portfolio.classroom.room import Room
from portfolio.classroom.rows import look_ended, rows
from portfolio.clock import SetClock
from portfolio.config import Config
from portfolio.course import shelf
from portfolio.door import Portfolio
from portfolio.history import git
from portfolio.history.server import Way
from portfolio.hub import bundles
from portfolio.hub.place import FolderHub, history_name
from portfolio.model.goal import Goal
from portfolio.model.schoolclass import Person
from portfolio.services.sample import build
from portfolio.store import files

STUDENTS, VERSIONS, FEW = 150, 600, 10
CLOCK = SetClock(datetime(2026, 11, 23, 9, tzinfo=UTC))


def _four_years(folder: str) -> Portfolio:
    """One student's portfolio with about 600 versions."""
    with files.relaxed():
        build(folder, CLOCK)
        mine = Portfolio.open(folder, CLOCK)
        goal = mine.all(Goal)[0]
        for n in range(VERSIONS - mine.count()):
            CLOCK.forward(minutes=1)
            with mine.change("goal.edit", f"Edit {n}") as change:
                change.put(mine.need(Goal, goal.id).edit(why=f"Reason {n}"))
            mine.settle()
        mine.repo.tidy(always=True)
    return mine


def _one_more(mine: Portfolio, parent: str, told: str) -> str:
    """Another version after one, without moving the portfolio on."""
    goal = mine.all(Goal)[0]
    data = mine.objects.read(mine.repo.blob_at(parent, goal.path), "blob")
    changed = {**json.loads(data), "obstacle": told}
    name = mine.objects.write(
        "blob", json.dumps(changed, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"
    )
    tree = mine.objects.write_tree(mine.objects.commit(parent)[0], {goal.path: name})
    head = mine.objects.read(parent, "commit").decode().split("\n\n", 1)[0].split("\n")
    kept = [one for one in head if one.startswith(("author", "committer"))]
    lines = [f"tree {tree}", f"parent {parent}", *kept, "", told, "", "Change: goal.edit", ""]
    return mine.objects.write("commit", "\n".join(lines).encode())


@contextmanager
def _class(students: int) -> Iterator[tuple[Room, FolderHub, Portfolio, list[str]]]:
    """A class in a shared folder, everybody's history a little different, nothing fetched yet."""
    with place() as folder, files.relaxed():
        mine = _four_years(f"{folder}/mine")
        os.mkdir(f"{folder}/hub")
        hub = FolderHub(f"{folder}/hub")
        made = [records.Row(str(n), f"Student {n:03d}") for n in range(students)]
        course, contents = shelf.to_keep(shelf.shipped()["humanities-10"])
        room, _left = making.create(
            f"{folder}/class", hub, Way(), name="Big", group="", me=Person("t0123456789abcdef", "M. Rivera"), rows=made,
            courses={course.ref: contents}, clock=CLOCK,
        )  # fmt: skip
        heads = []
        for seat in room.seats():
            head = _one_more(mine, mine.version, f"As {seat.id} sees it")
            hub.publish(history_name(seat.id), mine.repo, head, "")
            heads.append(head)
        try:
            yield room, hub, mine, heads
        finally:
            room.close()
            mine.close()


def _again(room: Room) -> Room:
    """The same class as after a new start of the program."""
    room.close()
    return making.open_room(room.root)


def fetching() -> Iterator[Row]:
    """A new version of each, then nothing new."""
    import portfolio.classroom.fetch as module

    with _class(STUDENTS) as (room, hub, mine, heads):
        fetch(room, CLOCK)
        times: dict[int, list[float]] = {1: [], WORKERS: []}
        for turn in range(3):
            for workers in times:
                for n, seat in enumerate(room.seats()):
                    head = _one_more(mine, heads[n], f"{turn} {workers} {seat.id}")
                    hub.publish(history_name(seat.id), mine.repo, head, heads[n])
                    heads[n] = head
                module.WORKERS = workers
                room = _again(room)
                times[workers].append(once(partial(fetch, room, CLOCK)))
        module.WORKERS = WORKERS
        ours, peer = (statistics.median(times[workers]) for workers in (WORKERS, 1))
        yield Row(
            f"fetch {STUDENTS} students, one version each new", ours, "the same steps one after another", peer, 0.75
        )

        def plain() -> None:
            for seat in room.seats():
                mirror = room.mirror(seat.id)
                source = f"{hub.address}/{history_name(seat.id)}/{bundles.BASE}"
                subprocess.run(
                    ["git", f"--git-dir={mirror.git_dir}", "fetch", "-q", source, "+refs/heads/main:refs/plain/main"],
                    check=True, env=git.environment() | {"GIT_ALLOW_PROTOCOL": "file"}, capture_output=True,
                )  # fmt: skip

        plain()
        mine_, theirs = [], []
        for _turn in range(3):
            room = _again(room)
            theirs.append(once(plain))
            mine_.append(once(partial(fetch, room, CLOCK)))
        yield Row(
            f"fetch {STUDENTS} students, nothing new", statistics.median(mine_), "sequential git fetch",
            statistics.median(theirs), 0.5,
        )  # fmt: skip


class _Bare(Screen[None]):
    """The same rows, from memory."""

    def __init__(self, rows: list[Content]) -> None:
        super().__init__()
        self._rows = rows

    def compose(self) -> ComposeResult:
        """One list."""
        yield OptionList(*(Option(row) for row in self._rows), markup=False)


def _spied(room: Room) -> list[list[str]]:
    """The names of the objects that reading each student asks for."""
    read: list[list[str]] = []
    for seat in room.seats():
        reader = room.mirror(seat.id).objects._reader
        asked: list[str] = []
        one, many = reader.read, reader.read_many
        reader.read = lambda name, asked=asked, one=one: (asked.append(name), one(name))[1]  # type: ignore[misc]
        reader.read_many = lambda names, asked=asked, many=many: (asked.extend(names), many(names))[1]  # type: ignore[misc]
        read.append(asked)
    rows(room)
    return read


def opening() -> Iterator[Row]:
    """The class screen: nothing cached, and the second time."""
    with _class(STUDENTS) as (room, _hub, _mine, _heads):
        fetch(room, CLOCK)
        read = _spied(room)
        dirs = [room.mirror(seat.id).git_dir for seat in room.seats()]

        def batch() -> None:
            for git_dir, names in zip(dirs, read, strict=True):
                subprocess.run(
                    ["git", f"--git-dir={git_dir}", "cat-file", "--batch"], input="\n".join(names).encode() + b"\n",
                    env=git.environment(), stdout=subprocess.DEVNULL, check=True,
                )  # fmt: skip

        ours, theirs = [], []
        for _turn in range(3):
            shutil.rmtree(f"{room.root}/cache")
            room = _again(room)
            theirs.append(once(batch))
            ours.append(once(partial(rows, room)))
        yield Row(
            f"class of {STUDENTS}, nothing cached", statistics.median(ours), "one git cat-file --batch per history",
            statistics.median(theirs), 2,
        )  # fmt: skip
        turns = [asyncio.run(_opened(room.root)) for _n in range(5)]
        mine, bare = (statistics.median(times) for times in zip(*turns, strict=True))
        yield Row(f"class screen of {STUDENTS}, second opening", mine, "a bare screen, same rows", bare, 1.5)


async def _opened(folder: str) -> tuple[float, float]:
    from portfolio.screens.teacher.classroom import Classroom
    from portfolio.teacher import ClassApp
    from portfolio.widgets.card import Listing

    gc.unfreeze()
    gc.collect()
    gc.disable()  # as starting the program does, until the first place is painted
    app = ClassApp(folder, CLOCK, Config())

    def filled(kind: type[Screen[None]], which: App[None]) -> bool:
        lists = which.screen.query(OptionList) if isinstance(which.screen, kind) else ()
        return bool(lists) and lists[0].option_count >= STUDENTS

    def again() -> None:
        app.read_rows()
        app.push_screen(Classroom())

    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.3)
        app.pop_screen()
        await pilot.pause(0.1)
        ours = await painted(app, again, lambda: filled(Classroom, app))
        await pilot.pause()
        prompts = [option.prompt for option in app.screen.query_one(Listing).options]
    shown = [one for one in prompts if isinstance(one, Content)]
    assert len(shown) == STUDENTS
    bare: App[None] = App()
    async with bare.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.3)
        floor = await painted(bare, lambda: bare.push_screen(_Bare(shown)), lambda: filled(_Bare, bare))
    return ours, floor


def reviewing() -> Iterator[Row]:
    """Milliseconds to the next student's work in a review, the differences shown: the 95th of 100."""
    with _class(STUDENTS) as (room, _hub, _mine, _heads):
        fetch(room, CLOCK)
        for row in rows(room):
            look_ended(room, row)
        times = sorted(asyncio.run(_turned(room.root)))
    yield Row("next student in Review, 95 of 100", times[int(len(times) * 0.95) - 1], "at most", 150.0, 1.0)


async def _turned(folder: str) -> list[float]:
    from portfolio.screens.teacher.review import Review, Turn
    from portfolio.teacher import ClassApp

    app = ClassApp(folder, CLOCK, Config())
    times = []
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.3)
        turns = [Turn(row, row.summary.pieces[-1].work) for row in app.rows if row.summary]
        screen = Review(turns)
        app.push_screen(screen)
        await pilot.pause(0.5)
        for n in range(1, 101):
            wanted = f"{n + 1} of {len(turns)}"
            times.append(await painted(app, lambda: screen.action_turn(1), lambda w=wanted: screen.shown == w))  # type: ignore[misc]
    return times


_MEMORY = """
import asyncio, resource, sys
from portfolio.teacher import ClassApp
async def main():
    app = ClassApp(sys.argv[1])
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(1)
asyncio.run(main())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def memory() -> Iterator[Row]:
    """Megabytes of the app with a class of 150, and of 10."""
    sizes = []
    for students in (STUDENTS, FEW):
        with _class(students) as (room, _hub, _mine, _heads):
            fetch(room, CLOCK)
            rows(room)
            environment = {**os.environ, "HOME": room.root}
            done = subprocess.run(
                [sys.executable, "-c", _MEMORY, room.root], env=environment, capture_output=True, text=True, check=True
            )
            sizes.append(int(done.stdout.split()[-1]) / 1024)
    yield Row(f"memory with {STUDENTS} students", sizes[0], f"the same app with {FEW}", sizes[1], 1.5, "MB")


def district() -> Iterator[Row]:
    """One class of 30 in a hub of 2,000 histories, against a hub of 30."""
    with _class(30) as (room, hub, _mine, _heads):
        fetch(room, CLOCK)
        few, many = [], []

        def look() -> float:
            nonlocal room
            room = _again(room)
            return once(lambda: (fetch(room, CLOCK), rows(room)))

        for _turn in range(5):
            few.append(look())
        source = f"{hub.address}/{history_name(room.seats()[0].id)}"
        for n in range(1_970):
            shutil.copytree(source, f"{hub.address}/{history_name(f'other-{n}')}")
        for _turn in range(5):
            many.append(look())
        yield Row(
            "a class of 30 in a hub of 2,000", statistics.median(many), "in a hub of 30", statistics.median(few), 1.2
        )
