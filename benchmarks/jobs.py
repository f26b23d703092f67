"""The jobs a student waits for."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import random
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import cycle, islice

from benchmarks.measure import Row, against, once, p95
from portfolio.clock import SetClock, SystemClock, stamp
from portfolio.course import shelf
from portfolio.course.shelf import shipped
from portfolio.door import Portfolio
from portfolio.door.create import create
from portfolio.history.log import FORMAT
from portfolio.model.diff import compare
from portfolio.model.goal import Goal
from portfolio.model.record import new_id
from portfolio.model.work import Work
from portfolio.services.sample import build
from portfolio.store import files
from portfolio.text import count_words

COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
"""Installed programs start from compiled files; so do these, whatever the shell says."""
HELLO = """
from textual.app import App
from textual.widgets import Static
class Hello(App):
    def compose(self):
        yield Static("hello, all of it is here")
Hello().run()
"""


@cache
def _drafts() -> list[str]:
    """The paragraphs of the sample student's texts."""
    folder = f"{shelf.templates()}/sample"
    texts = []
    for task in sorted(os.listdir(folder)):
        if os.path.isdir(f"{folder}/{task}"):
            for name in sorted(os.listdir(f"{folder}/{task}")):
                if name[:1].isdigit():
                    texts.append(files.read(f"{folder}/{task}/{name}", files.LARGEST).decode())
    return [part for text in texts for part in text.split("\n\n") if len(part) > 80]


def prose(words: int) -> str:
    """A text of that many words, of a student's own paragraphs."""
    out, count, parts = ["# A text"], 0, cycle(_drafts())
    while count < words:
        out.append(next(parts))
        count += count_words(out[-1])
    return "\n\n".join(out) + "\n"


def revised(text: str, n: int) -> str:
    """The text after an afternoon of work on it: one word in fifty changed, a sentence added."""
    return reworded(text, n, 0.02) + f"Sentence {n}.\n"


def reworded(text: str, seed: int, share: float) -> str:
    """The text with a share of its words changed to others of it."""
    rng, words = random.Random(seed), text.split()
    lines = [line.split(" ") for line in text.split("\n")]
    return "\n".join(" ".join(w if rng.random() > share else rng.choice(words) for w in line) for line in lines)


