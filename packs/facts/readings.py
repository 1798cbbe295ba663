"""What a reader has of their pack as it stands, and whether they have opened it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from meetings.own_papers import OwnPaper, finds
from packs.models import PackCopy, PackOpening, PackState


if TYPE_CHECKING:
    from meetings.models import Gathering


def opened_by(person_id: int | None) -> Q:
    """Return the condition that a person has opened a copy (row) themself.

    A supplement that changes nothing for its reader is read with the pack it is one to.
    """
    same = PackCopy.objects.filter(
        Q(contents__changes=0), pk=OuterRef(OuterRef("pk")), pack__supplement__gt=0
    )
    earlier = Q(copy__person=OuterRef("person")) & Q(
        copy__pack__gathering=OuterRef("pack__gathering")
    )
    openings = PackOpening.objects.filter(user__person=person_id)
    return Exists(openings.filter(copy=OuterRef("pk"))) | Exists(
        openings.filter(earlier, Exists(same))
    )


@finds
def later_pages_of(person_id: int, gathering: Gathering) -> list[OwnPaper]:
    """Link to the later pages alone, where a person's (key) current copy has some."""
    numbers = PackCopy.objects.filter(
        pack__gathering=gathering,
        pack__state=PackState.SENT,
        person=person_id,
        revoked_at__isnull=True,
    ).exclude(later_file="")
    address = reverse("packs:mine_later", args=[gathering.pk])
    return [
        OwnPaper(f"Supplement {number}: the later pages alone (PDF)", address)
        for number in numbers.values_list("pack__supplement", flat=True)[:1]
    ]
