"""The admin's saves are actions; nothing is deleted; refusals are sentences."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.models import AuditEvent
from people.models import Person, User
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = UserFactory(administrator=True)
    client.force_login(user)
    return user


def _fields(**more):
    empty = dict.fromkeys(("title", "email", "telephone", "postal_address"), "")
    return {**empty, "given_name": "Asha", "family_name": "Invented", **more}


def test_admin_enters_and_corrects_a_person(client, administrator):
    client.post(reverse("admin:people_person_add"), _fields())
    person = Person.objects.get(given_name="Asha")
    address = reverse("admin:people_person_change", args=[person.pk])

    client.post(address, _fields(family_name="Renamed"))

    person.refresh_from_db()
    assert person.family_name == "Renamed"
    assert list(AuditEvent.objects.order_by("pk").values_list("event", flat=True)) == [
        "person.entered",
        "person.corrected",
    ]
    assert client.get(address).status_code == 200


def test_admin_invites_and_ends_a_sign_in(client, administrator):
    person = PersonFactory()
    client.post(
        reverse("admin:people_user_add"),
        {"email": "new@quorate.example", "person": person.pk},
    )
    user = User.objects.get(email="new@quorate.example")

    client.post(reverse("admin:people_user_change", args=[user.pk]), {})

    user.refresh_from_db()
    assert not user.is_active
    assert AuditEvent.objects.filter(event="user.deactivated").count() == 1


def test_admin_invite_refused_is_a_sentence(client, administrator):
    taken = UserFactory()

    page = client.post(
        reverse("admin:people_user_add"),
        {"email": "new@quorate.example", "person": taken.person.pk},
        follow=True,
    )

    assert page.status_code == 200
    assert not User.objects.filter(email="new@quorate.example").exists()


def test_admin_makes_an_administrator(client, administrator):
    user = UserFactory()

    client.post(
        reverse("admin:people_user_change", args=[user.pk]),
        {"is_active": "on", "is_staff": "on"},
    )

    user.refresh_from_db()
    assert user.is_staff
    assert user.is_active


def test_admin_own_role_is_read_only(client, administrator):
    address = reverse("admin:people_user_change", args=[administrator.pk])

    client.post(address, {})

    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.is_staff


def test_admin_merges_two(client, administrator):
    into, duplicate = PersonFactory.create_batch(2)
    chosen = {"action": "merge_two", "_selected_action": [into.pk, duplicate.pk]}

    page = client.post(reverse("admin:people_person_changelist"), chosen, follow=True)

    duplicate.refresh_from_db()
    assert duplicate.merged_into == into
    assert "Merged into" in page.content.decode()
    merged = client.post(
        reverse("admin:people_person_change", args=[duplicate.pk]), _fields()
    )
    assert merged.status_code == 403


def test_admin_merge_needs_exactly_two(client, administrator):
    chosen = {"action": "merge_two", "_selected_action": [PersonFactory().pk]}

    page = client.post(reverse("admin:people_person_changelist"), chosen, follow=True)

    assert "Choose exactly two people" in page.content.decode()


@pytest.mark.parametrize("model", ["person", "user"])
def test_admin_deletes_nothing(client, administrator, model):
    row = UserFactory().person if model == "person" else UserFactory()

    answer = client.post(
        reverse(f"admin:people_{model}_delete", args=[row.pk]), {"post": "yes"}
    )

    assert answer.status_code == 403


def test_admin_letters_are_read_only(client, administrator):
    assert client.get(reverse("admin:notices_letter_changelist")).status_code == 200
    assert client.get(reverse("admin:notices_letter_add")).status_code == 403