@contextmanager
def place() -> Iterator[str]:
    """A folder on the disk that goes away again."""
    folder = tempfile.mkdtemp(prefix="portfolio-bench-", dir=os.environ.get("BENCH_DIR"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _until(arguments: list[str], wanted: bytes, environment: dict[str, str]) -> float:
    """Milliseconds from the start of a program in a 120x40 terminal until it has shown `wanted`."""
    start = time.perf_counter()
    pid, handle = pty.fork()
    if pid == 0:
        os.environ.update(environment)
        os.execv(arguments[0], arguments)
    import fcntl
    import struct
    import termios

    fcntl.ioctl(handle, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    seen = b""
    while wanted not in seen and time.perf_counter() - start < 20:
        if select.select([handle], [], [], 0.2)[0]:
            try:
                seen += os.read(handle, 1 << 16)
            except OSError:
                break
    took = (time.perf_counter() - start) * 1000
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    os.close(handle)
    if wanted not in seen:
        raise RuntimeError(f"{arguments} never showed {wanted!r}: {seen[-500:]!r}")
    return took


def start() -> Iterator[Row]:
    """Start to the full Today screen, against a bare Textual program."""
    with place() as folder:
        build(f"{folder}/sample", SystemClock())
        environment = {
            "HOME": folder,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "COLUMNS": "120",
            "LINES": "40",
            **COMPILED,
        }
        ours = [sys.executable, "-m", "portfolio", "-C", f"{folder}/sample"]
        bare = [sys.executable, "-c", HELLO]
        mine, theirs = [], []
        for _run in range(11):
            theirs.append(_until(bare, b"all of it is here", environment))
            mine.append(_until(ours, b"Lately", environment))
        yield Row(
            "start to the full Today screen, sample",
            statistics.median(mine),
            "bare Textual “hello”",
            statistics.median(theirs),
            1.8,
        )


def goal_list() -> Iterator[Row]:
    """`portfolio goal list` with 1,000 records, against importing click."""
    with place() as folder, files.relaxed():
        mine = _filled(f"{folder}/p", 1_000)
        mine.close()
        environment = {**os.environ, "HOME": folder, **COMPILED}
        listing = [sys.executable, "-m", "portfolio", "-C", f"{folder}/p", "goal", "list"]
        importing = [sys.executable, "-c", "import click"]

        def run(arguments: list[str]) -> None:
            subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, env=environment)

        yield against(
            "goal list, 1,000 records", lambda: run(listing), "python -c “import click”", lambda: run(importing), 3, 11
        )


def _filled(folder: str, records: int) -> Portfolio:
    """A portfolio with one work and many goals."""
    clock = SetClock(datetime.now(UTC) - timedelta(days=400))
    mine = create(folder, "Bench Sample", clock, courses=shelf.to_keep(shipped()["humanities-10"])[1])
    work = Work(
        id=new_id(clock.now()), created=stamp(clock.now()), task="x@0#y", title="A text", folder="a-text-bench1"
    )
    with mine.change("work.choose", "Choose") as change:
        change.put(work)
        change.write_text(work, prose(2_000))
    with mine.change("goal.add", "Many goals") as change:
        for n in range(records):
            clock.forward(hours=6)
            change.put(
                Goal(id=new_id(clock.now()), created=stamp(clock.now()), statement=f"Goal number {n}", why="Because")
            )
    mine.settle()
    return mine


def acknowledged() -> Iterator[Row]:
    """One change acknowledged as saved (a record and a 2,000-word text), against the same bytes safely on the disk."""
    with place() as folder:
        mine = _filled(f"{folder}/p", 50)
        work = mine.all(Work)[0]
        turn = iter(range(1_000_000))

        def ours() -> None:
            n = next(turn)
            with mine.change("text.save", "Save", work=work.id) as change:
                change.put(work.edit(title=f"A text {n}"))
                change.write_text(work, texts[n])

        texts = [revised(prose(2_000), n) for n in range(60)]
        payload = texts[0].encode() + b"x" * 600
        mine_times, floor = [], []
        for n in range(41):
            floor.append(once(lambda n=n: files.write(f"{folder}/floor-{n}", payload)))  # type: ignore[misc]
            mine_times.append(once(ours))
            mine.settle()
        yield Row(
            "a change acknowledged as saved (2,000 words)",
            statistics.median(mine_times),
            "temp, fsync, rename, folder fsync",
            statistics.median(floor),
            2,
        )
        mine.close()


def committed() -> Iterator[Row]:
    """The same change committed, against `git add` and `git commit` with everything fsynced."""
    for count in (50, 500, 5_000):
        with place() as folder:
            with files.relaxed():
                mine = _filled(f"{folder}/p", count)
                mine.close()
            shutil.copytree(f"{folder}/p", f"{folder}/git")
            mine = Portfolio.open(f"{folder}/p")
            work = mine.all(Work)[0]
            turn, other = iter(range(1_000_000)), iter(range(1_000_000))
            texts = [revised(prose(2_000), n) for n in range(60)]

            def ours(
                mine: Portfolio = mine, work: Work = work, turn: Iterator[int] = turn, texts: list[str] = texts
            ) -> None:
                n = next(turn)
                with mine.change("text.save", "Save", work=work.id) as change:
                    change.put(work.edit(title=f"A text {n}"))
                    change.write_text(work, texts[n])
                mine.settle()

            def peer(
                folder: str = folder, work: Work = work, turn: Iterator[int] = other, texts: list[str] = texts
            ) -> None:
                n = next(turn)
                for path, text in (
                    (work.text_path, texts[n]),
                    (work.path, json.dumps({"title": n})),
                ):
                    with open(f"{folder}/git/{path}", "w", encoding="utf-8") as out:
                        out.write(text)
                git = [
                    "git",
                    "-C",
                    f"{folder}/git",
                    "-c",
                    "core.fsync=all",
                    "-c",
                    "user.name=a",
                    "-c",
                    "user.email=a@b",
                ]
                subprocess.run([*git, "add", work.text_path, work.path], check=True)
                subprocess.run([*git, "commit", "-qm", "x"], check=True)

            yield against(
                f"the same committed, in {count:,} files", ours, "git add, git commit, core.fsync=all", peer, 1.0, 15
            )
            mine.close()


def timeline() -> Iterator[Row]:
    """The first page and all of 10,000 versions, against `git log` with the same format."""
    with place() as folder, files.relaxed():
        clock = SetClock(datetime.now(UTC) - timedelta(days=900))
        mine = create(f"{folder}/p", "Bench Sample", clock, courses={"courses/x/0/course.md": b"x"})
        goal = Goal(id=new_id(clock.now()), created=stamp(clock.now()), statement="Goal")
        for n in range(10_000):
            clock.forward(hours=2)
            with mine.change("goal.edit", f"Change a goal for the {n}th time") as change:
                change.put(goal.edit(why=f"{n}"))
            if n % 500 == 0:
                mine.settle()
        mine.settle()
        mine.repo.tidy(always=True)

        def log(*arguments: str) -> None:
            command = ["git", "-C", f"{folder}/p", "log", "-z", f"--format={FORMAT}", *arguments]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

        def page() -> None:
            for version in islice(mine.timeline(50), 50):
                assert version.note.subject and version.at

        def whole() -> None:
            assert sum(1 for version in mine.timeline() if version.note.change) > 10_000

        yield against("first page of 10,000 versions", page, "git log -n 50", lambda: log("-n", "50"), 1.5, 15)
        yield against("all 10,000 versions", whole, "git log", log, 2, 7)
        mine.close()


def difference() -> Iterator[Row]:
    """Word difference of two 2,000-word drafts (8 of 100 words, a paragraph in, two out), against git's."""
    from textual.content import Content

    from portfolio.widgets.pixels import difference as drawn

    old = prose(2_000)
    parts = reworded(old, 5, 0.08).split("\n\n")
    new = "\n\n".join([*parts[:5], _drafts()[-1], *parts[5:12], *parts[14:]])
    with place() as folder:
        for name, text in (("old", old), ("new", new)):
            with open(f"{folder}/{name}", "w", encoding="utf-8") as out:
                out.write(text)

        def ours() -> Content:
            return drawn(compare(old, new))

        def peer() -> None:
            command = ["git", "diff", "--no-index", "--word-diff", f"{folder}/old", f"{folder}/new"]
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL)

        yield against("word difference of two 2,000-word drafts", ours, "git diff --word-diff", peer, 2, 15)


def typing() -> Iterator[Row]:
    """Key to repaint while a save runs: the 95th of 100 keys."""
    for words in (0, 10_000, 40_000):
        yield Row(f"key to repaint, {words:,} words, while saving (p95)", asyncio.run(_keys(words)), "", 0, 50)


async def _keys(words: int) -> float:
    from portfolio.app import PortfolioApp
    from portfolio.config import Config
    from portfolio.screens.works import begin
    from portfolio.services import choosing, works
    from portfolio.services.desk import Desk
    from portfolio.widgets.editor import Editor

    with place() as folder:
        clock = SystemClock()
        mine = create(f"{folder}/p", "Bench", clock, courses=shelf.to_keep(shipped()["humanities-10"])[1])
        desk = Desk(mine, clock)
        course, task = desk.find_task("social-action")
        picks = {name: part.options[0].id for name, part in task.parts.items() if part.open}
        work = choosing.choose(desk, course, task, picks, "Because", "A text")
        if words:
            works.save_text(desk, work, prose(words))
        mine.close()
        app = PortfolioApp(f"{folder}/p", clock, Config())
        async with app.run_test(size=(120, 40)) as pilot:
            begin(app, "open", work.id)
            await pilot.pause(1.0)
            editor = app.screen.query_one(Editor)
            editor.focus()
            times = []
            for n in range(100):
                if n % 25 == 5:
                    await pilot.press("ctrl+s")
                began = time.perf_counter()
                editor.post_message(_key("x" if n % 7 else "space"))
                painted = asyncio.Event()
                editor.call_after_refresh(painted.set)
                await painted.wait()
                times.append((time.perf_counter() - began) * 1000)
                await asyncio.sleep(0.02)
            await app.action_leave()
        return p95(times)


def _key(name: str) -> object:
    from textual.events import Key

    return Key(name, " " if name == "space" else name)
