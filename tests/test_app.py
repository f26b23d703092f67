"""The app by keys alone: one whole cycle, text kept while typing, nothing lost by a kill, hostile text everywhere."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Select, TextArea
from textual.worker import WorkerCancelled, WorkerFailed

from portfolio.app import PortfolioApp
from portfolio.clock import SetClock
from portfolio.config import Config
from portfolio.course import shelf
from portfolio.course.shelf import shipped
from portfolio.door import Portfolio
from portfolio.door.create import create
from portfolio.model.goal import Goal
from portfolio.model.work import Draft, Reflection, Work
from portfolio.screens.commands import commands
from portfolio.services import choosing, goals, works
from portfolio.services.desk import Desk
from portfolio.widgets.card import Listing
from portfolio.widgets.editor import Editor
from portfolio.widgets.rubric import RubricGrid
from tests.gettysburg import DRAFTS
from tests.hostile import NASTY, controls
from tests.makers import LONG, NOON, assert_clean, git

SIZES = [(80, 24), (120, 40)]


def walked_at(columns: int) -> list[tuple[int, int]]:
    """The sizes for a long walk: both where there is time, else the one with so many columns; the walks take turns."""
    return [one for one in SIZES if LONG or one[0] == columns]


Opened = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


@pytest.fixture
def home(tmp_path: Path) -> str:
    """A portfolio with the humanities course and nothing else."""
    folder = str(tmp_path / "mine")
    contents = shelf.to_keep(shipped()["humanities-10"])[1]
    create(folder, "Ada Sample", SetClock(NOON), courses=contents).close()
    return folder


@pytest.fixture
def opened(home: str) -> Opened:
    """Runs the app on that portfolio."""

    @asynccontextmanager
    async def run(
        size: tuple[int, int] = (120, 40), folder: str = "", theme: str = "ink"
    ) -> AsyncIterator[Pilot[None]]:
        app = PortfolioApp(folder or home, SetClock(NOON), Config(theme=theme))
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause(0.1)
            yield pilot
            await pilot.press("ctrl+q")

    return run


def screen_text(pilot: Pilot[None]) -> str:
    """What stands on the screen, as plain text."""
    width = pilot.app.size.width
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).ljust(width) for strip in strips)


async def settled(pilot: Any) -> None:
    """Wait until nothing is done in the background any more."""
    for _try in range(100):
        with suppress(WorkerCancelled, WorkerFailed):
            await pilot.app.workers.wait_for_complete()
        await pilot.pause(0.02)
        if not any(one.is_running for one in pilot.app.workers):
            break


async def fill(pilot: Pilot[None], **answers: str) -> None:
    """Put answers into the form on the screen and save it with its key."""
    for name, value in answers.items():
        widget = pilot.app.screen.query_one(f"#field-{name}")
        widget.focus()
        if isinstance(widget, Select):
            widget.value = value or Select.NULL
        elif isinstance(widget, TextArea):
            widget.text = value
        elif isinstance(widget, Input):
            widget.value = value
    await pilot.pause()
    await pilot.press("ctrl+s")
    await pilot.pause()


GOAL = {
    "statement": "Ask sharper questions",
    "standard": "HUM:Q",
    "evidence": "My report's question",
    "why": "It decides the work",
    "obstacle": "The first idea",
    "if_then": "If stuck, then I ask twice",
    "check_in": "2026-11-23",
}


@pytest.mark.parametrize("size", walked_at(80), ids=str)
async def test_a_whole_cycle_by_keys(opened: Opened, home: str, size: tuple[int, int]) -> None:
    async with opened(size) as pilot:
        app = pilot.app
        assert "Set your first goal" in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause()
        await fill(pilot, **GOAL)
        assert "Ask sharper questions" in screen_text(pilot)
        # choose
        await pilot.press("3")
        await pilot.pause()
        listing = app.screen.query_one("#list", Listing)
        listing.choose(next(key for key in listing._keys if key.endswith("#social-action")))
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("down", "enter")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        app.screen.query_one("#title", Input).value = "Four score"
        app.screen.query_one("#title").focus()
        await pilot.press("ctrl+s")
        assert app.focused is app.screen.query_one("#reason"), "what is missing is where one writes next"
        app.screen.query_one("#reason", TextArea).text = "I cross it twice a day"
        await pilot.press("ctrl+s")
        await pilot.pause(0.2)
        # plan: the steps the task proposes
        await pilot.press("p")
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()
        await pilot.press("space")
        await pilot.pause()
        # write
        await pilot.press("f6")
        await pilot.pause()
        editor = app.screen.query_one(Editor)
        for number, text in enumerate(DRAFTS, 1):
            editor.replace(text, (0, 0), editor.document.end)
            await pilot.press("ctrl+s", "f4")
            await pilot.pause()
            await fill(pilot, name=f"Manuscript {number}")
        # reflect
        await pilot.press("f6")
        await pilot.pause()
        next(iter(app.screen.query(".answer").results(TextArea))).text = "I cut what I loved"
        await pilot.press("ctrl+s")
        await pilot.pause()
        # assess, with evidence from the text
        await pilot.press("f6")
        await pilot.pause()
        await pilot.press("3", "e")
        await pilot.pause()
        await pilot.press("shift+end", "enter")
        await pilot.pause()
        await pilot.press("down", "2", "down", "3", "down", "4", "ctrl+s")
        await pilot.pause()
        # share
        await pilot.press("shift+f6", "shift+f6", "shift+f6")
        await pilot.pause()
        await pilot.press("s")
        await pilot.pause(0.4)
        await pilot.press("y")
        await pilot.pause()
        # check in and close the goal
        await pilot.press("escape", "escape", "2")
        await pilot.pause()
        await pilot.press("c")
        await pilot.pause()
        await fill(pilot, confidence="4", note="It got shorter", next_date="2026-12-20")
        await pilot.press("x")
        await pilot.pause()
        work = app.desk.works()[0]
        await fill(pilot, evidence=work.id, reflection="Short is hard", next_step="A question nobody likes")
    changes = git(home, "log", "--reverse", "--format=%(trailers:key=Change,valueonly)").split()
    drafts = ["text.save", "draft.save"] * len(DRAFTS)
    assert changes == [
        "portfolio.new", "goal.add", "work.choose", "work.plan", "work.plan", *drafts, "reflect.add", "assess.save",
        "work.share", "goal.checkin", "goal.close",
    ]  # fmt: skip
    assert_clean(home)
    mine = Portfolio.open(home)
    draft = mine.all(Draft)[-1]
    assert mine.text_of(draft.blob) == DRAFTS[-1]
    assert mine.all(Reflection)[0].answers[0].text == "I cut what I loved"
    assert mine.all(Goal)[0].status == "closed" and mine.all(Work)[0].shared
    mine.close()


def _begun(home: str, title: str = "Four score", text: str = DRAFTS[0]) -> str:
    """A work with a draft; gives its text's path."""
    mine = Portfolio.open(home, SetClock(NOON))
    desk = Desk(mine, mine.clock)
    course, task = desk.find_task("social-action")
    picks = {"content": task.parts["content"].options[0].id, "product": task.parts["product"].options[0].id}
    work = choosing.choose(desk, course, task, picks, title, title)
    works.save_draft(desk, work, title, title, text)
    goals.add(desk, {**GOAL, "statement": title, "evidence": title, "why": title})
    mine.close()
    return work.text_path


