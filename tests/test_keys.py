"""The line of keys: what one can do here is named, whole, at every size."""

from __future__ import annotations

import pytest

from portfolio.screens.commands import commands
from portfolio.widgets.keys import Keys, keys_here, label
from tests.test_app import Opened, home, opened, screen_text  # noqa: F401 - fixtures


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=str)
async def test_no_key_is_cut_off_and_help_is_always_there(opened: Opened, size: tuple[int, int]) -> None:  # noqa: F811
    async with opened(size) as pilot:
        for place in "1234":
            await pilot.press(place)
            await pilot.pause(0.1)
            line = screen_text(pilot).split("\n")[-1]
            shown = str(pilot.app.screen.query_one(Keys).content)
            assert line.strip() == shown.strip()
            assert "f1 Help" in line and "^p Commands" in line


async def test_enter_says_what_it_does(opened: Opened) -> None:  # noqa: F811
    async with opened() as pilot:
        for place, word in (("1", "Begin"), ("3", "Open"), ("6", "Open")):
            await pilot.press(place)
            await pilot.pause(0.1)
            assert label(keys_here(pilot.app.screen)[0]) == word


async def test_the_palette_offers_what_can_be_done_here_and_no_cursor_keys(opened: Opened) -> None:  # noqa: F811
    async with opened() as pilot:
        await pilot.press("6")
        await pilot.pause(0.1)
        titles = [command.title for command in commands(pilot.app, pilot.app.screen)]  # type: ignore[arg-type]
        assert "Undo this" in titles and "Filter" in titles
        assert not {"Up", "Down", "Scroll Left", "Page Up"} & set(titles)


async def test_a_click_on_a_key_presses_it(opened: Opened) -> None:  # noqa: F811
    async with opened() as pilot:
        await pilot.press("2")
        await pilot.pause(0.1)
        at = screen_text(pilot).split("\n")[-1].index("New goal")
        await pilot.click(Keys, offset=(at, 0))
        await pilot.pause(0.1)
        assert "A new goal" in screen_text(pilot)
