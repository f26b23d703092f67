"""What a teacher writes: a course with standards, rubrics, tasks and all around them (docs/course-format.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from portfolio.model.work import SINGLE_POINT

SITUATIONS = ("taught", "scaffolded", "independent", "new situation")
"""How a standard is met in a piece; the last is transfer."""
THINKING = ("remember", "understand", "apply", "analyze", "evaluate", "create")
"""Levels of thinking, after the revised taxonomy of Anderson and Krathwohl (2001)."""
FORMS = ("hands-on centre", "peer tutoring", "review", "deeper study", "project")
STEMS = ("warm", "question", "next step")


@dataclass(frozen=True)
class Level:
    """One level of the course's scale."""

    key: str
    """A digit."""
    name: str
    meaning: str


@dataclass(frozen=True)
class Expectation:
    """What a grade expects of a standard."""

    how: str
    """taught, scaffolded or independent."""
    text: str


@dataclass(frozen=True)
class Standard:
    """One shared expectation."""

    code: str
    """framework:code; the same code is the same standard in every course and year."""
    name: str
    statement: str
    grades: Mapping[str, Expectation]
    case: str = ""
    """The CASE identifier, where it was imported."""
    also: tuple[str, ...] = ()
    """Other codes that mean the same."""


@dataclass(frozen=True)
class Criterion:
    """One row of a rubric."""

    name: str
    standard: str
    descriptors: Mapping[str, str]
    """Level to descriptor; a single-point rubric has only "met"."""
    exemplars: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Level to short pieces of student work."""


@dataclass(frozen=True)
class Rubric:
    """Criteria for a piece of work."""

    id: str
    title: str
    kind: Literal["analytic", "single-point"]
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class PartOption:
    """One thing a student may pick."""

    id: str
    name: str
    what: str
    extension: str = ""
    interests: tuple[str, ...] = ()
    theme: str = ""
    """The theme of the survey that it came from, where it did."""
    answers: int = 0
    """How many of those `asked` gave answers that led to it; 0 where it is not told."""
    asked: int = 0


@dataclass(frozen=True)
class Part:
    """Content, process or product of a task: fixed with the reason, or open with options."""

    fixed: str = ""
    because: str = ""
    open: str = ""
    """The invitation to choose, "" where it is fixed."""
    own: bool = False
    """Whether an own proposal is allowed."""
    options: tuple[PartOption, ...] = ()

    def option(self, name: str) -> PartOption | None:
        """The option of that id."""
        return next((one for one in self.options if one.id == name), None)


@dataclass(frozen=True)
class Use:
    """How a task meets a standard."""

    standard: str
    situation: str
    thinking: str


@dataclass(frozen=True)
class Milestone:
    """A step that a task proposes."""

    text: str
    week: int
    """Counted from the start of the work, 1 for the first."""


@dataclass(frozen=True)
class Task:
    """A learning experience."""

    id: str
    title: str
    about: str
    rubric: str
    words: int
    """Target length, 0 for none."""
    standards: tuple[Use, ...]
    parts: Mapping[str, Part]
    """content, process, product."""
    milestones: tuple[Milestone, ...] = ()
    closes: str = ""
    """The last day on which a choice can be changed, a date; "" for any time."""

    @property
    def thinking(self) -> str:
        """The highest level of thinking that one of its standards asks for, "" where there is none."""
        asked = [use.thinking for use in self.standards if use.thinking in THINKING]
        return max(asked, key=THINKING.index, default="")


@dataclass(frozen=True)
class Prompt:
    """A question to reflect on, with a way to begin."""

    text: str
    starter: str


@dataclass(frozen=True)
class Strategy:
    """A way of working."""

    id: str
    name: str
    when: str
    standards: tuple[str, ...]
    how: str
    example: str


@dataclass(frozen=True)
class Support:
    """Help or stretch, one menu for everyone."""

    name: str
    kind: Literal["support", "extension"]
    form: str
    what: str
    when: str
    standards: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One question of the interest survey."""

    text: str
    kind: Literal["pick", "rank", "text"]
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Survey:
    """What interests a student."""

    title: str
    about: str
    questions: tuple[Question, ...]
    grades: tuple[str, ...] = ()
    """The grades that are asked; none for all of the course."""


@dataclass(frozen=True)
class CapstonePart:
    """One part of the final presentation."""

    name: str
    minutes: int
    what: str


@dataclass(frozen=True)
class Capstone:
    """Outline and questions of the final presentation."""

    title: str
    about: str
    rubric: str
    minutes: int
    outline: tuple[CapstonePart, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """A stretch of the school year; dates as MM-DD (each year) or YYYY-MM-DD."""

    name: str
    starts: str
    ends: str


@dataclass(frozen=True)
class Block:
    """A weekly time in the timetable."""

    name: str
    day: str
    starts: str
    ends: str


@dataclass(frozen=True)
class Stem:
    """The beginning of a sentence for somebody who gives feedback."""

    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Course:
    """Everything a teacher wrote, at one version."""

    id: str
    version: str
    """First 12 hexadecimal digits of the SHA-256 of its canonical files."""
    title: str
    about: str
    language: str
    grades: tuple[str, ...]
    year: str
    zone: str
    week_starts: str
    terms: tuple[Term, ...]
    blocks: tuple[Block, ...]
    levels: tuple[Level, ...]
    stems: tuple[Stem, ...]
    standards: tuple[Standard, ...]
    rubrics: tuple[Rubric, ...]
    tasks: tuple[Task, ...]
    prompts: Mapping[str, tuple[Prompt, ...]]
    strategies: tuple[Strategy, ...]
    supports: tuple[Support, ...]
    survey: Survey
    capstone: Capstone
    thinking: str = ""
    """The level of thinking that every choice of content asks for at least; "" where the course names none."""

    @property
    def ref(self) -> str:
        """Its name with the version, as records refer to it."""
        return f"{self.id}@{self.version}"

    @property
    def challenge(self) -> str:
        """The level of thinking no choice goes below: the one it names, else the lowest that any task reaches."""
        reached = [task.thinking for task in self.tasks if task.thinking]
        return self.thinking or min(reached, key=THINKING.index, default=THINKING[0])

    def standard(self, code: str) -> Standard | None:
        """The standard of that code."""
        return next((one for one in self.standards if one.code == code or code in one.also), None)

    def task(self, name: str) -> Task | None:
        """The task of that id."""
        return next((one for one in self.tasks if one.id == name), None)

    def rubric(self, name: str) -> Rubric | None:
        """The rubric of that id."""
        return next((one for one in self.rubrics if one.id == name), None)

    def scale(self, rubric: Rubric) -> tuple[Level, ...]:
        """The levels a rubric is rated on, low to high."""
        if rubric.kind == "single-point":
            return tuple(Level(key, key, "") for key in SINGLE_POINT)
        return self.levels
