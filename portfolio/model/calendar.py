"""Terms and weeks of a course, as days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portfolio.clock import day
from portfolio.model.course import Block, Term

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Span:
    """A term of one school year."""

    name: str
    starts: date
    ends: date


def spans(terms: Sequence[Term], at: date) -> tuple[Span, ...]:
    """The terms of the school year that a day belongs to, in order; dates without a year are those of that year,
    or of the year that the first term names.

    A school year begins with its first term; the days after the last one, up to the next first, belong to it, too.
    """
    if not terms:
        return ()
    first = terms[0].starts[-5:]
    base = at.year if f"{at:%m-%d}" >= first else at.year - 1
    if len(terms[0].starts) == 10:
        base = int(terms[0].starts[:4])
    found = [Span(one.name, _date(one.starts, first, base), _date(one.ends, first, base)) for one in terms]
    return tuple(sorted(found, key=lambda span: span.starts))


def _date(text: str, first: str, base: int) -> date:
    """A day of the school year that began in the year `base`; the 29th of February is the 28th where there is none."""
    whole = text if len(text) == 10 else f"{base if text >= first else base + 1}-{text}"
    return day(whole) or day(f"{whole[:8]}28") or date.min


def term_on(terms: Sequence[Term], at: date) -> Span | None:
    """The term a day is in; between terms the one that began last; None before the first."""
    begun = [span for span in spans(terms, at) if span.starts <= at]
    return begun[-1] if begun else None


def school_year(terms: Sequence[Term], at: date) -> str:
    """The school year of a day, as in 2026-27; a calendar year where a course has no terms."""
    if not terms:
        return str(at.year)
    base = at.year if f"{at:%m-%d}" >= terms[0].starts[-5:] else at.year - 1
    return f"{base}-{(base + 1) % 100:02d}"


def week_of(at: date, week_starts: str) -> date:
    """The first day of the week a day is in."""
    first = DAYS.index(week_starts) if week_starts in DAYS else 0
    return at - timedelta(days=(at.weekday() - first) % 7)


def block_day(block: Block, week: date) -> date:
    """The day of a timetable block in the week that begins on `week`."""
    return week + timedelta(days=(DAYS.index(block.day) - week.weekday()) % 7)
