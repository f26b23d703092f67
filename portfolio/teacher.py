"""The teacher's app: a class is open in it, and a student's portfolio may be, to read."""

from __future__ import annotations

import threading

from textual import work
from textual.message import Message
from textual.worker import Worker, WorkerState

from portfolio import config
from portfolio.classroom.fetch import Fetched, fetch
from portfolio.classroom.making import open_room
from portfolio.classroom.room import Room
from portfolio.clock import Clock, SystemClock
from portfolio.door import Portfolio
from portfolio.errors import PortfolioError
from portfolio.screens.base import BaseApp, collect_again
from portfolio.services.desk import Desk


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
        self._stop: threading.Event | None = None
        super().__init__(clock or SystemClock(), settings or config.load())

    @property
    def open_portfolio(self) -> Portfolio | None:
        """A teacher works in no student's portfolio."""
        return None

    def read(self, desk: Desk) -> None:
        """Lay a student's portfolio on the desk, to read."""
        self._desk = desk

    def on_mount(self) -> None:
        """Show the class."""
        from portfolio.screens.teacher.classroom import Classroom

        self.place = Classroom()
        self.push_screen(self.place)
        self.call_after_refresh(collect_again)

    def redraw(self) -> None:
        """Show the class anew."""
        self.place.reload()

    # Fetching

    @property
    def fetching(self) -> bool:
        """Whether students are being fetched just now."""
        return self._stop is not None

    def fetch(self) -> None:
        """Fetch everybody in the background."""
        if self._stop is None:
            self._stop = threading.Event()
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
        finally:
            self._stop = None
            self.post_message(self.Ended(results))

    def on_class_app_progress(self, message: Progress) -> None:
        """Show how far it is."""
        self.place.fetched(message.one, message.done, message.every)

    def on_class_app_ended(self, message: Ended) -> None:
        """Show what came."""
        self.place.ended(message.results)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say why a background job failed."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            self.say(str(error) if isinstance(error, PortfolioError) else repr(error), lasting=True, wrong=True)

    async def action_leave(self) -> None:
        """Leave; a fetch that is on the way is stopped."""
        self.stop()
        self.workers.cancel_all()
        self.room.close()
        self.exit()


def open_class(folder: str) -> None:
    """Open the app on a class."""
    ClassApp(folder).run()
