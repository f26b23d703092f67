"""Two computers of one student: what both did stands on both, whichever way it went there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from portfolio.clock import SetClock, stamp
from portfolio.door import Portfolio
from portfolio.door.create import create
from portfolio.errors import BadInput, BrokenRecord, Refused, Unreachable
from portfolio.history import bundle
from portfolio.history.repo import Moved
from portfolio.hub import bundles, stick
from portfolio.model.goal import Goal
from portfolio.model.record import new_id
from portfolio.model.work import Answer, Reflection, Work
from tests.makers import assert_clean, save_goal, save_text, save_work


@pytest.fixture
def twins(mine: Portfolio, tmp_path: Path, clock: SetClock) -> Iterator[tuple[Portfolio, Portfolio]]:
    """The same portfolio on two computers."""
    work = save_work(mine)
    save_text(mine, work, "# River\n\nOne.\n\nTwo.\n\nThree.\n\nFour.\n")
    save_goal(mine)
    mine.settle()
    shutil.copytree(mine.root, tmp_path / "other")
    other = Portfolio.open(str(tmp_path / "other"), clock)
    yield mine, other
    other.close()


def carry(source: Portfolio, target: Portfolio, stick: str) -> bool:
    """Write one computer's work to a stick and bring it in on the other. True where anything was new there."""
    source.settle()
    known = bundles.head(stick)
    if known != source.version:
        for one in bundles.fetch(stick, source.repo) if known else []:
            source.join(one)
        bundles.publish(stick, source.repo, source.version, known)
    came = [target.join(one) for one in bundles.fetch(stick, target.repo)]
    return any(came)


def files_of(portfolio: Portfolio) -> dict[str, str]:
    return portfolio.repo.files_of(portfolio.repo.head())


def test_what_only_one_computer_did_goes_over_as_it_is(twins: tuple[Portfolio, Portfolio], tmp_path: Path) -> None:
    lab, home = twins
    save_goal(lab, "Show my evidence")
    assert carry(lab, home, str(tmp_path / "stick"))
    assert home.version == lab.version
    assert "Show my evidence" in [goal.statement for goal in home.all(Goal)]
    assert_clean(home.root)
    assert not carry(lab, home, str(tmp_path / "stick"))


def test_both_computers_made_something(twins: tuple[Portfolio, Portfolio], tmp_path: Path) -> None:
    lab, home = twins
    save_goal(lab, "From the lab")
    save_goal(home, "From home")
    carry(lab, home, str(tmp_path / "stick"))
    carry(home, lab, str(tmp_path / "stick"))
    assert lab.version == home.version
    for one in (lab, home):
        assert {"From the lab", "From home"} <= {goal.statement for goal in one.all(Goal)}
        assert_clean(one.root)


def test_merging_the_same_two_gives_the_same_version_on_each(
    twins: tuple[Portfolio, Portfolio], tmp_path: Path, clock: SetClock
) -> None:
    lab, home = twins
    save_goal(lab, "From the lab")
    clock.forward(days=2)
    save_goal(home, "From home")
    for one, place in ((lab, "a"), (home, "b")):
        one.settle()
        bundles.publish(str(tmp_path / place), one.repo, one.version, "")
    clock.forward(days=2)
    for one, place in ((lab, "b"), (home, "a")):
        assert [one.join(head) for head in bundles.fetch(str(tmp_path / place), one.repo)] == [True]
    assert lab.version == home.version


def test_one_field_changed_on_both_keeps_both(twins: tuple[Portfolio, Portfolio], tmp_path: Path) -> None:
    lab, home = twins
    for one, words in ((lab, "Ask about power"), (home, "Ask about money")):
        goal = one.all(Goal)[0]
        with one.change("goal.edit", "Edit a goal") as change:
            change.put(goal.edit(statement=words))
    carry(lab, home, str(tmp_path / "stick"))
    carry(home, lab, str(tmp_path / "stick"))
    assert files_of(lab) == files_of(home)
    kept = lab.all(Goal)[0]
    assert {kept.statement, *kept.extra["_both"]["statement"]} == {"Ask about power", "Ask about money"}


def test_paragraphs_of_both_stand_in_the_text(twins: tuple[Portfolio, Portfolio], tmp_path: Path) -> None:
    lab, home = twins
    work = lab.all(Work)[0]
    text = lab.text(work)
    save_text(lab, work, text.replace("One.", "One, written in the lab."))
    save_text(home, work, text.replace("Four.", "Four, written at home."))
    carry(lab, home, str(tmp_path / "stick"))
    told = home.text(work)
    assert "written in the lab" in told and "written at home" in told
    assert Path(home.root, work.text_path).read_text() == told


