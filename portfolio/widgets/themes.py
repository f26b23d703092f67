"""How the app looks: ink (dark), paper (light), high contrast, and the terminal's own colours."""

from __future__ import annotations

from textual.theme import Theme

NAMES = ("ink", "paper", "high-contrast", "terminal")
_USES = {
    "muted": ("muted", "footer-description-foreground", "scrollbar-hover"),
    "quiet": ("quiet", "scrollbar", "border-blurred"),
    "link": ("link",),
    "amber": ("amber",),
    "good": ("good",),
    "added": ("added",),
    "removed": ("removed",),
    "on-primary": ("on-primary", "input-cursor-foreground"),
    "chosen": ("chosen", "block-cursor-background", "block-cursor-blurred-background"),
    "bar": ("bar", "block-hover-background"),
    "card": ("card",),
    "back": (
        "footer-background",
        "footer-description-background",
        "footer-key-background",
        "footer-item-background",
        "scrollbar-background",
        "scrollbar-background-hover",
        "scrollbar-background-active",
        "scrollbar-corner-color",
    ),
    "primary": ("footer-key-foreground", "input-cursor-background", "scrollbar-active", "border"),
    "text": ("block-cursor-foreground", "block-cursor-blurred-foreground"),
}
"""Each colour of a theme, and the variables of ours and of Textual's that take it."""


def _theme(name: str, *, dark: bool, base: dict[str, str], levels: list[tuple[str, str]], ansi: bool = False) -> Theme:
    shades = {}
    for n, (back, fore) in enumerate(levels, 1):
        shades[f"level-{n}"], shades[f"level-{n}-text"] = back, fore
    return Theme(
        name=name,
        dark=dark,
        ansi=ansi,
        primary=base["primary"],
        secondary=base["link"],
        accent=base["primary"],
        warning=base["amber"],
        error=base["removed"],
        success=base["good"],
        foreground=base["text"],
        background=base["back"],
        surface=base["card"],
        panel=base["bar"],
        variables={
            **shades,
            **{variable: base[colour] for colour, variables in _USES.items() for variable in variables},
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-text-style": "none",
            "ansi-background": "ansi_black" if ansi else base["back"],
            "ansi-foreground": "ansi_white" if ansi else base["text"],
        },
    )


INK = _theme(
    "ink",
    dark=True,
    base={
        "back": "#11151c",
        "card": "#171d26",
        "bar": "#1d2635",
        "quiet": "#2f3947",
        "text": "#e6e9ef",
        "muted": "#98a1af",
        "primary": "#63c9b0",
        "on-primary": "#0d1117",
        "chosen": "#203a3a",
        "link": "#8fb0ff",
        "amber": "#e8ae55",
        "good": "#8ccf7e",
        "added": "#8ccf7e",
        "removed": "#f0808a",
    },
    levels=[
        ("#3f3a70", "#e6e4ff"),
        ("#27558c", "#ffffff"),
        ("#1e7461", "#ffffff"),
        ("#b9ca4a", "#10140a"),
        ("#d99a3d", "#140d02"),
        ("#c9606a", "#140204"),
    ],
)
PAPER = _theme(
    "paper",
    dark=False,
    base={
        "back": "#f7f5f0",
        "card": "#fffefb",
        "bar": "#e9e5db",
        "quiet": "#cfc8b8",
        "text": "#23262b",
        "muted": "#5f6470",
        "primary": "#0b6b59",
        "on-primary": "#ffffff",
        "chosen": "#dcebe4",
        "link": "#2850a8",
        "amber": "#8a5a00",
        "good": "#2a6e1f",
        "added": "#22681a",
        "removed": "#b3263a",
    },
    levels=[
        ("#dcd9f5", "#2c2663"),
        ("#c5dcf5", "#0f3a66"),
        ("#bfe5d9", "#0b4437"),
        ("#dbe69a", "#34400a"),
        ("#f3d9a8", "#4d3206"),
        ("#f2c1c4", "#5c141b"),
    ],
)
HIGH = _theme(
    "high-contrast",
    dark=True,
    base={
        "back": "#000000",
        "card": "#000000",
        "bar": "#000000",
        "quiet": "#8a8a8a",
        "text": "#ffffff",
        "muted": "#d0d0d0",
        "primary": "#ffff00",
        "on-primary": "#000000",
        "chosen": "#003c8c",
        "link": "#8fd3ff",
        "amber": "#ffc94d",
        "good": "#7dff7d",
        "added": "#7dff7d",
        "removed": "#ff9a9a",
    },
    levels=[
        ("#ffffff", "#000000"),
        ("#8fd3ff", "#000000"),
        ("#7dff7d", "#000000"),
        ("#ffff00", "#000000"),
        ("#ffc94d", "#000000"),
        ("#ff9a9a", "#000000"),
    ],
)
TERMINAL = _theme(
    "terminal",
    dark=True,
    ansi=True,
    base={
        "back": "ansi_default",
        "card": "ansi_default",
        "bar": "ansi_default",
        "quiet": "ansi_bright_black",
        "text": "ansi_default",
        "muted": "ansi_default",
        "primary": "ansi_cyan",
        "on-primary": "ansi_black",
        "chosen": "ansi_default",
        "link": "ansi_bright_blue",
        "amber": "ansi_yellow",
        "good": "ansi_green",
        "added": "ansi_green",
        "removed": "ansi_red",
    },
    levels=[
        ("ansi_magenta", "ansi_black"),
        ("ansi_blue", "ansi_white"),
        ("ansi_cyan", "ansi_black"),
        ("ansi_green", "ansi_black"),
        ("ansi_yellow", "ansi_black"),
        ("ansi_white", "ansi_black"),
    ],
)
THEMES = (INK, PAPER, HIGH, TERMINAL)
