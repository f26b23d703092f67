"""What a student answered to the interest survey of a course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from portfolio.i18n import N_
from portfolio.model.record import Record


@dataclass(frozen=True, kw_only=True)
class Interests(Record):
    """One student's answers; any question may be empty, and all can be changed."""

    KIND: ClassVar[str] = "interests"
    NAME: ClassVar[str] = N_("interest survey")

    course: str
    """`course@version` whose questions were answered."""
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Question to what was picked (in any order), ranked (the favourite first) or written (one text)."""
    named: bool = False
    """Whether the student lets their name stand beside what they picked where the class's results are read."""
