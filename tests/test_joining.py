"""Joining a class in plain lines: what is pasted, mistyped, ambiguous or impossible is said in time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_class import ROSTER, As, hub, join, person, school_class  # noqa: F401 - fixtures
from tests.test_cli import Failed, cli  # noqa: F401 - fixture


def test_a_mistyped_place_was_not_found_and_says_what_to_check(person: As, hub: str, tmp_path: Path) -> None:  # noqa: F811
    for command in (("join",), ("class", "join")):
        with pytest.raises(Failed, match=r"no folder .*/hup.*Check how .*ask your teacher") as told:
            person("rivera", *command, f"{tmp_path}/hup#humanities-10")
        assert "is saved" not in told.value.err
    with pytest.raises(Failed, match=r"cannot be reached now.*Check how it is written") as told:
        person("ada", "join", "https://localhost:9/hub#humanities-10", "--seat", "ada", "--in", "mine", "--yes")
    assert "is saved" not in told.value.err


def test_the_line_works_as_it_was_pasted(person: As, hub: str, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "hub").rename(tmp_path / "our hub")
    place = f"{tmp_path}/our hub#humanities-10"
    agreed = ("--seat", "ada", "--in", "mine", "--yes")
    assert "arrived" in person("ada", "join", "portfolio", "join", *place.split(), *agreed)
    for pasted in (
        f"“{place}”", f"'{tmp_path}/our hub'#humanities-10", f'portfolio join "{place}"', f"`$ portfolio join {place}`",
        f"{tmp_path}/our hub#HUMANITIES-10 ", f'portfolio join "{place}" --seat "Ada King" --in my-portfolio --yes',
    ):  # fmt: skip
        assert "arrived" in person("ada", "join", pasted, "--seat", "ada", "--yes"), pasted


def test_a_class_that_is_not_there_names_those_that_are(person: As, hub: str, tmp_path: Path) -> None:  # noqa: F811
    person("rivera", "class", "create", str(tmp_path / "hub"), "--name", "Physics", "--roster",
           str(tmp_path / "roster.csv"), "--in", "physics", "--yes")  # fmt: skip
    with pytest.raises(Failed, match=r"no class “humanity”.*#humanities-10, #physics"):
        person("ada", "join", hub.replace("humanities-10", "Humanity"), "--seat", "ada", "--in", "mine", "--yes")
    with pytest.raises(Failed, match=r"no class “physics 11”.*#humanities-10, #physics"):
        person("ada", "join", hub.replace("humanities-10", "Physics 11"), "--seat", "ada", "--in", "mine", "--yes")


def test_what_is_impossible_is_said_before_anybody_must_agree(person: As, hub: str) -> None:  # noqa: F811
    join(person, "ada", hub)
    person("ben", "new", "own", "--name", "Ben", "--course", "humanities-10")
    for who, folder, told in (("ada", "mine", "seat of Ada King in that class"), ("ben", "own", "by the portfolio of")):
        seat = "cleo" if who == "ada" else "ada"
        with pytest.raises(Failed, match=rf"{told}.*ask your teacher to free it") as refused:
            person(who, "-C", folder, "join", hub, "--seat", seat)
        assert "class free" not in refused.value.err


def test_without_a_name_the_free_ones_are_listed(person: As, hub: str) -> None:  # noqa: F811
    join(person, "ada", hub)
    with pytest.raises(Failed, match=r"These seats are free: Ben Okafor, Cleo O'Neil\. Say it with --seat NAME"):
        person("ben", "join", hub, "--in", "mine", "--yes")


def test_the_teacher_sees_the_names_and_then_their_seats(person: As, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "hub").mkdir()
    (tmp_path / "roster.csv").write_text(ROSTER)
    person("rivera", "me", "--name", "M. Rivera")
    making = ("class", "create", f"{tmp_path}/hub", "--name", "Humanities 10", "--roster", f"{tmp_path}/roster.csv")
    with pytest.raises(Failed) as asked:
        person("rivera", *making)
    assert "  Ada King, 10A\n  Ben Okafor, 10A\n  Cleo O'Neil, 10A\n" in asked.value.out
    made = person("rivera", *making, "--yes")
    seats = {seat.name: seat for seat in school_class(person, f"{tmp_path}/hub").seats}
    (row,) = [one for one in made.split("\n") if one.startswith("Ada King ")]
    assert row.split() == ["Ada", "King", "10A", seats["Ada King"].id[-6:]]
    assert "arrived" in person("ada", "join", f"{tmp_path}/hub", "--seat", row.split()[-1], "--in", "mine", "--yes")
