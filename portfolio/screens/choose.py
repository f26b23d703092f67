"""The choice board: fixed parts with their reason, open parts with options, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static, TextArea

from portfolio.clock import day
from portfolio.i18n import N_, _
from portfolio.model.course import Course, Part, Task
from portfolio.model.work import PARTS, Choice, Work
from portfolio.screens.frame import Frame
from portfolio.screens.kept import Kept
from portfolio.services import choosing, interests, strategies
from portfolio.text import shorten
from portfolio.widgets.card import Card, Listing
from portfolio.widgets.pixels import hanging, joined, lines, text
from portfolio.wording import long_day

_OWN = "own"


class Choose(Frame):
    """One task, all its parts, and the reason."""

    SECTION = "work"
    HELP = N_(
        "Fixed parts are set by the teacher and say why. In an open part the arrow keys move, Enter or Space picks and "
        "goes on; Tab goes on without picking. R ranks: it makes the option under the cursor your next wish. "
        "Say why in a sentence or two, then Ctrl+S begins the work."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Choose this"), priority=True),
        Binding("r", "rank", N_("Next wish")),
        Binding("escape", "back", N_("Back")),
    ]
    CSS = """
    Choose #head { height: auto; margin-bottom: 1; padding: 0 1 0 0; }
    Choose .fixed { border: round $quiet; }
    Choose Listing { margin-bottom: 0; }
    Choose .own { display: none; margin: 0 2; }
    Choose .own.-shown { display: block; }
    Choose Input, Choose TextArea { border: none; border-left: wide $quiet; background: $bar; padding: 0 1; height: 1; }
    Choose TextArea { height: 3; }
    Choose Input:focus, Choose TextArea:focus { border: none; border-left: wide $primary; }
    Choose .label { height: auto; margin-top: 1; }
    Choose VerticalScroll { scrollbar-gutter: stable; }
    """

    def __init__(self, course: Course, task: Task, work: Work | None = None) -> None:
        super().__init__()
        self._course, self._chosen_for, self._work = course, task, work
        self._picks: dict[str, str] = {}
        self._before: Choice | None = None
        key = f"choose-{task.id}-{course.version}" + (f"-{work.id}" if work else "")
        self._kept = Kept(self, key, self._to_keep)
        self._ready = False

    def body(self) -> Iterable[Widget]:
        """Heading, parts, reason, title."""
        parts: list[Widget] = [Static(self._head(), markup=False, id="head")]
        for name in PARTS:
            part = self._chosen_for.parts[name]
            if part.fixed:
                parts.append(Card(f"{choosing.part_name(name)} · {_('fixed')}", id=f"fixed-{name}", classes="fixed"))
            else:
                parts.append(Listing(f"{choosing.part_name(name)} · {part.open}", verb=N_("Pick"), id=f"part-{name}"))
                parts.append(
                    Input(
                        placeholder=_("your own proposal, in a few words"),
                        id=f"own-{name}",
                        classes="own",
                        compact=True,
                    )
                )
        parts += [
            Static(
                text(_("Why these? One or two sentences to your later self."), "bold"), markup=False, classes="label"
            ),
            TextArea(id="reason", tab_behavior="focus"),
            Static(text(_("What do you call this piece?"), "bold"), markup=False, classes="label"),
            Input(placeholder=self._chosen_for.title, id="title"),
        ]
        yield VerticalScroll(*parts, can_focus=False)

    def _head(self) -> Content:
        rows = [
            joined((text(self._chosen_for.title, "bold"), text(f"   {self._course.title}", "$muted"))),
            text(" ".join(self._chosen_for.about.split("\n\n")[0].split())),
        ]
        rows.append(text(choosing.same_for_all(self._course, self._chosen_for), "$muted"))
        last = day(self._chosen_for.closes)
        if last is not None:
            rows.append(
                text(_("You can change your choice until {day}.").format(day=long_day(last, self.desk.today)), "$amber")
            )
        rows += [
            text(choosing.told_again(work, choice), "$muted")
            for work, choice in choosing.earlier(self.desk, self._work)[:2]
        ]
        rows += [text(told, "$muted") for told in strategies.told_before(self.desk, self._chosen_for)]
        return lines(rows)

    def on_mount(self) -> None:
        """Recall what was picked before."""
        super().on_mount()
        choice = self._before = self.desk.choice(self._work) if self._work else None
        if choice is not None and self._work is not None:
            self._picks = {name: choosing.written(pick) for name, pick in choice.picks.items()}
            self.query_one("#reason", TextArea).text = choice.reason
            self.query_one("#title", Input).value = self._work.title
        found = self._kept.recall()
        picks = found.get("picks")
        if isinstance(picks, dict):
            opened = [name for name in PARTS if self._chosen_for.parts[name].open]
            self._picks = {name: str(picks[name]) for name in opened if picks.get(name)}
            self.query_one("#reason", TextArea).text = str(found.get("reason", ""))
            self.query_one("#title", Input).value = str(found.get("title", ""))
        for name, one in self._picks.items():
            if one.startswith(choosing.OWN) and self._chosen_for.parts[name].own:
                self.query_one(f"#own-{name}", Input).value = one.removeprefix(choosing.OWN)
        self.reload()
        first = next((name for name in PARTS if self._chosen_for.parts[name].open), None)
        if first:
            self.query_one(f"#part-{first}").focus(scroll_visible=False)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self._ready = True

    def reload(self) -> None:
        """Show the parts with what is picked."""
        for name in PARTS:
            part = self._chosen_for.parts[name]
            if part.fixed:
                fixed = lines((text(part.fixed, "bold"), text(choosing.because(self._course, part), "$muted")))
                self.query_one(f"#fixed-{name}", Card).show(fixed)
            else:
                rows = [(option.id, self._option(name, part, option.id)) for option in part.options]
                if part.own:
                    mark = self._picks.get(name, "").startswith(choosing.OWN)
                    told = _("Write your own idea. Your teacher will want to know why.")
                    rows.append(
                        (_OWN, self._mark(mark, lines((text(_("My own proposal"), "bold"), text(told, "$muted")))))
                    )
                pick = self._picks.get(name, "")
                found = part.option(next(iter(choosing.ranked(pick)), ""))
                foot = f"◆ {shorten(found.name, 40)}" if found else _("◆ your own") if pick else _("nothing picked yet")
                self.query_one(f"#part-{name}", Listing).show(rows, foot=foot)
                shown = self._picks.get(name, "").startswith(choosing.OWN)
                self.query_one(f"#own-{name}").set_class(shown, "-shown")

    def _option(self, name: str, part: Part, key: str) -> Content:
        option = part.option(key)
        assert option is not None
        about = [text(option.name, "bold"), text(option.what)]
        led = choosing.led_by(option)
        if led:
            about.append(text(led, "$muted"))
        suits = interests.match(option, interests.interested(self.desk))
        if suits:
            about.append(text(f"✓ {suits}", "$good"))
        if option.extension:
            about.append(text(_("If you want more: {extension}").format(extension=option.extension), "$muted"))
        wishes = choosing.ranked(self._picks.get(name, ""))
        rank = str(wishes.index(key) + 1) if key in wishes and len(wishes) > 1 else ""
        return self._mark(key in wishes, lines(about), rank)

    def _mark(self, picked: bool, about: Content, rank: str = "") -> Content:
        mark = text(f"{rank or '◆'} " if picked else "○ ", "bold $primary" if picked else "$muted")
        return hanging(mark, about, self.columns - 7)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Pick an option."""
        listing = event.option_list
        assert isinstance(listing, Listing) and listing.id is not None
        name, key = listing.id.removeprefix("part-"), listing.key_at(event.option_index)
        self._picks[name] = choosing.OWN if key == _OWN else key
        self.reload()
        self._kept.soon()
        if key == _OWN:
            self.query_one(f"#own-{name}").focus()
        else:
            self.focus_next()

    def action_rank(self) -> None:
        """Make the option under the cursor the next wish of its part, or take it out of the wishes."""
        listing = self.focused
        if not isinstance(listing, Listing) or listing.id is None or listing.chosen in ("", _OWN):
            return
        name, key = listing.id.removeprefix("part-"), listing.chosen
        before = self._picks.get(name, "")
        wishes = [] if before.startswith(choosing.OWN) else choosing.ranked(before)
        wishes = [one for one in wishes if one != key] if key in wishes else [*wishes, key]
        self._picks[name] = " > ".join(wishes)
        if not wishes:
            del self._picks[name]
        self.reload()
        self._kept.soon()

    def on_text_area_changed(self) -> None:
        """Keep soon what is written."""
        self._keep_soon()

    def on_input_changed(self) -> None:
        """Keep soon what is written."""
        self._keep_soon()

    def _keep_soon(self) -> None:
        if self._ready:
            self._kept.soon()

    def _given(self) -> dict[str, str]:
        out = {}
        for name, pick in self._picks.items():
            own = pick.startswith(choosing.OWN)
            out[name] = choosing.OWN + self.query_one(f"#own-{name}", Input).value if own else pick
        return out

    def _to_keep(self) -> dict[str, Any]:
        given = {
            "picks": self._given(),
            "reason": self.query_one("#reason", TextArea).text,
            "title": self.query_one("#title", Input).value,
        }
        return given if any(given.values()) else {}

    def action_save(self) -> None:
        """Begin the work (or change its choice)."""
        missing = next((n for n in PARTS if self._chosen_for.parts[n].open and n not in self._picks), "")
        if missing:
            self.app.say(_("Pick something for {part} first.").format(part=choosing.part_name(missing)))
            self.query_one(f"#part-{missing}").focus()
            return
        reason, title = self.query_one("#reason", TextArea).text, self.query_one("#title", Input).value
        made: list[Work] = []

        def do() -> None:
            if self._work is not None and self._before is not None:
                choosing.choose_again(self.desk, self._work, self._before, self._given(), reason, title)
                made.append(self._work)
            else:
                made.append(choosing.choose(self.desk, self._course, self._chosen_for, self._given(), reason, title))

        if self.app.attempt(do):
            self._kept.let_go()
            self.app.pop_screen()
            if self._work is None:
                from portfolio.screens.works import begin

                begin(self.app, "plan", made[0].id)
        else:
            self._lead()

    def _lead(self) -> None:
        """Go to the first thing that was left empty, else to the reason."""
        empty = [name for name, pick in self._given().items() if pick == choosing.OWN]
        self.query_one(f"#own-{empty[0]}" if empty else "#reason").focus()

    def action_back(self) -> None:
        """Back, with what was picked kept for the next time."""
        if self.put_away():
            self.app.at_rest()
            self.app.pop_screen()

    def put_away(self) -> bool:
        """Keep what was picked and written."""
        return self._kept.now() if self._ready else True
