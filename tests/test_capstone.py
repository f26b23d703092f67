"""A capstone: claims, pieces with a reason, a deck with live pieces tied to their versions, takes, two defences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portfolio.app import PortfolioApp
from portfolio.clock import SetClock
from portfolio.config import Config
from portfolio.errors import BadInput, NotFound, Refused
from portfolio.model.deck import Live, read_deck, read_piece
from portfolio.model.record import ReportedFrom
from portfolio.model.work import Rating
from portfolio.screens.capstone import Capstone
from portfolio.screens.rehearsal import Rehearsal
from portfolio.screens.tab_draft import Writing
from portfolio.screens.workspace import Tab, Workspace
from portfolio.services import assessing, capstone, choosing, deck, works
from portfolio.services.desk import Desk, open_desk
from portfolio.services.laying import layable
from portfolio.widgets.card import Listing
from tests.hostile import NASTY, controls
from tests.makers import NOON
from tests.test_app import SIZES, fill, home, screen_text, settled  # noqa: F401 - a fixture

DEFENCE = {
    "on": "2027-05-14", "result": "revise", "items": "Say whose idea it was\nOne slide less", "by": "2027-06-01",
    "questions": "Why this river? – Because I cross it", "who": "Ms. Okafor",
}  # fmt: skip


@pytest.fixture
def senior(home: str) -> Desk:  # noqa: F811
    """A student with an early and a later piece on one standard."""
    clock = SetClock(NOON)
    desk = open_desk(home, clock)
    for task, level in (("source-detective", "1"), ("social-action", "3")):
        course, found = desk.find_task(task)
        picks = {name: part.options[0].id for name, part in found.parts.items() if part.open}
        work = choosing.choose(desk, course, found, picks, "I want to know", f"My {task}")
        for number in (1, 2, 3):
            clock.forward(days=3)
            works.save_draft(desk, work, f"Draft {number}", text=f"# {task}\n\nWhat happened, {number} times?\n")
        rated = {name: Rating(level) for name in assessing.criteria_of(desk, work)}
        assessing.assess(desk, work, rated)
    desk.portfolio.settle()
    return desk


def test_pieces_are_proposed_with_a_reason_and_the_checklist_wants_an_early_one(senior: Desk) -> None:
    with pytest.raises(NotFound, match="not begun"):
        capstone.need(senior)
    made, work = capstone.begin(senior)
    with pytest.raises(Refused, match="begun already"):
        capstone.begin(senior)
    assert works.stages(senior, work)[0].state == "done", "there is nothing to choose for a deck"
    slides = read_deck(senior.view.text(work))
    outline = capstone.course_of(senior, made).capstone.outline
    assert [one.title for one in slides[1:]] == [part.name for part in outline]
    assert all(part.what in one.notes for part, one in zip(outline, slides[1:], strict=True))
    found = capstone.proposed(senior, "HUM:Q")
    assert {(one.when, one.work.title) for one in found} >= {
        ("early", "My source-detective"), ("later", "My social-action")
    }  # fmt: skip
    assert all(one.why for one in found) and any("3 drafts" in one.why for one in found)
    capstone.claim(senior, "HUM:Q", {"claim": "I ask who decided"})
    assert any("bring an early piece" in one for one in capstone.problems(senior))
    for one in found:
        capstone.bring(senior, "HUM:Q", one.work, one.draft, one.when, one.why)
    shown = next(one for one in capstone.standards(senior, capstone.need(senior)[0]) if one.code == "HUM:Q")
    assert shown.ready and not [one for one in capstone.problems(senior) if "piece" in one]
    capstone.leave_out(senior, shown.early[0])
    assert any("early" in one for one in capstone.problems(senior))
    with pytest.raises(BadInput, match="not a standard"):
        capstone.claim(senior, "XX:9", {"claim": "No"})
    for path in Path(senior.portfolio.root, "records/works").glob(f"*/{shown.later[0].work}.json"):
        path.unlink()
    senior.portfolio.refresh()
    gone = next(one for one in capstone.standards(senior, capstone.need(senior)[0]) if one.code == "HUM:Q")
    assert len(gone.later) == len(shown.later) - 1, "a piece that is not here any more shows nothing"


def test_live_pieces_stay_tied_to_their_version_and_say_what_is_wrong(senior: Desk) -> None:
    _made, deck_work = capstone.begin(senior)
    work = next(one for one in senior.works() if one.title == "My social-action")
    criterion = assessing.criteria_of(senior, work)[0]
    text = "\n".join([
        "# One", f"{{quote {work.short} 1: What happened, 1 times?}}", f"{{change {work.short} 1 3: What happened}}",
        "{growth HUM:Q}", f"{{timeline {work.short}}}", f"{{rubric {work.short} {criterion}}}",
        "---", "# Two", f"{{quote {work.short} 9: x}}", f"{{quote {work.short} 1: never written}}",
        f"{{image {work.short} none.png}}", "{growth XX:9}", "{unknown thing}", "???", "A note",
    ])  # fmt: skip
    works.save_text(senior, deck_work, text)
    works.save_text(senior, work, "# social-action\n\nAll of it is new now.\n")
    first, second = read_deck(senior.view.text(deck_work))
    shown = [deck.show(senior, piece) for piece in first.pieces]
    assert [one.wrong for one in shown] == [""] * 5
    assert (
        shown[0].quote == "What happened, 1 times?"
        and shown[1].changes
        and shown[2].levels
        and len(shown[3].drafts) == 3
    )
    assert all(deck.show(senior, piece).wrong for piece in second.pieces) and len(second.pieces) == 4
    assert "{unknown thing}" in second.body and second.notes == "A note"
    wrong = capstone.problems(senior)
    assert any("Slide 2, line 9" in one and "no draft" in one for one in wrong)
    works.save_text(senior, deck_work, "# Long\n\n" + "\n".join(f"- line {n}" for n in range(40)))
    assert any("too long for a small screen" in one for one in capstone.problems(senior))


def test_takes_and_defences_are_kept_and_nothing_replaces_another(senior: Desk) -> None:
    capstone.begin(senior)
    with pytest.raises(BadInput, match="no take"):
        capstone.keep_take(senior, [0, 0], (), {"note": ""})
    for seconds in ([10, 20], [12, 30]):
        capstone.keep_take(senior, seconds, ("Why?",), {"note": "Slower"})
    assert [one.seconds for one in capstone.takes(senior)] == [(10, 20), (12, 30)]
    with pytest.raises(BadInput):
        capstone.note_defence(senior, {**DEFENCE, "items": ""})
    first = capstone.note_defence(senior, DEFENCE)
    assert (
        first.items == ("Say whose idea it was", "One slide less") and first.questions[0].answer == "Because I cross it"
    )
    capstone.note_defence(senior, {**DEFENCE, "on": "2027-06-02", "result": "pass", "items": "", "by": ""})
    assert [one.result for one in capstone.defences(senior)] == ["revise", "pass"]
    with pytest.raises(Refused, match="passed already"):
        capstone.note_defence(senior, DEFENCE)


def test_the_panel_scores_the_deck_on_its_own_rubric(senior: Desk) -> None:
    made, work = capstone.begin(senior)
    course, rubric = assessing.rubric_of(senior, work)
    assert rubric.id == course.capstone.rubric
    rated = {one.name: Rating(course.scale(rubric)[1].key) for one in rubric.criteria}
    assessing.assess(senior, work, rated, noted_for=ReportedFrom("panel", "Mr. Lopez"))
    assert made.course == course.ref


@given(some.text(max_size=400))
def test_any_text_is_a_deck(text: str) -> None:
    for slide in read_deck(text):
        assert slide.title or slide.body or slide.notes


@given(some.sampled_from(["growth", "timeline"]), some.from_regex(r"[A-Za-z0-9:]{1,12}", fullmatch=True))
def test_a_live_piece_reads_back_as_it_is_written(kind: str, name: str) -> None:
    one = Live(kind, (name,), 1)  # type: ignore[arg-type]
    assert read_piece(one.written) == one


@pytest.mark.parametrize("size", SIZES[1:], ids=str)
async def test_preparing_and_rehearsing_by_keys(senior: Desk, size: tuple[int, int]) -> None:
    root = senior.portfolio.root
    senior.portfolio.close()
    app = PortfolioApp(root, SetClock(NOON), Config(), remember=False)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause(0.2)
        await pilot.press("7")
        await pilot.pause(0.2)
        assert isinstance(app.screen, Capstone) and "Not begun yet" in screen_text(pilot)
        await pilot.press("b")
        await pilot.pause(0.2)
        assert "no claim yet" in screen_text(pilot)
        app.screen.query_one("#list", Listing).choose("HUM:Q")
        await pilot.press("enter")
        await pilot.pause(0.2)
        await fill(pilot, claim="I ask who decided")
        assert "I ask who decided" in screen_text(pilot)
        await pilot.press("a")
        await pilot.pause(0.2)
        assert "your first piece on" in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert "early" in screen_text(pilot)
        await pilot.press("a", "end", "enter")
        await pilot.pause(0.2)
        assert "my own choice" in screen_text(pilot)
        await pilot.press("escape", "r")
        await pilot.pause(0.2)
        assert isinstance(app.screen, Rehearsal)
        told = screen_text(pilot)
        assert "of 12:00" in told and "slide 1 of 7" in told and "take 1" in told
        await pilot.press("space", "b", "b", "n", "n", "p", "p", "backspace", "space")
        await pilot.pause(0.2)
        assert "slide 2 of 7" in screen_text(pilot) and "My claim" in screen_text(pilot)
        await pilot.press("escape")
        await pilot.pause(0.2)
        assert "The panel asks" in screen_text(pilot)
        await fill(pilot, note="Look up more")
        await settled(pilot)
        assert len(capstone.takes(app.desk)) == 1
        await pilot.press("r", "space", "escape")
        await pilot.pause(0.2)
        await pilot.press(*"Slow", "escape")
        await settled(pilot)
        assert [one.note for one in capstone.takes(app.desk)] == ["Look up more", "Slow"], "escape keeps a take, too"
        await pilot.press("1")
        app.desk.portfolio.keep_form("take", json.dumps({"seconds": [40, 52]}))  # the power went in the third
        await pilot.press("7")
        await settled(pilot)
        assert capstone.takes(app.desk)[2].seconds == (40, 52) and "1:32" in screen_text(pilot)
        assert app.desk.portfolio.kept_form("take") == ""
        await pilot.press("d")
        await pilot.pause(0.2)
        assert "???" in screen_text(pilot)
        await pilot.press("f2")
        await pilot.pause(0.2)
        assert "2  " in screen_text(pilot) and "???" not in screen_text(pilot), "slides, as they will be shown"
        assert isinstance(app.screen, Workspace)
        tab, place = app.screen.query_one(Tab), app.screen.query_one("#tab")
        tab.remove()
        place.mount(made := Writing(tab.work.id))
        app.screen.on_tab_line_into()  # a key that is faster than a tab is made
        await pilot.pause(0.2)
        assert made.editor.text
        await pilot.press("ctrl+q")


async def test_hostile_words_on_slides(senior: Desk) -> None:
    _made, work = capstone.begin(senior)
    works.save_text(senior, work, "\n---\n".join(f"# {told}\n{told}\n- {told}\n???\n{told}" for told in NASTY[:20]))
    root = senior.portfolio.root
    senior.portfolio.close()
    app = PortfolioApp(root, SetClock(NOON), Config(), remember=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.2)
        await pilot.press("7", "r")
        await pilot.pause(0.2)
        for _slide in range(20):
            await pilot.press("space")
            assert not controls(screen_text(pilot).encode())
        await pilot.press("ctrl+q")


def test_a_title_before_a_name_is_not_a_sentence_to_quote(senior: Desk) -> None:
    capstone.begin(senior, "My questions")
    one = next(one for one in capstone.own_choice(senior) if one.when == "later")
    works.save_draft(senior, one.work, "Kitchen", text="# Soup\n\nMrs. Lopez counted the bowls twice. I did not.\n")
    senior.portfolio.settle()
    draft = senior.drafts(one.work)[-1]
    code = "HUM:Q"
    capstone.bring(senior, code, one.work, draft, "later", "my own choice")
    assert any("“Mrs. Lopez counted the bowls twice.”" in told for told, _line in layable(senior, code))
