"""What somebody with an interest may try, to read what is withheld from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.actions import posts
from commissioning.enums import PostRole
from committees.enums import WithholdingPolicy
from committees.models import TermsOfReference
from conflicts.actions import interests
from conflicts.actions.declarations import declaration_of
from core.errors import RuleBroken
from meetings.actions import (
    attendances,
    conflict_rows,
    cover_sheets,
    gatherings,
    items,
    scopes,
    subjects,
    treatments,
)
from meetings.actions.conflict_rows import settle_items
from meetings.actions.cover_sheets import SheetFields
from meetings.actions.items import ItemFields
from meetings.enums import (
    Capacity,
    GatheringState,
    ScopeRole,
    SubjectRole,
)
from meetings.facts.conflicts import rulers_of
from people.actions import persons
from tests.factories.decisions import world
from tests.factories.meetings import (
    ItemFactory,
    ItemScopeFactory,
    OrganisationFactory,
)
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def gp(scene):
    return scene.user("GP member")


def opens(client, user, item):
    client.force_login(user)
    return client.get(f"/items/{item.pk}/").status_code


@pytest.mark.parametrize("is_treated", [True, False])
def test_ending_ones_own_interest_opens_nothing(client, scene, gp, is_treated):
    item = scene.item(touches=scene.practice)
    interest = scene.declares(gp, from_on=date(2012, 4, 1))
    settle_items([item])
    if is_treated:
        scene.rules(scene.rows(item, gp.person))
    assert opens(client, gp, item) == 403

    interests.end(interest=interest, on=date(2016, 5, 1), by=gp)
    settle_items([item])

    assert opens(client, gp, item) == 403


def test_correcting_ones_own_interest_opens_nothing(client, scene, gp):
    item = scene.item(touches=scene.practice)
    interest = scene.declares(gp, from_on=date(2012, 4, 1))
    scene.treated(item, gp.person)
    said = declaration_of(interest)

    interests.correct(
        interest=interest,
        declaration=type(said)(
            nature=said.nature,
            description=said.description,
            organisation=OrganisationFactory(practice=True),
        ),
        reason="It was another practice.",
        seen_version=interest.version,
        by=gp,
    )
    settle_items([item])

    assert opens(client, gp, item) == 403


def test_parts_of_a_withheld_item_are_withheld_too(client, scene, gp):
    item = scene.item(touches=scene.practice)
    part = ItemFactory(gathering=scene.gathering, parent=item, title="Bid scores")
    for sitting in scene.sittings:
        ItemScopeFactory(item=part, sitting=sitting)
    scene.declares(gp)
    scene.treated(item, gp.person)

    assert opens(client, gp, part) == 403


def test_naming_an_organisation_withholds_at_once(client, scene, gp):
    item = scene.item()
    scene.declares(gp)
    settle_items([item])

    subjects.add(
        item=item,
        organisation=scene.practice,
        role=SubjectRole.APPLICANT,
        by=scene.officer,
    )

    assert opens(client, gp, item) == 403


def test_putting_an_item_in_scope_withholds_at_once(client, scene, gp):
    item = ItemFactory(gathering=scene.gathering)
    scene.declares(gp)
    subjects.add(
        item=item,
        organisation=scene.practice,
        role=SubjectRole.APPLICANT,
        by=scene.officer,
    )

    scopes.assign(
        item=item, roles={scene.sittings[0]: ScopeRole.DECIDE}, by=scene.officer
    )

    assert opens(client, gp, item) == 403


def test_an_item_in_nobodys_scope_is_withheld_as_well(client, scene, gp):
    item = ItemFactory(gathering=scene.gathering)
    scene.declares(gp)
    subjects.add(
        item=item,
        organisation=scene.practice,
        role=SubjectRole.APPLICANT,
        by=scene.officer,
    )
    settle_items([item])

    assert opens(client, gp, item) == 403


def test_a_committee_out_of_scope_does_not_read_what_its_member_bids_for(
    client, scene, gp
):
    item = scene.item(scene.sittings[1], touches=scene.practice)
    scene.declares(gp)
    settle_items([item])

    assert opens(client, gp, item) == 403


def test_somebody_asked_to_attend_is_kept_out_at_once(client, scene):
    guest = UserFactory(password=None)
    item = scene.item(touches=scene.practice)
    scene.declares(guest)
    settle_items([item])

    attendances.attend(
        sitting=scene.sittings[0],
        person=guest.person,
        capacity=Capacity.IN_ATTENDANCE,
        by=scene.officer,
    )

    assert opens(client, guest, item) == 403


def test_merging_people_keeps_what_was_withheld_from_either(client, scene, gp):
    item = scene.item(touches=scene.practice)
    double = PersonFactory()
    conflict_rows.add_by_hand(
        item=item,
        sitting=scene.sittings[0],
        person=double,
        words="Is a partner there.",
        by=scene.officer,
    )

    persons.merge(duplicate=double, into=gp.person, by=UserFactory(administrator=True))

    assert opens(client, gp, item) == 403


def hide_titles(scene):
    TermsOfReference.objects.update(withholding_policy=WithholdingPolicy.HIDE_TITLE)


def test_a_chair_with_an_interest_does_not_find_the_title_among_the_conflicts(
    client, scene
):
    hide_titles(scene)
    chair = scene.user("Lay chair")
    item = scene.item(touches=scene.practice, title="Zircon procurement")
    scene.declares(chair)
    scene.declares(scene.user("GP member"))
    settle_items([item])
    client.force_login(chair)
    gathering = scene.gathering.pk

    pages = [
        client.get(f"/meetings/{gathering}/conflicts/"),
        client.get(f"/meetings/{gathering}/"),
        client.get(f"/meetings/{gathering}/minutes/1/"),
        client.get(f"/items/{item.pk}/decisions/"),
    ]
    for person in (chair.person, scene.person("GP member")):
        url = f"/meetings/{gathering}/conflicts/{item.pk}/{person.pk}/"
        pages += [client.get(url), client.post(url)]

    assert [page.status_code for page in pages] == [200, 200, 200, 404] + 4 * [404]
    assert not [page for page in pages if "Zircon" in page.content.decode()]


def test_an_author_named_later_is_kept_out_at_once(client, scene):
    author = UserFactory(password=None)
    item = scene.item(touches=scene.practice)
    scene.declares(author)
    settle_items([item])

    cover_sheets.write(
        item=item, fields=SheetFields(author=author.person), by=scene.officer
    )

    assert opens(client, author, item) == 403


def test_a_lead_named_later_is_kept_out_at_once(client, scene):
    lead = UserFactory(password=None)
    item = scene.item(touches=scene.practice)
    scene.declares(lead)
    settle_items([item])

    items.edit(
        item=item,
        fields=replace(ItemFields.of(item), lead=lead.person),
        by=scene.officer,
    )

    assert opens(client, lead, item) == 403


def test_giving_notice_withholds_at_once(client):
    scene = world(1, state=GatheringState.DRAFT, held_on=date(2031, 6, 18))
    gp = scene.user("GP member")
    scene.item(touches=scene.practice)
    item = scene.item(touches=scene.practice)
    scene.declares(gp)

    gatherings.give_notice(
        gathering=scene.gathering, by=scene.officer, reason="As agreed."
    )

    assert opens(client, gp, item) == 403


def test_an_administrator_does_not_make_themself_the_record_keeper(client, scene, gp):
    item = scene.item(touches=scene.practice)
    scene.declares(gp)
    settle_items([item])
    gp.is_staff = True
    gp.save()

    with pytest.raises(RuleBroken) as refused:
        posts.appoint(
            person=gp.person,
            organisation=scene.committees[0].organisations.get(),
            role=PostRole.OFFICER,
            from_on=date(2016, 1, 1),
            by=gp,
        )

    assert refused.value.verdict.code == "own_post"
    assert opens(client, gp, item) == 403


def test_every_change_of_an_agenda_locks_it_first(scene):
    item = scene.item()

    with CaptureQueriesContext(connection) as asked:
        items.edit(item=item, fields=ItemFields.of(item), by=scene.officer)

    locks = [one["sql"] for one in asked if "FOR UPDATE" in one["sql"]]
    assert 'FROM "meetings_gathering"' in locks[0]


def test_a_chair_with_an_interest_rules_on_nobodys(scene):
    chair, gp = scene.user("Lay chair"), scene.user("GP member")
    item = scene.item(touches=scene.practice)
    scene.declares(chair)
    scene.declares(gp)
    settle_items([item])
    (row,) = scene.rows(item, gp.person)

    with pytest.raises(RuleBroken) as refused:
        treatments.dismiss(rows=[row], reason="A friend.", by=chair)

    assert refused.value.verdict.code == "own_conflict"
    assert chair.person not in rulers_of([row])[row.pk]
