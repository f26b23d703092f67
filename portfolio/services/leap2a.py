"""A Leap2A export, as Mahara and other portfolio systems write it, read into plain values.

Leap2A is an Atom feed: one entry a thing, with a type (`rdf:type`), links to other entries, and what the program that
wrote it knows besides (specification 2010-07, www.leapspecs.org/2A; Mahara's own names are in its namespace).
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass

from portfolio.clock import instant
from portfolio.errors import BadInput
from portfolio.i18n import _
from portfolio.services.htmltext import from_html, from_plain, from_tree, safe_link
from portfolio.services.xmltree import Node, parse
from portfolio.text import clean, line, shorten

_ATOM = "http://www.w3.org/2005/Atom"
_TITLE = 200
"""A longer title is cut (characters)."""
_LAST = re.compile(r"[:/#]")


@dataclass(frozen=True)
class Entry:
    """One thing of the export."""

    id: str
    kind: str
    """Its Leap2A type: entry, selection, plan, resource, person, ability …"""
    plugin: str
    """What Mahara calls it: blog, blogpost, task, image …; "" where another program wrote it."""
    title: str
    text: str
    """Its content as Markdown."""
    summary: str
    """Its summary as Markdown."""
    at: str
    """When it was published, else last changed, an instant; "" where neither is told."""
    by: str
    """Whoever wrote it, where that is not the owner."""
    links: tuple[tuple[str, str], ...]
    """Relation without its namespace, and the id or address it leads to."""
    terms: tuple[str, ...]
    """Its categories."""
    dates: tuple[tuple[str, str], ...]
    """Point (start, end, target) and day as written."""
    done: bool
    """Whether a plan is completed."""
    src: str
    """The address of its file, where it is one."""
    details: int
    """How many personal details (address, phone, birthday) it has; none of them is read."""

    @property
    def day(self) -> str:
        """The day of `at`."""
        return self.at[:10]

    def to(self, *relations: str) -> list[str]:
        """Where its links with one of these relations lead."""
        return [target for relation, target in self.links if relation in relations]


@dataclass(frozen=True)
class Feed:
    """A whole export."""

    key: str
    """What names its owner in every export from the same place."""
    owner: str
    """The owner's name, "" where it is not told."""
    program: str
    """The program that wrote it."""
    entries: tuple[Entry, ...]


def read_feed(data: bytes) -> Feed:
    """The export in the bytes of its leap2a.xml.

    Raises:
        BadInput: it is no Leap2A export, or one that is not read here, with the reason.
    """
    try:
        root = parse(data)
    except ValueError as error:
        raise _not_read(str(error)) from None
    if root.name != "feed" or root.space != _ATOM:
        raise _not_read(_("it is no Leap2A export, which is an Atom feed"))
    generator = root.first("generator")
    owner = _author(root)
    key = line(_text(root, "id"))
    if generator is not None and line(generator.text).lower() == "mahara":
        key = re.sub(r"/\d+$", "", key)  # the time of the export
    entries = {entry.id: entry for node in root.all("entry") if (entry := _entry(node, owner)) is not None}
    return Feed(key, owner, line(generator.text) if generator else "", tuple(entries.values()))


def _not_read(reason: str) -> BadInput:
    return BadInput(
        _("This export was not read: {reason}. Nothing was changed.").format(reason=reason),
        _("In Mahara, choose “Export”, then “Leap2A”, and bring in the zip you get."),
    )


def _text(node: Node, name: str) -> str:
    found = node.first(name)
    return found.text if found is not None else ""


def _author(node: Node) -> str:
    found = node.first("author")
    return shorten(_text(found, "name"), 80) if found is not None else ""


def _entry(node: Node, owner: str) -> Entry | None:
    name = line(_text(node, "id"))
    if not name:
        return None
    kind, plugin, content = node.first("type"), node.first("artefactplugin"), node.first("content")
    view = node.first("view")
    links = [
        (_last(one.attributes.get("rel", "related")), one.attributes.get("href", "").strip())
        for one in node.all("link")
    ]
    src = content.attributes.get("src", "") if content is not None else ""
    by = _author(node)
    status = [one.attributes.get("stage", "") for one in node.all("status")]
    return Entry(
        id=name,
        kind=_last(kind.attributes.get("resource", "")) if kind is not None else "entry",
        plugin=line(plugin.attributes.get("type", "")) if plugin is not None else "view" if view is not None else "",
        title=shorten(_text(node, "title"), _TITLE),
        text=_blocks(view) if view is not None else _markdown(content),
        summary=_markdown(node.first("summary")),
        at=_instant(node),
        by=by if by != owner else "",
        links=tuple(links),
        terms=tuple(line(one.attributes.get("term", "")) for one in node.all("category")),
        dates=tuple((one.attributes.get("point", ""), _day(one)) for one in node.all("date") if _day(one)),
        done=any(_last(one) == "completed" for one in status),
        src=src,
        details=sum(1 for _one in node.all("persondata")),
    )


def _last(name: str) -> str:
    """`leap2:has_part`, and the same as an address, without what stands before the name itself."""
    return _LAST.split(line(name))[-1]


def _instant(node: Node) -> str:
    for name in ("published", "updated"):
        at = instant(line(_text(node, name)))
        if at is not None:
            return at.isoformat()
    return ""


def _day(node: Node) -> str:
    value = shorten(node.text or node.attributes.get("label", ""), 40)
    return value[:10] if instant(value) is not None else value


def _markdown(node: Node | None) -> str:
    """The content of an entry (RFC 4287, section 4.1.3)."""
    if node is None or node.attributes.get("src"):
        return ""
    kind = node.attributes.get("type", "text").strip().lower()
    if kind in ("xhtml", "application/xhtml+xml"):
        return from_tree(node)
    if kind in ("html", "text/html"):
        return from_html(node.text)
    return from_plain(node.text)


def _blocks(view: Node) -> str:
    """The texts on a page of Mahara's; what a block shows of other entries comes along with those."""
    found = []
    for block in view.below("blockinstance"):
        title, kind = line(block.attributes.get("blocktitle", "")), line(block.attributes.get("blocktype", ""))
        texts = [from_html(told) for name in ("text", "content") for told in _values(block, name)]
        addresses = [
            f"<{link}>" for name in ("url", "videoid") for told in _values(block, name) if (link := safe_link(told))
        ]
        inside = "\n\n".join(one for one in [*texts, *addresses] if one)
        if inside:
            found.append(f"### {from_plain(title or kind)}\n\n{inside}")
    return "\n\n".join(found)


def _values(block: Node, name: str) -> list[str]:
    """The texts of a setting, which Mahara writes as JSON in a list."""
    found: list[str] = []
    for one in block.all(name):
        with suppress(ValueError, RecursionError):
            value = json.loads(one.text)
            found += [clean(told) for told in (value if isinstance(value, list) else [value]) if isinstance(told, str)]
    return found
