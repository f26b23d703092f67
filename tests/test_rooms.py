"""The house: each room uses those below it, none above; file calls stand in one place; files stay readable."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "portfolio"
FLOORS = [
    {"errors", "text", "i18n", "clock", "wording", "__init__"},
    {"model"},
    {"store"},
    {"history"},
    {"door", "config"},
    {"course", "hub"},
    {"services"},
    {"classroom", "export"},
    {"widgets"},
    {"screens"},
    {"app", "teacher"},
    {"cli", "__main__"},
]
"""Lowest first; rooms on one floor may use each other."""
TEXTUAL = {"widgets", "screens", "app", "teacher"}


def _room(path: Path) -> str:
    part = path.relative_to(PACKAGE).parts[0]
    return part.removesuffix(".py")


def _floor(room: str) -> int:
    return next(n for n, rooms in enumerate(FLOORS) if room in rooms)


def _imports(path: Path) -> set[str]:
    """Modules a file names when it runs, late ones too; those for type checking only are left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_uses_only_rooms_below(path: Path) -> None:
    mine = _floor(_room(path))
    for name in _imports(path):
        parts = name.split(".")
        if parts[0] == "portfolio" and len(parts) > 1:
            room = parts[1] if parts[1] != "__version__" else "__init__"
            allowed = {"app", "teacher"} if _room(path) == "screens" else set()
            assert _floor(room) <= mine or room in allowed, f"{path.name} uses {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_libraries_stay_in_their_room(path: Path) -> None:
    names = {name.split(".")[0] for name in _imports(path)}
    room = _room(path)
    assert "textual" not in names or room in TEXTUAL
    assert "git" not in names or room == "history"
    assert "tinydb" not in names or room == "store"
    assert "subprocess" not in names or room == "history" or path.name == "tab_draft.py"
    assert "click" not in names or room in ("cli", "config")


def test_only_one_file_writes() -> None:
    """No other module opens for writing, renames, links, unlinks or makes folders."""
    calls = {
        "rename",
        "replace",
        "unlink",
        "remove",
        "mkdir",
        "makedirs",
        "link",
        "symlink",
        "rmdir",
        "fsync",
        "write_text",
    }
    for path in FILES:
        if path.name == "files.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                if isinstance(owner, ast.Name) and owner.id == "os":
                    assert node.func.attr not in calls, f"{path.name}:{node.lineno}"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "open", f"{path.name}:{node.lineno}"


def test_a_count_in_words_has_no_other_place_to_fill() -> None:
    """`ngettext` fills {n} itself, so that any other name in it would fail where the sentence is said."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ngettext":
                told = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                assert all(re.findall(r"{(\w*)}", one) in ([], ["n"]) for one in told), (path.name, told)
