"""A process that has loaded the product once and forks a sender each time it is asked.

Run as `python -m tests.services.warm_sender`; a test speaks to it by lines. On `go` it
forks, says the child's number, and when that has ended, by which signal (0 for none).
"""

from __future__ import annotations

import os
import sys

import django


def main() -> None:
    django.setup()
    from notices.actions import dispatch

    _say("ready")
    for line in sys.stdin:
        if line.strip() != "go":
            return
        child = os.fork()
        if child == 0:
            # Nothing was opened before the fork: this child has its own lines to the
            # database and to the mail server.
            dispatch.send_due()
            os._exit(0)
        _say(child)
        _, status = os.waitpid(child, 0)
        _say(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)


def _say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
