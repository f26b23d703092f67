"""Strategies: picked before the work, switched during it, judged after; shown again where they may help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portfolio.errors import BadInput, NotFound, Refused
from portfolio.i18n import _
from portfolio.model.form import Form, Option
from portfolio.model.strategy import (
    FITS,
    JUDGE_FORM,
    LEARNER_FORM,
    Judgment,
    Learner,
    StrategyUse,
    Switch,
    Way,
    pick_form,
    switch_form,
)
from portfolio.model.work import Work
from portfolio.services.desk import Desk
from portfolio.services.goals import checked
from portfolio.text import line, shorten, slug

if TYPE_CHECKING:
    from portfolio.model.course import Course, Strategy, Task


@dataclass(frozen=True)
class Used:
    """A strategy as it was used in one work."""

    use: StrategyUse
    way: str
    """The name of the way the student ended with."""
    ways: tuple[str, ...]
    """The names of all ways that were taken, in order."""
    situation: str
    title: str
    """The work's title."""
    standard: str
    """The standard's name."""

    @property
    def told(self) -> str:
        """How it was judged, in words."""
        return _(FITS[self.use.judgment.fit]) if self.use.judgment else _("not judged yet")


def way_name(desk: Desk, way: Way) -> str:
    """What a way of working is called."""
    if way.own:
        return way.own
    course = desk.shelf.get(way.strategy)
    wanted = way.strategy.partition("#")[2]
    found = next((one for one in course.strategies if one.id == wanted), None) if course else None
    return found.name if found else wanted


def used(desk: Desk) -> list[Used]:
    """Every strategy that was picked, oldest first."""
    return [_used(desk, use) for use in desk.view.all(StrategyUse)]


def _used(desk: Desk, use: StrategyUse) -> Used:
    work = desk.view.get(Work, use.work)
    found = desk.task_of(work) if work else None
    situation = next((one.situation for one in found[1].standards if one.standard == use.standard), "") if found else ""
    standard = found[0].standard(use.standard) if found else None
    names = tuple(way_name(desk, way) for way in use.ways)
    title = work.title if work else _("a work that is not here any more")
    return Used(use, names[-1], names, situation, title, standard.name if standard else use.standard)


def in_work(desk: Desk, work: Work) -> list[Used]:
    """The strategies of one work, oldest first."""
    return [_used(desk, use) for use in desk.of(StrategyUse, work)]


def told_in(desk: Desk, work: Work) -> list[str]:
    """The strategies of one work in plain lines: which, why, what was switched to and why, how it was judged."""
    rows = []
    for one in in_work(desk, work):
        why = f"{_('Why')}: {one.use.reason}  {_('Confidence')} {one.use.confidence}"
        rows.append(_("Strategy: {name}").format(name=f"{one.ways[0]} ({one.standard}). {why}"))
        rows += [f"  → {name}: {switch.reason}" for name, switch in zip(one.ways[1:], one.use.switches, strict=True)]
        note = f". {one.use.judgment.note}" if one.use.judgment else ""
        rows.append(f"  {one.told}{note}")
    return rows


def unjudged(desk: Desk, work: Work) -> StrategyUse | None:
    """The strategy a work is being done with."""
    found = desk.of(StrategyUse, work)
    return found[-1] if found and found[-1].judgment is None else None


def before(desk: Desk, work: Work) -> list[Used]:
    """What was used in other works for a standard or in a situation of this one: judged first, the newest first."""
    found = desk.task_of(work)
    return [one for one in before_task(desk, found[1]) if one.use.work != work.id] if found else []


def before_task(desk: Desk, task: Task) -> list[Used]:
    """What was used in any work for a standard or in a situation of a task: judged first, the newest first."""
    codes, situations = {use.standard for use in task.standards}, {use.situation for use in task.standards}
    fitting = [one for one in used(desk)[::-1] if one.use.standard in codes or one.situation in situations]
    return sorted(fitting, key=lambda one: one.use.judgment is None)


