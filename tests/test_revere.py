"""What Revere High School does: a survey, its results, choices drafted from it, and what came of them (script 4.1)."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot
from textual.widgets import Input, Select, TextArea

from portfolio.app import PortfolioApp
from portfolio.classroom import asking, drafting
from portfolio.classroom.hiding import FEWEST, Shown, is_small, sizes, table
from portfolio.classroom.offered import without_choice
from portfolio.classroom.survey import Answer, Heard, count
from portfolio.cli.classsurvey import as_table
from portfolio.clock import SetClock, SystemClock
from portfolio.config import Config
from portfolio.course.reader import read_course
from portfolio.course.shelf import begin as begin_course
from portfolio.course.shelf import folder_files, shipped
from portfolio.course.writing import with_section
from portfolio.door import Portfolio
from portfolio.errors import BadInput
from portfolio.history.server import Way
from portfolio.hub import sync
from portfolio.hub.beginning import begin
from portfolio.hub.joining import join, look
from portfolio.hub.place import open_hub
from portfolio.model.course import Question, Survey
from portfolio.model.schoolclass import Seat
from portfolio.model.work import Choice
from portfolio.screens.choose import Choose
from portfolio.services import choosing, interests
from portfolio.services.desk import Desk
from portfolio.teacher import ClassApp
from portfolio.text import line
from portfolio.wording import defused
from tests.hostile import NASTY, controls
from tests.makers import NOON
from tests.test_app import screen_text, walked_at
from tests.test_class import As, person  # noqa: F401 - fixtures
from tests.test_cli import Failed, cli  # noqa: F401 - fixtures

NINE = ("Ada King", "Ben Okafor", "Cleo O'Neil", "Dora Lim", "Emil Sand", "Fay Wu")
TEN = ("Gus Hall", "Hana Ito", "Ian Roy", "Jo Diaz", "Kim Park", "Lea Bloch")
ROSTER = "name,id,group,grade\n" + "".join(
    f"{name},{number},R1,{9 if name in NINE else 10}\n" for number, name in enumerate((*NINE, *TEN), 1)
)
TOPICS = "Which of these would you like to know more about?"
FAVOURITE = "How do you like to show what you know? Put your favourite first."
LANGUAGES = "Which languages do you read, speak or think in, and which would you like to use in this course?"


@pytest.fixture
def school(person: As, tmp_path: Path) -> str:  # noqa: F811
    """The director's class of twelve in two grades; its hub's address."""
    (tmp_path / "hub").mkdir()
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    person("rivera", "me", "--name", "M. Rivera")
    person(
        "rivera", "class", "create", str(tmp_path / "hub"), "--name", "Humanities 10", "--course", "humanities-10",
        "--roster", str(tmp_path / "roster.csv"), "--in", "class", "--yes",
    )  # fmt: skip
    return f"{tmp_path / 'hub'}#humanities-10"


def sit(school: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> Desk:
    """A student joins, in a home of their own."""
    home = tmp_path / name.split()[0].lower()
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("HOME", str(home))
    hub = open_hub(school.partition("#")[0])
    found = look(hub, "humanities-10")[0]
    seat = next(one for one in found.seats if one.name == name)
    mine: Portfolio
    mine, _known = begin(str(home / "mine"), hub, found, seat, SetClock(NOON))
    join(mine, hub, Way(), found, seat, SetClock(NOON))
    return Desk(mine, SetClock(NOON))


def send(desk: Desk) -> None:
    """What a student saved goes to school."""
    (done,) = [sync.sync(desk.portfolio, one) for one in sync_places(desk)]
    assert done.state == "there", done
    desk.portfolio.close()


def sync_places(desk: Desk) -> list[Any]:
    from portfolio.hub.joining import joined

    return joined(desk.portfolio)


def everybody_answers(school: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eleven answer through the service: nature by all, law by five of grade 9 and two of grade 10."""
    for n, name in enumerate((*NINE[1:], *TEN)):
        desk = sit(school, tmp_path, monkeypatch, name)
        topics = ["Nature", *(["Law"] if name in NINE or name in TEN[:2] else []), *(["Music"] if n < 3 else [])]
        told = {TOPICS: topics, FAVOURITE: ["Writing"], LANGUAGES: [f"[b]{n}[/b] \x1b]0;x\x07 and \u202eenglish"]}
        interests.answer(desk, desk.courses[0], told, named=name == "Ben Okafor")
        send(desk)


