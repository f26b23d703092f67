"""Ways to lose work that nobody would try on purpose; each was a bug first."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Select, TextArea

from portfolio.app import PortfolioApp
from portfolio.clock import SetClock, day
from portfolio.door import Portfolio
from portfolio.errors import BadInput, Refused
from portfolio.model.goal import Goal
from portfolio.model.work import Rating, Step
from portfolio.screens.undoing import ask_undo
from portfolio.screens.works import begin
from portfolio.services import assessing, goals, planning, reflecting, story, works
from portfolio.services.desk import Desk
from portfolio.store import files
from tests.makers import NOON, assert_clean, git, save_goal, save_work
from tests.test_app import Opened, _begun, fill, home, opened, screen_text  # noqa: F401 - fixtures


def _app(pilot: Pilot[None]) -> PortfolioApp:
    assert isinstance(pilot.app, PortfolioApp)
    return pilot.app


def test_a_merge_that_git_left_unfinished_is_set_aside(mine: Portfolio, folder: str) -> None:
    work = save_work(mine)
    mine.settle()
    torn = "# River\n\n<<<<<<< HEAD\nMine.\n=======\nTheirs.\n>>>>>>> other\n"
    Path(folder, work.text_path).write_text(torn)
    mine.refresh()
    assert "two versions" in str(mine.problems[work.text_path])
    mine.settle()
    assert "<<<<<<<" not in git(folder, "show", f"HEAD:{work.text_path}")
    assert Path(folder, work.text_path).read_text() == torn


def test_a_record_broken_in_the_newest_version_stays_on_the_list(mine: Portfolio, folder: str, clock: SetClock) -> None:
    goal = save_goal(mine)
    mine.close()
    Path(folder, goal.path).write_text("{broken")
    git(
        folder, "-c", "user.name=T", "-c", "user.email=t@t.invalid", "-c", "commit.gpgSign=false", "commit", "-qam", "x"
    )
    again = Portfolio.open(folder, clock)
    again.all(Goal)
    assert goal.path in again.problems
    again.refresh()
    assert goal.path in again.problems
    again.refresh()
    assert goal.path in again.problems
    again.close()


def test_a_record_broken_and_put_back_is_off_the_list(mine: Portfolio, folder: str) -> None:
    goal = save_goal(mine)
    mine.settle()
    good = Path(folder, goal.path).read_bytes()
    Path(folder, goal.path).write_text("{broken")
    mine.refresh()
    assert goal.path in mine.problems
    Path(folder, goal.path).write_bytes(good)
    mine.refresh()
    assert not mine.problems and mine.get(Goal, goal.id) == goal


def test_thousands_of_nested_folders_do_not_stop_it(mine: Portfolio, folder: str) -> None:
    here = os.open(folder, os.O_RDONLY)
    for _depth in range(1_500):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    save_goal(mine)
    mine.refresh()
    mine.settle()
    assert any("deep" in str(problem) for problem in mine.problems.values())
    subprocess.run(["rm", "-rf", f"{folder}/d"], check=True)  # Python's own removal is too deep for it, too
    assert_clean(folder)


# In the app: two windows, a full disk, a form left half-way


async def test_another_windows_rating_stays(opened: Opened, home: str) -> None:  # noqa: F811
    _begun(home)
    async with opened() as pilot:
        app = _app(pilot)
        work = app.desk.works()[0]
        begin(app, "assess", work.id)
        await pilot.pause(0.2)
        other = Desk(Portfolio.open(home, SetClock(NOON)), SetClock(NOON))
        assessing.assess(other, other.works()[0], {"Evidence": Rating("4")})
        other.portfolio.close()
        app.desk.portfolio.refresh()
        await pilot.press("3", "ctrl+s")
        await pilot.pause(0.3)
        given = app.desk.assessments(work)[-1].ratings
        assert {name: one.level for name, one in given.items()} == {"Questioning": "3", "Evidence": "4"}


async def test_another_windows_step_stays(opened: Opened, home: str) -> None:  # noqa: F811
    _begun(home)
    async with opened() as pilot:
        app = _app(pilot)
        work = app.desk.works()[0]
        planning.plan(app.desk, work, [Step("One")])
        begin(app, "plan", work.id)
        await pilot.pause(0.2)
        await pilot.press("p")
        await pilot.pause(0.2)
        other = Desk(Portfolio.open(home, SetClock(NOON)), SetClock(NOON))
        planning.plan(other, other.works()[0], [Step("One"), Step("Theirs")])
        other.portfolio.close()
        app.desk.portfolio.refresh()
        await fill(pilot, steps="One\nMine")
        plan = app.desk.plan(work)
        assert plan and {step.text for step in plan.steps} == {"One", "Mine", "Theirs"}


async def test_naming_a_draft_keeps_what_another_window_wrote(opened: Opened, home: str) -> None:  # noqa: F811
    _begun(home)
    async with opened() as pilot:
        app = _app(pilot)
        work = app.desk.works()[0]
        begin(app, "draft", work.id)
        await pilot.pause(0.2)
        await pilot.press("f4")
        await pilot.pause(0.2)
        other = Desk(Portfolio.open(home, SetClock(NOON)), SetClock(NOON))
        there = other.works()[0]
        works.save_text(other, there, other.view.text(there) + "\n\nFrom elsewhere.\n", other.view.blob(there))
        other.portfolio.close()
        await fill(pilot, name="Mine")
        await pilot.pause(0.3)
        assert "From elsewhere." in app.desk.view.text(work)
        assert "From elsewhere." in app.desk.view.text_of(app.desk.drafts(work)[-1].blob)


async def test_looking_at_assess_saves_nothing(opened: Opened, home: str) -> None:  # noqa: F811
    _begun(home)
    async with opened() as pilot:
        app = _app(pilot)
        work = app.desk.works()[0]
        begin(app, "assess", work.id)
        await pilot.pause(0.2)
        await pilot.press("3", "down", "d", "ctrl+s")
        await pilot.pause(0.3)
        await pilot.press("escape", "escape")
        await pilot.pause(0.3)
        works.save_text(app.desk, work, "A wholly new text.\n")
        assessing.assess(app.desk, work, {"Questioning": Rating("1")})
        app.changed()
        begin(app, "assess", work.id)
        await pilot.pause(0.2)
        await pilot.press("escape", "escape")
        await pilot.pause(0.2)
        assert app.desk.assessments(work)[-1].ratings["Questioning"].level == "1"


async def test_a_full_disk_does_not_end_the_app_and_nothing_typed_goes(
    opened: Opened,  # noqa: F811
    home: str,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _begun(home)
    full = OSError(28, "No space left on device")

    def refuse(*_arguments: object, **_named: object) -> None:
        raise full

    async with opened() as pilot:
        app = _app(pilot)
        work = app.desk.works()[0]
        begin(app, "assess", work.id)
        await pilot.pause(0.2)
        monkeypatch.setattr(files, "write", refuse)
        await pilot.press("3", "ctrl+s")
        await pilot.pause(0.2)
        assert app.is_running
        await pilot.press("f6", "f6", "f6", "f6")
        await pilot.pause(0.2)
        assert "Assess" in str(type(app.screen.query_one("#tab").children[0])), "one stays where it is not saved"
        await pilot.press("ctrl+q")
        await pilot.pause(0.3)
        assert "Leave without saving?" in screen_text(pilot)
        await pilot.press("n")
        monkeypatch.undo()
        await pilot.press("ctrl+s")
        await pilot.pause(0.2)
        assert app.desk.assessments(work)[-1].ratings["Questioning"].level == "3"


async def test_typed_text_is_kept_where_its_file_is_broken(opened: Opened, home: str) -> None:  # noqa: F811
    path = _begun(home)
    async with opened() as pilot:
        app = _app(pilot)
        begin(app, "draft", app.desk.works()[0].id)
        await pilot.pause(0.2)
        Path(home, path).write_bytes(b"\xff\xfe broken")
        await pilot.press("ctrl+end", *"zzqq", "escape", "escape")
        await pilot.pause(0.2)
    kept = b"".join(one.read_bytes() for one in Path(home, ".git/portfolio").rglob("*") if one.is_file())
    assert b"zzqq" in kept


async def test_answers_stay_with_their_prompts(opened: Opened, home: str) -> None:  # noqa: F811
    _begun(home)
    async with opened() as pilot:
        app = _app(pilot)
        begin(app, "reflect", app.desk.works()[0].id)
        await pilot.pause(0.2)
        moment = app.screen.query_one("#moment", Select)
        first = str(moment.value)
        app.screen.query(".answer").results(TextArea).__next__().text = "my answer"
        for wanted, told in (("transfer", ""), (first, "my answer")):
            moment.value = wanted
            for _try in range(40):
                await pilot.pause(0.1)
                written = [area.text for area in app.screen.query(".answer").results(TextArea)]
                if written and "".join(written) == told:
                    break
            assert "".join(written) == told


async def test_a_spoiled_kept_form_stops_nothing(opened: Opened, home: str) -> None:  # noqa: F811
    spoiled = ["[1]", "{", '"x"', '{"picks": 3, "answers": [], "Questioning": 4}', "null"]
    for _one in spoiled:
        _begun(home)
    mine = Portfolio.open(home, SetClock(NOON))
    works = Desk(mine, mine.clock).works()
    for work, kept in zip(works, spoiled, strict=True):
        for key in (f"reflect-{work.id}", f"assess-{work.id}", f"plan-{work.id}", "goal-new"):
            mine.keep_form(key, kept)
    async with opened() as pilot:
        app = _app(pilot)
        for work in works:
            for place in ("reflect", "assess", "plan"):
                begin(app, place, work.id)
                await pilot.pause(0.1)
                await pilot.press("p" if place == "plan" else "escape")
                await pilot.pause()
            assert app.is_running


async def test_a_portfolio_json_broken_while_open(opened: Opened, home: str) -> None:  # noqa: F811
    async with opened() as pilot:
        Path(home, "portfolio.json").write_text("{nonsense")
        await pilot.press("2")
        await pilot.pause(0.1)
        assert "Ada Sample" in screen_text(pilot)
    async with opened() as pilot:
        assert "Ada Sample" in screen_text(pilot) and "left alone" in screen_text(pilot)


async def test_what_depends_on_a_change_can_be_undone_with_it(opened: Opened, home: str) -> None:  # noqa: F811
    _begun(home)
    async with opened() as pilot:
        app = _app(pilot)
        chosen = next(one for one in app.desk.portfolio.timeline() if one.note.change == "work.choose")
        ask_undo(app, chosen)
        await pilot.pause(0.4)
        await pilot.press("y")
        await pilot.pause(0.4)
        assert "Undo these too?" in screen_text(pilot) and "draft “Four score”" in screen_text(pilot)
        await pilot.pause(0.4)
        await pilot.press("y")
        await pilot.pause(0.3)
        assert not app.desk.works() and "Undone." in screen_text(pilot)
    assert_clean(home)


# In plain lines


def test_an_outside_edit_is_in_the_story_of_its_work(home: str) -> None:  # noqa: F811
    path = _begun(home)
    with open(f"{home}/{path}", "a") as piece:
        piece.write("\n\nMore words, from another editor.\n")
    mine = Portfolio.open(home, SetClock(NOON))
    desk = Desk(mine, mine.clock)
    newest = next(iter(mine.timeline(1)))
    assert newest.note.change == "outside.edit"
    assert newest.id == next(story.timeline(desk, story.Filter(work=desk.works()[0].id))).id
    mine.close()


def test_undo_after_an_undone_undo_takes_the_newest(mine: Portfolio) -> None:
    desk = Desk(mine, mine.clock)
    save_goal(mine, "One")
    save_goal(mine, "Two")
    mine.undo()
    mine.settle()
    mine.undo(next(iter(mine.timeline(1))).id)
    mine.settle()
    found = story.to_undo(desk)
    assert found is not None and found.note.subject == "Set a goal: Two"


def test_restoring_what_only_went_says_what_to_do(mine: Portfolio) -> None:
    save_goal(mine)
    mine.undo()
    mine.settle()
    with pytest.raises(Refused, match="Undo it"):
        mine.restore(next(iter(mine.timeline(1))).id)


def test_a_broken_private_reflection_is_found(home: str) -> None:  # noqa: F811
    _begun(home)
    mine = Portfolio.open(home, SetClock(NOON))
    desk = Desk(mine, mine.clock)
    reflecting.reflect(desk, desk.works()[0], "during", {"q": "secret"}, private=True)
    mine.close()
    next(Path(home, "private/reflections").glob("*.json")).write_text("{broken")
    again = Portfolio.open(home, SetClock(NOON))
    assert any("private/" in problem.path for problem in again.check())
    again.close()


def test_only_real_days_to_come_are_check_ins(mine: Portfolio) -> None:
    assert day("20261212") is None
    desk = Desk(mine, mine.clock)
    goal = goals.add(desk, {"statement": "Later"}, idea=True)
    for wrong in ("20991212", "2001-01-01", "2026-02-30"):
        with pytest.raises(BadInput):
            goals.edit(desk, goal, {"statement": "Later", "check_in": wrong})
