"""Gatherings with all that must stand below them: committees, terms, seats, people."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

import factory
from django.core.files.base import ContentFile

from commissioning.enums import OrganisationKind, PostRole
from commissioning.models import Post
from committees.enums import CommitteeKind, SeatCategory, SeatRole
from committees.models import (
    Appointment,
    Committee,
    Deputy,
    GroupCommittee,
    GroupInCommon,
    Seat,
    SeatTerms,
    TermsOfReference,
)
from core import clock
from core.rules.days import DayBasis
from meetings.enums import (
    Capacity,
    CheckEffect,
    ContributorRole,
    GatheringState,
    PreflightCheck,
    ReadingWay,
    ReminderKind,
    ScopeRole,
    SubjectRole,
)
from meetings.models import (
    Attendance,
    CoverSheet,
    Gathering,
    Item,
    ItemContributor,
    ItemScope,
    ItemSubject,
    Paper,
    PaperReading,
    PaperVersion,
    PreflightRecord,
    PreflightSetting,
    PreflightWaiver,
    ReminderPeriod,
    Sitting,
)
from people.models import User
from tests.factories import commissioning
from tests.factories.people import PersonFactory, UserFactory


BEGINNING = date(2013, 4, 1)
# A Wednesday, months after the notice rules of every committee here have begun.
HELD_ON = date(2016, 6, 15)


class OrganisationFactory(commissioning.OrganisationFactory):
    """A CCG, unless another kind is asked for; counted with the bodies of every test."""

    code = factory.Sequence(lambda number: f"Z{number:04d}")
    name = factory.Sequence(lambda number: f"NHS Invented {number} CCG")
    kind = OrganisationKind.CCG

    class Params:
        practice = factory.Trait(
            kind=OrganisationKind.PRACTICE,
            name=factory.Sequence(lambda number: f"Invented Surgery {number}"),
        )


class CommitteeFactory(factory.django.DjangoModelFactory):
    """A committee of one CCG with its first terms and a seat for its chair."""

    class Meta:
        model = Committee
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Invented {number} PCCC")
    short_name = factory.Sequence(lambda number: f"Invented {number}")
    slug = factory.Sequence(lambda number: f"invented-{number}-pccc")
    kind = CommitteeKind.PCCC
    reference_pattern = "PCC{yy}/{n:03}"
    established_on = BEGINNING

    @factory.post_generation
    def terms_and_chair(self, create: bool, given: Any, **terms: Any) -> None:
        """Give the committee an organisation, its terms and the seat of a chair."""
        self.organisations.add(given or OrganisationFactory())
        version = TermsOfReference.objects.create(
            committee=self, version=1, effective_from=BEGINNING, **terms
        )
        seat = Seat.objects.create(committee=self, title="Lay chair")
        SeatTerms.objects.create(
            terms=version,
            seat=seat,
            category=SeatCategory.LAY,
            is_voting=True,
            roles=[SeatRole.CHAIR],
        )
        seat_person(seat)


def seat_person(seat: Seat, person: Any = None, **days: Any) -> Appointment:
    """Appoint somebody to a seat, from the beginning unless told otherwise."""
    return Appointment.objects.create(
        seat=seat, person=person or PersonFactory(), **{"from_on": BEGINNING, **days}
    )


def add_seat(committee: Committee, title: str, *roles: SeatRole) -> Seat:
    """Add a voting GP seat (or one with the roles) to the terms in force."""
    seat = Seat.objects.create(committee=committee, title=title)
    SeatTerms.objects.create(
        terms=committee.terms.first(),
        seat=seat,
        category=SeatCategory.GP,
        is_voting=True,
        roles=list(roles),
    )
    return seat


class GatheringFactory(factory.django.DjangoModelFactory):
    """A gathering in which nobody sits yet: see `gather`."""

    class Meta:
        model = Gathering

    title = "Primary care commissioning committees in common"
    held_on = HELD_ON
    starts_at_time = time(14, 0)
    ends_at_time = time(16, 30)
    venue = "Becketts House, Ilford"
    state = GatheringState.NOTICE_GIVEN
    notice_on = factory.LazyAttribute(lambda one: one.held_on - timedelta(days=15))

    class Params:
        draft = factory.Trait(state=GatheringState.DRAFT, notice_on=None)


class SittingFactory(factory.django.DjangoModelFactory):
    """One committee in one gathering."""

    class Meta:
        model = Sitting

    gathering = factory.SubFactory(GatheringFactory)
    committee = factory.SubFactory(CommitteeFactory)
    position = factory.Sequence(lambda number: number)


class ItemFactory(factory.django.DjangoModelFactory):
    """A matter in the public part, at the end of the agenda."""

    class Meta:
        model = Item

    gathering = factory.SubFactory(GatheringFactory)
    title = factory.Sequence(lambda number: f"Matter {number}")
    position = factory.Sequence(lambda number: (number + 1) * 100)
    minutes_planned = 10

    class Params:
        private = factory.Trait(part="2", private_ground="Commercial rents.")
        heading = factory.Trait(is_heading=True, minutes_planned=None)


class CoverSheetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CoverSheet

    item = factory.SubFactory(ItemFactory)
    summary = "The practices ask to merge."
    recommendation = "Approve the merger."


class ItemScopeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ItemScope

    item = factory.SubFactory(ItemFactory)
    sitting = factory.SubFactory(
        SittingFactory, gathering=factory.SelfAttribute("..item.gathering")
    )
    role = ScopeRole.DECIDE


class ItemSubjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ItemSubject

    item = factory.SubFactory(ItemFactory)
    organisation = factory.SubFactory(OrganisationFactory, practice=True)
    role = SubjectRole.APPLICANT


class ItemContributorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ItemContributor

    item = factory.SubFactory(ItemFactory)
    person = factory.SubFactory(PersonFactory)
    role = ContributorRole.REVIEWER


class PaperFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Paper

    item = factory.SubFactory(ItemFactory)
    title = "Business case"
    position = factory.Sequence(lambda number: number)


class PaperVersionFactory(factory.django.DjangoModelFactory):
    """A stored file; the bytes are not a real PDF unless they are given."""

    class Meta:
        model = PaperVersion

    class Params:
        content = b"%PDF-1.7 invented"

    paper = factory.SubFactory(PaperFactory)
    number = 1
    file = factory.LazyAttribute(lambda one: ContentFile(one.content, name="x.pdf"))
    clean_file = factory.LazyAttribute(
        lambda one: ContentFile(one.content, name="y.pdf")
    )
    clean_sha256 = factory.SelfAttribute("sha256")
    original_name = "Business case.pdf"
    sha256 = factory.LazyAttribute(lambda one: hashlib.sha256(one.content).hexdigest())
    pages = 4
    hidden_pages = factory.LazyFunction(list)
    size_bytes = factory.LazyAttribute(lambda one: len(one.content))
    uploaded_at = factory.LazyFunction(clock.now)
    uploaded_by = factory.SubFactory(UserFactory, password=None)


class PaperReadingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PaperReading

    version = factory.SubFactory(PaperVersionFactory)
    person = factory.SubFactory(PersonFactory)
    way = ReadingWay.PAGE.value
    opened_by = factory.SubFactory(UserFactory, password=None)
    opened_at = factory.LazyFunction(clock.now)


class PreflightSettingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PreflightSetting

    committee = factory.SubFactory(CommitteeFactory)
    check_code = PreflightCheck.NOTICE_SHORT
    effect = CheckEffect.BLOCKS
    effective_from = date(2016, 6, 1)
    set_at = factory.LazyFunction(clock.now)
    set_by = factory.SubFactory(UserFactory, password=None)


class ReminderPeriodFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReminderPeriod

    committee = factory.SubFactory(CommitteeFactory)
    kind_code = ReminderKind.PAPER_DUE
    clear_days = 10
    basis = DayBasis.WORKING
    effective_from = date(2016, 6, 1)
    set_at = factory.LazyFunction(clock.now)
    set_by = factory.SubFactory(UserFactory, password=None)


class PreflightWaiverFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PreflightWaiver

    gathering = factory.SubFactory(GatheringFactory)
    check_code = PreflightCheck.NOTICE_SHORT
    fingerprint = factory.Sequence(lambda number: f"{number:064x}")
    sentence = "The notice was short."
    reason = "The practice closes on Friday."
    waived_at = factory.LazyFunction(clock.now)
    waived_by = factory.SubFactory(UserFactory, password=None)


class PreflightRecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PreflightRecord

    gathering = factory.SubFactory(GatheringFactory)
    about = factory.Sequence(lambda number: f"pack:{number}")
    found = factory.LazyFunction(list)
    made_at = factory.LazyFunction(clock.now)
    made_by = factory.SubFactory(UserFactory, password=None)


@dataclass
class Cast:
    """A gathering of committees in common and everybody who may ask for a page."""

    gathering: Gathering
    group: GroupInCommon
    sittings: list[Sitting]
    officer: User
    other_officer: User
    guardian: User
    chair: User
    gp_seated: User
    deputy: User
    observer: User
    outsider: User
    neighbour_officer: User
    committees: list[Committee] = field(default_factory=list)


def gather(number: int = 3, **fields: Any) -> Cast:
    """Set up `number` committees in common, their gathering and its cast.

    The officer, guardian, chair, GP and deputy belong to the first committee, the
    other officer to the last; the observer attends the first sitting only.
    """
    committees = [CommitteeFactory() for _ in range(number)]
    first = committees[0]
    group = GroupInCommon.objects.create(
        name="Invented committees in common",
        slug=f"invented-in-common-{first.pk}",
        convening_seat=first.seats.get(title="Lay chair"),
    )
    for position, committee in enumerate(committees):
        GroupCommittee.objects.create(
            group=group, committee=committee, position=position
        )
    gathering = GatheringFactory(group=group, **fields)
    sittings = [
        SittingFactory(gathering=gathering, committee=committee, position=position)
        for position, committee in enumerate(committees)
    ]
    chair_person = first.seats.first().appointments.get().person
    chair = UserFactory(person=chair_person, password=None)
    gp_seat = add_seat(first, "GP")
    gp_seated, deputy, observer = (
        UserFactory(password=None),
        UserFactory(password=None),
        UserFactory(password=None),
    )
    seat_person(gp_seat, gp_seated.person)
    Deputy.objects.create(seat=gp_seat, person=deputy.person, from_on=BEGINNING)
    Attendance.objects.create(
        sitting=sittings[0], person=observer.person, capacity=Capacity.OBSERVER
    )
    return Cast(
        gathering=gathering,
        group=group,
        sittings=sittings,
        officer=officer_of(first),
        other_officer=officer_of(committees[-1]),
        guardian=officer_of(first, PostRole.GUARDIAN),
        chair=chair,
        gp_seated=gp_seated,
        deputy=deputy,
        observer=observer,
        outsider=UserFactory(password=None),
        neighbour_officer=officer_of(CommitteeFactory()),
        committees=committees,
    )


def officer_of(committee: Committee, role: PostRole = PostRole.OFFICER) -> User:
    """Return a user with a post in the committee's organisation."""
    user = UserFactory(password=None)
    Post.objects.create(
        person=user.person,
        organisation=committee.organisations.first(),
        role=role,
        from_on=BEGINNING,
    )
    return user
