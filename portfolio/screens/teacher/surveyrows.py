"""The rows of the survey screen: themes with quiet bars, options against choices, names in order of the alphabet."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from portfolio.classroom.hiding import FEWEST, Told
from portfolio.classroom.offered import Offered, WithoutChoice
from portfolio.classroom.survey import Asked, Results
from portfolio.i18n import _, ngettext
from portfolio.model.course import Survey
from portfolio.model.offer import KINDS
from portfolio.services import interests
from portfolio.services.choosing import part_name
from portfolio.text import line, shorten
from portfolio.widgets.pixels import joined, lines, text

Rows = list[tuple[str, Content]]
THEME = "theme-"
"""How the key of a theme begins; the numbers of the question and of the theme in it follow."""
_ALL, _CELL, _BAR = 5, 7, 20


def answered(found: Results) -> str:
    """How many have answered, in a few words."""
    if found.answered is None:
        return _("fewer than five of {n} have answered").format(n=found.seats)
    return _("{answered} of {n} have answered").format(answered=found.answered, n=found.seats)


def results(found: Results, width: int) -> Rows:
    """Every question with its themes, or what was written."""
    rows: Rows = [
        ("wrong", text(_("Cannot be read, so not counted: {who}").format(who=who), "$amber")) for who in found.wrong
    ]
    for number, one in enumerate(found.asked):
        rows.append(("", lines((Content(""), text(line(one.question.text), "bold")))))
        if one.question.kind == "text":
            few = _("Own words are shown once {n} have written some; they never stand with a name.").format(n=FEWEST)
            rows += [(f"words-{number}-{n}", text(f"· {words}")) for n, words in enumerate(one.words)]
            rows += [] if one.words else [(f"words-{number}", text(few, "$muted"))]
        else:
            rows += _themes(found, one, number, width)
    if not found.asked:
        rows.append(("none", text(_("The survey has no question yet. N writes one."), "$muted")))
    return rows


def _themes(found: Results, one: Asked, number: int, width: int) -> Rows:
    groups = found.groups[: max(1, (width - 24 - _ALL) // _CELL)]
    bar = _BAR if width - _ALL - _CELL * len(groups) - _BAR >= 26 else 0
    name = min(58, max(14, width - _ALL - _CELL * len(groups) - bar - 2))
    heads = "".join(shorten(group or _("none"), _CELL - 1).rjust(_CELL) for group in groups)
    told = _("favourite of") if one.question.kind == "rank" else _("given by")
    rows: Rows = [("", text(f"{told.ljust(name + bar)}{_('all').rjust(_ALL)}{heads}", "$muted"))]
    most = max((theme.total or 0 for theme in one.themes), default=0)
    for n, theme in enumerate(one.themes):
        size = round((theme.total or 0) * (bar - 2) / most) if most and bar else 0
        parts = [
            text(shorten(theme.name, name - 1).ljust(name)),
            text(("—" * size).ljust(bar), "$primary"),
            text(_count(theme.total).rjust(_ALL), "bold" if theme.total else "$muted"),
            text("".join(_count(count).rjust(_CELL) for count in theme.groups[: len(groups)]), "$muted"),
        ]
        if theme.names:
            who = ", ".join(theme.names)
            parts.append(text("\n" + _("  let their name be shown: {names}").format(names=who), "$muted"))
        rows.append((f"{THEME}{number}-{n}", joined(parts)))
    return rows


def _count(count: Told) -> str:
    return "–" if count is None else str(count)


def theme_of(found: Results, key: str) -> str:
    """The name of the theme in a row, "" where the row is none."""
    if not key.startswith(THEME):
        return ""
    question, theme = map(int, key.removeprefix(THEME).split("-"))
    return found.asked[question].themes[theme].name


def offers(found: Sequence[Offered], width: int) -> Rows:
    """Each option, in the order it was offered, with how many chose it."""
    rows: Rows = [("", lines((Content(""), text(_("Offered against chosen"), "bold"))))]
    for number, one in enumerate(found):
        told = ngettext("{n} has chosen", "{n} have chosen", one.chosen)
        title = shorten(f"{one.title} · {part_name(one.part)}", width - 20)
        rows.append((f"task-{number}", joined((text(title), text(f"  {told}", "$muted")))))
        if not one.chosen:
            continue
        counted = [(option.name, option.first, option.later) for option in one.options]
        counted += [(_("an own proposal"), one.own, 0)] if one.own else []
        counted += [(_("an option that is no longer there"), one.gone, 0)] if one.gone else []
        for n, (name, first, later) in enumerate(counted):
            also = _("  (a later wish of {n})").format(n=later) if later else ""
            parts = (text(f"{first:>4}  "), text(shorten(name, width - 30)), text(also, "$muted"))
            rows.append((f"option-{number}-{n}", joined(parts)))
    return rows


def waiting(term: str, found: Sequence[WithoutChoice]) -> Rows:
    """The students who have had no choice this term."""
    heading = _("No choice yet this term ({term})").format(term=term) if term else _("No choice yet")
    rows: Rows = [("", lines((Content(""), text(heading if found else _("Everybody has had a choice."), "bold"))))]
    for one in found:
        here = "" if one.here else _("  nothing of theirs is here yet")
        rows.append((f"seat-{one.seat.id}", joined((text(line(one.seat.name)), text(here, "$muted")))))
    return rows


def preview(survey: Survey) -> list[Content]:
    """The survey as a student sees it."""
    parts = [text(survey.title, "bold"), text(" ".join(survey.about.split()), "$muted")]
    parts += [text(sentence, "$amber") for sentence in interests.for_whom(survey)]
    for number, one in enumerate(survey.questions, 1):
        parts += [
            Content(""),
            joined((text(f"{number}  {one.text}", "bold"), text(f"  {_(KINDS[one.kind])}", "$muted"))),
        ]
        parts += [text(f"   ○ {option}") for option in one.options]
    return [*parts, Content(""), text(f"○ {_('My name may stand beside what I picked')}"),
            text(interests.told_named(False), "$muted")]  # fmt: skip
