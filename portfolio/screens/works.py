"""Work: everything in progress, to choose, and shared; and how a work or a task is opened from anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from portfolio.i18n import N_, _, ngettext
from portfolio.model.course import Course, Task
from portfolio.model.work import PARTS, Work
from portfolio.screens.frame import Frame
from portfolio.services import choosing, interests
from portfolio.services import works as service
from portfolio.text import count_words, flow, shorten
from portfolio.widgets.card import Card, Listing
from portfolio.widgets.pixels import joined, lines, stage_bar, text
from portfolio.wording import words

if TYPE_CHECKING:
    from portfolio.app import PortfolioApp

TABS = {
    "plan": "choices",
    "strategy": "choices",
    "draft": "draft",
    "reflect": "reflect",
    "assess": "assess",
    "share": "choices",
    "proposal": "choices",
    "open": "draft",
}
"""What Today proposes, to the tab where it is done."""


def begin(app: PortfolioApp, act: str, target: str) -> None:
    """Open a work at the place where something is to be done, or a task to choose for."""
    if not isinstance(app.screen, Works):
        app.action_go("work")
    if act == "choose":
        from portfolio.screens.choose import Choose

        course = app.desk.shelf.get(target)
        task = course.task(target.partition("#")[2]) if course else None
        if course and task:
            app.push_screen(Choose(course, task))
    else:
        from portfolio.screens.workspace import Workspace

        work = app.desk.view.get(Work, target)
        done = act == "open" and work is not None and bool(work.shared)  # no stray key goes into a finished text
        app.push_screen(Workspace(target, "choices" if done else TABS.get(act, act)))


class Works(Frame):
    """The list of works and tasks."""

    SECTION = "work"
    HELP = N_(
        "Enter opens a work, or the choices of a task. You can do the steps in any order. I opens the survey of what "
        "interests you: options that suit are marked with the reason."
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("i", "survey", N_("What interests me"))]
    CSS = """
    Works #pair { layout: horizontal; }
    Works #list { width: 3fr; height: 100%; }
    Works #one { width: 4fr; height: 100%; margin-left: 1; }
    Works.-narrow #pair { layout: vertical; }
    Works.-narrow #list { width: 1fr; height: 10; }
    Works.-narrow #one { width: 1fr; height: 1fr; margin-left: 0; }
    Works Card { min-height: 100%; }
    """

    def body(self) -> Iterable[Widget]:
        """The list and one work."""
        yield Container(
            Listing(_("Work"), verb=N_("Open"), id="list"), VerticalScroll(Card(id="detail"), id="one"), id="pair"
        )

    def reload(self) -> None:
        """Fill the list."""
        every = self.desk.works()
        going = [work for work in every if not work.shared]
        done = [work for work in every if work.shared]
        free = self.desk.free_tasks()
        rows: list[tuple[str, Content]] = []
        rows += [("", text(_("In progress"), "$muted"))] if going else []
        rows += [(work.id, self._row(work)) for work in going]
        rows += [("", text(_("To choose"), "$muted"))] if free else []
        for course, task in free:
            room = max(20, self._width() - len(course.title) - 8)
            told = joined((text(shorten(task.title, room)), text(f"  {course.title}", "$muted")))
            rows.append((f"{course.ref}#{task.id}", told))
        rows += [("", text(_("Shared"), "$muted"))] if done else []
        rows += [(work.id, self._row(work)) for work in done]
        self.query_one("#list", Listing).show(rows)
        self._show()
        if self.focused is None:
            self.query_one("#list").focus()

    def _width(self) -> int:
        """Columns of the list."""
        return self.columns * 3 // 7 if self.wide else self.columns

    def _row(self, work: Work) -> Content:
        count = len(self.desk.drafts(work))
        told = ngettext("{n} draft", "{n} drafts", count)
        if not work.shared:
            told = next((one.label for one in service.stages(self.desk, work) if one.state == "now"), told)
        room = max(20, self._width() - len(told) - 8)
        return joined((text(shorten(work.title, room), "bold"), text(f"  {told}", "$muted")))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show what is under the cursor."""
        self._show()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open it."""
        self.action_open()

    def action_open(self) -> None:
        """Open the work or task under the cursor."""
        key = self.query_one("#list", Listing).chosen
        if key:
            begin(self.app, "choose" if "#" in key else "open", key)

    def action_survey(self) -> None:
        """Open the interest survey: of the task under the cursor, else of the first course that has one."""
        from portfolio.screens.survey import Survey

        found, key = interests.surveys(self.desk), self.query_one("#list", Listing).chosen
        course = next((one for one in found if key.startswith(f"{one.id}@")), found[0] if found else None)
        if course is None:
            self.app.say(_("Your courses have no survey."))
        else:
            self.app.push_screen(Survey(course))

    def _show(self) -> None:
        key, card = self.query_one("#list", Listing).chosen, self.query_one("#detail", Card)
        work = self.desk.view.get(Work, key)
        found = self.desk.task_of(work) if work else self.desk.shelf.task(key) if key else None
        if work is not None:
            card.show(self._work(work, found), heading=found[1].title if found else "")
        elif found is not None:
            card.show(self._about_task(*found), heading=found[1].title)
        else:
            card.show(text(_("Nothing here yet."), "$muted"), heading="")

    def _work(self, work: Work, found: tuple[Course, Task] | None) -> Content:
        width = (self.columns - self._width() if self.wide else self.columns) - 6
        rows: list[Content] = [text(work.title, "bold"), stage_bar(service.stages(self.desk, work), width), Content("")]
        choice = self.desk.choice(work)
        for name in PARTS if found else ():
            part = found[1].parts[name] if found else None
            if part is not None:
                told = choosing.picked(part, choice.picks.get(name) if choice else None)
                label = choosing.part_name(name) + (f" · {_('fixed')}" if part.fixed else "")
                rows += [text(label, "$muted"), text(shorten(told, 200))]
        if choice:
            rows += [text(_("Why"), "$muted"), text(choice.reason)]
        count = count_words(self.desk.view.text(work))
        rows += [Content(""), text(words(count) + (f" · {_('goal')} {work.target}" if work.target else ""), "$muted")]
        for number, draft in enumerate(self.desk.drafts(work), 1):
            rows.append(joined((text("● ", "$primary"), text(f"{_('Draft {n}').format(n=number)}: {draft.name}"))))
        return lines(rows)

    def _about_task(self, course: Course, task: Task) -> Content:
        rows: list[Content] = [text(course.title, "$muted"), Content(""), text(flow(task.about)), Content("")]
        for use in task.standards:
            standard = course.standard(use.standard)
            name = standard.name if standard else use.standard
            rows.append(joined((text(name, "bold"), text(f"  {_(use.situation)}", "$muted"))))
        for name in PARTS:
            part = task.parts[name]
            told = _("fixed") if part.fixed else _("{n} options").format(n=len(part.options))
            label = f"{choosing.part_name(name)} · {told}"
            rows += [Content(""), text(label, "$muted"), text(part.fixed or part.open)]
        return lines(rows)
