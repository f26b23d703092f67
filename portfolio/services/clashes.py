"""What two computers said differently about one thing: both are kept, and the student says which stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.errors import NotFound
from portfolio.i18n import _
from portfolio.model.kinds import KINDS
from portfolio.model.merge import BOTH
from portfolio.model.record import Record
from portfolio.services.desk import Desk


@dataclass(frozen=True)
class Clash:
    """One field with more than one answer."""

    record: Record
    where: str
    """The field, with dots where it lies deeper."""
    values: tuple[Any, ...]
    """What stands first, then what else was said."""

    @property
    def key(self) -> str:
        """What it is known by."""
        return f"{self.record.id}/{self.where}"

    @property
    def field(self) -> str:
        """The field in words."""
        return self.where.replace("_", " ").replace(".", ", ")


def clashes(desk: Desk) -> list[Clash]:
    """Every field that still has more than one answer, the oldest record first."""
    found = []
    for kind in KINDS.values():
        for record in desk.view.all(kind):
            kept = record.extra.get(BOTH)
            for where, others in sorted(kept.items()) if isinstance(kept, dict) else ():
                now = _get(record.to_json(), where)
                if isinstance(others, list) and others:
                    found.append(Clash(record, str(where), (now, *(one for one in others if one != now))))
    return sorted(found, key=lambda one: one.key)


def called(desk: Desk, clash: Clash) -> str:
    """What it is about, in a few words."""
    from portfolio.door.past import describe

    return describe(desk.view, clash.record)


def decide(desk: Desk, key: str, number: int) -> None:
    """Let one of the answers stand; the others stay in the history.

    Args:
        number: which of its values, 0 for the one that stands now.

    Raises:
        NotFound: there is no such clash, or no such answer.
    """
    clash = next((one for one in clashes(desk) if one.key == key), None)
    if clash is None or not 0 <= number < len(clash.values):
        raise NotFound(_("There is nothing of that kind to decide any more."))
    value: dict[str, Any] = clash.record.to_json()
    _set(value, clash.where.split("."), clash.values[number])
    left = {where: others for where, others in value[BOTH].items() if where != clash.where}
    value.pop(BOTH)
    made = clash.record.become({**value, **({BOTH: left} if left else {})})
    subject = f"Decide what stands: {clash.field}"
    with desk.portfolio.change("join.decide", subject, work=getattr(made, "work", "")) as change:
        change.put(made)


def _get(value: Any, where: str) -> Any:
    for part in where.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _set(value: dict[str, Any], path: Sequence[str], new: Any) -> None:
    for part in path[:-1]:
        value = value[part]
    value[path[-1]] = new


def shown(value: Any) -> str:
    """An answer as a person reads it."""
    if isinstance(value, list):
        return ", ".join(map(shown, value))
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')}: {shown(part)}" for name, part in value.items())
    return _("(nothing)") if value in (None, "") else str(value)
