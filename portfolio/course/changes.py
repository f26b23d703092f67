"""What is new in a course, in sentences for those who have had an earlier version of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from portfolio.i18n import _
from portfolio.model.course import Course


def what_changed(old: Course, new: Course) -> list[str]:
    """Standards, rubrics and tasks that came, went or changed, one sentence a kind; nothing where only words moved."""
    told: list[str] = []
    kinds: list[tuple[str, Sequence[Any], Sequence[Any], Callable[[Any], str]]] = [
        (_("Tasks"), old.tasks, new.tasks, lambda one: one.title),
        (_("Standards"), old.standards, new.standards, lambda one: one.name),
        (_("Rubrics"), old.rubrics, new.rubrics, lambda one: one.title),
    ]
    for kind, before, after, name in kinds:
        was, now = ({_key(one): one for one in side} for side in (before, after))
        parts = [
            _("{name} (new)").format(name=name(now[key])) for key in now if key not in was
        ] + [
            _("{name} (changed)").format(name=name(now[key])) for key in now if key in was and now[key] != was[key]
        ] + [
            _("{name} (no longer there)").format(name=name(was[key])) for key in was if key not in now
        ]  # fmt: skip
        if parts:
            told.append(f"{kind}: {', '.join(parts)}.")
    if old.year != new.year:
        told.insert(0, _("It is for the school year {year} now.").format(year=new.year))
    return told


def _key(one: Any) -> str:
    return str(getattr(one, "code", "") or one.id)
