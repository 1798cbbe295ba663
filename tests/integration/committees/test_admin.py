"""The admin sets committees up by the same actions, and deletes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from committees.models import Appointment, Committee, Deputy, Seat
from conflicts.models import Interest
from core.models import AuditEvent
from tests.factories.committees import (
    BEGINNING,
    formed_group,
    seat_of,
    working_committee,
)
from tests.factories.conflicts import BreachFactory, declared
from tests.factories.people import PersonFactory, UserFactory


@pytest.fixture
def administrator(db, settings):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    return UserFactory(administrator=True)


@pytest.fixture
def admin_pages(client, administrator):
    client.force_login(administrator)
    return client


def test_admin_establishes_adds_appoints_and_ends(admin_pages, havering):
    admin_pages.post(
        reverse("admin:committees_committee_add"),
        {
            "name": "Havering PCCC",
            "short_name": "Havering",
            "slug": "havering-pccc",
            "kind": "pccc",
            "organisations": [havering.pk],
            "reference_pattern": "PCC{yy}/{n:03}",
            "established_on": "2015-04-01",
        },
    )
    made = Committee.objects.get()
    admin_pages.post(
        reverse("admin:committees_seat_add"), {"committee": made.pk, "title": "Chair"}
    )
    seat, person = Seat.objects.get(), PersonFactory()
    days = {"seat": seat.pk, "person": person.pk, "from_on": "2015-04-01", "to_on": ""}
    admin_pages.post(reverse("admin:committees_appointment_add"), days)
    admin_pages.post(
        reverse("admin:committees_deputy_add"), {**days, "person": PersonFactory().pk}
    )
    holding, deputy = Appointment.objects.get(), Deputy.objects.get()
    for row, name in ((holding, "appointment"), (deputy, "deputy")):
        admin_pages.post(
            reverse(f"admin:committees_{name}_change", args=[row.pk]),
            {"to_on": "2016-05-31"},
        )
    admin_pages.post(
        reverse("admin:committees_committee_change", args=[made.pk]),
        {"disestablished_on": "2016-05-31"},
    )

    made.refresh_from_db()
    assert list(made.organisations.all()) == [havering]
    assert made.disestablished_on == date(2016, 5, 31)
    assert Appointment.objects.get().to_on == date(2016, 5, 31)
    assert Deputy.objects.get().to_on == date(2016, 5, 31)
    assert set(AuditEvent.objects.values_list("event", flat=True)) >= {
        "committee.established",
        "seat.added",
        "appointment.made",
        "appointment.ended",
        "deputy.named",
        "deputy.ended",
        "committee.disestablished",
    }


def test_admin_says_why_it_refuses(admin_pages, committee):
    seat = seat_of(committee, "GP member")

    page = admin_pages.post(
        reverse("admin:committees_appointment_add"),
        {
            "seat": seat.pk,
            "person": PersonFactory().pk,
            "from_on": "2016-06-01",
            "to_on": "",
        },
        follow=True,
    )

    assert "is held by" in page.content.decode()
    assert seat.appointments.count() == 1


def test_admin_pages_open_and_nothing_is_deleted(
    admin_pages, committee, officer, havering
):
    other = working_committee(organisation=havering, by=officer)
    seat = seat_of(committee, "GP member")
    rows = {
        "committees_committee": committee,
        "committees_seat": seat,
        "committees_termsofreference": committee.terms.get(),
        "committees_appointment": seat.appointments.get(),
        "committees_deputy": Deputy.objects.create(
            seat=seat, person=PersonFactory(), from_on=BEGINNING
        ),
        "committees_groupincommon": formed_group(committee, other, by=officer),
        "conflicts_breach": BreachFactory(),
    }

    for name, row in rows.items():
        change = reverse(f"admin:{name}_change", args=[row.pk])
        assert admin_pages.get(reverse(f"admin:{name}_changelist")).status_code == 200
        assert admin_pages.get(change).status_code == 200
        delete = reverse(f"admin:{name}_delete", args=[row.pk])
        assert admin_pages.post(delete, {"post": "yes"}).status_code == 403


def test_admin_never_shows_the_restricted_note(admin_pages, officer):
    interest = declared(by=officer, restricted_note="Her brother is ill.")

    page = admin_pages.get(
        reverse("admin:conflicts_interest_change", args=[interest.pk])
    ).content.decode()

    assert interest.description in page
    assert "Her brother is ill." not in page
    assert Interest.objects.count() == 1
