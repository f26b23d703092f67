"""Classes on real servers: an sshd and an https git server, the lines to them, and what goes wrong on the way."""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import stat
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portfolio.clock import SetClock
from portfolio.course.shelf import shipped
from portfolio.door import Portfolio
from portfolio.errors import BadInput, BrokenRecord, NotFound, NotLetIn, NotSaved, PortfolioError, Refused, Unreachable
from portfolio.history import remote
from portfolio.history.mirror import Mirror
from portfolio.history.remote import Remote
from portfolio.history.server import Way, address, fingerprint
from portfolio.hub.place import ServerHub
from portfolio.hub.sync import meet
from portfolio.model.goal import Goal
from tests import servers
from tests.makers import LONG, NOON, assert_clean, save_goal, save_work
from tests.servers import NAME, TOKEN, Computer, Https, Line, Place, Sshd

KINDS = ("ssh", "https")


@pytest.fixture(scope="module")
def ssh_parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Sshd]]:
    """A running sshd and the folder with the key it lets in."""
    if servers.no_ssh():
        pytest.skip(servers.no_ssh())
    folder = tmp_path_factory.mktemp("sshd")
    for name in ("student", "stranger"):
        servers.make_key(folder / name)
    running = Sshd(folder / "one", folder / "student.pub")
    yield folder, running
    running.stop()


