"""A work and all that grows around it: choice, plan, drafts, reflections, assessments, attachments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Self

from portfolio.i18n import N_
from portfolio.model.codec import Malformed
from portfolio.model.form import Field, Form, Named, never
from portfolio.model.record import Passage, Record, ReportedFrom

STAGES = ("choose", "plan", "draft", "reflect", "assess", "share")
"""The cycle. Stages guide, they never block."""
STAGE_NAMES = {
    "choose": N_("choose"),
    "plan": N_("plan"),
    "draft": N_("draft"),
    "reflect": N_("reflect"),
    "assess": N_("assess"),
    "share": N_("share"),
}
Moment = Literal["before", "during", "after", "choice", "transfer", "week"]
MOMENTS: tuple[Moment, ...] = ("before", "during", "after", "choice", "transfer", "week")
MOMENT_NAMES = {
    "before": N_("before the work"),
    "during": N_("in the middle"),
    "after": N_("looking back"),
    "choice": N_("about the choice"),
    "transfer": N_("in a new situation"),
    "week": N_("about the week"),
}
PARTS = ("content", "process", "product")
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,119}")
SINGLE_POINT = ("not yet", "met", "beyond")
"""The levels of a single-point rubric."""


@dataclass(frozen=True, kw_only=True)
class Work(Record):
    """One student's piece for one task, from choosing to sharing."""

    KIND: ClassVar[str] = "works"
    NAME: ClassVar[str] = N_("work")

    task: str
    """`course@version#task-id`, "" for a piece that was brought in from elsewhere."""
    title: str
    folder: str
    """Its folder under works/, never renamed."""
    target: int = 0
    """Target length in words, 0 for none."""
    shared: str = ""
    """The instant it was shared, "" while it is not."""

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """The work in these JSON values; its folder is one plain name."""
        made = super().from_json(value)
        if not _FOLDER.fullmatch(made.folder):
            raise Malformed("expected a folder name of letters, digits and hyphens", "folder")
        return made

    @property
    def called(self) -> str:
        """Its title."""
        return self.title

    @property
    def text_path(self) -> str:
        """Where the piece itself stands."""
        return f"works/{self.folder}/text.md"

    @property
    def files_path(self) -> str:
        """The folder of its attachments."""
        return f"works/{self.folder}/files"


@dataclass(frozen=True)
class Pick:
    """What was picked for one part of a task: an option's id, or words of the student's own."""

    option: str = ""
    own: str = ""
    then: tuple[str, ...] = ()
    """The ids of the second wish and those after it, where options were ranked."""


@dataclass(frozen=True, kw_only=True)
class Choice(Record):
    """What a student picked for a task, and why. Fixed parts are not in it."""

    KIND: ClassVar[str] = "choices"
    NAME: ClassVar[str] = N_("choice")

    work: str
    picks: Mapping[str, Pick] = field(default_factory=dict)
    """Part ("content", "process", "product") to pick, open parts only."""
    reason: str
    again: Literal["", "yes", "partly", "no"] = ""
    """Afterwards: would I choose it again?"""
    look_for: str = ""
    """Afterwards: what will I look for the next time?"""


@dataclass(frozen=True)
class Step:
    """A milestone."""

    text: str
    by: str = ""
    done: bool = False


@dataclass(frozen=True, kw_only=True)
class Plan(Record):
    """The milestones of a work."""

    KIND: ClassVar[str] = "plans"
    NAME: ClassVar[str] = N_("plan")

    work: str
    steps: tuple[Step, ...]
    reason: str = ""
    """Why it was last changed; what it was before stands in the history."""


@dataclass(frozen=True, kw_only=True)
class Draft(Record):
    """A version of a work that the student named."""

    KIND: ClassVar[str] = "drafts"
    NAME: ClassVar[str] = N_("draft")

    work: str
    name: str
    note: str = ""
    blob: str
    """The text it names: the git blob of text.md."""
    words: int

    @property
    def called(self) -> str:
        """The name it was given."""
        return self.name


@dataclass(frozen=True, kw_only=True)
class Attachment(Record):
    """A file beside the text."""

    KIND: ClassVar[str] = "attachments"
    NAME: ClassVar[str] = N_("file")

    work: str
    file: str
    """Its path in the portfolio."""
    name: str
    """The name it came with."""
    size: int
    caption: str = ""

    @property
    def called(self) -> str:
        """The name it came with."""
        return self.name


@dataclass(frozen=True)
class Answer:
    """One prompt and what was written to it."""

    prompt: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Reflection(Record):
    """Answers to prompts about a work. Private ones stand in private/, outside git, until shared or erased."""

    KIND: ClassVar[str] = "reflections"
    NAME: ClassVar[str] = N_("reflection")

    work: str
    moment: Moment
    answers: tuple[Answer, ...]
    blob: str = ""
    """The text as it was at that moment."""

    @property
    def text(self) -> str:
        """All answers, for counting and searching."""
        return "\n\n".join(answer.text for answer in self.answers)


@dataclass(frozen=True)
class Rating:
    """One criterion's level with its evidence."""

    level: str
    evidence: tuple[Passage, ...] = ()
    comment: str = ""
    next_step: str = ""


@dataclass(frozen=True, kw_only=True)
class Assessment(Record):
    """Ratings per criterion of an exact version. Who rates follows from whose history it stands in."""

    KIND: ClassVar[str] = "assessments"
    NAME: ClassVar[str] = N_("self-assessment")

    work: str
    rubric: str
    """`course@version#rubric-id`."""
    blob: str
    ratings: Mapping[str, Rating]
    """Criterion name to rating."""
    reported_from: ReportedFrom | None = None


DRAFT_FORM = Form(
    Field("name", "line", N_("Name"), N_("What do you call this draft? Like “Draft 2” or “After peer review”.")),
    Field("note", "line", N_("Note"), N_("What is new in it?"), never),
)
TITLE = Field("title", "line", N_("Title"), N_("What do you call this piece? You can change it later."), never)


def _own(answers: Mapping[str, Any], _view: Any) -> bool:
    return bool(answers)


AGAIN = {"yes": N_("yes, again"), "partly": N_("in part"), "no": N_("no, something else")}


AGAIN_FORM = Form(
    Field("again", "choice", N_("Again?"), N_("Would you choose it again?"), options=Named(AGAIN)),
    Field("look_for", "line", N_("Next time"), N_("What will you look for when you choose the next time?")),
)
"""Asked when a work is done; the answers stand beside the next choice."""
REASON = Field("reason", "text", N_("Why"), N_("Why these? One or two sentences to your later self."), _own)
STEPS_HELP = N_("One step a line. Add a date at the end if you like, as in: Interview done 2026-12-04")
