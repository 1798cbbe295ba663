"""Says whether a process of an installation is well: the health checks ask it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
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
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/",
        headers={
            "Host": environment.allowed_hosts[0].removeprefix("."),
            "X-Forwarded-Proto": "https" if environment.is_production else "http",
        },
    )
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


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
