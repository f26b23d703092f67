"""Standards to a CASE package, so that other programs can read them, and `case.read_package` reads them back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from portfolio.course.case import Json, own_identifier, uuid_of
from portfolio.model.course import Standard
from portfolio.text import line

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def to_package(title: str, creator: str, standards: Iterable[Standard], at: str, document: str) -> dict[str, Json]:
    """Standards as a package that `read_package` reads back to the same standards.

    What each grade expects stands in an item's notes, a line a grade; other codes are exactMatchOf associations. An
    identifier that did not come in, or is no UUID, is made from the code.

    Args:
        at: the instant of the last change, ISO 8601.
        document: what the document's identifier is made from.

    Returns:
        A CFPackage (CASE 1.0, section 4.3): CFDocument, CFItems and CFAssociations, each with its required fields.
    """
    head = uuid_of("document", document)
    whole = {"title": line(title), "identifier": head, "uri": f"urn:uuid:{head}"}
    items: list[Json] = []
    links: list[Json] = []
    used: set[str] = set()
    for number, one in enumerate(_once(standards), 1):
        name = one.case if _is_uuid(one.case) and one.case.lower() not in used else own_identifier(one.code)
        used.add(name.lower())
        node = {"title": one.code, "identifier": name, "uri": f"urn:uuid:{name}"}
        items.append(_item(one, node, whole, at))
        links.append(_link("isChildOf", node, whole, at, number))
        for other in one.also:
            same = own_identifier(other)
            links.append(
                _link("exactMatchOf", node, {"title": other, "identifier": same, "uri": f"urn:uuid:{same}"}, at)
            )
    return {
        "CFDocument": {
            "identifier": head,
            "uri": whole["uri"],
            "creator": line(creator),
            "title": whole["title"],
            "adoptionStatus": "Draft",
            "CFPackageURI": whole,
            "lastChangeDateTime": at,
        },
        "CFItems": items,
        "CFAssociations": links,
    }


def _item(one: Standard, node: Mapping[str, str], whole: Mapping[str, str], at: str) -> dict[str, Json]:
    told = [f"{grade}: {what.how}: {what.text}" for grade, what in one.grades.items() if what.how]
    return {
        "identifier": node["identifier"],
        "uri": node["uri"],
        "CFDocumentURI": dict(whole),
        "humanCodingScheme": one.code,
        "abbreviatedStatement": one.name,
        "fullStatement": one.statement,
        "CFItemType": "Standard",
        "educationLevel": [
            "KG" if grade == "K" else grade.zfill(2) if grade.isdigit() else grade for grade in one.grades
        ],
        **({"notes": "\n".join(told)} if told else {}),
        "lastChangeDateTime": at,
    }


def _once(standards: Iterable[Standard]) -> Iterable[Standard]:
    found: dict[str, Standard] = {}
    for one in standards:
        found.setdefault(one.code, one)
    return found.values()


def _is_uuid(text: str) -> bool:
    return bool(_UUID.fullmatch(text))


def _link(kind: str, origin: Mapping[str, str], target: Mapping[str, str], at: str, number: int = 0) -> dict[str, Json]:
    name = uuid_of("link", f"{kind} {origin['identifier']} {target['identifier']}")
    return {
        "identifier": name,
        "uri": f"urn:uuid:{name}",
        "associationType": kind,
        "originNodeURI": dict(origin),
        "destinationNodeURI": dict(target),
        **({"sequenceNumber": number} if number else {}),
        "lastChangeDateTime": at,
    }
