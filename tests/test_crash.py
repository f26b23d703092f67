"""Nothing is lost: every file call of every kind of save, stopped or failing; and of the recovery after it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from portfolio.clock import SetClock
from portfolio.door import Portfolio
from portfolio.door.create import create
from portfolio.errors import PortfolioError
from portfolio.history.mirror import Mirror
from portfolio.hub import bundles
from portfolio.model.goal import Goal
from portfolio.model.work import Work
from tests import crash
from tests.makers import LONG, NOON, a_goal, assert_clean, course_files, git, save_goal, save_text, save_work

Ack = Callable[[str], None]
OLD, NEW, OUTSIDE = "# River\n\nOne.\n\nTwo.\n\nThree.\n", "# River\n\nOne.\n\nTwo, and more.\n\nThree.\n", "Outside.\n"


def clock() -> SetClock:
    return SetClock(NOON)


def _open(root: str) -> Portfolio:
    return Portfolio.open(root, clock())


def a_new_portfolio(root: str, ack: Ack) -> None:
    create(f"{root}/new", "Ada Sample", clock(), courses=course_files()).close()
    ack("new")


def an_edited_record(root: str, ack: Ack) -> None:
    mine = _open(root)
    with mine.change("goal.edit", "Change a goal") as change:
        change.put(mine.all(Goal)[0].edit(why="Because"))
    ack("why")
    mine.settle()
    save_goal(mine, "A second goal")
    ack("second")
    mine.close()


def a_saved_text(root: str, ack: Ack) -> None:
    mine = _open(root)
    save_text(mine, mine.all(Work)[0], NEW)
    ack("text")
    save_text(mine, mine.all(Work)[0], NEW + "\nFour.\n")
    ack("four")
    mine.close()


def a_text_being_typed(root: str, ack: Ack) -> None:
    mine = _open(root)
    work = mine.all(Work)[0]
    mine.keep_text(work, NEW, mine.blob(work))
    ack("text")
    mine.keep_text(work, NEW + "\nFour.\n", mine.blob(work))
    ack("four")
    save_text(mine, work, NEW + "\nFour.\n", mine.blob(work))
    mine.let_go(work=work)
    mine.close()


def an_attachment(root: str, ack: Ack) -> None:
    mine = _open(root)
    work = mine.all(Work)[0]
    with mine.change("file.attach", "Attach map.png", work=work.id) as change:
        change.write_file(f"{work.files_path}/map.png", bytes(range(256)) * 64)
    ack("file")
    mine.close()


def an_undo(root: str, ack: Ack) -> None:
    mine = _open(root)
    save_text(mine, mine.all(Work)[0], NEW)
    mine.undo()
    ack("undone")
    mine.close()


def a_restore(root: str, ack: Ack) -> None:
    mine = _open(root)
    first = next(v.id for v in mine.timeline() if v.note.change == "work.choose")
    save_text(mine, mine.all(Work)[0], NEW)
    mine.restore(first, mine.all(Work)[0].folder)
    ack("undone")
    mine.close()


def an_outside_edit(root: str, ack: Ack) -> None:
    mine = _open(root)
    work = mine.all(Work)[0]
    base = mine.blob(work)
    with open(f"{root}/{work.text_path}", "a", encoding="utf-8") as text:
        text.write("\n" + OUTSIDE)
    ack("outside")
    save_text(mine, work, NEW, base)
    ack("text")
    mine.close()


def a_meeting(root: str, ack: Ack) -> None:
    """Another computer's work comes in from a stick; all of it goes out to another one."""
    mine = _open(root)
    save_text(mine, mine.all(Work)[0], NEW)
    ack("text")
    for head in bundles.fetch(_stick(root), mine.repo):
        mine.join(head)
    ack("both")
    _publish(mine)
    ack("stick")
    mine.close()


def _publish(mine: Portfolio) -> None:
    place = f"{mine.root}/private/stick"
    bundles.publish(place, mine.repo, mine.version, bundles.head(place))


def _stick(root: str) -> str:
    return root.removesuffix("-copy") + "-stick"


SCENARIOS: list[crash.Scenario] = [
    a_new_portfolio,
    an_edited_record,
    a_saved_text,
    a_text_being_typed,
    an_attachment,
    an_undo,
    a_restore,
    an_outside_edit,
    a_meeting,
]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the copies stand."""
    return tmp_path_factory.mktemp("copies")


@pytest.fixture(scope="module")
def base(shelf: Path) -> str:
    """A portfolio with a goal and a work, at rest."""
    root = str(shelf / "base")
    mine = create(root, "Ada Sample", clock(), courses=course_files())
    save_goal(mine)
    save_work(mine)
    mine.close()
    twin = _open(shutil.copytree(root, f"{root}-twin"))
    save_text(twin, twin.all(Work)[0], OLD + "\nWritten at home.\n")
    with twin.change("goal.edit", "Change a goal") as change:
        change.put(twin.all(Goal)[0].edit(why="Because it is home"))
    twin.settle()
    bundles.publish(_stick(root), twin.repo, twin.version, "")
    twin.close()
    return root


def fresh(base: str) -> str:
    """A copy to spoil."""
    place = f"{base}-copy"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(base, place, symlinks=True)
    return place


def look(root: str, said: list[str], told: str) -> None:
    """Open again and check every promise. `told` names the point for whoever reads a failure."""
    _look_at_new(root, said, told)
    mine = _open(root)
    work = mine.all(Work)[0]
    text = mine.text(work)
    goals = mine.all(Goal)
    assert not mine.problems, (told, mine.problems)
    assert mine.waiting == 0, (told, mine.news)
    assert "why" not in said or goals[0].why == "Because", told
    assert "second" not in said or goals[-1].statement == "A second goal", told
    assert "text" not in said or "Two, and more." in text, told
    assert "four" not in said or "Four." in text, told
    assert "outside" not in said or OUTSIDE.strip() in text, told
    assert "undone" not in said or text == OLD, told
    assert "both" not in said or "Written at home." in text, told
    _look_at_meeting(mine, text, told)
    _look_at_stick(f"{root}/private/stick", said, told)
    if os.path.isdir(f"{root}/private/stick"):
        _publish(mine)
    if "file" in said:
        assert mine.bytes(f"{work.files_path}/map.png") == bytes(range(256)) * 64, told
    assert "Three." in text and text.startswith("# River"), told
    with mine.change("goal.add", "Set a goal after all that") as change:
        change.put(a_goal(mine, "After"))
    mine.close()
    assert os.listdir(f"{root}/.git/portfolio/journal") == [], told
    left = [name for _f, inner, names in os.walk(root) for name in (*inner, *names) if ".portfolio-tmp-" in name]
    assert not left, (told, left)
    assert git(root, "status", "--porcelain") == "", told
    assert git(root, "fsck", "--strict", "--no-dangling") == "", told


def _look_at_meeting(mine: Portfolio, text: str, told: str) -> None:
    """A version that leads on from the other computer's holds what that one wrote, whatever stopped it on the way."""
    theirs = bundles.head(_stick(mine.root))
    if theirs and mine.repo.objects.holds(theirs) and mine.repo.is_before(theirs, mine.version):
        assert "Written at home." in text and "Two, and more." in text, told
        assert mine.all(Goal)[0].why == "Because it is home", told


