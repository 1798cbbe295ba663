"""PostgreSQL and Valkey together: what every other command stands on."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from config.env import ROOT, running_services
from config.local import places, postgres, valkey
from config.local.children import Child


SHARED = (
    "DATABASE_URL",
    "REDIS_URL",
    "SMTP_URL",
    "QUORATE_SECRET_KEY",
    "QUORATE_TODAY",
    "QUORATE_BASE_URL",
    "QUORATE_MEDIA_ROOT",
    "QUORATE_DEMO_MAIL",
)
ALREADY_RUNNING = (
    "Quorate already runs from this checkout. Stop it first (Ctrl-C where it runs), "
    "or set QUORATE_STATE to another folder to run a second one."
)


@dataclass(slots=True)
class Services:
    """Running services: the environment that leads to them, and their processes."""

    environ: dict[str, str]
    run: Path
    logs: Path
    children: list[Child] = field(default_factory=list)


@contextmanager
def temporary(environ: Mapping[str, str]) -> Iterator[Services]:
    """Run services of our own that leave nothing behind; for tests."""
    with ExitStack() as stack:
        run = stack.enter_context(places.run_folder())
        services = Services(_without_leftovers(environ), run, run / "logs")
        services.logs.mkdir()
        binaries = postgres.choose_binaries(environ, run)
        address, database = stack.enter_context(
            postgres.running(
                binaries,
                place=run / "databases",
                run=run,
                log=services.logs / "postgres.log",
                careless=True,
            )
        )
        redis_url, broker = stack.enter_context(
            valkey.running(run=run, log=services.logs / "valkey.log")
        )
        services.children += [database, broker]
        services.environ |= {
            "QUORATE_ENV": "test",
            "QUORATE_STATE": str(run / "state"),
            "DATABASE_URL": address.as_url(),
            "REDIS_URL": redis_url,
        }
        yield services


@contextmanager
def lasting(environ: Mapping[str, str]) -> Iterator[Services]:
    """Run services whose data stay in the state folder, or use those given.

    DATABASE_URL and REDIS_URL win over services of our own.

    Raises:
      CannotStart: another launcher uses this state folder.
    """
    state = places.state_folder(environ, ROOT)
    with ExitStack() as stack:
        stack.enter_context(places.sole_use(state / "launcher.lock", ALREADY_RUNNING))
        (state / "services.env").unlink(missing_ok=True)
        run = stack.enter_context(places.run_folder())
        services = Services(dict(environ), run, state / "logs")
        services.logs.mkdir(exist_ok=True)
        services.environ["QUORATE_STATE"] = str(state)
        if not environ.get("DATABASE_URL"):
            _own_database(stack, services, state)
        if not environ.get("REDIS_URL"):
            _own_broker(stack, services)
        stack.callback((state / "services.env").unlink, missing_ok=True)
        share(services)
        yield services


@contextmanager
def lasting_or_running(environ: Mapping[str, str]) -> Iterator[Services]:
    """Use the services of a running launcher; start them where none runs."""
    state = places.state_folder(environ, ROOT)
    if not places.is_held(state / "launcher.lock"):
        with lasting(environ) as services:
            yield services
        return
    with places.run_folder() as run:
        given = {key: text for key, text in environ.items() if text}
        yield Services({**running_services(state), **given}, run, state / "logs")


def was_killed(environ: Mapping[str, str]) -> bool:
    """Say whether the last launcher of this state folder could not tidy up."""
    state = places.state_folder(environ, ROOT)
    is_running = places.is_held(state / "launcher.lock")
    return (state / "services.env").exists() and not is_running


def share(services: Services) -> None:
    """Tell commands beside this launcher where its services are."""
    path = Path(services.environ["QUORATE_STATE"]) / "services.env"
    pairs = [
        f"{key}={services.environ[key]}\n" for key in SHARED if key in services.environ
    ]
    with suppress(FileNotFoundError):
        path.unlink()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as written:
        written.writelines(pairs)


def _own_database(stack: ExitStack, services: Services, state: Path) -> None:
    place = places.cluster_place(state)
    address, child = stack.enter_context(
        postgres.running(
            postgres.choose_binaries(services.environ, place),
            place=place,
            run=services.run,
            log=services.logs / "postgres.log",
        )
    )
    services.environ["DATABASE_URL"] = address.as_url()
    services.children.append(child)


def _own_broker(stack: ExitStack, services: Services) -> None:
    redis_url, child = stack.enter_context(
        valkey.running(run=services.run, log=services.logs / "valkey.log")
    )
    services.environ["REDIS_URL"] = redis_url
    services.children.append(child)


def _without_leftovers(environ: Mapping[str, str]) -> dict[str, str]:
    """Drop what would make a test depend on the person who runs it."""
    ours = {*SHARED, "QUORATE_ENV", "QUORATE_DEBUG", "QUORATE_ALLOWED_HOSTS"}
    return {key: text for key, text in environ.items() if key not in ours}
