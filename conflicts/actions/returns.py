"""Take in signed returns that arrive as a file, and settle them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files import File
from django.db import transaction

from conflicts.facts.persons import remaining
from conflicts.models import Attestation, ReturnFile, ReturnFilePerson
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from people import door


if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from commissioning.models import Organisation
    from core.uploads import CheckedPdf
    from people.models import Person, User

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Signed:
    """One person's signed return in a file: from which page, and whether it is nil."""

    person: Person
    first_page: int = 1
    is_nil: bool = False


@transaction.atomic
def receive(
    *,
    practice: Organisation,
    pdf: CheckedPdf,
    name: str,
    signed_on: date,
    people: Sequence[Signed],
    by: User,
    now: datetime | None = None,
) -> ReturnFile:
    """Keep a checked PDF of signed returns with who is in it, and return it.

    The same file for the same practice is kept once while it waits.

    Raises:
      RuleBroken: the door refuses, nobody is in it, a page is not in the file, or it
        was signed in the future.
    """
    door.require(by, "upload_returns", practice)
    _check(people, pdf.pages, signed_on)
    practice = type(practice).objects.select_for_update().get(pk=practice.pk)
    known = ReturnFile.objects.filter(
        organisation=practice, sha256=pdf.sha256, settled_at__isnull=True
    ).first()
    if known is not None:
        _write_more(known, people, by)
        return known
    moment = now or clock.now()
    row = ReturnFile(
        organisation=practice,
        name=name[-LONGEST_NAME:],
        sha256=pdf.sha256,
        pages=pdf.pages,
        signed_on=signed_on,
        uploaded_at=moment,
        uploaded_by=by,
    )
    with pdf.path.open("rb") as stream:
        row.file.save("returns.pdf", File(stream), save=False)
    row.save(force_insert=True)
    _write_people(row, people)
    audit.record(
        "return_file.received",
        target=row,
        by=by.label,
        details={"sha256": pdf.sha256, "people": len(people)},
        now=moment,
    )
    return row


@transaction.atomic
def settle(
    *, return_file: ReturnFile, by: User, now: datetime | None = None
) -> ReturnFile:
    """Mark a file settled once the return of everybody in it is recorded.

    Settled already, it stays as it is.

    Raises:
      RuleBroken: the door refuses, or somebody's return is not recorded yet.
    """
    row = ReturnFile.objects.select_for_update().get(pk=return_file.pk)
    door.require(by, "settle", row)
    if row.settled_at is not None:
        return row
    done = Attestation.objects.filter(return_file=row).values(who=remaining())
    missing = (
        row.people.annotate(who=remaining())
        .exclude(who__in=done)
        .select_related("person")
    )
    if missing:
        names = ", ".join(str(each.person) for each in missing)
        raise RuleBroken.because(
            "returns_missing", f"Record the return of {names} first."
        )
    moment = now or clock.now()
    row.settled_at = moment
    row.settled_by = by
    row.save(update_fields=["settled_at", "settled_by"])
    audit.record("return_file.settled", target=row, by=by.label, now=moment)
    return row


def _write_people(row: ReturnFile, people: Sequence[Signed]) -> None:
    ReturnFilePerson.objects.bulk_create(
        ReturnFilePerson(
            return_file=row,
            person=each.person,
            first_page=each.first_page,
            is_nil=each.is_nil,
        )
        for each in people
    )


def _write_more(row: ReturnFile, people: Sequence[Signed], by: User) -> None:
    """Name those in a file that came again whom the first sending forgot."""
    named = set(row.people.values_list("person_id", flat=True))
    more = [each for each in people if each.person.pk not in named]
    if more:
        _write_people(row, more)
        audit.record(
            "return_file.completed",
            target=row,
            by=by.label,
            details={"people": len(more)},
        )


def _check(people: Sequence[Signed], pages: int, signed_on: date) -> None:
    if not people:
        raise RuleBroken.because("nobody_in_file", "Say whose returns are in the file.")
    for each in people:
        if not 1 <= each.first_page <= pages:
            raise RuleBroken.because(
                "no_such_page",
                f"The file has {pages} pages: there is no page {each.first_page} for "
                f"{each.person}.",
            )
    if signed_on > clock.today():
        raise RuleBroken.because(
            "signed_in_future", "The returns cannot have been signed in the future."
        )
