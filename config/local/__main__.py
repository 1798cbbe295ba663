"""The command line of `python -m config.local`; the Makefile calls it."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from config.local.errors import CannotStart, StopAsked
from config.local.execute import execute


def main(arguments: Sequence[str]) -> int:
    """Run one of the launcher's commands; return the exit code."""
    asked = _parser().parse_args(arguments)
    _stop_politely()
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

    exec_ = commands.add_parser("exec", help="run a command beside its services")
    exec_.add_argument("--temporary", action="store_true", help="leave nothing behind")
    exec_.add_argument("command", nargs=argparse.REMAINDER, metavar="-- CMD")
    exec_.set_defaults(run=_exec)
    return parser


def _exec(asked: argparse.Namespace) -> int:
    command = asked.command[1:] if asked.command[:1] == ["--"] else asked.command
    if not command:
        raise CannotStart("exec needs a command: exec [--temporary] -- CMD …")
    return execute(command, temporary=asked.temporary, environ=os.environ)


def _stop_politely() -> None:
    """Turn the first Ctrl-C, TERM or hang-up into an orderly stop; ignore the next."""

    def ask(number: int, _frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise StopAsked(number)

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, ask)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
