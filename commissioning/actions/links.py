"""Record how organisations are tied, and end a tie: by hand, beside the importer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from commissioning.enums import Basis
from commissioning.models import Organisation, OrganisationLink
from commissioning.values import LinkKind
from core.actions import audit, changes
from core.errors import RuleBroken
from people.door import require


if TYPE_CHECKING:
    from datetime import date, datetime

    from people.actors import Actor


@transaction.atomic
def open(  # noqa: A001 - called as links.open(…)
    *,
    kind: LinkKind,
    source: Organisation,
    target: Organisation,
    from_on: date,
    by: Actor,
    to_on: date | None = None,
    now: datetime | None = None,
) -> OrganisationLink:
    """Record that `source` stands so to `target` from a day on.

    Raises:
      RuleBroken: the actor may not, the tie makes no sense, or it is there already.
    """
    Organisation.objects.select_for_update().get(pk=source.pk)
    require(by, "administer", OrganisationLink(source=source, target=target))
    _refuse_nonsense(source, target, from_on, to_on)
    _refuse_overlap(kind, source, target, from_on, to_on)
    link = OrganisationLink.objects.create(
        kind=kind.value,
        source=source,
        target=target,
        from_on=from_on,
        to_on=to_on,
        basis=Basis.RECORDED.value,
    )
    audit.record("organisation_link.opened", target=link, by=by.label, now=now)
    changes.note("organisation_link", link.pk, now=now)
    return link


@transaction.atomic
def end(
    *, link: OrganisationLink, to_on: date, by: Actor, now: datetime | None = None
) -> OrganisationLink:
    """Let a recorded tie end on a day, its last one.

    Raises:
      RuleBroken: the actor may not, the tie comes from ODS, or the day is too early.
    """
    link = OrganisationLink.objects.select_for_update().get(pk=link.pk)
    require(by, "administer", link)
    if link.basis == Basis.ODS:
        raise RuleBroken.because(
            "link_from_ods",
            "This tie comes from ODS: import a newer file, and it ends there.",
        )
    if to_on < link.from_on:
        raise RuleBroken.because(
            "days_backwards", "A tie cannot end before it begins: check the date."
        )
    before, link.to_on = link.to_on, to_on
    link.save(update_fields=["to_on"])
    audit.record(
        "organisation_link.ended",
        target=link,
        by=by.label,
        details={"to_on": str(to_on), "before": str(before or "")},
        now=now,
    )
    changes.note("organisation_link", link.pk, now=now)
    return link


def _refuse_nonsense(
    source: Organisation, target: Organisation, from_on: date, to_on: date | None
) -> None:
    if source.pk == target.pk:
        raise RuleBroken.because(
            "link_to_itself", "An organisation cannot be tied to itself."
        )
    if to_on and to_on < from_on:
        raise RuleBroken.because(
            "days_backwards", "A tie cannot end before it begins: check both dates."
        )


def _refuse_overlap(
    kind: LinkKind,
    source: Organisation,
    target: Organisation,
    from_on: date,
    to_on: date | None,
) -> None:
    same = OrganisationLink.objects.overlapping(from_on, to_on).filter(
        kind=kind.value, source=source
    )
    if kind is LinkKind.MEMBER_OF:
        if other := same.select_related("target").first():
            raise RuleBroken.because(
                "member_of_another",
                f"{source} is a member practice of {other.target} on some of these "
                "days: a practice belongs to one CCG at a time.",
            )
    elif same.filter(target=target).exists():
        raise RuleBroken.because(
            "link_there_already",
            f"It is recorded already that {source} {kind.label} {target}.",
        )
