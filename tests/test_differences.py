"""Word differences read as a person would mark them; that they lose nothing is in test_properties."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.cli.drafts import marked
from portfolio.model.diff import compare, counts

RIVER = "Ayse asked who owns the river.\n\nNobody at the plant could say, and nobody had asked before.\n"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param(
            RIVER,
            "Ayse asked who owns the river. Nobody at the plant could say.\n",
            "Ayse asked who owns the river. Nobody at the plant could say[-, and nobody had asked before-].\n",
            id="a blank line that went leaves the words around it",
        ),
        pytest.param(
            "I walked along the river\nto the bridge, where the\nwater is warm in winter.\n",
            "I walked along the river to the old bridge,\nwhere the water is warm in winter.\n",
            "I walked along the river to the{+ old+} bridge,\nwhere the water is warm in winter.\n",
            id="lines broken elsewhere",
        ),
        pytest.param(
            "One thing is sure.\n\nThe fish are gone.\n\nThat is all I know.",
            "One thing is sure.\n\nThe trout are gone.\n\nWhat else? That is all I know.",
            "One thing is sure.\n\nThe [-fish-]{+trout+} are gone.\n\n{+What else? +}That is all I know.",
            id="whole sentences",
        ),
        pytest.param(
            "The cat sleeps in the yard.",
            "The dog barks. The cat sleeps in the yard.",
            "{+The dog barks. +}The cat sleeps in the yard.",
            id="a sentence before one that begins alike",
        ),
        pytest.param(
            "| n | first |\n|---|---|\n| 2 | 1 |\n| 3 | 3 |\n",
            "| n | first | new |\n|---|---|---|\n| 2 | 1 | 7 |\n| 3 | 3 | 8 |\n",
            "| n | first |{+ new |+}\n|---|---|{+---|+}\n| 2 | 1 |{+ 7 |+}\n| 3 | 3{+ | 8+} |\n",
            id="a column of a table",
        ),
        pytest.param(
            "She is 71 and knows 4.15 from 4.30, she says.",
            "She is 71, and knows 4.15 from 4.45, she says.",
            "She is 71{+,+} and knows 4.15 from [-4.30-]{+4.45+}, she says.",
            id="marks and numbers",
        ),
        pytest.param(
            "They take water in to make power every day.",
            "They take water in for cooling every day.",
            "They take water in [-to make power-]{+for cooling+} every day.",
            id="words that go together",
        ),
        pytest.param(
            "We should stop the plant because of the fish and the people who live there.",
            "I think everybody downstream ought to be asked, and the town decides after that vote.",
            "[-We should stop the plant because of the fish and the people who live there-]"
            "{+I think everybody downstream ought to be asked, and the town decides after that vote+}.",
            id="another sentence that happens to share small words",
        ),
        pytest.param("河水很冷。", "河水不冷。", "河水[-很-]{+不+}冷。", id="signs without spaces"),
    ],
)
def test_words_that_were_kept_are_kept(old: str, new: str, told: str) -> None:
    assert marked(compare(old, new)) == told


@given(st.lists(st.sampled_from([" ", "\n", "\n\n", "  \n"]), min_size=1), st.randoms(use_true_random=False))
def test_where_lines_break_is_no_change_of_words(gaps: list[str], rng: object) -> None:
    mixed = sorted(gaps, key=lambda _gap: rng.random())  # type: ignore[attr-defined]
    old, new = ("".join(f"word{n}{gap}" for n, gap in enumerate(each)) for each in (gaps, mixed))
    assert not any(piece.text.strip() for piece in compare(old, new) if piece.tag != "same")
    assert counts(old, new).added == counts(old, new).removed == 0


def test_long_texts_without_a_line_in_common_take_no_time() -> None:
    old = " ".join(f"w{n * 7 % 911}" for n in range(20_000))
    new = " ".join(f"w{n * 11 % 907}" for n in range(20_000))
    start = time.process_time()
    assert compare(old, new) and compare(old, new[:-400] + old)
    nested = [f"{n}" for start in range(1, 10_000) for n in (start + 1, start)]  # each is alone when the last is found
    assert compare("\n".join(nested), "\n.\n".join(nested))
    many = ("".join(f"line {n * by % 400}\n" for n in range(20_000)) for by in (7, 11))
    assert len(compare(*many)) < 10
    assert time.process_time() - start < 3
