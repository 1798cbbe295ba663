"""Says whether a process of an installation is well: the health checks ask it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from config.env import ROOT, Environment


# Beat writes its schedule every three minutes.
BEAT_SILENCE_SECONDS = 600
WEB_PORT = 8000


def health(process: str, environ: Mapping[str, str]) -> int:
    """Return 0 when the named process of this machine is well."""
    answers = {"web": _web, "worker": _worker, "beat": _beat}
    is_well = answers[process](environ)
    print(f"{process} is {'well' if is_well else 'not well'}", flush=True)
    return 0 if is_well else 1


def _web(environ: Mapping[str, str]) -> bool:
    """Ask for the first page as the proxy in front of us would."""
    environment = Environment.read(environ)
    port = int(environ.get("PORT") or WEB_PORT)
    headers = {
        "Host": environment.allowed_hosts[0].removeprefix("."),
        "X-Forwarded-Proto": "https" if environment.is_production else "http",
    }
    return first_page_status(port, headers) == HTTPStatus.OK


def first_page_status(port: int, headers: Mapping[str, str]) -> int | None:
    """Return the status of the first page on this machine, None without an answer."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as line:
        try:
            line.request("GET", "/", headers=dict(headers))
            return line.getresponse().status
        except (OSError, HTTPException):
            return None


def _worker(environ: Mapping[str, str]) -> bool:
    name = f"celery@{socket.gethostname()}"
    outcome = subprocess.run(
        [
            *(sys.executable, "-m", "celery", "-A", "config.celery"),
            *("inspect", "ping", "--timeout", "5", "--destination", name),
        ],
        cwd=ROOT,
        env=dict(environ),
        capture_output=True,
        check=False,
    )
    return outcome.returncode == 0


def _beat(environ: Mapping[str, str]) -> bool:
    schedules = list(Environment.read(environ).state.glob("beat-schedule*"))
    return any(_age(path) < BEAT_SILENCE_SECONDS for path in schedules)


def _age(path: Path) -> float:
    return time.time() - path.stat().st_mtime
