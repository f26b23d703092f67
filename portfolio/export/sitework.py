"""The page of one work: what was chosen and why, the piece, its drafts, how it was looked at, what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from portfolio.export import sitetalk
from portfolio.export.attached import Given
from portfolio.export.pages import (
    esc,
    fill,
    listed,
    pairs,
    plain,
    quiet,
    said,
    section,
    soft,
    table,
    tongue,
    up,
    when,
    words,
)
from portfolio.export.sitehome import facts
from portfolio.i18n import _, ngettext
from portfolio.model.diff import Piece, compare, passages
from portfolio.model.inquiry import Action, Source
from portfolio.model.support import Extension
from portfolio.model.work import AGAIN, MOMENT_NAMES, PARTS, Choice, Draft, Plan, Reflection, Work
from portfolio.services import choosing
from portfolio.text import count_words
from portfolio.wording import words as length

if TYPE_CHECKING:
    from portfolio.export.markdown import Beside
    from portfolio.export.site import Site


def work(site: Site, one: Work) -> str:
    """The body of the page."""
    here = site.work_pages[one.id]
    found = site.desk.task_of(one)
    given = site.given.get(one.id, [])
    text, count = site.texts[one.id]
    about = f"{esc(found[0].title)} · {esc(found[1].title)}" if found else esc(one.task.partition("#")[2])
    state = fill(_("Shared on {day}"), day=when(one.shared)) if one.shared else esc(_("Still being worked on"))
    mine = tongue(site.owner.language)
    piece = _markdown(site, one, text, 3, given, one.title) if text.strip() else plain(_("Nothing is written yet."))
    parts = (
        section(2, esc(_("What was chosen, and why")), _choice(site, one)),
        section(2, esc(_("The piece")), f'<div class="piece" dir="auto"{mine}>{piece}</div>', name="piece"),
        section(2, esc(_("Files")), files(site, one)),
        section(2, esc(_("Drafts, and what changed")), _drafts(site, one, text, given)),
        section(2, esc(_("Reflections")), reflections(site.of(Reflection, one))),
        section(2, esc(_("How it was rated")), sitetalk.ratings(site, one)),
        section(2, esc(_("Feedback and answers")), sitetalk.comments(site, one)),
        section(2, esc(_("Ways of working")), sitetalk.strategies(site, one)),
        section(2, esc(_("Sources and actions")), _inquiry(site, one)),
    )
    return (
        f'<h1 dir="auto"{mine}>{esc(one.title)}</h1>'
        + quiet(f"{about} · {state} · {esc(length(count))}")
        + _standards(site, one, here)
        + "".join(parts)
    )


def _standards(site: Site, one: Work, here: str) -> str:
    found = site.desk.task_of(one)
    uses = found[1].standards if found else ()
    told = (
        f"{site.standard_link(use.standard, here)}{f' ({esc(_(use.situation))})' if use.situation else ''}"
        for use in uses
    )
    return listed(told, style="tags")


def _choice(site: Site, one: Work) -> str:
    chosen = site.of(Choice, one)
    choice = chosen[-1] if chosen else None
    found = site.desk.task_of(one)
    rows = []
    for name in PARTS if found else ():
        part = found[1].parts[name] if found else None
        pick = choice.picks.get(name) if choice else None
        told = choosing.picked(part, pick) if part else ""
        fixed = (
            f"<br>{esc(_('The same for everyone, {because}').format(because=choosing.because(found[0], part)))}"
            if (found and part and part.fixed and part.because)
            else ""
        )
        own = f" {soft(esc(_('(own proposal)')))}" if pick and pick.own else ""
        rows.append((choosing.part_name(name), f"{said(told)}{own}{fixed}" if told else ""))
    if choice is not None:
        rows.append((_("Why"), said(choice.reason)))
        rows.append((_("Would I choose it again?"), esc(_(AGAIN[choice.again])) if choice.again else ""))
        rows.append((_("What I will look for the next time"), said(choice.look_for) if choice.look_for else ""))
    return pairs(rows) + _plan(site, one) + sitetalk.proposals(site, one)


def _plan(site: Site, one: Work) -> str:
    plans = site.of(Plan, one)
    steps = plans[-1].steps if plans else ()
    told = (
        f"{said(step.text)} {soft(' · '.join(one for one in (when(step.by), esc(state)) if one))}"
        for step, state in ((step, _("done") if step.done else _("open")) for step in steps)
    )
    return section(3, esc(_("Plan")), listed(told, kind="ol"))


def _markdown(site: Site, one: Work, text: str, first: int, files: list[Given], title: str) -> str:
    above = up(site.work_pages[one.id])

    def find(name: str) -> Beside | None:
        known = next((each for each in files if name in (each.source.rpartition("/")[2], each.name)), None)
        return known.beside(above) if known else None

    return site.markdown.html(text, first, find, title)


def files(site: Site, one: Work) -> str:
    """The files of a work, pictures with their words."""
    return listed((_file(each, site.work_pages[one.id]) for each in site.given.get(one.id, ())), style="files")


def _file(one: Given, here: str) -> str:
    place = up(here) + one.path
    size = f"{max(1, round(one.size / 1000)):,} kB"
    told = f'<a href="{esc(place)}" download>{said(one.name)}</a> {soft(esc(f"({size})"))}'
    if not one.is_picture:
        return told + (words(one.caption) if one.caption else "")
    alt = one.caption or _("Picture {name}. No description was written.").format(name=one.name)
    caption = f'<span dir="auto">{esc(one.caption)}</span> ' if one.caption else ""
    return f'<figure><img src="{esc(place)}" alt="{esc(alt)}"><figcaption>{caption}{told}</figcaption></figure>'


# Drafts


def _drafts(site: Site, one: Work, text: str, files: list[Given]) -> str:
    drafts = site.of(Draft, one)
    told, before = [], ""
    for number, draft in enumerate(drafts, 1):
        now = site.text_of(draft.blob)
        heading = fill(_("Draft {n}: {name}"), n=str(number), name=said(draft.name))
        facts_ = quiet(f"{when(draft.created)} · {esc(length(draft.words))}") + words(draft.note)
        if not now:
            body = plain(_("This draft cannot be read any more."))
        elif number == 1:
            body = (
                f"<details><summary>{esc(_('Read the first draft'))}</summary>"
                f'<div class="piece" dir="auto">{_markdown(site, one, now, 4, files, one.title)}</div></details>'
            )
        else:
            body = changed(before, now)
        told.append(section(3, heading, facts_ + body, name=draft_name(number)))
        before = now
    if drafts and before.strip() and before != text:
        told.append(section(3, esc(_("Since the last draft")), changed(before, text)))
    return "".join(told)


def draft_name(number: int) -> str:
    """What a link calls a draft on the page of its work."""
    return f"draft-{number}"


def changed(old: str, new: str) -> str:
    """Two texts word by word, with long stretches that stayed folded away."""
    pieces = passages(compare(old, new))
    texts: dict[str, list[str]] = {"added": [], "removed": [], "same": []}
    for piece in pieces:
        if not isinstance(piece, int):
            texts[piece.tag].append(piece.text)
    if not (texts["added"] or texts["removed"]):
        return plain(_("Not a word is different."))
    came, went = (count_words("\n".join(texts[tag])) for tag in ("added", "removed"))
    counts = esc(_("{came} words came, {went} words went.").format(came=came, went=went))
    return quiet(counts) + marked(pieces)


def marked(pieces: Iterable[Piece | int]) -> str:
    """Pieces of a difference: <ins> and <del>, which are told apart without colour and named to screen readers."""
    came, went = esc(_("added")), esc(_("taken out"))
    out, open_ = [], False
    for piece in pieces:
        if isinstance(piece, int):
            stayed = ngettext("… {n} paragraph stayed …", "… {n} paragraphs stayed …", piece)
            out.append(f'{"</div>" if open_ else ""}<p class="folded">{esc(stayed)}</p>')
            open_ = False
            continue
        out.append("" if open_ else '<div class="changed" dir="auto">')
        open_ = True
        if piece.tag == "added":
            out.append(f'<ins data-told="{came}">{esc(piece.text)}</ins>')
        elif piece.tag == "removed":
            out.append(f'<del data-told="{went}">{esc(piece.text)}</del>')
        else:
            out.append(esc(piece.text))
    return "".join(out) + ("</div>" if open_ else "")


# Looking back, going out


def reflections(found: Iterable[Reflection], title: Callable[[Reflection], str] = lambda _one: "") -> str:
    """Reflections with the questions they answer, each under a heading that begins with `title` (HTML)."""
    told = []
    for each in found:
        heading = f"{title(each)}{esc(_(MOMENT_NAMES[each.moment]).capitalize())} {soft(when(each.created))}"
        answers = "".join(f'<p class="prompt" dir="auto">{esc(a.prompt)}</p>{words(a.text)}' for a in each.answers)
        told.append(section(3, heading, answers, style="card"))
    return "".join(told)


def _inquiry(site: Site, one: Work) -> str:
    sources = [
        (said(each.who), said(each.viewpoint), words(each.what), said(each.where) if each.where else "–")
        for each in site.of(Source, one)
    ]
    actions = [
        (
            when(each.on) or "–",
            words(each.what),
            said(each.people) if each.people else "–",
            said(each.artefact) if each.artefact else "–",
        )
        for each in site.of(Action, one)
    ]
    heads = (_("Who"), _("Viewpoint"), _("What it says"), _("Where to find it"))
    did = (_("Day"), _("What was done"), _("Who took part"), _("What is left of it"))
    further = [(each.text, each.note) for each in site.of(Extension, one)]
    return (
        table(esc(_("Sources")), [esc(head) for head in heads], sources)
        + table(esc(_("Actions")), [esc(head) for head in did], actions)
        + (section(3, esc(_("Extensions")), facts(further)) if further else "")
    )
