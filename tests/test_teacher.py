"""The teacher's app by keys, and a student who joins a class by keys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from portfolio import config
from portfolio.app import PortfolioApp
from portfolio.classroom import making, publishing
from portfolio.classroom.fetch import fetch
from portfolio.classroom.records import Row
from portfolio.classroom.room import Room
from portfolio.classroom.rows import rows
from portfolio.clock import SetClock
from portfolio.config import Config
from portfolio.course import shelf
from portfolio.course.shelf import shipped
from portfolio.door import Portfolio
from portfolio.history.server import Way
from portfolio.hub import bundles, stick, sync
from portfolio.hub import visit as visits
from portfolio.hub.beginning import begin
from portfolio.hub.joining import join, joined
from portfolio.hub.place import FolderHub
from portfolio.model.goal import Goal
from portfolio.model.schoolclass import Person
from portfolio.screens.welcome import Welcome
from portfolio.services import feedback
from portfolio.services.desk import Desk
from portfolio.teacher import ClassApp
from portfolio.widgets.card import Listing
from tests.hostile import controls
from tests.makers import NOON, git, sample_in, save_goal, written_about
from tests.test_app import fill, screen_text, settled, walked_at

NAMES = ("Maya Torres", "Ben Okafor", "[b]Cleo[/] \x1b]0;x\x07O'Neil")


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """A class of three in a shared folder; nobody has joined."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "hub").mkdir()
    course, files = shelf.to_keep(shipped()["humanities-10"])
    made, left = making.create(
        str(tmp_path / "class"), FolderHub(str(tmp_path / "hub")), Way(), name="Humanities 10", group="",
        me=Person("t0123456789abcdef", "M. Rivera"), rows=[Row(str(n), name) for n, name in enumerate(NAMES)],
        courses={course.ref: files}, clock=SetClock(NOON),
    )  # fmt: skip
    assert not left
    yield made
    made.close()


def sit(room: Room, number: int, folder: str, *, sample: bool = False) -> None:
    """A student joins and syncs."""
    found = room.school_class()
    seat = found.seats[number]
    if sample:
        sample_in(folder)
        mine = Portfolio.open(folder, SetClock(NOON))
    else:
        mine, _known = begin(folder, room.hub, found, seat, SetClock(NOON))
    done = sync.sync(mine, join(mine, room.hub, Way(), found, seat, SetClock(NOON)))
    assert done.state == "there", done
    mine.close()


@pytest.mark.parametrize("size", walked_at(80), ids=str)
async def test_a_teacher_fetches_and_reads(room: Room, tmp_path: Path, size: tuple[int, int]) -> None:
    sit(room, 0, str(tmp_path / "maya"), sample=True)
    sit(room, 1, str(tmp_path / "ben"))
    app = ClassApp(room.root, SetClock(NOON), Config())
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause(0.1)
        assert "3 students" in screen_text(pilot) and "0 of 3 here" in screen_text(pilot)
        await pilot.press("s")
        await settled(pilot)
        await pilot.pause()
        told = screen_text(pilot)
        assert "2 of 3 here · 2 with something new" in told and "Maya Torres" in told
        assert not controls(told.encode())
        await pilot.press("f")
        await pilot.pause()
        assert "O'Neil" not in screen_text(pilot)
        await pilot.press("slash", *"maya")
        await pilot.pause()
        assert "To the list" in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "Ben Okafor" not in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause(0.3)
        told = screen_text(pilot)
        assert "read only" in told and "Versions" in told and "Works" in told
        await pilot.press("w")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.__class__.__name__ == "Review"
        await pilot.press("escape", "u", "r")
        await pilot.pause()
        assert app.screen.__class__.__name__ == "Student", "nothing can be undone or restored here"
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert "as it was on" in screen_text(pilot)
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert next(row for row in rows(room) if row.seat.name == NAMES[0]).fresh == 0


async def test_a_student_joins_from_the_welcome_screen_and_syncs(room: Room, tmp_path: Path) -> None:
    app = PortfolioApp("", SetClock(NOON), Config())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.1)
        assert isinstance(app.screen, Welcome)
        app.screen.query_one("#folder", Input).value = str(tmp_path / "mine")
        await pilot.press("f6")
        await pilot.pause()
        app.screen.query_one("#address", Input).value = f'portfolio join "{tmp_path}/hub#HUMANITIES-10"'
        await pilot.press("enter")
        await settled(pilot)
        await pilot.pause()
        told = screen_text(pilot)
        assert "Maya Torres" in told and "M. Rivera (teacher) will read your" in told
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause(0.4)
        assert "Join as Maya Torres?" in screen_text(pilot)
        await pilot.press("y")
        await settled(pilot)
        await pilot.pause(0.3)
        assert app.desk.view.owner.name == "Maya Torres"
        app.sync_soon()
        await settled(pilot)
        await pilot.pause()
        assert "at school" in screen_text(pilot)
        save_goal(app.desk.portfolio, "From the app")
        app.changed()
        await settled(pilot)
        await pilot.pause()
        await settled(pilot)
        await pilot.press("ctrl+q")
    assert [one.state for one in fetch(room, SetClock(NOON))] == ["new", "none", "none"]
    assert next(iter(rows(room))).summary.goals == 1  # type: ignore[union-attr]


