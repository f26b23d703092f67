"""Where two computers said different things, the student says which stands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from portfolio.app import PortfolioApp
from portfolio.clock import SetClock
from portfolio.config import Config
from portfolio.door import Portfolio
from portfolio.hub import stick
from portfolio.model.goal import Goal
from tests.makers import assert_clean, save_goal
from tests.test_app import home, screen_text  # noqa: F401 - fixture
from tests.test_class import As, hub, join, person  # noqa: F401 - fixtures
from tests.test_cli import GOAL, Cli, Failed, cli  # noqa: F401 - fixture


async def test_the_student_decides_between_two_answers(home: str, tmp_path: Path, clock: SetClock) -> None:  # noqa: F811
    lab = Portfolio.open(home, clock)
    save_goal(lab, "The goal")
    lab.settle()
    other = Portfolio.open(shutil.copytree(home, tmp_path / "other"), clock)
    for one, why in ((lab, "Because of the lab"), (other, "Because of home")):
        with one.change("goal.edit", "Edit a goal") as change:
            change.put(one.all(Goal)[0].edit(why=why))
    (tmp_path / "stick").mkdir()
    for one in (other, lab):
        stick.carry(one, str(tmp_path / "stick"))
    other.close()
    lab.close()
    app = PortfolioApp(home, clock, Config())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.1)
        assert "Decide what stands" in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause()
        told = screen_text(pilot)
        assert "Because of the lab" in told and "Because of home" in told
        await pilot.press("down", "enter")
        await pilot.pause()
        assert "Decide what stands" not in screen_text(pilot)
        await pilot.press("ctrl+q")
    lab = Portfolio.open(home, clock)
    goal = lab.all(Goal)[0]
    assert goal.why in ("Because of the lab", "Because of home") and "_both" not in goal.extra
    lab.close()
    assert_clean(home)


def test_deciding_in_plain_lines(cli: Cli, home: str, clock: SetClock) -> None:  # noqa: F811
    lab = Portfolio.open(home, clock)
    goal = save_goal(lab, "The goal")
    with lab.change("goal.edit", "As two computers left it") as change:
        change.put(goal.become({**goal.to_json(), "_both": {"why": ["For the other reason"]}}))
    lab.close()
    assert "For the other reason" in cli("-C", home, "decide")
    with pytest.raises(Failed, match="no such answer"):
        cli("-C", home, "decide", "1", "9")
    cli("-C", home, "decide", "1", "2")
    assert "Nothing is open" in cli("-C", home, "decide")
    assert Portfolio.open(home, clock).all(Goal)[0].why == "For the other reason"


def test_a_sync_ends_with_what_is_to_be_decided(person: As, hub: str) -> None:  # noqa: F811
    join(person, "ada", hub)
    person("ada", *GOAL)
    assert "to decide" not in person("ada", "sync")
    join(person, "home", hub, "--mine", "--seat", "ada")
    for n, field in enumerate(("--why", "--obstacle"), 1):
        for who in ("ada", "home"):
            person(who, "goal", "edit", "ask", field, f"{field} as {who} sees it")
            said = person(who, "sync").strip().split("\n")[-1]
        assert said == ("1 thing to decide: portfolio decide" if n == 1 else "2 things to decide: portfolio decide")
    assert person("ada", "sync").strip().endswith("2 things to decide: portfolio decide")
