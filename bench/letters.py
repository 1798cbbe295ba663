"""Letters a minute: due letters of a round sent by one worker to a real SMTP peer.

The peer takes each letter in a dialogue of its own kind, in this process: what is
timed is claiming, writing, committing `sending`, the dialogue and committing `sent`.
"""

from __future__ import annotations

import os
import sys
import time

import django

from bench.figures import say


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
LETTERS = 300
GOAL = 300
KIND = "bench_notice"


def main() -> None:
    """Measure, and print a line of JSON."""
    django.setup()
    from django.conf import settings

    from bench.bare import start_empty
    from notices import registry
    from notices.actions import dispatch
    from tests.factories.notices import LetterFactory
    from tests.fixtures.services import mail_peer

    registry.renders(KIND)(_written)
    start_empty()
    LetterFactory.create_batch(LETTERS, kind=KIND)
    with mail_peer(settings) as peer:
        began = time.perf_counter()
        sent = dispatch.send_due()
        seconds = time.perf_counter() - began
    if sent != len(peer.messages) or sent != LETTERS:
        raise SystemExit(f"{sent} letters were sent, {len(peer.messages)} arrived.")
    sys.stderr.write(f"{sent} letters in {seconds:.1f} s\n")
    found = sent / seconds * 60
    say("letters_per_minute", found, "letters", GOAL, is_met=found >= GOAL)


def _written(letter: object) -> object:
    from notices.values import Rendered

    return Rendered(
        subject="Your pack is ready",
        text="The papers of the meeting are ready: 214 pages.\n" * 20,
    )


if __name__ == "__main__":
    main()
