"""capstone: claims, pieces, the deck, rehearsing and defending, in plain lines."""

from __future__ import annotations

import random
from collections.abc import Mapping
from time import monotonic
from typing import Any

import click

from portfolio.cli.context import as_json, ask, desk, interactive, items, one, say, with_fields
from portfolio.cli.lazy import Plain
from portfolio.errors import BadInput
from portfolio.i18n import _
from portfolio.model.capstone import CLAIM_FORM, DEFENCE_FORM, RESULTS, TAKE_FORM, WHENS
from portfolio.model.deck import Slide, read_deck
from portfolio.services import capstone as service
from portfolio.services.deck import show, told
from portfolio.services.desk import Desk
from portfolio.services.laying import lay, layable
from portfolio.wording import clock_time


@click.group(invoke_without_command=True, cls=Plain)
@as_json
@click.pass_context
def capstone(ctx: click.Context, as_json: bool) -> None:
    """Your capstone: what is claimed, what is brought, and what is still to do."""
    if ctx.invoked_subcommand is not None:
        return
    with desk(ctx.obj, writable=False) as opened:
        found, work = service.need(opened)
        shown, problems = service.standards(opened, found), service.problems(opened)
        if as_json:
            one({
                **found.to_json(), "title": work.title, "slides": len(read_deck(opened.view.text(work))),
                "takes": [each.to_json() for each in service.takes(opened)], "problems": problems,
                "defences": [each.to_json() for each in service.defences(opened)],
            })  # fmt: skip
            return
        say(f"{work.title} ({work.short})", _("The deck is the text of this work: {file}").format(file=work.text_path))
        for each in shown:
            if each.claim or each.early or each.later:
                say("", f"{each.name} ({each.code})", f"  {each.claim or _('no claim yet')}")
                for piece in (*each.early, *each.later):
                    title = _title(opened, piece.work)
                    say(f"  {_(WHENS[piece.when])}: {title}. {piece.why}")
        for number, take in enumerate(service.takes(opened), 1):
            say(f"{_('Take')} {number}: {clock_time(sum(take.seconds))} / {take.limit}:00  {take.note}")
        for number, defence in enumerate(service.defences(opened), 1):
            say(f"{_('Defence')} {number}, {defence.on}: {_(RESULTS.get(defence.result, ''))}")
            say(*(f"  {item} ({defence.by})" for item in defence.items))
            say(*(f"  {each.question} – {each.answer}".rstrip(" –") for each in defence.questions))
            say(*([_("  Decided by {name}").format(name=defence.noted_for.name)] if defence.noted_for else []))
        say("", *(f"- {problem}" for problem in problems))


def _title(opened: Desk, name: str) -> str:
    from portfolio.model.work import Work

    work = opened.view.get(Work, name)
    return work.title if work else _("a work that is not here any more")


@capstone.command()
@click.option("--title", default="", metavar="TEXT", help="What the talk is called.")
@click.option("--course", "course_id", default="", metavar="COURSE", help="The course whose outline it follows.")
@click.pass_obj
def begin(named: str, title: str, course_id: str) -> None:
    """Begin: a deck with a slide for each part of the outline."""
    with desk(named) as opened:
        made, work = service.begin(opened, title, course_id)
        say(_("Begun: {title} ({short}).").format(title=work.title, short=work.short))
        outline = service.course_of(opened, made).capstone.outline
        say(*(f"  {part.name}, {part.minutes}: {part.what}" for part in outline))


@capstone.command()
@click.argument("standard", metavar="STANDARD")
@with_fields(CLAIM_FORM)
@click.pass_obj
def claim(named: str, /, standard: str, **given: Any) -> None:
    """Write what you claim about your growth in STANDARD."""
    with desk(named) as opened:
        found = opened.standard_named(standard)
        code = found.code if found else standard
        before = service.need(opened)[0].claims.get(code, "")
        ask(CLAIM_FORM, {"claim": before or None, **{k: v for k, v in given.items() if v}}, opened,
            lambda told: service.claim(opened, code, told), again=bool(before))  # fmt: skip
        say(_("Kept."))


@capstone.command()
@click.argument("standard", metavar="STANDARD")
@click.argument("number", metavar="[N]", default=0, type=click.IntRange(0))
@click.option("--work", "which", default="", metavar="WORK", help="A work of your own choice, in place of N.")
@click.option("--draft", default="", metavar="DRAFT", help="Which of its drafts.")
@click.option("--when", type=click.Choice(list(WHENS)), help="early or later.")
@click.option("--why", default="", metavar="TEXT", help="Why this one.")
@as_json
@click.pass_obj
def piece(
    named: str, standard: str, number: int, which: str, draft: str, when: str | None, why: str, as_json: bool
) -> None:
    """List pieces that could show STANDARD, each with its reason; N brings one."""
    with desk(named) as opened:
        found = opened.standard_named(standard)
        code = found.code if found else standard
        if which:
            work = opened.find_work(which)
            chosen = opened.find_draft(work, draft)[1] if draft else None
            service.bring(opened, code, work, chosen, when or "later", why or _("my own choice"))
            say(_("Brought: {title}.").format(title=work.title))
            return
        every = service.proposed(opened, code)
        if number:
            if number > len(every):
                raise BadInput(_("There is no piece {n}; there are {all}.").format(n=number, all=len(every)))
            one_of = every[number - 1]
            service.bring(opened, code, one_of.work, one_of.draft, when or one_of.when, why or one_of.why)
            say(_("Brought: {title}.").format(title=one_of.work.title))
            return
        if as_json:
            items(
                {"n": n, "work": each.work.id, "title": each.work.title, "when": each.when, "why": each.why,
                 "draft": each.draft.name if each.draft else ""}
                for n, each in enumerate(every, 1)
            )  # fmt: skip
            return
        for n, each in enumerate(every, 1):
            draft_told = f", {each.draft.name}" if each.draft else ""
            say(f"{n}. {_(WHENS[each.when])}: {each.work.title}{draft_told}: {each.why}")
        if not every:
            say(_("Nothing was rated on {standard} yet, so no piece can be proposed.").format(standard=code))


