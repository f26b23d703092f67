"""Self-assessment: levels per criterion on the task's rubric, each with evidence and a next step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portfolio.errors import BadInput, Refused
from portfolio.i18n import _
from portfolio.model.capstone import TASK
from portfolio.model.record import ReportedFrom
from portfolio.model.sealed import Sealed
from portfolio.model.work import Assessment, Rating, Work
from portfolio.services.desk import Desk

if TYPE_CHECKING:
    from portfolio.model.course import Course, Criterion, Rubric


def rubric_of(desk: Desk, work: Work) -> tuple[Course, Rubric]:
    """The rubric of a work's task, as it was when the work was chosen.

    Raises:
        Refused: it is not in this portfolio.
    """
    found = _rubric(desk, work)
    if not work.task:
        raise Refused(
            _("This piece was brought in from elsewhere: it belongs to no task, so there is no rubric for it."),
            _("Choose a task, and use what you wrote here in that work."),
        )
    if found is None:
        raise Refused(
            _("The rubric of this work is not here, so it cannot be assessed."),
            _("“portfolio check” says which course file is missing or broken."),
        )
    return found


def _rubric(desk: Desk, work: Work) -> tuple[Course, Rubric] | None:
    """The rubric of the task, or the panel's where the work is the deck of a capstone."""
    course, item = desk.shelf.get(work.task), work.task.partition("#")[2]
    if course is None:
        return None
    task = course.task(item)
    rubric = course.rubric(task.rubric if task else course.capstone.rubric if item == TASK else "")
    return (course, rubric) if rubric else None


def criteria_of(desk: Desk, work: Work) -> list[str]:
    """The names of the criteria of a work's rubric, none where it is not there."""
    found = _rubric(desk, work)
    return [one.name for one in found[1].criteria] if found else []


def current(desk: Desk, work: Work) -> Assessment | None:
    """The assessment of the text as it stands, if there is one."""
    found = desk.assessments(work)
    return found[-1] if found and found[-1].blob == desk.view.blob(work) else None


@dataclass(frozen=True)
class Given:
    """A rating of a work in somebody else's history."""

    by: str
    """What its writer calls themself."""
    assessment: Assessment
    sealed: bool
    """Whether it was sealed before the student rated, and is what was sealed."""


@dataclass(frozen=True)
class Others:
    """What others rated, and who has rated what the student may not see yet."""

    given: tuple[Given, ...] = ()
    waiting: tuple[tuple[str, str], ...] = ()
    """The names of raters, each with the id of the work: to be seen once the student has rated that text, too."""


def others(desk: Desk, work: Work | None = None) -> Others:
    """The ratings of the staff, of one work or of all, oldest first; the student's own comes first where one waits."""
    own: dict[str, list[Assessment]] = {}
    for one in desk.view.all(Assessment):
        if one.reported_from is None:
            own.setdefault(one.work, []).append(one)
    given: list[Given] = []
    waiting: list[tuple[str, str]] = []
    for heard in desk.heard(Assessment, Sealed):
        name, seals = heard.name, {one.id: one for one in heard.all(Sealed)}
        for each in heard.all(Assessment):
            if work is None or each.work == work.id:
                mine, seal = own.get(each.work, []), seals.get(each.id)
                if any(one.blob == each.blob or one.id > each.id for one in mine):
                    given.append(Given(name, each, seal is not None and seal.stands_for(each)))
                else:
                    waiting.append((name, each.work))
        waiting += [
            (name, seal.work) for seal in seals.values() if not seal.salt and (work is None or seal.work == work.id)
        ]
    return Others(tuple(sorted(given, key=lambda one: one.assessment.id)), tuple(dict.fromkeys(waiting)))


def waits_for(desk: Desk, work: Work) -> str:
    """What a rating waits for that is not shown yet.

    Returns:
        `own` (the student's own rating of the text), `panel` (the scores of the whole panel, which are shown together)
        or `fetch` (its rater has not heard of the student's own rating).
    """
    if current(desk, work) is None:
        return "own"
    return "panel" if work.task.endswith(f"#{TASK}") else "fetch"


def in_order(desk: Desk, assessment: Assessment) -> list[tuple[str, Rating]]:
    """The ratings in the order of their rubric; those of criteria it does not have come last."""
    found = desk.shelf.rubric(assessment.rubric)
    names = [one.name for one in found[1].criteria] if found else []
    known = [(name, assessment.ratings[name]) for name in names if name in assessment.ratings]
    return known + [pair for pair in assessment.ratings.items() if pair[0] not in names]


def last_time(desk: Desk, work: Work, rubric: Rubric, criterion: Criterion) -> Rating:
    """What the student gave this criterion the last time, in any work; an empty rating for never."""
    now, course = current(desk, work), work.task.partition("@")[0]
    for assessment in reversed(desk.view.all(Assessment)):
        if assessment.reported_from is not None or (now is not None and assessment.id == now.id):
            continue
        if assessment.rubric.partition("@")[0] == course and assessment.rubric.endswith(f"#{rubric.id}"):
            rating = assessment.ratings.get(criterion.name)
            if rating is not None and rating.level:
                return rating
    return Rating("")


def assess(
    desk: Desk,
    work: Work,
    ratings: Mapping[str, Rating],
    before: Assessment | None = None,
    noted_for: ReportedFrom | None = None,
) -> Assessment:
    """Save ratings of the text as it stands. Rating it again changes them; after the text changed a new one is kept.

    Args:
        ratings: criterion name to rating.
        before: the assessment they were made from, as it was shown; the one that stands where it is not given.
        noted_for: who gave them, where they were typed for somebody else: a new one is kept each time.

    Raises:
        BadInput: an unknown criterion or level, or nothing rated.
    """
    course, rubric = rubric_of(desk, work)
    check(course, rubric, ratings)
    standing = None if noted_for else current(desk, work)
    if before is None or standing is None or before.id != standing.id:
        before = standing
    new_id, now = desk.fresh()
    kept = dict(ratings)
    made = (
        before.edit(ratings=kept)
        if before
        else Assessment(
            id=new_id,
            created=now,
            work=work.id,
            rubric=f"{course.ref}#{rubric.id}",
            blob=desk.view.blob(work),
            ratings=kept,
            reported_from=noted_for,
        )
    )
    name = "assess.note" if noted_for else "assess.save"
    subject = f"Note a rating of {work.title} for {noted_for.name}" if noted_for else f"Self-assess {work.title}"
    with desk.portfolio.change(name, subject, work=work.id) as change:
        change.put(made)
    return made


def check(course: Course, rubric: Rubric, ratings: Mapping[str, Rating]) -> None:
    """Whether ratings fit a rubric.

    Raises:
        BadInput: an unknown criterion or level, or nothing rated.
    """
    levels = [level.key for level in course.scale(rubric)]
    names = [criterion.name for criterion in rubric.criteria]
    problems = []
    for name, rating in ratings.items():
        if name not in names:
            problems.append(
                _("“{name}” is not a criterion of this rubric: {names}.").format(name=name[:40], names=", ".join(names))
            )
        elif not rating.level:
            problems.append(_("{name}: give a level, too ({levels}).").format(name=name, levels=", ".join(levels)))
        elif rating.level not in levels:
            problems.append(
                _("{name}: “{level}” is not one of {levels}.").format(
                    name=name, level=rating.level[:20], levels=", ".join(levels)
                )
            )
    if problems or not ratings:
        raise BadInput(
            _("Nothing was saved."), _("Rate at least one criterion.") if not ratings else "", tuple(problems)
        )
