"""Real servers for tests: an sshd and an https git server on loopback, each behind a line that can be cut."""

from __future__ import annotations

import base64
import contextlib
import http.server
import io
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import portfolio.cli

SSHD = "/usr/sbin/sshd"
NAME, TOKEN = "reader-of-the-class", "tok-5f2e88c1d0a94b7e"
_PLAIN = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def no_ssh() -> str:
    """Why ssh cannot be tested here, "" where it can."""
    missing = [name for name in ("ssh", "ssh-keygen", "ssh-keyscan") if not shutil.which(name)]
    missing += [] if os.access(SSHD, os.X_OK) else ["sshd"]
    return f"{', '.join(missing)} not on this machine" if missing else ""


def no_https() -> str:
    """Why https cannot be tested here, "" where it can."""
    if not shutil.which("openssl"):
        return "openssl not on this machine"
    where = subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True).stdout.strip()
    missing = [name for name in ("git-http-backend", "git-remote-https") if not os.path.exists(f"{where}/{name}")]
    return f"{', '.join(missing)} not on this machine" if missing else ""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Line:
    """A way to a port on this machine, which can be cut, silent or down."""

    def __init__(self, to: int) -> None:
        self.to = to
        self.port = free_port()
        self.after_up: int | None = None
        """Bytes a connection may send to the server before it is cut."""
        self.after_down: int | None = None
        """Bytes the server may send before the connection is cut."""
        self.silent = False
        """Whether connections are taken and nothing ever comes."""
        self.connections = 0
        self.sent = 0
        """Bytes that went to the server."""
        self._listening: socket.socket | None = None
        self._open: set[socket.socket] = set()
        self.up()

    def up(self) -> None:
        """Be there, as a line without trouble."""
        self.after_up = self.after_down = None
        self.silent = False
        if self._listening is None:
            self._listening = socket.create_server(("127.0.0.1", self.port))
            threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def down(self) -> None:
        """Refuse every connection."""
        if self._listening is not None:
            with contextlib.suppress(OSError):
                self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
            self._listening = None
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                near, _from = listening.accept()
            except OSError:
                return
            self.connections += 1
            self._open.add(near)
            if self.silent:
                continue
            far = socket.create_connection(("127.0.0.1", self.to))
            for one in (near, far):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for source, target, most in ((near, far, self.after_up), (far, near, self.after_down)):
                threading.Thread(target=self._pass, args=(source, target, most, source is near), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, most: int | None, outward: bool) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while data := source.recv(4096 if most is not None else 65536):
                passed += len(data)
                self.sent += len(data) if outward else 0
                if most is not None and passed > most:
                    for one in (source, target):
                        one.shutdown(socket.SHUT_RDWR)
                    break
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        if outward:
            self._open.discard(source)


class Sshd:
    """One sshd with a host key of its own."""

    def __init__(self, folder: Path, authorized: Path, more: str = "") -> None:
        folder.mkdir()
        self.port = free_port()
        make_key(folder / "host")
        (folder / "config").write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\nUsePAM no\n"
            f"StrictModes no\nAuthorizedKeysFile {authorized}\nPasswordAuthentication no\n"
            "KbdInteractiveAuthentication no\nPermitRootLogin yes\nUseDNS no\n"
            "KexAlgorithms curve25519-sha256\nMaxStartups 100\nMaxSessions 100\n"
            f"SetEnv GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 HOME={folder}\nLogLevel ERROR\n{more}\n"
        )
        if os.getuid() == 0:
            os.makedirs("/run/sshd", 0o755, exist_ok=True)
        with open(folder / "log", "wb") as log:
            self._process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(folder / "config")], stderr=log)
        for _try in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise AssertionError((folder / "log").read_text())

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()