async def test_what_is_refused_is_said_where_one_joins(room: Room, tmp_path: Path) -> None:
    sit(room, 0, str(tmp_path / "maya"))
    app = PortfolioApp("", SetClock(NOON), Config())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("f6")
        await pilot.pause()
        for address, told in (
            ("/nowhere/at/all", "There is no folder"),
            (f"{tmp_path / 'hub'}#chess", "There is no class"),
        ):
            app.screen.query_one("#address", Input).value = address
            app.screen.query_one("#address").focus()
            await pilot.press("enter")
            await settled(pilot)
            await pilot.pause()
            assert told in screen_text(pilot)
        assert not os.path.exists(tmp_path / "home/portfolio")


@pytest.fixture
def visiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[visits.Visit]:
    """A visit whose folder stands in a place of its own."""
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(memory))
    made = visits.begin()
    yield made
    config.use("")


def begun(room: Room, made: visits.Visit) -> None:
    """A student sits down for a visit."""
    found = room.school_class()
    mine, _known = begin(made.root, room.hub, found, found.seats[0], SetClock(NOON))
    join(mine, room.hub, Way(name="maya", token="s3cret-token"), found, found.seats[0], SetClock(NOON))
    mine.close()


async def test_a_visit_leaves_nothing_behind(room: Room, visiting: visits.Visit, tmp_path: Path) -> None:
    begun(room, visiting)
    everything = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in everything if b"s3cret-token" in path.read_bytes()]
    app = PortfolioApp(visiting.root, SetClock(NOON), Config(), remember=False, visit=visiting)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.1)
        assert "This is a visit" in screen_text(pilot)
        save_goal(app.desk.portfolio, "Set on a visit")
        app.changed()
        await pilot.press("ctrl+q")
        await settled(pilot)
        await pilot.pause()
    assert not list((tmp_path / "memory").iterdir())
    assert not (tmp_path / "home/.config").exists()
    assert fetch(room, SetClock(NOON))[0].state == "new"
    assert next(iter(rows(room))).summary.goals == 1  # type: ignore[union-attr]


async def test_a_visit_does_not_end_before_all_has_arrived(room: Room, visiting: visits.Visit, tmp_path: Path) -> None:
    begun(room, visiting)
    app = PortfolioApp(visiting.root, SetClock(NOON), Config(), remember=False, visit=visiting)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.1)
        (tmp_path / "hub").rename(tmp_path / "away")
        save_goal(app.desk.portfolio, "Not there yet")
        app.changed()
        await pilot.press("ctrl+q")
        await settled(pilot)
        await pilot.pause(0.4)
        assert "Not everything has arrived" in screen_text(pilot)
        await pilot.press("escape")
        (tmp_path / "away").rename(tmp_path / "hub")
        await pilot.press("ctrl+q")
        await settled(pilot)
        await pilot.pause()
    assert not list((tmp_path / "memory").iterdir())
    fetch(room, SetClock(NOON))
    assert next(iter(rows(room))).summary.goals == 1  # type: ignore[union-attr]


def test_what_is_half_typed_or_private_keeps_a_visit(room: Room, visiting: visits.Visit) -> None:
    begun(room, visiting)
    mine = Portfolio.open(visiting.root, SetClock(NOON))
    assert visits.only_here(mine) == []
    mine.keep_form("goal", '{"statement": "Half a goal"}')
    mine.keep_form("later", "{}")
    assert visits.only_here(mine)[0].startswith("1 form is half filled in.")
    told = visits.end(visiting, mine)
    assert "half filled in" in told[0] and Path(visiting.root).exists()
    mine = Portfolio.open(visiting.root, SetClock(NOON))
    assert "Half a goal" in mine.kept_form("goal")
    mine.let_go(form="goal")
    assert visits.end(visiting, mine) == [] and not Path(visiting.place).exists()


def test_a_visit_that_was_stopped_is_ended_by_the_next(room: Room, visiting: visits.Visit, tmp_path: Path) -> None:
    begun(room, visiting)
    mine = Portfolio.open(visiting.root, SetClock(NOON))
    save_goal(mine, "Then the power went")
    mine.settle()
    mine.close()
    config.use("")
    gone = Path(visiting.place).with_name("portfolio-visit-999999999-x")
    Path(visiting.place).rename(gone)
    left = visits.left_behind()
    assert [one.place for one in left] == [str(gone)]
    assert visits.end(left[0], Portfolio.open(left[0].root, SetClock(NOON))) == []
    assert not gone.exists()
    fetch(room, SetClock(NOON))
    assert next(iter(rows(room))).summary.goals == 1  # type: ignore[union-attr]


