"""XML from outside as a small tree. A document type is refused, so no entity is ever declared, fetched or expanded.

expat of the standard library does the work: `defusedxml`, which guards it the same way, has had no release since 2021.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from portfolio.i18n import _

_MOST_NODES = 500_000
_MOST_DEEP = 200


@dataclass
class Node:
    """One element."""

    name: str
    """Its name without the namespace, in small letters."""
    space: str
    """The namespace's address, "" for none."""
    attributes: dict[str, str]
    """By name without the namespace."""
    parts: list[Node | str] = field(default_factory=list)
    """Elements and text, in order."""

    def all(self, name: str) -> Iterator[Node]:
        """The elements of that name right below it."""
        return (part for part in self.parts if isinstance(part, Node) and part.name == name)

    def first(self, name: str) -> Node | None:
        """The first of them."""
        return next(self.all(name), None)

    def below(self, name: str) -> Iterator[Node]:
        """The elements of that name at any depth below it, in order."""
        waiting: list[Node | str] = [*reversed(self.parts)]
        while waiting:
            part = waiting.pop()
            if isinstance(part, Node):
                if part.name == name:
                    yield part
                waiting += reversed(part.parts)

    @property
    def text(self) -> str:
        """The text in it and below it, as it stands."""
        found: list[str] = []
        waiting: list[Node | str] = [self]
        while waiting:
            part = waiting.pop()
            if isinstance(part, str):
                found.append(part)
            else:
                waiting += reversed(part.parts)
        return "".join(found)


def parse(data: bytes) -> Node:
    """The root element of an XML document.

    Raises:
        ValueError: it is not XML, or not such as is read here, with the reason.
    """
    top = Node("", "", {})
    open_: list[Node] = [top]
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > _MOST_NODES or len(open_) > _MOST_DEEP:
            raise ValueError(_("it has far too many elements, or they are nested too deep"))
        space, _sign, local = name.rpartition(" ")
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        made = Node(local.lower(), space, plain)
        open_[-1].parts.append(made)
        open_.append(made)

    def end(_name: str) -> None:
        open_.pop()

    def text(value: str) -> None:
        open_[-1].parts.append(value)

    def refuse(*_given: object) -> None:
        raise ValueError(_("it declares a document type, which no portfolio needs and which can do harm"))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ValueError(_("it is not XML from line {n} on").format(n=error.lineno)) from None
    except (UnicodeError, LookupError):
        raise ValueError(_("its letters are in an encoding that is not read here")) from None
    return next(part for part in top.parts if isinstance(part, Node))
