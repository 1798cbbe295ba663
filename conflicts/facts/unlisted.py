"""Bodies that people typed in: which of those an officer keeps are not matched yet."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, Func, OuterRef, Q, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Lower, Trim

from commissioning.models import Organisation, Post
from committees.models import Appointment, Deputy
from conflicts.models import Interest, Position
from core.models import AuditEvent
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from typing import Any

    from django.db.models import QuerySet

NOT_LISTED = "interest.not_listed"
SUGGESTED = 3


class Fingerprint(Func):
    """The SHA-256 of a text as the database works it out: see `fingerprint_of`."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = TextField()


def persons_kept_by(
    organisations: QuerySet[Organisation], day: date
) -> QuerySet[Person]:
    """Return who sits, works or declares for organisations on `day` or later."""
    bodies = organisations.order_by().values("pk")
    current = Q(to_on__isnull=True) | Q(to_on__gte=day)
    seated = Q(seat__committee__organisations__in=bodies)
    seats = Appointment.objects.filter(current, seated).order_by()
    deputies = Deputy.objects.filter(current, seated).order_by()
    posts = Post.objects.filter(current, organisation__in=bodies).order_by()
    positions = Position.objects.filter(current, organisation__in=bodies).order_by()
    return Person.objects.filter(
        Q(pk__in=seats.values("person"))
        | Q(pk__in=deputies.values("person"))
        | Q(pk__in=posts.values("person"))
        | Q(pk__in=positions.values("person"))
    )


def unmatched(persons: QuerySet[Person]) -> QuerySet[Any]:
    """Return the interests of persons in a typed-in body nobody has settled yet.

    What was said to be truly not listed stays settled while it is called so; the trail
    has the fingerprint of the name, for the name itself may be purged.
    """
    settled = AuditEvent.objects.filter(
        event=NOT_LISTED,
        target_type=Interest._meta.label,
        target_key=Cast(OuterRef("pk"), TextField()),
    ).annotate(said=KeyTextTransform("name_sha256", "details"))
    return (
        Interest.objects.filter(
            person__in=persons.order_by().values("pk"),
            organisation__isnull=True,
            purged_at__isnull=True,
        )
        .annotate(plain=Lower(Trim("unlisted_name")))
        .exclude(Exists(settled.filter(said=Fingerprint(OuterRef("unlisted_name")))))
    )


def fingerprint_of(name: str) -> str:
    """Return what the trail keeps of a typed name, as the database works it out too."""
    return sha256(name.encode()).hexdigest()


def names_of(interests: QuerySet[Any]) -> QuerySet[Any, Any]:
    """Return each typed name once, with how many interests are called so."""
    rows: QuerySet[Any, Any] = interests.order_by().values("plain")
    counted: QuerySet[Any, Any] = rows.annotate(count=Count("pk"))
    return counted.order_by("-count", "plain")


def suggestions_for(names: Sequence[str]) -> dict[str, list[Organisation]]:
    """Return the likeliest bodies for typed names, best first, in one query."""
    parts = [
        Organisation.objects.found_by(name).annotate(
            wanted=Value(name, output_field=TextField())
        )[:SUGGESTED]
        for name in names
    ]
    found: dict[str, list[Organisation]] = {name: [] for name in names}
    if not parts:
        return found
    rows: Any = parts[0] if len(parts) == 1 else parts[0].union(*parts[1:], all=True)
    for row in sorted(rows, key=lambda row: (-row.rank, -row.likeness, row.pk)):
        found[row.wanted].append(row)
    return found


def suggestions_by_number(numbers: Collection[str]) -> dict[str, list[Organisation]]:
    """Return the bodies with company numbers, by the number."""
    wanted = [number for number in numbers if number]
    found: dict[str, list[Organisation]] = {}
    for row in Organisation.objects.filter(company_number__in=wanted):
        found.setdefault(row.company_number, []).append(row)
    return found


def numbers_of(interests: QuerySet[Any], names: Sequence[str]) -> dict[str, str]:
    """Return a company number given with each typed name, where one was."""
    rows = interests.filter(plain__in=names).exclude(company_number="")
    return dict(rows.order_by("plain").values_list("plain", F("company_number")))
