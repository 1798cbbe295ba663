"""A synthetic England fills an empty installation, the same each time."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from commissioning.facts import practices_of
from commissioning.models import Organisation
from committees.models import Appointment, Committee
from conflicts.models import Interest, InterestVersion
from desk.national.england import BEGINNING
from desk.national.sizes import Sizes
from meetings.actions.conflict_rows import settle_items
from meetings.models import ConflictRow, Gathering, Item, ItemSubject
from people.models import Person, User


pytestmark = pytest.mark.django_db


def seed(scale="0.011"):
    said = StringIO()
    call_command("seed_national", "--scale", scale, stdout=said)
    return said.getvalue()


def test_seed_national_fills_what_it_says():
    said = seed()

    sizes = Sizes.at(0.011)
    assert Organisation.objects.filter(kind="ccg").count() == sizes.ccgs == 2
    assert Organisation.objects.filter(kind="practice").count() == sizes.practices
    assert not Organisation.objects.filter(is_invented=False).exists()
    assert Person.objects.count() == sizes.people + 1
    assert (
        Interest.objects.count() == sizes.interests == InterestVersion.objects.count()
    )
    assert Gathering.objects.count() == sizes.ccgs * 60
    assert Item.objects.count() == sizes.ccgs * 480
    assert Appointment.objects.count() == sizes.ccgs * 5
    assert "77 practices" in said
    assert "120 meetings with 960 items" in said


def test_items_touch_member_practices_of_their_own_ccg():
    seed()

    for committee in Committee.objects.all():
        own = practices_of(committee.organisations.get(), BEGINNING)
        touched = ItemSubject.objects.filter(
            item__gathering__sittings__committee=committee
        ).values("organisation")
        assert not Organisation.objects.filter(pk__in=touched).exclude(
            pk__in=own.values("pk")
        )


def test_what_it_made_can_be_matched():
    seed()
    gathering = Gathering.objects.order_by("held_on").last()
    practice = (
        ItemSubject.objects.filter(item__gathering=gathering).first().organisation
    )
    seat = Appointment.objects.filter(
        seat__committee__sittings__gathering=gathering
    ).first()
    Interest.objects.filter(person=seat.person).update(organisation=practice)

    settle_items(gathering.items.all())

    assert ConflictRow.objects.filter(person=seat.person).exists()


def test_whoever_signs_for_all_of_it_cannot_sign_in():
    seed()

    assert not User.objects.get().has_usable_password()


@pytest.mark.parametrize("scale", ["0", "-1", "1.5"])
def test_scale_that_is_none_is_refused(scale):
    with pytest.raises(CommandError, match="above 0 and up to 1"):
        seed(scale)


def test_where_there_is_something_it_is_refused():
    seed("0.001")

    with pytest.raises(CommandError, match="an empty installation only"):
        seed("0.001")


def test_in_production_it_is_refused(settings):
    settings.QUORATE_ENV = "production"

    with pytest.raises(CommandError, match="for real people"):
        seed()
