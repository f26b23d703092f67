"""Choices: what was chosen and why, the plan, the files, sharing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList

from portfolio.i18n import N_, _
from portfolio.model.form import Field, Form, never
from portfolio.model.work import AGAIN, AGAIN_FORM, PARTS, STEPS_HELP, Step
from portfolio.screens.dialogs.form import Ask, FormDialog
from portfolio.screens.proposing import rounds_told
from portfolio.screens.workspace import Tab
from portfolio.services import choosing, planning, strategies
from portfolio.services import works as service
from portfolio.services.feedback import classes
from portfolio.text import shorten
from portfolio.widgets.card import Card, Listing
from portfolio.widgets.pixels import joined, lines, stage_bar, text

PLAN_FORM = Form(Field("steps", "text", N_("Steps"), STEPS_HELP))
REPLAN_FORM = Form(
    PLAN_FORM["steps"],
    Field("reason", "line", N_("Why it changes"), N_("What made you change it? The plan before stays."), never),
)
TITLE_FORM = Form(Field("title", "line", N_("Title"), N_("What do you call this piece?")))


class Choices(Tab):
    """What was chosen, and the plan."""

    HELP = N_(
        "Enter or Space marks a step as done. P changes the plan, C the choice, T the title, S shares the work. "
        "G picks a strategy or switches it, J says whether it fitted. B looks back at the choice. O proposes a "
        "project, which your teacher approves or returns with reasons."
    )
    SCOPED_CSS = False
    DEFAULT_CSS = """
    Choices #pair { layout: horizontal; height: 1fr; }
    Choices #left { width: 1fr; } Choices #right { width: 1fr; margin-left: 1; }
    .-narrow Choices #pair { layout: vertical; overflow-y: auto; }
    .-narrow Choices #left { height: auto; } .-narrow Choices #right { height: auto; margin-left: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "plan", N_("Plan")),
        Binding("g", "strategy", N_("Strategy")),
        Binding("j", "judge", N_("Did it fit?")),
        Binding("c", "choose", N_("Change")),
        Binding("o", "propose", N_("Propose")),
        Binding("t", "title", N_("Title")),
        Binding("b", "again", N_("Again?")),
        Binding("s", "share", N_("Share")),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A strategy is judged where one is in use."""
        return action != "judge" or strategies.unjudged(self.app.desk, self.work) is not None

    def compose(self) -> ComposeResult:
        """Choice and plan side by side."""
        with ScrollableContainer(id="pair"):
            with VerticalScroll(id="left"):
                yield Card(_("Your choice"), id="choice")
                yield Card(_("Strategy"), id="strategy")
                yield Card(_("Files"), id="files")
            with VerticalScroll(id="right"):
                yield Listing(_("Plan"), verb=N_("Done"), id="plan")
                yield Card(_("Where it stands"), id="stages")

    def enter(self) -> None:
        """The plan."""
        self.query_one("#plan").focus()

    def on_mount(self) -> None:
        """Show it once there is a width."""
        self.call_after_refresh(self.reload)

    def reload(self) -> None:
        """Show choice, plan, files, stages."""
        work, desk = self.work, self.app.desk
        found, choice, plan = desk.task_of(work), desk.choice(work), desk.plan(work)
        rows: list[Content] = []
        for name in PARTS if found else ():
            part = found[1].parts[name] if found else None
            if part is not None:
                label = choosing.part_name(name) + (f" · {_('fixed')}" if part.fixed else "")
                rows += [text(label, "$muted"), text(choosing.picked(part, choice.picks.get(name) if choice else None))]
                rows += [text(choosing.because(found[0], part), "$muted")] if found and part.fixed else []
        rows += [text(_("Why"), "$muted"), text(choice.reason)] if choice else []
        if choice and choice.again:
            rows += [text(_("Would I choose it again?"), "$muted"), text(_(AGAIN[choice.again]))]
            rows += [text(_("Next time"), "$muted"), text(choice.look_for)]
        if proposed := rounds_told(desk, work):
            rows += [text(_("Proposal"), "$muted"), *proposed]
        self.query_one("#choice", Card).show(lines(rows))
        self.query_one("#plan", Listing).show(list(self._steps(plan)), foot=_("p changes it"))
        self._strategy()
        attached = [
            lines((text(one.name, "bold"), text(f"{one.file}  {one.caption}", "$muted")))
            for one in desk.attachments(work)
        ]
        told = attached or [text(_("No files yet. F8 in the draft attaches one."), "$muted")]
        self.query_one("#files", Card).show(lines(told))
        shared = _("It is shared: it is ready to be read, and can be taken back with s.")
        not_yet = _("Press s to share it when it is ready to be read.")
        if not classes(desk):
            not_yet = _("Press s to share it when it is ready. You have no class yet: it means finished for now.")
        stages = [
            stage_bar(service.stages(desk, work), self.query_one("#right").size.width - 4),
            text(shared if work.shared else not_yet, "$muted"),
        ]
        self.query_one("#stages", Card).show(lines(stages))

    def _strategy(self) -> None:
        from portfolio.screens.strategies import told

        rows: list[Content] = []
        for used in strategies.in_work(self.app.desk, self.work):
            rows += [joined((text(" → ".join(used.ways), "bold"), text(f"  {used.standard}", "$muted"))), *told(used)]
        if not rows:
            for past in strategies.before(self.app.desk, self.work)[:3]:
                rows.append(
                    joined((text(past.way, "bold"), text(f"  {past.told} · {shorten(past.title, 40)}", "$muted")))
                )
            rows.append(text(_("Press g to pick a way of working before you begin."), "$muted"))
        open_now = strategies.unjudged(self.app.desk, self.work) is not None
        self.refresh_bindings()
        foot = _("g switches · j did it fit?") if open_now else _("g picks one")
        self.query_one("#strategy", Card).show(lines(rows), foot=foot)

    def action_strategy(self) -> None:
        """Pick a strategy, or switch."""
        from portfolio.screens.strategies import ask_for_strategy

        ask_for_strategy(self.app, self.work)

    def action_judge(self) -> None:
        """Say whether the strategy fitted."""
        from portfolio.screens.strategies import ask_whether_it_fitted

        ask_whether_it_fitted(self.app, self.work)

    def _steps(self, plan: Any) -> Iterable[tuple[str, Content]]:
        if plan is None:
            yield "new", text(_("No plan yet. Enter begins one with the steps the task proposes."), "$muted")
            return
        for number, step in enumerate(plan.steps):
            mark = text("✓ ", "$good") if step.done else text("○ ", "$muted")
            yield str(number), joined((mark, text(step.text), text(f"  {step.by}", "$muted")))
        if plan.reason:
            yield "", text(_("Changed because: {reason}").format(reason=plan.reason), "$muted")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Mark a step, or begin a plan."""
        self.action_mark()

    def action_mark(self) -> None:
        """Mark the step under the cursor as done, or not."""
        plan, key = self.app.desk.plan(self.work), self.query_one("#plan", Listing).chosen
        if plan is None:
            self.action_plan()
        elif key.isdigit():
            steps = list(plan.steps)
            old = steps[int(key)]
            steps[int(key)] = Step(old.text, old.by, not old.done)
            self.app.attempt(lambda: planning.plan(self.app.desk, self.work, steps, plan))

    def action_plan(self) -> None:
        """Write the steps."""
        plan, found = self.app.desk.plan(self.work), self.app.desk.task_of(self.work)
        steps = plan.steps if plan else planning.proposed_steps(self.app.desk, found[1]) if found else ()

        def submit(given: dict[str, Any]) -> None:
            planning.plan(
                self.app.desk, self.work, planning.read_steps(given["steps"]), plan, given.get("reason") or ""
            )

        answers = {"steps": planning.write_steps(steps)}
        key = f"plan-{self._work_id}"
        self.app.push_screen(
            FormDialog(_("Plan"), REPLAN_FORM if plan else PLAN_FORM, submit, answers=answers, key=key)
        )

    def action_propose(self) -> None:
        """Propose a project, or send another round."""
        from portfolio.screens.proposing import ask_for_proposal

        ask_for_proposal(self.app, self.work)

    def action_title(self) -> None:
        """Give the work another title."""

        def submit(given: dict[str, Any]) -> None:
            service.rename(self.app.desk, self.work, given["title"])

        self.app.push_screen(
            FormDialog(_("Title"), TITLE_FORM, submit, answers={"title": self.work.title}, key=f"title-{self._work_id}")
        )

    def action_choose(self) -> None:
        """Change what was chosen."""
        found = self.app.desk.task_of(self.work)
        if found is None:
            self.app.say(_("The task of this work is not here, so its choice cannot be changed."), wrong=True)
            return
        from portfolio.screens.choose import Choose

        self.app.push_screen(Choose(found[0], found[1], self.work))

    def action_again(self) -> None:
        """Say whether one would choose it again."""
        choice = self.app.desk.choice(self.work)
        if choice is None:
            self.app.say(_("Nothing was chosen for this work."))
            return
        self.app.push_screen(
            FormDialog(
                _("Looking back at the choice"), AGAIN_FORM,
                lambda given: choosing.look_back(self.app.desk, self.work, given),
                answers={"again": choice.again, "look_for": choice.look_for}, key=f"again-{self._work_id}",
                above=_("Your answers stand beside the next choice."),
            )
        )  # fmt: skip

    def action_share(self) -> None:
        """Share the work, or take it back, after saying what that means."""
        work = self.work
        if work.shared:
            told = _("It goes back to your work in progress. Its history stays.")
            question = Ask(_("Take “{title}” back?").format(title=shorten(work.title, 40)), told)
            do = service.take_back
        else:
            told = _("It is marked as ready to be read. You have no class yet, so only this computer can show it.")
            if found := classes(self.app.desk):
                told = _("It is marked as ready to be read, and the staff of {classes} finds it first.")
                told = told.format(classes=found)
            question = Ask(_("Share “{title}”?").format(title=shorten(work.title, 40)), told)
            do = service.share

        def after(yes: bool | None) -> None:
            if yes and self.app.attempt(lambda: do(self.app.desk, self.work)):
                self.app.say(_("Taken back into work.") if work.shared else _("Shared: it is ready to be read."))

        self.app.push_screen(question, after)
