"""The command line of `python -m config.local`; the Makefile calls it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from config.env import ROOT
from config.local import assets, check, demo, docs_links, health, saving, signals
from config.local.errors import CannotStart, StopAsked
from config.local.execute import execute
from config.local.run import run_site


def main(arguments: Sequence[str]) -> int:
    """Run one of the launcher's commands; return the exit code."""
    asked = _parser().parse_args(arguments)
    signals.stop_politely()
    try:
        return int(asked.run(asked))
    except CannotStart as problem:
        print(f"quorate: {problem}", file=sys.stderr)
        return 1
    except StopAsked as stop:
        return 128 + stop.signal_number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m config.local", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="the whole site, until Ctrl-C")
    run.set_defaults(run=lambda _asked: run_site(os.environ))

    reset = commands.add_parser(
        "demo", help="throw the demonstration away, fill it anew"
    )
    reset.set_defaults(run=lambda _asked: demo.reset(os.environ))

    save = commands.add_parser("backup", help="save database and files in one file")
    save.add_argument("file", type=Path)
    save.set_defaults(run=lambda asked: saving.save(asked.file, os.environ))

    put = commands.add_parser("restore", help="put a backup into an empty system")
    put.add_argument("file", type=Path)
    put.set_defaults(run=lambda asked: saving.put_back(asked.file, os.environ))

    build = commands.add_parser("assets", help="build the front-end files")
    build.set_defaults(run=lambda _asked: assets.build(os.environ))

    well = commands.add_parser("health", help="whether a process here is well")
    well.add_argument("process", choices=["web", "worker", "beat"])
    well.set_defaults(run=lambda asked: health.health(asked.process, os.environ))

    look = commands.add_parser("check", help="everything that make check looks at")
    look.set_defaults(run=lambda _asked: check.check_all(os.environ))

    links = commands.add_parser("docs-links", help="links in the documentation")
    links.set_defaults(run=_docs_links)

    exec_ = commands.add_parser("exec", help="run a command beside its services")
    exec_.add_argument("--temporary", action="store_true", help="leave nothing behind")
    exec_.add_argument("command", nargs=argparse.REMAINDER, metavar="-- CMD")
    exec_.set_defaults(run=_exec)
    return parser


def _docs_links(_asked: argparse.Namespace) -> int:
    broken = docs_links.broken_links(ROOT)
    print("\n".join(broken) or "Every link in the documentation leads somewhere.")
    return 1 if broken else 0


def _exec(asked: argparse.Namespace) -> int:
    command = asked.command[1:] if asked.command[:1] == ["--"] else asked.command
    if not command:
        raise CannotStart("exec needs a command: exec [--temporary] -- CMD …")
    return execute(command, temporary=asked.temporary, environ=os.environ)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