async def test_typed_text_is_on_the_disk_within_three_seconds_without_a_version(opened: Opened, home: str) -> None:
    _begun(home)
    before = git(home, "rev-parse", "HEAD")
    async with opened() as pilot:
        await pilot.press("3", "enter")
        await pilot.pause()
        await pilot.press("ctrl+end", *"typed")
        await pilot.pause(2.6)
        kept = [path for path in Path(home, ".git/portfolio/journal").iterdir() if path.name.endswith(".typing")]
        assert len(kept) == 1 and b"typed" in kept[0].read_bytes()
        assert "kept safe" in screen_text(pilot)
        assert git(home, "rev-parse", "HEAD") == before
        await pilot.press("ctrl+s")
        await pilot.pause(0.3)
        assert not kept[0].exists()
    assert git(home, "rev-parse", "HEAD~1") == before
    assert_clean(home)


async def test_leaving_makes_a_version_of_what_was_typed(opened: Opened, home: str) -> None:
    path = _begun(home)
    async with opened() as pilot:
        await pilot.press("3", "enter")
        await pilot.pause()
        await pilot.press("ctrl+end", *"typed")
    assert Path(home, path).read_text(encoding="utf-8").rstrip().endswith("typed")
    assert_clean(home)


async def test_an_outside_edit_while_typing_is_merged(opened: Opened, home: str) -> None:
    path = _begun(home, text="# A\n\nOne.\n\nTwo.\n\nThree.\n")
    async with opened() as pilot:
        await pilot.press("3", "enter")
        await pilot.pause()
        await pilot.press("ctrl+end", *"mine")
        Path(home, path).write_text("# A, outside\n\nOne.\n\nTwo.\n\nThree.\n", encoding="utf-8")
        await pilot.press("ctrl+s")
        await pilot.pause(0.3)
        assert pilot.app.screen.query_one(Editor).text == "# A, outside\n\nOne.\n\nTwo.\n\nThree.\nmine"
    assert_clean(home)


