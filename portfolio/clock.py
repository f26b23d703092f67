"""The one clock. Tests and the sample bring their own."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time, with the computer's offset."""

    def now(self) -> datetime:
        """The present instant, aware of its offset."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """The present instant in the computer's zone."""
        return datetime.now().astimezone()


class SetClock:
    """A clock that stands where it was put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.at

    def forward(self, **by: float) -> None:
        """Move on by a `timedelta(**by)`."""
        self.at += timedelta(**by)


def stamp(at: datetime) -> str:
    """An instant as ISO 8601 with milliseconds and offset: `2026-11-23T16:19:05.123-05:00`."""
    return at.isoformat(timespec="milliseconds")


def instant(text: str) -> datetime | None:
    """The instant a stamp stands for, or None where it is not one."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def day(text: str) -> date | None:
    """The date `YYYY-MM-DD` stands for, or None where it is not one."""
    if len(text) != 10:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
