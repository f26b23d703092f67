"""Something to take home: what goes into it, what stays, where it may lie, and writing it in the background."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from portfolio.export import site, sitestays
from portfolio.export.folder import Told, free, outside
from portfolio.hub.stick import plugged_in
from portfolio.services.desk import Desk

_TRIES = 99
"""So many names are tried before one that is taken is proposed."""


@dataclass(frozen=True)
class Inside:
    """What goes into a parcel and what does not, a sentence each."""

    goes: tuple[str, ...]
    stays: tuple[str, ...]


@dataclass(frozen=True)
class Sent:
    """A parcel that is written."""

    place: str
    """The file or folder."""
    opens: str
    """How to open it, a sentence."""
    told: tuple[str, ...] = ()
    """What else there is to say."""


class Parcel(ABC):
    """One way to take a portfolio home."""

    NAME: ClassVar[str]
    ABOUT: ClassVar[str]
    TAIL: ClassVar[str]
    """How the names of its places end: "-pages" for a folder, "-deck.html" for a file."""
    again: ClassVar[bool] = False
    """Whether what this wrote before is replaced where nobody changed it."""

    def __init__(self, mine: Desk, which: str = "") -> None:
        """
        Args:
            mine: the portfolio in use.
            which: the id of the one that is meant, where there are several (exhibitions).
        """
        self.mine, self.which = mine, which

    def inside(self) -> Inside:
        """What goes in and what stays. For a worker: it reads a version of its own.

        Raises:
            NotFound, BadInput: there is nothing to write yet, and what to do.
        """
        self.mine.portfolio.settle()
        with site.reading(self.mine) as then:
            return Inside(tuple(self.goes(then)), (*self.stays(then), *self.always()))

    def write(self, place: str, told: Told) -> Sent:
        """Write it. For a worker: nothing that is saved meanwhile gets in the way.

        Args:
            place: what `allowed` gave.
            told: how far it is; what it raises stops the writing, and nothing stays of it.

        Raises:
            Refused, BadInput: something is there, or there is nothing to write.
            NotSaved: the disk said no; nothing half-written is there.
        """
        self.mine.portfolio.settle()
        with site.reading(self.mine) as then:
            return self.fill(then, place, told)

    def proposed(self, *, at_home: bool = True) -> str:
        """A good place that is free: beside the portfolio, or on a stick where nothing should stay here.

        Args:
            at_home: whether this computer keeps things (not on a visit); without a stick it is "" then.
        """
        root = self.mine.portfolio.root
        sticks = [] if at_home else plugged_in()
        if not (at_home or sticks):
            return ""
        stem, dot, ending = self.tail().partition(".")
        begin = f"{os.path.dirname(root) if at_home else sticks[0]}/{os.path.basename(root)}{stem}"
        first = f"{begin}{dot}{ending}"
        if self.again or not os.path.lexists(first):
            return first
        names = (f"{begin}-{n}{dot}{ending}" for n in range(2, _TRIES))
        return next((one for one in names if not os.path.lexists(one)), first)

    def tail(self) -> str:
        """How the name of a proposed place ends."""
        return self.TAIL

    def allowed(self, place: str) -> str:
        """The whole path of a place it may be written to.

        Raises:
            Refused: it is in the portfolio, or something else is there.
        """
        path = outside(place, self.mine.portfolio.root)
        return path if self.again else free(path)

    def always(self) -> list[str]:
        """What stays, whatever there is."""
        return sitestays.stays(self.mine)

    def stays(self, then: Desk) -> list[str]:
        """What else stays."""
        return []

    @abstractmethod
    def goes(self, then: Desk) -> list[str]:
        """What goes in, read in one version."""

    @abstractmethod
    def fill(self, then: Desk, place: str, told: Told) -> Sent:
        """Write it from one version."""
