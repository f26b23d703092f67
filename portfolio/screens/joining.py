"""Join a class: where it is, who reads what, which of the names is yours."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from portfolio.errors import PortfolioError
from portfolio.history.remote import Way, fingerprint, is_address
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


class JoinClass(ModalScreen[str | None]):
    """Asks for the address, shows the class, and takes a seat after asking. Gives the portfolio's folder."""

    HELP = N_(
        "Type or paste the line your teacher gave you and press Enter. Then choose your name and press Enter again: "
        "you are told who will read what, and asked. A server may want a name and a token; both stay on this computer."
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

        def __init__(self, told: str) -> None:
            super().__init__()
            self.told = told

    class Sat(Message):
        """The seat is taken, or somebody else's portfolio is in it."""

        def __init__(self, folder: str, sitting: str = "") -> None:
            super().__init__()
            self.folder, self.sitting = folder, sitting

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
                    yield Input(id="address", placeholder=_("like /shared/school#humanities-10"))
                with Vertical(classes="question -later", id="way"):
                    yield Static(text(_("Your name and token at that server"), "bold"), markup=False)
                    yield Input(id="user", placeholder=_("name"))
                    yield Input(id="token", placeholder=_("token"), password=True)
                with Vertical(classes="question -later", id="who"):
                    yield Static(text(_("Which of these are you?"), "bold"), markup=False, id="heading")
                    yield Listing(verb=N_("This one"), id="names")
                yield Static("", markup=False, id="told")
            yield Keys()

    def on_mount(self) -> None:
        """Begin with the address."""
        self.query_one("#address").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """A server over https may ask for a name and a token."""
        if event.input.id == "address":
            self.query_one("#way").set_class(not event.value.strip().startswith("https:"), "-later")

    def on_input_submitted(self) -> None:
        """Look what is there."""
        self._say(_("Looking …"))
        address, group = split(self.query_one("#address", Input).value)
        user, token = (self.query_one(f"#{name}", Input).value.strip() for name in ("user", "token"))
        self._look(address, group, Way(self._known, name=user, token=token))

    def _say(self, told: str, style: str = "$muted") -> None:
        self.query_one("#told", Static).update(text(told, style))

    @work(thread=True, group="join", exclusive=True, exit_on_error=False)
    def _look(self, address: str, group: str, way: Way) -> None:
        try:
            known = "" if way.known_hosts or not is_address(address) else joining.host_key(address)
            if known:
                self.post_message(self.KeyShown(known))
                return
            hub = open_hub(address, way)
            self.post_message(self.Looked(hub, way, joining.look(hub, group)))
        except PortfolioError as error:
            self.post_message(self.Failed(str(error)))

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
        """Say why."""
        self._say(message.told, "$removed")

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
            rows = [
                (one.id, joined((text(line(one.name)), text(f"  {line(one.group)}", "$muted"))))
                for one in self._chosen.seats
            ]
            names.show(rows or [("", text(_("The roster is empty."), "$muted"))])
            assert self._hub is not None
            told = [text(told, "$muted") for told in joining.readers(self._hub, self._chosen)]
            self.query_one("#told", Static).update(lines(told))
        names.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A class, or a seat: then ask."""
        key = self.query_one("#names", Listing).key_at(event.option_index)
        if self._chosen is None:
            self._chosen = next((one for one in self._offered if one.id == key), None)
            self._list()
            return
        seat, hub, found = self._chosen.seat(key), self._hub, self._chosen
        if seat is None or hub is None:
            return

        def after(yes: bool | None) -> None:
            if yes:
                self._say(_("Joining …"))
                self._sit(hub, found, seat, mine=False)

        told = "\n\n".join(joining.readers(hub, found))
        self.app.push_screen(Ask(_("Join as {name}?").format(name=line(seat.name)), told), after)

    @work(thread=True, group="join", exclusive=True, exit_on_error=False)
    def _sit(self, hub: Hub, found: SchoolClass, seat: Seat, *, mine: bool) -> None:
        try:
            portfolio = self.app.open_portfolio
            if portfolio is not None:
                joining.join(portfolio, hub, self._way, found, seat, self.app.clock)
            else:
                sitting = "" if mine else joining.taken_by(hub, seat)
                if sitting:
                    self.post_message(self.Sat("", sitting))
                    return
                made, _known = begin(os.path.abspath(self._folder), hub, found, seat, self.app.clock)
                joining.join(made, hub, self._way, found, seat, self.app.clock)
                made.close()
            self.post_message(self.Sat(self._folder))
        except PortfolioError as error:
            self.post_message(self.Failed(str(error)))

    def on_join_class_sat(self, message: Sat) -> None:
        """Done; or ask whether what sits there is the student's own."""
        if message.folder:
            self.dismiss(message.folder)
            return
        self._say("")
        seat = self._chosen.seat(self.query_one("#names", Listing).chosen) if self._chosen else None

        def after(yes: bool | None) -> None:
            if yes and self._hub and self._chosen and seat:
                self._say(_("Bringing your portfolio here …"))
                self._sit(self._hub, self._chosen, seat, mine=True)

        told = _("That seat has the portfolio of {owner} already. Is it yours, from another computer?").format(
            owner=line(message.sitting.partition(" ")[2])
        )
        self.app.push_screen(Ask(_("Somebody is sitting there"), told, grave=True), after)
