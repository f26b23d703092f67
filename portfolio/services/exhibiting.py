"""Exhibitions: what is chosen for guests, and their written responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.clock import day
from portfolio.errors import BadInput, NotFound
from portfolio.i18n import N_, _
from portfolio.model.calendar import term_on
from portfolio.model.capstone import TASK
from portfolio.model.exhibition import EXHIBITION_FORM, RESPONSE_FORM, Exhibition, Response
from portfolio.model.form import Answers, Field, Form, Option, never
from portfolio.model.goal import Goal
from portfolio.model.record import Record, ReportedFrom
from portfolio.model.work import MOMENT_NAMES, Draft, Reflection, Work
from portfolio.services.desk import Desk, find
from portfolio.services.goals import checked
from portfolio.text import line, shorten, slug

_LABEL = 120
"""Characters of a line that offers something to show."""


def proposed(desk: Desk) -> list[Record]:
    """What could be shown this term: active goals, the newest draft of each shared work, reflections on those works."""
    courses = desk.courses
    term = term_on(courses[0].terms, desk.today) if courses else None
    since = str(term.starts) if term else ""
    done = [one for one in desk.works() if one.shared and one.shared[:10] >= since]
    works = [one for one in done if not one.task.endswith(f"#{TASK}")]
    drafts = [found[-1] for work in works[::-1] if (found := desk.drafts(work))]
    names = {work.id for work in works}
    return [*desk.goals("active"), *drafts, *(one for one in desk.view.all(Reflection) if one.work in names)]


def key_of(record: Record) -> str:
    """How a goal, draft or reflection is named among what is shown."""
    return f"{record.KIND}/{record.id}"


def _choices(answers: Answers, desk: Desk) -> list[Option]:
    """Everything that can be shown, what is picked or proposed first."""
    titles = {work.id: work.title for work in desk.works()}
    found: list[Option] = [(key_of(one), f"{_('Goal')}: {line(one.statement)}") for one in desk.goals()]
    for work in desk.works():
        drafts = list(enumerate(desk.drafts(work), 1))
        found += [(key_of(one), _draft_label(work.title, number, one)) for number, one in drafts[::-1]]
    for thought in desk.view.all(Reflection)[::-1]:
        told = f"{titles.get(thought.work, '')} {_(MOMENT_NAMES[thought.moment])}: "
        told += thought.answers[0].text if thought.answers else ""
        found.append((key_of(thought), f"{_('Reflection')}: {line(told)}"))
    first = {*answers.get("shown", ()), *map(key_of, proposed(desk))}
    found.sort(key=lambda option: option[0] not in first)
    return [(key, shorten(told, _LABEL)) for key, told in found]


def _draft_label(title: str, number: int, draft: Draft) -> str:
    told = _("{title}, draft {n}: {name}").format(title=shorten(title, 50), n=number, name=line(draft.name))
    return f"{_('Draft')}: {told}"


ARRANGE_FORM = Form(
    *EXHIBITION_FORM.fields,
    Field(
        "shown",
        "many",
        N_("What your guests see"),
        N_("Space picks or leaves out. A draft stays as you named it, whatever you write later."),
        never,
        _choices,
    ),
)


def answers_of(exhibition: Exhibition) -> dict[str, Any]:
    """An exhibition as answers to `ARRANGE_FORM`, to change it."""
    kinds = ((Goal, exhibition.goals), (Draft, exhibition.drafts), (Reflection, exhibition.reflections))
    shown = [f"{kind.KIND}/{name}" for kind, names in kinds for name in names]
    return {"title": exhibition.title, "words": exhibition.words, "shown": shown}


def arrange(
    desk: Desk, answers: Mapping[str, Any], shown: Sequence[str], before: Exhibition | None = None
) -> Exhibition:
    """Choose what guests see.

    Args:
        shown: what `key_of` gives for each goal, draft and reflection, in the order of the page.
        before: the exhibition that is changed, as it was shown.

    Raises:
        BadInput: a field is missing, or nothing is chosen.
    """
    given = checked(EXHIBITION_FORM, answers, desk)
    picked = {kind: tuple(_named(shown, kind)) for kind in (Goal, Draft, Reflection)}
    if not (picked[Goal] or picked[Draft]):
        raise BadInput(
            _("There is nothing to show yet: no goal, and no draft."),
            _("Share a work that has a draft, or name goals and drafts yourself."),
        )
    parts: dict[str, Any] = {
        "title": line(given["title"]), "words": given["words"],
        "goals": picked[Goal], "drafts": picked[Draft], "reflections": picked[Reflection],
    }  # fmt: skip
    if before is None:
        name, now = desk.fresh()
        made = Exhibition(id=name, created=now, **parts)
        told = f"Arrange an exhibition: {made.title}"
    else:
        made = before.edit(**parts)
        told = f"Arrange an exhibition anew: {made.title}"
    with desk.portfolio.change("exhibit.arrange", told) as change:
        change.put(made)
    return made


def _named(shown: Sequence[str], kind: type[Record]) -> list[str]:
    return [one.removeprefix(f"{kind.KIND}/") for one in shown if one.startswith(f"{kind.KIND}/")]


@dataclass(frozen=True)
class Shown:
    """What guests see of an exhibition, as far as it is still here."""

    goals: tuple[Goal, ...]
    drafts: tuple[tuple[Work, Draft, str], ...]
    """Each with its work and its text, as it was named."""
    reflections: tuple[tuple[str, Reflection], ...]
    """Each with the title of its work, "" where that is gone."""
    responses: tuple[Response, ...]
    gone: tuple[str, ...]
    """What was chosen and is not here any more, a few words each."""


def look(desk: Desk, exhibition: Exhibition) -> Shown:
    """Gather what guests see."""
    gone: list[str] = []
    goals = [one for name in exhibition.goals if (one := desk.view.get(Goal, name)) is not None]
    gone += [_("a goal that was removed")] * (len(exhibition.goals) - len(goals))
    drafts = []
    for name in exhibition.drafts:
        draft = desk.view.get(Draft, name)
        work = desk.view.get(Work, draft.work) if draft else None
        text = desk.draft_text(draft) if draft else ""
        if draft is None or work is None or not text:
            gone.append(_("a draft that was removed") if draft is None else _("a draft whose text cannot be read"))
        else:
            drafts.append((work, draft, text))
    thoughts = []
    for name in exhibition.reflections:
        thought = desk.view.get(Reflection, name)
        if thought is None:
            gone.append(_("a reflection that was removed, or is private"))
        else:
            about = desk.view.get(Work, thought.work)
            thoughts.append((about.title if about else "", thought))
    heard = tuple(responses(desk, exhibition))
    return Shown(tuple(goals), tuple(drafts), tuple(thoughts), heard, tuple(gone))


def named(desk: Desk, text: str = "") -> Exhibition:
    """The exhibition a person named; the newest where they named none.

    Raises:
        NotFound: there is none, or several answer to it.
    """
    every = desk.view.all(Exhibition)
    if not every:
        raise NotFound(_("No exhibition is arranged yet."), _("“portfolio exhibition new” does."))
    if not text:
        return every[-1]
    return find(text, every, lambda one: (one.id, one.short, slug(one.title), one.title), N_("exhibition"))


def respond(desk: Desk, exhibition: Exhibition, answers: Mapping[str, Any]) -> Response:
    """Attach what a guest wrote; it never counts as confirmed by them.

    Raises:
        BadInput: a field is missing.
    """
    given = checked(RESPONSE_FORM, answers, desk)
    name, now = desk.fresh()
    guest = ReportedFrom("guest", line(given["who"]))
    made = Response(id=name, created=now, exhibition=exhibition.id, text=given["text"], reported_from=guest)
    with desk.portfolio.change("exhibit.respond", f"A guest's response to {exhibition.title}") as change:
        change.put(made)
    return made


def responses(desk: Desk, exhibition: Exhibition) -> list[Response]:
    """What guests wrote, oldest first."""
    return [one for one in desk.view.all(Response) if one.exhibition == exhibition.id]


def shown_on(exhibition: Exhibition) -> str:
    """The day it was arranged."""
    return str(day(exhibition.created[:10]) or "")
