"""Everything that was said about one work, by the student and the staff, as a teacher reads it."""

from __future__ import annotations

from textual.content import Content

from portfolio.classroom import rating
from portfolio.classroom.room import Room
from portfolio.clock import Clock, instant
from portfolio.i18n import _
from portfolio.model.feedback import ANSWERS, TONES
from portfolio.model.schoolclass import Seat
from portfolio.model.work import MOMENT_NAMES, PARTS, Assessment, Work
from portfolio.screens.board import rating_told
from portfolio.screens.strategies import told
from portfolio.services import feedback
from portfolio.services.assessing import in_order, others
from portfolio.services.choosing import part_name, picked
from portfolio.services.desk import Desk
from portfolio.services.inquiry import told_in
from portfolio.services.strategies import in_work
from portfolio.text import line
from portfolio.widgets.pixels import joined, text
from portfolio.wording import month_day


def about_work(room: Room, seat: Seat, desk: Desk, work: Work, clock: Clock) -> list[Content]:
    """Comments with their answers, ratings side by side, strategies, what was chosen and why, sources, reflections."""
    rows = [*_comments(desk, work), *_ratings(room, seat, desk, work, clock)]
    for used in in_work(desk, work):
        rows += [_head(_("Strategy: {name}").format(name=" → ".join(used.ways)), used.use.created, desk), *told(used)]
    rows += [*_choice(desk, work), *map(text, told_in(desk, work))]
    for reflection, _private in desk.reflections(work):
        rows.append(_head(_(MOMENT_NAMES[reflection.moment]), reflection.created, desk))
        for answer in reflection.answers:
            rows += [text(answer.prompt, "$muted"), text(answer.text)]
    return rows or [text(_("Nothing yet."), "$muted")]


def _head(told: str, at: str, desk: Desk) -> Content:
    when = instant(at)
    return text(f"{told} · {month_day(when.date(), desk.today)}" if when else told, "bold")


def _comments(desk: Desk, work: Work) -> list[Content]:
    rows: list[Content] = []
    for one in feedback.received(desk, work):
        what = " · ".join(part for part in (one.name, _(TONES[one.comment.tone]), one.comment.criterion) if part)
        rows.append(_head(what, one.comment.created, desk))
        if one.comment.passage:
            moved = feedback.place(desk, one)
            quote = f"“{one.comment.passage.quote}”" + (f"  ({moved})" if moved else "")
            rows.append(text(quote, "$amber"))
        rows.append(text(one.comment.text))
        if one.reply:
            rows.append(text(f"→ {_(ANSWERS[one.reply.how])}. {one.reply.text}", "$primary"))
        else:
            rows.append(text(f"→ {_('no answer yet')}", "$muted"))
    return rows


def _ratings(room: Room, seat: Seat, desk: Desk, work: Work, clock: Clock) -> list[Content]:
    """Mine, the student's where I may see it, and those of colleagues; side by side, never mixed."""
    own, mine = desk.assessments(work), rating.mine(room, seat, work)
    sees = rating.may_see(room, desk, work, mine)
    me = line(room.kept.me.name)
    found: list[tuple[str, Assessment]] = [(_("You"), mine)] if mine else []
    found += [(line(seat.name), own[-1])] if own and sees else []
    found += [(one.by, one.assessment) for one in others(desk, work).given if sees and one.by != me]
    rows: list[Content] = []
    for who, one in found:
        rubric = desk.shelf.rubric(one.rubric)
        scale = rubric[0].scale(rubric[1]) if rubric else ()
        rows.append(_head(_("{name} rated").format(name=who), one.created, desk))
        if one.blob != desk.view.blob(work):
            rows.append(text(_("an earlier version of the text"), "$muted"))
        if one is mine and (told := rating.sealed_told(room, seat, work, one)):
            rows.append(text(told, "$muted"))
        for criterion, given in in_order(desk, one):
            rows += rating_told(criterion, given, scale)
    if own and not sees:
        told = _("{name} has rated this; you see it once you have rated it, too (r).").format(name=line(seat.name))
        rows.append(text(told, "$muted"))
    return rows


def _choice(desk: Desk, work: Work) -> list[Content]:
    choice, task = desk.choice(work), desk.task_of(work)
    if choice is None or task is None:
        return []
    parts = {name: task[1].parts[name] for name in PARTS if name in task[1].parts}
    told = [
        joined((text(f"{part_name(name)}: ", "$muted"), text(picked(part, choice.picks.get(name)))))
        for name, part in parts.items()
        if not part.fixed
    ]
    return [_head(_("Chosen"), choice.created, desk), *told, text(choice.reason)]
