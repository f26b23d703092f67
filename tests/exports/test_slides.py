"""The deck's files in real programs: LibreOffice opens the presentation, poppler reads the handout."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portfolio.clock import SetClock
from portfolio.export import handout, powerpoint, slides
from portfolio.services import capstone, works
from portfolio.services.desk import Desk, open_desk
from portfolio.text import clean
from tests.hostile import controls
from tests.makers import NOON
from tests.test_slides import LONG, hostile_deck

OFFICE = shutil.which("soffice") or shutil.which("libreoffice") or ""
office = pytest.mark.skipif(not OFFICE, reason="needs LibreOffice Impress (apt-get install libreoffice-impress)")
poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext (apt-get install poppler-utils)")


@pytest.fixture
def desk(_built: str, tmp_path: Path) -> Iterator[Desk]:
    """A copy of the sample, open."""
    opened = open_desk(shutil.copytree(_built, tmp_path / "maya"), SetClock(NOON))
    yield opened
    opened.portfolio.close()


def pictured(desk: Desk, tmp_path: Path) -> slides.Deck:
    """A deck of pictures: each kind, one that a camera turned, damaged ones."""
    image = pytest.importorskip("PIL.Image")
    _made, work = capstone.need(desk)
    exif = image.Exif()
    exif[0x0112] = 6
    names = {"a.png": {}, "b.jpg": {"exif": exif}, "c.gif": {}, "d.webp": {}}
    for name, more in names.items():
        image.new("RGB", (600, 400), (40, 120, 160)).save(tmp_path / name, **more)
    for name in ("a.png", "d.webp"):
        (tmp_path / f"cut-{name}").write_bytes((tmp_path / name).read_bytes()[:60])
    every = [*names, "cut-a.png", "cut-d.webp"]
    for name in every:
        works.attach(desk, work, str(tmp_path / name), f"What is in {name}")
    works.save_text(desk, work, "\n---\n".join(f"# {name}\n\n{{image {work.short} {name}}}" for name in every))
    return slides.read(desk)


def presented(deck: slides.Deck) -> tuple[Any, bytes, list[str]]:
    """The presentation as python-pptx reads it, its bytes, and what it says about pictures."""
    pptx = pytest.importorskip("pptx")
    data, wrong = powerpoint.made(deck, NOON, notes=True)
    return pptx.Presentation(io.BytesIO(data)), data, wrong


def in_office(data: bytes, tmp_path: Path) -> Path:
    """What LibreOffice makes of a presentation: a page for each slide."""
    (tmp_path / "deck.pptx").write_bytes(data)
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = [
        OFFICE,
        home,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "deck.pptx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return tmp_path / "deck.pdf"


def told(pdf: Path, tool: str, *more: str) -> str:
    """What pdftotext or pdfinfo says about a file."""
    asked = [tool, *more, str(pdf), *(["-"] if tool == "pdftotext" else [])]
    return subprocess.run(asked, check=True, capture_output=True, timeout=120).stdout.decode()


def count(pdf: Path) -> int:
    """How many pages a file has."""
    found = re.search(r"Pages:\s+(\d+)", told(pdf, "pdfinfo"))
    assert found
    return int(found[1])


def plain(text: str) -> str:
    """A text without spaces, soft hyphens and what breaks lines, to look for words in it."""
    return re.sub(r"[\s\u200b\xad]+", "", text)


@office
@poppler
def test_office_opens_the_samples_deck(desk: Desk, tmp_path: Path) -> None:
    deck = slides.read(desk)
    file, data, wrong = presented(deck)
    pdf = in_office(data, tmp_path)
    assert wrong == [] and count(pdf) == len(file.slides) == len(deck.sheets)
    pages = told(pdf, "pdftotext", "-layout").split("\f")
    for number, (sheet, page) in enumerate(zip(deck.sheets, pages, strict=False), 1):
        assert plain(sheet.title) in plain(page) and page.rstrip().endswith(str(number))
    assert "• Now: What would it cost" in " ".join(pages[3].split()) and "3 Proficient" in pages[3]
    assert "Before" in pages[2] and "After" in pages[2]


@office
@poppler
def test_office_opens_hostile_and_long_slides(desk: Desk, tmp_path: Path) -> None:
    deck = hostile_deck(desk)
    file, data, _wrong = presented(deck)
    first = [one for one in file.slides if not one.shapes.title.text.endswith("(goes on)")]
    assert [one.shapes.title.text for one in first] == [one.title for one in deck.sheets]
    notes = [one.notes_slide.notes_text_frame.text if one.has_notes_slide else "" for one in first]
    assert notes == [one.notes for one in deck.sheets]
    assert len(file.slides) > len(deck.sheets) + 60
    for slide in file.slides:
        assert all(one.top >= 0 and one.top + one.height <= file.slide_height for one in slide.shapes)
        ids = [one.shape_id for one in slide.shapes]
        assert len(ids) == len(set(ids))
    every = zipfile.ZipFile(io.BytesIO(data))
    assert not [
        one for name in every.namelist() for one in controls(every.read(name)) if name.endswith("xml") and one > 13
    ]
    pdf = in_office(data, tmp_path)
    assert count(pdf) == len(file.slides)
    assert plain(LONG) in plain(re.sub(r"Long \(goes on\)|\n\s*\d+\s*\f", "", told(pdf, "pdftotext")))


def test_pictures_have_words_and_stand_upright(desk: Desk, tmp_path: Path) -> None:
    deck = pictured(desk, tmp_path)
    file, _data, wrong = presented(deck)
    found = [one for slide in file.slides for one in slide.shapes if one.shape_type == 13]
    assert [one._element.xpath(".//p:cNvPr/@descr")[0] for one in found] == [
        f"What is in {name}" for name in ("a.png", "b.jpg", "c.gif", "d.webp")
    ]
    assert found[1].rotation == 90 and found[1].width > found[1].height
    assert wrong == ["Slide 5: This picture is damaged.", "Slide 6: This picture is damaged."]
    pytest.importorskip("typst")
    data, wrong = handout.made(deck, NOON, notes=False)
    assert wrong == ["Slide 5: This picture is damaged.", "Slide 6: This picture is damaged."] and b"pdfuaid" in data


@poppler
@pytest.mark.parametrize("notes", [False, True])
def test_the_handout_says_what_it_is_and_keeps_notes_back(desk: Desk, tmp_path: Path, notes: bool) -> None:
    pytest.importorskip("typst")
    deck = slides.read(desk)
    data, wrong = handout.made(deck, NOON, notes=notes)
    pdf = tmp_path / "handout.pdf"
    pdf.write_bytes(data)
    info, text = told(pdf, "pdfinfo"), told(pdf, "pdftotext", "-layout")
    assert wrong == [] and 1 <= count(pdf) <= 3
    assert re.search(r"Title:\s+My questions grew teeth", info) and re.search(r"Author:\s+Maya Sample", info)
    assert re.search(r"Tagged:\s+yes", info) and re.search(r"Page size:.*A4", info)
    assert re.search(rb"<dc:language>.*?en.*?</dc:language>", data, re.DOTALL)
    assert all(plain(one.title) in plain(text) for one in deck.sheets)
    assert plain("Mr. Lopez, who fishes at the bend") in plain(told(pdf, "pdftotext")) and "Permit register" in text
    assert ("Pause after" in text) is notes


@poppler
def test_hostile_words_stay_words_in_the_handout(desk: Desk, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    deck = hostile_deck(desk)
    pdf = tmp_path / "handout.pdf"
    pdf.write_bytes(handout.made(deck, NOON, notes=True)[0])
    text = re.sub(r"Myquestionsgrewteeth–MayaSample\d+/\d+", "", plain(told(pdf, "pdftotext")))
    assert plain('#read("/etc/passwd") $x$') in text and plain("[@click=app.quit]press me[/]") in text
    assert "root:x:0" not in text and plain(clean("<script>alert(1)</script>")) in text
    assert plain(LONG) in text and "x" * 40_000 in text