@pytest.fixture(scope="module")
def https_parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Https]]:
    """A running https server and the folder with its authority."""
    if servers.no_https():
        pytest.skip(servers.no_https())
    folder = tmp_path_factory.mktemp("https")
    servers.make_certificates(folder)
    running = Https(folder)
    yield folder, running
    running.stop()


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A hub on a server, once for each kind."""
    kind: str = request.param
    folder, running = request.getfixturevalue(f"{kind}_parts")
    root = tmp_path / "server" / "hub"
    root.mkdir(parents=True)
    line = Line(running.port)
    if kind == "ssh":
        address = f"ssh://{pwd.getpwuid(os.getuid()).pw_name}@127.0.0.1:{line.port}{root}"
        key = str(folder / "student")
        shown = fingerprint(Remote(address, Way()).confirm()).split()[1]
        yield Place(kind, address, root, line, ("--key", key, "--host-key", shown), "", key, "")
    else:
        running.root, running.instead, running.plain, running.asked = str(root.parent), "", False, []
        authority = str(folder / "ca.pem")
        options = ("--user", NAME, "--ca", authority)
        address = f"https://localhost:{line.port}/hub"
        yield Place(kind, address, root, line, options, TOKEN, "", authority, running)
    line.down()


@pytest.fixture
def school(place: Place, tmp_path: Path) -> dict[str, Computer]:
    """Computers with homes of their own; a token comes from the environment, as where nobody types."""
    names = ("teacher", "advisor", "ada", "ben", "cem", "ada-home")
    return {name: Computer(tmp_path / f"{name} 100% home", {"PORTFOLIO_TOKEN": place.token}) for name in names}


ROSTER = "name,id\nAda Sample,1\nBen Sample,2\nCem Sample,3\n"


def make_class(place: Place, school: dict[str, Computer], *courses: str) -> str:
    """Make a class of three on the server; the line students join with."""
    teacher = school["teacher"]
    teacher.type("me", "--name", "Ms. Teacher")
    (teacher.home / "roster.csv").write_text(ROSTER)
    chosen = [part for course in courses for part in ("--course", course)]
    told = teacher.type(
        "class", "create", place.address, "--name", "Humanities", "--roster", "roster.csv", "--in", "class", "--yes",
        *chosen, *place.options,
    )  # fmt: skip
    by_hand(told, place)
    if place.kind == "https":
        told = teacher.type("-C", "class", "class", "check", code=1)
        assert "Ada Sample: has not joined yet" in told and "git init" not in told
    return f"{place.address}#humanities"


def join(place: Place, computer: Computer, address: str, name: str, *more: str, code: int = 0) -> str:
    return computer.type("join", address, "--seat", name, "--in", "mine", "--yes", *more, *place.options, code=code)


def set_goal(computer: Computer, words: str) -> None:
    computer.type("-C", "mine", "goal", "add", "--statement", words, "--idea")


def by_hand(told: str, place: Place) -> None:
    """Run what a command printed for whoever keeps the server."""
    commands = re.findall(r"^  (git init .+)$", told, re.MULTILINE)
    assert bool(commands) == (place.kind == "https")
    for command in commands:
        servers.shell(command, place.root)


@pytest.mark.parametrize("place", KINDS if LONG else KINDS[1:], indirect=True)
def test_a_class_from_its_making_to_a_freed_seat(place: Place, school: dict[str, Computer]) -> None:
    teacher, advisor, ada, home, ben, cem = (
        school[name] for name in ("teacher", "advisor", "ada", "ada-home", "ben", "cem")
    )
    course = teacher.home / "course"
    shutil.copytree(shipped()["humanities-10"], course)
    address = make_class(place, school, str(course))
    for name in ("ada", "ben", "cem"):
        assert "all of it has arrived (at school)" in join(place, school[name], address, f"{name.title()} Sample")
    set_goal(ben, "A goal of Ben")
    assert "all of it has arrived" in ben.type("sync")
    assert "3 something new" in teacher.type("-C", "class", "class", "fetch")
    assert "A goal of Ben" in teacher.type("-C", "class", "class", "show", "Ben Sample")

    assert "has the portfolio of Ada Sample already" in join(place, home, address, "Ada Sample", code=1)
    assert "Your portfolio was brought here" in join(place, home, address, "Ada Sample", "--mine")
    set_goal(ada, "From the lab")
    set_goal(home, "From home")
    for computer in (ada, home, ada):
        assert "all of it has arrived" in computer.type("sync")
    for computer in (ada, home):
        told = computer.type("-C", "mine", "goal", "list")
        assert "From the lab" in told and "From home" in told

    advisor.type("me", "--name", "Mr. Advisor", "--role", "advisor")
    name = advisor.type("me").rpartition(": ")[2].strip()
    assert "does not name you among its staff" in advisor.type(
        "class", "join", address, "--in", "class", *place.options, code=1
    )
    by_hand(teacher.type("-C", "class", "class", "staff", name, "Mr. Advisor", "--role", "advisor", "--yes"), place)
    advisor.type("class", "join", address, "--in", "class", *place.options)
    assert "3 something new" in advisor.type("-C", "class", "class", "fetch")

    task = course / "tasks" / "picture-essay.md"
    task.write_text(task.read_text().replace("# ", "# Another ", 1))
    teacher.type("-C", "class", "class", "course", str(course))
    assert re.search("was changed by your teacher. Tasks: Another .*changed", ben.type("sync"))

    by_hand(teacher.type("-C", "class", "class", "free", "Cem Sample", "--yes"), place)
    assert "Your seat in Humanities was freed" in cem.type("sync", code=1)
    assert "all of it has arrived" in cem.type(
        "-C", "mine", "join", address, "--seat", "Cem Sample", "--yes", *place.options
    )
    assert "Nothing is missing" in teacher.type("-C", "class", "class", "check")
    secrets_stay(place, school)

    seat = json.loads((ada.home / ".config/portfolio/joined.json").read_bytes())["joined"][0]["seat"]
    shutil.rmtree(place.repository(f"histories/{seat}/student"))
    told = teacher.type("-C", "class", "class", "fetch", code=1)
    assert "Ada Sample: not taken. What stood there is not there any more" in told
    place.line.down()
    assert "cannot be reached now" in teacher.type("-C", "class", "class", "fetch", code=1)
    assert "saved here, not there yet. The server" in ada.type("sync", code=1)


def secrets_stay(place: Place, school: dict[str, Computer]) -> None:
    """The token stands in two files that only their owner can read; names of students in no name of a file there."""
    everything = place.root.parent.parent
    for folder, _inner, names in os.walk(everything):
        assert "sample" not in folder.removeprefix(str(everything)).lower()
        for name in names:
            path = Path(folder, name)
            if TOKEN.encode() in path.read_bytes():
                assert name in ("joined.json", "class.json") and stat.S_IMODE(path.stat().st_mode) == 0o600
        if {"objects", "refs"} <= set(os.listdir(folder)):
            found = subprocess.run(
                ["git", "--git-dir", folder, "cat-file", "--batch", "--batch-all-objects"],
                capture_output=True, check=True,
            ).stdout  # fmt: skip
            assert TOKEN.encode() not in found and NAME.encode() not in found
    joined = [computer.home / ".config" / "portfolio" / "joined.json" for computer in school.values()]
    assert any(path.exists() for path in joined)
    for path in joined:
        assert not path.exists() or stat.S_IMODE(path.stat().st_mode) == 0o600


HISTORY = "histories/s1/student"


def way_of(place: Place, folder: Path, **other: str) -> Way:
    """The way into a server, its host key confirmed."""
    known = folder / "known"
    known.write_text(Remote(place.address, Way()).confirm())
    given = {"key": place.key, "name": NAME, "token": place.token, "authority": place.authority, **other}
    return Way(**{"known_hosts": str(known), **given})


@pytest.fixture
def hub(place: Place, tmp_path: Path) -> ServerHub:
    """The place with one student's repository in it, empty."""
    place.prepare(HISTORY)
    return ServerHub(place.address, way_of(place, tmp_path))


