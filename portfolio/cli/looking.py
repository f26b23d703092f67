"""reflect, assess, erase."""

from __future__ import annotations

import click

from portfolio.cli.context import desk, interactive, say
from portfolio.errors import BadInput
from portfolio.i18n import _
from portfolio.model.work import MOMENT_NAMES, MOMENTS, Rating
from portfolio.services import assessing, reflecting
from portfolio.services.desk import handle
from portfolio.services.goals import quote_in


@click.command()
@click.argument("which", metavar="WORK")
@click.option("--moment", type=click.Choice(MOMENTS), help="before, during, after, choice, transfer or week.")
@click.option("--answer", "answers", multiple=True, metavar="N=TEXT", help="Your answer to prompt N; repeatable.")
@click.option("--private", is_flag=True, help="Only you can read it; it stays on this computer, outside the history.")
@click.option("--share", "sharing", metavar="ID", help="Share a private reflection, as it stands.")
@click.pass_obj
def reflect(
    named: str, which: str, moment: str | None, answers: tuple[str, ...], private: bool, sharing: str | None
) -> None:
    """Answer prompts about WORK. Without answers, show the prompts."""
    with desk(named) as opened:
        work = opened.find_work(which)
        if sharing:
            found, hidden = reflecting.find(opened, sharing)
            if not hidden:
                raise BadInput(_("This reflection is shared already."))
            reflecting.share(opened, work, found)
            say(_("Shared. It is now part of the history, and no private copy is left."))
            return
        when = moment or reflecting.moment_for(opened, work)
        prompts = reflecting.prompts(opened, work, when)
        who = _("Only you can read this.") if private else _("Whoever reads this portfolio can read this.")
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
                given[prompt.text] = click.prompt(f"{prompt.text} ({prompt.starter})", default="", show_default=False)
            elif not answers:
                say(f"{n}  {prompt.text}  ({prompt.starter})")
        if answers or interactive():
            made = reflecting.reflect(opened, work, when, given, private=private)
            say(f"{_('Kept')}: {handle(made)}")


@click.command()
@click.argument("which", metavar="WORK")
@click.option("--rate", "rates", multiple=True, metavar="CRITERION=LEVEL", help="Your level; repeatable.")
@click.option(
    "--evidence", multiple=True, metavar="CRITERION=WORDS", help="Words of the text that show it; repeatable."
)
@click.option("--comment", multiple=True, metavar="CRITERION=TEXT", help="What you want to say about it; repeatable.")
@click.option("--next", "nexts", multiple=True, metavar="CRITERION=TEXT", help="Your next step for it; repeatable.")
@click.option("--examples", is_flag=True, help="Show student work for every level.")
@click.pass_obj
def assess(
    named: str,
    which: str,
    rates: tuple[str, ...],
    evidence: tuple[str, ...],
    comment: tuple[str, ...],
    nexts: tuple[str, ...],
    examples: bool,
) -> None:
    """Rate WORK yourself on its rubric. Without ratings, show the rubric and what you gave last time."""
    with desk(named) as opened:
        work = opened.find_work(which)
        course, rubric = assessing.rubric_of(opened, work)
        before = assessing.current(opened, work)
        ratings = dict(before.ratings) if before else {}
        for criterion in rubric.criteria:
            level = _given(rates, criterion.name)
            if level is None and not rates and interactive():
                _show(opened, course, rubric, criterion, work, examples=examples)
                level = click.prompt(_("Your level, empty to leave it"), default="", show_default=False) or None
            old = ratings.get(criterion.name, Rating(""))
            quotes = tuple(quote_in(opened, work, text) for text in _all_given(evidence, criterion.name))
            made = Rating(
                level if level is not None else old.level,
                quotes or old.evidence,
                _given(comment, criterion.name) or old.comment,
                _given(nexts, criterion.name) or old.next_step,
            )
            if made != Rating(""):
                ratings[criterion.name] = made
        _refuse_unknown((*rates, *evidence, *comment, *nexts), [one.name for one in rubric.criteria])
        if rates or evidence or comment or nexts or interactive():
            saved = assessing.assess(opened, work, ratings)
            say(f"{_('Self-assessed')}: {work.title}")
            for name, rating in saved.ratings.items():
                say(f"  {name}: {rating.level}")
            return
        say(f"{work.title} – {rubric.title}")
        for criterion in rubric.criteria:
            _show(opened, course, rubric, criterion, work, examples=examples)


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


def _show(opened, course, rubric, criterion, work, *, examples: bool) -> None:  # type: ignore[no-untyped-def]
    last = assessing.last_time(opened, work, rubric, criterion)
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
        found, _private = reflecting.find(opened, which)
        if not yes and interactive():
            click.confirm(_("Erase this private reflection for good? Nothing of it stays."), abort=True)
        elif not yes:
            raise click.UsageError(_("Say --yes: erasing cannot be undone."))
        reflecting.erase(opened, found)
        say(_("Erased. Nothing of it is left in this folder."))