def test_a_removal_stays_removed_and_an_edit_beats_a_removal(
    twins: tuple[Portfolio, Portfolio], tmp_path: Path
) -> None:
    lab, home = twins
    extra = save_goal(lab, "Goes away")
    carry(lab, home, str(tmp_path / "stick"))
    lab.undo()
    lab.settle()
    save_goal(home, "Unrelated")
    carry(lab, home, str(tmp_path / "stick"))
    assert home.get(Goal, extra.id) is None
    carry(home, lab, str(tmp_path / "stick"))
    assert lab.get(Goal, extra.id) is None
    kept = lab.all(Goal)[0]
    (Path(lab.root) / kept.path).unlink()
    lab.refresh()
    with home.change("goal.edit", "Edit") as change:
        change.put(home.need(Goal, kept.id).edit(why="Because"))
    carry(lab, home, str(tmp_path / "stick"))
    carry(home, lab, str(tmp_path / "stick"))
    assert lab.need(Goal, kept.id).why == "Because"


def test_crossed_meetings_still_come_to_one(twins: tuple[Portfolio, Portfolio], tmp_path: Path) -> None:
    """Both bring the other in and go on, then meet again: two versions lead to both."""
    lab, home = twins
    places = {lab: str(tmp_path / "a"), home: str(tmp_path / "b")}
    for n in range(3):
        for one in (lab, home):
            goal = one.all(Goal)[0]
            with one.change("goal.edit", "Edit") as change:
                change.put(goal.edit(why=f"{n} from {Path(one.root).name}", obstacle=f"{n}"))
            save_goal(one, f"{n} on {Path(one.root).name}")
            one.settle()
            bundles.publish(places[one], one.repo, one.version, bundles.head(places[one]))
        for one, other in ((lab, home), (home, lab)):
            save_goal(one, f"{n} meanwhile on {Path(one.root).name}")
            for head in bundles.fetch(places[other], one.repo):
                one.join(head)
    carry(lab, home, str(tmp_path / "stick"))
    carry(home, lab, str(tmp_path / "stick"))
    assert files_of(lab) == files_of(home)
    assert len(lab.all(Goal)) == 1 + 3 * 4


def test_another_portfolio_is_never_mixed_in(
    mine: Portfolio, twins: tuple[Portfolio, Portfolio], tmp_path: Path, clock: SetClock
) -> None:
    stranger = create(str(tmp_path / "stranger"), "Somebody Else", clock, courses={})
    bundles.publish(str(tmp_path / "stick"), stranger.repo, stranger.version, "")
    stranger.close()
    before = mine.version
    heads = bundles.fetch(str(tmp_path / "stick"), mine.repo)
    with pytest.raises(Refused, match="Somebody Else"):
        mine.join(heads[0])
    assert mine.version == before


def test_two_that_publish_at_once(twins: tuple[Portfolio, Portfolio], tmp_path: Path) -> None:
    lab, home = twins
    stick = str(tmp_path / "stick")
    save_goal(lab, "From the lab")
    save_goal(home, "From home")
    lab.settle()
    home.settle()
    bundles.publish(stick, lab.repo, lab.version, "")
    with pytest.raises(Moved):
        bundles.publish(stick, home.repo, home.version, "")
    assert bundles.head(stick) == lab.version


def test_what_was_written_over_unseen_is_healed_by_the_generation_before(
    twins: tuple[Portfolio, Portfolio], tmp_path: Path
) -> None:
    lab, home = twins
    stick = str(tmp_path / "stick")
    save_goal(lab, "From the lab")
    save_goal(home, "From home")
    lab.settle()
    home.settle()
    bundles.publish(stick, lab.repo, lab.version, "")
    bundles.publish(stick, home.repo, home.version, lab.version)  # as if the lab's file had not been seen
    third = Portfolio.open(shutil.copytree(home.root, tmp_path / "third"), home.clock)
    for head in bundles.fetch(stick, third.repo):
        third.join(head)
    assert {"From the lab", "From home"} <= {goal.statement for goal in third.all(Goal)}
    third.close()


