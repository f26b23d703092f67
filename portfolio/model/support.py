"""Supports and extensions: one plan for each block of a week, what came of it, and extensions done in a work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from portfolio.i18n import N_
from portfolio.model.form import Answers, Field, Form, Named, Option, never
from portfolio.model.record import Record, ReportedFrom

HELPED = {"yes": N_("yes, it helped"), "a little": N_("it helped a little"), "not yet": N_("it has not helped yet")}
STATES = {
    "proposed": N_("proposed"),
    "confirmed": N_("confirmed"),
    "changed": N_("changed by the advisor"),
    "planned for me": N_("planned for me"),
    "asked": N_("asked to change it"),
}
KIND_NAMES = {"support": N_("support"), "extension": N_("extension")}


@dataclass(frozen=True, kw_only=True)
class Slot(Record):
    """What happens in one block of one week."""

    KIND: ClassVar[str] = "support"
    NAME: ClassVar[str] = N_("support plan")

    week: str
    """The first day of the week."""
    course: str
    """`course@version` whose timetable has the block."""
    block: str
    """The block's name in that timetable."""
    kind: Literal["support", "extension"]
    session: str
    """The name in the menu, or words of the student's own."""
    where: str
    why: str
    goal: str = ""
    """The id of a goal."""
    standard: str = ""
    """The code of a standard; a plan has a goal or a standard."""
    state: Literal["proposed", "confirmed", "changed", "planned for me", "asked"] = "proposed"
    planned_for_me: bool = False
    """Whether somebody else made the plan; stays so when the student agrees."""
    noted_for: ReportedFrom | None = None
    """The advisor who confirmed, changed or made it, at the student's keyboard."""
    answer: str = ""
    """Why the advisor changed it, or what the student asks to change."""
    posted: str = ""
    """The id of a posted session in which a seat is asked for, "" for none."""
    second: str = ""
    """The id of the session that is the second wish."""
    reviewed: str = ""
    """The id of the advisor's review that this plan has taken in."""
    did: str = ""
    helped: Literal["", "yes", "a little", "not yet"] = ""

    @property
    def called(self) -> str:
        """What is done in it."""
        return self.session


@dataclass(frozen=True, kw_only=True)
class Extension(Record):
    """The extension of a chosen option, done."""

    KIND: ClassVar[str] = "extensions"
    NAME: ClassVar[str] = N_("extension")

    work: str
    part: str
    """content, process or product."""
    option: str
    """The option it belongs to."""
    text: str
    """The extension in the course's words."""
    note: str
    """What the student did."""

    @property
    def called(self) -> str:
        """The extension in the course's words."""
        return self.text


def _goals(_answers: Answers, view: Any) -> list[Option]:
    return [(goal.id, goal.statement) for goal in view.goals("active")]


def _standards(_answers: Answers, view: Any) -> list[Option]:
    return [(one.code, one.name) for one in view.standards()]


def slot_form(menu: list[Option]) -> Form:
    """The questions a plan for one block answers.

    Args:
        menu: every support and extension there is.
    """
    return Form(
        Field(
            "session", "choice", N_("What"), N_("A support or an extension from the menu."),
            lambda answers, _view: not answers.get("own"), lambda _answers, _view: menu,
        ),
        Field("own", "line", N_("Or something else"), N_("What you agreed on that is not in the menu."), never),
        Field(
            "kind", "choice", N_("Kind"), N_("Only for something else: is it support or extension?"),
            lambda answers, _view: bool(answers.get("own")), Named(KIND_NAMES),
        ),
        Field("where", "line", N_("Where"), N_("The room, or with whom.")),
        Field("why", "line", N_("Why"), N_("What do you want to have afterwards?")),
        Field(
            "goal", "choice", N_("Goal"), N_("The goal it is for. A goal or a standard is enough."),
            lambda answers, view: not answers.get("standard") and bool(view.goals("active")), _goals,
        ),
        Field(
            "standard", "choice", N_("Standard"), N_("The standard it is for. A goal or a standard is enough."),
            lambda answers, _view: not answers.get("goal"), _standards,
        ),
    )  # fmt: skip


DONE_FORM = Form(
    Field("did", "line", N_("What I did"), N_("What did you do in this block?")),
    Field("helped", "choice", N_("Did it help?"), N_("Did it help you with what you wanted?"), options=Named(HELPED)),
)
ADVISOR = Field("advisor", "line", N_("Advisor's name"), N_("Who says so, at your keyboard."))
CONFIRM_FORM = Form(ADVISOR)
CHANGE_REASON = Field("answer", "line", N_("Why it changes"), N_("The advisor's reason, in words you can read again."))
ASK_FORM = Form(Field("answer", "line", N_("What I ask"), N_("What should be different, and why?")))
EXTENSION_FORM = Form(Field("note", "text", N_("What I did"), N_("How did you go further?")))