def settled(portfolio: Portfolio) -> None:
    """Nothing of an exchange is left behind, and plain git finds nothing wrong."""
    portfolio.settle()
    assert not [name for name in os.listdir(f"{portfolio.root}/.git/portfolio") if name.startswith(".portfolio-tmp-")]
    assert_clean(portfolio.root)


def heals(portfolio: Portfolio, hub: ServerHub, place: Place) -> None:
    """The next sync brings everything there."""
    goals = {goal.statement for goal in portfolio.all(Goal)}
    meet(portfolio, hub, HISTORY)
    assert {goal.statement for goal in portfolio.all(Goal)} >= goals
    assert place.head(HISTORY) == portfolio.version
    settled(portfolio)


def fails(portfolio: Portfolio, hub: ServerHub, kind: type[PortfolioError], words: str) -> None:
    """A sync that fails says so plainly, and loses nothing."""
    before = {path: portfolio.bytes(path) for path in portfolio.repo.files_of(portfolio.version)}
    with pytest.raises(kind) as caught:
        meet(portfolio, hub, HISTORY)
    assert type(caught.value) is kind, caught.value
    told = str(caught.value)
    assert re.search(words, told), told
    assert re.search("saved here|Nothing was sent|Nothing is lost", told), told
    assert TOKEN not in told and NAME not in told
    assert {path: portfolio.bytes(path) for path in before} == before
    settled(portfolio)


@pytest.fixture
def twin(mine: Portfolio, tmp_path: Path, clock: SetClock) -> Iterator[Portfolio]:
    """The same portfolio on a computer whose clock is two days ahead."""
    mine.settle()
    shutil.copytree(mine.root, tmp_path / "twin")
    other = Portfolio.open(str(tmp_path / "twin"), SetClock(NOON + timedelta(days=2)))
    yield other
    other.close()


def large(portfolio: Portfolio, paragraphs: int = 400) -> None:
    """A text that takes a while to go over; from 3,000 paragraphs on, https sends it in chunks."""
    save_work(portfolio, "\n\n".join(os.urandom(400).hex() for _n in range(paragraphs)))
    portfolio.settle()


