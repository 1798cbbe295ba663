"""The whole site on one machine: what `make run` does once the packages are there."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from pathlib import Path

from config.addresses import read_database
from config.env import ROOT, Environment, EnvironmentProblem
from config.local import ports, services, signals
from config.local.children import Child, die_with_parent, start, wait_until
from config.local.errors import CannotStart
from config.local.health import first_page_status
from config.local.services import Services


USUAL_PORT = 8000
# The day on which the demonstration's world stands still.
DEMO_DAY = "2016-06-01"
LOOK_EVERY = 0.25
PATIENCE_AFTER_KILL = 12.0


def run_site(environ: Mapping[str, str]) -> int:
    """Run services, mail peer, web, worker and beat until Ctrl-C or a death.

    Raises:
      CannotStart: something is missing, taken, or ended at the start.
    """
    port = _port(environ, services.was_killed(environ))
    say("Starting PostgreSQL and Valkey …")
    with (
        services.lasting(demo_environ(environ, port)) as running,
        ExitStack() as stack,
    ):
        try:
            return _run(running, stack, port)
        finally:
            signals.ignore()


def _run(running: Services, stack: ExitStack, port: int) -> int:
    if not running.environ.get("SMTP_URL"):
        stack.enter_context(_mail_peer(running))
    _secret_key(running)
    services.share(running)
    _check_environment(running)
    prepare(running)
    processes = list(_processes(running, stack, port))
    running.children += processes
    web, worker, _ = processes
    wait_until(lambda: _answers(port), web)
    wait_until(lambda: " ready." in worker.log.read_text(errors="replace"), worker)
    _welcome(running, port)
    return _watch(running)


def say(sentence: str) -> None:
    """Tell the person at the keyboard at once, also through a pipe."""
    print(sentence, flush=True)


def _port(environ: Mapping[str, str], was_killed: bool) -> int:
    text = environ.get("PORT") or str(USUAL_PORT)
    if not text.isdigit() or not 0 < int(text) < 65_536:
        raise CannotStart(f"PORT is {text!r}: set a number, for example PORT=8123.")
    port = int(text)
    # The web process of a launcher killed a moment ago is still on its way out.
    if not ports.is_free_within(port, PATIENCE_AFTER_KILL if was_killed else 0):
        raise CannotStart(
            f"Port {port} is taken by another program. Choose another one: "
            f"PORT={port + 123 if port < 65_000 else 8123} make run"
        )
    return port


def demo_environ(environ: Mapping[str, str], port: int) -> dict[str, str]:
    """Fill what the demonstration needs; the variables that are set win.

    Raises:
      CannotStart: this is no demonstration.
    """
    if environ.get("QUORATE_ENV", "demo") not in {"", "demo"}:
        raise CannotStart(
            "make run is for demonstrations: unset QUORATE_ENV. How to run Quorate "
            "for real people is told in docs/operations.md."
        )
    filled = dict(environ)
    filled["QUORATE_ENV"] = "demo"
    filled.setdefault("QUORATE_TODAY", DEMO_DAY)
    filled["QUORATE_BASE_URL"] = (
        environ.get("QUORATE_BASE_URL") or f"http://localhost:{port}"
    )
    filled["DJANGO_SETTINGS_MODULE"] = "config.settings"
    return filled


def _secret_key(running: Services) -> None:
    """Sign sessions with a key of this checkout, made once."""
    if running.environ.get("QUORATE_SECRET_KEY"):
        return
    path = Path(running.environ["QUORATE_STATE"]) / "secret-key"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as written:
            written.write(secrets.token_urlsafe(50))
    running.environ["QUORATE_SECRET_KEY"] = path.read_text().strip()


def _check_environment(running: Services) -> None:
    try:
        Environment.read(running.environ)
    except EnvironmentProblem as problem:
        raise CannotStart(str(problem)) from None


@contextmanager
def _mail_peer(running: Services) -> Iterator[None]:
    port = ports.free_port()
    state = Path(running.environ["QUORATE_STATE"])
    folder = Path(running.environ.get("QUORATE_DEMO_MAIL") or state / "mail").absolute()
    child = start(
        "The local mail peer",
        [sys.executable, "-m", "config.local.mail_peer", str(port), folder],
        log=running.logs / "mail.log",
        environ=running.environ,
        cwd=ROOT,
    )
    try:
        wait_until(lambda: ports.is_taken(port), child)
        running.children.append(child)
        running.environ["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
        running.environ["QUORATE_DEMO_MAIL"] = str(folder)
        yield
    finally:
        child.stop()


def prepare(running: Services) -> None:
    """Bring the database up to date; fill it with the demonstration when empty."""
    say("Bringing the database up to date …")
    manage(running, *migrate_command()[2:], "--verbosity", "0")
    manage(running, "collectstatic", "--noinput", "--verbosity", "0")
    if is_empty(running.environ):
        say("Filling the demonstration …")
        manage(running, "seed_demo")


def is_empty(environ: Mapping[str, str]) -> bool:
    """Say whether nobody and nothing has been entered yet."""
    from config.local import sql  # the driver is needed only once services run

    address = read_database(environ["DATABASE_URL"])
    return not any(
        sql.has_rows(address, table)
        for table in ("people_user", "commissioning_organisation")
    )


def manage(running: Services, *words: str) -> str:
    """Run a management command and return what it printed.

    Raises:
      CannotStart: it failed; its last words are told.
    """
    outcome = subprocess.run(
        [sys.executable, "manage.py", *words],
        env=running.environ,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=die_with_parent(os.getpid()),
    )
    if outcome.returncode:
        last = "\n".join((outcome.stdout + outcome.stderr).splitlines()[-25:])
        raise CannotStart(f"manage.py {' '.join(words)} failed:\n{last}")
    return outcome.stdout


def migrate_command() -> list[str]:
    """Return the command that brings the database up to date; production's too."""
    return [sys.executable, "manage.py", "migrate", "--noinput"]


