"""What commands share: finding the portfolio, asking for answers, printing lines and JSON."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from portfolio import config, i18n
from portfolio.clock import SystemClock
from portfolio.door import Portfolio
from portfolio.door.view import cleaned
from portfolio.errors import BadInput, PortfolioError
from portfolio.i18n import _
from portfolio.model.form import Field, Form
from portfolio.services.desk import Desk, open_desk
from portfolio.text import clean, fill, line

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def find_folder(named: str) -> str:
    """The portfolio's folder: named with -C, PORTFOLIO_DIR, here or above, or the only one known.

    Raises:
        click.UsageError: none, or more than one, is meant.
    """
    found = meant_folder(named)
    if found:
        return found
    known = known_folders()
    if len(known) == 1:
        return known[0]
    if not known:
        raise click.UsageError(
            _("There is no portfolio here. Make one with “portfolio new DIR --name NAME --course COURSE”,")
            + " "
            + _("or name its folder with -C DIR.")
        )
    names = "\n".join(f"  {line(one)}" for one in known)
    raise click.UsageError(_("You have more than one portfolio; name one with -C DIR:") + f"\n{names}")


def known_folders() -> list[str]:
    """The portfolios of this person on this computer, the one used last first."""
    return [one for one in config.load().portfolios if os.path.isfile(os.path.join(one, "portfolio.json"))]


def meant_folder(named: str) -> str:
    """The folder named with -C or PORTFOLIO_DIR, or the portfolio one is in; "" for neither."""
    if named:
        return os.path.abspath(os.path.expanduser(named))
    if os.environ.get("PORTFOLIO_DIR"):
        return os.path.abspath(os.environ["PORTFOLIO_DIR"])
    try:
        folder = os.getcwd()
    except OSError:  # the folder one is in was removed
        folder = os.path.expanduser("~")
    while True:
        if os.path.isfile(os.path.join(folder, "portfolio.json")):
            return folder
        if os.path.dirname(folder) == folder:
            return ""
        folder = os.path.dirname(folder)


@contextmanager
def desk(named: str, *, writable: bool = True, quiet: bool = False, send: bool = True) -> Iterator[Desk]:
    """Open the portfolio for one command, and make what it changed a version, here and at school.

    Args:
        quiet: leave out what was set aside (for the command that lists it itself).
        send: bring what it changed to school (not for the command that does so itself).
    """
    opened = open_desk(find_folder(named), SystemClock(), writable=writable)
    gc.enable()
    i18n.use(opened.portfolio.owner.language)
    try:
        for sentence in opened.portfolio.news:
            click.echo(clean(sentence), err=True)
        if writable and not opened.portfolio.writable:
            click.echo(_("This folder can only be read; nothing will be saved."), err=True)
        for problem in () if quiet else opened.portfolio.problems.values():
            told = _("Cannot be read, so it was left alone: {problem}")
            click.echo(told.format(problem=clean(str(problem))), err=True)
        before = opened.portfolio.version
        yield opened
        if send and opened.portfolio.writable:
            _send(opened.portfolio, before)
    finally:
        opened.portfolio.close()


def _send(portfolio: Portfolio, before: str) -> None:
    """Bring what a command changed to school; say so only where it did not arrive."""
    portfolio.settle()
    settings = config.folder()
    if portfolio.version == before or not (os.path.exists(f"{settings}/joined.json") or config.load().sticks):
        return
    from portfolio.hub.everywhere import in_passing

    late = _("Saved here, but not at school yet. {reason}")
    try:
        done = in_passing(portfolio)
        told = [late.format(reason=one.reason) for one in done if one.state != "there"]
        told += [sentence for one in done for sentence in one.news]
    except PortfolioError as error:
        told = [late.format(reason=error)]
    for sentence in told:
        click.echo(clean(sentence), err=True)


def say(*lines: str) -> None:
    """Print lines; no control character of anybody's text reaches the terminal."""
    for one in lines:
        told = clean(one).rstrip()
        if sys.stdout.isatty():
            told = "\n".join(fill(told, max(40, os.get_terminal_size().columns - 1)))
        click.echo(told)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far something long has come, where a person is there to see it."""
    shown = False

    def told(done: int, every: int) -> None:
        nonlocal shown
        if sys.stderr.isatty() and (done == every or done % 25 == 0):
            shown = True
            click.echo("\r" + _("{what}: {n} of {all}").format(what=what, n=done, all=every), nl=False, err=True)

    try:
        yield told
    finally:
        if shown:
            click.echo(err=True)


def items(found: Iterable[Mapping[str, Any]]) -> None:
    """Print a list as JSON: {"items": [...]}."""
    one({"items": list(found)})


def one(value: Mapping[str, Any]) -> None:
    """Print one object as JSON; no control character of anybody's text reaches the terminal."""
    click.echo(json.dumps(cleaned(dict(value)), ensure_ascii=False, indent=2, sort_keys=True))


