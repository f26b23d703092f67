"""The standards of courses as a CASE package, for another program."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.clock import Clock, stamp
from portfolio.course.case_out import to_package
from portfolio.errors import BadInput
from portfolio.i18n import _
from portfolio.model.codec import canonical
from portfolio.model.course import Course


def package(courses: Sequence[Course], owner: str, clock: Clock) -> bytes:
    """The package as JSON. A later version of the same courses has the same identifier.

    Args:
        owner: who gives it out; "" for the courses themselves.

    Raises:
        BadInput: the courses have no standard.
    """
    standards = [one for course in courses for one in course.standards]
    if not standards:
        raise BadInput(_("There is no standard to write."), _("Add a course first: “portfolio course add DIR”."))
    title = ", ".join(course.title for course in courses)
    document = " ".join(sorted(course.id for course in courses))
    return canonical(to_package(title, owner or title, standards, stamp(clock.now()), document))


def count(courses: Sequence[Course]) -> int:
    """How many standards courses have together."""
    return len({one.code for course in courses for one in course.standards})