def web_command(bind: str) -> list[str]:
    """Return the command of the web process; production uses the same words."""
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
        *("--bind", bind, "--access-logfile", "-", "--graceful-timeout", "10"),
    ]


def worker_command() -> list[str]:
    """Return the command of the worker process."""
    return [
        *(sys.executable, "-m", "celery", "-A", "config.celery", "worker"),
        *("--concurrency", "2", "--loglevel", "info"),
    ]


def beat_command(schedule: Path) -> list[str]:
    """Return the command of the clock; it keeps no pid file that could go stale."""
    return [
        *(sys.executable, "-m", "celery", "-A", "config.celery", "beat"),
        *("--loglevel", "info", "--pidfile=", "--schedule", str(schedule)),
    ]


def _processes(running: Services, stack: ExitStack, port: int) -> Iterator[Child]:
    commands = {
        "web": web_command(f"127.0.0.1:{port}"),
        "worker": worker_command(),
        "beat": beat_command(running.run / "beat-schedule"),
    }
    for name, command in commands.items():
        child = start(
            f"The {name} process",
            command,
            log=running.logs / f"{name}.log",
            environ=running.environ,
            cwd=ROOT,
        )
        stack.callback(child.stop)
        yield child


def _answers(port: int) -> bool:
    status = first_page_status(port, {"Host": "localhost"})
    if status not in {None, HTTPStatus.OK}:
        raise CannotStart(f"The first page answers {status}; see the web log.")
    return status == HTTPStatus.OK


def _welcome(running: Services, port: int) -> None:
    say(f"\nQuorate runs at http://localhost:{port}\n")
    say(manage(running, "demo_signins").rstrip())
    say(f"\nLogs: {running.logs}\nStop: Ctrl-C\n")


def _watch(running: Services) -> int:
    """Wait for a death; Ctrl-C ends the waiting from outside."""
    while True:
        for child in running.children:
            if not child.is_running:
                print(f"quorate: {child.epitaph()}", file=sys.stderr, flush=True)
                return 1
        time.sleep(LOOK_EVERY)
