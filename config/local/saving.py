"""The commands backup and restore: which system is meant, then the work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from config.env import Environment, EnvironmentProblem
from config.local import services
from config.local.backup import System, backup, restore
from config.local.errors import CannotStart


def save(target: Path, environ: Mapping[str, str]) -> int:
    """Save the system of this environment; say what was saved."""
    return _with_system(lambda system: backup(system, target.absolute()), environ)


def put_back(source: Path, environ: Mapping[str, str]) -> int:
    """Put a backup into the empty system of this environment; say what came back."""
    return _with_system(lambda system: restore(system, source.absolute()), environ)


def _with_system(work: Callable[[System], str], environ: Mapping[str, str]) -> int:
    if environ.get("DATABASE_URL"):
        print(work(_system(environ)), flush=True)
        return 0
    with services.lasting_or_running(environ) as running:
        print(work(_system(running.environ)), flush=True)
    return 0


def _system(environ: Mapping[str, str]) -> System:
    try:
        environment = Environment.read(environ)
    except EnvironmentProblem as problem:
        raise CannotStart(str(problem)) from None
    return System(environment.database_address, environment.media_root, environ)
