"""Take home: what to take, what goes in and what stays, where it goes, and how to open it there."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static

from portfolio.errors import PortfolioError
from portfolio.export.parcel import Inside, Parcel
from portfolio.export.parcels import PARCELS
from portfolio.i18n import N_, _
from portfolio.screens.exporting import is_writing, start, stop
from portfolio.screens.frame import Frame
from portfolio.screens.kept import Kept
from portfolio.text import line
from portfolio.widgets.card import Card, Listing
from portfolio.widgets.pixels import hanging, joined, lines, text

_PAUSE = 0.15
"""Seconds the cursor rests on a row before its contents are counted."""
_GLANCE = 0.25
"""Seconds between two looks at how far the writing is."""


class TakeHome(Frame):
    """Everything that can be taken home, and one of it."""

    SECTION = "history"
    HELP = N_(
        "The arrow keys choose what to take; beside it stands what goes in and what stays. Enter goes to the place "
        "it is written to, which you can change. Ctrl+S writes it. You can go on working meanwhile; F7 stops it, and "
        "then nothing stays of it. Nothing that is there already is written over, except pages this wrote before. "
        "F8 brings something in."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "write", N_("Write"), priority=True, key_display="^s"),
        Binding("f7", "stop", N_("Stop"), priority=True),
        Binding("f8", "bring", N_("Bring in")),
        Binding("escape", "back", N_("Back"), key_display="esc"),
    ]
    CSS = """
    TakeHome #pair { layout: horizontal; height: 1fr; }
    TakeHome #list { width: 28; height: 100%; }
    TakeHome #one { width: 1fr; height: 100%; margin-left: 1; }
    TakeHome #one Card { min-height: 100%; }
    TakeHome #where { height: auto; margin-top: 1; }
    TakeHome Input { border: none; border-left: wide $quiet; background: $bar; height: 1; padding: 0 1; }
    TakeHome Input:focus { border: none; border-left: wide $primary; }
    TakeHome #state { height: auto; min-height: 1; }
    """

    class Looked(Message):
        """What goes into a parcel has been counted."""

        def __init__(self, key: str, inside: Inside | None, wrong: str) -> None:
            super().__init__()
            self.key, self.inside, self.wrong = key, inside, wrong

    def __init__(self, key: str = "", which: str = "") -> None:
        """
        Args:
            key: what is chosen at first, "" for what was half decided the last time.
            which: the id of the exhibition that is meant.
        """
        super().__init__()
        self._first, self._which = key, which
        self._inside: dict[str, TakeHome.Looked] = {}
        self._timer: Timer | None = None
        self._proposed = self._shown = ""
        self._kept = Kept(self, "takehome", self._to_keep)

    def body(self) -> Iterable[Widget]:
        """The list, one of them, the place."""
        yield Container(
            Listing(_("Take home"), verb=N_("Where it goes"), id="list"),
            VerticalScroll(Card(id="detail"), id="one", can_focus=False),
            id="pair",
        )
        label = Static(text(_("Where it goes"), "bold"), markup=False)
        yield Vertical(
            label, Input(id="place", select_on_focus=False), Static("", markup=False, id="state"), id="where"
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One thing is written at a time, and what is being written can be stopped."""
        if action in ("write", "stop"):
            return (action == "stop") == is_writing(self.app)
        return True

    def on_mount(self) -> None:
        """Choose what was asked for, and go on with what was half decided."""
        super().on_mount()
        listing = self.query_one("#list", Listing)
        rows = [(key, text(_(one.NAME), "bold")) for key, one in PARCELS.items()]
        listing.show(rows)
        found = self._kept.recall()
        key = self._first or str(found.get("key", ""))
        listing.choose(key)
        self._choose()
        if found.get("place") and str(found.get("key")) == self._key:
            self._put(line(str(found["place"])))
        listing.focus()
        self.set_interval(_GLANCE, self._glance)
        self._glance()

    @property
    def _key(self) -> str:
        return self.query_one("#list", Listing).chosen

    @property
    def _parcel(self) -> Parcel:
        return PARCELS[self._key](self.desk, self._which if self._key == "exhibition" else "")

    def _to_keep(self) -> dict[str, Any]:
        place = self.query_one("#place", Input).value
        return {"key": self._key, "place": place} if place != self._proposed else {}

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Another one: what goes in, and a place for it."""
        self._choose()

    def _choose(self) -> None:
        if not self._key or self._key == self._shown:
            return
        self._shown = self._key
        self._proposed = self._parcel.proposed(at_home=not self.app.is_visit)
        self._put(self._proposed)
        self.query_one("#state", Static).update("")
        self._show()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_PAUSE, self._look)

    def _put(self, path: str) -> None:
        """A path into its line, its end in view."""
        place = self.query_one("#place", Input)
        place.value = path
        place.cursor_position = len(path)

    def reload(self) -> None:
        """Something was saved: count again what is shown."""
        self._inside.clear()
        if self.is_mounted and self._key:
            self._show()
            self._look()

    def _look(self) -> None:
        if self._key and self._key not in self._inside:
            look = partial(self._count, self._key, self._parcel)
            self.run_worker(look, thread=True, group="inside", exclusive=True, exit_on_error=False)

    def _count(self, key: str, parcel: Parcel) -> None:
        """Count what goes in; for a worker."""
        try:
            self.post_message(self.Looked(key, parcel.inside(), ""))
        except PortfolioError as error:
            self.post_message(self.Looked(key, None, str(error)))

    def on_take_home_looked(self, message: Looked) -> None:
        """Show what was counted."""
        self._inside[message.key] = message
        self._show()

    def _show(self) -> None:
        """What the one under the cursor is, what goes in, what stays, or what came of writing it."""
        card, key = self.query_one("#detail", Card), self._key
        if not key:
            return
        kind, found = PARCELS[key], self._inside.get(key)
        width = max(20, self.columns - 35)
        rows: list[Content] = [text(_(kind.ABOUT)), Content("")]
        if found is None:
            rows.append(text(_("Looking what goes in …"), "$muted"))
        elif found.inside is None:
            rows.append(text(found.wrong, "$amber"))
        else:
            rows.append(text(_("What goes in"), "bold"))
            rows += [hanging(text("✓ ", "$good"), text(one), width) for one in found.inside.goes]
            rows += [Content(""), text(_("What stays here"), "bold")]
            rows += [hanging(text("○ ", "$muted"), text(one), width) for one in found.inside.stays]
            if not found.inside.stays:
                rows.append(text(_("Nothing private, and nothing half typed."), "$muted"))
        card.show(lines(rows), heading=_(kind.NAME))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """To the place."""
        self.query_one("#place").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what is typed."""
        self.query_one("#state", Static).update("")
        self._kept.soon()

    def on_input_submitted(self) -> None:
        """Write it."""
        self.action_write()

    def action_write(self) -> None:
        """Write it in the background."""
        if is_writing(self.app):
            return
        self._choose()  # a key may be faster than the news of the row it moved to
        parcel = self._parcel
        try:
            place = parcel.allowed(self.query_one("#place", Input).value)
        except PortfolioError as error:
            self._say(str(error), "$removed")
            self.query_one("#place").focus()
            return
        start(self.app, self._key, parcel, place)
        self.show_writing()

    def action_stop(self) -> None:
        """Stop; nothing stays of it."""
        stop(self.app)

    def action_bring(self) -> None:
        """The other way: bring something in."""
        from portfolio.screens.bringing import bring_in

        bring_in(self.app)

    def _glance(self) -> None:
        """How far it is."""
        if is_writing(self.app):
            self.show_writing()

    def show_writing(self) -> None:
        """How far the writing is, or what came of it."""
        made = self.app.writing
        self.refresh_bindings()
        if made is None:
            return
        if made.going:
            far = _("Writing: {n} of {all}").format(n=made.done, all=made.every) if made.every else _("Writing …")
            self._say(f"{far}  {_('F7 stops it; you can go on working.')}", "$primary")
        elif made.sent is None:
            self._say(made.error, "$removed")
        else:
            self._kept.let_go()
            here = text(_("It is here: {place}").format(place=line(made.sent.place)), "bold $good")
            what = text(f"{_(PARCELS[made.key].NAME)}  ", "$muted")
            rows = [joined((what, here)), text(made.sent.opens)]
            rows += [text(each, "$muted") for each in made.sent.told]
            self.query_one("#state", Static).update(lines(rows))

    def _say(self, told: str, style: str) -> None:
        self.query_one("#state", Static).update(text(told, style))

    def put_away(self) -> bool:
        """Keep the place that was typed."""
        return self._kept.now()

    def action_back(self) -> None:
        """Where one came from; what is being written goes on."""
        if self.put_away():
            self.app.at_rest()
            self.app.pop_screen()

    def on_key(self, event: events.Key) -> None:
        """Up from the place goes back to the list."""
        if event.key == "up" and self.focused is self.query_one("#place"):
            self.query_one("#list").focus()
            event.stop()
