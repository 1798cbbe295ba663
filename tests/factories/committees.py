"""Committees as an officer sets them up: everything goes through the actions."""

from __future__ import annotations

from datetime import date
from itertools import count

import factory

from commissioning.enums import OrganisationKind, PostRole
from commissioning.models import Organisation, Post
from committees.actions import appointments, committees, groups, terms
from committees.actions.drafts import SeatDraft, TermsDraft
from committees.enums import CommitteeKind, QuorumKind, SeatCategory, SeatRole
from committees.models import (
    Appointment,
    Assistant,
    Committee,
    Deputy,
    GroupCommittee,
    GroupInCommon,
    QuorumRule,
    Seat,
    SeatTerms,
    TermsOfReference,
)
from committees.rules import terms as rules
from tests.factories.people import PersonFactory, UserFactory


BEGINNING = date(2015, 4, 1)
# Lay and executive 4 of 6 votes, chaired by a lay member: no rule is broken.
SEATS = (
    SeatDraft("Lay chair", SeatCategory.LAY, roles=frozenset({SeatRole.CHAIR})),
    SeatDraft(
        "Lay vice chair", SeatCategory.LAY, roles=frozenset({SeatRole.VICE_CHAIR})
    ),
    SeatDraft(
        "Accountable officer",
        SeatCategory.EXECUTIVE,
        roles=frozenset({SeatRole.ACCOUNTABLE_OFFICER}),
    ),
    SeatDraft(
        "Chief finance officer",
        SeatCategory.EXECUTIVE,
        roles=frozenset({SeatRole.CFO}),
    ),
    SeatDraft("GP member", SeatCategory.GP),
    SeatDraft("Registered nurse", SeatCategory.INDEPENDENT_CLINICIAN),
    SeatDraft(
        "Healthwatch",
        SeatCategory.PARTNER,
        is_voting=False,
        roles=frozenset({SeatRole.HEALTHWATCH}),
    ),
    SeatDraft(
        "Health and wellbeing board",
        SeatCategory.PARTNER,
        is_voting=False,
        roles=frozenset({SeatRole.WELLBEING_BOARD}),
    ),
)
QUORUM = (
    rules.QuorumRule(QuorumKind.MIN_TOTAL, 3),
    rules.QuorumRule(
        QuorumKind.MIN_OF_CATEGORY, 1, categories=frozenset({SeatCategory.GP})
    ),
)
_numbers = count(1)


class CcgFactory(factory.django.DjangoModelFactory):
    """A commissioner that can set up committees."""

    class Meta:
        model = Organisation

    code = factory.Sequence(lambda number: f"Q{number:04d}")
    name = factory.Sequence(lambda number: f"NHS Imagined {number} CCG")
    kind = OrganisationKind.CCG
    is_invented = True

    class Params:
        practice = factory.Trait(
            kind=OrganisationKind.PRACTICE,
            name=factory.Sequence(lambda number: f"Imagined Surgery {number}"),
        )


class PostFactory(factory.django.DjangoModelFactory):
    """An officer's post, from the beginning."""

    class Meta:
        model = Post

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(CcgFactory)
    role = PostRole.OFFICER
    from_on = BEGINNING


def user_with_post(organisation, role=PostRole.OFFICER, **days):
    """Return somebody who signs in and holds a post in an organisation."""
    user = UserFactory()
    PostFactory(person=user.person, organisation=organisation, role=role, **days)
    return user


def established(*, organisation=None, by=None, **named) -> Committee:
    """Return a committee without terms, set up by an officer of its organisation."""
    organisation = organisation or CcgFactory()
    by = by or user_with_post(organisation)
    number = next(_numbers)
    draft = committees.CommitteeDraft(
        **{
            "name": f"Imagined {number} primary care commissioning committee",
            "short_name": f"Imagined {number}",
            "slug": f"imagined-{number}",
            "kind": CommitteeKind.PCCC,
            "reference_pattern": "PCC{yy}/{n:03}",
            "established_on": BEGINNING,
            **named,
        }
    )
    return committees.establish(draft=draft, organisations=[organisation], by=by)


def adopted(committee, *, by, seats=SEATS, quorum=QUORUM, **said) -> TermsOfReference:
    """Return terms of reference that were adopted for a committee."""
    draft = TermsDraft(
        **{"effective_from": BEGINNING, "seats": seats, "quorum": quorum, **said}
    )
    return terms.adopt(committee=committee, draft=draft, by=by)


def working_committee(*, organisation=None, by=None) -> Committee:
    """Return a committee with terms in force and a holder in every seat."""
    organisation = organisation or CcgFactory()
    by = by or user_with_post(organisation)
    committee = established(organisation=organisation, by=by)
    adopted(committee, by=by)
    for seat in committee.seats.all():
        appointments.appoint(
            seat=seat, person=PersonFactory(), from_on=BEGINNING, by=by
        )
    return committee


def seat_of(committee, title) -> Seat:
    """Return a committee's seat by its title."""
    return committee.seats.get(title=title)


def holder_of(committee, title):
    """Return whoever holds a seat of a committee with no end in sight."""
    return seat_of(committee, title).appointments.get(to_on=None).person


class CommitteeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Committee

    name = factory.Sequence(lambda number: f"Bare {number} committee")
    short_name = factory.Sequence(lambda number: f"Bare {number}")
    slug = factory.Sequence(lambda number: f"bare-{number}")
    kind = CommitteeKind.PCCC
    reference_pattern = "PCC{yy}/{n:03}"
    established_on = BEGINNING


class TermsOfReferenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TermsOfReference

    committee = factory.SubFactory(CommitteeFactory)
    version = 1
    effective_from = BEGINNING


class SeatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Seat

    committee = factory.SubFactory(CommitteeFactory)
    title = factory.Sequence(lambda number: f"Seat {number}")


class SeatTermsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SeatTerms

    terms = factory.SubFactory(TermsOfReferenceFactory)
    seat = factory.SubFactory(
        SeatFactory, committee=factory.SelfAttribute("..terms.committee")
    )
    category = SeatCategory.LAY
    is_voting = True


class QuorumRuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = QuorumRule

    terms = factory.SubFactory(TermsOfReferenceFactory)
    kind = QuorumKind.MIN_TOTAL
    number = 3


class AppointmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Appointment

    seat = factory.SubFactory(SeatFactory)
    person = factory.SubFactory(PersonFactory)
    from_on = BEGINNING


class DeputyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Deputy

    seat = factory.SubFactory(SeatFactory)
    person = factory.SubFactory(PersonFactory)
    from_on = BEGINNING


class AssistantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Assistant

    appointment = factory.SubFactory(AppointmentFactory)
    person = factory.SubFactory(PersonFactory)
    from_on = BEGINNING


class GroupInCommonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GroupInCommon

    name = factory.Sequence(lambda number: f"Group {number} in common")
    slug = factory.Sequence(lambda number: f"group-{number}")
    convening_seat = factory.SubFactory(SeatFactory)


class GroupCommitteeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GroupCommittee

    group = factory.SubFactory(GroupInCommonFactory)
    committee = factory.SubFactory(CommitteeFactory)


def formed_group(*members, by, slug="in-common") -> GroupInCommon:
    """Return committees that meet in common, convened by the first one's chair."""
    return groups.form(
        name="Meeting in common",
        slug=slug,
        committees=members,
        convening_seat=seat_of(members[0], "Lay chair"),
        by=by,
    )
