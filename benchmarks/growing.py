"""Opening Growth on four years of work, against a bare Textual screen with the same rows from memory."""

from __future__ import annotations

import asyncio
import gc
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from statistics import median

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from benchmarks.jobs import place
from benchmarks.measure import Row
from portfolio.app import PortfolioApp
from portfolio.clock import SetClock, stamp
from portfolio.config import Config
from portfolio.course import shelf
from portfolio.door.create import create
from portfolio.model.record import Passage, new_id
from portfolio.model.work import Assessment, Rating, Work
from portfolio.services.desk import Desk
from portfolio.store import files

_WORKS, _ASSESSMENTS, _TURNS = 200, 1_500, 7


def _four_years(folder: str, clock: SetClock) -> None:
    """Twelve standards in two courses, 200 works, 1,500 self-assessments."""
    contents: dict[str, bytes] = {}
    for shipped in shelf.shipped().values():
        contents.update(shelf.to_keep(shipped)[1])
    rng = random.Random(4)
    with files.relaxed():
        mine = create(folder, "Four Years", clock, courses=contents)
        desk = Desk(mine, clock)
        tasks = desk.tasks()
        works = []
        with mine.change("work.choose", "Choose many") as change:
            for n in range(_WORKS):
                course, task = tasks[n % len(tasks)]
                clock.forward(days=1)
                name = new_id(clock.now())
                work = Work(
                    id=name, created=stamp(clock.now()), task=f"{course.ref}#{task.id}", title=f"Work {n}",
                    folder=f"work-{n}", shared=stamp(clock.now()),
                )  # fmt: skip
                works.append((work, course, course.rubric(task.rubric)))
                change.put(work)
        with mine.change("assess.save", "Assess many") as change:
            for n in range(_ASSESSMENTS):
                work, course, rubric = works[n % len(works)]
                clock.forward(hours=16)
                levels = [level.key for level in course.scale(rubric)] if rubric else []
                shown = (Passage(work.id, "0" * 40, 0, 40, "The words that show it, forty of them here"),)
                criteria = rubric.criteria if rubric else ()
                ratings = {one.name: Rating(rng.choice(levels), shown, "", "Try it once more") for one in criteria}
                change.put(
                    Assessment(
                        id=new_id(clock.now()), created=stamp(clock.now()), work=work.id,
                        rubric=f"{course.ref}#{rubric.id if rubric else ''}", blob="0" * 40, ratings=ratings,
                    )
                )  # fmt: skip
        mine.settle()
        mine.close()


class _Bare(Screen[None]):
    """The same rows, from memory."""

    def __init__(self, rows: list[list[Content]], strip: Content) -> None:
        super().__init__()
        self._rows, self._strip = rows, strip

    def compose(self) -> ComposeResult:
        """Two lists and the picture."""
        with Horizontal():
            yield OptionList(*(Option(row) for row in self._rows[0]), markup=False)
            with Vertical():
                yield Static(self._strip, markup=False)
                yield OptionList(*(Option(row) for row in self._rows[1]), markup=False)


async def painted(app: App[None], go: Callable[[], object], rows: Callable[[], bool]) -> float:
    """Milliseconds until the place is there with its rows, and painted."""
    begun = time.perf_counter()
    go()
    while not rows():
        await asyncio.sleep(0)
    painted = asyncio.Event()
    app.screen.call_after_refresh(painted.set)
    await painted.wait()
    return (time.perf_counter() - begun) * 1000


def _filled(app: App[None], place: type[Screen[None]], rows: int) -> bool:
    """Whether a place is shown and its first list has its rows."""
    lists = app.screen.query(OptionList) if isinstance(app.screen, place) else ()
    return bool(lists) and lists[0].option_count >= rows


async def _turn(folder: str, clock: SetClock) -> tuple[float, float]:
    from portfolio.screens.growth import Growth
    from portfolio.widgets.card import Card, Listing

    gc.unfreeze()
    gc.collect()
    gc.disable()  # as starting the program does, until the first place is painted
    app = PortfolioApp(folder, clock, Config(theme="ink"))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.3)

        ours = await painted(app, lambda: app.action_go("growth"), lambda: _filled(app, Growth, 12))
        await pilot.pause()
        lists = [[option.prompt for option in one.options] for one in app.screen.query(Listing)]
        strip = app.screen.query_one("#strip", Card).content
    rows = [[one for one in prompts if isinstance(one, Content)] for prompts in lists]
    assert len(rows[0]) == 12 and len(rows[1]) == 40 and isinstance(strip, Content)
    bare: App[None] = App()
    async with bare.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.3)

        floor = await painted(bare, lambda: bare.push_screen(_Bare(rows, strip)), lambda: _filled(bare, _Bare, 12))
    return ours, floor


def growth() -> Iterator[Row]:
    """Growth for four years (12 standards, 200 works, 1,500 assessments), against a bare screen with the same rows."""
    clock = SetClock(datetime(2022, 9, 5, 9, tzinfo=UTC))
    with place() as folder:
        _four_years(f"{folder}/mine", clock)
        clock.forward(days=1)
        turns = [asyncio.run(_turn(f"{folder}/mine", clock)) for _n in range(_TURNS)]
        ours, floor = (median(times) for times in zip(*turns, strict=True))
        yield Row("growth opened (200 works, 1,500 assessments)", ours, "a bare screen, same rows", floor, 1.5)
