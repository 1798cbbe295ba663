"""The practice for this reader: public reference data, once signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from commissioning.enums import OrganisationKind
from commissioning.loaders import get_organisation_for
from practices.models import PracticeRecord


if TYPE_CHECKING:
    from commissioning.models import Organisation
    from people.actors import Actor


PRACTICE_KINDS = {OrganisationKind.PRACTICE.value, OrganisationKind.PRESCRIBER.value}


def get_practice_for(
    actor: Actor, key: int
) -> tuple[Organisation, PracticeRecord | None]:
    """Return a practice with its record, or raise 404 where there is none to read."""
    organisation = get_organisation_for(actor, key)
    if organisation.kind not in PRACTICE_KINDS:
        raise Http404("This organisation is no practice.")
    record = PracticeRecord.objects.filter(organisation=organisation).first()
    return organisation, record
