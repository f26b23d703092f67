"""A portfolio as web pages: whole, readable by everybody, and with nothing in them that is meant to stay here."""

from __future__ import annotations

import errno
import json
import os
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from portfolio.clock import SetClock, stamp
from portfolio.course import shelf
from portfolio.door import Portfolio
from portfolio.door.create import create
from portfolio.errors import NotSaved, Refused
from portfolio.export import folder as out
from portfolio.export import site as export
from portfolio.export import sitestays
from portfolio.export.attached import safe_name
from portfolio.export.markdown import Beside, Markdown, allowed
from portfolio.history.reading import History
from portfolio.model.deck import read_deck
from portfolio.model.exhibition import Exhibition
from portfolio.model.feedback import Comment
from portfolio.model.goal import Goal
from portfolio.model.record import Passage, ReportedFrom, new_id
from portfolio.model.work import Assessment, Attachment, Draft, Rating, Reflection, Work
from portfolio.services import assessing, capstone, choosing, exhibiting, feedback, goals, reflecting, works
from portfolio.services.desk import Desk
from portfolio.services.exhibiting import responses
from portfolio.store import files
from tests.hostile import NASTY
from tests.makers import NOON
from tests.pages import Read, read
from tests.test_app import GOAL, Opened, _begun, fill, home, opened, screen_text, settled  # noqa: F401 - fixtures
from tests.test_cli import Cli, Failed, cli  # noqa: F401 - a fixture
from tests.test_keys import seen

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
SECRET = "zebra-in-the-night"
STAYS = "only-half-typed-words"


def _teacher(root: str, clock: SetClock, desk: Desk, work: Work) -> str:
    """A teacher's history about the student: a rating on each criterion and two comments; gives its folder."""
    mine = create(root, "Ms. Okafor", clock, courses={})
    given = desk.assessments(work)[-1]
    text = desk.view.text(work)
    quote = text[40:70]
    with mine.change("assess.save", "Rate", work=work.id) as change:
        change.put(
            Assessment(
                id=new_id(clock.now()), created=stamp(clock.now()), work=work.id, rubric=given.rubric,
                blob=given.blob, ratings={name: Rating("4", comment="Seen from the bank") for name in given.ratings},
            )
        )  # fmt: skip
        for said in ("What does the permit say?", "Your numbers carry it."):
            blob = desk.view.blob(work)
            change.put(
                Comment(
                    id=new_id(clock.now()), created=stamp(clock.now()), work=work.id, version="0" * 40, blob=blob,
                    tone="question", text=said, passage=Passage(work.id, blob, 40, 70, quote),
                )
            )  # fmt: skip
    mine.settle()
    mine.close()
    return root


def _of_others(root: str) -> list[tuple[History, str]]:
    history = History(f"{root}/.git")
    return [(history, history.head())]


def _defended(desk: Desk) -> None:
    """A defence that is to be revised, with a panel's rating, and one that is passed with another deck."""
    _found, deck = capstone.need(desk)
    course, rubric = assessing.rubric_of(desk, deck)
    levels = course.scale(rubric)
    for level, who, result in ((levels[0], "Mr. Lopez", "revise"), (levels[-1], "Ms. Brandt", "pass")):
        rated = {one.name: Rating(level.key, comment=f"Heard by {who}") for one in rubric.criteria}
        assessing.assess(desk, deck, rated, noted_for=ReportedFrom("panel", who))
        told = {"on": str(desk.today), "result": result, "questions": f"{who} asks? – I answer {who}.", "who": who}
        told |= {"items": "Name the page", "by": "2027-06-02"} if result == "revise" else {}
        capstone.note_defence(desk, told)
        works.save_text(desk, deck, f"{desk.view.text(deck)}\n---\n\n# After {who}\n\n???\n{STAYS}\n")


