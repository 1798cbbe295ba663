"""Letting people sign in, and ending it."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction

from core.errors import RuleBroken
from core.models import AuditEvent
from people.actions import users
from people.models import User
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


def test_invite_signs_in_with_codes_only(administrator):
    person = PersonFactory()

    user = users.invite(email=" Asha@Quorate.Example ", person=person, by=administrator)

    assert user.email == "asha@quorate.example"
    assert user.person == person
    assert not user.has_usable_password()
    assert not user.is_staff
    assert AuditEvent.objects.get(event="user.invited").target_label == str(person)


@pytest.mark.parametrize("case", ["address", "person", "merged"])
def test_invite_refused(administrator, case):
    user = UserFactory()
    merged = PersonFactory(merged_into=PersonFactory())
    email, person, code = {
        "address": (user.email.upper(), None, "email_taken"),
        "person": ("new@quorate.example", user.person, "person_signs_in"),
        "merged": ("new@quorate.example", merged, "person_merged"),
    }[case]

    with pytest.raises(RuleBroken) as refusal:
        users.invite(email=email, person=person, by=administrator)

    assert refusal.value.verdict.code == code


@pytest.mark.parametrize(
    "act",
    [
        lambda user, by: users.invite(email="new@quorate.example", by=by),
        lambda user, by: users.deactivate(user=user, by=by),
        lambda user, by: users.reactivate(user=user, by=by),
        lambda user, by: users.sign_out_everywhere(user=user, by=by),
        lambda user, by: users.set_administrator(
            user=user, is_administrator=True, by=by
        ),
    ],
    ids=["invite", "deactivate", "reactivate", "sign out", "make administrator"],
)
def test_users_only_an_administrator(act):
    with pytest.raises(RuleBroken) as refusal:
        act(UserFactory(), UserFactory())

    assert refusal.value.verdict.code == "not_administrator"


def test_deactivate_ends_every_session(administrator, client):
    user = UserFactory()
    client.force_login(user)
    UserSession.objects.create(
        user=user, ip="127.0.0.1", session_key=client.session.session_key, user_agent=""
    )

    users.deactivate(user=user, by=administrator)

    user.refresh_from_db()
    event = AuditEvent.objects.get(event="user.deactivated")
    assert not user.is_active
    assert event.details == {"sessions_ended": 1}
    assert not UserSession.objects.exists()


def test_deactivate_never_oneself(administrator):
    with pytest.raises(RuleBroken) as refusal:
        users.deactivate(user=administrator, by=administrator)

    assert refusal.value.verdict.code == "own_sign_in"


def test_reactivate_lets_in_again(administrator):
    user = UserFactory(inactive=True)

    users.reactivate(user=user, by=administrator)

    user.refresh_from_db()
    assert user.is_active


@pytest.mark.parametrize("wanted", [True, False])
def test_set_administrator(administrator, wanted):
    user = UserFactory(is_staff=not wanted)

    users.set_administrator(user=user, is_administrator=wanted, by=administrator)

    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser) == (wanted, wanted)


def test_set_administrator_never_oneself(administrator):
    with pytest.raises(RuleBroken) as refusal:
        users.set_administrator(
            user=administrator, is_administrator=False, by=administrator
        )

    assert refusal.value.verdict.code == "own_role"


def test_user_one_address_whatever_its_capitals():
    user = UserFactory()
    other = UserFactory()

    with (
        pytest.raises(IntegrityError, match="people_user_email_once"),
        transaction.atomic(),
    ):
        User.objects.filter(pk=other.pk).update(email=user.email.upper())