def rows_of(person: As, *arguments: str) -> dict[str, Any]:  # noqa: F811
    found: dict[str, Any] = json.loads(person("rivera", "class", "survey", *arguments, "--json"))
    return found


LIKE = "letter-to-power"
CODES = "HUM:Q,HUM:E,HUM:R,HUM:C"


def option(name: str, **more: str) -> tuple[str, ...]:
    """An option as a director writes it."""
    given = {
        "name": name, "what": f"Two texts about {name}", "extension": "Write to one of the authors",
        "standards": CODES, "thinking": "create", **more,
    }  # fmt: skip
    return tuple(part for key, value in given.items() if value for part in (f"--{key}", value))


def survey(person: As, *arguments: str) -> str:  # noqa: F811
    return person("rivera", "class", "survey", *arguments)


def test_from_what_a_class_answered_to_a_choice_and_what_it_taught(
    person: As, school: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    person("ada", "join", school, "--seat", "ada", "--in", "mine", "--yes")
    assert "Your teachers in" in person("ada", "survey", "show"), "it says who will read it"
    person("ada", "survey", "answer", "--answer", "1=Nature, Law")
    assert "name stands nowhere" in person("ada", "survey", "show")
    person("ada", "survey", "answer", "--answer", "2=Writing", "--answer", "6==HYPERLINK(1)")
    assert json.loads(person("ada", "survey", "show", "--json"))["questions"][0]["answer"] == ["Nature", "Law"]
    everybody_answers(school, tmp_path, monkeypatch)
    person("rivera", "class", "fetch")
    found = rows_of(person, "results")
    assert (found["asked"], found["answered"]) == (12, 12)
    assert found["groups"] == [{"group": "9", "answered": 6}, {"group": "10", "answered": 6}]
    themes = {one["theme"]: one for one in found["questions"][0]["themes"]}
    assert [one["theme"] for one in found["questions"][0]["themes"]][:2] == ["Nature", "Law"], "ranked"
    assert themes["Nature"]["by_group"] == {"9": 6, "10": 6}
    assert themes["Law"]["count"] == 8 and themes["Law"]["by_group"] == {"9": None, "10": None}
    assert themes["Music"]["count"] is None and themes["Sport"]["count"] == 0
    assert themes["Nature"]["names"] == ["Ben Okafor"], "nobody else allowed it"
    told = person("rivera", "class", "survey", "results")
    assert "Ben Okafor: Nature, Law" in told and "Ada King" not in told and not controls(told.encode())
    assert "[b]0[/b]" in told and "group under five" in told
    grid = list(csv.reader(io.StringIO(person("rivera", "class", "survey", "results", "--csv"))))
    assert grid[0] == ["question", "theme", "all", "9", "10"] and [TOPICS, "Nature", "12", "6", "6"] in grid
    assert [TOPICS, "Music", "", "", ""] in grid
    draft = ("draft", "What is fair?", "--like", LIKE, "--opening", "Choose what to look into.")
    wrong = {
        ("Rivers", "standards", ""): f"names no standard.*rite {CODES}",
        ("Rivers", "standards", "HUM:Q"): f"names HUM:Q; the choice “Letter to Power” works on {CODES}",
        ("Rivers", "thinking", "remember"): "below “analyze”, the level of this course",
        ("Rivers", "thinking", "evaluate"): "asks for “create”",
        ("Rivers", "theme", "Chess"): "no theme “Chess”",
        ("Rivers", "extension", " "): "please fill this in",
    }
    for (name, key, value), told in wrong.items():
        with pytest.raises(Failed) as failed:
            survey(person, *draft, *option(name, **{key: value}))
        assert re.search(told, str(failed.value)), str(failed.value)
    with pytest.raises(Failed, match="Say which task gives"):
        survey(person, "draft", "What is fair?", *option("Rivers"))
    assert "One option more" in survey(person, *draft, *option("Rivers | and [/] shores", theme="nature"))
    with pytest.raises(Failed, match="2 to 6 options; here are 1"):
        survey(person, "publish")
    survey(person, *draft, *option("Laws", theme="Law"))
    told = survey(person, *draft, *option("Songs", theme="Music"))
    assert "12 of 12 answers led to this: Nature" in told and "8 of 12 answers led to this: Law" in told
    assert "from the survey: Music" in told, "a theme of three has no share"
    assert "level of thinking: create" in told
    assert person("rivera", "course", "check", "class/courses/humanities-10")
    survey(person, "publish")
    person("ada", "sync")
    shown = person("ada", "task", "show", "what-is-fair")
    assert "12 of 12 answers led to this: Nature" in shown and "Rivers | and [/] shores" in shown
    assert "The same for everyone: Questioning, Evidence, Reasoning, Communication" in shown
    person(
        "ada", "choose", "what-is-fair", "--content", "laws > songs", "--process", "go-and-look", "--reason", "I know",
        "--title", "Fair",
    )  # fmt: skip
    person("ada", "support", "extend", "fair", "--part", "content", "--note", "She wrote back")
    assert "Write to one of the authors" in person("ada", "support", "record"), "named in the portfolio"
    person("ada", "again", "fair", "--again", "yes", "--look-for", "A text that argues")
    assert "Next time: A text that argues" in person("ada", "task", "show", "reading-choice")


def test_the_students_leave_is_taken_back_and_nothing_else_changes(person: As, school: str) -> None:  # noqa: F811
    person("ada", "join", school, "--seat", "ada", "--in", "mine", "--yes")
    person("ada", "survey", "answer", "--answer", "1=Music", "--with-name")
    assert json.loads(person("ada", "survey", "show", "--json"))["name_shown"]
    person("ada", "survey", "answer", "--without-name")
    found = json.loads(person("ada", "survey", "show", "--json"))
    assert not found["name_shown"] and found["questions"][0]["answer"] == ["Music"]


# The rule of hiding

Rows = list[list[int]]
COUNTS = st.integers(0, 9) | st.integers(0, 3)


@st.composite
def grids(draw: st.DrawFn) -> tuple[Rows, list[int]]:
    """How many gave each answer in each group, and how many answered in each group."""
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(COUNTS, min_size=width, max_size=width), min_size=1, max_size=5))
    return rows, [sum(column) for column in zip(*rows, strict=True)]


