"""A student's desk: one portfolio with its courses, and the ways to name what is on it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from portfolio.clock import Clock, stamp
from portfolio.course.shelf import Shelf
from portfolio.door import HistoryView, Portfolio, View
from portfolio.errors import BrokenRecord, NotFound, PortfolioError
from portfolio.history.reading import History
from portfolio.i18n import N_, _
from portfolio.model.goal import CheckIn, Goal
from portfolio.model.kinds import KINDS
from portfolio.model.record import Record, is_id, new_id
from portfolio.model.work import Assessment, Attachment, Choice, Draft, Plan, Reflection, Work
from portfolio.services.heard import Heard, hear
from portfolio.text import line, shorten, slug

if TYPE_CHECKING:
    from portfolio.model.course import Course, Standard, Task

T = TypeVar("T")


class Desk:
    """Reads a portfolio (or a version of one) together with its courses."""

    def __init__(
        self,
        view: View,
        clock: Clock,
        others: Callable[[], list[tuple[History, str]]] | None = None,
        known: Mapping[str, Course] | None = None,
    ) -> None:
        """
        Args:
            others: gives what others wrote about the student, each history with the version to read; without it, what
                stands beside a portfolio in use.
            known: courses by id@version that are read already.
        """
        self.view = view
        self.clock = clock
        self.shelf = Shelf(view, known=known)
        self._given = others

    @property
    def portfolio(self) -> Portfolio:
        """The portfolio to write to."""
        assert isinstance(self.view, Portfolio)
        return self.view

    @property
    def past(self) -> HistoryView:
        """The portfolio with its versions, to read."""
        assert isinstance(self.view, HistoryView)
        return self.view

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.clock.now()

    @property
    def today(self) -> date:
        """The present day."""
        return self.clock.now().date()

    def fresh(self) -> tuple[str, str]:
        """An id and a stamp for a new record."""
        now = self.clock.now()
        return new_id(max(now, self._after_all(now))), stamp(now)

    def _after_all(self, now: datetime) -> datetime:
        """Just after the newest record, so that a clock that was set back does not change the order of things."""
        names = [path for kind in KINDS for path in self.view.names(f"records/{kind}")]
        newest = max((path.rpartition("/")[2] for path in names), default="")
        if not is_id(newest.removesuffix(".json")):
            return now
        at = datetime.strptime(newest[:18], "%Y%m%d-%H%M%S%f").replace(tzinfo=now.tzinfo)
        return at + timedelta(milliseconds=1)

    def _others(self) -> list[tuple[History, str]]:
        """What others wrote about the student: each history, and the version of it that is read."""
        if self._given is not None:
            return self._given()
        if not isinstance(self.view, Portfolio):
            return []
        from portfolio.hub.sync import written_about_in

        return [(mirror, mirror.head()) for _group, mirror in written_about_in(self.view) if mirror.head()]

    def said(self) -> list[HistoryView]:
        """What others wrote about the student, a history for each writer; each is to be closed after reading."""
        return [HistoryView.of(history, version) for history, version in self._others()]

    def heard(self, *kinds: type[Record]) -> list[Heard]:
        """The records of some kinds in what others wrote; a history that cannot be read is left out."""
        found: list[Heard] = []
        for history, version in self._others():
            with suppress(PortfolioError):
                found.append(hear(history.git_dir, version, kinds))
        return found

    # Courses

    @property
    def courses(self) -> list[Course]:
        """The courses in use."""
        return self.shelf.current()

    def standards(self) -> list[Standard]:
        """Every standard of the courses in use."""
        return [standard for course in self.courses for standard in course.standards]

    def standard_named(self, text: str) -> Standard | None:
        """The standard of a course in use that has this code or name, in any case."""
        wanted = line(text).lower()
        return next((one for one in self.standards() if wanted in (one.code.lower(), one.name.lower())), None)

    def standard_ref(self, code: str) -> str:
        """How a record refers to a standard by its code, "" where no course in use has it."""
        return next((f"{c.ref}#{s.code}" for c in self.courses for s in c.standards if s.code == code), "")

    def standard_name(self, ref: str) -> str:
        """The name of the standard a record refers to, its code where the course is gone."""
        found = self.shelf.standard(ref)
        return found.name if found else ref.partition("#")[2]

    def tasks(self) -> list[tuple[Course, Task]]:
        """Every task of the courses in use."""
        return [(course, task) for course in self.courses for task in course.tasks]

    def free_tasks(self) -> list[tuple[Course, Task]]:
        """The tasks that were not begun yet, whatever version of their course they were in."""
        begun = {work.task.partition("@")[0] + "#" + work.task.partition("#")[2] for work in self.works()}
        return [(course, task) for course, task in self.tasks() if f"{course.id}#{task.id}" not in begun]

    def task_of(self, work: Work) -> tuple[Course, Task] | None:
        """The task of a work, as it was when it was chosen."""
        return self.shelf.task(work.task)

    # Records

    def works(self) -> list[Work]:
        """All works, the newest first."""
        return self.view.all(Work)[::-1]

    def of(self, kind: type[_R], work: Work | str) -> list[_R]:
        """The records of a kind that belong to a work, oldest first."""
        name = work if isinstance(work, str) else work.id
        return [record for record in self.view.all(kind) if getattr(record, "work", "") == name]

    def drafts(self, work: Work | str) -> list[Draft]:
        """The drafts of a work, oldest first: draft 1 is the first."""
        return self.of(Draft, work)

    def draft_text(self, draft: Draft) -> str:
        """The text a draft names, "" where the history cannot give it back."""
        try:
            return self.view.text_of(draft.blob)
        except BrokenRecord:
            return ""

    def choice(self, work: Work) -> Choice | None:
        """What was chosen for a work, as it stands."""
        found = self.of(Choice, work)
        return found[-1] if found else None

    def plan(self, work: Work) -> Plan | None:
        """The plan of a work."""
        found = self.of(Plan, work)
        return found[-1] if found else None

    def attachments(self, work: Work) -> list[Attachment]:
        """The files beside a work."""
        return self.of(Attachment, work)

    def assessments(self, work: Work) -> list[Assessment]:
        """The self-assessments of a work, oldest first; not what was noted for others."""
        return [one for one in self.of(Assessment, work) if one.reported_from is None]

    def reflections(self, work: Work) -> list[tuple[Reflection, bool]]:
        """The reflections on a work, oldest first; True where one is private."""
        found = [(one, False) for one in self.of(Reflection, work)]
        if isinstance(self.view, Portfolio):
            found += [(one, True) for one in self.view.private.all() if one.work == work.id]
        return sorted(found, key=lambda pair: pair[0].id)

    def goals(self, *status: str) -> list[Goal]:
        """Goals with one of these states (all without any), oldest first."""
        return [goal for goal in self.view.all(Goal) if not status or goal.status in status]

    def check_ins(self, goal: Goal) -> list[CheckIn]:
        """The check-ins of a goal, oldest first."""
        return self.view.find(CheckIn, goal=goal.id)

    # Naming things

    def find_work(self, text: str) -> Work:
        """The work a person named by id, folder, or the beginning of either or of its title.

        Raises:
            NotFound: none or several answer to it.
        """
        return find(
            text,
            self.works(),
            lambda one: (one.id, one.short, one.folder, one.task.partition("#")[2], slug(one.title)),
            N_("work"),
            "" if isinstance(self.view, Portfolio) else _("“portfolio class show STUDENT” shows what there is."),
        )

    def find_goal(self, text: str) -> Goal:
        """The goal a person named by id or the beginning of its statement.

        Raises:
            NotFound: none or several answer to it.
        """
        return find(text, self.goals(), lambda one: (one.id, one.short, slug(one.statement)), N_("goal"))

    def find_task(self, text: str) -> tuple[Course, Task]:
        """The task a person named by id, course/id, or the beginning of either or of its title.

        Raises:
            NotFound: none or several answer to it.
        """
        return find(
            text,
            self.tasks(),
            lambda one: (one[1].id, f"{one[0].id}/{one[1].id}", f"{one[0].ref}#{one[1].id}", slug(one[1].title)),
            N_("task"),
        )

    def find_draft(self, work: Work, text: str) -> tuple[int, Draft]:
        """The draft a person named by number (1 is the first) or name, with its number.

        Raises:
            NotFound: there is none.
        """
        drafts = self.drafts(work)
        for number, draft in enumerate(drafts, 1):
            if text.strip() in (str(number), draft.id) or slug(draft.name) == slug(text):
                return number, draft
        raise NotFound(
            _("“{title}” has no draft “{text}”.").format(title=shorten(work.title, 40), text=line(text)[:40]),
            _("It has {n}; “portfolio draft list” shows them.").format(n=len(drafts)),
        )


_R = TypeVar("_R", bound=Record)


def find(text: str, things: Iterable[T], names: Callable[[T], Sequence[str]], what: str, hint: str = "") -> T:
    """The one thing a text names: a whole name first, else the only one with a name that begins so.

    Args:
        what: the English word for it, which is also its command.
        hint: where to see what there is; else the command's list.

    Raises:
        NotFound: none or several answer to it.
    """
    wanted = line(text).lower()
    pool = list(things)
    for fits in (_same, _begins, _holds):
        found = [thing for thing in pool if wanted and any(fits(name.lower(), wanted) for name in names(thing))]
        if len(found) == 1:
            return found[0]
        if found:
            told = ", ".join(sorted(f"{names(thing)[-1]} ({names(thing)[1]})" for thing in found)[:5])
            raise NotFound(
                _("“{text}” could be more than one {what}: {names}.").format(
                    text=wanted[:40], what=_(what), names=told
                ),
                _("Use more of its name, or the short id from the list."),
            )
    raise NotFound(
        _("There is no {what} called “{text}”.").format(text=wanted[:40], what=_(what)),
        hint or _("“portfolio {what} list” shows what there is.").format(what=what),
    )


def _same(name: str, wanted: str) -> bool:
    return name == wanted


def _begins(name: str, wanted: str) -> bool:
    return name.startswith(wanted) or (name.startswith(slug(wanted)) and slug(wanted) != "untitled")


def _holds(name: str, wanted: str) -> bool:
    return slug(wanted) in name and slug(wanted) != "untitled"


def open_desk(folder: str, clock: Clock, *, writable: bool = True) -> Desk:
    """Open a portfolio and lay it on the desk."""
    return Desk(Portfolio.open(os.path.expanduser(folder), clock, writable=writable), clock)
