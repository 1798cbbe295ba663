"""Everything held about a person: complete, theirs alone, and in the trail."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse

from commissioning.enums import PostRole
from conflicts.enums import ImportKind, RowState
from core.models import AuditEvent
from desk.facts.holdings import HOLDINGS, LEFT_OUT
from desk.facts.rows_not_loaded import TITLE
from desk.facts.subject_access import WITHHELD, gather
from notices.models import Letter
from people import door
from people.actors import PUBLIC, Task
from people.models import Person, User
from tests.factories.committees import (
    CcgFactory,
    holder_of,
    user_with_post,
    working_committee,
)
from tests.factories.conflicts import (
    AttestationFactory,
    DeclarationDraftFactory,
    GiftOfferFactory,
    ImportRowFactory,
    InterestVersionFactory,
    LegalHoldFactory,
    RegisterImportFactory,
    declared,
)
from tests.factories.meetings import GatheringFactory, ItemFactory, SittingFactory
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.room import ConflictGroundFactory, ConflictRowFactory


@pytest.fixture(autouse=True)
def _on_1_june_2016(settings):
    settings.QUORATE_TODAY = date(2016, 6, 1)


@pytest.fixture
def havering(db):
    return CcgFactory(name="NHS Havering CCG")


@pytest.fixture
def officer(havering):
    return user_with_post(havering)


@pytest.fixture
def committee(havering, officer):
    return working_committee(organisation=havering, by=officer)


@pytest.fixture
def gp(committee):
    return UserFactory(person=holder_of(committee, "GP member"))


def taken_out(client, person) -> dict[str, str]:
    answer = client.post(reverse("desk:subject_access", args=[person.pk]))
    assert answer.status_code == 200
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    return {name: packed.read(name).decode() for name in packed.namelist()}


def test_export_everything_is_for_the_person_and_whoever_keeps_the_register(
    gp, officer, havering
):
    guardian = user_with_post(havering, PostRole.GUARDIAN)
    auditor = user_with_post(havering, PostRole.AUDITOR)
    left = user_with_post(havering)
    left.is_active = False

    def may(actor):
        return bool(door.may(actor, "export_everything", gp.person))

    assert all(map(may, (gp, officer, guardian)))
    assert not any(map(may, (PUBLIC, Task("purge"), left, auditor, UserFactory())))


def test_holdings_name_every_way_to_a_person():
    ways = {
        (relation.related_model._meta.label, relation.field.name)
        for relation in Person._meta.related_objects
    } | {
        (relation.related_model._meta.label, relation.field.name)
        for relation in User._meta.related_objects
        # Who recorded, ruled or issued something is the trail's to tell.
        if not relation.field.name.endswith("_by")
        and apps.get_app_config(relation.related_model._meta.app_label)
    }
    told = {
        (holding.model, way.split("__")[0])
        for holding in HOLDINGS
        for way in holding.person
    }

    assert ways - told - set(LEFT_OUT) == set()


@pytest.mark.parametrize(
    "holding", HOLDINGS, ids=lambda one: f"{one.room}: {one.title}"
)
def test_holdings_are_fields_there_are(holding, db):
    model = apps.get_model(holding.model)
    every = {f"{way}__in": [0] for way in holding.person}
    if holding.body:
        every[f"{holding.body}__in"] = [0]

    rows = model._default_manager.filter(**every)

    asked = (*holding.fields, *holding.own, *holding.unless_withheld)
    assert list(rows.values(*asked)) == []


def test_person_takes_out_what_is_theirs(client, gp, officer, havering):
    interest = declared(by=gp, restricted_note="My own note")
    InterestVersionFactory(interest=interest, person=gp.person, version=9)
    AttestationFactory(person=gp.person, statement="It is complete.")
    DeclarationDraftFactory(person=gp.person, answers={"q": "Half a draft"})
    LegalHoldFactory(
        person=gp.person, organisation=havering, reason="Advice of counsel"
    )
    Letter.objects.create(
        kind="reminder",
        about="x:1",
        person=gp.person,
        due_at="2016-05-01T09:00Z",
        planned_at="2016-05-01T09:00Z",
        planned_by="x",
        text="Dear reader",
    )
    other = UserFactory(person=PersonFactory(family_name="Otherperson"))
    declared(by=other, unlisted_name="Of another")
    client.force_login(gp)

    found = taken_out(client, gp.person)

    everything = " ".join(found.values())
    for mine in (
        "My own note",
        "It is complete.",
        "Half a draft",
        "Dear reader",
        gp.person.email,
        "GP member",
    ):
        assert mine in everything, mine
    for theirs in ("Otherperson", "Of another", "Advice of counsel", officer.label):
        assert theirs not in everything, theirs
    conflicts = json.loads(found["json/conflicts.json"])
    assert conflicts["Interests"][0]["restricted_note"] == "My own note"
    assert "Everything held about" in found["summary.html"]
    event = AuditEvent.objects.about(gp.person).first()
    assert (event.event, event.actor_label) == ("person.exported", gp.label)


def test_officer_takes_out_without_letters_drafts_and_other_bodies(
    client, gp, officer, committee
):
    DeclarationDraftFactory(person=gp.person, answers={"q": "Half a draft"})
    for of, title in ((committee, "Ours"), (working_committee(), "Elsewhere")):
        gathering = GatheringFactory(title=title)
        ConflictRowFactory(
            item=ItemFactory(gathering=gathering),
            sitting=SittingFactory(gathering=gathering, committee=of),
            person=gp.person,
        )
    client.force_login(officer)

    everything = " ".join(taken_out(client, gp.person).values())

    assert "Ours" in everything
    assert "Elsewhere" not in everything
    assert "Half a draft" not in everything


def test_what_is_withheld_from_the_person_stays_withheld(client, gp, committee):
    gathering = GatheringFactory()
    sitting = SittingFactory(gathering=gathering, committee=committee)
    for title, papers in (("Secret merger", ""), ("Open matter", "given")):
        row = ConflictRowFactory(
            item=ItemFactory(gathering=gathering, title=title),
            sitting=sitting,
            person=gp.person,
            papers=papers,
            participation="take_part" if papers else "",
            **(
                {
                    "state": "accepted",
                    "treatment_reason": "Reason of open",
                    "treated_at": "2016-05-01T09:00Z",
                    "treated_by": gp,
                    "ruled_by": PersonFactory(),
                    "ruled_on": date(2016, 5, 1),
                }
                if papers
                else {}
            ),
        )
        ConflictGroundFactory(row=row, trace=f"Trace of {title}")
    client.force_login(gp)

    found = json.loads(taken_out(client, gp.person)["json/meetings.json"])

    traces = [row["trace"] for row in found["Why a conflict was seen"]]
    assert traces == [WITHHELD, "Trace of Open matter"]
    assert "Secret merger" not in json.dumps(found)


def test_export_is_for_the_person_their_officers_and_guardians(
    client, gp, havering, committee
):
    url = reverse("desk:subject_access", args=[gp.person_id])
    colleague = UserFactory(person=holder_of(committee, "Registered nurse"))
    for user, status in (
        (gp, 200),
        (user_with_post(havering), 200),
        (user_with_post(havering, PostRole.GUARDIAN), 200),
        (user_with_post(havering, PostRole.AUDITOR), 403),
        (user_with_post(CcgFactory()), 404),
        (colleague, 404),
    ):
        client.force_login(user)
        assert client.get(url).status_code == status
        answer = client.post(url)
        assert answer.status_code == status
        if answer.streaming:
            list(answer.streaming_content)
    client.logout()
    assert client.get(url).status_code == 302
    assert AuditEvent.objects.filter(event="person.exported").count() == 3


def test_export_takes_the_same_queries_with_twice_the_rows(
    client, gp, django_assert_max_num_queries
):
    client.force_login(gp)
    counts = []
    for _ in range(2):
        for number in range(3):
            declared(by=gp, unlisted_name=f"{len(counts)} {number}")
        with django_assert_max_num_queries(70) as captured:
            taken_out(client, gp.person)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_rows_that_were_never_loaded_are_told(gp, havering):
    person = gp.person
    name = {"given_name": person.given_name, "family_name": person.family_name}
    made = RegisterImportFactory(organisation=havering)
    elsewhere = RegisterImportFactory(organisation=CcgFactory())

    def row(number, made=made, **cells):
        cells = {"restricted_note": f"Note {number}", **cells}
        row = {"register_import": made, "number": number, "cells": cells}
        ImportRowFactory(interest=None, state=RowState.DROPPED, **row)

    row(2, email=person.email.upper())
    row(3, **name)
    row(4, full_name=f"Dr {person.given_name} {person.family_name}", email="")
    row(5, **name, email="somebody.else@elm.example")
    row(6, made=elsewhere, **name)

    def told(*, is_own):
        found = gather(person, is_own=is_own, bodies=frozenset({havering.pk}))
        return [row["number"] for row in found["conflicts"][TITLE]]

    assert told(is_own=False) == [2, 3, 4]
    assert told(is_own=True) == [2]


def test_rows_of_gifts_that_were_loaded_are_told_as_what_they_became(gp, havering):
    person = gp.person
    made = RegisterImportFactory(organisation=havering, kind=ImportKind.GIFTS)
    entry = GiftOfferFactory(person=person, organisation=havering)
    ImportRowFactory(
        register_import=made,
        number=2,
        cells={"email": person.email},
        gift=entry,
        state=RowState.LOADED,
    )

    found = gather(person, is_own=True, bodies=frozenset())["conflicts"]

    assert found[TITLE] == []
    (row,) = found["Rows of an imported register"]
    assert row["number"] == 2
