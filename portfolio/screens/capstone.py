"""Capstone: the checklist of claims and pieces, the deck, the takes and the defences."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from portfolio.errors import PortfolioError
from portfolio.i18n import N_, _, ngettext
from portfolio.model.capstone import CLAIM_FORM, DEFENCE_FORM, RESULTS, WHENS, Chosen
from portfolio.model.deck import read_deck
from portfolio.model.work import Work
from portfolio.screens.dialogs.form import FormDialog
from portfolio.screens.dialogs.pick import Pick
from portfolio.screens.frame import Frame
from portfolio.services import capstone as service
from portfolio.services.capstone import Proposed, Shown
from portfolio.services.laying import lay, layable
from portfolio.text import shorten
from portfolio.widgets.card import Card, Listing
from portfolio.widgets.pixels import hanging, joined, lines, text
from portfolio.wording import clock_time

_OTHERS = "others"


class Capstone(Frame):
    """What is claimed, what is brought, and what is still to do."""

    SECTION = "capstone"
    HELP = N_(
        "Each standard takes a claim about your growth, an early piece and a later one. Enter or C writes the claim, A "
        "brings a piece (each is proposed with a reason), X leaves one out, I lays one on a slide. D opens the deck, R "
        "rehearses, N notes a defence. E shows goals, drafts and reflections to guests, T takes the deck home."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "begin", N_("Begin")),
        Binding("a", "bring", N_("Bring a piece")),
        Binding("i", "lay", N_("Onto a slide")),
        Binding("x", "leave_out", N_("Leave one out"), show=False),
        Binding("d", "deck", N_("Deck")),
        Binding("r", "rehearse", N_("Rehearse")),
        Binding("n", "defend", N_("Defence")),
        Binding("e", "exhibitions", N_("Exhibition")),
        Binding("t", "take_home", N_("Take home"), show=False),
        Binding("c", "claim", N_("Claim"), show=False),
    ]
    CSS = """
    Capstone #pair { layout: horizontal; }
    Capstone #list { width: 3fr; height: 100%; }
    Capstone #one { width: 2fr; height: 100%; margin-left: 1; }
    Capstone.-narrow #pair { layout: vertical; }
    Capstone.-narrow #list { width: 1fr; height: 3fr; }
    Capstone.-narrow #one { width: 1fr; height: 2fr; margin-left: 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: dict[str, Shown] = {}

    def body(self) -> Iterable[Widget]:
        """The checklist, and how far deck and talk are."""
        yield Container(
            Listing(_("Capstone"), verb=N_("Claim"), id="list"),
            Vertical(VerticalScroll(Card(id="deck"), Card(id="todo"), can_focus=False), id="one"),
            id="pair",
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """It is begun once; the rest needs that."""
        if action in ("begin", "bring", "leave_out", "lay", "deck", "rehearse", "defend", "claim"):
            begun = service.current(self.desk) is not None
            return (not begun) if action == "begin" else begun
        return True

    def on_screen_resume(self) -> None:
        """Keep a take that was cut off; show what changed."""
        if service.current(self.desk) is not None:
            from portfolio.screens.rehearsal import keep_cut_off

            keep_cut_off(self.app, self)
        super().on_screen_resume()

    def reload(self) -> None:
        """Show it anew."""
        found = service.current(self.desk)
        if found is None:
            told = _("Not begun yet. B makes a deck with a slide for each part of the outline.")
            self.query_one("#list", Listing).show([("", text(told, "$muted"))], heading=_("Capstone"))
            self._outline()
        else:
            self._shown = {one.code: one for one in service.standards(self.desk, found[0])}
            ready = sum(1 for one in self._shown.values() if one.ready)
            rows = [(code, self._row(one)) for code, one in self._shown.items()]
            foot = _("{n} of {all} with claim, early and later piece").format(n=ready, all=len(rows))
            self.query_one("#list", Listing).show(rows, heading=shorten(found[1].title, 50), foot=foot)
            self._talk(found[1])
        self.refresh_bindings()
        if self.focused is None:
            self.query_one("#list").focus()

    def _outline(self) -> None:
        try:
            outline = service.course_of(self.desk).capstone
        except PortfolioError as error:
            self.query_one("#deck", Card).show(text(str(error), "$muted"), heading=_("Outline"))
            self.query_one("#todo", Card).show(Content(""), heading="")
            return
        rows = [
            joined((text(f"{part.minutes:2d} ", "$muted"), text(part.name, "bold"), text(f"  {part.what}", "$muted")))
            for part in outline.outline
        ]
        self.query_one("#deck", Card).show(lines(rows), heading=_("Outline, in minutes"))
        self.query_one("#todo", Card).show(text(outline.about, "$muted"), heading=outline.title)

    def _row(self, one: Shown) -> Content:
        width = self.columns * 3 // 5 - 6 if self.wide else self.columns - 8
        mark = text("✓ ", "$good") if one.ready else text("○ ", "$muted")
        rows = [joined((mark, text(one.name, "bold"), text(f"  {one.code}", "$muted")))]
        claim = text(one.claim) if one.claim else text(_("no claim yet"), "$muted")
        rows.append(hanging("  ", claim, width))
        for piece in (*one.early, *one.later):
            rows.append(hanging("  ", self._piece(piece), width))
        if one.claim and not (one.early and one.later):
            lacks = _("bring an early piece") if not one.early else _("bring a later piece")
            rows.append(text(f"  {lacks} (a)", "$amber"))
        return lines(rows)

    def _piece(self, piece: Chosen) -> Content:
        work = self.desk.view.get(Work, piece.work)
        title = work.title if work else _("a work that is not here any more")
        return joined(
            (text(f"{_(WHENS[piece.when])}  ", "$primary"), text(title), text(f"  {shorten(piece.why, 60)}", "$muted"))
        )

    def _talk(self, work: Work) -> None:
        slides = read_deck(self.desk.view.text(work))
        rows = [text(ngettext("{n} slide", "{n} slides", len(slides)).format(n=len(slides)))]
        for number, take in enumerate(service.takes(self.desk), 1):
            told = f"{_('take')} {number}  {clock_time(sum(take.seconds))} / {take.limit}:00"
            rows += [text(told, "bold"), *([text(take.note, "$muted")] if take.note else [])]
        for number, one in enumerate(service.defences(self.desk), 1):
            told = f"{_('Defence')} {number}, {one.on}: {_(RESULTS.get(one.result, ''))}"
            rows.append(text(told, "$good" if one.result == "pass" else "$amber"))
            rows += [text(f"  {item} ({one.by})") for item in one.items]
            rows += [text(f"  {each.question} – {each.answer}".rstrip(" –"), "$muted") for each in one.questions]
        self.query_one("#deck", Card).show(lines(rows), heading=_("Deck and talk"), foot=_("d deck · r rehearse"))
        problems = service.problems(self.desk)
        width = self.columns * 2 // 5 - 8 if self.wide else self.columns - 8
        nothing = text(_("Nothing is missing. Rehearse it once more."), "$good")
        self.query_one("#todo", Card).show(
            lines([hanging("- ", text(one), width) for one in problems] or [nothing]),
            heading=_("Still to do"),
            foot=_("e exhibition · t take home"),
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Write the claim."""
        self.action_claim()

    @property
    def _code(self) -> str:
        return self.query_one("#list", Listing).chosen

    def action_begin(self) -> None:
        """Begin the capstone."""
        if self.app.attempt(lambda: service.begin(self.desk)):
            self.app.say(_("Begun. The deck has a slide for each part of the outline; D opens it."))

    def action_claim(self) -> None:
        """Write the claim about the standard under the cursor."""
        one = self._shown.get(self._code)
        if one is not None:
            form = FormDialog(
                one.name, CLAIM_FORM, lambda given: service.claim(self.desk, one.code, given),
                answers={"claim": one.claim}, key=f"claim-{one.code}",
            )  # fmt: skip
            self.app.push_screen(form)

    def action_bring(self) -> None:
        """Choose a piece among those that are proposed, or any other."""
        self._bring(self._code, service.not_brought(self.desk, self._code), more=True)

    def _bring(self, code: str, found: list[Proposed], *, more: bool) -> None:
        rows = [
            (str(n), f"{_(WHENS[one.when])}: {one.work.title}{', ' + one.draft.name if one.draft else ''} – {one.why}")
            for n, one in enumerate(found)
        ]
        if more:
            rows.append((_OTHERS, _("another of your works …")))

        def after(key: str | None) -> None:
            if key == _OTHERS:
                if others := service.own_choice(self.desk):
                    self._bring(code, others, more=False)
                else:
                    self.app.say(_("Nothing is written in any work yet."))
            elif key:
                one = found[int(key)]
                self.app.attempt(lambda: service.bring(self.desk, code, one.work, one.draft, one.when, one.why))

        self.app.push_screen(Pick(_("Bring which piece?"), rows), after)

    def action_lay(self) -> None:
        """Choose how a piece is shown, and on which slide."""
        found = service.current(self.desk)
        ways = layable(self.desk, self._code) if found else []
        if found is None or not ways:
            self.app.say(_("Bring a piece for this standard first (a)."))
            return
        slides = read_deck(self.desk.view.text(found[1]))
        titles = [(str(n), f"{n}  {one.title or _('without a title')}") for n, one in enumerate(slides, 1)]

        def on_slide(way: str | None, slide: str | None) -> None:
            if way and slide and self.app.attempt(lambda: lay(self.desk, int(slide), ways[int(way)][1])):
                self.app.say(_("It is on slide {n}. D opens the deck, R shows it.").format(n=slide))

        def chosen(way: str | None) -> None:
            if way:
                self.app.push_screen(Pick(_("On which slide?"), titles), partial(on_slide, way))

        rows = [(str(n), told) for n, (told, _line) in enumerate(ways)]
        self.app.push_screen(Pick(_("Show what on a slide?"), rows), chosen)

    def action_leave_out(self) -> None:
        """Choose a piece to leave out."""
        one = self._shown.get(self._code)
        pieces = (*one.early, *one.later) if one else ()
        if not pieces:
            self.app.say(_("No piece is brought for this standard."))
            return

        def after(key: str | None) -> None:
            if key:
                self.app.attempt(partial(service.leave_out, self.desk, pieces[int(key)]))

        rows = [(str(n), self._piece(piece).plain) for n, piece in enumerate(pieces)]
        self.app.push_screen(Pick(_("Leave which one out?"), rows), after)

    def action_deck(self) -> None:
        """Open the deck, to write it."""
        from portfolio.screens.workspace import Workspace

        found = service.current(self.desk)
        if found is not None:
            self.app.push_screen(Workspace(found[1].id, "draft"))

    def action_exhibitions(self) -> None:
        """What guests see of goals, drafts and reflections."""
        from portfolio.screens.exhibitions import Exhibitions

        self.app.push_screen(Exhibitions())

    def action_take_home(self) -> None:
        """Take the deck home, or something else."""
        from portfolio.screens.takehome import TakeHome

        self.app.push_screen(TakeHome("deck"))

    def action_rehearse(self) -> None:
        """Full screen, with the clock."""
        from portfolio.screens.rehearsal import Rehearsal

        found = service.current(self.desk)
        if found is not None:
            slides = read_deck(self.desk.view.text(found[1]))
            if slides:
                self.app.push_screen(Rehearsal(slides, service.course_of(self.desk, found[0]).capstone))
            else:
                self.app.say(_("The deck has no slide yet. D opens it."))

    def action_defend(self) -> None:
        """Note what came of a defence."""

        def submit(given: dict[str, Any]) -> None:
            service.note_defence(self.desk, given)

        self.app.push_screen(
            FormDialog(_("A defence"), DEFENCE_FORM, submit, answers={"on": str(self.desk.today)}, key="defence")
        )
