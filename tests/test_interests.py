"""The interest survey and what follows from it; choices that learn from past choices."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portfolio.clock import SetClock
from portfolio.course.reader import read_course
from portfolio.course.shelf import folder_files, shipped
from portfolio.errors import Refused
from portfolio.model.course import PartOption
from portfolio.screens.choose import Choose
from portfolio.services import choosing, interests
from portfolio.services.desk import Desk, open_desk
from tests.makers import NOON
from tests.test_app import Opened, _begun, home, opened, screen_text  # noqa: F401 - fixtures
from tests.test_cli import CHOICE, Cli, Failed, cli, mine  # noqa: F401 - fixtures
from tests.test_growth import changed

ANSWER = ("survey", "answer", "--course", "humanities-10")


def test_answered_half_way_and_later_and_changed(cli: Cli, mine: str) -> None:  # noqa: F811
    said = cli(*ANSWER, "--answer", "1=Nature, law", "--answer", "2=3,1")
    assert "6 questions are still open" in said
    shown = cli("survey", "show", "--course", "humanities")
    assert "Your answer: Nature, Law" in shown and "teachers in this course and your advisor can read" in shown.replace(
        "\n", " "
    )
    cli(*ANSWER, "--answer", "1=Music", "--answer", "3=Who makes the rules, and who can change them?,3")
    found = json.loads(cli("survey", "show", "--course", "humanities", "--json"))["questions"]
    assert found[0]["answer"] == ["Music"]
    assert found[1]["answer"] == ["Recording sound or video", "Writing"], "what was not named stays"
    assert found[2]["answer"] == [
        "Who makes the rules, and who can change them?", "What is fair when people need different things?",
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["1=Chess", "1=Music,Music", "2=9"])
def test_an_answer_that_cannot_be_is_told_with_its_question(cli: Cli, mine: str, wrong: str) -> None:  # noqa: F811
    with pytest.raises(Failed) as failed:
        cli(*ANSWER, "--answer", wrong, "--answer", "6=Somali and English")
    assert failed.value.code == 1 and "?" in failed.value.err
    assert all(not one["answer"] for one in json.loads(cli("survey", "show", "--course", "h", "--json"))["questions"])


def test_options_that_suit_say_why(cli: Cli, mine: str) -> None:  # noqa: F811
    assert json.loads(cli("task", "show", "letter-to-power", "--json"))["suits"] == {}
    cli(*ANSWER, "--answer", "1=Law,Nature")
    suits = json.loads(cli("task", "show", "letter-to-power", "--json"))["suits"]
    assert (
        suits["a-rule-at-school"] == "because you are interested in law" and "what-is-on-the-shelf-or-wall" not in suits
    )
    assert "may suit you, because you are interested in law" in cli("task", "show", "letter-to-power")
    assert interests.match(PartOption("x", "X", "", "", ("Law", "money")), {"law"}).endswith("Law")


def test_what_a_choice_taught_stands_beside_the_next(cli: Cli, mine: str) -> None:  # noqa: F811
    cli(*CHOICE)
    cli("again", "four", "--again", "partly", "--look-for", "People I can meet twice")
    shown = cli("task", "show", "letter-to-power")
    assert "“Four score”: would you choose it again? in part. Next time: People I can meet twice" in shown
    with pytest.raises(Failed, match="is not one of"):
        cli("again", "four", "--again", "maybe", "--look-for", "x")


def test_survey_questions_all_have_usable_answers() -> None:
    for name, folder in shipped().items():
        course, mistakes = read_course(folder_files(folder), "0123456789ab")
        assert not [one for one in mistakes if not one.warning], name
        assert 1 <= len(course.survey.questions) <= 10


async def test_survey_in_the_app_is_left_half_way_and_found_again(opened: Opened, home: str) -> None:  # noqa: F811
    async with opened((80, 24)) as pilot:
        await pilot.press("3", "i")
        await pilot.pause()
        assert "Your teachers" in screen_text(pilot)
        await pilot.press("down", "enter", "tab", "down", "enter", "up", "enter", "escape")
        await pilot.pause()
        await pilot.press("i")
        await pilot.pause()
        await pilot.press("tab")
        await pilot.pause()
        assert "1 Speaking to people" in screen_text(pilot) and "2 Writing" in screen_text(pilot)
    desk = open_desk(home, SetClock(NOON))
    found = interests.answered(desk, desk.courses[0])
    assert found and sorted(found.answers.values()) == [("Law",), ("Speaking to people", "Writing")]
    assert interests.interested(desk) == {"law", "speaking to people"}
    desk.portfolio.close()


async def test_the_choice_board_marks_what_suits(opened: Opened, home: str) -> None:  # noqa: F811
    _begun(home)
    desk = open_desk(home, SetClock(NOON))
    interests.answer(desk, desk.courses[0], {desk.courses[0].survey.questions[0].text: ["Law"]})
    desk.portfolio.close()
    async with opened((120, 40)) as pilot:
        await pilot.press("3", "down", "enter")
        await pilot.pause()
        assert "✓ because you are interested in law" in screen_text(pilot)
        assert "Four score" in screen_text(pilot), "past choices stand above"


def test_wishes_are_ranked_and_changed_until_the_closing_day(cli: Cli, mine: str, tmp_path: Path) -> None:  # noqa: F811
    folder = changed(
        tmp_path, "tasks/letter-to-power.md", lambda text: text.replace("words: 450", "words: 450\ncloses: 2999-12-01")
    )
    cli("course", "add", folder)
    ranked = "a-rule-at-school > Food that is on offer > a-product-you-use"
    rest = ("--process", "go-and-look", "--reason", "I see it", "--title", "L")
    cli("choose", "letter-to-power", "--content", ranked, *rest)
    assert "A rule at school (then: Food that is on offer, A product you use)" in cli("work", "show", "l")
    with pytest.raises(Failed, match="names one option twice"):
        cli("choose", "letter-to-power", "--content", "a-rule-at-school > A rule at school", *rest)
    desk = open_desk(mine, SetClock(NOON))
    work, choice = desk.works()[0], desk.choice(desk.works()[0])
    assert choice is not None
    again = {name: choosing.written(pick) for name, pick in choice.picks.items()}
    assert again["content"] == "a-rule-at-school > food-that-is-on-offer > a-product-you-use"
    choosing.choose_again(desk, work, choice, {**again, "content": "a-product-you-use"}, "I use it daily")
    after = Desk(desk.portfolio, SetClock(datetime(3000, 1, 1, tzinfo=UTC)))
    with pytest.raises(Refused, match="could be changed until 2999-12-01"):
        choosing.choose_again(after, work, choice, again, "Too late")
    desk.portfolio.close()


def test_a_closing_day_that_is_none_is_told_with_file_and_line(cli: Cli, tmp_path: Path) -> None:  # noqa: F811
    folder = changed(
        tmp_path, "tasks/letter-to-power.md", lambda text: text.replace("words: 450", "words: 450\ncloses: soon")
    )
    with pytest.raises(Failed) as failed:
        cli("course", "check", folder)
    assert "tasks/letter-to-power.md:5" in failed.value.out + failed.value.err


async def test_wishes_are_ranked_with_one_key(opened: Opened, home: str) -> None:  # noqa: F811
    async with opened((80, 24)) as pilot:
        await pilot.press("3", "enter")
        await pilot.pause()
        await pilot.press("down", "r", "up", "r")
        await pilot.pause()
        shown = screen_text(pilot)
        assert "2 " in shown and "1 " in shown
        place = pilot.app.screen
        assert isinstance(place, Choose)
        assert next(iter(place._picks.values())).count(">") == 1


async def test_whether_the_name_may_be_shown_is_one_key_and_kept(opened: Opened, home: str) -> None:  # noqa: F811
    async with opened((80, 24)) as pilot:
        await pilot.press("3", "i")
        await pilot.pause(0.2)
        pilot.app.screen.query_one("#named").focus()
        await pilot.pause(0.2)
        assert "○ My name may stand beside what I picked" in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "◆ My name may stand" in screen_text(pilot) and "never beside your own words" in screen_text(pilot)
        await pilot.press("escape")
        await pilot.pause()
    desk = open_desk(home, SetClock(NOON))
    found = interests.answered(desk, desk.courses[0])
    assert found and found.named and not found.answers
    desk.portfolio.close()