def test_a_long_history_is_written_as_a_base_and_a_tail(mine: Portfolio, tmp_path: Path, clock: SetClock) -> None:
    stick = str(tmp_path / "stick")
    work = save_work(mine, os.urandom(300_000).hex())
    mine.settle()
    bundles.publish(stick, mine.repo, mine.version, "")
    other = Portfolio.open(shutil.copytree(mine.root, tmp_path / "other"), clock)
    for n in range(3):
        save_goal(mine, f"Goal {n}")
        mine.settle()
        bundles.publish(stick, mine.repo, mine.version, bundles.head(stick))
    base, tail = (os.stat(f"{stick}/{name}").st_size for name in (bundles.BASE, bundles.CURRENT))
    assert tail < 20_000 < base
    assert bundles.fetch(stick, other.repo)[0] == mine.version and other.join(mine.version)
    assert len(other.all(Goal)) == 3 and other.text(work) == mine.text(work)
    save_text(mine, work, os.urandom(300_000).hex())
    mine.settle()
    bundles.publish(stick, mine.repo, mine.version, bundles.head(stick))
    assert bundle.peek(f"{stick}/{bundles.BASE}").head == mine.version  # type: ignore[union-attr]
    other.close()


def test_a_lock_left_by_a_computer_that_is_gone(
    mine: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "lock").write_text("lab-07 4711 left behind\n")
    monkeypatch.setattr(bundles, "_PATIENCE", 0.3)
    bundles.publish(str(stick), mine.repo, mine.version, "")
    assert bundles.head(str(stick)) == mine.version and not (stick / "lock").exists()


def reflection(mine: Portfolio, text: str) -> Reflection:
    now = mine.clock.now()
    answers = (Answer("What was hard?", text),)
    return Reflection(id=new_id(now), created=stamp(now), work=mine.all(Work)[0].id, moment="after", answers=answers)


def test_private_words_travel_on_the_stick_alone(twins: tuple[Portfolio, Portfolio], tmp_path: Path) -> None:
    lab, home = twins
    place = str(tmp_path / "stick")
    (tmp_path / "stick").mkdir()
    kept, gone = reflection(lab, "canary one"), reflection(lab, "canary two")
    lab.private.save(kept)
    lab.private.save(gone)
    for one in (lab, home):
        stick.carry(one, place)
    assert home.private.all() == [kept, gone]
    lab.private.erase(gone.id)
    lab.private.save(replace(kept, answers=(Answer("What was hard?", "said in the lab"),)))
    home.private.save(replace(kept, answers=(Answer("What was hard?", "said at home"),)))
    for one in (home, lab, home):
        stick.carry(one, place)
    assert lab.private.all() == home.private.all() and len(lab.private.all()) == 1, "what was erased is gone everywhere"
    told = Path(home.root, f"private/reflections/{kept.id}.json").read_text()
    assert "said in the lab" in told and "said at home" in told, "both stand in the one file"
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"canary two" in path.read_bytes()]
    bundle_bytes = Path(place, f"portfolio-{lab.owner.id}", bundles.CURRENT).read_bytes()
    assert b"canary" not in bundle_bytes


def test_a_portfolio_begins_on_another_computer_from_the_stick(
    mine: Portfolio, tmp_path: Path, clock: SetClock
) -> None:
    save_work(mine)
    mine.settle()
    mine.private.save(reflection(mine, "private words"))
    (tmp_path / "stick").mkdir()
    stick.carry(mine, str(tmp_path / "stick"))
    other = stick.take(str(tmp_path / "stick"), str(tmp_path / "new"), clock)
    assert other.version == mine.version and not other.problems and other.private.all() == mine.private.all()
    other.close()
    assert_clean(str(tmp_path / "new"))
    with pytest.raises(BadInput, match="already something"):
        stick.take(str(tmp_path / "stick"), str(tmp_path / "new"), clock)
    with pytest.raises(Unreachable, match="no stick"):
        stick.carry(mine, str(tmp_path / "pulled out"))


def test_a_stick_pulled_out_half_way(mine: Portfolio, tmp_path: Path) -> None:
    """Half a bundle on it is no portfolio; the next time a whole one is put there."""
    save_work(mine)
    (tmp_path / "stick").mkdir()
    stick.carry(mine, str(tmp_path / "stick"))
    save_goal(mine)
    stick.carry(mine, str(tmp_path / "stick"))
    place = tmp_path / "stick" / f"portfolio-{mine.owner.id}"
    whole = (place / bundles.CURRENT).read_bytes()
    (place / bundles.CURRENT).write_bytes(whole[: len(whole) // 2])
    (place / bundles.PREVIOUS).unlink()
    with pytest.raises(BrokenRecord, match="damaged"):
        stick.take(str(tmp_path / "stick"), str(tmp_path / "new"), mine.clock)
    assert not (tmp_path / "new").exists()
    stick.carry(mine, str(tmp_path / "stick"))
    other = stick.take(str(tmp_path / "stick"), str(tmp_path / "new"), mine.clock)
    assert other.version == mine.version
    other.close()
