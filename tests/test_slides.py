"""The deck as a presentation and as a handout: what fits, what goes on, what stays here, what is refused."""

from __future__ import annotations

import io
import json
import os
import random
import sys
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from portfolio.app import PortfolioApp
from portfolio.clock import SetClock
from portfolio.config import Config
from portfolio.export import paging, slides
from portfolio.export.pictures import picture
from portfolio.export.slidetext import Run, Table, Words, parts_of
from portfolio.services import capstone, works
from portfolio.services.desk import Desk, open_desk
from portfolio.text import clean
from tests.hostile import NASTY
from tests.makers import NOON
from tests.test_app import fill, home, screen_text, settled  # noqa: F401
from tests.test_capstone import senior  # noqa: F401
from tests.test_cli import Cli, Failed, cli  # noqa: F401
from tests.test_keys import seen
from tests.test_sample import sample  # noqa: F401

LONG = "All the words of a long story that goes on. " * 900
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x28\0\0\0\x1e\x08\x02\0\0\0"


def hostile_deck(desk: Desk) -> slides.Deck:
    """A deck of texts that break careless programs, and of such as are too long."""
    _made, work = capstone.current(desk) or capstone.begin(desk)
    told = [
        *NASTY,
        '#read("/etc/passwd") $x$ *b* `c` @ref <lab> \\ // /* #import "@preview/x:1.0.0" ]]] [[',
        "\ufffe\uffff",
    ]
    every = [f"# {one}\n\n{one}\n\n- {one}\n\n> {one}\n\n| a | b |\n|-|-|\n| {one} | x |\n???\n{one}" for one in told]
    long = [
        f"# Long\n\n{LONG}\n???\nMy note",
        f"# No space\n\n{'x' * 40_000}",
        f"# Cell\n\n|a|b|\n|-|-|\n|{LONG}|x|\n|y|z|",
    ]
    works.save_text(desk, work, "\n---\n".join([*every, *long]))
    return slides.read(desk)


def test_markdown_becomes_paragraphs_and_nothing_else() -> None:
    told = "# H\n\nA **b** <b>x</b> [l](https://e.org) [j](javascript:1)\\\nnext\n\n"
    told += "1. one\n   - two\n\n     more\n2. three\n\n```\nc d\n```"
    found = [one for one in parts_of(told) if isinstance(one, Words)]
    assert [(one.kind, one.text, one.depth, one.number, one.goes_on) for one in found] == [
        ("head", "H", 0, None, False),
        ("text", "A b <b>x</b> l (https://e.org) [j](javascript:1)", 0, None, False),
        ("text", "next", 0, None, False),
        ("item", "one", 0, 1, False),
        ("item", "two", 1, None, False),
        ("item", "more", 1, None, True),
        ("item", "three", 0, 2, False),
        ("code", "c d", 0, None, False),
    ]
    assert [run.link for run in found[1].runs if run.link] == ["https://e.org"]


def test_what_is_too_long_goes_on_and_no_word_is_lost() -> None:
    chance = random.Random(7)
    for _trial in range(8):
        some = ["a", "word", "x" * 300, "日本語" * 9, "longer-word"]
        words = [chance.choice(some) for _n in range(chance.randint(1, 600))]
        cell = (Run(" ".join(words[:200])),)
        parts: list[slides.Part] = [
            Words("text", (Run(" ".join(words), strong=chance.random() < 0.5),)),
            Table("T", ("a", "b"), ((cell, (Run("x"),)),) * chance.randint(1, 3)),
            *(Words("item", (Run(one),), 2) for one in words[:30]),
        ]
        chance.shuffle(parts)
        found = paging.pages(parts)
        shown = [one for page in found for one in page.placed]
        for kind in ("text", "item"):
            had = "".join(one.text for one in parts if isinstance(one, Words) and one.kind == kind)
            now = "".join(one.part.text for one in shown if isinstance(one.part, Words) and one.part.kind == kind)
            assert now.replace(" ", "") == had.replace(" ", "")
        cells = [row[0] for one in shown if isinstance(one.part, Table) for row in one.part.rows]
        rows = len(next(one for one in parts if isinstance(one, Table)).rows)
        told = "".join(run.text for each in cells for run in each)
        assert told.replace(" ", "") == cell[0].text.replace(" ", "") * rows
        assert all(one.top + one.height <= paging.HEIGHT + paging.GAP + 1 for one in shown)


def test_pictures_are_read_without_being_decoded() -> None:
    found = picture("a.png", PNG)
    assert found is not None and found.upright == (40, 30)
    frame = b"\xff\xc0\0\x11\x08\0\x1e\0\x28\x03"
    exif = b"\xff\xe1\0\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    turned = picture("a.JPG", b"\xff\xd8" + exif + frame)
    assert turned is not None and (turned.upright, turned.turn, turned.kind) == ((30, 40), 90, "jpeg")
    huge = PNG[:16] + b"\0\1\0\0\0\1\0\0" + PNG[24:]
    for name, data in (
        ("a.png", huge),
        ("a.png", PNG[:18]),
        ("a.jpg", PNG),
        ("a.jpg", b"\xff\xd8\xff"),
        ("a.gif", None),
    ):
        assert picture(name, data) is None, name
    chance = random.Random(3)
    for _trial in range(300):
        data = bytearray(b"\xff\xd8" + exif + frame)
        for _n in range(4):
            data[chance.randrange(3, len(data))] = chance.randrange(256)
        picture("a.jpg", bytes(data))


