"""Entering, correcting and merging persons."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from core.errors import RuleBroken
from core.models import AuditEvent, Change
from people.actions import persons
from people.actors import PUBLIC, Task
from people.models import Person
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


def test_enter_person_is_in_the_record_and_the_trail(administrator):
    person = persons.enter(
        given_name=" Asha ", family_name="Invented", title="Dr", by=administrator
    )

    assert str(person) == "Dr Asha Invented"
    event = AuditEvent.objects.get(event="person.entered")
    assert (event.target_key, event.actor_label) == (
        str(person.pk),
        administrator.label,
    )


@pytest.mark.parametrize("who", ["public", "task", "somebody", "ended"])
def test_enter_refused(who):
    actor = {
        "public": lambda: PUBLIC,
        "task": lambda: Task("import"),
        "somebody": UserFactory,
        "ended": lambda: UserFactory(administrator=True, inactive=True),
    }[who]()

    with pytest.raises(RuleBroken) as refusal:
        persons.enter(given_name="A", family_name="B", by=actor)

    assert refusal.value.verdict.code == "not_administrator"


def test_enter_without_family_name(administrator):
    with pytest.raises(RuleBroken) as refusal:
        persons.enter(given_name="Asha", family_name=" ", by=administrator)

    assert refusal.value.verdict.code == "family_name_missing"


def test_correct_keeps_addresses_out_of_the_trail(administrator):
    person = PersonFactory(email="old@quorate.example")

    persons.correct(
        person=person,
        title=person.title,
        given_name=person.given_name,
        family_name="Renamed",
        email="new@quorate.example",
        by=administrator,
    )

    person.refresh_from_db()
    event = AuditEvent.objects.get(event="person.corrected")
    assert (person.family_name, person.email) == ("Renamed", "new@quorate.example")
    assert event.details["changed"] == ["family_name", "email"]
    assert "quorate.example" not in str(event.details)


def test_correct_nothing_leaves_no_trace(administrator):
    person = PersonFactory()

    persons.correct(
        person=person,
        title=person.title,
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email,
        by=administrator,
    )

    assert not AuditEvent.objects.exists()


def test_merge_keeps_both_rows_and_tells_upper_rooms(administrator):
    duplicate, remaining = PersonFactory.create_batch(2)
    earlier = PersonFactory(merged_into=duplicate)

    persons.merge(duplicate=duplicate, into=remaining, by=administrator)

    for person in (duplicate, earlier):
        person.refresh_from_db()
        assert person.merged_into == remaining
    assert set(Person.objects.current()) == {remaining, administrator.person}
    change = Change.objects.get()
    assert (change.topic, change.key) == ("person_merged", str(duplicate.pk))
    assert AuditEvent.objects.get(event="person.merged").details == {
        "into": remaining.pk,
        "by_user": administrator.pk,
    }


def test_merge_moves_the_sign_in(administrator):
    user = UserFactory()
    remaining = PersonFactory()

    persons.merge(duplicate=user.person, into=remaining, by=administrator)

    user.refresh_from_db()
    assert user.person == remaining


def test_merge_both_sign_in_says_what_to_do(administrator):
    first, second = UserFactory.create_batch(2)

    with pytest.raises(RuleBroken) as refusal:
        persons.merge(duplicate=first.person, into=second.person, by=administrator)

    assert refusal.value.verdict.code == "both_sign_in"
    assert first.email in refusal.value.verdict.reason


def test_merge_both_had_a_sign_in_but_one_was_ended(administrator):
    ended, second = UserFactory(inactive=True), UserFactory()

    persons.merge(duplicate=ended.person, into=second.person, by=administrator)

    ended.person.refresh_from_db()
    assert ended.person.merged_into == second.person


@pytest.mark.parametrize("case", ["same", "into_merged", "twice"])
def test_merge_refused(administrator, case):
    first, second = PersonFactory.create_batch(2)
    merged = PersonFactory(merged_into=second)
    duplicate, into, code = {
        "same": (first, first, "same_person"),
        "into_merged": (first, merged, "person_merged"),
        "twice": (merged, first, "person_merged"),
    }[case]

    with pytest.raises(RuleBroken) as refusal:
        persons.merge(duplicate=duplicate, into=into, by=administrator)

    assert refusal.value.verdict.code == code


def test_correct_merged_person_points_to_the_other(administrator):
    merged = PersonFactory(merged_into=PersonFactory())

    with pytest.raises(RuleBroken) as refusal:
        persons.correct(
            person=merged, given_name="A", family_name="B", by=administrator
        )

    assert refusal.value.verdict.code == "person_merged"


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"family_name": ""}, "people_person_named"),
        ({"merged_into": "itself"}, "people_person_not_merged_into_itself"),
    ],
    ids=["nameless", "merged into itself"],
)
def test_person_constraints(change, constraint):
    person = PersonFactory()
    if "merged_into" in change:
        change = {"merged_into": person}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(**change)
