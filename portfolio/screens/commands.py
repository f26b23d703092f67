"""Everything the command palette finds: places, keys of this place, tasks, works, goals, looks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.screen import Screen

from portfolio.i18n import _
from portfolio.screens.frame import SECTIONS
from portfolio.widgets.themes import NAMES

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp


def commands(app: PortfolioApp, screen: Screen[Any]) -> Iterable[SystemCommand]:
    """Every command, with a sentence about it. Titles are plain words, never markup."""
    from portfolio.screens.goals import Goals, new_goal
    from portfolio.screens.works import begin

    for key, name in SECTIONS:
        yield SystemCommand(_("Go to {place}").format(place=_(name)), "", lambda key=key: app.action_go(key))
    for found in list(screen.active_bindings.values()):
        binding = found.binding
        if binding.description and found.enabled and not binding.system:
            action = binding.action

            async def do(action: str = action, node: Any = found.node) -> None:
                await app.run_action(action, node)

            yield SystemCommand(_(binding.description), _("Key: {key}").format(key=app.get_key_display(binding)), do)
    yield SystemCommand(_("Set a goal"), _("What you want to get better at"), lambda: new_goal(app))
    yield SystemCommand(_("Undo the newest change"), _("Adds a version; nothing is erased"), app.action_undo_last)
    for work in app.desk.works():
        yield SystemCommand(work.title, _("Open this work"), lambda name=work.id: begin(app, "open", name))
    for course, task in app.desk.tasks():
        ref = f"{course.ref}#{task.id}"
        told = _("Choose for this task of {course}").format(course=course.title)
        yield SystemCommand(task.title, told, lambda ref=ref: begin(app, "choose", ref))
    for goal in app.desk.goals():

        def show(name: str = goal.id) -> None:
            app.action_go("goals")
            place = app.screen
            if isinstance(place, Goals):
                place.call_after_refresh(place.pick, name)

        yield SystemCommand(goal.statement, _("Show this goal"), show)
    for name in NAMES:
        yield SystemCommand(
            _("Look: {theme}").format(theme=name), _("Colours"), lambda name=name: app.action_look(name)
        )
    yield SystemCommand(_("Full or simple symbols"), _("For old consoles"), app.action_symbols)
    yield SystemCommand(_("Leave"), _("Everything is saved"), lambda: app.call_later(app.action_leave))
