"""What an inquiry leaves behind: sources with the viewpoint each stands for, and actions in the community."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portfolio.i18n import N_, _
from portfolio.model.form import Answers, Field, Form, Option, never
from portfolio.model.record import Record


@dataclass(frozen=True, kw_only=True)
class Source(Record):
    """Somebody or something that was asked, read or looked at."""

    KIND: ClassVar[str] = "sources"
    NAME: ClassVar[str] = N_("source")

    work: str
    who: str
    """Who says it: a person, an office, a paper."""
    what: str
    """What it says about the question."""
    viewpoint: str
    """Whose side or place it is seen from."""
    where: str = ""
    """Where to find it again."""

    @property
    def called(self) -> str:
        """Who says it."""
        return self.who


@dataclass(frozen=True, kw_only=True)
class Action(Record):
    """Something done with or for others outside the classroom."""

    KIND: ClassVar[str] = "actions"
    NAME: ClassVar[str] = N_("action")

    work: str
    on: str
    """The day, a date."""
    what: str
    people: str = ""
    """Who took part, by their roles; by name only with consent."""
    named: str = ""
    """People named or pictured, "" for nobody."""
    consent: bool = False
    """Whether everybody named or pictured has agreed."""
    artefact: str = ""
    """What is left of it: an attached file, a link, an object."""

    @property
    def called(self) -> str:
        """What was done."""
        return self.what


SOURCE_FORM = Form(
    Field("who", "line", N_("Who"), N_("Who says it? A person, an office, a book, a paper.")),
    Field("what", "text", N_("What"), N_("What does it say about your question, in a sentence or two?")),
    Field("viewpoint", "line", N_("Viewpoint"), N_("From whose side is it seen? Like: neighbours, owners, the city.")),
    Field("where", "line", N_("Where to find it"), N_("A page, a link, a date of the talk."), never),
)


def _yes(_answers: Answers, _view: object) -> list[Option]:
    return [("yes", _("Yes, everybody named or pictured has agreed."))]


ACTION_FORM = Form(
    Field("on", "date", N_("Day"), N_("When was it? Like 2026-12-31.")),
    Field("what", "text", N_("What"), N_("What was done, and what came of it?")),
    Field("people", "line", N_("Who took part"), N_("By their roles: two neighbours, somebody from the board."), never),
    Field("named", "line", N_("Named or pictured"), N_("Who can be recognised? Leave it empty for nobody."), never),
    Field(
        "consent", "choice", N_("Consent"), N_("People are named or pictured only when they have agreed."),
        lambda answers, _view: bool(str(answers.get("named") or "").strip()), _yes,
    ),
    Field("artefact", "line", N_("What is left of it"), N_("A file you attached, a link, an object."), never),
)  # fmt: skip
