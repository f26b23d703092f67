"""The line of keys: what one can do here is named, whole, at every size."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from portfolio.screens.commands import commands
from portfolio.screens.dialogs.form import Ask
from portfolio.widgets.keys import Keys, keys_here, label
from tests.test_app import Opened, home, opened, screen_text  # noqa: F401 - fixtures


async def seen(pilot: Pilot[None], told: str) -> None:
    """Wait until something stands on the screen."""
    for _n in range(100):
        await pilot.pause(0.05)
        if told in screen_text(pilot):
            return
    raise AssertionError(screen_text(pilot))


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


@pytest.mark.parametrize(("grave", "key", "shown"), [(False, "y", "y Yes "), (True, "ctrl+y", "^y Yes, for good ")])
async def test_a_question_names_the_one_key_that_says_yes(opened: Opened, grave: bool, key: str, shown: str) -> None:  # noqa: F811
    async with opened((80, 24)) as pilot:
        answers: list[bool | None] = []
        pilot.app.push_screen(Ask("Join?", "They read it.", grave=grave), answers.append)
        await pilot.pause(0.4)
        assert shown in screen_text(pilot) and "n No" in screen_text(pilot)
        for other in ("enter", "space", "ctrl+y" if key == "y" else "y"):
            await pilot.press(other)
        await pilot.pause()
        assert answers == [] and "Join?" in screen_text(pilot)
        await pilot.press(key)
        await pilot.pause()
        assert answers == [True]


async def test_the_palette_finds_the_words_the_guide_uses(opened: Opened) -> None:  # noqa: F811
    async with opened((120, 40)) as pilot:
        for word, found in (("sync", "Sync: bring it all to school now"), ("stick", "Carry all of it on my stick")):
            await pilot.press("ctrl+p", *word)
            await seen(pilot, found)
            await pilot.press("escape")
            await pilot.pause()


async def test_a_form_names_what_its_key_does(opened: Opened) -> None:  # noqa: F811
    async with opened((80, 24)) as pilot:
        await pilot.press("ctrl+p", *"carry all")
        await seen(pilot, "Carry all of it")
        await pilot.press("enter")
        await seen(pilot, "Where the stick is")
        assert "^s Carry" in screen_text(pilot) and "Save" not in screen_text(pilot)
        await pilot.press("escape", "2", "n")
        await pilot.pause(0.2)
        assert "^s Save" in screen_text(pilot)
        await pilot.press("escape")