class Made:
    """The sample with a teacher's words, and its pages."""

    def __init__(self, folder: str, root: str) -> None:
        clock = SetClock(NOON)
        self.mine = Portfolio.open(root, clock)
        plain = Desk(self.mine, clock)
        self.work = next(one for one in plain.works() if plain.assessments(one) and len(plain.drafts(one)) > 1)
        teacher = _teacher(f"{folder}/teacher", clock, plain, self.work)
        self.desk = Desk(self.mine, clock, lambda: _of_others(teacher))
        first = next(
            one for one in feedback.received(self.desk) if one.comment.tone == "question" and one.reply is None
        )
        feedback.answer(self.desk, first, {"how": "revise", "text": "I looked it up and quote it now."})
        picture = Path(folder, "the river.png")
        picture.write_bytes(PNG)
        works.attach(self.desk, self.work, str(picture), "A brown river from above")
        works.attach(self.desk, self.work, str(picture))
        reflecting.reflect(self.desk, self.work, "after", {"What was hard?": SECRET}, private=True)
        _defended(self.desk)
        self.mine.keep_text(self.work, STAYS, "")
        self.mine.keep_form("goal", json.dumps({"statement": STAYS}))
        self.folder = f"{folder}/pages"
        self.mine.settle()
        with export.reading(self.desk) as then:
            made = export.Site(then)
            self.pages_told = made.pages()
            self.stays = sitestays.left_out(made, self.desk)
            self.counts: list[tuple[int, int]] = []
            export.write(made, out.check(self.folder, root, export.KIND), lambda *n: self.counts.append(n))
            self.page = made.work_pages[self.work.id]
        self.pages = read(self.folder)


