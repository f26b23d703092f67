"""The exit ticket: one question and one line on leaving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portfolio.i18n import N_
from portfolio.model.record import Record


@dataclass(frozen=True, kw_only=True)
class Ticket(Record):
    """One answer on the way out."""

    KIND: ClassVar[str] = "tickets"
    NAME: ClassVar[str] = N_("exit ticket")

    question: str
    text: str

    @property
    def called(self) -> str:
        """The answer."""
        return self.text
