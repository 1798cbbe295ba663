"""Settling an agenda asks the database as often for sixty rows as for two."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.enums import OrganisationKind
from commissioning.values import LinkKind
from conflicts.enums import TieWay
from conflicts.models import Interest
from core import clock
from core.models import AuditEvent
from meetings.actions import row_book, standing_rulings
from meetings.actions.conflict_rows import settle_items
from meetings.actions.standing_rulings import Terms
from meetings.enums import (
    ConflictState,
    PaperHandling,
    Participation,
    ReminderKind,
    SubjectRole,
)
from meetings.models import ConflictRow, ItemSubject
from meetings.rules.standing_rulings import TieClass
from notices.models import Letter
from tests.factories.commissioning import OrganisationFactory, OrganisationLinkFactory
from tests.factories.decisions import SEATS, world
from tests.factories.meetings import ItemSubjectFactory
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel("2016-06-01 11:00", tick=False):
        yield


class Agenda:
    """Committees whose people hold a part in one practice, which items touch."""

    def __init__(self, *, committees: int, items: int, seats: int):
        self.scene = world(committees)
        for which in range(committees):
            for title in SEATS[:seats]:
                self.scene.declares(self.scene.user(title, which))
        self.items = [
            self.scene.item(touches=self.scene.practice) for _ in range(items)
        ]
        self.rows = committees * items * seats

    def settle(self) -> int:
        """Settle all items; return how many queries that took."""
        with CaptureQueriesContext(connection) as asked:
            settle_items(self.items)
        return len(asked)

    def bids(self):
        """Let the practice apply for each item in another way as well."""
        for item in self.items:
            ItemSubjectFactory(
                item=item, organisation=self.scene.practice, role=SubjectRole.BIDDER
            )

    def loses(self):
        """Let the items touch something else."""
        ItemSubject.objects.filter(item__in=self.items).delete()

    def ruling(self):
        """Let the guardian rule for the class of all that is found."""
        return standing_rulings.make(
            committees=self.scene.committees,
            terms=Terms(
                tie_class=TieClass(ways=frozenset({TieWay.OWN})),
                participation=Participation.TAKE_PART,
                papers=PaperHandling.GIVEN,
                reason="Shared by all.",
                from_on=date(2016, 6, 1),
            ),
            by=UserFactory(person=self.scene.guardian, password=None),
        )


@pytest.fixture
def few():
    return Agenda(committees=1, items=1, seats=2)


@pytest.fixture
def many():
    return Agenda(committees=3, items=5, seats=4)


def test_first_settling(few, many):
    assert many.settle() == few.settle()

    assert ConflictRow.objects.filter(item__in=many.items).count() == many.rows == 60
    assert AuditEvent.objects.filter(event="conflict.proposed").count() == 62


def test_settling_again_with_nothing_new(few, many):
    few.settle()
    many.settle()

    assert many.settle() == few.settle()


def test_opening_all_again(few, many):
    for one in (few, many):
        one.settle()
        one.bids()

    assert many.settle() == few.settle()

    assert AuditEvent.objects.filter(event="conflict.reopened").count() == 62


def test_letting_all_lapse(few, many):
    for one in (few, many):
        one.settle()
        one.loses()

    assert many.settle() == few.settle()

    rows = ConflictRow.objects.filter(state=ConflictState.LAPSED)
    assert rows.count() == 62
    assert AuditEvent.objects.filter(event="conflict.lapsed").count() == 62


def test_all_of_it_comes_under_a_standing_ruling(few, many):
    few.ruling()
    many.ruling()

    assert many.settle() == few.settle()

    under = ConflictRow.objects.filter(standing_ruling__isnull=False)
    assert under.count() == 62
    assert not Letter.objects.exists()


def test_all_of_it_comes_out_of_a_standing_ruling(few, many):
    for one in (few, many):
        ruling = one.ruling()
        one.settle()
        ruling.withdrawn_on = date(2016, 6, 1)
        ruling.withdrawn_at = clock.now()
        ruling.withdrawal_reason = "No longer shared by all."
        ruling.withdrawn_by = one.scene.officer
        ruling.save()

    assert many.settle() == few.settle()

    assert not ConflictRow.objects.filter(standing_ruling__isnull=False).exists()
    assert AuditEvent.objects.filter(event="conflict.reopened").count() == 62
    asked = Letter.objects.filter(kind=ReminderKind.CONFLICT_FOUND)
    assert asked.count() == asked.values("person").distinct().count() == 14


def test_settling_over_networks_and_across_batches(monkeypatch):
    """A step of the graph costs what it costs once; a batch is a statement."""
    monkeypatch.setattr(row_book, "AT_ONCE", 7)
    few, many = (
        TiedAgenda(committees=one, items=each, seats=2)
        for one, each in ((1, 1), (2, 4))
    )
    batches = -(-many.rows // 7) - -(-few.rows // 7)

    first = [agenda.settle() for agenda in (few, many)]
    again = [agenda.settle() for agenda in (few, many)]
    for agenda in (few, many):
        agenda.loses()
    lost = [agenda.settle() for agenda in (few, many)]

    # New rows and their grounds go out seven at a time; so do those that changed.
    assert first[1] - first[0] == 2 * batches
    assert again[0] == again[1]
    assert lost[1] - lost[0] == batches
    assert ConflictRow.objects.filter(item__in=many.items).count() == many.rows == 16


class TiedAgenda(Agenda):
    """The same, of people who are tied to a federation of networks."""

    def __init__(self, **size: int):
        super().__init__(**size)
        network, federation, touched = (
            OrganisationFactory(kind=kind)
            for kind in (
                OrganisationKind.PCN,
                OrganisationKind.FEDERATION,
                OrganisationKind.PRACTICE,
            )
        )
        for source, target, kind in (
            (touched, network, LinkKind.IN_NETWORK),
            (network, federation, LinkKind.IN_FEDERATION),
        ):
            OrganisationLinkFactory(source=source, target=target, kind=kind)
        Interest.objects.filter(organisation=self.scene.practice).update(
            organisation=federation
        )
        ItemSubject.objects.filter(item__in=self.items).update(organisation=touched)
