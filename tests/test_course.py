"""Courses: the two that are shipped hold to every bound; every mistake is reported with its place and an example."""

from __future__ import annotations

import pytest

from portfolio.course.reader import read_course
from portfolio.course.shelf import course_version, folder_files, shipped
from portfolio.model.course import FORMS, SITUATIONS, Course
from portfolio.model.work import MOMENTS
from portfolio.text import clean

COURSES = sorted(shipped())


def files(name: str) -> dict[str, bytes]:
    return folder_files(shipped()[name])


def course(name: str) -> Course:
    return read_course(files(name), course_version(files(name)))[0]


def test_two_courses_are_shipped() -> None:
    assert COURSES == ["humanities-10", "mathematics-9"]


@pytest.mark.parametrize("name", COURSES)
def test_no_mistake_and_every_bound_kept(name: str) -> None:
    made, mistakes = read_course(files(name), "0" * 12)
    assert mistakes == []
    assert 5 <= len(made.standards) <= 8
    assert len(made.tasks) >= 8
    assert {use.situation for task in made.tasks for use in task.standards} == set(SITUATIONS)
    assert set(made.prompts) == set(MOMENTS)
    assert {support.form for support in made.supports} == set(FORMS)
    assert {support.kind for support in made.supports} == {"support", "extension"}
    assert len(made.survey.questions) <= 10 and made.capstone.outline and made.capstone.questions
    for rubric in made.rubrics:
        scale = [level.key for level in made.scale(rubric)]
        for criterion in rubric.criteria:
            assert set(criterion.exemplars) == set(scale)
            assert all(len(told) <= 90 for told in criterion.descriptors.values())
    assert {rubric.kind for rubric in made.rubrics} == {"analytic", "single-point"}


def test_what_the_courses_must_offer() -> None:
    talk = course("humanities-10").task("oral-presentation")
    assert talk is not None and talk.parts["product"].fixed and talk.parts["content"].open
    assert course("humanities-10").task("social-action") and course("humanities-10").task("reading-choice")
    maths = course("mathematics-9")
    assert any(task.parts["content"].fixed and task.parts["product"].open for task in maths.tasks)
    assert len(maths.strategies) >= 6


def test_the_version_is_the_content() -> None:
    contents = files("humanities-10")
    windows = {path: data.replace(b"\n", b"\r\n") for path, data in contents.items()}
    assert course_version(windows) == course_version(contents)
    assert course_version({**contents, "course.md": b"other"}) != course_version(contents)


BREAK = [
    ("course.md", "id: humanities-10", "id: Humanities 10", "An id is"),
    ("course.md", "week starts: Monday", "week starts: Mondays", "day of the week"),
    ("course.md", "| 1 | Beginning", "| 7 | Beginning", "Levels are digits"),
    ("course.md", "09-01", "1 September", "A date is"),
    ("course.md", "10:15", "quarter past", "A time is"),
    ("standards.md", "HUM:Q", "Questioning", "A code is"),
    ("standards.md", "| 9 |", "| nine |", "needs the columns: 9"),
    ("rubrics/inquiry.md", "kind: analytic", "kind: holistic", "kind of rubric"),
    ("rubrics/inquiry.md", "HUM:E", "HUM:Z", "not a standard of this course"),
    ("rubrics/inquiry.md", "### Questioning", "### Asking", "Expected exemplars for “Questioning”"),
    ("tasks/social-action.md", "rubric: inquiry", "rubric: nothing", "not a rubric of this course"),
    ("tasks/social-action.md", "words: 900", "words: many", "words is a whole number"),
    ("tasks/social-action.md", "new situation", "elsewhere", "not a situation"),
    ("tasks/social-action.md", "- because:", "- perhaps:", "A fixed part says why"),
    ("tasks/social-action.md", "- own proposal: yes", "- own proposal: maybe", "own proposals count"),
    ("tasks/social-action.md", "## Milestones", "## Steps", "Expected the section “Milestones”"),
    ("prompts.md", "## before", "## earlier", "Expected the section “before”"),
    ("strategies.md", "- when:", "- while:", "says when to use it"),
    ("supports.md", "peer tutoring", "sitting together", "not a form"),
    ("survey.md", "- kind: pick", "- kind: choose", "not a kind of question"),
    ("capstone.md", "minutes: 12", "minutes: a while", "minutes is a whole number"),
]


@pytest.mark.parametrize(("file", "old", "new", "told"), BREAK, ids=[f"{b[0]}-{n}" for n, b in enumerate(BREAK)])
def test_each_mistake_is_found_where_it_is(file: str, old: str, new: str, told: str) -> None:
    contents = files("humanities-10")
    text = contents[file].decode()
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    contents[file] = text.replace(old, new, 1).encode()
    mistakes = [one for one in read_course(contents, "x")[1] if told in one.expected]
    assert mistakes, [str(one) for one in read_course(contents, "x")[1]]
    assert mistakes[0].file == file
    assert abs(mistakes[0].line - line) <= 3 or mistakes[0].line == 1 or "Expected" in told, str(mistakes[0])


def test_all_mistakes_come_at_once() -> None:
    contents = files("humanities-10")
    breaks = [one for one in BREAK if one[0] != "standards.md" and "Levels" not in one[3]]  # much else hangs on these
    for file, old, new, _told in breaks:
        contents[file] = contents[file].decode().replace(old, new, 1).encode()
    found = read_course(contents, "x")[1]
    for file, _old, _new, told in breaks:
        assert any(told in one.expected and one.file == file for one in found), told


def test_a_missing_file_is_one_mistake() -> None:
    contents = files("humanities-10")
    del contents["prompts.md"]
    assert [str(one) for one in read_course(contents, "x")[1]] == [
        "prompts.md:1: This file is missing. For example: “portfolio course begin DIR” writes one to start from"
    ]


def test_more_than_twelve_standards_is_advice_only() -> None:
    contents = files("humanities-10")
    row = next(line for line in contents["standards.md"].decode().split("\n") if "HUM:P" in line)
    more = "\n".join(row.replace("HUM:P", f"HUM:X{n}") for n in range(8))
    contents["standards.md"] = contents["standards.md"].rstrip() + b"\n" + more.encode() + b"\n"
    found = read_course(contents, "x")[1]
    assert [one.warning for one in found] == [True]


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"---\n", b"# x\n" * 5_000, b"| a |\n|---|\n" * 300, b"[[[[" * 900]
)
def test_any_bytes_are_read_without_a_crash(data: bytes) -> None:
    contents = dict.fromkeys(files("humanities-10"), data)
    made, mistakes = read_course(contents, "x")
    assert mistakes
    assert made.title == clean(made.title)
