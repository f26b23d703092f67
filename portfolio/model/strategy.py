"""Strategies as a student uses them: picked before, switched during, judged after; and the learner they show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from portfolio.i18n import N_
from portfolio.model.form import CONFIDENCE_HELP, Field, Form, Named, Option, never
from portfolio.model.record import Record

FITS = {"yes": N_("it fitted"), "partly": N_("it fitted partly"), "no": N_("it did not fit")}
"""How a strategy fitted, in the student's own judgment."""


@dataclass(frozen=True)
class Way:
    """A way of working: one of the course's strategies, or one of the student's own."""

    strategy: str = ""
    """`course@version#id`."""
    own: str = ""
    """Its name where it is the student's own."""


@dataclass(frozen=True)
class Switch:
    """Another way was taken on the way. Nowhere counted against anybody."""

    at: str
    to: Way
    reason: str


@dataclass(frozen=True)
class Judgment:
    """What came of it."""

    at: str
    fit: Literal["yes", "partly", "no"]
    note: str


@dataclass(frozen=True, kw_only=True)
class StrategyUse(Record):
    """A strategy in one work."""

    KIND: ClassVar[str] = "strategies"
    NAME: ClassVar[str] = N_("strategy")

    work: str
    standard: str
    """The code of the standard it was picked for, "" where the task names none."""
    picked: Way
    confidence: int
    """1 to 5, before the work."""
    reason: str
    switches: tuple[Switch, ...] = ()
    judgment: Judgment | None = None

    @property
    def ways(self) -> tuple[Way, ...]:
        """Every way that was taken, in order."""
        return (self.picked, *(one.to for one in self.switches))


@dataclass(frozen=True, kw_only=True)
class Learner(Record):
    """What a student writes about themselves as a learner; each version is a record, so that they can be compared."""

    KIND: ClassVar[str] = "learner"
    NAME: ClassVar[str] = N_("statement about yourself as a learner")

    course: str = ""
    """The id of a course, "" for all of school."""
    text: str

    @property
    def called(self) -> str:
        """How it begins."""
        return self.text


def pick_form(bank: list[Option], standards: list[Option]) -> Form:
    """The questions before the work.

    Args:
        bank: the course's strategies, the likeliest first.
        standards: those the task is about.
    """
    fields = [
        Field(
            "strategy", "choice", N_("Strategy"), N_("Which way of working do you want to try?"),
            lambda answers, _view: not answers.get("own"), lambda _answers, _view: bank,
        ),
        Field("own", "line", N_("Or your own"), N_("A way of yours that is not in the list."), never),
        Field("reason", "line", N_("Why"), N_("Why this one, for this work?")),
        Field("confidence", "scale", N_("Confidence"), CONFIDENCE_HELP),
    ]  # fmt: skip
    if len(standards) > 1:
        told = N_("Which standard is it for?")
        fields.append(Field("standard", "choice", N_("Standard"), told, never, lambda _answers, _view: standards))
    return Form(*fields)


def switch_form(bank: list[Option]) -> Form:
    """The questions where the way changes."""
    return Form(
        Field(
            "strategy", "choice", N_("New strategy"), N_("Which way do you take now?"),
            lambda answers, _view: not answers.get("own"), lambda _answers, _view: bank,
        ),
        Field("own", "line", N_("Or your own"), N_("A way of yours that is not in the list."), never),
        Field("reason", "line", N_("Why"), N_("One line: what made you switch?")),
    )  # fmt: skip


JUDGE_FORM = Form(
    Field("fit", "choice", N_("Did it fit?"), N_("Did this way of working fit this work?"), options=Named(FITS)),
    Field("note", "text", N_("How you know"), N_("What did it help you do, and when would you use it again?")),
)
LEARNER_FORM = Form(
    Field(
        "text", "text", N_("Me as a learner"),
        N_("What have you found out about how you learn? What works for you, when, and how do you know?"),
    ),
)  # fmt: skip