def told_before(desk: Desk, task: Task) -> list[str]:
    """What was used before in such work and how it was judged, in sentences, three of them at most."""
    told = _("In “{title}” you worked with {ways}: {judged}")
    rows = []
    for one in before_task(desk, task)[:3]:
        note = f". {one.use.judgment.note}" if one.use.judgment and one.use.judgment.note else ""
        rows.append(told.format(title=one.title, ways=" → ".join(one.ways), judged=f"{one.told}{note}"))
    return rows


def bank(desk: Desk, work: Work) -> list[tuple[Course, Strategy]]:
    """The strategies of a work's course: those used before in such work first, then those made for its standards."""
    found = desk.task_of(work)
    if found is None:
        return []
    course = next((one for one in desk.courses if one.id == found[0].id), found[0])
    codes = {use.standard for use in found[1].standards}
    known = [way.strategy.partition("#")[2] for one in before(desk, work) for way in one.use.ways]
    rank = {name: n for n, name in reversed(list(enumerate(known)))}
    order = sorted(
        course.strategies, key=lambda one: (rank.get(one.id, len(known)), not codes & set(one.standards), one.name)
    )
    return [(course, one) for one in order]


def find_strategy(desk: Desk, text: str) -> tuple[Course, Strategy]:
    """The strategy a person named by id or the beginning of its name.

    Raises:
        NotFound: there is none of that name.
    """
    wanted = slug(line(text))
    for course in desk.courses:
        for one in course.strategies:
            if one.id == wanted or (wanted != "untitled" and one.id.startswith(wanted)):
                return course, one
    raise NotFound(
        _("There is no strategy called “{text}”.").format(text=line(text)[:40]),
        _("“portfolio strategy list” shows what there is."),
    )


def question(desk: Desk, work: Work) -> Form:
    """The questions before the work; strategies that were used before say how they were judged."""
    found = desk.task_of(work)
    judged: dict[str, str] = {}
    for one in before(desk, work):
        judged.setdefault(one.way, _("{told} in “{title}”").format(told=one.told, title=shorten(one.title, 40)))
    options: list[Option] = []
    for _course, strategy in bank(desk, work):
        past = f" ({judged[strategy.name]})" if strategy.name in judged else ""
        options.append((strategy.id, f"{strategy.name}{past} – {strategy.when}"))
    standards = []
    for use in found[1].standards if found else ():
        standard = found[0].standard(use.standard) if found else None
        standards.append((use.standard, f"{standard.name if standard else use.standard}, {_(use.situation)}"))
    return pick_form(options, standards)


def switch_question(desk: Desk, work: Work) -> Form:
    """The questions where the way changes."""
    return switch_form([(one.id, f"{one.name} – {one.when}") for _course, one in bank(desk, work)])


def pick(desk: Desk, work: Work, answers: Mapping[str, Any]) -> StrategyUse:
    """Pick a strategy before the work.

    Raises:
        BadInput: a field is missing or wrong.
        Refused: one is being used and not judged yet.
    """
    if unjudged(desk, work) is not None:
        raise Refused(
            _("“{title}” has a strategy already.").format(title=shorten(work.title, 40)),
            _("Switch to another one, or say first whether it fitted."),
        )
    given = checked(question(desk, work), answers, desk)
    found = desk.task_of(work)
    codes = [use.standard for use in found[1].standards] if found else []
    made_for = next((one.standards for _c, one in bank(desk, work) if one.id == given["strategy"]), ())
    standard = given.get("standard") or next((code for code in codes if code in made_for), (codes or [""])[0])
    name, now = desk.fresh()
    made = StrategyUse(
        id=name,
        created=now,
        work=work.id,
        standard=standard,
        picked=_way(desk, work, given),
        confidence=int(given["confidence"]),
        reason=given["reason"],
    )
    _save(desk, work, made, "strategy.pick", f"Pick a strategy for {work.title}: {way_name(desk, made.picked)}")
    return made


