"""Everything the command palette finds: places, keys of this place, tasks, works, goals, looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.screen import Screen

from portfolio.i18n import N_, _
from portfolio.screens.frame import SECTIONS
from portfolio.text import shorten
from portfolio.widgets.keys import keys_here, label
from portfolio.widgets.pixels import sign
from portfolio.widgets.themes import NAMES

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp
    from portfolio.screens.base import BaseApp
    from portfolio.teacher import ClassApp

_LONGEST = 70


class Command(NamedTuple):
    """Something that can be done."""

    title: str
    about: str
    do: Callable[[], Any]


class Commands(Provider):
    """Finds commands by any of their letters. Titles are shown as they are, never read as markup."""

    async def discover(self) -> Hits:
        """Everything, in order."""
        for command in self._all():
            yield DiscoveryHit(_plain(command.title), command.do, command.title, _plain(command.about))

    async def search(self, query: str) -> Hits:
        """What fits the letters typed."""
        matcher = self.matcher(query)
        for command in self._all():
            score = matcher.match(command.title)
            if score > 0:
                yield Hit(score, _plain(command.title), command.do, command.title, _plain(command.about))

    def _all(self) -> list[Command]:
        app: Any = self.app
        return list(commands(app, self.screen))


def _plain(text: str) -> Any:
    return Content(sign(shorten(text, _LONGEST)))


def commands(app: PortfolioApp | ClassApp, screen: Screen[Any]) -> Iterator[Command]:
    """Every command, with a word about it."""
    if app.open_portfolio is None:
        yield from (*_keys(app, screen), *_looks(app))
        return
    mine: Any = app
    for key, name in SECTIONS:
        yield Command(_("Go to {place}").format(place=_(name)), "", partial(mine.action_go, key))
    yield from (*_keys(app, screen), *_of_student(mine), *_looks(app))


def _keys(app: BaseApp, screen: Screen[Any]) -> Iterator[Command]:
    """What the keys of this place do."""
    for found in keys_here(screen):
        if found.enabled and found.node is not app and not found.binding.action.startswith("app.go"):

            async def do(action: str = found.binding.action, node: Any = found.node) -> None:
                await app.run_action(action, node)

            yield Command(label(found), _("Key: {key}").format(key=app.get_key_display(found.binding)), do)


def _looks(app: BaseApp) -> Iterator[Command]:
    """Colours and symbols, and leaving."""
    for name in NAMES:
        yield Command(_("Look: {theme}").format(theme=name), _("Colours"), partial(app.action_look, name))
    yield Command(_("Full or simple symbols"), _("For old consoles"), app.action_symbols)
    yield Command(_("Leave"), _("Everything is saved"), lambda: app.call_later(app.run_action, "leave"))


def _of_student(app: PortfolioApp) -> Iterator[Command]:
    """What a student can do from anywhere."""
    from portfolio.screens.exporting import is_writing, stop
    from portfolio.screens.goals import Goals, new_goal
    from portfolio.screens.works import begin

    yield Command(_("Set a goal"), _("What you want to get better at"), lambda: new_goal(app))
    yield Command(_("Undo the newest change"), _("Key: ^z. Adds a version; nothing is erased"), app.action_undo_last)
    for work in app.desk.works():
        yield Command(work.title, _("Open this work"), partial(begin, app, "open", work.id))
    for course, task in app.desk.tasks():
        told = _("Choose for this task of {course}").format(course=course.title)
        yield Command(task.title, told, partial(begin, app, "choose", f"{course.ref}#{task.id}"))
    for goal in app.desk.goals():

        def show(name: str = goal.id) -> None:
            app.action_go("goals")
            place = app.screen
            if isinstance(place, Goals):
                place.call_after_refresh(place.pick, name)

        yield Command(goal.statement, _("Show this goal"), show)
    yield Command(_("Join a class"), _("Your teacher reads your portfolio, and answers"), partial(_join, app))
    yield Command(_("Sync: bring it all to school now"), _("It goes by itself, too"), app.sync_soon)
    yield Command(_("Carry all of it on my stick"), _("Private reflections, too"), partial(_stick, app))
    if is_writing(app):
        yield Command(_("Stop writing what you take home"), _("Nothing stays of it"), partial(stop, app))
    for title, about, place in _PLACES:
        yield Command(_(title), _(about), partial(_show, app, *place))
    yield Command(_("Exit ticket on or off"), _("One question, one line, when you leave"), app.action_exit_ticket)


_PLACES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (N_("Take home (export): all of it, web pages, tables"), N_("What goes in, what stays here"), ("home",)),
    (N_("Export as web pages"), N_("A folder that opens in any browser"), ("home", "site")),
    (N_("Bring in (import): an archive, Mahara, standards"), N_("Looked at first, nothing half-written"), ("bring",)),
    (N_("Exhibition for guests"), N_("Goals, drafts and reflections; what guests wrote"), ("exhibitions",)),
    (N_("Remove something from history, for good"), N_("Says first what goes and who has copies"), ("removing",)),
)
"""Places that have no number: what the palette calls each, a word about it, and which it is."""


def _show(app: PortfolioApp, name: str, key: str = "") -> None:
    """Go to a place that has no number."""
    if name == "home":
        from portfolio.screens.takehome import TakeHome

        app.push_screen(TakeHome(key))
    elif name == "bring":
        from portfolio.screens.bringing import bring_in

        bring_in(app, key)
    elif name == "removing":
        from portfolio.screens.removing import Removing

        app.action_go("history")
        app.push_screen(Removing())
    else:
        from portfolio.screens.exhibitions import Exhibitions

        app.push_screen(Exhibitions())


def _join(app: PortfolioApp) -> None:
    from portfolio.screens.joining import JoinClass

    app.push_screen(JoinClass(app.desk.portfolio.root), lambda done: app.sync_soon() if done else None)


def _stick(app: PortfolioApp) -> None:
    """Ask where the stick is, and bring it and the portfolio together."""
    from portfolio.hub import stick
    from portfolio.model.form import Field, Form
    from portfolio.screens.dialogs.form import FormDialog

    form = Form(Field("folder", "line", N_("Where the stick is"), N_("The folder this computer shows it as.")))

    def submit(given: dict[str, Any]) -> None:
        came = stick.carry(app.desk.portfolio, str(given["folder"]).strip())
        told = _("All of it is on the stick.")
        app.call_after_refresh(app.say, f"{told} {_('Work from another computer came in.')}" if came else told)
        app.sync_soon()

    places = stick.plugged_in()
    answers = {"folder": places[0]} if places else {}
    app.push_screen(FormDialog(_("Carry on my stick"), form, submit, answers=answers, verb=N_("Carry")))