def remainders(parts: Sequence[int | None], total: int | None) -> list[int]:
    """What subtraction gives: the total without all that is told."""
    if total is None or None not in parts:
        return []
    return [total - sum(part for part in parts if part is not None)]


def told_numbers(shown: Sequence[Shown], members: Shown, *, adds_up: bool) -> list[int]:
    """Every number that is told, or is left when told ones are taken from a total."""
    found = [one for row in (members, *shown) for one in (row.total, *row.cells) if one is not None]
    for row in (members, *shown):
        found += remainders(row.cells, row.total)
    if adds_up:
        found += remainders([row.total for row in shown], members.total)
        for at, size in enumerate(members.cells):
            found += remainders([row.cells[at] for row in shown], size)
    return found


@settings(max_examples=400, deadline=None)
@given(grids(), st.data())
def test_no_number_and_no_difference_of_numbers_is_a_group_under_five(
    grid: tuple[Rows, list[int]], data: st.DataObject
) -> None:
    rows, members = grid
    for adds_up in (True, False):
        if not adds_up:  # each may have picked several, so a group is as large as its largest answer, or larger
            members = [
                max(column) + data.draw(st.integers(0, 3)) for column in zip(*rows, strict=True)
            ]  # fmt: skip
        shown = table(rows, members, adds_up=adds_up)
        assert not [one for one in told_numbers(shown, sizes(members), adds_up=adds_up) if is_small(one)]
        for row, true in zip(shown, rows, strict=True):
            assert row.total in (None, sum(true)) and all(
                told in (None, count) for told, count in zip(row.cells, true, strict=True)
            )


