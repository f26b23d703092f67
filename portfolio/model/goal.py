"""Goals and their check-ins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from portfolio.i18n import N_
from portfolio.model.form import CONFIDENCE_HELP, Answers, Field, Form, Option, never
from portfolio.model.record import Passage, Record


@dataclass(frozen=True)
class Closing:
    """How a goal ended."""

    at: str
    evidence: tuple[Passage, ...]
    reflection: str
    next_step: str


@dataclass(frozen=True, kw_only=True)
class Goal(Record):
    """What a student wants to get better at, and how they will know."""

    KIND: ClassVar[str] = "goals"
    NAME: ClassVar[str] = N_("goal")

    statement: str
    standard: str = ""
    """`course@version#code`, or "" while it is an idea."""
    evidence: str = ""
    """What will show it."""
    why: str = ""
    obstacle: str = ""
    if_then: str = ""
    check_in: str = ""
    """The next check-in, a date."""
    status: Literal["idea", "active", "closed"] = "active"
    closing: Closing | None = None

    @property
    def called(self) -> str:
        """Its statement."""
        return self.statement


@dataclass(frozen=True, kw_only=True)
class CheckIn(Record):
    """A look at a goal on the way."""

    KIND: ClassVar[str] = "checkins"
    NAME: ClassVar[str] = N_("check-in")

    goal: str
    confidence: int
    note: str
    next_date: str = ""

    @property
    def called(self) -> str:
        """What was noticed."""
        return self.note


def _standards(_answers: Answers, view: Any) -> list[Option]:
    return [(s.code, f"{s.name} – {s.statement}") for s in view.standards()]


GOAL_FORM = Form(
    Field("statement", "line", N_("Goal"), N_("What do you want to get better at? One sentence.")),
    Field("standard", "choice", N_("Standard"), N_("Which shared expectation is it about?"), options=_standards),
    Field("evidence", "line", N_("Evidence"), N_("What will show that you got there?")),
    Field("why", "line", N_("Why"), N_("Why does it matter to you?")),
    Field("obstacle", "line", N_("Obstacle"), N_("What could get in the way?")),
    Field("if_then", "line", N_("If-then step"), N_("If that happens, then I will …")),
    Field("check_in", "date", N_("Check-in"), N_("When will you look at it again? Like 2026-12-31.")),
)
"""A goal cannot become active without all of these (as an idea it needs only the statement)."""

IDEA_FORM = Form(
    GOAL_FORM["statement"],
    *(Field(f.name, f.kind, f.label, f.help, never, f.options) for f in GOAL_FORM.fields[1:]),
)

CHECK_IN_FORM = Form(
    Field("confidence", "scale", N_("Confidence"), CONFIDENCE_HELP),
    Field("note", "text", N_("What I noticed"), N_("What went well, what did not, what you will do next.")),
    Field("next_date", "date", N_("Next check-in"), N_("When will you look again? Like 2026-12-31."), never),
)


def _pieces(_answers: Answers, view: Any) -> list[Option]:
    return [(work.id, work.title) for work in view.works() if view.drafts(work.id)]


CLOSE_FORM = Form(
    Field("evidence", "choice", N_("Evidence"), N_("The piece of work that shows it."), options=_pieces),
    Field("quote", "passage", N_("Passage"), N_("The words in it that show it best (copy them exactly)."), never),
    Field("reflection", "text", N_("Looking back"), N_("What helped, and what did you learn about yourself?")),
    Field("next_step", "line", N_("Next step"), N_("What comes next?")),
)
