"""Growth across courses and years: joins, raters side by side, situations, terms."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.clock import SetClock
from portfolio.course import shelf
from portfolio.course.reader import read_course
from portfolio.course.shelf import folder_files, shipped
from portfolio.model.calendar import block_day, school_year, spans, term_on, week_of
from portfolio.model.course import Block, Course, Standard, Term
from portfolio.model.work import Rating
from portfolio.services import assessing, choosing
from portfolio.services.desk import Desk, open_desk
from portfolio.services.growth import SELF, find_grown, growth, join, met, unplaced
from tests.makers import NOON
from tests.test_app import Opened, home, opened, screen_text  # noqa: F401 - fixtures
from tests.test_cli import CHOICE, Cli, Failed, cli, mine  # noqa: F401 - fixtures

TERMS = (Term("Fall", "09-01", "12-20"), Term("Winter", "01-04", "03-26"), Term("Spring", "03-29", "06-18"))
REAL, _mistakes = read_course(folder_files(shipped()["humanities-10"]), "0123456789ab")


def a_course(name: str, standards: dict[str, tuple[str, ...]]) -> Course:
    """A shipped course with other standards."""
    made = tuple(Standard(code, code, "", {}, also=also) for code, also in standards.items())
    return Course(**{**REAL.__dict__, "id": name, "standards": made})


CODES = st.sampled_from([f"F:{letter}" for letter in "ABCDEF"])
COURSES = st.lists(st.dictionaries(CODES, st.lists(CODES, max_size=2).map(tuple), max_size=4), max_size=4)


@settings(deadline=None)
@given(COURSES)
def test_joining_does_not_depend_on_the_order_of_courses(told: list[dict[str, tuple[str, ...]]]) -> None:
    courses = [a_course(f"c{n}", standards) for n, standards in enumerate(told)]
    found = join(courses)
    assert join(courses[::-1]).groups == found.groups
    assert sorted(code for group in found.groups for code in group) == sorted(
        {code for group in found.groups for code in group}
    ), "every code is in one group"
    for course in courses:
        for standard in course.standards:
            assert standard.code in found.group(standard.code)
    stated = {(code, alias) for one in told for code, also in one.items() for alias in also}
    for group in found.groups:
        linked = {code for code in group if any((code, o) in stated or (o, code) in stated for o in group - {code})}
        assert len(group) == 1 or linked == group, "no code joins without a stated alias"


def test_an_alias_of_two_frameworks_joins_neither_and_says_where() -> None:
    a, b = a_course("a", {"A:1": ("X:1",)}), a_course("b", {"B:1": ("X:1",)})
    found = join([a, b])
    assert frozenset({"A:1"}) in found.groups and frozenset({"B:1"}) in found.groups
    assert "X:1" in found.problems[0] and "a@" in found.problems[0] and "standards.md" in found.problems[0]
    mended = join([a, a_course("b", {"B:1": ("X:1", "A:1")})])
    assert mended.group("A:1") == {"A:1", "B:1", "X:1"} and not mended.problems


@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_every_day_has_its_school_year_and_term(at: date) -> None:
    year = spans(TERMS, at)
    assert [one.name for one in year] == ["Fall", "Winter", "Spring"]
    assert all(one.starts <= one.ends for one in year)
    assert year[0].starts <= at < year[0].starts + timedelta(days=366)
    term = term_on(TERMS, at)
    assert term is not None and term.starts <= at
    assert school_year(TERMS, at) == f"{year[0].starts.year}-{(year[0].starts.year + 1) % 100:02d}"


@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.sampled_from(["Monday", "Sunday", "Saturday"]))
def test_a_week_holds_its_days_and_blocks(at: date, first: str) -> None:
    week = week_of(at, first)
    assert timedelta(0) <= at - week < timedelta(days=7)
    on = block_day(Block("A", "Thursday", "10:15", "11:00"), week)
    assert on.weekday() == 3 and timedelta(0) <= on - week < timedelta(days=7)


def test_a_leap_day_in_the_terms_is_a_day_in_every_year() -> None:
    assert spans((Term("All", "09-01", "02-29"),), date(2026, 10, 1))[0].ends == date(2027, 2, 28)


def test_the_sample_grows_over_two_years(sampled: str) -> None:
    desk = open_desk(sampled, SetClock(NOON))
    found = {one.code: one for one in growth(desk)}
    assert list(found) == [one.code for one in desk.standards()]
    asked = found["HUM:Q"]
    assert len({one.year for one in asked.pieces}) == 2 and {one.who for one in asked.pieces} == {
        SELF,
        "peer",
        "teacher",
    }
    assert "new situation" in {s for one in found.values() for s in (piece.situation for piece in one.pieces)}
    assert [one.assessment for one in asked.pieces] == sorted(one.assessment for one in asked.pieces)
    assert find_grown(desk, "question").code == "HUM:Q" == find_grown(desk, "hum:q").code
    assert unplaced(desk) == []
    desk.portfolio.close()


RATE = ("assess", "four", "--rate", "Questioning=3", "--rate", "Evidence=2")


def test_raters_stand_side_by_side_and_never_in_each_others_place(cli: Cli, mine: str) -> None:  # noqa: F811
    cli(*CHOICE)
    before = json.loads(cli("growth", "Questioning", "--json"))
    assert before["enough_evidence"] is False and "Not enough evidence yet." in cli("growth", "questioning")
    cli(*RATE)
    cli("assess", "four", "--rate", "Questioning=2", "--noted-for", "teacher: Ms. Sample", "--next", "Questioning=Ask")
    cli("assess", "four", "--rate", "Questioning=4", "--noted-for", "peer: Ben")
    found = json.loads(cli("growth", "HUM:Q", "--json"))
    told = [(one["by"], one["noted_for"], one["level"], one["situation"]) for one in found["pieces"]]
    assert told == [
        (SELF, "", "3", "new situation"), ("teacher", "Ms. Sample", "2", "new situation"),
        ("peer", "Ben", "4", "new situation"),
    ]  # fmt: skip
    assert found["this_term"] is True
    shown = cli("growth", "hum:q")
    assert "you: 3 Proficient" in shown and "teacher Ms. Sample, noted by you: 2 Developing" in shown
    assert "Your level now, Questioning: 3" in cli("assess", "four"), "what a teacher said is not the student's own"
    assert "average" not in cli("growth").lower()


@pytest.mark.parametrize("wrong", ["Ms. Sample", "boss: Ms. Sample", "teacher:", "self: me"])
def test_ratings_are_noted_for_somebody_with_a_role_and_a_name(cli: Cli, mine: str, wrong: str) -> None:  # noqa: F811
    cli(*CHOICE)
    with pytest.raises(Failed) as failed:
        cli("assess", "four", "--rate", "Questioning=2", "--noted-for", wrong)
    assert failed.value.code == 2 and "--noted-for" in failed.value.err


def test_standards_not_met_again_this_term(cli: Cli, mine: str) -> None:  # noqa: F811
    cli(*CHOICE)
    cli(*RATE)
    missing = {one["code"] for one in json.loads(cli("growth", "--not-this-term", "--json"))["items"]}
    assert "HUM:Q" not in missing and "HUM:T" in missing


def changed(tmp_path: Path, file: str, change: Callable[[str], str]) -> str:
    """A copy of a shipped course with one file changed."""
    folder = tmp_path / "course"
    for path, data in folder_files(shipped()["humanities-10"]).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    (folder / file).write_text(change((folder / file).read_text(encoding="utf-8")), encoding="utf-8")
    return str(folder)


def test_a_standard_that_left_the_course_stays_readable(cli: Cli, mine: str, tmp_path: Path) -> None:  # noqa: F811
    cli(*CHOICE)
    cli(*RATE)
    folder = changed(tmp_path, "standards.md", lambda text: text.replace("| HUM:Q |", "| NEW:Q |"))
    for name in ("tasks", "rubrics"):
        for file in (Path(folder) / name).iterdir():
            file.write_text(file.read_text(encoding="utf-8").replace("HUM:Q", "NEW:Q"), encoding="utf-8")
    for file in ("strategies.md", "supports.md"):
        path = Path(folder, file)
        path.write_text(path.read_text(encoding="utf-8").replace("HUM:Q", "NEW:Q"), encoding="utf-8")
    cli("course", "add", folder)
    old, new = json.loads(cli("growth", "HUM:Q", "--json")), json.loads(cli("growth", "NEW:Q", "--json"))
    assert old["in_use"] is False and [one["level"] for one in old["pieces"]] == ["3"]
    assert new["in_use"] is True and new["pieces"] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("course.md", "| Fall | 09-01 | 12-20 |", "| Fall | 09-01 | 08-20 |", ""),
        ("course.md", "| Winter | 01-04 | 03-26 |", "| Winter | 12-10 | 03-26 |", "before the term above it has ended"),
        ("course.md", "| Fall | 09-01 | 12-20 |", "| Fall | 2026-09-01 | 2025-12-20 |", "before it starts"),
        ("course.md", "| Tuesday | 10:15 | 11:00 |", "| Tuesday | 11:15 | 11:00 |", "before it starts"),
        ("course.md", "| Support block B |", "| Support block A |", "twice"),
    ],
)
def test_impossible_terms_and_timetables_are_told_with_file_and_line(
    cli: Cli,  # noqa: F811
    tmp_path: Path,
    file: str,
    old: str,
    new: str,
    told: str,
) -> None:
    folder = changed(tmp_path, file, lambda text: text.replace(old, new))
    with pytest.raises(Failed) as failed:
        cli("course", "check", folder)
    assert failed.value.code == 1 and told in failed.value.out + failed.value.err
    assert f"{file}:" in failed.value.out + failed.value.err


async def test_growth_in_the_app_goes_from_a_standard_to_its_evidence(opened: Opened, sampled: str) -> None:  # noqa: F811
    async with opened((80, 24), sampled) as pilot:
        await pilot.press("4")
        shown = screen_text(pilot)
        assert "Questioning" in shown and "new situation" in shown and "2025-26" in shown
        assert "Ms. Okafor, noted by you" in shown and "average" not in shown
        await pilot.press("n")
        assert "Not met again this term" in screen_text(pilot) and "Collaboration" in screen_text(pilot)
        await pilot.press("n", "home", "enter", "down", "enter")
        await pilot.pause()
        assert "Assess" in screen_text(pilot) and "Dear Parks Department" in screen_text(pilot)


async def test_growth_of_an_empty_portfolio_says_what_comes_first(opened: Opened) -> None:  # noqa: F811
    async with opened((120, 40)) as pilot:
        await pilot.press("4")
        assert "Not enough evidence yet." in screen_text(pilot) and "not enough evidence yet" in screen_text(pilot)
        await pilot.press("enter", "enter", "escape", "n")
        assert "Not met again this term" in screen_text(pilot)


def test_today_knows_a_standard_by_its_alias_too(home: str, tmp_path: Path) -> None:  # noqa: F811
    desk = open_desk(home, SetClock(NOON))
    course, task = desk.find_task("social-action")
    picks = {name: part.options[0].id for name, part in task.parts.items() if part.open}
    work = choosing.choose(desk, course, task, picks, "Because", "River")
    assessing.assess(desk, work, {"Questioning": Rating("3")})
    folder = changed(
        tmp_path,
        "standards.md",
        lambda text: re.sub(r"^\| HUM:", "| | HUM:", text, flags=re.M)
            .replace("| code |", "| also | code |").replace("|---|", "|---|---|", 1)
            .replace("| | HUM:Q |", "| HUM:Q | NEW:Q |"),
    )  # fmt: skip
    shelf.add(desk.portfolio, folder)
    after = Desk(desk.portfolio, desk.clock)
    found = {one.code: one for one in met(after)}
    assert found["NEW:Q"].levels == ("3",) and found["NEW:Q"].again
    assert [one.rating.level for one in find_grown(after, "NEW:Q").pieces] == ["3"]
    desk.portfolio.close()
