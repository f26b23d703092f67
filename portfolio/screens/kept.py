"""What is half typed in a place: kept a moment after the last key, recalled the next time, let go once it is saved."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.timer import Timer
from textual.widget import Widget

from portfolio.errors import NotSaved

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp

_AFTER = 1.5
"""Seconds from a key until what is typed is on the disk."""


class Kept:
    """The half-typed answers of one place, under a key of their own."""

    def __init__(self, place: Widget, key: str, read: Callable[[], dict[str, Any]]) -> None:
        """
        Args:
            place: the screen or tab that is typed into.
            key: letters, digits and hyphens; "" keeps nothing.
            read: gives what stands there now; an empty answer is let go.
        """
        self._place, self._key, self._read = place, key, read
        self._timer: Timer | None = None
        self.private = False
        """Whether it stands in private/."""

    @property
    def _app(self) -> PortfolioApp:
        app: Any = self._place.app
        return app  # type: ignore[no-any-return]

    def recall(self) -> dict[str, Any]:
        """What was typed and neither saved nor thrown away; anything that cannot be read counts as nothing."""
        try:
            found = json.loads(self._app.keeper.kept_form(self._key) or "{}") if self._key else {}
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def soon(self) -> None:
        """Keep it in a moment."""
        if self._key and self._timer is None:
            self._timer = self._place.set_timer(_AFTER, self.now)

    def now(self) -> bool:
        """Keep it now; False where the disk said no (which is then shown)."""
        self._stop()
        given = self._read()
        if not self._key or not given:
            self.let_go()
            return True
        try:
            self._app.keeper.keep_form(self._key, json.dumps(given), private=self.private)
        except NotSaved as error:
            self._app.say(str(error), wrong=True, lasting=True)
            return False
        self._app.typing()
        return True

    def let_go(self) -> None:
        """It is saved, or thrown away."""
        self._stop()
        if self._key:
            self._app.keeper.let_go(form=self._key)
            self._app.at_rest()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