def possible(shown: Sequence[Shown], members: Shown, cells: list[tuple[int, int]], most: int) -> list[tuple[int, ...]]:
    """Every way to fill in what is hidden so that all told numbers are right; a favourite is one for each."""
    found = []
    for values in itertools.product(range(most + 1), repeat=len(cells)):
        whole = [list(row.cells) for row in shown]
        for (n, at), value in zip(cells, values, strict=True):
            whole[n][at] = value
        filled = [[count or 0 for count in row] for row in whole]
        fits = all(row.total in (None, sum(line)) for row, line in zip(shown, filled, strict=True))
        columns = [sum(column) for column in zip(*filled, strict=True)]
        if fits and all(size in (None, column) for size, column in zip(members.cells, columns, strict=True)) and (
            members.total in (None, sum(columns))
        ):  # fmt: skip
            found.append(values)
    return found


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=2), min_size=2, max_size=2))
def test_every_small_group_could_be_of_another_size(rows: Rows) -> None:
    """All that fits what is told is tried: no small count is the same in all of it."""
    members = [sum(column) for column in zip(*rows, strict=True)]
    shown, known = table(rows, members, adds_up=True), sizes(members)
    cells = [(n, at) for n, row in enumerate(shown) for at, told in enumerate(row.cells) if told is None]
    if known.total is None or not cells:
        return
    ways = possible(shown, known, cells, 10)
    for number, (n, at) in enumerate(cells):
        if is_small(rows[n][at]):
            assert len({way[number] for way in ways}) > 1, (rows, shown)


def test_what_need_not_be_hidden_is_told() -> None:
    (nature, law) = table([[12, 11, 9], [7, 3, 20]], [12, 12, 20], adds_up=False)
    assert nature == Shown(32, (12, 11, 9))
    assert law == Shown(30, (None, None, 20)), "the next smallest goes with the small one"
    assert table([[2, 2]], [2, 2], adds_up=False) == [Shown(None, (None, None))]
    assert FEWEST == 5