def switch(desk: Desk, work: Work, answers: Mapping[str, Any]) -> StrategyUse:
    """Take another way on the way.

    Raises:
        BadInput: a field is missing or wrong, or it is the way that is taken already.
        Refused: no strategy is in use.
    """
    use = _open(desk, work)
    given = checked(switch_question(desk, work), answers, desk)
    to = _way(desk, work, given)
    if to == use.ways[-1]:
        raise BadInput(_("This is the way you are taking already."), _("Choose another one."))
    made = use.edit(switches=(*use.switches, Switch(desk.fresh()[1], to, given["reason"])))
    _save(desk, work, made, "strategy.switch", f"Switch the strategy for {work.title}: {way_name(desk, to)}")
    return made


def judge(desk: Desk, work: Work, answers: Mapping[str, Any]) -> StrategyUse:
    """Say whether the strategy fitted.

    Raises:
        BadInput: a field is missing or wrong.
        Refused: no strategy is in use.
    """
    use = _open(desk, work)
    given = checked(JUDGE_FORM, answers, desk)
    fit = next(one for one in ("yes", "partly", "no") if one == given["fit"])
    made = use.edit(judgment=Judgment(desk.fresh()[1], fit, given["note"]))
    _save(desk, work, made, "strategy.judge", f"Judge the strategy for {work.title}")
    return made


def _open(desk: Desk, work: Work) -> StrategyUse:
    use = unjudged(desk, work)
    if use is None:
        raise Refused(
            _("No strategy is in use in “{title}”.").format(title=shorten(work.title, 40)), _("Pick one first.")
        )
    return use


def _way(desk: Desk, work: Work, given: Mapping[str, str]) -> Way:
    if given["own"] and given["strategy"]:
        raise BadInput(_("There is a strategy and one of your own."), _("Empty one of the two, so that it is clear."))
    if given["own"]:
        return Way(own=given["own"])
    course = next(course for course, one in bank(desk, work) if one.id == given["strategy"])
    return Way(strategy=f"{course.ref}#{given['strategy']}")


def _save(desk: Desk, work: Work, made: StrategyUse, change_name: str, subject: str) -> None:
    with desk.portfolio.change(change_name, subject, work=work.id) as change:
        change.put(made)


def by_situation(desk: Desk) -> dict[str, dict[str, list[Used]]]:
    """Strategy name to situation to what was made of it there; strategies in the order they were first used.

    A work in which the way was switched stands under every way, with the judgment under the last.
    """
    out: dict[str, dict[str, list[Used]]] = {}
    for one in used(desk):
        for way in dict.fromkeys(one.ways):
            out.setdefault(way, {}).setdefault(one.situation, []).append(one)
    return out


def statements(desk: Desk, course: str = "") -> list[Learner]:
    """What the student wrote about themselves as a learner, oldest first; of one course where it is given."""
    return [one for one in desk.view.all(Learner) if not course or one.course == course]


def write_statement(desk: Desk, text: str, course: str = "") -> Learner:
    """Write about oneself as a learner; what was written before stays and can be compared.

    Args:
        course: the id of a course in use, "" for all of school.

    Raises:
        BadInput: nothing is written, the course is unknown, or it says the same as the last one.
    """
    given = checked(LEARNER_FORM, {"text": text}, desk)
    if course and course not in [one.id for one in desk.courses]:
        names = ", ".join(one.id for one in desk.courses)
        raise BadInput(_("“{course}” is not one of: {names}.").format(course=line(course)[:40], names=names))
    earlier = [one for one in statements(desk) if one.course == course]
    if earlier and earlier[-1].text == given["text"]:
        raise BadInput(_("This says the same as your last one; nothing was saved."))
    name, now = desk.fresh()
    made = Learner(id=name, created=now, course=course, text=given["text"])
    with desk.portfolio.change("learner.write", f"Write about myself as a learner: {shorten(made.text, 60)}") as change:
        change.put(made)
    return made
