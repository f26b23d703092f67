"""Small pieces of HTML. Every text that a person wrote goes through `esc`, and nowhere else into a page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from portfolio.clock import day
from portfolio.i18n import LANGUAGES, _
from portfolio.text import clean
from portfolio.wording import month_day

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
"""What a browser may load for a page: its style sheet and pictures from the same folder, nothing else."""
STYLE = "style.css"
_MEANS = re.compile(r"""[&<>"'\x00-\x08\x0b-\x1f\x7f-\U0010ffff]""")
"""What HTML or `clean` could change."""
_SHORT = 100
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_BACKWARDS = ("ar", "fa", "he", "ur", "yi")
"""Languages written from right to left."""


def esc(text: str) -> str:
    """A text as it stands in HTML, in an attribute, too; control characters become visible signs."""
    return _short(text) if len(text) < _SHORT else _escaped(text)


def _escaped(text: str) -> str:
    return html.escape(clean(text)) if _MEANS.search(text) else text


_short = lru_cache(4096)(_escaped)
"""Labels, names and titles stand on page after page."""


def said(text: str) -> str:
    """Somebody's words inside a sentence; their direction does not spill over."""
    return f"<bdi>{esc(text)}</bdi>"


def fill(told: str, **parts: str) -> str:
    """A sentence of ours, escaped, with HTML in the places of its names."""
    return esc(told).format(**parts)


def words(text: str, kind: str = "p") -> str:
    """Somebody's words as paragraphs; lines stay lines."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", clean(text)) if part.strip()]
    return "".join(f'<{kind} dir="auto">{esc(part).replace(chr(10), "<br>")}</{kind}>' for part in parts)


def plain(told: str) -> str:
    """A sentence of ours as a paragraph."""
    return f"<p>{esc(told)}</p>"


def quiet(told: str) -> str:
    """HTML as a paragraph that stands back."""
    return f'<p class="quiet">{told}</p>' if told else ""


def soft(told: str) -> str:
    """HTML that stands back inside a sentence."""
    return f'<span class="quiet">{told}</span>' if told else ""


def when(text: str) -> str:
    """A day with its year, from a date or an instant; "" where it is neither."""
    found = day(text[:10])
    return on(found) if found else ""


def on(at: date) -> str:
    """A day with its year."""
    return f'<time datetime="{at}">{esc(month_day(at, date.min))}</time>'


def pairs(rows: Iterable[tuple[str, str]]) -> str:
    """Labels (ours) with values (HTML); rows without a value are left out, and so is an empty list."""
    told = "".join(f"<div><dt>{esc(label)}</dt><dd>{value}</dd></div>" for label, value in rows if value)
    return f'<dl class="pairs">{told}</dl>' if told else ""


def listed(items: Iterable[str], kind: str = "ul", style: str = "") -> str:
    """A list of HTML, "" for none."""
    told = "".join(f"<li>{item}</li>" for item in items)
    return f"<{kind}{_style(style)}>{told}</{kind}>" if told else ""


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of HTML cells; the first cell of a row names it. It scrolls by itself where the window is narrow.

    Args:
        caption: ours or escaped, without tags.
        heads: HTML of the column heads.
    """
    above = "".join(f'<th scope="col">{head}</th>' for head in heads)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>' for row in rows
    )
    if not body:
        return ""
    return (
        f'<div class="wide" role="group" tabindex="0" aria-label="{caption}"><table><caption>{caption}</caption>'
        f"<thead><tr>{above}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def section(level: int, heading: str, body: str, *, style: str = "", name: str = "") -> str:
    """A part of a page under a heading (HTML), "" where it has no body."""
    if not body:
        return ""
    known = f' id="{name}"' if name else ""
    return f"<section{_style(style)}{known}><h{level}>{heading}</h{level}>{body}</section>"


def _style(style: str) -> str:
    return f' class="{style}"' if style else ""


def link(to: str, told: str, here: str) -> str:
    """A link to another file of the folder.

    Args:
        to: its path in the folder, made by us.
        told: HTML.
        here: the path of the page that has the link.
    """
    return f'<a href="{up(here)}{to}">{told}</a>'


def up(here: str) -> str:
    """The way from a page to the folder's top."""
    return "../" * here.count("/")


def level(key: str, name: str, scale: Sequence[str]) -> str:
    """A level: its digit and word, with a colour besides; one word without a colour where the scale has no digits."""
    place = scale.index(key) + 1 if key in scale and name != key else 0
    told = f"<b>{esc(key)}</b> {esc(name)}" if name != key else f"<b>{esc(key)}</b>"
    return f'<span class="level level-{min(place, 6)}">{told}</span>'


def spoken(language: str) -> str:
    """The language of our words on the pages of somebody who wants `language`: that, or English without a catalogue."""
    return language if language in LANGUAGES else "en"


def tongue(language: str) -> str:
    """The attribute for somebody's own words where they are in another language than ours."""
    fits = _LANGUAGE.fullmatch(language) and spoken(language) != language
    return f' lang="{esc(language)}"' if fits else ""


def frame(
    path: str, title: str, owner: str, language: str, places: Sequence[tuple[str, str]], body: str, end: str
) -> str:
    """A whole page.

    Args:
        path: its path in the folder.
        title: what it is called (text).
        owner: whose portfolio it is (text).
        places: path and name (text) of the pages every page leads to.
        body: HTML with the only h1.
        end: HTML of the foot.
    """
    speaks = spoken(language)
    turn = ' dir="rtl"' if speaks.partition("-")[0] in _BACKWARDS else ""
    menu = "".join(f'<li><a href="{up(path)}{to}"{_here(path, to)}>{esc(name)}</a></li>' for to, name in places)
    whole = title if title == owner else f"{title} – {owner}"
    return (
        f'<!doctype html>\n<html lang="{speaks}"{turn}>\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
        f'<meta name="color-scheme" content="light dark">\n<title>{esc(whole)}</title>\n'
        f'<link rel="stylesheet" href="{up(path)}{STYLE}">\n</head>\n<body>\n'
        f'<a class="skip" href="#main">{esc(_("Skip to the content"))}</a>\n'
        f'<header><p class="whose">{said(owner)}</p>'
        f'<nav aria-label="{esc(_("Places"))}"><ul>{menu}</ul></nav></header>\n'
        f'<main id="main" tabindex="-1">\n{body}\n</main>\n<footer>{end}</footer>\n</body>\n</html>\n'
    )


def _here(path: str, to: str) -> str:
    return ' aria-current="page"' if path == to else ""