async def test_a_half_filled_form_is_there_the_next_time(opened: Opened, home: str) -> None:
    async with opened() as pilot:
        await pilot.press("n")
        await pilot.pause()
        await pilot.press(*"abc", "escape")
        await pilot.pause()
    async with opened() as pilot:
        await pilot.press("n")
        await pilot.pause()
        assert pilot.app.screen.query_one("#field-statement", Input).value == "abc"
        assert "typed last time" in screen_text(pilot)
        await pilot.press("f7")
        await pilot.pause(0.4)
        assert "Throw it away?" in screen_text(pilot)
        await pilot.press("ctrl+y")
        await pilot.pause()
        await pilot.press("n")
        await pilot.pause()
        assert pilot.app.screen.query_one("#field-statement", Input).value == ""
    assert_clean(home)


async def test_a_form_says_everything_that_is_wrong_at_once(opened: Opened, home: str) -> None:
    async with opened((120, 60)) as pilot:
        await pilot.press("n")
        await pilot.pause()
        await fill(pilot, statement="x", check_in="soon")
        shown = screen_text(pilot)
        assert "“soon” is not a date" in shown and shown.count("please fill this in") >= 4
    assert len(git(home, "log", "--format=%h").split()) == 1


async def test_undo_from_the_history(opened: Opened, home: str) -> None:
    _begun(home)
    async with opened() as pilot:
        await pilot.press("6")
        await pilot.pause(0.2)
        assert "Goal set" in screen_text(pilot)
        await pilot.press("u")
        await pilot.pause(0.4)
        await pilot.press("y")
        await pilot.pause(0.3)
        assert pilot.app.desk.goals() == []
        assert "Undone" in screen_text(pilot)
        await pilot.press("ctrl+z")
        await pilot.pause(0.4)
        await pilot.press("y")
        await pilot.pause(0.4)
        assert pilot.app.desk.drafts(pilot.app.desk.works()[0]) == []
    assert_clean(home)


async def test_the_history_can_be_filtered(opened: Opened, home: str) -> None:
    _begun(home)
    async with opened() as pilot:
        await pilot.press("6")
        await pilot.pause(0.2)
        listing = pilot.app.screen.query_one("#versions", Listing)
        assert len([key for key in listing._keys if key]) == 4
        wanted = [({"kind": "draft"}, 1), ({"kind": "", "standard": "HUM:E"}, 2), ({"since": "2026-11-24"}, 0)]
        for answers, left in wanted:
            await pilot.press("f")
            await pilot.pause()
            await fill(pilot, **answers)
            await pilot.pause(0.2)
            assert len([key for key in listing._keys if key]) == left, answers
            assert "filtered" in screen_text(pilot)


@pytest.mark.parametrize("size", [(60, 20), (40, 12), (200, 60)], ids=str)
async def test_odd_sizes_neither_hang_nor_hide_what_is_typed(opened: Opened, home: str, size: tuple[int, int]) -> None:
    _begun(home)
    async with opened(size) as pilot:
        await pilot.press("3", "enter")
        await pilot.pause()
        for _tab in range(4):
            await pilot.press("f6")
            await pilot.pause()
        await pilot.press("escape", "escape", "2", "n")
        await pilot.pause()
        pilot.app.screen.query_one("#field-statement", Input).value = "word " * 40 + "last"
        await pilot.press("end", *"word")
        await pilot.pause(0.1)
        assert "lastword" in screen_text(pilot)


async def test_the_private_canary_in_the_app(opened: Opened, home: str) -> None:
    _begun(home)
    async with opened() as pilot:
        await pilot.press("3", "enter")
        await pilot.pause()
        await pilot.press("f6", "f5")
        await pilot.pause()
        assert "only you can read this" in screen_text(pilot)
        next(iter(pilot.app.screen.query(".answer").results(TextArea))).text = "canary-99"
        await pilot.pause(2.3)
        await pilot.press("ctrl+s")
        await pilot.pause(0.2)
        assert _holding(home, b"canary-99") == ["private"]
        await pilot.press(*"sx day")
        await pilot.pause(0.4)
        assert len(pilot.app.desk.portfolio.private.all()) == 1
        await pilot.press("ctrl+s")
        await pilot.pause()
        for _n in range(2):
            pilot.app.screen.query_one("#list").focus()
            await pilot.press("home", "x")
            await pilot.pause(0.4)
            await pilot.press("y", "ctrl+y")
            await pilot.pause()
        await pilot.pause(0.2)
    assert _holding(home, b"canary-99") == []
    assert_clean(home)


