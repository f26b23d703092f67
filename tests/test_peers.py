"""What a classmate says at the author's keyboard: kind, specific, helpful; answered, and told in the story."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portfolio.clock import SetClock
from portfolio.services import story
from portfolio.services.desk import open_desk
from tests.makers import NOON
from tests.test_cli import CHOICE, Cli, Failed, cli, mine  # noqa: F401


def test_peer_feedback_at_the_authors_screen(cli: Cli, mine: str, tmp_path: Path) -> None:  # noqa: F811
    cli(*CHOICE)
    (tmp_path / "text.md").write_text("The mill says it is ours.")
    cli("draft", "save", "four-score", "--from", str(tmp_path / "text.md"), "--name", "First")
    said = ("--who", "Ines", "--warm", "The mill speaks", "--quote", "The mill says", "--next", "Let the fish speak")
    with pytest.raises(Failed) as told:
        cli("feedback", "note", "four-score", *said[:5], "never written", *said[6:])
    assert "does not stand in" in told.value.err
    assert "Noted for Ines" in cli("feedback", "note", "four-score", *said)
    (waiting,) = json.loads(cli("feedback", "list", "--json"))["items"]
    assert waiting["by"] == "Ines" and waiting["tone"] == "next" and waiting["quote"] == "The mill says"
    (tmp_path / "text.md").write_text("The mill says it is ours. The fish do not agree.")
    cli("draft", "save", "four-score", "--from", str(tmp_path / "text.md"), "--name", "Second")
    cli("feedback", "answer", waiting["id"][-8:], "--how", "revise", "--text", "They speak now")
    desk = open_desk(mine, SetClock(NOON))
    version = next(one for one in desk.past.timeline() if one.note.change == "feedback.answer")
    told, pieces = story.text_change(desk, version)
    assert "Let the fish speak" in told and any("fish" in one.text for one in pieces if one.tag == "added")
    desk.portfolio.close()
