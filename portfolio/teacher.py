"""The teacher's app: a class is open in it, and a student's portfolio may be, to read."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message
from textual.worker import Worker, WorkerState

from portfolio import config
from portfolio.classroom.commenting import send
from portfolio.classroom.fetch import Fetched, fetch
from portfolio.classroom.making import open_room
from portfolio.classroom.room import Room
from portfolio.classroom.rows import Row, rows
from portfolio.classroom.standards import Standards, of_class
from portfolio.clock import Clock, SystemClock
from portfolio.door import Portfolio
from portfolio.errors import PortfolioError
from portfolio.i18n import _, ngettext
from portfolio.model.schoolclass import Seat
from portfolio.screens.base import BaseApp, Keeper, collect_again
from portfolio.services.desk import Desk

if TYPE_CHECKING:
    from portfolio.screens.teacher.place import Place


class ClassApp(BaseApp):
    """A class in the terminal."""

    TITLE = "Portfolio"

    class Progress(Message):
        """One student more has been fetched."""

        def __init__(self, one: Fetched, done: int, every: int) -> None:
            super().__init__()
            self.one, self.done, self.every = one, done, every

    class Ended(Message):
        """All students have been fetched, or it was stopped."""

        def __init__(self, results: list[Fetched]) -> None:
            super().__init__()
            self.results = results

    def __init__(self, folder: str, clock: Clock | None = None, settings: config.Config | None = None) -> None:
        self.room: Room = open_room(folder)
        self.rows: list[Row] = []
        self.standards = Standards()
        """Where each student stands."""
        self.results: dict[str, Fetched] = {}
        """Seat to what the last fetch gave."""
        self.progress = ""
        """How far a fetch is, "" while there is none."""
        self.unsent = 0
        """About how many students I wrote something that is not at school yet."""
        self._places: dict[str, Place] = {}
        self._stop: threading.Event | None = None
        super().__init__(clock or SystemClock(), settings or config.load())

    @property
    def open_portfolio(self) -> Portfolio | None:
        """A teacher works in no student's portfolio."""
        return None

    @property
    def keeper(self) -> Keeper:
        """The class's folder keeps what is half typed."""
        return self.room

    def desk_of(self, seat: Seat) -> Desk:
        """A student's portfolio as it was fetched last, with what the staff wrote; the class's courses are known.

        Raises:
            NotFound, BrokenRecord, Refused: nothing of theirs is here, or it cannot be read.
        """
        room = self.room
        return Desk(room.view(seat.id), self.clock, lambda: room.about(seat.id), self.standards.known)

    def read(self, desk: Desk) -> None:
        """Lay a student's portfolio on the desk, to read."""
        self._desk = desk

    def on_mount(self) -> None:
        """Show the class."""
        self.read_rows()
        self.action_go("class")
        self.call_after_refresh(collect_again)
        if self.unsent:
            self.send()

    # What is shown

    def read_rows(self) -> None:
        """Read the rows of the class anew."""
        try:
            self.rows = rows(self.room)
            self.standards = of_class(self.room)
            self.unsent = self.room.unsent()
        except PortfolioError as error:
            self.say(str(error), wrong=True, lasting=True)

    @property
    def plans_support(self) -> bool:
        """Whether the class has blocks for support and extension."""
        return any(course.blocks for course in self.standards.courses)

    def redraw(self) -> None:
        """Show the place anew."""
        from portfolio.screens.teacher.place import Place

        if isinstance(self.screen, Place):
            self.screen.draw()

    def action_go(self, section: str) -> None:
        """Show a place of the class; what is open above the present one is put away first."""
        if section not in self._places:
            self._places[section] = _place(section)
            self.install_screen(self._places[section], section)
        while len(self.screen_stack) > 2:
            if not self.put_away(self.screen):
                return
            self.pop_screen()
        if len(self.screen_stack) == 1:
            self.push_screen(section)
        elif self.screen is not self._places[section]:
            self.switch_screen(section)

    # Sending

    def send(self) -> None:
        """Bring what I said to the students, in the background."""
        self._send()

    @work(thread=True, group="send", exit_on_error=False)
    def _send(self) -> str:
        return send(self.room, self.clock)

    # Fetching

    @property
    def fetching(self) -> bool:
        """Whether students are being fetched just now."""
        return self._stop is not None

    def fetch(self) -> None:
        """Fetch everybody in the background."""
        if self._stop is None:
            self._stop = threading.Event()
            self.results, self.progress = {}, _("fetching …")
            self._tell()
            self._fetch(self._stop)

    def stop(self) -> None:
        """Stop fetching; what is here stays."""
        if self._stop is not None:
            self._stop.set()

    @work(thread=True, group="fetch", exit_on_error=False)
    def _fetch(self, stop: threading.Event) -> None:
        results: list[Fetched] = []

        def told(one: Fetched, done: int, every: int) -> None:
            self.post_message(self.Progress(one, done, every))

        try:
            results = fetch(self.room, self.clock, told, stop)
            rows(self.room)  # kept under each version, so that showing them reads nothing anew
        finally:
            self._stop = None
            self.post_message(self.Ended(results))

    def _tell(self) -> None:
        from portfolio.screens.teacher.place import Place

        if isinstance(self.screen, Place) and self.screen.is_mounted:
            self.screen.tell()

    def on_class_app_progress(self, message: Progress) -> None:
        """Show how far it is."""
        self.progress = _("fetching {done} of {n} · esc stops").format(done=message.done, n=message.every)
        self.results[message.one.seat.id] = message.one
        self._tell()

    def on_class_app_ended(self, message: Ended) -> None:
        """Show what came."""
        self.progress = ""
        self.results = {one.seat.id: one for one in message.results}
        self.read_rows()
        self.redraw()
        self.screen.refresh_bindings()
        wrong = sum(1 for one in message.results if one.state in ("damaged", "refused", "later", "other"))
        fresh = sum(1 for one in message.results if one.state == "new")
        told = _("Nothing is new.")
        if fresh:
            told = ngettext("{n} student has something new.", "{n} students have something new.", fresh)
        if wrong:
            told = ngettext("{n} student needs a look: F shows them.", "{n} students need a look: F shows them.", wrong)
        self.say(told if message.results else _("Nothing was fetched."), lasting=bool(wrong))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say why a background job failed, or why something did not go out."""
        if event.state is WorkerState.SUCCESS and event.worker.group == "send":
            if event.worker.result:
                self.say(str(event.worker.result), lasting=True)
            self.read_rows()
            self._tell()
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            self.say(str(error) if isinstance(error, PortfolioError) else repr(error), lasting=True, wrong=True)

    async def action_leave(self) -> None:
        """Leave; what is half typed is kept, and a fetch that is on the way is stopped."""
        if not all(self.put_away(screen) for screen in reversed(self.screen_stack)):
            return
        self.stop()
        self.workers.cancel_all()
        self.room.close()
        self.exit()


def _place(section: str) -> Place:
    """The screen of a place, loaded when it is first shown."""
    if section == "read":
        from portfolio.screens.teacher.reading import Reading

        return Reading()
    if section == "proposals":
        from portfolio.screens.teacher.proposals import Proposals

        return Proposals()
    if section == "standards":
        from portfolio.screens.teacher.standards import StandardsTable

        return StandardsTable()
    from portfolio.screens.teacher.classroom import Classroom

    return Classroom()


def open_class(folder: str) -> None:
    """Open the app on a class."""
    ClassApp(folder).run()
