"""Joining a class by keys: what is taken, impossible or asked for is seen before anybody agrees."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from portfolio.app import PortfolioApp
from portfolio.classroom.room import Room
from portfolio.clock import SetClock
from portfolio.config import Config
from portfolio.door.create import create
from portfolio.errors import NotLetIn
from portfolio.history.server import Way
from portfolio.hub.place import FolderHub, Hub
from portfolio.screens import joining
from portfolio.widgets.card import Listing
from tests.makers import NOON
from tests.test_app import screen_text
from tests.test_teacher import room, sit  # noqa: F401 - fixture


async def settled(pilot: Pilot[None]) -> str:
    """What stands on the screen when all that was begun is done."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause(0.4)
    return screen_text(pilot)


async def look(pilot: Pilot[None], address: str) -> str:
    """Type an address into the form and press Enter."""
    pilot.app.screen.query_one("#address", Input).value = address
    pilot.app.screen.query_one("#address").focus()
    await pilot.press("enter")
    return await settled(pilot)


async def test_whose_seat_it_is_comes_before_the_consent(room: Room, tmp_path: Path) -> None:  # noqa: F811
    sit(room, 0, str(tmp_path / "maya"))
    app = PortfolioApp("", SetClock(NOON), Config())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("f6")
        await pilot.pause()
        assert "⏎ Go on" in screen_text(pilot)
        told = await look(pilot, str(tmp_path / "hub"))
        (maya,) = [row for row in told.split("\n") if "Maya Torres" in row]
        (ben,) = [row for row in told.split("\n") if "Ben Okafor" in row]
        assert "taken" in maya and "taken" not in ben
        await pilot.press("enter")
        assert "Somebody is sitting there" in await settled(pilot)
        await pilot.press("n")
        await pilot.pause()
        assert "Choose your own name." in screen_text(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("ctrl+y")
        assert "Join as Maya Torres?" in await settled(pilot)
        await pilot.press("enter")
        assert "Join as Maya Torres?" in await settled(pilot), "Enter agrees to nothing"
        await pilot.press("y")
        await settled(pilot)
        assert app.desk.view.owner.name == "Maya Torres"
        await pilot.press("ctrl+q")


@pytest.mark.parametrize(("sits", "wanted"), [(True, 2), (False, 0)], ids=["has a seat already", "seat taken"])
async def test_what_is_impossible_is_said_and_not_asked(room: Room, tmp_path: Path, sits: bool, wanted: int) -> None:  # noqa: F811
    sit(room, 0, str(tmp_path / "maya"))
    folder = str(tmp_path / "ben")
    if sits:
        sit(room, 1, folder)
    else:
        create(folder, "Ben", SetClock(NOON), courses={}).close()
    app = PortfolioApp(folder, SetClock(NOON), Config(), remember=False)
    async with app.run_test(size=(80, 30), notifications=True) as pilot:
        await pilot.pause(0.1)
        app.push_screen(joining.JoinClass(folder))
        await pilot.pause()
        assert ("you sit here" in await look(pilot, str(tmp_path / "hub"))) == sits
        app.screen.query_one("#names", Listing).choose(room.school_class().seats[wanted].id)
        await pilot.press("enter")
        shown = " ".join((await settled(pilot)).replace("│", " ").split())
        why = "in the seat of Ben Okafor" if sits else "taken by the portfolio of Maya Torres"
        assert why in shown and "ask your teacher to free it" in shown
        assert "Join as" not in shown and "class free" not in shown
        await pilot.press("escape", "ctrl+q")


async def test_a_name_and_a_token_are_asked_for_where_the_server_asks(
    room: Room,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Asking(FolderHub):
        def classes(self) -> list[str]:
            raise NotLetIn("The server did not let you in.")

    def opened(address: str, way: Way) -> Hub:
        assert address == "https://school.example/hub"
        return FolderHub(str(tmp_path / "hub")) if (way.name, way.token) == ("ben", "tok") else Asking(address)

    monkeypatch.setattr(joining, "open_hub", opened)
    app = PortfolioApp("", SetClock(NOON), Config())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("f6")
        await pilot.pause()
        app.screen.query_one("#address", Input).value = "https://school.example/hub#humanities-10"
        await pilot.pause()
        assert not app.screen.query_one("#token").region, "not before the server asks"
        assert "This server asks who you are" in await look(pilot, "https://school.example/hub#humanities-10")
        await pilot.press(*"ben", "enter", *"tik", "enter")
        assert "did not let you in" in await settled(pilot)
        await pilot.press("backspace", "backspace", *"ok", "enter")
        assert "Maya Torres" in await settled(pilot)
        await pilot.press("escape", "ctrl+q")