@capstone.command("slide")
@click.argument("standard", metavar="STANDARD")
@click.argument("number", metavar="[N]", default=0, type=click.IntRange(0))
@click.option("--on", "slide", default=0, metavar="SLIDE", type=click.IntRange(0), help="The number of the slide.")
@as_json
@click.pass_obj
def slide_(named: str, standard: str, number: int, slide: int, as_json: bool) -> None:
    """List how the pieces you brought for STANDARD can be shown; N lays one on a slide."""
    with desk(named, writable=bool(number)) as opened:
        found = opened.standard_named(standard)
        ways = layable(opened, found.code if found else standard)
        if not number:
            if as_json:
                items({"n": n, "what": told, "line": written} for n, (told, written) in enumerate(ways, 1))
                return
            say(*(f"{n}. {told}" for n, (told, _line) in enumerate(ways, 1)))
            if not ways:
                say(_("No piece is brought for {standard} yet.").format(standard=standard))
            return
        if number > len(ways):
            raise BadInput(_("There is no piece {n}; there are {all}.").format(n=number, all=len(ways)))
        if not slide:
            raise BadInput(_("Say on which slide, with --on."), _("“portfolio capstone deck” shows their numbers."))
        lay(opened, slide, ways[number - 1][1])
        say(_("It is on slide {n}.").format(n=slide))


@capstone.command("deck")
@click.option("--notes/--no-notes", default=True, help="With your notes, or without.")
@as_json
@click.pass_obj
def deck_(named: str, notes: bool, as_json: bool) -> None:
    """Read the deck as it is shown, slide by slide."""
    with desk(named, writable=False) as opened:
        slides = read_deck(opened.view.text(service.need(opened)[1]))
        if as_json:
            items({"title": s.title, "notes": s.notes, "lines": lines_of(opened, s)} for s in slides)
            return
        for number, slide in enumerate(slides, 1):
            _say_slide(opened, number, len(slides), slide, notes=notes)


def lines_of(opened: Desk, slide: Slide) -> list[str]:
    """A slide in plain lines, live pieces as words."""
    out: list[str] = []
    for part in slide.body:
        out += told(show(opened, part)) if not isinstance(part, str) else [part]
    return out


def _say_slide(opened: Desk, number: int, count: int, slide: Slide, *, notes: bool) -> None:
    say("", _("Slide {n} of {all}: {title}").format(n=number, all=count, title=slide.title))
    say(*(f"  {each}" for each in lines_of(opened, slide)))
    if notes and slide.notes:
        say(*(f"  ({_('note')}) {each}" for each in slide.notes.split("\n")))


@capstone.command()
@click.option("--questions", "count", default=2, type=click.IntRange(0, 9), help="How many questions are drawn.")
@with_fields(TAKE_FORM)
@click.pass_obj
def rehearse(named: str, /, count: int, **given: Any) -> None:
    """Rehearse in plain lines: Enter goes on, t tells the time, q ends the take."""
    with desk(named) as opened:
        found, work = service.need(opened)
        course = service.course_of(opened, found)
        slides = read_deck(opened.view.text(work))
        if not interactive():
            raise BadInput(_("A rehearsal needs somebody at the keyboard."), _("“portfolio capstone deck” reads it."))
        seconds = [0.0] * len(slides)
        begun = monotonic()
        for number, slide in enumerate(slides):
            _say_slide(opened, number + 1, len(slides), slide, notes=True)
            since = monotonic()
            while True:
                key = str(click.prompt(_("Enter, t or q"), default="", show_default=False)).strip().lower()
                if key != "t":
                    break
                say(f"{clock_time(monotonic() - begun)} / {course.capstone.minutes}:00")
            seconds[number] = monotonic() - since
            if key == "q":
                break
        drawn = draw(course.capstone.questions, count)
        say("", *(f"{_('Question')}: {question}" for question in drawn))
        whole = [round(each) for each in seconds]
        if not any(whole):
            whole[0] = 1
        ask(TAKE_FORM, given, opened, lambda answers: service.keep_take(opened, whole, drawn, answers))
        say(_("Kept: {time}.").format(time=clock_time(sum(whole))))


def draw(questions: tuple[str, ...], count: int, chance: random.Random | None = None) -> list[str]:
    """Questions of the panel, drawn at random."""
    return (chance or random.Random()).sample(list(questions), min(count, len(questions)))


@capstone.command()
@with_fields(DEFENCE_FORM)
@as_json
@click.pass_obj
def defend(named: str, /, as_json: bool, **given: Any) -> None:
    """Note what came of a defence: passed, or to revise with named items and a date. Every defence stays."""
    with desk(named) as opened:
        if as_json:
            items(each.to_json() for each in service.defences(opened))
            return
        answers: Mapping[str, Any] = given
        made = ask(DEFENCE_FORM, answers, opened, lambda told: service.note_defence(opened, told))
        say(f"{_('Noted')}: {_(RESULTS[made.result])}" if made.result else _("Noted."))
