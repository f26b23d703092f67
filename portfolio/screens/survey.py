"""The interest survey: questions below each other, answered in any order; leaving keeps what is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static, TextArea

from portfolio.i18n import N_, _
from portfolio.model.course import Course
from portfolio.screens.frame import Frame
from portfolio.screens.kept import Kept
from portfolio.services import interests as service
from portfolio.widgets.card import Listing
from portfolio.widgets.pixels import hanging, joined, lines, text

_NAMED = "?"
"""What no question is called: the answer about one's name."""


class Survey(Frame):
    """The survey of one course."""

    SECTION = "work"
    HELP = N_(
        "Enter or Space picks an answer, and takes it back. Where you rank, the first you pick is your favourite. Tab "
        "goes to the next question; the last says whether your name may be shown. Escape leaves: what is answered is "
        "kept, and you can go on another day."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Save"), key_display="^s", priority=True),
        Binding("escape", "back", N_("Back"), key_display="esc"),
    ]
    CSS = """
    Survey #about { height: auto; margin-bottom: 1; padding: 0 1 0 0; }
    Survey Listing { margin-bottom: 0; }
    Survey .label { height: auto; margin: 1 1 0 1; }
    Survey TextArea { border: none; border-left: wide $quiet; background: $bar; padding: 0 1; height: 3; margin: 0 1; }
    Survey TextArea:focus { border: none; border-left: wide $primary; }
    Survey VerticalScroll { scrollbar-gutter: stable; }
    """

    def __init__(self, course: Course) -> None:
        super().__init__()
        self._course = course
        self._given: dict[str, tuple[str, ...]] = {}
        self._named = False
        self._kept = Kept(self, f"survey-{course.id}", self._to_keep)
        self._ready = False

    def body(self) -> Iterable[Widget]:
        """What it is for and who reads it, then the questions."""
        parts: list[Widget] = [Static("", markup=False, id="about")]
        for n, question in enumerate(self._course.survey.questions):
            if question.kind == "text":
                parts.append(Static(text(question.text, "bold"), markup=False, classes="label"))
                parts.append(TextArea(id=f"words-{n}", tab_behavior="focus"))
            else:
                parts.append(Listing(question.text, verb=N_("Pick"), id=f"options-{n}"))
        parts.append(Listing(_("Your name"), verb=N_("Pick"), id="named"))
        yield VerticalScroll(*parts, can_focus=False)

    def on_mount(self) -> None:
        """Show what was answered before."""
        found = service.answered(self.desk, self._course)
        self._before = found
        self._given = dict(found.answers) if found else {}
        self._named = found is not None and found.named
        kept = self._kept.recall()
        if kept:
            self._named = bool(kept.pop(_NAMED, self._named))
            self._given.update(
                {str(name): tuple(map(str, told)) for name, told in kept.items() if isinstance(told, list)}
            )
        for n, question in enumerate(self._course.survey.questions):
            if question.kind == "text":
                self.query_one(f"#words-{n}", TextArea).text = "\n".join(self._given.get(question.text, ()))
        super().on_mount()
        first = self.query("Listing, TextArea").first()
        first.focus(scroll_visible=False)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self._ready = True

    def reload(self) -> None:
        """Mark what is picked."""
        survey = self._course.survey
        told = [text(survey.title, "bold"), text(" ".join(survey.about.split()), "$muted")]
        told += [text(sentence, "$amber") for sentence in service.for_whom(survey)]
        self.query_one("#about", Static).update(lines(told))
        for n, question in enumerate(survey.questions):
            if question.kind == "text":
                continue
            given = self._given.get(question.text, ())
            rows = [(option, self._row(option, given, rank=question.kind == "rank")) for option in question.options]
            foot = _("favourite first") if question.kind == "rank" else _("any number")
            self.query_one(f"#options-{n}", Listing).show(rows, foot=foot)
        about = (
            text(_("My name may stand beside what I picked"), "bold"),
            text(service.told_named(self._named), "$muted"),
        )
        mark = text("◆ " if self._named else "○ ", "bold $primary" if self._named else "$muted")
        self.query_one("#named", Listing).show([(_NAMED, hanging(mark, lines(about), self.columns - 7))])

    @staticmethod
    def _row(option: str, given: tuple[str, ...], *, rank: bool) -> Content:
        mark = (f"{given.index(option) + 1} " if rank else "◆ ") if option in given else "○ "
        return joined((text(mark, "bold $primary" if option in given else "$muted"), text(option)))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Pick an option, or take it back."""
        listing = event.option_list
        assert isinstance(listing, Listing) and listing.id is not None
        if listing.id == "named":
            self._named = not self._named
            self.reload()
            self._kept.soon()
            return
        asked = self._course.survey.questions[int(listing.id.removeprefix("options-"))].text
        option, given = listing.key_at(event.option_index), self._given.get(asked, ())
        self._given[asked] = tuple(one for one in given if one != option) if option in given else (*given, option)
        self.reload()
        self._kept.soon()

    def on_text_area_changed(self) -> None:
        """Keep soon what is written."""
        if self._ready:
            self._kept.soon()

    def _all(self) -> dict[str, tuple[str, ...]]:
        found = dict(self._given)
        for n, question in enumerate(self._course.survey.questions):
            if question.kind == "text":
                told = self.query_one(f"#words-{n}", TextArea).text.strip()
                found[question.text] = (told,) if told else ()
        return found

    def _changed(self) -> dict[str, tuple[str, ...]]:
        before = self._before.answers if self._before else {}
        return {asked: told for asked, told in self._all().items() if tuple(before.get(asked, ())) != told}

    def _renamed(self) -> bool:
        return self._named != (self._before is not None and self._before.named)

    def _to_keep(self) -> dict[str, Any]:
        kept: dict[str, Any] = {asked: list(told) for asked, told in self._changed().items()}
        return {**kept, _NAMED: self._named} if self._renamed() else kept

    def action_save(self) -> None:
        """Keep the answers as a version."""
        if self._save():
            self.app.say(_("Kept. You can change any answer when you change."))

    def _save(self) -> bool:
        changed = self._changed()
        if not changed and not self._renamed():
            return True
        if not self.app.attempt(
            lambda: service.answer(self.desk, self._course, changed, self._before, named=self._named)
        ):
            return False
        self._kept.let_go()
        self._before = service.answered(self.desk, self._course)
        return True

    def action_back(self) -> None:
        """Leave; what is answered is kept."""
        if self.put_away():
            self.app.pop_screen()

    def put_away(self) -> bool:
        """Keep what is answered."""
        return self._save() if self._ready else True
