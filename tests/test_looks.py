"""Colours that can be read: contrast of every text on every ground it stands on, computed."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from portfolio.widgets import pixels
from portfolio.widgets.themes import HIGH, INK, PAPER, TERMINAL

TEXTS = ("foreground", "muted", "primary", "link", "amber", "good", "added", "removed")
GROUNDS = ("back", "card", "bar", "chosen")


def colours(theme: Theme) -> dict[str, str]:
    return {
        **theme.variables,
        "foreground": str(theme.foreground),
        "primary": theme.primary,
        "back": str(theme.background),
    }


def _ratio(one: str, other: str) -> float:
    """Contrast ratio after WCAG 2.2."""

    def light(text: str) -> float:
        parts = [part / 255 for part in Color.parse(text).rgb]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [INK, PAPER, HIGH], ids=lambda theme: theme.name)
def test_every_text_can_be_read_on_every_ground(theme: Theme) -> None:
    known = colours(theme)
    need = 7.0 if theme is HIGH else 4.5
    pairs = [(text, ground) for text in TEXTS for ground in GROUNDS]
    pairs += [(f"level-{n}-text", f"level-{n}") for n in range(1, 7)]
    pairs += [("on-primary", "primary"), ("footer-description-foreground", "footer-background")]
    pairs += [("footer-key-foreground", "footer-background"), ("input-cursor-foreground", "input-cursor-background")]
    for text, ground in pairs:
        found = _ratio(known[text], known[ground])
        wanted = 4.5 if ground == "chosen" else need
        assert found >= wanted, f"{theme.name}: {text} on {ground} is {found:.2f}"


def test_black_on_white_is_21() -> None:
    assert round(_ratio("#000000", "#ffffff"), 1) == 21.0


def test_the_terminal_look_brings_no_colour_of_its_own() -> None:
    found = {name: value for name, value in TERMINAL.variables.items() if not name.endswith("text-style")}
    assert all(value.startswith("ansi_") for value in found.values())


def test_simple_symbols_are_ascii() -> None:
    pixels.use_simple(True)
    try:
        for sign in "▚●○◆◇⚑⚐✎✓↺▸·–—…“”‘’⏎↑↓←→│":
            assert pixels.sign(sign).isascii(), sign
        assert pixels.sparkline([1, 3, 5]).plain == "135"
    finally:
        pixels.use_simple(False)
