"""Throws the demonstration of this checkout away and fills it anew."""

from __future__ import annotations

import shutil
from collections.abc import Mapping

from config.env import ROOT
from config.local import places, services
from config.local.errors import CannotStart
from config.local.run import USUAL_PORT, demo_environ, prepare, say


def reset(environ: Mapping[str, str]) -> int:
    """Remove database, files and letters of the demonstration, then seed it.

    Raises:
      CannotStart: it is running, or its database is not ours to remove.
    """
    if environ.get("DATABASE_URL"):
        raise CannotStart(
            "DATABASE_URL is set, and make demo empties only its own database. Unset "
            "it, or empty that database yourself and start make run."
        )
    filled = demo_environ(environ, USUAL_PORT)
    state = places.state_folder(filled, ROOT)
    lock = state / "launcher.lock"
    with places.sole_use(lock, services.ALREADY_RUNNING):
        for folder in (places.cluster_place(state), state / "media", state / "mail"):
            shutil.rmtree(folder, ignore_errors=True)
    with services.lasting(filled) as running:
        prepare(running)
    say("The demonstration is as new. Start it with: make run")
    return 0
