"""What was said about a work: ratings beside each other, comments with their answers, proposals, ways of working."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from portfolio.export.pages import esc, fill, level, listed, pairs, quiet, said, section, soft, table, when, words
from portfolio.export.sitegrowth import by, rater, reasons
from portfolio.export.sitehome import facts
from portfolio.i18n import _
from portfolio.model.feedback import ANSWERS, TONES
from portfolio.model.proposal import DECISIONS, Proposal
from portfolio.model.strategy import FITS
from portfolio.model.work import Assessment, Work
from portfolio.services.growth import SELF
from portfolio.services.strategies import Used, way_name

if TYPE_CHECKING:
    from portfolio.export.site import Site
    from portfolio.services.feedback import Received

_Rating = tuple[Assessment, str, str]


def ratings(site: Site, work: Work, given: Sequence[_Rating] | None = None, blob: str = "") -> str:
    """Every rating of a work: a row for each criterion, a column for each time somebody rated.

    Args:
        given: the ratings, where not all are asked for.
        blob: the version that is not called an earlier one; the newest where it is not given.
    """
    tables: dict[str, list[_Rating]] = {}
    for each in site.ratings(work) if given is None else given:
        tables.setdefault(each[0].rubric, []).append(each)
    return "".join(_table(site, work, ref, given, blob or site.desk.view.blob(work)) for ref, given in tables.items())


def _table(site: Site, work: Work, ref: str, given: list[_Rating], now: str) -> str:
    found = site.desk.shelf.rubric(ref)
    names = list(dict.fromkeys(name for one, _who, _name in given for name in one.ratings))
    levels: dict[str, str] = {}
    title = ref.partition("#")[2]
    if found:
        title = found[1].title
        levels = {each.key: each.name for each in found[0].scale(found[1])}
        known = [one.name for one in found[1].criteria]
        names = [name for name in known if name in names] + [name for name in names if name not in known]
    sealed = {each.assessment.id for each in site.others.given if each.sealed}
    heads = [esc(_("Criterion"))]
    for one, who, name in given:
        about = "" if one.blob == now else f"<br>{soft(esc(_('about an earlier version')))}"
        apart = f"<br>{soft(esc(_('rated without seeing the other')))}" if one.id in sealed else ""
        confirmed = any(one.id == each.assessment.id for each in site.others.given)
        under = "" if who == SELF else by(site, who, name, confirmed=confirmed)
        heads.append(f"{rater(site, who)}<br>{soft(when(one.created))}{about}{apart}{under}")
    rows = [[esc(name), *(_cell(one, name, levels) for one, _who, _name in given)] for name in names]
    return table(esc(_("{rubric}: {title}").format(rubric=title, title=work.title)), heads, rows)


def _cell(one: Assessment, name: str, levels: dict[str, str]) -> str:
    rating = one.ratings.get(name)
    if rating is None or not rating.level:
        return "–"
    told = level(rating.level, levels.get(rating.level, rating.level), tuple(levels))
    return f'<div class="rated"><p>{told}</p>{reasons(rating)}</div>'


def comments(site: Site, work: Work) -> str:
    """Every comment about a work with the student's answer."""
    return "".join(_comment(site, one) for one in site.comments.get(work.id, ()))


def _comment(site: Site, one: Received) -> str:
    comment, reply = one.comment, one.reply
    about = f" · {esc(_('about {criterion}').format(criterion=comment.criterion))}" if comment.criterion else ""
    heading = f"{said(one.name)}: {esc(_(TONES[comment.tone]))} {soft(when(comment.created) + about)}"
    quote = f"<blockquote>{words(comment.passage.quote)}</blockquote>" if comment.passage else ""
    noted = comment.reported_from
    told = f"{quiet(rater(site, noted.role))}{by(site, noted.role, noted.name, confirmed=False)}" if noted else ""
    if reply is None:
        answer = "" if noted and comment.tone == "warm" else quiet(esc(_("Not answered yet.")))
    else:
        how = f"<b>{said(site.owner.name)}: {esc(_(ANSWERS[reply.how]))}</b>"
        answer = f'<div class="answer"><p>{how} {soft(when(reply.created))}</p>{words(reply.text)}</div>'
    return section(3, heading, told + quote + words(comment.text) + answer, style="card")


def proposals(site: Site, work: Work) -> str:
    """Every round of a proposal with its answers."""
    if not site.of(Proposal, work):
        return ""
    told = []
    for number, one in enumerate(site.rounds(work), 1):
        sent = one.proposal
        rows = [
            (_("Issue"), sent.issue), (_("Question"), sent.question), (_("Supporting questions"), sent.supporting),
            (_("Partners"), sent.partners), (_("Product"), sent.product),
        ]  # fmt: skip
        rows += [(_name(site, code), text) for code, text in sent.evidence.items()]
        rows.append((_("Milestones"), "\n".join(sent.steps)))
        answers = "".join(
            f"<p><b>{said(name)}: {esc(_(DECISIONS[each.decision]))}</b></p>"
            + facts([*((_name(site, code), text) for code, text in each.reasons.items()), (_("In all"), each.note)])
            for name, each in one.answers
        )
        heading = fill(_("Proposal, round {n}"), n=str(number))
        told.append(section(3, heading, facts(rows) + answers, style="card"))
    return "".join(told)


def _name(site: Site, code: str) -> str:
    return next((one.name for one in site.grown if code in one.codes), code)


def strategies(site: Site, work: Work) -> str:
    """The strategies of a work."""
    return "".join(strategy(site, one, 3, said(one.way)) for one in site.used.get(work.id, ()))


def strategy(site: Site, one: Used, depth: int, heading: str) -> str:
    """One strategy as it was used: why, how sure, what it was switched to, what came of it."""
    use = one.use
    switches = listed(
        fill(
            _("{day}: switched to {way}, because: {reason}"),
            day=when(each.at), way=said(way_name(site.desk, each.to)), reason=said(each.reason),
        )
        for each in use.switches
    )  # fmt: skip
    rows = [
        (_("Picked first"), said(one.ways[0]) if len(one.ways) > 1 else ""),
        (_("For"), said(one.standard) if one.standard else ""),
        (_("Why"), said(use.reason)),
        (_("Confidence before"), fill(_("{n} of 5"), n=str(use.confidence))),
        (_("Switched"), switches),
        (_("Did it fit?"), esc(_(FITS[use.judgment.fit])) if use.judgment else esc(_("not judged yet"))),
        (_("How I know"), said(use.judgment.note) if use.judgment and use.judgment.note else ""),
    ]
    return section(depth, heading, pairs(rows), style="card")