def _look_at_stick(stick: str, said: list[str], told: str) -> None:
    """What is on the stick can be taken in whole by somebody who has nothing."""
    if "stick" in said or bundles.head(stick):
        mirror = Mirror.make(f"{stick}/mirror.git")
        heads = bundles.fetch(stick, mirror)
        assert heads, told
        assert mirror.settle(heads[0]).kind == "new", told
        mirror.close()
        shutil.rmtree(f"{stick}/mirror.git")


def _look_at_new(root: str, said: list[str], told: str) -> None:
    if os.path.isfile(f"{root}/new/portfolio.json"):
        Portfolio.open(f"{root}/new", clock()).close()
        assert_clean(f"{root}/new")
    else:
        assert "new" not in said, told
    for name in os.listdir(root):
        if name.startswith("new"):
            shutil.rmtree(f"{root}/{name}")


def _step(scenario: crash.Scenario, mode: crash.Mode) -> int:
    """Every call; without PORTFOLIO_LONG every so many where a scenario is long or the mode one of the milder ones."""
    if LONG:
        return {"kill": 1, "both lost": 1}.get(mode, 4)
    long = 3 if scenario is a_meeting else 1
    return {"kill": 2 * long, "both lost": 6 * long}.get(mode, 9 * long)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.__name__)
@pytest.mark.parametrize("mode", crash.MODES)
def test_stopped_before_every_call(
    scenario: crash.Scenario, mode: crash.Mode, base: str, record_property: Callable[[str, object], None]
) -> None:
    calls = crash.count(scenario, fresh(base))
    points = range(1, calls + 1, _step(scenario, mode))
    for at in points:
        root = fresh(base)
        said = crash.stopped(scenario, root, at, mode)
        look(root, said, f"{scenario.__name__}: {mode} before call {at} of {calls}")
    record_property("points", len(points))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.__name__)
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from-then-on"])
def test_every_call_failing(
    scenario: crash.Scenario, lasting: bool, base: str, record_property: Callable[[str, object], None]
) -> None:
    calls = crash.count(scenario, fresh(base))
    step = 1 if LONG else 12 if scenario is a_meeting else 4
    for at in range(1 + (lasting and step > 1), calls + 1, step):
        code = crash.ERRORS[at % len(crash.ERRORS)]
        root = fresh(base)
        said, error = crash.failing(scenario, root, at, code, lasting=lasting)
        told = f"{scenario.__name__}: {os.strerror(code)} at call {at} of {calls}"
        assert error is None or isinstance(error, PortfolioError), (told, error)
        look(root, said, told)
    record_property("points", calls)


@pytest.mark.parametrize("scenario", [a_saved_text, an_outside_edit, a_text_being_typed], ids=lambda s: s.__name__)
def test_recovery_stopped_before_every_call(
    scenario: crash.Scenario, base: str, shelf: Path, record_property: Callable[[str, object], None]
) -> None:
    def recovery(root: str, _ack: Ack) -> None:
        _open(root).close()

    calls = crash.count(scenario, fresh(base))
    points = 0
    for first in range(3, calls + 1, max(1, calls // 8)):
        hurt = fresh(base)
        said = crash.stopped(scenario, hurt, first, "kill")
        kept = str(shelf / "hurt")
        shutil.rmtree(kept, ignore_errors=True)
        os.rename(hurt, kept)
        steps = crash.count(recovery, fresh(kept))
        for second in range(1 if LONG else 1 + first % 4, steps + 1, 1 if LONG else 4):
            mode: crash.Mode = "both lost" if points % 2 else "kill"
            root = fresh(kept)
            crash.stopped(recovery, root, second, mode)
            look(root, said, f"{scenario.__name__}: stopped at {first}, recovery {mode} at {second} of {steps}")
            points += 1
    record_property("points", points)


def test_versions_are_not_made_twice(base: str) -> None:
    calls = crash.count(a_saved_text, fresh(base))
    for at in range(1, calls + 1, 5):
        root = fresh(base)
        crash.stopped(a_saved_text, root, at, "kill")
        _open(root).close()
        subjects = git(root, "log", "--format=%s").split("\n")
        assert subjects.count("Save the text of Who owns the river?") <= 2
