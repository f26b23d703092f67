"""People at the keyboard: they sit down at the smallest screen, press keys, fill in forms, read what is there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot
from textual.widgets import TextArea

from portfolio.app import PortfolioApp
from portfolio.model.work import Work
from portfolio.screens.workspace import Workspace
from portfolio.teacher import ClassApp
from tests.test_app import screen_text, settled


@asynccontextmanager
async def sitting(app: PortfolioApp | ClassApp) -> AsyncIterator[Pilot[None]]:
    """Somebody sits down at the smallest screen, and leaves."""
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        yield pilot
        await settled(pilot)
        await pilot.press("ctrl+q")


async def read(pilot: Pilot[None]) -> str:
    """The words on the screen, whatever frames stand between them, and after them what was said in a corner."""
    await settled(pilot)
    said = " ".join(str(one.message) for one in pilot.app._notifications)
    if said:
        pilot.app.clear_notifications()
        await pilot.pause()
    return " ".join(re.sub("[│▌▎▅▃▇▄▁▂▆╭╮╰╯─]", " ", screen_text(pilot)).split()) + f" {said}"


async def keys(pilot: Pilot[None], *pressed: str) -> str:
    """Press keys, and read what stands there then."""
    await pilot.press(*pressed)
    return await read(pilot)


async def filled(pilot: Pilot[None], **answers: str) -> str:
    """Put answers into the form on the screen, save it with its key, and read what stands there then."""
    for name, value in answers.items():
        widget: Any = pilot.app.screen.query_one(f"#field-{name}")
        setattr(widget, "text" if isinstance(widget, TextArea) else "value", value)
    return await keys(pilot, "ctrl+s")


async def open_at(pilot: Any, work: Work, tab: str) -> None:
    """Open a work at one of its tabs."""
    await pilot.app.push_screen(Workspace(work.id, tab))
    await pilot.pause(0.2)
    await settled(pilot)