def make_key(path: Path) -> None:
    """A throw-away ssh key."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(path)], check=True)


def make_certificates(folder: Path) -> None:
    """A throw-away authority (ca.pem) and a certificate for localhost (server.pem, server.key)."""
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    openssl("req", "-x509", *new, "-days", "2", "-subj", "/CN=School CA", "-keyout", "ca.key", "-out", "ca.pem")
    openssl("req", *new, "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr")
    (folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names")
    openssl("x509", "-req", "-in", "server.csr", *signing, "-out", "server.pem")


class Https:
    """`git http-backend` behind TLS, with a name and a token."""

    def __init__(self, certificates: Path) -> None:
        self.root = ""
        self.instead = ""
        """A place every request is sent on to, or a status number."""
        self.plain = False
        """Whether it gives out files and nothing more."""
        self.asked: list[tuple[str, str]] = []
        """Path and Authorization of every request."""
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16

            def log_message(self, *_args: Any) -> None:
                pass

            def do_GET(self) -> None:
                outer.answer(self)

            do_POST = do_GET

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_args: Any) -> None:
                pass  # lines are cut on purpose

            def finish_request(self, request: Any, client_address: Any) -> None:
                with context.wrap_socket(request, server_side=True) as wrapped:
                    super().finish_request(wrapped, client_address)

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, asked: http.server.BaseHTTPRequestHandler) -> None:
        """One request."""
        body = _body(asked)
        way_in = asked.headers.get("Authorization", "")
        self.asked.append((asked.path, way_in))
        if self.instead:
            status = int(self.instead) if self.instead.isdigit() else 302
            return _send(asked, status, [] if status != 302 else [("Location", self.instead + asked.path)], b"")
        if way_in != "Basic " + base64.b64encode(f"{NAME}:{TOKEN}".encode()).decode():
            return _send(asked, 401, [("WWW-Authenticate", 'Basic realm="school"')], b"")
        path, _mark, query = asked.path.partition("?")
        if self.plain:
            found_file = Path(f"{self.root}{path}")
            there = found_file.is_file()
            return _send(asked, 200 if there else 404, [], found_file.read_bytes() if there else b"")
        environment = {
            **_PLAIN, "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": self.root, "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": asked.command, "REMOTE_USER": NAME,
            "REMOTE_ADDR": "127.0.0.1", "CONTENT_TYPE": asked.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)), "HTTP_CONTENT_ENCODING": asked.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": asked.headers.get("Git-Protocol", ""),
        }  # fmt: skip
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=False)
        head, _end, rest = done.stdout.partition(b"\r\n\r\n")
        found = [one.partition(": ")[::2] for one in head.decode().split("\r\n") if one]
        status = next((int(value.split()[0]) for name, value in found if name == "Status"), 200)
        return _send(asked, status, [one for one in found if one[0] != "Status"], rest)


def _body(asked: http.server.BaseHTTPRequestHandler) -> bytes:
    if asked.headers.get("Transfer-Encoding", "") != "chunked":
        return asked.rfile.read(int(asked.headers.get("Content-Length", 0)))
    parts = []
    while size := int(asked.rfile.readline(), 16):
        parts.append(asked.rfile.read(size))
        asked.rfile.readline()
    asked.rfile.readline()
    return b"".join(parts)


def _send(
    asked: http.server.BaseHTTPRequestHandler, status: int, heads: list[tuple[str, str]], contents: bytes
) -> None:
    asked.send_response(status)
    for name, value in heads:
        asked.send_header(name, value)
    asked.send_header("Content-Length", str(len(contents)))
    asked.end_headers()
    asked.wfile.write(contents)


@dataclass
class Place:
    """A hub on a server, as a test sees it."""

    kind: str
    address: str
    root: Path
    """Where its repositories stand on the server's disk."""
    line: Line
    options: tuple[str, ...]
    """What a person adds on the command line."""
    token: str
    key: str
    authority: str
    https: Https | None = None

    def repository(self, name: str) -> Path:
        """A repository on the server's disk."""
        return self.root / f"{name}.git"

    def prepare(self, name: str) -> Path:
        """Make a repository as whoever keeps the server does."""
        path = self.repository(name)
        plain_git("init", "-q", "--bare", "--initial-branch=main", str(path))
        return path

    def head(self, name: str) -> str:
        """The newest version on the server's disk."""
        return plain_git("--git-dir", str(self.repository(name)), "rev-parse", "-q", "--verify", "main")

    def hook(self, name: str, script: str, when: str = "pre-receive") -> Path:
        """Let the server run something before it takes anything, or after (post-receive)."""
        path = self.repository(name) / "hooks" / when
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path


def plain_git(*arguments: str) -> str:
    """git as whoever keeps the server uses it."""
    done = subprocess.run(
        ["git", *arguments], capture_output=True, text=True, check=False, env={**os.environ, **_PLAIN}
    )
    return done.stdout.strip()


@dataclass
class Computer:
    """Somebody's computer: a home folder of its own, and what they type there."""

    home: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    @contextlib.contextmanager
    def used(self) -> Iterator[None]:
        """Sit at it."""
        self.home.mkdir(parents=True, exist_ok=True)
        before, folder = dict(os.environ), os.getcwd()
        os.environ.update({"HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home / ".config"), **self.environment})
        os.chdir(self.home)
        try:
            yield
        finally:
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(before)

    def type(self, *arguments: str, code: int = 0) -> str:
        """Type a command; what it prints."""
        said = io.StringIO()
        with self.used(), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            try:
                portfolio.cli.run(list(arguments))
                ended = 0
            except SystemExit as error:
                ended = int(error.code or 0)
        assert ended == code, f"{arguments} ended with {ended}: {said.getvalue()}"
        return said.getvalue()


def shell(command: str, folder: Path) -> None:
    """Run a command that the program printed, as whoever keeps the server does."""
    subprocess.run(["/bin/sh", "-c", command], cwd=folder, check=True, env={**os.environ, **_PLAIN})
