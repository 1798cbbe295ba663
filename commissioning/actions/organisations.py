"""Record bodies that ODS does not know, rename them and close them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from commissioning.enums import Basis, OrganisationStatus
from commissioning.models import Organisation, OrganisationName
from core import clock
from core.actions import audit, changes
from core.errors import RuleBroken
from people.door import require


if TYPE_CHECKING:
    from datetime import date, datetime

    from commissioning.enums import OrganisationKind
    from people.actors import Actor


@transaction.atomic
def record(
    *,
    name: str,
    kind: OrganisationKind,
    by: Actor,
    code: str | None = None,
    opened_on: date | None = None,
    address: str = "",
    postcode: str = "",
    company_number: str = "",
    is_invented: bool = False,
    now: datetime | None = None,
) -> Organisation:
    """Record an organisation, such as a federation, a company or a charity.

    Raises:
      RuleBroken: the actor may not, or the code is another's: codes are never reused.
    """
    require(by, "administer", Organisation)
    code = code.strip().upper() if code else None
    if code and Organisation.objects.filter(code=code).exists():
        raise RuleBroken.because(
            "code_taken",
            f"{code} is the code of another organisation; codes are never reused.",
        )
    row = Organisation.objects.create(
        code=code,
        kind=kind.value,
        name=" ".join(name.split()),
        opened_on=opened_on,
        address=address,
        postcode=postcode.strip().upper(),
        company_number=company_number.strip().upper(),
        is_invented=is_invented,
    )
    OrganisationName.objects.create(
        organisation=row,
        name=row.name,
        from_on=opened_on or clock.today(),
        source=Basis.RECORDED.value,
    )
    audit.record("organisation.recorded", target=row, by=by.label, now=now)
    return row


@transaction.atomic
def rename(
    *,
    organisation: Organisation,
    name: str,
    from_on: date,
    by: Actor,
    now: datetime | None = None,
) -> Organisation:
    """Give a recorded organisation a new name from a day on, and keep the old one.

    Raises:
      RuleBroken: the actor may not, ODS names the body, or a later name is recorded.
    """
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    require(by, "administer", row)
    _refuse_if_from_ods(row)
    recorded = row.names.filter(source=Basis.RECORDED.value)
    if recorded.filter(from_on__gte=from_on).exists():
        raise RuleBroken.because(
            "later_name_recorded",
            "A name from this day or later is recorded already: choose a later day.",
        )
    before = row.name
    recorded.filter(to_on__isnull=True).update(to_on=from_on - timedelta(days=1))
    row.name = " ".join(name.split())
    row.save(update_fields=["name"])
    OrganisationName.objects.create(
        organisation=row, name=row.name, from_on=from_on, source=Basis.RECORDED.value
    )
    audit.record(
        "organisation.renamed",
        target=row,
        by=by.label,
        details={"before": before, "from_on": str(from_on)},
        now=now,
    )
    return row


@transaction.atomic
def close(
    *,
    organisation: Organisation,
    closed_on: date,
    by: Actor,
    now: datetime | None = None,
) -> Organisation:
    """Let a recorded organisation close on a day, its last one; it is never deleted.

    Raises:
      RuleBroken: the actor may not, ODS closes the body, or the day is too early.
    """
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    require(by, "administer", row)
    _refuse_if_from_ods(row)
    if row.opened_on and closed_on < row.opened_on:
        raise RuleBroken.because(
            "days_backwards", "It cannot close before it opens: check the date."
        )
    row.closed_on, row.status = closed_on, OrganisationStatus.CLOSED.value
    row.save(update_fields=["closed_on", "status"])
    audit.record(
        "organisation.closed",
        target=row,
        by=by.label,
        details={"closed_on": str(closed_on)},
        now=now,
    )
    changes.note("organisation", row.pk, now=now)
    return row


def _refuse_if_from_ods(row: Organisation) -> None:
    if row.names.filter(source=Basis.ODS.value).exists():
        raise RuleBroken.because(
            "organisation_from_ods",
            f"{row} comes from ODS: import a newer file to change it.",
        )
