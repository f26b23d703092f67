"""Writing a parcel in the background: how far it is, stopping it, and what came of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.worker import Worker, get_current_worker

from portfolio.errors import PortfolioError, Refused
from portfolio.export.parcel import Parcel, Sent
from portfolio.i18n import _

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp

_GROUP = "export"


class Writing:
    """One parcel on its way."""

    def __init__(self, key: str, place: str) -> None:
        self.key, self.place = key, place
        self.done = self.every = 0
        """How much is written, of how much; 0 of 0 before the first."""
        self.sent: Sent | None = None
        """What came of it."""
        self.error = ""
        """Why nothing came of it."""
        self.worker: Worker[None] | None = None

    @property
    def going(self) -> bool:
        """Whether it is still being written."""
        return self.sent is None and not self.error


def is_writing(app: PortfolioApp) -> bool:
    """Whether a parcel is being written."""
    return app.writing is not None and app.writing.going


def stop(app: PortfolioApp) -> None:
    """Stop writing; nothing stays of it."""
    if app.writing is not None and app.writing.worker is not None and app.writing.going:
        app.writing.worker.cancel()
        app.say(_("Stopping … nothing of it will stay."))


def start(app: PortfolioApp, key: str, parcel: Parcel, place: str) -> None:
    """Write a parcel.

    Args:
        key: its short name.
        place: what `parcel.allowed` gave.
    """
    made = app.writing = Writing(key, place)
    made.worker = app.run_worker(partial(_write, app, made, parcel), thread=True, group=_GROUP, exit_on_error=False)


def _write(app: PortfolioApp, made: Writing, parcel: Parcel) -> None:
    """Write it; for a worker."""
    worker = get_current_worker()

    def told(done: int, every: int) -> None:
        made.done, made.every = done, every
        if worker.is_cancelled:
            raise Refused(_("Stopped; nothing was written."))

    try:
        sent = parcel.write(made.place, told)
    except PortfolioError as error:
        made.error = str(error)
        app.call_from_thread(_ended, app, made)
    else:
        made.sent = sent
        app.call_from_thread(_ended, app, made)


def _ended(app: PortfolioApp, made: Writing) -> None:
    """Say what came of it, on its screen or wherever one is now."""
    from portfolio.screens.takehome import TakeHome

    if isinstance(app.screen, TakeHome):
        app.screen.show_writing()
    elif made.sent is not None:
        app.say("\n".join([_("Taken home: {place}").format(place=made.sent.place), made.sent.opens]), lasting=True)
    else:
        app.say(made.error, lasting=True, wrong=True)
