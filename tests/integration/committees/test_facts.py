"""What upper rooms are told of committees on a day, and in how many queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from committees.actions import appointments, deputies, terms
from committees.actions.drafts import SeatDraft, copied_from
from committees.enums import (
    CastingVote,
    CommitteeKind,
    RemedyKind,
    SeatCategory,
    SeatRole,
)
from committees.facts.committees import (
    committee_facts,
    offices_by_committee,
    offices_of,
    persons_of,
    seat_facts,
)
from committees.facts.composition import composition_facts
from committees.rules.composition import check_composition
from tests.factories.committees import (
    BEGINNING,
    SEATS,
    adopted,
    established,
    holder_of,
    seat_of,
    working_committee,
)
from tests.factories.people import PersonFactory


DAY = date(2016, 6, 1)


def test_seat_facts_says_who_holds_what(committee):
    facts = seat_facts(committee, DAY)

    chair = facts.seats[0]
    assert [seat.title for seat in facts.seats] == [seat.title for seat in SEATS]
    assert chair.holder == holder_of(committee, "Lay chair").pk
    assert chair.holder_name == str(holder_of(committee, "Lay chair"))
    assert chair.roles == {SeatRole.CHAIR}
    assert chair.present is None
    assert facts.quorum.version == "version 1"
    assert facts.quorum.rules[0].number == 3
    assert facts.vacant == ()


def test_seat_facts_before_any_terms_is_empty(officer, havering):
    bare = established(organisation=havering, by=officer)

    facts = seat_facts(bare, DAY)

    assert facts.terms is None
    assert facts.seats == ()
    assert facts.quorum.rules == ()


def test_seat_facts_follows_the_version_of_the_day(committee, officer):
    first = committee.terms.get()
    draft = copied_from(first, effective_from=date(2016, 7, 1))
    later = SeatDraft("Second GP", SeatCategory.GP, is_voting=False)
    terms.adopt(
        committee=committee,
        by=officer,
        draft=type(draft)(
            **{
                **{name: getattr(draft, name) for name in draft.__slots__},
                "seats": (*draft.seats, later),
                "departure_reason": "Two GPs cover the two localities.",
            }
        ),
    )

    before = seat_facts(committee, date(2016, 6, 30))
    after = seat_facts(committee, date(2016, 7, 1))

    assert len(after.seats) == len(before.seats) + 1
    assert (before.terms.version, after.terms.version) == (1, 2)
    assert [seat.title for seat in after.vacant] == ["Second GP"]


def test_seat_facts_holder_leaves_on_the_day_after_the_last(committee, officer):
    holding = seat_of(committee, "GP member").appointments.get()
    appointments.end(appointment=holding, on=DAY, by=officer)

    assert seat_facts(committee, DAY).vacant == ()
    assert [seat.title for seat in seat_facts(committee, date(2016, 6, 2)).vacant] == [
        "GP member"
    ]


def test_persons_of_has_holders_and_deputies_of_the_day(committee, officer):
    stand_in, gone = PersonFactory(), PersonFactory()
    seat = seat_of(committee, "GP member")
    deputies.name(seat=seat, person=stand_in, from_on=BEGINNING, by=officer)
    deputies.name(
        seat=seat, person=gone, from_on=BEGINNING, to_on=date(2016, 5, 31), by=officer
    )

    persons = persons_of([committee], DAY)[committee.pk]

    assert stand_in.pk in persons
    assert gone.pk not in persons
    assert len(persons) == len(SEATS) + 1
    assert persons == seat_facts(committee, DAY).persons


def test_offices_of_chair_vice_deputy_and_stranger(committee, officer):
    stand_in = PersonFactory()
    deputies.name(
        seat=seat_of(committee, "Lay chair"),
        person=stand_in,
        from_on=BEGINNING,
        by=officer,
    )

    chair = offices_of(holder_of(committee, "Lay chair").pk, committee, DAY)
    vice = offices_of(holder_of(committee, "Lay vice chair").pk, committee, DAY)
    deputy = offices_of(stand_in.pk, committee, DAY)
    stranger = offices_of(PersonFactory().pk, committee, DAY)

    assert chair.is_chair
    assert chair.presides
    assert vice.is_vice_chair
    assert not vice.is_chair
    assert deputy.is_deputy
    assert not deputy.presides
    assert not deputy.is_holder
    assert not stranger.sits
    assert not offices_of(None, committee, DAY).sits


@pytest.mark.parametrize("how_many", [1, 3])
def test_facts_take_as_many_queries_for_several_committees(
    how_many, officer, havering, django_assert_num_queries
):
    sitting = [
        working_committee(organisation=havering, by=officer) for _ in range(how_many)
    ]
    chair = holder_of(sitting[0], "Lay chair")

    with django_assert_num_queries(5):
        committee_facts(sitting, DAY)
    with django_assert_num_queries(4):
        persons_of(sitting, DAY)
    with django_assert_num_queries(3):
        offices_by_committee(chair.pk, sitting, DAY)


@pytest.mark.parametrize(
    ("lay", "expected"),
    [
        (None, []),
        (2, ["The governing body has 2 lay members; three are recommended."]),
        (3, []),
    ],
    ids=["no governing body on record", "two lay members", "three lay members"],
)
def test_composition_facts_counts_the_lay_members_of_the_governing_body(
    committee, havering, officer, lay, expected
):
    if lay is not None:
        body = established(
            organisation=havering, by=officer, kind=CommitteeKind.GOVERNING_BODY
        )
        seats = tuple(
            SeatDraft(f"Lay member {number}", SeatCategory.LAY, is_voting=True)
            for number in range(lay)
        )
        adopted(body, by=officer, seats=seats, quorum=())
        for seat in body.seats.all():
            appointments.appoint(
                seat=seat, person=PersonFactory(), from_on=BEGINNING, by=officer
            )

    facts = composition_facts(
        committee,
        seat_facts(committee, DAY).seats,
        casting_vote=CastingVote.PRESIDING,
        day=DAY,
    )

    assert facts.governing_body_lay == lay
    found = [one.sentence for one in check_composition(facts) if one.code == "C7"]
    assert found == expected


def test_terms_name_their_remedies_in_order(officer, havering):
    said = (RemedyKind.REFER, RemedyKind.DEFER)
    committee = established(organisation=havering, by=officer)

    adopted(committee, by=officer, remedy_order=said)
    later = copied_from(committee.terms.get(), effective_from=date(2016, 7, 1))
    usual = adopted(established(organisation=havering, by=officer), by=officer)

    assert later.remedy_order == said
    assert usual.remedy_order == list(RemedyKind)
    with pytest.raises(IntegrityError), transaction.atomic():
        committee.terms.update(remedy_order=["prayer"])
