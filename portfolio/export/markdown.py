"""Markdown that people wrote, as HTML: no HTML of theirs, no picture but the work's own files, no link but to the web
and to mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from portfolio.export.pages import esc
from portfolio.i18n import _
from portfolio.text import clean, line

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_WEB = re.compile(r"(https?://|mailto:)[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
_BESIDE = re.compile(r"(\./)?(files/)?[^/\\:?#]+")
"""A file beside the text, as people write it: photo.png, files/photo.png."""


class Beside(NamedTuple):
    """A file of the work that a text may show or lead to."""

    href: str
    """Its place, as seen from the page."""
    is_picture: bool
    alt: str
    """What is in the picture, in the student's words; "" where they wrote nothing."""


Find = Callable[[str], Beside | None]


class Markdown:
    """Renders texts; made once for many."""

    def __init__(self) -> None:
        from markdown_it import MarkdownIt

        self._reader: MarkdownIt = MarkdownIt("commonmark", {"html": False}).enable("table")
        self._reader.validateLink = allowed  # type: ignore[method-assign,assignment]

    def html(self, text: str, first: int, find: Find, title: str = "") -> str:
        """A text as HTML.

        Args:
            first: the level that its highest heading gets (2 to 6); none below skips a level.
            find: the file of the work with a name, None where there is none.
            title: the page's heading; where the text begins with the same one it is not repeated.
        """
        tokens = self._reader.parse(clean(text))
        if title and len(tokens) > 2 and tokens[0].type == "heading_open" and line(tokens[1].content) == line(title):
            tokens = tokens[3:]
        _headings(tokens, first)
        for token in tokens:
            if token.children:
                token.children = list(_inline(token.children, find))
        told: str = self._reader.renderer.render(tokens, self._reader.options, {})
        return told.replace("<table>", _TABLE.format(told=esc(_("Table")))).replace("</table>", "</table></div>")


_TABLE = '<div class="wide" role="group" tabindex="0" aria-label="{told}"><table>'


def allowed(address: str) -> bool:
    """Whether an address may stand in a text: the web, mail, or a file beside it (which must then be found)."""
    return bool(_WEB.fullmatch(address) or _BESIDE.fullmatch(address))


def _headings(tokens: Sequence[Token], first: int) -> None:
    """Give headings levels that begin at `first` and never skip one."""
    above: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            given = int(token.tag[1])
            while above and above[-1] >= given:
                above.pop()
            above.append(given)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(first + len(above) - 1, 6)}"


def _inline(tokens: Sequence[Token], find: Find) -> Iterator[Token]:
    """Links and pictures made safe; a link says where it leads."""
    tag = address = told = ""
    for token in tokens:
        if token.type == "image":
            yield _picture(token, find)
        elif token.type == "link_open":
            tag, token.attrs, address = _led(str(token.attrs.get("href", "")), find)
            token.tag, told = tag, ""
            yield token
        elif token.type == "link_close":
            token.tag = tag
            yield token
            if address and told not in (address, unquote(address), address.removeprefix("mailto:")):
                yield _raw(token, f' <span class="address">({esc(unquote(address))})</span>')
            address = ""
        else:
            told += token.content
            yield token


def _led(href: str, find: Find) -> tuple[str, dict[str, str | int | float], str]:
    """Where a link leads: its tag, its attributes, and its address where that is outside the folder."""
    if _WEB.fullmatch(href):
        return "a", {"href": href, "rel": "noreferrer noopener"}, href
    found = find(_name(href))
    return ("a", {"href": found.href}, "") if found else ("span", {"class": "nowhere"}, "")


def _picture(token: Token, find: Find) -> Token:
    """A picture of the work itself; of any other one its words and its address."""
    source = str(token.attrs.get("src", ""))
    found = find(_name(source)) if _BESIDE.fullmatch(source) else None
    if found is not None and found.is_picture:
        alt = token.content or found.alt or _("Picture. No description was written.")
        return _raw(token, f'<img src="{esc(found.href)}" alt="{esc(alt)}">')
    told = _("[A picture that is not in this folder: {told}]").format(told=token.content or unquote(source))
    return _raw(token, f'<span class="nowhere">{esc(told)}</span>')


def _name(href: str) -> str:
    return unquote(href).rpartition("/")[2]


def _raw(like: Token, told: str) -> Token:
    """HTML of ours in place of a token."""
    return like.copy(type="html_inline", tag="", nesting=0, attrs={}, content=told, children=None)
