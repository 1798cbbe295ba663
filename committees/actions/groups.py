"""Form a group of committees that meet in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from committees.enums import SeatRole
from committees.facts.committees import seat_facts
from committees.models import Committee, GroupCommittee, GroupInCommon, Seat
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from people import door


if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from people.models import User


@transaction.atomic
def form(
    *,
    name: str,
    slug: str,
    committees: Sequence[Committee],
    convening_seat: Seat,
    by: User,
    on: date | None = None,
    now: datetime | None = None,
) -> GroupInCommon:
    """Form a group whose committees meet together, in the order given.

    `on` is the day on which the convening seat must be held: today when not said.
    The group never decides anything. Source: docs/field.md 4.2.

    Raises:
      RuleBroken: not an officer of each committee, fewer than two of them, one twice,
        the address is taken, or the convening seat is not a held chair seat of one
        of them.
    """
    for committee in committees:
        door.require(by, "administer", committee)
    if len(committees) < 2 or len({each.pk for each in committees}) < len(committees):
        raise RuleBroken.because(
            "not_in_common", "Choose at least two committees, each of them once."
        )
    if GroupInCommon.objects.filter(slug=slug).exists():
        raise RuleBroken.because(
            "address_taken", f"Another group has the address {slug}. Choose another."
        )
    _check_convening_seat(convening_seat, committees, on or clock.today())
    group = GroupInCommon.objects.create(
        name=name, slug=slug, convening_seat=convening_seat
    )
    GroupCommittee.objects.bulk_create(
        GroupCommittee(group=group, committee=committee, position=position)
        for position, committee in enumerate(committees)
    )
    audit.record(
        "group.formed",
        target=group,
        by=by.label,
        summary=f"{convening_seat} of {convening_seat.committee} convenes.",
        details={"committees": [str(committee) for committee in committees]},
        now=now,
    )
    return group


def _check_convening_seat(
    seat: Seat, committees: Sequence[Committee], on: date
) -> None:
    home = next((each for each in committees if each.pk == seat.committee_id), None)
    if home is None:
        raise RuleBroken.because(
            "convener_from_outside",
            f"{seat} is not a seat of one of the committees that meet together.",
        )
    found = next(
        (each for each in seat_facts(home, on).seats if each.seat_id == seat.pk), None
    )
    if found is None or SeatRole.CHAIR not in found.roles:
        raise RuleBroken.because(
            "convener_no_chair",
            f"{seat} is not the chair's seat in the terms of {home} in force. The "
            "convening chair is the chair of one of the committees.",
        )
    if found.holder is None:
        raise RuleBroken.because(
            "convener_vacant",
            f"Nobody holds {seat} of {home}. Appoint its chair first.",
        )
