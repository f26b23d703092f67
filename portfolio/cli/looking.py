"""reflect, assess, erase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from portfolio.cli.context import as_json, desk, interactive, items, say, table
from portfolio.errors import BadInput
from portfolio.i18n import N_, _
from portfolio.model.record import ReportedFrom
from portfolio.model.ticket import Ticket
from portfolio.model.work import MOMENT_NAMES, MOMENTS, Rating, Work
from portfolio.services import assessing, reflecting
from portfolio.services.desk import Desk
from portfolio.services.goals import quote_in
from portfolio.services.growth import RATERS
from portfolio.text import line

if TYPE_CHECKING:
    from portfolio.model.course import Course, Criterion, Level, Rubric


@click.command()
@click.argument("which", metavar="WORK")
@click.option("--moment", type=click.Choice(MOMENTS), help="before, during, after, choice, transfer or week.")
@click.option("--answer", "answers", multiple=True, metavar="N=TEXT", help="Your answer to prompt N; repeatable.")
@click.option("--private", is_flag=True, help="Only you can read it; it stays on this computer, outside the history.")
@click.option("--share", "sharing", metavar="ID", help="Share a private reflection, as it stands.")
@click.option("--read", "reading", is_flag=True, help="Read back every answer about this work.")
@as_json
@click.pass_obj
def reflect(
    named: str,
    which: str,
    moment: str | None,
    answers: tuple[str, ...],
    private: bool,
    sharing: str | None,
    reading: bool,
    as_json: bool,
) -> None:
    """Answer prompts about WORK. Without answers, show the prompts."""
    with desk(named) as opened:
        work = opened.find_work(which)
        if reading or as_json:
            _read_back(opened, work, as_json=as_json)
            return
        if sharing:
            found, hidden = reflecting.find(opened, sharing)
            if not hidden:
                raise BadInput(_("This reflection is shared already."))
            reflecting.share(opened, work, found)
            say(_("Shared. It is now part of the history, and no private copy is left."))
            return
        when = moment or reflecting.moment_for(opened, work)
        prompts = reflecting.prompts(opened, work, when)
        who = _("Only you can read this.") if private else _("Everyone who reads this portfolio can read this.")
        say(f"{work.title} – {_(MOMENT_NAMES[when])}. {who}")
        given: dict[str, str] = {}
        for answer in answers:
            number, equals, text = answer.partition("=")
            if not equals or not number.strip().isdigit() or not 1 <= int(number) <= len(prompts):
                raise click.UsageError(
                    _("An answer is N=TEXT with N from 1 to {n}: {answer}").format(n=len(prompts), answer=answer[:40])
                )
            given[prompts[int(number) - 1].text] = text
        for n, prompt in enumerate(prompts, 1):
            if not answers and interactive():
                given[prompt.text] = click.prompt(
                    f"{prompt.text} ({prompt.starter} {_('Enter leaves it out')})", default="", show_default=False
                )
            elif not answers:
                say(f"{n}  {prompt.text}  ({prompt.starter})")
        if answers or interactive():
            made = reflecting.reflect(opened, work, when, given, private=private)
            told = _("Private reflection saved") if private else _("Reflection saved")
            say(f"{told} ({made.short})")


def _read_back(opened: Desk, work: Work, *, as_json: bool) -> None:
    found = opened.reflections(work)
    if as_json:
        items(
            {"id": one.id, "at": one.created, "moment": one.moment, "private": private,
             "answers": [{"prompt": answer.prompt, "text": answer.text} for answer in one.answers]}
            for one, private in found
        )  # fmt: skip
        return
    say(work.title, *([] if found else [_("Nothing yet.")]))
    for one, private in found:
        told = f", {_('only you can read this')}" if private else ""
        say("", f"{one.created[:10]}  {_(MOMENT_NAMES[one.moment])}{told} ({one.short})")
        for answer in one.answers:
            say(f"  {answer.prompt}", f"    {answer.text}")


@click.command()
@click.argument("which", metavar="WORK")
@click.option("--rate", "rates", multiple=True, metavar="CRITERION=LEVEL", help="Your level; repeatable.")
@click.option(
    "--evidence", multiple=True, metavar="CRITERION=WORDS", help="Words of the text that show it; repeatable."
)
@click.option("--comment", multiple=True, metavar="CRITERION=TEXT", help="What you want to say about it; repeatable.")
@click.option("--next", "nexts", multiple=True, metavar="CRITERION=TEXT", help="Your next step for it; repeatable.")
@click.option("--examples", is_flag=True, help="Show student work for every level.")
@click.option("--noted-for", metavar="ROLE:NAME", help="These are the levels of a peer, teacher or panel member.")
@click.pass_obj
def assess(
    named: str,
    which: str,
    rates: tuple[str, ...],
    evidence: tuple[str, ...],
    comment: tuple[str, ...],
    nexts: tuple[str, ...],
    examples: bool,
    noted_for: str | None,
) -> None:
    """Rate WORK yourself on its rubric. Without ratings, show the rubric and what you gave last time."""
    other = _other(noted_for) if noted_for else None
    with desk(named) as opened:
        work = opened.find_work(which)
        course, rubric = assessing.rubric_of(opened, work)
        before = None if other else assessing.current(opened, work)
        ratings = dict(before.ratings) if before else {}
        for criterion in rubric.criteria if not rates and interactive() else ():
            _show(opened, (course, rubric), criterion, work, examples=examples)
            made = _ask_rating(opened, work, course.scale(rubric), ratings.get(criterion.name, Rating("")))
            if made.level:
                ratings[criterion.name] = made
        ratings = given_ratings(opened, work, course.scale(rubric), rubric, ratings, (rates, evidence, comment, nexts))
        if rates or evidence or comment or nexts or interactive():
            saved = assessing.assess(opened, work, ratings, noted_for=other)
            told = f"{_('Noted for')} {other.name}" if other else _("Self-assessed")
            say(f"{told}: {work.title}")
            for name, rating in saved.ratings.items():
                say(f"  {name}: {rating.level}", *rated(rating, "    "))
            return
        say(f"{work.title} – {rubric.title}")
        for name, rating in ratings.items():
            say(f"  {_('Your level now')}, {name}: {rating.level}", *rated(rating, "    "))
        for criterion in rubric.criteria:
            _show(opened, (course, rubric), criterion, work, examples=examples)


def given_ratings(
    opened: Desk, work: Work, scale: tuple[Level, ...], rubric: Rubric, before: Mapping[str, Rating],
    told: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]],
) -> dict[str, Rating]:  # fmt: skip
    """The ratings that options give, over those there are.

    Args:
        told: levels, evidence, comments and next steps, each as `criterion=words`.

    Raises:
        click.UsageError: one does not begin with a criterion.
    """
    rates, evidence, comment, nexts = told
    found = dict(before)
    for criterion in rubric.criteria:
        old, level = found.get(criterion.name, Rating("")), _given(rates, criterion.name)
        quotes = tuple(quote_in(opened, work, words) for words in _all_given(evidence, criterion.name))
        made = Rating(
            _level(level, scale) if level is not None else old.level,
            quotes or old.evidence,
            _given(comment, criterion.name) or old.comment,
            _given(nexts, criterion.name) or old.next_step,
        )
        if made != Rating(""):
            found[criterion.name] = made
    _refuse_unknown((*rates, *evidence, *comment, *nexts), [one.name for one in rubric.criteria])
    return found


def show_rubric(opened: Desk, work: Work) -> None:
    """The rubric of a work, level by level."""
    found = assessing.rubric_of(opened, work)
    for criterion in found[1].criteria:
        _show(opened, found, criterion, work, examples=False)


def _other(text: str) -> ReportedFrom:
    """Whose ratings are noted.

    Raises:
        click.UsageError: the role is unknown or there is no name.
    """
    role, _colon, name = (part.strip() for part in text.partition(":"))
    if role not in RATERS[1:] or not line(name):
        told = _("Say whose levels these are, as in --noted-for “teacher: Ms. Alvarez” ({roles}).")
        raise click.UsageError(told.format(roles=", ".join(RATERS[1:])))
    return ReportedFrom(role, line(name))


def _level(text: str, scale: tuple[Level, ...]) -> str:
    """The level a person named by its digit or its name; else what was typed."""
    return next((one.key for one in scale if text.strip().lower() in (one.key.lower(), one.name.lower())), text)


def _ask_rating(opened: Desk, work: Work, scale: tuple[Level, ...], old: Rating) -> Rating:
    """Ask for a level and what shows it, until both can be used; Enter leaves things as they are."""
    keys = [level.key for level in scale]
    while True:
        told = click.prompt(_("Your level, or Enter to leave it"), default=old.level, show_default=bool(old.level))
        level = _level(str(told), scale)
        if not level:
            return old
        if level in keys:
            break
        say(_("“{level}” is not one of {levels}.").format(level=level[:20], levels=", ".join(keys)))
    evidence = old.evidence
    while words := click.prompt(_("Words of your text that show it, or Enter"), default="", show_default=False):
        try:
            evidence = (*evidence, quote_in(opened, work, words))
            break
        except BadInput as error:
            say(str(error))
    comment = click.prompt(_("Comment, or Enter"), default=old.comment, show_default=bool(old.comment))
    step = click.prompt(_("Next step, or Enter"), default=old.next_step, show_default=bool(old.next_step))
    return Rating(level, evidence, str(comment), str(step))


def _given(values: tuple[str, ...], criterion: str) -> str | None:
    found = _all_given(values, criterion)
    return found[-1] if found else None


def _all_given(values: tuple[str, ...], criterion: str) -> list[str]:
    parts = [value.partition("=") for value in values]
    return [text.strip() for name, _equals, text in parts if name.strip().lower() == criterion.lower()]


def _refuse_unknown(values: tuple[str, ...], names: list[str]) -> None:
    for value in values:
        name, equals, _text = value.partition("=")
        if not equals or name.strip().lower() not in [one.lower() for one in names]:
            raise click.UsageError(
                _("“{value}” does not begin with a criterion and “=”: {names}").format(
                    value=value[:40], names=", ".join(names)
                )
            )


def rated(rating: Rating, before: str) -> list[str]:
    """What stands beside a level, a line each, after `before`."""
    quotes = [f"{before}{_('Evidence')}: “{passage.quote}”" for passage in rating.evidence]
    words = ((_("Comment"), rating.comment), (_("Next step"), rating.next_step))
    return quotes + [f"{before}{label}: {told}" for label, told in words if told]


_WAITS = {
    "own": N_("{name} has rated this. You see it once you have rated it yourself."),
    "panel": N_("{name} has scored this. You see the scores of the panel together, once everybody has scored."),
    "fetch": N_("{name} has rated this, too. You see it once they have fetched yours."),
}


def told_others(opened: Desk, work: Work) -> list[str]:
    """What the staff rated, and who has rated what one may not see yet; a line each."""
    found = assessing.others(opened, work)
    lines = []
    for given in found.given:
        for name, rating in assessing.in_order(opened, given.assessment):
            lines += [f"{given.by}: {name} {rating.level}", *rated(rating, "  ")]
    told = _(_WAITS[assessing.waits_for(opened, work)])
    return lines + [told.format(name=name) for name in dict.fromkeys(name for name, _work in found.waiting)]


def _show(opened: Desk, found: tuple[Course, Rubric], criterion: Criterion, work: Work, *, examples: bool) -> None:
    course, rubric = found
    last = assessing.last_time(opened, work, rubric, criterion).level
    say("", f"{criterion.name} ({criterion.standard})")
    for level in course.scale(rubric):
        mark = f" <- {_('last time')}" if level.key == last else ""
        told = criterion.descriptors.get(level.key, "")
        name = f"{level.key} {level.name}" if level.name != level.key else level.key
        say(f"  {name}: {told}{mark}" if told else f"  {name}{mark}")
        for example in criterion.exemplars.get(level.key, ()) if examples else ():
            say(f"      {_('for example')}: {example}")


@click.command()
@click.argument("which", metavar="REFLECTION")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def erase(named: str, which: str, yes: bool) -> None:
    """Erase a private reflection for good; nothing of it stays anywhere."""
    with desk(named) as opened:
        found, private = reflecting.find(opened, which)
        if not private:
            reflecting.erase(opened, found)
        if not yes and interactive():
            click.confirm(_("Erase this private reflection for good? Nothing of it stays."), abort=True)
        elif not yes:
            raise click.UsageError(_("Say --yes: erasing cannot be undone."))
        reflecting.erase(opened, found)
        say(_("Erased. Nothing of it is left in this folder."))


@click.command()
@click.option("--text", "told", metavar="TEXT", help="Your line; asked for where a person is there.")
@click.option("--list", "listing", is_flag=True, help="All exit tickets, oldest first.")
@as_json
@click.pass_obj
def ticket(named: str, told: str | None, listing: bool, as_json: bool) -> None:
    """One question, one line, when you leave."""
    with desk(named, writable=not listing) as opened:
        if listing:
            found = opened.view.all(Ticket)
            if as_json:
                items({"at": one.created, "question": one.question, "text": one.text} for one in found)
            else:
                table((_("day"), _("line")), ((one.created[:10], f"{one.text} ({one.question})") for one in found))
            return
        question = reflecting.exit_question(opened)
        if told is None:
            say(question)
            if not interactive():
                return
            told = str(click.prompt(_("your line, or Enter to skip it"), default="", show_default=False))
        if told.strip():
            reflecting.leave_ticket(opened, question, told)
            say(_("Kept."))
