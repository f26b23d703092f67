"""Ways to lose work from outside: damage, other programs, odd data, a clock that jumps, a window that closes."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from portfolio.clock import SetClock, stamp
from portfolio.door import Portfolio
from portfolio.errors import Refused
from portfolio.model.codec import canonical
from portfolio.model.goal import Goal
from portfolio.model.record import new_id
from portfolio.model.work import Answer, Draft, Reflection, Work
from portfolio.screens.works import begin
from portfolio.services import story, works
from portfolio.services.desk import Desk
from portfolio.store import files
from portfolio.text import count_words
from portfolio.widgets.editor import Editor
from tests.makers import NOON, git, save_goal, save_text, save_work
from tests.test_app import Opened, _begun, home, opened, screen_text  # noqa: F401 - fixtures
from tests.test_damage import _app
from tests.test_sample import ROOT


@pytest.mark.parametrize("folder_name", ["", "../../outside", ".git", "a/../../outside", "x/files"])
def test_a_works_folder_cannot_lead_out(mine: Portfolio, folder: str, tmp_path: Path, folder_name: str) -> None:
    work = save_work(mine)
    mine.settle()
    record = Path(folder, work.path)
    record.write_bytes(canonical({**json.loads(record.read_bytes()), "folder": folder_name}))
    mine.refresh()
    assert work.path in mine.problems and mine.get(Work, work.id) is None
    mine.settle()
    assert git(folder, "fsck", "--strict", "--no-dangling") == ""
    assert not list(tmp_path.rglob("outside*"))


@pytest.mark.parametrize("odd", ["🏴󠁧󠁢󠁥󠁮󠁧󠁿", "葛\U000e0100城", "soft\u00adhyphen", "שלום\u200f!"])
def test_characters_people_type_are_kept_as_they_are(mine: Portfolio, odd: str) -> None:
    work = save_work(mine, f"# A\n\n{odd}\n")
    mine.settle()
    assert mine.text(work) == f"# A\n\n{odd}\n"


def test_words_are_counted_in_writing_without_spaces_too() -> None:
    assert count_words("It's a well-known river. 我常常收不到信") == 4 + 7
    assert count_words("مرحبا يا صديقي") == 3


def test_a_clock_set_back_does_not_change_the_order_of_drafts(mine: Portfolio, clock: SetClock) -> None:
    desk = Desk(mine, clock)
    work = save_work(mine)
    works.save_draft(desk, work, "First", text="One.\n")
    clock.forward(days=-900)
    works.save_draft(desk, work, "Second", text="Two.\n")
    found = desk.drafts(work)
    assert [draft.name for draft in found] == ["First", "Second"]
    made = datetime.fromisoformat(found[1].created)
    assert made == clock.now(), "when it was made stays true"


def test_a_draft_named_while_another_window_saved_can_be_read_after_packing(mine: Portfolio, folder: str) -> None:
    work = save_work(mine, "# A\n\nOne.\n\nTwo.\n")
    mine.settle()
    other = Portfolio.open(folder, mine.clock)
    base = mine.blob(work)
    save_text(mine, work, "# A\n\nOne, mine.\n\nTwo.\n", base)
    works.save_draft(Desk(mine, mine.clock), work, "D", text="# A\n\nOne, mine.\n\nTwo.\n")
    save_text(other, work, "# A\n\nOne.\n\nTwo, theirs.\n", base)
    other.close()
    mine.settle()
    git(folder, "reflog", "expire", "--all", "--expire=now")
    git(folder, "gc", "--prune=now", "-q")
    mine.objects.close()
    assert "One, mine." in mine.text_of(mine.all(Draft)[0].blob)


def test_a_history_that_is_gone_is_said_and_begun_again(mine: Portfolio, folder: str, clock: SetClock) -> None:
    goal = save_goal(mine)
    mine.close()
    shutil.rmtree(f"{folder}/.git")
    again = Portfolio.open(folder, clock)
    assert "history was not here" in again.news[0]
    assert again.get(Goal, goal.id) == goal
    again.close()
    assert git(folder, "status", "--porcelain") == "" and "fatal" not in git(folder, "log", "--oneline")


def test_a_head_file_that_is_gone_is_made_again(mine: Portfolio, folder: str) -> None:
    save_goal(mine)
    mine.close()
    Path(folder, ".git/HEAD").unlink()
    again = Portfolio.open(folder)
    assert len(list(again.timeline())) == 2
    again.close()


def test_a_history_that_stands_elsewhere_is_refused(mine: Portfolio, folder: str) -> None:
    mine.close()
    os.rename(f"{folder}/.git", f"{folder}.history")
    Path(folder, ".git").write_text(f"gitdir: {folder}.history\n")
    with pytest.raises(Refused, match="another place"):
        Portfolio.open(folder)
    os.unlink(f"{folder}/.git")
    os.rename(f"{folder}.history", f"{folder}/.git")


def test_typed_text_is_found_although_its_process_number_is_used_again(mine: Portfolio, folder: str) -> None:
    work = save_work(mine)
    mine.settle()
    mine.keep_text(work, "# River\n\nprecious\n", mine.blob(work))
    mine.close()
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        kept = next(Path(folder, ".git/portfolio/journal").glob("*.typing"))
        taken = kept.rename(str(kept).replace(f"-{os.getpid()}.", f"-{sleeper.pid}."))
        os.utime(taken, (time.time() - 3_600, time.time() - 3_600))
        Portfolio.open(folder, mine.clock).close()
        assert "precious" in Path(folder, work.text_path).read_text()
    finally:
        sleeper.kill()
        sleeper.wait()


def test_with_a_full_disk_it_can_still_be_read(
    mine: Portfolio, folder: str, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = save_work(mine)
    mine.close()
    Path(folder, work.text_path).write_text("Outside.\n")

    def full(_handle: int, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "_write_all", full)
    again = Portfolio.open(folder, clock)
    assert again.text(work) == "Outside.\n" and "disk is full" in " ".join(again.news)
    monkeypatch.undo()
    again.close()


def test_a_works_folder_renamed_outside_is_put_back_and_named(mine: Portfolio, folder: str) -> None:
    work = save_work(mine)
    mine.settle()
    os.rename(f"{folder}/works/{work.folder}", f"{folder}/works/my-river")
    mine.refresh()
    assert f"works/{work.folder}" in mine.problems and mine.text(work).startswith("# River")
    assert Path(folder, "works/my-river/text.md").exists()


def test_an_attachment_called_text_is_not_the_piece(mine: Portfolio, tmp_path: Path) -> None:
    work = save_work(mine)
    mine.settle()
    (tmp_path / "text.md").write_text("notes from the museum\n" * 5)
    works.attach(Desk(mine, mine.clock), work, str(tmp_path / "text.md"))
    mine.settle()
    assert next(iter(mine.timeline(1))).note.words is None


def test_undo_passes_over_what_cannot_be_undone(mine: Portfolio, folder: str) -> None:
    save_goal(mine, "First")
    mine.settle()
    Path(folder, "README.md").write_text("mine")
    mine.refresh()
    mine.settle()
    found = story.to_undo(Desk(mine, mine.clock))
    assert found is not None and found.note.subject == "Set a goal: First"
    mine.undo(found.id)
    mine.settle()
    assert story.to_undo(Desk(mine, mine.clock)) is None


def _private(mine: Portfolio, work: Work, canary: str) -> Reflection:
    now = mine.clock.now()
    answers = (Answer("Q", canary),)
    made = Reflection(id=new_id(now), created=stamp(now), work=work.id, moment="before", answers=answers)
    mine.private.save(made)
    return made


def test_erasing_takes_what_was_typed_before_a_crash_too(mine: Portfolio, folder: str) -> None:
    work = save_work(mine)
    kept = json.dumps({"private": True, "answers": {"Q": "canary"}})
    mine.keep_form(f"reflect-{work.id}", kept, private=True)
    made = _private(mine, work, "canary")
    mine.private.erase(made.id)
    assert not any(b"canary" in path.read_bytes() for path in Path(folder).rglob("*") if path.is_file())


def test_a_shared_reflection_cannot_be_lost_by_undo(mine: Portfolio) -> None:
    work = save_work(mine)
    mine.private.share(_private(mine, work, "said"), work.title)
    mine.settle()
    shared = next(iter(mine.timeline(1)))
    with pytest.raises(Refused, match="cannot be undone"):
        mine.undo(shared.id)
    assert story.to_undo(Desk(mine, mine.clock)) != shared


# In the app


async def test_what_was_typed_and_deleted_again_does_not_come_back(opened: Opened, home: str) -> None:  # noqa: F811
    path = _begun(home, text="# A\n\nOne.\n")
    async with opened() as pilot:
        begin(_app(pilot), "draft", _app(pilot).desk.works()[0].id)
        await pilot.pause(0.2)
        await pilot.press("ctrl+end", *"zq")
        await pilot.pause(1.3)
        await pilot.press("backspace", "backspace")
        await pilot.pause(1.3)
        assert not list(Path(home, ".git/portfolio/journal").glob("*.typing"))
    assert "zq" not in Path(home, path).read_text()


async def test_text_that_could_not_be_saved_is_there_when_one_comes_back(opened: Opened, home: str) -> None:  # noqa: F811
    path = _begun(home, text="# A\n\nOne.\n")
    async with opened() as pilot:
        begin(_app(pilot), "draft", _app(pilot).desk.works()[0].id)
        await pilot.pause(0.2)
        Path(home, path).write_bytes(b"# A\n\nOne \xe9.\n")
        await pilot.press("ctrl+end", *"zq", "f6")
        await pilot.pause(0.2)
        Path(home, path).write_text("# A\n\nOne.\n")
        await pilot.press("shift+f6")
        await pilot.pause(0.2)
        assert "zq" in pilot.app.screen.query_one(Editor).text
        await pilot.press("ctrl+s")
        await pilot.pause(0.3)
    assert "zq" in Path(home, path).read_text()


async def test_a_work_record_that_breaks_while_writing_loses_nothing(opened: Opened, home: str) -> None:  # noqa: F811
    path = _begun(home, text="# A\n\nOne.\n")
    record = next(Path(home, "records/works").rglob("*.json"))
    async with opened() as pilot:
        app = _app(pilot)
        begin(app, "draft", app.desk.works()[0].id)
        await pilot.pause(0.2)
        record.write_text("{")
        await pilot.press("ctrl+end", *"zq")
        app.desk.portfolio.refresh()
        app.changed()
        await pilot.pause(0.3)
        assert "cannot be read just now" in screen_text(pilot)
    assert "zq" in Path(home, path).read_text()


async def test_a_comment_half_written_is_kept(opened: Opened, home: str) -> None:  # noqa: F811
    _begun(home)
    async with opened() as pilot:
        begin(_app(pilot), "assess", _app(pilot).desk.works()[0].id)
        await pilot.pause(0.2)
        await pilot.press("c")
        await pilot.pause(0.2)
        await pilot.press(*"why", "escape")
        await pilot.pause(0.2)
        await pilot.press("c")
        await pilot.pause(0.2)
        assert "why" in screen_text(pilot) and "typed last time" in screen_text(pilot)


async def test_a_damaged_history_does_not_keep_one_from_writing(opened: Opened, home: str) -> None:  # noqa: F811
    _begun(home, text="# A\n\nOne.\n")
    mine = Portfolio.open(home, SetClock(NOON))
    desk = Desk(mine, mine.clock)
    old = works.save_draft(desk, desk.works()[0], "old", text="old text\n")
    works.save_draft(desk, desk.works()[0], "new", text="new text\n")
    mine.close()
    tree = git(home, "rev-parse", "HEAD~1^{tree}")
    for name in (old.blob, tree):
        os.unlink(f"{home}/.git/objects/{name[:2]}/{name[2:]}")
    async with opened() as pilot:
        begin(_app(pilot), "draft", _app(pilot).desk.works()[0].id)
        await pilot.pause(0.3)
        assert pilot.app.screen.query(Editor)
        await pilot.press("escape", "escape", "6")
        await pilot.pause(0.3)
        await pilot.press("down", "enter")
        await pilot.pause(0.3)
        assert "cannot be read" in screen_text(pilot)


async def test_a_very_narrow_window_does_not_end_the_app(opened: Opened, home: str) -> None:  # noqa: F811
    _begun(home)
    async with opened((25, 12)) as pilot:
        for place in "1234":
            await pilot.press(place)
            await pilot.pause(0.1)
        assert pilot.app.is_running


@pytest.mark.parametrize("sign", [signal.SIGHUP, signal.SIGTERM], ids=lambda sign: sign.name)
def test_closing_the_terminal_window_saves_the_last_word(home: str, sign: signal.Signals) -> None:  # noqa: F811
    path = _begun(home, text="# A\n\nOne.\n")
    pid, handle = pty.fork()
    if pid == 0:
        os.environ.update(PYTHONPATH=ROOT, TERM="xterm-256color", COLUMNS="100", LINES="30")
        os.execv(sys.executable, [sys.executable, "-m", "portfolio", "-C", home])

    def until(told: bytes, keys: bytes = b"") -> None:
        if keys:
            os.write(handle, keys)
        seen = b""
        end = time.monotonic() + 20
        while told not in seen and time.monotonic() < end:
            seen += os.read(handle, 1 << 16)
        assert told in seen

    until(b"Lately")
    until(b"To choose", b"3")
    until(b"Versions", b"\r")
    time.sleep(0.5)
    until(b"typing", b"\x1b[1;5Fzz")
    time.sleep(0.3)
    os.kill(pid, sign)
    while True:
        try:
            if not os.read(handle, 1 << 16):
                break
        except OSError:
            break
    os.waitpid(pid, 0)
    os.close(handle)
    assert "zz" in Path(home, path).read_text()
