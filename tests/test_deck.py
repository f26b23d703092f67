"""The deck as one file: it opens anywhere, asks for nothing, and shows hostile words as words."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from portfolio.clock import SetClock
from portfolio.errors import NotFound, Refused
from portfolio.export import deck
from portfolio.services import capstone, works
from portfolio.services.desk import Desk, open_desk
from tests.hostile import NASTY, controls
from tests.makers import NOON
from tests.test_app import home  # noqa: F401
from tests.test_capstone import senior  # noqa: F401
from tests.test_cli import Cli, Failed, cli  # noqa: F401
from tests.test_sample import sample  # noqa: F401


class Seen(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it."""
        self.tags.append((tag, dict(attrs)))


def test_the_samples_deck_opens_anywhere(sample: str, cli: Cli, tmp_path: Path) -> None:  # noqa: F811
    assert "6 slides are written into" in cli("-C", sample, "export", "deck", str(tmp_path / "deck.html"))
    page = (tmp_path / "deck.html").read_text(encoding="utf-8")
    seen = Seen(page)
    names = [tag for tag, _attributes in seen.tags]
    assert names.count("h1") == 1 and names.count("section") == 6 and names.count("script") == 1
    assert not [one for _tag, one in seen.tags if "src" in one or (one.get("href") or "#").startswith("http")]
    assert "default-src 'none'" in page and "<ins" in page and "<del" in page and "ran out of bowls" in page
    assert "Pause after" in page, "the notes are in it"
    cli("-C", sample, "export", "deck", str(tmp_path / "deck.html"))
    (tmp_path / "other.html").write_text("mine")
    with pytest.raises(Failed) as told:
        cli("-C", sample, "export", "deck", str(tmp_path / "other.html"))
    assert "is there already" in told.value.err and (tmp_path / "other.html").read_text() == "mine"


def test_hostile_words_stay_words(senior: Desk, tmp_path: Path) -> None:  # noqa: F811
    with pytest.raises(NotFound):
        deck.page(senior)
    _made, work = capstone.begin(senior)
    nasty = [*NASTY, "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))"]
    works.save_text(senior, work, "\n---\n".join(f"# {one}\n\n{one}\n\n> {one}\n???\n{one}" for one in nasty))
    page, wrong = deck.page(senior)
    seen = Seen(page)
    assert [tag for tag, _attributes in seen.tags].count("script") == 1 and not wrong
    assert not [one for _tag, one in seen.tags if any(name.startswith("on") for name in one)]
    assert not [one for _tag, one in seen.tags if (one.get("href") or "").startswith("javascript")]
    assert not controls(page.encode())
    (tmp_path / "folder").mkdir()
    deck.write(senior, str(tmp_path / "folder"))
    deck.write(senior, str(tmp_path / "new/one/deck.html"))
    assert (tmp_path / "new/one/deck.html").exists()
    assert (tmp_path / "folder/deck.html").exists()
    (tmp_path / "folder/deck.html").write_text("mine")
    with pytest.raises(Refused):
        deck.write(senior, str(tmp_path / "folder"))
    again = open_desk(senior.portfolio.root, SetClock(NOON))
    assert capstone.current(again)
    again.portfolio.close()