def test_without_the_package_it_says_what_to_install(cli: Cli, sample: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    for name, package in (("pptx", "pptx"), ("pdf", "typst")):
        monkeypatch.setitem(sys.modules, package, None)
        for further in ((), ("--preview",)):
            with pytest.raises(Failed, match=rf"pip install 'portfolio\[{name}\]'"):
                cli("-C", sample, "export", name, f"x.{name}", *further)
        assert not os.path.exists(f"x.{name}")


@pytest.mark.parametrize(("name", "package"), [("pptx", "pptx"), ("pdf", "typst")])
def test_one_file_that_says_what_stays_here(name: str, package: str, cli: Cli, sample: str, tmp_path: Path) -> None:  # noqa: F811
    pytest.importorskip(package)
    made = tmp_path / f"out.{name}"
    told = cli("-C", sample, "export", name, str(made), "--preview")
    assert "4. Who decided, and who was not asked?" in told and "Nothing was written" in told and not made.exists()
    assert (
        "private reflection stays here" in told and "stay here" in told if name == "pdf" else "are in it, too" in told
    )
    told = cli("-C", sample, "export", name, str(made))
    assert "6 slides are written into" in told and str(made) in told
    first = made.read_bytes()
    with pytest.raises(Failed, match="is there already, and was not touched"):
        cli("-C", sample, "export", name, str(made))
    assert made.read_bytes() == first
    with pytest.raises(Failed, match="in your portfolio"):
        cli("-C", sample, "export", name, sample)
    found = json.loads(cli("-C", sample, "export", name, str(made), "--replace", "--json"))
    assert found["slides"] == 6 and found["wrong"] == [] and found["bytes"] == made.stat().st_size
    with pytest.raises(Failed, match="could not be saved"):
        cli("-C", sample, "export", name, f"/proc/nowhere.{name}")
    assert os.listdir(tmp_path) == [made.name]


def test_the_presentation_reads_back_as_it_was_written(sample: str) -> None:  # noqa: F811
    pptx = pytest.importorskip("pptx")
    from portfolio.export import powerpoint

    desk = open_desk(sample, SetClock(NOON))
    deck = slides.read(desk)
    data, wrong = powerpoint.made(deck, NOON, notes=True)
    file = pptx.Presentation(io.BytesIO(data))
    assert wrong == [] and [one.shapes.title.text for one in file.slides] == [one.title for one in deck.sheets]
    assert [one.notes_slide.notes_text_frame.text if one.has_notes_slide else "" for one in file.slides] == [
        one.notes for one in deck.sheets
    ]
    grown = file.slides[3]
    table = next(one for one in grown.shapes if one.has_table).table
    assert [cell.text for cell in table.rows[3].cells][1:] == ["Dear Parks Department", "independent", "3 Proficient"]
    body = grown.placeholders[1]
    assert body.text_frame.text.split("\n")[2] == "Now: What would it cost to ask them now?"
    assert all('type="slidenum"' in one.shapes._spTree.xml for one in file.slides)
    said: Any = file.core_properties
    assert (said.title, said.author, said.last_modified_by) == (deck.title, "Maya Sample", "Maya Sample")
    bare, _wrong = powerpoint.made(deck, NOON, notes=False)
    assert not any(one.has_notes_slide for one in pptx.Presentation(io.BytesIO(bare)).slides)
    desk.portfolio.close()


def test_signs_that_no_file_may_hold_are_shown_as_signs() -> None:
    assert clean("a\ufffeb\uffff") == "a‹FFFE›b‹FFFF›"


async def test_the_app_writes_the_deck(senior: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    capstone.begin(senior)
    root = senior.portfolio.root
    senior.portfolio.close()
    monkeypatch.setitem(sys.modules, "pptx", None)
    app = PortfolioApp(root, SetClock(NOON), Config(), remember=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause(0.2)
        await pilot.press("7")
        await pilot.pause(0.2)
        await pilot.press("t", "down")
        await seen(pilot, "portfolio[pptx]")
        await pilot.press("ctrl+s")
        await seen(pilot, "Nothing was written")
        await pilot.press("up")
        await seen(pilot, "7 slides")
        app.screen.query_one("#place", Input).value = str(tmp_path / "out.html")
        await pilot.press("ctrl+s")
        await seen(pilot, "It is here: ")
        await pilot.press("ctrl+q")
    assert (tmp_path / "out.html").read_text().count('<section class="slide"') == 7