@pytest.fixture(scope="module")
def made(_built: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = str(tmp_path_factory.mktemp("site"))
    one = Made(folder, shutil.copytree(_built, f"{folder}/maya"))
    yield one
    one.mine.close()


def test_no_page_has_a_fault(made: Made) -> None:
    assert len(made.pages) == len(made.pages_told) > 25
    assert {path: one.faults() for path, one in made.pages.items() if one.faults()} == {}


def test_every_page_is_reached_from_the_first(made: Made) -> None:
    seen, waiting = set(), ["index.html"]
    while waiting:
        path = waiting.pop()
        if path in seen or not path.endswith(".html"):
            continue
        seen.add(path)
        for given in made.pages[path].attributes("a"):
            waiting.append(
                os.path.normpath(os.path.join(os.path.dirname(path), given["href"].partition("#")[0] or "."))
            )
            waiting = [one for one in waiting if one in made.pages]
    assert seen == set(made.pages)


def test_a_work_has_its_choice_text_drafts_and_reflections(made: Made) -> None:
    one = made.pages[made.page]
    desk = made.desk
    choice = desk.choice(made.work)
    assert choice is not None and choice.reason in one.text
    for draft in desk.drafts(made.work):
        assert draft.name in one.text
    last = [line for line in desk.view.text(made.work).split("\n") if len(line) > 60 and line[0].isalpha()]
    assert last[-1][:50] in one.text
    for each, private in desk.reflections(made.work):
        assert (each.answers[0].text[:40] in one.text) is not private
    assert one.inside["ins"] and one.inside["del"]
    assert all(given["data-told"] for given in (*one.attributes("ins"), *one.attributes("del")))


def test_who_rated_stands_side_by_side_and_nothing_is_mixed(made: Made) -> None:
    html = Path(made.folder, made.page).read_text()
    rated = html[html.index("How it was rated") :].partition("</section>")[0]
    row = next(part for part in rated.split("<tr>") if 'scope="row"' in part)
    assert "(self)" in rated and "Teacher" in rated and "Ms. Okafor" in rated
    own = made.desk.assessments(made.work)[-1]
    name = row.partition('scope="row">')[2].partition("<")[0]
    assert f"<b>{own.ratings[name].level}</b>" in row and "<b>4</b>" in row and "Seen from the bank" in row
    assert row.count("<td>") == rated.partition("</thead>")[0].count('scope="col"') - 1
    everything = " ".join(one.text for one in made.pages.values()).lower()
    assert "mean level" not in everything and " %" not in rated


def test_a_standard_has_levels_in_words_with_their_situation(made: Made) -> None:
    desk = made.desk
    with export.reading(desk) as then:
        made_site = export.Site(then)
        grown = next(one for one in made_site.grown if one.pieces)
        one = made.pages[made_site.standard_pages[grown.code]]
    piece = grown.pieces[0]
    assert f"{piece.rating.level} {piece.level_name}" in one.text and piece.situation in one.text
    assert grown.statement in one.text and piece.title in one.text


def test_feedback_stands_with_its_answer(made: Made) -> None:
    one = made.pages[made.page]
    assert "What does the permit say?" in one.text and "I looked it up and quote it now." in one.text
    for each in made.desk.view.all(Comment):
        page = made.pages[f"works/{made.desk.view.need(Work, each.work).folder}.html"]
        assert each.reported_from and each.reported_from.name in page.text and "noted by Maya Sample" in page.text
    assert "Your numbers carry it." in one.text and "Not answered yet." in one.text


def test_goals_ways_and_supports_are_there(made: Made) -> None:
    desk = made.desk
    for goal in desk.goals():
        assert goal.statement in made.pages["goals.html"].text
        for look in desk.check_ins(goal):
            assert look.note[:30] in made.pages["goals.html"].text
    assert "it fitted" in made.pages["ways.html"].text
    assert "Source table" in made.pages["support.html"].text


def test_the_capstone_has_claims_with_pieces_slides_and_defences_without_the_speakers_notes(made: Made) -> None:
    page, text = made.pages["capstone.html"], made.pages["capstone.html"].text
    found, deck = capstone.need(made.desk)
    slides = read_deck(made.desk.view.text(deck))
    assert all(claim in text for claim in found.claims.values())
    assert all(slide.title in text for slide in slides)
    assert "I ran out of bowls before I ran out of soup." in text and page.inside["ins"] and "{quote" not in text
    whole = "".join(path.read_text() for path in Path(made.folder).rglob("*.html"))
    assert not any(slide.notes[:40] in whole for slide in slides if slide.notes)
    assert f"The notes to {sum(bool(one.notes) for one in slides)} slides stay here" in "".join(made.stays)
    for piece in found.pieces:
        number = [one.id for one in made.desk.drafts(piece.work)].index(piece.draft) + 1
        target = next(path for path in made.pages if f"{path}#draft-{number}" in whole and piece.work[-6:] in path)
        assert f'id="draft-{number}"' in Path(made.folder, target).read_text()
    assert all(take.note in text for take in capstone.takes(made.desk))
    first, second = Path(made.folder, "capstone.html").read_text().split("<h3>Defence ")[1:]
    assert "Heard by Mr. Lopez" in first and "Name the page" in first and "Ms. Brandt" not in first
    assert "about an earlier version" not in first + second
    assert "Heard by Ms. Brandt" in second and "I answer Ms. Brandt." in second and "Mr. Lopez" not in second
    assert not [path for path in made.pages if "my-questions-grew-teeth" in path]


def test_an_exhibition_has_what_guests_saw_and_wrote(made: Made) -> None:
    text = made.pages["exhibitions.html"].text
    for one in made.desk.view.all(Exhibition):
        assert one.title in text and one.words[:40] in text
        assert all(each.text[:40] in text and each.reported_from.name in text for each in responses(made.desk, one))
        goal, draft = made.desk.view.need(Goal, one.goals[0]), made.desk.view.need(Draft, one.drafts[0])
        assert goal.statement in text and draft.name in text
    assert "noted by Maya" in text


def test_pictures_are_shown_with_words(made: Made) -> None:
    alts = [given["alt"] for given in made.pages[made.page].attributes("img")]
    assert "A brown river from above" in alts
    assert any("No description was written" in alt for alt in alts)


def test_what_is_private_or_half_typed_stays_here_and_is_told(made: Made) -> None:
    private = made.mine.private.all()
    everything = b"".join(path.read_bytes() for path in Path(made.folder).rglob("*") if path.is_file()).decode(
        "utf-8", "replace"
    )
    for words in (SECRET, STAYS, *(answer.text[:60] for one in private for answer in one.answers)):
        assert words not in everything
    assert f"{len(private)} private reflections stay here." in made.stays
    assert any("typed and not saved" in told for told in made.stays) and any(
        "half-filled" in told for told in made.stays
    )
    assert "private reflections stay" not in everything


def test_each_file_is_told_and_the_folder_is_closed_to_others(made: Made) -> None:
    assert (
        made.counts[-1][0]
        == made.counts[-1][1]
        == sum(1 for path in Path(made.folder).rglob("*") if path.is_file()) - 1
    )
    assert os.stat(made.folder).st_mode & 0o077 == 0


# The command


@pytest.fixture
def root(sampled: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PORTFOLIO_DIR", sampled)
    return sampled


def test_the_command_writes_again_but_never_over_what_is_not_its_own(cli: Cli, root: str, tmp_path: Path) -> None:  # noqa: F811
    place = tmp_path / "pages"
    told = cli("export", "site", str(place))
    assert "1 private reflection stays here." in told and str(place / "index.html") in told
    first = (place / "index.html").read_bytes()
    cli("export", "site", str(place))
    assert (place / "index.html").read_bytes() == first
    (place / "notes.txt").write_text("mine")
    with pytest.raises(Failed, match=r"notes\.txt"):
        cli("export", "site", str(place))
    (place / "notes.txt").unlink()
    (place / "index.html").write_text("changed by hand")
    with pytest.raises(Failed, match=r"index\.html"):
        cli("export", "site", str(place))
    assert (place / "index.html").read_text() == "changed by hand"
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").write_text("a")
    for wrong in (str(tmp_path / "full"), root, f"{root}/pages", str(tmp_path), str(tmp_path / "full" / "a")):
        with pytest.raises(Failed):
            cli("export", "site", wrong)
    assert sorted(os.listdir(tmp_path)) == ["full", "maya", "pages"]


def test_a_preview_writes_nothing(cli: Cli, root: str, tmp_path: Path) -> None:  # noqa: F811
    before = sorted(os.listdir(tmp_path))
    told = cli("export", "site", "--preview")
    assert "index.html" in told and "works/who-owns-the-river" in told and "stays here" in told
    listed = json.loads(cli("export", "site", "--preview", "--json"))
    assert listed["pages"][0]["path"] == "index.html" and listed["files"]
    assert sorted(os.listdir(tmp_path)) == before


def test_an_earlier_version_shows_what_was_there_then(cli: Cli, root: str, tmp_path: Path) -> None:  # noqa: F811
    found = json.loads(cli("history", "--kind", "draft", "--json"))["items"]
    cli("export", "site", str(tmp_path / "then"), "--at", found[-1]["version"][:10])
    pages = read(str(tmp_path / "then"))
    assert {path: one.faults() for path, one in pages.items() if one.faults()} == {}
    assert "Who owns the river?" not in pages["index.html"].text and "The photo that moved" in pages["index.html"].text
    assert found[-1]["at"][:4] in pages["index.html"].inside["footer"]


# In the app


async def _asked_for(pilot: Pilot[None], title: str) -> None:
    """Run a command of the palette."""
    from portfolio.screens.commands import commands

    app: Any = pilot.app
    next(one for one in commands(app, app.screen) if one.title == title).do()
    await pilot.pause()


async def test_pages_are_written_and_can_be_stopped_in_the_app(
    opened: Opened,  # noqa: F811
    home: str,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    going, real = threading.Event(), files.write

    def slow(path: str, data: bytes, mode: int = 0o600, *, lasting: bool = True) -> None:
        if "/works/" not in path and path.endswith(".html"):
            going.set()
            time.sleep(0.2)
        real(path, data, mode, lasting=lasting)

    _begun(home)
    async with opened((80, 24)) as pilot:
        await _asked_for(pilot, "Export as web pages")
        await seen(pilot, "What stays here")
        place = pilot.app.screen.query_one("#place", Input)
        assert place.value == f"{home}-pages"
        place.value = home
        await pilot.pause()
        await pilot.press("ctrl+s")
        await seen(pilot, "Name a new place")
        place.value = f"{home}-pages"
        await pilot.pause()
        monkeypatch.setattr(files, "write", slow)
        await pilot.press("ctrl+s")
        while not going.is_set():
            await pilot.pause(0.02)
        await pilot.press("escape", "2")
        await _asked_for(pilot, "Stop writing what you take home")
        await seen(pilot, "nothing was written")
        assert os.listdir(os.path.dirname(home)) == [os.path.basename(home)]
        monkeypatch.setattr(files, "write", real)
        await _asked_for(pilot, "Export as web pages")
        await pilot.press("ctrl+s")
        await seen(pilot, "It is here: ")
        assert "Open it in any browser" in screen_text(pilot)
    pages = read(f"{home}-pages")
    assert {path: one.faults() for path, one in pages.items() if one.faults()} == {}
    assert "Four score" in pages["index.html"].text


# Nothing half-written


@pytest.mark.parametrize("stop", [KeyboardInterrupt, Refused("no more")])
def test_a_stopped_export_leaves_nothing(made: Made, tmp_path: Path, stop: type[BaseException]) -> None:
    def told(done: int, _every: int) -> None:
        if done == 9:
            raise stop

    (tmp_path / "pages").mkdir()
    with export.reading(made.desk) as then, pytest.raises((KeyboardInterrupt, Refused)):
        export.write(export.Site(then), str(tmp_path / "pages"), told)
    assert os.listdir(tmp_path) == ["pages"] and os.listdir(tmp_path / "pages") == []


@pytest.mark.parametrize("call", ["write", "rename", "make_folder"])
def test_a_full_disk_leaves_the_old_pages(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    place = str(tmp_path / "pages")
    small = [("index.html", b"one"), ("works/a.html", b"two")]
    out.write(place, export.KIND, small, 2)
    real, count = getattr(files, call), 0

    def full(*given: object, **named: object) -> object:
        nonlocal count
        count += 1
        if count == {"write": 3, "rename": 2, "make_folder": 1}[call]:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*given, **named)

    monkeypatch.setattr(files, call, full)
    with pytest.raises(NotSaved, match="full"):
        out.write(place, export.KIND, small, 2)
    monkeypatch.undo()
    assert os.listdir(tmp_path) == ["pages"]
    assert out.check(place, "/nowhere", export.KIND) == place and Path(place, "works/a.html").read_bytes() == b"two"


# Hostile words


def hostile_pages(tmp_path: Path) -> str:
    """The pages of a portfolio whose every text and file is hostile."""
    clock = SetClock(NOON)
    root = str(tmp_path / "mine")
    mine = create(root, NASTY[-1], clock, courses=shelf.to_keep(shelf.shipped()["humanities-10"])[1])
    desk = Desk(mine, clock)
    course, task = desk.find_task("social-action")
    picks = {"content": "own:" + NASTY[-1], "product": task.parts["product"].options[0].id}
    with files.relaxed():
        for n, nasty in enumerate(NASTY):
            clock.forward(minutes=1)
            title = nasty if nasty.strip() else "blank"
            work = choosing.choose(desk, course, task, picks, nasty, title[:200])
            works.save_draft(
                desk, work, title[:200], nasty[:200], f"# {title}\n\n{nasty}\n\n#### deep\n\n## up {nasty}\n"
            )
            works.save_draft(
                desk, work, title[:200], nasty[:200], f"{nasty}\n\n> {nasty}\n\n| a | b |\n|---|---|\n| {nasty} | |\n"
            )
            reflecting.reflect(desk, work, "after", {f"Q {nasty}": nasty}, private=False)
            goals.add(desk, {**GOAL, "statement": title[:200], "evidence": title[:200], "why": title[:200]})
            if n < 3:
                for name, data in _FILES:
                    (tmp_path / name).write_bytes(data)
                    works.attach(desk, work, str(tmp_path / name), nasty)
        _hostile_talk(desk)
        mine.settle()
    place = str(tmp_path / "pages")
    with export.reading(desk) as then:
        export.write(export.Site(then), place)
    mine.close()
    return place


def _hostile_talk(desk: Desk) -> None:
    """A capstone and an exhibition of hostile words."""
    words = "\n\n".join(f"x{nasty}" for nasty in NASTY)
    work, short = desk.works()[0], f"x{NASTY[0]}"
    _made, deck = capstone.begin(desk, short)
    capstone.claim(desk, "HUM:Q", {"claim": words})
    capstone.bring(desk, "HUM:Q", work, desk.drafts(work)[0], "early", short)
    pieces = [f"{{quote {work.short} 1: {NASTY[0]}}}", f"{{change {work.short} 1 2}}", f"{{timeline {work.short}}}"]
    pieces += [f"{{image {work.short} {name}}}" for name, _data in _FILES]
    slides = [f"# x{nasty}\n\n> {nasty}\n\n{pieces[n % len(pieces)]}" for n, nasty in enumerate(NASTY)]
    works.save_draft(desk, deck, short, NASTY[0][:200], "\n\n---\n\n".join([*slides, words]))
    works.save_draft(desk, deck, short, NASTY[1][:200], "\n\n---\n\n".join(slides))
    capstone.keep_take(desk, [1, 2], [words], {"note": words})
    told = {"on": "2026-11-20", "result": "revise", "items": words, "by": "2026-12-01", "questions": words}
    capstone.note_defence(desk, {**told, "who": short})
    every = map(exhibiting.key_of, [*desk.goals(), *desk.drafts(work), *desk.view.all(Reflection)])
    shown = exhibiting.arrange(desk, {"title": short, "words": words}, [*every])
    exhibiting.respond(desk, shown, {"who": short, "text": words})


def test_hostile_words_and_names_stay_words(tmp_path: Path) -> None:
    place = hostile_pages(tmp_path)
    pages = read(place)
    assert {path: one.faults() for path, one in pages.items() if one.faults()} == {}
    assert len(pages["capstone.html"].attributes("figure")) > 3 and "exhibitions.html" in pages
    endings = {path.suffix for path in Path(place, "files").rglob("*") if path.is_file()}
    assert endings <= {".png", ".txt", ".bin", ".pdf"}
    shown = {given["src"].rpartition("/")[2] for one in pages.values() for given in one.attributes("img")}
    assert shown and not any("fake" in name for name in shown)


_FILES = [
    ('x" onerror=alert(1) .png', PNG), ("fake.png", b"<script>alert(1)</script>"), ("page.html", b"<script>1</script>"),
    ("draw.svg", b"<svg onload='alert(1)'/>"), ("#1 50%.png", PNG), ("CON.pdf", b"%PDF-1.4"),
    ("program", b"\x7fELF\0\0"),
    ("a.png.html", PNG), (".hidden", b"x"), ("\u202egnp.html", b"<b>"),
]  # fmt: skip


def test_records_that_point_elsewhere_bring_nothing(tmp_path: Path, clock: SetClock) -> None:
    (tmp_path / "secret.txt").write_text(SECRET)
    root = str(tmp_path / "mine")
    mine = create(root, "Ada", clock, courses=shelf.to_keep(shelf.shipped()["humanities-10"])[1])
    desk = Desk(mine, clock)
    course, task = desk.find_task("social-action")
    picks = {"content": task.parts["content"].options[0].id, "product": task.parts["product"].options[0].id}
    work = choosing.choose(desk, course, task, picks, "because", "River")
    reflecting.reflect(desk, work, "after", {"q": SECRET}, private=True)
    name, now = desk.fresh()
    places = (
        f"{tmp_path}/secret.txt",
        "../secret.txt",
        "private/reflections",
        "portfolio.json",
        "works/../../secret.txt",
    )
    with mine.change("file.attach", "Attach", work=work.id) as change:
        for n, place in enumerate(places):
            each = Attachment(id=new_id(clock.now()), created=now, work=work.id, file=place, name=f"{n}.txt", size=1)
            change.put(each)
        change.put(Reflection(id=name, created=now, work="nobody", moment="after", answers=()))
        for blob in ("HEAD", "../../../../secret.txt", "0" * 40, "x\nHEAD"):
            each_id = new_id(clock.now())
            change.put(Draft(id=each_id, created=now, work=work.id, name=blob, blob=blob, words=1))
        twin = replace(work, id=new_id(clock.now()), title="Twin")
        change.put(twin)
    mine.settle()
    place = str(tmp_path / "pages")
    with export.reading(desk) as then:
        export.write(export.Site(then), place)
    mine.close()
    pages = read(place)
    assert {path: one.faults() for path, one in pages.items() if one.faults()} == {}
    assert not Path(place, "files").exists()
    assert len([path for path in pages if path.startswith("works/")]) == 2
    assert SECRET not in "".join(path.read_text() for path in Path(place).rglob("*") if path.is_file())


def _html(text: str, found: Beside | None = None) -> str:
    return Markdown().html(text, 3, lambda name: found if name == "a.png" else None, "T")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](https://evil.example/p.png)",
        "![x](//evil/p.png)",
        "![x](data:image/png;base64,AAAA)", "![x](../../a.png)", "![x](file:///etc/passwd)", "[x](javascript:alert(1))",
        "[x](vbscript:1)", "[x](file:///etc/passwd)", "[x](smb://host/share)", "[x](//host/x)", "[x](\\\\host\\x)",
        "[x](data:text/html,<script>1</script>)", "[x](JaVaScRiPt:1)", "[x](jav&#x0A;ascript:1)", "[x](b.html)",
        '[x](https://a.example/" onclick=1)', "<javascript:alert(1)>", "[![x](javascript:1)](ms-msdt:1)",
        "[x]: data:1\n\n[x]",
    ],
)  # fmt: skip
def test_nothing_in_a_text_loads_or_runs(text: str, tmp_path: Path) -> None:
    told = _html(text)
    page = tmp_path / "x.html"
    page.write_text(told)
    found = Read(page, tmp_path)
    assert found.wrong == []
    assert not found.attributes("img")


def test_a_text_keeps_its_shape() -> None:
    told = _html("# T\n\n#### Deep\n\n# Up\n\n### Under\n\n**b** *i* `c`\n\n- x\n\n| a |\n|---|\n| 1 |\n")
    assert told.startswith("<h3>Deep</h3>") and "<h3>Up</h3>" in told and "<h4>Under</h4>" in told
    assert "<strong>b</strong> <em>i</em> <code>c</code>" in told and 'tabindex="0"' in told
    told = _html(
        "[a page](https://example.org/x) <https://example.org> [file](a.png)", Beside("../files/w/a.png", True, "")
    )
    assert 'a page</a> <span class="address">(https://example.org/x)</span>' in told
    assert told.count('class="address"') == 1 and '<a href="../files/w/a.png">file</a>' in told
    told = _html("![](a.png) ![own words](files/a.png)", Beside("../files/w/a.png", True, "the caption"))
    assert 'alt="the caption"' in told and 'alt="own words"' in told


def test_addresses_and_names() -> None:
    assert allowed("https://example.org/a") and allowed("mailto:a@example.org") and allowed("photo.png")
    assert not any(map(allowed, ("javascript:1", "//x", "../x", "ftp://x", "C:\\x", "file:x", "", "#x", "a/b/c.png")))
    assert safe_name("a.html", b"<b>") == "a.html.txt" and safe_name("a.exe", b"MZ\0") == "a.exe.bin"
    assert safe_name("ok.PNG", PNG) == "ok.PNG" and safe_name("#%?.pdf", b"") == "file.pdf"
