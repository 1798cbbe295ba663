"""The register's part of the world: a row of everything that is declared and kept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile

from conflicts.enums import Capacity
from conflicts.models import InterestVersion
from conflicts.rules.registers import Edition
from tests.architecture.sweep.words import (
    ADVICE,
    CELL,
    DRAFTED,
    FINDINGS,
    HOLD,
    RETURNS,
    WRONG,
)
from tests.factories import conflicts
from tests.factories.commissioning import OrganisationLinkFactory
from tests.factories.publishing import RegisterEditionFactory
from tests.fixtures.pdf_files import tagged


if TYPE_CHECKING:
    from commissioning.models import Organisation
    from people.models import Person, User


def build_registers(
    *, ccg: Organisation, practice: Organisation, person: Person, by: User, owner: User
) -> dict[str, Any]:
    """Return rows by the names that the table's addresses use.

    All of it belongs to `ccg`; `person` is whom it is about (the excluded member, who
    signs in as `owner`), and `by` the officer.
    """
    return {
        **_declared(practice, person, by, owner),
        **_round(ccg, practice, person, by),
        **_conduct(ccg, person, by),
        **_taken_in(ccg, by),
        "edition": RegisterEditionFactory(organisation=ccg, issued_by=by),
        "full_edition": RegisterEditionFactory(
            organisation=ccg, issued_by=by, edition=Edition.FULL
        ),
        "link": OrganisationLinkFactory(target=ccg),
        "hold": conflicts.LegalHoldFactory(
            person=person, organisation=ccg, reason=f"{HOLD} claims.", placed_by=by
        ),
    }


def versioned(interest: Any) -> Any:
    """Give an interest that a factory made its first version, and return it."""
    if not InterestVersion.objects.filter(interest=interest).exists():
        conflicts.InterestVersionFactory(
            interest=interest,
            restricted_note=interest.restricted_note,
            written_by=interest.recorded_by,
        )
    return interest


def _declared(
    practice: Organisation, person: Person, by: User, owner: User
) -> dict[str, Any]:
    file = conflicts.ReturnFileFactory(
        organisation=practice,
        file=ContentFile(tagged("Signed returns"), name="returns.pdf"),
        name=f"{RETURNS}.pdf",
        uploaded_by=by,
    )
    conflicts.ReturnFilePersonFactory(return_file=file, person=person)
    return {
        "own_draft": conflicts.DeclarationDraftFactory(
            person=person, saved_by=owner, answers={"description": f"{DRAFTED} shares"}
        ),
        "return_file": file,
    }


def _round(
    ccg: Organisation, practice: Organisation, person: Person, by: User
) -> dict[str, Any]:
    campaign = conflicts.CampaignFactory(
        organisation=ccg, planned_by=by, opened_at=conflicts.MOMENT
    )
    return {
        "round": campaign,
        "request": conflicts.DeclarationRequestFactory(
            campaign=campaign, person=person
        ),
        "position": conflicts.PositionFactory(
            person=person,
            organisation=ccg,
            capacity=Capacity.PRACTICE_PARTNER,
            title="Partner",
            practice=practice,
            from_on=date(2015, 4, 1),
        ),
    }


def _conduct(ccg: Organisation, person: Person, by: User) -> dict[str, Any]:
    conflicts.GuardianAdviceFactory(
        organisation=ccg, advice=f"{ADVICE}: leave.", recorded_by=by
    )
    return {
        "own_rules": conflicts.RuleSetFactory(
            organisation=ccg, effective_from=date(2030, 1, 1)
        ),
        "gift": conflicts.GiftOfferFactory(
            person=person, organisation=ccg, recorded_by=by
        ),
        "breach": conflicts.BreachFactory(
            organisation=ccg, nature=f"{WRONG} was said.", findings=f"{FINDINGS}."
        ),
        "guardian_attestation": conflicts.GuardianAttestationFactory(
            organisation=ccg,
            made_by=by,
            figures=[{"key": "due", "label": "Asked to declare", "value": 3}],
        ),
    }


def _taken_in(ccg: Organisation, by: User) -> dict[str, Any]:
    register_import = conflicts.RegisterImportFactory(
        organisation=ccg,
        file=ContentFile(b"Name\n", name="register.csv"),
        uploaded_by=by,
        state="checked",
        columns=[{"heading": "Name", "samples": ["A Smith"]}],
    )
    return {
        "import": register_import,
        "import_row": conflicts.ImportRowFactory(
            register_import=register_import,
            number=2,
            cells={"name": f"{CELL} Smith"},
            problems=[["nature", "Say what kind of interest it is."]],
            state="faulty",
        ),
    }
