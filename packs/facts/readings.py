"""Whether a reader has opened their pack as it stands: for reminders and the desk."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from packs.models import PackCopy, PackOpening


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
