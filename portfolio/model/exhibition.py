"""An exhibition, or a student-led conference: goals, drafts and reflections chosen for guests, and their responses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portfolio.i18n import N_
from portfolio.model.form import Field, Form
from portfolio.model.record import Record, ReportedFrom


@dataclass(frozen=True, kw_only=True)
class Exhibition(Record):
    """What is shown to guests."""

    KIND: ClassVar[str] = "exhibitions"
    NAME: ClassVar[str] = N_("exhibition")

    title: str
    words: str
    """What the student tells the guests."""
    goals: tuple[str, ...] = ()
    """The ids of goals."""
    drafts: tuple[str, ...] = ()
    """The ids of drafts: each is shown as it was named."""
    reflections: tuple[str, ...] = ()
    """The ids of shared reflections."""

    @property
    def called(self) -> str:
        """Its title."""
        return self.title


@dataclass(frozen=True, kw_only=True)
class Response(Record):
    """What a guest wrote, typed at the student's keyboard."""

    KIND: ClassVar[str] = "responses"
    NAME: ClassVar[str] = N_("guest's response")

    exhibition: str
    text: str
    reported_from: ReportedFrom

    @property
    def called(self) -> str:
        """How it begins."""
        return self.text


EXHIBITION_FORM = Form(
    Field("title", "line", N_("Title"), N_("What do you call it? Like “Autumn, grade 10”.")),
    Field("words", "text", N_("To your guests"), N_("What should they look at, and what do you want to ask them?")),
)
RESPONSE_FORM = Form(
    Field("who", "line", N_("Guest"), N_("Who writes it, by the name they want to be shown.")),
    Field("text", "text", N_("Response"), N_("What you saw, and what you take home from it.")),
)
