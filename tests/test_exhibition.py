"""An exhibition for guests: what is chosen stays as it was, guests' words are attached, the page asks for nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.hostile import NASTY, controls
from tests.test_cli import CHOICE, GOAL, Cli, Failed, cli, mine  # noqa: F401
from tests.test_deck import Seen


def test_a_page_for_guests(cli: Cli, mine: str, tmp_path: Path) -> None:  # noqa: F811
    with pytest.raises(Failed) as told:
        cli("exhibition", "new", "--title", "Autumn", "--words", "Look")
    assert "nothing to show yet" in told.value.err
    with pytest.raises(Failed) as told:
        cli("export", "exhibition", str(tmp_path / "page.html"))
    assert "No exhibition" in told.value.err
    cli(*GOAL)
    cli(*CHOICE)
    for number, text in enumerate(("Who owns it?", "Who may drink?"), 1):
        (tmp_path / "text.md").write_text(f"# Four score\n\n{text}\n")
        cli("draft", "save", "four-score", "--from", str(tmp_path / "text.md"), "--name", f"Draft {number}")
    cli("reflect", "four-score", "--moment", "during", "--answer", "1=It got shorter")
    cli("share", "four-score")
    assert "1 goals, 1 drafts and 1 reflections" in cli("exhibition", "new", "--title", "Autumn", "--words", "Look")
    cli("exhibition", "new", "--title", "First drafts", "--words", "Look", "--draft", "four-score:1")
    cli("exhibition", "respond", "autumn", "--who", NASTY[0] or "x", "--text", "<b>I stopped here</b> \x1b[2J")
    cli("export", "exhibition", str(tmp_path / "page.html"), "autumn")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Who may drink?" in page and "It got shorter" in page and "&lt;b&gt;I stopped here" in page
    assert "Who owns it?" not in page and not controls(page.encode())
    names = [tag for tag, _attributes in Seen(page).tags]
    assert names.count("h1") == 1 and "script" not in names
    cli("export", "exhibition", str(tmp_path / "other.html"))
    assert "Who owns it?" in (tmp_path / "other.html").read_text(encoding="utf-8"), "a draft as it was named"
    (tmp_path / "mine.html").write_text("mine")
    with pytest.raises(Failed) as told:
        cli("export", "exhibition", str(tmp_path / "mine.html"))
    assert "is there already" in told.value.err
    every = json.loads(cli("exhibition", "list", "--json"))["items"]
    assert [one["title"] for one in every] == ["Autumn", "First drafts"] and len(every[0]["responses"]) == 1
