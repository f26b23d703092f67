"""Exported pages in a real browser: no request to anywhere, with scripts or without, nothing serious for axe-core."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import html5lib
import pytest

from tests.test_site import Made, hostile_pages

AXE = Path(__file__).parent.parent.parent / ".venv/axe/node_modules/axe-core/axe.min.js"
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --disable-default-apps --disable-extensions --hide-scrollbars --virtual-time-budget=20000"
)
_ITS_OWN = re.compile(r"https?://([\w-]+\.)*(google|googleapis|gstatic|gvt1)\.com[:/]")
"""What the browser asks for on its own, whatever page is open."""
pytestmark = pytest.mark.skipif(not BROWSER, reason="needs Chromium")
_RUN = """
axe.run(document, {resultTypes: ["violations"]}).then(found => {
  const told = found.violations.map(one => [one.impact, one.id, one.nodes.map(node => node.html).slice(0, 3)]);
  document.title = "AXE" + JSON.stringify(told) + "EXA";
});
"""


@pytest.fixture(scope="module")
def pages(_built: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """The folder of the sample's pages, and one page of each kind."""
    folder = str(tmp_path_factory.mktemp("site"))
    one = Made(folder, shutil.copytree(_built, f"{folder}/maya"))
    one.mine.close()
    standard = next(path for path in one.pages if path.startswith("standards/"))
    yield one.folder, ["index.html", "growth.html", "goals.html", "ways.html", "support.html", one.page, standard,
                      "capstone.html", "exhibitions.html"]  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Pages of hostile words."""
    return hostile_pages(tmp_path_factory.mktemp("hostile"))


def browse(page: Path, tmp_path: Path, *flags: str) -> tuple[str, list[str]]:
    """The page as the browser has it in the end, and every address that was asked for."""
    log = tmp_path / "net.json"
    command = [BROWSER, *_FLAGS.split(), f"--user-data-dir={tmp_path / 'browser'}", f"--log-net-log={log}", *flags]
    done = subprocess.run(
        [*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, check=True, timeout=120
    )
    asked = re.findall(r'"url":"([^"]+)"', log.read_text(encoding="utf-8", errors="replace"))
    inside = ("file:", "chrome:", "data:", "about:")
    return done.stdout, [one for one in asked if not one.startswith(inside) and not _ITS_OWN.match(one)]


@pytest.mark.parametrize("scripts", ["true", "false"])
def test_nothing_is_asked_from_anywhere(
    pages: tuple[str, list[str]], hostile: str, tmp_path: Path, scripts: str
) -> None:
    folder, kinds = pages
    some = [Path(folder, kinds[0]), Path(folder, kinds[5]), *sorted(Path(hostile, "works").glob("*.html"))[-2:]]
    for n, page in enumerate(some):
        (tmp_path / str(n)).mkdir()
        _dom, asked = browse(page, tmp_path / str(n), f"--blink-settings=scriptEnabled={scripts}")
        assert asked == []


def test_the_net_log_sees_a_request(tmp_path: Path) -> None:
    page = tmp_path / "loud.html"
    page.write_text('<!doctype html><img src="http://127.0.0.1:9/x.png" alt="x">')
    assert "http://127.0.0.1:9/x.png" in browse(page, tmp_path)[1]


def test_pictures_and_style_load_from_the_folder(pages: tuple[str, list[str]], tmp_path: Path) -> None:
    folder, kinds = pages
    ask = (
        "document.title = 'AXE' + JSON.stringify([[...document.images].map(one => one.naturalWidth), "
        "getComputedStyle(document.querySelector('.skip')).position]) + 'EXA'"
    )
    widths, position = _told(
        _with_script(folder, kinds[5], tmp_path / "b", f"window.onload = () => {{ {ask} }}"), tmp_path
    )
    assert widths and all(widths) and position == "absolute"


def _with_script(folder: str, page: str, place: Path, script: str) -> Path:
    """A copy of the folder in which one page runs a script of the test's own."""
    shutil.copytree(folder, place, dirs_exist_ok=True)
    copy = place / page
    html = copy.read_text(encoding="utf-8")
    html = html.replace("default-src 'none'", "default-src 'none'; script-src 'unsafe-inline'")
    copy.write_text(html.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    return copy


def _told(page: Path, tmp_path: Path, *flags: str) -> list[Any]:
    dom, _asked = browse(page, tmp_path, *flags)
    found = re.search(r"<title>AXE(.*?)EXA</title>", dom, re.DOTALL)
    assert found, dom[:500]
    told: list[Any] = json.loads(unescape(found[1]))
    return told


@pytest.mark.skipif(not AXE.exists(), reason="needs axe-core (make test-exports installs it)")
@pytest.mark.parametrize("width", ["1100", "400"])
@pytest.mark.parametrize("scheme", ["0", "1"], ids=["dark", "light"])
def test_axe_finds_nothing_serious(
    pages: tuple[str, list[str]], hostile: str, tmp_path: Path, scheme: str, width: str
) -> None:
    folder, kinds = pages
    script = AXE.read_text(encoding="utf-8").replace("</script", "<\\/script") + _RUN
    flags = (f"--blink-settings=preferredColorScheme={scheme}", f"--window-size={width},900")
    wrong = {}
    every = [(folder, kind) for kind in kinds]
    every.append((hostile, str(sorted(Path(hostile, "works").glob("*.html"))[0].relative_to(hostile))))
    for n, (where, kind) in enumerate(every):
        page = _with_script(where, kind, tmp_path / str(n), script)
        found = _told(page, tmp_path / str(n), *flags)
        wrong[kind] = [one for one in found if one[0] in ("serious", "critical", "moderate")]
    assert {kind: told for kind, told in wrong.items() if told} == {}


def test_the_html_is_valid(pages: tuple[str, list[str]], hostile: str) -> None:
    wrong = {}
    for folder in (pages[0], hostile):
        for page in Path(folder).rglob("*.html"):
            parser = html5lib.HTMLParser()
            parser.parse(page.read_text(encoding="utf-8"))
            if parser.errors:
                wrong[page.name] = parser.errors[:3]
    assert wrong == {}
