"""The capstone: claims about one's growth, the pieces that show them, takes of the talk, and the defence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from portfolio.i18n import N_
from portfolio.model.form import Answers, Field, Form, Named, never
from portfolio.model.record import Record, ReportedFrom

TASK = "capstone"
"""What stands in place of a task's id in the work that holds the deck."""
WHENS = {"early": N_("early"), "later": N_("later")}
RESULTS = {"pass": N_("passed"), "revise": N_("to revise")}


@dataclass(frozen=True)
class Chosen:
    """A piece that is brought to the talk, at an exact version."""

    standard: str
    """The code of the standard it shows."""
    work: str
    draft: str
    """The draft's id; "" for the text as it stood."""
    blob: str
    when: Literal["early", "later"]
    why: str


@dataclass(frozen=True, kw_only=True)
class Capstone(Record):
    """What a senior claims, and with which pieces. The deck is the text of a work of its own."""

    KIND: ClassVar[str] = "capstones"
    NAME: ClassVar[str] = N_("capstone")

    work: str
    """The work whose text is the deck."""
    course: str
    """`course@version` with the outline, the panel's rubric and its questions."""
    claims: Mapping[str, str] = field(default_factory=dict)
    """Code of a standard to the claim about it."""
    pieces: tuple[Chosen, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Take(Record):
    """One rehearsal."""

    KIND: ClassVar[str] = "takes"
    NAME: ClassVar[str] = N_("rehearsal")

    work: str
    seconds: tuple[int, ...]
    """How long each slide was shown, in order."""
    limit: int
    """The minutes there are."""
    blob: str
    """The deck as it was."""
    questions: tuple[str, ...] = ()
    """What was drawn from the panel's questions."""
    note: str = ""
    """What the student wrote afterwards."""


@dataclass(frozen=True)
class Asked:
    """A question of the panel and what was answered."""

    question: str
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Defence(Record):
    """One defence: what was asked, and what came of it. A second one is a record of its own; both remain."""

    KIND: ClassVar[str] = "defences"
    NAME: ClassVar[str] = N_("defence")

    work: str
    on: str
    """The day, a date."""
    blob: str
    """The deck that was shown."""
    rubric: str
    """`course@version#rubric-id` the panel scored on."""
    result: Literal["", "pass", "revise"] = ""
    items: tuple[str, ...] = ()
    """What is to be revised, one thing each."""
    by: str = ""
    """Until when, a date."""
    questions: tuple[Asked, ...] = ()
    noted_for: ReportedFrom | None = None
    """Who decided, where it was typed at the student's keyboard."""


CLAIM = Field("claim", "text", N_("My claim"), N_("How has your thinking about this grown? One or two sentences."))
CLAIM_FORM = Form(CLAIM)
TAKE_FORM = Form(
    Field("note", "text", N_("After this take"), N_("What went well, and what do you change before the next?"), never),
)


def _revise(answers: Answers, _view: Any) -> bool:
    return answers.get("result") == "revise"


DEFENCE_FORM = Form(
    Field("on", "date", N_("Day"), N_("When was it? Like 2027-05-14.")),
    Field(
        "result",
        "choice",
        N_("Result"),
        N_("Passed, or to revise with named items and a date."),
        options=Named(RESULTS),
    ),
    Field("items", "text", N_("To revise"), N_("One thing a line."), _revise),
    Field("by", "date", N_("Until"), N_("The day of the second defence, or before."), _revise),
    Field("questions", "text", N_("Questions"), N_("One a line; an answer after a dash: Why? – Because …"), never),
    Field("who", "line", N_("Decided by"), N_("Who of the panel says so, at your keyboard.")),
)