def test_the_director_writes_a_survey_and_sees_it_as_a_student_does(
    person: As, school: str, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    with pytest.raises(Failed, match="nobody is there to ask"):
        survey(person, "new", "--grades", "9")
    survey(person, "new", "--grades", "9", "--yes")
    ask = ("edit", "--question", "What pulls at you?", "--kind", "rank", "--options", "Rivers | Laws | [b]Songs")
    survey(person, *ask)
    survey(person, "edit", "--question", "Anything else?", "--kind", "text")
    with pytest.raises(Failed, match="stands here twice"):
        survey(person, *ask)
    with pytest.raises(Failed, match="not a grade of this course"):
        survey(person, "new", "--grades", "12", "--yes")
    told = survey(person, "preview")
    assert "This survey is for grade 9." in told and "1  What pulls at you? (put your favourite first)" in told
    assert "3. [b]Songs" in told and "advisor can read" in told
    survey(person, "edit", "1", "--options", "Rivers|Laws|Songs")
    assert json.loads(survey(person, "preview", "--json"))["questions"][0]["options"] == ["Rivers", "Laws", "Songs"]
    survey(person, "edit", "2", "--remove")
    for n in range(9):
        asking.put_question(f"{tmp_path}/rivera/class/courses/humanities-10", {"question": f"{n}?", "kind": "text"})
    with pytest.raises(Failed, match="up to ten questions"):
        survey(person, "edit", "--question", "Number ten?", "--kind", "text")
    assert "is published" in survey(person, "publish")
    assert "nothing has changed" in survey(person, "publish")
    person("ada", "join", school, "--seat", "ada", "--in", "mine", "--yes")
    person("ada", "survey", "answer", "--answer", "1=Laws,Rivers")
    assert "This survey is for grade 9." in person("ada", "survey", "show")
    person("rivera", "class", "fetch")
    assert rows_of(person, "results")["asked"] == 6, "grade 10 is not asked"
    survey(person, "new", "--from", "humanities-10", "--grades", "9,10")
    assert len(json.loads(survey(person, "preview", "--json"))["questions"]) == 10, "it starts from the one before"


def test_hostile_words_come_back_as_they_are_or_are_refused(tmp_path: Path) -> None:
    folder = str(tmp_path / "course")
    begin_course(folder, "humanities-10")
    for path in (tmp_path / "course/tasks").iterdir():
        if path.stem != LIKE:
            path.unlink()
    asking.begin(folder, Survey("What", "Why", (Question("Which?", "pick", ("Law",)),)))
    kept = 0
    words = ["a | b \\| c\\", "# not a heading #", "- option: x", "| | |", "***", "&amp; <b>", "`x", "  ", *NASTY]
    for number, nasty in enumerate(words):
        name = f"{nasty[:300]} {number}"
        given_answers = dict(zip(("name", "what", "extension"), (name, nasty, nasty), strict=True))
        try:
            made = asking.put_question(folder, {"question": nasty, "kind": "pick", "options": f"{number}\n{nasty}"}, 1)
            assert made.questions[0].text == line(nasty) and str(number) in made.questions[0].options
            told = {**given_answers, "standards": CODES, "thinking": "create", "theme": nasty}
            task = drafting.draft(folder, "Task", told, like=LIKE)[1]
            (option,) = task.parts["content"].options
            assert (option.name, option.what, option.theme) == (line(name), line(nasty), line(nasty))
            kept += 1
            (tmp_path / "course/tasks/task.md").unlink()
        except BadInput as error:
            assert str(error) and not controls(str(error).encode())
    assert kept >= len(words) - 6, kept


def test_a_survey_or_a_choice_that_was_written_by_hand_is_checked(tmp_path: Path) -> None:
    folder = str(tmp_path / "course")
    begin_course(folder, "humanities-10")
    contents = folder_files(folder)

    def mistakes(file: str, old: str, new: str) -> list[str]:
        changed = {**contents, file: contents[file].replace(old.encode(), new.encode(), 1)}
        return [str(one) for one in read_course(changed, "x")[1]]

    task = f"tasks/{LIKE}.md"
    assert mistakes("survey.md", "# What", "---\ngrades: 12\n---\n# What") == [
        "survey.md:2: “12” is not a grade of this course; expected one of: 9, 10. For example: 9"
    ]
    section = "| option | what it is | extension | interests | theme | answers |\n|---|---|---|---|---|---|\n"
    head = "## Content\n- open: Choose.\n- own proposal: no\n\n" + section
    for share, right in (("9 of 27", True), ("5 of 5", True), ("", True), ("4 of 27", False), ("many", False)):
        text = f"{head}| A | b | c | d | Law | {share} |\n| B | b | c | d | | |\n\n"
        page = with_section(contents[task].decode(), "Content", text)
        told = [str(one) for one in read_course({**contents, task: page.encode()}, "x")[1]]
        assert (told == []) is right and (right or told[0].startswith(f"{task}:28: “answers” is written like")), told
    low = mistakes("course.md", "grades: 9, 10", "grades: 9, 10\nthinking: create")
    assert any("asks for “create” or more" in one for one in low)


def test_a_choice_of_text_in_a_required_course_is_one_command(person: As, school: str) -> None:  # noqa: F811
    options = "Antigone | A play about a law | Stage one scene\nThe letter | A letter from a jail | Answer it"
    with pytest.raises(Failed, match=r"Option 2: write it as name"):
        person(
            "rivera", "class", "offer", "--title", "x", "--like", LIKE, "--opening", "Choose", "--options", "A|b|c\nB"
        )
    told = person(
        "rivera", "class", "offer", "--title", "Reading Choice", "--opening", "Choose one text.", "--options", options,
        "--closes", "2999-12-01", "--publish",
    )  # fmt: skip
    assert "is published" in told
    person("ada", "join", school, "--seat", "ada", "--in", "mine", "--yes")
    shown = json.loads(person("ada", "task", "show", "reading-choice", "--json"))
    assert [one["name"] for one in shown["parts"]["content"]["options"]] == ["Antigone", "The letter"]
    assert shown["closes"] == "2999-12-01" and shown["about"].startswith("Some books"), "the rest stays"


def test_offered_against_chosen_and_who_had_no_choice(
    person: As, school: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    for name in (*NINE[1:4], *TEN[:2]):
        desk = Desk(sit(school, tmp_path, monkeypatch, name).portfolio, SystemClock())
        course, task = desk.find_task(LIKE)
        wish = "own:A [b]wall[/b]" if name == NINE[3] else "a-rule-at-school > food-that-is-on-offer"
        choosing.choose(desk, course, task, {"content": wish, "process": "go-and-look"}, "I see it daily")
        send(desk)
    person("ada", "join", school, "--seat", "ada", "--in", "mine", "--yes")
    person("rivera", "class", "fetch")
    found = rows_of(person, "offered")
    content = next(one for one in found["items"] if (one["task"], one["part"]) == (LIKE, "content"))
    assert content["chosen"] == 5 and content["own"] == 1
    assert [(one["name"], one["first"], one["later"]) for one in content["options"]][:1] == [("A rule at school", 4, 0)]
    assert content["options"][-1] == {"name": "Food that is on offer", "first": 0, "later": 4}
    names = [one["student"] for one in found["no_choice"]]
    assert names == sorted([NINE[0], *NINE[4:], *TEN[2:]])
    assert next(one for one in found["no_choice"] if one["student"] == "Ada King")["here"]
    told = survey(person, "offered")
    assert "Letter to Power – Content: 5 have chosen" in told and "Kim Park (nothing of theirs is here yet)" in told
    assert "  Ada King\n" in told and "Ben Okafor" not in told
    person("chen", "me", "--name", "L. Chen")
    identity = json.loads(person("chen", "me", "--json"))["id"]
    person("rivera", "class", "staff", identity, "L. Chen", "--yes")
    person("chen", "class", "join", school, "--in", "class")
    person("chen", "class", "fetch")
    assert "Fewer than five have answered" in person("chen", "class", "survey", "results")
    assert "What interests you" in person("chen", "class", "survey", "preview")
    with pytest.raises(Failed, match="published by another teacher"):
        person("chen", "class", "survey", "publish")


def test_what_no_student_could_have_picked_is_not_counted(tmp_path: Path) -> None:
    course = read_course(folder_files(shipped()["humanities-10"]), "x")[0]
    given_answers = {
        TOPICS: ("Nature", "Nature", "nature", "Chess", *NASTY),
        FAVOURITE: ("Chess", "Writing", "Speaking to people"),
        LANGUAGES: tuple(NASTY),
        "No question": ("Nature",),
    }
    answers = [Answer("9", given_answers, NASTY[3]) for _n in range(6)]
    found = count(course, ["9"], answers)
    assert found.answered == 6 and found.sizes == (6,)
    counts = {theme.name: theme.total for one in found.asked for theme in one.themes}
    assert counts["Nature"] == 6 and counts["Writing"] == 6 and counts["Speaking to people"] == 0
    assert not any("Chess" in name for name in counts)
    told = as_table(found) + "".join(words for one in found.asked for words in one.words)
    assert not controls(told.replace("\r", "").encode()) and max(map(len, told.split("\n"))) < 20_000
    assert count(course, ["9"], answers[:4]).answered is None
    assert [defused(cell) for cell in ("=1+1", "\t@x", "-3", "+4", "a=b")] == ["'=1+1", "'@x", "'-3", "'+4", "a=b"]


def test_a_choice_of_last_term_is_not_one_of_this() -> None:
    desk_choice = Choice(
        id="20260901-120000000-aaaaaaaa", created="2026-09-10T12:00:00.000-05:00", work="w", reason="x"
    )
    seat = Seat("s1", "Ada")
    course = read_course(folder_files(shipped()["humanities-10"]), "x")[0]
    heard = [Heard(seat, here=True, choices=(desk_choice,))]
    assert without_choice(course, heard, date(2026, 11, 1))[1] == []
    term, waiting = without_choice(course, heard, date(2027, 1, 20))
    assert term and term.name == "Winter" and [one.seat for one in waiting] == [seat]


@pytest.mark.parametrize("size", walked_at(80), ids=str)
async def test_the_director_works_by_keys(
    person: As, school: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]  # noqa: F811
) -> None:  # fmt: skip
    for n, name in enumerate(NINE):
        desk = sit(school, tmp_path, monkeypatch, name)
        told = {TOPICS: ["Nature", *(["Law"] if n else [])], LANGUAGES: [f"[b]{n}[/b] \x1b]0;x\x07 \u202eenglish"]}
        interests.answer(desk, desk.courses[0], told, named=not n)
        send(desk)
    person("rivera", "class", "fetch")
    app = ClassApp(str(tmp_path / "rivera/class"), SetClock(NOON), Config())
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause(0.1)
        await pilot.press("v")
        await reads(app, pilot)
        told_text = screen_text(pilot)
        assert "6 of 12 have answered" in told_text and "Nature" in told_text and "Ada King" in told_text
        assert not controls(told_text.encode())
        await pilot.press("d")
        await pilot.pause()
        assert "Draft an option" in screen_text(pilot)
        place = app.screen
        values = {"task": "What is fair?", "extension": "Write to an author", "standards": ""}
        for key, value in values.items():
            place.query_one(f"#field-{key}", Input).value = value
        place.query_one("#field-like", Select).value = LIKE
        place.query_one("#field-thinking", Select).value = "create"
        place.query_one("#field-what", TextArea).text = "Two texts [b]about[/b] rivers"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "“Nature” was not saved: it names no" in screen_text(pilot)
        place.query_one("#field-standards", Input).value = CODES
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.screen.__class__.__name__ == "Survey"
        await pilot.press("down", "enter")
        await pilot.pause()
        place = app.screen
        assert place.query_one("#field-name", Input).value == "Law" and place.query_one("#field-task", Input).value
        assert place.query_one("#field-standards", Input).value == CODES.replace(",", ", ")
        place.query_one("#field-extension", Input).value = "Write to an author"
        place.query_one("#field-what", TextArea).text = "Two texts about laws"
        await pilot.press("ctrl+s")
        await pilot.pause()
        await pilot.press("p")
        await pilot.pause()
        assert "As a student sees it" in screen_text(pilot) and "○ Nature" in screen_text(pilot)
        await pilot.press("escape", "g")
        await pilot.pause(0.4)
        await pilot.press("y")
        await reads(app, pilot)
        told_text = screen_text(pilot)
        assert "It is published" in told_text
        await pilot.press("end")
        await pilot.pause()
        assert "No choice yet this term" in screen_text(pilot) or "Kim Park" in screen_text(pilot)
        await pilot.press("b")
        await pilot.pause(0.4)
        assert "The course has a survey of 8 questions" in screen_text(pilot)
        await pilot.press("y")
        await pilot.pause()
        app.screen.query_one("#field-source", Select).value = "humanities-10"
        app.screen.query_one("#field-title", Input).value = "Next year"
        app.screen.query_one("#field-grades", Input).value = "10"
        await pilot.press("ctrl+s")
        await pilot.pause()
        told_text = screen_text(pilot)
        assert "Next year" in told_text and "This survey is for grade 10" in told_text and "○ Nature" in told_text
    person("ada", "-C", "mine", "sync")
    shown = person("ada", "-C", "mine", "task", "show", "what-is-fair")
    assert "6 of 6 answers led to this: Nature" in shown and "5 of 6 answers led to this: Law" in shown
    student = PortfolioApp(str(tmp_path / "ada/mine"), SetClock(NOON), Config())
    async with student.run_test(size=size) as pilot:
        await pilot.pause(0.1)
        course, task = student.desk.find_task("what-is-fair")
        await student.push_screen(Choose(course, task))
        await pilot.pause(0.2)
        told_text = " ".join(screen_text(pilot).split())
        assert "6 of 6 answers led to this: Nature" in told_text and "The same for everyone: Questioning" in told_text


async def reads(app: ClassApp, pilot: Pilot[None]) -> None:
    """Wait until the answers were read."""
    await pilot.pause(0.1)
    await app.screen.workers.wait_for_complete()
    await app.workers.wait_for_complete()
    await pilot.pause(0.1)
