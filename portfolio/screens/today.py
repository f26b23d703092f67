"""Today: one next step with its reason, goals, standards, work, and what happened lately."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from portfolio.clock import day
from portfolio.i18n import N_, _, ngettext
from portfolio.screens.frame import Frame
from portfolio.services import works
from portfolio.services.clashes import clashes
from portfolio.services.growth import met
from portfolio.services.steps import NextStep
from portfolio.services.story import tell
from portfolio.services.today import LATER_FORM, next_steps, put_off
from portfolio.text import shorten
from portfolio.widgets.card import Card, Listing
from portfolio.widgets.pixels import chips, counted, joined, lines, sparkline, stage_bar, text
from portfolio.wording import minutes, short_time, when

_HEIGHT = 34
"""Lines that Today fills on an ordinary large screen; what is beyond gives its lists more rows."""


class Today(Frame):
    """The first place: what to do now, and how things stand."""

    SECTION = "today"
    HELP = N_(
        "Enter does the next step. The arrow keys choose another one; L puts it off for as long as you say. "
        "The numbers go to the other places."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new_goal", N_("New goal")),
        Binding("w", "app.go('work')", N_("Choose work")),
        Binding("l", "later", N_("Not now")),
        Binding("q", "app.leave", N_("Leave")),
    ]
    CSS = """
    Today #next { border: round $primary; border-title-color: $primary; }
    Today #pair { layout: grid; grid-size: 2; grid-columns: 5fr 6fr; grid-gutter: 0 1; height: auto; grid-rows: auto; }
    Today.-narrow #pair { grid-size: 1; grid-columns: 1fr; }
    Today #pair Card { height: 100%; }
    Today.-narrow #pair Card { height: auto; }
    Today VerticalScroll { scrollbar-gutter: stable; }
    """

    def body(self) -> Iterable[Widget]:
        """The cards."""
        yield VerticalScroll(
            Listing(_("Next step"), verb=N_("Begin"), id="next"),
            Container(Card(_("Goals"), id="goals"), Card(_("Standards"), id="standards"), id="pair"),
            Card(_("Work"), id="works"),
            Card(_("Lately"), id="lately"),
            can_focus=False,
        )

    def reload(self) -> None:
        """Fill the cards."""
        self._steps = next_steps(self.desk)[:4]
        self.query_one("#next", Listing).show([(str(n), self._step(n, step)) for n, step in enumerate(self._steps)])
        self._goals()
        self._standards()
        self._works()
        self._lately()
        if self.focused is None:
            self.query_one("#next").focus()

    @property
    def _more(self) -> int:
        """Lines that a tall screen has left."""
        return max(0, self.app.size.height - _HEIGHT) if self.wide else 0

    def _step(self, number: int, step: NextStep) -> Content:
        if number:
            return joined((text(f"{_('or')}  ", "$muted"), text(step.title, "$link")))
        return lines(
            (
                text(step.title, "bold"),
                text(f"{step.reason} ({minutes(step.minutes).rstrip('.')})", "$muted"),
                Content(""),
                text(f" {step.button} ⏎ ", "bold $on-primary on $primary"),
            )
        )

    def _goals(self) -> None:
        rows: list[Content] = []
        active = self.desk.goals("active")
        for goal in active[: 4 + self._more // 4]:
            given = [one.confidence for one in self.desk.check_ins(goal)]
            due = day(goal.check_in)
            told = self.desk.standard_name(goal.standard)
            if due:
                told += " · " + _("again {when}").format(when=when(due, self.desk.today))
            rows.append(text(goal.statement, "bold"))
            rows.append(joined((text(told, "$muted"), "  ", sparkline(given[-8:]))))
        if not active:
            rows.append(text(_("No active goal. Press n to set one."), "$muted"))
        more = len(active) - 4 - self._more // 4
        foot = _("{n} more · 2 all").format(n=more) if more > 0 else _("2 all")
        self.query_one("#goals", Card).show(lines(rows), foot=foot)

    def _standards(self) -> None:
        rows: list[Content] = []
        scale = [level.key for course in self.desk.courses[:1] for level in course.levels]
        found = met(self.desk)
        used = [one for one in found if set(one.levels) & set(scale)]
        shown = (used + [one for one in found if not one.levels])[: 6 + self._more // 2]
        for one in shown:
            levels = [level for level in one.levels if level in scale][-4:]
            if levels:
                situations = ngettext("{n} situation", "{n} situations", one.situations)
                tail = joined((chips(levels, scale), " " * (17 - 4 * len(levels)), text(situations, "$muted")))
            else:
                tail = text(_("no evidence yet"), "$amber")
            width = 15 if self.columns < 130 else 28
            rows.append(joined((shorten(one.name, width).ljust(width + 1), tail)))
        more = len(found) - len(shown)
        foot = _("{n} more · 4 growth").format(n=more) if more else _("4 growth")
        self.query_one("#standards", Card).show(lines(rows), foot=foot)

    def _works(self) -> None:
        rows: list[Content] = []
        going = [work for work in self.desk.works() if not work.shared]
        width = self.columns - 6
        for work in going[: 4 + self._more // 4]:
            found = self.desk.task_of(work)
            about = f"{found[1].title} · {found[0].title}" if found else ""
            rows.append(joined((text(work.title, "bold"), "   ", text(shorten(about, 60), "$muted"))))
            rows.append(joined(("  ", stage_bar(works.stages(self.desk, work), width))))
        if not going:
            rows.append(text(_("Nothing is in progress. Press w to choose."), "$muted"))
        shared = sum(1 for work in self.desk.works() if work.shared)
        foot = ngettext("{n} shared · 3 all", "{n} shared · 3 all", shared)
        self.query_one("#works", Card).show(lines(rows), foot=foot)

    def _lately(self) -> None:
        rows: list[Content] = []
        for version in self.desk.portfolio.newest(6 + self._more // 2):
            told = tell(self.desk, version)
            words = counted(version.note.words)
            at = short_time(version.at.astimezone(self.desk.now.tzinfo), self.desk.today)
            about = shorten(told.about, 40 if self.wide else 24)
            rows.append(
                joined(
                    (
                        text(at.ljust(11), "$muted"),
                        told.what.ljust(22),
                        words,
                        " " * max(1, 11 - words.cell_length),
                        text(about, "$muted"),
                    )
                )
            )
        self.query_one("#lately", Card).show(lines(rows), foot=_("6 history"))

    def settled(self) -> None:
        """Show the new version."""
        self._lately()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do a step."""
        step = self._steps[event.option_index]
        if step.act in ("goal", "checkin"):
            from portfolio.screens.goals import Goals

            self.app.action_go("goals")
            place = self.app.screen
            assert isinstance(place, Goals)
            place.call_after_refresh(place.act, step.act, step.target)
        elif step.act == "capstone":
            self.app.action_go("capstone")
        elif step.act == "decide":
            from portfolio.screens.dialogs.decide import Decide

            clash = next((one for one in clashes(self.desk) if one.key == step.target), None)
            if clash is not None:
                self.app.push_screen(Decide(clash))
        elif step.act in ("support", "answer", "week"):
            from portfolio.screens.support import Support

            self.app.action_go("support")
            week = self.app.screen
            assert isinstance(week, Support)
            week.call_after_refresh(week.act, step.act, step.target)
        else:
            from portfolio.screens.works import begin

            begin(self.app, step.act, step.target)

    def action_new_goal(self) -> None:
        """Set a goal."""
        from portfolio.screens.goals import new_goal

        new_goal(self.app)

    def action_later(self) -> None:
        """Put the step under the cursor off."""
        at = self.query_one("#next", Listing).highlighted
        if at is None or at >= len(self._steps):
            return
        step = self._steps[at]
        from portfolio.screens.dialogs.form import FormDialog

        def submit(given: dict[str, Any]) -> None:
            put_off(self.desk, step, self.desk.today + timedelta(days=int(given["days"])))

        self.app.push_screen(
            FormDialog(_("Not now"), LATER_FORM, submit, above=step.title), lambda _saved: self.reload()
        )
