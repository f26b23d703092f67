"""After a save: to every class and every stick of the student that can be reached, without keeping anybody waiting."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from portfolio.clock import stamp
from portfolio.door import Portfolio
from portfolio.history.server import is_address
from portfolio.hub import stick
from portfolio.hub.joining import joined
from portfolio.hub.sync import Synced, sync
from portfolio.store import files

_WAIT = timedelta(minutes=10)
"""How long a server that did not answer is left alone by commands, each of which would wait for it again."""


def bring(portfolio: Portfolio) -> tuple[list[Synced], str]:
    """Bring a portfolio together with its classes and its sticks. For a worker: it may take a while.

    Returns:
        What came of each class, and the version that is on a stick now, "" without one.
    """
    done = [sync(portfolio, one) for one in joined(portfolio)]
    sticks = stick.known(portfolio)
    for one in sticks:
        stick.carry(portfolio, one)
    return done, portfolio.version if sticks else ""


def in_passing(portfolio: Portfolio) -> list[Synced]:
    """The same after one command, where nobody should wait: a server that has just not answered is not asked again."""
    classes = joined(portfolio)
    if any(is_address(one.address) for one in classes) and _is_away(portfolio):
        told = _unreached(portfolio)[1]
        away = [Synced(one, "later", reason=told) for one in classes if is_address(one.address)]
        return [*(sync(portfolio, one) for one in classes if not is_address(one.address)), *away]
    done, _on_stick = bring(portfolio)
    failed = [one for one in done if one.state == "later" and is_address(one.joined.address)]
    with suppress(OSError):  # then the next command waits as this one did
        if failed:
            files.jot(_path(portfolio), f"{stamp(portfolio.clock.now())}\n{failed[0].reason}".encode())
        elif classes:
            files.remove(_path(portfolio))
    return done


def _path(portfolio: Portfolio) -> str:
    return f"{portfolio.root}/.git/portfolio/unreached"


def _unreached(portfolio: Portfolio) -> tuple[str, str]:
    try:
        at, _mark, reason = files.read(_path(portfolio), 4000).decode("utf-8", "replace").partition("\n")
    except OSError:
        return "", ""
    return at, reason


def _is_away(portfolio: Portfolio) -> bool:
    try:
        at = datetime.fromisoformat(_unreached(portfolio)[0])
    except ValueError:
        return False
    return timedelta(0) <= portfolio.clock.now() - at < _WAIT
