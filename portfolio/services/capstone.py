"""Preparing a capstone: claims, pieces with the reason they are proposed, the deck, takes and defences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portfolio.errors import BadInput, NotFound, Refused
from portfolio.i18n import _, ngettext
from portfolio.model.capstone import (
    CLAIM_FORM,
    DEFENCE_FORM,
    TAKE_FORM,
    TASK,
    WHENS,
    Asked,
    Capstone,
    Chosen,
    Defence,
    Take,
)
from portfolio.model.deck import read_deck
from portfolio.model.feedback import Reply
from portfolio.model.record import ReportedFrom
from portfolio.model.work import Draft, Work
from portfolio.services.desk import Desk
from portfolio.services.goals import checked
from portfolio.services.growth import SELF, Grown, growth
from portfolio.text import line, shorten, slug

if TYPE_CHECKING:
    from portfolio.model.course import Course


@dataclass(frozen=True)
class Proposed:
    """A piece that could be brought, and why."""

    work: Work
    draft: Draft | None
    """None for the text as it stands."""
    when: str
    """early or later."""
    why: str


@dataclass(frozen=True)
class Shown:
    """One standard on the checklist."""

    code: str
    name: str
    claim: str
    early: tuple[Chosen, ...]
    later: tuple[Chosen, ...]

    @property
    def ready(self) -> bool:
        """Whether there is a claim with an early and a later piece."""
        return bool(self.claim and self.early and self.later)


def course_of(desk: Desk, found: Capstone | None = None, named: str = "") -> Course:
    """The course whose outline, panel's rubric and questions the capstone uses.

    Args:
        named: the id of a course; "" for the first that has a capstone.

    Raises:
        Refused: no course here has one.
    """
    if found is not None and (course := desk.shelf.get(found.course)) is not None:
        return course
    for course in desk.courses:
        if course.capstone.outline and named in ("", course.id):
            return course
    raise Refused(_("No course here has a capstone."), _("A course has one in its capstone.md."))


def current(desk: Desk) -> tuple[Capstone, Work] | None:
    """The capstone with the work that holds its deck; None before it is begun."""
    for one in reversed(desk.view.all(Capstone)):
        work = desk.view.get(Work, one.work)
        if work is not None:
            return one, work
    return None


def need(desk: Desk) -> tuple[Capstone, Work]:
    """The capstone that was begun.

    Raises:
        NotFound: it was not.
    """
    found = current(desk)
    if found is None:
        raise NotFound(_("The capstone is not begun yet."), _("“portfolio capstone begin” does, or B in the app."))
    return found


def begin(desk: Desk, title: str = "", course_id: str = "") -> tuple[Capstone, Work]:
    """Begin a capstone with a deck that has a slide for each part of the course's outline.

    Raises:
        Refused: no course has one, or it is begun already.
    """
    if current(desk) is not None:
        raise Refused(_("Your capstone is begun already."))
    course = course_of(desk, named=course_id)
    called = line(title) or course.capstone.title
    name, now = desk.fresh()
    work = Work(id=name, created=now, task=f"{course.ref}#{TASK}", title=called, folder=f"{slug(called)}-{name[-6:]}")
    slides = [f"# {called}\n\n{desk.view.owner.name}\n"]
    for part in course.capstone.outline:
        minutes = ngettext("{n} minute", "{n} minutes", part.minutes).format(n=part.minutes)
        slides.append(f"# {part.name}\n\n???\n{minutes}. {part.what}\n")
    other, _now = desk.fresh()
    made = Capstone(id=other, created=now, work=work.id, course=course.ref)
    with desk.portfolio.change("capstone.begin", f"Begin the capstone: {called}", work=work.id) as change:
        change.put(work)
        change.put(made)
        change.write_text(work, "\n---\n\n".join(slides))
    return made, work


def standards(desk: Desk, found: Capstone) -> list[Shown]:
    """The checklist: each standard of the courses in use with its claim and the pieces that are here."""
    here = [piece for piece in found.pieces if desk.view.get(Work, piece.work) is not None]
    return [
        Shown(
            one.code,
            one.name,
            found.claims.get(one.code, ""),
            tuple(piece for piece in here if piece.standard == one.code and piece.when == "early"),
            tuple(piece for piece in here if piece.standard == one.code and piece.when == "later"),
        )
        for one in desk.standards()
    ]


def claim(desk: Desk, code: str, answers: Mapping[str, Any]) -> Capstone:
    """Write the claim about a standard.

    Raises:
        BadInput: it is empty, or no such standard.
    """
    found, work = need(desk)
    _check_standard(desk, code)
    given = checked(CLAIM_FORM, answers, desk)
    made = found.edit(claims={**found.claims, code: given["claim"]})
    with desk.portfolio.change("capstone.claim", f"Claim for {code}: {given['claim']}", work=work.id) as change:
        change.put(made)
    return made


def _check_standard(desk: Desk, code: str) -> None:
    codes = [one.code for one in desk.standards()]
    if code not in codes:
        raise BadInput(
            _("“{code}” is not a standard of your courses.").format(code=line(code)[:40]),
            _("They have {codes}.").format(codes=", ".join(codes)),
        )


def not_brought(desk: Desk, code: str) -> list[Proposed]:
    """Proposed pieces that are not brought yet; those that would be the first of their time come first."""
    pieces = [one for one in need(desk)[0].pieces if one.standard == code]
    there, times = {(one.work, one.when) for one in pieces}, {one.when for one in pieces}
    left = [one for one in proposed(desk, code) if (one.work.id, one.when) not in there]
    return sorted(left, key=lambda one: one.when in times)


def proposed(desk: Desk, code: str) -> list[Proposed]:
    """Pieces that could show growth in a standard, early ones first, each with the reason it is proposed."""
    grown = next((one for one in growth(desk) if code in one.codes), None)
    if grown is None:
        return []
    found: dict[tuple[str, str], Proposed] = {}
    for why, name, when in _reasons(desk, grown):
        work = desk.view.get(Work, name)
        if work is None or work.task.endswith(f"#{TASK}"):
            continue
        drafts = desk.drafts(work)
        draft = (drafts[0] if when == "early" else drafts[-1]) if drafts else None
        before = found.get((work.id, when))
        told = f"{before.why}; {why}" if before else why
        found[work.id, when] = Proposed(work, draft, when, told)
    return sorted(found.values(), key=lambda one: (one.when != "early", one.work.id))


def own_choice(desk: Desk) -> list[Proposed]:
    """Every work in which something is written, with its first draft as an early piece and its last as a later one."""
    found = []
    for work in desk.works():
        drafts = desk.drafts(work)
        if work.task.endswith(f"#{TASK}") or not (drafts or desk.view.blob(work)):
            continue
        for when, draft in (("early", drafts[:1]), ("later", drafts[-1:])):
            found.append(Proposed(work, draft[0] if draft else None, when, _("my own choice")))
    return found


def _reasons(desk: Desk, grown: Grown) -> list[tuple[str, str, str]]:
    """(why, work, when) for each piece worth bringing."""
    mine = grown.by(SELF)
    if not mine:
        return []
    out = [(_("your first piece on this standard"), mine[0].work, "early")]
    if mine[-1].work != mine[0].work:
        out.append((_("your newest piece on this standard"), mine[-1].work, "later"))
    new = next((one for one in mine if one.situation == "new situation"), None)
    if new:
        out.append((_("used in a new situation for the first time"), new.work, "later"))
    levels: dict[str, list[int]] = {}
    for one in mine:
        if one.rating.level in one.scale:
            levels.setdefault(one.work, []).append(one.scale.index(one.rating.level))
    widest = max(levels, key=lambda name: levels[name][-1] - levels[name][0], default="")
    if widest and levels[widest][-1] > levels[widest][0]:
        out.append((_("grew most between two ratings"), widest, "later"))
    counts = {name: len(desk.drafts(name)) for name in grown.works}
    most = max(counts, key=lambda name: counts[name], default="")
    if most and counts[most] > 2:
        told = _("most often written anew ({n} drafts)").format(n=counts[most])
        out.append((told, most, "later"))
    changed = {one.work for one in desk.view.all(Reply) if one.how == "revise"}
    out += [(_("changed after a comment"), name, "later") for name in grown.works if name in changed]
    return out


def bring(desk: Desk, code: str, work: Work, draft: Draft | None, when: str, why: str) -> Capstone:
    """Bring a piece for a standard, at a draft or as it stands.

    Raises:
        BadInput: no such standard, an unknown time, or nothing is written.
    """
    found, deck = need(desk)
    _check_standard(desk, code)
    blob = draft.blob if draft else desk.view.blob(work)
    if when not in WHENS or not blob:
        raise BadInput(_("A piece is early or later, and something is written in it."))
    made = Chosen(code, work.id, draft.id if draft else "", blob, "early" if when == "early" else "later", line(why))
    same = [one for one in found.pieces if (one.standard, one.work, one.when) != (code, work.id, made.when)]
    with desk.portfolio.change("capstone.piece", f"Bring {work.title} for {code}", work=deck.id) as change:
        change.put(edited := found.edit(pieces=(*same, made)))
    return edited


def leave_out(desk: Desk, piece: Chosen) -> Capstone:
    """Do not bring a piece after all."""
    found, deck = need(desk)
    left = tuple(one for one in found.pieces if one != piece)
    with desk.portfolio.change("capstone.piece", f"Leave a piece out for {piece.standard}", work=deck.id) as change:
        change.put(made := found.edit(pieces=left))
    return made


def problems(desk: Desk) -> list[str]:
    """What the deck and the checklist still lack, in sentences."""
    from portfolio.services.deck import overflow, show

    found, work = need(desk)
    told = []
    for one in standards(desk, found):
        if one.claim and not one.early:
            told.append(_("{standard}: bring an early piece, too; growth shows between two.").format(standard=one.name))
        elif one.claim and not one.later:
            told.append(_("{standard}: bring a later piece, too.").format(standard=one.name))
        elif one.claim and (older := _older(desk, one)):
            told.append(
                _("{standard}: your early piece is not from an earlier school year; “{title}” is.").format(
                    standard=one.name, title=older
                )
            )
    if not found.claims:
        told.append(_("Write a claim about at least one standard."))
    for number, slide in enumerate(read_deck(desk.view.text(work)), 1):
        if over := overflow(desk, slide):
            told.append(_("Slide {n} is {lines} lines too long for a small screen.").format(n=number, lines=over))
        for piece in slide.pieces:
            if (wrong := show(desk, piece).wrong) != "":
                told.append(_("Slide {n}, line {line}: {wrong}").format(n=number, line=piece.line, wrong=wrong))
    return told


def _older(desk: Desk, one: Shown) -> str:
    """The title of a piece from an earlier school year where none of those brought is from one, "" where one is."""
    grown = next((each for each in growth(desk) if one.code in each.codes), None)
    mine = grown.by(SELF) if grown else ()
    newest, brought = max((each.year for each in mine), default=""), {piece.work for piece in one.early}
    older = [each for each in mine if each.year < newest]
    return older[0].title if older and not brought & {each.work for each in older} else ""


# Rehearsing and defending


def takes(desk: Desk) -> list[Take]:
    """Every take of the deck, oldest first."""
    found = current(desk)
    return desk.of(Take, found[1]) if found else []


def keep_take(desk: Desk, seconds: Sequence[int], questions: Sequence[str], answers: Mapping[str, Any]) -> Take:
    """Keep one rehearsal.

    Raises:
        BadInput: no slide was shown.
    """
    found, work = need(desk)
    if not any(seconds):
        raise BadInput(_("Nothing was shown, so there is no take to keep."))
    given = checked(TAKE_FORM, answers, desk)
    name, now = desk.fresh()
    made = Take(
        id=name, created=now, work=work.id, seconds=tuple(seconds), limit=course_of(desk, found).capstone.minutes,
        blob=desk.view.blob(work), questions=tuple(questions), note=given["note"],
    )  # fmt: skip
    count = len(takes(desk)) + 1
    with desk.portfolio.change("capstone.take", f"Rehearse, take {count}", work=work.id) as change:
        change.put(made)
    return made


def defences(desk: Desk) -> list[Defence]:
    """Every defence, oldest first."""
    found = current(desk)
    return desk.of(Defence, found[1]) if found else []


def note_defence(desk: Desk, answers: Mapping[str, Any]) -> Defence:
    """Note what came of a defence; the next one is a record of its own.

    Raises:
        BadInput: a field is missing; one that is to be revised names items and a date.
        Refused: it has been passed already.
    """
    found, work = need(desk)
    before = defences(desk)
    if before and before[-1].result == "pass":
        raise Refused(_("It has been passed already, on {day}.").format(day=before[-1].on))
    given = checked(DEFENCE_FORM, answers, desk)
    course = course_of(desk, found)
    asked = []
    for told in given["questions"].split("\n"):
        question, _dash, reply = told.partition(" – ")
        if line(question):
            asked.append(Asked(line(question), line(reply)))
    name, now = desk.fresh()
    result: Any = given["result"]
    made = Defence(
        id=name, created=now, work=work.id, on=given["on"], blob=desk.view.blob(work),
        rubric=f"{course.ref}#{course.capstone.rubric}", result=result,
        items=tuple(line(one) for one in given["items"].split("\n") if line(one)) if result == "revise" else (),
        by=given["by"] if result == "revise" else "", questions=tuple(asked),
        noted_for=ReportedFrom("panel", line(given["who"])),
    )  # fmt: skip
    told = shorten(made.result, 20)
    with desk.portfolio.change("capstone.defend", f"Defence {len(before) + 1}: {told}", work=work.id) as change:
        change.put(made)
    return made
