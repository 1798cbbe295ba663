"""Runs one command beside the services it needs."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from types import FrameType

from config.local import services
from config.local.children import die_with_parent
from config.local.errors import CannotStart


PATIENCE = 15.0


def execute(
    command: Sequence[str], *, temporary: bool, environ: Mapping[str, str]
) -> int:
    """Run `command` with services started for it; return its exit code.

    Raises:
      CannotStart: the services cannot run, or the command does not exist.
    """
    choose = services.temporary if temporary else services.lasting_or_running
    with choose(environ) as running:
        return run_in_front(command, running.environ)


def run_in_front(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run a command that owns the terminal; pass TERM on to it, wait, return its code.

    Raises:
      CannotStart: the command does not exist.
    """
    before = {
        number: signal.getsignal(number)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    # Ctrl-C reaches the command by itself: it shares our terminal.
    signal.signal(signal.SIGINT, lambda *_: None)
    try:
        popen = subprocess.Popen(
            list(command),
            env=dict(environ),
            preexec_fn=die_with_parent(os.getpid()),
        )
    except OSError as problem:
        raise CannotStart(f"{command[0]} cannot be run: {problem.strerror}.") from None
    else:

        def pass_on(_number: int, _frame: FrameType | None) -> None:
            popen.terminate()
            signal.signal(signal.SIGALRM, lambda *_: popen.kill())
            signal.setitimer(signal.ITIMER_REAL, PATIENCE)

        signal.signal(signal.SIGTERM, pass_on)
        signal.signal(signal.SIGHUP, pass_on)
        code = popen.wait()
        return 128 - code if code < 0 else code
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)
