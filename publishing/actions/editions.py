"""Issue a register as it stands, for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from commissioning.models import Organisation
from committees.models import Committee
from conflicts.facts.registers import register_as_at
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from people import door
from publishing.facts.editions import file_of, fingerprint, freeze, to_json
from publishing.models import RegisterEdition


if TYPE_CHECKING:
    from datetime import date, datetime

    from conflicts.facts.registers import Whose
    from conflicts.rules.registers import Edition
    from people.models import User


MOST_ENTRIES = 20_000


@transaction.atomic
def issue(
    *,
    whose: Whose,
    edition: Edition,
    day: date,
    by: User,
    now: datetime | None = None,
) -> RegisterEdition:
    """Freeze a register as at the end of a day, and return its edition.

    Issued twice with the same words, it is one edition.

    Raises:
      RuleBroken: not an officer of the body, the day is to come, or the register has
        more entries than an edition holds.
    """
    door.require(by, "issue_register", _locked(whose))
    if day > clock.today():
        raise RuleBroken.because(
            "day_to_come", "A register of a day to come cannot be issued."
        )
    _check_length(whose, day)
    content = freeze(whose, edition, day)
    digest = fingerprint(file_of(whose, edition, day, content))
    known = (
        RegisterEdition.objects.of(whose)
        .filter(edition=edition, as_at=day, sha256=digest)
        .first()
    )
    if known is not None:
        return known
    issued = RegisterEdition.objects.create(
        organisation=whose.organisation,
        committee=whose.committee,
        edition=edition,
        as_at=day,
        content=to_json(content),
        keys=list(content.keys),
        sha256=digest,
        issued_at=now or clock.now(),
        issued_by=by,
    )
    audit.record(
        "register.issued",
        target=issued,
        by=by.label,
        details={"entries": len(content.keys), "sha256": digest},
        now=now,
    )
    return issued


def _check_length(whose: Whose, day: date) -> None:
    """Refuse what would be held whole and is too long for it (docs/adr/0020)."""
    count = register_as_at(whose, day).rows().count()
    if count > MOST_ENTRIES:
        raise RuleBroken.because(
            "register_too_long",
            f"An edition holds at most {MOST_ENTRIES:,} entries, and this register has "
            f"{count:,}. Issue the register of each committee, or download and keep "
            "the register as CSV, which holds them all.",
        )


def _locked(whose: Whose) -> Organisation | Committee:
    if whose.committee is not None:
        return Committee.objects.select_for_update().get(pk=whose.committee.pk)
    if whose.organisation is not None:
        rows = Organisation.objects.select_for_update()
        return rows.get(pk=whose.organisation.pk)
    raise RuleBroken.because(
        "no_edition_of_a_person", "Editions are of bodies and committees."
    )
