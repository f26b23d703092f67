"""The hostile histories again, from a real https git server: what a folder hub refuses does not come that way."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portfolio.classroom.rows import summarise
from portfolio.errors import BrokenRecord, PortfolioError
from portfolio.history import bundle
from portfolio.history.mirror import Mirror
from portfolio.history.server import Way
from portfolio.hub.place import ServerHub
from tests import servers
from tests.hostile import controls
from tests.hostile_histories import CASES, Case, Objects, Place, begin, sound
from tests.makers import LONG
from tests.servers import NAME, TOKEN, Https

_GROUPS = ("tree", "commit", "content", "rewritten")
_ALL = [one for one in CASES if one.group in _GROUPS and not one.bomb]
FROM_A_SERVER = _ALL if LONG else _ALL[::3]
"""Every third one: the folder tests have them all, in every run."""
SEAT = "histories/s0123456789ab/student"
LONGEST = 20.0


@pytest.fixture(scope="module")
def https(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Https, ServerHub, Path]]:
    """A running server, the hub on it, and the folder of its repositories."""
    if servers.no_https():
        pytest.skip(servers.no_https())
    folder = tmp_path_factory.mktemp("https")
    servers.make_certificates(folder)
    running = Https(folder)
    running.root = str(folder / "server")
    way = Way(name=NAME, token=TOKEN, authority=str(folder / "ca.pem"))
    yield running, ServerHub(f"https://localhost:{running.port}/hub", way), folder / "server/hub"
    running.stop()


def put_on(repository: Path, data: bytes) -> str:
    """Put what a bundle holds into a server's repository, unchecked, and point its branch there."""
    subprocess.run(["rm", "-rf", str(repository)], check=True)
    servers.plain_git("init", "-q", "--bare", "--initial-branch=main", str(repository))
    header = bundle.read_header(data[:8192], "x")
    indexing = ["git", "--git-dir", str(repository), "index-pack", "--stdin"]
    done = subprocess.run(indexing, input=data[header.start :], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("git itself makes no pack of this")
    (repository / "refs/heads/main").write_text(f"{header.head}\n")
    return header.head


@pytest.mark.parametrize("one", FROM_A_SERVER, ids=lambda one: f"{one.group}: {one.name}")
def test_a_server_gives(one: Case, https: tuple[Https, ServerHub, Path], tmp_path: Path) -> None:
    _running, hub, root = https
    objects = Objects()
    own = objects.bundle(objects.commit(objects.files(sound())))
    place = Place(tmp_path / "place", tmp_path / "IT-RAN", tmp_path / "secret", own, own)
    place.secret.write_text("canary")
    with place.ends:
        begin(one, place)
        found = place.folder / "current.bundle"
        if not found.is_file():
            pytest.skip("this needs a folder")
        try:
            head = put_on(root / f"{SEAT}.git", found.read_bytes())
        except BrokenRecord:
            pytest.skip("this is a matter of the bundle")
    mirror = Mirror.make(str(tmp_path / "mirror.git"))
    since, state, said = time.monotonic(), "", ""
    try:
        for each in hub.fetch(SEAT, mirror):
            state = mirror.settle(each).kind
        summary = summarise(mirror, head)
        said = f"{summary.owner} {' '.join(summary.problems)}"
    except PortfolioError as error:
        said = str(error)
    finally:
        mirror.close()
    assert time.monotonic() - since < LONGEST
    assert not place.marker.exists(), "something of the student's was run"
    assert not controls(said.encode()), said
    if one.states and "new" not in one.states and one.group != "rewritten":
        assert state != "new", f"a folder hub says {sorted(one.states)} of this"
    assert sorted(path.name for path in tmp_path.iterdir() if path.name not in ("place", "secret")) == ["mirror.git"]
