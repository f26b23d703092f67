"""An exhibition for guests: what is chosen stays as it was, guests' words are attached, the page asks for nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portfolio.clock import SetClock
from portfolio.model.exhibition import Exhibition
from portfolio.services import exhibiting, works
from portfolio.services.desk import open_desk
from tests.hostile import NASTY, controls
from tests.makers import NOON, save_work
from tests.test_app import Opened, home, opened, screen_text  # noqa: F401
from tests.test_cli import CHOICE, GOAL, Cli, Failed, cli, mine  # noqa: F401
from tests.test_deck import Seen
from tests.test_keys import seen


def test_a_page_for_guests(cli: Cli, mine: str, tmp_path: Path) -> None:  # noqa: F811
    with pytest.raises(Failed) as told:
        cli("exhibition", "new", "--title", "Autumn", "--words", "Look")
    assert "nothing to show yet" in told.value.err
    with pytest.raises(Failed) as told:
        cli("export", "exhibition", str(tmp_path / "page.html"))
    assert "No exhibition" in told.value.err
    cli(*GOAL)
    cli(*CHOICE)
    for number, text in enumerate(("Who owns it?", "Who may drink?"), 1):
        (tmp_path / "text.md").write_text(f"# Four score\n\n{text}\n")
        cli("draft", "save", "four-score", "--from", str(tmp_path / "text.md"), "--name", f"Draft {number}")
    cli("reflect", "four-score", "--moment", "during", "--answer", "1=It got shorter")
    cli("share", "four-score")
    assert "1 goals, 1 drafts and 1 reflections" in cli("exhibition", "new", "--title", "Autumn", "--words", "Look")
    cli("exhibition", "new", "--title", "First drafts", "--words", "Look", "--draft", "four-score:1")
    cli("exhibition", "change", "autumn", "--words", "Look twice")
    cli("exhibition", "respond", "autumn", "--who", NASTY[0] or "x", "--text", "<b>I stopped here</b> \x1b[2J")
    cli("export", "exhibition", str(tmp_path / "page.html"), "autumn")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert (
        "Look twice" in page
        and "Who may drink?" in page
        and "It got shorter" in page
        and "&lt;b&gt;I stopped here" in page
    )
    assert "Who owns it?" not in page and not controls(page.encode())
    names = [tag for tag, _attributes in Seen(page).tags]
    assert names.count("h1") == 1 and "script" not in names
    cli("export", "exhibition", str(tmp_path / "other.html"))
    assert "Who owns it?" in (tmp_path / "other.html").read_text(encoding="utf-8"), "a draft as it was named"
    (tmp_path / "mine.html").write_text("mine")
    with pytest.raises(Failed) as told:
        cli("export", "exhibition", str(tmp_path / "mine.html"))
    assert "is there already" in told.value.err
    every = json.loads(cli("exhibition", "list", "--json"))["items"]
    assert [one["title"] for one in every] == ["Autumn", "First drafts"] and len(every[0]["responses"]) == 1


async def test_arranging_reading_and_sending_by_keys(opened: Opened, home: str, tmp_path: Path) -> None:  # noqa: F811
    desk = open_desk(home, SetClock(NOON))
    for told in NASTY[1:5]:
        work = works.rename(desk, save_work(desk.portfolio, f"# {told}\n\nSo {told}.\n"), told)
        works.save_draft(desk, work, f"Draft {told}", text=f"# {told}\n\nAnd {told} more.\n")
    desk.portfolio.close()
    async with opened((80, 24)) as pilot:
        await pilot.press("7", "e")
        await seen(pilot, "None yet")
        await pilot.press("n", "A", "tab", "L", "tab", "down", "space", "escape")
        await pilot.press("n")
        await seen(pilot, "what you typed last time")
        await pilot.press("ctrl+s")
        await seen(pilot, "no guest has")
        (made,) = pilot.app.desk.view.all(Exhibition)  # type: ignore[attr-defined]
        assert (made.title, made.words, len(made.drafts)) == ("A", "L", 1)
        await pilot.press("c", "tab", "tab", *["down", "space"] * 3, "ctrl+s", "g")
        await seen(pilot, "Let your guest type")
        await pilot.press("G", "tab", "W", "ctrl+s")
        await seen(pilot, "1 guest wrote")
        (made,) = pilot.app.desk.view.all(Exhibition)  # type: ignore[attr-defined]
        assert len(made.drafts) == 4
        assert [one.text for one in exhibiting.responses(pilot.app.desk, made)] == ["W"]  # type: ignore[attr-defined]
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert "more." in screen_text(pilot) and not controls(screen_text(pilot).encode())
        await pilot.press("escape", "p")
        await seen(pilot, "“A”")
        assert "4 drafts" in screen_text(pilot)
        await pilot.press("ctrl+s")
        await seen(pilot, "It is here")
    page = (tmp_path / "mine-a.html").read_text(encoding="utf-8")
    assert ">G<" in page and ">L<" in page and not controls(page.encode())
