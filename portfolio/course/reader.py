"""From pages to a `Course`: every mistake is collected with file, line, what was expected and an example."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal, TypeVar

from portfolio.course.checks import CODE, ID, Mistake, listed
from portfolio.course.page import Page, Pair
from portfolio.course.tasks import TaskReading
from portfolio.i18n import _
from portfolio.model.calendar import DAYS, spans
from portfolio.model.course import (
    FORMS,
    SITUATIONS,
    STEMS,
    THINKING,
    Block,
    Capstone,
    CapstonePart,
    Course,
    Criterion,
    Expectation,
    Level,
    Prompt,
    Question,
    Rubric,
    Standard,
    Stem,
    Strategy,
    Support,
    Survey,
    Task,
    Term,
)
from portfolio.model.work import MOMENTS, SINGLE_POINT
from portfolio.text import slug

_T = TypeVar("_T", Rubric, Task)
MANY_STANDARDS = 12
_DATE = re.compile(r"(?:\d{4}-)?(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_TIME = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d")


class _Reader(TaskReading):
    """Reads one course; `mistakes` grows on the way."""

    # course.md

    def course(self, version: str) -> Course:
        """The whole course."""
        page = self.page("course.md")
        name = self.front(page, "id", "id: humanities-10")
        if name.value and not ID.fullmatch(name.value):
            self.wrong(page, name.line, _("An id is lower-case letters, digits and hyphens."), "id: humanities-10")
        self.grades = listed(self.front(page, "grades", "grades: 9, 10").value)
        self.levels = self._levels(page)
        thinking = self.front(page, "thinking", "thinking: analyze", optional=True)
        if thinking.value and self.one_of(page, thinking.line, thinking.value, THINKING, _("level of thinking")):
            self.thinking = thinking.value
        standards = self._standards()
        codes = [one.code for one in standards] + [other for one in standards for other in one.also]
        rubrics = tuple(self._rubric(file, codes) for file in self._files("rubrics"))
        names = [one.id for one in rubrics]
        return Course(
            id=name.value,
            version=version,
            title=page.top.heading,
            about=page.top.body,
            language=self.front(page, "language", "language: en").value,
            grades=self.grades,
            year=self.front(page, "year", "year: 2026-27").value,
            zone=self.front(page, "zone", "zone: America/New_York").value,
            week_starts=self._day(page, self.front(page, "week starts", "week starts: Monday")),
            terms=self._terms(page),
            blocks=self._blocks(page),
            levels=self.levels,
            stems=self._stems(page),
            standards=standards,
            rubrics=self._unique("rubrics", rubrics),
            tasks=self._unique("tasks", tuple(self.task(file, codes, names) for file in self._files("tasks"))),
            prompts=self._prompts(),
            strategies=self._strategies(codes),
            supports=self._supports(codes),
            survey=self.survey(),
            capstone=self._capstone(names),
            thinking=self.thinking,
        )

    def _files(self, folder: str) -> list[str]:
        found = sorted(file for file in self.contents if file.startswith(f"{folder}/") and file.endswith(".md"))
        if not found:
            self.wrong(Page(f"{folder}/", {}, []), 1, _("Expected at least one file here."), f"{folder}/first.md")
        return found

    def _unique(self, folder: str, things: tuple[_T, ...]) -> tuple[_T, ...]:
        seen: set[str] = set()
        for thing in things:
            if thing.id in seen:
                page = Page(f"{folder}/", {}, [])
                self.wrong(page, 1, _("The id “{id}” is used twice.").format(id=thing.id), "id: another-name")
            seen.add(thing.id)
        return things

    def _day(self, page: Page, pair: Pair) -> str:
        if pair.value:
            self.one_of(page, pair.line, pair.value, DAYS, _("day of the week"))
        return pair.value

    def _levels(self, page: Page) -> tuple[Level, ...]:
        rows = self.rows(page, page.find("Levels"), ("level", "name", "meaning"), "Levels")
        levels = tuple(Level(row.cells["level"], row.cells["name"], row.cells["meaning"]) for row in rows)
        keys = [level.key for level in levels]
        if rows and (not 3 <= len(keys) <= 6 or keys != [str(n) for n in range(1, len(keys) + 1)]):
            self.wrong(
                page, rows[0].line, _("Levels are digits from 1 upwards, 3 to 6 of them."), "| 1 | Beginning | … |"
            )
        return levels

    def _terms(self, page: Page) -> tuple[Term, ...]:
        found: list[Term] = []
        readable = True
        rows = self.rows(page, page.find("Terms"), ("term", "starts", "ends"), "Terms")
        for row in rows:
            for column in ("starts", "ends"):
                if not _DATE.fullmatch(row.cells[column]):
                    readable = False
                    self.wrong(page, row.line, _("A date is MM-DD or YYYY-MM-DD."), "09-01")
            found.append(Term(row.cells["term"], row.cells["starts"], row.cells["ends"]))
        if readable and found:
            self._in_order(page, found, [row.line for row in rows])
        return tuple(found)

    def _in_order(self, page: Page, terms: list[Term], lines: list[int]) -> None:
        """A term ends after it starts, and starts after the one before it has ended."""
        year = {span.name: span for span in spans(terms, date(2001, 12, 31))}
        before = date.min
        for term, line in zip(terms, lines, strict=True):
            span = year[term.name]
            if span.ends < span.starts:
                told = _("“{term}” ends ({ends}) before it starts ({starts}).")
                self.wrong(page, line, told.format(term=term.name, starts=term.starts, ends=term.ends), "09-01 | 12-20")
            elif span.starts <= before:
                told = _("“{term}” starts ({starts}) before the term above it has ended.")
                self.wrong(page, line, told.format(term=term.name, starts=term.starts), "01-04 | 03-26")
            before = max(before, span.ends)

    def _blocks(self, page: Page) -> tuple[Block, ...]:
        found: list[Block] = []
        for row in self.rows(page, page.find("Timetable"), ("block", "day", "starts", "ends"), "Timetable"):
            self.one_of(page, row.line, row.cells["day"], DAYS, _("day of the week"))
            starts, ends = row.cells["starts"], row.cells["ends"]
            if not all(_TIME.fullmatch(time) for time in (starts, ends)):
                self.wrong(page, row.line, _("A time is HH:MM."), "10:15")
            elif ends.zfill(5) <= starts.zfill(5):
                told = _("This block ends ({ends}) before it starts ({starts}).").format(starts=starts, ends=ends)
                self.wrong(page, row.line, told, "10:15 | 11:00")
            if any(one.name == row.cells["block"] for one in found):
                told = _("The block “{name}” stands here twice.").format(name=row.cells["block"])
                self.wrong(page, row.line, told, "Support block A")
            found.append(Block(row.cells["block"], row.cells["day"], starts, ends))
        return tuple(found)

    def _stems(self, page: Page) -> tuple[Stem, ...]:
        found = []
        for row in self.rows(page, page.find("Feedback stems"), ("kind", "stem"), "Feedback stems"):
            self.one_of(page, row.line, row.cells["kind"], STEMS, _("kind of stem"))
            found.append(Stem(row.cells["kind"], row.cells["stem"]))
        return tuple(found)

    # standards.md, rubrics/

    def _standards(self) -> tuple[Standard, ...]:
        page = self.page("standards.md")
        found: list[Standard] = []
        example = "| HUM:Q | Questioning | I ask questions that … | taught: … |"
        columns = ("code", "name", "statement", *(grade.lower() for grade in self.grades))
        table = self.rows(page, page.top, columns, page.top.heading)
        if not table and not [one for one in self.mistakes if one.file == page.file]:
            self.wrong(page, page.top.line, _("Expected at least one standard."), example)
        for row in table:
            cells = row.cells
            if not CODE.fullmatch(cells["code"]):
                self.wrong(page, row.line, _("A code is FRAMEWORK:CODE."), example)
            if any(cells["code"] == one.code for one in found):
                told = _("The code “{code}” stands here twice.").format(code=cells["code"])
                self.wrong(page, row.line, told, example)
            grades = {grade: self._expectation(page, row.line, grade, cells[grade.lower()]) for grade in self.grades}
            also = listed(cells.get("also", ""))
            for alias in also:
                other = next((one.code for one in found if alias in (one.code, *one.also)), "")
                if other:
                    told = _("“{alias}” is a name of {other} already, so it cannot be one of {code}, too.")
                    self.wrong(page, row.line, told.format(alias=alias, other=other, code=cells["code"]), "| also |")
            found.append(
                Standard(cells["code"], cells["name"], cells["statement"], grades, cells.get("case", ""), also)
            )
        if len(found) > MANY_STANDARDS:
            told = _("{n} standards are more than a student can keep in mind; 5 to 8 work best.").format(n=len(found))
            self.wrong(page, page.top.line, told, warning=True)
        return tuple(found)

    def _expectation(self, page: Page, line: int, grade: str, cell: str) -> Expectation:
        how, colon, text = (part.strip() for part in cell.partition(":"))
        if cell and (how not in SITUATIONS[:3] or not colon or not text):
            told = _("Grade {grade}: expected taught, scaffolded or independent, a colon, and what it looks like.")
            self.wrong(page, line, told.format(grade=grade), "taught: I turn a topic into a question")
        return Expectation(how, text)

    def _rubric(self, file: str, codes: list[str]) -> Rubric:
        page = self.page(file)
        name = self.front(page, "id", "id: inquiry").value
        kind = self.front(page, "kind", "kind: analytic")
        single = kind.value == "single-point"
        if kind.value:
            self.one_of(page, kind.line, kind.value, ("analytic", "single-point"), _("kind of rubric"))
        keys = list(SINGLE_POINT) if single else [level.key for level in self.levels]
        columns = ("criterion", "standard", "expected") if single else ("criterion", "standard", *keys)
        criteria = []
        for row in self.rows(page, page.top, columns, page.top.heading):
            self.standard(page, row.line, row.cells["standard"], codes)
            told = {"met": row.cells["expected"]} if single else {key: row.cells[key] for key in keys}
            title = row.cells["criterion"]
            exemplars = self._exemplars(page, title, keys)
            criteria.append(Criterion(title, row.cells["standard"], told, exemplars))
        return Rubric(name, page.top.heading, "single-point" if single else "analytic", tuple(criteria))

    def _exemplars(self, page: Page, criterion: str, keys: list[str]) -> dict[str, tuple[str, ...]]:
        section = next((s for s in page.sections if s.level == 3 and s.heading == criterion), None)
        if section is None:
            told = _("Expected exemplars for “{name}”.").format(name=criterion)
            self.wrong(page, page.top.line, told, f"### {criterion}")
            return {}
        found: dict[str, tuple[str, ...]] = {}
        for row in self.rows(page, section, ("level", "example"), criterion):
            level = row.cells["level"]
            if self.one_of(page, row.line, level, keys, _("level")):
                found[level] = (*found.get(level, ()), row.cells["example"])
        for key in keys:
            if key not in found:
                told = _("“{name}” has no example for level {level}.").format(name=criterion, level=key)
                self.wrong(page, section.line, told, f"| {key} | … |")
        return found

    # prompts.md, strategies.md, supports.md, survey.md, capstone.md

    def _prompts(self) -> dict[str, tuple[Prompt, ...]]:
        page = self.page("prompts.md")
        found: dict[str, tuple[Prompt, ...]] = {}
        for moment in MOMENTS:
            section = page.find(moment)
            rows = self.rows(page, section, ("prompt", "starter"), moment)
            if section is not None and rows and not 3 <= len(rows) <= 5:
                self.wrong(page, section.line, _("Each moment has 3 to 5 prompts."), "| What surprised you? | … |")
            found[moment] = tuple(Prompt(row.cells["prompt"], row.cells["starter"]) for row in rows)
        return found

    def _strategies(self, codes: list[str]) -> tuple[Strategy, ...]:
        page = self.page("strategies.md")
        found = []
        for n, section in enumerate(page.sections):
            if section.level != 2:
                continue
            when, standards = section.get("when"), section.get("standards")
            if when is None:
                told = _("“{name}” needs a line that says when to use it.").format(name=section.heading)
                self.wrong(page, section.line, told, "- when: The problem has many parts.")
            used = listed(standards.value) if standards else ()
            for code in used:
                self.standard(page, standards.line if standards else 1, code, codes)
            after = page.sections[n + 1 : n + 2]
            example = after[0].body if after and after[0].level == 3 else ""
            if not example:
                told = _("“{name}” needs a worked example below it.").format(name=section.heading)
                self.wrong(page, section.line, told, "### Worked example")
            name = slug(section.heading)
            found.append(Strategy(name, section.heading, when.value if when else "", used, section.body, example))
        return tuple(found)

    def _supports(self, codes: list[str]) -> tuple[Support, ...]:
        page = self.page("supports.md")
        found = []
        columns = ("name", "kind", "form", "what it is", "good when", "standards")
        for row in self.rows(page, page.top, columns, page.top.heading):
            cells = row.cells
            kind: str = cells["kind"]
            self.one_of(page, row.line, kind, ("support", "extension"), _("kind"))
            self.one_of(page, row.line, cells["form"], FORMS, _("form"))
            used = listed(cells["standards"])
            for code in used:
                self.standard(page, row.line, code, codes)
            found.append(
                Support(
                    cells["name"],
                    "extension" if kind == "extension" else "support",
                    cells["form"],
                    cells["what it is"],
                    cells["good when"],
                    used,
                )
            )
        return tuple(found)

    def survey(self) -> Survey:
        """survey.md."""
        page = self.page("survey.md")
        found: list[Question] = []
        asked = self.front(page, "grades", "grades: 9", optional=True)
        for grade in listed(asked.value):
            self.one_of(page, asked.line, grade, self.grades, _("grade of this course"))
        for section in page.sections[1:]:
            kind = section.get("kind")
            options = tuple(pair.value for pair in section.pairs if pair.key == "option")
            value = kind.value if kind else ""
            if self.one_of(page, section.line, value, ("pick", "rank", "text"), _("kind of question")):
                if (value == "text") == bool(options):
                    told = _("pick and rank have options, text has none.")
                    self.wrong(page, section.line, told, "- option: Music")
                if any(section.heading == one.text for one in found):
                    told = _("The question “{text}” stands here twice.").format(text=section.heading[:60])
                    self.wrong(page, section.line, told)
                found.append(Question(section.heading, _question_kind(value), options))
        if len(page.sections) > 11:
            self.wrong(page, page.top.line, _("A survey has up to ten questions."))
        return Survey(page.top.heading, page.top.body, tuple(found), listed(asked.value))

    def _capstone(self, rubrics: list[str]) -> Capstone:
        page = self.page("capstone.md")
        rubric = self.front(page, "rubric", "rubric: defence")
        if rubric.value:
            self.one_of(page, rubric.line, rubric.value, rubrics, _("rubric of this course"))
        minutes = self.front(page, "minutes", "minutes: 12")
        rows = self.rows(page, page.find("Outline"), ("part", "minutes", "what belongs here"), "Outline")
        outline = tuple(
            CapstonePart(
                row.cells["part"],
                self.number(page, row.line, row.cells["minutes"], _("minutes"), "2"),
                row.cells["what belongs here"],
            )
            for row in rows
        )
        panel = page.find("Panel questions")
        questions = tuple(pair.value for pair in panel.pairs) if panel else ()
        if not questions:
            line = panel.line if panel else page.top.line
            self.wrong(
                page, line, _("Expected a list of questions under “Panel questions”."), "- What would you change?"
            )
        length = self.number(page, minutes.line, minutes.value, _("minutes"), "minutes: 12") if minutes.value else 0
        return Capstone(page.top.heading, page.top.body, rubric.value, length, outline, questions)


def _question_kind(value: str) -> Literal["pick", "rank", "text"]:
    return "pick" if value == "pick" else "rank" if value == "rank" else "text"


def read_survey(contents: Mapping[str, bytes]) -> tuple[Survey, list[Mistake]]:
    """Read the survey of a course alone, and its mistakes."""
    reader = _Reader(contents)
    reader.grades = listed(reader.front(reader.page("course.md"), "grades", "", optional=True).value)
    survey = reader.survey()
    return survey, [one for one in reader.mistakes if one.file == "survey.md"]


def read_course(contents: Mapping[str, bytes], version: str) -> tuple[Course, list[Mistake]]:
    """Read a course from its files (path inside the course to bytes).

    Returns:
        The course as far as it could be read, and every mistake. It may be used only where all of them are advice.
    """
    reader = _Reader(contents)
    return reader.course(version), sorted(reader.mistakes, key=lambda one: (one.file, one.line))
