"""What a guardian decides, as tests ask for it."""

from __future__ import annotations

from datetime import date

from conflicts.actions import guardian as acts
from conflicts.enums import PublicationState
from tests.factories.conflicts import declared


TODAY = date(2016, 6, 1)
LATER = date(2016, 12, 1)


def asked(gp_member, **said):
    """Return an interest whose person asks that it is not published."""
    return declared(
        by=gp_member,
        consents_to_publication=False,
        refusal_reason="It would tell who is a patient.",
        **said,
    )


def decided(interest, by, state=PublicationState.WITHHOLD, **said):
    interest.refresh_from_db()
    return acts.decide_publication(
        **{
            "interest": interest,
            "state": state,
            "reason": "A real risk of harm.",
            "review_on": None if state == PublicationState.PUBLISH else LATER,
            "seen_version": interest.version,
            "by": by,
            **said,
        }
    )
