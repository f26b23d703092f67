"""A new school year, reading back, and the exit ticket."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portfolio.app import PortfolioApp
from portfolio.clock import SetClock
from portfolio.config import Config
from portfolio.model.ticket import Ticket
from portfolio.services.desk import open_desk
from tests.makers import NOON, assert_clean
from tests.test_app import Opened, _begun, home, opened, screen_text  # noqa: F401 - fixtures
from tests.test_cli import Cli, Failed, cli, mine  # noqa: F401 - fixtures
from tests.test_growth import changed

CHOOSE = (
    "choose", "letter-to-power", "--content", "a-rule-at-school", "--process", "go-and-look", "--reason", "I see it",
    "--title", "Letter",
)  # fmt: skip


def dated(text: str, year: int) -> str:
    """The terms of a course with the years in them."""
    return text.replace("| 09-01 |", f"| {year}-09-01 |").replace("| 06-18 |", f"| {year + 1}-06-18 |")


def test_a_new_school_year_goes_on_in_the_same_portfolio(cli: Cli, mine: str, tmp_path: Path) -> None:  # noqa: F811
    cli(*CHOOSE)
    cli("assess", "letter", "--rate", "Questioning=2")
    first = changed(tmp_path / "a", "course.md", lambda text: dated(text, 2025).replace("2026-27", "2025-26"))
    cli("course", "add", first)
    early = changed(tmp_path / "b", "course.md", lambda text: dated(text, 2025).replace("2025-09-01", "2025-10-01"))
    with pytest.raises(Failed, match="before 2025-26 has ended"):
        cli("course", "add", early)
    later = changed(tmp_path / "c", "course.md", lambda text: dated(text, 2026))
    cli("course", "add", later)
    found = json.loads(cli("growth", "HUM:Q", "--json"))
    assert [one["level"] for one in found["pieces"]] == ["2"] and found["in_use"], "nothing is entered again"
    assert_clean(mine)


def test_reading_back_and_an_exit_ticket_in_plain_lines(cli: Cli, mine: str) -> None:  # noqa: F811
    cli(*CHOOSE)
    cli("reflect", "letter", "--answer", "1=I cut what I loved")
    cli("reflect", "letter", "--private", "--answer", "2=Only for me")
    shown = cli("reflect", "letter", "--read")
    assert "I cut what I loved" in shown and "only you can read this" in shown and "Only for me" in shown
    assert [one["private"] for one in json.loads(cli("reflect", "letter", "--json"))["items"]] == [False, True]
    question = cli("ticket").strip()
    cli("ticket", "--text", "The empty page [counts]")
    made = json.loads(cli("ticket", "--list", "--json"))["items"]
    assert [(one["question"], one["text"]) for one in made] == [(question, "The empty page [counts]")]


@pytest.mark.parametrize(
    ("keys", "kept"), [(("T", "w", "o", "enter"), ["Two"]), (("x", "escape"), []), (("enter",), [])]
)
async def test_leaving_asks_one_question_that_one_key_skips(home: str, keys: tuple[str, ...], kept: list[str]) -> None:  # noqa: F811
    app = PortfolioApp(home, SetClock(NOON), Config(exit_ticket=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.1)
        await pilot.press("ctrl+q")
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
    desk = open_desk(home, SetClock(NOON))
    assert [one.text for one in desk.view.all(Ticket)] == kept
    desk.portfolio.close()


async def test_reading_back_and_a_sentence_to_begin_with_in_the_app(opened: Opened, home: str) -> None:  # noqa: F811
    _begun(home)
    async with opened((80, 24)) as pilot:
        await pilot.press("3", "enter", "f6")
        await pilot.pause()
        await pilot.press("f4", *"now", "ctrl+s")
        await pilot.pause()
        await pilot.press("f2")
        await pilot.pause()
        assert "now" in screen_text(pilot) and "Four score" in screen_text(pilot)
