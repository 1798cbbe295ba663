"""Everything `make check` looks at; every check runs, and the failures are counted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.env import ROOT
from config.local import services
from config.local.assets import find_npm
from config.local.children import die_with_parent
from config.local.docs_links import broken_links
from config.local.services import Services


# An installation as it should be, with secrets that open nothing.
PRODUCTION = {
    "QUORATE_ENV": "production",
    "QUORATE_SECRET_KEY": "only-for-the-check-" + "0123456789abcdefghij" * 3,
    "QUORATE_ALLOWED_HOSTS": "committees.example.nhs.uk",
    "SMTP_URL": "smtps://committees:nothing@mail.example.nhs.uk",
    "QUORATE_MAIL_FROM": "Committees <committees@example.nhs.uk>",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One command, and what differs in its environment."""

    name: str
    command: list[str]
    environ: Mapping[str, str] = field(default_factory=dict)


def check_all(environ: Mapping[str, str]) -> int:
    """Run every check beside temporary services; return 0 only when all pass."""
    with services.temporary(environ) as running:
        failures = [
            name for name, complaint in _outcomes(running) if _told(name, complaint)
        ]
    if failures:
        print(f"\n{len(failures)} failed: {', '.join(failures)}", flush=True)
        return 1
    print("\nAll checks passed.", flush=True)
    return 0


def packages(root: Path = ROOT) -> list[str]:
    """Return the packages of the product, without tests and benchmarks."""
    found = sorted(path.parent.name for path in root.glob("*/__init__.py"))
    return [name for name in found if name not in {"tests", "bench"}]


def checks(environ: Mapping[str, str], root: Path = ROOT) -> Iterator[Check]:
    """Yield the checks in the order in which a person wants to hear of them."""
    python = sys.executable
    scripts = Path(python).parent
    tool = [python, "-m"]
    manage = [python, "manage.py"]
    yield Check("format", [*tool, "ruff", "format", "--check", "."])
    yield Check("lint", [*tool, "ruff", "check", "."])
    yield Check("imports", [str(scripts / "lint-imports"), "--no-cache"])
    yield Check("types", [*tool, "mypy", *packages(root), "manage.py"])
    templates = sorted(str(path) for path in root.glob("templates/**/*.html"))
    if templates:
        yield Check(
            "templates",
            [str(scripts / "djade"), "--check", "--target-version", "5.2", *templates],
        )
    yield Check("migrations", [*manage, "makemigrations", "--check", "--dry-run"])
    yield Check("state diagrams", [*manage, "draw_states", "--check"])
    yield Check(
        "deployment",
        [*manage, "check", "--deploy", "--fail-level", "WARNING"],
        PRODUCTION,
    )
    yield Check(
        "static files",
        [*manage, "collectstatic", "--noinput", "--verbosity", "0"],
        PRODUCTION,
    )
    yield Check(
        "security",
        [*tool, "bandit", "-q", "-ll", "-ii", "-r", *packages(root), "manage.py"],
    )
    yield Check(
        "compose file",
        [
            *(*tool, "check_jsonschema", "--builtin-schema", "vendor.compose-spec"),
            "docker-compose.yml",
        ],
    )
    if "check" in _npm_scripts(root):
        npm, path = find_npm(environ)
        yield Check("front end", [*npm, "run", "check"], {"PATH": path})


def _npm_scripts(root: Path) -> set[str]:
    package = root / "package.json"
    if not package.exists():
        return set()
    return set(json.loads(package.read_text()).get("scripts", {}))


def _outcomes(running: Services) -> Iterator[tuple[str, str]]:
    for check in checks(running.environ):
        yield check.name, _complaint(check, running)
    yield "docs links", "\n".join(broken_links(ROOT))


def _complaint(check: Check, running: Services) -> str:
    """Return what the command said when it failed, and nothing when it passed."""
    began = time.monotonic()
    outcome = subprocess.run(
        check.command,
        cwd=ROOT,
        env={**running.environ, **check.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        preexec_fn=die_with_parent(os.getpid()),
    )
    seconds = time.monotonic() - began
    if outcome.returncode == 0:
        return ""
    return f"{outcome.stdout.rstrip()}\n(code {outcome.returncode}, {seconds:.1f} s)"


def _told(name: str, complaint: str) -> bool:
    print(f"{'FAILED' if complaint else 'ok':7} {name}", flush=True)
    if complaint:
        print("\n".join(f"    {line}" for line in complaint.splitlines()), flush=True)
    return bool(complaint)