def with_fields(form: Form) -> Callable[[F], F]:
    """An option for every field of a form, drawn from it."""

    def decorate(function: F) -> F:
        for field in reversed(form.fields):
            names = f"{_('One of')}: {', '.join(field.names)}." if field.names else ""
            told = " ".join(part for part in (_(field.help), names) if part)
            function = click.option(field.flag, field.name, metavar=_METAVARS[field.kind], help=told)(function)
        return function

    return decorate


_METAVARS = {
    "line": "TEXT",
    "text": "TEXT",
    "date": "DATE",
    "scale": "1-5",
    "choice": "NAME",
    "many": "NAMES",
    "link": "LINK",
    "passage": "WORDS",
}


def interactive() -> bool:
    """Whether a person is there to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask(
    form: Form,
    given: Mapping[str, Any],
    opened: Desk,
    submit: Callable[[dict[str, Any]], T],
    *,
    again: bool = False,
) -> T:
    """Put the answers to a form through `submit`. Where a person is there, what is missing is asked for, and what is
    refused is asked again with the answers kept; otherwise everything that is wrong is listed.

    Args:
        again: ask for what is given already, too, with that as the answer Enter keeps.

    Raises:
        BadInput: something is missing or wrong and nobody is there to ask.
    """
    answers = {name: value for name, value in given.items() if value is not None}
    for field in form.fields:
        if field.kind == "choice" and field.options is not None and answers.get(field.name):
            answers[field.name] = _option(str(answers[field.name]), field.options(answers, opened))
    if not interactive():
        problems = form.check(answers, opened)
        if problems:
            told = tuple(f"{problem} ({_flag(form[name], answers, opened)})" for name, problem in problems.items())
            raise BadInput(_("This cannot be saved yet. Nothing was changed."), "", told)
        return submit(answers)
    for field in form.fields:
        if again or answers.get(field.name) in (None, ""):
            answers[field.name] = _one(form, field, answers, opened)
    while True:
        try:
            return submit(answers)
        except BadInput as error:
            say("", str(error), _("Your answers are still here: Enter keeps one, or write it anew. Ctrl+C stops."))
            for field in form.fields:
                answers[field.name] = _one(form, field, answers, opened)


def _flag(field: Field, answers: Mapping[str, Any], opened: Desk) -> str:
    """The option for a question, with the names it may have where it has none of them."""
    if field.kind != "choice" or field.options is None or answers.get(field.name):
        return field.flag
    return f"{field.flag}: {', '.join(key for key, _shown in field.options(answers, opened))}"


def _one(form: Form, field: Field, answers: Mapping[str, Any], opened: Desk) -> str:
    """The answer to one question, asked until it can be used; an option may be named by its number."""
    options = field.options(answers, opened) if field.options is not None else []
    keys = [key for key, _shown in options]
    before = str(answers.get(field.name) or "")
    if before in keys:
        before = str(keys.index(before) + 1)
    elif options and not before.startswith("own:"):
        before = ""
    needed = field.required(answers, opened)
    say("", f"{_(field.label)}. {_(field.help)}" if field.help else _(field.label))
    for number, (_key, shown) in enumerate(options, 1):
        say(f"  {number}. {shown}")
    hint = _("your answer") if needed or before else _("your answer, or Enter to leave it out")
    while True:
        value = str(click.prompt(hint, default=before, show_default=bool(before)))
        value = _option(value, options)
        if options and value and value not in keys and not value.startswith("own:"):
            say(_("Choose a number from 1 to {n}, or write how a name begins.").format(n=len(options)))
            continue
        wrong = form.check({**answers, field.name: value}, opened).get(field.name)
        if not wrong:
            return value
        say(wrong)


def _option(value: str, options: list[tuple[str, str]]) -> str:
    """The option a person named by number, by what is stored or by how its name begins; else what was typed."""
    typed = line(value).lower()
    if typed.isdigit() and 1 <= int(typed) <= len(options):
        return options[int(typed) - 1][0]
    found = [key for key, shown in options if typed and (key.lower() == typed or shown.lower().startswith(typed))]
    return found[0] if len(found) == 1 else value


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Print rows below what their columns are called; the last one may be long."""
    every = [tuple(line(cell) for cell in row) for row in rows]
    if not every:
        return
    every.insert(0, heads)
    widths = [max(len(row[n]) for row in every) for n in range(len(every[0]) - 1)]
    for row in every:
        cells = [cell.ljust(size) for cell, size in zip(row, widths, strict=False)]
        say("  ".join([*cells, row[-1]]))
