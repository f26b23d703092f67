"""Taking it home and bringing it in, by keys alone: what goes, what stays, where it lies, what came, what did not."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from portfolio.app import PortfolioApp
from portfolio.clock import SetClock
from portfolio.config import Config
from portfolio.door import removing
from portfolio.door.target import find
from portfolio.errors import Refused
from portfolio.export import archive
from portfolio.model.goal import Goal
from portfolio.model.removal import Removal
from portfolio.model.work import Work
from portfolio.services import reflecting, works
from portfolio.services.desk import open_desk
from portfolio.store import files
from portfolio.widgets.card import Listing
from tests.hostile import NASTY, controls
from tests.makers import NOON, assert_clean, save_goal, save_work
from tests.test_app import Opened, home, opened, screen_text  # noqa: F401
from tests.test_case import item, package
from tests.test_keys import seen
from tests.test_leap2a import entry as leap_entry
from tests.test_leap2a import feed, zipped
from tests.test_removing import every_object, raw


async def test_everything_is_taken_home_by_keys(opened: Opened, home: str, tmp_path: Path) -> None:  # noqa: F811
    desk = open_desk(home, SetClock(NOON))
    for told in NASTY[2:5]:
        work = works.rename(desk, save_work(desk.portfolio, f"# {told}\n\nSo {told}.\n"), told)
    save_goal(desk.portfolio, NASTY[6])
    reflecting.reflect(desk, work, "during", {"What?": "canary"}, private=True)
    desk.portfolio.close()
    async with opened((80, 24)) as pilot:
        await pilot.press("6", "t", "down")
        await seen(pilot, "3 works, with their files")
        assert "1 private reflection stays here." in screen_text(pilot)
        await pilot.press("enter", "end", *["backspace"] * 4, *"x.zip", "escape")
        await pilot.press("t")
        await seen(pilot, "x.zip")
        place = pilot.app.screen.query_one("#place", Input)
        assert place.value == f"{home}-2026-11-23x.zip", "a half-typed place is kept"
        await pilot.press("ctrl+s")
        await seen(pilot, "It is here: ")
        await pilot.press("ctrl+s")
        await seen(pilot, "already something at")
        await pilot.press("up", "down")
        await seen(pilot, "Keep this file to yourself")
        assert "1 private reflection" in screen_text(pilot)
        await pilot.press("down")
        await seen(pilot, "not begun")
        for told in ("goals.csv: 1 line", "1 goal", "standards"):
            await pilot.press(*["down"] * (4 if "csv" in told else 1))
            await seen(pilot, told)
            await pilot.press("ctrl+s")
            await seen(pilot, "It is here: ")
            assert not controls(screen_text(pilot).encode())
    written = {name for name in os.listdir(tmp_path) if name.startswith("mine-")}
    assert written == {"mine-2026-11-23x.zip", "mine-tables", "mine-records.json", "mine-standards.json"}
    found: Any = json.loads((tmp_path / "mine-records.json").read_bytes())
    assert len(found["texts"]) == 3 and "canary" not in json.dumps(found)


async def test_mahara_and_standards_are_brought_in_by_keys(opened: Opened, home: str, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "bad.zip").write_bytes(b"no zip")
    leap = [leap_entry("1", "plan", NASTY[1]), leap_entry("2", "resource", NASTY[0], "So it goes")]
    (tmp_path / "mahara.zip").write_bytes(zipped(feed(*leap)))
    items = [item(n, f"M{n}", fullStatement=f"{NASTY[3]} {n}") for n in range(1, 4)]
    (tmp_path / "case.json").write_text(json.dumps(package(*items, {"humanCodingScheme": "lost"})))
    async with opened((80, 24)) as pilot:
        await pilot.press("6", "t", "f8", "down", "enter")
        await seen(pilot, "Found on this computer")
        pilot.app.screen.query_one("#file", Input).value = str(tmp_path / "bad.zip")
        await pilot.press("enter")
        await seen(pilot, "This export was not read")
        found = pilot.app.screen.query_one("#found", Listing)
        found.choose(str(tmp_path / "mahara.zip"))
        await pilot.press("tab", "enter", "ctrl+s")
        await seen(pilot, "Nothing has changed yet")
        before = pilot.app.desk.portfolio.count()  # type: ignore[attr-defined]
        assert not controls(screen_text(pilot).encode())
        await pilot.press("ctrl+s")
        await seen(pilot, "Each is a version of its own")
        assert pilot.app.desk.portfolio.count() > before  # type: ignore[attr-defined]
        await pilot.press("escape", "f8", "down", "down", "enter")
        await seen(pilot, "Found on this computer")
        pilot.app.screen.query_one("#file", Input).value = str(tmp_path / "case.json")
        await pilot.press("ctrl+s")
        await seen(pilot, "0 standards are picked")
        assert "lost" in screen_text(pilot) and not controls(screen_text(pilot).encode())
        await pilot.press("ctrl+s")
        await seen(pilot, "No standard is picked yet")
        await pilot.press("space", "down", "space", "ctrl+s")
        await seen(pilot, "A course with 2 standards is begun")
        assert "place to write" in screen_text(pilot) or "places to write" in screen_text(pilot)
    assert (tmp_path / "course-state-science/standards.md").exists()


async def test_a_portfolio_comes_back_from_the_welcome(home: str, tmp_path: Path) -> None:  # noqa: F811
    mine = open_desk(home, SetClock(NOON)).portfolio
    save_goal(mine, "Came along")
    archive.write(mine, str(tmp_path / "out.zip"))
    mine.close()
    data = (tmp_path / "out.zip").read_bytes()
    (tmp_path / "broken.zip").write_bytes(data[:-200])
    app = PortfolioApp("", SetClock(NOON), Config(), remember=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.1)
        await pilot.press("f8")
        await seen(pilot, "The file that was taken home")
        app.screen.query_one("#file", Input).value = "/media/my-work-2027-06-01-private.zip"
        await pilot.pause()
        assert app.screen.query_one("#folder", Input).value.endswith("/my-work")
        for name in ("broken.zip", "out.zip"):
            app.screen.query_one("#file", Input).value = str(tmp_path / name)
            await pilot.pause()
            app.screen.query_one("#folder", Input).value = str(tmp_path / "back")
            await pilot.press("ctrl+s")
            await seen(pilot, "Nothing was written" if name[0] == "b" else "Came along")
            assert (tmp_path / "back").exists() == (name == "out.zip")
        assert app.desk.portfolio.version == mine.version
        await pilot.press("ctrl+q")


def test_what_is_built_in_the_background_leaves_other_saves_as_lasting_as_they_are() -> None:
    with ThreadPoolExecutor(1) as pool:
        building = files.relaxed()
        pool.submit(building.__enter__).result()
        assert pool.submit(files.is_relaxed).result() and not files.is_relaxed()
        pool.submit(building.__exit__, None, None, None).result()
        assert not pool.submit(files.is_relaxed).result()


async def test_something_is_removed_for_good_by_keys(opened: Opened, home: str) -> None:  # noqa: F811
    desk = open_desk(home, SetClock(NOON))
    for told in (*NASTY[1:4], "My marmalade"):
        work = works.rename(desk, save_work(desk.portfolio, f"# {told}\n\nSo {told}.\n"), told)
    works.save_draft(desk, work, "marmalade draft", text="# marmalade\n\nMore.\n")
    save_goal(desk.portfolio, "Stays")
    desk.portfolio.close()
    async with opened((80, 24)) as pilot:
        await pilot.press("6", "x")
        await seen(pilot, "My marmalade")
        assert not controls(screen_text(pilot).encode())
        await pilot.press(*"draft", "down", "enter")
        await seen(pilot, "Its words stay in the text")
        await pilot.press("escape", "shift+tab", *["backspace"] * 5, *"y mar", "down", "enter")
        await seen(pilot, "Type this to agree:  My marmalade")
        assert "draft: 1" in screen_text(pilot) and "was copied or taken home" in screen_text(pilot)
        await pilot.press("enter", "ctrl+s")
        await seen(pilot, "nothing was removed")
        await pilot.press(*"My marmalade", "ctrl+s")
        await seen(pilot, "versions were made anew")
        assert "Receipt" in screen_text(pilot)
        await pilot.press("escape")
        await pilot.pause(0.1)
        assert "My marmalade" not in screen_text(pilot)
        mine = pilot.app.desk.portfolio  # type: ignore[attr-defined]
        assert len(mine.all(Work)) == 3 and len(mine.all(Goal)) == 1 and len(mine.all(Removal)) == 1
    assert b"marmalade" not in every_object(home) + raw(home)
    assert_clean(home)


def test_stopped_before_it_began_nothing_is_removed(home: str) -> None:  # noqa: F811
    mine = open_desk(home, SetClock(NOON)).portfolio
    work, head = save_work(mine), mine.repo.head()

    def stop(_done: int, _every: int) -> None:
        raise Refused("no more")

    with pytest.raises(Refused):
        removing.remove(mine, find(mine, work.id), stop)
    assert mine.repo.head() != head == mine.repo.objects.commit(mine.repo.head())[1][0]
    assert not os.path.exists(f"{home}/.git/portfolio/removing.json")
    removing.remove(mine, find(mine, work.id))
    assert not mine.all(Work)
    mine.close()
    assert_clean(home)