def test_two_computers_publish_at_once(
    mine: Portfolio, twin: Portfolio, hub: ServerHub, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second push is refused, brings the first in and goes over; clocks two days apart change nothing."""
    save_goal(mine, "From the lab")
    save_goal(twin, "From home")
    publish = hub.publish
    with monkeypatch.context() as patch:

        def overtaken(*given: Any) -> None:
            patch.setattr(hub, "publish", publish)
            meet(twin, hub, HISTORY)
            publish(*given)

        patch.setattr(hub, "publish", overtaken)
        assert meet(mine, hub, HISTORY)
    errors: list[BaseException] = []

    def run(one: Portfolio) -> None:
        try:
            meet(one, hub, HISTORY)
        except BaseException as error:
            errors.append(error)

    for one in (mine, twin):
        save_goal(one, f"On {os.path.basename(one.root)}")
    both = [threading.Thread(target=run, args=(one,)) for one in (mine, twin)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert not errors
    for one in (mine, twin, mine):
        meet(one, hub, HISTORY)
    assert mine.version == twin.version == place.head(HISTORY)
    assert len(mine.all(Goal)) == len(twin.all(Goal)) == 4
    settled(mine)
    settled(twin)


def test_a_server_that_is_down_or_silent(
    mine: Portfolio, hub: ServerHub, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.line.down()
    fails(
        mine,
        hub,
        Unreachable,
        r"cannot be reached now \(.*(Connection refused|onnect to).*\)\. Everything is saved here",
    )
    place.line.up()
    place.line.silent = True
    with monkeypatch.context() as patch:
        patch.setattr(remote, "_ANSWER", 1.0)
        fails(mine, hub, Unreachable, "took too long and was stopped")
        if place.kind == "ssh":
            with pytest.raises(Unreachable):
                Remote(place.address, Way()).confirm()
    place.line.silent = False
    heals(mine, hub, place)


@pytest.mark.parametrize("share", [0.05, 0.9])
def test_a_line_cut_in_the_middle_of_a_push(mine: Portfolio, hub: ServerHub, place: Place, share: float) -> None:
    meet(mine, hub, HISTORY)
    before = place.head(HISTORY)
    large(mine)
    place.line.after_up = 8_000 + int(share * 170_000)
    fails(mine, hub, Unreachable, "cannot be reached now")
    assert place.head(HISTORY) == before
    place.line.up()
    heals(mine, hub, place)


@pytest.mark.parametrize("share", [0.05, 0.9])
def test_a_line_cut_in_the_middle_of_a_fetch(
    mine: Portfolio, twin: Portfolio, hub: ServerHub, place: Place, share: float
) -> None:
    large(mine)
    meet(mine, hub, HISTORY)
    save_goal(twin, "From home")
    place.line.after_down = 8_000 + int(share * 170_000)
    fails(twin, hub, Unreachable, "cannot be reached now")
    assert not any(Path(twin.root, ".git/objects/pack").glob("*.pack"))
    place.line.up()
    heals(twin, hub, place)


def test_a_line_that_falls_silent_in_the_middle(
    mine: Portfolio, hub: ServerHub, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    large(mine, 3_000)
    hook = place.hook(HISTORY, "sleep 4")
    monkeypatch.setattr(remote, "_TRANSFER", 1.5)
    fails(mine, hub, Unreachable, "took too long and was stopped")
    hook.unlink()
    heals(mine, hub, place)


def test_not_let_in(mine: Portfolio, hub: ServerHub, place: Place, tmp_path: Path) -> None:
    stranger = str(Path(place.key).with_name("stranger")) if place.key else ""
    wrong = {"key": stranger} if place.kind == "ssh" else {"token": "not-the-token"}
    fails(mine, ServerHub(place.address, way_of(place, tmp_path, **wrong)), NotLetIn, "did not let you in")
    none = {"key": ""} if place.kind == "ssh" else {"token": ""}
    fails(mine, ServerHub(place.address, way_of(place, tmp_path, **none)), NotLetIn, "did not let you in")
    heals(mine, hub, place)


def test_a_hook_that_rejects(mine: Portfolio, hub: ServerHub, place: Place) -> None:
    hook = place.hook(HISTORY, "printf 'Only on \\033[31mschool days\\n' >&2; exit 1")
    fails(mine, hub, Refused, r"did not take it. It says: Only on .*school days")
    hook.write_text("#!/bin/sh\necho 'Disk quota exceeded' >&2; exit 1\n")
    fails(mine, hub, Refused, "no room left")
    hook.unlink()
    heals(mine, hub, place)


def test_a_lock_that_was_left_behind(
    mine: Portfolio, hub: ServerHub, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named, with how old it is and whose where the server gives a shell; nobody is said to be publishing."""
    monkeypatch.setattr("portfolio.hub.place._PAUSE", 0.01)
    lock = place.repository(HISTORY) / "refs/heads/main.lock"
    lock.touch()
    fails(mine, hub, Unreachable, rf"a lock keeps everybody .*: {HISTORY}.git/refs/heads/main.lock.*removes that file")
    then = lock.stat().st_mtime - 3 * 3600 - 60
    os.utime(lock, (then, then))
    known = rf"main.lock \(3 h ago, made by {lock.owner()}\)\." if place.kind == "ssh" else r"main.lock\."
    fails(mine, hub, Unreachable, known)
    lock.unlink()
    heals(mine, hub, place)


def test_a_full_disk_on_the_server(mine: Portfolio, hub: ServerHub, place: Place) -> None:
    repository = place.repository(HISTORY)
    small = ["mount", "-t", "tmpfs", "-o", "size=96k,mode=755", "tmpfs", str(repository / "objects")]
    if subprocess.run(small, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be made here")
    try:
        large(mine)
        fails(mine, hub, Refused, "no room left")
    finally:
        subprocess.run(["umount", "-l", str(repository / "objects")], check=True)
    heals(mine, hub, place)


def test_a_full_disk_here(mine: Portfolio, twin: Portfolio, hub: ServerHub, place: Place) -> None:
    large(mine)
    meet(mine, hub, HISTORY)
    small = f"{twin.root}/.git/portfolio"
    kept = shutil.copytree(small, f"{twin.root}/../kept")
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", small], capture_output=True, check=False
    ).returncode:
        pytest.skip("no small disk can be made here")
    try:
        shutil.copytree(kept, small, dirs_exist_ok=True)
        with pytest.raises(NotSaved, match="the disk is full"):
            meet(twin, hub, HISTORY)
    finally:
        subprocess.run(["umount", "-l", small], check=True)
    heals(twin, hub, place)


def test_a_repository_that_was_removed(mine: Portfolio, hub: ServerHub, place: Place) -> None:
    meet(mine, hub, HISTORY)
    save_goal(mine)
    shutil.rmtree(place.repository(HISTORY))
    fails(mine, hub, NotFound, "has no such place")
    assert hub.fetch(HISTORY, mine.repo) == []
    place.prepare(HISTORY)
    heals(mine, hub, place)


def test_a_damaged_repository_is_left_alone(
    mine: Portfolio, twin: Portfolio, hub: ServerHub, place: Place, tmp_path: Path
) -> None:
    large(mine)
    meet(mine, hub, HISTORY)
    whole = max(place.repository(HISTORY).glob("objects/??/*"), key=lambda path: path.stat().st_size)
    data = whole.read_bytes()
    whole.chmod(0o644)
    whole.write_bytes(data[:5_000] + bytes(2_000) + data[7_000:])
    fails(twin, hub, BrokenRecord, "is damaged")
    mirror = Mirror.make(str(tmp_path / "mirror.git"))
    with pytest.raises(BrokenRecord):
        hub.fetch(HISTORY, mirror)
    assert not any((tmp_path / "mirror.git").rglob("*.pack"))
    mirror.close()
    whole.write_bytes(data)
    heals(twin, hub, place)


def test_another_branch_that_looks_like_ours(mine: Portfolio, hub: ServerHub, place: Place) -> None:
    meet(mine, hub, HISTORY)
    servers.plain_git(
        "--git-dir", str(place.repository(HISTORY)), "update-ref", "refs/heads/a/refs/heads/main", f"{mine.version}~0"
    )
    save_goal(mine)
    heals(mine, hub, place)
    assert hub.heads([HISTORY]) == {HISTORY: mine.version}


ssh_only = pytest.mark.parametrize("place", ["ssh"], indirect=True)
https_only = pytest.mark.parametrize("place", ["https"], indirect=True)


@ssh_only
def test_only_the_host_key_that_was_confirmed(
    mine: Portfolio, hub: ServerHub, place: Place, ssh_parts: tuple[Path, Sshd], tmp_path: Path
) -> None:
    nothing = ServerHub(place.address, way_of(place, tmp_path, known_hosts=""))
    fails(mine, nothing, Refused, "does not show the key that was confirmed")
    other = Sshd(tmp_path / "other", ssh_parts[0] / "student.pub")
    place.line.to = other.port
    fails(mine, hub, Refused, "does not show the key that was confirmed")
    assert place.head(HISTORY) == ""
    other.stop()
    place.line.to = ssh_parts[1].port
    heals(mine, hub, place)


@ssh_only
def test_a_host_key_needs_somebody_who_compared_it(place: Place, school: dict[str, Computer]) -> None:
    ada, (*reach, shown) = school["ada"], place.options
    asked = ("join", f"{place.address}#x", "--seat", "Ada", "--in", "mine", "--yes", *reach[:2])
    told = ada.type(*asked, code=1)
    assert f"ssh-ed25519 {shown}" in told and "nothing was sent" in told and "--host-key" in told
    told = ada.type(*asked, "--host-key", f"{shown[:-1]}+", code=1)
    assert "shows another key than the one you gave" in told and not list(ada.home.rglob("known-*"))
    assert "no class" in ada.type(*asked, "--host-key", shown.removeprefix("SHA256:"), code=1)
    told = ada.type(*asked, code=1)
    assert "no class" in told and "shows this key" not in told, "what was confirmed once is not asked again"


@ssh_only
def test_a_server_without_a_shell_tells_what_to_run(
    mine: Portfolio, place: Place, ssh_parts: tuple[Path, Sshd], tmp_path: Path
) -> None:
    hub = ServerHub(place.address, way_of(place, tmp_path))
    assert hub.make([HISTORY, "classes/one"]) == []
    assert place.repository(HISTORY).is_dir() and hub.make([HISTORY]) == []
    meet(mine, hub, HISTORY)
    other = Sshd(tmp_path / "other", ssh_parts[0] / "student.pub", 'ForceCommand git shell -c "$SSH_ORIGINAL_COMMAND"')
    place.line.to = other.port
    hub = ServerHub(place.address, way_of(place, tmp_path))
    (left,) = hub.make([HISTORY, "histories/s2/student"])
    servers.shell(left, place.root)
    assert hub.make([HISTORY, "histories/s2/student"]) == []
    assert hub.heads([HISTORY, "histories/s2/student"]) == {HISTORY: mine.version}
    other.stop()


@ssh_only
def test_places_that_cannot_be_made_or_stand_at_home(
    mine: Portfolio, place: Place, ssh_parts: tuple[Path, Sshd], tmp_path: Path
) -> None:
    (place.root / "file").write_text("")
    hub = ServerHub(f"{place.address}/file", way_of(place, tmp_path))
    with pytest.raises(Refused, match="could not make what the class needs"):
        hub.make([HISTORY])
    at_home = ServerHub(place.address.removesuffix(str(place.root)) + "/~/hub", way_of(place, tmp_path))
    assert at_home.make([HISTORY]) == []
    at_home.publish(HISTORY, mine.repo, mine.version, "")
    assert at_home.heads([HISTORY]) == {HISTORY: mine.version}
    assert (ssh_parts[0] / "one" / "hub" / f"{HISTORY}.git").is_dir()


@https_only
def test_a_certificate_nobody_here_trusts(mine: Portfolio, hub: ServerHub, place: Place, tmp_path: Path) -> None:
    assert place.https is not None
    (tmp_path / "false").mkdir()
    servers.make_certificates(tmp_path / "false")
    for authority in ("", str(tmp_path / "false" / "ca.pem")):
        other = ServerHub(place.address, way_of(place, tmp_path, authority=authority))
        fails(mine, other, Refused, "certificate that can be trusted")
    assert place.https.asked == []
    heals(mine, hub, place)


@https_only
def test_a_redirect_is_not_followed(
    mine: Portfolio, hub: ServerHub, place: Place, https_parts: tuple[Path, Https]
) -> None:
    assert place.https is not None
    elsewhere = Https(https_parts[0])
    place.https.instead = f"https://localhost:{elsewhere.port}"
    fails(mine, hub, Refused, "sends us on to another place")
    assert elsewhere.asked == []
    elsewhere.stop()
    place.https.instead = "500"
    fails(mine, hub, Unreachable, "cannot be reached now")
    place.https.instead = ""
    heals(mine, hub, place)


@https_only
def test_a_server_of_plain_files_is_refused(
    mine: Portfolio, twin: Portfolio, hub: ServerHub, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over git's older way nobody would check what comes in."""
    meet(mine, hub, HISTORY)
    assert place.https is not None
    place.https.plain = True
    repository = str(place.repository(HISTORY))
    servers.plain_git("--git-dir", repository, "update-server-info")
    save_goal(twin)
    with pytest.raises(Refused, match="not one that speaks git"):
        hub.fetch(HISTORY, Mirror.make(f"{place.root}/mirror.git"))
    place.https.plain = False
    heals(twin, hub, place)


def hostile_home(home: Path, marker: Path, port: int) -> dict[str, str]:
    """Settings of the user's own that would lead a careless program away."""
    run = f"touch {marker}"
    (home / ".ssh").mkdir(parents=True)
    (home / ".ssh" / "config").write_text(f"Host *\n ProxyCommand {run}\n LocalCommand {run}\n")
    (home / ".netrc").write_text("default login somebody password else\n")
    (home / ".gitconfig").write_text(
        f'[url "https://localhost:{port}/elsewhere/"]\n insteadOf = ssh://\n insteadOf = https://\n'
        f"[core]\n sshCommand = {run}; ssh\n gitProxy = {run}\n askPass = {run}\n hooksPath = {home}\n"
        f"[credential]\n helper = !{run}\n[http]\n proxy = http://127.0.0.1:{port}\n sslVerify = false\n"
        f"[protocol]\n allow = always\n[push]\n gpgSign = true\n"
    )
    return {
        "GIT_SSH_COMMAND": f"{run}; ssh", "GIT_SSH": "/bin/false", "GIT_PROXY_COMMAND": run, "GIT_ASKPASS": run,
        "SSH_ASKPASS": run, "SSH_ASKPASS_REQUIRE": "force", "GIT_CONFIG_GLOBAL": f"{home}/.gitconfig",
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.sshCommand", "GIT_CONFIG_VALUE_0": run,
        "GIT_DIR": f"{home}/nowhere", "GIT_WORK_TREE": str(home), "GIT_TRACE": f"{marker}-trace",
        "GIT_TRACE_CURL": "1",
        "GIT_EXEC_PATH": str(home), "GIT_SSL_NO_VERIFY": "1", "GIT_ALLOW_PROTOCOL": "ext:file",
        "SSLKEYLOGFILE": str(marker),
        "https_proxy": f"http://127.0.0.1:{port}", "ALL_PROXY": f"http://127.0.0.1:{port}",
    }  # fmt: skip


def test_the_users_own_setup_has_no_effect(
    mine: Portfolio, hub: ServerHub, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither in the home folder, nor in the environment, nor in the portfolio's own repository."""
    marker = tmp_path / "MARKER"
    home = tmp_path / "hostile"
    elsewhere = Line(servers.free_port())
    settings = hostile_home(home, marker, elsewhere.port)
    config = Path(mine.root, ".git", "config")
    config.write_text(config.read_text() + (home / ".gitconfig").read_text())
    seen: list[list[str]] = []
    popen = subprocess.Popen

    def noted(command: list[str], *given: Any, **named: Any) -> Any:
        seen.append(command)
        assert not {"GIT_DIR", "GIT_TRACE", "https_proxy", "GIT_EXEC_PATH"} & set(named.get("env") or os.environ)
        return popen(command, *given, **named)

    with Computer(home, settings).used(), Watched(seen):
        monkeypatch.setattr(subprocess, "Popen", noted)
        meet(mine, hub, HISTORY)
        hub.fetch(HISTORY, Mirror.make(str(tmp_path / "mirror.git")))
        hub.make(["histories/s2/student"])
        monkeypatch.undo()
    assert place.head(HISTORY) == mine.version
    assert not list(tmp_path.glob("MARKER*")) and elsewhere.connections == 0
    elsewhere.down()
    told = "\0".join(part for command in seen for part in command)
    assert "git" in told and "Ada" not in told and TOKEN not in told and NAME not in told
    for command in seen:
        if os.path.basename(command[0]) == "ssh":
            assert command[1:3] == ["-F", "/dev/null"] and "StrictHostKeyChecking=yes" in command


class Watched:
    """Within it, the command lines of all processes of this computer are looked at, over and over."""

    def __init__(self, seen: list[list[str]]) -> None:
        self._seen = seen
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> None:
        if os.path.isdir("/proc/self"):
            self._thread.start()

    def __exit__(self, *_args: object) -> None:
        self._end.set()
        if self._thread.is_alive():
            self._thread.join()

    def _look(self) -> None:
        mine = str(os.getpid())
        known: set[str] = set()
        while not self._end.wait(0.01):
            for pid in set(filter(str.isdigit, os.listdir("/proc"))) - known - {mine}:
                try:
                    command = Path("/proc", pid, "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
                except OSError:
                    continue
                known.add(pid)
                if any("git" in part or "ssh" in part for part in command[:2]):
                    self._seen.append(command)


NO = ""
ADDRESSES = {
    "ssh://git@school.example/hub": "ssh://git@school.example/hub",
    "  ssh://git@school.example/hub/\n": "ssh://git@school.example/hub",
    "ssh://school.example:2222/srv/hub": "ssh://school.example:2222/srv/hub",
    "ssh://git@school.example/~/hub": "ssh://git@school.example/~/hub",
    "ssh://git@10.0.0.7/hub": "ssh://git@10.0.0.7/hub",
    "ssh://git@[::1]:22/hub": "ssh://git@[::1]:22/hub",
    "ssh://git@[fe80::1]/hub": "ssh://git@[fe80::1]/hub",
    "https://school.example/git/hub": "https://school.example/git/hub",
    "https://school.example:8443/hub/": "https://school.example:8443/hub",
    "git@school.example:hub": "git@school.example:hub",
    "git@school.example:/srv/hub": "git@school.example:/srv/hub",
    "git@school.example:~/hub": "git@school.example:~/hub",
    "ext::sh -c touch% MARKER": NO,
    "ext::sh://x/y": NO,
    "file:///srv/hub": NO,
    "/srv/hub": NO,
    "http://school.example/hub": NO,
    "git://school.example/hub": NO,
    "ftp://school.example/hub": NO,
    "HTTPS://school.example/hub": NO,
    "-oProxyCommand=touch MARKER": NO,
    "ssh://-oProxyCommand=x/hub": NO,
    "ssh://-oX/": NO,
    "ssh://git@-oX/hub": NO,
    "ssh://-x@school.example/hub": NO,
    "git@-oX:hub": NO,
    "-x@school.example:hub": NO,
    "ssh://git@school.example/-x": NO,
    "git@school.example:-x": NO,
    "git@school.example:hub/-x": NO,
    "ssh://git@school.example/hub\nx": NO,
    "ssh://git@school.example/a b": NO,
    "ssh://git@school.example/a%2fb": NO,
    "https://school.example/%2e%2e/hub": NO,
    "ssh://git@school.example/../hub": NO,
    "ssh://git@school.example/a/../../hub": NO,
    "git@school.example:../hub": NO,
    "git@school.example:$(touch MARKER)": NO,
    "ssh://git@school.example/hub;touch": NO,
    "ssh://git@school.example/'hub'": NO,
    "https://name:tok-1@school.example/hub": NO,
    "https://name@school.example/hub": NO,
    "ssh://git:tok-1@school.example/hub": NO,
    "https://school.example:0/hub": NO,
    "https://school.example:70000/hub": NO,
    "https://school.example:٤٤٣/hub": NO,
    "https://schοol.example/hub": NO,
    "https://xn--schol-jye.example/hub": "https://xn--schol-jye.example/hub",
    "https://school.example": NO,
    "https:///hub": NO,
    "https://school.example/hub?x=y": NO,
    "https://school.example/hub#x": NO,
    "https://[::1%25eth0]/hub": NO,
    "ssh://git@school.example\\evil/hub": NO,
    "https://school.example\t/hub": NO,
    "": NO,
}


@pytest.mark.parametrize("text", ADDRESSES)
def test_addresses(text: str) -> None:
    if ADDRESSES[text]:
        assert address(text) == ADDRESSES[text]
    else:
        with pytest.raises(BadInput) as caught:
            address(text)
        assert "tok-1" not in str(caught.value)


def test_a_name_that_leads_elsewhere_is_no_place(tmp_path: Path, mine: Portfolio) -> None:
    hub = ServerHub("ssh://git@school.invalid/hub", Way())
    for name in ("../x", "histories/a b/student", "histories/$(id)/student", "classes/-x", "classes/;id"):
        with pytest.raises(BadInput):
            hub.make([name])
        with pytest.raises(BadInput):
            hub.publish(name, mine.repo, mine.version, "")
        with pytest.raises(BadInput):
            hub.fetch(name, mine.repo)