def _holding(home: str, canary: bytes) -> list[str]:
    found = [path for path in Path(home).rglob("*") if path.is_file() and canary in path.read_bytes()]
    return sorted({path.relative_to(home).parts[0] for path in found})


async def test_hostile_text_through_every_screen(opened: Opened, home: str) -> None:
    for nasty in NASTY:
        _begun(home, nasty, f"# {nasty}\n\n{nasty}\n")
    seen = []
    async with opened((80, 24)) as pilot:

        async def look(*keys: str) -> None:
            await pilot.press(*keys)
            await pilot.pause(0.02)
            seen.append(screen_text(pilot))
            assert pilot.app.is_running

        await look("1")
        await look("2")
        for _nasty in NASTY:
            await look("c")
            await look("escape", "down")
        await look("e")
        await look("escape", "x")
        await look("escape", "ctrl+p")
        await look("escape", "3")
        for n, _nasty in enumerate(NASTY):
            await look("enter")
            if n in (0, 13):
                for keys in (
                    ("f2",), ("f2", "f3"), ("escape", "f4"), ("escape", "f6"), ("f6",), ("3", "x"), ("escape", "e"),
                    ("escape", "c"), ("escape", "f6"), ("enter",), ("escape", "f6"), ("c",), ("escape", "p"),
                    ("escape", "s"), ("escape", "t"), ("escape", "f1"), ("escape",),
                ):  # fmt: skip
                    await look(*keys)
            await look("escape", "escape", "down")
        await look("6")
        for _n in range(12):
            await look("down")
        await look("enter")
        await look("escape", "d", "down", "d")
    for text in seen:
        assert controls(text.encode("utf-8", "replace")) == set()
    assert_clean(home)


async def test_the_palette_finds_places_tasks_works_and_goals(opened: Opened, home: str) -> None:
    _begun(home, "Zebra crossing")
    async with opened() as pilot:
        titles = [command.title for command in commands(pilot.app, pilot.app.screen)]
    for wanted in ("Go to History", "Two Sides", "Zebra crossing", "Set a goal", "Look: paper", "Leave"):
        assert wanted in titles
    assert titles.count("Zebra crossing") == 2


@pytest.mark.parametrize("size", [*SIZES, (200, 50), (60, 20)], ids=str)
@pytest.mark.parametrize("theme", ["paper", "high-contrast", "terminal"])
async def test_every_place_shows_in_every_look(opened: Opened, home: str, theme: str, size: tuple[int, int]) -> None:
    _begun(home)
    async with opened(size, theme=theme) as pilot:
        for key in "1234":
            await pilot.press(key)
            await pilot.pause(0.05)
            assert "Portfolio" in screen_text(pilot).split("\n")[0]


async def test_forty_thousand_words_stay_quick(opened: Opened, home: str) -> None:
    _begun(home, text="\n\n".join(["Word " * 99 + "end."] * 400))
    async with opened() as pilot:
        await pilot.press("3", "enter")
        await pilot.pause(0.5)
        await pilot.press("ctrl+end", *"typed")
        assert pilot.app.screen.query_one(Editor).text.endswith("typed")
    assert_clean(home)


async def test_the_grid_keeps_what_was_rated_through_a_kill(opened: Opened, home: str) -> None:
    _begun(home)
    child = os.fork()
    if child == 0:
        mine = Portfolio.open(home)
        name = mine.all(Work)[0].id
        mine.keep_form(f"assess-{name}", '{"Evidence": {"level": "3"}}')
        os._exit(9)
    os.waitpid(child, 0)
    async with opened() as pilot:
        await pilot.press("3", "enter")
        await pilot.pause()
        await pilot.press("f6", "f6")
        await pilot.pause()
        assert pilot.app.screen.query(RubricGrid)
        assert "1 of 4 criteria rated" in re.sub(r"\s+", " ", screen_text(pilot))


async def test_the_welcome_makes_a_portfolio(tmp_path: Path) -> None:
    app = PortfolioApp("", SetClock(NOON), Config())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "needs its owner's name" in str(app.screen.query_one("#wrong").render())
        app.screen.query_one("#name", Input).value = "Ben Sample"
        app.screen.query_one("#folder", Input).value = str(tmp_path / "ben")
        await pilot.press("ctrl+s")
        await pilot.pause(0.2)
        assert "Ben Sample" in screen_text(pilot)
        await pilot.press("ctrl+q")
    assert_clean(str(tmp_path / "ben"))