def test_what_a_teacher_writes_reaches_its_student_and_the_other_staff(room: Room, tmp_path: Path) -> None:
    sit(room, 0, str(tmp_path / "maya"))
    seat = room.seats()[0]
    mine = room.by_me(seat, SetClock(NOON))
    save_goal(mine, "Written about Maya")
    mine.close()
    assert room.meet_mine(SetClock(NOON)) == 1 and room.meet_mine(SetClock(NOON)) == 0
    maya = Portfolio.open(str(tmp_path / "maya"), SetClock(NOON))
    done = sync.sync(maya, joined(maya)[0])
    assert "From M. Rivera: something new for you." in done.news
    (told,) = written_about(maya)
    assert told.owner.name == "M. Rivera"
    assert [goal.statement for goal in told.all(Goal)] == ["Written about Maya"]
    assert maya.all(Goal) == [], "and stands apart from what the student wrote"
    told.repo.close()
    maya.close()
    chen = Person("tfedcba9876543210", "L. Chen", "advisor")
    publishing.add_staff(room, chen, SetClock(NOON))
    other = making.join(str(tmp_path / "chen"), room.hub, Way(), room.school_class(), chen)
    assert fetch(other, SetClock(NOON))[0].state == "new"
    assert other.mirror(seat.id, room.kept.me.id).head() and not other.mirror(seat.id, chen.id).head()
    other.close()


async def test_the_stick_is_kept_up_to_date_while_it_is_plugged_in(room: Room, tmp_path: Path) -> None:
    sit(room, 0, str(tmp_path / "maya"))
    (tmp_path / "stick").mkdir()
    mine = Portfolio.open(str(tmp_path / "maya"), SetClock(NOON))
    stick.carry(mine, str(tmp_path / "stick"))
    mine.close()
    app = PortfolioApp(str(tmp_path / "maya"), SetClock(NOON), Config(), remember=False)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause(0.1)
        app.sync_soon()
        await settled(pilot)
        await pilot.pause()
        assert "on the stick · at school" in screen_text(pilot)
        save_goal(app.desk.portfolio, "Carried along")
        app.changed()
        await settled(pilot)
        await pilot.pause()
        await settled(pilot)
        await pilot.pause()
        assert "on the stick · at school" in screen_text(pilot)
        await pilot.press("ctrl+q")
    place = next(path for path in (tmp_path / "stick").iterdir())
    assert bundles.head(str(place)) == git(str(tmp_path / "maya"), "rev-parse", "HEAD")


async def test_a_comment_by_keys_is_answered_by_keys(room: Room, tmp_path: Path) -> None:
    sit(room, 0, str(tmp_path / "maya"), sample=True)
    fetch(room, SetClock(NOON))
    app = ClassApp(room.root, SetClock(NOON), Config())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.1)
        app.screen.query_one("#students", Listing).choose(room.seats()[0].id)
        await pilot.press("enter")
        await pilot.pause(0.2)
        await pilot.press("w", "enter")
        await pilot.pause(0.2)
        await pilot.press("c")
        await pilot.pause()
        await fill(pilot, tone="question", text="Whose river is it in the second part?")
        await settled(pilot)
        told = screen_text(pilot)
        assert "Whose river is it" in told and "no answer yet" in told
        await pilot.press("ctrl+q")
    maya = Portfolio.open(str(tmp_path / "maya"), SetClock(NOON))
    assert sync.sync(maya, joined(maya)[0]).state == "there"
    maya.close()
    student = PortfolioApp(str(tmp_path / "maya"), SetClock(NOON), Config(), remember=False)
    async with student.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.1)
        assert "Answer M. Rivera on" in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause(0.2)
        told = screen_text(pilot)
        assert "Whose river is it" in told and "a question" in told
        await pilot.press("enter")
        await pilot.pause()
        await fill(pilot, how="disagree", text="It is everybody's, and I say so")
        assert "I see it differently" in screen_text(pilot)
        await settled(pilot)
        await pilot.press("ctrl+q")
    maya = Portfolio.open(str(tmp_path / "maya"), SetClock(NOON))
    sync.sync(maya, joined(maya)[0])
    maya.close()
    fetch(room, SetClock(NOON))
    seat = room.seats()[0].id
    (one,) = feedback.received(Desk(room.view(seat), SetClock(NOON), lambda: room.about(seat)))
    assert one.reply is not None and one.reply.how == "disagree"
