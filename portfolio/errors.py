"""The one tree of errors: each says what happened, what is safe, and what to do next."""

from __future__ import annotations


class PortfolioError(Exception):
    """Something a person can understand and act on.

    Attributes:
        what: One sentence: what happened, and whether anything is lost.
        todo: One sentence: what to do now, or "".
    """

    def __init__(self, what: str, todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo

    def __str__(self) -> str:
        return f"{self.what} {self.todo}".strip()


class NotFound(PortfolioError):
    """Nothing (or more than one thing) answers to that name."""


class Refused(PortfolioError):
    """The request is understood and not done, with the reason."""


class BadInput(PortfolioError):
    """A value that cannot be used. `problems` lists every one found."""

    def __init__(self, what: str, todo: str = "", problems: tuple[str, ...] = ()) -> None:
        super().__init__(what, todo)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(f"  {problem}" for problem in self.problems)])


class NotSaved(PortfolioError):
    """A save that did not reach the disk; what was typed is still in memory."""


class Outdated(Refused):
    """A copy of a portfolio from before its owner removed something from history."""


class NotLetIn(Refused):
    """A server wants to know who asks, or does not know them."""


class NotTaken(Refused):
    """A hub does not take what is saved here: it cannot be written to, or is full."""


class InUse(Refused):
    """It cannot be undone alone, because other things refer to it; together with them it can."""


class ReadOnly(Refused):
    """The portfolio (or this version of it) is open for reading only."""


class BrokenRecord(PortfolioError):
    """A file that cannot be read as what it should be; it is left as it is."""


class GitMissing(PortfolioError):
    """git is not on this computer (only history needs it)."""


class Unreachable(PortfolioError):
    """A stick, shared folder or server cannot be reached now; everything stays saved here."""
