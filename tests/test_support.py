"""The weekly support block: proposed, reviewed with an advisor, done, looked back at; next week starts from it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from portfolio.clock import SetClock
from portfolio.door import Portfolio
from portfolio.errors import PortfolioError
from portfolio.model.support import Slot
from portfolio.services import supporting, weeks
from portfolio.services.desk import Desk, open_desk
from portfolio.services.today import next_steps
from tests.makers import NOON
from tests.test_app import Opened, fill, home, opened, screen_text  # noqa: F401 - fixtures
from tests.test_cli import CHOICE, GOAL, Cli, Failed, cli, mine  # noqa: F401 - fixtures
from tests.test_growth import changed

ANSWERS = {"session": "source-table", "where": "Library", "why": "Two temperatures", "standard": "HUM:E"}
PLAN = ("support", "plan", "A", "--week", "next", "--session", "source-table", "--where", "Library",
        "--why", "Two temperatures", "--standard", "Evidence")  # fmt: skip


def planned(desk: Desk, starts: date, block: str) -> weeks.Row:
    return weeks.find_row(desk, starts, block)


def test_a_week_is_planned_confirmed_done_and_the_next_starts_from_it(home: str) -> None:  # noqa: F811
    clock = SetClock(NOON)
    desk = open_desk(home, clock)
    this = weeks.first_day(desk)
    assert this == date(2026, 11, 23) and [row.on.day for row in weeks.week(desk, this)] == [24, 26, 27]
    supporting.propose(desk, this, planned(desk, this, "A"), ANSWERS)
    supporting.confirm(desk, planned(desk, this, "A"), "Ms. Sample")
    slot = planned(desk, this, "A").slot
    assert slot and slot.state == "confirmed" and slot.noted_for and slot.noted_for.name == "Ms. Sample"
    with pytest.raises(PortfolioError, match="still to come"):
        supporting.finish(desk, planned(desk, this, "A"), {"did": "x", "helped": "yes"})
    clock.forward(days=2)
    assert next(step for step in next_steps(desk) if step.act == "support").target == f"{this}/Support block A"
    supporting.finish(desk, planned(desk, this, "A"), {"did": "I laid them side by side", "helped": "a little"})
    assert "support" not in [step.act for step in next_steps(desk)]
    clock.forward(days=5)
    after = weeks.first_day(desk)
    row = planned(desk, after, "A")
    assert row.slot is None and after == this + timedelta(days=7)
    start = supporting.proposal(desk, row)
    assert (start["session"], start["where"], start["standard"], start["why"]) == (
        "source-table",
        "Library",
        "HUM:E",
        "",
    )
    supporting.propose(desk, after, row, {**start, "why": "Silence as a source"})
    assert len(desk.view.all(Slot)) == 2, "nothing from earlier weeks is overwritten"
    desk.portfolio.close()


def test_what_has_not_helped_is_not_proposed_again(home: str) -> None:  # noqa: F811
    clock = SetClock(NOON)
    desk = open_desk(home, clock)
    this = weeks.first_day(desk)
    supporting.propose(desk, this, planned(desk, this, "A"), ANSWERS)
    clock.forward(days=3)
    supporting.finish(desk, planned(desk, this, "A"), {"did": "I sat there", "helped": "not yet"})
    clock.forward(days=4)
    assert supporting.proposal(desk, planned(desk, weeks.first_day(desk), "A")) == {}
    desk.portfolio.close()


def test_an_advisor_changes_or_plans_and_the_student_agrees_or_asks(home: str) -> None:  # noqa: F811
    desk = open_desk(home, SetClock(NOON))
    this = weeks.first_day(desk)
    supporting.propose(desk, this, planned(desk, this, "A"), ANSWERS)
    told = {**ANSWERS, "session": "writing-lab", "advisor": "Ms. Sample", "answer": "The table is full"}
    made = supporting.change(desk, this, planned(desk, this, "A"), told)
    assert (made.state, made.answer, made.session) == ("changed", "The table is full", "Writing lab")
    assert supporting.ask_to_change(desk, planned(desk, this, "A"), "I was there on Monday").state == "asked"
    away = supporting.propose(desk, this, planned(desk, this, "B"), ANSWERS, planned_by="Ms. Sample")
    assert away.state == "planned for me" and away.planned_for_me
    agreed = supporting.accept(desk, planned(desk, this, "B"))
    assert agreed.state == "confirmed" and agreed.planned_for_me, "it stays known who planned it"
    with pytest.raises(PortfolioError, match="your own"):
        supporting.accept(desk, planned(desk, this, "A"))
    desk.portfolio.close()


def test_two_courses_with_one_timetable_have_one_block_and_overlaps_are_refused(home: str, tmp_path: Path) -> None:  # noqa: F811
    from portfolio.course import shelf

    desk = open_desk(home, SetClock(NOON))
    folder = changed(
        tmp_path, "course.md",
        lambda text: text.replace("id: humanities-10", "id: second").replace(
            "| Support block B | Thursday | 10:15 | 11:00 |", "| Choir | Tuesday | 10:45 | 11:30 |"
        ),
    )  # fmt: skip
    shelf.add(desk.portfolio, folder)
    desk = Desk(desk.portfolio, desk.clock)
    this = weeks.first_day(desk)
    assert [row.block for row in weeks.week(desk, this)] == [
        "Support block A", "Choir", "Support block B", "Support block C",
    ]  # fmt: skip
    supporting.propose(desk, this, planned(desk, this, "A"), ANSWERS)
    with pytest.raises(PortfolioError, match="at the same time"):
        supporting.propose(desk, this, planned(desk, this, "Choir"), ANSWERS)
    desk.portfolio.close()


def test_a_block_that_left_the_timetable_stays_readable_and_cannot_be_planned(home: str, tmp_path: Path) -> None:  # noqa: F811
    from portfolio.course import shelf

    desk = open_desk(home, SetClock(NOON))
    this = weeks.first_day(desk)
    supporting.propose(desk, this, planned(desk, this, "B"), ANSWERS)
    folder = changed(
        tmp_path, "course.md", lambda text: text.replace("| Support block B | Thursday | 10:15 | 11:00 |\n", "")
    )
    shelf.add(desk.portfolio, folder)
    desk = Desk(desk.portfolio, desk.clock)
    row = weeks.week(desk, this)[-1]
    assert row.block == "Support block B" and row.told == "not in the timetable any more"
    assert row.slot and row.slot.session == "Source table"
    with pytest.raises(PortfolioError, match="no block"):
        supporting.propose(desk, this, row, ANSWERS)
    with pytest.raises(PortfolioError, match="has no block"):
        planned(desk, this, "Z")
    desk.portfolio.close()


def test_the_block_in_plain_lines(cli: Cli, mine: str) -> None:  # noqa: F811
    cli(*GOAL)
    shown = cli(*PLAN)
    assert "Source table (support), Library" in shown and "Evidence" in shown and "proposed" in shown
    assert "Ms. Sample" in cli("support", "confirm", "1", "--week", "next", "--advisor", "Ms. Sample")
    found = json.loads(cli("support", "week", "--week", "next", "--json"))["blocks"][0]
    assert found["plan"]["state"] == "confirmed" and found["plan"]["noted_for"] == "Ms. Sample"
    with pytest.raises(Failed, match="not only yours"):
        cli(*PLAN)
    with pytest.raises(Failed, match="is not a date"):
        cli("support", "week", "--week", "someday")
    with pytest.raises(Failed) as failed:
        cli("support", "plan", "B", "--week", "next", "--session", "source-table", "--where", "x", "--why", "y")
    assert "--standard" in failed.value.err and "--goal" in failed.value.err
    cli("support", "plan", "B", "--own", "Talk with the caretaker", "--kind", "extension", "--where", "Cellar",
        "--why", "He was there", "--goal", "ask", "--week", "next")  # fmt: skip
    assert "Talk with the caretaker (extension)" in cli("support", "week", "--week", "next")
    assert {one["kind"] for one in json.loads(cli("support", "menu", "--json"))["items"]} == {"support", "extension"}


def test_an_extension_done_stands_in_the_record_by_name(cli: Cli, mine: str) -> None:  # noqa: F811
    cli(*CHOICE)
    cli("support", "extend", "four", "--part", "content", "--note", "I asked the other shore, too")
    with pytest.raises(Failed, match="written down already"):
        cli("support", "extend", "four", "--part", "content", "--note", "again")
    found = json.loads(cli("support", "record", "--json"))["items"]
    assert found[0]["kind"] == "extension" and found[0]["did"] == "I asked the other shore, too" and found[0]["name"]


async def test_student_and_advisor_fill_in_the_week_by_keyboard(opened: Opened, home: str) -> None:  # noqa: F811
    async with opened((80, 24)) as pilot:
        await pilot.press("5", "enter")
        await fill(pilot, session="source-table", where="Library", why="Two temperatures", standard="HUM:E")
        assert "proposed" in screen_text(pilot)
        await pilot.press("c")
        await fill(pilot, advisor="Ms. Sample")
        assert "confirmed · Ms. Sample, noted by you" in screen_text(pilot)
        await pilot.press("x")
        await fill(pilot, advisor="Ms. Sample", answer="The [table] is full", where="Room 9")
        assert "“The [table] is full”" in screen_text(pilot)
        await pilot.press("a")
        await pilot.pause()
        await pilot.press("k")
        await fill(pilot, answer="I was there on Monday")
        assert "asked to change it" in screen_text(pilot)
        await pilot.press("right")
        assert "Next week" in screen_text(pilot) and "last time: Source table" in screen_text(pilot)
        await pilot.press("m")
        await pilot.pause()
        assert "for everyone" in screen_text(pilot)
        await pilot.press("escape", "down", "o")
        await fill(pilot, session="archive-hour", where="Town", why="Nobody looked", standard="HUM:Q", advisor="Ms. S.")
        assert "planned for me" in screen_text(pilot)
    after = Portfolio.open(home, SetClock(NOON))
    assert [slot.state for slot in after.all(Slot)] == ["asked", "planned for me"]
    after.close()


async def test_today_leads_to_the_two_questions(opened: Opened, sampled: str) -> None:  # noqa: F811
    desk = open_desk(sampled, SetClock(NOON - timedelta(days=6)))
    last = weeks.first_day(desk)
    supporting.propose(desk, last, planned(desk, last, "B"), ANSWERS)
    desk.portfolio.close()
    async with opened((120, 40), sampled) as pilot:
        steps = next_steps(pilot.app.desk)  # type: ignore[attr-defined]

        at = next(n for n, step in enumerate(steps) if step.act == "support")
        assert at < 4
        await pilot.press(*["down"] * at, "enter")
        await pilot.pause()
        await fill(pilot, did="I sorted letters", helped="yes")
        assert "I sorted letters" in screen_text(pilot) and "yes, it helped" in screen_text(pilot)


def test_names_of_the_menu_work_and_nothing_is_filled_in_behind_ones_back(cli: Cli, mine: str) -> None:  # noqa: F811
    cli("support", "plan", "A", "--session", "Source table", "--where", "Library", "--why", "Two",
        "--standard", "Evidence", "--week", "next")  # fmt: skip
    with pytest.raises(Failed, match="Where"):
        cli("support", "plan", "B", "--week", "next", "--why", "only this")
    with pytest.raises(Failed, match="Empty one of the two"):
        cli("support", "plan", "A", "--week", "next", "--own", "Chess", "--session", "writing-lab", "--kind", "support")
    cli("support", "plan", "A", "--week", "next", "--own", "Chess", "--kind", "extension")
    shown = cli("support", "plan", "A", "--week", "next", "--session", "Writing lab")
    assert "Writing lab (support), Library" in shown and "Chess" not in shown
    with pytest.raises(Failed, match="your own name"):
        cli("support", "confirm", "A", "--week", "next", "--advisor", "ada sample")


def test_a_confirmed_plan_stays_until_student_and_advisor_change_it(home: str) -> None:  # noqa: F811
    desk = open_desk(home, SetClock(NOON))
    this = weeks.first_day(desk)
    supporting.propose(desk, this, planned(desk, this, "A"), ANSWERS)
    supporting.confirm(desk, planned(desk, this, "A"), "Ms. Sample")
    supporting.ask_to_change(desk, planned(desk, this, "A"), "I was there on Monday")
    with pytest.raises(PortfolioError, match="not only yours"):
        supporting.propose(desk, this, planned(desk, this, "A"), {**ANSWERS, "why": "Another"})
    slot = planned(desk, this, "A").slot
    assert slot and slot.why == "Two temperatures" and slot.answer == "I was there on Monday"
    gone = this - timedelta(days=14)
    with pytest.raises(PortfolioError, match="week is over"):
        supporting.propose(desk, gone, planned(desk, gone, "A"), ANSWERS)
    desk.portfolio.close()
