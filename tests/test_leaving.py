"""Leaving the app: what is saved goes to school, a visit ends clean, and nothing depends on which window one is in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from portfolio.app import PortfolioApp
from portfolio.classroom.fetch import fetch
from portfolio.classroom.room import Room
from portfolio.classroom.rows import rows
from portfolio.clock import SetClock
from portfolio.config import Config
from portfolio.door import Portfolio
from portfolio.hub import visit as visits
from portfolio.model.goal import Goal
from portfolio.services import clashes
from portfolio.services.desk import open_desk
from tests.makers import NOON, save_goal
from tests.test_app import screen_text, settled
from tests.test_teacher import begun, room, sit, visiting  # noqa: F401


@pytest.fixture
def mine(room: Room, tmp_path: Path) -> Iterator[str]:  # noqa: F811
    """A student's portfolio that has joined the class."""
    folder = str(tmp_path / "mine")
    sit(room, 0, folder)
    yield folder


def goals_at_school(room: Room) -> int:  # noqa: F811
    fetch(room, SetClock(NOON))
    return next(iter(rows(room))).summary.goals  # type: ignore[union-attr]


async def test_a_visit_with_a_half_filled_form_ends_clean(
    room: Room,  # noqa: F811
    visiting: visits.Visit,  # noqa: F811
) -> None:
    begun(room, visiting)
    app = PortfolioApp(visiting.root, SetClock(NOON), Config(), remember=False, visit=visiting)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.1)
        await pilot.press("2", "n", *"Half")
        await pilot.press("ctrl+q")
        await settled(pilot)
        await pilot.pause(0.4)
        told = screen_text(pilot)
        assert "Something is only here" in told and "1 form is half filled in" in told
        assert "Ctrl+S saves it" in told and "stick" not in told
        await pilot.press("ctrl+y")
        await pilot.pause(0.1)
    assert app.return_code in (0, None) and not Path(visiting.place).exists()


async def test_leaving_tries_once_more_to_bring_all_to_school(room: Room, mine: str, tmp_path: Path) -> None:  # noqa: F811
    app = PortfolioApp(mine, SetClock(NOON), Config(), remember=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.1)
        (tmp_path / "hub").rename(tmp_path / "away")
        save_goal(app.desk.portfolio, "While school was away")
        app.changed()
        app.sync_soon()
        await settled(pilot)
        await pilot.pause(0.1)
        assert "not at school yet" in screen_text(pilot)
        (tmp_path / "away").rename(tmp_path / "hub")
        await pilot.press("ctrl+q")
        await settled(pilot)
        await pilot.pause()
    assert goals_at_school(room) == 1


async def test_what_cannot_be_brought_to_school_is_said_on_leaving(mine: str, tmp_path: Path) -> None:
    app = PortfolioApp(mine, SetClock(NOON), Config(), remember=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.1)
        app.sync_soon()
        await settled(pilot)
        (tmp_path / "hub").rename(tmp_path / "away")
        save_goal(app.desk.portfolio, "While school was away")
        app.changed()
        await pilot.press("ctrl+q")
        await settled(pilot)
        told = " ".join(str(one) for one in app._exit_renderables)
    assert "not at school yet" in told and "saved on this computer" in told


async def test_what_another_terminal_saved_shows_by_itself(mine: str) -> None:
    app = PortfolioApp(mine, SetClock(NOON), Config(), remember=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.1)
        other = Portfolio.open(mine, SetClock(NOON))
        save_goal(other, "Said in another terminal")
        other.close()
        for _try in range(40):
            await pilot.pause(0.2)
            if "Said in another terminal" in screen_text(pilot):
                break
        assert "Said in another terminal" in screen_text(pilot)


def test_a_form_on_old_words_keeps_the_newer_ones_to_decide(mine: str) -> None:
    first = open_desk(mine, SetClock(NOON))
    goal = save_goal(first.portfolio, "As it began")
    first.portfolio.settle()
    shown = first.view.get(Goal, goal.id)
    other = Portfolio.open(mine, SetClock(NOON))
    with other.change("goal.edit", "Change a goal") as change:
        change.put(other.get(Goal, goal.id).edit(why="because the other window said so"))
    other.close()
    with first.portfolio.change("goal.edit", "Change a goal") as change:
        change.put(shown.edit(why="because this window said so"))
    first.portfolio.close()
    again = open_desk(mine, SetClock(NOON))
    assert again.view.get(Goal, goal.id).why == "because this window said so"
    found = clashes.clashes(again)
    assert [one.values for one in found] == [("because this window said so", "because the other window said so")]
    with suppress(OSError):
        again.portfolio.close()


async def test_a_closed_form_is_no_longer_being_typed_and_ctrl_q_leaves_from_it(mine: str) -> None:
    app = PortfolioApp(mine, SetClock(NOON), Config(), remember=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.1)
        await pilot.press("2", "n", *"Half", "escape")
        await pilot.pause(0.1)
        assert "typing" not in screen_text(pilot)
        await pilot.press("n", *"er")
        await pilot.press("ctrl+q")
        await settled(pilot)
        await pilot.pause(0.1)
        assert not app.is_running or app._exit
    again = Portfolio.open(mine, SetClock(NOON))
    assert again.half_typed()
    again.close()
