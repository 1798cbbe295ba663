"""A worker can be told to die at a named step, in tests only: no proof without it."""

from __future__ import annotations

import os
import signal

from django.conf import settings


_passes: dict[str, int] = {}


def reach(step: str) -> None:
    """Kill this very process when QUORATE_DIE_AT is `step:n` and it passes an nth time.

    Outside QUORATE_ENV=test nothing happens.
    """
    if settings.QUORATE_ENV != "test":
        return
    _passes[step] = _passes.get(step, 0) + 1
    if os.environ.get("QUORATE_DIE_AT") == f"{step}:{_passes[step]}":
        os.kill(os.getpid(), signal.SIGKILL)
