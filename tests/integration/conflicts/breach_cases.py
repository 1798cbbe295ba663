"""Breaches as tests begin with them."""

from __future__ import annotations

from datetime import date

from conflicts.actions import breaches
from conflicts.models import Breach
from people.actors import PUBLIC


HAPPENED = date(2016, 5, 10)


def reported(organisation, by=PUBLIC, **said) -> Breach:
    return breaches.report(
        **{
            "organisation": organisation,
            "happened_on": HAPPENED,
            "nature": "Dr Okafor stayed in the room.",
            "by": by,
            **said,
        }
    )
