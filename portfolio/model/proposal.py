"""A student's proposal for a project, and a teacher's answer to it. Every round is a record of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from portfolio.i18n import N_, _
from portfolio.model.form import Answers, Field, Form, Named, Option, never
from portfolio.model.record import Record
from portfolio.text import slug

DECISIONS = {"approved": N_("approved"), "returned": N_("returned, with reasons")}
RHYTHMS = {"weekly": 7, "fortnightly": 14, "monthly": 28}
"""How often a teacher asks for a check-in, in days."""
RHYTHM_NAMES = {"weekly": N_("every week"), "fortnightly": N_("every two weeks"), "monthly": N_("every four weeks")}


@dataclass(frozen=True, kw_only=True)
class Proposal(Record):
    """What a student wants to do, with whom, and what will show each standard. Its milestones are the work's plan."""

    KIND: ClassVar[str] = "proposals"
    NAME: ClassVar[str] = N_("proposal")

    work: str
    issue: str
    question: str
    """The one compelling question."""
    supporting: str
    """Supporting questions, one a line."""
    partners: str
    product: str
    evidence: Mapping[str, str] = field(default_factory=dict)
    """Code of a standard to what will show it."""
    steps: tuple[str, ...] = ()
    """The milestones as they stood when it was sent."""

    @property
    def called(self) -> str:
        """Its question."""
        return self.question


@dataclass(frozen=True, kw_only=True)
class Verdict(Record):
    """A teacher's answer to one round, in the teacher's history about the student."""

    KIND: ClassVar[str] = "verdicts"
    NAME: ClassVar[str] = N_("answer to a proposal")

    work: str
    proposal: str
    """The id of the round that is answered."""
    decision: Literal["approved", "returned"]
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Code of a standard to the reason."""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Rhythm(Record):
    """How often a teacher asks this student for a check-in; the newest one of a teacher holds."""

    KIND: ClassVar[str] = "rhythms"
    NAME: ClassVar[str] = N_("rhythm of check-ins")

    every: Literal["weekly", "fortnightly", "monthly", "never"]
    why: str = ""


def proposal_form(standards: Sequence[tuple[str, str]]) -> Form:
    """The questions a proposal answers.

    Args:
        standards: code and name of each standard the task meets; none of them may stay without planned evidence.
    """
    return Form(
        Field("issue", "line", N_("Issue"), N_("What is going on, where, for whom?")),
        Field("question", "line", N_("Question"), N_("The one compelling question. It cannot be looked up.")),
        Field("supporting", "text", N_("Supporting questions"), N_("One a line: what you must find out first.")),
        Field("partners", "line", N_("Partners"), N_("People or places you work with, by their roles.")),
        Field("product", "line", N_("Product"), N_("What there will be at the end, and who gets it.")),
        *(
            Field(evidence_field(code), "text", _("Evidence for {standard}").format(standard=name),
                  N_("What in your work will show it?"))
            for code, name in standards
        ),
    )  # fmt: skip


def evidence_field(code: str) -> str:
    """The name of the field that asks for the evidence of a standard."""
    return f"evidence-{slug(code)}"


def verdict_form(standards: Sequence[tuple[str, str]]) -> Form:
    """The questions an answer to a proposal answers; one that is returned gives at least one reason."""

    def wants_reason(answers: Answers, _view: Any) -> bool:
        given = any(str(answers.get(reason_field(code)) or "").strip() for code, _name in standards)
        return answers.get("decision") == "returned" and not given

    return Form(
        Field("decision", "choice", N_("Answer"), N_("Approved, or returned with reasons."), options=Named(DECISIONS)),
        *(
            Field(reason_field(code), "text", name, N_("What is clear, and what is not yet."), never)
            for code, name in standards
        ),
        Field("note", "text", N_("In all"), N_("One or two sentences; needed where no standard has a reason."),
              wants_reason),
    )  # fmt: skip


def reason_field(code: str) -> str:
    """The name of the field that asks for the reason about a standard."""
    return f"about-{slug(code)}"


def _rhythms(_answers: Answers, _view: Any) -> list[Option]:
    return [*((key, _(name)) for key, name in RHYTHM_NAMES.items()), ("never", _("no rhythm"))]


RHYTHM_FORM = Form(
    Field("every", "choice", N_("How often"), N_("How often you ask for a check-in."), options=_rhythms),
    Field("why", "line", N_("Why"), N_("What the student reads beside it."), never),
)
