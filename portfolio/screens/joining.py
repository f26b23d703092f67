"""Join a class: where it is, who reads what, which of the names is yours."""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from portfolio.errors import NotLetIn, PortfolioError, Refused
from portfolio.history.server import Way, fingerprint, is_address
from portfolio.hub import joining
from portfolio.hub.address import split
from portfolio.hub.beginning import begin
from portfolio.hub.place import Hub, open_hub
from portfolio.i18n import N_, _
from portfolio.model.schoolclass import SchoolClass, Seat
from portfolio.screens.dialogs.form import Ask
from portfolio.text import line
from portfolio.widgets.card import Listing
from portfolio.widgets.keys import Keys
from portfolio.widgets.pixels import joined, lines, text, title_of

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp


class Answer(Input):
    """A line to type; Enter goes on."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", N_("Go on"), key_display="⏎")]


class JoinClass(ModalScreen[str | None]):
    """Asks for the address, shows the class, and takes a seat after asking. Gives the portfolio's folder."""

    HELP = N_(
        "Type or paste the line your teacher gave you and press Enter. Then choose your name and press Enter again: "
        "you are told who will read what, and asked. A server may ask for a name and a token; they stay here."
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", N_("Close"), key_display="esc")]
    DEFAULT_CSS = """
    JoinClass { align: center middle; background: $background 70%; }
    JoinClass #paper {
        width: 84; max-width: 100%; height: auto; max-height: 100%; border: round $primary;
        border-title-color: $primary; background: $card; padding: 0 2;
    }
    JoinClass VerticalScroll { height: auto; max-height: 100%; scrollbar-gutter: stable; }
    JoinClass .question { height: auto; margin-top: 1; }
    JoinClass Input { border: none; border-left: wide $quiet; background: $bar; height: 1; padding: 0 1; }
    JoinClass Input:focus { border: none; border-left: wide $primary; }
    JoinClass Listing { border: none; border-left: wide $quiet; background: $bar; max-height: 10; }
    JoinClass Listing:focus { border: none; border-left: wide $primary; }
    JoinClass .-later { display: none; }
    JoinClass #told { height: auto; margin-top: 1; }
    """
    app: PortfolioApp

    class Looked(Message):
        """What was found at an address."""

        def __init__(self, hub: Hub, way: Way, found: list[SchoolClass]) -> None:
            super().__init__()
            self.hub, self.way, self.found = hub, way, found

    class KeyShown(Message):
        """A server shows a key that nobody has confirmed yet."""

        def __init__(self, known: str) -> None:
            super().__init__()
            self.known = known

    class Failed(Message):
        """It could not be done, and why."""

        def __init__(self, error: PortfolioError) -> None:
            super().__init__()
            self.error = error

    class Taken(Message):
        """In which seats of a class somebody sits."""

        def __init__(self, group: str, seats: set[str]) -> None:
            super().__init__()
            self.group, self.seats = group, seats

    class Checked(Message):
        """A seat can be taken; or somebody's portfolio is in it, perhaps the student's own."""

        def __init__(self, seat: Seat, sitting: str = "") -> None:
            super().__init__()
            self.seat, self.sitting = seat, sitting

    class Sat(Message):
        """The seat is taken."""

        def __init__(self, folder: str) -> None:
            super().__init__()
            self.folder = folder

    def __init__(self, folder: str) -> None:
        """
        Args:
            folder: the portfolio that joins, or where a new one goes.
        """
        super().__init__()
        self._folder = folder
        self._hub: Hub | None = None
        self._way = Way()
        self._known = ""
        """The file with the host key that was confirmed."""
        self._offered: list[SchoolClass] = []
        self._chosen: SchoolClass | None = None

    def compose(self) -> ComposeResult:
        """Address, way in, classes and names."""
        with Vertical(id="paper") as paper:
            paper.border_title = title_of(_("Join a class"))
            with VerticalScroll(can_focus=False):
                with Vertical(classes="question"):
                    told = _("The line your teacher gave you: a folder, or the address of a server")
                    yield Static(text(told, "bold"), markup=False)
                    yield Answer(id="address", placeholder=_("like /shared/school#humanities-10"))
                with Vertical(classes="question -later", id="way"):
                    yield Static(text(_("Your name and token at that server"), "bold"), markup=False)
                    yield Answer(id="user", placeholder=_("name"))
                    yield Answer(id="token", placeholder=_("token"), password=True)
                with Vertical(classes="question -later", id="who"):
                    yield Static(text(_("Which of these are you?"), "bold"), markup=False, id="heading")
                    yield Listing(verb=N_("This one"), id="names")
                yield Static("", markup=False, id="told")
            yield Keys()

    def on_mount(self) -> None:
        """Begin with the address."""
        self.query_one("#address").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another address: what was confirmed and given for the one before is not for this one."""
        if event.input.id == "address":
            self.query_one("#way").add_class("-later")
            self._known = ""

    def on_input_submitted(self, event: Input.Submitted | None = None) -> None:
        """Look what is there; a name and a token go together."""
        if event is not None and event.input.id == "user" and not self.query_one("#token", Input).value.strip():
            self.query_one("#token").focus()
            return
        self._say(_("Looking …"))
        address, group = split(self.query_one("#address", Input).value)
        user, token = (self.query_one(f"#{name}", Input).value.strip() for name in ("user", "token"))
        asked = not self.query_one("#way").has_class("-later")
        self._look(address, group, Way(self._known, name=user, token=token) if asked else Way(self._known))

    def _say(self, told: str, style: str = "$muted") -> None:
        self.query_one("#told", Static).update(text(told, style))

    @work(thread=True, group="join", exclusive=True, exit_on_error=False)
    def _look(self, address: str, group: str, way: Way) -> None:
        try:
            known = "" if way.known_hosts or not is_address(address) else joining.host_key(address)
            if known and not (before := joining.confirmed(known)):
                self.post_message(self.KeyShown(known))
                return
            if known:
                way = replace(way, known_hosts=before)
            hub = open_hub(address, way)
            self.post_message(self.Looked(hub, way, joining.look(hub, group)))
        except PortfolioError as error:
            self.post_message(self.Failed(error))

    def on_join_class_key_shown(self, message: KeyShown) -> None:
        """Ask whether it is the school's."""
        told = _("The server shows this key: {key}").format(key=fingerprint(message.known))

        def after(yes: bool | None) -> None:
            self._say("")
            if yes:
                self._known = joining.confirm(message.known)
                self.on_input_submitted()

        self.app.push_screen(Ask(_("Is it the one your school gave you?"), told, grave=True), after)

    def on_join_class_failed(self, message: Failed) -> None:
        """Say why; a server over https that lets nobody in without asking is given a name and a token."""
        way = self.query_one("#way")
        https = split(self.query_one("#address", Input).value)[0].startswith("https:")
        if isinstance(message.error, NotLetIn) and https and way.has_class("-later"):
            way.remove_class("-later")
            self.query_one("#user").focus()
            self._say(_("This server asks who you are. Your school gave you a name and a token for it."))
            return
        self._say(str(message.error), "$removed")

    def on_join_class_looked(self, message: Looked) -> None:
        """Show the classes, or the names of the only one."""
        self._hub, self._way, self._offered = message.hub, message.way, message.found
        self._chosen = message.found[0] if len(message.found) == 1 else None
        self._list()

    def _list(self) -> None:
        self.query_one("#who").remove_class("-later")
        names = self.query_one("#names", Listing)
        heading = self.query_one("#heading", Static)
        if self._chosen is None:
            heading.update(text(_("Which class?"), "bold"))
            names.show([(one.id, text(line(one.name))) for one in self._offered])
            self._say("")
        else:
            heading.update(text(_("{name}: which of these are you?").format(name=line(self._chosen.name)), "bold"))
            self._rows()
            assert self._hub is not None
            told = [text(told, "$muted") for told in joining.readers(self._hub, self._chosen)]
            self.query_one("#told", Static).update(lines(told))
            self._who_sits(self._hub, self._chosen)
        names.focus()

    def _rows(self, taken: Collection[str] = ()) -> None:
        """The names, and in whose seats somebody sits already."""
        assert self._chosen is not None
        mine = self.app.open_portfolio
        here = [one.get("seat") for one in joining.classes(mine)] if mine is not None else []
        rows = []
        for one in self._chosen.seats:
            note = _("you sit here") if one.id in here else _("taken") if one.id in taken else ""
            told = "".join(f"  {part}" for part in (line(one.group), note) if part)
            rows.append((one.id, joined((text(line(one.name)), text(told, "$muted")))))
        self.query_one("#names", Listing).show(rows or [("", text(_("The roster is empty."), "$muted"))])

    @work(thread=True, group="seats", exclusive=True, exit_on_error=False)
    def _who_sits(self, hub: Hub, found: SchoolClass) -> None:
        with suppress(PortfolioError):  # it is asked again for the seat that is chosen
            self.post_message(self.Taken(found.id, joining.taken(hub, found.seats)))

    def on_join_class_taken(self, message: Taken) -> None:
        """Mark the seats in which somebody sits."""
        if self._chosen is not None and self._chosen.id == message.group:
            self._rows(message.seats)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A class, or a seat: what is impossible is said before anybody is asked to agree."""
        key = self.query_one("#names", Listing).key_at(event.option_index)
        if self._chosen is None:
            self._chosen = next((one for one in self._offered if one.id == key), None)
            self._list()
            return
        seat, hub, found = self._chosen.seat(key), self._hub, self._chosen
        if seat is None or hub is None:
            return

        self._say(_("Looking …"))
        self._check(hub, found, seat)

    @work(thread=True, group="join", exclusive=True, exit_on_error=False)
    def _check(self, hub: Hub, found: SchoolClass, seat: Seat) -> None:
        try:
            portfolio = self.app.open_portfolio
            if portfolio is not None:
                joining.check_seat(portfolio, hub, found, seat)
            self.post_message(self.Checked(seat, "" if portfolio is not None else joining.taken_by(hub, seat)))
        except PortfolioError as error:
            self.post_message(self.Failed(error))

    def on_join_class_checked(self, message: Checked) -> None:
        """Ask; first, whether what sits there is the student's own."""
        self._say("")
        if not message.sitting:
            self._ask(message.seat, mine=False)
            return

        def after(yes: bool | None) -> None:
            if yes:
                self._ask(message.seat, mine=True)
            else:
                self._say(
                    _("Choose your own name. If somebody sits in your seat by mistake, ask your teacher to free it.")
                )

        told = _("That seat has the portfolio of {owner} already. Is it yours, from another computer?").format(
            owner=line(message.sitting.partition(" ")[2])
        )
        self.app.push_screen(Ask(_("Somebody is sitting there"), told, grave=True), after)

    def _ask(self, seat: Seat, *, mine: bool) -> None:
        hub, found = self._hub, self._chosen
        assert hub is not None and found is not None

        def after(yes: bool | None) -> None:
            if yes:
                self._say(_("Bringing your portfolio here …") if mine else _("Joining …"))
                self._sit(hub, found, seat, mine=mine)

        told = "\n\n".join(joining.readers(hub, found))
        self.app.push_screen(Ask(_("Join as {name}?").format(name=line(seat.name)), told), after)

    @work(thread=True, group="join", exclusive=True, exit_on_error=False)
    def _sit(self, hub: Hub, found: SchoolClass, seat: Seat, *, mine: bool) -> None:
        try:
            portfolio = self.app.open_portfolio
            if portfolio is not None:
                joining.join(portfolio, hub, self._way, found, seat, self.app.clock)
            elif not mine and joining.taken_by(hub, seat):
                self.post_message(self.Failed(Refused(_("Somebody else just sat down there."), _("Choose again."))))
                return
            else:
                made, _known = begin(os.path.abspath(self._folder), hub, found, seat, self.app.clock)
                joining.join(made, hub, self._way, found, seat, self.app.clock)
                made.close()
            self.post_message(self.Sat(self._folder))
        except PortfolioError as error:
            self.post_message(self.Failed(error))

    def on_join_class_sat(self, message: Sat) -> None:
        """Done."""
        self.dismiss(message.folder)
