"""What a reader has of their pack as it stands, and whether they have opened it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from meetings.enums import Part
from meetings.models import Item
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
def own_files_of(person_id: int, gathering: Gathering) -> list[OwnPaper]:
    """Link to the later pages alone and to each part, as a person's (key) copy has them.

    The parts are offered to whoever is given something of both, a password to all.
    """
    private = Item.objects.filter(gathering=OuterRef("pack__gathering"), part=Part.TWO)
    found = (
        PackCopy.objects.filter(
            pack__gathering=gathering,
            pack__state=PackState.SENT,
            person=person_id,
            revoked_at__isnull=True,
        )
        .annotate(private=ArraySubquery(private.values("pk")))
        .values_list("pack__supplement", "later_file", "contents__items", "private")
        .first()
    )
    if found is None:
        return []
    supplement, later, given, in_private = found
    links = []
    if later:
        words = f"Supplement {supplement}: the later pages alone (PDF)"
        address = reverse("packs:mine_later", args=[gathering.pk])
        links.append(OwnPaper(words, address))
    if set(given) & set(in_private) and set(given) - set(in_private):
        links += [
            OwnPaper(
                f"Part {part} alone (PDF)",
                reverse("packs:part", args=[gathering.pk, part]),
            )
            for part in Part.values()
        ]
    address = reverse("packs:locked", args=[gathering.pk])
    return [*links, OwnPaper("Keep it under a password", address)]
