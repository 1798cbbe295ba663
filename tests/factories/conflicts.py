"""Interests as people declare them: everything goes through the actions."""

from __future__ import annotations

from datetime import UTC, date, datetime

import factory

from conflicts.actions import interests
from conflicts.actions.declarations import Declaration
from conflicts.enums import (
    Answer,
    CampaignKind,
    Capacity,
    GiverKind,
    Nature,
    OfferKind,
    Outcome,
    PublicationState,
    ReviewAct,
    RowState,
    SourceKind,
)
from conflicts.models import (
    Attestation,
    Breach,
    BreachStatement,
    Campaign,
    Confirmation,
    DeclarationDraft,
    DeclarationRequest,
    GiftOffer,
    GuardianAdvice,
    GuardianAttestation,
    ImportRow,
    Interest,
    InterestVersion,
    LegalHold,
    Position,
    PublicationDecision,
    RegisterImport,
    ReturnFile,
    ReturnFilePerson,
    Review,
    RuleSet,
    TrainingCompletion,
)
from tests.factories.committees import CcgFactory
from tests.factories.people import PersonFactory, UserFactory


MOMENT = datetime(2016, 5, 1, 9, 0, tzinfo=UTC)


def declaration(**said) -> Declaration:
    """Return a complete declaration of a partnership in a practice."""
    values = {
        "nature": Nature.FINANCIAL,
        "description": "GP partner",
        "from_on": date(2012, 4, 1),
        **said,
    }
    if "organisation" not in values and "unlisted_name" not in values:
        values["organisation"] = CcgFactory(practice=True)
    return Declaration(**values)


def declared(*, by, **said) -> Interest:
    """Return an interest that a person declared for themself."""
    return interests.declare(declaration=declaration(**said), by=by)


def recorded(*, person, by, source_on=date(2016, 5, 3), **said) -> Interest:
    """Return an interest that an officer entered from an e-mail."""
    return interests.record_for(
        person=person,
        declaration=declaration(**said),
        source=SourceKind.EMAIL,
        source_on=source_on,
        by=by,
    )


class InterestFactory(factory.django.DjangoModelFactory):
    """A row as the table takes it, without its history."""

    class Meta:
        model = Interest

    person = factory.SubFactory(PersonFactory)
    nature = Nature.FINANCIAL
    organisation = factory.SubFactory(CcgFactory, practice=True)
    description = "GP partner"
    declared_on = date(2016, 5, 1)
    recorded_at = datetime(2016, 5, 1, 9, 0, tzinfo=UTC)
    recorded_by = factory.SubFactory(UserFactory)


class InterestVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InterestVersion

    interest = factory.SubFactory(InterestFactory)
    person = factory.SelfAttribute("interest.person")
    person_name = factory.LazyAttribute(lambda row: str(row.interest.person))
    organisation = factory.SelfAttribute("interest.organisation")
    nature = factory.SelfAttribute("interest.nature")
    description = factory.SelfAttribute("interest.description")
    declared_on = factory.SelfAttribute("interest.declared_on")
    version = 1
    known_from = datetime(2016, 5, 1, 9, 0, tzinfo=UTC)
    written_at = datetime(2016, 5, 1, 9, 0, tzinfo=UTC)
    written_by = factory.SubFactory(UserFactory)


class BreachFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Breach

    about = factory.Sequence(lambda number: f"decision:{number}")
    organisation = factory.SubFactory(CcgFactory)
    happened_on = date(2016, 5, 1)
    nature = "Decided before the conflict was treated."
    drafted_at = datetime(2016, 5, 2, 9, 0, tzinfo=UTC)


class RuleSetFactory(factory.django.DjangoModelFactory):
    """A body's own rule set, with the amounts of 2017."""

    class Meta:
        model = RuleSet

    organisation = factory.SubFactory(CcgFactory)
    name = "Local policy"
    basis = "Approved by the governing body."
    effective_from = date(2016, 4, 1)
    supplier_token_pence = 600
    gift_declare_pence = 5000
    meal_declare_pence = 2500
    meal_refuse_pence = 7500


class PositionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Position

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(CcgFactory)
    capacity = Capacity.EMPLOYEE
    title = "Administrator"
    band = "5"
    from_on = date(2015, 4, 1)


class DeclarationDraftFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DeclarationDraft

    person = factory.SubFactory(PersonFactory)
    started_at = MOMENT
    saved_at = MOMENT
    saved_by = factory.SubFactory(UserFactory)


class AttestationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attestation

    person = factory.SubFactory(PersonFactory)
    made_on = date(2016, 5, 1)
    is_nil = True
    statement = "I have nothing to declare."
    recorded_at = MOMENT
    recorded_by = factory.SubFactory(UserFactory)


class ConfirmationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Confirmation

    attestation = factory.SubFactory(AttestationFactory, is_nil=False)
    interest = factory.SubFactory(InterestFactory)
    version = 1
    answer = Answer.STILL_TRUE


class ReturnFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReturnFile

    organisation = factory.SubFactory(CcgFactory, practice=True)
    file = "returns/one.pdf"
    name = "returns.pdf"
    sha256 = "0" * 64
    pages = 4
    signed_on = date(2016, 4, 20)
    uploaded_at = MOMENT
    uploaded_by = factory.SubFactory(UserFactory)


class ReturnFilePersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReturnFilePerson

    return_file = factory.SubFactory(ReturnFileFactory)
    person = factory.SubFactory(PersonFactory)


class ReviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Review

    interest = factory.SubFactory(InterestFactory)
    version = 1
    act = ReviewAct.QUESTION
    words = "Since when?"
    written_at = MOMENT
    written_by = factory.SubFactory(UserFactory)


class CampaignFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Campaign

    organisation = factory.SubFactory(CcgFactory)
    kind = CampaignKind.ANNUAL
    name = "Declarations 2016"
    opens_on = date(2016, 4, 1)
    planned_at = MOMENT
    planned_by = factory.SubFactory(UserFactory)


class DeclarationRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DeclarationRequest

    campaign = factory.SubFactory(CampaignFactory)
    person = factory.SubFactory(PersonFactory)
    why = "Lay member of the committee."
    asked_on = date(2016, 4, 1)
    due_on = date(2016, 4, 29)


class TrainingCompletionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TrainingCompletion

    person = factory.SubFactory(PersonFactory)
    module = "1"
    completed_on = date(2016, 1, 10)
    expires_on = date(2017, 1, 10)
    recorded_at = MOMENT
    recorded_by = factory.SubFactory(UserFactory)


class GiftOfferFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GiftOffer

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(CcgFactory)
    kind = OfferKind.GIFT
    giver_kind = GiverKind.PATIENT
    giver_name = "A patient"
    description = "A hamper"
    value_pence = 6000
    offered_on = date(2016, 5, 1)
    outcome = Outcome.DECLINED
    rule_set = factory.SubFactory(RuleSetFactory)
    advice_code = "over_limit"
    advice = "Accept it for the organisation alone, and declare it."
    declared_on = date(2016, 5, 2)
    recorded_at = MOMENT
    recorded_by = factory.SubFactory(UserFactory)


class BreachStatementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BreachStatement

    organisation = factory.SubFactory(CcgFactory)
    first_day = date(2016, 1, 1)
    last_day = date(2016, 3, 31)
    issued_at = MOMENT
    issued_by = factory.SubFactory(UserFactory)


class PublicationDecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PublicationDecision

    interest = factory.SubFactory(InterestFactory)
    state = PublicationState.WITHHOLD
    reason = "Disclosure would put the person at risk."
    decided_at = MOMENT
    decided_by = factory.SubFactory(UserFactory)


class GuardianAdviceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuardianAdvice

    organisation = factory.SubFactory(CcgFactory)
    asked_by_words = "A member practice"
    question = "May we speak on the item?"
    advice = "Speak, then leave before the decision."
    given_on = date(2016, 5, 1)
    recorded_at = MOMENT
    recorded_by = factory.SubFactory(UserFactory)


class GuardianAttestationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuardianAttestation

    organisation = factory.SubFactory(CcgFactory)
    first_day = date(2015, 4, 1)
    last_day = date(2016, 3, 31)
    figures = factory.LazyFunction(dict)
    statement = "The body had due regard to the guidance."
    made_at = MOMENT
    made_by = factory.SubFactory(UserFactory)


class LegalHoldFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LegalHold

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(CcgFactory)
    reason = "A claim has been announced."
    placed_at = MOMENT
    placed_by = factory.SubFactory(UserFactory)


class RegisterImportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RegisterImport

    organisation = factory.SubFactory(CcgFactory)
    file = "register-imports/one"
    name = "register.csv"
    sha256 = "0" * 64
    register_date = date(2016, 4, 1)
    uploaded_at = MOMENT
    uploaded_by = factory.SubFactory(UserFactory)


class ImportRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportRow

    register_import = factory.SubFactory(RegisterImportFactory)
    number = factory.Sequence(lambda number: number + 2)
    cells = factory.LazyFunction(dict)
    state = RowState.CLEAN
