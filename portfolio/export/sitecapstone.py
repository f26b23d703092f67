"""The pages of the capstone and of exhibitions. The notes to the slides are the speaker's and not on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.export import sitetalk, sitework
from portfolio.export.deck import on_slide, shown
from portfolio.export.pages import (
    esc,
    fill,
    link,
    listed,
    pairs,
    plain,
    quiet,
    said,
    section,
    soft,
    tongue,
    up,
    when,
    words,
)
from portfolio.i18n import _
from portfolio.model.capstone import RESULTS, WHENS, Chosen, Defence, Take
from portfolio.model.deck import Live, Slide, read_deck
from portfolio.model.exhibition import Exhibition, Response
from portfolio.model.work import Draft, Reflection, Work
from portfolio.services import capstone as service
from portfolio.services import exhibiting
from portfolio.services.deck import show
from portfolio.services.growth import find_grown
from portfolio.wording import clock_time

if TYPE_CHECKING:
    from portfolio.export.markdown import Beside
    from portfolio.export.site import Site
    from portfolio.model.work import Assessment

_HERE, _SHOWS = "capstone.html", "exhibitions.html"


def capstone(site: Site) -> str:
    """The body of the page of the capstone."""
    found, deck = service.need(site.desk)
    mine = tongue(site.owner.language)
    claims = "".join(_standard(site, one) for one in service.standards(site.desk, found))
    slides = "".join(_slide(site, deck, number, one) for number, one in enumerate(site.slides, 1))
    defences = site.of(Defence, deck)
    rated = _by_defence(site, deck, defences)
    other = sitetalk.ratings(site, deck, rated.get("", []))
    parts = (
        section(2, esc(_("Claims, and the pieces that show them")), claims or plain(_("No claim is written yet."))),
        section(2, esc(_("The slides")), slides or plain(_("Nothing is written yet."))),
        section(2, esc(_("Files")), sitework.files(site, deck)),
        section(2, esc(_("Drafts, and what changed")), _drafts(site, deck)),
        section(2, esc(_("Rehearsals")), "".join(_take(n, one) for n, one in enumerate(site.of(Take, deck), 1))),
        section(2, esc(_("Defences")), "".join(
            _defence(site, deck, n, one, rated.get(one.id, [])) for n, one in enumerate(defences, 1))),
        section(2, esc(_("How it was rated")), other),
        section(2, esc(_("Reflections")), sitework.reflections(site.of(Reflection, deck))),
        section(2, esc(_("Feedback and answers")), sitetalk.comments(site, deck)),
        section(2, esc(_("Ways of working")), sitetalk.strategies(site, deck)),
    )  # fmt: skip
    return f'<h1 dir="auto"{mine}>{esc(deck.title)}</h1>{quiet(esc(_("Capstone")))}' + "".join(parts)


def _standard(site: Site, one: service.Shown) -> str:
    claim = f'<blockquote class="lead">{words(one.claim)}</blockquote>' if one.claim else ""
    return section(
        3,
        site.standard_link(one.code, _HERE),
        claim + listed(_piece(site, piece) for piece in (*one.early, *one.later)),
        style="card",
    )


def _piece(site: Site, piece: Chosen) -> str:
    why = f"<br>{said(piece.why)}" if piece.why else ""
    return f"<b>{esc(_(WHENS[piece.when]).capitalize())}:</b> {_of(site, piece.work, piece.draft, _HERE)}{why}"


def _of(site: Site, name: str, draft: str, here: str) -> str:
    """A work with the draft that is meant, leading to it."""
    work = site.desk.view.get(Work, name)
    every = site.of(Draft, work) if work else []
    number = next((n for n, one in enumerate(every, 1) if one.id == draft), 0)
    told = site.work_link(name, here)
    if not number or name not in site.work_pages:
        return told
    title = fill(_("draft {n}: {name}"), n=str(number), name=said(every[number - 1].name))
    return f'{told}, <a href="{up(here)}{site.work_pages[name]}#{sitework.draft_name(number)}">{title}</a>'


# The talk


def _slide(site: Site, deck: Work, number: int, slide: Slide) -> str:
    title = esc(slide.title or _("Slide {n}").format(n=number))

    def find(name: str) -> Beside | None:
        files = site.given.get(deck.id, [])
        known = next((each for each in files if name in (each.source.rpartition("/")[2], each.name)), None)
        return known.beside("") if known else None

    body = on_slide(slide, lambda text: site.markdown.html(text, 4, find), lambda piece: _live(site, piece))
    return section(
        3,
        title,
        f'<div class="piece" dir="auto">{body or plain(_("Only its title."))}</div>',
        style="shown",
        name=f"slide-{number}",
    )


def _live(site: Site, piece: Live) -> str:
    found = show(site.desk, piece)
    if found.wrong:
        return quiet(esc(found.wrong))
    told = f"<figcaption>{_source(site, piece, said(found.title))}</figcaption>"
    if found.kind != "image":
        return f"<figure>{shown(found)}{told}</figure>"
    image = found.image
    given = next((one for each in site.given.values() for one in each if image and one.source == image.file), None)
    if given is None or not given.is_picture:
        return quiet(esc(_("This picture is missing, or no picture.")))
    alt = given.caption or _("Picture {name}. No description was written.").format(name=given.name)
    return f'<figure><img src="{esc(given.path)}" alt="{esc(alt)}">{told}</figure>'


def _source(site: Site, piece: Live, title: str) -> str:
    """The title of a live piece that can be shown, leading to the standard, the work or the draft it is from."""
    if piece.kind == "growth":
        grown = find_grown(site.desk, piece.parts[0])
        return link(site.standard_pages[grown.code], title, _HERE) if grown.code in site.standard_pages else title
    work = site.desk.find_work(piece.parts[0])
    number = site.desk.find_draft(work, piece.parts[-2])[0] if piece.kind in ("quote", "change") else 0
    place = f"#{sitework.draft_name(number)}" if number else ""
    return link(f"{site.work_pages[work.id]}{place}", title, _HERE) if work.id in site.work_pages else title


def _drafts(site: Site, deck: Work) -> str:
    """The drafts of the deck, by what is on its slides."""
    told, before = [], ""
    for number, draft in enumerate(site.of(Draft, deck), 1):
        now = _without_notes(site.text_of(draft.blob))
        heading = fill(_("Draft {n}: {name}"), n=str(number), name=said(draft.name))
        body = sitework.changed(before, now) if number > 1 and now else ""
        told.append(section(3, heading, quiet(when(draft.created)) + body, name=sitework.draft_name(number)))
        before = now
    now = _without_notes(site.texts[deck.id][0])
    if before.strip() and before != now:
        told.append(section(3, esc(_("Since the last draft")), sitework.changed(before, now)))
    return "".join(told)


def _without_notes(text: str) -> str:
    told = []
    for one in read_deck(text):
        lines = [part.written if isinstance(part, Live) else part for part in one.body]
        told.append("\n".join([f"# {one.title}" if one.title else "", *lines]).strip())
    return "\n\n".join(told)


def _take(number: int, one: Take) -> str:
    length = fill(_("{time} of {n} minutes"), time=clock_time(sum(one.seconds)), n=str(one.limit))
    asked = listed(said(question) for question in one.questions)
    heading = fill(_("Take {n}"), n=str(number))
    drawn = f'<p class="prompt">{esc(_("Questions that were drawn"))}</p>{asked}' if asked else ""
    return section(3, heading, quiet(f"{when(one.created)} · {length}") + words(one.note) + drawn, style="card")


# The defence


def _by_defence(site: Site, deck: Work, defences: list[Defence]) -> dict[str, list[tuple[Assessment, str, str]]]:
    """The panel's ratings by the id of the defence they are about; "" for all others.

    A rating belongs to the defence that showed the same slides; where several did, to the nearest in time.
    """
    found: dict[str, list[tuple[Assessment, str, str]]] = {}
    for each in site.ratings(deck):
        at = each[0].created[:10]
        same = [one for one in defences if one.blob == each[0].blob and each[1] == "panel"]
        nearest = next((one.id for one in same if one.on >= at), same[-1].id if same else "")
        found.setdefault(nearest, []).append(each)
    return found


def _defence(site: Site, deck: Work, number: int, one: Defence, rated: list[tuple[Assessment, str, str]]) -> str:
    result = esc(_(RESULTS[one.result]).capitalize()) if one.result in RESULTS else ""
    noted = one.noted_for
    decided = fill(
        _("{name}, noted by {owner}"), name=said(noted.name), owner=said(site.owner.name)
    ) if noted else ""  # fmt: skip
    asked = pairs((each.question, said(each.answer) if each.answer else "–") for each in one.questions)
    body = (
        pairs(
            [
                (_("Result"), result),
                (_("Decided by"), decided),
                (_("To revise"), listed(said(item) for item in one.items)),
                (_("Until"), when(one.by)),
            ]
        )
        + (section(4, esc(_("Questions and answers")), asked))
        + section(4, esc(_("How the panel rated it")), sitetalk.ratings(site, deck, rated, one.blob))
    )
    heading = f"{fill(_('Defence {n}'), n=str(number))} {soft(when(one.on))}"
    return section(3, heading, body, style="card")


# Exhibitions


def exhibitions(site: Site) -> str:
    """The body of the page of exhibitions, the newest first."""
    told = "".join(_exhibition(site, one) for one in reversed(site.desk.view.all(Exhibition)))
    return f"<h1>{esc(_('Exhibitions'))}</h1>{plain(_('What was shown to guests, and what they wrote.'))}{told}"


def _exhibition(site: Site, one: Exhibition) -> str:
    seen = exhibiting.look(site.desk, one)
    drafts = (_of(site, work.id, draft.id, _SHOWS) for work, draft, _text in seen.drafts)
    thoughts = [thought for _title, thought in seen.reflections]
    gone = fill(_("Not here any more: {what}."), what=said(", ".join(seen.gone)))
    body = (
        quiet(when(exhibiting.shown_on(one)))
        + f"<div{tongue(site.owner.language)}>{words(one.words)}</div>"
        + section(3, esc(_("Goals")), listed(said(goal.statement) for goal in seen.goals))
        + section(3, esc(_("Drafts")), listed(drafts))
        + sitework.reflections(thoughts, lambda each: f"{site.work_link(each.work, _SHOWS)}: " if each.work else "")
        + (quiet(gone) if seen.gone else "")
        + section(3, esc(_("What guests wrote")), "".join(_response(site, each) for each in seen.responses))
    )
    return section(2, said(one.title), body)


def _response(site: Site, one: Response) -> str:
    noted = fill(_("noted by {name}"), name=said(site.owner.name))
    return (
        f'<figure class="card"><blockquote>{words(one.text)}</blockquote>'
        f"<figcaption>{said(one.reported_from.name)} {soft(f'{when(one.created)}, {noted}')}</figcaption></figure>"
    )
