"""The keys of a place, asked of its own bindings: drawn in one line that is never cut off, and listed for help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textual import events
from textual.binding import ActiveBinding, Binding
from textual.screen import Screen
from textual.widgets import Static

from portfolio.i18n import _
from portfolio.widgets.pixels import joined, sign, text


def keys_here(screen: Screen[Any]) -> list[ActiveBinding]:
    """The keys this program gave to what has the focus, the place and the app, nearest first; each action once under
    each of its names.

    General keys of lists and text fields, and actions that are not possible just now, are left out.
    """
    active = screen.active_bindings
    found: dict[tuple[int, str, str], ActiveBinding] = {}
    focused = screen.focused
    for node in (*(focused.ancestors_with_self if focused else (screen,)), screen.app):
        for binding in _declared(node):
            here = active.get(binding.key)
            if here is not None and here.node is node and here.binding.action == binding.action and binding.description:
                found.setdefault((id(node), binding.action, binding.description), here)
    return list(found.values())


def _declared(node: Any) -> Iterator[Binding]:
    for kind in type(node).__mro__:
        if kind.__module__.startswith("portfolio"):
            yield from Binding.make_bindings(kind.__dict__.get("BINDINGS", ()))


def label(one: ActiveBinding) -> str:
    """What a key does, in the person's language; a list names what Enter does to its rows, a form what Ctrl+S does."""
    own = getattr(one.node, "verb", "") if one.binding.action in ("select", "save") else ""
    return _(own or one.binding.description)


class Keys(Static):
    """One line of keys: as many as fit, those of the whole app always among them."""

    DEFAULT_CSS = "Keys { dock: bottom; height: 1; padding: 0 1; color: $muted; }"

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._places: list[tuple[int, int, ActiveBinding]] = []

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.call_after_refresh(self.draw))

    def on_resize(self) -> None:
        """Another width has room for other keys."""
        self.draw()

    def draw(self) -> None:
        """Show the keys that matter here."""
        if not self.is_attached or not self.size.width:
            return
        shown = [one for one in keys_here(self.screen) if one.binding.show]
        last = [one for one in shown if one.node is self.app]
        first = [one for one in shown if one.node is not self.app]
        room = self.size.width - sum(self._needs(one) for one in last)
        while first and sum(self._needs(one) for one in first) > room:
            inner = [one for one in first[1:] if one.node is not self.screen]  # the nearest key always stays
            first.remove((inner or first)[-1])
        parts = []
        self._places = []
        at = 0
        for one in (*first, *last):
            parts += [text(self._key(one), "bold $primary"), text(f" {label(one)}  ")]
            self._places.append((at, at + self._needs(one), one))
            at += self._needs(one)
        self.update(joined(parts), layout=False)

    def _key(self, one: ActiveBinding) -> str:
        return sign(self.app.get_key_display(one.binding))

    def _needs(self, one: ActiveBinding) -> int:
        return len(self._key(one)) + len(label(one)) + 3

    async def on_click(self, event: events.Click) -> None:
        """A click on a key does what the key does."""
        for start, end, one in self._places:
            if start <= event.x - 1 < end:
                await self.app.run_action(one.binding.action, one.node)
                return
