"""From rows to facts: which requests and reviews of publication wait for a guardian."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Subquery

from conflicts.enums import PublicationState
from conflicts.facts.interests import persons_of_organisation
from conflicts.facts.register_leavers import left_since
from conflicts.facts.register_names import NOTHING_RENAMED
from conflicts.facts.registers import Whose, offices_of, published_terms_of
from conflicts.models import GiftOffer, Interest, Office, PublicationDecision
from conflicts.rules.retention import latest_end


if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet

    from commissioning.models import Organisation

KEPT_BACK = [
    PublicationState.REDACT_NAME,
    PublicationState.REDACT_DETAIL,
    PublicationState.WITHHOLD,
]


def requests_waiting(organisation: Organisation, day: date) -> QuerySet[Interest]:
    """Return the interests kept back that no guardian decided to keep back.

    A refusal of consent is a request (docs/field.md 5.7). One that a later correction
    makes again after the guardian had published it waits again; and whatever came
    from another register as kept back waits too.
    """
    return _interests(organisation, day).filter(
        Q(publication__in=KEPT_BACK, decided_state__isnull=True)
        | (
            Q(publication=PublicationState.WITHHOLD, consents_to_publication=False)
            & ~Q(decided_state=PublicationState.WITHHOLD)
        )
    )


def reviews_due(organisation: Organisation, day: date) -> QuerySet[Interest]:
    """Return the interests whose decision to keep something back is to be reviewed."""
    return _interests(organisation, day).filter(
        decided_state__in=KEPT_BACK, review_on__lte=day
    )


def gift_reviews_due(organisation: Organisation, day: date) -> QuerySet[Any]:
    """Return a body's offers whose decision to keep something back is to be reviewed.

    Each carries the `review_on` of its latest decision.
    """
    latest = PublicationDecision.objects.filter(gift=OuterRef("pk")).order_by("-pk")
    return (
        GiftOffer.objects.standing()
        .filter(organisation=organisation)
        .annotate(
            decided_state=Subquery(latest.values("state")[:1]),
            review_on=Subquery(latest.values("review_on")[:1]),
        )
        .filter(decided_state__in=KEPT_BACK, review_on__lte=day)
        .select_related("person")
    )


def decisions_of(about: Interest | GiftOffer) -> QuerySet[PublicationDecision]:
    """Return what guardians decided of an interest or an offer, the latest first."""
    key = {"gift": about} if isinstance(about, GiftOffer) else {"interest": about}
    return PublicationDecision.objects.filter(**key).order_by("-pk")


def decided_for(interest: Interest) -> PublicationState | None:
    """Return what a guardian decided last of an interest; None where none has."""
    state = decisions_of(interest).values_list("state", flat=True).first()
    return None if state is None else PublicationState(state)


def _interests(organisation: Organisation, day: date) -> QuerySet[Any]:
    """Return the interests on a body's register, each with its latest decision.

    Also those of whoever left, for as long as they stay on it
    (docs/adr/0029-who-leaves-stays-for-a-time.md); not of whoever went on to another
    body, whose guardian has them now.
    """
    persons = persons_of_organisation(organisation, day).order_by()
    terms, _ = published_terms_of([organisation], day)
    kept = latest_end(day, terms.private_years) + timedelta(days=1)
    offices = offices_of(Whose(organisation=organisation))
    leavers = left_since(offices, kept, day, NOTHING_RENAMED)
    elsewhere = Office.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gte=day), person=OuterRef("person")
    )
    latest = PublicationDecision.objects.filter(interest=OuterRef("pk")).order_by("-pk")
    return (
        Interest.objects.filter(
            Q(person__in=persons.values("pk")) | (leavers & ~Exists(elsewhere)),
            purged_at__isnull=True,
        )
        .annotate(
            decided_state=Subquery(latest.values("state")[:1]),
            review_on=Subquery(latest.values("review_on")[:1]),
        )
        .select_related("person", "organisation")
    )
