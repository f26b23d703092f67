"""Feedback: a comment on an exact version of a work, in its writer's own history; the answer is in the student's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from portfolio.i18n import N_, _
from portfolio.model.form import Answers, Field, Form, Named, Option, never
from portfolio.model.record import Passage, Record, ReportedFrom

Tone = Literal["warm", "question", "next"]
TONES: dict[str, str] = {"warm": N_("what works"), "question": N_("a question"), "next": N_("a next step")}
How = Literal["revise", "plan", "disagree"]
ANSWERS: dict[str, str] = {
    "revise": N_("I changed it"),
    "plan": N_("I plan to"),
    "disagree": N_("I see it differently"),
}


@dataclass(frozen=True, kw_only=True)
class Comment(Record):
    """What somebody of the staff says about a work, as it was when they read it."""

    KIND: ClassVar[str] = "comments"
    NAME: ClassVar[str] = N_("comment")

    work: str
    """The student's work."""
    version: str
    """The student's version that was read."""
    blob: str
    """The text as it was then."""
    tone: Tone
    text: str
    passage: Passage | None = None
    """The words it is about, None for the whole piece."""
    criterion: str = ""
    """The criterion of the rubric, or the way of working, it is about; "" for none."""
    reported_from: ReportedFrom | None = None
    """Who said it, where it was typed at the student's keyboard; it then stands in the student's own history."""

    @property
    def called(self) -> str:
        """Its words."""
        return self.text


@dataclass(frozen=True, kw_only=True)
class Reply(Record):
    """The student's answer to a comment."""

    KIND: ClassVar[str] = "replies"
    NAME: ClassVar[str] = N_("answer to a comment")

    work: str
    comment: str
    """The comment's id."""
    by: str
    """Who had written the comment: the id of their history."""
    how: How
    text: str

    @property
    def called(self) -> str:
        """Its words."""
        return self.text


def comment_form(criteria: Sequence[str], ways: Sequence[str] = ()) -> Form:
    """The questions a comment answers.

    Args:
        criteria: the names of the rubric's criteria.
        ways: the names of the ways of working that were taken.
    """

    def about(_answers: Answers, _view: Any) -> list[Option]:
        strategies = [(name, _("Strategy: {name}").format(name=name)) for name in ways if name not in criteria]
        return [*((name, name) for name in criteria), *strategies]

    return Form(
        Field("tone", "choice", N_("What it is"), N_("What works, a question, or a next step."), options=Named(TONES)),
        Field("text", "text", N_("Comment"), N_("Specific and kind: what you see, and what it does.")),
        Field("quote", "text", N_("About these words"), N_("Copied from the text; empty for the whole piece."), never),
        Field(
            "criterion", "choice", N_("Criterion"),
            N_("The criterion of the rubric, or the strategy, it is about, if it is about one."), never, about,
        ),
    )  # fmt: skip


PEER_FORM = Form(
    Field("who", "line", N_("Who says it"), N_("A classmate or a guest, by the name you use.")),
    Field("warm", "text", N_("Kind: what works"), N_("One thing that works, and what it does.")),
    Field("quote", "text", N_("Specific: which words"), N_("The words it is about, copied from the text."), never),
    Field("next", "text", N_("Helpful: one idea"), N_("One idea for the next draft.")),
)
"""Peer feedback in three steps: kind, specific, helpful."""
REPLY_FORM = Form(
    Field("how", "choice", N_("Your answer"), N_("All three are good answers."), options=Named(ANSWERS)),
    Field("text", "text", N_("In your words"), N_("What you changed or plan, or why you see it differently.")),
)
